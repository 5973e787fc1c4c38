/*-------------------------------------------------------------------------
 * byline.c
 *	  Who wrote a story.
 *
 * A line is cut into segments at commas, bars, dashes, "and" and the like;
 * each segment is a name, an organisation or a role.  Reading stops at a
 * date, a time, an e-mail address, a handle or a word that no name has; what
 * is left over then says whether the line was a byline at all.
 *-------------------------------------------------------------------------
 */
#include "byline.h"

#include <string.h>

#include "data.h"
#include "dateline_parts.h"
#include "document.h"
#include "unicode.h"

/* Longer lines are prose. */
#define LONGEST_LINE	400

/* Most words of a person's name. */
#define MOST_NAME_WORDS	6

typedef struct Segment
{
	uint32_t	first;
	uint32_t	after;
	char		before;			/* what it was cut off by: ',', '|', '&' (and), 'f' (for), 'i' (in), 0 */
} Segment;

typedef struct Parser
{
	NxHead		head;
	NxByline   *byline;
	uint32_t	at;
	uint32_t	name_end;		/* behind the last name or organisation taken */
	bool		organized;		/* an organisation was seen: no names follow it */
} Parser;

static bool
is_particle(const NxHead *head, uint32_t i)
{
	static const char *const words[] = {
		"de", "van", "von", "der", "den", "la", "le", "du", "da", "do", "dos", "das", "di", "del",
		"bin", "bint", "al", "el", "ul", "ter", "ten", "zu", "zur", "af", "av", "abu", "della", "st"
	};

	uint32_t	k = i;

	/* "de la Cruz" */
	while (k < i + 3 && nx_head_in(head, k, words, NX_COUNT(words)))
		k++;
	return k > i && head->item[k].kind == NX_P_WORD && !(head->item[k].flags & NX_P_LOWER);
}

static bool
is_and(const NxHead *head, uint32_t i)
{
	static const char *const words[] = {"and", "und", "et", "y", "e", "og", "och", "en", "with", "mit", "avec", "con", "ve", "i", "a"};

	return nx_mark_is(head, i, '&') || nx_mark_is(head, i, '+') ||
		(head->item[i].kind == NX_P_WORD && head->item[i].letters > 0 &&
		 (head->item[i].flags & NX_P_LOWER || nx_head_is(head, i, "and") || nx_head_is(head, i, "with")) &&
		 nx_head_in(head, i, words, NX_COUNT(words)));
}

/* "9:05 PM", "18.11", "9 hours ago", "52m ago" at piece i? */
static bool
begins_time(const NxHead *head, uint32_t i)
{
	uint32_t	after;

	if (head->item[i].kind != NX_P_NUMBER)
		return false;
	if ((nx_mark_is(head, i + 1, ':') || nx_mark_is(head, i + 1, '.')) && head->item[i + 2].kind == NX_P_NUMBER)
		return true;
	return nx_head_term(head, i + 1, NX_TERM_UNIT, &after) != NULL || nx_head_is(head, i + 1, "am") ||
		nx_head_is(head, i + 1, "pm");
}

static bool
begins_stop(const NxHead *head, uint32_t i)
{
	NxDatePart	date;
	uint32_t	after;

	if (nx_read_date(head, i, &date) || begins_time(head, i))
		return true;
	if (nx_head_word(head, i, NX_TERM_WEEKDAY) && head->item[i].kind == NX_P_WORD &&
		head->item[i].letters > 5)
		return true;
	return head->item[i].kind == NX_P_WORD &&
		(nx_head_term(head, i, NX_TERM_NOT_BY, &after) || nx_head_term(head, i, NX_TERM_PUBLISHED, &after) ||
		 nx_head_term(head, i, NX_TERM_UPDATED, &after) || nx_head_term(head, i, NX_TERM_TODAY, &after));
}

/* Does an e-mail address or handle begin at piece i?  The piece behind it, or 0. */
static uint32_t
over_address(const NxHead *head, uint32_t i)
{
	uint32_t	k = i;
	bool		seen = false;

	while (k < head->n && (k == i || !(head->item[k].flags & (NX_P_SPACE | NX_P_LINE))) &&
		   (head->item[k].kind != NX_P_MARK || strchr("@._-=+", head->item[k].mark)))
	{
		seen |= nx_mark_is(head, k, '@');
		k++;
	}
	return seen ? k : 0;
}

