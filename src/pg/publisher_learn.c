/*-------------------------------------------------------------------------
 * publisher_learn.c
 *	  news_learn_lines: an aggregate that finds the lines which publishers
 *	  repeat over their articles.
 *
 * Each article is read as news_blocks reads it.  A line is counted once an
 * article, by its shape (core's publisher_line.h), with the kinds that the
 * cleaner gave it.  Copies of one story must not make its sentences look
 * repeated: beside the count each line keeps the NX_LINE_STORIES smallest of
 * the different keys of its stories, which tells up to that many apart and
 * comes out the same in any order and on any number of workers.
 *
 * Memory is bounded: LEARN_LINES lines of LEARN_BYTES in all are kept at a
 * time.  When there are more, those seen in fewest articles go, so a line that
 * is frequent stays and its count may be short by what it had before it came
 * back.  Of an article LEARN_BLOCKS blocks from either end are looked at.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "bridge.h"
#include "compat.h"
#include "publisher_line.h"

#define LEARN_LINES		100000
#define LEARN_BYTES		(16 * 1024 * 1024)
#define LEARN_BLOCKS	1000
#define LEARN_PUBLISHERS 100000

#define LEAST_STORIES	3		/* unless the call says otherwise */

typedef struct LineKey
{
	uint64		shape;
	uint64		publisher;		/* number, from 0 */
} LineKey;

typedef struct Line
{
	LineKey		key;			/* must be first */
	char	   *written;		/* UTF-8; of several spellings the least */
	uint32		writtenlen;
	uint32		words;
	uint32		articles;
	uint32		last;			/* number of the article that it was in last; 0 after a merge */
	uint32		nstories;
	uint64		story[NX_LINE_STORIES]; /* ascending */
	uint32		kind[NX_BLOCK_KINDS];
} Line;

typedef struct Publisher
{
	uint64		name;			/* hash; must be first */
	uint32		number;
} Publisher;

typedef struct LearnState
{
	MemoryContext context;
	MemoryContext scratch;		/* of one article */
	HTAB	   *lines;
	HTAB	   *publishers;
	NxText	   *name;			/* UTF-8, by number */
	uint32	   *articles;
	uint32		npublishers;
	uint32		room;
	uint32		article;		/* number of the one in hand, from 1 */
	Size		bytes;			/* of the lines as written */
	int32		least;
} LearnState;

static LearnState *
make_state(FunctionCallInfo fcinfo, int32 least)
{
	MemoryContext aggregate;
	LearnState *state;
	HASHCTL		ctl;

	if (!AggCheckCallContext(fcinfo, &aggregate))
		elog(ERROR, "aggregate function called in non-aggregate context");
	if (least < 1 || least > NX_LINE_STORIES)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("number of stories must be between 1 and %d: %d", NX_LINE_STORIES, least));
	aggregate = AllocSetContextCreate(aggregate, "news_learn_lines", ALLOCSET_DEFAULT_SIZES);
	state = MemoryContextAllocZero(aggregate, sizeof(LearnState));
	state->context = aggregate;
	state->scratch = AllocSetContextCreate(aggregate, "news_learn_lines article", ALLOCSET_DEFAULT_SIZES);
	state->least = least;
	memset(&ctl, 0, sizeof(ctl));
	ctl.keysize = sizeof(LineKey);
	ctl.entrysize = sizeof(Line);
	ctl.hcxt = aggregate;
	state->lines = hash_create("news_learn_lines", 1024, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	ctl.keysize = sizeof(uint64);
	ctl.entrysize = sizeof(Publisher);
	state->publishers = hash_create("news_learn_lines publishers", 16, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return state;
}

static char *
keep_bytes(LearnState *state, NxText text)
{
	char	   *copy = MemoryContextAlloc(state->context, Max(text.len, 1));

	memcpy(copy, text.data, text.len);
	return copy;
}

static uint32
publisher_number(LearnState *state, NxText name)
{
	uint64		hash = nx_hash_bytes(name.data, name.len);
	bool		found;
	Publisher  *publisher = hash_search(state->publishers, &hash, HASH_ENTER, &found);

	if (found)
		return publisher->number;
	if (state->npublishers == LEARN_PUBLISHERS)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many publishers to learn from"),
				errdetail("One call of news_learn_lines reads articles of up to %d publishers.", LEARN_PUBLISHERS),
				errhint("Use GROUP BY publisher."));
	if (state->npublishers == state->room)
	{
		MemoryContext old = MemoryContextSwitchTo(state->context);

		state->room = Max(state->room * 2, 16);
		state->name = state->name ? repalloc(state->name, state->room * sizeof(NxText)) : palloc(state->room * sizeof(NxText));
		state->articles = state->articles ? repalloc(state->articles, state->room * sizeof(uint32)) :
			palloc(state->room * sizeof(uint32));
		MemoryContextSwitchTo(old);
	}
	publisher->number = state->npublishers++;
	state->name[publisher->number].data = keep_bytes(state, name);
	state->name[publisher->number].len = name.len;
	state->articles[publisher->number] = 0;
	return publisher->number;
}

