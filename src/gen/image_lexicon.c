/*-------------------------------------------------------------------------
 * image_lexicon.c
 *	  Build the sections of the lexicon from the lists of words and names.
 *
 * A list gives its words one bit each (NX_L_…).  Lists that mean more also
 * give entries under the phrase key of each form.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "../core/gazetteer.h"
#include "../core/token.h"
#include "../core/unicode.h"
#include "image_writer.h"

typedef struct PendingEntry
{
	uint64_t	key;
	uint32_t	order;
	NxLexEntry	entry;
} PendingEntry;

typedef struct WordBits
{
	uint64_t	hash;
	uint32_t	lists;
	uint32_t	rank;
} WordBits;

typedef struct Builder
{
	ImageWriter *writer;
	NX_LIST(WordBits) words;	/* the same word may repeat */
	NX_LIST(PendingEntry) entries;
	NxBuffer	pool;
	uint64_t   *begins;			/* BEGINS_BITS */
} Builder;

#define BEGINS_BITS		(1u << 18)

static void
add_bits(Builder *b, uint64_t hash, uint32_t lists, uint32_t rank)
{
	WordBits   *word = nx_push(b->writer->arena, &b->words);

	word->hash = hash;
	word->lists = lists;
	word->rank = rank;
}

static uint32_t
add_text(Builder *b, NxText text)
{
	uint32_t	at = b->pool.len;

	nx_buffer_add(&b->pool, text.data, text.len);
	return at;
}

/*
 * Gives a form its bits: the whole word, or for a phrase its first word the
 * mark that a phrase begins there.  Returns the phrase key.
 */
static uint64_t
add_form(Builder *b, NxText form, uint32_t lists, uint32_t rank)
{
	NxTokens	tokens = {NULL, 0, 0};
	NxSpan		whole = {0, form.len};
	uint64_t	key = 0,
				first = 0;
	uint32_t	nwords = 0,
				bit,
				i;

	nx_tokenize(b->writer->arena, NULL, form, whole, &tokens);
	for (i = 0; i < tokens.n; i++)
	{
		if (tokens.item[i].kind > NX_TOKEN_NUMBER)
			continue;
		if (nwords++ == 0)
			key = first = tokens.item[i].hash;
		else
		{
			key = nx_join_hash(key, tokens.item[i].hash);
			bit = NX_LEXICON_BEGIN(key) & (BEGINS_BITS - 1);
			b->begins[bit >> 6] |= UINT64_C(1) << (bit & 63);
		}
	}
	if (nwords == 1)
		add_bits(b, key, lists, rank);
	else if (nwords > 1)
		add_bits(b, first, NX_L_PHRASE, 0);
	return key;
}

static void
add_entry(Builder *b, NxText form, uint32_t lists, NxList list, unsigned flags,
		  uint16_t code, NxText text, int64_t value)
{
	uint64_t	key = add_form(b, form, lists, 0);
	PendingEntry *pending;

	if (key == 0)
		return;
	pending = nx_push(b->writer->arena, &b->entries);
	memset(pending, 0, sizeof(*pending));
	pending->key = key;
	pending->order = b->entries.n;
	pending->entry.list = (uint8_t) list;
	pending->entry.flags = (uint8_t) flags;
	pending->entry.code = code;
	pending->entry.value = value;
	pending->entry.form = add_text(b, form);
	pending->entry.formlen = form.len;
	if (text.len)
	{
		pending->entry.text = add_text(b, text);
		pending->entry.textlen = text.len;
	}
}

static uint16_t
country_code(const char *iso)
{
	return iso[0] && iso[1] ? NX_COUNTRY(iso[0], iso[1]) : 0;
}

/* A list of plain words: its column 'column' gives each the bits 'lists'. */
static void
read_words(Builder *b, const char *file, const char *column, uint32_t lists)
{
	Tsv			tsv;

	if (!tsv_open(&tsv, b->writer->dir, file, false))
		return;
	while (tsv_next(&tsv, 1))
		add_form(b, text_of(tsv_get(&tsv, column)), lists, 0);
}

static void
read_stopwords(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "stopwords.tsv", false);
	while (tsv_next(&tsv, 2))
		add_form(b, text_of(tsv_get(&tsv, "word")),
				 strcmp(tsv_get(&tsv, "language"), "en") == 0 ? NX_L_STOP : NX_L_STOP_OTHER, 0);
}

/* Commonness: 8 steps for each doubling of the count, 255 at most. */
static uint32_t
rank_of(double count)
{
	uint32_t	rank = 1;

	for (; count >= 2 && rank < 248; count /= 2)
		rank += 8;
	return rank;
}

