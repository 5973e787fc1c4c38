/*-------------------------------------------------------------------------
 * tagger.c
 *	  The tagger over the built-in model: spans in order and within their
 *	  sentence, the same answer twice and without lists, nothing from nothing.
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include "data.h"
#include "tagger.h"
#include "tagger_decode.h"
#include "tagger_features.h"
#include "token.h"

static NxTagSpans
tag(NxArena *arena, const NxData *data, NxText text, NxTokens *tokens)
{
	NxTagSpans	spans = {NULL, 0, 0};
	NxSpan		whole = {0, text.len};

	memset(tokens, 0, sizeof(*tokens));
	nx_tokenize(arena, &data->lexicon, text, whole, tokens);
	nx_tag(arena, &data->tagger, &data->lexicon, &data->gazetteer, text, tokens, &spans);
	return spans;
}

/* Is there a name of this kind with this surface? */
static bool
has(NxText text, const NxTokens *tokens, const NxTagSpans *spans, const char *name, NxKind kind)
{
	uint32_t	i;

	for (i = 0; i < spans->n; i++)
	{
		uint32_t	start = tokens->item[spans->item[i].first].start;
		uint32_t	end = tokens->item[spans->item[i].first + spans->item[i].ntokens - 1].end;

		if (spans->item[i].kind == kind && end - start == strlen(name) &&
			memcmp(text.data + start, name, end - start) == 0)
			return true;
	}
	return false;
}

static bool
is_well_formed(const NxTokens *tokens, const NxTagSpans *spans)
{
	uint32_t	next = 0;
	uint32_t	i;
	uint32_t	k;

	for (i = 0; i < spans->n; i++)
	{
		const NxTagSpan *span = &spans->item[i];

		if (span->first < next || span->ntokens == 0 || span->first + span->ntokens > tokens->n ||
			span->kind == NX_KIND_NONE || span->kind >= NX_KINDS || span->confidence > 1000)
			return false;
		for (k = span->first + 1; k < span->first + span->ntokens; k++)
			if (tokens->item[k].flags & NX_T_SENTENCE)
				return false;
		next = span->first + span->ntokens;
	}
	return true;
}

static bool
are_equal(const NxTagSpans *a, const NxTagSpans *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->item, b->item, a->n * sizeof(NxTagSpan)) == 0);
}

static void
test_labels(void)
{
	int			from,
				to;
	bool		right = true;

	for (from = 0; from < NX_TAG_LABELS; from++)
		for (to = 0; to < NX_TAG_LABELS; to++)
		{
			bool		inside = NX_TAG_IS_INSIDE(to) || NX_TAG_IS_LAST(to);

			if (nx_tag_may_follow(from, to) !=
				(nx_tag_is_open(from) ? inside && NX_TAG_TYPE(from) == NX_TAG_TYPE(to) : !inside))
				right = false;
		}
	ok(right, "only labels of the same name follow an open one");
}

static void
test_news(NxArena *arena, const NxData *data)
{
	NxText		text = NX_TEXT("President Barack Obama met Angela Merkel in Berlin on Tuesday. "
							   "Obama said the United Nations would send help to Nigeria. "
							   "Shares of General Motors Corp. rose in New York.");
	NxTokens	tokens;
	NxTokens	again;
	NxTagSpans	spans = tag(arena, data, text, &tokens);
	NxTagSpans	second = tag(arena, data, text, &again);

	ok(is_well_formed(&tokens, &spans), "spans are in order and stay in their sentence");
	ok(are_equal(&spans, &second), "the same text gives the same spans");
	ok(has(text, &tokens, &spans, "Angela Merkel", NX_KIND_PERSON), "person");
	ok(has(text, &tokens, &spans, "Berlin", NX_KIND_PLACE), "place");
	ok(has(text, &tokens, &spans, "United Nations", NX_KIND_ORG), "organisation");
	ok(has(text, &tokens, &spans, "New York", NX_KIND_PLACE), "place of two words");
	second.n = 0;
	nx_tag(arena, &data->tagger, NULL, NULL, text, &tokens, &second);
	ok(is_well_formed(&tokens, &second), "works without lists and places");
}

/* Adds one feature's weights, slot by slot and label by label. */
static void
add_slowly(const NxTagger *tagger, uint32_t feature, NxTagScores *scores)
{
	const NxTagLine *line = &tagger->line[nx_tag_line_of(feature)];
	uint32_t	slot;
	int			k;

	for (slot = 0; slot < NX_TAG_SLOTS; slot++)
		if (line->tag[slot] == nx_tag_mark_of(feature))
		{
			for (k = 0; k < NX_TAG_WEIGHTS; k++)
				scores->of[k] = (int16_t) (scores->of[k] + nx_tag_weight(line->weight[slot], k));
			return;
		}
}

