/*-------------------------------------------------------------------------
 * unicode_icu.c
 *	  Write src/data/unicode.tsv with the ICU of this machine.
 *
 * Run by a maintainer (make unicode), never by a user's build: the file is
 * committed, so that all builds share one version of Unicode.
 *
 * Columns: first and last code point (hex), kind, flags (hex), fold: '=' for
 * itself, '-' for nothing, else the code points (hex, comma between).
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>
#include <unicode/uversion.h>

#include "../core/unicode.h"

static const UNormalizer2 *casefold;
static const UNormalizer2 *nfc;
static const UNormalizer2 *nfd;
static UTransliterator *latin_ascii;

static const char *kind_name[] = {
	"other", "space", "newline", "lower", "upper", "letter", "mark", "digit",
	"punct", "symbol", "ignorable", "control"
};

static void
must(UErrorCode status, const char *what)
{
	if (U_FAILURE(status))
	{
		fprintf(stderr, "%s: %s\n", what, u_errorName(status));
		exit(1);
	}
}

static bool
is_newline(UChar32 c)
{
	return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static NxCpKind
kind_of(UChar32 c)
{
	if (is_newline(c))
		return NX_CP_NEWLINE;
	if (u_isUWhiteSpace(c) || c == 0x2800 || c == 0x3164)
		return NX_CP_SPACE;
	if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return NX_CP_IGNORABLE;
	switch (u_charType(c))
	{
		case U_UPPERCASE_LETTER:
		case U_TITLECASE_LETTER:
			return NX_CP_UPPER;
		case U_LOWERCASE_LETTER:
			return NX_CP_LOWER;
		case U_MODIFIER_LETTER:
		case U_OTHER_LETTER:
			return NX_CP_LETTER;
		case U_NON_SPACING_MARK:
		case U_ENCLOSING_MARK:
		case U_COMBINING_SPACING_MARK:
			return NX_CP_MARK;
		case U_DECIMAL_DIGIT_NUMBER:
		case U_LETTER_NUMBER:
		case U_OTHER_NUMBER:
			return NX_CP_DIGIT;
		case U_DASH_PUNCTUATION:
		case U_START_PUNCTUATION:
		case U_END_PUNCTUATION:
		case U_CONNECTOR_PUNCTUATION:
		case U_OTHER_PUNCTUATION:
		case U_INITIAL_PUNCTUATION:
		case U_FINAL_PUNCTUATION:
			return NX_CP_PUNCT;
		case U_MATH_SYMBOL:
		case U_CURRENCY_SYMBOL:
		case U_MODIFIER_SYMBOL:
		case U_OTHER_SYMBOL:
			return NX_CP_SYMBOL;
		case U_FORMAT_CHAR:
			return NX_CP_IGNORABLE;
		case U_CONTROL_CHAR:
			return NX_CP_CONTROL;
		default:
			return NX_CP_OTHER;
	}
}

static bool
is_spaceless(UChar32 c)
{
	UErrorCode	status = U_ZERO_ERROR;

	switch (uscript_getScript(c, &status))
	{
		case USCRIPT_HAN:
		case USCRIPT_HIRAGANA:
		case USCRIPT_KATAKANA:
		case USCRIPT_THAI:
		case USCRIPT_LAO:
		case USCRIPT_KHMER:
		case USCRIPT_MYANMAR:
			return true;
		default:
			return false;
	}
}

static bool
is_apostrophe(UChar32 c)
{
	return c == '\'' || c == '`' || c == 0xb4 || c == 0x2018 || c == 0x2019 ||
		c == 0x201b || c == 0x2bb || c == 0x2bc || c == 0x2032 || c == 0xff07;
}

static unsigned
flags_of(UChar32 c, NxCpKind kind)
{
	unsigned	flags = 0;
	int			type = u_charType(c);
	UChar		buf[2];
	UErrorCode	status = U_ZERO_ERROR;
	int32_t		n = 0;

	U16_APPEND_UNSAFE(buf, n, c);
	if (!U_IS_SURROGATE(c) &&
		(unorm2_quickCheck(nfc, buf, n, &status) != UNORM_YES || u_getCombiningClass(c) != 0))
		flags |= NX_CP_NFC_CHECK;
	if (type == U_DASH_PUNCTUATION || c == 0x2212)
		flags |= NX_CP_HYPHEN;
	if (is_apostrophe(c))
		flags |= NX_CP_APOSTROPHE;
	if (u_hasBinaryProperty(c, UCHAR_QUOTATION_MARK))
		flags |= NX_CP_QUOTE;
	if (type == U_START_PUNCTUATION || type == U_INITIAL_PUNCTUATION)
		flags |= NX_CP_OPEN;
	if (type == U_END_PUNCTUATION || type == U_FINAL_PUNCTUATION)
		flags |= NX_CP_CLOSE;
	if (u_hasBinaryProperty(c, UCHAR_S_TERM))
		flags |= NX_CP_STOP;
	if ((nx_is_letter(kind)) && is_spaceless(c))
		flags |= NX_CP_SPACELESS;
	return flags;
}

/* Drops accents: Latin through ICU's Latin-ASCII, Greek and Cyrillic by NFD. */
static int32_t
drop_accents(UChar *s, int32_t n, UChar32 c)
{
	UErrorCode	status = U_ZERO_ERROR;
	UChar		d[64];
	int32_t		limit = n;
	int32_t		i,
				w = 0;
	int			script = uscript_getScript(c, &status);

	if (script == USCRIPT_LATIN)
	{
		utrans_transUChars(latin_ascii, s, &n, 64, 0, &limit, &status);
		must(status, "Latin-ASCII");
		return u_strToLower(s, 64, s, limit, "", &status);
	}
	if (script != USCRIPT_GREEK && script != USCRIPT_CYRILLIC)
		return n;
	n = unorm2_normalize(nfd, s, n, d, 64, &status);
	must(status, "NFD");
	for (i = 0; i < n;)
	{
		UChar32		x;

		U16_NEXT(d, i, n, x);
		if (u_charType(x) != U_NON_SPACING_MARK)
			U16_APPEND_UNSAFE(s, w, x);
	}
	return w;
}

