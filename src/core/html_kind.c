/*-------------------------------------------------------------------------
 * html_kind.c
 *	  What kind of block: read off tags, names and the text itself.
 *
 * Whether a block is body is settled before; here is said what kind of body,
 * or what else.  The first rule that holds gives kind and reason.
 *-------------------------------------------------------------------------
 */
#include "read_html.h"

#include <string.h>

/* A name within so many elements up speaks of the block itself. */
#define NEAR	2
#define AROUND	5

/* No name of an author is longer, nor are the names of all of them. */
#define NAME_LONGEST	256
#define NAMES_LONGEST	4096

/* Longer cells are columns of a layout. */
#define CELL_LONGEST	80

typedef struct Rule
{
	uint8_t		far;			/* NxHtmlFar or NxHtmlCue */
	uint8_t		reach;			/* it was seen within so many elements up */
	uint8_t		words;			/* the block has at most so many words; 0: any number */
	uint8_t		kind;			/* NxBlockKind */
	const char *reason;
} Rule;

/* Not body, by markup, from the surest to the vaguest. */
static const Rule outside_rules[] = {
	{NX_FAR_FIGCAPTION, NEAR, 0, NX_BLOCK_CAPTION, "caption of a figure"},
	{NX_CUE_CREDIT, NEAR, 14, NX_BLOCK_CREDIT, "markup names it a credit"},
	{NX_CUE_CAPTION, NEAR, 0, NX_BLOCK_CAPTION, "markup names it a caption"},
	{NX_FAR_FIGURE, AROUND, 0, NX_BLOCK_CAPTION, "inside a figure"},
	{NX_CUE_COOKIE, NEAR, 0, NX_BLOCK_NOTICE, "markup names it a notice"},
	{NX_CUE_COMMENT, AROUND, 0, NX_BLOCK_SHARE, "readers' comments"},
	{NX_CUE_NEWSLETTER, AROUND, 0, NX_BLOCK_PROMO, "newsletter offer by its markup"},
	{NX_CUE_PAYWALL, NEAR, 0, NX_BLOCK_PROMO, "subscription offer by its markup"},
	{NX_CUE_AD, NEAR, 0, NX_BLOCK_PROMO, "advertisement by its markup"},
	{NX_CUE_SHARE, NEAR, 0, NX_BLOCK_SHARE, "share bar by its markup"},
	{NX_CUE_IMAGE, 1, 40, NX_BLOCK_CAPTION, "beside a picture by its markup"},
	{NX_CUE_RELATED, AROUND, 0, NX_BLOCK_RELATED, "other stories by their markup"},
	{NX_CUE_POPULAR, NEAR, 0, NX_BLOCK_RELATED, "other stories by their markup"},
	{NX_CUE_NOTE, NEAR, 0, NX_BLOCK_CORRECTION, "editors' note by its markup"},
	{NX_CUE_AUTHOR, NEAR, 14, NX_BLOCK_BYLINE, "markup names the author"},
	{NX_CUE_AUTHOR, AROUND, 0, NX_BLOCK_BIO, "about the author by its markup"},
	{NX_CUE_DATE, NEAR, 16, NX_BLOCK_TIMESTAMP, "markup names it a date"},
	{NX_FAR_FORM, NEAR, 0, NX_BLOCK_NOTICE, "part of a form"},
	{NX_FAR_NAV, AROUND, 0, NX_BLOCK_RELATED, "menu"},
	{NX_CUE_NAV, NEAR, 0, NX_BLOCK_RELATED, "menu by its markup"},
	{NX_FAR_FOOTER, NX_FAR_NEVER - 1, 0, NX_BLOCK_NOTICE, "foot of the page"},
	{NX_CUE_FOOTER, AROUND, 0, NX_BLOCK_NOTICE, "foot of the page by its markup"},
	{NX_FAR_BUTTON, NEAR, 0, NX_BLOCK_SHARE, "button"},
	{NX_CUE_TAGS, NEAR, 8, NX_BLOCK_KICKER, "section or topic by its markup"},
	{NX_CUE_DEK, NEAR, 0, NX_BLOCK_KICKER, "summary under the headline"},
	{NX_CUE_PRODUCT, NEAR, 0, NX_BLOCK_PROMO, "shop offer by its markup"},
	{NX_CUE_VIDEO, NEAR, 0, NX_BLOCK_PROMO, "player by its markup"},
	{NX_CUE_TEASER, NEAR, 0, NX_BLOCK_RELATED, "teaser by its markup"},
	{NX_FAR_ASIDE, AROUND, 0, NX_BLOCK_RELATED, "beside the story"},
	{NX_CUE_SIDEBAR, AROUND, 0, NX_BLOCK_RELATED, "beside the story by its markup"},
	{NX_FAR_HEADER, AROUND, 0, NX_BLOCK_NOTICE, "head of the page"},
};

/* Not body, by the words of a short text: number in nx_html_text_cue. */
static const uint8_t text_kind[NX_HTML_TEXT_CUES] = {
	NX_BLOCK_PROMO, NX_BLOCK_CREDIT, NX_BLOCK_RELATED, NX_BLOCK_PROMO, NX_BLOCK_SHARE, NX_BLOCK_SHARE,
	NX_BLOCK_BYLINE, NX_BLOCK_TIMESTAMP, NX_BLOCK_NOTICE, NX_BLOCK_PROMO, NX_BLOCK_PROMO, NX_BLOCK_NOTICE,
	NX_BLOCK_PROMO, NX_BLOCK_PROMO, NX_BLOCK_CORRECTION, NX_BLOCK_KICKER, NX_BLOCK_NOTICE, NX_BLOCK_KICKER,
};

static void
set(NxBlock *block, NxBlockKind kind, const char *reason)
{
	block->kind = (uint8_t) kind;
	block->reason = reason;
}

