/*-------------------------------------------------------------------------
 * tagger_look.c
 *	  Finds the stretches of an article that may hold names, and describes
 *	  the tokens in and beside them.
 *
 * Most tokens are words of lower-case letters far from any capital: one pass
 * over a sentence's tokens looks at the flags of each, and only what is near
 * a name-like word is described.
 *-------------------------------------------------------------------------
 */
#include "tagger_features.h"

#include "unicode.h"

/* Lists that say something of names; the others are left out of the hashes. */
#define USED_LISTS \
	(NX_L_STOP | NX_L_COMMON | NX_L_NAME_STOP | NX_L_GIVEN | NX_L_SURNAME | NX_L_PARTICLE | \
	 NX_L_TITLE | NX_L_TITLE_PART | NX_L_ROLE | NX_L_SPEECH | NX_L_ORG_HEAD | NX_L_ORG_SUFFIX | \
	 NX_L_ORG_PREFIX | NX_L_FACILITY | NX_L_MONTH | NX_L_WEEKDAY | NX_L_DEMONYM | NX_L_COUNTRY | \
	 NX_L_STATE | NX_L_AGENCY | NX_L_ORG | NX_L_EVENT | NX_L_NUMBER)

/* Between two capitalised words, so many others may belong to one name. */
#define MOST_GAP	4

/* Words of an acronym's long form looked back over. */
#define MOST_LONG_FORM	10

/*
 * Shapes
 */

static uint8_t
shape_of_word(const NxToken *token)
{
	if (token->flags & NX_T_INITIAL)
		return NX_SHAPE_INITIAL;
	if (token->flags & NX_T_INNER_PERIOD && token->flags & (NX_T_UPPER | NX_T_CAPITAL))
		return NX_SHAPE_PERIODS;
	if (token->flags & NX_T_DIGIT)
		return token->flags & (NX_T_CAPITAL | NX_T_MIXED) ? NX_SHAPE_CAPITAL_DIGIT : NX_SHAPE_LOWER_DIGIT;
	if (token->flags & NX_T_UPPER)
		return token->nchars <= 4 ? NX_SHAPE_UPPER_SHORT : NX_SHAPE_UPPER_LONG;
	if (token->flags & NX_T_MIXED)
		return NX_SHAPE_MIXED;
	if (token->flags & NX_T_CAPITAL)
		return token->flags & NX_T_PERIOD ? NX_SHAPE_ABBREVIATION : NX_SHAPE_CAPITAL;
	if (token->flags & NX_T_CASELESS)
		return NX_SHAPE_CASELESS;
	return NX_SHAPE_LOWER;
}

static uint8_t
shape_of_number(const NxToken *token, const char *data)
{
	uint32_t	len = token->end - token->start;
	uint32_t	i;

	for (i = 0; i < len; i++)
		if ((unsigned) (data[token->start + i] - '0') >= 10)
			return (unsigned) ((data[token->start + i] | 0x20) - 'a') < 26 ? NX_SHAPE_ORDINAL : NX_SHAPE_NUMBER;
	return len == 4 ? NX_SHAPE_YEAR : len <= 2 ? NX_SHAPE_NUMBER_SHORT : NX_SHAPE_NUMBER;
}

static uint8_t
shape_of_mark(const NxToken *token, const char *data)
{
	const NxCpInfo *info;
	uint32_t	size;
	char		c = data[token->start];

	if (token->flags & NX_T_HYPHEN)
		return NX_SHAPE_HYPHEN;
	if (token->flags & NX_T_POSSESSIVE)
		return NX_SHAPE_POSSESSIVE;
	if (token->flags & NX_T_QUOTE)
		return NX_SHAPE_QUOTE;
	if (c == '.')
		return NX_SHAPE_PERIOD;
	if (c == ',')
		return NX_SHAPE_COMMA;
	if (c == '&')
		return NX_SHAPE_AMPERSAND;
	info = nx_cp_info(nx_decode(data + token->start, data + token->end, &size));
	if (info->flags & NX_CP_OPEN)
		return NX_SHAPE_OPEN;
	if (info->flags & NX_CP_CLOSE)
		return NX_SHAPE_CLOSE;
	return token->kind == NX_TOKEN_PUNCT ? NX_SHAPE_PUNCT : NX_SHAPE_SYMBOL;
}

