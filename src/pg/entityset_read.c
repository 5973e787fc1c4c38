/*-------------------------------------------------------------------------
 * entityset_read.c
 *	  Reading a stored entityset in place: records, keys, search.
 *
 * Nothing is unpacked: searching compares folded names straight in the value.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "entityset.h"

void
entity_reader_init(EntityReader *reader, const EntitySet *set)
{
	const unsigned char *data = (const unsigned char *) VARDATA_ANY(set);
	Size		size = VARSIZE_ANY_EXHDR(set);
	uint32		head;

	if (size < 4)
		ereport(ERROR,
				errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored entityset is broken: %zu bytes", size));
	memcpy(&head, data, 4);
	if (head >> 28 != ES_VERSION || (head & ES_RESERVED_BITS) != 0)
	{
		if (head >> 28 > ES_VERSION || (head >> 28 == ES_VERSION && (head & ES_RESERVED_BITS)))
			ereport(ERROR,
					errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("entityset has layout version %u, which this version of news_extract cannot read", head >> 28),
					errdetail("The newest layout it reads is %d.", ES_VERSION),
					errhint("Upgrade news_extract on this server."));
		ereport(ERROR,
				errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored entityset is broken: layout version %u", head >> 28));
	}
	reader->count = head & ES_COUNT_MASK;
	reader->wide = (head & ES_WIDE) != 0;
	reader->offsets = data + 4;
	reader->records = reader->offsets + (Size) reader->count * (reader->wide ? 4 : 2);
	reader->end = data + size;
	if (reader->records > reader->end)
		ereport(ERROR,
				errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored entityset is broken: %u entities in %zu bytes", reader->count, size));
}

void
entityset_broken(void)
{
	ereport(ERROR,
			errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("stored entityset is broken"));
}

const unsigned char *
entity_record_key(const unsigned char *record, const unsigned char *end, EntityKey *key)
{
	const unsigned char *p = record + 1;
	int			namelen;

	key->kind = entry_kind(record);
	key->kindlen = 0;
	key->kind_name = NULL;
	if (key->kind == ES_KIND_USER)
	{
		if (unlikely(p >= end || *p == 0 || *p > ES_MAX_KIND || *p >= end - p))
			entityset_broken();
		key->kindlen = *p++;
		key->kind_name = (const char *) p;
		p += key->kindlen;
	}
	else if (unlikely(key->kind == ES_KIND_ANY || key->kind > ES_KIND_MISC))
		entityset_broken();
	namelen = es_length(&p, end, ES_MAX_NAME);
	key->fold = (const char *) p;
	key->foldlen = namelen;
	key->ascii = true;
	p += namelen;
	if (*record & ES_R_FOLD)
	{
		key->foldlen = es_length(&p, end, ES_MAX_FOLD);
		key->fold = (const char *) p;
		key->ascii = false;
		p += key->foldlen;
	}
	key->id = 0;
	return p;
}

static inline bool
is_capital(unsigned char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Capital letters and digits, then zero bytes to the fourth. */
static bool
is_admin1(const unsigned char *p)
{
	int			i = 0;

	while (i < 4 && (is_capital(p[i]) || (p[i] >= '0' && p[i] <= '9')))
		i++;
	while (i < 4 && p[i] == 0)
		i++;
	return i == 4;
}

void
entity_record_view(const unsigned char *record, const unsigned char *end, EntityView *view)
{
	const unsigned char *p = entity_record_key(record, end, &view->key);
	uint64		more = 0;
	uint64		mentions;
	uint32		scores;
	int			i;

	if (view->key.ascii)
	{
		view->name = view->key.fold;
		view->namelen = view->key.foldlen;
	}
	else
	{
		const unsigned char *q = record + 1;

		if (view->key.kind == ES_KIND_USER)
			q += 1 + view->key.kindlen;
		view->namelen = es_length(&q, end, ES_MAX_NAME);
		view->name = (const char *) q;
	}

	if (unlikely(end - p < 3))
		entityset_broken();
	scores = p[0] | (uint32) p[1] << 8 | (uint32) p[2] << 16;
	p += 3;
	view->sections = scores & 0x0f;
	view->salience = scores >> 4 & 0x3ff;
	view->confidence = scores >> 14;

	view->npositions = *record >> ES_R_POSITIONS_SHIFT & 3;
	if (view->npositions == 3)
		more = es_varint(&p, end);
	/* each position takes a byte at least */
	if (unlikely(more > (uint64) (end - p) || view->salience > 1000 || view->confidence > 1000))
		entityset_broken();
	view->npositions += (uint32) more;
	mentions = Max(view->npositions, 1);
	if (*record & ES_R_MENTIONS)
		mentions = es_varint(&p, end);
	if (unlikely(mentions == 0 || mentions > ES_MAX_MENTIONS))
		entityset_broken();
	view->mentions = (uint32) mentions;

	view->country = 0;
	view->nancestors = 0;
	memset(view->admin1, 0, sizeof(view->admin1));
	if (*record & ES_R_PLACE)
	{
		uint8		place;

		if (unlikely(p >= end))
			entityset_broken();
		place = *p++;
		if (place & ES_P_ID)
			view->key.id = es_unzigzag(es_varint(&p, end));
		if (place & ES_P_COUNTRY)
		{
			if (unlikely(end - p < 2 || !is_capital(p[0]) || !is_capital(p[1])))
				entityset_broken();
			view->country = (uint16) (p[0] << 8 | p[1]);
			p += 2;
		}
		if (place & ES_P_ADMIN1)
		{
			if (unlikely(end - p < 4 || !is_admin1(p)))
				entityset_broken();
			memcpy(view->admin1, p, 4);
			p += 4;
		}
		view->nancestors = place & ES_P_ANCESTORS;
		for (i = 0; i < view->nancestors; i++)
			view->ancestors[i] = es_unzigzag(es_varint(&p, end));
	}
	for (i = view->nancestors; i < ES_MAX_ANCESTORS; i++)
		view->ancestors[i] = 0;
	if (unlikely(view->npositions > (Size) (end - p)))
		entityset_broken();
	view->positions = p;
	view->end = end;
}

