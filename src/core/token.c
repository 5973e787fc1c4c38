/*-------------------------------------------------------------------------
 * token.c
 *	  Words, numbers, marks and sentences of a text.
 *
 * One pass over the bytes; a word is classified and hashed while it is read.
 * ASCII goes through a table of 128 entries, the rest through unicode.c.
 * Sentence starts are set in a second pass over the tokens, which is where
 * "Gov. Smith", "in the U.S. The" and a closing quote after a period differ.
 *-------------------------------------------------------------------------
 */
#include "token.h"

#include <string.h>

#include "masks.h"
#include "unicode.h"

typedef struct Scan
{
	const char *text;			/* of the whole text */
	uint32_t	at;
	uint32_t	end;
	uint32_t	readable;		/* end of the text, which the piece may be part of */
	const NxLexicon *lexicon;
	uint16_t	pending;		/* NX_T_SPACE, NX_T_LINE seen before the next token */
} Scan;

/* What has been learnt of the word being read. */
typedef struct Word
{
	uint64_t	hash;
	uint32_t	letters;
	uint32_t	upper;
	uint32_t	chars;
	uint32_t	since_period;	/* letters since the last inner period */
	uint16_t	flags;
	bool		lower_seen;
} Word;

static uint32_t
decode_at(const Scan *scan, uint32_t at, uint32_t *size)
{
	if (at >= scan->end)
	{
		*size = 0;
		return ' ';
	}
	return nx_decode(scan->text + at, scan->text + scan->end, size);
}

static bool
is_letter_at(const Scan *scan, uint32_t at)
{
	uint32_t	size;
	uint32_t	cp = decode_at(scan, at, &size);

	return size && nx_is_letter(nx_cp_kind(cp));
}

static bool
is_digit_at(const Scan *scan, uint32_t at)
{
	return at < scan->end && (unsigned) (scan->text[at] - '0') < 10;
}

/* Adds one letter, digit or mark to the word: case, count, hash. */
static void
add_cp(Word *word, uint32_t cp, NxCpKind kind)
{
	const NxCpInfo *info;
	int			i;

	word->chars++;
	if (kind == NX_CP_UPPER)
	{
		word->upper++;
		if (word->letters == 0)
			word->flags |= NX_T_CAPITAL;
		if (word->lower_seen)
			word->flags |= NX_T_MIXED;
	}
	else if (kind == NX_CP_LOWER)
		word->lower_seen = true;
	else if (kind == NX_CP_DIGIT)
		word->flags |= NX_T_DIGIT;
	else if (kind == NX_CP_LETTER)
		word->flags |= NX_T_CASELESS;
	if (nx_is_letter(kind) && kind != NX_CP_MARK)
	{
		word->letters++;
		word->since_period++;
	}
	if (cp < 0x80)
	{
		word->hash = nx_hash_byte(word->hash, (unsigned char) (kind == NX_CP_UPPER ? cp | 0x20 : cp));
		return;
	}
	info = nx_cp_info(cp);
	for (i = 0; i < (info->nfold == 0xff ? 1 : info->nfold); i++)
	{
		char		bytes[4];
		uint32_t	folded = info->nfold == 0xff ? cp : info->fold[i];
		NxCpKind	folded_kind = nx_cp_kind(folded);
		uint32_t	n = nx_encode(folded, bytes);
		uint32_t	k;

		if (!nx_is_letter(folded_kind) && folded_kind != NX_CP_DIGIT)
			continue;
		for (k = 0; k < n; k++)
			word->hash = nx_hash_byte(word->hash, (unsigned char) bytes[k]);
	}
}

/* "'s" that is not the beginning of a longer word. */
static bool
is_possessive_at(const Scan *scan, uint32_t after_apostrophe)
{
	return after_apostrophe < scan->end && (scan->text[after_apostrophe] | 0x20) == 's' &&
		!is_letter_at(scan, after_apostrophe + 1) && !is_digit_at(scan, after_apostrophe + 1);
}

/*
 * May the mark at scan->at stand inside a word?  Its size in bytes, or 0.
 * Periods: "U.S", "a.m", "example.com", but not "end.Next".
 */
