/*-------------------------------------------------------------------------
 * dictionary_terms.c
 *	  A dictionary's terms in an article: longest match over the tokens.
 *
 * A filter of bits says for most words that no term begins with them, and for
 * most pairs that no term goes on so; what passes is looked up in a table of
 * phrase keys, as the built-in lists are.  So an article costs one look at the
 * filter for each word, however many terms there are.
 *
 * Of the terms under one key the first counts whose letter case fits and
 * whose context stands in the article; those that ask for context come first.
 *-------------------------------------------------------------------------
 */
#include "dictionary_terms.h"

#include <stdlib.h>

#include "article.h"
#include "dictionary_form.h"
#include "dictionary_rule.h"
#include "unicode.h"
#include "wordset.h"

/* Confidence of a term, per thousand: the user said so. */
#define TERM_CONFIDENCE		1000

/* A term found. */
typedef struct Found
{
	NxSpan		span;
	uint32_t	first;			/* token */
	uint32_t	end;
	const NxTerm *term;			/* in the arena */
} Found;

typedef struct Search
{
	NxArticle  *article;
	const NxDictionary *dictionary;
	const NxTokens *tokens;
	NxText		text;
	NX_LIST(Found) found;
	NxWordSet	words;			/* of the article, once a term asks for context */
	bool		has_words;
	NxTokens	term_tokens;	/* of the term in hand */
	NxWordSet	copies;			/* record -> number in 'copy' + 1 */
	NX_LIST(NxTerm *) copy;
} Search;

NxText
nx_dictionary_kind(const NxDictionary *dictionary, uint8_t kind)
{
	NxFormReader reader = nx_form_reader(dictionary->section[NX_DICT_KINDS], 0);
	NxText		name = {"", 0};
	uint32_t	n = dictionary->section[NX_DICT_KINDS].len ? nx_form_varint(&reader) : 0;
	uint32_t	i;

	for (i = 0; i < n && i + NX_KINDS <= kind; i++)
		name = nx_form_string(&reader);
	return i + NX_KINDS == kind + UINT32_C(1) ? name : NX_TEXT("");
}

NxTerm *
nx_copy_term(NxArena *arena, const NxTerm *term)
{
	NxTerm	   *copy = nx_new(arena, NxTerm);

	*copy = *term;
	copy->term = nx_arena_copy(arena, term->term);
	copy->name = nx_arena_copy(arena, term->name);
	copy->context = NX_TEXT("");
	return copy;
}

/* The words of the article, for terms that ask for some. */
static void
collect_words(Search *search)
{
	uint32_t	i;

	nx_wordset_init(&search->words, search->article->arena, search->tokens->n);
	for (i = 0; i < search->tokens->n; i++)
		if (search->tokens->item[i].kind <= NX_TOKEN_NUMBER)
			nx_wordset_add(&search->words, search->tokens->item[i].hash, i);
	search->has_words = true;
}

/* Stands one of the words that the term asks for in the article? */
static bool
has_context(Search *search, const NxTerm *term)
{
	NxFormReader reader = nx_form_reader(term->context, 0);
	uint32_t	i;

	if (!search->has_words)
		collect_words(search);
	for (i = 0; i < term->ncontext; i++)
		if (nx_wordset_find(&search->words, nx_fold_hash(nx_form_string(&reader))) != UINT32_MAX)
			return true;
	return false;
}

