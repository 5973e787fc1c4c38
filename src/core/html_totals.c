/*-------------------------------------------------------------------------
 * html_totals.c
 *	  Sums over the blocks of an element and of a style: html_rows.h.
 *-------------------------------------------------------------------------
 */
#include "html_rows.h"

#include <string.h>

/* Asked after so many blocks or elements whether to go on. */
#define POLL_EVERY	4096

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
void
nx_rows_sum(Rows *r, const int32_t *score)
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

		if (i % POLL_EVERY == 0)
			nx_arena_poll(r->arena);
		if (score)
		{
			one.score = (int64_t) score[i] * facts->nchars;
			one.prose = score[i] > 0 ? facts->nchars : 0;
		}
		add_total(&r->own[block->element], &one);
	}
	memcpy(r->whole, r->own, n * sizeof(Total));
	for (i = n; i-- > 1;)
	{
		if (i % POLL_EVERY == 0)
			nx_arena_poll(r->arena);
		add_total(&r->whole[page->elements.item[i].parent], &r->whole[i]);
	}
}

/*
 * The element that holds the story.  Rule 0: from the page down, as long as
 * one element below holds six tenths of the prose.  Rule 1: the one with most
 * prose right in its children, half as much counting in theirs.
 */
void
nx_rows_find_main(Rows *r)
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

		if (i % POLL_EVERY == 0)
			nx_arena_poll(r->arena);
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
void
nx_rows_steps(const NxHtmlElement *element, uint32_t a, uint32_t b, uint32_t *up_a, uint32_t *up_b)
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

Total *
nx_rows_style_total(Styles *styles, uint64_t key)
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
uint64_t
nx_rows_style_key(const Rows *r, const NxHtmlBlock *block, bool anywhere)
{
	const NxHtmlElement *own = &r->page->elements.item[block->element];
	const NxHtmlElement *above = &r->page->elements.item[own->parent];

	return anywhere ? ((uint64_t) own->style << 32 ^ above->style) + block->style * 3u :
		((uint64_t) own->parent << 32 | own->style) + 1;
}

void
nx_rows_styles(const Rows *r, Styles *styles, bool anywhere, const int32_t *score)
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

		if (i % POLL_EVERY == 0)
			nx_arena_poll(r->arena);
		if (score)
			one.score = (int64_t) score[i] * one.chars;
		add_total(nx_rows_style_total(styles, nx_rows_style_key(r, block, anywhere)), &one);
	}
}
