/*-------------------------------------------------------------------------
 * tagger.c
 *	  Finds the names among the tokens of an article.
 *
 * Only stretches around capitalised words are scored; the rest of the text
 * costs a look at each token.  An article is taken in pieces of at most
 * PIECE tokens, so that memory stays bounded; a piece ends with a sentence.
 *-------------------------------------------------------------------------
 */
#include "tagger.h"

#include <string.h>

#include "tagger_decode.h"
#include "tagger_votes.h"

/* About a hundred newspaper pages; what a word is elsewhere is asked within a piece. */
#define PIECE	50000

const char *const nx_kind_name[NX_KINDS] = {"none", "person", "org", "place", "demonym", "misc"};

NxStatus
nx_tagger_open(NxTagger *tagger, const NxImageHead *image)
{
	size_t		size;
	const NxTaggerHead *head = nx_image_section(image, "tagger", &size);

	memset(tagger, 0, sizeof(*tagger));
	if (head == NULL)
		return NX_CORRUPT;
	if (size == 0)
		return NX_OK;			/* built without a model, to train one */
	return nx_tagger_use(tagger, head, size);
}

NxStatus
nx_tagger_use(NxTagger *tagger, const NxTaggerHead *head, size_t size)
{
	size_t		slots;

	if (size < sizeof(*head) || head->magic != NX_TAGGER_MAGIC ||
		head->features != NX_TAGGER_FEATURES || head->size > size)
		return NX_CORRUPT;
	slots = (size_t) head->nbuckets * NX_TAG_SLOTS;
	if (head->nbuckets == 0 || (head->nbuckets & (head->nbuckets - 1)) != 0 ||
		head->bucket_at + slots * sizeof(uint16_t) > size ||
		head->weight_at + slots * NX_TAG_WEIGHTS > size ||
		head->word_at + (size_t) head->nwords * sizeof(NxClusterSlot) > size)
		return NX_CORRUPT;
	tagger->head = head;
	tagger->bucket = (const uint16_t *) ((const char *) head + head->bucket_at);
	tagger->weight = (const int8_t *) head + head->weight_at;
	tagger->word = head->nwords ? (const NxClusterSlot *) ((const char *) head + head->word_at) : NULL;
	tagger->bucket_mask = head->nbuckets - 1;
	tagger->word_mask = head->nwords - 1;
	tagger->plain = head->plain != 0;
	nx_tag_lay_steps(head->transition[0], &tagger->steps[0]);
	nx_tag_lay_steps(head->transition[1], &tagger->steps[1]);
	return NX_OK;
}

static const uint8_t kind_of_type[NX_TAG_TYPES] = {
	NX_KIND_PERSON, NX_KIND_ORG, NX_KIND_PLACE, NX_KIND_MISC
};

/* Confidence of the name at path[first .. last], from its least sure label. */
static uint16_t
confidence(const NxTaggerHead *head, const NxTagPath *path, uint32_t first, uint32_t last)
{
	int16_t		margin = path->margin[first];
	uint32_t	step;

	for (; first <= last; first++)
		if (path->margin[first] < margin)
			margin = path->margin[first];
	step = (uint32_t) margin / head->step;
	return head->confidence[NX_TAG_TYPE(path->label[last])][step < NX_TAG_STEPS ? step : NX_TAG_STEPS - 1];
}

/* Turns labels into spans; 'base' is the token number of the first label. */
static void
add_spans(NxArena *arena, const NxTagger *tagger, const NxTagPath *path, uint32_t n,
		  uint32_t base, NxTagSpans *spans)
{
	uint32_t	first = 0;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		int			label = path->label[i];
		NxTagSpan  *span;

		if (NX_TAG_IS_BEGIN(label) || NX_TAG_IS_UNIT(label))
			first = i;
		if (!NX_TAG_IS_LAST(label) && !NX_TAG_IS_UNIT(label))
			continue;
		span = nx_push(arena, spans);
		memset(span, 0, sizeof(*span)); /* padding too: spans may be compared as bytes */
		span->first = base + first;
		span->ntokens = (uint16_t) (i - first + 1);
		span->kind = kind_of_type[NX_TAG_TYPE(label)];
		span->confidence = confidence(tagger->head, path, first, i);
	}
}

/* A piece of an article being tagged. */
typedef struct Piece
{
	NxArena    *arena;
	const NxTagger *tagger;
	NxTagSight	sight;
	uint32_t	base;			/* number of its first token in the article */
	NxTagScores *scores;		/* of active tokens */
	uint8_t    *label;			/* of active tokens, after the first look */
	NxTagPath  *path;
} Piece;

