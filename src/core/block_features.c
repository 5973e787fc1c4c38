/*-------------------------------------------------------------------------
 * block_features.c
 *	  The measurements of all blocks of an article, as columns of small numbers.
 *
 * Every column is filled in one pass over the blocks, with running sums for
 * what asks about the blocks before and after.  Integers only: the same
 * article has the same columns everywhere.
 *-------------------------------------------------------------------------
 */
#include "block_features.h"

#include <string.h>

const char *const nx_column_name[NX_COLUMNS] = {
	"chars", "words", "stops", "stops_like", "caps", "uppers", "digits", "numbers", "letters",
	"sentences", "commas", "quotes", "seps", "handles", "money", "times", "years", "brackets",
	"glued", "first", "last", "word_length", "blank", "indent", "dates", "tail_credit", "tail_date", "credit", "stamp", "text", "text_mean", "shape",
	"cue_date", "cue_time", "cue_promo", "cue_share", "cue_related", "cue_credit", "cue_caption",
	"cue_byline", "cue_notice", "cue_comment", "cue_bio", "cue_correction", "cue_menu",
	"cue_shop", "cue_media", "cue_speech",
	"repeats", "starts_like", "like_prose", "like_names", "like_lead", "like_byline", "place", "from_start", "to_end",
	"prose_before", "prose_after", "since_prose", "until_prose", "near_prose", "wide_prose",
	"run", "run_place", "since_related", "since_comment", "since_byline", "since_promo", "since_head", "until_head", "since_title", "starts_spread", "starts_same", "spread",
	"doc_blocks", "doc_prose", "doc_stops", "doc_blank", "doc_long",
	"score", "score_before", "score_after", "body_before", "body_after", "since_body",
	"until_body", "like_body", "like_body_names", "prose_score_before", "prose_score_after", "body_blocks", "body_words", "segment",
	"since_segment", "until_segment", "shape_score", "start_score"
};

static bool
is_ended(const NxLine *line)
{
	return line->last >= NX_LAST_DOTS || (line->last == NX_LAST_QUOTE && line->words >= 12);
}

static bool
is_prose(const NxLine *line)
{
	if (line->spaceless > line->letters / 2)
		return line->spaceless >= 40 && line->sentences > 0;
	if (line->last == NX_LAST_COLON && line->sentences >= 1 && line->words >= 14)
		return line->stops * 8 >= line->words;
	if (!is_ended(line))
		return line->words >= 40 && line->sentences >= 1 && line->stops * 6 >= line->words;
	return (line->words >= 14 && line->stops * 8 >= line->words) ||
		(line->words >= 25 && line->caps * 2 < line->words);
}

static uint8_t
shape_of(const NxLine *line)
{
	if (is_prose(line))
		return NX_SHAPE_PROSE;
	if (line->words >= 30)
		return NX_SHAPE_LONG;
	if (line->words <= 1 || line->letters < 3)
		return NX_SHAPE_TINY;
	if (is_ended(line) && line->words >= 4)
		return NX_SHAPE_SENTENCE;
	return line->words >= 4 ? NX_SHAPE_HEADLINE : NX_SHAPE_LABEL;
}

/* Lines have few, and the columns are zero. */
static inline void
fill_cues(const uint8_t *hit, uint32_t i, uint8_t **at)
{
	uint32_t	half;

	_Static_assert(NX_BLOCK_CUES == 16, "all cues in two words");
	for (half = 0; half < 16; half += 8)
	{
		uint64_t	hits = nx_load_word((const char *) hit + half);

		while (hits)
		{
			uint32_t	cue = nx_first_bit(hits) / 8;

			at[half + cue][i] = hit[half + cue];
			hits &= ~(UINT64_C(0xff) << (8 * cue));
		}
	}
}

