/*-------------------------------------------------------------------------
 * dictionary_build.c
 *	  The portable form of a dictionary, from its terms and corrections.
 *-------------------------------------------------------------------------
 */
#include "dictionary_form.h"

#include <stdlib.h>

#include "unicode.h"

void
nx_dict_builder_init(NxDictBuilder *builder, NxArena *arena, NxText profile)
{
	memset(builder, 0, sizeof(*builder));
	builder->arena = arena;
	builder->profile = nx_arena_copy(arena, profile);
}

/*
 * Kinds are numbered as they come; nx_dict_builder_finish puts them in order
 * and gives the records their final numbers.
 */
uint8_t
nx_dict_builder_kind(NxDictBuilder *builder, NxText kind)
{
	uint32_t	i;

	for (i = NX_KIND_PERSON; i < NX_KINDS; i++)
		if (strlen(nx_kind_name[i]) == kind.len && memcmp(nx_kind_name[i], kind.data, kind.len) == 0)
			return (uint8_t) i;
	for (i = 0; i < builder->kinds.n; i++)
		if (builder->kinds.item[i].len == kind.len && memcmp(builder->kinds.item[i].data, kind.data, kind.len) == 0)
			return (uint8_t) (NX_KINDS + i);
	if (builder->kinds.n == NX_DICT_MAX_KINDS)
		return 0;
	*nx_push(builder->arena, &builder->kinds) = nx_arena_copy(builder->arena, kind);
	return (uint8_t) (NX_KINDS + builder->kinds.n - 1);
}

NxText
nx_dict_builder_context(NxDictBuilder *builder, const NxText *words, uint32_t n)
{
	NxBuffer	out;
	uint32_t	i;

	nx_buffer_init(&out, builder->arena, 64);
	for (i = 0; i < n; i++)
		nx_form_put_string(&out, words[i]);
	return nx_buffer_text(&out);
}

/* A record's bytes, moved into the builder's arena without the buffer's spare room. */
static NxText
keep_record(NxDictBuilder *builder, const char *bytes, uint32_t len)
{
	builder->bytes += len;
	return nx_arena_copy(builder->arena, (NxText) {bytes, len});
}

#define PUT(byte)	(*at++ = (char) (byte))

static char *
put_varint(char *at, uint32_t value)
{
	for (; value >= 0x80; value >>= 7)
		PUT(value | 0x80);
	PUT(value);
	return at;
}

static char *
put_string(char *at, NxText text)
{
	at = put_varint(at, text.len);
	memcpy(at, text.data, text.len);
	return at + text.len;
}

static char *
put_fixed(char *at, uint64_t value, unsigned nbytes)
{
	for (; nbytes > 0; nbytes--, value >>= 8)
		PUT(value);
	return at;
}

void
nx_dict_builder_term(NxDictBuilder *builder, const NxTerm *term)
{
	/* 40: flags, kind, lengths and the fields of a fixed size */
	char	   *bytes = nx_arena_alloc(builder->arena, 40 + (size_t) term->term.len + term->name.len + term->context.len);
	char	   *at = bytes;

	PUT(term->flags);
	PUT(term->kind);
	at = put_string(at, term->term);
	if (term->flags & NX_TERM_NAME)
		at = put_string(at, term->name);
	if (term->flags & NX_TERM_ID)
		at = put_fixed(at, (uint64_t) term->id, 8);
	if (term->flags & NX_TERM_COUNTRY)
	{
		PUT(term->country >> 8);
		PUT(term->country);
	}
	if (term->flags & NX_TERM_POINT)
	{
		at = put_fixed(at, (uint32_t) term->latitude, 4);
		at = put_fixed(at, (uint32_t) term->longitude, 4);
	}
	if (term->flags & NX_TERM_CONTEXT)
	{
		at = put_varint(at, term->ncontext);
		memcpy(at, term->context.data, term->context.len);
		at += term->context.len;
	}
	builder->bytes += (uint64_t) (at - bytes);
	*nx_push(builder->arena, &builder->terms) = (NxText) {bytes, (uint32_t) (at - bytes)};
}

void
nx_dict_builder_correction(NxDictBuilder *builder, const NxCorrection *correction)
{
	NxBuffer	out;

	nx_buffer_init(&out, builder->arena, 64);
	nx_buffer_byte(&out, (char) correction->type);
	nx_buffer_byte(&out, (char) correction->flags);
	nx_form_put_string(&out, correction->name);
	if (correction->flags & NX_CORRECT_KIND)
		nx_buffer_byte(&out, (char) correction->kind);
	if (correction->flags & NX_CORRECT_PUBLISHER)
		nx_form_put_string(&out, correction->publisher);
	if (correction->flags & NX_CORRECT_TO_KIND)
		nx_buffer_byte(&out, (char) correction->to_kind);
	if (correction->flags & NX_CORRECT_TO_NAME)
		nx_form_put_string(&out, correction->to_name);
	*nx_push(builder->arena, &builder->corrections) = keep_record(builder, out.data, out.len);
}

static int
compare_bytes(const void *left, const void *right)
{
	const NxText *a = left,
			   *b = right;
	uint32_t	least = a->len < b->len ? a->len : b->len;
	int			order = memcmp(a->data, b->data, least);

	if (order == 0 && a->len != b->len)
		order = a->len < b->len ? -1 : 1;
	return order;
}

