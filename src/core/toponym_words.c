/*-------------------------------------------------------------------------
 * toponym_words.c
 *	  What the words around a name tell of it.
 *
 * The few dozen function words that govern English place names stand here,
 * because the code gives each group its own meaning; lists of names do not.
 *-------------------------------------------------------------------------
 */
#include "toponym.h"

#include <string.h>

typedef struct Word
{
	char		word[16];		/* the rest is zero */
	uint8_t		class;
} Word;

/* Sorted for binary search. */
static const Word function_words[] = {
	{"a", NX_W_ARTICLE}, {"above", NX_W_NEAR}, {"across", NX_W_ACROSS}, {"against", NX_W_WITH},
	{"along", NX_W_ACROSS}, {"an", NX_W_ARTICLE}, {"and", NX_W_AND}, {"are", NX_W_BE},
	{"area", NX_W_TOWN}, {"around", NX_W_NEAR}, {"as", NX_W_STOP}, {"at", NX_W_AT},
	{"based", NX_W_BASED}, {"between", NX_W_ACROSS}, {"beyond", NX_W_NEAR}, {"border", NX_W_TOWN},
	{"born", NX_W_BASED}, {"but", NX_W_STOP}, {"by", NX_W_BY}, {"capital", NX_W_TOWN},
	{"central", NX_W_DIRECTION}, {"city", NX_W_TOWN}, {"coastal", NX_W_DIRECTION},
	{"community", NX_W_TOWN}, {"counties", NX_W_TOWN}, {"county", NX_W_TOWN}, {"district", NX_W_TOWN},
	{"downtown", NX_W_DIRECTION}, {"east", NX_W_DIRECTION}, {"eastern", NX_W_DIRECTION},
	{"for", NX_W_FOR}, {"from", NX_W_FROM}, {"had", NX_W_BE}, {"has", NX_W_BE}, {"have", NX_W_BE},
	{"in", NX_W_IN}, {"inside", NX_W_NEAR}, {"into", NX_W_ACROSS}, {"is", NX_W_BE},
	{"island", NX_W_TOWN}, {"mid", NX_W_DIRECTION}, {"native", NX_W_BASED}, {"near", NX_W_NEAR},
	{"nearby", NX_W_DIRECTION}, {"neighboring", NX_W_DIRECTION}, {"neighbouring", NX_W_DIRECTION},
	{"north", NX_W_DIRECTION}, {"northeast", NX_W_DIRECTION}, {"northeastern", NX_W_DIRECTION},
	{"northern", NX_W_DIRECTION}, {"northwest", NX_W_DIRECTION}, {"northwestern", NX_W_DIRECTION},
	{"of", NX_W_OF}, {"off", NX_W_NEAR}, {"on", NX_W_ON}, {"or", NX_W_AND}, {"outside", NX_W_NEAR},
	{"over", NX_W_ACROSS}, {"province", NX_W_TOWN}, {"region", NX_W_TOWN},
	{"resident", NX_W_BASED}, {"residents", NX_W_BASED}, {"rural", NX_W_DIRECTION},
	{"s", NX_W_POSSESSIVE}, {"shares", NX_W_SHARES}, {"south", NX_W_DIRECTION}, {"southeast", NX_W_DIRECTION},
	{"southeastern", NX_W_DIRECTION}, {"southern", NX_W_DIRECTION}, {"southwest", NX_W_DIRECTION},
	{"southwestern", NX_W_DIRECTION}, {"state", NX_W_TOWN}, {"stock", NX_W_SHARES}, {"suburb", NX_W_TOWN},
	{"suburban", NX_W_DIRECTION}, {"that", NX_W_RELATIVE}, {"the", NX_W_THE},
	{"through", NX_W_ACROSS}, {"throughout", NX_W_ACROSS}, {"to", NX_W_TO}, {"toward", NX_W_ACROSS},
	{"towards", NX_W_ACROSS}, {"town", NX_W_TOWN}, {"township", NX_W_TOWN}, {"upstate", NX_W_DIRECTION},
	{"village", NX_W_TOWN}, {"was", NX_W_BE}, {"were", NX_W_BE}, {"west", NX_W_DIRECTION},
	{"western", NX_W_DIRECTION}, {"where", NX_W_RELATIVE}, {"which", NX_W_RELATIVE},
	{"who", NX_W_RELATIVE}, {"whose", NX_W_RELATIVE}, {"will", NX_W_BE}, {"with", NX_W_WITH},
	{"within", NX_W_NEAR}, {"would", NX_W_BE}
};

