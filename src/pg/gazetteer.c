/*-------------------------------------------------------------------------
 * gazetteer.c
 *	  The built-in gazetteer as a relation, and the focus of an article.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "bridge.h"
#include "focus.h"
#include "gazetteer.h"
#include "srf.h"
#include "token.h"

static void
put_code(SrfRow *row, const NxPlace *place)
{
	if (place->admin1[0])
		srf_cstring(row, pnstrdup(place->admin1, sizeof(place->admin1)));
	else
		srf_null(row);
}

/* Columns place_id, name, feature, country, admin1, latitude, longitude, population. */
static void
put_row(SrfRow *row, const NxGazetteer *gazetteer, uint32 number)
{
	const NxPlace *place = &gazetteer->place[number];

	srf_int8(row, nx_place_id(place));
	srf_text(row, nx_place_name(gazetteer, number));
	srf_cstring(row, nx_place_fcode(gazetteer, number));
	if (place->country)
		srf_datum(row, PointerGetDatum(bridge_country(place->country)));
	else
		srf_null(row);
	put_code(row, place);
	srf_float8(row, place->latitude / 10000.0);
	srf_float8(row, place->longitude / 10000.0);
	if (place->population)
		srf_int8(row, place->population);
	else
		srf_null(row);
	srf_put(row);
}

/* Does this name of the list count for what the user typed? */
static bool
fits(const NxGazetteer *gazetteer, const NxPlaceName *name, NxText typed)
{
	return (name->flags & NX_NAME_EXACT) == 0 ||
		(name->formlen == typed.len && memcmp(gazetteer->pool + name->form, typed.data, typed.len) == 0);
}

/* Names under what the user typed; "the Bahamas" is listed without its article. */
static const NxPlaceName *
find_typed(const NxData *data, NxText *typed, uint32 *n)
{
	NxArena    *arena = bridge_arena(CurrentMemoryContext);
	uint32		nwords;
	const NxPlaceName *name;

	name = nx_gazetteer_find(&data->gazetteer, nx_phrase_key(arena, &data->lexicon, *typed, &nwords), n);
	if (name == NULL && typed->len > 4 && pg_strncasecmp(typed->data, "the ", 4) == 0)
	{
		*typed = nx_slice(*typed, 4, typed->len);
		name = nx_gazetteer_find(&data->gazetteer, nx_phrase_key(arena, &data->lexicon, *typed, &nwords), n);
	}
	return name;
}

/*
 * Places that bear a name, the most likely first.  Letter case, accents and
 * punctuation do not count, except for abbreviations ("US", not "us").
 */
PG_FUNCTION_INFO_V1(news_lookup_place);
Datum
news_lookup_place(PG_FUNCTION_ARGS)
{
	const NxData *data = bridge_data();
	const NxGazetteer *gazetteer = &data->gazetteer;
	NxText		typed = bridge_utf8(PG_GETARG_TEXT_PP(0));
	const NxPlaceName *name;
	uint32		n = 0;
	uint32		last = NX_NO_PLACE;
	SrfRow		row;

	srf_begin(fcinfo, &row);
	if (typed.len > NX_TOKEN_LONGEST)
		return (Datum) 0;
	name = find_typed(data, &typed, &n);
	for (; n > 0; n--, name++)
	{
		/* two names of one place stand side by side */
		if (!fits(gazetteer, name, typed) || name->place == last)
			continue;
		last = name->place;
		put_row(&row, gazetteer, name->place);
	}
	return (Datum) 0;
}

/* The place of an id, or no row. */
PG_FUNCTION_INFO_V1(news_lookup_place_id);
Datum
news_lookup_place_id(PG_FUNCTION_ARGS)
{
	const NxGazetteer *gazetteer = &bridge_data()->gazetteer;
	uint32		number = nx_gazetteer_by_id(gazetteer, PG_GETARG_INT64(0));
	SrfRow		row;

	srf_begin(fcinfo, &row);
	if (number != NX_NO_PLACE)
		put_row(&row, gazetteer, number);
	return (Datum) 0;
}

/* All places, in the order of their ids. */
PG_FUNCTION_INFO_V1(news_gazetteer_places);
Datum
news_gazetteer_places(PG_FUNCTION_ARGS)
{
	const NxGazetteer *gazetteer = &bridge_data()->gazetteer;
	SrfRow		row;
	uint32		i;

	srf_begin(fcinfo, &row);
	for (i = 0; i < gazetteer->nplaces; i++)
		put_row(&row, gazetteer, i);
	return (Datum) 0;
}

/* Code of three letters for one of two, null for what is no country. */
PG_FUNCTION_INFO_V1(news_country_iso3);
Datum
news_country_iso3(PG_FUNCTION_ARGS)
{
	NxText		code = bridge_utf8(PG_GETARG_TEXT_PP(0));
	const char *iso3 = NULL;

	if (code.len == 2)
		iso3 = nx_country_iso3(&bridge_data()->gazetteer, NX_COUNTRY(code.data[0], code.data[1]));
	if (iso3 == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(iso3));
}

/*
 * Countries and first-level divisions that a story is about; a row without
 * admin1 is a country as a whole.
 */
PG_FUNCTION_INFO_V1(news_focus);
Datum
news_focus(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 2, 1, -1);
	NxFocusAreas areas = {NULL, 0, 0};
	SrfRow		row;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (article == NULL)
		return (Datum) 0;
	bridge_tag(article);
	nx_focus(bridge_arena(CurrentMemoryContext), article->data, &article->mentions, &areas);
	for (i = 0; i < areas.n; i++)
	{
		const NxFocusArea *area = &areas.item[i];

		srf_datum(&row, PointerGetDatum(bridge_country(area->country)));
		if (area->division == NX_NO_PLACE)
			srf_null(&row);
		else
			put_code(&row, &article->data->gazetteer.place[area->division]);
		srf_float4(&row, (float4) (area->score / 1000.0));
		srf_put(&row);
	}
	return (Datum) 0;
}
