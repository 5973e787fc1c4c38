/*-------------------------------------------------------------------------
 * entityset_build.c
 *	  From a list of entities to the stored value; every way in ends here.
 *
 * Items get their folded names, are sorted by what makes an entity unique,
 * equal ones are merged, and each is written as one record.  The layout is
 * described in entityset.h.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "entityset.h"
#include "miscadmin.h"
#include "unicode.h"

typedef struct Position
{
	uint32		at;
	uint8		section;
} Position;

/* Growing bytes of records; StringInfo's own limit of 1 GB is the value's too. */
static void
put_byte(StringInfo out, unsigned char byte)
{
	appendStringInfoCharMacro(out, (char) byte);
}

static void
put_varint(StringInfo out, uint64 v)
{
	while (v >= 0x80)
	{
		put_byte(out, (unsigned char) (v | 0x80));
		v >>= 7;
	}
	put_byte(out, (unsigned char) v);
}

static int
item_cmp(const void *pa, const void *pb)
{
	const EntityItem *a = (const EntityItem *) pa;
	const EntityItem *b = (const EntityItem *) pb;
	int			c;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == ES_KIND_USER && (c = strcmp(a->kind_name, b->kind_name)) != 0)
		return c;
	c = memcmp(a->fold, b->fold, Min(a->foldlen, b->foldlen));
	if (c != 0)
		return c;
	if (a->foldlen != b->foldlen)
		return a->foldlen < b->foldlen ? -1 : 1;
	if (a->place_id != b->place_id)
		return a->place_id < b->place_id ? -1 : 1;
	return 0;
}

static int
position_cmp(const void *pa, const void *pb)
{
	const Position *a = (const Position *) pa;
	const Position *b = (const Position *) pb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (int) a->section - (int) b->section;
}

/*
 * Which of two spellings of one folded name is shown.  Any total order makes
 * merging independent of the order of merges; this one prefers mixed case to
 * capitals only, and capitals to lower case.
 */
static bool
spelling_is_better(const EntityItem *a, const EntityItem *b)
{
	bool		lower_a = false;
	bool		lower_b = false;
	int			i;
	int			c;

	for (i = 0; i < a->namelen && !lower_a; i++)
		lower_a = a->name[i] >= 'a' && a->name[i] <= 'z';
	for (i = 0; i < b->namelen && !lower_b; i++)
		lower_b = b->name[i] >= 'a' && b->name[i] <= 'z';
	if (lower_a != lower_b)
		return lower_a;
	c = memcmp(a->name, b->name, Min(a->namelen, b->namelen));
	return c != 0 ? c < 0 : a->namelen < b->namelen;
}

/* Positions of items [first, last), sorted and unique; *n of them. */
static Position *
merge_positions(const EntityItem *items, int first, int last, Position **room, int *roomsize, int *n)
{
	int			total = 0;
	int			used = 0;
	int			i;
	int			j;
	bool		sorted = true;
	Position   *all;

	for (i = first; i < last; i++)
		total += items[i].npositions;
	*n = 0;
	if (total == 0)
		return NULL;
	if (total > *roomsize)
	{
		*roomsize = Max(total, 64);
		*room = palloc_extended(mul_size(*roomsize, sizeof(Position)), MCXT_ALLOC_HUGE);
	}
	all = *room;
	for (i = first; i < last; i++)
		for (j = 0; j < items[i].npositions; j++)
		{
			Position	p;

			p.at = items[i].positions[j];
			p.section = items[i].position_sections ? items[i].position_sections[j] & 3 : 2;
			if (p.at == 0 || p.at > ES_MAX_POSITION)
				continue;
			if (used > 0 && position_cmp(&all[used - 1], &p) > 0)
				sorted = false;
			all[used++] = p;
		}
	if (!sorted)
		qsort(all, used, sizeof(Position), position_cmp);
	for (i = 0; i < used; i++)
		if (*n == 0 || all[*n - 1].at != all[i].at)
			all[(*n)++] = all[i];
	return all;
}

/* Items [first, last) are one entity: the first gets all that the others know. */
static void
merge_items(EntityItem *items, int first, int last)
{
	EntityItem *into = &items[first];
	uint64		mentions = into->mentions;
	int			i;

	for (i = first + 1; i < last; i++)
	{
		EntityItem *from = &items[i];

		mentions += from->mentions;
		into->sections |= from->sections;
		into->salience = Max(into->salience, from->salience);
		into->confidence = Max(into->confidence, from->confidence);
		if (from->country > into->country)
		{
			into->country = from->country;
			memcpy(into->admin1, from->admin1, sizeof(into->admin1));
		}
		else if (from->country == into->country && memcmp(from->admin1, into->admin1, 4) > 0)
			memcpy(into->admin1, from->admin1, sizeof(into->admin1));
		if (from->nancestors > into->nancestors ||
			(from->nancestors == into->nancestors && from->nancestors > 0 &&
			 memcmp(from->ancestors, into->ancestors, sizeof(int64) * from->nancestors) > 0))
		{
			into->nancestors = from->nancestors;
			memcpy(into->ancestors, from->ancestors, sizeof(into->ancestors));
		}
		if (spelling_is_better(from, into))
		{
			into->name = from->name;
			into->namelen = from->namelen;
		}
	}
	if (mentions > ES_MAX_MENTIONS)
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("entity \"%.*s\" has too many mentions", into->namelen, into->name),
				errdetail("An entity holds up to %u mentions.", ES_MAX_MENTIONS));
	into->mentions = (uint32) mentions;
}

