/*-------------------------------------------------------------------------
 * toponym.c
 *	  Which words of an article are place names, and which demonyms.
 *
 * Candidates are gathered (toponym_candidates.c) and judged by their context
 * (toponym_features.c); of those that overlap the best remains.  What remains
 * is laid over the mentions found so far: it may stand inside an organisation
 * ("University of [Texas]"), replace a mention, or confirm one.  Demonyms
 * come from their list and need no weights: a Russian is a Russian, unless a
 * name around it says otherwise.
 *-------------------------------------------------------------------------
 */
#include "toponym.h"

#include <string.h>

/* Scores from here on, in 1/100 logit, make a place. */
#define NX_TOPONYM_ACCEPT	0

#define NX_TOPONYM_FULL_COUNTRY	500

/* Scores that a confirmed context gives at least. */
#define NX_TOPONYM_CERTAIN	100

/*
 * Inside organisations less is asked: corpora disagree whether the Texas in
 * "University of Texas" counts, users want it found, flagged as nested.
 */
#define NX_TOPONYM_NESTED	(-40)

/* A person's name is given up for a place inside it only on strong evidence. */
#define NX_TOPONYM_OVER_PERSON	150

uint32_t *
nx_toponym_index(NxArena *arena, const NxTokens *tokens, const NxMentions *mentions)
{
	uint32_t   *of = nx_arena_zero(arena, sizeof(uint32_t) * (tokens->n + 1));
	uint32_t	i;
	uint32_t	t;

	for (i = 0; i < mentions->n; i++)
	{
		const NxMention *m = &mentions->item[i];

		if (m->flags & (NX_M_DROPPED | NX_M_NESTED))
			continue;
		for (t = m->first; t < m->first + m->ntokens && t < tokens->n; t++)
			if (of[t] == 0)
				of[t] = i + 1;
	}
	return of;
}

static bool
overlaps(const NxToponym *a, const NxToponym *b)
{
	return a->first < b->end && b->first < a->end;
}

/* Of two that overlap: the better score, a longer name of the gazetteer before a shorter. */
static bool
is_better(const NxToponym *a, const NxToponym *b)
{
	uint32_t	la = a->end - a->first;
	uint32_t	lb = b->end - b->first;
	int32_t		sa = a->score + (la > lb ? 50 : 0);
	int32_t		sb = b->score + (lb > la ? 50 : 0);

	return sa > sb;
}

/* "People's Republic of China", "United Arab Emirates": nothing else is called so. */
static bool
is_full_country(const NxToponymScan *scan, const NxToponym *c)
{
	return c->kind == NX_TOPONYM_GAZETTEER && c->nwords >= 3 && !(c->flags & NX_NAME_WEAK) &&
		scan->data->gazetteer.place[c->best].feature == NX_FEATURE_COUNTRY;
}

/* "UAE", "U.S." standing alone: the list says how a country's abbreviation is written. */
static bool
is_abbreviated_country(const NxToponymScan *scan, const NxToponym *c)
{
	const NxToken *token = &scan->tokens->item[c->first];
	uint32_t	number = scan->mention_of[c->first];

	return c->kind == NX_TOPONYM_GAZETTEER && c->nwords == 1 && token->nchars >= 3 &&
		(c->flags & (NX_NAME_EXACT | NX_NAME_WEAK)) == NX_NAME_EXACT &&
		scan->data->gazetteer.place[c->best].feature == NX_FEATURE_COUNTRY &&
		(number == 0 || scan->mentions->item[number - 1].ntokens == 1);
}

static bool
is_nested(const NxToponymScan *scan, const NxToponym *c)
{
	uint32_t	number = scan->mention_of[c->first];
	const NxMention *m;

	if (number == 0 || c->kind != NX_TOPONYM_GAZETTEER)
		return false;
	m = &scan->mentions->item[number - 1];
	return m->kind == NX_KIND_ORG && m->ntokens > c->end - c->first && m->first + m->ntokens >= c->end;
}

/* Keeps in scan->list the accepted candidates, which do not overlap. */
static void
choose(NxToponymScan *scan)
{
	NxToponyms *list = &scan->list;
	uint32_t	n = 0;
	uint32_t	i;

	for (i = 0; i < list->n; i++)
	{
		NxToponym	c = list->item[i];
		bool		keep = true;

		if ((i & 63) == 0)
			nx_arena_poll(scan->arena);
		c.score = nx_toponym_score(scan, &c);
		if (c.score < NX_TOPONYM_FULL_COUNTRY && is_full_country(scan, &c))
			c.score = NX_TOPONYM_FULL_COUNTRY;
		if (c.score < NX_TOPONYM_CERTAIN && (c.certain || is_abbreviated_country(scan, &c)))
			c.score = NX_TOPONYM_CERTAIN;
		if (c.score < (is_nested(scan, &c) ? NX_TOPONYM_NESTED : NX_TOPONYM_ACCEPT))
			continue;
		while (n > 0 && overlaps(&list->item[n - 1], &c))
		{
			if (!is_better(&c, &list->item[n - 1]))
			{
				keep = false;
				break;
			}
			n--;
		}
		if (keep)
			list->item[n++] = c;
	}
	list->n = n;
}

