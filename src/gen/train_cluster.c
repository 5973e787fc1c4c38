/*-------------------------------------------------------------------------
 * train_cluster.c
 *	  Word clusters: words that stand in the same surroundings.
 *
 * 1. Count, for each word, which frequent words stand one and two places
 *	  before and after it, in raw/ and the training corpora.
 * 2. Positive pointwise mutual information of these counts, reduced to DIMS
 *	  dimensions by a truncated singular value decomposition.
 * 3. Spherical k-means on three levels: words, their centres, and those.
 *
 * Capitalised and lower-case forms are words of their own ("Bush", "bush");
 * the first word of a sentence does not count, for its case says nothing.
 */
#define _DEFAULT_SOURCE

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train.h"

#define LEAST_COUNT	4			/* occurrences of a word to be clustered */
#define CONTEXTS	2000		/* words that count as surroundings */
#define COLUMNS		(4 * CONTEXTS)
#define DIMS		64
#define NOTHING		1e-30f		/* a square this small is what rounding left of zero */
#define FINE		(NX_TAG_CLUSTERS - 1)
#define MIDDLE		240
#define COARSE		60

typedef struct Vocabulary
{
	uint64_t   *key;
	uint32_t   *count;
	uint32_t   *number;			/* of the word, from 1; 0: too rare */
	uint32_t	mask;
} Vocabulary;

/* The running text as numbers; 0 separates sentences and stands for rare words. */
typedef struct Stream
{
	uint32_t   *slot;			/* of the vocabulary, then word numbers */
	bool	   *centre;			/* counts as a word, not only as surroundings */
	size_t		n;
	size_t		room;
} Stream;

/* Sparse rows of words by columns of surroundings. */
typedef struct Matrix
{
	uint32_t	nrows;
	size_t	   *start;
	uint16_t   *column;
	float	   *value;
} Matrix;

static void *
need(void *memory)
{
	if (memory == NULL)
		stop("out of memory");
	return memory;
}

