/*-------------------------------------------------------------------------
 * dictionary_io.c
 *	  Text and binary forms of newsdictionary, its order, what is in it.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "dictionary_form.h"
#include "dictionary_rule.h"
#include "dictionary_value.h"
#include "srf.h"

NxDictHead *
dictionary_from_form(NxText form, MemoryContext context, int code, Node *escontext)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "news_extract dictionary keys",
												  ALLOCSET_DEFAULT_SIZES);
	NxArena    *arena = bridge_arena(scratch);
	NxDictPlan	plan;
	NxDictHead *value;

	if (!nx_dictionary_plan(arena, form, &plan))
	{
		MemoryContextDelete(scratch);
		ereturn(escontext, NULL,
				errcode(code),
				errmsg("invalid newsdictionary at byte %u: %s", plan.where, plan.problem),
				errhint("Values of type newsdictionary are made by news_dictionary()."));
	}
	value = MemoryContextAllocExtended(context, plan.head.size, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	SET_VARSIZE(value, plan.head.size);
	nx_dictionary_compile(arena, form, &plan, value);
	MemoryContextDelete(scratch);
	return value;
}

const NxDictHead *
dictionary_check(const NxDictHead *head)
{
	if (VARSIZE(head) < sizeof(NxDictHead) || !nx_dictionary_readable(head))
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("newsdictionary was made by another version of news_extract"),
				errhint("Make it again with news_dictionary()."));
	if (!nx_dictionary_is_sound(head, VARSIZE(head)))
		ereport(ERROR,
				errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored newsdictionary is broken"));
	return head;
}

/* Compiled regular expressions of the dictionaries used last in this backend. */
#define KEPT_RULES	4

typedef struct KeptRules
{
	MemoryContext context;		/* closes the expressions when it goes */
	MemoryContextCallback callback;
	uint64		hash;			/* of the dictionary */
	NxRules    *rules;
} KeptRules;

static KeptRules kept_rules[KEPT_RULES];
static int	next_rules;

static void
close_rules(void *arg)
{
	KeptRules  *kept = arg;

	if (kept->rules)
		nx_rules_close(kept->rules);
	kept->rules = NULL;
}

static NxRules *
rules_of(const NxDictionary *dictionary)
{
	KeptRules  *kept;
	int			i;

	for (i = 0; i < KEPT_RULES; i++)
		if (kept_rules[i].rules && kept_rules[i].hash == dictionary->head->hash)
			return kept_rules[i].rules;
	kept = &kept_rules[next_rules];
	next_rules = (next_rules + 1) % KEPT_RULES;
	if (kept->context)
		MemoryContextDelete(kept->context);
	kept->context = NULL;
	kept->context = AllocSetContextCreate(CacheMemoryContext, "news_extract rules", ALLOCSET_SMALL_SIZES);
	kept->callback.func = close_rules;
	kept->callback.arg = kept;
	MemoryContextRegisterResetCallback(kept->context, &kept->callback);
	kept->hash = 0;				/* not to be found while it is half made */
	nx_rules_open(bridge_arena(kept->context), dictionary, &kept->rules);
	kept->hash = dictionary->head->hash;
	return kept->rules;
}

