/*-------------------------------------------------------------------------
 * block_name.c
 *	  Does a short line begin with the name of a person?
 *
 * Asked only of lines that nothing else explains, so it may read bytes again.
 * A name is a given name of the lists and one to three capitalised words that
 * are no common words; what follows may be a date, a desk, an address.
 *-------------------------------------------------------------------------
 */
#include "block_kind.h"
#include "data.h"
#include "unicode.h"

#define MOST_NAME	4

/* What no name has, and what it has only where the lists know it as a surname too: "Park". */
#define NEVER_NAME	(NX_L_STOP | NX_L_STOP_OTHER | NX_L_NAME_STOP | NX_L_MONTH | NX_L_WEEKDAY)
#define OTHER_NAME	(NX_L_ORG_HEAD | NX_L_FACILITY | NX_L_ROLE | NX_L_TITLE | NX_L_DEMONYM | NX_L_COUNTRY | NX_L_COMMON)

typedef struct NameWord
{
	uint32_t	bits;			/* NX_L_… */
	uint32_t	end;			/* byte after it */
	bool		capital;
} NameWord;

/* The word at 'at' or after spaces; false if something else stands there. */
static bool
read_word(const NxData *data, NxText text, uint32_t at, NameWord *word)
{
	uint32_t	start = at;
	uint32_t	size;

	word->capital = false;
	while (start < text.len && text.data[start] == ' ')
		start++;
	for (at = start; at < text.len; at += size)
	{
		const NxCpInfo *info = nx_cp_info(nx_decode(text.data + at, text.data + text.len, &size));
		bool		inside = at > start && at + size < text.len &&
			(text.data[at] == '-' || text.data[at] == '\'' || text.data[at] == '.' || (info->flags & NX_CP_QUOTE));

		if (at == start)
			word->capital = info->kind == NX_CP_UPPER;
		if (!nx_is_letter((NxCpKind) info->kind) && !inside)
			break;
	}
	word->end = at;
	if (at == start)
		return false;
	while (at > start && text.data[at - 1] == '.')
		at--;
	word->bits = nx_lexicon_word(&data->lexicon, nx_fold_hash((NxText) {text.data + start, at - start}));
	return true;
}

uint32_t
nx_begins_with_name(const NxData *data, NxText text)
{
	NameWord	word;
	uint32_t	at = 0;
	uint32_t	words = 0;
	bool		known = false;
	bool		stop;

	while (words < MOST_NAME && read_word(data, text, at, &word) && word.capital)
	{
		if (words == 0)
			stop = !(word.bits & NX_L_GIVEN);
		else if (word.bits & NX_L_SURNAME)
			stop = (word.bits & NEVER_NAME & ~NX_L_STOP_OTHER) != 0;
		else
			stop = (word.bits & (NEVER_NAME | OTHER_NAME)) != 0;
		if (stop)
			break;
		known = words > 0;
		words++;
		at = word.end;
	}
	return known ? at : 0;
}