/* Reads the words of one segment from *at on. */
static bool
read_segment(const NxHead *head, uint32_t *at, Segment *segment)
{
	uint32_t	i = *at;

	segment->first = i;
	segment->after = i;
	while (i < head->n)
	{
		const NxHeadPiece *piece = &head->item[i];
		bool		glued = i > segment->first && !(piece->flags & NX_P_SPACE);

		if (over_address(head, i) || (!glued && begins_stop(head, i)))
			break;
		if (piece->kind == NX_P_WORD)
		{
			if (is_and(head, i) && i > segment->first)
				break;
			if (piece->flags & NX_P_LOWER && !glued && !is_particle(head, i) &&
				!(i > segment->first && (nx_head_is(head, i, "staff") || nx_head_is(head, i, "of") || nx_head_is(head, i, "writer") ||
										 nx_head_is(head, i, "reporter") || nx_head_is(head, i, "correspondent") ||
										 nx_head_is(head, i, "editor") || nx_head_is(head, i, "contributor") ||
										 nx_head_is(head, i, "the") || nx_head_is(head, i, "news"))))
				break;
		}
		else if (piece->kind == NX_P_NUMBER)
		{
			if (begins_time(head, i) || nx_read_date(head, i, &(NxDatePart) {0}))
				break;
			if (i == segment->first)
				break;
			if (!glued || !(head->item[i - 1].flags & NX_P_UPPER) || head->item[i].letters > 3)
				break;
		}
		else if (piece->mark == '.')
		{
			if (!glued)
				break;
		}
		else if (piece->mark == '"' || piece->mark == '\'')
		{
			if (!(piece->flags & NX_P_POSSESSIVE) && i == segment->first)
				break;
		}
		else if (piece->mark == NX_MARK_HYPHEN)
		{
			if (!glued || head->item[i + 1].flags & NX_P_SPACE)
				break;
		}
		else
			break;
		i++;
		segment->after = i;
	}
	while (segment->after > segment->first && nx_mark_is(head, segment->after - 1, '.') &&
		   !(segment->after >= 2 && head->item[segment->after - 2].letters <= 3))
		segment->after--;
	*at = i;
	return segment->after > segment->first;
}

/* Counted words of a segment: initials and particles do not count. */
static uint32_t
words_of(const NxHead *head, uint32_t first, uint32_t after)
{
	uint32_t	n = 0;
	uint32_t	i;

	for (i = first; i < after; i++)
		n += head->item[i].kind == NX_P_WORD && head->item[i].flags & NX_P_SPACE &&
			head->item[i].letters > 1 && !(head->item[i].flags & NX_P_LOWER);
	return n + (head->item[first].kind == NX_P_WORD && !(head->item[first].flags & NX_P_SPACE));
}

static bool
is_org_word(const NxHead *head, uint32_t i)
{
	/* "La Prensa" has one, "de la Cruz" none */
	return head->item[i].kind == NX_P_WORD && !(head->item[i].flags & NX_P_LOWER && head->item[i].letters <= 3) &&
		nx_head_word(head, i, NX_TERM_ORG_WORD) != NULL;
}

static bool
has_org_word(const NxHead *head, uint32_t first, uint32_t after)
{
	uint32_t	i;

	for (i = first; i < after; i++)
		if (is_org_word(head, i))
			return true;
	return false;
}

