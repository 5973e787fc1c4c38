/*-------------------------------------------------------------------------
 * read.c
 *	  Read an article: tell its form, and give it to the reader of that form.
 *-------------------------------------------------------------------------
 */
#include "document.h"

#include <string.h>

#include "data.h"

/* How much of an article is looked at to tell HTML from text, in bytes. */
#define SNIFF_BYTES		8192

/* Tags within them that make an article HTML, if it does not begin with one. */
#define SNIFF_TAGS		3

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
nx_open_document(NxArena *arena, const struct NxData *data, NxText article,
				 NxFormat format, NxDocument *document)
{
	memset(document, 0, sizeof(*document));
	if (article.len > NX_MAX_TEXT / 4)
		return NX_TOO_LONG;
	document->source = document->text = article;
	if (format == NX_FORMAT_AUTO)
		format = looks_like_html(article) ? NX_FORMAT_HTML : NX_FORMAT_TEXT;
	document->format = format;
	if (format != NX_FORMAT_HTML)
	{
		nx_repair_text(arena, document, format == NX_FORMAT_TEXT && data ? data->image : NULL);
		document->is_repaired = true;
	}
	return NX_OK;
}

void
nx_read_blocks(NxArena *arena, const struct NxData *data, NxFocus focus, NxDocument *document)
{
	if (document->format == NX_FORMAT_HTML)
		nx_read_html(arena, data, focus, document);
	else if (document->format == NX_FORMAT_CLEAN)
		read_clean(arena, document);
	else
		nx_read_text(arena, data, focus, document);
}

NxStatus
nx_read_document(NxArena *arena, const struct NxData *data, NxText article,
				 NxFormat format, NxFocus focus, NxDocument *document)
{
	NxStatus	status = nx_open_document(arena, data, article, format, document);

	if (status == NX_OK)
		nx_read_blocks(arena, data, focus, document);
	return status;
}
