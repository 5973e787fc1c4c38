/*-------------------------------------------------------------------------
 * entity_typanalyze.c
 *	  ANALYZE for columns of type entityset.
 *
 * Keys are counted over the sampled rows by lossy counting (Manku and Motwani,
 * VLDB 2002), as ts_typanalyze.c does for lexemes: after each bucket of keys
 * those seen too rarely are forgotten, so memory stays bounded.  What was
 * forgotten still counts in the figures about the rest.  Surnames are counted
 * beside the keys: many persons may bear one, each too rare to be kept.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_operator.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "commands/vacuum.h"
#include "common/hashfn.h"
#include "compat.h"
#include "entity_stats.h"
#include "gin_entityset.h"
#include "utils/hsearch.h"

typedef struct KeyRef
{
	const char *data;
	int			len;
} KeyRef;

typedef struct Counter
{
	KeyRef		key;			/* hash key: must be first */
	int			count;
	int			delta;			/* most it may have been seen before it was noted */
} Counter;

static uint32
hash_key(const void *key, Size size)
{
	const KeyRef *ref = (const KeyRef *) key;

	(void) size;
	return DatumGetUInt32(hash_any((const unsigned char *) ref->data, ref->len));
}

static int
match_key(const void *a, const void *b, Size size)
{
	const KeyRef *ka = (const KeyRef *) a;
	const KeyRef *kb = (const KeyRef *) b;

	(void) size;
	return ka->len != kb->len || memcmp(ka->data, kb->data, ka->len) != 0;
}

static int
compare_keys(const void *a, const void *b)
{
	const KeyRef *ka = (const KeyRef *) a;
	const KeyRef *kb = (const KeyRef *) b;
	int			c = memcmp(ka->data, kb->data, Min(ka->len, kb->len));

	return c != 0 ? c : ka->len - kb->len;
}

static int
compare_counters(const void *a, const void *b)
{
	return compare_keys(&(*(Counter *const *) a)->key, &(*(Counter *const *) b)->key);
}

static int
compare_counts_down(const void *a, const void *b)
{
	const Counter *ca = *(Counter *const *) a;
	const Counter *cb = *(Counter *const *) b;

	return ca->count > cb->count ? -1 : ca->count < cb->count;
}

typedef struct Tally
{
	HTAB	   *table;
	int			bucket_width;
	int			bucket;
	int64		seen;			/* keys so far, each once a row */
	int64		forgotten;		/* counters dropped */
	MemoryContext keys;
} Tally;

static void
prune(Tally *tally)
{
	HASH_SEQ_STATUS scan;
	Counter    *counter;

	hash_seq_init(&scan, tally->table);
	while ((counter = (Counter *) hash_seq_search(&scan)) != NULL)
		if (counter->count + counter->delta <= tally->bucket)
		{
			const char *data = counter->key.data;

			tally->forgotten++;
			if (hash_search(tally->table, &counter->key, HASH_REMOVE, NULL) == NULL)
				elog(ERROR, "hash table corrupted");
			pfree(unconstify(char *, data));
		}
}

static void
count_key(Tally *tally, const char *data, int len)
{
	KeyRef		ref = {data, len};
	Counter    *counter;
	bool		found;

	counter = (Counter *) hash_search(tally->table, &ref, HASH_ENTER, &found);
	if (found)
		counter->count++;
	else
	{
		char	   *copy = MemoryContextAlloc(tally->keys, len);

		memcpy(copy, data, len);
		counter->key.data = copy;
		counter->count = 1;
		counter->delta = tally->bucket - 1;
	}
	if (++tally->seen % tally->bucket_width == 0)
	{
		prune(tally);
		tally->bucket++;
	}
}

/*
 * Count the different keys of one row, and the surnames of its persons.  Keys
 * are sorted, so those of one surname stand together.
 */
