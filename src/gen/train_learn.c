/*-------------------------------------------------------------------------
 * train_learn.c
 *	  Learns weights: a linear-chain conditional random field by stochastic
 *	  gradient (AdaGrad, one rate for each feature), or an averaged
 *	  perceptron.
 *
 * The gradient of a stretch is the difference of two runs of forward and
 * backward sums: one over all labels, one over the allowed ones.
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train.h"

typedef float Labels[NX_TAG_LABELS];

typedef struct Lattice
{
	Labels		emission[NX_TAG_MOST_STRETCH];	/* exponentials */
	Labels		forward[NX_TAG_MOST_STRETCH];
	Labels		backward[NX_TAG_MOST_STRETCH];
	Labels		free_share[NX_TAG_MOST_STRETCH];	/* probability of each label */
	Labels		allowed_share[NX_TAG_MOST_STRETCH];
	float		kept[NX_TAG_MOST_STRETCH];	/* 1: all features, 0: without the word's own */
	float		transition[NX_TAG_LABELS][NX_TAG_LABELS];	/* exponentials, 0 where forbidden */
	float		moved[NX_TAG_LABELS][NX_TAG_LABELS];	/* gradient of transitions */
} Lattice;

typedef struct Learner
{
	const Setup *setup;
	const Examples *examples;
	Weights    *weights;
	float	   *squares;		/* of each row's gradients so far */
	float		transition_squares;
	uint64_t	random;
	Lattice		lattice;
	double		rate;
	bool		fixed;			/* transitions are given */
} Learner;

/* Sums the rows of token t from its feature 'from' on. */
static void
sum_rows(const Examples *examples, const Weights *weights, uint32_t t, uint64_t from, float *score)
{
	uint64_t	k;
	int			j;

	score[0] = 0;
	for (j = 0; j < NX_TAG_WEIGHTS; j++)
		score[j + 1] = examples->base ? examples->base[(size_t) t * NX_TAG_WEIGHTS + j] : 0;
	for (k = from; k < examples->start[t + 1]; k++)
	{
		const float *row = weights->row + (size_t) examples->feature[k] * NX_TAG_WEIGHTS;

		for (j = 0; j < NX_TAG_WEIGHTS; j++)
			score[j + 1] += row[j];
	}
}

static void
exponentiate(float *score)
{
	float		most = 0;
	int			j;

	for (j = 0; j < NX_TAG_LABELS; j++)
		if (score[j] > most)
			most = score[j];
	for (j = 0; j < NX_TAG_LABELS; j++)
		score[j] = (float) exponential(score[j] - most);
}

static void
scale(float *v)
{
	float		sum = 0;
	int			j;

	for (j = 0; j < NX_TAG_LABELS; j++)
		sum += v[j];
	if (sum > 0)
		for (j = 0; j < NX_TAG_LABELS; j++)
			v[j] /= sum;
}

/*
 * Shares of all labels that 'allowed' (bit sets; NULL: any) leaves; adds
 * 'sign' times the expected transitions to lattice->moved.
 */
