/*-------------------------------------------------------------------------
 * linear.c
 *	  Linear time: twice the input takes at most MOST_GROWTH times as long.
 *
 * Hostile texts are one unit repeated; '@' in it becomes a capitalised word
 * that was not there before, '#' the next number, so that tables of names
 * grow too.  Every stage of the core is timed by itself over n and 2n bytes,
 * the shortest of several runs.  A stage that grew too much is looked at
 * again at 2n and 4n bytes: noise and caches spoil one ratio, a slow loop
 * spoils all.
 *
 * Built without sanitizers.  NX_LINEAR_BYTES sets n for a longer look.
 *-------------------------------------------------------------------------
 */
#define _POSIX_C_SOURCE 200809L

#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "article.h"
#include "byline.h"
#include "credit.h"
#include "dates.h"
#include "focus.h"
#include "tap.h"
#include "timestamp.h"

#define MOST_GROWTH		2.3
#define DEFAULT_BYTES	(128 * 1024)
#define SHORTEST		0.002	/* seconds of a stage at 2n bytes, below which the clock decides */
#define RUNS			1
#define RUNS_AGAIN		4

typedef struct Shape
{
	const char *name;
	const char *before;			/* once, at the head */
	const char *unit;
} Shape;

static const Shape shapes[] = {
	{"prose", "", "The council of @ met in Oslo on Monday, said John @ of the ministry.\n"},
	{"one endless line", "", "the council met again and nothing came of it "},
	{"no spaces", "", "abcdefghij"},
	{"capital without end", "", "ABCDEFGHIJ"},
	{"digits", "", "0123456789"},
	{"quotes", "", "\""},
	{"curly quotes", "", "\xe2\x80\x9c"},
	{"apostrophes", "", "'"},
	{"possessives", "", "'s"},
	{"brackets", "", "([{"},
	{"open brackets with words", "", "(Rome "},
	{"dashes", "", "- "},
	{"long dashes", "", "\xe2\x80\x94"},
	{"hyphens", "", "Jean-"},
	{"hyphen names", "", "@-"},
	{"dots", "", "."},
	{"dots and spaces", "", ". "},
	{"initials", "", "A. B. C. "},
	{"initials without spaces", "", "A.B."},
	{"abbreviations", "", "Gov. Sen. St. "},
	{"capitalised words", "", "The United Nations Council "},
	{"new capitalised words", "", "@ "},
	{"one name", "", "John Smith "},
	{"names", "", "John @ "},
	{"names in sentences", "", "Mr. John @ said Mr. @ left. "},
	{"names in lines", "", "John @\n"},
	{"surnames of one", "", "Maria @ and @ spoke. "},
	{"names with particles", "", "Juan de la "},
	{"titles", "", "President Prime Minister "},
	{"and", "", "@ and "},
	{"of", "", "Bank of "},
	{"of new", "", "University of @ of "},
	{"acronyms", "", "World Health Organization (WHO) "},
	{"new acronyms", "", "@ @ Union (AB#) "},
	{"commas", "", ","},
	{"places", "", "Paris, "},
	{"new places", "", "@, Texas, "},
	{"many places", "", "Paris London Oslo Lima Cairo "},
	{"counties", "", "@, @ and "},
	{"in", "", "in Paris in London "},
	{"demonyms", "", "French German "},
	{"rivers", "", "River Lake Mount "},
	{"by", "", "By "},
	{"by and names", "", "By John @ "},
	{"bylines", "", "By John @\n"},
	{"datelines", "", "PARIS (AP) - "},
	{"dateline places", "", "PARIS, "},
	{"dateline lines", "", "LONDON, Jan 3 (Reuters) -\n"},
	{"timestamps", "", "19 January, 2026 / 21:48\n"},
	{"timestamps in line", "", "Jan. 3, 2026 9:41 "},
	{"months", "", "January "},
	{"days", "", "Monday next week "},
	{"credits", "", "Photo: John @/AP "},
	{"credit lines", "", "Photo: John @/Reuters\n"},
	{"slashes", "", "AP/"},
	{"photo", "", "(Photo by "},
	{"pipes", "", "| "},
	{"bullets", "", "* @\n"},
	{"links", "", "https://example.org/@ "},
	{"mail", "", "a@b.c "},
	{"newlines", "", "\n"},
	{"blank lines and words", "", "a\n\n"},
	{"short lines", "", "Read more @\n"},
	{"related", "Related\n", "@ wins the @ of @\n"},
	{"white space", "", " \t"},
	{"carriage returns", "", "\r"},
	{"combining marks", "a", "\xcc\x81"},
	{"combining marks of two kinds", "a", "\xcc\x81\xcc\xa7"},
	{"zero width", "", "\xe2\x80\x8b"},
	{"bidi", "", "\xe2\x80\xae"},
	{"soft hyphens", "", "co\xc2\xad"},
	{"mojibake", "", "\xc3\xa2\xe2\x82\xac\xe2\x84\xa2"},
	{"references", "", "&amp;"},
	{"ampersands", "", "&"},
	{"long references", "", "&CounterClockwise"},
	{"Chinese", "", "\xe6\x9d\xb1\xe4\xba\xac"},
	{"Hangul", "", "\xe1\x84\x80\xe1\x85\xa1"},
	{"no characters", "", "\xef\xbf\xbd"},
	{"nested tags", "<html>", "<div>"},
	{"nested inline tags", "<html>", "<b>"},
	{"nested with text", "<html>", "<div>a "},
	{"nested lists", "<html>", "<ul><li>x"},
	{"nested tables", "<html>", "<table><tr><td>"},
	{"closed without opening", "<html>", "</div>"},
	{"tags crossed", "<html>", "<b><i></b></i>"},
	{"paragraphs", "<html><body>", "<p>The council of @ met in Oslo on Monday.</p>"},
	{"links in a page", "<html>", "<a href=x>More @</a> "},
	{"tags not closed", "<html>", "<p><a href=\"x\""},
	{"less-than", "<html>", "<"},
	{"less-than and letters", "<html>", "<a "},
	{"attributes", "<html><p ", "a@=\"1\" "},
	{"attribute without end", "<html><p class=\"", "x "},
	{"classes", "<html>", "<div class=\"a@ b\">"},
	{"comments", "<html>", "<!-- x -->"},
	{"comment without end", "<html><!-- ", "- -- "},
	{"scripts", "<html>", "<script>x</script>"},
	{"script without end", "<html><script>", "</scrip"},
	{"textarea", "<html>", "<textarea>"},
	{"data blocks", "<html>", "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>"},
	{"data without end", "<html><script type=\"application/ld+json\">", "{\"a\":["},
	{"data body", "<html><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"articleBody\":\"", "Rain fell\\n"},
	{"meta", "<html>", "<meta property=\"article:author\" content=\"A @\">"},
	{"headings", "<html>", "<h1>@</h1>"},
	{"captions", "<html>", "<figcaption>Photo: @/AP</figcaption>"},
	{"breaks", "<html>", "x<br>"},
	{"cdata", "<html>", "<![CDATA["},
	{"declarations", "<html>", "<!"},
	{"questions", "<html>", "<?"},
	{"templates", "<html>", "<template><svg>"},
};

