/*-------------------------------------------------------------------------
 * train_corpus.c
 *	  Reads labelled corpora (token, tab, tag; BIO2) as articles.
 *
 * The tokens of a sentence are put together to text and go through our own
 * tokeniser, so that the model learns from the tokens it will see.  Labels
 * are carried over by position.  Half of the training text gets the spacing
 * of print, the other half a space between all tokens.
 *
 * Headlines are rare in the corpora: some articles begin with a copy of one
 * of their sentences in capitals or title case.
 *-------------------------------------------------------------------------
 */
#define _DEFAULT_SOURCE

#include <stdlib.h>
#include <string.h>

#include "train.h"
#include "train_folder.h"

#define MOST_WORDS	4096		/* of a sentence */

/* A sentence as it stands in the file. */
typedef struct Sentence
{
	char	   *token[MOST_WORDS];
	uint8_t		type[MOST_WORDS];
	bool		begins[MOST_WORDS];
	uint32_t	n;
} Sentence;

typedef enum Style
{
	STYLE_AS_IS,
	STYLE_UPPER,
	STYLE_TITLE
} Style;

typedef struct Reader
{
	const Setup *setup;
	FILE	   *file;
	uint32_t	corpus;
	bool		training;
	uint64_t	random;
	Sentence   *kept;			/* sentences of the article being gathered */
	uint32_t	nkept;
	Articles   *articles;
} Reader;

#define MOST_SENTENCES	400

static uint8_t
type_of(const char *tag)
{
	static const char *const name[NX_TAG_TYPES] = {"PER", "ORG", "LOC", "MISC"};
	int			i;

	if (tag[0] == 'O' || tag[0] == '\0')
		return NX_TAG_TYPES;
	for (i = 0; i < NX_TAG_TYPES; i++)
		if (strcmp(tag + 2, name[i]) == 0)
			return (uint8_t) i;
	stop("unrecognized tag \"%s\"", tag);
}

static bool
is_one_of(const char *token, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(token, *list) == 0)
			return true;
	return false;
}

/* Is no space printed between these two? */
static bool
joins(const char *left, const char *right)
{
	static const char *const closing[] = {",", ".", ";", ":", "?", "!", ")", "]", "'s", "n't", "'ll",
	"'re", "'ve", "'d", "'m", "%", "'", "...", NULL};
	static const char *const opening[] = {"(", "[", "$", "#", "@", NULL};

	if (strcmp(right, ".") == 0 && left[strlen(left) - 1] == '.')
		return false;
	return is_one_of(right, closing) || is_one_of(left, opening);
}

static bool
is_small_word(const char *token)
{
	static const char *const small[] = {"a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or",
	"by", "with", "from", "as", "is", NULL};

	return is_one_of(token, small);
}

/* Appends a token; upper-cases ASCII and Latin-1 letters, all or the first. */
static void
add_token(NxBuffer *buffer, const char *token, Style style)
{
	bool		raise = style == STYLE_UPPER || (style == STYLE_TITLE && !is_small_word(token));
	uint32_t	i;

	for (i = 0; token[i]; i++)
	{
		unsigned char c = (unsigned char) token[i];

		if (raise && c >= 'a' && c <= 'z')
			c -= 32;
		else if (raise && i > 0 && (unsigned char) token[i - 1] == 0xc3 && c >= 0xa0 && c <= 0xbe && c != 0xb7)
			c -= 32;
		nx_buffer_byte(buffer, (char) c);
		if (style == STYLE_TITLE && c != 0xc3)
			raise = false;
	}
}

/* The title's period, which British papers leave out. */
static bool
is_title(const char *token)
{
	static const char *const title[] = {"Mr.", "Mrs.", "Ms.", "Dr.", "St.", "Jr.", "Prof.", NULL};

	return is_one_of(token, title);
}

static void
add_sentence(Reader *reader, NxBuffer *buffer, const Sentence *sentence, Style style,
			 Article *article, uint32_t number)
{
	bool		natural = reader->training && (next_random(&reader->random) & 1);
	bool		british = reader->training && next_random(&reader->random) % 3 == 0;
	uint32_t	i;

	for (i = 0; i < sentence->n; i++)
	{
		Word	   *word = &article->word[article->nwords++];

		if (i > 0 && !(natural && joins(sentence->token[i - 1], sentence->token[i])))
			nx_buffer_byte(buffer, ' ');
		word->start = buffer->len;
		add_token(buffer, sentence->token[i], style);
		if (british && is_title(sentence->token[i]))
			buffer->len--;
		word->end = buffer->len;
		word->sentence = number;
		word->type = sentence->type[i];
		word->begins = sentence->begins[i];
	}
	nx_buffer_byte(buffer, '\n');
}