static uint8_t
shape_of(NxText text, const NxToken *token)
{
	if (token->kind == NX_TOKEN_WORD)
		return shape_of_word(token);
	if (token->kind == NX_TOKEN_NUMBER)
		return shape_of_number(token, text.data);
	return shape_of_mark(token, text.data);
}

/* A word of lower-case letters alone, as most are. */
static inline bool
is_lower(const NxToken *token)
{
	return token->kind == NX_TOKEN_WORD && !(token->flags & NX_TAG_NOT_LOWER);
}

/* nx_tag_is_namelike of a token that is not described. */
static inline bool
is_namelike(const NxToken *token)
{
	if (token->kind != NX_TOKEN_WORD || !(token->flags & NX_TAG_NOT_LOWER))
		return false;
	return !(token->flags & NX_T_DIGIT) || shape_of_word(token) != NX_SHAPE_LOWER_DIGIT;
}

static inline bool
is_quote(const NxToken *token)
{
	return token->kind > NX_TOKEN_NUMBER &&
		(token->flags & (NX_T_QUOTE | NX_T_HYPHEN | NX_T_POSSESSIVE)) == NX_T_QUOTE;
}

static inline char
first_byte(const NxTagSight *sight, uint32_t i)
{
	return sight->text.data[sight->token[i].start];
}

/* Is there a token i, of the same sentence as the one before it? */
static inline bool
goes_on(const NxTagSight *sight, uint32_t i)
{
	return i < sight->ntokens && !(sight->token[i].flags & NX_T_SENTENCE);
}

/*
 * Sentences
 */

/* A sentence being read. */
typedef struct Sentence
{
	NxTagSight *sight;
	uint32_t	first;
	uint32_t	end;
	uint32_t	begins;			/* its first word or number */
	uint32_t	last;			/* the name-like word before, or NX_NO_PLACE */
	uint32_t	from;			/* stretch so far, if there is one */
	uint32_t	to;
	uint32_t	words;
	uint32_t	lower;			/* of lower-case letters */
	uint32_t	upper;			/* in capitals */
	uint32_t	content;		/* not small words */
	uint32_t	capital;		/* of these, name-like */
	bool		users;			/* has "@" */
	bool		quotes;			/* has quotation marks */
	bool		acronyms;		/* has an acronym in parentheses */
} Sentence;

static bool
is_small(const NxToken *token)
{
	return (token->lists & NX_L_STOP) != 0 || token->nchars <= 3;
}

