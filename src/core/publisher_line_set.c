/*-------------------------------------------------------------------------
 * publisher_line_set.c
 *	  Publisher lines within a dictionary: writing, checking, using.
 *
 * The check runs once, when a value is made; an article only looks up.
 *-------------------------------------------------------------------------
 */
#include "publisher_line.h"

#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "dictionary_form.h"
#include "unicode.h"

static int
text_cmp(NxText a, NxText b)
{
	int			c = memcmp(a.data, b.data, a.len < b.len ? a.len : b.len);

	return c != 0 ? c : a.len < b.len ? -1 : a.len > b.len;
}

static int
line_cmp(const void *pa, const void *pb)
{
	const NxPublisherLine *a = pa;
	const NxPublisherLine *b = pb;
	int			c = text_cmp(a->publisher, b->publisher);

	if (c == 0)
		c = text_cmp(a->line, b->line);
	return c != 0 ? c : (int) a->kind - (int) b->kind;
}

/* Bytes of a record or a head of a publisher besides its string: kind or count, and the string's length. */
#define BESIDE	10

NxText
nx_publisher_lines_write(NxArena *arena, NxPublisherLine *lines, uint32_t n)
{
	NxBuffer	out;
	uint32_t	publishers = 0;
	uint32_t	different = 0;
	uint32_t	i;
	uint32_t	k;
	uint32_t	next;

	if (n == 0)
		return NX_TEXT("");
	qsort(lines, n, sizeof(*lines), line_cmp);
	for (i = 0; i < n; i++)
		publishers += i == 0 || text_cmp(lines[i].publisher, lines[i - 1].publisher) != 0;
	nx_buffer_init(&out, arena, n * BESIDE);
	nx_buffer_byte(&out, NX_LINES_VERSION);
	nx_form_put_varint(&out, publishers);
	for (i = 0; i < n; i = next)
	{
		different = 0;
		for (next = i; next < n && text_cmp(lines[next].publisher, lines[i].publisher) == 0; next++)
			different += next == i || text_cmp(lines[next].line, lines[next - 1].line) != 0;
		nx_form_put_string(&out, lines[i].publisher);
		nx_form_put_varint(&out, different);
		for (k = i; k < next; k++)
			if (k == i || text_cmp(lines[k].line, lines[k - 1].line) != 0)
			{
				nx_buffer_byte(&out, (char) lines[k].kind);
				nx_form_put_string(&out, lines[k].line);
			}
	}
	return nx_buffer_text(&out);
}

/* One publisher's lines: they ascend and are text. */
static void
check_publisher(NxFormReader *reader, NxText before_name, NxText *name, uint32_t *nlines)
{
	NxText		before = NX_TEXT("");
	uint32_t	n;
	uint32_t	i;

	*name = nx_form_string(reader);
	n = nx_form_varint(reader);
	if (n == 0 || !nx_form_is_text(*name) || text_cmp(*name, before_name) <= 0)
		nx_form_fail(reader, "a publisher without lines, or out of order");
	for (i = 0; i < n && !reader->bad; i++)
	{
		uint8_t		kind = nx_form_byte(reader);
		NxText		line = nx_form_string(reader);

		if (kind >= NX_BLOCK_KINDS || line.len > NX_LINE_MOST || !nx_form_is_text(line) ||
			text_cmp(line, before) <= 0)
			nx_form_fail(reader, "lines out of order");
		before = line;
		++*nlines;
	}
	++*nlines;					/* for the publisher itself */
}

bool
nx_publisher_lines_check(NxText bytes, uint32_t *nlines)
{
	NxFormReader reader = nx_form_reader(bytes, 0);
	NxText		name = NX_TEXT("");
	uint32_t	n;
	uint32_t	i;

	*nlines = 0;
	if (bytes.len == 0)
		return true;
	if (nx_form_byte(&reader) != NX_LINES_VERSION)
		return false;
	n = nx_form_varint(&reader);
	if (n == 0)
		return false;
	for (i = 0; i < n && !reader.bad; i++)
		check_publisher(&reader, name, &name, nlines);
	return !reader.bad && reader.at == reader.end;
}

