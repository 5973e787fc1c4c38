/*-------------------------------------------------------------------------
 * html_rows_again.c
 *	  What the first stage's scores tell of a block's surroundings: the rest
 *	  of the rows, for the second stage.
 *-------------------------------------------------------------------------
 */
#include "html_rows.h"

#include <string.h>

/* A score as a byte: 128 is even odds, a step a quarter of a nat. */
static inline uint8_t
score_byte(int64_t score)
{
	return centred(score / (NX_HTML_UNIT / 4));
}

static inline uint8_t
mean_byte(const Total *total)
{
	return total->chars ? score_byte(total->score / total->chars) : 128;
}

/* Words of a block beyond these do not count as the story's. */
#define VOCABULARY_WORDS	65536

/* How often words occur in the story, by their hashes; two may share a place. */
typedef struct Vocabulary
{
	uint16_t	count[8192];
} Vocabulary;

static void
add_words(Vocabulary *vocabulary, const NxHtmlFactList *facts, uint32_t i)
{
	const uint32_t *word = facts->word + facts->item[i].first_word;
	uint32_t	n = facts->item[i].nwords > VOCABULARY_WORDS ? VOCABULARY_WORDS : facts->item[i].nwords,
				j;

	for (j = 0; j < n; j++)
		if (vocabulary->count[word[j] >> 3 & 8191] < UINT16_MAX)
			vocabulary->count[word[j] >> 3 & 8191]++;
}

/* Share of a block's longer words that the story has elsewhere. */
static uint8_t
familiar(const Vocabulary *vocabulary, const NxHtmlFactList *facts, uint32_t i, bool counted)
{
	const uint32_t *word = facts->word + facts->item[i].first_word;
	uint32_t	n = facts->item[i].nwords > 200 ? 200 : facts->item[i].nwords,
				known = 0,
				of = 0,
				j;

	for (j = 0; j < n; j++)
		if ((word[j] & 7) >= 5)
		{
			of++;
			known += vocabulary->count[word[j] >> 3 & 8191] > (counted ? 1 : 0);
		}
	return of ? share(known, of) : 32;
}

static uint8_t *
put_scores(uint8_t *at, const int32_t *score, const NxHtmlFactList *facts, uint32_t n, uint32_t i)
{
	static const int8_t window[] = {-1, 1, -2, 2, -3, 3};
	uint32_t	k;
	int64_t		sum[2] = {0, 0},
				weight[2] = {0, 0};

	*at++ = score_byte(score[i]);
	for (k = 0; k < NX_COUNT(window); k++)
	{
		int64_t		j = (int64_t) i + window[k];

		*at++ = j < 0 || j >= n ? 0 : score_byte(score[j]);
	}
	for (k = 1; k <= 8; k++)
	{
		if (i >= k)
		{
			sum[0] += (int64_t) score[i - k] * facts->item[i - k].nchars;
			weight[0] += facts->item[i - k].nchars;
		}
		if (i + k < n)
		{
			sum[1] += (int64_t) score[i + k] * facts->item[i + k].nchars;
			weight[1] += facts->item[i + k].nchars;
		}
	}
	*at++ = weight[0] ? score_byte(sum[0] / weight[0]) : 0;
	*at++ = weight[1] ? score_byte(sum[1] / weight[1]) : 0;
	return at;
}

void
nx_html_rows_again(NxArena *arena, const NxHtmlPage *page, const NxHtmlFactList *facts,
				   const int32_t *score, uint8_t *rows)
{
	Rows		r = {arena, page, facts, rows, NULL, NULL, {0, 0}, 0, 0};
	Styles		near,
				anywhere;
	Vocabulary *vocabulary = nx_new(arena, Vocabulary);
	uint32_t	n = page->blocks.n,
				i,
				before = 0,
				chars = 0,
				last = UINT32_MAX;
	uint32_t   *next = nx_array(arena, uint32_t, n + 1);

	nx_rows_sum(&r, score);
	nx_rows_find_main(&r);
	nx_rows_styles(&r, &near, false, score);
	nx_rows_styles(&r, &anywhere, true, score);
	for (i = n; i-- > 0;)
	{
		if (i % 64 == 0)
			nx_arena_poll(arena);
		next[i] = last;			/* the next block taken for body */
		if (score[i] > 0)
		{
			last = i;
			chars += facts->item[i].nchars;
			add_words(vocabulary, facts, i);
		}
	}
	last = UINT32_MAX;
	for (i = 0; i < n; i++)
	{
		const NxHtmlBlock *block = &page->blocks.item[i];
		uint8_t    *at = rows + (size_t) i * NX_HTML_WIDTH + NX_HTML_STAGE0;
		uint32_t	e = block->element,
					up,
					down,
					k;

		if (i % 16 == 0)
			nx_arena_poll(arena);
		at = put_scores(at, score, facts, n, i);
		*at++ = mean_byte(&r.own[e]);
		for (k = 0; k < 3; k++)
		{
			e = page->elements.item[e].parent;
			*at++ = mean_byte(&r.whole[e]);
		}
		*at++ = mean_byte(nx_rows_style_total(&near, nx_rows_style_key(&r, block, false)));
		*at++ = mean_byte(nx_rows_style_total(&anywhere, nx_rows_style_key(&r, block, true)));
		for (k = 0; k < 2; k++)
		{
			nx_rows_steps(page->elements.item, block->element, r.main[k], &up, &down);
			*at++ = cap(up);
			*at++ = cap(down);
		}
		*at++ = last == UINT32_MAX ? 255 : cap(i - last);
		*at++ = next[i] == UINT32_MAX ? 255 : cap(next[i] - i);
		*at++ = share(before, chars);
		*at++ = familiar(vocabulary, facts, i, score[i] > 0);
		*at++ = share(r.whole[r.main[0]].prose, chars) / 8;
		if (score[i] > 0)
		{
			last = i;
			before += facts->item[i].nchars;
		}
	}
}
