/*-------------------------------------------------------------------------
 * dateline_agency.c
 *	  Agencies as datelines print them: "(AP)", "/TASS/", "(CBS/AP)",
 *	  "[Yonhap]", "--(BUSINESS WIRE)--", ", IRNA -".
 *-------------------------------------------------------------------------
 */
#include "dateline_parts.h"

#include <string.h>

#include "unicode.h"

/* Most pieces between the brackets of an agency. */
#define MOST_INSIDE		16

bool
nx_is_caps(const NxHead *head, uint32_t i)
{
	const NxHeadPiece *piece = &head->item[i];
	const char *text = head->text.data;
	uint32_t	upper = 0;
	uint32_t	k;
	unsigned char last;

	if (piece->kind != NX_P_WORD)
		return false;
	if (piece->flags & NX_P_UPPER)
		return true;
	if (piece->letters < 4)
		return false;
	/* "DeKALB", "McALLEN": lower case only inside */
	last = (unsigned char) text[piece->end - 1];
	if (last < 'A' || last > 'Z')
		return false;
	for (k = piece->start; k < piece->end; k++)
		upper += text[k] >= 'A' && text[k] <= 'Z';
	return upper >= 3 && upper * 2 > piece->letters;
}

const NxTerm *
nx_agency_of(const NxTermTable *table, const NxTerm *term, uint16_t country)
{
	const NxTerm *other;

	if (term == NULL || country == 0 || !(term->flags & NX_TERM_AMBIGUOUS))
		return term;
	for (other = term; other; other = nx_term_next(table, other))
		if (other->code == country)
			return other;
	return term;
}

bool
nx_agency_alike(const NxHead *head, uint32_t first, uint32_t after, const NxTerm *term)
{
	NxText		form = nx_term_form(head->terms, term);
	NxText		printed = nx_head_text(head, first, after);

	if (form.len == printed.len && memcmp(form.data, printed.data, form.len) == 0)
		return true;
	if (term->flags & NX_TERM_WORDLIKE || form.len <= 3 ||
		(after == first + 1 && form.len <= 5 && head->item[first].flags & NX_P_CAPITAL &&
		 form.data[1] >= 'A' && form.data[1] <= 'Z'))
		return (head->item[first].flags & NX_P_UPPER) != 0;
	return true;
}

/* Piece of the closing bracket of the one at i, or 0. */
static uint32_t
closing(const NxHead *head, uint32_t i)
{
	char		open = head->item[i].mark;
	char		close = open == '(' ? ')' : open == '[' ? ']' : '/';
	uint32_t	k;

	for (k = i + 1; k < head->n && k <= i + MOST_INSIDE; k++)
	{
		if (head->item[k].flags & NX_P_LINE)
			return 0;
		if (nx_mark_is(head, k, close))
		{
			/* the slash of "/PRNewswire/Xinhua-AsiaNet/" */
			if (open == '/' && k + 3 < head->n && head->item[k + 1].kind == NX_P_WORD &&
				!(head->item[k + 1].flags & NX_P_SPACE) &&
				(nx_mark_is(head, k + 2, '/') || nx_mark_is(head, k + 4, '/')))
				continue;
			return k;
		}
		if (open != '/' && nx_mark_is(head, k, open))
			return 0;
	}
	return 0;
}

/* Could the pieces be the name of an agency that no list has? */
static bool
looks_like_agency(const NxHead *head, uint32_t first, uint32_t after)
{
	uint32_t	words = 0;
	uint32_t	i;

	for (i = first; i < after; i++)
	{
		const NxHeadPiece *piece = &head->item[i];

		if (piece->kind == NX_P_WORD)
		{
			bool		inner = i > first && !(piece->flags & NX_P_SPACE);

			if (!inner)
				words++;
			if (piece->flags & NX_P_LOWER && !inner &&
				!(words > 1 && piece->letters <= 3))
				return false;
		}
		else if (piece->kind == NX_P_NUMBER)
		{
			if (i == first)
				return false;
		}
		else if (!strchr("./-&'\"!", piece->mark) || piece->flags & NX_P_POSSESSIVE)
			return false;
	}
	if (words == 0 || words > 5 || head->item[first].kind != NX_P_WORD)
		return false;
	/* "(D-SD)", "(a)" are something else */
	if (head->item[first].letters == 1 && !nx_mark_is(head, first + 1, '/'))
		return false;
	return true;
}

