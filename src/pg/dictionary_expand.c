/*-------------------------------------------------------------------------
 * dictionary_expand.c
 *	  entityquery_expand: other names of an entity at query time.
 *
 * Rows keep the names they were stored with.  A name in a query becomes all
 * names that the dictionary connects with it, in both directions: an alias
 * with its name, a term with the name of its entity.  Whoever asks for IBM
 * finds rows that say "Big Blue", and the other way round.  A prefix, and the
 * last words of a person's name, stand for every name that they find: rub*
 * brings the other names of Marco Rubio.
 *
 * Left out are aliases of one publisher, because a row does not tell its
 * publisher; regular expressions, which are no names; ids and places as
 * conditions.  A term that needs words of context leads to its name, but its
 * name does not lead to the term, which mostly means something else.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

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

/* What the dictionary says: one name is the other. */
typedef struct Link
{
	uint8		kind;			/* of 'alias'; 0 any */
	uint8		to_kind;		/* of 'name'; 0: the same */
	bool		one_way;		/* from the alias to the name only */
	NxText		alias;
	NxText		name;
	uint64		alias_hash;
	uint64		name_hash;
} Link;

typedef struct Expansion
{
	NxDictionary dictionary;
	Link	   *link;			/* NULL: not read yet */
	uint32		nlinks;
	OtherName	name[MOST_NAMES];
	int			n;
} Expansion;

/* There is room: read_links sees to it. */
static void
add_link(Expansion *e, uint8 kind, uint8 to_kind, bool one_way, NxText alias, NxText name)
{
	Link	   *link = &e->link[e->nlinks];

	link->kind = kind;
	link->to_kind = to_kind;
	link->one_way = one_way;
	link->alias = alias;
	link->name = name;
	link->alias_hash = nx_fold_hash(alias);
	link->name_hash = nx_fold_hash(name);
	if (link->alias_hash != link->name_hash || (to_kind && to_kind != kind))
		e->nlinks++;
}

/* All links of the dictionary, once. */
static void
read_links(Expansion *e)
{
	const NxDictHead *head = e->dictionary.head;
	NxText		terms = nx_dictionary_section(&e->dictionary, NX_DICT_TERMS);
	NxText		corrections = nx_dictionary_section(&e->dictionary, NX_DICT_CORRECTIONS);
	uint32		room = head->nterms + head->ncorrections + 1;
	NxFormReader reader = nx_form_reader(terms, 0);
	uint32		left = terms.len ? nx_form_varint(&reader) : 0;

	e->link = MemoryContextAllocExtended(CurrentMemoryContext, (Size) room * sizeof(Link), MCXT_ALLOC_HUGE);
	e->nlinks = 0;
	for (; left > 0; left--)
	{
		NxTerm		term;

		nx_form_term(&reader, &term);
		if ((term.flags & (NX_TERM_NAME | NX_TERM_REGEX)) == NX_TERM_NAME)
			add_link(e, term.kind, 0, term.ncontext > 0, term.term, term.name);
		if ((left & 1023) == 0)
			CHECK_FOR_INTERRUPTS();
	}
	reader = nx_form_reader(corrections, 0);
	left = corrections.len ? nx_form_varint(&reader) : 0;
	for (; left > 0; left--)
	{
		NxCorrection c;

		nx_form_correction(&reader, &c);
		if (c.type == NX_CORRECT_ALIAS && c.publisher.len == 0)
			add_link(e, c.kind, c.to_kind, false, c.name, c.to_name.len ? c.to_name : c.name);
		if ((left & 1023) == 0)
			CHECK_FOR_INTERRUPTS();
	}
}

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

/* May what is asked for as 'kind' be of the kind 'other'?  0 is any. */
static bool
kind_fits(uint8 kind, uint8 other)
{
	return kind == 0 || other == 0 || kind == other;
}

/* The name of a link, for who asks for its alias as 'kind'. */
static void
follow(Expansion *e, const Link *link, uint8 kind)
{
	if (kind_fits(kind, link->kind))
		add_name(e, link->to_kind && kind ? link->to_kind : kind, link->name);
}

/* The alias of a link, for who asks for its name as 'kind'. */
static void
follow_back(Expansion *e, const Link *link, uint8 kind)
{
	if (link->one_way)
		return;
	if (link->to_kind == 0 && kind_fits(kind, link->kind))
		add_name(e, kind, link->alias);
	else if (link->to_kind && (kind == 0 || link->to_kind == kind))
		add_name(e, kind ? link->kind : 0, link->alias);
}

/* All names of the entity that the names so far are, by as many steps as it takes. */
static void
connect(Expansion *e)
{
	int			from = 0;

	while (from < e->n)
	{
		int			to = e->n;
		uint32		l;
		int			i;

		for (l = 0; l < e->nlinks; l++)
		{
			const Link *link = &e->link[l];

			for (i = from; i < to; i++)
			{
				if (e->name[i].hash == link->alias_hash)
					follow(e, link, e->name[i].kind);
				if (e->name[i].hash == link->name_hash)
					follow_back(e, link, e->name[i].kind);
			}
			if ((l & 1023) == 0)
				CHECK_FOR_INTERRUPTS();
		}
		from = to;
	}
}

