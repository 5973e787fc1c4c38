/*-------------------------------------------------------------------------
 * dictionary.h
 *	  A user's dictionary: terms, corrections and publisher lines as a value.
 *
 * A dictionary comes in two forms.
 *
 * The portable form is what travels: to other nodes, into dumps, through the
 * type's text and binary form.  It holds what the tables hold and nothing
 * derived, in an order of its own, so that equal contents are equal bytes:
 *	 1) the four bytes "NXD1", 2) 8 bytes hash of all that follows, low first,
 *	 3) sections: 1 byte kind (NxDictSection), 4 bytes length, low first, then
 *		the bytes; kinds ascend, none twice, an empty one is left out.
 * Sections (a varint has 7 bits a byte, low first, the high bit set on all but
 * the last; a string is a varint length and UTF-8):
 *	 PROFILE	 the profile's name, without a length
 *	 KINDS		 varint count; strings: the user's kinds, ascending bytes
 *	 TERMS		 varint count; records, ascending bytes, none twice:
 *				 byte of NX_TERM_… flags, byte kind, string term, then what the
 *				 flags name: string name, 8 bytes id, 2 letters of country, 4 + 4
 *				 bytes latitude and longitude (1/10^7 degree), varint count and
 *				 strings of context words
 *	 CORRECTIONS varint count; records, ascending bytes, none twice: byte
 *				 NxCorrectionType, byte of NX_CORRECT_… flags, string name, then
 *				 what the flags name: byte kind, string publisher, byte to_kind,
 *				 string to_name
 *	 LINES		 lines of publishers; told in publisher_line.h
 *
 * The value, of which NxDictionary is a view, is the portable form with its
 * indexes beside it: what is matched against, in place, without copying.  It
 * has offsets, never pointers.  Indexes are always made here
 * (nx_dictionary_compile), never read from outside, so a forged value cannot
 * lead them astray.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DICTIONARY_H
#define NX_DICTIONARY_H

#include "arena.h"
#include "base.h"
#include "tagger.h"
#include "token.h"

/* Sections of the portable form, in their order. */
typedef enum NxDictSection
{
	NX_DICT_PROFILE = 1,
	NX_DICT_KINDS,
	NX_DICT_TERMS,
	NX_DICT_CORRECTIONS,
	NX_DICT_LINES,
	NX_DICT_SECTIONS			/* one past the last */
} NxDictSection;

/* Limits, in bytes unless they say otherwise; the tables refuse more. */
#define NX_DICT_MAX_TERM	1000	/* a regular expression; plain ones the tables keep shorter */
#define NX_DICT_MAX_WORDS	32	/* words of a term */
#define NX_DICT_MAX_NAME	500
#define NX_DICT_MAX_PROFILE	200
#define NX_DICT_MAX_CONTEXT	100	/* words */
#define NX_DICT_MAX_KINDS	200	/* kinds of the user's own */
#define NX_DICT_MAX_RULES	1000	/* regular expressions */
#define NX_DICT_MAX_FORM	0x20000000u	/* the portable form */

/* The view of a value that matching works on; see nx_dictionary_open. */
typedef struct NxDictionary
{
	const struct NxDictHead *head;
	NxText		section[NX_DICT_SECTIONS];	/* of the portable form; empty if not there */
	const uint64_t *term_key;	/* open addressing, 0 empty; equal keys stand in one run of slots */
	const uint32_t *term_at;	/* beside it: where in TERMS the record begins */
	uint32_t	term_mask;
	const uint32_t *filter;		/* bits of the first words of terms, of the first two and so on */
	uint32_t	filter_mask;	/* of bit numbers */
	const uint64_t *correction_key;	/* by the name corrected, likewise */
	const uint32_t *correction_at;
	uint32_t	correction_mask;
	const uint32_t *rule_at;	/* where in TERMS the regular expressions begin */
	uint32_t	nrules;
	const uint64_t *line_key;	/* of LINES, by publisher and line (publisher_line.h); 0 empty */
	const uint8_t *line_kind;	/* beside it: NxBlockKind */
	uint32_t	line_mask;

	/* What the caller adds for one article: */
	NxText		publisher;		/* whose article it is; empty: not told */
	struct NxRules *rules;		/* the expressions, compiled (dictionary_rule.h); NULL: none are tried */
} NxDictionary;

