/*-------------------------------------------------------------------------
 * article.c
 *	  One structure that everything about an article is read into, once.
 *-------------------------------------------------------------------------
 */
#include "article.h"

#include <string.h>

#include "byline.h"
#include "credit.h"
#include "dictionary_terms.h"

NxStatus
nx_article_open(NxArticle *article, NxArena *arena, const NxData *data,
				NxText text, NxFormat format, NxFocus focus)
{
	memset(article, 0, sizeof(*article));
	article->arena = arena;
	article->data = data;
	article->focus = focus;
	return nx_open_document(arena, data, text, format, &article->document);
}

void
nx_article_blocks(NxArticle *article)
{
	if (article->has_blocks)
		return;
	article->has_blocks = true;
	nx_read_blocks(article->arena, article->data, article->focus, &article->document);
}

NxStatus
nx_article_read(NxArticle *article, NxArena *arena, const NxData *data,
				NxText text, NxFormat format, NxFocus focus)
{
	NxStatus	status = nx_article_open(article, arena, data, text, format, focus);

	if (status == NX_OK)
		nx_article_blocks(article);
	return status;
}

const NxBlock *
nx_article_block(const NxArticle *article, NxBlockKind kind)
{
	uint32_t	i;

	for (i = 0; i < article->document.blocks.n; i++)
		if (article->document.blocks.item[i].kind == kind)
			return &article->document.blocks.item[i];
	return NULL;
}

static const NxBlock *
first_body_block(const NxArticle *article)
{
	uint32_t	i;

	for (i = 0; i < article->document.blocks.n; i++)
		if (nx_is_body(article->document.blocks.item[i].kind))
			return &article->document.blocks.item[i];
	return NULL;
}

/* Looks for a dateline in the working text from 'start' on. */
static bool
find_dateline_from(NxArticle *article, uint32_t start)
{
	NxText		text = article->document.text;
	uint32_t	end = text.len - start > NX_DATELINE_REACH ? start + NX_DATELINE_REACH : text.len;
	NxDateline *found = &article->dateline;

	while (end < text.len && ((unsigned char) text.data[end] & 0xc0) == 0x80)
		end++;
	if (!nx_find_dateline(article->arena, article->data, nx_slice(text, start, end), found))
		return false;
	found->span.start += start;
	found->span.end += start;
	found->body_start += start;
	return true;
}

/* The names in the byline above the story, as printed, if the dateline has none of its own. */
static void
take_byline(NxArticle *article)
{
	NxDateline *dateline = &article->dateline;
	uint32_t	i;

	for (i = 0; dateline->byline.len == 0 && i < article->document.blocks.n; i++)
	{
		const NxBlock *block = &article->document.blocks.item[i];
		NxByline	byline;

		if (block->span.start >= dateline->span.start)
			break;
		nx_arena_poll(article->arena);
		if (!nx_block_byline(article->arena, article->data, &article->document, i, &byline))
			continue;
		dateline->byline = byline.organization;
		if (byline.nauthors)
		{
			const NxText *last = &byline.author[byline.nauthors - 1];

			dateline->byline = byline.author[0];
			dateline->byline.len = (uint32_t) (last->data + last->len - byline.author[0].data);
		}
	}
}

/* Is there nothing but white space before 'at'? */
static bool
is_at_top(NxText text, uint32_t at)
{
	while (at > 0 && (unsigned char) text.data[at - 1] <= ' ')
		at--;
	return at == 0;
}

/*
 * In a plain text the dateline is looked for from its top, where the bylines
 * are that belong to it.  Where menus stand before the story, or the page is
 * marked up, from the body on.
 */
static bool
find_dateline(NxArticle *article)
{
	const NxBlock *body;

	if (article->document.format != NX_FORMAT_HTML && find_dateline_from(article, 0))
		return true;
	nx_article_blocks(article);
	body = first_body_block(article);
	return body && (article->document.format == NX_FORMAT_HTML || body->span.start > 0) &&
		find_dateline_from(article, body->span.start);
}

const NxDateline *
nx_article_dateline(NxArticle *article)
{
	if (!article->dateline_done)
	{
		article->dateline_done = true;
		article->has_dateline = find_dateline(article);
		if (!article->has_dateline)
			memset(&article->dateline, 0, sizeof(article->dateline));
		else if (article->dateline.byline.len == 0 &&
				 !is_at_top(article->document.text, article->dateline.span.start))
		{
			nx_article_blocks(article);
			take_byline(article);
		}
	}
	return article->has_dateline ? &article->dateline : NULL;
}

