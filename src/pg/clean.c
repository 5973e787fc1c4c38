/*-------------------------------------------------------------------------
 * clean.c
 *	  news_clean, news_blocks, news_article, news_captions, news_dateline.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "attribution.h"
#include "bridge.h"
#include "byline.h"
#include "compat.h"
#include "credit.h"
#include "dateline.h"
#include "dates.h"
#include "srf.h"
#include "timestamp.h"

/* The value of an article's dateline; a null pointer if there is none. */
static Datum
dateline_value(const NxArticle *article, const NxDateline *dateline)
{
	NxText		source = article->document.source;
	uint32		start;

	if (dateline == NULL)
		return PointerGetDatum(NULL);
	start = dateline->body_start;
	if (start < article->document.text.len)
	{
		NxSpan		first = {start, start + 1};

		start = nx_map_span(&article->document.map, first).start;
	}
	else
		start = source.len;
	return dateline_from_core(dateline, (int32) nx_count_chars(source.data, start));
}

PG_FUNCTION_INFO_V1(news_clean);
Datum
news_clean(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 3, 1, 2);
	NxArena    *arena = bridge_arena(CurrentMemoryContext);

	if (article == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(bridge_text(nx_body_text(arena, &article->document)));
}

PG_FUNCTION_INFO_V1(news_blocks);
Datum
news_blocks(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 3, 1, 2);
	const NxBlocks *blocks;
	BridgeChars chars;
	SrfRow		row;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (article == NULL)
		return (Datum) 0;
	blocks = &article->document.blocks;
	bridge_chars_init(&chars, article->document.source);
	for (i = 0; i < blocks->n; i++)
	{
		const NxBlock *block = &blocks->item[i];
		NxText		content = nx_slice(article->document.text, block->span.start, block->span.end);

		srf_int4(&row, (int32) i + 1);
		srf_cstring(&row, nx_block_kind_name[block->kind]);
		srf_text(&row, content);
		srf_span(&row, &chars, nx_map_span(&article->document.map, block->span));
		srf_float4(&row, block->confidence / 1000.0f);
		srf_cstring(&row, block->reason);
		srf_put(&row);
	}
	return (Datum) 0;
}

/* A text from the core, or NULL when it is empty. */
static void
text_or_null(SrfRow *row, NxText value)
{
	if (value.len)
		srf_text(row, value);
	else
		srf_null(row);
}

static NxText
block_text(const NxArticle *article, const NxBlock *block)
{
	NxText		nothing = {"", 0};

	return block ? nx_slice(article->document.text, block->span.start, block->span.end) : nothing;
}

/* A section's name without the bullet or slash that a list put before it. */
static NxText
section_name(NxText section)
{
	while (section.len)
	{
		uint32_t	size;
		uint32_t	cp = nx_decode(section.data, section.data + section.len, &size);

		if (nx_is_letter(nx_cp_kind(cp)) || nx_cp_kind(cp) == NX_CP_DIGIT)
			break;
		section.data += size;
		section.len -= size;
	}
	return section;
}

/* Adds a name to 'names' unless it is there. */
static ArrayBuildState *
add_name(ArrayBuildState *names, NxText name)
{
	text	   *value = bridge_text(name);
	int			i;

	for (i = 0; names && i < names->nelems; i++)
	{
		text	   *there = DatumGetTextPP(names->dvalues[i]);

		if (VARSIZE_ANY_EXHDR(there) == VARSIZE_ANY_EXHDR(value) &&
			memcmp(VARDATA_ANY(there), VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)) == 0)
			return names;
	}
	return accumArrayResult(names, PointerGetDatum(value), false, TEXTOID, CurrentMemoryContext);
}

