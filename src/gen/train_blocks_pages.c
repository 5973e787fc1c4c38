/*-------------------------------------------------------------------------
 * train_blocks_pages.c
 *	  The trainer's pages: reading, labelling, predicting; and its model file.
 *-------------------------------------------------------------------------
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/image.h"
#include "../core/unicode.h"
#include "train_blocks.h"

/* A line of a page as labelled: where it ends in the text, and its label. */
typedef struct Labelled
{
	uint32_t	end;
	int8_t		label;
} Labelled;

typedef NX_LIST(Labelled) LabelledLines;

static void
give_up(const char *what, const char *path)
{
	fprintf(stderr, "train_blocks: %s: %s\n", what, path);
	exit(1);
}

static void
open_words(Pages *pages, const char *path)
{
	FILE	   *file = fopen(path, "rb");
	char	   *image;
	size_t		size;
	long		length;

	if (file == NULL)
		give_up("cannot open", path);
	fseek(file, 0, SEEK_END);
	length = ftell(file);
	rewind(file);
	image = malloc((size_t) length);
	if (fread(image, 1, (size_t) length, file) != (size_t) length)
		give_up("cannot read", path);
	fclose(file);
	pages->words.weight = nx_image_section((const NxImageHead *) image, NX_SECTION_BLOCK_TEXT, &size);
	pages->words.slot = nx_image_section((const NxImageHead *) image, NX_SECTION_BLOCK_WORDS, &size);
	pages->words.mask = (uint32_t) (size / sizeof(NxBlockWord)) - 1;
	pages->words.ends = nx_image_section((const NxImageHead *) image, NX_SECTION_BLOCK_ENDS, &size);
	if (pages->words.slot == NULL || pages->words.ends == NULL)
		give_up("no words of the cleaner in", path);
}

/*
 * Label of each block: that of most of its characters; unsure lines do not
 * vote.  Weight: a block counts for more the longer it is, and for less the
 * more blocks its page has, so that no page decides much alone.
 */
static void
label_blocks(Page *page, const LabelledLines *labelled)
{
	uint32_t	n = page->lines.line.n;
	uint32_t	k = 0;
	uint32_t	b;

	if (labelled->n == 0)
		give_up("no lines of the page", page->id);
	page->label = malloc(n + 1);
	page->weight = malloc((n + 1) * sizeof(float));
	for (b = 0; b < n; b++)
	{
		NxSpan		span = page->lines.line.item[b].span;
		uint32_t	votes[2] = {0, 0};
		double		words = page->lines.line.item[b].words;

		while (labelled->item[k].end <= span.start)
			k++;
		for (;; k++)
		{
			uint32_t	start = k && labelled->item[k - 1].end > span.start ? labelled->item[k - 1].end : span.start;
			uint32_t	end = labelled->item[k].end < span.end ? labelled->item[k].end : span.end;

			if (labelled->item[k].label >= 0)
				votes[labelled->item[k].label] += end - start;
			if (labelled->item[k].end >= span.end)
				break;
		}
		page->label[b] = votes[0] + votes[1] == 0 ? -1 : votes[1] > votes[0];
		page->weight[b] = (float) ((0.6 + (words > 60 ? 60 : words) / 40) / sqrt(sqrt(n + 10.0)));
	}
}

/* Measures the blocks once more, to note what the text scores sum over. */
static void
note_grams(Pages *pages, Page *page)
{
	NxLines		again;
	uint32_t	b;

	memset(&again, 0, sizeof(again));
	again.grams = &page->grams;
	page->gram_end = malloc((page->lines.line.n + 1) * sizeof(uint32_t));
	for (b = 0; b < page->lines.line.n; b++)
	{
		nx_measure_line(&pages->arena, &pages->words, page->text, page->lines.line.item[b].span, &again);
		page->gram_end[b] = page->grams.n;
	}
}

static void
finish_page(Pages *pages, Page *page, NxBuffer *text, LabelledLines *labelled)
{
	page->text = nx_arena_copy(&pages->arena, nx_buffer_text(text));
	nx_split_lines(&pages->arena, &pages->words, page->text, &page->lines);
	nx_fill_columns(&pages->arena, &page->lines, &page->columns);
	note_grams(pages, page);
	label_blocks(page, labelled);
	text->len = 0;
	labelled->n = 0;
}

