/*-------------------------------------------------------------------------
 * article.c
 *	  Fuzz target: any bytes as an article, through every stage of the core.
 *
 * The first byte chooses format and focus, the rest is the article (made
 * UTF-8, as the server sees to it).  Checks what SQL relies on: blocks lie in
 * order and lead back into the article; substr(article, start, length) is the
 * surface of a mention wherever the article was not repaired there; mentions,
 * entities and places refer to each other; a second run gives the same.
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "article.h"
#include "fuzz.h"

#define MUTATE_HEAD		1
#include "mutate_text.h"
#include "mutate.h"

static void
check_map(const NxDocument *document)
{
	uint32_t	i;

	for (i = 0; i < document->map.n; i++)
	{
		const NxMapRun *run = &document->map.item[i];

		require(i ? run->at > run[-1].at : run->at == 0);
		require(run->at <= document->text.len && run->source <= document->source.len);
		require(run->source_end == 0 ||
				(run->source_end >= run->source && run->source_end <= document->source.len));
	}
}

/* Where a piece of the working text stands in the article. */
static NxSpan
check_piece(const NxDocument *document, NxSpan work)
{
	NxSpan		span = nx_map_span(&document->map, work);

	require(work.start < work.end && work.end <= document->text.len);
	require(is_boundary(document->text, work.start) && is_boundary(document->text, work.end));
	require(span.start < span.end && span.end <= document->source.len);
	require(is_boundary(document->source, span.start) && is_boundary(document->source, span.end));
	if (document->map.n == 0)
		require(span.start == work.start && span.end == work.end);
	return span;
}

static void
check_blocks(const NxDocument *document)
{
	uint32_t	last = 0;
	uint32_t	i;

	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		require(block->kind < NX_BLOCK_KINDS && block->confidence <= 1000 && block->reason);
		require(block->span.start >= last);
		check_piece(document, block->span);
		last = block->span.end;
	}
}

static void
check_dateline(const NxArticle *article, const NxDateline *dateline)
{
	if (dateline == NULL)
		return;
	/* "(CNN) --" is a dateline without a place */
	require(dateline->nplaces <= NX_DATELINE_PLACES && (dateline->nplaces || dateline->agency.len));
	require(dateline->body_start <= article->document.text.len);
	require(dateline->confidence <= 1000);
	check_piece(&article->document, dateline->span);
}

static void
check_mentions(const NxArticle *article)
{
	uint32_t	i;

	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *m = &article->mentions.item[i];

		check_piece(&article->document, m->span);
		require(i == 0 || m->span.start >= m[-1].span.start);
		require(m->ntokens > 0 && m->first + m->ntokens <= article->tokens.n);
		require(m->kind < NX_KINDS && m->section < NX_SECTIONS && m->source < NX_SOURCES);
		require(m->confidence <= 1000 && m->place_confidence <= 1000);
		require(m->place == NX_NO_PLACE || m->place < article->data->gazetteer.nplaces);
		if (!(m->flags & (NX_M_DROPPED | NX_M_NESTED)))
			require(m->entity < article->entities.n);
	}
	for (i = 0; i < article->entities.n; i++)
	{
		const NxEntity *e = &article->entities.item[i];

		require(e->name.len > 0 && e->kind < NX_KINDS && e->best_section < NX_SECTIONS);
		require(is_utf8(e->name) && is_utf8(e->role));
		require(e->confidence <= 1000 && e->salience <= 1000);
		require(e->place == NX_NO_PLACE || e->place < article->data->gazetteer.nplaces);
	}
}

/* Everything about an article; a hash of it, so that two runs can be compared. */
static uint64_t
run(NxText text, NxFormat format, NxFocus focus)
{
	NxArena		arena;
	NxArticle	article;
	NxText		body;
	uint64_t	hash;
	uint32_t	i;

	nx_arena_init(&arena, &nx_malloc_hooks);
	require(nx_article_read(&article, &arena, fuzz_data(), text, format, focus) == NX_OK);
	require(is_utf8(article.document.text));
	check_map(&article.document);
	check_blocks(&article.document);
	body = nx_body_text(&arena, &article.document);
	require(is_utf8(body));
	check_dateline(&article, nx_article_dateline(&article));
	nx_article_tag(&article);
	check_mentions(&article);
	hash = nx_hash_bytes(body.data, body.len);
	for (i = 0; i < article.mentions.n; i++)
	{
		const NxMention *m = &article.mentions.item[i];

		hash = nx_hash_mix(hash ^ m->span.start ^ (uint64_t) m->span.end << 32) + m->kind + m->flags + m->place;
	}
	nx_arena_reset(&arena);
	return hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const NxFormat format[] = {NX_FORMAT_AUTO, NX_FORMAT_TEXT, NX_FORMAT_HTML, NX_FORMAT_CLEAN};
	static const NxFocus focus[] = {NX_FOCUS_BALANCED, NX_FOCUS_PRECISION, NX_FOCUS_RECALL};
	NxArena		arena;
	NxText		text;
	uint64_t	hash;

	if (size == 0)
		return 0;
	nx_arena_init(&arena, &nx_malloc_hooks);
	text = as_utf8(&arena, bytes + 1, size - 1);
	hash = run(text, format[bytes[0] & 3], focus[(bytes[0] >> 2) % 3]);
	if ((bytes[0] & 0x70) == 0x70)
		require(hash == run(text, format[bytes[0] & 3], focus[(bytes[0] >> 2) % 3]));
	nx_arena_reset(&arena);
	return 0;
}
