/*-------------------------------------------------------------------------
 * place_votes.c
 *	  What the names of an article say together of countries and states.
 *
 * Each bearer votes, by its share, for the country and the first-level
 * division it lies in.  These areas are numbered once for an article, so that
 * counting anew and asking cost a load each.
 *-------------------------------------------------------------------------
 */
#include "place.h"

#include <string.h>

/* More countries and first-level divisions than there are; more countries. */
#define AREAS_MOST			6000
#define COUNTRIES_MOST		(26 * 26)

/* Where the number of a place's area stands, or would stand. */
static uint32_t *
area_slot(const NxPlaceScan *scan, uint32_t place)
{
	uint32_t	i;

	for (i = (place * UINT32_C(2654435761) >> 7) & scan->area_mask;; i = (i + 1) & scan->area_mask)
		if (scan->area_slot[i] == 0 || scan->areas.item[scan->area_slot[i] - 1].place == place)
			return &scan->area_slot[i];
}

/* The area of a place, or NULL if nothing lies in it. */
static const NxAreaVote *
find_area(const NxPlaceScan *scan, uint32_t place)
{
	uint32_t	number = place == NX_NO_PLACE ? 0 : *area_slot(scan, place);

	return number ? &scan->areas.item[number - 1] : NULL;
}

/* Number of the area of a place, made if there is none; NX_NO_PLACE of none. */
static uint32_t
area_of(NxPlaceScan *scan, uint32_t place)
{
	uint32_t   *slot;

	if (place == NX_NO_PLACE)
		return NX_NO_PLACE;
	slot = area_slot(scan, place);
	if (*slot == 0)
	{
		NxAreaVote *area = nx_push(scan->arena, &scan->areas);

		memset(area, 0, sizeof(*area));
		area->place = place;
		*slot = scan->areas.n;
	}
	return *slot - 1;
}

uint32_t
nx_place_votes(const NxPlaceScan *scan, uint32_t area)
{
	const NxAreaVote *found = find_area(scan, area);

	return found ? found->votes : 0;
}

uint32_t
nx_place_own_votes(const NxPlaceScan *scan, uint32_t area)
{
	const NxAreaVote *found = find_area(scan, area);

	return found ? found->own : 0;
}

uint32_t
nx_place_members(const NxPlaceScan *scan, uint32_t area)
{
	const NxAreaVote *found = find_area(scan, area);

	return found ? found->members : 0;
}

static void
vote(NxPlaceScan *scan, uint32_t area, uint32_t votes)
{
	if (area != NX_NO_PLACE)
		scan->areas.item[area].votes += votes;
}

uint32_t
nx_place_state(const NxGazetteer *g, uint32_t place)
{
	uint32_t	parent;

	if (g->place[place].feature == NX_FEATURE_ADMIN1)
		return place;
	parent = g->place[place].parent;
	return parent != NX_NO_PLACE && g->place[parent].feature == NX_FEATURE_ADMIN1 ? parent : NX_NO_PLACE;
}

/* How much a sense's voice counts: repeats count, but less and less. */
static uint32_t
weight_of(const NxPlaceSense *sense)
{
	static const uint8_t weight[] = {0, 4, 6, 7, 8};

	return sense->mentions < NX_COUNT(weight) ? weight[sense->mentions] : NX_SENSE_WEIGHT_MOST;
}

/* Where a country is likeliest by far, the villages of its name have no voice. */
static uint32_t
votes_of(const NxPlaceSense *sense, const NxBearer *b)
{
	if (sense->is_country && b->share < NX_MOSTLY)
		return 0;
	return weight_of(sense) * b->share / 64;
}

void
nx_place_set_areas(NxPlaceScan *scan)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	size = 16;
	uint32_t	most = nx_smaller(scan->bearers.n * 2, AREAS_MOST) + scan->senses.n +
		nx_smaller(scan->mentions->n, COUNTRIES_MOST);
	uint32_t	i;
	uint32_t	k;

	while (size < most * 2)
		size *= 2;
	scan->area_slot = nx_arena_zero(scan->arena, sizeof(uint32_t) * size);
	scan->area_mask = size - 1;
	for (i = 0; i < scan->senses.n; i++)
	{
		const NxPlaceSense *sense = &scan->senses.item[i];

		if (sense->container != NX_NO_PLACE)
		{
			uint32_t	area = area_of(scan, sense->container);

			scan->areas.item[area].members++;
		}
		for (k = 0; k < sense->nbearers; k++)
		{
			NxBearer   *b = &scan->bearers.item[sense->bearers + k];

			b->country = area_of(scan, nx_place_country(g, b->place));
			b->state = area_of(scan, nx_place_state(g, b->place));
		}
	}
}

void
nx_place_count_votes(NxPlaceScan *scan)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	i;
	uint32_t	k;

	for (i = 0; i < scan->areas.n; i++)
		scan->areas.item[i].votes = scan->areas.item[i].members;
	scan->total = 0;
	for (i = 0; i < scan->senses.n; i++)
	{
		const NxPlaceSense *sense = &scan->senses.item[i];

		for (k = 0; k < sense->nbearers; k++)
		{
			const NxBearer *b = &scan->bearers.item[sense->bearers + k];
			uint32_t	votes = votes_of(sense, b);

			vote(scan, b->country, votes);
			vote(scan, b->state, votes);
			scan->total += votes;
		}
	}
	for (i = 0; i < scan->mentions->n; i++)
	{
		const NxMention *m = &scan->mentions->item[i];

		if (m->kind != NX_KIND_DEMONYM || m->country == 0 || m->flags & NX_M_DROPPED)
			continue;
		vote(scan, area_of(scan, nx_gazetteer_country(g, m->country)), 64);
		scan->total += 64;
	}
}

void
nx_place_take(NxPlaceScan *scan, const NxPlaceSense *sense)
{
	const NxBearer *b = sense->nbearers ? &scan->bearers.item[sense->bearers] : NULL;
	uint32_t	i;

	scan->own = 0;
	for (i = 0; i < sense->nbearers; i++)
	{
		uint32_t	votes = votes_of(sense, &b[i]);

		scan->own += votes;
		if (b[i].country != NX_NO_PLACE)
			scan->areas.item[b[i].country].own += votes;
		if (b[i].state != NX_NO_PLACE)
			scan->areas.item[b[i].state].own += votes;
	}
}

void
nx_place_put_down(NxPlaceScan *scan, const NxPlaceSense *sense)
{
	const NxBearer *b = sense->nbearers ? &scan->bearers.item[sense->bearers] : NULL;
	uint32_t	i;

	scan->own = 0;
	for (i = 0; i < sense->nbearers; i++)
	{
		if (b[i].country != NX_NO_PLACE)
			scan->areas.item[b[i].country].own = 0;
		if (b[i].state != NX_NO_PLACE)
			scan->areas.item[b[i].state].own = 0;
	}
}
