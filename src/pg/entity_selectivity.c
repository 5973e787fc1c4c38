/*-------------------------------------------------------------------------
 * entity_selectivity.c
 *	  How many rows the planner may expect of @@, @>, <@ and &&.
 *
 * A query is reduced to the keys it looks for in the index; their shares of
 * rows come from ANALYZE (entity_stats.h), those of ranges (surnames,
 * prefixes) from the common keys in the range and the histogram of the rest.
 * Keys count as independent, as the server assumes elsewhere.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "compat.h"
#include "entity_stats.h"
#include "gin_entityset.h"
#include "nodes/pathnodes.h"
#include "nodes/primnodes.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

/* Without statistics: as tsquery (DEFAULT_TS_MATCH_SEL). */
#define DEFAULT_KEY_SEL			0.001
/* Of the rows with an entity, those that have it in a section, or as sure as asked: guesses. */
#define SECTION_SHARE			0.4
#define CONFIDENCE_SHARE		0.5
#define NEAR_SHARE				0.2

/* Slots are read when they are first needed. */
typedef struct KeyStats
{
	HeapTuple	tuple;			/* of pg_statistic; NULL if there is none */
	AttStatsSlot common;
	AttStatsSlot packed;
	AttStatsSlot rest;
	bool		read_packed;
	bool		read_ranges;
} KeyStats;

static void
read_slot(KeyStats *stats, AttStatsSlot *slot, int kind)
{
	memset(slot, 0, sizeof(*slot));
	if (stats->tuple)
		(void) get_attstatsslot(slot, stats->tuple, kind, InvalidOid, ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS);
}

static int
compare_key(Datum datum, const char *key, int len)
{
	bytea	   *value = DatumGetByteaPP(datum);
	int			value_len = VARSIZE_ANY_EXHDR(value);
	int			c = memcmp(VARDATA_ANY(value), key, Min(value_len, len));

	return c != 0 ? c : value_len - len;
}

/* First of n ordered keys that is not below 'key'. */
static int
lower_bound(const Datum *values, int n, const char *key, int len)
{
	int			low = 0;

	while (low < n)
	{
		int			mid = low + (n - low) / 2;

		if (compare_key(values[mid], key, len) < 0)
			low = mid + 1;
		else
			n = mid;
	}
	return low;
}

/* Which number of the packed slot. */
#define OTHER_KEY		0
#define OTHER_SURNAME	1

/* Share of rows with an average key or surname that is not among the packed ones; false without statistics. */
static bool
other_share(KeyStats *stats, int number, double *share)
{
	if (!stats->read_packed)
		read_slot(stats, &stats->packed, ENTITY_STATS_PACKED);
	stats->read_packed = true;
	if (stats->packed.nvalues != 1 || stats->packed.nnumbers != 2)
		return false;
	*share = stats->packed.numbers[number];
	return true;
}

/* Is the share of rows with the key known? */
static bool
known_share(KeyStats *stats, const char *key, int len, double *share)
{
	uint32		hash = entity_stats_hash(key, len);
	double		other;
	bytea	   *packed;
	const char *hashes;
	uint32		found = 0;
	uint16		packed_share;
	int			n;
	int			low = 0;
	int			high;

	if (!other_share(stats, OTHER_KEY, &other))
		return false;
	packed = DatumGetByteaPP(stats->packed.values[0]);
	hashes = VARDATA_ANY(packed);
	n = VARSIZE_ANY_EXHDR(packed) / (sizeof(uint32) + sizeof(uint16));
	high = n;
	while (low < high)
	{
		int			mid = low + (high - low) / 2;

		memcpy(&found, hashes + mid * sizeof(uint32), sizeof(uint32));
		if (found < hash)
			low = mid + 1;
		else
			high = mid;
	}
	if (low >= n)
		return false;
	memcpy(&found, hashes + low * sizeof(uint32), sizeof(uint32));
	if (found != hash)
		return false;
	memcpy(&packed_share, hashes + n * sizeof(uint32) + low * sizeof(uint16), sizeof(uint16));
	*share = entity_share_unpack(packed_share);
	return true;
}

/* Share of rows with the key; of an average other one where it is not known. */
static double
exact_share(KeyStats *stats, const char *key, int len)
{
	double		share;

	if (known_share(stats, key, len, &share) || other_share(stats, OTHER_KEY, &share))
		return share;
	return DEFAULT_KEY_SEL;
}

/* Share of rows with a person of a surname, if that is what the probe is and if there are statistics. */
static bool
surname_share(KeyStats *stats, const EntityProbe *probe, const char *key, int len, double *share)
{
	char	   *surname;
	bool		known;

	if (probe->mode != PROBE_WORDS || entity_surname_len(key, len) != len)
		return false;
	surname = palloc(len + 1);
	memcpy(surname, key, len);
	surname[len] = ENTITY_STATS_SURNAME;
	known = known_share(stats, surname, len + 1, share);
	pfree(surname);
	return known || other_share(stats, OTHER_SURNAME, share);
}

