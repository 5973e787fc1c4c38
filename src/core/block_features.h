/*-------------------------------------------------------------------------
 * block_features.h
 *	  The measurements of all blocks of an article, as columns of small numbers.
 *
 * One column per measurement, one byte from 0 to 127 per block.  A model may
 * look at a column at the block itself or up to NX_COLUMN_REACH blocks before
 * or after it, so each column has zeros around it.  Columns let the model
 * judge eight blocks at a time.
 *-------------------------------------------------------------------------
 */
#ifndef NX_BLOCK_FEATURES_H
#define NX_BLOCK_FEATURES_H

#include "arena.h"
#include "base.h"
#include "lines.h"
#include "masks.h"

typedef enum NxColumn
{
	/* the block itself */
	NX_COL_CHARS = 0,
	NX_COL_WORDS,
	NX_COL_STOPS,				/* share of function words */
	NX_COL_STOPS_LIKE,			/* the same, measured by the prose of the article */
	NX_COL_CAPS,
	NX_COL_UPPERS,
	NX_COL_DIGITS,
	NX_COL_NUMBERS,
	NX_COL_LETTERS,
	NX_COL_SENTENCES,
	NX_COL_COMMAS,
	NX_COL_QUOTES,
	NX_COL_SEPS,
	NX_COL_HANDLES,
	NX_COL_MONEY,
	NX_COL_TIMES,
	NX_COL_YEARS,
	NX_COL_BRACKETS,
	NX_COL_GLUED,
	NX_COL_FIRST,
	NX_COL_LAST,
	NX_COL_WORD_LENGTH,
	NX_COL_BLANK,
	NX_COL_INDENT,
	NX_COL_DATES,
	NX_COL_TAIL_CREDIT,
	NX_COL_TAIL_DATE,
	NX_COL_CREDIT,
	NX_COL_STAMP,
	NX_COL_TEXT,				/* what its words say */
	NX_COL_TEXT_MEAN,			/* the same per word */
	NX_COL_SHAPE,
	NX_COL_CUE,					/* NX_BLOCK_CUES columns */
	/* the block in its article */
	NX_COL_REPEATS = NX_COL_CUE + NX_BLOCK_CUES,
	NX_COL_STARTS_LIKE,			/* how many others begin with the same two words */
	NX_COL_LIKE_PROSE,			/* share of its words that the prose has */
	NX_COL_LIKE_NAMES,			/* the same of its capitalised words */
	NX_COL_LIKE_LEAD,			/* share that the first paragraph has */
	NX_COL_LIKE_BYLINE,			/* share of its first names that bylines have */
	NX_COL_PLACE,
	NX_COL_FROM_START,
	NX_COL_TO_END,
	NX_COL_PROSE_BEFORE,		/* share of the article's prose */
	NX_COL_PROSE_AFTER,
	NX_COL_SINCE_PROSE,
	NX_COL_UNTIL_PROSE,
	NX_COL_NEAR_PROSE,			/* words of prose within 5 blocks */
	NX_COL_WIDE_PROSE,			/* within 15 */
	NX_COL_RUN,					/* length of the run of headlines it stands in */
	NX_COL_RUN_PLACE,
	NX_COL_SINCE_RELATED,		/* blocks since a header of that class */
	NX_COL_SINCE_COMMENT,
	NX_COL_SINCE_BYLINE,
	NX_COL_SINCE_PROMO,
	NX_COL_SINCE_HEAD,			/* blocks since, until a byline or a time: what stands over a story */
	NX_COL_UNTIL_HEAD,
	NX_COL_SINCE_TITLE,			/* blocks since the line over the prose that is most like its beginning */
	NX_COL_STARTS_SPREAD,		/* share of the prose among the blocks that begin alike */
	NX_COL_STARTS_SAME,			/* share of those that are equal to it */
	NX_COL_SPREAD,				/* how much lengths vary around it */
	NX_COL_DOC_BLOCKS,
	NX_COL_DOC_PROSE,
	NX_COL_DOC_STOPS,
	NX_COL_DOC_BLANK,
	NX_COL_DOC_LONG,			/* words of a middling prose block */
	NX_COLUMNS_FIRST,			/* columns of the first pass */
	/* what the first pass thought */
	NX_COL_SCORE = NX_COLUMNS_FIRST,
	NX_COL_SCORE_BEFORE,
	NX_COL_SCORE_AFTER,
	NX_COL_BODY_BEFORE,			/* share of the body's words */
	NX_COL_BODY_AFTER,
	NX_COL_SINCE_BODY,
	NX_COL_UNTIL_BODY,
	NX_COL_LIKE_BODY,
	NX_COL_LIKE_BODY_NAMES,
	NX_COL_PROSE_SCORE_BEFORE,	/* of the nearest block of prose */
	NX_COL_PROSE_SCORE_AFTER,
	NX_COL_BODY_BLOCKS,
	NX_COL_BODY_WORDS,
	NX_COL_SEGMENT,				/* inside the best stretch: 2, beside it: 1 */
	NX_COL_SINCE_SEGMENT,		/* blocks from its first block, 64 = there */
	NX_COL_UNTIL_SEGMENT,
	NX_COL_SHAPE_SCORE,			/* mean score of blocks of the same shape */
	NX_COL_START_SCORE,			/* of blocks that begin with the same two words */
	NX_COLUMNS
} NxColumn;

