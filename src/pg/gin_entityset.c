/*-------------------------------------------------------------------------
 * gin_entityset.c
 *	  The default GIN operator class of entityset.
 *
 * Keys are described in gin_entityset.h.  Strategies and when they recheck:
 *	 1	@>	exact, unless a name was too long for a key
 *	 2	&&	exact, unless a name was too long, or an entity of the query has an
 *			id and only its name was found (the row may have another id)
 *	 3	@@	exact, unless a leaf has sections, a confidence or <N>, is an
 *			incomplete name of several words of a person, or was too long
 *	 4	=	always rechecked: keys do not hold counts and positions
 *
 * An empty right side: contained in every row (all rows are read), overlaps
 * and matches none, and equals rows that are empty (stored as such).
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/gin.h"
#include "access/stratnum.h"
#include "compat.h"
#include "gin_entityset.h"
#include "port/pg_bswap.h"

#define CONTAINS_STRATEGY	1
#define OVERLAPS_STRATEGY	2
#define MATCHES_STRATEGY	3
#define EQUAL_STRATEGY		4

/* Queries that the keys decide without a look at what they belong to. */
typedef enum QuickPlan
{
	QUICK_NONE = 0,
	QUICK_ALL,					/* all keys must be there */
	QUICK_ANY					/* one of them */
} QuickPlan;

/* What consistent needs to know of the query; every extra_data points to one. */
typedef struct KeyPlan
{
	QuickPlan	quick;
	const EntityQuery *query;	/* strategy 3 */
	uint32	   *first;			/* of each item or entity: its first key */
	uint32	   *count;			/* and how many it has; any of them answers a leaf */
	uint32		n;
} KeyPlan;

typedef struct Extra
{
	KeyPlan	   *plan;
	EntityProbe probe;
} Extra;

/*
 * A key as an argument.  Keys in an index are far too short to be toasted, so
 * the look at their headers is all that is needed in a build's inner loop.
 */
static inline struct varlena *
key_argument(Datum datum)
{
	struct varlena *key = (struct varlena *) DatumGetPointer(datum);

	if (VARATT_IS_COMPRESSED(key) || VARATT_IS_EXTERNAL(key))
		key = pg_detoast_datum_packed(key);
	return key;
}

PG_FUNCTION_INFO_V1(entityset_key_cmp);
Datum
entityset_key_cmp(PG_FUNCTION_ARGS)
{
	struct varlena *a = key_argument(PG_GETARG_DATUM(0));
	struct varlena *b = key_argument(PG_GETARG_DATUM(1));
	const char *data_a = VARDATA_ANY(a);
	const char *data_b = VARDATA_ANY(b);
	int			len_a = VARSIZE_ANY_EXHDR(a);
	int			len_b = VARSIZE_ANY_EXHDR(b);
	int			c;

	/* The first bytes decide most comparisons. */
	if (len_a >= (int) sizeof(uint64) && len_b >= (int) sizeof(uint64))
	{
		uint64		head_a;
		uint64		head_b;

		memcpy(&head_a, data_a, sizeof(uint64));
		memcpy(&head_b, data_b, sizeof(uint64));
		if (head_a != head_b)
			PG_RETURN_INT32(pg_ntoh64(head_a) < pg_ntoh64(head_b) ? -1 : 1);
	}
	c = memcmp(data_a, data_b, Min(len_a, len_b));
	PG_RETURN_INT32(c != 0 ? c : len_a - len_b);
}

static Datum *
extract_set(const EntitySet *set, int32 *nkeys)
{
	EntityKeys	keys;

	entity_keys_of_set(&keys, set);
	*nkeys = keys.n;
	return entity_keys_datums(&keys);
}

PG_FUNCTION_INFO_V1(entityset_extract_value);
Datum
entityset_extract_value(PG_FUNCTION_ARGS)
{
	EntitySet  *set = PG_GETARG_ENTITYSET_P(0);

	entity_prefetch_next_row(set);
	PG_RETURN_POINTER(extract_set(set, (int32 *) PG_GETARG_POINTER(1)));
}

