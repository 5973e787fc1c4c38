/*-------------------------------------------------------------------------
 * block.c
 *	  What every block of an article is: both passes of the model, the
 *	  threshold of the focus, then kinds.
 *-------------------------------------------------------------------------
 */
#include "block.h"

#include <string.h>

#include "block_kind.h"
#include "data.h"

const char *const nx_block_kind_name[NX_BLOCK_KINDS] = {
	"paragraph", "headline", "kicker", "byline", "timestamp", "dateline", "subhead", "quote",
	"list", "table", "caption", "credit", "related", "promo", "share", "notice", "bio", "correction"
};

/* What a focus adds to the log odds of body. */
static const int32_t focus_shift[] = {
	[NX_FOCUS_BALANCED] = NX_BLOCK_NAT / 4,
	[NX_FOCUS_PRECISION] = -NX_BLOCK_NAT,
	[NX_FOCUS_RECALL] = NX_BLOCK_NAT
};

bool
nx_open_block_words(const NxData *data, NxBlockWords *words)
{
	size_t		size;

	if (data->image == NULL)
		return false;
	words->slot = nx_image_section(data->image, NX_SECTION_BLOCK_WORDS, &size);
	words->mask = (uint32_t) (size / sizeof(NxBlockWord)) - 1;
	if (words->slot == NULL)
		return false;
	words->ends = nx_image_section(data->image, NX_SECTION_BLOCK_ENDS, &size);
	if (words->ends == NULL || size != NX_PHRASE_ENDS / 8)
		return false;
	words->weight = nx_image_section(data->image, NX_SECTION_BLOCK_TEXT, &size);
	return size == NX_TEXT_WEIGHTS;
}

static bool
open_model(const NxData *data, NxBlockModel *model)
{
	size_t		size;
	const NxBlockModelHead *head = data->image ?
		nx_image_section(data->image, NX_SECTION_BLOCK_MODEL, &size) : NULL;
	const NxBlockTree *tree;
	uint32_t	pass;

	if (head == NULL || size < sizeof(*head) || head->columns != NX_COLUMNS)
		return false;
	tree = (const NxBlockTree *) (head + 1);
	for (pass = 0; pass < NX_BLOCK_PASSES; pass++)
	{
		model->tree[pass] = tree;
		model->ntrees[pass] = head->ntrees[pass];
		model->bias[pass] = head->bias[pass];
		tree += head->ntrees[pass];
	}
	return true;
}

/* All is body: what is left to say without a model. */
static void
keep_all(NxDocument *document)
{
	uint32_t	i;

	for (i = 0; i < document->blocks.n; i++)
	{
		document->blocks.item[i].kind = NX_BLOCK_PARAGRAPH;
		document->blocks.item[i].confidence = 500;
		document->blocks.item[i].reason = "nothing tells it from the story";
	}
}

/* Blocks whose kind the markup states: kept as they were before. */
static void
choose_kinds(NxArena *arena, NxKinds *kinds, const NxBlockHint *hints, uint8_t *body)
{
	NxBlock    *stated = hints ? nx_array(arena, NxBlock, kinds->n + 1) : NULL;
	uint32_t	i;

	if (hints)
		memcpy(stated, kinds->block, kinds->n * sizeof(*stated));
	kinds->first = kinds->n;
	kinds->last = 0;
	for (i = 0; i < kinds->n; i++)
	{
		if (hints && hints[i].kind)
			body[i] = nx_is_body((NxBlockKind) (hints[i].kind - 1));
		if (body[i])
		{
			kinds->last = i;
			if (kinds->first == kinds->n)
				kinds->first = i;
		}
	}
	if (kinds->first < kinds->n && kinds->first > 0 && nx_is_lone_dateline(kinds, kinds->first - 1))
		body[--kinds->first] = 1;
	nx_choose_body_kinds(kinds);
	nx_choose_other_kinds(kinds);
	for (i = 0; i < kinds->n && hints; i++)
		if (hints[i].kind)
		{
			kinds->block[i] = stated[i];
			kinds->block[i].kind = (uint8_t) (hints[i].kind - 1);
		}
}

/*
 * A text in which the model finds no body at all: a flash of one sentence, a
 * list of results.  What has the best score stays, if it has some words; in
 * a text of few lines all that comes near it.
 */
