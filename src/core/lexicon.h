/*-------------------------------------------------------------------------
 * lexicon.h
 *	  What the built-in lists say of a word or a phrase.
 *
 * Single words carry a set of bits, one per list, fetched once per token;
 * the table is small enough to stay in the second-level cache.  Phrases and
 * words that mean something more (an organisation's canonical name, a
 * demonym's country, an agency) have entries with a payload.
 * The lists are src/data/<list>.tsv; src/gen/image_lexicon.c builds this.
 *-------------------------------------------------------------------------
 */
#ifndef NX_LEXICON_H
#define NX_LEXICON_H

#include "base.h"
#include "image.h"
#include "masks.h"

/* Bits of a single word.  Case does not count; the token's flags tell it. */
#define NX_L_STOP			0x00000001	/* English function word (stopwords.tsv, en) */
#define NX_L_STOP_OTHER		0x00000002	/* function word of another language */
#define NX_L_COMMON			0x00000004	/* common English word (common_words.tsv) */
#define NX_L_NAME_STOP		0x00000008	/* capitalised, still no name (name_stops.tsv) */
#define NX_L_GIVEN			0x00000010	/* given name */
#define NX_L_SURNAME		0x00000020	/* surname */
#define NX_L_PARTICLE		0x00000040	/* van, de, bin, al */
#define NX_L_TITLE			0x00000080	/* title or its last word: Mr., President, minister */
#define NX_L_TITLE_PART		0x00000100	/* occurs inside longer titles */
#define NX_L_ROLE			0x00000200	/* role word: spokesman, coach, analyst */
#define NX_L_SPEECH			0x00000400	/* verb of speech */
#define NX_L_ORG_HEAD		0x00000800	/* Ministry, University, Council */
#define NX_L_ORG_SUFFIX		0x00001000	/* Inc., Corp., GmbH */
#define NX_L_ORG_PREFIX		0x00002000	/* words that begin organisation names */
#define NX_L_FACILITY		0x00004000	/* River, Airport, Bridge */
#define NX_L_MONTH			0x00008000	/* month or its abbreviation, English */
#define NX_L_MONTH_OTHER	0x00010000	/* month in another language */
#define NX_L_WEEKDAY		0x00020000
#define NX_L_ABBREVIATION	0x00040000	/* keeps its period and does not end a sentence */
#define NX_L_DEMONYM		0x00080000	/* single-word demonym */
#define NX_L_COUNTRY		0x00100000	/* single-word country name */
#define NX_L_STATE			0x00200000	/* state or province, name or abbreviation */
#define NX_L_AGENCY			0x00400000	/* token of a news agency */
#define NX_L_ORG			0x00800000	/* single-word organisation or acronym */
#define NX_L_EVENT			0x01000000	/* single-word event, work, product name */
#define NX_L_NICKNAME		0x02000000
#define NX_L_NUMBER			0x04000000	/* one, two, dozen, hundred */
#define NX_L_PHRASE			0x08000000	/* begins a phrase of two words or more */
#define NX_L_RELATIVE_DATE	0x10000000	/* today, yesterday, next */

/* Lists whose entries carry a payload. */
typedef enum NxList
{
	NX_LIST_DEMONYM = 1,		/* value: place id; code: ISO country or 0 */
	NX_LIST_COUNTRY,			/* value: place id; code: ISO country */
	NX_LIST_STATE,				/* text: ISO subdivision code; code: ISO country */
	NX_LIST_ORG,				/* text: canonical name */
	NX_LIST_AGENCY,				/* text: canonical name; code: country */
	NX_LIST_TITLE,				/* value: NxTitleClass */
	NX_LIST_EVENT,				/* text: canonical name */
	NX_LIST_MONTH,				/* value: 1 to 12 */
	NX_LIST_WEEKDAY,			/* value: 1 Monday to 7 Sunday */
	NX_LIST_NICKNAME,			/* text: full given name */
	NX_LIST_FACILITY			/* text: feature code */
} NxList;

#define NX_LEX_EXACT		0x01	/* counts only in the letter case and periods of the list */
#define NX_LEX_BEFORE		0x02	/* title: stands before the name */
#define NX_LEX_AFTER		0x04	/* title: stands after the name */
#define NX_LEX_PLURAL		0x08	/* demonym: inhabitants */
#define NX_LEX_ADJECTIVE	0x10	/* demonym: adjective */
#define NX_LEX_WEAK			0x20	/* needs context */

typedef struct NxLexEntry
{
	uint8_t		list;			/* NxList */
	uint8_t		flags;			/* NX_LEX_… */
	uint16_t	code;			/* two letters of an ISO country, high byte first; 0 none */
	uint32_t	text;			/* offset in the pool, 0: none */
	uint32_t	form;			/* offset in the pool of the form as listed */
	uint16_t	textlen;		/* bytes */
	uint16_t	formlen;
	int64_t		value;
} NxLexEntry;

typedef struct NxLexicon
{
	const uint32_t *word;		/* open addressing, two thirds full: nx_word_slot */
	const uint8_t *rank;		/* of each slot: commonness of the word */
	const uint32_t *word_set;	/* sets of NX_L_… that occur, by number */
	uint32_t	nwords;			/* slots */
	const struct NxKeySlot *key;	/* phrase keys -> runs of entries */
	uint32_t	key_mask;
	const NxLexEntry *entry;
	const char *pool;
	uint32_t	npool;
	const uint64_t *begins;		/* bitmap: nx_lexicon_goes_on */
	uint32_t	begins_mask;
} NxLexicon;

/*
 * A slot is the number of the word's set of lists, from 1 (0: empty), below
 * 20 bits of its hash; other bits choose the slot.  An unknown word is taken
 * for a known one once in some hundred thousand look-ups, and then has a bit too many.
 */
