/*-------------------------------------------------------------------------
 * block_other.c
 *	  Kinds of the blocks that are not body.
 *
 * First each block by what it looks like and where it stands.  Then what only
 * the neighbours tell: a label inside an offer belongs to the offer, a line
 * in a list of headlines to the list, and the headline is the one line that
 * resembles the beginning of the story most, wherever it stands.
 *-------------------------------------------------------------------------
 */
#include "block_kind.h"

#include <string.h>


/* A headline this far before the body is still its headline. */
#define HEADLINE_REACH		40

typedef struct Choice
{
	NxBlockKind kind;
	uint32_t	sure;
	const char *reason;
} Choice;

static bool
is_inside(const NxKinds *kinds, uint32_t i)
{
	return kinds->first < kinds->n && i > kinds->first && i < kinds->last;
}

static bool
is_before(const NxKinds *kinds, uint32_t i)
{
	return i < kinds->first;
}

static bool
has(const NxLine *line, NxBlockCue cue, NxCueHit least)
{
	return line->hit[cue] >= least;
}

/* Offers, newsletters, shops, apps; in a run of headlines only by their first words. */
static bool
is_promo(const NxLine *line, uint32_t run)
{
	if (line->words <= 6 && line->money && line->numbers)
		return true;
	if (has(line, NX_CUE_PROMO, NX_HIT_START) || has(line, NX_CUE_SHOP, NX_HIT_START))
		return true;
	if (run >= 3)
		return false;
	return (has(line, NX_CUE_PROMO, NX_HIT_INSIDE) || has(line, NX_CUE_SHOP, NX_HIT_INSIDE)) &&
		(line->money || line->words <= 30);
}

static bool
is_byline(const NxKinds *kinds, const NxLine *line, uint32_t i)
{
	if (line->words > 24 || line->words < 2 || line->caps == 0)
		return false;
	if (kinds->first < kinds->n && i > kinds->last + 12)
		return false;
	if (has(line, NX_CUE_BYLINE, NX_HIT_START))
		return line->caps * 2 + 1 >= line->words - line->stops;
	return has(line, NX_CUE_BYLINE, NX_HIT_INSIDE) && line->words <= 12 && line->caps * 3 >= line->words &&
		line->last < NX_LAST_DOTS;
}

static NxText
line_text(const NxKinds *kinds, const NxLine *line)
{
	return (NxText) {kinds->text.data + line->span.start, line->span.end - line->span.start};
}

/* Lines this far into the story may still belong to its head, so far after it to its foot. */
#define HEAD_BLOCKS		8
#define FOOT_BLOCKS		6

/* Where bylines stand without "by": at the head and at the foot. */
static bool
is_name_place(const NxKinds *kinds, uint32_t i)
{
	return kinds->first < kinds->n && (i < kinds->first + HEAD_BLOCKS || (i > kinds->last && i <= kinds->last + FOOT_BLOCKS)) &&
		i + 3 * HEAD_BLOCKS >= kinds->first;
}

/* A person's name and perhaps a date, a desk, an address; no sentence. */
static bool
is_name_line(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];
	NxText		text = line_text(kinds, line);
	uint32_t	name;

	if (line->words < 2 || line->words > 14 || line->first != NX_FIRST_UPPER || line->sentences > 1 ||
		line->last == NX_LAST_ASK || line->stops * 3 > line->words || !is_name_place(kinds, i))
		return false;
	if (kinds->columns->at[NX_COL_RUN][i] >= 4 && !is_before(kinds, i))
		return false;
	name = nx_begins_with_name(kinds->data, text);
	if (name == 0)
		return false;
	if (name == text.len || line->stamp)
		return true;
	while (name < text.len && text.data[name] == ' ')
		name++;
	return (memchr(",|@/-(", text.data[name], 6) != NULL || (unsigned char) text.data[name] >= 0xc0) &&
		line->caps * 2 + 2 >= line->words && line->last < NX_LAST_COLON;
}

/* Ends in a note on who wrote or reported the story. */
static bool
is_author_note(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];

	if (is_before(kinds, i) || line->words < 6 || line->words > 60 || line->last < NX_LAST_DOTS)
		return false;
	return kinds->columns->at[NX_COL_LIKE_BYLINE][i] == 5 ||
		(i > kinds->last && kinds->columns->at[NX_COL_LIKE_BYLINE][i] >= 3 &&
		 nx_begins_with_name(kinds->data, line_text(kinds, line)) > 0);
}

/* A numbered item of a list of headlines, not a date. */
static bool
is_numbered(const NxKinds *kinds, const NxLine *line)
{
	NxText		text = line_text(kinds, line);

	return line->words >= 3 && text.len > 2 && text.data[0] >= '0' && text.data[0] <= '9' &&
		(text.data[1] == '.' || text.data[1] == ')') && text.data[2] == ' ' && line->times == 0 && line->years == 0;
}

