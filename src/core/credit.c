/*-------------------------------------------------------------------------
 * credit.c
 *	  Who made a picture.
 *
 * First the credit is found: in the last brackets, behind the last label
 * ("Photo by", "Foto:", "©"), or as the names around the last slashes.  Then
 * it is cut into parts at slashes, bars, commas and "via".  Order tells what
 * the lists do not: behind an agency come names, behind a name come agencies.
 *-------------------------------------------------------------------------
 */
#include "credit.h"

#include <string.h>

#include "data.h"
#include "dateline_parts.h"
#include "unicode.h"

/* Credits are looked for in so many bytes at the end of a caption. */
#define CREDIT_REACH	400

/* Most words of a credit without a label. */
#define MOST_WORDS		18

typedef struct Range
{
	uint32_t	first;			/* pieces */
	uint32_t	after;
	uint32_t	outer_first;	/* with brackets */
	uint32_t	outer_after;
	bool		labelled;
	bool		bracketed;
} Range;

/* Does the separator of two parts stand at piece i?  Its kind, or 0. */
static char
separator(const NxHead *head, uint32_t i)
{
	if (head->item[i].kind == NX_P_MARK)
	{
		if (strchr("/|,;", head->item[i].mark))
			return head->item[i].mark;
		if (nx_dash_is(head, i) && head->item[i].flags & NX_P_SPACE && head->item[i + 1].flags & NX_P_SPACE)
			return '-';
		if (head->item[i].mark == ':')
			return ':';
		return 0;
	}
	if (nx_head_is(head, i, "via"))
		return 'v';
	return 0;
}

static bool
joins(const NxHead *head, uint32_t i)
{
	char		sort = separator(head, i);

	return sort == '/' || sort == '|' || sort == 'v';
}

/* Behind the labels at piece i ("Photo by", "Image: (c)"), or i. */
static uint32_t
over_labels(const NxHead *head, uint32_t i, uint32_t end)
{
	int			turn;

	for (turn = 0; turn < 3 && i < end; turn++)
	{
		uint32_t	after;

		if (nx_mark_is(head, i, NX_MARK_COPYRIGHT))
			after = i + 1;
		else if (!nx_head_term(head, i, NX_TERM_CREDIT, &after) || after > end)
			break;
		/* "AP Photo/N" and "Photo/N": the agency stays */
		else if (nx_head_term(head, i, NX_TERM_AGENCY, &(uint32_t) {0}))
			break;
		while (after < end && (nx_mark_is(head, after, ':') || nx_head_is(head, after, "by") ||
							   nx_mark_is(head, after, NX_MARK_DASH) || nx_mark_is(head, after, NX_MARK_BULLET) ||
							   (nx_mark_is(head, after, '.') && nx_mark_is(head, after - 1, '.') == false)))
			after++;
		if (nx_mark_is(head, after, '/') && after < end)
			after++;
		i = after;
	}
	return i;
}

/* Is the label at piece i one that a credit may begin with there? */
static bool
begins_credit(const NxHead *head, uint32_t i, uint32_t *after)
{
	bool		breaks = i == 0 || head->item[i].flags & NX_P_LINE ||
		(head->item[i - 1].kind == NX_P_MARK && strchr(".?!)]|\"(", head->item[i - 1].mark));

	if (nx_mark_is(head, i, NX_MARK_COPYRIGHT))
	{
		*after = i + 1;
		return true;
	}
	if (head->item[i].kind != NX_P_WORD || head->item[i].flags & NX_P_LOWER ||
		!nx_head_term(head, i, NX_TERM_CREDIT, after))
		return false;
	if (nx_mark_is(head, *after, ':') || nx_head_is(head, *after, "by") || nx_head_is(head, *after - 1, "by"))
		return true;
	return breaks && (head->item[*after].flags & NX_P_CAPITAL || nx_mark_is(head, *after, NX_MARK_COPYRIGHT) ||
					  nx_mark_is(head, *after, '.') || nx_mark_is(head, *after, '/'));
}

static bool
is_name_word(const NxHead *head, uint32_t i)
{
	static const char *const small[] = {
		"de", "van", "von", "der", "den", "la", "le", "du", "da", "do", "dos", "di", "del", "bin", "al", "el",
		"via", "for", "of", "the", "file", "pool", "photo", "handout", "dpa", "imago", "reuters", "und", "and",
		"picture", "alliance", "images", "getty", "staff", "on"
	};
	uint32_t	k;
	uint32_t	after;

	if (head->item[i].kind != NX_P_WORD)
		return false;
	if (!(head->item[i].flags & NX_P_LOWER))
		return true;
	if (i > 0 && !(head->item[i].flags & NX_P_SPACE))
		return true;
	for (k = 0; k < NX_COUNT(small); k++)
		if (nx_head_is(head, i, small[k]))
			return true;
	return nx_head_term(head, i, NX_TERM_AGENCY, &after) != NULL;
}

