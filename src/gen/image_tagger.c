/*-------------------------------------------------------------------------
 * image_tagger.c
 *	  The trained model, src/data/tagger.bin, as a section of the image.
 *
 * The file is little-endian; on other machines its numbers are turned round
 * here.  Weights are single bytes.  Without the file the section is empty
 * and nothing is tagged, which is how the trainer itself is built.
 */
#include <string.h>

#include "../core/tagger_decode.h"
#include "image_writer.h"

static bool
is_little_endian(void)
{
	const uint16_t one = 1;

	return *(const unsigned char *) &one == 1;
}

static void
turn16(void *at, size_t n)
{
	uint16_t   *p = at;

	for (; n > 0; n--, p++)
		*p = (uint16_t) (*p << 8 | *p >> 8);
}

static void
turn32(void *at, size_t n)
{
	uint32_t   *p = at;

	for (; n > 0; n--, p++)
		*p = *p << 24 | (*p & 0xff00) << 8 | (*p >> 8 & 0xff00) | *p >> 24;
}

static void
turn_model(NxTaggerHead *head)
{
	NxTagLine  *line;
	NxClusterSlot *word;
	uint32_t	i;

	turn32(head, offsetof(NxTaggerHead, transition) / sizeof(uint32_t));
	turn16(head->transition, (sizeof(*head) - offsetof(NxTaggerHead, transition)) / sizeof(uint16_t));
	line = (NxTagLine *) ((char *) head + head->line_at);
	for (i = 0; i < NX_TAG_LINES; i++)
		turn16(line[i].tag, NX_TAG_SLOTS + 1);	/* and the first again */
	word = (NxClusterSlot *) ((char *) head + head->word_at);
	for (i = 0; i < head->nwords; i++)
	{
		turn32(&word[i].tag, 1);
		turn16(&word[i].cluster, 2);
	}
}

void
build_tagger(ImageWriter *writer)
{
	size_t		size;
	const char *file = read_file(writer, "tagger.bin", &size, true);
	NxTaggerHead *head;
	NxTagger	tagger;

	if (file == NULL)
	{
		add_section(writer, "tagger", "", 0);
		return;
	}
	head = nx_arena_alloc(writer->arena, size);
	memcpy(head, file, size);
	if (!is_little_endian())
		turn_model(head);
	if (nx_tagger_use(&tagger, head, size) != NX_OK)
		fail("tagger.bin is not a model of this version; remove it and run \"make model\"");
	add_section(writer, "tagger", head, size);
}
