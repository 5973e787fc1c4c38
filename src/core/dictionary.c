/*-------------------------------------------------------------------------
 * dictionary.c
 *	  From a dictionary's portable form to the value that is matched against.
 *
 * Checking reads the form once, byte by byte, and computes the keys of its
 * terms on the way; compiling then only fills tables.
 *-------------------------------------------------------------------------
 */
#include "dictionary_form.h"
#include "publisher_line.h"

#include "unicode.h"

/* Sum of the lengths of indexes and form must stay below PostgreSQL's limit on a value. */
#define MOST_BYTES		UINT64_C(0x3fffff00)

void
nx_dictionary_open(NxDictionary *dictionary, const NxDictHead *head)
{
	const char *base = (const char *) head;
	uint32_t	i;

	memset(dictionary, 0, sizeof(*dictionary));
	dictionary->head = head;
	for (i = 0; i < NX_DICT_SECTIONS; i++)
	{
		dictionary->section[i].data = base + head->form + head->section[i][0];
		dictionary->section[i].len = head->section[i][1];
	}
	dictionary->term_key = (const void *) (base + head->at_term_key);
	dictionary->term_at = (const void *) (base + head->at_term_at);
	dictionary->term_mask = head->term_slots - 1;
	dictionary->filter = (const void *) (base + head->at_filter);
	dictionary->filter_mask = head->filter_bits - 1;
	dictionary->correction_key = (const void *) (base + head->at_correction_key);
	dictionary->correction_at = (const void *) (base + head->at_correction_at);
	dictionary->correction_mask = head->correction_slots - 1;
	dictionary->rule_at = (const void *) (base + head->at_rule);
	dictionary->nrules = head->nrules;
	dictionary->line_key = (const void *) (base + head->at_line_key);
	dictionary->line_kind = (const void *) (base + head->at_line_kind);
	dictionary->line_mask = head->line_slots - 1;
	dictionary->publisher = NX_TEXT("");
}

/* Smallest power of two that is at least 'least' and 64. */
static uint32_t
power_of_two(uint64_t least)
{
	uint32_t	size = 64;

	while (size < least && size < UINT32_C(1) << 31)
		size *= 2;
	return size;
}

static bool
refuse(NxDictPlan *plan, NxText form, const NxFormReader *reader, const char *problem)
{
	plan->problem = problem;
	plan->where = reader ? (uint32_t) (reader->at - (const uint8_t *) form.data) : 0;
	return false;
}

/* Splits the form into its sections. */
static bool
read_sections(NxText form, NxDictPlan *plan)
{
	NxFormReader reader = nx_form_reader(form, 0);
	uint32_t	last = 0;
	NxText		magic = nx_form_bytes(&reader, 4);
	uint64_t	hash = nx_form_fixed(&reader, 8);

	if (reader.bad || memcmp(magic.data, "NXD", 3) != 0)
		return refuse(plan, form, NULL, "it does not begin as a dictionary does");
	if (magic.data[3] != '1')
		return refuse(plan, form, NULL, "it was made by a newer version of news_extract");
	if (nx_hash_bytes((const char *) reader.at, (uint32_t) (reader.end - reader.at)) != hash)
		return refuse(plan, form, NULL, "its bytes are not those it was made with");
	plan->head.hash = hash;
	while (reader.at < reader.end)
	{
		uint32_t	section = nx_form_byte(&reader);
		uint32_t	len = (uint32_t) nx_form_fixed(&reader, 4);
		uint32_t	at = (uint32_t) (reader.at - reader.start);

		if (section <= last || section >= NX_DICT_SECTIONS || len == 0)
			return refuse(plan, form, &reader, "it has a section that is not known, empty or out of order");
		nx_form_bytes(&reader, len);
		if (reader.bad)
			return refuse(plan, form, &reader, reader.bad);
		plan->head.section[section][0] = at;
		plan->head.section[section][1] = len;
		last = section;
	}
	return true;
}

static NxFormReader
section_reader(NxText form, const NxDictPlan *plan, NxDictSection section)
{
	uint32_t	at = plan->head.section[section][0];

	return nx_form_reader(nx_slice(form, at, at + plan->head.section[section][1]), 0);
}

/* Is the record that ended at reader->at greater than the one before it? */
static bool
ascends(const NxFormReader *reader, const uint8_t *before, const uint8_t *record)
{
	size_t		left = (size_t) (record - before),
				right = (size_t) (reader->at - record);
	int			order;

	if (before == NULL)
		return true;
	order = memcmp(before, record, left < right ? left : right);
	return order < 0 || (order == 0 && left < right);
}

