/*-------------------------------------------------------------------------
 * lexicon.c
 *	  What the built-in lists say of a word or a phrase.
 *-------------------------------------------------------------------------
 */
#include "lexicon.h"

NxStatus
nx_lexicon_open(NxLexicon *lexicon, const NxImageHead *image)
{
	size_t		word_size,
				rank_size,
				key_size,
				entry_size,
				pool_size,
				begins_size,
				set_size;

	lexicon->word = nx_image_section(image, "lexicon.word", &word_size);
	lexicon->word_set = nx_image_section(image, "lexicon.sets", &set_size);
	lexicon->rank = nx_image_section(image, "lexicon.rank", &rank_size);
	lexicon->key = nx_image_section(image, "lexicon.key", &key_size);
	lexicon->entry = nx_image_section(image, "lexicon.entry", &entry_size);
	lexicon->pool = nx_image_section(image, "lexicon.pool", &pool_size);
	lexicon->begins = nx_image_section(image, "lexicon.begins", &begins_size);
	if (!lexicon->begins || !lexicon->word || !lexicon->word_set || !lexicon->rank || !lexicon->key || !lexicon->entry || !lexicon->pool)
		return NX_CORRUPT;
	lexicon->nwords = (uint32_t) (word_size / sizeof(uint32_t));
	lexicon->key_mask = (uint32_t) (key_size / sizeof(struct NxKeySlot)) - 1;
	lexicon->npool = (uint32_t) pool_size;
	lexicon->begins_mask = (uint32_t) begins_size * 8 - 1;
	return NX_OK;
}

uint32_t
nx_lexicon_rank(const NxLexicon *lexicon, uint64_t hash)
{
	const uint32_t *slot = nx_lexicon_slot(lexicon, hash);

	return slot ? lexicon->rank[slot - lexicon->word] : 0;
}

const NxLexEntry *
nx_lexicon_find(const NxLexicon *lexicon, uint64_t key, uint32_t *n)
{
	uint32_t	i;

	*n = 0;
	if (lexicon == NULL || lexicon->key == NULL)
		return NULL;
	for (i = (uint32_t) key & lexicon->key_mask; lexicon->key[i].key;
		 i = (i + 1) & lexicon->key_mask)
		if (lexicon->key[i].key == key)
		{
			*n = lexicon->key[i].n;
			return &lexicon->entry[lexicon->key[i].first];
		}
	return NULL;
}

const NxLexEntry *
nx_lexicon_get(const NxLexicon *lexicon, uint64_t key, NxList list)
{
	uint32_t	n;
	const NxLexEntry *entry = nx_lexicon_find(lexicon, key, &n);

	for (; n > 0; n--, entry++)
		if (entry->list == list)
			return entry;
	return NULL;
}
