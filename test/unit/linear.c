/*-------------------------------------------------------------------------
 * linear.c
 *	  Linear time: twice the input takes at most MOST_GROWTH times as long.
 *
 * Every stage of the core is timed by itself over n and 2n bytes of each
 * hostile text (hostile.h).  A stage that grew too much is looked at
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
#include "attribution.h"
#include "byline.h"
#include "credit.h"
#include "dates.h"
#include "dictionary.h"
#include "dictionary_rule.h"
#include "focus.h"
#include "hostile.h"
#include "image.h"
#include "publisher_line.h"
#include "tap.h"
#include "timestamp.h"

#define MOST_GROWTH		2.3
#define DEFAULT_BYTES	(128 * 1024)
#define SHORTEST		0.002	/* seconds of a stage at 2n bytes, below which the clock decides */
#define RUNS			1
#define RUNS_AGAIN		12

enum
{
	T_TEXT = 0, T_BODY, T_HTML, T_REPAIR, T_TOKENS, T_MENTIONS, T_TOPONYMS, T_PLACES, T_LINK, T_FOCUS,
	T_DATELINE, T_LINES, T_DATES, T_ATTRIBUTION, T_LEARN, T_DICTIONARY, STAGES
};

static const char *const stage_name[STAGES] = {
	"read text", "body", "read html", "repair", "tokens", "mentions", "toponyms", "places", "link", "focus",
	"dateline", "byline, credit, time", "dates", "attribution", "lines learnt into a dictionary", "article with it"
};

static NxData data;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
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
	nx_repair_text(&arena, &document, nx_image());
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
	NxAttribution attribution;
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
	nx_find_attribution(&arena, &data, text, &attribution);
	lap(&since, &took[T_ATTRIBUTION]);
	nx_arena_reset(&arena);
}

/* A dictionary whose lines are those of the text; terms, an expression and corrections besides. */
static const NxDictHead *
make_dictionary(NxArena *arena, NxText text)
{
	NX_LIST(NxPublisherLine) lines = {NULL, 0, 0};
	NxTerm		term = {.kind = NX_KIND_ORG, .term = NX_TEXT("Bank of Lund")};
	NxCorrection stop = {.type = NX_CORRECT_STOP, .name = NX_TEXT("Oslo")};
	NxDictBuilder builder;
	NxDictPlan	plan;
	NxDictHead *head;
	NxText		form;
	NxDocument	document;
	uint32_t	i;

	nx_read_document(arena, &data, text, NX_FORMAT_AUTO, NX_FOCUS_BALANCED, &document);
	nx_story_key(&document);
	for (i = 0; i < document.blocks.n; i++)
	{
		NxText		block = nx_slice(document.text, document.blocks.item[i].span.start, document.blocks.item[i].span.end);
		NxLineShape shape;
		NxBuffer	out;

		nx_line_shape(&data, block, &shape);
		if (shape.key == 0)
			continue;
		nx_buffer_init(&out, arena, 32);
		nx_line_write(&data, block, &shape, &out);
		if (out.len <= NX_LINE_MOST)
			*nx_push(arena, &lines) = (NxPublisherLine) {NX_TEXT("x"), nx_buffer_text(&out), NX_BLOCK_NOTICE};
	}
	nx_dict_builder_init(&builder, arena, NX_TEXT("default"));
	nx_dict_builder_term(&builder, &term);
	term = (NxTerm) {.kind = NX_KIND_MISC, .flags = NX_TERM_REGEX, .term = NX_TEXT("[A-Z]+[0-9]+")};
	nx_dict_builder_term(&builder, &term);
	nx_dict_builder_correction(&builder, &stop);
	nx_dict_builder_lines(&builder, nx_publisher_lines_write(arena, lines.item, lines.n));
	nx_dict_builder_finish(&builder, &form);
	if (!nx_dictionary_plan(arena, form, &plan))
		abort();
	head = nx_arena_zero(arena, plan.head.size);
	nx_dictionary_compile(arena, form, &plan, head);
	return head;
}

/* All stages of an article once more, so given half of the text. */
static void
time_dictionary(NxText text, double took[STAGES])
{
	NxArena		arena;
	NxDictionary dictionary;
	NxData		with = data;
	NxArticle	article;
	double		since;

	nx_arena_init(&arena, &nx_malloc_hooks);
	since = now();
	nx_dictionary_open(&dictionary, make_dictionary(&arena, text));
	lap(&since, &took[T_LEARN]);
	dictionary.publisher = NX_TEXT("x");
	nx_rules_open(&arena, &dictionary, &dictionary.rules);
	with.dictionary = &dictionary;
	nx_article_read(&article, &arena, &with, text, NX_FORMAT_AUTO, NX_FOCUS_RECALL);
	nx_article_tag(&article);
	lap(&since, &took[T_DICTIONARY]);
	nx_rules_close(dictionary.rules);
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
		time_dictionary(nx_slice(text, 0, text.len / 2), took);
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
