/*-------------------------------------------------------------------------
 * tagger_context.c
 *	  What stands around a word: its sentence, the run of capitalised words
 *	  it is in, names of the gazetteer and the lists, and its other
 *	  occurrences in the article.
 *
 * Every step is one pass over the tokens.  Occurrences are gathered in a
 * table of the capitalised words of the piece: "in Aleppo" in one sentence
 * says what "Aleppo" is in all others, and a word that also stands in lower
 * case is hardly a name.  Sentences in capitals or title case say nothing of
 * case, so they only read that table.
 *-------------------------------------------------------------------------
 */
#include "tagger_features.h"

#include <string.h>

/* Between two capitalised words, so many others may belong to one name. */
#define MOST_GAP	4

/* Tokens between asking for the slot of a place name and reading it. */
#define AHEAD	6

/* Words of an acronym's long form looked back over. */
#define MOST_LONG_FORM	10

static bool
is_stop(const NxToken *token)
{
	return (token->lists & NX_L_STOP) != 0 || token->nchars <= 3;
}

static char
first_byte(const NxTagSight *sight, uint32_t i)
{
	return sight->text.data[sight->token[i].start];
}

/* End of the sentence that begins at token 'first'. */
static uint32_t
sentence_end(const NxTagSight *sight, uint32_t first)
{
	uint32_t	i = first + 1;

	while (i < sight->ntokens && !(sight->token[i].flags & NX_T_SENTENCE))
		i++;
	return i;
}

/* Is the sentence written in capitals, or every word of it capitalised? */
static uint8_t
sentence_mode(const NxTagSight *sight, const NxTagWord *word, uint32_t first, uint32_t end)
{
	uint32_t	words = 0,
				upper = 0,
				content = 0,
				capital = 0,
				lower = 0;
	uint32_t	i;

	for (i = first; i < end; i++)
	{
		const NxToken *token = &sight->token[i];

		if (token->kind != NX_TOKEN_WORD)
			continue;
		words++;
		if (token->flags & NX_T_UPPER || token->flags & NX_T_INITIAL)
			upper++;
		else if (word[i].shape == NX_SHAPE_LOWER)
			lower++;
		if (is_stop(token))
			continue;
		content++;
		if (nx_tag_is_namelike(&word[i]))
			capital++;
	}
	if (words >= 3 && lower == 0 && upper * 10 >= words * 8)
		return NX_TAG_M_UPPER;
	if (content >= 4 && capital * 10 >= content * 9)
		return NX_TAG_M_TITLE;
	return 0;
}

/* May a token next to a name, written without a space or a particle, be part of it? */
static bool
leans_on(const NxTagSight *sight, uint32_t i, bool before)
{
	const NxToken *token = &sight->token[i];

	if (token->kind == NX_TOKEN_NUMBER)
		return true;
	if (token->flags & NX_T_HYPHEN)
		return !((before ? token + 1 : token)->flags & NX_T_SPACE);
	return (token->lists & NX_L_PARTICLE) != 0 && before;
}

/* Marks the tokens of a sentence that may be part of a name. */
static void
mark_active(const NxTagSight *sight, NxTagWord *word, uint32_t first, uint32_t end)
{
	uint32_t	last = NX_NO_PLACE; /* the name-like word before */
	uint32_t	i;

	for (i = first; i < end; i++)
	{
		const NxToken *token = &sight->token[i];
		bool		namelike = nx_tag_is_namelike(&word[i]);

		/* "@name" on social media; some write a space between */
		if (first_byte(sight, i) == '@' || (i > first && first_byte(sight, i - 1) == '@'))
			namelike = true;
		/* "The", "He": capitalised only because the sentence begins there */
		if (i == first && token->lists & NX_L_STOP && !(token->flags & NX_T_UPPER) &&
			(i + 1 == end || !nx_tag_is_namelike(&word[i + 1])))
			namelike = false;
		if (!namelike)
			continue;
		word[i].active = true;
		if (last != NX_NO_PLACE && i - last <= MOST_GAP + 1)
			for (last++; last < i; last++)
				word[last].active = true;
		if (i > first && leans_on(sight, i - 1, true))
		{
			word[i - 1].active = true;
			if (sight->token[i - 1].flags & NX_T_HYPHEN && i - 1 > first &&
				!(sight->token[i - 1].flags & NX_T_SPACE))
				word[i - 2].active = true;
		}
		if (i + 1 < end && leans_on(sight, i + 1, false))
		{
			word[i + 1].active = true;
			if (sight->token[i + 1].flags & NX_T_HYPHEN && i + 2 < end &&
				!(sight->token[i + 2].flags & NX_T_SPACE))
				word[i + 2].active = true;
		}
		last = i;
	}
}

