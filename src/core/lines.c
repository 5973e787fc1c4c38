/*-------------------------------------------------------------------------
 * lines.c
 *	  What can be measured in a line of text, in one pass over its bytes.
 *
 * Words are read by lines_word.c; here are marks, first and last signs, and
 * what the counts add up to.
 *-------------------------------------------------------------------------
 */
#include "lines.h"

#include <string.h>

#include "lines_scan.h"
#include "unicode.h"

/* A colon or a bar: does it close a label, "RELATED: …", "Photo | …"? */
#define LABEL_WORDS		3

static void
note_label(NxScan *scan)
{
	NxLine	   *line = scan->line;

	if (line->label == 0 && scan->all > 0 && scan->all <= LABEL_WORDS && line->numbers == 0 && scan->commas == 0 &&
		line->quotes == 0)
		line->label = line->uppers >= scan->all ? 2 : 1;
}

/* Counts a mark of punctuation or a symbol. */
static void
note_mark(NxScan *scan, uint32_t cp, bool ends)
{
	NxLine	   *line = scan->line;

	switch (cp)
	{
		case ':':
		case 0xff1a:
			if (ends)
				note_label(scan);
			break;
		case '.':
		case '!':
		case '?':
			if (ends)
				nx_count(&line->sentences);
			break;
		case 0x3002:			/* ideographic full stop */
		case 0xff01:
		case 0xff1f:
		case 0x0964:			/* danda */
		case 0x06d4:			/* Arabic full stop */
			nx_count(&line->sentences);
			break;
		case ',':
		case ';':
		case 0x3001:
		case 0xff0c:
		case 0x060c:
			scan->commas++;
			break;
		case '"':
		case 0x201c:
		case 0x201d:
		case 0x201e:
		case 0xab:
		case 0xbb:
		case 0x300c:
		case 0x300d:
			nx_count(&line->quotes);
			break;
		case '|':
			note_label(scan);
			nx_count(&line->seps);
			break;
		case '/':
		case '>':
		case '<':
		case '=':
		case '{':
		case '}':
		case '_':
		case 0xb7:
		case 0x2022:
		case 0x203a:
		case 0x2192:
		case 0x25b8:
			nx_count(&line->seps);
			break;
		case '@':
		case '#':
			nx_count(&line->handles);
			break;
		case '$':
		case '%':
		case 0xa3:
		case 0xa5:
		case 0x20ac:
		case 0x20b9:
			nx_count(&line->money);
			break;
		case '(':
		case '[':
		case 0xff08:
		case 0x3010:
			nx_count(&line->brackets);
			break;
		default:
			break;
	}
}

static inline bool
is_ascii_kind(uint32_t cp, NxCpKind kind)
{
	return cp < 128 && nx_ascii_kind[cp] == kind;
}

static NxLineFirst
first_of(const char *at, const char *end)
{
	uint32_t	size;
	uint32_t	cp = nx_decode(at, end, &size);
	const NxCpInfo *info;

	if (is_ascii_kind(cp, NX_CP_UPPER))
		return NX_FIRST_UPPER;	/* the most frequent one */
	if (cp == '@' || cp == '#')
		return NX_FIRST_HANDLE;
	info = nx_cp_info(cp);
	if (cp == 0x2022 || cp == 0xb7 || cp == '*' || cp == 0x25aa || cp == 0x25cf || cp == 0x25a0 || cp == 0x25b6)
		return NX_FIRST_BULLET;
	if (info->flags & NX_CP_HYPHEN)
		return NX_FIRST_DASH;
	if (info->flags & NX_CP_QUOTE)
		return NX_FIRST_QUOTE;
	switch ((NxCpKind) info->kind)
	{
		case NX_CP_LOWER:
			return NX_FIRST_LOWER;
		case NX_CP_UPPER:
			return NX_FIRST_UPPER;
		case NX_CP_LETTER:
			return NX_FIRST_LETTER;
		case NX_CP_DIGIT:
			return NX_FIRST_DIGIT;
		default:
			return (info->flags & NX_CP_OPEN) ? NX_FIRST_BRACKET : NX_FIRST_OTHER;
	}
}

/* The last code point of [start, end), and where it starts. */
static uint32_t
last_cp(const char *start, const char *end, const char **at)
{
	const char *p = end - 1;
	uint32_t	size;

	while (p > start && ((unsigned char) *p & 0xc0) == 0x80 && end - p < 4)
		p--;
	*at = p;
	return nx_decode(p, end, &size);
}

