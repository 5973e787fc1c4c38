/*-------------------------------------------------------------------------
 * block_scores.c
 *	  Columns of the second pass: what the first pass thought of an article.
 *
 * A body is one stretch of blocks with a few strangers in it.  So a block is
 * told how sure the first pass was of it and of its neighbours, how much body
 * lies before and after it, and where the best stretch begins and ends.
 *-------------------------------------------------------------------------
 */
#include "block_features.h"
#include "block.h"

#include <string.h>

static inline uint8_t
score_step(int32_t score)
{
	int32_t		step = 64 + score / (NX_BLOCK_NAT / 14);	/* 4.5 nats either way */

	return (uint8_t) (step < 1 ? 1 : step > 127 ? 127 : step);
}

/* Means of the scores of the four blocks before and after, nearer ones count more. */
static void
fill_beside(NxColumns *columns)
{
	static const uint32_t weight[4] = {4, 3, 2, 1};
	uint32_t	i,
				k;

	for (i = 0; i < columns->n; i++)
	{
		const uint8_t *score = columns->at[NX_COL_SCORE] + i;
		uint32_t	before = 0;
		uint32_t	after = 0;

		for (k = 0; k < 4; k++)
		{
			before += weight[k] * *(score - k - 1);
			after += weight[k] * *(score + k + 1);
		}
		columns->at[NX_COL_SCORE_BEFORE][i] = (uint8_t) (before / 10);
		columns->at[NX_COL_SCORE_AFTER][i] = (uint8_t) (after / 10);
	}
}

/* What the first pass thought of the nearest prose before and after. */
static void
fill_prose_score(NxColumns *columns)
{
	const uint8_t *score = columns->at[NX_COL_SCORE];
	uint8_t		near = 0;
	uint32_t	i;

	for (i = 0; i < columns->n; i++)
	{
		columns->at[NX_COL_PROSE_SCORE_BEFORE][i] = near;
		if (columns->prose[i])
			near = score[i];
	}
	near = 0;
	for (i = columns->n; i-- > 0;)
	{
		columns->at[NX_COL_PROSE_SCORE_AFTER][i] = near;
		if (columns->prose[i])
			near = score[i];
	}
}

static void
fill_body_place(NxColumns *columns, const int32_t *score)
{
	uint32_t	n = columns->n;
	uint64_t	all = 0;
	uint64_t	sum = 0;
	uint32_t	blocks = 0;
	uint32_t	since = 255;
	uint32_t	until = 255;
	uint32_t	i;

	for (i = 0; i < n; i++)
		if (score[i] > 0)
		{
			all += columns->weight[i];
			blocks++;
		}
	for (i = 0; i < n; i++)
	{
		columns->at[NX_COL_BODY_BEFORE][i] = nx_share(sum, all);
		columns->at[NX_COL_SINCE_BODY][i] = nx_steps(since);
		if (score[i] > 0)
		{
			sum += columns->weight[i];
			since = 0;
		}
		else if (since < 255)
			since++;
		columns->at[NX_COL_BODY_AFTER][i] = nx_share(all - sum, all);
	}
	for (i = n; i-- > 0;)
	{
		columns->at[NX_COL_UNTIL_BODY][i] = nx_steps(until);
		if (score[i] > 0)
			until = 0;
		else if (until < 255)
			until++;
	}
	memset(columns->at[NX_COL_BODY_BLOCKS], nx_steps(blocks), n);
	memset(columns->at[NX_COL_BODY_WORDS], nx_steps((uint32_t) (all < 65535 ? all : 65535)), n);
}

/* What a block adds to a stretch: its words if it seems body, a fee if not. */
static int32_t
gain_of(int32_t score, uint32_t weight)
{
	if (score > 0)
		return (int32_t) weight + 8;
	return score < -2 * NX_BLOCK_NAT ? -12 : -5;
}

