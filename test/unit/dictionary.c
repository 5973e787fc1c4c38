/*-------------------------------------------------------------------------
 * dictionary.c
 *	  Dictionaries: their portable form, their terms, rules and corrections.
 *-------------------------------------------------------------------------
 */
#include "pipeline.h"

#include <setjmp.h>
#include <time.h>

#include "dictionary.h"
#include "dictionary_rule.h"
#include "dictionary_terms.h"
#include "unicode.h"

static NxData data;
static NxArena arena;

static NxText
text_of(const char *string)
{
	NxText		text = {string, (uint32_t) strlen(string)};

	return text;
}

static void
add_term(NxDictBuilder *builder, const char *kind, const char *term, uint8_t flags, const char *name)
{
	NxTerm		record;

	memset(&record, 0, sizeof(record));
	record.flags = (uint8_t) (flags | (name ? NX_TERM_NAME : 0));
	record.kind = nx_dict_builder_kind(builder, text_of(kind));
	record.term = text_of(term);
	record.name = text_of(name ? name : "");
	nx_dict_builder_term(builder, &record);
}

static void
correct(NxDictBuilder *builder, NxCorrectionType type, const char *publisher, const char *name,
		const char *to_kind, const char *to_name)
{
	NxCorrection record;

	memset(&record, 0, sizeof(record));
	record.type = (uint8_t) type;
	record.flags = (uint8_t) ((publisher ? NX_CORRECT_PUBLISHER : 0) | (to_kind ? NX_CORRECT_TO_KIND : 0) |
							  (to_name ? NX_CORRECT_TO_NAME : 0));
	record.publisher = text_of(publisher ? publisher : "");
	record.name = text_of(name);
	record.to_kind = to_kind ? nx_dict_builder_kind(builder, text_of(to_kind)) : 0;
	record.to_name = text_of(to_name ? to_name : "");
	nx_dict_builder_correction(builder, &record);
}

/* A value in malloc's memory, so that a sanitizer sees a step over its end; NULL if the form is none. */
static NxDictHead *
compile(NxText form)
{
	NxDictPlan	plan;
	void	   *value;

	if (!nx_dictionary_plan(&arena, form, &plan))
		return NULL;
	value = calloc(1, plan.head.size);
	nx_dictionary_compile(&arena, form, &plan, value);
	return value;
}

/* The dictionary of most tests; 'backwards': the same rows in another order. */
static NxText
sample(bool backwards)
{
	static const char *const terms[][4] = {
		{"product", "Falcon 9", NULL, NULL}, {"crime", "money laundering", NULL, NULL},
		{"org", "Big Blue", "IBM", NULL}, {"org", "AT&T", NULL, NULL}, {"product", "C++", NULL, NULL},
		{"ticker", "AA", NULL, NULL}, {"product", "Falcon", NULL, NULL}, {"product", "Kappa", NULL, "exact"},
		{"product", "Omega", NULL, "any"}, {"misc", "Alpha Beta", NULL, NULL}, {"place", "Sorrelton", NULL, NULL}
	};
	NxDictBuilder builder;
	NxTerm		mercury;
	NxText		words[2] = {NX_TEXT("orbit"), NX_TEXT("Spaceport")};
	NxText		form;
	size_t		i;

	nx_dict_builder_init(&builder, &arena, NX_TEXT("desk"));
	for (i = 0; i < NX_COUNT(terms); i++)
	{
		const char *const *t = terms[backwards ? NX_COUNT(terms) - 1 - i : i];

		add_term(&builder, t[0], t[1], t[3] == NULL ? 0 : t[3][0] == 'e' ? NX_TERM_EXACT : NX_TERM_ANY, t[2]);
	}
	memset(&mercury, 0, sizeof(mercury));
	mercury.flags = NX_TERM_CONTEXT | NX_TERM_POINT | NX_TERM_COUNTRY | NX_TERM_ID;
	mercury.kind = NX_KIND_PLACE;
	mercury.term = NX_TEXT("Quicksilver");
	mercury.id = -5;
	mercury.country = NX_COUNTRY('K', 'E');
	mercury.latitude = -15000000;
	mercury.ncontext = 2;
	mercury.context = nx_dict_builder_context(&builder, words, 2);
	nx_dict_builder_term(&builder, &mercury);
	add_term(&builder, "ticker", "NYSE: (?<entity>[A-Z]+)", NX_TERM_REGEX, NULL);
	add_term(&builder, "misc", "(a+)+$", NX_TERM_REGEX, NULL);
	correct(&builder, NX_CORRECT_STOP, NULL, "Oslo", NULL, NULL);
	correct(&builder, NX_CORRECT_ALIAS, "The Gazette", "Kenya", NULL, "Republic of Kenya");
	correct(&builder, NX_CORRECT_ALIAS, NULL, "Maria Lund", NULL, "Maria Lund-Berg");
	correct(&builder, NX_CORRECT_ALIAS, NULL, "Maria Lund-Berg", NULL, "M. Lund-Berg");
	correct(&builder, NX_CORRECT_ALIAS, NULL, "Circle", NULL, "Circle");
	correct(&builder, NX_CORRECT_SPLIT, NULL, "Josephine Otieno", NULL, "Otieno");
	correct(&builder, NX_CORRECT_ALIAS, NULL, "Uganda", "org", NULL);
	if (nx_dict_builder_finish(&builder, &form) != NX_OK)
		abort();
	return form;
}

