/*-------------------------------------------------------------------------
 * mention_spread.c
 *	  A name told once in an article is that name wherever it stands.
 *
 * Three kinds of repeats that a tagger passes over or takes for something
 * else: the surname of a person, a name of several words as a whole, and the
 * first word of an organisation ("Nordwind" after "Nordwind Airlines").
 *-------------------------------------------------------------------------
 */
#include "mention_internal.h"

#include "wordset.h"

/* Longest name that is looked for again, in words. */
#define SPREAD_WORDS	6

/* Tagger confidence from which a mention is believed, per thousand. */
#define BELIEVED		500

/* Confidence from which the tagger is not overruled by a surname. */
#define CERTAIN			900

/* Last word of a mention (not "Jr."), or UINT32_MAX. */
static uint32_t
last_word(const NxFinder *finder, const NxMention *mention)
{
	uint32_t	i = mention->first + mention->ntokens;

	while (i > mention->first)
	{
		const NxToken *token = token_at(finder, --i);

		if (token->kind == NX_TOKEN_WORD && !nx_is_generation(nx_slice(finder->text, token->start, token->end)))
			return i;
	}
	return UINT32_MAX;
}

static bool
is_believed(const NxMention *mention)
{
	return !(mention->flags & NX_M_DROPPED) && mention->ntokens > 1 && mention->confidence >= BELIEVED;
}

static bool
is_place_word(const NxFinder *finder, uint32_t i)
{
	return (token_at(finder, i)->lists & (NX_L_COUNTRY | NX_L_DEMONYM | NX_L_STATE)) != 0;
}

/* Does the word do what only persons do: "Jordan said"? */
static bool
speaks(const NxFinder *finder, uint32_t i)
{
	return i + 1 < finder->tokens->n && token_at(finder, i + 1)->lists & NX_L_SPEECH &&
		!(token_at(finder, i + 1)->flags & NX_T_SENTENCE);
}

/*
 * Surnames of the persons that the article names in full.  What the tagger
 * says of the word alone is weighed with them, by its confidence: a town that
 * a whole article is about does not become the one doubtful person who bears
 * its name ("Penon de Coron" and Coron).
 */
static void
collect_surnames(const NxFinder *finder, NxWordSet *surnames)
{
	uint32_t	n = finder->mentions->n;
	int32_t    *weight = nx_array(finder->arena, int32_t, n);
	NxWordSet	heard;
	uint32_t	i;

	nx_wordset_init(&heard, finder->arena, n);
	for (i = 0; i < n; i++)
	{
		const NxMention *mention = &finder->mentions->item[i];
		uint32_t	last = mention->kind == NX_KIND_PERSON && is_believed(mention) ? last_word(finder, mention) : UINT32_MAX;
		uint64_t	word;
		uint32_t	at;

		nx_arena_poll_turn(finder->arena, i);
		weight[i] = 0;
		if (last == UINT32_MAX || last == mention->first)
			continue;
		word = token_at(finder, last)->hash;
		at = nx_wordset_find(&heard, word);
		if (at == UINT32_MAX)
			nx_wordset_add(&heard, word, at = i);
		weight[at] += mention->confidence;
	}
	for (i = 0; i < n; i++)
	{
		const NxMention *mention = &finder->mentions->item[i];
		uint32_t	at = mention->ntokens == 1 && mention->source == NX_BY_TAGGER ?
			nx_wordset_find(&heard, token_at(finder, mention->first)->hash) : UINT32_MAX;

		nx_arena_poll_turn(finder->arena, i);
		if (at != UINT32_MAX && !is_place_word(finder, mention->first))
			weight[at] += mention->kind == NX_KIND_PERSON ? mention->confidence : -(int32_t) mention->confidence;
	}
	nx_wordset_init(surnames, finder->arena, n);
	for (i = 0; i < n; i++)
	{
		nx_arena_poll_turn(finder->arena, i);
		if (weight[i] > 0)
			nx_wordset_add(surnames, token_at(finder, last_word(finder, &finder->mentions->item[i]))->hash, i);
	}
}

