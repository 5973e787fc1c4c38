/*-------------------------------------------------------------------------
 * entityset_func.c
 *	  Functions that make, take apart and narrow an entityset.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "compat.h"
#include "entity_scan.h"
#include "entityset.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

EntityKind
entity_kind_argument(text *arg, char **name)
{
	char	   *given = text_to_cstring(arg);
	char	   *lower = pstrdup(given);
	char	   *p;
	EntityKind	kind;

	for (p = lower; *p; p++)
		*p = pg_ascii_tolower((unsigned char) *p);
	kind = entity_kind_code(lower, p - lower);
	if (kind == ES_KIND_ANY)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("unrecognized entity kind: \"%s\"", given),
				errdetail("Kinds are person, org, place, demonym, misc and lower-case identifiers of your own "
						  "of up to %d characters, except country and in.", ES_MAX_KIND));
	*name = kind == ES_KIND_USER ? lower : NULL;
	return kind;
}

/* Elements of a text[] argument, none of them null. */
static int
text_array(ArrayType *array, const char *what, Datum **elements)
{
	bool	   *nulls;
	int			n;
	int			i;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, elements, &nulls, &n);
	for (i = 0; i < n; i++)
		if (nulls[i])
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("%s array must not contain nulls", what));
	return n;
}

/* entityset(kind, names): certain entities without positions. */
PG_FUNCTION_INFO_V1(entityset_make);
Datum
entityset_make(PG_FUNCTION_ARGS)
{
	char	   *kind_name;
	EntityKind	kind = entity_kind_argument(PG_GETARG_TEXT_PP(0), &kind_name);
	Datum	   *names;
	int			n = text_array(PG_GETARG_ARRAYTYPE_P(1), "name", &names);
	EntityItem *items = palloc0(sizeof(EntityItem) * Max(n, 1));
	StringInfoData fold;
	int			i;

	initStringInfo(&fold);
	for (i = 0; i < n; i++)
	{
		text	   *name = DatumGetTextPP(names[i]);
		EntityItem *item = &items[i];

		item->name = VARDATA_ANY(name);
		item->namelen = VARSIZE_ANY_EXHDR(name);
		if (item->namelen > ES_MAX_NAME)
			ereport(ERROR,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("entity name is too long: %d bytes", item->namelen),
					errdetail("Names are limited to %d bytes.", ES_MAX_NAME));
		if (!entity_fold_name(item->name, item->namelen, &fold, NULL))
			ereport(ERROR,
					errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("entity name must not be empty"),
					errdetail("Name %d of the array has no letter, digit or sign.", i + 1));
		item->kind = kind;
		item->kind_name = kind_name;
		item->confidence = 1000;
	}
	PG_RETURN_ENTITYSET_P(entityset_build(items, n));
}

Datum
entity_kind_datum(const EntityKey *key)
{
	if (key->kind == ES_KIND_USER)
		return PointerGetDatum(cstring_to_text_with_len(key->kind_name, key->kindlen));
	return CStringGetTextDatum(entity_kind_name((EntityKind) key->kind));
}

Datum
entity_name_datum(const EntityView *view)
{
	return PointerGetDatum(cstring_to_text_with_len(view->name, view->namelen));
}

static Datum
sections_datum(uint8 sections)
{
	char		letters[ES_SECTIONS];
	int			n = 0;
	int			i;

	for (i = 0; i < ES_SECTIONS; i++)
		if (sections & ES_SECTION_BIT(i))
			letters[n++] = 'A' + i;
	return PointerGetDatum(cstring_to_text_with_len(letters, n));
}

static Datum
positions_datum(const EntityView *view)
{
	Datum	   *elements = palloc_extended(mul_size(Max(view->npositions, 1), sizeof(Datum)), MCXT_ALLOC_HUGE);
	EntityPositions it;
	int			n = 0;

	for (entity_positions_init(&it, view); entity_positions_next(&it);)
		elements[n++] = Int32GetDatum((int32) it.position);
	return PointerGetDatum(construct_array(elements, n, INT4OID, 4, true, TYPALIGN_INT));
}

