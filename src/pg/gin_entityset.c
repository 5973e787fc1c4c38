/*-------------------------------------------------------------------------
 * gin_entityset.c
 *	  The default GIN operator class of entityset, gin_entityset_ops.
 *
 * Its keys are 64-bit numbers made of the keys of gin_entityset.h.  A number is
 * passed by value, so it lies in the nodes of the tree that an index is built
 * from and waits for memory once where bytes wait twice; and long names take no
 * more room than short ones.  From the highest bit:
 *	 person, org, place, demonym, misc:
 *		0, class 1-5 (3 bits), first three bytes of the name (5 bits each),
 *		45 bits of hash; of persons the name is that of entity_person_key
 *	 a user's kind: 0, class 6, first three bytes, 32 bits of the name's hash, 13
 *		bits of that of the kind
 *	 all others: 0, class 0, a subclass (3 bits), 57 bits: ids, countries and
 *		ancestors as they are if they fit, else hashes
 * A surname is a key of its own (LAST_WORDS), and so are the last two, three
 * and four words of a longer name.  A prefix is a range of numbers; of more than
 * three letters, or with signs and digits, it is rechecked.
 *
 * Two names of one kind that begin with the same three letters have one key by
 * a chance of 2^-45.  With a million such names in a table, one query in 35
 * million finds rows of another name, too.  Nobody gains by making such a name
 * up: who can write it into an article can as well write the other.  Where even
 * that must not be, there is gin_entityset_name_ops.  A row is never missed.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/gin.h"
#include "compat.h"
#include "gin_entityset.h"
#include "unicode.h"

#define CLASS_SHIFT		60
#define LETTERS			3
#define LETTER_BITS		5
#define CODE_SHIFT		45
#define CODE_MASK		((INT64CONST(1) << CODE_SHIFT) - 1)
#define CLASS_USER		6
#define KIND_BITS		13
#define KIND_MASK		((1 << KIND_BITS) - 1)

/* Subclasses of class 0. */
#define SUBCLASS_SHIFT	57
#define LAST_WORDS		1
#define ID				2
#define COUNTRY			3
#define IN				4
#define ANCESTOR		5
/* In an id or ancestor: what follows is a hash. */
#define HASHED			(INT64CONST(1) << 56)
#define ID_KIND_SHIFT	53
#define ID_BYTES		6		/* an id that fits below its kind */
#define ANCESTOR_BYTES	7		/* below HASHED */

/* Words at the end of a person's name that are a key; longer ends are rechecked. */
#define MOST_LAST_WORDS	4

typedef struct HashExtra
{
	EntityExtra head;			/* must be first */
	int64		last;			/* end of a range */
	int			kind;			/* of keys in a range: hash of the user's kind, -1 any */
} HashExtra;

typedef struct HashKeys
{
	int64	   *key;
	int			n;
	bool	   *partial;		/* the rest for queries only */
	HashExtra  *extra;
	bool		rechecks;
} HashKeys;

static uint64
hash_more(uint64 hash, const char *data, int len)
{
	int			i;

	for (i = 0; i < len; i++)
		hash = nx_hash_byte(hash, (unsigned char) data[i]);
	return hash;
}

static int64
hash_bits(const char *data, int len, int bits)
{
	return (int64) (nx_hash_mix(hash_more(NX_HASH_SEED, data, len)) >> (64 - bits));
}

/* Letters have a digit of their own, others share; 0 is the end. */
static int
letter_code(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 1;
	if (c >= '0' && c <= '9')
		return 28;
	if (c >= 0x80)
		return 29;
	return c <= ' ' ? 27 : 30;
}

/* The first bytes of a name, in place; what is missing is filled with 'fill'. */
static int64
name_code(const char *name, int len, int fill)
{
	int64		code = 0;
	int			i;

	for (i = 0; i < LETTERS; i++)
		code = code << LETTER_BITS | (i < len ? letter_code((unsigned char) name[i]) : fill);
	return code << CODE_SHIFT;
}

/* True if all names with the code of a prefix begin with it. */
static bool
code_is_exact(const char *name, int len)
{
	int			i;

	for (i = 0; i < len; i++)
		if (i >= LETTERS || name[i] < 'a' || name[i] > 'z')
			return false;
	return true;
}

static int64
number(const char *data, int len)
{
	uint64		v = 0;
	int			i;

	for (i = 0; i < len; i++)
		v = v << 8 | (unsigned char) data[i];
	return (int64) v;
}

static int64
subclass_key(int subclass, int64 value)
{
	return (int64) subclass << SUBCLASS_SHIFT | value;
}

/* All of a user's entity but the kind; 'len' up to the end of its name. */
static int64
user_key(const char *data, int len)
{
	return (int64) CLASS_USER << CLASS_SHIFT | name_code(data + 1, len - 1, 0) | hash_bits(data, len, 32) << KIND_BITS;
}

