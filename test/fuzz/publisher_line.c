/*-------------------------------------------------------------------------
 * publisher_line.c
 *	  Fuzz target: an article whose lines are learnt, then read with them.
 *
 * The first byte tells which blocks become lines of the publisher.  A line
 * that is written has the key of its block; the dictionary that is built of
 * all of them is taken; read with it, each of those blocks is recognised, and
 * nothing is for another publisher.
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include <string.h>

#include "dictionary.h"
#include "publisher_line.h"

#define MUTATE_HEAD		1
#include "mutate_text.h"
#include "mutate.h"

typedef NX_LIST(NxPublisherLine) Lines;

static const NxText publisher = NX_TEXT("The Gazette");

static NxText
text_of_block(const NxDocument *document, uint32_t i)
{
	return nx_slice(document->text, document->blocks.item[i].span.start, document->blocks.item[i].span.end);
}

/* Any counts; what comes of them is a kind. */
static void
check_counts(NxArena *arena, NxText line, const NxLineShape *shape, uint32_t seed)
{
	NxLineCounts counts = {0};
	NxBlockKind kind = NX_BLOCK_KINDS;

	counts.all = 1 + (seed & 127);
	counts.articles = 1 + seed % counts.all;
	counts.stories = counts.articles < NX_LINE_STORIES ? counts.articles : NX_LINE_STORIES;
	counts.words = shape->words;
	counts.kind[seed % NX_BLOCK_KINDS] = counts.articles;
	if (nx_line_repeats(arena, fuzz_data(), line, &counts, 3, &kind))
		require(kind < NX_BLOCK_KINDS);
}

/* The lines of the blocks that 'choice' names; true in learnt[i] for each. */
static void
learn(NxArena *arena, const NxDocument *document, uint8_t choice, Lines *lines, bool *learnt)
{
	uint32_t	i;

	for (i = 0; i < document->blocks.n; i++)
	{
		NxText		block = text_of_block(document, i);
		NxPublisherLine *line;
		NxLineShape shape;
		NxBuffer	out;

		nx_line_shape(fuzz_data(), block, &shape);
		require(shape.key != 0 || shape.words == 0);
		if (shape.key == 0 || !(choice >> (i & 7) & 1))
			continue;
		nx_buffer_init(&out, arena, block.len + 16);
		nx_line_write(fuzz_data(), block, &shape, &out);
		check_counts(arena, nx_buffer_text(&out), &shape, choice * 31u + i);
		if (out.len > NX_LINE_MOST)
			continue;
		require(nx_line_key(nx_buffer_text(&out)) == shape.key);
		line = nx_push(arena, lines);
		line->publisher = publisher;
		line->line = nx_buffer_text(&out);
		line->kind = (uint8_t) (i % NX_BLOCK_KINDS);
		learnt[i] = true;
	}
}

static NxDictHead *
build(NxArena *arena, Lines *lines)
{
	NxDictBuilder builder;
	NxDictPlan	plan;
	NxText		form;
	NxDictHead *head;

	nx_dict_builder_init(&builder, arena, NX_TEXT("default"));
	nx_dict_builder_lines(&builder, nx_publisher_lines_write(arena, lines->item, lines->n));
	require(nx_dict_builder_finish(&builder, &form) == NX_OK);
	require(nx_dictionary_plan(arena, form, &plan));
	head = nx_arena_zero(arena, plan.head.size);
	nx_dictionary_compile(arena, form, &plan, head);
	return head;
}

/* The same article with the dictionary: are its learnt blocks recognised? */
static void
read_again(NxArena *arena, const NxDocument *first, const NxDictHead *head, NxText reader, const bool *learnt)
{
	NxDictionary dictionary;
	NxData		with = *fuzz_data();
	NxDocument	document;
	uint32_t	i;

	nx_dictionary_open(&dictionary, head);
	dictionary.publisher = reader;
	with.dictionary = &dictionary;
	require(nx_read_document(arena, &with, first->source, first->format, NX_FOCUS_BALANCED, &document) == NX_OK);
	require(document.blocks.n == first->blocks.n);
	for (i = 0; i < document.blocks.n; i++)
	{
		bool		told = strstr(document.blocks.item[i].reason, "publisher in the dictionary") != NULL;

		require(learnt ? told || !learnt[i] : !told);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	NxArena		arena;
	NxDocument	document;
	Lines		lines = {NULL, 0, 0};
	NxText		text;
	bool	   *learnt;

	if (size == 0)
		return 0;
	nx_arena_init(&arena, &nx_malloc_hooks);
	text = as_utf8(&arena, bytes + 1, size - 1);
	require(nx_read_document(&arena, fuzz_data(), text, NX_FORMAT_AUTO, NX_FOCUS_BALANCED, &document) == NX_OK);
	nx_story_key(&document);
	learnt = nx_arena_zero(&arena, document.blocks.n + 1);
	learn(&arena, &document, bytes[0], &lines, learnt);
	if (lines.n)
	{
		const NxDictHead *head = build(&arena, &lines);

		read_again(&arena, &document, head, publisher, learnt);
		read_again(&arena, &document, head, NX_TEXT("Another Paper"), NULL);
	}
	nx_arena_reset(&arena);
	return 0;
}
