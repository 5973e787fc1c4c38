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
	uint64_t	key;			/* of a whole name; 0: empty */
	uint16_t	count[CHOICES];
	uint16_t	labels;			/* bit code_of(label) - 1: was given this label somewhere */
} Ballot;

/* What the other occurrences of a token's word and name were taken for, and the names next to its own. */
typedef struct OfToken
{
	uint8_t		word;			/* winner: 0: no name, or nobody voted */
	uint8_t		seen;			/* bit of each choice with votes for the word */
	uint16_t	labels;			/* of the word's ballot */
	uint8_t		name;			/* winner of the whole name that it is in */
	bool		again;			/* its word occurs more than once */
	uint8_t		beside[2];		/* type of the name before, after; 1 more than its number, 0 if there is none near */
	uint32_t	joint[2];		/* the word that joins it to that */
} OfToken;

/* A whole name that may be in the piece again. */
typedef struct Whole
{
	uint32_t	first;			/* active token */
	uint32_t	last;
	Ballot	   *ballot;
} Whole;

struct NxTagVotes
{
	const NxTagSight *sight;
	const uint8_t *label;
	OfToken    *of;				/* of each active token */
	Ballot	   *ballot;			/* of whole names */
	uint32_t	mask;
	Whole	   *whole;
	uint32_t	nwholes;
};

/* Labels in features: begin, inside, last, unit of each type in turn, whatever their order in tagger_model.h. */
static int
code_of(int label)
{
	static const uint8_t place[] = {0, 1, 4, 2, 3}; /* of each four */

	return label ? NX_TAG_TYPE(label) * 4 + place[NX_TAG_FOUR(label)] : 0;
}

static void
vote(Ballot *ballot, int choice, int label)
{
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

/* Name-like words that vote: not only because they begin a sentence. */
static bool
has_vote(const NxTagWord *word, int label)
{
	return label != 0 || !(word->mode & (NX_TAG_M_FIRST | NX_TAG_M_UPPER | NX_TAG_M_TITLE));
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

/* Votes of the words that occur more than once. */
static void
count_words(NxArena *arena, NxTagVotes *votes)
{
	const NxTagSight *sight = votes->sight;
	Ballot	   *ballot = nx_arena_zero(arena, sizeof(Ballot) * (sight->ngroups + 1));
	uint32_t	i;

	for (i = 0; i < sight->nnames; i++)
	{
		const NxTagName *name = &sight->name[i];
		int			label = votes->label[name->at];

		if (name->group && has_vote(&sight->word[name->token], label))
			vote(&ballot[name->group], choice_of(label), label);
	}
	for (i = 0; i < sight->nnames; i++)
	{
		const NxTagName *name = &sight->name[i];
		OfToken    *of = &votes->of[name->at];
		int			label = votes->label[name->at];
		uint32_t	seen;

		if (name->group == 0)
			continue;
		of->again = true;
		of->word = (uint8_t) winner(&ballot[name->group],
									has_vote(&sight->word[name->token], label) ? choice_of(label) : -1, &seen);
		of->seen = (uint8_t) seen;
		of->labels = ballot[name->group].labels;
	}
}

static Ballot *
find_ballot(const NxTagVotes *votes, uint64_t key)
{
	uint32_t	i = (uint32_t) (key >> 20) & votes->mask;

	while (votes->ballot[i].key != 0 && votes->ballot[i].key != key)
		i = (i + 1) & votes->mask;
	votes->ballot[i].key = key;
	return &votes->ballot[i];
}

/* Enters the names of a stretch whose first words occur more than once; others cannot be in the piece again. */
static void
enter_names(NxTagVotes *votes, const NxTagStretch *stretch)
{
	const NxToken *token = votes->sight->token + stretch->first;
	const uint8_t *label = votes->label + stretch->at;
	uint32_t	n = stretch->end - stretch->first;
	uint64_t	key = 0;
	uint32_t	first = 0;
	bool		entered = false;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		if (label[i] == 0)
			continue;
		if (NX_TAG_IS_BEGIN(label[i]) || NX_TAG_IS_UNIT(label[i]))
		{
			key = token[i].hash;
			first = i;
			entered = votes->of[stretch->at + i].again;
		}
		else if (entered && token[i].kind <= NX_TOKEN_NUMBER)
			key = nx_join_hash(key, token[i].hash);
		if (entered && (NX_TAG_IS_LAST(label[i]) || NX_TAG_IS_UNIT(label[i])))
		{
			Whole	   *whole = &votes->whole[votes->nwholes++];

			whole->first = stretch->at + first;
			whole->last = stretch->at + i;
			whole->ballot = find_ballot(votes, key | 1);
			vote(whole->ballot, choice_of(label[i]), 0);
		}
	}
}

static void
count_wholes(NxArena *arena, NxTagVotes *votes)
{
	const NxTagSight *sight = votes->sight;
	uint32_t	most = 0;
	uint32_t	size = 16;
	uint32_t	i;

	for (i = 0; i < sight->nnames; i++)
		most += sight->name[i].group != 0;
	while (size < 2 * most)
		size *= 2;
	votes->ballot = nx_arena_zero(arena, sizeof(Ballot) * size);
	votes->mask = size - 1;
	votes->whole = nx_array(arena, Whole, most + 1);
	for (i = 0; i < sight->nstretches; i++)
		enter_names(votes, &sight->stretch[i]);
	for (i = 0; i < votes->nwholes; i++)
	{
		const Whole *whole = &votes->whole[i];
		uint32_t	seen;
		uint8_t		name = (uint8_t) winner(whole->ballot, choice_of(votes->label[whole->first]), &seen);
		uint32_t	k;

		for (k = whole->first; k <= whole->last; k++)
			votes->of[k].name = name;
	}
}

/* Tokens between two names of a list: a comma, "and", both. */
#define MOST_BETWEEN	2

/* Finds the names next to the one that each token of a stretch is in, or to the token itself. */
static void
look_beside(NxTagVotes *votes, const NxTagStretch *stretch)
{
	const NxTagWord *word = votes->sight->word + stretch->first;
	const uint8_t *label = votes->label + stretch->at;
	OfToken    *of = votes->of + stretch->at;
	uint32_t	n = stretch->end - stretch->first;
	uint8_t		type = 0;
	uint32_t	end = 0;		/* of the name that was last */
	uint32_t	own = 0;		/* where the token's own name begins, or ends */
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		if (label[i] == 0 || NX_TAG_IS_BEGIN(label[i]) || NX_TAG_IS_UNIT(label[i]))
			own = i;
		if (type && own - end <= MOST_BETWEEN)
		{
			of[i].beside[0] = type;
			of[i].joint[0] = own > end ? word[own - 1].word : 0;
		}
		if (NX_TAG_IS_LAST(label[i]) || NX_TAG_IS_UNIT(label[i]))
		{
			type = (uint8_t) (1 + NX_TAG_TYPE(label[i]));
			end = i + 1;
		}
	}
	for (type = 0, i = n; i-- > 0;)
	{
		if (label[i] == 0 || NX_TAG_IS_LAST(label[i]) || NX_TAG_IS_UNIT(label[i]))
			own = i;
		if (type && end - own <= MOST_BETWEEN + 1)
		{
			of[i].beside[1] = type;
			of[i].joint[1] = end > own + 1 ? word[own + 1].word : 0;
		}
		if (NX_TAG_IS_BEGIN(label[i]) || NX_TAG_IS_UNIT(label[i]))
		{
			type = (uint8_t) (1 + NX_TAG_TYPE(label[i]));
			end = i;
		}
	}
}