static KeyPlan *
make_key_plan(const EntityQuery *query, uint32 n)
{
	KeyPlan	   *plan = palloc(sizeof(KeyPlan));

	plan->query = query;
	plan->n = n;
	plan->first = palloc_extended(mul_size(n + 1, sizeof(uint32)), MCXT_ALLOC_HUGE);
	plan->count = palloc_extended(mul_size(n + 1, sizeof(uint32)), MCXT_ALLOC_HUGE);
	return plan;
}

static void
add_exact_probe(EntityProbes *probes, bool recheck)
{
	int			at = probes->keys.n - 1;

	if (at >= probes->room)
	{
		probes->room = Max(probes->room * 2, at + 1);
		probes->probe = repalloc_huge(probes->probe, mul_size(probes->room, sizeof(EntityProbe)));
	}
	memset(&probes->probe[at], 0, sizeof(EntityProbe));
	probes->probe[at].recheck = recheck;
}

/* Keys of entities asked for by @> and &&. */
static KeyPlan *
plan_set(const EntitySet *set, bool overlaps, EntityProbes *probes)
{
	EntityReader reader;
	KeyPlan	   *plan;
	uint32		i;

	entity_reader_init(&reader, set);
	plan = make_key_plan(NULL, reader.count);
	entity_probes_init(probes, reader.count * 2);
	for (i = 0; i < reader.count; i++)
	{
		EntityKey	key;

		entry_identity(entry_at(&reader, i), reader.end, &key);
		plan->first[i] = probes->keys.n;
		if (key.id)
		{
			entity_keys_add_id(&probes->keys, &key);
			add_exact_probe(probes, false);
		}
		if (key.id == 0 || overlaps)
		{
			bool		cut = entity_keys_add_name(&probes->keys, &key);

			add_exact_probe(probes, cut || key.id != 0);
		}
		plan->count[i] = probes->keys.n - plan->first[i];
	}
	return plan;
}

static EqTruth
leaf_is_absent(void *context, uint32 item, EqPositions *positions)
{
	(void) context;
	(void) item;
	(void) positions;
	return EQ_NO;
}

static KeyPlan *
plan_query(const EntityQuery *query, EntityProbes *probes, int32 *search_mode)
{
	KeyPlan	   *plan = make_key_plan(query, query->count);
	uint32		i;

	entity_probes_init(probes, query->count);
	for (i = 0; i < query->count; i++)
	{
		plan->first[i] = probes->keys.n;
		if (eq_is_leaf(&query->item[i]))
			entity_probes_add_leaf(probes, query, &query->item[i]);
		plan->count[i] = probes->keys.n - plan->first[i];
	}
	/* "!org:nato" is also answered by rows without any of the keys. */
	if (entityquery_evaluate(query, leaf_is_absent, NULL, false) != EQ_NO)
		*search_mode = GIN_SEARCH_MODE_ALL;
	return plan;
}

/*
 * Names joined by & or by | only, whose keys are exact: no more than a look at
 * each key.  With & each name must be one key, as any key of a name will do.
 */
static QuickPlan
quick_plan(const KeyPlan *plan, StrategyNumber strategy, const EntityProbes *probes)
{
	bool		all = strategy != OVERLAPS_STRATEGY;
	bool		any = strategy != CONTAINS_STRATEGY;
	uint32		i;
	int			k;

	for (k = 0; k < probes->keys.n; k++)
		if (probes->probe[k].recheck)
			return QUICK_NONE;
	for (i = 0; i < plan->n; i++)
	{
		if (plan->query == NULL || eq_is_leaf(&plan->query->item[i]))
		{
			if (plan->query && eq_has_condition(&plan->query->item[i]))
				return QUICK_NONE;
			all = all && plan->count[i] == 1;
			continue;
		}
		switch (plan->query->item[i].type)
		{
			case EQ_AND:
			case EQ_JUMP_IF_NO:
				any = false;
				break;
			case EQ_OR:
			case EQ_JUMP_IF_YES:
				all = false;
				break;
			default:
				return QUICK_NONE;
		}
	}
	return all ? QUICK_ALL : any ? QUICK_ANY : QUICK_NONE;
}

