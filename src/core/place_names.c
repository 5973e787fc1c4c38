/*-------------------------------------------------------------------------
 * place_names.c
 *	  Gather the place names of an article with all places that bear them.
 *
 * Mentions of one name are taken in one sense, unless the text itself puts
 * them in different areas ("Paris, Texas" and "Paris, France").  The area
 * that the text names after a comma or in parentheses is the container; in
 * "Paris and Dallas, Texas" it holds for both.
 *-------------------------------------------------------------------------
 */
#include "place.h"

#include <string.h>

#include "toponym.h"
#include "unicode.h"

bool
nx_place_within(const NxGazetteer *gazetteer, uint32_t place, uint32_t area)
{
	const NxPlace *p = &gazetteer->place[place];
	const NxPlace *a = &gazetteer->place[area];

	switch ((NxFeature) a->feature)
	{
		case NX_FEATURE_COUNTRY:
			return p->country == a->country && p->country != 0;
		case NX_FEATURE_ADMIN1:
			return p->parent == area || (p->country == a->country && a->admin1[0] &&
										 memcmp(p->admin1, a->admin1, sizeof(p->admin1)) == 0);
		case NX_FEATURE_ADMIN2:
			return p->parent == a->parent && nx_place_distance(p, a) < 60;
		case NX_FEATURE_CITY:
			return p->country == a->country && p->population < a->population && nx_place_distance(p, a) < 40;
		default:
			return false;
	}
}

/* Phrase key of the words of tokens first to end - 1. */
static uint64_t
key_of(const NxPlaceScan *scan, uint32_t first, uint32_t end, uint32_t *nwords)
{
	uint64_t	key = 0;
	uint32_t	i;

	*nwords = 0;
	for (i = first; i < end && i < scan->tokens->n; i++)
	{
		const NxToken *token = &scan->tokens->item[i];

		if (token->kind > NX_TOKEN_NUMBER)
			continue;
		key = (*nwords)++ ? nx_join_hash(key, token->hash) : token->hash;
	}
	return key;
}

static NxText
token_text(const NxPlaceScan *scan, uint32_t i)
{
	if (i >= scan->tokens->n)
		return NX_TEXT("");
	return nx_slice(scan->text, scan->tokens->item[i].start, scan->tokens->item[i].end);
}

static bool
is_word(const NxPlaceScan *scan, uint32_t i, const char *word)
{
	NxText		text = token_text(scan, i);
	uint32_t	k;

	for (k = 0; k < text.len && word[k]; k++)
		if ((text.data[k] | 0x20) != word[k])
			return false;
	return k == text.len && word[k] == '\0';
}

static char
mark_at(const NxPlaceScan *scan, uint32_t i)
{
	if (i >= scan->tokens->n || scan->tokens->item[i].kind == NX_TOKEN_WORD)
		return '\0';
	return scan->text.data[scan->tokens->item[i].start];
}

/* Usable names under a key; *n their number, in order of importance. */
static void
add_bearers(NxPlaceScan *scan, NxPlaceSense *sense, uint64_t key, NxText surface)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	n;
	const NxPlaceName *name = nx_gazetteer_find(g, key, &n);
	uint32_t	i;

	for (i = 0; i < n && sense->nbearers < NX_BEARERS_MOST; i++)
	{
		NxBearer   *b;

		if (!nx_name_fits(g, &name[i], surface))
			continue;
		if (sense->nbearers && scan->bearers.item[scan->bearers.n - 1].place == name[i].place)
			continue;
		b = nx_push(scan->arena, &scan->bearers);
		memset(b, 0, sizeof(*b));
		b->place = name[i].place;
		b->flags = name[i].flags;
		sense->nbearers++;
	}
}

