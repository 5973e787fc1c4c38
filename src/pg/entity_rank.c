/*-------------------------------------------------------------------------
 * entity_rank.c
 *	  How well an entityset answers a query, and how alike two of them are.
 *
 * Rank: each name of the query that must or may be there counts as much as the
 * best mentions of what it finds: section weight / i^2 over its mentions,
 * heaviest first (as ts_rank does for lexemes), times confidence.  The rank is
 * the mean over the names, 0 if the query does not match.
 *
 * Similarity: cosine of the angle between the two sets, where an entity weighs
 * 1 + ln(mentions), times ln(1 + documents / rows that have it) where a table
 * of frequencies is given.  Entities are the same as for &&.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "compat.h"
#include "entityquery.h"
#include "utils/array.h"

/* As ts_rank's for A, B, C, D turned round: here D is captions, C the body. */
static const float4 default_weights[ES_SECTIONS] = {1.0f, 0.6f, 0.4f, 0.2f};

/* Sum of 1/i^2. */
#define MOST_RANK	1.64493406685

typedef struct RankContext
{
	const float4 *weights;
	uint8		sections;
	double		best;
} RankContext;

static bool
rank_entity(void *context, uint32 entity, const unsigned char *record, const unsigned char *end)
{
	RankContext *rank = (RankContext *) context;
	uint32		counts[ES_SECTIONS] = {0};
	EntityView	view;
	EntityPositions it;
	double		sum = 0;
	double		place = 0;
	bool		taken[ES_SECTIONS] = {false};
	int			round;
	int			i;

	(void) entity;
	entity_record_view(record, end, &view);
	for (entity_positions_init(&it, &view); entity_positions_next(&it);)
		counts[it.section]++;
	for (i = 0; i < ES_SECTIONS; i++)
		if (counts[i] == 0 && (view.sections & ES_SECTION_BIT(i)))
			counts[i] = 1;
	/* Without any section a mention counts as of the body. */
	if (view.sections == 0)
		counts[2] = view.mentions;
	for (round = 0; round < ES_SECTIONS; round++)
	{
		int			heaviest = -1;
		uint32		j;

		for (i = 0; i < ES_SECTIONS; i++)
			if (!taken[i] && (heaviest < 0 || rank->weights[i] > rank->weights[heaviest]))
				heaviest = i;
		taken[heaviest] = true;
		if (rank->sections && (rank->sections & ES_SECTION_BIT(heaviest)) == 0)
			continue;
		/* After a hundred the rest adds less than one per cent. */
		for (j = 0; j < Min(counts[heaviest], 100); j++)
		{
			place += 1;
			sum += rank->weights[heaviest] / (place * place);
		}
	}
	sum = sum / MOST_RANK * (view.confidence / 1000.0);
	rank->best = Max(rank->best, sum);
	return true;
}

