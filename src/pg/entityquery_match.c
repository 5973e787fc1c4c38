/*-------------------------------------------------------------------------
 * entityquery_match.c
 *	  Whether an entityset answers an entityquery.
 *
 * One evaluator serves the @@ operator, the index and the estimates: they
 * differ in what a leaf answers.  Leaves are looked up in the stored value in
 * place: a name of one kind by binary search, persons (whose names are matched
 * from their end) and ids by a walk through their kind.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "entityquery.h"
#include "mb/pg_wchar.h"

/* Operands that wait without a palloc; deeper queries take memory. */
#define SMALL_DEPTH		32

typedef struct Slot
{
	EqTruth		truth;
	EqPositions positions;
} Slot;

static EqTruth
truth_and(EqTruth a, EqTruth b)
{
	return Min(a, b);
}

static EqTruth
truth_or(EqTruth a, EqTruth b)
{
	return Max(a, b);
}

/* Both lists in one, ascending by start. */
static void
merge_positions(EqPositions *a, const EqPositions *b)
{
	EqPositions merged;
	uint32		i = 0;
	uint32		j = 0;

	if (b->n == 0)
		return;
	if (a->n == 0)
	{
		*a = *b;
		return;
	}
	merged.n = 0;
	merged.start = palloc(sizeof(uint32) * ((Size) a->n + b->n));
	merged.end = palloc(sizeof(uint32) * ((Size) a->n + b->n));
	while (i < a->n || j < b->n)
	{
		bool		take_a = j == b->n || (i < a->n && a->start[i] <= b->start[j]);

		merged.start[merged.n] = take_a ? a->start[i] : b->start[j];
		merged.end[merged.n++] = take_a ? a->end[i++] : b->end[j++];
	}
	*a = merged;
}

/*
 * Keep of 'right' what begins after a mention of 'left' begins and at most
 * 'words' words after it ends.  As starts ascend and names differ in length,
 * the furthest end so far decides.
 */
static void
join_near(const EqPositions *left, EqPositions *right, uint32 words)
{
	uint32		kept = 0;
	uint32		i = 0;
	uint32		j;
	uint64		reach = 0;

	for (j = 0; j < right->n; j++)
	{
		for (; i < left->n && left->start[i] < right->start[j]; i++)
			reach = Max(reach, (uint64) left->end[i] + (uint64) words * EQ_WORD_CHARS);
		if (right->start[j] <= reach)
		{
			right->start[kept] = right->start[j];
			right->end[kept++] = right->end[j];
		}
	}
	right->n = kept;
}

static void
apply(const EqItem *item, Slot *stack, int *top, bool exact)
{
	Slot	   *right = &stack[*top - 1];
	Slot	   *left = right - 1;

	Assert(*top > (item->type == EQ_NOT ? 0 : 1));
	switch (item->type)
	{
		case EQ_NOT:
			right->truth = (EqTruth) (EQ_YES - right->truth);
			return;
		case EQ_AND:
			left->truth = truth_and(left->truth, right->truth);
			break;
		case EQ_OR:
			left->truth = truth_or(left->truth, right->truth);
			if (exact && (item->flags & EQ_IN_NEAR))
				merge_positions(&left->positions, &right->positions);
			break;
		case EQ_NEAR:
			left->truth = truth_and(left->truth, right->truth);
			if (!exact)
				left->truth = Min(left->truth, EQ_MAYBE);
			else if (left->truth == EQ_YES)
			{
				join_near(&left->positions, &right->positions, item->arg);
				left->positions = right->positions;
				if (left->positions.n == 0)
					left->truth = EQ_NO;
			}
			else
				left->positions.n = 0;
			break;
		default:
			elog(ERROR, "unrecognized entityquery item: %d", item->type);
	}
	(*top)--;
}

EqTruth
entityquery_evaluate(const EntityQuery *query, EqLeaf leaf, void *context, bool exact)
{
	Slot		small[SMALL_DEPTH];
	Slot	   *stack = small;
	EqTruth		answer;
	uint32		i;
	int			top = 0;

	if (query->count == 0)
		return EQ_NO;
	/* not as many as a damaged value may say */
	if (Min(query->depth, query->count) > SMALL_DEPTH)
		stack = palloc_extended(mul_size(Min(query->depth, query->count), sizeof(Slot)), MCXT_ALLOC_HUGE);
	for (i = 0; i < query->count; i++)
	{
		const EqItem *item = &query->item[i];

		if (eq_is_leaf(item))
		{
			Slot	   *slot = &stack[top++];
			bool		wanted = exact && (item->flags & EQ_IN_NEAR);

			slot->positions.n = 0;
			slot->truth = leaf(context, i, wanted ? &slot->positions : NULL);
		}
		else if (!eq_is_jump(item))
			apply(item, stack, &top, exact);
		else
		{
			Assert(top > 0);
			if ((item->flags & EQ_IN_NEAR) == 0 &&
				stack[top - 1].truth == (item->type == EQ_JUMP_IF_NO ? EQ_NO : EQ_YES))
				i = item->arg;	/* the operator itself is passed, too */
		}
	}
	Assert(top == 1);
	answer = stack[0].truth;
	if (stack != small)
		pfree(stack);
	return answer;
}

