/*-------------------------------------------------------------------------
 * block.h
 *	  What every block of an article is.
 *
 * Two steps.  First, body or not: a model of boosted trees over what the
 * block looks like, what its neighbours look like and where it stands in the
 * article (block_features.c, block_model.c).  It runs twice: the second pass
 * sees what the first one thought of the neighbours, which is how a short
 * line inside the story is told from a short line in a list of links.
 * Then the kind among the kinds of body, or of what is not body, from the
 * same measurements (block_kind.c).
 *
 * Phrases such as "sign up for our newsletter" are measurements among others
 * (src/data/boilerplate_*.tsv); no phrase decides alone what is body.
 *-------------------------------------------------------------------------
 */
#ifndef NX_BLOCK_H
#define NX_BLOCK_H

#include "arena.h"
#include "base.h"
#include "document.h"

struct NxData;

/*
 * What markup adds to the text of a block.  'prior' is added to the log odds
 * that the block is body, in NX_BLOCK_NAT ths; NX_BLOCK_SURE either way
 * settles it.  'kind' is the kind the markup states, plus one; 0 if it states
 * none.  A stated kind is kept, and its reason and confidence with it.
 */
#define NX_BLOCK_NAT		256
#define NX_BLOCK_SURE		8192

typedef struct NxBlockHint
{
	int16_t		prior;
	uint8_t		kind;
} NxBlockHint;

/*
 * Sets kind, confidence and reason of every block of document->blocks, whose
 * spans the caller has set.  'hints' is NULL or has one entry per block.
 * Linear in the length of the text.
 */
extern void nx_classify_blocks(NxArena *arena, const struct NxData *data, NxFocus focus,
							   NxDocument *document, const NxBlockHint *hints);

/* Most blocks of one document; a reader joins further lines to longer blocks. */
#define NX_BLOCKS_MOST		1000000

#endif							/* NX_BLOCK_H */
