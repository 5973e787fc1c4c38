/*-------------------------------------------------------------------------
 * html_scan.c
 *	  The scanner of html.h.
 *
 * Text and raw content are skipped with memchr, which is what makes pages
 * that are mostly scripts fast; only tags are read byte by byte.
 *-------------------------------------------------------------------------
 */
#include "html.h"

#include <string.h>

/* The caller is asked at least once per so many bytes. */
#define POLL_BYTES	4096

#define CH_NAME_END	0x01		/* ends a tag name: white space, '/', '>' */
#define CH_SPACE	0x02
#define CH_ATTR_END	0x04		/* ends an attribute name: the same and '=' */
#define CH_LETTER	0x08
#define CH_BARE_END	0x10		/* ends a value without quotes: white space, '>' */

static const uint8_t ch_class[256] = {
	['\t'] = CH_NAME_END | CH_SPACE | CH_ATTR_END | CH_BARE_END,
	['\n'] = CH_NAME_END | CH_SPACE | CH_ATTR_END | CH_BARE_END,
	['\f'] = CH_NAME_END | CH_SPACE | CH_ATTR_END | CH_BARE_END,
	['\r'] = CH_NAME_END | CH_SPACE | CH_ATTR_END | CH_BARE_END,
	[' '] = CH_NAME_END | CH_SPACE | CH_ATTR_END | CH_BARE_END,
	['/'] = CH_NAME_END | CH_ATTR_END,
	['>'] = CH_NAME_END | CH_ATTR_END | CH_BARE_END,
	['='] = CH_ATTR_END,
	['A'] = CH_LETTER, ['B'] = CH_LETTER, ['C'] = CH_LETTER, ['D'] = CH_LETTER, ['E'] = CH_LETTER,
	['F'] = CH_LETTER, ['G'] = CH_LETTER, ['H'] = CH_LETTER, ['I'] = CH_LETTER, ['J'] = CH_LETTER,
	['K'] = CH_LETTER, ['L'] = CH_LETTER, ['M'] = CH_LETTER, ['N'] = CH_LETTER, ['O'] = CH_LETTER,
	['P'] = CH_LETTER, ['Q'] = CH_LETTER, ['R'] = CH_LETTER, ['S'] = CH_LETTER, ['T'] = CH_LETTER,
	['U'] = CH_LETTER, ['V'] = CH_LETTER, ['W'] = CH_LETTER, ['X'] = CH_LETTER, ['Y'] = CH_LETTER,
	['Z'] = CH_LETTER, ['a'] = CH_LETTER, ['b'] = CH_LETTER, ['c'] = CH_LETTER, ['d'] = CH_LETTER,
	['e'] = CH_LETTER, ['f'] = CH_LETTER, ['g'] = CH_LETTER, ['h'] = CH_LETTER, ['i'] = CH_LETTER,
	['j'] = CH_LETTER, ['k'] = CH_LETTER, ['l'] = CH_LETTER, ['m'] = CH_LETTER, ['n'] = CH_LETTER,
	['o'] = CH_LETTER, ['p'] = CH_LETTER, ['q'] = CH_LETTER, ['r'] = CH_LETTER, ['s'] = CH_LETTER,
	['t'] = CH_LETTER, ['u'] = CH_LETTER, ['v'] = CH_LETTER, ['w'] = CH_LETTER, ['x'] = CH_LETTER,
	['y'] = CH_LETTER, ['z'] = CH_LETTER,
};

#define IS(c, class)	(ch_class[(unsigned char) (c)] & (class))

static inline unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char) (c + 32) : c;
}

NxHtmlName
nx_html_name(const char *name, uint32_t length)
{
	NxHtmlName	packed = 0;
	uint32_t	i;

	for (i = 0; i < length && i < 8; i++)
		packed |= (NxHtmlName) lower((unsigned char) name[i]) << (8 * i);
	return packed;
}

void
nx_html_begin(NxHtmlScanner *scanner, NxArena *arena, const NxHtmlData *data, NxText source)
{
	memset(scanner, 0, sizeof(*scanner));
	scanner->arena = arena;
	scanner->data = data;
	scanner->source = source;
}

const NxHtmlAttribute *
nx_html_attribute(const NxHtmlToken *token, NxHtmlName name)
{
	uint32_t	i;

	for (i = 0; i < token->nattributes; i++)
		if (token->attribute[i].name == name)
			return &token->attribute[i];
	return NULL;
}

