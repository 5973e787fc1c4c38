/*-------------------------------------------------------------------------
 * mention.c
 *	  Mentions from the tagger's spans, corrected by lexicons and context.
 *
 * The tagger proposes; this file mends what lists and the rest of the article
 * know better, in this order:
 *	1. the dateline's places are mentions, its agency is none
 *	2. titles and possessives are cut off the ends of names
 *	3. known organisations and events that the tagger passed over are added
 *	4. a title before capitalised words makes a person
 *	   and capitalised words before "Inc." a company
 *	5. an acronym in parentheses after a name stands for it
 *	6. a name told once is that name wherever it stands (mention_spread.c)
 *-------------------------------------------------------------------------
 */
#include "mention_internal.h"

#include <string.h>

#include "dateline.h"

const char *const nx_section_name[NX_SECTIONS] = {"headline", "lead", "body", "caption"};
const char *const nx_source_name[NX_SOURCES] = {"tagger", "gazetteer", "lexicon", "dateline",
"rule", "link", "dictionary"};

/* Longest phrase looked up, in words; the longest listed title has 6. */
#define PHRASE_WORDS	6

NxMention *
nx_add_mention(NxFinder *finder, uint32_t first, uint32_t end, NxKind kind, NxSource source,
			unsigned confidence, const char *why)
{
	NxMention  *mention = nx_push(finder->arena, finder->mentions);
	uint32_t	i;

	memset(mention, 0, sizeof(*mention));
	mention->span.start = token_at(finder, first)->start;
	mention->span.end = token_at(finder, end - 1)->end;
	mention->first = first;
	mention->ntokens = (uint16_t) (end - first);
	mention->kind = (uint8_t) kind;
	mention->source = (uint8_t) source;
	mention->confidence = (uint16_t) confidence;
	mention->place = NX_NO_PLACE;
	mention->why = why;
	for (i = first; i < end; i++)
		finder->owner[i] = finder->mentions->n;
	return mention;
}

/* Narrows a mention to [first, end); drops it when nothing is left. */
static void
narrow(NxFinder *finder, NxMention *mention, uint32_t first, uint32_t end)
{
	uint32_t	i;

	for (i = mention->first; i < mention->first + mention->ntokens; i++)
		if (i < first || i >= end)
			finder->owner[i] = 0;
	if (first >= end)
	{
		mention->flags |= NX_M_DROPPED;
		mention->why = "nothing but a title";
		return;
	}
	mention->first = first;
	mention->ntokens = (uint16_t) (end - first);
	mention->span.start = token_at(finder, first)->start;
	mention->span.end = token_at(finder, end - 1)->end;
}

/* Number of tokens in the longest title that begins at 'first' and ends before 'end'; 0 none. */
static uint32_t
title_length(const NxFinder *finder, uint32_t first, uint32_t end)
{
	uint64_t	key = 0;
	uint32_t	i = first,
				words = 0,
				best = 0;

	if (!(token_at(finder, first)->lists & (NX_L_TITLE | NX_L_ROLE | NX_L_PHRASE)))
		return 0;
	while (i < end && words < PHRASE_WORDS)
	{
		key = words++ ? nx_join_hash(key, token_at(finder, i)->hash) : token_at(finder, i)->hash;
		if (words > 1 && !nx_lexicon_goes_on(&finder->data->lexicon, key))
			break;
		if (nx_lexicon_get(&finder->data->lexicon, key, NX_LIST_TITLE))
			best = i + 1 - first;
		i = nx_next_word(finder->tokens, i, finder->text);
	}
	return best;
}

/* Cuts titles off the front and marks off the end of a name. */
static void
trim(NxFinder *finder, NxMention *mention)
{
	uint32_t	first = mention->first;
	uint32_t	end = first + mention->ntokens;

	while (end > first && token_at(finder, end - 1)->kind >= NX_TOKEN_PUNCT &&
		   !(token_at(finder, end - 1)->flags & NX_T_PERIOD))
		end--;
	while (first < end && token_at(finder, first)->kind == NX_TOKEN_PUNCT)
		first++;
	if (mention->kind == NX_KIND_PERSON)
	{
		uint32_t	n;

		while (first < end && (n = title_length(finder, first, end)) > 0 && first + n < end)
			first += n;
	}
	if (first != mention->first || end != mention->first + mention->ntokens)
		narrow(finder, mention, first, end);
}

static void
add_tagged(NxFinder *finder)
{
	NxTagSpans	spans = {NULL, 0, 0};
	uint32_t	i;

	nx_tag(finder->arena, &finder->data->tagger, &finder->data->lexicon, &finder->data->gazetteer,
		   finder->text, finder->tokens, &spans);
	for (i = 0; i < spans.n; i++)
	{
		const NxTagSpan *span = &spans.item[i];
		NxMention  *mention;

		nx_arena_poll_turn(finder->arena, i);
		if (!nx_is_free(finder, span->first, span->first + span->ntokens))
			continue;
		mention = nx_add_mention(finder, span->first, span->first + span->ntokens, (NxKind) span->kind,
							  NX_BY_TAGGER, span->confidence, "trained tagger");
		trim(finder, mention);
	}
}