/* Authors as printed in byline blocks, else as the markup states; *agency gets one named there. */
static ArrayBuildState *
collect_authors(NxArena *arena, const NxArticle *article, const NxDateline *dateline, NxText *agency)
{
	ArrayBuildState *names = NULL;
	NxText		stated = article->document.meta.author;
	uint32		i,
				k;

	for (i = 0; i < article->document.blocks.n; i++)
	{
		NxByline	byline;

		if (!nx_block_byline(arena, article->data, &article->document, i, &byline))
			continue;
		for (k = 0; k < byline.nauthors; k++)
			names = add_name(names, byline.author[k]);
		if (agency->len == 0)
			*agency = byline.agency;
	}
	if (names == NULL && dateline && dateline->byline.len)
		names = add_name(names, dateline->byline);
	for (i = 0; names == NULL && i < stated.len; i = k + 1)
	{
		for (k = i; k < stated.len && stated.data[k] != '\n'; k++)
			;
		if (k > i)
			names = add_name(names, nx_slice(stated, i, k));
	}
	return names;
}

/* First stamp of a role in the timestamp blocks, else in what the markup states. */
static bool
find_stamp(NxArena *arena, const NxArticle *article, NxStamp *found)
{
	NxStamps	stamps;
	uint32		i,
				k;

	if (article->document.meta.published.len &&
		nx_parse_timestamps(arena, article->data, article->document.meta.published, &stamps) &&
		!stamps.item[0].relative)
	{
		*found = stamps.item[0];
		return true;
	}
	for (i = 0; i < article->document.blocks.n; i++)
	{
		const NxBlock *block = &article->document.blocks.item[i];

		/* times of other stories stand among links: the run of a list is never published time */
		if (block->kind == NX_BLOCK_RELATED)
			break;
		if (block->kind != NX_BLOCK_TIMESTAMP && block->kind != NX_BLOCK_BYLINE)
			continue;
		if (!nx_parse_timestamps(arena, article->data, block_text(article, block), &stamps))
			continue;
		for (k = 0; k < stamps.n; k++)
			if (!stamps.item[k].relative && stamps.item[k].year)
			{
				*found = stamps.item[k];
				return true;
			}
	}
	return false;
}

static Timestamp
stamp_value(const NxStamp *stamp)
{
	return ((Timestamp) (date2j(stamp->year, stamp->month, stamp->day) - POSTGRES_EPOCH_JDATE) * 86400 +
			stamp->hour * 3600 + stamp->minute * 60 + stamp->second) * USECS_PER_SEC;
}

static void
put_published(SrfRow *row, NxArena *arena, const NxArticle *article)
{
	NxStamp		stamp;

	if (!find_stamp(arena, article, &stamp) || stamp.year == 0 || stamp.month == 0 || stamp.day == 0)
	{
		srf_null(row);
		srf_null(row);
		return;
	}
	srf_datum(row, TimestampGetDatum(stamp_value(&stamp)));
	text_or_null(row, stamp.zone);
}

PG_FUNCTION_INFO_V1(news_article);
Datum
news_article(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 3, 1, 2);
	NxArena    *arena = bridge_arena(CurrentMemoryContext);
	const NxDateline *dateline;
	Datum		value;
	NxText		agency,
				section;
	ArrayBuildState *authors;
	NxAttribution attribution;
	SrfRow		row;

	if (article == NULL)
		PG_RETURN_NULL();
	dateline = bridge_dateline(article);
	value = dateline_value(article, dateline);
	agency = dateline ? dateline->agency : (NxText) {"", 0};
	section = block_text(article, nx_article_block(article, NX_BLOCK_KICKER));
	authors = collect_authors(arena, article, dateline, &agency);

	/* without dateline and byline of an agency, the one that the text names as its source */
	if (agency.len == 0 && nx_document_attribution(arena, article->data, &article->document, &attribution))
		agency = attribution.via.len ? attribution.via : attribution.agency;
	srf_record(fcinfo, &row);
	text_or_null(&row, nx_article_headline(article));
	text_or_null(&row, section_name(section.len ? section : article->document.meta.section));
	if (authors)
		srf_datum(&row, makeArrayResult(authors, CurrentMemoryContext));
	else
		srf_null(&row);
	text_or_null(&row, agency);
	put_published(&row, arena, article);
	if (DatumGetPointer(value) != NULL)
		srf_datum(&row, value);
	else
		srf_null(&row);
	text_or_null(&row, nx_body_text(arena, &article->document));
	return srf_tuple(&row);
}

