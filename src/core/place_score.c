/*-------------------------------------------------------------------------
 * place_score.c
 *	  How likely each bearer of a name is the one that an article means.
 *
 * A linear model over what is known of a bearer: how important it is, what
 * the text says of it (container, "County", dateline), and how it fits the
 * other names (votes for its country and its state, distance to the likely
 * bearers of the others).  Because the last depends on the answer, it is
 * computed in rounds: the first takes importance and containers alone, the
 * next ones the votes of the round before.  Everything is integer, so the
 * answer is the same everywhere.
 *-------------------------------------------------------------------------
 */
#include "place.h"

#include <string.h>

/* Template, number of its values. */
#define TEMPLATES(T) \
	T(IMPORTANCE, 64) T(GAP, 64) T(RANK, 16) T(FEATURE, 64) T(FLAGS, 64) T(CONTAINER, 64) \
	T(COUNTY, 8) T(COUNTRY_VOTE, 32) T(STATE_VOTE, 64) T(DISTANCE, 64) T(NEAR, 32) \
	T(POPULATION, 48) T(MEMBERS, 64) T(BEST_STATE, 32) T(ALONE, 64) T(SAID, 48)

enum
{
#define T(name, size)	F_##name,
	TEMPLATES(T)
#undef T
	F_TEMPLATES
};

static const uint16_t template_size[F_TEMPLATES] = {
#define T(name, size)	size,
	TEMPLATES(T)
#undef T
};

#define FEATURES_MOST	1024

static const int16_t nx_place_weight[FEATURES_MOST] = {
#include "place_weights.inc"
};

/* What a town loses whose alternate name another's own name is, where only the other fits. */
#define ALTERNATE_PENALTY	500

/* Votes of less than half a name: a country with no more than that says little of its states. */
#define FEW_VOTES	100

/*
 * Countries, capitals and other names of this importance get a start: the articles that the weights
 * were fitted to were partly chosen for towns called London and Paris.
 */
#define FAMOUS		180
#define FAME		80

/* More than half, as a share. */
#define MOSTLY		2048

/* Square of 120 km, as nx_place_square has it. */
#define NEAR_SQUARE			(UINT64_C(10792) * 10792)

typedef struct Set
{
	uint16_t   *feature;
	uint32_t	n;
	uint16_t	base[F_TEMPLATES];
} Set;

static void
add(Set *set, uint32_t template, uint32_t value)
{
	if (value >= template_size[template])
		value = template_size[template] - 1u;
	set->feature[set->n++] = (uint16_t) (set->base[template] + value);
}

/*
 * A level adds the features of all levels below it too, so that neighbouring
 * levels share their weights and rare ones do not stray.
 */
static void
add_level(Set *set, uint32_t template, uint32_t first, uint32_t level)
{
	uint32_t	i;

	for (i = 0; i <= level; i++)
		add(set, template, first + i);
}

/* 4096 * e^(-x/100) */
static uint32_t
decay(uint32_t x)
{
	static const uint16_t quarter[] = {4096, 3190, 2484, 1935, 1507, 1174, 914, 712, 554, 432, 336,
	262, 204, 159, 124, 96, 75, 58, 46, 35, 28, 22, 17, 13, 10, 8, 6, 5, 4, 3, 2, 2, 1, 0};
	uint32_t	step = x / 25;

	if (step + 1 >= NX_COUNT(quarter))
		return 0;
	return quarter[step] - (uint32_t) (quarter[step] - quarter[step + 1]) * (x % 25) / 25;
}

/* Shares of a sense's bearers from their scores. */
static void
share(NxPlaceScan *scan, NxPlaceSense *sense)
{
	NxBearer   *b;
	int32_t		best = INT32_MIN;
	uint32_t	sum = 0;
	uint32_t	i;

	if (sense->nbearers == 0)
		return;
	b = &scan->bearers.item[sense->bearers];
	for (i = 0; i < sense->nbearers; i++)
		if (b[i].score > best)
			best = b[i].score;
	for (i = 0; i < sense->nbearers; i++)
		sum += decay((uint32_t) (best - b[i].score));
	sense->is_country = false;
	NX_ASSERT(sum >= 4096);		/* the best one's */
	for (i = 0; i < sense->nbearers; i++)
	{
		b[i].share = (uint16_t) (4096 * decay((uint32_t) (best - b[i].score)) / sum);
		sense->is_country |= b[i].share >= MOSTLY &&
			scan->data->gazetteer.place[b[i].place].feature == NX_FEATURE_COUNTRY;
	}
}

