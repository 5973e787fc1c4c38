/*-------------------------------------------------------------------------
 * masks.h
 *	  What the bytes of a piece of text are, a bit for each.
 *
 * Words of ASCII are then found by counting bits, with no question asked of
 * each byte.  Sixteen bytes at a time where there is SSE2, one by one
 * elsewhere: both give the same masks.
 *-------------------------------------------------------------------------
 */
#ifndef NX_MASKS_H
#define NX_MASKS_H

#include "base.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes of a window; one less than there are bits, so that each run of bits ends. */
#define NX_WINDOW		63

/* What nx_read_masks may read from its first byte on. */
#define NX_WINDOW_READ	64

/* Bit k: byte k of the window is one. */
typedef struct NxMasks
{
	uint64_t	letter;			/* A to Z, a to z */
	uint64_t	upper;			/* A to Z */
	uint64_t	digit;			/* 0 to 9 */
	uint64_t	space;			/* ' ' and no other white space */
	uint64_t	beyond;			/* no ASCII */
} NxMasks;

/* The lowest n bits, n < 64. */
static inline uint64_t
nx_low_bits(uint32_t n)
{
	return (UINT64_C(1) << n) - 1;
}

/* Place of the lowest bit of a mask that has one. */
static inline uint32_t
nx_first_bit(uint64_t mask)
{
#if defined(__GNUC__)
	return (uint32_t) __builtin_ctzll(mask);
#else
	uint32_t	n = 0;

	while (!(mask >> n & 1))
		n++;
	return n;
#endif
}

/* Place of the highest bit of a number that has one. */
static inline uint32_t
nx_last_bit(uint32_t number)
{
#if defined(__GNUC__)
	return 31 - (uint32_t) __builtin_clz(number);
#else
	uint32_t	n = 0;

	while (number >> 1 >> n)
		n++;
	return n;
#endif
}

/*
 * The masks of the n bytes at 'at', n <= NX_WINDOW; bits from n on mean
 * nothing.  NX_WINDOW_READ bytes must be readable.
 */
static inline void
nx_read_masks(const char *at, uint32_t n, NxMasks *masks)
{
	uint32_t	i;

	masks->letter = masks->upper = masks->digit = masks->space = masks->beyond = 0;
#ifdef __SSE2__
	for (i = 0; i < n; i += 16)
	{
		/* the least signed numbers are those of the wanted range */
		__m128i		bytes = _mm_loadu_si128((const __m128i *) (at + i));
		__m128i		letter = _mm_cmplt_epi8(_mm_add_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8(0x80 - 'a')),
											_mm_set1_epi8(-128 + 26));
		__m128i		digit = _mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(0x80 - '0')), _mm_set1_epi8(-128 + 10));

		masks->letter |= (uint64_t) (uint32_t) _mm_movemask_epi8(letter) << i;
		masks->digit |= (uint64_t) (uint32_t) _mm_movemask_epi8(digit) << i;
		/* bit 5 of a byte tells small letters from capitals */
		masks->upper |= (uint64_t) (uint32_t) _mm_movemask_epi8(_mm_slli_epi16(bytes, 2)) << i;
		masks->space |= (uint64_t) (uint32_t) _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '))) << i;
		masks->beyond |= (uint64_t) (uint32_t) _mm_movemask_epi8(bytes) << i;
	}
	masks->upper = masks->letter & ~masks->upper;
#else
	for (i = 0; i < n; i++)
	{
		unsigned char c = (unsigned char) at[i];

		masks->letter |= (uint64_t) ((unsigned char) ((c | 0x20) - 'a') < 26) << i;
		masks->upper |= (uint64_t) ((unsigned char) (c - 'A') < 26) << i;
		masks->digit |= (uint64_t) ((unsigned char) (c - '0') < 10) << i;
		masks->space |= (uint64_t) (c == ' ') << i;
		masks->beyond |= (uint64_t) (c >> 7) << i;
	}
#endif
}

/* How many of the sixteen bytes at 'at', from the first one, are a to z. */
static inline uint32_t
nx_count_small(const char *at)
{
#ifdef __SSE2__
	__m128i		bytes = _mm_loadu_si128((const __m128i *) at);
	__m128i		small = _mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(0x80 - 'a')), _mm_set1_epi8(-128 + 26));

	return nx_first_bit(~(uint64_t) (uint32_t) _mm_movemask_epi8(small));
#else
	uint32_t	n = 0;

	while (n < 16 && (unsigned char) (at[n] - 'a') < 26)
		n++;
	return n;
#endif
}

#endif							/* NX_MASKS_H */
