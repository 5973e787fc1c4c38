/*-------------------------------------------------------------------------
 * dateline.c
 *	  Recognise the dateline that opens a wire story.
 *
 * Lines are tried from the top: a dateline begins one, or stands in a byline
 * line behind a date or an agency ("By Jane Doe March 3, 2009 NEWARK --").
 * Headlines, bylines, times and captions may come before it, so trying goes
 * on; but the more prose has gone by, the more evidence is asked for, because
 * inside a story towns are followed by dashes for other reasons.
 *
 * dateline_read.c holds the grammar, dateline_weigh.c the evidence.
 *-------------------------------------------------------------------------
 */
#include "dateline.h"

#include <string.h>

#include "byline.h"
#include "data.h"
#include "dateline_read.h"
#include "unicode.h"

/* Lines with something on them that are tried. */
#define MOST_LINES		40

/* Evidence asked for above the usual for each half line of prose gone by. */
#define PROSE_TOLL		6

/* After so many half lines of prose the head of the story is over. */
#define MOST_PROSE		10

/* Pieces of a header line among which a dateline is looked for. */
#define MOST_INLINE		48

static NxText
text_of_pieces(const NxHead *head, uint32_t first, uint32_t after)
{
	return nx_head_text(head, first, after);
}

/* Region as printed: the period of "N.C." and "Calif." belongs to it. */
static NxText
region_text(const NxHead *head, const NxReadPlace *place)
{
	uint32_t	after = place->region_after;
	uint32_t	end;

	if (after > place->region_first && nx_mark_is(head, after, '.') && !(head->item[after].flags & NX_P_SPACE))
	{
		const NxTerm *term = nx_head_term(head, place->region_first, NX_TERM_REGION, &end);
		NxText		form = {"", 0};

		if (term)
			form = nx_term_form(head->terms, term);
		if (head->item[after - 1].letters <= (term ? 2 : 4) || (form.len && form.data[form.len - 1] == '.'))
			after++;
	}
	return text_of_pieces(head, place->region_first, after);
}

static void
fill_places(NxArena *arena, const NxReading *reading, NxDateline *dateline)
{
	const NxHead *head = reading->head;
	uint32_t	i;

	dateline->nplaces = reading->nplaces;
	for (i = 0; i < reading->nplaces; i++)
	{
		const NxReadPlace *from = &reading->place[i];
		NxDatelinePlace *to = &dateline->places[i];

		to->printed = text_of_pieces(head, from->first, from->after);
		if (from->region_after > from->region_first)
			to->region = region_text(head, from);
		nx_resolve_dateline_place(arena, head->data, to);
	}
}

static void
fill(NxArena *arena, const NxReading *reading, int weight, NxDateline *dateline)
{
	const NxHead *head = reading->head;
	uint32_t	raw_after = reading->raw_after;

	memset(dateline, 0, sizeof(*dateline));
	fill_places(arena, reading, dateline);
	if (reading->has_date)
	{
		dateline->year = (int16_t) reading->date.year;
		dateline->month = reading->date.month;
		dateline->day = reading->date.day;
	}
	if (reading->has_agency)
	{
		const NxTerm *term = nx_agency_of(head->terms, reading->agency.term,
										  dateline->nplaces ? dateline->places[0].country : 0);

		dateline->agency_printed = reading->agency.printed;
		dateline->agency = term ? nx_term_text(head->terms, term) : reading->agency.printed;
		dateline->agency_country = term ? term->code : 0;
	}
	if (raw_after <= reading->first)
		raw_after = reading->first + 1;
	dateline->span.start = head->item[reading->first].start;
	dateline->span.end = head->item[raw_after - 1].end;
	dateline->raw = nx_slice(head->text, dateline->span.start, dateline->span.end);
	dateline->body_start = head->item[reading->after].start;
	dateline->confidence = (uint16_t) (weight >= 160 ? 995 : weight < 60 ? 500 :
									   700 + (weight - 60) * 295 / 100);
}

