/*-------------------------------------------------------------------------
 * tagger_score.c
 *	  Sums the weights of features.
 *-------------------------------------------------------------------------
 */
#include "tagger_score.h"

/*
 * Weights of the features that have a slot, into weight[0 ..]; returns their
 * number.  Nothing tells which features have one: no branch on it.
 */
static inline uint32_t
find_weights(const NxTagger *tagger, const uint32_t *feature, uint32_t n, const uint8_t **weight)
{
	uint32_t	found = 0;
	uint32_t	k;

	for (k = 0; k < n; k++)
	{
		const NxTagLine *line = nx_tag_line(tagger, feature[k]);
#ifdef __SSE2__
		/* two bits a lane; those of the upper four are always set, of the tags the fourth is the first again */
		__m128i		tags = _mm_loadl_epi64((const __m128i *) line->tag);
		__m128i		mark = _mm_shufflelo_epi16(_mm_cvtsi32_si128((int) feature[k]), 0);
		uint32_t	hits = (uint32_t) _mm_movemask_epi8(_mm_cmpeq_epi16(tags, mark));

		weight[found] = (const uint8_t *) line->weight + (size_t) __builtin_ctz(hits) * (NX_TAG_WEIGHTS / 2);
		found += (hits & 0xff) != 0;
#else
		uint32_t	slot;

		for (slot = 0; slot < NX_TAG_SLOTS; slot++)
			if (line->tag[slot] == nx_tag_mark_of(feature[k]))
			{
				weight[found++] = line->weight[slot];
				break;
			}
#endif
	}
	return found;
}

/*
 * Sum of the weights of n features.  Two weights lie in each lane of sixteen
 * bits; the sums of the lanes as they are, less those of their upper bytes
 * and of what was added to make all the lower ones positive, are those of the
 * lower bytes.
 */
static inline void
sum_weights(const NxTagger *tagger, const uint32_t *feature, uint32_t n, int16_t sum[NX_TAG_WEIGHTS])
{
	const uint8_t *weight[NX_TAG_MOST_FEATURES];
	uint32_t	found = find_weights(tagger, feature, n, weight);
	uint32_t	k;
#ifdef __SSE2__
	__m128i		both;
	__m128i		upper;

	if (found == 0)
	{
		memset(sum, 0, NX_TAG_WEIGHTS * sizeof(*sum));
		return;
	}
	both = _mm_loadu_si128((const __m128i *) weight[0]);
	upper = _mm_srai_epi16(both, 8);
	for (k = 1; k < found; k++)
	{
		__m128i		bytes = _mm_loadu_si128((const __m128i *) weight[k]);

		both = _mm_add_epi16(both, bytes);
		upper = _mm_add_epi16(upper, _mm_srai_epi16(bytes, 8));
	}
	both = _mm_sub_epi16(both, _mm_slli_epi16(upper, 8));
	both = _mm_sub_epi16(both, _mm_set1_epi16((short) (found * NX_TAG_BIAS(0))));
	_mm_storeu_si128((__m128i *) sum, _mm_unpacklo_epi16(both, upper));
	_mm_storeu_si128((__m128i *) (sum + 8), _mm_unpackhi_epi16(both, upper));
#else
	memset(sum, 0, NX_TAG_WEIGHTS * sizeof(*sum));
	for (k = 0; k < found; k++)
	{
		int			label;

		for (label = 0; label < NX_TAG_WEIGHTS; label++)
			sum[label] = (int16_t) (sum[label] + nx_tag_weight(weight[k], label));
	}
#endif
}

void
nx_tag_add(const NxTagger *tagger, const NxTagRows *rows, NxTagScores *scores)
{
	int16_t		sum[NX_TAG_WEIGHTS];
	uint32_t	begin = 0;
	uint32_t	p;

	for (p = 0; p < rows->nparts; p++)
	{
		uint64_t	key = rows->part[p].key;

		sum_weights(tagger, rows->feature + begin, rows->part[p].end - begin, sum);
		begin = rows->part[p].end;
		nx_tag_add_sum(scores, sum);
		if (key)
		{
			NxTagMemoRow *row = nx_tag_memo_row(tagger, key);

			row->key = key;
			memcpy(row->sum, sum, sizeof(sum));
		}
	}
}

void
nx_tag_score(const NxTagger *tagger, const uint32_t *feature, uint32_t n, NxTagScores *scores)
{
	int16_t		sum[NX_TAG_WEIGHTS];
	uint32_t	k;

	for (k = 0; k < n; k++)
		__builtin_prefetch(nx_tag_line(tagger, feature[k]));
	sum_weights(tagger, feature, n, sum);
	nx_tag_add_sum(scores, sum);
}