static bool
same_bytes(NxText a, NxText b)
{
	return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* Is a word written as the term's word demands? */
static bool
word_fits(const Search *search, const NxTerm *term, const NxToken *wanted, const NxToken *there)
{
	if (term->flags & NX_TERM_EXACT)
		return same_bytes(nx_slice(term->term, wanted->start, wanted->end),
						  nx_slice(search->text, there->start, there->end));
	/* "AA" is not "Aa", "Apple" not "apple", "crude oil" may be "Crude Oil" */
	if (wanted->flags & NX_T_UPPER)
		return (there->flags & NX_T_UPPER) != 0;
	if (wanted->flags & NX_T_CAPITAL)
		return (there->flags & NX_T_CAPITAL) != 0;
	return true;
}

/* Are the tokens [first, end) written as the term demands? */
static bool
case_fits(Search *search, const NxTerm *term, uint32_t first, uint32_t end)
{
	NxTokens   *wanted = &search->term_tokens;
	uint32_t	i = first,
				k;

	if (term->flags & NX_TERM_ANY)
		return true;
	wanted->n = 0;
	nx_tokenize(search->article->arena, NULL, term->term, (NxSpan) {0, term->term.len}, wanted);
	for (k = 0; k < wanted->n && i < end; k = nx_term_next(wanted, k, false))
	{
		if (wanted->item[k].kind <= NX_TOKEN_NUMBER &&
			!word_fits(search, term, &wanted->item[k], &search->tokens->item[i]))
			return false;
		i = nx_term_next(search->tokens, i, true);
	}
	return true;
}

/* The term's record, copied once an article. */
static const NxTerm *
copy_of(Search *search, uint32_t record, const NxTerm *term)
{
	NxArena    *arena = search->article->arena;
	uint32_t	i;

	if (search->copies.key == NULL)
		nx_wordset_init(&search->copies, arena, search->tokens->n + search->dictionary->nrules);
	i = nx_wordset_find(&search->copies, record + UINT64_C(1));
	if (i == UINT32_MAX)
	{
		i = search->copy.n;
		*nx_push(arena, &search->copy) = nx_copy_term(arena, term);
		nx_wordset_add(&search->copies, record + UINT64_C(1), i);
	}
	NX_ASSERT(i < search->copy.n);
	return search->copy.item[i];
}

/* The term under 'key' that fits the tokens [first, end): true, *term and where its record is. */
static bool
term_at(Search *search, uint64_t key, uint32_t first, uint32_t end, NxTerm *best, uint32_t *record)
{
	const NxDictionary *d = search->dictionary;
	bool		found = false;
	uint32_t	i = nx_form_slot(key, d->term_mask);
	uint32_t	steps;

	/* a damaged table may have no empty slot */
	for (steps = 0; steps <= d->term_mask && d->term_key[i]; steps++, i = (i + 1) & d->term_mask)
	{
		NxFormReader reader;
		NxTerm		term;

		if (d->term_key[i] != key)
			continue;
		reader = nx_form_reader(d->section[NX_DICT_TERMS], d->term_at[i]);
		nx_form_term(&reader, &term);
		if (found && (best->ncontext || !term.ncontext))
			continue;
		if (!case_fits(search, &term, first, end) || (term.ncontext && !has_context(search, &term)))
			continue;
		found = true;
		*best = term;
		*record = d->term_at[i];
	}
	return found;
}

static Found *
add_found(Search *search, uint32_t first, uint32_t end, const NxTerm *term)
{
	Found	   *found = nx_push(search->article->arena, &search->found);

	found->first = first;
	found->end = end;
	found->span.start = search->tokens->item[first].start;
	found->span.end = search->tokens->item[end - 1].end;
	found->term = term;
	return found;
}

/* Longest terms from left to right in the tokens [first, end). */
static void
find_terms(Search *search, uint32_t first, uint32_t end)
{
	const NxTokens *tokens = search->tokens;
	uint32_t	i;

	for (i = first; i < end; i++)
	{
		uint64_t	key = nx_term_hash(&tokens->item[i]);
		NxTerm		best;
		uint32_t	record = 0,
					best_end = 0,
					words = 1,
					k = i;

		while (nx_filter_has(search->dictionary, key))
		{
			if (term_at(search, key, i, k + 1, &best, &record))
				best_end = k + 1;
			k = nx_term_next(tokens, k, true);
			if (k >= end || words++ == NX_DICT_MAX_WORDS)
				break;
			key = nx_term_join(key, &tokens->item[k]);
		}
		if (best_end)
		{
			add_found(search, i, best_end, copy_of(search, record, &best));
			i = best_end - 1;
		}
	}
}

/* Tokens of a piece that a span touches: first and one past the last. */
static void
tokens_of(const NxTokens *tokens, NxSpan span, uint32_t low, uint32_t high, uint32_t *first, uint32_t *end)
{
	while (low < high)
	{
		uint32_t	middle = low + (high - low) / 2;

		if (tokens->item[middle].end <= span.start)
			low = middle + 1;
		else
			high = middle;
	}
	*first = *end = low;
	while (*end < tokens->n && tokens->item[*end].start < span.end)
		++*end;
}

static void
find_rules(Search *search)
{
	NxArticle  *article = search->article;
	const NxDictionary *d = search->dictionary;
	NxRuleMatches matches = {NULL, 0, 0};
	uint32_t	p,
				i;

	nx_rules_begin(d->rules, search->text.len);
	for (p = 0; p < article->pieces.n; p++)
	{
		const NxPiece *piece = &article->pieces.item[p];
		uint32_t	last = piece->first + piece->ntokens;
		NxSpan		span = {search->tokens->item[piece->first].start, search->tokens->item[last - 1].end};

		matches.n = 0;
		nx_rules_find(d->rules, article->arena, search->text, span, &matches);
		for (i = 0; i < matches.n; i++)
		{
			uint32_t	record = d->rule_at[matches.item[i].rule];
			NxFormReader reader = nx_form_reader(d->section[NX_DICT_TERMS], record);
			NxTerm		term;
			Found	   *found;
			uint32_t	first,
						end;

			nx_form_term(&reader, &term);
			tokens_of(search->tokens, matches.item[i].span, piece->first, last, &first, &end);
			if (first == end || (term.ncontext && !has_context(search, &term)))
				continue;
			found = add_found(search, first, end, copy_of(search, record, &term));
			found->span = matches.item[i].span;
		}
	}
}

/* By place, plain terms before rules, longer before shorter. */
static int
compare_found(const void *left, const void *right)
{
	const Found *a = left,
			   *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return (a->term->flags & NX_TERM_REGEX) - (b->term->flags & NX_TERM_REGEX);
}

/* How a mention that was there and a term that overlaps it get on. */
typedef enum Outcome
{
	TERM_WINS,
	TERM_NESTED,
	TERM_YIELDS
} Outcome;

static Outcome
outcome_of(const Found *found, const NxMention *there)
{
	bool		inside = there->first <= found->first && there->first + there->ntokens >= found->end &&
		there->ntokens > found->end - found->first;

	if (!inside)
		return TERM_WINS;
	if (there->kind == NX_KIND_PERSON && found->term->kind != NX_KIND_PERSON)
		return TERM_YIELDS;
	/* of one kind they are two readings of one name; the Texas of "University of Texas" is another thing */
	return there->source == NX_BY_TAGGER && (there->kind == found->term->kind || there->kind == NX_KIND_MISC) ?
		TERM_WINS : TERM_NESTED;
}

static void
drop(NxMention *mention, const char *why)
{
	mention->flags |= NX_M_DROPPED;
	mention->why = why;
}

/* In a dateline only places are names. */
static bool
is_in_dateline(const NxArticle *article, const Found *found)
{
	return article->has_dateline && found->term->kind != NX_KIND_PLACE &&
		found->span.start >= article->dateline.span.start && found->span.end <= article->dateline.span.end;
}

/* The one place of the gazetteer that bears the term's name, in its country if it gives one. */
static uint32_t
place_of_name(const Search *search, const NxTerm *term)
{
	const NxData *data = search->article->data;
	uint32_t	place = NX_NO_PLACE,
				nwords,
				n;
	const NxPlaceName *name = nx_gazetteer_find(&data->gazetteer,
												nx_phrase_key(search->article->arena, &data->lexicon, term->name, &nwords), &n);

	for (; n > 0; n--, name++)
	{
		if (term->country && data->gazetteer.place[name->place].country != term->country)
			continue;
		/* the first is the most likely: enough where the country is told */
		if (place != NX_NO_PLACE && name->place != place)
			return term->country ? place : NX_NO_PLACE;
		place = name->place;
	}
	return place;
}

/*
 * Which place of the gazetteer a term means: by its id, else what was found
 * for these very words before (mention number 'there' + 1), else by its name.
 * A term with an id or a point of its own is a place that only the user knows.
 */
static void
settle_place(const Search *search, NxMention *mention, uint32_t there)
{
	const NxTerm *term = mention->term;
	const NxGazetteer *gazetteer = &search->article->data->gazetteer;
	const NxMention *before = there ? &search->article->mentions.item[there - 1] : NULL;

	if (term->id || term->flags & NX_TERM_POINT)
		mention->place_confidence = TERM_CONFIDENCE;
	if (term->id)
		mention->place = nx_gazetteer_by_id(gazetteer, term->id);
	else if (term->flags & NX_TERM_POINT)
		return;
	else if (before && before->kind == NX_KIND_PLACE && before->first == mention->first &&
			 before->ntokens == mention->ntokens && before->place != NX_NO_PLACE && !(term->flags & NX_TERM_NAME) &&
			 (term->country == 0 || term->country == gazetteer->place[before->place].country))
		mention->place = before->place;
	else
		mention->place = place_of_name(search, term);
	if (mention->place == NX_NO_PLACE)
		return;
	mention->place_confidence = TERM_CONFIDENCE;
	if (mention->country == 0)
		mention->country = gazetteer->place[mention->place].country;
}

/* Lays one term over the mentions at its words; of[] names the mention of each token, + 1. */
static void
lay_term(Search *search, const Found *found, uint32_t *of)
{
	NxMentions *mentions = &search->article->mentions;
	uint32_t	there = of[found->first];
	Outcome		outcome = is_in_dateline(search->article, found) ? TERM_YIELDS : TERM_WINS;
	NxMention  *mention;
	uint32_t	t;

	for (t = found->first; t < found->end; t++)
		if (of[t] && outcome_of(found, &mentions->item[of[t] - 1]) > outcome)
			outcome = outcome_of(found, &mentions->item[of[t] - 1]);
	for (t = found->first; t < found->end && outcome == TERM_WINS; t++)
		if (of[t])
			drop(&mentions->item[of[t] - 1], "a term of the dictionary takes its words");
	mention = nx_push(search->article->arena, mentions);
	memset(mention, 0, sizeof(*mention));
	mention->span = found->span;
	mention->first = found->first;
	mention->ntokens = (uint16_t) (found->end - found->first);
	mention->kind = found->term->kind;
	mention->source = NX_BY_DICTIONARY;
	mention->confidence = TERM_CONFIDENCE;
	mention->place = NX_NO_PLACE;
	mention->country = found->term->country;
	mention->term = found->term;
	mention->why = found->term->flags & NX_TERM_REGEX ? "rule of the dictionary" : "term of the dictionary";
	/* link_person.c finds a person's surname again if the name stands here in full */
	if (mention->kind != NX_KIND_PERSON || found->term->flags & NX_TERM_REGEX ||
		nx_fold_hash(nx_slice(search->text, found->span.start, found->span.end)) != nx_fold_hash(found->term->name))
		mention->flags |= NX_M_NAMED;
	if (outcome == TERM_NESTED)
		mention->flags |= NX_M_NESTED;
	if (outcome == TERM_YIELDS)
		drop(mention, is_in_dateline(search->article, found) ? "part of the dateline" :
			 "term of the dictionary inside a person's name");
	if (mention->kind == NX_KIND_PLACE)
		settle_place(search, mention, there);
}

/* The mention that covers each token, + 1: the outermost that is not dropped. */
static uint32_t *
cover(const Search *search)
{
	const NxMentions *mentions = &search->article->mentions;
	uint32_t   *of = nx_arena_zero(search->article->arena, sizeof(uint32_t) * (search->tokens->n + 1));
	uint32_t	i,
				t;

	for (i = 0; i < mentions->n; i++)
	{
		const NxMention *mention = &mentions->item[i];

		if (mention->flags & (NX_M_DROPPED | NX_M_NESTED))
			continue;
		for (t = mention->first; t < mention->first + mention->ntokens; t++)
			of[t] = i + 1;
	}
	return of;
}

/* Nested mentions whose words a term took, or that stand in a mention no more. */
static void
drop_nested(Search *search, const uint8_t *taken)
{
	NxMentions *mentions = &search->article->mentions;
	uint32_t	i,
				t;

	for (i = 0; i < mentions->n; i++)
	{
		NxMention  *mention = &mentions->item[i];

		if (!(mention->flags & NX_M_NESTED) || mention->flags & NX_M_DROPPED || mention->term)
			continue;
		for (t = mention->first; t < mention->first + mention->ntokens; t++)
			if (taken[t])
			{
				drop(mention, "a term of the dictionary takes its words");
				break;
			}
	}
}

uint32_t
nx_kept_first(const NxMention *mention)
{
	return mention->kind | (mention->flags & NX_M_DROPPED ? 0x100u : 0);
}

/* The names of the user's kinds, as strings of the article's own. */
static void
name_kinds(NxArticle *article)
{
	const NxDictionary *dictionary = article->data->dictionary;
	NxText		kind;

	while ((kind = nx_dictionary_kind(dictionary, (uint8_t) (NX_KINDS + article->user_kinds.n))).len)
	{
		char	   *name = nx_arena_zero(article->arena, (size_t) kind.len + 1);

		memcpy(name, kind.data, kind.len);
		*nx_push(article->arena, &article->user_kinds) = name;
	}
}

void
nx_lay_terms(NxArticle *article)
{
	Search		search;
	uint32_t   *of;
	uint8_t    *taken;
	uint32_t	end = 0,
				i;

	memset(&search, 0, sizeof(search));
	search.article = article;
	search.dictionary = article->data->dictionary;
	search.tokens = &article->tokens;
	search.text = article->document.text;
	name_kinds(article);
	if (search.dictionary->head->nterms > search.dictionary->nrules)
		for (i = 0; i < article->pieces.n; i++)
		{
			find_terms(&search, article->pieces.item[i].first,
					   article->pieces.item[i].first + article->pieces.item[i].ntokens);
			nx_arena_poll(article->arena);
		}
	if (search.dictionary->rules)
		find_rules(&search);
	if (search.found.n == 0)
		return;
	qsort(search.found.item, search.found.n, sizeof(Found), compare_found);
	of = cover(&search);
	taken = nx_arena_zero(article->arena, search.tokens->n + 1);
	for (i = 0; i < search.found.n; i++)
	{
		const Found *found = &search.found.item[i];

		if (found->first < end)
			continue;			/* a longer term has its first words */
		end = found->end;
		lay_term(&search, found, of);
		memset(taken + found->first, 1, found->end - found->first);
	}
	drop_nested(&search, taken);
	nx_sort_mentions(article->arena, &article->mentions, nx_kept_first);
}