PG_FUNCTION_INFO_V1(entityset_extract_query);
Datum
entityset_extract_query(PG_FUNCTION_ARGS)
{
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);
	StrategyNumber strategy = PG_GETARG_UINT16(2);
	bool	  **partial = (bool **) PG_GETARG_POINTER(3);
	Pointer   **extra_data = (Pointer **) PG_GETARG_POINTER(4);
	int32	   *search_mode = (int32 *) PG_GETARG_POINTER(6);
	EntityProbes probes;
	KeyPlan	   *plan;
	Extra	   *extra;
	int			i;

	switch (strategy)
	{
		case CONTAINS_STRATEGY:
		case OVERLAPS_STRATEGY:
			plan = plan_set(PG_GETARG_ENTITYSET_P(0), strategy == OVERLAPS_STRATEGY, &probes);
			if (plan->n == 0 && strategy == CONTAINS_STRATEGY)
				*search_mode = GIN_SEARCH_MODE_ALL;
			break;
		case MATCHES_STRATEGY:
			plan = plan_query(PG_GETARG_ENTITYQUERY_P(0), &probes, search_mode);
			break;
		case EQUAL_STRATEGY:
			{
				Datum	   *keys = extract_set(PG_GETARG_ENTITYSET_P(0), nkeys);

				if (*nkeys == 0)
					*search_mode = GIN_SEARCH_MODE_INCLUDE_EMPTY;
				PG_RETURN_POINTER(keys);
			}
		default:
			elog(ERROR, "unrecognized strategy number: %d", strategy);
	}

	*nkeys = probes.keys.n;
	if (probes.keys.n == 0)
		PG_RETURN_POINTER(NULL);
	plan->quick = quick_plan(plan, strategy, &probes);
	extra = palloc_extended(mul_size(*nkeys, sizeof(Extra)), MCXT_ALLOC_HUGE);
	*extra_data = palloc_extended(mul_size(*nkeys, sizeof(Pointer)), MCXT_ALLOC_HUGE);
	*partial = palloc_extended(*nkeys, MCXT_ALLOC_HUGE);
	for (i = 0; i < *nkeys; i++)
	{
		extra[i].plan = plan;
		extra[i].probe = probes.probe[i];
		(*extra_data)[i] = (Pointer) &extra[i];
		(*partial)[i] = probes.probe[i].mode != PROBE_EXACT;
	}
	PG_RETURN_POINTER(entity_keys_datums(&probes.keys));
}

PG_FUNCTION_INFO_V1(entityset_compare_partial);
Datum
entityset_compare_partial(PG_FUNCTION_ARGS)
{
	struct varlena *wanted = PG_GETARG_VARLENA_PP(0);
	struct varlena *key = PG_GETARG_VARLENA_PP(1);
	Extra	   *extra = (Extra *) PG_GETARG_POINTER(3);

	PG_RETURN_INT32(entity_probe_compare(&extra->probe, VARDATA_ANY(wanted), VARSIZE_ANY_EXHDR(wanted),
										 VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key)));
}

typedef struct Check
{
	const GinTernaryValue *check;
	Extra	  **extra;
	KeyPlan	   *plan;
} Check;

/* Any of the keys of an item or entity. */
static EqTruth
any_key(const Check *check, uint32 number)
{
	EqTruth		truth = EQ_NO;
	uint32		i;

	for (i = check->plan->first[number];
		 i < check->plan->first[number] + check->plan->count[number] && truth != EQ_YES; i++)
	{
		if (check->check[i] == GIN_FALSE)
			continue;
		if (check->check[i] == GIN_TRUE && !check->extra[i]->probe.recheck)
			truth = EQ_YES;
		else
			truth = EQ_MAYBE;
	}
	return truth;
}

