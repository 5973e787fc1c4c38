/*-------------------------------------------------------------------------
 * focus.c
 *	  The countries and states that a story is about.
 *
 * Each mention of a place or a demonym adds its weight to its country and,
 * where known, to its first-level division.  The weight falls with every
 * repeat of the same place in the article, so that a long list of one name
 * does not drown a headline.
 *-------------------------------------------------------------------------
 */
#include "focus.h"

#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "unicode.h"
#include "wordset.h"

/* Weights by section: a headline tells the subject, a caption adds little. */
static const uint16_t section_weight[NX_SECTIONS] = {240, 160, 80, 40};

/* The dateline says where the story was written, most often also where it happened. */
#define DATELINE_WEIGHT		200

/* A name inside an organisation says less: University of Texas. */
#define NESTED_DIVISOR		3

typedef struct Tally
{
	uint64_t	key;
	uint16_t	country;
	uint32_t	division;
	uint64_t	score;
} Tally;

typedef struct Focus
{
	NxArena    *arena;
	const NxGazetteer *gazetteer;
	NxWordSet	seen;			/* by place: its mentions so far */
	NxWordSet	number;			/* by area: its tally */
	NX_LIST(Tally) tallies;
	uint64_t	total;
} Focus;

static uint64_t
area_key(uint16_t country, uint32_t division)
{
	return nx_hash_mix((uint64_t) country << 32 | division);
}

static void
add_score(Focus *focus, uint16_t country, uint32_t division, uint32_t weight)
{
	uint64_t	key = area_key(country, division);
	uint32_t	number = nx_wordset_find(&focus->number, key);

	if (number == UINT32_MAX)
	{
		Tally	   *tally = nx_push(focus->arena, &focus->tallies);

		tally->key = key;
		tally->country = country;
		tally->division = division;
		tally->score = 0;
		number = focus->tallies.n - 1;
		nx_wordset_add(&focus->number, key, number);
	}
	NX_ASSERT(number < focus->tallies.n);
	focus->tallies.item[number].score += weight;
}

static uint32_t
weight_of(Focus *focus, const NxMention *m)
{
	uint64_t	key = area_key(m->country, m->place);
	uint32_t	before = nx_wordset_find(&focus->seen, key);
	uint32_t	weight = m->flags & NX_M_DATELINE ? DATELINE_WEIGHT :
		section_weight[m->section < NX_SECTIONS ? m->section : NX_SECTION_BODY];

	before = before == UINT32_MAX ? 0 : before;
	nx_wordset_add(&focus->seen, key, before + 1);
	if (m->flags & NX_M_NESTED)
		weight /= NESTED_DIVISOR;
	return weight / (1 + before / 2);
}

static void
tally_mention(Focus *focus, const NxMention *m)
{
	uint32_t	weight = weight_of(focus, m);
	uint32_t	division = NX_NO_PLACE;

	if (weight == 0)
		return;
	if (m->place != NX_NO_PLACE)
	{
		const NxPlace *p = &focus->gazetteer->place[m->place];

		division = p->feature == NX_FEATURE_ADMIN1 ? m->place : p->parent;
		if (division != NX_NO_PLACE && focus->gazetteer->place[division].feature != NX_FEATURE_ADMIN1)
			division = NX_NO_PLACE;
	}
	add_score(focus, m->country, NX_NO_PLACE, weight);
	if (division != NX_NO_PLACE)
		add_score(focus, m->country, division, weight);
	focus->total += weight;
}

/* Higher first; equal ones in the order in which the article has them. */
static int
by_score(const void *a, const void *b)
{
	const Tally *const *x = a;
	const Tally *const *y = b;

	if ((*x)->score != (*y)->score)
		return (*x)->score > (*y)->score ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

static void
emit(Focus *focus, NxFocusAreas *areas, const Tally *tally)
{
	uint64_t	score = tally->score * 1000 / focus->total;
	NxFocusArea *area;

	if (score < NX_FOCUS_LEAST)
		return;
	area = nx_push(focus->arena, areas);
	area->country = tally->country;
	area->division = tally->division;
	area->score = (uint16_t) score;
}

void
nx_focus(NxArena *arena, const NxData *data, const NxMentions *mentions, NxFocusAreas *areas)
{
	Focus		focus;
	const Tally **order;
	uint32_t	i;
	uint32_t	k;

	memset(&focus, 0, sizeof(focus));
	focus.arena = arena;
	focus.gazetteer = &data->gazetteer;
	nx_wordset_init(&focus.seen, arena, mentions->n);
	nx_wordset_init(&focus.number, arena, mentions->n * 2);
	for (i = 0; i < mentions->n; i++)
	{
		const NxMention *m = &mentions->item[i];

		if ((i & 1023) == 0)
			nx_arena_poll(arena);
		if ((m->kind == NX_KIND_PLACE || m->kind == NX_KIND_DEMONYM) && m->country &&
			!(m->flags & NX_M_DROPPED))
			tally_mention(&focus, m);
	}
	if (focus.total == 0)
		return;
	order = nx_array(arena, const Tally *, focus.tallies.n);
	for (i = 0; i < focus.tallies.n; i++)
		order[i] = &focus.tallies.item[i];
	qsort(order, focus.tallies.n, sizeof(*order), by_score);

	/* at most 1000 / NX_FOCUS_LEAST countries pass, so this is linear */
	for (i = 0; i < focus.tallies.n; i++)
	{
		if (order[i]->division != NX_NO_PLACE || order[i]->score * 1000 / focus.total < NX_FOCUS_LEAST)
			continue;
		emit(&focus, areas, order[i]);
		for (k = 0; k < focus.tallies.n; k++)
			if (order[k]->country == order[i]->country && order[k]->division != NX_NO_PLACE)
				emit(&focus, areas, order[k]);
	}
}
