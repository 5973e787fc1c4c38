/*-------------------------------------------------------------------------
 * lines_cut.c
 *	  Where a line holds several blocks: a caption, its credit and the first
 *	  paragraph; a headline or an ad mark glued to the text; paragraphs joined.
 *
 * A cut is made only where the signs leave no doubt; a wrong cut would put
 * half a paragraph beside the story.  One pass over the bytes of the few
 * lines that have such signs at all.
 *-------------------------------------------------------------------------
 */
#include "lines.h"

#include "unicode.h"

/* Bytes that a piece must have on either side of a cut. */
#define LEAST_HEAD		12
#define LEAST_TEXT		60

/* The longest bracket that is read as a credit or an agency. */
#define LONGEST_BRACKET	80
#define LONGEST_AGENCY	28

/* The longest function word that is looked for: bounds the search. */
#define LONGEST_STOP	10

typedef struct Cutter
{
	const NxBlockWords *known;
	const char *text;
	uint32_t	start;			/* of the piece being read */
	uint32_t	end;			/* of the line */
} Cutter;

static NxCpKind
kind_at(const Cutter *cutter, uint32_t at)
{
	unsigned char c = at < cutter->end ? (unsigned char) cutter->text[at] : ' ';

	return c < 0x80 ? (NxCpKind) nx_ascii_kind[c] : NX_CP_LETTER;
}

static bool
is_upper(const Cutter *cutter, uint32_t at)
{
	return kind_at(cutter, at) == NX_CP_UPPER;
}

static bool
is_lower(const Cutter *cutter, uint32_t at)
{
	return kind_at(cutter, at) == NX_CP_LOWER;
}

static bool
is_word_byte(const Cutter *cutter, uint32_t at)
{
	NxCpKind	kind = kind_at(cutter, at);

	return kind == NX_CP_LOWER || kind == NX_CP_UPPER || kind == NX_CP_LETTER;
}

static uint32_t
word_end(const Cutter *cutter, uint32_t at)
{
	while (at < cutter->end && is_word_byte(cutter, at))
		at++;
	return at;
}

/* What the lists say of the ASCII word [start, end). */
static uint32_t
bits_of(const Cutter *cutter, uint32_t start, uint32_t end)
{
	char		bytes[NX_WORD_BYTES] = {0};
	uint32_t	len = end - start;
	uint32_t	i;

	for (i = 0; i < len && i < NX_WORD_BYTES; i++)
		bytes[i] = (char) (cutter->text[start + i] | 0x20);
	return len ? nx_block_word(cutter->known, nx_word_hash(nx_load_word(bytes), nx_load_word(bytes + 8), len)) : 0;
}

/* "The", "In": a function word that begins a sentence, and enough after it. */
static bool
begins_text(const Cutter *cutter, uint32_t at)
{
	uint32_t	end = at;

	while (end < cutter->end && end - at <= LONGEST_STOP && is_word_byte(cutter, end))
		end++;
	return is_upper(cutter, at) && end < cutter->end && cutter->text[end] == ' ' && end - at <= LONGEST_STOP &&
		(end - at == 1 || is_lower(cutter, at + 1)) && cutter->end - at >= LEAST_TEXT &&
		(bits_of(cutter, at, end) & NX_WORD_STOP);
}

/* Is the word that ends before 'at' one of three small letters or more and no others? */
static bool
is_small_word(const Cutter *cutter, uint32_t at)
{
	uint32_t	start = at;

	while (start > cutter->start && is_lower(cutter, start - 1))
		start--;
	return at - start >= 3 && (start == cutter->start || cutter->text[start - 1] == ' ');
}

/* "Friday.The": after the stop at 'at'; a closing quotation mark may follow it. */
static uint32_t
cut_after_stop(const Cutter *cutter, uint32_t at)
{
	uint32_t	next = at + 1;
	uint32_t	size;

	if (next >= cutter->end || at - cutter->start < LEAST_TEXT || cutter->end - at < LEAST_TEXT || !is_lower(cutter, at - 1))
		return 0;
	if (nx_cp_info(nx_decode(cutter->text + next, cutter->text + cutter->end, &size))->flags & NX_CP_QUOTE)
		next += size;
	if (!is_upper(cutter, next) || !(is_lower(cutter, next + 1) || cutter->text[next + 1] == ' '))
		return 0;
	if (!is_small_word(cutter, at) && !begins_text(cutter, next))
		return 0;
	at = word_end(cutter, next);
	return at < cutter->end && (cutter->text[at] == ' ' || cutter->text[at] == ',') ? next : 0;
}

/*
 * "budgetThe council", "ADVERTISEMENTThe council", "AdvertisementThe council": a capital at 'at' after a
 * small letter.  Not "WakeMed", "GoFundMe": the word before has no capital.
 */
static uint32_t
cut_at_glue(const Cutter *cutter, uint32_t at)
{
	uint32_t	spaces = 0;
	uint32_t	i;

	if (!begins_text(cutter, at) || !is_lower(cutter, at + 1))
		return 0;
	for (i = cutter->start; i < at && spaces < 3; i++)
		spaces += cutter->text[i] == ' ';
	if (spaces == 0)
		return (bits_of(cutter, cutter->start, at) & (1u << NX_CUE_NOTICE)) ? at : 0;
	return spaces >= 3 && is_small_word(cutter, at) ? at : 0;
}

