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

/* A template's first feature is the number of values before it. */
struct Layout
{
#define T(name, size)	char name[size];
	TEMPLATES(T)
#undef T
};

static const uint16_t template_base[F_TEMPLATES] = {
#define T(name, size)	offsetof(struct Layout, name),
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

/* Square of 120 km, as nx_place_square has it. */
#define NEAR_SQUARE			(UINT64_C(10792) * 10792)

typedef struct Set
{
	uint16_t   *feature;
	uint32_t	n;
} Set;

static void
add(Set *set, uint32_t template, uint32_t value)
{
	if (value >= template_size[template])
		value = template_size[template] - 1u;
	set->feature[set->n++] = (uint16_t) (template_base[template] + value);
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
	uint16_t	part[NX_BEARERS_MOST];
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
		sum += part[i] = (uint16_t) decay((uint32_t) (best - b[i].score));
	sense->is_country = false;
	NX_ASSERT(sum >= 4096);		/* the best one's */
	for (i = 0; i < sense->nbearers; i++)
	{
		b[i].share = (uint16_t) (UINT32_C(4096) * part[i] / sum);
		sense->is_country |= b[i].share >= NX_MOSTLY &&
			scan->data->gazetteer.place[b[i].place].feature == NX_FEATURE_COUNTRY;
	}
}

static uint32_t
best_place(const NxPlaceScan *scan, const NxPlaceSense *sense)
{
	const NxBearer *b = &scan->bearers.item[sense->bearers];
	uint32_t	best = 0;
	uint32_t	i;

	for (i = 1; i < sense->nbearers; i++)
		if (b[i].score > b[best].score)
			best = i;
	return b[best].place;
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
		uint32_t	place = sense->nbearers ? best_place(scan, sense) : NX_NO_PLACE;

		if (place == NX_NO_PLACE || !has_point(&scan->data->gazetteer.place[place]))
			continue;
		scan->anchor_place[scan->nanchors] = place;
		scan->anchor[scan->nanchors++] = i;
	}
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
		uint32_t	other = scan->anchor_place[i];
		uint64_t	square;

		if (other == b->place || scan->senses.item[scan->anchor[i]].key == sense->key)
			continue;
		others++;
		square = nx_place_square(p, &g->place[other]);
		if (square < nearest)
			nearest = square;
		near += square < NEAR_SQUARE;
	}
	if (others == 0)
		return;
	add(set, F_DISTANCE, reach(nearest) + (others > 3 ? 8u : 0));
	add(set, F_NEAR, (near < 5 ? near : 5) + (others > 3 ? 8u : 0));
}