/* Where the bytes that hold kinds stand in a record of CORRECTIONS: to_kind may come late. */
static void
renumber_correction(char *bytes, uint32_t len, const uint8_t *number)
{
	NxFormReader reader = nx_form_reader((NxText) {bytes, len}, 2);
	uint8_t		flags = (uint8_t) bytes[1];

	nx_form_string(&reader);
	if (flags & NX_CORRECT_KIND)
	{
		bytes[reader.at - reader.start] = (char) number[*reader.at];
		reader.at++;
	}
	if (flags & NX_CORRECT_PUBLISHER)
		nx_form_string(&reader);
	if (flags & NX_CORRECT_TO_KIND)
		bytes[reader.at - reader.start] = (char) number[*reader.at];
}

/* Puts the user's kinds in order and writes their new numbers into the records. */
static void
order_kinds(NxDictBuilder *builder)
{
	NxText		was[NX_DICT_MAX_KINDS];
	uint8_t		number[256];
	uint32_t	i,
				k;

	if (builder->kinds.n == 0)
		return;
	memcpy(was, builder->kinds.item, builder->kinds.n * sizeof(NxText));
	qsort(builder->kinds.item, builder->kinds.n, sizeof(NxText), compare_bytes);
	for (i = 0; i < 256; i++)
		number[i] = (uint8_t) i;
	for (i = 0; i < builder->kinds.n; i++)
		for (k = 0; k < builder->kinds.n; k++)
			if (builder->kinds.item[k].data == was[i].data)
				number[NX_KINDS + i] = (uint8_t) (NX_KINDS + k);
	for (i = 0; i < builder->terms.n; i++)
	{
		/* records lie in our arena */
		char	   *kind = (char *) (uintptr_t) builder->terms.item[i].data + 1;

		*kind = (char) number[(uint8_t) *kind];
	}
	for (i = 0; i < builder->corrections.n; i++)
		renumber_correction((char *) (uintptr_t) builder->corrections.item[i].data,
							builder->corrections.item[i].len, number);
}

/* Begins a section and returns where its length is to be written. */
static uint32_t
begin_section(NxBuffer *out, NxDictSection section)
{
	nx_buffer_byte(out, (char) section);
	nx_form_put_fixed(out, 0, 4);
	return out->len - 4;
}

static void
end_section(NxBuffer *out, uint32_t length_at)
{
	uint32_t	len = out->len - length_at - 4;
	unsigned	i;

	for (i = 0; i < 4; i++)
		out->data[length_at + i] = (char) (len >> (8 * i));
}

/* Records in the order of their bytes, equal ones once. */
static void
put_records(NxBuffer *out, NxDictSection section, NxText *records, uint32_t n)
{
	uint32_t	length_at,
				kept = 0,
				i;

	if (n == 0)
		return;
	qsort(records, n, sizeof(NxText), compare_bytes);
	for (i = 0; i < n; i++)
		if (i == 0 || compare_bytes(&records[i - 1], &records[i]) != 0)
			kept++;
	length_at = begin_section(out, section);
	nx_form_put_varint(out, kept);
	for (i = 0; i < n; i++)
	{
		if (i == 0 || compare_bytes(&records[i - 1], &records[i]) != 0)
			nx_buffer_add(out, records[i].data, records[i].len);
		if ((i & 1023) == 0)
			nx_arena_poll(out->arena);
	}
	end_section(out, length_at);
}

static void
put_kinds(NxBuffer *out, const NxDictBuilder *builder)
{
	uint32_t	length_at,
				i;

	if (builder->kinds.n == 0)
		return;
	length_at = begin_section(out, NX_DICT_KINDS);
	nx_form_put_varint(out, builder->kinds.n);
	for (i = 0; i < builder->kinds.n; i++)
		nx_form_put_string(out, builder->kinds.item[i]);
	end_section(out, length_at);
}

NxStatus
nx_dict_builder_finish(NxDictBuilder *builder, NxText *form)
{
	NxBuffer	out;
	uint32_t	length_at,
				i;
	uint64_t	hash;

	if (builder->bytes + builder->lines.len + 65536 > NX_DICT_MAX_FORM)
		return NX_TOO_LONG;
	order_kinds(builder);
	/* kinds, profile, counts and heads of sections fit into the 64 kB that come on top */
	nx_buffer_init(&out, builder->arena, (uint32_t) builder->bytes + builder->lines.len + 65536);
	nx_buffer_add(&out, "NXD1", 4);
	nx_form_put_fixed(&out, 0, 8);
	length_at = begin_section(&out, NX_DICT_PROFILE);
	nx_buffer_add(&out, builder->profile.data, builder->profile.len);
	end_section(&out, length_at);
	put_kinds(&out, builder);
	put_records(&out, NX_DICT_TERMS, builder->terms.item, builder->terms.n);
	put_records(&out, NX_DICT_CORRECTIONS, builder->corrections.item, builder->corrections.n);
	if (builder->lines.len)
	{
		length_at = begin_section(&out, NX_DICT_LINES);
		nx_buffer_add(&out, builder->lines.data, builder->lines.len);
		end_section(&out, length_at);
	}
	hash = nx_hash_bytes(out.data + NX_FORM_HEAD, out.len - NX_FORM_HEAD);
	for (i = 0; i < 8; i++)
		out.data[4 + i] = (char) (hash >> (8 * i));
	*form = nx_buffer_text(&out);
	return NX_OK;
}
