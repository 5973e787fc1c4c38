/*-------------------------------------------------------------------------
 * train_examples.c
 *	  Articles with labelled words -> stretches of tokens with features and
 *	  the labels that each token may have.
 *
 * A token has one allowed label where the corpus says so, several where it
 * does not: what a corpus without misc leaves unmarked may be misc, and a
 * name that our sentences or stretches cut in two may be anything.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "train.h"

#define ANY_LABEL	((UINT32_C(1) << NX_TAG_LABELS) - 1)
#define OUTSIDE		UINT32_C(1)

static uint32_t
misc_labels(void)
{
	return UINT32_C(0x1111) << NX_TAG_BEGIN(NX_TAG_MISC);
}

/* Sets the labels of the name whose words are [first, last] of the article. */
static void
allow_name(const Article *article, const NxTagSight *sight, const bool *active, uint32_t first, uint32_t last,
		   uint32_t *token, uint32_t *allowed)
{
	uint32_t	start = article->word[first].start;
	uint32_t	end = article->word[last].end;
	int			type = article->word[first].type;
	uint32_t	from;
	uint32_t	to;
	uint32_t	i;
	bool		whole = true;

	while (*token < sight->ntokens && sight->token[*token].start < start)
		++*token;
	from = *token;
	for (to = from; to < sight->ntokens && sight->token[to].start < end; to++)
		if (!active[to] || (to > from && sight->token[to].flags & NX_T_SENTENCE))
			whole = false;
	if (from > 0 && sight->token[from - 1].end > start)
	{
		allowed[from - 1] = ANY_LABEL;
		whole = false;
	}
	for (i = from; i < to; i++)
	{
		int			label = to - from == 1 ? NX_TAG_UNIT(type) : i == from ? NX_TAG_BEGIN(type) :
			i + 1 == to ? NX_TAG_LAST(type) : NX_TAG_INSIDE(type);

		allowed[i] = whole ? UINT32_C(1) << label : ANY_LABEL;
	}
	*token = to;
}

/*
 * "the Commission", "the Council": corpora differ on whether an institution
 * named by its bare head is a name, so what they leave unmarked stays open.
 */
static bool
is_bare_head(const NxTagSight *sight, uint32_t i)
{
	const NxTagWord *word = &sight->word[i];

	return word->lists & NX_L_ORG_HEAD && word->shape == NX_SHAPE_CAPITAL && word->run_length == 1 &&
		!(word->mode & (NX_TAG_M_FIRST | NX_TAG_M_UPPER | NX_TAG_M_TITLE));
}

/*
 * "@name": some corpora take user names for names of persons, some do not.
 * Where they do not, the mark and the name stay open.
 */
static bool
is_user_name(const Article *article, const NxTagSight *sight, uint32_t i)
{
	uint32_t	at = sight->token[i].start;

	return article->text.data[at] == '@' || (at > 0 && article->text.data[at - 1] == '@');
}

static void
allow_labels(const Article *article, const NxTagSight *sight, const bool *active, bool strict, uint32_t *allowed)
{
	uint32_t	token = 0;
	uint32_t	i;

	for (i = 0; i < sight->ntokens; i++)
	{
		allowed[i] = OUTSIDE;
		if (strict || !active[i])
			continue;
		allowed[i] |= (corpora[article->corpus].misc_open ? misc_labels() : 0);
		if (corpora[article->corpus].users_open && is_user_name(article, sight, i))
			allowed[i] = ANY_LABEL;
		if (is_bare_head(sight, i))
			allowed[i] |= UINT32_C(1) << NX_TAG_UNIT(NX_TAG_ORG);
	}
	for (i = 0; i < article->nwords;)
	{
		uint32_t	last = i;

		if (article->word[i].type == NX_TAG_TYPES)
		{
			i++;
			continue;
		}
		while (last + 1 < article->nwords && article->word[last + 1].type == article->word[i].type &&
			   !article->word[last + 1].begins && article->word[last + 1].sentence == article->word[i].sentence)
			last++;
		allow_name(article, sight, active, i, last, &token, allowed);
		i = last + 1;
	}
}

