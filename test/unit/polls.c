/*-------------------------------------------------------------------------
 * polls.c
 *	  The core asks often whether to go on: no stretch of work between two
 *	  polls is longer than LONGEST seconds, whatever the article.
 *
 * A cancel waits for the next poll, so this bounds the time it takes.  A loop
 * that never asks shows as a stretch that grows with the article.  Built
 * without sanitizers.  NX_POLLS_BYTES sets the size for a longer look.
 *-------------------------------------------------------------------------
 */
#define _POSIX_C_SOURCE 200809L

#include <time.h>

#include "article.h"
#include "hostile.h"
#include "tap.h"

#define DEFAULT_BYTES	(256 * 1024)
#define LONGEST			0.040	/* the tagger, which works in pieces, is at 0.015 */
#define RUNS			2		/* again when a stretch was too long: the machine may be busy */

typedef struct Watch
{
	double		since;
	double		longest;
	const char *stage;
	const char *where;			/* stage of the longest stretch */
} Watch;

static NxData data;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static void
watch_poll(void *ctx)
{
	Watch	   *watch = ctx;
	double		at = now();

	if (at - watch->since > watch->longest)
	{
		watch->longest = at - watch->since;
		watch->where = watch->stage;
	}
	watch->since = at;
}

static void
run_watched(Watch *watch, NxText text, NxFormat format)
{
	NxHooks		hooks = nx_malloc_hooks;
	NxArena		arena;
	NxArticle	article;

	hooks.poll = watch_poll;
	hooks.ctx = watch;
	watch->longest = 0;
	watch->stage = "reading";
	watch->since = now();
	nx_arena_init(&arena, &hooks);
	nx_article_read(&article, &arena, &data, text, format, NX_FOCUS_BALANCED);
	watch_poll(watch);
	watch->stage = "body";
	nx_body_text(&arena, &article.document);
	watch_poll(watch);
	watch->stage = "dateline";
	nx_article_dateline(&article);
	watch_poll(watch);
	watch->stage = "tagging";
	nx_article_tag(&article);
	watch_poll(watch);
	nx_arena_reset(&arena);
}

static void
check_shape(const Shape *shape, uint32_t bytes)
{
	static const NxFormat format[] = {NX_FORMAT_TEXT, NX_FORMAT_HTML, NX_FORMAT_CLEAN};
	NxArena		arena;
	NxText		text;
	Watch		worst = {0, 0, NULL, NULL};
	uint32_t	i;

	nx_arena_init(&arena, &nx_malloc_hooks);
	text = make_text(&arena, shape, bytes);
	for (i = 0; i < NX_COUNT(format); i++)
	{
		Watch		watch;
		int			runs = RUNS;

		do
			run_watched(&watch, text, format[i]);
		while (watch.longest > LONGEST && --runs > 0);
		if (watch.longest > worst.longest)
			worst = watch;
	}
	if (!ok(worst.longest <= LONGEST, "polls: %s", shape->name) || getenv("NX_POLLS_VERBOSE"))
		printf("# %s: %.1f ms in %s\n", shape->name, worst.longest * 1e3, worst.where);
	nx_arena_reset(&arena);
}

int
main(int argc, char **argv)
{
	const char *bytes = getenv("NX_POLLS_BYTES");
	uint32_t	i;

	if (nx_data_open(&data, nx_image()) != NX_OK)
	{
		ok(false, "the built-in data");
		return done_testing();
	}
	for (i = 0; i < NX_COUNT(shapes); i++)
		if (argc < 2 || strcmp(argv[1], shapes[i].name) == 0)
			check_shape(&shapes[i], bytes ? (uint32_t) atoi(bytes) : DEFAULT_BYTES);
	return done_testing();
}
