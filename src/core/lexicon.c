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
				pool_size;

	lexicon->word = nx_image_section(image, "lexicon.word", &word_size);
	lexicon->rank = nx_image_section(image, "lexicon.rank", &rank_size);
	lexicon->key = nx_image_section(image, "lexicon.key", &key_size);
	lexicon->entry = nx_image_section(image, "lexicon.entry", &entry_size);
	lexicon->pool = nx_image_section(image, "lexicon.pool", &pool_size);
	if (!lexicon->word || !lexicon->rank || !lexicon->key || !lexicon->entry || !lexicon->pool)
		return NX_CORRUPT;
	lexicon->word_mask = (uint32_t) (word_size / sizeof(struct NxWordSlot)) - 1;
	lexicon->key_mask = (uint32_t) (key_size / sizeof(struct NxKeySlot)) - 1;
	lexicon->npool = (uint32_t) pool_size;
	return NX_OK;
}

uint32_t
nx_lexicon_rank(const NxLexicon *lexicon, uint64_t hash)
{
	uint32_t	mark = nx_word_mark(hash);
	uint32_t	i;

	for (i = (uint32_t) hash & lexicon->word_mask; lexicon->word[i].mark;
		 i = (i + 1) & lexicon->word_mask)
		if (lexicon->word[i].mark == mark)
			return lexicon->rank[i];
	return 0;
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
