/*-------------------------------------------------------------------------
 * bridge.c
 *	  Between the server and the core: memory, encodings, errors, data.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "bridge.h"
#include "compat.h"
#include "dictionary_value.h"

/* Articles up to this size are kept for the next call; in bytes. */
#define KEEP_BYTES		(256 * 1024)

static void *
context_alloc(void *context, size_t size)
{
	return MemoryContextAllocHuge((MemoryContext) context, size);
}

static void
context_free(void *context, void *block)
{
	(void) context;
	pfree(block);
}

static void
context_poll(void *context)
{
	(void) context;
	CHECK_FOR_INTERRUPTS();
}

NxArena *
bridge_arena(MemoryContext context)
{
	NxHooks		hooks = {context_alloc, context_free, context_poll, context};
	NxArena    *arena = MemoryContextAlloc(context, sizeof(NxArena));

	nx_arena_init(arena, &hooks);
	return arena;
}

const NxData *
bridge_data(void)
{
	static NxData data;

	if (data.image == NULL)
	{
		NxData		opened;

		if (nx_data_open(&opened, nx_image()) != NX_OK)
			ereport(ERROR,
					errcode(ERRCODE_DATA_CORRUPTED),
					errmsg("built-in data of news_extract is damaged"),
					errhint("Install the extension again."));
		data = opened;
	}
	return &data;
}

/* Does the database hold bytes of no known encoding?  Then they are passed on as they are. */
static bool
is_unknown_encoding(void)
{
	return GetDatabaseEncoding() == PG_SQL_ASCII;
}

NxText
bridge_utf8(const text *value)
{
	NxText		utf8 = {VARDATA_ANY(value), (uint32_t) VARSIZE_ANY_EXHDR(value)};

	if (GetDatabaseEncoding() != PG_UTF8 && !is_unknown_encoding() && utf8.len)
	{
		utf8.data = pg_server_to_any(utf8.data, (int) utf8.len, PG_UTF8);
		if (utf8.data != VARDATA_ANY(value))
			utf8.len = (uint32_t) strlen(utf8.data);
	}
	return utf8;
}

/*
 * UTF-8 to the database's encoding, '?' for characters that it lacks: a
 * decoded character reference or a place's name must not make an error.
 */
static text *
convert_or_substitute(NxText utf8)
{
	int			encoding = GetDatabaseEncoding();
	Oid			proc = FindDefaultConversionProc(PG_UTF8, encoding);
	Size		room = (Size) utf8.len * MAX_CONVERSION_GROWTH + 16;
	text	   *result;
	char	   *out;
	uint32		done = 0;
	Size		written = 0;

	if (!OidIsValid(proc))
		return cstring_to_text_with_len(utf8.data, (int) utf8.len);
	result = MemoryContextAllocHuge(CurrentMemoryContext, VARHDRSZ + room);
	out = VARDATA(result);
	while (done < utf8.len)
	{
		int			used = pg_do_encoding_conversion_buf(proc, PG_UTF8, encoding,
														 (unsigned char *) utf8.data + done,
														 (int) (utf8.len - done),
														 (unsigned char *) out + written,
														 (int) Min(room - written, PG_INT32_MAX), true);

		done += (uint32) used;
		written += strlen(out + written);
		if (done >= utf8.len)
			break;
		out[written++] = '?';
		do
			done++;
		while (done < utf8.len && ((unsigned char) utf8.data[done] & 0xc0) == 0x80);
	}
	SET_VARSIZE(result, VARHDRSZ + written);
	return result;
}

text *
bridge_text(NxText utf8)
{
	if (GetDatabaseEncoding() == PG_UTF8 || is_unknown_encoding() || utf8.len == 0)
		return cstring_to_text_with_len(utf8.data, (int) utf8.len);
	return convert_or_substitute(utf8);
}

char *
bridge_cstring(NxText utf8)
{
	return text_to_cstring(bridge_text(utf8));
}

void
bridge_check(NxStatus status, size_t len)
{
	switch (status)
	{
		case NX_OK:
			return;
		case NX_TOO_LONG:
			ereport(ERROR,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("article is too long: %zu bytes", len),
					errdetail("Articles are limited to %u bytes.", NX_MAX_TEXT / 4),
					errhint("Pass a part of the text."));
			break;
		case NX_CORRUPT:
			ereport(ERROR,
					errcode(ERRCODE_DATA_CORRUPTED),
					errmsg("built-in data of news_extract is damaged"),
					errhint("Install the extension again."));
	}
}

