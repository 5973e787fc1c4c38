/*-------------------------------------------------------------------------
 * html_model.c
 *	  How surely a block of a page is body: html_model.h.
 *
 * Sixteen blocks are asked at once: their rows are turned into vectors that
 * hold one measurement of all of them, and a question compares a vector.
 * Vectors are the compilers' own (gcc and clang): machine instructions where
 * there are some, loops elsewhere, the same numbers everywhere.
 *-------------------------------------------------------------------------
 */
#include "html_model.h"

#include <string.h>

#include "html_facts.h"

#define LANES	16

typedef uint8_t Lanes __attribute__((vector_size(LANES)));

/* Rows as columns: lane k of a column is the measurement of row k; lanes without a row stay zero. */
static void
turn(const uint8_t *rows, uint32_t count, Lanes *column)
{
	uint8_t    *at = (uint8_t *) column;
	uint32_t	f,
				i;

	if (count < LANES)
		memset(column, 0, NX_HTML_WIDTH * sizeof(*column));
	for (f = 0; f < NX_HTML_WIDTH; f++, at += LANES)
		for (i = 0; i < count; i++)
			at[i] = rows[(size_t) i * NX_HTML_WIDTH + f];
}

/* Bit k of each lane: is it above the tree's threshold k? */
#define ASK(k) \
	((Lanes) (column[tree->feature[k]] > tree->threshold[k]) & (uint8_t) (1 << (k)))

#if NX_HTML_DEPTH != 6
#error "score_lanes asks six questions"
#endif

static void
score_lanes(const NxHtmlTree *tree, const NxHtmlTree *end, const Lanes *column, int32_t *score)
{
	for (; tree < end; tree++)
	{
		Lanes		leaves = ASK(0) | ASK(1) | ASK(2) | ASK(3) | ASK(4) | ASK(5);
		uint8_t		leaf[LANES];
		uint32_t	k;

		memcpy(leaf, &leaves, sizeof(leaf));
		for (k = 0; k < LANES; k++)
			score[k] += tree->leaf[leaf[k]];
	}
}

#undef ASK

void
nx_html_score(NxArena *arena, const NxHtmlModel *model, uint32_t stage, const uint8_t *rows, uint32_t n, int32_t *score)
{
	const NxHtmlTree *tree = (const NxHtmlTree *) (model + 1) + (stage ? model->trees[0] : 0);
	Lanes		column[NX_HTML_WIDTH];
	int32_t		sum[LANES];
	uint32_t	i,
				k;

	for (i = 0; i < n; i += LANES)
	{
		uint32_t	count = nx_smaller(LANES, n - i);

		nx_arena_poll(arena);
		turn(rows + (size_t) i * NX_HTML_WIDTH, count, column);
		memset(sum, 0, sizeof(sum));
		score_lanes(tree, tree + model->trees[stage], column, sum);
		for (k = 0; k < count; k++)
			score[i + k] += model->bias[stage] + sum[k];
	}
}
