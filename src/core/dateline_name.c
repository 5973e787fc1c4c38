/*-------------------------------------------------------------------------
 * dateline_name.c
 *	  Names of places as datelines print them, with their regions.
 *
 *	places	 = place { ("/" | "and" | "&") place }
 *	place	 = name [", " region | " (" region ")" | " [" region "]"]
 *-------------------------------------------------------------------------
 */
#include "dateline_read.h"

#include <string.h>

#include "data.h"
#include "token.h"
#include "unicode.h"

/* Most words of a place's name: "ABOARD A ROYAL NAVY FRIGATE IN THE RED SEA". */
#define MOST_NAME_WORDS		12

#define NO_PIECE			UINT32_MAX

static bool
is_line(const NxHead *head, uint32_t i)
{
	return (head->item[i].flags & NX_P_LINE) != 0;
}

static bool
is_space(const NxHead *head, uint32_t i)
{
	return (head->item[i].flags & (NX_P_SPACE | NX_P_LINE)) != 0;
}

/* Are the two pieces joined by a hyphen or slash without spaces? */
static bool
is_joined(const NxHead *head, uint32_t i, char mark)
{
	return nx_mark_is(head, i, mark) && !is_space(head, i) && head->item[i + 1].kind == NX_P_WORD &&
		!is_space(head, i + 1);
}

/* Does a date begin at piece i? */
bool
nx_begins_date(const NxHead *head, uint32_t i)
{
	NxDatePart	date;

	return nx_read_date(head, i, &date) && (date.named || date.year);
}

/* May the name of a place, region or both end before piece i? */
bool
nx_may_end(const NxHead *head, uint32_t i)
{
	const NxHeadPiece *piece = &head->item[i];
	NxAgencyPart agency;

	if (piece->kind == NX_P_END || piece->flags & NX_P_LINE)
		return true;
	if (piece->kind == NX_P_MARK)
	{
		if (piece->flags & NX_P_POSSESSIVE)
			return false;
		if (piece->mark == NX_MARK_HYPHEN)
			return is_space(head, i) || is_space(head, i + 1);
		return true;
	}
	if (nx_begins_date(head, i))
		return true;
	if (nx_head_is(head, i, "and") || nx_head_is(head, i, "und") || nx_head_is(head, i, "et"))
		return true;
	return nx_read_bare_agency(head, i, &agency) && !(agency.term && agency.term->flags & NX_TERM_WORDLIKE);
}

/* Importance in the gazetteer from which a name stands for itself. */
#define FAMOUS			120

/* A single word that means something else more often. */
static bool
is_ordinary(const NxHead *head, uint32_t first, uint32_t after, const NxPlace *place)
{
	uint32_t	lists;

	if (after != first + 1 || head->data == NULL || place->importance >= FAMOUS)
		return false;
	lists = nx_lexicon_word(&head->data->lexicon, head->item[first].hash);
	return (lists & (NX_L_STOP | NX_L_COMMON | NX_L_NAME_STOP)) != 0 && place->importance < 80;
}

/* Is the name one that the gazetteer knows, and how well? */
static NxPlaceKnown
known_place(const NxHead *head, uint32_t first, uint32_t after)
{
	NxPlaceFound found;
	NxPlaceKnown best = NX_KNOWN_NOT;
	NxText		printed = nx_head_text(head, first, after);
	uint32_t	behind;
	uint32_t	i;

	if (nx_head_term(head, first, NX_TERM_PLACE, &behind) && behind == after)
		return NX_KNOWN_FAMOUS;
	if (!nx_head_place(head, first, after, &found))
	{
		uint32_t	end;
		const NxTerm *region = nx_head_term(head, first, NX_TERM_REGION, &end);

		return region && end == after ? NX_KNOWN_COUNTRY : NX_KNOWN_NOT;
	}
	for (i = 0; i < found.n && best < NX_KNOWN_FAMOUS; i++)
	{
		const NxGazetteer *gazetteer = &head->data->gazetteer;
		const NxPlaceName *name = &found.names[i];
		const NxPlace *place = &gazetteer->place[name->place];
		NxPlaceKnown known;

		if (name->flags & NX_NAME_EXACT &&
			(printed.len != name->formlen || memcmp(printed.data, gazetteer->pool + name->form, printed.len) != 0))
			continue;
		if (place->feature == NX_FEATURE_COUNTRY || place->feature == NX_FEATURE_ADMIN1 ||
			place->feature == NX_FEATURE_CONTINENT || place->feature == NX_FEATURE_REGION)
			known = NX_KNOWN_COUNTRY;
		else if (name->flags & NX_NAME_WEAK || is_ordinary(head, first, after, place))
			known = NX_KNOWN_WEAK;
		else
			known = place->importance >= FAMOUS ? NX_KNOWN_FAMOUS : NX_KNOWN_WELL;
		if (known > best)
			best = known;
	}
	return best;
}

