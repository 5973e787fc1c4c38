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
	if (size < sizeof(*head) || head->magic != NX_TAGGER_MAGIC ||
		head->features != NX_TAGGER_FEATURES || head->size > size)
		return NX_CORRUPT;
	if (head->line_at + NX_TAG_LINES * sizeof(NxTagLine) > size ||
		head->word_at + (size_t) head->nwords * sizeof(NxClusterSlot) > size)
		return NX_CORRUPT;
	tagger->head = head;
	tagger->line = (const NxTagLine *) ((const char *) head + head->line_at);
	tagger->word = head->nwords ? (const NxClusterSlot *) ((const char *) head + head->word_at) : NULL;
	tagger->word_mask = head->nwords - 1;
	tagger->plain = head->plain != 0;
	nx_tag_lay_steps(head->transition, &tagger->steps);
	return NX_OK;
}

static const uint8_t kind_of_type[NX_TAG_TYPES] = {
	NX_KIND_PERSON, NX_KIND_ORG, NX_KIND_PLACE, NX_KIND_MISC
};

/* Confidence of a name from that of its least sure label. */
static uint16_t
confidence(const NxTaggerHead *head, int type, const int16_t *margin, uint32_t n)
{
	int16_t		least = margin[0];
	uint32_t	step;
	uint32_t	i;

	for (i = 1; i < n; i++)
		if (margin[i] < least)
			least = margin[i];
	step = (uint32_t) least / head->step;
	return head->confidence[type][step < NX_TAG_STEPS ? step : NX_TAG_STEPS - 1];
}

/* A piece of an article being tagged. */
typedef struct Piece
{
	NxArena    *arena;
	const NxTagger *tagger;
	NxTagSight	sight;
	uint32_t	base;			/* number of its first token in the article */
	NxTagScores *scores;		/* of active tokens, as are these: */
	NxTagScores *forward;		/* scores of the best paths to their labels */
	uint8_t    *label;			/* after the first look */
} Piece;

/* Tokens between asking for a token's memory and using it; a power of two. */
#define AHEAD	4

/* Scores of every active token. */
static void
score_tokens(Piece *piece)
{
	const NxTagger *tagger = piece->tagger;
	NxTagRows	rows[AHEAD];
	uint32_t	s;
	uint32_t	i;
	uint32_t	n = 0;			/* active tokens so far */
	uint32_t	added;

	for (s = 0; s < piece->sight.nstretches; s++)
	{
		const NxTagStretch *stretch = &piece->sight.stretch[s];
		NxTagView	view;

		nx_arena_poll(piece->arena);
		nx_tag_view(&piece->sight, stretch->first, &view);
		for (i = stretch->first; i < stretch->end; i++, n++)
		{
			NxTagRows  *now = &rows[n % AHEAD];

			if (n >= AHEAD)
				nx_tag_add(tagger, now, &piece->scores[n - AHEAD]);
			nx_tag_fetch(tagger, &view, now, &piece->scores[n]);
		}
	}
	for (added = n > AHEAD ? n - AHEAD : 0; added < n; added++)
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
		uint32_t	at = stretch->at;

		nx_tag_best_path(&piece->tagger->steps, piece->scores + at, stretch->end - stretch->first,
						 piece->forward + at, piece->label + at);
		nx_arena_poll(piece->arena);
	}
}

/* Turns the labels of a stretch into spans. */
static void
add_spans(const Piece *piece, const NxTagStretch *stretch, const uint8_t *labels, const int16_t *margin,
		  NxTagSpans *spans)
{
	uint32_t	n = stretch->end - stretch->first;
	uint32_t	first = 0;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		int			label = labels[i];
		NxTagSpan  *span;

		if (NX_TAG_IS_BEGIN(label) || NX_TAG_IS_UNIT(label))
			first = i;
		if (!NX_TAG_IS_LAST(label) && !NX_TAG_IS_UNIT(label))
			continue;
		span = nx_push(piece->arena, spans);
		memset(span, 0, sizeof(*span)); /* padding too: spans may be compared as bytes */
		span->first = piece->base + stretch->first + first;
		span->ntokens = (uint16_t) (i - first + 1);
		span->kind = kind_of_type[NX_TAG_TYPE(label)];
		span->confidence = confidence(piece->tagger->head, NX_TAG_TYPE(label), margin + first, i - first + 1);
	}
}

/* Adds the votes for the tokens of a stretch to their scores; are there any? */
static bool
add_votes(Piece *piece, const NxTagVotes *votes, const NxTagStretch *stretch)
{
	uint32_t	feature[NX_TAG_MOST_VOTES];
	bool		some = false;
	uint32_t	i;

	for (i = stretch->first; i < stretch->end; i++)
	{
		uint32_t	n = nx_tag_vote_features(votes, stretch, i, feature);

		if (n == 0)
			continue;
		nx_tag_score(piece->tagger, feature, n, &piece->scores[stretch->at + (i - stretch->first)]);
		some = true;
	}
	return some;
}

/* Second look: adds what the first one made of the same words elsewhere, and takes the names. */
static void
look_again(Piece *piece, NxTagSpans *spans)
{
	const NxTagSteps *steps = &piece->tagger->steps;
	const NxTagVotes *votes = NULL;
	uint8_t		again[NX_TAG_MOST_STRETCH];
	int16_t		margin[NX_TAG_MOST_STRETCH];
	uint32_t	s;

	if (piece->tagger->head->looks > 1)
		votes = nx_tag_count_votes(piece->arena, &piece->sight, piece->label);
	for (s = 0; s < piece->sight.nstretches; s++)
	{
		const NxTagStretch *stretch = &piece->sight.stretch[s];
		const NxTagScores *scores = piece->scores + stretch->at;
		NxTagScores *forward = piece->forward + stretch->at;
		const uint8_t *label = piece->label + stretch->at;
		uint32_t	n = stretch->end - stretch->first;

		if (votes && add_votes(piece, votes, stretch))
		{
			/* not over the first look's: those are the votes */
			nx_tag_best_path(steps, scores, n, forward, again);
			label = again;
		}
		nx_tag_margins(steps, scores, n, forward, label, margin);
		add_spans(piece, stretch, label, margin, spans);
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
	while (base < tokens->n)
	{
		uint32_t	end = tokens->n - base > PIECE ? base + PIECE : tokens->n;

		while (end < tokens->n && end - base < 2 * PIECE && !(tokens->item[end].flags & NX_T_SENTENCE))
			end++;
		nx_tag_look(arena, &sources, text, tokens->item + base, end - base, &piece.sight);
		piece.base = base;
		piece.scores = nx_array(arena, NxTagScores, piece.sight.nactive + 1);
		piece.forward = nx_array(arena, NxTagScores, piece.sight.nactive + 1);
		piece.label = nx_array(arena, uint8_t, piece.sight.nactive + 1);
		look_first(&piece);
		look_again(&piece, spans);
		base = end;
	}
}
