/*-------------------------------------------------------------------------
 * entity_scan.h
 *	  Pieces of text that literals of entityset and entityquery share.
 *
 * A function that fails has reported where and what was expected, softly if
 * the caller's context takes that, and returns false; the caller returns too.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_ENTITY_SCAN_H
#define NEWS_ENTITY_SCAN_H

#include "entityset.h"

typedef struct EntityScanner
{
	const char *text;			/* the whole literal, NUL-terminated */
	const char *at;				/* next byte to read */
	const char *type;			/* for messages */
	Node	   *escontext;
	StringInfoData word;		/* last name read, unquoted */
	bool		quoted;			/* it had quotes */
} EntityScanner;

extern void entity_scan_init(EntityScanner *scan, const char *text, const char *type, Node *escontext);
extern void entity_scan_spaces(EntityScanner *scan);

/* Report that 'expected' was not found at scan->at; always false. */
extern bool entity_scan_error(EntityScanner *scan, const char *expected);
/* The same with a hint, and with the place of the error given. */
extern bool entity_scan_error_at(EntityScanner *scan, const char *at, const char *expected, const char *hint);

/* A quoted string, or bytes up to white space or one of 'stops', into scan->word. */
extern bool entity_scan_name(EntityScanner *scan, const char *stops, const char *expected);
/* Decimal digits with optional sign, within limits. */
extern bool entity_scan_int64(EntityScanner *scan, int64 min, int64 max, int64 *value);
/* 0 to 1 with up to three decimals, per thousand. */
extern bool entity_scan_permille(EntityScanner *scan, uint16 *value);
/* Two letters and, after a hyphen, up to four letters and digits; in either case. */
extern bool entity_scan_country(EntityScanner *scan, uint16 *country, char admin1[4]);
/* Kind before a colon; scan->at is then after the colon.  *name is palloc'ed for users' kinds, else NULL. */
extern bool entity_scan_kind(EntityScanner *scan, EntityKind *kind, char **name);

/* Per thousand as the shortest decimal fraction: 412 is 0.412, 1000 is 1. */
extern void entity_append_permille(StringInfo out, uint16 value);

#endif							/* NEWS_ENTITY_SCAN_H */