enum
{
	T_TEXT = 0, T_BODY, T_HTML, T_REPAIR, T_TOKENS, T_MENTIONS, T_TOPONYMS, T_PLACES, T_LINK, T_FOCUS,
	T_DATELINE, T_LINES, T_DATES, STAGES
};

static const char *const stage_name[STAGES] = {
	"read text", "body", "read html", "repair", "tokens", "mentions", "toponyms", "places", "link", "focus",
	"dateline", "byline, credit, time", "dates"
};

static NxData data;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

/* A capitalised word for a number; neighbours differ in their first letters. */
static uint32_t
put_word(char *out, uint32_t number)
{
	static const char *const syllable[] = {"ba", "do", "ki", "lu", "ne", "ra", "so", "ti", "vu", "we", "zo", "ma", "pe", "gi", "hu", "fa"};
	uint32_t	len = 0;
	uint32_t	i;

	number = number * 40503u & 0xfffff;
	for (i = 0; i < 5; i++, number >>= 4)
	{
		memcpy(out + len, syllable[number & 15], 2);
		len += 2;
	}
	out[0] = (char) (out[0] - 'a' + 'A');
	return len;
}

/* At least 'bytes' of a shape. */
static NxText
make_text(NxArena *arena, const Shape *shape, uint32_t bytes)
{
	NxBuffer	out;
	uint32_t	number = 1;

	nx_buffer_init(&out, arena, bytes + 64);
	nx_buffer_add(&out, shape->before, (uint32_t) strlen(shape->before));
	while (out.len < bytes)
	{
		const char *p;
		char		word[16];

		for (p = shape->unit; *p; p++)
		{
			if (*p == '@')
				nx_buffer_add(&out, word, put_word(word, number++));
			else if (*p == '#')
				nx_buffer_add(&out, word, (uint32_t) snprintf(word, sizeof(word), "%u", number++ & 0xffff));
			else
				nx_buffer_byte(&out, *p);
		}
	}
	return nx_buffer_text(&out);
}

/* Keeps the shortest time of a stage and starts the clock for the next one. */
static void
lap(double *since, double *shortest)
{
	double		at = now();
	double		took = at - *since;

	if (*shortest == 0 || took < *shortest)
		*shortest = took;
	*since = now();
}

/* What reads a text or a page. */
static void
time_readers(NxText text, double took[STAGES])
{
	NxArena		arena;
	NxDocument	document;
	double		since;

	nx_arena_init(&arena, &nx_malloc_hooks);
	since = now();
	nx_read_document(&arena, &data, text, NX_FORMAT_TEXT, NX_FOCUS_BALANCED, &document);
	lap(&since, &took[T_TEXT]);
	nx_body_text(&arena, &document);
	lap(&since, &took[T_BODY]);
	nx_read_document(&arena, &data, text, NX_FORMAT_HTML, NX_FOCUS_BALANCED, &document);
	lap(&since, &took[T_HTML]);
	memset(&document, 0, sizeof(document));
	document.source = text;
	nx_repair_text(&arena, &document, true);
	lap(&since, &took[T_REPAIR]);
	nx_arena_reset(&arena);
}

