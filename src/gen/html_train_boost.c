/*-------------------------------------------------------------------------
 * html_train_boost.c
 *	  Gradient boosting of symmetric trees on the logistic loss.
 *
 * A fold's numbers depend on nothing but the set and the fold, so the same
 * input gives the same model however the threads are scheduled.
 *-------------------------------------------------------------------------
 */
#include "html_train.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/unicode.h"

#define BINS		256
#define THREADS		3

/*
 * Of rows that are as good as settled, by p (1 - p), one of SETTLED_TIMES is
 * looked at and counts for all of them: most rows of a page are soon settled.
 */
#define SETTLED			0.02
#define SETTLED_TIMES	4

typedef struct Sum
{
	float		g;
	float		h;
} Sum;

typedef struct Boost
{
	const Set  *set;
	uint64_t	random;			/* state of the generator */
	const uint32_t *row;		/* rows to learn from */
	uint32_t	nrows;
	uint32_t   *sample;			/* of this tree */
	uint32_t	nsample;
	uint8_t    *leaf;			/* of each sampled row */
	double	   *gradient;		/* by row of the set */
	double	   *hessian;
	double	   *value;			/* score so far, in nats */
	Sum		   *lack;			/* gradient and hessian of each sampled row */
	Sum			hist[BINS][NX_HTML_LEAVES];
} Boost;

static double
random_unit(Boost *b)
{
	b->random += UINT64_C(0x9e3779b97f4a7c15);
	return (double) (nx_hash_mix(b->random) >> 11) / 9007199254740992.0;
}

/* What is gained if a leaf's rows are told apart as 'left' and the rest. */
static inline double
gain_of(double left_g, double left_h, double all_g, double all_h, double lambda)
{
	double		g = all_g - left_g;

	return left_g * left_g / (left_h + lambda) + g * g / (all_h - left_h + lambda) - all_g * all_g / (all_h + lambda);
}

/* Best threshold of feature f for the leaves as they are; returns the gain. */
static double
best_split(Boost *b, uint32_t f, uint32_t leaves, double lambda, uint8_t *threshold)
{
	Sum			(*hist)[NX_HTML_LEAVES] = b->hist;
	double		left_g[NX_HTML_LEAVES] = {0},
				left_h[NX_HTML_LEAVES] = {0},
				all_g[NX_HTML_LEAVES] = {0},
				all_h[NX_HTML_LEAVES] = {0},
				gain[NX_HTML_LEAVES] = {0};
	const uint8_t *column = b->set->column[f];
	double		sum = 0,
				best = 0;
	uint32_t	most = 0,
				i,
				k;

	memset(hist, 0, sizeof(b->hist));
	for (i = 0; i < b->nsample; i++)
	{
		uint8_t		v = column[b->sample[i]];
		Sum		   *at = &hist[v][b->leaf[i]];

		at->g += b->lack[i].g;
		at->h += b->lack[i].h;
		if (v > most)
			most = v;
	}
	for (i = 0; i <= most; i++)
		for (k = 0; k < leaves; k++)
		{
			all_g[k] += hist[i][k].g;
			all_h[k] += hist[i][k].h;
		}
	for (i = 0; i < most; i++)
	{
		for (k = 0; k < leaves; k++)
		{
			if (hist[i][k].h == 0)
				continue;		/* none of its rows has this value */
			left_g[k] += hist[i][k].g;
			left_h[k] += hist[i][k].h;
			sum -= gain[k];
			gain[k] = gain_of(left_g[k], left_h[k], all_g[k], all_h[k], lambda);
			sum += gain[k];
		}
		if (sum > best)
		{
			best = sum;
			*threshold = (uint8_t) i;
		}
	}
	return best;
}

static void
grow_tree(Boost *b, const Settings *settings, NxHtmlTree *tree)
{
	double		g[NX_HTML_LEAVES] = {0},
				h[NX_HTML_LEAVES] = {0};
	uint32_t	depth,
				f,
				i;

	memset(tree, 0, sizeof(*tree));
	b->nsample = 0;
	for (i = 0; i < b->nrows; i++)
	{
		uint32_t	row = b->row[i];
		double		times = b->hessian[row] < SETTLED * b->set->weight[row] ? SETTLED_TIMES : 1;

		if (random_unit(b) * times >= settings->rows)
			continue;
		b->lack[b->nsample].g = (float) (b->gradient[row] * times);
		b->lack[b->nsample].h = (float) (b->hessian[row] * times);
		b->sample[b->nsample++] = row;
	}
	memset(b->leaf, 0, b->nsample);
	for (depth = 0; depth < NX_HTML_DEPTH; depth++)
	{
		double		best = 0;
		const uint8_t *column;

		tree->threshold[depth] = 255;	/* no row is above it */
		for (f = settings->first; f < settings->last && depth < settings->depth; f++)
		{
			uint8_t		threshold = 255;
			double		gain;

			if (random_unit(b) >= settings->columns)
				continue;
			gain = best_split(b, f, 1u << depth, settings->lambda, &threshold);
			if (gain > best)
			{
				best = gain;
				tree->feature[depth] = (uint16_t) f;
				tree->threshold[depth] = threshold;
			}
		}
		column = b->set->column[tree->feature[depth]];
		for (i = 0; i < b->nsample; i++)
			b->leaf[i] |= (uint8_t) ((column[b->sample[i]] > tree->threshold[depth]) << depth);
	}
	for (i = 0; i < b->nsample; i++)
	{
		g[b->leaf[i]] += b->lack[i].g;
		h[b->leaf[i]] += b->lack[i].h;
	}
	for (i = 0; i < NX_HTML_LEAVES; i++)
	{
		double		value = -g[i] / (h[i] + settings->lambda) * settings->rate * NX_HTML_UNIT;

		tree->leaf[i] = (int16_t) lrint(value > 30000 ? 30000 : value < -30000 ? -30000 : value);
	}
}

