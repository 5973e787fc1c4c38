/*-------------------------------------------------------------------------
 * dictionary_terms.h
 *	  A dictionary at work on an article: its terms, and its corrections.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DICTIONARY_TERMS_H
#define NX_DICTIONARY_TERMS_H

#include "data.h"
#include "dictionary.h"
#include "mention.h"

struct NxArticle;

/*
 * Lays the dictionary's terms and rules over the mentions found so far
 * (dictionary_terms.c): a term wins over what was made of its words before,
 * stands nested in a longer name of another kind or of a list, and gives way
 * to a longer name of a person unless it is one.  Keeps the order of mentions.
 */
extern void nx_lay_terms(struct NxArticle *article);

/*
 * Applies the dictionary's corrections to the linked entities
 * (dictionary_correct.c): splits, suppresses, renames, retypes and merges
 * them.  What is suppressed stays among the mentions, dropped, with a note.
 */
extern void nx_correct_entities(struct NxArticle *article);

/* Rank of mentions of one span: kept before dropped. */
extern uint32_t nx_kept_first(const NxMention *mention);

/*
 * The corrections of a name, one by one: true while there are more that count
 * for 'kind' and the dictionary's publisher.  *state is zero at first.
 */
extern bool nx_next_correction(const NxDictionary *dictionary, NxText name, uint8_t kind,
							   NxCorrectionType type, uint32_t *state, NxCorrection *correction);

/* A copy of a record whose texts live in 'arena'. */
extern NxTerm *nx_copy_term(NxArena *arena, const NxTerm *term);

/* Name of a user's kind by its number, from NX_KINDS on; empty if there is none. */
extern NxText nx_dictionary_kind(const NxDictionary *dictionary, uint8_t kind);

#endif							/* NX_DICTIONARY_TERMS_H */
