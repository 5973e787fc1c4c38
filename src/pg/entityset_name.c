/*-------------------------------------------------------------------------
 * entityset_name.c
 *	  Names of kinds and entities: folding, quoting, the key of a person.
 *
 * Names are compared by their folded form, which the core makes from UTF-8
 * (case, accents, width).  In databases of other encodings a folded character
 * that the encoding lacks stays as it was, so that queries can be printed.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "entityset.h"
#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "unicode.h"

static const char *const kind_names[] = {"", "person", "org", "place", "demonym", "misc"};

#define LOWER4(c)	(c), (c) + 1, (c) + 2, (c) + 3
#define LOWER16(c)	LOWER4(c), LOWER4((c) + 4), LOWER4((c) + 8), LOWER4((c) + 12)

const unsigned char entity_lower[256] = {
	LOWER16(0), LOWER16(16), LOWER16(32), LOWER16(48),
	64,
	'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	91, 92, 93, 94, 95,
	LOWER16(96), LOWER16(112), LOWER16(128), LOWER16(144), LOWER16(160),
	LOWER16(176), LOWER16(192), LOWER16(208), LOWER16(224), LOWER16(240)
};

/*
 * Kinds are identifiers: a-z, then a-z, 0-9 and _.  "country" and "in" would
 * read as conditions in a query.
 */
EntityKind
entity_kind_code(const char *name, int len)
{
	int			i;

	for (i = ES_KIND_PERSON; i <= ES_KIND_MISC; i++)
		if ((int) strlen(kind_names[i]) == len && memcmp(kind_names[i], name, len) == 0)
			return (EntityKind) i;
	if (len < 1 || len > ES_MAX_KIND ||
		(len == 7 && memcmp(name, "country", 7) == 0) || (len == 2 && memcmp(name, "in", 2) == 0))
		return ES_KIND_ANY;
	for (i = 0; i < len; i++)
	{
		char		c = name[i];

		if (!((c >= 'a' && c <= 'z') || (i > 0 && ((c >= '0' && c <= '9') || c == '_'))))
			return ES_KIND_ANY;
	}
	return ES_KIND_USER;
}

const char *
entity_kind_name(EntityKind kind)
{
	if (kind < ES_KIND_PERSON || kind > ES_KIND_MISC)
		elog(ERROR, "unrecognized entity kind: %d", (int) kind);
	return kind_names[kind];
}

static bool
is_blank(NxCpKind kind)
{
	return kind == NX_CP_SPACE || kind == NX_CP_NEWLINE || kind == NX_CP_CONTROL || kind == NX_CP_IGNORABLE;
}

/* Punctuation and spaces, which the ends of a folded name lose. */
static bool
is_edge(NxCpKind kind)
{
	return kind == NX_CP_PUNCT || is_blank(kind);
}

/*
 * Copy UTF-8 with runs of white space and control characters made one space
 * each, none at the ends.
 */
static void
collapse_spaces(StringInfo out, const char *p, const char *end)
{
	bool		pending = false;
	int			start = out->len;

	while (p < end)
	{
		uint32_t	size;
		NxCpKind	kind = nx_cp_kind(nx_decode(p, end, &size));

		if (kind == NX_CP_SPACE || kind == NX_CP_NEWLINE || kind == NX_CP_CONTROL)
			pending = out->len > start;
		else
		{
			if (pending)
				appendStringInfoChar(out, ' ');
			pending = false;
			appendBinaryStringInfo(out, p, size);
		}
		p += size;
	}
}

/* Folding takes marks away, also one that stood between two spaces, or behind the last. */
static void
collapse_folded(StringInfo buf)
{
	int			n = 0;
	int			i;

	for (i = 0; i < buf->len; i++)
		if (buf->data[i] != ' ' || (n > 0 && buf->data[n - 1] != ' '))
			buf->data[n++] = buf->data[i];
	if (n > 0 && buf->data[n - 1] == ' ')
		n--;
	buf->len = n;
	buf->data[n] = '\0';
}

/* Take punctuation off both ends of buf, unless nothing else is there. */
static void
trim_edges(StringInfo buf)
{
	const char *p = buf->data;
	const char *end = buf->data + buf->len;
	const char *first = NULL;
	const char *last = NULL;
	int			len;

	while (p < end)
	{
		uint32_t	size;
		NxCpKind	kind = nx_cp_kind(nx_decode(p, end, &size));

		if (!is_edge(kind))
		{
			if (first == NULL)
				first = p;
			last = p + size;
		}
		p += size;
	}
	if (first == NULL)
		return;
	len = last - first;
	memmove(buf->data, first, len);
	buf->len = len;
	buf->data[len] = '\0';
}

/* True if UTF-8 text can be written in the database's encoding. */
static bool
representable(const char *text, int len)
{
	unsigned char out[NX_FOLD_MOST * 4 * MAX_CONVERSION_GROWTH + 1];
	Oid			proc = FindDefaultConversionProc(PG_UTF8, GetDatabaseEncoding());

	return OidIsValid(proc) &&
		pg_do_encoding_conversion_buf(proc, PG_UTF8, GetDatabaseEncoding(),
									  (unsigned char *) text, len, out, sizeof(out), true) == len;
}