/* Ends the article being gathered. */
static void
end_article(Reader *reader)
{
	NxArena    *arena = reader->setup->arena;
	Article    *article;
	NxBuffer	buffer;
	uint32_t	words = 0;
	uint32_t	number = 0;
	int			copy = -1;
	uint32_t	i;
	NxSpan		line = {0, 0};

	if (reader->nkept == 0)
		return;
	for (i = 0; i < reader->nkept; i++)
		words += reader->kept[i].n;
	if (reader->training && !reader->setup->plain && next_share(&reader->random) < (reader->nkept >= 3 ? 0.6 : 0.08))
		copy = (int) (next_random(&reader->random) % (reader->nkept < 3 ? reader->nkept : 3));
	article = nx_push(arena, reader->articles);
	memset(article, 0, sizeof(*article));
	article->word = nx_array(arena, Word, words * 2);
	article->corpus = (uint8_t) reader->corpus;
	article->fold = (uint8_t) (next_random(&reader->random) % 10);
	nx_buffer_init(&buffer, arena, words * 8 + 64);
	if (copy >= 0)
		add_sentence(reader, &buffer, &reader->kept[copy],
					 next_random(&reader->random) % 5 < 2 ? STYLE_UPPER : STYLE_TITLE, article, number++);
	for (i = 0; i < reader->nkept; i++)
		add_sentence(reader, &buffer, &reader->kept[i], STYLE_AS_IS, article, number++);
	article->text = nx_buffer_text(&buffer);
	for (i = 0; i < article->text.len; i++)
		if (article->text.data[i] == '\n')
		{
			line.end = i;
			nx_tokenize(arena, &reader->setup->lexicon, article->text, line, &article->tokens);
			line.start = i + 1;
		}
	reader->nkept = 0;
}

static void
end_sentence(Reader *reader)
{
	uint32_t	limit = corpora[reader->corpus].sentences;

	if (reader->kept[reader->nkept].n == 0)
		return;
	if (++reader->nkept >= (limit ? limit : MOST_SENTENCES))
		end_article(reader);
	reader->kept[reader->nkept].n = 0;
}

/* Ends sentence and article; what comes begins new ones. */
static void
begin_article(Reader *reader)
{
	end_sentence(reader);
	end_article(reader);
	reader->kept[0].n = 0;
}

static void
add_word(Reader *reader, const char *token, uint8_t type, bool begins)
{
	Sentence   *sentence = &reader->kept[reader->nkept];
	bool		goes_on;

	if (sentence->n == MOST_WORDS)
		end_sentence(reader);
	sentence = &reader->kept[reader->nkept];
	if (strcmp(token, "``") == 0 || strcmp(token, "''") == 0)
		token = "\"";
	goes_on = sentence->n > 0 && sentence->type[sentence->n - 1] == type;
	sentence->token[sentence->n] = memcpy(nx_arena_alloc(reader->setup->arena, strlen(token) + 1),
										  token, strlen(token) + 1);
	sentence->type[sentence->n] = type;
	sentence->begins[sentence->n] = type != NX_TAG_TYPES && (begins || !goes_on);
	sentence->n++;
}

static void
add_line(Reader *reader, char *line)
{
	char	   *tag = strchr(line, '\t');
	char	   *end;

	if (tag == NULL)
		stop("line without tab: %s", line);
	*tag++ = '\0';
	end = strchr(tag, '\t');
	if (end)
		*end = '\0';
	if (strcmp(line, "-DOCSTART-") == 0)
		begin_article(reader);
	else
		add_word(reader, line, type_of(tag), tag[0] == 'B');
}

/* One line of a file of the user's own. */
static void
add_folder_line(Reader *reader, FolderLine *at, char *line)
{
	switch (read_folder_line(at, line))
	{
		case FOLDER_TOKEN:
			add_word(reader, at->token, at->type, at->begins);
			break;
		case FOLDER_SENTENCE:
			end_sentence(reader);
			break;
		case FOLDER_ARTICLE:
			begin_article(reader);
			break;
		case FOLDER_COMMENT:
			break;
	}
}

/* Lines without their ends, to the end of the file; 'at' is NULL for a corpus. */
static void
read_lines(Reader *reader, FolderLine *at)
{
	char	   *line = NULL;
	size_t		room = 0;
	ssize_t		len;

	while ((len = getline(&line, &room, reader->file)) >= 0)
	{
		while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		if (at)
			add_folder_line(reader, at, line);
		else if (len == 0)
			end_sentence(reader);
		else
			add_line(reader, line);
	}
	free(line);
	begin_article(reader);
}

static bool
read_folder(Reader *reader)
{
	uint32_t	next = 0;
	FolderLine	at;

	if (reader->setup->data == NULL)
		return false;
	while ((reader->file = open_folder_file(reader->setup->data, !reader->training, &next, &at)) != NULL)
	{
		read_lines(reader, &at);
		if (pclose(reader->file) != 0)
			stop("could not read %s", at.file);
	}
	return reader->articles->n > 0;
}

static bool
read_compressed(Reader *reader, const char *part)
{
	const Setup *setup = reader->setup;
	char		command[2048];

	if (setup->corpora == NULL)
		return false;
	snprintf(command, sizeof(command), "%s/ner/%s/%s.conll.gz", setup->corpora, corpora[reader->corpus].name, part);
	reader->file = fopen(command, "rb");
	if (reader->file == NULL)
		return false;
	fclose(reader->file);
	snprintf(command, sizeof(command), "gzip -dc '%s/ner/%s/%s.conll.gz'",
			 setup->corpora, corpora[reader->corpus].name, part);
	reader->file = popen(command, "r");
	if (reader->file == NULL)
		stop("could not run gzip");
	read_lines(reader, NULL);
	pclose(reader->file);
	return true;
}

bool
read_corpus(const Setup *setup, uint32_t corpus, const char *part, bool training, Articles *articles)
{
	Sentence   *kept = calloc(MOST_SENTENCES + 1, sizeof(Sentence));
	Reader		reader = {.setup = setup, .corpus = corpus, .training = training, .articles = articles, .kept = kept};
	bool		found;

	reader.random = 1000 + corpus;
	if (kept == NULL)
		stop("out of memory");
	found = corpora[corpus].own ? read_folder(&reader) : read_compressed(&reader, part);
	free(kept);
	return found;
}
