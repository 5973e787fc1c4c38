/*-------------------------------------------------------------------------
 * gin_entityset_key.c
 *	  Keys of an entityset and the keys a query looks for.
 *
 * The forms of keys are described in gin_entityset.h.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "gin_entityset.h"
#include "port/pg_bswap.h"
#include "unicode.h"

void
entity_keys_init(EntityKeys *keys, int room)
{
	initStringInfo(&keys->bytes);
	keys->n = 0;
	keys->room = Max(room, 8);
	keys->offset = palloc_extended(mul_size(keys->room, sizeof(uint32)), MCXT_ALLOC_HUGE);
}

/*
 * Begin a key; what is appended to keys->bytes until end_key belongs to it.
 */
static int
begin_key(EntityKeys *keys, uint8 class)
{
	int			start;

	if (keys->n == keys->room)
	{
		keys->room *= 2;
		keys->offset = repalloc_huge(keys->offset, mul_size(keys->room, sizeof(uint32)));
	}
	enlargeStringInfo(&keys->bytes, VARHDRSZ + 4);
	keys->bytes.len = INTALIGN(keys->bytes.len);
	start = keys->bytes.len;
	keys->offset[keys->n] = start;
	keys->bytes.len += VARHDRSZ;
	appendStringInfoCharMacro(&keys->bytes, (char) class);
	return start;
}

static void
end_key(EntityKeys *keys, int start)
{
	int			size = keys->bytes.len - start;

	/* Short headers, so that more keys of a build fit into the processor's caches. */
	if (size - VARHDRSZ + VARHDRSZ_SHORT <= VARATT_SHORT_MAX)
	{
		keys->offset[keys->n] = start + VARHDRSZ - VARHDRSZ_SHORT;
		SET_VARSIZE_SHORT(keys->bytes.data + keys->offset[keys->n], size - VARHDRSZ + VARHDRSZ_SHORT);
	}
	else
		SET_VARSIZE(keys->bytes.data + start, size);
	keys->n++;
}

/* Cut a long name that was appended from 'start' on. */
static bool
cut_name(StringInfo bytes, int start)
{
	uint64		hash;
	int			i;

	if (bytes->len - start <= ENTITY_KEY_NAME)
		return false;
	hash = nx_hash_bytes(bytes->data + start, bytes->len - start);
	bytes->len = start + ENTITY_KEY_HEAD;
	appendStringInfoCharMacro(bytes, ENTITY_KEY_CUT);
	for (i = 0; i < 8; i++)
		appendStringInfoCharMacro(bytes, (char) (hash >> (8 * i)));
	return true;
}

int
entity_surname_len(const char *key, int len)
{
	int			i;

	if (len < 2 || key[0] != ES_KIND_PERSON)
		return 0;
	for (i = 1; i < len && key[i] != ES_WORD_SEPARATOR && key[i] != ES_SURNAME_FIRST; i++)
		;
	return i;
}

static void
append_kind_suffix(StringInfo bytes, const char *kind_name, int kindlen)
{
	appendStringInfoCharMacro(bytes, '\0');
	appendBinaryStringInfo(bytes, kind_name, kindlen);
}

bool
entity_keys_add_name(EntityKeys *keys, const EntityKey *key)
{
	int			start = begin_key(keys, key->kind);
	int			name = keys->bytes.len;
	bool		cut;

	if (key->kind == ES_KIND_PERSON)
		entity_person_key(key->fold, key->foldlen, key->ascii, &keys->bytes);
	else
	{
		char	   *out;
		int			i;

		enlargeStringInfo(&keys->bytes, key->foldlen);
		out = keys->bytes.data + keys->bytes.len;
		if (key->ascii)
			for (i = 0; i < key->foldlen; i++)
				out[i] = (char) entity_lower[(unsigned char) key->fold[i]];
		else
			memcpy(out, key->fold, key->foldlen);
		keys->bytes.len += key->foldlen;
	}
	cut = cut_name(&keys->bytes, name);
	if (key->kind == ES_KIND_USER)
		append_kind_suffix(&keys->bytes, key->kind_name, key->kindlen);
	end_key(keys, start);
	return cut;
}

static void
append_number(StringInfo bytes, uint64 v, int least)
{
	int			i = 8;

	while (i > least && (v >> (8 * (i - 1))) == 0)
		i--;
	while (--i >= 0)
		appendStringInfoCharMacro(bytes, (char) (v >> (8 * i)));
}

