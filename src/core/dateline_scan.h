/*-------------------------------------------------------------------------
 * dateline_scan.h
 *	  What the parsers of headers share: pieces, and the words they know.
 *
 * Headers (datelines, bylines, credits, timestamps) are made of short runs
 * of words, numbers and marks in which every space, period and letter case
 * tells something.  So they are cut finer than token.h cuts running text:
 * "10:50AM" is four pieces, "21st" is two, every line break is known.
 *
 * The words themselves (months of thirty languages, labels, zones, agencies)
 * come from src/data/dateline_terms.tsv and agencies.tsv and stand in one hash table of the image.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DATELINE_SCAN_H
#define NX_DATELINE_SCAN_H

#include <string.h>

#include "arena.h"
#include "base.h"
#include "unicode.h"

struct NxData;

typedef enum NxPieceKind
{
	NX_P_WORD,					/* letters, with inner apostrophes and periods */
	NX_P_NUMBER,				/* decimal digits */
	NX_P_MARK,					/* one mark, or a run of dashes */
	NX_P_END					/* behind the last piece */
} NxPieceKind;

#define NX_P_SPACE			0x01	/* white space before it, or it is the first */
#define NX_P_LINE			0x02	/* begins a line */
#define NX_P_UPPER			0x04	/* all its letters are upper case */
#define NX_P_CAPITAL		0x08	/* its first letter is upper case */
#define NX_P_LOWER			0x10	/* its first letter is lower case */
#define NX_P_PERIOD			0x20	/* word with periods of its own: "N.C.", "J." */
#define NX_P_WIDE			0x40	/* two blanks or a control character before it */
#define NX_P_POSSESSIVE		0x80	/* the mark "'s" */

/* Marks are given by one ASCII character, whatever they look like. */
#define NX_MARK_HYPHEN		'-'
#define NX_MARK_DASH		'='	/* long dash, "--", "_" */
#define NX_MARK_BULLET		'*'
#define NX_MARK_COPYRIGHT	'c'
#define NX_MARK_QUOTE		'"'
#define NX_MARK_OTHER		'#'

typedef struct NxHeadPiece
{
	uint64_t	hash;			/* of a word or number: nx_fold_hash, as token.h has it */
	uint32_t	start;			/* bytes in the text */
	uint32_t	end;
	uint32_t	value;			/* of a number, at most 999999999 */
	uint8_t		kind;			/* NxPieceKind */
	uint8_t		flags;			/* NX_P_… */
	char		mark;			/* of a mark */
	uint8_t		letters;		/* of a word; digits of a number */
	uint32_t	begins;			/* bit of each NxTermList with a term that begins here; bit 0: looked up */
} NxHeadPiece;

/*
 * A text cut into pieces.  Behind the last one stand NX_HEAD_ENDS pieces
 * NX_P_END, so that a rule at piece i < n, or one that goes on from the piece
 * behind what it read, may look that many pieces ahead without asking.
 */
#define NX_HEAD_ENDS		8
typedef struct NxHead
{
	NxText		text;
	NxHeadPiece    *item;
	uint32_t	n;
	const struct NxTermTable *terms;
	const struct NxData *data;
} NxHead;

/* Cuts at most the first 'limit' bytes of 'text'. */
extern void nx_scan_head(NxArena *arena, const struct NxData *data, NxText text,
						 uint32_t limit, NxHead *head);

/* Lists of dateline_terms.tsv and agencies.tsv. */
typedef enum NxTermList
{
	NX_TERM_BEGINS = 0,			/* not a list: what begins with a word; value: a bit for each list */
	NX_TERM_MONTH = 1,			/* value: 1 to 12 */
	NX_TERM_WEEKDAY,			/* value: 1 Monday to 7 Sunday */
	NX_TERM_ZONE,				/* value: minutes east of UTC */
	NX_TERM_REGION,				/* code: country, text: first-level division */
	NX_TERM_HEAD,				/* "ABOARD THE", "NEAR": begins the name of a place */
	NX_TERM_RIVER,				/* "Main" of "Frankfurt/Main" */
	NX_TERM_KICKER,
	NX_TERM_BY,					/* label of a byline */
	NX_TERM_NOT_BY,				/* label of somebody who is not the author */
	NX_TERM_NO_NAME,			/* word that begins no name: "By the numbers" */
	NX_TERM_ORG_WORD,			/* word of an organisation's name: "Staff", "Images" */
	NX_TERM_ROLE,				/* "Staff Writer" */
	NX_TERM_CREDIT,				/* label of a credit */
	NX_TERM_NOTE,				/* "Pool", "File Photo" */
	NX_TERM_PUBLISHED,			/* labels of times */
	NX_TERM_UPDATED,
	NX_TERM_AGO,
	NX_TERM_UNIT,
	NX_TERM_TODAY,
	NX_TERM_JOINT,				/* stands between date and time: "at", "um" */
	NX_TERM_CLOCK,				/* "Uhr" */
	NX_TERM_NOISE,				/* "min read" */
	NX_TERM_FROM,				/* "Reporting from" */
	NX_TERM_PLACE,				/* stands alone in datelines */
	NX_TERM_AGENCY,				/* text: canonical name, code: country, value: NxAgencyClass */
	NX_TERM_LISTS
} NxTermList;

extern const char *const nx_term_list_name[NX_TERM_LISTS];

