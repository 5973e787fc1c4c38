/*-------------------------------------------------------------------------
 * base.h
 *	  Words that every file of the core shares: text, span, status, limits.
 *
 * The core is plain C11.  It includes no server header, keeps no state that
 * changes, and reads and writes UTF-8 only; whoever calls it converts.
 *-------------------------------------------------------------------------
 */
#ifndef NX_BASE_H
#define NX_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Longest article in bytes: PostgreSQL's own limit on a text value.  Offsets
 * are 32 bits wide and one past the end must fit.
 */
#define NX_MAX_TEXT		0x3fffffffu

typedef enum NxStatus
{
	NX_OK = 0,
	NX_TOO_LONG,				/* more than NX_MAX_TEXT bytes */
	NX_CORRUPT					/* the built-in image fails its own check */
} NxStatus;

/* A piece of memory holding valid UTF-8; not NUL-terminated, not owned. */
typedef struct NxText
{
	const char *data;
	uint32_t	len;			/* bytes */
} NxText;

/* A piece of a text, in bytes; both ends lie on character boundaries. */
typedef struct NxSpan
{
	uint32_t	start;
	uint32_t	end;			/* first byte after the piece; start <= end <= length */
} NxSpan;

static inline NxText
nx_slice(NxText text, uint32_t start, uint32_t end)
{
	NxText		piece = {text.data + start, end - start};

	return piece;
}

/* Eight bytes as a number, the first one lowest: the same on every machine. */
static inline uint64_t
nx_load_word(const char *at)
{
	const unsigned char *p = (const unsigned char *) at;

	return (uint64_t) p[0] | (uint64_t) p[1] << 8 | (uint64_t) p[2] << 16 | (uint64_t) p[3] << 24 |
		(uint64_t) p[4] << 32 | (uint64_t) p[5] << 40 | (uint64_t) p[6] << 48 | (uint64_t) p[7] << 56;
}

static inline uint32_t
nx_smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* An NxText of a string constant. */
#define NX_TEXT(literal)	((NxText) {(literal), (uint32_t) (sizeof(literal) - 1)})

#define NX_COUNT(array)		(sizeof(array) / sizeof((array)[0]))

/*
 * What must hold here by the code before: tests and fuzzing stop where it does
 * not, analysers take it as given, a server does not look.
 */
#if defined(NX_STANDALONE) || defined(__clang_analyzer__)
#define NX_ASSERT(claim)	((claim) ? (void) 0 : abort())
#else
#define NX_ASSERT(claim)	((void) 0)
#endif

#endif							/* NX_BASE_H */
