/*-------------------------------------------------------------------------
 * html_reference.c
 *	  Decode character references: "&amp;", "&#8217;", "&nbsp" without ';'.
 *
 * The names come from html_references.tsv, sorted by bytes; a name that the
 * standard also knows without ';' stands there twice.
 *-------------------------------------------------------------------------
 */
#include "html.h"

#include <string.h>

#include "html_facts.h"
#include "html_model.h"
#include "unicode.h"

/* Longest name that counts without ';' ("&Aacute", "&frac14"). */
#define LEGACY_LONGEST	6

/* What &#128; to &#159; mean on the Web: Windows-1252. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
};

static inline int
digit_value(char c, bool hex)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (hex && c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (hex && c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static inline bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "&#…": p points at '&'. */
static uint32_t
numeric(const char *p, const char *end, char *out, uint32_t *nout)
{
	const char *at = p + 2;
	bool		hex = at < end && (*at == 'x' || *at == 'X');
	const char *first;
	uint32_t	cp = 0;

	if (hex)
		at++;
	for (first = at; at < end && digit_value(*at, hex) >= 0; at++)
		if (cp <= 0x10ffff)
			cp = cp * (hex ? 16 : 10) + (uint32_t) digit_value(*at, hex);
	if (at == first)
		return 0;
	if (at < end && *at == ';')
		at++;
	if (cp >= 0x80 && cp <= 0x9f)
		cp = windows_1252[cp - 0x80];
	else if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = 0xfffd;
	*nout = nx_encode(cp, out);
	return (uint32_t) (at - p);
}

/* The entry whose name is exactly name[length], or NULL. */
static const struct NxHtmlReference *
find_name(const NxHtmlData *data, const char *name, uint32_t length)
{
	uint32_t	low = 0,
				high = data->nreferences;

	while (low < high)
	{
		uint32_t	middle = low + (high - low) / 2;
		const struct NxHtmlReference *entry = &data->reference[middle];
		uint32_t	least = entry->length < length ? entry->length : length;
		int			order = memcmp(entry->name, name, least);

		if (order == 0)
		{
			if (entry->length == length)
				return entry;
			order = entry->length < length ? -1 : 1;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

uint32_t
nx_html_reference(const NxHtmlData *data, const char *p, const char *end,
				  bool in_value, char *out, uint32_t *nout)
{
	const struct NxHtmlReference *entry = NULL;
	const char *at = p + 1;
	uint32_t	n = 0;

	if (at == end)
		return 0;
	if (*at == '#')
		return numeric(p, end, out, nout);
	while (at + n < end && n < 31 && is_alnum(at[n]))
		n++;
	if (n == 0)
		return 0;
	if (at + n < end && at[n] == ';')
		entry = find_name(data, at, ++n);
	if (entry == NULL)
	{
		uint32_t	most = n > LEGACY_LONGEST ? LEGACY_LONGEST : n;

		for (n = most; n >= 2; n--)
			if ((entry = find_name(data, at, n)) != NULL)
				break;
		if (entry == NULL)
			return 0;
		if (in_value && at + n < end && at[n] != ';' && (is_alnum(at[n]) || at[n] == '='))
			return 0;
	}
	memcpy(out, entry->text, entry->nbytes);
	*nout = entry->nbytes;
	return 1 + n;
}

static inline bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

NxText
nx_html_decode(NxArena *arena, const NxHtmlData *data, NxText piece)
{
	NxBuffer	buffer;
	uint32_t	i = 0,
				asked = 0;

	nx_buffer_init(&buffer, arena, piece.len + 1);
	while (i < piece.len)
	{
		char		c = piece.data[i];
		char		out[8];
		uint32_t	nout = 0,
					taken = 0;

		if (i - asked >= 4096)
		{
			nx_arena_poll(arena);
			asked = i;
		}
		if (c == '&')
			taken = nx_html_reference(data, piece.data + i, piece.data + piece.len, true, out, &nout);
		if (taken == 0)
		{
			out[0] = c;
			nout = taken = 1;
			if ((unsigned char) c == 0xc2 && i + 1 < piece.len && (unsigned char) piece.data[i + 1] == 0xa0)
				taken = 2, out[0] = ' ';
		}
		else if (nout == 2 && (unsigned char) out[0] == 0xc2 && (unsigned char) out[1] == 0xa0)
			out[0] = ' ', nout = 1;
		i += taken;
		if (nout == 1 && is_space(out[0]))
		{
			if (buffer.len && buffer.data[buffer.len - 1] != ' ')
				nx_buffer_byte(&buffer, ' ');
		}
		else
			nx_buffer_add(&buffer, out, nout);
	}
	while (buffer.len && buffer.data[buffer.len - 1] == ' ')
		buffer.len--;
	return nx_buffer_text(&buffer);
}

void
nx_html_open(NxHtmlData *data, const NxImageHead *image)
{
	size_t		size;

	memset(data, 0, sizeof(*data));
	if (image == NULL)
		return;
	data->tag = nx_image_section(image, "html_tags", &size);
	if (data->tag)
		data->tag_mask = (uint32_t) (size / sizeof(*data->tag)) - 1;
	data->cue = nx_image_section(image, "html_cues", &size);
	if (data->cue)
		data->cue_mask = (uint32_t) (size / sizeof(*data->cue)) - 1;
	data->reference = nx_image_section(image, "html_references", &size);
	if (data->reference)
		data->nreferences = (uint32_t) (size / sizeof(*data->reference));
	data->model = nx_image_section(image, "html_model", &size);
	if (data->model && (size < sizeof(NxHtmlModel) || data->model->features != NX_HTML_WIDTH))
		data->model = NULL;		/* trained for other measurements */
}
