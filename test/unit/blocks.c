/*-------------------------------------------------------------------------
 * blocks.c
 *	  The cleaner: the kind of every block of test/cases/blocks, and what no
 *	  input may do.
 *
 * A case is a file of lines "kind <tab> text"; an empty line is one of the
 * article; "+ <tab> text" goes on with the block before it on a new line;
 * "&kind <tab> text" is a block that stands in the line of the one before it.
 * Lists every difference; fails where fewer than LEAST_RIGHT of a hundred
 * blocks have their kind.
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include <dirent.h>

#include "block.h"
#include "data.h"
#include "document.h"

#define LEAST_RIGHT		97
#define MOST_BLOCKS		200
#define MOST_CASES		300

typedef struct Case
{
	char		text[16384];
	uint32_t	len;
	uint32_t	nblocks;
	uint32_t	start[MOST_BLOCKS];
	uint32_t	end[MOST_BLOCKS];
	char		kind[MOST_BLOCKS][16];
} Case;

static NxData data;

/* Reads a case; the blocks' spans are without white space at their ends. */
static void
read_case(const char *path, Case *c)
{
	FILE	   *file = fopen(path, "r");
	char		line[4096];

	memset(c, 0, sizeof(*c));
	while (file && fgets(line, sizeof(line), file))
	{
		char	   *text = strchr(line, '\t');
		size_t		len;

		if (text)
		{
			*text++ = '\0';
			len = strcspn(text, "\n");
			if (line[0] == '&')
				c->len--;
			memcpy(c->text + c->len, text, len);
			if (strcmp(line, "+") != 0)
			{
				snprintf(c->kind[c->nblocks], sizeof(c->kind[0]), "%.15s", line + (line[0] == '&'));
				c->start[c->nblocks++] = c->len + (uint32_t) strspn(text, " ");
			}
			c->len += (uint32_t) len;
			c->end[c->nblocks - 1] = c->len;
		}
		c->text[c->len++] = '\n';
	}
	if (file)
		fclose(file);
}

static void
read_document(NxArena *arena, NxText text, NxFocus focus, NxDocument *document)
{
	memset(document, 0, sizeof(*document));
	document->source = text;
	document->format = NX_FORMAT_TEXT;
	nx_read_text(arena, &data, focus, document);
}

/* Blocks of the case that have the right kind; says which have not. */
static uint32_t
count_right(NxArena *arena, const char *name, const Case *c)
{
	NxDocument	document;
	NxText		text = {c->text, c->len};
	uint32_t	right = 0;
	uint32_t	i,
				k;

	read_document(arena, text, NX_FOCUS_BALANCED, &document);
	for (i = 0, k = 0; i < c->nblocks; i++)
	{
		const char *kind = "none";

		while (k < document.blocks.n && document.blocks.item[k].span.end <= c->start[i])
			k++;
		if (k < document.blocks.n && document.blocks.item[k].span.start <= c->start[i])
			kind = nx_block_kind_name[document.blocks.item[k].kind];
		if (strcmp(kind, c->kind[i]) == 0)
			right++;
		else
			printf("# %s: %s, expected %s: %.*s\n", name, kind, c->kind[i],
				   (int) (c->end[i] - c->start[i] < 70 ? c->end[i] - c->start[i] : 70), c->text + c->start[i]);
	}
	return right;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp((const char *) a, (const char *) b);
}

static void
check_cases(void)
{
	static char name[MOST_CASES][64];
	static Case c;
	const char *root = getenv("NX_TEST_ROOT");
	char		path[1024];
	DIR		   *folder;
	struct dirent *entry;
	uint32_t	n = 0;
	uint32_t	right = 0;
	uint32_t	all = 0;
	uint32_t	i;

	snprintf(path, sizeof(path), "%s/test/cases/blocks", root ? root : ".");
	folder = opendir(path);
	while (folder && (entry = readdir(folder)) != NULL && n < MOST_CASES)
		if (strstr(entry->d_name, ".txt"))
			snprintf(name[n++], sizeof(name[0]), "%.63s", entry->d_name);
	if (folder)
		closedir(folder);
	qsort(name, n, sizeof(name[0]), by_name);
	ok(n >= 50, "%u cases", n);
	for (i = 0; i < n; i++)
	{
		NxArena		arena;

		nx_arena_init(&arena, &nx_malloc_hooks);
		snprintf(path, sizeof(path), "%s/test/cases/blocks/%.63s", root ? root : ".", name[i]);
		read_case(path, &c);
		right += count_right(&arena, name[i], &c);
		all += c.nblocks;
		nx_arena_reset(&arena);
	}
	ok(all > 0 && right * 100 >= all * LEAST_RIGHT, "%u of %u blocks have their kind", right, all);
}

