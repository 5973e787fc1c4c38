/*-------------------------------------------------------------------------
 * dateline_parts.h
 *	  The parts that datelines and other headers are made of: dates,
 *	  agencies, regions, places.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DATELINE_PARTS_H
#define NX_DATELINE_PARTS_H

#include "dateline.h"
#include "dateline_scan.h"
#include "gazetteer.h"

typedef struct NxDatePart
{
	uint32_t	first;			/* piece */
	uint32_t	after;
	int32_t		year;			/* 0: not printed */
	uint8_t		month;
	uint8_t		day;
	uint8_t		weekday;		/* 1 Monday to 7 Sunday, 0: not printed */
	bool		named;			/* the month is a word */
	bool		ambiguous;		/* 4/5/2020: day and month may be the other way round; day first here */
} NxDatePart;

/*
 * Reads a date that begins at piece i: month and day with or without weekday
 * and year, or all three in numbers.
 */
extern bool nx_read_date(const NxHead *head, uint32_t i, NxDatePart *date);

typedef struct NxAgencyPart
{
	uint32_t	first;			/* piece of the name proper */
	uint32_t	after;			/* behind brackets */
	NxText		printed;
	const NxTerm *term;			/* NULL: not in the list */
	bool		bracketed;
	bool		has_date;		/* "(Marketwired - Jan 3, 2016)" */
	NxDatePart	date;
} NxAgencyPart;

/*
 * Reads "(X)", "[X]" or "/X/" that begins at piece i, where X is an agency or
 * could be one.
 */
extern bool nx_read_bracketed_agency(const NxHead *head, uint32_t i, NxAgencyPart *agency);

/* Reads the name of a known agency without brackets that begins at piece i. */
extern bool nx_read_bare_agency(const NxHead *head, uint32_t i, NxAgencyPart *agency);

/* Is the term printed as an agency prints it?  "Ana" and "ata" are no agencies, "ANA" is. */
extern bool nx_agency_alike(const NxHead *head, uint32_t first, uint32_t after, const NxTerm *term);

/* Of several agencies with one code, the one of 'country'. */
extern const NxTerm *nx_agency_of(const NxTermTable *table, const NxTerm *term, uint16_t country);

/* Words as loud as a headline's or a dateline's: "LONDON", "DeKALB". */
extern bool nx_is_caps(const NxHead *head, uint32_t i);

/* What the gazetteer says of the words from 'first' to before 'after'. */
typedef struct NxPlaceFound
{
	const NxPlaceName *names;	/* most important first */
	uint32_t	n;
} NxPlaceFound;

extern bool nx_head_place(const NxHead *head, uint32_t first, uint32_t after, NxPlaceFound *found);

/*
 * The bearer of a name that fits a region as printed ("Texas", "N.C.",
 * "Haiti", may be empty); without one, the most important.  Sets place and
 * country; NX_NO_PLACE if no bearer fits.
 */
extern void nx_resolve_dateline_place(NxArena *arena, const struct NxData *data, NxDatelinePlace *place);

#endif							/* NX_DATELINE_PARTS_H */
