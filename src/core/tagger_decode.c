/*-------------------------------------------------------------------------
 * tagger_decode.c
 *	  Sums weights, finds the best path of labels, and its margins.
 *
 * All sums are of integers, so the order of features does not matter and
 * every platform finds the same path; of equal paths the one with the lower
 * label wins.
 *-------------------------------------------------------------------------
 */
#include "tagger_decode.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Worse than any path, far from overflow. */
#define NEVER	(-(INT32_C(1) << 28))

/* Slot of a feature in its bucket, or -1. */
static inline int
find_slot(const uint16_t *bucket, uint16_t tag)
{
#ifdef __SSE2__
	__m128i		slots = _mm_loadu_si128((const __m128i *) bucket);
	int			hits = _mm_movemask_epi8(_mm_cmpeq_epi16(slots, _mm_set1_epi16((short) tag)));

	return hits ? __builtin_ctz((unsigned) hits) / 2 : -1;
#else
	int			i;

	for (i = 0; i < NX_TAG_SLOTS; i++)
		if (bucket[i] == tag)
			return i;
	return -1;
#endif
}

static inline const uint16_t *
bucket_of(const NxTagger *tagger, uint32_t feature)
{
	return tagger->bucket + (size_t) (feature & tagger->bucket_mask) * NX_TAG_SLOTS;
}

/* Weights of a feature, or NULL if the model does not know it. */
static inline const int8_t *
find_row(const NxTagger *tagger, uint32_t feature)
{
	uint16_t	tag = (uint16_t) (feature >> 16 ? feature >> 16 : 1);
	int			slot = find_slot(bucket_of(tagger, feature), tag);

	if (slot < 0)
		return NULL;
	return tagger->weight + ((size_t) (feature & tagger->bucket_mask) * NX_TAG_SLOTS + (size_t) slot) * NX_TAG_WEIGHTS;
}

void
nx_tag_fetch(const NxTagger *tagger, const NxTagRows *rows)
{
	uint32_t	k;

	for (k = 0; k < rows->n; k++)
		__builtin_prefetch(bucket_of(tagger, rows->feature[k]));
}

void
nx_tag_locate(const NxTagger *tagger, NxTagRows *rows)
{
	uint32_t	n = 0;
	uint32_t	k;

	for (k = 0; k < rows->n; k++)
	{
		const int8_t *row = find_row(tagger, rows->feature[k]);

		if (row == NULL)
			continue;
		__builtin_prefetch(row);
		rows->row[n++] = row;
	}
	rows->n = n;
}

void
nx_tag_add(const NxTagRows *rows, NxTagScores *scores)
{
	int16_t    *sum = &scores->label[1];
	uint32_t	k;
#ifdef __SSE2__
	__m128i		low = _mm_loadu_si128((const __m128i *) sum);
	__m128i		high = _mm_loadu_si128((const __m128i *) (sum + 8));

	for (k = 0; k < rows->n; k++)
	{
		__m128i		bytes = _mm_loadu_si128((const __m128i *) rows->row[k]);

		low = _mm_add_epi16(low, _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8));
		high = _mm_add_epi16(high, _mm_srai_epi16(_mm_unpackhi_epi8(bytes, bytes), 8));
	}
	_mm_storeu_si128((__m128i *) sum, low);
	_mm_storeu_si128((__m128i *) (sum + 8), high);
#else
	for (k = 0; k < rows->n; k++)
	{
		int			label;

		for (label = 0; label < NX_TAG_WEIGHTS; label++)
			sum[label] = (int16_t) (sum[label] + rows->row[k][label]);
	}
#endif
}

void
nx_tag_score(const NxTagger *tagger, const uint32_t *feature, uint32_t n, NxTagScores *scores)
{
	NxTagRows	rows;

	rows.n = n;
	memcpy(rows.feature, feature, n * sizeof(uint32_t));
	nx_tag_fetch(tagger, &rows);
	nx_tag_locate(tagger, &rows);
	nx_tag_add(&rows, scores);
}

/* Labels after which anything may begin, or the name goes on. */
static const uint8_t closed[] = {0, 3, 4, 7, 8, 11, 12, 15, 16};
static const uint8_t begins[] = {0, 1, 4, 5, 8, 9, 12, 13, 16};

