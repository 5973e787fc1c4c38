/*-------------------------------------------------------------------------
 * core_bench.c
 *	  What each stage of the core costs on a set of articles, without a server.
 *
 * Usage: core_bench [rounds] < rows
 * Rows are lines "name<TAB>article", escaped as COPY writes them: what
 * corpus.pl makes.  Prints a line of JSON: for each stage the CPU time in
 * nanoseconds an article, the median of the rounds.  core.sh runs it, and
 * once more under callgrind, which counts instructions by the names of the
 * stages' functions.
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "article.h"
#include "data.h"

#define MOST_ROUNDS	101

/* In the order in which nx_article_tag runs them. */
enum
{
	S_READ, S_DATELINE, S_TOKENS, S_MENTIONS, S_TOPONYMS, S_PLACES, S_LINK, STAGES
};

static const char *const stage_name[STAGES] = {
	"read", "dateline", "tokens", "mentions", "toponyms", "places", "link"
};

typedef struct Rows
{
	NxText	   *item;
	uint32_t	n;
	uint64_t	bytes;
} Rows;

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t) t.tv_sec * 1000000000u + (uint64_t) t.tv_nsec;
}

/* Adds the time since *begin to a stage. */
static void
lap(uint64_t *spent, uint64_t *begin)
{
	uint64_t	end = now();

	*spent += end - *begin;
	*begin = end;
}

/* The article of a row, its escapes undone in place. */
static NxText
article_of(char *line)
{
	char	   *from = strchr(line, '\t');
	char	   *to = line;

	for (from = from ? from + 1 : line; *from && *from != '\n'; from++)
	{
		if (*from != '\\')
			*to++ = *from;
		else
		{
			from++;
			*to++ = *from == 'n' ? '\n' : *from == 't' ? '\t' : *from == 'r' ? '\r' : *from;
		}
	}
	return (NxText) {line, (uint32_t) (to - line)};
}

static void
read_rows(Rows *rows)
{
	char	   *line = NULL;
	size_t		size = 0;

	memset(rows, 0, sizeof(*rows));
	while (getline(&line, &size, stdin) > 0)
	{
		if ((rows->n & (rows->n + 1)) == 0)
			rows->item = realloc(rows->item, sizeof(NxText) * (rows->n + 1) * 2);
		if (rows->item == NULL)
			exit(1);
		rows->item[rows->n] = article_of(line);
		rows->bytes += rows->item[rows->n++].len;
		line = NULL;
		size = 0;
	}
	free(line);
}

/* The calls of nx_article_tag one by one; body text only, so that every word is tagged. */
static void
run(const NxData *data, NxText text, uint64_t spent[STAGES])
{
	NxArena		arena;
	NxArticle	article;
	NxTokens	tokens = {NULL, 0, 0};
	NxMentions	mentions = {NULL, 0, 0};
	NxEntities	entities;
	NxPlaceContext context = {NULL, {NULL, 0}};
	uint64_t	begin = now();

	memset(&entities, 0, sizeof(entities));
	nx_arena_init(&arena, &nx_malloc_hooks);
	if (nx_article_read(&article, &arena, data, text, NX_FORMAT_AUTO, NX_FOCUS_BALANCED) == NX_OK)
	{
		lap(&spent[S_READ], &begin);
		context.dateline = nx_article_dateline(&article);
		lap(&spent[S_DATELINE], &begin);
		text = article.document.text;
		nx_tokenize(&arena, &data->lexicon, text, (NxSpan) {0, text.len}, &tokens);
		lap(&spent[S_TOKENS], &begin);
		nx_find_mentions(&arena, data, text, &tokens, context.dateline, &mentions);
		lap(&spent[S_MENTIONS], &begin);
		nx_find_toponyms(&arena, data, text, &tokens, &mentions);
		lap(&spent[S_TOPONYMS], &begin);
		nx_resolve_places(&arena, data, text, &tokens, &context, &mentions);
		lap(&spent[S_PLACES], &begin);
		nx_link_mentions(&arena, data, text, &tokens, &mentions, &entities);
		lap(&spent[S_LINK], &begin);
	}
	nx_arena_reset(&arena);
}

static int
compare(const void *left, const void *right)
{
	const uint64_t *a = left;
	const uint64_t *b = right;

	return *a < *b ? -1 : *a > *b;
}

int
main(int argc, char **argv)
{
	static uint64_t spent[STAGES][MOST_ROUNDS];
	static NxTagMemo memo;
	int			rounds = argc > 1 ? atoi(argv[1]) : 5;
	NxData		data;
	Rows		rows;
	int			r;
	int			s;
	uint32_t	i;

	if (rounds < 1 || rounds > MOST_ROUNDS || nx_data_open(&data, nx_image()) != NX_OK)
	{
		fputs("usage: core_bench [rounds] < rows\n", stderr);
		return 2;
	}
	data.tagger.memo = &memo;	/* as a backend has it */
	read_rows(&rows);
	if (rows.n == 0)
		return 1;
	for (r = 0; r < rounds; r++)
	{
		uint64_t	round[STAGES] = {0};

		for (i = 0; i < rows.n; i++)
			run(&data, rows.item[i], round);
		for (s = 0; s < STAGES; s++)
			spent[s][r] = round[s];
	}
	printf("{\"articles\": %u, \"bytes\": %llu, \"rounds\": %d, \"ns\": {", rows.n, (unsigned long long) rows.bytes, rounds);
	for (s = 0; s < STAGES; s++)
	{
		qsort(spent[s], (size_t) rounds, sizeof(spent[s][0]), compare);
		printf("%s\"%s\": %llu", s ? ", " : "", stage_name[s], (unsigned long long) (spent[s][rounds / 2] / rows.n));
	}
	puts("}}");
	return 0;
}
