/*-------------------------------------------------------------------------
 * entityset_agg.c
 *	  Aggregates: entityset_union and entityset_count.
 *
 * Both unite the entities of many articles.  Positions are left out, as they
 * point into one article each; sections unite, the highest salience and
 * confidence stay.  Mentions of the result are all mentions (union) or the
 * number of rows that have the entity (count).
 *
 * The state is a list of items.  When it has doubled it is sorted and merged,
 * so memory follows the number of different entities, and time that of all.
 * For parallel plans the state travels as an entityset.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "entityset.h"
#include "utils/tuplestore.h"

/* Lists shorter than this are not worth merging. */
#define MERGE_FROM		4096

typedef struct UnionState
{
	MemoryContext context;		/* holds names; replaced at each merge */
	EntityItem *item;
	int			n;
	int			room;
	int			merge_at;
	bool		count_rows;
} UnionState;

static MemoryContext
names_context(MemoryContext parent)
{
	return AllocSetContextCreate(parent, "entityset_union", ALLOCSET_DEFAULT_SIZES);
}

static UnionState *
make_state(FunctionCallInfo fcinfo, bool count_rows)
{
	MemoryContext aggregate;
	UnionState *state;

	if (!AggCheckCallContext(fcinfo, &aggregate))
		elog(ERROR, "aggregate function called in non-aggregate context");
	state = MemoryContextAllocZero(aggregate, sizeof(UnionState));
	state->context = names_context(aggregate);
	state->room = 256;
	state->item = MemoryContextAlloc(aggregate, state->room * sizeof(EntityItem));
	state->merge_at = MERGE_FROM;
	state->count_rows = count_rows;
	return state;
}

/* Items whose names point into 'set', which must live as long as they do. */
static void
add_set(UnionState *state, const EntitySet *set, bool as_rows)
{
	EntityReader reader;
	uint32		i;

	entity_reader_init(&reader, set);
	if (state->n + (Size) reader.count > (Size) state->room)
	{
		state->room = Max(state->room * 2, state->n + (int) reader.count);
		state->item = repalloc_huge(state->item, mul_size(state->room, sizeof(EntityItem)));
	}
	for (i = 0; i < reader.count; i++)
	{
		EntityView	view;
		EntityItem *item = &state->item[state->n++];

		entity_record_view(entry_at(&reader, i), reader.end, &view);
		view.npositions = 0;
		entity_item_from_view(item, &view);
		if (as_rows)
			item->mentions = 1;
	}
}

/* Make the list short again: only different entities, with names in a fresh context. */
static void
merge(UnionState *state)
{
	MemoryContext fresh = names_context(MemoryContextGetParent(state->context));
	MemoryContext old = MemoryContextSwitchTo(fresh);
	EntitySet  *merged = entityset_build(state->item, state->n);

	state->n = 0;
	add_set(state, merged, false);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(state->context);
	state->context = fresh;
	state->merge_at = Max(MERGE_FROM, state->n * 2);
}

static void
add_copy(UnionState *state, const EntitySet *set, bool as_rows)
{
	MemoryContext old = MemoryContextSwitchTo(state->context);
	Size		size = VARSIZE_ANY(set);
	EntitySet  *copy = palloc_extended(size, MCXT_ALLOC_HUGE);

	memcpy(copy, set, size);
	add_set(state, copy, as_rows);
	MemoryContextSwitchTo(old);
	if (state->n > state->merge_at)
		merge(state);
}

static Datum
transition(FunctionCallInfo fcinfo, bool count_rows)
{
	UnionState *state = PG_ARGISNULL(0) ? NULL : (UnionState *) PG_GETARG_POINTER(0);

	if (state == NULL)
		state = make_state(fcinfo, count_rows);
	if (!PG_ARGISNULL(1))
		add_copy(state, PG_GETARG_ENTITYSET_P(1), count_rows);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(entityset_union_transfn);
Datum
entityset_union_transfn(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, false);
}

PG_FUNCTION_INFO_V1(entityset_count_transfn);
Datum
entityset_count_transfn(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, true);
}

/* The state must stay usable: window functions ask more than once. */
static EntitySet *
state_value(const UnionState *state)
{
	EntityItem *items = palloc_extended(mul_size(Max(state->n, 1), sizeof(EntityItem)), MCXT_ALLOC_HUGE);

	memcpy(items, state->item, sizeof(EntityItem) * state->n);
	return entityset_build(items, state->n);
}

PG_FUNCTION_INFO_V1(entityset_union_combinefn);
Datum
entityset_union_combinefn(PG_FUNCTION_ARGS)
{
	UnionState *into = PG_ARGISNULL(0) ? NULL : (UnionState *) PG_GETARG_POINTER(0);
	UnionState *from = PG_ARGISNULL(1) ? NULL : (UnionState *) PG_GETARG_POINTER(1);

	if (from == NULL)
	{
		if (into == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(into);
	}
	if (into == NULL)
		into = make_state(fcinfo, from->count_rows);
	/* Rows were counted when they came in; here mentions add up in both. */
	add_copy(into, state_value(from), false);
	PG_RETURN_POINTER(into);
}

PG_FUNCTION_INFO_V1(entityset_union_serialfn);
Datum
entityset_union_serialfn(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P((bytea *) state_value((UnionState *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(entityset_union_deserialfn);
Datum
entityset_union_deserialfn(PG_FUNCTION_ARGS)
{
	UnionState *state = make_state(fcinfo, false);

	add_copy(state, (EntitySet *) PG_GETARG_BYTEA_PP(0), false);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(entityset_union_finalfn);
Datum
entityset_union_finalfn(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_ENTITYSET_P(state_value((UnionState *) PG_GETARG_POINTER(0)));
}

/* entityset_pairs(set, kind_a, kind_b): which entities stand in one article. */
PG_FUNCTION_INFO_V1(entityset_pairs);
Datum
entityset_pairs(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	EntityReader reader;
	uint32		range[2][2];
	uint32		a;
	uint32		b;
	int			side;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	for (side = 0; side < 2; side++)
	{
		range[side][0] = 0;
		range[side][1] = reader.count;
		if (!PG_ARGISNULL(side + 1))
		{
			char	   *name;
			EntityKind	kind = entity_kind_argument(PG_GETARG_TEXT_PP(side + 1), &name);

			entity_kind_range(&reader, kind, name, name ? strlen(name) : 0, &range[side][0], &range[side][1]);
		}
	}
	for (a = range[0][0]; a < range[0][1]; a++)
		for (b = range[1][0]; b < range[1][1]; b++)
		{
			EntityView	va;
			EntityView	vb;
			Datum		values[4];
			bool		nulls[4] = {false};

			CHECK_FOR_INTERRUPTS();
			/* Each pair of one range once, in stored order. */
			if (a == b || (b < a && b >= range[0][0] && a < range[1][1] && a >= range[1][0]))
				continue;
			entity_record_view(entry_at(&reader, a), reader.end, &va);
			entity_record_view(entry_at(&reader, b), reader.end, &vb);
			values[0] = entity_kind_datum(&va.key);
			values[1] = entity_name_datum(&va);
			values[2] = entity_kind_datum(&vb.key);
			values[3] = entity_name_datum(&vb);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
	return (Datum) 0;
}
