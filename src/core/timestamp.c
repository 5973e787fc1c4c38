/*-------------------------------------------------------------------------
 * timestamp.c
 *	  Publication times as publishers print them.
 *
 * One pass over the pieces of a line.  A date and a time belong together
 * whichever comes first; a second date, or a second time before a date,
 * begins the next stamp.  What is passed over is counted, because a line full
 * of other words is not a timestamp though a date stands in it.
 *-------------------------------------------------------------------------
 */
#include "timestamp.h"

#include <string.h>

#include "data.h"
#include "dateline_parts.h"
#include "unicode.h"

/* Longer lines are prose. */
#define LONGEST_LINE	400

typedef struct Clock
{
	uint32_t	after;
	uint8_t		hour;
	uint8_t		minute;
	uint8_t		second;
	bool		twelve;			/* AM or PM was printed */
	bool		has_offset;
	bool		us;				/* zone of a country that puts the month first */
	int16_t		offset;
	NxText		zone;
} Clock;

typedef struct Parser
{
	NxHead		head;
	NxStamps   *stamps;
	NxStamp		now;			/* being put together */
	uint32_t	first;			/* its pieces */
	uint32_t	after;
	bool		open;
	bool		ambiguous[NX_STAMPS + 1];
	bool		month_first;
	uint8_t		role;
	uint32_t	strange;		/* words that belong to no stamp */
	uint32_t	labels;
} Parser;

static bool
is_glued(const NxHead *head, uint32_t i)
{
	return (head->item[i].flags & (NX_P_SPACE | NX_P_LINE)) == 0;
}

static bool
is_number(const NxHead *head, uint32_t i, uint32_t least, uint32_t most, uint32_t highest)
{
	return head->item[i].kind == NX_P_NUMBER && head->item[i].letters >= least &&
		head->item[i].letters <= most && head->item[i].value <= highest;
}

/* "+04:00", "-0700", "+1" at piece i; minutes into *offset, the piece behind it or 0. */
static uint32_t
read_offset(const NxHead *head, uint32_t i, int16_t *offset)
{
	bool		minus = nx_mark_is(head, i, NX_MARK_HYPHEN);
	uint32_t	minutes;

	if (!minus && !nx_mark_is(head, i, '+'))
		return 0;
	if (!is_number(head, i + 1, 1, 4, 1400) || !is_glued(head, i + 1))
		return 0;
	if (head->item[i + 1].letters > 2)
	{
		minutes = head->item[i + 1].value / 100 * 60 + head->item[i + 1].value % 100;
		i += 2;
	}
	else
	{
		minutes = head->item[i + 1].value * 60;
		i += 2;
		if (nx_mark_is(head, i, ':') && is_number(head, i + 1, 2, 2, 59) && is_glued(head, i + 1))
		{
			minutes += head->item[i + 1].value;
			i += 2;
		}
	}
	if (minutes > 14 * 60)
		return 0;
	*offset = (int16_t) (minus ? -(int) minutes : (int) minutes);
	return i;
}

/* Term of the capitals that begin a word glued to the next: "ESTFirst". */
static const NxTerm *
glued_zone(const NxHead *head, uint32_t i, NxText *printed)
{
	const NxHeadPiece *piece = &head->item[i];
	uint32_t	n = 0;

	while (piece->start + n < piece->end && head->text.data[piece->start + n] >= 'A' &&
		   head->text.data[piece->start + n] <= 'Z')
		n++;
	if (n < 3 || piece->start + n >= piece->end)
		return NULL;
	*printed = nx_slice(head->text, piece->start, piece->start + n - 1);
	return nx_term_get(head->terms, nx_fold_hash(*printed), NX_TERM_ZONE);
}

