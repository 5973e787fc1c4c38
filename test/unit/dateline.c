/*-------------------------------------------------------------------------
 * dateline.c
 *	  Datelines: every opening of test/cases/dateline.tsv with all fields,
 *	  resolution of places, and what no input may do.
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include "data.h"
#include "dateline.h"
#include "dateline_scan.h"
#include "unicode.h"

static NxArena arena;
static NxData data;

/* Undoes the escapes of COPY in place; the new length. */
static uint32_t
unescape(char *text)
{
	char	   *w = text;
	const char *p;

	for (p = text; *p; p++)
	{
		if (*p == '\\' && p[1])
		{
			p++;
			*w++ = *p == 'n' ? '\n' : *p == 't' ? '\t' : *p;
		}
		else
			*w++ = *p;
	}
	*w = '\0';
	return (uint32_t) (w - text);
}

static void
add(NxBuffer *buffer, NxText text)
{
	nx_buffer_add(buffer, text.data, text.len);
}

/* All fields in the form of the list, separated by tabs. */
static NxText
fields_of(NxText text, bool found, const NxDateline *d)
{
	NxBuffer	out;
	char		number[64];
	uint32_t	i;

	nx_buffer_init(&out, &arena, 128);
	if (!found)
		return NX_TEXT("\t\t\t\t");
	for (i = 0; i < d->nplaces; i++)
	{
		if (i)
			nx_buffer_byte(&out, ';');
		add(&out, d->places[i].printed);
		if (d->places[i].region.len)
			nx_buffer_byte(&out, '~');
		add(&out, d->places[i].region);
	}
	if (d->nplaces == 0)
		nx_buffer_byte(&out, '-');
	if (d->month == 0)
		snprintf(number, sizeof(number), "\t-\t");
	else if (d->year)
		snprintf(number, sizeof(number), "\t%04d-%02d-%02d\t", d->year, d->month, d->day);
	else
		snprintf(number, sizeof(number), "\t--%02d-%02d\t", d->month, d->day);
	nx_buffer_add(&out, number, (uint32_t) strlen(number));
	add(&out, d->agency.len ? d->agency : NX_TEXT("-"));
	nx_buffer_byte(&out, '\t');
	add(&out, d->byline.len ? d->byline : NX_TEXT("-"));
	snprintf(number, sizeof(number), "\t%u", nx_count_chars(text.data, d->body_start));
	nx_buffer_add(&out, number, (uint32_t) strlen(number));
	return nx_buffer_text(&out);
}

static void
check_cases(const char *path)
{
	FILE	   *file = fopen(path, "r");
	char		line[4096];
	char		name[32];
	int			cases = 0;
	int			positive = 0;

	if (!ok(file != NULL, "%s is there", path))
		return;
	while (fgets(line, sizeof(line), file))
	{
		char	   *want = strchr(line, '\t');
		NxDateline	dateline;
		NxText		text;
		bool		found;

		if (line[0] == '#' || want == NULL)
			continue;
		line[strcspn(line, "\r\n")] = '\0';
		*want++ = '\0';
		text.data = line;
		text.len = unescape(line);
		found = nx_find_dateline(&arena, &data, text, &dateline);
		cases++;
		snprintf(name, sizeof(name), "opening %d", cases);
		same(fields_of(text, found, &dateline), want, name);
		positive += *want != '\t';
	}
	fclose(file);
	ok(cases >= 200 && positive >= 120 && cases - positive >= 60,
	   "at least 200 openings, 120 with and 60 without a dateline: %d, %d", cases, positive);
}

static void
country_is(const char *text, const char *country)
{
	NxDateline	d;
	char		got[3] = "--";

	if (nx_parse_dateline(&arena, &data, text_of_string(text), &d) && d.nplaces && d.places[0].country)
	{
		got[0] = (char) (d.places[0].country >> 8);
		got[1] = (char) (d.places[0].country & 0xff);
	}
	same(text_of_string(got), country, text);
}

/* No prefix of an opening, and no mark repeated, may do harm. */
static void
check_harmless(void)
{
	static const char opening[] =
	"By Jane Doe\nSAN MATEO, Calif. and BERLIN, Dec. 5, 2026 /PRNewswire/Xinhua-AsiaNet/ -- \xe2\x80\x9cNo.";
	static const char marks[] = "(/[,.-:'\"&| \nA1";
	NxDateline	d;
	uint32_t	i;

	for (i = 0; i < sizeof(opening); i++)
	{
		NxText		text = {opening, i};

		if (nx_find_dateline(&arena, &data, text, &d) && d.body_start > i)
			break;
	}
	ok(i == sizeof(opening), "every prefix is read within its bounds");
	for (i = 0; i < sizeof(marks) - 1; i++)
	{
		char		run[5000];
		NxText		text = {run, sizeof(run)};

		memset(run, marks[i], sizeof(run));
		(void) nx_find_dateline(&arena, &data, text, &d);
		(void) nx_parse_dateline(&arena, &data, text, &d);
	}
	ok(true, "runs of one mark are read");
}

/* Rules look some pieces ahead of the last one: they stand there, and are ends. */
static void
check_ends(void)
{
	char		numbers[600];
	NxHead		head;
	uint32_t	missing = 0;
	uint32_t	n;
	uint32_t	k;

	for (n = 0; n < sizeof(numbers) / 2; n++)
	{
		memcpy(numbers + 2 * n, "3 ", 2);
		nx_scan_head(&arena, &data, (NxText) {numbers, 2 * n + 1}, 2 * n + 1, &head);
		missing += head.n != n + 1;
		for (k = 0; k < NX_HEAD_ENDS; k++)
			missing += head.item[head.n + k].kind != NX_P_END || head.item[head.n + k].hash != 0;
	}
	ok(missing == 0, "every head has its ends");
}

int
main(void)
{
	const char *root = getenv("NX_TEST_ROOT");
	char		path[1024];
	NxDateline	d;

	nx_arena_init(&arena, &nx_malloc_hooks);
	if (nx_data_open(&data, nx_image()) != NX_OK)
	{
		puts("Bail out! the image is damaged");
		return 1;
	}
	snprintf(path, sizeof(path), "%s/test/cases/dateline.tsv", root ? root : ".");
	check_cases(path);

	country_is("PARIS (Reuters) -", "FR");
	country_is("PARIS, Texas (AP) -", "US");
	country_is("ATHENS, Ga. (AP) -", "US");
	country_is("ATHENS (AP) -", "GR");
	country_is("LONDON, Ontario (CP) -", "CA");
	country_is("BIRMINGHAM, Ala. (AP) -", "US");
	country_is("NEAR BAKHMUT, Ukraine (AP) -", "UA");
	country_is("TBILISI, Georgia (AP) -", "GE");
	country_is("SAN JUAN, Puerto Rico (AP) -", "PR");
	country_is("WASHINGTON -", "US");

	ok(nx_parse_dateline(&arena, &data, NX_TEXT("Paris"), &d), "a place alone is a dateline when asked to be");
	ok(!nx_parse_dateline(&arena, &data, NX_TEXT("Hello"), &d), "a word is not");
	ok(!nx_parse_dateline(&arena, &data, NX_TEXT(""), &d), "nor is nothing");
	check_harmless();
	check_ends();
	nx_arena_reset(&arena);
	return done_testing();
}