/* Piece behind a name's word at i: its abbreviating period included. */
static uint32_t
after_word(const NxHead *head, uint32_t i)
{
	const NxHeadPiece *piece = &head->item[i];

	i++;
	/* "ST. PAUL", "FT. WORTH", "STE. GENEVIEVE" */
	if (piece->letters <= 3 && nx_mark_is(head, i, '.') && !is_space(head, i) &&
		head->item[i + 1].kind == NX_P_WORD && is_space(head, i + 1) && !is_line(head, i + 1) &&
		(nx_head_is(head, i - 1, "st") || nx_head_is(head, i - 1, "ft") || nx_head_is(head, i - 1, "mt") ||
		 nx_head_is(head, i - 1, "ste") || nx_head_is(head, i - 1, "pt")))
		i++;
	return i;
}

/* Joint inside a name at i ("-", "'S"); the piece with the next word, or NO_PIECE. */
static uint32_t
over_joint(const NxHead *head, uint32_t i)
{
	if (head->item[i].kind == NX_P_WORD)
		return is_line(head, i) ? NO_PIECE : i;
	if (is_joined(head, i, NX_MARK_HYPHEN))
		return i + 1;
	if (nx_mark_is(head, i, '"') && head->item[i].flags & NX_P_POSSESSIVE && head->item[i + 1].kind == NX_P_WORD)
		return i + 1;
	/* "AL-'ULA", "AYN AL 'ARAB" */
	if (nx_mark_is(head, i, NX_MARK_HYPHEN) && nx_mark_is(head, i + 1, '"') && !is_space(head, i + 1))
		i++;
	if (nx_mark_is(head, i, '"') && head->item[i + 1].kind == NX_P_WORD && !is_space(head, i + 1) &&
		head->item[i].end - head->item[i].start <= 3 && !is_line(head, i) && nx_is_caps(head, i + 1))
		return i + 1;
	return NO_PIECE;
}

/*
 * A name in capitals: all the capitals that follow.  Stops before a date, an
 * agency, and a state written without a comma.
 */
static uint32_t
read_caps_name(const NxHead *head, uint32_t first)
{
	uint32_t	i = first;
	uint32_t	words = 0;
	uint32_t	after = first;

	while (words < MOST_NAME_WORDS)
	{
		uint32_t	next = words ? over_joint(head, i) : i;
		NxAgencyPart agency;

		if (next == NO_PIECE || next >= head->n || !nx_is_caps(head, next))
			break;
		if (words && is_space(head, next) &&
			(nx_begins_date(head, next) ||
			 nx_head_is(head, next, "and") ||
			 (nx_read_bare_agency(head, next, &agency) && agency.term && nx_may_end(head, agency.after) &&
			  !nx_mark_is(head, agency.after, ',') && known_place(head, first, agency.after) == NX_KNOWN_NOT)))
			break;
		/* a hyphen glued to a sentence: "GEORGETOWN, DE- On", "SANA-A" */
		words++;
		after = i = after_word(head, next);
	}
	return after;
}

