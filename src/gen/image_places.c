/*-------------------------------------------------------------------------
 * image_places.c
 *	  The gazetteer's sections: places.tsv, place_names.tsv, countries.tsv.
 *
 * Places are sorted by id, so that an id is found without an index.  Names
 * are gathered by phrase key into runs, the most important place first; the
 * pool holds every different name once.  Names with a shortened first word
 * ("Saint", "Fort", "Mount") get their short form here, so that the list
 * need not repeat it.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "../core/gazetteer.h"
#include "../core/token.h"
#include "../core/unicode.h"

#include "image_writer.h"

#define STARTS			(1u << 20)

typedef struct SourceName
{
	uint64_t	key;
	uint64_t	first;			/* hash of its first word */
	uint32_t	place;
	uint32_t	form;
	uint8_t		formlen;
	uint8_t		flags;
	uint8_t		importance;
	uint8_t		nwords;
} SourceName;

typedef struct Builder
{
	ImageWriter *writer;
	NX_LIST(NxPlace) places;
	NX_LIST(SourceName) names;
	NxBuffer	pool;
	uint32_t   *pool_slot;		/* open addressing over pool strings: offset + 1 */
	uint8_t    *pool_len;
	uint32_t	pool_mask;
	char		(*fcode)[8];
	uint32_t	nfcodes;
} Builder;

/* Offset of 'text' in the pool; each different text is kept once. */
static uint32_t
pool_add(Builder *b, NxText text)
{
	uint32_t	i = (uint32_t) nx_hash_bytes(text.data, text.len) & b->pool_mask;

	for (;; i = (i + 1) & b->pool_mask)
	{
		if (b->pool_slot[i] == 0)
			break;
		if (b->pool_len[i] == text.len &&
			memcmp(b->pool.data + b->pool_slot[i] - 1, text.data, text.len) == 0)
			return b->pool_slot[i] - 1;
	}
	b->pool_slot[i] = b->pool.len + 1;
	b->pool_len[i] = (uint8_t) text.len;
	nx_buffer_add(&b->pool, text.data, text.len);
	return b->pool_slot[i] - 1;
}

/* GeoNames codes that are not in the class their first letters suggest. */
static const struct
{
	const char *prefix;
	uint8_t		feature;
}			feature_of[] = {
	{"CONT", NX_FEATURE_CONTINENT}, {"RGN", NX_FEATURE_REGION}, {"ZN", NX_FEATURE_REGION},
	{"AREA", NX_FEATURE_REGION}, {"PCL", NX_FEATURE_COUNTRY}, {"TERR", NX_FEATURE_COUNTRY},
	{"ADM1", NX_FEATURE_ADMIN1}, {"ADM", NX_FEATURE_ADMIN2}, {"PPLX", NX_FEATURE_DISTRICT},
	{"PPL", NX_FEATURE_CITY}, {"STLMT", NX_FEATURE_CITY}, {"SEA", NX_FEATURE_WATER},
	{"OCN", NX_FEATURE_WATER}, {"GULF", NX_FEATURE_WATER}, {"STM", NX_FEATURE_WATER},
	{"LK", NX_FEATURE_WATER}, {"BAY", NX_FEATURE_WATER}, {"STRT", NX_FEATURE_WATER},
	{"CHN", NX_FEATURE_WATER}, {"CNL", NX_FEATURE_WATER}, {"RSV", NX_FEATURE_WATER},
	{"LGN", NX_FEATURE_WATER}, {"FLLS", NX_FEATURE_WATER}, {"HBR", NX_FEATURE_WATER},
	{"SD", NX_FEATURE_WATER}, {"REEF", NX_FEATURE_WATER}, {"ISL", NX_FEATURE_LAND},
	{"MT", NX_FEATURE_LAND}, {"DSRT", NX_FEATURE_LAND}, {"PEN", NX_FEATURE_LAND},
	{"CAPE", NX_FEATURE_LAND}, {"VAL", NX_FEATURE_LAND}, {"PLAT", NX_FEATURE_LAND},
	{"HLL", NX_FEATURE_LAND}, {"PK", NX_FEATURE_LAND}, {"VLC", NX_FEATURE_LAND},
	{"ATOL", NX_FEATURE_LAND}, {"PRK", NX_FEATURE_LAND}, {"RES", NX_FEATURE_LAND},
	{"PASS", NX_FEATURE_LAND}, {"GLCR", NX_FEATURE_LAND}, {"FRST", NX_FEATURE_LAND},
	{"PLN", NX_FEATURE_LAND}, {"DLTA", NX_FEATURE_LAND}
};

