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

/* Where the text ends with it there is no page around the story. */
#define LAST_SENTENCE	(2 * NX_BLOCK_NAT)

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
	if (a->first == NX_FIRST_BULLET || a->first == NX_FIRST_DASH)
		return b->first == a->first;
	return a->seps >= 2 && a->seps == b->seps;
}

static void
raise_announced(const NxLines *lines, int32_t *score)
{
	uint32_t	n = lines->line.n;
	uint32_t	i = 0;

	while (i + 1 < n)
	{
		const NxLine *head = &lines->line.item[i++];

		bool		brief = head->words < 4;

		if (head->last != NX_LAST_COLON || head->words < 2 || score[i - 1] < (brief ? -3 : -1) * NX_BLOCK_NAT ||
			!are_alike(head + 1, head + 1) || (brief && (head[1].first != NX_FIRST_DASH || head->hit[NX_CUE_RELATED])))
			continue;
		if (brief && i + 1 < n && are_alike(head + 1, head + 2))
			score[i - 1] += ANNOUNCED;
		for (; i < n && are_alike(head + 1, &lines->line.item[i]); i++)
			score[i] += ANNOUNCED;
	}
}

/*
 * A live blog: times of day on lines of their own, each followed by a heading
 * and prose or by prose.  It is one if there are a few such posts and most of
 * the prose stands in them.
 */
#define POST			(3 * NX_BLOCK_NAT)
#define LEAST_POSTS		3
#define LONGEST_POST	40			/* blocks; keeps this linear */

static bool
is_clock(const NxLine *line)
{
	return line->stamp && line->times > 0 && line->words <= 6;
}

static bool
is_post_text(const NxLine *line, uint8_t shape)
{
	return shape >= NX_SHAPE_SENTENCE && line->words >= 10 && line->sentences > 0 && line->last >= NX_LAST_QUOTE;
}

/* Blocks of the heading and the prose after the time at i. */
static uint32_t
post_after(const NxLines *lines, const NxColumns *columns, uint32_t i)
{
	uint32_t	n = lines->line.n;
	uint32_t	at = i + 1;

	if (!is_clock(&lines->line.item[i]))
		return 0;
	if (at < n && !is_post_text(&lines->line.item[at], columns->at[NX_COL_SHAPE][at]))
	{
		const NxLine *head = &lines->line.item[at];

		if (head->words < 2 || head->words > 18 || head->stamp || head->credit)
			return 0;
		at++;
	}
	if (at >= n || !is_post_text(&lines->line.item[at], columns->at[NX_COL_SHAPE][at]))
		return 0;
	while (at < n && at - i <= LONGEST_POST && is_post_text(&lines->line.item[at], columns->at[NX_COL_SHAPE][at]))
		at++;
	return at - i - 1;
}

/*
 * A list article: several numbered headings, "3. Sort the seeds", each over
 * prose, and a good part of the prose under them.
 */
static uint32_t
item_after(const NxLines *lines, const NxColumns *columns, uint32_t i)
{
	const NxLine *head = &lines->line.item[i];
	uint32_t	at = i + 1;

	if (!head->numbered || head->numbers != 1 || head->words < 2 || head->words > 14 || head->times ||
		head->years || head->money || head->stamp || head->last == NX_LAST_STOP || head->digits > 2)
		return 0;
	while (at < lines->line.n && at - i <= LONGEST_POST &&
		   is_post_text(&lines->line.item[at], columns->at[NX_COL_SHAPE][at]))
		at++;
	return at - i - 1;
}

/*
 * Raises the blocks that 'after' counts behind each head, from 'first' on,
 * if there are a few and they hold two thirds (posts) or a third (items) of
 * the prose.
 */
typedef uint32_t (*CountAfter) (const NxLines *lines, const NxColumns *columns, uint32_t i);

static void
raise_groups(const NxLines *lines, const NxColumns *columns, CountAfter after, uint32_t first, uint32_t thirds,
			 int32_t *score)
{
	uint32_t	groups = 0;
	uint32_t	inside = 0;
	uint32_t	all = 0;
	uint32_t	i,
				k;

	for (i = 0; i < lines->line.n; i++)
	{
		uint32_t	more = after(lines, columns, i);

		all += columns->prose[i];
		groups += more > 0;
		for (k = 1; k <= more; k++)
			inside += columns->prose[i + k];
	}
	if (groups < LEAST_POSTS || inside * 3 < all * thirds)
		return;
	for (i = 0; i < lines->line.n; i++)
	{
		uint32_t	more = after(lines, columns, i);

		for (k = first; k <= more && more > 0; k++)
			score[i + k] += POST;
	}
}

