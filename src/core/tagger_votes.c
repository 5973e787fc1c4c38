/*-------------------------------------------------------------------------
 * tagger_votes.c
 *	  Counts of first-look labels by word and by whole name, as features.
 *-------------------------------------------------------------------------
 */
#include "tagger_votes.h"

#include <string.h>

#define OUTSIDE		NX_TAG_TYPES	/* voted to be no name */
#define CHOICES		(NX_TAG_TYPES + 1)

typedef struct Ballot
{
	uint64_t	key;			/* 0: empty */
	uint16_t	count[CHOICES];
	uint16_t	labels;			/* bit code_of(label) - 1: was given this label somewhere */
} Ballot;

/* What the other occurrences of a token's word were taken for. */
typedef struct OfWord
{
	uint8_t		winner;			/* 0: no name, or nobody voted */
	uint8_t		seen;			/* bit of each choice with votes */
	uint16_t	labels;			/* of the ballot */
} OfWord;

struct NxTagVotes
{
	const NxTagSight *sight;
	const uint8_t *label;
	const OfWord *of_word;
	const uint64_t *name;		/* key of the whole name that a token is in, 0 outside */
	Ballot	   *ballot;
	uint32_t	mask;
};

/* Labels in features: begin, inside, last, unit of each type in turn, whatever their order in tagger_model.h. */
static int
code_of(int label)
{
	static const uint8_t place[] = {0, 1, 4, 2, 3}; /* of each four */

	return label ? NX_TAG_TYPE(label) * 4 + place[NX_TAG_FOUR(label)] : 0;
}

static Ballot *
find_ballot(const NxTagVotes *votes, uint64_t key)
{
	uint32_t	i = (uint32_t) (key >> 20) & votes->mask;

	while (votes->ballot[i].key != 0 && votes->ballot[i].key != key)
		i = (i + 1) & votes->mask;
	return &votes->ballot[i];
}

static void
vote(NxTagVotes *votes, uint64_t key, int choice, int label)
{
	Ballot	   *ballot = find_ballot(votes, key);

	ballot->key = key;
	if (ballot->count[choice] < 0xffff)
		ballot->count[choice]++;
	if (label)
		ballot->labels |= (uint16_t) (1u << (code_of(label) - 1));
}

static int
choice_of(int label)
{
	return label ? NX_TAG_TYPE(label) : OUTSIDE;
}

/* Words that vote: written like names, not only because they begin a sentence. */
static bool
has_vote(const NxTagSight *sight, const uint8_t *label, uint32_t i)
{
	const NxTagWord *word = &sight->word[i];

	if (!word->active || !nx_tag_is_namelike(word))
		return false;
	return label[i] != 0 || !(word->mode & (NX_TAG_M_FIRST | NX_TAG_M_UPPER | NX_TAG_M_TITLE));
}

/* Gives every token of a name the key of the whole. */
static uint64_t *
name_keys(NxArena *arena, const NxTagSight *sight, const uint8_t *label)
{
	uint64_t   *name = nx_array(arena, uint64_t, sight->ntokens + 1);
	uint64_t	key = 0;
	uint32_t	first = 0;
	uint32_t	i;

	for (i = 0; i < sight->ntokens; i++)
	{
		uint64_t	hash = sight->token[i].hash;

		name[i] = 0;
		if (label[i] == 0)
			continue;
		if (NX_TAG_IS_BEGIN(label[i]) || NX_TAG_IS_UNIT(label[i]))
		{
			key = hash;
			first = i;
		}
		else if (sight->token[i].kind <= NX_TOKEN_NUMBER)
			key = nx_join_hash(key, hash);
		if (NX_TAG_IS_LAST(label[i]) || NX_TAG_IS_UNIT(label[i]))
			for (; first <= i; first++)
				name[first] = ~key;
	}
	return name;
}

/* The winner among others' votes, with how clear it is; 0 if nobody voted. */
static uint32_t
winner(const Ballot *ballot, int own, uint32_t *seen)
{
	uint32_t	total = 0;
	uint32_t	most = 0;
	uint32_t	best = 0;
	int			choice;

	*seen = 0;
	for (choice = 0; choice < CHOICES; choice++)
	{
		uint32_t	count = ballot->count[choice];

		if (choice == own && count > 0)
			count--;
		if (count == 0)
			continue;
		*seen |= 1u << choice;
		total += count;
		if (count > most)
		{
			most = count;
			best = (uint32_t) choice;
		}
	}
	if (total == 0)
		return 0;
	return 1 + best * 6 + (most == total ? 0 : most * 4 >= total * 3 ? 2 : 4) + (total > 2);
}

