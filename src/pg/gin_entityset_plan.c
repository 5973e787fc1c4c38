/*-------------------------------------------------------------------------
 * gin_entityset_plan.c
 *	  What both GIN operator classes of entityset share: which keys a query
 *	  looks for, and whether a row with some of them is a match.
 *
 * A plan tells the keys of each entity of @> and && and of each leaf of @@; one
 * evaluator serves consistent and triconsistent.  Rows are rechecked
 *	 1	@>	if a key asks for it
 *	 2	&&	if a key asks for it, or if an entity of the query has an id and only
 *			its name was found (the row may have another id)
 *	 3	@@	if a key asks for it, or a leaf has sections, a confidence or <N>
 *	 4	=	always: keys do not hold counts and positions
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
quick_plan(const KeyPlan *plan, StrategyNumber strategy)
{
	bool		all = strategy != OVERLAPS_STRATEGY;
	bool		any = strategy != CONTAINS_STRATEGY;
	uint32		i;

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

KeyPlan *
entity_plan_make(FunctionCallInfo fcinfo, EntityProbes *probes)
{
	StrategyNumber strategy = PG_GETARG_UINT16(2);
	int32	   *search_mode = (int32 *) PG_GETARG_POINTER(6);
	KeyPlan	   *plan;

	switch (strategy)
	{
		case CONTAINS_STRATEGY:
		case OVERLAPS_STRATEGY:
			plan = plan_set(PG_GETARG_ENTITYSET_P(0), strategy == OVERLAPS_STRATEGY, probes);
			if (plan->n == 0 && strategy == CONTAINS_STRATEGY)
				*search_mode = GIN_SEARCH_MODE_ALL;
			return plan;
		case MATCHES_STRATEGY:
			return plan_query(PG_GETARG_ENTITYQUERY_P(0), probes, search_mode);
		default:
			elog(ERROR, "unrecognized strategy number: %d", strategy);
	}
	return NULL;
}

void
entity_plan_finish(FunctionCallInfo fcinfo, KeyPlan *plan, bool rechecks)
{
	plan->quick = rechecks ? QUICK_NONE : quick_plan(plan, PG_GETARG_UINT16(2));
}

typedef struct Check
{
	const GinTernaryValue *check;
	EntityExtra **extra;
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
		if (check->check[i] == GIN_TRUE && !check->extra[i]->recheck)
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
	check.extra = (EntityExtra **) extra_data;
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