static bool
word_is(const text *word, const char *name)
{
	size_t		len = VARSIZE_ANY_EXHDR(word);

	return len == strlen(name) && memcmp(VARDATA_ANY(word), name, len) == 0;
}

NxFormat
bridge_format(const text *word)
{
	if (word_is(word, "auto"))
		return NX_FORMAT_AUTO;
	if (word_is(word, "text"))
		return NX_FORMAT_TEXT;
	if (word_is(word, "html"))
		return NX_FORMAT_HTML;
	if (word_is(word, "clean"))
		return NX_FORMAT_CLEAN;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unrecognized article format: \"%s\"", text_to_cstring(word)),
			errhint("Formats are \"auto\", \"text\", \"html\" and \"clean\"."));
}

NxFocus
bridge_focus(const text *word)
{
	if (word_is(word, "balanced"))
		return NX_FOCUS_BALANCED;
	if (word_is(word, "precision"))
		return NX_FOCUS_PRECISION;
	if (word_is(word, "recall"))
		return NX_FOCUS_RECALL;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unrecognized focus: \"%s\"", text_to_cstring(word)),
			errhint("A focus is \"balanced\", \"precision\" or \"recall\"."));
}

/* How an article is read. */
typedef struct Settings
{
	NxFormat	format;
	NxFocus		focus;
	const NxDictHead *dictionary;	/* NULL: none */
	NxText		publisher;
} Settings;

/* An article with what its stages are given. */
typedef struct Reading
{
	NxArticle	article;		/* first: bridge_tag goes from one to the other */
	NxData		data;			/* with the dictionary, if there is one */
	NxDictionary dictionary;
} Reading;

/* The last article read in this backend. */
typedef struct Kept
{
	MemoryContext context;		/* of everything below; NULL until first used */
	NxFormat	format;
	NxFocus		focus;
	uint64		dictionary;		/* hash of its contents; 0 none */
	NxText		publisher;
	Reading    *reading;		/* NULL if there is none */
} Kept;

static Kept kept;

static NxText
copy_text(MemoryContext context, NxText utf8)
{
	char	   *copy = MemoryContextAllocHuge(context, (Size) utf8.len + 1);
	NxText		result = {copy, utf8.len};

	memcpy(copy, utf8.data, utf8.len);
	copy[utf8.len] = '\0';
	return result;
}

/*
 * Gives a reading its dictionary: the value in hand, which has the same
 * contents as the one it was begun with.
 */
static void
set_dictionary(Reading *reading, const Settings *settings, NxText publisher)
{
	if (settings->dictionary == NULL)
		return;
	dictionary_open(settings->dictionary, publisher, &reading->dictionary);
	reading->data.dictionary = &reading->dictionary;
}

/*
 * Opens an article in 'context'.  The core's spans point into a copy of it,
 * because a kept article outlives the argument.
 */
static Reading *
open_article(MemoryContext context, NxText utf8, const Settings *settings)
{
	Reading    *reading = MemoryContextAllocZero(context, sizeof(Reading));

	reading->data = *bridge_data();
	set_dictionary(reading, settings, copy_text(context, settings->publisher));
	bridge_check(nx_article_open(&reading->article, bridge_arena(context), &reading->data,
								 copy_text(context, utf8), settings->format, settings->focus),
				 utf8.len);
	return reading;
}

