/*-------------------------------------------------------------------------
 * dateline_weigh.c
 *	  Is what has the shape of a dateline one?
 *
 * Evidence for and against is added up.  The weights were set by hand on the
 * development openings and are round numbers on purpose: what tells a
 * dateline from a kicker is the kind of sign, not its third digit.
 *-------------------------------------------------------------------------
 */
#include "dateline_read.h"

#include <string.h>

#include "data.h"
#include "unicode.h"

/* How many pieces of the story are looked at. */
#define BODY_PIECES		28

typedef struct BodyStart
{
	bool		capital;		/* begins like a sentence */
	bool		lower;
	bool		digit;
	bool		question;		/* "How the front line moved" */
	bool		apposition;		/* a second dash comes before the verb */
	bool		headline;		/* one line, no full stop, few small words */
	bool		unended;		/* one short line without a full stop */
	bool		caps;			/* all in capitals */
	uint32_t	words;
	uint32_t	small;			/* lower-case words */
} BodyStart;

static bool
asks(const NxHead *head, uint32_t i)
{
	static const char *const words[] = {"how", "what", "why", "who", "when", "where", "which", "is", "are", "can", "does", "will", "should"};
	uint32_t	k;

	for (k = 0; k < NX_COUNT(words); k++)
		if (nx_head_is(head, i, words[k]))
			return true;
	return false;
}

/* Does the line that holds piece i end as a sentence does? */
static bool
line_ends_sentence(const NxHead *head, uint32_t i, uint32_t *npieces)
{
	uint32_t	next = nx_line_after(head, i);
	uint32_t	last = next - 1;

	*npieces = next - i;
	if (next >= head->n && head->item[head->n].end < head->text.len)
		return true;			/* cut off by our own limit */
	while (last > i && (nx_mark_is(head, last, '"') || nx_mark_is(head, last, ')')))
		last--;
	return head->item[last].kind == NX_P_MARK && strchr(".?!:;", head->item[last].mark) != NULL;
}

static void
look_at_body(const NxHead *head, uint32_t i, BodyStart *body)
{
	uint32_t	first = i;
	uint32_t	caps = 0;
	uint32_t	n;
	uint32_t	k;
	uint32_t	pieces;

	memset(body, 0, sizeof(*body));
	while (head->item[i].kind == NX_P_MARK && strchr("\"'([$#", head->item[i].mark))
		i++;
	body->capital = head->item[i].kind == NX_P_WORD && !(head->item[i].flags & NX_P_LOWER);
	body->lower = head->item[i].kind == NX_P_WORD && (head->item[i].flags & NX_P_LOWER) != 0;
	body->digit = head->item[i].kind == NX_P_NUMBER;
	/* "iPhone", "eBay": capitals inside */
	if (body->lower && head->item[i].letters >= 2)
	{
		unsigned char second = (unsigned char) head->text.data[head->item[i].start + 1];

		if (second >= 'A' && second <= 'Z')
		{
			body->lower = false;
			body->capital = true;
		}
	}
	body->question = asks(head, i);
	for (k = i, n = 0; k < head->n && n < BODY_PIECES; k++, n++)
	{
		const NxHeadPiece *piece = &head->item[k];

		if (piece->kind == NX_P_WORD)
		{
			body->words++;
			if (piece->flags & NX_P_LOWER)
				body->small++;
			if (nx_is_caps(head, k) && piece->letters > 1)
				caps++;
		}
		else if (n > 0 && n < 11 && nx_dash_is(head, k) && piece->flags & NX_P_SPACE &&
				 head->item[k + 1].kind == NX_P_WORD && head->item[k + 1].flags & NX_P_LOWER &&
				 head->item[k + 1].flags & NX_P_SPACE)
			body->apposition = body->small <= 4;
	}
	body->caps = body->words >= 3 && caps * 4 >= body->words * 3;
	if (first < head->n && !line_ends_sentence(head, first, &pieces))
	{
		body->unended = pieces <= 16;
		body->headline = body->unended && body->small * 5 < body->words * 3;
	}
}

