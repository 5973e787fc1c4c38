/*-------------------------------------------------------------------------
 * html_train.c
 *	  Train the model that tells body blocks of a page from the rest.
 *
 * usage: html_train [--seed N] <pages> <labels> <model>|- [<predictions>]
 *		  html_train --blocks <pages>
 *
 * The second form prints the blocks that html_labels.py labels.
 *
 * pages: one JSON object a line with "id" and "html".  labels: for each page,
 * in the same order, a line "id site source blocks share" and a line
 * "label weight words" per block as nx_html_prepare cuts them.  The image the
 * program is linked with gives all but the model.
 *
 * Sites are dealt into FOLDS folds by a hash of their name and the seed; the second stage
 * is trained on scores that the first one gave to pages it had not seen.
 * Without a model ("-") only the folds are learnt.
 * 'predictions' gets, for every page, the body as models give it that never
 * saw its site.
 *
 * Some pages are hopeless: live blogs, lists of offers, bodies whose labels
 * follow no rule.  Most of what a model gets wrong stands on them, and it
 * would spend itself on them.  A first model, which did not see a page's site,
 * tells which they are, and they count less.
 *
 * People also store only the piece of a page that holds the story.  So that
 * the model does not lean on what stands around it, the stories of some pages
 * are cut out of them and learnt a second time as pages of their own.
 *
 * Sums are doubles, so two compilers may give models that differ in the last
 * place; the model that is built in is the file in src/data.
 *-------------------------------------------------------------------------
 */
#include "html_train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/data.h"
#include "../core/unicode.h"

/* The story of every so many pages is cut out. */
#define PART_EVERY	1

/* What the blocks of such a piece count. */
#define PART_WEIGHT	0.4f

/* With more wrong blocks than this a page is hopeless. */
#define HOPELESS_WRONG	6

/* What the blocks of a hopeless page count. */
#define HOPELESS_WEIGHT	0.25f

/* Blocks of fewer words make no page wrong. */
#define WORDS_FEWEST	3

/* Labels of less weight are doubtful: html_labels.py. */
#define WEIGHT_SURE		0.35f

struct Page
{
	NxArena		arena;
	NxText		id;
	uint32_t	fold;
	uint32_t	first;			/* its first block among all */
	const Page *whole;			/* the page it is a piece of, or NULL */
	bool		is_hopeless;
	NxHtmlReading reading;
};

static NxData data;
static uint64_t seed;

static void
fail(const char *message)
{
	fprintf(stderr, "%s\n", message);
	exit(1);
}

/* ---- reading ---- */

/* The string under 'key' of a line of JSON. */
static NxText
string_of(NxArena *arena, NxText line, const char *key)
{
	NxJsonReader reader = {arena, line, 0, 0, {0, 0}, false};
	NxJsonKind	kind;
	NxSpan		last = {0, 0};
	bool		found = false;
	NxText		none = {"", 0};

	while ((kind = nx_json_next(&reader)) != NX_JSON_END)
	{
		if (kind == NX_JSON_COLON)
			found = last.end - last.start == strlen(key) && memcmp(line.data + last.start, key, strlen(key)) == 0;
		else if (kind == NX_JSON_STRING)
		{
			if (found)
				return nx_json_string(arena, line, reader.span, 0, NULL);
			last = reader.span;
		}
	}
	return none;
}

static void
add_block(Set *set, const Page *page, uint32_t label, float weight, bool sure)
{
	static uint32_t room = 0;

	if (set->n == room)
	{
		room = room * 2 + 4096;
		set->label = realloc(set->label, room);
		set->fold = realloc(set->fold, room);
		set->weight = realloc(set->weight, room * sizeof(float));
		set->sure = realloc(set->sure, room * sizeof(bool));
	}
	set->label[set->n] = (uint8_t) label;
	set->weight[set->n] = weight;
	set->sure[set->n] = sure;
	set->fold[set->n++] = (uint8_t) page->fold;
}

static Page *
add_page(Set *set)
{
	Page	   *page = calloc(1, sizeof(Page));

	if (set->npages % 64 == 0)
		set->page = realloc(set->page, (set->npages + 64) * sizeof(Page *));
	set->page[set->npages++] = page;
	nx_arena_init(&page->arena, &nx_malloc_hooks);
	page->first = set->n;
	return page;
}

