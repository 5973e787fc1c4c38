/*-------------------------------------------------------------------------
 * focus.h
 *	  The countries and states that a story is about.
 *
 * Not all that it mentions: a place counts by where it stands (headline,
 * lead, body, caption), by the dateline, and by how often it returns, each
 * further mention less than the one before.
 *-------------------------------------------------------------------------
 */
#ifndef NX_FOCUS_H
#define NX_FOCUS_H

#include "arena.h"
#include "gazetteer.h"
#include "mention.h"

struct NxData;

typedef struct NxFocusArea
{
	uint16_t	country;		/* NX_COUNTRY */
	uint32_t	division;		/* place number of the first-level division, or NX_NO_PLACE: the country as a whole */
	uint16_t	score;			/* per thousand of all; those of the divisions are part of their country's */
} NxFocusArea;

typedef NX_LIST(NxFocusArea) NxFocusAreas;

/* Areas that score less than this, per thousand, are only mentioned. */
#define NX_FOCUS_LEAST		50

/*
 * Appends the areas of resolved mentions (nx_resolve_places) to *areas:
 * countries by falling score, each followed by its divisions by falling
 * score.  Nothing if no country is known.
 */
extern void nx_focus(NxArena *arena, const struct NxData *data, const NxMentions *mentions,
					 NxFocusAreas *areas);

#endif							/* NX_FOCUS_H */
