/*-------------------------------------------------------------------------
 * html_train.c
 *	  Train the model that tells body blocks of a page from the rest.
 *
 * usage: html_train <image> <pages> <labels> <model> [<predictions>]
 *		  html_train --blocks <image> <pages>
 *
 * The second form prints the blocks that html_labels.py labels.
 *
 * pages: one JSON object a line with "id" and "html".  labels: for each page,
 * in the same order, a line "id site source blocks share" and a line
 * "label weight words" per block as nx_html_prepare cuts them.  image: any
 * image with the sections html_tags, html_cues and html_references.
 *
 * Gradient boosting of symmetric trees on the logistic loss.  Sites are dealt
 * into FOLDS folds by a hash of their name; the second stage is trained on
 * scores that the first one gave to pages it had not seen.  'predictions'
 * gets, for every page, the body as models give it that never saw its site.
 *
 * Sums are doubles, so two compilers may give models that differ in the last
 * place; the model that is built in is the file in src/data.
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/read_html.h"
#include "../core/unicode.h"

#define FOLDS		5
#define BINS		256

typedef struct Page
{
	NxArena		arena;
	NxText		id;
	uint32_t	fold;
	uint32_t	first;			/* its first block among all */
	NxHtmlReading reading;
} Page;

typedef struct Set
{
	Page	  **page;
	uint32_t	npages;
	uint32_t	n;				/* blocks */
	uint8_t    *label;
	float	   *weight;
	uint8_t    *fold;
	uint8_t    *column[NX_HTML_WIDTH];	/* values by feature */
	int32_t    *score[NX_HTML_STAGES];	/* out of fold */
} Set;

typedef struct Settings
{
	uint32_t	trees;
	double		rate;
	double		rows;			/* share of rows a tree sees */
	double		columns;		/* share of features a level may ask */
	double		lambda;
	uint32_t	first;			/* feature that it may ask for, and one past the last */
	uint32_t	last;
	uint32_t	depth;			/* levels that ask anything */
} Settings;

typedef NX_LIST(NxHtmlTree) Trees;

static NxArena keep;

static uint64_t random_state = 7;

static double
random_unit(void)
{
	random_state += UINT64_C(0x9e3779b97f4a7c15);
	return (double) (nx_hash_mix(random_state) >> 11) / 9007199254740992.0;
}

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
read_labels(Set *set, Page *page, FILE *labels, uint32_t *room)
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
	page->fold = (uint32_t) (nx_hash_bytes(site, (uint32_t) strlen(site)) >> 20) % FOLDS;
	page->first = set->n;
	if (set->n + n > *room)
	{
		*room = (set->n + n) * 2;
		set->label = realloc(set->label, *room);
		set->fold = realloc(set->fold, *room);
		set->weight = realloc(set->weight, *room * sizeof(float));
	}
	for (i = 0; i < n; i++)
	{
		if (fscanf(labels, "%u %f %u", &label, &weight, &words) != 3)
			fail("labels end too early");
		/* Long blocks count more, but every short one must be right, too. */
		weight *= words > 40 ? 2.4f : 0.4f + (float) words / 20;
		weight *= (float) sqrt(100.0 / (n < 40 ? 40 : n > 600 ? 600 : n));
		set->label[set->n] = (uint8_t) label;
		set->weight[set->n] = weight;
		set->fold[set->n++] = (uint8_t) page->fold;
	}
}

static void
read_pages(Set *set, const NxImageHead *image, const char *pages, const char *labels)
{
	FILE	   *file = fopen(pages, "r");
	FILE	   *label_file = fopen(labels, "r");
	char	   *line = NULL;
	size_t		room = 0;
	uint32_t	page_room = 0,
				block_room = 0;
	ssize_t		n;

	if (file == NULL || label_file == NULL)
		fail("cannot open pages or labels");
	while ((n = getline(&line, &room, file)) > 0)
	{
		NxText		text = {line, (uint32_t) n};
		Page	   *page;

		if (set->npages == page_room)
			set->page = realloc(set->page, (page_room = page_room * 2 + 64) * sizeof(Page *));
		page = set->page[set->npages++] = calloc(1, sizeof(Page));
		nx_arena_init(&page->arena, &nx_malloc_hooks);
		page->id = string_of(&page->arena, text, "id");
		nx_html_prepare(&page->arena, image, string_of(&page->arena, text, "html"), &page->reading);
		read_labels(set, page, label_file, &block_room);
	}
	fclose(file);
	fclose(label_file);
	free(line);
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
		for (p = 0; p < set->npages; p++)
		{
			const Page *page = set->page[p];

			for (i = 0; i < page->reading.page.blocks.n; i++)
				set->column[f][page->first + i] = page->reading.rows[(size_t) i * NX_HTML_WIDTH + f];
		}
	}
}

/* ---- boosting ---- */

