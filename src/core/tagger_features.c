/*-------------------------------------------------------------------------
 * tagger_features.c
 *	  The features of a token: hashes of what stands in and around it.
 *
 * A feature is the hash of a template number and one to three values.  The
 * number of a template never changes its meaning without NX_TAGGER_FEATURES
 * going up, because the model knows features by these hashes only.
 *-------------------------------------------------------------------------
 */
#include "tagger_features.h"

#include <string.h>

/* Lists of a neighbour that tell what comes next to it. */
#define NEAR_LISTS \
	(NX_L_GIVEN | NX_L_PARTICLE | NX_L_TITLE | NX_L_ROLE | NX_L_SPEECH | NX_L_ORG_HEAD | \
	 NX_L_ORG_SUFFIX | NX_L_FACILITY | NX_L_MONTH | NX_L_DEMONYM | NX_L_COUNTRY | NX_L_ORG)

/* Beyond the ends of a sentence. */
static const NxTagWord nothing = {.word = 1, .shape = NX_SHAPE_NONE};

typedef struct Writer
{
	uint32_t   *out;
	uint32_t	n;
} Writer;

static inline void
add(Writer *writer, uint32_t template, uint64_t value)
{
	uint64_t	hash = (value + template * UINT64_C(0x632be59bd9b4e019)) * UINT64_C(0x9e3779b97f4a7c15);

	hash ^= hash >> 29;
	writer->out[writer->n++] = (uint32_t) ((hash * UINT64_C(0xbf58476d1ce4e5b9)) >> 32);
}

static inline uint64_t
pair(uint32_t a, uint32_t b)
{
	return (uint64_t) a << 32 | b;
}

static inline uint64_t
triple(uint32_t a, uint32_t b, uint32_t c)
{
	return pair(a, b) * UINT64_C(0x9ddfea08eb382d69) + c;
}

/* The token 'distance' away, or nothing if that is in another sentence. */
static const NxTagWord *
neighbour(const NxTagSight *sight, uint32_t i, int distance)
{
	int			k;

	if (distance < 0)
	{
		for (k = 0; k < -distance; k++)
			if (i == 0 || sight->token[i--].flags & NX_T_SENTENCE)
				return &nothing;
	}
	else
		for (k = 0; k < distance; k++)
			if (++i >= sight->ntokens || sight->token[i].flags & NX_T_SENTENCE)
				return &nothing;
	return &sight->word[i];
}

