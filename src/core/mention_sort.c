/*-------------------------------------------------------------------------
 * mention_sort.c
 *	  Mentions in the order of the text.
 *
 * Every rule that adds mentions goes through the text once, so a list of them
 * is a handful of runs in order: these are merged, as keys of sixteen bytes,
 * and the mentions moved once.  Equal ones keep their order, which qsort
 * promises nowhere.
 *-------------------------------------------------------------------------
 */
#include "mention.h"

/* So many keys are merged between two questions whether to go on. */
#define POLL_KEYS	1024

typedef struct Key
{
	uint64_t	span;			/* start, then the longer one first */
	uint32_t	rank;
	uint32_t	number;			/* of the mention */
} Key;

static bool
is_before(const Key *a, const Key *b)
{
	return a->span != b->span ? a->span < b->span : a->rank < b->rank;
}

/* Writes the keys, and tells whether they are in order. */
static bool
set_keys(NxArena *arena, const NxMentions *mentions, NxMentionRank rank, Key *key)
{
	bool		sorted = true;
	uint32_t	i;

	for (i = 0; i < mentions->n; i++)
	{
		const NxMention *m = &mentions->item[i];

		key[i].span = (uint64_t) m->span.start << 32 | (UINT32_MAX - m->span.end);
		key[i].rank = rank ? rank(m) : 0;
		key[i].number = i;
		sorted = sorted && (i == 0 || !is_before(&key[i], &key[i - 1]));
		if (i % POLL_KEYS == 0)
			nx_arena_poll(arena);
	}
	return sorted;
}

static uint32_t
run_end(NxArena *arena, const Key *key, uint32_t first, uint32_t n)
{
	for (first++; first < n && !is_before(&key[first], &key[first - 1]); first++)
		if (first % POLL_KEYS == 0)
			nx_arena_poll(arena);
	return first;
}

/* Merges each run with the one behind it, from 'from' to 'to'; true if one run is left. */
static bool
merge_runs(NxArena *arena, const Key *from, Key *to, uint32_t n)
{
	uint32_t	first;
	uint32_t	end;

	for (first = 0; first < n; first = end)
	{
		uint32_t	middle = run_end(arena, from, first, n);
		uint32_t	left = first;
		uint32_t	right = middle;
		uint32_t	i;

		end = middle < n ? run_end(arena, from, middle, n) : n;
		for (i = first; i < end; i++)
		{
			if (right == end || (left < middle && !is_before(&from[right], &from[left])))
				to[i] = from[left++];
			else
				to[i] = from[right++];
			if (i % POLL_KEYS == 0)
				nx_arena_poll(arena);
		}
		if (first == 0 && end == n)
			return true;
	}
	return false;
}

void
nx_sort_mentions(NxArena *arena, NxMentions *mentions, NxMentionRank rank)
{
	uint32_t	n = mentions->n;
	Key		   *key;
	Key		   *other;
	NxMention  *item;
	uint32_t	i;

	if (n < 2)
		return;
	key = nx_array(arena, Key, n);
	if (set_keys(arena, mentions, rank, key))
		return;
	other = nx_array(arena, Key, n);
	for (;;)
	{
		bool		done = merge_runs(arena, key, other, n);
		Key		   *swapped = key;

		key = other;
		other = swapped;
		if (done)
			break;
	}
	item = nx_array(arena, NxMention, mentions->room);
	for (i = 0; i < n; i++)
	{
		item[i] = mentions->item[key[i].number];
		if (i % POLL_KEYS == 0)
			nx_arena_poll(arena);
	}
	mentions->item = item;
}
