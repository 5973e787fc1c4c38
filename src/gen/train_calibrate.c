/*-------------------------------------------------------------------------
 * train_calibrate.c
 *	  Margin of a name -> probability that it is right.
 *
 * The first look's scores of every stretch come from weights learnt without
 * it (cross-training), so names found in the hand-labelled corpora are right
 * as often as in new text of their kind.  The share of right names in each
 * step of margin, smoothed and made to rise, becomes the model's table.
 */
#include <math.h>
#include <string.h>

#include "train.h"

/* Names of the logistic guess that a step is given besides those counted. */
#define PRIOR	8.0

typedef struct Steps
{
	double		found[NX_TAG_TYPES][NX_TAG_STEPS];
	double		right[NX_TAG_TYPES][NX_TAG_STEPS];
} Steps;

static int16_t
rounded(double value)
{
	return (int16_t) (value < -30000 ? -30000 : value > 30000 ? 30000 : floor(value + 0.5));
}

/* Scores of a stretch's tokens as the packed model would have them. */
static void
scale_scores(const SecondLook *second, const Sequence *sequence, double scale, NxTagScores *scores)
{
	const Examples *examples = &second->examples;
	uint32_t	i;

	for (i = 0; i < sequence->n; i++)
	{
		uint32_t	t = sequence->first + i;
		int			j;

		for (j = 0; j < NX_TAG_WEIGHTS; j++)
		{
			double		sum = examples->base[(size_t) t * NX_TAG_WEIGHTS + j];
			uint64_t	k;

			for (k = examples->start[t]; k < examples->start[t + 1]; k++)
				sum += second->weights.row[(size_t) examples->feature[k] * NX_TAG_WEIGHTS + j];
			scores[i].of[j] = rounded(sum * scale);
		}
	}
}

/* Counts the names of one stretch; those the corpus leaves open do not count. */
static void
count_names(const Examples *examples, const Sequence *sequence, const uint8_t *labels, const int16_t *margins,
			uint32_t width, Steps *steps)
{
	bool		right = true;
	bool		open = false;
	int32_t		margin = 0;
	uint32_t	i;

	for (i = 0; i < sequence->n; i++)
	{
		int			label = labels[i];
		uint32_t	allowed = examples->allowed[sequence->first + i];
		uint32_t	step;

		if (label == 0)
			continue;
		if (NX_TAG_IS_BEGIN(label) || NX_TAG_IS_UNIT(label))
		{
			right = true;
			open = false;
			margin = margins[i];
		}
		right = right && (allowed >> label & 1);
		open = open || (allowed & (allowed - 1)) != 0;
		margin = margins[i] < margin ? margins[i] : margin;
		if (!NX_TAG_IS_LAST(label) && !NX_TAG_IS_UNIT(label))
			continue;
		if (open)
			continue;
		step = (uint32_t) margin / width;
		step = step < NX_TAG_STEPS ? step : NX_TAG_STEPS - 1;
		steps->found[NX_TAG_TYPE(label)][step] += sequence->weight;
		steps->right[NX_TAG_TYPE(label)][step] += right ? sequence->weight : 0;
	}
}

/* Makes the shares of one type rise: pools neighbours that would fall. */
static void
set_type(const Steps *steps, int type, uint16_t *confidence)
{
	double		right[NX_TAG_STEPS];
	double		found[NX_TAG_STEPS];
	int			first[NX_TAG_STEPS];
	int			n = 0;
	int			step;
	int			block;

	for (step = 0; step < NX_TAG_STEPS; step++)
	{
		right[n] = steps->right[type][step] + PRIOR * confidence[step] / 1000;
		found[n] = steps->found[type][step] + PRIOR;
		first[n] = step;
		for (n++; n > 1 && right[n - 1] * found[n - 2] < right[n - 2] * found[n - 1]; n--)
		{
			right[n - 2] += right[n - 1];
			found[n - 2] += found[n - 1];
		}
	}
	for (block = 0; block < n; block++)
		for (step = first[block]; step < (block + 1 < n ? first[block + 1] : NX_TAG_STEPS); step++)
			confidence[step] = (uint16_t) (1000 * right[block] / found[block]);
}

void
calibrate(const SecondLook *second, double scale, NxTaggerHead *head)
{
	static NxTagScores scores[NX_TAG_MOST_STRETCH];
	static NxTagScores forward[NX_TAG_MOST_STRETCH];
	static uint8_t label[NX_TAG_MOST_STRETCH];
	static int16_t margin[NX_TAG_MOST_STRETCH];
	static Steps steps;
	NxTagSteps	transitions;
	const Examples *examples = &second->examples;
	uint32_t	s;
	int			type;

	nx_tag_lay_steps(head->transition, &transitions);
	for (s = 0; s < examples->nsequences; s++)
	{
		const Sequence *sequence = &examples->sequence[s];

		if (corpora[sequence->corpus].silver)
			continue;
		scale_scores(second, sequence, scale, scores);
		nx_tag_best_path(&transitions, scores, sequence->n, forward, label);
		nx_tag_margins(&transitions, scores, sequence->n, forward, label, margin);
		count_names(examples, sequence, label, margin, head->step, &steps);
	}
	for (type = 0; type < NX_TAG_TYPES; type++)
		set_type(&steps, type, head->confidence[type]);
}
