/*-------------------------------------------------------------------------
 * place_publisher.c
 *	  The place in a publisher's name, as a weak hint where its news is from.
 *
 * "The Boston Globe" and "bostonglobe.com" say Boston, "Lancashire
 * Telegraph" says Lancashire; "Reuters" and "Fox News" say nothing.
 *-------------------------------------------------------------------------
 */
#include "place.h"

#include <string.h>

#include "toponym.h"
#include "unicode.h"

/* Places less important than this name no paper, or one that need not be known. */
#define PUBLISHER_LEAST		40

/* Bytes of a publisher's name that are read. */
#define PUBLISHER_LONGEST	200

/* The first bearer of a key that can be meant, or NX_NO_PLACE. */
static uint32_t
bearer_of(const NxGazetteer *gazetteer, uint64_t key, NxText surface)
{
	uint32_t	n;
	const NxPlaceName *name = nx_gazetteer_find(gazetteer, key, &n);

	for (; n > 0; n--, name++)
		if (nx_name_fits(gazetteer, name, surface))
			return name->flags & NX_NAME_WEAK ||
				gazetteer->place[name->place].importance < PUBLISHER_LEAST ? NX_NO_PLACE : name->place;
	return NX_NO_PLACE;
}

/* The longest name in the words of a publisher, the first of equals. */
static uint32_t
place_in_words(const NxPlaceScan *scan, NxText name)
{
	NxTokens	tokens = {NULL, 0, 0};
	uint32_t	best = NX_NO_PLACE;
	uint32_t	best_words = 0;
	uint32_t	i;

	nx_tokenize(scan->arena, &scan->data->lexicon, name, (NxSpan) {0, name.len}, &tokens);
	for (i = 0; i < tokens.n; i++)
	{
		uint64_t	key = tokens.item[i].hash;
		uint32_t	at = i;
		uint32_t	words;

		if (!(tokens.item[i].flags & NX_T_CAPITAL))
			continue;
		for (words = 1; words <= 4; words++)
		{
			uint32_t	place = words > best_words ?
				bearer_of(&scan->data->gazetteer, key, nx_slice(name, tokens.item[i].start, tokens.item[at].end)) :
				NX_NO_PLACE;

			if (place != NX_NO_PLACE)
			{
				best = place;
				best_words = words;
			}
			at = nx_next_word(&tokens, at, name);
			if (at >= tokens.n)
				break;
			key = nx_join_hash(key, tokens.item[at].hash);
		}
	}
	return best;
}

/* "bostonglobe.com": a place before a word that papers are called by. */
static uint32_t
place_in_domain(const NxPlaceScan *scan, NxText domain)
{
	NxText		label = domain;
	uint32_t	cut;

	if (label.len > 4 && memcmp(label.data, "www.", 4) == 0)
		label = nx_slice(label, 4, label.len);
	for (cut = 0; cut < label.len && label.data[cut] != '.'; cut++)
		;
	label.len = cut;
	for (cut = label.len; cut-- > 4;)
	{
		uint32_t	place;

		if (!nx_is_press_word(nx_slice(label, cut, label.len)))
			continue;
		place = bearer_of(&scan->data->gazetteer, nx_fold_hash(nx_slice(label, 0, cut)), nx_slice(label, 0, cut));
		if (place != NX_NO_PLACE)
			return place;
	}
	return NX_NO_PLACE;
}

uint32_t
nx_place_of_publisher(const NxPlaceScan *scan)
{
	NxText		name = scan->context->publisher;
	uint32_t	i;

	if (name.len == 0 || name.len > PUBLISHER_LONGEST)
		return NX_NO_PLACE;
	for (i = 0; i < name.len && name.data[i] != ' '; i++)
		;
	if (i == name.len && memchr(name.data, '.', name.len) != NULL)
		return place_in_domain(scan, name);
	return place_in_words(scan, name);
}
