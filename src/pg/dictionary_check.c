/*-------------------------------------------------------------------------
 * dictionary_check.c
 *	  What the tables of dictionaries ask of names, terms and rules.
 *
 * Called by CHECK constraints.  They throw themselves, because a constraint's
 * own message could not say what is wrong.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "bridge.h"
#include "compat.h"
#include "dictionary.h"
#include "dictionary_form.h"
#include "dictionary_rule.h"
#include "entityset.h"
#include "token.h"
#include "unicode.h"

/* Longest plain term in bytes: folded it must fit into an index. */
#define MOST_PLAIN_TERM		500

PG_FUNCTION_INFO_V1(news_fold_name);
Datum
news_fold_name(PG_FUNCTION_ARGS)
{
	text	   *name = PG_GETARG_TEXT_PP(0);
	StringInfoData fold;

	initStringInfo(&fold);
	(void) entity_fold_name(VARDATA_ANY(name), (int) VARSIZE_ANY_EXHDR(name), &fold, NULL);
	if (GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII)
		PG_RETURN_TEXT_P(cstring_to_text_with_len(fold.data, fold.len));
	PG_RETURN_TEXT_P(cstring_to_text(pg_any_to_server(fold.data, fold.len, PG_UTF8)));
}

static void
check_length(const char *what, const text *value, int most)
{
	int			len = (int) VARSIZE_ANY_EXHDR(value);

	if (len == 0)
		ereport(ERROR,
				errcode(ERRCODE_CHECK_VIOLATION),
				errmsg("%s is empty", what),
				errhint("Leave out the row, or the column if it may be null."));
	if (len > most)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%s is too long: %d bytes", what, len),
				errdetail("It is limited to %d bytes.", most));
	/* databases of SQL_ASCII take any bytes */
	if (!nx_form_is_text(bridge_utf8(value)))
		ereport(ERROR,
				errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				errmsg("%s is not UTF-8", what));
}

/* Neither white space at the ends nor control characters, and something that can be compared. */
static void
check_characters(const char *what, const text *value)
{
	NxText		utf8 = bridge_utf8(value);
	const char *p = utf8.data;
	const char *end = p + utf8.len;
	bool		space = false;

	while (p < end)
	{
		uint32_t	size;
		NxCpKind	kind = nx_cp_kind(nx_decode(p, end, &size));

		space = kind == NX_CP_SPACE;
		if (kind == NX_CP_NEWLINE || kind == NX_CP_CONTROL || (space && p == utf8.data))
			break;
		p += size;
	}
	if (p < end || space)
		ereport(ERROR,
				errcode(ERRCODE_CHECK_VIOLATION),
				errmsg("%s has white space at an end or a control character: \"%s\"", what, text_to_cstring(value)),
				errhint("Trim it, for example with btrim()."));
	if (nx_fold_hash(utf8) == nx_fold_hash(NX_TEXT("")))
		ereport(ERROR,
				errcode(ERRCODE_CHECK_VIOLATION),
				errmsg("%s has neither a letter nor a digit: \"%s\"", what, text_to_cstring(value)));
}

PG_FUNCTION_INFO_V1(news_check_name);
Datum
news_check_name(PG_FUNCTION_ARGS)
{
	char	   *what = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const text *name = PG_GETARG_TEXT_PP(1);

	if (strcmp(what, "kind") == 0)
	{
		if (entity_kind_code(VARDATA_ANY(name), (int) VARSIZE_ANY_EXHDR(name)) == ES_KIND_ANY)
			ereport(ERROR,
					errcode(ERRCODE_CHECK_VIOLATION),
					errmsg("invalid entity kind: \"%s\"", text_to_cstring(name)),
					errhint("A kind is person, org, place, demonym, misc, or a word of your own: a-z, then a-z, 0-9 and _, at most %d; not \"country\" and \"in\".",
							ES_MAX_KIND));
		PG_RETURN_BOOL(true);
	}
	check_length(what, name, strcmp(what, "profile") == 0 || strcmp(what, "publisher") == 0 ?
				 NX_DICT_MAX_PROFILE : NX_DICT_MAX_NAME);
	check_characters(what, name);
	PG_RETURN_BOOL(true);
}