/* By phrases and marks alone; kind PARAGRAPH: they say nothing. */
static Choice
choose_by_phrase(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];
	bool		short_line = line->words <= 12;

	if (line->words >= 4 && i + 1 < kinds->n && !kinds->body[i + 1] && line->credit != 2 && line[1].credit == 2 &&
		(is_inside(kinds, i) || line->last >= NX_LAST_DOTS))
		return (Choice) {NX_BLOCK_CAPTION, 900, "a photo credit follows"};
	if (line->stamp && line->words > 3 && is_name_line(kinds, i))
		return (Choice) {NX_BLOCK_BYLINE, 750, "a name and a date"};
	if (line->stamp && !is_numbered(kinds, line))
		return (Choice) {NX_BLOCK_TIMESTAMP, 900, "a date or a time and little else"};
	if (has(line, NX_CUE_CORRECTION, NX_HIT_START) && line->words >= 5)
		return (Choice) {NX_BLOCK_CORRECTION, 850, "speaks of a correction of the story"};
	if (is_author_note(kinds, i))
		return (Choice) {NX_BLOCK_BIO, 750, "begins with the author's name"};
	if (line->credit == 2 && has(line, NX_CUE_BYLINE, NX_HIT_INSIDE) && line->words >= 6 && line->last == NX_LAST_STOP)
		return (Choice) {NX_BLOCK_BYLINE, 700, "names an author"};
	if (line->credit == 2)
		return (Choice) {NX_BLOCK_CREDIT, 850, "names a photographer or a photo agency"};
	if (has(line, NX_CUE_RELATED, NX_HIT_START) && (short_line || kinds->columns->at[NX_COL_RUN][i] > 2))
		return (Choice) {NX_BLOCK_RELATED, 850, "a header or a link to other stories"};
	if (is_byline(kinds, line, i))
		return (Choice) {NX_BLOCK_BYLINE, 800, "names an author"};
	if (has(line, NX_CUE_NOTICE, NX_HIT_WHOLE) ||
		(has(line, NX_CUE_NOTICE, NX_HIT_START) && !has(line, NX_CUE_PROMO, NX_HIT_START)))
		return (Choice) {NX_BLOCK_NOTICE, 800, "a legal or technical notice"};
	if (has(line, NX_CUE_SHARE, NX_HIT_START) && short_line)
		return (Choice) {NX_BLOCK_SHARE, 850, "asks to share or follow"};
	if (line->words >= 8 && (has(line, NX_CUE_BIO, NX_HIT_INSIDE) && !is_before(kinds, i)))
		return (Choice) {NX_BLOCK_BIO, 750, "tells who the author is"};
	if (is_promo(line, kinds->columns->at[NX_COL_RUN][i]))
		return (Choice) {NX_BLOCK_PROMO, 800, "offers a subscription, a newsletter or goods"};
	if (has(line, NX_CUE_NOTICE, NX_HIT_INSIDE))
		return (Choice) {NX_BLOCK_NOTICE, 700, "a legal or technical notice"};
	if (has(line, NX_CUE_COMMENT, NX_HIT_START) ? short_line : has(line, NX_CUE_COMMENT, NX_HIT_INSIDE) && line->words <= 3)
		return (Choice) {NX_BLOCK_SHARE, 750, "leads to readers' comments"};
	if (has(line, NX_CUE_SHARE, NX_HIT_START))
		return (Choice) {NX_BLOCK_SHARE, 700, "asks to share or follow"};
	return (Choice) {NX_BLOCK_PARAGRAPH, 0, NULL};
}

/* By shape and place. */
static Choice
choose_by_place(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];
	uint8_t *const *at = kinds->columns->at;
	bool		near = is_inside(kinds, i) || (kinds->first < kinds->n && i + 3 >= kinds->first && i <= kinds->last + 2);

	if (near && line->label && line->words >= 3 &&
		(has(line, NX_CUE_CREDIT, NX_HIT_START) || has(line, NX_CUE_CAPTION, NX_HIT_START) || has(line, NX_CUE_MEDIA, NX_HIT_START)))
		return (Choice) {NX_BLOCK_CAPTION, 850, "labelled as the text of a picture"};
	if (is_name_line(kinds, i))
		return (Choice) {NX_BLOCK_BYLINE, 650, "a person's name at the head or the foot of the story"};
	if (near && line->tail_credit && line->words >= 5)
		return (Choice) {NX_BLOCK_CAPTION, 900, "ends with a photo credit"};
	if (near && line->words >= 4 && has(line, NX_CUE_CAPTION, NX_HIT_INSIDE))
		return (Choice) {NX_BLOCK_CAPTION, 750, "says what a picture shows"};
	if (at[NX_COL_RUN][i] >= 3 && line->words >= 3 && !is_before(kinds, i))
		return (Choice) {NX_BLOCK_RELATED, 800, "one of a run of headlines"};
	if (has(line, NX_CUE_RELATED, NX_HIT_START))
		return (Choice) {NX_BLOCK_RELATED, 700, "a header or a link to other stories"};
	if (near && line->words >= 5 && (is_inside(kinds, i) || line->last >= NX_LAST_DOTS) && at[NX_COL_SINCE_RELATED][i] > 3)
		return (Choice) {NX_BLOCK_CAPTION, 600, "stands apart from the sentences around it"};
	if (line->words <= 3)
		return (Choice) {NX_BLOCK_RELATED, 600, "a label of the page, not of the story"};
	return (Choice) {NX_BLOCK_RELATED, 600, "stands outside the story"};
}

