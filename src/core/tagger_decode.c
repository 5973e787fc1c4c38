/*-------------------------------------------------------------------------
 * tagger_decode.c
 *	  Sums weights, finds the best path of labels, and its margins.
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

#include <string.h>

#include "lanes.h"

/* Worse than any path. */
#define NEVER	(INT16_MIN / 2)

/* Slot of a feature in its bucket, or NX_TAG_SLOTS. */
static inline uint32_t
find_slot(const uint16_t *bucket, uint16_t tag)
{
#ifdef __SSE2__
	__m128i		slots = _mm_loadu_si128((const __m128i *) bucket);
	int			hits = _mm_movemask_epi8(_mm_cmpeq_epi16(slots, _mm_set1_epi16((short) tag)));

	return (uint32_t) __builtin_ctz((unsigned) hits | 1u << (2 * NX_TAG_SLOTS)) / 2;
#else
	uint32_t	i;

	for (i = 0; i < NX_TAG_SLOTS && bucket[i] != tag; i++)
		;
	return i;
#endif
}

static inline const uint16_t *
bucket_of(const NxTagger *tagger, uint32_t feature)
{
	return tagger->bucket + (size_t) (feature & tagger->bucket_mask) * NX_TAG_SLOTS;
}

static inline NxTagMemoRow *
memo_row(const NxTagger *tagger, uint64_t key)
{
	return &tagger->memo->row[key & (NX_TAG_MEMO_ROWS - 1)];
}

/* Adds sixteen numbers to a token's scores. */
static inline void
add_sum(NxTagScores *scores, const int16_t sum[NX_TAG_WEIGHTS])
{
	int16_t    *to = &scores->label[1];
#ifdef __SSE2__
	_mm_storeu_si128((__m128i *) to, _mm_add_epi16(_mm_loadu_si128((const __m128i *) to),
												   _mm_loadu_si128((const __m128i *) sum)));
	to += 8;
	_mm_storeu_si128((__m128i *) to, _mm_add_epi16(_mm_loadu_si128((const __m128i *) to),
												   _mm_loadu_si128((const __m128i *) (sum + 8))));
#else
	int			j;

	for (j = 0; j < NX_TAG_WEIGHTS; j++)
		to[j] = (int16_t) (to[j] + sum[j]);
#endif
}

void
nx_tag_fetch(const NxTagger *tagger, const NxTagSight *sight, uint32_t i, NxTagRows *rows, NxTagScores *scores)
{
	NxTagView	view;
	uint32_t	n = 0;
	uint32_t	k;
	int			part;

	memset(scores, 0, sizeof(*scores));
	nx_tag_view(sight, i, &view);
	rows->nparts = 0;
	for (part = 0; part < NX_TAG_PARTS; part++)
	{
		uint64_t	key = tagger->memo && part != NX_TAG_JOINT ? nx_tag_part_key(&view, (NxTagPart) part) : 0;

		if (key && memo_row(tagger, key)->key == key)
		{
			add_sum(scores, memo_row(tagger, key)->sum);
			continue;
		}
		rows->part[rows->nparts].first = n;
		rows->part[rows->nparts].key = key;
		rows->part[rows->nparts].n = nx_tag_part_features(&view, (NxTagPart) part, rows->feature + n);
		n += rows->part[rows->nparts++].n;
	}
	for (k = 0; k < n; k++)
		__builtin_prefetch(bucket_of(tagger, rows->feature[k]));
}

/* Weights of the features [from, from + n) that are known, into row[0 ..]; returns their number. */
static inline uint32_t
locate(const NxTagger *tagger, const uint32_t *feature, uint32_t n, const int8_t **row)
{
	uint32_t	found = 0;
	uint32_t	k;

	/* nothing tells which features are unknown: no branch on it */
	for (k = 0; k < n; k++)
	{
		uint16_t	tag = (uint16_t) (feature[k] >> 16 ? feature[k] >> 16 : 1);
		uint32_t	slot = find_slot(bucket_of(tagger, feature[k]), tag);

		row[found] = tagger->weight + ((size_t) (feature[k] & tagger->bucket_mask) * NX_TAG_SLOTS + slot) * NX_TAG_WEIGHTS;
		__builtin_prefetch(row[found]);
		found += slot < NX_TAG_SLOTS;
	}
	return found;
}

void
nx_tag_locate(const NxTagger *tagger, NxTagRows *rows)
{
	uint32_t	p;

	for (p = 0; p < rows->nparts; p++)
		rows->part[p].n = locate(tagger, rows->feature + rows->part[p].first, rows->part[p].n,
								 rows->row + rows->part[p].first);
}

/* Sum of rows of weights. */
static inline void
sum_rows(const int8_t *const *row, uint32_t n, int16_t sum[NX_TAG_WEIGHTS])
{
	uint32_t	k;
#ifdef __SSE2__
	__m128i		low = _mm_setzero_si128();
	__m128i		high = low;

	for (k = 0; k < n; k++)
	{
		__m128i		bytes = _mm_loadu_si128((const __m128i *) row[k]);

		low = _mm_add_epi16(low, _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8));
		high = _mm_add_epi16(high, _mm_srai_epi16(_mm_unpackhi_epi8(bytes, bytes), 8));
	}
	_mm_storeu_si128((__m128i *) sum, low);
	_mm_storeu_si128((__m128i *) (sum + 8), high);
#else
	memset(sum, 0, NX_TAG_WEIGHTS * sizeof(*sum));
	for (k = 0; k < n; k++)
	{
		int			label;

		for (label = 0; label < NX_TAG_WEIGHTS; label++)
			sum[label] = (int16_t) (sum[label] + row[k][label]);
	}
