/*-------------------------------------------------------------------------
 * publisher_line.c
 *	  Lines as they are compared, and when one counts as repeated.
 *
 * A line is cut into words, what masks stand for is found, neighbouring masks
 * are made one, and the hashes of what is left are joined.  One pass over at
 * most NX_LINE_MOST bytes, without memory of its own.
 *-------------------------------------------------------------------------
 */
#include "publisher_line.h"

#include <string.h>

#include "block_kind.h"
#include "data.h"
#include "token.h"
#include "unicode.h"

typedef enum PieceType
{
	PIECE_WORD = 0,
	PIECE_NUMBER,
	PIECE_DATE,
	PIECE_NAME,
	PIECE_GONE					/* part of the one before */
} PieceType;

static const char *const mask[] = {"", "#", "<date>", "<name>"};

typedef struct Piece
{
	uint32_t	start;
	uint32_t	end;
	uint64_t	hash;
	uint8_t		type;			/* PieceType */
	bool		capital;
	bool		digits;
} Piece;

#define MOST_PIECES		(NX_LINE_MOST / 2 + 1)

typedef struct Pieces
{
	Piece		item[MOST_PIECES];
	uint32_t	n;
	uint32_t	words;			/* that are no masks */
	bool		masked;
} Pieces;

static bool
is_word_kind(NxCpKind kind)
{
	return nx_is_letter(kind) || kind == NX_CP_DIGIT;
}

static uint32_t
add_word(NxText text, uint32_t at, Pieces *pieces)
{
	Piece	   *piece = &pieces->item[pieces->n++];
	uint32_t	size;

	memset(piece, 0, sizeof(*piece));
	piece->start = at;
	piece->capital = nx_cp_kind(nx_decode(text.data + at, text.data + text.len, &size)) == NX_CP_UPPER;
	for (; at < text.len; at += size)
	{
		NxCpKind	kind = nx_cp_kind(nx_decode(text.data + at, text.data + text.len, &size));

		if (!is_word_kind(kind) && kind != NX_CP_IGNORABLE)
			break;
		piece->digits |= kind == NX_CP_DIGIT;
	}
	piece->end = at;
	piece->hash = nx_fold_hash(nx_slice(text, piece->start, at));
	return at;
}

static bool
is_word_at(NxText text, uint32_t at)
{
	uint32_t	size;

	return at < text.len && is_word_kind(nx_cp_kind(nx_decode(text.data + at, text.data + text.len, &size)));
}

/* Is a mask written here, as lines of dictionaries have them?  Its length, or 0. */
static uint32_t
written_mask(NxText text, uint32_t at, PieceType *type)
{
	int			i;

	for (i = PIECE_NUMBER; i <= PIECE_NAME; i++)
	{
		uint32_t	len = (uint32_t) strlen(mask[i]);

		if (text.len - at >= len && memcmp(text.data + at, mask[i], len) == 0)
		{
			*type = (PieceType) i;
			/* "#news" is a word; "in #." has a number */
			return i == PIECE_NUMBER && is_word_at(text, at + 1) ? 0 : len;
		}
	}
	return 0;
}

static void
cut(NxText text, bool masks, Pieces *pieces)
{
	uint32_t	at = 0;
	uint32_t	size;

	pieces->n = 0;
	while (at < text.len && pieces->n < MOST_PIECES)
	{
		PieceType	type = PIECE_WORD;
		uint32_t	len = masks ? written_mask(text, at, &type) : 0;

		if (len)
		{
			pieces->item[pieces->n++] = (Piece) {.start = at, .end = at + len, .type = (uint8_t) type};
			at += len;
		}
		else if (is_word_kind(nx_cp_kind(nx_decode(text.data + at, text.data + text.len, &size))))
			at = add_word(text, at, pieces);
		else
			at += size;
	}
}

static bool
beside_number(const Pieces *pieces, uint32_t i)
{
	return (i > 0 && pieces->item[i - 1].digits) || (i + 1 < pieces->n && pieces->item[i + 1].digits);
}

/* "March 3", "Mon 3 Mar", "Tuesday"; not "You may also like", not "The Sun". */
static bool
is_date_word(const NxData *data, const Pieces *pieces, uint32_t i)
{
	const Piece *piece = &pieces->item[i];
	uint32_t	bits = piece->capital ? nx_lexicon_word(&data->lexicon, piece->hash) : 0;

	if (bits & (NX_L_MONTH | NX_L_MONTH_OTHER | NX_L_WEEKDAY) && beside_number(pieces, i))
		return true;
	if (!(bits & NX_L_WEEKDAY))
		return false;
	return piece->end - piece->start >= 6 || (i + 2 < pieces->n && pieces->item[i + 2].digits);
}

