/*-------------------------------------------------------------------------
 * dictionary_cache.c
 *	  news_dictionary(profile): a profile's value, made once per backend.
 *
 * A value is kept until a table changes, which a trigger on each table tells
 * all backends through the relation cache's invalidation: this transaction
 * from its next command on, others when it commits.  It is returned as it lies
 * in the cache, so it must not go while a query uses it: each call pins it
 * until the memory of its function (that of the query) is reset.
 *
 * An invalidation tells that a table has changed, not that our snapshot sees
 * the change: a query that goes on after it, or a transaction of repeatable
 * reads, still reads the old rows.  What was read with such a snapshot serves
 * only snapshots that see the same.
 *
 * Values are kept for each user, because rights and row security may differ.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "common/hashfn.h"
#include "commands/trigger.h"
#include "storage/procarray.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "dictionary_value.h"

/* Values kept; the one used longest ago goes first. */
#define MOST_KEPT		8

/* What a snapshot sees of others' transactions. */
typedef struct Sight
{
	TransactionId xmin;
	TransactionId xmax;
	uint32		count;
	uint64		hash;			/* of the transactions in progress */
} Sight;

typedef struct Kept
{
	struct Kept *next;
	MemoryContext context;		/* of this struct and all below */
	char	   *profile;
	int			len;
	Oid			namespace;
	Oid			user;
	uint64		changes;		/* how many were known when it was read */
	bool		fresh;			/* read with a snapshot that saw them all */
	Sight		sight;			/* else, that of its snapshot */
	int			pins;
	bool		dropped;		/* out of the list; goes with its last pin */
	NxDictHead *value;
} Kept;

static Kept *kept_list;			/* used last first */

/* Changes of tables known to this backend, and when the last became known. */
static uint64 changes;
static TransactionId last_completed;
static Oid	watched[DICTIONARY_TABLES];

/* A pin of a value by one call site. */
typedef struct Pin
{
	MemoryContextCallback callback;
	struct Pin *next;
	Kept	   *kept;
} Pin;

static void
note_change(void)
{
	changes++;
	last_completed = news_latest_completed_xid();
}

/* No catalog may be touched here. */
static void
on_invalidation(Datum arg, Oid relid)
{
	int			i;

	(void) arg;
	if (!OidIsValid(relid))
	{
		note_change();
		return;
	}
	for (i = 0; i < DICTIONARY_TABLES; i++)
		if (watched[i] == relid)
		{
			note_change();
			return;
		}
}

/* Once in a backend.  What changed before is unknown: as if something had. */
static void
begin_watching(void)
{
	static bool begun = false;

	if (begun)
		return;
	CacheRegisterRelcacheCallback(on_invalidation, (Datum) 0);
	note_change();
	begun = true;
}

static Sight
sight_of(Snapshot snapshot)
{
	Sight		sight;

	memset(&sight, 0, sizeof(sight));
	sight.xmin = snapshot->xmin;
	sight.xmax = snapshot->xmax;
	sight.count = snapshot->xcnt + (uint32) snapshot->subxcnt;
	sight.hash = hash_bytes_extended((unsigned char *) snapshot->xip, (int) (snapshot->xcnt * sizeof(TransactionId)),
									 snapshot->suboverflowed);
	if (snapshot->subxcnt > 0)
		sight.hash ^= hash_bytes_extended((unsigned char *) snapshot->subxip,
										  (int) ((Size) snapshot->subxcnt * sizeof(TransactionId)), 1);
	return sight;
}

/*
 * Does the snapshot see all that had been committed when the last change
 * became known?  Yes if it was surely taken later, or if no transaction at all
 * has ended since it was taken.
 */
static bool
sees_changes(Snapshot snapshot)
{
	TransactionId next = last_completed;
	TransactionId now = news_latest_completed_xid();
	uint32		i;

	TransactionIdAdvance(next);
	if (TransactionIdFollows(snapshot->xmax, next))
		return true;
	TransactionIdAdvance(now);
	if (snapshot->xmax != now || snapshot->takenDuringRecovery)
		return false;
	for (i = 0; i < snapshot->xcnt; i++)
		if (!TransactionIdIsInProgress(snapshot->xip[i]))
			return false;
	return true;
}

static bool
is_valid(const Kept *kept)
{
	Sight		sight;

	if (kept->changes != changes)
		return false;
	if (kept->fresh)
		return true;
	sight = sight_of(GetActiveSnapshot());
	return sight.xmin == kept->sight.xmin && sight.xmax == kept->sight.xmax &&
		sight.count == kept->sight.count && sight.hash == kept->sight.hash;
}