/* Blocks in order, apart, without white space at their ends, hiding nothing. */
static bool
is_sound(const NxDocument *document)
{
	const char *text = document->text.data;
	uint32_t	at = 0;
	uint32_t	i;

	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		if (block->span.start < at || block->span.end <= block->span.start || block->span.end > document->text.len ||
			block->kind >= NX_BLOCK_KINDS || block->confidence > 1000 || block->reason == NULL)
			return false;
		for (; at < block->span.start; at++)
			if ((unsigned char) text[at] > ' ' && (unsigned char) text[at] < 0x7f)
				return false;
		if (text[at] == ' ' || text[block->span.end - 1] == ' ')
			return false;
		at = block->span.end;
	}
	for (; at < document->text.len; at++)
		if ((unsigned char) text[at] > ' ' && (unsigned char) text[at] < 0x7f)
			return false;
	return true;
}

static uint32_t
count_body(const NxDocument *document)
{
	uint32_t	n = 0;
	uint32_t	i;

	for (i = 0; i < document->blocks.n; i++)
		n += nx_is_body((NxBlockKind) document->blocks.item[i].kind);
	return n;
}

static void
check_sound(const char *what, NxText text)
{
	NxArena		arena;
	NxDocument	document;

	nx_arena_init(&arena, &nx_malloc_hooks);
	read_document(&arena, text, NX_FOCUS_BALANCED, &document);
	ok(is_sound(&document), "%s: %u blocks, sound", what, document.blocks.n);
	nx_arena_reset(&arena);
}

static void
check_limits(void)
{
	NxArena		arena;
	NxDocument	document;
	NxBuffer	buffer;
	NxText		page = NX_TEXT("Ferry strike enters second week\nBridge closed\nFerries between the islands stopped for "
							   "a second week on Monday, and the union said that talks with the company had ended "
							   "without a result after nine hours.\nShare\n");
	uint32_t	few,
				many;
	uint32_t	i;

	check_sound("empty", NX_TEXT(""));
	check_sound("white space", NX_TEXT(" \n\n\t \r\n "));
	check_sound("one word", NX_TEXT("Hello"));
	check_sound("carriage returns", NX_TEXT("One line\r\nanother line\rand one more\r\n"));
	check_sound("no letters", NX_TEXT("123\n***\n---\n"));
	nx_arena_init(&arena, &nx_malloc_hooks);
	read_document(&arena, NX_TEXT("BREAKING: Parliament votes to dissolve itself."), NX_FOCUS_BALANCED, &document);
	ok(count_body(&document) == 1, "a flash of one sentence stays");
	read_document(&arena, page, NX_FOCUS_PRECISION, &document);
	few = count_body(&document);
	read_document(&arena, page, NX_FOCUS_RECALL, &document);
	many = count_body(&document);
	ok(few >= 1 && few <= many, "precision keeps no more than recall: %u, %u", few, many);
	nx_buffer_init(&buffer, &arena, 1 << 20);
	for (i = 0; i < (1 << 20); i++)
		nx_buffer_byte(&buffer, (char) ('a' + i % 26));
	check_sound("a million letters without a space", nx_buffer_text(&buffer));
	buffer.len = 0;
	for (i = 0; i < 2500000; i++)
		nx_buffer_add(&buffer, "x\n", 2);
	read_document(&arena, nx_buffer_text(&buffer), NX_FOCUS_BALANCED, &document);
	ok(document.blocks.n <= NX_BLOCKS_MOST && is_sound(&document), "millions of lines: %u blocks", document.blocks.n);
	nx_arena_reset(&arena);
}

int
main(void)
{
	if (nx_data_open(&data, nx_image()) != NX_OK)
	{
		ok(false, "the image opens");
		return done_testing();
	}
	check_cases();
	check_limits();
	return done_testing();
}
