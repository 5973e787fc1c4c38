/*-------------------------------------------------------------------------
 * image_writer.h
 *	  What the builders of the image's sections share.
 *
 * One file image_<piece>.c per piece, with one function build_<piece> that
 * reads its lists from writer->dir and adds sections.  mkimage.c calls them.
 * Programs of the build end with a message and status 1 when data is wrong.
 *-------------------------------------------------------------------------
 */
#ifndef NX_IMAGE_WRITER_H
#define NX_IMAGE_WRITER_H

#include <stdio.h>

#include "../core/arena.h"
#include "../core/base.h"
#include "../core/image.h"
#include "../core/lexicon.h"

#define MOST_SECTIONS	64

typedef struct ImageWriter
{
	const char *dir;			/* the folder of lists */
	NxArena    *arena;			/* lives until the image is written */
	NxLexicon	lexicon;		/* opened after build_lexicon: for tokenising names */
	uint32_t	nsections;
	NxImageSection section[MOST_SECTIONS];
	const void *bytes[MOST_SECTIONS];
} ImageWriter;

/* Adds a section; 'data' must stay until the image is written. */
extern void add_section(ImageWriter *writer, const char *name, const void *data, size_t size);

/* Ends the program with a message. */
extern void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#define MOST_FIELDS		16

/* A list being read: lines that begin with # and empty lines are passed over. */
typedef struct Tsv
{
	FILE	   *file;
	char		path[1024];
	char	   *line;
	size_t		room;
	uint32_t	number;			/* of the line, from 1 */
	uint32_t	nfields;
	char	   *field[MOST_FIELDS];	/* NUL-terminated; valid until the next line */
	char		columns[512];	/* the head line that names the columns */
} Tsv;

/* Opens <dir>/<name>; fails if it is not there, unless 'optional' (then false). */
extern bool tsv_open(Tsv *tsv, const char *dir, const char *name, bool optional);

/*
 * Next line; false at the end (and the file is closed).  Fails if the line
 * has fewer than 'least' fields.  Missing fields up to MOST_FIELDS are "".
 */
extern bool tsv_next(Tsv *tsv, uint32_t least);

/*
 * Field of the current line under the column called 'name' in the list's
 * "# columns:" line; fails if there is no such column.
 */
extern const char *tsv_get(const Tsv *tsv, const char *name);

/* Reads a whole file into the writer's arena. */
extern const char *read_file(ImageWriter *writer, const char *name, size_t *size, bool optional);

static inline NxText
text_of(const char *string)
{
	NxText		text = {string, 0};

	while (string[text.len])
		text.len++;
	return text;
}

extern void build_lexicon(ImageWriter *writer);
extern void build_places(ImageWriter *writer);
extern void build_tagger(ImageWriter *writer);
extern void build_cleaner(ImageWriter *writer);
extern void build_html(ImageWriter *writer);
extern void build_dateline(ImageWriter *writer);

#endif							/* NX_IMAGE_WRITER_H */
