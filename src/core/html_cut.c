/*-------------------------------------------------------------------------
 * html_cut.c
 *	  Cut a page into blocks: html_blocks.h.
 *
 * Elements that stand in line neither separate nor join words; elements that
 * stand as blocks and <br> end a block of text; the cells of a row are told
 * apart by a space.  White space is made single spaces as a browser does.
 *
 * End tags follow the standard as far as text depends on it: what a start tag
 * closes (p, li, td, …), how far an end tag reaches, elements in line that
 * are closed across a block.  Open elements deeper than STACK_MOST are only
 * counted, so depth costs nothing.
 *-------------------------------------------------------------------------
 */
#include "html_cut.h"

#include <string.h>

/* Cells longer than this are columns of a layout, not of a table. */
#define CELL_LONGEST	160

/*
 * Further blocks are joined to the last one: no page of news has so many, and
 * each costs two kilobytes while the page is read.
 */
#define BLOCKS_MOST		200000

/* The same of elements: further ones get the number of the one around them. */
#define ELEMENTS_MOST	1000000

/* Text is taken up in pieces of so many bytes, and the caller is asked between. */
#define PIECE_LONGEST	16384

/* End tags of unknown names are looked for this far. */
#define UNKNOWN_REACH	64

#define IS_SPACE(c)		((c) == ' ' || ((c) >= '\t' && (c) <= '\r'))

/* A run of the working text at its end came from source bytes start to end. */
static void
map_run(Cut *cut, uint32_t start, uint32_t end, bool verbatim)
{
	uint32_t	at = cut->page->text.len;
	NxArena    *arena = cut->arena;
	NxMap	   *map = &cut->page->map;

	if (cut->inner == NULL || cut->inner->n == 0)
	{
		if (verbatim && cut->follows == start && start)
			return;				/* goes on where the last run ended */
		if (verbatim)
			nx_map_verbatim(arena, map, at, start);
		else
			nx_map_replaced(arena, map, at, start, end);
		return;
	}
	if (!verbatim)
	{
		NxSpan		piece = {start, end};

		piece = nx_map_span(cut->inner, piece);
		nx_map_replaced(arena, map, at, piece.start, piece.end);
		return;
	}
	/* Verbatim in a text that is itself a copy: run by run of its own map. */
	while (cut->inner_run + 1 < cut->inner->n && cut->inner->item[cut->inner_run + 1].at <= start)
		cut->inner_run++;
	while (start < end)
	{
		const NxMapRun *run = &cut->inner->item[cut->inner_run];
		uint32_t	stop = cut->inner_run + 1 < cut->inner->n ? run[1].at : UINT32_MAX;

		if (run->source_end)
			nx_map_replaced(arena, map, at, run->source, run->source_end);
		else
			nx_map_verbatim(arena, map, at, run->source + (start - run->at));
		if (stop >= end)
			break;
		at += stop - start;
		start = stop;
		cut->inner_run++;
	}
}

static void
add_bytes(Cut *cut, const char *bytes, uint32_t n, uint32_t start, uint32_t end, bool verbatim)
{
	map_run(cut, start, end, verbatim);
	nx_buffer_add(&cut->page->text, bytes, n);
	cut->follows = verbatim ? end : 0;
	cut->source_end = end;
}

/* Elements are numbered when they first hold text. */
static uint32_t
element_of(Cut *cut, uint32_t depth)
{
	uint32_t	i = depth;

	while (i && cut->stack[i - 1].element == UINT32_MAX)
		i--;
	for (; i < depth; i++)
	{
		OpenElement *open = &cut->stack[i];
		uint32_t	parent = i ? cut->stack[i - 1].element : 0;

		if (open->is_container && cut->page->elements.n < ELEMENTS_MOST)
		{
			NxHtmlElement *element = nx_push(cut->arena, &cut->page->elements);

			element->parent = parent;
			element->style = open->style;
			element->depth = (uint16_t) (cut->page->elements.item[parent].depth + 1);
			element->tag = open->tag;
			element->level = open->tag >= NX_TAG_H1 && open->tag <= NX_TAG_H6 ?
				(uint8_t) (open->tag - NX_TAG_H1 + 1) : 0;
			open->element = cut->page->elements.n - 1;
		}
		else
			open->element = parent;
	}
	return depth ? cut->stack[depth - 1].element : 0;
}

/* The block's text now shares only the open elements up to 'depth'. */
static void
set_common(Cut *cut, uint32_t depth)
{
	NxHtmlBlock *block = &cut->block;

	cut->common = depth;
	block->element = element_of(cut, depth);
	block->style = depth ? cut->stack[depth - 1].style : 0;
	if (depth)
		memcpy(block->far, cut->stack[depth - 1].far, NX_FARS);
	else
		memset(block->far, NX_FAR_NEVER, NX_FARS);
}