static NxAreaVote *
area_slot(const NxPlaceScan *scan, uint32_t place)
{
	uint32_t	i;

	for (i = (place * UINT32_C(2654435761) >> 7) & scan->area_mask;; i = (i + 1) & scan->area_mask)
		if (scan->area[i].place == place + 1 || scan->area[i].place == 0)
			return &scan->area[i];
}

uint32_t
nx_place_votes(const NxPlaceScan *scan, uint32_t area)
{
	return area == NX_NO_PLACE ? 0 : area_slot(scan, area)->votes;
}

static void
vote(NxPlaceScan *scan, uint32_t area, uint32_t votes)
{
	NxAreaVote *slot;

	if (area == NX_NO_PLACE || votes == 0)
		return;
	slot = area_slot(scan, area);
	slot->place = area + 1;
	slot->votes += votes;
}

/* First-level division of a place (itself if it is one), or NX_NO_PLACE. */
static uint32_t
state_of(const NxGazetteer *g, uint32_t place)
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
	if (sense->is_country && b->share < MOSTLY)
		return 0;
	return weight_of(sense) * b->share / 64;
}

/* Counts the votes for countries and first-level divisions. */
static void
count_votes(NxPlaceScan *scan)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	i;
	uint32_t	k;

	memset(scan->area, 0, sizeof(NxAreaVote) * (scan->area_mask + 1));
	scan->total = 0;
	for (i = 0; i < scan->senses.n; i++)
	{
		const NxPlaceSense *sense = &scan->senses.item[i];

		if (sense->container != NX_NO_PLACE)
		{
			vote(scan, sense->container, 1);
			area_slot(scan, sense->container)->members++;
		}
		for (k = 0; k < sense->nbearers; k++)
		{
			const NxBearer *b = &scan->bearers.item[sense->bearers + k];
			uint32_t	votes = votes_of(sense, b);

			if (votes == 0)
				continue;
			vote(scan, nx_place_country(g, b->place), votes);
			vote(scan, state_of(g, b->place), votes);
			scan->total += votes;
		}
	}
	for (i = 0; i < scan->mentions->n; i++)
	{
		const NxMention *m = &scan->mentions->item[i];

		if (m->kind != NX_KIND_DEMONYM || m->country == 0 || m->flags & NX_M_DROPPED)
			continue;
		vote(scan, nx_gazetteer_country(g, m->country), 64);
		scan->total += 64;
	}
}

static uint32_t
best_bearer(const NxPlaceScan *scan, const NxPlaceSense *sense)
{
	uint32_t	best = 0;
	uint32_t	i;

	for (i = 1; i < sense->nbearers; i++)
		if (scan->bearers.item[sense->bearers + i].score > scan->bearers.item[sense->bearers + best].score)
			best = i;
	return best;
}

static bool
has_point(const NxPlace *p)
{
	return p->feature >= NX_FEATURE_ADMIN2;
}

/* The senses whose best bearers the others are measured from. */
static void
choose_anchors(NxPlaceScan *scan)
{
	uint32_t	most = NX_ANCHORS_MOST;
	uint32_t	i;

	/* many names: fewer anchors, so that the work stays linear */
	if (scan->bearers.n > 4096)
		most = scan->bearers.n > 65536 ? 4 : 16;
	scan->nanchors = 0;
	for (i = 0; i < scan->senses.n && scan->nanchors < most; i++)
	{
		const NxPlaceSense *sense = &scan->senses.item[i];

		if (sense->nbearers &&
			has_point(&scan->data->gazetteer.place[scan->bearers.item[sense->bearers + best_bearer(scan, sense)].place]))
			scan->anchor[scan->nanchors++] = i;
	}
}