int
entityquery_person_matches(const char *words, int len, bool prefix, const char *key, int keylen)
{
	const char *tail;
	const char *key_tail;
	int			first;
	int			c;

	if (!prefix)
	{
		c = memcmp(key, words, Min(keylen, len));
		if (c != 0 || keylen < len)
			return c > 0 ? -1 : 0;
		if (keylen == len || key[len] == ES_WORD_SEPARATOR || key[len] == ES_SURNAME_FIRST)
			return 1;
		return (unsigned char) key[len] > ES_SURNAME_FIRST ? -1 : 0;
	}

	tail = memchr(words, ES_WORD_SEPARATOR, len);
	first = tail ? (int) (tail - words) : len;
	c = memcmp(key, words, Min(keylen, first));
	if (c != 0 || keylen < first)
		return c > 0 ? -1 : 0;
	if (tail == NULL)
		return 1;
	key_tail = memchr(key + first, ES_WORD_SEPARATOR, keylen - first);
	if (key_tail == NULL)
		return 0;
	len -= first;
	keylen -= key_tail - key;
	if (keylen < len || memcmp(key_tail, tail, len) != 0)
		return 0;
	return keylen == len || key_tail[len] == ES_WORD_SEPARATOR || key_tail[len] == ES_SURNAME_FIRST;
}

/* Memory for a key, got when the first one is needed: few rows need any. */
static void
reset_work(StringInfo work)
{
	if (work->data == NULL)
		initStringInfo(work);
	resetStringInfo(work);
}

/* False if a name's last word is surely no generational suffix: jr, sr, ii, iii, iv. */
static inline bool
may_be_generation(const unsigned char *name, int len)
{
	unsigned char last = entity_lower[name[len - 1]];

	return (last == 'r' || last == 'i' || last == 'v') && len > 3 &&
		(name[len - 3] == ' ' || name[len - 4] == ' ');
}

/* True if a folded name, read backwards word by word, begins with the query's words. */
static bool
ends_with_words(const EntityQuery *query, const EqItem *item, const EntityKey *key, StringInfo work)
{
	const char *name = eq_name(query, item);
	int			rest = key->foldlen - item->namelen;
	int			i;
	unsigned char last = key_byte(key, key->foldlen - 1);

	/*
	 * Without incomplete words and generational suffixes, compare the end of
	 * the name, last byte first.
	 */
	if ((item->flags & EQ_PREFIX) == 0 && !may_be_generation((const unsigned char *) key->fold, key->foldlen))
	{
		if (rest < 0 || last != (unsigned char) name[item->namelen - 1])
			return false;
		for (i = item->namelen - 2; i >= 0; i--)
			if (key_byte(key, rest + i) != (unsigned char) name[i])
				return false;
		return rest == 0 || key->fold[rest - 1] == ' ';
	}
	reset_work(work);
	entity_person_key(key->fold, key->foldlen, key->ascii, work);
	return entityquery_person_matches(eq_person(query, item), item->personlen,
									  (item->flags & EQ_PREFIX) != 0, work->data, work->len) == 1;
}

/* The same for a name that begins with the surname, which is then the query's last word. */
static bool
begins_with_surname(const EntityQuery *query, const EqItem *item, const EntityKey *key, StringInfo work)
{
	const char *words = eq_person(query, item);
	const char *tail = memchr(words, ES_WORD_SEPARATOR, item->personlen);
	int			len = tail ? (int) (tail - words) : item->personlen;
	int			i;

	if (key->foldlen <= len)
		return false;
	for (i = 0; i < len; i++)
		if (key_byte(key, i) != (unsigned char) words[i])
			return false;
	if ((item->flags & EQ_PREFIX) == 0 && key->fold[len] != ' ')
		return false;
	reset_work(work);
	return entity_surname_first_key(key->fold, key->foldlen, key->ascii, work) &&
		entityquery_person_matches(words, item->personlen,
								   (item->flags & EQ_PREFIX) != 0, work->data, work->len) == 1;
}

static bool
person_matches(const EntityQuery *query, const EqItem *item, const EntityKey *key, StringInfo work)
{
	return ends_with_words(query, item, key, work) || begins_with_surname(query, item, key, work);
}

