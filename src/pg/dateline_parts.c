/*-------------------------------------------------------------------------
 * dateline_parts.c
 *	  What a dateline says, part by part and as jsonb.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/json.h"

#include "bridge.h"
#include "compat.h"
#include "dateline.h"
#include "dates.h"

static text *
piece_text(DatelinePiece piece)
{
	return cstring_to_text_with_len(piece.data, piece.len);
}

PG_FUNCTION_INFO_V1(dateline_place);
Datum
dateline_place(PG_FUNCTION_ARGS)
{
	NewsDateline *d = PG_GETARG_DATELINE(0);
	DatelineTexts		texts;

	if (d->nplaces == 0)
		PG_RETURN_NULL();
	dateline_texts(d, &texts);
	PG_RETURN_TEXT_P(piece_text(texts.name[0].len ? texts.name[0] : texts.printed[0]));
}

PG_FUNCTION_INFO_V1(dateline_country);
Datum
dateline_country(PG_FUNCTION_ARGS)
{
	NewsDateline *d = PG_GETARG_DATELINE(0);

	if (d->nplaces == 0 || d->place[0].country == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(bridge_country(d->place[0].country));
}

PG_FUNCTION_INFO_V1(dateline_places);
Datum
dateline_places(PG_FUNCTION_ARGS)
{
	NewsDateline *d = PG_GETARG_DATELINE(0);
	Datum		names[NX_DATELINE_PLACES];
	DatelineTexts		texts;
	int			i;

	dateline_texts(d, &texts);
	for (i = 0; i < d->nplaces; i++)
		names[i] = PointerGetDatum(piece_text(texts.name[i].len ? texts.name[i] : texts.printed[i]));
	PG_RETURN_ARRAYTYPE_P(construct_array(names, d->nplaces, TEXTOID, -1, false, TYPALIGN_INT));
}

PG_FUNCTION_INFO_V1(dateline_agency);
Datum
dateline_agency(PG_FUNCTION_ARGS)
{
	NewsDateline *d = PG_GETARG_DATELINE(0);
	DatelineTexts		texts;

	if (d->agency_len == 0)
		PG_RETURN_NULL();
	dateline_texts(d, &texts);
	PG_RETURN_TEXT_P(piece_text(texts.agency));
}

/* Not strict: without a reference only a printed year gives a date. */
PG_FUNCTION_INFO_V1(dateline_date);
Datum
dateline_date(PG_FUNCTION_ARGS)
{
	const int32 epoch = POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE;
	NewsDateline *d;
	DateADT		reference;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	d = PG_GETARG_DATELINE(0);
	if (d->month == 0)
		PG_RETURN_NULL();
	if (d->year)
	{
		if (d->day > nx_month_days(d->year, d->month))
			PG_RETURN_NULL();
		PG_RETURN_DATEADT(nx_day_of(d->year, d->month, d->day) - epoch);
	}
	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	reference = PG_GETARG_DATEADT(1);
	if (DATE_NOT_FINITE(reference))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(nx_nearest_day(d->month, d->day, reference + epoch) - epoch);
}

static void
json_piece(StringInfo json, const char *name, DatelinePiece piece)
{
	char	   *text = pnstrdup(piece.data, piece.len);

	appendStringInfo(json, "\"%s\": ", name);
	if (piece.len)
		escape_json(json, text);
	else
		appendStringInfoString(json, "null");
	pfree(text);
}

static void
json_number(StringInfo json, const char *name, int number)
{
	if (number)
		appendStringInfo(json, ", \"%s\": %d", name, number);
	else
		appendStringInfo(json, ", \"%s\": null", name);
}

static void
json_country(StringInfo json, const char *name, uint16 country)
{
	if (country)
		appendStringInfo(json, ", \"%s\": \"%c%c\"", name, country >> 8, country & 0xff);
	else
		appendStringInfo(json, ", \"%s\": null", name);
}

PG_FUNCTION_INFO_V1(dateline_jsonb);
Datum
dateline_jsonb(PG_FUNCTION_ARGS)
{
	NewsDateline *d = PG_GETARG_DATELINE(0);
	StringInfoData json;
	DatelineTexts		texts;
	int			i;

	dateline_texts(d, &texts);
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"places\": [");
	for (i = 0; i < d->nplaces; i++)
	{
		appendStringInfoString(&json, i ? ", {" : "{");
		json_piece(&json, "printed", texts.printed[i]);
		appendStringInfoString(&json, ", ");
		json_piece(&json, "name", texts.name[i]);
		appendStringInfoString(&json, ", ");
		json_piece(&json, "region", texts.region[i]);
		json_country(&json, "country", d->place[i].country);
		if (d->place[i].id)
			appendStringInfo(&json, ", \"place_id\": " INT64_FORMAT "}", d->place[i].id);
		else
			appendStringInfoString(&json, ", \"place_id\": null}");
	}
	appendStringInfoChar(&json, ']');
	json_number(&json, "month", d->month);
	json_number(&json, "day", d->day);
	json_number(&json, "year", d->year);
	appendStringInfoString(&json, ", ");
	json_piece(&json, "agency", texts.agency);
	json_country(&json, "agency_country", d->agency_country);
	appendStringInfoString(&json, ", ");
	json_piece(&json, "byline", texts.byline);
	appendStringInfoString(&json, ", ");
	json_piece(&json, "raw", texts.raw);
	appendStringInfo(&json, ", \"body_start\": %d}", d->body_start);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
}
