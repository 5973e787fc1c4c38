/*-------------------------------------------------------------------------
 * place.c
 *	  Gazetteer lookups, and the hard cases of test/cases/places.tsv.
 *
 * A case fails on its own line.  The last checks show that the work stays
 * linear and that bad input gives answers, not errors.
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include <time.h>

#include "data.h"
#include "dateline.h"
#include "focus.h"
#include "mention.h"
#include "token.h"
#include "toponym.h"

static NxData data;

typedef struct Story
{
	NxArena		arena;
	NxText		text;
	NxTokens	tokens;
	NxMentions	mentions;
} Story;

static void
read_story(Story *story, NxText text)
{
	NxPlaceContext context = {NULL, {NULL, 0}};
	NxDateline	dateline;

	memset(story, 0, sizeof(*story));
	nx_arena_init(&story->arena, &nx_malloc_hooks);
	story->text = text;
	if (nx_find_dateline(&story->arena, &data, text, &dateline))
		context.dateline = &dateline;
	nx_tokenize(&story->arena, &data.lexicon, text, (NxSpan) {0, text.len}, &story->tokens);
	nx_find_mentions(&story->arena, &data, text, &story->tokens, context.dateline, &story->mentions);
	nx_find_toponyms(&story->arena, &data, text, &story->tokens, &story->mentions);
	nx_resolve_places(&story->arena, &data, text, &story->tokens, &context, &story->mentions);
}

/* First kept mention of these words that is a place or a demonym, or NULL. */
static const NxMention *
find_surface(const Story *story, const char *surface)
{
	uint32_t	i;

	for (i = 0; i < story->mentions.n; i++)
	{
		const NxMention *m = &story->mentions.item[i];

		if (m->flags & NX_M_DROPPED || (m->kind != NX_KIND_PLACE && m->kind != NX_KIND_DEMONYM))
			continue;
		if (m->span.end - m->span.start == strlen(surface) &&
			memcmp(story->text.data + m->span.start, surface, strlen(surface)) == 0)
			return m;
	}
	return NULL;
}

/* What was found, in the words of the column "expected". */
static void
describe(const NxMention *m, const char *expected, char *out, size_t size)
{
	const NxPlace *p = m && m->place != NX_NO_PLACE ? &data.gazetteer.place[m->place] : NULL;

	if (m == NULL)
		snprintf(out, size, "-");
	else if (m->kind == NX_KIND_DEMONYM)
		snprintf(out, size, "demonym:%c%c", m->country ? m->country >> 8 : '-', m->country ? m->country & 255 : '-');
	else if (strcmp(expected, "place") == 0)
		snprintf(out, size, "place");
	else if (expected[0] == '#' && p)
		snprintf(out, size, "#%lld", (long long) nx_place_id(p));
	else if (m->country == 0 && p == NULL)
		snprintf(out, size, "none");
	else if (strchr(expected, '-') == NULL || p == NULL || p->admin1[0] == '\0')
		snprintf(out, size, "%c%c", m->country ? m->country >> 8 : '-', m->country ? m->country & 255 : '-');
	else
		snprintf(out, size, "%c%c-%.4s", p->country >> 8, p->country & 255, p->admin1);
}

static void
check_cases(const char *path)
{
	FILE	   *file = fopen(path, "r");
	char		line[8192];
	uint32_t	n = 0;

	if (!ok(file != NULL, "%s is there", path))
		return;
	while (fgets(line, sizeof(line), file))
	{
		char	   *surface = strchr(line, '\t');
		char	   *expected = surface ? strchr(surface + 1, '\t') : NULL;
		char		got[64];
		Story		story;

		if (line[0] == '#' || expected == NULL)
			continue;
		*surface++ = '\0';
		*expected++ = '\0';
		expected[strcspn(expected, "\r\n")] = '\0';
		read_story(&story, text_of_string(line));
		describe(find_surface(&story, surface), expected, got, sizeof(got));
		if (!ok(strcmp(got, expected) == 0, "%s is %s", surface, expected))
			printf("# got %s in: %s\n", got, line);
		nx_arena_reset(&story.arena);
		n++;
	}
	fclose(file);
	ok(n >= 150, "%u cases", n);
}