int32_t
tree_value(const Set *set, const NxHtmlTree *tree, uint32_t row)
{
	uint32_t	leaf = 0,
				k;

	for (k = 0; k < NX_HTML_DEPTH; k++)
		leaf |= (uint32_t) (set->column[tree->feature[k]][row] > tree->threshold[k]) << k;
	return tree->leaf[leaf];
}

/* Learns from all rows outside 'fold' (FOLDS: from all) what 'base' lacks. */
static void
boost(const Set *set, uint32_t fold, const int32_t *base, const Settings *settings, Trees *trees)
{
	Boost	   *b = calloc(1, sizeof(Boost));
	uint32_t   *row = malloc(set->n * sizeof(uint32_t));
	uint32_t	t,
				i;

	b->set = set;
	b->random = 7 + fold + 100 * settings->trees;
	for (i = 0; i < set->n; i++)
		if (set->fold[i] != fold && set->weight[i] > 0)
			row[b->nrows++] = i;
	b->row = row;
	b->sample = malloc(set->n * sizeof(uint32_t));
	b->lack = malloc(set->n * sizeof(Sum));
	b->leaf = malloc(set->n);
	b->gradient = malloc(set->n * sizeof(double));
	b->hessian = malloc(set->n * sizeof(double));
	b->value = calloc(set->n, sizeof(double));
	for (i = 0; base && i < set->n; i++)
		b->value[i] = (double) base[i] / NX_HTML_UNIT;
	trees->item = calloc(settings->trees, sizeof(NxHtmlTree));
	trees->n = settings->trees;
	for (t = 0; t < settings->trees; t++)
	{
		NxHtmlTree *tree = &trees->item[t];

		for (i = 0; i < b->nrows; i++)
		{
			uint32_t	r = row[i];
			double		p = 1 / (1 + exp(-b->value[r]));

			b->gradient[r] = (p - set->label[r]) * set->weight[r];
			b->hessian[r] = p * (1 - p) * set->weight[r];
		}
		grow_tree(b, settings, tree);
		for (i = 0; i < b->nrows; i++)
			b->value[row[i]] += (double) tree_value(set, tree, row[i]) / NX_HTML_UNIT;
	}
	free(row);
	free(b->sample);
	free(b->lack);
	free(b->leaf);
	free(b->gradient);
	free(b->hessian);
	free(b->value);
	free(b);
}

/* Scores of the rows of a fold by trees that did not see it. */
static void
score_fold(const Set *set, uint32_t fold, const Trees *trees, const int32_t *base, int32_t *score)
{
	uint32_t	i,
				t;

	for (i = 0; i < set->n; i++)
		if (set->fold[i] == fold)
		{
			score[i] = base ? base[i] : 0;
			for (t = 0; t < trees->n; t++)
				score[i] += tree_value(set, &trees->item[t], i);
		}
}

/* The folds are dealt out to THREADS threads; none needs another's result. */
typedef struct Share
{
	const Set  *set;
	const int32_t *base;
	const Settings *settings;
	Trees	   *trees;
	int32_t    *score;
	uint32_t	first;
} Share;

static void *
boost_share(void *argument)
{
	const Share *share = argument;
	uint32_t	fold;

	for (fold = share->first; fold <= FOLDS; fold += THREADS)
	{
		boost(share->set, fold, share->base, share->settings, &share->trees[fold]);
		if (fold < FOLDS)
			score_fold(share->set, fold, &share->trees[fold], share->base, share->score);
	}
	return NULL;
}

void
boost_folds(const Set *set, const int32_t *base, const Settings *settings, Trees trees[FOLDS + 1], int32_t *score)
{
	pthread_t	thread[THREADS];
	Share		share[THREADS];
	uint32_t	k;

	for (k = 0; k < THREADS; k++)
	{
		share[k] = (Share) {set, base, settings, trees, score, k};
		if (pthread_create(&thread[k], NULL, boost_share, &share[k]) != 0)
		{
			fprintf(stderr, "cannot create a thread\n");
			exit(1);
		}
	}
	for (k = 0; k < THREADS; k++)
		pthread_join(thread[k], NULL);
}