static uint32_t
inner_mark(const Scan *scan, Word *word, uint32_t cp, uint32_t size)
{
	uint32_t	next = scan->at + size;

	if (cp == '.' && is_letter_at(scan, next))
	{
		unsigned char c = (unsigned char) scan->text[next];
		bool		lower_next = c - 'a' < 26;

		if (word->since_period <= 1 || (lower_next && c >= 'a' && word->lower_seen && word->upper == 0))
		{
			word->flags |= NX_T_INNER_PERIOD;
			word->since_period = 0;
			return size;
		}
		return 0;
	}
	if (cp == '&' && word->upper && word->letters && !word->lower_seen && is_letter_at(scan, next))
		return size;
	if (cp < 0x80 ? cp == '\'' : (nx_cp_info(cp)->flags & NX_CP_APOSTROPHE) != 0)
		return is_letter_at(scan, next) && !is_possessive_at(scan, next) ? size : 0;
	return 0;
}

/*
 * The lower-case ASCII letters at scan->at, which most of a text is made of:
 * the same as add_cp for each, without its questions.
 */
static void
add_lower_ascii(Scan *scan, Word *word, uint32_t limit)
{
	uint64_t	hash = word->hash;
	uint32_t	at = scan->at;
	uint32_t	n;

	while (at < limit && (unsigned char) (scan->text[at] - 'a') < 26)
		hash = nx_hash_byte(hash, (unsigned char) scan->text[at++]);
	n = at - scan->at;
	if (n == 0)
		return;
	word->hash = hash;
	word->lower_seen = true;
	word->chars += n;
	word->letters += n;
	word->since_period += n;
	scan->at = at;
}

/* Reads a word or number that begins at scan->at into *token. */
static void
read_word(Scan *scan, NxToken *token)
{
	Word		word;
	uint32_t	limit = scan->end - scan->at > NX_TOKEN_LONGEST ? scan->at + NX_TOKEN_LONGEST : scan->end;

	memset(&word, 0, sizeof(word));
	word.hash = NX_HASH_SEED;
	token->start = scan->at;
	token->kind = NX_TOKEN_WORD;
	for (;;)
	{
		uint32_t	size;
		uint32_t	cp;
		NxCpKind	kind;

		add_lower_ascii(scan, &word, limit);
		if (scan->at >= limit)
			break;
		cp = nx_decode(scan->text + scan->at, scan->text + scan->end, &size);
		kind = nx_cp_kind(cp);
		if (nx_is_letter(kind) || kind == NX_CP_DIGIT)
		{
			if (word.chars == 0 && kind == NX_CP_DIGIT)
				token->kind = NX_TOKEN_NUMBER;
			add_cp(&word, cp, kind);
			scan->at += size;
		}
		else if (kind == NX_CP_IGNORABLE)
			scan->at += size;
		else if (token->kind == NX_TOKEN_NUMBER && word.letters == 0)
		{
			if ((cp != '.' && cp != ',' && cp != ':') || !is_digit_at(scan, scan->at + 1))
				break;
			scan->at++;
			word.chars++;
		}
		else
		{
			size = inner_mark(scan, &word, cp, size);
			if (size == 0)
				break;
			scan->at += size;
			word.chars++;
		}
	}
	token->end = scan->at;
	token->hash = nx_hash_mix(word.hash);
	if (word.letters >= 2 && word.upper == word.letters)
		word.flags |= NX_T_UPPER;
	if (word.letters == 1 && word.upper == 1 && word.chars == 1)
		word.flags |= NX_T_INITIAL;
	token->flags = word.flags;
	token->nchars = (uint8_t) (word.chars > 255 ? 255 : word.chars);
}

/* What may follow a plain word: what ends it, and what asks for a second look. */
#define GOES_ON		1
#define PERIOD		2
static const uint8_t after_word[256] = {
	['.'] = PERIOD, ['&'] = GOES_ON, ['\''] = GOES_ON,
#define X(c) [(c)] = GOES_ON, [(c) + 1] = GOES_ON, [(c) + 2] = GOES_ON, [(c) + 3] = GOES_ON, [(c) + 4] = GOES_ON
	X('0'), X('5'),
	X('A'), X('F'), X('K'), X('P'), X('U'), ['Z'] = GOES_ON,
	X('a'), X('f'), X('k'), X('p'), X('u'), ['z'] = GOES_ON,
#undef X
#define X(c) [(c)] = GOES_ON, [(c) + 1] = GOES_ON, [(c) + 2] = GOES_ON, [(c) + 3] = GOES_ON, [(c) + 4] = GOES_ON, \
	[(c) + 5] = GOES_ON, [(c) + 6] = GOES_ON, [(c) + 7] = GOES_ON
	X(0x80), X(0x88), X(0x90), X(0x98), X(0xa0), X(0xa8), X(0xb0), X(0xb8),
	X(0xc0), X(0xc8), X(0xd0), X(0xd8), X(0xe0), X(0xe8), X(0xf0), X(0xf8)
#undef X
};