/* The last brackets, if the caption ends with them. */
static bool
find_brackets(const NxHead *head, Range *range)
{
	uint32_t	last = head->n;
	uint32_t	i;

	while (last > 0 && nx_mark_is(head, last - 1, '.'))
		last--;
	if (last == 0)
		return false;
	if (!nx_mark_is(head, last - 1, ')') && !nx_mark_is(head, last - 1, ']'))
	{
		/* an opening one that is never closed */
		for (i = last; i > 0 && !nx_mark_is(head, i - 1, ')') && !nx_mark_is(head, i - 1, '('); i--)
			;
		if (i == 0 || !nx_mark_is(head, i - 1, '(') || i != 1)
			return false;
		range->first = i;
		range->after = last;
		range->outer_first = i - 1;
		range->outer_after = last;
		range->bracketed = true;
		return true;
	}
	for (i = last - 1; i > 0; i--)
		if (nx_mark_is(head, i - 1, '(') || nx_mark_is(head, i - 1, '['))
			break;
	range->after = last - 1;
	range->outer_after = head->n;
	range->first = i;
	range->outer_first = i ? i - 1 : 0;
	range->bracketed = i > 0;
	/* a closing bracket alone: the label says where it begins */
	return i > 0;
}

static bool
find_label(const NxHead *head, uint32_t end, Range *range)
{
	uint32_t	i;
	uint32_t	after;

	for (i = end; i > 0; i--)
	{
		uint32_t	before;

		if (!begins_credit(head, i - 1, &after) || after > end)
			continue;
		/* "Image: (c)" begins with its first label */
		range->first = i - 1;
		while (range->first > 0)
		{
			before = range->first - 1;
			while (before > 0 && (nx_mark_is(head, before, ':') || head->item[before].kind == NX_P_WORD) &&
				   range->first - before < 3 && !begins_credit(head, before, &after))
				before--;
			if (!begins_credit(head, before, &after) || over_labels(head, before, end) <= range->first)
				break;
			range->first = before;
		}
		range->after = end;
		range->outer_first = range->first;
		range->outer_after = head->n;
		range->labelled = true;
		return over_labels(head, range->first, end) < end;
	}
	return false;
}

/* "… the water. Jane Doe/Getty Images": names around the last slashes. */
static bool
find_tail(const NxHead *head, uint32_t end, Range *range)
{
	uint32_t	i = end;
	uint32_t	joint = 0;
	uint32_t	words = 0;
	uint32_t	after;

	while (i > 0)
	{
		const NxHeadPiece *piece = &head->item[i - 1];

		if (joins(head, i - 1))
			joint = i - 1;
		else if (is_name_word(head, i - 1))
		{
			if (joint && piece->letters > 1 && piece->flags & NX_P_PERIOD)
				break;			/* "D.C." ends a sentence */
			words++;
		}
		else if (piece->kind == NX_P_NUMBER)
			break;
		else if (piece->kind == NX_P_MARK)
		{
			bool		inner = (piece->mark == NX_MARK_HYPHEN || piece->mark == '&' || piece->mark == '\'' ||
								 piece->flags & NX_P_POSSESSIVE) && !nx_dash_is(head, i) &&
				!(piece->flags & NX_P_SPACE && head->item[i].flags & NX_P_SPACE && piece->mark == NX_MARK_HYPHEN);
			bool		domain = piece->mark == '.' && !(piece->flags & NX_P_SPACE) &&
				!(head->item[i].flags & NX_P_SPACE) && head->item[i].flags & NX_P_LOWER && i < end;
			bool		short_word = piece->mark == '.' && i > 1 && head->item[i - 2].letters <= 2 &&
				head->item[i - 2].kind == NX_P_WORD && head->item[i].kind == NX_P_WORD;

			if (!inner && !domain && !short_word)
				break;
		}
		else
			break;
		if (words > MOST_WORDS)
			return false;
		i--;
	}
	if (i >= end)
		return false;
	if (joint == 0)
	{
		/* no slash: an agency as the last sentence, or as all there is */
		if (!nx_head_term(head, i, NX_TERM_AGENCY, &after) || after != end)
			return false;
	}
	else
	{
		/* at most four words of a name before the first slash */
		for (words = 0, after = joint; after > i; after--)
			if (head->item[after - 1].kind == NX_P_WORD && head->item[after - 1].flags & NX_P_SPACE &&
				head->item[after - 1].letters > 1 && ++words > 4)
				break;
		if (after > i && i > 0)
			i = after;
		if (joint == i)
			return false;
	}
	range->first = i;
	range->after = end;
	range->outer_first = i;
	range->outer_after = head->n;
	return true;
}

