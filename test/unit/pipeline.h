/*-------------------------------------------------------------------------
 * pipeline.h
 *	  An article through every stage of the core, and hashes of what came out.
 *
 * A hash covers values, not memory, so it is the same on every platform,
 * compiler and optimisation level if the core keeps its promise.
 *-------------------------------------------------------------------------
 */
#ifndef TEST_PIPELINE_H
#define TEST_PIPELINE_H

#include <dirent.h>

#include "article.h"
#include "tap.h"
#include "unicode.h"

/* What is hashed apart, so that a difference names its stage. */
typedef enum Part
{
	PART_TEXT = 0,				/* working text and map */
	PART_BLOCKS,
	PART_BODY,
	PART_DATELINE,
	PART_TOKENS,
	PART_MENTIONS,
	PART_ENTITIES,
	PARTS
} Part;

static const char *const part_name[PARTS] = {"text", "blocks", "body", "dateline", "tokens", "mentions", "entities"};

static inline void
add_number(uint64_t *hash, uint64_t number)
{
	*hash = nx_hash_mix(*hash * UINT64_C(0x9e3779b97f4a7c15) + number + 1);
}

static inline void
add_text(uint64_t *hash, NxText text)
{
	add_number(hash, text.len);
	add_number(hash, text.len ? nx_hash_bytes(text.data, text.len) : 0);
}

static inline void
add_span(uint64_t *hash, NxSpan span)
{
	add_number(hash, (uint64_t) span.start << 32 | span.end);
}

static inline void
hash_document(const NxDocument *document, uint64_t hash[PARTS])
{
	uint32_t	i;

	add_text(&hash[PART_TEXT], document->text);
	for (i = 0; i < document->map.n; i++)
	{
		const NxMapRun *run = &document->map.item[i];

		add_number(&hash[PART_TEXT], run->at);
		add_span(&hash[PART_TEXT], (NxSpan) {run->source, run->source_end});
	}
	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		add_span(&hash[PART_BLOCKS], block->span);
		add_span(&hash[PART_BLOCKS], nx_map_span(&document->map, block->span));
		add_number(&hash[PART_BLOCKS], block->kind);
		add_number(&hash[PART_BLOCKS], block->confidence);
		add_text(&hash[PART_BLOCKS], text_of_string(block->reason));
	}
	add_text(&hash[PART_BLOCKS], document->meta.headline);
	add_text(&hash[PART_BLOCKS], document->meta.author);
	add_text(&hash[PART_BLOCKS], document->meta.published);
}

static inline void
hash_dateline(const NxDateline *d, uint64_t *hash)
{
	uint32_t	i;

	for (i = 0; i < d->nplaces; i++)
	{
		add_text(hash, d->places[i].printed);
		add_text(hash, d->places[i].region);
		add_number(hash, d->places[i].place);
		add_number(hash, d->places[i].country);
	}
	add_number(hash, (uint64_t) d->year * 10000 + d->month * 100u + d->day);
	add_text(hash, d->agency);
	add_text(hash, d->byline);
	add_text(hash, d->raw);
	add_number(hash, d->body_start);
	add_number(hash, d->confidence);
}

static inline void
hash_mentions(const NxArticle *article, uint64_t hash[PARTS])
{
	uint32_t	i;

	for (i = 0; i < article->tokens.n; i++)
	{
		const NxToken *token = &article->tokens.item[i];

		add_span(&hash[PART_TOKENS], (NxSpan) {token->start, token->end});
		add_number(&hash[PART_TOKENS], token->hash);
		add_number(&hash[PART_TOKENS], (uint64_t) token->lists << 32 | (uint64_t) token->flags << 16 | token->kind);
	}
	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *m = &article->mentions.item[i];

		add_span(&hash[PART_MENTIONS], m->span);
		add_number(&hash[PART_MENTIONS], (uint64_t) m->kind << 48 | (uint64_t) m->section << 40 |
				   (uint64_t) m->flags << 32 | m->entity);
		add_number(&hash[PART_MENTIONS], (uint64_t) m->place << 32 | m->country);
		add_number(&hash[PART_MENTIONS], (uint64_t) m->confidence << 16 | m->place_confidence);
	}
	for (i = 0; i < article->entities.n; i++)
	{
		const NxEntity *e = &article->entities.item[i];

		add_text(&hash[PART_ENTITIES], e->name);
		add_text(&hash[PART_ENTITIES], e->role);
		add_number(&hash[PART_ENTITIES], (uint64_t) e->kind << 48 | (uint64_t) e->best_section << 40 | e->mentions);
		add_number(&hash[PART_ENTITIES], (uint64_t) e->place << 32 | (uint64_t) e->country << 16 | e->role_country);
		add_number(&hash[PART_ENTITIES], (uint64_t) e->confidence << 16 | e->salience);
	}
}

/* Reads, cleans and tags 'text' in 'arena'; hash is set. */
static inline void
run_pipeline(NxArena *arena, const NxData *data, NxText text, NxFormat format, uint64_t hash[PARTS])
{
	NxArticle  *article = nx_new(arena, NxArticle);
	const NxDateline *dateline;

	memset(hash, 0, sizeof(uint64_t) * PARTS);
	if (nx_article_read(article, arena, data, text, format, NX_FOCUS_BALANCED) != NX_OK)
		return;
	hash_document(&article->document, hash);
	add_text(&hash[PART_BODY], nx_body_text(arena, &article->document));
	dateline = nx_article_dateline(article);
	if (dateline)
		hash_dateline(dateline, &hash[PART_DATELINE]);
	nx_article_tag(article);
	hash_mentions(article, hash);
}

#define MOST_SAMPLES	100

typedef struct Sample
{
	char		name[64];
	NxText		text;
} Sample;

static inline int
compare_samples(const void *a, const void *b)
{
	return strcmp(((const Sample *) a)->name, ((const Sample *) b)->name);
}

/* A whole file, in malloc'ed memory; empty if it cannot be read. */
static inline NxText
read_file(const char *path)
{
	FILE	   *file = fopen(path, "rb");
	char	   *data = malloc(1024 * 1024);
	NxText		text = {data, 0};

	if (file)
	{
		text.len = (uint32_t) fread(data, 1, 1024 * 1024 - 1, file);
		fclose(file);
	}
	return text;
}

/* The articles of test/samples in order of their names; returns how many. */
static inline uint32_t
read_samples(Sample sample[MOST_SAMPLES])
{
	const char *root = getenv("NX_TEST_ROOT");
	char		path[1024];
	DIR		   *folder;
	struct dirent *entry;
	uint32_t	n = 0;

	snprintf(path, sizeof(path), "%s/test/samples", root ? root : ".");
	folder = opendir(path);
	while (folder && (entry = readdir(folder)) != NULL && n < MOST_SAMPLES)
	{
		if (!strstr(entry->d_name, ".txt") && !strstr(entry->d_name, ".html"))
			continue;
		snprintf(sample[n].name, sizeof(sample[n].name), "%.63s", entry->d_name);
		snprintf(path, sizeof(path), "%s/test/samples/%.63s", root ? root : ".", entry->d_name);
		sample[n++].text = read_file(path);
	}
	if (folder)
		closedir(folder);
	qsort(sample, n, sizeof(Sample), compare_samples);
	return n;
}

#endif							/* TEST_PIPELINE_H */
