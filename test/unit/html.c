/* HTML: scanner, references, blocks and their map, fields, damaged pages. */
#include "data.h"
#include "document.h"
#include "html_blocks.h"
#include "html_json.h"
#include "tap.h"

static NxArena arena;
static NxHtmlData html;

/* The blocks of a page, joined by "|". */
static NxText
cut(const char *page)
{
	NxHtmlPage	cut_page;
	NxBuffer	out;
	uint32_t	i;

	nx_html_cut(&arena, &html, text_of_string(page), &cut_page);
	nx_buffer_init(&out, &arena, 64);
	for (i = 0; i < cut_page.blocks.n; i++)
	{
		NxSpan		span = cut_page.blocks.item[i].span;

		if (i)
			nx_buffer_byte(&out, '|');
		nx_buffer_add(&out, cut_page.text.data + span.start, span.end - span.start);
	}
	return nx_buffer_text(&out);
}

static NxDocument
read_page(NxText page)
{
	NxData		data;
	NxDocument	document;

	if (nx_data_open(&data, nx_image()) != NX_OK)
		abort();
	memset(&document, 0, sizeof(document));
	document.source = page;
	document.format = NX_FORMAT_HTML;
	nx_read_html(&arena, &data, NX_FOCUS_BALANCED, &document);
	return document;
}

static void
test_blocks(void)
{
	same(cut("a<b>b</b>c"), "abc", "elements in line add no space");
	same(cut("<p>one<p>two<div>three</div>four"), "one|two|three|four", "blocks end blocks, a p ends a p");
	same(cut("one<br>two<br/>three"), "one|two|three", "br ends a line");
	same(cut("<p>  a \n\t b&nbsp; c </p>"), "a b c", "white space is made single spaces");
	same(cut("<ul><li>a<li>b</ul>"), "a|b", "li ends a li");
	same(cut("<table><tr><td>a<td>b<tr><th>c</th><td>d</td></table>"), "a b|c d", "cells of a row are told apart");
	same(cut("<b><p>a</b>b</p>"), "ab", "an end tag in line does not end a block");
	same(cut("<div>a</p>b</div>"), "a|b", "a stray end tag of a p separates");
	same(cut("a<!-- b --><!---->c<!doctype x>d<?e?>f</>g"), "acdfg", "comments and declarations show nothing");
	same(cut("a<!-- <p>b</p>"), "a", "an open comment takes the rest");
	same(cut("1 < 2 <3 a<"), "1 < 2 <3 a<", "a sign that opens no tag is text");
	same(cut("<p title='a>b' x=\">\">c"), "c", "quotes keep their signs");
	same(cut("<script>if (a<b) '</p>'</script>x<style>y</style>z"), "xz", "scripts and styles show nothing");
	same(cut("<script><!--<script></script>--></script>x"), "x", "a script within a script's comment");
	same(cut("<textarea><p>a</textarea>b<noscript><img></noscript>c"), "bc", "raw elements");
	same(cut("a<svg><title>t</title><path/></svg>b<select><option>o</select>c"), "abc", "what is not shown");
	same(cut("a<my-x>b</my-x><my-y/>c"), "abc", "unknown names stand in line");
	same(cut("<h1>a<h2>b</h2></h1>c"), "a|b|c", "headings");
	same(cut(""), "", "no page");
	same(cut("<p"), "", "a tag cut off");
}

