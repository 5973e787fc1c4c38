/*-------------------------------------------------------------------------
 * html_facts.h
 *	  What the text of each block looks like, and the rows the model reads.
 *
 * No measurement needs to know the language: words count by case and length,
 * and the few listed cue words are only hints among two hundred others.
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_FACTS_H
#define NX_HTML_FACTS_H

#include "html_blocks.h"
#include "html_json.h"
#include "html_lines.h"

/* Cues that words of the text give; the rest come from names only. */
#define NX_HTML_TEXT_CUES	18
extern const uint8_t nx_html_text_cue[NX_HTML_TEXT_CUES];

typedef enum NxHtmlEnd
{
	NX_END_NONE = 0, NX_END_COLON, NX_END_COMMA, NX_END_QUOTE, NX_END_ELLIPSIS, NX_END_STOP, NX_END_ASK
} NxHtmlEnd;

typedef enum NxHtmlBegin
{
	NX_BEGIN_LOWER = 0, NX_BEGIN_UPPER, NX_BEGIN_DIGIT, NX_BEGIN_QUOTE, NX_BEGIN_DASH, NX_BEGIN_LETTER,
	NX_BEGIN_BRACKET, NX_BEGIN_OTHER
} NxHtmlBegin;

typedef struct NxHtmlFacts
{
	uint32_t	hash;			/* of the text */
	uint32_t	first_word;		/* in NxHtmlText.word */
	uint32_t	nwords;
	uint32_t	nchars;
	uint32_t	lower;			/* words that begin in lower case */
	uint32_t	lower_short;	/* of them, of three letters or fewer */
	uint32_t	capital;		/* words that begin in upper case */
	uint32_t	letters;
	uint32_t	upper;			/* upper-case letters */
	uint32_t	digits;
	uint32_t	punct;
	uint32_t	commas;
	uint32_t	stops;
	uint32_t	quotes;
	uint32_t	cjk;
	uint32_t	addresses;		/* signs of addresses and handles: @ # */
	uint32_t	rights;			/* copyright signs */
	uint32_t	money;			/* currency signs */
	uint8_t		colon;			/* 1 + words before the first colon, if fewer than 7; else 0 */
	uint32_t	title_words;	/* words that the title has, too */
	uint32_t	title_long;		/* of them, of four letters or more */
	uint32_t	prose;			/* how much it counts when the story's place is sought */
	uint8_t		cue[NX_HTML_TEXT_CUES]; /* words that give this cue; at most 255 */
	uint8_t		first_cue;		/* 1 + first cue among its first two words; 0: none */
	uint8_t		begin;
	uint8_t		end;
	uint8_t		copies;			/* other blocks with the same text; at most 255 */
	uint8_t		covered;		/* share of it in the script's article, 1 to 64; 0: there is none */
	uint8_t		described;		/* the same of the page's description of itself */
	NxHtmlLine	line;			/* of a short block */
} NxHtmlFacts;

typedef struct NxHtmlFactList
{
	NxHtmlFacts *item;			/* one per block */
	uint32_t   *word;			/* hashes of all words in order */
	uint32_t	nwords;
	uint32_t	chars;			/* of all blocks */
	uint32_t	link_chars;
} NxHtmlFactList;

/* What the page says of its story elsewhere; each may be empty. */
typedef struct NxHtmlSaid
{
	NxText		title;
	NxText		body;			/* the article text of a script, decoded */
	NxText		description;
} NxHtmlSaid;

/* Measures every block. */
extern void nx_html_measure(NxArena *arena, const NxHtmlData *data, const NxHtmlPage *page,
							const NxHtmlSaid *said, NxHtmlLineReader *reader, NxHtmlFactList *facts);

/* Bytes of a row; the first NX_HTML_STAGE0 are all the first stage reads. */
#define NX_HTML_STAGE0		248
#define NX_HTML_WIDTH		272

/* Rows of the first stage: *rows has page->blocks.n * NX_HTML_WIDTH bytes. */
extern void nx_html_rows(NxArena *arena, const NxHtmlPage *page, const NxHtmlFactList *facts, uint8_t *rows);

/* Adds what the first stage's scores tell about the surroundings. */
extern void nx_html_rows_again(NxArena *arena, const NxHtmlPage *page, const NxHtmlFactList *facts,
							   const int32_t *score, uint8_t *rows);

#endif							/* NX_HTML_FACTS_H */