static void
read_with(NxArticle *article, NxData *with, NxDictionary *dictionary, const NxDictHead *value,
		  const char *text, const char *publisher)
{
	nx_dictionary_open(dictionary, value);
	dictionary->publisher = text_of(publisher);
	if (dictionary->nrules)
		nx_rules_open(&arena, dictionary, &dictionary->rules);
	*with = data;
	with->dictionary = dictionary;
	nx_article_read(article, &arena, with, text_of(text), NX_FORMAT_CLEAN, NX_FOCUS_BALANCED);
	nx_article_tag(article);
	if (dictionary->rules)
		nx_rules_close(dictionary->rules);
}

/* Are the mentions kind/name/surface, among others?  "-" as name: there is no such mention. */
static void
check(const NxDictHead *value, const char *text, const char *publisher, const char *kind, const char *name, const char *surface)
{
	NxArticle	article;
	NxData		with;
	NxDictionary dictionary;
	bool		found = false;
	uint32_t	i;

	read_with(&article, &with, &dictionary, value, text, publisher);
	for (i = 0; i < article.mentions.n; i++)
	{
		const NxMention *m = &article.mentions.item[i];
		NxText		there = nx_slice(article.document.text, m->span.start, m->span.end);
		NxText		called = m->entity < article.entities.n ? article.entities.item[m->entity].name : NX_TEXT("?");

		if (m->flags & NX_M_DROPPED || strcmp(nx_article_kind(&article, m->kind), kind) != 0 ||
			there.len != strlen(surface) || memcmp(there.data, surface, there.len) != 0)
			continue;
		if (name[0] == '-' || (called.len == strlen(name) && memcmp(called.data, name, called.len) == 0))
			found = true;
		else
			printf("# called %.*s\n", (int) called.len, called.data);
	}
	ok(found == (name[0] != '-'), "%s%s \"%s\" in: %.60s", name[0] == '-' ? "no " : "", kind, surface, text);
}

static void
test_terms(const NxDictHead *value)
{
	static const char *const cases[][4] = {
		{"A Falcon 9 rocket flew.", "product", "Falcon 9", "Falcon 9"},
		{"A Falcon flew on.", "product", "Falcon", "Falcon"},
		{"A falcon flew on.", "product", "-", "falcon"},
		{"THE FALCON 9 FLEW ON", "product", "Falcon 9", "FALCON 9"},
		{"They spoke of Money Laundering and of money laundering.", "crime", "money laundering", "Money Laundering"},
		{"Shares of Big Blue rose.", "org", "IBM", "Big Blue"},
		{"They use AT&T lines.", "org", "AT&T", "AT&T"},
		{"They use AT T lines.", "org", "-", "AT T"},
		{"Written in C++ by hand.", "product", "C++", "C++"},
		{"The letter C is not it.", "product", "-", "C"},
		{"Aa lava is rough.", "ticker", "-", "Aa"},
		{"Buy AA now.", "ticker", "AA", "AA"},
		{"The Kappa ship.", "product", "Kappa", "Kappa"},
		{"THE KAPPA SHIP.", "product", "-", "KAPPA"},
		{"An omega sign.", "product", "Omega", "omega"},
		{"The Alpha-Beta test.", "misc", "Alpha Beta", "Alpha-Beta"},
		{"It was Alpha. Beta came later.", "misc", "-", "Alpha. Beta"},
		{"Quicksilver is a metal.", "place", "-", "Quicksilver"},
		{"Quicksilver has a spaceport.", "place", "Quicksilver", "Quicksilver"},
		{"A Falcon carried Harrison Omega to Oslo.", "product", "-", "Omega"},
		{"The University of Sorrelton opened.", "org", "University of Sorrelton", "University of Sorrelton"},
		{"The University of Sorrelton opened.", "place", "Sorrelton", "Sorrelton"},
		{"It trades as NYSE: QXZ today.", "ticker", "QXZ", "QXZ"}
	};
	size_t		i;

	for (i = 0; i < NX_COUNT(cases); i++)
		check(value, cases[i][0], "", cases[i][1], cases[i][2], cases[i][3]);
}