static void
read_common_words(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "common_words.tsv", false);
	while (tsv_next(&tsv, 2))
		add_form(b, text_of(tsv_get(&tsv, "word")), NX_L_COMMON, rank_of(atof(tsv_get(&tsv, "count"))));
}

static void
read_titles(Builder *b)
{
	Tsv			tsv;
	static const char *const classes[] = {"honorific", "political", "military", "religious",
	"royal", "academic", "role"};

	tsv_open(&tsv, b->writer->dir, "titles.tsv", false);
	while (tsv_next(&tsv, 2))
	{
		NxText		title = text_of(tsv_get(&tsv, "title"));
		const char *class = tsv_get(&tsv, "class");
		const char *attach = tsv_get(&tsv, "attach");
		unsigned	flags = (strstr(attach, "before") ? NX_LEX_BEFORE : 0) | (strstr(attach, "after") ? NX_LEX_AFTER : 0);
		uint32_t	value;

		for (value = 0; value < NX_COUNT(classes) - 1; value++)
			if (strcmp(class, classes[value]) == 0)
				break;
		add_entry(b, title, strcmp(class, "role") == 0 ? NX_L_ROLE : NX_L_TITLE,
				  NX_LIST_TITLE, flags, 0, NX_TEXT(""), value);
	}
}

static void
read_org_words(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "org_words.tsv", false);
	while (tsv_next(&tsv, 2))
	{
		const char *position = tsv_get(&tsv, "position");

		add_form(b, text_of(tsv_get(&tsv, "word")),
				 strstr(position, "suffix") ? NX_L_ORG_SUFFIX : strstr(position, "prefix") ? NX_L_ORG_PREFIX : NX_L_ORG_HEAD, 0);
	}
}

/* Calls add_entry for a name and each alias in a field parted by ';' or '|'. */
static void
add_named(Builder *b, NxText name, const char *aliases, uint32_t lists, NxList list, uint16_t code, int64_t value)
{
	const char *p = aliases;

	add_entry(b, name, lists, list, 0, code, name, value);
	while (*p)
	{
		NxText		alias = {p, (uint32_t) strcspn(p, ";|")};
		bool		acronym = alias.len >= 2 && alias.len <= 6;
		uint32_t	i;

		for (i = 0; i < alias.len; i++)
			acronym = acronym && ((alias.data[i] >= 'A' && alias.data[i] <= 'Z') || alias.data[i] == '.' || alias.data[i] == '&');
		if (alias.len)
			add_entry(b, alias, lists, list, acronym ? NX_LEX_EXACT : 0, code, name, value);
		p += alias.len;
		p += *p != '\0';
	}
}

static void
read_organizations(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "organizations.tsv", false);
	while (tsv_next(&tsv, 1))
		add_named(b, text_of(tsv_get(&tsv, "name")), tsv_get(&tsv, "aliases"), NX_L_ORG, NX_LIST_ORG, 0, 0);
	tsv_open(&tsv, b->writer->dir, "events.tsv", false);
	while (tsv_next(&tsv, 1))
		add_named(b, text_of(tsv_get(&tsv, "name")), tsv_get(&tsv, "aliases"), NX_L_EVENT, NX_LIST_EVENT, 0, 0);
	tsv_open(&tsv, b->writer->dir, "agencies.tsv", false);
	while (tsv_next(&tsv, 4))
		if (strchr(tsv_get(&tsv, "flags"), 't'))
			add_entry(b, text_of(tsv_get(&tsv, "form")), NX_L_AGENCY, NX_LIST_AGENCY, 0,
					  country_code(tsv_get(&tsv, "country")), text_of(tsv_get(&tsv, "name")), 0);
}

static void
read_demonyms(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "demonyms.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		const char *form = tsv_get(&tsv, "form");
		unsigned	flags = (strcmp(form, "plural") == 0 ? NX_LEX_PLURAL : 0) |
			(strcmp(form, "adj") == 0 || strcmp(form, "both") == 0 ? NX_LEX_ADJECTIVE : 0);

		add_entry(b, text_of(tsv_get(&tsv, "word")), NX_L_DEMONYM, NX_LIST_DEMONYM, flags,
				  country_code(tsv_get(&tsv, "country")), NX_TEXT(""), atoll(tsv_get(&tsv, "place_id")));
	}
}

