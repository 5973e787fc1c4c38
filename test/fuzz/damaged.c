/*-------------------------------------------------------------------------
 * damaged.c
 *	  Fuzzing the readers of stored values: any bytes as an entityset or an
 *	  entityquery, as a damaged disk would give them.  They may throw; they may
 *	  not look outside of the value.
 *
 * The first byte says which type; a value of the right version is tried more
 * often than chance would have it.
 *-------------------------------------------------------------------------
 */
#include "backend.h"

#include "entityquery.h"
#include "entityset.h"

extern Datum entityset_out(PG_FUNCTION_ARGS);
extern Datum entityset_send(PG_FUNCTION_ARGS);
extern Datum entityset_cmp(PG_FUNCTION_ARGS);
extern Datum entityset_contains(PG_FUNCTION_ARGS);

static void
try_readers(const PGFunction *function, int n, Datum value, int nargs)
{
	Datum		args[2];
	Datum		result;
	int			i;

	args[0] = args[1] = value;
	for (i = 0; i < n; i++)
		(void) backend_call(function[i], &result, nargs, args);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const PGFunction set_readers[] = {entityset_out, entityset_send};
	static const PGFunction set_pairs[] = {entityset_cmp, entityset_contains};
	static const PGFunction query_readers[] = {entityquery_out};
	struct varlena *value;

	if (size < 5)
		return 0;
	backend_begin(bytes[0] & 1 ? PG_SQL_ASCII : PG_UTF8);
	value = palloc(VARHDRSZ + size - 1);
	SET_VARSIZE(value, VARHDRSZ + size - 1);
	memcpy(VARDATA(value), bytes + 1, size - 1);
	if (bytes[0] & 4)
		((unsigned char *) VARDATA(value))[3] = ES_VERSION << 4;
	if (bytes[0] & 2)
		try_readers(query_readers, lengthof(query_readers), PointerGetDatum(value), 1);
	else
	{
		try_readers(set_readers, lengthof(set_readers), PointerGetDatum(value), 1);
		try_readers(set_pairs, lengthof(set_pairs), PointerGetDatum(value), 2);
	}
	backend_end();
	return 0;
}
