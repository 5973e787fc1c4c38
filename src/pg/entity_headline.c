/*-------------------------------------------------------------------------
 * entity_headline.c
 *	  news_headline: pieces of an article around what a query found in it.
 *
 * The entities of the article say where the names of the query stand; around
 * these mentions pieces of the text are cut, each within one block, none
 * overlapping another.  Those with the most mentions are shown, in order of
 * the text, HTML-escaped, with the mentions marked.  An article without any
 * gives the beginning of its body.
 *
 * Options, as ts_headline's: MaxWords, MaxFragments, StartSel, StopSel,
 * FragmentDelimiter.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "bridge.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "compat.h"
#include "entityquery.h"
#include "utils/builtins.h"

typedef struct Options
{
	int			max_words;		/* of one piece */
	int			max_fragments;
	const char *start_sel;
	const char *stop_sel;
	const char *delimiter;
} Options;

/* Characters at which mentions begin. */
typedef struct Starts
{
	uint32	   *at;
	int			n;
	int			room;
	uint8		sections;		/* of the leaf that is being visited */
} Starts;

typedef struct Fragment
{
	NxSpan		span;			/* in the working text */
	int			first;			/* hit */
	int			hits;
	bool		shown;
} Fragment;

typedef struct Fragments
{
	Fragment   *item;
	int			n;
} Fragments;

static int
number_option(const DefElem *option, int least, int most)
{
	int			value = pg_strtoint32(defGetString(unconstify(DefElem *, option)));

	if (value < least || value > most)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" of news_headline is out of range: %d", option->defname, value),
				errdetail("It must be from %d to %d.", least, most));
	return value;
}

static void
read_options(const text *given, Options *options)
{
	List	   *list = deserialize_deflist(PointerGetDatum(given));
	ListCell   *cell;

	*options = (Options) {35, 2, "<b>", "</b>", " ... "};
	foreach(cell, list)
	{
		DefElem    *option = (DefElem *) lfirst(cell);

		if (pg_strcasecmp(option->defname, "MaxWords") == 0)
			options->max_words = number_option(option, 1, 10000);
		else if (pg_strcasecmp(option->defname, "MaxFragments") == 0)
			options->max_fragments = number_option(option, 1, 10000);
		else if (pg_strcasecmp(option->defname, "StartSel") == 0)
			options->start_sel = defGetString(option);
		else if (pg_strcasecmp(option->defname, "StopSel") == 0)
			options->stop_sel = defGetString(option);
		else if (pg_strcasecmp(option->defname, "FragmentDelimiter") == 0)
			options->delimiter = defGetString(option);
		else
			ereport(ERROR,
					errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("unrecognized option of news_headline: \"%s\"", option->defname),
					errhint("Options are MaxWords, MaxFragments, StartSel, StopSel and FragmentDelimiter."));
	}
}

static bool
add_starts(void *context, uint32 entity, const unsigned char *record, const unsigned char *end)
{
	Starts	   *starts = (Starts *) context;
	EntityView	view;
	EntityPositions it;

	(void) entity;
	entity_record_view(record, end, &view);
	for (entity_positions_init(&it, &view); entity_positions_next(&it);)
	{
		if (starts->sections && (starts->sections & ES_SECTION_BIT(it.section)) == 0)
			continue;
		if (starts->n == starts->room)
		{
			starts->room *= 2;
			starts->at = repalloc_huge(starts->at, mul_size(starts->room, sizeof(uint32)));
		}
		starts->at[starts->n++] = it.position;
	}
	return true;
}

static int
compare_starts(const void *a, const void *b)
{
	uint32		x = *(const uint32 *) a;
	uint32		y = *(const uint32 *) b;

	return x < y ? -1 : x > y;
}

/* Where the names that the query wants stand, ascending. */
static void
find_starts(const EntityQuery *query, const EntitySet *set, Starts *starts)
{
	EntityReader reader;
	bool	   *wanted = entityquery_wanted(query);
	uint32		i;

	entity_reader_init(&reader, set);
	starts->n = 0;
	starts->room = 64;
	starts->at = palloc(starts->room * sizeof(uint32));
	for (i = 0; i < query->count; i++)
		if (eq_is_leaf(&query->item[i]) && wanted[i])
		{
			starts->sections = query->item[i].sections;
			entityquery_visit(query, &query->item[i], &reader, add_starts, starts);
		}
	qsort(starts->at, starts->n, sizeof(uint32), compare_starts);
}

/* Spans in the working text of the mentions that begin at one of 'starts'; *n of them. */
static NxSpan *
find_hits(const NxArticle *article, const Starts *starts, int *n)
{
	NxSpan	   *hits = palloc_extended(mul_size((Size) article->mentions.n + 1, sizeof(NxSpan)), MCXT_ALLOC_HUGE);
	BridgeChars chars;
	uint32		i;

	*n = 0;
	bridge_chars_init(&chars, article->document.source);
	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *mention = &article->mentions.item[i];
		uint32		start;

		if (mention->flags & NX_M_DROPPED || (*n > 0 && mention->span.start < hits[*n - 1].end))
			continue;
		start = (uint32) bridge_chars_at(&chars, nx_map_span(&article->document.map, mention->span).start) + 1;
		if (bsearch(&start, starts->at, starts->n, sizeof(uint32), compare_starts))
			hits[(*n)++] = mention->span;
	}
	return hits;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* From 'at' back over up to 'words' words, not before 'least'. */