/* Fold character by character, keeping those whose fold the encoding lacks. */
static void
fold_other_encoding(StringInfo buf, const char *p, const char *end)
{
	while (p < end)
	{
		char		folded[NX_FOLD_MOST * 4 + 4];
		uint32_t	size;
		uint32_t	len;

		(void) nx_decode(p, end, &size);
		len = nx_fold((NxText)
					  {
						  p, size
					  }, folded);
		if (len == 0 || (unsigned char) *p < 0x80 || representable(folded, len))
			appendBinaryStringInfo(buf, folded, len);
		else
			appendBinaryStringInfo(buf, p, size);
		p += size;
	}
}

/* ASCII needs no tables; most names are. */
static bool
fold_ascii(const char *name, int len, StringInfo buf, StringInfo shown)
{
	int			i;
	int			n = 0;
	int			first;
	bool		pending = false;

	for (i = 0; i < len; i++)
		if ((unsigned char) name[i] >= 0x80)
			return false;
	enlargeStringInfo(buf, len + 1);
	if (shown)
		enlargeStringInfo(shown, len + 1);
	for (i = 0; i < len; i++)
	{
		unsigned char c = name[i];

		if (c <= ' ' || c == 0x7f)
		{
			pending = n > 0;
			continue;
		}
		if (pending)
		{
			buf->data[n] = ' ';
			if (shown)
				shown->data[shown->len++] = ' ';
			n++;
			pending = false;
		}
		buf->data[n++] = entity_lower[c];
		if (shown)
			shown->data[shown->len++] = c;
	}
	if (shown)
		shown->data[shown->len] = '\0';
	buf->len = n;
	for (first = 0; first < n && is_edge((NxCpKind) nx_ascii_kind[(unsigned char) buf->data[first]]); first++)
		;
	if (first < n)
	{
		while (is_edge((NxCpKind) nx_ascii_kind[(unsigned char) buf->data[buf->len - 1]]))
			buf->len--;
		buf->len -= first;
		memmove(buf->data, buf->data + first, buf->len);
	}
	buf->data[buf->len] = '\0';
	return true;
}

bool
entity_fold_name(const char *name, int namelen, StringInfo buf, StringInfo shown)
{
	StringInfoData spaced;
	int			encoding = GetDatabaseEncoding();
	char	   *utf8 = unconstify(char *, name);
	int			len = namelen;

	resetStringInfo(buf);
	if (fold_ascii(name, namelen, buf, shown))
		return buf->len > 0;

	/* SQL_ASCII says nothing about its bytes: what is not UTF-8 folds to U+FFFD. */
	if (encoding != PG_UTF8 && encoding != PG_SQL_ASCII)
	{
		utf8 = pg_server_to_any(name, namelen, PG_UTF8);
		if (utf8 != name)
			len = strlen(utf8);
	}
	initStringInfo(&spaced);
	collapse_spaces(&spaced, utf8, utf8 + len);
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
	{
		enlargeStringInfo(buf, NX_FOLD_ROOM(spaced.len));
		buf->len = nx_fold((NxText)
						   {
							   spaced.data, spaced.len
						   }, buf->data);
		if (shown)
			appendBinaryStringInfo(shown, spaced.data, spaced.len);
	}
	else
	{
		fold_other_encoding(buf, spaced.data, spaced.data + spaced.len);
		if (shown)
			appendStringInfoString(shown, pg_any_to_server(spaced.data, spaced.len, PG_UTF8));
	}
	collapse_folded(buf);
	trim_edges(buf);
	pfree(spaced.data);
	if (utf8 != name)
		pfree(utf8);
	return buf->len > 0;
}

static bool
is_generation(const char *word, int len)
{
	static const char *const generations[] = {"jr", "sr", "ii", "iii", "iv"};
	int			i;

	for (i = 0; i < (int) lengthof(generations); i++)
		if ((int) strlen(generations[i]) == len && pg_strncasecmp(generations[i], word, len) == 0)
			return true;
	return false;
}

void
entity_person_key(const char *fold, int foldlen, bool ascii, StringInfo out)
{
	const char *end = fold + foldlen;
	const char *suffix = NULL;
	const char *p;
	int			start = out->len;
	int			i;

	for (p = end; p > fold && p[-1] != ' '; p--)
		;
	if (p > fold && is_generation(p, end - p))
	{
		suffix = p;
		end = p - 1;
		if (end > fold && end[-1] == ',')
			end--;
	}
	enlargeStringInfo(out, foldlen + 2);
	while (end > fold)
	{
		for (p = end; p > fold && p[-1] != ' '; p--)
			;
		/* Room was made above: the words and as many separators as spaces. */
		memcpy(out->data + out->len, p, end - p);
		out->len += end - p;
		end = p > fold ? p - 1 : p;
		if (end > fold || suffix)
			out->data[out->len++] = ES_WORD_SEPARATOR;
	}
	if (suffix)
		appendBinaryStringInfo(out, suffix, fold + foldlen - suffix);
	if (ascii)
		for (i = start; i < out->len; i++)
			out->data[i] = entity_lower[(unsigned char) out->data[i]];
}

void
entity_quote_name(StringInfo out, const char *name, int len)
{
	int			i;

	appendStringInfoChar(out, '"');
	for (i = 0; i < len; i++)
	{
		if (name[i] == '"' || name[i] == '\\')
			appendStringInfoChar(out, '\\');
		appendStringInfoChar(out, name[i]);
	}
	appendStringInfoChar(out, '"');
}