/* Takes a value out of the list; it is freed now or with its last pin. */
static void
drop_kept(Kept *kept)
{
	Kept	  **at = &kept_list;

	while (*at && *at != kept)
		at = &(*at)->next;
	if (*at)
		*at = kept->next;
	kept->dropped = true;
	if (kept->pins == 0)
		MemoryContextDelete(kept->context);
}

static void
unpin(void *arg)
{
	Kept	   *kept = ((Pin *) arg)->kept;

	if (--kept->pins == 0 && kept->dropped)
		MemoryContextDelete(kept->context);
}

/* Pins a value until the memory of the function's call site goes. */
static void
pin(FmgrInfo *flinfo, Kept *kept)
{
	Pin		   *pin;

	for (pin = flinfo->fn_extra; pin; pin = pin->next)
		if (pin->kept == kept)
			return;
	pin = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(Pin));
	pin->kept = kept;
	pin->next = flinfo->fn_extra;
	pin->callback.func = unpin;
	pin->callback.arg = pin;
	MemoryContextRegisterResetCallback(flinfo->fn_mcxt, &pin->callback);
	kept->pins++;
	flinfo->fn_extra = pin;
}

static Kept *
read_profile(const text *profile, Oid namespace)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "news_extract dictionary",
												  ALLOCSET_SMALL_SIZES);
	Kept	   *kept = MemoryContextAllocZero(context, sizeof(Kept));
	Snapshot	snapshot = GetActiveSnapshot();
	char	   *schema = get_namespace_name(namespace);
	int			i;

	if (schema == NULL)
		elog(ERROR, "schema of news_extract is gone");
	for (i = 0; i < DICTIONARY_TABLES; i++)
		watched[i] = get_relname_relid(dictionary_table[i], namespace);
	kept->context = context;
	/* before reading: a change that becomes known meanwhile wins */
	kept->changes = changes;
	kept->fresh = sees_changes(snapshot);
	kept->sight = sight_of(snapshot);
	kept->namespace = namespace;
	kept->user = GetUserId();
	kept->len = (int) VARSIZE_ANY_EXHDR(profile);
	kept->profile = MemoryContextAlloc(context, (Size) kept->len + 1);
	memcpy(kept->profile, VARDATA_ANY(profile), (Size) kept->len);
	kept->value = dictionary_build(quote_identifier(schema), profile, context);
	MemoryContextSetParent(context, CacheMemoryContext);
	return kept;
}

/* The kept value of a profile, valid now; NULL if there is none. */
static Kept *
find_kept(const text *profile, Oid namespace)
{
	Kept	   *kept;
	Kept	   *next;

	for (kept = kept_list; kept; kept = next)
	{
		next = kept->next;
		if (kept->user != GetUserId() || kept->namespace != namespace ||
			kept->len != (int) VARSIZE_ANY_EXHDR(profile) ||
			memcmp(kept->profile, VARDATA_ANY(profile), (Size) kept->len) != 0)
			continue;
		if (is_valid(kept))
			return kept;
		drop_kept(kept);
	}
	return NULL;
}

static void
keep(Kept *kept)
{
	Kept	   *other;
	int			n = 1;

	kept->next = kept_list;
	kept_list = kept;
	for (other = kept->next; other; other = other->next)
		if (++n > MOST_KEPT)
		{
			drop_kept(other);
			break;
		}
}

PG_FUNCTION_INFO_V1(news_dictionary);
Datum
news_dictionary(PG_FUNCTION_ARGS)
{
	const text *profile = PG_GETARG_TEXT_PP(0);
	Oid			namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Kept	   *kept;

	begin_watching();
	/* a query without tables takes no lock, which is when others' changes become known; cheap if there are none */
	AcceptInvalidationMessages();
	kept = find_kept(profile, namespace);
	if (kept == NULL)
	{
		kept = read_profile(profile, namespace);
		keep(kept);
	}
	pin(fcinfo->flinfo, kept);
	PG_RETURN_POINTER(kept->value);
}

/*
 * Trigger of the tables: tells every backend.  For each statement, and for
 * each row where changes are replayed, because replay fires no others.
 */
PG_FUNCTION_INFO_V1(news_dictionary_changed);
Datum
news_dictionary_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function \"%s\" was not called by trigger manager", "news_dictionary_changed"));
	CacheInvalidateRelcache(trigger->tg_relation);
	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		return PointerGetDatum(NULL);
	return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple);
}
