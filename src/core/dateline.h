/*-------------------------------------------------------------------------
 * dateline.h
 *	  The dateline that opens a story.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DATELINE_H
#define NX_DATELINE_H

#include "arena.h"
#include "base.h"
#include "gazetteer.h"

struct NxData;

/* Most places of one dateline; further ones are not parsed. */
#define NX_DATELINE_PLACES	8

typedef struct NxDatelinePlace
{
	NxText		printed;		/* as the story has it: "TROY" */
	NxText		region;			/* as printed: "N.C."; empty if none */
	uint32_t	place;			/* place number or NX_NO_PLACE */
	uint16_t	country;		/* NX_COUNTRY or 0 */
} NxDatelinePlace;

typedef struct NxDateline
{
	NxDatelinePlace places[NX_DATELINE_PLACES];
	uint32_t	nplaces;
	int16_t		year;			/* 0: not printed */
	uint8_t		month;			/* 0: not printed */
	uint8_t		day;
	NxText		agency;			/* canonical: "Reuters", "The Associated Press" */
	NxText		agency_printed;	/* as the story has it */
	uint16_t	agency_country;
	NxText		byline;			/* name printed in the same header, or empty */
	NxText		raw;			/* the dateline as printed */
	NxSpan		span;			/* of raw in the text given */
	uint32_t	body_start;		/* where the story proper begins, in the text given */
	uint16_t	confidence;		/* per thousand */
} NxDateline;

/*
 * Finds the dateline at the head of 'text' (body text, perhaps after header
 * lines).  True if there is one.  Looks at the first NX_DATELINE_REACH bytes.
 */
#define NX_DATELINE_REACH	4096
extern bool nx_find_dateline(NxArena *arena, const struct NxData *data, NxText text, NxDateline *dateline);

/*
 * Reads a text that is a dateline and nothing more, as a person types it or
 * type dateline writes it: "KYIV, Ukraine, Jan. 19 (AP) --", "Paris".  Asks
 * for less evidence than nx_find_dateline, which it falls back on.
 */
extern bool nx_parse_dateline(NxArena *arena, const struct NxData *data, NxText text, NxDateline *dateline);

#endif							/* NX_DATELINE_H */
