/*-------------------------------------------------------------------------
 * read_html.c
 *	  Read an article from a page: what is body, what are its fields.
 *
 * The page is cut into blocks (html_cut.c), each block is measured
 * (html_facts.c, html_rows.c) and scored by the model in two stages.  Scores
 * are then made whole: a heading goes with what follows it.  Where the markup
 * lacks the story but a script holds it, the script's text is the body.
 */
#include "read_html.h"

#include <string.h>

#include "data.h"
#include "publisher_line.h"

/* Added to the bar of zero for the two other ways to weigh precision. */
#define FOCUS_SHIFT		(NX_HTML_UNIT * 3 / 4)

/* A body shorter than this, in characters, is looked for again. */
#define BODY_SHORTEST	100

/* Links to other stories have at most so many words. */
#define LINK_LONGEST	25

/* A body block of so many characters is no line of the head. */
#define PARAGRAPH_SHORTEST	120

/* A block surer than this is body wherever it stands. */
#define VETO_MOST		(3 * NX_HTML_UNIT)

/* A script's article shorter than this is a summary. */
#define LINKED_SHORTEST	250

/* No more of what calls itself title is compared with the blocks. */
#define TITLE_LONGEST	8192

/* Asked after so many bytes of a script whether to go on. */
#define POLL_BYTES		16384

void
nx_html_prepare(NxArena *arena, const NxData *data, NxText source, NxHtmlReading *reading)
{
	NxHtmlPage *page = &reading->page;
	NxHtmlLinked *linked = &reading->linked;
	NxBuffer	title;

	memset(reading, 0, sizeof(*reading));
	reading->arena = arena;
	reading->source = source;
	nx_html_open(&reading->data, data ? data->image : NULL);
	nx_html_cut(arena, &reading->data, source, page);
	nx_html_linked(arena, &reading->data, source, page->json.item, page->json.n, linked);
	nx_buffer_init(&title, arena, 256);
	if (linked->headline.end)
	{
		NxText		headline = nx_json_string(arena, source, linked->headline, 0, NULL);

		headline = nx_html_decode(arena, &reading->data, headline);
		nx_buffer_add(&title, headline.data, headline.len);
		nx_buffer_byte(&title, '\n');
	}
	nx_buffer_add(&title, page->meta.headline.data, page->meta.headline.len);
	nx_buffer_byte(&title, '\n');
	nx_buffer_add(&title, page->title.data, page->title.len);
	reading->said.title = nx_buffer_text(&title);
	if (reading->said.title.len > TITLE_LONGEST)
		for (reading->said.title.len = TITLE_LONGEST; ((unsigned char) title.data[reading->said.title.len] & 0xc0) == 0x80;)
			reading->said.title.len--;	/* a character is not cut in two */
	if (linked->body.end - linked->body.start >= LINKED_SHORTEST)
		reading->said.body = nx_json_string(arena, source, linked->body, 0, &reading->body_map);
	reading->said.description = page->description;
	nx_html_measure(arena, &reading->data, page, &reading->said, nx_html_line_reader(arena, data), &reading->facts);
	reading->rows = nx_arena_alloc(arena, (size_t) page->blocks.n * NX_HTML_WIDTH + 1);
	nx_html_rows(arena, page, &reading->facts, reading->rows);
}

void
nx_html_judge(NxHtmlReading *reading)
{
	const NxHtmlModel *model = reading->data.model;
	uint32_t	n = reading->page.blocks.n,
				stage,
				i;
	int32_t    *first = nx_array(reading->arena, int32_t, n + 1);

	reading->score = nx_array(reading->arena, int32_t, n + 1);
	for (stage = 0; stage < NX_HTML_STAGES; stage++)
	{
		int32_t    *score = stage ? reading->score : first;

		if (stage)
			nx_html_rows_again(reading->arena, &reading->page, &reading->facts, first, reading->rows);
		for (i = 0; i < n; i++)
			score[i] = stage ? first[i] : model ? 0 : reading->facts.item[i].prose > 0 ? NX_HTML_UNIT : -NX_HTML_UNIT;
		if (model)
			nx_html_score(reading->arena, model, stage, reading->rows, n, score);
	}
}

static bool
is_heading(const NxHtmlBlock *block)
{
	return block->far[NX_FAR_H1] == 0 || block->far[NX_FAR_H2] == 0 || block->far[NX_FAR_H3] == 0;
}