/* A name in mixed case: the longest that is known, else the capitalised words. */
static uint32_t
read_mixed_name(const NxHead *head, uint32_t first)
{
	uint32_t	i = first;
	uint32_t	words = 0;
	uint32_t	after = 0;
	uint32_t	best = 0;

	while (words < NX_PLACE_WORDS)
	{
		uint32_t	next = words ? over_joint(head, i) : i;
		const NxHeadPiece *piece;

		if (next == NO_PIECE || next >= head->n)
			break;
		piece = &head->item[next];
		if (piece->kind != NX_P_WORD)
			break;
		if (piece->flags & NX_P_LOWER && is_space(head, next) && (words == 0 || piece->letters > 4))
			break;
		if (words && is_space(head, next) && nx_begins_date(head, next))
			break;
		words++;
		i = after_word(head, next);
		if (piece->flags & NX_P_LOWER && is_space(head, next))
			continue;
		after = i;
		/* the longest known name behind which a dateline can go on */
		if (known_place(head, first, after) != NX_KNOWN_NOT && nx_may_end(head, after))
			best = after;
	}
	if (best)
		return best;
	return after && nx_may_end(head, after) ? after : 0;
}

/* A state behind the name without a comma: "WASHINGTON DC", "PHOENIX A.Z." */
static void
split_region(const NxHead *head, NxReadPlace *place)
{
	uint32_t	i;
	bool		whole = known_place(head, place->first, place->after) != NX_KNOWN_NOT;

	for (i = place->first + 1; i < place->after; i++)
	{
		uint32_t	end;

		if (head->item[i].kind != NX_P_WORD || !is_space(head, i) ||
			!nx_head_term(head, i, NX_TERM_REGION, &end) || end != place->after)
			continue;
		/* "WASHINGTON DC" is in the gazetteer, and still two parts; "WEST BENGAL" is not */
		if (known_place(head, place->first, i) == NX_KNOWN_NOT || (whole && head->item[i].letters > 2))
			continue;
		place->region_first = i;
		place->region_after = place->after;
		place->region_known = true;
		place->after = i;
		return;
	}
}

/* Is the name followed by a region of its own, so that "CO." is no state? */
static bool
read_name(const NxHead *head, uint32_t i, NxReadPlace *place)
{
	uint32_t	after;

	memset(place, 0, sizeof(*place));
	place->first = i;
	if (head->item[i].kind != NX_P_WORD || !(head->item[i].flags & (NX_P_CAPITAL | NX_P_UPPER)))
		return false;
	place->head = nx_head_term(head, i, NX_TERM_HEAD, &after) != NULL;
	if (nx_is_caps(head, i) && (head->item[i].letters >= 2 || nx_is_caps(head, i + 1)))
	{
		place->caps = true;
		place->after = read_caps_name(head, i);
	}
	else if (head->item[i].letters <= 3 && nx_mark_is(head, i + 1, '.') && nx_is_caps(head, i + 2) &&
			 head->item[i + 2].letters > 1)
	{
		/* "St. PETERSBURG" */
		place->caps = true;
		place->after = read_caps_name(head, i + 2);
	}
	if (place->after == 0 || (!nx_may_end(head, place->after) && known_place(head, i, place->after) == NX_KNOWN_NOT))
	{
		uint32_t	mixed = read_mixed_name(head, i);

		if (mixed > place->after)
		{
			place->caps = false;
			place->after = mixed;
		}
	}
	if (place->after <= i)
		return false;
	place->region_first = place->region_after = place->after;
	/* "MONTGOMERY CO., MO" */
	if (nx_mark_is(head, place->after, '.') && nx_mark_is(head, place->after + 1, ',') &&
		!is_space(head, place->after) && nx_head_term(head, place->after + 2, NX_TERM_REGION, &after))
	{
		place->after++;
		place->region_first = place->region_after = place->after;
	}
	else if (!nx_mark_is(head, place->after, ','))
		split_region(head, place);
	/* "Frankfurt/Main", "Halle/Saale" are one name */
	if (is_joined(head, place->after, '/') && place->region_first == place->after &&
		nx_head_term(head, place->after + 1, NX_TERM_RIVER, &after) && after == place->after + 2)
	{
		place->after = after;
		place->region_first = place->region_after = after;
		place->known = NX_KNOWN_WELL;
		return true;
	}
	place->known = (uint8_t) known_place(head, place->first, place->after);
	return true;
}