/* The bracket that closes at 'close'; 0 if it is too far away. */
static uint32_t
open_bracket(const Cutter *cutter, uint32_t close)
{
	uint32_t	at = close;

	while (at > cutter->start && close - at < LONGEST_BRACKET)
		if (cutter->text[--at] == '(')
			return at;
	return 0;
}

static bool
is_credit_bracket(const Cutter *cutter, uint32_t open, uint32_t close)
{
	uint32_t	at = open + 1;

	for (; at < close; at++)
	{
		uint32_t	end = word_end(cutter, at);

		if (end > at && (bits_of(cutter, at, end) & (1u << NX_CUE_CREDIT)))
			return true;
		at = end > at ? end - 1 : at;
	}
	return false;
}

/* A dash with a space after it at 'at'. */
static bool
is_dash(const Cutter *cutter, uint32_t at)
{
	uint32_t	size;
	uint32_t	cp;

	if (at >= cutter->end)
		return false;
	cp = nx_decode(cutter->text + at, cutter->text + cutter->end, &size);
	return (nx_cp_info(cp)->flags & NX_CP_HYPHEN) && at + size < cutter->end && cutter->text[at + size] == ' ';
}

/*
 * "… REUTERS/Jane Doe MEXICO CITY (Reuters) - Text": where the place's name
 * in capitals begins that ends before 'open'.
 */
static uint32_t
place_before(const Cutter *cutter, uint32_t open)
{
	uint32_t	at = open;
	uint32_t	found = 0;

	while (at > cutter->start && open - at < LONGEST_BRACKET)
	{
		uint32_t	end = at;
		uint32_t	upper = 0;
		uint32_t	bits;

		if (!is_word_byte(cutter, at - 1))
		{
			char		c = cutter->text[at - 1];

			/* "CARACAS/LIMA": a slash joins places, all of them in capitals */
			if (c != ' ' && c != ',' && c != '.' && !(c >= '0' && c <= '9') && !(c == '/' && found == at))
				break;
			at--;
			continue;
		}
		while (at > cutter->start && is_word_byte(cutter, at - 1))
			upper += is_upper(cutter, --at);
		bits = bits_of(cutter, at, end);
		if (bits & (1u << NX_CUE_CREDIT))
			break;
		if (upper == end - at && end - at >= 3)
			found = at;
		else if (upper != end - at && !(bits & (1u << NX_CUE_DATE)) &&
				 !(at >= cutter->start + 2 && cutter->text[at - 2] == ',' && upper == 1))
			break;
	}
	return found;
}

static uint32_t
cut_at_bracket(const Cutter *cutter, uint32_t close)
{
	uint32_t	open = open_bracket(cutter, close);
	uint32_t	place;

	if (open == 0 || close + 2 >= cutter->end || cutter->text[close + 1] != ' ' || cutter->end - close < LEAST_TEXT)
		return 0;
	if (close - open <= LONGEST_AGENCY && is_dash(cutter, close + 2))
	{
		place = place_before(cutter, open);
		return place > cutter->start + LEAST_HEAD ? place : 0;
	}
	if (open >= cutter->start + LEAST_HEAD && is_upper(cutter, close + 2) && cutter->text[open - 1] == ' ' &&
		(cutter->text[open - 2] == '.' || cutter->text[open - 2] == '"') && is_credit_bracket(cutter, open, close))
		return close + 2;
	return 0;
}

/* "AGENCY/Jane Doe The president": where the sentence after the name begins. */
static uint32_t
cut_after_name(const Cutter *cutter, uint32_t slash)
{
	uint32_t	at = slash + 1;
	uint32_t	words;

	if (slash == cutter->start || !is_word_byte(cutter, slash - 1))
		return 0;
	for (words = 0; words < 4 && is_upper(cutter, at); words++)
	{
		if (words >= 2 && begins_text(cutter, at))
			return at;
		do
			at = word_end(cutter, at) + 1;
		while (at < cutter->end && cutter->text[at - 1] == '-' && is_word_byte(cutter, at));
		if (at >= cutter->end || cutter->text[at - 1] != ' ')
			return 0;
	}
	return words >= 2 && begins_text(cutter, at) ? at : 0;
}

/* Bytes at which a cut may be found: the ends of sentences, brackets, slashes, capitals. */
static const uint8_t may_cut[256] = {
	['.'] = 1, ['!'] = 1, ['?'] = 1, [')'] = 1, ['/'] = 1,
	['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1,
	['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,
	['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1
};

void
nx_find_cuts(NxArena *arena, const NxBlockWords *known, NxText text, NxSpan span, NxHashes *cuts)
{
	Cutter		cutter = {known, text.data, span.start, span.end};
	uint32_t	at;

	for (at = span.start + 1; at + LEAST_TEXT < span.end; at++)
	{
		unsigned char c = (unsigned char) text.data[at];
		uint32_t	cut = 0;

		if ((at & 4095) == 0)
			nx_arena_poll(arena);
		if (!may_cut[c])
			continue;
		if (c == '.' || c == '!' || c == '?')
			cut = cut_after_stop(&cutter, at);
		else if (c >= 'A' && c <= 'Z' && (is_lower(&cutter, at - 1) || at - span.start < NX_WORD_BYTES))
			cut = cut_at_glue(&cutter, at);
		else if (c == ')')
			cut = cut_at_bracket(&cutter, at);
		else if (c == '/')
			cut = cut_after_name(&cutter, at);
		if (cut > cutter.start && cut < span.end)
		{
			*nx_push(arena, cuts) = cut;
			cutter.start = cut;
			at = cut > at ? cut : at;
		}
	}
}
