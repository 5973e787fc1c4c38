/*-------------------------------------------------------------------------
 * fields.c
 *	  news_byline, news_credit, news_timestamps: the parsers of single lines;
 *	  news_attribution: whom an article comes from; news_dates: its dates.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/json.h"

#include "attribution.h"
#include "bridge.h"
#include "byline.h"
#include "compat.h"
#include "credit.h"
#include "dates.h"
#include "srf.h"
#include "timestamp.h"

static Datum
jsonb_of(const StringInfoData *json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json->data));
}

static void
json_text(StringInfo json, NxText text)
{
	if (text.len)
		escape_json(json, bridge_cstring(text));
	else
		appendStringInfoString(json, "null");
}

static void
json_field(StringInfo json, const char *name, NxText text)
{
	appendStringInfo(json, ", \"%s\": ", name);
	json_text(json, text);
}

static void
json_list(StringInfo json, const char *name, const NxText *texts, uint32 n)
{
	uint32		i;

	appendStringInfo(json, "\"%s\": [", name);
	for (i = 0; i < n; i++)
	{
		if (i)
			appendStringInfoString(json, ", ");
		json_text(json, texts[i]);
	}
	appendStringInfoChar(json, ']');
}

/* Authors, organization and place of a byline; null if the line is none. */
PG_FUNCTION_INFO_V1(news_byline);
Datum
news_byline(PG_FUNCTION_ARGS)
{
	NxText		line = bridge_utf8(PG_GETARG_TEXT_PP(0));
	StringInfoData json;
	NxByline	byline;

	if (!nx_parse_byline(bridge_arena(CurrentMemoryContext), bridge_data(), line, &byline))
		PG_RETURN_NULL();
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	json_list(&json, "authors", byline.author, byline.nauthors);
	json_field(&json, "org", byline.organization);
	json_field(&json, "agency", byline.agency);
	json_field(&json, "place", byline.place);
	appendStringInfoString(&json, ", \"is_byline\": true}");
	return jsonb_of(&json);
}

/* Names, agencies and notes of the credit of a caption; null if it has none. */
PG_FUNCTION_INFO_V1(news_credit);
Datum
news_credit(PG_FUNCTION_ARGS)
{
	NxText		caption = bridge_utf8(PG_GETARG_TEXT_PP(0));
	StringInfoData json;
	NxCredit	credit;

	if (!nx_parse_credit(bridge_arena(CurrentMemoryContext), bridge_data(), caption, &credit))
		PG_RETURN_NULL();
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	json_list(&json, "names", credit.name, credit.nnames);
	appendStringInfoString(&json, ", ");
	json_list(&json, "agencies", credit.agency, credit.nagencies);
	appendStringInfoString(&json, ", ");
	json_list(&json, "canonical", credit.canonical, credit.nagencies);
	appendStringInfoString(&json, ", ");
	json_list(&json, "notes", credit.note, credit.nnotes);
	appendStringInfo(&json, ", \"start\": %u, \"length\": %u}",
					 nx_count_chars(caption.data, credit.span.start) + 1,
					 nx_count_chars(caption.data + credit.span.start, credit.span.end - credit.span.start));
	return jsonb_of(&json);
}

static void
json_stamp(StringInfo json, const NxStamp *stamp)
{
	if (stamp->year && stamp->month)
		appendStringInfo(json, "{\"date\": \"%04d-%02d-%02d\"", stamp->year, stamp->month, stamp->day);
	else if (stamp->month)
		appendStringInfo(json, "{\"date\": null, \"month\": %d, \"day\": %d", stamp->month, stamp->day);
	else
		appendStringInfoString(json, "{\"date\": null");
	if (stamp->has_time && stamp->second)
		appendStringInfo(json, ", \"time\": \"%02d:%02d:%02d\"", stamp->hour, stamp->minute, stamp->second);
	else if (stamp->has_time)
		appendStringInfo(json, ", \"time\": \"%02d:%02d\"", stamp->hour, stamp->minute);
	else
		appendStringInfoString(json, ", \"time\": null");
	json_field(json, "tz", stamp->zone);
	if (stamp->has_offset)
		appendStringInfo(json, ", \"offset\": %d", stamp->offset);
	appendStringInfo(json, ", \"role\": \"%s\"}", stamp->role == NX_STAMP_UPDATED ? "updated" : "published");
}