static void
body_kind(const NxHtmlReading *reading, uint32_t i, NxBlock *block)
{
	const NxHtmlBlock *from = &reading->page.blocks.item[i];
	const NxHtmlFacts *facts;

	if (from->flags & NX_HB_JSON)
	{
		set(block, NX_BLOCK_PARAGRAPH, "the article that a script of the page holds");
		return;
	}
	facts = &reading->facts.item[i];
	if (block->level)
		set(block, NX_BLOCK_SUBHEAD, "heading inside the story");
	else if ((from->flags & NX_HB_ROW) || (from->far[NX_FAR_TD] <= 1 && reading->longest[from->element] < CELL_LONGEST))
		set(block, NX_BLOCK_TABLE, "table inside the story");
	else if (from->far[NX_FAR_LI] <= 1 || from->far[NX_FAR_DL] == 0)
		set(block, NX_BLOCK_LIST, "list inside the story");
	else if (from->far[NX_FAR_QUOTE] <= 2)
		set(block, NX_BLOCK_QUOTE, "quotation inside the story");
	else if (from->bold_bytes * 10 >= (from->span.end - from->span.start) * 9 && facts->nwords <= 14 &&
			 facts->end < NX_END_QUOTE)
		set(block, NX_BLOCK_SUBHEAD, "short line in bold inside the story");
	else
		set(block, NX_BLOCK_PARAGRAPH, "prose where the story stands");
}

/* The cue most words of a short text give, plus one; 0 if none. */
static uint32_t
main_cue(const NxHtmlFacts *facts)
{
	uint32_t	best = 0,
				i;

	if (facts->nwords > 30)
		return 0;
	for (i = 0; i < NX_HTML_TEXT_CUES; i++)
		if (facts->cue[i] && facts->cue[i] * 6u >= facts->nwords && (best == 0 || facts->cue[i] > facts->cue[best - 1]))
			best = i + 1;
	return best;
}

/* Is the block the name of an author whom a script names, and nothing else? */
static bool
is_author(const NxHtmlReading *reading, const NxHtmlBlock *block)
{
	NxText		text = nx_slice(nx_buffer_text(&reading->page.text), block->span.start, block->span.end);
	NxText		names = reading->linked.author;
	uint32_t	start = 0,
				i;

	if (text.len > NAME_LONGEST || text.len == 0)
		return false;
	if (names.len > NAMES_LONGEST)
		names.len = NAMES_LONGEST;
	for (i = 0; i <= names.len; i++)
	{
		if (i < names.len && names.data[i] != '\n')
			continue;
		if (i - start == text.len && text.len && memcmp(names.data + start, text.data, text.len) == 0)
			return true;
		start = i + 1;
	}
	return false;
}

static void
outside_kind(const NxHtmlReading *reading, uint32_t i, NxBlock *block)
{
	const NxHtmlBlock *from = &reading->page.blocks.item[i];
	const NxHtmlFacts *facts = &reading->facts.item[i];
	const NxHtmlLine *line = &facts->line;
	uint32_t	bytes = from->span.end - from->span.start;
	uint32_t	k;

	if (i == reading->headline || i == reading->page.h1 || (block->level == 1 && facts->title_words * 10 >= facts->nwords * 9) ||
		(block->level && facts->nwords >= 4 && facts->title_words == facts->nwords))
	{
		set(block, NX_BLOCK_HEADLINE, "main heading of the page");
		return;
	}
	if (is_author(reading, from))
	{
		set(block, NX_BLOCK_BYLINE, "the author that a script of the page names");
		return;
	}
	if (facts->rights && from->far[NX_FAR_FIGURE] > AROUND)
		;						/* whose the page is, not whose a picture is */
	else if (line->credit >= NX_HTML_LINE_SURE || line->byline >= NX_HTML_LINE_SURE || line->stamp >= NX_HTML_LINE_SURE)
	{
		if (line->stamp >= line->byline && line->stamp >= line->credit)
			set(block, NX_BLOCK_TIMESTAMP, "a date and nothing else");
		else if (line->byline >= line->credit)
			set(block, NX_BLOCK_BYLINE, "names who wrote the story");
		else
			set(block, NX_BLOCK_CREDIT, "names who made a picture");
		return;
	}
	for (k = 0; k < NX_COUNT(outside_rules); k++)
	{
		const Rule *rule = &outside_rules[k];

		if (from->far[rule->far] <= rule->reach && (rule->words == 0 || facts->nwords <= rule->words))
		{
			set(block, (NxBlockKind) rule->kind, rule->reason);
			return;
		}
	}
	if ((k = main_cue(facts)) != 0)
		set(block, (NxBlockKind) text_kind[k - 1], "says so by its words");
	else if (from->link_bytes * 2 > bytes || block->level)
		set(block, NX_BLOCK_RELATED, "links to other pages");
	else
		set(block, NX_BLOCK_NOTICE, "outside the story");
}

void
nx_html_kind(const NxHtmlReading *reading, uint32_t i, bool is_body, NxBlock *block)
{
	const NxHtmlBlock *from = &reading->page.blocks.item[i];
	const NxHtmlElement *element = &reading->page.elements.item[from->element];
	int32_t		score = reading->score && !(from->flags & NX_HB_JSON) ? reading->score[i] : 4 * NX_HTML_UNIT;
	uint32_t	odds = (uint32_t) (score < 0 ? -score : score) * 4 / NX_HTML_UNIT;
	static const uint16_t sureness[] = {500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982};

	block->level = element->level;
	block->confidence = sureness[odds < NX_COUNT(sureness) ? odds : NX_COUNT(sureness) - 1];
	if (is_body)
		body_kind(reading, i, block);
	else
		outside_kind(reading, i, block);
}