static bool
is_kicker(const NxHead *head, const NxReadPlace *place)
{
	uint32_t	after;
	const NxTerm *term = nx_head_term(head, place->first, NX_TERM_KICKER, &after);

	if (term == NULL)
		return false;
	if (after >= place->after)
		return true;
	/* "UPDATE 2", "MARKETS WRAP" */
	return place->known < NX_KNOWN_WELL && place->region_after == place->region_first;
}

/* Words of a name; *common counts those that are ordinary English words. */
static uint32_t
count_words(const NxHead *head, const NxReadPlace *place, uint32_t *common)
{
	uint32_t	words = 0;
	uint32_t	i;

	*common = 0;
	for (i = place->first; i < place->after; i++)
	{
		uint32_t	lists;

		if (head->item[i].kind != NX_P_WORD)
			continue;
		words++;
		if (head->data == NULL)
			continue;
		lists = nx_lexicon_word(&head->data->lexicon, head->item[i].hash);
		if (lists & (NX_L_STOP | NX_L_COMMON | NX_L_NAME_STOP | NX_L_SPEECH))
			++*common;
	}
	return words;
}

static int
weigh_first_place(const NxReading *reading)
{
	const NxHead *head = reading->head;
	const NxReadPlace *place = &reading->place[0];
	uint32_t	common;
	uint32_t	words = count_words(head, place, &common);
	bool		settled = reading->has_date || reading->has_agency;
	int			weight = place->caps ? 20 : -10;

	switch ((NxPlaceKnown) place->known)
	{
		case NX_KNOWN_FAMOUS:
			weight += 35;
			break;
		case NX_KNOWN_WELL:
			weight += 30;
			break;
		case NX_KNOWN_WEAK:
			weight += 10;
			break;
		case NX_KNOWN_COUNTRY:
			weight += settled ? 5 : -15;
			break;
		case NX_KNOWN_NOT:
			weight -= place->caps ? 10 : 25;
			if (place->head && words > 1)
				weight += 25;
			else
			{
				weight -= words > 3 ? 12 * (int) (words - 3) : 0;
				weight -= 15 * (int) common;
			}
			break;
	}
	if (place->region_after > place->region_first)
		weight += place->region_known ? 35 : place->known == NX_KNOWN_NOT ? -15 : 5;
	if (!settled && is_kicker(head, place))
		weight -= 100;
	/* "HATCH: I would ask the witness": a speaker; "SCAAP - SCAAP pays": a term */
	if (!settled && words == 1 && reading->mark == ':' && place->known < NX_KNOWN_FAMOUS && head->data &&
		place->region_after == place->region_first &&
		nx_lexicon_word(&head->data->lexicon, head->item[place->first].hash) & NX_L_SURNAME)
		weight -= 20;
	if (!settled && words == 1 && place->known == NX_KNOWN_NOT &&
		head->item[reading->after].hash == head->item[place->first].hash)
		weight -= 40;
	if (reading->from)
		weight += 40;
	return weight;
}

static int
weigh_more_places(const NxReading *reading)
{
	int			weight = 0;
	uint32_t	i;

	for (i = 1; i < reading->nplaces; i++)
	{
		const NxReadPlace *place = &reading->place[i];

		weight += place->known >= NX_KNOWN_WELL ? 10 : place->known == NX_KNOWN_NOT ? -25 : 0;
		if (place->region_after > place->region_first && place->region_known)
			weight += 10;
		if (place->caps != reading->place[0].caps)
			weight -= 20;
	}
	return weight;
}

static bool
is_camel(NxText word)
{
	uint32_t	i;

	for (i = 1; i < word.len; i++)
		if (word.data[i] >= 'A' && word.data[i] <= 'Z' && word.data[i - 1] >= 'a' && word.data[i - 1] <= 'z')
			return true;
	return false;
}

static int
weigh_agency(const NxReading *reading)
{
	const NxAgencyPart *agency = &reading->agency;
	uint32_t	after;
	int			weight;

	if (agency->term)
	{
		weight = agency->bracketed ? 55 : 40;
		if (agency->term->flags & NX_TERM_WORDLIKE && (!agency->bracketed || reading->nplaces == 0))
			weight -= 25;
		return weight;
	}
	weight = 15;
	if (agency->bracketed && reading->mark && reading->nplaces)
		weight += 15;
	if (reading->nplaces == 0)
	{
		if (is_camel(agency->printed))
			weight += 15;
		if (nx_head_term(reading->head, agency->first, NX_TERM_KICKER, &after) ||
			nx_head_term(reading->head, agency->first, NX_TERM_CREDIT, &after) ||
			nx_head_term(reading->head, agency->first, NX_TERM_NOTE, &after))
			weight -= 100;
	}
	return weight;
}