static void
fill_own(const NxLine *line, uint32_t i, uint8_t **at)
{
	at[NX_COL_CHARS][i] = nx_steps(line->chars);
	at[NX_COL_WORDS][i] = nx_steps(line->words);
	at[NX_COL_STOPS][i] = nx_share(line->stops, line->words);
	at[NX_COL_CAPS][i] = nx_share(line->caps, line->words);
	at[NX_COL_UPPERS][i] = nx_share(line->uppers, line->words);
	at[NX_COL_DIGITS][i] = nx_share(line->digits, line->chars);
	at[NX_COL_NUMBERS][i] = nx_share(line->numbers, line->words);
	at[NX_COL_LETTERS][i] = nx_share(line->letters, line->chars);
	at[NX_COL_SENTENCES][i] = nx_steps(line->sentences);
	at[NX_COL_COMMAS][i] = nx_steps(line->commas);
	at[NX_COL_QUOTES][i] = nx_steps(line->quotes);
	at[NX_COL_SEPS][i] = nx_steps(line->seps);
	at[NX_COL_HANDLES][i] = nx_steps(line->handles);
	at[NX_COL_MONEY][i] = nx_steps(line->money);
	at[NX_COL_TIMES][i] = nx_steps(line->times);
	at[NX_COL_YEARS][i] = nx_steps(line->years);
	at[NX_COL_BRACKETS][i] = nx_steps(line->brackets);
	at[NX_COL_GLUED][i] = nx_steps(line->glued);
	at[NX_COL_FIRST][i] = line->first;
	at[NX_COL_LAST][i] = line->last;
	at[NX_COL_WORD_LENGTH][i] = line->words ? (uint8_t) nx_smaller(line->letters * 8u / line->words, 127) : 0;
	at[NX_COL_BLANK][i] = line->blank;
	at[NX_COL_INDENT][i] = line->indent;
	at[NX_COL_DATES][i] = nx_share(line->dates, line->words);
	at[NX_COL_TAIL_CREDIT][i] = line->tail_credit;
	at[NX_COL_TAIL_DATE][i] = line->tail_date;
	at[NX_COL_CREDIT][i] = line->credit;
	at[NX_COL_STAMP][i] = line->stamp;
	at[NX_COL_SHAPE][i] = shape_of(line);
	fill_cues(line->hit, i, at + NX_COL_CUE);
}

/*
 * Which hashes occur in prose: a set of bits, one set for "once", one for
 * "in two blocks or more", so that a block does not resemble itself.
 */
typedef struct Vocabulary
{
	uint64_t   *once;
	uint64_t   *twice;
	uint32_t	mask;
} Vocabulary;

static void
make_vocabulary(NxArena *arena, Vocabulary *vocabulary, uint32_t nwords)
{
	uint32_t	bits = 4096;

	while (bits / 8 < nwords && bits < (1u << 26))
		bits *= 2;
	vocabulary->once = nx_arena_zero(arena, bits / 8);
	vocabulary->twice = nx_arena_zero(arena, bits / 8);
	vocabulary->mask = bits - 1;
}

static inline uint32_t
bit_of(const Vocabulary *vocabulary, uint32_t hash)
{
	return (hash >> 1) & vocabulary->mask;
}

static void
add_block(Vocabulary *vocabulary, const NxLines *lines, const NxLine *line)
{
	uint32_t	k;

	for (k = 0; k < line->nwords; k++)
	{
		uint32_t	bit = bit_of(vocabulary, lines->words.item[line->word + k]);
		uint64_t	mask = UINT64_C(1) << (bit & 63);

		/* no branch: half of them would be guessed wrong */
		vocabulary->twice[bit >> 6] |= vocabulary->once[bit >> 6] & mask;
		vocabulary->once[bit >> 6] |= mask;
	}
}

/* 1 if the hash is in the set. */
static inline uint32_t
look_up(const uint64_t *set, const Vocabulary *vocabulary, uint32_t hash)
{
	uint32_t	bit = bit_of(vocabulary, hash);

	return (uint32_t) (set[bit >> 6] >> (bit & 63)) & 1;
}

/* 1 to 127, or 0 where there are none. */
static inline uint8_t
likeness(uint32_t found, uint32_t all)
{
	return all ? (uint8_t) (1 + nx_share(found, all) * 126u / 127u) : 0;
}

/* So many words of a block are compared. */
#define COMPARED		40

/* Shares of a block's words, and of its names, that the vocabulary has. */
static void
compare_block(const Vocabulary *vocabulary, const NxLines *lines, const NxLine *line,
			  bool inside, uint8_t *words, uint8_t *names)
{
	const uint64_t *set = inside ? vocabulary->twice : vocabulary->once;
	const uint32_t *hash = lines->words.item + line->word;
	uint32_t	found = 0;
	uint32_t	found_names = 0;
	uint32_t	all_names = 0;
	uint32_t	n = nx_smaller(line->nwords, COMPARED);
	uint32_t	k;

	for (k = 0; k < n; k++)
	{
		uint32_t	is = look_up(set, vocabulary, hash[k]);

		found += is;
		all_names += hash[k] & 1;
		found_names += is & hash[k];
	}
	*words = likeness(found, n);
	*names = likeness(found_names, all_names);
}