/* Zone or offset behind a time. */
static void
read_zone(const NxHead *head, Clock *clock)
{
	uint32_t	i = clock->after;
	uint32_t	end;
	const NxTerm *term;
	NxText		printed;

	if (is_glued(head, i) && (end = read_offset(head, i, &clock->offset)) != 0)
	{
		clock->has_offset = true;
		clock->zone = nx_head_text(head, i, end);
		clock->after = end;
		return;
	}
	if (nx_mark_is(head, i, '(') && head->item[i + 1].flags & NX_P_UPPER)
		i++;
	if (head->item[i].kind != NX_P_WORD || head->item[i].flags & NX_P_LINE)
		return;
	term = nx_head_word(head, i, NX_TERM_ZONE);
	printed = nx_head_text(head, i, i + 1);
	if (term == NULL)
		term = glued_zone(head, i, &printed);
	if (term == NULL || (!(head->item[i].flags & NX_P_CAPITAL) &&
						 (i + 1 < head->n || head->item[i].letters < 3)))
		return;
	clock->has_offset = true;
	clock->offset = (int16_t) term->value;
	clock->us = (term->flags & NX_TERM_US) != 0;
	clock->zone = printed;
	clock->after = i + 1;
	if (term->value == 0 && (end = read_offset(head, i + 1, &clock->offset)) != 0 && is_glued(head, i + 1))
	{
		clock->zone = nx_head_text(head, i, end);
		clock->after = end;
	}
	if (i > 0 && nx_mark_is(head, i - 1, '(') && nx_mark_is(head, clock->after, ')'))
		clock->after++;
}

/* "AM", "p.m.", "P. M." behind a time; corrects the hour. */
static void
read_half(const NxHead *head, Clock *clock)
{
	uint32_t	i = clock->after;
	bool		am = nx_head_is(head, i, "am") || nx_head_is(head, i, "\xd8\xb5\xd8\xa8\xd8\xa7\xd8\xad\xd8\xa7");
	bool		pm = nx_head_is(head, i, "pm") || nx_head_is(head, i, "\xd9\x85\xd8\xb3\xd8\xa7\xd8\xa1");

	if (!am && !pm && (nx_head_is(head, i, "a") || nx_head_is(head, i, "p")) && head->item[i].flags & NX_P_PERIOD &&
		nx_head_is(head, i + 1, "m"))
	{
		am = nx_head_is(head, i, "a");
		pm = !am;
		i++;
	}
	if (!am && !pm)
	{
		if ((nx_head_is(head, i, "a") || nx_head_is(head, i, "p")) && is_glued(head, i))
			clock->after++;
		return;
	}
	clock->after = i + 1;
	if (nx_mark_is(head, clock->after, '.') && is_glued(head, clock->after))
		clock->after++;
	clock->twelve = true;
	if (pm && clock->hour < 12)
		clock->hour += 12;
	else if (am && clock->hour == 12)
		clock->hour = 0;
}

/* A time at piece i: "9:48 PM", "15.26 EST", "12h00", "2148 GMT", "9 p.m." */
static bool
read_clock(const NxHead *head, uint32_t i, bool after_date, Clock *clock)
{
	uint32_t	k = i;
	uint32_t	end;

	memset(clock, 0, sizeof(*clock));
	if (nx_head_is(head, k, "t") && is_glued(head, k))
		k++;
	if (head->item[k].kind != NX_P_NUMBER)
		return false;
	if (is_number(head, k, 4, 4, 2359) && head->item[k].value % 100 < 60)
	{
		/* "0947 GMT"; without a zone it is a year or a count */
		clock->hour = (uint8_t) (head->item[k].value / 100);
		clock->minute = (uint8_t) (head->item[k].value % 100);
		clock->after = k + 1;
		read_zone(head, clock);
		return clock->has_offset && head->item[k + 1].kind == NX_P_WORD;
	}
	if (!is_number(head, k, 1, 2, 24))
		return false;
	clock->hour = (uint8_t) head->item[k].value;
	if ((nx_mark_is(head, k + 1, ':') || nx_head_is(head, k + 1, "h")) && is_number(head, k + 2, 2, 2, 59))
		clock->after = k + 3;
	else if (nx_mark_is(head, k + 1, '.') && is_glued(head, k + 1) && is_number(head, k + 2, 2, 2, 59) &&
			 is_glued(head, k + 2) && !nx_mark_is(head, k + 3, '.') && head->item[k].flags & NX_P_SPACE)
		clock->after = k + 3;
	if (clock->after)
	{
		bool		dotted = nx_mark_is(head, k + 1, '.');

		clock->minute = (uint8_t) head->item[k + 2].value;
		if (nx_mark_is(head, clock->after, ':') && is_number(head, clock->after + 1, 2, 2, 60))
		{
			clock->second = (uint8_t) head->item[clock->after + 1].value;
			clock->after += 2;
			if (nx_mark_is(head, clock->after, '.') && is_glued(head, clock->after + 1) &&
				head->item[clock->after + 1].kind == NX_P_NUMBER)
				clock->after += 2;
		}
		read_half(head, clock);
		if (nx_head_term(head, clock->after, NX_TERM_CLOCK, &end))
			clock->after = end;
		else
		{
			read_zone(head, clock);
			if (dotted && !clock->has_offset && !clock->twelve && !after_date)
				return false;
		}
	}
	else
	{
		clock->after = k + 1;
		read_half(head, clock);
		if (!clock->twelve && nx_head_is(head, k + 1, "h") && (after_date || is_glued(head, k + 1)))
			clock->after = k + 2;
		else if (!clock->twelve && nx_head_is(head, k + 1, "uhr"))
			clock->after = k + 2;
		else if (!clock->twelve)
			return false;
		read_zone(head, clock);
	}
	if (clock->hour == 24 && clock->minute == 0)
		clock->hour = 0;
	return clock->hour < 24;
}

