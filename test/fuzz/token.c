/*-------------------------------------------------------------------------
 * token.c
 *	  Fuzz target: tokens, phrase keys and folding of any text.
 *
 * Tokens are in order, apart, on character boundaries and hide no letter;
 * nx_next_word goes forward; folding fits its room and settles.
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "fuzz.h"
#include "token.h"

/* A letter or digit between two tokens would be lost to every later stage. */
static void
check_gap(NxText text, uint32_t from, uint32_t to)
{
	while (from < to)
	{
		uint32_t	size;
		NxCpKind	kind = nx_cp_kind(nx_decode(text.data + from, text.data + to, &size));

		require(kind != NX_CP_LOWER && kind != NX_CP_UPPER && kind != NX_CP_LETTER && kind != NX_CP_DIGIT);
		from += size;
	}
}

static void
check_tokens(NxText text, const NxTokens *tokens)
{
	uint32_t	last = 0;
	uint32_t	i;

	for (i = 0; i < tokens->n; i++)
	{
		const NxToken *token = &tokens->item[i];

		require(token->start >= last && token->start < token->end && token->end <= text.len);
		require(is_boundary(text, token->start) && is_boundary(text, token->end));
		require(nx_next_word(tokens, i, text) > i);
		check_gap(text, last, token->start);
		last = token->end;
	}
	check_gap(text, last, text.len);
	if (tokens->n)
		require((tokens->item[0].flags & NX_T_SENTENCE) && (tokens->item[0].flags & NX_T_LINE));
}

static NxText
fold(NxArena *arena, NxText text)
{
	char	   *out = nx_arena_alloc(arena, NX_FOLD_ROOM(text.len));
	NxText		folded = {out, nx_fold(text, out)};

	require(folded.len <= NX_FOLD_ROOM(text.len) && is_utf8(folded));
	return folded;
}

/* A few signs fold to a space and a mark, which folds again; after that nothing changes. */
static void
check_folding(NxArena *arena, NxText text)
{
	NxText		twice = fold(arena, fold(arena, text));
	NxText		again = fold(arena, twice);

	require(nx_fold_hash(twice) == nx_fold_hash(again));
	require(twice.len == again.len && memcmp(twice.data, again.data, twice.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const NxLexicon *lexicon = &fuzz_data()->lexicon;
	NxArena		arena;
	NxTokens	tokens = {NULL, 0, 0};
	NxText		text;
	uint32_t	nwords = 0;

	nx_arena_init(&arena, &nx_malloc_hooks);
	text = as_utf8(&arena, bytes, size);
	nx_tokenize(&arena, lexicon, text, (NxSpan) {0, text.len}, &tokens);
	check_tokens(text, &tokens);
	require((nx_phrase_key(&arena, lexicon, text, &nwords) == 0) == (nwords == 0));
	check_folding(&arena, text);
	nx_arena_reset(&arena);
	return 0;
}