/* Text comes: opens a block, or sees to the space before it. */
static void
before_text(Cut *cut, uint32_t start)
{
	NxHtmlPage *page = cut->page;

	if (!cut->in_block)
	{
		memset(&cut->block, 0, sizeof(cut->block));
		if (page->text.len)
			add_bytes(cut, "\n", 1, cut->source_end, start > cut->source_end ? start : cut->source_end, false);
		cut->block.span.start = page->text.len;
		cut->block.media = cut->media > 255 ? 255 : (uint8_t) cut->media;
		cut->block.flags = (uint8_t) ((cut->breaks == 1 ? NX_HB_BR : 0) | cut->origin);
		cut->media = cut->breaks = 0;
		cut->in_block = true;
		cut->cells = 0;
		cut->counted_link = 0;
		set_common(cut, cut->depth);
	}
	else
	{
		if (cut->low < cut->common && cut->page->blocks.n < BLOCKS_MOST)
			set_common(cut, cut->low);
		if (cut->space_end)
		{
			bool		plain = cut->space_end == cut->space_start + 1 &&
				cut->scanner.source.data[cut->space_start] == ' ';

			add_bytes(cut, " ", 1, cut->space_start, cut->space_end, plain);
		}
	}
	cut->space_end = 0;
	cut->low = cut->depth;
}

static void
add_space(Cut *cut, uint32_t start, uint32_t end)
{
	if (!cut->in_block)
		return;
	if (cut->space_end == 0)
		cut->space_start = start;
	cut->space_end = end;
}

static void
add_piece(Cut *cut, const char *bytes, uint32_t n, uint32_t start, uint32_t end, bool verbatim)
{
	before_text(cut, start);
	add_bytes(cut, bytes, n, start, end, verbatim);
	if (cut->links)
	{
		cut->block.link_bytes += n;
		if (cut->link_number != cut->counted_link && cut->block.nlinks < UINT16_MAX)
		{
			cut->block.nlinks++;
			cut->counted_link = cut->link_number;
		}
	}
	if (cut->bolds)
		cut->block.bold_bytes += n;
	if (cut->italics)
		cut->block.italic_bytes += n;
}

void
nx_cut_flush(Cut *cut)
{
	NxHtmlBlock *block;

	cut->space_end = 0;
	if (!cut->in_block)
		return;
	if (cut->page->blocks.n >= BLOCKS_MOST)
	{
		cut->space_start = cut->source_end;
		cut->space_end = cut->source_end;
		return;					/* the last block takes the rest */
	}
	cut->block.span.end = cut->page->text.len;
	if (cut->cells)
		cut->block.flags |= NX_HB_ROW;
	block = nx_push(cut->arena, &cut->page->blocks);
	*block = cut->block;
	if (cut->page->h1 == UINT32_MAX && block->far[NX_FAR_H1] == 0)
		cut->page->h1 = cut->page->blocks.n - 1;
	cut->in_block = false;
	cut->low = cut->depth;
}

/* Length of the white space at p, 0 if there is none. */
static inline uint32_t
space_at(const char *p, const char *end)
{
	if (IS_SPACE(*p))
		return 1;
	if ((unsigned char) *p == 0xc2 && p + 1 < end && (unsigned char) p[1] == 0xa0)
		return 2;
	return 0;
}

static void
add_text(Cut *cut, NxSpan span)
{
	const char *base = cut->scanner.source.data;
	const char *p = base + span.start;
	const char *end = base + span.end;
	const char *asked = p;

	while (p < end)
	{
		const char *start = p;
		uint32_t	n = space_at(p, end);

		if (p - asked >= PIECE_LONGEST)
		{
			nx_arena_poll(cut->arena);
			asked = p;
		}
		if (n)
		{
			if (*p == '\n' && cut->lines)
			{
				nx_cut_flush(cut);
				cut->breaks++;
			}
			add_space(cut, (uint32_t) (p - base), (uint32_t) (p - base) + n);
			p += n;
			continue;
		}
		if (*p == '&')
		{
			char		out[8];
			uint32_t	nout = 0;

			n = nx_html_reference(cut->scanner.data, p, end, false, out, &nout);
			if (n)
			{
				uint32_t	from = (uint32_t) (p - base);

				if (space_at(out, out + nout))
					add_space(cut, from, from + n);
				else
					add_piece(cut, out, nout, from, from + n, false);
				p += n;
				continue;
			}
		}
		/* Plain text, single spaces between words included. */
		for (p++; p < end && p - start < PIECE_LONGEST; p++)
		{
			if (*p == '&' || (unsigned char) *p == 0xc2 || IS_SPACE(*p))
			{
				if (*p != ' ')
				{
					if ((unsigned char) *p == 0xc2 && space_at(p, end) == 0)
						continue;
					break;
				}
				if (p + 1 == end || p[1] == '&' || space_at(p + 1, end))
					break;
			}
		}
		add_piece(cut, start, (uint32_t) (p - start), (uint32_t) (start - base), (uint32_t) (p - base), true);
	}
}

