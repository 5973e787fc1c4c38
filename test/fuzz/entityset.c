/*-------------------------------------------------------------------------
 * entityset.c
 *	  Fuzz target: literals and binary values of entityset.
 *
 * The first byte chooses.  What is taken must come back: text output and
 * binary output, read again, give the same bytes, and so does building the
 * value anew from its own records.
 *-------------------------------------------------------------------------
 */
#include "backend.h"

#include "entityset.h"

#define MUTATE_HEAD		1
#define MUTATE_ENDS		" \"@=~"
#define MUTATE_PIECES \
	"person:\"Juan Perez\"", "org:\"AB \\\"C\\\"\"", "place:\"Puebla\"#42/MX-PUE^7,8", "vessel:\"Otis\"", "demonym:\"French\"/FR", \
	"misc:x", "@A1", "@A1,B22,C,D333", "*3", "~0.412", "=.5", "^1,2,3", "#-42", "/MX-CMX", " ", "\"", "\\", ",", "9", "2147483647", \
	"\xcc\x81", "\xef\xbc\xa1", "\xc3\x9f", "\x01", "\x03", "\x7f", "\xff\xff"
#include "mutate.h"

extern Datum entityset_in(PG_FUNCTION_ARGS);
extern Datum entityset_out(PG_FUNCTION_ARGS);
extern Datum entityset_send(PG_FUNCTION_ARGS);
extern Datum entityset_recv(PG_FUNCTION_ARGS);
extern Datum entityset_cmp(PG_FUNCTION_ARGS);
extern Datum entityset_hash(PG_FUNCTION_ARGS);
extern Datum entityset_contains(PG_FUNCTION_ARGS);

/* Every record is in order and says only what the format allows. */
static void
check_records(const EntityReader *reader)
{
	EntityKey	before = {0};
	uint32		i;

	for (i = 0; i < reader->count; i++)
	{
		EntityView	view;
		EntityPositions it;
		uint32		last = 0;
		uint32		where;

		entity_record_view(entry_at(reader, i), reader->end, &view);
		require(view.key.foldlen > 0 && view.namelen > 0 && view.namelen <= ES_MAX_NAME);
		require(view.salience <= 1000 && view.confidence <= 1000 && view.sections <= 15);
		require(view.mentions >= Max(view.npositions, 1) && view.mentions <= ES_MAX_MENTIONS);
		require(view.key.id == entity_record_id(entry_at(reader, i), reader->end));
		require(i == 0 || entity_key_cmp(&before, &view.key) < 0);
		require(entity_find(reader, &view.key, &where) && where <= i);
		require(entity_contained(reader, &view.key));
		for (entity_positions_init(&it, &view); entity_positions_next(&it);)
		{
			require(it.position > last && it.position <= ES_MAX_POSITION);
			require(view.sections & ES_SECTION_BIT(it.section));
			last = it.position;
		}
		before = view.key;
	}
}

static void
check_value(Datum value)
{
	EntityReader reader;
	EntityItem *items;
	bool	   *keep;
	Datum		again;
	Datum		sent = backend_must1(entityset_send, value);
	uint32		i;

	entity_reader_init(&reader, DatumGetEntitySetP(value));
	check_records(&reader);
	require(same_value(value, backend_must1(entityset_in, backend_must1(entityset_out, value))));
	require(backend_receive(entityset_recv, &again, VARDATA_ANY(DatumGetPointer(sent)),
							VARSIZE_ANY_EXHDR(DatumGetPointer(sent))));
	require(same_value(value, again));
	require(DatumGetInt32(backend_must2(entityset_cmp, value, again)) == 0);
	require(backend_must1(entityset_hash, value) == backend_must1(entityset_hash, again));
	require(DatumGetBool(backend_must2(entityset_contains, value, again)));

	items = palloc((reader.count + 1) * sizeof(EntityItem));
	keep = palloc0(reader.count + 1);
	for (i = 0; i < reader.count; i++)
	{
		EntityView	view;

		entity_record_view(entry_at(&reader, i), reader.end, &view);
		entity_item_from_view(&items[reader.count - 1 - i], &view);
		keep[i] = true;
	}
	require(same_value(value, PointerGetDatum(entityset_build(items, (int) reader.count))));
	require(same_value(value, PointerGetDatum(entityset_subset(&reader, keep))));
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
		if (backend_receive(entityset_recv, &value, bytes + 1, (int) size - 1))
			check_value(value);
	}
	else
	{
		literal = CStringGetDatum(backend_literal(bytes + 1, size - 1));
		if (backend_call(entityset_in, &value, 1, &literal))
			check_value(value);
	}
	backend_end();
	return 0;
}
