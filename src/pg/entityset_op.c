/*-------------------------------------------------------------------------
 * entityset_op.c
 *	  Operators of entityset: comparison, containment, union, difference.
 *
 * Containment asks for the entity, not for how often or where it is named: an
 * entity with an id is found by kind and id, one without by kind and folded
 * name.  Overlap asks whether two entities can be the same: of one kind, with
 * equal ids if both have one, else with equal folded names.  Equality asks for
 * everything.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "compat.h"
#include "entityset.h"

/*
 * Order for B-tree: entity by entity, then a shorter list first, then by what
 * is known about the entities.  Equal means equal bytes.
 */
static int
compare(const EntitySet *a, const EntitySet *b)
{
	Size		size_a = VARSIZE_ANY_EXHDR(a);
	Size		size_b = VARSIZE_ANY_EXHDR(b);
	EntityReader ra;
	EntityReader rb;
	uint32		i;
	int			c;

	if (size_a == size_b && memcmp(VARDATA_ANY(a), VARDATA_ANY(b), size_a) == 0)
		return 0;
	entity_reader_init(&ra, a);
	entity_reader_init(&rb, b);
	for (i = 0; i < Min(ra.count, rb.count); i++)
	{
		EntityKey	ka;
		EntityKey	kb;

		entry_identity(entry_at(&ra, i), ra.end, &ka);
		entry_identity(entry_at(&rb, i), rb.end, &kb);
		c = entity_key_cmp(&ka, &kb);
		if (c != 0)
			return c;
	}
	if (ra.count != rb.count)
		return ra.count < rb.count ? -1 : 1;
	c = memcmp(ra.records, rb.records, Min(ra.end - ra.records, rb.end - rb.records));
	if (c != 0)
		return c;
	return size_a < size_b ? -1 : size_a > size_b;
}

#define COMPARISON(name, condition) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	EntitySet  *a = PG_GETARG_ENTITYSET_P(0); \
	EntitySet  *b = PG_GETARG_ENTITYSET_P(1); \
	int			c = compare(a, b); \
\
	PG_FREE_IF_COPY(a, 0); \
	PG_FREE_IF_COPY(b, 1); \
	PG_RETURN_BOOL(condition); \
}

COMPARISON(entityset_eq, c == 0)
COMPARISON(entityset_ne, c != 0)
COMPARISON(entityset_lt, c < 0)
COMPARISON(entityset_le, c <= 0)
COMPARISON(entityset_gt, c > 0)
COMPARISON(entityset_ge, c >= 0)

PG_FUNCTION_INFO_V1(entityset_cmp);
Datum
entityset_cmp(PG_FUNCTION_ARGS)
{
	EntitySet  *a = PG_GETARG_ENTITYSET_P(0);
	EntitySet  *b = PG_GETARG_ENTITYSET_P(1);
	int			c = compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	PG_RETURN_INT32(c);
}

PG_FUNCTION_INFO_V1(entityset_hash);
Datum
entityset_hash(PG_FUNCTION_ARGS)
{
	EntitySet  *set = PG_GETARG_ENTITYSET_P(0);
	Datum		hash = hash_any((unsigned char *) VARDATA_ANY(set), VARSIZE_ANY_EXHDR(set));

	PG_FREE_IF_COPY(set, 0);
	return hash;
}

PG_FUNCTION_INFO_V1(entityset_hash_extended);
Datum
entityset_hash_extended(PG_FUNCTION_ARGS)
{
	EntitySet  *set = PG_GETARG_ENTITYSET_P(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA_ANY(set), VARSIZE_ANY_EXHDR(set),
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(set, 0);
	return hash;
}

/* True if all (or, with any, one) of b's entities are in a. */
static bool
match(const EntitySet *set_a, const EntitySet *set_b, bool any)
{
	EntityReader a;
	EntityReader b;
	uint32		i;

	entity_prefetch_next_row(set_a);
	entity_reader_init(&a, set_a);
	entity_reader_init(&b, set_b);
	for (i = 0; i < b.count; i++)
	{
		EntityKey	key;

		entry_identity(entry_at(&b, i), b.end, &key);
		if (entity_contained(&a, &key) == any)
			return any;
	}
	return !any;
}

PG_FUNCTION_INFO_V1(entityset_contains);
Datum
entityset_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(match(PG_GETARG_ENTITYSET_P(0), PG_GETARG_ENTITYSET_P(1), false));
}

PG_FUNCTION_INFO_V1(entityset_contained);
Datum
entityset_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(match(PG_GETARG_ENTITYSET_P(1), PG_GETARG_ENTITYSET_P(0), false));
}

/* Both directions, as an entity with an id on one side only overlaps by name. */
PG_FUNCTION_INFO_V1(entityset_overlaps);
Datum
entityset_overlaps(PG_FUNCTION_ARGS)
{
	EntitySet  *a = PG_GETARG_ENTITYSET_P(0);
	EntitySet  *b = PG_GETARG_ENTITYSET_P(1);

	PG_RETURN_BOOL(match(a, b, true) || match(b, a, true));
}

PG_FUNCTION_INFO_V1(entityset_concat);
Datum
entityset_concat(PG_FUNCTION_ARGS)
{
	EntityReader reader[2];
	EntityItem *items;
	int			n = 0;
	int			side;
	uint32		i;

	entity_reader_init(&reader[0], PG_GETARG_ENTITYSET_P(0));
	entity_reader_init(&reader[1], PG_GETARG_ENTITYSET_P(1));
	items = palloc_extended(mul_size((Size) reader[0].count + reader[1].count + 1, sizeof(EntityItem)),
							MCXT_ALLOC_HUGE);
	for (side = 0; side < 2; side++)
		for (i = 0; i < reader[side].count; i++)
		{
			EntityView	view;

			entity_record_view(entry_at(&reader[side], i), reader[side].end, &view);
			entity_item_from_view(&items[n++], &view);
		}
	PG_RETURN_ENTITYSET_P(entityset_build(items, n));
}

PG_FUNCTION_INFO_V1(entityset_subtract);
Datum
entityset_subtract(PG_FUNCTION_ARGS)
{
	EntityReader a;
	EntityReader b;
	bool	   *keep;
	uint32		i;

	entity_reader_init(&a, PG_GETARG_ENTITYSET_P(0));
	entity_reader_init(&b, PG_GETARG_ENTITYSET_P(1));
	keep = palloc_extended(Max(a.count, 1), MCXT_ALLOC_HUGE);
	memset(keep, true, a.count);
	for (i = 0; i < b.count; i++)
	{
		EntityKey	key;
		EntityKey	found;
		uint32		at;
		uint32		last;

		entry_identity(entry_at(&b, i), b.end, &key);
		if (key.id)
		{
			entity_kind_range(&a, key.kind, key.kind_name, key.kindlen, &at, &last);
			for (; at < last; at++)
				if (entity_record_id(entry_at(&a, at), a.end) == key.id)
					keep[at] = false;
		}
		else if (entity_find(&a, &key, &at))
			do
			{
				keep[at++] = false;
				if (at < a.count)
					entity_record_key(entry_at(&a, at), a.end, &found);
			} while (at < a.count && entity_key_cmp(&found, &key) == 0);
	}
	PG_RETURN_ENTITYSET_P(entityset_subset(&a, keep));
}