/*
 * How many other blocks have the same hash; same[i] gets a number that equal
 * hashes share, less than n.
 */
static void
fill_repeats(NxArena *arena, const uint32_t *hash, uint32_t n, uint32_t *same, uint8_t *column)
{
	uint32_t	room = 64;
	uint32_t   *first;			/* one more than the first block of a hash; 0: empty */
	uint32_t   *count = nx_arena_zero(arena, (n + 1) * sizeof(*count));
	uint32_t	i;

	while (room < n * 2)
		room *= 2;
	first = nx_arena_zero(arena, room * sizeof(*first));
	for (i = 0; i < n; i++)
	{
		uint32_t	slot = (hash[i] >> 1) & (room - 1);

		nx_poll_at(arena, i);
		while (first[slot] && hash[first[slot] - 1] != hash[i])
			slot = (slot + 1) & (room - 1);
		if (first[slot] == 0)
			first[slot] = i + 1;
		same[i] = first[slot] - 1;
		count[same[i]]++;
	}
	for (i = 0; i < n; i++)
		column[i] = nx_steps(count[same[i]] - 1);
}

static void
fill_all_repeats(NxArena *arena, const NxLines *lines, NxColumns *columns)
{
	uint32_t	n = lines->line.n;
	uint32_t   *hash = nx_array(arena, uint32_t, n + 1);
	uint32_t	i;

	for (i = 0; i < n; i++)
		hash[i] = lines->line.item[i].hash;
	fill_repeats(arena, hash, n, columns->start, columns->at[NX_COL_REPEATS]);
	for (i = 0; i < n; i++)
		hash[i] = lines->line.item[i].start;
	fill_repeats(arena, hash, n, columns->start, columns->at[NX_COL_STARTS_LIKE]);
}

void
nx_fill_text_columns(const NxLines *lines, NxColumns *columns)
{
	uint32_t	i;

	for (i = 0; i < columns->n; i++)
	{
		const NxLine *line = &lines->line.item[i];
		int32_t		sum = 64 + line->text / 8;
		int32_t		mean = 64 + (line->words ? line->text * 2 / (line->words + 2) : 0);

		columns->at[NX_COL_TEXT][i] = (uint8_t) (sum < 0 ? 0 : sum > 127 ? 127 : sum);
		columns->at[NX_COL_TEXT_MEAN][i] = (uint8_t) (mean < 0 ? 0 : mean > 127 ? 127 : mean);
	}
}

void
nx_fill_likeness(NxArena *arena, const NxLines *lines, const uint8_t *member, uint8_t *words, uint8_t *names)
{
	Vocabulary	vocabulary;
	uint32_t	nwords = 0;
	uint32_t	i;

	for (i = 0; i < lines->line.n; i++)
		if (member[i])
			nwords += lines->line.item[i].nwords;
	make_vocabulary(arena, &vocabulary, nwords);
	for (i = 0; i < lines->line.n; i++)
	{
		nx_poll_at(arena, i);
		if (member[i])
			add_block(&vocabulary, lines, &lines->line.item[i]);
	}
	for (i = 0; i < lines->line.n; i++)
	{
		nx_poll_at(arena, i);
		compare_block(&vocabulary, lines, &lines->line.item[i], member[i] != 0, &words[i], &names[i]);
	}
}

/* The words of the first block of prose, and of one right behind it. */
static void
read_lead(NxArena *arena, const NxLines *lines, const uint8_t *prose, Vocabulary *vocabulary)
{
	uint32_t	first = 0;
	uint32_t	i;

	while (first < lines->line.n && !prose[first])
		first++;
	make_vocabulary(arena, vocabulary, 64);
	for (i = first; i < lines->line.n && i < first + 2; i++)
		if (prose[i])
			add_block(vocabulary, lines, &lines->line.item[i]);
}