/* Per thousand, from a score in 1/100 logit: 1000 / (1 + e^-x) in steps. */
static uint16_t
sure_of(int32_t score)
{
	static const uint16_t permille[] = {500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924,
	940, 953, 963, 971, 977, 982, 986, 989, 991, 993};
	uint32_t	step = score < 0 ? 0 : (uint32_t) score / 25;

	return step < NX_COUNT(permille) ? permille[step] : 995;
}

static const char *
reason_of(const NxToponym *c)
{
	switch ((NxToponymKind) c->kind)
	{
		case NX_TOPONYM_GAZETTEER:
			return c->strong ? "name of a place, and its context says so" : "name of a place";
		case NX_TOPONYM_TAGGER:
			return "tagged as a place, not in the gazetteer";
		case NX_TOPONYM_FACILITY:
			return "named after what it is: road, river, county";
		default:
			return "its context says that it is a place";
	}
}

static NxMention *
add_mention(NxArena *arena, const NxTokens *tokens, NxMentions *mentions,
			uint32_t first, uint32_t end, NxKind kind)
{
	NxMention  *m = nx_push(arena, mentions);

	memset(m, 0, sizeof(*m));
	m->span.start = tokens->item[first].start;
	m->span.end = tokens->item[end - 1].end;
	m->first = first;
	m->ntokens = (uint16_t) (end - first);
	m->kind = (uint8_t) kind;
	m->section = NX_SECTION_BODY;
	m->place = NX_NO_PLACE;
	return m;
}

/*
 * Lays one accepted span over the mentions it touches.  Returns the mention
 * that stands for it, or NULL if it gives way.
 */
static NxMention *
lay_over(NxToponymScan *scan, NxMentions *mentions, uint32_t first, uint32_t end,
		 NxKind kind, bool certain)
{
	uint32_t	last = 0;
	bool		nested = false;
	uint8_t		section = NX_SECTION_BODY;
	NxMention  *added;
	uint32_t	t;

	for (t = first; t < end; t++)
	{
		uint32_t	number = scan->mention_of[t];
		NxMention  *m;

		if (number == 0 || number == last)
			continue;
		last = number;
		NX_ASSERT(mentions->item && number <= mentions->n);
		m = &mentions->item[number - 1];
		section = m->section;
		if (m->first == first && m->first + m->ntokens == end)
		{
			m->kind = (uint8_t) kind;
			m->flags &= (uint8_t) ~NX_M_DROPPED;
			return m;
		}
		if (m->first <= first && m->first + m->ntokens >= end && m->kind != NX_KIND_PLACE)
		{
			if (m->kind == NX_KIND_PERSON)
			{
				if (!certain)
					return NULL;
				m->flags |= NX_M_DROPPED;
				m->why = "a place name stands in it";
			}
			else
				nested = true;
			continue;
		}
		m->flags |= NX_M_DROPPED;
		m->why = "a place name takes its words";
	}
	added = add_mention(scan->arena, scan->tokens, mentions, first, end, kind);
	added->section = section;
	if (nested)
		added->flags |= NX_M_NESTED;
	return added;
}

static void
add_places(NxToponymScan *scan, NxMentions *mentions, uint8_t *taken)
{
	uint32_t	i;

	for (i = 0; i < scan->list.n; i++)
	{
		const NxToponym *c = &scan->list.item[i];
		NxMention  *m = lay_over(scan, mentions, c->first, c->end, NX_KIND_PLACE,
								 c->score >= NX_TOPONYM_OVER_PERSON);

		if ((i & 255) == 0)
			nx_arena_poll(scan->arena);
		if (m == NULL)
			continue;
		memset(taken + c->first, 1, c->end - c->first);
		m->confidence = sure_of(c->score);
		m->why = reason_of(c);
		m->source = c->kind == NX_TOPONYM_GAZETTEER ? NX_BY_GAZETTEER :
			c->kind == NX_TOPONYM_TAGGER ? NX_BY_TAGGER : NX_BY_RULE;
	}
}

/*
 * A place that only the tagger sees is kept from this confidence on, per
 * thousand: it wins more on the NER files than it costs on the toponym files.
 */
#define NX_TAGGER_BELIEVED	800

