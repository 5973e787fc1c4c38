/*-------------------------------------------------------------------------
 * mkimage.c
 *	  src/data -> the one read-only image that is linked into the extension.
 *
 * Usage: mkimage <folder of lists> <image to write>
 *-------------------------------------------------------------------------
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../core/unicode.h"
#include "image_writer.h"

#define ALIGN	64

void
fail(const char *format, ...)
{
	va_list		args;

	va_start(args, format);
	fputs("mkimage: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

void
add_section(ImageWriter *writer, const char *name, const void *data, size_t size)
{
	NxImageSection *section = &writer->section[writer->nsections];

	if (writer->nsections == MOST_SECTIONS || strlen(name) > NX_SECTION_NAME)
		fail("cannot add section \"%s\"", name);
	memset(section, 0, sizeof(*section));
	memcpy(section->name, name, strlen(name));
	section->size = size;
	writer->bytes[writer->nsections++] = data;
}

bool
tsv_open(Tsv *tsv, const char *dir, const char *name, bool optional)
{
	memset(tsv, 0, sizeof(*tsv));
	snprintf(tsv->path, sizeof(tsv->path), "%s/%s", dir, name);
	tsv->file = fopen(tsv->path, "r");
	if (tsv->file == NULL && !optional)
		fail("cannot open %s: %s", tsv->path, strerror(errno));
	return tsv->file != NULL;
}

bool
tsv_next(Tsv *tsv, uint32_t least)
{
	static char nothing[1];
	ssize_t		len;
	uint32_t	i;

	while ((len = getline(&tsv->line, &tsv->room, tsv->file)) >= 0)
	{
		char	   *p = tsv->line;

		tsv->number++;
		while (len > 0 && (p[len - 1] == '\n' || p[len - 1] == '\r'))
			p[--len] = '\0';
		if (strncmp(p, "# columns:", 10) == 0)
			snprintf(tsv->columns, sizeof(tsv->columns), "%s", p + 10);
		if (len == 0 || p[0] == '#')
			continue;
		for (tsv->nfields = 0; p && tsv->nfields < MOST_FIELDS; tsv->nfields++)
		{
			tsv->field[tsv->nfields] = p;
			p = strchr(p, '\t');
			if (p)
				*p++ = '\0';
		}
		if (tsv->nfields < least)
			fail("%s:%u: %u fields, %u expected", tsv->path, tsv->number, tsv->nfields, least);
		for (i = tsv->nfields; i < MOST_FIELDS; i++)
			tsv->field[i] = nothing;
		return true;
	}
	free(tsv->line);
	fclose(tsv->file);
	return false;
}

const char *
tsv_get(const Tsv *tsv, const char *name)
{
	const char *p = tsv->columns;
	uint32_t	i = 0;

	while (*p)
	{
		size_t		n;

		p += strspn(p, " \t,");
		n = strcspn(p, " \t,");
		if (n && n == strlen(name) && strncmp(p, name, n) == 0)
			return tsv->field[i];
		p += n;
		i++;
	}
	fail("%s: no column \"%s\" in its \"# columns:\" line", tsv->path, name);
}

const char *
read_file(ImageWriter *writer, const char *name, size_t *size, bool optional)
{
	char		path[1024];
	FILE	   *file;
	char	   *bytes;
	long		length;

	snprintf(path, sizeof(path), "%s/%s", writer->dir, name);
	file = fopen(path, "rb");
	if (file == NULL)
	{
		if (!optional)
			fail("cannot open %s: %s", path, strerror(errno));
		return NULL;
	}
	fseek(file, 0, SEEK_END);
	length = ftell(file);
	rewind(file);
	bytes = nx_arena_alloc(writer->arena, (size_t) length + 1);
	if (length < 0 || fread(bytes, 1, (size_t) length, file) != (size_t) length)
		fail("cannot read %s", path);
	fclose(file);
	bytes[length] = '\0';
	*size = (size_t) length;
	return bytes;
}

/* The whole image in memory; *size gets its length. */
static char *
join_sections(ImageWriter *writer, size_t *size)
{
	NxImageHead *head;
	char	   *image;
	size_t		at = sizeof(NxImageHead) + writer->nsections * sizeof(NxImageSection);
	uint32_t	i;

	for (i = 0; i < writer->nsections; i++)
	{
		at = (at + ALIGN - 1) & ~(size_t) (ALIGN - 1);
		writer->section[i].offset = at;
		at += writer->section[i].size;
	}
	*size = (at + ALIGN - 1) & ~(size_t) (ALIGN - 1);
	image = nx_arena_zero(writer->arena, *size);
	head = (NxImageHead *) image;
	memcpy(head + 1, writer->section, writer->nsections * sizeof(NxImageSection));
	for (i = 0; i < writer->nsections; i++)
		if (writer->section[i].size)
			memcpy(image + writer->section[i].offset, writer->bytes[i], writer->section[i].size);
	head->magic = NX_IMAGE_MAGIC;
	head->nsections = writer->nsections;
	head->size = *size;
	head->hash = nx_hash_bytes((char *) (head + 1), (uint32_t) (*size - sizeof(NxImageHead)));
	return image;
}

/* For tokenising names while other sections are made. */
static void
open_lexicon(ImageWriter *writer)
{
	size_t		size;

	if (nx_lexicon_open(&writer->lexicon, (NxImageHead *) join_sections(writer, &size)) != NX_OK)
		fail("the lexicon is not whole");
}

int
main(int argc, char **argv)
{
	static ImageWriter writer;
	NxArena		arena;
	FILE	   *out;
	char	   *image;
	size_t		size;
	uint32_t	i;

	if (argc != 3)
	{
		fprintf(stderr, "usage: %s <folder of lists> <image>\n", argv[0]);
		return 2;
	}
	nx_arena_init(&arena, &nx_malloc_hooks);
	writer.dir = argv[1];
	writer.arena = &arena;
	build_lexicon(&writer);
	open_lexicon(&writer);
	build_places(&writer);
	build_tagger(&writer);
	build_cleaner(&writer);
	build_html(&writer);
	build_dateline(&writer);
	image = join_sections(&writer, &size);
	out = fopen(argv[2], "wb");
	if (out == NULL || fwrite(image, 1, size, out) != size || fclose(out) != 0)
		fail("cannot write %s: %s", argv[2], strerror(errno));
	for (i = 0; i < writer.nsections; i++)
		printf("%10llu  %.16s\n", (unsigned long long) writer.section[i].size, writer.section[i].name);
	printf("%10zu  image\n", size);
	nx_arena_reset(&arena);
	return 0;
}
