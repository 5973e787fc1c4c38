/*-------------------------------------------------------------------------
 * tagger_votes.h
 *	  Second look: what the first look made of the same word elsewhere.
 *
 * A name that one sentence leaves open is often plain in another.  After the
 * first decoding every word that occurs more than once has votes: how often
 * it became which type.  Features of these votes (the token's own left out),
 * and of the names next to the token's own, are added to the scores of the
 * first look, and the path is decoded again.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TAGGER_VOTES_H
#define NX_TAGGER_VOTES_H

#include "tagger_features.h"

/* Most features of one token. */
#define NX_TAG_MOST_VOTES	6

typedef struct NxTagVotes NxTagVotes;

/*
 * Counts the votes of label[0 .. sight->nactive), the labels of the first
 * look.  'label' is kept.
 */
extern const NxTagVotes *nx_tag_count_votes(NxArena *arena, const NxTagSight *sight, const uint8_t *label);

/* Writes the vote features of token i of a stretch; returns their number, 0 if it has no votes. */
extern uint32_t nx_tag_vote_features(const NxTagVotes *votes, const NxTagStretch *stretch, uint32_t i,
									 uint32_t feature[NX_TAG_MOST_VOTES]);

#endif							/* NX_TAGGER_VOTES_H */