/* Passes over the period of "Ala." and "Calif." behind a region. */
static uint32_t
over_period(const NxHead *head, uint32_t i)
{
	if (nx_mark_is(head, i, '.') && !is_space(head, i))
	{
		const NxHeadPiece *next = &head->item[i + 1];

		/* the period ends the dateline where nothing of it follows: "BAKU, Azerbaijan. Text" */
		if (next->kind == NX_P_MARK || next->flags & NX_P_LINE || nx_begins_date(head, i + 1) ||
			nx_head_is(head, i + 1, "and") || head->item[i - 1].letters <= 5)
			return i + 1;
	}
	return i;
}

/* A region that no list has: up to three capitalised words before a clear end. */
static uint32_t
unknown_region(const NxHead *head, uint32_t i)
{
	uint32_t	words = 0;

	while (head->item[i].kind == NX_P_WORD && words < 3 && !is_line(head, i) &&
		   (head->item[i].flags & NX_P_CAPITAL || (words && head->item[i].letters <= 3)))
	{
		words++;
		i++;
		if (is_joined(head, i, NX_MARK_HYPHEN))
			i++;
	}
	if (words == 0)
		return 0;
	if (nx_mark_is(head, i, '.') && head->item[i - 1].letters <= 5 && !is_space(head, i))
		i++;
	if (nx_dash_is(head, i) && (is_space(head, i) || head->item[i].mark == NX_MARK_DASH || is_space(head, i + 1)))
		return i;
	if (nx_mark_is(head, i, '(') || nx_mark_is(head, i, '[') || nx_begins_date(head, i))
		return i;
	if (nx_mark_is(head, i, ',') && nx_begins_date(head, i + 1))
		return i;
	if (nx_mark_is(head, i, ':'))
		return i;
	return 0;
}

/* A country, division or island in the gazetteer. */
static bool
is_region(const NxHead *head, uint32_t first, uint32_t after)
{
	NxPlaceFound found;
	uint32_t	i;

	if (!nx_head_place(head, first, after, &found))
		return false;
	for (i = 0; i < found.n; i++)
	{
		const NxPlace *place = &head->data->gazetteer.place[found.names[i].place];

		if (place->feature == NX_FEATURE_COUNTRY || place->feature == NX_FEATURE_ADMIN1 ||
			place->feature == NX_FEATURE_ADMIN2 || place->feature == NX_FEATURE_LAND ||
			place->feature == NX_FEATURE_REGION)
			return true;
	}
	return false;
}

/* ", N.C.", " (Kerala)", " [India]" behind the name; the piece behind it all. */
static uint32_t
read_region(const NxHead *head, NxReadPlace *place, uint32_t i)
{
	uint32_t	end;
	NxAgencyPart agency;

	if (place->region_after > place->after)
		return over_period(head, place->region_after);
	if ((nx_mark_is(head, i, '(') || nx_mark_is(head, i, '[')) && !is_line(head, i))
	{
		char		close = head->item[i].mark == '(' ? ')' : ']';
		NxPlaceFound found;

		for (end = i + 1; end < head->n && end < i + 6 && !nx_mark_is(head, end, close); end++)
			;
		if (!nx_mark_is(head, end, close) || end == i + 1)
			return i;
		if (!nx_head_term(head, i + 1, NX_TERM_REGION, &place->region_after) || place->region_after + 1 < end)
		{
			/* "(CNN)" is an agency, "(Bali)" a region */
			if ((nx_read_bracketed_agency(head, i, &agency) && agency.term) ||
				!nx_head_place(head, i + 1, end, &found) || head->item[i + 1].flags & NX_P_UPPER)
			{
				place->region_after = place->region_first;
				return i;
			}
		}
		else if (nx_read_bracketed_agency(head, i, &agency) && agency.term)
		{
			/* "(AP)" is not Andhra Pradesh */
			place->region_after = place->region_first;
			return i;
		}
		place->region_first = i + 1;
		place->region_after = end;
		place->region_known = true;
		place->region_bracketed = true;
		return end + 1;
	}
	if (!nx_mark_is(head, i, ',') || is_line(head, i + 1) || nx_begins_date(head, i + 1))
		return i;
	if (nx_head_term(head, i + 1, NX_TERM_REGION, &end))
	{
		uint32_t	after = over_period(head, end);
		bool		odd = !nx_may_end(head, after) && after == end;

		/* "GALLUP, N.M. Strong winds": its own period shows it */
		if (odd && head->item[end - 1].flags & NX_P_PERIOD && place->caps &&
			head->item[end].flags & NX_P_CAPITAL && head->item[end].kind == NX_P_WORD)
			odd = false;
		if (!odd)
		{
			place->region_first = i + 1;
			place->region_after = end;
			place->region_known = true;
			/* ", Ontario, Canada" */
			if (nx_mark_is(head, after, ',') && !nx_begins_date(head, after + 1) &&
				nx_head_term(head, after + 1, NX_TERM_REGION, &end) && nx_may_end(head, over_period(head, end)))
				after = over_period(head, end);
			return after;
		}
	}
	if (nx_read_bare_agency(head, i + 1, &agency) && nx_may_end(head, agency.after))
		return i;
	end = unknown_region(head, i + 1);
	if (end)
	{
		place->region_first = i + 1;
		place->region_after = end;
		if (nx_mark_is(head, end - 1, '.'))
			place->region_after--;
		place->region_known = is_region(head, place->region_first, place->region_after);
		return end;
	}
	return i;
}

