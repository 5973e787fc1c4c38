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
 * Of rows that are as good as settled, with scores beyond SETTLED nats, one of
 * SETTLED_TIMES is looked at and counts for all of them: most rows of a page
 * are soon settled.
 */
#define SETTLED			3.0f
#define SETTLED_TIMES	8

/*
 * Sums of all leaves of a level side by side, so that the compiler's vectors
 * hold several leaves at once; levels of fewer leaves have empty lanes.
 */
#define LANES		4
#define VECTORS		(NX_HTML_LEAVES / LANES)

typedef float Lanes __attribute__((vector_size(LANES * sizeof(float))));

typedef struct Sums
{
	Lanes		g[VECTORS];
	Lanes		h[VECTORS];
} Sums;

typedef struct Lack
{
	float		g;
	float		h;
} Lack;

typedef struct Boost
{
	const Set  *set;
	uint64_t	random;			/* state of the generator */
	const uint32_t *row;		/* rows to learn from */
	uint32_t	nrows;
	uint32_t   *sample;			/* of this tree */
	uint32_t	nsample;
	uint8_t    *leaf;			/* of each sampled row */
	float	   *value;			/* score so far by row of the set, in nats */
	Lack	   *lack;			/* gradient and hessian of each sampled row */
	Sums		hist[BINS];
} Boost;

static double
random_unit(Boost *b)
{
	b->random += UINT64_C(0x9e3779b97f4a7c15);
	return (double) (nx_hash_mix(b->random) >> 11) / 9007199254740992.0;
}

/* What the leaves explain if each is cut in two: the sum over the lanes. */
static inline Lanes
explained(Lanes left_g, Lanes left_h, Lanes all_g, Lanes all_h, float lambda)
{
	Lanes		right_g = all_g - left_g;
	Lanes		right_h = all_h - left_h + lambda;

	left_h += lambda;
	return (left_g * left_g * right_h + right_g * right_g * left_h) / (left_h * right_h);
}

static inline float
sum_of(Lanes lanes)
{
	float		sum = 0;
	uint32_t	k;

	for (k = 0; k < LANES; k++)
		sum += lanes[k];
	return sum;
}

/* Best threshold of feature f for the leaves as they are; returns what it explains. */
static float
best_split(Boost *b, uint32_t f, uint32_t leaves, float lambda, uint8_t *threshold)
{
	Sums		all,
				left;
	bool		seen[BINS] = {false};
	const uint8_t *column = b->set->column[f];
	uint32_t	vectors = (leaves + LANES - 1) / LANES;
	float		best = 0;
	uint32_t	most = b->set->most[f],
				i,
				k;

	for (i = 0; i <= most; i++)
	{
		memset(b->hist[i].g, 0, vectors * sizeof(Lanes));
		memset(b->hist[i].h, 0, vectors * sizeof(Lanes));
	}
	for (i = 0; i < b->nsample; i++)
	{
		uint8_t		v = column[b->sample[i]];
		uint8_t		leaf = b->leaf[i];

		seen[v] = true;
		((float *) b->hist[v].g)[leaf] += b->lack[i].g;
		((float *) b->hist[v].h)[leaf] += b->lack[i].h;
	}
	memset(&all, 0, sizeof(all));
	memset(&left, 0, sizeof(left));
	for (i = 0; i <= most; i++)
		for (k = 0; seen[i] && k < vectors; k++)
		{
			all.g[k] += b->hist[i].g[k];
			all.h[k] += b->hist[i].h[k];
		}
	for (i = 0; i < most; i++)
	{
		Lanes		sum = {0};
		float		total;

		if (!seen[i])
			continue;
		for (k = 0; k < vectors; k++)
		{
			left.g[k] += b->hist[i].g[k];
			left.h[k] += b->hist[i].h[k];
			sum += explained(left.g[k], left.h[k], all.g[k], all.h[k], lambda);
		}
		total = sum_of(sum);
		if (total > best)
		{
			best = total;
			*threshold = (uint8_t) i;
		}
	}
	return best;
}

