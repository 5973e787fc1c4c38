/*-------------------------------------------------------------------------
 * dictionary_rule.c
 *	  Terms that are regular expressions, run by ICU within bounds.
 *-------------------------------------------------------------------------
 */
#include "dictionary_rule.h"

#include <unicode/uregex.h>
#include <unicode/ustring.h>

#include "dictionary_form.h"
#include "unicode.h"

/*
 * Ticks of ICU's match engine that one rule may use on an article, 10,000
 * saved states each (about 0.2 ms): some, and one for each kilobyte.
 */
#define RULE_TICKS			20
#define RULE_TICK_BYTES		1024

/* Room for saved states, in bytes; ICU's own default is 8 MB. */
#define RULE_STACK			(1024 * 1024)

typedef struct Rule
{
	URegularExpression *regex;	/* NULL: not to be compiled here */
	int32_t		group;
	int32_t		ticks;			/* used on this article */
	int32_t		most;
	bool		given_up;
} Rule;

struct NxRules
{
	Rule	   *rule;
	uint32_t	n;
};

/* ICU asks now and then whether to go on. */
static UBool U_CALLCONV
count_tick(const void *context, int32_t steps)
{
	Rule	   *rule = (Rule *) (uintptr_t) context;

	(void) steps;
	return ++rule->ticks <= rule->most;
}

/* The text as UTF-16 in the arena; UTF-8 that is none becomes U+FFFD. */
static UChar *
to_utf16(NxArena *arena, NxText text, int32_t *len)
{
	UErrorCode	status = U_ZERO_ERROR;
	UChar	   *out = nx_arena_alloc(arena, ((size_t) text.len + 1) * sizeof(UChar));

	u_strFromUTF8WithSub(out, (int32_t) text.len + 1, len, text.data, (int32_t) text.len, 0xfffd, NULL, &status);
	if (U_FAILURE(status))
		*len = 0;
	return out;
}

static URegularExpression *
compile(NxArena *arena, NxText pattern, UParseError *where, UErrorCode *status)
{
	int32_t		len;
	UChar	   *utf16 = to_utf16(arena, pattern, &len);

	*status = U_ZERO_ERROR;
	memset(where, 0, sizeof(*where));
	return uregex_open(utf16, len, 0, where, status);
}

void
nx_rules_open(NxArena *arena, const NxDictionary *dictionary, NxRules **result)
{
	NxRules    *rules = nx_new(arena, NxRules);
	uint32_t	i;

	*result = rules;
	rules->rule = nx_arena_zero(arena, (size_t) dictionary->nrules * sizeof(Rule) + 1);
	for (i = 0; i < dictionary->nrules; i++)
	{
		NxFormReader reader = nx_form_reader(dictionary->section[NX_DICT_TERMS], dictionary->rule_at[i]);
		Rule	   *rule = &rules->rule[i];
		UErrorCode	status;
		UParseError where;
		NxTerm		term;

		nx_arena_poll(arena);
		nx_form_term(&reader, &term);
		rules->n = i + 1;
		rule->regex = compile(arena, term.term, &where, &status);
		if (U_FAILURE(status))
		{
			if (rule->regex)
				uregex_close(rule->regex);
			rule->regex = NULL;
			continue;
		}
		rule->group = uregex_groupNumberFromCName(rule->regex, NX_RULE_GROUP, -1, &status);
		if (U_FAILURE(status))
			rule->group = 0;
		status = U_ZERO_ERROR;
		uregex_setStackLimit(rule->regex, RULE_STACK, &status);
		uregex_setMatchCallback(rule->regex, count_tick, rule, &status);
	}
}

void
nx_rules_close(NxRules *rules)
{
	for (; rules->n > 0; rules->n--)
		if (rules->rule[rules->n - 1].regex)
			uregex_close(rules->rule[rules->n - 1].regex);
}

void
nx_rules_begin(NxRules *rules, uint32_t text_bytes)
{
	uint32_t	i;

	for (i = 0; i < rules->n; i++)
	{
		rules->rule[i].ticks = 0;
		rules->rule[i].most = RULE_TICKS + (int32_t) (text_bytes / RULE_TICK_BYTES);
		rules->rule[i].given_up = false;
	}
}

/* Bytes of UTF-8 that stand before UTF-16 position 'to', going on from where it was asked last. */
typedef struct Place
{
	const char *at;
	const char *end;
	int32_t		utf16;
} Place;

static void
go_to(Place *place, int32_t to)
{
	while (place->utf16 < to && place->at < place->end)
	{
		uint32_t	size;
		uint32_t	cp = nx_decode(place->at, place->end, &size);

		place->at += size;
		place->utf16 += cp > 0xffff ? 2 : 1;
	}
}

static void
find_rule(Rule *rule, uint32_t number, NxArena *arena, NxText text, NxSpan piece,
		  const UChar *utf16, int32_t len, NxRuleMatches *found)
{
	UErrorCode	status = U_ZERO_ERROR;
	Place		place = {text.data + piece.start, text.data + piece.end, 0};

	uregex_setText(rule->regex, utf16, len, &status);
	while (U_SUCCESS(status) && uregex_findNext(rule->regex, &status) && U_SUCCESS(status))
	{
		int32_t		start = uregex_start(rule->regex, rule->group, &status);
		int32_t		end = uregex_end(rule->regex, rule->group, &status);
		NxRuleMatch *match;

		/* an empty entity, one that its group took no part in, one before the last (by looking behind) */
		if (U_FAILURE(status) || start < 0 || end <= start || start < place.utf16)
			continue;
		match = nx_push(arena, found);
		match->rule = number;
		go_to(&place, start);
		match->span.start = (uint32_t) (place.at - text.data);
		go_to(&place, end);
		match->span.end = (uint32_t) (place.at - text.data);
		if ((found->n & 63) == 0)
			nx_arena_poll(arena);
	}
	if (U_FAILURE(status))
		rule->given_up = true;
}

void
nx_rules_find(NxRules *rules, NxArena *arena, NxText text, NxSpan piece, NxRuleMatches *found)
{
	int32_t		len;
	UChar	   *utf16 = to_utf16(arena, nx_slice(text, piece.start, piece.end), &len);
	uint32_t	i;

	for (i = 0; i < rules->n; i++)
	{
		nx_arena_poll(arena);
		if (rules->rule[i].regex && !rules->rule[i].given_up)
			find_rule(&rules->rule[i], i, arena, text, piece, utf16, len, found);
	}
}

bool
nx_rule_check(NxArena *arena, NxText pattern, const char **problem, uint32_t *where)
{
	UErrorCode	status;
	UParseError error;
	URegularExpression *regex = compile(arena, pattern, &error, &status);

	if (regex)
		uregex_close(regex);
	if (U_SUCCESS(status))
		return true;
	*problem = u_errorName(status);
	*where = error.offset > 0 ? (uint32_t) error.offset : 0;
	return false;
}