/* Sorted; folded to lower case, without a closing period. */
static const Word facility_words[] = {
	{"airport", NX_FACILITY_BUILDING}, {"alley", NX_FACILITY_ROAD}, {"ave", NX_FACILITY_ROAD},
	{"avenue", NX_FACILITY_ROAD}, {"basin", NX_FACILITY_LAND}, {"bay", NX_FACILITY_WATER},
	{"bayou", NX_FACILITY_WATER}, {"beach", NX_FACILITY_LAND}, {"blvd", NX_FACILITY_ROAD},
	{"borough", NX_FACILITY_DIVISION}, {"boulevard", NX_FACILITY_ROAD}, {"bridge", NX_FACILITY_BUILDING},
	{"canal", NX_FACILITY_WATER}, {"canyon", NX_FACILITY_LAND}, {"cape", NX_FACILITY_BEFORE},
	{"circle", NX_FACILITY_ROAD}, {"coast", NX_FACILITY_LAND},
	{"corner", NX_FACILITY_AREA}, {"county", NX_FACILITY_DIVISION}, {"court", NX_FACILITY_ROAD},
	{"cove", NX_FACILITY_WATER}, {"creek", NX_FACILITY_WATER}, {"delta", NX_FACILITY_LAND},
	{"desert", NX_FACILITY_LAND}, {"district", NX_FACILITY_DIVISION}, {"dr", NX_FACILITY_ROAD},
	{"drive", NX_FACILITY_ROAD}, {"estates", NX_FACILITY_AREA}, {"expressway", NX_FACILITY_ROAD},
	{"falls", NX_FACILITY_WATER}, {"forest", NX_FACILITY_AREA}, {"fort", NX_FACILITY_BEFORE},
	{"freeway", NX_FACILITY_ROAD}, {"glacier", NX_FACILITY_LAND}, {"governorate", NX_FACILITY_DIVISION},
	{"gulf", NX_FACILITY_WATER}, {"harbor", NX_FACILITY_WATER}, {"harbour", NX_FACILITY_WATER},
	{"heights", NX_FACILITY_AREA}, {"highway", NX_FACILITY_ROAD}, {"hill", NX_FACILITY_LAND},
	{"hills", NX_FACILITY_LAND}, {"island", NX_FACILITY_LAND}, {"islands", NX_FACILITY_LAND},
	{"isle", NX_FACILITY_LAND}, {"lake", NX_FACILITY_WATER}, {"lane", NX_FACILITY_ROAD},
	{"mount", NX_FACILITY_BEFORE}, {"mountain", NX_FACILITY_LAND}, {"mountains", NX_FACILITY_LAND},
	{"mt", NX_FACILITY_BEFORE}, {"municipality", NX_FACILITY_DIVISION}, {"ocean", NX_FACILITY_WATER},
	{"parish", NX_FACILITY_DIVISION}, {"park", NX_FACILITY_AREA}, {"parkway", NX_FACILITY_ROAD},
	{"pass", NX_FACILITY_LAND}, {"peninsula", NX_FACILITY_LAND}, {"pike", NX_FACILITY_ROAD},
	{"place", NX_FACILITY_ROAD}, {"plaza", NX_FACILITY_BUILDING}, {"point", NX_FACILITY_LAND},
	{"port", NX_FACILITY_BEFORE}, {"prefecture", NX_FACILITY_DIVISION}, {"preserve", NX_FACILITY_AREA},
	{"province", NX_FACILITY_DIVISION}, {"rd", NX_FACILITY_ROAD}, {"region", NX_FACILITY_DIVISION},
	{"reservoir", NX_FACILITY_WATER}, {"ridge", NX_FACILITY_LAND}, {"river", NX_FACILITY_WATER},
	{"road", NX_FACILITY_ROAD}, {"route", NX_FACILITY_ROAD}, {"sea", NX_FACILITY_WATER},
	{"spring", NX_FACILITY_WATER}, {"springs", NX_FACILITY_WATER}, {"square", NX_FACILITY_BUILDING},
	{"st", NX_FACILITY_ROAD}, {"stadium", NX_FACILITY_BUILDING}, {"state", NX_FACILITY_DIVISION},
	{"station", NX_FACILITY_BUILDING}, {"strait", NX_FACILITY_WATER}, {"street", NX_FACILITY_ROAD},
	{"terrace", NX_FACILITY_ROAD}, {"territory", NX_FACILITY_DIVISION}, {"township", NX_FACILITY_DIVISION},
	{"trail", NX_FACILITY_ROAD}, {"turnpike", NX_FACILITY_ROAD}, {"twp", NX_FACILITY_DIVISION},
	{"valley", NX_FACILITY_LAND}, {"village", NX_FACILITY_AREA}, {"way", NX_FACILITY_ROAD},
	{"wilderness", NX_FACILITY_AREA}, {"woods", NX_FACILITY_AREA}
};

