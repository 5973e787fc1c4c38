/*-------------------------------------------------------------------------
 * highlight.c
 *	  news_highlight: an article with every entity marked.
 *
 * Outputs: "html", a fragment of one element per block; "page", the same as a
 * page of its own with a legend; "ansi", colours for a terminal.  Blocks that
 * are no body are shown faint, so a reader sees what was dropped.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "bridge.h"
#include "compat.h"

typedef enum Output
{
	OUTPUT_HTML,
	OUTPUT_PAGE,
	OUTPUT_ANSI
} Output;

/* Colour of each kind: terminal code, and the same hue on a page. */
static const struct
{
	const char *ansi;
	const char *css;
}			colour[NX_KINDS] = {
	{"1;34", "#d6dcf5"},		/* a user's kind */
	{"1;36", "#bfe9ee"},		/* person */
	{"1;33", "#f7e3a8"},		/* org */
	{"1;32", "#c6ecc4"},		/* place */
	{"32", "#e2f4d9"},			/* demonym */
	{"1;35", "#ecd0ee"}			/* misc */
};

static Output
output_of(const text *word)
{
	char	   *name = text_to_cstring(word);

	if (strcmp(name, "html") == 0)
		return OUTPUT_HTML;
	if (strcmp(name, "page") == 0)
		return OUTPUT_PAGE;
	if (strcmp(name, "ansi") == 0)
		return OUTPUT_ANSI;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unrecognized output of news_highlight: \"%s\"", name),
			errhint("Outputs are \"html\", \"page\" and \"ansi\"."));
}

/* Appends text; for HTML escaped, for a terminal without control characters. */
static void
append_safe(StringInfo out, NxText piece, Output output)
{
	uint32		i;

	for (i = 0; i < piece.len; i++)
	{
		char		c = piece.data[i];

		if (output == OUTPUT_ANSI)
			appendStringInfoChar(out, (unsigned char) c < ' ' || c == 0x7f ? ' ' : c);
		else
			bridge_append_html(out, c);
	}
}

/* Colour of a kind: built in, or one for all kinds of users. */
static int
colour_of(int kind)
{
	return kind < NX_KINDS ? kind : 0;
}

static void
append_mention(StringInfo out, const NxArticle *article, const NxMention *mention, bool faint, Output output)
{
	NxText		surface = nx_slice(article->document.text, mention->span.start, mention->span.end);

	if (output == OUTPUT_ANSI)
	{
		appendStringInfo(out, "\033[%sm", colour[colour_of(mention->kind)].ansi);
		append_safe(out, surface, output);
		appendStringInfoString(out, faint ? "\033[0;2m" : "\033[0m");
		return;
	}
	appendStringInfo(out, "<mark class=\"%s\" title=\"", nx_article_kind(article, mention->kind));
	if (mention->entity < article->entities.n)
		append_safe(out, article->entities.item[mention->entity].name, output);
	appendStringInfoString(out, "\">");
	append_safe(out, surface, output);
	appendStringInfoString(out, "</mark>");
}

/* Appends a block with its mentions; *next is the first mention not yet passed. */
static void
append_block(StringInfo out, const NxArticle *article, const NxBlock *block, uint32 *next, Output output)
{
	const NxMentions *mentions = &article->mentions;
	bool		faint = !nx_is_body(block->kind) && block->kind != NX_BLOCK_HEADLINE;
	uint32		at = block->span.start;

	if (output == OUTPUT_ANSI)
		appendStringInfoString(out, faint ? "\033[2m" : block->kind == NX_BLOCK_HEADLINE ? "\033[1m" : "");
	else
		appendStringInfo(out, "<p class=\"%s\">", nx_block_kind_name[block->kind]);
	for (; *next < mentions->n && mentions->item[*next].span.start < block->span.end; ++*next)
	{
		const NxMention *mention = &mentions->item[*next];

		if (mention->flags & (NX_M_DROPPED | NX_M_NESTED) || mention->span.start < at ||
			mention->span.end > block->span.end)
			continue;
		append_safe(out, nx_slice(article->document.text, at, mention->span.start), output);
		append_mention(out, article, mention, faint, output);
		at = mention->span.end;
	}
	append_safe(out, nx_slice(article->document.text, at, block->span.end), output);
	appendStringInfoString(out, output == OUTPUT_ANSI ? "\033[0m\n\n" : "</p>\n");
}

static void
append_head(StringInfo out, const NxArticle *article, Output output)
{
	int			kinds = NX_KINDS + (int) article->user_kinds.n;
	int			kind;

	if (output == OUTPUT_HTML)
		return;
	if (output == OUTPUT_PAGE)
	{
		appendStringInfoString(out, "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>news_highlight</title>\n<style>\n"
							   "body { max-width: 42em; margin: 2em auto; font: 17px/1.5 Georgia, serif; color: #222 }\n"
							   "p { opacity: .45 } p.headline { font-size: 1.6em; line-height: 1.2 }\n"
							   "p.headline, p.dateline, p.paragraph, p.subhead, p.quote, p.list, p.table, p.legend { opacity: 1 }\n"
							   "p.subhead { font-weight: bold } mark { padding: 0 .15em; border-radius: .2em }\n");
		for (kind = NX_KIND_PERSON; kind < kinds; kind++)
			appendStringInfo(out, "mark.%s { background: %s }\n", nx_article_kind(article, (uint8) kind),
							 colour[colour_of(kind)].css);
		appendStringInfoString(out, "</style>\n<p class=\"legend\">");
		for (kind = NX_KIND_PERSON; kind < kinds; kind++)
			appendStringInfo(out, "<mark class=\"%s\">%s</mark> ", nx_article_kind(article, (uint8) kind),
							 nx_article_kind(article, (uint8) kind));
		appendStringInfoString(out, "</p>\n");
		return;
	}
	for (kind = NX_KIND_PERSON; kind < kinds; kind++)
		appendStringInfo(out, "\033[%sm%s\033[0m ", colour[colour_of(kind)].ansi, nx_article_kind(article, (uint8) kind));
	appendStringInfoString(out, "\n\n");
}

PG_FUNCTION_INFO_V1(news_highlight);
Datum
news_highlight(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 3, 2, -1);
	Output		output;
	StringInfoData out;
	NxText		utf8;
	uint32		next = 0;
	uint32		i;

	if (article == NULL)
		PG_RETURN_NULL();
	output = output_of(PG_GETARG_TEXT_PP(bridge_arg(fcinfo, 3, 1)));
	bridge_tag(article);
	initStringInfo(&out);
	append_head(&out, article, output);
	for (i = 0; i < article->document.blocks.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		append_block(&out, article, &article->document.blocks.item[i], &next, output);
	}
	utf8.data = out.data;
	utf8.len = (uint32_t) out.len;
	PG_RETURN_TEXT_P(bridge_text(utf8));
}