/* A byte of a key as a digit, for names: separators, then digits, then letters. */
static double
key_digit(const char *key, int len, int i)
{
	unsigned char c;

	if (i >= len)
		return 0;
	c = (unsigned char) key[i];
	if (c < '0')
		return c >= ' ' ? 1 : 0.5;
	if (c <= '9')
		return 2 + c - '0';
	if (c < 'a')
		return 12;
	return c <= 'z' ? 13 + c - 'a' : 39;
}

/* Where 'key' lies between two bounds, 0 to 1, by the bytes after those they share. */
static double
fraction_between(const bytea *low, const bytea *high, const char *key, int len)
{
	const char *a = VARDATA_ANY(low);
	const char *b = VARDATA_ANY(high);
	int			len_a = VARSIZE_ANY_EXHDR(low);
	int			len_b = VARSIZE_ANY_EXHDR(high);
	int			shared = 0;
	double		va = 0;
	double		vb = 0;
	double		vk = 0;
	double		unit = 1;
	int			i;

	while (shared < len_a && shared < len_b && a[shared] == b[shared])
		shared++;
	for (i = shared; i < shared + 8; i++)
	{
		unit /= 40;
		va += key_digit(a, len_a, i) * unit;
		vb += key_digit(b, len_b, i) * unit;
		vk += key_digit(key, len, i) * unit;
	}
	if (vb <= va)
		return 0.5;
	return Max(0.0, Min(1.0, (vk - va) / (vb - va)));
}

/* Share of the rest's occurrences that have keys below 'key'. */
static double
rest_below(const AttStatsSlot *rest, const char *key, int len)
{
	int			at = lower_bound(rest->values, rest->nvalues, key, len);

	if (at == 0)
		return 0;
	if (at == rest->nvalues)
		return 1;
	return (at - 1 + fraction_between(DatumGetByteaPP(rest->values[at - 1]), DatumGetByteaPP(rest->values[at]),
									  key, len)) / (rest->nvalues - 1);
}

/* Occurrences a row of the rest's keys that begin with 'key'; for words, that go on with a separator or end. */
static double
rest_in_range(const AttStatsSlot *rest, ProbeMode mode, const char *key, int len)
{
	char	   *end;
	double		inside;

	if (rest->nvalues < 2 || rest->nnumbers != 1)
		return 0;
	end = palloc(len + 1);
	memcpy(end, key, len);
	if (mode == PROBE_WORDS)
		end[len++] = ES_SURNAME_FIRST + 1;
	else
		end[len - 1]++;			/* never the last value of a byte in UTF-8 */
	inside = rest_below(rest, end, len) - rest_below(rest, key, mode == PROBE_WORDS ? len - 1 : len);
	pfree(end);
	return Max(inside, 0.0) * rest->numbers[0];
}

/* Share of rows with any key that the probe accepts from 'key' on. */
static double
range_share(KeyStats *stats, const EntityProbe *probe, const char *key, int len)
{
	double		absent = 1.0;
	int			i;

	if (!stats->read_ranges)
	{
		read_slot(stats, &stats->common, STATISTIC_KIND_MCELEM);
		read_slot(stats, &stats->rest, ENTITY_STATS_REST);
	}
	stats->read_ranges = true;
	if (stats->common.nvalues == 0 || stats->common.nnumbers < stats->common.nvalues)
		return DEFAULT_KEY_SEL * 4;
	for (i = lower_bound(stats->common.values, stats->common.nvalues, key, len); i < stats->common.nvalues; i++)
	{
		bytea	   *value = DatumGetByteaPP(stats->common.values[i]);
		int			c = entity_probe_compare(probe, key, len, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));

		if (c > 0)
			break;
		if (c == 0)
			absent *= 1.0 - stats->common.numbers[i];
	}
	absent *= exp(-rest_in_range(&stats->rest, probe->mode, key, len));
	return Max(1.0 - absent, exact_share(stats, "", 0));
}

/*
 * Several words of a person, after the class byte, are nearly always the whole
 * name.  Then the hashes of the common keys will do, which are quick to read;
 * reading the keys takes longer than all other planning of a simple query.
 */
static bool
is_whole_name(const EntityProbe *probe, const char *key, int len)
{
	return probe->mode == PROBE_WORDS && memchr(key + 1, ES_WORD_SEPARATOR, len - 1) != NULL;
}

/* Share of rows with any of the keys of probes from 'first' on. */
static double
probes_share(KeyStats *stats, const EntityProbes *probes, int first)
{
	double		absent = 1.0;
	int			i;

	for (i = first; i < probes->keys.n; i++)
	{
		const char *key = entity_key_data(&probes->keys, i);
		int			len = entity_key_len(&probes->keys, i);
		double		share;

		if (surname_share(stats, &probes->probe[i], key, len, &share))
			absent *= 1.0 - share;
		else if (probes->probe[i].mode == PROBE_EXACT || is_whole_name(&probes->probe[i], key, len))
			absent *= 1.0 - exact_share(stats, key, len);
		else
			absent *= 1.0 - range_share(stats, &probes->probe[i], key, len);
	}
	return 1.0 - absent;
}

