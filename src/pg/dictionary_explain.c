/*-------------------------------------------------------------------------
 * dictionary_explain.c
 *	  news_explain_entity: where a name in an article comes from.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "bridge.h"
#include "compat.h"
#include "dictionary.h"
#include "srf.h"
#include "unicode.h"

static bool
is_named(NxText text, uint64 hash)
{
	return text.len && nx_fold_hash(text) == hash;
}

/* Is the mention called so, by the text, by its entity, its term, or before a correction? */
static bool
is_about(const NxArticle *article, const NxMention *mention, uint64 hash)
{
	return is_named(nx_slice(article->document.text, mention->span.start, mention->span.end), hash) ||
		(mention->entity < article->entities.n && is_named(article->entities.item[mention->entity].name, hash)) ||
		(mention->note && is_named(mention->note->was, hash)) ||
		(mention->term && (is_named(mention->term->term, hash) || is_named(mention->term->name, hash)));
}

/* "term of the dictionary", and which. */
static void
put_reason(SrfRow *row, const NxArticle *article, const NxMention *mention)
{
	NxText		profile;

	if (mention->term == NULL)
	{
		srf_cstring(row, mention->why ? mention->why : "");
		return;
	}
	profile = nx_dictionary_section(article->data->dictionary, NX_DICT_PROFILE);
	/* all pieces are UTF-8: put together before they are converted */
	srf_cstring(row, psprintf("%s: %.*s, profile %.*s", mention->why, (int) mention->term->term.len, mention->term->term.data,
							  (int) profile.len, profile.data));
}

static void
put_correction(SrfRow *row, const NxArticle *article, const NxMention *mention)
{
	const NxNote *note = mention->note;

	if (note == NULL)
		srf_null(row);
	else
		srf_cstring(row, psprintf("was %s \"%.*s\", %.*s", nx_article_kind(article, note->was_kind),
								  (int) note->was.len, note->was.data, (int) note->done.len, note->done.data));
}

PG_FUNCTION_INFO_V1(news_explain_entity);
Datum
news_explain_entity(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 3, 2, -1);
	BridgeChars chars;
	SrfRow		row;
	uint64		hash;
	uint32		i;

	srf_begin(fcinfo, &row);
	if (article == NULL)
		return (Datum) 0;
	hash = nx_fold_hash(bridge_utf8(PG_GETARG_TEXT_PP(bridge_arg(fcinfo, 3, 1))));
	bridge_tag(article);
	bridge_chars_init(&chars, article->document.source);
	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *mention = &article->mentions.item[i];
		NxSpan		source = nx_map_span(&article->document.map, mention->span);

		if (!is_about(article, mention, hash))
			continue;
		srf_cstring(&row, nx_article_kind(article, mention->kind));
		if (mention->entity < article->entities.n)
			srf_text(&row, article->entities.item[mention->entity].name);
		else
			srf_null(&row);
		srf_text(&row, nx_slice(article->document.source, source.start, source.end));
		srf_span(&row, &chars, source);
		srf_cstring(&row, nx_section_name[mention->section]);
		srf_datum(&row, BoolGetDatum((mention->flags & NX_M_DROPPED) == 0));
		srf_cstring(&row, nx_source_name[mention->source]);
		put_reason(&row, article, mention);
		put_correction(&row, article, mention);
		srf_put(&row);
	}
	return (Datum) 0;
}
