/*-------------------------------------------------------------------------
 * dateline_place.c
 *	  Which place a dateline means.
 *
 * A region as printed always wins: "PARIS, Texas" is not in France.  Without
 * one, style books let only the most famous bearer of a name stand alone, so
 * the gazetteer's most important one is taken.
 *-------------------------------------------------------------------------
 */
#include "dateline_parts.h"

#include <string.h>

#include "data.h"
#include "unicode.h"

bool
nx_head_place(const NxHead *head, uint32_t first, uint32_t after, NxPlaceFound *found)
{
	const NxData *data = head->data;
	uint32_t	nwords;
	uint64_t	key;

	found->n = 0;
	found->names = NULL;
	if (data == NULL || data->gazetteer.nplaces == 0)
		return false;
	key = nx_head_key(head, first, after, &nwords);
	if (nwords == 0 || nwords > NX_PLACE_WORDS)
		return false;
	found->names = nx_gazetteer_find(&data->gazetteer, key, &found->n);
	return found->names != NULL && found->n > 0;
}

/* Is the name allowed as printed?  Abbreviations only as listed. */
static bool
is_exact(const NxGazetteer *gazetteer, const NxPlaceName *name, NxText printed)
{
	return printed.len == name->formlen &&
		memcmp(printed.data, gazetteer->pool + name->form, printed.len) == 0;
}

static bool
fits_region(const NxGazetteer *gazetteer, uint32_t place, const NxTerm *region, NxText division)
{
	const NxPlace *p = &gazetteer->place[place];

	if (region->code && p->country != region->code)
		return false;
	if (division.len == 0)
		return true;
	return division.len <= sizeof(p->admin1) && memcmp(p->admin1, division.data, division.len) == 0 &&
		(division.len == sizeof(p->admin1) || p->admin1[division.len] == 0);
}

/* Best name under a key: the first that fits the region and is not only an abbreviation. */
static uint32_t
choose(const NxGazetteer *gazetteer, const NxPlaceFound *found, NxText printed,
	   const NxTerm *region, NxText division)
{
	uint32_t	best = NX_NO_PLACE;
	uint32_t	best_rank = 0;
	uint32_t	i;

	for (i = 0; i < found->n; i++)
	{
		const NxPlaceName *name = &found->names[i];
		const NxPlace *p = &gazetteer->place[name->place];
		uint32_t	rank;

		if (name->flags & NX_NAME_EXACT && !is_exact(gazetteer, name, printed))
			continue;
		if (region && !fits_region(gazetteer, name->place, region, division))
			continue;
		/* a town before the county, country or river of the same name */
		rank = 1 + p->importance * 2u + (p->feature == NX_FEATURE_CITY ? 60 : 0) +
			(name->flags & NX_NAME_HISTORIC ? 0 : 10) + (found->n - i > 255 ? 0 : 1);
		if (rank > best_rank)
		{
			best_rank = rank;
			best = name->place;
		}
	}
	return best;
}

/* Place of the words from 'first' on, without "NEAR" and the like if need be. */
static uint32_t
find_bearer(const NxHead *head, const NxTerm *region, NxText division)
{
	uint32_t	first = 0;
	uint32_t	after;
	NxPlaceFound found;
	uint32_t	place;

	for (;;)
	{
		if (nx_head_place(head, first, head->n, &found))
		{
			place = choose(&head->data->gazetteer, &found, nx_head_text(head, first, head->n), region, division);
			if (place != NX_NO_PLACE)
				return place;
		}
		if (!nx_head_term(head, first, NX_TERM_HEAD, &after) || after >= head->n)
			return NX_NO_PLACE;
		first = after;
	}
}

/* A region that is no state or country of the lists: "Bavaria", "Bali". */
static uint32_t
region_place(const NxHead *region)
{
	NxPlaceFound found;
	uint32_t	i;

	if (!nx_head_place(region, 0, region->n, &found))
		return NX_NO_PLACE;
	for (i = 0; i < found.n; i++)
	{
		uint8_t		feature = region->data->gazetteer.place[found.names[i].place].feature;

		if (feature == NX_FEATURE_COUNTRY || feature == NX_FEATURE_ADMIN1 ||
			feature == NX_FEATURE_LAND || feature == NX_FEATURE_ADMIN2)
			return found.names[i].place;
	}
	return NX_NO_PLACE;
}

/*
 * Bearer in one of the regions that the printed one may be ("Georgia"): the
 * most important.  *country gets the region's even if there is no bearer.
 */
static uint32_t
find_in_regions(const NxHead *head, const NxHead *region_head, const NxTerm *region, uint16_t *country)
{
	const NxGazetteer *gazetteer = &head->data->gazetteer;
	uint32_t	best = NX_NO_PLACE;

	*country = region->code;
	for (; region; region = nx_term_next(region_head->terms, region))
	{
		uint32_t	place = find_bearer(head, region, nx_term_text(region_head->terms, region));

		if (place != NX_NO_PLACE &&
			(best == NX_NO_PLACE || gazetteer->place[place].importance > gazetteer->place[best].importance))
			best = place;
	}
	return best;
}

/* Bearer in a region that only the gazetteer has, or NX_NO_PLACE. */
static uint32_t
find_in_place(const NxHead *head, const NxHead *region_head, uint16_t *country)
{
	uint32_t	in = region_place(region_head);
	const NxPlace *p;
	NxTerm		region;
	NxText		division = {"", 0};

	if (in == NX_NO_PLACE)
		return find_bearer(head, NULL, division);
	p = &head->data->gazetteer.place[in];
	memset(&region, 0, sizeof(region));
	region.code = *country = p->country;
	if (p->feature == NX_FEATURE_ADMIN1)
	{
		division.data = p->admin1;
		while (division.len < sizeof(p->admin1) && p->admin1[division.len])
			division.len++;
	}
	return find_bearer(head, &region, division);
}

void
nx_resolve_dateline_place(NxArena *arena, const struct NxData *data, NxDatelinePlace *place)
{
	NxHead		head;
	NxHead		region_head;
	const NxTerm *region;
	uint32_t	after;
	NxText		none = {"", 0};

	place->place = NX_NO_PLACE;
	place->country = 0;
	nx_scan_head(arena, data, place->printed, UINT32_MAX, &head);
	if (head.n == 0 || data == NULL)
		return;
	if (place->region.len == 0)
		place->place = find_bearer(&head, NULL, none);
	else
	{
		nx_scan_head(arena, data, place->region, UINT32_MAX, &region_head);
		region = nx_head_term(&region_head, 0, NX_TERM_REGION, &after);
		place->place = region ? find_in_regions(&head, &region_head, region, &place->country) :
			find_in_place(&head, &region_head, &place->country);
	}
	if (place->place != NX_NO_PLACE)
		place->country = data->gazetteer.place[place->place].country;
}
