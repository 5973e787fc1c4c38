/*-------------------------------------------------------------------------
 * toponym_features.c
 *	  What speaks for a candidate being a place name, as numbers.
 *
 * Each template below has room for so many values; template and value give a
 * feature number, and nx_toponym_weight its weight in 1/100 logit.  No
 * feature depends on the letters of a name: the weights know classes of
 * names and contexts, not names.  The weights were fitted by logistic
 * regression to annotated news (src/gen/fit_places.sh); fit them anew when the
 * tagger or the lists have changed much.
 *-------------------------------------------------------------------------
 */
#include "toponym.h"

#include <string.h>

#include "place.h"
#include "unicode.h"

/* Template, number of its values. */
#define TEMPLATES(T) \
	T(KIND, 16) T(CLASS, 96) T(WEAK, 16) T(LEX, 64) T(RANK, 32) T(PREV, 48) T(PREV2, 48) \
	T(NEXT, 48) T(NEXT2, 48) T(PREV_NEXT, 2304) T(COMMA, 16) T(TAG, 64) T(TAG_SURE, 64) \
	T(CASE, 16) T(CHUNK, 64) T(SEEN_STRONG, 16) T(SEEN_PERSON, 16) T(SEEN_TAG, 32) \
	T(INSIDE, 8) T(PREV_KIND, 768) T(NEXT_KIND, 768) T(ORG, 64) T(FACILITY, 64) T(PERSON, 64) \
	T(ENDS, 32) T(PREV_THE, 96) T(LISTS, 64) T(SEEN_BOTH, 64)

enum
{
#define T(name, size)	F_##name,
	TEMPLATES(T)
#undef T
	F_TEMPLATES
};

static const uint16_t template_size[F_TEMPLATES] = {
#define T(name, size)	size,
	TEMPLATES(T)
#undef T
};

#define FEATURES_MOST	6144

/* What a name loses as a place that is a surname or a company here, in 1/100 logit. */
#define NO_PLACE_PENALTY	250

/* What the name of a listed organisation loses as a place. */
#define ORG_PENALTY			600

/* Importance of a city of about 150,000 people. */
#define LARGE_CITY	85

/* Importance of a town of about 30,000 people. */
#define SMALL_TOWN	60

static const int16_t nx_toponym_weight[FEATURES_MOST] = {
#include "toponym_weights.inc"
};

typedef struct Set
{
	uint16_t   *feature;
	uint32_t	n;
	uint16_t	base[F_TEMPLATES];
} Set;

static void
add(Set *set, uint32_t template, uint32_t value)
{
	if (value >= template_size[template])
		value = template_size[template] - 1u;
	set->feature[set->n++] = (uint16_t) (set->base[template] + value);
}

/* Class of the word before token i within its sentence. */
static uint8_t
class_before(const NxToponymScan *scan, uint32_t i, uint32_t *at)
{
	if (i == 0 || scan->tokens->item[i].flags & NX_T_SENTENCE)
	{
		*at = i;
		return NX_W_BOUNDARY;
	}
	*at = i - 1;
	return nx_scan_class(scan, i - 1);
}

/* Class of token i as seen from its left; a sentence's end is a boundary. */
static uint8_t
class_after(const NxToponymScan *scan, uint32_t i)
{
	if (i >= scan->tokens->n || scan->tokens->item[i].flags & NX_T_SENTENCE)
		return NX_W_BOUNDARY;
	return nx_scan_class(scan, i);
}

static bool
is_comma(const NxToponymScan *scan, uint32_t i)
{
	return i < scan->tokens->n && scan->tokens->item[i].kind == NX_TOKEN_PUNCT &&
		scan->text.data[scan->tokens->item[i].start] == ',';
}

static bool
is_capital(const NxToponymScan *scan, uint32_t i)
{
	return i < scan->tokens->n && scan->tokens->item[i].kind == NX_TOKEN_WORD &&
		scan->tokens->item[i].flags & NX_T_CAPITAL;
}

/* Longest name that begins at token i: most important bearer, or NX_NO_PLACE. */
static uint32_t
place_at(const NxToponymScan *scan, uint32_t i)
{
	const NxToken *token = scan->tokens->item;
	uint64_t	key;
	uint32_t	best = NX_NO_PLACE;
	uint32_t	first = i;
	unsigned	lengths;

	if (!is_capital(scan, i))
		return NX_NO_PLACE;
	key = token[i].hash;
	lengths = nx_gazetteer_lengths(&scan->data->gazetteer, key) & 7;
	for (; lengths; lengths >>= 1)
	{
		uint32_t	n = 0;
		const NxPlaceName *name = lengths & 1 ? nx_gazetteer_find(&scan->data->gazetteer, key, &n) : NULL;
		NxText		surface = nx_slice(scan->text, token[first].start, token[i].end);

		while (n > 0 && !nx_name_fits(&scan->data->gazetteer, name, surface))
			name++, n--;
		if (n > 0)
			best = name->place;
		i = nx_next_word(scan->tokens, i, scan->text);
		if (!is_capital(scan, i))
			break;
		key = nx_join_hash(key, token[i].hash);
	}
	return best;
}