static void
keep_best(const NxLines *lines, const int32_t *score, uint8_t *body)
{
	uint32_t	n = lines->line.n;
	uint32_t	best = n;
	uint32_t	i;

	for (i = 0; i < n; i++)
		if (lines->line.item[i].words >= 3 && (best == n || score[i] > score[best]))
			best = i;
	if (best == n)
	{
		if (n == 1 && lines->line.item[0].letters)
			body[0] = 1;
		return;
	}
	for (i = 0; i < n; i++)
		if (i == best || (lines->line.item[i].words >= 3 && score[i] > score[best] - NX_BLOCK_NAT / 2))
			body[i] = 1;
}

/*
 * A body is few stretches: each costs STRETCH, so that a lone block needs
 * better reasons than one beside others.  Takes the stretches with the
 * greatest sum of scores (Viterbi over "in" and "out"); false if there is none.
 *
 * On the way forward body[i] gets two bits: where the best way to be in, and
 * to be out, at block i comes from; on the way back, the answer.
 */
#define STRETCH			(NX_BLOCK_NAT / 4)
#define IN_FROM_IN		1
#define OUT_FROM_IN		2

static bool
choose_stretches(NxArena *arena, const int32_t *score, uint32_t n, int32_t shift, uint8_t *body)
{
	int64_t		in = -STRETCH;
	int64_t		out = 0;
	bool		is_in;
	bool		any = false;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		bool		stays = in >= out - STRETCH;
		bool		leaves = in > out;
		int64_t		before = in;

		nx_arena_poll_turn(arena, i);
		in = (stays ? in : out - STRETCH) + score[i] + shift;
		out = leaves ? before : out;
		body[i] = (stays ? IN_FROM_IN : 0) | (leaves ? OUT_FROM_IN : 0);
	}
	is_in = in > out;
	while (i-- > 0)
	{
		bool		was_in = (body[i] & (is_in ? IN_FROM_IN : OUT_FROM_IN)) != 0;

		nx_arena_poll_turn(arena, i);
		body[i] = is_in;
		any |= is_in;
		is_in = was_in;
	}
	return any;
}

void
nx_decide_body(NxArena *arena, const NxBlockModel *model, NxFocus focus, const NxLines *lines,
			   const NxBlockHint *hints, NxColumns *columns, int32_t *score, uint8_t *body)
{
	uint32_t	i;

	nx_fill_columns(arena, lines, columns);
	nx_score_blocks(arena, model, 0, columns, score);
	nx_fill_score_columns(arena, lines, score, columns);
	nx_score_blocks(arena, model, 1, columns, score);
	nx_add_priors(lines, columns, score);
	nx_arena_poll(arena);
	for (i = 0; i < lines->line.n && hints; i++)
		score[i] += hints[i].prior;
	if (!choose_stretches(arena, score, lines->line.n, focus_shift[focus], body))
		keep_best(lines, score, body);
}

void
nx_classify_lines(NxArena *arena, const NxData *data, NxFocus focus, NxDocument *document,
				  const NxLines *lines, const NxBlockHint *hints)
{
	NxBlockModel model;
	NxColumns	columns;
	NxKinds		kinds;
	uint32_t	n = lines->line.n;
	int32_t    *score;
	uint8_t    *body;

	if (n == 0)
		return;
	if (!open_model(data, &model))
	{
		keep_all(document);
		return;
	}
	score = nx_array(arena, int32_t, NX_SCORE_ROOM(n));
	body = nx_arena_zero(arena, n);
	nx_decide_body(arena, &model, focus, lines, hints, &columns, score, body);
	kinds.arena = arena;
	kinds.data = data;
	kinds.text = document->text;
	kinds.lines = lines;
	kinds.columns = &columns;
	kinds.score = score;
	kinds.body = body;
	kinds.block = document->blocks.item;
	kinds.n = n;
	choose_kinds(arena, &kinds, hints, body);
}

void
nx_classify_blocks(NxArena *arena, const NxData *data, NxFocus focus, NxDocument *document,
				   const NxBlockHint *hints)
{
	NxBlockWords words;
	NxLines		lines;
	uint32_t	i;

	memset(&lines, 0, sizeof(lines));
	if (!nx_open_block_words(data, &words))
	{
		keep_all(document);
		return;
	}
	for (i = 0; i < document->blocks.n; i++)
	{
		nx_poll_at(arena, i);
		nx_measure_line(arena, &words, document->text, document->blocks.item[i].span, &lines);
		lines.line.item[i].blank = i > 0;
	}
	nx_classify_lines(arena, data, focus, document, &lines, hints);
}
