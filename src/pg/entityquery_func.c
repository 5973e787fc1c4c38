/*-------------------------------------------------------------------------
 * entityquery_func.c
 *	  Functions that make an entityquery from words or from other queries.
 *
 * websearch_to_entityquery reads what people type into a search field and
 * never fails: words and "quoted names", kind:name, or between alternatives, -
 * before what must not be there.  As names have several words, a run of up to
 * WEB_RUN words without quotes stands for every way to cut it into names:
 *		marco rubio		"marco rubio" | marco & rubio
 * Longer runs are single words that must all be there.  Text after the first
 * WEB_TEXT bytes is not read.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "compat.h"
#include "entity_scan.h"
#include "entityquery.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#define WEB_RUN		4

/* Nobody types more; only so much is read, as an error is no answer here. */
#define WEB_TEXT	65536

/* A word or a quoted name of the search text. */
typedef struct WebWord
{
	const char *text;
	int			len;
	char	   *kind;			/* NULL: any */
	bool		quoted;
	bool		negated;
	bool		alternative;	/* "or" stands before it */
} WebWord;

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* "kind:" before a word, if it is a kind. */
static const char *
web_kind(const char *at, char **kind)
{
	char		lower[ES_MAX_KIND];
	int			len = 0;

	*kind = NULL;
	while (len < ES_MAX_KIND && (isalnum((unsigned char) at[len]) || at[len] == '_'))
	{
		lower[len] = pg_ascii_tolower((unsigned char) at[len]);
		len++;
	}
	if (len == 0 || at[len] != ':' || at[len + 1] == '\0' || is_blank(at[len + 1]) ||
		entity_kind_code(lower, len) == ES_KIND_ANY)
		return at;
	*kind = pnstrdup(lower, len);
	return at + len + 1;
}

/* Next word of the text, or false at its end. */
static bool
next_web_word(const char **at, WebWord *word)
{
	const char *p = *at;
	const char *start;

	word->negated = word->alternative = false;
	for (;;)
	{
		while (is_blank(*p))
			p++;
		if (*p == '\0')
			return false;
		if (pg_strncasecmp(p, "or", 2) == 0 && (is_blank(p[2]) || p[2] == '\0'))
		{
			word->alternative = true;
			p += 2;
			continue;
		}
		if (*p != '-' || p[1] == '\0' || is_blank(p[1]))
			break;
		word->negated = true;
		p++;
	}
	p = web_kind(p, &word->kind);
	word->quoted = *p == '"';
	start = word->quoted ? ++p : p;
	if (word->quoted)
		while (*p && *p != '"')
			p++;
	else
		while (*p && !is_blank(*p) && *p != '"')
			p++;
	word->text = start;
	word->len = p - start;
	*at = word->quoted && *p ? p + 1 : p;
	return true;
}

/* "in:MX-CMX" and "country:MX" as in an entityquery. */
static bool
is_place_condition(const WebWord *word)
{
	const char *p = word->text;
	const char *end = p + word->len;
	int			n;

	if (word->quoted || word->kind)
		return false;
	if (word->len >= 5 && pg_strncasecmp(p, "in:", 3) == 0)
		p += 3;
	else if (word->len == 10 && pg_strncasecmp(p, "country:", 8) == 0)
		p += 8;
	else
		return false;
	if (!isalpha((unsigned char) p[0]) || !isalpha((unsigned char) p[1]))
		return false;
	p += 2;
	if (p == end)
		return true;
	for (n = 0; p + 1 + n < end && isalnum((unsigned char) p[1 + n]); n++)
		;
	return *p == '-' && n >= 1 && n <= 4 && p + 1 + n == end;
}

/* True if the name has a letter or digit; all of other scripts pass. */
static bool
says_something(const char *name, int len)
{
	int			i;

	for (i = 0; i < len; i++)
		if (isalnum((unsigned char) name[i]) || (unsigned char) name[i] >= 0x80)
			return true;
	return false;
}

/* Appends the name as a leaf.  False if nothing is left of it. */
static bool
append_web_name(StringInfo out, const char *kind, const char *name, int len, StringInfo fold)
{
	if (len < 1 || len > ES_MAX_NAME || !entity_fold_name(name, len, fold, NULL))
		return false;
	if (kind)
		appendStringInfo(out, "%s:", kind);
	entity_quote_name(out, name, len);
	return true;
}