/* Tokens of the dateline: its places become mentions, the rest is closed to others. */
static void
add_dateline(NxFinder *finder, const NxDateline *dateline)
{
	uint32_t	i,
				k;

	if (dateline == NULL)
		return;
	for (i = 0; i < finder->tokens->n && token_at(finder, i)->end <= dateline->span.start; i++)
		;
	for (; i < finder->tokens->n && token_at(finder, i)->start < dateline->span.end; i++)
	{
		bool		taken = false;

		for (k = 0; k < dateline->nplaces && !taken; k++)
		{
			NxText		printed = dateline->places[k].printed;
			uint32_t	start = (uint32_t) (printed.data - finder->text.data);
			uint32_t	end = i;
			NxMention  *mention;

			if (printed.data < finder->text.data || printed.data >= finder->text.data + finder->text.len ||
				token_at(finder, i)->start != start)
				continue;
			while (end < finder->tokens->n && token_at(finder, end)->start < start + printed.len)
				end++;
			mention = nx_add_mention(finder, i, end, NX_KIND_PLACE, NX_BY_DATELINE, 980, "place of the dateline");
			mention->flags |= NX_M_DATELINE;
			mention->place = dateline->places[k].place;
			mention->country = dateline->places[k].country;
			i = end - 1;
			taken = true;
		}
	}
}

/* In a dateline only places are names: the agency is a field, not an entity. */
static void
drop_in_dateline(NxFinder *finder, const NxDateline *dateline)
{
	uint32_t	i;

	if (dateline == NULL)
		return;
	for (i = 0; i < finder->mentions->n; i++)
	{
		NxMention  *mention = &finder->mentions->item[i];

		if (mention->source != NX_BY_DATELINE && mention->kind != NX_KIND_PLACE &&
			mention->span.start >= dateline->span.start && mention->span.end <= dateline->span.end)
		{
			mention->flags |= NX_M_DROPPED;
			mention->why = "part of the dateline";
		}
	}
}

/* Does the phrase stand in the letter case that the list demands? */
static bool
case_fits(const NxFinder *finder, const NxLexEntry *entry, uint32_t first, uint32_t end)
{
	const NxToken *token = token_at(finder, first);
	NxText		form = nx_lexicon_form(&finder->data->lexicon, entry);
	uint32_t	len = token_at(finder, end - 1)->end - token->start;

	if (entry->flags & NX_LEX_EXACT)
	{
		/* "U.N." for "UN" is right, "un" is not */
		return (token->flags & NX_T_UPPER) != 0 ||
			(form.len == len && memcmp(finder->text.data + token->start, form.data, len) == 0);
	}
	return (token->flags & NX_T_CAPITAL) != 0;
}

/*
 * Longest organisation or event of the lists at token 'first'; its end goes
 * to *end.  NULL if there is none.
 */
static const NxLexEntry *
known_name(const NxFinder *finder, uint32_t first, uint32_t *end)
{
	const NxLexEntry *best = NULL;
	uint64_t	key = 0;
	uint32_t	i = first,
				words = 0;

	if (!(token_at(finder, first)->lists & (NX_L_ORG | NX_L_EVENT | NX_L_PHRASE)))
		return NULL;
	while (i < finder->tokens->n && words < PHRASE_WORDS)
	{
		const NxLexEntry *entry;
		uint32_t	n;

		key = words++ ? nx_join_hash(key, token_at(finder, i)->hash) : token_at(finder, i)->hash;
		if (words > 1 && !nx_lexicon_goes_on(&finder->data->lexicon, key))
			break;
		entry = nx_lexicon_find(&finder->data->lexicon, key, &n);
		for (; n > 0; n--, entry++)
			if ((entry->list == NX_LIST_ORG || entry->list == NX_LIST_EVENT) &&
				case_fits(finder, entry, first, i + 1))
			{
				best = entry;
				*end = i + 1;
				break;
			}
		i = nx_next_word(finder->tokens, i, finder->text);
	}
	return best;
}

/*
 * Makes room for a listed name of several words: true if nothing but pieces
 * of it is taken there, and then gives them up.
 */
static bool
clear_pieces(NxFinder *finder, uint32_t first, uint32_t end)
{
	uint32_t	i;

	for (i = first; i < end; i++)
		if (finder->owner[i])
		{
			const NxMention *there = &finder->mentions->item[finder->owner[i] - 1];

			if (there->first < first || there->first + there->ntokens > end || there->source == NX_BY_DATELINE)
				return false;
		}
	for (i = first; i < end; i++)
		if (finder->owner[i])
		{
			NxMention  *there = &finder->mentions->item[finder->owner[i] - 1];

			there->flags |= NX_M_DROPPED;
			there->why = "piece of a listed name";
			finder->owner[i] = 0;
		}
	return true;
}