/*
 * What a block's score must exceed: a line that begins as links to other
 * stories do ("Read more: ...") must be surer than others.
 */
static int32_t
bar_of(const NxHtmlReading *reading, uint32_t i)
{
	const NxHtmlFacts *facts = &reading->facts.item[i];

	return facts->nwords <= LINK_LONGEST && facts->line.hit[NX_HTML_LINE_RELATED] >= NX_HTML_LINE_BEGINS ?
		NX_HTML_UNIT * 3 / 2 : 0;
}

/*
 * Names and elements that hold prose but no story, if the story itself does
 * not stand in them: a page may well be one big <form>.
 */
static const struct
{
	uint8_t		far;
	uint8_t		reach;
}			elsewhere[] = {
	{NX_CUE_COMMENT, 4}, {NX_CUE_COOKIE, 3}, {NX_CUE_NEWSLETTER, 2}, {NX_FAR_FOOTER, NX_FAR_NEVER - 1},
	{NX_FAR_NAV, 5}, {NX_FAR_FORM, 2}, {NX_CUE_RELATED, 2},
};

/* Takes bylines, times and credits away before the first real paragraph. */
static void
settle_head(const NxHtmlReading *reading, bool *is_body)
{
	uint32_t	i;

	for (i = 0; i < reading->page.blocks.n; i++)
	{
		const NxHtmlFacts *facts = &reading->facts.item[i];

		if (is_body[i] && facts->nchars >= PARAGRAPH_SHORTEST)
			return;
		if (facts->line.byline >= NX_HTML_LINE_SURE || facts->line.stamp >= NX_HTML_LINE_SURE ||
			facts->line.credit >= NX_HTML_LINE_SURE)
			is_body[i] = false;
	}
}

/* Takes away what stands where no story does; most of the body is elsewhere. */
static void
settle_elsewhere(const NxHtmlReading *reading, bool *is_body)
{
	uint32_t	n = reading->page.blocks.n,
				k,
				i;

	for (k = 0; k < NX_COUNT(elsewhere); k++)
	{
		uint64_t	inside = 0,
					all = 0;

		nx_arena_poll(reading->arena);
		for (i = 0; i < n; i++)
			if (is_body[i])
			{
				all += reading->facts.item[i].nchars;
				if (reading->page.blocks.item[i].far[elsewhere[k].far] <= elsewhere[k].reach)
					inside += reading->facts.item[i].nchars;
			}
		if (inside == 0 || inside * 5 > all)
			continue;
		for (i = 0; i < n; i++)
			if (is_body[i] && reading->score[i] < VETO_MOST && !is_heading(&reading->page.blocks.item[i]) &&
				reading->page.blocks.item[i].far[elsewhere[k].far] <= elsewhere[k].reach)
				is_body[i] = false;
	}
}

/* A page of so little text is a snippet, not a page around a story. */
#define SNIPPET_LONGEST	500

/*
 * A snippet without prose, "<h1>Mayor resigns</h1><p>She left on Monday.</p>":
 * its sentences are the story, and so is all that a snippet of one block says.
 */
static void
settle_snippet(const NxHtmlReading *reading, bool *is_body)
{
	uint32_t	n = reading->page.blocks.n,
				i;

	if (reading->facts.chars >= SNIPPET_LONGEST)
		return;
	for (i = 0; i < n; i++)
	{
		const NxHtmlBlock *block = &reading->page.blocks.item[i];
		const NxHtmlFacts *facts = &reading->facts.item[i];

		if ((n == 1 || facts->end == NX_END_STOP) && facts->nwords >= 3 && !is_heading(block) && block->link_bytes == 0)
			is_body[i] = true;
	}
}

/*
 * A page with next to no body: a flash of one sentence looks like a teaser.
 * The likeliest prose is taken, unless all of it is most unlikely.
 */
static void
settle_short(const NxHtmlReading *reading, bool *is_body)
{
	uint32_t	n = reading->page.blocks.n,
				chars = 0,
				i;
	int32_t		best = -3 * NX_HTML_UNIT;

	for (i = 0; i < n; i++)
	{
		if (is_body[i])
			chars += reading->facts.item[i].nchars;
		if (reading->facts.item[i].prose && reading->score[i] > best)
			best = reading->score[i];
	}
	if (chars >= BODY_SHORTEST)
		return;
	if (best == -3 * NX_HTML_UNIT)
	{
		if (chars == 0)
			settle_snippet(reading, is_body);
		return;
	}
	for (i = 0; i < n; i++)
		if (reading->facts.item[i].prose && reading->score[i] > best - NX_HTML_UNIT / 2)
			is_body[i] = true;
}

