/*-------------------------------------------------------------------------
 * block_words.h
 *	  Function words and phrases that tell something about a line.
 *
 * One hash table in the image; src/gen/image_cleaner.c builds it from
 * src/data/boilerplate_stop.tsv and boilerplate_phrases.tsv.  A phrase has up
 * to NX_PHRASE_WORDS words; its key joins the hashes of its words.  A set of
 * bits tells which pairs of words may end a phrase.
 *-------------------------------------------------------------------------
 */
#ifndef NX_BLOCK_WORDS_H
#define NX_BLOCK_WORDS_H

#include "base.h"
#include "image.h"

/* Classes of phrases.  The order is that of the bits in the image. */
typedef enum NxBlockCue
{
	NX_CUE_DATE = 0,			/* months, weekdays */
	NX_CUE_TIME,				/* "updated", "min read", "ago" */
	NX_CUE_PROMO,				/* subscriptions, newsletters, offers, apps */
	NX_CUE_SHARE,				/* share bars, follow us */
	NX_CUE_RELATED,				/* headers of lists of other stories, read more */
	NX_CUE_CREDIT,				/* photo agencies, "photo:", "courtesy of" */
	NX_CUE_CAPTION,				/* "pictured", "file photo", "(left)" */
	NX_CUE_BYLINE,				/* "by", "reporter", "correspondent" */
	NX_CUE_NOTICE,				/* copyright, cookies, terms, advertisement */
	NX_CUE_COMMENT,				/* comments and replies */
	NX_CUE_BIO,					/* "is a senior editor at", "covers" */
	NX_CUE_CORRECTION,
	NX_CUE_MENU,				/* home, log in, search */
	NX_CUE_SHOP,				/* buy now, price, deal */
	NX_CUE_MEDIA,				/* video, gallery, play */
	NX_CUE_SPEECH,				/* said, told, according to */
	NX_BLOCK_CUES
} NxBlockCue;

typedef enum NxCueHit
{
	NX_HIT_NONE = 0,
	NX_HIT_INSIDE,				/* somewhere in the line */
	NX_HIT_START,				/* the line begins with it */
	NX_HIT_WHOLE				/* it is all of the line */
} NxCueHit;

#define NX_PHRASE_WORDS		4

#define NX_WORD_STOP		0x80000000u	/* a function word */
#define NX_WORD_BEGINS		0x20000000u	/* begins a phrase of several words */
#define NX_WORD_PASSED		0x10000000u	/* of the slot: a key that belongs here stands behind it */

#define NX_WORD_CUES		((1u << NX_BLOCK_CUES) - 1)

typedef struct NxBlockWord
{
	uint32_t	key;			/* 0: empty slot */
	uint32_t	bits;			/* 1 << NxBlockCue, NX_WORD_… */
} NxBlockWord;

typedef struct NxBlockWords
{
	const NxBlockWord *slot;	/* open addressing */
	uint32_t	mask;
	const uint64_t *ends;		/* NX_PHRASE_ENDS bits: may two words be the last of a phrase? */
	const int8_t *weight;		/* NX_TEXT_WEIGHTS of the model; all zero where there is no model */
} NxBlockWords;

/* Weights of words and of pairs of words that follow each other, by hash. */
#define NX_TEXT_WEIGHTS		16384u

static inline uint32_t
nx_text_index(uint32_t hash)
{
	return (hash * 0x85ebca6bu) >> 18;
}

/* Hash of two words that follow each other. */
static inline uint32_t
nx_word_pair(uint32_t before, uint32_t key)
{
	return before * 0x9e3779b1u + key;
}

/* Bit of the last two words of a phrase; most pairs end none, which their bit tells. */
#define NX_PHRASE_ENDS		65536u

static inline uint32_t
nx_ends_index(uint32_t pair)
{
	return (pair * 0x85ebca6bu) >> 16;
}

#define NX_SECTION_BLOCK_WORDS	"block_words"
#define NX_SECTION_BLOCK_ENDS	"block_ends"
#define NX_SECTION_BLOCK_TEXT	"block_text"

/*
 * Hash of a word from its first sixteen folded bytes, the rest filled with
 * zeros, and its length.  Two loads and two multiplications: this is run for
 * every word of every article.
 */
#define NX_WORD_BYTES		16

static inline uint32_t
nx_word_hash(uint64_t low, uint64_t high, uint32_t len)
{
	uint64_t	hash = (low ^ (len > NX_WORD_BYTES ? NX_WORD_BYTES : len)) * UINT64_C(0x9e3779b97f4a7c15);

	hash ^= (high ^ (hash >> 29)) * UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t) (hash >> 32) | 1;	/* never the key of an empty slot */
}

/* Key of a phrase: the keys of its words joined from the left. */
static inline uint32_t
nx_word_join(uint32_t left, uint32_t right)
{
	uint32_t	hash = left * 0x9e3779b1u + right;

	return (hash ^ (hash >> 14)) | 1;
}

/* Asks for the memory that nx_block_word will read. */
static inline void
nx_block_word_fetch(const NxBlockWords *words, uint32_t key)
{
#if defined(__GNUC__)
	__builtin_prefetch(&words->slot[(key >> 1) & words->mask]);
#else
	(void) words, (void) key;
#endif
}

/*
 * What the lists say of a key; nearly always known at the first slot, and
 * then without a branch that could be guessed wrong.
 */
static inline uint32_t
nx_block_word(const NxBlockWords *words, uint32_t key)
{
	uint32_t	i = (key >> 1) & words->mask;

	for (;;)
	{
		const NxBlockWord *slot = &words->slot[i];
		uint32_t	other = slot->key != key;

		if (!(other & slot->bits / NX_WORD_PASSED))
			return slot->bits & (other - 1) & ~NX_WORD_PASSED;
		i = (i + 1) & words->mask;
	}
}

#endif							/* NX_BLOCK_WORDS_H */