static void
test_corrections(const NxDictHead *value)
{
	check(value, "He flew to Oslo, the capital of Norway.", "", "place", "-", "Oslo");
	check(value, "He flew to Kenya on Monday.", "", "place", "Kenya", "Kenya");
	check(value, "He flew to Kenya on Monday.", "The gazette", "place", "Republic of Kenya", "Kenya");
	check(value, "The minister, Maria Lund, said so. Lund left.", "", "person", "M. Lund-Berg", "Lund");
	check(value, "He flew to Uganda on Monday.", "", "org", "Uganda", "Uganda");
	check(value, "Josephine Otieno spoke. Then Otieno left.", "", "person", "Otieno", "Otieno");
	check(value, "Josephine Otieno spoke. Then Otieno left.", "", "person", "Josephine Otieno", "Josephine Otieno");
}

/* Linear also where an expression is exponential. */
static void
test_slow_rule(const NxDictHead *value)
{
	char	   *text = malloc(20001);
	clock_t		start = clock();
	NxArticle	article;
	NxData		with;
	NxDictionary dictionary;

	memset(text, 'a', 20000);
	memcpy(text + 19998, "!", 2);
	read_with(&article, &with, &dictionary, value, text, "");
	ok((double) (clock() - start) / CLOCKS_PER_SEC < 5, "an exponential expression is given up");
	free(text);
}

static void
set_hash(char *bytes, uint32_t len)
{
	uint64_t	hash = nx_hash_bytes(bytes + 12, len - 12);
	unsigned	i;

	for (i = 0; i < 8; i++)
		bytes[4 + i] = (char) (hash >> (8 * i));
}

/*
 * Every truncation and every changed byte, once as it is and once with a hash
 * that was made to fit: refused, or a value that can be used.
 */
static void
test_damage(NxText form)
{
	uint32_t	refused = 0,
				usable = 0,
				i;
	unsigned	bit;

	for (i = 0; i < form.len; i++)
	{
		char	   *bytes = malloc(i + 1);
		NxDictHead *value;

		memcpy(bytes, form.data, i);
		if (i > 12)
			set_hash(bytes, i);
		/* a cut between two sections leaves a whole dictionary with less in it */
		value = compile((NxText) {bytes, i});
		refused += value == NULL;
		free(value);
		free(bytes);
	}
	ok(refused >= form.len - NX_DICT_SECTIONS, "a form cut short is refused: %u of %u", refused, form.len);
	refused = 0;
	for (i = 0; i < form.len; i++)
		for (bit = 0; bit < 8; bit++)
		{
			char	   *bytes = malloc(form.len);
			NxDictHead *value;
			NxArticle	article;
			NxData		with;
			NxDictionary dictionary;

			memcpy(bytes, form.data, form.len);
			bytes[i] ^= (char) (1 << bit);
			if (compile((NxText) {bytes, form.len}) == NULL)
				refused++;
			if (i >= 12)
			{
				set_hash(bytes, form.len);
				value = compile((NxText) {bytes, form.len});
				if (value && bit == 0)
					read_with(&article, &with, &dictionary, value, "Falcon 9 and Big Blue in Oslo, AT&T, C++. Otieno", "x");
				usable += value != NULL;
				free(value);
			}
			free(bytes);
			nx_arena_reset(&arena);
		}
	ok(refused == form.len * 8, "a changed bit is noticed: %u of %u", refused, form.len * 8);
	ok(usable > 0, "and a form that was made to look right does no harm: %u", usable);
}

