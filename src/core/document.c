/*-------------------------------------------------------------------------
 * document.c
 *	  The body of an article that has been read.
 *-------------------------------------------------------------------------
 */
#include "document.h"

#include "masks.h"
#include "unicode.h"

/* Asked after so many bytes of a block whether to go on. */
#define POLL_BYTES	16384

/* The first byte at or after p that may not stay as it is: one space between two ASCII characters does. */
static inline const char *
skip_kept(const char *p, const char *end)
{
#ifdef __SSE2__
	while (end - p >= 16)
	{
		__m128i		bytes = _mm_loadu_si128((const __m128i *) p);
		uint32_t	black = (uint32_t) _mm_movemask_epi8(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(' ')));	/* and ASCII */
		uint32_t	space = (uint32_t) _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
		uint32_t	gone = (uint32_t) _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
		uint32_t	kept = nx_first_bit(~(uint64_t) ((black & ~gone) | (space & black >> 1)));

		p += kept;
		if (kept < 15)
			return p;
	}
#endif
	while (p < end && (unsigned char) *p > ' ' && (unsigned char) *p < 0x7f)
		p++;
	return p;
}

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
		p = skip_kept(p, end - p > POLL_BYTES ? p + POLL_BYTES : end);
		if (p == end)
			break;
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