/* Makes room for votes and scores by importance and container alone. */
void
nx_place_first_round(NxPlaceScan *scan)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	size = 64;
	uint32_t	i;
	uint32_t	k;

	/* there are fewer than 5,000 areas in all, so a quarter of 2^15 at most is used */
	while (size < scan->bearers.n * 4 && size < (1u << 15))
		size *= 2;
	scan->area = nx_arena_zero(scan->arena, sizeof(NxAreaVote) * size);
	scan->area_mask = size - 1;
	scan->press = nx_place_of_publisher(scan);
	scan->home = NX_NO_PLACE;
	if (scan->context->dateline && scan->context->dateline->nplaces)
		scan->home = scan->context->dateline->places[0].place;
	for (i = 0; i < scan->senses.n; i++)
	{
		NxPlaceSense *sense = &scan->senses.item[i];

		for (k = 0; k < sense->nbearers; k++)
		{
			NxBearer   *b = &scan->bearers.item[sense->bearers + k];

			b->score = g->place[b->place].importance * 4 + (b->held ? 800 : 0) +
				(b->flags & NX_NAME_HISTORIC ? -200 : 0);
		}
		share(scan, sense);
	}
	count_votes(scan);
	choose_anchors(scan);
}

/* 0 none, then rising shares of the whole. */
static uint32_t
portion(uint32_t votes, uint32_t total)
{
	uint32_t	permille = total == 0 ? 0 : votes < UINT32_MAX / 1000 ? votes * 1000 / total :
		(uint32_t) ((uint64_t) votes * 1000 / total);

	return permille == 0 ? 0 : permille < 30 ? 1 : permille < 80 ? 2 : permille < 160 ? 3 :
		permille < 280 ? 4 : permille < 450 ? 5 : permille < 700 ? 6 : 7;
}

/* The least square (nx_place_square) of a distance of so many kilometres: spares the root. */
#define SQUARE_OF(km)	((((km) * UINT64_C(100000) + 1111) / 1112) * (((km) * UINT64_C(100000) + 1111) / 1112))

/* Steps of a distance, given as a square. */
static uint32_t
reach(uint64_t square)
{
	static const uint64_t least[] = {SQUARE_OF(15), SQUARE_OF(40), SQUARE_OF(80), SQUARE_OF(160),
	SQUARE_OF(320), SQUARE_OF(640), SQUARE_OF(1280)};
	uint32_t	step = 0;

	while (step < NX_COUNT(least) && square >= least[step])
		step++;
	return step;
}

/* Distance to the nearest anchor of another name, and how many are near. */
static void
add_distance(const NxPlaceScan *scan, const NxPlaceSense *sense, const NxBearer *b, Set *set)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxPlace *p = &g->place[b->place];
	uint64_t	nearest = UINT64_MAX;	/* square */
	uint32_t	near = 0;
	uint32_t	others = 0;
	uint32_t	i;

	if (!has_point(p))
		return;
	for (i = 0; i < scan->nanchors; i++)
	{
		const NxPlaceSense *other = &scan->senses.item[scan->anchor[i]];
		const NxBearer *best;
		uint64_t	square;

		if (other->key == sense->key)
			continue;
		best = &scan->bearers.item[other->bearers + best_bearer(scan, other)];
		if (best->place == b->place)
			continue;
		others++;
		square = nx_place_square(p, &g->place[best->place]);
		if (square < nearest)
			nearest = square;
		near += square < NEAR_SQUARE;
	}
	if (others == 0)
		return;
	add(set, F_DISTANCE, reach(nearest) + (others > 3 ? 8u : 0));
	add(set, F_NEAR, (near < 5 ? near : 5) + (others > 3 ? 8u : 0));
}

void
nx_place_voters(const NxPlaceScan *scan, const NxPlaceSense *sense, NxPlaceVoters *voters)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	i;

	voters->n = 0;
	for (i = 0; i < sense->nbearers; i++)
	{
		const NxBearer *b = &scan->bearers.item[sense->bearers + i];
		uint32_t	votes = votes_of(sense, b);

		if (votes == 0)
			continue;
		voters->item[voters->n].votes = votes;
		voters->item[voters->n].state = state_of(g, b->place);
		voters->item[voters->n++].country = g->place[b->place].country;
	}
}

