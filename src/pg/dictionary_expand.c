/*-------------------------------------------------------------------------
 * dictionary_expand.c
 *	  entityquery_expand: renames and merges at query time.
 *
 * Rows keep the names they were stored with.  A name in a query becomes all
 * names that the dictionary's aliases connect with it, in both directions:
 * whoever asks for IBM finds rows that say "Big Blue", and the other way
 * round.  Aliases of one publisher are left out, because a row does not tell
 * its publisher; so are prefixes, ids and places as conditions.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "dictionary_terms.h"
#include "dictionary_form.h"
#include "dictionary_value.h"
#include "entityquery.h"
#include "unicode.h"

/* Names of one entity; more are not looked for. */
#define MOST_NAMES		256

/* A name of a kind; kind 0 is any. */
typedef struct OtherName
{
	uint8		kind;
	NxText		text;
	uint64		hash;
} OtherName;

typedef struct Expansion
{
	NxDictionary dictionary;
	OtherName	name[MOST_NAMES];
	int			n;
} Expansion;

static void
add_name(Expansion *e, uint8 kind, NxText text)
{
	uint64		hash = nx_fold_hash(text);
	int			i;

	for (i = 0; i < e->n; i++)
		if (e->name[i].hash == hash && e->name[i].kind == kind)
			return;
	if (e->n == MOST_NAMES)
		return;
	e->name[e->n].kind = kind;
	e->name[e->n].text = text;
	e->name[e->n++].hash = hash;
}

/* Adds what one alias connects with the names from number 'from' on. */
static void
add_connected(Expansion *e, const NxCorrection *alias, int from)
{
	NxText		target = alias->to_name.len ? alias->to_name : alias->name;
	uint64		alias_hash = nx_fold_hash(alias->name);
	uint64		target_hash = nx_fold_hash(target);
	int			n = e->n;
	int			i;

	for (i = from; i < n; i++)
	{
		uint8		kind = e->name[i].kind;

		if (e->name[i].hash == alias_hash && (kind == 0 || alias->kind == 0 || alias->kind == kind))
			add_name(e, alias->to_kind && kind ? alias->to_kind : kind, target);
		if (e->name[i].hash != target_hash)
			continue;
		if (alias->to_kind == 0 && (kind == 0 || alias->kind == 0 || alias->kind == kind))
			add_name(e, kind, alias->name);
		else if (alias->to_kind && (kind == 0 || alias->to_kind == kind))
			add_name(e, kind ? alias->kind : 0, alias->name);
	}
}

/* All names of the entity that name[0] is, by as many steps as it takes. */
static void
connect(Expansion *e)
{
	NxText		section = nx_dictionary_section(&e->dictionary, NX_DICT_CORRECTIONS);
	int			from = 0;

	while (from < e->n && section.len)
	{
		NxFormReader reader = nx_form_reader(section, 0);
		uint32		left = nx_form_varint(&reader);
		int			to = e->n;

		for (; left > 0; left--)
		{
			NxCorrection correction;

			nx_form_correction(&reader, &correction);
			if (correction.type == NX_CORRECT_ALIAS && correction.publisher.len == 0)
				add_connected(e, &correction, from);
			if ((left & 1023) == 0)
				CHECK_FOR_INTERRUPTS();
		}
		from = to;
	}
}

/* The dictionary's number of the kind that a leaf asks for; false if it has no such kind. */
static bool
kind_of_leaf(const Expansion *e, const EntityQuery *query, const EqItem *item, uint8 *kind)
{
	NxText		wanted = {eq_kind_name(query, item), item->kindlen};
	NxText		name;

	*kind = item->kind;			/* NxKind and EntityKind number kinds alike */
	if (item->kind != ES_KIND_USER)
		return true;
	for (*kind = NX_KINDS; (name = nx_dictionary_kind(&e->dictionary, *kind)).len; ++*kind)
		if (name.len == wanted.len && memcmp(name.data, wanted.data, name.len) == 0)
			return true;
	return false;
}

static bool
print_names(void *context, StringInfo out, const EntityQuery *query, const EqItem *item)
{
	Expansion  *e = context;
	uint8		kind;
	int			i;

	if (item->type != EQ_NAME || item->flags & EQ_PREFIX || !kind_of_leaf(e, query, item, &kind))
		return false;
	e->n = 0;
	add_name(e, kind, (NxText) {eq_name(query, item), item->namelen});
	connect(e);
	if (e->n == 1)
		return false;
	appendStringInfoChar(out, '(');
	for (i = 0; i < e->n; i++)
	{
		char	   *name = bridge_cstring(e->name[i].text);

		if (i)
			appendStringInfoString(out, " | ");
		kind = e->name[i].kind;
		if (kind >= NX_KINDS)
		{
			NxText		user = nx_dictionary_kind(&e->dictionary, kind);

			appendBinaryStringInfo(out, user.data, (int) user.len);
		}
		else if (kind)
			appendStringInfoString(out, nx_kind_name[kind]);
		if (kind)
			appendStringInfoChar(out, ':');
		entity_quote_name(out, name, (int) strlen(name));
		entityquery_append_conditions(out, item);
	}
	appendStringInfoChar(out, ')');
	return true;
}

PG_FUNCTION_INFO_V1(entityquery_expand);
Datum
entityquery_expand(PG_FUNCTION_ARGS)
{
	EntityQuery *query = PG_GETARG_ENTITYQUERY_P(0);
	Expansion  *e = palloc(sizeof(Expansion));
	StringInfoData text;

	dictionary_open(PG_GETARG_DICTIONARY_P(1), NX_TEXT(""), &e->dictionary);
	if (e->dictionary.head->ncorrections == 0)
		PG_RETURN_POINTER(query);
	initStringInfo(&text);
	entityquery_print(&text, query, print_names, e);
	PG_RETURN_POINTER(entityquery_parse(text.data, NULL));
}
