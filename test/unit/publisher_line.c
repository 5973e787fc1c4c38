/*-------------------------------------------------------------------------
 * publisher_line.c
 *	  Lines of publishers: their shapes, when they count as repeated, and their
 *	  section of a dictionary, also damaged.
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include "data.h"
#include "dictionary.h"
#include "publisher_line.h"

static NxArena arena;
static NxData data;

/* The line that is learnt from a block, and that it is found again by it. */
static void
check_shape(const char *block, const char *want)
{
	NxText		text = text_of_string(block);
	NxLineShape shape;
	NxBuffer	out;

	nx_buffer_init(&out, &arena, 64);
	nx_line_shape(&data, text, &shape);
	nx_line_write(&data, text, &shape, &out);
	same(nx_buffer_text(&out), want, block);
	ok(nx_line_key(nx_buffer_text(&out)) == shape.key, "the line written has the key of the block");
}

static void
check_shapes(void)
{
	static const char *const shapes[][2] = {
		{"12 min read", "# min read"},
		{"  Our   Standards:\n The Trust Principles. ", "Our Standards: The Trust Principles."},
		{"Published March 3, 2026 at 10:30 ET", "Published <date> at # ET"},
		{"Updated Tuesday, 3 Mar 2026", "Updated <date>"},
		{"You May Also Like", "You May Also Like"},
		{"Maria Lund covers coastal towns", "<name> covers coastal towns"},
		{"Written by Maria Lund for the desk", "Written by <name> for the desk"},
		{"By Maria Lund", "By Maria Lund"},
		{"3/7", "3/7"},
		{"Follow us #news", "Follow us news"},
		{"Founded in 1969, printed daily since 1971.", "Founded in #, printed daily since #."},
		{"Read more 5#news <date>", "Read more # news date>"},
		{"--- | ---", "--- | ---"},
		{"", ""},
		{"\xc3\x89mile \xe6\x96\xb0\xe9\x97\xbb 5", "\xc3\x89mile \xe6\x96\xb0\xe9\x97\xbb #"},
		{"\xff\xfe broken \xc3", "\xff\xfe broken \xc3"},
	};
	uint32_t	i;

	for (i = 0; i < NX_COUNT(shapes); i++)
		check_shape(shapes[i][0], shapes[i][1]);
	ok(nx_line_key(NX_TEXT("our standards the trust principles")) == nx_line_key(NX_TEXT("Our Standards: The Trust Principles.")),
	   "case and punctuation do not count");
	ok(nx_line_key(NX_TEXT("# min read")) != nx_line_key(NX_TEXT("12 min read")), "a number that is written is no mask");
	ok(nx_line_key(NX_TEXT("--- | ---")) == 0 && nx_line_key(NX_TEXT("")) == 0, "no words, no key");
}

static void
check_limit(void)
{
	char	   *long_line = nx_arena_alloc(&arena, NX_LINE_MOST + 1);
	NxLineShape shape;
	uint32_t	i;

	for (i = 0; i <= NX_LINE_MOST; i++)
		long_line[i] = i & 1 ? ' ' : 'a';
	nx_line_shape(&data, (NxText) {long_line, NX_LINE_MOST}, &shape);
	ok(shape.words == NX_LINE_MOST / 2 && shape.key, "the longest line has a shape");
	nx_line_shape(&data, (NxText) {long_line, NX_LINE_MOST + 1}, &shape);
	ok(shape.words == 0 && shape.key == 0, "one that is longer has none");
	ok(nx_line_key((NxText) {long_line, NX_LINE_MOST + 1}) == 0, "nor a key");
}

static bool
repeats(const char *line, NxBlockKind taken_for, uint32_t articles, uint32_t all, NxBlockKind *kind)
{
	NxLineCounts counts;
	NxLineShape shape;

	nx_line_shape(&data, text_of_string(line), &shape);
	memset(&counts, 0, sizeof(counts));
	counts.articles = articles;
	counts.all = all;
	counts.stories = articles < NX_LINE_STORIES ? articles : NX_LINE_STORIES;
	counts.words = shape.words;
	counts.kind[taken_for] = articles;
	return nx_line_repeats(&arena, &data, text_of_string(line), &counts, 3, kind);
}

static void
check_repeats(void)
{
	NxBlockKind kind;

	ok(repeats("Sign up for our newsletter", NX_BLOCK_PARAGRAPH, 3, 1000, &kind) && kind == NX_BLOCK_PROMO, "an offer that was taken for body");
	ok(!repeats("Sign up for our newsletter", NX_BLOCK_PARAGRAPH, 2, 2, &kind), "in two stories only");
	ok(repeats("12 min read", NX_BLOCK_TIMESTAMP, 3, 1000, &kind) && kind == NX_BLOCK_TIMESTAMP, "the kind that it was taken for");
	ok(!repeats("The coast has many small old harbours", NX_BLOCK_PARAGRAPH, 5, 1000, &kind), "a sentence in few of many articles");
	ok(repeats("The coast has many small old harbours", NX_BLOCK_PARAGRAPH, 50, 1000, &kind) && kind == NX_BLOCK_NOTICE, "a sentence in many of them");
	ok(!repeats("The police said they were looking into it", NX_BLOCK_PARAGRAPH, 500, 1000, &kind), "what is said, though often");
	ok(!repeats("Key points", NX_BLOCK_SUBHEAD, 400, 1000, &kind), "a short line in less than half");
	ok(!repeats("Mayor of Osmere resigns over the harbour", NX_BLOCK_RELATED, 10, 1000, &kind), "a headline in some lists");
	ok(repeats("The Courier", NX_BLOCK_HEADLINE, 900, 1000, &kind) && kind == NX_BLOCK_KICKER, "the name of the paper");
	ok(!repeats("Harbour letter #", NX_BLOCK_HEADLINE, 900, 1000, &kind), "a series");
}