/* An organisation or role as a whole: agency, "The …", domain, "Globe Staff". */
static bool
is_organization(const NxHead *head, const Segment *segment, bool after_name)
{
	uint32_t	end;
	uint32_t	i;
	uint32_t	words = words_of(head, segment->first, segment->after);
	const NxTerm *agency = nx_head_term(head, segment->first, NX_TERM_AGENCY, &end);

	if (agency && end == segment->after && nx_agency_alike(head, segment->first, end, agency))
		return true;
	if (nx_head_term(head, segment->first, NX_TERM_ROLE, &end) && end == segment->after)
		return true;
	if (nx_head_is(head, segment->first, "the") || nx_head_is(head, segment->first, "le") ||
		nx_head_is(head, segment->first, "our"))
		return words >= 1 && segment->after > segment->first + 1;
	for (i = segment->first + 1; i + 1 < segment->after; i++)
		if (nx_mark_is(head, i, '.') && !(head->item[i + 1].flags & NX_P_SPACE) && head->item[i + 1].kind == NX_P_WORD)
			return true;
	if (has_org_word(head, segment->first, segment->after))
	{
		/* "Adam Sennott Globe Staff" begins with a name, "Chicago Tribune staff" does not */
		if ((after_name && (segment->before != '&' || words <= 3)) || words <= 2)
			return true;
		for (i = segment->first, words = 0; i < segment->after && words < 2; i++)
			if (head->item[i].kind == NX_P_WORD && head->item[i].letters > 1)
			{
				words++;
				if (is_org_word(head, i))
					return true;
			}
		return false;
	}
	return after_name && segment->after == segment->first + 1 && head->item[segment->first].flags & NX_P_UPPER &&
		head->item[segment->first].letters <= 5 && segment->before != '&';
}

/* Piece behind the name of a segment that goes on with an organisation. */
static uint32_t
name_end(const NxHead *head, const Segment *segment)
{
	uint32_t	words = 0;
	uint32_t	i;

	if (!has_org_word(head, segment->first, segment->after))
		return segment->after;
	for (i = segment->first; i < segment->after; i++)
	{
		if (head->item[i].kind != NX_P_WORD)
			continue;
		if (words >= 2 && head->item[i].flags & NX_P_SPACE)
			return i;
		if (head->item[i].letters > 1 && !(head->item[i].flags & NX_P_LOWER) && head->item[i].flags & NX_P_SPACE)
			words++;
	}
	return segment->after;
}

static void
take_organization(Parser *parser, uint32_t first, uint32_t after)
{
	NxByline   *byline = parser->byline;
	uint32_t	end;
	const NxTerm *term = nx_head_term(&parser->head, first, NX_TERM_AGENCY, &end);

	if (byline->organization.len == 0)
		byline->organization = nx_head_text(&parser->head, first, after);
	/* "Associated Press Writer" */
	if (term && end < after && nx_head_begins(&parser->head, end) >> NX_TERM_ROLE & 1)
	{
		uint32_t	behind = end;

		if (nx_head_term(&parser->head, end, NX_TERM_ROLE, &behind) && behind == after)
			end = after;
	}
	if (term && end == after && byline->agency.len == 0 && term->value <= NX_AGENCY_PAPER)
		byline->agency = nx_term_text(parser->head.terms, term);
	parser->organized = true;
	parser->name_end = after;
}

static bool
looks_like_place(const Parser *parser, const Segment *segment)
{
	const NxHead *head = &parser->head;
	const NxByline *byline = parser->byline;
	uint32_t	end;
	NxPlaceFound found;

	if (byline->nauthors == 0 || segment->before != ',')
		return false;
	if (nx_head_term(head, segment->first, NX_TERM_PLACE, &end) && end == segment->after)
		return true;
	if (!nx_head_place(head, segment->first, segment->after, &found))
		return false;
	/* "Jane Doe, NAIROBI": louder than the name; "Jane Doe, Lille": a name has two words */
	return segment->after == segment->first + 1 || (nx_is_caps(head, segment->first) && byline->author[0].len > 1 &&
		byline->author[0].data[byline->author[0].len - 1] >= 'a');
}

/* Sorts one segment; false if reading should stop. */
static bool
take_segment(Parser *parser, const Segment *segment)
{
	const NxHead *head = &parser->head;
	NxByline   *byline = parser->byline;
	uint32_t	words = words_of(head, segment->first, segment->after);
	uint32_t	end;

	if (segment->before == 'i' || looks_like_place(parser, segment))
	{
		byline->place = nx_head_text(head, segment->first, segment->after);
		parser->name_end = segment->after;
		return true;
	}
	if (segment->before == 'f' || is_organization(head, segment, byline->nauthors > 0))
	{
		take_organization(parser, segment->first, segment->after);
		return true;
	}
	if (parser->organized && byline->nauthors)
		return segment->before == ',';	/* "Contributor, InfoWorld" */
	if (segment->before == '|' && byline->nauthors)
		return false;
	if (words > MOST_NAME_WORDS || byline->nauthors == NX_BYLINE_AUTHORS)
		return false;
	end = name_end(head, segment);
	if (segment->before == ',' && byline->nauthors && segment->after == segment->first + 1 &&
		head->item[segment->first].letters <= 3)
		return true;			/* "MA", "Jr" */
	byline->author[byline->nauthors++] = nx_head_text(head, segment->first, end);
	parser->name_end = end;
	if (end < segment->after)
		take_organization(parser, end, segment->after);
	return true;
}