bool *
entityquery_wanted(const EntityQuery *query)
{
	bool	   *wanted = palloc_extended(Max(query->count, 1), MCXT_ALLOC_HUGE);
	uint32	   *start = entityquery_starts(query);
	int		   *edge = palloc_extended(mul_size((Size) query->count + 1, sizeof(int)), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	int			negations = 0;
	uint32		i;

	for (i = 0; i < query->count; i++)
		if (query->item[i].type == EQ_NOT)
		{
			edge[start[i]]++;
			edge[i]--;
		}
	for (i = 0; i < query->count; i++)
	{
		negations += edge[i];
		wanted[i] = negations % 2 == 0;
	}
	pfree(edge);
	pfree(start);
	return wanted;
}

PG_FUNCTION_INFO_V1(news_rank);
Datum
news_rank(PG_FUNCTION_ARGS)
{
	EntityQuery *query = PG_GETARG_ENTITYQUERY_P(1);
	EntityReader reader;
	float4		weights[ES_SECTIONS];
	bool	   *wanted;
	double		sum = 0;
	int			names = 0;
	uint32		i;

	memcpy(weights, default_weights, sizeof(weights));
	if (PG_NARGS() > 2)
	{
		ArrayType  *array = PG_GETARG_ARRAYTYPE_P(2);

		if (ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != ES_SECTIONS || array_contains_nulls(array))
			ereport(ERROR,
					errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
					errmsg("array of weights must have 4 elements, none of them null"),
					errdetail("They are the weights of headline, lead, body and caption."));
		memcpy(weights, ARR_DATA_PTR(array), sizeof(weights));
		for (i = 0; i < ES_SECTIONS; i++)
			if (!(weights[i] >= 0 && weights[i] <= 1))
				ereport(ERROR,
						errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("weight out of range"),
						errdetail("Weights are from 0 to 1."));
	}
	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	if (!entityquery_matches(query, &reader))
		PG_RETURN_FLOAT4(0);
	wanted = entityquery_wanted(query);
	for (i = 0; i < query->count; i++)
	{
		RankContext rank = {weights, query->item[i].sections, 0};

		if (!eq_is_leaf(&query->item[i]) || !wanted[i])
			continue;
		entityquery_visit(query, &query->item[i], &reader, rank_entity, &rank);
		sum += rank.best;
		names++;
	}
	PG_RETURN_FLOAT4((float4) (names > 0 ? sum / names : 0));
}

/* Rows that have the entity, by a table of frequencies; 1 if it is not there. */
static double
inverse_frequency(const EntityReader *frequencies, double documents, const EntityKey *key)
{
	double		rows = 1;
	uint32		at;

	if (frequencies == NULL)
		return 1;
	if (entity_find(frequencies, key, &at))
	{
		EntityView	view;
		EntityKey	other;

		/* Several ids of one name follow each other. */
		for (rows = 0; at < frequencies->count; at++)
		{
			entity_record_key(entry_at(frequencies, at), frequencies->end, &other);
			other.id = key->id;
			if (entity_key_cmp(&other, key) != 0)
				break;
			entity_record_view(entry_at(frequencies, at), frequencies->end, &view);
			if (key->id == 0 || view.key.id == 0 || view.key.id == key->id)
				rows += view.mentions;
		}
	}
	return log(1 + documents / Max(rows, 1));
}

static double
entity_weight(const EntityView *view, const EntityReader *frequencies, double documents)
{
	return (1 + log(view->mentions)) * inverse_frequency(frequencies, documents, &view->key);
}

/* Records are ordered alike in both sets, so one walk through both finds what they share. */
static double
similarity(const EntityReader *a, const EntityReader *b, const EntityReader *frequencies, double documents)
{
	double		square_a = 0;
	double		square_b = 0;
	double		shared = 0;
	uint32		i = 0;
	uint32		j = 0;

	while (i < a->count || j < b->count)
	{
		EntityView	va;
		EntityView	vb;
		double		weight_a = 0;
		double		weight_b = 0;
		int			c;

		if (i < a->count)
			entity_record_view(entry_at(a, i), a->end, &va);
		if (j < b->count)
			entity_record_view(entry_at(b, j), b->end, &vb);
		if (i == a->count || j == b->count)
			c = i == a->count ? 1 : -1;
		else
		{
			EntityKey	ka = va.key;
			EntityKey	kb = vb.key;

			if (ka.id == 0 || kb.id == 0)
				ka.id = kb.id = 0;
			c = entity_key_cmp(&ka, &kb);
		}
		if (c <= 0)
		{
			weight_a = entity_weight(&va, frequencies, documents);
			i++;
		}
		if (c >= 0)
		{
			weight_b = entity_weight(&vb, frequencies, documents);
			j++;
		}
		square_a += weight_a * weight_a;
		square_b += weight_b * weight_b;
		shared += weight_a * weight_b;
	}
	if (square_a == 0 || square_b == 0)
		return 0;
	return Min(1.0, shared / sqrt(square_a * square_b));
}

PG_FUNCTION_INFO_V1(entityset_similarity);
Datum
entityset_similarity(PG_FUNCTION_ARGS)
{
	EntityReader a;
	EntityReader b;
	EntityReader frequencies;
	int64		documents;

	entity_reader_init(&a, PG_GETARG_ENTITYSET_P(0));
	entity_reader_init(&b, PG_GETARG_ENTITYSET_P(1));
	if (PG_NARGS() == 2)
		PG_RETURN_FLOAT4((float4) similarity(&a, &b, NULL, 1));
	entity_reader_init(&frequencies, PG_GETARG_ENTITYSET_P(2));
	documents = PG_GETARG_INT64(3);
	if (documents < 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("number of documents must be positive"));
	PG_RETURN_FLOAT4((float4) similarity(&a, &b, &frequencies, (double) documents));
}

PG_FUNCTION_INFO_V1(entityset_distance);
Datum
entityset_distance(PG_FUNCTION_ARGS)
{
	EntityReader a;
	EntityReader b;

	entity_reader_init(&a, PG_GETARG_ENTITYSET_P(0));
	entity_reader_init(&b, PG_GETARG_ENTITYSET_P(1));
	PG_RETURN_FLOAT4((float4) (1 - similarity(&a, &b, NULL, 1)));
}