/* Is this block's text tagged, and as which section? */
static bool
section_of(const NxBlock *block, bool lead_seen, NxSection *section)
{
	switch ((NxBlockKind) block->kind)
	{
		case NX_BLOCK_HEADLINE:
			*section = NX_SECTION_HEADLINE;
			return true;
		case NX_BLOCK_CAPTION:
			*section = NX_SECTION_CAPTION;
			return true;
		default:
			*section = lead_seen ? NX_SECTION_BODY : NX_SECTION_LEAD;
			return nx_is_body(block->kind);
	}
}

/* What of a block is tagged: a caption without its credit, whose names are no news. */
static NxSpan
tagged_span(const NxArticle *article, const NxBlock *block)
{
	NxSpan		span = block->span;
	NxCredit	credit;

	if (block->kind == NX_BLOCK_CAPTION &&
		nx_parse_credit(article->arena, article->data,
						nx_slice(article->document.text, span.start, span.end), &credit) &&
		credit.outer.end == span.end - span.start)
		span.end = span.start + credit.outer.start;
	return span;
}

static void
tokenize_blocks(NxArticle *article)
{
	const NxBlocks *blocks = &article->document.blocks;
	bool		lead_seen = false;
	uint32_t	i;

	for (i = 0; i < blocks->n; i++)
	{
		const NxBlock *block = &blocks->item[i];
		NxSection	section;
		NxPiece    *piece;
		uint32_t	first = article->tokens.n;

		if (!section_of(block, lead_seen, &section))
			continue;
		nx_tokenize(article->arena, &article->data->lexicon, article->document.text,
					tagged_span(article, block), &article->tokens);
		if (block->kind == NX_BLOCK_PARAGRAPH || block->kind == NX_BLOCK_QUOTE)
			lead_seen = true;
		if (article->tokens.n == first)
			continue;
		piece = nx_push(article->arena, &article->pieces);
		piece->block = i;
		piece->first = first;
		piece->ntokens = article->tokens.n - first;
		piece->section = section;
		nx_arena_poll(article->arena);
	}
}

/* Gives each mention the section of the block it stands in. */
static void
set_sections(NxArticle *article)
{
	uint32_t	i,
				piece = 0;

	for (i = 0; i < article->mentions.n; i++)
	{
		NxMention  *mention = &article->mentions.item[i];

		nx_arena_poll_turn(article->arena, i);
		while (piece + 1 < article->pieces.n && article->pieces.item[piece + 1].first <= mention->first)
			piece++;
		mention->section = (uint8_t) article->pieces.item[piece].section;
		if (article->has_dateline && mention->span.start >= article->dateline.span.start &&
			mention->span.end <= article->dateline.span.end)
			mention->flags |= NX_M_DATELINE;
	}
}

void
nx_article_tag(NxArticle *article)
{
	NxPlaceContext context;
	NxText		text;

	if (article->tagged)
		return;
	article->tagged = true;
	nx_article_blocks(article);
	text = article->document.text;
	tokenize_blocks(article);
	if (article->tokens.n == 0)
		return;
	context.dateline = nx_article_dateline(article);
	context.publisher = article->document.meta.publisher;
	nx_find_mentions(article->arena, article->data, text, &article->tokens, context.dateline,
					 &article->mentions);
	set_sections(article);
	nx_find_toponyms(article->arena, article->data, text, &article->tokens, &article->mentions);
	set_sections(article);
	nx_resolve_places(article->arena, article->data, text, &article->tokens, &context, &article->mentions);
	if (article->data->dictionary)
	{
		nx_lay_terms(article);
		set_sections(article);
	}
	nx_link_mentions(article->arena, article->data, text, &article->tokens, &article->mentions,
					 &article->entities);
	if (article->data->dictionary)
		nx_correct_entities(article);
}

const char *
nx_article_kind(const NxArticle *article, uint8_t kind)
{
	if (kind < NX_KINDS)
		return nx_kind_name[kind];
	return kind - NX_KINDS < (int) article->user_kinds.n ? article->user_kinds.item[kind - NX_KINDS] : "misc";
}

NxText
nx_article_headline(const NxArticle *article)
{
	const NxBlock *block = nx_article_block(article, NX_BLOCK_HEADLINE);

	if (block)
		return nx_slice(article->document.text, block->span.start, block->span.end);
	return article->document.meta.headline;
}