static bool
same_text(NxText a, NxText b)
{
	return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* Reads the arguments; false if one that must not be is null. */
static bool
read_settings(FunctionCallInfo fcinfo, int plain, int format_arg, int focus_arg, Settings *settings)
{
	bool		with_dictionary = PG_NARGS() > plain;
	int			strict = with_dictionary ? PG_NARGS() - 1 : 0;
	int			i;

	for (i = 0; i < strict; i++)
		if (PG_ARGISNULL(i))
			return false;
	format_arg = bridge_arg(fcinfo, plain, format_arg);
	focus_arg = bridge_arg(fcinfo, plain, focus_arg);
	settings->format = format_arg < 0 ? NX_FORMAT_AUTO : bridge_format(PG_GETARG_TEXT_PP(format_arg));
	settings->focus = focus_arg < 0 ? NX_FOCUS_BALANCED : bridge_focus(PG_GETARG_TEXT_PP(focus_arg));
	settings->dictionary = with_dictionary ? PG_GETARG_DICTIONARY_P(1) : NULL;
	settings->publisher = with_dictionary && !PG_ARGISNULL(strict) ? bridge_utf8(PG_GETARG_TEXT_PP(strict)) : NX_TEXT("");
	return true;
}

/* Is the kept article the one that is asked for? */
static bool
is_kept(NxText utf8, const Settings *settings)
{
	return kept.reading && kept.format == settings->format && kept.focus == settings->focus &&
		kept.dictionary == (settings->dictionary ? settings->dictionary->hash : 0) &&
		same_text(kept.publisher, settings->publisher) &&
		same_text(kept.reading->article.document.source, utf8);
}

NxArticle *
bridge_opened(FunctionCallInfo fcinfo, int plain, int format_arg, int focus_arg)
{
	Settings	settings;
	NxText		utf8;

	if (!read_settings(fcinfo, plain, format_arg, focus_arg, &settings))
		return NULL;
	utf8 = bridge_utf8(PG_GETARG_TEXT_PP(0));
	if (is_kept(utf8, &settings))
	{
		set_dictionary(kept.reading, &settings, kept.publisher);
		return &kept.reading->article;
	}
	if (utf8.len > KEEP_BYTES)
		return &open_article(CurrentMemoryContext, utf8, &settings)->article;

	/* not valid while it is being read: an error may come at any moment */
	kept.reading = NULL;
	if (kept.context == NULL)
		kept.context = AllocSetContextCreate(CacheMemoryContext, "news_extract article",
											 ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(kept.context);
	kept.format = settings.format;
	kept.focus = settings.focus;
	kept.dictionary = settings.dictionary ? settings.dictionary->hash : 0;
	kept.publisher = copy_text(kept.context, settings.publisher);
	kept.reading = open_article(kept.context, utf8, &settings);
	return &kept.reading->article;
}

/* What the tagger keeps between the articles of this backend, from its first one on. */
static NxTagMemo *
tag_memo(void)
{
	static NxTagMemo *memo = NULL;

	if (memo == NULL)
		memo = MemoryContextAllocZero(TopMemoryContext, sizeof(NxTagMemo));
	return memo;
}

/*
 * A stage that an error interrupts leaves an article half read, so it is not
 * kept until the stage is over.
 */
NxArticle *
bridge_article(FunctionCallInfo fcinfo, int plain, int format_arg, int focus_arg)
{
	NxArticle  *article = bridge_opened(fcinfo, plain, format_arg, focus_arg);
	Reading    *was_kept = kept.reading;

	if (article == NULL || article->has_blocks)
		return article;
	kept.reading = NULL;
	nx_article_blocks(article);
	kept.reading = was_kept;
	return article;
}

void
bridge_tag(NxArticle *article)
{
	Reading    *was_kept = kept.reading;

	kept.reading = NULL;
	((Reading *) article)->data.tagger.memo = tag_memo();
	nx_article_tag(article);
	kept.reading = was_kept;
}

const NxDateline *
bridge_dateline(NxArticle *article)
{
	Reading    *was_kept = kept.reading;
	const NxDateline *dateline;

	kept.reading = NULL;
	dateline = nx_article_dateline(article);
	kept.reading = was_kept;
	return dateline;
}

void
bridge_chars_init(BridgeChars *chars, NxText source)
{
	chars->source = source;
	chars->byte = 0;
	chars->chars = 0;
}

int32
bridge_chars_at(BridgeChars *chars, uint32 at)
{
	if (is_unknown_encoding())
		return (int32) at;		/* there the server counts bytes */
	if (at >= chars->byte)
		chars->chars += (int32) nx_count_chars(chars->source.data + chars->byte, at - chars->byte);
	else
		chars->chars -= (int32) nx_count_chars(chars->source.data + at, chars->byte - at);
	chars->byte = at;
	return chars->chars;
}

text *
bridge_country(uint16_t country)
{
	char		code[2] = {(char) (country >> 8), (char) country};

	return cstring_to_text_with_len(code, 2);
}

void
bridge_append_html(StringInfo out, char c)
{
	switch (c)
	{
		case '<':
			appendStringInfoString(out, "&lt;");
			break;
		case '>':
			appendStringInfoString(out, "&gt;");
			break;
		case '&':
			appendStringInfoString(out, "&amp;");
			break;
		case '"':
			appendStringInfoString(out, "&quot;");
			break;
		default:
			appendStringInfoChar(out, c);
	}
}
