/*-------------------------------------------------------------------------
 * attribution.c
 *	  Who informs of a story, said in the text.
 *
 * Everything hangs on the name of a listed agency: what stands before it
 * ("according to", "via", "with inputs from") and behind it ("reported",
 * "has learned") says whether it is the story's source or a company in the
 * news.  An outlet speaks of itself in the present ("Trend reports"), of
 * others in the past ("Xinhua reported").
 *-------------------------------------------------------------------------
 */
#include "attribution.h"

#include <string.h>

#include "data.h"
#include "dateline_parts.h"
#include "document.h"
#include "unicode.h"

/* Bytes read of a paragraph. */
#define MOST_PARAGRAPH	2048

/* Most words of an outlet's name that no list has. */
#define MOST_OUTLET_WORDS	4

#define NO_PIECE		UINT32_MAX

/* A listed agency in the text, with the words that only say what it is. */
typedef struct Source
{
	uint32_t	first;			/* piece of "the" in "the Xinhua news agency" */
	uint32_t	name;			/* of the name proper */
	uint32_t	name_after;
	uint32_t	after;
	const NxTerm *term;
	bool		called_agency;	/* "news agency" beside it */
} Source;

#define WORD_IN(head, i, ...) \
	nx_head_in(head, i, (const char *const[]) {__VA_ARGS__}, \
			(uint32_t) (sizeof((const char *const[]) {__VA_ARGS__}) / sizeof(const char *)))

static bool
is_glued(const NxHead *head, uint32_t i)
{
	return (head->item[i].flags & (NX_P_SPACE | NX_P_LINE)) == 0;
}

/* Is the term meant, where a code or name is also a word or a person's name? */
static bool
is_meant(const NxHead *head, const Source *source)
{
	if (source->term->value > NX_AGENCY_PAPER ||
		!nx_agency_alike(head, source->name, source->name_after, source->term))
		return false;
	if (!(source->term->flags & NX_TERM_WORDLIKE) || source->called_agency)
		return true;
	return head->item[source->name].flags & NX_P_UPPER && head->item[source->name].letters >= 3;
}

/* A listed agency whose name begins at piece i. */
static bool
read_source(const NxHead *head, uint32_t i, Source *source)
{
	uint32_t	k;

	memset(source, 0, sizeof(*source));
	source->term = nx_head_term(head, i, NX_TERM_AGENCY, &source->name_after);
	if (source->term == NULL || (head->item[i].flags & NX_P_LOWER && nx_term_form(head->terms, source->term).data[0] < 'a'))
		return false;
	source->name = i;
	k = source->name_after;
	if (WORD_IN(head, k, "news", "press", "wire") && WORD_IN(head, k + 1, "agency", "service"))
		k += 2;
	else if (WORD_IN(head, k, "agency", "newswire"))
		k++;
	source->after = k;
	source->called_agency = k > source->name_after;
	/* "the state-run Chinese news agency Xinhua" */
	for (k = i; k > 0 && !(head->item[k].flags & NX_P_LINE); k--)
	{
		if (WORD_IN(head, k - 1, "agency", "newswire"))
			source->called_agency = true;
		else if (!WORD_IN(head, k - 1, "the", "a", "an", "news", "press", "state", "run", "owned", "official", "wire", "service") &&
				 !(nx_mark_is(head, k - 1, NX_MARK_HYPHEN) && is_glued(head, k - 1)) &&
				 !(head->data && head->item[k - 1].kind == NX_P_WORD &&
				   nx_lexicon_word(&head->data->lexicon, head->item[k - 1].hash) & NX_L_DEMONYM))
			break;
	}
	source->first = k;
	return true;
}

/* The source's name: canonical, or as printed with a capital "News Agency" behind it. */
static NxText
source_name(const NxHead *head, const Source *source)
{
	if (source->after > source->name_after && !(head->item[source->name_after].flags & NX_P_LOWER))
		return nx_head_text(head, source->name, source->after);
	return nx_term_text(head->terms, nx_agency_of(head->terms, source->term, 0));
}