static void
count_row(Tally *tally, Tally *surnames, const EntitySet *set)
{
	EntityKeys	keys;
	StringInfoData surname;
	int			i;

	entity_keys_of_set(&keys, set);
	initStringInfo(&surname);
	for (i = 0; i < keys.n; i++)
	{
		const char *data = entity_key_data(&keys, i);
		int			len = entity_key_len(&keys, i);
		int			word = entity_surname_len(data, len);

		count_key(tally, data, len);
		if (word == 0 || (surname.len == word + 1 && memcmp(surname.data, data, word) == 0))
			continue;
		resetStringInfo(&surname);
		appendBinaryStringInfo(&surname, data, word);
		appendStringInfoCharMacro(&surname, ENTITY_STATS_SURNAME);
		count_key(surnames, surname.data, surname.len);
	}
}

static void
init_tally(Tally *tally, int wanted)
{
	HASHCTL		control = {0};

	/* As in ts_typanalyze.c: with Zipf's distribution this finds as many keys as are wanted. */
	tally->bucket_width = (wanted + 10) * 1000 / 7;
	tally->bucket = 1;
	tally->keys = CurrentMemoryContext;
	control.keysize = sizeof(KeyRef);
	control.entrysize = sizeof(Counter);
	control.hash = hash_key;
	control.match = match_key;
	control.hcxt = CurrentMemoryContext;
	tally->table = hash_create("entityset keys", 1024, &control, HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
}

/* All counters, the most common keys first; *n gets their number. */
static Counter **
list_counters(const Tally *tally, int *n)
{
	HASH_SEQ_STATUS scan;
	Counter    *counter;
	Counter   **all;
	int			i = 0;

	*n = hash_get_num_entries(tally->table);
	all = palloc_extended(mul_size(Max(*n, 1), sizeof(Counter *)), MCXT_ALLOC_HUGE);
	hash_seq_init(&scan, tally->table);
	while ((counter = (Counter *) hash_seq_search(&scan)) != NULL)
		all[i++] = counter;
	qsort(all, *n, sizeof(Counter *), compare_counts_down);
	return all;
}

/* How many counters to keep, at most 'most': a key seen in one row says nothing about how common it is. */
static int
count_telling(Counter *const *all, int n, int most)
{
	int			telling = 0;

	while (telling < Min(n, most) && all[telling]->count > 1)
		telling++;
	return telling;
}

static Datum
key_datum(const KeyRef *key)
{
	bytea	   *copy = palloc(key->len + VARHDRSZ);

	SET_VARSIZE(copy, key->len + VARHDRSZ);
	memcpy(VARDATA(copy), key->data, key->len);
	return PointerGetDatum(copy);
}

static void
set_slot(VacAttrStats *stats, int slot, int kind, Datum *values, int nvalues, float4 *numbers, int nnumbers)
{
	stats->stakind[slot] = kind;
	stats->staop[slot] = ENTITY_STATS_BYTEA_EQ;
	stats->stacoll[slot] = InvalidOid;
	stats->stanumbers[slot] = numbers;
	stats->numnumbers[slot] = nnumbers;
	stats->stavalues[slot] = values;
	stats->numvalues[slot] = nvalues;
	stats->statypid[slot] = BYTEAOID;
	stats->statyplen[slot] = -1;
	stats->statypbyval[slot] = false;
	stats->statypalign[slot] = TYPALIGN_INT;
}

/*
 * Distinct keys in the table from those in the sample: Duj1 of Haas and Stokes,
 * as the server uses for scalars.  n occurrences, d distinct, f1 seen once.
 */
static double
estimate_distinct(double n, double d, double f1, double fraction)
{
	double		denominator = n - f1 + f1 * fraction;

	return denominator <= 0 ? d : Max(d, n * d / denominator);
}

typedef struct HashedKey
{
	uint32		hash;
	uint16		share;
} HashedKey;

static int
compare_hashed(const void *a, const void *b)
{
	const HashedKey *ha = (const HashedKey *) a;
	const HashedKey *hb = (const HashedKey *) b;

	return ha->hash < hb->hash ? -1 : ha->hash > hb->hash;
}

typedef struct HashedKeys
{
	HashedKey  *item;
	int			n;
} HashedKeys;

static void
add_hashed(HashedKeys *keys, Counter *const *counters, int n, int rows)
{
	int			i;

	for (i = 0; i < n; i++)
	{
		HashedKey  *key = &keys->item[keys->n++];

		key->hash = entity_stats_hash(counters[i]->key.data, counters[i]->key.len);
		key->share = entity_share_pack((double) counters[i]->count / rows);
	}
}

/* Share of rows that have an average key which is not among the first n. */
static float4
average_other(Counter *const *all, int n, int total, const Tally *tally, int rows, double total_rows)
{
	double		rest = tally->seen;
	double		once = tally->forgotten;
	int			i;

	for (i = 0; i < n; i++)
		rest -= all[i]->count;
	for (i = n; i < total; i++)
		once += all[i]->count == 1;
	if (rest <= 0)
		return (float4) (0.5 / Max(total_rows, 1.0));
	return (float4) (rest / rows / estimate_distinct(rest, total - n + tally->forgotten, Min(once, rest),
													  Min(1.0, rows / Max(total_rows, 1.0))));
}

static void
keep_packed(VacAttrStats *stats, HashedKeys *keys, float4 other_key, float4 other_surname)
{
	Size		size = VARHDRSZ + keys->n * (sizeof(uint32) + sizeof(uint16));
	bytea	   *packed = palloc(size);
	char	   *hashes = VARDATA(packed);
	char	   *shares = hashes + keys->n * sizeof(uint32);
	Datum	   *value = palloc(sizeof(Datum));
	float4	   *numbers = palloc(2 * sizeof(float4));
	int			i;

	SET_VARSIZE(packed, size);
	qsort(keys->item, keys->n, sizeof(HashedKey), compare_hashed);
	for (i = 0; i < keys->n; i++)
	{
		memcpy(hashes + i * sizeof(uint32), &keys->item[i].hash, sizeof(uint32));
		memcpy(shares + i * sizeof(uint16), &keys->item[i].share, sizeof(uint16));
	}
	value[0] = PointerGetDatum(packed);
	numbers[0] = other_key;
	numbers[1] = other_surname;
	set_slot(stats, 1, ENTITY_STATS_PACKED, value, 1, numbers, 2);
}

/* The most common keys as such. */
static void
keep_common(VacAttrStats *stats, Counter **common, int n, int rows)
{
	int			least = common[n - 1]->count;
	int			most = common[0]->count;
	Datum	   *values = palloc(n * sizeof(Datum));
	float4	   *numbers = palloc((n + 2) * sizeof(float4));
	int			i;

	qsort(common, n, sizeof(Counter *), compare_counters);
	for (i = 0; i < n; i++)
	{
		values[i] = key_datum(&common[i]->key);
		numbers[i] = (float4) ((double) common[i]->count / rows);
	}
	numbers[n] = (float4) ((double) least / rows);
	numbers[n + 1] = (float4) ((double) most / rows);
	set_slot(stats, 0, STATISTIC_KIND_MCELEM, values, n, numbers, n + 2);
}

/* How the occurrences of all other keys spread. */
static void
keep_rest(VacAttrStats *stats, Counter **rest, int n, int64 seen, int rows)
{
	int64		weight = 0;
	int64		before = 0;
	int			nbounds = 0;
	int			i;
	float4	   *numbers = palloc(sizeof(float4));
	Datum	   *bounds = palloc(ENTITY_STATS_BOUNDS * sizeof(Datum));

	qsort(rest, n, sizeof(Counter *), compare_counters);
	for (i = 0; i < n; i++)
		weight += rest[i]->count;
	for (i = 0; i < n; i++)
	{
		while (nbounds < ENTITY_STATS_BOUNDS &&
			   before + rest[i]->count > (weight - 1) * nbounds / (ENTITY_STATS_BOUNDS - 1))
			bounds[nbounds++] = key_datum(&rest[i]->key);
		before += rest[i]->count;
	}
	numbers[0] = (float4) ((double) seen / rows);
	set_slot(stats, 2, ENTITY_STATS_REST, bounds, nbounds, numbers, 1);
}

static void
keep_results(VacAttrStats *stats, const Tally *tally, const Tally *surnames, int target, int rows, double total_rows)
{
	int			n;
	int			total_surnames;
	Counter   **all = list_counters(tally, &n);
	Counter   **surname = list_counters(surnames, &total_surnames);
	int			ncommon = count_telling(all, n, target * ENTITY_STATS_KEYS_PER_TARGET);
	int			nhashed = count_telling(all, n, target * ENTITY_STATS_HASHES_PER_TARGET);
	int			nsurnames = count_telling(surname, total_surnames, target * ENTITY_STATS_SURNAMES_PER_TARGET);
	HashedKeys	hashed;
	int64		rest = tally->seen;
	int			i;
	MemoryContext old;

	for (i = 0; i < ncommon; i++)
		rest -= all[i]->count;
	hashed.item = palloc((nhashed + nsurnames + 1) * sizeof(HashedKey));
	hashed.n = 0;
	add_hashed(&hashed, all, nhashed, rows);
	add_hashed(&hashed, surname, nsurnames, rows);

	old = MemoryContextSwitchTo(stats->anl_context);
	if (ncommon > 0)
	{
		keep_packed(stats, &hashed, average_other(all, nhashed, n, tally, rows, total_rows),
					average_other(surname, nsurnames, total_surnames, surnames, rows, total_rows));
		keep_common(stats, all, ncommon, rows);
	}
	if (n > ncommon)
		keep_rest(stats, all + ncommon, n - ncommon, rest, rows);
	MemoryContextSwitchTo(old);
}

static void
compute_stats(VacAttrStats *stats, AnalyzeAttrFetchFunc fetch, int samplerows, double totalrows)
{
	int			target = news_stat_target(stats);
	int			nulls = 0;
	double		width = 0;
	int			rows;
	int			i;
	Tally		tally = {0};
	Tally		surnames = {0};
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext, "entityset row", ALLOCSET_DEFAULT_SIZES);

	init_tally(&tally, target * ENTITY_STATS_HASHES_PER_TARGET);
	init_tally(&surnames, target * ENTITY_STATS_SURNAMES_PER_TARGET);
	for (i = 0; i < samplerows; i++)
	{
		bool		isnull;
		Datum		value;
		MemoryContext old;

		news_vacuum_delay_point();
		value = fetch(stats, i, &isnull);
		if (isnull)
		{
			nulls++;
			continue;
		}
		width += VARSIZE_ANY(DatumGetPointer(value));
		old = MemoryContextSwitchTo(row);
		count_row(&tally, &surnames, DatumGetEntitySetP(value));
		MemoryContextSwitchTo(old);
		MemoryContextReset(row);
	}
	MemoryContextDelete(row);

	rows = samplerows - nulls;
	stats->stats_valid = samplerows > 0;
	stats->stanullfrac = samplerows > 0 ? (double) nulls / samplerows : 0;
	stats->stawidth = rows > 0 ? (int32) (width / rows) : 0;
	stats->stadistinct = rows > 0 ? -1.0 * (1.0 - stats->stanullfrac) : 0;
	if (rows > 0)
		keep_results(stats, &tally, &surnames, target, rows, totalrows * (1.0 - stats->stanullfrac));
}

PG_FUNCTION_INFO_V1(entityset_typanalyze);
Datum
entityset_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);

	if (news_stat_target(stats) < 0)
		news_stat_target(stats) = default_statistics_target;
	stats->compute_stats = compute_stats;
	stats->minrows = 300 * news_stat_target(stats);
	PG_RETURN_BOOL(true);
}
