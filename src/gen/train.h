/*-------------------------------------------------------------------------
 * train.h
 *	  What the parts of the tagger's trainer share.
 *
 *	train.c				the recipe: which data, which steps, what is printed
 *	train_corpus.c		reads labelled corpora into articles of our own tokens
 *	train_folder.c		a user's own labelled files: formats and labels
 *	train_examples.c	articles into stretches with features and allowed labels
 *	train_cluster.c		word clusters from unlabelled text
 *	train_learn.c		weights by a conditional random field
 *	train_pack.c		prunes and rounds weights, writes the model
 *	train_calibrate.c	margins into confidences
 *	train_eval.c		scores a model on labelled files
 *
 * Deterministic: one thread, own random numbers, no time or address in any
 * result.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TRAIN_H
#define NX_TRAIN_H

#include <math.h>
#include <stdio.h>

#include "../core/arena.h"
#include "../core/tagger.h"
#include "../core/tagger_decode.h"
#include "../core/tagger_features.h"
#include "../core/tagger_votes.h"

/* A token of a corpus with its label. */
typedef struct Word
{
	uint32_t	start;			/* bytes in the article's text */
	uint32_t	end;
	uint32_t	sentence;		/* number within the article */
	uint8_t		type;			/* NxTagType, or NX_TAG_TYPES outside */
	bool		begins;			/* first of its name */
} Word;

typedef struct Article
{
	NxText		text;
	NxTokens	tokens;
	Word	   *word;
	uint32_t	nwords;
	uint8_t		corpus;			/* place in corpora[] */
	uint8_t		fold;			/* 0 to 9 */
} Article;

typedef NX_LIST(Article) Articles;

typedef struct Corpus
{
	const char *name;
	uint32_t	sentences;		/* in an article, where the corpus marks none */
	double		weight;			/* of its sentences in training */
	bool		misc_open;		/* what it leaves unmarked may still be misc */
	bool		users_open;		/* user names are unmarked, and may still be names */
	bool		silver;			/* labels not made by hand */
	bool		judged;			/* its development file counts in the mean */
	bool		three_types;	/* scored without misc */
	bool		own;			/* the folder that --data names */
} Corpus;

extern Corpus corpora[];		/* the last is the user's own */
extern const uint32_t ncorpora;

/* Own random numbers (splitmix64). */
static inline uint64_t
next_random(uint64_t *state)
{
	uint64_t	z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline double
next_share(uint64_t *state)
{
	return (double) (next_random(state) >> 11) / 9007199254740992.0;
}

/*
 * Own exponential and logarithm: those of the C library differ in the last
 * bit from one processor and one version to another, and the model's bytes
 * with them.
 */
static inline double
exponential(double x)
{
	double		n;
	double		r;
	double		sum;
	union
	{
		uint64_t	bits;
		double		value;
	}			power;

	x = x < -80 ? -80 : x > 80 ? 80 : x;
	n = floor(x * 1.4426950408889634 + 0.5);
	r = x - n * 0.6931471805599453;
	sum = 1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r / 5040))))));
	power.bits = (uint64_t) ((int64_t) n + 1023) << 52;
	return sum * power.value;
}

static inline double
logarithm(double x)
{
	int			exponent;
	double		fraction = frexp(x, &exponent);
	double		z = (fraction - 0.7071067811865476) / (fraction + 0.7071067811865476);
	double		square = z * z;
	double		sum = 0;
	int			k;

	for (k = 19; k > 0; k -= 2)
		sum = sum * square + 1.0 / k;
	return 2 * z * sum + (exponent - 0.5) * 0.6931471805599453;
}