static bool
ends_clause(const NxHead *head, uint32_t i)
{
	const NxHeadPiece *piece = &head->item[i];

	return piece->kind == NX_P_END || piece->flags & NX_P_LINE ||
		(piece->kind == NX_P_MARK && !(piece->flags & NX_P_POSSESSIVE) && strchr(".,;:!?)\"=", piece->mark));
}

static bool
ends_sentence(const NxHead *head, uint32_t i)
{
	const NxHeadPiece *piece = &head->item[i];

	return piece->kind == NX_P_END || piece->flags & NX_P_LINE ||
		(piece->kind == NX_P_MARK && strchr(".!?", piece->mark));
}

/* Does piece i begin a sentence or a clause that hangs on a comma? */
static bool
begins_sentence(const NxHead *head, uint32_t i)
{
	return i == 0 || head->item[i].flags & NX_P_LINE ||
		(head->item[i - 1].kind == NX_P_MARK && strchr(".!?\"", head->item[i - 1].mark));
}

static bool
is_after_comma(const NxHead *head, uint32_t i)
{
	return i > 0 && (nx_mark_is(head, i - 1, ',') || nx_dash_is(head, i - 1) || nx_mark_is(head, i - 1, '"'));
}

/* "on Tuesday", "earlier", "late Monday" or an end: nothing that was reported on follows. */
static bool
ends_report(const NxHead *head, uint32_t i)
{
	return ends_clause(head, i) || nx_head_word(head, i, NX_TERM_WEEKDAY) ||
		WORD_IN(head, i, "earlier", "late", "today", "yesterday") ||
		(nx_head_is(head, i, "on") && nx_head_word(head, i + 1, NX_TERM_WEEKDAY));
}

/* "that" close behind piece i, over "on Tuesday" and the like. */
static bool
that_follows(const NxHead *head, uint32_t i)
{
	uint32_t	k;

	for (k = i; k < i + 4 && k < head->n && head->item[k].kind == NX_P_WORD; k++)
		if (nx_head_is(head, k, "that"))
			return true;
	return false;
}

/* "reports", "informs", "has learned", "reported", "said" at piece i; the piece behind it, or 0. */
static uint32_t
over_verb(const NxHead *head, uint32_t i, bool *past, bool *weak)
{
	*past = *weak = false;
	if (nx_head_is(head, i, "has") && WORD_IN(head, i + 1, "learned", "learnt"))
		return i + 2;
	if (nx_head_is(head, i, "has") && nx_head_is(head, i + 1, "reported"))
		i++;
	if (WORD_IN(head, i, "reports", "informs"))
		return i + 1;
	*past = true;
	if (WORD_IN(head, i, "reported", "informed"))
		return i + 1;
	*weak = true;
	return WORD_IN(head, i, "said", "writes", "wrote") ? i + 1 : 0;
}

/* "via", ", citing", "with reference to" at piece i; the piece of the name behind it, or 0. */
static uint32_t
over_via(const NxHead *head, uint32_t i)
{
	if (nx_mark_is(head, i, ','))
		i++;
	if (WORD_IN(head, i, "via", "citing", "quoting"))
		i++;
	else if ((nx_head_is(head, i, "with") && nx_head_is(head, i + 1, "reference") && nx_head_is(head, i + 2, "to")) ||
			 (nx_head_is(head, i, "with") && nx_head_is(head, i + 1, "a") && nx_head_is(head, i + 2, "reference")))
		i += 3;
	else if (WORD_IN(head, i, "referring", "according") && nx_head_is(head, i + 1, "to"))
		i += 2;
	else
		return 0;
	if (nx_head_is(head, i, "to"))
		i++;
	return i;
}

/* A listed agency at piece i, over "the state news agency". */
static bool
read_via(const NxHead *head, uint32_t i, Source *via)
{
	uint32_t	k;

	for (k = i; k < i + 6 && k < head->n; k++)
	{
		if (read_source(head, k, via) && via->first <= i && nx_agency_alike(head, k, via->name_after, via->term) &&
			via->term->value <= NX_AGENCY_PAPER)
			return true;
		if (head->item[k].kind != NX_P_WORD && !nx_mark_is(head, k, NX_MARK_HYPHEN))
			break;
	}
	return false;
}

