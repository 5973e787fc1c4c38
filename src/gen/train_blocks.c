/*-------------------------------------------------------------------------
 * train_blocks.c
 *	  Trains the trees that tell body from the rest (core/block_model.h).
 *
 * Usage: train_blocks [options] IMAGE PAGES
 *	 IMAGE	an image with the cleaner's words (its model is not looked at)
 *	 PAGES	labelled pages from train_blocks_pages.py
 *	 --folds K	instead of a model, predictions: each page by models that never
 *				saw its site; into PREFIX.full.jsonl and PREFIX.main.jsonl
 *	 --seed N	another choice of folds and of random numbers (default 0)
 *	 --quick 1	folds in a quarter of the time, to compare ideas: what the second
 *				pass learns from comes from models that saw the folds left out
 *	 --out PREFIX	default: block_model
 *	 --trees N M	trees of the first and the second pass (default 200 100)
 *	 --rate R, --lambda L	step of a tree (0.1), what restrains its leaves (8)
 *
 * Gradient boosting with logistic loss.  The second pass must learn from
 * scores as it will meet them, so those come from models that did not see the
 * page either.  Doubles are used here only; what is written are integers.
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/block_model.h"
#include "../core/unicode.h"
#include "train_blocks.h"

static double option_rate = 0.1;
static double option_lambda = 8.0;
static int	option_trees[NX_BLOCK_PASSES] = {200, 100};
static int	option_folds = 0;
static int	option_quick = 0;
static uint64_t option_seed = 0;
static const char *option_out = "block_model";

/* Reads "--name value" options; returns the number of arguments used. */
static int
read_options(int argc, char **argv)
{
	int			i = 1;

	while (i + 1 < argc && strncmp(argv[i], "--", 2) == 0)
	{
		if (strcmp(argv[i], "--folds") == 0)
			option_folds = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--quick") == 0)
			option_quick = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--seed") == 0)
			option_seed = (uint64_t) atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--out") == 0)
			option_out = argv[i + 1];
		else if (strcmp(argv[i], "--rate") == 0)
			option_rate = atof(argv[i + 1]);
		else if (strcmp(argv[i], "--lambda") == 0)
			option_lambda = atof(argv[i + 1]);
		else if (strcmp(argv[i], "--trees") == 0 && i + 2 < argc)
		{
			option_trees[0] = atoi(argv[i + 1]);
			option_trees[1] = atoi(argv[i + 2]);
			i++;
		}
		else
			return 0;
		i += 2;
	}
	return i;
}

/* Trains one pass on the pages whose fold is not among the two left out. */
static void
train_pass(Pages *pages, uint32_t pass, int left_out, int also_left_out, Model *model)
{
	BoostSettings settings = {option_rate, option_lambda, option_trees[pass], pass, left_out, also_left_out,
	option_seed};

	boost(pages, &settings, model);
	fprintf(stderr, "pass %u without %d %d: %u trees, loss %.4f\n", pass + 1, left_out, also_left_out,
			model->view.ntrees[pass], model->loss);
}

/*
 * Scores of the first pass for every page of folds other than 'left_out',
 * each by a model that saw neither that fold nor the page's own; then the
 * columns of the second pass.
 */
static void
prepare_second_pass(Pages *pages, int left_out, int folds)
{
	int			fold;

	for (fold = 0; fold < folds; fold++)
	{
		Model	   *text = calloc(1, sizeof(*text));

		learn_text(pages, left_out, fold, text);
		score_text(pages, text, fold);
		free(text);
	}
	for (fold = 0; fold < folds; fold++)
	{
		Model	   *model;

		if (fold == left_out)
			continue;
		model = calloc(1, sizeof(*model));
		train_pass(pages, 0, left_out, fold, model);
		score_first_pass(pages, model, fold);
		free(model);
	}
}

/* Predictions for each fold by models that never saw it. */
static void
validate(Pages *pages, int folds)
{
	Model	   *model = calloc((size_t) folds, sizeof(*model));
	int			fold;

	for (fold = 0; fold < folds; fold++)
	{
		learn_text(pages, fold, -1, &model[fold]);
		score_text(pages, &model[fold], fold);
	}
	for (fold = 0; fold < folds && option_quick; fold++)
	{
		train_pass(pages, 0, fold, -1, &model[fold]);
		score_first_pass(pages, &model[fold], fold);
	}
	for (fold = 0; fold < folds; fold++)
	{
		if (!option_quick)
		{
			prepare_second_pass(pages, fold, folds);
			train_pass(pages, 0, fold, -1, &model[fold]);
		}
		train_pass(pages, 1, fold, -1, &model[fold]);
		score_text(pages, &model[fold], fold);
		predict_pages(pages, &model[fold], fold, option_out);
	}
	free(model);
}

int
main(int argc, char **argv)
{
	int			used = read_options(argc, argv);
	Pages		pages;
	Model	   *model;

	if (used == 0 || argc - used != 2)
	{
		fprintf(stderr, "usage: train_blocks [--folds K] [--out PREFIX] [--trees N M] IMAGE PAGES\n");
		return 1;
	}
	read_pages(&pages, argv[used], argv[used + 1], option_folds ? option_folds : 4, option_seed);
	if (option_folds > 0)
		validate(&pages, option_folds);
	else
	{
		model = calloc(1, sizeof(*model));
		learn_text(&pages, -1, -1, model);
		prepare_second_pass(&pages, -1, 4);
		train_pass(&pages, 1, -1, -1, model);
		train_pass(&pages, 0, -1, -1, model);
		write_model(model, option_out);
		free(model);
	}
	return 0;
}
