/*-------------------------------------------------------------------------
 * fields.c
 *	  Bylines, credits and times of test/cases, dates in text, the calendar.
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include "byline.h"
#include "credit.h"
#include "data.h"
#include "dates.h"
#include "timestamp.h"
#include "unicode.h"

static NxArena arena;
static NxData data;

static void
add(NxBuffer *out, NxText text)
{
	nx_buffer_add(out, text.data, text.len);
}

static void
add_list(NxBuffer *out, const NxText *texts, uint32_t n)
{
	uint32_t	i;

	if (n == 0)
		nx_buffer_byte(out, '-');
	for (i = 0; i < n; i++)
	{
		if (i)
			nx_buffer_byte(out, ';');
		add(out, texts[i]);
	}
}

static void
add_field(NxBuffer *out, NxText text)
{
	nx_buffer_byte(out, '\t');
	add(out, text.len ? text : NX_TEXT("-"));
}

static NxText
byline_fields(NxText line)
{
	NxByline	byline;
	NxBuffer	out;

	if (!nx_parse_byline(&arena, &data, line, &byline))
		return NX_TEXT("\t\t\t");
	nx_buffer_init(&out, &arena, 128);
	add_list(&out, byline.author, byline.nauthors);
	add_field(&out, byline.organization);
	add_field(&out, byline.agency);
	add_field(&out, byline.place);
	return nx_buffer_text(&out);
}

static NxText
credit_fields(NxText line)
{
	NxCredit	credit;
	NxBuffer	out;

	if (!nx_parse_credit(&arena, &data, line, &credit))
		return NX_TEXT("\t\t");
	nx_buffer_init(&out, &arena, 128);
	add_list(&out, credit.name, credit.nnames);
	nx_buffer_byte(&out, '\t');
	add_list(&out, credit.agency, credit.nagencies);
	nx_buffer_byte(&out, '\t');
	add_list(&out, credit.note, credit.nnotes);
	return nx_buffer_text(&out);
}

static NxText
stamp_fields(NxText line)
{
	NxStamps	stamps;
	NxBuffer	out;
	char		piece[64];
	uint32_t	i;

	nx_buffer_init(&out, &arena, 128);
	if (!nx_parse_timestamps(&arena, &data, line, &stamps))
		return nx_buffer_text(&out);
	for (i = 0; i < stamps.n; i++)
	{
		const NxStamp *s = &stamps.item[i];

		if (i)
			nx_buffer_byte(&out, ';');
		if (s->relative)
			snprintf(piece, sizeof(piece), "ago");
		else if (s->has_time)
			snprintf(piece, sizeof(piece), "%04d-%02d-%02d %02d:%02d", s->year, s->month, s->day, s->hour, s->minute);
		else
			snprintf(piece, sizeof(piece), "%04d-%02d-%02d", s->year, s->month, s->day);
		nx_buffer_add(&out, piece, (uint32_t) strlen(piece));
		if (s->zone.len)
			nx_buffer_byte(&out, ' ');
		add(&out, s->zone);
		add(&out, s->role == NX_STAMP_UPDATED ? NX_TEXT(" u") : NX_TEXT(" p"));
	}
	return nx_buffer_text(&out);
}

static void
check_cases(const char *root, const char *name, NxText (*fields) (NxText), int least)
{
	char		path[1024];
	char		line[4096];
	FILE	   *file;
	int			cases = 0;

	snprintf(path, sizeof(path), "%s/test/cases/%s.tsv", root, name);
	file = fopen(path, "r");
	if (!ok(file != NULL, "%s is there", path))
		return;
	while (fgets(line, sizeof(line), file))
	{
		char	   *want = strchr(line, '\t');

		if (line[0] == '#' || want == NULL)
			continue;
		line[strcspn(line, "\r\n")] = '\0';
		*want++ = '\0';
		same(fields(text_of_string(line)), want, line);
		cases++;
	}
	fclose(file);
	ok(cases >= least, "at least %d cases of %s: %d", least, name, cases);
}

/* First date of a text as "surface first last grain". */
static void
date_is(const char *text, const char *want)
{
	NxText		whole = text_of_string(text);
	NxSpan		span = {0, whole.len};
	NxDates		dates = {NULL, 0, 0};
	NxBuffer	out;

	nx_buffer_init(&out, &arena, 64);
	nx_find_dates(&arena, &data, whole, span, nx_day_of(2026, 1, 22), &dates);	/* a Thursday */
	if (dates.n)
	{
		const NxDate *date = &dates.item[0];
		char		number[64];
		int32_t		y1,
					y2;
		uint32_t	m1,
					m2,
					d1,
					d2;

		nx_date_of(date->first, &y1, &m1, &d1);
		nx_date_of(date->last, &y2, &m2, &d2);
		add(&out, nx_slice(whole, date->span.start, date->span.end));
		snprintf(number, sizeof(number), "|%04d-%02u-%02u|%04d-%02u-%02u|", (int) y1, m1, d1, (int) y2, m2, d2);
		nx_buffer_add(&out, number, (uint32_t) strlen(number));
		nx_buffer_add(&out, nx_grain_name[date->grain], (uint32_t) strlen(nx_grain_name[date->grain]));
	}
	same(nx_buffer_text(&out), want, text);
}

