/*-------------------------------------------------------------------------
 * link_person.c
 *	  Which mentions are the same person, and what role the text gives.
 *-------------------------------------------------------------------------
 */
#include "link_internal.h"

#include <string.h>

#include "data.h"
#include "mention_internal.h"
#include "unicode.h"

/* Persons with one surname that are compared with a new one; more stay apart. */
#define SAME_SURNAME	64

static const NxToken *
word(const NxLinker *linker, const NxNameWords *words, uint32_t i)
{
	return &linker->tokens->item[words->token[i]];
}

static bool
is_generation(const NxLinker *linker, const NxToken *token)
{
	return nx_is_generation(nx_slice(linker->text, token->start, token->end));
}

/* The words of a person's name; "Jr." counts neither as surname nor as name. */
static bool
person_words(const NxLinker *linker, const NxMention *mention, NxNameWords *words)
{
	if (!nx_link_words(linker, mention, words))
		return false;
	while (words->n > 1 && is_generation(linker, word(linker, words, words->n - 1)))
		words->n--;
	return true;
}

/* The given name behind a nickname, else the word itself. */
static uint64_t
given_name(const NxLinker *linker, const NxToken *token)
{
	const NxLexEntry *entry;

	if (!(token->lists & NX_L_NICKNAME))
		return token->hash;
	entry = nx_lexicon_get(&linker->data->lexicon, token->hash, NX_LIST_NICKNAME);
	return entry ? nx_fold_hash(nx_lexicon_text(&linker->data->lexicon, entry)) : token->hash;
}

static char
initial_of(const NxLinker *linker, const NxToken *token)
{
	return (char) (linker->text.data[token->start] | 0x20);
}

/* Can two first names be the same: equal, nickname, or one the other's initial? */
static bool
first_names_agree(const NxLinker *linker, const NxToken *a, const NxToken *b)
{
	if (a->hash == b->hash || given_name(linker, a) == given_name(linker, b))
		return true;
	return (a->flags | b->flags) & NX_T_INITIAL && initial_of(linker, a) == initial_of(linker, b);
}

/* Are all words of 'a' among those of 'b', in order and ending together? */
static bool
is_tail(const NxLinker *linker, const NxNameWords *a, const NxNameWords *b)
{
	uint32_t	i;

	if (a->n > b->n)
		return false;
	for (i = 1; i <= a->n; i++)
		if (word(linker, a, a->n - i)->hash != word(linker, b, b->n - i)->hash)
			return false;
	return true;
}

/* Two full names with one surname: the same person? */
static bool
same_person(const NxLinker *linker, const NxNameWords *a, const NxNameWords *b)
{
	if (is_tail(linker, a, b) || is_tail(linker, b, a))
		return true;
	return first_names_agree(linker, word(linker, a, 0), word(linker, b, 0));
}

/* Adds the full name of mention m: to a person it agrees with, or as a new one. */
static void
link_full(NxLinker *linker, uint32_t m, const NxNameWords *words)
{
	uint64_t	surname = word(linker, words, words->n - 1)->hash;
	uint32_t	head = nx_link_find(linker, NX_KIND_PERSON, surname);
	uint32_t	e = head,
				seen;

	for (seen = 0; e != NX_NO_ENTITY && seen < SAME_SURNAME; seen++)
	{
		NxLinkEntity *entity = &linker->entities.item[e];
		NxNameWords full;

		if (person_words(linker, &linker->mentions->item[entity->full], &full) &&
			same_person(linker, words, &full))
		{
			if (words->n > full.n)
				entity->full = m;
			nx_link_assign(linker, m, e);
			return;
		}
		e = entity->next ? entity->next - 1 : NX_NO_ENTITY;
	}
	e = nx_link_new(linker, NX_KIND_PERSON);
	linker->entities.item[e].full = m;
	if (head != NX_NO_ENTITY)
		linker->entities.item[e].next = head + 1;
	nx_link_alias(linker, NX_KIND_PERSON, surname, e);
	nx_link_assign(linker, m, e);
}

