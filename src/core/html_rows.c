/*-------------------------------------------------------------------------
 * html_rows.c
 *	  The rows the block model reads: a block, its neighbours, its elements.
 *
 * Everything is a byte.  Counts go in on a logarithmic scale (eight steps a
 * doubling), shares in sixty-fourths, distances as they are.  The order of
 * the columns is part of the trained model: change it and train again.
 *-------------------------------------------------------------------------
 */
#include "html_facts.h"
#include "html_model.h"

#include <string.h>

typedef struct Total
{
	uint32_t	blocks;
	uint32_t	chars;
	uint32_t	links;			/* characters in links */
	uint32_t	prose;
	int64_t		score;			/* sum of score * characters, second stage */
} Total;

typedef struct Rows
{
	NxArena    *arena;
	const NxHtmlPage *page;
	const NxHtmlFactList *facts;
	uint8_t    *rows;
	Total	   *own;			/* per element: blocks directly in it */
	Total	   *whole;			/* per element: with all below it */
	uint32_t	main[2];		/* the element that holds the story: by two rules */
	uint32_t	first_prose;	/* first and last block of main[0] that look like prose */
	uint32_t	last_prose;
} Rows;

static inline uint8_t
cap(uint32_t value)
{
	return (uint8_t) (value > 255 ? 255 : value);
}

/* Eight steps a doubling: 0 0, 1 8, 2 16, 3 20, 4 24, … */
static uint8_t
scale(uint32_t value)
{
	uint32_t	bit = 0,
				v = value;

	if (value == 0)
		return 0;
	while (v >>= 1)
		bit++;
	v = bit >= 3 ? (value >> (bit - 3)) & 7 : (value << (3 - bit)) & 7;
	return cap(8 + bit * 8 + v);
}

/*
 * Two steps a doubling, for what all blocks of an element or a page share:
 * finer steps would let the trainer know pages by heart.
 */
static inline uint8_t
coarse(uint32_t value)
{
	return scale(value) / 4;
}

static inline uint8_t
share(uint32_t part, uint32_t of)
{
	return of == 0 ? 0 : (uint8_t) ((uint64_t) (part > of ? of : part) * 63 / of);
}

static inline uint8_t
centred(int64_t value)
{
	return (uint8_t) (value < -127 ? 1 : value > 127 ? 255 : value + 128);
}

static void
add_total(Total *total, const Total *more)
{
	total->blocks += more->blocks;
	total->chars += more->chars;
	total->links += more->links;
	total->prose += more->prose;
	total->score += more->score;
}

/* Sums per element; an element's number is lower than those below it. */
static void
sum_elements(Rows *r, const int32_t *score)
{
	const NxHtmlPage *page = r->page;
	uint32_t	n = page->elements.n,
				i;

	r->own = nx_arena_zero(r->arena, n * sizeof(Total));
	r->whole = nx_array(r->arena, Total, n);
	for (i = 0; i < page->blocks.n; i++)
	{
		const NxHtmlBlock *block = &page->blocks.item[i];
		const NxHtmlFacts *facts = &r->facts->item[i];
		Total		one = {1, facts->nchars, block->link_bytes, facts->prose, 0};

		if (score)
		{
			one.score = (int64_t) score[i] * facts->nchars;
			one.prose = score[i] > 0 ? facts->nchars : 0;
		}
		add_total(&r->own[block->element], &one);
	}
	memcpy(r->whole, r->own, n * sizeof(Total));
	for (i = n; i-- > 1;)
		add_total(&r->whole[page->elements.item[i].parent], &r->whole[i]);
}

/*
 * The element that holds the story.  Rule 0: from the page down, as long as
 * one element below holds six tenths of the prose.  Rule 1: the one with most
 * prose right in its children, half as much counting in theirs.
 */
static void
find_main(Rows *r)
{
	const NxHtmlElement *element = r->page->elements.item;
	uint32_t	n = r->page->elements.n,
				i;
	uint32_t	all = r->whole[0].prose;
	uint64_t   *points = nx_arena_zero(r->arena, n * sizeof(uint64_t));
	uint64_t	best = 0;

	r->main[0] = r->main[1] = 0;
	for (i = 1; i < n; i++)
	{
		uint32_t	parent = element[i].parent;

		/* Parents come first, so each step down is met in order. */
		if (parent == r->main[0] && (uint64_t) r->whole[i].prose * 10 > (uint64_t) all * 6)
		{
			r->main[0] = i;
			all = r->whole[i].prose;
		}
		points[parent] += r->own[i].prose;
		points[element[parent].parent] += r->own[i].prose / 2;
	}
	for (i = 0; i < n; i++)
		if (points[i] + r->own[i].prose > best)
		{
			best = points[i] + r->own[i].prose;
			r->main[1] = i;
		}
	/* A single paragraph is not what holds the story. */
	if (r->own[r->main[0]].prose * 10 > r->whole[r->main[0]].prose * 9 && r->own[r->main[0]].blocks == 1)
		r->main[0] = element[r->main[0]].parent;
}