/* True if the folded name is the shown one with A-Z in lower case. */
static bool
fold_is_lower(const EntityItem *item)
{
	int			i;

	if (item->foldlen != item->namelen)
		return false;
	for (i = 0; i < item->namelen; i++)
		if ((unsigned char) item->name[i] >= 0x80 ||
			entity_lower[(unsigned char) item->name[i]] != (unsigned char) item->fold[i])
			return false;
	return true;
}

static void
write_record(StringInfo out, const EntityItem *item, const Position *positions, int npositions)
{
	int			head = out->len;
	unsigned char byte = item->kind == ES_KIND_USER ? ES_R_USER_KIND : item->kind;
	unsigned char place = 0;
	uint8		sections = item->sections & 0x0f;
	uint32		mentions = Max(item->mentions, (uint32) Max(npositions, 1));
	uint32		scores;
	uint32		before = 0;
	int			i;

	put_byte(out, 0);
	if (item->kind == ES_KIND_USER)
	{
		int			len = strlen(item->kind_name);

		put_byte(out, len);
		appendBinaryStringInfo(out, item->kind_name, len);
	}
	put_varint(out, item->namelen);
	appendBinaryStringInfo(out, item->name, item->namelen);
	if (!fold_is_lower(item))
	{
		byte |= ES_R_FOLD;
		put_varint(out, item->foldlen);
		appendBinaryStringInfo(out, item->fold, item->foldlen);
	}

	for (i = 0; i < npositions; i++)
		sections |= ES_SECTION_BIT(positions[i].section);
	scores = sections | (uint32) Min(item->salience, 1000) << 4 | (uint32) Min(item->confidence, 1000) << 14;
	put_byte(out, scores & 0xff);
	put_byte(out, scores >> 8 & 0xff);
	put_byte(out, scores >> 16);

	byte |= Min(npositions, 3) << ES_R_POSITIONS_SHIFT;
	if (npositions >= 3)
		put_varint(out, npositions - 3);
	if (mentions != (uint32) Max(npositions, 1))
	{
		byte |= ES_R_MENTIONS;
		put_varint(out, mentions);
	}

	place = Min(item->nancestors, ES_MAX_ANCESTORS) | (item->place_id ? ES_P_ID : 0) |
		(item->country ? ES_P_COUNTRY : 0) | (item->country && item->admin1[0] ? ES_P_ADMIN1 : 0);
	if (place)
	{
		byte |= ES_R_PLACE;
		put_byte(out, place);
		if (place & ES_P_ID)
			put_varint(out, es_zigzag(item->place_id));
		if (place & ES_P_COUNTRY)
		{
			put_byte(out, item->country >> 8);
			put_byte(out, item->country & 0xff);
		}
		if (place & ES_P_ADMIN1)
			appendBinaryStringInfo(out, item->admin1, 4);
		for (i = 0; i < (place & ES_P_ANCESTORS); i++)
			put_varint(out, es_zigzag(item->ancestors[i]));
	}
	for (i = 0; i < npositions; i++)
	{
		put_varint(out, (uint64) (positions[i].at - before) << 2 | positions[i].section);
		before = positions[i].at;
	}
	out->data[head] = (char) byte;
}

/*
 * Fold the names that are not, collapse white space in those shown, and drop
 * items that cannot be stored.  Returns how many are left.
 */
static int
prepare_items(EntityItem *items, int n)
{
	StringInfoData fold;
	StringInfoData shown;
	int			kept = 0;
	int			i;

	initStringInfo(&fold);
	initStringInfo(&shown);
	for (i = 0; i < n; i++)
	{
		EntityItem *item = &items[i];

		if (item->fold == NULL)
		{
			if (item->namelen < 1 || item->namelen > ES_MAX_NAME)
				continue;
			resetStringInfo(&shown);
			if (!entity_fold_name(item->name, item->namelen, &fold, &shown) || fold.len > ES_MAX_FOLD)
				continue;
			item->fold = pnstrdup(fold.data, fold.len);
			item->foldlen = fold.len;
			if (shown.len != item->namelen || memcmp(shown.data, item->name, shown.len) != 0)
			{
				item->name = pnstrdup(shown.data, shown.len);
				item->namelen = shown.len;
			}
		}
		item->mentions = Max(item->mentions, (uint32) Max(item->npositions, 1));
		if (kept != i)
			items[kept] = *item;
		kept++;
	}
	pfree(fold.data);
	pfree(shown.data);
	return kept;
}