/* What tags it, all of it as body. */
static void
time_tagging(NxText text, double took[STAGES])
{
	NxArena		arena;
	NxTokens	tokens = {NULL, 0, 0};
	NxMentions	mentions = {NULL, 0, 0};
	NxEntities	entities = {NULL, 0, 0};
	NxFocusAreas areas = {NULL, 0, 0};
	NxPlaceContext context = {NULL, {NULL, 0}};
	NxSpan		whole = {0, text.len};
	double		since;

	nx_arena_init(&arena, &nx_malloc_hooks);
	since = now();
	nx_tokenize(&arena, &data.lexicon, text, whole, &tokens);
	lap(&since, &took[T_TOKENS]);
	nx_find_mentions(&arena, &data, text, &tokens, NULL, &mentions);
	lap(&since, &took[T_MENTIONS]);
	nx_find_toponyms(&arena, &data, text, &tokens, &mentions);
	lap(&since, &took[T_TOPONYMS]);
	nx_resolve_places(&arena, &data, text, &tokens, &context, &mentions);
	lap(&since, &took[T_PLACES]);
	nx_link_mentions(&arena, &data, text, &tokens, &mentions, &entities);
	lap(&since, &took[T_LINK]);
	nx_focus(&arena, &data, &mentions, &areas);
	lap(&since, &took[T_FOCUS]);
	nx_arena_reset(&arena);
}

/* What reads single lines: all of the text is one. */
static void
time_lines(NxText text, double took[STAGES])
{
	NxArena		arena;
	NxDateline	dateline;
	NxByline	byline;
	NxCredit	credit;
	NxStamps	stamps;
	NxDates		dates = {NULL, 0, 0};
	double		since;

	nx_arena_init(&arena, &nx_malloc_hooks);
	since = now();
	nx_find_dateline(&arena, &data, text, &dateline);
	nx_parse_dateline(&arena, &data, text, &dateline);
	lap(&since, &took[T_DATELINE]);
	nx_parse_byline(&arena, &data, text, &byline);
	nx_parse_credit(&arena, &data, text, &credit);
	nx_parse_timestamps(&arena, &data, text, &stamps);
	lap(&since, &took[T_LINES]);
	nx_find_dates(&arena, &data, text, (NxSpan) {0, text.len}, 20000, &dates);
	lap(&since, &took[T_DATES]);
	nx_arena_reset(&arena);
}

static void
time_shape(const Shape *shape, uint32_t bytes, int runs, double took[STAGES])
{
	NxArena		arena;
	NxText		text;

	nx_arena_init(&arena, &nx_malloc_hooks);
	text = make_text(&arena, shape, bytes);
	memset(took, 0, sizeof(double) * STAGES);
	while (runs-- > 0)
	{
		time_readers(text, took);
		time_tagging(text, took);
		time_lines(text, took);
	}
	nx_arena_reset(&arena);
}

static bool
grew(double once, double twice)
{
	return twice > SHORTEST && twice > once * MOST_GROWTH;
}

static void
check_shape(const Shape *shape, uint32_t bytes)
{
	double		once[STAGES],
				twice[STAGES],
				four[STAGES];
	bool		suspect = false;
	bool		linear = true;
	int			i;

	time_shape(shape, bytes, RUNS, once);
	time_shape(shape, bytes * 2, RUNS, twice);
	for (i = 0; i < STAGES; i++)
		suspect |= grew(once[i], twice[i]);
	if (suspect)
	{
		time_shape(shape, bytes, RUNS_AGAIN, once);
		time_shape(shape, bytes * 2, RUNS_AGAIN, twice);
		time_shape(shape, bytes * 4, RUNS_AGAIN, four);
		for (i = 0; i < STAGES; i++)
		{
			if (!grew(once[i], twice[i]) || !grew(twice[i], four[i]))
				continue;
			linear = false;
			printf("# %s: %s takes %.1f, %.1f, %.1f ms over %u bytes, twice, four times as many\n", shape->name,
				   stage_name[i], once[i] * 1e3, twice[i] * 1e3, four[i] * 1e3, bytes);
		}
	}
	for (i = 0; getenv("NX_LINEAR_VERBOSE") && i < STAGES; i++)
		printf("# %s: %s %.1f %.1f ms\n", shape->name, stage_name[i], once[i] * 1e3, twice[i] * 1e3);
	ok(linear, "linear: %s", shape->name);
}

int
main(int argc, char **argv)
{
	const char *bytes = getenv("NX_LINEAR_BYTES");
	uint32_t	i;

#ifdef __GLIBC__
	/* memory stays with the process: fresh pages would be timed as work */
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
	if (nx_data_open(&data, nx_image()) != NX_OK)
	{
		ok(false, "the built-in data");
		return done_testing();
	}
	for (i = 0; i < NX_COUNT(shapes); i++)
		if (argc < 2 || strcmp(argv[1], shapes[i].name) == 0)
			check_shape(&shapes[i], bytes ? (uint32_t) atoi(bytes) : DEFAULT_BYTES);
	return done_testing();
}