static uint8_t
feature_class(const char *fcode)
{
	uint32_t	i;

	for (i = 0; i < NX_COUNT(feature_of); i++)
		if (strncmp(fcode, feature_of[i].prefix, strlen(feature_of[i].prefix)) == 0)
			return feature_of[i].feature;
	return NX_FEATURE_BUILDING;
}

static uint8_t
fcode_number(Builder *b, const char *fcode)
{
	uint32_t	i;

	for (i = 0; i < b->nfcodes; i++)
		if (strcmp(b->fcode[i], fcode) == 0)
			return (uint8_t) i;
	if (b->nfcodes == 256 || strlen(fcode) > 7)
		fail("places.tsv: too many feature codes at \"%s\"", fcode);
	strcpy(b->fcode[b->nfcodes], fcode);
	return (uint8_t) b->nfcodes++;
}

static uint16_t
country_code(const char *code)
{
	return code[0] && code[1] ? NX_COUNTRY(code[0], code[1]) : 0;
}

static int32_t
degrees(const char *field)
{
	double		value = strtod(field, NULL) * 10000;

	return (int32_t) (value < 0 ? value - 0.5 : value + 0.5);
}

/* The other way round is nx_place_id. */
static uint32_t
code_of_id(const Tsv *tsv, int64_t id)
{
	uint32_t	kind = (uint32_t) ((id - NX_OWN_ID) / NX_OWN_KIND);
	uint32_t	number = (uint32_t) ((id - NX_OWN_ID) % NX_OWN_KIND);
	NxPlace		check = {0};

	check.code = id < NX_OWN_ID ? (uint32_t) id : kind == NX_DIVISION_KIND ?
		NX_OWN | NX_OWN_DIVISION | number : NX_OWN | kind << NX_OWN_NUMBER_BITS | number;
	if (nx_place_id(&check) != id)
		fail("%s:%u: id %s is out of range", tsv->path, tsv->number, tsv->field[0]);
	return check.code;
}

static void
read_places(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "places.tsv", false);
	while (tsv_next(&tsv, 10))
	{
		NxPlace    *p = nx_push(b->writer->arena, &b->places);
		NxText		name = text_of(tsv.field[1]);
		NxText		admin1 = text_of(tsv.field[4]);

		memset(p, 0, sizeof(*p));
		if (name.len == 0 || name.len > 255)
			fail("%s:%u: name of %u bytes", tsv.path, tsv.number, name.len);
		p->code = code_of_id(&tsv, strtoll(tsv.field[0], NULL, 10));
		p->name = pool_add(b, name);
		p->namelen = (uint8_t) name.len;
		p->feature = feature_class(tsv.field[2]);
		p->fcode = fcode_number(b, tsv.field[2]);
		p->country = country_code(tsv.field[3]);
		if (admin1.len > sizeof(p->admin1))
			fail("%s:%u: first-level code \"%s\" is too long", tsv.path, tsv.number, tsv.field[4]);
		memcpy(p->admin1, admin1.data, admin1.len);
		p->latitude = degrees(tsv.field[6]);
		p->longitude = degrees(tsv.field[7]);
		p->population = (uint32_t) strtoul(tsv.field[8], NULL, 10);
		p->importance = (uint8_t) strtoul(tsv.field[9], NULL, 10);
		p->parent = NX_NO_PLACE;
	}
}

static int
by_id(const void *a, const void *b)
{
	int64_t		x = nx_place_id(a);
	int64_t		y = nx_place_id(b);

	return (x > y) - (x < y);
}

static uint32_t
place_of(const Builder *b, int64_t id)
{
	NxGazetteer view = {0};

	view.place = b->places.item;
	view.nplaces = b->places.n;
	return nx_gazetteer_by_id(&view, id);
}

static uint8_t
name_flags(const char *letters)
{
	uint8_t		flags = 0;

	for (; *letters; letters++)
		flags |= *letters == 'p' ? NX_NAME_PREFERRED : *letters == 'a' ? NX_NAME_EXACT :
			*letters == 'w' ? NX_NAME_WEAK : *letters == 'h' ? NX_NAME_HISTORIC :
			*letters == 'l' ? NX_NAME_LONG : 0;
	return flags;
}

