/*-------------------------------------------------------------------------
 * map.c
 *	  From the working text back to the article as stored.
 *-------------------------------------------------------------------------
 */
#include "map.h"

NxSpan
nx_map_span(const NxMap *map, NxSpan work)
{
	NxSpan		source = work;
	uint32_t	ends[2];
	int			k;

	if (map->n == 0)
		return source;
	ends[0] = work.start;
	ends[1] = work.end > work.start ? work.end - 1 : work.start;
	for (k = 0; k < 2; k++)
	{
		uint32_t	low = 0,
					high = map->n;
		const NxMapRun *run;

		while (high - low > 1)
		{
			uint32_t	middle = low + (high - low) / 2;

			if (map->item[middle].at <= ends[k])
				low = middle;
			else
				high = middle;
		}
		run = &map->item[low];
		if (k == 0)
			source.start = run->source_end ? run->source : run->source + (ends[k] - run->at);
		else
			source.end = run->source_end ? run->source_end : run->source + (ends[k] - run->at) + 1;
	}
	if (work.end == work.start)
		source.end = source.start;
	return source;
}

static void
add_run(NxArena *arena, NxMap *map, uint32_t at, uint32_t source, uint32_t source_end)
{
	NxMapRun   *run;

	if (map->n && map->item[map->n - 1].at == at)
		run = &map->item[map->n - 1];	/* the run before produced nothing */
	else
		run = nx_push(arena, map);
	run->at = at;
	run->source = source;
	run->source_end = source_end;
}

void
nx_map_verbatim(NxArena *arena, NxMap *map, uint32_t at, uint32_t source)
{
	add_run(arena, map, at, source, 0);
}

void
nx_map_replaced(NxArena *arena, NxMap *map, uint32_t at, uint32_t source, uint32_t source_end)
{
	add_run(arena, map, at, source, source_end);
}
