/*-------------------------------------------------------------------------
 * html_rows.h
 *	  What the makers of the rows share: html_rows.c makes those of the first
 *	  stage, html_rows_again.c those of the second; html_totals.c sums up
 *	  elements and styles for both.
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_ROWS_H
#define NX_HTML_ROWS_H

#include "html_facts.h"
#include "html_model.h"

typedef struct Total
{
	uint32_t	blocks;
	uint32_t	chars;
	uint32_t	links;			/* characters in links */
	uint32_t	prose;
	int64_t		score;			/* sum of score * characters, second stage */
} Total;

typedef struct Rows
{
	NxArena    *arena;
	const NxHtmlPage *page;
	const NxHtmlFactList *facts;
	uint8_t    *rows;
	Total	   *own;			/* per element: blocks directly in it */
	Total	   *whole;			/* per element: with all below it */
	uint32_t	main[2];		/* the element that holds the story: by two rules */
	uint32_t	first_prose;	/* first and last block of main[0] that look like prose */
	uint32_t	last_prose;
} Rows;

typedef struct Style
{
	uint64_t	key;
	Total		total;
} Style;

/* Totals of all blocks that share a key: open addressing over 2 n slots. */
typedef struct Styles
{
	Style	   *slot;
	uint32_t	mask;
} Styles;

/* Sums per element; 'score' NULL: the first stage, without scores. */
extern void nx_rows_sum(Rows *r, const int32_t *score);

/* Fills r->main from the sums. */
extern void nx_rows_find_main(Rows *r);

/* Steps from element a up to the lowest element around both, and from b. */
extern void nx_rows_steps(const NxHtmlElement *element, uint32_t a, uint32_t b, uint32_t *up_a, uint32_t *up_b);

/* Same look under the same parent; same look anywhere on the page. */
extern uint64_t nx_rows_style_key(const Rows *r, const NxHtmlBlock *block, bool anywhere);

/* Sums per style, and the sum of one. */
extern void nx_rows_styles(const Rows *r, Styles *styles, bool anywhere, const int32_t *score);
extern Total *nx_rows_style_total(Styles *styles, uint64_t key);

static inline uint8_t
cap(uint32_t value)
{
	return (uint8_t) (value > 255 ? 255 : value);
}

/* Eight steps a doubling: 0 0, 1 8, 2 16, 3 20, 4 24, … */
static inline uint8_t
scale(uint32_t value)
{
	uint32_t	bit = 0,
				v = value;

	if (value == 0)
		return 0;
	while (v >>= 1)
		bit++;
	v = bit >= 3 ? (value >> (bit - 3)) & 7 : (value << (3 - bit)) & 7;
	return cap(8 + bit * 8 + v);
}

/*
 * Two steps a doubling, for what all blocks of an element or a page share:
 * finer steps would let the trainer know pages by heart.
 */
static inline uint8_t
coarse(uint32_t value)
{
	return scale(value) / 4;
}

static inline uint8_t
share(uint32_t part, uint32_t of)
{
	return of == 0 ? 0 : (uint8_t) ((uint64_t) (part > of ? of : part) * 63 / of);
}

static inline uint8_t
centred(int64_t value)
{
	return (uint8_t) (value < -127 ? 1 : value > 127 ? 255 : value + 128);
}

#endif							/* NX_HTML_ROWS_H */
