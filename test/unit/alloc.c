/*-------------------------------------------------------------------------
 * alloc.c
 *	  No memory, or a cancel, at any moment: the core leaves by the hook and
 *	  leaves nothing behind.
 *
 * The hooks jump out at the first, second, third ... allocation, then at the
 * first, second, third ... poll, as the server does with an error.  The
 * arena gives back every block that the core took, and the article read again
 * gives the same answer: nothing outside of the arena was changed.
 *
 * One job is an article; the other makes a dictionary of terms, expressions,
 * corrections and lines of the article before it reads the article with it.
 *-------------------------------------------------------------------------
 */
#include <setjmp.h>

/* every piece of memory is asked of the hook */
#define NX_ARENA_PIECES
#include "../../src/core/arena.c"

#include "pipeline.h"

#include "attribution.h"
#include "byline.h"
#include "credit.h"
#include "dates.h"
#include "dictionary.h"
#include "dictionary_rule.h"
#include "focus.h"
#include "publisher_line.h"
#include "timestamp.h"

typedef struct Fault
{
	jmp_buf		out;
	uint32_t	allocations;
	uint32_t	polls;
	uint32_t	fail_allocation;	/* which one fails, from 1; 0: none */
	uint32_t	fail_poll;
	uint32_t	blocks;			/* not yet released */
} Fault;

typedef struct Job
{
	const char *name;
	NxText		text;
	NxFormat	format;
	bool		dictionary;
} Job;

static NxData data;
static NxRules *rules;			/* expressions have ICU's memory, which is given back after a jump too */

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

/* A line of the publisher for every block of the article that can be one. */
static NxText
learn_lines(NxArena *arena, NxText text, NxFormat format)
{
	NX_LIST(NxPublisherLine) lines = {NULL, 0, 0};
	NxLineCounts counts = {.articles = 5, .all = 9, .stories = 5, .words = 4, .kind[NX_BLOCK_PARAGRAPH] = 5};
	NxDocument	document;
	NxBlockKind kind;
	uint32_t	i;

	nx_read_document(arena, &data, text, format, NX_FOCUS_BALANCED, &document);
	nx_story_key(&document);
	for (i = 0; i < document.blocks.n; i++)
	{
		NxText		block = nx_slice(document.text, document.blocks.item[i].span.start, document.blocks.item[i].span.end);
		NxLineShape shape;
		NxBuffer	out;

		nx_line_shape(&data, block, &shape);
		if (shape.key == 0)
			continue;
		nx_buffer_init(&out, arena, 16);
		nx_line_write(&data, block, &shape, &out);
		nx_line_repeats(arena, &data, nx_buffer_text(&out), &counts, 3, &kind);
		if (out.len <= NX_LINE_MOST)
			*nx_push(arena, &lines) = (NxPublisherLine) {NX_TEXT("The Gazette"), nx_buffer_text(&out), NX_BLOCK_NOTICE};
	}
	return nx_publisher_lines_write(arena, lines.item, lines.n);
}

static NxText
make_form(NxArena *arena, NxText lines)
{
	NxText		words[] = {NX_TEXT("minister"), NX_TEXT("council")};
	NxDictBuilder builder;
	NxTerm		term = {.flags = NX_TERM_REGEX, .term = NX_TEXT("(?<entity>[A-Z][a-z]+) (?:said|told)")};
	NxCorrection stop = {.type = NX_CORRECT_STOP, .name = NX_TEXT("Reuters")};
	NxCorrection alias = {.type = NX_CORRECT_ALIAS, .flags = NX_CORRECT_TO_NAME, .name = NX_TEXT("Kenya"),
	.to_name = NX_TEXT("Republic of Kenya")};
	NxText		form;

	nx_dict_builder_init(&builder, arena, NX_TEXT("default"));
	term.kind = nx_dict_builder_kind(&builder, NX_TEXT("speaker"));
	nx_dict_builder_term(&builder, &term);
	term = (NxTerm) {.flags = NX_TERM_ANY | NX_TERM_NAME | NX_TERM_CONTEXT, .kind = nx_dict_builder_kind(&builder, NX_TEXT("topic")),
	.term = NX_TEXT("the ministry"), .name = NX_TEXT("Ministry"), .ncontext = NX_COUNT(words)};
	term.context = nx_dict_builder_context(&builder, words, NX_COUNT(words));
	nx_dict_builder_term(&builder, &term);
	nx_dict_builder_correction(&builder, &stop);
	nx_dict_builder_correction(&builder, &alias);
	nx_dict_builder_lines(&builder, lines);
	if (nx_dict_builder_finish(&builder, &form) != NX_OK)
		abort();
	return form;
}