/* Ends the program with a message. */
extern void stop(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* One line about what goes on, to standard error. */
extern void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

typedef struct Folder Folder;

typedef struct Setup
{
	const char *corpora;		/* folder that holds ner/ and raw/, or NULL */
	const Folder *data;			/* the user's own files, or NULL */
	const char *out;
	NxArena    *arena;
	NxLexicon	lexicon;
	NxGazetteer gazetteer;
	bool		plain;			/* the baseline: words, shapes, affixes */
	bool		crf;			/* a random field on the baseline's features, no perceptron */
	bool		once;			/* one look, no cross-training */
	bool		check;			/* cross-training only */
	bool		errors;			/* print what was missed and what was wrong */
	const char *predict;		/* folder for token, gold tag, found tag; or NULL */
	FILE	   *predictions;	/* the file of it being written */
	const char *leave_out;		/* corpus left out, or NULL */
	uint32_t	passes;
	double		rate;
	double		decay;
	double		drop;			/* share of tokens that learn without their own word */
	uint32_t	least;			/* occurrences of a feature worth learning */
} Setup;

/*
 * Reads ner/<corpus>/<part>.conll.gz, or the folder of --data; false if it is
 * not there.  'training': adds copies of sentences in capitals and title case,
 * and writes part of the text with natural spacing; otherwise tokens are put
 * one space apart.
 */
extern bool read_corpus(const Setup *setup, uint32_t corpus, const char *part, bool training,
						Articles *articles);

/* Word clusters */
typedef struct Clusters
{
	uint32_t	nslots;			/* power of two */
	NxClusterSlot *slot;
	uint16_t	level[NX_TAG_CLUSTERS][2];
} Clusters;

extern void build_clusters(const Setup *setup, const Articles *articles, Clusters *clusters);

/*
 * Learning
 */
typedef struct Sequence
{
	uint32_t	first;			/* in the arrays of Examples */
	uint16_t	n;
	uint8_t		corpus;
	uint8_t		fold;
	float		weight;			/* 0: not used */
} Sequence;

typedef struct Examples
{
	Sequence   *sequence;
	uint32_t	nsequences;
	uint32_t   *allowed;		/* bit set of labels of a token */
	uint64_t   *start;			/* its features begin here; one more than tokens */
	uint8_t    *nlexical;		/* its leading features that name the word */
	uint32_t	ntokens;
	uint32_t   *feature;		/* hashes, then row numbers */
	uint32_t   *hash;			/* of each row */
	uint32_t	nrows;
	float	   *base;			/* [ntokens][NX_TAG_WEIGHTS] added to the scores, or NULL */
} Examples;

typedef struct Weights
{
	float	   *row;			/* [nrows][NX_TAG_WEIGHTS] */
	float		transition[NX_TAG_LABELS][NX_TAG_LABELS];
} Weights;

/* The second look (tagger_votes.h): few features on top of the first look's scores. */
typedef struct SecondLook
{
	Examples	examples;
	Weights		weights;
} SecondLook;

extern void make_examples(const Setup *setup, const NxTagger *look, const Articles *articles,
						  Examples *examples);

/*
 * Learns from the sequences whose fold modulo 'folds' is not 'left_out'
 * (folds 0: from all).  'given' has the transitions, or is NULL: they are learnt too.
 */
extern void learn(const Setup *setup, const Examples *examples, uint32_t folds, uint32_t left_out,
				  const Weights *given, Weights *weights);

/*
 * Scores the sequences whose fold modulo 'folds' is 'fold' with weights that
 * were learnt without them, and labels them: base and label of their tokens.
 */
extern void score_held_out(const Examples *examples, const Weights *weights, uint32_t folds,
						   uint32_t fold, float *base, uint8_t *label);

/* Examples for the second look from the held-out scores and labels of the first. */
extern void make_second_examples(const Setup *setup, const NxTagger *look, const Articles *articles,
								 const Examples *first, float *base, const uint8_t *label,
								 Examples *second);

/* The packed model, in memory; *size its bytes. */
extern NxTaggerHead *pack_model(const Setup *setup, const Examples *examples,
								const Weights *weights, const SecondLook *votes,
								const Clusters *clusters, size_t *size);

/*
 * Scoring
 */
typedef struct Score
{
	uint32_t	gold[NX_TAG_TYPES];
	uint32_t	found[NX_TAG_TYPES];
	uint32_t	right[NX_TAG_TYPES];
	uint32_t	sure_found[10]; /* by confidence */
	uint32_t	sure_right[10];
	uint64_t	tokens;
	double		seconds;
} Score;

extern void score_articles(const Setup *setup, const NxTagger *tagger, const Articles *articles,
						   Score *score);
extern double f1_of(const Score *score, int type, bool three_types);

/* Prints F1 on every development file; returns the mean of the judged ones. */
extern double score_files(Setup *setup, const NxTagger *tagger, FILE *out);

/* Sets the model's confidences from how right held-out names are; 'scale' is that of its weights. */
extern void calibrate(const SecondLook *second, double scale, NxTaggerHead *head);

#endif							/* NX_TRAIN_H */
