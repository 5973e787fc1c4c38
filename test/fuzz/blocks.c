/*-------------------------------------------------------------------------
 * blocks.c
 *	  Any bytes as a scraped text: cut into blocks, each with a kind.
 *
 * Checks what every caller relies on: blocks are in order, apart, inside the
 * text, and hide no visible character of ASCII; kinds, confidences and
 * reasons are set; every focus keeps the same blocks.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "document.h"
#include "mutate_text.h"
#include "mutate.h"

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_visible(char c)
{
	return c > ' ' && c < 0x7f;
}

static void
check_blocks(const NxDocument *document)
{
	uint32_t	at = 0;
	uint32_t	i;

	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		require(block->span.start >= at && block->span.end > block->span.start);
		require(block->span.end <= document->text.len);
		require(block->kind < NX_BLOCK_KINDS && block->confidence <= 1000 && block->reason != NULL);
		for (; at < block->span.start; at++)
			require(!is_visible(document->text.data[at]));
		at = block->span.end;
	}
	for (; at < document->text.len; at++)
		require(!is_visible(document->text.data[at]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static NxData data;
	uint32_t	blocks = 0;
	int			focus;

	if (data.image == NULL)
		require(nx_data_open(&data, nx_image()) == NX_OK);
	for (focus = NX_FOCUS_BALANCED; focus <= NX_FOCUS_RECALL; focus++)
	{
		NxArena		arena;
		NxDocument	document;

		nx_arena_init(&arena, &nx_malloc_hooks);
		memset(&document, 0, sizeof(document));
		document.source.data = (const char *) bytes;
		document.source.len = (uint32_t) size;
		document.format = NX_FORMAT_TEXT;
		nx_read_text(&arena, &data, (NxFocus) focus, &document);
		check_blocks(&document);
		require(focus == NX_FOCUS_BALANCED || document.blocks.n == blocks);
		blocks = document.blocks.n;
		nx_body_text(&arena, &document);
		nx_arena_reset(&arena);
	}
	return 0;
}