/* Is the sentence written in capitals, or every word of it capitalised? */
static uint8_t
mode_of(const Sentence *sentence)
{
	if (sentence->words >= 3 && sentence->lower == 0 && sentence->upper * 10 >= sentence->words * 8)
		return NX_TAG_M_UPPER;
	if (sentence->content >= 4 && sentence->capital * 10 >= sentence->content * 9)
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

/* Ends the stretch so far, if there is one; a long one is cut. */
static void
end_stretch(Sentence *sentence)
{
	NxTagSight *sight = sentence->sight;

	while (sentence->from < sentence->to)
	{
		uint32_t	end = nx_smaller(sentence->from + NX_TAG_MOST_STRETCH, sentence->to);

		sight->stretch[sight->nstretches++] = (NxTagStretch) {sentence->from, end, sight->nactive};
		sight->nactive += end - sentence->from;
		sentence->from = end;
	}
}

/* Token i is like a name: it and what leans on it are part of a stretch. */
static void
add_namelike(Sentence *sentence, uint32_t i)
{
	const NxTagSight *sight = sentence->sight;
	uint32_t	from = i;
	uint32_t	to = i + 1;

	if (i > sentence->first && leans_on(sight, i - 1, true))
	{
		from--;
		if (sight->token[i - 1].flags & NX_T_HYPHEN && i - 1 > sentence->first &&
			!(sight->token[i - 1].flags & NX_T_SPACE))
			from--;
	}
	if (goes_on(sight, i + 1) && leans_on(sight, i + 1, false))
	{
		to++;
		if (sight->token[i + 1].flags & NX_T_HYPHEN && goes_on(sight, i + 2) &&
			!(sight->token[i + 2].flags & NX_T_SPACE))
			to++;
	}
	if (sentence->last != NX_NO_PLACE && i - sentence->last <= MOST_GAP + 1 && sentence->last < from)
		from = sentence->last + 1;
	sentence->last = i;
	if (sentence->to == 0 || from > sentence->to)
	{
		end_stretch(sentence);
		sentence->from = from;
		sentence->to = to;
		return;
	}
	if (from < sentence->from)
		sentence->from = from;
	if (to > sentence->to)
		sentence->to = to;
}

/* "(EU)" */
static bool
is_acronym(const NxTagSight *sight, uint32_t open)
{
	return first_byte(sight, open) == '(' && goes_on(sight, open + 1) && goes_on(sight, open + 2) &&
		first_byte(sight, open + 2) == ')' && (sight->token[open + 1].flags & NX_T_UPPER) != 0;
}

/* "The", "He": capitalised only because the sentence begins there. */
static bool
is_mere_beginning(const NxTagSight *sight, uint32_t first)
{
	const NxToken *token = &sight->token[first];

	return token->lists & NX_L_STOP && !(token->flags & NX_T_UPPER) &&
		!(goes_on(sight, first + 1) && is_namelike(token + 1));
}

/* Counts a word that is not of lower-case letters alone; is it like a name? */
static bool
count_special(Sentence *sentence, uint32_t i)
{
	const NxToken *token = &sentence->sight->token[i];
	bool		namelike = is_namelike(token);

	sentence->upper += (token->flags & (NX_T_UPPER | NX_T_INITIAL)) != 0;
	if (!is_small(token))
	{
		sentence->content++;
		sentence->capital += namelike;
	}
	return namelike && !(i == sentence->first && is_mere_beginning(sentence->sight, i));
}

/* Reads the sentence that begins at token 'first': its stretches and what it says of case. */
static void
read_sentence(NxArena *arena, Sentence *sentence, uint32_t first)
{
	const NxTagSight *sight = sentence->sight;
	bool		user = false;	/* "@name" on social media; some write a space between */
	uint32_t	i = first;

	*sentence = (Sentence) {.sight = sentence->sight, .first = first, .begins = NX_NO_PLACE, .last = NX_NO_PLACE};
	do
	{
		const NxToken *token = &sight->token[i];
		bool		namelike = user;

		user = false;
		if ((i & 1023) == 0)
			nx_arena_poll(arena);
		if (token->kind > NX_TOKEN_NUMBER)
		{
			if (first_byte(sight, i) == '@')
				namelike = user = sentence->users = true;
			sentence->quotes = sentence->quotes || is_quote(token);
			sentence->acronyms = sentence->acronyms || is_acronym(sight, i);
		}
		else
		{
			if (sentence->begins == NX_NO_PLACE)
				sentence->begins = i;
			if (token->kind == NX_TOKEN_WORD)
			{
				sentence->words++;
				if (token->flags & NX_TAG_NOT_LOWER)
					namelike = count_special(sentence, i) || namelike;
				else
				{
					sentence->lower++;
					sentence->content += !is_small(token);
				}
			}
		}
		if (namelike)
			add_namelike(sentence, i);
	}
	while (goes_on(sight, ++i));
	sentence->end = i;
	end_stretch(sentence);
}

/*
 * Describing
 */

static inline void
describe(const NxTagSight *sight, uint32_t i, uint8_t mode)
{
	const NxToken *token = &sight->token[i];
	NxTagWord  *word = &sight->word[i];

	*word = (NxTagWord) {.word = (uint32_t) (token->hash >> 16), .lists = token->lists & USED_LISTS, .mode = mode};
	if (is_lower(token))
		return;
	word->shape = shape_of(sight->text, token);
	if (token->kind == NX_TOKEN_NUMBER || word->shape == NX_SHAPE_QUOTE || word->shape == NX_SHAPE_HYPHEN)
		word->word = 0x100u + word->shape;
}

/* Finds runs of name-like words, joined by "of", "&", hyphens and apostrophes. */
static void
mark_runs(const NxTagSight *sight, uint32_t first, uint32_t end)
{
	NxTagWord  *word = sight->word;
	uint32_t	i = first;

	while (i < end)
	{
		uint32_t	from = i;
		uint32_t	to;
		uint32_t	k;

		if (!nx_tag_is_namelike(&word[i]))
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
mark_acronym(const Sentence *sentence, uint32_t open)
{
	const NxTagSight *sight = sentence->sight;
	const NxToken *acronym = &sight->token[open + 1];
	uint32_t	letters = acronym->end - acronym->start;
	uint32_t	least = open > sentence->first + MOST_LONG_FORM ? open - MOST_LONG_FORM : sentence->first;
	uint32_t	i = open;
	uint32_t	from = open;

	while (i > least && letters > 0)
	{
		char		initial;

		i--;
		if (!is_namelike(&sight->token[i]))
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
		sight->word[i].mode |= NX_TAG_M_ACRONYM;
}

/* Marks "@" and what follows it. */
static void
mark_users(const Sentence *sentence)
{
	const NxTagSight *sight = sentence->sight;
	uint32_t	i;

	for (i = sentence->first; i < sentence->end; i++)
		if (sight->token[i].kind > NX_TOKEN_NUMBER && first_byte(sight, i) == '@')
		{
			sight->word[i].mode |= NX_TAG_M_USER;
			if (i + 1 < sentence->end)
				sight->word[i + 1].mode |= NX_TAG_M_USER;
		}
}

/* Marks words between quotation marks. */
static void
mark_quoted(const Sentence *sentence)
{
	bool		quoted = false;
	uint32_t	i;

	for (i = sentence->first; i < sentence->end; i++)
		if (is_quote(&sentence->sight->token[i]))
			quoted = !quoted;
		else if (quoted)
			sentence->sight->word[i].mode |= NX_TAG_M_QUOTED;
}

/*
 * Describes what stands in and beside the stretches of a sentence, from
 * number 'number' on, and lists it; returns how many tokens that are.
 */
static uint32_t
describe_sentence(const Sentence *sentence, uint32_t number, uint32_t *described)
{
	NxTagSight *sight = sentence->sight;
	uint8_t		mode = mode_of(sentence);
	uint32_t	next = sentence->first;
	uint32_t	n = 0;
	uint32_t	i;

	for (; number < sight->nstretches; number++)
	{
		uint32_t	first = sight->stretch[number].first;
		uint32_t	end;

		/* one that was cut is one here */
		while (number + 1 < sight->nstretches && sight->stretch[number + 1].first == sight->stretch[number].end)
			number++;
		if (next + NX_TAG_REACH < first)
			next = first - NX_TAG_REACH;
		end = nx_smaller(sight->stretch[number].end + NX_TAG_REACH, sentence->end);
		for (; next < end; next++)
		{
			describe(sight, next, next == sentence->begins ? mode | NX_TAG_M_FIRST : mode);
			described[n++] = next;
		}
		mark_runs(sight, first, sight->stretch[number].end);
	}
	if (sentence->users)
		mark_users(sentence);
	if (sentence->quotes)
		mark_quoted(sentence);
	for (i = sentence->first; sentence->acronyms && i < sentence->end; i++)
		if (sight->token[i].kind > NX_TOKEN_NUMBER && is_acronym(sight, i))
			mark_acronym(sentence, i);
	return n;
}

/* Lists the name-like words of the stretches from number 'number' on. */
static void
list_names(NxTagSight *sight, uint32_t number)
{
	for (; number < sight->nstretches; number++)
	{
		const NxTagStretch *stretch = &sight->stretch[number];
		uint32_t	i;

		for (i = stretch->first; i < stretch->end; i++)
			if (nx_tag_is_namelike(&sight->word[i]))
				sight->name[sight->nnames++] = (NxTagName) {.token = i, .at = stretch->at + (i - stretch->first)};
	}
}

/*
 * Clusters
 */

static uint16_t
find_cluster(const NxTagger *tagger, uint64_t key)
{
	uint32_t	tag = (uint32_t) (key >> 32) | 1;
	uint32_t	i = (uint32_t) key & tagger->word_mask;

	for (; tagger->word[i].tag != 0; i = (i + 1) & tagger->word_mask)
		if (tagger->word[i].tag == tag)
			return tagger->word[i].cluster;
	return 0;
}

static void
set_cluster(const NxTagger *tagger, const NxToken *token, NxTagWord *word)
{
	bool		capital = nx_tag_is_namelike(word);
	uint16_t	fine;

	fine = find_cluster(tagger, nx_tag_cluster_key(token->hash, capital));
	if (fine == 0)
		fine = find_cluster(tagger, nx_tag_cluster_key(token->hash, !capital));
	word->cluster[0] = fine;
	word->cluster[1] = tagger->head->cluster[fine][0];
	word->cluster[2] = tagger->head->cluster[fine][1];
}

/* Tokens between asking for a word's cluster and reading it. */
#define AHEAD	8

/* Asks for the slots that set_cluster will read first: of a name-like word often both. */
static inline void
fetch_cluster(const NxTagger *tagger, const NxToken *token, const NxTagWord *word)
{
	bool		capital = nx_tag_is_namelike(word);

	__builtin_prefetch(&tagger->word[(uint32_t) nx_tag_cluster_key(token->hash, capital) & tagger->word_mask]);
	if (capital)
		__builtin_prefetch(&tagger->word[(uint32_t) nx_tag_cluster_key(token->hash, false) & tagger->word_mask]);
}

static void
set_clusters(const NxTagger *tagger, const NxTagSight *sight, const uint32_t *described, uint32_t n)
{
	uint32_t	k;

	for (k = 0; k < n; k++)
	{
		if (k + AHEAD < n)
			fetch_cluster(tagger, &sight->token[described[k + AHEAD]], &sight->word[described[k + AHEAD]]);
		if (sight->token[described[k]].kind == NX_TOKEN_WORD)
			set_cluster(tagger, &sight->token[described[k]], &sight->word[described[k]]);
	}
}

void
nx_tag_look(NxArena *arena, const NxTagSources *sources, NxText text,
			const NxToken *token, uint32_t n, NxTagSight *sight)
{
	uint32_t   *described = nx_array(arena, uint32_t, n + 1);
	uint32_t	ndescribed = 0;
	Sentence	sentence = {.sight = sight};

	*sight = (NxTagSight) {.text = text, .token = token, .ntokens = n, .plain = sources->tagger->plain};
	sight->word = nx_array(arena, NxTagWord, n + 1);
	sight->stretch = nx_array(arena, NxTagStretch, n + 1);
	sight->name = nx_array(arena, NxTagName, n + 1);
	while (sentence.end < n)
	{
		uint32_t	number = sight->nstretches;

		read_sentence(arena, &sentence, sentence.end);
		if (number == sight->nstretches)
			continue;
		ndescribed += describe_sentence(&sentence, number, described + ndescribed);
		list_names(sight, number);
	}
	if (sight->plain)
		return;
	if (sources->tagger->word != NULL)
		set_clusters(sources->tagger, sight, described, ndescribed);
	nx_tag_look_matches(sources, sight);
	nx_tag_look_elsewhere(arena, sight);
}
