/*-------------------------------------------------------------------------
 * lines_word.c
 *	  The words of a line: read, hashed, looked up, kept.
 *
 * This is what cleaning costs, so a word of ASCII is read with one table
 * look-up per byte, hashed eight bytes at a time, and most words end at one
 * bit that says they are on no list.
 *-------------------------------------------------------------------------
 */
#include "lines_scan.h"

#include <string.h>

#include "unicode.h"

/* Hiragana writes what other languages say with function words. */
#define HIRAGANA_FIRST	0x3041
#define HIRAGANA_LAST	0x309f

/* A longer run of letters and digits is read as several words. */
#define LONGEST_WORD	200

#if defined(__GNUC__)
#define NX_APART	__attribute__((noinline))	/* keeps rare paths out of the way of common ones */
#define NX_WITHIN	inline __attribute__((always_inline))
#else
#define NX_APART
#define NX_WITHIN	inline
#endif

#define LETTER			1u
#define UPPER			(1u << 8)
#define DIGIT			(1u << 16)

/* What a byte adds to the counts of its word; 0: it ends a word of ASCII. */
#define L LETTER
#define U (LETTER + UPPER)
#define D DIGIT
static const uint32_t adds[256] = {
	['0'] = D, ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D, ['6'] = D, ['7'] = D, ['8'] = D,
	['9'] = D,
	['A'] = U, ['B'] = U, ['C'] = U, ['D'] = U, ['E'] = U, ['F'] = U, ['G'] = U, ['H'] = U, ['I'] = U,
	['J'] = U, ['K'] = U, ['L'] = U, ['M'] = U, ['N'] = U, ['O'] = U, ['P'] = U, ['Q'] = U, ['R'] = U,
	['S'] = U, ['T'] = U, ['U'] = U, ['V'] = U, ['W'] = U, ['X'] = U, ['Y'] = U, ['Z'] = U,
	['a'] = L, ['b'] = L, ['c'] = L, ['d'] = L, ['e'] = L, ['f'] = L, ['g'] = L, ['h'] = L, ['i'] = L,
	['j'] = L, ['k'] = L, ['l'] = L, ['m'] = L, ['n'] = L, ['o'] = L, ['p'] = L, ['q'] = L, ['r'] = L,
	['s'] = L, ['t'] = L, ['u'] = L, ['v'] = L, ['w'] = L, ['x'] = L, ['y'] = L, ['z'] = L
};
#undef L
#undef U
#undef D

/* A word as read. */
typedef struct Word
{
	uint32_t	key;
	uint32_t	letters;
	uint32_t	uppers;
	uint32_t	digits;
	bool		capital;
	bool		glued;
} Word;