/* Has the name a bearer in 'holder' (a country, state or county), or is it that? */
static bool
lies_in(const NxToponymScan *scan, uint64_t key, uint32_t holder)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	n;
	const NxPlaceName *name = nx_gazetteer_find(g, key, &n);
	uint32_t	i;

	for (i = 0; i < n && i < 200; i++)
		if (name[i].place == holder || (g->place[name[i].place].feature >= NX_FEATURE_ADMIN1 &&
										nx_place_within(g, name[i].place, holder)))
			return true;
	return false;
}

/* ", Texas" after it or "Paris, " before it; 0 neither. */
static uint32_t
comma_value(const NxToponymScan *scan, const NxToponym *c)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	after = NX_NO_PLACE;
	uint32_t	value = 0;

	if (is_comma(scan, c->end))
		after = place_at(scan, c->end + 1);
	if (after != NX_NO_PLACE)
	{
		bool		area = g->place[after].feature <= NX_FEATURE_ADMIN2 ||
			lies_in(scan, c->key, after);

		value = area ? (lies_in(scan, c->key, after) ? 1 : 2) : 3;
	}
	if (c->first >= 2 && is_comma(scan, c->first - 1) && is_capital(scan, c->first - 2))
	{
		bool		area = c->best != NX_NO_PLACE && (g->place[c->best].feature == NX_FEATURE_ADMIN1 ||
													  g->place[c->best].feature == NX_FEATURE_COUNTRY);

		value += area ? (lies_in(scan, scan->tokens->item[c->first - 2].hash, c->best) ? 4 : 8) : 12;
	}
	return value;
}

static NxToponymSeen *
seen_slot(const NxToponymScan *scan, uint64_t key)
{
	uint32_t	i;

	for (i = (uint32_t) key & scan->seen_mask;; i = (i + 1) & scan->seen_mask)
		if (scan->seen[i].key == key || scan->seen[i].key == 0)
			return &scan->seen[i];
}

/* "Fulton" in "Cobb, Fulton and Gwinnett counties". */
static bool
is_county(const NxToponymScan *scan, const NxToponym *c)
{
	const NxPlaceName *name;
	uint32_t	n;

	if (!nx_has_counties(scan->text, scan->tokens, c->end))
		return false;
	name = nx_gazetteer_find(&scan->data->gazetteer,
							 nx_join_hash(c->key, nx_fold_hash(NX_TEXT("County"))), &n);
	return name != NULL;
}

/*
 * "The flight to Nice was": a capital in the middle of a sentence after a
 * preposition makes an ordinary word a name, and large cities are meant by it.
 */
static bool
is_city_word(const NxToponymScan *scan, const NxToponym *c, uint8_t before)
{
	const NxPlace *p;
	const NxToken *token = &scan->tokens->item[c->first];

	if (c->kind != NX_TOPONYM_GAZETTEER || c->nwords != 1 || !(c->flags & NX_NAME_WEAK) ||
		token->flags & (NX_T_SENTENCE | NX_T_UPPER) || token->lists & (NX_L_NAME_STOP | NX_L_MONTH | NX_L_WEEKDAY) ||
		is_capital(scan, c->end))
		return false;
	p = &scan->data->gazetteer.place[c->best];
	return p->feature == NX_FEATURE_CITY && p->importance >= LARGE_CITY &&
		(before == NX_W_IN || before == NX_W_NEAR || before == NX_W_FROM || before == NX_W_TO);
}

bool
nx_is_listed_org(const NxToponymScan *scan, uint32_t first, uint32_t end)
{
	const NxLexicon *lexicon = &scan->data->lexicon;
	const NxToken *token = scan->tokens->item;
	NxText		surface = nx_slice(scan->text, token[first].start, token[end - 1].end);
	uint64_t	key = 0;
	const NxLexEntry *entry;
	uint32_t	words = 0;
	uint32_t	i;

	if (!(token[first].lists & (NX_L_ORG | NX_L_PHRASE)))
		return false;
	for (i = first; i < end; i++)
		if (token[i].kind <= NX_TOKEN_NUMBER)
			key = words++ ? nx_join_hash(key, token[i].hash) : token[i].hash;
	entry = nx_lexicon_find(lexicon, key, &words);
	for (; words > 0; words--, entry++)
	{
		NxText		form = nx_lexicon_form(lexicon, entry);

		if (entry->list == NX_LIST_ORG &&
			(!(entry->flags & NX_LEX_EXACT) ||
			 (form.len == surface.len && memcmp(form.data, surface.data, form.len) == 0)))
			return true;
	}
	return false;
}