/* Makes room if need be: lines of the fewest articles go until half of all is left. */
static void
forget_rare(LearnState *state)
{
	uint32		bar = 1;

	if (hash_get_num_entries(state->lines) <= LEARN_LINES && state->bytes <= LEARN_BYTES)
		return;
	while (hash_get_num_entries(state->lines) > LEARN_LINES / 2 || state->bytes > LEARN_BYTES / 2)
	{
		HASH_SEQ_STATUS scan;
		Line	   *line;

		hash_seq_init(&scan, state->lines);
		while ((line = hash_seq_search(&scan)) != NULL)
			if (line->articles <= bar)
			{
				state->bytes -= line->writtenlen;
				pfree(line->written);
				hash_search(state->lines, &line->key, HASH_REMOVE, NULL);
			}
		bar *= 2;
		CHECK_FOR_INTERRUPTS();
	}
}

/* The line's entry; a new one has no counts. */
static Line *
line_of(LearnState *state, uint32 publisher, uint64 shape)
{
	LineKey		key;
	Line	   *line;
	bool		found;

	memset(&key, 0, sizeof(key));
	key.publisher = publisher;
	key.shape = shape;
	line = hash_search(state->lines, &key, HASH_ENTER, &found);
	if (!found)
		memset((char *) line + sizeof(LineKey), 0, sizeof(Line) - sizeof(LineKey));
	return line;
}

static void
keep_least_spelling(LearnState *state, Line *line, NxText written)
{
	int			c = 0;

	if (line->written)
	{
		c = memcmp(written.data, line->written, Min(written.len, line->writtenlen));
		if (c > 0 || (c == 0 && written.len >= line->writtenlen))
			return;
		pfree(line->written);
	}
	state->bytes += written.len;
	state->bytes -= line->writtenlen;
	line->written = keep_bytes(state, written);
	line->writtenlen = written.len;
}

static void
add_story(Line *line, uint64 story)
{
	uint32		i;
	uint32		last;

	for (i = 0; i < line->nstories && line->story[i] < story; i++)
		;
	if (i == NX_LINE_STORIES || (i < line->nstories && line->story[i] == story))
		return;
	last = Min(line->nstories, NX_LINE_STORIES - 1);
	memmove(&line->story[i + 1], &line->story[i], (last - i) * sizeof(uint64));
	line->story[i] = story;
	line->nstories = last + 1;
}

static void
add_block(LearnState *state, NxArena *arena, uint32 publisher, uint64 story, const NxDocument *document, const NxBlock *block)
{
	NxText		text = nx_slice(document->text, block->span.start, block->span.end);
	NxLineShape shape;
	NxBuffer	written;
	Line	   *line;

	nx_line_shape(bridge_data(), text, &shape);
	if (shape.words == 0)
		return;
	line = line_of(state, publisher, shape.key);
	if (line->articles > 0 && line->last == state->article)
		return;
	nx_buffer_init(&written, arena, text.len + 16);
	nx_line_write(bridge_data(), text, &shape, &written);
	keep_least_spelling(state, line, nx_buffer_text(&written));
	line->words = shape.words;
	line->articles++;
	line->last = state->article;
	line->kind[block->kind]++;
	add_story(line, story);
}

static void
add_article(LearnState *state, const text *publisher, const text *article)
{
	MemoryContext old = MemoryContextSwitchTo(state->scratch);
	NxArena    *arena = bridge_arena(state->scratch);
	NxText		source = bridge_utf8(article);
	NxText		name = publisher ? bridge_utf8(publisher) : NX_TEXT("");
	NxDocument	document;

	bridge_check(nx_read_document(arena, bridge_data(), source, NX_FORMAT_AUTO, NX_FOCUS_BALANCED, &document), source.len);
	if (name.len == 0)
		name = document.meta.publisher;
	if (name.len > 0)
	{
		uint32		number = publisher_number(state, name);
		uint64		story = nx_story_key(&document);
		uint32		i;

		state->articles[number]++;
		state->article++;
		for (i = 0; i < document.blocks.n; i++)
		{
			if (i == LEARN_BLOCKS && document.blocks.n > 2 * LEARN_BLOCKS)
				i = document.blocks.n - LEARN_BLOCKS;
			add_block(state, arena, number, story, &document, &document.blocks.item[i]);
		}
		forget_rare(state);
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(state->scratch);
}

/* (state, publisher, article [, least]) */
PG_FUNCTION_INFO_V1(news_learn_lines_transfn);
Datum
news_learn_lines_transfn(PG_FUNCTION_ARGS)
{
	LearnState *state = PG_ARGISNULL(0) ? NULL : (LearnState *) PG_GETARG_POINTER(0);

	if (state == NULL)
		state = make_state(fcinfo, PG_NARGS() > 3 && !PG_ARGISNULL(3) ? PG_GETARG_INT32(3) : LEAST_STORIES);
	if (!PG_ARGISNULL(2))
		add_article(state, PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1), PG_GETARG_TEXT_PP(2));
	PG_RETURN_POINTER(state);
}

