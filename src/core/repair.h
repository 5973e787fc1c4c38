/*-------------------------------------------------------------------------
 * repair.h
 *	  Pieces of the repair of damaged characters, for other readers.
 *-------------------------------------------------------------------------
 */
#ifndef NX_REPAIR_H
#define NX_REPAIR_H

#include "base.h"

/*
 * Does a code point misread as Windows-1252 begin at p?  Its UTF-8 goes to
 * out[4] and its length to *nout; returns the bytes it takes at p, or 0.
 */
extern uint32_t nx_mojibake_at(const char *p, const char *end, char *out, uint32_t *nout);

/* Characters that show nothing and mean nothing in a cleaned text. */
extern bool nx_is_invisible(uint32_t cp);

/*
 * NFC of at most 32 code points at p into out; returns its bytes, 0 if it
 * cannot be done in 'room'.
 */
extern uint32_t nx_normalize(const char *p, uint32_t len, char *out, uint32_t room);

#endif							/* NX_REPAIR_H */
