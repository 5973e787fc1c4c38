/*-------------------------------------------------------------------------
 * dictionary_link.c
 *	  Mentions whose term says what they are called become entities.
 *
 * A term that names its entity ("Big Blue": IBM) needs no linking by words.
 * Its entity is filed under the words of that name too, so that what stands
 * in the text as "IBM Corp." joins it.  A person's term that is the name as it
 * stands is left to link_person.c, which gives it its surname's mentions
 * (lay_term decides which, by NX_M_NAMED).
 *-------------------------------------------------------------------------
 */
#include "link_internal.h"

#include "dictionary_terms.h"
#include "unicode.h"

/* Key of a name with its id; no phrase key looks like it but by chance. */
static uint64_t
name_key(const NxTerm *term)
{
	return nx_hash_mix(nx_fold_hash(term->name) ^ nx_hash_mix((uint64_t) term->id + 1));
}

static void
link_term(NxLinker *linker, uint32_t m)
{
	NxMention  *mention = &linker->mentions->item[m];
	const NxTerm *term = mention->term;
	NxKind		kind = (NxKind) mention->kind;
	NxText		name = term->flags & NX_TERM_REGEX && !(term->flags & NX_TERM_NAME) ?
		nx_link_surface(linker, mention) : term->name;
	uint64_t	key = term->flags & NX_TERM_REGEX ? nx_hash_mix(nx_fold_hash(name)) : name_key(term);
	uint32_t	e = nx_link_find(linker, kind, key);

	if (e == NX_NO_ENTITY)
	{
		uint32_t	nwords;
		uint64_t	words = nx_phrase_key(linker->arena, &linker->data->lexicon, name, &nwords);

		e = nx_link_new(linker, kind);
		linker->entities.item[e].name = name;
		linker->entities.item[e].name_score = UINT32_MAX;
		nx_link_alias(linker, kind, key, e);
		if (kind != NX_KIND_PERSON && words && nx_link_find(linker, kind, words) == NX_NO_ENTITY)
			nx_link_alias(linker, kind, words, e);
	}
	nx_link_assign(linker, m, e);
}

void
nx_link_terms(NxLinker *linker)
{
	uint32_t	i;

	for (i = 0; i < linker->mentions->n; i++)
		if (linker->mentions->item[i].flags & NX_M_NAMED && !(linker->mentions->item[i].flags & NX_M_DROPPED))
			link_term(linker, i);
}