void
read_pages(Pages *pages, const char *image, const char *path, int folds, uint64_t seed)
{
	FILE	   *file = fopen(path, "r");
	char	   *line = NULL;
	size_t		room = 0;
	ssize_t		len;
	NxBuffer	text;
	LabelledLines labelled = {NULL, 0, 0};
	Page	   *page = NULL;

	if (file == NULL)
		give_up("cannot open", path);
	memset(pages, 0, sizeof(*pages));
	nx_arena_init(&pages->arena, &nx_malloc_hooks);
	nx_buffer_init(&text, &pages->arena, 1 << 20);
	open_words(pages, image);
	while ((len = getline(&line, &room, file)) > 0)
	{
		char	   *rest;

		line[--len] = '\0';
		strtok_r(line, "\t", &rest);
		if (strcmp(line, "page") == 0)
		{
			char	   *site;

			if (page)
				finish_page(pages, page, &text, &labelled);
			page = nx_push(&pages->arena, &pages->page);
			memset(page, 0, sizeof(*page));
			page->id = strdup(strtok_r(NULL, "\t", &rest));
			site = strtok_r(NULL, "\t", &rest);
			page->site = (uint32_t) nx_hash_bytes(site, (uint32_t) strlen(site));
			page->slice = strdup(strtok_r(NULL, "\t", &rest));
			page->fold = (int) (nx_hash_mix(nx_hash_bytes(site, (uint32_t) strlen(site)) + seed) % (uint64_t) folds);
		}
		else
		{
			int			label = atoi(strtok_r(NULL, "\t", &rest));
			Labelled   *one = nx_push(&pages->arena, &labelled);

			nx_buffer_add(&text, rest, (uint32_t) strlen(rest));
			nx_buffer_byte(&text, '\n');
			one->end = text.len;
			one->label = (int8_t) label;
		}
	}
	if (page)
		finish_page(pages, page, &text, &labelled);
	fclose(file);
}

void
score_first_pass(Pages *pages, const Model *model, int fold)
{
	uint32_t	p;

	for (p = 0; p < pages->page.n; p++)
	{
		Page	   *page = &pages->page.item[p];
		int32_t    *score = malloc(NX_SCORE_ROOM(page->columns.n + 1) * sizeof(*score));

		if (page->fold == fold)
		{
			nx_score_blocks(&pages->arena, &model->view, 0, &page->columns, score);
			nx_fill_score_columns(&pages->arena, &page->lines, score, &page->columns);
		}
		free(score);
	}
}

static void
write_string(FILE *file, const char *text, uint32_t len)
{
	uint32_t	i;

	for (i = 0; i < len; i++)
	{
		unsigned char c = (unsigned char) text[i];

		if (c == '"' || c == '\\')
			fprintf(file, "\\%c", c);
		else if (c < 0x20)
			fprintf(file, "\\u%04x", c);
		else
			fputc(c, file);
	}
}

void
predict_pages(Pages *pages, const Model *model, int fold, const char *prefix)
{
	uint32_t	p,
				b;

	for (p = 0; p < pages->page.n; p++)
	{
		Page	   *page = &pages->page.item[p];
		char		path[1024];
		NxColumns	columns;
		int32_t    *score;
		uint8_t    *body;
		FILE	   *file;

		if (page->fold != fold)
			continue;
		score = malloc(NX_SCORE_ROOM(page->columns.n + 1) * sizeof(*score));
		body = malloc(page->columns.n + 1);
		nx_decide_body(&pages->arena, &model->view, NX_FOCUS_BALANCED, &page->lines, NULL, &columns, score, body);
		snprintf(path, sizeof(path), "%s.%s.jsonl", prefix, page->slice);
		file = fopen(path, "a");
		if (file == NULL)
			give_up("cannot write", path);
		fprintf(file, "{\"id\": \"%s\", \"text\": \"", page->id);
		for (b = 0; b < page->columns.n; b++)
			if (body[b])
			{
				NxSpan		span = page->lines.line.item[b].span;

				write_string(file, page->text.data + span.start, span.end - span.start);
				fputs("\\n\\n", file);
			}
		fputs("\", \"scores\": [", file);
		for (b = 0; b < page->columns.n; b++)
			fprintf(file, "%s[%u,%d,%d]", b ? "," : "", page->lines.line.item[b].span.start,
					score[b], page->label[b]);
		fputs("]}\n", file);
		fclose(file);
		free(score);
		free(body);
	}
}

void
write_model(const Model *model, const char *prefix)
{
	char		path[1024];
	FILE	   *file;
	uint32_t	pass,
				t;
	int			d;

	snprintf(path, sizeof(path), "%s.tsv", prefix);
	file = fopen(path, "w");
	if (file == NULL)
		give_up("cannot write", path);
	fputs("# source: trained by src/gen/train_blocks.c on labelled pages of ned, fun, aeb and wcx (NOTICE); weights only, no text\n"
		  "# licence: PostgreSQL Licence\n"
		  "# columns: row, pass, number or questions (column, blocks away, above), leaves\n", file);
	for (t = 0; t < NX_TEXT_WEIGHTS; t++)
		fprintf(file, t % 64 ? " %d" : t ? "\ntext\t%u\t%d" : "text\t%u\t%d", t % 64 ? model->text[t] : (int) t, model->text[t]);
	fputc('\n', file);
	for (pass = 0; pass < NX_BLOCK_PASSES; pass++)
	{
		fprintf(file, "bias\t%u\t%d\n", pass + 1, model->view.bias[pass]);
		for (t = 0; t < model->view.ntrees[pass]; t++)
		{
			const NxBlockTree *tree = &model->tree[pass][t];

			fprintf(file, "tree\t%u", pass + 1);
			for (d = 0; d < NX_TREE_DEPTH; d++)
				fprintf(file, "\t%s %d %u", nx_column_name[tree->column[d]], tree->away[d], tree->above[d]);
			for (d = 0; d < NX_TREE_LEAVES; d++)
				fprintf(file, "%c%d", d ? ' ' : '\t', tree->leaf[d]);
			fputc('\n', file);
		}
	}
	fclose(file);
}