static NxText
section(void)
{
	NxPublisherLine lines[] = {
		{NX_TEXT("The Courier"), NX_TEXT("Our Standards: The Trust Principles."), NX_BLOCK_NOTICE},
		{NX_TEXT("the courier!"), NX_TEXT("# min read"), NX_BLOCK_TIMESTAMP},
		{NX_TEXT("Daily Post"), NX_TEXT("Read more"), NX_BLOCK_RELATED},
		{NX_TEXT("The Courier"), NX_TEXT("# min read"), NX_BLOCK_TIMESTAMP},
	};

	return nx_publisher_lines_write(&arena, lines, NX_COUNT(lines));
}

static void
check_section(void)
{
	NxText		bytes = section();
	char	   *damaged = nx_arena_alloc(&arena, bytes.len);
	uint32_t	refused = 0;
	uint32_t	n;
	uint32_t	i;

	ok(bytes.len > 0 && nx_publisher_lines_check(bytes, &n) && n == 4 + 3, "the section is as it should be");
	ok(nx_publisher_lines_check(NX_TEXT(""), &n) && n == 0, "so is an empty one");
	ok(nx_publisher_lines_write(&arena, NULL, 0).len == 0, "no lines are an empty one");
	for (i = 1; i < bytes.len; i++)
		refused += !nx_publisher_lines_check(nx_slice(bytes, 0, i), &n);
	ok(refused == bytes.len - 1, "refused at every other length");
	/* any byte may be anything: nothing is read outside, which the sanitizers see */
	for (i = 0; i < bytes.len * 256; i++)
	{
		memcpy(damaged, bytes.data, bytes.len);
		damaged[i / 256] = (char) i;
		nx_publisher_lines_check((NxText) {damaged, bytes.len}, &n);
	}
	ok(true, "any byte may be damaged");
}

/* A dictionary of these lines and nothing else. */
static NxDictHead *
value(void)
{
	NxDictBuilder builder;
	NxDictPlan	plan;
	NxText		form;
	NxDictHead *head;

	nx_dict_builder_init(&builder, &arena, NX_TEXT("test"));
	nx_dict_builder_lines(&builder, section());
	ok(nx_dict_builder_finish(&builder, &form) == NX_OK && nx_dictionary_plan(&arena, form, &plan), "a dictionary is made");
	head = nx_arena_zero(&arena, plan.head.size);
	nx_dictionary_compile(&arena, form, &plan, head);
	return head;
}

/* Is the block 'line' of the article one of the publisher's lines? */
static void
check_article(const char *article, const char *publisher, const char *line, bool expected, const char *what)
{
	static NxDictHead *head;
	NxDictionary dictionary;
	NxData		with = data;
	NxDocument	document;
	bool		found = false;
	uint32_t	i;

	if (head == NULL)
		head = value();
	nx_dictionary_open(&dictionary, head);
	dictionary.publisher = text_of_string(publisher);
	with.dictionary = &dictionary;
	nx_read_document(&arena, &with, text_of_string(article), NX_FORMAT_AUTO, NX_FOCUS_BALANCED, &document);
	for (i = 0; i < document.blocks.n; i++)
	{
		const NxBlock *block = &document.blocks.item[i];
		NxText		text = nx_slice(document.text, block->span.start, block->span.end);

		if (text.len == strlen(line) && memcmp(text.data, line, text.len) == 0)
			found = strstr(block->reason, "publisher") != NULL;
	}
	ok(found == expected, "%s", what);
}

static void
check_articles(void)
{
	static const char *const text = "Harbour of Lund to close\n\n7 min read\n\nThe harbour of Lund will close for two weeks in June, "
		"the council decided on Monday.\n\nOUR STANDARDS: the Trust Principles\n";
	static const char *const html = "<html><head><meta property=\"og:site_name\" content=\"The Courier\"></head><body><h1>Harbour of Lund</h1>"
		"<p>The harbour of Lund will close for two weeks in June, the council decided on Monday after a long night.</p><p>Our standards: the Trust Principles</p></body></html>";

	check_article(text, "The Courier", "7 min read", true, "a shape in a text");
	check_article(text, "THE COURIER", "OUR STANDARDS: the Trust Principles", true, "a line in a text");
	check_article(text, "Daily Post", "7 min read", false, "another publisher");
	check_article(text, "Zzz", "7 min read", false, "a publisher that is not there");
	check_article(text, "", "7 min read", false, "no publisher");
	check_article(html, "", "Our standards: the Trust Principles", true, "a page that names its publisher");
	check_article(html, "Daily Post", "Our standards: the Trust Principles", false, "unless the call names another");
	check_article("", "The Courier", "x", false, "an empty article");
}

int
main(void)
{
	nx_arena_init(&arena, &nx_malloc_hooks);
	ok(nx_data_open(&data, nx_image()) == NX_OK, "the image opens");
	check_shapes();
	check_limit();
	check_repeats();
	check_section();
	check_articles();
	nx_arena_reset(&arena);
	return done_testing();
}