static inline unsigned char
lower_byte(char byte)
{
	return (unsigned char) (byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
}

/* Beginnings and endings of the word, ASCII case folded. */
static void
add_affixes(Writer *writer, const NxTagSight *sight, uint32_t i)
{
	const NxToken *token = &sight->token[i];
	const char *data = sight->text.data + token->start;
	uint32_t	len = token->end - token->start;
	uint64_t	prefix = 0;
	uint64_t	suffix = 0;
	uint32_t	k;

	if (token->kind != NX_TOKEN_WORD)
		return;
	for (k = 0; k < 4 && k < len; k++)
	{
		prefix = prefix << 8 | lower_byte(data[k]);
		suffix = suffix << 8 | lower_byte(data[len - 1 - k]);
		if (k >= 1 && k + 1 < len)
			add(writer, 20 + k, prefix);
		if (k + 1 < len)
			add(writer, 24 + k, suffix);
	}
}

static inline uint32_t
shape_of(const NxTagWord *it)
{
	return (uint32_t) it->shape << 2 | (it->mode & (NX_TAG_M_UPPER | NX_TAG_M_TITLE));
}

/* Words and shapes, in the order of the parts: all that the plain baseline has. */
static void
add_own_words(Writer *writer, const NxTagSight *sight, uint32_t i, const NxTagWord *it)
{
	uint32_t	shape = shape_of(it);

	add(writer, 1, it->word);
	add(writer, 2, pair(it->word, shape));
	add_affixes(writer, sight, i);
	add(writer, 10, shape);
	add(writer, 15, pair(shape, it->mode & NX_TAG_M_FIRST));
}

static void
add_joint_words(Writer *writer, const NxTagWord *const w[5])
{
	const NxTagWord *it = w[2];
	uint32_t	shape = shape_of(it);

	add(writer, 3, pair(w[1]->word, it->word));
	add(writer, 4, pair(it->word, w[3]->word));
	add(writer, 7, w[0]->word);
	add(writer, 8, w[4]->word);
	add(writer, 9, pair(w[1]->word, w[3]->word));
	add(writer, 13, triple(shape, w[1]->shape, w[3]->shape));
	add(writer, 14, triple(shape, (uint32_t) w[1]->shape << 8 | w[0]->shape,
						   (uint32_t) w[3]->shape << 8 | w[4]->shape));
}

/* So many features of each of the two parts above name the very word; they come first. */
#define LEXICAL_OWN		2
#define LEXICAL_JOINT	2

static void
add_own_clusters(Writer *writer, const NxTagWord *it)
{
	if (it->cluster[0])
	{
		add(writer, 40, pair(it->cluster[0], it->shape));
		add(writer, 41, it->cluster[1]);
		add(writer, 42, it->cluster[2]);
	}
	else
		add(writer, 45, it->shape);
}

static void
add_joint_clusters(Writer *writer, const NxTagWord *const w[5])
{
	const NxTagWord *it = w[2];

	if (it->cluster[0])
	{
		add(writer, 43, pair(it->cluster[1], w[1]->cluster[1]));
		add(writer, 44, pair(it->cluster[1], w[3]->cluster[1]));
	}
	if (w[0]->cluster[0])
		add(writer, 52, w[0]->cluster[1]);
	if (w[4]->cluster[0])
		add(writer, 53, w[4]->cluster[1]);
	add(writer, 54, triple(w[1]->cluster[2], it->cluster[2], w[3]->cluster[2]));
	add(writer, 55, pair(w[1]->cluster[1], w[3]->cluster[1]));
	add(writer, 56, pair(w[0]->cluster[1], w[1]->cluster[1]));
	add(writer, 57, pair(w[3]->cluster[1], w[4]->cluster[1]));
}

static void
add_own_lists(Writer *writer, const NxTagWord *it)
{
	uint32_t	bits;

	for (bits = it->lists; bits; bits &= bits - 1)
		add(writer, 60, pair(bits & -bits, it->shape));
	add(writer, 61, pair(it->lists, it->shape));
}

static void
add_joint_lists(Writer *writer, const NxTagWord *const w[5])
{
	const NxTagWord *it = w[2];
	uint32_t	before = w[1]->lists & NEAR_LISTS;
	uint32_t	after = w[3]->lists & NEAR_LISTS;

	add(writer, 64, triple(it->lists, w[1]->lists, w[1]->shape));
	add(writer, 65, triple(it->lists, w[3]->lists, w[3]->shape));
	add(writer, 66, triple(before, after, it->shape));
	if (w[0]->lists & NEAR_LISTS)
		add(writer, 67, pair(w[0]->lists & NEAR_LISTS, w[1]->shape));
	if (w[4]->lists & NEAR_LISTS)
		add(writer, 68, pair(w[4]->lists & NEAR_LISTS, w[3]->shape));
}

/* Of a gazetteer match, without its importance. */
#define MATCH_KIND(gazetteer)	((gazetteer) & ~0x1cu)

static void
add_own_matches(Writer *writer, const NxTagWord *it)
{
	uint32_t	names = it->lists & (NX_L_GIVEN | NX_L_SURNAME | NX_L_COMMON | NX_L_ORG | NX_L_COUNTRY | NX_L_STATE);

	if (it->gazetteer)
	{
		add(writer, 70, it->gazetteer);
		add(writer, 71, MATCH_KIND(it->gazetteer));
		add(writer, 72, pair(it->gazetteer, names));
	}
	else
		add(writer, 77, pair(names, it->shape));
	if (it->phrase)
	{
		add(writer, 80, it->phrase);
		add(writer, 81, pair(it->phrase, it->shape));
	}
}

static void
add_joint_matches(Writer *writer, const NxTagWord *const w[5])
{
	const NxTagWord *it = w[2];

	if (it->gazetteer)
	{
		uint32_t	kind = MATCH_KIND(it->gazetteer);

		add(writer, 73, pair(kind, w[1]->word));
		add(writer, 74, triple(kind, w[3]->lists & NEAR_LISTS, w[3]->shape));
		add(writer, 75, triple(kind, w[1]->lists & NEAR_LISTS, w[1]->shape));
		add(writer, 76, triple(kind, w[1]->gazetteer & 0x8003u, w[3]->gazetteer & 0x8003u));
	}
	else
	{
		if (w[3]->gazetteer)
			add(writer, 78, pair(MATCH_KIND(w[3]->gazetteer), it->shape));
		if (w[1]->gazetteer)
			add(writer, 79, pair(MATCH_KIND(w[1]->gazetteer), it->shape));
	}
}

static void
add_own_elsewhere(Writer *writer, const NxTagWord *it)
{
	uint32_t	shape = shape_of(it);
	uint32_t	bits;

	if (!nx_tag_is_namelike(it))
		return;
	add(writer, 90, pair(it->elsewhere, shape));
	add(writer, 91, pair(it->frequency, shape));
	for (bits = it->elsewhere; bits; bits &= bits - 1)
		add(writer, 92, pair(bits & -bits, it->mode & NX_TAG_M_FIRST));
	add(writer, 93, pair(it->elsewhere, MATCH_KIND(it->gazetteer)));
	if (it->mode & (NX_TAG_M_ACRONYM | NX_TAG_M_QUOTED))
		add(writer, 96, pair(it->mode & (NX_TAG_M_ACRONYM | NX_TAG_M_QUOTED), it->shape));
}

static void
add_joint_elsewhere(Writer *writer, const NxTagWord *const w[5])
{
	if (!nx_tag_is_namelike(w[2]))
		return;
	add(writer, 94, pair(w[1]->elsewhere, w[2]->elsewhere));
	add(writer, 95, pair(w[2]->elsewhere, w[3]->elsewhere));
}

/*
 * A neighbour and the token's own shape; after the word before come the same
 * templates of the word after.
 */
static void
add_beside(Writer *writer, const NxTagWord *it, const NxTagWord *beside, bool after, bool plain)
{
	uint32_t	shape = shape_of(it);
	uint32_t	side = after;
	uint32_t	bits;

	add(writer, 5 + side, beside->word);
	add(writer, 11 + side, pair(shape, beside->shape));
	add(writer, 16 + side, pair(shape, beside->word));
	if (plain)
		return;
	if (beside->cluster[0])
	{
		add(writer, 46 + 3 * side, beside->cluster[0]);
		add(writer, 47 + 3 * side, beside->cluster[1]);
		add(writer, 48 + 3 * side, pair(beside->cluster[1], it->shape));
	}
	for (bits = beside->lists & NEAR_LISTS; bits; bits &= bits - 1)
		add(writer, 62 + side, pair(bits & -bits, beside->shape));
	if (beside->phrase)
		add(writer, 82 + side, beside->phrase);
}

/* Where token i stands between the ends of its run. */
static uint32_t
position(uint32_t i, uint32_t first, uint32_t last)
{
	return i == first ? NX_TAG_AT_FIRST : i == last ? NX_TAG_AT_LAST : NX_TAG_AT_MIDDLE;
}

/* The run of capitalised words it stands in: ends, neighbours, lists. */
static void
add_run(Writer *writer, const NxTagSight *sight, uint32_t i)
{
	const NxTagWord *it = &sight->word[i];
	const NxTagWord *first;
	const NxTagWord *last;
	const NxTagWord *before;
	const NxTagWord *after;
	uint32_t	length = it->run_length;
	uint32_t	end;
	uint32_t	at;

	if (length < 2)
		return;
	end = it->run_first + length - 1;
	first = &sight->word[it->run_first];
	last = &sight->word[end];
	before = neighbour(sight, it->run_first, -1);
	after = neighbour(sight, end, 1);
	at = position(i, it->run_first, end);
	length = length > 6 ? 6 : length;
	add(writer, 100, pair(length, at));
	add(writer, 101, pair(last->word, at));
	add(writer, 102, pair(first->word, at));
	add(writer, 103, triple(last->lists, at, last->shape));
	add(writer, 104, triple(first->lists, at, first->shape));
	add(writer, 105, triple(first->lists & NEAR_LISTS, last->lists & NEAR_LISTS, at << 8 | length));
	add(writer, 106, pair(before->word, at));
	add(writer, 107, pair(after->word, at));
	add(writer, 108, pair(before->cluster[1], at));
	add(writer, 109, pair(after->cluster[1], at));
	add(writer, 110, triple(last->cluster[1], at, length));
	add(writer, 111, triple(first->cluster[1], at, length));
	add(writer, 112, triple(before->lists & NEAR_LISTS, after->lists & NEAR_LISTS, at));
	add(writer, 113, triple(first->gazetteer & ~0x1cu, last->gazetteer & ~0x1cu, at));
}

void
nx_tag_view(const NxTagSight *sight, uint32_t i, NxTagView *view)
{
	view->sight = sight;
	view->i = i;
	view->w[0] = neighbour(sight, i, -2);
	view->w[1] = neighbour(sight, i, -1);
	view->w[2] = &sight->word[i];
	view->w[3] = neighbour(sight, i, 1);
	view->w[4] = neighbour(sight, i, 2);
}

/* The bytes that add_affixes reads: at either end up to four, and how many there are. */
static uint64_t
affixes_of(const NxTagSight *sight, uint32_t i)
{
	const NxToken *token = &sight->token[i];
	const char *data = sight->text.data + token->start;
	uint32_t	len = token->end - token->start;
	char		ends[8] = {0};
	uint64_t	key;

	if (token->kind != NX_TOKEN_WORD)
		return 0;
	if (len >= 4)
	{
		memcpy(ends, data, 4);
		memcpy(ends + 4, data + len - 4, 4);
	}
	else
		memcpy(ends, data, len);
	memcpy(&key, ends, sizeof(key));
	return key ^ (len < 5 ? len : 5) * UINT64_C(0x632be59bd9b4e019);
}

static inline uint64_t
stir(uint64_t key, uint64_t more)
{
	key = (key ^ more) * UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 32;
}

uint64_t
nx_tag_part_key(const NxTagView *view, NxTagPart part)
{
	const NxTagWord *it = view->w[2];
	const NxTagWord *beside = view->w[part == NX_TAG_BEFORE ? 1 : 3];
	uint64_t	key = (uint64_t) part + 1;

	if (part == NX_TAG_OWN)
	{
		key = stir(key, pair(it->word, it->lists));
		key = stir(key, (uint64_t) it->cluster[0] << 48 | (uint64_t) it->gazetteer << 32 |
				   (uint32_t) it->phrase << 16 | it->elsewhere);
		key = stir(key, (uint32_t) it->frequency << 16 | (uint32_t) it->shape << 8 | it->mode);
		key = stir(key, affixes_of(view->sight, view->i));
	}
	else
	{
		key = stir(key, pair(beside->word, beside->lists));
		key = stir(key, (uint64_t) beside->cluster[0] << 48 | (uint64_t) beside->phrase << 32 |
				   (uint32_t) beside->shape << 16 | shape_of(it));
	}
	return key ? key : 1;
}

uint32_t
nx_tag_part_features(const NxTagView *view, NxTagPart part, uint32_t *feature)
{
	Writer		writer = {feature, 0};
	const NxTagWord *const *w = view->w;
	bool		plain = view->sight->plain;

	switch (part)
	{
		case NX_TAG_OWN:
			add_own_words(&writer, view->sight, view->i, w[2]);
			if (plain)
				break;
			add_own_clusters(&writer, w[2]);
			add_own_lists(&writer, w[2]);
			add_own_matches(&writer, w[2]);
			add_own_elsewhere(&writer, w[2]);
			break;
		case NX_TAG_BEFORE:
			add_beside(&writer, w[2], w[1], false, plain);
			break;
		case NX_TAG_AFTER:
			add_beside(&writer, w[2], w[3], true, plain);
			break;
		default:
			add_joint_words(&writer, w);
			if (plain)
				break;
			add_joint_clusters(&writer, w);
			add_joint_lists(&writer, w);
			add_joint_matches(&writer, w);
			add_joint_elsewhere(&writer, w);
			add_run(&writer, view->sight, view->i);
			break;
	}
	return writer.n;
}

static void
swap(uint32_t *a, uint32_t *b)
{
	uint32_t	kept = *a;

	*a = *b;
	*b = kept;
}

uint32_t
nx_tag_features(const NxTagSight *sight, uint32_t i,
				uint32_t feature[NX_TAG_MOST_FEATURES], uint32_t *nlexical)
{
	NxTagView	view;
	uint32_t	own;
	uint32_t	n;
	uint32_t	k;

	nx_tag_view(sight, i, &view);
	own = nx_tag_part_features(&view, NX_TAG_OWN, feature);
	n = own + nx_tag_part_features(&view, NX_TAG_JOINT, feature + own);
	/* both parts begin with the features that name the word */
	for (k = 0; k < LEXICAL_JOINT; k++)
		swap(&feature[LEXICAL_OWN + k], &feature[own + k]);
	*nlexical = LEXICAL_OWN + LEXICAL_JOINT;
	n += nx_tag_part_features(&view, NX_TAG_BEFORE, feature + n);
	n += nx_tag_part_features(&view, NX_TAG_AFTER, feature + n);
	return n;
}