/* The section's bytes, empty if the dictionary has none.  Valid as long as the value. */
static inline NxText
nx_dictionary_section(const NxDictionary *dictionary, NxDictSection section)
{
	return dictionary->section[section];
}

/* Head of a value.  Its first four bytes belong to whoever stores it. */
typedef struct NxDictHead
{
	uint32_t	container;		/* not ours: PostgreSQL keeps the length here */
	uint32_t	magic;			/* NX_DICT_MAGIC; also tells the byte order */
	uint32_t	version;		/* NX_DICT_VERSION: of layout and keys */
	uint32_t	form;			/* offset of the portable form */
	uint64_t	hash;			/* of the portable form: the dictionary's identity */
	uint32_t	size;			/* of the whole value */
	uint32_t	formlen;
	uint32_t	nterms;			/* all, with regular expressions */
	uint32_t	nrules;
	uint32_t	ncorrections;
	uint32_t	term_slots;		/* powers of two */
	uint32_t	filter_bits;
	uint32_t	correction_slots;
	uint32_t	nlines;			/* of publishers, and the publishers */
	uint32_t	line_slots;
	uint32_t	section[NX_DICT_SECTIONS][2];	/* offset in the form, length */
	uint32_t	at_term_key;	/* offsets of the indexes in the value */
	uint32_t	at_term_at;
	uint32_t	at_filter;
	uint32_t	at_correction_key;
	uint32_t	at_correction_at;
	uint32_t	at_rule;
	uint32_t	at_line_key;
	uint32_t	at_line_kind;
} NxDictHead;

#define NX_DICT_MAGIC		UINT32_C(0x4e584401)
#define NX_DICT_VERSION		1

/* Is this the head of a value that this code can read? */
static inline bool
nx_dictionary_readable(const NxDictHead *head)
{
	return head->magic == NX_DICT_MAGIC && head->version == NX_DICT_VERSION;
}

/*
 * Do the parts that the head of a value tells lie within its 'bytes'?  A quick
 * look, for values that a disk may have damaged; then a lookup stays inside,
 * though it may find nothing, or another term.
 */
extern bool nx_dictionary_is_sound(const NxDictHead *head, size_t bytes);

/*
 * A view of a value made by nx_dictionary_compile; it is trusted.  Costs
 * nothing: fills in pointers.  publisher and rules are empty.
 */
extern void nx_dictionary_open(NxDictionary *dictionary, const NxDictHead *head);

/* --- Records ---------------------------------------------------------- */

#define NX_TERM_EXACT		0x01	/* letters must be as in the term */
#define NX_TERM_ANY			0x02	/* in any case; neither: capitals of the term are demanded */
#define NX_TERM_REGEX		0x04	/* the term is a regular expression */
#define NX_TERM_NAME		0x08
#define NX_TERM_ID			0x10
#define NX_TERM_COUNTRY		0x20
#define NX_TERM_POINT		0x40
#define NX_TERM_CONTEXT		0x80

typedef struct NxTerm
{
	uint8_t		flags;			/* NX_TERM_… */
	uint8_t		kind;			/* NxKind, or NX_KINDS + number of a user's kind */
	NxText		term;
	NxText		name;			/* the term itself if it gives none */
	int64_t		id;				/* 0 none */
	uint16_t	country;		/* NX_COUNTRY, 0 none */
	int32_t		latitude;		/* 1/10^7 degree; with NX_TERM_POINT */
	int32_t		longitude;
	uint32_t	ncontext;
	NxText		context;		/* ncontext strings, encoded */
} NxTerm;