#endif
}

void
nx_tag_add(const NxTagger *tagger, const NxTagRows *rows, NxTagScores *scores)
{
	uint32_t	p;

	for (p = 0; p < rows->nparts; p++)
	{
		int16_t		sum[NX_TAG_WEIGHTS];
		uint64_t	key = rows->part[p].key;

		sum_rows(rows->row + rows->part[p].first, rows->part[p].n, sum);
		add_sum(scores, sum);
		if (key)
		{
			memo_row(tagger, key)->key = key;
			memcpy(memo_row(tagger, key)->sum, sum, sizeof(sum));
		}
	}
}

void
nx_tag_score(const NxTagger *tagger, const uint32_t *feature, uint32_t n, NxTagScores *scores)
{
	const int8_t *row[NX_TAG_MOST_FEATURES];
	int16_t		sum[NX_TAG_WEIGHTS];
	uint32_t	k;

	for (k = 0; k < n; k++)
		__builtin_prefetch(bucket_of(tagger, feature[k]));
	sum_rows(row, locate(tagger, feature, n, row), sum);
	add_sum(scores, sum);
}

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

/* Stored: [label - 1]. */
typedef int16_t Stored[NX_TAG_WEIGHTS];

static inline Labels
scores_of(const NxTagScores *scores)
{
	Labels		labels = {nx_lanes_load(&scores->label[1]), nx_lanes_load(&scores->label[1 + NX_LANES])};

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

/* The label before 'to' on the best path, by the scores forward[label - 1] of that token. */
static uint8_t
label_before(const NxTagSteps *steps, const Stored forward, int to)
{
	int			type = NX_TAG_TYPE(to);
	int			from = 0;
	int			best;
	int			k;

	if (to >= NX_TAG_INSIDE(0))
	{
		int			lane = to - NX_TAG_INSIDE(0);

		return (uint8_t) (forward[NX_TAG_INSIDE(type) - 1] + steps->go_on[1][lane] >
						  forward[NX_TAG_BEGIN(type) - 1] + steps->go_on[0][lane] ?
						  NX_TAG_INSIDE(type) : NX_TAG_BEGIN(type));
	}
	best = to ? steps->begin[to - 1] : steps->outside;
	for (k = 0; k < NX_LANES; k++)
	{
		int			closed = k < NX_TAG_TYPES ? NX_TAG_UNIT(k) : NX_TAG_LAST(k - NX_TAG_TYPES);
		int			lane = k < NX_TAG_TYPES ? k + NX_TAG_TYPES : k - NX_TAG_TYPES;
		int			score = forward[closed - 1] + (to ? steps->after[lane][to - 1] : steps->leave[lane]);

		if (score > best)
		{
			best = score;
			from = closed;
		}
	}
	return (uint8_t) from;
}

/* Score lost if the token had another label than this, which is not "outside". */
static int16_t
margin_of(const Stored forward, Labels rest, int label)
{
	Stored		through;
	int16_t		own;
	int16_t		other;

	nx_lanes_store(through, nx_lanes_add(nx_lanes_load(forward), rest.begin));
	nx_lanes_store(through + NX_LANES, nx_lanes_add(nx_lanes_load(forward + NX_LANES), rest.go_on));
	own = through[label - 1];
	through[label - 1] = INT16_MIN;
	other = nx_lanes_most(nx_lanes_max(nx_lanes_load(through), nx_lanes_load(through + NX_LANES)));
	other = larger(other, 0);
	return own > other ? (int16_t) (own - other < INT16_MAX ? own - other : INT16_MAX) : 0;
}

/* Margins of the tokens in names; the pass ends with the first of them. */
static void
find_margins(const NxTagSteps *steps, const NxTagScores *scores, uint32_t n,
			 Stored *forward, NxTagPath *path)
{
	NxLanes		leave = nx_lanes_subtract(nx_lanes_load(steps->leave), nx_lanes_all(steps->outside));
	NxLanes		never = nx_lanes_all(NEVER);
	Labels		rest = {nx_lanes_low(never, nx_lanes_high(leave, leave)), nx_lanes_low(never, leave)};
	uint32_t	first = 0;
	uint32_t	i;

	while (first < n && path->label[first] == 0)
		first++;
	for (i = n; i-- > first;)
	{
		if (path->label[i])
			path->margin[i] = margin_of(forward[i], rest, path->label[i]);
		if (i > first)
			rest = step_backward(steps, rest, &scores[i]);
	}
}

void
nx_tag_best_path(const NxTagSteps *steps, const NxTagScores *scores, uint32_t n,
				 bool margins, NxTagPath *path)
{
	Stored		forward[NX_TAG_MOST_STRETCH];
	Labels		now = scores_of(&scores[0]);
	uint8_t		label = 0;
	uint32_t	i;

	now.begin = nx_lanes_add(nx_lanes_load(steps->begin), now.begin);
	now.begin = nx_lanes_subtract(now.begin, nx_lanes_all(steps->outside));
	now.go_on = nx_lanes_all(NEVER);
	for (i = 0;;)
	{
		nx_lanes_store(forward[i], now.begin);
		nx_lanes_store(forward[i] + NX_LANES, now.go_on);
		if (++i == n)
			break;
		now = step_forward(steps, now, &scores[i]);
	}
	/* as if one more token followed, which is outside */
	for (i = n; i-- > 0;)
		path->label[i] = label = label_before(steps, forward[i], label);
	if (margins)
		find_margins(steps, scores, n, forward, path);
}
