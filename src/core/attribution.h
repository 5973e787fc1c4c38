/*-------------------------------------------------------------------------
 * attribution.h
 *	  Who informs of a story, said in the text: "…, Report informs via
 *	  Reuters.", "…, Xinhua reported.", "(Reporting by Jane Doe; …)".
 *
 * Where a story has no dateline this is often the only trace of its agency.
 * Right before many: only the first two paragraphs and the last are read, and
 * only what the list of agencies has counts, but for the outlet that informs
 * "via" or "citing" such an agency.
 *-------------------------------------------------------------------------
 */
#ifndef NX_ATTRIBUTION_H
#define NX_ATTRIBUTION_H

#include "arena.h"
#include "base.h"

struct NxData;

typedef struct NxAttribution
{
	NxText		agency;			/* who informs, canonical where listed; may be empty */
	NxText		via;			/* the agency it comes from, canonical; may be empty */
	uint16_t	country;		/* NX_COUNTRY of via, else of the agency; 0: none */
	NxSpan		span;			/* of the attribution in the text given */
	NxText		raw;			/* the same as printed */
} NxAttribution;

/*
 * True if 'body' (paragraphs are lines) says whom it comes from.  Texts point
 * into the body or the image.
 */
extern bool nx_find_attribution(NxArena *arena, const struct NxData *data, NxText body,
								NxAttribution *attribution);

struct NxDocument;

/* The same of an article: its body, then the notices and credits behind it. */
extern bool nx_document_attribution(NxArena *arena, const struct NxData *data,
									const struct NxDocument *document, NxAttribution *attribution);

#endif							/* NX_ATTRIBUTION_H */
