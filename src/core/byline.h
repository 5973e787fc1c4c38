/*-------------------------------------------------------------------------
 * byline.h
 *	  Who wrote a story: "By Jane Doe and John Roe, Associated Press".
 *
 * A byline is one line.  Names, the organisation they write for, and the
 * place they write from are told apart; times, e-mail addresses, handles and
 * telephone numbers in the same line are nobody's name and are passed over.
 *-------------------------------------------------------------------------
 */
#ifndef NX_BYLINE_H
#define NX_BYLINE_H

#include "arena.h"
#include "base.h"

struct NxData;

/* Most authors of one line; further ones are not parsed. */
#define NX_BYLINE_AUTHORS	16

typedef struct NxByline
{
	NxText		author[NX_BYLINE_AUTHORS];	/* as printed */
	uint32_t	nauthors;
	NxText		organization;	/* as printed: "Globe Staff", "Associated Press"; empty if none */
	NxText		agency;			/* canonical, when the organisation is a news agency */
	NxText		place;			/* "in Berlin", as printed without the preposition */
	NxSpan		span;			/* of the byline proper in the line */
	uint16_t	confidence;		/* per thousand */
	bool		labelled;		/* begins with "By", "Von", "Written by" */
} NxByline;

/*
 * Parses one line.  True if it is a byline: then at least one author or the
 * organisation is set.  Texts point into the line or the image.
 */
extern bool nx_parse_byline(NxArena *arena, const struct NxData *data, NxText line, NxByline *byline);

struct NxDocument;

/*
 * Parses block i of an article if it is a byline, or stands above the story
 * like one: "By Jane Doe, Associated Press" looks like a picture's credit.
 */
extern bool nx_block_byline(NxArena *arena, const struct NxData *data, const struct NxDocument *document,
							uint32_t i, NxByline *byline);

/*
 * How surely a line is a byline and nothing else, 0 to 1000.  Long lines are
 * answered with 0 without being read.
 */
extern uint32_t nx_is_byline_line(NxArena *arena, const struct NxData *data, NxText line);

#endif							/* NX_BYLINE_H */