typedef struct Room
{
	size_t		sequences,
				tokens,
				features;
} Room;

static void *
bigger(void *array, size_t count, size_t size)
{
	void	   *grown = realloc(array, count * size);

	if (grown == NULL)
		stop("out of memory");
	return grown;
}

static void
make_room(Examples *examples, Room *room)
{
	if (examples->nsequences + 1 >= room->sequences)
	{
		room->sequences = room->sequences * 2 + 65536;
		examples->sequence = bigger(examples->sequence, room->sequences, sizeof(Sequence));
	}
	if (examples->ntokens + 2 >= room->tokens)
	{
		room->tokens = room->tokens * 2 + 65536;
		examples->allowed = bigger(examples->allowed, room->tokens, sizeof(uint32_t));
		examples->start = bigger(examples->start, room->tokens, sizeof(uint64_t));
		examples->nlexical = bigger(examples->nlexical, room->tokens, 1);
	}
	if (examples->start[examples->ntokens] + NX_TAG_MOST_FEATURES >= room->features)
	{
		room->features = room->features * 2 + (1 << 22);
		examples->feature = bigger(examples->feature, room->features, sizeof(uint32_t));
	}
}

/* Adds the stretches of one article. */
static void
add_article(const Article *article, const NxTagSight *sight, const uint32_t *allowed,
			Examples *examples, Room *room)
{
	uint32_t	k;

	for (k = 0; k < sight->nstretches; k++)
	{
		const NxTagStretch *stretch = &sight->stretch[k];
		Sequence   *sequence;
		uint32_t	i;

		make_room(examples, room);
		sequence = &examples->sequence[examples->nsequences++];
		sequence->first = examples->ntokens;
		sequence->n = (uint16_t) (stretch->end - stretch->first);
		sequence->corpus = article->corpus;
		sequence->fold = article->fold;
		sequence->weight = (float) corpora[article->corpus].weight;
		for (i = stretch->first; i < stretch->end; i++)
		{
			uint32_t	lexical;
			uint64_t	start;
			uint32_t	t;

			make_room(examples, room);
			t = examples->ntokens++;
			start = examples->start[t];
			examples->allowed[t] = allowed[i];
			examples->start[t + 1] = start +
				nx_tag_features(sight, i, examples->feature + start, &lexical);
			examples->nlexical[t] = (uint8_t) lexical;
		}
	}
}

/*
 * Numbers the features that occur often enough, and leaves the others out.
 */
static void
number_features(Examples *examples, uint32_t least)
{
	uint64_t	n = examples->start[examples->ntokens];
	uint32_t	bits = 25;
	uint32_t	mask = (1u << bits) - 1;
	uint32_t   *key = calloc((size_t) 1 << bits, sizeof(uint32_t));
	uint32_t   *count = calloc((size_t) 1 << bits, sizeof(uint32_t));
	uint32_t   *where = malloc(n * sizeof(uint32_t));
	uint64_t	out = 0;
	uint64_t	k = 0;
	uint32_t	t;

	if (!key || !count || !where)
		stop("out of memory");
	for (k = 0; k < n; k++)
	{
		uint32_t	hash = examples->feature[k] ? examples->feature[k] : 1;
		uint32_t	slot = (hash * UINT32_C(0x9e3779b1)) >> (32 - bits);

		while (key[slot] != 0 && key[slot] != hash)
			slot = (slot + 1) & mask;
		key[slot] = hash;
		count[slot]++;
		where[k] = slot;
	}
	examples->hash = malloc(sizeof(uint32_t) << bits);
	if (examples->hash == NULL)
		stop("out of memory");
	examples->nrows = 0;
	for (k = 0; k <= mask; k++)
		if (count[k] >= least)
		{
			examples->hash[examples->nrows] = key[k];
			count[k] = ++examples->nrows;	/* row + 1 from here on */
		}
		else
			count[k] = 0;
	for (t = 0, k = 0; t < examples->ntokens; t++)
	{
		uint64_t	end = examples->start[t + 1];
		uint32_t	lexical = examples->nlexical[t];
		uint64_t	begin = k;

		examples->start[t] = out;
		for (; k < end; k++)
			if (count[where[k]])
				examples->feature[out++] = count[where[k]] - 1;
			else if (k - begin < lexical)
				examples->nlexical[t]--;
	}
	examples->start[t] = out;
	free(key);
	free(count);
	free(where);
}

