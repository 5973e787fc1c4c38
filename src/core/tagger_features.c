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

#include "tagger_score.h"

/* Lists of a neighbour that tell what comes next to it. */
#define NEAR_LISTS \
	(NX_L_GIVEN | NX_L_PARTICLE | NX_L_TITLE | NX_L_ROLE | NX_L_SPEECH | NX_L_ORG_HEAD | \
	 NX_L_ORG_SUFFIX | NX_L_FACILITY | NX_L_MONTH | NX_L_DEMONYM | NX_L_COUNTRY | NX_L_ORG)

/* Beyond the ends of a sentence. */
static const NxTagWord nothing = {.word = 1, .shape = NX_SHAPE_NONE};

/* All of a token's features are made within one function, so that the writer stays in registers. */
#define WITHIN	inline __attribute__((always_inline))

/* Lists features, and asks for their lines. */
typedef struct Writer
{
	uint32_t   *out;			/* of the next feature */
	bool		ask;			/* else they are only listed */
	uintptr_t	lines;			/* of the table */
} Writer;

static WITHIN void
add(Writer *writer, uint32_t template, uint64_t sum)
{
	uint32_t	feature = nx_tag_feature(template, sum);

	*writer->out++ = feature;
	if (writer->ask)
		__builtin_prefetch((const void *) (writer->lines + nx_tag_line_of(feature) * sizeof(NxTagLine)));
}

/* The token before, after token i; nothing if that is in another sentence. */
static inline const NxTagWord *
word_before(const NxTagSight *sight, uint32_t i)
{
	return i == 0 || sight->token[i].flags & NX_T_SENTENCE ? &nothing : &sight->word[i - 1];
}

static inline const NxTagWord *
word_after(const NxTagSight *sight, uint32_t i)
{
	return i + 1 >= sight->ntokens || sight->token[i + 1].flags & NX_T_SENTENCE ? &nothing : &sight->word[i + 1];
}