static NxLineLast
last_of(const char *start, const char *end)
{
	const char *at = end;
	const NxCpInfo *info = NULL;
	uint32_t	cp = 0;
	bool		quote = false;
	bool		bracket = false;
	int			i;

	/* the most frequent ones */
	if (end[-1] == '.')
		return end - start > 1 && end[-2] == '.' ? NX_LAST_DOTS : NX_LAST_STOP;
	if (is_ascii_kind((unsigned char) end[-1], NX_CP_LOWER))
		return NX_LAST_LETTER;
	/* Closing quotes and brackets do not hide a full stop before them. */
	for (i = 0; i < 4; i++)
	{
		if (end <= start)
			return quote ? NX_LAST_QUOTE : NX_LAST_OTHER;
		cp = last_cp(start, end, &at);
		info = nx_cp_info(cp);
		if (info->flags & NX_CP_QUOTE)
			quote = true;
		else if ((info->flags & NX_CP_CLOSE) || cp == ')' || cp == ']')
			bracket = true;
		else
			break;
		end = at;
	}
	if (cp == 0x2026 || (cp == '.' && at > start && at[-1] == '.'))
		return NX_LAST_DOTS;
	if (cp == '.' || cp == 0x3002 || cp == 0x0964 || cp == 0x06d4)
		return NX_LAST_STOP;
	if (cp == '?' || cp == '!' || cp == 0xff01 || cp == 0xff1f)
		return NX_LAST_ASK;
	if (quote)
		return NX_LAST_QUOTE;
	if (bracket)
		return NX_LAST_BRACKET;
	if (cp == ':' || cp == 0xff1a)
		return NX_LAST_COLON;
	if (cp == ',' || cp == ';' || (info->flags & NX_CP_HYPHEN))
		return NX_LAST_COMMA;
	if (info->kind == NX_CP_DIGIT)
		return NX_LAST_DIGIT;
	if (info->kind == NX_CP_UPPER)
		return NX_LAST_UPPER;
	return nx_is_letter((NxCpKind) info->kind) ? NX_LAST_LETTER : NX_LAST_OTHER;
}

/* A date or a time and little else. */
static bool
is_stamp(const NxLine *line)
{
	uint32_t	known = line->dates + line->numbers;

	if (line->words > 16 || line->words == 0 || !(line->times || line->years || line->dates) ||
		(line->numbers == 0 && line->hit[NX_CUE_TIME] < NX_HIT_WHOLE))
		return false;
	return known * 2 >= line->words || (line->hit[NX_CUE_TIME] >= NX_HIT_START && known * 3 >= line->words);
}

/* "Jane Doe/Agency", "(Photo by Jane Doe)", "Getty Images"; 1 if it may be one. */
static uint8_t
credit_of(const NxLine *line, uint32_t slashes)
{
	if (line->words > 14 || line->words == 0 || line->times || line->stops * 2 > line->words ||
		line->last == NX_LAST_ASK)
		return 0;
	if (line->hit[NX_CUE_CREDIT] >= NX_HIT_START && line->caps * 2u + 2 >= line->words)
		return 2;
	if (slashes >= 1 && line->words >= 2 && line->words <= 10 && line->caps + 2 >= line->words && line->digits == 0)
		return 2;
	if (line->tail_credit && line->words <= 9 && line->caps + 1 >= line->words - line->stops)
		return line->last == NX_LAST_STOP ? 1 : 2;
	return line->tail_credit && line->words <= 12;
}

/* What is known only when the whole line is read. */
static void
finish_line(NxScan *scan)
{
	NxLine	   *line = scan->line;
	uint32_t	cue;

	for (cue = 0; cue < NX_BLOCK_CUES && scan->any_start && scan->spaceless == 0; cue++)
		if (line->hit[cue] == NX_HIT_START && scan->whole[cue] == scan->all)
			line->hit[cue] = NX_HIT_WHOLE;
	line->words = nx_saturate(scan->all + scan->spaceless / 2);
	if (scan->known_words && scan->known_words < scan->all)	/* as if all were looked up */
		scan->stops = (uint32_t) ((uint64_t) scan->stops * scan->all / scan->known_words);
	line->stops = nx_saturate(scan->stops + scan->hiragana / 3);
	line->chars = nx_saturate(scan->chars);
	line->letters = nx_saturate(scan->letters);
	line->digits = nx_saturate(scan->digits);
	line->caps = nx_saturate(scan->caps);
	line->commas = nx_saturate(scan->commas);
	line->spaceless = nx_saturate(scan->spaceless);
	if (scan->year_at && scan->year_at == scan->all)
		line->tail_date = 2;
	else if ((scan->year_at && scan->all - scan->year_at < 6) || (scan->date_at && scan->all - scan->date_at < 3))
		line->tail_date = 1;
	line->tail_credit = scan->credit_at && scan->all - scan->credit_at < 6;
	line->hash = scan->hash | 1;
	line->stamp = is_stamp(line);
	line->credit = credit_of(line, scan->slashes);
}