void
entity_keys_add_id(EntityKeys *keys, const EntityKey *key)
{
	int			start = begin_key(keys, ENTITY_KEY_ID);

	appendStringInfoCharMacro(&keys->bytes, (char) key->kind);
	append_number(&keys->bytes, es_zigzag(key->id), key->kind == ES_KIND_USER ? 8 : 1);
	if (key->kind == ES_KIND_USER)
		appendBinaryStringInfo(&keys->bytes, key->kind_name, key->kindlen);
	end_key(keys, start);
}

static void
add_ancestor(EntityKeys *keys, int64 id)
{
	int			start = begin_key(keys, ENTITY_KEY_ANCESTOR);

	append_number(&keys->bytes, es_zigzag(id), 1);
	end_key(keys, start);
}

static void
add_country(EntityKeys *keys, uint8 class, uint16 country, const char *admin1, int len)
{
	int			start = begin_key(keys, class);

	appendStringInfoCharMacro(&keys->bytes, (char) (country >> 8));
	appendStringInfoCharMacro(&keys->bytes, (char) (country & 0xff));
	appendBinaryStringInfo(&keys->bytes, admin1, len);
	end_key(keys, start);
}

/* The second key of a person whose name begins with the surname. */
static void
add_surname_first(EntityKeys *keys, const EntityKey *key)
{
	int			start = begin_key(keys, ES_KIND_PERSON);

	if (entity_surname_first_key(key->fold, key->foldlen, key->ascii, &keys->bytes))
		end_key(keys, start);
	else
		keys->bytes.len = start;
}

/* All keys of one record. */
static void
add_record(EntityKeys *keys, const unsigned char *record, const unsigned char *end)
{
	EntityView	view;
	int			i;

	if ((*record & ES_R_PLACE) == 0)
	{
		entity_record_key(record, end, &view.key);
		(void) entity_keys_add_name(keys, &view.key);
		if (view.key.kind == ES_KIND_PERSON)
			add_surname_first(keys, &view.key);
		return;
	}
	entity_record_view(record, end, &view);
	(void) entity_keys_add_name(keys, &view.key);
	if (view.key.kind == ES_KIND_PERSON)
		add_surname_first(keys, &view.key);
	if (view.key.id)
		entity_keys_add_id(keys, &view.key);
	if (view.country)
	{
		uint8		class = view.key.kind == ES_KIND_PLACE ? ENTITY_KEY_IN : ENTITY_KEY_COUNTRY;

		add_country(keys, class, view.country, NULL, 0);
		if (class == ENTITY_KEY_IN && view.admin1[0])
			add_country(keys, class, view.country, view.admin1, strlen(view.admin1));
	}
	if (view.key.kind == ES_KIND_PLACE)
		for (i = 0; i < view.nancestors; i++)
			add_ancestor(keys, view.ancestors[i]);
}

/* A key while keys are sorted: its first 8 bytes as a number decide most comparisons. */
typedef struct KeyOrder
{
	uint64		head;
	const char *data;
	uint32		len;
	uint32		offset;
} KeyOrder;

static int
key_order_cmp(const KeyOrder *a, const KeyOrder *b)
{
	int			c;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	c = memcmp(a->data, b->data, Min(a->len, b->len));
	if (c != 0)
		return c;
	return a->len < b->len ? -1 : a->len > b->len;
}

#define ST_SORT sort_key_order
#define ST_ELEMENT_TYPE KeyOrder
#define ST_COMPARE(a, b) key_order_cmp(a, b)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Sort keys and drop those that come again, so that GIN has no more to do than to see it. */
static void
sort_keys(EntityKeys *keys)
{
	KeyOrder   *order = palloc_extended(mul_size(Max(keys->n, 1), sizeof(KeyOrder)), MCXT_ALLOC_HUGE);
	int			kept = 0;
	int			i;

	for (i = 0; i < keys->n; i++)
	{
		char		head[sizeof(uint64)] = {0};

		order[i].offset = keys->offset[i];
		order[i].data = entity_key_data(keys, i);
		order[i].len = entity_key_len(keys, i);
		memcpy(head, order[i].data, Min(order[i].len, sizeof(head)));
		memcpy(&order[i].head, head, sizeof(head));
		order[i].head = pg_ntoh64(order[i].head);
	}
	sort_key_order(order, keys->n);
	for (i = 0; i < keys->n; i++)
		if (i == 0 || key_order_cmp(&order[i - 1], &order[i]) != 0)
			keys->offset[kept++] = order[i].offset;
	keys->n = kept;
	pfree(order);
}