static bool
answer(const NxHead *head, uint32_t first, uint32_t after, const Source *agency, const Source *via,
	   NxAttribution *found)
{
	const Source *told = via ? via : agency;

	if (agency)
		found->agency = source_name(head, agency);
	if (via)
		found->via = source_name(head, via);
	found->country = told ? told->term->code : 0;
	found->raw = nx_head_text(head, first, after);
	found->span.start = head->item[first].start;
	found->span.end = found->span.start + found->raw.len;
	return true;
}

/* ", Xinhua reported.", ", Trend reports citing TASS.", "Reuters reported on Tuesday that …" */
static bool
try_verb(const NxHead *head, const Source *source, NxAttribution *found)
{
	bool		comma = is_after_comma(head, source->first);
	bool		past;
	bool		weak;
	uint32_t	after = over_verb(head, source->after, &past, &weak);
	uint32_t	k;
	Source		via;
	bool		listed = is_meant(head, source) ||
		(nx_agency_alike(head, source->name, source->name_after, source->term) && source->term->value == NX_AGENCY_WIRE && !weak);

	if (after == 0 || !listed || !(comma || begins_sentence(head, source->first)))
		return false;
	if ((k = over_via(head, after)) != 0 && read_via(head, k, &via) && (ends_clause(head, via.after) || comma))
		return answer(head, source->name, via.after, source, &via, found);
	if (comma ? !(weak ? ends_sentence(head, after) && source->term->value == NX_AGENCY_WIRE : ends_report(head, after)) :
		weak || !is_meant(head, source) || !that_follows(head, after))
		return false;
	return past ? answer(head, source->name, after, NULL, source, found) :
		answer(head, source->name, after, source, NULL, found);
}

/* First piece of a capitalised name or of a domain that ends before piece i, or NO_PIECE. */
static uint32_t
outlet_before(const NxHead *head, uint32_t i)
{
	uint32_t	first = i;
	uint32_t	words = 0;
	bool		domain = false;

	while (first > 0 && words <= MOST_OUTLET_WORDS && !(first < i && head->item[first].flags & NX_P_LINE))
	{
		uint32_t	k = first - 1;
		const NxHeadPiece *piece = &head->item[k];

		if (piece->kind == NX_P_MARK && k > 0 && strchr(".-&", piece->mark) && is_glued(head, k) &&
			is_glued(head, k + 1) && first < i)
		{
			domain |= piece->mark == '.';
			first = k;
			continue;
		}
		if (piece->kind == NX_P_NUMBER ? first == i || is_glued(head, first) :
			piece->kind == NX_P_WORD && (piece->flags & NX_P_CAPITAL || (first < i && is_glued(head, first)) ||
										 (first == i && !(piece->flags & NX_P_SPACE))))
		{
			words += !is_glued(head, k) || k == 0;
			first = k;
			continue;
		}
		break;
	}
	if (first == i || words > MOST_OUTLET_WORDS || head->item[first].kind == NX_P_MARK ||
		!(is_after_comma(head, first) || begins_sentence(head, first)))
		return NO_PIECE;
	return head->item[first].flags & NX_P_CAPITAL || domain ? first : NO_PIECE;
}

/* "AzNews.example reports citing Anadolu": the outlet before "via" or "citing". */
static bool
try_outlet(const NxHead *head, const Source *via, NxAttribution *found)
{
	uint32_t	back;
	bool		past;
	bool		weak;

	if (!nx_agency_alike(head, via->name, via->name_after, via->term) || via->term->value > NX_AGENCY_PAPER)
		return false;
	for (back = 1; back <= 5 && back < via->first; back++)
	{
		uint32_t	verb = via->first - back;
		uint32_t	after;
		uint32_t	first;

		if (!WORD_IN(head, verb, "informs", "reports", "reported", "writes"))
			continue;
		after = over_verb(head, verb, &past, &weak);
		if (after == 0 || (after = over_via(head, after)) == 0 || after > via->name || after < via->first)
			return false;
		first = outlet_before(head, verb);
		if (first == NO_PIECE)
			return false;
		answer(head, first, via->after, NULL, via, found);
		found->agency = nx_head_text(head, first, verb);
		return true;
	}
	return false;
}

