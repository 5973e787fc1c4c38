/*-------------------------------------------------------------------------
 * html_train.h
 *	  The blocks of all pages as columns, and the boosting over them.
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_TRAIN_H
#define NX_HTML_TRAIN_H

#include "../core/read_html.h"

#define FOLDS		5

typedef struct Page Page;

typedef struct Set
{
	Page	  **page;
	uint32_t	npages;
	uint32_t	n;				/* blocks */
	uint8_t    *label;
	float	   *weight;
	bool	   *sure;			/* the label is not doubtful */
	uint8_t    *fold;
	uint8_t    *column[NX_HTML_WIDTH];	/* values by feature */
	uint8_t		most[NX_HTML_WIDTH];	/* the highest of them */
	int32_t    *score[NX_HTML_STAGES];	/* out of fold */
} Set;

typedef struct Settings
{
	uint32_t	trees;
	double		rate;
	double		rows;			/* share of rows a tree sees */
	double		columns;		/* share of features a level may ask */
	double		lambda;
	uint32_t	first;			/* feature that it may ask for, and one past the last */
	uint32_t	last;
	uint32_t	depth;			/* levels that ask anything */
} Settings;

typedef struct Trees
{
	NxHtmlTree *item;
	uint32_t	n;
} Trees;

/*
 * Learns, for every fold from all rows outside it, what 'base' lacks (NULL:
 * nothing is known); with nmodels = FOLDS + 1 at last from all rows, too, and
 * trees[FOLDS] is that model.  score gets for every row what the model that
 * did not see its fold says.
 */
extern void boost_folds(const Set *set, const int32_t *base, const Settings *settings, uint32_t nmodels,
						Trees *trees, int32_t *score);

#endif							/* NX_HTML_TRAIN_H */