static uint64_t
joined_key(uint64_t publisher, uint64_t line)
{
	uint64_t	key = nx_join_hash(publisher, line);

	return key ? key : 1;
}

/* A key once: of lines that are one the first counts. */
static void
file_line(uint64_t *keys, uint8_t *kinds, uint32_t slots, uint64_t key, uint8_t kind)
{
	uint32_t	i = nx_form_slot(key, slots - 1);

	while (keys[i] && keys[i] != key)
		i = (i + 1) & (slots - 1);
	if (keys[i])
		return;
	keys[i] = key;
	kinds[i] = kind;
}

void
nx_publisher_lines_file(NxArena *arena, NxText bytes, uint64_t *keys, uint8_t *kinds, uint32_t slots)
{
	NxFormReader reader = nx_form_reader(bytes, bytes.len ? 1 : 0);
	uint32_t	publishers = bytes.len ? nx_form_varint(&reader) : 0;

	for (; publishers > 0; publishers--)
	{
		uint64_t	publisher = nx_fold_hash(nx_form_string(&reader));
		uint32_t	n = nx_form_varint(&reader);

		/* no line has the key 0, so this says that the publisher has lines */
		file_line(keys, kinds, slots, joined_key(publisher, 0), 0);
		for (; n > 0; n--)
		{
			uint8_t		kind = nx_form_byte(&reader);
			uint64_t	line = nx_line_key(nx_form_string(&reader));

			if ((n & 255) == 0)
				nx_arena_poll(arena);
			if (line)
				file_line(keys, kinds, slots, joined_key(publisher, line), kind);
		}
	}
}

/* The kind of a line of the publisher, or NX_BLOCK_KINDS. */
static uint32_t
find_line(const NxDictionary *dictionary, uint64_t publisher, uint64_t line)
{
	uint64_t	key = joined_key(publisher, line);
	uint32_t	steps = 0;
	uint32_t	i;

	/* a damaged table may have no empty slot */
	for (i = nx_form_slot(key, dictionary->line_mask); steps <= dictionary->line_mask && dictionary->line_key[i];
		 steps++, i = (i + 1) & dictionary->line_mask)
		if (dictionary->line_key[i] == key)
			return dictionary->line_kind[i];
	return NX_BLOCK_KINDS;
}

NxBlockHint *
nx_publisher_hints(NxArena *arena, const NxData *data, NxDocument *document)
{
	const NxDictionary *dictionary = data->dictionary;
	NxBlockHint *hints = NULL;
	uint64_t	publisher;
	uint32_t	i;

	if (dictionary == NULL || dictionary->head->nlines == 0)
		return NULL;
	/* without an argument that tells it, the publisher that the page states */
	publisher = nx_fold_hash(dictionary->publisher.len ? dictionary->publisher : document->meta.publisher);
	if (find_line(dictionary, publisher, 0) == NX_BLOCK_KINDS)
		return NULL;
	for (i = 0; i < document->blocks.n; i++)
	{
		NxBlock    *block = &document->blocks.item[i];
		NxLineShape shape;
		uint32_t	kind;

		if ((i & 255) == 0)
			nx_arena_poll(arena);
		nx_line_shape(data, nx_slice(document->text, block->span.start, block->span.end), &shape);
		if (shape.key == 0)
			continue;
		kind = find_line(dictionary, publisher, shape.plain);
		if (kind == NX_BLOCK_KINDS && shape.masked)
			kind = find_line(dictionary, publisher, shape.key);
		if (kind == NX_BLOCK_KINDS)
			continue;
		if (hints == NULL)
			hints = nx_arena_zero(arena, document->blocks.n * sizeof(NxBlockHint));
		hints[i].kind = (uint8_t) (kind + 1);
		hints[i].prior = nx_is_body((NxBlockKind) kind) ? NX_BLOCK_SURE : -NX_BLOCK_SURE;
		block->kind = (uint8_t) kind;
		block->confidence = 950;
		block->reason = "a line of the publisher in the dictionary";
	}
	return hints;
}