/*
 * Is a name with accents an ordinary word without them?  The Hungarian town
 * of Göd folds to "god", and news means God.
 */
static bool
is_word_without_accents(NxText name, uint32_t lists)
{
	uint32_t	i;

	for (i = 0; i < name.len; i++)
		if ((unsigned char) name.data[i] >= 0x80)
			return (lists & (NX_L_COMMON | NX_L_STOP | NX_L_NAME_STOP | NX_L_GIVEN | NX_L_MONTH)) != 0;
	return false;
}

static void
add_name(Builder *b, uint32_t place, NxText name, uint8_t flags)
{
	NxTokens	tokens = {NULL, 0, 0};
	SourceName *n;
	uint64_t	key;
	uint32_t	nwords;
	uint32_t	i;

	key = nx_phrase_key(b->writer->arena, &b->writer->lexicon, name, &nwords);
	if (key == 0 || nwords > NX_PLACE_WORDS || name.len > 255)
		return;
	nx_tokenize(b->writer->arena, &b->writer->lexicon, name, (NxSpan) {0, name.len}, &tokens);
	for (i = 0; i < tokens.n && tokens.item[i].kind > NX_TOKEN_NUMBER; i++)
		;
	if (i == tokens.n)
		return;
	if (nwords == 1 && is_word_without_accents(name, tokens.item[i].lists))
		flags |= NX_NAME_WEAK;
	n = nx_push(b->writer->arena, &b->names);
	memset(n, 0, sizeof(*n));
	n->key = key;
	n->first = tokens.item[i].hash;
	n->place = place;
	n->form = pool_add(b, name);
	n->formlen = (uint8_t) name.len;
	n->nwords = (uint8_t) nwords;
	n->flags = flags;
	n->importance = b->places.item[place].importance;
}

/* First words that news shortens. */
static const char *const shortened[][2] = {
	{"Saint ", "St. "}, {"St. ", "Saint "}, {"Sainte ", "Ste. "}, {"Fort ", "Ft. "}, {"Mount ", "Mt. "},
	{"North ", "N. "}, {"South ", "S. "}, {"West ", "W. "}, {"East ", "E. "}
};

static void
add_short_form(Builder *b, uint32_t place, const char *name, uint8_t flags)
{
	uint32_t	i;

	for (i = 0; i < NX_COUNT(shortened); i++)
	{
		size_t		len = strlen(shortened[i][0]);
		char		form[256 + 8];

		if (strncmp(name, shortened[i][0], len) != 0 || strlen(name) > 255)
			continue;
		snprintf(form, sizeof(form), "%s%s", shortened[i][1], name + len);
		add_name(b, place, text_of(form), flags & (uint8_t) ~NX_NAME_PREFERRED);
	}
}

static void
read_names(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "place_names.tsv", false);
	while (tsv_next(&tsv, 2))
	{
		uint32_t	place = place_of(b, strtoll(tsv.field[0], NULL, 10));
		uint8_t		flags = name_flags(tsv.field[2]);

		if (place == NX_NO_PLACE)
			fail("%s:%u: no place has the id %s", tsv.path, tsv.number, tsv.field[0]);
		add_name(b, place, text_of(tsv.field[1]), flags);
		if (!(flags & NX_NAME_EXACT))
			add_short_form(b, place, tsv.field[1], flags);
	}
}

/* "W.Va." also with a space inside: "W. Va." */
static void
add_abbreviation(Builder *b, uint32_t place, NxText form, uint8_t flags)
{
	char		spaced[64];
	uint32_t	len = 0;
	uint32_t	i;

	if (form.len == 0 || form.len > 30)
		return;
	add_name(b, place, form, flags);
	for (i = 0; i < form.len; i++)
	{
		spaced[len++] = form.data[i];
		if (form.data[i] == '.' && i + 1 < form.len)
			spaced[len++] = ' ';
	}
	if (len != form.len)
		add_name(b, place, (NxText) {spaced, len}, flags);
}

/*
 * Abbreviations of states.  Two-letter codes are also ordinary words ("IN",
 * "OR"), so they count only in context.
 */