/* What the last word of an organisation says of the place in its name.  Sorted. */
static const Word head_words[] = {
	{"academy", NX_W_SCHOOL}, {"agency", NX_W_OFFICE}, {"army", NX_W_OFFICE},
	{"assembly", NX_W_OFFICE}, {"authority", NX_W_OFFICE}, {"broadcasting", NX_W_PRESS},
	{"bureau", NX_W_OFFICE}, {"chronicle", NX_W_PRESS}, {"college", NX_W_SCHOOL},
	{"commission", NX_W_OFFICE}, {"congress", NX_W_OFFICE}, {"council", NX_W_OFFICE},
	{"court", NX_W_OFFICE}, {"daily", NX_W_PRESS}, {"department", NX_W_OFFICE},
	{"embassy", NX_W_OFFICE}, {"examiner", NX_W_PRESS}, {"fire", NX_W_OFFICE},
	{"gazette", NX_W_PRESS}, {"globe", NX_W_PRESS}, {"government", NX_W_OFFICE}, {"guardian", NX_W_PRESS},
	{"herald", NX_W_PRESS}, {"hospital", NX_W_SCHOOL}, {"inquirer", NX_W_PRESS},
	{"institute", NX_W_SCHOOL}, {"journal", NX_W_PRESS}, {"legislature", NX_W_OFFICE},
	{"library", NX_W_SCHOOL}, {"magazine", NX_W_PRESS}, {"ministry", NX_W_OFFICE},
	{"museum", NX_W_SCHOOL}, {"navy", NX_W_OFFICE}, {"news", NX_W_PRESS}, {"observer", NX_W_PRESS},
	{"office", NX_W_OFFICE}, {"parliament", NX_W_OFFICE}, {"police", NX_W_OFFICE},
	{"post", NX_W_PRESS}, {"press", NX_W_PRESS}, {"radio", NX_W_PRESS}, {"review", NX_W_PRESS},
	{"school", NX_W_SCHOOL}, {"schools", NX_W_SCHOOL}, {"senate", NX_W_OFFICE},
	{"sheriff", NX_W_OFFICE}, {"star", NX_W_PRESS}, {"sun", NX_W_PRESS}, {"telegraph", NX_W_PRESS},
	{"television", NX_W_PRESS}, {"times", NX_W_PRESS}, {"tribune", NX_W_PRESS}, {"tv", NX_W_PRESS},
	{"university", NX_W_SCHOOL}
};

/*
 * What of a list begins with each letter: most words need no search.
 * nx_check_word_lists() tells whether this fits the lists.
 */
typedef struct Letter
{
	uint32_t	seconds;		/* second letters (bit 0: a; bit 31: none) */
	uint16_t	lengths;		/* bit n: a word of n letters */
	uint8_t		first;			/* number of the first word */
	uint8_t		n;				/* of words */
} Letter;

static const Letter function_letters[26] = {
	{0x800e2846, 0x00fe, 0, 12}, {0x01104011, 0x00fc, 12, 7}, {0x00004111, 0x03d0, 19, 7},
	{0x00004100, 0x0100, 26, 2}, {0x00000001, 0x0090, 28, 2}, {0x00024000, 0x0018, 30, 2},
	{0x00000000, 0x0000, 32, 0}, {0x00000001, 0x0018, 32, 3}, {0x00042000, 0x0054, 35, 5},
	{0x00000000, 0x0000, 40, 0}, {0x00000000, 0x0000, 40, 0}, {0x00000000, 0x0000, 40, 0},
	{0x00000100, 0x0008, 40, 1}, {0x00004011, 0x1b70, 41, 11}, {0x00322020, 0x009c, 52, 6},
	{0x00020000, 0x0100, 58, 1}, {0x00000000, 0x0000, 59, 0}, {0x00100010, 0x0360, 59, 4},
	{0x80184080, 0x1362, 63, 12}, {0x00004080, 0x05dc, 75, 9}, {0x00008000, 0x0080, 84, 1},
	{0x00000100, 0x0080, 85, 1}, {0x00004191, 0x00f8, 86, 12}, {0x00000000, 0x0000, 98, 0},
	{0x00000000, 0x0000, 98, 0}, {0x00000000, 0x0000, 98, 0}
};

