/*-------------------------------------------------------------------------
 * toponym.h
 *	  Candidates for place names and what speaks for and against them.
 *
 * Private to toponym*.c and to the program that trains the weights.
 * A candidate is a run of words that could be a place name; candidates
 * overlap.  Each gets a set of features, numbers below NX_TOPONYM_FEATURES,
 * and its score is the sum of their weights in 1/100 logit.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TOPONYM_H
#define NX_TOPONYM_H

#include "data.h"
#include "mention.h"

/* How a candidate was found. */
typedef enum NxToponymKind
{
	NX_TOPONYM_GAZETTEER = 0,	/* its words are a name of the gazetteer */
	NX_TOPONYM_TAGGER,			/* the tagger says place, the gazetteer does not know it */
	NX_TOPONYM_FACILITY,		/* ends or begins with River, Street, County, Lake */
	NX_TOPONYM_CONTEXT,			/* unknown, but "X, Texas" or "the village of X" */
	NX_TOPONYM_KINDS
} NxToponymKind;

typedef struct NxToponym
{
	uint32_t	first;			/* token */
	uint32_t	end;			/* token after the last */
	uint64_t	key;
	uint8_t		kind;			/* NxToponymKind */
	uint8_t		nwords;
	uint8_t		flags;			/* NX_NAME_… of the name taken */
	uint8_t		facility;		/* class of its facility word, 0 none */
	uint32_t	best;			/* place number of its most important bearer, or NX_NO_PLACE */
	bool		inside;			/* a longer candidate of the gazetteer holds it */
	bool		strong;			/* its context alone says place: "in X", "X, Texas" */
	bool		person;			/* its context alone says person: "John X", "Mr. X" */
	bool		certain;		/* the gazetteer confirms its context: "Paris, Texas" */
	bool		coordinated;	/* "Central" in "Central and South America" */
	int32_t		score;			/* 1/100 logit */
} NxToponym;

typedef NX_LIST(NxToponym) NxToponyms;

/* What is asked of one article while its candidates are judged. */
typedef struct NxToponymScan
{
	NxArena    *arena;
	const NxData *data;
	NxText		text;
	const NxTokens *tokens;
	const NxMentions *mentions;
	uint8_t    *class_of;		/* by token: nx_word_class + 1, 0 not asked yet */
	uint8_t    *facility_of;	/* by token: nx_facility_class + 1, 0 not asked yet */
	uint32_t   *mention_of;		/* by token: number + 1 of the mention it lies in, 0 none */
	NxToponyms	list;
	struct NxToponymSeen *seen; /* by key: what the whole article says of a name */
	uint32_t	seen_mask;
} NxToponymScan;

typedef struct NxToponymSeen
{
	uint64_t	key;			/* 0: empty */
	uint32_t	mentions;
	uint32_t	strong;
	uint32_t	person;
	uint32_t	tagged_place;
	uint32_t	tagged_other;
} NxToponymSeen;

#define NX_TOPONYM_MOST_FEATURES	64

/* By token: number + 1 of the kept mention it lies in, 0 none; for scan->mention_of. */
extern uint32_t *nx_toponym_index(NxArena *arena, const NxTokens *tokens, const NxMentions *mentions);

/* Fills scan->list, in order of first token, longer first. */
extern void nx_toponym_candidates(NxToponymScan *scan);

/* Classes of facility words (toponym_words.c). */
typedef enum NxFacility
{
	NX_FACILITY_NONE = 0,
	NX_FACILITY_ROAD,			/* Street, Avenue, Highway */
	NX_FACILITY_DIVISION,		/* County, Township, Province */
	NX_FACILITY_WATER,			/* River, Lake, Bay */
	NX_FACILITY_LAND,			/* Valley, Mountain, Island */
	NX_FACILITY_AREA,			/* Park, Forest, Heights */
	NX_FACILITY_BUILDING,		/* Airport, Stadium, Bridge */
	NX_FACILITY_BEFORE,			/* Lake, Mount, Fort: stands before the name */
	NX_FACILITY_KINDS
} NxFacility;

extern NxFacility nx_facility_class(NxText word);