/* Adds known organisations and events; one of several words takes the place of its pieces. */
static void
add_known(NxFinder *finder)
{
	uint32_t	i;

	for (i = 0; i < finder->tokens->n; i++)
	{
		const NxToken *token = token_at(finder, i);
		const NxLexEntry *entry;
		uint32_t	end;

		nx_arena_poll_turn(finder->arena, i);
		if (!(token->lists & (NX_L_ORG | NX_L_EVENT | NX_L_PHRASE)) || !(token->flags & NX_T_CAPITAL))
			continue;
		entry = known_name(finder, i, &end);
		if (entry == NULL || !(end == i + 1 ? nx_is_free(finder, i, end) : clear_pieces(finder, i, end)))
			continue;
		/* a single word that is also a common one needs more than a list */
		if (end == i + 1 && token->lists & (NX_L_COMMON | NX_L_STOP | NX_L_GIVEN | NX_L_SURNAME) &&
			!(token->flags & NX_T_UPPER))
			continue;
		nx_add_mention(finder, i, end, entry->list == NX_LIST_ORG ? NX_KIND_ORG : NX_KIND_MISC,
					NX_BY_LEXICON, 850, "listed organization or event");
		i = end - 1;
	}
}

/* Can this token be a word of a person's name? */
static bool
is_name_word(const NxToken *token)
{
	return token->kind == NX_TOKEN_WORD && token->flags & NX_T_CAPITAL &&
		!(token->lists & (NX_L_STOP | NX_L_NAME_STOP | NX_L_MONTH | NX_L_WEEKDAY | NX_L_TITLE |
						  NX_L_ORG_HEAD | NX_L_COUNTRY | NX_L_DEMONYM));
}

/* A word of the language that is no one's name: "Special", "Election". */
static bool
is_common_word(const NxToken *token)
{
	return token->lists & NX_L_COMMON && !(token->lists & (NX_L_GIVEN | NX_L_SURNAME));
}

/* "Sen. Mike Crapo", "President Noboa": a title before capitalised words. */
static void
add_titled(NxFinder *finder)
{
	uint32_t	i;

	for (i = 0; i + 1 < finder->tokens->n; i++)
	{
		uint32_t	n,
					first,
					end;

		nx_arena_poll_turn(finder->arena, i);
		if (!(token_at(finder, i)->lists & NX_L_TITLE) || !(token_at(finder, i)->flags & NX_T_CAPITAL) ||
			finder->owner[i])
			continue;
		n = title_length(finder, i, finder->tokens->n);
		first = i + n;
		if (n == 0)
			continue;
		for (end = first; end < finder->tokens->n && end - first < 4; end++)
			if (!is_name_word(token_at(finder, end)) || is_common_word(token_at(finder, end)) ||
				token_at(finder, end)->flags & NX_T_SENTENCE || finder->owner[end])
				break;
		if (end > first && token_at(finder, first)->flags & NX_T_SPACE)
		{
			nx_add_mention(finder, first, end, NX_KIND_PERSON, NX_BY_RULE, 800, "title before the name");
			i = end - 1;
		}
	}
}

/* Is [first, end) a given name and one to three words more of a person's name? */
static bool
is_full_name(const NxFinder *finder, uint32_t first, uint32_t end)
{
	if (end - first < 2 || end - first > 4 || !(token_at(finder, first)->lists & NX_L_GIVEN))
		return false;
	/* "Queen Elizabeth Hall", "St. Nicholas Magazine" are named after one */
	if (token_at(finder, end - 1)->lists & NX_L_FACILITY || is_common_word(token_at(finder, end - 1)))
		return false;
	for (; first < end; first++)
		if (!is_name_word(token_at(finder, first)))
			return false;
	return true;
}

/*
 * "Secretary of Homeland Security Alejandro Mayorkas" in one span: where a
 * title or a listed organisation ends and a full name begins, the name is the
 * person.  What stands before it is free again for lists and places.
 */
static void
split_persons(NxFinder *finder)
{
	uint32_t	m,
				n = finder->mentions->n;

	for (m = 0; m < n; m++)
	{
		NxMention  *mention = &finder->mentions->item[m];
		uint32_t	end = mention->first + mention->ntokens;
		uint32_t	i;

		nx_arena_poll_turn(finder->arena, m);
		if (mention->flags & NX_M_DROPPED || mention->source != NX_BY_TAGGER || mention->ntokens < 3)
			continue;
		for (i = mention->first; i + 2 < end; i++)
		{
			uint32_t	cut = i + title_length(finder, i, end);

			if (cut == i && known_name(finder, i, &cut) == NULL)
				continue;
			if (cut < end && is_full_name(finder, cut, end))
			{
				mention->kind = NX_KIND_PERSON;
				mention->source = NX_BY_RULE;
				mention->why = "full name after a title or an organization";
				narrow(finder, mention, cut, end);
				break;
			}
		}
	}
}