/* Among persons of one surname the one the article speaks of most. */
static uint32_t
most_spoken_of(const NxLinker *linker, uint32_t e)
{
	uint32_t	best = e,
				seen;

	for (seen = 0; e != NX_NO_ENTITY && seen < SAME_SURNAME; seen++)
	{
		const NxLinkEntity *entity = &linker->entities.item[e];

		/* of equals the one told first, which was added first and stands last */
		if (entity->mentions >= linker->entities.item[best].mentions)
			best = e;
		e = entity->next ? entity->next - 1 : NX_NO_ENTITY;
	}
	return best;
}

/* A single word: a surname, a given name, or a person of one name. */
static void
link_short(NxLinker *linker, uint32_t m, const NxNameWords *words, const NxWordSet *given)
{
	uint64_t	hash = word(linker, words, 0)->hash;
	uint32_t	e = nx_link_find(linker, NX_KIND_PERSON, hash);

	if (e != NX_NO_ENTITY)
		e = most_spoken_of(linker, e);
	else
	{
		e = nx_wordset_find(given, hash);
		if (e == NX_NO_ENTITY)
		{
			e = nx_link_new(linker, NX_KIND_PERSON);
			linker->entities.item[e].full = m;
			nx_link_alias(linker, NX_KIND_PERSON, hash, e);
		}
	}
	nx_link_assign(linker, m, e);
}

/* Given names of the persons found, each for the person spoken of most. */
static void
collect_given(NxLinker *linker, NxWordSet *given)
{
	uint32_t	e;

	nx_wordset_init(given, linker->arena, linker->entities.n * 3);
	for (e = 0; e < linker->entities.n; e++)
	{
		const NxLinkEntity *entity = &linker->entities.item[e];
		NxNameWords full;
		uint32_t	k;

		if (!person_words(linker, &linker->mentions->item[entity->full], &full))
			continue;
		/* first word, and inner words of compound surnames ("Lopez" of "Lopez Obrador") */
		for (k = 0; k + 1 < full.n && k < 3; k++)
		{
			uint64_t	hash = word(linker, &full, k)->hash;
			uint32_t	there = nx_wordset_find(given, hash);

			if (there == UINT32_MAX || linker->entities.item[there].mentions < entity->mentions)
				nx_wordset_add(given, hash, e);
		}
	}
}

/* Longest title that ends before token 'end'; its first token goes to *first. */
static bool
title_before(const NxLinker *linker, uint32_t end, uint32_t *first)
{
	uint32_t	reach = end > 7 ? end - 7 : 0;
	uint32_t	i;

	for (i = reach; i < end; i++)
	{
		uint64_t	key = 0;
		uint32_t	k = i,
					words = 0;

		if (!(linker->tokens->item[i].lists & (NX_L_TITLE | NX_L_ROLE | NX_L_PHRASE)))
			continue;
		while (k < end)
		{
			key = words++ ? nx_join_hash(key, linker->tokens->item[k].hash) : linker->tokens->item[k].hash;
			k = nx_next_word(linker->tokens, k, linker->text);
		}
		if (k == end && nx_lexicon_get(&linker->data->lexicon, key, NX_LIST_TITLE))
		{
			*first = i;
			return true;
		}
	}
	return false;
}

static bool
is_honorific(const NxLinker *linker, uint32_t first, uint32_t end)
{
	const NxLexEntry *entry;

	if (end != first + 1)
		return false;
	entry = nx_lexicon_get(&linker->data->lexicon, linker->tokens->item[first].hash, NX_LIST_TITLE);
	return entry && entry->value == 0;	/* "honorific": Mr., Ms. */
}

/* "Mexican President Claudia Sheinbaum": role President, country MX. */
static void
find_role(NxLinker *linker, const NxMention *mention)
{
	NxLinkEntity *entity = &linker->entities.item[mention->entity];
	uint32_t	first;
	const NxToken *before;
	const NxLexEntry *entry = NULL;

	if (entity->role.len || linker->tokens->item[mention->first].flags & NX_T_SENTENCE ||
		!title_before(linker, mention->first, &first) || is_honorific(linker, first, mention->first))
		return;
	entity->role = nx_slice(linker->text, linker->tokens->item[first].start,
							linker->tokens->item[mention->first - 1].end);
	if (first == 0 || linker->tokens->item[first].flags & NX_T_SENTENCE)
		return;
	before = &linker->tokens->item[first - 1];
	if (before->flags & NX_T_POSSESSIVE && first > 1)
		before--;
	if (before->lists & NX_L_DEMONYM)
		entry = nx_lexicon_get(&linker->data->lexicon, before->hash, NX_LIST_DEMONYM);
	else if (before->lists & NX_L_COUNTRY)
		entry = nx_lexicon_get(&linker->data->lexicon, before->hash, NX_LIST_COUNTRY);
	if (entry)
		entity->role_country = entry->code;
}