static int64
key_of_bytes(const char *data, int len)
{
	int			end = len;
	int64		country;

	switch (data[0])
	{
		case ES_KIND_USER:
			while (data[end - 1] != '\0')
				end--;
			return user_key(data, end - 1) | hash_bits(data + end, len - end, KIND_BITS);
		case ENTITY_KEY_ID:
			if (data[1] == ES_KIND_USER || len - 2 > ID_BYTES)
				return subclass_key(ID, HASHED | hash_bits(data, len, 56));
			return subclass_key(ID, (int64) data[1] << ID_KIND_SHIFT | number(data + 2, len - 2));
		case ENTITY_KEY_COUNTRY:
		case ENTITY_KEY_IN:
			/* Two letters and at most four more. */
			country = number(data + 1, len - 1) << (8 * (7 - len));
			return subclass_key(data[0] == ENTITY_KEY_IN ? IN : COUNTRY, country);
		case ENTITY_KEY_ANCESTOR:
			if (len - 1 > ANCESTOR_BYTES)
				return subclass_key(ANCESTOR, HASHED | hash_bits(data, len, 56));
			return subclass_key(ANCESTOR, number(data + 1, len - 1));
		default:
			return (int64) data[0] << CLASS_SHIFT | name_code(data + 1, len - 1, 0) | hash_bits(data, len, CODE_SHIFT);
	}
}

/* A person's whole name, and the words at its end. */
static void
add_person(HashKeys *keys, const char *data, int len)
{
	uint64		hash = NX_HASH_SEED;
	int			words = 0;
	int			i;

	for (i = 0; i < len; i++)
	{
		if ((data[i] == ES_WORD_SEPARATOR || data[i] == ES_SURNAME_FIRST) && words++ < MOST_LAST_WORDS)
			keys->key[keys->n++] = subclass_key(LAST_WORDS, (int64) (nx_hash_mix(hash) >> (64 - SUBCLASS_SHIFT)));
		hash = nx_hash_byte(hash, (unsigned char) data[i]);
	}
	keys->key[keys->n++] = (int64) ES_KIND_PERSON << CLASS_SHIFT | name_code(data + 1, len - 1, 0) |
		(int64) (nx_hash_mix(hash) >> (64 - CODE_SHIFT));
}

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE int64
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* The array that GIN wants. */
static Datum *
keys_datums(const HashKeys *keys)
{
	Datum	   *datums = palloc_extended(mul_size(Max(keys->n, 1), sizeof(Datum)), MCXT_ALLOC_HUGE);
	int			i;

	for (i = 0; i < keys->n; i++)
		datums[i] = Int64GetDatum(keys->key[i]);
	return datums;
}

/* Sorted and each once, so that GIN has no more to do than to see it. */
static Datum *
extract_set(const EntitySet *set, int32 *nkeys)
{
	EntityKeys	bytes;
	HashKeys	keys = {0};
	int			kept = 0;
	int			i;

	entity_keys_collect(&bytes, set);
	keys.key = palloc_extended(mul_size(Max(bytes.n, 1), (MOST_LAST_WORDS + 1) * sizeof(int64)), MCXT_ALLOC_HUGE);
	for (i = 0; i < bytes.n; i++)
	{
		const char *data = entity_key_data(&bytes, i);
		int			len = entity_key_len(&bytes, i);

		if (data[0] == ES_KIND_PERSON)
			add_person(&keys, data, len);
		else
			keys.key[keys.n++] = key_of_bytes(data, len);
	}
	sort_numbers(keys.key, keys.n);
	for (i = 0; i < keys.n; i++)
		if (i == 0 || keys.key[i] != keys.key[i - 1])
			keys.key[kept++] = keys.key[i];
	keys.n = kept;
	*nkeys = kept;
	return keys_datums(&keys);
}

PG_FUNCTION_INFO_V1(entityset_extract_value);
Datum
entityset_extract_value(PG_FUNCTION_ARGS)
{
	EntitySet  *set = PG_GETARG_ENTITYSET_P(0);

	entity_prefetch_next_row(set);
	PG_RETURN_POINTER(extract_set(set, (int32 *) PG_GETARG_POINTER(1)));
}

static void
add_range(HashKeys *keys, int64 first, int64 last, int kind, bool recheck)
{
	HashExtra  *extra = &keys->extra[keys->n];

	extra->head.recheck = recheck;
	extra->last = last;
	extra->kind = kind;
	keys->rechecks = keys->rechecks || recheck;
	keys->partial[keys->n] = first != last;
	keys->key[keys->n++] = first;
}

static void
add_key(HashKeys *keys, int64 key, bool recheck)
{
	add_range(keys, key, key, -1, recheck);
}