/* Likeness to the first block of prose: a headline shares its words. */
static void
fill_lead(NxArena *arena, const NxLines *lines, const uint8_t *prose, uint8_t *column)
{
	Vocabulary	lead;
	uint32_t	i;

	read_lead(arena, lines, prose, &lead);
	for (i = 0; i < lines->line.n; i++)
	{
		const NxLine *line = &lines->line.item[i];
		const uint32_t *hash = lines->words.item + line->word;
		uint32_t	n = nx_smaller(line->nwords, COMPARED);
		uint32_t	found = 0;
		uint32_t	k;

		nx_poll_at(arena, i);
		for (k = 0; k < n; k++)
			found += look_up(lead.once, &lead, hash[k]);
		column[i] = likeness(found, n);
	}
}

/* The first words of a note on the author are the author's name. */
#define BYLINE_WORDS	14
#define NAME_WORDS		3

static void
fill_byline(NxArena *arena, const NxLines *lines, uint8_t *column)
{
	Vocabulary	vocabulary;
	bool		any = false;
	uint32_t	i,
				k;

	make_vocabulary(arena, &vocabulary, 64);
	for (i = 0; i < lines->line.n; i++)
		if (lines->line.item[i].hit[NX_CUE_BYLINE] >= NX_HIT_START && lines->line.item[i].words <= BYLINE_WORDS)
		{
			add_block(&vocabulary, lines, &lines->line.item[i]);
			any = true;
		}
	for (i = 0; i < lines->line.n; i++)
	{
		const NxLine *line = &lines->line.item[i];
		uint32_t	n = nx_smaller(line->nwords, NAME_WORDS);
		uint32_t	found = 0;

		for (k = 0; k < n && any; k++)
			found += look_up(vocabulary.once, &vocabulary, lines->words.item[line->word + k]);
		column[i] = (uint8_t) (n ? 1 + found * 4 / n : 0);
	}
}

/* Where a block stands between the blocks of prose. */
static void
fill_place(const NxColumns *columns, uint8_t *const *at)
{
	uint32_t	n = columns->n;
	uint64_t	all = 0;
	uint64_t	sum = 0;
	uint32_t	since = 255;
	uint32_t	until = 255;
	uint32_t	i;

	for (i = 0; i < n; i++)
		if (columns->prose[i])
			all += columns->weight[i];
	for (i = 0; i < n; i++)
	{
		at[NX_COL_PLACE][i] = nx_share(i, n);
		at[NX_COL_FROM_START][i] = nx_steps(i);
		at[NX_COL_TO_END][i] = nx_steps(n - 1 - i);
		at[NX_COL_PROSE_BEFORE][i] = nx_share(sum, all);
		at[NX_COL_SINCE_PROSE][i] = nx_steps(since);
		if (columns->prose[i])
		{
			sum += columns->weight[i];
			since = 0;
		}
		else if (since < 255)
			since++;
		at[NX_COL_PROSE_AFTER][i] = nx_share(all - sum, all);
	}
	for (i = n; i-- > 0;)
	{
		at[NX_COL_UNTIL_PROSE][i] = nx_steps(until);
		if (columns->prose[i])
			until = 0;
		else if (until < 255)
			until++;
	}
}

/* Sum of 'value' over the blocks within 'reach' of each, itself left out. */
static void
fill_window(const uint32_t *value, const uint8_t *which, uint32_t n, uint32_t reach, uint8_t *column)
{
	uint64_t	sum = 0;
	uint32_t	i;

	for (i = 0; i < n && i < reach; i++)
		sum += which[i] ? value[i] : 0;
	for (i = 0; i < n; i++)
	{
		if (i + reach < n && which[i + reach])
			sum += value[i + reach];
		if (i > reach && which[i - reach - 1])
			sum -= value[i - reach - 1];
		column[i] = nx_steps((uint32_t) (sum - (which[i] ? value[i] : 0)));
	}
}

/* Runs of headlines, times and labels between them passed over. */
static void
fill_runs(const NxColumns *columns, uint8_t *const *at)
{
	uint32_t	i = 0;

	while (i < columns->n)
	{
		uint32_t	start = i;
		uint32_t	end = i;
		uint32_t	heads = 0;
		uint32_t	gap = 0;
		uint32_t	k;

		for (; i < columns->n && gap <= 2 && at[NX_COL_SHAPE][i] <= NX_SHAPE_HEADLINE; i++)
		{
			if (at[NX_COL_SHAPE][i] == NX_SHAPE_HEADLINE)
			{
				heads++;
				gap = 0;
				end = i + 1;
			}
			else
				gap++;
		}
		for (k = start; k < end; k++)
		{
			at[NX_COL_RUN][k] = nx_steps(heads);
			at[NX_COL_RUN_PLACE][k] = nx_steps(k - start);
		}
		if (i == start)
			i++;
	}
}

