/*-------------------------------------------------------------------------
 * entityquery.c
 *	  Fuzz target: literals of entityquery, asked of a literal of entityset.
 *
 * The first byte chooses; a record separator (0x1e) ends the query.  Output
 * read again is the same query.  Its answer is the same evaluated without the
 * jumps over operands that do not matter, and "!" turns it round. 
 *-------------------------------------------------------------------------
 */
#include "backend.h"

#include "entityquery.h"

#define MUTATE_HEAD		1
#define MUTATE_ENDS		" &|()>"
#define MUTATE_PIECES \
	"person:\"Juan Perez\"", "person:*", "place:#42", "vessel:Otis", "in:MX-CMX", "in:#42", "country:MX", "\"juan perez\"", "perez*", \
	" & ", " | ", "!", " <-> ", " <7> ", "(", ")", "@headline,B", ">=0.75", "<.5", "*", "\x1e", \
	"\x1eperson:\"Juan Perez\"@A1,C30=0.8 place:Puebla#42/MX-PUE^7@C9 ", "\xcc\x81", "\"", "\\", " "
#include "mutate.h"

extern Datum entityset_in(PG_FUNCTION_ARGS);
extern Datum entityset_matches(PG_FUNCTION_ARGS);
extern Datum entityquery_in(PG_FUNCTION_ARGS);
extern Datum entityquery_send(PG_FUNCTION_ARGS);
extern Datum entityquery_recv(PG_FUNCTION_ARGS);
extern Datum entityquery_cmp(PG_FUNCTION_ARGS);
extern Datum entityquery_hash(PG_FUNCTION_ARGS);
extern Datum entityquery_not(PG_FUNCTION_ARGS);

static bool
matches(Datum set, Datum query)
{
	return DatumGetBool(backend_must2(entityset_matches, set, query));
}

/* The same without its jumps: every operand is evaluated. */
static Datum
without_jumps(Datum value)
{
	EntityQuery *query = DatumGetEntityQueryP(value);
	EqItem	   *item = palloc((query->count + 1) * sizeof(EqItem));
	Size		pool = VARSIZE(query) - EQ_HEADER_SIZE - query->count * sizeof(EqItem);
	uint32		n = 0;
	uint32		i;

	for (i = 0; i < query->count; i++)
		if (!eq_is_jump(&query->item[i]))
			item[n++] = query->item[i];
	return PointerGetDatum(entityquery_make(item, n, eq_pool(query), pool, query->depth));
}

static void
check_items(const EntityQuery *query)
{
	Size		pool = VARSIZE(query) - EQ_HEADER_SIZE - query->count * sizeof(EqItem);
	uint32	   *start = entityquery_starts(query);
	uint32		i;

	for (i = 0; i < query->count; i++)
	{
		const EqItem *item = &query->item[i];

		require(start[i] <= i);
		if (eq_is_leaf(item))
			require((Size) item->at + item->kindlen + item->namelen + item->personlen <= pool);
		if (eq_is_jump(item))
			require(item->arg > i && item->arg < query->count);
	}
	require(query->count == 0 || start[query->count - 1] == 0);
}

static void
check_query(Datum query)
{
	Datum		sent = backend_must1(entityquery_send, query);
	Datum		again = backend_must1(entityquery_in, backend_must1(entityquery_out, query));

	check_items(DatumGetEntityQueryP(query));
	require(same_value(query, again));
	require(backend_receive(entityquery_recv, &again, VARDATA_ANY(DatumGetPointer(sent)),
							VARSIZE_ANY_EXHDR(DatumGetPointer(sent))));
	require(same_value(query, again));
	require(DatumGetInt32(backend_must2(entityquery_cmp, query, again)) == 0);
	require(backend_must1(entityquery_hash, query) == backend_must1(entityquery_hash, again));
}

static void
check_answer(Datum set, Datum query)
{
	bool		answer = matches(set, query);

	if (DatumGetEntityQueryP(query)->count == 0)
	{
		require(!answer);
		return;
	}
	require(matches(set, without_jumps(query)) == answer);
	require(matches(set, backend_must1(entityquery_not, query)) == !answer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t *end;
	Datum		literal;
	Datum		query;
	Datum		set;

	if (size == 0)
		return 0;
	end = memchr(bytes + 1, 0x1e, size - 1);
	if (end == NULL)
		end = bytes + size;
	backend_begin(bytes[0] & 1 ? PG_SQL_ASCII : PG_UTF8);
	literal = CStringGetDatum(backend_literal(bytes + 1, end - (bytes + 1)));
	if (backend_call(entityquery_in, &query, 1, &literal))
	{
		check_query(query);
		literal = CStringGetDatum(backend_literal(end, bytes + size - end));
		if (end < bytes + size)
			*(char *) DatumGetPointer(literal) = ' ';
		if (backend_call(entityset_in, &set, 1, &literal))
			check_answer(set, query);
	}
	backend_end();
	return 0;
}