void
make_examples(const Setup *setup, const NxTagger *look, const Articles *articles, Examples *examples)
{
	NxTagSources sources = {look, setup->plain ? NULL : &setup->lexicon, setup->plain ? NULL : &setup->gazetteer};
	NxArena		arena;
	Room		room = {0, 0, 0};
	uint32_t	i;

	memset(examples, 0, sizeof(*examples));
	examples->start = calloc(1, sizeof(uint64_t));
	make_room(examples, &room);
	examples->start[0] = 0;
	nx_arena_init(&arena, &nx_malloc_hooks);
	for (i = 0; i < articles->n; i++)
	{
		const Article *article = &articles->item[i];
		NxTagSight	sight;
		uint32_t   *allowed;
		bool	   *active;
		uint32_t	k;

		nx_tag_look(&arena, &sources, article->text, article->tokens.item, article->tokens.n, &sight);
		active = nx_arena_zero(&arena, sight.ntokens + 1);
		for (k = 0; k < sight.nstretches; k++)
			memset(active + sight.stretch[k].first, true, sight.stretch[k].end - sight.stretch[k].first);
		allowed = nx_array(&arena, uint32_t, sight.ntokens + 1);
		allow_labels(article, &sight, active, setup->plain, allowed);
		add_article(article, &sight, allowed, examples, &room);
		nx_arena_reset(&arena);
	}
	number_features(examples, setup->least);
	say("%u stretches, %u tokens, %u features, %.1f of them at a token", examples->nsequences,
		examples->ntokens, examples->nrows,
		(double) examples->start[examples->ntokens] / examples->ntokens);
}

/* Adds the vote features of one article's tokens; *t is its first token among the examples. */
static void
add_votes(const NxTagSight *sight, NxArena *arena, const uint8_t *label,
		  uint32_t *t, Examples *second, Room *room)
{
	const NxTagVotes *votes = nx_tag_count_votes(arena, sight, label + *t);
	uint32_t	k;

	for (k = 0; k < sight->nstretches; k++)
	{
		const NxTagStretch *stretch = &sight->stretch[k];
		uint32_t	i;

		for (i = stretch->first; i < stretch->end; i++)
		{
			uint64_t	start;

			make_room(second, room);
			start = second->start[second->ntokens++];
			second->start[second->ntokens] = start +
				nx_tag_vote_features(votes, stretch, i, second->feature + start);
		}
	}
	*t += sight->nactive;
}

void
make_second_examples(const Setup *setup, const NxTagger *look, const Articles *articles,
					 const Examples *first, float *base, const uint8_t *label, Examples *second)
{
	NxTagSources sources = {look, setup->plain ? NULL : &setup->lexicon, setup->plain ? NULL : &setup->gazetteer};
	NxArena		arena;
	Room		room = {0, 0, 0};
	uint32_t	t = 0;
	uint32_t	i;

	memset(second, 0, sizeof(*second));
	second->start = calloc(1, sizeof(uint64_t));
	make_room(second, &room);
	second->start[0] = 0;
	nx_arena_init(&arena, &nx_malloc_hooks);
	for (i = 0; i < articles->n; i++)
	{
		const Article *article = &articles->item[i];
		NxTagSight	sight;

		nx_tag_look(&arena, &sources, article->text, article->tokens.item, article->tokens.n, &sight);
		add_votes(&sight, &arena, label, &t, second, &room);
		nx_arena_reset(&arena);
	}
	if (t != first->ntokens)
		stop("tokens of the two looks differ");
	memset(second->nlexical, 0, t);
	number_features(second, 2);
	free(second->sequence);
	free(second->allowed);
	second->sequence = first->sequence;
	second->nsequences = first->nsequences;
	second->allowed = first->allowed;
	second->base = base;
	say("second look: %u features, %.1f of them at a token", second->nrows,
		(double) second->start[t] / t);
}