static bool
check_kinds(NxText form, NxDictPlan *plan, uint32_t *nkinds)
{
	NxFormReader reader = section_reader(form, plan, NX_DICT_KINDS);
	NxText		before = {NULL, 0};
	uint32_t	i;

	*nkinds = 0;
	if (plan->head.section[NX_DICT_KINDS][1] == 0)
		return true;
	*nkinds = nx_form_varint(&reader);
	if (*nkinds == 0 || *nkinds > NX_DICT_MAX_KINDS)
		return refuse(plan, form, &reader, "it has too many kinds or none");
	for (i = 0; i < *nkinds && !reader.bad; i++)
	{
		NxText		kind = nx_form_string(&reader);
		uint32_t	least = kind.len < before.len ? kind.len : before.len;
		int			order = before.data ? memcmp(before.data, kind.data, least) : -1;

		if (!nx_form_is_kind(kind) || order > 0 || (order == 0 && before.len >= kind.len))
			nx_form_fail(&reader, "it has a kind that is no identifier or out of order");
		before = kind;
	}
	if (reader.at != reader.end)
		nx_form_fail(&reader, "it has bytes that belong to nothing");
	return reader.bad ? refuse(plan, form, &reader, reader.bad) : true;
}

/* Keys of a term: of its first word, its first two and so on.  False if it has none or too many words. */
static bool
add_keys(NxArena *arena, NxDictKeys *keys, NxText term)
{
	uint32_t	i,
				words = 0;
	uint64_t	key = 0;

	keys->tokens.n = 0;
	nx_tokenize(arena, NULL, term, (NxSpan) {0, term.len}, &keys->tokens);
	for (i = 0; i < keys->tokens.n; i = nx_term_next(&keys->tokens, i, false))
	{
		const NxToken *token = &keys->tokens.item[i];

		key = words++ ? nx_term_join(key, token) : nx_term_hash(token);
		if (words > NX_DICT_MAX_WORDS)
			return false;
		*nx_push(arena, &keys->key) = key;
	}
	*nx_push(arena, &keys->nwords) = (uint8_t) words;
	return words > 0;
}

static bool
check_terms(NxArena *arena, NxText form, NxDictPlan *plan, uint32_t nkinds)
{
	NxFormReader reader = section_reader(form, plan, NX_DICT_TERMS);
	const uint8_t *before = NULL;
	uint32_t	i,
				n;

	if (plan->head.section[NX_DICT_TERMS][1] == 0)
		return true;
	n = nx_form_varint(&reader);
	if (n == 0)
		nx_form_fail(&reader, "it has no terms where terms should be");
	for (i = 0; i < n && !reader.bad; i++)
	{
		const uint8_t *record = reader.at;
		NxTerm		term;

		nx_form_term(&reader, &term);
		if (reader.bad)
			break;
		if (!ascends(&reader, before, record))
			nx_form_fail(&reader, "its terms are out of order");
		if (term.kind < NX_KIND_PERSON || term.kind >= NX_KINDS + nkinds)
			nx_form_fail(&reader, "it has a term of a kind that it does not name");
		if (term.flags & NX_TERM_REGEX)
			plan->head.nrules++;
		else if (!add_keys(arena, &plan->keys, term.term))
			nx_form_fail(&reader, "it has a term without words or of too many");
		before = record;
		if ((i & 255) == 0)
			nx_arena_poll(arena);
	}
	if (plan->head.nrules > NX_DICT_MAX_RULES)
		nx_form_fail(&reader, "it has too many regular expressions");
	if (reader.at != reader.end)
		nx_form_fail(&reader, "it has bytes that belong to nothing");
	plan->head.nterms = n;
	return reader.bad ? refuse(plan, form, &reader, reader.bad) : true;
}