/* Are the scores of token i the plain sums of its features' weights?  Counts the labels with a score in *known. */
static bool
is_plain_sum(const NxTagger *tagger, const NxTagSight *sight, uint32_t i, uint32_t *known)
{
	uint32_t	feature[NX_TAG_MOST_FEATURES];
	uint32_t	nlexical;
	uint32_t	n = nx_tag_features(sight, i, feature, &nlexical);
	NxTagScores fast = {{0}};
	NxTagScores slow = {{0}};
	uint32_t	k;

	nx_tag_score(tagger, feature, n, &fast);
	for (k = 0; k < n; k++)
		add_slowly(tagger, feature[k], &slow);
	for (k = 0; k < NX_TAG_WEIGHTS; k++)
		*known += slow.of[k] != 0;
	return n <= NX_TAG_MOST_FEATURES && memcmp(&fast, &slow, sizeof(fast)) == 0;
}

static void
test_scores(NxArena *arena, const NxData *data)
{
	NxText		text = NX_TEXT("The Ministry of Foreign Affairs in Nairobi said that Kenya Airways (KQ) flew.");
	NxTagSources sources = {&data->tagger, &data->lexicon, &data->gazetteer};
	NxTokens	tokens;
	NxTagSight	sight;
	bool		right = true;
	uint32_t	known = 0;
	uint32_t	s;
	uint32_t	i;

	(void) tag(arena, data, text, &tokens);
	nx_tag_look(arena, &sources, text, tokens.item, tokens.n, &sight);
	for (s = 0; s < sight.nstretches; s++)
		for (i = sight.stretch[s].first; i < sight.stretch[s].end; i++)
			right = is_plain_sum(&data->tagger, &sight, i, &known) && right;
	ok(right && known > 0, "scores are the plain sums of the weights");
}

/* What is kept of one text is right in the next one, also when it has been written over. */
static void
test_memo(NxArena *arena, const NxData *data)
{
	static NxTagMemo memo;
	static const char *const texts[] = {
		"Angela Merkel met Smith and SMITH of the Bank of England, Smith said in London.",
		"Paris Hilton flew to Paris. \"Paris is Paris\", said Hilton of São Paulo and Sao Paulo.",
		"Angela Merkel met Smith and SMITH of the Bank of England, Smith said in London.",
		"In London the Bank of Japan (BOJ) told Smith that Smiths and Smithers had left."
	};
	NxData		keeping = *data;
	bool		same = true;
	uint32_t	i;

	keeping.tagger.memo = &memo;
	for (i = 0; i < 3 * NX_COUNT(texts); i++)
	{
		NxText		text = {texts[i % NX_COUNT(texts)], (uint32_t) strlen(texts[i % NX_COUNT(texts)])};
		NxTokens	tokens;
		NxTagSpans	plain = tag(arena, data, text, &tokens);
		NxTagSpans	kept = tag(arena, &keeping, text, &tokens);

		same = same && are_equal(&plain, &kept);
	}
	ok(same, "sums that are kept between texts change nothing");
}

static void
test_limits(NxArena *arena, const NxData *data)
{
	static char shout[200000];
	NxText		text = {shout, sizeof(shout)};
	NxTokens	tokens;
	NxTagSpans	spans = tag(arena, data, NX_TEXT(""), &tokens);
	NxTagger	none;
	uint32_t	i;

	ok(spans.n == 0, "nothing in an empty text");
	for (i = 0; i < sizeof(shout); i++)
		shout[i] = "ABCDEF "[i % 7];
	spans = tag(arena, data, text, &tokens);
	ok(is_well_formed(&tokens, &spans), "a sentence of thirty thousand capitalised words");
	for (i = 0; i < sizeof(shout); i++)
		shout[i] = "(&@'-\"\xc3\xa9 Z"[i % 10];
	spans = tag(arena, data, text, &tokens);
	ok(is_well_formed(&tokens, &spans), "marks and letters without sense");
	memset(&none, 0, sizeof(none));
	spans.n = 0;
	nx_tag(arena, &none, NULL, NULL, text, &tokens, &spans);
	ok(spans.n == 0, "nothing without a model");
}

int
main(void)
{
	NxArena		arena;
	NxData		data;

	nx_arena_init(&arena, &nx_malloc_hooks);
	if (!ok(nx_data_open(&data, nx_image()) == NX_OK, "the image opens"))
		return done_testing();
	test_labels();
	test_news(&arena, &data);
	test_scores(&arena, &data);
	test_memo(&arena, &data);
	test_limits(&arena, &data);
	nx_arena_reset(&arena);
	return done_testing();
}