/* "LOS ANGELES, CALIFORNIA - JUNE 03:" begins captions of a picture agency. */
static bool
is_picture_date(const NxReading *reading)
{
	const NxHead *head = reading->head;

	return reading->has_date && reading->date.year == 0 && reading->date.first > 0 &&
		nx_dash_is(head, reading->date.first - 1) && head->item[reading->date.first].flags & NX_P_UPPER;
}

static int
weigh_mark(const NxReading *reading)
{
	bool		settled = reading->has_date || reading->has_agency;
	bool		region = reading->nplaces && reading->place[reading->nplaces - 1].region_known;
	const NxReadPlace *place = &reading->place[0];
	uint8_t		known = 0;
	uint32_t	i;

	for (i = 0; i < reading->nplaces; i++)
		if (reading->place[i].known > known)
			known = reading->place[i].known;
	switch (reading->mark)
	{
		case NX_MARK_DASH:
			return 30;
		case NX_MARK_HYPHEN:
			return reading->mark_space ? 20 : reading->mark_space_after ? 12 : settled ? 5 : -20;
		case ':':
			if (is_picture_date(reading))
				return -80;
			if (settled || region)
				return 8;
			return known == NX_KNOWN_FAMOUS ? 14 : known == NX_KNOWN_WELL ? 8 : -40;
		case '.':
			if (settled)
				return 5;
			if (region)
				return place->caps ? -5 : -30;
			return known == NX_KNOWN_FAMOUS ? 6 : -40;
		case NX_MARK_QUOTE:
			return settled || region ? 8 : -5;
		default:
			return reading->has_agency ? 0 : reading->has_date ? -20 : -40;
	}
}

static int
weigh_body(const NxReading *reading)
{
	const NxHead *head = reading->head;
	bool		settled = reading->has_date || reading->has_agency;
	bool		sure = reading->has_agency && reading->agency.term && reading->nplaces;
	BodyStart	body;
	int			weight = 0;

	look_at_body(head, reading->after, &body);
	if (body.lower)
		weight -= sure ? (reading->mark ? 15 : 90) : settled ? 25 : 45;
	else if (body.capital || body.digit)
		weight += 10;
	if (body.words < 4 && reading->after < head->n)
		weight -= settled ? 5 : 15;
	else if (body.small >= 4)
		weight += 10;
	if ((body.headline || (body.unended && reading->mark == ':')) && !sure)
		weight -= 20;
	if (body.caps && !settled)
		weight -= 50;
	if (body.apposition)
		weight -= settled ? 10 : reading->nplaces && reading->place[0].caps ? 20 : 45;
	if (body.question && !settled)
		weight -= reading->mark == ':' ? 25 : 5;
	/* a caption: "Lisbon, Portugal, May 3, 2015. (AP Photo/Jane Doe)" */
	if (nx_mark_is(head, reading->after, '(') && !nx_dash_is(head, reading->after - 1) && !reading->has_agency)
		weight -= 70;
	if (reading->after >= head->n)
		weight -= settled ? 5 : 30;
	return weight;
}

int
nx_weigh_dateline(const NxReading *reading, bool at_line)
{
	int			weight = at_line ? 10 : -10;

	if (reading->nplaces)
		weight += weigh_first_place(reading) + weigh_more_places(reading);
	if (reading->has_date)
		weight += reading->date.named ? 30 : 15;
	if (reading->has_agency)
		weight += weigh_agency(reading);
	weight += weigh_mark(reading);
	weight += weigh_body(reading);
	if (!at_line && (reading->nplaces == 0 || !reading->place[0].caps ||
					 (reading->mark != NX_MARK_DASH && !(reading->mark == NX_MARK_HYPHEN && reading->mark_space))))
		weight -= 60;
	return weight;
}
