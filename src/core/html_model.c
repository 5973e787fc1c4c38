/*-------------------------------------------------------------------------
 * html_model.c
 *	  How surely a block of a page is body: html_model.h.
 *-------------------------------------------------------------------------
 */
#include "html_model.h"

int32_t
nx_html_score(const NxHtmlModel *model, uint32_t stage, const uint8_t *row)
{
	const NxHtmlTree *tree = (const NxHtmlTree *) (model + 1);
	const NxHtmlTree *end;
	int32_t		score = model->bias[stage];

	if (stage)
		tree += model->trees[0];
	for (end = tree + model->trees[stage]; tree < end; tree++)
	{
		uint32_t	leaf = 0,
					k;

		for (k = 0; k < NX_HTML_DEPTH; k++)
			leaf |= (uint32_t) (row[tree->feature[k]] > tree->threshold[k]) << k;
		score += tree->leaf[leaf];
	}
	return score;
}
