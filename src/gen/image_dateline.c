/*-------------------------------------------------------------------------
 * image_dateline.c
 *	  Section of the words that headers are made of.
 *
 * Reads dateline_terms.tsv and agencies.tsv, then what they lack from
 * months.tsv, weekdays.tsv, states.tsv and countries.tsv, and writes
 * the hash table that dateline_scan.h describes.  The first list that
 * has a form wins.
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "../core/dateline_scan.h"
#include "../core/gazetteer.h"
#include "image_writer.h"

typedef struct Builder
{
	ImageWriter *writer;
	NX_LIST(NxTerm) terms;
	NxBuffer	pool;
} Builder;

static uint32_t
add_text(Builder *builder, const char *text, uint16_t *len)
{
	uint32_t	at = builder->pool.len;

	*len = (uint16_t) strlen(text);
	nx_buffer_add(&builder->pool, text, *len);
	return at;
}

static uint16_t
country_of(const char *code)
{
	return strlen(code) >= 2 ? NX_COUNTRY(code[0], code[1]) : 0;
}

/* A term, unless its list has one of that form; agencies and regions may share one: "Georgia". */
static NxTerm *
add_term(Builder *builder, NxTermList list, const char *form, const char *text)
{
	NxHead		head;
	NxTerm	   *term;
	uint32_t	nwords;
	uint64_t	key;
	uint32_t	i;

	nx_scan_head(builder->writer->arena, NULL, text_of(form), UINT32_MAX, &head);
	key = nx_head_key(&head, 0, head.n, &nwords);
	if (nwords == 0 || nwords > NX_TERM_WORDS)
		fail("term \"%s\" has %u words", form, nwords);
	key = nx_term_key(key, list);
	if (list != NX_TERM_AGENCY && list != NX_TERM_REGION)
		for (i = 0; i < builder->terms.n; i++)
			if (builder->terms.item[i].key == key)
				return NULL;
	term = nx_push(builder->writer->arena, &builder->terms);
	memset(term, 0, sizeof(*term));
	term->key = key;
	term->list = (uint8_t) list;
	term->form = add_text(builder, form, &term->formlen);
	term->text = add_text(builder, text, &term->textlen);
	return term;
}

static NxTermList
list_named(const Tsv *tsv)
{
	int			list;

	for (list = 1; list < NX_TERM_LISTS; list++)
		if (strcmp(nx_term_list_name[list], tsv->field[0]) == 0)
			return (NxTermList) list;
	fail("%s:%u: no list is called \"%s\"", tsv->path, tsv->number, tsv->field[0]);
}

static int32_t
number_of(const char *digits)
{
	int32_t		value = 0;
	bool		minus = *digits == '-';

	for (digits += minus; *digits >= '0' && *digits <= '9'; digits++)
		value = value * 10 + (*digits - '0');
	return minus ? -value : value;
}

static void
read_terms(Builder *builder)
{
	Tsv			tsv;

	tsv_open(&tsv, builder->writer->dir, "dateline_terms.tsv", false);
	while (tsv_next(&tsv, 2))
	{
		NxTermList	list = list_named(&tsv);
		const char *text = tsv.field[3];
		bool		is_region = list == NX_TERM_REGION;
		NxTerm	   *term = add_term(builder, list, tsv.field[1],
									is_region ? (strlen(text) > 3 ? text + 3 : "") : text);

		if (term == NULL)
			continue;
		term->value = number_of(tsv.field[2]);
		if (is_region)
			term->code = country_of(text);
		if (list == NX_TERM_ZONE && strcmp(text, "us") == 0)
			term->flags |= NX_TERM_US;
	}
}

static void
read_agencies(Builder *builder)
{
	static const char *const classes[] = {"wire", "release", "broadcaster", "paper", "photo", "body"};
	Tsv			tsv;

	tsv_open(&tsv, builder->writer->dir, "agencies.tsv", false);
	while (tsv_next(&tsv, 4))
	{
		NxTerm	   *term = add_term(builder, NX_TERM_AGENCY, tsv.field[0], tsv.field[1]);
		uint32_t	i;

		term->code = country_of(tsv.field[2]);
		for (i = 0; i < NX_COUNT(classes) && strcmp(classes[i], tsv.field[3]) != 0; i++)
			;
		if (i == NX_COUNT(classes))
			fail("%s:%u: no class is called \"%s\"", tsv.path, tsv.number, tsv.field[3]);
		term->value = (int32_t) i;
		if (strchr(tsv.field[4], 'w'))
			term->flags |= NX_TERM_WORDLIKE;
		if (strchr(tsv.field[4], 'a'))
			term->flags |= NX_TERM_AMBIGUOUS;
	}
}