/* Finds runs of name-like words, joined by "of", "&", hyphens and apostrophes. */
static void
mark_runs(const NxTagSight *sight, NxTagWord *word, uint32_t first, uint32_t end)
{
	uint32_t	i = first;

	while (i < end)
	{
		uint32_t	from = i;
		uint32_t	to;
		uint32_t	k;

		if (!word[i].active || !nx_tag_is_namelike(&word[i]))
		{
			i++;
			continue;
		}
		to = i + 1;				/* end of the run so far */
		for (k = to; k < end && k - to <= 1; k++)
		{
			const NxToken *token = &sight->token[k];

			if (nx_tag_is_namelike(&word[k]))
				to = k + 1;
			else if (!(word[k].shape == NX_SHAPE_AMPERSAND || (token->flags & NX_T_HYPHEN) ||
					   (token->lists & NX_L_PARTICLE) ||
					   (token->nchars == 2 && first_byte(sight, k) == 'o' &&
						sight->text.data[token->start + 1] == 'f')))
				break;
		}
		for (k = from; k < to; k++)
		{
			word[k].run_first = from;
			word[k].run_length = (uint16_t) (to - from > 0xffff ? 0xffff : to - from);
		}
		i = to;
	}
}

/* "European Union (EU)": marks the long form before the parenthesis at 'open'. */
static void
mark_acronym(const NxTagSight *sight, NxTagWord *word, uint32_t first, uint32_t open)
{
	const NxToken *acronym = &sight->token[open + 1];
	uint32_t	letters = acronym->end - acronym->start;
	uint32_t	least = open > first + MOST_LONG_FORM ? open - MOST_LONG_FORM : first;
	uint32_t	i = open;
	uint32_t	from = open;

	while (i > least && letters > 0)
	{
		char		initial;

		i--;
		if (!nx_tag_is_namelike(&word[i]))
			continue;
		initial = first_byte(sight, i);
		/* walk back over letters of the acronym until this word's initial */
		while (letters > 0 && sight->text.data[acronym->start + letters - 1] != initial)
			letters--;
		if (letters == 0)
			return;
		letters--;
		from = i;
		if (letters == 0)
			break;
	}
	if (letters != 0 || open - from < 2)
		return;
	for (i = from; i < open; i++)
		word[i].mode |= NX_TAG_M_ACRONYM;
}

static bool
is_acronym_definition(const NxTagSight *sight, uint32_t open, uint32_t end)
{
	return open + 2 < end && first_byte(sight, open) == '(' && first_byte(sight, open + 2) == ')' &&
		(sight->token[open + 1].flags & NX_T_UPPER) != 0;
}

void
nx_tag_look_sentences(NxTagSight *sight, NxTagWord *word)
{
	uint32_t	first = 0;

	while (first < sight->ntokens)
	{
		uint32_t	end = sentence_end(sight, first);
		uint8_t		mode = sentence_mode(sight, word, first, end);
		bool		quoted = false;
		bool		begun = false;
		uint32_t	i;

		mark_active(sight, word, first, end);
		mark_runs(sight, word, first, end);
		for (i = first; i < end; i++)
		{
			if (word[i].shape == NX_SHAPE_QUOTE)
				quoted = !quoted;
			else if (quoted)
				word[i].mode |= NX_TAG_M_QUOTED;
			word[i].mode |= mode;
			if (!begun && sight->token[i].kind <= NX_TOKEN_NUMBER)
			{
				word[i].mode |= NX_TAG_M_FIRST;
				begun = true;
			}
			if (word[i].shape == NX_SHAPE_OPEN && is_acronym_definition(sight, i, end))
				mark_acronym(sight, word, first, i);
		}
		first = end;
	}
}

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