static void
test_references(void)
{
	same(cut("&amp;&lt;&#8217;&#x2019;&eacute;"), "&<\xe2\x80\x99\xe2\x80\x99\xc3\xa9", "references");
	same(cut("AT&T &copy2 &notit; &notin;"), "AT&T \xc2\xa9" "2 \xc2\xacit; \xe2\x88\x89", "references without a semicolon");
	same(cut("&#150;&#0;&#xd800;&#1114112;"), "\xe2\x80\x93\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "numbers that mean something else");
	same(cut("&bogus; &; &# &#x;"), "&bogus; &; &# &#x;", "no references");
	same(cut("&CounterClockwiseContourIntegral;"), "\xe2\x88\xb3", "the longest name");
	same(nx_html_decode(&arena, &html, NX_TEXT("?a=1&copy=2 &amp; x")), "?a=1&copy=2 & x", "references in values");
}

static void
test_names(void)
{
	uint64_t	bits = nx_html_name_cues(&html, NX_TEXT("x1 relatedPosts__item"));

	ok(bits >> NX_CUE_RELATED & 1, "words of a name in camel case");
	ok(bits >> NX_CUE_TEASER & 1, "words of a name behind underscores");
	ok(nx_html_name_cues(&html, NX_TEXT("article-body")) >> NX_CUE_BODY & 1, "two words as one");
	ok(nx_html_name_cues(&html, NX_TEXT("xyz")) == 0, "unknown names say nothing");
}

static void
test_fields(void)
{
	NxDocument	document = read_page(text_of_string(
		"<html lang=en><head><title>T</title><meta property='og:title' content='O &amp; P'>"
		"<meta name=author content='http://x'><script type='application/ld+json'>"
		"{\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#1\",\"name\":\"Ann Lee\"},"
		"{\"@type\":[\"NewsArticle\"],\"headline\":\"A \\u201cB\\u201d\",\"author\":[{\"@id\":\"#1\"},"
		"{\"@type\":\"Person\",\"name\":\"Bo Chu\"}],\"publisher\":{\"name\":\"The Paper\"},"
		"\"datePublished\":\"2024-01-02T03:04:05Z\",\"articleSection\":[\"World\",\"Asia\"]}]}</script></head></html>"));

	same(document.meta.headline, "A \xe2\x80\x9c" "B\xe2\x80\x9d", "headline of JSON-LD goes first");
	same(document.meta.author, "Ann Lee\nBo Chu", "authors, one by reference");
	same(document.meta.publisher, "The Paper", "publisher");
	same(document.meta.published, "2024-01-02T03:04:05Z", "time of publication");
	same(document.meta.section, "World", "section");
	same(document.meta.language, "en", "language");
	document = read_page(text_of_string("<meta property=og:title content='O &amp; P'><title>T</title>"));
	same(document.meta.headline, "O & P", "headline of OpenGraph");
	document = read_page(text_of_string("<title> T\n&lt;1 </title>"));
	same(document.meta.headline, "T <1", "headline of the title");
	document = read_page(text_of_string("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"a"));
	same(document.meta.headline, "a", "JSON cut off");
}

/* Is every block's text in the article where the map says? */
static void
test_map(void)
{
	static const char page[] = "<div>caf&eacute;  au\nlait<p>it&#8217;s \xc3\xa2\xe2\x82\xac\xe2\x84\xa2" "5</p>x</div>";
	NxDocument	document = read_page(NX_TEXT(page));
	NxSpan		span;

	ok(document.blocks.n == 3, "three blocks");
	if (document.blocks.n != 3)
		return;
	span = document.blocks.item[0].span;
	same(nx_slice(document.text, span.start, span.end), "caf\xc3\xa9 au lait", "text of the first block");
	span = nx_map_span(&document.map, span);
	same(nx_slice(document.source, span.start, span.end), "caf&eacute;  au\nlait", "and the article's piece");
	span = document.blocks.item[1].span;
	same(nx_slice(document.text, span.start, span.end), "it\xe2\x80\x99s \xe2\x80\x99" "5", "text is repaired");
	span = nx_map_span(&document.map, span);
	same(nx_slice(document.source, span.start, span.end), "it&#8217;s \xc3\xa2\xe2\x82\xac\xe2\x84\xa2" "5", "and led back");
	span.start = document.blocks.item[1].span.end - 1;
	span.end = span.start + 1;
	span = nx_map_span(&document.map, span);
	same(nx_slice(document.source, span.start, span.end), "5", "a single byte behind a repair");
}

static void
test_script_story(void)
{
	NxBuffer	page;
	NxDocument	document;
	NxText		body;
	NxSpan		span;
	int			i;

	nx_buffer_init(&page, &arena, 4096);
#define ADD(s) nx_buffer_add(&page, s, (uint32_t) strlen(s))
	ADD("<p>Please turn on scripts.</p><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"");
	for (i = 0; i < 8; i++)
		ADD("The council said on Monday that it would look at the plans again, and that nobody should hurry.\\n");
	ADD("Bye &amp; caf\\u00e9\"}</script>");
	document = read_page(nx_buffer_text(&page));
	body = nx_body_text(&arena, &document);
	ok(body.len > 700 && memcmp(body.data + body.len - 11, "Bye & caf\xc3\xa9", 11) == 0, "the story of a script is the body");
	span = document.blocks.item[document.blocks.n - 1].span;
	span = nx_map_span(&document.map, span);
	same(nx_slice(document.source, span.start, span.end), "Bye &amp; caf\\u00e9", "and led back to the script");
}

/* Pages that want to break us: each must end, quickly, with what text there is. */
static void
test_damage(void)
{
	static const char *const units[] = {"<div>", "<b>", "</b>", "<p>a", "<a href=x>b</a> ", "<li>", "&", "<!--", "<table><tr><td>x",
	"<", "\xff\xfe", "<br>", "<script>", "\"", "<svg>", "<a><div></a>"};
	size_t		u;

	for (u = 0; u < NX_COUNT(units); u++)
	{
		NxBuffer	page;
		NxDocument	document;
		int			i;

		nx_buffer_init(&page, &arena, 1 << 20);
		ADD("begin ");
		for (i = 0; i < 100000; i++)
			ADD(units[u]);
		document = read_page(nx_buffer_text(&page));
		ok(document.blocks.n >= 1 && document.text.len >= 5 && memcmp(document.text.data, "begin", 5) == 0,
		   "100000 times \"%s\"", (unsigned char) units[u][0] >= 0x80 ? "binary" : units[u]);
	}
}

/* ---- whole pages: test/cases/html/NAME.html and NAME.kinds ---- */

static NxText
read_file(const char *path)
{
	FILE	   *file;
	NxBuffer	out;
	int			c;

	nx_buffer_init(&out, &arena, 4096);
	file = fopen(path, "r");
	ok(file != NULL, "%s", path);
	while (file && (c = getc(file)) != EOF)
		nx_buffer_byte(&out, (char) c);
	if (file)
		fclose(file);
	return nx_buffer_text(&out);
}

static NxText
read_case(const char *name, const char *ending)
{
	const char *root = getenv("NX_TEST_ROOT");
	char		path[512];

	snprintf(path, sizeof(path), "%s/test/cases/html/%s.%s", root ? root : ".", name, ending);
	return read_file(path);
}

/* Every line "kind<TAB>text" must be a block of that kind; no other block is body. */
static void
test_page(const char *name)
{
	NxDocument	document = read_page(read_case(name, "html"));
	NxText		want = read_case(name, "kinds");
	uint32_t	at = 0,
				block = 0;

	while (at < want.len)
	{
		const char *line = want.data + at;
		uint32_t	end = (uint32_t) ((const char *) memchr(line, '\n', want.len - at) - want.data);
		uint32_t	tab = (uint32_t) ((const char *) memchr(line, '\t', want.len - at) - want.data);
		const char *kind = "nothing";

		for (; block < document.blocks.n; block++)
		{
			const NxBlock *found = &document.blocks.item[block];

			kind = nx_block_kind_name[found->kind];
			if (found->span.end - found->span.start == end - tab - 1 &&
				memcmp(document.text.data + found->span.start, want.data + tab + 1, end - tab - 1) == 0)
				break;
			if (nx_is_body((NxBlockKind) found->kind))
				ok(false, "%s: \"%.*s\" is not body", name, (int) (found->span.end - found->span.start),
				   document.text.data + found->span.start);
		}
		block++;
		ok(strlen(kind) == tab - at && memcmp(kind, line, tab - at) == 0, "%s: %.*s (found %s)", name,
		   (int) (end - at), line, kind);
		at = end + 1;
	}
	for (; block < document.blocks.n; block++)
		ok(!nx_is_body((NxBlockKind) document.blocks.item[block].kind), "%s: no more body", name);
}

/* The block of a sample page that begins with 'start' is of this kind. */
static void
test_sample(const NxDocument *document, const char *start, const char *kind)
{
	uint32_t	i;

	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		if (block->span.end - block->span.start >= strlen(start) &&
			memcmp(document->text.data + block->span.start, start, strlen(start)) == 0)
			break;
	}
	if (i == document->blocks.n)
		ok(false, "no block begins \"%s\"", start);
	else
		ok(strcmp(nx_block_kind_name[document->blocks.item[i].kind], kind) == 0, "\"%s\" is %s (found %s)", start, kind,
		   nx_block_kind_name[document->blocks.item[i].kind]);
}

static void
test_samples(void)
{
	static const struct
	{
		const char *page;
		const char *start;
		const char *kind;
	}			blocks[] = {
		{"08-page", "We and our 214 partners", "notice"},
		{"08-page", "Quake-proof houses of Izmir", "headline"},
		{"08-page", "The houses of Bayrakl", "caption"},
		{"08-page", "IZMIR, Turkey", "paragraph"},
		{"08-page", "How Japan learned", "related"},
		{"08-page", "Feet of rubber", "subhead"},
		{"08-page", "Five stories from both shores", "promo"},
		{"08-page", "Greece wants to follow", "paragraph"},
		{"08-page", "And what about the schools?", "share"},
		{"08-page", "We felt it in Vathy", "share"},
		{"09-old-page", "Grain barge sinks", "headline"},
		{"09-old-page", "By Harold J. Pruitt", "byline"},
		{"09-old-page", "Posted: Friday", "timestamp"},
		{"09-old-page", "CAPE GIRARDEAU", "paragraph"},
		{"09-old-page", "The soybeans had been sold", "paragraph"},
		{"09-old-page", "Copyright 2019", "notice"},
		{"10-spanish", "Oaxaca recupera", "headline"},
		{"10-spanish", "La secretaria de Cultura", "paragraph"},
		{"10-spanish", "\xc2\xa9 El Diario del Sur", "notice"},
	};
	const char *root = getenv("NX_TEST_ROOT");
	size_t		i;

	for (i = 0; i < NX_COUNT(blocks); i++)
	{
		char		path[512];
		NxDocument	document;

		snprintf(path, sizeof(path), "%s/test/samples/%s.html", root ? root : ".", blocks[i].page);
		document = read_page(read_file(path));
		test_sample(&document, blocks[i].start, blocks[i].kind);
	}
}

int
main(void)
{
	static const char *const pages[] = {"wire", "fragment", "flash", "german", "oldtable", "snippet"};
	size_t		i;

	nx_arena_init(&arena, &nx_malloc_hooks);
	nx_html_open(&html, nx_image());
	test_blocks();
	test_references();
	test_names();
	test_fields();
	test_map();
	test_script_story();
	test_damage();
	for (i = 0; i < NX_COUNT(pages); i++)
		test_page(pages[i]);
	test_samples();
	nx_arena_reset(&arena);
	return done_testing();
}
