/*-------------------------------------------------------------------------
 * lines_split.c
 *	  Cuts a scraped text into blocks.
 *
 * A line is a block, with one exception: text broken to a fixed width, as in
 * mails and old wire copy.  It is known by the whole text: few lines are
 * longer than the width, and most lines that are followed by another one end
 * where the next word would not have fitted.
 *-------------------------------------------------------------------------
 */
#include "lines.h"

#include <string.h>

#include "block.h"
#include "unicode.h"

/* A line of the text as it stands, without white space at its ends. */
typedef struct RawLine
{
	uint32_t	start;
	uint32_t	end;
	uint32_t	chars;
	uint8_t		blank;			/* blank lines before it */
	uint8_t		indent;
} RawLine;

typedef NX_LIST(RawLine) RawLines;

/* Widths at which people break lines; longer lines are paragraphs. */
#define NARROWEST		40
#define WIDEST			100

static bool
is_blank_at(NxText text, uint32_t at, uint32_t end, uint32_t *size, bool *newline)
{
	unsigned char c = (unsigned char) text.data[at];
	NxCpKind	kind;

	*size = 1;
	if (c < 0x80)
		kind = (NxCpKind) nx_ascii_kind[c];
	else
		kind = nx_cp_kind(nx_decode(text.data + at, text.data + end, size));
	*newline = kind == NX_CP_NEWLINE;
	return kind == NX_CP_SPACE || kind == NX_CP_NEWLINE || kind == NX_CP_IGNORABLE ||
		kind == NX_CP_CONTROL;
}

/* The next line feed and carriage return, each looked for once. */
typedef struct Newlines
{
	uint32_t	feed;			/* at or after the place last asked for; text.len: none */
	uint32_t	carriage;
	bool		begun;
} Newlines;

static uint32_t
find_byte(NxText text, uint32_t at, char byte)
{
	const char *found = memchr(text.data + at, byte, text.len - at);

	return found ? (uint32_t) (found - text.data) : text.len;
}

/* End of the line that starts at 'at', by the newlines that texts have. */
static uint32_t
end_of_line(NxText text, uint32_t at, Newlines *next)
{
	if (!next->begun || (next->feed < at && next->feed < text.len))
		next->feed = find_byte(text, at, '\n');
	if (!next->begun || (next->carriage < at && next->carriage < text.len))
		next->carriage = find_byte(text, at, '\r');
	next->begun = true;
	return next->feed < next->carriage ? next->feed : next->carriage;
}

static void
push_raw(NxArena *arena, NxText text, uint32_t start, uint32_t end, uint32_t *blank, RawLines *raw)
{
	uint32_t	from = start;
	uint32_t	size;
	bool		newline;
	RawLine    *line;

	while (from < end && is_blank_at(text, from, end, &size, &newline))
		from += size;
	while (end > from)
	{
		uint32_t	at = end - 1;

		while (at > from && ((unsigned char) text.data[at] & 0xc0) == 0x80)
			at--;
		if (!is_blank_at(text, at, end, &size, &newline))
			break;
		end = at;
	}
	if (from >= end)
	{
		(*blank)++;
		return;
	}
	line = nx_push(arena, raw);
	line->start = from;
	line->end = end;
	line->chars = end - from;	/* bytes: see count_chars */
	line->blank = (uint8_t) (*blank > 3 ? 3 : *blank);
	line->indent = (uint8_t) (from - start > 9 ? 9 : from - start);
	*blank = 0;
}

/* How many lines a text has; some number below NX_BLOCKS_MOST where it has fewer bytes. */
static uint32_t
count_lines(NxText text)
{
	Newlines	next = {0, 0, false};
	uint32_t	at = 0;
	uint32_t	lines = 0;

	if (text.len < NX_BLOCKS_MOST)
		return 0;
	for (; at < text.len; lines++)
		at = end_of_line(text, at, &next) + 1;
	return lines;
}

static void
read_raw(NxArena *arena, NxText text, RawLines *raw)
{
	Newlines	next = {0, 0, false};
	uint32_t	at = 0;
	uint32_t	blank = 0;
	uint32_t	step = count_lines(text) / NX_BLOCKS_MOST + 1;
	uint32_t	polled = 0;

	while (at < text.len)
	{
		uint32_t	end = end_of_line(text, at, &next);
		uint32_t	k;

		for (k = 1; k < step && end < text.len; k++)
			end = end_of_line(text, end + 1, &next);
		if (end - polled > 4096)
		{
			nx_arena_poll(arena);
			polled = end;
		}
		push_raw(arena, text, at, end, &blank, raw);
		/* CR LF is one end of line, not a blank line */
		at = end + 1;
		if (at < text.len && text.data[at - 1] == '\r' && text.data[at] == '\n')
			at++;
	}
}

