/*-------------------------------------------------------------------------
 * train_blocks.h
 *	  What the parts of the trainer share (train_blocks*.c).
 *-------------------------------------------------------------------------
 */
#ifndef NX_TRAIN_BLOCKS_H
#define NX_TRAIN_BLOCKS_H

#include "../core/block_model.h"
#include "../core/lines.h"

#define MOST_TREES		400

typedef struct Page
{
	char	   *id;
	char	   *slice;			/* "full" or "main" */
	int			fold;
	NxText		text;
	NxLines		lines;
	NxColumns	columns;
	int8_t	   *label;			/* per block: 1, 0, -1 */
	float	   *weight;			/* per block */
	uint32_t	site;			/* number of its site */
	NxHashes	grams;			/* of all blocks */
	uint32_t   *gram_end;		/* per block */
} Page;

typedef struct Pages
{
	NxArena		arena;
	NxBlockWords words;
	NX_LIST(Page) page;
} Pages;

typedef struct Model
{
	NxBlockModel view;
	NxBlockTree tree[NX_BLOCK_PASSES][MOST_TREES];
	int8_t		text[NX_TEXT_WEIGHTS];
	double		loss;
} Model;

typedef struct BoostSettings
{
	double		rate;
	double		lambda;
	int			trees;
	uint32_t	pass;
	int			left_out;		/* folds not learned from, or -1 */
	int			also_left_out;
	uint64_t	seed;
} BoostSettings;

/* Reads pages, cuts them into blocks, labels the blocks, fills the columns. */
extern void read_pages(Pages *pages, const char *image, const char *path, int folds, uint64_t seed);

/* Adds the trees of one pass to the model. */
extern void boost(const Pages *pages, const BoostSettings *settings, Model *model);

/* Learns the weights of words from the folds not left out. */
extern void learn_text(const Pages *pages, int left_out, int also_left_out, Model *model);

/* Fills the columns of what words say, of the pages of one fold. */
extern void score_text(Pages *pages, const Model *model, int fold);

/* Fills the second pass's columns of the pages of one fold by 'model'. */
extern void score_first_pass(Pages *pages, const Model *model, int fold);

/* Appends the bodies of the pages of one fold to PREFIX.<slice>.jsonl. */
extern void predict_pages(Pages *pages, const Model *model, int fold, const char *prefix);

/* Writes PREFIX.tsv. */
extern void write_model(const Model *model, const char *prefix);

#endif							/* NX_TRAIN_BLOCKS_H */
