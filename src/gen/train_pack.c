/*-------------------------------------------------------------------------
 * train_pack.c
 *	  Weights of the learner -> the model as tagger_model.h lays it out.
 *
 * Features are put into their lines in the order of their greatest weight,
 * so that what finds its line full mattered least.  Weights are rounded to
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
static const double courage[NX_TAG_TYPES] = {0, 0.38, 0, 0.36};

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
	NxTagLine  *line;
	double		scale;
	uint32_t	kept;
} Table;

static void
clear_lines(NxTagLine *line)
{
	uint32_t	i;
	int			j,
				k;

	for (i = 0; i < NX_TAG_LINES; i++)
		for (k = 0; k < NX_TAG_SLOTS; k++)
			for (j = 0; j < NX_TAG_WEIGHTS; j++)
				line[i].weight[k][j] = NX_TAG_BIAS(j);
}

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
		NxTagLine  *line = &table->line[nx_tag_line_of(ranked[i].hash)];
		uint16_t	mark = nx_tag_mark_of(ranked[i].hash);

		for (k = 0; k < NX_TAG_SLOTS && line->tag[k] != 0 && line->tag[k] != mark; k++)
			;
		if (mark == 0 || k == NX_TAG_SLOTS || line->tag[k] == mark)
			continue;
		line->tag[k] = mark;
		line->again = line->tag[0];
		for (j = 0; j < NX_TAG_WEIGHTS; j++)
			line->weight[k][j] = (uint8_t)
				(rounded(weights->row[(size_t) ranked[i].row * NX_TAG_WEIGHTS + j] * table->scale, 127) + NX_TAG_BIAS(j));
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
	uint32_t	nwords = clusters ? clusters->nslots : 0;
	uint32_t	line_at = align64(sizeof(NxTaggerHead));
	uint32_t	word_at = align64(line_at + NX_TAG_LINES * sizeof(NxTagLine));
	NxTaggerHead *head;
	Table		table = {0};

	*size = word_at + (size_t) nwords * sizeof(NxClusterSlot);
	head = calloc(1, *size);
	if (head == NULL)
		stop("out of memory");
	head->magic = NX_TAGGER_MAGIC;
	head->features = NX_TAGGER_FEATURES;
	head->plain = setup->plain;
	head->nwords = nwords;
	head->line_at = line_at;
	head->word_at = word_at;
	head->size = (uint32_t) *size;
	table.line = (NxTagLine *) ((char *) head + line_at);
	clear_lines(table.line);
	table.scale = find_scale(examples, weights, NX_TAG_LINES * NX_TAG_SLOTS);
	set_confidences(head, table.scale);
	if (votes)
		put_rows(&table, &votes->examples, &votes->weights);
	put_rows(&table, examples, weights);
	round_transitions(weights, table.scale, votes != NULL, head->transition);
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