/* "according to the Xinhua news agency", "as reported by AFP", "according to a Reuters report" */
static bool
try_before(const NxHead *head, const Source *source, NxAttribution *found)
{
	uint32_t	first = source->first;
	uint32_t	after = source->after;

	if (first < 2 || !is_meant(head, source) || head->item[first].flags & NX_P_LINE)
		return false;
	if (WORD_IN(head, after, "report", "reports"))
		after++;
	/* "according to a Reuters poll", "reported by Reuters Health" */
	if (!ends_report(head, after) && !WORD_IN(head, after, "and", "which", "citing"))
		return false;
	if (nx_head_is(head, first - 1, "to") && nx_head_is(head, first - 2, "according"))
		return answer(head, first - 2, after, NULL, source, found);
	if (!WORD_IN(head, first - 1, "by", "from"))
		return false;
	if (WORD_IN(head, first - 2, "report", "reports") && first >= 4)
	{
		uint32_t	k = first - 2;

		if (WORD_IN(head, k - 1, "a", "the") && k > 2)
			k--;
		if (nx_head_is(head, k - 1, "to") && nx_head_is(head, k - 2, "according"))
			return answer(head, k - 2, after, NULL, source, found);
	}
	if (!nx_head_is(head, first - 1, "by") || !WORD_IN(head, first - 2, "reported", "quoted", "cited", "carried") || first < 3)
		return false;
	return (nx_head_is(head, first - 3, "as") || is_after_comma(head, first - 2)) &&
		answer(head, first - 2 - nx_head_is(head, first - 3, "as"), after, NULL, source, found);
}

/* "With inputs from PTI", "Source: Xinhua", "The Associated Press contributed to this report." */
static bool
try_note(const NxHead *head, const Source *source, NxAttribution *found)
{
	uint32_t	first = source->first;
	uint32_t	after = source->after;
	bool		listed = nx_agency_alike(head, source->name, source->name_after, source->term) &&
		source->term->value <= NX_AGENCY_PAPER;

	if (!listed)
		return false;
	if (first >= 3 && nx_head_is(head, first - 1, "from") && nx_head_is(head, first - 3, "with") &&
		WORD_IN(head, first - 2, "input", "inputs", "files", "reporting", "material") &&
		(ends_clause(head, after) || nx_head_is(head, after, "and")))
		return answer(head, first - 3, after, NULL, source, found);
	if (first >= 2 && first <= 3 && nx_mark_is(head, first - 1, ':') && nx_head_is(head, first - 2, "source") &&
		(ends_clause(head, after) || nx_mark_is(head, after, '/')))
		return answer(head, first - 2, after, NULL, source, found);
	return nx_head_is(head, after, "contributed") && nx_head_is(head, after + 1, "to") && nx_head_is(head, after + 2, "this") &&
		WORD_IN(head, after + 3, "report", "story", "article") && is_meant(head, source) &&
		begins_sentence(head, first) && answer(head, source->name, after + 4, NULL, source, found);
}

/* "(Reporting by Jane Doe in Lagos; Editing by John Roe)": Reuters signs so, if no one else is named. */
static bool
try_signature(const NxHead *head, NxAttribution *found)
{
	uint32_t	i = nx_mark_is(head, 0, '(') ? 1 : 0;
	uint32_t	k;
	bool		edited = false;
	Source		source;

	if (!WORD_IN(head, i, "reporting", "writing", "additional") ||
		!(nx_head_is(head, i + 1, "by") || (nx_head_is(head, i + 1, "reporting") && nx_head_is(head, i + 2, "by"))))
		return false;
	for (k = i; k < head->n; k++)
	{
		if (nx_head_begins(head, k) >> NX_TERM_AGENCY & 1 && read_source(head, k, &source) && is_meant(head, &source))
			return answer(head, 0, head->n, NULL, &source, found);
		edited |= nx_head_is(head, k, "editing") && nx_head_is(head, k + 1, "by");
	}
	memset(&source, 0, sizeof(source));
	source.term = nx_term_get(head->terms, nx_fold_hash(NX_TEXT("Reuters")), NX_TERM_AGENCY);
	return i == 1 && edited && source.term && answer(head, 0, head->n, NULL, &source, found);
}

