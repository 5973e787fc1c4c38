/*-------------------------------------------------------------------------
 * hostile.h
 *	  Texts made to be slow to read.
 *
 * One unit repeated; '@' in it becomes a capitalised word that was not there
 * before, '#' the next number, so that tables of names grow too.
 *-------------------------------------------------------------------------
 */
#ifndef TEST_HOSTILE_H
#define TEST_HOSTILE_H

#include <stdio.h>
#include <string.h>

#include "arena.h"

typedef struct Shape
{
	const char *name;
	const char *before;			/* once, at the head */
	const char *unit;
} Shape;

static const Shape shapes[] = {
	{"prose", "", "The council of @ met in Oslo on Monday, said John @ of the ministry.\n"},
	{"one endless line", "", "the council met again and nothing came of it "},
	{"no spaces", "", "abcdefghij"},
	{"capital without end", "", "ABCDEFGHIJ"},
	{"digits", "", "0123456789"},
	{"quotes", "", "\""},
	{"curly quotes", "", "\xe2\x80\x9c"},
	{"apostrophes", "", "'"},
	{"possessives", "", "'s"},
	{"brackets", "", "([{"},
	{"open brackets with words", "", "(Rome "},
	{"dashes", "", "- "},
	{"long dashes", "", "\xe2\x80\x94"},
	{"hyphens", "", "Jean-"},
	{"hyphen names", "", "@-"},
	{"dots", "", "."},
	{"dots and spaces", "", ". "},
	{"initials", "", "A. B. C. "},
	{"initials without spaces", "", "A.B."},
	{"abbreviations", "", "Gov. Sen. St. "},
	{"capitalised words", "", "The United Nations Council "},
	{"new capitalised words", "", "@ "},
	{"one name", "", "John Smith "},
	{"names", "", "John @ "},
	{"names in sentences", "", "Mr. John @ said Mr. @ left. "},
	{"names in lines", "", "John @\n"},
	{"surnames of one", "", "Maria @ and @ spoke. "},
	{"names with particles", "", "Juan de la "},
	{"titles", "", "President Prime Minister "},
	{"and", "", "@ and "},
	{"of", "", "Bank of "},
	{"of new", "", "University of @ of "},
	{"acronyms", "", "World Health Organization (WHO) "},
	{"new acronyms", "", "@ @ Union (AB#) "},
	{"commas", "", ","},
	{"places", "", "Paris, "},
	{"new places", "", "@, Texas, "},
	{"many places", "", "Paris London Oslo Lima Cairo "},
	{"counties", "", "@, @ and "},
	{"in", "", "in Paris in London "},
	{"demonyms", "", "French German "},
	{"rivers", "", "River Lake Mount "},
	{"by", "", "By "},
	{"by and names", "", "By John @ "},
	{"bylines", "", "By John @\n"},
	{"datelines", "", "PARIS (AP) - "},
	{"dateline places", "", "PARIS, "},
	{"dateline lines", "", "LONDON, Jan 3 (Reuters) -\n"},
	{"timestamps", "", "19 January, 2026 / 21:48\n"},
	{"timestamps in line", "", "Jan. 3, 2026 9:41 "},
	{"months", "", "January "},
	{"days", "", "Monday next week "},
	{"credits", "", "Photo: John @/AP "},
	{"credit lines", "", "Photo: John @/Reuters\n"},
	{"slashes", "", "AP/"},
	{"photo", "", "(Photo by "},
	{"pipes", "", "| "},
	{"bullets", "", "* @\n"},
	{"links", "", "https://example.org/@ "},
	{"mail", "", "a@b.c "},
	{"newlines", "", "\n"},
	{"blank lines and words", "", "a\n\n"},
	{"short lines", "", "Read more @\n"},
	{"related", "Related\n", "@ wins the @ of @\n"},
	{"white space", "", " \t"},
	{"carriage returns", "", "\r"},
	{"combining marks", "a", "\xcc\x81"},
	{"combining marks of two kinds", "a", "\xcc\x81\xcc\xa7"},
	{"zero width", "", "\xe2\x80\x8b"},
	{"bidi", "", "\xe2\x80\xae"},
	{"soft hyphens", "", "co\xc2\xad"},
	{"mojibake", "", "\xc3\xa2\xe2\x82\xac\xe2\x84\xa2"},
	{"references", "", "&amp;"},
	{"ampersands", "", "&"},
	{"long references", "", "&CounterClockwise"},
	{"Chinese", "", "\xe6\x9d\xb1\xe4\xba\xac"},
	{"Hangul", "", "\xe1\x84\x80\xe1\x85\xa1"},
	{"no characters", "", "\xef\xbf\xbd"},
	{"nested tags", "<html>", "<div>"},
	{"nested inline tags", "<html>", "<b>"},
	{"nested with text", "<html>", "<div>a "},
	{"nested lists", "<html>", "<ul><li>x"},
	{"nested tables", "<html>", "<table><tr><td>"},
	{"closed without opening", "<html>", "</div>"},
	{"tags crossed", "<html>", "<b><i></b></i>"},
	{"paragraphs", "<html><body>", "<p>The council of @ met in Oslo on Monday.</p>"},
	{"links in a page", "<html>", "<a href=x>More @</a> "},
	{"tags not closed", "<html>", "<p><a href=\"x\""},
	{"less-than", "<html>", "<"},
	{"less-than and letters", "<html>", "<a "},
	{"attributes", "<html><p ", "a@=\"1\" "},
	{"attribute without end", "<html><p class=\"", "x "},
	{"classes", "<html>", "<div class=\"a@ b\">"},
	{"comments", "<html>", "<!-- x -->"},
	{"comment without end", "<html><!-- ", "- -- "},
	{"scripts", "<html>", "<script>x</script>"},
	{"script without end", "<html><script>", "</scrip"},
	{"textarea", "<html>", "<textarea>"},
	{"data blocks", "<html>", "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>"},
	{"data without end", "<html><script type=\"application/ld+json\">", "{\"a\":["},
	{"data body", "<html><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"articleBody\":\"", "Rain fell\\n"},
	{"meta", "<html>", "<meta property=\"article:author\" content=\"A @\">"},
	{"headings", "<html>", "<h1>@</h1>"},
	{"captions", "<html>", "<figcaption>Photo: @/AP</figcaption>"},
	{"breaks", "<html>", "x<br>"},
	{"cdata", "<html>", "<![CDATA["},
	{"declarations", "<html>", "<!"},
	{"questions", "<html>", "<?"},
	{"templates", "<html>", "<template><svg>"},
	{"one paragraph", "<html><p>", "Rain fell in @. "},
	{"one paragraph without spaces", "<html><p>", "rain"},
	{"one title", "<html><title>", "Rain fell &amp; snow "},
	{"names and references", "", "Rain in @ &amp; "},
	{"comment of ends", "<html><!--", ">"},
	{"script of a comment", "<html><script><!--", "- "},
	{"script of a story", "<html><script>x=\"", "<p>Rain fell."},
	{"script of an escaped story", "<html><script>x=\"", "\\u003cp>Rain fell.\\n"},
	{"scripts of stories", "<html>", "<script>\"<p>Rain fell\"</script>"},
	{"empty data blocks", "<html>", "<script type=\"application/ld+json\">{}</script>"},
	{"data articles", "<html><script type=\"application/ld+json\">[",
	"{\"@type\":\"NewsArticle\",\"author\":{\"@id\":\"@\"}},{\"@id\":\"@\",\"name\":\"@\"},"},
	{"data arrays", "<html><script type=\"application/ld+json\">", "["},
	{"deep elements", "<html>", "<ol><ol><ol><ol><ol><ol>x</ol></ol></ol></ol></ol></ol>"},
	{"deep prose", "<html><ol><ol><ol><ol><ol><ol><ol><ol>",
	"<ol><ol><p>The council of @ met in Oslo on Monday, said John of the ministry.</p></ol></ol>"},
};

