/*-------------------------------------------------------------------------
 * read_html.h
 *	  The steps of reading a page, for nx_read_html and for the trainer.
 *-------------------------------------------------------------------------
 */
#ifndef NX_READ_HTML_H
#define NX_READ_HTML_H

#include "html_blocks.h"
#include "html_facts.h"
#include "html_json.h"
#include "html_model.h"

struct NxData;

typedef struct NxHtmlReading
{
	NxArena    *arena;
	NxHtmlData	data;
	NxText		source;
	NxHtmlPage	page;
	NxHtmlLinked linked;
	NxHtmlSaid	said;			/* headline: of JSON-LD, <meta>, <title>; body: of JSON-LD */
	NxMap		body_map;		/* of it to the source */
	NxHtmlFactList facts;
	uint8_t    *rows;			/* NX_HTML_WIDTH bytes per block */
	int32_t    *score;			/* per block, NX_HTML_UNIT to a nat; NULL before nx_html_judge */
	uint32_t   *longest;		/* per element: characters of the longest block right in it */
	uint32_t	headline;		/* block that is the headline; UINT32_MAX: none */
} NxHtmlReading;

/* Cuts, reads the scripts, measures, makes the first rows. */
extern void nx_html_prepare(NxArena *arena, const struct NxData *data, NxText source, NxHtmlReading *reading);

/* Scores the blocks in both stages. */
extern void nx_html_judge(NxHtmlReading *reading);

/* Decides what is body by the scores, and fills the document. */
extern void nx_html_settle(NxHtmlReading *reading, NxFocus focus, NxDocument *document);

/*
 * Sets kind, level, confidence and reason of block i; 'is_body' is what the
 * scores and the clean-up decided.
 */
extern void nx_html_kind(const NxHtmlReading *reading, uint32_t i, bool is_body, NxBlock *block);

#endif							/* NX_READ_HTML_H */
