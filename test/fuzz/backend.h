/*-------------------------------------------------------------------------
 * backend.h
 *	  What fuzz targets of src/pg share: a server that is only what input,
 *	  output and matching of a value need (backend/backend.c).
 *
 * Every palloc is a malloc of its own, so that AddressSanitizer sees an
 * overrun by one byte, which it does not in a real server.
 *-------------------------------------------------------------------------
 */
#ifndef TEST_FUZZ_BACKEND_H
#define TEST_FUZZ_BACKEND_H

#include "postgres.h"

#include <setjmp.h>

#include "compat.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define require(holds)	((holds) ? (void) 0 : abort())

/*
 * Calls a function as the server does.  False if it threw an error, or gave
 * null after a soft one; then *result is unchanged.
 */
extern bool backend_call(PGFunction function, Datum *result, int nargs, const Datum *args);

/* The same where an error is a bug, and null too. */
extern Datum backend_must(PGFunction function, int nargs, const Datum *args);

static inline Datum
backend_must1(PGFunction function, Datum a)
{
	return backend_must(function, 1, &a);
}

static inline Datum
backend_must2(PGFunction function, Datum a, Datum b)
{
	Datum		args[2];

	args[0] = a;
	args[1] = b;
	return backend_must(function, 2, args);
}

/* receive(bytes): false if it threw, or left bytes unread, which the server refuses too. */
extern bool backend_receive(PGFunction function, Datum *result, const void *bytes, int len);

/* The literal that a client of this database can send: valid in its encoding, without a zero byte. */
extern char *backend_literal(const uint8_t *bytes, size_t size);

/* Begins an input: encoding of the database, PG_UTF8 or PG_SQL_ASCII. */
extern void backend_begin(int encoding);

/* Ends it: all memory goes. */
extern void backend_end(void);

/* The same bytes, headers included? */
static inline bool
same_value(Datum a, Datum b)
{
	return VARSIZE_ANY(DatumGetPointer(a)) == VARSIZE_ANY(DatumGetPointer(b)) &&
		memcmp(DatumGetPointer(a), DatumGetPointer(b), VARSIZE_ANY(DatumGetPointer(a))) == 0;
}

#endif							/* TEST_FUZZ_BACKEND_H */