/* "months.tsv" and "weekdays.tsv". */
static void
read_calendar(Builder *builder, const char *name, NxTermList list)
{
	Tsv			tsv;

	tsv_open(&tsv, builder->writer->dir, name, false);
	while (tsv_next(&tsv, 3))
	{
		NxTerm	   *term = add_term(builder, list, tsv.field[0], tsv.field[1]);

		if (term)
			term->value = number_of(tsv.field[2]);
	}
}

/* Adds alternatives separated by semicolons; 'forms' is cut up. */
static void
add_regions(Builder *builder, char *forms, const char *country, const char *code)
{
	char	   *next;

	for (; forms && *forms; forms = next)
	{
		NxTerm	   *term;

		next = strchr(forms, ';');
		if (next)
			*next++ = '\0';
		term = add_term(builder, NX_TERM_REGION, forms, code);
		if (term)
			term->code = country_of(country);
	}
}

static void
read_states(Builder *builder)
{
	Tsv			tsv;

	tsv_open(&tsv, builder->writer->dir, "states.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		char		code[8];

		snprintf(code, sizeof(code), "%s", tsv.field[1]);
		/* postal codes are printed in America only */
		if (strcmp(tsv.field[0], "US") == 0 || strcmp(tsv.field[0], "CA") == 0)
			add_regions(builder, tsv.field[1], tsv.field[0], code);
		add_regions(builder, tsv.field[2], tsv.field[0], code);
		add_regions(builder, tsv.field[3], tsv.field[0], code);
		add_regions(builder, tsv.field[4], tsv.field[0], code);
	}
}

static void
read_countries(Builder *builder)
{
	Tsv			tsv;

	if (!tsv_open(&tsv, builder->writer->dir, "countries.tsv", true))
		return;
	while (tsv_next(&tsv, 4))
	{
		NxTerm	   *term = add_term(builder, NX_TERM_REGION, tsv.field[3], "");

		if (term)
			term->code = country_of(tsv.field[0]);
	}
}

/* Notes with the first word of every term in which lists it begins one. */
static void
add_begins(Builder *builder)
{
	uint32_t	n = builder->terms.n;
	uint32_t	i,
				k;

	for (i = 0; i < n; i++)
	{
		const char *form = builder->pool.data + builder->terms.item[i].form;
		uint8_t		list = builder->terms.item[i].list;
		NxHead		head;
		NxTerm	   *term;
		uint32_t	first = 0;

		nx_scan_head(builder->writer->arena, NULL, (NxText) {form, builder->terms.item[i].formlen}, UINT32_MAX, &head);
		while (head.item[first].kind > NX_P_NUMBER)
			first++;
		for (k = n; k < builder->terms.n; k++)
			if (builder->terms.item[k].key == nx_term_key(head.item[first].hash, NX_TERM_BEGINS))
				break;
		if (k == builder->terms.n)
		{
			term = nx_push(builder->writer->arena, &builder->terms);
			memset(term, 0, sizeof(*term));
			term->key = nx_term_key(head.item[first].hash, NX_TERM_BEGINS);
		}
		builder->terms.item[k].value |= (int32_t) (UINT32_C(1) << list);
	}
}

void
build_dateline(ImageWriter *writer)
{
	Builder		builder;
	uint32_t	nslots = 64;
	size_t		size;
	NxTermTable *table;
	NxTerm	   *slots;
	uint32_t	i;

	memset(&builder, 0, sizeof(builder));
	builder.writer = writer;
	nx_buffer_init(&builder.pool, writer->arena, 1 << 16);
	read_terms(&builder);
	read_calendar(&builder, "months.tsv", NX_TERM_MONTH);
	read_calendar(&builder, "weekdays.tsv", NX_TERM_WEEKDAY);
	read_states(&builder);
	read_agencies(&builder);
	read_countries(&builder);
	add_begins(&builder);
	while (nslots < builder.terms.n * 2)
		nslots *= 2;
	size = sizeof(NxTermTable) + nslots * sizeof(NxTerm) + builder.pool.len;
	table = nx_arena_zero(writer->arena, size);
	table->mask = nslots - 1;
	table->npool = builder.pool.len;
	slots = (NxTerm *) (table + 1);
	for (i = 0; i < builder.terms.n; i++)
	{
		uint32_t	at = (uint32_t) (builder.terms.item[i].key >> 20) & table->mask;

		while (slots[at].key)
			at = (at + 1) & table->mask;
		slots[at] = builder.terms.item[i];
	}
	memcpy((char *) (slots + nslots), builder.pool.data, builder.pool.len);
	add_section(writer, "dateline.term", table, size);
}
