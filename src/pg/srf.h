/*-------------------------------------------------------------------------
 * srf.h
 *	  Rows of set-returning functions, filled column by column.
 *
 *		srf_begin(fcinfo, &row);
 *		for (…) { srf_text(&row, …); srf_int4(&row, …); srf_put(&row); }
 *		return (Datum) 0;
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_SRF_H
#define NEWS_SRF_H

#include "postgres.h"
#include "fmgr.h"
#include "funcapi.h"

#include "bridge.h"

#define SRF_COLUMNS		20

typedef struct SrfRow
{
	ReturnSetInfo *rsinfo;		/* NULL for a single record */
	TupleDesc	desc;
	MemoryContext context;		/* reset after each row of a set */
	Datum		values[SRF_COLUMNS];
	bool		nulls[SRF_COLUMNS];
	int			n;
} SrfRow;

/* For functions that return a set of rows. */
extern void srf_begin(FunctionCallInfo fcinfo, SrfRow *row);
extern void srf_put(SrfRow *row);

/* For functions that return one row. */
extern void srf_record(FunctionCallInfo fcinfo, SrfRow *row);
extern Datum srf_tuple(SrfRow *row);

/* Next column.  srf_text converts from UTF-8; srf_span fills two columns, start (from 1) and length. */
extern void srf_datum(SrfRow *row, Datum value);
extern void srf_null(SrfRow *row);
extern void srf_text(SrfRow *row, NxText utf8);
extern void srf_cstring(SrfRow *row, const char *ascii);
extern void srf_int4(SrfRow *row, int32 value);
extern void srf_int8(SrfRow *row, int64 value);
extern void srf_float4(SrfRow *row, float4 value);
extern void srf_float8(SrfRow *row, float8 value);
extern void srf_span(SrfRow *row, BridgeChars *chars, NxSpan source);

#endif							/* NEWS_SRF_H */