/* One-word mentions that are a known surname become persons. */
static void
retype_surnames(NxFinder *finder, const NxWordSet *surnames)
{
	uint32_t	i;

	for (i = 0; i < finder->mentions->n; i++)
	{
		NxMention  *mention = &finder->mentions->item[i];

		nx_arena_poll_turn(finder->arena, i);
		if (mention->ntokens != 1 || mention->kind == NX_KIND_PERSON || mention->source != NX_BY_TAGGER ||
			nx_wordset_find(surnames, token_at(finder, mention->first)->hash) == UINT32_MAX)
			continue;
		if (is_place_word(finder, mention->first) ? !speaks(finder, mention->first) : mention->confidence >= CERTAIN)
			continue;
		mention->kind = NX_KIND_PERSON;
		mention->source = NX_BY_LINK;
		mention->why = "surname of a person in the article";
	}
}

/* First words of companies told with their legal form: "Ford" of "Ford Motor Co.". */
static void
collect_companies(const NxFinder *finder, NxWordSet *companies)
{
	uint32_t	i;

	nx_wordset_init(companies, finder->arena, finder->mentions->n);
	for (i = 0; i < finder->mentions->n; i++)
	{
		const NxMention *mention = &finder->mentions->item[i];

		nx_arena_poll_turn(finder->arena, i);
		if (mention->kind == NX_KIND_ORG && is_believed(mention) &&
			token_at(finder, mention->first + mention->ntokens - 1)->lists & NX_L_ORG_SUFFIX)
			nx_wordset_add(companies, token_at(finder, mention->first)->hash, i);
	}
}

/* A surname alone that no person of the article bears, but a company does, is the company. */
static void
retype_companies(NxFinder *finder, const NxWordSet *surnames, const NxWordSet *companies)
{
	uint32_t	i;

	for (i = 0; i < finder->mentions->n; i++)
	{
		NxMention  *mention = &finder->mentions->item[i];
		uint64_t	word = token_at(finder, mention->first)->hash;

		nx_arena_poll_turn(finder->arena, i);
		if (mention->ntokens != 1 || mention->kind != NX_KIND_PERSON || mention->source != NX_BY_TAGGER ||
			nx_wordset_find(companies, word) == UINT32_MAX || nx_wordset_find(surnames, word) != UINT32_MAX ||
			(mention->first > 0 && token_at(finder, mention->first - 1)->lists & NX_L_TITLE))
			continue;
		mention->kind = NX_KIND_ORG;
		mention->source = NX_BY_LINK;
		mention->why = "first word of a company in the article";
	}
}

/* Free capitalised words that are a known surname become persons. */
static void
add_surnames(NxFinder *finder, const NxWordSet *surnames)
{
	uint32_t	i;

	for (i = 0; i < finder->tokens->n; i++)
	{
		const NxToken *token = token_at(finder, i);

		nx_arena_poll_turn(finder->arena, i);
		if (finder->owner[i] || token->kind != NX_TOKEN_WORD || !(token->flags & NX_T_CAPITAL) ||
			token->lists & (NX_L_STOP | NX_L_NAME_STOP) ||
			(token->lists & NX_L_COMMON && token->flags & NX_T_SENTENCE && !speaks(finder, i)))
			continue;
		if (is_place_word(finder, i) && !speaks(finder, i))
			continue;
		/* "D", "VC": too short to be known again */
		if (token->flags & (NX_T_INITIAL | NX_T_UPPER) && token->nchars <= 3)
			continue;
		if (nx_wordset_find(surnames, token->hash) != UINT32_MAX)
			nx_add_mention(finder, i, i + 1, NX_KIND_PERSON, NX_BY_LINK, 800, "surname of a person in the article");
	}
}

/* One of 64 bits of a word: of few words most others have none. */
static inline uint64_t
bit_of(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 32 & 63);
}

/*
 * Phrase keys of names of several words, and of the first words of
 * organisations; *firsts gets the bits of the words that 'names' begin with.
 */
