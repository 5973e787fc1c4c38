/*-------------------------------------------------------------------------
 * dateline_scan.c
 *	  Cuts headers into pieces and looks up the words they are made of.
 *-------------------------------------------------------------------------
 */
#include "dateline_scan.h"

#include <string.h>

#include "data.h"
#include "token.h"
#include "unicode.h"

const char *const nx_term_list_name[NX_TERM_LISTS] = {
	NULL, "month", "weekday", "zone", "region", "head", "river", "kicker",
	"by", "not_by", "no_name", "org_word", "role", "credit", "note",
	"published", "updated", "ago", "unit", "today", "joint", "clock", "noise",
	"from", "place", "agency"
};

typedef struct Scan
{
	const char *text;
	uint32_t	at;
	uint32_t	end;
} Scan;

static uint32_t
peek(const Scan *scan, uint32_t at, uint32_t *size)
{
	*size = 0;
	if (at >= scan->end)
		return ' ';
	if ((unsigned char) scan->text[at] < 0x80)
	{
		*size = 1;
		return (unsigned char) scan->text[at];
	}
	return nx_decode(scan->text + at, scan->text + scan->end, size);
}

static bool
is_letter_at(const Scan *scan, uint32_t at)
{
	uint32_t	size;
	uint32_t	cp = peek(scan, at, &size);

	return size && nx_is_letter(nx_cp_kind(cp));
}

static bool
is_digit_at(const Scan *scan, uint32_t at)
{
	return at < scan->end && (unsigned) (scan->text[at] - '0') < 10;
}

static bool
is_apostrophe(uint32_t cp)
{
	return cp == '\'' || (cp >= 0x80 && nx_cp_info(cp)->flags & NX_CP_APOSTROPHE);
}

/* "'s" with nothing behind it. */
static bool
possessive_at(const Scan *scan, uint32_t at)
{
	return at < scan->end && (scan->text[at] | 0x20) == 's' && !is_letter_at(scan, at + 1) &&
		!is_digit_at(scan, at + 1);
}

/* Reads letters, inner apostrophes, and the periods of "N.C." */
static void
scan_word(Scan *scan, NxHeadPiece *piece)
{
	uint32_t	since_period = 0;
	uint32_t	letters = 0;
	uint32_t	upper = 0;
	uint32_t	lower = 0;
	uint64_t	hash = NX_HASH_SEED;	/* as nx_fold_hash has it, while all is ASCII */
	bool		ascii = true;
	bool		after_number = scan->at > 0 && is_digit_at(scan, scan->at - 1);

	piece->kind = NX_P_WORD;
	piece->start = scan->at;
	while (scan->at < scan->end)
	{
		unsigned char c = (unsigned char) scan->text[scan->at];
		uint32_t	size;
		uint32_t	cp;
		NxCpKind	kind;

		/* most letters by far */
		if (letters > 0 && c >= 'a' && c <= 'z')
		{
			hash = nx_hash_byte(hash, c);
			lower++;
			letters++;
			since_period++;
			scan->at++;
			continue;
		}
		cp = peek(scan, scan->at, &size);
		kind = nx_cp_kind(cp);
		if (nx_is_letter(kind))
		{
			if (kind == NX_CP_UPPER)
			{
				if (letters == 0)
					piece->flags |= NX_P_CAPITAL;
				upper++;
			}
			else if (kind == NX_CP_LOWER)
			{
				if (letters == 0)
					piece->flags |= NX_P_LOWER;
				lower++;
			}
			letters++;
			since_period++;
		}
		else if (kind == NX_CP_IGNORABLE)
			;
		else if (kind == NX_CP_DIGIT)
		{
			/* "NEWS10" is one word; "12h00", "T16:15" and "Doe42 minutes" are not */
			if (after_number || letters == 0 || since_period == 0 || lower > 0)
				break;
		}
		else if (cp == '.' && since_period > 0 && since_period <= 2 && is_letter_at(scan, scan->at + 1) &&
				 (since_period == 1 || piece->flags & NX_P_PERIOD))
		{
			piece->flags |= NX_P_PERIOD;
			since_period = 0;
		}
		else if (is_apostrophe(cp) && is_letter_at(scan, scan->at + size) &&
				 !possessive_at(scan, scan->at + size))
			;
		else if (cp == '&' && upper == letters && letters <= 2 && is_letter_at(scan, scan->at + 1))
			;					/* "J&K", "AT&T" */
		else
			break;
		if (c >= 0x80)
			ascii = false;
		else if (nx_is_letter(kind))
			hash = nx_hash_byte(hash, c | 0x20);
		else if (kind == NX_CP_DIGIT)
			hash = nx_hash_byte(hash, c);
		scan->at += size;
	}
	piece->end = scan->at;
	piece->hash = ascii ? nx_hash_mix(hash) :
		nx_fold_hash(nx_slice((NxText) {scan->text, scan->end}, piece->start, piece->end));
	if (upper > 0 && lower == 0)
		piece->flags |= NX_P_UPPER;
	piece->letters = (uint8_t) (letters > 255 ? 255 : letters);
	/* the last period of "N.C." and the period of an initial are theirs */
	if (scan->at < scan->end && scan->text[scan->at] == '.' &&
		(piece->flags & NX_P_PERIOD || (letters == 1 && upper == 1)) &&
		!(scan->at + 1 < scan->end && scan->text[scan->at + 1] == '.'))
	{
		piece->flags |= NX_P_PERIOD;
		piece->end = ++scan->at;
	}
}