/* Does the leaf, asked for as 'kind', find an entity of this name and kind (0 any) by itself? */
static bool
leaf_finds(const EntityQuery *query, const EqItem *item, uint8 kind, uint8 of_kind, NxText name, StringInfo fold)
{
	EntityKey	key = {0};

	if (!kind_fits(kind, of_kind) || !entity_fold_name(name.data, (int) name.len, fold, NULL))
		return false;
	key.kind = kind == ES_KIND_PERSON || of_kind == ES_KIND_PERSON ? ES_KIND_PERSON : ES_KIND_ANY;
	key.fold = fold->data;
	key.foldlen = fold->len;
	return entityquery_name_answers(query, item, &key);
}

/* Links of the names that a leaf finds without being one of them: by a prefix, or by a person's last words. */
static void
add_found(Expansion *e, const EntityQuery *query, const EqItem *item, uint8 kind)
{
	bool		prefix = (item->flags & EQ_PREFIX) != 0;
	StringInfoData fold;
	uint32		l;

	initStringInfo(&fold);
	for (l = 0; l < e->nlinks; l++)
	{
		const Link *link = &e->link[l];
		uint8		to_kind = link->to_kind ? link->to_kind : link->kind;

		if (prefix || kind == ES_KIND_PERSON || link->kind == ES_KIND_PERSON)
			if (leaf_finds(query, item, kind, link->kind, link->alias, &fold))
				follow(e, link, kind);
		if (prefix || kind == ES_KIND_PERSON || to_kind == ES_KIND_PERSON)
			if (leaf_finds(query, item, kind, to_kind, link->name, &fold))
				follow_back(e, link, kind);
		if ((l & 1023) == 0)
			CHECK_FOR_INTERRUPTS();
	}
	pfree(fold.data);
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

static void
append_kind(const Expansion *e, StringInfo out, uint8 kind)
{
	if (kind >= NX_KINDS)
	{
		NxText		user = nx_dictionary_kind(&e->dictionary, kind);

		appendBinaryStringInfo(out, user.data, (int) user.len);
	}
	else if (kind)
		appendStringInfoString(out, nx_kind_name[kind]);
	if (kind)
		appendStringInfoChar(out, ':');
}

static bool
print_names(void *context, StringInfo out, const EntityQuery *query, const EqItem *item)
{
	Expansion  *e = context;
	bool		prefix = (item->flags & EQ_PREFIX) != 0;
	StringInfoData fold;
	int			printed = 0;
	int			start = out->len;
	uint8		kind;
	int			i;

	if (item->type != EQ_NAME || !kind_of_leaf(e, query, item, &kind))
		return false;
	if (e->link == NULL)
		read_links(e);
	e->n = 0;
	add_name(e, kind, (NxText) {eq_name(query, item), item->namelen});
	add_found(e, query, item, kind);
	connect(e);

	initStringInfo(&fold);
	appendStringInfoChar(out, '(');
	for (i = 0; i < e->n; i++)
	{
		const OtherName *other = &e->name[i];
		char	   *name = bridge_cstring(other->text);

		/* what the leaf finds anyhow need not be asked for */
		if (i > 0 && other->kind == kind && leaf_finds(query, item, kind, kind, other->text, &fold))
			continue;
		if (printed++)
			appendStringInfoString(out, " | ");
		append_kind(e, out, other->kind);
		entity_quote_name(out, name, (int) strlen(name));
		if (i == 0 && prefix)
			appendStringInfoChar(out, '*');
		entityquery_append_conditions(out, item);
	}
	appendStringInfoChar(out, ')');
	pfree(fold.data);
	if (printed > 1)
		return true;
	out->len = start;
	out->data[start] = '\0';
	return false;
}

static EntityQuery *
expand(EntityQuery *query, const NxDictHead *head)
{
	Expansion  *e = palloc0(sizeof(Expansion));
	StringInfoData text;

	dictionary_open(head, NX_TEXT(""), &e->dictionary);
	if (head->ncorrections == 0 && head->nterms == 0)
		return query;
	initStringInfo(&text);
	entityquery_print(&text, query, print_names, e);
	return entityquery_parse(text.data, NULL);
}

/* The last answer of a call site: a query asks for each row anew. */
typedef struct LastExpansion
{
	MemoryContext context;		/* of the two below */
	uint64		dictionary;		/* hash */
	EntityQuery *query;
	EntityQuery *answer;
} LastExpansion;

PG_FUNCTION_INFO_V1(entityquery_expand);
Datum
entityquery_expand(PG_FUNCTION_ARGS)
{
	EntityQuery *query = PG_GETARG_ENTITYQUERY_P(0);
	const NxDictHead *head = PG_GETARG_DICTIONARY_P(1);
	LastExpansion *last = fcinfo->flinfo->fn_extra;
	MemoryContext caller;

	if (last == NULL)
	{
		last = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(LastExpansion));
		last->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "news_extract expansion", ALLOCSET_DEFAULT_SIZES);
		fcinfo->flinfo->fn_extra = last;
	}
	if (last->answer == NULL || last->dictionary != head->hash || VARSIZE(last->query) != VARSIZE(query) ||
		memcmp(last->query, query, VARSIZE(query)) != 0)
	{
		EntityQuery *answer = expand(query, head);

		last->answer = NULL;
		MemoryContextReset(last->context);
		caller = MemoryContextSwitchTo(last->context);
		last->query = (EntityQuery *) memcpy(palloc(VARSIZE(query)), query, VARSIZE(query));
		last->answer = (EntityQuery *) memcpy(palloc(VARSIZE(answer)), answer, VARSIZE(answer));
		MemoryContextSwitchTo(caller);
		last->dictionary = head->hash;
	}
	/* a copy: the next call may free this one */
	PG_RETURN_POINTER(memcpy(palloc(VARSIZE(last->answer)), last->answer, VARSIZE(last->answer)));
}