/* A capitalised word for a number; neighbours differ in their first letters. */
static inline uint32_t
put_word(char *out, uint32_t number)
{
	static const char *const syllable[] = {"ba", "do", "ki", "lu", "ne", "ra", "so", "ti", "vu", "we", "zo", "ma", "pe", "gi", "hu", "fa"};
	uint32_t	len = 0;
	uint32_t	i;

	number = number * 40503u & 0xfffff;
	for (i = 0; i < 5; i++, number >>= 4)
	{
		memcpy(out + len, syllable[number & 15], 2);
		len += 2;
	}
	out[0] = (char) (out[0] - 'a' + 'A');
	return len;
}

/* At least 'bytes' of a shape. */
static inline NxText
make_text(NxArena *arena, const Shape *shape, uint32_t bytes)
{
	NxBuffer	out;
	uint32_t	number = 1;

	nx_buffer_init(&out, arena, bytes + 64);
	nx_buffer_add(&out, shape->before, (uint32_t) strlen(shape->before));
	while (out.len < bytes)
	{
		const char *p;
		char		word[16];

		for (p = shape->unit; *p; p++)
		{
			if (*p == '@')
				nx_buffer_add(&out, word, put_word(word, number++));
			else if (*p == '#')
				nx_buffer_add(&out, word, (uint32_t) snprintf(word, sizeof(word), "%u", number++ & 0xffff));
			else
				nx_buffer_byte(&out, *p);
		}
	}
	return nx_buffer_text(&out);
}

#endif							/* TEST_HOSTILE_H */
