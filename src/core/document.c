/*-------------------------------------------------------------------------
 * document.c
 *	  An article as read: which form it has, its map, its body.
 *-------------------------------------------------------------------------
 */
#include "document.h"

#include <string.h>

#include "unicode.h"

/* How much of an article is looked at to tell HTML from text, in bytes. */
#define SNIFF_BYTES		8192

/* Tags within them that make an article HTML, if it does not begin with one. */
#define SNIFF_TAGS		3

NxSpan
nx_map_span(const NxMap *map, NxSpan work)
{
	NxSpan		source = work;
	uint32_t	ends[2];
	int			k;

	if (map->n == 0)
		return source;
	ends[0] = work.start;
	ends[1] = work.end > work.start ? work.end - 1 : work.start;
	for (k = 0; k < 2; k++)
	{
		uint32_t	low = 0,
					high = map->n;
		const NxMapRun *run;

		while (high - low > 1)
		{
			uint32_t	middle = low + (high - low) / 2;

			if (map->item[middle].at <= ends[k])
				low = middle;
			else
				high = middle;
		}
		run = &map->item[low];
		if (k == 0)
			source.start = run->source_end ? run->source : run->source + (ends[k] - run->at);
		else
			source.end = run->source_end ? run->source_end : run->source + (ends[k] - run->at) + 1;
	}
	if (work.end == work.start)
		source.end = source.start;
	return source;
}

static void
add_run(NxArena *arena, NxMap *map, uint32_t at, uint32_t source, uint32_t source_end)
{
	NxMapRun   *run;

	if (map->n && map->item[map->n - 1].at == at)
		run = &map->item[map->n - 1];	/* the run before produced nothing */
	else
		run = nx_push(arena, map);
	run->at = at;
	run->source = source;
	run->source_end = source_end;
}

void
nx_map_verbatim(NxArena *arena, NxMap *map, uint32_t at, uint32_t source)
{
	add_run(arena, map, at, source, 0);
}

void
nx_map_replaced(NxArena *arena, NxMap *map, uint32_t at, uint32_t source, uint32_t source_end)
{
	add_run(arena, map, at, source, source_end);
}

/* Is there the beginning or end of an element at p, as pages write them? */
static bool
is_tag(const char *p, const char *end)
{
	static const char *const names[] = {"p", "div", "br", "a", "span", "li", "ul", "h1", "h2", "h3",
		"article", "section", "html", "head", "body", "table", "td", "tr", "img", "script", "strong",
	"em", "figure", "blockquote", "meta", "link", "style", "b", "i", "!doctype", "?xml", "!--"};
	size_t		i;

	p++;
	if (p < end && *p == '/')
		p++;
	for (i = 0; i < NX_COUNT(names); i++)
	{
		const char *name = names[i];
		const char *q = p;

		while (*name && q < end && (*q >= 'A' && *q <= 'Z' ? *q | 0x20 : *q) == *name)
			q++, name++;
		if (*name == '\0' && (q == end || *q == '>' || *q == ' ' || *q == '/' || *q == '\n' ||
							  *q == '\t' || *q == '\r' || names[i][0] == '!'))
			return true;
	}
	return false;
}