static bool
check_corrections(NxArena *arena, NxText form, NxDictPlan *plan, uint32_t nkinds)
{
	NxFormReader reader = section_reader(form, plan, NX_DICT_CORRECTIONS);
	const uint8_t *before = NULL;
	uint32_t	i,
				n;

	if (plan->head.section[NX_DICT_CORRECTIONS][1] == 0)
		return true;
	n = nx_form_varint(&reader);
	if (n == 0)
		nx_form_fail(&reader, "it has no corrections where corrections should be");
	for (i = 0; i < n && !reader.bad; i++)
	{
		const uint8_t *record = reader.at;
		NxCorrection correction;

		nx_form_correction(&reader, &correction);
		if (reader.bad)
			break;
		if (!ascends(&reader, before, record))
			nx_form_fail(&reader, "its corrections are out of order");
		if (correction.kind >= NX_KINDS + nkinds || correction.to_kind >= NX_KINDS + nkinds ||
			(correction.flags & NX_CORRECT_KIND && correction.kind == 0) ||
			(correction.flags & NX_CORRECT_TO_KIND && correction.to_kind == 0))
			nx_form_fail(&reader, "it has a correction of a kind that it does not name");
		if ((correction.type == NX_CORRECT_STOP && correction.flags & (NX_CORRECT_TO_KIND | NX_CORRECT_TO_NAME)) ||
			(correction.type == NX_CORRECT_SPLIT && !correction.to_name.len) ||
			(correction.type == NX_CORRECT_ALIAS && !(correction.flags & (NX_CORRECT_TO_KIND | NX_CORRECT_TO_NAME))))
			nx_form_fail(&reader, "it has a correction that says nothing");
		before = record;
		if ((i & 255) == 0)
			nx_arena_poll(arena);
	}
	if (reader.at != reader.end)
		nx_form_fail(&reader, "it has bytes that belong to nothing");
	plan->head.ncorrections = n;
	return reader.bad ? refuse(plan, form, &reader, reader.bad) : true;
}

static bool
check_lines(NxText form, NxDictPlan *plan)
{
	NxFormReader reader = section_reader(form, plan, NX_DICT_LINES);
	NxText		bytes = {(const char *) reader.at, plan->head.section[NX_DICT_LINES][1]};

	if (!nx_publisher_lines_check(bytes, &plan->head.nlines))
		return refuse(plan, form, &reader, "it has lines of publishers that are not written as they should be");
	return true;
}

static bool
check_profile(NxText form, NxDictPlan *plan)
{
	NxFormReader reader = section_reader(form, plan, NX_DICT_PROFILE);
	NxText		profile = {(const char *) reader.at, plan->head.section[NX_DICT_PROFILE][1]};

	if (profile.len == 0 || profile.len > NX_DICT_MAX_PROFILE || !nx_form_is_text(profile))
		return refuse(plan, form, &reader, "it has no profile, or one whose name is too long");
	return true;
}

/* Where each part of a value stands, from the sizes in its head; false if the value would be too long. */
static bool
place_parts(NxDictHead *head)
{
	uint64_t	at = (sizeof(NxDictHead) + 7) & ~UINT64_C(7);

#define PLACE(field, bytes)	(head->field = (uint32_t) at, at += (bytes))
	PLACE(at_term_key, (uint64_t) head->term_slots * 8);
	PLACE(at_correction_key, (uint64_t) head->correction_slots * 8);
	PLACE(at_line_key, (uint64_t) head->line_slots * 8);
	PLACE(at_term_at, (uint64_t) head->term_slots * 4);
	PLACE(at_correction_at, (uint64_t) head->correction_slots * 4);
	PLACE(at_filter, head->filter_bits / 8);
	PLACE(at_rule, (uint64_t) head->nrules * 4);
	PLACE(at_line_kind, head->line_slots);
	PLACE(form, head->formlen);
#undef PLACE
	head->size = (uint32_t) at;
	return at <= MOST_BYTES;
}

static bool
is_size_of_table(uint32_t n)
{
	return n >= 64 && (n & (n - 1)) == 0;
}

bool
nx_dictionary_is_sound(const NxDictHead *head, size_t bytes)
{
	NxDictHead	again;
	uint32_t	i;

	if (bytes < sizeof(*head))
		return false;
	again = *head;
	if (!is_size_of_table(head->term_slots) || !is_size_of_table(head->filter_bits) ||
		!is_size_of_table(head->correction_slots) || !is_size_of_table(head->line_slots) ||
		head->nrules > NX_DICT_MAX_RULES || !place_parts(&again) || again.size != bytes ||
		memcmp(&again, head, sizeof(again)) != 0)
		return false;
	for (i = 0; i < NX_DICT_SECTIONS; i++)
		if (head->section[i][0] > head->formlen || head->section[i][1] > head->formlen - head->section[i][0])
			return false;
	return true;
}