/* What the votes of the other names say of its country and its state. */
static void
add_votes(const NxPlaceScan *scan, const NxBearer *b, Set *set)
{
	uint8_t		feature = scan->data->gazetteer.place[b->place].feature;
	const NxAreaVote *area;
	uint32_t	total = scan->total - scan->own;
	uint32_t	in_country = 0;

	if (total == 0)
	{
		add(set, F_ALONE, feature);
		return;
	}
	if (b->country != NX_NO_PLACE)
	{
		area = &scan->areas.item[b->country];
		in_country = area->votes - area->own;
		add_level(set, F_COUNTRY_VOTE, feature == NX_FEATURE_COUNTRY ? 8 : 0, portion(in_country, total));
	}
	if (b->state != NX_NO_PLACE)
	{
		uint32_t	first = feature == NX_FEATURE_ADMIN1 ? 8 : 0;
		uint32_t	in_state;

		area = &scan->areas.item[b->state];
		in_state = area->votes - area->own;
		add_level(set, F_STATE_VOTE, first, portion(in_state, total));
		add_level(set, F_BEST_STATE, first, portion(in_state, in_country + FEW_VOTES));
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
	if (nx_place_state(g, b->place) == nx_place_state(g, home) && nx_place_state(g, b->place) != NX_NO_PLACE)
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

/* What is known of a bearer besides the votes. */
static void
add_fixed(const NxPlaceScan *scan, const NxPlaceSense *sense, uint32_t number, Set *set)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxBearer *b = &scan->bearers.item[sense->bearers + number];
	const NxBearer *first = &scan->bearers.item[sense->bearers];
	const NxPlace *p = &g->place[b->place];
	uint32_t	gap;
	uint32_t	i;
	bool		is_capital;

	gap = g->place[first->place].importance > p->importance ?
		(uint32_t) g->place[first->place].importance - p->importance : 0;
	add_level(set, F_IMPORTANCE, 0, p->importance / 20u);
	add_level(set, F_GAP, 0, gap < 160 ? gap / 16 : 10);
	add(set, F_RANK, number < 7 ? number : 7);
	is_capital = p->feature == NX_FEATURE_CITY && strcmp(nx_place_fcode(g, b->place), "PPLC") == 0;
	add(set, F_FEATURE, p->feature + (sense->nwords > 1 ? 16u : 0) + (is_capital ? 32u : 0));
	for (i = 0; i < NX_SAID_KINDS; i++)
		if (sense->said >> i & 1)
			add(set, F_SAID, i * 16 + p->feature);
	add(set, F_FLAGS, b->flags);
	add_level(set, F_POPULATION, 0, log2_of(p->population) / 4);
	if (sense->container != NX_NO_PLACE)
		add(set, F_CONTAINER, b->held + 2u * p->feature);
	if (sense->county)
		add(set, F_COUNTY, p->feature == NX_FEATURE_ADMIN2);
	if (p->feature == NX_FEATURE_ADMIN1 || p->feature == NX_FEATURE_COUNTRY)
	{
		uint32_t	members = nx_place_members(scan, b->place);

		add(set, F_MEMBERS, (members < 3 ? members : 3) + 4u * p->feature);
	}
}

static int32_t
sum_of(const Set *set)
{
	int32_t		sum = 0;
	uint32_t	i;

	for (i = 0; i < set->n; i++)
		sum += nx_place_weight[set->feature[i]];
	return sum;
}

uint32_t
nx_place_features(const NxPlaceScan *scan, const NxPlaceSense *sense, uint32_t number,
				  uint16_t feature[NX_PLACE_MOST_FEATURES])
{
	const NxBearer *b = &scan->bearers.item[sense->bearers + number];
	Set			set = {feature, 0};

	add_fixed(scan, sense, number, &set);
	add_distance(scan, sense, b, &set);
	add_votes(scan, b, &set);
	return set.n;
}

/* Makes room for votes and scores by importance and container alone. */
void
nx_place_first_round(NxPlaceScan *scan)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	i;
	uint32_t	k;

	nx_place_set_areas(scan);
	scan->press = nx_place_of_publisher(scan);
	scan->home = NX_NO_PLACE;
	if (scan->context->dateline && scan->context->dateline->nplaces)
		scan->home = scan->context->dateline->places[0].place;
	for (i = 0; i < scan->senses.n; i++)
	{
		NxPlaceSense *sense = &scan->senses.item[i];

		for (k = 0; k < sense->nbearers; k++)
		{
			uint16_t	feature[NX_PLACE_MOST_FEATURES];
			Set			set = {feature, 0};
			NxBearer   *b = &scan->bearers.item[sense->bearers + k];

			b->score = g->place[b->place].importance * 4 + (b->held ? 800 : 0) +
				(b->flags & NX_NAME_HISTORIC ? -200 : 0);
			if (sense->nbearers < 2)
				continue;
			add_fixed(scan, sense, k, &set);
			b->fixed = home_score(scan, b) + sum_of(&set);
		}
		share(scan, sense);
	}
	nx_place_count_votes(scan);
	choose_anchors(scan);
}

/*
 * Does the article speak of the bearer's country elsewhere than in the sense
 * in hand?  A sea or a continent has none, and needs none: "Atlantic" is the
 * Atlantic Ocean, not the town.
 */
static bool
is_spoken_of(const NxPlaceScan *scan, const NxBearer *b)
{
	return b->country == NX_NO_PLACE || scan->areas.item[b->country].votes > scan->areas.item[b->country].own;
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
		fits = b[k].flags & NX_NAME_PREFERRED && is_spoken_of(scan, &b[k]);
	for (k = 0; fits && k < sense->nbearers; k++)
		if (!(b[k].flags & (NX_NAME_PREFERRED | NX_NAME_EXACT)) &&
			g->place[b[k].place].feature >= NX_FEATURE_ADMIN2 && !b[k].held &&
			!is_spoken_of(scan, &b[k]))
			score[k] -= ALTERNATE_PENALTY;
}

void
nx_place_round(NxPlaceScan *scan)
{
	uint32_t	anchor = 0;
	uint32_t	i;
	uint32_t	k;

	for (i = 0; i < scan->senses.n; i++)
	{
		NxPlaceSense *sense = &scan->senses.item[i];
		NxBearer   *b;
		int32_t		score[NX_BEARERS_MOST];

		nx_arena_poll(scan->arena);
		if (sense->nbearers < 2)
			continue;			/* the only bearer has the whole share, whatever its score */
		b = &scan->bearers.item[sense->bearers];	/* where there is none, there may be no list */
		nx_place_take(scan, sense);
		for (k = 0; k < sense->nbearers; k++)
		{
			uint16_t	feature[NX_PLACE_MOST_FEATURES];
			Set			set = {feature, 0};

			add_distance(scan, sense, &b[k], &set);
			add_votes(scan, &b[k], &set);
			score[k] = b[k].fixed + sum_of(&set);
		}
		demote_alternates(scan, sense, score);
		nx_place_demote_namesakes(scan, sense, score);
		nx_place_demote_villages(scan, sense, score);
		nx_place_put_down(scan, sense);

		/* after all of them, because they are measured against each other */
		for (k = 0; k < sense->nbearers; k++)
			b[k].score = score[k];
		share(scan, sense);
		while (anchor < scan->nanchors && scan->anchor[anchor] < i)
			anchor++;
		if (anchor < scan->nanchors && scan->anchor[anchor] == i)
			scan->anchor_place[anchor] = best_place(scan, sense);
	}
	nx_place_count_votes(scan);
	choose_anchors(scan);
}
