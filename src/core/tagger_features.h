/*-------------------------------------------------------------------------
 * tagger_features.h
 *	  What the tagger sees of a token; one code for trainer and run time.
 *
 * nx_tag_look() describes every token of a piece of an article once: its
 * shape, lists, cluster, place in gazetteer names and phrases, and what the
 * same word is elsewhere in the piece.  nx_tag_features() combines the
 * descriptions around one token into hashed features; nx_tag_fetch()
 * (tagger_score.h) does it for those whose sum is not known yet.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TAGGER_FEATURES_H
#define NX_TAGGER_FEATURES_H

#include "tagger.h"

/* Most features of one token. */
#define NX_TAG_MOST_FEATURES	160

/* Features reach so many tokens to either side. */
#define NX_TAG_REACH	2

typedef struct NxTagWord
{
	uint32_t	word;			/* hash of the folded word; numbers by their form */
	uint32_t	lists;			/* NX_L_… that the features use */
	uint32_t	run_first;		/* first token of the run of capitalised words, or the token itself */
	uint16_t	run_length;		/* in tokens; 0: not in a run */
	uint16_t	cluster[3];		/* fine, middle, coarse */
	uint16_t	gazetteer;		/* 0, or position and kind of the longest place name */
	uint16_t	phrase;			/* 0, or position and lists of the longest phrase */
	uint16_t	elsewhere;		/* NX_TAG_E_… of the same word's other occurrences */
	uint8_t		shape;			/* NxTagShape */
	uint8_t		mode;			/* NX_TAG_M_… of its sentence and of itself */
	uint16_t	reserved;
} NxTagWord;

/* Of gazetteer and phrase: the low two bits are the position in the match. */
#define NX_TAG_AT_FIRST		0
#define NX_TAG_AT_MIDDLE	1
#define NX_TAG_AT_LAST		2
#define NX_TAG_AT_ALL		3

#define NX_TAG_M_UPPER		0x01	/* sentence in capitals */
#define NX_TAG_M_TITLE		0x02	/* sentence with every word capitalised */
#define NX_TAG_M_QUOTED		0x04	/* between quotation marks */
#define NX_TAG_M_ACRONYM	0x08	/* its acronym follows in parentheses */
#define NX_TAG_M_FIRST		0x10	/* first word of its sentence */
#define NX_TAG_M_USER		0x20	/* "@" of a user name, or what follows it */

/* Longest stretch decoded at once; a longer run of capitals is cut. */
#define NX_TAG_MOST_STRETCH	512

/* Tokens that may be part of a name and stand together, of one sentence. */
typedef struct NxTagStretch
{
	uint32_t	first;
	uint32_t	end;
	uint32_t	at;				/* tokens of the stretches before: number of the first among the active ones */
} NxTagStretch;

/* A token of a stretch that is written as names are. */
typedef struct NxTagName
{
	uint32_t	token;
	uint32_t	at;				/* its number among the active ones */
	uint32_t	slot;			/* of its word, while occurrences are counted */
	uint32_t	group;			/* number of its word if that occurs more than once, else 0 */
	uint16_t	signs;			/* what this occurrence says of the word, as bits of "elsewhere" */
	uint16_t	reserved;
} NxTagName;

typedef struct NxTagSight
{
	NxText		text;
	const NxToken *token;
	uint32_t	ntokens;
	NxTagWord  *word;			/* of tokens not farther than NX_TAG_REACH from a stretch; else undefined */
	NxTagStretch *stretch;
	uint32_t	nstretches;
	uint32_t	nactive;		/* tokens in stretches */
	NxTagName  *name;
	uint32_t	nnames;
	uint32_t	ngroups;
	bool		plain;
} NxTagSight;

/* What nx_tag_look reads besides the tokens. */
typedef struct NxTagSources
{
	const NxTagger *tagger;		/* for its clusters and 'plain' */
	const NxLexicon *lexicon;	/* NULL or empty: no lists */
	const NxGazetteer *gazetteer;	/* NULL or empty: no places */
} NxTagSources;

/*
 * Finds the stretches of token[0 .. n) and describes what stands in and
 * beside them: *sight is valid while 'text', 'token' and the arena's memory
 * are.
 */
extern void nx_tag_look(NxArena *arena, const NxTagSources *sources, NxText text,
						const NxToken *token, uint32_t n, NxTagSight *sight);

/*
 * The features of a token in parts.  All but the last depend on few words,
 * so that the sum of their weights can be kept under a key.
 */
