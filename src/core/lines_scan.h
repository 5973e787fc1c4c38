/*-------------------------------------------------------------------------
 * lines_scan.h
 *	  Inside of lines.c: a line being read.
 *
 * Words are read first (lines_word.c) and looked up a good number at a time
 * (lines_known.c): look-ups that do not wait for each other take the time of one.
 *-------------------------------------------------------------------------
 */
#ifndef NX_LINES_SCAN_H
#define NX_LINES_SCAN_H

#include "lines.h"

/*
 * A long block is known by its first words and its last bytes: what lies
 * between is only counted.
 */
#define NX_TEXT_WORDS	40
#define NX_TEXT_TAIL	120

/* A word that is read and not looked up yet; key 0: none. */
typedef struct NxFound
{
	uint32_t	key;
	uint32_t	bits;			/* nx_block_word, once it is looked up */
	uint32_t	all;			/* words of the line up to it */
	uint8_t		letters;
	uint8_t		capital;		/* 1: begins with one */
} NxFound;

/* So many words are looked up together; those before them, which phrases may begin with, are kept. */
#define NX_FOUND_MOST	64
#define NX_FOUND_BEFORE	(NX_PHRASE_WORDS - 1)

typedef struct NxScan
{
	NxArena    *arena;
	const NxBlockWords *known;
	NxLines    *lines;
	const char *end;			/* of the line */
	const char *readable;		/* end of the text: bytes up to here may be loaded */
	NxFound    *found;			/* NX_FOUND_BEFORE words before it, room for NX_FOUND_MOST from it on */
	uint32_t	nfound;
	NxLine	   *line;			/* being filled: the newest of 'lines' */
	uint8_t		whole[NX_BLOCK_CUES];	/* words of the phrase at the start */
	bool		any_start;		/* is there one? */
	uint32_t	all;			/* words */
	uint32_t	known_words;	/* those that were looked up */
	uint32_t	chars;
	uint32_t	letters;
	uint32_t	digits;
	uint32_t	stops;
	uint32_t	caps;
	uint32_t	commas;
	uint32_t	hash;
	uint32_t	slashes;		/* between letters */
	uint32_t	date_at;		/* words up to the newest month or year, 0: none */
	uint32_t	year_at;
	uint32_t	credit_at;		/* words up to the newest phrase of credits, 0: none */
	uint32_t	spaceless;		/* characters of scripts without spaces */
	uint32_t	hiragana;
	uint32_t	spaceless_before;	/* the one before, or 0 */
} NxScan;

static inline uint16_t
nx_saturate(uint32_t number)
{
	return (uint16_t) (number < UINT16_MAX ? number : UINT16_MAX);
}

static inline void
nx_count(uint16_t *counter)
{
	*counter = (uint16_t) (*counter + (*counter < UINT16_MAX));
}

/*
 * Reads the word or number at 'at', which must begin with a letter or digit
 * of a script with spaces; returns the first byte after it.
 */
extern const char *nx_scan_word(NxScan *scan, const char *at);

/* Reads some of the words and marks from 'at' on, an ASCII byte, in the same way. */
extern const char *nx_scan_window(NxScan *scan, const char *at);

/* Notes the mark of ASCII at 'at'. */
extern void nx_scan_mark(NxScan *scan, const char *at);

/* Looks up the words in found[] and empties it. */
extern void nx_look_up_words(NxScan *scan);

/* Counts a character of a script without spaces: half a word. */
extern void nx_scan_spaceless(NxScan *scan, uint32_t cp);

#endif							/* NX_LINES_SCAN_H */
