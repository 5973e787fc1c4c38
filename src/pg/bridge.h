/*-------------------------------------------------------------------------
 * bridge.h
 *	  Between the server and the core: memory, encodings, errors, data.
 *
 * The core knows UTF-8 and arenas; the server knows its own encoding and
 * memory contexts.  Everything that crosses goes through here.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_BRIDGE_H
#define NEWS_BRIDGE_H

#include "postgres.h"
#include "fmgr.h"
#include "lib/stringinfo.h"

#include "arena.h"
#include "article.h"
#include "base.h"
#include "data.h"

/*
 * A new arena whose memory belongs to 'context': it goes when the context is
 * reset or deleted.  No memory and a cancelled query are errors as always.
 */
extern NxArena *bridge_arena(MemoryContext context);

/* The built-in data.  An error if this build's image is damaged. */
extern const NxData *bridge_data(void);

/*
 * A detoasted value as UTF-8.  Points into 'value' where the database is in
 * UTF-8 (keep it), else to a converted copy in the current context.
 */
extern NxText bridge_utf8(const text *value);

/* UTF-8 from the core as a new text value in the database's encoding. */
extern text *bridge_text(NxText utf8);

/* The same as a NUL-terminated string. */
extern char *bridge_cstring(NxText utf8);

/* Reports a status that is not NX_OK; 'len' is the length of the article. */
extern void bridge_check(NxStatus status, size_t len);

/* Arguments 'format' and 'focus'; an error with a hint for any other word. */
extern NxFormat bridge_format(const text *word);
extern NxFocus bridge_focus(const text *word);

/*
 * Functions of an article come in two forms:
 *		f(article, arguments ...)
 *		f(article, dictionary, arguments ..., publisher)
 * 'plain' is the number of arguments of the first form, and arguments are
 * numbered as there.  The second form is not strict, because its publisher may
 * be null.
 */
static inline int
bridge_arg(FunctionCallInfo fcinfo, int plain, int arg)
{
	return arg > 0 && PG_NARGS() > plain ? arg + 1 : arg;
}

/*
 * The article of argument 0, read as arguments 'format' (number format_arg,
 * -1: auto) and 'focus' (focus_arg, -1: balanced) say, with the dictionary
 * and for the publisher of the call's second form.  NULL if an argument other
 * than the publisher is null.  The last article of a backend is kept, so that
 * several functions over one column parse a row once.  Valid until the next
 * call of this function.
 */
extern NxArticle *bridge_article(FunctionCallInfo fcinfo, int plain, int format_arg, int focus_arg);

/* The same, but only opened (article.h), for whoever may do without blocks. */
extern NxArticle *bridge_opened(FunctionCallInfo fcinfo, int plain, int format_arg, int focus_arg);

/* Stages of an article from bridge_article; see article.h. */
extern void bridge_tag(NxArticle *article);
extern const NxDateline *bridge_dateline(NxArticle *article);

/*
 * Character positions from byte positions of the article as stored.  Each
 * question walks on from the last one, so ask in about ascending order.
 */
typedef struct BridgeChars
{
	NxText		source;
	uint32		byte;
	int32		chars;
} BridgeChars;

extern void bridge_chars_init(BridgeChars *chars, NxText source);

/* Characters before byte 'at'. */
extern int32 bridge_chars_at(BridgeChars *chars, uint32 at);

/* "MX" of a country number as text; 'country' is not 0. */
extern text *bridge_country(uint16_t country);

/* Appends one byte of text, escaped where HTML reads it otherwise. */
extern void bridge_append_html(StringInfo out, char c);

#endif							/* NEWS_BRIDGE_H */