/* Names that begin with the bytes after the class. */
static void
add_prefix(HashKeys *keys, const char *data, int len, int kind, bool recheck)
{
	int64		class = (int64) (data[0] == ES_KIND_USER ? CLASS_USER : data[0]) << CLASS_SHIFT;

	add_range(keys, class | name_code(data + 1, len - 1, 0), class | name_code(data + 1, len - 1, 31) | CODE_MASK,
			  kind, recheck || !code_is_exact(data + 1, len - 1));
}

/* Persons of this name and those whose name ends with it. */
static void
add_words(HashKeys *keys, const char *data, int len)
{
	int			words = 0;
	int			i;

	add_key(keys, key_of_bytes(data, len), false);
	for (i = 0; i < len; i++)
		if (data[i] == ES_WORD_SEPARATOR && ++words == MOST_LAST_WORDS)
			break;
	add_key(keys, subclass_key(LAST_WORDS, hash_bits(data, i, SUBCLASS_SHIFT)), i < len);
}

/* At most two keys for a probe. */
static void
add_probe_keys(HashKeys *keys, const EntityProbe *probe, const char *data, int len)
{
	int64		key;

	switch (probe->mode)
	{
		case PROBE_EXACT:
			add_key(keys, key_of_bytes(data, len), probe->recheck);
			break;
		case PROBE_WORDS:
			add_words(keys, data, len);
			break;
		case PROBE_USER_PREFIX:
			add_prefix(keys, data, len,
					   (int) hash_bits(eq_kind_name(probe->query, probe->item), probe->item->kindlen, KIND_BITS), true);
			break;
		default:
			if (data[0] == ES_KIND_USER && data[len - 1] == '\0')
			{
				/* The whole name, of any kind. */
				key = user_key(data, len - 1);
				add_range(keys, key, key | KIND_MASK, -1, probe->recheck);
			}
			else
				add_prefix(keys, data, len, -1, probe->recheck);
	}
}

PG_FUNCTION_INFO_V1(entityset_extract_query);
Datum
entityset_extract_query(PG_FUNCTION_ARGS)
{
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);
	Pointer   **extra_data = (Pointer **) PG_GETARG_POINTER(4);
	EntityProbes probes;
	HashKeys	keys = {0};
	KeyPlan    *plan;
	Size		room;
	uint32		i;
	int			k;

	if (PG_GETARG_UINT16(2) == EQUAL_STRATEGY)
	{
		Datum	   *all = extract_set(PG_GETARG_ENTITYSET_P(0), nkeys);

		if (*nkeys == 0)
			*(int32 *) PG_GETARG_POINTER(6) = GIN_SEARCH_MODE_INCLUDE_EMPTY;
		PG_RETURN_POINTER(all);
	}
	plan = entity_plan_make(fcinfo, &probes);
	*nkeys = 0;
	if (probes.keys.n == 0)
		PG_RETURN_POINTER(NULL);
	room = mul_size(probes.keys.n, 2);
	keys.key = palloc_extended(mul_size(room, sizeof(int64)), MCXT_ALLOC_HUGE);
	keys.partial = palloc_extended(room, MCXT_ALLOC_HUGE);
	keys.extra = palloc_extended(mul_size(room, sizeof(HashExtra)), MCXT_ALLOC_HUGE);
	*extra_data = palloc_extended(mul_size(room, sizeof(Pointer)), MCXT_ALLOC_HUGE);
	for (i = 0; i < plan->n; i++)
	{
		int			first = keys.n;

		for (k = plan->first[i]; k < (int) (plan->first[i] + plan->count[i]); k++)
			add_probe_keys(&keys, &probes.probe[k], entity_key_data(&probes.keys, k), entity_key_len(&probes.keys, k));
		plan->first[i] = first;
		plan->count[i] = keys.n - first;
	}
	for (k = 0; k < keys.n; k++)
	{
		keys.extra[k].head.plan = plan;
		(*extra_data)[k] = (Pointer) &keys.extra[k];
	}
	entity_plan_finish(fcinfo, plan, keys.rechecks);
	*(bool **) PG_GETARG_POINTER(3) = keys.partial;
	*nkeys = keys.n;
	PG_RETURN_POINTER(keys_datums(&keys));
}

PG_FUNCTION_INFO_V1(entityset_compare_partial);
Datum
entityset_compare_partial(PG_FUNCTION_ARGS)
{
	int64		key = PG_GETARG_INT64(1);
	HashExtra  *extra = (HashExtra *) PG_GETARG_POINTER(3);

	if (key > extra->last)
		PG_RETURN_INT32(1);
	PG_RETURN_INT32(extra->kind >= 0 && (key & KIND_MASK) != extra->kind ? -1 : 0);
}