static void
drop_counts(Cut *cut, OpenElement *open)
{
	if (open->closed)
		return;
	cut->count[open->tag]--;
	cut->links -= open->tag == NX_TAG_A;
	cut->bolds -= open->tag == NX_TAG_BOLD || open->level;
	cut->italics -= open->tag == NX_TAG_ITALIC;
	cut->skips -= (open->flags & NX_TF_SKIP) != 0;
}

static void
pop_to(Cut *cut, uint32_t depth)
{
	while (cut->depth > depth)
	{
		OpenElement *open = &cut->stack[cut->depth - 1];

		if (open->flags & NX_TF_BLOCK)
			nx_cut_flush(cut);
		drop_counts(cut, open);
		cut->depth--;
	}
	if (cut->low > depth)
		cut->low = depth;
}

/* Closes an open 'tag', looking up no further than 'stop' or a barrier. */
static void
close_open(Cut *cut, NxHtmlTag tag, NxHtmlTag stop)
{
	uint32_t	i;

	if (cut->count[tag] == 0)
		return;
	for (i = cut->depth; i-- > 0;)
	{
		const OpenElement *open = &cut->stack[i];

		if (open->tag == tag && !open->closed)
		{
			pop_to(cut, i);
			return;
		}
		if (open->tag == stop || ((open->flags & NX_TF_BARRIER) && tag != NX_TAG_TD))
			return;
	}
}

/* What the start tag of 'tag' closes. */
static void
close_implied(Cut *cut, const NxHtmlToken *token)
{
	if ((token->flags & NX_TF_CLOSE_P) && cut->count[NX_TAG_P])
		close_open(cut, NX_TAG_P, NX_TAG_BUTTON);
	switch (token->tag)
	{
		case NX_TAG_LI:
			close_open(cut, NX_TAG_LI, NX_TAG_LIST);
			break;
		case NX_TAG_DT:
			close_open(cut, NX_TAG_DT, NX_TAG_DL);
			break;
		case NX_TAG_TR:
			close_open(cut, NX_TAG_TD, NX_TAG_TABLE);
			close_open(cut, NX_TAG_TR, NX_TAG_TABLE);
			break;
		case NX_TAG_TD:
			close_open(cut, NX_TAG_TD, NX_TAG_TR);
			break;
		case NX_TAG_BUTTON:
			close_open(cut, NX_TAG_BUTTON, NX_TAG_FORM);
			break;
		default:
			break;
	}
}

static void
cell_border(Cut *cut, uint32_t at)
{
	if (!cut->in_block)
		return;
	if (cut->page->text.len - cut->block.span.start > CELL_LONGEST)
	{
		nx_cut_flush(cut);
		return;
	}
	add_space(cut, at, at + 1);
	cut->cells++;
}

static void
start_tag(Cut *cut, const NxHtmlToken *token)
{
	OpenElement *open;
	bool		is_void = (token->flags & NX_TF_VOID) ||
		(token->closes_itself && (token->tag == NX_TAG_OTHER || token->tag == NX_TAG_SKIP));

	if (cut->skips == 0)
	{
		if (token->flags & NX_TF_BLOCK)
		{
			nx_cut_flush(cut);
			cut->breaks = 2;
		}
		if (token->tag == NX_TAG_BR)
		{
			nx_cut_flush(cut);
			cut->breaks++;
		}
		else if (token->tag == NX_TAG_MEDIA)
			cut->media++;
		else if (token->tag == NX_TAG_TD)
			cell_border(cut, token->span.start);
		else if (token->tag == NX_TAG_META || token->tag == NX_TAG_TIME || token->tag == NX_TAG_HTML)
			nx_cut_meta(cut, token);
		close_implied(cut, token);
	}
	if (is_void || (token->flags & NX_TF_RAW) || token->tag == NX_TAG_HTML ||
		token->tag == NX_TAG_HEAD || token->tag == NX_TAG_BODY)
		return;
	if (cut->depth == STACK_MOST)
	{
		cut->overflow++;
		return;
	}
	open = &cut->stack[cut->depth];
	open->name = token->name;
	open->tag = token->tag;
	open->flags = token->flags;
	open->level = token->tag >= NX_TAG_H1 && token->tag <= NX_TAG_H6;
	open->closed = false;
	open->is_container = (token->flags & NX_TF_BLOCK) || token->tag == NX_TAG_TD;
	open->element = UINT32_MAX;
	nx_cut_measure(cut, token, open);
	cut->depth++;
	cut->count[open->tag]++;
	cut->skips += (open->flags & NX_TF_SKIP) != 0;
	cut->bolds += open->tag == NX_TAG_BOLD || open->level;
	cut->italics += open->tag == NX_TAG_ITALIC;
	if (open->tag == NX_TAG_A)
	{
		cut->links++;
		cut->link_number++;
	}
}

