/*-------------------------------------------------------------------------
 * golden.c
 *	  The same article gives the same bytes everywhere: the hashes of every
 *	  stage over test/samples are those of test/cases/golden.tsv.
 *
 * After a change that is meant to change answers, look at the answers, then
 *
 *		build/unit/bin/golden --update > test/cases/golden.tsv
 *
 * from the top of the checkout.  A difference with an unchanged core means
 * that platform, compiler or flags change answers, which they must not.
 *-------------------------------------------------------------------------
 */
#include <inttypes.h>

#include "pipeline.h"

static NxData data;

/* The hash that golden.tsv has for a part of a sample, or false. */
static bool
find_golden(const char *golden, const char *sample, const char *part, uint64_t *hash)
{
	char		key[160];
	const char *line;

	snprintf(key, sizeof(key), "\n%s\t%s\t", sample, part);
	line = strstr(golden, key);
	return line && sscanf(line + strlen(key), "%" SCNx64, hash) == 1;
}

static void
check_sample(const char *golden, const Sample *sample, const uint64_t hash[PARTS])
{
	int			part;

	for (part = 0; part < PARTS; part++)
	{
		uint64_t	want = 0;
		bool		found = find_golden(golden, sample->name, part_name[part], &want);

		ok(found && want == hash[part], "%s: %s", sample->name, part_name[part]);
		if (!found)
			printf("# not in golden.tsv\n");
		else if (want != hash[part])
			printf("# %016" PRIx64 ", expected %016" PRIx64 "\n", hash[part], want);
	}
}

int
main(int argc, char **argv)
{
	static Sample sample[MOST_SAMPLES];
	bool		update = argc > 1 && strcmp(argv[1], "--update") == 0;
	const char *root = getenv("NX_TEST_ROOT");
	char		path[1024];
	char	   *golden;
	NxText		file;
	uint32_t	n = read_samples(sample);
	uint32_t	i;

	snprintf(path, sizeof(path), "%s/test/cases/golden.tsv", root ? root : ".");
	file = read_file(path);
	golden = (char *) file.data;
	golden[file.len] = '\0';
	if (nx_data_open(&data, nx_image()) != NX_OK || n == 0)
	{
		ok(false, "%u samples and the built-in data", n);
		return done_testing();
	}
	if (update)
		printf("# Hashes of every stage over test/samples; test/unit/golden.c writes and checks them.\n"
			   "# columns: sample part hash\n");
	for (i = 0; i < n; i++)
	{
		NxArena		arena;
		uint64_t	hash[PARTS];
		int			part;

		nx_arena_init(&arena, &nx_malloc_hooks);
		run_pipeline(&arena, &data, sample[i].text, NX_FORMAT_AUTO, hash);
		nx_arena_reset(&arena);
		for (part = 0; update && part < PARTS; part++)
			printf("%s\t%s\t%016" PRIx64 "\n", sample[i].name, part_name[part], hash[part]);
		if (!update)
			check_sample(golden, &sample[i], hash);
		free((char *) sample[i].text.data);
	}
	free(golden);
	return update ? 0 : done_testing();
}