/* "Harbor Steel Corp.": capitalised words before a legal form. */
static void
add_companies(NxFinder *finder)
{
	uint32_t	i;

	for (i = 1; i < finder->tokens->n; i++)
	{
		const NxToken *token = token_at(finder, i);
		uint32_t	first = i;

		nx_arena_poll_turn(finder->arena, i);
		if (!(token->lists & NX_L_ORG_SUFFIX) || !(token->flags & NX_T_CAPITAL) || token->flags & NX_T_SENTENCE)
			continue;
		while (first > 0 && i - first < 5 && token_at(finder, first - 1)->kind == NX_TOKEN_WORD &&
			   token_at(finder, first - 1)->flags & NX_T_CAPITAL &&
			   !(token_at(finder, first - 1)->lists & (NX_L_STOP | NX_L_TITLE)) &&
			   !(token_at(finder, first)->flags & NX_T_SENTENCE))
			first--;
		/* "Fund", "Brothers" end other names too: there the tagger knows better */
		if (first == i || (token->lists & NX_L_COMMON && !nx_is_free(finder, first, i + 1)) ||
			!clear_pieces(finder, first, i + 1))
			continue;
		nx_add_mention(finder, first, i + 1, NX_KIND_ORG, NX_BY_RULE, 850, "legal form after the name");
	}
}

/* "Frank Miller Jr.": the suffix belongs to the name. */
static void
add_suffixes(NxFinder *finder)
{
	uint32_t	m;

	for (m = 0; m < finder->mentions->n; m++)
	{
		NxMention  *mention = &finder->mentions->item[m];
		uint32_t	end = mention->first + mention->ntokens;

		nx_arena_poll_turn(finder->arena, m);
		if (mention->kind != NX_KIND_PERSON || mention->flags & NX_M_DROPPED || mention->ntokens < 2 ||
			end >= finder->tokens->n || finder->owner[end] || token_at(finder, end)->flags & NX_T_SENTENCE ||
			!nx_is_generation(nx_slice(finder->text, token_at(finder, end)->start, token_at(finder, end)->end)))
			continue;
		mention->ntokens++;
		mention->span.end = token_at(finder, end)->end;
		finder->owner[end] = m + 1;
	}
}

/* "World Health Organization (WHO)": initials of the name before them. */
static void
add_acronyms(NxFinder *finder)
{
	uint32_t	m,
				n = finder->mentions->n;

	for (m = 0; m < n; m++)
	{
		NxMention	before = finder->mentions->item[m];
		uint32_t	open = before.first + before.ntokens;
		const NxToken *acronym;

		nx_arena_poll_turn(finder->arena, m);
		if (before.kind != NX_KIND_ORG || before.flags & NX_M_DROPPED || open + 2 >= finder->tokens->n)
			continue;
		acronym = token_at(finder, open + 1);
		if (finder->text.data[token_at(finder, open)->start] != '(' || acronym->kind != NX_TOKEN_WORD ||
			!(acronym->flags & NX_T_UPPER) || finder->text.data[token_at(finder, open + 2)->start] != ')')
			continue;
		if (finder->owner[open + 1])
		{
			NxMention  *there = &finder->mentions->item[finder->owner[open + 1] - 1];

			if (there->first != open + 1 || there->ntokens != 1)
				continue;
			there->kind = NX_KIND_ORG;
			there->flags |= NX_M_ACRONYM;
			continue;
		}
		nx_add_mention(finder, open + 1, open + 2, NX_KIND_ORG, NX_BY_RULE, 900,
					"acronym of the name before it")->flags |= NX_M_ACRONYM;
	}
}

void
nx_find_mentions(NxArena *arena, const NxData *data, NxText text, const NxTokens *tokens,
				 const NxDateline *dateline, NxMentions *mentions)
{
	NxFinder	finder = {arena, data, text, tokens, mentions, NULL};

	finder.owner = nx_arena_zero(arena, tokens->n * sizeof(uint32_t));
	add_dateline(&finder, dateline);
	add_tagged(&finder);
	nx_arena_poll(arena);
	split_persons(&finder);
	add_known(&finder);
	add_companies(&finder);
	add_titled(&finder);
	add_suffixes(&finder);
	add_acronyms(&finder);
	nx_spread_names(&finder);
	drop_in_dateline(&finder, dateline);
	nx_sort_mentions(arena, mentions, NULL);
	nx_arena_poll(arena);
}