/* What reads one line, or a body for more than its names. */
static void
read_fields(NxArena *arena, NxText text)
{
	NxByline	byline;
	NxCredit	credit;
	NxStamps	stamps;
	NxDates		dates = {NULL, 0, 0};
	NxAttribution attribution;

	nx_parse_byline(arena, &data, text, &byline);
	nx_parse_credit(arena, &data, text, &credit);
	nx_parse_timestamps(arena, &data, text, &stamps);
	nx_find_dates(arena, &data, text, (NxSpan) {0, text.len}, 20000, &dates);
	nx_find_attribution(arena, &data, text, &attribution);
}

static void
do_job(NxArena *arena, const Job *job, uint64_t hash[PARTS])
{
	NxDictionary dictionary;
	NxData		with = data;
	NxDictPlan	plan;
	NxDictHead *value;
	NxText		form;

	if (job->dictionary)
	{
		form = make_form(arena, learn_lines(arena, job->text, job->format));
		if (!nx_dictionary_plan(arena, form, &plan))
			abort();
		value = nx_arena_zero(arena, plan.head.size);
		nx_dictionary_compile(arena, form, &plan, value);
		nx_dictionary_open(&dictionary, value);
		dictionary.publisher = NX_TEXT("The Gazette");
		nx_rules_open(arena, &dictionary, &rules);
		dictionary.rules = rules;
		with.dictionary = &dictionary;
		read_fields(arena, job->text);
	}
	run_pipeline(arena, &with, job->text, job->format, hash);
}

/* Leaves as the server does: expressions are closed before the arena goes. */
static void
leave(NxArena *arena)
{
	if (rules)
		nx_rules_close(rules);
	rules = NULL;
	nx_arena_reset(arena);
}

/* True if the job ran to its end; false if a fault ended it. */
static bool
run_with(Fault *fault, const Job *job, uint64_t hash[PARTS])
{
	NxHooks		hooks = {faulty_alloc, faulty_release, faulty_poll, NULL};
	static NxArena arena;		/* static: survives the jump with its value */

	hooks.ctx = fault;
	fault->allocations = fault->polls = fault->blocks = 0;
	nx_arena_init(&arena, &hooks);
	if (setjmp(fault->out) == 0)
	{
		do_job(&arena, job, hash);
		leave(&arena);
		return fault->blocks == 0;
	}
	leave(&arena);
	return false;
}

static bool
same_hashes(const uint64_t a[PARTS], const uint64_t b[PARTS])
{
	return memcmp(a, b, sizeof(uint64_t) * PARTS) == 0;
}

/* Faults of one kind that are tried of a job, which keeps the test short. */
#define ALLOCATIONS		1500
#define POLLS			60

/* Every fault in turn; in long jobs every so many. */
static void
check_faults(const Job *job)
{
	static Fault fault;
	uint64_t	want[PARTS];
	uint64_t	hash[PARTS];
	uint32_t	allocations,
				polls,
				alloc_step,
				step,
				i;
	uint32_t	ended = 0,
				leaked = 0;

	memset(&fault, 0, sizeof(fault));
	ok(run_with(&fault, job, want), "%s: runs to its end and gives back its memory", job->name);
	allocations = fault.allocations;
	polls = fault.polls;
	alloc_step = allocations / ALLOCATIONS + 1;
	step = polls / POLLS + 1;
	for (i = 1; i <= allocations; i += alloc_step)
	{
		fault.fail_allocation = i;
		ended += run_with(&fault, job, hash);
		leaked += fault.blocks;
	}
	fault.fail_allocation = 0;
	ok(ended == 0 && leaked == 0, "%s: no memory at every %u. of %u allocations", job->name, alloc_step, allocations);
	for (i = 1; i <= polls; i += step)
	{
		fault.fail_poll = i;
		ended += run_with(&fault, job, hash);
		leaked += fault.blocks;
	}
	fault.fail_poll = 0;
	ok(polls > 0 && ended == 0 && leaked == 0, "%s: a cancel at every %u. of %u polls", job->name, step, polls);
	ok(run_with(&fault, job, hash) && same_hashes(hash, want), "%s: the same answer after all of them", job->name);
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
		check_faults(&(Job) {sample[i].name, sample[i].text, NX_FORMAT_AUTO, false});
	check_faults(&(Job) {"all as text", all, NX_FORMAT_TEXT, false});
	check_faults(&(Job) {"all as page", all, NX_FORMAT_HTML, false});
	check_faults(&(Job) {"all as clean text", all, NX_FORMAT_CLEAN, false});
	check_faults(&(Job) {"a dictionary and a text", sample[0].text, NX_FORMAT_TEXT, true});
	check_faults(&(Job) {"a dictionary and all as text", all, NX_FORMAT_TEXT, true});
	for (i = 0; i < n; i++)
		free((char *) sample[i].text.data);
	free((char *) all.data);
	return done_testing();
}
