/*-------------------------------------------------------------------------
 * mentions.c
 *	  news_mentions, news_debug, news_entities, news_persons, news_places.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"

#include "bridge.h"
#include "compat.h"
#include "dictionary.h"
#include "entityset.h"
#include "srf.h"

static void
put_country(SrfRow *row, uint16_t country)
{
	if (country)
		srf_datum(row, PointerGetDatum(bridge_country(country)));
	else
		srf_null(row);
}

/* Columns that news_mentions and news_debug share. */
static void
put_mention(SrfRow *row, BridgeChars *chars, const NxArticle *article, const NxMention *mention)
{
	NxSpan		source = nx_map_span(&article->document.map, mention->span);
	const NxGazetteer *gazetteer = &article->data->gazetteer;

	srf_cstring(row, nx_article_kind(article, mention->kind));
	if (mention->entity != UINT32_MAX && mention->entity < article->entities.n)
		srf_text(row, article->entities.item[mention->entity].name);
	else
		srf_null(row);
	/* as stored, so that substr(article, start, length) gives it also for HTML */
	srf_text(row, nx_slice(article->document.source, source.start, source.end));
	srf_span(row, chars, source);
	srf_cstring(row, nx_section_name[mention->section]);
	if (mention->place != NX_NO_PLACE)
		srf_int8(row, nx_place_id(&gazetteer->place[mention->place]));
	else if (mention->term && mention->kind == NX_KIND_PLACE && mention->term->id)
		srf_int8(row, mention->term->id);
	else
		srf_null(row);
	put_country(row, mention->country);
	srf_float4(row, mention->confidence / 1000.0f);
	srf_cstring(row, nx_source_name[mention->source]);
}

static void
put_mentions(FunctionCallInfo fcinfo, bool debug)
{
	NxArticle  *article = bridge_article(fcinfo, 2, 1, -1);
	BridgeChars chars;
	SrfRow		row;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (article == NULL)
		return;
	bridge_tag(article);
	bridge_chars_init(&chars, article->document.source);
	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *mention = &article->mentions.item[i];

		if (mention->flags & NX_M_DROPPED && !debug)
			continue;
		put_mention(&row, &chars, article, mention);
		if (debug)
		{
			srf_datum(&row, BoolGetDatum((mention->flags & NX_M_DROPPED) == 0));
			srf_datum(&row, BoolGetDatum((mention->flags & NX_M_NESTED) != 0));
			srf_cstring(&row, mention->why ? mention->why : "");
		}
		srf_put(&row);
	}
}

PG_FUNCTION_INFO_V1(news_mentions);
Datum
news_mentions(PG_FUNCTION_ARGS)
{
	put_mentions(fcinfo, false);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(news_debug);
Datum
news_debug(PG_FUNCTION_ARGS)
{
	put_mentions(fcinfo, true);
	return (Datum) 0;
}

/* Where the mentions of each entity stand, in one array for all. */
typedef struct Positions
{
	uint32	   *first;			/* per entity; one more at the end */
	uint32	   *position;
	uint8	   *section;
} Positions;

/* Counting sort of the mentions by entity; their order within one stays. */
static void
collect_positions(const NxArticle *article, Positions *positions)
{
	uint32		n = article->entities.n;
	uint32	   *next = palloc0(sizeof(uint32) * (n + 1));
	BridgeChars chars;
	uint32		i;

	positions->first = palloc0(sizeof(uint32) * (n + 1));
	positions->position = palloc(sizeof(uint32) * (article->mentions.n + 1));
	positions->section = palloc(article->mentions.n + 1);
	for (i = 0; i < article->mentions.n; i++)
		if (article->mentions.item[i].entity < n)
			positions->first[article->mentions.item[i].entity + 1]++;
	for (i = 0; i < n; i++)
		positions->first[i + 1] += positions->first[i];
	memcpy(next, positions->first, sizeof(uint32) * (n + 1));
	bridge_chars_init(&chars, article->document.source);
	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *mention = &article->mentions.item[i];
		uint32		at;

		if (mention->entity >= n)
			continue;
		at = next[mention->entity]++;
		positions->position[at] = (uint32)
			bridge_chars_at(&chars, nx_map_span(&article->document.map, mention->span).start) + 1;
		positions->section[at] = mention->section;
	}
}

/* Id, country, admin1 and the ids of what contains it. */
static void
fill_place(EntityItem *item, const NxArticle *article, const NxEntity *entity)
{
	const NxGazetteer *gazetteer = &article->data->gazetteer;
	uint32		place = entity->place;

	item->country = entity->country;
	if (place == NX_NO_PLACE)
		return;
	item->place_id = nx_place_id(&gazetteer->place[place]);
	if (gazetteer->place[place].country)
		item->country = gazetteer->place[place].country;
	memcpy(item->admin1, gazetteer->place[place].admin1, sizeof(item->admin1));
	while (item->nancestors < ES_MAX_ANCESTORS && gazetteer->place[place].parent != NX_NO_PLACE)
	{
		place = gazetteer->place[place].parent;
		item->ancestors[item->nancestors++] = nx_place_id(&gazetteer->place[place]);
	}
}

