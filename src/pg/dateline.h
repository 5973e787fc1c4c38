/*-------------------------------------------------------------------------
 * dateline.h
 *	  Type dateline: what its bytes are.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_DATELINE_H
#define NEWS_DATELINE_H

#include "postgres.h"
#include "fmgr.h"

#include "../core/dateline.h"

/*
 * dateline, on disk:
 *	 1) varlena header
 *	 2) the fixed part below
 *	 3) nplaces entries
 *	 4) texts one after another, not NUL-terminated, in the database's
 *		encoding: of each place printed, region, name; then agency,
 *		agency_printed, byline, raw
 * Lengths are in bytes; what is not known is 0 or empty.  double alignment.
 * Bytes that mean nothing are zero.
 */
#define DATELINE_V1		1

typedef struct DatelinePlace
{
	int64		id;				/* of the gazetteer, 0 unknown */
	uint16		country;		/* NX_COUNTRY, 0 unknown */
	uint16		printed_len;
	uint16		region_len;
	uint16		name_len;		/* the gazetteer's name of it */
} DatelinePlace;

typedef struct NewsDateline
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		version;		/* DATELINE_V1 */
	uint8		nplaces;		/* at most NX_DATELINE_PLACES */
	uint8		month;			/* 0 unknown; then day is 0 too */
	uint8		day;
	int16		year;			/* 0 not printed */
	uint16		agency_country;
	uint16		agency_len;		/* canonical name */
	uint16		agency_printed_len;
	uint16		byline_len;
	uint16		raw_len;
	int32		body_start;		/* characters of the article before the story */
	uint32		reserved[2];	/* zero; place[] then lies alike where int64 is aligned to 4 */
	DatelinePlace place[FLEXIBLE_ARRAY_MEMBER];
} NewsDateline;

StaticAssertDecl(sizeof(DatelinePlace) == 16, "part of the on-disk format");
StaticAssertDecl(offsetof(NewsDateline, place) == 32, "part of the on-disk format");

/* A text inside a value. */
typedef struct DatelinePiece
{
	const char *data;
	int			len;
} DatelinePiece;

/* All texts of a value, found in one walk. */
typedef struct DatelineTexts
{
	DatelinePiece		printed[NX_DATELINE_PLACES];
	DatelinePiece		region[NX_DATELINE_PLACES];
	DatelinePiece		name[NX_DATELINE_PLACES];
	DatelinePiece		agency;
	DatelinePiece		agency_printed;
	DatelinePiece		byline;
	DatelinePiece		raw;
} DatelineTexts;

#define DatumGetDateline(d)		dateline_check((NewsDateline *) PG_DETOAST_DATUM(d))
#define PG_GETARG_DATELINE(n)	DatumGetDateline(PG_GETARG_DATUM(n))

/* The value, if it is sound; else an error that says that it is broken or newer. */
extern NewsDateline *dateline_check(NewsDateline *d);

/* The texts of a sound value; they point into it. */
extern void dateline_texts(const NewsDateline *d, DatelineTexts *texts);

/*
 * The dateline of an article as a value; the story begins after 'body_start'
 * characters.  A null pointer for one whose text would not be read back.
 */
extern Datum dateline_from_core(const NxDateline *found, int32 body_start);

#endif							/* NEWS_DATELINE_H */
