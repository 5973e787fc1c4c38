/* Tokens and sentences: each case is a text and its tokens parted by bars; ‖ begins a sentence. */
#include "tap.h"
#include "data.h"
#include "token.h"
#include "unicode.h"

static NxArena arena;
static NxData data;

static void
tokens_are(const char *text, const char *want)
{
	NxTokens	tokens = {NULL, 0, 0};
	NxText		whole = text_of_string(text);
	NxSpan		span = {0, whole.len};
	NxBuffer	got;
	uint32_t	i;

	nx_tokenize(&arena, &data.lexicon, whole, span, &tokens);
	nx_buffer_init(&got, &arena, 64);
	for (i = 0; i < tokens.n; i++)
	{
		if (i)
			nx_buffer_byte(&got, tokens.item[i].flags & NX_T_SENTENCE ? '#' : '|');
		nx_buffer_add(&got, text + tokens.item[i].start, tokens.item[i].end - tokens.item[i].start);
	}
	same(nx_buffer_text(&got), want, text);
}

int
main(void)
{
	NxText		long_word;
	NxTokens	tokens = {NULL, 0, 0};
	NxSpan		span;
	uint32_t	n1,
				n2;

	nx_arena_init(&arena, &nx_malloc_hooks);
	if (nx_data_open(&data, nx_image()) != NX_OK)
		return ok(false, "the image opens"), done_testing();
	tokens_are("", "");
	tokens_are("   ", "");
	tokens_are("Gov. Smith spoke.", "Gov.|Smith|spoke|.");
	tokens_are("It ended. Then it rained.", "It|ended|.#Then|it|rained|.");
	tokens_are("the U.S. and U.K. agreed", "the|U.S.|and|U.K.|agreed");
	tokens_are("He left the U.S. The plane", "He|left|the|U.S.#The|plane");
	tokens_are("George W. Bush", "George|W.|Bush");
	tokens_are("Rubio's visit", "Rubio|'s|visit");
	tokens_are("Rubio’s visit", "Rubio|’s|visit");
	tokens_are("O'Brien didn't", "O'Brien|didn't");
	tokens_are("Claver-Carone", "Claver|-|Carone");
	tokens_are("“Stop,” he said. “Now.” She left", "“|Stop|,|”|he|said|.#“|Now|.|”#She|left");
	tokens_are("13.90 and 1,500 at 21:48", "13.90|and|1,500|at|21:48");
	tokens_are("AT&T rose 5% on Jan. 3", "AT&T|rose|5|%|on|Jan.|3");
	tokens_are("MEXICO CITY (Reuters) -- Mexican", "MEXICO|CITY|(|Reuters|)|--|Mexican");
	tokens_are("end.Start", "end|.|Start");
	tokens_are("see example.com now", "see|example.com|now");
	n1 = 0;
	ok(nx_phrase_key(&arena, NULL, NX_TEXT("St. Louis"), &n1) == nx_phrase_key(&arena, NULL, NX_TEXT("St Louis"), &n2) &&
	   n1 == 2 && n2 == 2, "a phrase key passes over periods");
	ok(nx_phrase_key(&arena, NULL, NX_TEXT("---"), &n1) == 0 && n1 == 0, "a name without words has no key");

	long_word.len = 100000;
	long_word.data = memset(nx_arena_alloc(&arena, long_word.len), 'x', long_word.len);
	span.start = 0;
	span.end = long_word.len;
	nx_tokenize(&arena, NULL, long_word, span, &tokens);
	ok(tokens.n == (100000 + NX_TOKEN_LONGEST - 1) / NX_TOKEN_LONGEST, "a word without end is split");
	nx_arena_reset(&arena);
	return done_testing();
}
