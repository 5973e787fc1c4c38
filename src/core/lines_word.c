/*-------------------------------------------------------------------------
 * lines_word.c
 *	  The words of a line: read, counted, hashed.
 *
 * This is what cleaning costs, so words of ASCII are found by masks of a
 * window of bytes and hashed sixteen bytes at once.  A word that the window
 * cannot tell all of, or with other letters, is read byte by byte.
 *-------------------------------------------------------------------------
 */
#include "lines_scan.h"

#include <string.h>

#include "masks.h"
#include "unicode.h"

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

/* A word has ended: leaves it to be looked up. */
static NX_WITHIN void
end_word(NxScan *scan, uint32_t key, uint32_t letters, bool capital)
{
	NxFound    *found = &scan->found[scan->nfound++];

	found->key = key;
	found->all = ++scan->all;
	found->letters = (uint8_t) letters;
	found->capital = capital;
	nx_block_word_fetch(scan->known, key);
	if (scan->nfound == NX_FOUND_MOST)
		nx_look_up_words(scan);
}

/* The same for a word that may have more than small letters. */
static void
end_odd_word(NxScan *scan, const Word *word)
{
	scan->digits += word->digits;
	if (word->uppers >= 2 && word->uppers == word->letters)
		nx_count(&scan->line->uppers);
	if (word->glued)
		nx_count(&scan->line->glued);
	end_word(scan, word->key, word->letters, word->capital);
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
	nx_count(&scan->line->numbers);
	if (is_year(start, at))
	{
		nx_count(&scan->line->years);
		scan->year_at = scan->all + 1;
	}
	if (digits <= 2 && scan->end - at > 2 && *at == ':' &&
		adds[(unsigned char) at[1]] == DIGIT && adds[(unsigned char) at[2]] == DIGIT)
		nx_count(&scan->line->times);
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
		nx_count(&scan->line->numbers);
	end_odd_word(scan, word);
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

/* A word in the middle of a long block: counted, not looked up. */
static inline bool
is_passed_over(const NxScan *scan, const char *end)
{
	return scan->all >= NX_TEXT_WORDS && scan->end - end > NX_TEXT_TAIL;
}

/* What the bytes of a word of ASCII add up to. */
static inline void
add_up(uint32_t sum, Word *word)
{
	word->letters = sum & 0xff;
	word->uppers = (sum >> 8) & 0xff;
	word->digits = sum >> 16;
}

/* A word of ASCII that is more than small letters and perhaps a capital before them. */
static NX_APART void
end_ascii_word(NxScan *scan, const char *start, const char *at, Word *word)
{
	word->capital = adds[(unsigned char) *start] == LETTER + UPPER;
	scan->line->joint |= scan->all == 0 && word->uppers > 6 && word->uppers < word->letters;	/* see nx_find_cuts */
	if (is_passed_over(scan, at))
	{
		scan->all++;
		scan->caps += word->capital;
		scan->letters += word->letters;
		scan->digits += word->digits;
		return;
	}
	word->glued = word->uppers > word->capital && word->uppers < word->letters && has_glue(start, at);
	if (word->digits && adds[(unsigned char) *start] == DIGIT)
		note_number(scan, start, at, word->digits);
	end_odd_word(scan, word);
}

const char *
nx_scan_word(NxScan *scan, const char *at)
{
	const char *start = at;
	const char *limit = scan->end - at > LONGEST_WORD ? at + LONGEST_WORD : scan->end;
	uint32_t	sum = 0;
	uint32_t	add;
	Word		word;

	while (at < limit && (add = adds[(unsigned char) *at]) != 0)
	{
		sum += add;
		at++;
	}
	if (at < limit && (unsigned char) *at >= 0x80 && goes_on(scan, at))
		return scan_folded(scan, start);
	add_up(sum, &word);
	word.key = ascii_key(scan, start, (uint32_t) (at - start));
	scan->chars += (uint32_t) (at - start);
	end_ascii_word(scan, start, at, &word);
	return at;
}

/* The first n of eight bytes. */
#define FIRST(n)	((n) <= 0 ? 0 : (n) >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * ((n) & 7))) - 1)
#define OF(n)		{FIRST(n), FIRST((n) - 8)}
static const uint64_t of_word[NX_WORD_BYTES + 1][2] = {
	OF(0), OF(1), OF(2), OF(3), OF(4), OF(5), OF(6), OF(7), OF(8),
	OF(9), OF(10), OF(11), OF(12), OF(13), OF(14), OF(15), OF(16)
};
#undef OF
#undef FIRST

/* Key of the word of ASCII at 'bytes', of which NX_WORD_BYTES can be read. */
static inline uint32_t
window_key(const char *bytes, uint32_t len)
{
	const uint64_t *of = of_word[nx_smaller(len, NX_WORD_BYTES)];

	return nx_word_hash((nx_load_word(bytes) | UINT64_C(0x2020202020202020)) & of[0],
						(nx_load_word(bytes + 8) | UINT64_C(0x2020202020202020)) & of[1], len);
}

/* The word of 'len' bytes of the window; 'others' has bits for its digits and its capitals but the first. */
static inline void
scan_window_word(NxScan *scan, const char *at, const char *bytes, uint32_t len, bool capital, bool others)
{
	Word		word;
	uint32_t	sum = 0;
	uint32_t	i;

	if (others)
	{
		for (i = 0; i < len; i++)
			sum += adds[(unsigned char) bytes[i]];
		add_up(sum, &word);
		word.key = window_key(bytes, len);
		end_ascii_word(scan, at, at + len, &word);
		return;
	}
	if (is_passed_over(scan, at + len))
	{
		scan->all++;
		scan->caps += capital;
		scan->letters += len;
		return;
	}
	end_word(scan, window_key(bytes, len), len, capital);
}

const char *
nx_scan_window(NxScan *scan, const char *at)
{
	char		copy[NX_WINDOW_READ + NX_WORD_BYTES];
	const char *bytes = at;
	uint32_t	n = scan->end - at > NX_WINDOW ? NX_WINDOW : (uint32_t) (scan->end - at);
	uint64_t	valid;
	uint64_t	words;
	uint64_t	others;
	uint64_t	events;
	NxMasks		masks;

	if ((size_t) (scan->readable - at) < sizeof(copy))
	{
		memset(copy, 0, sizeof(copy));
		memcpy(copy, at, (size_t) (scan->readable - at));
		bytes = copy;
	}
	nx_read_masks(bytes, n, &masks);
	valid = nx_low_bits(n);
	if (masks.beyond & valid)
	{
		n = nx_first_bit(masks.beyond & valid);
		valid = nx_low_bits(n);
	}
	words = (masks.letter | masks.digit) & valid;
	others = masks.digit | (masks.upper & (words << 1));
	/* where words begin, and marks */
	events = (words & ~(words << 1)) | (valid & ~words & ~masks.space);
	while (events)
	{
		uint32_t	i = nx_first_bit(events);
		uint32_t	len;

		events &= events - 1;
		if (!(words >> i & 1))
		{
			nx_scan_mark(scan, at + i);
			continue;
		}
		len = nx_first_bit(~(words >> i));
		if (i + len == n && at + n < scan->end)
		{
			/* does it go on?  It is read again, alone if this window can tell no more of it */
			scan->chars += i;
			return i == 0 || n < NX_WINDOW ? nx_scan_word(scan, at + i) : at + i;
		}
		scan_window_word(scan, at + i, bytes + i, len, masks.upper >> i & 1,
						 (others >> i & nx_low_bits(len)) != 0);
	}
	scan->chars += n;
	return at + n;
}
