/*-------------------------------------------------------------------------
 * html_facts.c
 *	  What the text of each block looks like: html_facts.h.
 *
 * One pass over the working text; words are hashed as they go by.
 *-------------------------------------------------------------------------
 */
#include "html_facts.h"

#include <string.h>

#include "unicode.h"

/* Words of a block beyond these give no cues. */
#define CUE_WORDS		64

/* Asked after so many bytes of text or words whether to go on. */
#define POLL_EVERY		4096

/* No more of what a script or a description says is compared with the blocks. */
#define PASSAGE_LONGEST	(4 * 1024 * 1024)

const uint8_t nx_html_text_cue[NX_HTML_TEXT_CUES] = {
	NX_CUE_AD, NX_CUE_CREDIT, NX_CUE_RELATED, NX_CUE_NEWSLETTER, NX_CUE_SHARE, NX_CUE_COMMENT,
	NX_CUE_AUTHOR, NX_CUE_DATE, NX_CUE_COOKIE, NX_CUE_PAYWALL, NX_CUE_PRODUCT, NX_CUE_FOOTER,
	NX_CUE_VIDEO, NX_CUE_GALLERY, NX_CUE_NOTE, NX_CUE_TAGS, NX_CUE_FORM, NX_CUE_LIVE,
};

typedef NX_LIST(uint32_t) WordList;

/* A word being read. */
typedef struct Word
{
	uint64_t	hash;
	uint32_t	letters;
	bool		digit;
	bool		capital;
	bool		lower;
} Word;

static void
end_word(NxArena *arena, const NxHtmlData *data, NxHtmlFacts *facts, WordList *list, Word *word)
{
	if (word->letters == 0)
		return;
	/* The lowest three bits tell the length. */
	*nx_push(arena, list) = ((uint32_t) (word->hash ^ (word->hash >> 32)) & ~UINT32_C(7)) |
		(word->letters > 7 ? 7 : word->letters);
	facts->nwords++;
	if (word->lower)
	{
		facts->lower++;
		facts->lower_short += word->letters <= 3;
	}
	facts->capital += word->capital;
	if (facts->nwords <= CUE_WORDS && !word->digit)
	{
		const struct NxHtmlCueSlot *cue = nx_html_cue(data, word->hash);

		if (cue && cue->in_text)
		{
			uint32_t	i;

			for (i = 0; i < NX_HTML_TEXT_CUES; i++)
				if (cue->in_text >> nx_html_text_cue[i] & 1)
				{
					facts->cue[i]++;
					if (facts->first_cue == 0 && facts->nwords <= 2)
						facts->first_cue = (uint8_t) (i + 1);
				}
		}
	}
	memset(word, 0, sizeof(*word));
	word->hash = NX_WORD_SEED;
}

static void
add_letter(NxHtmlFacts *facts, Word *word, uint32_t cp, NxCpKind kind)
{
	if (kind == NX_CP_UPPER)
	{
		facts->upper++;
		if (word->letters == 0)
			word->capital = true;
		if (cp < 0x80)
			cp += 32;
	}
	else if (kind != NX_CP_MARK && word->letters == 0)
		word->lower = true;		/* words of scripts without case count as running text */
	facts->letters++;
	word->letters++;
	for (; cp; cp >>= 8)
		word->hash = nx_html_word_hash(word->hash, (unsigned char) cp);
}

static uint8_t
begin_class(uint32_t cp, NxCpKind kind)
{
	switch (kind)
	{
		case NX_CP_LOWER:
			return NX_BEGIN_LOWER;
		case NX_CP_UPPER:
			return NX_BEGIN_UPPER;
		case NX_CP_DIGIT:
			return NX_BEGIN_DIGIT;
		case NX_CP_LETTER:
			return NX_BEGIN_LETTER;
		default:
			if (nx_cp_info(cp)->flags & NX_CP_QUOTE)
				return NX_BEGIN_QUOTE;
			if (cp == '(' || cp == '[')
				return NX_BEGIN_BRACKET;
			if ((nx_cp_info(cp)->flags & NX_CP_HYPHEN) || cp == 0x2022 || cp == '*')
				return NX_BEGIN_DASH;
			return NX_BEGIN_OTHER;
	}
}

