/*-------------------------------------------------------------------------
 * image_cleaner.c
 *	  Function words, phrases and the trees of the block model -> sections.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "../core/block_model.h"
#include "../core/block_words.h"
#include "../core/unicode.h"
#include "image_writer.h"

#define SLOTS	16384			/* twice the number of words and phrases, a power of two */

static const char *const cue_name[NX_BLOCK_CUES] = {
	"date", "time", "promo", "share", "related", "credit", "caption", "byline", "notice",
	"comment", "bio", "correction", "menu", "shop", "media", "speech"
};

/* Hash of a word as lines.c computes it. */
static uint32_t
word_key(const char *word)
{
	NxText		text = text_of(word);
	char		folded[256];
	uint32_t	len;

	if (NX_FOLD_ROOM(text.len) > sizeof(folded))
		fail("word too long: \"%s\"", word);
	memset(folded, 0, sizeof(folded));
	len = nx_fold(text, folded);
	return nx_word_hash(nx_load_word(folded), nx_load_word(folded + 8), len);
}

static void
set_bits(NxBlockWord *slots, uint32_t *used, uint32_t key, uint32_t bits)
{
	uint32_t	i = (key >> 1) & (SLOTS - 1);

	for (; slots[i].key && slots[i].key != key; i = (i + 1) & (SLOTS - 1))
		slots[i].bits |= NX_WORD_PASSED;
	if (slots[i].key == 0 && ++*used > SLOTS / 2)
		fail("more than %d words for the cleaner", SLOTS / 2);
	slots[i].key = key;
	slots[i].bits |= bits;
}

/* Enters a phrase; of several words the first is marked and the last two. */
static void
add_phrase(NxBlockWord *slots, uint32_t *used, uint64_t *ends, const Tsv *tsv, char *phrase, uint32_t bits)
{
	uint32_t	key = 0;
	uint32_t	n = 0;
	uint32_t	first = 0;
	uint32_t	before = 0;
	uint32_t	last = 0;
	char	   *word;

	for (word = strtok(phrase, " "); word; word = strtok(NULL, " "), n++)
	{
		before = last;
		last = word_key(word);
		first = n ? first : last;
		key = n ? nx_word_join(key, last) : last;
	}
	if (n == 0 || n > NX_PHRASE_WORDS)
		fail("%s:%u: a phrase has 1 to %d words", tsv->path, tsv->number, NX_PHRASE_WORDS);
	set_bits(slots, used, key, bits);
	if (n > 1)
	{
		set_bits(slots, used, first, NX_WORD_BEGINS);
		last = nx_ends_index(nx_word_pair(before, last));
		ends[last >> 6] |= UINT64_C(1) << (last & 63);
	}
}

static void
add_words(ImageWriter *writer)
{
	NxBlockWord *slots = nx_arena_zero(writer->arena, SLOTS * sizeof(*slots));
	uint64_t   *ends = nx_arena_zero(writer->arena, NX_PHRASE_ENDS / 8);
	uint32_t	used = 0;
	Tsv			tsv;

	tsv_open(&tsv, writer->dir, "boilerplate_stop.tsv", false);
	while (tsv_next(&tsv, 1))
		set_bits(slots, &used, word_key(tsv.field[0]), NX_WORD_STOP);
	tsv_open(&tsv, writer->dir, "boilerplate_phrases.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		uint32_t	cue = 0;

		while (cue < NX_BLOCK_CUES && strcmp(cue_name[cue], tsv.field[0]) != 0)
			cue++;
		if (cue == NX_BLOCK_CUES)
			fail("%s:%u: no such class: %s", tsv.path, tsv.number, tsv.field[0]);
		add_phrase(slots, &used, ends, &tsv, tsv.field[2], 1u << cue);
	}
	add_section(writer, NX_SECTION_BLOCK_WORDS, slots, SLOTS * sizeof(*slots));
	add_section(writer, NX_SECTION_BLOCK_ENDS, ends, NX_PHRASE_ENDS / 8);
}

