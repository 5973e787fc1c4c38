/*-------------------------------------------------------------------------
 * dateline_date.c
 *	  Dates as headers print them.
 *-------------------------------------------------------------------------
 */
#include "dateline_parts.h"

#include <string.h>

#include "token.h"
#include "unicode.h"

static const uint8_t most_days[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool
is_day(uint32_t month, uint32_t day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= most_days[month];
}

static bool
is_number(const NxHead *head, uint32_t i, uint32_t least, uint32_t most)
{
	return head->item[i].kind == NX_P_NUMBER && head->item[i].letters >= least && head->item[i].letters <= most;
}

static bool
is_year(const NxHead *head, uint32_t i)
{
	return is_number(head, i, 4, 4) && head->item[i].value >= 1800 && head->item[i].value <= 2100;
}

static bool
is_glued(const NxHead *head, uint32_t i)
{
	return (head->item[i].flags & (NX_P_SPACE | NX_P_LINE)) == 0;
}

/* Passes over one mark of 'marks' at *i, if there is one. */
static void
pass_mark(const NxHead *head, uint32_t *i, const char *marks)
{
	if (head->item[*i].kind == NX_P_MARK && strchr(marks, head->item[*i].mark) &&
		!(head->item[*i].flags & NX_P_LINE))
		++*i;
}

static const NxTerm *
month_at(const NxHead *head, uint32_t i, uint32_t *after)
{
	const NxTerm *term;

	if (head->item[i].kind != NX_P_WORD)
		return NULL;
	term = nx_head_word(head, i, NX_TERM_MONTH);
	*after = i + 1;
	return term;
}

/* "st", "nd", "rd", "th" behind a number. */
static void
pass_ordinal(const NxHead *head, uint32_t *i)
{
	if (head->item[*i].kind == NX_P_WORD && is_glued(head, *i) &&
		(nx_head_is(head, *i, "st") || nx_head_is(head, *i, "nd") || nx_head_is(head, *i, "rd") ||
		 nx_head_is(head, *i, "th") || nx_head_is(head, *i, "er") || nx_head_is(head, *i, "o")))
		++*i;
}

/* An optional year behind month and day. */
static void
read_year(const NxHead *head, uint32_t i, NxDatePart *date)
{
	pass_mark(head, &i, ".");
	pass_mark(head, &i, ",");
	if (nx_head_is(head, i, "de") || nx_head_is(head, i, "del") || nx_head_is(head, i, "of"))
		i++;
	if (is_year(head, i) && !(head->item[i].flags & NX_P_LINE))
	{
		date->year = (int32_t) head->item[i].value;
		date->after = i + 1;
	}
	else if (head->item[i].kind == NX_P_NUMBER && head->item[i].letters > 4 && head->item[i].letters <= 9 &&
			 (head->text.data[head->item[i].start] == '2' || head->text.data[head->item[i].start] == '1'))
	{
		/* a count was glued to the year: "22 Dec 2016651" */
		const char *digits = head->text.data + head->item[i].start;
		int32_t		year = (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 +
		(digits[2] - '0') * 10 + (digits[3] - '0');

		if (year >= 1900 && year <= 2100)
		{
			date->year = year;
			date->after = i + 1;
		}
	}
}

/* "Jan. 21st, 2026" */
static bool
read_month_first(const NxHead *head, uint32_t i, NxDatePart *date)
{
	uint32_t	after;
	const NxTerm *month = month_at(head, i, &after);

	if (month == NULL)
		return false;
	i = after;
	pass_mark(head, &i, ".");
	if (nx_head_is(head, i, "the"))
		i++;
	if (!is_number(head, i, 1, 2) || !is_day((uint32_t) month->value, head->item[i].value) ||
		head->item[i].flags & NX_P_LINE)
		return false;
	date->month = (uint8_t) month->value;
	date->day = (uint8_t) head->item[i].value;
	date->named = true;
	i++;
	pass_ordinal(head, &i);
	date->after = i;
	read_year(head, i, date);
	/* "Oct. 21-27, 2012": a range names its last day */
	if (date->year == 0 && nx_mark_is(head, i, NX_MARK_HYPHEN) && is_glued(head, i) &&
		is_number(head, i + 1, 1, 2) && is_glued(head, i + 1) && is_day(date->month, head->item[i + 1].value) &&
		nx_mark_is(head, i + 2, ',') && is_year(head, i + 3))
	{
		date->day = (uint8_t) head->item[i + 1].value;
		read_year(head, i + 2, date);
	}
	return true;
}

/* "21st of January, 2026", "21 de enero de 2026", "2. Januar", "19-Jan-2026" */
static bool
read_day_first(const NxHead *head, uint32_t i, NxDatePart *date)
{
	uint32_t	day;
	const NxTerm *month;
	uint32_t	after;
	char		joint = 0;

	if (!is_number(head, i, 1, 2))
		return false;
	day = head->item[i++].value;
	pass_ordinal(head, &i);
	if (head->item[i].kind == NX_P_MARK && is_glued(head, i) && strchr("-./", head->item[i].mark))
		joint = head->item[i++].mark;
	if (nx_head_is(head, i, "de") || nx_head_is(head, i, "of") || nx_head_is(head, i, "d"))
		i++;
	month = month_at(head, i, &after);
	if (month == NULL || !is_day((uint32_t) month->value, day) || head->item[i].flags & NX_P_LINE)
		return false;
	date->month = (uint8_t) month->value;
	date->day = (uint8_t) day;
	date->named = true;
	i = after;
	date->after = i;
	if (joint && joint != '.' && nx_mark_is(head, i, joint) && is_year(head, i + 1))
	{
		date->year = (int32_t) head->item[i + 1].value;
		date->after = i + 2;
		return true;
	}
	if (nx_mark_is(head, i, '.') && is_glued(head, i))
	{
		/* the period of "Jan." belongs to it where a date goes on */
		if (is_year(head, i + 1) || nx_mark_is(head, i + 1, ',') || nx_mark_is(head, i + 1, '('))
			date->after = i + 1;
		i++;
	}
	read_year(head, i, date);
	return true;
}

static int32_t
century(uint32_t year)
{
	return year >= 100 ? (int32_t) year : year < 70 ? 2000 + (int32_t) year : 1900 + (int32_t) year;
}

/* "2026-01-21", "2026/01/21", "2020.08.19", "2020年5月3日" */
static bool
read_year_first(const NxHead *head, uint32_t i, NxDatePart *date)
{
	uint32_t	k;

	if (!is_year(head, i))
		return false;
	k = i + 1;
	if (!is_glued(head, k))
		return false;
	if (!(head->item[k].kind == NX_P_MARK && strchr("-./", head->item[k].mark)) &&
		!(nx_head_is(head, k, "\xe5\xb9\xb4") || nx_head_is(head, k, "\xeb\x85\x84")))
		return false;
	k++;
	if (!is_number(head, k, 1, 2) || !is_glued(head, k + 1) || !is_number(head, k + 2, 1, 2) ||
		!is_day(head->item[k].value, head->item[k + 2].value))
		return false;
	date->year = (int32_t) head->item[i].value;
	date->month = (uint8_t) head->item[k].value;
	date->day = (uint8_t) head->item[k + 2].value;
	date->after = k + 3;
	if (nx_head_is(head, date->after, "\xe6\x97\xa5") || nx_head_is(head, date->after, "\xec\x9d\xbc"))
		date->after++;
	return true;
}

/* "21/01/2026", "1/21/26", "21.01.26", "02 / 29 / 2012" */
static bool
read_numbers(const NxHead *head, uint32_t i, NxDatePart *date)
{
	uint32_t	a;
	uint32_t	b;
	char		joint;
	uint32_t	k = i + 1;

	if (!is_number(head, i, 1, 2) || head->item[k].kind != NX_P_MARK || !strchr("-./", head->item[k].mark))
		return false;
	joint = head->item[k].mark;
	if (joint != '/' && !is_glued(head, k))
		return false;
	if (!is_number(head, k + 1, 1, 2) || !nx_mark_is(head, k + 2, joint) ||
		head->item[k + 3].kind != NX_P_NUMBER)
		return false;
	if (!(is_year(head, k + 3) || (is_number(head, k + 3, 2, 2) && is_glued(head, k + 3))))
		return false;
	a = head->item[i].value;
	b = head->item[k + 1].value;
	if (is_day(b, a))
	{
		date->day = (uint8_t) a;
		date->month = (uint8_t) b;
		date->ambiguous = is_day(a, b) && a != b;
	}
	else if (is_day(a, b))
	{
		date->day = (uint8_t) b;
		date->month = (uint8_t) a;
	}
	else
		return false;
	date->year = century(head->item[k + 3].value);
	date->after = k + 4;
	return true;
}

/* "20260119" */
static bool
read_run(const NxHead *head, uint32_t i, NxDatePart *date)
{
	uint32_t	value = head->item[i].value;

	if (!is_number(head, i, 8, 8) || value / 10000 < 1900 || value / 10000 > 2100 ||
		!is_day(value / 100 % 100, value % 100))
		return false;
	date->year = (int32_t) (value / 10000);
	date->month = (uint8_t) (value / 100 % 100);
	date->day = (uint8_t) (value % 100);
	date->after = i + 1;
	return true;
}

/* 29 February is a day of leap years only. */
static bool
exists(const NxDatePart *date)
{
	return date->month != 2 || date->day < 29 || date->year == 0 ||
		(date->year % 4 == 0 && (date->year % 100 != 0 || date->year % 400 == 0));
}

bool
nx_read_date(const NxHead *head, uint32_t i, NxDatePart *date)
{
	const NxTerm *weekday;

	memset(date, 0, sizeof(*date));
	date->first = i;
	if (head->item[i].kind == NX_P_WORD && (weekday = nx_head_word(head, i, NX_TERM_WEEKDAY)) != NULL)
	{
		uint32_t	k = i + 1;

		if (nx_mark_is(head, k, '-') && nx_head_is(head, k + 1, "feira"))
			k += 2;
		pass_mark(head, &k, ".");
		pass_mark(head, &k, ",");
		/* not "mar 3": there the word is the month */
		if (read_month_first(head, k, date) || read_day_first(head, k, date) ||
			read_numbers(head, k, date) || read_year_first(head, k, date))
		{
			date->weekday = (uint8_t) weekday->value;
			return exists(date);
		}
	}
	return (read_month_first(head, i, date) || read_day_first(head, i, date) ||
			read_year_first(head, i, date) || read_numbers(head, i, date) || read_run(head, i, date)) &&
		exists(date);
}