/*
 * How much a line before the story looks like its headline: of a headline's
 * length, over a name or a time, no label and no item of a menu.  What stands
 * nearer to the story is rather a standfirst.
 */
static uint32_t
headline_look(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];
	uint32_t	worth = 100 + 4 * (line->words < 12 ? line->words : 12) + line->spaceless;
	uint32_t	k;

	for (k = i + 1; k < kinds->n && k <= i + 5 && k <= kinds->first; k++)
		if (kinds->block[k].kind == NX_BLOCK_BYLINE || kinds->block[k].kind == NX_BLOCK_TIMESTAMP)
		{
			worth += 25;
			break;
		}
	if (kinds->columns->at[NX_COL_REPEATS][i])
		worth += 20;
	if (line->last >= NX_LAST_STOP || line->words > 20)
		worth -= 30;
	if (line->first == NX_FIRST_BULLET || line->first == NX_FIRST_BRACKET || line->tail_credit || line->tail_date)
		worth -= 40;
	for (k = 0; k < NX_BLOCK_CUES; k++)
		if (line->hit[k] >= NX_HIT_START && k != NX_CUE_SPEECH && k != NX_CUE_CAPTION)
		{
			worth -= 20;
			break;
		}
	k = kinds->first - i;
	return worth - (k > 20 ? 20 : 0) + (k > 10 ? 10 : k);
}

/* The line that resembles the beginning of the story most; n if none does. */
static uint32_t
find_headline(const NxKinds *kinds)
{
	uint8_t *const *at = kinds->columns->at;
	uint32_t	best = kinds->n;
	uint32_t	best_worth = 0;
	uint32_t	start = kinds->first > HEADLINE_REACH ? kinds->first - HEADLINE_REACH : 0;
	uint32_t	i;

	for (i = start; i < kinds->n && i <= kinds->last + 2; i++)
	{
		const NxLine *line = &kinds->lines->line.item[i];
		uint32_t	worth = at[NX_COL_LIKE_LEAD][i] + at[NX_COL_LIKE_BODY][i];

		if (kinds->body[i] || line->words + line->spaceless / 4 < 3 || line->words > 30 || line->last == NX_LAST_STOP || line->last == NX_LAST_COLON ||
			line->stamp || line->credit == 2 || has(line, NX_CUE_BYLINE, NX_HIT_START) ||
			has(line, NX_CUE_SHARE, NX_HIT_WHOLE) || has(line, NX_CUE_RELATED, NX_HIT_START) || is_inside(kinds, i))
			continue;
		if (line->tail_credit && line->words > 12)
			continue;
		if (is_before(kinds, i))
			worth = worth / 2 + headline_look(kinds, i);
		else if (at[NX_COL_LIKE_LEAD][i] < 64 && at[NX_COL_LIKE_BODY][i] < 90)
			continue;
		if (worth > best_worth && worth >= 90)
		{
			best = i;
			best_worth = worth;
		}
	}
	return best;
}

/* A short line over the headline or between it and the story. */
static bool
is_kicker(const NxKinds *kinds, uint32_t i, uint32_t headline)
{
	const NxLine *line = &kinds->lines->line.item[i];

	if (line->words == 0 || line->words > 3 || line->digits || line->stops || line->seps > 1 || !is_before(kinds, i) || line->last >= NX_LAST_COLON ||
		has(line, NX_CUE_SHARE, NX_HIT_WHOLE) || has(line, NX_CUE_PROMO, NX_HIT_WHOLE))
		return false;
	return (i + 1 == headline || (i > headline && i <= headline + 2)) && kinds->block[i].kind == NX_BLOCK_RELATED;
}

/* Where nothing resembles the story: the longest line just before it. */
#define BESIDE_STORY	8