static void
scan_number(Scan *scan, NxHeadPiece *piece)
{
	uint32_t	value = 0;

	piece->kind = NX_P_NUMBER;
	piece->start = scan->at;
	while (is_digit_at(scan, scan->at))
	{
		if (value <= 99999999)
			value = value * 10 + (uint32_t) (scan->text[scan->at] - '0');
		scan->at++;
	}
	piece->end = scan->at;
	piece->value = value;
	piece->letters = (uint8_t) (piece->end - piece->start > 255 ? 255 : piece->end - piece->start);
	piece->hash = nx_fold_hash(nx_slice((NxText) {scan->text, scan->end}, piece->start, piece->end));
}

/* One ASCII character for a mark of any script. */
static char
mark_of(uint32_t cp)
{
	uint8_t		flags;

	switch (cp)
	{
		case '_':
		case 0x2013:			/* en dash and longer */
		case 0x2014:
		case 0x2015:
		case 0x2e3a:
		case 0x2500:
			return NX_MARK_DASH;
		case 0x00a9:
			return NX_MARK_COPYRIGHT;
		case 0x00b7:
		case 0x2022:
		case 0x2027:
		case 0x30fb:
		case 0x25cf:
			return NX_MARK_BULLET;
		case 0xff08:
			return '(';
		case 0xff09:
			return ')';
		case 0xff1a:
			return ':';
		case 0xff0c:
		case 0x060c:
		case 0x3001:
			return ',';
		case 0x3002:
		case 0xff0e:
			return '.';
		case 0xff0f:
			return '/';
		case 0x3010:
		case 0xff3b:
			return '[';
		case 0x3011:
		case 0xff3d:
			return ']';
		case 0xff5c:
			return '|';
		case '*':
		case 'c':
		case '=':
		case '#':
			return NX_MARK_OTHER;
	}
	flags = nx_cp_info(cp)->flags;
	if (flags & NX_CP_HYPHEN)
		return NX_MARK_HYPHEN;
	if (flags & NX_CP_QUOTE)
		return NX_MARK_QUOTE;
	if (cp < 0x80)
		return (char) cp;
	return NX_MARK_OTHER;
}

static void
scan_mark(Scan *scan, NxHeadPiece *piece, uint32_t cp, uint32_t size)
{
	piece->kind = NX_P_MARK;
	piece->start = scan->at;
	piece->mark = mark_of(cp);
	scan->at += size;
	if (is_apostrophe(cp) && piece->start > 0 && !(piece->flags & NX_P_SPACE) &&
		possessive_at(scan, scan->at))
	{
		piece->flags |= NX_P_POSSESSIVE;
		scan->at++;
	}
	if (piece->mark == NX_MARK_HYPHEN || piece->mark == NX_MARK_DASH)
	{
		/* a run of dashes is one long dash */
		for (;;)
		{
			char		next;

			cp = peek(scan, scan->at, &size);
			if (size == 0 || nx_is_letter(nx_cp_kind(cp)))
				break;
			next = mark_of(cp);
			if (next != NX_MARK_HYPHEN && next != NX_MARK_DASH)
				break;
			piece->mark = NX_MARK_DASH;
			scan->at += size;
		}
	}
	piece->end = scan->at;
}

