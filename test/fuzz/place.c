/*-------------------------------------------------------------------------
 * place.c
 *	  Any bytes as an article: recognise, resolve, and weigh its places.
 *
 * Checks what every caller relies on: spans lie within the text, kept
 * mentions are in order, places are numbers of the gazetteer.
 *-------------------------------------------------------------------------
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "dateline.h"
#include "focus.h"
#include "mention.h"
#include "token.h"
#include "mutate_text.h"
#include "mutate.h"

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static NxData data;
	NxArena		arena;
	NxText		text = {(const char *) bytes, (uint32_t) size};
	NxTokens	tokens = {NULL, 0, 0};
	NxMentions	mentions = {NULL, 0, 0};
	NxFocusAreas areas = {NULL, 0, 0};
	NxPlaceContext context = {NULL, {NULL, 0}};
	NxDateline	dateline;
	uint32_t	i;

	if (data.image == NULL)
		require(nx_data_open(&data, nx_image()) == NX_OK);
	nx_arena_init(&arena, &nx_malloc_hooks);
	if (nx_find_dateline(&arena, &data, text, &dateline))
		context.dateline = &dateline;
	nx_tokenize(&arena, &data.lexicon, text, (NxSpan) {0, text.len}, &tokens);
	nx_find_mentions(&arena, &data, text, &tokens, context.dateline, &mentions);
	nx_find_toponyms(&arena, &data, text, &tokens, &mentions);
	nx_resolve_places(&arena, &data, text, &tokens, &context, &mentions);
	nx_focus(&arena, &data, &mentions, &areas);
	for (i = 0; i < mentions.n; i++)
	{
		const NxMention *m = &mentions.item[i];

		require(m->span.start < m->span.end && m->span.end <= text.len);
		require(m->first + m->ntokens <= tokens.n && m->ntokens > 0);
		require(i == 0 || mentions.item[i - 1].span.start <= m->span.start);
		require(m->place == NX_NO_PLACE || m->place < data.gazetteer.nplaces);
		require(m->confidence <= 1000 && m->place_confidence <= 1000);
	}
	for (i = 0; i < areas.n; i++)
		require(areas.item[i].score <= 1000 && areas.item[i].country != 0);
	nx_arena_reset(&arena);
	return 0;
}