/* One step of folding: number of code points in fold[], or -1 for "itself". */
static int
fold_once(UChar32 c, NxCpKind kind, UChar32 *fold)
{
	UChar		in[2],
				s[64];
	UErrorCode	status = U_ZERO_ERROR;
	int32_t		n = 0,
				i = 0;
	int			count = 0;

	if (kind == NX_CP_IGNORABLE)
		return 0;
	if (kind == NX_CP_MARK && uscript_getScript(c, &status) == USCRIPT_INHERITED)
		return 0;
	if (kind == NX_CP_SPACE && c != ' ')
		return fold[0] = ' ', c == '\t' ? -1 : 1;
	if (is_apostrophe(c))
		return fold[0] = '\'', c == '\'' ? -1 : 1;
	if (u_charType(c) == U_DASH_PUNCTUATION || c == 0x2212)
		return fold[0] = '-', c == '-' ? -1 : 1;
	if (u_hasBinaryProperty(c, UCHAR_QUOTATION_MARK) && c > 0x7f)
		return fold[0] = '"', 1;
	if (U_IS_SURROGATE(c))
		return -1;
	U16_APPEND_UNSAFE(in, n, c);
	n = unorm2_normalize(casefold, in, n, s, 64, &status);
	must(status, "NFKC_Casefold");
	n = drop_accents(s, n, n ? s[0] : c);
	for (i = 0; i < n;)
	{
		UChar32		x;

		U16_NEXT(s, i, n, x);
		if (count == NX_FOLD_MOST)
			return -1;			/* a few ligatures fold to whole phrases */
		fold[count++] = x;
	}
	return count == 1 && fold[0] == c ? -1 : count;
}

/* Folds until nothing changes, so that a folded text folds to itself. */
static int
fold_of(UChar32 c, NxCpKind kind, UChar32 *fold)
{
	UChar32		part[NX_FOLD_MOST];
	int			n = fold_once(c, kind, part);
	int			count = 0;
	int			i,
				k;

	if (n < 0)
		return n;
	for (i = 0; i < n; i++)
	{
		UChar32		again[NX_FOLD_MOST];
		int			m = part[i] == c ? -1 : fold_of(part[i], kind_of(part[i]), again);

		if (m < 0)
			again[0] = part[i], m = 1;
		for (k = 0; k < m; k++)
		{
			if (count == NX_FOLD_MOST)
				return -1;
			fold[count++] = again[k];
		}
	}
	return count == 1 && fold[0] == c ? -1 : count;
}

static void
describe(UChar32 c, char *row)
{
	NxCpKind	kind = kind_of(c);
	UChar32		fold[NX_FOLD_MOST];
	int			n = fold_of(c, kind, fold);
	int			i;

	row += sprintf(row, "%s\t%x\t%s", kind_name[kind], flags_of(c, kind),
				   n < 0 ? "=" : n == 0 ? "-" : "");
	for (i = 0; i < n; i++)
		row += sprintf(row, "%s%x", i ? "," : "", (unsigned) fold[i]);
}

int
main(void)
{
	UErrorCode	status = U_ZERO_ERROR;
	UChar		id[16];
	char		row[128],
				last[128] = "";
	UChar32		c,
				first = 0;

	casefold = unorm2_getNFKCCasefoldInstance(&status);
	nfc = unorm2_getNFCInstance(&status);
	nfd = unorm2_getNFDInstance(&status);
	u_uastrcpy(id, "Latin-ASCII");
	latin_ascii = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	must(status, "ICU data");

	printf("# What a code point is and how it folds; written by src/gen/unicode_icu.c\n");
	printf("# source: Unicode Character Database %s through ICU %s\n", U_UNICODE_VERSION, U_ICU_VERSION);
	printf("# licence: Unicode License v3\n");
	printf("# columns: first last kind flags fold\n");
	for (c = 0; c <= 0x110000; c++)
	{
		if (c <= 0x10ffff)
			describe(c, row);
		if (c == 0x110000 || (c > 0 && strcmp(row, last) != 0))
		{
			printf("%x\t%x\t%s\n", (unsigned) first, (unsigned) c - 1, last);
			first = c;
		}
		strcpy(last, row);
	}
	utrans_close(latin_ascii);
	return 0;
}