/* How much running prose is in the line: 0, 1 (a long headline?) or 2. */
static uint32_t
prose_of(const NxHead *head, uint32_t first, uint32_t after)
{
	uint32_t	small = 0;
	uint32_t	i;

	for (i = first; i < after; i++)
		small += head->item[i].kind == NX_P_WORD && (head->item[i].flags & NX_P_LOWER);
	if (small < 6)
		return head->item[first].flags & NX_P_LOWER && small >= 3;
	return small >= 14 || nx_mark_is(head, after - 1, '.') || head->item[first].flags & NX_P_LOWER ? 2 : 1;
}

/*
 * Pieces of the line at which a dateline may begin besides its first: behind
 * a date or a zone of a byline or time line, and before an agency in brackets.
 */
static bool
try_inline(const NxHead *head, uint32_t first, uint32_t after, int ask, NxReading *reading, int *weight)
{
	uint32_t	i;
	uint32_t	most = after - first > MOST_INLINE ? first + MOST_INLINE : after;
	bool		behind = false;

	for (i = first + 1; i < most; i++)
	{
		NxDatePart	date;
		uint32_t	end;

		if (behind && nx_is_caps(head, i) && head->item[i].letters > 1 && nx_read_dateline(head, i, reading))
		{
			*weight = nx_weigh_dateline(reading, true);
			if (*weight >= ask && (reading->mark == NX_MARK_DASH || reading->has_agency) && reading->place[0].caps)
				return true;
		}
		behind = false;
		if (nx_read_date(head, i, &date) && (date.year || date.named))
		{
			i = date.after - 1;
			behind = true;
		}
		else if (nx_head_term(head, i, NX_TERM_ZONE, &end) && head->item[i].flags & NX_P_UPPER)
			behind = true;
	}
	return false;
}

/* "By A. B. Smith, LONDON": the byline's place is the dateline. */
static bool
byline_place(const NxHead *head, uint32_t first, uint32_t after,
			 const NxByline *byline, NxReading *reading)
{
	uint32_t	i;

	if (byline->place.len == 0 || after >= head->n)
		return false;
	for (i = first; i < after; i++)
		if (head->text.data + head->item[i].start == byline->place.data)
			break;
	if (i >= after || !nx_is_caps(head, i) || !nx_read_dateline(head, i, reading) ||
		reading->nplaces == 0 || reading->after != after || reading->place[0].known < NX_KNOWN_WELL)
		return false;
	return true;
}

/* Joins the printed authors: from the first to the last as they stand. */
static NxText
authors_text(const NxByline *byline)
{
	NxText		text = {NULL, 0};

	if (byline->nauthors)
	{
		const NxText *last = &byline->author[byline->nauthors - 1];

		text.data = byline->author[0].data;
		text.len = (uint32_t) (last->data + last->len - text.data);
	}
	else
		text = byline->organization;
	return text;
}

/* Bytes cut into pieces at a time, and of these what a dateline and what is judged behind it need. */
#define WINDOW			512
#define LONGEST_HEAD	400
#define SMALL_WINDOW	160

/* Bytes of a line that are looked at before it is cut, and the small words that make it prose. */
#define GLANCE			200
#define PROSE_WORDS		14
#define SENTENCE_WORDS	6

/* Looks for the dateline; the text is cut into pieces window by window. */
typedef struct Finder
{
	NxArena    *arena;
	NxText		text;
	NxHead		head;			/* of the text from 'base' on */
	uint32_t	base;
	uint32_t	limit;			/* no line beyond it is tried */
	NxText		author;			/* of the byline above */
	uint32_t	prose;			/* half lines gone by */
} Finder;

/* The end of the line that goes on at 'at'. */
static uint32_t
line_end(NxText text, uint32_t at, uint32_t limit)
{
	while (at < limit && text.data[at] != '\n' && text.data[at] != '\r')
		at++;
	return at;
}

static bool
is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Do the words from 'at' on go on like prose: many small ones, or some and a period that ends the line? */
static bool
goes_on(const char *at, const char *end)
{
	uint32_t	small = 0;

	for (; at + 1 < end && small < PROSE_WORDS; at++)
	{
		if (at[1] == '\n' || at[1] == '\r')
			return *at == '.' && small >= SENTENCE_WORDS;
		small += *at == ' ' && is_small(at[1]);
	}
	return small >= PROSE_WORDS;
}

