/*-------------------------------------------------------------------------
 * tagger_decode.h
 *	  The best labels of a stretch of tokens, and how sure they are.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TAGGER_DECODE_H
#define NX_TAGGER_DECODE_H

#include "tagger_features.h"

/* Scores of one token's labels; the score of label 0 is 0. */
typedef struct NxTagScores
{
	int16_t		label[NX_TAG_LABELS];
} NxTagScores;

typedef struct NxTagPath
{
	uint8_t		label[NX_TAG_MOST_STRETCH];
	int16_t		margin[NX_TAG_MOST_STRETCH];	/* of tokens in names: score lost if the label were another */
} NxTagPath;

/*
 * Scoring a token in three steps, each of which asks for the memory that the
 * next one reads: the table is larger than the caches, so the steps of
 * several tokens are taken in turn.
 */
typedef struct NxTagRows
{
	struct
	{
		uint32_t	first;
		uint32_t	n;
		uint64_t	key;		/* to be kept under; 0: not */
	}			part[NX_TAG_PARTS];
	uint32_t	nparts;
	uint32_t	feature[NX_TAG_MOST_FEATURES];
	const int8_t *row[NX_TAG_MOST_FEATURES];	/* weights of the features known */
} NxTagRows;

/*
 * Starts a token: its scores become the sums that the memo has, and of the
 * other parts the features are listed and their buckets asked for.
 */
extern void nx_tag_fetch(const NxTagger *tagger, const NxTagSight *sight, uint32_t i,
						 NxTagRows *rows, NxTagScores *scores);

/* Finds the features in their buckets. */
extern void nx_tag_locate(const NxTagger *tagger, NxTagRows *rows);

/* Adds the weights found to the token's scores, and the sums of its parts to the memo. */
extern void nx_tag_add(const NxTagger *tagger, const NxTagRows *rows, NxTagScores *scores);

/* All three at once. */
extern void nx_tag_score(const NxTagger *tagger, const uint32_t *feature, uint32_t n, NxTagScores *scores);

/* Lays out transitions for nx_tag_best_path. */
extern void nx_tag_lay_steps(const NxTagTransitions transition, NxTagSteps *steps);

/*
 * The best path through n <= NX_TAG_MOST_STRETCH tokens between two that are
 * outside.  'margins' may be left out to save the backward pass.
 */
extern void nx_tag_best_path(const NxTagSteps *steps, const NxTagScores *scores, uint32_t n,
							 bool margins, NxTagPath *path);

/* Views over a model in memory; NX_CORRUPT if it is not one of this version. */
extern NxStatus nx_tagger_use(NxTagger *tagger, const NxTaggerHead *head, size_t size);

#endif							/* NX_TAGGER_DECODE_H */