static uint32_t
find_line_over(const NxKinds *kinds)
{
	uint32_t	best = kinds->n;
	uint32_t	i = kinds->first > BESIDE_STORY ? kinds->first - BESIDE_STORY : 0;

	for (; i < kinds->first && kinds->first < kinds->n; i++)
	{
		const NxLine *line = &kinds->lines->line.item[i];

		if (kinds->block[i].kind != NX_BLOCK_RELATED || line->words + line->spaceless / 4 < 3 || line->words > 25 ||
			line->last == NX_LAST_STOP || has(line, NX_CUE_RELATED, NX_HIT_START))
			continue;
		if (best == kinds->n || line->words > kinds->lines->line.item[best].words)
			best = i;
	}
	return best;
}

/* Two to four capitalised words under the headline: whoever wrote it. */
static bool
is_lone_name(const NxLine *line)
{
	return line->words >= 2 && line->words <= 4 && line->first == NX_FIRST_UPPER && line->caps + 1 == line->words &&
		line->digits == 0 && line->seps == 0 && line->last == NX_LAST_LETTER;
}

static void
set_headline(NxKinds *kinds)
{
	uint32_t	headline = find_headline(kinds);
	uint32_t	i;

	if (headline < kinds->n)
		nx_set_kind(kinds, headline, NX_BLOCK_HEADLINE, 900, is_before(kinds, headline) ?
					"stands over the story and shares its words" : "shares its words with the beginning of the story");
	else
	{
		headline = find_line_over(kinds);
		if (headline == kinds->n)
			return;
		nx_set_kind(kinds, headline, NX_BLOCK_HEADLINE, 650, "stands over the story");
	}
	for (i = 0; i < kinds->n; i++)
		if (i != headline && !kinds->body[i] && kinds->lines->line.item[i].hash == kinds->lines->line.item[headline].hash)
			nx_set_kind(kinds, i, NX_BLOCK_HEADLINE, 800, "says the headline once more");
	for (i = headline > 3 ? headline - 3 : 0; i < kinds->n && i < headline + 4; i++)
	{
		if (kinds->body[i] || i == headline)
			continue;
		if (i > headline && is_before(kinds, i) && kinds->block[i].kind == NX_BLOCK_RELATED &&
			is_lone_name(&kinds->lines->line.item[i]))
			nx_set_kind(kinds, i, NX_BLOCK_BYLINE, 700, "a name under the headline");
		else if (is_kicker(kinds, i, headline))
			nx_set_kind(kinds, i, NX_BLOCK_KICKER, 750, "a section's name beside the headline");
	}
}

static bool
is_label(const NxLine *line)
{
	return line->words <= 4 || line->letters < 3;
}

/* Labels and prices between blocks of one kind are of that kind. */
static void
join_labels(NxKinds *kinds)
{
	uint32_t	i = 0;

	while (i < kinds->n)
	{
		uint32_t	start = i;
		uint32_t	end;

		while (start < kinds->n && (kinds->body[start] || kinds->block[start].kind != NX_BLOCK_PROMO))
			start++;
		if (start == kinds->n)
			return;
		for (end = start + 1; end < kinds->n && end <= start + 3 && !kinds->body[end] &&
			 kinds->block[end].kind != NX_BLOCK_PROMO; end++)
			if (!is_label(&kinds->lines->line.item[end]) && !kinds->lines->line.item[end].money)
				break;
		if (end < kinds->n && !kinds->body[end] && kinds->block[end].kind == NX_BLOCK_PROMO)
			for (i = start + 1; i < end; i++)
				nx_set_kind(kinds, i, NX_BLOCK_PROMO, 700, "stands within an offer");
		i = start + 1;
	}
}

void
nx_choose_other_kinds(NxKinds *kinds)
{
	uint32_t	i;

	for (i = 0; i < kinds->n; i++)
	{
		Choice		choice;

		nx_arena_poll_turn(kinds->arena, i);
		if (kinds->body[i])
			continue;
		choice = choose_by_phrase(kinds, i);
		if (choice.kind == NX_BLOCK_PARAGRAPH)
			choice = choose_by_place(kinds, i);
		if (choice.kind == NX_BLOCK_RELATED && choice.sure < 650)
			choice.sure = (choice.sure + nx_sureness(kinds->score[i])) / 2;
		nx_set_kind(kinds, i, choice.kind, choice.sure, choice.reason);
	}
	set_headline(kinds);
	for (i = 1; i < kinds->first && i < kinds->n; i++)
		if (kinds->block[i].kind == NX_BLOCK_CREDIT && kinds->lines->line.item[i].words <= 4 &&
			(kinds->block[i - 1].kind == NX_BLOCK_HEADLINE || kinds->block[i - 1].kind == NX_BLOCK_BYLINE))
			nx_set_kind(kinds, i, NX_BLOCK_BYLINE, 650, "an agency at the head of the story");
	join_labels(kinds);
}