static void
read_labels(Set *set, Page *page, FILE *labels)
{
	char		id[512],
				site[512],
				source[64];
	unsigned	n,
				label,
				words;
	float		share,
				weight;
	uint32_t	i;

	if (fscanf(labels, "%511s %511s %63s %u %f", id, site, source, &n, &share) != 5 ||
		n != page->reading.page.blocks.n || strlen(id) != page->id.len || memcmp(id, page->id.data, page->id.len) != 0)
		fail("labels do not belong to the pages");
	page->fold = (uint32_t) (nx_hash_mix(nx_hash_bytes(site, (uint32_t) strlen(site)) + seed) >> 20) % FOLDS;
	for (i = 0; i < n; i++)
	{
		bool		sure;

		if (fscanf(labels, "%u %f %u", &label, &weight, &words) != 3)
			fail("labels end too early");
		sure = weight > WEIGHT_SURE;
		/* Long blocks count more, but every short one must be right, too. */
		weight *= words > 40 ? 2.4f : 0.4f + (float) words / 20;
		weight *= (float) sqrt(100.0 / (n < 40 ? 40 : n > 600 ? 600 : n));
		add_block(set, page, label, weight, sure);
	}
}

static void
read_pages(Set *set, const char *pages, const char *labels)
{
	FILE	   *file = fopen(pages, "r");
	FILE	   *label_file = fopen(labels, "r");
	char	   *line = NULL;
	size_t		room = 0;
	ssize_t		n;

	if (file == NULL || label_file == NULL)
		fail("cannot open pages or labels");
	while ((n = getline(&line, &room, file)) > 0)
	{
		NxText		text = {line, (uint32_t) n};
		Page	   *page = add_page(set);

		page->id = string_of(&page->arena, text, "id");
		nx_html_prepare(&page->arena, &data, string_of(&page->arena, text, "html"), &page->reading);
		read_labels(set, page, label_file);
	}
	fclose(file);
	fclose(label_file);
	free(line);
}

/* ---- pieces of pages ---- */

/* Where block i of a page begins or ends in the source. */
static NxSpan
source_of(const Page *page, uint32_t i)
{
	return nx_map_span(&page->reading.page.map, page->reading.page.blocks.item[i].span);
}

/* Goes back from 'at' over the start tags that stand right before it. */
static uint32_t
before_tags(NxText source, uint32_t at)
{
	uint32_t	i;

	for (;;)
	{
		for (i = at; i && (unsigned char) source.data[i - 1] <= ' '; i--)
			;
		if (i == 0 || source.data[i - 1] != '>')
			return at;
		while (i && source.data[i - 1] != '<')
			i--;
		if (i == 0 || source.data[i] == '/' || source.data[i] == '!')
			return at;
		at = i - 1;
	}
}

/*
 * Blocks first to last of a page as a page of its own.  Blocks are known
 * again by where they begin; one that is not tells nothing.
 */
static void
add_part(Set *set, const Page *whole, uint32_t first, uint32_t last)
{
	Page	   *page = add_page(set);
	uint32_t	start = before_tags(whole->reading.source, source_of(whole, first).start),
				i,
				k = first;

	page->whole = whole;
	page->id = whole->id;
	page->fold = whole->fold;
	nx_html_prepare(&page->arena, &data, nx_slice(whole->reading.source, start, source_of(whole, last).end),
					&page->reading);
	for (i = 0; i < page->reading.page.blocks.n; i++)
	{
		uint32_t	at = start + source_of(page, i).start;

		while (k < last && source_of(whole, k).start < at)
			k++;
		if (source_of(whole, k).start == at)
			add_block(set, page, set->label[whole->first + k], set->weight[whole->first + k] * PART_WEIGHT, false);
		else
			add_block(set, page, 0, 0, false);
	}
}

/* Some with what stands next to the story, some without. */
static void
add_parts(Set *set)
{
	uint32_t	npages = set->npages,
				p;

	for (p = 0; p < npages; p++)
	{
		const Page *page = set->page[p];
		uint32_t	n = page->reading.page.blocks.n,
					hash = (uint32_t) (nx_hash_bytes(page->id.data, page->id.len) >> 16),
					first = n,
					last = 0,
					body = 0,
					i;

		if (hash % PART_EVERY)
			continue;
		for (i = 0; i < n; i++)
			if (set->label[page->first + i] && set->weight[page->first + i] > 0)
			{
				if (first == n)
					first = i;
				last = i;
				body++;
			}
		if (body < 2)
			continue;
		if (hash >> 8 & 1)
		{
			first -= (hash >> 9) % 8 < first ? (hash >> 9) % 8 : first;
			last += (hash >> 12) % 8 < n - 1 - last ? (hash >> 12) % 8 : n - 1 - last;
		}
		add_part(set, page, first, last);
	}
}

