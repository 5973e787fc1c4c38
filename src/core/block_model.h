/*-------------------------------------------------------------------------
 * block_model.h
 *	  Boosted trees over the columns of an article.
 *
 * A tree asks NX_TREE_DEPTH questions "is this column here, or some blocks
 * away, greater than that?", the same ones whatever the answers (an oblivious
 * tree), so that its answers are the bits of a leaf's number and eight blocks
 * can be asked at once.  Leaves are integers; their sum is the log odds that
 * a block is body, in NX_BLOCK_NAT ths.
 *
 * src/gen/train_blocks.c makes src/data/block_model.tsv; the image's section
 * holds NxBlockModelHead and then the trees of both passes.
 *-------------------------------------------------------------------------
 */
#ifndef NX_BLOCK_MODEL_H
#define NX_BLOCK_MODEL_H

#include "block.h"
#include "block_features.h"

#define NX_TREE_DEPTH		5
#define NX_TREE_LEAVES		(1 << NX_TREE_DEPTH)
#define NX_BLOCK_PASSES		2

/* The greatest leaf, either way: so that a score may be summed in 16 bits for a while. */
#define NX_LEAF_MOST		1024

typedef struct NxBlockTree
{
	uint8_t		column[8];		/* NxColumn; NX_TREE_DEPTH of them count */
	int8_t		away[8];		/* blocks from the one asked about */
	uint8_t		above[8];		/* "greater than" */
	uint64_t	add[NX_TREE_DEPTH]; /* the same, as block_model.c asks it: NX_TREE_ADD */
	int16_t		leaf[NX_TREE_LEAVES];
} NxBlockTree;

/* What sets the top bits of those of eight bytes, up to 127 each, that are greater than 'above'. */
#define NX_TREE_ADD(above)	(UINT64_C(0x0101010101010101) * (uint64_t) (127 - (above)))

typedef struct NxBlockModelHead
{
	uint32_t	ntrees[NX_BLOCK_PASSES];
	int32_t		bias[NX_BLOCK_PASSES];
	uint32_t	columns;		/* NX_COLUMNS of the build */
	uint32_t	reserved[3];
} NxBlockModelHead;

typedef struct NxBlockModel
{
	const NxBlockTree *tree[NX_BLOCK_PASSES];
	uint32_t	ntrees[NX_BLOCK_PASSES];
	int32_t		bias[NX_BLOCK_PASSES];
} NxBlockModel;

#define NX_SECTION_BLOCK_MODEL	"block_model"

/*
 * Log odds of every block, into score[0 .. columns->n - 1].  'score' must have
 * room for NX_SCORE_ROOM(columns->n) numbers.
 */
#define NX_SCORE_ROOM(n)	(((n) + 7u) & ~7u)
extern void nx_score_blocks(NxArena *arena, const NxBlockModel *model, uint32_t pass,
							const NxColumns *columns, int32_t *score);

/*
 * Which lines are body: both passes, what is known besides, the threshold of
 * the focus, and what stays where nothing passes it.  Fills *columns, the log
 * odds of every line and body[], 1 or 0.  The trainer asks this too, so that
 * what it measures is what is shipped.
 */
extern void nx_decide_body(NxArena *arena, const NxBlockModel *model, NxFocus focus, const NxLines *lines,
						   const NxBlockHint *hints, NxColumns *columns, int32_t *score, uint8_t *body);

/* Adds what is known besides the model (block_prior.c) to the scores. */
extern void nx_add_priors(const NxLines *lines, const NxColumns *columns, int32_t *score);

#endif							/* NX_BLOCK_MODEL_H */
