/*-------------------------------------------------------------------------
 * html.h
 *	  Scan HTML: tags, attributes, text, comments, character references.
 *
 * The scanner follows the tokeniser of the WHATWG standard on everything that
 * decides where text begins and ends: tags and their quotes, comments,
 * declarations, elements whose content is raw text.  It is linear, keeps no
 * stack and never fails: what is not markup is text.  Every token is a piece
 * of the source; nothing is copied.
 *
 * Not done, because no text depends on it: scripts are not run, a doctype is
 * not judged, charset declarations are passed over (the text is UTF-8).
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_H
#define NX_HTML_H

#include "arena.h"
#include "base.h"
#include "image.h"

/*
 * What an element is to us; html_tags.tsv says which names are which.  The
 * order is part of the data: html_tags.tsv names them by these words.
 */
typedef enum NxHtmlTag
{
	NX_TAG_OTHER = 0,			/* unknown name; stands in line */
	NX_TAG_A, NX_TAG_INLINE, NX_TAG_BOLD, NX_TAG_ITALIC, NX_TAG_BR, NX_TAG_HR, NX_TAG_MEDIA, NX_TAG_VOID,
	NX_TAG_P, NX_TAG_DIV, NX_TAG_H1, NX_TAG_H2, NX_TAG_H3, NX_TAG_H4, NX_TAG_H5, NX_TAG_H6,
	NX_TAG_LIST, NX_TAG_LI, NX_TAG_DL, NX_TAG_DT, NX_TAG_QUOTE, NX_TAG_PRE,
	NX_TAG_TABLE, NX_TAG_TBODY, NX_TAG_TR, NX_TAG_TD, NX_TAG_TCAPTION,
	NX_TAG_ARTICLE, NX_TAG_MAIN, NX_TAG_SECTION, NX_TAG_ASIDE, NX_TAG_NAV, NX_TAG_HEADER, NX_TAG_FOOTER,
	NX_TAG_FIGURE, NX_TAG_FIGCAPTION, NX_TAG_ADDRESS, NX_TAG_TIME, NX_TAG_FORM, NX_TAG_BUTTON, NX_TAG_LABEL,
	NX_TAG_DETAILS, NX_TAG_DIALOG, NX_TAG_HTML, NX_TAG_HEAD, NX_TAG_BODY,
	NX_TAG_META, NX_TAG_TITLE, NX_TAG_SCRIPT, NX_TAG_RAW, NX_TAG_SKIP,
	NX_TAGS
} NxHtmlTag;

#define NX_TF_BLOCK		0x01	/* begins and ends a block of text */
#define NX_TF_VOID		0x02	/* has no content and no end tag */
#define NX_TF_RAW		0x04	/* its content is raw text up to its end tag */
#define NX_TF_SKIP		0x08	/* its content is not shown */
#define NX_TF_BARRIER	0x10	/* end tags of blocks do not reach out of it */
#define NX_TF_CLOSE_P	0x20	/* its start tag closes an open p */

/* A name of a tag or attribute: its first eight bytes in lower case. */
typedef uint64_t NxHtmlName;

#define NX_HTML_ATTRIBUTES	32	/* of one tag; further ones are passed over */

typedef struct NxHtmlAttribute
{
	NxHtmlName	name;
	NxSpan		whole;			/* the name as written */
	NxSpan		value;			/* without quotes; references not decoded */
} NxHtmlAttribute;

typedef enum NxHtmlKind
{
	NX_HTML_TEXT,				/* span may hold references */
	NX_HTML_RAW,				/* content of a raw element; no references unless it is a title */
	NX_HTML_START,
	NX_HTML_END,
	NX_HTML_OTHER				/* comment, declaration: shows nothing */
} NxHtmlKind;