/* One step forward: best score of each label at this token, and where from. */
static void
step_forward(const NxTagTransitions transition, const int32_t *before, const NxTagScores *scores,
			 int32_t *now, uint8_t *from)
{
	uint32_t	t,
				s;

	for (t = 0; t < NX_COUNT(begins); t++)
	{
		int			to = begins[t];
		int32_t		best = NEVER * 2;

		for (s = 0; s < NX_COUNT(closed); s++)
		{
			int32_t		score = before[closed[s]] + transition[closed[s]][to];

			if (score > best)
			{
				best = score;
				from[to] = closed[s];
			}
		}
		now[to] = best + scores->label[to];
	}
	for (t = 0; t < NX_TAG_TYPES; t++)
	{
		int			begin = NX_TAG_BEGIN((int) t);
		int			to;

		for (to = begin + 1; to <= begin + 2; to++)
		{
			int32_t		first = before[begin] + transition[begin][to];
			int32_t		more = before[begin + 1] + transition[begin + 1][to];

			from[to] = (uint8_t) (more > first ? begin + 1 : begin);
			now[to] = (more > first ? more : first) + scores->label[to];
		}
	}
	for (t = 0; t < NX_TAG_LABELS; t++)
		if (now[t] < NEVER)
			now[t] = NEVER;
}

/* Best score of what follows each label at a token; 'after' has the next token's emissions added. */
static void
step_backward(const NxTagTransitions transition, const int32_t *after, int32_t *now)
{
	uint32_t	t,
				s;

	for (s = 0; s < NX_COUNT(closed); s++)
	{
		int32_t		best = NEVER * 2;

		for (t = 0; t < NX_COUNT(begins); t++)
		{
			int32_t		score = after[begins[t]] + transition[closed[s]][begins[t]];

			if (score > best)
				best = score;
		}
		now[closed[s]] = best;
	}
	for (t = 0; t < NX_TAG_TYPES; t++)
	{
		int			begin = NX_TAG_BEGIN((int) t);
		int			inside = begin + 1;
		int			from;

		for (from = begin; from <= inside; from++)
		{
			int32_t		more = after[inside] + transition[from][inside];
			int32_t		last = after[inside + 1] + transition[from][inside + 1];

			now[from] = more > last ? more : last;
		}
	}
	for (t = 0; t < NX_TAG_LABELS; t++)
		if (now[t] < NEVER)
			now[t] = NEVER;
}

static void
find_margins(const NxTagTransitions transition, const NxTagScores *scores, uint32_t n,
			 int32_t forward[][NX_TAG_LABELS], NxTagPath *path)
{
	int32_t		after[NX_TAG_LABELS];
	int32_t		rest[NX_TAG_LABELS];
	uint32_t	i;
	int			label;

	for (label = 0; label < NX_TAG_LABELS; label++)
		rest[label] = nx_tag_is_open(label) ? NEVER : transition[label][0];
	for (i = n; i-- > 0;)
	{
		int32_t		other = NEVER * 2;

		for (label = 0; label < NX_TAG_LABELS; label++)
		{
			int32_t		through = forward[i][label] + rest[label];

			if (label != path->label[i] && through > other)
				other = through;
			after[label] = rest[label] + scores[i].label[label];
		}
		path->margin[i] = forward[i][path->label[i]] + rest[path->label[i]] - other;
		step_backward(transition, after, rest);
	}
}

void
nx_tag_best_path(const NxTagTransitions transition, const NxTagScores *scores, uint32_t n,
				 bool margins, NxTagPath *path)
{
	int32_t		forward[NX_TAG_MOST_STRETCH][NX_TAG_LABELS];
	uint8_t		from[NX_TAG_MOST_STRETCH][NX_TAG_LABELS];
	int32_t		start[NX_TAG_LABELS];
	const int32_t *before = start;
	int32_t		best = NEVER * 4;
	uint32_t	i;
	int			label;

	start[0] = 0;
	for (label = 1; label < NX_TAG_LABELS; label++)
		start[label] = NEVER;
	for (i = 0; i < n; i++)
	{
		step_forward(transition, before, &scores[i], forward[i], from[i]);
		before = forward[i];
	}
	for (label = 0; label < NX_TAG_LABELS; label++)
	{
		int32_t		score = before[label] + transition[label][0];

		if (!nx_tag_is_open(label) && score > best)
		{
			best = score;
			path->label[n - 1] = (uint8_t) label;
		}
	}
	for (i = n - 1; i > 0; i--)
		path->label[i - 1] = from[i][path->label[i]];
	if (margins)
		find_margins(transition, scores, n, forward, path);
}