static bool
run_lattice(Lattice *lattice, uint32_t n, const uint32_t *allowed, Labels *share, float sign)
{
	uint32_t	i;
	int			a,
				b;

	for (i = 0; i < n; i++)
	{
		float	   *now = lattice->forward[i];
		uint32_t	bits = allowed ? allowed[i] : ~UINT32_C(0);

		for (b = 0; b < NX_TAG_LABELS; b++)
		{
			float		sum = 0;

			if (bits >> b & 1)
			{
				if (i == 0)
					sum = lattice->transition[0][b];
				else
					for (a = 0; a < NX_TAG_LABELS; a++)
						sum += lattice->forward[i - 1][a] * lattice->transition[a][b];
			}
			now[b] = sum * lattice->emission[i][b];
		}
		scale(now);
	}
	for (a = 0; a < NX_TAG_LABELS; a++)
		lattice->backward[n - 1][a] = lattice->transition[a][0];
	for (i = n; i-- > 0;)
	{
		float		total = 0;

		for (a = 0; a < NX_TAG_LABELS; a++)
			total += share[i][a] = lattice->forward[i][a] * lattice->backward[i][a];
		if (!(total > 0))
			return false;
		for (a = 0; a < NX_TAG_LABELS; a++)
			share[i][a] /= total;
		if (i == 0)
			break;
		for (a = 0; a < NX_TAG_LABELS; a++)
		{
			float		sum = 0;

			for (b = 0; b < NX_TAG_LABELS; b++)
			{
				float		mass;

				if (lattice->transition[a][b] == 0 || (allowed && !(allowed[i] >> b & 1)))
					continue;
				mass = lattice->transition[a][b] * lattice->emission[i][b] * lattice->backward[i][b];
				sum += mass;
			}
			lattice->backward[i - 1][a] = sum;
		}
		/* expected transitions between i - 1 and i */
		total = 0;
		for (a = 0; a < NX_TAG_LABELS; a++)
			total += lattice->forward[i - 1][a] * lattice->backward[i - 1][a];
		if (!(total > 0))
			return false;
		for (a = 0; a < NX_TAG_LABELS; a++)
			if (lattice->forward[i - 1][a] > 0)
				for (b = 0; b < NX_TAG_LABELS; b++)
					if (lattice->transition[a][b] > 0 && (!allowed || allowed[i] >> b & 1))
						lattice->moved[a][b] += sign * lattice->forward[i - 1][a] * lattice->transition[a][b] *
							lattice->emission[i][b] * lattice->backward[i][b] / total;
		scale(lattice->backward[i - 1]);
	}
	for (b = 0; b < NX_TAG_LABELS; b++)
	{
		lattice->moved[0][b] += sign * share[0][b];
		lattice->moved[b][0] += sign * share[n - 1][b];
	}
	return true;
}

static void
exponentiate_transitions(const Weights *weights, Lattice *lattice)
{
	int			a,
				b;

	for (a = 0; a < NX_TAG_LABELS; a++)
		for (b = 0; b < NX_TAG_LABELS; b++)
			lattice->transition[a][b] = nx_tag_may_follow(a, b) ? (float) exponential(weights->transition[a][b]) : 0;
}

/* Moves the rows of token t by its gradient. */
static void
move_rows(Learner *learner, uint32_t t, uint64_t from, const float *gradient, float norm)
{
	const Examples *examples = learner->examples;
	float		decay = (float) learner->setup->decay;
	uint64_t	k;
	int			j;

	for (k = from; k < examples->start[t + 1]; k++)
	{
		uint32_t	number = examples->feature[k];
		float	   *row = learner->weights->row + (size_t) number * NX_TAG_WEIGHTS;
		float		step;

		learner->squares[number] += norm;
		step = (float) learner->rate / sqrtf(0.3f + learner->squares[number]);
		for (j = 0; j < NX_TAG_WEIGHTS; j++)
			row[j] += step * (gradient[j + 1] - decay * row[j]);
	}
}

static void
move_transitions(Learner *learner, float weight)
{
	Lattice    *lattice = &learner->lattice;
	float		step;
	int			a,
				b;

	learner->transition_squares += 0.01f;
	step = (float) learner->rate / sqrtf(1 + learner->transition_squares) * weight;
	for (a = 0; a < NX_TAG_LABELS; a++)
		for (b = 0; b < NX_TAG_LABELS; b++)
			if (lattice->moved[a][b] != 0)
			{
				learner->weights->transition[a][b] += step * lattice->moved[a][b];
				lattice->transition[a][b] = nx_tag_may_follow(a, b) ?
					(float) exponential(learner->weights->transition[a][b]) : 0;
			}
}

static void
learn_sequence(Learner *learner, const Sequence *sequence)
{
	const Examples *examples = learner->examples;
	Lattice    *lattice = &learner->lattice;
	uint64_t	from[NX_TAG_MOST_STRETCH];
	uint32_t	i;
	int			j;

	for (i = 0; i < sequence->n; i++)
	{
		uint32_t	t = sequence->first + i;

		from[i] = examples->start[t];
		if (next_share(&learner->random) < learner->setup->drop)
			from[i] += examples->nlexical[t];
		sum_rows(examples, learner->weights, t, from[i], lattice->emission[i]);
		exponentiate(lattice->emission[i]);
	}
	memset(lattice->moved, 0, sizeof(lattice->moved));
	if (!run_lattice(lattice, sequence->n, NULL, lattice->free_share, -1) ||
		!run_lattice(lattice, sequence->n, examples->allowed + sequence->first, lattice->allowed_share, 1))
		return;
	for (i = 0; i < sequence->n; i++)
	{
		Labels		gradient;
		float		norm = 0;

		for (j = 0; j < NX_TAG_LABELS; j++)
		{
			gradient[j] = sequence->weight * (lattice->allowed_share[i][j] - lattice->free_share[i][j]);
			norm += gradient[j] * gradient[j];
		}
		if (norm > 1e-5f)
			move_rows(learner, sequence->first + i, from[i], gradient, norm);
	}
	if (!learner->fixed)
		move_transitions(learner, sequence->weight);
}