static const Letter facility_letters[26] = {
	{0x00200900, 0x00e8, 0, 4}, {0x00024811, 0x02f8, 4, 8}, {0x00024101, 0x0070, 12, 10},
	{0x00020110, 0x0164, 22, 5}, {0x00840000, 0x0480, 27, 2}, {0x00024001, 0x00f0, 29, 4},
	{0x00104800, 0x0890, 33, 3}, {0x00000111, 0x00f0, 36, 6}, {0x00040000, 0x00d0, 42, 3},
	{0x00000000, 0x0000, 45, 0}, {0x00000000, 0x0000, 45, 0}, {0x00000001, 0x0010, 45, 2},
	{0x00184000, 0x1324, 47, 5}, {0x00000000, 0x0000, 52, 0}, {0x00000004, 0x0020, 52, 1},
	{0x00024911, 0x07f0, 53, 13}, {0x00000000, 0x0000, 66, 0}, {0x00004118, 0x0274, 66, 7},
	{0x00098010, 0x00ec, 73, 10}, {0x00524010, 0x03a8, 83, 6}, {0x00000000, 0x0000, 89, 0},
	{0x00000101, 0x00c0, 89, 2}, {0x00004101, 0x0428, 91, 3}, {0x00000000, 0x0000, 94, 0},
	{0x00000000, 0x0000, 94, 0}, {0x00000000, 0x0000, 94, 0}
};

static const Letter head_letters[26] = {
	{0x00160044, 0x03d0, 0, 5}, {0x00120000, 0x1040, 5, 2}, {0x00004080, 0x07a0, 7, 6},
	{0x00000011, 0x0420, 13, 2}, {0x00801000, 0x0180, 15, 2}, {0x00000100, 0x0010, 17, 1},
	{0x00104801, 0x05a0, 18, 4}, {0x00004010, 0x0140, 22, 2}, {0x00002000, 0x0300, 24, 2},
	{0x00004000, 0x0080, 26, 1}, {0x00000000, 0x0000, 27, 0}, {0x00000110, 0x0880, 27, 2},
	{0x00100101, 0x0140, 29, 3}, {0x00000011, 0x0010, 32, 2}, {0x00000022, 0x0140, 34, 2},
	{0x00024001, 0x0470, 36, 4}, {0x00000000, 0x0000, 40, 0}, {0x00000011, 0x0060, 40, 2},
	{0x00180094, 0x00d8, 42, 6}, {0x00220110, 0x06a4, 48, 5}, {0x00002000, 0x0400, 53, 1},
	{0x00000000, 0x0000, 54, 0}, {0x00000000, 0x0000, 54, 0}, {0x00000000, 0x0000, 54, 0},
	{0x00000000, 0x0000, 54, 0}, {0x00000000, 0x0000, 54, 0}
};

typedef struct WordList
{
	const Word *item;
	uint32_t	n;
	const Letter *letter;
} WordList;

static const WordList function_list = {function_words, NX_COUNT(function_words), function_letters};
static const WordList facility_list = {facility_words, NX_COUNT(facility_words), facility_letters};
static const WordList head_list = {head_words, NX_COUNT(head_words), head_letters};

/* Eight letters as a number that sorts as they do; compilers make one load of it. */
static uint64_t
eight(const char *word)
{
	const unsigned char *w = (const unsigned char *) word;

	return (uint64_t) w[0] << 56 | (uint64_t) w[1] << 48 | (uint64_t) w[2] << 40 | (uint64_t) w[3] << 32 |
		(uint64_t) w[4] << 24 | (uint64_t) w[5] << 16 | (uint64_t) w[6] << 8 | (uint64_t) w[7];
}

/* The words of a list that may be this one; NULL: none is, for certain. */
static inline const Letter *
letter_of(const WordList *words, NxText word)
{
	unsigned	first = (unsigned) (word.data[0] | 0x20) - 'a';
	unsigned	second = word.len > 1 ? (unsigned) (word.data[1] | 0x20) - 'a' : 31;
	const Letter *letter = &words->letter[first < 26 ? first : 0];

	return first < 26 && second < 32 && word.len < sizeof(words->item->word) &&
		letter->seconds >> second & 1 && letter->lengths >> word.len & 1 ? letter : NULL;
}

