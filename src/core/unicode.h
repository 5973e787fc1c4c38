/*-------------------------------------------------------------------------
 * unicode.h
 *	  What a code point is, and its folded form; the same on every system.
 *
 * The tables come from src/data/unicode.tsv, which src/gen/unicode_icu.c
 * writes with ICU (version in its head lines).  A running server asks no ICU
 * for these, because ICU's answers change between systems.
 *
 * Folding makes equal what a reader takes for the same name: letter case,
 * accents of Latin, Greek and Cyrillic, compatibility forms and width,
 * typographic apostrophes and dashes.  "São Paulo" and "SAO PAULO" fold alike.
 *-------------------------------------------------------------------------
 */
#ifndef NX_UNICODE_H
#define NX_UNICODE_H

#include "base.h"

typedef enum NxCpKind
{
	NX_CP_OTHER = 0,			/* unassigned, private use */
	NX_CP_SPACE,				/* white space inside a line */
	NX_CP_NEWLINE,				/* LF, CR, VT, FF, NEL, LS, PS */
	NX_CP_LOWER,				/* lower-case letter */
	NX_CP_UPPER,				/* upper-case or title-case letter */
	NX_CP_LETTER,				/* letter of a script without case */
	NX_CP_MARK,					/* combining mark */
	NX_CP_DIGIT,				/* decimal digit or other number */
	NX_CP_PUNCT,
	NX_CP_SYMBOL,
	NX_CP_IGNORABLE,			/* zero-width, bidi control, soft hyphen, BOM */
	NX_CP_CONTROL
} NxCpKind;

#define NX_CP_NFC_CHECK		0x01	/* its presence means NFC must be looked at */
#define NX_CP_HYPHEN		0x02	/* hyphen or dash of any length */
#define NX_CP_APOSTROPHE	0x04	/* ' and what is typed for it inside words */
#define NX_CP_QUOTE			0x08	/* quotation mark, apostrophe look-alikes included */
#define NX_CP_OPEN			0x10	/* opening bracket or quote */
#define NX_CP_CLOSE			0x20	/* closing bracket or quote */
#define NX_CP_STOP			0x40	/* may end a sentence */
#define NX_CP_SPACELESS		0x80	/* script written without spaces between words */

/* Most code points that one folds to. */
#define NX_FOLD_MOST		3

typedef struct NxCpInfo
{
	uint8_t		kind;			/* NxCpKind */
	uint8_t		flags;			/* NX_CP_… */
	uint8_t		nfold;			/* how many of fold[] count; 0xff: folds to itself */
	uint32_t	fold[NX_FOLD_MOST];
} NxCpInfo;

/* Never NULL; code points above U+10FFFF are NX_CP_OTHER. */
extern const NxCpInfo *nx_cp_info(uint32_t cp);

/* Kind of every ASCII byte, for fast paths. */
extern const uint8_t nx_ascii_kind[128];

static inline NxCpKind
nx_cp_kind(uint32_t cp)
{
	return (NxCpKind) (cp < 128 ? nx_ascii_kind[cp] : nx_cp_info(cp)->kind);
}

static inline bool
nx_is_letter(NxCpKind kind)
{
	return kind >= NX_CP_LOWER && kind <= NX_CP_MARK;
}

/*
 * The code point at p (p < end); *size is its length in bytes.  Bytes that
 * are not UTF-8 count as one U+FFFD each, so no input can run past 'end'.
 */
extern uint32_t nx_decode_slow(const unsigned char *p, const unsigned char *end, uint32_t *size);

static inline uint32_t
nx_decode(const char *at, const char *end, uint32_t *size)
{
	const unsigned char *p = (const unsigned char *) at;

	if (p[0] < 0x80)
	{
		*size = 1;
		return p[0];
	}
	return nx_decode_slow(p, (const unsigned char *) end, size);
}

/* Writes cp as UTF-8 (at most 4 bytes) and returns its length. */
extern uint32_t nx_encode(uint32_t cp, char *out);

/* Code points in 'len' bytes of UTF-8. */
extern uint32_t nx_count_chars(const char *data, uint32_t len);

/*
 * Folded form of 'text' into 'out', which must have room for
 * NX_FOLD_ROOM(text.len) bytes; returns its length.  Ignorable code points
 * vanish.  White space and punctuation stay.
 */
#define NX_FOLD_ROOM(len)	((size_t) (len) * NX_FOLD_MOST + 4)
extern uint32_t nx_fold(NxText text, char *out);

/*
 * Hash of the folded form, letters, digits and marks only: "U.S." and "US",
 * "Al-Jazeera" and "al jazeera" hash alike.  Same value on every platform.
 */
extern uint64_t nx_fold_hash(NxText text);

/* Plain hash of bytes (FNV-1a with a final mix), the same everywhere. */
extern uint64_t nx_hash_bytes(const char *data, uint32_t len);

#define NX_HASH_SEED	UINT64_C(0xcbf29ce484222325)
#define NX_HASH_PRIME	UINT64_C(0x100000001b3)

static inline uint64_t
nx_hash_byte(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * NX_HASH_PRIME;
}

/* Finaliser of splitmix64: spreads the low entropy of short FNV values. */
static inline uint64_t
nx_hash_mix(uint64_t hash)
{
	hash ^= hash >> 30;
	hash *= UINT64_C(0xbf58476d1ce4e5b9);
	hash ^= hash >> 27;
	hash *= UINT64_C(0x94d049bb133111eb);
	return hash ^ (hash >> 31);
}

#endif							/* NX_UNICODE_H */
