/*-------------------------------------------------------------------------
 * place.h
 *	  The resolver's view of an article: names, their bearers, votes.
 *
 * Private to place*.c and to the program that trains the weights.
 *-------------------------------------------------------------------------
 */
#ifndef NX_PLACE_H
#define NX_PLACE_H

#include "data.h"
#include "dateline.h"
#include "mention.h"

/*
 * Bearers of one name that are considered; the rest are less important than
 * all of these (the most frequent names of the gazetteer have a few hundred).
 */
#define NX_BEARERS_MOST		48

/* Names whose best bearers count as neighbours for the others. */
#define NX_ANCHORS_MOST		64

/* A sense's voice by its mentions counts at most this. */
#define NX_SENSE_WEIGHT_MOST	9

/* A place that a name may mean. */
typedef struct NxBearer
{
	uint32_t	place;
	uint8_t		flags;			/* NX_NAME_… of the name that led here */
	uint8_t		held;			/* lies in the container that the text names: 0 no, 1 yes */
	uint16_t	share;			/* 1/4096: how likely it is meant, after the last round */
	int32_t		score;			/* 1/100 logit */
	int32_t		fixed;			/* what of the score no vote changes */
	uint32_t	country;		/* number in scan->areas, or NX_NO_PLACE */
	uint32_t	state;			/* the same of its first-level division */
} NxBearer;

/* One name in one sense; all its mentions mean the same place. */
typedef struct NxPlaceSense
{
	uint64_t	key;
	uint32_t	bearers;		/* first of them in scan->bearers */
	uint32_t	nbearers;
	uint32_t	mentions;
	uint32_t	mention;		/* number of its first mention */
	uint32_t	container;		/* place number that the text puts it in, or NX_NO_PLACE */
	uint32_t	next;			/* next sense of the same key + 1 */
	uint8_t		nwords;
	bool		county;			/* "X and Y counties" */
	bool		is_country;		/* a country has more than half of the shares */
	bool		stripped;		/* found without its "North", "Township" */
	uint8_t		said;			/* NX_SAID_…: what the text calls it */
} NxPlaceSense;

/* "the state of Washington", "Anbar province", "the city of X". */
#define NX_SAID_STATE		0x01
#define NX_SAID_TOWN		0x02
#define NX_SAID_COUNTY		0x04
#define NX_SAID_KINDS		3

/* "Washington Gov. Jay Inslee", "the mayor of New York", "Washington, Oregon and Idaho". */
#define NX_SAID_GOVERNOR	0x08
#define NX_SAID_MAYOR		0x10
#define NX_SAID_LISTED		0x20	/* among first-level divisions */

/* Votes for an area: a country, a first-level division or what the text puts a name in. */
typedef struct NxAreaVote
{
	uint32_t	place;
	uint32_t	votes;
	uint32_t	own;			/* those of them that come from the sense in hand */
	uint32_t	members;		/* names that the text itself puts in it */
} NxAreaVote;

typedef struct NxPlaceScan
{
	NxArena    *arena;
	const NxData *data;
	NxText		text;
	const NxTokens *tokens;
	const NxPlaceContext *context;
	NxMentions *mentions;
	uint32_t   *sense_of;		/* by mention: number + 1 of its sense, 0 none */
	uint32_t   *container_of;	/* by mention: place number, or NX_NO_PLACE */
	NX_LIST(NxPlaceSense) senses;
	NX_LIST(NxBearer) bearers;
	NX_LIST(NxAreaVote) areas;
	uint32_t   *area_slot;		/* number of an area + 1 by its place: open addressing */
	uint32_t	area_mask;
	uint32_t	total;			/* votes of countries, all */
	uint32_t	own;			/* those of them that come from the sense in hand */
	uint32_t	anchor[NX_ANCHORS_MOST];	/* senses */
	uint32_t	anchor_place[NX_ANCHORS_MOST];	/* of their best bearers */
	uint32_t	nanchors;
	uint32_t	home;			/* place of the dateline, or NX_NO_PLACE */
	uint32_t	press;			/* place in the publisher's name, or NX_NO_PLACE */
} NxPlaceScan;

/* Gathers senses, bearers and containers (place_names.c). */
extern void nx_place_gather(NxPlaceScan *scan);

/* Votes of all senses by their shares; then scores and shares anew (place_score.c). */
extern void nx_place_first_round(NxPlaceScan *scan);
extern void nx_place_round(NxPlaceScan *scan);

/* Lowers the score of the city or of the area where both bear the name (place_namesake.c). */
extern void nx_place_demote_namesakes(const NxPlaceScan *scan, const NxPlaceSense *sense, int32_t *score);

/* Lowers the scores of villages called like a great place. */
extern void nx_place_demote_villages(const NxPlaceScan *scan, const NxPlaceSense *sense, int32_t *score);

#define NX_PLACE_MOST_FEATURES	96

/* Feature numbers of bearer b of the sense in hand, with the votes as they are. */
extern uint32_t nx_place_features(const NxPlaceScan *scan, const NxPlaceSense *sense, uint32_t b,
								  uint16_t feature[NX_PLACE_MOST_FEATURES]);

/* The place in the name of context->publisher, or NX_NO_PLACE (place_publisher.c). */
extern uint32_t nx_place_of_publisher(const NxPlaceScan *scan);

/* More than half, as a share. */
#define NX_MOSTLY	2048

/*
 * Votes (place_votes.c).  First the areas that bearers and containers lie in are
 * set, then votes are counted, as often as shares have changed.
 */
extern void nx_place_set_areas(NxPlaceScan *scan);
extern void nx_place_count_votes(NxPlaceScan *scan);

/* First-level division of a place (itself if it is one), or NX_NO_PLACE. */
extern uint32_t nx_place_state(const NxGazetteer *gazetteer, uint32_t place);

/*
 * Takes a sense in hand: scan->own and those of areas are what it says itself.  Until it is put down again, no other may be taken.
 */
extern void nx_place_take(NxPlaceScan *scan, const NxPlaceSense *sense);
extern void nx_place_put_down(NxPlaceScan *scan, const NxPlaceSense *sense);

/* Votes for an area; those of them that come from the sense in hand; names that the text puts in it. */
extern uint32_t nx_place_votes(const NxPlaceScan *scan, uint32_t area);
extern uint32_t nx_place_own_votes(const NxPlaceScan *scan, uint32_t area);
extern uint32_t nx_place_members(const NxPlaceScan *scan, uint32_t area);

/* Is 'place' within 'area' (a country, a first-level division, a county)? */
extern bool nx_place_within(const NxGazetteer *gazetteer, uint32_t place, uint32_t area);

#endif							/* NX_PLACE_H */
