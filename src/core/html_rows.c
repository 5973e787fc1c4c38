/*-------------------------------------------------------------------------
 * html_rows.c
 *	  The rows the block model reads: a block, its neighbours, its elements.
 *
 * Everything is a byte.  Counts go in on a logarithmic scale (eight steps a
 * doubling), shares in sixty-fourths, distances as they are.  The order of
 * the columns is part of the trained model: change it and train again.
 *-------------------------------------------------------------------------
 */
#include "html_rows.h"

#include <string.h>

static uint8_t *
put_total(uint8_t *at, const Total *total, bool all)
{
	*at++ = coarse(total->chars);
	*at++ = share(total->links, total->chars) / 4;
	if (all)
	{
		*at++ = coarse(total->blocks);
		*at++ = coarse(total->blocks ? total->chars / total->blocks : 0);
	}
	return at;
}

/* Names that mean the same however far up they stand. */
static bool
is_lasting(uint32_t far)
{
	return far == NX_CUE_BODY || far == NX_CUE_CONTENT || far == NX_CUE_STORY ||
		far == NX_FAR_ARTICLE || far == NX_FAR_MAIN || far == NX_FAR_SECTION;
}

/*
 * Distances, but of what lies above the common ancestor with the story only
 * what lasts: a "sidebar" around the whole story tells nothing.
 */
static uint8_t *
put_far(uint8_t *at, const NxHtmlBlock *block, uint32_t up)
{
	uint32_t	i;

	for (i = 0; i < NX_FARS; i++)
		*at++ = block->far[i] < up || block->far[i] == 0 || is_lasting(i) ? block->far[i] : NX_FAR_NEVER;
	return at;
}

static uint8_t *
put_text(uint8_t *at, const NxHtmlBlock *block, const NxHtmlFacts *f)
{
	uint32_t	bytes = block->span.end - block->span.start;
	uint32_t	i;

	*at++ = scale(f->nchars);
	*at++ = scale(f->nwords);
	*at++ = share(block->link_bytes, bytes);
	*at++ = scale(block->nlinks);
	*at++ = share(f->lower, f->nwords);
	*at++ = share(f->lower_short, f->nwords);
	*at++ = share(f->capital, f->nwords);
	*at++ = share(f->digits, f->nchars);
	*at++ = share(f->punct * 4, f->nchars);
	*at++ = cap(f->commas);
	*at++ = cap(f->stops);
	*at++ = f->end;
	*at++ = f->begin;
	*at++ = cap(f->nwords ? f->letters * 8 / f->nwords : 0);
	*at++ = share(f->cjk * 2, f->nchars);
	*at++ = share(f->upper, f->letters);
	*at++ = share(block->bold_bytes, bytes);
	*at++ = block->flags & NX_HB_BR;
	*at++ = block->media;
	*at++ = cap(f->quotes);
	*at++ = f->copies;
	*at++ = f->covered;
	*at++ = share(f->title_words, f->nwords);
	*at++ = cap(f->title_long);
	*at++ = f->first_cue;
	*at++ = cap(f->addresses);
	*at++ = cap(f->rights);
	*at++ = cap(f->money);
	*at++ = f->colon;
	*at++ = share(block->italic_bytes, bytes);
	*at++ = (block->flags & NX_HB_ROW) != 0;
	for (i = 0; i < NX_HTML_TEXT_CUES; i++)
		*at++ = share(f->cue[i] * 2, f->nwords < 4 ? 4 : f->nwords);
	return at;
}

static uint8_t *
put_line(uint8_t *at, const NxHtmlFacts *f)
{
	const NxHtmlLine *line = &f->line;

	memcpy(at, line->hit, NX_HTML_LINE_CLASSES);
	at += NX_HTML_LINE_CLASSES;
	*at++ = line->byline;
	*at++ = line->credit;
	*at++ = line->stamp;
	*at++ = line->stops;
	*at++ = line->tail;
	*at++ = line->glued;
	*at++ = f->described;
	return at;
}