static bool
is_used(const Sequence *sequence, uint32_t folds, uint32_t left_out)
{
	return sequence->weight > 0 && (folds == 0 || sequence->fold % folds != left_out);
}

static void
shuffle(uint32_t *order, uint32_t n, uint64_t *random)
{
	uint32_t	i;

	for (i = n; i > 1; i--)
	{
		uint32_t	k = (uint32_t) (next_random(random) % i);
		uint32_t	swap = order[i - 1];

		order[i - 1] = order[k];
		order[k] = swap;
	}
}

/* The path of the highest score. */
static void
best_labels(const Weights *weights, Labels *score, uint32_t n, uint8_t *label)
{
	static uint8_t from[NX_TAG_MOST_STRETCH][NX_TAG_LABELS];
	Labels		before;
	Labels		now;
	uint32_t	i;
	int			a,
				b;

	for (a = 0; a < NX_TAG_LABELS; a++)
		before[a] = a == 0 ? 0 : -1e9f;
	for (i = 0; i <= n; i++)
	{
		for (b = 0; b < NX_TAG_LABELS; b++)
		{
			now[b] = -1e9f;
			for (a = 0; a < NX_TAG_LABELS && (i < n || b == 0); a++)
				if (nx_tag_may_follow(a, b) && before[a] + weights->transition[a][b] > now[b])
				{
					now[b] = before[a] + weights->transition[a][b];
					if (i < n)
						from[i][b] = (uint8_t) a;
					else
						label[n - 1] = (uint8_t) a;
				}
			if (i < n)
				now[b] += score[i][b];
		}
		memcpy(before, now, sizeof(before));
	}
	for (i = n - 1; i > 0; i--)
		label[i - 1] = from[i][label[i]];
}

/*
 * The baseline's learner: an averaged perceptron.
 */
typedef struct Averager
{
	float	   *row;			/* sums of steps times their number */
	float		transition[NX_TAG_LABELS][NX_TAG_LABELS];
	float		number;			/* of the step, from 1 */
} Averager;

static int
only_label(uint32_t allowed)
{
	return allowed & (allowed - 1) ? -1 : __builtin_ctz(allowed);
}

static void
step_row(float *row, float *sum, float number, int label, float step)
{
	if (label == 0)
		return;
	row[label - 1] += step;
	sum[label - 1] += step * number;
}

/* Moves towards the corpus's path and away from the one found, where they differ. */
static void
correct(const Examples *examples, const Sequence *sequence, const uint8_t *found,
		Weights *weights, Averager *mean)
{
	int			gold_before = 0;
	int			found_before = 0;
	uint32_t	i;

	for (i = 0; i <= sequence->n; i++)
	{
		uint32_t	t = sequence->first + i;
		int			gold = i < sequence->n ? only_label(examples->allowed[t]) : 0;
		int			wrong = i < sequence->n ? found[i] : 0;
		uint64_t	k;

		if (gold != wrong || gold_before != found_before)
		{
			weights->transition[gold_before][gold] += 1;
			weights->transition[found_before][wrong] -= 1;
			mean->transition[gold_before][gold] += mean->number;
			mean->transition[found_before][wrong] -= mean->number;
		}
		for (k = i < sequence->n && gold != wrong ? examples->start[t] : UINT64_MAX;
			 k != UINT64_MAX && k < examples->start[t + 1]; k++)
		{
			size_t		at = (size_t) examples->feature[k] * NX_TAG_WEIGHTS;

			step_row(weights->row + at, mean->row + at, mean->number, gold, 1);
			step_row(weights->row + at, mean->row + at, mean->number, wrong, -1);
		}
		gold_before = gold;
		found_before = wrong;
	}
}