/* Tokens of a text that count in a term, and words among them. */
static int
count_words(NxArena *arena, NxText utf8, int *marks)
{
	NxTokens	tokens = {NULL, 0, 0};
	int			words = 0;
	uint32		i;

	nx_tokenize(arena, NULL, utf8, (NxSpan) {0, utf8.len}, &tokens);
	for (i = 0; i < tokens.n; i++)
		words += tokens.item[i].kind <= NX_TOKEN_NUMBER;
	*marks = (int) tokens.n - words;
	return words;
}

static void
check_context(NxArena *arena, ArrayType *context)
{
	Datum	   *word;
	bool	   *isnull;
	int			n;
	int			i;
	int			marks;

	if (ARR_NDIM(context) != 1)
		ereport(ERROR,
				errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("context of a term must be a list of words"),
				errhint("Give null if the term needs no context."));
	deconstruct_array(context, TEXTOID, -1, false, TYPALIGN_INT, &word, &isnull, &n);
	if (n > NX_DICT_MAX_CONTEXT)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("context of a term has too many words: %d", n),
				errdetail("It is limited to %d words.", NX_DICT_MAX_CONTEXT));
	for (i = 0; i < n; i++)
	{
		if (isnull[i])
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("context of a term must not contain nulls"));
		check_length("word of context", DatumGetTextPP(word[i]), NX_DICT_MAX_NAME);
		if (count_words(arena, bridge_utf8(DatumGetTextPP(word[i])), &marks) != 1 || marks > 0)
			ereport(ERROR,
					errcode(ERRCODE_CHECK_VIOLATION),
					errmsg("context of a term is not a word: \"%s\"", TextDatumGetCString(word[i])),
					errhint("Give single words; one of them must stand in the article."));
	}
}

static void
check_rule(NxArena *arena, const text *term)
{
	const char *problem;
	uint32_t	where;

	check_length("regular expression", term, NX_DICT_MAX_TERM);
	if (!nx_rule_check(arena, bridge_utf8(term), &problem, &where))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_REGULAR_EXPRESSION),
				errmsg("invalid regular expression: \"%s\"", text_to_cstring(term)),
				where ? errdetail("ICU says %s at character %u.", problem, where) : errdetail("ICU says %s.", problem),
				errhint("Regular expressions are those of ICU; a group (?<%s>...) marks the entity.", NX_RULE_GROUP));
}

PG_FUNCTION_INFO_V1(news_check_term);
Datum
news_check_term(PG_FUNCTION_ARGS)
{
	NxArena    *arena = bridge_arena(CurrentMemoryContext);
	const text *term;
	text	   *match;
	int			words,
				marks;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();		/* NOT NULL tells that */
	term = PG_GETARG_TEXT_PP(0);
	match = PG_GETARG_TEXT_PP(1);
	if (!PG_ARGISNULL(2))
		check_context(arena, PG_GETARG_ARRAYTYPE_P(2));
	if (VARSIZE_ANY_EXHDR(match) == 5 && memcmp(VARDATA_ANY(match), "regex", 5) == 0)
	{
		check_rule(arena, term);
		PG_RETURN_BOOL(true);
	}
	check_length("term", term, MOST_PLAIN_TERM);
	check_characters("term", term);
	words = count_words(arena, bridge_utf8(term), &marks);
	if (words + marks > NX_DICT_MAX_WORDS)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("term has too many words: %d", words + marks),
				errdetail("Terms are limited to %d words and marks.", NX_DICT_MAX_WORDS),
				errhint("Use a regular expression for longer pieces of text."));
	PG_RETURN_BOOL(true);
}