typedef struct Boost
{
	const Set  *set;
	const uint32_t *row;		/* rows to learn from */
	uint32_t	nrows;
	uint32_t   *sample;			/* of this tree */
	uint32_t	nsample;
	uint8_t    *leaf;			/* of each sampled row */
	double	   *gradient;		/* by row of the set */
	double	   *hessian;
	double	   *value;			/* score so far, in nats */
} Boost;

typedef struct Sum
{
	double		g;
	double		h;
} Sum;

/* Best threshold of feature f for the leaves as they are; returns the gain. */
static double
best_split(const Boost *b, uint32_t f, uint32_t leaves, double lambda, uint8_t *threshold)
{
	static Sum	hist[NX_HTML_LEAVES][BINS];
	Sum			left[NX_HTML_LEAVES],
				all[NX_HTML_LEAVES];
	const uint8_t *column = b->set->column[f];
	double		best = 0;
	uint32_t	most = 0,
				i,
				k;

	memset(hist, 0, leaves * sizeof(hist[0]));
	memset(left, 0, sizeof(left));
	memset(all, 0, sizeof(all));
	for (i = 0; i < b->nsample; i++)
	{
		uint32_t	row = b->sample[i];
		uint8_t		v = column[row];
		Sum		   *sum = &hist[b->leaf[i]][v];

		sum->g += b->gradient[row];
		sum->h += b->hessian[row];
		if (v > most)
			most = v;
	}
	for (k = 0; k < leaves; k++)
		for (i = 0; i <= most; i++)
		{
			all[k].g += hist[k][i].g;
			all[k].h += hist[k][i].h;
		}
	for (i = 0; i < most; i++)
	{
		double		gain = 0;

		for (k = 0; k < leaves; k++)
		{
			double		rg,
						rh;

			left[k].g += hist[k][i].g;
			left[k].h += hist[k][i].h;
			rg = all[k].g - left[k].g;
			rh = all[k].h - left[k].h;
			gain += left[k].g * left[k].g / (left[k].h + lambda) + rg * rg / (rh + lambda) -
				all[k].g * all[k].g / (all[k].h + lambda);
		}
		if (gain > best)
		{
			best = gain;
			*threshold = (uint8_t) i;
		}
	}
	return best;
}

static void
grow_tree(Boost *b, const Settings *settings, NxHtmlTree *tree)
{
	Sum			sum[NX_HTML_LEAVES];
	uint32_t	depth,
				f,
				i;

	memset(tree, 0, sizeof(*tree));
	b->nsample = 0;
	for (i = 0; i < b->nrows; i++)
		if (random_unit() < settings->rows)
			b->sample[b->nsample++] = b->row[i];
	memset(b->leaf, 0, b->nsample);
	for (depth = 0; depth < NX_HTML_DEPTH; depth++)
	{
		double		best = 0;
		const uint8_t *column;

		tree->threshold[depth] = 255;	/* no row is above it */
		for (f = settings->first; f < settings->last && depth < settings->depth; f++)
		{
			uint8_t		threshold = 255;
			double		gain;

			if (random_unit() >= settings->columns)
				continue;
			gain = best_split(b, f, 1u << depth, settings->lambda, &threshold);
			if (gain > best)
			{
				best = gain;
				tree->feature[depth] = (uint16_t) f;
				tree->threshold[depth] = threshold;
			}
		}
		column = b->set->column[tree->feature[depth]];
		for (i = 0; i < b->nsample; i++)
			b->leaf[i] |= (uint8_t) ((column[b->sample[i]] > tree->threshold[depth]) << depth);
	}
	memset(sum, 0, sizeof(sum));
	for (i = 0; i < b->nsample; i++)
	{
		sum[b->leaf[i]].g += b->gradient[b->sample[i]];
		sum[b->leaf[i]].h += b->hessian[b->sample[i]];
	}
	for (i = 0; i < NX_HTML_LEAVES; i++)
	{
		double		value = -sum[i].g / (sum[i].h + settings->lambda) * settings->rate * NX_HTML_UNIT;

		tree->leaf[i] = (int16_t) lrint(value > 30000 ? 30000 : value < -30000 ? -30000 : value);
	}
}

static int32_t
tree_value(const Set *set, const NxHtmlTree *tree, uint32_t row)
{
	uint32_t	leaf = 0,
				k;

	for (k = 0; k < NX_HTML_DEPTH; k++)
		leaf |= (uint32_t) (set->column[tree->feature[k]][row] > tree->threshold[k]) << k;
	return tree->leaf[leaf];
}

