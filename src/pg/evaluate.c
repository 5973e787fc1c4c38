/*-------------------------------------------------------------------------
 * evaluate.c
 *	  news_evaluate: how right predicted names are, by kind.
 *
 * An aggregate in two forms.  Both count, for each kind, what is in both (tp),
 * what is predicted only (fp) and what is in gold only (fn):
 *	 - (gold text, predicted text): kinds of one span, as a FULL JOIN of two
 *	   tables of mentions gives them; NULL where a side does not have the span.
 *	   A span with two different kinds is wrong for one and missed for the other.
 *	 - (gold entityset, predicted entityset): entities of one article.  They are
 *	   the same when the kind and the id are; where one of the two has no id,
 *	   when kind and folded name are.
 *
 * The state is one short list of counts, so memory follows the number of
 * kinds, which is limited.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "entityset.h"

/* Whoever has more kinds than this has passed names for kinds. */
#define EVALUATE_KINDS	1000

/* The row of all kinds together; no kind is called so. */
#define EVALUATE_TOTAL	"*"

typedef struct KindScore
{
	char		kind[ES_MAX_KIND + 1];
	int64		tp;
	int64		fp;
	int64		fn;
} KindScore;

typedef struct EvaluateState
{
	int			n;
	int			room;
	int			last;			/* looked at last: rows of one kind follow each other */
	KindScore  *score;
} EvaluateState;

static EvaluateState *
make_state(FunctionCallInfo fcinfo)
{
	MemoryContext aggregate;
	EvaluateState *state;

	if (!AggCheckCallContext(fcinfo, &aggregate))
		elog(ERROR, "aggregate function called in non-aggregate context");
	state = MemoryContextAllocZero(aggregate, sizeof(EvaluateState));
	state->room = 8;
	state->score = MemoryContextAlloc(aggregate, state->room * sizeof(KindScore));
	return state;
}

static EvaluateState *
state_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : (EvaluateState *) PG_GETARG_POINTER(n);
}

/* The counts of a kind, made if it is new. */
static KindScore *
score_of(EvaluateState *state, const char *kind, int len)
{
	KindScore  *score;
	int			i;

	if (state->last < state->n && strncmp(state->score[state->last].kind, kind, len) == 0 &&
		state->score[state->last].kind[len] == '\0')
		return &state->score[state->last];
	for (i = 0; i < state->n; i++)
		if (strncmp(state->score[i].kind, kind, len) == 0 && state->score[i].kind[len] == '\0')
			break;
	state->last = i;
	if (i < state->n)
		return &state->score[i];
	if (state->n == EVALUATE_KINDS)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many kinds to evaluate"),
				errdetail("There may be up to %d different kinds.", EVALUATE_KINDS));
	if (state->n == state->room)
	{
		state->room *= 2;
		state->score = repalloc(state->score, state->room * sizeof(KindScore));
	}
	score = &state->score[state->n++];
	memset(score, 0, sizeof(KindScore));
	memcpy(score->kind, kind, len);
	return score;
}

static KindScore *
score_of_text(EvaluateState *state, const text *kind)
{
	const char *data = VARDATA_ANY(kind);
	int			len = VARSIZE_ANY_EXHDR(kind);

	if (len == 0 || len > ES_MAX_KIND || (len == 1 && *data == EVALUATE_TOTAL[0]))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid kind to evaluate: \"%.*s\"", pg_mbcliplen(data, len, ES_MAX_KIND), data),
				errdetail("A kind has 1 to %d bytes and is not \"%s\", the row of all kinds.", ES_MAX_KIND, EVALUATE_TOTAL));
	return score_of(state, data, len);
}

PG_FUNCTION_INFO_V1(news_evaluate_span_transfn);
Datum
news_evaluate_span_transfn(PG_FUNCTION_ARGS)
{
	EvaluateState *state = state_argument(fcinfo, 0);
	text	   *gold = PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1);
	text	   *predicted = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);

	if (state == NULL)
		state = make_state(fcinfo);
	if (gold && predicted && VARSIZE_ANY_EXHDR(gold) == VARSIZE_ANY_EXHDR(predicted) &&
		memcmp(VARDATA_ANY(gold), VARDATA_ANY(predicted), VARSIZE_ANY_EXHDR(gold)) == 0)
		score_of_text(state, gold)->tp++;
	else
	{
		if (gold)
			score_of_text(state, gold)->fn++;
		if (predicted)
			score_of_text(state, predicted)->fp++;
	}
	PG_RETURN_POINTER(state);
}

/* An entity of an article, in stored order. */
typedef struct Judged
{
	EntityKey	key;			/* without the id, so that equal names compare equal */
	int64		id;
	bool		matched;		/* by its id */
} Judged;

