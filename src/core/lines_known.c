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
		nx_count(&scan->line.dates);
	if (bits & (1u << NX_CUE_DATE))
		scan->date_at = all;
	if (bits & (1u << NX_CUE_CREDIT) && scan->credit_at < all)
		scan->credit_at = all;

	for (cue = 0; cue < NX_BLOCK_CUES; cue++)
	{
		if (!(bits & (1u << cue)))
			continue;
		if (start)
		{
			scan->line.hit[cue] = NX_HIT_START;
			scan->whole[cue] = (uint8_t) n;
		}
		else if (scan->line.hit[cue] == NX_HIT_NONE)
			scan->line.hit[cue] = NX_HIT_INSIDE;
	}
}

/* Looks for phrases of several words that end with 'key', the word of that number. */
static NX_APART void
note_phrases(NxScan *scan, const uint32_t *before, uint32_t begins, uint32_t all, uint32_t key)
{
	uint32_t	n;

	for (n = 2; n <= NX_PHRASE_WORDS && n <= all; n++)
	{
		uint32_t	joined = before[n - 2];
		uint32_t	bits;
		uint32_t	i;

		if (!(begins >> (n - 2) & 1))
			continue;
		for (i = n - 2; i-- > 0;)
			joined = nx_word_join(joined, before[i]);
		bits = nx_block_word(scan->known, nx_word_join(joined, key));
		if (bits & NX_WORD_CUES)
			note_cues(scan, all, bits, n);
	}
}

/* For the trainer: what the weights that nx_look_up_words adds are those of. */
static NX_APART void
keep_grams(NxScan *scan)
{
	uint32_t	before = scan->before[0];
	uint32_t	i;

	for (i = 0; i < scan->nfound; i++)
	{
		uint32_t	key = scan->found[i].key;

		*nx_push(scan->arena, scan->lines->grams) = nx_text_index(key);
		*nx_push(scan->arena, scan->lines->grams) = nx_text_index(nx_word_pair(before, key));
		before = key;
	}
}

void
nx_look_up_words(NxScan *scan)
{
	const NxBlockWords known = *scan->known;
	const NxFound *found = scan->found;
	const NxFound *end = found + scan->nfound;
	uint32_t   *words = scan->lines->words.item + scan->lines->words.n;	/* nx_measure_line has made room */
	uint32_t	before[NX_PHRASE_WORDS - 1];
	uint32_t	begins = scan->begins;
	uint32_t	hash = scan->hash;
	uint32_t	stops = 0;
	uint32_t	nwords = 0;
	uint32_t	room = NX_LINE_WORDS - scan->line.nwords;
	int32_t		text = 0;

	if (scan->lines->grams)
		keep_grams(scan);
	memcpy(before, scan->before, sizeof(before));
	for (; found < end; found++)
	{
		uint32_t	key = found->key;
		uint32_t	bits = nx_block_word(&known, key);
		uint32_t	pair = nx_word_pair(before[0], key);
		uint32_t	ends = nx_ends_index(pair);

		hash = (hash ^ key) * 0x9e3779b1u;
		if (found->all <= 2)
			scan->line.start = hash;
		text += known.weight[nx_text_index(key)] + known.weight[nx_text_index(pair)];
		stops += bits >> 31;
		/* written always, counted when wanted: no branch to guess wrong */
		words[nwords] = (key & ~1u) | found->capital;
		nwords += !(bits & NX_WORD_STOP) & found->content & (nwords < room);
		if (bits & NX_WORD_CUES)
			note_cues(scan, found->all, bits, 1);
		if (known.ends[ends >> 6] >> (ends & 63) & 1)
			note_phrases(scan, before, begins, found->all, key);
		begins = ((begins << 1) | ((bits & NX_WORD_BEGINS) != 0)) & 7;
		before[2] = before[1];
		before[1] = before[0];
		before[0] = key;
	}
	memcpy(scan->before, before, sizeof(before));
	scan->begins = begins;
	scan->hash = hash;
	scan->line.text += text;
	scan->stops += stops;
	scan->line.nwords = (uint16_t) (scan->line.nwords + nwords);
	scan->lines->words.n += nwords;
	scan->known_words += scan->nfound;
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
	else if (scan->spaceless_before && scan->line.nwords < NX_LINE_WORDS)
	{
		scan->lines->words.item[scan->lines->words.n++] = pair & ~1u;
		scan->line.nwords++;
	}
	scan->hash = nx_word_join(scan->hash, cp);
	scan->line.text += scan->known->weight[nx_text_index(pair)];
	if (scan->lines->grams)
		*nx_push(scan->arena, scan->lines->grams) = nx_text_index(pair);
	scan->spaceless_before = cp;
}