/* So many blocks behind the heading of a box are looked at. */
#define BOX_LOOKED	20

/* Is the heading of a box by its markup? */
static bool
heads_box(const NxHtmlBlock *block)
{
	return block->far[NX_FAR_ASIDE] <= 2 || block->far[NX_CUE_NEWSLETTER] <= 2 || block->far[NX_CUE_RELATED] <= 2 ||
		block->far[NX_CUE_PAYWALL] <= 2;
}

/* Does body follow heading i inside the element around it, or nothing at all? */
static bool
heads_inside(const NxHtmlReading *reading, uint32_t i, const bool *is_body)
{
	const NxHtmlElement *element = reading->page.elements.item;
	uint32_t	around = element[reading->page.blocks.item[i].element].parent;
	uint32_t	j;

	for (j = i + 1; j < reading->page.blocks.n && j <= i + BOX_LOOKED; j++)
	{
		uint32_t	e = reading->page.blocks.item[j].element;

		while (element[e].depth > element[around].depth)
			e = element[e].parent;
		if (e != around)
			return j == i + 1;
		if (is_body[j])
			return true;
	}
	return false;
}

/*
 * A heading is body only if body comes after it.  How far after tells nothing:
 * a standfirst in a heading has a picture, a date and offers behind it.
 */
static void
settle_headings(const NxHtmlReading *reading, bool *is_body)
{
	bool		follows = false;	/* body that is no heading */
	uint32_t	i;

	for (i = reading->page.blocks.n; i-- > 0;)
	{
		if (!is_body[i])
			continue;
		if (!is_heading(&reading->page.blocks.item[i]))
			follows = true;
		else if (!follows || (heads_box(&reading->page.blocks.item[i]) && !heads_inside(reading, i, is_body)))
			is_body[i] = false;
	}
}

/*
 * The headline: the first <h1> if it says what the page's title says, else
 * the first block that does, before the story's end.
 */
static void
find_headline(NxHtmlReading *reading, bool *is_body)
{
	const NxHtmlPage *page = &reading->page;
	uint32_t	best = page->h1,
				most = 0,
				i;

	reading->headline = page->h1;
	if (best != UINT32_MAX && reading->facts.item[best].title_words * 2 >= reading->facts.item[best].nwords)
	{
		is_body[best] = false;
		return;
	}
	for (i = 0; i < page->blocks.n; i++)
	{
		const NxHtmlFacts *facts = &reading->facts.item[i];

		if (facts->nwords < 4 || facts->nwords > 40 || facts->title_words * 10 < facts->nwords * 9 ||
			page->blocks.item[i].link_bytes || facts->title_words <= most)
			continue;
		most = facts->title_words;
		best = i;
	}
	if (most == 0)
		return;
	reading->headline = best;
	is_body[best] = false;
}

static void
measure_elements(NxHtmlReading *reading)
{
	uint32_t	i;

	reading->longest = nx_arena_zero(reading->arena, (reading->page.elements.n + 1) * sizeof(uint32_t));
	for (i = 0; i < reading->page.blocks.n; i++)
	{
		uint32_t   *longest = &reading->longest[reading->page.blocks.item[i].element];

		if (reading->facts.item[i].nchars > *longest)
			*longest = reading->facts.item[i].nchars;
	}
}

/* Share of the script's article that the blocks taken for body hold, in percent. */
static uint32_t
body_shown(const NxHtmlReading *reading, const bool *is_body)
{
	uint64_t	chars = 0;
	uint32_t	i;

	for (i = 0; i < reading->page.blocks.n; i++)
		if (is_body[i] && reading->facts.item[i].covered > 40)
			chars += reading->page.blocks.item[i].span.end - reading->page.blocks.item[i].span.start;
	return (uint32_t) (chars * 100 / (reading->said.body.len + 1));
}

/* Adds a script's story as blocks of their own; the old ones are not body. */
static void
take_script(NxHtmlReading *reading, NxText story, const NxMap *map, bool **is_body)
{
	uint32_t	old = reading->page.blocks.n,
				i;

	nx_html_cut_more(reading->arena, &reading->data, story, map, &reading->page);
	if (reading->page.blocks.n == old)
		return;
	*is_body = nx_array(reading->arena, bool, reading->page.blocks.n);
	for (i = 0; i < reading->page.blocks.n; i++)
		(*is_body)[i] = i >= old;
}