/* Makes room for the hashes of one line, and of words that are looked up and not kept, so that none needs to ask. */
static void
reserve_words(NxArena *arena, NxHashes *words)
{
	if (words->room - words->n <= NX_LINE_WORDS + NX_FOUND_MOST)
		words->item = nx_arena_grow(arena, words->item, words->n, &words->room,
									words->n + NX_LINE_WORDS + NX_FOUND_MOST + 1, sizeof(*words->item));
	nx_show(words->item + words->n, (NX_LINE_WORDS + NX_FOUND_MOST + 1) * sizeof(*words->item));
}

/* A code point outside ASCII; returns the first byte after what was read. */
static const char *
scan_other(NxScan *scan, const char *at)
{
	uint32_t	size;
	uint32_t	cp = nx_decode(at, scan->end, &size);
	const NxCpInfo *info = nx_cp_info(cp);

	if (nx_is_letter((NxCpKind) info->kind) && (info->flags & NX_CP_SPACELESS))
		nx_scan_spaceless(scan, cp);
	else if ((nx_is_letter((NxCpKind) info->kind) || info->kind == NX_CP_DIGIT) &&
			 !(info->flags & NX_CP_SPACELESS))
		return nx_scan_word(scan, at);
	else if (info->kind != NX_CP_IGNORABLE)
	{
		scan->chars++;
		note_mark(scan, cp, true);
	}
	return at + size;
}

/* "3. " or "12) ". */
static bool
is_numbered(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && at - start < 3 && *at >= '0' && *at <= '9')
		at++;
	return at > start && end - at > 2 && (*at == '.' || *at == ')') && at[1] == ' ';
}

/* Signs of joined blocks: "end.Next", "Agency/Name", "(Agency) - ", "(Agency) Next". */
static inline bool
is_joint(unsigned char c, const char *at, const char *end)
{
	if (end - at < 60)
		return false;
	if (c == '.' || c == '/' || c == '!' || c == '?')
		return nx_ascii_kind[(unsigned char) *at & 0x7f] == NX_CP_UPPER || (unsigned char) *at >= 0x80 || *at == '"';
	return c == ')' && *at == ' ' && (at[1] == '-' || (unsigned char) at[1] >= 0x80 ||
									  nx_ascii_kind[(unsigned char) at[1] & 0x7f] == NX_CP_UPPER);
}

void
nx_scan_mark(NxScan *scan, const char *at)
{
	const char *end = scan->end;
	unsigned char c = (unsigned char) *at++;

	if (nx_ascii_kind[c] != NX_CP_SPACE)
		note_mark(scan, c, at == end || *at == ' ' || *at == '"' || *at == '\n' || (unsigned char) *at >= 0x80);
	scan->line->joint |= is_joint(c, at, end);
	if (c == '/' && at < end && *at != '/' && *at != ' ')
	{
		scan->slashes++;
		if (nx_ascii_kind[(unsigned char) *at & 0x7f] == NX_CP_UPPER)
			scan->credit_at = scan->all;	/* "Jane Doe/Agency" */
	}
}

void
nx_measure_line(NxArena *arena, const NxBlockWords *known, NxText text,
				NxSpan span, NxLines *lines)
{
	NxScan		scan;
	const char *at = text.data + span.start;
	const char *end = text.data + span.end;
	const char *poll = at + 4096;
	NxFound		found[NX_FOUND_BEFORE + NX_FOUND_MOST];

	memset(&scan, 0, sizeof(scan));
	scan.line = nx_push(arena, &lines->line);
	memset(scan.line, 0, sizeof(*scan.line));
	scan.arena = arena;
	scan.known = known;
	scan.lines = lines;
	memset(found, 0, NX_FOUND_BEFORE * sizeof(*found));
	scan.found = found + NX_FOUND_BEFORE;
	scan.end = end;
	scan.readable = text.data + text.len;
	scan.line->span = span;
	scan.line->word = lines->words.n;
	reserve_words(arena, &lines->words);
	if (span.start < span.end)
	{
		scan.line->first = (uint8_t) first_of(at, end);
		scan.line->last = (uint8_t) last_of(at, end);
		scan.line->numbered = scan.line->first == NX_FIRST_DIGIT && is_numbered(at, end);
	}
	while (at < end)
	{
		if (at > poll)
		{
			nx_arena_poll(arena);
			poll = at + 4096;
		}
		if (*at == ' ')
		{
			scan.chars++;
			at++;
		}
		else if ((unsigned char) *at >= 0x80)
			at = scan_other(&scan, at);
		else
			at = nx_scan_window(&scan, at);
	}
	nx_look_up_words(&scan);
	finish_line(&scan);
}