/*
 * A look at two letters of a name in ASCII, which most persons of a row do not
 * survive: it ends as the query does, or perhaps with a generational suffix, or
 * it begins as the query's last word does.
 */
static inline bool
person_may_match(const EntityQuery *query, const EqItem *item, const unsigned char *record, const unsigned char *end)
{
	const unsigned char *p = record + 1;
	int			len;

	if ((*record & ES_R_FOLD) != 0 || (item->flags & EQ_PREFIX) != 0)
		return true;
	len = es_length(&p, end, ES_MAX_NAME);
	return entity_lower[p[len - 1]] == (unsigned char) eq_name(query, item)[item->namelen - 1] ||
		entity_lower[p[0]] == (unsigned char) eq_person(query, item)[0] ||
		may_be_generation(p, len);
}

static bool
name_matches(const EntityQuery *query, const EqItem *item, const EntityKey *key)
{
	const char *name = eq_name(query, item);
	int			i;

	if (key->foldlen < item->namelen ||
		(key->foldlen > item->namelen && (item->flags & EQ_PREFIX) == 0))
		return false;
	if (!key->ascii)
		return memcmp(key->fold, name, item->namelen) == 0;
	for (i = 0; i < item->namelen; i++)
		if (key_byte(key, i) != (unsigned char) name[i])
			return false;
	return true;
}

bool
entityquery_name_answers(const EntityQuery *query, const EqItem *item, const EntityKey *key)
{
	StringInfoData work = {0};
	bool		answers;

	if (key->kind != ES_KIND_PERSON)
		return name_matches(query, item, key);
	answers = item->personlen > 0 && person_matches(query, item, key, &work);
	if (work.data)
		pfree(work.data);
	return answers;
}

static bool
in_place(const EntityQuery *query, const EqItem *item, const unsigned char *record, const unsigned char *end)
{
	EntityView	view;
	int64		id;
	int			i;

	if ((*record & ES_R_PLACE) == 0)
		return false;
	entity_record_view(record, end, &view);
	if (item->type != EQ_IN_ID)
		return view.country == item->arg &&
			(item->namelen == 0 ||
			 (strlen(view.admin1) == item->namelen &&
			  memcmp(view.admin1, eq_name(query, item), item->namelen) == 0));
	id = eq_id(query, item);
	for (i = 0; i < view.nancestors; i++)
		if (view.ancestors[i] == id)
			return true;
	return view.key.id == id;
}

static bool
conditions_hold(const EqItem *item, const unsigned char *record, const unsigned char *end)
{
	EntityView	view;

	if (item->sections == 0 && item->compare == EQ_CMP_NONE)
		return true;
	entity_record_view(record, end, &view);
	if (item->sections && (item->sections & view.sections) == 0)
		return false;
	switch (item->compare)
	{
		case EQ_CMP_GT:
			return view.confidence > item->confidence;
		case EQ_CMP_GE:
			return view.confidence >= item->confidence;
		case EQ_CMP_LT:
			return view.confidence < item->confidence;
		case EQ_CMP_LE:
			return view.confidence <= item->confidence;
		default:
			return true;
	}
}

/* Does the record itself, of the right kind, answer the leaf? */
static bool
record_matches(const EntityQuery *query, const EqItem *item, const unsigned char *record, const unsigned char *end,
			   StringInfo work)
{
	EntityKey	key;

	switch (item->type)
	{
		case EQ_KIND:
			return true;
		case EQ_NAME:
			if (entry_kind(record) == ES_KIND_PERSON && !person_may_match(query, item, record, end))
				return false;
			entity_record_key(record, end, &key);
			if (key.kind == ES_KIND_PERSON)
				return person_matches(query, item, &key, work);
			return name_matches(query, item, &key);
		case EQ_ID:
			return entity_record_id(record, end) == eq_id(query, item) && (*record & ES_R_PLACE) != 0;
		default:
			return in_place(query, item, record, end);
	}
}

/* Records of one kind that the leaf accepts.  False if the visitor wants no more. */
static bool
visit_kind(const EntityQuery *query, const EqItem *item, const EntityReader *reader, EntityKind kind,
		   EqVisit visit, void *context)
{
	StringInfoData work = {0};
	uint32		at;
	uint32		last;
	bool		go_on = true;
	bool		ordered = item->type == EQ_NAME && kind != ES_KIND_PERSON &&
		!(kind == ES_KIND_USER && item->kindlen == 0);

	if (ordered)
	{
		EntityKey	key = {0};

		key.kind = kind;
		key.kind_name = eq_kind_name(query, item);
		key.kindlen = item->kindlen;
		key.fold = eq_name(query, item);
		key.foldlen = item->namelen;
		if (!entity_find(reader, &key, &at) && (item->flags & EQ_PREFIX) == 0)
			return true;
		last = reader->count;
	}
	else
		entity_kind_range(reader, kind, item->kindlen ? eq_kind_name(query, item) : NULL, item->kindlen,
						  &at, &last);
	for (; at < last && go_on; at++)
	{
		const unsigned char *record = entry_at(reader, at);

		if (ordered)
		{
			EntityKey	key;

			entity_record_key(record, reader->end, &key);
			if (key.kind != kind || !name_matches(query, item, &key) ||
				(kind == ES_KIND_USER &&
				 (key.kindlen != item->kindlen ||
				  memcmp(key.kind_name, eq_kind_name(query, item), key.kindlen) != 0)))
				break;
		}
		else if (!record_matches(query, item, record, reader->end, &work))
			continue;
		if (conditions_hold(item, record, reader->end))
			go_on = visit(context, at, record, reader->end);
	}
	if (work.data)
		pfree(work.data);
	return go_on;
}

