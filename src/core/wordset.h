/*-------------------------------------------------------------------------
 * wordset.h
 *	  A small hash table from word hashes to numbers, within one article.
 *-------------------------------------------------------------------------
 */
#ifndef NX_WORDSET_H
#define NX_WORDSET_H

#include "arena.h"

typedef struct NxWordSet
{
	uint64_t   *key;			/* 0: empty */
	uint32_t   *value;
	uint32_t	mask;
} NxWordSet;

/* Room for 'most' keys; more must not be added. */
static inline void
nx_wordset_init(NxWordSet *set, NxArena *arena, uint32_t most)
{
	uint32_t	size = 8;

	while (size < most * 2 + 2)
		size *= 2;
	set->key = nx_arena_zero(arena, size * sizeof(uint64_t));
	set->value = nx_array(arena, uint32_t, size);
	set->mask = size - 1;
}

/* Slot of a key, or the empty one where it would stand. */
static inline uint32_t
nx_wordset_slot(const NxWordSet *set, uint64_t key)
{
	uint32_t	i = (uint32_t) (key ^ key >> 32) & set->mask;

	while (set->key[i] && set->key[i] != key)
		i = (i + 1) & set->mask;
	return i;
}

/* The value of a key, or UINT32_MAX. */
static inline uint32_t
nx_wordset_find(const NxWordSet *set, uint64_t key)
{
	uint32_t	i = nx_wordset_slot(set, key);

	return set->key[i] ? set->value[i] : UINT32_MAX;
}

/* Adds or replaces. */
static inline void
nx_wordset_add(NxWordSet *set, uint64_t key, uint32_t value)
{
	uint32_t	i = nx_wordset_slot(set, key ? key : 1);

	set->key[i] = key ? key : 1;
	set->value[i] = value;
}

#endif							/* NX_WORDSET_H */
