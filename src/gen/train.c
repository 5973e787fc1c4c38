/*-------------------------------------------------------------------------
 * train.c
 *	  Trains the tagger: labelled corpora -> src/data/tagger.bin.
 *
 * Usage: train [--corpora DIR] [--data DIR] --out FILE [--image IMAGE] [options]
 *
 *	--corpora DIR		the open corpora (README of the model: src/data/tagger.md)
 *	--data DIR			CoNLL files of one's own, alone or beside the corpora
 *	--columns T,L		with --data: which columns are token and label
 *	--weight W			with --data: how much its sentences count (else 1)
 *	--image FILE		lists and places to use (else those linked in)
 *	--plain				the baseline: words, shapes, affixes only, by a perceptron
 *	--crf				with --plain: by a conditional random field
 *	--leave-out NAME	without that corpus
 *	--once				first look only, no cross-training (quick trials)
 *	--check				cross-train only, and print how right the names are
 *	--passes N --rate R --drop P --least N
 *	--eval FILE			score an existing model, train nothing
 *	--errors			print the errors too
 *	--predict DIR		write the development files with the tags found
 *
 * Needs about 4 GB of memory and some minutes.
 *-------------------------------------------------------------------------
 */
#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "train.h"
#include "train_folder.h"

/*
 * Corpora differ in what they are and how well they were labelled; the
 * weights were set by the mean over the judged development files.
 */
Corpus		corpora[] = {
	{"gmb", 12, 0.5, .silver = true},
	{"ewt", 0, 1.0, .misc_open = true, .judged = true, .three_types = true},
	{"docred", 0, 1.0, .judged = true},
	{"gum", 0, 1.5, .judged = true},
	{"meantime", 0, 1.0, .judged = true},
	{"crossner", 1, 0.7, .judged = false},
	{"europarl", 12, 1.0, .judged = true},
	{"multiner-lk", 1, 0.8, .judged = false},
	{"btc", 1, 0.5, .misc_open = true, .three_types = true},
	{"wnut17", 1, 0.8, .misc_open = true, .users_open = true, .three_types = true},
	{"own", 40, 1.0, .judged = true, .own = true},
};
const uint32_t ncorpora = NX_COUNT(corpora);