/* "A, B" from texts of the core. */
static void
put_joined(SrfRow *row, NxArena *arena, const NxText *parts, uint32 n)
{
	NxBuffer	joined;
	uint32		i;

	if (n == 0)
	{
		srf_null(row);
		return;
	}
	nx_buffer_init(&joined, arena, 64);
	for (i = 0; i < n; i++)
	{
		if (i)
			nx_buffer_add(&joined, ", ", 2);
		nx_buffer_add(&joined, parts[i].data, parts[i].len);
	}
	srf_text(row, nx_buffer_text(&joined));
}

static bool
is_town(const NxArticle *article, const NxMention *mention)
{
	return mention->place != NX_NO_PLACE &&
		article->data->gazetteer.place[mention->place].feature == NX_FEATURE_CITY;
}

/*
 * Where and when a picture was taken: the last town and the last dated day of
 * its caption, which is where captions say it; without a town any place.
 */
static void
put_place_and_date(SrfRow *row, NxArena *arena, const NxArticle *article, NxSpan caption)
{
	const NxMention *place = NULL;
	NxDates		dates = {NULL, 0, 0};
	uint32		i;

	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *mention = &article->mentions.item[i];

		if (mention->span.start >= caption.end)
			break;
		if (mention->kind == NX_KIND_PLACE && !(mention->flags & (NX_M_DROPPED | NX_M_NESTED)) &&
			mention->span.start >= caption.start && mention->entity < article->entities.n &&
			(place == NULL || is_town(article, mention) || !is_town(article, place)))
			place = mention;
	}
	if (place)
		srf_text(row, article->entities.item[place->entity].name);
	else
		srf_null(row);
	nx_find_dates(arena, article->data, article->document.text, caption, NX_NO_DAY, &dates);
	while (dates.n && dates.item[dates.n - 1].grain != NX_GRAIN_DAY)
		dates.n--;
	if (dates.n)
		srf_datum(row, DateADTGetDatum((DateADT) (dates.item[dates.n - 1].first -
												  (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE))));
	else
		srf_null(row);
}

/*
 * Captions with their credits.  A credit on a line of its own belongs to the
 * caption before it.
 */
PG_FUNCTION_INFO_V1(news_captions);
Datum
news_captions(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 3, 1, 2);
	NxArena    *arena = bridge_arena(CurrentMemoryContext);
	const NxBlocks *blocks;
	BridgeChars chars;
	SrfRow		row;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (article == NULL)
		return (Datum) 0;
	bridge_tag(article);
	blocks = &article->document.blocks;
	bridge_chars_init(&chars, article->document.source);
	for (i = 0; i < blocks->n; i++)
	{
		const NxBlock *block = &blocks->item[i];
		NxText		caption = block_text(article, block);
		NxSpan		span = block->span;
		NxCredit	credit;
		bool		found;

		if (block->kind == NX_BLOCK_CREDIT)
			caption.len = 0;	/* without a caption */
		else if (block->kind != NX_BLOCK_CAPTION)
			continue;
		memset(&credit, 0, sizeof(credit));
		found = nx_parse_credit(arena, article->data, block_text(article, block), &credit);
		if (found && caption.len)
			caption.len = credit.outer.start;
		else if (!found && block->kind == NX_BLOCK_CAPTION && i + 1 < blocks->n &&
				 blocks->item[i + 1].kind == NX_BLOCK_CREDIT)
		{
			i++;
			found = nx_parse_credit(arena, article->data, block_text(article, &blocks->item[i]), &credit);
			span.end = blocks->item[i].span.end;
		}
		text_or_null(&row, caption);
		put_joined(&row, arena, credit.name, credit.nnames);
		put_joined(&row, arena, credit.canonical, credit.nagencies);
		put_place_and_date(&row, arena, article, block->span);
		srf_span(&row, &chars, nx_map_span(&article->document.map, span));
		srf_put(&row);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(news_dateline);
Datum
news_dateline(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_opened(fcinfo, 2, 1, -1);
	Datum		value = article ? dateline_value(article, bridge_dateline(article)) : PointerGetDatum(NULL);

	if (DatumGetPointer(value) == NULL)
		PG_RETURN_NULL();
	return value;
}
