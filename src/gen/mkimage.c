/*-------------------------------------------------------------------------
 * mkimage.c
 *	  src/data -> the one read-only image that is linked into the extension.
 *
 * Usage: mkimage <folder of lists> <image to write>
 *-------------------------------------------------------------------------
 */
#include <errno.h>
#include <string.h>

#include "../core/unicode.h"
#include "image_writer.h"

#define ALIGN	64

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
	head->hash = nx_image_hash(head);
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
