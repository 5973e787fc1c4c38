/*-------------------------------------------------------------------------
 * dictionary_build.c
 *	  A profile's rows, read from the tables into a value.
 *
 * Rows are read through SPI, so the caller's rights and row security count.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "dictionary_value.h"
#include "publisher_line_section.h"

/* Rows fetched at a time. */
#define FETCH_ROWS		5000

const char *const dictionary_table[DICTIONARY_TABLES] = {
	"news_term", "news_alias", "news_stop", "news_split", "news_publisher_line"
};

typedef struct Reading
{
	NxDictBuilder builder;
	const char *schema;
	const text *profile;
	uint64		rows;
	int			rules;
} Reading;

/* A column as UTF-8; empty if it is null. */
static NxText
column(HeapTuple row, int number)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row, SPI_tuptable->tupdesc, number, &isnull);

	return isnull ? NX_TEXT("") : bridge_utf8(DatumGetTextPP(value));
}

static uint8
kind_of(Reading *reading, NxText kind)
{
	uint8		number = kind.len ? nx_dict_builder_kind(&reading->builder, kind) : 0;

	if (kind.len && number == 0)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("dictionary profile \"%s\" has too many kinds", text_to_cstring(reading->profile)),
				errdetail("A profile can have %d kinds of its own.", NX_DICT_MAX_KINDS));
	return number;
}

static NxText
read_context(Reading *reading, HeapTuple row, int number, uint32 *n)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row, SPI_tuptable->tupdesc, number, &isnull);
	Datum	   *words;
	NxText		word[NX_DICT_MAX_CONTEXT];
	int			nwords;
	int			i;

	*n = 0;
	if (isnull)
		return NX_TEXT("");
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &words, NULL, &nwords);
	for (i = 0; i < nwords && i < NX_DICT_MAX_CONTEXT; i++)
		word[i] = bridge_utf8(DatumGetTextPP(words[i]));
	*n = (uint32) i;
	return nx_dict_builder_context(&reading->builder, word, *n);
}

/* A degree as the portable form has it; the table's checks keep it on the globe. */
static int32
point_degrees(Datum value)
{
	return (int32) rint(DatumGetFloat8(value) * 1e7);
}

#define TERM_COLUMNS	"kind, term, name, id, country, latitude, longitude, context, match"

/* A row of TERM_COLUMNS. */
static void
add_term(Reading *reading, HeapTuple row)
{
	TupleDesc	desc = SPI_tuptable->tupdesc;
	NxText		country = column(row, 5);
	NxText		match = column(row, 9);
	NxTerm		term;
	bool		isnull;
	Datum		value;

	memset(&term, 0, sizeof(term));
	term.kind = kind_of(reading, column(row, 1));
	term.term = column(row, 2);
	term.name = column(row, 3);
	if (term.name.len)
		term.flags |= NX_TERM_NAME;
	value = SPI_getbinval(row, desc, 4, &isnull);
	if (!isnull)
	{
		term.flags |= NX_TERM_ID;
		term.id = DatumGetInt64(value);
	}
	if (country.len == 2)
	{
		term.flags |= NX_TERM_COUNTRY;
		term.country = NX_COUNTRY(country.data[0], country.data[1]);
	}
	value = SPI_getbinval(row, desc, 6, &isnull);
	if (!isnull)
	{
		term.flags |= NX_TERM_POINT;
		term.latitude = point_degrees(value);
		term.longitude = point_degrees(SPI_getbinval(row, desc, 7, &isnull));
	}
	term.context = read_context(reading, row, 8, &term.ncontext);
	if (term.ncontext)
		term.flags |= NX_TERM_CONTEXT;
	if (match.len == 5)
		term.flags |= match.data[0] == 'e' ? NX_TERM_EXACT : match.data[0] == 'r' ? NX_TERM_REGEX : 0;
	else
		term.flags |= NX_TERM_ANY;
	if (term.flags & NX_TERM_REGEX && ++reading->rules > NX_DICT_MAX_RULES)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("dictionary profile \"%s\" has too many regular expressions", text_to_cstring(reading->profile)),
				errdetail("A profile can have %d of them.", NX_DICT_MAX_RULES),
				errhint("Join several with \"|\", or make plain terms of them."));
	nx_dict_builder_term(&reading->builder, &term);
}