static uint32
words_before(NxText text, uint32 at, uint32 least, int words)
{
	while (words-- > 0 && at > least)
	{
		while (at > least && is_blank(text.data[at - 1]))
			at--;
		while (at > least && !is_blank(text.data[at - 1]))
			at--;
	}
	return at;
}

static uint32
words_after(NxText text, uint32 at, uint32 most, int words)
{
	while (words-- > 0 && at < most)
	{
		while (at < most && is_blank(text.data[at]))
			at++;
		while (at < most && !is_blank(text.data[at]))
			at++;
	}
	return at;
}

/* One piece after the other; a hit that the last one reaches belongs to it. */
static void
cut_fragments(const NxArticle *article, const NxSpan *hits, int nhits, const Options *options, Fragments *fragments)
{
	const NxDocument *document = &article->document;
	uint32		block = 0;
	uint32		done = 0;
	int			i;

	fragments->item = palloc_extended(mul_size((Size) nhits + 1, sizeof(Fragment)), MCXT_ALLOC_HUGE);
	fragments->n = 0;
	for (i = 0; i < nhits; i++)
	{
		Fragment   *last = fragments->n > 0 ? &fragments->item[fragments->n - 1] : NULL;
		uint32		least;
		uint32		most;

		CHECK_FOR_INTERRUPTS();
		if (last && hits[i].end <= last->span.end)
		{
			last->hits++;
			continue;
		}
		while (block < document->blocks.n && document->blocks.item[block].span.end <= hits[i].start)
			block++;
		if (block == document->blocks.n)
			break;
		least = Max(document->blocks.item[block].span.start, done);
		most = Max(document->blocks.item[block].span.end, hits[i].end);
		last = &fragments->item[fragments->n++];
		last->first = i;
		last->hits = 1;
		last->shown = false;
		last->span.start = words_before(document->text, hits[i].start, Min(least, hits[i].start), options->max_words / 3);
		last->span.end = Max(hits[i].end, words_after(document->text, last->span.start, most, options->max_words));
		done = last->span.end;
	}
}

/* The pieces with the most hits; of equal ones the first. */
static void
choose_fragments(Fragments *fragments, int most)
{
	while (most-- > 0)
	{
		Fragment   *best = NULL;
		int			i;

		for (i = 0; i < fragments->n; i++)
			if (!fragments->item[i].shown && (best == NULL || fragments->item[i].hits > best->hits))
				best = &fragments->item[i];
		if (best == NULL)
			return;
		best->shown = true;
	}
}

/* Text with what HTML reads otherwise escaped, white space made one space. */
static void
append_escaped(StringInfo out, NxText text, uint32 start, uint32 end)
{
	uint32		i;

	for (i = start; i < end; i++)
	{
		char		c = text.data[i];

		if (is_blank(c))
		{
			if (out->len > 0 && out->data[out->len - 1] != ' ')
				appendStringInfoChar(out, ' ');
		}
		else
			bridge_append_html(out, c);
	}
}

/* An option, in the encoding of the core. */
static const char *
as_utf8(const char *option)
{
	NxText		utf8 = bridge_utf8(cstring_to_text(option));

	return pnstrdup(utf8.data, utf8.len);
}

/* Beginning of the body, for articles without a hit. */
static void
append_beginning(StringInfo out, const NxDocument *document, const Options *options)
{
	uint32		i;

	for (i = 0; i < document->blocks.n; i++)
		if (nx_is_body(document->blocks.item[i].kind))
		{
			NxSpan		span = document->blocks.item[i].span;

			append_escaped(out, document->text, span.start,
						   words_after(document->text, span.start, span.end, options->max_words));
			return;
		}
}

/* news_headline(article, entities of it, query, options) */
PG_FUNCTION_INFO_V1(news_headline);
Datum
news_headline(PG_FUNCTION_ARGS)
{
	NxArticle  *article = bridge_article(fcinfo, 4, -1, -1);
	Options		options;
	Starts		starts;
	Fragments	fragments;
	NxSpan	   *hits;
	NxText		utf8;
	StringInfoData out;
	int			nhits;
	int			i;
	int			j;

	if (article == NULL)
		PG_RETURN_NULL();
	read_options(PG_GETARG_TEXT_PP(bridge_arg(fcinfo, 4, 3)), &options);
	bridge_tag(article);
	find_starts(PG_GETARG_ENTITYQUERY_P(bridge_arg(fcinfo, 4, 2)),
				PG_GETARG_ENTITYSET_P(bridge_arg(fcinfo, 4, 1)), &starts);
	hits = find_hits(article, &starts, &nhits);
	cut_fragments(article, hits, nhits, &options, &fragments);
	choose_fragments(&fragments, options.max_fragments);

	initStringInfo(&out);
	if (fragments.n == 0)
		append_beginning(&out, &article->document, &options);
	for (i = 0; i < fragments.n; i++)
	{
		const Fragment *fragment = &fragments.item[i];
		uint32		at = fragment->span.start;

		if (!fragment->shown)
			continue;
		if (out.len > 0)
			appendStringInfoString(&out, as_utf8(options.delimiter));
		for (j = fragment->first; j < fragment->first + fragment->hits; j++)
		{
			append_escaped(&out, article->document.text, at, hits[j].start);
			appendStringInfoString(&out, as_utf8(options.start_sel));
			append_escaped(&out, article->document.text, hits[j].start, hits[j].end);
			appendStringInfoString(&out, as_utf8(options.stop_sel));
			at = hits[j].end;
		}
		append_escaped(&out, article->document.text, at, fragment->span.end);
	}
	utf8.data = out.data;
	utf8.len = (uint32_t) out.len;
	PG_RETURN_TEXT_P(bridge_text(utf8));
}