/* Hash of the folded letters of ASCII at 'at', the first at most a capital. */
static inline uint64_t
hash_plain(const char *at, uint32_t n)
{
	uint64_t	hash[9];
	uint64_t	bytes = nx_load_word(at) | 0x20;
	uint32_t	i;

	/* all of eight, and the one that counts is taken: their number cannot be guessed */
	hash[0] = NX_HASH_SEED;
	hash[1] = nx_hash_byte(hash[0], (unsigned char) bytes);
	hash[2] = nx_hash_byte(hash[1], (unsigned char) (bytes >> 8));
	hash[3] = nx_hash_byte(hash[2], (unsigned char) (bytes >> 16));
	hash[4] = nx_hash_byte(hash[3], (unsigned char) (bytes >> 24));
	hash[5] = nx_hash_byte(hash[4], (unsigned char) (bytes >> 32));
	hash[6] = nx_hash_byte(hash[5], (unsigned char) (bytes >> 40));
	hash[7] = nx_hash_byte(hash[6], (unsigned char) (bytes >> 48));
	hash[8] = nx_hash_byte(hash[7], (unsigned char) (bytes >> 56));
	if (n <= 8)
		return hash[n];
	for (i = 8; i < n; i++)
		hash[8] = nx_hash_byte(hash[8], (unsigned char) at[i]);
	return hash[8];
}

/*
 * Most words are ASCII letters, the first at most a capital, and end where
 * nothing asks for a second look: the same as read_word without its questions.
 * Returns false, with nothing read, if this word is not of that kind.
 */
static bool
read_plain_word(Scan *scan, NxToken *token, unsigned char first)
{
	const char *at = scan->text + scan->at;
	uint32_t	rest = scan->end - scan->at;
	bool		capital = nx_ascii_kind[first] == NX_CP_UPPER;
	uint32_t	n;

	if (scan->readable - scan->at < 17)
		return false;
	n = 1 + nx_count_small(at + 1);
	if (n > 16 || n > rest)
		return false;
	if (n < rest)
	{
		uint32_t	after = after_word[(unsigned char) at[n]];

		/* "U.S", "example.com" */
		if (after == GOES_ON ||
			(after == PERIOD && n + 1 < rest &&
			 ((unsigned char) at[n + 1] >= 0x80 || nx_is_letter((NxCpKind) nx_ascii_kind[(unsigned char) at[n + 1]]))))
			return false;
	}
	token->start = scan->at;
	token->end = scan->at + n;
	token->hash = nx_hash_mix(hash_plain(at, n));
	token->kind = NX_TOKEN_WORD;
	token->flags = capital ? n == 1 ? NX_T_CAPITAL | NX_T_INITIAL : NX_T_CAPITAL : 0;
	token->nchars = (uint8_t) n;
	scan->at += n;
	return true;
}

/* Does the period at scan->at belong to the word just read? */
static bool
keeps_period(const Scan *scan, const NxToken *token)
{
	uint32_t	after = scan->at + 1;

	if (scan->at >= scan->end || scan->text[scan->at] != '.' ||
		(after < scan->end && scan->text[after] == '.'))
		return false;
	if (token->kind != NX_TOKEN_WORD)
		return false;
	if (token->flags & NX_T_INITIAL)
		return true;
	if (token->flags & NX_T_INNER_PERIOD)
		return token->nchars <= 12 && (token->flags & (NX_T_UPPER | NX_T_CAPITAL) || token->nchars <= 5);
	if ((token->lists & NX_L_ABBREVIATION) == 0)
		return false;
	if ((token->lists & NX_L_STOP) == 0)
		return true;
	/* "No. 5" against "no." */
	while (after < scan->end && scan->text[after] == ' ')
		after++;
	return is_digit_at(scan, after);
}