/* Adds what is known of a line elsewhere, where its publisher has this number here. */
static void
merge_line(LearnState *state, uint32 publisher, const Line *from)
{
	Line	   *line = line_of(state, publisher, from->key.shape);
	uint32		i;

	keep_least_spelling(state, line, (NxText) {from->written, from->writtenlen});
	line->words = from->words;
	line->articles += from->articles;
	for (i = 0; i < NX_BLOCK_KINDS; i++)
		line->kind[i] += from->kind[i];
	for (i = 0; i < from->nstories; i++)
		add_story(line, from->story[i]);
	forget_rare(state);
}

static void
merge(LearnState *into, LearnState *from)
{
	uint32	   *number = palloc((from->npublishers + 1) * sizeof(uint32));
	HASH_SEQ_STATUS scan;
	Line	   *line;
	uint32		i;

	for (i = 0; i < from->npublishers; i++)
	{
		number[i] = publisher_number(into, from->name[i]);
		into->articles[number[i]] += from->articles[i];
	}
	hash_seq_init(&scan, from->lines);
	while ((line = hash_seq_search(&scan)) != NULL)
		merge_line(into, number[line->key.publisher], line);
	pfree(number);
}

PG_FUNCTION_INFO_V1(news_learn_lines_combinefn);
Datum
news_learn_lines_combinefn(PG_FUNCTION_ARGS)
{
	LearnState *into = PG_ARGISNULL(0) ? NULL : (LearnState *) PG_GETARG_POINTER(0);
	LearnState *from = PG_ARGISNULL(1) ? NULL : (LearnState *) PG_GETARG_POINTER(1);

	if (into == NULL && from == NULL)
		PG_RETURN_NULL();
	if (into == NULL)
		into = make_state(fcinfo, from->least);
	if (from)
		merge(into, from);
	PG_RETURN_POINTER(into);
}

