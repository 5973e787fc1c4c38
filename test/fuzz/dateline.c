/* Fuzz target: datelines, bylines, credits, times, dates and attributions in any bytes. */
#include "attribution.h"
#include "byline.h"
#include "credit.h"
#include "dateline.h"
#include "dates.h"
#include "fuzz.h"
#include "timestamp.h"
#include "mutate_text.h"
#include "mutate.h"

static void
check(NxText text, NxSpan span)
{
	require(span.start <= span.end && span.end <= text.len);
	require(is_boundary(text, span.start) && is_boundary(text, span.end));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const NxData *data = fuzz_data();
	NxArena		arena;
	NxText		text;
	NxSpan		whole;
	NxDateline	dateline;
	NxByline	byline;
	NxCredit	credit;
	NxAttribution attribution;
	NxStamps	stamps;
	NxDates		dates = {NULL, 0, 0};
	uint32_t	i;

	nx_arena_init(&arena, &nx_malloc_hooks);
	text = as_utf8(&arena, bytes, size);
	whole.start = 0;
	whole.end = text.len;
	if (nx_find_dateline(&arena, data, text, &dateline))
	{
		check(text, dateline.span);
		require(dateline.body_start <= text.len && dateline.nplaces <= NX_DATELINE_PLACES);
	}
	(void) nx_parse_dateline(&arena, data, text, &dateline);
	if (nx_parse_byline(&arena, data, text, &byline))
		check(text, byline.span);
	if (nx_parse_credit(&arena, data, text, &credit))
	{
		check(text, credit.span);
		check(text, credit.outer);
	}
	if (nx_parse_timestamps(&arena, data, text, &stamps))
		for (i = 0; i < stamps.n; i++)
			check(text, stamps.item[i].span);
	require(nx_is_credit_line(&arena, data, text) <= 1000 && nx_is_timestamp_line(&arena, data, text) <= 1000);
	if (nx_find_attribution(&arena, data, text, &attribution))
		check(text, attribution.span);
	nx_find_dates(&arena, data, text, whole, size % 2 ? NX_NO_DAY : 20000, &dates);
	for (i = 0; i < dates.n; i++)
	{
		check(text, dates.item[i].span);
		require(dates.item[i].first <= dates.item[i].last);
	}
	nx_arena_reset(&arena);
	return 0;
}
