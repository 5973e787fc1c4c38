/*-------------------------------------------------------------------------
 * train_blocks_boost.c
 *	  Boosting of oblivious trees by histograms.
 *
 * Each round takes a part of the questions and of the rows; rows that the
 * model already has right are mostly passed over and the few taken count
 * more, which leaves sums unbiased and makes a round several times cheaper.
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "train_blocks.h"

#define BINS		32			/* thresholds tried of a column, about equally many rows between two */
#define ASKED		35			/* per cent of the questions, at each depth */
#define LEAST_LEAF	4.0			/* of the second derivative, in each half of a split */

/* Columns of the block alone, of its neighbours too. */
static const uint8_t near_column[] = {
	NX_COL_CHARS, NX_COL_WORDS, NX_COL_STOPS, NX_COL_CAPS, NX_COL_DIGITS, NX_COL_FIRST, NX_COL_LAST,
	NX_COL_SHAPE, NX_COL_BLANK, NX_COL_INDENT, NX_COL_LIKE_PROSE, NX_COL_COMMAS, NX_COL_SENTENCES,
	NX_COL_CUE + NX_CUE_DATE, NX_COL_CUE + NX_CUE_TIME, NX_COL_CUE + NX_CUE_PROMO,
	NX_COL_CUE + NX_CUE_SHARE, NX_COL_CUE + NX_CUE_RELATED, NX_COL_CUE + NX_CUE_CREDIT,
	NX_COL_CUE + NX_CUE_BYLINE, NX_COL_CUE + NX_CUE_NOTICE, NX_COL_CUE + NX_CUE_COMMENT,
	NX_COL_CUE + NX_CUE_MENU, NX_COL_CUE + NX_CUE_MEDIA, NX_COL_REPEATS, NX_COL_MONEY, NX_COL_TAIL_CREDIT, NX_COL_DATES, NX_COL_CREDIT, NX_COL_STAMP, NX_COL_TEXT, NX_COL_STARTS_LIKE
};

typedef struct Question
{
	uint8_t		column;
	int8_t		away;
} Question;

/* First and second derivative of the loss, or sums of them. */
typedef struct Slope
{
	float		first;
	float		second;
} Slope;

typedef struct Table
{
	uint32_t	nrows;
	uint32_t	nquestions;
	Question   *question;
	uint8_t   **value;			/* [question][row]: number of the bin */
	uint8_t    *nbins;			/* [question] */
	uint8_t	  (*greatest)[BINS];	/* [question][bin]: greatest value in it */
	int8_t	   *label;
	float	   *weight;
	int32_t    *score;
	Slope	   *slope;			/* derivatives of the rows of this round */
	uint32_t   *row;			/* rows of this round */
	uint8_t    *leaf;			/* their leaves so far */
	uint32_t	ntaken;
} Table;

static uint64_t random_state;

static uint32_t
random_number(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t) ((random_state >> 11) % below);
}

static void
add_question(Table *table, uint32_t column, int away)
{
	table->question = realloc(table->question, (table->nquestions + 1) * sizeof(Question));
	table->question[table->nquestions].column = (uint8_t) column;
	table->question[table->nquestions++].away = (int8_t) away;
}

static void
list_questions(Table *table, uint32_t pass)
{
	uint32_t	column;
	uint32_t	i;
	int			away;

	for (column = 0; column < (pass ? NX_COLUMNS : NX_COLUMNS_FIRST); column++)
		add_question(table, column, 0);
	for (i = 0; i < sizeof(near_column); i++)
		for (away = pass ? -1 : -3; away <= (pass ? 1 : 3); away++)
			if (away)
				add_question(table, near_column[i], away);
	if (pass == 0)
		return;
	for (away = -NX_COLUMN_REACH; away <= NX_COLUMN_REACH; away++)
		if (away)
			add_question(table, NX_COL_SCORE, away);
	for (away = -2; away <= 2; away++)
		if (away)
		{
			add_question(table, NX_COL_START_SCORE, away);
			add_question(table, NX_COL_SHAPE_SCORE, away);
			add_question(table, NX_COL_LIKE_BODY, away);
		}
}

static bool
is_learned(const Page *page, const BoostSettings *settings)
{
	return page->fold != settings->left_out && page->fold != settings->also_left_out;
}

