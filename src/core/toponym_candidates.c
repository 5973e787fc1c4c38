/*-------------------------------------------------------------------------
 * toponym_candidates.c
 *	  The runs of words of an article that could be place names.
 *
 * Four ways lead to a candidate: the words are a name of the gazetteer (all
 * lengths that match, not only the longest), a facility word ends the run
 * ("Parkwood Drive"), the tagger says place, or the context does ("in X",
 * "X, Texas").  At each token at most NX_AT_ONE_TOKEN candidates begin, so
 * their number is linear in the text.
 *-------------------------------------------------------------------------
 */
#include "toponym.h"

#include <string.h>

#define NX_AT_ONE_TOKEN		12

/* Longest run of capitalised words looked at for a facility or an unknown name. */
#define NX_CHUNK_WORDS		6

typedef struct Here
{
	NxToponym	item[NX_AT_ONE_TOKEN];
	uint32_t	n;
} Here;

static bool
is_name_word(const NxToken *token)
{
	return token->kind == NX_TOKEN_WORD && token->flags & (NX_T_CAPITAL | NX_T_CASELESS);
}

static NxText
surface_of(const NxToponymScan *scan, uint32_t first, uint32_t end)
{
	return nx_slice(scan->text, scan->tokens->item[first].start, scan->tokens->item[end - 1].end);
}

/* Adds a candidate that ends at 'end', unless one of a better kind does. */
static NxToponym *
add_here(Here *here, NxToponymKind kind, uint32_t first, uint32_t end)
{
	NxToponym  *c;
	uint32_t	i;

	for (i = 0; i < here->n; i++)
		if (here->item[i].end == end)
			return here->item[i].kind <= kind ? NULL : &here->item[i];
	if (here->n == NX_AT_ONE_TOKEN)
		return NULL;
	c = &here->item[here->n++];
	memset(c, 0, sizeof(*c));
	c->kind = (uint8_t) kind;
	c->first = first;
	c->end = end;
	c->best = NX_NO_PLACE;
	return c;
}

/*
 * "The Vatican": the article is no part of a name that does without it, but
 * it is of "The Hague".
 */
static bool
has_needless_article(const NxToponymScan *scan, uint64_t rest, uint32_t best)
{
	uint32_t	n;
	const NxPlaceName *name = nx_gazetteer_find(&scan->data->gazetteer, rest, &n);

	NxText		listed = nx_place_name(&scan->data->gazetteer, best);

	if (listed.len > 4 && memcmp(listed.data, "The ", 4) == 0)
		return false;
	for (; n > 0; n--, name++)
		if (name->place == best)
			return true;
	return false;
}

/* "US$5", "$US 5": money, not a place. */
static bool
is_currency(const NxToponymScan *scan, uint32_t i)
{
	const NxTokens *tokens = scan->tokens;

	return (i + 1 < tokens->n && scan->text.data[tokens->item[i + 1].start] == '$' &&
			!(tokens->item[i + 1].flags & NX_T_SPACE)) ||
		(i > 0 && scan->text.data[tokens->item[i - 1].start] == '$' && !(tokens->item[i].flags & NX_T_SPACE));
}

/* Names of the gazetteer that begin at token i. */
static void
gazetteer_here(const NxToponymScan *scan, uint32_t i, Here *here)
{
	const NxGazetteer *gazetteer = &scan->data->gazetteer;
	const NxToken *token = scan->tokens->item;
	uint64_t	key = token[i].hash;
	unsigned	lengths = nx_gazetteer_lengths(gazetteer, key);
	uint64_t	rest = 0;		/* key without the first word */
	bool		is_the = nx_scan_class(scan, i) == NX_W_THE;
	uint32_t	at = i;
	uint32_t	words = 1;

	if (lengths == 0 || is_currency(scan, i))
		return;
	for (;;)
	{
		if (lengths & 1 && (is_name_word(&token[at]) || (words > 1 && token[at].kind == NX_TOKEN_NUMBER)))
		{
			uint32_t	n;
			const NxPlaceName *name = nx_gazetteer_find(gazetteer, key, &n);
			NxText		surface = surface_of(scan, i, at + 1);

			while (n > 0 && !nx_name_fits(gazetteer, name, surface))
				name++, n--;
			if (n > 0 && !(words > 1 && is_the && has_needless_article(scan, rest, name->place)))
			{
				NxToponym  *c = add_here(here, NX_TOPONYM_GAZETTEER, i, at + 1);

				if (c)
				{
					c->key = key;
					c->nwords = (uint8_t) words;
					c->flags = name->flags;
					c->best = name->place;
				}
			}
		}
		lengths >>= 1;
		if (lengths == 0)
			break;
		words++;
		at = nx_next_word(scan->tokens, at, scan->text);
		if (at >= scan->tokens->n)
			break;
		if (!is_name_word(&token[at]) && token[at].kind != NX_TOKEN_NUMBER &&
			!(token[at].lists & (NX_L_STOP | NX_L_STOP_OTHER | NX_L_PARTICLE)))
			break;
		key = nx_join_hash(key, token[at].hash);
		rest = words > 2 ? nx_join_hash(rest, token[at].hash) : token[at].hash;
	}
}