/*
 * "EU", "NATO", "Citibank": listed organisations whose name no place of any
 * weight bears.  Chelsea and Santander are left to their context.
 */
static bool
is_org_here(const NxToponymScan *scan, const NxToponym *c)
{
	const NxPlace *p;

	if (c->certain || !nx_is_listed_org(scan, c->first, c->end))
		return false;
	if (c->kind != NX_TOPONYM_GAZETTEER)
		return true;
	p = &scan->data->gazetteer.place[c->best];
	return scan->tokens->item[c->first].flags & NX_T_UPPER || p->feature == NX_FEATURE_REGION ||
		p->importance < SMALL_TOWN;
}

/* "in Hell, Norway,": an unknown name that the text itself puts in a country or a state. */
static bool
is_put_in_area(const NxToponymScan *scan, const NxToponym *c, uint8_t before)
{
	uint32_t	area = c->end + 1;
	uint8_t		after;

	if ((c->kind != NX_TOPONYM_CONTEXT && c->kind != NX_TOPONYM_TAGGER) ||
		(before != NX_W_IN && before != NX_W_NEAR && before != NX_W_FROM) ||
		!is_comma(scan, c->end) || !is_capital(scan, area) || nx_scan_class(scan, area) != NX_W_STATE)
		return false;
	after = class_after(scan, area + 1);
	return after == NX_W_COMMA || after == NX_W_BOUNDARY || after == NX_W_PUNCT || after == NX_W_CLOSE;
}

/* Does the context alone say place, or person? */
static void
judge_context(const NxToponymScan *scan, NxToponym *c)
{
	const NxToken *token = scan->tokens->item;
	uint32_t	at;
	uint8_t		before = class_before(scan, c->first, &at);
	uint8_t		after = class_after(scan, c->end);
	uint8_t		comma = (uint8_t) comma_value(scan, c);

	c->strong = before == NX_W_IN || before == NX_W_NEAR || before == NX_W_DIRECTION ||
		(comma & 3) == 1 || (comma & 3) == 2 || (comma & 12) == 4 || after == NX_W_BASED;
	if (before == NX_W_OF && c->first >= 2)
		c->strong = class_before(scan, at, &at) == NX_W_TOWN;
	c->person = (before == NX_W_GIVEN || before == NX_W_INITIAL || before == NX_W_TITLE) &&
		(before != NX_W_TITLE || token[c->first - 1].flags & NX_T_CAPITAL);
	c->certain = c->kind == NX_TOPONYM_GAZETTEER && !c->person &&
		((comma & 3) == 1 || (comma & 12) == 4 || c->coordinated || is_county(scan, c) || is_city_word(scan, c, before));
	if (c->end - c->first == 1 && token[c->first].lists & NX_L_GIVEN &&
		(after == NX_W_SURNAME || after == NX_W_INITIAL))
		c->person = true;
	if (!c->person && is_put_in_area(scan, c, before))
		c->certain = true;
}

void
nx_toponym_see(NxToponymScan *scan)
{
	uint32_t	size = 64;
	uint32_t	i;

	while (size < scan->list.n * 2)
		size *= 2;
	scan->seen = nx_arena_zero(scan->arena, sizeof(NxToponymSeen) * size);
	scan->seen_mask = size - 1;
	for (i = 0; i < scan->list.n; i++)
	{
		NxToponym  *c = &scan->list.item[i];
		NxToponymSeen *seen = seen_slot(scan, c->key);
		uint32_t	number = scan->mention_of[c->first];

		if ((i & 255) == 0)
			nx_arena_poll(scan->arena);
		judge_context(scan, c);
		seen->key = c->key;
		seen->mentions++;
		seen->strong += c->strong;
		seen->person += c->person;
		if (number)
		{
			const NxMention *m = &scan->mentions->item[number - 1];

			seen->tagged_place += m->kind == NX_KIND_PLACE && m->first == c->first && m->first + m->ntokens == c->end;
			seen->tagged_other += m->kind == NX_KIND_PERSON;
		}
	}
}

static uint32_t
few(uint32_t n)
{
	return n < 3 ? n : 3;
}