/* Puts the number of its bin in the place of every value of a question. */
static void
bin_values(Table *table, uint32_t q)
{
	uint32_t	count[128] = {0};
	uint8_t		bin_of[128];
	uint32_t	bins = 0;
	uint32_t	inside = 0;
	uint32_t	left = table->nrows;
	uint32_t	r;
	uint32_t	v;

	for (r = 0; r < table->nrows; r++)
		count[table->value[q][r]]++;
	for (v = 0; v < 128; v++)
	{
		bin_of[v] = (uint8_t) bins;
		if (count[v] == 0)
			continue;
		inside += count[v];
		table->greatest[q][bins] = (uint8_t) v;
		if (bins + 1 < BINS && inside * (BINS - bins) >= left)
		{
			left -= inside;
			inside = 0;
			bins++;
		}
	}
	table->nbins[q] = (uint8_t) (bins + (inside > 0));
	for (r = 0; r < table->nrows; r++)
		table->value[q][r] = bin_of[table->value[q][r]];
}

static void
fill_table(Table *table, const Pages *pages, const BoostSettings *settings)
{
	uint32_t	p,
				b,
				q;
	uint32_t	r = 0;

	memset(table, 0, sizeof(*table));
	list_questions(table, settings->pass);
	for (p = 0; p < pages->page.n; p++)
		if (is_learned(&pages->page.item[p], settings))
			for (b = 0; b < pages->page.item[p].columns.n; b++)
				table->nrows += pages->page.item[p].label[b] >= 0;
	table->value = calloc(table->nquestions, sizeof(*table->value));
	table->nbins = calloc(table->nquestions, 1);
	table->greatest = calloc(table->nquestions, BINS);
	for (q = 0; q < table->nquestions; q++)
		table->value[q] = calloc(table->nrows, 1);
	table->label = calloc(table->nrows, 1);
	table->weight = calloc(table->nrows, sizeof(float));
	table->score = calloc(table->nrows, sizeof(int32_t));
	table->slope = calloc(table->nrows, sizeof(Slope));
	table->row = calloc(table->nrows, sizeof(uint32_t));
	table->leaf = calloc(table->nrows, 1);
	for (p = 0; p < pages->page.n; p++)
	{
		const Page *page = &pages->page.item[p];

		if (!is_learned(page, settings))
			continue;
		for (b = 0; b < page->columns.n; b++)
		{
			if (page->label[b] < 0)
				continue;
			for (q = 0; q < table->nquestions; q++)
				table->value[q][r] = page->columns.at[table->question[q].column][(int) b + table->question[q].away];
			table->label[r] = page->label[b];
			table->weight[r++] = page->weight[b];
		}
	}
	for (q = 0; q < table->nquestions; q++)
		bin_values(table, q);
}

static void
free_table(Table *table)
{
	uint32_t	q;

	for (q = 0; q < table->nquestions; q++)
		free(table->value[q]);
	free(table->value);
	free(table->nbins);
	free(table->greatest);
	free(table->question);
	free(table->label);
	free(table->weight);
	free(table->score);
	free(table->slope);
	free(table->row);
	free(table->leaf);
}

/* Derivatives of the loss; returns the mean loss. */
static double
take_rows(Table *table)
{
	double		loss = 0;
	double		all = 0;
	uint32_t	r;

	table->ntaken = 0;
	for (r = 0; r < table->nrows; r++)
	{
		double		p = 1 / (1 + exp(-(double) table->score[r] / NX_BLOCK_NAT));
		double		off = p - table->label[r];
		double		weight = table->weight[r];
		double		part = fabs(off) > 0.1 ? 0.7 : fabs(off) > 0.02 ? 0.35 : 0.12;

		loss -= weight * log(table->label[r] ? p : 1 - p);
		all += weight;
		if (random_number(10000) >= part * 10000)
			continue;
		weight /= part;
		table->row[table->ntaken] = r;
		table->slope[table->ntaken].first = (float) (off * weight);
		table->slope[table->ntaken].second = (float) (p * (1 - p) * weight);
		table->leaf[table->ntaken++] = 0;
	}
	return loss / all;
}

static double
worth(double first, double second, double lambda)
{
	return first * first / (second + lambda);
}

/* Best threshold of a question for all leaves so far; returns its gain. */
static double
best_threshold(const Table *table, uint32_t q, uint32_t leaves, double lambda, uint32_t *best_bin)
{
	static Slope sum[NX_TREE_LEAVES][BINS];
	const uint8_t *value = table->value[q];
	double		left_first[NX_TREE_LEAVES];
	double		left_second[NX_TREE_LEAVES];
	double		all_first[NX_TREE_LEAVES];
	double		all_second[NX_TREE_LEAVES];
	double		best = 0;
	uint32_t	bins = table->nbins[q];
	uint32_t	i,
				l,
				bin;

	memset(sum, 0, leaves * sizeof(sum[0]));
	for (i = 0; i < table->ntaken; i++)
	{
		Slope	   *at = &sum[table->leaf[i]][value[table->row[i]]];

		at->first += table->slope[i].first;
		at->second += table->slope[i].second;
	}
	for (l = 0; l < leaves; l++)
	{
		left_first[l] = left_second[l] = all_first[l] = all_second[l] = 0;
		for (bin = 0; bin < bins; bin++)
		{
			all_first[l] += sum[l][bin].first;
			all_second[l] += sum[l][bin].second;
		}
	}
	for (bin = 0; bin + 1 < bins; bin++)
	{
		double		gain = 0;
		double		left = 0;
		double		right = 0;

		for (l = 0; l < leaves; l++)
		{
			left_first[l] += sum[l][bin].first;
			left_second[l] += sum[l][bin].second;
			left += left_second[l];
			right += all_second[l] - left_second[l];
			gain += worth(left_first[l], left_second[l], lambda) +
				worth(all_first[l] - left_first[l], all_second[l] - left_second[l], lambda);
		}
		if (gain > best && left > LEAST_LEAF && right > LEAST_LEAF)
		{
			best = gain;
			*best_bin = bin;
		}
	}
	return best;
}

