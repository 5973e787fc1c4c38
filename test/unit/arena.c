/* Arena: alignment, growth in place and by copy, failing hooks, reset. */
#include <setjmp.h>

#include "tap.h"

typedef struct Counting
{
	int			blocks;
	int			fail_at;		/* the allocation that fails, from 1; 0 never */
	int			asked;
	jmp_buf		out;
} Counting;

static void *
counting_alloc(void *ctx, size_t size)
{
	Counting   *counting = ctx;

	if (++counting->asked == counting->fail_at)
		longjmp(counting->out, 1);
	counting->blocks++;
	return malloc(size);
}

static void
counting_free(void *ctx, void *block)
{
	((Counting *) ctx)->blocks--;
	free(block);
}

int
main(void)
{
	Counting	counting;
	NxHooks		hooks = {counting_alloc, counting_free, NULL, &counting};
	NxArena		arena;
	NX_LIST(uint32_t) list = {NULL, 0, 0};
	uint32_t	i;
	bool		aligned = true,
				right = true;

	memset(&counting, 0, sizeof(counting));
	nx_arena_init(&arena, &hooks);
	for (i = 1; i < 300; i++)
		aligned = aligned && (uintptr_t) nx_arena_alloc(&arena, i) % 16 == 0;
	ok(aligned, "every piece is aligned to 16 bytes");
	for (i = 0; i < 100000; i++)
		*nx_push(&arena, &list) = i;
	for (i = 0; i < 100000; i++)
		right = right && list.item[i] == i;
	ok(right && list.n == 100000, "a list keeps what was pushed while it grows");
	ok(nx_arena_alloc(&arena, 5000000) != NULL, "a piece larger than any block");
	ok(counting.blocks < 30, "a handful of blocks, not one per piece: %d", counting.blocks);
	nx_arena_reset(&arena);
	ok(counting.blocks == 0, "reset gives every block back");

	counting.asked = 0;
	counting.fail_at = 3;
	if (setjmp(counting.out) == 0)
	{
		for (;;)
			nx_arena_alloc(&arena, 4000);
	}
	ok(counting.blocks == 2, "a failing hook leaves the arena whole");
	nx_arena_reset(&arena);
	ok(counting.blocks == 0, "and it can still be reset");
	return done_testing();
}