/* How its span lies to the mention it begins in. */
static void
add_tag(const NxToponymScan *scan, const NxToponym *c, Set *set)
{
	uint32_t	number = scan->mention_of[c->first];
	const NxMention *m;
	uint32_t	relation;

	if (number == 0)
		number = scan->mention_of[c->end - 1];
	if (number == 0)
	{
		add(set, F_TAG, 0);
		return;
	}
	m = &scan->mentions->item[number - 1];
	relation = m->first == c->first && m->first + m->ntokens == c->end ? 0 :
		m->first == c->first && m->first + m->ntokens > c->end ? 1 :
		m->first + m->ntokens == c->end && m->first < c->first ? 2 :
		m->first < c->first && m->first + m->ntokens > c->end ? 3 :
		m->first >= c->first && m->first + m->ntokens <= c->end ? 4 : 5;
	add(set, F_TAG, 1 + m->kind * 6u + relation);
	if (relation == 0)
		add(set, F_TAG_SURE, m->kind * 10u + (m->confidence > 999 ? 9 : m->confidence / 100u));
}

/* What the words of the name itself say. */
static void
add_words(const NxToponymScan *scan, const NxToponym *c, Set *set)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	const NxToken *token = scan->tokens->item;
	const NxToken *first = &token[c->first];
	const NxToken *last = &token[c->end - 1];
	uint32_t	many = c->nwords > 1;
	uint32_t	rank = nx_lexicon_rank(&scan->data->lexicon, last->hash);

	add(set, F_KIND, c->kind * 2u + many);
	if (c->best != NX_NO_PLACE)
		add(set, F_CLASS, g->place[c->best].feature * 8u + g->place[c->best].importance / 32u);
	add(set, F_WEAK, c->kind == NX_TOPONYM_GAZETTEER ?
		(c->flags & NX_NAME_WEAK ? 1u : 0) + (c->flags & NX_NAME_EXACT ? 2u : 0) + 4 * many : 15);
	add(set, F_LEX, (last->lists & NX_L_COMMON ? 1u : 0) + (last->lists & NX_L_GIVEN ? 2u : 0) +
		(last->lists & NX_L_SURNAME ? 4u : 0) + (last->lists & (NX_L_NAME_STOP | NX_L_STOP) ? 8u : 0) +
		(last->lists & (NX_L_ORG | NX_L_ORG_HEAD | NX_L_AGENCY) ? 16u : 0) + 32 * many);
	add(set, F_LISTS, (last->lists & (NX_L_MONTH | NX_L_WEEKDAY) ? 1u : 0) + (first->lists & NX_L_DEMONYM ? 2u : 0) +
		(last->lists & NX_L_TITLE ? 4u : 0) + (last->lists & NX_L_COUNTRY ? 8u : 0) +
		(last->lists & NX_L_STATE ? 16u : 0) + 32 * many);
	add(set, F_RANK, rank / 16 + 16 * many);
	add(set, F_CASE, (first->flags & NX_T_UPPER ? 1u : 0) + (first->flags & NX_T_SENTENCE ? 2u : 0) +
		(first->lists & NX_L_COMMON && first->flags & NX_T_SENTENCE ? 4u : 0) +
		(last->flags & NX_T_PERIOD ? 8u : 0));
	add(set, F_INSIDE, c->inside * 2u + (c->kind == NX_TOPONYM_GAZETTEER));
	if (c->facility)
		add(set, F_FACILITY, c->facility + NX_FACILITY_KINDS * c->kind);
	add(set, F_ENDS, (uint32_t) nx_scan_facility(scan, c->end - 1) +
		(first->lists & NX_L_TITLE ? 10u : 0) + (first->lists & NX_L_DEMONYM ? 20u : 0));
}

/* Where it stands in its run of capitalised words, and how that run ends. */
static void
add_chunk(const NxToponymScan *scan, const NxToponym *c, Set *set)
{
	const NxToken *token = scan->tokens->item;
	uint32_t	left = 0;
	uint32_t	right = 0;
	uint32_t	at;
	uint8_t		head = NX_W_NONE;

	for (at = c->first; left < 3 && at > 0 && !(token[at].flags & NX_T_SENTENCE) && is_capital(scan, at - 1) &&
		 token[at].flags & NX_T_SPACE; at--)
		left++;
	for (at = c->end; right < 4 && is_capital(scan, at) && !(token[at].flags & (NX_T_SENTENCE | NX_T_LINE)); at++)
	{
		right++;
		head = nx_scan_class(scan, at);
	}
	add(set, F_CHUNK, left * 5 + right + 20 * (c->nwords > 2 ? 2 : c->nwords - 1u));
	add(set, F_ORG, right ? head : 0);
}

