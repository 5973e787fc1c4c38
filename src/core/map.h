/*-------------------------------------------------------------------------
 * map.h
 *	  From the working text back to the article as stored.
 *-------------------------------------------------------------------------
 */
#ifndef NX_MAP_H
#define NX_MAP_H

#include "arena.h"
#include "base.h"

/*
 * Bytes of the working text from 'at' to the next run's 'at'.  source_end = 0:
 * they stand verbatim at 'source'.  Otherwise they replace the article's bytes
 * from source to source_end as a whole.
 */
typedef struct NxMapRun
{
	uint32_t	at;
	uint32_t	source;
	uint32_t	source_end;
} NxMapRun;

/* Sorted by 'at', the first at 0.  n = 0: the working text is the article. */
typedef NX_LIST(NxMapRun) NxMap;

/* The piece of the article that a piece of the working text came from. */
extern NxSpan nx_map_span(const NxMap *map, NxSpan work);

/* Appends a verbatim run / a replacement at the working text's end 'at'. */
extern void nx_map_verbatim(NxArena *arena, NxMap *map, uint32_t at, uint32_t source);
extern void nx_map_replaced(NxArena *arena, NxMap *map, uint32_t at, uint32_t source, uint32_t source_end);

#endif							/* NX_MAP_H */