/* Longest title that begins at token 'first'; the token after it, or 'first'. */
static uint32_t
title_after(const NxLinker *linker, uint32_t first)
{
	uint64_t	key = 0;
	uint32_t	i = first,
				end = first,
				words = 0;

	while (i < linker->tokens->n && words < 6)
	{
		key = words++ ? nx_join_hash(key, linker->tokens->item[i].hash) : linker->tokens->item[i].hash;
		if (nx_lexicon_get(&linker->data->lexicon, key, NX_LIST_TITLE))
			end = i + 1;
		i = nx_next_word(linker->tokens, i, linker->text);
	}
	return end;
}

/* "Ana Torres, the Peruvian foreign minister": role foreign minister, country PE. */
static void
find_role_after(NxLinker *linker, const NxMention *mention)
{
	NxLinkEntity *entity = &linker->entities.item[mention->entity];
	uint32_t	i = mention->first + mention->ntokens;
	uint16_t	country = 0;
	uint32_t	end,
				skipped;

	if (entity->role.len || i + 1 >= linker->tokens->n ||
		linker->text.data[linker->tokens->item[i].start] != ',')
		return;
	i++;
	for (skipped = 0; skipped < 3 && i < linker->tokens->n; skipped++, i++)
	{
		const NxToken *token = &linker->tokens->item[i];
		const NxLexEntry *entry;

		if (token->flags & NX_T_SENTENCE)
			return;
		if (token->lists & NX_L_STOP)
			continue;			/* an article, also where a title is listed with it */
		end = title_after(linker, i);
		if (end > i && !is_honorific(linker, i, end))
		{
			entity->role = nx_slice(linker->text, token->start, linker->tokens->item[end - 1].end);
			entity->role_country = country;
			return;
		}
		if (!(token->lists & NX_L_DEMONYM))
			return;
		entry = nx_lexicon_get(&linker->data->lexicon, token->hash, NX_LIST_DEMONYM);
		if (entry)
			country = entry->code;
	}
}

void
nx_link_persons(NxLinker *linker)
{
	NxMentions *mentions = linker->mentions;
	NxWordSet	given;
	NxNameWords words;
	uint32_t	i;

	for (i = 0; i < mentions->n; i++)
	{
		nx_arena_poll_turn(linker->arena, i);
		if (nx_link_wants(&mentions->item[i], NX_KIND_PERSON) &&
			person_words(linker, &mentions->item[i], &words) && words.n > 1)
			link_full(linker, i, &words);
	}
	collect_given(linker, &given);
	for (i = 0; i < mentions->n; i++)
	{
		nx_arena_poll_turn(linker->arena, i);
		if (nx_link_wants(&mentions->item[i], NX_KIND_PERSON) && mentions->item[i].entity == NX_NO_ENTITY &&
			nx_link_words(linker, &mentions->item[i], &words))
			link_short(linker, i, &words, &given);
	}
	for (i = 0; i < mentions->n; i++)
	{
		nx_arena_poll_turn(linker->arena, i);
		if (nx_link_wants(&mentions->item[i], NX_KIND_PERSON) && mentions->item[i].entity != NX_NO_ENTITY)
			find_role(linker, &mentions->item[i]);
	}
	for (i = 0; i < mentions->n; i++)
	{
		nx_arena_poll_turn(linker->arena, i);
		if (nx_link_wants(&mentions->item[i], NX_KIND_PERSON) && mentions->item[i].entity != NX_NO_ENTITY)
			find_role_after(linker, &mentions->item[i]);
	}
}