/* The class of phrases that a short block begins with or is, plus one. */
static uint8_t
line_class(const NxHtmlLine *line)
{
	uint32_t	k;

	if (line->byline > 6 || line->credit > 6 || line->stamp > 6)
		return NX_HTML_LINE_CLASSES + 1;
	for (k = NX_HTML_LINE_PROMO; k < NX_HTML_LINE_CLASSES; k++)
		if (line->hit[k] >= NX_HTML_LINE_BEGINS)
			return (uint8_t) (k + 1);
	return 0;
}

/* What a neighbour tells; 'other' may lie outside the page. */
static uint8_t *
put_neighbour(const Rows *r, uint8_t *at, uint32_t i, int64_t other)
{
	const NxHtmlBlock *here = &r->page->blocks.item[i];
	const NxHtmlBlock *block;
	const NxHtmlFacts *f;
	const NxHtmlElement *element = r->page->elements.item;

	if (other < 0 || other >= r->page->blocks.n)
	{
		memset(at, 0, 11);
		return at + 11;
	}
	block = &r->page->blocks.item[other];
	f = &r->facts->item[other];
	*at++ = scale(f->nchars);
	*at++ = share(block->link_bytes, block->span.end - block->span.start);
	*at++ = f->end;
	*at++ = f->begin;
	*at++ = block->far[NX_FAR_P];
	*at++ = (uint8_t) (block->far[NX_FAR_H1] == 0 ? 1 : block->far[NX_FAR_H2] == 0 ? 2 : block->far[NX_FAR_H3] == 0 ? 3 : 0);
	*at++ = (uint8_t) (block->far[NX_FAR_FIGURE] < 4);
	*at++ = (uint8_t) (block->element == here->element ? 2 :
					   element[block->element].parent == element[here->element].parent ? 1 : 0);
	*at++ = (uint8_t) (block->style == here->style);
	*at++ = share(f->lower, f->nwords);
	*at++ = line_class(&f->line);
	return at;
}

/*
 * How many blocks right before and after stand under the same parent, and how
 * many of them look the same: lists of links are known by their run.
 */
static void
fill_runs(const Rows *r, uint32_t column)
{
	const NxHtmlPage *page = r->page;
	uint32_t	n = page->blocks.n,
				pass,
				k;

	for (pass = 0; pass < 2; pass++)
	{
		uint32_t	same_parent = 0,
					same_style = 0,
					linked = 0;

		for (k = 0; k < n; k++)
		{
			uint32_t	i = pass ? n - 1 - k : k;
			const NxHtmlBlock *block = &page->blocks.item[i];
			const NxHtmlBlock *last = k ? &page->blocks.item[pass ? i + 1 : i - 1] : NULL;
			uint8_t    *at = r->rows + (size_t) i * NX_HTML_WIDTH + column + pass * 3;
			const NxHtmlElement *element = page->elements.item;

			if (k % 4096 == 0)
				nx_arena_poll(r->arena);
			if (last)
			{
				same_parent = element[block->element].parent == element[last->element].parent ? same_parent + 1 : 0;
				same_style = nx_rows_style_key(r, block, true) == nx_rows_style_key(r, last, true) ? same_style + 1 : 0;
			}
			at[0] = cap(same_parent);
			at[1] = cap(same_style);
			at[2] = cap(linked);
			linked = block->link_bytes * 2 > block->span.end - block->span.start ? linked + 1 : 0;
		}
	}
}

static void
find_prose_ends(Rows *r)
{
	const NxHtmlPage *page = r->page;
	uint32_t	i;

	r->first_prose = UINT32_MAX;
	r->last_prose = 0;
	for (i = 0; i < page->blocks.n; i++)
	{
		uint32_t	up,
					down;

		if (i % 64 == 0)
			nx_arena_poll(r->arena);
		if (r->facts->item[i].prose < 60)
			continue;
		nx_rows_steps(page->elements.item, page->blocks.item[i].element, r->main[0], &up, &down);
		if (down)
			continue;
		if (r->first_prose == UINT32_MAX)
			r->first_prose = i;
		r->last_prose = i;
	}
	if (r->first_prose == UINT32_MAX)
		r->first_prose = 0;
}

