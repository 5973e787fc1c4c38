/*-------------------------------------------------------------------------
 * block_model.c
 *	  Boosted trees over the columns of an article.
 *
 * Eight blocks are asked at once with plain 64-bit arithmetic: a column holds
 * bytes up to 127, so adding 127 - t to each sets its top bit exactly where
 * it is greater than t, and no byte carries into the next.  A processor that
 * can look up sixteen bytes at once takes two eights together; the sums are
 * the same.
 *-------------------------------------------------------------------------
 */
#include "block_model.h"

#include <string.h>

#if defined(__SSE2__) && defined(__GNUC__)
#define NX_SHUFFLE
#include <tmmintrin.h>
#endif

#define EACH_BYTE	UINT64_C(0x0101010101010101)
#define TOP_BITS	UINT64_C(0x8080808080808080)

/* Blocks that are asked the same trees before the next ones are. */
#define STRETCH		256
#define EIGHTS		(STRETCH / 8)

/*
 * After every so many trees, eights none of which can be body any more are
 * asked no further.  The second pass does not ask at all where the first was
 * as sure as its column can say.
 */
#define SURE_AFTER	24
#define SURE_SCORE	(-17 * NX_BLOCK_NAT / 4)
#define SURE_STEP	4			/* such a score in NX_COL_SCORE */

static bool
all_sure(const int32_t *score)
{
	uint32_t	i;

	for (i = 0; i < 8; i++)
		if (score[i] > SURE_SCORE)
			return false;
	return true;
}

/* The eights of a stretch that are worth asking; returns how many. */
static uint32_t
list_eights(uint32_t pass, const NxColumns *columns, uint32_t start, uint32_t end, int32_t *score,
			uint32_t *eight)
{
	const uint64_t above = EACH_BYTE * (127 - SURE_STEP);
	uint32_t	n = 0;
	uint32_t	i,
				k;

	for (i = start; i < end; i += 8)
	{
		if (pass > 0 && ((nx_load_word((const char *) columns->at[NX_COL_SCORE] + i) + above) & TOP_BITS) == 0)
			for (k = 0; k < 8; k++)
				score[i + k] = SURE_SCORE;
		else
			eight[n++] = i;
	}
	return n;
}

/* The columns that a tree asks, each from the block that lies so far away. */
static inline void
find_columns(const NxBlockTree *tree, const NxColumns *columns, const uint8_t *column[NX_TREE_DEPTH])
{
	column[0] = columns->at[tree->column[0]] + tree->away[0];
	column[1] = columns->at[tree->column[1]] + tree->away[1];
	column[2] = columns->at[tree->column[2]] + tree->away[2];
	column[3] = columns->at[tree->column[3]] + tree->away[3];
	column[4] = columns->at[tree->column[4]] + tree->away[4];
}

#if NX_TREE_DEPTH != 5 || NX_TREE_LEAVES != 32
#error "a tree asks five questions"
#endif

/* Question d of the eight blocks at i: its answers become bit d of their leaves. */
#define ASK(d) \
	((((nx_load_word((const char *) column[d] + i) + tree->add[d]) & TOP_BITS)) >> (7 - (d)))

/* Adds the leaf of block k of the eight. */
#define ADD(k)	sum[k] += tree->leaf[(uint8_t) (leaves >> (8 * (k)))]

/* Asks the trees about each of n eights. */
static void
ask_eights(const NxBlockTree *tree, const NxBlockTree *stop, const NxColumns *columns, const uint32_t *eight,
		   uint32_t n, int32_t *score)
{
	const uint8_t *column[NX_TREE_DEPTH];
	uint32_t	e;

	for (; tree < stop; tree++)
	{
		find_columns(tree, columns, column);
		for (e = 0; e < n; e++)
		{
			uint32_t	i = eight[e];
			int32_t    *sum = score + i;
			uint64_t	leaves = ASK(0) | ASK(1) | ASK(2) | ASK(3) | ASK(4);

			ADD(0);
			ADD(1);
			ADD(2);
			ADD(3);
			ADD(4);
			ADD(5);
			ADD(6);
			ADD(7);
		}
	}
}

#undef ASK
#undef ADD

#ifdef NX_SHUFFLE

#if SURE_AFTER * NX_LEAF_MOST > 32767
#error "the sums of ask_pairs have 16 bits"
#endif

/* The bytes of two eights of a column. */
#define TWO(d) \
	_mm_castps_si128(_mm_loadh_pi(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i *) (column[d] + eight[e]))), \
								  (const __m64 *) (column[d] + eight[e + 1])))

/* All ones in the bytes whose answer to question d is yes. */
#define YES(d)	_mm_cmpgt_epi8(TWO(d), above[d])

/* Low or high bytes of sixteen leaves, where 'at' has its top bit: 0. */
#define LOOK(table, at)	_mm_shuffle_epi8(table, at)

/*
 * The same as ask_eights, two eights at a time; eight[] has room for one more.
 * The leaves' low and high bytes are looked up apart.  Not more than SURE_AFTER
 * trees.
 */