/* Is each word of the built-in lists found in them?  For tests. */
extern bool nx_check_word_lists(void);

/* What a neighbouring word is, as far as it tells of place names. */
extern uint8_t nx_word_class(NxText text, const NxTokens *tokens, uint32_t i);
#define NX_WORD_CLASSES		48

/* The two classes, asked once for each token: neighbours ask again and again. */
static inline uint8_t
nx_scan_class(const NxToponymScan *scan, uint32_t i)
{
	if (i >= scan->tokens->n)
		return 0;
	if (scan->class_of[i] == 0)
		scan->class_of[i] = (uint8_t) (nx_word_class(scan->text, scan->tokens, i) + 1);
	return (uint8_t) (scan->class_of[i] - 1);
}

static inline NxFacility
nx_scan_facility(const NxToponymScan *scan, uint32_t i)
{
	const NxToken *token = &scan->tokens->item[i];

	if (scan->facility_of[i] == 0)
		scan->facility_of[i] = (uint8_t) (nx_facility_class(nx_slice(scan->text, token->start, token->end)) + 1);
	return (NxFacility) (scan->facility_of[i] - 1);
}

/* Word classes that others ask for. */
enum
{
	NX_W_NONE = 0, NX_W_BOUNDARY, NX_W_COMMA, NX_W_PUNCT, NX_W_OPEN, NX_W_CLOSE, NX_W_QUOTE,
	NX_W_HYPHEN, NX_W_DASH, NX_W_POSSESSIVE, NX_W_NUMBER, NX_W_IN, NX_W_AT, NX_W_FROM, NX_W_TO,
	NX_W_OF, NX_W_NEAR, NX_W_FOR, NX_W_AND, NX_W_THE, NX_W_BY, NX_W_WITH, NX_W_ACROSS,
	NX_W_DIRECTION, NX_W_ON, NX_W_RELATIVE, NX_W_STOP, NX_W_SPEECH, NX_W_TITLE, NX_W_ROLE,
	NX_W_GIVEN, NX_W_SURNAME, NX_W_CAPITAL, NX_W_ORG_HEAD, NX_W_FACILITY, NX_W_LOWER,
	NX_W_DEMONYM, NX_W_STATE, NX_W_BE, NX_W_ARTICLE, NX_W_CALENDAR, NX_W_INITIAL, NX_W_TOWN,
	NX_W_BASED, NX_W_PRESS, NX_W_OFFICE, NX_W_SCHOOL, NX_W_SHARES
};

/* Fills scan->seen from the candidates. */
extern void nx_toponym_see(NxToponymScan *scan);

/* Feature numbers of a candidate; returns how many. */
extern uint32_t nx_toponym_features(const NxToponymScan *scan, const NxToponym *c,
									uint16_t feature[NX_TOPONYM_MOST_FEATURES]);

/* Does "counties" follow the list in which the name of tokens first to end stands? */
extern bool nx_has_counties(NxText text, const NxTokens *tokens, uint32_t end);

/*
 * Phrase key of the whole name that a direction begins which shares its end
 * with others: "Central America" at the first word of "Central and South
 * America".  0 if token i is no such word, or the gazetteer lacks one of the
 * names.
 */
extern uint64_t nx_coordinated_key(const NxGazetteer *gazetteer, NxText text, const NxTokens *tokens, uint32_t i);

/* Are tokens first to end - 1 a listed organisation, as written there if that matters? */
extern bool nx_is_listed_org(const NxToponymScan *scan, uint32_t first, uint32_t end);

/* Is this, in any letter case, what newspapers are called: "Globe", "Times"? */
extern bool nx_is_press_word(NxText word);

/* Sum of the weights. */
extern int32_t nx_toponym_score(const NxToponymScan *scan, const NxToponym *c);

/*
 * Does a name of the gazetteer count for these bytes?  Abbreviations only as
 * listed; and two or three capitals ("US", "U.K.") are an abbreviation, not
 * the town of Us.
 */
extern bool nx_name_fits(const NxGazetteer *gazetteer, const NxPlaceName *name, NxText surface);

#endif							/* NX_TOPONYM_H */
