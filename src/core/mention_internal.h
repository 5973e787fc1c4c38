/*-------------------------------------------------------------------------
 * mention_internal.h
 *	  What mention.c and mention_spread.c share.
 *-------------------------------------------------------------------------
 */
#ifndef NX_MENTION_INTERNAL_H
#define NX_MENTION_INTERNAL_H

#include <string.h>

#include "data.h"
#include "mention.h"

typedef struct NxFinder
{
	NxArena    *arena;
	const NxData *data;
	NxText		text;
	const NxTokens *tokens;
	NxMentions *mentions;
	uint32_t   *owner;			/* per token: mention number + 1 that covers it, 0 none */
} NxFinder;

static inline const NxToken *
token_at(const NxFinder *finder, uint32_t i)
{
	return &finder->tokens->item[i];
}

/* Are the tokens [first, end) in no mention? */
static inline bool
nx_is_free(const NxFinder *finder, uint32_t first, uint32_t end)
{
	for (; first < end; first++)
		if (finder->owner[first])
			return false;
	return true;
}

/* "Jr.", "III": neither surname nor name. */
static inline bool
nx_is_generation(NxText word)
{
	static const char *const words[] = {"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"};
	size_t		i;

	for (i = 0; i < NX_COUNT(words); i++)
		if (word.len == strlen(words[i]) && memcmp(word.data, words[i], word.len) == 0)
			return true;
	return false;
}

/* Appends a mention over tokens [first, end); the order is mended at the end. */
extern NxMention *nx_add_mention(NxFinder *finder, uint32_t first, uint32_t end, NxKind kind,
								 NxSource source, unsigned confidence, const char *why);

/* Names told once, found wherever they stand. */
extern void nx_spread_names(NxFinder *finder);

#endif							/* NX_MENTION_INTERNAL_H */
