/*-------------------------------------------------------------------------
 * tagger_context.c
 *	  What is known of a name-like word: the names of the gazetteer and the
 *	  phrases of the lists that it is in, and its other occurrences in the
 *	  article.
 *
 * Occurrences are gathered in a table of the name-like words of the piece:
 * "in Aleppo" in one sentence says what "Aleppo" is in all others, and a word
 * that also stands in lower case is hardly a name.  Sentences in capitals or
 * title case say nothing of case, so they only read that table.
 *-------------------------------------------------------------------------
 */
#include "tagger_features.h"

#include <string.h>

/* Name-like words between asking for memory and reading it. */
#define AHEAD	2

/*
 * Matches
 */

/* Position in a match of 'length' tokens. */
static uint16_t
position(uint32_t at, uint32_t length)
{
	if (length == 1)
		return NX_TAG_AT_ALL;
	return at == 0 ? NX_TAG_AT_FIRST : at + 1 == length ? NX_TAG_AT_LAST : NX_TAG_AT_MIDDLE;
}

/* Does an abbreviation of the list stand here exactly as written there? */
static bool
is_exact(const NxTagSight *sight, uint32_t first, uint32_t last, const char *form, uint32_t len)
{
	uint32_t	start = sight->token[first].start;
	uint32_t	end = sight->token[last].end;

	return end - start == len && memcmp(sight->text.data + start, form, len) == 0;
}

/* Kind of the most important place of this name, or 0 if none may be meant. */
static uint16_t
place_kind(const NxGazetteer *gazetteer, const NxTagSight *sight, uint32_t first, uint32_t last,
		   const NxPlaceName *name, uint32_t n)
{
	for (; n > 0; n--, name++)
	{
		const NxPlace *place = &gazetteer->place[name->place];

		if (name->flags & NX_NAME_EXACT &&
			!is_exact(sight, first, last, gazetteer->pool + name->form, name->formlen))
			continue;
		return (uint16_t) (0x8000 | (name->flags & NX_NAME_WEAK ? 0x400 : 0) |
						   (place->feature & 0xf) << 6 | place->importance >> 5 << 2);
	}
	return 0;
}

/* Longest place name from token i; returns its last token, or i with *kind 0. */
static uint32_t
longest_place(const NxGazetteer *gazetteer, const NxTagSight *sight, const NxTokens *tokens,
			  uint32_t i, uint16_t *kind)
{
	uint64_t	key = tokens->item[i].hash;
	unsigned	lengths = nx_gazetteer_lengths(gazetteer, key);
	uint32_t	last = i;
	uint32_t	at = i;

	*kind = 0;
	for (;;)
	{
		uint32_t	n;
		const NxPlaceName *name = lengths & 1 ? nx_gazetteer_find(gazetteer, key, &n) : NULL;

		if (name)
		{
			uint16_t	found = place_kind(gazetteer, sight, i, at, name, n);

			if (found)
			{
				*kind = found;
				last = at;
			}
		}
		lengths >>= 1;
		if (lengths == 0)
			break;
		at = nx_next_word(tokens, at, sight->text);
		if (at >= tokens->n)
			break;
		key = nx_join_hash(key, tokens->item[at].hash);
	}
	return last;
}

/* Longest phrase of two words or more from token i, and the lists it is in. */
static uint32_t
longest_phrase(const NxLexicon *lexicon, const NxTagSight *sight, const NxTokens *tokens,
			   uint32_t i, uint16_t *lists)
{
	uint64_t	key = tokens->item[i].hash;
	uint32_t	last = i;
	uint32_t	at = i;
	uint32_t	words;

	*lists = 0;
	for (words = 2; words <= NX_PLACE_WORDS; words++)
	{
		const NxLexEntry *entry;
		uint32_t	n;

		at = nx_next_word(tokens, at, sight->text);
		if (at >= tokens->n)
			break;
		key = nx_join_hash(key, tokens->item[at].hash);
		if (!nx_lexicon_goes_on(lexicon, key))
			break;
		entry = nx_lexicon_find(lexicon, key, &n);
		if (entry == NULL)
			continue;
		*lists = 0;
		for (last = at; n > 0; n--, entry++)
			*lists |= (uint16_t) (1u << (entry->list & 0xf));
	}
	return last;
}

/*
 * Names that come next: the memory that looking for a place needs is asked
 * for in four steps, each of which reads what the one before it asked for.
 */
typedef struct Coming
{
	const NxGazetteer *gazetteer;
	const NxTagSight *sight;
	const NxPlaceName *name[4 * AHEAD];	/* the first place name of the word, by the number of the name-like one */
} Coming;

static inline uint64_t
coming_key(const Coming *coming, uint32_t n)
{
	return coming->sight->token[coming->sight->name[n].token].hash;
}

static inline bool
may_be_place(const Coming *coming, uint32_t n)
{
	return nx_gazetteer_lengths(coming->gazetteer, coming_key(coming, n)) & 1;
}

