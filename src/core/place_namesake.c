/*-------------------------------------------------------------------------
 * place_namesake.c
 *	  A city or the area of its own name: Washington, New York, Odessa; a
 *	  great place or the villages called like it.
 *
 * News that says "Washington" or "New York" means the city, unless it speaks
 * of the state: names its towns, lists it among states, has its governor.
 * Where the area's own name is another ("Odessa" for Odessa Oblast) only
 * "region", "province" and the like make the area of it, and a country is
 * meant before its capital.  Set by hand: in annotated articles some sets
 * give every New York to the state and others to the city.
 *-------------------------------------------------------------------------
 */
#include "place.h"

/* What the one that is not meant loses, in 1/100 logit. */
#define NAMESAKE_PENALTY	300

/* Cities that news knows; below, a town named like its state is just a town. */
#define CITY_LEAST			100

/* Square of 60 km, as nx_place_square has it: what lies within belongs to the city. */
#define CITY_SQUARE			(UINT64_C(5396) * 5396)

/* Share of the best bearer from which on a place speaks for its surroundings. */
#define SPEAKS				2048

typedef struct Pair
{
	uint32_t	city;			/* numbers of bearers of the sense */
	uint32_t	area;
} Pair;

/* The most important city and the most important area of one country that bear the name. */
static bool
find_pair(const NxPlaceScan *scan, const NxPlaceSense *sense, Pair *pair)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxBearer *b = &scan->bearers.item[sense->bearers];
	uint32_t	i;

	pair->city = pair->area = sense->nbearers;
	for (i = 0; i < sense->nbearers; i++)
	{
		const NxPlace *p = &g->place[b[i].place];

		if (p->feature == NX_FEATURE_CITY && p->importance >= CITY_LEAST && pair->city == sense->nbearers)
			pair->city = i;
		else if ((p->feature == NX_FEATURE_ADMIN1 || p->feature == NX_FEATURE_COUNTRY) && pair->area == sense->nbearers)
			pair->area = i;
	}
	return pair->city < sense->nbearers && pair->area < sense->nbearers &&
		g->place[b[pair->city].place].country == g->place[b[pair->area].place].country;
}

static bool
is_near(const NxPlaceScan *scan, uint32_t a, uint32_t b)
{
	const NxGazetteer *g = &scan->data->gazetteer;

	return g->place[a].feature >= NX_FEATURE_ADMIN2 &&
		nx_place_square(&g->place[a], &g->place[b]) < CITY_SQUARE;
}

/* Counts a place that the article is about for the city or the area it lies in. */
static void
weigh_place(const NxPlaceScan *scan, uint32_t place, uint32_t city, uint32_t area, uint32_t *in_city, uint32_t *in_area)
{
	if (place == NX_NO_PLACE)
		return;
	if (place == city || is_near(scan, place, city))
		(*in_city)++;
	else if (place == area || nx_place_within(&scan->data->gazetteer, place, area))
		(*in_area)++;
}

/* Does the article speak of the area, and not of the city? */
static bool
speaks_of_area(const NxPlaceScan *scan, const NxPlaceSense *sense, uint32_t city, uint32_t area)
{
	uint32_t	in_city = sense->said & (NX_SAID_TOWN | NX_SAID_MAYOR) ? 2 : 0;
	uint32_t	in_area = sense->said & (NX_SAID_GOVERNOR | NX_SAID_LISTED) ? 2 : 0;
	uint32_t	i;

	weigh_place(scan, scan->home, city, area, &in_city, &in_area);
	weigh_place(scan, scan->press, city, area, &in_city, &in_area);
	for (i = 0; i < scan->nanchors; i++)
	{
		const NxPlaceSense *other = &scan->senses.item[scan->anchor[i]];
		const NxBearer *b = &scan->bearers.item[other->bearers];
		uint32_t	k;

		if (other->key == sense->key)
			continue;
		for (k = 0; k < other->nbearers; k++)
			if (b[k].share >= SPEAKS)
				weigh_place(scan, b[k].place, city, area, &in_city, &in_area);
	}
	return in_area > in_city;
}

void
nx_place_demote_namesakes(const NxPlaceScan *scan, const NxPlaceSense *sense, int32_t *score)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxBearer *b;
	const NxPlace *city;
	const NxPlace *area;
	Pair		pair;
	bool		is_area;

	if (sense->nbearers < 2 || sense->container != NX_NO_PLACE || !find_pair(scan, sense, &pair))
		return;
	b = &scan->bearers.item[sense->bearers];
	city = &g->place[b[pair.city].place];
	area = &g->place[b[pair.area].place];
	if (area->feature == NX_FEATURE_COUNTRY)
		is_area = !(sense->said & (NX_SAID_TOWN | NX_SAID_MAYOR));
	else if (sense->said & NX_SAID_STATE)
		is_area = true;
	else if (b[pair.area].flags & NX_NAME_WEAK && !(b[pair.city].flags & NX_NAME_WEAK))
		is_area = false;
	else if (area->importance > city->importance)
		return;					/* Quebec, Puebla: the weights know */
	else
		is_area = speaks_of_area(scan, sense, b[pair.city].place, b[pair.area].place);
	score[is_area ? pair.city : pair.area] -= NAMESAKE_PENALTY;
}

/* Is the dateline's place or the publisher's within this division? */
static bool
speaks_of_home(const NxPlaceScan *scan, uint32_t division)
{
	const NxGazetteer *g = &scan->data->gazetteer;

	if (division == NX_NO_PLACE)
		return false;
	return (scan->home != NX_NO_PLACE && (scan->home == division || g->place[scan->home].parent == division)) ||
		(scan->press != NX_NO_PLACE && (scan->press == division || g->place[scan->press].parent == division));
}

/* What a village loses to a great place of its name, in 1/100 logit. */
#define VILLAGE_PENALTY		100

/* A great city, country or sea, and how much less important than it a village is. */
#define GREAT				150
#define VILLAGE_GAP			100

/*
 * London in Arkansas needs more than an American story: one that speaks of
 * Arkansas.
 */
void
nx_place_demote_villages(const NxPlaceScan *scan, const NxPlaceSense *sense, int32_t *score)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxBearer *b;
	uint32_t	great;
	uint32_t	i;

	if (sense->nbearers < 2 || sense->container != NX_NO_PLACE)
		return;
	b = &scan->bearers.item[sense->bearers];
	great = g->place[b[0].place].importance;
	if (great < GREAT)
		return;
	for (i = 1; i < sense->nbearers; i++)
	{
		const NxPlace *p = &g->place[b[i].place];

		if (p->feature == NX_FEATURE_CITY && (uint32_t) p->importance + VILLAGE_GAP <= great &&
			nx_place_votes(scan, p->parent) <= nx_place_own_votes(scan, p->parent) &&
			!speaks_of_home(scan, p->parent))
			score[i] -= VILLAGE_PENALTY;
	}
}
