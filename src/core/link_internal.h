/*-------------------------------------------------------------------------
 * link_internal.h
 *	  What link.c, link_person.c and link_name.c share.
 *-------------------------------------------------------------------------
 */
#ifndef NX_LINK_INTERNAL_H
#define NX_LINK_INTERNAL_H

#include "data.h"
#include "mention.h"
#include "wordset.h"

#define NX_NO_ENTITY	UINT32_MAX

/* Words by which a name is linked; of a longer one the first. */
#define NX_NAME_WORDS	10

/* The words of a name, as token numbers; marks are passed over. */
typedef struct NxNameWords
{
	uint32_t	token[NX_NAME_WORDS];
	uint32_t	n;
} NxNameWords;

typedef struct NxLinkEntity
{
	NxKind		kind;
	uint32_t	first;			/* earliest mention */
	uint32_t	full;			/* persons: a mention with the fullest name */
	uint32_t	next;			/* persons: next entity with the same surname + 1, 0 none */
	uint32_t	mentions;
	uint64_t	weight;
	uint32_t	best_section;
	uint16_t	confidence;
	uint16_t	country;
	uint32_t	place;
	NxText		name;
	uint32_t	name_score;		/* UINT32_MAX: fixed by a list */
	NxText		role;
	uint16_t	role_country;
} NxLinkEntity;

typedef struct NxLinker
{
	NxArena    *arena;
	const NxData *data;
	NxText		text;
	const NxTokens *tokens;
	NxMentions *mentions;
	NX_LIST(NxLinkEntity) entities;
	NxWordSet	keys;			/* (kind, name key) -> entity */
	uint32_t	nkeys;
	uint32_t	most_keys;
} NxLinker;

/* Is this mention to be linked as 'kind'? */
static inline bool
nx_link_wants(const NxMention *mention, NxKind kind)
{
	return mention->kind == kind && !(mention->flags & (NX_M_DROPPED | NX_M_NAMED));
}

/* The first NX_NAME_WORDS words of a mention's name; false if it has none. */
extern bool nx_link_words(const NxLinker *linker, const NxMention *mention, NxNameWords *words);

/* Key of words[first, end). */
extern uint64_t nx_link_key(const NxLinker *linker, const NxNameWords *words, uint32_t first, uint32_t end);

/* Entity of a kind under a key, or NX_NO_ENTITY. */
extern uint32_t nx_link_find(const NxLinker *linker, NxKind kind, uint64_t key);

/* Files an entity under one more key. */
extern void nx_link_alias(NxLinker *linker, NxKind kind, uint64_t key, uint32_t entity);

/* A new entity without mentions; its number. */
extern uint32_t nx_link_new(NxLinker *linker, NxKind kind);

/* Gives mention m to entity e. */
extern void nx_link_assign(NxLinker *linker, uint32_t m, uint32_t e);

/* The mention as it stands in the text, on one line. */
extern NxText nx_link_surface(const NxLinker *linker, const NxMention *mention);

extern void nx_link_persons(NxLinker *linker);
extern void nx_link_terms(NxLinker *linker);	/* dictionary_link.c */
extern void nx_link_orgs(NxLinker *linker);
extern void nx_link_others(NxLinker *linker);

#endif							/* NX_LINK_INTERNAL_H */
