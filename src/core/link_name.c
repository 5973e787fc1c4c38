/*-------------------------------------------------------------------------
 * link_name.c
 *	  Which mentions are the same organisation, place, demonym or other name.
 *-------------------------------------------------------------------------
 */
#include "link_internal.h"

#include <string.h>

#include "data.h"
#include "unicode.h"

static const NxToken *
word(const NxLinker *linker, const NxNameWords *words, uint32_t i)
{
	return &linker->tokens->item[words->token[i]];
}

static bool
is_the(const NxLinker *linker, const NxToken *token)
{
	const char *p = linker->text.data + token->start;

	return token->end - token->start == 3 && (p[0] | 0x20) == 't' && (p[1] | 0x20) == 'h' && (p[2] | 0x20) == 'e';
}

/* Range of the words that make an organisation's name: without "The" and "Inc.". */
static void
core_words(const NxLinker *linker, const NxNameWords *words, uint32_t *first, uint32_t *end)
{
	*first = 0;
	*end = words->n;
	while (*end > 1 && word(linker, words, *end - 1)->lists & NX_L_ORG_SUFFIX)
		--*end;
	if (*end > 1 && is_the(linker, word(linker, words, 0)))
		++*first;
}

/* Key of the initials of a name's capitalised words ("World Health Organization": WHO). */
static uint64_t
initials_key(const NxLinker *linker, const NxNameWords *words, uint32_t first, uint32_t end)
{
	char		initials[NX_NAME_WORDS];
	uint32_t	n = 0;

	for (; first < end; first++)
		if (word(linker, words, first)->flags & NX_T_CAPITAL)
			initials[n++] = linker->text.data[word(linker, words, first)->start];
	return n >= 2 ? nx_fold_hash((NxText) {initials, n}) : 0;
}

/* The listed name behind a form, or NULL. */
static const NxLexEntry *
listed(const NxLinker *linker, uint64_t key, const NxToken *token, NxList list)
{
	const NxLexEntry *entry = nx_lexicon_get(&linker->data->lexicon, key, list);

	if (entry && entry->flags & NX_LEX_EXACT && !(token->flags & NX_T_UPPER))
		return NULL;
	return entry && entry->textlen ? entry : NULL;
}

static void
link_org(NxLinker *linker, uint32_t m, const NxNameWords *words)
{
	uint32_t	first,
				end,
				e;
	uint64_t	key;
	const NxLexEntry *entry;

	core_words(linker, words, &first, &end);
	key = nx_link_key(linker, words, first, end);
	entry = listed(linker, key, word(linker, words, first), NX_LIST_ORG);
	if (entry)
		key = nx_fold_hash(nx_lexicon_text(&linker->data->lexicon, entry)) | 1;
	e = nx_link_find(linker, NX_KIND_ORG, key);
	if (e == NX_NO_ENTITY)
	{
		uint64_t	initials = initials_key(linker, words, first, end);

		e = nx_link_new(linker, NX_KIND_ORG);
		nx_link_alias(linker, NX_KIND_ORG, key, e);
		if (entry)
		{
			linker->entities.item[e].name = nx_lexicon_text(&linker->data->lexicon, entry);
			linker->entities.item[e].name_score = UINT32_MAX;
		}
		else if (initials && nx_link_find(linker, NX_KIND_ORG, initials) == NX_NO_ENTITY)
			nx_link_alias(linker, NX_KIND_ORG, initials, e);
	}
	nx_link_assign(linker, m, e);
}

/* One word: an acronym, a listed name, or the beginning of a longer name in the article. */
static void
link_short_org(NxLinker *linker, uint32_t m, const NxNameWords *words, const NxWordSet *starts)
{
	uint64_t	key = word(linker, words, 0)->hash;
	uint32_t	e = nx_link_find(linker, NX_KIND_ORG, key);

	if (e == NX_NO_ENTITY && !listed(linker, key, word(linker, words, 0), NX_LIST_ORG) &&
		!(word(linker, words, 0)->lists & (NX_L_COMMON | NX_L_COUNTRY | NX_L_STATE | NX_L_DEMONYM)))
	{
		e = nx_wordset_find(starts, key);
		if (e != NX_NO_ENTITY && e != UINT32_MAX - 1)
			nx_link_alias(linker, NX_KIND_ORG, key, e);
		else
			e = NX_NO_ENTITY;
	}
	if (e != NX_NO_ENTITY)
		nx_link_assign(linker, m, e);
	else
		link_org(linker, m, words);
}

/* "(WHO)" behind a name is filed under that name's entity. */
static void
file_acronym(NxLinker *linker, uint32_t m)
{
	const NxMention *acronym = &linker->mentions->item[m];
	const NxMention *before = m ? &linker->mentions->item[m - 1] : NULL;

	if (before && acronym->flags & NX_M_ACRONYM && before->kind == NX_KIND_ORG &&
		before->entity != NX_NO_ENTITY && before->first + before->ntokens + 1 == acronym->first &&
		nx_link_find(linker, NX_KIND_ORG, linker->tokens->item[acronym->first].hash) == NX_NO_ENTITY)
		nx_link_alias(linker, NX_KIND_ORG, linker->tokens->item[acronym->first].hash, before->entity);
}

