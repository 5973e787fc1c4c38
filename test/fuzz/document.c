/*-------------------------------------------------------------------------
 * document.c
 *	  Fuzz target: repair of damaged characters, and the map back.
 *
 * The repaired text must be UTF-8, its map in order, and a verbatim run the
 * same bytes as the article has; repairing a repaired text changes nothing
 * that could grow without end.
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "document.h"
#include "fuzz.h"
#include "image.h"
#include "repair.h"

static void
check_runs(const NxDocument *document)
{
	const NxMap *map = &document->map;
	uint32_t	i;

	if (map->n == 0)
		require(document->text.data == document->source.data && document->text.len == document->source.len);
	for (i = 0; i < map->n; i++)
	{
		const NxMapRun *run = &map->item[i];
		uint32_t	end = i + 1 < map->n ? run[1].at : document->text.len;

		require(run->at <= end && (i > 0 || run->at == 0));
		if (run->source_end)
			require(run->source < run->source_end && run->source_end <= document->source.len);
		else
		{
			require(run->source + (end - run->at) <= document->source.len);
			require(memcmp(document->text.data + run->at, document->source.data + run->source, end - run->at) == 0);
		}
	}
}

/* Every character of the working text has a place in the article, in order. */
static void
check_characters(const NxDocument *document)
{
	uint32_t	last = 0;
	uint32_t	at = 0;

	while (at < document->text.len)
	{
		NxSpan		work = {at, at};
		NxSpan		span;
		uint32_t	size;

		nx_decode(document->text.data + at, document->text.data + document->text.len, &size);
		work.end += size;
		span = nx_map_span(&document->map, work);
		require(span.start < span.end && span.end <= document->source.len && span.start >= last);
		require(is_boundary(document->source, span.start) && is_boundary(document->source, span.end));
		last = span.start;
		at = work.end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	NxArena		arena;
	NxDocument	document;
	char		normal[128];

	if (size == 0)
		return 0;
	nx_arena_init(&arena, &nx_malloc_hooks);
	memset(&document, 0, sizeof(document));
	document.source = as_utf8(&arena, bytes + 1, size - 1);
	nx_repair_text(&arena, &document, bytes[0] & 1 ? nx_image() : NULL);
	require(is_utf8(document.text));
	/* NFC takes some characters apart: U+FB3C becomes two, U+1D160 three */
	require(document.text.len <= document.source.len * 3);
	check_runs(&document);
	check_characters(&document);
	if (document.source.len <= 32)
		require(nx_normalize(document.source.data, document.source.len, normal, sizeof(normal)) <= sizeof(normal));
	nx_arena_reset(&arena);
	return 0;
}
