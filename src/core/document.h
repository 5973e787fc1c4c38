/*-------------------------------------------------------------------------
 * document.h
 *	  An article as read: its working text, its blocks, its fields.
 *
 * The working text is the article with markup taken away and damage repaired
 * (mojibake, character references, invisible characters, NFC).  A plain text
 * without damage is its own working text, not copied.  The map leads every
 * byte of it back to the article as stored, so that positions given to users
 * always count in what they stored.
 *
 * Blocks are in reading order, do not overlap, and together hold every
 * visible character: nothing is dropped, only told apart.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DOCUMENT_H
#define NX_DOCUMENT_H

#include "arena.h"
#include "base.h"
#include "map.h"

struct NxData;

typedef enum NxBlockKind
{
	NX_BLOCK_PARAGRAPH = 0,
	NX_BLOCK_HEADLINE,
	NX_BLOCK_KICKER,
	NX_BLOCK_BYLINE,
	NX_BLOCK_TIMESTAMP,
	NX_BLOCK_DATELINE,
	NX_BLOCK_SUBHEAD,
	NX_BLOCK_QUOTE,
	NX_BLOCK_LIST,
	NX_BLOCK_TABLE,
	NX_BLOCK_CAPTION,
	NX_BLOCK_CREDIT,
	NX_BLOCK_RELATED,
	NX_BLOCK_PROMO,
	NX_BLOCK_SHARE,
	NX_BLOCK_NOTICE,
	NX_BLOCK_BIO,
	NX_BLOCK_CORRECTION,
	NX_BLOCK_KINDS
} NxBlockKind;

/* SQL's word for a kind. */
extern const char *const nx_block_kind_name[NX_BLOCK_KINDS];

/* Is a block of this kind part of the body? */
static inline bool
nx_is_body(NxBlockKind kind)
{
	return kind == NX_BLOCK_PARAGRAPH || kind == NX_BLOCK_DATELINE || kind == NX_BLOCK_SUBHEAD ||
		kind == NX_BLOCK_QUOTE || kind == NX_BLOCK_LIST || kind == NX_BLOCK_TABLE;
}

typedef struct NxBlock
{
	NxSpan		span;			/* in the working text, without white space at the ends */
	uint8_t		kind;			/* NxBlockKind */
	uint8_t		level;			/* of a heading in HTML: 1 to 6, else 0 */
	uint16_t	confidence;		/* per thousand */
	const char *reason;			/* a constant a person understands: "ends with a photo credit" */
} NxBlock;

typedef NX_LIST(NxBlock) NxBlocks;

typedef enum NxFormat
{
	NX_FORMAT_AUTO = 0,
	NX_FORMAT_TEXT,				/* as a scraper left it */
	NX_FORMAT_HTML,
	NX_FORMAT_CLEAN				/* body text only: nothing dropped, all tagged */
} NxFormat;

typedef enum NxFocus
{
	NX_FOCUS_BALANCED = 0,
	NX_FOCUS_PRECISION,
	NX_FOCUS_RECALL
} NxFocus;

/* Fields that markup states (JSON-LD, OpenGraph, meta); empty where it does not. */
typedef struct NxMeta
{
	NxText		headline;
	NxText		section;
	NxText		author;			/* names separated by newlines */
	NxText		published;		/* as written, usually ISO 8601 */
	NxText		modified;
	NxText		dateline;
	NxText		publisher;
	NxText		language;
} NxMeta;

typedef struct NxDocument
{
	NxText		source;			/* the article as stored */
	NxText		text;			/* the working text */
	NxMap		map;
	NxFormat	format;			/* never AUTO */
	bool		is_repaired;	/* 'text' and 'map' are set */
	NxBlocks	blocks;
	NxMeta		meta;
} NxDocument;

/*
 * Opens an article as *document (zeroed by this call): its form, and the
 * working text of a plain text.  nx_read_blocks reads the rest.
 * NX_TOO_LONG if it is longer than NX_MAX_TEXT / 4.
 */
extern NxStatus nx_open_document(NxArena *arena, const struct NxData *data, NxText article,
								 NxFormat format, NxDocument *document);
extern void nx_read_blocks(NxArena *arena, const struct NxData *data, NxFocus focus, NxDocument *document);

/* Both. */
extern NxStatus nx_read_document(NxArena *arena, const struct NxData *data, NxText article,
								 NxFormat format, NxFocus focus, NxDocument *document);

/* The two readers behind it; document->source and format are set. */
extern void nx_read_text(NxArena *arena, const struct NxData *data, NxFocus focus, NxDocument *document);
extern void nx_read_html(NxArena *arena, const struct NxData *data, NxFocus focus, NxDocument *document);

/*
 * Repairs a plain text: sets document->text and map from document->source.
 * Not copied and an empty map if nothing needs repair.  'references': the
 * image with the names of HTML character references, which are then decoded
 * too; or NULL.
 */
struct NxImageHead;
extern void nx_repair_text(NxArena *arena, NxDocument *document, const struct NxImageHead *references);

/*
 * The body as news_clean gives it: body blocks separated by blank lines,
 * white space within a block made single spaces.
 */
extern NxText nx_body_text(NxArena *arena, const NxDocument *document);

#endif							/* NX_DOCUMENT_H */
