/*-------------------------------------------------------------------------
 * srf.c
 *	  Rows of set-returning functions, filled column by column.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "srf.h"

void
srf_begin(FunctionCallInfo fcinfo, SrfRow *row)
{
	InitMaterializedSRF(fcinfo, 0);
	row->rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	row->desc = row->rsinfo->setDesc;
	row->n = 0;
	row->context = AllocSetContextCreate(CurrentMemoryContext, "news_extract row", ALLOCSET_SMALL_SIZES);
}

void
srf_put(SrfRow *row)
{
	Assert(row->n == row->desc->natts);
	tuplestore_putvalues(row->rsinfo->setResult, row->desc, row->values, row->nulls);
	MemoryContextReset(row->context);
	row->n = 0;
	CHECK_FOR_INTERRUPTS();
}

void
srf_record(FunctionCallInfo fcinfo, SrfRow *row)
{
	if (get_call_result_type(fcinfo, NULL, &row->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	row->desc = BlessTupleDesc(row->desc);
	row->rsinfo = NULL;
	row->context = CurrentMemoryContext;
	row->n = 0;
}

Datum
srf_tuple(SrfRow *row)
{
	Assert(row->n == row->desc->natts);
	return HeapTupleGetDatum(heap_form_tuple(row->desc, row->values, row->nulls));
}

void
srf_datum(SrfRow *row, Datum value)
{
	Assert(row->n < SRF_COLUMNS);
	row->values[row->n] = value;
	row->nulls[row->n++] = false;
}

void
srf_null(SrfRow *row)
{
	Assert(row->n < SRF_COLUMNS);
	row->values[row->n] = (Datum) 0;
	row->nulls[row->n++] = true;
}

void
srf_text(SrfRow *row, NxText utf8)
{
	MemoryContext old = MemoryContextSwitchTo(row->context);
	text	   *value = bridge_text(utf8);

	MemoryContextSwitchTo(old);
	srf_datum(row, PointerGetDatum(value));
}

void
srf_cstring(SrfRow *row, const char *ascii)
{
	NxText		utf8 = {ascii, (uint32_t) strlen(ascii)};

	srf_text(row, utf8);
}

void
srf_int4(SrfRow *row, int32 value)
{
	srf_datum(row, Int32GetDatum(value));
}

/* 64-bit values are passed by reference on 32-bit machines. */
void
srf_int8(SrfRow *row, int64 value)
{
	MemoryContext old = MemoryContextSwitchTo(row->context);
	Datum		datum = Int64GetDatum(value);

	MemoryContextSwitchTo(old);
	srf_datum(row, datum);
}

void
srf_float4(SrfRow *row, float4 value)
{
	srf_datum(row, Float4GetDatum(value));
}

void
srf_float8(SrfRow *row, float8 value)
{
	MemoryContext old = MemoryContextSwitchTo(row->context);
	Datum		datum = Float8GetDatum(value);

	MemoryContextSwitchTo(old);
	srf_datum(row, datum);
}

void
srf_span(SrfRow *row, BridgeChars *chars, NxSpan source)
{
	int32		start = bridge_chars_at(chars, source.start);
	int32		end = bridge_chars_at(chars, source.end);

	srf_int4(row, start + 1);
	srf_int4(row, end - start);
}