__attribute__((target("ssse3")))
static void
ask_pairs(const NxBlockTree *tree, const NxBlockTree *stop, const NxColumns *columns, uint32_t *eight,
		  uint32_t n, int32_t *score)
{
	const __m128i low = _mm_set1_epi16(0xff);
	const __m128i top = _mm_set1_epi8((char) 0x80);
	const uint8_t *column[NX_TREE_DEPTH];
	__m128i		sum[EIGHTS + 1];
	uint32_t	e,
				k;

	eight[n] = eight[n - 1];
	for (e = 0; e < n + 1; e++)
		sum[e] = _mm_setzero_si128();
	for (; tree < stop; tree++)
	{
		__m128i		above[NX_TREE_DEPTH];
		__m128i		leaf[4];
		__m128i		low0,
					low1,
					high0,
					high1;

		find_columns(tree, columns, column);
		for (k = 0; k < NX_TREE_DEPTH; k++)
			above[k] = _mm_sub_epi8(_mm_set1_epi8(127), _mm_set1_epi64x((long long) tree->add[k]));
		for (k = 0; k < 4; k++)
			leaf[k] = _mm_loadu_si128((const __m128i *) tree->leaf + k);
		low0 = _mm_packus_epi16(_mm_and_si128(leaf[0], low), _mm_and_si128(leaf[1], low));
		low1 = _mm_packus_epi16(_mm_and_si128(leaf[2], low), _mm_and_si128(leaf[3], low));
		high0 = _mm_packus_epi16(_mm_srli_epi16(leaf[0], 8), _mm_srli_epi16(leaf[1], 8));
		high1 = _mm_packus_epi16(_mm_srli_epi16(leaf[2], 8), _mm_srli_epi16(leaf[3], 8));
		for (e = 0; e < n; e += 2)
		{
			__m128i		first = _mm_and_si128(YES(0), _mm_set1_epi8(1));
			__m128i		second;
			__m128i		lows;
			__m128i		highs;

			first = _mm_or_si128(first, _mm_and_si128(YES(1), _mm_set1_epi8(2)));
			first = _mm_or_si128(first, _mm_and_si128(YES(2), _mm_set1_epi8(4)));
			first = _mm_or_si128(first, _mm_and_si128(YES(3), _mm_set1_epi8(8)));
			first = _mm_or_si128(first, _mm_and_si128(YES(4), top));
			second = _mm_xor_si128(first, top);
			lows = _mm_or_si128(LOOK(low0, first), LOOK(low1, second));
			highs = _mm_or_si128(LOOK(high0, first), LOOK(high1, second));
			sum[e] = _mm_add_epi16(sum[e], _mm_unpacklo_epi8(lows, highs));
			sum[e + 1] = _mm_add_epi16(sum[e + 1], _mm_unpackhi_epi8(lows, highs));
		}
	}
	for (e = 0; e < n; e++)
	{
		int16_t		eights[8];

		_mm_storeu_si128((__m128i *) eights, sum[e]);
		for (k = 0; k < 8; k++)
			score[eight[e] + k] += eights[k];
	}
}

#undef TWO
#undef YES
#undef LOOK

#endif							/* NX_SHUFFLE */

/* Leaves out the eights that are sure; returns how many are left. */
static uint32_t
drop_sure(uint32_t *eight, uint32_t n, const int32_t *score)
{
	uint32_t	kept = 0;
	uint32_t	e;

	for (e = 0; e < n; e++)
		if (!all_sure(score + eight[e]))
			eight[kept++] = eight[e];
	return kept;
}

static void
score_stretch(const NxBlockModel *model, uint32_t pass, const NxColumns *columns,
			  uint32_t start, uint32_t end, int32_t *score)
{
	const NxBlockTree *tree = model->tree[pass];
	const NxBlockTree *last = tree + model->ntrees[pass];
	uint32_t	eight[EIGHTS + 1];
	uint32_t	n = list_eights(pass, columns, start, end, score, eight);

	while (tree < last && n > 0)
	{
		const NxBlockTree *stop = last - tree > SURE_AFTER ? tree + SURE_AFTER : last;

#ifdef NX_SHUFFLE
		if (__builtin_cpu_supports("ssse3"))
			ask_pairs(tree, stop, columns, eight, n, score);
		else
#endif
			ask_eights(tree, stop, columns, eight, n, score);
		tree = stop;
		n = drop_sure(eight, n, score);
	}
}

void
nx_score_blocks(NxArena *arena, const NxBlockModel *model, uint32_t pass,
				const NxColumns *columns, int32_t *score)
{
	uint32_t	start;
	uint32_t	i;

	for (i = 0; i < NX_SCORE_ROOM(columns->n); i++)
		score[i] = model->bias[pass];
	for (start = 0; start < columns->n; start += STRETCH)
	{
		nx_arena_poll(arena);
		score_stretch(model, pass, columns, start,
					  nx_smaller(start + STRETCH, columns->n), score);
	}
}