static void
grow_tree(Table *table, const BoostSettings *settings, NxBlockTree *tree)
{
	uint32_t	depth;
	uint32_t	q;
	uint32_t	i;
	double		first[NX_TREE_LEAVES] = {0};
	double		second[NX_TREE_LEAVES] = {0};

	memset(tree, 0, sizeof(*tree));
	for (depth = 0; depth < NX_TREE_DEPTH; depth++)
	{
		double		best = 0;
		uint32_t	chosen = 0;
		uint32_t	chosen_bin = 0;

		for (q = 0; q < table->nquestions; q++)
		{
			uint32_t	bin = 0;
			double		gain;

			if (random_number(100) >= ASKED)
				continue;
			gain = best_threshold(table, q, 1u << depth, settings->lambda, &bin);
			if (gain > best)
			{
				best = gain;
				chosen = q;
				chosen_bin = bin;
			}
		}
		tree->column[depth] = table->question[chosen].column;
		tree->away[depth] = table->question[chosen].away;
		tree->above[depth] = table->greatest[chosen][chosen_bin];
		tree->add[depth] = NX_TREE_ADD(tree->above[depth]);
		for (i = 0; i < table->ntaken; i++)
			table->leaf[i] = (uint8_t) (table->leaf[i] |
										(table->value[chosen][table->row[i]] > chosen_bin) << depth);
	}
	for (i = 0; i < table->ntaken; i++)
	{
		first[table->leaf[i]] += table->slope[i].first;
		second[table->leaf[i]] += table->slope[i].second;
	}
	for (i = 0; i < NX_TREE_LEAVES; i++)
		tree->leaf[i] = (int16_t) lrint(-settings->rate * NX_BLOCK_NAT * first[i] / (second[i] + settings->lambda));
}

/* Adds the tree's answers to the scores of all rows. */
static void
apply_tree(Table *table, const NxBlockTree *tree)
{
	const uint8_t *value[NX_TREE_DEPTH];
	uint8_t		bin[NX_TREE_DEPTH];
	uint32_t	depth,
				q,
				r;

	for (depth = 0; depth < NX_TREE_DEPTH; depth++)
		for (q = 0; q < table->nquestions; q++)
			if (table->question[q].column == tree->column[depth] && table->question[q].away == tree->away[depth])
			{
				value[depth] = table->value[q];
				for (bin[depth] = 0; table->greatest[q][bin[depth]] < tree->above[depth];)
					bin[depth]++;
			}
	for (r = 0; r < table->nrows; r++)
	{
		uint32_t	leaf = 0;

		for (depth = 0; depth < NX_TREE_DEPTH; depth++)
			leaf |= (uint32_t) (value[depth][r] > bin[depth]) << depth;
		table->score[r] += tree->leaf[leaf];
	}
}

void
boost(const Pages *pages, const BoostSettings *settings, Model *model)
{
	Table		table;
	double		body = 0;
	double		all = 0;
	uint32_t	r;
	int			t;

	random_state = UINT64_C(88172645463325252) + settings->seed;
	fill_table(&table, pages, settings);
	for (r = 0; r < table.nrows; r++)
	{
		body += table.label[r] ? table.weight[r] : 0;
		all += table.weight[r];
	}
	model->view.bias[settings->pass] = (int32_t) lrint(NX_BLOCK_NAT * log(body / (all - body)));
	for (r = 0; r < table.nrows; r++)
		table.score[r] = model->view.bias[settings->pass];
	for (t = 0; t < settings->trees; t++)
	{
		model->loss = take_rows(&table);
		grow_tree(&table, settings, &model->tree[settings->pass][t]);
		apply_tree(&table, &model->tree[settings->pass][t]);
	}
	model->view.tree[settings->pass] = model->tree[settings->pass];
	model->view.ntrees[settings->pass] = (uint32_t) settings->trees;
	free_table(&table);
}