void
dictionary_open(const NxDictHead *head, NxText publisher, NxDictionary *dictionary)
{
	nx_dictionary_open(dictionary, head);
	dictionary->publisher = publisher;
	if (dictionary->nrules)
		dictionary->rules = rules_of(dictionary);
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

PG_FUNCTION_INFO_V1(newsdictionary_out);
Datum
newsdictionary_out(PG_FUNCTION_ARGS)
{
	NxText		form = dictionary_form(PG_GETARG_DICTIONARY_P(0));
	char	   *out = MemoryContextAllocHuge(CurrentMemoryContext, ((Size) form.len + 2) / 3 * 4 + 1);
	char	   *at = out;
	uint32		i;

	for (i = 0; i < form.len; i += 3)
	{
		uint32		left = Min(form.len - i, 3);
		uint32		bits = (uint32) (unsigned char) form.data[i] << 16;

		if (left > 1)
			bits |= (uint32) (unsigned char) form.data[i + 1] << 8;
		if (left > 2)
			bits |= (unsigned char) form.data[i + 2];
		*at++ = digits[bits >> 18];
		*at++ = digits[bits >> 12 & 63];
		*at++ = left > 1 ? digits[bits >> 6 & 63] : '=';
		*at++ = left > 2 ? digits[bits & 63] : '=';
	}
	*at = '\0';
	PG_RETURN_CSTRING(out);
}

/* Value of a base64 digit; 64 for "=", 65 for anything else. */
static unsigned
digit_value(char c)
{
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (unsigned) (found - digits) : c == '=' ? 64 : 65;
}

/*
 * The literal read last: a generated column with a dictionary frozen in it
 * reads the same one several times in every statement that writes a row.
 */
#define LONGEST_KEPT	(1024 * 1024)

static MemoryContext kept_literal_context;
static const char *kept_literal;
static const NxDictHead *kept_literal_value;

/* The value of a literal if it was the last one, or NULL. */
static NxDictHead *
find_literal(const char *text, Size len)
{
	Size		size;

	if (kept_literal == NULL || strncmp(kept_literal, text, len + 1) != 0)
		return NULL;
	size = VARSIZE(kept_literal_value);
	return memcpy(MemoryContextAllocHuge(CurrentMemoryContext, size), kept_literal_value, size);
}

static void
keep_literal(const char *text, Size len, const NxDictHead *value)
{
	NxDictHead *copy;

	if (len > LONGEST_KEPT)
		return;
	if (kept_literal_context == NULL)
		kept_literal_context = AllocSetContextCreate(CacheMemoryContext, "news_extract literal", ALLOCSET_SMALL_SIZES);
	kept_literal = NULL;
	MemoryContextReset(kept_literal_context);
	copy = MemoryContextAllocHuge(kept_literal_context, VARSIZE(value));
	kept_literal_value = memcpy(copy, value, VARSIZE(value));
	kept_literal = memcpy(MemoryContextAlloc(kept_literal_context, len + 1), text, len + 1);
}

PG_FUNCTION_INFO_V1(newsdictionary_in);
Datum
newsdictionary_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	Size		len = strlen(text);
	NxDictHead *value = find_literal(text, len);
	unsigned char *bytes;
	NxText		form;
	Size		i;

	if (value)
		PG_RETURN_POINTER(value);
	bytes = MemoryContextAllocHuge(CurrentMemoryContext, len / 4 * 3 + 1);
	form = (NxText) {(const char *) bytes, 0};
	for (i = 0; i < len; i += 4)
	{
		unsigned	d[4] = {65, 65, 65, 65};
		unsigned	k;
		uint32		bits;

		for (k = 0; k < 4 && i + k < len; k++)
			d[k] = digit_value(text[i + k]);
		/* "=" stands at the very end only, and over bits that are zero */
		if (d[0] > 63 || d[1] > 63 || d[2] > 64 || d[3] > 64 || (d[2] == 64 && d[3] != 64) ||
			((d[2] == 64 || d[3] == 64) && i + 4 != len) ||
			(d[2] == 64 && d[1] & 15) || (d[2] != 64 && d[3] == 64 && d[2] & 3))
			ereturn(fcinfo->context, (Datum) 0,
					errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type newsdictionary: \"%.*s%s\"",
						   pg_mbcliplen(text, (int) Min(len, 1000), 40), text, len > 40 ? "..." : ""),
					errdetail("It is not base64 at character %zu.", i + 1),
					errhint("To read a profile from its tables call news_dictionary()."));
		bits = d[0] << 18 | d[1] << 12 | (d[2] & 63) << 6 | (d[3] & 63);
		bytes[form.len++] = (unsigned char) (bits >> 16);
		if (d[2] != 64)
			bytes[form.len++] = (unsigned char) (bits >> 8);
		if (d[3] != 64)
			bytes[form.len++] = (unsigned char) bits;
		if ((i & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
	}
	value = dictionary_from_form(form, CurrentMemoryContext, ERRCODE_INVALID_TEXT_REPRESENTATION, fcinfo->context);
	if (value == NULL)
		PG_RETURN_NULL();
	pfree(bytes);
	keep_literal(text, len, value);
	PG_RETURN_POINTER(value);
}

PG_FUNCTION_INFO_V1(newsdictionary_send);
Datum
newsdictionary_send(PG_FUNCTION_ARGS)
{
	NxText		form = dictionary_form(PG_GETARG_DICTIONARY_P(0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbytes(&buf, form.data, (int) form.len);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(newsdictionary_recv);
Datum
newsdictionary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			len = buf->len - buf->cursor;
	NxText		form = {pq_getmsgbytes(buf, len), (uint32_t) len};

	PG_RETURN_POINTER(dictionary_from_form(form, CurrentMemoryContext, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL));
}

/* Dictionaries of equal contents are equal; their order means nothing. */
static int
compare(FunctionCallInfo fcinfo)
{
	NxText		a = dictionary_form(PG_GETARG_DICTIONARY_P(0));
	NxText		b = dictionary_form(PG_GETARG_DICTIONARY_P(1));
	int			order = memcmp(a.data, b.data, Min(a.len, b.len));

	if (order == 0 && a.len != b.len)
		order = a.len < b.len ? -1 : 1;
	return order < 0 ? -1 : order > 0;
}

#define COMPARISON(name, result) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	int			order = compare(fcinfo); \
\
	return result; \
}

COMPARISON(newsdictionary_eq, BoolGetDatum(order == 0))
COMPARISON(newsdictionary_ne, BoolGetDatum(order != 0))
COMPARISON(newsdictionary_lt, BoolGetDatum(order < 0))
COMPARISON(newsdictionary_le, BoolGetDatum(order <= 0))
COMPARISON(newsdictionary_gt, BoolGetDatum(order > 0))
COMPARISON(newsdictionary_ge, BoolGetDatum(order >= 0))
COMPARISON(newsdictionary_cmp, Int32GetDatum(order))

PG_FUNCTION_INFO_V1(newsdictionary_hash);
Datum
newsdictionary_hash(PG_FUNCTION_ARGS)
{
	const NxDictHead *head = PG_GETARG_DICTIONARY_P(0);

	PG_RETURN_INT32((int32) (head->hash ^ head->hash >> 32));
}

void
dictionary_append_version(StringInfo out, const NxDictHead *head)
{
	NxDictionary dictionary;
	char	   *profile;

	nx_dictionary_open(&dictionary, head);
	profile = bridge_cstring(nx_dictionary_section(&dictionary, NX_DICT_PROFILE));
	appendStringInfo(out, " dictionary %016llx %s", (unsigned long long) head->hash, profile);
}

/* How many publishers have lines; each is counted among the lines, too. */
static uint32
count_publishers(const NxDictionary *dictionary)
{
	NxText		section = nx_dictionary_section(dictionary, NX_DICT_LINES);
	NxFormReader reader = nx_form_reader(section, 1);	/* after the version */

	return section.len ? nx_form_varint(&reader) : 0;
}

/* What is in a dictionary, and what it weighs. */
PG_FUNCTION_INFO_V1(news_dictionary_stat);
Datum
news_dictionary_stat(PG_FUNCTION_ARGS)
{
	const NxDictHead *head = PG_GETARG_DICTIONARY_P(0);
	NxDictionary dictionary;
	uint32		publishers;
	SrfRow		row;

	nx_dictionary_open(&dictionary, head);
	publishers = count_publishers(&dictionary);
	srf_record(fcinfo, &row);
	srf_text(&row, nx_dictionary_section(&dictionary, NX_DICT_PROFILE));
	srf_int8(&row, head->nterms - head->nrules);
	srf_int8(&row, head->nrules);
	srf_int8(&row, head->ncorrections);
	srf_int8(&row, publishers);
	srf_int8(&row, head->nlines - publishers);
	srf_int8(&row, head->size);
	srf_int8(&row, head->formlen);
	srf_cstring(&row, psprintf("%016llx", (unsigned long long) head->hash));
	return srf_tuple(&row);
}