/* NX_SAID_… of a word that says what a place is. */
static uint8_t
said_by(const NxPlaceScan *scan, uint32_t i)
{
	static const struct
	{
		const char *word;
		uint8_t		said;
	}			words[] = {
		{"state", NX_SAID_STATE}, {"province", NX_SAID_STATE}, {"region", NX_SAID_STATE},
		{"governorate", NX_SAID_STATE}, {"city", NX_SAID_TOWN}, {"town", NX_SAID_TOWN},
		{"village", NX_SAID_TOWN}, {"capital", NX_SAID_TOWN}, {"suburb", NX_SAID_TOWN},
		{"county", NX_SAID_COUNTY}, {"district", NX_SAID_COUNTY},
		{"governor", NX_SAID_GOVERNOR}, {"gov.", NX_SAID_GOVERNOR}, {"legislature", NX_SAID_GOVERNOR},
		{"mayor", NX_SAID_MAYOR}
	};
	uint32_t	k;

	for (k = 0; k < NX_COUNT(words); k++)
		if (is_word(scan, i, words[k].word))
			return words[k].said;
	return 0;
}

/* What the words next to a mention call it. */
static uint8_t
said_of(const NxPlaceScan *scan, const NxMention *m)
{
	uint32_t	end = m->first + m->ntokens;
	uint8_t		said = 0;

	if (m->first >= 2 && is_word(scan, m->first - 1, "of"))
		said = said_by(scan, m->first - 2);
	if (end < scan->tokens->n && !(scan->tokens->item[end].flags & NX_T_SENTENCE))
	{
		uint8_t		after = said_by(scan, end);

		/* "New York Mayor": a title may be capitalised; "Washington State" is a name */
		said |= scan->tokens->item[end].flags & NX_T_CAPITAL ? after & (NX_SAID_GOVERNOR | NX_SAID_MAYOR) : after;
	}
	return said;
}

/* Is what mention number 'at' says foremost a first-level division? */
static bool
is_division(const NxPlaceScan *scan, uint32_t at)
{
	const NxMention *m = &scan->mentions->item[at];
	uint32_t	nwords;
	uint32_t	n;
	const NxPlaceName *name;

	if (m->kind != NX_KIND_PLACE || m->flags & NX_M_DROPPED)
		return false;
	name = nx_gazetteer_find(&scan->data->gazetteer, key_of(scan, m->first, m->first + m->ntokens, &nwords), &n);
	return n > 0 && scan->data->gazetteer.place[name->place].feature == NX_FEATURE_ADMIN1;
}

/* Do mentions 'at' and 'at' + 1 stand next to each other in a list? */
static bool
is_listed(const NxPlaceScan *scan, uint32_t at)
{
	const NxMention *m = &scan->mentions->item[at];
	uint32_t	end = m->first + m->ntokens;

	if (at + 1 >= scan->mentions->n || m[1].first <= end || m[1].first - end > 2)
		return false;
	return mark_at(scan, end) == ',' || is_word(scan, end, "and") || is_word(scan, end, "or");
}

/* Words before or after a name that the gazetteer does without. */
static bool
is_strippable_first(const NxPlaceScan *scan, uint32_t i)
{
	static const char *const words[] = {"north", "south", "east", "west", "northern", "southern",
	"eastern", "western", "central", "downtown", "northeast", "northwest", "southeast",
	"southwest", "upper", "lower", "greater", "the", "mainland", "metro", "old", "inner"};
	uint32_t	k;

	for (k = 0; k < NX_COUNT(words); k++)
		if (is_word(scan, i, words[k]))
			return true;
	return false;
}

/* Candidates of a mention in a new sense. */
static void
fill_sense(NxPlaceScan *scan, NxPlaceSense *sense, const NxMention *m)
{
	uint32_t	first = m->first;
	uint32_t	end = m->first + m->ntokens;
	NxText		surface = nx_slice(scan->text, m->span.start, m->span.end);
	uint32_t	n;
	uint64_t	key;

	sense->bearers = scan->bearers.n;
	if (nx_has_counties(scan->text, scan->tokens, m->first + m->ntokens))
	{
		key = nx_join_hash(sense->key, nx_fold_hash(NX_TEXT("County")));
		add_bearers(scan, sense, key, surface);
		sense->county = sense->nbearers > 0;
	}
	if (sense->nbearers == 0)
		add_bearers(scan, sense, sense->key, surface);
	if (sense->nbearers == 0 && end - first > 1)
	{
		sense->stripped = true;
		surface = NX_TEXT("");
		if (is_strippable_first(scan, first))
			add_bearers(scan, sense, key_of(scan, first + 1, end, &n), surface);
		if (sense->nbearers == 0 && nx_facility_class(token_text(scan, end - 1)) == NX_FACILITY_DIVISION)
			add_bearers(scan, sense, key_of(scan, first, end - 1, &n), surface);
	}
}

