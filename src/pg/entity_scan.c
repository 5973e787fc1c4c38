/*-------------------------------------------------------------------------
 * entity_scan.c
 *	  Pieces of text that literals of entityset and entityquery share.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "common/int.h"
#include "compat.h"
#include "entity_scan.h"
#include "mb/pg_wchar.h"

void
entity_scan_init(EntityScanner *scan, const char *text, const char *type, Node *escontext)
{
	scan->text = text;
	scan->at = text;
	scan->type = type;
	scan->escontext = escontext;
	scan->quoted = false;
	initStringInfo(&scan->word);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void
entity_scan_spaces(EntityScanner *scan)
{
	while (is_space(*scan->at))
		scan->at++;
}

bool
entity_scan_error_at(EntityScanner *scan, const char *at, const char *expected, const char *hint)
{
	int			character = pg_mbstrlen_with_len(scan->text, at - scan->text) + 1;

	if (*at == '\0')
		ereturn(scan->escontext, false,
				errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s: \"%s\"", scan->type, scan->text),
				errdetail("Expected %s at end of input.", expected),
				hint ? errhint("%s", hint) : 0);
	ereturn(scan->escontext, false,
			errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			errmsg("invalid input syntax for type %s: \"%s\"", scan->type, scan->text),
			errdetail("Expected %s at character %d, found \"%.*s\".", expected, character,
					  pg_mblen(at), at),
			hint ? errhint("%s", hint) : 0);
}

bool
entity_scan_error(EntityScanner *scan, const char *expected)
{
	return entity_scan_error_at(scan, scan->at, expected, NULL);
}

bool
entity_scan_name(EntityScanner *scan, const char *stops, const char *expected)
{
	const char *start = scan->at;

	resetStringInfo(&scan->word);
	scan->quoted = *scan->at == '"';
	if (!scan->quoted)
	{
		while (*scan->at && !is_space(*scan->at) && strchr(stops, *scan->at) == NULL)
			scan->at++;
		appendBinaryStringInfo(&scan->word, start, scan->at - start);
	}
	else
	{
		for (scan->at++; *scan->at != '"'; scan->at++)
		{
			if (*scan->at == '\\' && scan->at[1])
				scan->at++;
			if (*scan->at == '\0')
				return entity_scan_error_at(scan, scan->at, "the closing quote of a name", NULL);
			appendStringInfoCharMacro(&scan->word, *scan->at);
		}
		scan->at++;
	}
	if (scan->word.len == 0)
		return entity_scan_error_at(scan, start, expected, NULL);
	if (scan->word.len > ES_MAX_NAME)
		ereturn(scan->escontext, false,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("entity name is too long: %d bytes", scan->word.len),
				errdetail("Names are limited to %d bytes; this one begins at character %d.", ES_MAX_NAME,
						  pg_mbstrlen_with_len(scan->text, start - scan->text) + 1));
	return true;
}

bool
entity_scan_int64(EntityScanner *scan, int64 min, int64 max, int64 *value)
{
	const char *start = scan->at;
	bool		negative = *scan->at == '-';
	bool		fits = true;
	int64		v = 0;

	if (negative)
		scan->at++;
	if (*scan->at < '0' || *scan->at > '9')
		return entity_scan_error_at(scan, start, "a whole number", NULL);
	for (; *scan->at >= '0' && *scan->at <= '9'; scan->at++)
	{
		/* Downwards, where there is room for the smallest number. */
		if (pg_mul_s64_overflow(v, 10, &v) || pg_sub_s64_overflow(v, *scan->at - '0', &v))
			fits = false;
	}
	if (fits && !negative)
		fits = !pg_sub_s64_overflow(0, v, &v);
	if (!fits || v < min || v > max)
		ereturn(scan->escontext, false,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("number \"%.*s\" is out of range for type %s", (int) Min(scan->at - start, 64), start, scan->type),
				errdetail("At character %d a number from " INT64_FORMAT " to " INT64_FORMAT " is expected.",
						  pg_mbstrlen_with_len(scan->text, start - scan->text) + 1, min, max));
	*value = v;
	return true;
}