static uint8_t
end_class(uint32_t cp)
{
	if (cp == ':' || cp == 0xff1a)
		return NX_END_COLON;
	if (cp == ',' || cp == ';')
		return NX_END_COMMA;
	if (cp == 0x2026)
		return NX_END_ELLIPSIS;
	if (cp == '?' || cp == '!' || cp == 0xff1f || cp == 0xff01)
		return NX_END_ASK;
	if (cp == '.' || cp == 0x3002 || cp == 0x0964)
		return NX_END_STOP;
	if (cp == ')' || cp == ']' || (nx_cp_info(cp)->flags & (NX_CP_QUOTE | NX_CP_CLOSE)))
		return NX_END_QUOTE;
	return NX_END_NONE;
}

/* A mark of punctuation; 'last' is the one before it in the same block. */
static void
add_mark(NxHtmlFacts *facts, uint32_t cp, uint32_t last)
{
	facts->punct++;
	if (cp == '@' || cp == '#')
		facts->addresses++;
	else if (cp == 0xa9)
		facts->rights++;
	else if (cp == '$' || cp == 0x20ac || cp == 0xa3)
		facts->money++;
	else if ((cp == ':' || cp == 0xff1a) && facts->colon == 0 && facts->nwords < 7)
		facts->colon = (uint8_t) (facts->nwords + 1);
	if (cp == ',' || cp == 0x3001 || cp == 0xff0c || cp == 0x060c)
		facts->commas++;
	else if (cp == '.' || cp == '?' || cp == '!' || cp == 0x3002 || cp == 0xff1f || cp == 0xff01 || cp == 0x0964)
		facts->stops += last != cp;
	else if (cp >= 0x80 ? (nx_cp_info(cp)->flags & NX_CP_QUOTE) != 0 && cp != 0x2019 : cp == '"')
		facts->quotes++;
}

static void
measure_text(NxArena *arena, const NxHtmlData *data, NxText text, NxHtmlFacts *facts, WordList *list)
{
	const char *p = text.data;
	const char *end = p + text.len;
	uint32_t	last = 0,
				before = 0,
				size;
	const char *asked = p;
	uint64_t	hash = NX_WORD_SEED;
	Word		word = {NX_WORD_SEED, 0, false, false, false};

	facts->first_word = list->n;
	for (; p < end; p += size)
	{
		uint32_t	cp = nx_decode(p, end, &size);
		NxCpKind	kind = nx_cp_kind(cp);

		if (p - asked >= POLL_EVERY)
		{
			nx_arena_poll(arena);
			asked = p;
		}
		if (nx_is_letter(kind))
		{
			if (facts->nchars == 0)
				facts->begin = begin_class(cp, kind);
			hash = nx_html_word_hash(hash, (unsigned char) cp);
			if (cp >= 0x0e00 && (nx_cp_info(cp)->flags & NX_CP_SPACELESS))
			{
				/* Scripts without spaces: two characters make a word. */
				facts->cjk++;
				add_letter(facts, &word, cp, kind);
				word.letters += 2;
				if (word.letters >= 6)
					end_word(arena, data, facts, list, &word);
			}
			else
				add_letter(facts, &word, cp, kind);
		}
		else if (kind == NX_CP_DIGIT)
		{
			if (facts->nchars == 0)
				facts->begin = NX_BEGIN_DIGIT;
			hash = nx_html_word_hash(hash, (unsigned char) cp);
			facts->digits++;
			word.digit = true;
			word.letters++;
			word.hash = nx_html_word_hash(word.hash, (unsigned char) cp);
		}
		else
		{
			if (word.letters)
				end_word(arena, data, facts, list, &word);
			if (kind == NX_CP_SPACE || kind == NX_CP_NEWLINE || kind == NX_CP_IGNORABLE)
			{
				if (facts->nchars == 0)
					continue;
			}
			else
			{
				if (facts->nchars == 0)
					facts->begin = begin_class(cp, kind);
				add_mark(facts, cp, last);
			}
		}
		facts->nchars++;
		before = kind == NX_CP_SPACE ? before : last;
		last = kind == NX_CP_SPACE ? last : cp;
	}
	end_word(arena, data, facts, list, &word);
	facts->nchars += facts->cjk * 3 / 2;	/* as long as the same said in letters */
	facts->hash = (uint32_t) (hash ^ (hash >> 29));
	facts->end = end_class(last);
	if (facts->end == NX_END_STOP && before == '.')
		facts->end = NX_END_ELLIPSIS;
	else if (facts->end == NX_END_QUOTE && (end_class(before) == NX_END_STOP || end_class(before) == NX_END_ASK))
		facts->end = NX_END_ASK;
}

/* ---- sets of hashes ---- */

typedef struct HashSet
{
	uint32_t   *slot;			/* 0: empty */
	uint32_t	mask;
} HashSet;