/* What the votes of the other names say of its country and its state. */
static void
add_votes(const NxPlaceScan *scan, const NxPlaceVoters *voters, const NxBearer *b, Set *set)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	country = nx_place_country(g, b->place);
	uint32_t	state = state_of(g, b->place);
	uint32_t	own = 0;
	uint32_t	own_country = 0;
	uint32_t	own_state = 0;
	uint32_t	total;
	uint32_t	i;

	for (i = 0; i < voters->n; i++)
	{
		uint32_t	votes = voters->item[i].votes;

		own += votes;
		own_country += voters->item[i].country == g->place[b->place].country ? votes : 0;
		own_state += voters->item[i].state == state ? votes : 0;
	}
	total = scan->total - own;
	if (total == 0)
	{
		add(set, F_ALONE, g->place[b->place].feature);
		return;
	}
	if (country != NX_NO_PLACE)
		add_level(set, F_COUNTRY_VOTE, g->place[b->place].feature == NX_FEATURE_COUNTRY ? 8 : 0,
				  portion(nx_place_votes(scan, country) - own_country, total));
	if (state != NX_NO_PLACE)
	{
		uint32_t	in_country = nx_place_votes(scan, country) - own_country;

		uint32_t	first = g->place[b->place].feature == NX_FEATURE_ADMIN1 ? 8 : 0;

		add_level(set, F_STATE_VOTE, first, portion(nx_place_votes(scan, state) - own_state, total));
		add_level(set, F_BEST_STATE, first, portion(nx_place_votes(scan, state) - own_state, in_country + FEW_VOTES));
	}
}

/* 0 elsewhere, 1 in the country of 'home', 2 in its state, 3 it itself. */
static uint32_t
closeness(const NxPlaceScan *scan, const NxBearer *b, uint32_t home)
{
	const NxGazetteer *g = &scan->data->gazetteer;

	if (home == NX_NO_PLACE || g->place[b->place].country == 0)
		return 0;
	if (b->place == home)
		return 3;
	if (state_of(g, b->place) == state_of(g, home) && state_of(g, b->place) != NX_NO_PLACE)
		return 2;
	return g->place[b->place].country == g->place[home].country;
}

/*
 * How it lies to the dateline and to the publisher's home.  Set by hand: the articles that the weights
 * were fitted to seldom have a dateline that can be read by itself.
 */
static int32_t
home_score(const NxPlaceScan *scan, const NxBearer *b)
{
	static const int32_t dateline[] = {0, 60, 150, 300};
	static const int32_t publisher[] = {0, 20, 60, 80};

	return dateline[closeness(scan, b, scan->home)] + publisher[closeness(scan, b, scan->press)] +
		(scan->data->gazetteer.place[b->place].importance >= FAMOUS ? FAME : 0);
}

static uint32_t
log2_of(uint32_t n)
{
	uint32_t	log = 0;

	for (; n; n >>= 1)
		log++;
	return log;
}

uint32_t
nx_place_features(const NxPlaceScan *scan, const NxPlaceSense *sense, const NxPlaceVoters *voters, uint32_t number,
				  uint16_t feature[NX_PLACE_MOST_FEATURES])
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxBearer *b = &scan->bearers.item[sense->bearers + number];
	const NxBearer *first = &scan->bearers.item[sense->bearers];
	const NxPlace *p = &g->place[b->place];
	Set			set;
	uint32_t	base = 0;
	uint32_t	gap;
	uint32_t	i;
	bool		is_capital;

	set.feature = feature;
	set.n = 0;
	for (i = 0; i < F_TEMPLATES; i++)
	{
		set.base[i] = (uint16_t) base;
		base += template_size[i];
	}
	gap = g->place[first->place].importance > p->importance ?
		(uint32_t) g->place[first->place].importance - p->importance : 0;
	add_level(&set, F_IMPORTANCE, 0, p->importance / 20u);
	add_level(&set, F_GAP, 0, gap < 160 ? gap / 16 : 10);
	add(&set, F_RANK, number < 7 ? number : 7);
	is_capital = p->feature == NX_FEATURE_CITY && strcmp(nx_place_fcode(g, b->place), "PPLC") == 0;
	add(&set, F_FEATURE, p->feature + (sense->nwords > 1 ? 16u : 0) + (is_capital ? 32u : 0));
	for (i = 0; i < NX_SAID_KINDS; i++)
		if (sense->said >> i & 1)
			add(&set, F_SAID, i * 16 + p->feature);
	add(&set, F_FLAGS, b->flags);
	add_level(&set, F_POPULATION, 0, log2_of(p->population) / 4);
	if (sense->container != NX_NO_PLACE)
		add(&set, F_CONTAINER, b->held + 2u * p->feature);
	if (sense->county)
		add(&set, F_COUNTY, p->feature == NX_FEATURE_ADMIN2);
	if (p->feature == NX_FEATURE_ADMIN1 || p->feature == NX_FEATURE_COUNTRY)
	{
		uint32_t	members = area_slot(scan, b->place)->members;

		add(&set, F_MEMBERS, (members < 3 ? members : 3) + 4u * p->feature);
	}
	add_distance(scan, sense, b, &set);
	add_votes(scan, voters, b, &set);
	return set.n;
}