void
nx_link_orgs(NxLinker *linker)
{
	NxMentions *mentions = linker->mentions;
	NxWordSet	starts;
	NxNameWords words;
	uint32_t	i;

	nx_wordset_init(&starts, linker->arena, mentions->n + 1);
	for (i = 0; i < mentions->n; i++)
	{
		uint32_t	there;

		nx_arena_poll_turn(linker->arena, i);
		if (!nx_link_wants(&mentions->item[i], NX_KIND_ORG) ||
			!nx_link_words(linker, &mentions->item[i], &words) || words.n < 2)
			continue;
		link_org(linker, i, &words);
		/* a first word that begins two names stands for neither */
		there = nx_wordset_find(&starts, word(linker, &words, 0)->hash);
		if (there == UINT32_MAX)
			nx_wordset_add(&starts, word(linker, &words, 0)->hash, mentions->item[i].entity);
		else if (there != mentions->item[i].entity)
			nx_wordset_add(&starts, word(linker, &words, 0)->hash, UINT32_MAX - 1);
	}
	for (i = 0; i < mentions->n; i++)
	{
		nx_arena_poll_turn(linker->arena, i);
		if (nx_link_wants(&mentions->item[i], NX_KIND_ORG))
			file_acronym(linker, i);
	}
	for (i = 0; i < mentions->n; i++)
	{
		nx_arena_poll_turn(linker->arena, i);
		if (nx_link_wants(&mentions->item[i], NX_KIND_ORG) && mentions->item[i].entity == NX_NO_ENTITY &&
			nx_link_words(linker, &mentions->item[i], &words))
			link_short_org(linker, i, &words, &starts);
	}
}

/* Key of a place, demonym or other name. */
static uint64_t
other_key(const NxLinker *linker, const NxMention *mention, const NxNameWords *words, const NxLexEntry **entry)
{
	uint64_t	key = nx_link_key(linker, words, 0, words->n);

	*entry = NULL;
	if (mention->kind == NX_KIND_PLACE && mention->place != NX_NO_PLACE)
		return nx_hash_mix(mention->place + UINT64_C(1));
	if (mention->kind == NX_KIND_DEMONYM && mention->place != NX_NO_PLACE)
		return nx_hash_mix(mention->place + UINT64_C(1));
	if (mention->kind == NX_KIND_DEMONYM && mention->country)
		return nx_hash_mix(mention->country + UINT64_C(0x100000000));
	if (mention->kind == NX_KIND_MISC)
	{
		*entry = listed(linker, key, word(linker, words, 0), NX_LIST_EVENT);
		if (*entry)
			key = nx_fold_hash(nx_lexicon_text(&linker->data->lexicon, *entry)) | 1;
		else if (words->n > 1 && is_the(linker, word(linker, words, 0)))
			key = nx_link_key(linker, words, 1, words->n);
	}
	return key ^ mention->country;
}

/*
 * The name of a demonym is its adjective: "Mexicans" is counted under
 * "Mexican" even where the article has only the plural.
 */
static void
name_demonym(NxLinker *linker, uint32_t e, const NxMention *mention)
{
	NxLinkEntity *entity = &linker->entities.item[e];
	NxText		surface = nx_link_surface(linker, mention);
	uint32_t	n;
	const NxLexEntry *entry = nx_lexicon_find(&linker->data->lexicon,
											  linker->tokens->item[mention->first].hash, &n);
	bool		adjective = mention->ntokens > 1;

	for (; n > 0; n--, entry++)
		if (entry->list == NX_LIST_DEMONYM && entry->flags & NX_LEX_ADJECTIVE)
			adjective = true;
	if (!adjective && surface.len > 3 && surface.data[surface.len - 1] == 's')
	{
		surface.len--;
		entry = nx_lexicon_get(&linker->data->lexicon, nx_fold_hash(surface), NX_LIST_DEMONYM);
		adjective = entry != NULL;
		surface.len += entry == NULL;
	}
	if (entity->name.len == 0 || (adjective && entity->name_score != UINT32_MAX))
	{
		entity->name = surface;
		entity->name_score = adjective ? UINT32_MAX : 1;
	}
}

void
nx_link_others(NxLinker *linker)
{
	NxMentions *mentions = linker->mentions;
	NxNameWords words;
	uint32_t	i;

	for (i = 0; i < mentions->n; i++)
	{
		NxMention  *mention = &mentions->item[i];
		const NxLexEntry *entry;
		uint64_t	key;
		uint32_t	e;

		nx_arena_poll_turn(linker->arena, i);
		if (mention->flags & NX_M_DROPPED || mention->kind < NX_KIND_PLACE || mention->entity != NX_NO_ENTITY)
			continue;
		nx_link_words(linker, mention, &words);
		if (words.n == 0)
			continue;
		key = other_key(linker, mention, &words, &entry);
		e = nx_link_find(linker, (NxKind) mention->kind, key);
		if (e == NX_NO_ENTITY)
		{
			e = nx_link_new(linker, (NxKind) mention->kind);
			nx_link_alias(linker, (NxKind) mention->kind, key, e);
			if (entry)
			{
				linker->entities.item[e].name = nx_lexicon_text(&linker->data->lexicon, entry);
				linker->entities.item[e].name_score = UINT32_MAX;
			}
		}
		nx_link_assign(linker, i, e);
		if (mention->kind == NX_KIND_DEMONYM)
			name_demonym(linker, e, mention);
	}
}
