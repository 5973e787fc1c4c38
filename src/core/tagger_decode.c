/*-------------------------------------------------------------------------
 * tagger_decode.c
 *	  Finds the best path of labels, and its margins.
 *
 * All sums are of integers, so the order of features does not matter and
 * every platform finds the same path; of equal paths the one with the lower
 * label wins.
 *
 * A step of a path takes all labels at once (lanes.h): eight that begin a
 * name, eight that go on with one.  "Outside" has no lane; after each step
 * its score is taken off the others, so that it is always 0 and sums stay
 * small.
 *-------------------------------------------------------------------------
 */
#include "tagger_decode.h"

#include "lanes.h"

/* Worse than any path. */
#define NEVER	(INT16_MIN / 2)

void
nx_tag_lay_steps(const NxTagTransitions transition, NxTagSteps *steps)
{
	int			t,
				s,
				k;

	steps->outside = transition[0][0];
	for (k = 0; k < NX_LANES; k++)
	{
		int			closed = k < NX_TAG_TYPES ? NX_TAG_LAST(k) : NX_TAG_UNIT(k - NX_TAG_TYPES);
		int			open = k < NX_TAG_TYPES ? NX_TAG_BEGIN(k) : NX_TAG_INSIDE(k - NX_TAG_TYPES);

		t = NX_TAG_TYPE(open);
		steps->begin[k] = transition[0][1 + k];
		steps->leave[k] = transition[closed][0];
		steps->go_on[0][k] = transition[NX_TAG_BEGIN(t)][NX_TAG_INSIDE(0) + k];
		steps->go_on[1][k] = transition[NX_TAG_INSIDE(t)][NX_TAG_INSIDE(0) + k];
		steps->open[0][k] = transition[open][NX_TAG_INSIDE(t)];
		steps->open[1][k] = transition[open][NX_TAG_LAST(t)];
		for (s = 0; s < NX_LANES; s++)
		{
			steps->after[k][s] = transition[closed][1 + s];
			steps->before[s][k] = transition[closed][1 + s];
		}
	}
}

/* Scores of a token's labels, less that of "outside". */
typedef struct Labels
{
	NxLanes		begin;			/* begin, unit */
	NxLanes		go_on;			/* inside, last */
} Labels;

static inline Labels
scores_of(const NxTagScores *scores)
{
	Labels		labels = {nx_lanes_load(scores->of), nx_lanes_load(scores->of + NX_LANES)};

	return labels;
}

static inline int16_t
larger(int16_t a, int16_t b)
{
	return a > b ? a : b;
}

/* One step forward: best score of each label at the next token. */
static inline Labels
step_forward(const NxTagSteps *steps, Labels before, const NxTagScores *scores)
{
	Labels		here = scores_of(scores);
	NxLanes		closed = nx_lanes_high(before.go_on, before.begin);
	NxLanes		begin = nx_lanes_low(before.begin, before.begin);
	NxLanes		inside = nx_lanes_low(before.go_on, before.go_on);
	NxLanes		outside = nx_lanes_all(larger(steps->outside,
											  nx_lanes_most(nx_lanes_add(closed, nx_lanes_load(steps->leave)))));
	Labels		now;

	now.begin = nx_lanes_max(nx_lanes_load(steps->begin), nx_lanes_best(closed, steps->after));
	now.go_on = nx_lanes_max(nx_lanes_add(begin, nx_lanes_load(steps->go_on[0])),
							 nx_lanes_add(inside, nx_lanes_load(steps->go_on[1])));
	now.begin = nx_lanes_add(nx_lanes_subtract(now.begin, outside), here.begin);
	now.go_on = nx_lanes_add(nx_lanes_subtract(now.go_on, outside), here.go_on);
	return now;
}

/* Best score of what follows each label at the token before the one with these scores. */
static inline Labels
step_backward(const NxTagSteps *steps, Labels rest, const NxTagScores *scores)
{
	Labels		here = scores_of(scores);
	NxLanes		begin = nx_lanes_add(rest.begin, here.begin);
	NxLanes		go_on = nx_lanes_add(rest.go_on, here.go_on);
	NxLanes		closed = nx_lanes_max(nx_lanes_load(steps->leave), nx_lanes_best(begin, steps->before));
	NxLanes		open = nx_lanes_max(nx_lanes_add(nx_lanes_low(go_on, go_on), nx_lanes_load(steps->open[0])),
									nx_lanes_add(nx_lanes_high(go_on, go_on), nx_lanes_load(steps->open[1])));
	NxLanes		outside = nx_lanes_all(larger(steps->outside,
											  nx_lanes_most(nx_lanes_add(begin, nx_lanes_load(steps->begin)))));
	Labels		now;

	closed = nx_lanes_subtract(closed, outside);
	open = nx_lanes_subtract(open, outside);
	now.begin = nx_lanes_low(open, nx_lanes_high(closed, closed));
	now.go_on = nx_lanes_low(nx_lanes_high(open, open), closed);
	return now;
}