void
nx_scan_head(NxArena *arena, const struct NxData *data, NxText text, uint32_t limit, NxHead *head)
{
	Scan		scan = {text.data, 0, text.len < limit ? text.len : limit};
	NX_LIST(NxHeadPiece) pieces = {NULL, 0, 0};
	uint8_t		pending = NX_P_SPACE | NX_P_LINE;
	uint32_t	blanks = 0;
	NxHeadPiece    *piece;

	while (scan.end < text.len && scan.end > 0 && ((unsigned char) text.data[scan.end] & 0xc0) == 0x80)
		scan.end--;
	while (scan.at < scan.end)
	{
		uint32_t	size;
		uint32_t	cp = peek(&scan, scan.at, &size);
		NxCpKind	kind = nx_cp_kind(cp);

		if (kind == NX_CP_SPACE || kind == NX_CP_NEWLINE || kind == NX_CP_CONTROL)
		{
			pending |= kind == NX_CP_NEWLINE ? NX_P_SPACE | NX_P_LINE : NX_P_SPACE;
			if (kind == NX_CP_CONTROL || ++blanks >= 2)
				pending |= NX_P_WIDE;
			scan.at += size;
			continue;
		}
		if (kind == NX_CP_IGNORABLE)
		{
			scan.at += size;
			continue;
		}
		piece = nx_push(arena, &pieces);
		memset(piece, 0, sizeof(*piece));
		piece->flags = pending;
		pending = 0;
		blanks = 0;
		if (nx_is_letter(kind) && kind != NX_CP_MARK)
			scan_word(&scan, piece);
		else if ((unsigned) (cp - '0') < 10)
			scan_number(&scan, piece);
		else
			scan_mark(&scan, piece, cp, size);
		if ((pieces.n & 255) == 0)
			nx_arena_poll(arena);
	}
	head->n = pieces.n;
	while (pieces.n < head->n + NX_HEAD_ENDS)
	{
		piece = nx_push(arena, &pieces);
		memset(piece, 0, sizeof(*piece));
		piece->kind = NX_P_END;
		piece->flags = NX_P_SPACE | NX_P_LINE;
		piece->start = piece->end = scan.end;
	}
	head->text = text;
	head->item = pieces.item;
	head->data = data;
	head->terms = data ? data->terms : NULL;
}

uint64_t
nx_head_key(const NxHead *head, uint32_t first, uint32_t after, uint32_t *nwords)
{
	uint64_t	key = 0;
	uint32_t	i;

	*nwords = 0;
	for (i = first; i < after; i++)
	{
		if (head->item[i].kind > NX_P_NUMBER)
			continue;
		key = *nwords ? nx_join_hash(key, head->item[i].hash) : head->item[i].hash;
		++*nwords;
	}
	return key;
}

const NxTerm *
nx_term_get(const NxTermTable *table, uint64_t phrase, NxTermList list)
{
	const NxTerm *slots;
	uint64_t	key = nx_term_key(phrase, list);
	uint32_t	i;

	if (table == NULL || phrase == 0)
		return NULL;
	slots = nx_term_slots(table);
	for (i = (uint32_t) (key >> 20) & table->mask; slots[i].key; i = (i + 1) & table->mask)
		if (slots[i].key == key)
			return &slots[i];
	return NULL;
}

const NxTerm *
nx_term_next(const NxTermTable *table, const NxTerm *before)
{
	const NxTerm *slots = nx_term_slots(table);
	uint32_t	i;

	for (i = (uint32_t) (before - slots + 1) & table->mask; slots[i].key; i = (i + 1) & table->mask)
		if (slots[i].key == before->key)
			return &slots[i];
	return NULL;
}

uint32_t
nx_term_begins(const NxTermTable *table, uint64_t hash)
{
	const NxTerm *term = nx_term_get(table, hash, NX_TERM_BEGINS);

	return term ? (uint32_t) term->value : 0;
}

const NxTerm *
nx_head_term(const NxHead *head, uint32_t first, NxTermList list, uint32_t *after)
{
	const NxTerm *found = NULL;
	uint64_t	key = 0;
	uint32_t	nwords = 0;
	uint32_t	i;

	if (head->item[first].kind > NX_P_NUMBER || !(nx_head_begins(head, first) >> list & 1))
		return NULL;
	for (i = first; i < head->n && nwords < NX_TERM_WORDS; i++)
	{
		const NxHeadPiece *piece = &head->item[i];
		const NxTerm *term;

		if (i > first && piece->flags & NX_P_LINE)
			break;
		if (piece->kind == NX_P_MARK)
		{
			if (strchr("()[]:|", piece->mark))
				break;
			continue;
		}
		key = nwords ? nx_join_hash(key, piece->hash) : piece->hash;
		nwords++;
		term = nx_term_get(head->terms, key, list);
		if (term)
		{
			found = term;
			*after = i + 1;
		}
	}
	return found;
}

uint32_t
nx_line_after(const NxHead *head, uint32_t i)
{
	do
		i++;
	while (i < head->n && !(head->item[i].flags & NX_P_LINE));
	return i < head->n ? i : head->n;
}