/* Asks for what the search will read for the name-like word n and those after it. */
static void
fetch_places(Coming *coming, uint32_t n)
{
	const NxGazetteer *gazetteer = coming->gazetteer;
	uint32_t	most = coming->sight->nnames;
	const NxPlaceName **name;

	if (n + 4 * AHEAD < most)
		__builtin_prefetch(nx_gazetteer_start(gazetteer, coming_key(coming, n + 4 * AHEAD)));
	if (n + 3 * AHEAD < most && may_be_place(coming, n + 3 * AHEAD))
		__builtin_prefetch(&gazetteer->key[(uint32_t) coming_key(coming, n + 3 * AHEAD) & gazetteer->key_mask]);
	if (n + 2 * AHEAD < most)
	{
		const struct NxPlaceKey *slot = &gazetteer->key[(uint32_t) coming_key(coming, n + 2 * AHEAD) & gazetteer->key_mask];
		uint32_t	first = 0;

		/* of the first slot only: others are rare */
		if (may_be_place(coming, n + 2 * AHEAD))
			first = slot->first | (uint32_t) slot->first_high << 16;
		name = &coming->name[(n + 2 * AHEAD) % (4 * AHEAD)];
		*name = first ? &gazetteer->name[first - 1] : NULL;
		__builtin_prefetch(*name);
	}
	if (n + AHEAD < most)
	{
		name = &coming->name[(n + AHEAD) % (4 * AHEAD)];
		if (*name)
			__builtin_prefetch(&gazetteer->place[(*name)->place]);
	}
}

void
nx_tag_look_matches(const NxTagSources *sources, NxTagSight *sight)
{
	const NxGazetteer *gazetteer = sources->gazetteer;
	const NxLexicon *lexicon = sources->lexicon;
	NxTagWord  *word = sight->word;
	bool		places = gazetteer != NULL && gazetteer->key != NULL;
	bool		phrases = lexicon != NULL && lexicon->key != NULL;
	NxTokens	tokens = {(NxToken *) sight->token, sight->ntokens, sight->ntokens};
	Coming		coming = {.gazetteer = gazetteer, .sight = sight};
	uint32_t	place_next = 0;
	uint32_t	phrase_next = 0;
	uint32_t	n;

	for (n = 0; n < sight->nnames; n++)
	{
		uint32_t	i = sight->name[n].token;
		uint16_t	found;
		uint32_t	last;
		uint32_t	k;

		if (places)
			fetch_places(&coming, n);
		if (places && i >= place_next && nx_gazetteer_may_start(gazetteer, sight->token[i].hash))
		{
			last = longest_place(gazetteer, sight, &tokens, i, &found);
			for (k = i; found && k <= last; k++)
				word[k].gazetteer = found | position(k - i, last - i + 1);
			if (found)
				place_next = last + 1;
		}
		if (phrases && i >= phrase_next && sight->token[i].lists & NX_L_PHRASE)
		{
			last = longest_phrase(lexicon, sight, &tokens, i, &found);
			for (k = i; found && k <= last; k++)
				word[k].phrase = (uint16_t) (found << 2 | position(k - i, last - i + 1));
			if (found)
				phrase_next = last + 1;
		}
	}
}

/*
 * Elsewhere
 */

enum
{
	E_MIDDLE,					/* capitalised in mid-sentence */
	E_AFTER_TITLE,
	E_AFTER_GIVEN,				/* after a given name: a surname */
	E_BEFORE_HEAD,				/* before "Corp.", "Ministry" */
	E_AFTER_IN,					/* after in, at, from, near */
	E_BEFORE_SPEECH,
	E_LATER,					/* not the first of its run */
	E_EARLIER,					/* not the last of its run */
	E_PARENTHESIS,				/* alone in parentheses */
	E_AFTER_THE,
	E_POSSESSIVE,
	E_GIVEN_FIRST,				/* itself a given name that begins a run */
	E_LOWER,					/* written in lower case */
	E_SIGNS
};

/* Whether once or more often is all that is asked of a sign. */
typedef struct Occurrences
{
	uint64_t	hash;			/* 0: empty */
	uint16_t	once;			/* signs seen, as bits of E_… */
	uint16_t	again;			/* signs seen twice or more */
	uint16_t	names;			/* occurrences, the silent ones too */
	uint32_t	group;			/* number of the word, if there are several */
} Occurrences;

typedef struct OccurrenceTable
{
	Occurrences *slot;
	uint32_t	mask;
} OccurrenceTable;

static Occurrences *
find_slot(const OccurrenceTable *table, uint64_t hash)
{
	uint32_t	i = (uint32_t) hash & table->mask;

	while (table->slot[i].hash != 0 && table->slot[i].hash != hash)
		i = (i + 1) & table->mask;
	return &table->slot[i];
}