void
entityquery_visit(const EntityQuery *query, const EqItem *item, const EntityReader *reader,
				  EqVisit visit, void *context)
{
	static const EntityKind kinds[] = {
		ES_KIND_PERSON, ES_KIND_ORG, ES_KIND_PLACE, ES_KIND_DEMONYM, ES_KIND_MISC, ES_KIND_USER
	};
	int			i;

	if (item->kind != ES_KIND_ANY)
	{
		(void) visit_kind(query, item, reader, (EntityKind) item->kind, visit, context);
		return;
	}
	for (i = 0; i < (int) lengthof(kinds); i++)
		if (!visit_kind(query, item, reader, kinds[i], visit, context))
			return;
}

typedef struct SetContext
{
	const EntityQuery *query;
	const EntityReader *reader;
} SetContext;

static bool
stop_at_first(void *context, uint32 entity, const unsigned char *record, const unsigned char *end)
{
	(void) entity;
	(void) record;
	(void) end;
	*(bool *) context = true;
	return false;
}

typedef struct CollectContext
{
	EqPositions *positions;
	uint8		sections;
	bool		found;
} CollectContext;

/* Positions of an entity, in the sections that are asked for. */
static bool
collect_positions(void *context, uint32 entity, const unsigned char *record, const unsigned char *end)
{
	CollectContext *collect = (CollectContext *) context;
	EntityView	view;
	EntityPositions it;
	EqPositions found = {0};
	uint32		length;

	(void) entity;
	entity_record_view(record, end, &view);
	collect->found = true;
	if (view.npositions == 0)
		return true;
	length = pg_mbstrlen_with_len(view.name, view.namelen);
	found.start = palloc_extended(mul_size(view.npositions, sizeof(uint32)), MCXT_ALLOC_HUGE);
	found.end = palloc_extended(mul_size(view.npositions, sizeof(uint32)), MCXT_ALLOC_HUGE);
	for (entity_positions_init(&it, &view); entity_positions_next(&it);)
		if (collect->sections == 0 || (collect->sections & ES_SECTION_BIT(it.section)))
		{
			found.start[found.n] = it.position;
			found.end[found.n++] = it.position + length;
		}
	merge_positions(collect->positions, &found);
	return true;
}

static EqTruth
leaf_of_set(void *context, uint32 number, EqPositions *positions)
{
	SetContext *set = (SetContext *) context;
	const EqItem *item = &set->query->item[number];

	if (positions)
	{
		CollectContext collect = {positions, item->sections, false};

		entityquery_visit(set->query, item, set->reader, collect_positions, &collect);
		return collect.found ? EQ_YES : EQ_NO;
	}
	else
	{
		bool		found = false;

		entityquery_visit(set->query, item, set->reader, stop_at_first, &found);
		return found ? EQ_YES : EQ_NO;
	}
}

bool
entityquery_matches(const EntityQuery *query, const EntityReader *reader)
{
	SetContext	set = {query, reader};

	return entityquery_evaluate(query, leaf_of_set, &set, true) == EQ_YES;
}

PG_FUNCTION_INFO_V1(entityset_matches);
Datum
entityset_matches(PG_FUNCTION_ARGS)
{
	EntitySet  *set = PG_GETARG_ENTITYSET_P(0);
	EntityQuery *query = PG_GETARG_ENTITYQUERY_P(1);
	EntityReader reader;
	bool		found;

	entity_prefetch_next_row(set);
	entity_reader_init(&reader, set);
	found = entityquery_matches(query, &reader);
	PG_FREE_IF_COPY(set, 0);
	PG_FREE_IF_COPY(query, 1);
	PG_RETURN_BOOL(found);
}

PG_FUNCTION_INFO_V1(entityquery_matched);
Datum
entityquery_matched(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall2(entityset_matches, PG_GETARG_DATUM(1), PG_GETARG_DATUM(0));
}