void
entity_keys_collect(EntityKeys *keys, const EntitySet *set)
{
	EntityReader reader;
	uint32		i;

	entity_reader_init(&reader, set);
	entity_keys_init(keys, reader.count * 2);
	enlargeStringInfo(&keys->bytes, VARSIZE_ANY(set) + reader.count * 4);
	for (i = 0; i < reader.count; i++)
		add_record(keys, entry_at(&reader, i), reader.end);
}

void
entity_keys_of_set(EntityKeys *keys, const EntitySet *set)
{
	entity_keys_collect(keys, set);
	sort_keys(keys);
}

Datum *
entity_keys_datums(const EntityKeys *keys)
{
	Datum	   *datums = palloc_extended(mul_size(Max(keys->n, 1), sizeof(Datum)), MCXT_ALLOC_HUGE);
	int			i;

	for (i = 0; i < keys->n; i++)
		datums[i] = PointerGetDatum(keys->bytes.data + keys->offset[i]);
	return datums;
}

void
entity_probes_init(EntityProbes *probes, int room)
{
	entity_keys_init(&probes->keys, room);
	probes->room = probes->keys.room;
	probes->probe = palloc_extended(mul_size(probes->room, sizeof(EntityProbe)), MCXT_ALLOC_HUGE);
}

static void
add_probe(EntityProbes *probes, ProbeMode mode, const EntityQuery *query, const EqItem *item, bool recheck)
{
	int			at = probes->keys.n - 1;

	if (at >= probes->room)
	{
		probes->room = Max(probes->room * 2, at + 1);
		probes->probe = repalloc_huge(probes->probe, mul_size(probes->room, sizeof(EntityProbe)));
	}
	probes->probe[at].mode = mode;
	probes->probe[at].query = query;
	probes->probe[at].item = item;
	probes->probe[at].recheck = recheck;
}

static void
add_person_probe(EntityProbes *probes, const EntityQuery *query, const EqItem *item)
{
	const char *words = eq_person(query, item);
	const char *tail = memchr(words, ES_WORD_SEPARATOR, item->personlen);
	bool		prefix = (item->flags & EQ_PREFIX) != 0;
	int			len = prefix && tail ? (int) (tail - words) : item->personlen;
	bool		cut = len >= ENTITY_KEY_HEAD;
	int			start = begin_key(&probes->keys, ES_KIND_PERSON);

	/* Of the keys that were cut only the first bytes can be compared. */
	appendBinaryStringInfo(&probes->keys.bytes, words, Min(len, ENTITY_KEY_HEAD));
	end_key(&probes->keys, start);
	if (cut)
		add_probe(probes, PROBE_PREFIX, query, item, true);
	else if (!prefix)
		add_probe(probes, PROBE_WORDS, query, item, false);
	else
		add_probe(probes, tail ? PROBE_WORDS_PREFIX : PROBE_PREFIX, query, item, tail != NULL);
}

static void
add_name_probe(EntityProbes *probes, const EntityQuery *query, const EqItem *item, EntityKind kind)
{
	bool		any_user_kind = kind == ES_KIND_USER && item->kindlen == 0;
	int			start;
	int			len;

	if (kind == ES_KIND_PERSON)
	{
		add_person_probe(probes, query, item);
		return;
	}
	if ((item->flags & EQ_PREFIX) == 0 && !any_user_kind)
	{
		EntityKey	key = {0};
		bool		cut;

		key.kind = kind;
		key.kind_name = eq_kind_name(query, item);
		key.kindlen = item->kindlen;
		key.fold = eq_name(query, item);
		key.foldlen = item->namelen;
		cut = entity_keys_add_name(&probes->keys, &key);
		add_probe(probes, PROBE_EXACT, query, item, cut);
		return;
	}
	len = item->namelen;
	start = begin_key(&probes->keys, kind);
	appendBinaryStringInfo(&probes->keys.bytes, eq_name(query, item), Min(len, ENTITY_KEY_HEAD));
	if (any_user_kind && (item->flags & EQ_PREFIX) == 0 && len <= ENTITY_KEY_HEAD)
		appendStringInfoCharMacro(&probes->keys.bytes, '\0');
	end_key(&probes->keys, start);
	add_probe(probes, kind == ES_KIND_USER && !any_user_kind ? PROBE_USER_PREFIX : PROBE_PREFIX,
			  query, item, len > ENTITY_KEY_HEAD);
}

