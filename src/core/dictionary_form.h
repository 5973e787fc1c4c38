/*-------------------------------------------------------------------------
 * dictionary_form.h
 *	  Reading and writing the bytes of a dictionary's portable form, and the
 *	  keys under which its terms are found.
 *
 * For the files dictionary*.c only.  A reader never passes its end: a read
 * that would sets 'bad' and gives zeros, so a caller may ask at the end.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DICTIONARY_FORM_H
#define NX_DICTIONARY_FORM_H

#include <string.h>

#include "dictionary.h"
#include "token.h"

#define NX_FORM_HEAD	12		/* magic and hash */

typedef struct NxFormReader
{
	const uint8_t *start;
	const uint8_t *at;
	const uint8_t *end;
	const char *bad;			/* what is wrong first, NULL: nothing */
} NxFormReader;

static inline NxFormReader
nx_form_reader(NxText bytes, uint32_t at)
{
	const uint8_t *start = (const uint8_t *) bytes.data;
	/* a damaged index may say anything */
	NxFormReader reader = {start, start + (at < bytes.len ? at : bytes.len), start + bytes.len, NULL};

	return reader;
}

static inline void
nx_form_fail(NxFormReader *reader, const char *problem)
{
	if (reader->bad == NULL)
		reader->bad = problem;
}

static inline uint8_t
nx_form_byte(NxFormReader *reader)
{
	if (reader->at < reader->end)
		return *reader->at++;
	nx_form_fail(reader, "it ends too early");
	return 0;
}

static inline uint64_t
nx_form_fixed(NxFormReader *reader, unsigned nbytes)
{
	uint64_t	value = 0;
	unsigned	i;

	for (i = 0; i < nbytes; i++)
		value |= (uint64_t) nx_form_byte(reader) << (8 * i);
	return value;
}

/* At most 32 bits, in as few bytes as it needs, so that equal values are equal bytes. */
static inline uint32_t
nx_form_varint(NxFormReader *reader)
{
	uint64_t	value = 0;
	unsigned	shift = 0;
	uint8_t		byte;

	do
	{
		byte = nx_form_byte(reader);
		value |= (uint64_t) (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && shift < 35);
	if (byte & 0x80 || value > UINT32_MAX || (byte == 0 && shift > 7))
		nx_form_fail(reader, "it has a number that is not written as it should be");
	return (uint32_t) value;
}

static inline NxText
nx_form_bytes(NxFormReader *reader, uint32_t len)
{
	NxText		text = {(const char *) reader->at, len};

	if ((size_t) (reader->end - reader->at) < len)
	{
		nx_form_fail(reader, "it ends too early");
		text.len = 0;
		return text;
	}
	reader->at += len;
	return text;
}

static inline NxText
nx_form_string(NxFormReader *reader)
{
	return nx_form_bytes(reader, nx_form_varint(reader));
}

/* One record of TERMS or CORRECTIONS; strings point into the form. */
extern void nx_form_term(NxFormReader *reader, NxTerm *term);
extern void nx_form_correction(NxFormReader *reader, NxCorrection *correction);

extern void nx_form_put_varint(NxBuffer *out, uint32_t value);
extern void nx_form_put_fixed(NxBuffer *out, uint64_t value, unsigned nbytes);
extern void nx_form_put_string(NxBuffer *out, NxText text);

/* Valid UTF-8 without NUL? */
extern bool nx_form_is_text(NxText text);

/* May this name a user's kind: a-z, then a-z, 0-9 and _, nothing that queries read otherwise? */
extern bool nx_form_is_kind(NxText name);

/*
 * What a token counts in a term's key.  Hyphens and periods inside a name are
 * passed over ("Al-Jazeera" is "Al Jazeera"), every other mark counts: "AT&T",
 * "C++", "Yahoo!".
 */
static inline uint64_t
nx_term_hash(const NxToken *token)
{
	if (token->flags & NX_T_POSSESSIVE)
		return UINT64_C(0x27d4eb2f165667c5);
	if (token->flags & NX_T_QUOTE)
		return UINT64_C(0x85ebca77c2b2ae63);
	return token->hash ? token->hash : 1;
}

static inline bool
nx_term_skips(const NxToken *token)
{
	return !(token->flags & NX_T_SPACE) && token->kind == NX_TOKEN_PUNCT && token->nchars == 1 &&
		token->flags & (NX_T_HYPHEN | NX_T_PERIOD);
}

/*
 * The token that may follow token i in a term, or tokens->n.  In running text
 * no term goes on in the next sentence, except after a mark of its own.
 */
static inline uint32_t
nx_term_next(const NxTokens *tokens, uint32_t i, bool running)
{
	bool		skipped = false;

	for (i++; i < tokens->n; i++)
	{
		const NxToken *token = &tokens->item[i];

		if (nx_term_skips(token))
		{
			skipped = true;
			continue;
		}
		if (running && token->flags & NX_T_SENTENCE && (skipped || tokens->item[i - 1].kind <= NX_TOKEN_NUMBER))
			return tokens->n;
		return i;
	}
	return tokens->n;
}

static inline uint64_t
nx_term_join(uint64_t key, const NxToken *token)
{
	key = nx_join_hash(key, nx_term_hash(token));
	return key ? key : 1;
}

/* Bit numbers of the filter for one key. */
static inline bool
nx_filter_has(const NxDictionary *dictionary, uint64_t key)
{
	uint32_t	bit = (uint32_t) (key >> 20) & dictionary->filter_mask;

	return dictionary->filter[bit >> 5] >> (bit & 31) & 1;
}

/* Slot where the look-up of a key begins. */
static inline uint32_t
nx_form_slot(uint64_t key, uint32_t mask)
{
	return (uint32_t) (key ^ key >> 32) & mask;
}

#endif							/* NX_DICTIONARY_FORM_H */
