/*-------------------------------------------------------------------------
 * dateline_value.c
 *	  Fuzz target: literals and binary values of the type dateline.
 *
 * The first byte chooses: a literal, the beginning of an article, a binary
 * value.  What comes of it can be dumped and restored: its text is read as the
 * same, and its binary form gives the same bytes.
 *-------------------------------------------------------------------------
 */
#include "backend.h"

#include "../../src/pg/bridge.h"
#include "../../src/pg/dateline.h"

extern Datum dateline_in(PG_FUNCTION_ARGS);
extern Datum dateline_out(PG_FUNCTION_ARGS);
extern Datum dateline_send(PG_FUNCTION_ARGS);
extern Datum dateline_recv(PG_FUNCTION_ARGS);
extern Datum dateline_cmp(PG_FUNCTION_ARGS);
extern Datum dateline_hash(PG_FUNCTION_ARGS);

static void
check_value(Datum value)
{
	Datum		sent = backend_must1(dateline_send, value);
	Datum		text = backend_must1(dateline_out, value);
	Datum		again;

	require(backend_receive(dateline_recv, &again, VARDATA_ANY(DatumGetPointer(sent)),
							VARSIZE_ANY_EXHDR(DatumGetPointer(sent))));
	require(same_value(value, again));
	again = backend_must1(dateline_in, text);
	/* What was sent may name an agency as we do not; read once, it stays. */
	text = backend_must1(dateline_out, again);
	value = backend_must1(dateline_in, text);
	require(DatumGetInt32(backend_must2(dateline_cmp, value, again)) == 0);
	require(backend_must1(dateline_hash, value) == backend_must1(dateline_hash, again));
}

static void
check_article(const char *article)
{
	NxArena    *arena = bridge_arena(CurrentMemoryContext);
	NxText		text = {article, (uint32_t) strlen(article)};
	NxDateline	found;
	Datum		value;

	if (!nx_find_dateline(arena, bridge_data(), text, &found))
		return;
	value = dateline_from_core(&found, 0);
	if (DatumGetPointer(value) != NULL)
		check_value(value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Datum		value;
	Datum		literal;

	if (size == 0)
		return 0;
	backend_begin(bytes[0] & 1 ? PG_SQL_ASCII : PG_UTF8);
	if (bytes[0] & 2)
	{
		if (backend_receive(dateline_recv, &value, bytes + 1, (int) size - 1))
			check_value(value);
	}
	else if (bytes[0] & 4)
		check_article(backend_literal(bytes + 1, size - 1));
	else
	{
		literal = CStringGetDatum(backend_literal(bytes + 1, size - 1));
		if (backend_call(dateline_in, &value, 1, &literal))
			check_value(value);
	}
	backend_end();
	return 0;
}