void
entity_probes_add_leaf(EntityProbes *probes, const EntityQuery *query, const EqItem *item)
{
	EntityKeys *keys = &probes->keys;
	EntityKey	key = {0};
	int			start;
	int			kind;

	switch (item->type)
	{
		case EQ_NAME:
			if (item->kind != ES_KIND_ANY)
			{
				add_name_probe(probes, query, item, (EntityKind) item->kind);
				break;
			}
			for (kind = ES_KIND_PERSON; kind <= ES_KIND_MISC; kind++)
				add_name_probe(probes, query, item, (EntityKind) kind);
			add_name_probe(probes, query, item, ES_KIND_USER);
			break;
		case EQ_KIND:
			start = begin_key(keys, item->kind);
			end_key(keys, start);
			add_probe(probes, item->kind == ES_KIND_USER ? PROBE_USER_PREFIX : PROBE_PREFIX, query, item, false);
			break;
		case EQ_ID:
			key.kind = item->kind;
			key.kind_name = eq_kind_name(query, item);
			key.kindlen = item->kindlen;
			key.id = eq_id(query, item);
			entity_keys_add_id(keys, &key);
			add_probe(probes, PROBE_EXACT, query, item, false);
			break;
		case EQ_COUNTRY:
			add_country(keys, ENTITY_KEY_COUNTRY, item->arg, NULL, 0);
			add_probe(probes, PROBE_EXACT, query, item, false);
			add_country(keys, ENTITY_KEY_IN, item->arg, NULL, 0);
			add_probe(probes, PROBE_EXACT, query, item, false);
			break;
		case EQ_IN:
			add_country(keys, ENTITY_KEY_IN, item->arg, eq_name(query, item), item->namelen);
			add_probe(probes, PROBE_EXACT, query, item, false);
			break;
		case EQ_IN_ID:
			key.kind = ES_KIND_PLACE;
			key.id = eq_id(query, item);
			entity_keys_add_id(keys, &key);
			add_probe(probes, PROBE_EXACT, query, item, false);
			add_ancestor(keys, key.id);
			add_probe(probes, PROBE_EXACT, query, item, false);
			break;
		default:
			elog(ERROR, "unrecognized entityquery item: %d", item->type);
	}
}

/* Does a key of a user's kind end with the name of this kind? */
static bool
ends_with_kind(const EntityProbe *probe, const char *key, int keylen)
{
	int			len = probe->item->kindlen;

	return keylen > len && key[keylen - len - 1] == '\0' &&
		memcmp(key + keylen - len, eq_kind_name(probe->query, probe->item), len) == 0;
}

int
entity_probe_compare(const EntityProbe *probe, const char *probe_key, int probe_len,
					 const char *key, int keylen)
{
	int			c;

	/* Another class, or before the range: persons' keys go on without their class byte. */
	if (keylen == 0 || (unsigned char) key[0] != (unsigned char) probe_key[0])
		return keylen > 0 && (unsigned char) key[0] > (unsigned char) probe_key[0] ? 1 : -1;
	switch (probe->mode)
	{
		case PROBE_WORDS:
		case PROBE_WORDS_PREFIX:
			/* What was cut off a long key may have been the words; the recheck sees. */
			if (probe->mode == PROBE_WORDS_PREFIX && keylen > ENTITY_KEY_NAME - 40 &&
				memcmp(key, probe_key, probe_len) == 0)
				return 0;
			c = entityquery_person_matches(eq_person(probe->query, probe->item), probe->item->personlen,
										   probe->mode == PROBE_WORDS_PREFIX, key + 1, keylen - 1);
			return c > 0 ? 0 : c < 0 ? 1 : -1;
		case PROBE_PREFIX:
		case PROBE_USER_PREFIX:
			c = memcmp(key, probe_key, Min(keylen, probe_len));
			if (c != 0 || keylen < probe_len)
				return c > 0 ? 1 : -1;
			return probe->mode == PROBE_PREFIX || ends_with_kind(probe, key, keylen) ? 0 : -1;
		default:
			if (keylen == probe_len && memcmp(key, probe_key, keylen) == 0)
				return 0;
			return 1;
	}
}