/* The times of a line in printed order; null if it has none that can be resolved. */
PG_FUNCTION_INFO_V1(news_timestamps);
Datum
news_timestamps(PG_FUNCTION_ARGS)
{
	NxText		line = bridge_utf8(PG_GETARG_TEXT_PP(0));
	StringInfoData json;
	NxStamps	stamps;
	uint32		i;
	bool		any = false;

	if (!nx_parse_timestamps(bridge_arena(CurrentMemoryContext), bridge_data(), line, &stamps))
		PG_RETURN_NULL();
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"stamps\": [");
	for (i = 0; i < stamps.n; i++)
	{
		if (stamps.item[i].relative)
			continue;
		if (any)
			appendStringInfoString(&json, ", ");
		any = true;
		json_stamp(&json, &stamps.item[i]);
	}
	appendStringInfoString(&json, "], \"relative\": [");
	any = false;
	for (i = 0; i < stamps.n; i++)
	{
		if (!stamps.item[i].relative)
			continue;
		if (any)
			appendStringInfoString(&json, ", ");
		any = true;
		json_text(&json, nx_slice(line, stamps.item[i].span.start, stamps.item[i].span.end));
	}
	appendStringInfoString(&json, "]}");
	return jsonb_of(&json);
}

/* Who informs of an article, as its text says; null if it does not. */
PG_FUNCTION_INFO_V1(news_attribution);
Datum
news_attribution(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 2, 1, -1);
	StringInfoData json;
	NxAttribution found;

	if (!nx_document_attribution(bridge_arena(CurrentMemoryContext), article->data, &article->document, &found))
		PG_RETURN_NULL();
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"agency\": ");
	json_text(&json, found.agency);
	json_field(&json, "via", found.via);
	json_field(&json, "raw", found.raw);
	appendStringInfoChar(&json, '}');
	return jsonb_of(&json);
}

/* Day of the first time that an article says it was published at, or NX_NO_DAY. */
static int32
published_day(NxArena *arena, const NxArticle *article)
{
	NxText		lines[8];
	uint32		n = 0;
	uint32		i;

	if (article->document.meta.published.len)
		lines[n++] = article->document.meta.published;
	for (i = 0; i < article->document.blocks.n && n < lengthof(lines); i++)
		if (article->document.blocks.item[i].kind == NX_BLOCK_TIMESTAMP)
			lines[n++] = nx_slice(article->document.text, article->document.blocks.item[i].span.start,
								  article->document.blocks.item[i].span.end);
	for (i = 0; i < n; i++)
	{
		NxStamps	stamps;
		uint32		k;

		if (!nx_parse_timestamps(arena, article->data, lines[i], &stamps))
			continue;
		for (k = 0; k < stamps.n; k++)
			if (stamps.item[k].year && stamps.item[k].month)
				return nx_day_of(stamps.item[k].year, stamps.item[k].month, stamps.item[k].day);
	}
	return NX_NO_DAY;
}

/*
 * Day of the story: the dateline's, its year taken from the time of
 * publication if it prints none, else the day of publication.
 */
static int32
story_day(NxArena *arena, NxArticle *article)
{
	const NxDateline *dateline = bridge_dateline(article);
	int32		published = published_day(arena, article);

	if (dateline && dateline->month && dateline->year)
		return nx_day_of(dateline->year, dateline->month, dateline->day);
	/* a day of grace: the time of publication may be of another zone */
	if (dateline && dateline->month && published != NX_NO_DAY)
		return nx_nearest_day(dateline->month, dateline->day, published + 1);
	return published;
}

/*
 * Dates in headline, captions and body.  Not strict: without a reference the
 * article's own day is taken.
 */
PG_FUNCTION_INFO_V1(news_dates);
Datum
news_dates(PG_FUNCTION_ARGS)
{
	const int32 epoch = POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE;
	NxArena    *arena = bridge_arena(CurrentMemoryContext);
	NxArticle  *article;
	BridgeChars chars;
	SrfRow		row;
	int32		reference;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		return (Datum) 0;
	article = bridge_article(fcinfo, 3, 2, -1);
	if (PG_ARGISNULL(1))
		reference = story_day(arena, article);
	else if (DATE_NOT_FINITE(PG_GETARG_DATEADT(1)))
		reference = NX_NO_DAY;
	else
		reference = PG_GETARG_DATEADT(1) + epoch;
	bridge_chars_init(&chars, article->document.source);
	for (i = 0; i < article->document.blocks.n; i++)
	{
		const NxBlock *block = &article->document.blocks.item[i];
		NxDates		dates = {NULL, 0, 0};
		uint32		k;

		if (!nx_is_body((NxBlockKind) block->kind) && block->kind != NX_BLOCK_HEADLINE &&
			block->kind != NX_BLOCK_CAPTION)
			continue;
		nx_find_dates(arena, article->data, article->document.text, block->span, reference, &dates);
		for (k = 0; k < dates.n; k++)
		{
			const NxDate *date = &dates.item[k];
			NxSpan		source = nx_map_span(&article->document.map, date->span);

			srf_text(&row, nx_slice(article->document.source, source.start, source.end));
			srf_span(&row, &chars, source);
			srf_datum(&row, DateADTGetDatum(date->first - epoch));
			srf_datum(&row, DateADTGetDatum(date->last - epoch));
			srf_cstring(&row, nx_grain_name[date->grain]);
			srf_datum(&row, BoolGetDatum(date->relative));
			srf_put(&row);
		}
	}
	return (Datum) 0;
}