/*
 * A glance at a line before it is cut: prose that cannot begin with a
 * dateline or a byline.  A dateline ends before the first small word of more
 * than four letters; up to there nothing but words that are none of its signs.
 */
static bool
is_plain_prose(const NxTermTable *terms, NxText text, uint32_t at)
{
	const uint32_t header = UINT32_C(1) << NX_TERM_BY | UINT32_C(1) << NX_TERM_FROM | UINT32_C(1) << NX_TERM_MONTH |
		UINT32_C(1) << NX_TERM_WEEKDAY | UINT32_C(1) << NX_TERM_HEAD;
	const char *p = text.data + at;
	const char *end = text.data + (text.len - at > GLANCE ? at + GLANCE : text.len);
	uint32_t	nwords = 0;

	for (;;)
	{
		const char *word = p;
		bool		small = p < end && is_small(*p);
		uint32_t	begins;

		while (p < end && (is_small(*p) || is_capital(*p)))
			p++;
		/* too near the end, or a mark: "(", "-", a digit, a letter of another script */
		if (p + 4 >= end || p == word || (p - word > 1 && is_capital(word[1])) || (*p != ' ' && *p != ','))
			return false;
		begins = nx_term_begins(terms, nx_fold_hash((NxText) {word, (uint32_t) (p - word)}));
		if (begins & (nwords ? UINT32_C(1) << NX_TERM_AGENCY : header))
			return false;
		if (small && p - word > 4)
			break;
		nwords++;
		p += *p == ',' ? 1 : 0;
		if (*p != ' ')
			return false;
		p++;
	}
	/* "Kopenhagen ritzau -" */
	return *p == ' ' && (is_small(p[1]) || is_capital(p[1])) && goes_on(p, end);
}

/* Cuts the window that begins at 'at'. */
static void
open_window(Finder *finder, uint32_t at, uint32_t size)
{
	finder->base = at;
	nx_scan_head(finder->arena, finder->head.data, nx_slice(finder->text, at, finder->text.len), size, &finder->head);
}

/* Moves what was found in the window to the text. */
static bool
found_at(Finder *finder, NxDateline *dateline)
{
	dateline->span.start += finder->base;
	dateline->span.end += finder->base;
	dateline->body_start += finder->base;
	return true;
}

/* Tries the line of the window whose pieces are 'first' to before 'after'; 'cut': it goes on behind the window. */
static bool
try_line(Finder *finder, uint32_t first, uint32_t after, bool cut, NxDateline *dateline)
{
	const NxHead *head = &finder->head;
	int			ask = NX_DATELINE_ENOUGH + (int) finder->prose * PROSE_TOLL;
	NxReading	reading;
	NxByline	byline;
	int			weight;
	uint32_t	more;
	uint32_t	end;
	bool		header;
	bool		is_byline = false;

	if (nx_read_dateline(head, first, &reading))
	{
		weight = nx_weigh_dateline(&reading, true);
		/* a line of its own below the byline */
		if (finder->author.len && reading.after == after && reading.nplaces && after < head->n)
			weight += 20;
		if (weight >= ask)
		{
			fill(finder->arena, &reading, weight, dateline);
			dateline->byline = finder->author;
			return found_at(finder, dateline);
		}
	}
	more = cut ? 2 : prose_of(head, first, after);
	/* a byline or a time may be run on into the story */
	header = more < 2 || nx_head_term(head, first, NX_TERM_BY, &end) || nx_begins_date(head, first);
	if (header && !cut)
		is_byline = nx_parse_byline(finder->arena, head->data, text_of_pieces(head, first, after), &byline) &&
			byline.labelled;
	if (is_byline && byline_place(head, first, after, &byline, &reading))
	{
		fill(finder->arena, &reading, 100, dateline);
		dateline->byline = authors_text(&byline);
		return found_at(finder, dateline);
	}
	if (header && try_inline(head, first, after, ask, &reading, &weight))
	{
		fill(finder->arena, &reading, weight, dateline);
		dateline->byline = is_byline ? authors_text(&byline) : finder->author;
		return found_at(finder, dateline);
	}
	if (is_byline)
		finder->author = authors_text(&byline);
	else
	{
		if (more)
			finder->author.len = 0;
		finder->prose += more;
	}
	return false;
}