/* Tables of keys without an empty slot, as damage may leave them: a look-up ends all the same. */
static void
test_full_tables(NxDictHead *value)
{
	uint64_t   *const table[] = {
		(uint64_t *) ((char *) value + value->at_term_key), (uint64_t *) ((char *) value + value->at_correction_key),
		(uint64_t *) ((char *) value + value->at_line_key)
	};
	const uint32_t slots[] = {value->term_slots, value->correction_slots, value->line_slots};
	NxArticle	article;
	NxData		with;
	NxDictionary dictionary;
	uint32_t	k,
				i;

	for (k = 0; k < NX_COUNT(table); k++)
		for (i = 0; i < slots[k]; i++)
			if (table[k][i] == 0)
				table[k][i] = UINT64_MAX - i;
	read_with(&article, &with, &dictionary, value, "The Falcon 9 of Acme left Paris. Anna Keller said so.", "desk");
	ok(article.mentions.n > 0, "look-ups in full tables end");
}

/* The allocation that fails, and blocks not given back. */
static jmp_buf no_memory;
static uint32_t allocations;
static uint32_t fail_allocation;
static uint32_t blocks;
static char long_text[100000];

static void *
faulty_alloc(void *ctx, size_t size)
{
	(void) ctx;
	if (++allocations == fail_allocation)
		longjmp(no_memory, 1);
	blocks++;
	return malloc(size);
}

static void
faulty_release(void *ctx, void *block)
{
	(void) ctx;
	blocks--;
	free(block);
}

/* From rows to a tagged article; true if it ran to its end.  Leaves nothing behind. */
static bool
run_all(void)
{
	static const NxHooks hooks = {faulty_alloc, faulty_release, NULL, NULL};
	static NxDictionary dictionary;
	static NxDictHead *value;
	static NxData with;
	static NxArticle article;
	volatile bool ended = false;

	allocations = 0;
	value = NULL;
	memset(&dictionary, 0, sizeof(dictionary));
	nx_arena_init(&arena, &hooks);
	if (setjmp(no_memory) == 0)
	{
		value = compile(sample(false));
		read_with(&article, &with, &dictionary, value, long_text, "The Gazette");
		ended = true;
	}
	else if (dictionary.rules)
		nx_rules_close(dictionary.rules);
	free(value);
	nx_arena_reset(&arena);
	return ended;
}

static void
test_no_memory(void)
{
	static const char story[] = "A Falcon 9 and Big Blue (NYSE: QXZ) in Oslo. Maria Lund and Josephine Otieno left.\n"
		"Otieno saw Quicksilver in orbit. aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n";
	uint32_t	ended = 0,
				most,
				i;

	/* long enough to need many blocks of memory */
	for (i = 0; i < 400; i++)
		strcat(long_text + i * strlen(story), story);
	fail_allocation = 0;
	ok(run_all() && blocks == 0, "it gives back its memory");
	most = allocations;
	for (i = 1; i <= most; i++)
	{
		fail_allocation = i;
		ended += run_all();
	}
	ok(ended == 0 && blocks == 0, "no memory at each of %u allocations", most);
}

int
main(void)
{
	NxText		form,
				other;
	NxDictHead *value;
	const char *problem;
	uint32_t	where;

	nx_arena_init(&arena, &nx_malloc_hooks);
	if (nx_data_open(&data, nx_image()) != NX_OK)
		return 1;
	form = sample(false);
	other = sample(true);
	ok(form.len == other.len && memcmp(form.data, other.data, form.len) == 0, "equal rows are equal bytes, in any order");
	value = compile(form);
	ok(value && value->nterms == 14 && value->nrules == 2 && value->ncorrections == 7, "it compiles");
	test_terms(value);
	test_corrections(value);
	test_slow_rule(value);
	ok(nx_rule_check(&arena, NX_TEXT("a+"), &problem, &where) && !nx_rule_check(&arena, NX_TEXT("(a"), &problem, &where),
	   "an expression that does not compile is told");
	test_full_tables(value);
	free(value);
	{
		char	   *copy = malloc(form.len);

		memcpy(copy, form.data, form.len);
		test_damage((NxText) {copy, form.len});
		free(copy);
	}
	nx_arena_reset(&arena);
	test_no_memory();
	return done_testing();
}