/* Makes 'chars' what it says, for texts that may be broken to a width. */
static void
count_chars(NxArena *arena, NxText text, RawLines *raw)
{
	uint32_t	i;

	for (i = 0; i < raw->n; i++)
	{
		nx_arena_poll_turn(arena, i);
		if (raw->item[i].chars <= 4 * WIDEST)
			raw->item[i].chars = nx_count_chars(text.data + raw->item[i].start,
												raw->item[i].end - raw->item[i].start);
	}
}

/* Characters of the first word of a line. */
static uint32_t
first_word(NxText text, const RawLine *line)
{
	const char *space = memchr(text.data + line->start, ' ', line->end - line->start);

	return space ? (uint32_t) (space - (text.data + line->start)) : line->chars;
}

/*
 * The width that the text was broken to, or 0: the length that one line in
 * twenty reaches, if the lines in paragraphs obey it.
 */
static uint32_t
find_width(NxArena *arena, NxText text, RawLines *raw)
{
	uint32_t	count[WIDEST + 2];
	uint32_t	width = 0;
	uint32_t	above = 0;
	uint32_t	pairs = 0;
	uint32_t	full = 0;
	uint32_t	lower = 0;
	uint32_t	i;

	for (i = 0; i < raw->n; i++)
		above += raw->item[i].chars > 4 * WIDEST;
	if (raw->n < 6 || above * 20 > raw->n)
		return 0;
	/* by bytes first: most texts have too few lines that could be full */
	for (i = 0; i + 1 < raw->n; i++)
	{
		nx_arena_poll_turn(arena, i);
		if (!raw->item[i + 1].blank)
		{
			pairs++;
			full += raw->item[i].chars > NARROWEST ||
				raw->item[i].chars + first_word(text, &raw->item[i + 1]) > NARROWEST;
		}
	}
	if (pairs < 4 || full * 3 < pairs * 2)
		return 0;
	pairs = full = 0;
	above = 0;
	count_chars(arena, text, raw);
	memset(count, 0, sizeof(count));
	for (i = 0; i < raw->n; i++)
		count[raw->item[i].chars <= WIDEST ? raw->item[i].chars : WIDEST + 1]++;
	if (count[WIDEST + 1] * 20 > raw->n)
		return 0;
	for (width = WIDEST; width > NARROWEST; width--)
	{
		above += count[width];
		if (above * 20 >= raw->n)
			break;
	}
	if (width <= NARROWEST)
		return 0;
	for (i = 0; i + 1 < raw->n; i++)
	{
		const RawLine *line = &raw->item[i];
		const RawLine *next = &raw->item[i + 1];

		nx_arena_poll_turn(arena, i);
		if (next->blank)
			continue;
		pairs++;
		if (line->chars + first_word(text, next) >= width)
		{
			full++;
			lower += nx_ascii_kind[(unsigned char) text.data[next->start] & 0x7f] == NX_CP_LOWER;
		}
	}
	return pairs >= 4 && full * 3 >= pairs * 2 && lower * 3 >= full ? width : 0;
}

/* Measures a line, or its pieces where it holds several blocks. */
static void
measure_pieces(NxArena *arena, const NxBlockWords *known, NxText text, NxSpan span, NxHashes *cuts, NxLines *lines)
{
	uint32_t	words = lines->words.n;
	uint32_t	end = span.end;
	const NxLine *line;
	uint32_t	i;

	nx_measure_line(arena, known, text, span, lines);
	line = &lines->line.item[lines->line.n - 1];
	if (!line->joint && !line->glued)
		return;
	cuts->n = 0;
	nx_find_cuts(arena, known, text, span, cuts);
	if (cuts->n == 0)
		return;
	lines->line.n--;
	lines->words.n = words;
	for (i = 0; i <= cuts->n; i++)
	{
		span.end = i < cuts->n ? cuts->item[i] : end;
		while (span.end > span.start + 1 && text.data[span.end - 1] == ' ')
			span.end--;
		nx_measure_line(arena, known, text, span, lines);
		span.start = i < cuts->n ? cuts->item[i] : end;
	}
}

void
nx_split_lines(NxArena *arena, const NxBlockWords *known, NxText text, NxLines *lines)
{
	RawLines	raw = {NULL, 0, 0};
	NxHashes	cuts = {NULL, 0, 0};
	uint32_t	width;
	uint32_t	i;

	read_raw(arena, text, &raw);
	width = find_width(arena, text, &raw);
	for (i = 0; i < raw.n;)
	{
		const RawLine *first = &raw.item[i];
		NxSpan		span = {first->start, first->end};
		uint32_t	before_it = lines->line.n;
		NxLine	   *line;

		for (i++; i < raw.n && width; i++)
		{
			const RawLine *before = &raw.item[i - 1];
			const RawLine *next = &raw.item[i];

			if (next->blank || (next->indent > first->indent && next->indent != before->indent) ||
				before->chars + first_word(text, next) + 1 < width)
				break;
			span.end = next->end;
		}
		nx_arena_poll_turn(arena, i);
		measure_pieces(arena, known, text, span, &cuts, lines);
		line = &lines->line.item[before_it];
		line->blank = first->blank;
		line->indent = first->indent;
	}
}
