/*-------------------------------------------------------------------------
 * gin_entityset_name.c
 *	  The GIN operator class of entityset with names as keys in their order,
 *	  gin_entityset_name_ops.
 *
 * Keys are those of gin_entityset.h, so a prefix of any length is a range of
 * keys and no two names have one key.  Rows are rechecked for names too long
 * for a key and for an incomplete name of several words of a person; else see
 * gin_entityset_plan.c.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/gin.h"
#include "access/stratnum.h"
#include "compat.h"
#include "gin_entityset.h"
#include "port/pg_bswap.h"

typedef struct NameExtra
{
	EntityExtra head;			/* must be first */
	EntityProbe probe;
} NameExtra;

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

PG_FUNCTION_INFO_V1(entityset_name_key_cmp);
Datum
entityset_name_key_cmp(PG_FUNCTION_ARGS)
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

PG_FUNCTION_INFO_V1(entityset_name_extract_value);
Datum
entityset_name_extract_value(PG_FUNCTION_ARGS)
{
	EntitySet  *set = PG_GETARG_ENTITYSET_P(0);

	entity_prefetch_next_row(set);
	PG_RETURN_POINTER(extract_set(set, (int32 *) PG_GETARG_POINTER(1)));
}

PG_FUNCTION_INFO_V1(entityset_name_extract_query);
Datum
entityset_name_extract_query(PG_FUNCTION_ARGS)
{
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);
	bool	  **partial = (bool **) PG_GETARG_POINTER(3);
	Pointer   **extra_data = (Pointer **) PG_GETARG_POINTER(4);
	EntityProbes probes;
	KeyPlan    *plan;
	NameExtra  *extra;
	bool		rechecks = false;
	int			i;

	if (PG_GETARG_UINT16(2) == EQUAL_STRATEGY)
	{
		Datum	   *keys = extract_set(PG_GETARG_ENTITYSET_P(0), nkeys);

		if (*nkeys == 0)
			*(int32 *) PG_GETARG_POINTER(6) = GIN_SEARCH_MODE_INCLUDE_EMPTY;
		PG_RETURN_POINTER(keys);
	}
	plan = entity_plan_make(fcinfo, &probes);
	*nkeys = probes.keys.n;
	if (probes.keys.n == 0)
		PG_RETURN_POINTER(NULL);
	extra = palloc_extended(mul_size(*nkeys, sizeof(NameExtra)), MCXT_ALLOC_HUGE);
	*extra_data = palloc_extended(mul_size(*nkeys, sizeof(Pointer)), MCXT_ALLOC_HUGE);
	*partial = palloc_extended(*nkeys, MCXT_ALLOC_HUGE);
	for (i = 0; i < *nkeys; i++)
	{
		extra[i].head.plan = plan;
		extra[i].head.recheck = probes.probe[i].recheck;
		extra[i].probe = probes.probe[i];
		rechecks = rechecks || probes.probe[i].recheck;
		(*extra_data)[i] = (Pointer) &extra[i];
		(*partial)[i] = probes.probe[i].mode != PROBE_EXACT;
	}
	entity_plan_finish(fcinfo, plan, rechecks);
	PG_RETURN_POINTER(entity_keys_datums(&probes.keys));
}

PG_FUNCTION_INFO_V1(entityset_name_compare_partial);
Datum
entityset_name_compare_partial(PG_FUNCTION_ARGS)
{
	struct varlena *wanted = PG_GETARG_VARLENA_PP(0);
	struct varlena *key = PG_GETARG_VARLENA_PP(1);
	NameExtra  *extra = (NameExtra *) PG_GETARG_POINTER(3);

	PG_RETURN_INT32(entity_probe_compare(&extra->probe, VARDATA_ANY(wanted), VARSIZE_ANY_EXHDR(wanted),
										 VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key)));
}