static uint8_t *
put_place(const Rows *r, uint8_t *at, uint32_t i, uint32_t chars_before)
{
	const NxHtmlPage *page = r->page;
	const NxHtmlBlock *block = &page->blocks.item[i];
	uint32_t	up,
				down,
				k;
	int64_t		h1 = page->h1 == UINT32_MAX ? -200 : (int64_t) i - page->h1;

	for (k = 0; k < 2; k++)
	{
		nx_rows_steps(page->elements.item, block->element, r->main[k], &up, &down);
		*at++ = cap(up);
		*at++ = cap(down);
	}
	*at++ = (uint8_t) (i < r->first_prose ? 0 : i > r->last_prose ? 2 : 1);
	*at++ = centred((int64_t) i - r->first_prose);
	*at++ = centred((int64_t) i - r->last_prose);
	*at++ = centred(h1);
	*at++ = share(i, page->blocks.n) / 2;
	*at++ = share(chars_before, r->facts->chars) / 2;
	*at++ = coarse(page->blocks.n) / 2;
	*at++ = coarse(r->whole[0].prose) / 2;
	*at++ = share(r->whole[r->main[0]].prose, r->whole[0].prose) / 8;
	return at;
}

/* What was passed on the way down the page. */
typedef struct Trail
{
	uint32_t	heading;		/* the last heading; UINT32_MAX: none */
	uint32_t	titles;			/* headings that repeat the title */
	uint32_t	last_title;
	uint32_t	h1s;
	uint32_t	article;		/* element number of the <article> around the last block */
	uint32_t	articles;		/* such elements with prose in them so far */
	uint64_t	prose;			/* inside main[0] */
	uint32_t	proses;			/* blocks of it */
	uint32_t	described;		/* blocks that the page's description holds */
	uint32_t	last[4];		/* 1 + the last byline, time, header of other stories, offer; 0: none */
} Trail;

/* How far back lies what was passed. */
static uint8_t *
put_trail(uint8_t *at, const NxHtmlBlock *block, const NxHtmlFacts *facts, uint32_t i, Trail *trail)
{
	const NxHtmlLine *line = &facts->line;
	bool		here[4];
	uint32_t	k;

	here[0] = line->byline > 6 || (block->far[NX_CUE_AUTHOR] <= 1 && facts->nwords <= 14);
	here[1] = line->stamp > 6 || (block->far[NX_CUE_DATE] <= 1 && facts->nwords <= 16);
	here[2] = facts->nwords <= 6 && line->hit[NX_HTML_LINE_RELATED] >= NX_HTML_LINE_BEGINS;
	here[3] = line->hit[NX_HTML_LINE_PROMO] >= NX_HTML_LINE_BEGINS ||
		line->hit[NX_HTML_LINE_SHARE] >= NX_HTML_LINE_BEGINS || line->hit[NX_HTML_LINE_BIO] >= NX_HTML_LINE_BEGINS;
	for (k = 0; k < NX_COUNT(here); k++)
	{
		*at++ = trail->last[k] ? scale(i + 1 - trail->last[k]) : 255;
		if (here[k])
			trail->last[k] = i + 1;
	}
	*at++ = cap(trail->described);
	trail->described += facts->described > 40 && facts->nwords >= 4;
	*at++ = scale(trail->proses);
	return at;
}

static uint32_t
article_around(const Rows *r, uint32_t e)
{
	const NxHtmlElement *element = r->page->elements.item;
	uint32_t	found = 0;

	for (; e; e = element[e].parent)
		if (element[e].tag == NX_TAG_ARTICLE && r->whole[e].prose >= 300)
			found = e;
	return found;
}