static HashSet
new_set(NxArena *arena, uint32_t n)
{
	HashSet		set;
	uint32_t	slots = 64;

	while (slots < n * 2)
		slots *= 2;
	set.slot = nx_arena_zero(arena, slots * sizeof(uint32_t));
	set.mask = slots - 1;
	return set;
}

/* Adds a hash; true if it was there. */
static bool
set_add(HashSet *set, uint32_t hash)
{
	uint32_t	i;

	hash |= hash == 0;
	for (i = (hash * UINT32_C(0x9e3779b1)) & set->mask; set->slot[i]; i = (i + 1) & set->mask)
		if (set->slot[i] == hash)
			return true;
	set->slot[i] = hash;
	return false;
}

static bool
set_has(const HashSet *set, uint32_t hash)
{
	uint32_t	i;

	hash |= hash == 0;
	for (i = (hash * UINT32_C(0x9e3779b1)) & set->mask; set->slot[i]; i = (i + 1) & set->mask)
		if (set->slot[i] == hash)
			return true;
	return false;
}

static uint32_t
triple(const uint32_t *word)
{
	return (word[0] * 31 + word[1]) * 31 + word[2];
}

/* Sets of the words of a text and of each three in a row. */
typedef struct Passage
{
	HashSet		triples;
	HashSet		singles;
} Passage;

static bool
read_passage(NxArena *arena, const NxHtmlData *data, NxText text, Passage *passage)
{
	WordList	words = {NULL, 0, 0};
	NxHtmlFacts spare;
	uint32_t	i;

	memset(&spare, 0, sizeof(spare));
	if (text.len > PASSAGE_LONGEST)
		for (text.len = PASSAGE_LONGEST; ((unsigned char) text.data[text.len] & 0xc0) == 0x80;)
			text.len--;			/* a character is not cut in two */
	measure_text(arena, data, text, &spare, &words);
	if (words.n < 4)
		return false;
	passage->triples = new_set(arena, words.n);
	passage->singles = new_set(arena, words.n);
	for (i = 0; i < words.n; i++)
	{
		if (i % POLL_EVERY == 0)
			nx_arena_poll(arena);
		set_add(&passage->singles, words.item[i]);
		if (i + 2 < words.n)
			set_add(&passage->triples, triple(words.item + i));
	}
	return true;
}

/* How much of a block the passage holds, too: 1 to 64. */
static uint8_t
cover_of(NxArena *arena, const Passage *passage, const NxHtmlFacts *facts, const uint32_t *word)
{
	uint32_t	hits = 0,
				of = facts->nwords >= 3 ? facts->nwords - 2 : facts->nwords,
				j;

	for (j = 0; j < of; j++)
	{
		if (j % POLL_EVERY == 0)
			nx_arena_poll(arena);
		hits += facts->nwords >= 3 ? set_has(&passage->triples, triple(word + j)) : set_has(&passage->singles, word[j]);
	}
	return (uint8_t) (1 + (of ? (uint64_t) hits * 63 / of : 0));
}

/* Marks how much of each block a script's article and the description hold. */
static void
measure_cover(NxArena *arena, const NxHtmlData *data, const NxHtmlPage *page, const NxHtmlSaid *said,
			  NxHtmlFactList *list)
{
	Passage		body,
				description;
	bool		has_body = said->body.len && read_passage(arena, data, said->body, &body);
	bool		has_description = said->description.len && read_passage(arena, data, said->description, &description);
	uint32_t	i;

	for (i = 0; i < page->blocks.n; i++)
	{
		NxHtmlFacts *facts = &list->item[i];
		const uint32_t *word = list->word + facts->first_word;

		if (has_body)
			facts->covered = cover_of(arena, &body, facts, word);
		if (has_description)
			facts->described = cover_of(arena, &description, facts, word);
	}
}

static void
measure_copies(NxArena *arena, const NxHtmlPage *page, NxHtmlFactList *list)
{
	uint32_t	slots = 64,
				i;
	uint32_t   *first;			/* 1 + number of a block */

	while (slots < page->blocks.n * 2)
		slots *= 2;
	first = nx_arena_zero(arena, slots * sizeof(uint32_t));
	for (i = 0; i < page->blocks.n; i++)
	{
		NxHtmlFacts *facts = &list->item[i];
		uint32_t	at = (facts->hash * UINT32_C(0x9e3779b1)) & (slots - 1);

		if (i % POLL_EVERY == 0)
			nx_arena_poll(arena);
		while (first[at] && list->item[first[at] - 1].hash != facts->hash)
			at = (at + 1) & (slots - 1);
		if (first[at] == 0)
			first[at] = i + 1;
		else if (list->item[first[at] - 1].copies < 255)
			list->item[first[at] - 1].copies++;
		facts->prose = first[at] - 1;	/* for the second loop */
	}
	for (i = 0; i < page->blocks.n; i++)
		list->item[i].copies = list->item[list->item[i].prose].copies;
}

