/*-------------------------------------------------------------------------
 * block_kind.h
 *	  Inside of the cleaner: from "body or not" to the kind of each block.
 *-------------------------------------------------------------------------
 */
#ifndef NX_BLOCK_KIND_H
#define NX_BLOCK_KIND_H

#include "block_features.h"
#include "block_model.h"
#include "document.h"

/* What the steps that choose kinds share about one article. */
typedef struct NxKinds
{
	NxArena    *arena;			/* asked whether to go on */
	const struct NxData *data;
	NxText		text;
	const NxLines *lines;
	const NxColumns *columns;
	const int32_t *score;		/* log odds of body, NX_BLOCK_NAT ths */
	const uint8_t *body;		/* 1: part of the body */
	NxBlock    *block;
	uint32_t	n;
	uint32_t	first;			/* first and last block of the body; n and 0 if none */
	uint32_t	last;
} NxKinds;

/* Sets kind, reason and confidence of block i. */
static inline void
nx_set_kind(NxKinds *kinds, uint32_t i, NxBlockKind kind, uint32_t confidence, const char *reason)
{
	kinds->block[i].kind = (uint8_t) kind;
	kinds->block[i].confidence = (uint16_t) confidence;
	kinds->block[i].reason = reason;
}

/* How sure the score is, per thousand: 500 at 0, 780 at one nat. */
static inline uint32_t
nx_sureness(int32_t score)
{
	uint32_t	size = (uint32_t) (score < 0 ? -score : score);

	return 500 + 500 * size / (size + 200);
}

/* A line of its own that ends in a dash, with capitals or an agency in brackets. */
extern bool nx_is_lone_dateline(const NxKinds *kinds, uint32_t i);

/* Kinds of the blocks that are body. */
extern void nx_choose_body_kinds(NxKinds *kinds);

/* Kinds of the others. */
extern void nx_choose_other_kinds(NxKinds *kinds);

/*
 * The blocks of document->blocks, measured: kinds, confidences, reasons.
 * 'hints' as for nx_classify_blocks.
 */
extern void nx_classify_lines(NxArena *arena, const struct NxData *data, NxFocus focus,
							  NxDocument *document, const NxLines *lines, const struct NxBlockHint *hints);

/*
 * Bytes of a person's name, two words or more, that a line begins with; 0 if
 * it begins with none.
 */
extern uint32_t nx_begins_with_name(const struct NxData *data, NxText text);

/* The words of the image; false if it has none. */
extern bool nx_open_block_words(const struct NxData *data, NxBlockWords *words);

#endif							/* NX_BLOCK_KIND_H */
