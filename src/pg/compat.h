/*-------------------------------------------------------------------------
 * compat.h
 *	  What differs between PostgreSQL 14 and 19, and nothing else.
 *
 * Old servers get the new names here, so that the code reads as if written
 * for the newest one.  No other file of src/pg tests PG_VERSION_NUM.
 * Include it right after postgres.h.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_COMPAT_H
#define NEWS_COMPAT_H

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#endif

/*
 * Input functions report softly from 16 on; before, the same line throws.
 * 'escontext' is what fcinfo->context holds.
 */
#if PG_VERSION_NUM < 160000
#define ereturn(escontext, result, ...) \
	do { \
		(void) (escontext); \
		ereport(ERROR, __VA_ARGS__); \
	} while (0)
#define SOFT_ERROR_OCCURRED(escontext)	((void) (escontext), false)
#endif

/* A set-returning function that puts its rows into a tuplestore (15: new). */
#if PG_VERSION_NUM < 150000
#define InitMaterializedSRF(fcinfo, flags)	news_init_srf(fcinfo)

static inline void
news_init_srf(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext old;
	TupleDesc	tupdesc;

	if (rsinfo == NULL || !IsA(rsinfo, ReturnSetInfo))
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("set-valued function called in context that cannot accept a set"));
	if ((rsinfo->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("materialize mode required, but it is not allowed in this context"));

	old = MemoryContextSwitchTo(rsinfo->econtext->ecxt_per_query_memory);
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	rsinfo->returnMode = SFRM_Materialize;
	rsinfo->setResult = tuplestore_begin_heap((rsinfo->allowedModes & SFRM_Materialize_Random) != 0,
											  false, work_mem);
	rsinfo->setDesc = tupdesc;
	MemoryContextSwitchTo(old);
}
#endif

/* ANALYZE's target moved out of pg_attribute's tuple in 17. */
#if PG_VERSION_NUM >= 170000
#define news_stat_target(stats)		((stats)->attstattarget)
#else
#define news_stat_target(stats)		((stats)->attr->attstattarget)
#endif

/* 18 tells the function whether ANALYZE asks. */
#if PG_VERSION_NUM >= 180000
#define news_vacuum_delay_point()	vacuum_delay_point(true)
#else
#define news_vacuum_delay_point()	vacuum_delay_point()
#endif

/* The transaction that ended last; the variables were renamed in 17. */
#include "access/transam.h"
#if PG_VERSION_NUM >= 170000
#define news_latest_completed_xid()	XidFromFullTransactionId(TransamVariables->latestCompletedXid)
#else
#define news_latest_completed_xid()	XidFromFullTransactionId(ShmemVariableCache->latestCompletedXid)
#endif

#endif							/* NEWS_COMPAT_H */
