/*-------------------------------------------------------------------------
 * entity_stat.c
 *	  news_stat: in how many rows each entity stands, and how often.
 *
 * As ts_stat: the query's first column is read with a cursor, so only the
 * different entities take memory.  They are counted in a hash table under
 * kind, folded name and id; the spelling shown is that of the first row.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "compat.h"
#include "entityset.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#define ROWS_A_FETCH	500

typedef struct StatEntry
{
	EntityKey	key;			/* folded name copied */
	char	   *name;			/* as shown; NULL marks a free place */
	int			namelen;
	uint32		hash;
	uint16		country;
	int64		rows;
	int64		mentions;
} StatEntry;

/* Open addressing; the room is a power of two, never more than half full. */
typedef struct StatTable
{
	StatEntry  *entry;
	uint32		room;
	uint32		used;
	MemoryContext context;
} StatTable;

typedef struct KindFilter
{
	bool		all;
	bool		builtin[ES_KIND_MISC + 1];
	char	  **user;
	int			nuser;
} KindFilter;

static uint32
hash_entity(const EntityKey *key)
{
	uint32		hash = 2166136261u ^ key->kind;
	int			i;

	if (key->ascii)
		for (i = 0; i < key->foldlen; i++)
			hash = (hash ^ entity_lower[(unsigned char) key->fold[i]]) * 16777619u;
	else
		for (i = 0; i < key->foldlen; i++)
			hash = (hash ^ (unsigned char) key->fold[i]) * 16777619u;
	for (i = 0; i < key->kindlen; i++)
		hash = (hash ^ (unsigned char) key->kind_name[i]) * 16777619u;
	return murmurhash32(hash ^ (uint32) key->id ^ (uint32) (key->id >> 32));
}

static void
grow(StatTable *table)
{
	StatEntry  *before = table->entry;
	uint32		room = table->room;
	uint32		i;

	table->room = room ? room * 2 : 4096;
	table->entry = MemoryContextAllocExtended(table->context, mul_size(table->room, sizeof(StatEntry)),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (i = 0; i < room; i++)
		if (before[i].name)
		{
			uint32		at = before[i].hash & (table->room - 1);

			while (table->entry[at].name)
				at = (at + 1) & (table->room - 1);
			table->entry[at] = before[i];
		}
	if (before)
		pfree(before);
}

static char *
copy_bytes(MemoryContext context, const char *data, int len)
{
	char	   *copy = MemoryContextAlloc(context, Max(len, 1));

	memcpy(copy, data, len);
	return copy;
}

static void
count_entity(StatTable *table, const EntityView *view)
{
	uint32		hash = hash_entity(&view->key);
	uint32		at;
	StatEntry  *entry;

	if (table->used * 2 >= table->room)
		grow(table);
	for (at = hash & (table->room - 1); table->entry[at].name; at = (at + 1) & (table->room - 1))
		if (table->entry[at].hash == hash && entity_key_cmp(&table->entry[at].key, &view->key) == 0)
			break;
	entry = &table->entry[at];
	if (entry->name == NULL)
	{
		table->used++;
		entry->hash = hash;
		entry->key = view->key;
		entry->namelen = view->namelen;
		entry->name = copy_bytes(table->context, view->name, view->namelen);
		entry->country = view->country;
		entry->key.fold = view->key.ascii ? entry->name :
			copy_bytes(table->context, view->key.fold, view->key.foldlen);
		if (view->key.kindlen)
			entry->key.kind_name = copy_bytes(table->context, view->key.kind_name, view->key.kindlen);
	}
	entry->rows++;
	entry->mentions += view->mentions;
}

static void
read_filter(KindFilter *filter, ArrayType *kinds)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	int			i;

	memset(filter, 0, sizeof(*filter));
	filter->all = kinds == NULL;
	if (filter->all)
		return;
	deconstruct_array(kinds, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	filter->user = palloc(sizeof(char *) * Max(n, 1));
	for (i = 0; i < n; i++)
	{
		char	   *name;
		EntityKind	kind;

		if (nulls[i])
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("kind array must not contain nulls"));
		kind = entity_kind_argument(DatumGetTextPP(elements[i]), &name);
		if (kind == ES_KIND_USER)
			filter->user[filter->nuser++] = name;
		else
			filter->builtin[kind] = true;
	}
}

