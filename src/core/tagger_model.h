/*-------------------------------------------------------------------------
 * tagger_model.h
 *	  Layout of the tagger's model, the section "tagger" of the image.
 *
 * src/gen/train.c writes it to src/data/tagger.bin in little-endian order;
 * src/gen/image_tagger.c puts it into the image.
 *
 * Labels are BILOU over four types; 0 is outside.  A feature is a 32-bit
 * hash.  Its high bits choose a line of three slots, which is a line of the
 * cache too; its low half is the tag to look for there.  A slot holds sixteen
 * weights, one for each label but "outside", whose score is 0.  A feature
 * without a slot has no weight: most are rare and not kept.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TAGGER_MODEL_H
#define NX_TAGGER_MODEL_H

#include "base.h"

#define NX_TAGGER_MAGIC		UINT32_C(0x4e585431)	/* "NXT1" */

/* Changes whenever the meaning of a feature changes: an older model is then refused. */
#define NX_TAGGER_FEATURES	3

typedef enum NxTagType
{
	NX_TAG_PERSON = 0,
	NX_TAG_ORG,
	NX_TAG_PLACE,
	NX_TAG_MISC,
	NX_TAG_TYPES
} NxTagType;

#define NX_TAG_LABELS		17
#define NX_TAG_WEIGHTS		16
#define NX_TAG_LINES_LOG	17	/* 2 to this many lines */
#define NX_TAG_LINES		(1u << NX_TAG_LINES_LOG)
#define NX_TAG_SLOTS		3	/* of a line */

/*
 * Labels come in four fours, one of each type: the eight that begin a name
 * (begin, unit), then the eight that go on with one (inside, last).
 */
#define NX_TAG_BEGIN(type)	(1 + (type))
#define NX_TAG_UNIT(type)	(5 + (type))
#define NX_TAG_INSIDE(type)	(9 + (type))
#define NX_TAG_LAST(type)	(13 + (type))
#define NX_TAG_TYPE(label)	(((label) - 1) % NX_TAG_TYPES)
#define NX_TAG_FOUR(label)	(((label) + 3) / NX_TAG_TYPES)	/* 0 is "outside" */
#define NX_TAG_IS_BEGIN(label)	(NX_TAG_FOUR(label) == 1)
#define NX_TAG_IS_UNIT(label)	(NX_TAG_FOUR(label) == 2)
#define NX_TAG_IS_INSIDE(label) (NX_TAG_FOUR(label) == 3)
#define NX_TAG_IS_LAST(label)	(NX_TAG_FOUR(label) == 4)

/* Must the next label go on with the same name? */
static inline bool
nx_tag_is_open(int label)
{
	return NX_TAG_IS_BEGIN(label) || NX_TAG_IS_INSIDE(label);
}

/* May 'to' follow 'from'? */
static inline bool
nx_tag_may_follow(int from, int to)
{
	bool		goes_on = NX_TAG_IS_INSIDE(to) || NX_TAG_IS_LAST(to);

	if (nx_tag_is_open(from))
		return goes_on && NX_TAG_TYPE(from) == NX_TAG_TYPE(to);
	return !goes_on;
}

/* Scores of a label after another, [from][to]. */
typedef int16_t NxTagTransitions[NX_TAG_LABELS][NX_TAG_LABELS];

/* The same as lanes (lanes.h), for steps forward and backward. */
typedef struct NxTagSteps
{
	int16_t		outside;		/* from outside to outside */
	int16_t		begin[8];		/* from outside to begin, unit */
	int16_t		after[8][8];	/* from last, unit, one row each, to begin, unit */
	int16_t		before[8][8];	/* from last, unit to begin, unit, one row each */
	int16_t		leave[8];		/* from last, unit to outside */
	int16_t		go_on[2][8];	/* from begin and from inside to inside, last */
	int16_t		open[2][8];		/* from begin, inside to inside and to last */
} NxTagSteps;

/* Steps of the table from margin to confidence. */
#define NX_TAG_STEPS		32

/* Numbers of word clusters at three depths; 0 is "none" at each. */
#define NX_TAG_CLUSTERS		1024

/*
 * Slots whose features have the same high bits.  A weight is a signed byte; to
 * those of even number 128 is added, so that eight sums of two bytes at once
 * can be taken apart (tagger_score.c).
 */
typedef struct NxTagLine
{
	uint8_t		weight[NX_TAG_SLOTS][NX_TAG_WEIGHTS];
	uint16_t	tag[NX_TAG_SLOTS];	/* 0: empty, its weights are 0 */
	uint16_t	again;			/* the first tag */
	uint16_t	reserved[4];	/* 0 */
} NxTagLine;

/*
 * Offsets count bytes from the head.  All numbers little-endian in the file,
 * in the machine's order in the image.
 */
typedef struct NxTaggerHead
{
	uint32_t	magic;
	uint32_t	features;		/* NX_TAGGER_FEATURES */
	uint32_t	plain;			/* 1: words, shapes and affixes only (the baseline) */
	uint32_t	nwords;			/* slots of the cluster table, power of two */
	uint32_t	line_at;		/* NxTagLine[NX_TAG_LINES] */
	uint32_t	word_at;		/* NxClusterSlot[nwords] */
	uint32_t	size;			/* of the whole */
	uint32_t	step;			/* width of a step of margin */
	uint32_t	looks;			/* 2: votes are counted and the path decoded again; else 1 */
	NxTagTransitions transition;
	uint16_t	confidence[NX_TAG_TYPES][NX_TAG_STEPS]; /* per thousand, by margin */
	uint16_t	cluster[NX_TAG_CLUSTERS][2];	/* finest cluster -> middle, coarse */
	uint16_t	padding;
} NxTaggerHead;

typedef struct NxClusterSlot
{
	uint32_t	tag;			/* high half of the word's key; 0: empty */
	uint16_t	cluster;		/* finest */
	uint16_t	reserved;
} NxClusterSlot;

#define NX_TAG_BIAS(k)	((k) & 1 ? 0 : 128)

/* The weight of label k + 1. */
static inline int
nx_tag_weight(const uint8_t *weight, int k)
{
	return (int8_t) (weight[k] - NX_TAG_BIAS(k));
}

/* Number of a feature's line. */
static inline uint32_t
nx_tag_line_of(uint32_t feature)
{
	return feature >> (32 - NX_TAG_LINES_LOG);
}

/* What tells a feature from others of its line; those of 0 have no slot. */
static inline uint16_t
nx_tag_mark_of(uint32_t feature)
{
	return (uint16_t) feature;
}

/*
 * Sums of weights that come back: what a word says of itself and of its
 * neighbours is the same wherever it stands, so it is added up once and kept
 * under the hash of all that it depends on.
 */
#define NX_TAG_MEMO_ROWS	8192	/* power of two */

typedef struct NxTagMemoRow
{
	uint64_t	key;			/* 0: empty */
	int16_t		sum[NX_TAG_WEIGHTS];
} NxTagMemoRow;

typedef struct NxTagMemo
{
	NxTagMemoRow row[NX_TAG_MEMO_ROWS];
} NxTagMemo;

struct NxTagger
{
	const struct NxTaggerHead *head;	/* NULL: no model, nothing is tagged */
	const NxTagLine *line;
	const struct NxClusterSlot *word;
	uint32_t	word_mask;
	bool		plain;
	NxTagMemo  *memo;			/* the caller's, all zero at first; NULL: none is kept */
	NxTagSteps	steps;
};

#endif							/* NX_TAGGER_MODEL_H */
