/*-------------------------------------------------------------------------
 * train_blocks_text.c
 *	  Weights of words and pairs of words: logistic regression by hash.
 *
 * Only what several sites use counts, so that no site's name or phrase is
 * learned.  Steps shrink with the number of updates of a weight (AdaGrad).
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train_blocks.h"

#define LEAST_SITES		5
#define EPOCHS			4
#define STEP			0.15
#define SHRINK			2e-4
#define SCALE			16		/* of a weight in the model, per nat */
#define MOST_GRAMS		60		/* of one block */

/* How many sites use each index; pages of a site follow each other. */
static void
count_sites(const Pages *pages, int left_out, int also_left_out, uint8_t *sites)
{
	static uint32_t last[NX_TEXT_WEIGHTS];
	uint32_t	p,
				k;

	memset(last, 0, sizeof(last));
	for (p = 0; p < pages->page.n; p++)
	{
		const Page *page = &pages->page.item[p];

		if (page->fold == left_out || page->fold == also_left_out)
			continue;
		for (k = 0; k < page->grams.n; k++)
		{
			uint32_t	index = page->grams.item[k];

			if (last[index] != page->site)
			{
				last[index] = page->site;
				sites[index] += sites[index] < 255;
			}
		}
	}
}

static void
learn_page(const Page *page, const uint8_t *sites, double *weight, double *square)
{
	uint32_t	b;

	for (b = 0; b < page->columns.n; b++)
	{
		uint32_t	start = b ? page->gram_end[b - 1] : 0;
		uint32_t	end = page->gram_end[b];
		double		sum = 0;
		double		off;
		uint32_t	k;

		if (page->label[b] < 0 || start == end)
			continue;
		if (end - start > MOST_GRAMS)
			end = start + MOST_GRAMS;
		for (k = start; k < end; k++)
			sum += weight[page->grams.item[k]];
		off = 1 / (1 + exp(-sum)) - page->label[b];
		for (k = start; k < end; k++)
		{
			uint32_t	index = page->grams.item[k];
			double		slope = off + SHRINK * weight[index];

			if (sites[index] < LEAST_SITES)
				continue;
			square[index] += slope * slope;
			weight[index] -= STEP * slope / sqrt(square[index] + 1e-6);
		}
	}
}

void
learn_text(const Pages *pages, int left_out, int also_left_out, Model *model)
{
	double	   *weight = calloc(NX_TEXT_WEIGHTS, sizeof(*weight));
	double	   *square = calloc(NX_TEXT_WEIGHTS, sizeof(*square));
	uint8_t    *sites = calloc(NX_TEXT_WEIGHTS, 1);
	uint32_t	p;
	uint32_t	k;
	int			epoch;

	count_sites(pages, left_out, also_left_out, sites);
	for (epoch = 0; epoch < EPOCHS; epoch++)
		for (p = 0; p < pages->page.n; p++)
		{
			/* a fixed order that mixes sources */
			const Page *page = &pages->page.item[(uint64_t) p * 101 % pages->page.n];

			if (page->fold != left_out && page->fold != also_left_out)
				learn_page(page, sites, weight, square);
		}
	for (k = 0; k < NX_TEXT_WEIGHTS; k++)
	{
		double		w = weight[k] * SCALE;

		model->text[k] = (int8_t) lrint(w < -127 ? -127 : w > 127 ? 127 : w);
	}
	free(weight);
	free(square);
	free(sites);
}

void
score_text(Pages *pages, const Model *model, int fold)
{
	uint32_t	p,
				b,
				k;

	for (p = 0; p < pages->page.n; p++)
	{
		Page	   *page = &pages->page.item[p];

		if (page->fold != fold)
			continue;
		for (b = 0, k = 0; b < page->columns.n; b++)
		{
			page->lines.line.item[b].text = 0;
			for (; k < page->gram_end[b]; k++)
				page->lines.line.item[b].text += model->text[page->grams.item[k]];
		}
		nx_fill_text_columns(&page->lines, &page->columns);
	}
}