static void
fill_columns(Set *set, uint32_t from, uint32_t to)
{
	uint32_t	f,
				p,
				i;

	for (f = from; f < to; f++)
	{
		if (set->column[f] == NULL)
			set->column[f] = malloc(set->n);
		set->most[f] = 0;
		for (p = 0; p < set->npages; p++)
		{
			const Page *page = set->page[p];

			for (i = 0; i < page->reading.page.blocks.n; i++)
			{
				uint8_t		value = page->reading.rows[(size_t) i * NX_HTML_WIDTH + f];

				set->column[f][page->first + i] = value;
				if (value > set->most[f])
					set->most[f] = value;
			}
		}
	}
}

/* ---- the two stages ---- */

static void
report(const Set *set, uint32_t stage)
{
	double		loss = 0,
				total = 0,
				wrong = 0;
	uint32_t	i,
				errors = 0;

	for (i = 0; i < set->n; i++)
	{
		double		x = (double) set->score[stage][i] / NX_HTML_UNIT * (set->label[i] ? 1 : -1);

		loss += set->weight[i] * log1p(exp(-x));
		total += set->weight[i];
		wrong += x <= 0 ? set->weight[i] : 0;
		errors += x <= 0 && set->weight[i] > 0;
	}
	printf("stage %u out of fold: loss %.4f, wrong %.4f by weight, %u blocks of %u\n", stage,
		   loss / total, wrong / total, errors, set->n);
	fflush(stdout);
}

/* Finds the hopeless pages by the scores of a first model, out of fold. */
static void
weigh_pages(Set *set)
{
	static const Settings settings = {150, 0.12, 0.4, 0.12, 20, 0, NX_HTML_STAGE0, NX_HTML_DEPTH};
	Trees		trees[FOLDS];
	int32_t    *score = malloc(set->n * sizeof(int32_t));
	uint32_t	hopeless = 0,
				p,
				i;

	boost_folds(set, NULL, &settings, FOLDS, trees, score);
	for (p = 0; p < set->npages; p++)
	{
		Page	   *page = set->page[p];
		uint32_t	wrong = 0;

		for (i = 0; i < page->reading.page.blocks.n; i++)
			wrong += set->sure[page->first + i] && page->reading.facts.item[i].nwords >= WORDS_FEWEST &&
				(score[page->first + i] > 0) != set->label[page->first + i];
		/* Wholes come before their pieces, whose labels are never sure. */
		page->is_hopeless = page->whole ? page->whole->is_hopeless : wrong > HOPELESS_WRONG;
		hopeless += page->is_hopeless && page->whole == NULL;
		for (i = 0; page->is_hopeless && i < page->reading.page.blocks.n; i++)
			set->weight[page->first + i] *= HOPELESS_WEIGHT;
	}
	for (i = 0; i < FOLDS; i++)
		free(trees[i].item);
	free(score);
	printf("hopeless: %u pages\n", hopeless);
}

/* ---- writing ---- */

static void
write_trees(FILE *out, uint32_t stage, const Trees *trees)
{
	uint32_t	t,
				k;

	for (t = 0; t < trees->n; t++)
	{
		const NxHtmlTree *tree = &trees->item[t];

		fprintf(out, "%u\t", stage);
		for (k = 0; k < NX_HTML_DEPTH; k++)
			fprintf(out, "%u ", tree->feature[k]);
		for (k = 0; k < NX_HTML_DEPTH; k++)
			fprintf(out, "%u ", tree->threshold[k]);
		for (k = 0; k < NX_HTML_LEAVES; k++)
			fprintf(out, "%d%c", tree->leaf[k], k + 1 < NX_HTML_LEAVES ? ' ' : '\n');
	}
}