/* All ways to cut a run of words into names, alternatives of conjunctions. */
static void
append_run(StringInfo out, const WebWord *words, int n, StringInfo fold)
{
	int			ways = n <= WEB_RUN ? 1 << (n - 1) : 1;
	int			way;

	for (way = 0; way < ways; way++)
	{
		/* A set bit is a cut; of a long run there is only the way with all cuts. */
		int			cuts = n <= WEB_RUN ? way : -1;
		int			first = 0;
		int			i;

		if (way > 0)
			appendStringInfoString(out, " | ");
		for (i = 0; i < n; i++)
		{
			bool		last = i == n - 1;

			if (!last && n <= WEB_RUN && (cuts >> i & 1) == 0)
				continue;
			if (first > 0)
				appendStringInfoString(out, " & ");
			(void) append_web_name(out, words[first].kind, words[first].text,
								   words[i].text + words[i].len - words[first].text, fold);
			first = i + 1;
		}
	}
}

/* Words that can stand alone as a name; others vanish. */
static int
read_web_words(const char *text, WebWord **words, StringInfo fold)
{
	WebWord		word;
	int			n = 0;
	int			room = 16;
	bool		alternative = false;

	*words = palloc(room * sizeof(WebWord));
	while (next_web_word(&text, &word))
	{
		CHECK_FOR_INTERRUPTS();
		alternative = alternative || word.alternative;
		if (word.len < 1 || word.len > ES_MAX_NAME || !says_something(word.text, word.len) ||
			!entity_fold_name(word.text, word.len, fold, NULL))
			continue;
		word.alternative = alternative && n > 0;
		alternative = false;
		if (n == room)
		{
			room *= 2;
			*words = repalloc_huge(*words, mul_size(room, sizeof(WebWord)));
		}
		(*words)[n++] = word;
	}
	return n;
}

/* May be part of a name of several words. */
static bool
joins_others(const WebWord *word)
{
	return !word->quoted && !word->negated && !is_place_condition(word);
}

/* A kind goes with all the words that follow, which are then one name. */
PG_FUNCTION_INFO_V1(websearch_to_entityquery);
Datum
websearch_to_entityquery(PG_FUNCTION_ARGS)
{
	text	   *given = PG_GETARG_TEXT_PP(0);
	char	   *search = pnstrdup(VARDATA_ANY(given), pg_mbcliplen(VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given), WEB_TEXT));
	StringInfoData out;
	StringInfoData fold;
	WebWord    *words;
	int			n;
	int			i;
	int			end;
	int			alone_until = 0;	/* words of a long run */

	initStringInfo(&out);
	initStringInfo(&fold);
	n = read_web_words(search, &words, &fold);
	for (i = 0; i < n; i = end)
	{
		const WebWord *word = &words[i];
		int			length;

		end = i + 1;
		if (joins_others(word))
			while (end < n && joins_others(&words[end]) && !words[end].alternative && words[end].kind == NULL)
				end++;
		if (end - i > WEB_RUN && word->kind == NULL && alone_until < end)
			alone_until = end;
		length = words[end - 1].text + words[end - 1].len - word->text;
		if (i < alone_until || length > ES_MAX_NAME)
			end = i + 1;

		if (out.len > 0)
			appendStringInfoString(&out, word->alternative ? " | " : " & ");
		if (word->negated)
			appendStringInfoChar(&out, '!');
		if (is_place_condition(word))
			appendBinaryStringInfo(&out, word->text, word->len);
		else if (end == i + 1)
			(void) append_web_name(&out, word->kind, word->text, word->len, &fold);
		else if (word->kind)
			(void) append_web_name(&out, word->kind, word->text, length, &fold);
		else
		{
			appendStringInfoChar(&out, '(');
			append_run(&out, word, end - i, &fold);
			appendStringInfoChar(&out, ')');
		}
	}
	PG_RETURN_POINTER(entityquery_parse(out.data, NULL));
}

/* Items of two queries one after the other, and an operator. */
static EntityQuery *
join_queries(const EntityQuery *a, const EntityQuery *b, EqType type)
{
	Size		pool_a = VARSIZE(a) - EQ_HEADER_SIZE - a->count * sizeof(EqItem);
	Size		pool_b = VARSIZE(b) - EQ_HEADER_SIZE - b->count * sizeof(EqItem);
	Size		count = (Size) a->count + b->count + 2;
	EqItem	   *items = palloc_extended(mul_size(count, sizeof(EqItem)), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	char	   *pool = palloc_extended(pool_a + pool_b + 1, MCXT_ALLOC_HUGE);
	uint32		i;

	if (count > EQ_MAX_ITEMS)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("entityquery is too long"),
				errdetail("Queries are limited to %d names and operators.", EQ_MAX_ITEMS));
	memcpy(items, a->item, a->count * sizeof(EqItem));
	memcpy(pool, eq_pool(a), pool_a);
	memcpy(pool + pool_a, eq_pool(b), pool_b);
	items[a->count].type = type == EQ_AND ? EQ_JUMP_IF_NO : EQ_JUMP_IF_YES;
	items[a->count].arg = count - 1;
	for (i = 0; i < b->count; i++)
	{
		EqItem	   *item = &items[a->count + 1 + i];

		*item = b->item[i];
		if (eq_is_leaf(item))
			item->at += pool_a;
		if (eq_is_jump(item))
			item->arg += a->count + 1;
	}
	items[count - 1].type = type;
	return entityquery_make(items, count, pool, pool_a + pool_b, Max(a->depth, b->depth + 1));
}