static void
check_dates(void)
{
	date_is("It rained on Thursday.", "Thursday|2026-01-22|2026-01-22|day");
	date_is("It rained on Tuesday.", "Tuesday|2026-01-20|2026-01-20|day");
	date_is("It rained last Thursday.", "last Thursday|2026-01-15|2026-01-15|day");
	date_is("It will rain next Monday.", "next Monday|2026-01-26|2026-01-26|day");
	date_is("It rained yesterday.", "yesterday|2026-01-21|2026-01-21|day");
	date_is("It will rain next week.", "next week|2026-01-26|2026-02-01|week");
	date_is("It rained last month.", "last month|2025-12-01|2025-12-31|month");
	date_is("It rained on Dec 27.", "Dec 27|2025-12-27|2025-12-27|day");
	date_is("It will rain on Feb. 3.", "Feb. 3|2026-02-03|2026-02-03|day");
	date_is("It rained on 27 December 2023.", "27 December 2023|2023-12-27|2023-12-27|day");
	date_is("It rained in late January.", "late January|2026-01-21|2026-01-31|part");
	date_is("It rained in early 2024.", "early 2024|2024-01-01|2024-04-30|part");
	date_is("It rained in the first week of February.", "first week of February|2026-02-01|2026-02-07|week");
	date_is("It rained in the primary week of February.", "primary week of February|2026-02-01|2026-02-07|week");
	date_is("It rained in the second quarter of 2023.", "second quarter of 2023|2023-04-01|2023-06-30|quarter");
	date_is("It rained in March 2019.", "March 2019|2019-03-01|2019-03-31|month");
	date_is("It has rained since 2019.", "2019|2019-01-01|2019-12-31|year");
	date_is("It rained in the 1990s.", "1990s|1990-01-01|1999-12-31|decade");
	date_is("It rained two weeks ago.", "two weeks ago|2026-01-05|2026-01-11|week");
	date_is("It rained three years ago.", "three years ago|2023-01-01|2023-12-31|year");
	date_is("The winter of 2010 was wet.", "winter of 2010|2010-12-01|2011-02-28|season");
	date_is("The march went on and may go on.", "");
	date_is("He sold 2019 boats to the second man.", "");
	date_is("On 30 February nothing happens.", "");
}

static void
check_calendar(void)
{
	int32_t		day;
	int			wrong = 0;

	for (day = -800000; day <= 800000; day += 37)
	{
		int32_t		year;
		uint32_t	month;
		uint32_t	of_month;

		nx_date_of(day, &year, &month, &of_month);
		wrong += nx_day_of(year, month, of_month) != day || of_month > nx_month_days(year, month);
	}
	ok(wrong == 0, "days become dates and days again");
	ok(nx_day_of(1970, 1, 1) == 0 && nx_day_of(2000, 3, 1) == 11017, "known days");
	ok(nx_nearest_day(12, 31, nx_day_of(2026, 1, 2)) == nx_day_of(2025, 12, 31), "the year before");
	ok(nx_nearest_day(1, 2, nx_day_of(2026, 1, 2)) == nx_day_of(2026, 1, 2), "the day itself");
	ok(nx_nearest_day(2, 29, nx_day_of(2026, 1, 2)) == nx_day_of(2024, 2, 29), "the last leap year");
}

static void
check_harmless(void)
{
	static const char marks[] = "(/[,.-:'\"&|@ \nA1";
	uint32_t	i;

	for (i = 0; i < sizeof(marks) - 1; i++)
	{
		char		run[399];
		NxText		text = {run, sizeof(run)};
		NxByline	byline;
		NxCredit	credit;
		NxStamps	stamps;

		memset(run, marks[i], sizeof(run));
		(void) nx_parse_byline(&arena, &data, text, &byline);
		(void) nx_parse_credit(&arena, &data, text, &credit);
		(void) nx_parse_timestamps(&arena, &data, text, &stamps);
	}
	ok(true, "runs of one mark are read");
}

int
main(void)
{
	const char *root = getenv("NX_TEST_ROOT");

	if (root == NULL)
		root = ".";
	nx_arena_init(&arena, &nx_malloc_hooks);
	if (nx_data_open(&data, nx_image()) != NX_OK)
	{
		puts("Bail out! the image is damaged");
		return 1;
	}
	check_cases(root, "byline", byline_fields, 50);
	check_cases(root, "credit", credit_fields, 40);
	check_cases(root, "timestamp", stamp_fields, 50);
	check_dates();
	check_calendar();
	check_harmless();
	nx_arena_reset(&arena);
	return done_testing();
}
