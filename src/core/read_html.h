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

typedef struct NxHtmlReading
{
	NxArena    *arena;
	NxHtmlData	data;
	NxText		source;
	NxHtmlPage	page;
	NxHtmlLinked linked;
	NxText		title;			/* what states the headline: JSON-LD, <meta>, <title> */
	NxText		body;			/* the article of JSON-LD, decoded */
	NxMap		body_map;		/* of it to the source */
	NxHtmlFactList facts;
	uint8_t    *rows;			/* NX_HTML_WIDTH bytes per block */
	int32_t    *score;			/* per block, NX_HTML_UNIT to a nat; NULL before nx_html_judge */
} NxHtmlReading;

/* Cuts, reads the scripts, measures, makes the first rows. */
extern void nx_html_prepare(NxArena *arena, const NxImageHead *image, NxText source, NxHtmlReading *reading);

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