static bool
looks_like_html(NxText text)
{
	const char *p = text.data;
	const char *end = p + (text.len < SNIFF_BYTES ? text.len : SNIFF_BYTES);
	int			tags = 0;

	if (end - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	if (p < end && *p == '<' && is_tag(p, end))
		return true;
	while (p < end && (p = memchr(p, '<', (size_t) (end - p))) != NULL)
	{
		if (is_tag(p, end) && ++tags == SNIFF_TAGS)
			return true;
		p++;
	}
	return false;
}

/* Body text only: every line is a paragraph; lines wrapped by hand are not joined. */
static void
read_clean(NxArena *arena, NxDocument *document)
{
	uint32_t	at = 0;

	nx_repair_text(arena, document, false);
	while (at < document->text.len)
	{
		const char *line = document->text.data + at;
		const char *newline = memchr(line, '\n', document->text.len - at);
		uint32_t	len = newline ? (uint32_t) (newline - line) : document->text.len - at;
		uint32_t	start = at,
					end = at + len;

		at = end + 1;
		while (start < end && (unsigned char) document->text.data[start] <= ' ')
			start++;
		while (end > start && (unsigned char) document->text.data[end - 1] <= ' ')
			end--;
		if (start < end)
		{
			NxBlock    *block = nx_push(arena, &document->blocks);

			memset(block, 0, sizeof(*block));
			block->span.start = start;
			block->span.end = end;
			block->kind = NX_BLOCK_PARAGRAPH;
			block->confidence = 1000;
			block->reason = "given as clean text";
			if ((document->blocks.n & 255) == 0)
				nx_arena_poll(arena);
		}
	}
}

NxStatus
nx_read_document(NxArena *arena, const struct NxData *data, NxText article,
				 NxFormat format, NxFocus focus, NxDocument *document)
{
	memset(document, 0, sizeof(*document));
	if (article.len > NX_MAX_TEXT / 4)
		return NX_TOO_LONG;
	document->source = document->text = article;
	if (format == NX_FORMAT_AUTO)
		format = looks_like_html(article) ? NX_FORMAT_HTML : NX_FORMAT_TEXT;
	document->format = format;
	if (format == NX_FORMAT_HTML)
		nx_read_html(arena, data, focus, document);
	else if (format == NX_FORMAT_CLEAN)
		read_clean(arena, document);
	else
		nx_read_text(arena, data, focus, document);
	return NX_OK;
}

/* Appends a block's text with each run of white space as one space. */
static void
add_block_text(NxBuffer *out, NxText text, bool keep_lines)
{
	const char *p = text.data;
	const char *end = p + text.len;
	const char *from = p;
	char		gap = 0;

	while (p < end)
	{
		uint32_t	size;
		uint32_t	cp;
		NxCpKind	kind;

		if ((unsigned char) *p > ' ' && (unsigned char) *p < 0x7f)
		{
			p++;
			continue;
		}
		if (*p == ' ' && p + 1 < end && (unsigned char) p[1] > ' ' && (unsigned char) p[1] < 0x80)
		{
			p += 2;				/* one space between two ASCII characters stays as it is */
			continue;
		}
		cp = nx_decode(p, end, &size);
		kind = nx_cp_kind(cp);
		if (kind != NX_CP_SPACE && kind != NX_CP_NEWLINE && kind != NX_CP_CONTROL)
		{
			p += size;
			continue;
		}
		nx_buffer_add(out, from, (uint32_t) (p - from));
		for (gap = ' '; p < end; p += size)
		{
			cp = nx_decode(p, end, &size);
			kind = nx_cp_kind(cp);
			if (kind == NX_CP_NEWLINE && keep_lines)
				gap = '\n';
			if (kind != NX_CP_SPACE && kind != NX_CP_NEWLINE && kind != NX_CP_CONTROL)
				break;
		}
		if (p < end)
			nx_buffer_byte(out, gap);
		from = p;
	}
	nx_buffer_add(out, from, (uint32_t) (p - from));
}

NxText
nx_body_text(NxArena *arena, const NxDocument *document)
{
	NxBuffer	out;
	uint32_t	i;

	nx_buffer_init(&out, arena, document->text.len + document->blocks.n * 2 + 16);
	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		if (!nx_is_body(block->kind))
			continue;
		if (out.len)
			nx_buffer_add(&out, "\n\n", 2);
		add_block_text(&out, nx_slice(document->text, block->span.start, block->span.end),
					   block->kind == NX_BLOCK_LIST || block->kind == NX_BLOCK_TABLE);
		if ((i & 255) == 0)
			nx_arena_poll(arena);
	}
	return nx_buffer_text(&out);
}
