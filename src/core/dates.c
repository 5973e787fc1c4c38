/*-------------------------------------------------------------------------
 * dates.c
 *	  Dates in running text.
 *
 * One pass over the pieces of the text; at each piece the forms are tried
 * from the longest to the shortest.  Full dates are read in every language
 * that the month names cover, relative ones in English only.
 *-------------------------------------------------------------------------
 */
#include "dates.h"

#include <string.h>

#include "data.h"
#include "dateline_parts.h"
#include "unicode.h"

const char *const nx_grain_name[NX_GRAINS] = {
	"day", "weekend", "week", "month", "quarter", "season", "year", "decade", "part"
};

/* Text is read in portions of about this size, cut at a line. */
#define PORTION		16384

typedef struct Finder
{
	NxHead		head;
	int32_t		reference;		/* day of the story, or NX_NO_DAY */
	int32_t		year;			/* its parts */
	uint32_t	month;
	uint32_t	day;
	uint32_t	weekday;		/* 1 Monday to 7 Sunday */
	uint32_t	after;			/* of the date found: piece behind it */
	NxDate		date;
} Finder;

static bool
is_leap(int32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

uint32_t
nx_month_days(int32_t year, uint32_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month < 1 || month > 12)
		return 0;
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Eras of 400 years that begin in March, so that a leap day comes last. */
int32_t
nx_day_of(int32_t year, uint32_t month, uint32_t day)
{
	int32_t		y = month <= 2 ? year - 1 : year;
	int32_t		era = (y >= 0 ? y : y - 399) / 400;
	int32_t		of_era = y - era * 400;
	int32_t		of_year = (153 * (int32_t) (month > 2 ? month - 3 : month + 9) + 2) / 5 + (int32_t) day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void
nx_date_of(int32_t days, int32_t *year, uint32_t *month, uint32_t *day)
{
	int32_t		z = days + 719468;
	int32_t		era = (z >= 0 ? z : z - 146096) / 146097;
	int32_t		of_era = z - era * 146097;
	int32_t		y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int32_t		of_year = of_era - (365 * y + y / 4 - y / 100);
	int32_t		m = (5 * of_year + 2) / 153;

	*day = (uint32_t) (of_year - (153 * m + 2) / 5 + 1);
	*month = (uint32_t) (m < 10 ? m + 3 : m - 9);
	*year = y + era * 400 + (*month <= 2);
}

int32_t
nx_nearest_day(uint32_t month, uint32_t day, int32_t reference)
{
	int32_t		year;
	uint32_t	m;
	uint32_t	d;
	int			back;

	nx_date_of(reference, &year, &m, &d);
	/* eight years hold a 29 February even around 1900 */
	for (back = 0; back <= 8; back++, year--)
		if (day <= nx_month_days(year, month) && nx_day_of(year, month, day) <= reference)
			break;
	return nx_day_of(year, month, day);
}

/* 1 Monday to 7 Sunday; 1 January 1970 was a Thursday. */
static uint32_t
weekday_of(int32_t day)
{
	int32_t		from_monday = (day + 3) % 7;

	return (uint32_t) (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

/* Number of the word among 'words', from 1; 0 if it is none of them. */
static uint32_t
word_among(const NxHead *head, uint32_t i, const char *const *words, uint32_t n)
{
	uint32_t	k;

	if (head->item[i].kind != NX_P_WORD)
		return 0;
	for (k = 0; k < n; k++)
		if (nx_head_is(head, i, words[k]))
			return k + 1;
	return 0;
}

static bool
is_year(const NxHead *head, uint32_t i)
{
	return head->item[i].kind == NX_P_NUMBER && head->item[i].letters == 4 &&
		head->item[i].value >= 1500 && head->item[i].value <= 2100;
}

static bool
found(Finder *f, uint32_t after, int32_t first, int32_t last, NxGrain grain, bool relative)
{
	f->after = after;
	f->date.first = first;
	f->date.last = last;
	f->date.grain = (uint8_t) grain;
	f->date.relative = relative;
	return true;
}

static bool
found_month(Finder *f, uint32_t after, int32_t year, uint32_t month, bool relative)
{
	return found(f, after, nx_day_of(year, month, 1), nx_day_of(year, month, nx_month_days(year, month)),
				 NX_GRAIN_MONTH, relative);
}

static bool
found_year(Finder *f, uint32_t after, int32_t year, bool relative)
{
	return found(f, after, nx_day_of(year, 1, 1), nx_day_of(year, 12, 31), NX_GRAIN_YEAR, relative);
}

/* Year of a month and day without one: the nearest to the story. */
static int32_t
nearest_year(const Finder *f, uint32_t month, uint32_t day)
{
	int32_t		best = f->year;
	int32_t		best_distance = INT32_MAX;
	int32_t		year;

	for (year = f->year - 1; year <= f->year + 1; year++)
	{
		int32_t		distance = nx_day_of(year, month, day) - f->reference;

		/* of two equally far the one before the story */
		distance = distance < 0 ? -distance * 2 : distance * 2 + 1;
		if (distance < best_distance)
		{
			best = year;
			best_distance = distance;
		}
	}
	return best;
}

/* "Dec. 27", "27 December 2023", "2023-12-27" */
static bool
find_day(Finder *f, uint32_t i)
{
	NxDatePart	part;
	int32_t		year;
	int32_t		day;

	if (!nx_read_date(&f->head, i, &part) || (!part.named && !part.year))
		return false;
	if (part.named && !part.year)
	{
		/* "may 5" is no date, and "5 set" none in English */
		if (f->reference == NX_NO_DAY || f->head.item[i].flags & NX_P_LOWER)
			return false;
		if (f->head.item[i].kind == NX_P_NUMBER && !(f->head.item[i + 1].flags & NX_P_CAPITAL) &&
			!(f->head.item[i + 2].flags & NX_P_CAPITAL) && f->head.item[i + 1].letters < 4)
			return false;
	}
	year = part.year ? part.year : nearest_year(f, part.month, part.day);
	if (part.day > nx_month_days(year, part.month))
		return false;
	day = nx_day_of(year, part.month, part.day);
	return found(f, part.after, day, day, NX_GRAIN_DAY, part.year == 0);
}

/* A month with a capital at piece i; 0 if there is none. */
static uint32_t
month_at(const Finder *f, uint32_t i, uint32_t *after)
{
	const NxHeadPiece *piece = &f->head.item[i];
	const NxTerm *term;

	if (piece->kind != NX_P_WORD || !(piece->flags & NX_P_CAPITAL))
		return 0;
	term = nx_term_get(f->head.terms, piece->hash, NX_TERM_MONTH);
	if (term == NULL)
		return 0;
	*after = i + 1;
	if (nx_mark_is(&f->head, *after, '.') && piece->letters <= 4 && is_year(&f->head, *after + 1))
		++*after;
	return (uint32_t) term->value;
}

/* The month at piece i, with a year or in relation to the story. */
static bool
resolve_month(const Finder *f, uint32_t i, int way, int32_t *year, uint32_t *month, uint32_t *after, bool *relative)
{
	*month = month_at(f, i, after);
	*relative = false;
	if (*month == 0)
		return false;
	if (nx_mark_is(&f->head, *after, ',') && is_year(&f->head, *after + 1))
		++*after;
	if (nx_head_is(&f->head, *after, "of") && is_year(&f->head, *after + 1))
		++*after;
	if (is_year(&f->head, *after))
	{
		*year = (int32_t) f->head.item[(*after)++].value;
		return true;
	}
	if (f->reference == NX_NO_DAY)
		return false;
	*relative = true;
	if (way < 0)
		*year = *month < f->month ? f->year : f->year - 1;
	else if (way > 0)
		*year = *month > f->month ? f->year : f->year + 1;
	else
		*year = nearest_year(f, *month, 15);
	return true;
}

/* "early", "mid", "late" before a month or a year. */
static bool
find_part(Finder *f, uint32_t i)
{
	static const char *const words[] = {"early", "mid", "late"};
	uint32_t	third = word_among(&f->head, i, words, NX_COUNT(words));
	uint32_t	k = i + 1;
	uint32_t	month;
	uint32_t	after;
	int32_t		year;
	bool		relative;

	if (third == 0)
		return false;
	if (nx_mark_is(&f->head, k, NX_MARK_HYPHEN))
		k++;
	if (nx_head_is(&f->head, k, "in"))
		k++;
	if (resolve_month(f, k, 0, &year, &month, &after, &relative))
	{
		int32_t		first = nx_day_of(year, month, third == 1 ? 1 : third == 2 ? 11 : 21);

		return found(f, after, first, third == 3 ? nx_day_of(year, month, nx_month_days(year, month)) : first + 9,
					 NX_GRAIN_PART, relative);
	}
	if (!is_year(&f->head, k))
		return false;
	year = (int32_t) f->head.item[k].value;
	return found(f, k + 1, nx_day_of(year, third * 4 - 3, 1),
				 nx_day_of(year, third * 4, nx_month_days(year, third * 4)), NX_GRAIN_PART, false);
}

/* "first", "second" … as a number, "last" as 9; 0 if it is none. */
static uint32_t
ordinal_at(const NxHead *head, uint32_t i)
{
	static const char *const words[] = {"first", "second", "third", "fourth", "fifth"};
	uint32_t	n = word_among(head, i, words, NX_COUNT(words));

	if (n)
		return n;
	if (nx_head_is(head, i, "primary") || nx_head_is(head, i, "opening"))
		return 1;
	return nx_head_is(head, i, "last") || nx_head_is(head, i, "final") ? 9 : 0;
}

/* "the first week of February", "the second quarter of 2023", "last day of May" */
static bool
find_ordinal(Finder *f, uint32_t i)
{
	const NxHead *head = &f->head;
	uint32_t	n = ordinal_at(head, i);
	uint32_t	month;
	uint32_t	after;
	int32_t		year;
	int32_t		first;
	bool		relative;

	if (n == 0)
		return false;
	if (nx_head_is(head, i + 1, "quarter") && n <= 4)
	{
		after = nx_head_is(head, i + 2, "of") ? i + 3 : i + 2;
		if (is_year(head, after))
			year = (int32_t) head->item[after++].value;
		else if (f->reference != NX_NO_DAY)
		{
			after = i + 2;
			year = f->year;
		}
		else
			return false;
		return found(f, after, nx_day_of(year, n * 3 - 2, 1), nx_day_of(year, n * 3, nx_month_days(year, n * 3)),
					 NX_GRAIN_QUARTER, !is_year(head, after - 1));
	}
	if ((!nx_head_is(head, i + 1, "week") && !nx_head_is(head, i + 1, "day")) ||
		(!nx_head_is(head, i + 2, "of") && !nx_head_is(head, i + 2, "in")) ||
		!resolve_month(f, i + 3, 0, &year, &month, &after, &relative))
		return false;
	if (nx_head_is(head, i + 1, "day"))
	{
		first = nx_day_of(year, month, n == 9 ? nx_month_days(year, month) : n);
		return found(f, after, first, first, NX_GRAIN_DAY, relative);
	}
	first = nx_day_of(year, month, n == 9 ? nx_month_days(year, month) - 6 : n * 7 - 6);
	return found(f, after, first, n == 5 ? nx_day_of(year, month, nx_month_days(year, month)) : first + 6,
				 NX_GRAIN_WEEK, relative);
}

static bool
find_season(Finder *f, uint32_t i, uint32_t k, int way)
{
	static const char *const words[] = {"spring", "summer", "autumn", "winter", "fall"};
	uint32_t	season = word_among(&f->head, k, words, NX_COUNT(words));
	uint32_t	after = k + 1;
	uint32_t	month;
	int32_t		year;
	bool		relative = false;

	if (season == 0)
		return false;
	month = season == 5 ? 9 : season * 3;	/* meteorological, of the north */
	if (nx_head_is(&f->head, after, "of") && is_year(&f->head, after + 1))
		after++;
	if (is_year(&f->head, after))
		year = (int32_t) f->head.item[after++].value;
	else if (f->reference != NX_NO_DAY && k > i)
	{
		relative = true;
		year = f->year + (way < 0 && month + 2 >= f->month ? -1 : way > 0 && month <= f->month ? 1 : 0);
	}
	else
		return false;
	return found(f, after, nx_day_of(year, month, 1),
				 nx_day_of(month == 12 ? year + 1 : year, month == 12 ? 2 : month + 2,
						   nx_month_days(month == 12 ? year + 1 : year, month == 12 ? 2 : month + 2)),
				 NX_GRAIN_SEASON, relative);
}

/* The unit at piece k, 'way' units from the story's. */
static bool
find_unit(Finder *f, uint32_t k, int way)
{
	const NxHead *head = &f->head;
	int32_t		monday = f->reference - (int32_t) f->weekday + 1;
	int32_t		months;

	if (nx_head_is(head, k, "week"))
		return found(f, k + 1, monday + way * 7, monday + way * 7 + 6, NX_GRAIN_WEEK, true);
	if (nx_head_is(head, k, "weekend"))
		return found(f, k + 1, monday + way * 7 + 5, monday + way * 7 + 6, NX_GRAIN_WEEKEND, true);
	if (nx_head_is(head, k, "month"))
	{
		months = f->year * 12 + (int32_t) f->month - 1 + way;
		return found_month(f, k + 1, months / 12, (uint32_t) (months % 12) + 1, true);
	}
	if (nx_head_is(head, k, "quarter"))
	{
		months = f->year * 4 + ((int32_t) f->month - 1) / 3 + way;
		return found(f, k + 1, nx_day_of(months / 4, (uint32_t) (months % 4) * 3 + 1, 1),
					 nx_day_of(months / 4, (uint32_t) (months % 4) * 3 + 3,
							   nx_month_days(months / 4, (uint32_t) (months % 4) * 3 + 3)), NX_GRAIN_QUARTER, true);
	}
	if (nx_head_is(head, k, "year"))
		return found_year(f, k + 1, f->year + way, true);
	return false;
}

static bool
find_weekday(Finder *f, uint32_t i, uint32_t k, int way)
{
	const NxHeadPiece *piece = &f->head.item[k];
	const NxTerm *term;
	int32_t		back;
	int32_t		day;

	if (piece->kind != NX_P_WORD || !(piece->flags & NX_P_CAPITAL) || piece->letters < 6)
		return false;
	term = nx_term_get(f->head.terms, piece->hash, NX_TERM_WEEKDAY);
	if (term == NULL)
		return false;
	back = ((int32_t) f->weekday - term->value + 7) % 7;
	if (k > i && way < 0)
		day = f->reference - (back ? back : 7);
	else if (k > i && way > 0)
		day = f->reference + 7 - back;
	else
		day = f->reference + (back <= 3 ? -back : 7 - back);
	return found(f, k + 1, day, day, NX_GRAIN_DAY, true);
}

/* "last week", "next Thursday", "this summer", "Thursday", "yesterday" */
static bool
find_relative(Finder *f, uint32_t i)
{
	static const char *const ways[] = {"last", "this", "next", "past", "previous", "coming", "following"};
	static const char *const days[] = {"yesterday", "today", "tomorrow", "tonight"};
	const NxHead *head = &f->head;
	uint32_t	n = word_among(head, i, days, NX_COUNT(days));
	int			way;

	if (n)
		return found(f, i + 1, f->reference + (n == 1 ? -1 : n == 3), f->reference + (n == 1 ? -1 : n == 3),
					 NX_GRAIN_DAY, true);
	n = word_among(head, i, ways, NX_COUNT(ways));
	if (n == 0)
		return find_weekday(f, i, i, 0);
	way = n == 2 ? 0 : n == 3 || n >= 6 ? 1 : -1;
	if (n <= 3 && find_unit(f, i + 1, way))
		return true;
	if (find_weekday(f, i, i + 1, way) || find_season(f, i, i + 1, way))
		return true;
	{
		int32_t		year;
		uint32_t	month;
		uint32_t	after;
		bool		relative;

		return resolve_month(f, i + 1, way, &year, &month, &after, &relative) &&
			found_month(f, after, year, month, relative);
	}
}

/* A number in figures or words up to twelve; 0 if it is none. */
static uint32_t
number_at(const NxHead *head, uint32_t i)
{
	static const char *const words[] = {
		"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
	};

	if (head->item[i].kind == NX_P_NUMBER)
		return head->item[i].value <= 1000 ? head->item[i].value : 0;
	if (nx_head_is(head, i, "a") || nx_head_is(head, i, "an"))
		return 1;
	return word_among(head, i, words, NX_COUNT(words));
}

/* "two weeks ago" */
static bool
find_ago(Finder *f, uint32_t i)
{
	static const char *const units[] = {"day", "days", "week", "weeks", "month", "months", "year", "years"};
	uint32_t	n = number_at(&f->head, i);
	uint32_t	unit;
	int32_t		months;

	if (n == 0 || !nx_head_is(&f->head, i + 2, "ago"))
		return false;
	unit = word_among(&f->head, i + 1, units, NX_COUNT(units));
	switch ((unit + 1) / 2)
	{
		case 1:
			return found(f, i + 3, f->reference - (int32_t) n, f->reference - (int32_t) n, NX_GRAIN_DAY, true);
		case 2:
			months = f->reference - (int32_t) n * 7 - (int32_t) f->weekday + 1;
			return found(f, i + 3, months, months + 6, NX_GRAIN_WEEK, true);
		case 3:
			months = f->year * 12 + (int32_t) f->month - 1 - (int32_t) n;
			return months >= 0 && found_month(f, i + 3, months / 12, (uint32_t) (months % 12) + 1, true);
		case 4:
			return found_year(f, i + 3, f->year - (int32_t) n, true);
		default:
			return false;
	}
}

/* "in 2019", "the 1990s", "since March", "January 2024" */
static bool
find_month_or_year(Finder *f, uint32_t i)
{
	static const char *const before[] = {
		"in", "since", "until", "by", "of", "from", "during", "through", "till", "before", "after", "between", "for"
	};
	const NxHead *head = &f->head;
	uint32_t	month;
	uint32_t	after;
	int32_t		year;
	bool		relative;
	bool		introduced = i > 0 && word_among(head, i - 1, before, NX_COUNT(before)) > 0;

	if (is_year(head, i))
	{
		year = (int32_t) head->item[i].value;
		if (nx_head_is(head, i + 1, "s") && !(head->item[i + 1].flags & NX_P_SPACE) && year % 10 == 0)
			return found(f, i + 2, nx_day_of(year, 1, 1), nx_day_of(year + 9, 12, 31), NX_GRAIN_DECADE, false);
		if (!introduced || year < 1700 || (head->item[i + 1].kind == NX_P_WORD && head->item[i + 1].flags & NX_P_LOWER &&
										   head->item[i + 1].letters > 4))
			return false;
		return found_year(f, i + 1, year, false);
	}
	if (!resolve_month(f, i, 0, &year, &month, &after, &relative))
		return false;
	/* "March" and "May" alone are words and names */
	if (relative && (!introduced || head->item[i].letters < 3))
		return false;
	return found_month(f, after, year, month, relative);
}

static bool
find_at(Finder *f, uint32_t i)
{
	if (f->head.item[i].kind > NX_P_NUMBER)
		return false;
	if (find_day(f, i) || find_part(f, i) || find_ordinal(f, i) || find_season(f, i, i, 0))
		return true;
	if (f->reference != NX_NO_DAY && (find_ago(f, i) || find_relative(f, i)))
		return true;
	return find_month_or_year(f, i);
}

/* End of the portion that begins at 'start': behind a line break if there is one. */
static uint32_t
portion_end(NxText text, uint32_t start, uint32_t end)
{
	uint32_t	cut;

	if (end - start <= PORTION)
		return end;
	for (cut = start + PORTION; cut > start + PORTION / 2; cut--)
		if (text.data[cut - 1] == '\n' || text.data[cut - 1] == ' ')
			return cut;
	cut = start + PORTION;
	while (cut < end && ((unsigned char) text.data[cut] & 0xc0) == 0x80)
		cut++;
	return cut;
}

void
nx_find_dates(NxArena *arena, const struct NxData *data, NxText text, NxSpan piece,
			  int32_t reference, NxDates *dates)
{
	Finder		f;
	uint32_t	start;
	uint32_t	end;

	memset(&f, 0, sizeof(f));
	f.reference = reference;
	if (reference != NX_NO_DAY)
	{
		nx_date_of(reference, &f.year, &f.month, &f.day);
		f.weekday = weekday_of(reference);
	}
	for (start = piece.start; start < piece.end; start = end)
	{
		uint32_t	i;

		nx_arena_poll(arena);
		end = portion_end(text, start, piece.end);
		nx_scan_head(arena, data, nx_slice(text, start, end), end - start, &f.head);
		for (i = 0; i < f.head.n;)
		{
			memset(&f.date, 0, sizeof(f.date));
			if (!find_at(&f, i) || f.after <= i)
			{
				i++;
				continue;
			}
			f.date.span.start = start + f.head.item[i].start;
			f.date.span.end = start + f.head.item[f.after - 1].end;
			*nx_push(arena, dates) = f.date;
			i = f.after;
		}
	}
}