/* Learns from all rows outside 'fold' (FOLDS: from all) what 'base' lacks. */
static void
boost(const Set *set, uint32_t fold, const int32_t *base, const Settings *settings, Trees *trees)
{
	Boost		b = {set, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL};
	uint32_t   *row = malloc(set->n * sizeof(uint32_t));
	uint32_t	t,
				i;

	for (i = 0; i < set->n; i++)
		if (set->fold[i] != fold && set->weight[i] > 0)
			row[b.nrows++] = i;
	b.row = row;
	b.sample = malloc(set->n * sizeof(uint32_t));
	b.leaf = malloc(set->n);
	b.gradient = malloc(set->n * sizeof(double));
	b.hessian = malloc(set->n * sizeof(double));
	b.value = calloc(set->n, sizeof(double));
	for (i = 0; base && i < set->n; i++)
		b.value[i] = (double) base[i] / NX_HTML_UNIT;
	trees->n = 0;
	for (t = 0; t < settings->trees; t++)
	{
		NxHtmlTree *tree = nx_push(&keep, trees);

		for (i = 0; i < b.nrows; i++)
		{
			uint32_t	r = row[i];
			double		p = 1 / (1 + exp(-b.value[r]));

			b.gradient[r] = (p - set->label[r]) * set->weight[r];
			b.hessian[r] = p * (1 - p) * set->weight[r];
		}
		grow_tree(&b, settings, tree);
		for (i = 0; i < b.nrows; i++)
			b.value[row[i]] += (double) tree_value(set, tree, row[i]) / NX_HTML_UNIT;
	}
	free(row);
	free(b.sample);
	free(b.leaf);
	free(b.gradient);
	free(b.hessian);
	free(b.value);
}

/* Scores of the rows of a fold by trees that did not see it. */
static void
score_fold(const Set *set, uint32_t fold, const Trees *trees, const int32_t *base, int32_t *score)
{
	uint32_t	i,
				t;

	for (i = 0; i < set->n; i++)
		if (set->fold[i] == fold)
		{
			score[i] = base ? base[i] : 0;
			for (t = 0; t < trees->n; t++)
				score[i] += tree_value(set, &trees->item[t], i);
		}
}

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
print_blocks(const NxImageHead *image, const char *pages)
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
		nx_html_prepare(&arena, image, string_of(&arena, text, "html"), reading);
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

static const NxImageHead *
load_image(const char *path)
{
	FILE	   *file = fopen(path, "rb");
	long		size;
	char	   *bytes;

	if (file == NULL)
		fail("cannot open the image");
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	bytes = aligned_alloc(64, ((size_t) size + 63) & ~(size_t) 63);
	if (fread(bytes, 1, (size_t) size, file) != (size_t) size)
		fail("cannot read the image");
	fclose(file);
	return (const NxImageHead *) bytes;
}

int
main(int argc, char **argv)
{
	static Set	set;
	Settings	settings[NX_HTML_STAGES] = {
		{400, 0.05, 0.4, 0.12, 20, 0, NX_HTML_STAGE0, NX_HTML_DEPTH},
		/* Few questions: it would learn by heart on which pages the first stage fails. */
		{40, 0.06, 0.4, 0.3, 60, NX_HTML_STAGE0, NX_HTML_WIDTH, 4},
	};
	Trees		trees = {NULL, 0, 0};
	uint32_t	stage,
				fold,
				p;
	FILE	   *out;

	if (argc == 4 && strcmp(argv[1], "--blocks") == 0)
	{
		print_blocks(load_image(argv[2]), argv[3]);
		return 0;
	}
	if (argc < 5)
		fail("usage: html_train <image> <pages> <labels> <model> [<predictions>]");
	nx_arena_init(&keep, &nx_malloc_hooks);
	read_pages(&set, load_image(argv[1]), argv[2], argv[3]);
	out = fopen(argv[4], "w");
	if (out == NULL)
		fail("cannot write the model");
	fprintf(out, "# source: trained by src/gen/html_train.c on the development pages for article cleaning\n"
			"# licence: PostgreSQL licence (numbers only; no text of the pages)\n"
			"# columns: stage\tfeatures, thresholds, leaves of a tree\nbias\t%u 0 0\n", NX_HTML_WIDTH);
	fill_columns(&set, 0, NX_HTML_STAGE0);
	for (stage = 0; stage < NX_HTML_STAGES; stage++)
	{

		const int32_t *base = stage ? set.score[0] : NULL;

		set.score[stage] = malloc(set.n * sizeof(int32_t));
		for (fold = 0; fold < FOLDS; fold++)
		{
			boost(&set, fold, base, &settings[stage], &trees);
			score_fold(&set, fold, &trees, base, set.score[stage]);
		}
		report(&set, stage);
		boost(&set, FOLDS, base, &settings[stage], &trees);
		write_trees(out, stage, &trees);
		if (stage == 0)
		{
			for (p = 0; p < set.npages; p++)
				nx_html_rows_again(&set.page[p]->arena, &set.page[p]->reading.page, &set.page[p]->reading.facts,
								   set.score[0] + set.page[p]->first, set.page[p]->reading.rows);
			fill_columns(&set, NX_HTML_STAGE0, NX_HTML_WIDTH);
		}
	}
	fclose(out);
	if (argc > 5)
		write_predictions(&set, argv[5]);
	return 0;
}
