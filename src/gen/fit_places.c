/*-------------------------------------------------------------------------
 * fit_places.c
 *	  Features of place candidates and bearers, for toponym_fit.py and
 *	  place_fit.py.  A tool of maintainers; the build does not run it.
 *
 * Usage: fit_places toponym|place < documents > dump
 * A document is a line "id<TAB>bytes", that many bytes of text, a newline.
 * See fit_places.sh for the whole way from corpora to weights.
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/data.h"
#include "../core/mention.h"
#include "../core/place.h"
#include "../core/toponym.h"
#include "../core/unicode.h"

typedef struct Story
{
	const char *id;
	NxArena    *arena;
	const NxData *data;
	NxText		text;
	NxTokens	tokens;
	NxMentions	mentions;
} Story;

static uint32_t
chars_before(const Story *story, uint32_t byte)
{
	return nx_count_chars(story->text.data, byte);
}

static void
print_span(const Story *story, uint32_t start, uint32_t end)
{
	printf("%s\t%u\t%u", story->id, chars_before(story, start), chars_before(story, end));
}

static void
dump_toponyms(Story *story)
{
	NxToponymScan scan;
	uint32_t	i;

	memset(&scan, 0, sizeof(scan));
	scan.arena = story->arena;
	scan.data = story->data;
	scan.text = story->text;
	scan.tokens = &story->tokens;
	scan.mentions = &story->mentions;
	scan.mention_of = nx_toponym_index(story->arena, &story->tokens, &story->mentions);
	nx_toponym_candidates(&scan);
	nx_toponym_see(&scan);
	for (i = 0; i < scan.list.n; i++)
	{
		const NxToponym *c = &scan.list.item[i];
		uint16_t	feature[NX_TOPONYM_MOST_FEATURES];
		uint32_t	n = nx_toponym_features(&scan, c, feature);
		uint32_t	k;

		print_span(story, story->tokens.item[c->first].start, story->tokens.item[c->end - 1].end);
		printf("\t%d", c->kind);
		for (k = 0; k < n; k++)
			printf("%c%u", k ? ' ' : '\t', feature[k]);
		putchar('\n');
	}
}

static void
dump_bearers(NxPlaceScan *scan, const NxPlaceSense *sense)
{
	uint32_t	k;

	nx_place_take(scan, sense);
	for (k = 0; k < sense->nbearers; k++)
	{
		const NxPlace *p = &scan->data->gazetteer.place[scan->bearers.item[sense->bearers + k].place];
		uint16_t	feature[NX_PLACE_MOST_FEATURES];
		uint32_t	n = nx_place_features(scan, sense, k, feature);
		uint32_t	i;

		printf("\t%lld %.4f %.4f", (long long) nx_place_id(p), p->latitude / 1e4, p->longitude / 1e4);
		for (i = 0; i < n; i++)
			printf(" %u", feature[i]);
	}
	nx_place_put_down(scan, sense);
	putchar('\n');
}

static void
dump_places(Story *story)
{
	static const NxPlaceContext nothing;
	NxPlaceScan scan;
	uint32_t	i;

	nx_find_toponyms(story->arena, story->data, story->text, &story->tokens, &story->mentions);
	memset(&scan, 0, sizeof(scan));
	scan.arena = story->arena;
	scan.data = story->data;
	scan.text = story->text;
	scan.tokens = &story->tokens;
	scan.context = &nothing;
	scan.mentions = &story->mentions;
	nx_place_gather(&scan);
	nx_place_first_round(&scan);
	nx_place_round(&scan);
	for (i = 0; i < story->mentions.n; i++)
	{
		const NxPlaceSense *sense;

		if (scan.sense_of[i] == 0)
			continue;
		sense = &scan.senses.item[scan.sense_of[i] - 1];
		if (sense->nbearers == 0)
			continue;
		print_span(story, story->mentions.item[i].span.start, story->mentions.item[i].span.end);
		dump_bearers(&scan, sense);
	}
}

int
main(int argc, char **argv)
{
	NxData		data;
	char		line[1024];

	if (argc != 2 || nx_data_open(&data, nx_image()) != NX_OK)
	{
		fputs("usage: fit_places toponym|place < documents > dump\n", stderr);
		return 2;
	}
	while (fgets(line, sizeof(line), stdin))
	{
		char	   *tab = strchr(line, '\t');
		size_t		len = tab ? strtoul(tab + 1, NULL, 10) : 0;
		char	   *text = malloc(len + 1);
		NxArena		arena;
		Story		story;

		if (tab == NULL || text == NULL || fread(text, 1, len + 1, stdin) != len + 1)
		{
			fputs("fit_places: damaged input\n", stderr);
			free(text);
			return 1;
		}
		*tab = '\0';
		memset(&story, 0, sizeof(story));
		nx_arena_init(&arena, &nx_malloc_hooks);
		story.id = line;
		story.arena = &arena;
		story.data = &data;
		story.text = (NxText) {text, (uint32_t) len};
		nx_tokenize(&arena, &data.lexicon, story.text, (NxSpan) {0, story.text.len}, &story.tokens);
		nx_find_mentions(&arena, &data, story.text, &story.tokens, NULL, &story.mentions);
		if (strcmp(argv[1], "toponym") == 0)
			dump_toponyms(&story);
		else
			dump_places(&story);
		nx_arena_reset(&arena);
		free(text);
	}
	return 0;
}