/*
 * The agency among the pieces inside brackets: a listed name that fills them,
 * or fills them up to a slash, dash, comma or "via".
 */
static bool
read_inside(const NxHead *head, uint32_t first, uint32_t after, NxAgencyPart *agency)
{
	uint32_t	end = after;
	uint32_t	k;
	uint32_t	stop;

	/* "(Marketwired - Jan 3, 2016)", "(NAN, Jan. 3)" */
	for (k = first + 1; k + 1 < after; k++)
		if ((nx_dash_is(head, k) || nx_mark_is(head, k, ',')) && nx_read_date(head, k + 1, &agency->date) &&
			agency->date.after <= after)
		{
			agency->has_date = true;
			end = k;
			break;
		}
	agency->term = nx_head_term(head, first, NX_TERM_AGENCY, &stop);
	if (agency->term && stop < end)
	{
		/* "(dpa/lby)" is dpa; "(CBS/AP)" is what it says; "(Reuters Health)" is not Reuters */
		if (nx_mark_is(head, stop, '.') && stop + 1 == end)
			;
		else if (nx_mark_is(head, stop, '/'))
		{
			uint32_t	second;

			if (head->item[stop + 1].kind == NX_P_WORD && head->item[stop + 1].flags & NX_P_LOWER)
				end = stop;
			else if (!nx_head_term(head, stop + 1, NX_TERM_AGENCY, &second) &&
					 !(stop + 2 == end && nx_is_caps(head, stop + 1)))
				return false;	/* "(AP Photo/Jane Doe)" */
			else
				agency->term = NULL;
		}
		else
			agency->term = NULL;
	}
	if (agency->term && !nx_agency_alike(head, first, stop, agency->term))
		agency->term = NULL;
	if (agency->term == NULL && !looks_like_agency(head, first, end))
		return false;
	agency->first = first;
	agency->printed = nx_head_text(head, first, end);
	return true;
}

bool
nx_read_bracketed_agency(const NxHead *head, uint32_t i, NxAgencyPart *agency)
{
	uint32_t	close;

	memset(agency, 0, sizeof(*agency));
	if (head->item[i].kind != NX_P_MARK || !strchr("([/", head->item[i].mark))
		return false;
	close = closing(head, i);
	if (close <= i + 1)
		return false;
	if (!read_inside(head, i + 1, close, agency))
		return false;
	/* slashes are everywhere; between them only what is listed counts */
	if (head->item[i].mark != '(' && agency->term == NULL)
		return false;
	if (agency->term && agency->term->value > NX_AGENCY_PAPER)
		agency->term = NULL;
	agency->bracketed = true;
	agency->after = close + 1;
	return true;
}

bool
nx_read_bare_agency(const NxHead *head, uint32_t i, NxAgencyPart *agency)
{
	uint32_t	after;

	memset(agency, 0, sizeof(*agency));
	if (head->item[i].kind != NX_P_WORD)
		return false;
	agency->term = nx_head_term(head, i, NX_TERM_AGENCY, &after);
	if (agency->term == NULL || agency->term->value > NX_AGENCY_PAPER ||
		!nx_agency_alike(head, i, after, agency->term))
	{
		/* "NHL.com", "PanARMENIAN.Net" */
		if (nx_mark_is(head, i + 1, '.') && !(head->item[i + 1].flags & NX_P_SPACE) &&
			head->item[i + 2].kind == NX_P_WORD && !(head->item[i + 2].flags & NX_P_SPACE) &&
			head->item[i + 2].letters >= 2 && head->item[i + 2].letters <= 3)
		{
			agency->term = NULL;
			after = i + 3;
		}
		else
			return false;
	}
	agency->first = i;
	agency->after = after;
	agency->printed = nx_head_text(head, i, after);
	return true;
}
