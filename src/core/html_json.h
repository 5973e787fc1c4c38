/*-------------------------------------------------------------------------
 * html_json.h
 *	  The JSON that pages carry: a reader of tokens, and JSON-LD articles.
 *
 * Lenient, since pages are: what is no token is passed over, strings may hold
 * line ends, an end that is missing ends with the text.
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_JSON_H
#define NX_HTML_JSON_H

#include "document.h"
#include "html.h"

typedef enum NxJsonKind
{
	NX_JSON_END,
	NX_JSON_OPEN,				/* { or [ */
	NX_JSON_CLOSE,				/* } or ] */
	NX_JSON_STRING,
	NX_JSON_SCALAR,				/* number, true, false, null */
	NX_JSON_COLON,
	NX_JSON_COMMA
} NxJsonKind;

typedef struct NxJsonReader
{
	NxArena    *arena;
	NxText		text;
	uint32_t	at;
	uint32_t	polled;
	NxSpan		span;			/* of the token; of a string without its quotes */
	bool		escaped;		/* the string holds a backslash */
} NxJsonReader;

extern NxJsonKind nx_json_next(NxJsonReader *reader);

/*
 * A string's text.  'offset' is where text[0] of the reader lies in the
 * source; if 'map' is given it leads the text back to the source.
 */
extern NxText nx_json_string(NxArena *arena, NxText text, NxSpan string, uint32_t offset, NxMap *map);

/* A JSON-LD article; spans are strings in the page's source, empty if missing. */
typedef struct NxHtmlLinked
{
	uint32_t	rank;			/* how surely it is the page's article; 0: none found */
	NxSpan		headline;
	NxSpan		section;
	NxSpan		published;
	NxSpan		modified;
	NxSpan		dateline;
	NxSpan		body;
	NxSpan		language;
	NxText		publisher;
	NxText		author;			/* names separated by newlines */
} NxHtmlLinked;

/* Reads n scripts of the source; the best article of all fills *linked. */
extern void nx_html_linked(NxArena *arena, const NxHtmlData *data, NxText source, const NxSpan *script, uint32_t n,
						   NxHtmlLinked *linked);

#endif							/* NX_HTML_JSON_H */
