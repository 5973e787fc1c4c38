/*-------------------------------------------------------------------------
 * publisher_line.h
 *	  Lines that a publisher repeats: mastheads, newsletter lines, bios, app
 *	  adverts.
 *
 * A line is compared by its words, without case, accents and punctuation.  A
 * shape is a line in which masks stand for what changes from article to
 * article: # for a number, <date> for a date, <name> for a person's name at
 * the beginning of a line or after "by".  "12 min read" has the shape
 * "# min read".  A line written by a person is taken as it stands: only masks
 * that are written in it are masks.
 *
 * Lines are learnt (src/pg/publisher_learn.c) from counts over a publisher's
 * articles (NxLineCounts), kept in a dictionary, and used while an article is
 * read: a block that is such a line gets the line's kind.
 *
 * The section LINES of a dictionary (see dictionary.h for varint, string):
 *	 byte NX_LINES_VERSION, varint count of publishers; for each publisher:
 *	 string its name, varint count of its lines (at least 1), records: byte
 *	 NxBlockKind, string line.  Publishers and the lines of each ascend by their
 *	 bytes, none twice.
 * Its index in the value is made by nx_publisher_lines_file: publisher and line
 * together are one key, so a block costs one look-up or two, however many lines
 * there are.
 *-------------------------------------------------------------------------
 */
#ifndef NX_PUBLISHER_LINE_H
#define NX_PUBLISHER_LINE_H

#include "arena.h"
#include "base.h"
#include "block.h"
#include "document.h"

struct NxData;

#define NX_LINES_VERSION	1

/* Longest line that is learnt or kept, in bytes: notices about cookies are long. */
#define NX_LINE_MOST		2000

/* Different stories that are told apart when a line is counted. */
#define NX_LINE_STORIES		8

/* What a line is compared by. */
typedef struct NxLineShape
{
	uint64_t	key;			/* with masks where it has some words besides them; 0: no words at all */
	uint64_t	plain;			/* without masks */
	uint32_t	words;			/* besides masks */
	bool		masked;			/* key differs from plain */
} NxLineShape;

/* The shape of a block of an article; words is 0 for one longer than NX_LINE_MOST. */
extern void nx_line_shape(const struct NxData *data, NxText block, NxLineShape *shape);

/* The key of a line as it stands in a dictionary: its masks are masks.  0 if it has neither word nor mask. */
extern uint64_t nx_line_key(NxText line);

/* Appends a block as a line of a dictionary, whose key is then shape->key; white space made single spaces. */
extern void nx_line_write(const struct NxData *data, NxText block, const NxLineShape *shape, NxBuffer *out);

/* What was counted of a line in the articles of its publisher. */
typedef struct NxLineCounts
{
	uint32_t	articles;		/* that have it, of all */
	uint32_t	all;
	uint32_t	stories;		/* that have it and differ, at most NX_LINE_STORIES */
	uint32_t	words;			/* of its shape */
	uint32_t	kind[NX_BLOCK_KINDS];	/* what the cleaner took it for */
} NxLineCounts;

/*
 * Is it a line that the publisher repeats, in 'least' stories or more, and of
 * what kind?  A line that the cleaner mostly takes for body must be longer,
 * or have words that only such lines have, or stand in many of the articles.
 */
extern bool nx_line_repeats(NxArena *arena, const struct NxData *data, NxText line, const NxLineCounts *counts,
							uint32_t least, NxBlockKind *kind);

/*
 * What two copies of one story share: their first three paragraphs (one or two may be the
 * publisher's own lines), or all of a shorter text.
 */
extern uint64_t nx_story_key(const NxDocument *document);

/*
 * In a dictionary
 */
typedef struct NxPublisherLine
{
	NxText		publisher;		/* any spelling */
	NxText		line;
	uint8_t		kind;			/* NxBlockKind */
} NxPublisherLine;

/* The bytes of the section, in 'arena'; empty for no lines.  Sorts 'lines'. */
extern NxText nx_publisher_lines_write(NxArena *arena, NxPublisherLine *lines, uint32_t n);

/* Are these the bytes of such a section?  *n gets the count of its lines and publishers. */
extern bool nx_publisher_lines_check(NxText bytes, uint32_t *n);

/* Fills the index of a checked section: open addressing, 'slots' (a power of two, more than *n), zero. */
extern void nx_publisher_lines_file(NxArena *arena, NxText bytes, uint64_t *keys, uint8_t *kinds, uint32_t slots);

/*
 * Hints for the blocks of an article that are lines of its publisher in the
 * dictionary of 'data': kind, reason and confidence of those blocks are set.
 * NULL if there are none.
 */
extern NxBlockHint *nx_publisher_hints(NxArena *arena, const struct NxData *data, NxDocument *document);

#endif							/* NX_PUBLISHER_LINE_H */