static double
leaf_share(KeyStats *stats, const EntityQuery *query, const EqItem *item)
{
	EntityProbes probes;
	double		share;

	entity_probes_init(&probes, 8);
	entity_probes_add_leaf(&probes, query, item);
	share = probes_share(stats, &probes, 0);
	if (item->sections)
		share *= SECTION_SHARE;
	if (item->compare != EQ_CMP_NONE)
		share *= CONFIDENCE_SHARE;
	return share;
}

static double
query_share(KeyStats *stats, const EntityQuery *query)
{
	double	   *stack = palloc_extended(mul_size(Max(query->depth, 1), sizeof(double)), MCXT_ALLOC_HUGE);
	int			top = 0;
	uint32		i;

	if (query->count == 0)
		return 0;
	for (i = 0; i < query->count; i++)
	{
		const EqItem *item = &query->item[i];

		CHECK_FOR_INTERRUPTS();
		if (eq_is_jump(item))
			continue;
		if (eq_is_leaf(item))
		{
			stack[top++] = leaf_share(stats, query, item);
			continue;
		}
		if (item->type == EQ_NOT)
		{
			stack[top - 1] = 1.0 - stack[top - 1];
			continue;
		}
		top--;
		if (item->type == EQ_OR)
			stack[top - 1] = stack[top - 1] + stack[top] - stack[top - 1] * stack[top];
		else
			stack[top - 1] *= stack[top] * (item->type == EQ_NEAR ? NEAR_SHARE : 1.0);
	}
	return stack[0];
}

/* Share of rows that contain all (any) of the entities of a constant. */
static double
set_share(KeyStats *stats, const EntitySet *set, bool any)
{
	EntityReader reader;
	EntityKeys	keys;
	double		all = 1.0;
	double		none = 1.0;
	uint32		i;

	entity_reader_init(&reader, set);
	entity_keys_init(&keys, reader.count);
	for (i = 0; i < reader.count; i++)
	{
		EntityKey	key;
		double		share;

		entry_identity(entry_at(&reader, i), reader.end, &key);
		if (key.id)
			entity_keys_add_id(&keys, &key);
		else
			(void) entity_keys_add_name(&keys, &key);
		share = exact_share(stats, entity_key_data(&keys, keys.n - 1), entity_key_len(&keys, keys.n - 1));
		all *= share;
		none *= 1.0 - share;
	}
	return any ? 1.0 - none : all;
}

static double
share_of_constant(KeyStats *stats, const char *operator_name, Const *constant)
{
	if (strcmp(operator_name, "@@") == 0)
		return query_share(stats, DatumGetEntityQueryP(constant->constvalue));
	if (strcmp(operator_name, "<@") == 0)
		return DEFAULT_KEY_SEL;
	return set_share(stats, DatumGetEntitySetP(constant->constvalue), strcmp(operator_name, "&&") == 0);
}

/* The column may as well be of queries; types have no fixed OIDs, but their input functions have names. */
static bool
is_entityset(Oid type)
{
	Oid			input;
	Oid			param;
	char	   *name;

	getTypeInputInfo(getBaseType(type), &input, &param);
	name = get_func_name(input);
	return name != NULL && strcmp(name, "entityset_in") == 0;
}

PG_FUNCTION_INFO_V1(entityset_sel);
Datum
entityset_sel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	int			var_relid = PG_GETARG_INT32(3);
	VariableStatData variable;
	Node	   *other;
	bool		var_on_left;
	double		share = DEFAULT_KEY_SEL;
	char	   *name;

	if (!get_restriction_variable(root, args, var_relid, &variable, &other, &var_on_left))
		PG_RETURN_FLOAT8(DEFAULT_KEY_SEL);
	name = get_opname(operator);
	if (!var_on_left && name && strcmp(name, "<@") == 0)
		name = "@>";
	else if (!var_on_left && name && strcmp(name, "@>") == 0)
		name = "<@";
	if (IsA(other, Const) && ((Const *) other)->constisnull)
		share = 0;
	else if (IsA(other, Const) && name && is_entityset(variable.vartype))
	{
		KeyStats	stats = {0};
		double		nulls = 0;

		if (HeapTupleIsValid(variable.statsTuple))
		{
			nulls = ((Form_pg_statistic) GETSTRUCT(variable.statsTuple))->stanullfrac;
			stats.tuple = variable.statsTuple;
		}
		share = share_of_constant(&stats, name, (Const *) other) * (1.0 - nulls);
		free_attstatsslot(&stats.common);
		free_attstatsslot(&stats.packed);
		free_attstatsslot(&stats.rest);
	}
	ReleaseVariableStats(variable);
	CLAMP_PROBABILITY(share);
	PG_RETURN_FLOAT8(share);
}

/* Nothing is known of what the other side will ask; as tsquery's. */
PG_FUNCTION_INFO_V1(entityset_joinsel);
Datum
entityset_joinsel(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_FLOAT8(DEFAULT_KEY_SEL);
}
