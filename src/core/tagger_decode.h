/*-------------------------------------------------------------------------
 * tagger_decode.h
 *	  The best labels of a stretch of tokens, and how sure they are.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TAGGER_DECODE_H
#define NX_TAGGER_DECODE_H

#include "tagger_score.h"

/* Lays out transitions for nx_tag_best_path. */
extern void nx_tag_lay_steps(const NxTagTransitions transition, NxTagSteps *steps);

/*
 * The best path through n <= NX_TAG_MOST_STRETCH tokens between two that are
 * outside: their labels, and in forward[0 .. n) the best scores of the paths
 * to each label.
 */
extern void nx_tag_best_path(const NxTagSteps *steps, const NxTagScores *scores, uint32_t n,
							 NxTagScores *forward, uint8_t *label);

/* Of tokens in names, the score lost if the label were another; of the others nothing is written. */
extern void nx_tag_margins(const NxTagSteps *steps, const NxTagScores *scores, uint32_t n,
						   const NxTagScores *forward, const uint8_t *label, int16_t *margin);

/* Views over a model in memory; NX_CORRUPT if it is not one of this version. */
extern NxStatus nx_tagger_use(NxTagger *tagger, const NxTaggerHead *head, size_t size);

#endif							/* NX_TAGGER_DECODE_H */