/* Moves over what separates segments; its sort, or 0 if reading is over. */
static char
read_separator(Parser *parser)
{
	const NxHead *head = &parser->head;
	uint32_t	i = parser->at;
	uint32_t	after = over_address(head, i);
	char		sort = 0;

	if (after)
	{
		parser->at = i = after;
		sort = '|';
		if (nx_mark_is(head, i, '(') || head->item[i].kind == NX_P_NUMBER)
			return 0;
	}
	while (i < head->n)
	{
		const NxHeadPiece *piece = &head->item[i];

		if (piece->flags & NX_P_LINE && i > 0)
			return 0;
		if (is_and(head, i) && !sort)
			sort = '&';
		else if (is_and(head, i) && sort == ',')
			sort = '&';
		else if (nx_head_is(head, i, "for") && !sort)
			sort = 'f';
		else if ((nx_head_is(head, i, "in") || nx_head_is(head, i, "aus") || nx_head_is(head, i, "from")) && !sort &&
				 nx_is_caps(head, i + 1) + (head->item[i + 1].flags & NX_P_CAPITAL) > 0)
			sort = 'i';
		else if (piece->kind == NX_P_MARK && strchr(",;", piece->mark))
			sort = sort ? sort : ',';
		else if (piece->kind == NX_P_MARK && strchr("|/*=-", piece->mark))
			sort = '|';
		else
			break;
		i++;
	}
	parser->at = i;
	return sort;
}

/* Lower-case words from piece i on before a date or time comes. */
static uint32_t
left_over(const NxHead *head, uint32_t i)
{
	uint32_t	small = 0;

	for (; i < head->n; i++)
	{
		uint32_t	after;

		if (begins_stop(head, i) || nx_mark_is(head, i, '|') || nx_mark_is(head, i, '(') ||
			nx_mark_is(head, i, '@'))
			break;
		if (head->item[i].kind == NX_P_WORD && head->item[i].flags & NX_P_LOWER &&
			!nx_head_term(head, i, NX_TERM_JOINT, &after))
			small++;
	}
	return small;
}

/* Length of the label in pieces, 0 without one. */
static uint32_t
read_label(const NxHead *head, uint32_t i)
{
	uint32_t	after;

	if (!nx_head_term(head, i, NX_TERM_BY, &after))
		return i;
	/* short words of other languages count only as labels do: before a name */
	if (!nx_head_is(head, i, "by") && head->item[i].flags & NX_P_LOWER)
		return i;
	if (nx_mark_is(head, after, ':'))
		after++;
	if (head->item[after].kind != NX_P_WORD || head->item[after].flags & NX_P_LOWER)
	{
		if (!(nx_head_is(head, after, "the") && head->item[after + 1].flags & NX_P_CAPITAL))
			return i;
	}
	return after;
}

static bool
starts_no_name(const NxHead *head, uint32_t i)
{
	uint32_t	after;
	Segment		segment = {i, i, 0};
	uint32_t	at = i;

	if (begins_stop(head, i))
		return true;
	if (head->item[i].flags & NX_P_PERIOD || !nx_head_term(head, i, NX_TERM_NO_NAME, &after))
		return false;
	if (!read_segment(head, &at, &segment))
		return true;
	return !(is_organization(head, &segment, false) &&
			 (has_org_word(head, i, segment.after) ||
			  nx_head_term(head, nx_head_is(head, i, "the") ? i + 1 : i, NX_TERM_AGENCY, &after)));
}

