/*-------------------------------------------------------------------------
 * gin_entityset_id.c
 *	  A small GIN operator class of entityset, gin_entityset_id_ops.
 *
 * Its keys are 64-bit hashes of the name and id keys of gin_entityset.h, passed
 * by value: the index is smaller and takes about half the time to build, as
 * jsonb_path_ops is beside jsonb_ops.  It answers @> and && (and =), the
 * questions whether entities known in full are there; surnames, prefixes and
 * places in a region need the default class.
 *
 * Two keys may have one hash, so every match is rechecked; answers are exact.
 * An empty right side is decided as in gin_entityset.c.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/gin.h"
#include "access/stratnum.h"
#include "compat.h"
#include "gin_entityset.h"
#include "unicode.h"

#define CONTAINS_STRATEGY	1
#define OVERLAPS_STRATEGY	2
#define EQUAL_STRATEGY		4

/* Hashes of the keys as Datums. */
static Datum *
hash_keys(const EntityKeys *keys)
{
	Datum	   *datums = palloc_extended(mul_size(Max(keys->n, 1), sizeof(Datum)), MCXT_ALLOC_HUGE);
	int			i;

	for (i = 0; i < keys->n; i++)
		datums[i] = Int64GetDatum((int64) nx_hash_bytes(entity_key_data(keys, i), entity_key_len(keys, i)));
	return datums;
}

PG_FUNCTION_INFO_V1(entityset_id_extract_value);
Datum
entityset_id_extract_value(PG_FUNCTION_ARGS)
{
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);
	EntityReader reader;
	EntityKeys	keys;
	uint32		i;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	entity_keys_init(&keys, reader.count * 2);
	for (i = 0; i < reader.count; i++)
	{
		EntityKey	key;

		entry_identity(entry_at(&reader, i), reader.end, &key);
		(void) entity_keys_add_name(&keys, &key);
		if (key.id)
			entity_keys_add_id(&keys, &key);
	}
	*nkeys = keys.n;
	PG_RETURN_POINTER(hash_keys(&keys));
}

PG_FUNCTION_INFO_V1(entityset_id_extract_query);
Datum
entityset_id_extract_query(PG_FUNCTION_ARGS)
{
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);
	StrategyNumber strategy = PG_GETARG_UINT16(2);
	int32	   *search_mode = (int32 *) PG_GETARG_POINTER(6);
	EntityReader reader;
	EntityKeys	keys;
	uint32		i;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	entity_keys_init(&keys, reader.count * 2);
	for (i = 0; i < reader.count; i++)
	{
		EntityKey	key;

		/* As @> does: by id if there is one.  For && both count. */
		entry_identity(entry_at(&reader, i), reader.end, &key);
		if (key.id)
			entity_keys_add_id(&keys, &key);
		if (key.id == 0 || strategy != CONTAINS_STRATEGY)
			(void) entity_keys_add_name(&keys, &key);
	}
	*nkeys = keys.n;
	if (keys.n == 0 && strategy == CONTAINS_STRATEGY)
		*search_mode = GIN_SEARCH_MODE_ALL;
	if (keys.n == 0 && strategy == EQUAL_STRATEGY)
		*search_mode = GIN_SEARCH_MODE_INCLUDE_EMPTY;
	PG_RETURN_POINTER(keys.n ? hash_keys(&keys) : NULL);
}

/* All keys of a query by @> and =, any by &&; never more than maybe, unless nothing was asked. */
static EqTruth
evaluate(StrategyNumber strategy, const GinTernaryValue *keys, int32 nkeys)
{
	int			i;

	if (nkeys == 0)
		return strategy == CONTAINS_STRATEGY ? EQ_YES : strategy == EQUAL_STRATEGY ? EQ_MAYBE : EQ_NO;
	switch (strategy)
	{
		case CONTAINS_STRATEGY:
		case EQUAL_STRATEGY:
			for (i = 0; i < nkeys; i++)
				if (keys[i] == GIN_FALSE)
					return EQ_NO;
			return EQ_MAYBE;
		case OVERLAPS_STRATEGY:
			for (i = 0; i < nkeys; i++)
				if (keys[i] != GIN_FALSE)
					return EQ_MAYBE;
			return EQ_NO;
		default:
			elog(ERROR, "unrecognized strategy number: %d", strategy);
	}
	return EQ_MAYBE;
}

PG_FUNCTION_INFO_V1(entityset_id_consistent);
Datum
entityset_id_consistent(PG_FUNCTION_ARGS)
{
	EqTruth		truth = evaluate(PG_GETARG_UINT16(1), (GinTernaryValue *) PG_GETARG_POINTER(0), PG_GETARG_INT32(3));

	*(bool *) PG_GETARG_POINTER(5) = truth == EQ_MAYBE;
	PG_RETURN_BOOL(truth != EQ_NO);
}

PG_FUNCTION_INFO_V1(entityset_id_triconsistent);
Datum
entityset_id_triconsistent(PG_FUNCTION_ARGS)
{
	EqTruth		truth = evaluate(PG_GETARG_UINT16(1), (GinTernaryValue *) PG_GETARG_POINTER(0), PG_GETARG_INT32(3));

	PG_RETURN_GIN_TERNARY_VALUE(truth == EQ_NO ? GIN_FALSE : truth == EQ_YES ? GIN_TRUE : GIN_MAYBE);
}