/* "Central" in "Central and South America". */
static void
coordinated_here(const NxToponymScan *scan, uint32_t i, Here *here)
{
	uint64_t	key = nx_coordinated_key(&scan->data->gazetteer, scan->text, scan->tokens, i);
	const NxPlaceName *name;
	NxToponym  *c;
	uint32_t	n;

	if (key == 0)
		return;
	name = nx_gazetteer_find(&scan->data->gazetteer, key, &n);
	here->n = 0;
	c = add_here(here, NX_TOPONYM_GAZETTEER, i, i + 1);
	c->key = key;
	c->nwords = 2;
	c->flags = name->flags;
	c->best = name->place;
	c->coordinated = true;
}

/* Does a run of capitalised words begin at i rather than go on? */
static bool
begins_chunk(const NxToponymScan *scan, uint32_t i)
{
	const NxToken *token = scan->tokens->item;

	return i == 0 || token[i].flags & NX_T_SENTENCE || !is_name_word(&token[i - 1]) ||
		!(token[i].flags & NX_T_SPACE) ||
		(token[i - 1].flags & NX_T_SENTENCE && token[i - 1].lists & NX_L_STOP);
}

/* Token after the run of capitalised words that begins at i. */
static uint32_t
chunk_end(const NxToponymScan *scan, uint32_t i)
{
	const NxToken *token = scan->tokens->item;
	uint32_t	end = i + 1;
	uint32_t	words = 1;

	while (end < scan->tokens->n && words < NX_CHUNK_WORDS && is_name_word(&token[end]) &&
		   token[end].flags & NX_T_SPACE && !(token[end].flags & (NX_T_SENTENCE | NX_T_LINE)))
		end++, words++;
	return end;
}

static NxFacility
facility_at(const NxToponymScan *scan, uint32_t i)
{
	return nx_scan_facility(scan, i);
}

static void
set_key(const NxToponymScan *scan, NxToponym *c)
{
	const NxToken *token = scan->tokens->item;
	uint32_t	i;

	c->key = 1;
	c->nwords = 0;
	for (i = c->first; i < c->end; i++)
	{
		if (token[i].kind > NX_TOKEN_NUMBER)
			continue;
		c->key = c->nwords ? nx_join_hash(c->key, token[i].hash) : token[i].hash;
		if (c->nwords < 255)
			c->nwords++;
	}
}

static void
add_facility(const NxToponymScan *scan, Here *here, uint32_t first, uint32_t end, NxFacility facility)
{
	NxToponym  *c;
	uint32_t	i;

	for (i = 0; i < here->n; i++)
		if (here->item[i].end == end)
			here->item[i].facility = (uint8_t) facility;
	c = add_here(here, NX_TOPONYM_FACILITY, first, end);
	if (c == NULL)
		return;
	c->facility = (uint8_t) facility;
	set_key(scan, c);
}

/* "Parkwood Drive", "Lake Lanier", "Highway 61", "5th Street". */
static void
facility_here(const NxToponymScan *scan, uint32_t i, Here *here)
{
	const NxToken *token = scan->tokens->item;
	uint32_t	end;
	uint32_t	at;
	NxFacility	facility;

	if (token[i].kind == NX_TOKEN_NUMBER)
	{
		if (token[i].nchars <= 5 && token[i].flags & NX_T_DIGIT && i + 1 < scan->tokens->n &&
			is_name_word(&token[i + 1]) && facility_at(scan, i + 1) == NX_FACILITY_ROAD &&
			!(scan->text.data[token[i].end - 1] >= '0' && scan->text.data[token[i].end - 1] <= '9'))
			add_facility(scan, here, i, i + 2, NX_FACILITY_ROAD);
		return;
	}
	facility = facility_at(scan, i);
	if (i + 1 < scan->tokens->n && token[i + 1].kind == NX_TOKEN_NUMBER &&
		(facility == NX_FACILITY_ROAD || token[i].lists & NX_L_FACILITY))
		add_facility(scan, here, i, i + 2, NX_FACILITY_ROAD);
	if (!begins_chunk(scan, i))
		return;
	end = chunk_end(scan, i);
	for (at = end - 1; at > i; at--)
	{
		NxFacility	last = facility_at(scan, at);

		if (last != NX_FACILITY_NONE && last != NX_FACILITY_BEFORE)
		{
			add_facility(scan, here, i, at + 1, last);
			break;
		}
	}
	if (end > i + 1 && (facility == NX_FACILITY_BEFORE || facility == NX_FACILITY_WATER))
		add_facility(scan, here, i, i + 2, NX_FACILITY_BEFORE);
}