void
nx_tag_look_matches(const NxTagSources *sources, NxTagSight *sight, NxTagWord *word)
{
	const NxGazetteer *gazetteer = sources->gazetteer;
	const NxLexicon *lexicon = sources->lexicon;
	bool		places = gazetteer != NULL && gazetteer->key != NULL;
	bool		phrases = lexicon != NULL && lexicon->key != NULL;
	NxTokens	tokens = {(NxToken *) sight->token, sight->ntokens, sight->ntokens};
	uint32_t	place_next = 0;
	uint32_t	phrase_next = 0;
	uint32_t	i;
	uint32_t	k;

	for (i = 0; i < sight->ntokens; i++)
	{
		uint16_t	found;
		uint32_t	last;

		if (places && i + 2 * AHEAD < sight->ntokens && word[i + 2 * AHEAD].active)
			__builtin_prefetch(nx_gazetteer_start(gazetteer, sight->token[i + 2 * AHEAD].hash));
		if (places && i + AHEAD < sight->ntokens && word[i + AHEAD].active &&
			nx_gazetteer_lengths(gazetteer, sight->token[i + AHEAD].hash) & 1)
			__builtin_prefetch(&gazetteer->key[(uint32_t) sight->token[i + AHEAD].hash & gazetteer->key_mask]);
		if (!word[i].active || !nx_tag_is_namelike(&word[i]))
			continue;
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

/* Four to a cache line: whether once or more often is all that is asked of a sign. */
typedef struct Occurrences
{
	uint64_t	hash;			/* 0: empty */
	uint16_t	total;
	uint16_t	once;			/* signs seen, as bits of E_… */
	uint16_t	again;			/* signs seen twice or more */
	uint16_t	reserved;
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

static bool
is_word(const NxTagSight *sight, uint32_t i, const char *word, uint32_t len)
{
	const NxToken *token = &sight->token[i];

	return token->end - token->start == len && memcmp(sight->text.data + token->start, word, len) == 0;
}

/* A preposition of place before token i? */
static bool
after_preposition(const NxTagSight *sight, uint32_t i)
{
	return is_word(sight, i - 1, "in", 2) || is_word(sight, i - 1, "at", 2) ||
		is_word(sight, i - 1, "from", 4) || is_word(sight, i - 1, "near", 4);
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
		if (after_preposition(sight, i))
			signs |= 1u << E_AFTER_IN;
		if (is_word(sight, i - 1, "the", 3) || is_word(sight, i - 1, "The", 3))
			signs |= 1u << E_AFTER_THE;
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

static void
add_signs(Occurrences *slot, uint16_t signs)
{
	if (slot->total == 0xffff)
		return;
	slot->total++;
	slot->again |= slot->once & signs;
	slot->once |= signs;
}

static bool
is_counted(const NxTagSight *sight, const NxTagWord *word, uint32_t i)
{
	return sight->token[i].kind == NX_TOKEN_WORD && word[i].active && nx_tag_is_namelike(&word[i]);
}

static bool
is_silent(const NxTagWord *word)
{
	return (word->mode & (NX_TAG_M_UPPER | NX_TAG_M_TITLE)) != 0;
}

/* A counted token, its slot in the table and what it says itself. */
typedef struct Counted
{
	uint32_t	token;
	uint32_t	slot;
	uint16_t	signs;
	bool		silent;
} Counted;

/* Enters every capitalised word; the table then has no more slots filled. */
static void
gather(const NxTagSight *sight, const NxTagWord *word, OccurrenceTable *table, Counted *counted, uint32_t n)
{
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		Counted    *it = &counted[i];
		uint64_t	hash = sight->token[it->token].hash;
		Occurrences *slot = find_slot(table, hash);

		slot->hash = hash;
		it->slot = (uint32_t) (slot - table->slot);
		it->silent = is_silent(&word[it->token]);
		it->signs = it->silent ? 0 : signs_of(sight, word, it->token);
		if (!it->silent)
			add_signs(slot, it->signs);
	}
	for (i = 0; i < sight->ntokens; i++)
		if (word[i].shape == NX_SHAPE_LOWER)
		{
			Occurrences *slot = find_slot(table, sight->token[i].hash);

			if (slot->hash != 0)
				slot->once |= 1u << E_LOWER;
		}
}

void
nx_tag_look_elsewhere(NxArena *arena, NxTagSight *sight, NxTagWord *word)
{
	OccurrenceTable table;
	Counted    *counted = nx_array(arena, Counted, sight->ntokens + 1);
	uint32_t	n = 0;
	uint32_t	size = 16;
	uint32_t	i;

	for (i = 0; i < sight->ntokens; i++)
	{
		counted[n].token = i;
		n += is_counted(sight, word, i);
	}
	while (size < 2 * n)
		size *= 2;
	table.slot = nx_arena_zero(arena, sizeof(Occurrences) * size);
	table.mask = size - 1;
	gather(sight, word, &table, counted, n);
	for (i = 0; i < n; i++)
	{
		const Counted *it = &counted[i];
		const Occurrences *slot = &table.slot[it->slot];
		uint32_t	others = slot->total - !it->silent;

		word[it->token].elsewhere = slot->again | (slot->once & (uint16_t) ~it->signs);
		word[it->token].frequency = (uint8_t) (others == 0 ? 0 : others == 1 ? 1 : others <= 3 ? 2 : 3);
	}
}
