/*-------------------------------------------------------------------------
 * arena.c
 *	  Memory that is given back all at once, over the caller's allocator.
 *
 * Blocks double from NX_BLOCK_FIRST to NX_BLOCK_MOST, so a short headline
 * costs one small block and a long article a handful of large ones.  A piece
 * larger than a block gets a block of its own.
 *
 * With NX_ARENA_PIECES every piece gets a block of its own: for tests, in which
 * any piece may be the one that there is no memory for.  With NX_ARENA_GUARD too
 * AddressSanitizer sees a step over its end or before its start, of up to
 * NX_PIECE_PAD bytes, one to the room of a list that holds no element yet, and
 * one to where a list was before it grew.
 *-------------------------------------------------------------------------
 */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

/* So many bytes of an array are copied or zeroed between two questions whether to go on. */
#define COPY_MOST	((size_t) 4 << 20)

#define NX_ALIGN		16
#define NX_BLOCK_FIRST	8192
#define NX_BLOCK_MOST	(1024 * 1024)

struct NxBlockHead
{
	NxBlockHead *older;
	size_t		size;			/* of the whole block, head included */
};

#ifdef NX_ARENA_PIECES
#define NX_PIECE_PAD	1024
#define NX_HEAD_SIZE	NX_PIECE_PAD
#else
#define NX_HEAD_SIZE	((sizeof(NxBlockHead) + NX_ALIGN - 1) & ~(size_t) (NX_ALIGN - 1))
#endif

static inline size_t
round_up(size_t size)
{
	return (size + NX_ALIGN - 1) & ~(size_t) (NX_ALIGN - 1);
}

void
nx_arena_init(NxArena *arena, const NxHooks *hooks)
{
	memset(arena, 0, sizeof(*arena));
	arena->hooks = *hooks;
}

void
nx_arena_reset(NxArena *arena)
{
	NxBlockHead *block = arena->blocks;

	arena->blocks = NULL;
	arena->next = arena->end = NULL;
	arena->total = 0;
	while (block && arena->hooks.release)
	{
		NxBlockHead *older;

		nx_show(block, sizeof(*block));
		older = block->older;
#ifdef NX_ARENA_PIECES
		nx_show(block, block->size);
#endif
		arena->hooks.release(arena->hooks.ctx, block);
		block = older;
	}
}

/* Bytes of the next block, which must hold 'size'. */
static size_t
block_size(const NxArena *arena, size_t size)
{
#ifdef NX_ARENA_PIECES
	(void) arena;
	return size + 2 * NX_PIECE_PAD;
#else
	size_t		want = arena->blocks ? arena->blocks->size * 2 : NX_BLOCK_FIRST;

	if (want > NX_BLOCK_MOST)
		want = NX_BLOCK_MOST;
	return want < size + NX_HEAD_SIZE + NX_ALIGN ? size + NX_HEAD_SIZE + NX_ALIGN : want;
#endif
}

/* A new newest block with room for 'size' bytes. */
static void
add_block(NxArena *arena, size_t size)
{
	size_t		want = block_size(arena, size);
	NxBlockHead *block;

	block = arena->hooks.alloc(arena->hooks.ctx, want);
	block->older = arena->blocks;
	block->size = want;
	arena->blocks = block;
	/* the server aligns to 8 bytes only */
	arena->next = (char *) round_up((uintptr_t) block + NX_HEAD_SIZE);
#ifdef NX_ARENA_PIECES
	arena->end = arena->next + size;
	nx_hide(arena->end, (size_t) ((char *) block + want - arena->end));
	nx_hide(block, NX_HEAD_SIZE);
#else
	arena->end = (char *) block + want;
#endif
	arena->total += want;
}

void *
nx_arena_alloc(NxArena *arena, size_t size)
{
	char	   *piece;

#ifndef NX_ARENA_PIECES
	size = round_up(size ? size : 1);
#endif
	if ((size_t) (arena->end - arena->next) < size || arena->next == NULL)
		add_block(arena, size);
	piece = arena->next;
	arena->next += size;
	return piece;
}

void *
nx_arena_zero(NxArena *arena, size_t size)
{
	char	   *piece = nx_arena_alloc(arena, size);
	size_t		done;

	/* memory that nobody has used is slow to get: a megabyte takes half a millisecond */
	for (done = 0; size - done > COPY_MOST; done += COPY_MOST)
	{
		memset(piece + done, 0, COPY_MOST);
		nx_arena_poll(arena);
	}
	memset(piece + done, 0, size - done);
	return piece;
}

void *
nx_arena_grow(NxArena *arena, void *array, uint32_t used, uint32_t *room,
			  uint32_t want, size_t size)
{
	size_t		old = round_up(*room * size);
	size_t		grown = *room ? (size_t) *room * 2 : 16;
	char	   *bigger;
	size_t		done,
				step;

	if (grown < want)
		grown = want;
	if (array && (char *) array + old == arena->next &&
		(size_t) (arena->end - (char *) array) >= round_up(grown * size))
	{
		arena->next = (char *) array + round_up(grown * size);
		*room = (uint32_t) grown;
		return array;
	}
	NX_ASSERT(array != NULL || used == 0);
	bigger = nx_arena_alloc(arena, grown * size);
	for (done = 0; done < used * size; done += step)
	{
		if (done)
			nx_arena_poll(arena);	/* hundreds of megabytes take a while */
		step = used * size - done < COPY_MOST ? used * size - done : COPY_MOST;
		memcpy(bigger + done, (const char *) array + done, step);
	}
	nx_hide(array, *room * size);
	nx_hide(bigger + used * size, (grown - used) * size);
	*room = (uint32_t) grown;
	return bigger;
}

NxText
nx_arena_copy(NxArena *arena, NxText text)
{
	char	   *data = nx_arena_alloc(arena, text.len);
	NxText		copy = {data, text.len};

	if (text.len)
		memcpy(data, text.data, text.len);
	return copy;
}

void
nx_buffer_init(NxBuffer *buffer, NxArena *arena, uint32_t room)
{
	buffer->arena = arena;
	buffer->data = nx_arena_alloc(arena, room);
	nx_hide(buffer->data, room);
	buffer->len = 0;
	buffer->room = room;
}

void
nx_buffer_reserve(NxBuffer *buffer, uint32_t more)
{
	if (buffer->room - buffer->len < more)
		buffer->data = nx_arena_grow(buffer->arena, buffer->data, buffer->len,
									 &buffer->room, buffer->len + more, 1);
}

void
nx_buffer_add(NxBuffer *buffer, const char *data, uint32_t len)
{
	nx_buffer_reserve(buffer, len);
	nx_show(buffer->data + buffer->len, len);
	if (len)
		memcpy(buffer->data + buffer->len, data, len);
	buffer->len += len;
}

static void *
malloc_or_abort(void *ctx, size_t size)
{
	void	   *block = malloc(size);

	(void) ctx;
	if (block == NULL)
		abort();
	return block;
}

static void
free_block(void *ctx, void *block)
{
	(void) ctx;
	free(block);
}

const NxHooks nx_malloc_hooks = {malloc_or_abort, free_block, NULL, NULL};