static void
read_states(Builder *b, const NxGazetteer *view)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "states.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		uint16_t	country = country_code(tsv_get(&tsv, "country"));
		NxText		code = text_of(tsv_get(&tsv, "code"));
		uint32_t	place = nx_gazetteer_admin1(view, country, code);
		const char *p = tsv_get(&tsv, "other");

		if (place == NX_NO_PLACE)
			continue;
		if (country == NX_COUNTRY('U', 'S') || country == NX_COUNTRY('C', 'A') || country == NX_COUNTRY('A', 'U'))
			add_name(b, place, code, NX_NAME_EXACT | (code.len == 2 ? NX_NAME_WEAK : 0));
		add_abbreviation(b, place, text_of(tsv_get(&tsv, "ap")), NX_NAME_EXACT);
		while (*p)
		{
			NxText		other = {p, (uint32_t) strcspn(p, ";")};

			add_abbreviation(b, place, other, NX_NAME_EXACT);
			p += other.len;
			p += *p != '\0';
		}
	}
}

/* Most important first; historic names of a place after present ones of another. */
static int
by_key(const void *a, const void *b)
{
	const SourceName *x = a;
	const SourceName *y = b;
	int			hx = (x->flags & NX_NAME_HISTORIC) != 0;
	int			hy = (y->flags & NX_NAME_HISTORIC) != 0;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (hx != hy)
		return hx - hy;
	if (x->importance != y->importance)
		return y->importance - x->importance;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->flags != y->flags)
		return x->flags < y->flags ? -1 : 1;
	return x->form < y->form ? -1 : x->form > y->form;
}

/* The slot for a key whose names begin at 'first'. */
static void
put_key(struct NxPlaceKey *slots, uint32_t mask, uint64_t key, uint32_t first)
{
	uint32_t	i = (uint32_t) key & mask;

	while (slots[i].first != 0 || slots[i].first_high != 0)
	{
		if (slots[i].mark == (uint16_t) (key >> 32) && slots[i].mark_high == (uint8_t) (key >> 48))
			fail("place_names.tsv: two names share a mark; lengthen NxPlaceKey");
		i = (i + 1) & mask;
	}
	slots[i].mark = (uint16_t) (key >> 32);
	slots[i].mark_high = (uint8_t) (key >> 48);
	slots[i].first = (uint16_t) (first + 1);
	slots[i].first_high = (uint8_t) ((first + 1) >> 16);
}

static void
write_names(Builder *b)
{
	ImageWriter *writer = b->writer;
	NxPlaceName *out = nx_arena_zero(writer->arena, sizeof(*out) * (b->names.n + 1));
	uint8_t    *starts = nx_arena_zero(writer->arena, STARTS);
	struct NxPlaceKey *slots;
	uint32_t	nslots = 1024;
	uint32_t	n = 0;
	uint32_t	nkeys = 0;
	uint32_t	i;

	qsort(b->names.item, b->names.n, sizeof(SourceName), by_key);
	for (i = 0; i < b->names.n; i++)
		nkeys += i == 0 || b->names.item[i].key != b->names.item[i - 1].key;
	while (nslots < nkeys + nkeys / 3)
		nslots *= 2;
	slots = nx_arena_zero(writer->arena, sizeof(*slots) * nslots);
	for (i = 0; i < b->names.n; i++)
	{
		const SourceName *s = &b->names.item[i];
		bool		same_key = i > 0 && s->key == s[-1].key;

		/* two spellings of one place under one key: the first will do, unless letters count */
		if (same_key && out[n - 1].place == s->place && !((out[n - 1].flags | s->flags) & NX_NAME_EXACT))
			continue;
		if (!same_key)
		{
			put_key(slots, nslots - 1, s->key, n);
			if (n > 0)
				out[n - 1].last = 1;
		}
		starts[(uint32_t) (s->first >> 7) & (STARTS - 1)] |= (uint8_t) (1u << (s->nwords - 1));
		out[n].place = s->place;
		out[n].form = s->form;
		out[n].formlen = s->formlen;
		out[n].flags = s->flags;
		n++;
	}
	if (n >= 1u << 24 || b->places.n >= 1u << 24 || b->pool.len >= 1u << 24)
		fail("places.tsv: %u places are too many for 24 bits", b->places.n);
	if (n > 0)
		out[n - 1].last = 1;
	add_section(writer, "place_names", out, sizeof(*out) * n);
	add_section(writer, "place_keys", slots, sizeof(*slots) * nslots);
	add_section(writer, "place_starts", starts, STARTS);
}