static uint32_t
slot_of(Vocabulary *vocabulary, uint64_t key)
{
	uint32_t	i = (uint32_t) (key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & vocabulary->mask;

	if (key == 0)
		key = 1;
	while (vocabulary->key[i] != 0 && vocabulary->key[i] != key)
		i = (i + 1) & vocabulary->mask;
	vocabulary->key[i] = key;
	return i;
}

static bool
is_capital(const NxToken *token)
{
	return (token->flags & (NX_T_CAPITAL | NX_T_UPPER | NX_T_MIXED | NX_T_INITIAL | NX_T_CASELESS)) != 0;
}

static void
append(Stream *stream, uint32_t slot, bool centre)
{
	if (stream->n == stream->room)
	{
		stream->room = stream->room * 2 + (1 << 20);
		stream->slot = need(realloc(stream->slot, stream->room * sizeof(uint32_t)));
		stream->centre = need(realloc(stream->centre, stream->room));
	}
	stream->slot[stream->n] = slot;
	stream->centre[stream->n++] = centre;
}

static void
add_tokens(Vocabulary *vocabulary, Stream *stream, const NxTokens *tokens)
{
	uint32_t	i;

	for (i = 0; i < tokens->n; i++)
	{
		const NxToken *token = &tokens->item[i];
		bool		first = (token->flags & NX_T_SENTENCE) != 0;
		bool		word = token->kind == NX_TOKEN_WORD;
		uint64_t	key = nx_tag_cluster_key(token->hash, word && is_capital(token) && !first);
		uint32_t	slot;

		if (token->kind == NX_TOKEN_NUMBER)
			key = 77 + token->nchars;
		if (first)
		{
			append(stream, UINT32_MAX, false);
			append(stream, UINT32_MAX, false);
		}
		slot = slot_of(vocabulary, key);
		vocabulary->count[slot] += !(first && word);
		append(stream, slot, word && !first);
	}
}

static void
add_raw(const Setup *setup, const char *name, uint32_t share, Vocabulary *vocabulary, Stream *stream)
{
	char		command[2048];
	FILE	   *file;
	char	   *line = NULL;
	size_t		room = 0;
	ssize_t		len;
	uint32_t	number = 0;
	NxArena		arena;

	snprintf(command, sizeof(command), "gzip -dc '%s/raw/%s.txt.gz'", setup->corpora, name);
	file = popen(command, "r");
	if (file == NULL)
		stop("could not run gzip");
	nx_arena_init(&arena, &nx_malloc_hooks);
	while ((len = getline(&line, &room, file)) >= 0)
	{
		NxTokens	tokens = {NULL, 0, 0};
		NxText		text = {line, (uint32_t) len};
		NxSpan		whole = {0, (uint32_t) len};

		if (number++ % share != 0)
			continue;
		nx_tokenize(&arena, &setup->lexicon, text, whole, &tokens);
		add_tokens(vocabulary, stream, &tokens);
		if (number % 512 == 0)
			nx_arena_reset(&arena);
	}
	nx_arena_reset(&arena);
	pclose(file);
	free(line);
	say("read raw %s: %u lines", name, number);
}

typedef struct Counted
{
	uint32_t	count;
	uint32_t	slot;
	uint64_t	key;
} Counted;

static int
compare_counted(const void *a, const void *b)
{
	const Counted *x = a;
	const Counted *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->key < y->key ? -1 : x->key > y->key;
}

/* Numbers words from the most frequent on; returns their keys, *n of them. */
static uint64_t *
number_words(Vocabulary *vocabulary, uint32_t *n)
{
	Counted    *list = need(malloc(((size_t) vocabulary->mask + 1) * sizeof(Counted)));
	uint64_t   *key;
	uint32_t	i;

	*n = 0;
	for (i = 0; i <= vocabulary->mask; i++)
		if (vocabulary->count[i] >= LEAST_COUNT)
			list[(*n)++] = (Counted) {vocabulary->count[i], i, vocabulary->key[i]};
	qsort(list, *n, sizeof(Counted), compare_counted);
	key = need(malloc(((size_t) *n + 1) * sizeof(uint64_t)));
	for (i = 0; i < *n; i++)
	{
		vocabulary->number[list[i].slot] = i + 1;
		key[i] = list[i].key;
	}
	free(list);
	return key;
}

/* Adds the surroundings at position p to the counts of one word. */
static void
count_around(const Stream *stream, size_t p, uint32_t *count)
{
	static const int offset[4] = {-2, -1, 1, 2};
	int			k;

	for (k = 0; k < 4; k++)
	{
		size_t		q = p + (size_t) offset[k];	/* wraps below 0: then >= n */

		if (q < stream->n && stream->slot[q] != 0 && stream->slot[q] <= CONTEXTS)
			count[k * CONTEXTS + stream->slot[q] - 1]++;
	}
}

static void
count_matrix(const Stream *stream, uint32_t nwords, Matrix *matrix)
{
	size_t	   *begin = need(calloc((size_t) nwords + 2, sizeof(size_t)));
	uint32_t   *place = need(malloc(stream->n * sizeof(uint32_t)));
	uint32_t   *count = need(malloc(COLUMNS * sizeof(uint32_t)));
	double	   *column_sum = need(calloc(COLUMNS, sizeof(double)));
	size_t		room = 0;
	size_t		n = 0;
	size_t		p;
	double		total = 0;
	uint32_t	w;
	uint32_t	c;

	for (p = 0; p < stream->n; p++)
		if (stream->centre[p])
			begin[stream->slot[p] + 1]++;
	for (w = 1; w <= nwords + 1; w++)
		begin[w] += begin[w - 1];
	for (p = 0; p < stream->n; p++)
		if (stream->centre[p])
			place[begin[stream->slot[p]]++] = (uint32_t) p;
	matrix->nrows = nwords;
	matrix->start = need(malloc(((size_t) nwords + 1) * sizeof(size_t)));
	for (w = 1; w <= nwords; w++)
	{
		memset(count, 0, COLUMNS * sizeof(uint32_t));
		for (p = begin[w - 1]; p < begin[w]; p++)
			count_around(stream, place[p], count);
		matrix->start[w - 1] = n;
		if (n + COLUMNS > room)
		{
			room = room * 2 + (1 << 22);
			matrix->column = need(realloc(matrix->column, room * sizeof(uint16_t)));
			matrix->value = need(realloc(matrix->value, room * sizeof(float)));
		}
		for (c = 0; c < COLUMNS; c++)
			if (count[c])
			{
				matrix->column[n] = (uint16_t) c;
				matrix->value[n++] = (float) count[c];
				column_sum[c] += count[c];
				total += count[c];
			}
	}
	matrix->start[nwords] = n;
	for (w = 0; w < nwords; w++)
	{
		double		row_sum = 0;

		for (p = matrix->start[w]; p < matrix->start[w + 1]; p++)
			row_sum += matrix->value[p];
		for (p = matrix->start[w]; p < matrix->start[w + 1]; p++)
		{
			/* counts below one or two are noise: shrink towards independence */
			double		seen = matrix->value[p];
			double		gain = logarithm(seen * total / (row_sum * column_sum[matrix->column[p]])) * (seen / (seen + 1));

			matrix->value[p] = gain > 0 ? (float) gain : 0;
		}
	}
	free(begin);
	free(place);
	free(count);
	free(column_sum);
}

/* out[rows][DIMS] = matrix * in[COLUMNS][DIMS] */
static void
multiply(const Matrix *matrix, const float *in, float *out)
{
	uint32_t	w;
	size_t		p;
	int			d;

	memset(out, 0, (size_t) matrix->nrows * DIMS * sizeof(float));
	for (w = 0; w < matrix->nrows; w++)
		for (p = matrix->start[w]; p < matrix->start[w + 1]; p++)
			for (d = 0; d < DIMS; d++)
				out[(size_t) w * DIMS + d] += matrix->value[p] * in[(size_t) matrix->column[p] * DIMS + d];
}

/* out[COLUMNS][DIMS] = transpose of matrix * in[rows][DIMS] */
static void
multiply_transposed(const Matrix *matrix, const float *in, float *out)
{
	uint32_t	w;
	size_t		p;
	int			d;

	memset(out, 0, COLUMNS * DIMS * sizeof(float));
	for (w = 0; w < matrix->nrows; w++)
		for (p = matrix->start[w]; p < matrix->start[w + 1]; p++)
			for (d = 0; d < DIMS; d++)
				out[(size_t) matrix->column[p] * DIMS + d] += matrix->value[p] * in[(size_t) w * DIMS + d];
}

/* Makes the DIMS columns of v[n][DIMS] orthonormal (Gram-Schmidt, twice). */
static void
orthonormalize(float *v, uint32_t n)
{
	int			a,
				b,
				turn;
	uint32_t	i;

	for (a = 0; a < DIMS; a++)
	{
		double		norm = 0;

		for (turn = 0; turn < 2; turn++)
			for (b = 0; b < a; b++)
			{
				double		dot = 0;

				for (i = 0; i < n; i++)
					dot += (double) v[(size_t) i * DIMS + a] * v[(size_t) i * DIMS + b];
				for (i = 0; i < n; i++)
					v[(size_t) i * DIMS + a] -= (float) dot * v[(size_t) i * DIMS + b];
			}
		for (i = 0; i < n; i++)
			norm += (double) v[(size_t) i * DIMS + a] * v[(size_t) i * DIMS + a];
		norm = norm > NOTHING ? 1 / sqrt(norm) : 0;
		for (i = 0; i < n; i++)
			v[(size_t) i * DIMS + a] *= (float) norm;
	}
}

/* Eigenvectors of a symmetric matrix by Jacobi's rotations; 'a' ends diagonal. */
static void
eigenvectors(double a[DIMS][DIMS], double v[DIMS][DIMS])
{
	int			sweep,
				p,
				q,
				k;

	for (p = 0; p < DIMS; p++)
		for (q = 0; q < DIMS; q++)
			v[p][q] = p == q;
	for (sweep = 0; sweep < 12; sweep++)
		for (p = 0; p < DIMS; p++)
			for (q = p + 1; q < DIMS; q++)
			{
				double		theta,
							t,
							c,
							s;

				if (fabs(a[p][q]) < 1e-12)
					continue;
				theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
				t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
				c = 1 / sqrt(t * t + 1);
				s = t * c;
				for (k = 0; k < DIMS; k++)
				{
					double		x = a[k][p];
					double		y = a[k][q];

					a[k][p] = c * x - s * y;
					a[k][q] = s * x + c * y;
				}
				for (k = 0; k < DIMS; k++)
				{
					double		x = a[p][k];
					double		y = a[q][k];

					a[p][k] = c * x - s * y;
					a[q][k] = s * x + c * y;
					x = v[k][p];
					y = v[k][q];
					v[k][p] = c * x - s * y;
					v[k][q] = s * x + c * y;
				}
			}
}

static void
normalize_rows(float *v, uint32_t n)
{
	uint32_t	i;
	int			d;

	for (i = 0; i < n; i++)
	{
		float		norm = 0;

		for (d = 0; d < DIMS; d++)
			norm += v[(size_t) i * DIMS + d] * v[(size_t) i * DIMS + d];
		norm = norm > NOTHING ? 1 / sqrtf(norm) : 0;
		for (d = 0; d < DIMS; d++)
			v[(size_t) i * DIMS + d] *= norm;
	}
}

/* A unit vector for each word: left singular vectors times the root of their values. */
static float *
reduce(const Matrix *matrix)
{
	static double gram[DIMS][DIMS];
	static double turn[DIMS][DIMS];
	float	   *right = need(malloc(COLUMNS * DIMS * sizeof(float)));
	float	   *left = need(calloc((size_t) matrix->nrows + 1, DIMS * sizeof(float)));	/* one at least */
	float		row[DIMS];
	uint64_t	random = 11;
	uint32_t	i;
	int			a,
				b;

	for (i = 0; i < COLUMNS * DIMS; i++)
		right[i] = (float) (next_share(&random) - 0.5);
	for (a = 0; a < 4; a++)
	{
		multiply(matrix, right, left);
		multiply_transposed(matrix, left, right);
		orthonormalize(right, COLUMNS);
	}
	multiply(matrix, right, left);
	for (i = 0; i < matrix->nrows; i++)
		for (a = 0; a < DIMS; a++)
			for (b = 0; b < DIMS; b++)
				gram[a][b] += (double) left[(size_t) i * DIMS + a] * left[(size_t) i * DIMS + b];
	eigenvectors(gram, turn);
	for (i = 0; i < matrix->nrows; i++)
	{
		for (b = 0; b < DIMS; b++)
		{
			double		sum = 0;

			for (a = 0; a < DIMS; a++)
				sum += left[(size_t) i * DIMS + a] * turn[a][b];
			/* few words have fewer dimensions: rounding may leave less than nothing of the others */
			row[b] = (float) (sum / sqrt(sqrt((gram[b][b] > 0 ? gram[b][b] : 0) + 1e-9)));
		}
		memcpy(left + (size_t) i * DIMS, row, sizeof(row));
	}
	normalize_rows(left, matrix->nrows);
	free(right);
	return left;
}

static float
dot(const float *a, const float *b)
{
	float		part[8] = {0};
	int			d,
				k;

	for (d = 0; d < DIMS; d += 8)
		for (k = 0; k < 8; k++)
			part[k] += a[d + k] * b[d + k];
	return (part[0] + part[1]) + (part[2] + part[3]) + (part[4] + part[5]) + (part[6] + part[7]);
}

/* Spherical k-means of v[n]; the centres begin at points spread over the first ones. */
static void
cluster(const float *v, uint32_t n, uint32_t k, uint32_t turns, float *centre, uint16_t *of)
{
	uint32_t	spread = n / k < 4 ? n / k : 4;
	uint32_t	turn;
	uint32_t	i;
	uint32_t	c;
	int			d;

	for (c = 0; c < k; c++)
		memcpy(centre + (size_t) c * DIMS, v + (size_t) c * spread * DIMS, DIMS * sizeof(float));
	for (turn = 0; turn < turns; turn++)
	{
		for (i = 0; i < n; i++)
		{
			float		best = -2;

			for (c = 0; c < k; c++)
			{
				float		near = dot(v + (size_t) i * DIMS, centre + (size_t) c * DIMS);

				if (near > best)
				{
					best = near;
					of[i] = (uint16_t) c;
				}
			}
		}
		if (turn + 1 == turns)
			break;
		for (i = 0; i < k * DIMS; i++)
			centre[i] *= 0.01f; /* an empty cluster keeps its place */
		for (i = 0; i < n; i++)
			for (d = 0; d < DIMS; d++)
				centre[(size_t) of[i] * DIMS + d] += v[(size_t) i * DIMS + d];
		normalize_rows(centre, k);
	}
}

static void
fill_table(const uint64_t *key, const uint16_t *of, uint32_t n, Clusters *clusters)
{
	uint32_t	i;

	clusters->nslots = 16;
	while (clusters->nslots < 2 * n)
		clusters->nslots *= 2;
	clusters->slot = need(calloc(clusters->nslots, sizeof(NxClusterSlot)));
	for (i = 0; i < n; i++)
	{
		uint32_t	tag = (uint32_t) (key[i] >> 32) | 1;
		uint32_t	at = (uint32_t) key[i] & (clusters->nslots - 1);

		while (clusters->slot[at].tag != 0 && clusters->slot[at].tag != tag)
			at = (at + 1) & (clusters->nslots - 1);
		if (clusters->slot[at].tag != 0)
			continue;
		clusters->slot[at].tag = tag;
		clusters->slot[at].cluster = (uint16_t) (of[i] + 1);
	}
}

void
build_clusters(const Setup *setup, const Articles *articles, Clusters *clusters)
{
	static const char *const raw[] = {"voa-gmb", "masc", "us-presidents", "world-factbook",
	"us-foreign-relations", "wikinews", "us-senate"};
	static float fine_centre[FINE * DIMS];
	static float middle_centre[MIDDLE * DIMS];
	static float coarse_centre[COARSE * DIMS];
	uint16_t	middle_of[FINE];
	uint16_t	coarse_of[MIDDLE];
	Vocabulary	vocabulary;
	Stream		stream = {NULL, NULL, 0, 0};
	Matrix		matrix = {0, NULL, NULL, NULL};
	uint64_t   *key;
	uint16_t   *of;
	float	   *vector;
	uint32_t	nwords;
	size_t		p;
	uint32_t	i;

	vocabulary.mask = (1u << 20) - 1;
	vocabulary.key = need(calloc((size_t) vocabulary.mask + 1, sizeof(uint64_t)));
	vocabulary.count = need(calloc((size_t) vocabulary.mask + 1, sizeof(uint32_t)));
	vocabulary.number = need(calloc((size_t) vocabulary.mask + 1, sizeof(uint32_t)));
	for (i = 0; setup->corpora && i < NX_COUNT(raw); i++)
		add_raw(setup, raw[i], 1, &vocabulary, &stream);
	for (i = 0; i < articles->n; i++)
		add_tokens(&vocabulary, &stream, &articles->item[i].tokens);
	key = number_words(&vocabulary, &nwords);
	for (p = 0; p < stream.n; p++)
	{
		stream.slot[p] = stream.slot[p] == UINT32_MAX ? 0 : vocabulary.number[stream.slot[p]];
		stream.centre[p] = stream.centre[p] && stream.slot[p] != 0;
	}
	say("%zu tokens, %u words of %u occurrences or more", stream.n, nwords, LEAST_COUNT);
	count_matrix(&stream, nwords, &matrix);
	say("%zu pairs of word and surroundings", matrix.start[nwords]);
	vector = reduce(&matrix);
	say("reduced to %d dimensions", DIMS);
	of = need(malloc(nwords * sizeof(uint16_t)));
	cluster(vector, nwords, FINE, 8, fine_centre, of);
	cluster(fine_centre, FINE, MIDDLE, 20, middle_centre, middle_of);
	cluster(middle_centre, MIDDLE, COARSE, 20, coarse_centre, coarse_of);
	memset(clusters, 0, sizeof(*clusters));
	for (i = 0; i < FINE; i++)
	{
		clusters->level[i + 1][0] = (uint16_t) (middle_of[i] + 1);
		clusters->level[i + 1][1] = (uint16_t) (coarse_of[middle_of[i]] + 1);
	}
	fill_table(key, of, nwords, clusters);
	say("clustered");
	free(vocabulary.key);
	free(vocabulary.count);
	free(vocabulary.number);
	free(stream.slot);
	free(stream.centre);
	free(matrix.start);
	free(matrix.column);
	free(matrix.value);
	free(vector);
	free(of);
	free(key);
}