/* Countries under every name of theirs that place_names.tsv has. */
static void
read_countries(Builder *b)
{
	Tsv			tsv;
	struct
	{
		int64_t		id;
		uint16_t	code;
	}			country[512];
	uint32_t	n = 0,
				i;

	tsv_open(&tsv, b->writer->dir, "countries.tsv", false);
	while (tsv_next(&tsv, 4) && n < NX_COUNT(country))
	{
		country[n].id = atoll(tsv_get(&tsv, "place_id"));
		country[n++].code = country_code(tsv_get(&tsv, "iso2"));
	}
	tsv_open(&tsv, b->writer->dir, "place_names.tsv", false);
	while (tsv_next(&tsv, 2))
	{
		int64_t		id = atoll(tsv_get(&tsv, "id"));
		const char *flags = tsv_get(&tsv, "flags");

		for (i = 0; i < n; i++)
			if (country[i].id == id)
				add_entry(b, text_of(tsv_get(&tsv, "name")), NX_L_COUNTRY, NX_LIST_COUNTRY,
						  (strchr(flags, 'a') ? NX_LEX_EXACT : 0) | (strchr(flags, 'w') ? NX_LEX_WEAK : 0),
						  country[i].code, NX_TEXT(""), id);
	}
}

static void
read_states(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "states.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		uint16_t	country = country_code(tsv_get(&tsv, "country"));
		NxText		code = text_of(tsv_get(&tsv, "code"));
		const char *p = tsv_get(&tsv, "other");

		add_entry(b, text_of(tsv_get(&tsv, "name")), NX_L_STATE, NX_LIST_STATE, 0, country, code, 0);
		add_entry(b, code, NX_L_STATE, NX_LIST_STATE, NX_LEX_EXACT, country, code, 0);
		if (*tsv_get(&tsv, "ap"))
			add_entry(b, text_of(tsv_get(&tsv, "ap")), NX_L_STATE, NX_LIST_STATE, NX_LEX_EXACT, country, code, 0);
		while (*p)
		{
			NxText		other = {p, (uint32_t) strcspn(p, ";|")};

			add_entry(b, other, NX_L_STATE, NX_LIST_STATE, NX_LEX_EXACT, country, code, 0);
			p += other.len;
			p += *p != '\0';
		}
	}
}

static void
read_calendar(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "months.tsv", false);
	while (tsv_next(&tsv, 3))
		add_entry(b, text_of(tsv_get(&tsv, "token")),
				  strcmp(tsv_get(&tsv, "language"), "en") == 0 ? NX_L_MONTH : NX_L_MONTH_OTHER,
				  NX_LIST_MONTH, 0, 0, text_of(tsv_get(&tsv, "language")), atoi(tsv_get(&tsv, "month")));
	tsv_open(&tsv, b->writer->dir, "weekdays.tsv", false);
	while (tsv_next(&tsv, 3))
		add_entry(b, text_of(tsv_get(&tsv, "token")), strcmp(tsv_get(&tsv, "language"), "en") == 0 ? NX_L_WEEKDAY : 0,
				  NX_LIST_WEEKDAY, 0, 0, text_of(tsv_get(&tsv, "language")), atoi(tsv_get(&tsv, "weekday")));
}

static void
read_other_names(Builder *b)
{
	Tsv			tsv;

	tsv_open(&tsv, b->writer->dir, "nicknames.tsv", false);
	while (tsv_next(&tsv, 2))
		add_entry(b, text_of(tsv_get(&tsv, "nickname")), NX_L_NICKNAME, NX_LIST_NICKNAME, 0, 0,
				  text_of(tsv_get(&tsv, "name")), 0);
	tsv_open(&tsv, b->writer->dir, "facility_words.tsv", false);
	while (tsv_next(&tsv, 2))
		add_entry(b, text_of(tsv_get(&tsv, "word")), NX_L_FACILITY, NX_LIST_FACILITY, 0, 0,
				  text_of(tsv_get(&tsv, "feature")), 0);
}

static int
compare_words(const void *left, const void *right)
{
	const WordBits *a = left,
			   *z = right;

	return a->hash < z->hash ? -1 : a->hash > z->hash;
}

/* Brings the bits of each word together. */
static void
unite_words(Builder *b)
{
	uint32_t	i,
				n = 0;

	qsort(b->words.item, b->words.n, sizeof(WordBits), compare_words);
	for (i = 0; i < b->words.n; i++)
	{
		const WordBits *from = &b->words.item[i];

		if (n == 0 || b->words.item[n - 1].hash != from->hash)
			b->words.item[n++] = *from;
		else
		{
			b->words.item[n - 1].lists |= from->lists;
			if (b->words.item[n - 1].rank < from->rank)
				b->words.item[n - 1].rank = from->rank;
		}
	}
	b->words.n = n;
}

