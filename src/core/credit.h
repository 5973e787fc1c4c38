/*-------------------------------------------------------------------------
 * credit.h
 *	  Who made a picture: "REUTERS/Jane Doe", "(Photo by Jane Doe/AFP via
 *	  Getty Images)", "Foto: Jane Doe/dpa".
 *
 * The credit stands at the end of a caption, in brackets or after its last
 * sentence, or is the whole line.
 *-------------------------------------------------------------------------
 */
#ifndef NX_CREDIT_H
#define NX_CREDIT_H

#include "arena.h"
#include "base.h"

struct NxData;

/* Most names, agencies and notes of one credit; further ones are not parsed. */
#define NX_CREDIT_PARTS		8

typedef struct NxCredit
{
	NxText		name[NX_CREDIT_PARTS];	/* as printed */
	uint32_t	nnames;
	NxText		agency[NX_CREDIT_PARTS];	/* as printed, maker first: "AFP", "Getty Images" */
	NxText		canonical[NX_CREDIT_PARTS]; /* of agency[i]: "Agence France-Presse"; as printed if unknown */
	uint32_t	nagencies;
	NxText		note[NX_CREDIT_PARTS];	/* "File Photo", "Pool", "Handout" */
	uint32_t	nnotes;
	NxSpan		span;			/* of the credit in the caption, without brackets around it */
	NxSpan		outer;			/* the same with its brackets and the space before them */
	uint16_t	confidence;		/* per thousand */
	bool		whole;			/* the caption is nothing but the credit */
} NxCredit;

/*
 * Finds the credit at the end of a caption or filling it.  False if there is
 * none.  Texts point into the caption or the image.
 */
extern bool nx_parse_credit(NxArena *arena, const struct NxData *data, NxText caption, NxCredit *credit);

/* How surely a line is a credit and nothing else, 0 to 1000. */
extern uint32_t nx_is_credit_line(NxArena *arena, const struct NxData *data, NxText line);

#endif							/* NX_CREDIT_H */