uint32_t
nx_place_own_votes(const NxPlaceScan *scan, const NxPlaceSense *sense, uint32_t area)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	own = 0;
	uint32_t	i;

	for (i = 0; i < sense->nbearers; i++)
	{
		const NxBearer *b = &scan->bearers.item[sense->bearers + i];

		uint32_t	votes = votes_of(sense, b);

		if (votes && (nx_place_country(g, b->place) == area || state_of(g, b->place) == area))
			own += votes;
	}
	return own;
}

/* Votes for a country that do not come from this sense. */
static uint32_t
outside_votes(const NxPlaceScan *scan, const NxPlaceSense *sense, uint32_t country)
{
	return nx_place_votes(scan, country) - nx_place_own_votes(scan, sense, country);
}

/*
 * Malaba in Kenya against Malabo, which Malaba also means: towns by another
 * name than their own give way to one that bears it as its own in a country
 * of which the article speaks, if it does not speak of theirs.
 */
static void
demote_alternates(const NxPlaceScan *scan, const NxPlaceSense *sense, int32_t *score)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxBearer *b = sense->nbearers ? &scan->bearers.item[sense->bearers] : NULL;
	bool		fits = false;
	uint32_t	k;

	for (k = 0; k < sense->nbearers && !fits; k++)
		fits = b[k].flags & NX_NAME_PREFERRED && outside_votes(scan, sense, nx_place_country(g, b[k].place)) > 0;
	for (k = 0; fits && k < sense->nbearers; k++)
		if (!(b[k].flags & (NX_NAME_PREFERRED | NX_NAME_EXACT)) &&
			g->place[b[k].place].feature >= NX_FEATURE_ADMIN2 && !b[k].held &&
			outside_votes(scan, sense, nx_place_country(g, b[k].place)) == 0)
			score[k] -= ALTERNATE_PENALTY;
}

void
nx_place_round(NxPlaceScan *scan)
{
	uint32_t	i;
	uint32_t	k;

	for (i = 0; i < scan->senses.n; i++)
	{
		NxPlaceSense *sense = &scan->senses.item[i];
		int32_t		score[NX_BEARERS_MOST];
		NxPlaceVoters voters;

		nx_arena_poll(scan->arena);
		if (sense->nbearers < 2)
			continue;			/* the only bearer has the whole share, whatever its score */
		nx_place_voters(scan, sense, &voters);
		for (k = 0; k < sense->nbearers; k++)
		{
			uint16_t	feature[NX_PLACE_MOST_FEATURES];
			uint32_t	n = nx_place_features(scan, sense, &voters, k, feature);

			score[k] = home_score(scan, &scan->bearers.item[sense->bearers + k]);
			for (; n > 0; n--)
				score[k] += nx_place_weight[feature[n - 1]];
		}
		demote_alternates(scan, sense, score);
		nx_place_demote_namesakes(scan, sense, score);
		nx_place_demote_villages(scan, sense, score);

		/* after all of them, because they are measured against each other */
		for (k = 0; k < sense->nbearers; k++)
			scan->bearers.item[sense->bearers + k].score = score[k];
		share(scan, sense);
	}
	count_votes(scan);
	choose_anchors(scan);
}