/* "2 hours ago", "52m ago", "vor 3 Stunden", "il y a 1 h"; the piece behind it, or 0. */
static uint32_t
read_ago(const NxHead *head, uint32_t i)
{
	uint32_t	after = i;
	int			turn;

	if (nx_head_term(head, i, NX_TERM_TODAY, &after))
		return after;
	if (nx_head_term(head, i, NX_TERM_AGO, &after) && head->item[after].kind == NX_P_NUMBER)
		return nx_head_term(head, after + 1, NX_TERM_UNIT, &after) ? after : 0;
	after = i;
	for (turn = 0; turn < 2 && head->item[after].kind == NX_P_NUMBER; turn++)
		if (!nx_head_term(head, after + 1, NX_TERM_UNIT, &after))
			return 0;
	if (after == i || !nx_head_term(head, after, NX_TERM_AGO, &after))
		return 0;
	return after;
}

static void
close_stamp(Parser *parser)
{
	NxStamps   *stamps = parser->stamps;

	if (parser->open && stamps->n < NX_STAMPS && (parser->now.month || parser->now.relative || parser->labels))
	{
		parser->now.span.start = parser->head.item[parser->first].start;
		parser->now.span.end = parser->head.item[parser->after - 1].end;
		parser->ambiguous[stamps->n] = parser->ambiguous[NX_STAMPS];
		stamps->item[stamps->n++] = parser->now;
	}
	parser->open = false;
	parser->ambiguous[NX_STAMPS] = false;
	memset(&parser->now, 0, sizeof(parser->now));
}

static void
open_stamp(Parser *parser, uint32_t i)
{
	if (parser->open)
		return;
	parser->open = true;
	parser->first = i;
	parser->now.role = parser->role;
}

static void
take_date(Parser *parser, const NxDatePart *date)
{
	if (parser->open && parser->now.month)
		close_stamp(parser);
	open_stamp(parser, date->first);
	parser->now.year = (int16_t) date->year;
	parser->now.month = date->month;
	parser->now.day = date->day;
	parser->ambiguous[NX_STAMPS] = date->ambiguous;
	parser->after = date->after;
}

static void
take_clock(Parser *parser, uint32_t i, const Clock *clock)
{
	/* the second time of "0947 GMT (1747 HKT)" is the first one elsewhere */
	if (parser->open && parser->now.has_time && i > 0 && nx_mark_is(&parser->head, i - 1, '('))
		return;
	if (parser->open && parser->now.has_time)
		close_stamp(parser);
	open_stamp(parser, i);
	parser->now.has_time = true;
	parser->now.hour = clock->hour;
	parser->now.minute = clock->minute;
	parser->now.second = clock->second;
	parser->now.has_offset = clock->has_offset;
	parser->now.offset = clock->offset;
	parser->now.zone = clock->zone;
	parser->after = clock->after;
	parser->month_first |= clock->twelve || clock->us;
}

/* "5:02 PM EST, Mon January 19, 2026" at piece i: a time with a date of its own? */
static bool
begins_whole_stamp(const NxHead *head, uint32_t i)
{
	Clock		clock;
	NxDatePart	date;
	uint32_t	after;

	while (nx_mark_is(head, i, ':') || nx_mark_is(head, i, '|') || nx_head_term(head, i, NX_TERM_JOINT, &after))
		i++;
	if (!read_clock(head, i, false, &clock))
		return false;
	i = clock.after;
	while (nx_mark_is(head, i, ',') || nx_dash_is(head, i) || nx_head_term(head, i, NX_TERM_JOINT, &after))
		i++;
	return nx_read_date(head, i, &date);
}