bool
entity_scan_permille(EntityScanner *scan, uint16 *value)
{
	const char *start = scan->at;
	const char *expected = "a number from 0 to 1 with up to three decimals";
	int			digits = 0;
	int			v = 0;

	if (*scan->at != '.')
	{
		if (*scan->at < '0' || *scan->at > '1' || (scan->at[1] >= '0' && scan->at[1] <= '9'))
			return entity_scan_error_at(scan, start, expected, NULL);
		v = *scan->at++ - '0';
	}
	else if (scan->at[1] < '0' || scan->at[1] > '9')
		return entity_scan_error_at(scan, start, expected, NULL);
	if (*scan->at == '.')
		for (scan->at++; *scan->at >= '0' && *scan->at <= '9'; scan->at++)
		{
			if (++digits > 3)
				return entity_scan_error_at(scan, start, expected, NULL);
			v = v * 10 + (*scan->at - '0');
		}
	for (; digits < 3; digits++)
		v *= 10;
	if (v > 1000)
		return entity_scan_error_at(scan, start, expected, NULL);
	*value = (uint16) v;
	return true;
}

static bool
is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
entity_scan_country(EntityScanner *scan, uint16 *country, char admin1[4])
{
	const char *expected = "a country of two letters such as MX";
	int			n = 0;

	memset(admin1, 0, 4);
	if (!is_ascii_letter(scan->at[0]))
		return entity_scan_error(scan, expected);
	if (!is_ascii_letter(scan->at[1]) || is_ascii_letter(scan->at[2]) || isdigit((unsigned char) scan->at[2]))
		return entity_scan_error(scan, expected);
	*country = (uint16) (pg_ascii_toupper(scan->at[0]) << 8 | pg_ascii_toupper(scan->at[1]));
	scan->at += 2;
	if (*scan->at != '-')
		return true;
	scan->at++;
	while (is_ascii_letter(*scan->at) || isdigit((unsigned char) *scan->at))
	{
		if (n == 4)
			break;
		admin1[n++] = pg_ascii_toupper(*scan->at++);
	}
	if (n == 0 || is_ascii_letter(*scan->at) || isdigit((unsigned char) *scan->at))
		return entity_scan_error(scan, "a division of one to four letters and digits such as CMX");
	return true;
}

bool
entity_scan_kind(EntityScanner *scan, EntityKind *kind, char **name)
{
	const char *start = scan->at;
	char		lower[ES_MAX_KIND + 1];
	int			len = 0;

	while (is_ascii_letter(*scan->at) || isdigit((unsigned char) *scan->at) || *scan->at == '_')
	{
		if (len < ES_MAX_KIND)
			lower[len] = pg_ascii_tolower(*scan->at);
		len++;
		scan->at++;
	}
	if (*scan->at != ':')
		return entity_scan_error_at(scan, len == 0 ? start : scan->at,
									len == 0 ? "a kind such as person" : "\":\" after the kind", NULL);
	*kind = len > ES_MAX_KIND ? ES_KIND_ANY : entity_kind_code(lower, len);
	*name = NULL;
	if (*kind == ES_KIND_ANY)
		ereturn(scan->escontext, false,
				errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("unrecognized entity kind: \"%.*s\"", (int) Min(scan->at - start, 64), start),
				errdetail("Kinds are person, org, place, demonym, misc and lower-case identifiers of your own "
						  "of up to %d characters, except country and in.", ES_MAX_KIND));
	if (*kind == ES_KIND_USER)
		*name = pnstrdup(lower, len);
	scan->at++;
	return true;
}

void
entity_append_permille(StringInfo out, uint16 value)
{
	if (value >= 1000)
		appendStringInfoChar(out, '1');
	else if (value == 0)
		appendStringInfoChar(out, '0');
	else if (value % 10)
		appendStringInfo(out, "0.%03d", value);
	else if (value % 100)
		appendStringInfo(out, "0.%02d", value / 10);
	else
		appendStringInfo(out, "0.%d", value / 100);
}