/* An element in line ends: alone, or across what was opened in it. */
static void
end_inline(Cut *cut, uint32_t i)
{
	OpenElement *open = &cut->stack[i];
	uint32_t	j;

	for (j = i + 1; j < cut->depth; j++)
		if (cut->stack[j].is_container)
		{
			drop_counts(cut, open);
			open->closed = true;
			return;
		}
	pop_to(cut, i);
}

static void
end_tag(Cut *cut, const NxHtmlToken *token)
{
	uint32_t	i;
	uint32_t	reach = token->tag == NX_TAG_OTHER ? UNKNOWN_REACH : UINT32_MAX;
	bool		in_line = !(token->flags & NX_TF_BLOCK) && token->tag != NX_TAG_TD;

	if (cut->overflow)
	{
		if (!in_line)
			nx_cut_flush(cut);
		cut->overflow--;
		return;
	}
	if (token->flags & NX_TF_BLOCK)
	{
		if (cut->skips == 0)
			nx_cut_flush(cut);
		cut->breaks = 2;
	}
	else if (token->tag == NX_TAG_BR && cut->skips == 0)
	{
		nx_cut_flush(cut);
		cut->breaks++;
	}
	if (cut->count[token->tag] == 0)
		return;
	for (i = cut->depth; i-- > 0 && reach-- > 0;)
	{
		const OpenElement *open = &cut->stack[i];

		if (open->name == token->name && open->tag == token->tag && !open->closed)
		{
			if (in_line)
				end_inline(cut, i);
			else
				pop_to(cut, i);
			return;
		}
		if ((open->flags & NX_TF_BARRIER) && !in_line && !(token->flags & NX_TF_BARRIER) &&
			token->tag != NX_TAG_TR && token->tag != NX_TAG_TBODY)
			return;
	}
}

static void
cut_all(Cut *cut)
{
	NxHtmlToken *token = &cut->token;

	while (nx_html_next(&cut->scanner, token))
	{
		switch (token->kind)
		{
			case NX_HTML_TEXT:
				if (cut->skips == 0)
					add_text(cut, token->span);
				break;
			case NX_HTML_RAW:
				nx_cut_raw(cut, token);
				break;
			case NX_HTML_START:
				start_tag(cut, token);
				if (token->tag == NX_TAG_SCRIPT)
					nx_cut_script(cut, token);
				break;
			case NX_HTML_END:
				end_tag(cut, token);
				break;
			case NX_HTML_OTHER:
				break;
		}
	}
	pop_to(cut, 0);
	nx_cut_flush(cut);
	if (cut->in_block)			/* the last of too many blocks */
	{
		cut->in_block = false;
		cut->page->blocks.item[cut->page->blocks.n - 1].span.end = cut->page->text.len;
	}
}

void
nx_html_cut(NxArena *arena, const NxHtmlData *data, NxText source, NxHtmlPage *page)
{
	Cut		   *cut = nx_new(arena, Cut);

	memset(page, 0, sizeof(*page));
	page->source = source;
	page->h1 = UINT32_MAX;
	nx_buffer_init(&page->text, arena, source.len / 8 + 1024);
	memset(nx_push(arena, &page->elements), 0, sizeof(NxHtmlElement));
	cut->arena = arena;
	cut->page = page;
	nx_html_begin(&cut->scanner, arena, data, source);
	cut_all(cut);
}

void
nx_html_cut_more(NxArena *arena, const NxHtmlData *data, NxText piece,
				 const NxMap *map, NxHtmlPage *page)
{
	Cut		   *cut = nx_new(arena, Cut);

	cut->arena = arena;
	cut->page = page;
	cut->inner = map;
	cut->lines = true;
	cut->origin = NX_HB_JSON;
	nx_html_begin(&cut->scanner, arena, data, piece);
	cut_all(cut);
}