/* Class of a word in a sorted list; ASCII only, case and a last period do not count. */
static uint8_t
find_word(const WordList *words, NxText word)
{
	char		low[sizeof(words->item->word)] = {0};
	const Letter *letter;
	const Word *at;
	uint64_t	head;
	uint64_t	tail;
	uint32_t	i;

	if (word.len && word.data[word.len - 1] == '.')
		word.len--;
	if (word.len == 0 || (letter = letter_of(words, word)) == NULL)
		return 0;
	/* what this makes of other bytes than letters is no letter either */
	for (i = 0; i < word.len; i++)
		low[i] = (char) (word.data[i] | 0x20);
	head = eight(low);
	tail = eight(low + 8);
	at = words->item + letter->first;
	for (i = 0; i < letter->n && eight(at->word) < head; i++)
		at++;
	for (; i < letter->n && eight(at->word) == head; i++, at++)
		if (eight(at->word + 8) == tail)
			return at->class;
	return 0;
}

bool
nx_check_word_lists(void)
{
	static const WordList *const lists[] = {&function_list, &facility_list, &head_list};
	uint32_t	i;
	uint32_t	k;

	for (k = 0; k < NX_COUNT(lists); k++)
		for (i = 0; i < lists[k]->n; i++)
		{
			const Word *word = &lists[k]->item[i];

			if (find_word(lists[k], (NxText) {word->word, (uint32_t) strlen(word->word)}) != word->class)
				return false;
		}
	return true;
}

NxFacility
nx_facility_class(NxText word)
{
	return (NxFacility) find_word(&facility_list, word);
}

bool
nx_is_press_word(NxText word)
{
	return find_word(&head_list, word) == NX_W_PRESS;
}

static uint8_t
capital_class(NxText word, const NxToken *token)
{
	uint8_t		head;

	if (token->flags & NX_T_INITIAL)
		return NX_W_INITIAL;
	if (token->lists & (NX_L_MONTH | NX_L_WEEKDAY))
		return NX_W_CALENDAR;
	if (token->lists & (NX_L_COUNTRY | NX_L_STATE))
		return NX_W_STATE;
	if (token->lists & NX_L_DEMONYM)
		return NX_W_DEMONYM;
	if (token->lists & NX_L_TITLE)
		return NX_W_TITLE;
	if (nx_facility_class(word) != NX_FACILITY_NONE)
		return NX_W_FACILITY;
	head = find_word(&head_list, word);
	if (head)
		return head;
	if (token->lists & (NX_L_ORG_HEAD | NX_L_ORG_SUFFIX))
		return NX_W_ORG_HEAD;
	if (token->lists & NX_L_GIVEN)
		return NX_W_GIVEN;
	if (token->lists & NX_L_SURNAME && !(token->lists & NX_L_COMMON))
		return NX_W_SURNAME;
	return NX_W_CAPITAL;
}

static uint8_t
mark_class(NxText text, const NxToken *token)
{
	char		c = text.data[token->start];

	if (token->flags & NX_T_POSSESSIVE)
		return NX_W_POSSESSIVE;
	if (token->flags & NX_T_HYPHEN)
		return token->flags & NX_T_SPACE || token->end - token->start > 1 ? NX_W_DASH : NX_W_HYPHEN;
	if (token->flags & NX_T_QUOTE)
		return NX_W_QUOTE;
	return c == ',' ? NX_W_COMMA : c == '(' || c == '[' ? NX_W_OPEN :
		c == ')' || c == ']' ? NX_W_CLOSE : c == '&' ? NX_W_AND : NX_W_PUNCT;
}