/*
 * Tokens between asking for a token's memory and using it.  A power of two.
 */
#define AHEAD	4

/* Scores of every active token; the steps of AHEAD tokens are taken in turn. */
static void
score_tokens(Piece *piece)
{
	const NxTagger *tagger = piece->tagger;
	NxTagRows	rows[AHEAD];
	uint32_t	s;
	uint32_t	i;
	uint32_t	n = 0;			/* active tokens so far */
	uint32_t	added = 0;

	for (s = 0; s < piece->sight.nstretches; s++)
	{
		const NxTagStretch *stretch = &piece->sight.stretch[s];

		nx_arena_poll(piece->arena);
		for (i = stretch->first; i < stretch->end; i++, n++)
		{
			NxTagRows  *now = &rows[n % AHEAD];

			if (n >= AHEAD)
			{
				nx_tag_add(tagger, now, &piece->scores[added]);
				added++;
			}
			nx_tag_fetch(tagger, &piece->sight, i, now, &piece->scores[n]);
			if (n >= AHEAD / 2)
				nx_tag_locate(tagger, &rows[(n - AHEAD / 2) % AHEAD]);
		}
	}
	for (i = n > AHEAD / 2 ? n - AHEAD / 2 : 0; i < n; i++)
		nx_tag_locate(tagger, &rows[i % AHEAD]);
	for (; added < n; added++)
		nx_tag_add(tagger, &rows[added % AHEAD], &piece->scores[added]);
}

/* First look: the best labels by the words alone. */
static void
look_first(Piece *piece)
{
	uint32_t	s;

	score_tokens(piece);
	for (s = 0; s < piece->sight.nstretches; s++)
	{
		const NxTagStretch *stretch = &piece->sight.stretch[s];
		uint32_t	n = stretch->end - stretch->first;

		nx_tag_best_path(&piece->tagger->steps[0], piece->scores + stretch->at, n, false, piece->path);
		memcpy(piece->label + stretch->at, piece->path->label, n);
		nx_arena_poll(piece->arena);
	}
}

/* Second look: adds what the first one made of the same words elsewhere. */
static void
look_again(Piece *piece, NxTagSpans *spans)
{
	const NxTagger *tagger = piece->tagger;
	const NxTagVotes *votes = NULL;
	uint32_t	feature[NX_TAG_MOST_VOTES];
	uint32_t	s;

	if (tagger->head->looks > 1)
		votes = nx_tag_count_votes(piece->arena, &piece->sight, piece->label);
	for (s = 0; s < piece->sight.nstretches; s++)
	{
		const NxTagStretch *stretch = &piece->sight.stretch[s];
		NxTagScores *scores = piece->scores + stretch->at;
		uint32_t	n = stretch->end - stretch->first;
		uint32_t	k;

		for (k = 0; votes && k < n; k++)
			nx_tag_score(tagger, feature, nx_tag_vote_features(votes, stretch, stretch->first + k, feature), &scores[k]);
		nx_tag_best_path(&tagger->steps[votes != NULL], scores, n, true, piece->path);
		add_spans(piece->arena, tagger, piece->path, n, piece->base + stretch->first, spans);
		nx_arena_poll(piece->arena);
	}
}

void
nx_tag(NxArena *arena, const NxTagger *tagger, const NxLexicon *lexicon,
	   const NxGazetteer *gazetteer, NxText text, const NxTokens *tokens,
	   NxTagSpans *spans)
{
	NxTagSources sources = {tagger, lexicon, gazetteer};
	Piece		piece = {.arena = arena, .tagger = tagger};
	uint32_t	base = 0;

	if (tagger->head == NULL || tokens->n == 0)
		return;
	piece.path = nx_new(arena, NxTagPath);
	while (base < tokens->n)
	{
		uint32_t	end = tokens->n - base > PIECE ? base + PIECE : tokens->n;

		while (end < tokens->n && end - base < 2 * PIECE && !(tokens->item[end].flags & NX_T_SENTENCE))
			end++;
		nx_tag_look(arena, &sources, text, tokens->item + base, end - base, &piece.sight);
		piece.base = base;
		piece.scores = nx_array(arena, NxTagScores, piece.sight.nactive + 1);
		piece.label = nx_array(arena, uint8_t, piece.sight.nactive + 1);
		look_first(&piece);
		look_again(&piece, spans);
		base = end;
	}
}
