/*-------------------------------------------------------------------------
 * lines_known.c
 *	  The words of a line: looked up, kept.
 *
 * Most words are on no list, and most pairs of words end no phrase; each is
 * known by one look, and no look waits for another.
 *-------------------------------------------------------------------------
 */
#include "lines_scan.h"

#include <string.h>

#include "masks.h"

#if defined(__GNUC__)
#define NX_APART	__attribute__((noinline))	/* keeps rare paths out of the way of common ones */
#else
#define NX_APART
#endif

/* Hiragana writes what other languages say with function words. */
#define HIRAGANA_FIRST	0x3041
#define HIRAGANA_LAST	0x309f

/* Notes what a phrase of 'n' words tells that ends at the word of that number. */
static NX_APART void
note_cues(NxScan *scan, uint32_t all, uint32_t bits, uint32_t n)
{
	uint32_t	cue;
	bool		start = all == n;

	if (bits & ((1u << NX_CUE_DATE) | (1u << NX_CUE_TIME)))
		nx_count(&scan->line->dates);
	if (bits & (1u << NX_CUE_DATE))
		scan->date_at = all;
	if (bits & (1u << NX_CUE_CREDIT) && scan->credit_at < all)
		scan->credit_at = all;

	for (bits &= NX_WORD_CUES; bits; bits &= bits - 1)
	{
		cue = nx_first_bit(bits);
		if (start)
		{
			scan->line->hit[cue] = NX_HIT_START;
			scan->whole[cue] = (uint8_t) n;
			scan->any_start = true;
		}
		else if (scan->line->hit[cue] == NX_HIT_NONE)
			scan->line->hit[cue] = NX_HIT_INSIDE;
	}
}

/* Looks for phrases of several words that end with the one found. */
static NX_APART void
note_phrases(NxScan *scan, const NxFound *found)
{
	uint32_t	n;

	for (n = 2; n <= NX_PHRASE_WORDS && n <= found->all; n++)
	{
		const NxFound *word = found - (n - 1);
		uint32_t	joined = word->key;
		uint32_t	bits;

		if (!(word->bits & NX_WORD_BEGINS))
			continue;
		for (word++; word <= found; word++)
			joined = nx_word_join(joined, word->key);
		bits = nx_block_word(scan->known, joined);
		if (bits & NX_WORD_CUES)
			note_cues(scan, found->all, bits, n);
	}
}

/* For the trainer: what the weights that add_text adds are those of. */
static NX_APART void
keep_grams(NxScan *scan)
{
	const NxFound *found = scan->found;
	const NxFound *end = found + scan->nfound;

	for (; found < end; found++)
	{
		*nx_push(scan->arena, scan->lines->grams) = nx_text_index(found->key);
		*nx_push(scan->arena, scan->lines->grams) = nx_text_index(nx_word_pair(found[-1].key, found->key));
	}
}

/* The words found alone: their bits, which of them are kept, the hash of all. */
static void
add_words(NxScan *scan)
{
	const NxBlockWords known = *scan->known;
	NxFound    *found = scan->found;
	const NxFound *end = found + scan->nfound;
	uint32_t   *words = scan->lines->words.item + scan->lines->words.n;	/* nx_measure_line has made room */
	uint32_t	nwords = 0;
	uint32_t	hash = scan->hash;
	uint32_t	stops = 0;
	uint32_t	letters = 0;
	uint32_t	caps = 0;

	for (; found < end; found++)
	{
		uint32_t	key = found->key;
		uint32_t	bits = nx_block_word(&known, key);

		found->bits = bits;
		hash = (hash ^ key) * 0x9e3779b1u;
		letters += found->letters;
		caps += found->capital;
		stops += bits / NX_WORD_STOP;
		/* written always, counted when wanted: no branch to guess wrong */
		words[nwords] = (key & ~1u) | found->capital;
		nwords += (found->letters >= 3) & ~(bits / NX_WORD_STOP);
	}
	nwords = nx_smaller(nwords, NX_LINE_WORDS - scan->line->nwords);
	scan->lines->words.n += nwords;
	scan->line->nwords = (uint16_t) (scan->line->nwords + nwords);
	scan->hash = hash;
	scan->stops += stops;
	scan->letters += letters;
	scan->caps += caps;
}

/* The words found with those before them: weights of words and pairs, phrases. */
static void
add_text(NxScan *scan)
{
	const NxFound *found = scan->found;
	const NxFound *end = found + scan->nfound;
	const int8_t *weight = scan->known->weight;
	const uint64_t *ends = scan->known->ends;
	uint32_t	before = found[-1].key;
	int32_t		text = 0;

	for (; found < end; found++)
	{
		uint32_t	pair = nx_word_pair(before, found->key);
		uint32_t	bit = nx_ends_index(pair);

		before = found->key;
		text += weight[nx_text_index(before)] + weight[nx_text_index(pair)];
		if (found->bits & NX_WORD_CUES)
			note_cues(scan, found->all, found->bits, 1);
		if (ends[bit >> 6] >> (bit & 63) & 1)
			note_phrases(scan, found);
	}
	scan->line->text += text;
}

void
nx_look_up_words(NxScan *scan)
{
	NxFound    *found = scan->found;
	uint32_t	hash = scan->hash;
	uint32_t	i;

	if (scan->nfound == 0)
		return;
	for (i = 0; i < scan->nfound && found[i].all <= 2; i++)
		scan->line->start = hash = (hash ^ found[i].key) * 0x9e3779b1u;
	if (scan->lines->grams)
		keep_grams(scan);
	add_words(scan);
	add_text(scan);
	scan->caps -= found->all == 1 && found->capital;	/* the first word's does not count */
	scan->known_words += scan->nfound;
	memmove(found - NX_FOUND_BEFORE, found + scan->nfound - NX_FOUND_BEFORE, NX_FOUND_BEFORE * sizeof(*found));
	scan->nfound = 0;
}

void
nx_scan_spaceless(NxScan *scan, uint32_t cp)
{
	uint32_t	pair = nx_word_join(scan->spaceless_before * 31 + 7, cp * 2654435761u);

	nx_look_up_words(scan);		/* what came before it is kept before it */
	scan->spaceless++;
	scan->letters++;
	scan->chars++;
	if (cp >= HIRAGANA_FIRST && cp <= HIRAGANA_LAST)
		scan->hiragana++;
	else if (scan->spaceless_before && scan->line->nwords < NX_LINE_WORDS)
	{
		scan->lines->words.item[scan->lines->words.n++] = pair & ~1u;
		scan->line->nwords++;
	}
	scan->hash = nx_word_join(scan->hash, cp);
	scan->line->text += scan->known->weight[nx_text_index(pair)];
	if (scan->lines->grams)
		*nx_push(scan->arena, scan->lines->grams) = nx_text_index(pair);
	scan->spaceless_before = cp;
}