/* Sizes of a value for a form that has been read; false if it would be too long. */
static bool
lay_out(NxText form, NxDictPlan *plan)
{
	NxDictHead *head = &plan->head;

	head->magic = NX_DICT_MAGIC;
	head->version = NX_DICT_VERSION;
	head->formlen = form.len;
	head->term_slots = power_of_two((uint64_t) (head->nterms - head->nrules) * 3 / 2 + 1);
	/* one bit in eight is set, so one word in eight that begins no term is looked up in vain */
	head->filter_bits = power_of_two((uint64_t) plan->keys.key.n * 8);
	head->correction_slots = power_of_two((uint64_t) head->ncorrections * 3 / 2 + 1);
	head->line_slots = power_of_two((uint64_t) head->nlines * 3 / 2 + 1);
	return place_parts(head);
}

bool
nx_dictionary_plan(NxArena *arena, NxText form, NxDictPlan *plan)
{
	uint32_t	nkinds;

	memset(plan, 0, sizeof(*plan));
	if (form.len > NX_DICT_MAX_FORM)
		return refuse(plan, form, NULL, "it is too long");
	if (!read_sections(form, plan) || !check_profile(form, plan) || !check_kinds(form, plan, &nkinds) ||
		!check_terms(arena, form, plan, nkinds) || !check_corrections(arena, form, plan, nkinds) ||
		!check_lines(form, plan))
		return false;
	if (!lay_out(form, plan))
		return refuse(plan, form, NULL, "it is too long");
	return true;
}

static void
file_key(uint64_t *keys, uint32_t *at, uint32_t slots, uint64_t key, uint32_t record)
{
	uint32_t	i = nx_form_slot(key, slots - 1);

	while (keys[i])
		i = (i + 1) & (slots - 1);
	keys[i] = key;
	at[i] = record;
}

static void
file_terms(NxArena *arena, NxText form, const NxDictPlan *plan, char *base)
{
	NxFormReader reader = section_reader(form, plan, NX_DICT_TERMS);
	uint32_t   *filter = (void *) (base + plan->head.at_filter);
	uint32_t   *rule = (void *) (base + plan->head.at_rule);
	const uint64_t *key = plan->keys.key.item;
	uint32_t	plain = 0,
				i,
				n;

	if (plan->head.nterms == 0)
		return;
	nx_form_varint(&reader);
	for (i = 0; i < plan->head.nterms; i++)
	{
		uint32_t	record = (uint32_t) (reader.at - reader.start);
		NxTerm		term;

		nx_form_term(&reader, &term);
		if ((i & 255) == 0)
			nx_arena_poll(arena);
		if (term.flags & NX_TERM_REGEX)
		{
			*rule++ = record;
			continue;
		}
		for (n = plan->keys.nwords.item[plain++]; n > 0; n--, key++)
		{
			uint32_t	bit = (uint32_t) (*key >> 20) & (plan->head.filter_bits - 1);

			filter[bit >> 5] |= UINT32_C(1) << (bit & 31);
			if (n == 1)
				file_key((void *) (base + plan->head.at_term_key), (void *) (base + plan->head.at_term_at),
						 plan->head.term_slots, *key, record);
		}
	}
}

static void
file_corrections(NxText form, const NxDictPlan *plan, char *base)
{
	NxFormReader reader = section_reader(form, plan, NX_DICT_CORRECTIONS);
	uint32_t	i;

	if (plan->head.ncorrections == 0)
		return;
	nx_form_varint(&reader);
	for (i = 0; i < plan->head.ncorrections; i++)
	{
		uint32_t	record = (uint32_t) (reader.at - reader.start);
		NxCorrection correction;
		uint64_t	key;

		nx_form_correction(&reader, &correction);
		key = nx_fold_hash(correction.name);
		file_key((void *) (base + plan->head.at_correction_key), (void *) (base + plan->head.at_correction_at),
				 plan->head.correction_slots, key ? key : 1, record);
	}
}

void
nx_dictionary_compile(NxArena *arena, NxText form, const NxDictPlan *plan, void *out)
{
	char	   *base = out;
	uint32_t	container;

	memcpy(&container, out, sizeof(container));
	memcpy(base, &plan->head, sizeof(plan->head));
	memcpy(base, &container, sizeof(container));
	memcpy(base + plan->head.form, form.data, form.len);
	file_terms(arena, form, plan, base);
	file_corrections(form, plan, base);
	nx_publisher_lines_file(arena, nx_slice(form, plan->head.section[NX_DICT_LINES][0],
											plan->head.section[NX_DICT_LINES][0] + plan->head.section[NX_DICT_LINES][1]),
							(void *) (base + plan->head.at_line_key), (void *) (base + plan->head.at_line_kind),
							plan->head.line_slots);
}
