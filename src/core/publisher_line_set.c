/*-------------------------------------------------------------------------
 * publisher_line_set.c
 *	  Publisher lines within a dictionary: writing, checking, using.
 *
 * Only the lines of the article's own publisher are looked at: its block is
 * found by binary search, and their keys go into a hash table of the article.
 *-------------------------------------------------------------------------
 */
#include "publisher_line.h"

#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "dictionary_form.h"
#include "unicode.h"
#include "wordset.h"

/* The name as compared: folded, letters and digits only. */
static NxText
compared_name(NxArena *arena, NxText name)
{
	char	   *out = nx_arena_alloc(arena, NX_FOLD_ROOM(name.len));
	uint32_t	len = nx_fold(name, out);
	uint32_t	kept = 0;
	uint32_t	at;
	uint32_t	size;

	for (at = 0; at < len; at += size)
	{
		NxCpKind	kind = nx_cp_kind(nx_decode(out + at, out + len, &size));

		if (!nx_is_letter(kind) && kind != NX_CP_DIGIT)
			continue;
		memmove(out + kept, out + at, size);
		kept += size;
	}
	return (NxText) {out, kept};
}

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

NxText
nx_publisher_lines_write(NxArena *arena, NxPublisherLine *lines, uint32_t n)
{
	NxBuffer	blocks;
	NxBuffer	out;
	NX_LIST(uint32_t) offset = {NULL, 0, 0};
	uint32_t	i;
	uint32_t	k;
	uint32_t	next;
	uint32_t	bytes = 0;

	for (i = 0; i < n; i++)
	{
		lines[i].publisher = compared_name(arena, lines[i].publisher);
		bytes += lines[i].line.len + 8;
	}
	if (n == 0)
		return NX_TEXT("");
	qsort(lines, n, sizeof(*lines), line_cmp);
	nx_buffer_init(&blocks, arena, bytes + 64);
	for (i = 0; i < n; i = next)
	{
		uint32_t	different = 0;

		for (next = i; next < n && text_cmp(lines[next].publisher, lines[i].publisher) == 0; next++)
			different += next == i || text_cmp(lines[next].line, lines[next - 1].line) != 0;
		*nx_push(arena, &offset) = blocks.len;
		nx_form_put_string(&blocks, lines[i].publisher);
		nx_form_put_varint(&blocks, different);
		for (k = i; k < next; k++)
			if (k == i || text_cmp(lines[k].line, lines[k - 1].line) != 0)
			{
				nx_buffer_byte(&blocks, (char) lines[k].kind);
				nx_form_put_string(&blocks, lines[k].line);
			}
	}
	nx_buffer_init(&out, arena, blocks.len + offset.n * 4 + 16);
	nx_buffer_byte(&out, NX_LINES_VERSION);
	nx_form_put_fixed(&out, offset.n, 4);
	for (i = 0; i < offset.n; i++)
		nx_form_put_fixed(&out, 5 + offset.n * 4 + offset.item[i], 4);
	nx_buffer_add(&out, blocks.data, blocks.len);
	return nx_buffer_text(&out);
}

/* One publisher's block: its lines ascend and are text. */
static void
check_block(NxFormReader *reader, NxText *name)
{
	NxText		before = NX_TEXT("");
	uint32_t	n;
	uint32_t	i;

	*name = nx_form_string(reader);
	n = nx_form_varint(reader);
	if (n == 0 || !nx_form_is_text(*name))
		nx_form_fail(reader, "a publisher without lines");
	for (i = 0; i < n && !reader->bad; i++)
	{
		uint8_t		kind = nx_form_byte(reader);
		NxText		line = nx_form_string(reader);

		if (kind >= NX_BLOCK_KINDS || line.len > NX_LINE_MOST || !nx_form_is_text(line) ||
			text_cmp(line, before) <= 0)
			nx_form_fail(reader, "lines out of order");
		before = line;
	}
}

bool
nx_publisher_lines_check(NxText bytes)
{
	NxFormReader reader = nx_form_reader(bytes, 0);
	NxFormReader directory;
	NxText		before = NX_TEXT("");
	uint32_t	n;
	uint32_t	i;

	if (bytes.len == 0)
		return true;
	if (nx_form_byte(&reader) != NX_LINES_VERSION)
		return false;
	n = (uint32_t) nx_form_fixed(&reader, 4);
	if (reader.bad || n == 0 || n > bytes.len / 4)
		return false;
	directory = reader;
	nx_form_bytes(&reader, n * 4);
	for (i = 0; i < n && !reader.bad; i++)
	{
		NxText		name;

		if (nx_form_fixed(&directory, 4) != (uint64_t) (reader.at - reader.start))
			return false;
		check_block(&reader, &name);
		if (i > 0 && text_cmp(name, before) <= 0)
			return false;
		before = name;
	}
	return !reader.bad && reader.at == reader.end;
}

/* The block of a publisher; false if it has none. */
static bool
find_block(NxText bytes, NxText name, NxFormReader *block)
{
	NxFormReader reader = nx_form_reader(bytes, 1);
	uint32_t	low = 0;
	uint32_t	high = (uint32_t) nx_form_fixed(&reader, 4);

	while (low < high)
	{
		uint32_t	mid = low + (high - low) / 2;
		NxFormReader entry = nx_form_reader(bytes, 5 + mid * 4);
		int			c;

		*block = nx_form_reader(bytes, (uint32_t) nx_form_fixed(&entry, 4));
		c = text_cmp(nx_form_string(block), name);
		if (c == 0)
			return true;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* Keys of a publisher's lines to their kinds; false if the dictionary has none for the article. */
static bool
open_lines(NxArena *arena, const NxData *data, const NxDocument *document, NxWordSet *kinds)
{
	NxText		bytes;
	NxText		publisher;
	NxFormReader block;
	uint32_t	n;
	uint32_t	i;

	if (data->dictionary == NULL)
		return false;
	bytes = nx_dictionary_section(data->dictionary, NX_DICT_LINES);
	publisher = data->dictionary->publisher.len ? data->dictionary->publisher : document->meta.publisher;
	if (bytes.len == 0 || publisher.len == 0 || !find_block(bytes, compared_name(arena, publisher), &block))
		return false;
	n = nx_form_varint(&block);
	nx_wordset_init(kinds, arena, n);
	for (i = 0; i < n; i++)
	{
		uint8_t		kind = nx_form_byte(&block);
		uint64_t	key = nx_line_key(nx_form_string(&block));

		if (key)
			nx_wordset_add(kinds, key, kind);
		if ((i & 255) == 0)
			nx_arena_poll(arena);
	}
	return true;
}

NxBlockHint *
nx_publisher_hints(NxArena *arena, const NxData *data, NxDocument *document)
{
	NxBlockHint *hints = NULL;
	NxWordSet	kinds;
	uint32_t	i;

	if (!open_lines(arena, data, document, &kinds))
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
		kind = nx_wordset_find(&kinds, shape.plain);
		if (kind == UINT32_MAX)
			kind = nx_wordset_find(&kinds, shape.key);
		if (kind == UINT32_MAX)
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
