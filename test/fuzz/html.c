/*-------------------------------------------------------------------------
 * html.c
 *	  Fuzz target: any bytes read as a page; blocks must be in order, within
 *	  the working text, lead back into the article, and come out the same in
 *	  a second run.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "document.h"

#define MUTATE_ENDS		">"
#define MUTATE_PIECES \
	"<p>", "</p>", "<p>Rain fell on the small towns of the coast, said Maria Lund of the ministry.</p>", "<div class=\"article-body\">", \
	"<div class=\"related sidebar\">", "<div hidden>", "</div>", "<h1>Ferry</h1>", "<h2>", "</h2>", "<a href=\"/x\">", "</a>", "<ul>", "<li>", \
	"</ul>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<pre>", "</pre>", "<b>", "</b>", "<article>", "</article>", "<nav>", "</nav>", \
	"<aside>", "<footer>", "<blockquote>", "<figure><img src=x><figcaption>A ferry. (AP Photo/Maria Lund)</figcaption></figure>", \
	"<p class=byline>By Maria Lund</p>", "<time datetime=2026-01-03>", "<script>", "</script>", "<style>", "</style>", "<!--", "-->", \
	"<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\",\"author\":[{\"name\":\"Maria Lund\"}]}</script>", \
	"<meta property=\"og:title\" content=\"Ferry\">", "<title>", "</title>", "&amp;", "&#8217;", "&#xD800;", "&eacute", "&nbsp;", \
	" class=\"x\"", " id='y'", " style=\"display:none\"", " hidden", "=", "\"", "'", "<svg>", "<textarea>", "<template>", "<![CDATA[", "<"
#include "mutate.h"

static void
check(const NxDocument *document)
{
	uint32_t	next = 0,
				last = 0,
				i;

	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];
		NxSpan		from = nx_map_span(&document->map, block->span);

		if (block->span.start < next || block->span.end < block->span.start ||
			block->span.end > document->text.len || block->kind >= NX_BLOCK_KINDS ||
			block->confidence > 1000 || block->reason == NULL)
			abort();
		if (from.end < from.start || from.end > document->source.len)
			abort();
		next = block->span.end;
	}
	for (i = 0; i < document->map.n; i++)
	{
		if (i && document->map.item[i].at <= last)
			abort();
		last = document->map.item[i].at;
	}
}

static void
read_page(NxArena *arena, const NxData *data, NxText page, NxDocument *document)
{
	memset(document, 0, sizeof(*document));
	document->source = page;
	document->format = NX_FORMAT_HTML;
	nx_read_html(arena, data, NX_FOCUS_BALANCED, document);
}

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	NxArena		arena;
	NxData		data;
	NxText		page = {(const char *) bytes, (uint32_t) size};
	NxDocument	document,
				again;
	NxText		body;

	if (nx_data_open(&data, nx_image()) != NX_OK)
		abort();
	nx_arena_init(&arena, &nx_malloc_hooks);
	read_page(&arena, &data, page, &document);
	check(&document);
	body = nx_body_text(&arena, &document);
	read_page(&arena, &data, page, &again);
	if (document.text.len != again.text.len || document.blocks.n != again.blocks.n ||
		memcmp(document.text.data, again.text.data, again.text.len) != 0 ||
		body.len != nx_body_text(&arena, &again).len)
		abort();
	nx_arena_reset(&arena);
	return 0;
}