const NxTagVotes *
nx_tag_count_votes(NxArena *arena, const NxTagSight *sight, const uint8_t *label)
{
	NxTagVotes *votes = nx_new(arena, NxTagVotes);
	uint32_t	i;

	votes->sight = sight;
	votes->label = label;
	votes->of = nx_arena_zero(arena, sizeof(OfToken) * (sight->nactive + 1));
	count_words(arena, votes);
	count_wholes(arena, votes);
	for (i = 0; i < sight->nstretches; i++)
		look_beside(votes, &sight->stretch[i]);
	return votes;
}

static inline uint32_t
hash_of(uint32_t template, uint64_t value)
{
	uint64_t	hash = (value + template * UINT64_C(0x632be59bd9b4e019)) * UINT64_C(0x9e3779b97f4a7c15);

	hash ^= hash >> 29;
	return (uint32_t) ((hash * UINT64_C(0xbf58476d1ce4e5b9)) >> 32);
}

uint32_t
nx_tag_vote_features(const NxTagVotes *votes, const NxTagStretch *stretch, uint32_t i,
					 uint32_t feature[NX_TAG_MOST_VOTES])
{
	const NxTagWord *word = &votes->sight->word[i];
	uint32_t	at = stretch->at + (i - stretch->first);
	const OfToken *of = &votes->of[at];
	uint64_t	label = (uint64_t) code_of(votes->label[at]);
	uint32_t	before = i > stretch->first ? of[-1].word : 0;
	uint32_t	after = i + 1 < stretch->end ? of[1].word : 0;
	uint32_t	n = 0;

	if (nx_tag_is_namelike(word))
	{
		uint32_t	left = of->beside[0];
		uint32_t	right = of->beside[1];

		if (left)
			feature[n++] = hash_of(140, label << 40 | (uint64_t) left << 32 | of->joint[0]);
		if (right)
			feature[n++] = hash_of(141, label << 40 | (uint64_t) right << 32 | of->joint[1]);
		if (left && right)
			feature[n++] = hash_of(142, label << 16 | left << 8 | right);
	}
	if (of->word)
	{
		feature[n++] = hash_of(120, label << 8 | of->word);
		feature[n++] = hash_of(121, label << 8 | of->seen);
		feature[n++] = hash_of(122, label << 16 | of->labels);
		feature[n++] = hash_of(123, (uint64_t) word->shape << 16 | (uint32_t) of->word << 8 | word->mode);
		feature[n++] = hash_of(124, (uint64_t) of->word << 8 | (word->run_length > 3 ? 3 : word->run_length));
	}
	if (of->name)
	{
		feature[n++] = hash_of(125, label << 8 | of->name);
		feature[n++] = hash_of(126, label << 16 | (uint32_t) of->name << 8 | of->word);
	}
	if (before || after)
	{
		feature[n++] = hash_of(127, label << 8 | before);
		feature[n++] = hash_of(128, label << 8 | after);
		feature[n++] = hash_of(129, (uint64_t) before << 32 | (uint32_t) of->word << 16 | after);
	}
	return n;
}