static Datum
combine(FunctionCallInfo fcinfo, EqType type)
{
	EntityQuery *a = PG_GETARG_ENTITYQUERY_P(0);
	EntityQuery *b = PG_GETARG_ENTITYQUERY_P(1);

	/* As tsquery: an empty query adds nothing. */
	if (a->count == 0)
		PG_RETURN_POINTER(b);
	if (b->count == 0)
		PG_RETURN_POINTER(a);
	PG_RETURN_POINTER(join_queries(a, b, type));
}

PG_FUNCTION_INFO_V1(entityquery_and);
Datum
entityquery_and(PG_FUNCTION_ARGS)
{
	return combine(fcinfo, EQ_AND);
}

PG_FUNCTION_INFO_V1(entityquery_or);
Datum
entityquery_or(PG_FUNCTION_ARGS)
{
	return combine(fcinfo, EQ_OR);
}

PG_FUNCTION_INFO_V1(entityquery_not);
Datum
entityquery_not(PG_FUNCTION_ARGS)
{
	EntityQuery *a = PG_GETARG_ENTITYQUERY_P(0);
	Size		pool = VARSIZE(a) - EQ_HEADER_SIZE - a->count * sizeof(EqItem);
	EqItem	   *items;

	if (a->count == 0)
		PG_RETURN_POINTER(a);
	items = palloc_extended(mul_size((Size) a->count + 1, sizeof(EqItem)), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	memcpy(items, a->item, a->count * sizeof(EqItem));
	items[a->count].type = EQ_NOT;
	PG_RETURN_POINTER(entityquery_make(items, a->count + 1, eq_pool(a), pool, a->depth));
}

/* An operand of the part that an index can answer: where it begins, and whether it is anything at all. */
typedef struct Part
{
	int			first;
	int			jump;			/* of the operator it is the left operand of, or -1 */
	bool		anything;
} Part;

/*
 * querytree: the query without what is negated, "T" if nothing else is left.
 * Works on the items from left to right; what turns out to say nothing is cut
 * off the end again.
 */
PG_FUNCTION_INFO_V1(entityquery_tree);
Datum
entityquery_tree(PG_FUNCTION_ARGS)
{
	EntityQuery *query = PG_GETARG_ENTITYQUERY_P(0);
	EqItem	   *out = palloc_extended(mul_size((Size) query->count + 1, sizeof(EqItem)), MCXT_ALLOC_HUGE);
	Part	   *part = palloc_extended(mul_size((Size) Min(query->depth, query->count) + 1, sizeof(Part)), MCXT_ALLOC_HUGE);
	EntityQuery *tree;
	int			n = 0;
	int			top = 0;
	uint32		i;

	for (i = 0; i < query->count; i++)
	{
		const EqItem *item = &query->item[i];
		Part	   *right = &part[Max(top - 1, 0)];
		Part	   *left = &part[Max(top - 2, 0)];

		if (eq_is_leaf(item))
		{
			part[top++] = (Part) {n, -1, false};
			out[n++] = *item;
		}
		else if (eq_is_jump(item))
		{
			right->jump = right->anything ? -1 : n;
			if (!right->anything)
				out[n++] = *item;
		}
		else if (item->type == EQ_NOT)
		{
			n = right->first;
			right->anything = true;
		}
		else
		{
			bool		both = !left->anything && !right->anything;

			if (item->type == EQ_OR && !both)
			{
				n = left->first;
				left->anything = true;
			}
			else if (right->anything && !left->anything)
				n = left->jump;
			else if (left->anything)
				left->anything = right->anything;
			if (both)
			{
				if (item->type != EQ_NEAR)
					out[left->jump].arg = n;
				out[n++] = *item;
			}
			top--;
		}
	}
	if (query->count > 0 && part[0].anything)
		PG_RETURN_TEXT_P(cstring_to_text("T"));
	tree = entityquery_make(out, n, eq_pool(query), VARSIZE(query) - EQ_HEADER_SIZE - query->count * sizeof(EqItem),
							query->depth);
	PG_RETURN_TEXT_P(cstring_to_text(DatumGetCString(DirectFunctionCall1(entityquery_out, PointerGetDatum(tree)))));
}