/* Is token i a state or a country, as a list has it? */
static bool
is_state_at(const NxToponymScan *scan, uint32_t i)
{
	return i < scan->tokens->n && is_name_word(&scan->tokens->item[i]) &&
		nx_scan_class(scan, i) == NX_W_STATE;
}

/* A run of capitalised words that only its context makes a place. */
static void
context_here(const NxToponymScan *scan, uint32_t i, Here *here)
{
	const NxTokens *tokens = scan->tokens;
	NxToponym  *c;
	uint32_t	end;
	uint8_t		before = NX_W_BOUNDARY;

	if (!begins_chunk(scan, i) || tokens->item[i].lists & (NX_L_STOP | NX_L_MONTH | NX_L_WEEKDAY))
		return;
	end = chunk_end(scan, i);
	if (end - i > 3)
		return;
	if (!(tokens->item[i].flags & NX_T_SENTENCE) && i > 0)
		before = nx_scan_class(scan, i - 1);
	if (before == NX_W_OF && (i < 2 || nx_scan_class(scan, i - 2) != NX_W_TOWN))
		before = NX_W_BOUNDARY;
	if (before != NX_W_IN && before != NX_W_NEAR && before != NX_W_FROM && before != NX_W_AT &&
		before != NX_W_OF && before != NX_W_TO && before != NX_W_ACROSS && before != NX_W_DIRECTION &&
		!(end + 1 < tokens->n && tokens->item[end].kind == NX_TOKEN_PUNCT &&
		  scan->text.data[tokens->item[end].start] == ',' && is_state_at(scan, end + 1)))
		return;
	c = add_here(here, NX_TOPONYM_CONTEXT, i, end);
	if (c)
		set_key(scan, c);
}

/* Place mentions of the tagger that begin at i. */
static void
tagger_here(const NxToponymScan *scan, uint32_t i, Here *here)
{
	uint32_t	number = scan->mention_of[i];
	const NxMention *m;
	NxToponym  *c;

	if (number == 0)
		return;
	m = &scan->mentions->item[number - 1];
	if (m->first != i || m->kind != NX_KIND_PLACE)
		return;
	c = add_here(here, NX_TOPONYM_TAGGER, i, i + m->ntokens);
	if (c)
	{
		c->kind = NX_TOPONYM_TAGGER;
		set_key(scan, c);
	}
}

/* Longer first. */
static void
sort_here(Here *here)
{
	uint32_t	i;
	uint32_t	j;

	for (i = 1; i < here->n; i++)
	{
		NxToponym	moved = here->item[i];

		for (j = i; j > 0 && here->item[j - 1].end < moved.end; j--)
			here->item[j] = here->item[j - 1];
		here->item[j] = moved;
	}
}

void
nx_toponym_candidates(NxToponymScan *scan)
{
	const NxTokens *tokens = scan->tokens;
	uint32_t	reach = 0;		/* end of the longest gazetteer name so far */
	uint32_t	i;
	uint32_t	k;

	scan->class_of = nx_arena_zero(scan->arena, tokens->n + 1);
	scan->facility_of = nx_arena_zero(scan->arena, tokens->n + 1);
	for (i = 0; i < tokens->n; i++)
	{
		Here		here;

		if ((i & 255) == 0)
			nx_arena_poll(scan->arena);
		here.n = 0;
		if (tokens->item[i].kind == NX_TOKEN_NUMBER)
			facility_here(scan, i, &here);
		else if (is_name_word(&tokens->item[i]))
		{
			gazetteer_here(scan, i, &here);
			coordinated_here(scan, i, &here);
			tagger_here(scan, i, &here);
			facility_here(scan, i, &here);
			context_here(scan, i, &here);
			sort_here(&here);
		}
		for (k = 0; k < here.n; k++)
		{
			NxToponym  *c = nx_push(scan->arena, &scan->list);

			*c = here.item[k];
			if (c->kind != NX_TOPONYM_GAZETTEER)
				continue;
			c->inside = c->end <= reach;
			if (c->end > reach)
				reach = c->end;
		}
	}
}