static void
learn_perceptron(const Examples *examples, uint32_t *order, uint32_t n, uint32_t passes, Weights *weights)
{
	static Labels score[NX_TAG_MOST_STRETCH];
	uint8_t		found[NX_TAG_MOST_STRETCH];
	Averager	mean;
	uint64_t	random = 7;
	uint32_t	pass;
	uint32_t	i;
	size_t		k;
	int			a,
				b;

	memset(&mean, 0, sizeof(mean));
	mean.number = 1;
	mean.row = calloc((size_t) examples->nrows + 1, NX_TAG_WEIGHTS * sizeof(float));
	if (mean.row == NULL)
		stop("out of memory");
	for (pass = 0; pass < passes; pass++)
	{
		shuffle(order, n, &random);
		for (i = 0; i < n; i++, mean.number++)
		{
			const Sequence *sequence = &examples->sequence[order[i]];
			bool		open = false;
			uint32_t	t;

			for (t = 0; t < sequence->n; t++)
			{
				open = open || only_label(examples->allowed[sequence->first + t]) < 0;
				sum_rows(examples, weights, sequence->first + t, examples->start[sequence->first + t], score[t]);
			}
			if (open)
				continue;
			best_labels(weights, score, sequence->n, found);
			correct(examples, sequence, found, weights, &mean);
		}
		say("pass %u of %u", pass + 1, passes);
	}
	for (k = 0; k < (size_t) examples->nrows * NX_TAG_WEIGHTS; k++)
		weights->row[k] -= mean.row[k] / mean.number;
	for (a = 0; a < NX_TAG_LABELS; a++)
		for (b = 0; b < NX_TAG_LABELS; b++)
			weights->transition[a][b] -= mean.transition[a][b] / mean.number;
	free(mean.row);
}

void
learn(const Setup *setup, const Examples *examples, uint32_t folds, uint32_t left_out,
	  const Weights *given, Weights *weights)
{
	Learner    *learner = calloc(1, sizeof(Learner));
	uint32_t   *order = malloc(examples->nsequences * sizeof(uint32_t));
	uint32_t	n = 0;
	uint32_t	pass;
	uint32_t	i;

	memset(weights, 0, sizeof(*weights));
	if (given)
		memcpy(weights->transition, given->transition, sizeof(weights->transition));
	weights->row = calloc((size_t) examples->nrows + 1, NX_TAG_WEIGHTS * sizeof(float));
	if (!learner || !order || !weights->row)
		stop("out of memory");
	learner->setup = setup;
	learner->examples = examples;
	learner->weights = weights;
	learner->random = 7;
	learner->fixed = given != NULL;
	learner->squares = calloc((size_t) examples->nrows + 1, sizeof(float));
	if (!learner->squares)
		stop("out of memory");
	for (i = 0; i < examples->nsequences; i++)
		if (is_used(&examples->sequence[i], folds, left_out))
			order[n++] = i;
	exponentiate_transitions(weights, &learner->lattice);
	if (setup->plain && !setup->crf)
		learn_perceptron(examples, order, n, setup->passes, weights);
	for (pass = 0; (!setup->plain || setup->crf) && pass < setup->passes; pass++)
	{
		learner->rate = setup->rate * (1 - 0.9 * pass / setup->passes);
		shuffle(order, n, &learner->random);
		for (i = 0; i < n; i++)
			learn_sequence(learner, &examples->sequence[order[i]]);
		say("pass %u of %u", pass + 1, setup->passes);
	}
	free(learner->squares);
	free(learner);
	free(order);
}

void
score_held_out(const Examples *examples, const Weights *weights, uint32_t folds, uint32_t fold,
			   float *base, uint8_t *label)
{
	static Labels score[NX_TAG_MOST_STRETCH];
	uint32_t	s;
	uint32_t	i;

	for (s = 0; s < examples->nsequences; s++)
	{
		const Sequence *sequence = &examples->sequence[s];

		if (sequence->fold % folds != fold)
			continue;
		for (i = 0; i < sequence->n; i++)
		{
			uint32_t	t = sequence->first + i;

			sum_rows(examples, weights, t, examples->start[t], score[i]);
			if (base)
				memcpy(base + (size_t) t * NX_TAG_WEIGHTS, &score[i][1], NX_TAG_WEIGHTS * sizeof(float));
		}
		best_labels(weights, score, sequence->n, label + sequence->first);
	}
}