static void
find_masks(const NxData *data, NxText text, Pieces *pieces)
{
	uint64_t	by = nx_fold_hash(NX_TEXT("by"));
	uint32_t	i;

	for (i = 0; i < pieces->n; i++)
	{
		Piece	   *piece = &pieces->item[i];

		if (piece->digits)
			piece->type = PIECE_NUMBER;
		else if (is_date_word(data, pieces, i))
			piece->type = PIECE_DATE;
		else if (piece->capital && (i == 0 || pieces->item[i - 1].hash == by))
		{
			uint32_t	end = piece->start + nx_begins_with_name(data, nx_slice(text, piece->start, text.len));

			if (end == piece->start)
				continue;
			piece->type = PIECE_NAME;
			while (i + 1 < pieces->n && pieces->item[i + 1].start < end)
			{
				pieces->item[++i].type = PIECE_GONE;
				piece->end = pieces->item[i].end;
			}
		}
	}
}

/* Numbers that follow each other are one, and numbers beside a date are a part of it. */
static void
join_masks(Pieces *pieces)
{
	Piece	   *last = NULL;
	uint32_t	i;

	pieces->words = 0;
	pieces->masked = false;
	for (i = 0; i < pieces->n; i++)
	{
		Piece	   *piece = &pieces->item[i];

		if (piece->type == PIECE_GONE)
			continue;
		if (last && (piece->type == PIECE_NUMBER || piece->type == PIECE_DATE) &&
			(last->type == PIECE_NUMBER || last->type == PIECE_DATE))
		{
			if (piece->type == PIECE_DATE)
				last->type = PIECE_DATE;
			last->end = piece->end;
			piece->type = PIECE_GONE;
			continue;
		}
		pieces->words += piece->type == PIECE_WORD;
		pieces->masked |= piece->type != PIECE_WORD;
		last = piece;
	}
}

static uint64_t
join_key(const Pieces *pieces)
{
	uint64_t	key = NX_HASH_SEED;
	uint32_t	i;
	bool		any = false;

	for (i = 0; i < pieces->n; i++)
		if (pieces->item[i].type != PIECE_GONE)
		{
			any = true;
			key = nx_join_hash(key, pieces->item[i].type == PIECE_WORD ? pieces->item[i].hash : pieces->item[i].type);
		}
	return any ? (key ? key : 1) : 0;
}

/* A mask and little else is no line: "By <name>", "<date>". */
static bool
says_enough(const Pieces *pieces)
{
	uint32_t	i;

	for (i = 0; i < pieces->n; i++)
		if (pieces->item[i].type == PIECE_NAME)
			return pieces->words >= 2;
	return pieces->words >= 1;
}

static void
cut_block(const NxData *data, NxText block, NxLineShape *shape, Pieces *pieces)
{
	memset(shape, 0, sizeof(*shape));
	pieces->n = 0;
	if (block.len > NX_LINE_MOST)
		return;
	cut(block, false, pieces);
	shape->key = shape->plain = join_key(pieces);
	shape->words = pieces->n;
	find_masks(data, block, pieces);
	join_masks(pieces);
	if (pieces->masked && says_enough(pieces))
	{
		shape->masked = true;
		shape->key = join_key(pieces);
		shape->words = pieces->words;
	}
}

void
nx_line_shape(const NxData *data, NxText block, NxLineShape *shape)
{
	Pieces		pieces;

	cut_block(data, block, shape, &pieces);
}

uint64_t
nx_line_key(NxText line)
{
	Pieces		pieces;

	if (line.len > NX_LINE_MOST)
		return 0;
	cut(line, true, &pieces);
	join_masks(&pieces);
	return join_key(&pieces);
}

/* What stands between words: spaces made one, and no mark that would be read as a mask or its beginning. */
static void
write_between(NxText text, uint32_t at, uint32_t end, NxBuffer *out)
{
	uint32_t	size;

	for (; at < end; at += size)
	{
		NxCpKind	kind = nx_cp_kind(nx_decode(text.data + at, text.data + end, &size));
		bool		space = kind == NX_CP_SPACE || kind == NX_CP_NEWLINE || kind == NX_CP_CONTROL ||
			text.data[at] == '#' || text.data[at] == '<';

		if (space && out->len > 0 && out->data[out->len - 1] != ' ')
			nx_buffer_byte(out, ' ');
		else if (!space && kind != NX_CP_IGNORABLE)
			nx_buffer_add(out, text.data + at, size);
	}
}

void
nx_line_write(const NxData *data, NxText block, const NxLineShape *shape, NxBuffer *out)
{
	NxLineShape again;
	Pieces		pieces;
	uint32_t	at = 0;
	uint32_t	begin = out->len;
	uint32_t	i;

	cut_block(data, block, &again, &pieces);
	for (i = 0; shape->masked && i < pieces.n; i++)
	{
		const Piece *piece = &pieces.item[i];

		if (piece->type == PIECE_GONE)
			continue;
		write_between(block, at, piece->start, out);
		if (piece->type == PIECE_WORD)
			nx_buffer_add(out, block.data + piece->start, piece->end - piece->start);
		else
			nx_buffer_add(out, mask[piece->type], (uint32_t) strlen(mask[piece->type]));
		at = piece->end;
	}
	write_between(block, at, block.len, out);
	while (out->len > begin && out->data[out->len - 1] == ' ')
		out->len--;
}