static void
collect_names(const NxFinder *finder, NxWordSet *names, NxWordSet *starts, uint64_t *firsts)
{
	uint32_t	i;

	*firsts = 0;
	nx_wordset_init(names, finder->arena, finder->mentions->n * 2);
	nx_wordset_init(starts, finder->arena, finder->mentions->n);
	for (i = 0; i < finder->mentions->n; i++)
	{
		const NxMention *mention = &finder->mentions->item[i];
		uint32_t	end = mention->first + mention->ntokens;
		uint32_t	k = mention->first,
					words = 0;
		uint64_t	key = 0,
					first = 0;

		nx_arena_poll_turn(finder->arena, i);
		if (!is_believed(mention) || (mention->kind != NX_KIND_ORG && mention->kind != NX_KIND_MISC))
			continue;
		while (k < end && words < SPREAD_WORDS)
		{
			if (token_at(finder, k)->kind > NX_TOKEN_NUMBER)
			{
				k++;
				continue;
			}
			/* "Harbor Steel" without its "Corp." is the same name */
			if (words > 1 && token_at(finder, k)->lists & NX_L_ORG_SUFFIX)
				break;
			key = words++ ? nx_join_hash(key, token_at(finder, k)->hash) : (first = token_at(finder, k)->hash);
			k++;
		}
		if (words > 1)
		{
			nx_wordset_add(names, key, i);
			*firsts |= bit_of(first);
		}
		if (mention->kind == NX_KIND_ORG && words > 1 &&
			!(token_at(finder, mention->first)->lists &
			  (NX_L_STOP | NX_L_COMMON | NX_L_GIVEN | NX_L_SURNAME | NX_L_COUNTRY | NX_L_STATE | NX_L_DEMONYM |
			   NX_L_ORG_HEAD | NX_L_TITLE | NX_L_PHRASE)) &&
			!nx_gazetteer_may_start(&finder->data->gazetteer, token_at(finder, mention->first)->hash))
			nx_wordset_add(starts, token_at(finder, mention->first)->hash, i);
	}
}

/* Free repeats of those names. */
static void
add_names(NxFinder *finder, const NxWordSet *names, const NxWordSet *starts, uint64_t firsts)
{
	uint32_t	i;

	for (i = 0; i < finder->tokens->n; i++)
	{
		uint32_t	k = i,
					words = 0,
					end = 0,
					found = UINT32_MAX;
		uint64_t	key = 0;

		nx_arena_poll_turn(finder->arena, i);
		if (finder->owner[i] || token_at(finder, i)->kind != NX_TOKEN_WORD ||
			!(token_at(finder, i)->flags & NX_T_CAPITAL))
			continue;
		while (k < finder->tokens->n && words < SPREAD_WORDS && !finder->owner[k])
		{
			uint32_t	there;

			key = words++ ? nx_join_hash(key, token_at(finder, k)->hash) : token_at(finder, k)->hash;
			there = nx_wordset_find(words == 1 ? starts : names, key);
			if (there != UINT32_MAX)
			{
				found = there;
				end = k + 1;
			}
			if (words == 1 && !(firsts & bit_of(key)))
				break;
			k = nx_next_word(finder->tokens, k, finder->text);
		}
		if (found != UINT32_MAX && nx_is_free(finder, i, end))
		{
			NxKind		kind = (NxKind) finder->mentions->item[found].kind;

			nx_add_mention(finder, i, end, kind, NX_BY_LINK, 800, "name told elsewhere in the article");
			i = end - 1;
		}
	}
}

void
nx_spread_names(NxFinder *finder)
{
	NxWordSet	surnames,
				companies,
				names,
				starts;
	uint64_t	firsts;

	collect_surnames(finder, &surnames);
	retype_surnames(finder, &surnames);
	collect_companies(finder, &companies);
	retype_companies(finder, &surnames, &companies);
	add_surnames(finder, &surnames);
	nx_arena_poll(finder->arena);
	collect_names(finder, &names, &starts, &firsts);
	add_names(finder, &names, &starts, firsts);
}
