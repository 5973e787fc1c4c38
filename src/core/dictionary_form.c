/*-------------------------------------------------------------------------
 * dictionary_form.c
 *	  The bytes of a dictionary's portable form: records read and written.
 *-------------------------------------------------------------------------
 */
#include "dictionary_form.h"

#include <stdlib.h>

#include "unicode.h"

static const char not_text[] = "it has text that is empty, too long or not UTF-8";

bool
nx_form_is_text(NxText text)
{
	const char *p = text.data;
	const char *end = p + text.len;

	while (p < end)
	{
		uint32_t	size;

		if (*p == '\0')
			return false;
		nx_decode(p, end, &size);
		if (size == 1 && (unsigned char) *p >= 0x80)
			return false;
		p += size;
	}
	return true;
}

bool
nx_form_is_kind(NxText name)
{
	uint32_t	i;

	if (name.len < 1 || name.len > 63 ||
		(name.len == 2 && memcmp(name.data, "in", 2) == 0) ||
		(name.len == 7 && memcmp(name.data, "country", 7) == 0))
		return false;
	for (i = 0; i < NX_KINDS; i++)
		if (strlen(nx_kind_name[i]) == name.len && memcmp(nx_kind_name[i], name.data, name.len) == 0)
			return false;
	for (i = 0; i < name.len; i++)
	{
		char		c = name.data[i];

		if (!((c >= 'a' && c <= 'z') || (i > 0 && ((c >= '0' && c <= '9') || c == '_'))))
			return false;
	}
	return true;
}

/* A string of 1 to 'most' bytes of UTF-8. */
static NxText
read_text(NxFormReader *reader, uint32_t most)
{
	NxText		text = nx_form_string(reader);

	if (text.len == 0 || text.len > most || !nx_form_is_text(text))
		nx_form_fail(reader, not_text);
	return text;
}

static bool
is_capital(unsigned letter)
{
	return letter >= 'A' && letter <= 'Z';
}

void
nx_form_term(NxFormReader *reader, NxTerm *term)
{
	uint32_t	i;

	memset(term, 0, sizeof(*term));
	term->flags = nx_form_byte(reader);
	if ((term->flags & (NX_TERM_EXACT | NX_TERM_ANY)) == (NX_TERM_EXACT | NX_TERM_ANY))
		nx_form_fail(reader, "it has a term with two rules of letter case");
	term->kind = nx_form_byte(reader);
	term->term = read_text(reader, NX_DICT_MAX_TERM);
	term->name = term->flags & NX_TERM_NAME ? read_text(reader, NX_DICT_MAX_NAME) : term->term;
	if (term->flags & NX_TERM_ID)
		term->id = (int64_t) nx_form_fixed(reader, 8);
	if (term->flags & NX_TERM_COUNTRY)
	{
		unsigned	high = nx_form_byte(reader);
		unsigned	low = nx_form_byte(reader);

		term->country = (uint16_t) (high << 8 | low);
		if (!is_capital(high) || !is_capital(low))
			nx_form_fail(reader, "it has a country that is not two capital letters");
	}
	if (term->flags & NX_TERM_POINT)
	{
		term->latitude = (int32_t) (uint32_t) nx_form_fixed(reader, 4);
		term->longitude = (int32_t) (uint32_t) nx_form_fixed(reader, 4);
		if (term->latitude < -900000000 || term->latitude > 900000000 ||
			term->longitude < -1800000000 || term->longitude > 1800000000)
			nx_form_fail(reader, "it has a point that is not on the globe");
	}
	if (term->flags & NX_TERM_CONTEXT)
	{
		const uint8_t *start;

		term->ncontext = nx_form_varint(reader);
		if (term->ncontext == 0 || term->ncontext > NX_DICT_MAX_CONTEXT)
		{
			nx_form_fail(reader, "it has a term with too many or no words of context");
			term->ncontext = 0;
		}
		start = reader->at;
		for (i = 0; i < term->ncontext; i++)
			read_text(reader, NX_DICT_MAX_TERM);
		term->context.data = (const char *) start;
		term->context.len = (uint32_t) (reader->at - start);
	}
}

void
nx_form_correction(NxFormReader *reader, NxCorrection *correction)
{
	memset(correction, 0, sizeof(*correction));
	correction->type = nx_form_byte(reader);
	correction->flags = nx_form_byte(reader);
	correction->name = read_text(reader, NX_DICT_MAX_NAME);
	if (correction->flags & NX_CORRECT_KIND)
		correction->kind = nx_form_byte(reader);
	if (correction->flags & NX_CORRECT_PUBLISHER)
		correction->publisher = read_text(reader, NX_DICT_MAX_NAME);
	if (correction->flags & NX_CORRECT_TO_KIND)
		correction->to_kind = nx_form_byte(reader);
	if (correction->flags & NX_CORRECT_TO_NAME)
		correction->to_name = read_text(reader, NX_DICT_MAX_NAME);
	if (correction->type < NX_CORRECT_STOP || correction->type > NX_CORRECT_SPLIT ||
		correction->flags & ~(NX_CORRECT_KIND | NX_CORRECT_PUBLISHER | NX_CORRECT_TO_KIND | NX_CORRECT_TO_NAME))
		nx_form_fail(reader, "it has a correction of a sort that is not known");
}

void
nx_form_put_varint(NxBuffer *out, uint32_t value)
{
	for (; value >= 0x80; value >>= 7)
		nx_buffer_byte(out, (char) (value | 0x80));
	nx_buffer_byte(out, (char) value);
}

void
nx_form_put_fixed(NxBuffer *out, uint64_t value, unsigned nbytes)
{
	for (; nbytes > 0; nbytes--, value >>= 8)
		nx_buffer_byte(out, (char) value);
}

void
nx_form_put_string(NxBuffer *out, NxText text)
{
	nx_form_put_varint(out, text.len);
	nx_buffer_add(out, text.data, text.len);
}
