/*-------------------------------------------------------------------------
 * document.c
 *	  The body of an article that has been read.
 *-------------------------------------------------------------------------
 */
#include "document.h"

#include "unicode.h"

/* Asked after so many bytes of a block whether to go on. */
#define POLL_BYTES	16384

/* Appends a block's text with each run of white space as one space. */
static void
add_block_text(NxBuffer *out, NxText text, bool keep_lines)
{
	const char *p = text.data;
	const char *end = p + text.len;
	const char *from = p;
	const char *asked = p;
	char		gap = 0;

	while (p < end)
	{
		uint32_t	size;
		uint32_t	cp;
		NxCpKind	kind;

		if (p - asked >= POLL_BYTES)
		{
			nx_arena_poll(out->arena);
			asked = p;
		}
		if ((unsigned char) *p > ' ' && (unsigned char) *p < 0x7f)
		{
			p++;
			continue;
		}
		if (*p == ' ' && p + 1 < end && (unsigned char) p[1] > ' ' && (unsigned char) p[1] < 0x80)
		{
			p += 2;				/* one space between two ASCII characters stays as it is */
			continue;
		}
		cp = nx_decode(p, end, &size);
		kind = nx_cp_kind(cp);
		if (kind != NX_CP_SPACE && kind != NX_CP_NEWLINE && kind != NX_CP_CONTROL)
		{
			p += size;
			continue;
		}
		nx_buffer_add(out, from, (uint32_t) (p - from));
		for (gap = ' '; p < end; p += size)
		{
			cp = nx_decode(p, end, &size);
			kind = nx_cp_kind(cp);
			if (kind == NX_CP_NEWLINE && keep_lines)
				gap = '\n';
			if (kind != NX_CP_SPACE && kind != NX_CP_NEWLINE && kind != NX_CP_CONTROL)
				break;
		}
		if (p < end)
			nx_buffer_byte(out, gap);
		from = p;
	}
	nx_buffer_add(out, from, (uint32_t) (p - from));
}

NxText
nx_body_text(NxArena *arena, const NxDocument *document)
{
	NxBuffer	out;
	uint32_t	i;

	nx_buffer_init(&out, arena, document->text.len + document->blocks.n * 2 + 16);
	for (i = 0; i < document->blocks.n; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		if (!nx_is_body(block->kind))
			continue;
		if (out.len)
			nx_buffer_add(&out, "\n\n", 2);
		add_block_text(&out, nx_slice(document->text, block->span.start, block->span.end),
					   block->kind == NX_BLOCK_LIST || block->kind == NX_BLOCK_TABLE);
		if ((i & 255) == 0)
			nx_arena_poll(arena);
	}
	return nx_buffer_text(&out);
}