static void
find_tag(const NxHtmlData *data, NxHtmlToken *token, uint32_t length)
{
	uint32_t	i;

	token->tag = NX_TAG_OTHER;
	token->flags = 0;
	if (data->tag == NULL)
		return;
	i = (uint32_t) ((token->name * UINT64_C(0x9e3779b97f4a7c15)) >> 40) & data->tag_mask;
	for (; data->tag[i].name; i = (i + 1) & data->tag_mask)
		if (data->tag[i].name == token->name && data->tag[i].length == length)
		{
			token->tag = data->tag[i].tag;
			token->flags = data->tag[i].flags;
			return;
		}
}

/* Is an end tag of the raw element at p, which points behind "</"? */
static bool
ends_raw(const NxHtmlScanner *scanner, const char *p, const char *end)
{
	uint32_t	n = scanner->raw_length;

	return (size_t) (end - p) >= n && nx_html_name(p, n) == scanner->raw &&
		(p + n == end || IS(p[n], CH_NAME_END));
}

/*
 * Where the content of the raw element ends.  Within a script, "<!--" and
 * then "<script" hide one "</script" (the standard's double escape).
 */
static const char *
find_raw_end(NxHtmlScanner *scanner, const char *p, const char *end)
{
	bool		is_script = scanner->raw_tag == NX_TAG_SCRIPT;
	const char *comment_end = NULL; /* where the script's "<!--" may end at the earliest */
	const char *polled = p;
	bool		hidden = false;

	for (;;)
	{
		const char *open = memchr(p, '<', (size_t) (end - p));

		if (open == NULL)
			return end;
		if (open - polled > POLL_BYTES)
		{
			nx_arena_poll(scanner->arena);
			polled = open;
		}
		if (comment_end)
		{
			/* Has "-->" come since? */
			for (; p + 2 < open; p++)
			{
				if (p - polled > POLL_BYTES)
				{
					nx_arena_poll(scanner->arena);
					polled = p;
				}
				if (p[0] == '-' && p[1] == '-' && p[2] == '>')
				{
					comment_end = NULL;
					hidden = false;
					break;
				}
			}
		}
		p = open + 1;
		if (p < end && *p == '/' && ends_raw(scanner, p + 1, end))
		{
			if (!hidden)
				return open;
			hidden = false;
		}
		else if (is_script && comment_end == NULL && end - p >= 3 && memcmp(p, "!--", 3) == 0)
			comment_end = p;
		else if (is_script && comment_end && ends_raw(scanner, p, end))
			hidden = true;
	}
}

/* Reads attributes from p up to and over '>'; NULL if the source ends first. */
static const char *
read_attributes(NxArena *arena, NxHtmlToken *token, const char *base, const char *p, const char *end)
{
	const char *polled = p;

	for (;;)
	{
		const char *name;
		NxHtmlAttribute *attribute;
		NxHtmlAttribute spare;

		while (p < end && (IS(*p, CH_SPACE) || *p == '/'))
			p++;
		if (p == end)
			return NULL;
		if (p - polled > POLL_BYTES)
		{
			nx_arena_poll(arena);
			polled = p;
		}
		if (*p == '>')
		{
			token->closes_itself = p[-1] == '/';
			return p + 1;
		}
		name = p++;				/* a leading '=' belongs to the name */
		while (p < end && !IS(*p, CH_ATTR_END))
			p++;
		attribute = token->nattributes < NX_HTML_ATTRIBUTES ?
			&token->attribute[token->nattributes++] : &spare;
		attribute->name = nx_html_name(name, (uint32_t) (p - name));
		attribute->whole.start = (uint32_t) (name - base);
		attribute->whole.end = (uint32_t) (p - base);
		attribute->value.start = attribute->value.end = attribute->whole.end;
		while (p < end && IS(*p, CH_SPACE))
			p++;
		if (p == end || *p != '=')
			continue;
		p++;
		while (p < end && IS(*p, CH_SPACE))
			p++;
		if (p == end)
			return NULL;
		if (*p == '"' || *p == '\'')
		{
			const char *close = memchr(p + 1, *p, (size_t) (end - p - 1));

			if (close == NULL)
				return NULL;
			attribute->value.start = (uint32_t) (p + 1 - base);
			attribute->value.end = (uint32_t) (close - base);
			p = close + 1;
		}
		else
		{
			attribute->value.start = (uint32_t) (p - base);
			while (p < end && !IS(*p, CH_BARE_END))
				p++;
			attribute->value.end = (uint32_t) (p - base);
		}
	}
}