static void
check_lookup(void)
{
	const NxGazetteer *g = &data.gazetteer;
	NxArena		arena;
	uint32_t	nwords;
	uint32_t	n;
	uint32_t	place;
	const NxPlaceName *name;

	nx_arena_init(&arena, &nx_malloc_hooks);
	name = nx_gazetteer_find(g, nx_phrase_key(&arena, &data.lexicon, NX_TEXT("SAO paulo"), &nwords), &n);
	ok(name && g->place[name->place].country == NX_COUNTRY('B', 'R'), "case and accents do not count");
	ok(nx_gazetteer_find(g, 12345, &n) == NULL && n == 0, "no name, no places");
	place = nx_gazetteer_by_id(g, 2988507);
	same(nx_place_name(g, place), "Paris", "a place by its id");
	ok(strcmp(nx_place_fcode(g, place), "PPLC") == 0, "its feature code");
	ok(nx_gazetteer_by_id(g, 1) == NX_NO_PLACE && nx_gazetteer_by_id(g, INT64_MAX) == NX_NO_PLACE &&
	   nx_gazetteer_by_id(g, -1) == NX_NO_PLACE, "ids that are none");
	same(nx_place_name(g, nx_gazetteer_country(g, NX_COUNTRY('M', 'X'))), "Mexico", "a country by its code");
	ok(nx_gazetteer_country(g, NX_COUNTRY('X', 'X')) == NX_NO_PLACE &&
	   nx_gazetteer_country(g, 0) == NX_NO_PLACE && nx_gazetteer_country(g, 0xffff) == NX_NO_PLACE,
	   "codes that are none");
	place = nx_gazetteer_admin1(g, NX_COUNTRY('U', 'S'), NX_TEXT("TX"));
	same(nx_place_name(g, place), "Texas", "a state by its code");
	ok(nx_gazetteer_admin1(g, NX_COUNTRY('U', 'S'), NX_TEXT("TOOLONG")) == NX_NO_PLACE, "a code too long");
	ok(g->place[place].parent == nx_gazetteer_country(g, NX_COUNTRY('U', 'S')), "a state's parent is its country");
	n = nx_place_distance(&g->place[nx_gazetteer_by_id(g, 2988507)], &g->place[nx_gazetteer_by_id(g, 2643743)]);
	ok(n > 335 && n < 353, "Paris to London is %u km", n);
	nx_arena_reset(&arena);
}

static void
check_focus(void)
{
	Story		story;
	NxFocusAreas areas = {NULL, 0, 0};

	read_story(&story, NX_TEXT("Dallas and Houston, Texas, lost power. Texas officials said the outage in Austin, "
							   "Texas, was over. A visitor from France watched."));
	nx_focus(&story.arena, &data, &story.mentions, &areas);
	ok(areas.n >= 2 && areas.item[0].country == NX_COUNTRY('U', 'S') &&
	   areas.item[0].division == NX_NO_PLACE && areas.item[1].country == NX_COUNTRY('U', 'S'),
	   "the focus is the United States");
	if (areas.n >= 2 && areas.item[1].division != NX_NO_PLACE)
		same(nx_place_name(&data.gazetteer, areas.item[1].division), "Texas", "and within them Texas");
	nx_arena_reset(&story.arena);
}

static void
check_odd(void)
{
	static const char *const odd[] = {"", " ", ",", "U.S.", "Paris", "Paris,", "Paris, ", ",Texas",
	"Paris, Texas, France, Texas", "and and and", "\xff\xfe Paris \xc3", "The the The", "County", "North", "City of"};
	Story		story;
	uint32_t	i;

	for (i = 0; i < NX_COUNT(odd); i++)
	{
		read_story(&story, text_of_string(odd[i]));
		nx_arena_reset(&story.arena);
	}
	ok(true, "odd texts give answers");
}

/* Seconds for 'n' times the sentence. */
static double
time_of(const char *sentence, uint32_t n)
{
	size_t		len = strlen(sentence);
	char	   *text = malloc(len * n);
	clock_t		start;
	Story		story;
	uint32_t	i;

	for (i = 0; i < n; i++)
		memcpy(text + len * i, sentence, len);
	start = clock();
	read_story(&story, (NxText) {text, (uint32_t) (len * n)});
	nx_arena_reset(&story.arena);
	free(text);
	return (double) (clock() - start) / CLOCKS_PER_SEC;
}

/* One article with every name of the gazetteer up to 'n'. */
static double
time_of_names(uint32_t n)
{
	const NxGazetteer *g = &data.gazetteer;
	size_t		room = (size_t) n * 270;
	char	   *text = malloc(room);
	size_t		len = 0;
	clock_t		start;
	Story		story;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		NxText		name = nx_place_name(g, (uint32_t) ((uint64_t) i * 104729 % g->nplaces));

		len += (size_t) snprintf(text + len, room - len, "In %.*s, ", (int) name.len, name.data);
	}
	start = clock();
	read_story(&story, (NxText) {text, (uint32_t) len});
	nx_arena_reset(&story.arena);
	free(text);
	return (double) (clock() - start) / CLOCKS_PER_SEC;
}

static void
check_linear(void)
{
	double		small = time_of("He went from Springfield, Ill., to Paris and on to Springfield. ", 500);
	double		large = time_of("He went from Springfield, Ill., to Paris and on to Springfield. ", 8000);

	ok(large < 64 * small + 0.5, "16 times the text takes %.1f times as long", large / (small + 1e-9));
	small = time_of_names(5000);
	large = time_of_names(100000);
	ok(large < 80 * small + 0.5, "20 times the names take %.1f times as long", large / (small + 1e-9));
}

int
main(void)
{
	ok(nx_data_open(&data, nx_image()) == NX_OK, "the built-in data opens");
	ok(nx_check_word_lists(), "the lists of words are found in");
	check_lookup();
	check_cases("test/cases/places.tsv");
	check_focus();
	check_odd();
	check_linear();
	return done_testing();
}