uint8_t
nx_word_class(NxText text, const NxTokens *tokens, uint32_t i)
{
	const NxToken *token;
	NxText		word;
	uint8_t		class;

	if (i >= tokens->n)
		return NX_W_NONE;
	token = &tokens->item[i];
	if (token->kind == NX_TOKEN_NUMBER)
		return NX_W_NUMBER;
	if (token->kind != NX_TOKEN_WORD)
		return mark_class(text, token);
	word = nx_slice(text, token->start, token->end);
	class = find_word(&function_list, word);
	if (class && (!(token->flags & NX_T_CAPITAL) || token->flags & NX_T_SENTENCE || class < NX_W_DIRECTION))
		return class;
	if (token->flags & NX_T_CAPITAL)
	{
		if (token->flags & NX_T_SENTENCE && token->lists & NX_L_STOP)
			return NX_W_STOP;
		return capital_class(word, token);
	}
	if (token->lists & NX_L_SPEECH)
		return NX_W_SPEECH;
	if (token->lists & NX_L_TITLE)
		return NX_W_TITLE;
	if (token->lists & NX_L_ROLE)
		return NX_W_ROLE;
	return token->lists & NX_L_STOP ? NX_W_STOP : NX_W_LOWER;
}

/* Two or three capitals with or without periods, and nothing else. */
static bool
is_abbreviation(const char *data, uint32_t len)
{
	uint32_t	capitals = 0;
	uint32_t	i;

	for (i = 0; i < len; i++)
	{
		if ((unsigned) (data[i] - 'A') < 26)
			capitals++;
		else if (data[i] != '.')
			return false;
	}
	return capitals == 2 || capitals == 3;
}

bool
nx_name_fits(const NxGazetteer *gazetteer, const NxPlaceName *name, NxText surface)
{
	const char *form = gazetteer->pool + name->form;

	if (name->flags & NX_NAME_EXACT)
		return name->formlen == surface.len && memcmp(form, surface.data, surface.len) == 0;
	return surface.len > 6 || !is_abbreviation(surface.data, surface.len) ||
		is_abbreviation(form, name->formlen);
}

static bool
is_direction(NxText text, const NxTokens *tokens, uint32_t i)
{
	const NxToken *token = &tokens->item[i];

	return i < tokens->n && token->kind == NX_TOKEN_WORD && token->flags & NX_T_CAPITAL &&
		find_word(&function_list, nx_slice(text, token->start, token->end)) == NX_W_DIRECTION;
}

/* Longest list of directions before the name they share. */
#define NX_DIRECTIONS_MOST	4

uint64_t
nx_coordinated_key(const NxGazetteer *gazetteer, NxText text, const NxTokens *tokens, uint32_t i)
{
	const NxToken *token = tokens->item;
	uint64_t	found = 0;
	uint64_t	own;
	uint64_t	other;
	uint32_t	at = i;
	uint32_t	words;
	uint32_t	n;

	if (i + 2 >= tokens->n || strchr(",&aAoO", text.data[token[i + 1].start]) == NULL || !is_direction(text, tokens, i))
		return 0;				/* most have no comma, "and" or "or" behind them */
	for (words = 0; words < NX_DIRECTIONS_MOST && at + 2 < tokens->n; words++)
	{
		uint8_t		class = nx_word_class(text, tokens, at + 1);

		if (class != NX_W_AND && class != NX_W_COMMA)
			break;
		at += class == NX_W_COMMA && nx_word_class(text, tokens, at + 2) == NX_W_AND ? 3 : 2;
		if (!is_direction(text, tokens, at))
			return 0;
	}
	if (at == i)
		return 0;
	own = token[i].hash;
	other = token[at].hash;
	for (words = 0; words < 3 && ++at < tokens->n; words++)
	{
		if (token[at].kind != NX_TOKEN_WORD || !(token[at].flags & NX_T_CAPITAL) ||
			token[at].flags & NX_T_SENTENCE)
			break;
		own = nx_join_hash(own, token[at].hash);
		other = nx_join_hash(other, token[at].hash);
		if (nx_gazetteer_find(gazetteer, own, &n) && nx_gazetteer_find(gazetteer, other, &n))
			found = own;
	}
	return found;
}

/* "counties" after the last of "Anderson and Cherokee counties". */
bool
nx_has_counties(NxText text, const NxTokens *tokens, uint32_t end)
{
	uint32_t	at;

	for (at = end; at < end + 12 && at < tokens->n && !(tokens->item[at].flags & NX_T_SENTENCE); at++)
	{
		const NxToken *token = &tokens->item[at];
		uint8_t		class = nx_word_class(text, tokens, at);

		if (token->end - token->start == 8 && (memcmp(text.data + token->start, "counties", 8) == 0 ||
											   memcmp(text.data + token->start, "Counties", 8) == 0))
			return true;
		if (class != NX_W_COMMA && class != NX_W_AND && !(token->flags & NX_T_CAPITAL))
			return false;
	}
	return false;
}