/* What the words of a line say that it is; *sure is false if they say nothing. */
static NxBlockKind
kind_by_words(NxArena *arena, const NxData *data, NxText line, bool *sure, bool *speech)
{
	static const struct
	{
		uint8_t		cue;
		uint8_t		kind;
	}			by_cue[] = {
		{NX_CUE_PROMO, NX_BLOCK_PROMO}, {NX_CUE_CORRECTION, NX_BLOCK_CORRECTION}, {NX_CUE_BIO, NX_BLOCK_BIO},
		{NX_CUE_NOTICE, NX_BLOCK_NOTICE}, {NX_CUE_RELATED, NX_BLOCK_RELATED}, {NX_CUE_SHARE, NX_BLOCK_SHARE},
		{NX_CUE_COMMENT, NX_BLOCK_SHARE}, {NX_CUE_SHOP, NX_BLOCK_PROMO}, {NX_CUE_MENU, NX_BLOCK_RELATED},
	};
	NxBlockWords words;
	NxLines		lines;
	NxSpan		all = {0, line.len};
	uint32_t	i;

	*sure = *speech = false;
	if (!nx_open_block_words(data, &words))
		return NX_BLOCK_NOTICE;
	memset(&lines, 0, sizeof(lines));
	nx_measure_line(arena, &words, line, all, &lines);
	*speech = lines.line.item[0].hit[NX_CUE_SPEECH] != NX_HIT_NONE || lines.line.item[0].first == NX_FIRST_QUOTE;
	for (i = 0; i < NX_COUNT(by_cue); i++)
		if (lines.line.item[0].hit[by_cue[i].cue] != NX_HIT_NONE)
		{
			*sure = true;
			return (NxBlockKind) by_cue[i].kind;
		}
	return NX_BLOCK_NOTICE;
}

/* Is 'part' at least 'percent' of 'whole'? */
static bool
is_share(uint32_t part, uint32_t whole, uint32_t percent)
{
	return (uint64_t) part * 100 >= (uint64_t) whole * percent;
}

bool
nx_line_repeats(NxArena *arena, const NxData *data, NxText line, const NxLineCounts *counts,
				uint32_t least, NxBlockKind *kind)
{
	uint32_t	body = 0;
	uint32_t	most = 0;
	bool		sure;
	bool		speech;
	uint32_t	i;

	if (counts->stories < least || counts->articles < least || counts->words == 0)
		return false;
	*kind = kind_by_words(arena, data, line, &sure, &speech);
	for (i = 0; i < NX_BLOCK_KINDS; i++)
	{
		if (nx_is_body((NxBlockKind) i))
			body += counts->kind[i];
		else if (i != NX_BLOCK_HEADLINE && counts->kind[i] > most)
		{
			most = counts->kind[i];
			if (!sure)
				*kind = (NxBlockKind) i;
		}
	}
	/* what heads every article is the name of the paper; what heads some may be the name of a series */
	if (counts->kind[NX_BLOCK_HEADLINE] * 2 > counts->articles)
	{
		*kind = NX_BLOCK_KICKER;
		return memchr(line.data, '#', line.len) == NULL && is_share(counts->articles, counts->all, 50);
	}
	/* headlines of other stories come and go; only what stands there often is the publisher's own */
	if (*kind == NX_BLOCK_RELATED && !sure && counts->words >= 5)
		return counts->articles > 1 && is_share(counts->articles, counts->all, 20);
	if (body * 2 <= counts->articles)
		return true;
	/* what many stories say, "the police said in a statement" */
	if (speech)
		return false;
	if (sure && counts->words >= 3)
		return true;
	if (counts->words >= 4)
		return is_share(counts->articles, counts->all, 2);
	/* a subhead of a series is short too */
	return is_share(counts->articles, counts->all, 50);
}

uint64_t
nx_story_key(const NxDocument *document)
{
	uint64_t	key = NX_HASH_SEED;
	uint32_t	seen = 0;
	uint32_t	i;

	for (i = 0; i < document->blocks.n && seen < 3; i++)
	{
		const NxBlock *block = &document->blocks.item[i];

		if (block->kind != NX_BLOCK_PARAGRAPH)
			continue;
		key = nx_join_hash(key, nx_fold_hash(nx_slice(document->text, block->span.start, block->span.end)));
		seen++;
	}
	return seen == 3 ? key : nx_fold_hash(document->text);
}
