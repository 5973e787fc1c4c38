/*-------------------------------------------------------------------------
 * gin_entityset.h
 *	  Keys of an entityset, for both indexes and for planner statistics.
 *
 * A key is bytes, compared as such.  The first byte is its class:
 *	 1		person: words of the folded name, last first (entity_person_key);
 *			of "kim jong un" also entity_surname_first_key
 *	 2-5	org, place, demonym, misc: folded name
 *	 16		a user's kind: folded name, zero byte, name of the kind
 *	 0x21	id: kind, then the zigzag id without leading zero bytes; for a
 *			user's kind 8 bytes of id and the name of the kind
 *	 0x22	country of an entity that is no place: two letters
 *	 0x23	country of a place: two letters; with more letters its division
 *	 0x24	ancestor of a place: its zigzag id without leading zero bytes
 * A name of more than ENTITY_KEY_NAME bytes is cut to ENTITY_KEY_HEAD bytes,
 * followed by 0xff (never in UTF-8) and 8 bytes of hash; matches of such keys
 * are rechecked.
 *
 * So a name with its kind is one key of one entry, a surname or a prefix is a
 * range of keys, and "in:MX-CMX" is one key.  gin_entityset_name_ops stores the
 * keys as they are; gin_entityset_ops makes 64-bit numbers of them.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_GIN_ENTITYSET_H
#define NEWS_GIN_ENTITYSET_H

#include "entityquery.h"

#define ENTITY_KEY_NAME		240
#define ENTITY_KEY_HEAD		200
#define ENTITY_KEY_CUT		'\377'

#define ENTITY_KEY_ID		0x21
#define ENTITY_KEY_COUNTRY	0x22
#define ENTITY_KEY_IN		0x23
#define ENTITY_KEY_ANCESTOR	0x24

/* Keys as bytea Datums in one piece of memory. */
typedef struct EntityKeys
{
	StringInfoData bytes;		/* varlenas one after the other */
	uint32	   *offset;
	int			n;
	int			room;
} EntityKeys;

extern void entity_keys_init(EntityKeys *keys, int room);
/* All keys of a set, sorted, each once; 'keys' need not be initialised. */
extern void entity_keys_of_set(EntityKeys *keys, const EntitySet *set);
/* The same in no order, some perhaps more than once. */
extern void entity_keys_collect(EntityKeys *keys, const EntitySet *set);
/* Key of name or id only; true if the name was cut. */
extern bool entity_keys_add_name(EntityKeys *keys, const EntityKey *key);
extern void entity_keys_add_id(EntityKeys *keys, const EntityKey *key);
static inline const char *
entity_key_data(const EntityKeys *keys, int i)
{
	return VARDATA_ANY(keys->bytes.data + keys->offset[i]);
}

static inline int
entity_key_len(const EntityKeys *keys, int i)
{
	return VARSIZE_ANY_EXHDR(keys->bytes.data + keys->offset[i]);
}

/* Bytes of a person's key up to the end of its surname; 0 for other keys. */
extern int	entity_surname_len(const char *key, int len);

/* The array that GIN wants; the keys must not grow afterwards. */
extern Datum *entity_keys_datums(const EntityKeys *keys);

/* How the keys found from a probe on are looked at. */
typedef enum ProbeMode
{
	PROBE_EXACT = 0,			/* this key only */
	PROBE_PREFIX,				/* all that begin with it */
	PROBE_WORDS,				/* persons whose last words are these */
	PROBE_WORDS_PREFIX,			/* the same, the last one incomplete */
	PROBE_USER_PREFIX			/* begin with it and end with zero and the kind's name */
} ProbeMode;

typedef struct EntityProbe
{
	ProbeMode	mode;
	const EntityQuery *query;
	const EqItem *item;
	bool		recheck;		/* a key found may not be a match */
} EntityProbe;

/*
 * Keys that a leaf of a query looks for, one probe for each; any of them found
 * answers the leaf.  Arrays are extended.
 */
typedef struct EntityProbes
{
	EntityKeys	keys;
	EntityProbe *probe;			/* keys.n of them */
	int			room;
} EntityProbes;

extern void entity_probes_init(EntityProbes *probes, int room);
extern void entity_probes_add_leaf(EntityProbes *probes, const EntityQuery *query, const EqItem *item);

/* 0 the key matches the probe; less: skip it; more: no later key matches. */
extern int	entity_probe_compare(const EntityProbe *probe, const char *probe_key, int probe_len,
								 const char *key, int keylen);

/* Strategies of both operator classes. */
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

/* What consistent needs to know of the query. */
typedef struct KeyPlan
{
	QuickPlan	quick;
	const EntityQuery *query;	/* strategy 3 */
	uint32	   *first;			/* of each item or entity: its first key */
	uint32	   *count;			/* and how many it has; any of them answers a leaf */
	uint32		n;
} KeyPlan;

/* What every extra_data points to; operator classes append what their ranges need. */
typedef struct EntityExtra
{
	KeyPlan    *plan;
	bool		recheck;		/* a row with the key may not be a match */
} EntityExtra;

/* The plan of extract_query's call for strategies 1 to 3, and its probes. */
extern KeyPlan *entity_plan_make(FunctionCallInfo fcinfo, EntityProbes *probes);
/* To be called when the plan has the numbers of the class's keys; 'rechecks' if any of them asks for it. */
extern void entity_plan_finish(FunctionCallInfo fcinfo, KeyPlan *plan, bool rechecks);

#endif							/* NEWS_GIN_ENTITYSET_H */
