/*-------------------------------------------------------------------------
 * block_prior.c
 *	  What is known besides the model: signs so plain that a few hundred
 *	  labelled pages hold too few examples of them.
 *
 * Each adds to the log odds of body; none is strong enough to overrule a
 * model that is sure.
 *-------------------------------------------------------------------------
 */
#include "block_model.h"

/* Of sentences under 70 words that name their day and stand over a line with
 * nothing but a credit, 35 were captions in the development pages and 2 not. */
#define CAPTION_WORDS	70
#define CAPTION			(-4 * NX_BLOCK_NAT)

#define CORRECTION		(-3 * NX_BLOCK_NAT)
#define BUTTON			(-3 * NX_BLOCK_NAT / 2)
#define AUTHOR			(-3 * NX_BLOCK_NAT / 2)

/* A label between two paragraphs, no phrase in it: 177 of 203 are subheads. */
#define SUBHEAD			(NX_BLOCK_NAT / 2)

/* A short sentence after a paragraph, no phrase in it: 1081 of 1233 are body. */
#define SENTENCE		(NX_BLOCK_NAT / 2)

/* Items or rows that a line ending in a colon announces. */
#define ANNOUNCED		(2 * NX_BLOCK_NAT)

static bool
is_button(const NxLine *line)
{
	static const uint8_t cue[] = {NX_CUE_PROMO, NX_CUE_SHARE, NX_CUE_RELATED, NX_CUE_NOTICE, NX_CUE_COMMENT, NX_CUE_SHOP};
	uint32_t	i;

	if (line->words <= 5 && line->money && line->numbers)
		return true;
	for (i = 0; i < sizeof(cue); i++)
		if (line->hit[cue[i]] == NX_HIT_WHOLE)
			return true;
	return (line->hit[NX_CUE_SHARE] == NX_HIT_START || line->hit[NX_CUE_RELATED] == NX_HIT_START) && line->words <= 12 &&
		line->last < NX_LAST_STOP && line->words > 1;
}

static bool
is_plain_label(const NxLine *line)
{
	uint32_t	cue;

	if (line->words < 2 || line->words > 8 || line->first != NX_FIRST_UPPER || line->last != NX_LAST_LETTER ||
		line->digits || line->seps || line->credit || line->tail_credit || line->caps + 1u >= line->words)
		return false;
	for (cue = 0; cue < NX_BLOCK_CUES; cue++)
		if (line->hit[cue] && cue != NX_CUE_SPEECH && cue != NX_CUE_CAPTION)
			return false;
	return true;
}

static bool
is_plain_sentence(const NxLine *line)
{
	uint32_t	cue;

	if (line->words + line->spaceless / 4 < 6 || line->words > 30 || line->last != NX_LAST_STOP || line->credit || line->tail_credit ||
		line->tail_date)
		return false;
	for (cue = 0; cue < NX_BLOCK_CUES; cue++)
		if (line->hit[cue] >= NX_HIT_START && cue != NX_CUE_SPEECH && cue != NX_CUE_DATE)
			return false;
	return !(line->hit[NX_CUE_PROMO] || line->hit[NX_CUE_NOTICE] || line->hit[NX_CUE_BIO] || line->hit[NX_CUE_SHARE]);
}

/* Items of one list, rows of one table. */
static bool
are_alike(const NxLine *a, const NxLine *b)
{
	return a->first == NX_FIRST_BULLET ? b->first == NX_FIRST_BULLET : a->seps >= 2 && a->seps == b->seps;
}

static void
raise_announced(const NxLines *lines, int32_t *score)
{
	uint32_t	n = lines->line.n;
	uint32_t	i = 0;

	while (i + 1 < n)
	{
		const NxLine *head = &lines->line.item[i++];

		if (head->last != NX_LAST_COLON || head->words < 4 || score[i - 1] < -NX_BLOCK_NAT || !are_alike(head + 1, head + 1))
			continue;
		for (; i < n && are_alike(head + 1, &lines->line.item[i]); i++)
			score[i] += ANNOUNCED;
	}
}

void
nx_add_priors(const NxLines *lines, const NxColumns *columns, int32_t *score)
{
	uint32_t	n = lines->line.n;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		const NxLine *line = &lines->line.item[i];

		if (score[i] < -3 * NX_BLOCK_NAT)
			continue;
		if (i + 1 < n && line[1].credit == 2 && line->tail_date && line->words >= 4 && line->words <= CAPTION_WORDS)
			score[i] += CAPTION;
		if (line->hit[NX_CUE_CORRECTION] >= NX_HIT_START && line->words >= 6)
			score[i] += CORRECTION;
		if (is_button(line))
			score[i] += BUTTON;
		if (columns->at[NX_COL_LIKE_BYLINE][i] == 5 && line->hit[NX_CUE_BIO])
			score[i] += AUTHOR;
		if (i > 0 && columns->prose[i - 1] && !columns->at[NX_COL_REPEATS][i] && !(i + 1 < n && line[1].credit == 2) &&
			is_plain_sentence(line))
			score[i] += SENTENCE;
		if (i > 0 && i + 1 < n && columns->prose[i - 1] && columns->prose[i + 1] && !columns->at[NX_COL_REPEATS][i] &&
			is_plain_label(line))
			score[i] += SUBHEAD;
	}
	raise_announced(lines, score);
}
