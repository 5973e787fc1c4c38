/*-------------------------------------------------------------------------
 * lines.h
 *	  What can be measured in a line of text, in one pass over its bytes.
 *
 * A line here is any piece of text: a line of a scraped text or a block of
 * HTML.  The measurements know no language; the only words known are the
 * function words and the phrases of src/data/boilerplate_*.tsv.
 *-------------------------------------------------------------------------
 */
#ifndef NX_LINES_H
#define NX_LINES_H

#include "arena.h"
#include "base.h"
#include "block_words.h"

/* How a line begins. */
typedef enum NxLineFirst
{
	NX_FIRST_LOWER = 0,
	NX_FIRST_UPPER,
	NX_FIRST_LETTER,			/* of a script without case */
	NX_FIRST_QUOTE,
	NX_FIRST_DIGIT,
	NX_FIRST_DASH,
	NX_FIRST_BRACKET,
	NX_FIRST_BULLET,
	NX_FIRST_HANDLE,			/* @ or # */
	NX_FIRST_OTHER
} NxLineFirst;

/* How it ends; ordered from least to most like the end of a paragraph. */
typedef enum NxLineLast
{
	NX_LAST_OTHER = 0,
	NX_LAST_DIGIT,
	NX_LAST_UPPER,
	NX_LAST_LETTER,
	NX_LAST_BRACKET,
	NX_LAST_COMMA,				/* comma, semicolon, dash */
	NX_LAST_QUOTE,
	NX_LAST_COLON,
	NX_LAST_DOTS,				/* an ellipsis */
	NX_LAST_ASK,				/* ? or ! */
	NX_LAST_STOP
} NxLineLast;

typedef struct NxLine
{
	NxSpan		span;			/* in the text, without white space at the ends */
	uint32_t	hash;			/* of its letters and digits; equal for repeated lines */
	uint32_t	start;			/* hash of its first two words */
	int32_t		text;			/* sum of the model's weights of its words */
	uint32_t	word;			/* its first hash in NxLines.words */
	uint16_t	nwords;			/* how many hashes it has there */
	uint16_t	chars;			/* the counts stop at 65535 */
	uint16_t	words;			/* two characters of a spaceless script make one */
	uint16_t	stops;			/* function words */
	uint16_t	caps;			/* words with a capital first letter, the first word excepted */
	uint16_t	uppers;			/* words of two capitals or more and nothing else */
	uint16_t	letters;
	uint16_t	digits;
	uint16_t	numbers;		/* words that begin with a digit */
	uint16_t	sentences;		/* ends of sentences */
	uint16_t	commas;
	uint16_t	quotes;
	uint16_t	seps;			/* | · / › and their like */
	uint16_t	handles;		/* @ # and addresses */
	uint16_t	money;			/* signs of currency, per cent */
	uint16_t	dates;			/* names of months and days, words of time */
	uint16_t	times;			/* 12:30 */
	uint16_t	years;			/* 1900 to 2099 */
	uint16_t	brackets;
	uint16_t	glued;			/* a capital after a small letter inside a word */
	uint16_t	spaceless;		/* characters of scripts without spaces */
	uint8_t		first;			/* NxLineFirst */
	uint8_t		last;			/* NxLineLast */
	uint8_t		tail_credit;	/* a phrase of credits among its last words */
	uint8_t		blank;			/* blank lines before it, at most 3 */
	uint8_t		indent;			/* white space before it */
	uint8_t		tail_date;		/* 1: a month or a year among its last words, 2: a year the very last */
	uint8_t		credit;			/* 2: names a photographer or agency and no more, 1: perhaps */
	uint8_t		stamp;			/* a date or a time and little else */
	uint8_t		joint;			/* may hold several blocks: see nx_find_cuts */
	uint8_t		numbered;		/* begins "12. " or "12) " */
	uint8_t		label;			/* begins with a word or three and a colon or bar; 2: in capitals */
	uint8_t		hit[NX_BLOCK_CUES];		/* NxCueHit per class of phrase */
} NxLine;

typedef NX_LIST(uint32_t) NxHashes;

typedef struct NxLines
{
	NX_LIST(NxLine) line;
	NxHashes	words;			/* hashes of content words; bit 0: capitalised */
	NxHashes   *grams;			/* for the trainer: what 'text' sums over; else NULL */
} NxLines;

/* Hashes kept of one line; more would only slow what asks for likeness. */
#define NX_LINE_WORDS		120

/*
 * Measures the piece 'span' of 'text' and appends it to *lines.  blank and
 * indent are left to the caller (zero).
 */
extern void nx_measure_line(NxArena *arena, const NxBlockWords *known, NxText text,
							NxSpan span, NxLines *lines);

/*
 * The bytes of a line, in order, at which another block begins; usually none.
 * Asked only of lines whose 'joint' is set.
 */
extern void nx_find_cuts(NxArena *arena, const NxBlockWords *known, NxText text, NxSpan span, NxHashes *cuts);

/*
 * Cuts a scraped text into blocks and measures each: one line each, except
 * where several blocks were joined in one without doubt (cut), and
 * where lines were broken to a fixed width (joined) or where the text has
 * more than NX_BLOCKS_MOST lines (joined without asking).
 */
extern void nx_split_lines(NxArena *arena, const NxBlockWords *known, NxText text, NxLines *lines);

#endif							/* NX_LINES_H */