#define NX_WORD_SET_BITS	12
#define NX_WORD_SETS		(1u << NX_WORD_SET_BITS)

static inline uint32_t
nx_word_slot(uint64_t hash, uint32_t nwords)
{
	return (uint32_t) ((uint64_t) (uint32_t) hash * nwords >> 32);
}

static inline uint32_t
nx_word_mark(uint64_t hash)
{
	return (uint32_t) (hash >> 32) & ~(NX_WORD_SETS - 1);
}

struct NxKeySlot
{
	uint64_t	key;			/* 0: empty */
	uint32_t	first;			/* entry number */
	uint32_t	n;
};

/* Views over the image; NX_CORRUPT if a section is missing. */
extern NxStatus nx_lexicon_open(NxLexicon *lexicon, const NxImageHead *image);

/* Asks for the memory that nx_lexicon_word will read. */
static inline void
nx_lexicon_fetch(const NxLexicon *lexicon, uint64_t hash)
{
	if (lexicon != NULL && lexicon->word != NULL)
	{
		const uint32_t *slot = &lexicon->word[nx_word_slot(hash, lexicon->nwords)];

		__builtin_prefetch(slot);
		__builtin_prefetch(slot + 7);
	}
}

/* Slot of a word by its mark, from slot i on, or NULL. */
static inline const uint32_t *
nx_lexicon_slot_from(const NxLexicon *lexicon, uint32_t mark, uint32_t i)
{
	for (; lexicon->word[i]; i = i + 1 < lexicon->nwords ? i + 1 : 0)
		if ((lexicon->word[i] & ~(NX_WORD_SETS - 1)) == mark)
			return &lexicon->word[i];
	return NULL;
}

/*
 * Slot of a word by its fold hash, or NULL.  Eight slots are looked at
 * together: which one ends the search cannot be guessed.
 */
static inline const uint32_t *
nx_lexicon_slot(const NxLexicon *lexicon, uint64_t hash)
{
	uint32_t	mark = nx_word_mark(hash);
	uint32_t	i = nx_word_slot(hash, lexicon->nwords);

#ifdef __SSE2__
	if (lexicon->nwords - i >= 8)
	{
		__m128i		four0 = _mm_loadu_si128((const __m128i *) (lexicon->word + i));
		__m128i		four1 = _mm_loadu_si128((const __m128i *) (lexicon->word + i + 4));
		__m128i		marks = _mm_set1_epi32((int) ~(NX_WORD_SETS - 1));
		__m128i		wanted = _mm_set1_epi32((int) mark);
		__m128i		empty = _mm_packs_epi32(_mm_cmpeq_epi32(four0, _mm_setzero_si128()), _mm_cmpeq_epi32(four1, _mm_setzero_si128()));
		__m128i		same = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_and_si128(four0, marks), wanted),
										   _mm_cmpeq_epi32(_mm_and_si128(four1, marks), wanted));
		uint32_t	ends = (uint32_t) _mm_movemask_epi8(_mm_packs_epi16(same, empty));	/* bit k, bit 8 + k: slot k */
		uint32_t	found = ends & ~(ends >> 8) & 0xff;
		uint32_t	first = (ends | ends >> 8) & 0xff;

		if (first)
			return found & first & -first ? &lexicon->word[i + nx_first_bit(first)] : NULL;
		i = i + 8 < lexicon->nwords ? i + 8 : 0;
	}
#endif
	return nx_lexicon_slot_from(lexicon, mark, i);
}

/* NX_L_… bits of a word by its fold hash; 0 if unknown or lexicon is NULL. */
static inline uint32_t
nx_lexicon_word(const NxLexicon *lexicon, uint64_t hash)
{
	const uint32_t *slot;

	if (lexicon == NULL || lexicon->word == NULL)
		return 0;
	slot = nx_lexicon_slot(lexicon, hash);
	return slot ? lexicon->word_set[*slot & (NX_WORD_SETS - 1)] : 0;
}

/* Commonness of a word, 0 (unknown) to 255. */
extern uint32_t nx_lexicon_rank(const NxLexicon *lexicon, uint64_t hash);

/*
 * Entries of a phrase key (nx_phrase_key, nx_join_hash); *n is their number.
 * NULL if there are none.
 */
extern const NxLexEntry *nx_lexicon_find(const NxLexicon *lexicon, uint64_t key, uint32_t *n);

/* Bit of the first words of a phrase, two or more, by the key that they join to. */
#define NX_LEXICON_BEGIN(key)	((uint32_t) ((key) >> 7))

/*
 * Is a phrase, or does one begin with, the words of this key, two or more?
 * False is certain, and the end of most searches for phrases.
 */
static inline bool
nx_lexicon_goes_on(const NxLexicon *lexicon, uint64_t key)
{
	uint32_t	bit = NX_LEXICON_BEGIN(key) & lexicon->begins_mask;

	return lexicon->begins[bit >> 6] >> (bit & 63) & 1;
}

/* The entry of 'list' under 'key', or NULL. */
extern const NxLexEntry *nx_lexicon_get(const NxLexicon *lexicon, uint64_t key, NxList list);

static inline NxText
nx_lexicon_text(const NxLexicon *lexicon, const NxLexEntry *entry)
{
	NxText		text = {lexicon->pool + entry->text, entry->textlen};

	return text;
}

static inline NxText
nx_lexicon_form(const NxLexicon *lexicon, const NxLexEntry *entry)
{
	NxText		text = {lexicon->pool + entry->form, entry->formlen};

	return text;
}

#endif							/* NX_LEXICON_H */
