/*-------------------------------------------------------------------------
 * arena.h
 *	  Memory that is given back all at once, over the caller's allocator.
 *
 * Every allocation of the core comes from an arena.  An allocation never
 * returns NULL: when the caller's hook has no memory it does not return
 * (the server throws an error, a test jumps), so hold nothing at that moment
 * that needs cleaning.  The same is true of nx_arena_poll.
 *-------------------------------------------------------------------------
 */
#ifndef NX_ARENA_H
#define NX_ARENA_H

#include "base.h"

typedef struct NxHooks
{
	void	   *(*alloc) (void *ctx, size_t size);	/* aligned to 8 bytes; never NULL */
	void		(*release) (void *ctx, void *block);	/* NULL: ctx frees as a whole */
	void		(*poll) (void *ctx);	/* may not return; NULL: never asked */
	void	   *ctx;
} NxHooks;

typedef struct NxBlockHead NxBlockHead;

typedef struct NxArena
{
	NxHooks		hooks;
	NxBlockHead *blocks;		/* newest first */
	char	   *next;			/* free room in the newest block */
	char	   *end;
	size_t		total;			/* bytes asked of the hook so far */
} NxArena;

/* Starts empty; the first allocation asks the hook for a block. */
extern void nx_arena_init(NxArena *arena, const NxHooks *hooks);

/* Returns every block through the release hook, if there is one. */
extern void nx_arena_reset(NxArena *arena);

/* 'size' bytes aligned to 16, contents undefined. */
extern void *nx_arena_alloc(NxArena *arena, size_t size);

/* The same, all zero. */
extern void *nx_arena_zero(NxArena *arena, size_t size);

/*
 * Room for 'want' elements of 'size' bytes in place of an array that has room
 * for *room; keeps the first 'used'.  Doubles, so a run of appends is linear.
 * In place where the array is the arena's newest piece.
 */
extern void *nx_arena_grow(NxArena *arena, void *array, uint32_t used,
						   uint32_t *room, uint32_t want, size_t size);

/* A copy of 'text' in the arena. */
extern NxText nx_arena_copy(NxArena *arena, NxText text);

/* Asks the caller whether to go on; call at least once per kilobyte of work. */
static inline void
nx_arena_poll(NxArena *arena)
{
	if (arena->hooks.poll)
		arena->hooks.poll(arena->hooks.ctx);
}

/* The same in a loop of short turns: asks in one of 1024. */
static inline void
nx_arena_poll_turn(NxArena *arena, uint32_t turn)
{
	if ((turn & 1023) == 0)
		nx_arena_poll(arena);
}

#define nx_new(arena, type)			((type *) nx_arena_zero(arena, sizeof(type)))
#define nx_array(arena, type, n)	((type *) nx_arena_alloc(arena, sizeof(type) * (size_t) (n)))

/*
 * With NX_ARENA_GUARD, which AddressSanitizer must be there for, room that holds
 * nothing yet is hidden: a step to it is reported as one outside of the piece is.
 */
#ifdef NX_ARENA_GUARD
#include <sanitizer/asan_interface.h>
#define nx_hide(at, size)	__asan_poison_memory_region(at, size)
#define nx_show(at, size)	__asan_unpoison_memory_region(at, size)
#else
#define nx_hide(at, size)	((void) 0)
#define nx_show(at, size)	((void) 0)
#endif

/*
 * A list that grows: struct { type *item; uint32_t n, room; }.
 * nx_push returns a pointer to the new last element, contents undefined.
 */
#define NX_LIST(type)	struct { type *item; uint32_t n; uint32_t room; }
#define nx_push(arena, list) \
	(((list)->n == (list)->room ? \
	  (void) ((list)->item = nx_arena_grow(arena, (list)->item, (list)->n, &(list)->room, \
										   (list)->n + 1, sizeof(*(list)->item))) : (void) 0), \
	 nx_show(&(list)->item[(list)->n], sizeof(*(list)->item)), \
	 &(list)->item[(list)->n++])

/* Bytes that grow, for building text. */
typedef struct NxBuffer
{
	NxArena    *arena;
	char	   *data;
	uint32_t	len;
	uint32_t	room;
} NxBuffer;

extern void nx_buffer_init(NxBuffer *buffer, NxArena *arena, uint32_t room);
extern void nx_buffer_reserve(NxBuffer *buffer, uint32_t more);
extern void nx_buffer_add(NxBuffer *buffer, const char *data, uint32_t len);

static inline void
nx_buffer_byte(NxBuffer *buffer, char byte)
{
	if (buffer->len == buffer->room)
		nx_buffer_reserve(buffer, 1);
	nx_show(buffer->data + buffer->len, 1);
	buffer->data[buffer->len++] = byte;
}

static inline NxText
nx_buffer_text(const NxBuffer *buffer)
{
	NxText		text = {buffer->data, buffer->len};

	return text;
}

/* malloc hooks for programs without a server: no memory ends the program. */
extern const NxHooks nx_malloc_hooks;

#endif							/* NX_ARENA_H */