/* Place mentions that nothing confirmed: no names, or those of listed organisations. */
static void
drop_places(const NxToponymScan *scan, NxMentions *mentions, uint32_t n, const uint8_t *taken)
{
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		NxMention  *m = &mentions->item[i];

		if ((i & 255) == 0)
			nx_arena_poll(scan->arena);
		if (m->kind != NX_KIND_PLACE || taken[m->first] || m->source == NX_BY_DATELINE ||
			(m->source == NX_BY_TAGGER && m->confidence >= NX_TAGGER_BELIEVED))
			continue;
		if (nx_is_listed_org(scan, m->first, m->first + m->ntokens))
		{
			m->kind = NX_KIND_ORG;
			m->source = NX_BY_LEXICON;
			m->why = "listed organisation";
		}
		else
		{
			m->flags |= NX_M_DROPPED;
			m->why = "nothing in its context says that it is a place";
		}
	}
}

/* Longest demonym that begins at token i; *end gets the token after it. */
static const NxLexEntry *
demonym_at(const NxToponymScan *scan, uint32_t i, uint32_t *end)
{
	const NxTokens *tokens = scan->tokens;
	const NxLexEntry *found = NULL;
	uint64_t	key = tokens->item[i].hash;
	uint32_t	words;

	for (words = 1; words <= 3; words++)
	{
		const NxLexEntry *entry = words > 1 || tokens->item[i].lists & NX_L_DEMONYM ?
			nx_lexicon_get(&scan->data->lexicon, key, NX_LIST_DEMONYM) : NULL;

		if (entry)
		{
			found = entry;
			*end = i + 1;
		}
		i = nx_next_word(tokens, i, scan->text);
		if (i >= tokens->n || !(tokens->item[i].flags & NX_T_CAPITAL))
			break;
		key = nx_join_hash(key, tokens->item[i].hash);
		if (!nx_lexicon_goes_on(&scan->data->lexicon, key))
			break;
	}
	return found;
}

static bool
may_begin_demonym(const NxToken *token)
{
	return token->kind == NX_TOKEN_WORD && token->flags & NX_T_CAPITAL &&
		token->lists & (NX_L_DEMONYM | NX_L_PHRASE);
}

/* The European of "European Union", the American of "American Airlines": part of a listed name. */
static bool
is_word_of_org(const NxToponymScan *scan, const NxMention *around, uint32_t end)
{
	uint32_t	last = around->first + around->ntokens;

	return around->kind == NX_KIND_ORG && last > end && nx_is_listed_org(scan, around->first, last);
}

static void
add_demonyms(NxToponymScan *scan, NxMentions *mentions, const uint8_t *taken)
{
	const NxTokens *tokens = scan->tokens;
	uint32_t	i;

	for (i = 0; i < tokens->n; i++)
	{
		uint32_t	end = 0;
		const NxLexEntry *entry;
		const NxMention *around;
		NxMention  *m;

		if ((i & 255) == 0)
			nx_arena_poll(scan->arena);
		if (!may_begin_demonym(&tokens->item[i]) || taken[i])
			continue;
		entry = demonym_at(scan, i, &end);
		if (entry == NULL)
			continue;
		around = scan->mention_of[i] ? &mentions->item[scan->mention_of[i] - 1] : NULL;
		if (around && !(around->flags & NX_M_DROPPED) &&
			(around->kind == NX_KIND_PERSON || is_word_of_org(scan, around, end)))
			continue;
		m = lay_over(scan, mentions, i, end, NX_KIND_DEMONYM, false);
		if (m == NULL)
			continue;
		m->source = NX_BY_LEXICON;
		m->confidence = entry->flags & NX_LEX_WEAK ? 600 : 950;
		m->country = entry->code;
		m->why = "adjective or inhabitant of a country";
		i = end - 1;
	}
}

static uint32_t
kind_of(const NxMention *mention)
{
	return mention->kind;
}

void
nx_find_toponyms(NxArena *arena, const NxData *data, NxText text,
				 const NxTokens *tokens, NxMentions *mentions)
{
	NxToponymScan scan;
	uint32_t	before = mentions->n;
	uint8_t    *taken = nx_arena_zero(arena, tokens->n + 1);

	memset(&scan, 0, sizeof(scan));
	scan.arena = arena;
	scan.data = data;
	scan.text = text;
	scan.tokens = tokens;
	scan.mentions = mentions;
	scan.mention_of = nx_toponym_index(arena, tokens, mentions);
	nx_toponym_candidates(&scan);
	nx_toponym_see(&scan);
	choose(&scan);
	add_places(&scan, mentions, taken);
	drop_places(&scan, mentions, before, taken);
	add_demonyms(&scan, mentions, taken);
	nx_sort_mentions(arena, mentions, kind_of);
}