static inline unsigned char
lower_byte(char byte)
{
	return (unsigned char) (byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
}

/* Beginnings and endings of the word, ASCII case folded. */
static WITHIN void
add_affixes(Writer *writer, const NxTagSight *sight, uint32_t i)
{
	const NxToken *token = &sight->token[i];
	const char *data = sight->text.data + token->start;
	uint32_t	len = token->end - token->start;
	uint32_t	prefix = 0;
	uint32_t	suffix = 0;
	uint32_t	k;

	if (token->kind != NX_TOKEN_WORD)
		return;
	for (k = 0; k < 4 && k < len; k++)
	{
		prefix = prefix << 8 | lower_byte(data[k]);
		suffix = suffix << 8 | lower_byte(data[len - 1 - k]);
		if (k == 0 || k + 1 == len)
			continue;
		add(writer, 20 + k, nx_tag_one(prefix));
		add(writer, 24 + k, nx_tag_one(suffix));
	}
}

static inline uint32_t
shape_of(const NxTagWord *it)
{
	return (uint32_t) it->shape << 2 | (it->mode & (NX_TAG_M_UPPER | NX_TAG_M_TITLE));
}

/* Words and shapes, in the order of the parts: all that the plain baseline has. */
static WITHIN void
add_own_words(Writer *writer, const NxTagSight *sight, uint32_t i, const NxTagWord *it)
{
	uint32_t	shape = shape_of(it);

	add(writer, 1, nx_tag_one(it->word));
	add(writer, 2, nx_tag_two(it->word, shape));
	add_affixes(writer, sight, i);
	add(writer, 10, nx_tag_one(shape));
	add(writer, 15, nx_tag_two(shape, it->mode & NX_TAG_M_FIRST));
}

/* Shapes of what stands between two names more often than in one. */
#define BETWEEN \
	(1u << NX_SHAPE_LOWER | 1u << NX_SHAPE_POSSESSIVE | 1u << NX_SHAPE_QUOTE | 1u << NX_SHAPE_PERIOD | \
	 1u << NX_SHAPE_COMMA | 1u << NX_SHAPE_OPEN | 1u << NX_SHAPE_CLOSE | 1u << NX_SHAPE_PUNCT)

/*
 * Words between two name-like ones, joined to neither, are many and seldom
 * part of a name: few features are joint for them.
 */
static inline bool
is_full(const NxTagWord *it)
{
	return !(BETWEEN >> it->shape & 1) || it->run_length > 1 || it->mode & NX_TAG_M_USER;
}

static WITHIN void
add_joint_words(Writer *writer, const NxTagWord *const w[5])
{
	const NxTagWord *it = w[2];
	uint32_t	shape = shape_of(it);

	add(writer, 3, nx_tag_two(w[1]->word, it->word));
	add(writer, 4, nx_tag_two(it->word, w[3]->word));
	add(writer, 9, nx_tag_two(w[1]->word, w[3]->word));
	if (!is_full(it))
		return;
	add(writer, 7, nx_tag_one(w[0]->word));
	add(writer, 8, nx_tag_one(w[4]->word));
	add(writer, 13, nx_tag_three(shape, w[1]->shape, w[3]->shape));
}

/* So many features of each of the two parts above name the very word; they come first. */
#define LEXICAL_OWN		2
#define LEXICAL_JOINT	2

static WITHIN void
add_own_clusters(Writer *writer, const NxTagWord *it)
{
	if (it->cluster[0])
	{
		add(writer, 40, nx_tag_two(it->cluster[0], it->shape));
		add(writer, 42, nx_tag_one(it->cluster[2]));
	}
	else
		add(writer, 45, nx_tag_one(it->shape));
}

static WITHIN void
add_joint_clusters(Writer *writer, const NxTagWord *const w[5])
{
	add(writer, 55, nx_tag_two(w[1]->cluster[1], w[3]->cluster[1]));
	if (!is_full(w[2]))
		return;
	add(writer, 56, nx_tag_two(w[0]->cluster[1], w[1]->cluster[1]));
	add(writer, 57, nx_tag_two(w[3]->cluster[1], w[4]->cluster[1]));
}

static WITHIN void
add_own_lists(Writer *writer, const NxTagWord *it)
{
	uint32_t	bits;

	for (bits = it->lists; bits; bits &= bits - 1)
		add(writer, 60, nx_tag_two(bits & -bits, it->shape));
	add(writer, 61, nx_tag_two(it->lists, it->shape));
}

static WITHIN void
add_joint_lists(Writer *writer, const NxTagWord *const w[5])
{
	const NxTagWord *it = w[2];
	uint32_t	before = w[1]->lists & NEAR_LISTS;
	uint32_t	after = w[3]->lists & NEAR_LISTS;

	add(writer, 64, nx_tag_three(it->lists, w[1]->lists, w[1]->shape));
	add(writer, 65, nx_tag_three(it->lists, w[3]->lists, w[3]->shape));
	add(writer, 66, nx_tag_three(before, after, it->shape));
	if (w[0]->lists & NEAR_LISTS)
		add(writer, 67, nx_tag_two(w[0]->lists & NEAR_LISTS, w[1]->shape));
	if (w[4]->lists & NEAR_LISTS)
		add(writer, 68, nx_tag_two(w[4]->lists & NEAR_LISTS, w[3]->shape));
}

/* Of a gazetteer match, without its importance. */
#define MATCH_KIND(gazetteer)	((gazetteer) & ~0x1cu)

static WITHIN void
add_own_matches(Writer *writer, const NxTagWord *it)
{
	uint32_t	names = it->lists & (NX_L_GIVEN | NX_L_SURNAME | NX_L_COMMON | NX_L_ORG | NX_L_COUNTRY | NX_L_STATE);

	if (it->gazetteer)
	{
		add(writer, 71, nx_tag_one(MATCH_KIND(it->gazetteer)));
		add(writer, 72, nx_tag_two(it->gazetteer, names));
	}
	else
		add(writer, 77, nx_tag_two(names, it->shape));
	if (it->phrase)
	{
		add(writer, 80, nx_tag_one(it->phrase));
		add(writer, 81, nx_tag_two(it->phrase, it->shape));
	}
}

static WITHIN void
add_joint_matches(Writer *writer, const NxTagWord *const w[5])
{
	const NxTagWord *it = w[2];

	if (it->gazetteer)
	{
		uint32_t	kind = MATCH_KIND(it->gazetteer);

		add(writer, 73, nx_tag_two(kind, w[1]->word));
		add(writer, 74, nx_tag_three(kind, w[3]->lists & NEAR_LISTS, w[3]->shape));
		add(writer, 75, nx_tag_three(kind, w[1]->lists & NEAR_LISTS, w[1]->shape));
		add(writer, 76, nx_tag_three(kind, w[1]->gazetteer & 0x8003u, w[3]->gazetteer & 0x8003u));
	}
	else
	{
		if (w[3]->gazetteer)
			add(writer, 78, nx_tag_two(MATCH_KIND(w[3]->gazetteer), it->shape));
		if (w[1]->gazetteer)
			add(writer, 79, nx_tag_two(MATCH_KIND(w[1]->gazetteer), it->shape));
	}
}

static WITHIN void
add_own_elsewhere(Writer *writer, const NxTagWord *it)
{
	uint32_t	bits;

	if (!nx_tag_is_namelike(it))
		return;
	for (bits = it->elsewhere; bits; bits &= bits - 1)
		add(writer, 92, nx_tag_two(bits & -bits, it->mode & NX_TAG_M_FIRST));
	add(writer, 93, nx_tag_two(it->elsewhere, MATCH_KIND(it->gazetteer)));
	if (it->mode & (NX_TAG_M_ACRONYM | NX_TAG_M_QUOTED))
		add(writer, 96, nx_tag_two(it->mode & (NX_TAG_M_ACRONYM | NX_TAG_M_QUOTED), it->shape));
}

static WITHIN void
add_joint_elsewhere(Writer *writer, const NxTagWord *const w[5])
{
	if (!nx_tag_is_namelike(w[2]))
		return;
	add(writer, 94, nx_tag_two(w[1]->elsewhere, w[2]->elsewhere));
	add(writer, 95, nx_tag_two(w[2]->elsewhere, w[3]->elsewhere));
}

/*
 * A neighbour and the token's own shape; after the word before come the same
 * templates of the word after.
 */
static WITHIN void
add_beside(Writer *writer, const NxTagWord *it, const NxTagWord *beside, bool after, bool plain)
{
	uint32_t	shape = shape_of(it);
	uint32_t	side = after;

	add(writer, 5 + side, nx_tag_one(beside->word));
	add(writer, 11 + side, nx_tag_two(shape, beside->shape));
	add(writer, 16 + side, nx_tag_two(shape, beside->word));
	if (plain)
		return;
	if (beside->cluster[0])
	{
		add(writer, 46 + 3 * side, nx_tag_one(beside->cluster[0]));
		add(writer, 47 + 3 * side, nx_tag_one(beside->cluster[1]));
		add(writer, 48 + 3 * side, nx_tag_two(beside->cluster[1], it->shape));
	}
	if (beside->phrase)
		add(writer, 82 + side, nx_tag_one(beside->phrase));
}

/* Where token i stands between the ends of its run. */
static uint32_t
position(uint32_t i, uint32_t first, uint32_t last)
{
	return i == first ? NX_TAG_AT_FIRST : i == last ? NX_TAG_AT_LAST : NX_TAG_AT_MIDDLE;
}

/* The run of capitalised words it stands in: its length, and what stands at its ends but for the token itself. */
static WITHIN void
add_run(Writer *writer, const NxTagSight *sight, uint32_t i)
{
	const NxTagWord *it = &sight->word[i];
	const NxTagWord *first;
	const NxTagWord *last;
	uint32_t	length = it->run_length;
	uint32_t	end;
	uint32_t	at;

	if (length < 2)
		return;
	end = it->run_first + length - 1;
	first = &sight->word[it->run_first];
	last = &sight->word[end];
	at = position(i, it->run_first, end);
	length = length > 6 ? 6 : length;
	add(writer, 100, nx_tag_two(length, at));
	add(writer, 105, nx_tag_three(first->lists & NEAR_LISTS, last->lists & NEAR_LISTS, at << 8 | length));
	if (at != NX_TAG_AT_LAST)
		add(writer, 101, nx_tag_two(last->word, at));
	if (at != NX_TAG_AT_FIRST)
		add(writer, 102, nx_tag_two(first->word, at));
}

void
nx_tag_view(const NxTagSight *sight, uint32_t i, NxTagView *view)
{
	view->sight = sight;
	view->i = i;
	view->w[1] = word_before(sight, i);
	view->w[0] = view->w[1] == &nothing ? &nothing : word_before(sight, i - 1);
	view->w[2] = &sight->word[i];
	view->w[3] = word_after(sight, i);
	view->w[4] = view->w[3] == &nothing ? &nothing : word_after(sight, i + 1);
}

/* Of the same sentence too: the end of a stretch is not asked for. */
static inline void
move_view(NxTagView *view)
{
	view->i++;
	view->w[0] = view->w[1];
	view->w[1] = view->w[2];
	view->w[2] = view->w[3];
	view->w[3] = view->w[4];
	view->w[4] = view->w[3] == &nothing ? &nothing : word_after(view->sight, view->i + 1);
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
pair(uint32_t a, uint32_t b)
{
	return (uint64_t) a << 32 | b;
}

/* Of 64 bits that add up what a key depends on, each with an odd multiplier; never 0. */
static inline uint64_t
stir(uint64_t sum)
{
	sum = (sum ^ sum >> 32) * NX_TAG_FIRST;
	return (sum ^ sum >> 29) | 1;
}

/* Keys of the parts but NX_TAG_JOINT: equal keys, equal features. */
static inline uint64_t
own_key(const NxTagView *view)
{
	const NxTagWord *it = view->w[2];

	return stir(pair(it->word, it->lists) * NX_TAG_FIRST +
				((uint64_t) it->cluster[0] << 48 | (uint64_t) it->gazetteer << 32 |
				 (uint32_t) it->phrase << 16 | it->elsewhere) * NX_TAG_SECOND +
				((uint32_t) it->shape << 8 | it->mode) * NX_TAG_THIRD +
				affixes_of(view->sight, view->i) * NX_TAG_TEMPLATE);
}

static inline uint64_t
beside_key(const NxTagWord *it, const NxTagWord *beside, NxTagPart part)
{
	return stir(pair(beside->word, beside->lists) * NX_TAG_FIRST +
				((uint64_t) beside->cluster[0] << 48 | (uint64_t) beside->phrase << 32 |
				 (uint32_t) beside->shape << 16 | shape_of(it)) * NX_TAG_SECOND +
				part * NX_TAG_THIRD);
}

static WITHIN void
add_part(Writer *writer, const NxTagView *view, NxTagPart part)
{
	const NxTagWord *const *w = view->w;
	bool		plain = view->sight->plain;

	switch (part)
	{
		case NX_TAG_OWN:
			add_own_words(writer, view->sight, view->i, w[2]);
			if (plain)
				break;
			add_own_clusters(writer, w[2]);
			add_own_lists(writer, w[2]);
			add_own_matches(writer, w[2]);
			add_own_elsewhere(writer, w[2]);
			break;
		case NX_TAG_BEFORE:
			add_beside(writer, w[2], w[1], false, plain);
			break;
		case NX_TAG_AFTER:
			add_beside(writer, w[2], w[3], true, plain);
			break;
		default:
			add_joint_words(writer, w);
			if (plain)
				break;
			add_joint_clusters(writer, w);
			if (!is_full(w[2]))
				break;
			add_joint_lists(writer, w);
			add_joint_matches(writer, w);
			add_joint_elsewhere(writer, w);
			add_run(writer, view->sight, view->i);
			break;
	}
}

/* Takes a part's sum from the memo, or lists its features. */
static WITHIN void
fetch_part(const NxTagger *tagger, const NxTagView *view, NxTagPart part, uint64_t key,
		   Writer *writer, NxTagRows *rows, NxTagScores *scores)
{
	if (key)
	{
		const NxTagMemoRow *row = nx_tag_memo_row(tagger, key);

		if (row->key == key)
		{
			nx_tag_add_sum(scores, row->sum);
			return;
		}
	}
	add_part(writer, view, part);
	rows->part[rows->nparts].key = key;
	rows->part[rows->nparts++].end = (uint32_t) (writer->out - rows->feature);
}

void
nx_tag_fetch(const NxTagger *tagger, NxTagView *view, NxTagRows *rows, NxTagScores *scores)
{
	Writer		writer = {rows->feature, true, (uintptr_t) tagger->line};
	uint64_t	key[NX_TAG_JOINT] = {0};

	memset(scores, 0, sizeof(*scores));
	rows->nparts = 0;
	if (tagger->memo)
	{
		key[NX_TAG_OWN] = own_key(view);
		key[NX_TAG_BEFORE] = beside_key(view->w[2], view->w[1], NX_TAG_BEFORE);
		key[NX_TAG_AFTER] = beside_key(view->w[2], view->w[3], NX_TAG_AFTER);
		__builtin_prefetch(nx_tag_memo_row(tagger, key[NX_TAG_OWN]));
		__builtin_prefetch(nx_tag_memo_row(tagger, key[NX_TAG_BEFORE]));
		__builtin_prefetch(nx_tag_memo_row(tagger, key[NX_TAG_AFTER]));
	}
	/* the joint part first: the memory of the others is under way */
	fetch_part(tagger, view, NX_TAG_JOINT, 0, &writer, rows, scores);
	fetch_part(tagger, view, NX_TAG_OWN, key[NX_TAG_OWN], &writer, rows, scores);
	fetch_part(tagger, view, NX_TAG_BEFORE, key[NX_TAG_BEFORE], &writer, rows, scores);
	fetch_part(tagger, view, NX_TAG_AFTER, key[NX_TAG_AFTER], &writer, rows, scores);
	move_view(view);
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
	Writer		writer = {feature, false, 0};
	NxTagView	view;
	uint32_t	own;
	uint32_t	k;

	nx_tag_view(sight, i, &view);
	add_part(&writer, &view, NX_TAG_OWN);
	own = (uint32_t) (writer.out - feature);
	add_part(&writer, &view, NX_TAG_JOINT);
	/* both parts begin with the features that name the word */
	for (k = 0; k < LEXICAL_JOINT; k++)
		swap(&feature[LEXICAL_OWN + k], &feature[own + k]);
	*nlexical = LEXICAL_OWN + LEXICAL_JOINT;
	add_part(&writer, &view, NX_TAG_BEFORE);
	add_part(&writer, &view, NX_TAG_AFTER);
	return (uint32_t) (writer.out - feature);
}
