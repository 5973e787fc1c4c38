/*-------------------------------------------------------------------------
 * train_pack.c
 *	  Weights of the learner -> the model as tagger_model.h lays it out.
 *
 * Features are put into their buckets in the order of their greatest weight,
 * so that what finds its bucket full mattered least.  Weights are rounded to
 * eight bits on one scale.
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train.h"

typedef struct Ranked
{
	float		most;			/* greatest weight, without sign */
	uint32_t	row;
	uint32_t	hash;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->most != y->most)
		return x->most < y->most ? 1 : -1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static Ranked *
rank_rows(const Examples *examples, const Weights *weights)
{
	Ranked	   *ranked = malloc(((size_t) examples->nrows + 1) * sizeof(Ranked));
	uint32_t	i;
	int			j;

	if (ranked == NULL)
		stop("out of memory");
	for (i = 0; i < examples->nrows; i++)
	{
		const float *row = weights->row + (size_t) i * NX_TAG_WEIGHTS;

		ranked[i].row = i;
		ranked[i].hash = examples->hash[i];
		ranked[i].most = 0;
		for (j = 0; j < NX_TAG_WEIGHTS; j++)
			if (fabsf(row[j]) > ranked[i].most)
				ranked[i].most = fabsf(row[j]);
	}
	qsort(ranked, examples->nrows, sizeof(Ranked), compare_ranked);
	return ranked;
}

static int
rounded(double value, int most)
{
	double		whole = floor(value + 0.5);

	return whole > most ? most : whole < -most ? -most : (int) whole;
}

static uint32_t
align64(size_t at)
{
	return (uint32_t) ((at + 63) & ~(size_t) 63);
}

/* Confidences before any calibration: logistic in the margin. */
static void
set_confidences(NxTaggerHead *head, double scale)
{
	int			type,
				step;

	head->step = (uint32_t) (scale / 4 < 1 ? 1 : scale / 4);
	for (type = 0; type < NX_TAG_TYPES; type++)
		for (step = 0; step < NX_TAG_STEPS; step++)
			head->confidence[type][step] = (uint16_t)
				(1000 / (1 + exponential(-(step + 0.5) * head->step / scale)));
}

/*
 * Added to the score of beginning a name.  The mean of several learnings is
 * shy of organisations and other names, which rest on rare features; set on
 * the mean over the judged development files.
 */
static const double courage[NX_TAG_TYPES] = {0, 0.18, 0, 0.36};

static double
courage_of(int label)
{
	return NX_TAG_IS_BEGIN(label) || NX_TAG_IS_UNIT(label) ? courage[NX_TAG_TYPE(label)] : 0;
}

static void
round_transitions(const Weights *weights, double scale, bool brave, NxTagTransitions transitions)
{
	int			from,
				to;

	for (from = 0; from < NX_TAG_LABELS; from++)
		for (to = 0; to < NX_TAG_LABELS; to++)
			transitions[from][to] = (int16_t) rounded((weights->transition[from][to] + (brave ? courage_of(to) : 0)) * scale, 32000);
}

/* The table being filled. */
typedef struct Table
{
	uint16_t   *bucket;
	int8_t	   *weight;
	uint32_t	nbuckets;
	double		scale;
	uint32_t	kept;
} Table;

/* Puts ranked rows into the table until their weights round to nothing. */
static void
put_rows(Table *table, const Examples *examples, const Weights *weights)
{
	Ranked	   *ranked = rank_rows(examples, weights);
	uint32_t	i;
	int			j,
				k;

	for (i = 0; i < examples->nrows && ranked[i].most * table->scale >= 0.5; i++)
	{
		uint32_t	at = ranked[i].hash & (table->nbuckets - 1);
		uint16_t	tag = (uint16_t) (ranked[i].hash >> 16 ? ranked[i].hash >> 16 : 1);
		uint16_t   *slot = table->bucket + (size_t) at * NX_TAG_SLOTS;

		for (k = 0; k < NX_TAG_SLOTS && slot[k] != 0 && slot[k] != tag; k++)
			;
		if (k == NX_TAG_SLOTS || slot[k] == tag)
			continue;
		slot[k] = tag;
		for (j = 0; j < NX_TAG_WEIGHTS; j++)
			table->weight[((size_t) at * NX_TAG_SLOTS + k) * NX_TAG_WEIGHTS + j] = (int8_t)
				rounded(weights->row[(size_t) ranked[i].row * NX_TAG_WEIGHTS + j] * table->scale, 127);
		table->kept++;
	}
	free(ranked);
}

/* Scale at which one in two thousand of the features that may stay is cut. */
static double
find_scale(const Examples *examples, const Weights *weights, size_t slots)
{
	Ranked	   *ranked = rank_rows(examples, weights);
	double		most = ranked[(examples->nrows < slots ? examples->nrows : slots) / 2000].most;

	free(ranked);
	return 127.0 / (most + 1e-6);
}

NxTaggerHead *
pack_model(const Setup *setup, const Examples *examples, const Weights *weights,
		   const SecondLook *votes, const Clusters *clusters, size_t *size)
{
	size_t		slots = (size_t) setup->buckets * NX_TAG_SLOTS;
	uint32_t	nwords = clusters ? clusters->nslots : 0;
	uint32_t	bucket_at = align64(sizeof(NxTaggerHead));
	uint32_t	weight_at = align64(bucket_at + slots * sizeof(uint16_t));
	uint32_t	word_at = align64(weight_at + slots * NX_TAG_WEIGHTS);
	NxTaggerHead *head;
	Table		table = {.nbuckets = setup->buckets};

	*size = word_at + (size_t) nwords * sizeof(NxClusterSlot);
	head = calloc(1, *size);
	if (head == NULL)
		stop("out of memory");
	head->magic = NX_TAGGER_MAGIC;
	head->features = NX_TAGGER_FEATURES;
	head->plain = setup->plain;
	head->nbuckets = setup->buckets;
	head->nwords = nwords;
	head->bucket_at = bucket_at;
	head->weight_at = weight_at;
	head->word_at = word_at;
	head->size = (uint32_t) *size;
	table.bucket = (uint16_t *) ((char *) head + bucket_at);
	table.weight = (int8_t *) head + weight_at;
	table.scale = find_scale(examples, weights, slots);
	set_confidences(head, table.scale);
	if (votes)
		put_rows(&table, &votes->examples, &votes->weights);
	put_rows(&table, examples, weights);
	round_transitions(weights, table.scale, votes != NULL, head->transition[0]);
	if (votes)
		round_transitions(&votes->weights, table.scale, votes != NULL, head->transition[1]);
	head->looks = votes ? 2 : 1;
	if (votes)
		calibrate(votes, table.scale, head);
	if (clusters)
	{
		memcpy((char *) head + word_at, clusters->slot, (size_t) nwords * sizeof(NxClusterSlot));
		memcpy(head->cluster, clusters->level, sizeof(head->cluster));
	}
	say("packed %u of %u features at %.1f for 1, %zu bytes", table.kept, examples->nrows, table.scale, *size);
	return head;
}