static void
add_text(NxText *list, uint32_t *n, NxText text)
{
	uint32_t	i;

	for (i = 0; i < *n; i++)
		if (list[i].len == text.len && memcmp(list[i].data, text.data, text.len) == 0)
			return;
	if (*n < NX_CREDIT_PARTS && text.len)
		list[(*n)++] = text;
}

static void
add_agency(const NxHead *head, NxCredit *credit, uint32_t first, uint32_t after)
{
	uint32_t	end;
	const NxTerm *term = nx_head_term(head, first, NX_TERM_AGENCY, &end);
	uint32_t	n = credit->nagencies;

	add_text(credit->agency, &credit->nagencies, nx_head_text(head, first, after));
	if (credit->nagencies > n)
		credit->canonical[n] = term && end == after ? nx_term_text(head->terms, term) : credit->agency[n];
}

/* What the words of a part say by themselves. */
typedef enum PartSort
{
	PART_NAME,
	PART_AGENCY,
	PART_NOTE,
	PART_OPEN					/* could be either */
} PartSort;

static PartSort
sort_part(const NxHead *head, uint32_t first, uint32_t after, bool alone)
{
	uint32_t	end;
	uint32_t	words = 0;
	uint32_t	i;
	bool		common = false;
	bool		given = false;

	if (nx_head_term(head, first, NX_TERM_NOTE, &end) && end == after)
		return PART_NOTE;
	if (nx_head_term(head, first, NX_TERM_AGENCY, &end) && end == after)
		return PART_AGENCY;
	if (nx_head_is(head, first, "the"))
		return PART_AGENCY;
	for (i = first; i < after; i++)
	{
		uint32_t	lists;

		if (nx_mark_is(head, i, '.') && i + 1 < after && !(head->item[i + 1].flags & NX_P_SPACE) &&
			head->item[i + 1].kind == NX_P_WORD && head->item[i].start == head->item[i - 1].end)
			return PART_AGENCY;	/* a domain */
		if (head->item[i].flags & NX_P_POSSESSIVE || head->item[i].kind == NX_P_NUMBER)
			return PART_AGENCY;
		if (head->item[i].kind != NX_P_WORD)
			continue;
		words++;
		if (nx_head_word(head, i, NX_TERM_ORG_WORD))
			return PART_AGENCY;
		if (head->data == NULL)
			continue;
		lists = nx_lexicon_word(&head->data->lexicon, head->item[i].hash);
		if (i == first && lists & NX_L_GIVEN)
			given = true;
		if (head->item[i].letters > 2 && lists & (NX_L_COMMON | NX_L_STOP) && !(lists & (NX_L_GIVEN | NX_L_SURNAME | NX_L_PARTICLE)))
			common = true;
	}
	if (words == 1)
		return head->item[first].flags & NX_P_UPPER && head->item[first].letters <= 5 ? PART_AGENCY : PART_OPEN;
	if (given && words <= 4)
		return PART_NAME;
	/* among several parts the order tells more than ordinary words do */
	return common && alone ? PART_AGENCY : PART_OPEN;
}

/* "AP file", "Reuters File Photo": cuts the note off the end of a part. */
static uint32_t
cut_note(const NxHead *head, NxCredit *credit, uint32_t first, uint32_t after)
{
	uint32_t	i;
	uint32_t	end;

	for (i = first + 1; i < after; i++)
		if (head->item[i].kind == NX_P_WORD && head->item[i].flags & NX_P_SPACE &&
			nx_head_term(head, i, NX_TERM_NOTE, &end) && end == after &&
			nx_head_term(head, first, NX_TERM_AGENCY, &end) && end == i)
		{
			add_text(credit->note, &credit->nnotes, nx_head_text(head, i, after));
			return i;
		}
	return after;
}

static void
add_names(const NxHead *head, NxCredit *credit, uint32_t first, uint32_t after)
{
	uint32_t	i;
	uint32_t	start = first;

	for (i = first; i < after; i++)
		if (nx_head_is(head, i, "and") || nx_head_is(head, i, "und") || nx_mark_is(head, i, '&'))
		{
			add_text(credit->name, &credit->nnames, nx_head_text(head, start, i));
			start = i + 1;
		}
	if (start < after)
		add_text(credit->name, &credit->nnames, nx_head_text(head, start, after));
}

