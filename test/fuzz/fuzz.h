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

/* A list's neighbours are hidden in this build: else reads outside of it are not found. */
static inline void
require_guard(void)
{
	NxArena		arena;
	NX_LIST(uint32_t) list = {NULL, 0, 0};
	uint32_t   *before;

	nx_arena_init(&arena, &nx_malloc_hooks);
	*nx_push(&arena, &list) = 1;
	before = list.item;
	require(!__asan_address_is_poisoned(&list.item[0]));
	require(__asan_address_is_poisoned(&list.item[1]) && __asan_address_is_poisoned(&list.item[-1]));
	while (list.n <= list.room / 2 || list.item == before)
		*nx_push(&arena, &list) = 2;
	require(__asan_address_is_poisoned(before));
	require(__asan_address_is_poisoned(&list.item[list.n]) && __asan_address_is_poisoned(&list.item[-100]));
	require(__asan_address_is_poisoned(&list.item[list.room + 100]));
	nx_arena_reset(&arena);
}

static inline const NxData *
fuzz_data(void)
{
	static NxData data;

	if (data.image == NULL)
	{
		require_guard();
		require(nx_data_open(&data, nx_image()) == NX_OK);
	}
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