PG_FUNCTION_INFO_V1(entityset_unnest);
Datum
entityset_unnest(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	EntityReader reader;
	MemoryContext rows;
	MemoryContext old;
	uint32		i;

	InitMaterializedSRF(fcinfo, 0);
	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	rows = AllocSetContextCreate(CurrentMemoryContext, "unnest(entityset)", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(rows);
	for (i = 0; i < reader.count; i++)
	{
		EntityView	view;
		Datum		values[10];
		bool		nulls[10] = {false};

		CHECK_FOR_INTERRUPTS();
		entity_record_view(entry_at(&reader, i), reader.end, &view);
		values[0] = entity_kind_datum(&view.key);
		values[1] = entity_name_datum(&view);
		values[2] = Int64GetDatum(view.key.id);
		nulls[2] = view.key.id == 0;
		nulls[3] = view.country == 0;
		values[3] = (Datum) 0;
		if (view.country)
		{
			char		country[2] = {(char) (view.country >> 8), (char) (view.country & 0xff)};

			values[3] = PointerGetDatum(cstring_to_text_with_len(country, 2));
		}
		nulls[4] = view.admin1[0] == '\0';
		values[4] = CStringGetTextDatum(view.admin1);
		values[5] = Int32GetDatum((int32) view.mentions);
		values[6] = sections_datum(view.sections);
		values[7] = positions_datum(&view);
		values[8] = Float4GetDatum(view.salience / 1000.0f);
		values[9] = Float4GetDatum(view.confidence / 1000.0f);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		MemoryContextReset(rows);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(rows);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(entityset_length);
Datum
entityset_length(PG_FUNCTION_ARGS)
{
	EntityReader reader;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	PG_RETURN_INT32((int32) reader.count);
}

PG_FUNCTION_INFO_V1(entityset_version);
Datum
entityset_version(PG_FUNCTION_ARGS)
{
	EntityReader reader;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	PG_RETURN_INT32(ES_VERSION);
}

/* Names of one kind, or of all if the kind is null, in stored order. */
PG_FUNCTION_INFO_V1(entityset_names);
Datum
entityset_names(PG_FUNCTION_ARGS)
{
	EntityReader reader;
	uint32		first = 0;
	uint32		last;
	Datum	   *names;
	int			n = 0;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	last = reader.count;
	if (!PG_ARGISNULL(1))
	{
		char	   *kind_name;
		EntityKind	kind = entity_kind_argument(PG_GETARG_TEXT_PP(1), &kind_name);

		entity_kind_range(&reader, kind, kind_name, kind_name ? strlen(kind_name) : 0, &first, &last);
	}
	names = palloc_extended(mul_size(last - first + 1, sizeof(Datum)), MCXT_ALLOC_HUGE);
	for (; first < last; first++)
	{
		EntityView	view;

		entity_record_view(entry_at(&reader, first), reader.end, &view);
		names[n++] = entity_name_datum(&view);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* "A", "AB" or headline, lead, body, caption in an array, as a mask. */
static uint8
section_argument(text *arg)
{
	static const char *const names[] = {"headline", "lead", "body", "caption"};
	char	   *given = text_to_cstring(arg);
	int			i;

	for (i = 0; i < ES_SECTIONS; i++)
		if (pg_strcasecmp(given, names[i]) == 0 ||
			(strlen(given) == 1 && pg_ascii_toupper((unsigned char) given[0]) == 'A' + i))
			return ES_SECTION_BIT(i);
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unrecognized section: \"%s\"", given),
			errdetail("Sections are headline (A), lead (B), body (C) and caption (D)."));
	return 0;
}

/* True if the record is of one of the kinds. */
static bool
is_of_kind(const unsigned char *record, const unsigned char *end, const EntityKind *kinds, char **names, int n)
{
	EntityKey	key;
	int			i;

	entity_record_key(record, end, &key);
	for (i = 0; i < n; i++)
		if (kinds[i] == key.kind &&
			(key.kind != ES_KIND_USER ||
			 (strlen(names[i]) == key.kindlen && memcmp(names[i], key.kind_name, key.kindlen) == 0)))
			return true;
	return false;
}

/*
 * entityset_filter(set, kinds, sections, min_confidence): entities that are of
 * one of the kinds, stand in one of the sections and are sure enough; a null
 * argument asks nothing.
 */
PG_FUNCTION_INFO_V1(entityset_filter);
Datum
entityset_filter(PG_FUNCTION_ARGS)
{
	EntityReader reader;
	EntityKind *kinds = NULL;
	char	  **names = NULL;
	Datum	   *elements;
	int			nkinds = -1;
	uint8		sections = 0x0f;
	bool		by_section = !PG_ARGISNULL(2);
	double		least = PG_ARGISNULL(3) ? 0 : PG_GETARG_FLOAT4(3);
	bool	   *keep;
	uint32		i;
	int			j;
	int			n;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	if (!PG_ARGISNULL(1))
	{
		nkinds = text_array(PG_GETARG_ARRAYTYPE_P(1), "kind", &elements);
		kinds = palloc(sizeof(EntityKind) * Max(nkinds, 1));
		names = palloc(sizeof(char *) * Max(nkinds, 1));
		for (j = 0; j < nkinds; j++)
			kinds[j] = entity_kind_argument(DatumGetTextPP(elements[j]), &names[j]);
	}
	if (by_section)
	{
		sections = 0;
		n = text_array(PG_GETARG_ARRAYTYPE_P(2), "section", &elements);
		for (j = 0; j < n; j++)
			sections |= section_argument(DatumGetTextPP(elements[j]));
	}
	if (!(least >= 0 && least <= 1))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("confidence must be between 0 and 1"));
	keep = palloc_extended(Max(reader.count, 1), MCXT_ALLOC_HUGE);
	for (i = 0; i < reader.count; i++)
	{
		const unsigned char *record = entry_at(&reader, i);
		EntityView	view;

		entity_record_view(record, reader.end, &view);
		keep[i] = (nkinds < 0 || is_of_kind(record, reader.end, kinds, names, nkinds)) &&
			(!by_section || (view.sections & sections) != 0) &&
			view.confidence >= least * 1000 - 0.0005;
	}
	PG_RETURN_ENTITYSET_P(entityset_subset(&reader, keep));
}

/* entityset_delete(set, kind, name): without the entities of that kind and folded name. */
PG_FUNCTION_INFO_V1(entityset_delete);
Datum
entityset_delete(PG_FUNCTION_ARGS)
{
	EntityReader reader;
	EntityKey	key = {0};
	EntityKey	found;
	char	   *kind_name;
	text	   *name = PG_GETARG_TEXT_PP(2);
	StringInfoData fold;
	bool	   *keep;
	uint32		at;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	key.kind = entity_kind_argument(PG_GETARG_TEXT_PP(1), &kind_name);
	key.kind_name = kind_name;
	key.kindlen = kind_name ? strlen(kind_name) : 0;
	initStringInfo(&fold);
	keep = palloc_extended(Max(reader.count, 1), MCXT_ALLOC_HUGE);
	memset(keep, true, reader.count);
	if (entity_fold_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &fold, NULL))
	{
		key.fold = fold.data;
		key.foldlen = fold.len;
		if (entity_find(&reader, &key, &at))
			do
			{
				keep[at++] = false;
				if (at < reader.count)
					entity_record_key(entry_at(&reader, at), reader.end, &found);
			} while (at < reader.count && entity_key_cmp(&found, &key) == 0);
	}
	PG_RETURN_ENTITYSET_P(entityset_subset(&reader, keep));
}

/* setweight(set, section): all mentions counted as of one section, as tsvector's. */
PG_FUNCTION_INFO_V1(entityset_setweight);
Datum
entityset_setweight(PG_FUNCTION_ARGS)
{
	EntityReader reader;
	EntityItem *items;
	uint8		section = section_argument(PG_GETARG_TEXT_PP(1));
	int			code = 0;
	uint32		i;

	while (ES_SECTION_BIT(code) != section)
		code++;
	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	items = palloc_extended(mul_size(Max(reader.count, 1), sizeof(EntityItem)), MCXT_ALLOC_HUGE);
	for (i = 0; i < reader.count; i++)
	{
		EntityView	view;

		entity_record_view(entry_at(&reader, i), reader.end, &view);
		entity_item_from_view(&items[i], &view);
		items[i].sections = section;
		if (items[i].npositions)
			memset(unconstify(uint8 *, items[i].position_sections), code, items[i].npositions);
	}
	PG_RETURN_ENTITYSET_P(entityset_build(items, reader.count));
}
