/*-------------------------------------------------------------------------
 * dateline_read.c
 *	  The grammar of datelines.
 *
 *	dateline = places [date] [agency] end			KYIV, Ukraine, Jan. 19 (AP) --
 *			 | agency [dash] places [date] end		(ANSA) - ROMA, 28 LUG -
 *			 | [date] agency end					Sept 14 (Reuters) -    (CNN)
 *			 | "(" places [, date] ")" end			(Beirut) -
 *
 * Reading is generous: it takes whatever has the shape.  Whether it is a
 * dateline is decided by the evidence, in dateline_weigh.c.
 *-------------------------------------------------------------------------
 */
#include "dateline_read.h"

#include <string.h>

#include "data.h"
#include "token.h"
#include "unicode.h"

static bool
is_line(const NxHead *head, uint32_t i)
{
	return (head->item[i].flags & NX_P_LINE) != 0;
}

static bool
is_space(const NxHead *head, uint32_t i)
{
	return (head->item[i].flags & (NX_P_SPACE | NX_P_LINE)) != 0;
}

static bool
take_date(NxReading *reading, uint32_t i)
{
	NxDatePart	date;

	if (reading->has_date || !nx_read_date(reading->head, i, &date) || !(date.named || date.year))
		return false;
	reading->has_date = true;
	reading->date = date;
	return true;
}

static void
take_agency(NxReading *reading, const NxAgencyPart *agency)
{
	reading->has_agency = true;
	reading->agency = *agency;
	if (agency->has_date && !reading->has_date)
	{
		reading->has_date = true;
		reading->date = agency->date;
	}
}

/* "(March 2, 2006)" at piece i; the piece behind it, or 0. */
static uint32_t
read_bracketed_date(NxReading *reading, uint32_t i)
{
	const NxHead *head = reading->head;

	if (!nx_mark_is(head, i, '(') || !take_date(reading, i + 1))
		return 0;
	if (nx_mark_is(head, reading->date.after, ')'))
		return reading->date.after + 1;
	reading->has_date = false;
	return 0;
}

/* Date and agency behind the places, in any order; the piece behind them. */
static uint32_t
read_tail(NxReading *reading, uint32_t i)
{
	const NxHead *head = reading->head;
	int			turn;

	for (turn = 0; turn < 4; turn++)
	{
		uint32_t	k = i;
		uint32_t	after;
		bool		separated = false;
		NxAgencyPart agency;

		if (is_line(head, i) && turn + reading->nplaces > 0 && !nx_mark_is(head, i, '('))
			break;
		/* what may stand between the parts */
		if (nx_mark_is(head, k, ',') ||
			(nx_mark_is(head, k, '.') && (nx_begins_date(head, k + 1) || nx_mark_is(head, k + 1, '/') ||
										  nx_mark_is(head, k + 1, '(') || head->item[k + 1].flags & NX_P_UPPER)))
		{
			separated = true;
			k++;
		}
		else if (nx_dash_is(head, k) &&
				 (nx_mark_is(head, k + 1, '(') || nx_begins_date(head, k + 1) ||
				  (!reading->has_agency && nx_read_bare_agency(head, k + 1, &agency) && agency.term &&
				   nx_dash_is(head, agency.after))))
		{
			separated = true;
			k++;
		}
		else if (nx_mark_is(head, k, '/') && reading->has_agency && nx_begins_date(head, k + 1))
			k++;
		if (is_line(head, k) && k > i)
			break;
		if (take_date(reading, k))
		{
			i = reading->date.after;
			continue;
		}
		if ((after = read_bracketed_date(reading, k)) != 0)
		{
			i = after;
			continue;
		}
		if (!reading->has_agency && nx_read_bracketed_agency(head, k, &agency))
		{
			take_agency(reading, &agency);
			i = agency.after;
			/* "/ ACCESSWIRE / March 3, 2026 /" */
			if (!reading->has_date && nx_begins_date(head, i) && take_date(reading, i))
			{
				i = reading->date.after;
				if (nx_mark_is(head, i, '/'))
					i++;
			}
			continue;
		}
		if (!reading->has_agency && nx_read_bare_agency(head, k, &agency) && agency.term &&
			(nx_may_end(head, agency.after) ||
			 (separated && (nx_dash_is(head, agency.after) ||
							(reading->has_date && head->item[k].flags & NX_P_UPPER &&
							 head->item[agency.after].flags & NX_P_CAPITAL)))) &&
			!nx_mark_is(head, agency.after, ',') &&
			(!(agency.term->flags & NX_TERM_WORDLIKE) || separated))
		{
			take_agency(reading, &agency);
			i = agency.after;
			continue;
		}
		break;
	}
	return i;
}

