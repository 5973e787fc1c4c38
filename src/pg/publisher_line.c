/*-------------------------------------------------------------------------
 * publisher_line.c
 *	  The table news_publisher_line: into dictionaries, and the check of a
 *	  line.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "publisher_line.h"
#include "publisher_line_section.h"

PG_FUNCTION_INFO_V1(news_check_line);
Datum
news_check_line(PG_FUNCTION_ARGS)
{
	text	   *line = PG_GETARG_TEXT_PP(0);
	NxText		utf8 = bridge_utf8(line);
	NxLineShape shape;

	if (utf8.len > NX_LINE_MOST)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("line of a publisher is too long: %u bytes", utf8.len),
				errdetail("Lines are limited to %d bytes.", NX_LINE_MOST));
	if (memchr(utf8.data, '\n', utf8.len) || memchr(utf8.data, '\r', utf8.len))
		ereport(ERROR,
				errcode(ERRCODE_CHECK_VIOLATION),
				errmsg("line of a publisher has several lines: \"%s\"", text_to_cstring(line)));
	nx_line_shape(bridge_data(), utf8, &shape);
	if (shape.plain == 0 && nx_line_key(utf8) == 0)
		ereport(ERROR,
				errcode(ERRCODE_CHECK_VIOLATION),
				errmsg("line of a publisher has no word: \"%s\"", text_to_cstring(line)));
	PG_RETURN_BOOL(true);
}

/* Rows fetched at a time. */
#define FETCH_ROWS		5000

/* A column as UTF-8 of the arena; the table has no nulls there. */
static NxText
column(NxArena *arena, HeapTuple row, int number)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row, SPI_tuptable->tupdesc, number, &isnull);

	return isnull ? NX_TEXT("") : nx_arena_copy(arena, bridge_utf8(DatumGetTextPP(value)));
}

static uint8
kind_of(NxText name)
{
	int			kind;

	for (kind = 0; kind < NX_BLOCK_KINDS; kind++)
		if (strlen(nx_block_kind_name[kind]) == name.len && memcmp(nx_block_kind_name[kind], name.data, name.len) == 0)
			return (uint8) kind;
	elog(ERROR, "unrecognized kind of block in news_publisher_line");
}

NxText
publisher_line_section(NxArena *arena, const char *schema, const text *profile)
{
	Oid			argtypes[1] = {TEXTOID};
	Datum		values[1] = {PointerGetDatum(profile)};
	char	   *sql = psprintf("SELECT publisher, line, kind FROM %s.news_publisher_line "
							   "WHERE profile OPERATOR(pg_catalog.=) $1", schema);
	Portal		portal = SPI_cursor_open_with_args(NULL, sql, 1, argtypes, values, NULL, true, 0);
	NX_LIST(NxPublisherLine) lines = {NULL, 0, 0};

	for (;;)
	{
		uint64		i;

		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		if (SPI_processed == 0)
			break;
		for (i = 0; i < SPI_processed; i++)
		{
			NxPublisherLine *line = nx_push(arena, &lines);

			line->publisher = column(arena, SPI_tuptable->vals[i], 1);
			line->line = column(arena, SPI_tuptable->vals[i], 2);
			line->kind = kind_of(column(arena, SPI_tuptable->vals[i], 3));
		}
		SPI_freetuptable(SPI_tuptable);
		CHECK_FOR_INTERRUPTS();
	}
	SPI_cursor_close(portal);
	return nx_publisher_lines_write(arena, lines.item, lines.n);
}