/* Head, offsets and records into one value. */
static EntitySet *
assemble(const StringInfoData *records, const uint32 *offsets, int count)
{
	bool		wide = records->len > PG_UINT16_MAX;
	Size		offsets_size = (Size) count * (wide ? 4 : 2);
	Size		size = VARHDRSZ + 4 + offsets_size + records->len;
	uint32		head = (uint32) ES_VERSION << 28 | (wide ? ES_WIDE : 0) | (uint32) count;
	EntitySet  *set;
	char	   *p;
	int			i;

	if (size > MaxAllocSize)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("entityset is too long: %zu bytes", size),
				errdetail("Values are limited to %zu bytes.", (Size) MaxAllocSize));
	set = (EntitySet *) palloc(size);
	SET_VARSIZE(set, size);
	p = VARDATA(set);
	memcpy(p, &head, 4);
	p += 4;
	if (wide)
		memcpy(p, offsets, offsets_size);
	else
		for (i = 0; i < count; i++)
		{
			uint16		offset = (uint16) offsets[i];

			memcpy(p + i * 2, &offset, 2);
		}
	memcpy(p + offsets_size, records->data, records->len);
	return set;
}

EntitySet *
entityset_build(EntityItem *items, int n)
{
	StringInfoData records;
	uint32	   *offsets;
	Position   *room = NULL;
	int			roomsize = 0;
	int			count = 0;
	int			first;
	int			last;
	bool		sorted = true;

	n = prepare_items(items, n);
	for (first = 1; first < n && sorted; first++)
		sorted = item_cmp(&items[first - 1], &items[first]) <= 0;
	if (!sorted)
		qsort(items, n, sizeof(EntityItem), item_cmp);

	offsets = palloc_extended(mul_size(Max(n, 1), sizeof(uint32)), MCXT_ALLOC_HUGE);
	initStringInfo(&records);
	for (first = 0; first < n; first = last)
	{
		Position   *positions;
		int			npositions;

		CHECK_FOR_INTERRUPTS();
		for (last = first + 1; last < n && item_cmp(&items[first], &items[last]) == 0; last++)
			;
		positions = merge_positions(items, first, last, &room, &roomsize, &npositions);
		if (last > first + 1)
			merge_items(items, first, last);
		if (count == ES_MAX_ENTITIES)
			ereport(ERROR,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("entityset has too many entities"),
					errdetail("A value holds up to %d entities.", ES_MAX_ENTITIES));
		offsets[count++] = records.len;
		write_record(&records, &items[first], positions, npositions);
	}
	return assemble(&records, offsets, count);
}

EntitySet *
entityset_subset(const EntityReader *reader, const bool *keep)
{
	StringInfoData records;
	uint32	   *offsets = palloc_extended(mul_size(Max(reader->count, 1), sizeof(uint32)), MCXT_ALLOC_HUGE);
	int			count = 0;
	uint32		i;

	initStringInfo(&records);
	for (i = 0; i < reader->count; i++)
	{
		const unsigned char *start = entry_at(reader, i);
		const unsigned char *end = i + 1 < reader->count ? entry_at(reader, i + 1) : reader->end;

		if (end <= start)
			entityset_broken();
		if (!keep[i])
			continue;
		offsets[count++] = records.len;
		appendBinaryStringInfo(&records, (const char *) start, end - start);
	}
	return assemble(&records, offsets, count);
}

/*
 * Positions are decoded; everything else points into the view's value, so the
 * item lives as long as that.
 */
void
entity_item_from_view(EntityItem *item, const EntityView *view)
{
	memset(item, 0, sizeof(*item));
	item->kind = view->key.kind;
	if (view->key.kind == ES_KIND_USER)
		item->kind_name = pnstrdup(view->key.kind_name, view->key.kindlen);
	item->name = view->name;
	item->namelen = view->namelen;
	if (view->key.ascii)
	{
		char	   *fold = palloc(view->key.foldlen);
		int			i;

		for (i = 0; i < view->key.foldlen; i++)
			fold[i] = (char) key_byte(&view->key, i);
		item->fold = fold;
	}
	else
		item->fold = view->key.fold;
	item->foldlen = view->key.foldlen;
	item->place_id = view->key.id;
	item->country = view->country;
	memcpy(item->admin1, view->admin1, sizeof(item->admin1));
	item->nancestors = view->nancestors;
	memcpy(item->ancestors, view->ancestors, sizeof(item->ancestors));
	item->mentions = view->mentions;
	item->sections = view->sections;
	item->salience = view->salience;
	item->confidence = view->confidence;
	if (view->npositions > 0)
	{
		uint32	   *positions = palloc_extended(mul_size(view->npositions, sizeof(uint32)), MCXT_ALLOC_HUGE);
		uint8	   *sections = palloc_extended(view->npositions, MCXT_ALLOC_HUGE);
		EntityPositions it;
		int			n = 0;

		for (entity_positions_init(&it, view); entity_positions_next(&it); n++)
		{
			positions[n] = it.position;
			sections[n] = it.section;
		}
		item->positions = positions;
		item->position_sections = sections;
		item->npositions = n;
	}
}