uint32_t
nx_toponym_features(const NxToponymScan *scan, const NxToponym *c,
					uint16_t feature[NX_TOPONYM_MOST_FEATURES])
{
	const NxToponymSeen *seen = seen_slot(scan, c->key);
	const NxToken *token = scan->tokens->item;
	Set			set;
	uint32_t	base = 0;
	uint32_t	at;
	uint32_t	i;
	uint8_t		prev;
	uint8_t		prev2;
	uint8_t		next;
	uint32_t	strength;

	set.feature = feature;
	set.n = 0;
	for (i = 0; i < F_TEMPLATES; i++)
	{
		set.base[i] = (uint16_t) base;
		base += template_size[i];
	}
	prev = class_before(scan, c->first, &at);
	prev2 = at > 0 && at < c->first ? class_before(scan, at, &at) : NX_W_NONE;
	next = class_after(scan, c->end);

	/* how good a name it is without its context: 16 steps */
	strength = c->kind != NX_TOPONYM_GAZETTEER ? 12u + c->kind :
		(c->flags & NX_NAME_WEAK ? 6u : 0) + (c->nwords > 1 ? 3u : 0) +
		(scan->data->gazetteer.place[c->best].importance >= 150 ? 2u :
		 scan->data->gazetteer.place[c->best].importance >= 70 ? 1u : 0);
	add_words(scan, c, &set);
	add_chunk(scan, c, &set);
	add_tag(scan, c, &set);
	add(&set, F_PREV, prev);
	add(&set, F_PREV2, prev2);
	add(&set, F_NEXT, next);
	add(&set, F_NEXT2, next == NX_W_BOUNDARY ? NX_W_NONE : class_after(scan, c->end + 1));
	add(&set, F_PREV_NEXT, prev * 48u + next);
	add(&set, F_PREV_KIND, prev * 16u + strength);
	add(&set, F_NEXT_KIND, next * 16u + strength);
	if (prev == NX_W_THE || prev == NX_W_OF)
		add(&set, F_PREV_THE, prev2 + (prev == NX_W_OF ? 48u : 0));
	add(&set, F_COMMA, comma_value(scan, c));
	add(&set, F_SEEN_STRONG, few(seen->strong - c->strong) + 4 * few(seen->mentions - 1));
	add(&set, F_SEEN_PERSON, few(seen->person - c->person) + 4 * few(seen->mentions - 1));
	add(&set, F_SEEN_BOTH, few(seen->person) + 4 * few(seen->strong) + (strength % 3 == 2 ? 16u : 0));
	add(&set, F_SEEN_TAG, few(seen->tagged_place) + 4 * few(seen->tagged_other) + (c->strong ? 16u : 0));
	add(&set, F_PERSON, (c->person ? 1u : 0) + (token[c->first].lists & NX_L_GIVEN ? 2u : 0) +
		(token[c->end - 1].lists & NX_L_SURNAME ? 4u : 0) +
		(next == NX_W_SURNAME || next == NX_W_INITIAL ? 8u : 0) + (prev == NX_W_GIVEN ? 16u : 0) +
		(c->nwords > 1 ? 32u : 0));
	return set.n;
}

/*
 * "Jack London ... London wrote": the article has a person of this surname,
 * and nothing around the word says place.
 */
static bool
is_surname_here(const NxToponymScan *scan, const NxToponym *c)
{
	uint32_t	at;
	uint8_t		prev;

	if (c->nwords != 1 || c->strong || c->certain || seen_slot(scan, c->key)->tagged_other == 0)
		return false;
	prev = class_before(scan, c->first, &at);
	return prev != NX_W_AT && prev != NX_W_FROM && prev != NX_W_TO && prev != NX_W_ACROSS &&
		prev != NX_W_COMMA;
}

/* "Shares of Amazon": places have none. */
static bool
is_company_here(const NxToponymScan *scan, const NxToponym *c)
{
	uint32_t	at;

	return class_before(scan, c->first, &at) == NX_W_OF && class_before(scan, at, &at) == NX_W_SHARES;
}

int32_t
nx_toponym_score(const NxToponymScan *scan, const NxToponym *c)
{
	uint16_t	feature[NX_TOPONYM_MOST_FEATURES];
	uint32_t	n = nx_toponym_features(scan, c, feature);
	int32_t		sum = 0;
	uint32_t	i;

	for (i = 0; i < n; i++)
		sum += nx_toponym_weight[feature[i]];
	if (is_surname_here(scan, c) || is_company_here(scan, c))
		sum -= NO_PLACE_PENALTY;
	if (is_org_here(scan, c))
		sum -= ORG_PENALTY;
	return sum;
}