/* Senses of one name that are told apart; a new one is made beyond that. */
#define NX_SENSES_MOST	16

/* The sense of this key and container, made if there is none. */
static uint32_t
find_sense(NxPlaceScan *scan, uint32_t *slots, uint32_t mask, uint64_t key,
		   uint32_t container, const NxMention *m, uint32_t number, uint32_t nwords)
{
	uint32_t	steps = NX_SENSES_MOST;
	uint32_t	i;
	uint32_t	at;
	NxPlaceSense *sense;

	for (i = (uint32_t) key & mask; slots[i]; i = (i + 1) & mask)
		if (scan->senses.item[slots[i] - 1].key == key)
			break;
	for (at = slots[i]; at && steps-- > 0; at = scan->senses.item[at - 1].next)
		if (container == NX_NO_PLACE || scan->senses.item[at - 1].container == container)
		{
			scan->senses.item[at - 1].mentions++;
			return at;
		}
	sense = nx_push(scan->arena, &scan->senses);
	memset(sense, 0, sizeof(*sense));
	sense->key = key;
	sense->container = container;
	sense->mention = number;
	sense->mentions = 1;
	sense->nwords = (uint8_t) (nwords > 255 ? 255 : nwords);
	fill_sense(scan, sense, m);

	/* behind the first sense of the key, which those without a container take */
	if (slots[i] == 0)
		slots[i] = scan->senses.n;
	else
	{
		sense->next = scan->senses.item[slots[i] - 1].next;
		scan->senses.item[slots[i] - 1].next = scan->senses.n;
	}
	return scan->senses.n;
}

/*
 * The bearer of 'area's words that holds a bearer of 'm's words; the most
 * important.  NX_NO_PLACE if none does; *any gets the most important area.
 */
static uint32_t
holding_area(const NxPlaceScan *scan, const NxMention *m, const NxMention *area, uint32_t *any)
{
	const NxGazetteer *g = &scan->data->gazetteer;
	uint32_t	nwords;
	uint32_t	n;
	uint32_t	narea;
	const NxPlaceName *name = nx_gazetteer_find(g, key_of(scan, m->first, m->first + m->ntokens, &nwords), &n);
	const NxPlaceName *holder = nx_gazetteer_find(g, key_of(scan, area->first, area->first + area->ntokens, &nwords), &narea);
	NxText		surface = nx_slice(scan->text, area->span.start, area->span.end);
	uint32_t	i;
	uint32_t	k;

	*any = NX_NO_PLACE;
	for (i = 0; i < narea && i < 6; i++)
	{
		uint8_t		feature = g->place[holder[i].place].feature;

		if (!nx_name_fits(g, &holder[i], surface))
			continue;
		if (*any == NX_NO_PLACE && (feature == NX_FEATURE_ADMIN1 || feature == NX_FEATURE_COUNTRY))
			*any = holder[i].place;
		for (k = 0; k < n && k < 256; k++)
			if (name[k].place != holder[i].place &&
				g->place[name[k].place].feature >= NX_FEATURE_ADMIN1 &&
				nx_place_within(g, name[k].place, holder[i].place) &&
				(feature != NX_FEATURE_CITY || g->place[name[k].place].feature == NX_FEATURE_DISTRICT))
				return holder[i].place;
	}
	return NX_NO_PLACE;
}

/*
 * Areas that the text names after a mention.  Goes from the last mention to
 * the first, so that a list takes its area from its end.
 */
