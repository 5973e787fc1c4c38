/*-------------------------------------------------------------------------
 * html_model.h
 *	  How surely a block of a page is body: boosted trees over measurements.
 *
 * Trees are symmetric: all nodes of one level ask the same question, so the
 * answers are the bits of the leaf's number.  All is integer, so the same
 * page scores the same everywhere.  Two stages: the second one also sees what
 * the first one made of the neighbours and of the elements around a block.
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_MODEL_H
#define NX_HTML_MODEL_H

#include "arena.h"

#define NX_HTML_DEPTH	6
#define NX_HTML_LEAVES	(1 << NX_HTML_DEPTH)
#define NX_HTML_STAGES	2

/* Scores are log odds in this many parts. */
#define NX_HTML_UNIT	1024

typedef struct NxHtmlTree
{
	uint16_t	feature[NX_HTML_DEPTH];
	uint8_t		threshold[NX_HTML_DEPTH + 2];	/* bit k of the leaf: value[feature[k]] > threshold[k] */
	int16_t		leaf[NX_HTML_LEAVES];
} NxHtmlTree;

typedef struct NxHtmlModel
{
	uint32_t	features;		/* how many the trainer saw: a check */
	uint32_t	trees[NX_HTML_STAGES];
	int32_t		bias[NX_HTML_STAGES];
	uint32_t	reserved[3];
	/* followed by the trees of stage 0, then of stage 1 */
} NxHtmlModel;

/* Adds the trees of a stage to the scores of 'n' blocks, whose rows are NX_HTML_WIDTH bytes each (html_facts.h). */
extern void nx_html_score(NxArena *arena, const NxHtmlModel *model, uint32_t stage, const uint8_t *rows, uint32_t n, int32_t *score);

#endif							/* NX_HTML_MODEL_H */
