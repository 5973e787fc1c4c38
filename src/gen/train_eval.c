/*-------------------------------------------------------------------------
 * train_eval.c
 *	  Scores a model as it will run: nx_tag over articles, spans compared
 *	  with the corpus (exact span and type, as conlleval counts).
 *-------------------------------------------------------------------------
 */
#define _DEFAULT_SOURCE

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "train.h"

/* Type of the name that begins at a word and its last word; NX_TAG_TYPES if none does. */
typedef struct Name
{
	uint8_t		type;
	uint32_t	last;
} Name;

static void
gold_names(const Article *article, Name *name)
{
	uint32_t	i;

	for (i = 0; i <= article->nwords; i++)	/* one more than words: an end that is no name */
		name[i].type = NX_TAG_TYPES;
	for (i = 0; i < article->nwords;)
	{
		uint32_t	last = i;

		if (article->word[i].type != NX_TAG_TYPES)
		{
			while (last + 1 < article->nwords && article->word[last + 1].type == article->word[i].type &&
				   !article->word[last + 1].begins && article->word[last + 1].sentence == article->word[i].sentence)
				last++;
			name[i].type = article->word[i].type;
			name[i].last = last;
		}
		i = last + 1;
	}
}

static int
type_of_kind(uint8_t kind)
{
	return kind == NX_KIND_PERSON ? NX_TAG_PERSON : kind == NX_KIND_ORG ? NX_TAG_ORG :
		kind == NX_KIND_PLACE ? NX_TAG_PLACE : NX_TAG_MISC;
}

static const char *const tag_name[] = {"PER", "ORG", "LOC", "MISC"};

/* Prints a name that is only in the corpus ("-") or only found ("+"), with its surroundings. */
static void
print_error(const Article *article, char sign, int type, uint32_t first, uint32_t last)
{
	uint32_t	from = first < 4 ? 0 : first - 4;
	uint32_t	to = last + 4 < article->nwords ? last + 4 : article->nwords - 1;
	uint32_t	start = article->word[from].start;
	uint32_t	end = article->word[to].end;
	uint32_t	i;

	printf("%c %s %s\t%.*s\t", sign, corpora[article->corpus].name, tag_name[type],
		   (int) (article->word[last].end - article->word[first].start),
		   article->text.data + article->word[first].start);
	for (i = start; i < end; i++)
		putchar(article->text.data[i] == '\n' ? '|' : article->text.data[i]);
	putchar('\n');
}

/* Writes an article with the corpus's tags and those found, for other scorers. */
static void
write_article(FILE *out, const Article *article, const Name *gold, const Name *found)
{
	const Name *const side[2] = {gold, found};
	uint32_t	open_until[2] = {0, 0};
	int			type[2] = {NX_TAG_TYPES, NX_TAG_TYPES};
	uint32_t	i;
	int			k;

	for (i = 0; i < article->nwords; i++)
	{
		const Word *word = &article->word[i];

		if (i > 0 && word->sentence != word[-1].sentence)
			fputc('\n', out);
		fprintf(out, "%.*s", (int) (word->end - word->start), article->text.data + word->start);
		for (k = 0; k < 2; k++)
		{
			if (side[k][i].type != NX_TAG_TYPES)
			{
				type[k] = side[k][i].type;
				open_until[k] = side[k][i].last + 1;
				fprintf(out, "\tB-%s", tag_name[type[k]]);
			}
			else if (i < open_until[k])
				fprintf(out, "\tI-%s", tag_name[type[k]]);
			else
				fputs("\tO", out);
		}
		fputc('\n', out);
	}
	fputc('\n', out);
}

static void
compare(const Setup *setup, const Article *article, const NxTagSpans *spans, Score *score)
{
	Name	   *name = malloc((article->nwords + 1) * sizeof(Name));
	Name	   *found = malloc((article->nwords + 1) * sizeof(Name));
	uint32_t	at = 0;
	uint32_t	i;

	if (name == NULL || found == NULL)
		stop("out of memory");
	gold_names(article, name);
	for (i = 0; i < article->nwords; i++)
		found[i].type = NX_TAG_TYPES;
	for (i = 0; i < article->nwords; i++)
		if (name[i].type != NX_TAG_TYPES)
			score->gold[name[i].type]++;
	for (i = 0; i < spans->n; i++)
	{
		const NxTagSpan *span = &spans->item[i];
		uint32_t	start = article->tokens.item[span->first].start;
		uint32_t	end = article->tokens.item[span->first + span->ntokens - 1].end;
		int			type = type_of_kind(span->kind);
		uint32_t	sure = span->confidence / 100;
		uint32_t	last;
		bool		right;

		while (at < article->nwords && article->word[at].end <= start)
			at++;
		for (last = at; last + 1 < article->nwords && article->word[last + 1].start < end; last++)
			;
		right = name[at].type == type && name[at].last == last;
		if (!right && setup->errors)
			print_error(article, '+', type, at, last);
		found[at].type = (uint8_t) type;
		found[at].last = last;
		score->found[type]++;
		score->right[type] += right;
		if (sure > 9)
			sure = 9;
		score->sure_found[sure]++;
		score->sure_right[sure] += right;
	}
	for (i = 0; setup->errors && i < article->nwords; i++)
		if (name[i].type != NX_TAG_TYPES && (found[i].type != name[i].type || found[i].last != name[i].last))
			print_error(article, '-', name[i].type, i, name[i].last);
	if (setup->predictions)
		write_article(setup->predictions, article, name, found);
	free(name);
	free(found);
}