static bool
parse_labelled(Parser *parser)
{
	const NxHead *head = &parser->head;
	char		before = 0;

	if (starts_no_name(head, parser->at))
		return false;
	for (;;)
	{
		Segment		segment;

		if (!read_segment(head, &parser->at, &segment))
		{
			if (!over_address(head, parser->at))
				break;
		}
		else
		{
			segment.before = before;
			if (!take_segment(parser, &segment))
				break;
		}
		before = read_separator(parser);
		if (before == 0)
			break;
	}
	if (parser->byline->nauthors == 0 && parser->byline->organization.len == 0)
		return false;
	return left_over(head, parser->at) < 3;
}

/*
 * Without a label: an agency or "Staff Reporter" alone, or names followed by
 * an organisation or a place, all of the line.
 */
static bool
parse_bare(Parser *parser)
{
	const NxHead *head = &parser->head;
	NxByline   *byline = parser->byline;
	uint32_t	i;

	if (head->n > 24 || head->item[0].kind != NX_P_WORD || nx_line_after(head, 0) < head->n)
		return false;
	if (!parse_labelled(parser))
		return false;
	if (left_over(head, parser->at) > 0 || (parser->at < head->n && !begins_stop(head, parser->at)))
		return false;
	/* "Jane Doe/Agency" credits a picture */
	for (i = 0; i < parser->at; i++)
		if (nx_mark_is(head, i, '/'))
			return false;
	if (byline->nauthors == 0)
		return byline->agency.len > 0 || nx_head_term(head, 0, NX_TERM_ROLE, &(uint32_t) {0});
	if (byline->organization.len == 0 && byline->place.len == 0)
		return false;
	return byline->author[0].len >= 5 && words_of(head, 0, 4 < head->n ? 4 : head->n) >= 2;
}

bool
nx_parse_byline(NxArena *arena, const struct NxData *data, NxText line, NxByline *byline)
{
	Parser		parser;
	uint32_t	first = 0;
	bool		ok;

	memset(byline, 0, sizeof(*byline));
	if (line.len > LONGEST_LINE || line.len < 3)
		return false;
	memset(&parser, 0, sizeof(parser));
	parser.byline = byline;
	nx_scan_head(arena, data, line, LONGEST_LINE, &parser.head);
	while (first < parser.head.n && parser.head.item[first].kind == NX_P_MARK &&
		   strchr("|*-=/", parser.head.item[first].mark))
		first++;
	if (first >= parser.head.n)
		return false;
	parser.at = read_label(&parser.head, first);
	byline->labelled = parser.at > first;
	ok = byline->labelled ? parse_labelled(&parser) : parse_bare(&parser);
	if (!ok)
	{
		memset(byline, 0, sizeof(*byline));
		return false;
	}
	byline->span.start = parser.head.item[first].start;
	byline->span.end = parser.name_end > first ? parser.head.item[parser.name_end - 1].end : byline->span.start;
	byline->confidence = byline->labelled ? 950 : 700;
	if (left_over(&parser.head, parser.at) > 0)
		byline->confidence -= 150;
	return true;
}

/* Blocks among which the head of a story is looked for; bounds the search. */
#define HEAD_BLOCKS		64

bool
nx_block_byline(NxArena *arena, const struct NxData *data, const struct NxDocument *document,
				uint32_t i, NxByline *byline)
{
	const NxBlock *block = &document->blocks.item[i];
	NxText		line = nx_slice(document->text, block->span.start, block->span.end);
	uint32_t	k;

	if (block->kind == NX_BLOCK_BYLINE)
		return nx_parse_byline(arena, data, line, byline);
	if (block->kind != NX_BLOCK_CREDIT || i >= HEAD_BLOCKS)
		return false;
	for (k = 0; k < i; k++)
		if (nx_is_body((NxBlockKind) document->blocks.item[k].kind) || document->blocks.item[k].kind == NX_BLOCK_CAPTION)
			return false;
	return nx_parse_byline(arena, data, line, byline) && byline->labelled && byline->nauthors;
}

uint32_t
nx_is_byline_line(NxArena *arena, const struct NxData *data, NxText line)
{
	NxByline	byline;

	if (line.len > LONGEST_LINE / 2)
		return 0;
	return nx_parse_byline(arena, data, line, &byline) ? byline.confidence : 0;
}
