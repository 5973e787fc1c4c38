/*-------------------------------------------------------------------------
 * html_cut.h
 *	  State of the cutting of a page, shared by html_cut.c (text and open
 *	  elements) and html_measure.c (what names and fields say).
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_CUT_H
#define NX_HTML_CUT_H

#include "html_blocks.h"

/* Open elements deeper than this are only counted. */
#define STACK_MOST		512

typedef struct OpenElement
{
	NxHtmlName	name;
	uint32_t	element;		/* its number; UINT32_MAX until it holds text */
	uint32_t	style;			/* hash of tag and class */
	uint8_t		tag;
	uint8_t		flags;
	bool		level;			/* a heading */
	bool		closed;			/* ended across a block that is still open */
	bool		is_container;	/* gets a number of its own */
	uint8_t		far[NX_FARS];
} OpenElement;

typedef struct Cut
{
	NxArena    *arena;
	NxHtmlPage *page;
	NxHtmlScanner scanner;
	const NxMap *inner;			/* where the scanner's text came from; NULL: it is the source */
	uint32_t	inner_run;
	bool		lines;			/* line ends separate blocks */
	uint8_t		origin;			/* flags of every block */

	/* The block being filled. */
	NxHtmlBlock block;
	bool		in_block;
	uint32_t	common;			/* open elements around all of it */
	uint32_t	low;			/* lowest depth since its last text */
	uint32_t	space_start;	/* white space seen since its last text */
	uint32_t	space_end;		/* 0: none */
	uint32_t	cells;
	uint32_t	follows;		/* where its last verbatim run ended, else 0 */
	uint32_t	source_end;		/* where its last text ended */
	uint32_t	media;
	uint32_t	breaks;
	uint32_t	link_number;
	uint32_t	counted_link;
	uint32_t	links;
	uint32_t	bolds;
	uint32_t	italics;

	uint32_t	skips;			/* open elements that are not shown */
	uint32_t	overflow;
	uint32_t	depth;
	uint32_t	count[NX_TAGS]; /* open elements of each tag, closed ones not counted */
	bool		is_json;		/* the raw text to come is JSON-LD */
	NxHtmlToken token;
	OpenElement stack[STACK_MOST];
} Cut;

/* Ends the block being filled. */
extern void nx_cut_flush(Cut *cut);

/* Sets style and distances of an element about to be opened. */
extern void nx_cut_measure(Cut *cut, const NxHtmlToken *token, OpenElement *open);

/* Takes fields from <meta>, <time>, <html>. */
extern void nx_cut_meta(Cut *cut, const NxHtmlToken *token);

/* Notes what kind of script begins; takes the content of raw elements. */
extern void nx_cut_script(Cut *cut, const NxHtmlToken *token);
extern void nx_cut_raw(Cut *cut, const NxHtmlToken *token);

#endif							/* NX_HTML_CUT_H */