static void
find_containers(NxPlaceScan *scan)
{
	uint32_t	next = scan->mentions->n;
	uint32_t	i;

	for (i = scan->mentions->n; i-- > 0;)
	{
		const NxMention *m = &scan->mentions->item[i];
		const NxMention *area;
		uint32_t	end = m->first + m->ntokens;
		uint32_t	any = NX_NO_PLACE;
		uint32_t	gap;

		if ((i & 63) == 0)
			nx_arena_poll(scan->arena);
		scan->container_of[i] = NX_NO_PLACE;
		if (m->kind != NX_KIND_PLACE || m->flags & NX_M_DROPPED)
			continue;
		area = next < scan->mentions->n ? &scan->mentions->item[next] : NULL;
		next = i;
		if (area == NULL || area->first < end || area->first - end > 2)
			continue;
		gap = area->first - end;
		if (gap == 1 && (mark_at(scan, end) == ',' || mark_at(scan, end) == '('))
		{
			uint32_t	holder = holding_area(scan, m, area, &any);

			if (holder == NX_NO_PLACE && m->source != NX_BY_GAZETTEER)
				holder = any;
			scan->container_of[i] = holder;
		}
		if (scan->container_of[i] == NX_NO_PLACE && gap >= 1 &&
			(mark_at(scan, end) == ',' || is_word(scan, area->first - 1, "and")))
		{
			uint32_t	shared = scan->container_of[area - scan->mentions->item];
			uint32_t	nwords;
			uint32_t	n;
			const NxPlaceName *name = nx_gazetteer_find(&scan->data->gazetteer,
														key_of(scan, m->first, end, &nwords), &n);

			for (; shared != NX_NO_PLACE && n > 0; n--, name++)
				if (nx_place_within(&scan->data->gazetteer, name->place, shared))
				{
					scan->container_of[i] = shared;
					break;
				}
		}
	}
}

void
nx_place_gather(NxPlaceScan *scan)
{
	uint32_t	size = 64;
	uint32_t   *slots;
	uint32_t	pass;
	uint32_t	i;
	uint32_t	k;

	while (size < scan->mentions->n * 2)
		size *= 2;
	slots = nx_arena_zero(scan->arena, sizeof(uint32_t) * size);
	scan->sense_of = nx_arena_zero(scan->arena, sizeof(uint32_t) * (scan->mentions->n + 1));
	scan->container_of = nx_array(scan->arena, uint32_t, scan->mentions->n + 1);
	find_containers(scan);

	/* those that the text places first: the others follow them */
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < scan->mentions->n; i++)
		{
			const NxMention *m = &scan->mentions->item[i];
			uint32_t	nwords;
			uint64_t	key;

			if ((i & 63) == 0)
				nx_arena_poll(scan->arena);
			if (m->kind != NX_KIND_PLACE || m->flags & NX_M_DROPPED ||
				(scan->container_of[i] == NX_NO_PLACE) != (pass == 1))
				continue;
			key = m->ntokens == 1 ?
				nx_coordinated_key(&scan->data->gazetteer, scan->text, scan->tokens, m->first) : 0;
			nwords = 2;
			if (key == 0)
				key = key_of(scan, m->first, m->first + m->ntokens, &nwords);
			scan->sense_of[i] = find_sense(scan, slots, size - 1, key, scan->container_of[i], m, i, nwords);
			scan->senses.item[scan->sense_of[i] - 1].said |= said_of(scan, m);
			if ((is_listed(scan, i) && is_division(scan, i + 1)) ||
				(i > 0 && is_listed(scan, i - 1) && is_division(scan, i - 1)))
				scan->senses.item[scan->sense_of[i] - 1].said |= NX_SAID_LISTED;
		}
	for (i = 0; i < scan->senses.n; i++)
	{
		NxPlaceSense *sense = &scan->senses.item[i];

		if (sense->container == NX_NO_PLACE)
			continue;
		for (k = 0; k < sense->nbearers; k++)
		{
			NxBearer   *b = &scan->bearers.item[sense->bearers + k];

			b->held = b->place != sense->container &&
				nx_place_within(&scan->data->gazetteer, b->place, sense->container);
		}
	}
}