/* Notes what a phrase of 'n' words that ends at the newest word tells. */
static NX_APART void
note_cues(NxScan *scan, uint32_t bits, uint32_t n)
{
	uint32_t	cue;
	bool		start = scan->all == n;

	if (bits & ((1u << NX_CUE_DATE) | (1u << NX_CUE_TIME)))
		nx_count(&scan->line.dates);
	if (bits & (1u << NX_CUE_DATE))
		scan->date_at = scan->all;
	if (bits & (1u << NX_CUE_CREDIT))
		scan->credit_at = scan->all;

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

/* Looks for phrases of several words that end at 'key', the newest word. */
static NX_APART void
note_phrases(NxScan *scan, uint32_t key)
{
	uint32_t	n;

	for (n = 2; n <= NX_PHRASE_WORDS && n <= scan->all; n++)
	{
		uint32_t	joined = scan->before[n - 2];
		uint32_t	bits;
		uint32_t	i;

		if (!(scan->begins >> (n - 2) & 1))
			continue;
		for (i = n - 2; i-- > 0;)
			joined = nx_word_join(joined, scan->before[i]);
		bits = nx_block_word(scan->known, nx_word_join(joined, key));
		if (bits & ~(NX_WORD_STOP | NX_WORD_ENDS | NX_WORD_BEGINS))
			note_cues(scan, bits, n);
	}
}

/* Adds the weight of a word or a pair of words. */
static inline void
add_text(NxScan *scan, uint32_t hash)
{
	scan->line.text += scan->known->weight[nx_text_index(hash)];
	if (scan->lines->grams)
		*nx_push(scan->arena, scan->lines->grams) = nx_text_index(hash);
}

/*
 * A word has ended: counts it, looks it up, keeps its hash, for which
 * nx_measure_line has made room.
 */
static NX_WITHIN void
end_word(NxScan *scan, const Word *word)
{
	uint32_t	bits = nx_block_word(scan->known, word->key);
	uint32_t	keep;

	scan->all++;
	scan->caps += word->capital && scan->all > 1;
	scan->letters += word->letters;
	scan->digits += word->digits;
	scan->hash = (scan->hash ^ word->key) * 0x9e3779b1u;
	scan->known_words++;
	if (scan->all <= 2)
		scan->line.start = scan->hash;
	add_text(scan, word->key);
	add_text(scan, scan->before[0] * 0x9e3779b1u + word->key);
	if (word->uppers >= 2)
	{
		if (word->uppers == word->letters)
			nx_count(&scan->line.uppers);
		if (word->glued)
			nx_count(&scan->line.glued);
	}
	else if (word->glued)
		nx_count(&scan->line.glued);
	keep = !(bits & NX_WORD_STOP) & (word->letters >= 3) & (scan->line.nwords < NX_LINE_WORDS);
	scan->stops += bits >> 31;
	/* written always, counted when wanted: no branch to guess wrong */
	scan->lines->words.item[scan->lines->words.n] = (word->key & ~1u) | word->capital;
	scan->lines->words.n += keep;
	scan->line.nwords = (uint16_t) (scan->line.nwords + keep);
	if (bits & ~(NX_WORD_STOP | NX_WORD_ENDS | NX_WORD_BEGINS))
		note_cues(scan, bits, 1);
	if ((bits & NX_WORD_ENDS) && scan->begins)
		note_phrases(scan, word->key);
	scan->begins = ((scan->begins << 1) | ((bits & NX_WORD_BEGINS) != 0)) & 7;
	scan->before[2] = scan->before[1];
	scan->before[1] = scan->before[0];
	scan->before[0] = word->key;
}

void
nx_scan_spaceless(NxScan *scan, uint32_t cp)
{
	uint32_t	pair = nx_word_join(scan->spaceless_before * 31 + 7, cp * 2654435761u);

	scan->spaceless++;
	scan->letters++;
	scan->chars++;
	if (cp >= HIRAGANA_FIRST && cp <= HIRAGANA_LAST)
		scan->hiragana++;
	else if (scan->spaceless_before && scan->line.nwords < NX_LINE_WORDS)
	{
	{
		scan->lines->words.item[scan->lines->words.n++] = pair & ~1u;
		scan->line.nwords++;
	}
	}
	scan->hash = nx_word_join(scan->hash, cp);
	add_text(scan, pair);
	scan->spaceless_before = cp;
}

/* Is the number that ends at 'end' a year of ours? */
static bool
is_year(const char *start, const char *end)
{
	return end - start == 4 && ((start[0] == '1' && start[1] == '9') ||
								(start[0] == '2' && start[1] == '0'));
}

/* A number: a year, a time of day? */
static void
note_number(NxScan *scan, const char *start, const char *at, uint32_t digits)
{
	nx_count(&scan->line.numbers);
	if (is_year(start, at))
	{
		nx_count(&scan->line.years);
		scan->year_at = scan->all + 1;
	}
	if (digits <= 2 && scan->end - at > 2 && *at == ':' &&
		adds[(unsigned char) at[1]] == DIGIT && adds[(unsigned char) at[2]] == DIGIT)
		nx_count(&scan->line.times);
}

static bool
has_glue(const char *start, const char *end)
{
	for (; start + 1 < end; start++)
		if (adds[(unsigned char) start[0]] == LETTER && adds[(unsigned char) start[1]] == LETTER + UPPER)
			return true;
	return false;
}

/* A word with other letters than a to z: folded into a buffer, then hashed. */
static NX_APART const char *
scan_folded(NxScan *scan, const char *at)
{
	const char *start = at;
	Word		found;
	Word	   *word = &found;
	char		bytes[NX_WORD_BYTES + 4 * NX_FOLD_MOST];
	uint32_t	len = 0;
	uint32_t	chars = 0;
	bool		lower_before = false;

	memset(bytes, 0, sizeof(bytes));
	memset(&found, 0, sizeof(found));
	while (at < scan->end && chars < LONGEST_WORD)
	{
		uint32_t	size;
		uint32_t	cp = nx_decode(at, scan->end, &size);
		const NxCpInfo *info = nx_cp_info(cp);
		uint32_t	k;

		if (info->kind != NX_CP_IGNORABLE)
		{
			if (!(nx_is_letter((NxCpKind) info->kind) || info->kind == NX_CP_DIGIT) ||
				(info->flags & NX_CP_SPACELESS))
				break;
			word->digits += info->kind == NX_CP_DIGIT;
			word->letters += info->kind != NX_CP_DIGIT;
			word->uppers += info->kind == NX_CP_UPPER;
			word->capital |= chars == 0 && info->kind == NX_CP_UPPER;
			word->glued |= lower_before && info->kind == NX_CP_UPPER;
			lower_before = info->kind == NX_CP_LOWER;
			if (len < NX_WORD_BYTES)
			{
				if (info->nfold == 0xff)
					len += nx_encode(cp, bytes + len);
				else
					for (k = 0; k < info->nfold; k++)
						len += nx_encode(info->fold[k], bytes + len);
			}
			chars++;
		}
		at += size;
	}
	memset(bytes + (len < NX_WORD_BYTES ? len : NX_WORD_BYTES), 0, sizeof(bytes) - (len < NX_WORD_BYTES ? len : NX_WORD_BYTES));
	word->key = nx_word_hash(nx_load_word(bytes), nx_load_word(bytes + 8), len);
	scan->chars += chars;
	if (word->digits && adds[(unsigned char) *start] == DIGIT)
		nx_count(&scan->line.numbers);
	end_word(scan, word);
	return at;
}

/* Key of a word of ASCII, in lower case: 0x20 changes no digit. */
static inline uint32_t
ascii_key(const NxScan *scan, const char *start, uint32_t len)
{
	char		bytes[NX_WORD_BYTES];
	uint64_t	low;
	uint64_t	high = 0;

	if (scan->readable - start < NX_WORD_BYTES)
	{
		memset(bytes, 0, sizeof(bytes));
		memcpy(bytes, start, len < NX_WORD_BYTES ? len : NX_WORD_BYTES);
		start = bytes;
	}
	low = nx_load_word(start) | UINT64_C(0x2020202020202020);
	if (len < 8)
		low &= (UINT64_C(1) << (8 * len)) - 1;
	else if (len > 8)
	{
		high = nx_load_word(start + 8) | UINT64_C(0x2020202020202020);
		if (len < NX_WORD_BYTES)
			high &= (UINT64_C(1) << (8 * (len - 8))) - 1;
	}
	return nx_word_hash(low, high, len);
}

/* Does the word go on with the code point at 'at', outside ASCII? */
static bool
goes_on(const NxScan *scan, const char *at)
{
	uint32_t	size;
	const NxCpInfo *info = nx_cp_info(nx_decode(at, scan->end, &size));

	return (nx_is_letter((NxCpKind) info->kind) || info->kind == NX_CP_DIGIT || info->kind == NX_CP_IGNORABLE) &&
		!(info->flags & NX_CP_SPACELESS);
}

#define EACH_BYTE	UINT64_C(0x0101010101010101)
#define LOW_BITS	(EACH_BYTE * 0x7f)
#define TOP_BITS	(EACH_BYTE * 0x80)

/* How many of eight bytes, from the first one, are small letters of ASCII. */
static inline uint32_t
count_small(uint64_t eight)
{
	uint64_t	low = eight & LOW_BITS;
	uint64_t	small = (low + EACH_BYTE * (0x80 - 'a')) & ~(low + EACH_BYTE * (0x7f - 'z')) & ~eight & TOP_BITS;
	uint64_t	other = small ^ TOP_BITS;

#if defined(__GNUC__)
	return other ? (uint32_t) __builtin_ctzll(other) / 8 : 8;
#else
	uint32_t	n = 0;

	while (n < 8 && !(other >> (8 * n + 7) & 1))
		n++;
	return n;
#endif
}

/*
 * Most words have up to sixteen letters, none of them a capital but perhaps
 * the first: read eight bytes at a time, with no branch for each letter.
 * Returns the letters; 0 if the word is another one.
 */
static inline uint32_t
read_plain(const NxScan *scan, const char *at, Word *word)
{
	uint64_t	low;
	uint64_t	high = 0;
	uint32_t	len;
	unsigned char next;

	if (scan->readable - at <= NX_WORD_BYTES)
		return 0;
	low = nx_load_word(at);
	word->capital = !(low & 0x20);
	low |= 0x20;
	len = count_small(low);
	if (len == 8)
	{
		high = nx_load_word(at + 8);
		len += count_small(high);
		high = len == 8 ? 0 : len == NX_WORD_BYTES ? high : high & ((UINT64_C(1) << (8 * (len - 8))) - 1);
	}
	else
		low &= (UINT64_C(1) << (8 * len)) - 1;
	next = (unsigned char) at[len];
	if (at + len > scan->end || (at + len < scan->end && (next >= 0x80 || adds[next])) || len == 0)
		return 0;
	word->key = nx_word_hash(low, high, len);
	word->letters = len;
	word->uppers = word->capital;
	word->digits = 0;
	word->glued = false;
	return len;
}

const char *
nx_scan_word(NxScan *scan, const char *at)
{
	const char *start = at;
	const char *limit = scan->end - at > LONGEST_WORD ? at + LONGEST_WORD : scan->end;
	uint32_t	sum = 0;
	uint32_t	add;
	Word		word;

	if (!(scan->all >= NX_TEXT_WORDS && scan->end - at > NX_TEXT_TAIL) && read_plain(scan, at, &word))
	{
		scan->chars += word.letters;
		end_word(scan, &word);
		return at + word.letters;
	}
	while (at < limit && (add = adds[(unsigned char) *at]) != 0)
	{
		sum += add;
		at++;
	}
	word.letters = sum & 0xff;
	word.uppers = (sum >> 8) & 0xff;
	word.digits = sum >> 16;
	if (at < limit && (unsigned char) *at >= 0x80 && goes_on(scan, at))
		return scan_folded(scan, start);
	word.capital = adds[(unsigned char) *start] == LETTER + UPPER;
	scan->line.joint |= scan->all == 0 && word.uppers > 6 && word.uppers < word.letters;	/* see nx_find_cuts */
	scan->chars += (uint32_t) (at - start);
	if (scan->all >= NX_TEXT_WORDS && scan->end - at > NX_TEXT_TAIL)
	{
		/* the middle of a long block: counted, not looked up */
		scan->all++;
		scan->caps += word.capital;
		scan->letters += word.letters;
		scan->digits += word.digits;
		return at;
	}
	word.key = ascii_key(scan, start, (uint32_t) (at - start));
	word.glued = word.uppers > word.capital && word.uppers < word.letters && has_glue(start, at);
	if (word.digits && adds[(unsigned char) *start] == DIGIT)
		note_number(scan, start, at, word.digits);
	end_word(scan, &word);
	return at;
}