/* One step from piece i; the piece to go on with. */
static uint32_t
step(Parser *parser, uint32_t i)
{
	const NxHead *head = &parser->head;
	NxDatePart	date;
	Clock		clock;
	uint32_t	after;

	if ((after = read_ago(head, i)) != 0)
	{
		if (parser->open && parser->now.month)
			close_stamp(parser);
		open_stamp(parser, i);
		parser->now.relative = true;
		parser->after = after;
		close_stamp(parser);
		return after;
	}
	if (nx_read_date(head, i, &date) && !(date.ambiguous && date.year < 1990))
	{
		take_date(parser, &date);
		return date.after;
	}
	if (read_clock(head, i, parser->open && parser->now.month, &clock))
	{
		take_clock(parser, i, &clock);
		return clock.after;
	}
	if (head->item[i].kind != NX_P_WORD)
		return i + 1;
	if (nx_head_term(head, i, NX_TERM_UPDATED, &after) || nx_head_term(head, i, NX_TERM_PUBLISHED, &after))
	{
		parser->role = nx_head_term(head, i, NX_TERM_UPDATED, &after) ? NX_STAMP_UPDATED : NX_STAMP_PUBLISHED;
		parser->labels++;
		/* "22 July 2013 Last updated at 17:50" is one stamp, "12:43, 20 Apr Updated 12:44" are two */
		if (parser->open && parser->now.month && (parser->now.has_time || begins_whole_stamp(head, after)))
			close_stamp(parser);
		return after;
	}
	if (nx_head_term(head, i, NX_TERM_JOINT, &after) || nx_head_term(head, i, NX_TERM_CLOCK, &after) ||
		nx_head_term(head, i, NX_TERM_NOISE, &after) || nx_head_term(head, i, NX_TERM_WEEKDAY, &after) ||
		nx_head_term(head, i, NX_TERM_ZONE, &after) || nx_head_term(head, i, NX_TERM_UNIT, &after))
		return after;
	parser->strange++;
	return i + 1;
}

/* Settles day and month, and years that were left out. */
static void
settle(Parser *parser)
{
	NxStamps   *stamps = parser->stamps;
	uint32_t	kept = 0;
	int16_t		year = 0;
	uint32_t	i;

	for (i = 0; i < stamps->n; i++)
	{
		NxStamp    *stamp = &stamps->item[i];

		if (parser->ambiguous[i] && parser->month_first &&
			memchr(parser->head.text.data + stamp->span.start, '/', stamp->span.end - stamp->span.start))
		{
			uint8_t		day = stamp->day;

			stamp->day = stamp->month;
			stamp->month = day;
		}
		/* the year of the stamp before stands for both */
		if (stamp->month && stamp->year == 0)
			stamp->year = year;
		if (stamp->year)
			year = stamp->year;
	}
	/* "November 29 - December 9, 2022": a beginning without a year is no stamp */
	for (i = 0; i < stamps->n; i++)
		if (!(stamps->item[i].year == 0 && !stamps->item[i].relative && year))
			stamps->item[kept++] = stamps->item[i];
	stamps->n = kept;
}

bool
nx_parse_timestamps(NxArena *arena, const struct NxData *data, NxText line, NxStamps *stamps)
{
	Parser		parser;
	uint32_t	i;

	memset(stamps, 0, sizeof(*stamps));
	if (line.len > LONGEST_LINE || line.len < 2)
		return false;
	memset(&parser, 0, sizeof(parser));
	parser.stamps = stamps;
	nx_scan_head(arena, data, line, LONGEST_LINE, &parser.head);
	for (i = 0; i < parser.head.n;)
		i = step(&parser, i);
	close_stamp(&parser);
	settle(&parser);
	if (stamps->n == 0)
		return false;
	if (parser.strange == 0)
		stamps->confidence = stamps->item[0].year || parser.labels || stamps->item[0].relative ? 950 : 700;
	else if (parser.strange <= 2)
		stamps->confidence = parser.labels ? 800 : 600;
	else
		stamps->confidence = parser.strange <= 4 && parser.labels ? 500 : parser.strange <= 6 ? 200 : 0;
	return true;
}

uint32_t
nx_is_timestamp_line(NxArena *arena, const struct NxData *data, NxText line)
{
	NxStamps	stamps;

	if (line.len > LONGEST_LINE / 2)
		return 0;
	return nx_parse_timestamps(arena, data, line, &stamps) ? stamps.confidence : 0;
}
