/*-------------------------------------------------------------------------
 * alloc.c
 *	  No memory, or a cancel, at any moment: the core leaves by the hook and
 *	  leaves nothing behind.
 *
 * The hooks jump out at the first, second, third ... allocation, then at the
 * first, second, third ... poll, as the server does with an error.  The
 * arena gives back every block that the core took, and the article read again
 * gives the same answer: nothing outside of the arena was changed.
 *-------------------------------------------------------------------------
 */
#include <setjmp.h>

#include "pipeline.h"

typedef struct Fault
{
	jmp_buf		out;
	uint32_t	allocations;
	uint32_t	polls;
	uint32_t	fail_allocation;	/* which one fails, from 1; 0: none */
	uint32_t	fail_poll;
	uint32_t	blocks;			/* not yet released */
} Fault;

static NxData data;

static void *
faulty_alloc(void *ctx, size_t size)
{
	Fault	   *fault = ctx;
	void	   *block;

	if (++fault->allocations == fault->fail_allocation)
		longjmp(fault->out, 1);
	block = malloc(size);
	if (block == NULL)
		abort();
	memset(block, 0x7f, size);	/* what nobody sets must not matter */
	fault->blocks++;
	return block;
}

static void
faulty_release(void *ctx, void *block)
{
	((Fault *) ctx)->blocks--;
	free(block);
}

static void
faulty_poll(void *ctx)
{
	Fault	   *fault = ctx;

	if (++fault->polls == fault->fail_poll)
		longjmp(fault->out, 1);
}

/* True if the pipeline ran to its end; false if a fault ended it. */
static bool
run_with(Fault *fault, NxText text, NxFormat format, uint64_t hash[PARTS])
{
	NxHooks		hooks = {faulty_alloc, faulty_release, faulty_poll, NULL};
	static NxArena arena;		/* static: survives the jump with its value */
	bool		ended = false;

	hooks.ctx = fault;
	fault->allocations = fault->polls = fault->blocks = 0;
	nx_arena_init(&arena, &hooks);
	if (setjmp(fault->out) == 0)
	{
		run_pipeline(&arena, &data, text, format, hash);
		ended = true;
		nx_arena_reset(&arena);
		return ended && fault->blocks == 0;
	}
	nx_arena_reset(&arena);
	return false;
}

static bool
same_hashes(const uint64_t a[PARTS], const uint64_t b[PARTS])
{
	return memcmp(a, b, sizeof(uint64_t) * PARTS) == 0;
}

/* Every fault in turn; polls in steps that keep the test short. */
static void
check_faults(const char *name, NxText text, NxFormat format)
{
	static Fault fault;
	uint64_t	want[PARTS];
	uint64_t	hash[PARTS];
	uint32_t	allocations,
				polls,
				step,
				i;
	uint32_t	ended = 0,
				leaked = 0;

	memset(&fault, 0, sizeof(fault));
	ok(run_with(&fault, text, format, want), "%s: runs to its end and gives back its memory", name);
	allocations = fault.allocations;
	polls = fault.polls;
	step = polls / 60 + 1;
	for (i = 1; i <= allocations; i++)
	{
		fault.fail_allocation = i;
		ended += run_with(&fault, text, format, hash);
		leaked += fault.blocks;
	}
	fault.fail_allocation = 0;
	ok(ended == 0 && leaked == 0, "%s: no memory at each of %u allocations", name, allocations);
	for (i = 1; i <= polls; i += step)
	{
		fault.fail_poll = i;
		ended += run_with(&fault, text, format, hash);
		leaked += fault.blocks;
	}
	fault.fail_poll = 0;
	ok(polls > 0 && ended == 0 && leaked == 0, "%s: a cancel at every %u. of %u polls", name, step, polls);
	ok(run_with(&fault, text, format, hash) && same_hashes(hash, want), "%s: the same answer after all of them", name);
}

/* The samples in one text are long enough to need many blocks of memory. */
static NxText
all_samples(Sample *sample, uint32_t n)
{
	size_t		len = 0;
	char	   *data_of_all;
	NxText		all;
	uint32_t	i;

	for (i = 0; i < n; i++)
		len += sample[i].text.len + 2;
	data_of_all = malloc(len + 1);
	for (i = 0, len = 0; i < n; i++)
	{
		memcpy(data_of_all + len, sample[i].text.data, sample[i].text.len);
		len += sample[i].text.len;
		memcpy(data_of_all + len, "\n\n", 2);
		len += 2;
	}
	all.data = data_of_all;
	all.len = (uint32_t) len;
	return all;
}

int
main(void)
{
	static Sample sample[MOST_SAMPLES];
	uint32_t	n = read_samples(sample);
	NxText		all = all_samples(sample, n);
	uint32_t	i;

	if (nx_data_open(&data, nx_image()) != NX_OK || n == 0)
	{
		ok(false, "%u samples and the built-in data", n);
		return done_testing();
	}
	for (i = 0; i < n; i += 3)
		check_faults(sample[i].name, sample[i].text, NX_FORMAT_AUTO);
	check_faults("all as text", all, NX_FORMAT_TEXT);
	check_faults("all as page", all, NX_FORMAT_HTML);
	check_faults("all as clean text", all, NX_FORMAT_CLEAN);
	for (i = 0; i < n; i++)
		free((char *) sample[i].text.data);
	free((char *) all.data);
	return done_testing();
}