/* One question of a tree: "column away above". */
static void
read_question(const Tsv *tsv, char *field, NxBlockTree *tree, uint32_t d)
{
	char	   *name = strtok(field, " ");
	char	   *away = strtok(NULL, " ");
	char	   *above = strtok(NULL, " ");
	uint32_t	column = 0;

	while (name && column < NX_COLUMNS && strcmp(nx_column_name[column], name) != 0)
		column++;
	if (name == NULL || above == NULL || column == NX_COLUMNS || abs(atoi(away)) > NX_COLUMN_REACH ||
		atoi(above) < 0 || atoi(above) > 126)
		fail("%s:%u: not a question of a tree", tsv->path, tsv->number);
	tree->column[d] = (uint8_t) column;
	tree->away[d] = (int8_t) atoi(away);
	tree->above[d] = (uint8_t) atoi(above);
	tree->add[d] = NX_TREE_ADD(tree->above[d]);
}

static void
read_leaves(const Tsv *tsv, char *field, NxBlockTree *tree)
{
	uint32_t	n = 0;
	char	   *leaf;

	for (leaf = strtok(field, " "); leaf && n < NX_TREE_LEAVES; leaf = strtok(NULL, " "))
	{
		if (abs(atoi(leaf)) > NX_LEAF_MOST)
			fail("%s:%u: a leaf is at most %d", tsv->path, tsv->number, NX_LEAF_MOST);
		tree->leaf[n++] = (int16_t) atoi(leaf);
	}
	if (n != NX_TREE_LEAVES || leaf)
		fail("%s:%u: a tree has %d leaves", tsv->path, tsv->number, NX_TREE_LEAVES);
}

/* "text <first index> <weights>": weights of words by hash. */
static void
read_weights(const Tsv *tsv, int8_t *weights)
{
	uint32_t	at = (uint32_t) atoi(tsv->field[1]);
	char	   *weight;

	for (weight = strtok(tsv->field[2], " "); weight; weight = strtok(NULL, " "))
	{
		if (at >= NX_TEXT_WEIGHTS)
			fail("%s:%u: more than %u weights", tsv->path, tsv->number, NX_TEXT_WEIGHTS);
		weights[at++] = (int8_t) atoi(weight);
	}
}

/*
 * Rows of block_model.tsv: "bias <pass> <number>" and
 * "tree <pass> <question> x NX_TREE_DEPTH <leaves>", passes in order.
 */
static void
add_model(ImageWriter *writer)
{
	NxBlockModelHead head;
	NX_LIST(NxBlockTree) trees = {NULL, 0, 0};
	int8_t	   *weights = nx_arena_zero(writer->arena, NX_TEXT_WEIGHTS);
	char	   *section;
	size_t		size;
	Tsv			tsv;

	memset(&head, 0, sizeof(head));
	head.columns = NX_COLUMNS;
	tsv_open(&tsv, writer->dir, "block_model.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		uint32_t	pass = (uint32_t) atoi(tsv.field[1]) - 1;
		NxBlockTree *tree;
		uint32_t	d;

		if (strcmp(tsv.field[0], "text") == 0)
		{
			read_weights(&tsv, weights);
			continue;
		}
		if (pass >= NX_BLOCK_PASSES)
			fail("%s:%u: no such pass", tsv.path, tsv.number);
		if (strcmp(tsv.field[0], "bias") == 0)
		{
			head.bias[pass] = atoi(tsv.field[2]);
			continue;
		}
		if (tsv.nfields < 3 + NX_TREE_DEPTH)
			fail("%s:%u: not a tree", tsv.path, tsv.number);
		tree = nx_push(writer->arena, &trees);
		memset(tree, 0, sizeof(*tree));
		head.ntrees[pass]++;
		for (d = 0; d < NX_TREE_DEPTH; d++)
			read_question(&tsv, tsv.field[2 + d], tree, d);
		read_leaves(&tsv, tsv.field[2 + NX_TREE_DEPTH], tree);
	}
	if (trees.n == 0)
		fail("%s: no trees", tsv.path);
	size = sizeof(head) + trees.n * sizeof(NxBlockTree);
	section = nx_arena_alloc(writer->arena, size);
	memcpy(section, &head, sizeof(head));
	memcpy(section + sizeof(head), trees.item, size - sizeof(head));
	add_section(writer, NX_SECTION_BLOCK_MODEL, section, size);
	add_section(writer, NX_SECTION_BLOCK_TEXT, weights, NX_TEXT_WEIGHTS);
}

void
build_cleaner(ImageWriter *writer)
{
	add_words(writer);
	add_model(writer);
}