void
stop(const char *format, ...)
{
	va_list		args;

	va_start(args, format);
	fputs("train: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

void
say(const char *format, ...)
{
	va_list		args;

	fprintf(stderr, "%6.1f s  ", (double) clock() / CLOCKS_PER_SEC);
	va_start(args, format);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

static void *
read_whole(const char *path, size_t *size)
{
	FILE	   *file = fopen(path, "rb");
	char	   *data;

	if (file == NULL)
		stop("cannot open %s", path);
	fseek(file, 0, SEEK_END);
	*size = (size_t) ftell(file);
	rewind(file);
	data = aligned_alloc(64, (*size + 127) & ~(size_t) 63);
	if (data == NULL || fread(data, 1, *size, file) != *size)
		stop("cannot read %s", path);
	fclose(file);
	return data;
}

static void
write_whole(const char *path, const void *data, size_t size)
{
	FILE	   *file = fopen(path, "wb");

	if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0)
		stop("cannot write %s", path);
}

static void
open_image(Setup *setup, const char *path)
{
	const NxImageHead *image;
	size_t		size;

	image = path ? read_whole(path, &size) : nx_image();
	if (nx_lexicon_open(&setup->lexicon, image) != NX_OK)
		say("no lists in the image");
	if (nx_gazetteer_open(&setup->gazetteer, image) != NX_OK)
	{
		say("no places in the image");
		memset(&setup->gazetteer, 0, sizeof(setup->gazetteer));
	}
}

static void
read_training(const Setup *setup, Articles *articles)
{
	uint32_t	i;

	for (i = 0; i < ncorpora; i++)
		if (!(setup->leave_out && strcmp(setup->leave_out, corpora[i].name) == 0) &&
			read_corpus(setup, i, "train", true, articles))
			say("read %s", corpora[i].name);
	if (articles->n == 0)
		stop("nothing to learn from");
}

static void
use_model(NxTagger *tagger, const NxTaggerHead *head, size_t size)
{
	if (nx_tagger_use(tagger, head, size) != NX_OK)
		stop("not a model of this version");
}

#define FOLDS	5

/* The second look has few features and none that are rare: more passes, little cost. */
#define SECOND_PASSES	8

/*
 * Labels made by a program have its habits.  Where weights learnt from the
 * hand-labelled corpora alone see it otherwise, either may be right: both
 * labels are allowed, and the stretch counts less.
 */
#define DOUBT	0.5f

static void
doubt_silver(const Setup *setup, Examples *examples)
{
	uint8_t    *label = calloc(examples->ntokens, 1);
	float	   *weight = calloc(examples->nsequences, sizeof(float));
	Weights		weights;
	uint32_t	doubted = 0;
	uint32_t	silver = 0;
	uint32_t	s;
	uint32_t	i;

	if (label == NULL || weight == NULL)
		stop("out of memory");
	for (s = 0; s < examples->nsequences; s++)
	{
		weight[s] = examples->sequence[s].weight;
		if (corpora[examples->sequence[s].corpus].silver)
			examples->sequence[s].weight = 0;
	}
	say("hand-labelled corpora alone");
	learn(setup, examples, 0, 0, NULL, &weights);
	score_held_out(examples, &weights, 1, 0, NULL, label);
	for (s = 0; s < examples->nsequences; s++)
	{
		Sequence   *sequence = &examples->sequence[s];
		bool		differs = false;

		sequence->weight = weight[s];
		if (!corpora[sequence->corpus].silver)
			continue;
		silver++;
		for (i = 0; i < sequence->n; i++)
		{
			uint32_t	t = sequence->first + i;

			/* of institutions named in one word the others do not tell: see is_bare_head */
			if (label[t] == 0 && examples->allowed[t] == UINT32_C(1) << NX_TAG_UNIT(NX_TAG_ORG))
				continue;
			if (!(examples->allowed[t] >> label[t] & 1))
				differs = true;
			examples->allowed[t] |= UINT32_C(1) << label[t];
		}
		if (!differs)
			continue;
		doubted++;
		sequence->weight *= DOUBT;
	}
	say("%u of %u silver stretches are doubted", doubted, silver);
	free(weights.row);
	free(weight);
	free(label);
}

/* sum = (sum + more) * factor */
static void
add_weights(const Examples *examples, const Weights *more, float factor, Weights *sum)
{
	size_t		n = (size_t) examples->nrows * NX_TAG_WEIGHTS;
	size_t		k;
	int			a,
				b;

	for (k = 0; k < n; k++)
		sum->row[k] = (sum->row[k] + more->row[k]) * factor;
	for (a = 0; a < NX_TAG_LABELS; a++)
		for (b = 0; b < NX_TAG_LABELS; b++)
			sum->transition[a][b] = (sum->transition[a][b] + more->transition[a][b]) * factor;
}

/*
 * Learns on all folds but one in turn; what the weights say of the fold left
 * out shows how the first look errs on new text.  *sum gets the sum of all.
 */
static void
cross_label(const Setup *setup, const Examples *examples, float *base, uint8_t *label, Weights *sum)
{
	Weights		weights;
	uint32_t	fold;

	memset(sum, 0, sizeof(*sum));
	sum->row = calloc((size_t) examples->nrows + 1, NX_TAG_WEIGHTS * sizeof(float));
	if (sum->row == NULL)
		stop("out of memory");

	for (fold = 0; fold < FOLDS; fold++)
	{
		say("fold %u of %u", fold + 1, FOLDS);
		learn(setup, examples, FOLDS, fold, NULL, &weights);
		score_held_out(examples, &weights, FOLDS, fold, base, label);
		add_weights(examples, &weights, 1, sum);
		free(weights.row);
	}
}

/*
 * Prints how right the names are that cross-training found in each corpus:
 * counts whole names, in stretches whose labels are all certain.
 */
static void
report_held_out(const Examples *examples, const uint8_t *label)
{
	uint32_t	gold[16][NX_TAG_TYPES] = {{0}};
	uint32_t	found[16][NX_TAG_TYPES] = {{0}};
	uint32_t	right[16][NX_TAG_TYPES] = {{0}};
	double		mean[NX_TAG_TYPES] = {0};
	uint32_t	s,
				c,
				n = 0;
	uint32_t	i;
	int			t;

	for (s = 0; s < examples->nsequences; s++)
	{
		const Sequence *sequence = &examples->sequence[s];
		bool		same = false;

		c = sequence->corpus;
		for (i = 0; i < sequence->n; i++)
		{
			uint32_t	allowed = examples->allowed[sequence->first + i];
			int			is = allowed & 1 ? 0 : __builtin_ctz(allowed);
			int			got = label[sequence->first + i];
			bool		hit = allowed >> got & 1;

			if (NX_TAG_IS_BEGIN(got) || NX_TAG_IS_UNIT(got))
				same = true;
			same = same && hit;
			if (NX_TAG_IS_LAST(is) || NX_TAG_IS_UNIT(is))
				gold[c][NX_TAG_TYPE(is)]++;
			if (!NX_TAG_IS_LAST(got) && !NX_TAG_IS_UNIT(got))
				continue;
			/* what the corpus leaves open is neither right nor wrong */
			if (is == 0 && hit)
				continue;
			found[c][NX_TAG_TYPE(got)]++;
			right[c][NX_TAG_TYPE(got)] += same;
		}
	}
	for (c = 0; c < ncorpora; c++)
	{
		if (gold[c][NX_TAG_ORG] == 0)
			continue;
		fprintf(stderr, "held out  %-12s", corpora[c].name);
		n += !corpora[c].silver;
		for (t = 0; t < NX_TAG_TYPES; t++)
		{
			double		f1 = 200.0 * right[c][t] / (gold[c][t] + found[c][t] + 1e-9);

			fprintf(stderr, " %6.2f", f1);
			mean[t] += corpora[c].silver ? 0 : f1;
		}
		fputc('\n', stderr);
	}
	fprintf(stderr, "held out  %-12s", "mean of gold");
	for (t = 0; t < NX_TAG_TYPES; t++)
		fprintf(stderr, " %6.2f", mean[t] / (n ? n : 1));
	fputc('\n', stderr);
}

static void
train(Setup *setup)
{
	Articles	articles = {NULL, 0, 0};
	Clusters	clusters;
	Examples	examples;
	Weights		weights;
	Weights		sum;
	SecondLook	second;
	NxTaggerHead *head;
	NxTagger	tagger;
	size_t		size;

	read_training(setup, &articles);
	memset(&clusters, 0, sizeof(clusters));
	memset(&tagger, 0, sizeof(tagger));
	tagger.plain = setup->plain;
	if (!setup->plain)
	{
		build_clusters(setup, &articles, &clusters);
		head = calloc(1, sizeof(*head));
		memcpy(head->cluster, clusters.level, sizeof(head->cluster));
		tagger.head = head;
		tagger.word = clusters.slot;
		tagger.word_mask = clusters.nslots - 1;
	}
	make_examples(setup, &tagger, &articles, &examples);
	if (!setup->once)
	{
		float	   *base = calloc(examples.ntokens, NX_TAG_WEIGHTS * sizeof(float));
		uint8_t    *label = calloc(examples.ntokens, 1);

		doubt_silver(setup, &examples);
		cross_label(setup, &examples, base, label, &sum);
		report_held_out(&examples, label);
		if (setup->check)
			return;
		make_second_examples(setup, &tagger, &articles, &examples, base, label, &second.examples);
	}
	learn(setup, &examples, 0, 0, NULL, &weights);
	if (!setup->once)
	{
		Setup		longer = *setup;

		/* the mean of several learnings errs less than the one on all data */
		add_weights(&examples, &weights, 1.0f / (FOLDS + 1), &sum);
		weights = sum;
		longer.passes = SECOND_PASSES;
		learn(&longer, &second.examples, 0, 0, &weights, &second.weights);
	}
	head = pack_model(setup, &examples, &weights, setup->once ? NULL : &second,
					  setup->plain ? NULL : &clusters, &size);
	use_model(&tagger, head, size);
	if (!setup->once)
	{
		head->looks = 1;
		score_files(setup, &tagger, stdout);
		head->looks = 2;
	}
	score_files(setup, &tagger, stdout);
	if (setup->out)
		write_whole(setup->out, head, size);
}

static const char *
argument(int argc, char **argv, int *i)
{
	if (*i + 1 >= argc)
		stop("%s needs a value", argv[*i]);
	return argv[++*i];
}

int
main(int argc, char **argv)
{
	NxArena		arena;
	Setup		setup = {.passes = 8, .rate = 0.07, .decay = 0, .drop = 0.15, .least = 2};
	const char *image = NULL;
	const char *model = NULL;
	const char *data = NULL;
	const char *columns = NULL;
	int			i;

	nx_arena_init(&arena, &nx_malloc_hooks);
	setup.arena = &arena;
	for (i = 1; i < argc; i++)
	{
		if (strcmp(argv[i], "--corpora") == 0)
			setup.corpora = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--data") == 0)
			data = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--columns") == 0)
			columns = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--weight") == 0)
			corpora[ncorpora - 1].weight = atof(argument(argc, argv, &i));
		else if (strcmp(argv[i], "--image") == 0)
			image = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--out") == 0)
			setup.out = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--plain") == 0)
			setup.plain = setup.once = true;
		else if (strcmp(argv[i], "--crf") == 0)
			setup.crf = true;
		else if (strcmp(argv[i], "--once") == 0)
			setup.once = true;
		else if (strcmp(argv[i], "--check") == 0)
			setup.check = true;
		else if (strcmp(argv[i], "--errors") == 0)
			setup.errors = true;
		else if (strcmp(argv[i], "--eval") == 0)
			model = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--predict") == 0)
			setup.predict = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--leave-out") == 0)
			setup.leave_out = argument(argc, argv, &i);
		else if (strcmp(argv[i], "--passes") == 0)
			setup.passes = (uint32_t) atoi(argument(argc, argv, &i));
		else if (strcmp(argv[i], "--rate") == 0)
			setup.rate = atof(argument(argc, argv, &i));
		else if (strcmp(argv[i], "--decay") == 0)
			setup.decay = atof(argument(argc, argv, &i));
		else if (strcmp(argv[i], "--drop") == 0)
			setup.drop = atof(argument(argc, argv, &i));
		else if (strcmp(argv[i], "--least") == 0)
			setup.least = (uint32_t) atoi(argument(argc, argv, &i));
		else
			stop("unrecognized option \"%s\"", argv[i]);
	}
	if (setup.corpora == NULL && data == NULL)
		stop("--corpora or --data is needed");
	if (data)
		setup.data = open_folder(data, columns);
	open_image(&setup, image);
	if (model)
	{
		size_t		size;
		NxTaggerHead *head = read_whole(model, &size);
		NxTagger	tagger;

		use_model(&tagger, head, size);
		setup.plain = tagger.plain;
		score_files(&setup, &tagger, stdout);
	}
	else
		train(&setup);
	nx_arena_reset(&arena);
	return 0;
}
