/*-------------------------------------------------------------------------
 * dictionary.c
 *	  Any bytes as the portable form of a dictionary, then at work on a text.
 *
 * Two bytes tell how long the form's sections are; what follows them is the
 * article.  Magic and hash are put before the sections here, so that what is
 * behind them is reached.  A form that is taken is made of valid text, the
 * article that it was used on is as sound as any, and the form that is built
 * anew of its records is the same bytes.
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include <string.h>

#include "article.h"
#include "dictionary.h"
#include "dictionary_form.h"
#include "dictionary_rule.h"
#include "dictionary_terms.h"

#define FORM_HEAD	12

static NxText
make_form(NxArena *arena, const uint8_t *bytes, uint32_t len)
{
	char	   *form = nx_arena_alloc(arena, FORM_HEAD + len);
	uint64_t	hash = nx_hash_bytes((const char *) bytes, len);
	NxText		text = {form, FORM_HEAD + len};
	unsigned	i;

	memcpy(form, "NXD1", 4);
	for (i = 0; i < 8; i++)
		form[4 + i] = (char) (hash >> (8 * i));
	memcpy(form + FORM_HEAD, bytes, len);
	return text;
}

static void
check_article(const NxArticle *article)
{
	uint32_t	i;

	for (i = 0; i < article->mentions.n; i++)
	{
		const NxMention *m = &article->mentions.item[i];

		require(m->span.start < m->span.end && m->span.end <= article->document.text.len);
		require(is_boundary(article->document.text, m->span.start) && is_boundary(article->document.text, m->span.end));
		require(i == 0 || m->span.start >= m[-1].span.start);
		require(m->ntokens > 0 && m->first + m->ntokens <= article->tokens.n);
		require(m->kind < NX_KINDS + article->user_kinds.n);
		if (!(m->flags & (NX_M_DROPPED | NX_M_NESTED)))
			require(m->entity < article->entities.n);
	}
	for (i = 0; i < article->entities.n; i++)
	{
		const NxEntity *e = &article->entities.item[i];

		require(e->name.len > 0 && is_utf8(e->name) && e->kind < NX_KINDS + article->user_kinds.n);
		require(e->mentions > 0 && e->salience <= 1000 && e->confidence <= 1000);
	}
}

/* The records of a form that is sound, put together anew. */
static void
check_rebuilt(NxArena *arena, const NxDictionary *dictionary, NxText form)
{
	NxDictBuilder builder;
	NxFormReader reader;
	NxText		again;
	uint32_t	n;

	nx_dict_builder_init(&builder, arena, nx_dictionary_section(dictionary, NX_DICT_PROFILE));
	reader = nx_form_reader(nx_dictionary_section(dictionary, NX_DICT_KINDS), 0);
	for (n = reader.at < reader.end ? nx_form_varint(&reader) : 0; n > 0; n--)
		require(nx_dict_builder_kind(&builder, nx_form_string(&reader)) >= NX_KINDS);
	reader = nx_form_reader(nx_dictionary_section(dictionary, NX_DICT_TERMS), 0);
	for (n = reader.at < reader.end ? nx_form_varint(&reader) : 0; n > 0; n--)
	{
		NxTerm		term;

		nx_form_term(&reader, &term);
		nx_dict_builder_term(&builder, &term);
	}
	reader = nx_form_reader(nx_dictionary_section(dictionary, NX_DICT_CORRECTIONS), 0);
	for (n = reader.at < reader.end ? nx_form_varint(&reader) : 0; n > 0; n--)
	{
		NxCorrection correction;

		nx_form_correction(&reader, &correction);
		nx_dict_builder_correction(&builder, &correction);
	}
	nx_dict_builder_lines(&builder, nx_dictionary_section(dictionary, NX_DICT_LINES));
	require(nx_dict_builder_finish(&builder, &again) == NX_OK);
	require(again.len == form.len && memcmp(again.data, form.data, form.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	NxArena		arena;
	NxDictPlan	plan;
	NxDictionary dictionary;
	NxData		data = *fuzz_data();
	NxArticle	article;
	NxText		form;
	uint32_t	len;
	void	   *value;

	if (size < 2)
		return 0;
	len = (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8;
	if (len > size - 2)
		len = (uint32_t) size - 2;
	nx_arena_init(&arena, &nx_malloc_hooks);
	form = make_form(&arena, bytes + 2, len);
	if (nx_dictionary_plan(&arena, form, &plan))
	{
		value = calloc(1, plan.head.size);
		nx_dictionary_compile(&arena, form, &plan, value);
		nx_dictionary_open(&dictionary, value);
		check_rebuilt(&arena, &dictionary, form);
		dictionary.publisher = NX_TEXT("The Gazette");
		data.dictionary = &dictionary;
		if (dictionary.nrules)
			nx_rules_open(&arena, &dictionary, &dictionary.rules);
		require(nx_article_read(&article, &arena, &data, as_utf8(&arena, bytes + 2 + len, size - 2 - len),
								NX_FORMAT_CLEAN, NX_FOCUS_BALANCED) == NX_OK);
		nx_article_tag(&article);
		check_article(&article);
		if (dictionary.rules)
			nx_rules_close(dictionary.rules);
		free(value);
	}
	else
		require(plan.problem != NULL && plan.where <= form.len);
	nx_arena_reset(&arena);
	return 0;
}