PG_FUNCTION_INFO_V1(news_learn_lines_serialfn);
Datum
news_learn_lines_serialfn(PG_FUNCTION_ARGS)
{
	LearnState *state = (LearnState *) PG_GETARG_POINTER(0);
	StringInfoData out;
	HASH_SEQ_STATUS scan;
	Line	   *line;
	uint32		i;

	pq_begintypsend(&out);
	pq_sendint32(&out, (uint32) state->least);
	pq_sendint32(&out, state->npublishers);
	for (i = 0; i < state->npublishers; i++)
	{
		pq_sendint32(&out, state->name[i].len);
		pq_sendbytes(&out, state->name[i].data, (int) state->name[i].len);
		pq_sendint32(&out, state->articles[i]);
	}
	pq_sendint32(&out, (uint32) hash_get_num_entries(state->lines));
	hash_seq_init(&scan, state->lines);
	while ((line = hash_seq_search(&scan)) != NULL)
	{
		pq_sendbytes(&out, (const char *) line, sizeof(Line));
		pq_sendbytes(&out, line->written, (int) line->writtenlen);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

PG_FUNCTION_INFO_V1(news_learn_lines_deserialfn);
Datum
news_learn_lines_deserialfn(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	LearnState *state;
	StringInfoData in;
	uint32		n;
	uint32		i;

	initStringInfo(&in);
	appendBinaryStringInfo(&in, VARDATA_ANY(bytes), (int) VARSIZE_ANY_EXHDR(bytes));
	state = make_state(fcinfo, (int32) pq_getmsgint(&in, 4));
	n = pq_getmsgint(&in, 4);
	for (i = 0; i < n; i++)
	{
		NxText		name;

		name.len = pq_getmsgint(&in, 4);
		name.data = pq_getmsgbytes(&in, (int) name.len);
		/* numbers are given in order, so they are what they were */
		publisher_number(state, name);
		state->articles[i] = pq_getmsgint(&in, 4);
	}
	n = pq_getmsgint(&in, 4);
	for (i = 0; i < n; i++)
	{
		Line		line;

		memcpy(&line, pq_getmsgbytes(&in, sizeof(Line)), sizeof(Line));
		line.written = unconstify(char *, pq_getmsgbytes(&in, (int) line.writtenlen));
		merge_line(state, (uint32) line.key.publisher, &line);
	}
	pq_getmsgend(&in);
	PG_RETURN_POINTER(state);
}

typedef struct Found
{
	const Line *line;
	const LearnState *state;
	NxBlockKind kind;
} Found;

static int
bytes_cmp(const char *a, uint32 alen, const char *b, uint32 blen)
{
	int			c = memcmp(a, b, Min(alen, blen));

	return c != 0 ? c : alen < blen ? -1 : alen > blen;
}

/* By publisher, the most frequent first. */
static int
found_cmp(const void *pa, const void *pb)
{
	const Found *a = (const Found *) pa;
	const Found *b = (const Found *) pb;
	const NxText *name = a->state->name;
	NxText		name_a = name[a->line->key.publisher];
	NxText		name_b = name[b->line->key.publisher];
	int			c = bytes_cmp(name_a.data, name_a.len, name_b.data, name_b.len);

	if (c != 0)
		return c;
	if (a->line->articles != b->line->articles)
		return a->line->articles > b->line->articles ? -1 : 1;
	c = bytes_cmp(a->line->written, a->line->writtenlen, b->line->written, b->line->writtenlen);
	if (c != 0)
		return c;
	return a->line->key.shape < b->line->key.shape ? -1 : a->line->key.shape > b->line->key.shape;
}

static bool
repeats(const LearnState *state, NxArena *arena, const Line *line, NxBlockKind *kind)
{
	NxLineCounts counts;
	NxText		written = {line->written, line->writtenlen};

	counts.articles = line->articles;
	counts.all = state->articles[line->key.publisher];
	counts.stories = line->nstories;
	counts.words = line->words;
	memcpy(counts.kind, line->kind, sizeof(counts.kind));
	/* masks make a line longer; the table has no longer ones */
	if (written.len == 0 || written.len > NX_LINE_MOST || nx_line_key(written) != line->key.shape)
		return false;
	return nx_line_repeats(arena, bridge_data(), written, &counts, (uint32_t) state->least, kind);
}

/* A row of news_publisher_line: profile, publisher, line, kind, articles, articles_read. */
static Datum
found_row(const Found *found, TupleDesc desc)
{
	Datum	   *values = palloc0(desc->natts * sizeof(Datum));
	bool	   *nulls = palloc(desc->natts * sizeof(bool));
	const Line *line = found->line;
	NxText		written = {line->written, line->writtenlen};
	int			i;

	for (i = 0; i < desc->natts; i++)
		nulls[i] = i >= 6;
	values[0] = CStringGetTextDatum("default");
	values[1] = PointerGetDatum(bridge_text(found->state->name[line->key.publisher]));
	values[2] = PointerGetDatum(bridge_text(written));
	values[3] = CStringGetTextDatum(nx_block_kind_name[found->kind]);
	values[4] = Int32GetDatum((int32) line->articles);
	values[5] = Int32GetDatum((int32) found->state->articles[line->key.publisher]);
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

PG_FUNCTION_INFO_V1(news_learn_lines_finalfn);
Datum
news_learn_lines_finalfn(PG_FUNCTION_ARGS)
{
	LearnState *state = PG_ARGISNULL(0) ? NULL : (LearnState *) PG_GETARG_POINTER(0);
	Oid			row_type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	NxArena    *arena = bridge_arena(CurrentMemoryContext);
	TupleDesc	desc;
	HASH_SEQ_STATUS scan;
	Line	   *line;
	Found	   *found;
	Datum	   *rows;
	int			n = 0;
	int			i;

	if (state == NULL)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(row_type));
	found = palloc((hash_get_num_entries(state->lines) + 1) * sizeof(Found));
	hash_seq_init(&scan, state->lines);
	while ((line = hash_seq_search(&scan)) != NULL)
	{
		found[n].line = line;
		found[n].state = state;
		n += repeats(state, arena, line, &found[n].kind);
	}
	qsort(found, n, sizeof(Found), found_cmp);
	rows = palloc((n + 1) * sizeof(Datum));
	desc = lookup_rowtype_tupdesc(row_type, -1);
	for (i = 0; i < n; i++)
		rows[i] = found_row(&found[i], desc);
	ReleaseTupleDesc(desc);
	PG_RETURN_ARRAYTYPE_P(construct_array(rows, n, row_type, -1, false, TYPALIGN_DOUBLE));
}
