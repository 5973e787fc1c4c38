/*-------------------------------------------------------------------------
 * article.h
 *	  One structure that everything about an article is read into, once.
 *
 * Each stage runs when it is first asked for and keeps its answer, so that
 * news_clean does not pay for entities, and entities asked after a dateline
 * do not parse again.  All of it lives in the arena given at the start.
 *-------------------------------------------------------------------------
 */
#ifndef NX_ARTICLE_H
#define NX_ARTICLE_H

#include "arena.h"
#include "data.h"
#include "dateline.h"
#include "document.h"
#include "mention.h"
#include "token.h"
#include "unicode.h"

/* A block whose words are tagged. */
typedef struct NxPiece
{
	uint32_t	block;
	uint32_t	first;			/* token */
	uint32_t	ntokens;
	NxSection	section;
} NxPiece;

typedef struct NxArticle
{
	NxArena    *arena;
	const NxData *data;
	NxFocus		focus;
	bool		has_blocks;		/* the document is read as a whole */
	NxDocument	document;

	bool		dateline_done;
	bool		has_dateline;
	NxDateline	dateline;		/* spans are in the working text */

	bool		tagged;
	NxTokens	tokens;
	NX_LIST(NxPiece) pieces;
	NxMentions	mentions;
	NxEntities	entities;
	NX_LIST(const char *) user_kinds;	/* names of kinds from NX_KINDS on, when tagged */
} NxArticle;

/*
 * Reads 'text' (must outlive the article) into *article, zeroed before.
 * NX_TOO_LONG as nx_read_document.
 */
extern NxStatus nx_article_read(NxArticle *article, NxArena *arena, const NxData *data,
								NxText text, NxFormat format, NxFocus focus);

/* The same for whoever may do without blocks: until nx_article_blocks there are none. */
extern NxStatus nx_article_open(NxArticle *article, NxArena *arena, const NxData *data,
								NxText text, NxFormat format, NxFocus focus);
extern void nx_article_blocks(NxArticle *article);

/*
 * The dateline, or NULL if the story has none.  Most of plain texts are found
 * without their blocks; others ask for them.
 */
extern const NxDateline *nx_article_dateline(NxArticle *article);

/* Fills tokens, pieces, mentions and entities. */
extern void nx_article_tag(NxArticle *article);

/* SQL's word for a kind of mentions and entities, also a user's. */
extern const char *nx_article_kind(const NxArticle *article, uint8_t kind);

/* First block of a kind, or NULL. */
extern const NxBlock *nx_article_block(const NxArticle *article, NxBlockKind kind);

/* The headline: what the markup states, else the headline block; empty if none. */
extern NxText nx_article_headline(const NxArticle *article);

#endif							/* NX_ARTICLE_H */