/*
 * The longest string with paragraphs in a script: the story of a page that
 * its scripts would draw.
 */
static NxSpan
find_story(NxHtmlReading *reading)
{
	NxSpan		best = {0, 0};
	uint32_t	i,
				most = 0;

	for (i = 0; i < reading->page.scripts.n; i++)
	{
		NxSpan		script = reading->page.scripts.item[i];
		NxText		text = nx_slice(reading->source, script.start, script.end);
		NxJsonReader reader = {reading->arena, text, 0, 0, {0, 0}, false};
		NxJsonKind	kind;

		while ((kind = nx_json_next(&reader)) != NX_JSON_END)
		{
			uint32_t	tags = 0,
						j;

			if (kind != NX_JSON_STRING || reader.span.end - reader.span.start < 600)
				continue;
			for (j = reader.span.start; j + 8 < reader.span.end; j++)
			{
				if (j % POLL_BYTES == 0)
					nx_arena_poll(reading->arena);
				if (text.data[j] == '<' ? text.data[j + 1] == 'p' && (text.data[j + 2] == '>' || text.data[j + 2] == ' ') :
					text.data[j] == '\\' && memcmp(text.data + j + 1, "u003", 4) == 0 &&
					(text.data[j + 5] | 32) == 'c' && text.data[j + 6] == 'p')
					tags++;
			}
			if (tags >= 3 && reader.span.end - reader.span.start > most)
			{
				most = reader.span.end - reader.span.start;
				best.start = reader.span.start + script.start;
				best.end = reader.span.end + script.start;
			}
		}
	}
	return best;
}

static void
take_missing(NxHtmlReading *reading, bool **is_body)
{
	uint32_t	n = reading->page.blocks.n,
				chars = 0,
				i;
	NxSpan		story;

	for (i = 0; i < n; i++)
		if ((*is_body)[i])
			chars += reading->facts.item[i].nchars;
	if (reading->said.body.len >= LINKED_SHORTEST && body_shown(reading, *is_body) < 40 && chars < reading->said.body.len)
	{
		take_script(reading, reading->said.body, &reading->body_map, is_body);
		return;
	}
	if (chars >= 300)
		return;
	story = find_story(reading);
	if (story.end)
	{
		NxMap		map = {NULL, 0, 0};
		NxText		text = nx_json_string(reading->arena, reading->source, story, 0, &map);

		take_script(reading, text, &map, is_body);
	}
}

/* ---- fields ---- */

static void
take_field(NxHtmlReading *reading, NxText *field, NxSpan span)
{
	NxText		text;

	if (span.end == 0)
		return;
	text = nx_html_decode(reading->arena, &reading->data,
						  nx_json_string(reading->arena, reading->source, span, 0, NULL));
	if (text.len)
		*field = text;
}

static void
set_meta(NxHtmlReading *reading, NxMeta *meta)
{
	const NxHtmlLinked *linked = &reading->linked;

	*meta = reading->page.meta;
	take_field(reading, &meta->headline, linked->headline);
	take_field(reading, &meta->section, linked->section);
	take_field(reading, &meta->published, linked->published);
	take_field(reading, &meta->modified, linked->modified);
	take_field(reading, &meta->dateline, linked->dateline);
	take_field(reading, &meta->language, linked->language);
	if (linked->author.len)
		meta->author = linked->author;
	if (linked->publisher.len)
		meta->publisher = linked->publisher;
	if (meta->headline.len == 0)
		meta->headline = reading->page.title;
}

/* ---- repair ---- */

/* Where position 'at' of the text before the repair stands after it. */
static uint32_t
repaired_position(const NxMap *map, uint32_t at, uint32_t *run, uint32_t len)
{
	const NxMapRun *here;

	while (*run + 1 < map->n && map->item[*run + 1].source <= at)
		++*run;
	here = &map->item[*run];
	if (here->source_end)
		return at >= here->source_end && *run + 1 < map->n ? map->item[*run + 1].at : here->at;
	if (at < here->source)
		return here->at;
	at = here->at + (at - here->source);
	if (*run + 1 < map->n && at > map->item[*run + 1].at)
		at = map->item[*run + 1].at;
	return at > len ? len : at;
}

/*
 * *joined leads where 'outer' and then 'inner' lead; 'len' is the length of
 * the text that outer is of.
 */