static Judged *
read_judged(const EntitySet *set, uint32 *n)
{
	EntityReader reader;
	Judged	   *all;
	uint32		i;

	entity_reader_init(&reader, set);
	*n = reader.count;
	all = palloc_extended(mul_size(Max(*n, 1), sizeof(Judged)), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (i = 0; i < *n; i++)
	{
		entry_identity(entry_at(&reader, i), reader.end, &all[i].key);
		all[i].id = all[i].key.id;
		all[i].key.id = 0;
	}
	return all;
}

static int
id_cmp(const void *pa, const void *pb)
{
	const Judged *a = *(Judged *const *) pa;
	const Judged *b = *(Judged *const *) pb;
	int			c = entity_kind_cmp(&a->key, &b->key);

	if (c != 0)
		return c;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* Those with an id, sorted by kind and id. */
static Judged **
by_id(Judged *all, uint32 n, uint32 *nids)
{
	Judged	  **ids = palloc_extended(mul_size(Max(n, 1), sizeof(Judged *)), MCXT_ALLOC_HUGE);
	uint32		i;

	*nids = 0;
	for (i = 0; i < n; i++)
		if (all[i].id != 0)
			ids[(*nids)++] = &all[i];
	qsort(ids, *nids, sizeof(Judged *), id_cmp);
	return ids;
}

static KindScore *
score_of_key(EvaluateState *state, const EntityKey *key)
{
	const char *name;

	if (key->kind == ES_KIND_USER)
		return score_of(state, key->kind_name, key->kindlen);
	name = entity_kind_name((EntityKind) key->kind);
	return score_of(state, name, strlen(name));
}

static void
match_ids(EvaluateState *state, Judged *gold, uint32 ngold, Judged *predicted, uint32 npredicted)
{
	Judged	  **a = by_id(gold, ngold, &ngold);
	Judged	  **b = by_id(predicted, npredicted, &npredicted);
	uint32		i = 0;
	uint32		j = 0;

	while (i < ngold && j < npredicted)
	{
		int			c = id_cmp(&a[i], &b[j]);

		if (c == 0)
		{
			a[i]->matched = b[j]->matched = true;
			score_of_key(state, &a[i]->key)->tp++;
		}
		i += c <= 0;
		j += c >= 0;
	}
	pfree(a);
	pfree(b);
}

/* Those of one kind and name that their ids did not match. */
typedef struct Leftover
{
	uint32		with_id;
	uint32		without_id;		/* 0 or 1 */
} Leftover;

static uint32
count_leftover(const Judged *all, uint32 i, uint32 n, Leftover *left)
{
	uint32		first = i;

	for (; i < n && entity_key_cmp(&all[first].key, &all[i].key) == 0; i++)
		if (!all[i].matched)
			*(all[i].id ? &left->with_id : &left->without_id) += 1;
	return i;
}

/* A name without an id goes with one of an id first, as there may be one without an id on both sides. */
static uint32
match_names(const Leftover *gold, const Leftover *predicted)
{
	uint32		right = 0;

	if (gold->without_id && predicted->with_id)
		right++;
	if (predicted->without_id && gold->with_id)
		right++;
	if (right == 0 && gold->without_id && predicted->without_id)
		right = 1;
	return right;
}

static void
compare_sets(EvaluateState *state, const EntitySet *gold_set, const EntitySet *predicted_set)
{
	uint32		ngold;
	uint32		npredicted;
	Judged	   *gold = read_judged(gold_set, &ngold);
	Judged	   *predicted = read_judged(predicted_set, &npredicted);
	uint32		i = 0;
	uint32		j = 0;

	match_ids(state, gold, ngold, predicted, npredicted);
	while (i < ngold || j < npredicted)
	{
		Leftover	a = {0, 0};
		Leftover	b = {0, 0};
		KindScore  *score;
		uint32		right;
		int			c;

		CHECK_FOR_INTERRUPTS();
		c = i == ngold ? 1 : j == npredicted ? -1 : entity_key_cmp(&gold[i].key, &predicted[j].key);
		score = score_of_key(state, c <= 0 ? &gold[i].key : &predicted[j].key);
		if (c <= 0)
			i = count_leftover(gold, i, ngold, &a);
		if (c >= 0)
			j = count_leftover(predicted, j, npredicted, &b);
		right = match_names(&a, &b);
		score->tp += right;
		score->fn += a.with_id + a.without_id - right;
		score->fp += b.with_id + b.without_id - right;
	}
	pfree(gold);
	pfree(predicted);
}

PG_FUNCTION_INFO_V1(news_evaluate_set_transfn);
Datum
news_evaluate_set_transfn(PG_FUNCTION_ARGS)
{
	EvaluateState *state = state_argument(fcinfo, 0);

	if (state == NULL)
		state = make_state(fcinfo);
	/* no answer key, nothing to judge; no answer: all of it is missed */
	if (!PG_ARGISNULL(1))
	{
		EntitySet  *gold = PG_GETARG_ENTITYSET_P(1);

		compare_sets(state, gold, PG_ARGISNULL(2) ? entityset_build(NULL, 0) : PG_GETARG_ENTITYSET_P(2));
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(news_evaluate_combinefn);
Datum
news_evaluate_combinefn(PG_FUNCTION_ARGS)
{
	EvaluateState *into = state_argument(fcinfo, 0);
	EvaluateState *from = state_argument(fcinfo, 1);
	int			i;

	if (into == NULL && from == NULL)
		PG_RETURN_NULL();
	if (into == NULL)
		into = make_state(fcinfo);
	for (i = 0; from && i < from->n; i++)
	{
		KindScore  *score = score_of(into, from->score[i].kind, strlen(from->score[i].kind));

		score->tp += from->score[i].tp;
		score->fp += from->score[i].fp;
		score->fn += from->score[i].fn;
	}
	PG_RETURN_POINTER(into);
}

PG_FUNCTION_INFO_V1(news_evaluate_serialfn);
Datum
news_evaluate_serialfn(PG_FUNCTION_ARGS)
{
	EvaluateState *state = (EvaluateState *) PG_GETARG_POINTER(0);
	StringInfoData out;
	int			i;

	pq_begintypsend(&out);
	pq_sendint32(&out, state->n);
	for (i = 0; i < state->n; i++)
	{
		pq_sendbytes(&out, state->score[i].kind, ES_MAX_KIND + 1);
		pq_sendint64(&out, state->score[i].tp);
		pq_sendint64(&out, state->score[i].fp);
		pq_sendint64(&out, state->score[i].fn);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

PG_FUNCTION_INFO_V1(news_evaluate_deserialfn);
Datum
news_evaluate_deserialfn(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	EvaluateState *state = make_state(fcinfo);
	StringInfoData in;
	int			n;
	int			i;

	initStringInfo(&in);
	appendBinaryStringInfo(&in, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	n = pq_getmsgint(&in, 4);
	for (i = 0; i < n; i++)
	{
		const char *kind = pq_getmsgbytes(&in, ES_MAX_KIND + 1);
		KindScore  *score = score_of(state, kind, strlen(kind));

		score->tp = pq_getmsgint64(&in);
		score->fp = pq_getmsgint64(&in);
		score->fn = pq_getmsgint64(&in);
	}
	pq_getmsgend(&in);
	PG_RETURN_POINTER(state);
}

/* Built-in kinds in their own order, then others by name. */
static int
score_cmp(const void *pa, const void *pb)
{
	const KindScore *a = (const KindScore *) pa;
	const KindScore *b = (const KindScore *) pb;
	EntityKind	kind_a = entity_kind_code(a->kind, strlen(a->kind));
	EntityKind	kind_b = entity_kind_code(b->kind, strlen(b->kind));

	/* text that is no kind of entityset stands with the users' kinds */
	kind_a = kind_a == ES_KIND_ANY ? ES_KIND_USER : kind_a;
	kind_b = kind_b == ES_KIND_ANY ? ES_KIND_USER : kind_b;
	if (kind_a != kind_b)
		return kind_a < kind_b ? -1 : 1;
	return strcmp(a->kind, b->kind);
}

/* A share to four digits, or null of nothing. */
static void
put_share(double part, double whole, Datum *value, bool *isnull)
{
	*isnull = whole == 0;
	*value = Float4GetDatum(whole == 0 ? 0 : (float4) (rint(part / whole * 10000) / 10000));
}

static Datum
score_row(TupleDesc desc, const KindScore *score)
{
	Datum		values[7];
	bool		nulls[7] = {false};
	double		right = (double) score->tp;

	values[0] = CStringGetTextDatum(score->kind);
	values[1] = Int64GetDatum(score->tp);
	values[2] = Int64GetDatum(score->fp);
	values[3] = Int64GetDatum(score->fn);
	put_share(right, right + score->fp, &values[4], &nulls[4]);
	put_share(right, right + score->fn, &values[5], &nulls[5]);
	put_share(2 * right, 2 * right + score->fp + score->fn, &values[6], &nulls[6]);
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

/* One row a kind and one of all; the state stays usable, as window functions ask more than once. */
PG_FUNCTION_INFO_V1(news_evaluate_finalfn);
Datum
news_evaluate_finalfn(PG_FUNCTION_ARGS)
{
	EvaluateState *state = state_argument(fcinfo, 0);
	Oid			row_type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	TupleDesc	desc = lookup_rowtype_tupdesc(row_type, -1);
	int			n = state ? state->n : 0;
	KindScore  *scores = palloc((n + 1) * sizeof(KindScore));
	Datum	   *rows = palloc((n + 1) * sizeof(Datum));
	KindScore	total = {.kind = EVALUATE_TOTAL};
	int			i;

	if (n > 0)
		memcpy(scores, state->score, n * sizeof(KindScore));
	qsort(scores, n, sizeof(KindScore), score_cmp);
	for (i = 0; i < n; i++)
	{
		rows[i] = score_row(desc, &scores[i]);
		total.tp += scores[i].tp;
		total.fp += scores[i].fp;
		total.fn += scores[i].fn;
	}
	rows[n] = score_row(desc, &total);
	ReleaseTupleDesc(desc);
	PG_RETURN_ARRAYTYPE_P(construct_array(rows, n + 1, row_type, -1, false, TYPALIGN_DOUBLE));
}
