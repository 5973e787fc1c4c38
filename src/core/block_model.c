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

/* Blocks that are asked all trees before the next ones are. */
#define STRETCH		32

/* After so many trees a stretch that none can be body of is asked no more. */
#define SURE_AFTER	32
#define SURE_SCORE	(-9 * NX_BLOCK_NAT / 2)

static bool
all_sure(const int32_t *score, uint32_t n)
{
	uint32_t	i;

	for (i = 0; i < n; i++)
		if (score[i] > SURE_SCORE)
			return false;
	return true;
}

/* Question d of eight blocks: its answers become bit d of their leaves. */
#define ASK(d) \
	do { \
		uint64_t	eight = nx_load_word((const char *) column[d] + i); \
		leaves |= ((eight + add[d]) & TOP_BITS) >> (7 - (d)); \
	} while (0)

/* Adds the leaf of block k of the eight. */
#define ADD(k)	score[i + (k)] += tree->leaf[(leaves >> (8 * (k))) & 0xff]

#if NX_TREE_DEPTH != 5
#error "score_stretch asks five questions"
#endif

static void
score_stretch(const NxBlockModel *model, uint32_t pass, const NxColumns *columns,
			  uint32_t start, uint32_t end, int32_t *score)
{
	uint32_t	t;

	for (t = 0; t < model->ntrees[pass]; t++)
	{
		const NxBlockTree *tree = &model->tree[pass][t];
		const uint8_t *column[NX_TREE_DEPTH];
		uint64_t	add[NX_TREE_DEPTH];
		uint32_t	i;
		int			d;

		if ((t == SURE_AFTER || t == 2 * SURE_AFTER) && all_sure(score + start, end - start))
			return;
		for (d = 0; d < NX_TREE_DEPTH; d++)
		{
			column[d] = columns->at[tree->column[d]] + tree->away[d];
			add[d] = EACH_BYTE * (uint64_t) (127 - tree->above[d]);
		}
		for (i = start; i < end; i += 8)
		{
			uint64_t	leaves = 0;

			ASK(0);
			ASK(1);
			ASK(2);
			ASK(3);
			ASK(4);
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