typedef enum NxAgencyClass
{
	NX_AGENCY_WIRE = 0,
	NX_AGENCY_RELEASE,			/* distributes press releases */
	NX_AGENCY_BROADCASTER,
	NX_AGENCY_PAPER,
	NX_AGENCY_PHOTO,
	NX_AGENCY_BODY				/* not an agency, but credited like one */
} NxAgencyClass;

#define NX_TERM_WORDLIKE	0x01	/* agency: also a word or a name */
#define NX_TERM_AMBIGUOUS	0x02	/* agency: code of several */
#define NX_TERM_US			0x04	/* zone: dates beside it have the month first */

typedef struct NxTerm
{
	uint64_t	key;			/* 0: empty slot */
	uint8_t		list;			/* NxTermList */
	uint8_t		flags;
	uint16_t	code;			/* NX_COUNTRY or 0 */
	int32_t		value;
	uint32_t	form;			/* as listed, offset in the pool */
	uint32_t	text;			/* offset in the pool */
	uint16_t	formlen;
	uint16_t	textlen;
} NxTerm;

/* Section "dateline.term" is this head, the slots, then the pool. */
typedef struct NxTermTable
{
	uint32_t	mask;
	uint32_t	npool;
} NxTermTable;

static inline const NxTerm *
nx_term_slots(const NxTermTable *table)
{
	return (const NxTerm *) (table + 1);
}

static inline NxText
nx_term_text(const NxTermTable *table, const NxTerm *term)
{
	NxText		text = {(const char *) (nx_term_slots(table) + table->mask + 1) + term->text, term->textlen};

	return text;
}

static inline NxText
nx_term_form(const NxTermTable *table, const NxTerm *term)
{
	NxText		text = {(const char *) (nx_term_slots(table) + table->mask + 1) + term->form, term->formlen};

	return text;
}

/* Most words of a term. */
#define NX_TERM_WORDS		8

/* Where the term of a phrase key stands or would stand: its slot key. */
static inline uint64_t
nx_term_key(uint64_t phrase, NxTermList list)
{
	uint64_t	key = phrase ^ (uint64_t) list * UINT64_C(0x9e3779b97f4a7c15);

	return key ? key : 1;
}

/*
 * Phrase key of the words from piece 'first' to before 'after'; marks are
 * passed over.  *nwords gets the number of words.
 */
extern uint64_t nx_head_key(const NxHead *head, uint32_t first, uint32_t after, uint32_t *nwords);

/* First term of 'list' under a phrase key; the next one after 'before'.  NULL: none. */
extern const NxTerm *nx_term_get(const NxTermTable *table, uint64_t phrase, NxTermList list);
extern const NxTerm *nx_term_next(const NxTermTable *table, const NxTerm *before);

/* A bit for each list that has a term which begins with the word of this hash. */
extern uint32_t nx_term_begins(const NxTermTable *table, uint64_t hash);

/* The same of piece i, looked up once. */
static inline uint32_t
nx_head_begins(const NxHead *head, uint32_t i)
{
	NxHeadPiece *piece = &head->item[i];

	if (piece->begins == 0)
		piece->begins = 1 | nx_term_begins(head->terms, piece->hash);
	return piece->begins;
}

/* The term of 'list' that is piece i alone, or NULL. */
static inline const NxTerm *
nx_head_word(const NxHead *head, uint32_t i, NxTermList list)
{
	if (head->item[i].kind > NX_P_NUMBER || !(nx_head_begins(head, i) >> list & 1))
		return NULL;
	return nx_term_get(head->terms, head->item[i].hash, list);
}

/*
 * Longest term of 'list' that begins at piece 'first'; *after gets the piece
 * behind it.  A term does not cross a line or brackets; a period after an
 * abbreviation is not part of it.
 */
extern const NxTerm *nx_head_term(const NxHead *head, uint32_t first, NxTermList list, uint32_t *after);

/* Is piece i this mark? */
static inline bool
nx_mark_is(const NxHead *head, uint32_t i, char mark)
{
	return head->item[i].kind == NX_P_MARK && head->item[i].mark == mark;
}

static inline bool
nx_dash_is(const NxHead *head, uint32_t i)
{
	return head->item[i].kind == NX_P_MARK &&
		(head->item[i].mark == NX_MARK_HYPHEN || head->item[i].mark == NX_MARK_DASH);
}

/* Text of the pieces from 'first' to before 'after'. */
static inline NxText
nx_head_text(const NxHead *head, uint32_t first, uint32_t after)
{
	if (after <= first)
		return nx_slice(head->text, head->item[first].start, head->item[first].start);
	return nx_slice(head->text, head->item[first].start, head->item[after - 1].end);
}

/* First piece of the line after the one that holds piece i. */
extern uint32_t nx_line_after(const NxHead *head, uint32_t i);

/* Is piece i this word, given in small letters? */
static inline bool
nx_head_is(const NxHead *head, uint32_t i, const char *word)
{
	return head->item[i].kind == NX_P_WORD &&
		head->item[i].hash == nx_fold_hash((NxText) {word, (uint32_t) strlen(word)});
}

/* Is it one of n words? */
static inline bool
nx_head_in(const NxHead *head, uint32_t i, const char *const *words, uint32_t n)
{
	uint32_t	k;

	for (k = 0; k < n; k++)
		if (nx_head_is(head, i, words[k]))
			return true;
	return false;
}

#endif							/* NX_DATELINE_SCAN_H */