static bool
passes(const KindFilter *filter, const unsigned char *record, const unsigned char *end)
{
	EntityKind	kind = entry_kind(record);
	EntityKey	key;
	int			i;

	if (filter->all)
		return true;
	if (kind != ES_KIND_USER)
		return filter->builtin[kind];
	entity_record_key(record, end, &key);
	for (i = 0; i < filter->nuser; i++)
		if (strlen(filter->user[i]) == key.kindlen && memcmp(filter->user[i], key.kind_name, key.kindlen) == 0)
			return true;
	return false;
}

static void
count_row(StatTable *table, const KindFilter *filter, const EntitySet *set)
{
	EntityReader reader;
	uint32		i;

	entity_reader_init(&reader, set);
	for (i = 0; i < reader.count; i++)
	{
		const unsigned char *record = entry_at(&reader, i);
		EntityView	view;

		if (!passes(filter, record, reader.end))
			continue;
		entity_record_view(record, reader.end, &view);
		count_entity(table, &view);
	}
}

/* The column's type must be ours, known by its input function. */
static void
check_column(TupleDesc desc)
{
	Oid			input;
	Oid			param;
	char	   *name;

	if (desc != NULL && desc->natts == 1)
	{
		getTypeInputInfo(getBaseType(SPI_gettypeid(desc, 1)), &input, &param);
		name = get_func_name(input);
		if (name && strcmp(name, "entityset_in") == 0)
			return;
	}
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("query of news_stat must return one column of type entityset"));
}

static void
count_query(StatTable *table, const KindFilter *filter, const char *query)
{
	SPIPlanPtr	plan;
	Portal		portal;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	plan = SPI_prepare(query, 0, NULL);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare(\"%s\") failed", query);
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	for (;;)
	{
		uint64		i;

		SPI_cursor_fetch(portal, true, ROWS_A_FETCH);
		if (SPI_tuptable == NULL)
			break;
		check_column(SPI_tuptable->tupdesc);
		if (SPI_processed == 0)
			break;
		for (i = 0; i < SPI_processed; i++)
		{
			bool		isnull;
			Datum		value = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull);

			CHECK_FOR_INTERRUPTS();
			if (!isnull)
			{
				EntitySet  *set = DatumGetEntitySetP(value);

				count_row(table, filter, set);
				if ((Pointer) set != DatumGetPointer(value))
					pfree(set);
			}
		}
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_freetuptable(SPI_tuptable);
	SPI_cursor_close(portal);
	SPI_freeplan(plan);
	SPI_finish();
}

PG_FUNCTION_INFO_V1(news_stat);
Datum
news_stat(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	StatTable	table = {0};
	KindFilter	filter;
	uint32		i;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	InitMaterializedSRF(fcinfo, 0);
	table.context = AllocSetContextCreate(CurrentMemoryContext, "news_stat", ALLOCSET_DEFAULT_SIZES);
	read_filter(&filter, PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1));
	count_query(&table, &filter, text_to_cstring(PG_GETARG_TEXT_PP(0)));
	for (i = 0; i < table.room; i++)
	{
		StatEntry  *entry = &table.entry[i];
		EntityView	view;
		Datum		values[6];
		bool		nulls[6] = {false};
		char		country[2];

		if (entry->name == NULL)
			continue;
		CHECK_FOR_INTERRUPTS();
		view.name = entry->name;
		view.namelen = entry->namelen;
		values[0] = entity_kind_datum(&entry->key);
		values[1] = entity_name_datum(&view);
		values[2] = Int64GetDatum(entry->key.id);
		nulls[2] = entry->key.id == 0;
		country[0] = (char) (entry->country >> 8);
		country[1] = (char) (entry->country & 0xff);
		values[3] = PointerGetDatum(cstring_to_text_with_len(country, 2));
		nulls[3] = entry->country == 0;
		values[4] = Int64GetDatum(entry->rows);
		values[5] = Int64GetDatum(entry->mentions);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		pfree(DatumGetPointer(values[0]));
		pfree(DatumGetPointer(values[1]));
		pfree(DatumGetPointer(values[3]));
	}
	MemoryContextDelete(table.context);
	return (Datum) 0;
}