/* Samples rows to learn a tree from, with what their scores lack. */
static void
sample_rows(Boost *b, const Settings *settings)
{
	uint32_t	i;

	b->nsample = 0;
	for (i = 0; i < b->nrows; i++)
	{
		uint32_t	row = b->row[i];
		float		value = b->value[row];
		float		times = value > SETTLED || value < -SETTLED ? SETTLED_TIMES : 1;
		float		p;

		if (random_unit(b) * times >= settings->rows)
			continue;
		p = 1 / (1 + expf(-value));
		times *= b->set->weight[row];
		b->lack[b->nsample].g = (p - b->set->label[row]) * times;
		b->lack[b->nsample].h = p * (1 - p) * times;
		b->sample[b->nsample++] = row;
	}
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
	sample_rows(b, settings);
	memset(b->leaf, 0, b->nsample);
	for (depth = 0; depth < NX_HTML_DEPTH; depth++)
	{
		float		best = 0;
		const uint8_t *column;

		tree->threshold[depth] = 255;	/* no row is above it */
		for (f = settings->first; f < settings->last && depth < settings->depth; f++)
		{
			uint8_t		threshold = 255;
			float		gain;

			if (random_unit(b) >= settings->columns)
				continue;
			gain = best_split(b, f, 1u << depth, (float) settings->lambda, &threshold);
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

/* The leaf of a tree for each row of the set. */
static void
find_leaves(const Set *set, const NxHtmlTree *tree, uint8_t *leaf)
{
	uint32_t	k,
				i;

	memset(leaf, 0, set->n);
	for (k = 0; k < NX_HTML_DEPTH; k++)
	{
		const uint8_t *column = set->column[tree->feature[k]];
		uint8_t		threshold = tree->threshold[k];

		for (i = 0; threshold < 255 && i < set->n; i++)
			leaf[i] |= (uint8_t) ((column[i] > threshold) << k);
	}
}

/* Learns from all rows outside 'fold' (FOLDS: from all) what 'base' lacks. */
static void
boost(const Set *set, uint32_t fold, const int32_t *base, const Settings *settings, Trees *trees)
{
	Boost	   *b = aligned_alloc(sizeof(Lanes), (sizeof(Boost) + sizeof(Lanes) - 1) / sizeof(Lanes) * sizeof(Lanes));
	uint32_t   *row = calloc(set->n, sizeof(uint32_t));
	uint8_t    *leaf = malloc(set->n);
	uint32_t	t,
				i;

	memset(b, 0, sizeof(*b));
	b->set = set;
	b->random = 7 + fold + 100 * settings->trees;
	for (i = 0; i < set->n; i++)
		if (set->fold[i] != fold && set->weight[i] > 0)
			row[b->nrows++] = i;
	b->row = row;
	b->sample = malloc(set->n * sizeof(uint32_t));
	b->lack = malloc(set->n * sizeof(Lack));
	b->leaf = malloc(set->n);
	b->value = calloc(set->n, sizeof(float));
	for (i = 0; base && i < set->n; i++)
		b->value[i] = (float) base[i] / NX_HTML_UNIT;
	trees->item = calloc(settings->trees, sizeof(NxHtmlTree));
	trees->n = settings->trees;
	for (t = 0; t < settings->trees; t++)
	{
		NxHtmlTree *tree = &trees->item[t];

		grow_tree(b, settings, tree);
		find_leaves(set, tree, leaf);
		for (i = 0; i < set->n; i++)
			b->value[i] += (float) tree->leaf[leaf[i]] / NX_HTML_UNIT;
	}
	free(row);
	free(b->sample);
	free(b->lack);
	free(b->leaf);
	free(leaf);
	free(b->value);
	free(b);
}

/* Scores of the rows of a fold by trees that did not see it. */
static void
score_fold(const Set *set, uint32_t fold, const Trees *trees, const int32_t *base, int32_t *score)
{
	uint8_t    *leaf = malloc(set->n);
	uint32_t	i,
				t;

	for (i = 0; i < set->n; i++)
		if (set->fold[i] == fold)
			score[i] = base ? base[i] : 0;
	for (t = 0; t < trees->n; t++)
	{
		find_leaves(set, &trees->item[t], leaf);
		for (i = 0; i < set->n; i++)
			if (set->fold[i] == fold)
				score[i] += trees->item[t].leaf[leaf[i]];
	}
	free(leaf);
}

/* The folds are dealt out to THREADS threads; none needs another's result. */
typedef struct Share
{
	const Set  *set;
	const int32_t *base;
	const Settings *settings;
	Trees	   *trees;
	int32_t    *score;
	uint32_t	nmodels;
	uint32_t	first;
} Share;

static void *
boost_share(void *argument)
{
	const Share *share = argument;
	uint32_t	fold;

	for (fold = share->first; fold < share->nmodels; fold += THREADS)
	{
		boost(share->set, fold, share->base, share->settings, &share->trees[fold]);
		if (fold < FOLDS)
			score_fold(share->set, fold, &share->trees[fold], share->base, share->score);
	}
	return NULL;
}

void
boost_folds(const Set *set, const int32_t *base, const Settings *settings, uint32_t nmodels, Trees *trees, int32_t *score)
{
	pthread_t	thread[THREADS];
	Share		share[THREADS];
	uint32_t	k;

	for (k = 0; k < THREADS; k++)
	{
		share[k] = (Share) {set, base, settings, trees, score, nmodels, k};
		if (pthread_create(&thread[k], NULL, boost_share, &share[k]) != 0)
		{
			fprintf(stderr, "cannot create a thread\n");
			exit(1);
		}
	}
	for (k = 0; k < THREADS; k++)
		pthread_join(thread[k], NULL);
}
