/*-------------------------------------------------------------------------
 * token.h
 *	  Words, numbers, marks and sentences of a text.
 *
 * A token is a run of letters and digits, or one mark of punctuation.  What
 * belongs to a word stays with it: inner periods ("U.S."), the period of a
 * known abbreviation ("Gov.") or an initial ("J."), an apostrophe between
 * letters ("O'Brien").  A possessive "'s" is a token of its own, and so is
 * every hyphen, so that "Russia-held" shows its "Russia"; whoever joins
 * tokens to names looks at NX_T_SPACE.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TOKEN_H
#define NX_TOKEN_H

#include "arena.h"
#include "base.h"
#include "lexicon.h"

typedef enum NxTokenKind
{
	NX_TOKEN_WORD,				/* begins with a letter, or a letter and digits */
	NX_TOKEN_NUMBER,			/* begins with a digit: "13.90", "1,500", "5th" */
	NX_TOKEN_PUNCT,				/* one code point, or a run of one ("--", "...") */
	NX_TOKEN_SYMBOL
} NxTokenKind;

#define NX_T_SPACE			0x0001	/* white space before it, or it begins the piece */
#define NX_T_SENTENCE		0x0002	/* begins a sentence */
#define NX_T_LINE			0x0004	/* begins a line */
#define NX_T_CAPITAL		0x0008	/* first letter is upper case */
#define NX_T_UPPER			0x0010	/* two letters or more, all upper case */
#define NX_T_MIXED			0x0020	/* upper case after lower case: "McCain" */
#define NX_T_DIGIT			0x0040	/* has a digit */
#define NX_T_PERIOD			0x0080	/* its last byte is a period */
#define NX_T_INNER_PERIOD	0x0100	/* "U.S.", "a.m." */
#define NX_T_INITIAL		0x0200	/* one capital letter, with or without period */
#define NX_T_POSSESSIVE		0x0400	/* the token "'s" (any apostrophe) or "s'" 's apostrophe */
#define NX_T_HYPHEN			0x0800	/* hyphen or dash */
#define NX_T_QUOTE			0x1000	/* quotation mark */
#define NX_T_CASELESS		0x2000	/* letters of a script without case */

typedef struct NxToken
{
	uint32_t	start;			/* bytes in the text tokenised */
	uint32_t	end;
	uint64_t	hash;			/* nx_fold_hash of a word or number; of the bytes otherwise */
	uint32_t	lists;			/* NX_L_… of the word, 0 if not in the lexicon */
	uint16_t	flags;			/* NX_T_… */
	uint8_t		kind;			/* NxTokenKind */
	uint8_t		nchars;			/* code points, at most 255 */
} NxToken;

typedef NX_LIST(NxToken) NxTokens;

/*
 * Appends the tokens of 'piece' of 'text' to *tokens.  The first gets
 * NX_T_SENTENCE and NX_T_LINE; the rest by the rules in token.c.
 * Linear; a word longer than NX_TOKEN_LONGEST bytes is split.
 */
#define NX_TOKEN_LONGEST	4096
extern void nx_tokenize(NxArena *arena, const NxLexicon *lexicon, NxText text,
						NxSpan piece, NxTokens *tokens);

/* Hash of a run of words, from the hashes of its tokens, left to right. */
static inline uint64_t
nx_join_hash(uint64_t left, uint64_t right)
{
	uint64_t	hash = left * UINT64_C(0x9e3779b97f4a7c15) + right;

	return hash ^ (hash >> 29);
}

/*
 * Phrase key of a name as a list has it: tokenised, punctuation passed over,
 * hashes joined.  *nwords gets the number of words.  0 if it has none.
 */
extern uint64_t nx_phrase_key(NxArena *arena, const NxLexicon *lexicon, NxText name, uint32_t *nwords);

/*
 * Next word of a phrase after token i: i + 1, or further over hyphens,
 * periods and apostrophes written without a space; tokens->n if the phrase
 * cannot go on.
 */
extern uint32_t nx_next_word(const NxTokens *tokens, uint32_t i, NxText text);

#endif							/* NX_TOKEN_H */
