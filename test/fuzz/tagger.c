/*-------------------------------------------------------------------------
 * tagger.c
 *	  Fuzz target: any text through tokeniser and tagger; spans must be in
 *	  order, within the tokens, and the same in a second run.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "tagger.h"
#include "token.h"

static void
check(const NxTokens *tokens, const NxTagSpans *spans)
{
	uint32_t	next = 0;
	uint32_t	i;

	for (i = 0; i < spans->n; i++)
	{
		const NxTagSpan *span = &spans->item[i];

		if (span->first < next || span->ntokens == 0 || span->first + span->ntokens > tokens->n ||
			span->kind == NX_KIND_NONE || span->kind >= NX_KINDS || span->confidence > 1000)
			abort();
		next = span->first + span->ntokens;
	}
}

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static NxTagMemo memo;		/* the second time with what other inputs left: it must make no difference */
	NxArena		arena;
	NxData		data;
	NxText		text = {(const char *) bytes, (uint32_t) size};
	NxSpan		whole = {0, (uint32_t) size};
	NxTokens	tokens = {NULL, 0, 0};
	NxTagSpans	spans = {NULL, 0, 0};
	NxTagSpans	again = {NULL, 0, 0};

	if (nx_data_open(&data, nx_image()) != NX_OK)
		abort();
	nx_arena_init(&arena, &nx_malloc_hooks);
	nx_tokenize(&arena, &data.lexicon, text, whole, &tokens);
	nx_tag(&arena, &data.tagger, &data.lexicon, &data.gazetteer, text, &tokens, &spans);
	check(&tokens, &spans);
	data.tagger.memo = &memo;
	nx_tag(&arena, &data.tagger, &data.lexicon, &data.gazetteer, text, &tokens, &again);
	if (spans.n != again.n || (spans.n && memcmp(spans.item, again.item, spans.n * sizeof(NxTagSpan)) != 0))
		abort();
	nx_arena_reset(&arena);
	return 0;
}
