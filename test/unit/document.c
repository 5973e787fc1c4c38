/* Repairs, the map back to the article, and the body text. */
#include "tap.h"
#include "document.h"
#include "image.h"

static NxArena arena;

static void
repaired_is(const char *from, const char *want)
{
	NxDocument	document;

	memset(&document, 0, sizeof(document));
	document.source = text_of_string(from);
	nx_repair_text(&arena, &document, nx_image());
	same(document.text, want, want);
}

/* The piece 'surface' of the repaired text must lead to 'source' in the article. */
static void
leads_to(const char *from, const char *surface, const char *source)
{
	NxDocument	document;
	const char *at;
	NxSpan		span;
	uint32_t	n = (uint32_t) strlen(surface);

	memset(&document, 0, sizeof(document));
	document.source = text_of_string(from);
	nx_repair_text(&arena, &document, nx_image());
	for (at = document.text.data; at + n <= document.text.data + document.text.len; at++)
		if (memcmp(at, surface, n) == 0)
			break;
	span.start = (uint32_t) (at - document.text.data);
	span.end = span.start + n;
	span = nx_map_span(&document.map, span);
	same(nx_slice(document.source, span.start, span.end), source, surface);
}

static void
check_formats(void)
{
	NxDocument	document;
	NxText		long_text = {"x", NX_MAX_TEXT / 4 + 1};

	ok(nx_read_document(&arena, NULL, long_text, NX_FORMAT_CLEAN, NX_FOCUS_BALANCED, &document) == NX_TOO_LONG,
	   "an article longer than the limit is refused");
	nx_read_document(&arena, NULL, NX_TEXT("  One.  \n\n\tTwo  words.\n"), NX_FORMAT_CLEAN, NX_FOCUS_BALANCED, &document);
	ok(document.blocks.n == 2, "clean text: a block for each line");
	same(nx_body_text(&arena, &document), "One.\n\nTwo words.", "the body has single spaces and blank lines");
	nx_read_document(&arena, NULL, NX_TEXT(" \n \n"), NX_FORMAT_CLEAN, NX_FOCUS_BALANCED, &document);
	ok(document.blocks.n == 0 && nx_body_text(&arena, &document).len == 0, "white space is no block");
}

int
main(void)
{
	NxDocument	plain;
	char	   *zalgo;
	uint32_t	i;

	nx_arena_init(&arena, &nx_malloc_hooks);
	memset(&plain, 0, sizeof(plain));
	plain.source = text_of_string("Plain caf\xc3\xa9 \xe2\x80\x94 text & more");
	nx_repair_text(&arena, &plain, nx_image());
	ok(plain.text.data == plain.source.data && plain.map.n == 0, "a text without damage is not copied");

	repaired_is("It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s", "It\xe2\x80\x99s");
	repaired_is("caf\xc3\x83\xc2\xa9 d\xc3\x83\xc2\xbcr", "caf\xc3\xa9 d\xc3\xbcr");
	repaired_is("AT&amp;T &#8217; &quot;x&quot; &nosuch; & &amp", "AT&T \xe2\x80\x99 \"x\" &nosuch; & &amp");
	repaired_is("&auml;&Scaron;&frac12; co&shy;op &#173;", "\xc3\xa4\xc5\xa0\xc2\xbd coop ");
	repaired_is("co\xc2\xadop\xe2\x80\x8b" "erate", "cooperate");
	repaired_is("cafe\xcc\x81!", "caf\xc3\xa9!");
	repaired_is("nul\x01 and\x7f more", "nul and more");
	repaired_is("AMANH\xc3\x83\xe2\x80\x9d", "AMANH\xc3\x83\xe2\x80\x9d");
	repaired_is("\xc3\x89\xe2\x80\x93 CAF\xc3\x89\xe2\x80\x9d", "\xc3\x89\xe2\x80\x93 CAF\xc3\x89\xe2\x80\x9d");
	repaired_is("&#0; &#55296; &#x110000;", "&#0; &#55296; &#x110000;");

	leads_to("The It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s end", "end", "end");
	leads_to("The It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s end", "It\xe2\x80\x99s", "It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s");
	leads_to("AT&amp;T rose", "AT&T", "AT&amp;T");
	leads_to("AT&amp;T rose", "T rose", "T rose");
	leads_to("co\xc2\xadoperate now", "cooperate", "co\xc2\xadoperate");
	leads_to("&quot;Go&quot;", "Go", "Go");

	zalgo = nx_arena_alloc(&arena, 200001);
	zalgo[0] = 'a';
	for (i = 0; i < 100000; i++)
		memcpy(zalgo + 1 + i * 2, "\xcc\x81", 2);
	plain.source.data = zalgo;
	plain.source.len = 200001;
	plain.map.n = 0;
	nx_repair_text(&arena, &plain, nx_image());
	ok(plain.text.len <= 200001 && plain.text.len > 0, "100,000 combining marks on one letter");
	check_formats();
	nx_arena_reset(&arena);
	return done_testing();
}