/* Reads one mark, or a run of the same hyphen or period. */
static void
read_mark(Scan *scan, NxToken *token, uint32_t cp, uint32_t size, NxCpKind kind)
{
	uint8_t		flags = nx_cp_info(cp)->flags;
	uint32_t	chars = 1;

	token->start = scan->at;
	token->kind = kind == NX_CP_PUNCT ? NX_TOKEN_PUNCT : NX_TOKEN_SYMBOL;
	token->flags = 0;
	if (flags & NX_CP_APOSTROPHE && is_possessive_at(scan, scan->at + size))
	{
		token->flags = NX_T_POSSESSIVE;
		scan->at += size + 1;
		chars = 2;
	}
	else
	{
		scan->at += size;
		if (cp == '-' || cp == '.' || cp == '_' || cp == '*' || cp == '=')
			for (; scan->at < scan->end && scan->text[scan->at] == (char) cp; scan->at++)
				chars++;
	}
	token->end = scan->at;
	if (flags & NX_CP_HYPHEN)
		token->flags |= NX_T_HYPHEN;
	if (flags & NX_CP_QUOTE && !(token->flags & NX_T_POSSESSIVE))
		token->flags |= NX_T_QUOTE;
	if (cp == '.' && chars == 1)
		token->flags |= NX_T_PERIOD;
	token->hash = nx_hash_bytes(scan->text + token->start, size);
	token->nchars = (uint8_t) (chars > 255 ? 255 : chars);
	token->lists = 0;
}

/*
 * Next token, or false at the end of the piece.  A word's lists are left to
 * the caller, who looks when the memory asked for here has come, unless a
 * period after the word asks for them now.
 */
static bool
read_token(Scan *scan, NxToken *token)
{
	while (scan->at < scan->end)
	{
		unsigned char c = (unsigned char) scan->text[scan->at];
		uint32_t	size;
		uint32_t	cp;
		NxCpKind	kind;

		if (c == ' ')
		{
			scan->pending |= NX_T_SPACE;
			scan->at++;
			continue;
		}
		cp = nx_decode(scan->text + scan->at, scan->text + scan->end, &size);
		kind = nx_cp_kind(cp);
		if (kind == NX_CP_SPACE || kind == NX_CP_NEWLINE || kind == NX_CP_CONTROL)
		{
			scan->pending |= kind == NX_CP_NEWLINE ? NX_T_SPACE | NX_T_LINE : NX_T_SPACE;
			scan->at += size;
			continue;
		}
		if (kind == NX_CP_IGNORABLE)
		{
			scan->at += size;
			continue;
		}
		if (nx_is_letter(kind) || kind == NX_CP_DIGIT)
		{
			if (c >= 0x80 || kind == NX_CP_DIGIT || !read_plain_word(scan, token, c))
				read_word(scan, token);
			nx_lexicon_fetch(scan->lexicon, token->hash);
			if (scan->at < scan->end && scan->text[scan->at] == '.')
			{
				token->lists = nx_lexicon_word(scan->lexicon, token->hash);
				if (keeps_period(scan, token))
				{
					token->end = ++scan->at;
					token->flags |= NX_T_PERIOD;
				}
			}
		}
		else
			read_mark(scan, token, cp, size, kind);
		token->flags |= scan->pending;
		scan->pending = 0;
		return true;
	}
	return false;
}

/* Can this token be the first of a sentence? */
static bool
can_begin(const NxToken *token)
{
	return (token->flags & (NX_T_CAPITAL | NX_T_CASELESS | NX_T_QUOTE)) != 0 ||
		token->kind == NX_TOKEN_NUMBER || token->kind == NX_TOKEN_PUNCT;
}

/* After a word with a period of its own: does a new sentence begin? */
static bool
begins_after_abbreviation(const NxToken *word, const NxToken *next)
{
	if ((next->flags & NX_T_CAPITAL) == 0 || word->flags & NX_T_INITIAL || word->lists & NX_L_TITLE)
		return false;
	if (next->lists & NX_L_STOP)
		return true;
	return (next->lists & NX_L_NAME_STOP) != 0 && (next->lists & (NX_L_GIVEN | NX_L_ORG_HEAD)) == 0;
}

static bool
ends_sentence(const NxToken *token, NxText text)
{
	uint32_t	size;

	if (token->kind == NX_TOKEN_WORD || token->kind == NX_TOKEN_NUMBER)
		return false;
	if (token->flags & NX_T_PERIOD)
		return true;
	return token->kind == NX_TOKEN_PUNCT &&
		(nx_cp_info(nx_decode(text.data + token->start, text.data + text.len, &size))->flags & NX_CP_STOP);
}