static bool
search(NxArena *arena, const struct NxData *data, NxText text, NxSpan paragraph, NxAttribution *found)
{
	NxHead		head;
	uint32_t	i;

	nx_arena_poll(arena);
	nx_scan_head(arena, data, nx_slice(text, paragraph.start, paragraph.end), MOST_PARAGRAPH, &head);
	if (head.terms == NULL || head.n == 0)
		return false;
	if (!try_signature(&head, found))
	{
		for (i = 0; i < head.n; i++)
		{
			Source		source;

			if (head.item[i].kind != NX_P_WORD || !(nx_head_begins(&head, i) >> NX_TERM_AGENCY & 1) ||
				!read_source(&head, i, &source))
				continue;
			if (try_verb(&head, &source, found) || try_outlet(&head, &source, found) ||
				try_before(&head, &source, found) || try_note(&head, &source, found))
				break;
		}
		if (i >= head.n)
			return false;
	}
	found->span.start += paragraph.start;
	found->span.end += paragraph.start;
	return true;
}

/* The line that begins at or behind 'at', without white space at its start; false at the end. */
static bool
next_paragraph(NxText text, uint32_t at, NxSpan *paragraph)
{
	while (at < text.len && (unsigned char) text.data[at] <= ' ')
		at++;
	paragraph->start = at;
	while (at < text.len && text.data[at] != '\n' && text.data[at] != '\r')
		at++;
	paragraph->end = at;
	return paragraph->end > paragraph->start;
}

bool
nx_find_attribution(NxArena *arena, const struct NxData *data, NxText body, NxAttribution *attribution)
{
	NxSpan		paragraph = {0, 0};
	uint32_t	last = body.len;
	uint32_t	end;
	int			n;

	memset(attribution, 0, sizeof(*attribution));
	for (n = 0; n < 2; n++)
	{
		if (!next_paragraph(body, paragraph.end, &paragraph))
			return false;
		if (search(arena, data, body, paragraph, attribution))
			return true;
	}
	while (last > 0 && (unsigned char) body.data[last - 1] <= ' ')
		last--;
	for (end = last; last > 0 && body.data[last - 1] != '\n' && body.data[last - 1] != '\r'; last--)
		;
	if (last <= paragraph.start)
		return false;
	/* of a long paragraph its end */
	if (end - last > MOST_PARAGRAPH)
		for (last = end - MOST_PARAGRAPH; last < end && ((unsigned char) body.data[last] & 0xc0) == 0x80; last++)
			;
	return search(arena, data, body, (NxSpan) {last, end}, attribution);
}

bool
nx_document_attribution(NxArena *arena, const struct NxData *data,
						const struct NxDocument *document, NxAttribution *attribution)
{
	const NxBlocks *blocks = &document->blocks;
	bool		body_seen = false;
	uint32_t	i;

	if (nx_find_attribution(arena, data, nx_body_text(arena, document), attribution))
		return true;
	for (i = 0; i < blocks->n; i++)
	{
		const NxBlock *block = &blocks->item[i];

		body_seen |= nx_is_body((NxBlockKind) block->kind);
		if (body_seen && (block->kind == NX_BLOCK_NOTICE || block->kind == NX_BLOCK_CREDIT || block->kind == NX_BLOCK_BIO) &&
			nx_find_attribution(arena, data, nx_slice(document->text, block->span.start, block->span.end), attribution))
			return true;
	}
	return false;
}