typedef struct NxHtmlToken
{
	NxHtmlKind	kind;
	NxSpan		span;			/* in the source */
	NxHtmlName	name;			/* of a tag; of the element whose content RAW is */
	uint8_t		tag;			/* NxHtmlTag */
	uint8_t		flags;			/* NX_TF_… */
	bool		closes_itself;	/* written <x/> */
	uint32_t	nattributes;
	NxHtmlAttribute attribute[NX_HTML_ATTRIBUTES];
} NxHtmlToken;

/* Views of the image's sections for HTML; all NULL where it has none. */
typedef struct NxHtmlData
{
	const struct NxHtmlTagSlot *tag;
	uint32_t	tag_mask;
	const struct NxHtmlCueSlot *cue;
	uint32_t	cue_mask;
	const struct NxHtmlReference *reference;
	uint32_t	nreferences;
	const struct NxHtmlModel *model;
} NxHtmlData;

struct NxHtmlTagSlot
{
	NxHtmlName	name;			/* 0: empty */
	uint8_t		length;			/* of the whole name */
	uint8_t		tag;
	uint8_t		flags;
	uint8_t		reserved[5];
};

/* A word of class and id names, or of a short line, and what it hints at. */
struct NxHtmlCueSlot
{
	uint64_t	hash;			/* nx_html_word_hash; 0: empty */
	uint64_t	in_name;		/* bits of cues of class, id, data-* */
	uint64_t	in_text;		/* bits of cues of the text itself */
};

struct NxHtmlReference
{
	char		name[32];		/* without '&', with ';' where it needs one; zero-padded; sorted */
	uint8_t		length;
	uint8_t		nbytes;
	char		text[6];		/* UTF-8 */
};

extern void nx_html_open(NxHtmlData *data, const NxImageHead *image);

typedef struct NxHtmlScanner
{
	NxArena    *arena;
	const NxHtmlData *data;
	NxText		source;
	uint32_t	at;
	uint32_t	polled;			/* where the caller was last asked */
	NxHtmlName	raw;			/* the element whose content comes next, or 0 */
	uint32_t	raw_length;		/* of its name */
	uint8_t		raw_tag;
} NxHtmlScanner;

extern void nx_html_begin(NxHtmlScanner *scanner, NxArena *arena, const NxHtmlData *data, NxText source);

/* The next token; false at the end of the source. */
extern bool nx_html_next(NxHtmlScanner *scanner, NxHtmlToken *token);

/* The attribute called 'name' (its first eight bytes), or NULL. */
extern const NxHtmlAttribute *nx_html_attribute(const NxHtmlToken *token, NxHtmlName name);

/* nx_html_name("class"): the first eight bytes of a name in lower case. */
extern NxHtmlName nx_html_name(const char *name, uint32_t length);

/*
 * The character reference at p ('&').  Its text goes to out (at most 8 bytes)
 * and its length to *nout; returns the bytes it takes at p, 0 if there is
 * none.  'in_value': in an attribute, where "&copy=" is no reference.
 */
extern uint32_t nx_html_reference(const NxHtmlData *data, const char *p, const char *end,
								  bool in_value, char *out, uint32_t *nout);

/* A piece with its references decoded and white space made single spaces. */
extern NxText nx_html_decode(NxArena *arena, const NxHtmlData *data, NxText piece);

#define NX_WORD_SEED	UINT64_C(0xcbf29ce484222325)
#define NX_WORD_PRIME	UINT64_C(0x100000001b3)

/* Hash of a word of ASCII letters in lower case, byte by byte. */
static inline uint64_t
nx_html_word_hash(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * NX_WORD_PRIME;
}

/* What a word hints at; NULL if it is not in the list. */
static inline const struct NxHtmlCueSlot *
nx_html_cue(const NxHtmlData *data, uint64_t hash)
{
	uint32_t	i;

	if (data->cue == NULL)
		return NULL;
	for (i = (uint32_t) (hash >> 24) & data->cue_mask; data->cue[i].hash; i = (i + 1) & data->cue_mask)
		if (data->cue[i].hash == hash)
			return &data->cue[i];
	return NULL;
}

#endif							/* NX_HTML_H */
