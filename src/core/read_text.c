/*-------------------------------------------------------------------------
 * read_text.c
 *	  A plain text as a scraper left it -> working text and blocks.
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "block_kind.h"
#include "data.h"
#include "document.h"
#include "lines.h"
#include "publisher_line.h"

/* The whole text as one block: what is left to do without the image's words. */
static void
keep_whole(NxArena *arena, NxDocument *document)
{
	NxBlock    *block;

	if (document->text.len == 0)
		return;
	block = nx_push(arena, &document->blocks);
	memset(block, 0, sizeof(*block));
	block->span.end = document->text.len;
	block->kind = NX_BLOCK_PARAGRAPH;
	block->confidence = 500;
	block->reason = "nothing tells it from the story";
}

void
nx_read_text(NxArena *arena, const NxData *data, NxFocus focus, NxDocument *document)
{
	NxBlockWords words;
	NxLines		lines;
	uint32_t	i;

	memset(&lines, 0, sizeof(lines));
	if (!document->is_repaired)
		nx_repair_text(arena, document, data->image);
	if (!nx_open_block_words(data, &words))
	{
		keep_whole(arena, document);
		return;
	}
	nx_split_lines(arena, &words, document->text, &lines);
	for (i = 0; i < lines.line.n; i++)
	{
		NxBlock    *block = nx_push(arena, &document->blocks);

		if ((i & 1023) == 0)
			nx_arena_poll(arena);
		memset(block, 0, sizeof(*block));
		block->span = lines.line.item[i].span;
	}
	nx_classify_lines(arena, data, focus, document, &lines, nx_publisher_hints(arena, data, document));
}