typedef enum NxCorrectionType
{
	NX_CORRECT_STOP = 1,		/* the name is no entity */
	NX_CORRECT_ALIAS,			/* the name is another name, or of another kind */
	NX_CORRECT_SPLIT			/* to_name, a part of the name, stands for itself */
} NxCorrectionType;

#define NX_CORRECT_KIND			0x01	/* counts for this kind only */
#define NX_CORRECT_PUBLISHER	0x02	/* counts for this publisher only */
#define NX_CORRECT_TO_KIND		0x04
#define NX_CORRECT_TO_NAME		0x08

typedef struct NxCorrection
{
	uint8_t		type;			/* NxCorrectionType */
	uint8_t		flags;			/* NX_CORRECT_… */
	uint8_t		kind;			/* as of terms; 0 any */
	uint8_t		to_kind;		/* 0: stays */
	NxText		name;
	NxText		publisher;		/* empty: all */
	NxText		to_name;		/* empty: stays */
} NxCorrection;

/* --- Making the portable form (dictionary_build.c) --------------------- */

typedef struct NxDictBuilder
{
	NxArena    *arena;
	NxText		profile;
	NX_LIST(NxText) kinds;
	NX_LIST(NxText) terms;		/* encoded records */
	NX_LIST(NxText) corrections;
	NxText		lines;
	uint64_t	bytes;			/* of all records so far */
} NxDictBuilder;

extern void nx_dict_builder_init(NxDictBuilder *builder, NxArena *arena, NxText profile);

/* Number of a kind for NxTerm and NxCorrection: built in or the user's; 0 if there are too many. */
extern uint8_t nx_dict_builder_kind(NxDictBuilder *builder, NxText kind);

/* Adds a copy of a record.  term->context is encoded by nx_dict_builder_context. */
extern void nx_dict_builder_term(NxDictBuilder *builder, const NxTerm *term);
extern void nx_dict_builder_correction(NxDictBuilder *builder, const NxCorrection *correction);

/* Encodes a list of words; the result lives in the builder's arena. */
extern NxText nx_dict_builder_context(NxDictBuilder *builder, const NxText *words, uint32_t n);

/* The LINES section: portable bytes, kept by reference until nx_dict_builder_finish. */
static inline void
nx_dict_builder_lines(NxDictBuilder *builder, NxText lines)
{
	builder->lines = lines;
}

/* The portable form, in the arena.  NX_TOO_LONG if it is longer than NX_DICT_MAX_FORM. */
extern NxStatus nx_dict_builder_finish(NxDictBuilder *builder, NxText *form);

/* --- From the portable form to a value (dictionary.c) ------------------- */

/* Keys of all terms, computed while the form is checked. */
typedef struct NxDictKeys
{
	NxTokens	tokens;			/* of the term in hand */
	NX_LIST(uint64_t) key;		/* of each term the keys of its first word, first two words ... */
	NX_LIST(uint8_t) nwords;	/* of each term that is no regular expression */
} NxDictKeys;

typedef struct NxDictPlan
{
	NxDictHead	head;			/* of the value; head.size bytes are to be given */
	NxDictKeys	keys;
	const char *problem;		/* what is wrong with the form, NULL if nothing is */
	uint32_t	where;			/* byte of the form */
} NxDictPlan;

/*
 * Checks every byte of a portable form and plans the value.  False, with
 * problem and where, if it is not one.  'arena' must live until the value is
 * written.
 */
extern bool nx_dictionary_plan(NxArena *arena, NxText form, NxDictPlan *plan);

/* Writes the planned value; 'out' has plan->head.size bytes, aligned to 8, zero. */
extern void nx_dictionary_compile(NxArena *arena, NxText form, const NxDictPlan *plan, void *out);

#endif							/* NX_DICTIONARY_H */