void
score_articles(const Setup *setup, const NxTagger *tagger, const Articles *articles, Score *score)
{
	NxArena		arena;
	uint32_t	i;
	clock_t		begun;

	nx_arena_init(&arena, &nx_malloc_hooks);
	for (i = 0; i < articles->n; i++)
	{
		const Article *article = &articles->item[i];
		NxTagSpans	spans = {NULL, 0, 0};

		begun = clock();
		nx_tag(&arena, tagger, setup->plain ? NULL : &setup->lexicon,
			   setup->plain ? NULL : &setup->gazetteer, article->text, &article->tokens, &spans);
		score->seconds += (double) (clock() - begun) / CLOCKS_PER_SEC;
		score->tokens += article->tokens.n;
		compare(setup, article, &spans, score);
		nx_arena_reset(&arena);
	}
}

double
f1_of(const Score *score, int type, bool three_types)
{
	uint32_t	gold = 0,
				found = 0,
				right = 0;
	int			t;

	for (t = 0; t < NX_TAG_TYPES; t++)
		if ((type < 0 && !(three_types && t == NX_TAG_MISC)) || t == type)
		{
			gold += score->gold[t];
			found += score->found[t];
			right += score->right[t];
		}
	return gold + found == 0 ? 0 : 200.0 * right / (gold + found);
}

double
score_files(Setup *setup, const NxTagger *tagger, FILE *out)
{
	double		sum[NX_TAG_TYPES + 1] = {0};
	uint32_t	judged = 0;
	uint64_t	tokens = 0;
	double		seconds = 0;
	uint32_t	sure_found[10] = {0};
	uint32_t	sure_right[10] = {0};
	uint32_t	i;
	int			t;

	fprintf(out, "%-12s %6s %6s %6s %6s %6s\n", "file", "all", "PER", "ORG", "LOC", "MISC");
	for (i = 0; i < ncorpora; i++)
	{
		Articles	articles = {NULL, 0, 0};
		Score		score;

		if (!read_corpus(setup, i, "dev", false, &articles))
			continue;
		memset(&score, 0, sizeof(score));
		if (setup->predict)
		{
			char		path[1024];

			snprintf(path, sizeof(path), "%s/%s.conll", setup->predict, corpora[i].name);
			setup->predictions = fopen(path, "w");
			if (setup->predictions == NULL)
				stop("cannot write %s", path);
		}
		score_articles(setup, tagger, &articles, &score);
		if (setup->predictions)
			fclose(setup->predictions);
		setup->predictions = NULL;
		fprintf(out, "%-12s %6.2f", corpora[i].name, f1_of(&score, -1, corpora[i].three_types));
		for (t = 0; t < NX_TAG_TYPES; t++)
			fprintf(out, " %6.2f", f1_of(&score, t, false));
		fprintf(out, "%s\n", corpora[i].judged ? " *" : "");
		tokens += score.tokens;
		seconds += score.seconds;
		if (!corpora[i].judged)
			continue;
		judged++;
		for (t = 0; t < 10; t++)
		{
			sure_found[t] += score.sure_found[t];
			sure_right[t] += score.sure_right[t];
		}
		sum[NX_TAG_TYPES] += f1_of(&score, -1, corpora[i].three_types);
		for (t = 0; t < NX_TAG_TYPES; t++)
			sum[t] += f1_of(&score, t, false);
	}
	if (judged == 0)
	{
		say("nothing to measure on");
		return 0;
	}
	fprintf(out, "%-12s %6.2f %6.2f %6.2f %6.2f %6.2f\n", "mean of *", sum[NX_TAG_TYPES] / judged,
			sum[0] / judged, sum[1] / judged, sum[2] / judged, sum[3] / judged);
	fprintf(out, "\nconfidence    names  right\n");
	for (t = 0; t < 10; t++)
		if (sure_found[t])
			fprintf(out, "%.1f to %.1f %8u %6.3f\n", t / 10.0, (t + 1) / 10.0, sure_found[t],
					(double) sure_right[t] / sure_found[t]);
	say("%.2f million tokens a second", (double) tokens / seconds / 1e6);
	return sum[NX_TAG_TYPES] / judged;
}
