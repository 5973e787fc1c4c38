/* Fuzz target: datelines, bylines, credits, times and dates in any bytes. */
#include <stdlib.h>

#include "byline.h"
#include "credit.h"
#include "data.h"
#include "dateline.h"
#include "dates.h"
#include "timestamp.h"
#include "unicode.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The core is given UTF-8 only: other bytes become U+FFFD. */
static NxText
as_utf8(NxArena *arena, const uint8_t *bytes, size_t size)
{
	NxBuffer	out;
	size_t		i = 0;

	nx_buffer_init(&out, arena, (uint32_t) size + 16);
	while (i < size)
	{
		uint32_t	used;
		char		encoded[4];
		uint32_t	cp = nx_decode((const char *) bytes + i, (const char *) bytes + size, &used);

		nx_buffer_add(&out, encoded, nx_encode(cp, encoded));
		i += used;
	}
	return nx_buffer_text(&out);
}

static void
check(NxText text, NxSpan span)
{
	if (span.start > span.end || span.end > text.len)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static NxData data;
	NxArena		arena;
	NxText		text;
	NxSpan		whole;
	NxDateline	dateline;
	NxByline	byline;
	NxCredit	credit;
	NxStamps	stamps;
	NxDates		dates = {NULL, 0, 0};
	uint32_t	i;

	if (size > 65536 || (data.image == NULL && nx_data_open(&data, nx_image()) != NX_OK))
		return 0;
	nx_arena_init(&arena, &nx_malloc_hooks);
	text = as_utf8(&arena, bytes, size);
	whole.start = 0;
	whole.end = text.len;
	if (nx_find_dateline(&arena, &data, text, &dateline))
	{
		check(text, dateline.span);
		if (dateline.body_start > text.len || dateline.nplaces > NX_DATELINE_PLACES)
			abort();
	}
	(void) nx_parse_dateline(&arena, &data, text, &dateline);
	if (nx_parse_byline(&arena, &data, text, &byline))
		check(text, byline.span);
	if (nx_parse_credit(&arena, &data, text, &credit))
	{
		check(text, credit.span);
		check(text, credit.outer);
	}
	if (nx_parse_timestamps(&arena, &data, text, &stamps))
		for (i = 0; i < stamps.n; i++)
			check(text, stamps.item[i].span);
	nx_find_dates(&arena, &data, text, whole, size % 2 ? NX_NO_DAY : 20000, &dates);
	for (i = 0; i < dates.n; i++)
	{
		check(text, dates.item[i].span);
		if (dates.item[i].first > dates.item[i].last)
			abort();
	}
	nx_arena_reset(&arena);
	return 0;
}
