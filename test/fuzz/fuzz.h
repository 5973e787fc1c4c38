/*-------------------------------------------------------------------------
 * fuzz.h
 *	  What fuzz targets share: checks that stop the fuzzer, input as UTF-8.
 *-------------------------------------------------------------------------
 */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include <stdlib.h>

#include "arena.h"
#include "data.h"
#include "unicode.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define require(holds)	((holds) ? (void) 0 : abort())

static inline const NxData *
fuzz_data(void)
{
	static NxData data;

	if (data.image == NULL)
		require(nx_data_open(&data, nx_image()) == NX_OK);
	return &data;
}

/* The core is given UTF-8 without NUL only: other bytes become U+FFFD. */
static inline NxText
as_utf8(NxArena *arena, const uint8_t *bytes, size_t size)
{
	const char *p = (const char *) bytes;
	const char *end = p + size;
	NxBuffer	out;

	nx_buffer_init(&out, arena, (uint32_t) size + 16);
	while (p < end)
	{
		uint32_t	used;
		char		encoded[4];
		uint32_t	cp = nx_decode(p, end, &used);

		nx_buffer_add(&out, encoded, nx_encode(cp ? cp : 0xfffd, encoded));
		p += used;
	}
	return nx_arena_copy(arena, nx_buffer_text(&out));
}

static inline bool
is_boundary(NxText text, uint32_t at)
{
	return at >= text.len || ((unsigned char) text.data[at] & 0xc0) != 0x80;
}

/* Is this what a UTF-8 database accepts? */
static inline bool
is_utf8(NxText text)
{
	uint32_t	at = 0;

	while (at < text.len)
	{
		uint32_t	size;
		uint32_t	cp = nx_decode(text.data + at, text.data + text.len, &size);

		if (cp == 0 || (cp == 0xfffd && size != 3))
			return false;
		at += size;
	}
	return true;
}

#endif							/* TEST_FUZZ_H */
