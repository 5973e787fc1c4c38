/*-------------------------------------------------------------------------
 * html_blocks.h
 *	  A page cut into blocks of text, with where in the markup each stands.
 *
 * No tree is built.  A stack of open elements carries, for every feature of
 * markup that may tell body from the rest (an <aside>, a class name with
 * "related" in it), how many levels up it was last seen.  A block takes a
 * copy of these distances when its text ends.
 *-------------------------------------------------------------------------
 */
#ifndef NX_HTML_BLOCKS_H
#define NX_HTML_BLOCKS_H

#include "document.h"
#include "html.h"

/*
 * What names (class, id, itemprop, role, data-*) and short texts hint at.
 * html_cues.tsv uses these words in lower case; the order is free, but the
 * model must be trained again when it changes.
 */
#define NX_HTML_CUES(X) \
	X(BODY) X(CONTENT) X(STORY) X(PARAGRAPH) X(CAPTION) X(CREDIT) X(IMAGE) X(VIDEO) X(GALLERY) \
	X(RELATED) X(TEASER) X(POPULAR) X(SHARE) X(NEWSLETTER) X(PAYWALL) X(AD) X(COMMENT) X(NAV) X(HEADER) \
	X(FOOTER) X(SIDEBAR) X(AUTHOR) X(DATE) X(TITLE) X(DEK) X(META) X(TAGS) X(HIDDEN) X(COOKIE) X(MODAL) \
	X(EMBED) X(QUOTE) X(BOX) X(TABLE) X(PRODUCT) X(LIVE) X(FORM) X(BUTTON) X(NOTE) X(UNSEEN)

typedef enum NxHtmlCue
{
#define X(name) NX_CUE_##name,
	NX_HTML_CUES(X)
#undef X
	NX_CUES
} NxHtmlCue;

/* Features of markup whose distance is kept: the cues, then these elements. */
#define NX_HTML_FAR_TAGS(X) \
	X(A) X(BOLD) X(P) X(H1) X(H2) X(H3) X(LIST) X(LI) X(DL) X(QUOTE) X(PRE) X(TD) X(ARTICLE) X(MAIN) \
	X(SECTION) X(ASIDE) X(NAV) X(HEADER) X(FOOTER) X(FIGURE) X(FIGCAPTION) X(ADDRESS) X(FORM) X(BUTTON)

typedef enum NxHtmlFar
{
	NX_FAR_CUES = NX_CUES - 1,
#define X(name) NX_FAR_##name,
	NX_HTML_FAR_TAGS(X)
#undef X
	NX_FARS
} NxHtmlFar;

_Static_assert(NX_CUES == 40 && NX_FARS == 64, "distances fill 64 bytes");

#define NX_FAR_NEVER	31		/* not seen on the way up, or further than this */

/* An element that held text, or an ancestor of one; element 0 is the page. */
typedef struct NxHtmlElement
{
	uint32_t	parent;			/* number of the element around it; 0 of itself */
	uint32_t	style;			/* hash of tag and class */
	uint16_t	depth;
	uint8_t		tag;
	uint8_t		level;			/* of a heading, else 0 */
} NxHtmlElement;

#define NX_HB_BR		0x01	/* a single <br> stands between it and the block before */
#define NX_HB_ROW		0x02	/* a row of a table of two cells or more */
#define NX_HB_JSON		0x04	/* comes from a script's data, not from the markup */

typedef struct NxHtmlBlock
{
	NxSpan		span;			/* in the working text */
	uint32_t	element;		/* the innermost block element around all of it */
	uint32_t	style;			/* of the innermost element around all of it */
	uint32_t	link_bytes;		/* of it inside <a> */
	uint32_t	bold_bytes;
	uint32_t	italic_bytes;
	uint16_t	nlinks;
	uint8_t		media;			/* pictures, players, frames since the block before; at most 255 */
	uint8_t		flags;			/* NX_HB_… */
	uint8_t		far[NX_FARS];
} NxHtmlBlock;

typedef struct NxHtmlPage
{
	NxText		source;
	NxBuffer	text;			/* the working text */
	NxMap		map;
	NX_LIST(NxHtmlBlock) blocks;
	NX_LIST(NxHtmlElement) elements;
	NX_LIST(NxSpan) json;		/* contents of <script type="application/ld+json"> */
	NX_LIST(NxSpan) scripts;	/* contents of other scripts long enough to hold a story */
	NxText		title;			/* of <title>, decoded */
	NxText		description;	/* what <meta> says of the story, decoded */
	NxMeta		meta;			/* what <meta>, <html lang>, <time> say */
	uint32_t	h1;				/* block of the first <h1>, or UINT32_MAX */
} NxHtmlPage;

/* Cuts document source 'source' into blocks. */
extern void nx_html_cut(NxArena *arena, const NxHtmlData *data, NxText source, NxHtmlPage *page);

/*
 * Cuts 'piece', whose bytes came from the page's source by 'map', into further
 * blocks of 'page': the story a script holds.  Line ends separate blocks, too.
 */
extern void nx_html_cut_more(NxArena *arena, const NxHtmlData *data, NxText piece,
							 const NxMap *map, NxHtmlPage *page);

/* Bits of the cues of the words of a name ("article-body__content"). */
extern uint64_t nx_html_name_cues(const NxHtmlData *data, NxText name);

#endif							/* NX_HTML_BLOCKS_H */
