/*-------------------------------------------------------------------------
 * dictionary_value.h
 *	  The type newsdictionary: a user's dictionary as a value.
 *
 * Stored: the value that the core's dictionary.h describes, whose first four
 * bytes are PostgreSQL's length word; double alignment, so that its indexes
 * are used where they lie.  Text form: the portable form in base64; binary
 * form: the portable form.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_DICTIONARY_VALUE_H
#define NEWS_DICTIONARY_VALUE_H

#include "lib/stringinfo.h"

#include "bridge.h"
#include "compat.h"
#include "dictionary.h"

/* Refuses values of other versions and damaged ones, returns its argument. */
extern const NxDictHead *dictionary_check(const NxDictHead *head);

/* A value as an argument; not copied unless it was stored compressed or out of line. */
#define DatumGetDictionaryP(X)		dictionary_check((const NxDictHead *) PG_DETOAST_DATUM(X))
#define PG_GETARG_DICTIONARY_P(n)	DatumGetDictionaryP(PG_GETARG_DATUM(n))

/* The portable form within a value. */
static inline NxText
dictionary_form(const NxDictHead *head)
{
	NxText		form = {(const char *) head + head->form, head->formlen};

	return form;
}

/*
 * Opens a value for an article: its view, with its regular expressions
 * compiled (they are kept for the next call) and the publisher, which must
 * outlive the view.  An error if a newer version of news_extract made it.
 */
extern void dictionary_open(const NxDictHead *head, NxText publisher, NxDictionary *dictionary);

/* Appends what tells its contents and profile in a version: " dictionary fedcba9876543210 desk". */
extern void dictionary_append_version(StringInfo out, const NxDictHead *head);

/*
 * A value from a portable form, in 'context'.  NULL after a soft error, with
 * 'code' (ERRCODE_…) if the form is none.
 */
extern NxDictHead *dictionary_from_form(NxText form, MemoryContext context, int code, Node *escontext);

/*
 * Reads a profile from the tables in 'schema' (quoted) with the rights of the
 * caller and the active snapshot, into a value in 'context'.  An error if no
 * table has a row of the profile, unless it is "default".
 */
extern NxDictHead *dictionary_build(const char *schema, const text *profile, MemoryContext context);

/* Tables that a dictionary is made from; the last is of publisher lines. */
#define DICTIONARY_TABLES	5
extern const char *const dictionary_table[DICTIONARY_TABLES];

#endif							/* NEWS_DICTIONARY_VALUE_H */