/*
 * A transcript: several lines that begin with a name in capitals and a colon.
 * So do the lines on which a speaker's name stands alone.
 */
#define TURN			(3 * NX_BLOCK_NAT)
#define LEAST_TURNS		4

static bool
is_turn(const NxLine *line)
{
	return line->label == 2 ||
		(line->last == NX_LAST_COLON && line->words >= 2 && line->words <= 6 && line->uppers == line->words);
}

static void
raise_turns(const NxLines *lines, int32_t *score)
{
	uint32_t	turns = 0;
	uint32_t	i;

	for (i = 0; i < lines->line.n; i++)
		turns += is_turn(&lines->line.item[i]) && score[i] > -2 * NX_BLOCK_NAT;
	if (turns < LEAST_TURNS || turns * 8 < lines->line.n)
		return;
	for (i = 0; i < lines->line.n; i++)
		if (is_turn(&lines->line.item[i]))
			score[i] += TURN;
}

/* "Photo: …": says itself that it is a caption. */
static bool
is_labelled_caption(const NxLine *line)
{
	return line->label && line->words >= 3 &&
		(line->hit[NX_CUE_CREDIT] >= NX_HIT_START || line->hit[NX_CUE_CAPTION] >= NX_HIT_START ||
		 line->hit[NX_CUE_MEDIA] >= NX_HIT_START);
}

/* Small print of an offer: names a price under a line that is one. */
#define SMALL_PRINT		(-3 * NX_BLOCK_NAT)

static bool
is_price(const NxLine *line)
{
	return line->words <= 6 && line->money && line->numbers;
}

static bool
is_small_print(const NxLines *lines, uint32_t i)
{
	const NxLine *line = &lines->line.item[i];

	return i > 0 && line->money && line->numbers && line->words <= 20 && line->first != NX_FIRST_QUOTE && is_price(line - 1) &&
		(is_price(line) || (i > 1 && is_price(line - 2)));
}

/*
 * The headline of a story that stands after it: no sentence, shares its words
 * with the first paragraph, and no prose comes for a while.
 */
#define LATE_HEADLINE	(-2 * NX_BLOCK_NAT)
#define LATE_LIKENESS	72			/* of 127 */

static bool
is_late_headline(const NxLines *lines, const NxColumns *columns, uint32_t i)
{
	const NxLine *line = &lines->line.item[i];

	return i > 0 && columns->prose[i - 1] && line->words >= 4 && line->words <= 22 && line->last <= NX_LAST_LETTER &&
		line->first != NX_FIRST_BULLET && columns->at[NX_COL_LIKE_LEAD][i] >= LATE_LIKENESS &&
		columns->at[NX_COL_UNTIL_PROSE][i] >= 6;
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
			score[i] += line->label ? 2 * CORRECTION : CORRECTION;
		if (is_small_print(lines, i))
			score[i] += SMALL_PRINT;
		if (is_late_headline(lines, columns, i))
			score[i] += LATE_HEADLINE;
		if (is_labelled_caption(line))
			score[i] += CAPTION;
		if (is_button(line))
			score[i] += line->hit[NX_CUE_NOTICE] == NX_HIT_WHOLE ? 2 * BUTTON : BUTTON;
		if (columns->at[NX_COL_LIKE_BYLINE][i] == 5 && line->hit[NX_CUE_BIO])
			score[i] += AUTHOR;
		if (i > 0 && columns->prose[i - 1] && !columns->at[NX_COL_REPEATS][i] && !(i + 1 < n && line[1].credit == 2) &&
			is_plain_sentence(line))
			score[i] += i + 1 < n ? SENTENCE : LAST_SENTENCE;
		if (i > 0 && i + 1 < n && columns->prose[i - 1] && columns->prose[i + 1] && !columns->at[NX_COL_REPEATS][i] &&
			is_plain_label(line))
			score[i] += SUBHEAD;
	}
	raise_announced(lines, score);
	raise_groups(lines, columns, post_after, 1, 2, score);
	raise_groups(lines, columns, item_after, 0, 1, score);
	raise_turns(lines, score);
}