static void
write_text(FILE *out, NxText text)
{
	uint32_t	i;

	putc('"', out);
	for (i = 0; i < text.len; i++)
	{
		unsigned char c = (unsigned char) text.data[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ')
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static void
write_predictions(Set *set, const char *path)
{
	FILE	   *out = fopen(path, "w");
	uint32_t	p;

	if (out == NULL)
		fail("cannot write the predictions");
	for (p = 0; p < set->npages; p++)
	{
		Page	   *page = set->page[p];
		NxDocument	document;

		if (page->whole)
			continue;

		memset(&document, 0, sizeof(document));
		document.source = page->reading.source;
		document.format = NX_FORMAT_HTML;
		page->reading.score = set->score[NX_HTML_STAGES - 1] + page->first;
		nx_html_settle(&page->reading, NX_FOCUS_BALANCED, &document);
		fprintf(out, "{\"id\":");
		write_text(out, page->id);
		fprintf(out, ",\"text\":");
		write_text(out, nx_body_text(&page->arena, &document));
		fprintf(out, "}\n");
	}
	fclose(out);
}

static void
print_blocks(const char *pages)
{
	FILE	   *file = fopen(pages, "r");
	char	   *line = NULL;
	size_t		room = 0;
	ssize_t		n;

	if (file == NULL)
		fail("cannot open pages");
	while ((n = getline(&line, &room, file)) > 0)
	{
		NxText		text = {line, (uint32_t) n};
		NxArena		arena;
		NxHtmlReading *reading;
		uint32_t	i;

		nx_arena_init(&arena, &nx_malloc_hooks);
		reading = nx_new(&arena, NxHtmlReading);
		nx_html_prepare(&arena, &data, string_of(&arena, text, "html"), reading);
		printf("{\"id\":");
		write_text(stdout, string_of(&arena, text, "id"));
		printf(",\"blocks\":[");
		for (i = 0; i < reading->page.blocks.n; i++)
		{
			NxSpan		span = reading->page.blocks.item[i].span;

			if (i)
				putchar(',');
			write_text(stdout, nx_slice(nx_buffer_text(&reading->page.text), span.start, span.end));
		}
		printf("]}\n");
		nx_arena_reset(&arena);
	}
	fclose(file);
	free(line);
}

static void
train(Set *set, FILE *out)
{
	static const Settings settings[NX_HTML_STAGES] = {
		{600, 0.033, 0.4, 0.12, 20, 0, NX_HTML_STAGE0, NX_HTML_DEPTH},
		/* Few questions: it would learn by heart on which pages the first stage fails. */
		{40, 0.06, 0.4, 0.3, 60, NX_HTML_STAGE0, NX_HTML_WIDTH, 4},
	};
	Trees		trees[FOLDS + 1];
	uint32_t	stage,
				p;

	if (out)
		fprintf(out, "# source: trained by src/gen/html_train.c on the development pages for article cleaning\n"
				"# licence: PostgreSQL licence (numbers only; no text of the pages)\n"
				"# columns: stage\tfeatures, thresholds, leaves of a tree\nbias\t%d 0 0\n", NX_HTML_WIDTH);
	fill_columns(set, 0, NX_HTML_STAGE0);
	weigh_pages(set);
	for (stage = 0; stage < NX_HTML_STAGES; stage++)
	{
		set->score[stage] = malloc(set->n * sizeof(int32_t));
		boost_folds(set, stage ? set->score[0] : NULL, &settings[stage], out ? FOLDS + 1 : FOLDS, trees, set->score[stage]);
		report(set, stage);
		if (out)
			write_trees(out, stage, &trees[FOLDS]);
		if (stage == 0)
		{
			for (p = 0; p < set->npages; p++)
				nx_html_rows_again(&set->page[p]->arena, &set->page[p]->reading.page, &set->page[p]->reading.facts,
								   set->score[0] + set->page[p]->first, set->page[p]->reading.rows);
			fill_columns(set, NX_HTML_STAGE0, NX_HTML_WIDTH);
		}
	}
}

int
main(int argc, char **argv)
{
	static Set	set;
	FILE	   *out;

	if (nx_data_open(&data, nx_image()) != NX_OK)
		fail("the image is damaged");
	if (argc == 3 && strcmp(argv[1], "--blocks") == 0)
	{
		print_blocks(argv[2]);
		return 0;
	}
	if (argc > 2 && strcmp(argv[1], "--seed") == 0)
	{
		seed = strtoull(argv[2], NULL, 10);
		argv += 2;
		argc -= 2;
	}
	if (argc < 4)
		fail("usage: html_train [--seed N] <pages> <labels> <model>|- [<predictions>]");
	read_pages(&set, argv[1], argv[2]);
	add_parts(&set);
	out = strcmp(argv[3], "-") == 0 ? NULL : fopen(argv[3], "w");
	if (out == NULL && strcmp(argv[3], "-") != 0)
		fail("cannot write the model");
	train(&set, out);
	if (out)
		fclose(out);
	if (argc > 4)
		write_predictions(&set, argv[4]);
	return 0;
}