/* Cuts the credit into parts and sorts them; false if it is none. */
static bool
read_parts(const NxHead *head, const Range *range, NxCredit *credit)
{
	uint32_t	i = over_labels(head, range->first, range->after);
	uint32_t	first = i;
	char		before = 0;
	bool		agency_first = false;
	uint32_t	parts = 0;

	if (i >= range->after)
		return false;
	for (; i <= range->after; i++)
	{
		char		sort = i < range->after ? separator(head, i) : 'e';
		uint32_t	after = i;
		PartSort	what;

		if (sort == 0)
			continue;
		while (after > first && nx_mark_is(head, after - 1, '.') && i == range->after)
			after--;
		if (after > first)
		{
			first = over_labels(head, first, after);
			after = cut_note(head, credit, first, after);
			what = first < after ? sort_part(head, first, after, parts == 0 && sort == 'e') : PART_NOTE;
			if (what == PART_NOTE)
			{
				if (first < after)
					add_text(credit->note, &credit->nnotes, nx_head_text(head, first, after));
			}
			else if (before == 'v' || what == PART_AGENCY)
			{
				add_agency(head, credit, first, after);
				agency_first |= parts == 0;
			}
			else if (credit->nnames == 0 || agency_first || (what == PART_NAME && before == ','))
			{
				/* one word alone is a company rather than a person */
				if (what == PART_OPEN && after == first + 1 && parts == 0)
					add_agency(head, credit, first, after);
				else
					add_names(head, credit, first, after);
			}
			else
				add_agency(head, credit, first, after);
			parts++;
		}
		before = sort;
		first = i + 1;
		/* behind the range there may be no piece */
		if (i < range->after && nx_mark_is(head, first, '/'))
			first = ++i + 1;	/* "N//Getty Images" */
	}
	return parts > 0;
}

/* Is what was found in brackets or a tail a credit and not a remark? */
static bool
is_credit(const NxHead *head, const Range *range, const NxCredit *credit)
{
	uint32_t	i;
	uint32_t	small = 0;
	uint32_t	words = 0;
	bool		joined = false;
	uint32_t	end;

	for (i = range->first; i < range->after; i++)
	{
		joined |= joins(head, i);
		words += head->item[i].kind == NX_P_WORD;
		small += head->item[i].kind == NX_P_WORD && !is_name_word(head, i);
	}
	if (range->labelled || over_labels(head, range->first, range->after) > range->first)
		return small <= 3 && words <= 24;
	if (small > 0)
		return false;
	if (credit->nagencies == 0)
		return false;
	for (i = 0; i < credit->nagencies; i++)
		if (credit->canonical[i].data != credit->agency[i].data)
			return true;
	if (range->first == 0 && range->after == head->n && !joined)
		return false;
	return joined && words >= 3 && !nx_head_term(head, range->first, NX_TERM_MONTH, &end);
}

bool
nx_parse_credit(NxArena *arena, const struct NxData *data, NxText caption, NxCredit *credit)
{
	NxHead		head;
	Range		range;
	uint32_t	skip = caption.len > CREDIT_REACH ? caption.len - CREDIT_REACH : 0;
	uint32_t	end;
	int			way;

	memset(credit, 0, sizeof(*credit));
	while (skip < caption.len && ((unsigned char) caption.data[skip] & 0xc0) == 0x80)
		skip++;
	nx_scan_head(arena, data, nx_slice(caption, skip, caption.len), CREDIT_REACH, &head);
	if (head.n == 0)
		return false;
	end = head.n;
	while (end > 0 && (nx_mark_is(&head, end - 1, '.') || nx_mark_is(&head, end - 1, ')') || nx_mark_is(&head, end - 1, ']')))
		end--;
	for (way = 0; way < 3; way++)
	{
		memset(&range, 0, sizeof(range));
		memset(credit, 0, sizeof(*credit));
		if (!(way == 0 ? find_brackets(&head, &range) : way == 1 ? find_label(&head, end, &range) :
			  find_tail(&head, end, &range)))
			continue;
		if (!read_parts(&head, &range, credit) || !is_credit(&head, &range, credit))
			continue;
		credit->span.start = skip + head.item[range.first].start;
		credit->span.end = skip + head.item[range.after - 1].end;
		credit->outer.start = skip + head.item[range.outer_first].start;
		credit->outer.end = skip + head.item[range.outer_after - 1].end;
		while (credit->outer.start > 0 && caption.data[credit->outer.start - 1] == ' ')
			credit->outer.start--;
		credit->whole = skip == 0 && range.outer_first == 0;
		credit->confidence = credit->nagencies && credit->canonical[0].data != credit->agency[0].data ? 950 :
			range.labelled || range.bracketed ? 850 : 650;
		return true;
	}
	memset(credit, 0, sizeof(*credit));
	return false;
}

uint32_t
nx_is_credit_line(NxArena *arena, const struct NxData *data, NxText line)
{
	NxCredit	credit;

	if (line.len > CREDIT_REACH / 2 || !nx_parse_credit(arena, data, line, &credit) || !credit.whole)
		return 0;
	return credit.confidence;
}