int64
entity_record_id(const unsigned char *record, const unsigned char *end)
{
	EntityKey	key;
	const unsigned char *p;

	if ((*record & ES_R_PLACE) == 0)
		return 0;
	p = entity_record_key(record, end, &key);
	if (unlikely(end - p < 4))
		entityset_broken();
	p += 3;
	if ((*record >> ES_R_POSITIONS_SHIFT & 3) == 3)
		(void) es_varint(&p, end);
	if (*record & ES_R_MENTIONS)
		(void) es_varint(&p, end);
	if (unlikely(p >= end))
		entityset_broken();
	if ((*p++ & ES_P_ID) == 0)
		return 0;
	return es_unzigzag(es_varint(&p, end));
}

int
entity_kind_cmp(const EntityKey *a, const EntityKey *b)
{
	int			c;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind != ES_KIND_USER)
		return 0;
	c = memcmp(a->kind_name, b->kind_name, Min(a->kindlen, b->kindlen));
	return c != 0 ? c : (int) a->kindlen - (int) b->kindlen;
}

/* Folded names; the same bytes as shown are the same name without a look at each. */
static int
fold_cmp(const EntityKey *a, const EntityKey *b)
{
	const unsigned char *pa = (const unsigned char *) a->fold;
	const unsigned char *pb = (const unsigned char *) b->fold;
	int			n = Min(a->foldlen, b->foldlen);
	int			c = memcmp(pa, pb, n);
	int			i;

	if (c != 0 && (a->ascii || b->ascii))
	{
		c = 0;
		for (i = 0; i < n && c == 0; i++)
			c = (int) (a->ascii ? entity_lower[pa[i]] : pa[i]) - (int) (b->ascii ? entity_lower[pb[i]] : pb[i]);
	}
	return c != 0 ? c : a->foldlen - b->foldlen;
}

int
entity_key_cmp(const EntityKey *a, const EntityKey *b)
{
	int			c = entity_kind_cmp(a, b);

	if (c == 0)
		c = fold_cmp(a, b);
	if (c == 0 && a->id != b->id)
		c = a->id < b->id ? -1 : 1;
	return c;
}

/* A record compared with a key that is folded already; ids do not count.  The hot path of every search. */
static int
record_cmp(const unsigned char *record, const unsigned char *end, const EntityKey *key)
{
	const unsigned char *p = record + 1;
	const unsigned char *fold = (const unsigned char *) key->fold;
	EntityKind	kind = entry_kind(record);
	int			len;
	int			n;
	int			i;

	if (kind != key->kind)
		return kind < key->kind ? -1 : 1;
	if (kind == ES_KIND_USER || (*record & ES_R_FOLD) != 0)
	{
		EntityKey	found;
		int			c;

		entity_record_key(record, end, &found);
		c = entity_kind_cmp(&found, key);
		return c != 0 ? c : fold_cmp(&found, key);
	}
	len = es_length(&p, end, ES_MAX_NAME);
	n = Min(len, key->foldlen);
	if (key->ascii)
	{
		for (i = 0; i < n; i++)
			if (entity_lower[p[i]] != entity_lower[fold[i]])
				return (int) entity_lower[p[i]] - (int) entity_lower[fold[i]];
	}
	else
		for (i = 0; i < n; i++)
			if (entity_lower[p[i]] != fold[i])
				return (int) entity_lower[p[i]] - (int) fold[i];
	return len - key->foldlen;
}

bool
entity_find(const EntityReader *reader, const EntityKey *key, uint32 *where)
{
	uint32		low = 0;
	uint32		high = reader->count;
	bool		found = false;

	while (low < high)
	{
		uint32		mid = low + (high - low) / 2;
		int			c = record_cmp(entry_at(reader, mid), reader->end, key);

		if (c < 0)
			low = mid + 1;
		else
		{
			high = mid;
			found = c == 0;
		}
	}
	*where = low;
	return found;
}

/* First record not below (strict: above) the kind. */
static uint32
kind_bound(const EntityReader *reader, const EntityKey *kind, bool above, bool any_user_kind)
{
	uint32		low = 0;
	uint32		high = reader->count;

	while (low < high)
	{
		uint32		mid = low + (high - low) / 2;
		const unsigned char *record = entry_at(reader, mid);
		int			c = (int) entry_kind(record) - (int) kind->kind;

		if (c == 0 && !any_user_kind)
		{
			EntityKey	found;

			entity_record_key(record, reader->end, &found);
			c = entity_kind_cmp(&found, kind);
		}
		if (c < 0 || (above && c == 0))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void
entity_kind_range(const EntityReader *reader, EntityKind kind,
				  const char *kind_name, int kindlen, uint32 *first, uint32 *last)
{
	EntityKey	key = {0};

	key.kind = kind;
	key.kind_name = kind_name;
	key.kindlen = kindlen;
	*first = kind_bound(reader, &key, false, kind_name == NULL);
	*last = kind_bound(reader, &key, true, kind_name == NULL);
}

bool
entity_contained(const EntityReader *reader, const EntityKey *key)
{
	uint32		first;
	uint32		last;

	if (key->id == 0)
		return entity_find(reader, key, &first);
	entity_kind_range(reader, key->kind, key->kind_name, key->kindlen, &first, &last);
	for (; first < last; first++)
		if (entity_record_id(entry_at(reader, first), reader->end) == key->id)
			return true;
	return false;
}