/* A byline or a time has at most this many words. */
#define HEAD_WORDS		16

/* Blocks since a short line of one of the classes of phrases. */
static void
fill_since(const NxLines *lines, NxBlockCue cue, uint32_t most_words, uint8_t *column)
{
	uint32_t	since = 127;
	uint32_t	i;

	for (i = 0; i < lines->line.n; i++)
	{
		const NxLine *line = &lines->line.item[i];

		column[i] = (uint8_t) since;
		if (line->hit[cue] >= NX_HIT_START && line->words <= most_words)
			since = 0;
		else if (since < 127)
			since++;
	}
}

/* A line that names the author or the time, as they stand over a story. */
static bool
is_head(const NxLine *line)
{
	return line->words <= HEAD_WORDS && (line->stamp || line->hit[NX_CUE_BYLINE] >= NX_HIT_START);
}

static void
fill_heads(const NxLines *lines, uint8_t *since, uint8_t *until)
{
	uint32_t	n = lines->line.n;
	uint32_t	away = 127;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		since[i] = (uint8_t) away;
		away = is_head(&lines->line.item[i]) ? 0 : nx_smaller(away + 1, 127);
	}
	away = 127;
	for (i = n; i-- > 0;)
	{
		until[i] = (uint8_t) away;
		away = is_head(&lines->line.item[i]) ? 0 : nx_smaller(away + 1, 127);
	}
}

/*
 * Which line is the title: of those before the first prose that have a
 * title's length the one most like the first prose, the last of equals.
 */
static void
fill_title(const NxLines *lines, const uint8_t *prose, const uint8_t *like_lead, uint8_t *column)
{
	uint32_t	n = lines->line.n;
	uint32_t	best = n;
	uint32_t	i;

	for (i = 0; i < n && !prose[i]; i++)
	{
		const NxLine *line = &lines->line.item[i];

		if (line->words + line->spaceless / 4 >= 3 && line->words <= 30 && like_lead[i] > 32 &&
			(best == n || like_lead[i] >= like_lead[best]))
			best = i;
	}
	for (i = best; i < n; i++)
		column[i] = (uint8_t) nx_smaller(1 + i - best, 127);
}

/*
 * How far blocks that begin alike are spread over the prose, and how many of
 * them are equal: "Position: guard", "Position: centre" all along a story are
 * part of it, the same button all along it is not.
 */
static void
fill_starts(NxArena *arena, NxColumns *columns)
{
	uint32_t	n = columns->n;
	uint32_t   *last = nx_array(arena, uint32_t, n + 1);
	uint8_t *const *at = columns->at;
	uint32_t	i;

	for (i = 0; i < n; i++)
		last[columns->start[i]] = i;
	for (i = 0; i < n; i++)
	{
		uint32_t	first = columns->start[i];

		if (last[first] == first)
			continue;
		at[NX_COL_STARTS_SPREAD][i] = (uint8_t) (at[NX_COL_PROSE_AFTER][first] - at[NX_COL_PROSE_AFTER][last[first]]);
		at[NX_COL_STARTS_SAME][i] = nx_share(at[NX_COL_REPEATS][i] + 1u, at[NX_COL_STARTS_LIKE][i] + 1u);
	}
}

static void
fill_document(const NxLines *lines, const NxColumns *columns, uint8_t *const *at)
{
	uint32_t	n = columns->n;
	uint64_t	prose_words = 0;
	uint64_t	prose_stops = 0;
	uint64_t	blanks = 0;
	uint32_t	nprose = 0;
	uint32_t	i;

	for (i = 0; i < n; i++)
	{
		const NxLine *line = &lines->line.item[i];

		blanks += line->blank > 0;
		if (columns->prose[i])
		{
			prose_words += columns->weight[i];
			prose_stops += nx_smaller(line->stops, 400);
			nprose++;
		}
	}
	for (i = 0; i < n; i++)
	{
		const NxLine *line = &lines->line.item[i];

		at[NX_COL_STOPS_LIKE][i] = prose_stops && line->words ?
			(uint8_t) nx_smaller((uint32_t) (line->stops * prose_words * 40 / (line->words * prose_stops)), 127) : 0;
	}
	memset(at[NX_COL_DOC_BLOCKS], nx_steps(n), n);
	memset(at[NX_COL_DOC_PROSE], nx_steps((uint32_t) (prose_words < 65535 ? prose_words : 65535)), n);
	memset(at[NX_COL_DOC_STOPS], nx_share(prose_stops, prose_words), n);
	memset(at[NX_COL_DOC_BLANK], nx_share(blanks, n), n);
	memset(at[NX_COL_DOC_LONG], nprose ? nx_steps((uint32_t) (prose_words / nprose)) : 0, n);
}