/* kind, publisher, name, to_kind, to_name */
static void
add_correction(Reading *reading, HeapTuple row, NxCorrectionType type)
{
	NxCorrection correction;

	memset(&correction, 0, sizeof(correction));
	correction.type = (uint8) type;
	correction.kind = kind_of(reading, column(row, 1));
	correction.publisher = column(row, 2);
	correction.name = column(row, 3);
	correction.to_kind = kind_of(reading, column(row, 4));
	correction.to_name = column(row, 5);
	correction.flags = (uint8) ((correction.kind ? NX_CORRECT_KIND : 0) |
								(correction.publisher.len ? NX_CORRECT_PUBLISHER : 0) |
								(correction.to_kind ? NX_CORRECT_TO_KIND : 0) |
								(correction.to_name.len ? NX_CORRECT_TO_NAME : 0));
	nx_dict_builder_correction(&reading->builder, &correction);
}

/* Runs a query over the profile's rows of one table that meet a condition; 'type' 0: terms. */
static void
read_table(Reading *reading, const char *table, const char *condition, const char *columns, int type)
{
	Oid			argtypes[1] = {TEXTOID};
	Datum		values[1] = {PointerGetDatum(reading->profile)};
	MemoryContext row_context = AllocSetContextCreate(CurrentMemoryContext, "news_extract dictionary row",
													  ALLOCSET_DEFAULT_SIZES);
	char	   *sql = psprintf("SELECT %s FROM %s.%s WHERE profile OPERATOR(pg_catalog.=) $1%s",
							   columns, reading->schema, table, condition);
	Portal		portal = SPI_cursor_open_with_args(NULL, sql, 1, argtypes, values, NULL, true, 0);

	for (;;)
	{
		uint64		i;

		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		if (SPI_processed == 0)
			break;
		for (i = 0; i < SPI_processed; i++)
		{
			MemoryContext old = MemoryContextSwitchTo(row_context);

			if (type == 0)
				add_term(reading, SPI_tuptable->vals[i]);
			else
				add_correction(reading, SPI_tuptable->vals[i], (NxCorrectionType) type);
			MemoryContextSwitchTo(old);
		}
		MemoryContextReset(row_context);
		reading->rows += SPI_processed;
		SPI_freetuptable(SPI_tuptable);
		CHECK_FOR_INTERRUPTS();
	}
	SPI_cursor_close(portal);
	MemoryContextDelete(row_context);
}

NxDictHead *
dictionary_build(const char *schema, const text *profile, MemoryContext context)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "news_extract dictionary rows",
												  ALLOCSET_DEFAULT_SIZES);
	Reading		reading;
	NxDictHead *value;
	NxText		lines,
				form;

	memset(&reading, 0, sizeof(reading));
	reading.schema = schema;
	reading.profile = profile;
	nx_dict_builder_init(&reading.builder, bridge_arena(scratch), bridge_utf8(profile));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	/* the conditions of its two indexes, so that a small profile is found among many rows */
	read_table(&reading, "news_term", " AND match OPERATOR(pg_catalog.=) ANY ('{smart,any}')", TERM_COLUMNS, 0);
	read_table(&reading, "news_term", " AND match OPERATOR(pg_catalog.=) ANY ('{exact,regex}')", TERM_COLUMNS, 0);
	read_table(&reading, "news_alias", "", "kind, publisher, alias, to_kind, name", NX_CORRECT_ALIAS);
	read_table(&reading, "news_stop", "", "kind, publisher, name, NULL::pg_catalog.text, NULL::pg_catalog.text", NX_CORRECT_STOP);
	read_table(&reading, "news_split", "", "kind, publisher, name, NULL::pg_catalog.text, part", NX_CORRECT_SPLIT);
	lines = publisher_line_section(reading.builder.arena, schema, profile);
	if (lines.len)
		nx_dict_builder_lines(&reading.builder, lines);
	if (reading.rows == 0 && lines.len == 0 && strcmp(text_to_cstring(profile), "default") != 0)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("dictionary profile \"%s\" does not exist", text_to_cstring(profile)),
				errhint("A profile exists when news_term, news_alias, news_stop, news_split or news_publisher_line has a row of it that you may read."));
	if (nx_dict_builder_finish(&reading.builder, &form) != NX_OK)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("dictionary profile \"%s\" is too long", text_to_cstring(profile)),
				errdetail("A profile is limited to %u bytes.", NX_DICT_MAX_FORM));
	/* a context of a database whose encoding says nothing may hold what is no text */
	value = dictionary_from_form(form, context, ERRCODE_CHARACTER_NOT_IN_REPERTOIRE, NULL);
	SPI_finish();
	MemoryContextDelete(scratch);
	return value;
}