/* Where the next place of several begins, or 0. */
static uint32_t
next_place(const NxHead *head, uint32_t i, const NxReadPlace *before)
{
	uint32_t	next = 0;
	NxAgencyPart agency;

	if (nx_mark_is(head, i, '/') && !nx_read_bracketed_agency(head, i, &agency))
		next = i + 1;
	else if (nx_mark_is(head, i, '&') || nx_head_is(head, i, "and") || nx_head_is(head, i, "und") ||
			 nx_head_is(head, i, "et"))
		next = i + 1;
	if (next == 0 || head->item[next].kind != NX_P_WORD || is_line(head, next))
		return 0;
	/* one style for all places of a dateline */
	if (before->caps != nx_is_caps(head, next) && !(head->item[next].flags & NX_P_CAPITAL))
		return 0;
	if (nx_mark_is(head, i, '/') && nx_read_bare_agency(head, next, &agency) &&
		nx_mark_is(head, agency.after, '/'))
		return 0;
	return next;
}

/* "PARIS, LONDON and BERLIN": is the comma at i one of a list of places? */
static bool
is_list_comma(const NxHead *head, uint32_t i, const NxReadPlace *before)
{
	NxReadPlace place;
	uint32_t	end;
	int			n;

	for (n = 0; n < NX_DATELINE_PLACES && nx_mark_is(head, i, ','); n++)
	{
		/* "RIO CLARO, TRINIDAD AND TOBAGO, March 26" */
		if (nx_head_term(head, i + 1, NX_TERM_REGION, &end) &&
			(!nx_mark_is(head, end, ',') || nx_begins_date(head, end + 1)))
			return false;
		if (!read_name(head, i + 1, &place) || place.known == NX_KNOWN_NOT || place.caps != before->caps ||
			place.region_after > place.after)
			return false;
		i = place.after;
		if (nx_head_is(head, i, "and") || nx_mark_is(head, i, '&'))
			return read_name(head, i + 1, &place) && place.caps == before->caps && nx_may_end(head, place.after);
	}
	return false;
}

/* All places from piece i; the piece behind them, or 0. */
uint32_t
nx_read_places(NxReading *reading, uint32_t i)
{
	const NxHead *head = reading->head;

	while (reading->nplaces < NX_DATELINE_PLACES)
	{
		NxReadPlace *place = &reading->place[reading->nplaces];
		uint32_t	next;

		if (!read_name(head, i, place))
			break;
		i = place->after;
		if (is_list_comma(head, i, place))
			next = i + 1;
		else
		{
			i = read_region(head, place, i);
			next = next_place(head, i, place);
		}
		reading->nplaces++;
		if (next == 0)
			break;
		i = next;
	}
	return reading->nplaces ? i : 0;
}
