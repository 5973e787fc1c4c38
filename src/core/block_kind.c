/*-------------------------------------------------------------------------
 * block_kind.c
 *	  Kinds of the blocks that are body: paragraphs, subheads, quotations,
 *	  lists, tables, a dateline on a line of its own.
 *-------------------------------------------------------------------------
 */
#include "block_kind.h"

#include <string.h>

#include "unicode.h"

/* A subhead has at most this many words; longer ones are sentences. */
#define SUBHEAD_WORDS	16

static bool
is_item(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];
	const char *at = kinds->text.data + line->span.start;
	uint32_t	len = line->span.end - line->span.start;
	uint32_t	k = 0;

	if (line->first == NX_FIRST_BULLET)
		return true;
	if (line->first == NX_FIRST_DASH)
		return line->words <= 25;
	while (k < len && k < 3 && at[k] >= '0' && at[k] <= '9')
		k++;
	return k > 0 && k + 1 < len && (at[k] == '.' || at[k] == ')') && at[k + 1] == ' ';
}

/* A row of a table: numbers or separators make up much of it. */
static bool
is_row(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];
	const char *at = kinds->text.data + line->span.start;
	uint32_t	len = line->span.end - line->span.start;

	if (line->words > 30 || len > 400)
		return false;
	if (memchr(at, '\t', len) || (line->seps >= 2 && memchr(at, '|', len)))
		return true;
	return line->numbers >= 2 && line->numbers * 3 >= line->words && line->last < NX_LAST_DOTS;
}

/* What the last code point of a line is. */
static const NxCpInfo *
last_info(const NxKinds *kinds, const NxLine *line)
{
	uint32_t	at = line->span.end - 1;
	uint32_t	size;

	while (at > line->span.start && ((unsigned char) kinds->text.data[at] & 0xc0) == 0x80)
		at--;
	return nx_cp_info(nx_decode(kinds->text.data + at, kinds->text.data + line->span.end, &size));
}

bool
nx_is_lone_dateline(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];

	return line->words >= 1 && line->words <= 12 && (line->uppers > 0 || line->brackets > 0) &&
		(last_info(kinds, line)->flags & NX_CP_HYPHEN);
}

static bool
is_whole_quote(const NxKinds *kinds, const NxLine *line)
{
	return line->first == NX_FIRST_QUOTE && line->quotes == 2 && line->words >= 10 &&
		(last_info(kinds, line)->flags & NX_CP_QUOTE);
}

/* "Q: …": a turn of a conversation. */
static bool
is_spoken(const NxKinds *kinds, const NxLine *line)
{
	return line->span.end - line->span.start > 2 && kinds->text.data[line->span.start + 1] == ':';
}

static bool
is_subhead(const NxKinds *kinds, uint32_t i)
{
	const NxLine *line = &kinds->lines->line.item[i];
	const NxLine *next = line + 1;

	if (line->words > SUBHEAD_WORDS || line->spaceless > 40 || line->last == NX_LAST_STOP ||
		line->last == NX_LAST_COMMA || line->first == NX_FIRST_LOWER)
		return false;
	if (line->last >= NX_LAST_DOTS && (line->words > 8 || line->commas))
		return false;
	if (is_spoken(kinds, line) || line->label == 2 ||
		(line->last == NX_LAST_COLON && (line->words > 5 || line->uppers == line->words)))
		return false;
	if (i + 1 >= kinds->n || !kinds->body[i + 1])
		return false;
	return next->words > line->words + 4 && next->words >= 8;
}

static bool
is_beside(const NxKinds *kinds, uint32_t i, bool (*is) (const NxKinds *, uint32_t))
{
	return (i > 0 && kinds->body[i - 1] && is(kinds, i - 1)) || (i + 1 < kinds->n && kinds->body[i + 1] && is(kinds, i + 1));
}

void
nx_choose_body_kinds(NxKinds *kinds)
{
	uint32_t	i;

	for (i = 0; i < kinds->n; i++)
	{
		const NxLine *line = &kinds->lines->line.item[i];
		uint32_t	sure = nx_sureness(kinds->score[i]);

		nx_arena_poll_turn(kinds->arena, i);
		if (!kinds->body[i])
			continue;
		if (i == kinds->first && nx_is_lone_dateline(kinds, i))
			nx_set_kind(kinds, i, NX_BLOCK_DATELINE, sure, "a place before the story, ending in a dash");
		else if (is_item(kinds, i) && (line->first == NX_FIRST_BULLET || is_beside(kinds, i, is_item)))
			nx_set_kind(kinds, i, NX_BLOCK_LIST, sure, "an item of a list in the story");
		else if (is_row(kinds, i) && is_beside(kinds, i, is_row))
			nx_set_kind(kinds, i, NX_BLOCK_TABLE, sure, "a row of numbers among others");
		else if (is_whole_quote(kinds, line))
			nx_set_kind(kinds, i, NX_BLOCK_QUOTE, sure, "all of it stands in quotation marks");
		else if (is_subhead(kinds, i))
			nx_set_kind(kinds, i, NX_BLOCK_SUBHEAD, sure, "a short line over a longer paragraph");
		else if (line->words >= 14)
			nx_set_kind(kinds, i, NX_BLOCK_PARAGRAPH, sure, "running text within the story");
		else
			nx_set_kind(kinds, i, NX_BLOCK_PARAGRAPH, sure, "a short line between paragraphs of the story");
	}
}
