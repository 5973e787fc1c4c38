/*-------------------------------------------------------------------------
 * html_lines.h
 *	  What a short block says of itself, by lists of phrases and by parsing.
 *
 * Only short blocks are asked: a paragraph of the story holds any phrase
 * sooner or later.  Its own file because the two sets of names for hints, of
 * markup (html_blocks.h) and of plain text (block_words.h), share words.
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_LINES_H
#define NX_HTML_LINES_H

#include "arena.h"
#include "base.h"

struct NxData;

/* Longer blocks, in bytes, are not parsed as byline, credit or timestamp. */
#define NX_HTML_LINE_PARSED		120

/* Longer blocks, in bytes, are not searched for phrases. */
#define NX_HTML_LINE_SEARCHED	480

/* Classes of phrases, as in block_words.h; html_lines.c checks the numbers. */
#define NX_HTML_LINE_CLASSES	16
#define NX_HTML_LINE_PROMO		2
#define NX_HTML_LINE_SHARE		3
#define NX_HTML_LINE_RELATED	4
#define NX_HTML_LINE_BIO		10

/* From this value on a hit is where the block begins. */
#define NX_HTML_LINE_BEGINS		2

/* So sure, in tenths, that a line is a byline, a credit, a timestamp. */
#define NX_HTML_LINE_SURE		8

typedef struct NxHtmlLine
{
	uint8_t		hit[NX_HTML_LINE_CLASSES];	/* NxCueHit */
	uint8_t		byline;			/* how surely it is one and nothing else, 0 to 10 */
	uint8_t		credit;
	uint8_t		stamp;
	uint8_t		stops;			/* share of function words, 0 to 63 */
	uint8_t		tail;			/* a credit or a date among the last words: bits 1, 2 */
	uint8_t		glued;			/* words that a capital letter stands in */
} NxHtmlLine;

/* Room for the measuring of one line after another. */
typedef struct NxHtmlLineReader NxHtmlLineReader;

/* NULL if the data has no lists of phrases. */
extern NxHtmlLineReader *nx_html_line_reader(NxArena *arena, const struct NxData *data);

/* Measures a block; all zero if it is too long or 'reader' is NULL. */
extern void nx_html_line(NxHtmlLineReader *reader, NxText text, NxHtmlLine *line);

#endif							/* NX_HTML_LINES_H */