/* The mark that ends the dateline, at piece i; the piece behind it. */
static uint32_t
read_end(NxReading *reading, uint32_t i)
{
	const NxHead *head = reading->head;
	const NxHeadPiece *piece = &head->item[i];

	reading->raw_after = i;
	if (piece->kind != NX_P_MARK || (piece->flags & NX_P_LINE && !nx_dash_is(head, i)))
		return i;
	reading->mark_space = is_space(head, i);
	if (piece->mark == '.' && nx_dash_is(head, i + 1))
		piece = &head->item[++i];
	switch (piece->mark)
	{
		case NX_MARK_DASH:
		case NX_MARK_HYPHEN:
			reading->mark = piece->mark;
			break;
		case ':':
		case '.':
			reading->mark = piece->mark;
			break;
		case NX_MARK_QUOTE:
		case '?':
		case NX_MARK_OTHER:
		case '|':
		case '*':
			/* a dash that lost its encoding stands alone */
			if (!is_space(head, i) || !is_space(head, i + 1))
				return i;
			reading->mark = NX_MARK_QUOTE;
			break;
		default:
			return i;
	}
	i++;
	reading->raw_after = i;
	/* "KHABAR. -", "— - "All."" */
	if ((reading->mark == '.' || reading->mark == ':') && nx_dash_is(head, i) && !is_line(head, i))
	{
		reading->mark = head->item[i].mark;
		reading->raw_after = ++i;
	}
	else if (nx_dash_is(head, i - 1) && nx_dash_is(head, i) && !is_line(head, i))
		reading->raw_after = ++i;
	reading->mark_space_after = is_space(head, i);
	return i;
}

/* "(Beirut) -", "(New York, December 5, 2026) -" */
static bool
read_bracketed_all(NxReading *reading, uint32_t i)
{
	const NxHead *head = reading->head;
	NxAgencyPart agency;
	uint32_t	k;

	if (nx_read_bracketed_agency(head, i, &agency) && agency.term)
		return false;
	k = nx_read_places(reading, i + 1);
	if (k == 0)
		return false;
	if (nx_mark_is(head, k, '.'))
		k++;
	if (nx_mark_is(head, k, ',') && take_date(reading, k + 1))
		k = reading->date.after;
	if (!nx_mark_is(head, k, ')') ||
		(!reading->has_date && reading->place[0].known < NX_KNOWN_WELL && !reading->place[0].region_known))
	{
		reading->nplaces = 0;
		reading->has_date = false;
		return false;
	}
	reading->bracketed_all = true;
	k++;
	if (nx_mark_is(head, k, '.') && nx_dash_is(head, k + 1))
		k++;
	reading->after = read_end(reading, k);
	return true;
}

/* Agency at the very start; the piece behind it and its dash, or 0. */
static uint32_t
read_agency_first(NxReading *reading, uint32_t i)
{
	const NxHead *head = reading->head;
	NxAgencyPart agency;
	uint32_t	k;

	if (!nx_read_bracketed_agency(head, i, &agency))
	{
		if (!nx_read_bare_agency(head, i, &agency) || !nx_dash_is(head, agency.after) ||
			!is_space(head, agency.after))
			return 0;
	}
	take_agency(reading, &agency);
	reading->agency_first = true;
	k = agency.after;
	if (nx_dash_is(head, k) && !is_line(head, k))
		k++;
	else if (nx_mark_is(head, k, ':'))
		k++;
	return k;
}

/* Places behind an agency or a date, if they are clear enough. */
static bool
read_places_behind(NxReading *reading, uint32_t i)
{
	const NxHead *head = reading->head;
	NxReading	inner = *reading;
	uint32_t	k;

	inner.nplaces = 0;
	if (is_line(head, i))
		return false;
	k = nx_read_places(&inner, i);
	if (k == 0 || (!inner.place[0].caps && inner.place[0].known < NX_KNOWN_WELL))
		return false;
	k = read_tail(&inner, k);
	k = read_end(&inner, k);
	if (inner.mark != NX_MARK_DASH && !(inner.mark == NX_MARK_HYPHEN && inner.mark_space))
		return false;
	*reading = inner;
	reading->after = k;
	return true;
}

bool
nx_read_dateline(const NxHead *head, uint32_t i, NxReading *reading)
{
	uint32_t	k;
	uint32_t	from;

	memset(reading, 0, sizeof(*reading));
	reading->head = head;
	reading->first = i;
	if (head->item[i].kind == NX_P_END || head->item[i].flags & NX_P_LOWER)
		return false;
	if (nx_head_term(head, i, NX_TERM_FROM, &from))
	{
		reading->from = true;
		i = from;
	}
	if (nx_mark_is(head, i, '(') && read_bracketed_all(reading, i))
		return true;
	k = read_agency_first(reading, i);
	if (k)
	{
		uint32_t	end = reading->agency.after;

		if (read_places_behind(reading, k))
			return true;
		reading->after = read_end(reading, end);
		return true;
	}
	if (take_date(reading, i))
	{
		k = read_tail(reading, reading->date.after);
		if (!reading->has_agency)
			return false;
		reading->after = read_end(reading, k);
		if (reading->mark)
			read_places_behind(reading, reading->after);
		return true;
	}
	k = nx_read_places(reading, i);
	if (k == 0)
		return false;
	k = read_tail(reading, k);
	reading->after = read_end(reading, k);
	return true;
}