/* Reads the tag whose name begins at p; NULL if the source ends in it. */
static const char *
read_tag(NxHtmlScanner *scanner, NxHtmlToken *token, const char *p, const char *end)
{
	const char *name = p;
	uint32_t	length;

	while (p < end && !IS(*p, CH_NAME_END))
		p++;
	if (p == end)
		return NULL;
	length = (uint32_t) (p - name);
	token->name = nx_html_name(name, length);
	find_tag(scanner->data, token, length);
	p = read_attributes(scanner->arena, token, scanner->source.data, p, end);
	if (p && token->kind == NX_HTML_START && (token->flags & NX_TF_RAW))
	{
		scanner->raw = token->name;
		scanner->raw_length = length;
		scanner->raw_tag = token->tag;
	}
	return p;
}

/* Where a comment whose text begins at p (behind "<!--") ends. */
static const char *
comment_end(NxArena *arena, const char *p, const char *end)
{
	const char *start = p;
	const char *polled = p;

	if (p < end && *p == '>')
		return p + 1;
	if (end - p >= 2 && p[0] == '-' && p[1] == '>')
		return p + 2;
	while ((p = memchr(p, '>', (size_t) (end - p))) != NULL)
	{
		if (p - start >= 2 && p[-1] == '-' && p[-2] == '-')
			return p + 1;
		if (p - start >= 3 && p[-1] == '!' && p[-2] == '-' && p[-3] == '-')
			return p + 1;
		p++;
		if (p - polled > POLL_BYTES)
		{
			nx_arena_poll(arena);
			polled = p;
		}
	}
	return end;
}

/* What begins with "<!", "<?" or "</" and is no tag. */
static const char *
read_other(NxArena *arena, const char *open, const char *end)
{
	const char *close;

	if (end - open >= 4 && memcmp(open, "<!--", 4) == 0)
		return comment_end(arena, open + 4, end);
	close = memchr(open, '>', (size_t) (end - open));
	return close ? close + 1 : end;
}

/* Does markup begin at p ('<')?  A '<' before anything else is text. */
static inline bool
begins_markup(const char *p, const char *end)
{
	return end - p >= 2 && (IS(p[1], CH_LETTER) || p[1] == '!' || p[1] == '?' ||
							(p[1] == '/' && end - p >= 3));
}

static const char *
find_markup(NxHtmlScanner *scanner, const char *p, const char *end)
{
	const char *polled = p;

	while ((p = memchr(p, '<', (size_t) (end - p))) != NULL)
	{
		if (begins_markup(p, end))
			return p;
		p++;
		if (p - polled > POLL_BYTES)
		{
			nx_arena_poll(scanner->arena);
			polled = p;
		}
	}
	return end;
}

bool
nx_html_next(NxHtmlScanner *scanner, NxHtmlToken *token)
{
	const char *base = scanner->source.data;
	const char *end = base + scanner->source.len;
	const char *start = base + scanner->at;
	const char *p = start;

	if (scanner->at - scanner->polled >= POLL_BYTES)
	{
		nx_arena_poll(scanner->arena);
		scanner->polled = scanner->at;
	}
	token->nattributes = 0;
	token->closes_itself = false;
	if (scanner->raw)
	{
		token->kind = NX_HTML_RAW;
		token->name = scanner->raw;
		token->tag = scanner->raw_tag;
		token->flags = NX_TF_RAW;
		p = find_raw_end(scanner, p, end);
		scanner->raw = 0;
	}
	else if (p == end)
		return false;
	else if (*p != '<' || !begins_markup(p, end))
	{
		token->kind = NX_HTML_TEXT;
		p = find_markup(scanner, p + 1, end);
	}
	else if (IS(p[1], CH_LETTER) || (p[1] == '/' && IS(p[2], CH_LETTER)))
	{
		token->kind = p[1] == '/' ? NX_HTML_END : NX_HTML_START;
		p = read_tag(scanner, token, p + (p[1] == '/' ? 2 : 1), end);
		if (p == NULL)
			return scanner->at = scanner->source.len, false;	/* the standard drops it, too */
	}
	else
	{
		token->kind = NX_HTML_OTHER;
		p = read_other(scanner->arena, p, end);
	}
	token->span.start = scanner->at;
	token->span.end = (uint32_t) (p - base);
	scanner->at = token->span.end;
	return true;
}