/* Tries the lines from 'at' on that begin in the window; *next gets where to go on. */
static bool
try_window(Finder *finder, uint32_t at, uint32_t *lines, uint32_t *next, NxDateline *dateline)
{
	const NxHead *head = &finder->head;
	uint32_t	first;
	uint32_t	after;

	open_window(finder, at, WINDOW);
	*next = head->n ? finder->limit : finder->base + head->item[0].end;
	for (first = 0; first < head->n; first = after)
	{
		uint32_t	start = finder->base + head->item[first].start;
		bool		cut;

		*next = start;
		/* what is judged behind a dateline may lie behind the window: open the next one there */
		if (first > 0 && head->item[first].start > WINDOW - LONGEST_HEAD && finder->base + WINDOW < finder->text.len)
			return false;
		if (*lines >= MOST_LINES || finder->prose > MOST_PROSE || start >= finder->limit)
			return false;
		after = nx_line_after(head, first);
		cut = after >= head->n && finder->base + head->item[head->n].end < finder->text.len;
		++*lines;
		if (try_line(finder, first, after, cut, dateline))
			return true;
		*next = finder->limit;
		if (cut)
			*next = line_end(finder->text, finder->base + head->item[head->n].end, finder->limit);
	}
	return false;
}

/* A line of prose that shows a sign: most are settled by its first words. */
static bool
is_settled_prose(Finder *finder, uint32_t at)
{
	const NxHead *head = &finder->head;
	const char *end = finder->text.data + (finder->text.len - at > GLANCE ? at + GLANCE : finder->text.len);
	NxReading	reading;
	uint32_t	after;

	if (!goes_on(finder->text.data + at, end))
		return false;
	open_window(finder, at, SMALL_WINDOW);
	if (head->n == 0 || nx_head_term(head, 0, NX_TERM_BY, &after) || nx_begins_date(head, 0))
		return false;
	return !nx_read_dateline(head, 0, &reading) ||
		(head->item[reading.after].start < SMALL_WINDOW / 2 &&
		 nx_weigh_dateline(&reading, true) < NX_DATELINE_ENOUGH - 20);
}

bool
nx_find_dateline(NxArena *arena, const struct NxData *data, NxText text, NxDateline *dateline)
{
	Finder		finder;
	uint32_t	lines = 0;
	uint32_t	at = 0;

	memset(dateline, 0, sizeof(*dateline));
	memset(&finder, 0, sizeof(finder));
	finder.arena = arena;
	finder.text = text;
	finder.limit = text.len < NX_DATELINE_REACH ? text.len : NX_DATELINE_REACH;
	finder.head.data = data;
	finder.head.terms = data ? data->terms : NULL;
	while (at < finder.limit && lines < MOST_LINES && finder.prose <= MOST_PROSE)
	{
		unsigned char c = (unsigned char) text.data[at];

		nx_arena_poll(arena);
		if (c <= ' ')
			at++;
		else if (is_plain_prose(finder.head.terms, text, at) || is_settled_prose(&finder, at))
		{
			lines++;
			finder.prose += 2;
			finder.author.len = 0;
			at = line_end(text, at, finder.limit);
		}
		else if (try_window(&finder, at, &lines, &at, dateline))
			return true;
	}
	memset(dateline, 0, sizeof(*dateline));
	return false;
}

/* Evidence that a text which is wholly read must have. */
#define WHOLE_ENOUGH	(-40)

bool
nx_parse_dateline(NxArena *arena, const struct NxData *data, NxText text, NxDateline *dateline)
{
	NxHead		head;
	NxReading	reading;
	int			weight;

	nx_scan_head(arena, data, text, NX_DATELINE_REACH, &head);
	if (head.n > 0 && text.len <= NX_DATELINE_REACH && nx_read_dateline(&head, 0, &reading) &&
		reading.after == head.n)
	{
		weight = nx_weigh_dateline(&reading, true);
		if (weight >= WHOLE_ENOUGH)
		{
			fill(arena, &reading, weight, dateline);
			return true;
		}
	}
	return nx_find_dateline(arena, data, text, dateline);
}
