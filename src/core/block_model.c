/*-------------------------------------------------------------------------
 * block_model.c
 *	  Boosted trees over the columns of an article.
 *
 * Eight blocks are asked at once with plain 64-bit arithmetic: a column holds
 * bytes up to 127, so adding 127 - t to each sets its top bit exactly where
 * it is greater than t, and no byte carries into the next.
 *-------------------------------------------------------------------------
 */
#include "block_model.h"

#include <string.h>

#define EACH_BYTE	UINT64_C(0x0101010101010101)
#define TOP_BITS	UINT64_C(0x8080808080808080)

/* Blocks that are asked the same trees before the next ones are. */
#define STRETCH		256
#define EIGHTS		(STRETCH / 8)

/*
 * After every so many trees, eights none of which can be body any more are
 * asked no further.  The second pass does not ask at all where the first was
 * as sure as its column can say.
 */
#define SURE_AFTER	24
#define SURE_SCORE	(-17 * NX_BLOCK_NAT / 4)
#define SURE_STEP	4			/* such a score in NX_COL_SCORE */

static bool
all_sure(const int32_t *score)
{
	uint32_t	i;

	for (i = 0; i < 8; i++)
		if (score[i] > SURE_SCORE)
			return false;
	return true;
}

/* The eights of a stretch that are worth asking; returns how many. */
static uint32_t
list_eights(uint32_t pass, const NxColumns *columns, uint32_t start, uint32_t end, int32_t *score,
			uint32_t *eight)
{
	const uint64_t above = EACH_BYTE * (127 - SURE_STEP);
	uint32_t	n = 0;
	uint32_t	i,
				k;

	for (i = start; i < end; i += 8)
	{
		if (pass > 0 && ((nx_load_word((const char *) columns->at[NX_COL_SCORE] + i) + above) & TOP_BITS) == 0)
			for (k = 0; k < 8; k++)
				score[i + k] = SURE_SCORE;
		else
			eight[n++] = i;
	}
	return n;
}

/* Question d of the eight blocks at i: its answers become bit d of their leaves. */
#define ASK(d) \
	((((nx_load_word((const char *) column[d] + i) + tree->add[d]) & TOP_BITS)) >> (7 - (d)))

/* Adds the leaf of block k of the eight. */
#define ADD(k)	sum[k] += tree->leaf[(uint8_t) (leaves >> (8 * (k)))]

#if NX_TREE_DEPTH != 5
#error "ask_tree asks five questions"
#endif

/* Asks a tree about each of n eights. */
static inline void
ask_tree(const NxBlockTree *tree, const NxColumns *columns, const uint32_t *eight, uint32_t n, int32_t *score)
{
	const uint8_t *column[NX_TREE_DEPTH];
	uint32_t	e;

	column[0] = columns->at[tree->column[0]] + tree->away[0];
	column[1] = columns->at[tree->column[1]] + tree->away[1];
	column[2] = columns->at[tree->column[2]] + tree->away[2];
	column[3] = columns->at[tree->column[3]] + tree->away[3];
	column[4] = columns->at[tree->column[4]] + tree->away[4];
	for (e = 0; e < n; e++)
	{
		uint32_t	i = eight[e];
		int32_t    *sum = score + i;
		uint64_t	leaves = ASK(0) | ASK(1) | ASK(2) | ASK(3) | ASK(4);

		ADD(0);
		ADD(1);
		ADD(2);
		ADD(3);
		ADD(4);
		ADD(5);
		ADD(6);
		ADD(7);
	}
}

/* Leaves out the eights that are sure; returns how many are left. */
static uint32_t
drop_sure(uint32_t *eight, uint32_t n, const int32_t *score)
{
	uint32_t	kept = 0;
	uint32_t	e;

	for (e = 0; e < n; e++)
		if (!all_sure(score + eight[e]))
			eight[kept++] = eight[e];
	return kept;
}

static void
score_stretch(const NxBlockModel *model, uint32_t pass, const NxColumns *columns,
			  uint32_t start, uint32_t end, int32_t *score)
{
	const NxBlockTree *tree = model->tree[pass];
	const NxBlockTree *last = tree + model->ntrees[pass];
	uint32_t	eight[EIGHTS];
	uint32_t	n = list_eights(pass, columns, start, end, score, eight);

	while (tree < last && n > 0)
	{
		const NxBlockTree *stop = last - tree > SURE_AFTER ? tree + SURE_AFTER : last;

		if (n == 1)
			for (; tree < stop; tree++)
				ask_tree(tree, columns, eight, 1, score);
		else
			for (; tree < stop; tree++)
				ask_tree(tree, columns, eight, n, score);
		n = drop_sure(eight, n, score);
	}
}

#undef ASK
#undef ADD

void
nx_score_blocks(NxArena *arena, const NxBlockModel *model, uint32_t pass,
				const NxColumns *columns, int32_t *score)
{
	uint32_t	start;
	uint32_t	i;

	for (i = 0; i < NX_SCORE_ROOM(columns->n); i++)
		score[i] = model->bias[pass];
	for (start = 0; start < columns->n; start += STRETCH)
	{
		nx_arena_poll(arena);
		score_stretch(model, pass, columns, start,
					  nx_smaller(start + STRETCH, columns->n), score);
	}
}
