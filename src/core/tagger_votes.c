/*-------------------------------------------------------------------------
 * tagger_votes.c
 *	  Counts of first-look labels by word, and the names beside a name, as
 *	  features.
 *-------------------------------------------------------------------------
 */
#include "tagger_votes.h"

#include <string.h>

#define OUTSIDE		NX_TAG_TYPES	/* voted to be no name */
#define CHOICES		(NX_TAG_TYPES + 1)

typedef struct Ballot
{
	uint16_t	count[CHOICES];
	uint16_t	labels;			/* bit code_of(label) - 1: was given this label somewhere */
} Ballot;

/* What the other occurrences of a token's word were taken for, and the names next to its own. */
typedef struct OfToken
{
	uint8_t		word;			/* winner; 0: nobody voted */
	uint8_t		seen;			/* bit of each choice with votes */
	uint16_t	labels;			/* of the word's ballot */
	uint8_t		beside[2];		/* type of the name before, after; 1 more than its number, 0 if there is none near */
	uint32_t	joint[2];		/* the word that joins it to that */
} OfToken;

struct NxTagVotes
{
	const NxTagSight *sight;
	const uint8_t *label;
	OfToken    *of;				/* of each active token */
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
		of->word = (uint8_t) winner(&ballot[name->group],
									has_vote(&sight->word[name->token], label) ? choice_of(label) : -1, &seen);
		of->seen = (uint8_t) seen;
		of->labels = ballot[name->group].labels;
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
	for (i = 0; i < sight->nstretches; i++)
		look_beside(votes, &sight->stretch[i]);
	return votes;
}

uint32_t
nx_tag_vote_features(const NxTagVotes *votes, const NxTagStretch *stretch, uint32_t i,
					 uint32_t feature[NX_TAG_MOST_VOTES])
{
	const NxTagWord *word = &votes->sight->word[i];
	uint32_t	at = stretch->at + (i - stretch->first);
	const OfToken *of = &votes->of[at];
	uint32_t	label = (uint32_t) code_of(votes->label[at]);
	uint32_t	n = 0;

	if (!nx_tag_is_namelike(word))
		return 0;
	if (of->beside[0])
		feature[n++] = nx_tag_feature(140, nx_tag_two(of->joint[0], label << 8 | of->beside[0]));
	if (of->beside[1])
		feature[n++] = nx_tag_feature(141, nx_tag_two(of->joint[1], label << 8 | of->beside[1]));
	if (of->word)
	{
		feature[n++] = nx_tag_feature(121, nx_tag_one(label << 8 | of->seen));
		feature[n++] = nx_tag_feature(122, nx_tag_one(label << 16 | of->labels));
		feature[n++] = nx_tag_feature(123, nx_tag_one((uint32_t) word->shape << 16 | (uint32_t) of->word << 8 | word->mode));
		feature[n++] = nx_tag_feature(124, nx_tag_one((uint32_t) of->word << 8 | (word->run_length > 3 ? 3 : word->run_length)));
	}
	return n;
}
