/*-------------------------------------------------------------------------
 * dateline_read.h
 *	  One attempt to read a dateline at one position.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DATELINE_READ_H
#define NX_DATELINE_READ_H

#include "dateline_parts.h"

/* How well a place is known. */
typedef enum NxPlaceKnown
{
	NX_KNOWN_NOT = 0,
	NX_KNOWN_WEAK,				/* also a word or a person's name, or tiny */
	NX_KNOWN_COUNTRY,			/* a country or a state alone */
	NX_KNOWN_WELL,
	NX_KNOWN_FAMOUS				/* stands alone in the style books, or a large city */
} NxPlaceKnown;

typedef struct NxReadPlace
{
	uint32_t	first;			/* pieces of the name */
	uint32_t	after;
	uint32_t	region_first;	/* equal to region_after: no region */
	uint32_t	region_after;
	uint8_t		known;			/* NxPlaceKnown */
	bool		caps;
	bool		head;			/* begins with "ABOARD", "NEAR" */
	bool		region_known;
	bool		region_bracketed;
} NxReadPlace;

typedef struct NxReading
{
	const NxHead *head;
	uint32_t	first;			/* piece */
	uint32_t	after;			/* piece with which the story begins */
	uint32_t	raw_after;		/* behind the last piece of the dateline proper */
	NxReadPlace place[NX_DATELINE_PLACES];
	uint32_t	nplaces;
	bool		has_date;
	bool		has_agency;
	bool		agency_first;
	bool		bracketed_all;	/* "(Beirut) -" */
	bool		from;			/* "Reporting from" */
	NxDatePart	date;
	NxAgencyPart agency;
	char		mark;			/* end: '=' long dash, '-', ':', '.', '"' odd mark, 0 none */
	bool		mark_space;		/* white space before the end mark */
	bool		mark_space_after;
} NxReading;

/* Does a date begin at piece i?  It names its month or its year. */
extern bool nx_begins_date(const NxHead *head, uint32_t i);

/* May the name of a place, region or both end before piece i? */
extern bool nx_may_end(const NxHead *head, uint32_t i);

/* Reads all places from piece i into 'reading'; the piece behind them, or 0. */
extern uint32_t nx_read_places(NxReading *reading, uint32_t i);

/* Reads all parts at piece i; false if no dateline can begin there. */
extern bool nx_read_dateline(const NxHead *head, uint32_t i, NxReading *reading);

/* Evidence that a reading is a dateline; NX_DATELINE_ENOUGH or more is one. */
#define NX_DATELINE_ENOUGH	60
extern int	nx_weigh_dateline(const NxReading *reading, bool at_line);

#endif							/* NX_DATELINE_READ_H */