/* The stretch of blocks with the greatest sum of gains. */
static void
fill_segment(NxColumns *columns, const int32_t *score)
{
	uint32_t	n = columns->n;
	int64_t		best = 0;
	int64_t		sum = 0;
	uint32_t	start = 0;
	uint32_t	first = 0;
	uint32_t	end = 0;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		if (sum <= 0)
		{
			sum = 0;
			start = i;
		}
		sum += gain_of(score[i], columns->weight[i]);
		if (sum > best)
		{
			best = sum;
			first = start;
			end = i + 1;
		}
	}
	for (i = 0; i < n; i++)
	{
		int64_t		from = 64 + (int64_t) i - first;
		int64_t		to = 64 + (int64_t) end - 1 - i;

		columns->at[NX_COL_SEGMENT][i] = i >= first && i < end ? 2 : 1;
		columns->at[NX_COL_SINCE_SEGMENT][i] = (uint8_t) (from < 0 ? 0 : from > 127 ? 127 : from);
		columns->at[NX_COL_UNTIL_SEGMENT][i] = (uint8_t) (to < 0 ? 0 : to > 127 ? 127 : to);
	}
}

/* Mean score of the blocks that begin, end and look alike. */
static void
fill_shape_score(NxColumns *columns)
{
	uint32_t	sum[512];
	uint32_t	count[512];
	uint32_t	i;

	memset(sum, 0, sizeof(sum));
	memset(count, 0, sizeof(count));
#define LOOK(i)	(columns->at[NX_COL_SHAPE][i] * 64u + (columns->at[NX_COL_INDENT][i] > 0) * 32u + \
				 (columns->at[NX_COL_FIRST][i] & 15u) * 2u + (columns->at[NX_COL_LAST][i] >= NX_LAST_DOTS))
	for (i = 0; i < columns->n; i++)
	{
		sum[LOOK(i)] += columns->at[NX_COL_SCORE][i];
		count[LOOK(i)]++;
	}
	for (i = 0; i < columns->n; i++)
	{
		uint32_t	others = count[LOOK(i)] - 1;

		columns->at[NX_COL_SHAPE_SCORE][i] = others ?
			(uint8_t) ((sum[LOOK(i)] - columns->at[NX_COL_SCORE][i]) / others) : 0;
	}
#undef LOOK
}

/* Mean score of the other blocks that begin with the same two words. */
static void
fill_start_score(NxArena *arena, NxColumns *columns)
{
	uint32_t   *sum = nx_arena_zero(arena, (columns->n + 1) * sizeof(*sum));
	uint32_t   *count = nx_arena_zero(arena, (columns->n + 1) * sizeof(*count));
	uint32_t	i;

	for (i = 0; i < columns->n; i++)
	{
		sum[columns->start[i]] += columns->at[NX_COL_SCORE][i];
		count[columns->start[i]]++;
	}
	for (i = 0; i < columns->n; i++)
	{
		uint32_t	others = count[columns->start[i]] - 1;

		columns->at[NX_COL_START_SCORE][i] = others ?
			(uint8_t) ((sum[columns->start[i]] - columns->at[NX_COL_SCORE][i]) / others) : 0;
	}
}

void
nx_fill_score_columns(NxArena *arena, const NxLines *lines, const int32_t *score, NxColumns *columns)
{
	uint8_t    *member = nx_arena_zero(arena, columns->n + 1);
	uint32_t	i;

	for (i = 0; i < columns->n; i++)
	{
		columns->at[NX_COL_SCORE][i] = score_step(score[i]);
		member[i] = score[i] > NX_BLOCK_NAT / 2;
	}
	nx_arena_poll(arena);
	fill_beside(columns);
	fill_prose_score(columns);
	nx_arena_poll(arena);
	fill_body_place(columns, score);
	nx_arena_poll(arena);
	fill_segment(columns, score);
	nx_arena_poll(arena);
	fill_shape_score(columns);
	nx_arena_poll(arena);
	fill_start_score(arena, columns);
	nx_fill_likeness(arena, lines, member, columns->at[NX_COL_LIKE_BODY], columns->at[NX_COL_LIKE_BODY_NAMES]);
}