const NxTagVotes *
nx_tag_count_votes(NxArena *arena, const NxTagSight *sight, const uint8_t *label)
{
	NxTagVotes *votes = nx_new(arena, NxTagVotes);
	OfWord	   *of_word = nx_arena_zero(arena, sizeof(OfWord) * (sight->ntokens + 1));
	uint32_t	names = 0;
	uint32_t	size = 16;
	uint32_t	i;

	votes->of_word = of_word;
	votes->sight = sight;
	votes->label = label;
	votes->name = name_keys(arena, sight, label);
	for (i = 0; i < sight->ntokens; i++)
		names += (sight->word[i].active && nx_tag_is_namelike(&sight->word[i])) + (votes->name[i] != 0);
	while (size < 2 * names)
		size *= 2;
	votes->ballot = nx_arena_zero(arena, sizeof(Ballot) * size);
	votes->mask = size - 1;
	for (i = 0; i < sight->ntokens; i++)
	{
		if (has_vote(sight, label, i))
			vote(votes, sight->token[i].hash, choice_of(label[i]), label[i]);
		if (NX_TAG_IS_LAST(label[i]) || NX_TAG_IS_UNIT(label[i]))
			vote(votes, votes->name[i], choice_of(label[i]), 0);
	}
	for (i = 0; i < sight->ntokens; i++)
	{
		const Ballot *ballot;
		uint32_t	seen;

		if (!sight->word[i].active || !nx_tag_is_namelike(&sight->word[i]))
			continue;
		ballot = find_ballot(votes, sight->token[i].hash);
		of_word[i].winner = (uint8_t) winner(ballot, has_vote(sight, label, i) ? choice_of(label[i]) : -1, &seen);
		of_word[i].seen = (uint8_t) seen;
		of_word[i].labels = ballot->labels;
	}
	return votes;
}

static inline uint32_t
hash_of(uint32_t template, uint64_t value)
{
	uint64_t	hash = (value + template * UINT64_C(0x632be59bd9b4e019)) * UINT64_C(0x9e3779b97f4a7c15);

	hash ^= hash >> 29;
	return (uint32_t) ((hash * UINT64_C(0xbf58476d1ce4e5b9)) >> 32);
}

/* Tokens between two names of a list: a comma, "and", both. */
#define MOST_BETWEEN	2

/* Longest name walked over. */
#define MOST_WALK		8

/*
 * Type of the name next to the one that token i is in, on the side 'step',
 * 1 more than its number; 0 if there is none near.  *joint becomes the word
 * that joins the two.
 */
static uint32_t
name_beside(const NxTagVotes *votes, uint32_t i, int step, uint32_t *joint)
{
	const NxTagSight *sight = votes->sight;
	uint32_t	between = 0;
	uint32_t	walked = 0;
	bool		inside = true;

	*joint = 0;
	for (;;)
	{
		int			label = votes->label[i];

		/* the end of its own name on this side? */
		if (inside && (label == 0 || (step < 0 ? NX_TAG_IS_BEGIN(label) : NX_TAG_IS_LAST(label)) || NX_TAG_IS_UNIT(label)))
			inside = false;
		if (walked++ > MOST_WALK || (step < 0 && i == 0) || (step > 0 && i + 1 == sight->ntokens) ||
			sight->token[step < 0 ? i : i + 1].flags & NX_T_SENTENCE)
			return 0;
		i = (uint32_t) ((int64_t) i + step);
		if (inside)
			continue;
		if (votes->label[i] != 0)
			return 1 + (uint32_t) NX_TAG_TYPE(votes->label[i]);
		if (++between > MOST_BETWEEN)
			return 0;
		if (*joint == 0)
			*joint = sight->word[i].word;
	}
}

uint32_t
nx_tag_vote_features(const NxTagVotes *votes, uint32_t i, uint32_t feature[NX_TAG_MOST_VOTES])
{
	const NxTagSight *sight = votes->sight;
	const NxTagWord *word = &sight->word[i];
	uint64_t	label = (uint64_t) code_of(votes->label[i]);
	const OfWord *it = &votes->of_word[i];
	uint32_t	of_word = it->winner;
	uint32_t	name_seen = 0;
	uint32_t	of_name = 0;
	uint32_t	before = 0;
	uint32_t	after = 0;
	uint32_t	n = 0;

	if (votes->name[i])
		of_name = winner(find_ballot(votes, votes->name[i]), choice_of(votes->label[i]), &name_seen);
	if (i > 0 && !(sight->token[i].flags & NX_T_SENTENCE))
		before = it[-1].winner;
	if (i + 1 < sight->ntokens && !(sight->token[i + 1].flags & NX_T_SENTENCE))
		after = it[1].winner;
	if (nx_tag_is_namelike(word))
	{
		uint32_t	joint[2];
		uint32_t	left = name_beside(votes, i, -1, &joint[0]);
		uint32_t	right = name_beside(votes, i, 1, &joint[1]);

		if (left)
			feature[n++] = hash_of(140, label << 40 | (uint64_t) left << 32 | joint[0]);
		if (right)
			feature[n++] = hash_of(141, label << 40 | (uint64_t) right << 32 | joint[1]);
		if (left && right)
			feature[n++] = hash_of(142, label << 16 | left << 8 | right);
	}
	if (of_word)
	{
		feature[n++] = hash_of(120, label << 8 | of_word);
		feature[n++] = hash_of(121, label << 8 | it->seen);
		feature[n++] = hash_of(122, label << 16 | it->labels);
		feature[n++] = hash_of(123, (uint64_t) word->shape << 16 | of_word << 8 | word->mode);
		feature[n++] = hash_of(124, (uint64_t) of_word << 8 | (word->run_length > 3 ? 3 : word->run_length));
	}
	if (of_name)
	{
		feature[n++] = hash_of(125, label << 8 | of_name);
		feature[n++] = hash_of(126, label << 16 | of_name << 8 | of_word);
	}
	if (before || after)
	{
		feature[n++] = hash_of(127, label << 8 | before);
		feature[n++] = hash_of(128, label << 8 | after);
		feature[n++] = hash_of(129, (uint64_t) before << 32 | of_word << 16 | after);
	}
	return n;
}