/* Steps from element a up to the lowest element around both, and from b. */
static void
steps_between(const NxHtmlElement *element, uint32_t a, uint32_t b, uint32_t *up_a, uint32_t *up_b)
{
	*up_a = *up_b = 0;
	while (a != b)
	{
		if (element[a].depth >= element[b].depth)
		{
			a = element[a].parent;
			++*up_a;
		}
		else
		{
			b = element[b].parent;
			++*up_b;
		}
	}
}

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

typedef struct Style
{
	uint64_t	key;
	Total		total;
} Style;

/* Totals of all blocks that share a key: open addressing over 2 n slots. */
typedef struct Styles
{
	Style	   *slot;
	uint32_t	mask;
} Styles;

static Total *
style_total(Styles *styles, uint64_t key)
{
	uint32_t	i;

	key |= key == 0;
	for (i = (uint32_t) ((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & styles->mask;
		 styles->slot[i].key != key; i = (i + 1) & styles->mask)
		if (styles->slot[i].key == 0)
		{
			styles->slot[i].key = key;
			break;
		}
	return &styles->slot[i].total;
}

/* Same look under the same parent; same look anywhere on the page. */
static uint64_t
style_key(const Rows *r, const NxHtmlBlock *block, bool anywhere)
{
	const NxHtmlElement *own = &r->page->elements.item[block->element];
	const NxHtmlElement *above = &r->page->elements.item[own->parent];

	return anywhere ? ((uint64_t) own->style << 32 ^ above->style) + block->style * 3u :
		((uint64_t) own->parent << 32 | own->style) + 1;
}

static void
make_styles(const Rows *r, Styles *styles, bool anywhere, const int32_t *score)
{
	uint32_t	slots = 64,
				i;

	while (slots < r->page->blocks.n * 2)
		slots *= 2;
	styles->slot = nx_arena_zero(r->arena, slots * sizeof(Style));
	styles->mask = slots - 1;
	for (i = 0; i < r->page->blocks.n; i++)
	{
		const NxHtmlBlock *block = &r->page->blocks.item[i];
		Total		one = {1, r->facts->item[i].nchars, block->link_bytes, r->facts->item[i].prose, 0};

		if (score)
			one.score = (int64_t) score[i] * one.chars;
		add_total(style_total(styles, style_key(r, block, anywhere)), &one);
	}
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

			if (last)
			{
				same_parent = element[block->element].parent == element[last->element].parent ? same_parent + 1 : 0;
				same_style = style_key(r, block, true) == style_key(r, last, true) ? same_style + 1 : 0;
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

		if (r->facts->item[i].prose < 60)
			continue;
		steps_between(page->elements.item, page->blocks.item[i].element, r->main[0], &up, &down);
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
		steps_between(page->elements.item, block->element, r->main[k], &up, &down);
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
		steps_between(page->elements.item, block->element, head->element, &up, &down);
		*at++ = cap(up);
		*at++ = cap(down);
	}
	else
		at += 8;
	if (page->elements.item[block->element].level)
		trail->heading = i;
	steps_between(page->elements.item, block->element, r->main[0], &up, &down);
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

	sum_elements(&r, NULL);
	find_main(&r);
	find_prose_ends(&r);
	make_styles(&r, &near, false, NULL);
	make_styles(&r, &anywhere, true, NULL);
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
		steps_between(page->elements.item, e, r.main[0], &up, &down);
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
		at = put_total(at, style_total(&near, style_key(&r, block, false)), true);
		at = put_total(at, style_total(&anywhere, style_key(&r, block, true)), true);
		at = put_place(&r, at, i, chars_before);
		for (k = 0; k < NX_COUNT(window); k++)
			at = put_neighbour(&r, at, i, (int64_t) i + window[k]);
		at = put_heading(&r, at, i, &trail);
		width = (uint32_t) (at - row);
		chars_before += facts->item[i].nchars;
	}
	fill_runs(&r, width);
}

/* ---- second stage ---- */

/* A score as a byte: 128 is even odds, a step a quarter of a nat. */
static inline uint8_t
score_byte(int64_t score)
{
	return centred(score / (NX_HTML_UNIT / 4));
}

static inline uint8_t
mean_byte(const Total *total)
{
	return total->chars ? score_byte(total->score / total->chars) : 128;
}

/* How often words occur in the story, by their hashes; two may share a place. */
typedef struct Vocabulary
{
	uint16_t	count[8192];
} Vocabulary;

static void
add_words(Vocabulary *vocabulary, const NxHtmlFactList *facts, uint32_t i)
{
	const uint32_t *word = facts->word + facts->item[i].first_word;
	uint32_t	j;

	for (j = 0; j < facts->item[i].nwords; j++)
		if (vocabulary->count[word[j] >> 3 & 8191] < UINT16_MAX)
			vocabulary->count[word[j] >> 3 & 8191]++;
}

/* Share of a block's longer words that the story has elsewhere. */
static uint8_t
familiar(const Vocabulary *vocabulary, const NxHtmlFactList *facts, uint32_t i, bool counted)
{
	const uint32_t *word = facts->word + facts->item[i].first_word;
	uint32_t	n = facts->item[i].nwords > 200 ? 200 : facts->item[i].nwords,
				known = 0,
				of = 0,
				j;

	for (j = 0; j < n; j++)
		if ((word[j] & 7) >= 5)
		{
			of++;
			known += vocabulary->count[word[j] >> 3 & 8191] > (counted ? 1 : 0);
		}
	return of ? share(known, of) : 32;
}

static uint8_t *
put_scores(uint8_t *at, const int32_t *score, const NxHtmlFactList *facts, uint32_t n, uint32_t i)
{
	static const int8_t window[] = {-1, 1, -2, 2, -3, 3};
	uint32_t	k;
	int64_t		sum[2] = {0, 0},
				weight[2] = {0, 0};

	*at++ = score_byte(score[i]);
	for (k = 0; k < NX_COUNT(window); k++)
	{
		int64_t		j = (int64_t) i + window[k];

		*at++ = j < 0 || j >= n ? 0 : score_byte(score[j]);
	}
	for (k = 1; k <= 8; k++)
	{
		if (i >= k)
		{
			sum[0] += (int64_t) score[i - k] * facts->item[i - k].nchars;
			weight[0] += facts->item[i - k].nchars;
		}
		if (i + k < n)
		{
			sum[1] += (int64_t) score[i + k] * facts->item[i + k].nchars;
			weight[1] += facts->item[i + k].nchars;
		}
	}
	*at++ = weight[0] ? score_byte(sum[0] / weight[0]) : 0;
	*at++ = weight[1] ? score_byte(sum[1] / weight[1]) : 0;
	return at;
}

void
nx_html_rows_again(NxArena *arena, const NxHtmlPage *page, const NxHtmlFactList *facts,
				   const int32_t *score, uint8_t *rows)
{
	Rows		r = {arena, page, facts, rows, NULL, NULL, {0, 0}, 0, 0};
	Styles		near,
				anywhere;
	Vocabulary *vocabulary = nx_new(arena, Vocabulary);
	uint32_t	n = page->blocks.n,
				i,
				before = 0,
				chars = 0,
				last = UINT32_MAX;
	uint32_t   *next = nx_array(arena, uint32_t, n + 1);

	sum_elements(&r, score);
	find_main(&r);
	make_styles(&r, &near, false, score);
	make_styles(&r, &anywhere, true, score);
	for (i = n; i-- > 0;)
	{
		next[i] = last;			/* the next block taken for body */
		if (score[i] > 0)
		{
			last = i;
			chars += facts->item[i].nchars;
			add_words(vocabulary, facts, i);
		}
	}
	last = UINT32_MAX;
	for (i = 0; i < n; i++)
	{
		const NxHtmlBlock *block = &page->blocks.item[i];
		uint8_t    *at = rows + (size_t) i * NX_HTML_WIDTH + NX_HTML_STAGE0;
		uint32_t	e = block->element,
					up,
					down,
					k;

		if (i % 16 == 0)
			nx_arena_poll(arena);
		at = put_scores(at, score, facts, n, i);
		*at++ = mean_byte(&r.own[e]);
		for (k = 0; k < 3; k++)
		{
			e = page->elements.item[e].parent;
			*at++ = mean_byte(&r.whole[e]);
		}
		*at++ = mean_byte(style_total(&near, style_key(&r, block, false)));
		*at++ = mean_byte(style_total(&anywhere, style_key(&r, block, true)));
		for (k = 0; k < 2; k++)
		{
			steps_between(page->elements.item, block->element, r.main[k], &up, &down);
			*at++ = cap(up);
			*at++ = cap(down);
		}
		*at++ = last == UINT32_MAX ? 255 : cap(i - last);
		*at++ = next[i] == UINT32_MAX ? 255 : cap(next[i] - i);
		*at++ = share(before, chars);
		*at++ = familiar(vocabulary, facts, i, score[i] > 0);
		*at++ = share(r.whole[r.main[0]].prose, chars) / 8;
		if (score[i] > 0)
		{
			last = i;
			before += facts->item[i].nchars;
		}
	}
}
