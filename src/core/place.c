/*-------------------------------------------------------------------------
 * place.c
 *	  Say which place each place mention of an article means.
 *
 * The country comes first: it is given as soon as the bearers in it together
 * are likely enough, also when none of them alone is.  Then the place, if it
 * is likely enough; else the state, if that is; else nothing but the country.
 *-------------------------------------------------------------------------
 */
#include "place.h"

#include <string.h>

/*
 * Shares (of 4096) from which on an answer is given.  Of places with less than
 * two fifths one in four was right in cross-validation, with more than that
 * about as many as the share says.
 */
#define NX_PLACE_SURE		1640
#define NX_AREA_SURE		2048

/* Importance of a town of about 30,000 people; larger ones are known outside their state. */
#define SMALL_TOWN			60

/* Votes for its country from which on a small town of a state nobody else lies in is doubted ... */
#define CONTRADICTED_VOTES	512

/* ... unless its share is this */
#define CONTRADICTED_SURE	3000

/* Weights were fitted with this many rounds. */
#define NX_PLACE_ROUNDS		3

typedef struct Answer
{
	uint32_t	place;
	uint16_t	country;
	uint16_t	confidence;
} Answer;

/* Sum of the shares of the bearers that lie in the same country as b. */
static uint32_t
country_share(const NxPlaceScan *scan, const NxPlaceSense *sense, uint16_t country)
{
	uint32_t	sum = 0;
	uint32_t	i;

	for (i = 0; i < sense->nbearers; i++)
	{
		const NxBearer *b = &scan->bearers.item[sense->bearers + i];

		if (scan->data->gazetteer.place[b->place].country == country)
			sum += b->share;
	}
	return sum;
}

static uint32_t
parent_share(const NxPlaceScan *scan, const NxPlaceSense *sense, uint32_t parent)
{
	uint32_t	sum = 0;
	uint32_t	i;

	for (i = 0; i < sense->nbearers; i++)
	{
		const NxBearer *b = &scan->bearers.item[sense->bearers + i];

		if (scan->data->gazetteer.place[b->place].parent == parent)
			sum += b->share;
	}
	return sum;
}

/*
 * Does the article speak of another state than the small town's?  Rock Creek
 * in a story from Montana is a creek that the gazetteer lacks, not the town
 * in Minnesota.
 */
static bool
is_contradicted(const NxPlaceScan *scan, const NxPlaceSense *sense, const NxBearer *b)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxPlace *p = &g->place[b->place];
	uint32_t	country = nx_place_country(g, b->place);
	uint32_t	own = 0;
	uint32_t	i;

	if (b->held || p->feature < NX_FEATURE_CITY || p->importance >= SMALL_TOWN ||
		p->parent == NX_NO_PLACE || p->parent == country || b->share >= CONTRADICTED_SURE)
		return false;
	for (i = 0; i < sense->nbearers; i++)
	{
		const NxBearer *other = &scan->bearers.item[sense->bearers + i];

		if (g->place[other->place].parent == p->parent)
			own += other->share;
	}
	/* votes of this sense itself are at most its mentions' weight times its share */
	return nx_place_votes(scan, p->parent) <= own * NX_SENSE_WEIGHT_MOST / 64 &&
		nx_place_votes(scan, country) >= CONTRADICTED_VOTES + nx_place_votes(scan, p->parent) * 2;
}

static uint16_t
permille(uint32_t share)
{
	return (uint16_t) (share * 1000 / 4096);
}

static Answer
answer_of(const NxPlaceScan *scan, const NxPlaceSense *sense)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	Answer		answer = {NX_NO_PLACE, 0, 0};
	const NxBearer *best;
	const NxPlace *p;
	uint32_t	i;

	if (sense->nbearers == 0)
	{
		if (sense->container != NX_NO_PLACE)
		{
			answer.place = sense->container;
			answer.country = g->place[sense->container].country;
			answer.confidence = 400;
		}
		return answer;
	}
	best = &scan->bearers.item[sense->bearers];
	for (i = 1; i < sense->nbearers; i++)
		if (scan->bearers.item[sense->bearers + i].score > best->score)
			best = &scan->bearers.item[sense->bearers + i];
	p = &g->place[best->place];
	if (country_share(scan, sense, p->country) >= NX_PLACE_SURE)
		answer.country = p->country;
	if (is_contradicted(scan, sense, best))
		return answer;
	if (best->share >= NX_PLACE_SURE)
	{
		answer.place = best->place;
		answer.confidence = permille(best->share);
	}
	else if (p->parent != NX_NO_PLACE && parent_share(scan, sense, p->parent) >= NX_AREA_SURE)
	{
		answer.place = p->parent;
		answer.confidence = permille(parent_share(scan, sense, p->parent));
	}
	return answer;
}

void
nx_resolve_places(NxArena *arena, const NxData *data, NxText text,
				  const NxTokens *tokens, const NxPlaceContext *context, NxMentions *mentions)
{
	static const NxPlaceContext nothing;
	NxPlaceScan scan;
	Answer	   *answer;
	uint32_t	i;

	memset(&scan, 0, sizeof(scan));
	scan.arena = arena;
	scan.data = data;
	scan.text = text;
	scan.tokens = tokens;
	scan.context = context ? context : &nothing;
	scan.mentions = mentions;
	nx_place_gather(&scan);
	nx_place_first_round(&scan);
	for (i = 1; i < NX_PLACE_ROUNDS; i++)
		nx_place_round(&scan);
	answer = nx_array(arena, Answer, scan.senses.n + 1);
	for (i = 0; i < scan.senses.n; i++)
	{
		if ((i & 255) == 0)
			nx_arena_poll(arena);
		answer[i] = answer_of(&scan, &scan.senses.item[i]);
	}
	for (i = 0; i < mentions->n; i++)
	{
		NxMention  *m = &mentions->item[i];

		if (m->kind == NX_KIND_DEMONYM && m->country)
		{
			m->place = nx_gazetteer_country(&data->gazetteer, m->country);
			m->place_confidence = 950;
		}
		if (scan.sense_of[i] == 0)
			continue;
		m->place = answer[scan.sense_of[i] - 1].place;
		m->country = answer[scan.sense_of[i] - 1].country;
		m->place_confidence = answer[scan.sense_of[i] - 1].confidence;
	}
}
