/*-------------------------------------------------------------------------
 * tagger.h
 *	  The trained sequence tagger: which tokens form which names.
 *
 * Sees the tokens of a whole article at once, because what a word is
 * elsewhere in the article is a feature.  Weights are integers and every sum
 * is exact, so the answer is the same on every platform.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TAGGER_H
#define NX_TAGGER_H

#include "arena.h"
#include "gazetteer.h"
#include "lexicon.h"
#include "token.h"

typedef enum NxKind
{
	NX_KIND_NONE = 0,
	NX_KIND_PERSON,
	NX_KIND_ORG,
	NX_KIND_PLACE,
	NX_KIND_DEMONYM,			/* never from the tagger: its MISC becomes one by the lexicon */
	NX_KIND_MISC,
	NX_KINDS
} NxKind;

/* SQL's word for a kind. */
extern const char *const nx_kind_name[NX_KINDS];

typedef struct NxTagSpan
{
	uint32_t	first;			/* token */
	uint16_t	ntokens;
	uint8_t		kind;			/* NxKind */
	uint8_t		reserved;
	uint16_t	confidence;		/* per thousand, calibrated */
} NxTagSpan;

typedef NX_LIST(NxTagSpan) NxTagSpans;

typedef struct NxTagger NxTagger;

/* Views over the image; NX_CORRUPT if a section is missing. */
extern NxStatus nx_tagger_open(NxTagger *tagger, const NxImageHead *image);

/*
 * Appends the names among tokens->item to *spans, in order, not overlapping.
 * Sentences begin at NX_T_SENTENCE; a name never crosses one.
 */
extern void nx_tag(NxArena *arena, const NxTagger *tagger, const NxLexicon *lexicon,
				   const NxGazetteer *gazetteer, NxText text, const NxTokens *tokens,
				   NxTagSpans *spans);

#include "tagger_model.h"		/* struct NxTagger */

#endif							/* NX_TAGGER_H */
