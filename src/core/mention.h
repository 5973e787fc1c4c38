/*-------------------------------------------------------------------------
 * mention.h
 *	  Names in an article: where they stand, what they are, who made them.
 *-------------------------------------------------------------------------
 */
#ifndef NX_MENTION_H
#define NX_MENTION_H

#include "arena.h"
#include "base.h"
#include "gazetteer.h"
#include "tagger.h"
#include "token.h"

struct NxData;

typedef enum NxSection
{
	NX_SECTION_HEADLINE = 0,	/* weight A */
	NX_SECTION_LEAD,			/* B: the first body paragraph */
	NX_SECTION_BODY,			/* C */
	NX_SECTION_CAPTION,			/* D */
	NX_SECTIONS
} NxSection;

extern const char *const nx_section_name[NX_SECTIONS];

/* What a mention weighs in its section. */
extern const uint32_t nx_section_weight[NX_SECTIONS];

/* Who made or last changed a mention. */
typedef enum NxSource
{
	NX_BY_TAGGER = 0,
	NX_BY_GAZETTEER,
	NX_BY_LEXICON,
	NX_BY_DATELINE,
	NX_BY_RULE,					/* context: title before, "X County", acronym in parentheses */
	NX_BY_LINK,					/* another mention of the same name in the article */
	NX_BY_DICTIONARY,			/* the user's */
	NX_SOURCES
} NxSource;

extern const char *const nx_source_name[NX_SOURCES];

#define NX_M_NESTED			0x01	/* inside a longer mention: Texas in University of Texas */
#define NX_M_DATELINE		0x02	/* stands in the dateline */
#define NX_M_DROPPED		0x04	/* considered and given up; kept for news_debug */
#define NX_M_ACRONYM		0x08
#define NX_M_NAMED			0x10	/* a term of the user's says what it is called: linked by that */

typedef struct NxMention
{
	NxSpan		span;			/* in the working text */
	uint32_t	first;			/* token */
	uint16_t	ntokens;
	uint8_t		kind;			/* NxKind, or a user's (dictionary.h) */
	uint8_t		section;		/* NxSection */
	uint8_t		flags;			/* NX_M_… */
	uint8_t		source;			/* NxSource */
	uint16_t	confidence;		/* per thousand */
	uint32_t	entity;			/* number of its entity, set by linking */
	uint32_t	place;			/* place number or NX_NO_PLACE */
	uint16_t	country;		/* NX_COUNTRY or 0: known even when the place is not */
	uint16_t	place_confidence;	/* per thousand, that 'place' is right */
	const char *why;			/* a constant a person understands */
	const struct NxTerm *term;	/* of the user's dictionary that made it, or NULL */
	const struct NxNote *note;	/* what corrections did to its entity, or NULL */
} NxMention;

/* A correction of the user's dictionary, as done. */
typedef struct NxNote
{
	NxText		was;			/* name before it */
	uint8_t		was_kind;
	NxText		done;			/* "renamed by news_alias of profile desk" */
} NxNote;

/* Sorted by span start, longer first; only nested ones overlap. */
typedef NX_LIST(NxMention) NxMentions;

/* What all mentions of one name of one kind stand for. */
typedef struct NxEntity
{
	NxText		name;			/* canonical within the article */
	uint8_t		kind;			/* NxKind, or a user's */
	uint8_t		best_section;	/* NxSection, the most prominent */
	uint16_t	confidence;		/* per thousand */
	uint16_t	salience;		/* per thousand */
	uint16_t	country;
	uint32_t	place;			/* place number or NX_NO_PLACE */
	uint32_t	mentions;		/* without nested ones that repeat it */
	NxText		role;			/* "President", empty if not told */
	uint16_t	role_country;
	const struct NxTerm *term;	/* of the user's dictionary: its id, country and point; or NULL */
} NxEntity;

typedef NX_LIST(NxEntity) NxEntities;

/*
 * Sorts by where they begin, longer first, those of one span by 'rank' (NULL:
 * none), equal ones as they come (mention_sort.c).  mentions->item may move.
 */
typedef uint32_t (*NxMentionRank) (const NxMention *mention);
extern void nx_sort_mentions(NxArena *arena, NxMentions *mentions, NxMentionRank rank);

struct NxDateline;

/*
 * Mentions of persons, organisations, places and others from the tagger's
 * spans, corrected by lexicons, context and the dateline (NULL if none)
 * (mention.c).
 */
extern void nx_find_mentions(NxArena *arena, const struct NxData *data, NxText text,
							 const NxTokens *tokens, const struct NxDateline *dateline,
							 NxMentions *mentions);

/*
 * Decides which tokens are place names and demonyms (toponym.c): may add
 * mentions, nest them in organisations, change the kind of others, or mark
 * them NX_M_DROPPED.  Keeps the order.  Sets candidates, not places.
 */
extern void nx_find_toponyms(NxArena *arena, const struct NxData *data, NxText text,
							 const NxTokens *tokens, NxMentions *mentions);

/* What is known of an article besides its words. */
typedef struct NxPlaceContext
{
	const struct NxDateline *dateline;	/* NULL if none */
	NxText		publisher;		/* or empty */
} NxPlaceContext;

/*
 * Says which place each place mention and which country each demonym means
 * (place.c): sets place, country, place_confidence of mentions.
 */
extern void nx_resolve_places(NxArena *arena, const struct NxData *data, NxText text,
							  const NxTokens *tokens, const NxPlaceContext *context,
							  NxMentions *mentions);

/* Gathers mentions to entities, one for each bearer (link.c). */
extern void nx_link_mentions(NxArena *arena, const struct NxData *data, NxText text,
							 const NxTokens *tokens, NxMentions *mentions, NxEntities *entities);

#endif							/* NX_MENTION_H */