static EqTruth
leaf_of_keys(void *context, uint32 number, EqPositions *positions)
{
	const Check *check = (const Check *) context;
	EqTruth		truth = any_key(check, number);

	(void) positions;
	if (truth == EQ_YES && eq_has_condition(&check->plan->query->item[number]))
		return EQ_MAYBE;
	return truth;
}

static EqTruth
evaluate_quick(QuickPlan quick, const GinTernaryValue *keys, int32 nkeys)
{
	GinTernaryValue decides = quick == QUICK_ALL ? GIN_FALSE : GIN_TRUE;
	bool		maybe = false;
	int32		i;

	for (i = 0; i < nkeys; i++)
	{
		if (keys[i] == decides)
			return quick == QUICK_ALL ? EQ_NO : EQ_YES;
		maybe = maybe || keys[i] == GIN_MAYBE;
	}
	return maybe ? EQ_MAYBE : quick == QUICK_ALL ? EQ_YES : EQ_NO;
}

/* The evaluator behind consistent and triconsistent. */
static EqTruth
evaluate(StrategyNumber strategy, const GinTernaryValue *keys, int32 nkeys, Pointer *extra_data)
{
	Check		check;
	EqTruth		truth;
	uint32		i;

	if (strategy == EQUAL_STRATEGY)
	{
		for (i = 0; i < (uint32) nkeys; i++)
			if (keys[i] == GIN_FALSE)
				return EQ_NO;
		return EQ_MAYBE;
	}
	if (nkeys == 0)
		return strategy == CONTAINS_STRATEGY ? EQ_YES : EQ_NO;
	check.check = keys;
	check.extra = (Extra **) extra_data;
	check.plan = check.extra[0]->plan;
	if (check.plan->quick != QUICK_NONE)
		return evaluate_quick(check.plan->quick, keys, nkeys);
	switch (strategy)
	{
		case CONTAINS_STRATEGY:
			truth = EQ_YES;
			for (i = 0; i < check.plan->n && truth != EQ_NO; i++)
				truth = Min(truth, any_key(&check, i));
			return truth;
		case OVERLAPS_STRATEGY:
			truth = EQ_NO;
			for (i = 0; i < check.plan->n && truth != EQ_YES; i++)
				truth = Max(truth, any_key(&check, i));
			return truth;
		case MATCHES_STRATEGY:
			return entityquery_evaluate(check.plan->query, leaf_of_keys, &check, false);
		default:
			elog(ERROR, "unrecognized strategy number: %d", strategy);
	}
	return EQ_MAYBE;
}

PG_FUNCTION_INFO_V1(entityset_consistent);
Datum
entityset_consistent(PG_FUNCTION_ARGS)
{
	bool	   *recheck = (bool *) PG_GETARG_POINTER(5);
	EqTruth		truth;

	/* As tsquery does: bool and the ternary's false and true are the same bytes. */
	truth = evaluate(PG_GETARG_UINT16(1), (GinTernaryValue *) PG_GETARG_POINTER(0), PG_GETARG_INT32(3),
					 (Pointer *) PG_GETARG_POINTER(4));
	*recheck = truth == EQ_MAYBE;
	PG_RETURN_BOOL(truth != EQ_NO);
}

PG_FUNCTION_INFO_V1(entityset_triconsistent);
Datum
entityset_triconsistent(PG_FUNCTION_ARGS)
{
	EqTruth		truth = evaluate(PG_GETARG_UINT16(1), (GinTernaryValue *) PG_GETARG_POINTER(0),
								 PG_GETARG_INT32(3), (Pointer *) PG_GETARG_POINTER(4));

	PG_RETURN_GIN_TERNARY_VALUE(truth == EQ_NO ? GIN_FALSE : truth == EQ_YES ? GIN_TRUE : GIN_MAYBE);
}