typedef enum NxTagPart
{
	NX_TAG_OWN = 0,				/* the word itself */
	NX_TAG_BEFORE,				/* the word before it, and its own shape */
	NX_TAG_AFTER,				/* the word after it, and its own shape */
	NX_TAG_JOINT,				/* all that several words say together */
	NX_TAG_PARTS
} NxTagPart;

/*
 * Writes the features of token i; returns their number.  The first *nlexical
 * name the very word (training leaves them out now and then, so that the
 * others learn to do without).
 */
extern uint32_t nx_tag_features(const NxTagSight *sight, uint32_t i,
								uint32_t feature[NX_TAG_MOST_FEATURES],
								uint32_t *nlexical);

/*
 * A feature is the hash of a template's number and one to three values.  The
 * hash is multiply-shift: each value has an odd multiplier of its own, the
 * sum of the products and of the template's number times another is cut to its
 * high half.  So a product serves all features that have its value in the same
 * place.
 */
#define NX_TAG_FIRST	UINT64_C(0x9e3779b97f4a7c15)
#define NX_TAG_SECOND	UINT64_C(0xbf58476d1ce4e5b9)
#define NX_TAG_THIRD	UINT64_C(0x9ddfea08eb382d69)
#define NX_TAG_TEMPLATE	UINT64_C(0x632be59bd9b4e019)

static inline uint64_t
nx_tag_one(uint32_t a)
{
	return a * NX_TAG_FIRST;
}

static inline uint64_t
nx_tag_two(uint32_t a, uint32_t b)
{
	return a * NX_TAG_FIRST + b * NX_TAG_SECOND;
}

static inline uint64_t
nx_tag_three(uint32_t a, uint32_t b, uint32_t c)
{
	return a * NX_TAG_FIRST + b * NX_TAG_SECOND + c * NX_TAG_THIRD;
}

static inline uint32_t
nx_tag_feature(uint32_t template, uint64_t sum)
{
	return (uint32_t) ((sum + template * NX_TAG_TEMPLATE) >> 32);
}

/* Key of a word in the cluster table: case counts there. */
static inline uint64_t
nx_tag_cluster_key(uint64_t hash, bool capital)
{
	return capital ? hash * UINT64_C(0x9e3779b97f4a7c15) ^ hash >> 32 : hash;
}

/* Parts of nx_tag_look; see tagger_context.c. */
extern void nx_tag_look_matches(const NxTagSources *sources, NxTagSight *sight);
extern void nx_tag_look_elsewhere(NxArena *arena, NxTagSight *sight);

typedef enum NxTagShape
{
	NX_SHAPE_LOWER = 0,
	NX_SHAPE_CAPITAL,
	NX_SHAPE_UPPER_SHORT,		/* two to four letters */
	NX_SHAPE_UPPER_LONG,
	NX_SHAPE_MIXED,
	NX_SHAPE_INITIAL,
	NX_SHAPE_PERIODS,			/* U.S. */
	NX_SHAPE_ABBREVIATION,		/* Gov. */
	NX_SHAPE_CAPITAL_DIGIT,
	NX_SHAPE_LOWER_DIGIT,
	NX_SHAPE_CASELESS,
	NX_SHAPE_YEAR,
	NX_SHAPE_NUMBER_SHORT,
	NX_SHAPE_NUMBER,
	NX_SHAPE_ORDINAL,			/* digits and letters */
	NX_SHAPE_HYPHEN,
	NX_SHAPE_POSSESSIVE,
	NX_SHAPE_QUOTE,
	NX_SHAPE_PERIOD,
	NX_SHAPE_COMMA,
	NX_SHAPE_OPEN,
	NX_SHAPE_CLOSE,
	NX_SHAPE_AMPERSAND,
	NX_SHAPE_PUNCT,
	NX_SHAPE_SYMBOL,
	NX_SHAPE_NONE				/* beyond the sentence */
} NxTagShape;

/* A word written as names are: some capital letter, or a script without case. */
static inline bool
nx_tag_is_namelike(const NxTagWord *word)
{
	return (word->shape >= NX_SHAPE_CAPITAL && word->shape <= NX_SHAPE_CAPITAL_DIGIT) ||
		word->shape == NX_SHAPE_CASELESS;
}

/* Flags of words that are not of lower-case letters alone. */
#define NX_TAG_NOT_LOWER \
	(NX_T_CAPITAL | NX_T_UPPER | NX_T_MIXED | NX_T_DIGIT | NX_T_INITIAL | NX_T_CASELESS)

#endif							/* NX_TAGGER_FEATURES_H */