/* The label before 'to' on the best path, by the scores of the paths to that token. */
static inline uint8_t
label_before(const NxTagSteps *steps, const NxTagScores *forward, int to)
{
	int			type = NX_TAG_TYPE(to);
	Labels		paths;
	NxLanes		closed;
	int16_t		best;
	unsigned	from;

	if (to >= NX_TAG_INSIDE(0))
	{
		int			lane = to - NX_TAG_INSIDE(0);

		return (uint8_t) (forward->of[NX_TAG_INSIDE(type) - 1] + steps->go_on[1][lane] >
						  forward->of[NX_TAG_BEGIN(type) - 1] + steps->go_on[0][lane] ?
						  NX_TAG_INSIDE(type) : NX_TAG_BEGIN(type));
	}
	paths = scores_of(forward);
	closed = nx_lanes_high(paths.go_on, paths.begin);	/* last, unit */
	closed = nx_lanes_add(closed, nx_lanes_load(to ? steps->before[to - 1] : steps->leave));
	best = nx_lanes_most(closed);
	if (best <= (to ? steps->begin[to - 1] : steps->outside))
		return 0;
	from = nx_lanes_equal(closed, best);
	return (uint8_t) (from >> NX_TAG_TYPES ? NX_TAG_UNIT(__builtin_ctz(from >> NX_TAG_TYPES)) : NX_TAG_LAST(__builtin_ctz(from)));
}

void
nx_tag_best_path(const NxTagSteps *steps, const NxTagScores *scores, uint32_t n,
				 NxTagScores *forward, uint8_t *label)
{
	Labels		now = scores_of(&scores[0]);
	uint8_t		next = 0;		/* as if one more token followed, which is outside */
	uint32_t	i;

	now.begin = nx_lanes_add(nx_lanes_load(steps->begin), now.begin);
	now.begin = nx_lanes_subtract(now.begin, nx_lanes_all(steps->outside));
	now.go_on = nx_lanes_all(NEVER);
	for (i = 0;;)
	{
		nx_lanes_store(forward[i].of, now.begin);
		nx_lanes_store(forward[i].of + NX_LANES, now.go_on);
		if (++i == n)
			break;
		now = step_forward(steps, now, &scores[i]);
	}
	for (i = n; i-- > 0;)
		label[i] = next = label_before(steps, &forward[i], next);
}

/* Taken off the score of one label, it leaves less than that of "outside". */
static const int16_t hole[2 * NX_TAG_WEIGHTS - 1] = {[NX_TAG_WEIGHTS - 1] = INT16_MAX};

/* Score lost if the token had another label than this, which is not "outside". */
static inline int16_t
margin_of(const NxTagScores *forward, Labels rest, int label)
{
	const int16_t *without = hole + NX_TAG_WEIGHTS - label;
	Labels		paths = scores_of(forward);
	int16_t		through[NX_TAG_WEIGHTS];
	int16_t		own;
	int16_t		other;

	paths.begin = nx_lanes_add(paths.begin, rest.begin);
	paths.go_on = nx_lanes_add(paths.go_on, rest.go_on);
	nx_lanes_store(through, paths.begin);
	nx_lanes_store(through + NX_LANES, paths.go_on);
	own = through[label - 1];
	other = larger(0, nx_lanes_most(nx_lanes_max(nx_lanes_subtract(paths.begin, nx_lanes_load(without)),
												 nx_lanes_subtract(paths.go_on, nx_lanes_load(without + NX_LANES)))));
	return own > other ? (int16_t) (own - other) : 0;
}

void
nx_tag_margins(const NxTagSteps *steps, const NxTagScores *scores, uint32_t n,
			   const NxTagScores *forward, const uint8_t *label, int16_t *margin)
{
	NxLanes		leave = nx_lanes_subtract(nx_lanes_load(steps->leave), nx_lanes_all(steps->outside));
	NxLanes		never = nx_lanes_all(NEVER);
	Labels		rest = {nx_lanes_low(never, nx_lanes_high(leave, leave)), nx_lanes_low(never, leave)};
	uint32_t	first = 0;
	uint32_t	i;

	while (first < n && label[first] == 0)
		first++;
	for (i = n; i-- > first;)
	{
		if (label[i])
			margin[i] = margin_of(&forward[i], rest, label[i]);
		if (i > first)
			rest = step_backward(steps, rest, &scores[i]);
	}
}