static void
fill_spread(const NxColumns *columns, uint8_t *column)
{
	uint32_t	i;
	int			k;

	for (i = 0; i < columns->n; i++)
	{
		const uint8_t *words = columns->at[NX_COL_WORDS] + i;
		uint8_t		low = 127;
		uint8_t		high = 0;

		for (k = -2; k <= 2; k++)
		{
			low = words[k] < low ? words[k] : low;
			high = words[k] > high ? words[k] : high;
		}
		column[i] = (uint8_t) (high - low);
	}
}

void
nx_fill_columns(NxArena *arena, const NxLines *lines, NxColumns *columns)
{
	uint32_t	n = lines->line.n;
	uint32_t	i;

	columns->n = n;
	columns->at[0] = (uint8_t *) nx_arena_zero(arena, (size_t) NX_COLUMNS * (n + 2 * NX_COLUMN_PAD)) + NX_COLUMN_PAD;
	for (i = 1; i < NX_COLUMNS; i++)
		columns->at[i] = columns->at[i - 1] + n + 2 * NX_COLUMN_PAD;
	columns->prose = nx_arena_zero(arena, n + 1);
	columns->weight = nx_array(arena, uint32_t, n + 1);
	columns->start = nx_array(arena, uint32_t, n + 1);
	for (i = 0; i < n; i++)
	{
		const NxLine *line = &lines->line.item[i];

		nx_poll_at(arena, i);
		fill_own(line, i, columns->at);
		columns->prose[i] = columns->at[NX_COL_SHAPE][i] == NX_SHAPE_PROSE;
		columns->weight[i] = nx_smaller(line->words, 400);
	}
	nx_arena_poll(arena);
	fill_all_repeats(arena, lines, columns);
	nx_arena_poll(arena);
	nx_fill_text_columns(lines, columns);
	nx_arena_poll(arena);
	nx_fill_likeness(arena, lines, columns->prose, columns->at[NX_COL_LIKE_PROSE], columns->at[NX_COL_LIKE_NAMES]);
	fill_lead(arena, lines, columns->prose, columns->at[NX_COL_LIKE_LEAD]);
	fill_byline(arena, lines, columns->at[NX_COL_LIKE_BYLINE]);
	nx_arena_poll(arena);
	fill_place(columns, columns->at);
	nx_arena_poll(arena);
	fill_window(columns->weight, columns->prose, n, 5, columns->at[NX_COL_NEAR_PROSE]);
	fill_window(columns->weight, columns->prose, n, 15, columns->at[NX_COL_WIDE_PROSE]);
	nx_arena_poll(arena);
	fill_runs(columns, columns->at);
	nx_arena_poll(arena);
	fill_since(lines, NX_CUE_RELATED, 6, columns->at[NX_COL_SINCE_RELATED]);
	fill_since(lines, NX_CUE_COMMENT, 6, columns->at[NX_COL_SINCE_COMMENT]);
	fill_since(lines, NX_CUE_BYLINE, 12, columns->at[NX_COL_SINCE_BYLINE]);
	fill_since(lines, NX_CUE_PROMO, 20, columns->at[NX_COL_SINCE_PROMO]);
	fill_heads(lines, columns->at[NX_COL_SINCE_HEAD], columns->at[NX_COL_UNTIL_HEAD]);
	fill_title(lines, columns->prose, columns->at[NX_COL_LIKE_LEAD], columns->at[NX_COL_SINCE_TITLE]);
	nx_arena_poll(arena);
	fill_starts(arena, columns);
	fill_spread(columns, columns->at[NX_COL_SPREAD]);
	nx_arena_poll(arena);
	fill_document(lines, columns, columns->at);
}