/*
 * Is a block named as something that holds prose but no story?  Where such a
 * name stands around everything it weakens everything, and changes nothing.
 */
static bool
is_elsewhere(const NxHtmlBlock *block)
{
	static const struct
	{
		uint8_t		far;
		uint8_t		reach;
	}			names[] = {
		{NX_CUE_COMMENT, 8}, {NX_CUE_COOKIE, 6}, {NX_CUE_MODAL, 4}, {NX_CUE_RELATED, 4}, {NX_CUE_NEWSLETTER, 4},
		{NX_CUE_PAYWALL, 4}, {NX_CUE_FOOTER, 8}, {NX_FAR_FOOTER, 8}, {NX_CUE_NAV, 5}, {NX_FAR_NAV, 8},
		{NX_FAR_ASIDE, 4}, {NX_CUE_SIDEBAR, 3}, {NX_CUE_POPULAR, 3}, {NX_CUE_UNSEEN, 8}, {NX_FAR_FORM, 4},
	};
	uint32_t	i;

	for (i = 0; i < NX_COUNT(names); i++)
		if (block->far[names[i].far] <= names[i].reach)
			return true;
	return false;
}

/* How much a block counts when the place of the story is sought. */
static uint32_t
prose_of(const NxHtmlBlock *block, const NxHtmlFacts *facts)
{
	uint32_t	bytes = block->span.end - block->span.start;

	uint32_t	prose = facts->nchars > 1000 ? 1000 : facts->nchars;

	if (facts->nchars < 40 || block->link_bytes * 3 > bytes || facts->lower * 2 < facts->nwords)
		return 0;
	if (facts->stops == 0 && facts->commas == 0)
		prose /= 4;
	if (is_elsewhere(block))
		prose /= 4;
	if (block->far[NX_CUE_BODY] <= 3)
		prose *= 2;
	if (facts->copies)
		prose /= 1u + facts->copies;
	if (facts->covered)
		prose = facts->covered > 40 ? prose * 2 : prose / 2;
	return prose + prose * (facts->title_long > 4 ? 4 : facts->title_long) / 3;
}

void
nx_html_measure(NxArena *arena, const NxHtmlData *data, const NxHtmlPage *page,
				const NxHtmlSaid *said, NxHtmlLineReader *reader, NxHtmlFactList *list)
{
	WordList	words = {NULL, 0, 0};
	WordList	title_words = {NULL, 0, 0};
	NxHtmlFacts spare;
	HashSet		title_set;
	uint32_t	i,
				j;

	memset(list, 0, sizeof(*list));
	list->item = nx_arena_zero(arena, (page->blocks.n + 1) * sizeof(NxHtmlFacts));
	memset(&spare, 0, sizeof(spare));
	measure_text(arena, data, said->title, &spare, &title_words);
	title_set = new_set(arena, title_words.n);
	for (i = 0; i < title_words.n; i++)
		set_add(&title_set, title_words.item[i]);
	for (i = 0; i < page->blocks.n; i++)
	{
		const NxHtmlBlock *block = &page->blocks.item[i];
		NxHtmlFacts *facts = &list->item[i];
		NxText		text = nx_slice(nx_buffer_text(&page->text), block->span.start, block->span.end);

		nx_arena_poll(arena);
		measure_text(arena, data, text, facts, &words);
		nx_html_line(reader, text, &facts->line);
		for (j = 0; j < facts->nwords && j < CUE_WORDS; j++)
		{
			uint32_t	word;

			NX_ASSERT(words.item && facts->first_word + j < words.n);
			word = words.item[facts->first_word + j];
			if (set_has(&title_set, word))
			{
				facts->title_words++;
				facts->title_long += (word & 7) >= 4;
			}
		}
		list->chars += facts->nchars;
		list->link_chars += block->link_bytes;
	}
	/* never NULL: a page may have blocks and not one word */
	list->word = words.item ? words.item : nx_array(arena, uint32_t, 1);
	list->nwords = words.n;
	measure_copies(arena, page, list);
	measure_cover(arena, data, page, said, list);
	nx_arena_poll(arena);
	for (i = 0; i < page->blocks.n; i++)
		list->item[i].prose = prose_of(&page->blocks.item[i], &list->item[i]);
}
