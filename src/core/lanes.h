/*-------------------------------------------------------------------------
 * lanes.h
 *	  Eight 16-bit numbers at once, with sums that stop at the ends.
 *
 * One SSE2 register where there is one, an array elsewhere: both give the
 * same numbers.
 *-------------------------------------------------------------------------
 */
#ifndef NX_LANES_H
#define NX_LANES_H

#include "base.h"

#define NX_LANES	8

#ifdef __SSE2__
#include <emmintrin.h>

typedef __m128i NxLanes;

static inline NxLanes
nx_lanes_load(const int16_t *from)
{
	return _mm_loadu_si128((const __m128i *) from);
}

static inline void
nx_lanes_store(int16_t *to, NxLanes a)
{
	_mm_storeu_si128((__m128i *) to, a);
}

static inline NxLanes
nx_lanes_all(int16_t number)
{
	return _mm_set1_epi16(number);
}

static inline NxLanes
nx_lanes_add(NxLanes a, NxLanes b)
{
	return _mm_adds_epi16(a, b);
}

static inline NxLanes
nx_lanes_subtract(NxLanes a, NxLanes b)
{
	return _mm_subs_epi16(a, b);
}

static inline NxLanes
nx_lanes_max(NxLanes a, NxLanes b)
{
	return _mm_max_epi16(a, b);
}

/* The first four lanes of a, then those of b. */
static inline NxLanes
nx_lanes_low(NxLanes a, NxLanes b)
{
	return _mm_unpacklo_epi64(a, b);
}

/* The last four lanes of a, then those of b. */
static inline NxLanes
nx_lanes_high(NxLanes a, NxLanes b)
{
	return _mm_unpackhi_epi64(a, b);
}

static inline int16_t
nx_lanes_most(NxLanes a)
{
	a = _mm_max_epi16(a, _mm_shuffle_epi32(a, 0x4e));
	a = _mm_max_epi16(a, _mm_shuffle_epi32(a, 0xb1));
	a = _mm_max_epi16(a, _mm_shufflelo_epi16(a, 0xb1));
	return (int16_t) _mm_cvtsi128_si32(a);
}

/* Bit k: lane k is this number. */
static inline unsigned
nx_lanes_equal(NxLanes a, int16_t number)
{
	__m128i		same = _mm_cmpeq_epi16(a, _mm_set1_epi16(number));

	return (unsigned) _mm_movemask_epi8(_mm_packs_epi16(same, _mm_setzero_si128()));
}

/*
 * Greatest of one lane of a, spread, plus the row of that lane: each lane of
 * the answer is the best over a[k] + row[k][lane].
 */
static inline NxLanes
nx_lanes_best(NxLanes a, const int16_t row[NX_LANES][NX_LANES])
{
	__m128i		low = _mm_unpacklo_epi16(a, a);
	__m128i		high = _mm_unpackhi_epi16(a, a);
	__m128i		best0 = _mm_adds_epi16(_mm_shuffle_epi32(low, 0x00), nx_lanes_load(row[0]));
	__m128i		best1 = _mm_adds_epi16(_mm_shuffle_epi32(low, 0x55), nx_lanes_load(row[1]));
	__m128i		best2 = _mm_adds_epi16(_mm_shuffle_epi32(low, 0xaa), nx_lanes_load(row[2]));
	__m128i		best3 = _mm_adds_epi16(_mm_shuffle_epi32(low, 0xff), nx_lanes_load(row[3]));

	best0 = _mm_max_epi16(best0, _mm_adds_epi16(_mm_shuffle_epi32(high, 0x00), nx_lanes_load(row[4])));
	best1 = _mm_max_epi16(best1, _mm_adds_epi16(_mm_shuffle_epi32(high, 0x55), nx_lanes_load(row[5])));
	best2 = _mm_max_epi16(best2, _mm_adds_epi16(_mm_shuffle_epi32(high, 0xaa), nx_lanes_load(row[6])));
	best3 = _mm_max_epi16(best3, _mm_adds_epi16(_mm_shuffle_epi32(high, 0xff), nx_lanes_load(row[7])));
	return _mm_max_epi16(_mm_max_epi16(best0, best1), _mm_max_epi16(best2, best3));
}

#else							/* !__SSE2__ */

typedef struct NxLanes
{
	int16_t		lane[NX_LANES];
} NxLanes;

static inline int16_t
nx_lane_of(int32_t number)
{
	return (int16_t) (number > INT16_MAX ? INT16_MAX : number < INT16_MIN ? INT16_MIN : number);
}

static inline NxLanes
nx_lanes_load(const int16_t *from)
{
	NxLanes		a;
	int			k;

	for (k = 0; k < NX_LANES; k++)
		a.lane[k] = from[k];
	return a;
}

static inline void
nx_lanes_store(int16_t *to, NxLanes a)
{
	int			k;

	for (k = 0; k < NX_LANES; k++)
		to[k] = a.lane[k];
}

static inline NxLanes
nx_lanes_all(int16_t number)
{
	NxLanes		a;
	int			k;

	for (k = 0; k < NX_LANES; k++)
		a.lane[k] = number;
	return a;
}

static inline NxLanes
nx_lanes_add(NxLanes a, NxLanes b)
{
	int			k;

	for (k = 0; k < NX_LANES; k++)
		a.lane[k] = nx_lane_of(a.lane[k] + b.lane[k]);
	return a;
}

static inline NxLanes
nx_lanes_subtract(NxLanes a, NxLanes b)
{
	int			k;

	for (k = 0; k < NX_LANES; k++)
		a.lane[k] = nx_lane_of(a.lane[k] - b.lane[k]);
	return a;
}

static inline NxLanes
nx_lanes_max(NxLanes a, NxLanes b)
{
	int			k;

	for (k = 0; k < NX_LANES; k++)
		if (b.lane[k] > a.lane[k])
			a.lane[k] = b.lane[k];
	return a;
}

static inline NxLanes
nx_lanes_low(NxLanes a, NxLanes b)
{
	int			k;

	for (k = 0; k < NX_LANES / 2; k++)
		a.lane[NX_LANES / 2 + k] = b.lane[k];
	return a;
}

static inline NxLanes
nx_lanes_high(NxLanes a, NxLanes b)
{
	int			k;

	for (k = 0; k < NX_LANES / 2; k++)
	{
		a.lane[k] = a.lane[NX_LANES / 2 + k];
		a.lane[NX_LANES / 2 + k] = b.lane[NX_LANES / 2 + k];
	}
	return a;
}

static inline int16_t
nx_lanes_most(NxLanes a)
{
	int16_t		most = a.lane[0];
	int			k;

	for (k = 1; k < NX_LANES; k++)
		if (a.lane[k] > most)
			most = a.lane[k];
	return most;
}

static inline unsigned
nx_lanes_equal(NxLanes a, int16_t number)
{
	unsigned	bits = 0;
	int			k;

	for (k = 0; k < NX_LANES; k++)
		bits |= (unsigned) (a.lane[k] == number) << k;
	return bits;
}

static inline NxLanes
nx_lanes_best(NxLanes a, const int16_t row[NX_LANES][NX_LANES])
{
	NxLanes		best = nx_lanes_all(INT16_MIN);
	int			k;

	for (k = 0; k < NX_LANES; k++)
		best = nx_lanes_max(best, nx_lanes_add(nx_lanes_all(a.lane[k]), nx_lanes_load(row[k])));
	return best;
}

#endif							/* __SSE2__ */

#endif							/* NX_LANES_H */