/* Is token i a preposition of place, or "the"?  The sign of the word after it. */
static uint16_t
sign_of_before(const NxTagSight *sight, uint32_t i)
{
	const NxToken *token = &sight->token[i];
	const char *word = sight->text.data + token->start;

	switch (token->end - token->start)
	{
		case 2:
			return memcmp(word, "in", 2) == 0 || memcmp(word, "at", 2) == 0 ? 1u << E_AFTER_IN : 0;
		case 3:
			return memcmp(word, "the", 3) == 0 || memcmp(word, "The", 3) == 0 ? 1u << E_AFTER_THE : 0;
		case 4:
			return memcmp(word, "from", 4) == 0 || memcmp(word, "near", 4) == 0 ? 1u << E_AFTER_IN : 0;
		default:
			return 0;
	}
}

/* What this occurrence says of its word, as bits of E_…. */
static uint16_t
signs_of(const NxTagSight *sight, const NxTagWord *word, uint32_t i)
{
	const NxTagWord *w = &word[i];
	bool		has_before = !(w->mode & NX_TAG_M_FIRST) && i > 0 && !(sight->token[i].flags & NX_T_SENTENCE);
	bool		has_after = i + 1 < sight->ntokens && !(sight->token[i + 1].flags & NX_T_SENTENCE);
	uint16_t	signs = 0;

	if (has_before)
	{
		uint32_t	lists = word[i - 1].lists;

		signs |= 1u << E_MIDDLE;
		if (lists & (NX_L_TITLE | NX_L_ROLE))
			signs |= 1u << E_AFTER_TITLE;
		if (lists & NX_L_GIVEN && nx_tag_is_namelike(&word[i - 1]))
			signs |= 1u << E_AFTER_GIVEN;
		signs |= sign_of_before(sight, i - 1);
	}
	if (has_after)
	{
		uint32_t	lists = word[i + 1].lists;

		if (lists & (NX_L_ORG_HEAD | NX_L_ORG_SUFFIX) && nx_tag_is_namelike(&word[i + 1]))
			signs |= 1u << E_BEFORE_HEAD;
		if (lists & NX_L_SPEECH && word[i + 1].shape == NX_SHAPE_LOWER)
			signs |= 1u << E_BEFORE_SPEECH;
		if (word[i + 1].shape == NX_SHAPE_POSSESSIVE)
			signs |= 1u << E_POSSESSIVE;
		if (has_before && word[i - 1].shape == NX_SHAPE_OPEN && word[i + 1].shape == NX_SHAPE_CLOSE)
			signs |= 1u << E_PARENTHESIS;
	}
	if (w->run_length > 1)
	{
		if (i != w->run_first)
			signs |= 1u << E_LATER;
		else if (w->lists & NX_L_GIVEN)
			signs |= 1u << E_GIVEN_FIRST;
		if (i != w->run_first + w->run_length - 1)
			signs |= 1u << E_EARLIER;
	}
	return signs;
}

/* In a sentence whose case says nothing? */
static bool
is_silent(const NxTagWord *word)
{
	return (word->mode & (NX_TAG_M_UPPER | NX_TAG_M_TITLE)) != 0;
}

/* Enters every name-like word; the table then has no more slots filled. */
static void
gather(const NxTagSight *sight, OccurrenceTable *table)
{
	const NxTagWord *word = sight->word;
	uint32_t	i;

	for (i = 0; i < sight->nnames; i++)
	{
		NxTagName  *name = &sight->name[i];
		uint64_t	hash = sight->token[name->token].hash;
		Occurrences *slot = find_slot(table, hash);

		slot->hash = hash;
		slot->names += slot->names < 0xffff;
		name->slot = (uint32_t) (slot - table->slot);
		name->signs = is_silent(&word[name->token]) ? 0 : signs_of(sight, word, name->token);
		slot->again |= slot->once & name->signs;
		slot->once |= name->signs;
	}
	for (i = 0; i < sight->ntokens; i++)
	{
		const NxToken *token = &sight->token[i];

		if (token->kind == NX_TOKEN_WORD && !(token->flags & NX_TAG_NOT_LOWER))
		{
			Occurrences *slot = find_slot(table, token->hash);

			if (slot->hash != 0)
				slot->once |= 1u << E_LOWER;
		}
	}
}

void
nx_tag_look_elsewhere(NxArena *arena, NxTagSight *sight)
{
	OccurrenceTable table;
	uint32_t	size = 16;
	uint32_t	i;

	if (sight->nnames == 0)
		return;
	while (size < 2 * sight->nnames)
		size *= 2;
	table.slot = nx_arena_zero(arena, sizeof(Occurrences) * size);
	table.mask = size - 1;
	gather(sight, &table);
	for (i = 0; i < sight->nnames; i++)
	{
		NxTagName  *name = &sight->name[i];
		Occurrences *slot = &table.slot[name->slot];

		sight->word[name->token].elsewhere = slot->again | (slot->once & (uint16_t) ~name->signs);
		if (slot->names > 1 && slot->group == 0)
			slot->group = ++sight->ngroups;
		name->group = slot->group;
	}
}