static void
write_countries(Builder *b, NxGazetteer *view)
{
	uint32_t   *country = nx_array(b->writer->arena, uint32_t, NX_COUNTRY_SLOTS);
	char	   *iso3 = nx_array(b->writer->arena, char, NX_COUNTRY_SLOTS * 4);
	Tsv			tsv;
	uint32_t	i;

	for (i = 0; i < NX_COUNTRY_SLOTS; i++)
		country[i] = NX_NO_PLACE;
	memset(iso3, 0, NX_COUNTRY_SLOTS * 4);
	tsv_open(&tsv, b->writer->dir, "countries.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		uint16_t	code = country_code(tsv.field[0]);
		uint32_t	place = place_of(b, strtoll(tsv.field[2], NULL, 10));

		if (NX_COUNTRY_SLOT(code) >= NX_COUNTRY_SLOTS || place == NX_NO_PLACE)
			fail("%s:%u: unknown country or place", tsv.path, tsv.number);
		if (strlen(tsv.field[1]) != 3)
			fail("%s:%u: a code of three letters is missing", tsv.path, tsv.number);
		country[NX_COUNTRY_SLOT(code)] = place;
		memcpy(iso3 + NX_COUNTRY_SLOT(code) * 4, tsv.field[1], 3);
	}
	view->country = country;
	add_section(b->writer, "place_iso3", iso3, NX_COUNTRY_SLOTS * 4);
	add_section(b->writer, "place_country", country, sizeof(uint32_t) * NX_COUNTRY_SLOTS);
}

static int
by_code(const void *a, const void *b)
{
	const NxDivision *x = a;
	const NxDivision *y = b;

	if (x->country != y->country)
		return x->country < y->country ? -1 : 1;
	return memcmp(x->code, y->code, sizeof(x->code));
}

/* First-level divisions, and every place's parent. */
static void
write_divisions(Builder *b, NxGazetteer *view)
{
	NX_LIST(NxDivision) list = {NULL, 0, 0};
	size_t		size;
	uint32_t	i;

	for (i = 0; i < b->places.n; i++)
	{
		const NxPlace *p = &b->places.item[i];
		NxDivision *d;

		if (p->feature != NX_FEATURE_ADMIN1 || p->admin1[0] == '\0')
			continue;
		d = nx_push(b->writer->arena, &list);
		memset(d, 0, sizeof(*d));
		d->country = p->country;
		memcpy(d->code, p->admin1, sizeof(d->code));
		d->place = i;
	}
	if (list.n == 0)
		fail("places.tsv: no first-level division");
	qsort(list.item, list.n, sizeof(NxDivision), by_code);
	add_section(b->writer, "place_division", list.item, sizeof(NxDivision) * list.n);

	view->division = list.item;
	view->ndivisions = list.n;
	for (i = 0; i < b->places.n; i++)
	{
		NxPlace    *p = &b->places.item[i];

		for (size = 0; size < sizeof(p->admin1) && p->admin1[size]; size++)
			;
		if (p->feature == NX_FEATURE_COUNTRY)
			continue;
		if (p->feature != NX_FEATURE_ADMIN1)
			p->parent = nx_gazetteer_admin1(view, p->country, (NxText) {p->admin1, (uint32_t) size});
		if (p->parent == NX_NO_PLACE)
			p->parent = nx_gazetteer_country(view, p->country);
	}
}

void
build_places(ImageWriter *writer)
{
	Builder		b = {0};
	NxGazetteer view = {0};		/* what is written so far, for lookups by code */

	b.writer = writer;
	nx_buffer_init(&b.pool, writer->arena, 1 << 20);
	b.pool_mask = (1u << 20) - 1;
	b.pool_slot = nx_arena_zero(writer->arena, sizeof(uint32_t) << 20);
	b.pool_len = nx_arena_zero(writer->arena, 1 << 20);
	b.fcode = nx_arena_zero(writer->arena, 256 * 8);

	read_places(&b);
	qsort(b.places.item, b.places.n, sizeof(NxPlace), by_id);
	write_countries(&b, &view);
	write_divisions(&b, &view);
	read_names(&b);
	read_states(&b, &view);
	write_names(&b);
	add_section(writer, "places", b.places.item, sizeof(NxPlace) * b.places.n);
	add_section(writer, "place_pool", b.pool.data, b.pool.len);
	add_section(writer, "place_fcode", b.fcode, b.nfcodes * 8);
}