PG_FUNCTION_INFO_V1(news_entities);
Datum
news_entities(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 2, 1, -1);
	EntityItem *items;
	Positions	positions;
	uint32		i;

	if (article == NULL)
		PG_RETURN_NULL();
	bridge_tag(article);
	items = palloc0(sizeof(EntityItem) * (article->entities.n + 1));
	collect_positions(article, &positions);
	for (i = 0; i < article->entities.n; i++)
	{
		const NxEntity *entity = &article->entities.item[i];
		EntityItem *item = &items[i];
		text	   *name = bridge_text(entity->name);

		item->kind = entity->kind;	/* NxKind and EntityKind number kinds alike */
		if (entity->kind >= NX_KINDS)
		{
			item->kind = ES_KIND_USER;
			item->kind_name = nx_article_kind(article, entity->kind);
		}
		item->name = VARDATA_ANY(name);
		item->namelen = (int) VARSIZE_ANY_EXHDR(name);
		item->mentions = entity->mentions;
		item->positions = positions.position + positions.first[i];
		item->position_sections = positions.section + positions.first[i];
		item->npositions = (int) (positions.first[i + 1] - positions.first[i]);
		item->salience = entity->salience;
		item->confidence = entity->confidence;
		if (entity->kind == NX_KIND_PLACE || entity->kind == NX_KIND_DEMONYM)
			fill_place(item, article, entity);
		else
			item->country = entity->country;
		if (item->place_id == 0 && entity->term)
			item->place_id = entity->term->id;
	}
	PG_RETURN_POINTER(entityset_build(items, (int) article->entities.n));
}

PG_FUNCTION_INFO_V1(news_persons);
Datum
news_persons(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 2, 1, -1);
	SrfRow		row;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (article == NULL)
		return (Datum) 0;
	bridge_tag(article);
	for (i = 0; i < article->entities.n; i++)
	{
		const NxEntity *entity = &article->entities.item[i];

		if (entity->kind != NX_KIND_PERSON)
			continue;
		srf_text(&row, entity->name);
		if (entity->role.len)
			srf_text(&row, entity->role);
		else
			srf_null(&row);
		put_country(&row, entity->role_country);
		srf_int4(&row, (int32) entity->mentions);
		srf_float4(&row, entity->salience / 1000.0f);
		srf_float4(&row, entity->confidence / 1000.0f);
		srf_put(&row);
	}
	return (Datum) 0;
}

/* A place that is not in the gazetteer: what a term of the dictionary says of it. */
static void
put_own_place(SrfRow *row, const NxEntity *entity)
{
	const NxTerm *term = entity->term;

	if (term && term->id)
		srf_int8(row, term->id);
	else
		srf_null(row);
	srf_null(row);
	put_country(row, entity->country);
	srf_null(row);
	if (term && term->flags & NX_TERM_POINT)
	{
		srf_float8(row, term->latitude / 1e7);
		srf_float8(row, term->longitude / 1e7);
	}
	else
	{
		srf_null(row);
		srf_null(row);
	}
	srf_null(row);
}

static void
put_place(SrfRow *row, const NxArticle *article, const NxEntity *entity)
{
	const NxPlace *place;

	if (entity->place == NX_NO_PLACE)
	{
		put_own_place(row, entity);
		return;
	}
	place = &article->data->gazetteer.place[entity->place];
	srf_int8(row, nx_place_id(place));
	srf_cstring(row, nx_place_fcode(&article->data->gazetteer, entity->place));
	put_country(row, place->country ? place->country : entity->country);
	if (place->admin1[0])
		srf_cstring(row, pnstrdup(place->admin1, sizeof(place->admin1)));
	else
		srf_null(row);
	srf_float8(row, place->latitude / 10000.0);
	srf_float8(row, place->longitude / 10000.0);
	if (place->population)
		srf_int8(row, place->population);
	else
		srf_null(row);
}

/* Best place confidence among an entity's mentions, per thousand. */
static uint16 *
place_confidences(const NxArticle *article)
{
	uint16	   *best = palloc0(sizeof(uint16) * (article->entities.n + 1));
	uint32		i;

	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *mention = &article->mentions.item[i];

		if (mention->entity < article->entities.n && mention->place_confidence > best[mention->entity])
			best[mention->entity] = mention->place_confidence;
	}
	return best;
}

PG_FUNCTION_INFO_V1(news_places);
Datum
news_places(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 2, 1, -1);
	uint16	   *confidence;
	SrfRow		row;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (article == NULL)
		return (Datum) 0;
	bridge_tag(article);
	confidence = place_confidences(article);
	for (i = 0; i < article->entities.n; i++)
	{
		const NxEntity *entity = &article->entities.item[i];

		if (entity->kind != NX_KIND_PLACE)
			continue;
		srf_text(&row, entity->name);
		put_place(&row, article, entity);
		srf_int4(&row, (int32) entity->mentions);
		srf_float4(&row, entity->salience / 1000.0f);
		srf_float4(&row, confidence[i] / 1000.0f);
		srf_put(&row);
	}
	return (Datum) 0;
}