static bool
closes(const NxToken *token, NxText text)
{
	uint32_t	size;

	if (token->kind != NX_TOKEN_PUNCT || token->flags & NX_T_SPACE)
		return false;
	return token->flags & NX_T_QUOTE ||
		(nx_cp_info(nx_decode(text.data + token->start, text.data + text.len, &size))->flags & NX_CP_CLOSE);
}

/* Sets NX_T_SENTENCE in the tokens from 'first' on. */
static void
mark_sentences(NxTokens *tokens, uint32_t first, NxText text)
{
	bool		ended = true;
	uint32_t	i;

	for (i = first; i < tokens->n; i++)
	{
		NxToken    *token = &tokens->item[i];
		const NxToken *before = i > first ? token - 1 : NULL;

		if (i == first)
			token->flags |= NX_T_SENTENCE | NX_T_LINE | NX_T_SPACE;
		else if (ended && closes(token, text))
			continue;
		else if (ended && token->flags & NX_T_SPACE && can_begin(token))
			token->flags |= NX_T_SENTENCE;
		else if (before->kind == NX_TOKEN_WORD && before->flags & NX_T_PERIOD &&
				 token->flags & NX_T_SPACE && begins_after_abbreviation(before, token))
			token->flags |= NX_T_SENTENCE;
		ended = ends_sentence(token, text);
	}
}

/* Tokens between asking for a word's lists and reading them. */
#define LATE	4

static inline void
set_lists(const NxLexicon *lexicon, NxToken *token)
{
	if (token->kind <= NX_TOKEN_NUMBER)
		token->lists = nx_lexicon_word(lexicon, token->hash);
}

void
nx_tokenize(NxArena *arena, const NxLexicon *lexicon, NxText text, NxSpan piece, NxTokens *tokens)
{
	Scan		scan = {text.data, piece.start, piece.end, text.len, lexicon, 0};
	uint32_t	first = tokens->n;
	uint32_t	want = tokens->n + (piece.end - piece.start) / 5 + 16;
	uint32_t	late = first;	/* tokens before this one have their lists */

	if (tokens->room < want)
		tokens->item = nx_arena_grow(arena, tokens->item, tokens->n, &tokens->room, want, sizeof(NxToken));
	for (;;)
	{
		NxToken    *token = nx_push(arena, tokens);

		token->lists = 0;
		if (!read_token(&scan, token))
			break;
		if (tokens->n - late > LATE)
			set_lists(lexicon, &tokens->item[late++]);
		if ((tokens->n & 1023) == 0)
			nx_arena_poll(arena);
	}
	tokens->n--;
	while (late < tokens->n)
		set_lists(lexicon, &tokens->item[late++]);
	mark_sentences(tokens, first, text);
}

uint64_t
nx_phrase_key(NxArena *arena, const NxLexicon *lexicon, NxText name, uint32_t *nwords)
{
	NxTokens	tokens = {NULL, 0, 0};
	NxSpan		whole = {0, name.len};
	uint64_t	key = 0;
	uint32_t	i;

	*nwords = 0;
	nx_tokenize(arena, lexicon, name, whole, &tokens);
	for (i = 0; i < tokens.n; i++)
	{
		if (tokens.item[i].kind > NX_TOKEN_NUMBER)
			continue;
		key = *nwords ? nx_join_hash(key, tokens.item[i].hash) : tokens.item[i].hash;
		++*nwords;
	}
	return key;
}

uint32_t
nx_next_word(const NxTokens *tokens, uint32_t i, NxText text)
{
	for (i++; i < tokens->n; i++)
	{
		const NxToken *token = &tokens->item[i];
		char		c = text.data[token->start];

		if (token->flags & NX_T_SENTENCE)
			return tokens->n;
		if (token->kind <= NX_TOKEN_NUMBER)
			return i;
		if (token->flags & NX_T_POSSESSIVE || c == '&')
			continue;
		if (token->flags & NX_T_SPACE)
			return tokens->n;
		if (!(token->flags & NX_T_HYPHEN && token->nchars == 1) &&
			!(token->flags & NX_T_PERIOD) && c != '\'')
			return tokens->n;
	}
	return tokens->n;
}