static uint8_t *
put_heading(const Rows *r, uint8_t *at, uint32_t i, Trail *trail)
{
	const NxHtmlPage *page = r->page;
	const NxHtmlBlock *block = &page->blocks.item[i];
	const NxHtmlFacts *facts = &r->facts->item[i];
	uint32_t	article = block->far[NX_FAR_ARTICLE] == NX_FAR_NEVER ? 0 : article_around(r, block->element);
	uint32_t	up,
				down;

	if (article && article != trail->article)
	{
		trail->article = article;
		trail->articles++;
	}
	*at++ = cap(article ? trail->articles : 0);
	*at++ = article ? share(r->whole[article].prose, r->whole[0].prose) / 8 : 0;
	if (block->far[NX_FAR_H1] == 0)
		trail->h1s++;
	*at++ = cap(trail->h1s);
	if (block->far[NX_FAR_H1] == 0 || block->far[NX_FAR_H2] == 0 || block->far[NX_FAR_H3] == 0)
	{
		if (facts->nwords >= 3 && facts->title_words * 5 >= facts->nwords * 4)
		{
			trail->titles++;
			trail->last_title = i;
		}
	}
	*at++ = cap(trail->titles);
	*at++ = trail->titles ? scale(i - trail->last_title) : 255;
	if (trail->heading != UINT32_MAX)
	{
		const NxHtmlBlock *head = &page->blocks.item[trail->heading];
		const NxHtmlFacts *head_facts = &r->facts->item[trail->heading];

		*at++ = scale(i - trail->heading);
		*at++ = share(head->link_bytes, head->span.end - head->span.start);
		*at++ = head_facts->first_cue;
		*at++ = scale(head_facts->nwords);
		*at++ = share(head_facts->title_words, head_facts->nwords);
		*at++ = page->elements.item[head->element].level;
		nx_rows_steps(page->elements.item, block->element, head->element, &up, &down);
		*at++ = cap(up);
		*at++ = cap(down);
	}
	else
		at += 8;
	if (page->elements.item[block->element].level)
		trail->heading = i;
	nx_rows_steps(page->elements.item, block->element, r->main[0], &up, &down);
	*at++ = share((uint32_t) trail->prose, r->whole[r->main[0]].prose);
	if (down == 0)
	{
		trail->prose += facts->prose;
		trail->proses += facts->prose >= 60;
	}
	return put_trail(at, block, facts, i, trail);
}

void
nx_html_rows(NxArena *arena, const NxHtmlPage *page, const NxHtmlFactList *facts, uint8_t *rows)
{
	Rows		r = {arena, page, facts, rows, NULL, NULL, {0, 0}, 0, 0};
	Styles		near,
				anywhere;
	Trail		trail = {.heading = UINT32_MAX};
	uint32_t	i,
				k,
				width = 0,
				chars_before = 0;

	nx_rows_sum(&r, NULL);
	nx_rows_find_main(&r);
	find_prose_ends(&r);
	nx_rows_styles(&r, &near, false, NULL);
	nx_rows_styles(&r, &anywhere, true, NULL);
	for (i = 0; i < page->blocks.n; i++)
	{
		const NxHtmlBlock *block = &page->blocks.item[i];
		uint8_t    *row = rows + (size_t) i * NX_HTML_WIDTH;
		uint8_t    *at = row;
		uint32_t	e = block->element,
					up,
					down;
		static const int8_t window[] = {-1, 1, -2, 2};

		if (i % 16 == 0)
			nx_arena_poll(arena);
		memset(row, 0, NX_HTML_WIDTH);
		nx_rows_steps(page->elements.item, e, r.main[0], &up, &down);
		at = put_far(at, block, up);
		at = put_text(at, block, &facts->item[i]);
		at = put_line(at, &facts->item[i]);
		*at++ = i + 1 < page->blocks.n ? page->blocks.item[i + 1].media : 0;
		*at++ = cap(page->elements.item[e].depth);
		at = put_total(at, &r.own[e], true);
		for (k = 0; k < 3; k++)
		{
			e = page->elements.item[e].parent;
			at = put_total(at, &r.whole[e], k < 2);
		}
		at = put_total(at, nx_rows_style_total(&near, nx_rows_style_key(&r, block, false)), true);
		at = put_total(at, nx_rows_style_total(&anywhere, nx_rows_style_key(&r, block, true)), true);
		at = put_place(&r, at, i, chars_before);
		for (k = 0; k < NX_COUNT(window); k++)
			at = put_neighbour(&r, at, i, (int64_t) i + window[k]);
		at = put_heading(&r, at, i, &trail);
		width = (uint32_t) (at - row);
		chars_before += facts->item[i].nchars;
	}
	fill_runs(&r, width);
}
