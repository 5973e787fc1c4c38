/*-------------------------------------------------------------------------
 * image_writer.c
 *	  What the builders of the image's sections share.
 *-------------------------------------------------------------------------
 */
#include "image_writer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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