/* Names of the columns in src/data/block_model.tsv. */
extern const char *const nx_column_name[NX_COLUMNS];

#define NX_COLUMN_REACH		6
#define NX_COLUMN_PAD		16

typedef struct NxColumns
{
	uint32_t	n;				/* blocks */
	uint8_t    *at[NX_COLUMNS];	/* each readable from -NX_COLUMN_PAD to n + NX_COLUMN_PAD */
	uint8_t    *prose;			/* 1: a block of plain prose */
	uint32_t   *weight;			/* words of the block, at most 400 */
	uint32_t   *start;			/* equal numbers: blocks that begin alike */
} NxColumns;

/* Numbers up to 31 exactly, then eight steps per doubling. */
static inline uint8_t
nx_steps(uint32_t number)
{
	uint32_t	log;

	if (number < 32)
		return (uint8_t) number;
	if (number > 65535)
		number = 65535;
	log = nx_last_bit(number);
	return (uint8_t) (32 + (log - 5) * 8 + ((number >> (log - 3)) & 7));
}

/* 0 to 127: how much of the whole the part is. */
static inline uint8_t
nx_share(uint64_t part, uint64_t whole)
{
	if (part == 0 || whole == 0)
		return 0;
	if (whole < UINT32_MAX / 128)	/* a short division where it will do */
		return part >= whole ? 127 : (uint8_t) ((uint32_t) part * 127 / (uint32_t) whole);
	return part >= whole ? 127 : (uint8_t) (part * 127 / whole);
}

/* Asks whether to go on, at every thousandth block. */
static inline void
nx_poll_at(NxArena *arena, uint32_t i)
{
	if ((i & 1023) == 0)
		nx_arena_poll(arena);
}

/*
 * For every block, the share of its words and of its names that occur in the
 * blocks whose 'member' is set, itself left out; 1 to 127, or 0 if it has none.
 */
extern void nx_fill_likeness(NxArena *arena, const NxLines *lines, const uint8_t *member,
							 uint8_t *words, uint8_t *names);

/* Outward shape of a block, from least to most like a paragraph. */
typedef enum NxShape
{
	NX_SHAPE_TINY = 0,			/* a word or less */
	NX_SHAPE_LABEL,				/* two or three words */
	NX_SHAPE_HEADLINE,			/* longer, and does not end as a sentence */
	NX_SHAPE_SENTENCE,
	NX_SHAPE_LONG,				/* long, but not like prose */
	NX_SHAPE_PROSE
} NxShape;

/* Fills the columns of the first pass. */
extern void nx_fill_columns(NxArena *arena, const NxLines *lines, NxColumns *columns);

/* The columns of what the words say, from line.text. */
extern void nx_fill_text_columns(const NxLines *lines, NxColumns *columns);

/* Fills the others from the scores of the first pass, in NX_BLOCK_NAT ths. */
extern void nx_fill_score_columns(NxArena *arena, const NxLines *lines, const int32_t *score,
								  NxColumns *columns);

#endif							/* NX_BLOCK_FEATURES_H */