static uint32_t
table_size(uint32_t n)
{
	uint32_t	size = 16;

	while (size < n + n / 3)
		size *= 2;
	return size;
}

/* Number of a set of lists, made if it is new; 0 is no set. */
static uint32_t
set_number(uint32_t *sets, uint32_t *n, uint32_t lists)
{
	uint32_t	i;

	for (i = 1; i < *n; i++)
		if (sets[i] == lists)
			return i;
	if (*n == NX_WORD_SETS)
		fail("more than %u sets of lists", NX_WORD_SETS - 1);
	sets[(*n)++] = lists;
	return i;
}

static void
write_words(Builder *b)
{
	uint32_t	size,
				nsets = 1,
				i;
	uint32_t   *table;
	uint32_t   *sets = nx_arena_zero(b->writer->arena, NX_WORD_SETS * sizeof(*sets));
	uint8_t    *rank;

	unite_words(b);
	size = b->words.n * 3 / 2 + 1;
	table = nx_arena_zero(b->writer->arena, size * sizeof(*table));
	rank = nx_arena_zero(b->writer->arena, size);
	for (i = 0; i < b->words.n; i++)
	{
		const WordBits *word = &b->words.item[i];
		uint32_t	mark = nx_word_mark(word->hash);
		uint32_t	lists = word->lists;
		uint32_t	at = nx_word_slot(word->hash, size);

		while (table[at] && (table[at] & ~(NX_WORD_SETS - 1)) != mark)
			at = at + 1 < size ? at + 1 : 0;
		if (table[at])
			lists |= sets[table[at] & (NX_WORD_SETS - 1)];
		table[at] = mark | set_number(sets, &nsets, lists);
		rank[at] = (uint8_t) word->rank;
	}
	add_section(b->writer, "lexicon.word", table, size * sizeof(*table));
	add_section(b->writer, "lexicon.sets", sets, nsets * sizeof(*sets));
	add_section(b->writer, "lexicon.rank", rank, size);
}

static int
compare_entries(const void *left, const void *right)
{
	const PendingEntry *a = left,
			   *z = right;

	if (a->key != z->key)
		return a->key < z->key ? -1 : 1;
	return a->order < z->order ? -1 : 1;
}

static void
write_entries(Builder *b)
{
	uint32_t	n = b->entries.n;
	uint32_t	size = table_size(n);
	struct NxKeySlot *table = nx_arena_zero(b->writer->arena, size * sizeof(*table));
	NxLexEntry *entries = nx_arena_alloc(b->writer->arena, (n + 1) * sizeof(*entries));
	uint32_t	i;

	qsort(b->entries.item, n, sizeof(PendingEntry), compare_entries);
	for (i = 0; i < n; i++)
	{
		uint64_t	key = b->entries.item[i].key;
		uint32_t	at = (uint32_t) key & (size - 1);

		entries[i] = b->entries.item[i].entry;
		while (table[at].key && table[at].key != key)
			at = (at + 1) & (size - 1);
		if (table[at].key == 0)
			table[at].first = i;
		table[at].key = key;
		table[at].n++;
	}
	add_section(b->writer, "lexicon.key", table, size * sizeof(*table));
	add_section(b->writer, "lexicon.entry", entries, n * sizeof(*entries));
	add_section(b->writer, "lexicon.pool", b->pool.data, b->pool.len);
	add_section(b->writer, "lexicon.begins", b->begins, BEGINS_BITS / 8);
}

void
build_lexicon(ImageWriter *writer)
{
	static Builder b;

	b.writer = writer;
	b.begins = nx_arena_zero(writer->arena, BEGINS_BITS / 8);
	nx_buffer_init(&b.pool, writer->arena, 1 << 16);
	nx_buffer_byte(&b.pool, '\0');	/* offset 0 means none */
	read_stopwords(&b);
	read_common_words(&b);
	read_words(&b, "name_stops.tsv", "word", NX_L_NAME_STOP);
	read_words(&b, "given_names.tsv", "name", NX_L_GIVEN);
	read_words(&b, "surnames.tsv", "name", NX_L_SURNAME);
	read_words(&b, "name_particles.tsv", "word", NX_L_PARTICLE);
	read_words(&b, "speech_verbs.tsv", "word", NX_L_SPEECH);
	read_words(&b, "abbreviations.tsv", "word", NX_L_ABBREVIATION);
	read_titles(&b);
	read_org_words(&b);
	read_organizations(&b);
	read_demonyms(&b);
	read_countries(&b);
	read_states(&b);
	read_calendar(&b);
	read_other_names(&b);
	write_words(&b);
	write_entries(&b);
}