static void
join_maps(NxArena *arena, const NxMap *outer, uint32_t len, const NxMap *inner, NxMap *joined)
{
	uint32_t	i,
				k = 0;

	for (i = 0; i < outer->n; i++)
	{
		const NxMapRun *run = &outer->item[i];
		uint32_t	at = run->at,
					stop = i + 1 < outer->n ? outer->item[i + 1].at : len,
					middle = run->source;

		if (i % 1024 == 0)
			nx_arena_poll(arena);
		if (run->source_end || inner->n == 0)
		{
			NxSpan		piece = {run->source, run->source_end};

			piece = run->source_end ? nx_map_span(inner, piece) : piece;
			if (run->source_end)
				nx_map_replaced(arena, joined, at, piece.start, piece.end);
			else
				nx_map_verbatim(arena, joined, at, run->source);
			continue;
		}
		while (k + 1 < inner->n && inner->item[k + 1].at <= middle)
			k++;
		while (at < stop)
		{
			const NxMapRun *here = &inner->item[k];
			uint32_t	next = k + 1 < inner->n ? here[1].at : UINT32_MAX;

			if (k % 1024 == 0)
				nx_arena_poll(arena);
			if (here->source_end)
				nx_map_replaced(arena, joined, at, here->source, here->source_end);
			else
				nx_map_verbatim(arena, joined, at, here->source + (middle - here->at));
			if (next - middle >= stop - at)
				break;
			at += next - middle;
			middle = next;
			k++;
		}
	}
}

/*
 * Repairs the working text as a plain text is repaired, and leads the map
 * through: text after repair -> text before -> article.
 */
static void
repair(NxHtmlReading *reading, NxDocument *document)
{
	NxArena    *arena = reading->arena;
	NxDocument	inner;
	NxMap		map = {NULL, 0, 0};
	uint32_t	i,
				kept = 0,
				run = 0;

	memset(&inner, 0, sizeof(inner));
	inner.source = document->text;
	nx_repair_text(arena, &inner, NULL);
	if (inner.map.n == 0)
		return;
	for (i = 0; i < document->blocks.n; i++)
	{
		NxBlock		block = document->blocks.item[i];

		block.span.start = repaired_position(&inner.map, block.span.start, &run, inner.text.len);
		block.span.end = repaired_position(&inner.map, block.span.end, &run, inner.text.len);
		if (block.span.end > block.span.start)	/* else nothing visible was in it */
			document->blocks.item[kept++] = block;
	}
	document->blocks.n = kept;
	join_maps(arena, &inner.map, inner.text.len, &document->map, &map);
	document->map = map;
	document->text = inner.text;
}

void
nx_html_settle(NxHtmlReading *reading, NxFocus focus, NxDocument *document)
{
	NxArena    *arena = reading->arena;
	int32_t		bar = focus == NX_FOCUS_PRECISION ? FOCUS_SHIFT : focus == NX_FOCUS_RECALL ? -FOCUS_SHIFT : 0;
	bool	   *is_body = nx_array(arena, bool, reading->page.blocks.n + 1);
	uint32_t	i;

	for (i = 0; i < reading->page.blocks.n; i++)
		is_body[i] = reading->score[i] > bar + bar_of(reading, i);
	settle_head(reading, is_body);
	settle_elsewhere(reading, is_body);
	settle_short(reading, is_body);
	nx_arena_poll(arena);
	settle_headings(reading, is_body);
	find_headline(reading, is_body);
	nx_arena_poll(arena);
	measure_elements(reading);
	take_missing(reading, &is_body);
	set_meta(reading, &document->meta);
	document->text = nx_buffer_text(&reading->page.text);
	document->map = reading->page.map;
	for (i = 0; i < reading->page.blocks.n; i++)
	{
		NxBlock    *block = nx_push(arena, &document->blocks);

		if (i % 256 == 0)
			nx_arena_poll(arena);
		memset(block, 0, sizeof(*block));
		block->span = reading->page.blocks.item[i].span;
		nx_html_kind(reading, i, is_body[i], block);
	}
	repair(reading, document);
}

void
nx_read_html(NxArena *arena, const struct NxData *data, NxFocus focus, NxDocument *document)
{
	NxHtmlReading *reading = nx_new(arena, NxHtmlReading);

	nx_html_prepare(arena, data, document->source, reading);
	nx_html_judge(reading);
	nx_html_settle(reading, focus, document);
	nx_publisher_hints(arena, data, document);
}
