/*-------------------------------------------------------------------------
 * tagger_score.h
 *	  Scores of a token's labels: sums of the weights of its features.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TAGGER_SCORE_H
#define NX_TAGGER_SCORE_H

#include <string.h>

#include "lanes.h"
#include "tagger_features.h"

/* Scores of one token's labels, from label 1 on; the score of label 0 is 0. */
typedef struct NxTagScores
{
	int16_t		of[NX_TAG_WEIGHTS];
} NxTagScores;

/*
 * Scoring a token in two steps, the first of which asks for the memory that
 * the second reads: the table is larger than the caches, so the steps of
 * several tokens are taken in turn.
 */
typedef struct NxTagRows
{
	struct
	{
		uint32_t	end;		/* of its features */
		uint64_t	key;		/* to be kept under; 0: not */
	}			part[NX_TAG_PARTS];
	uint32_t	nparts;
	uint32_t	feature[NX_TAG_MOST_FEATURES];
} NxTagRows;

/* A token and the two on either side of it, of the same sentence. */
typedef struct NxTagView
{
	const NxTagSight *sight;
	uint32_t	i;
	const NxTagWord *w[5];
} NxTagView;

extern void nx_tag_view(const NxTagSight *sight, uint32_t i, NxTagView *view);

/*
 * Starts the token in view: its scores become the sums that the memo has, and
 * of the other parts the features are listed and their lines asked for.  Then
 * the next one is in view.
 */
extern void nx_tag_fetch(const NxTagger *tagger, NxTagView *view, NxTagRows *rows, NxTagScores *scores);

/* Adds the weights of the features listed to the token's scores, and the sums of their parts to the memo. */
extern void nx_tag_add(const NxTagger *tagger, const NxTagRows *rows, NxTagScores *scores);

/* Adds the weights of n features to the scores. */
extern void nx_tag_score(const NxTagger *tagger, const uint32_t *feature, uint32_t n, NxTagScores *scores);

static inline const NxTagLine *
nx_tag_line(const NxTagger *tagger, uint32_t feature)
{
	return &tagger->line[nx_tag_line_of(feature)];
}

static inline NxTagMemoRow *
nx_tag_memo_row(const NxTagger *tagger, uint64_t key)
{
	return &tagger->memo->row[key >> 1 & (NX_TAG_MEMO_ROWS - 1)];
}

/* Adds sixteen numbers to a token's scores. */
static inline void
nx_tag_add_sum(NxTagScores *scores, const int16_t sum[NX_TAG_WEIGHTS])
{
	int16_t    *to = scores->of;
#ifdef __SSE2__
	_mm_storeu_si128((__m128i *) to, _mm_add_epi16(_mm_loadu_si128((const __m128i *) to),
												   _mm_loadu_si128((const __m128i *) sum)));
	to += 8;
	_mm_storeu_si128((__m128i *) to, _mm_add_epi16(_mm_loadu_si128((const __m128i *) to),
												   _mm_loadu_si128((const __m128i *) (sum + 8))));
#else
	int			j;

	for (j = 0; j < NX_TAG_WEIGHTS; j++)
		to[j] = (int16_t) (to[j] + sum[j]);
#endif
}

#endif							/* NX_TAGGER_SCORE_H */
