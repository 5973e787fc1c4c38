/*-------------------------------------------------------------------------
 * entityquery_io.c
 *	  Text and binary forms of entityquery, its order, and what it is made of.
 *
 * The text form is canonical: names folded, blanks and parentheses only where
 * they are needed, so that equal text is an equal query and reads back equal.
 * Binary: int8 format 1, then the text form.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "compat.h"
#include "entity_scan.h"
#include "entityquery.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"

#define SEND_FORMAT		1

/* Does a leaf's text lie in the pool? */
static bool
leaf_is_sound(const EqItem *item, Size poolsize)
{
	Size		len = item->type == EQ_ID || item->type == EQ_IN_ID ? sizeof(int64) : item->namelen + item->personlen;

	if (item->kind > ES_KIND_MISC && item->kind != ES_KIND_USER)
		return false;
	if ((item->kindlen != 0 && item->kind != ES_KIND_USER) || item->kindlen > ES_MAX_KIND)
		return false;
	if (item->type == EQ_NAME && item->namelen == 0)
		return false;
	return item->type == EQ_KIND && len == 0 && item->kindlen == 0 ? true :
		item->at <= poolsize && item->kindlen + len <= poolsize - item->at;
}

/*
 * Items lie in the value, operators have their operands, and jumps go forward
 * to the operator that they belong to: what evaluation relies on.
 */
static bool
is_sound(const EntityQuery *query)
{
	Size		size = VARSIZE(query) - EQ_HEADER_SIZE;
	Size		poolsize;
	uint32		depth = 0;
	uint32		i;

	if (query->count > size / sizeof(EqItem))
		return false;
	poolsize = size - query->count * sizeof(EqItem);
	for (i = 0; i < query->count; i++)
	{
		const EqItem *item = &query->item[i];

		if (item->type < EQ_NAME || item->type > EQ_JUMP_IF_YES || item->compare > EQ_CMP_LE)
			return false;
		if (eq_is_leaf(item))
		{
			if (!leaf_is_sound(item, poolsize))
				return false;
			depth++;
		}
		else if (eq_is_jump(item))
		{
			if (depth == 0 || item->arg <= i || item->arg >= query->count ||
				query->item[item->arg].type != (item->type == EQ_JUMP_IF_NO ? EQ_AND : EQ_OR))
				return false;
		}
		else if (item->type == EQ_NOT)
		{
			if (depth < 1)
				return false;
		}
		else if (depth < 2)
			return false;
		else
			depth--;
		if (depth > query->depth)
			return false;
	}
	return depth == (query->count > 0);
}

EntityQuery *
entityquery_check(EntityQuery *query)
{
	if (VARSIZE(query) < EQ_HEADER_SIZE)
		ereport(ERROR,
				errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored entityquery is broken"));
	if (query->head != (uint32) EQ_VERSION << 28)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("entityquery has layout version %u, which this version of news_extract cannot read",
					   query->head >> 28),
				errdetail("The newest layout it reads is %d.", EQ_VERSION),
				errhint("Upgrade news_extract on this server."));
	if (!is_sound(query))
		ereport(ERROR,
				errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored entityquery is broken"));
	return query;
}

PG_FUNCTION_INFO_V1(entityquery_in);
Datum
entityquery_in(PG_FUNCTION_ARGS)
{
	EntityQuery *query = entityquery_parse(PG_GETARG_CSTRING(0), fcinfo->context);

	if (query == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(query);
}

void
entityquery_append_conditions(StringInfo out, const EqItem *item)
{
	static const char *const sections[] = {"headline", "lead", "body", "caption"};
	static const char *const compare[] = {"", ">", ">=", "<", "<="};
	char		before = '@';
	int			i;

	for (i = 0; i < ES_SECTIONS; i++)
		if (item->sections & ES_SECTION_BIT(i))
		{
			appendStringInfo(out, "%c%s", before, sections[i]);
			before = ',';
		}
	if (item->compare != EQ_CMP_NONE)
	{
		appendStringInfoString(out, compare[item->compare]);
		entity_append_permille(out, item->confidence);
	}
}

static void
append_leaf(StringInfo out, const EntityQuery *query, const EqItem *item)
{
	if (item->kind == ES_KIND_USER)
		appendBinaryStringInfo(out, eq_kind_name(query, item), item->kindlen);
	else if (item->kind != ES_KIND_ANY && item->type < EQ_IN)
		appendStringInfoString(out, entity_kind_name((EntityKind) item->kind));
	if (item->kind != ES_KIND_ANY && item->type < EQ_IN)
		appendStringInfoChar(out, ':');
	switch (item->type)
	{
		case EQ_NAME:
			{
				char	   *name = pg_any_to_server(eq_name(query, item), item->namelen, PG_UTF8);

				entity_quote_name(out, name, name == eq_name(query, item) ? item->namelen : (int) strlen(name));
				if (item->flags & EQ_PREFIX)
					appendStringInfoChar(out, '*');
				break;
			}
		case EQ_KIND:
			appendStringInfoChar(out, '*');
			break;
		case EQ_ID:
			appendStringInfo(out, "#" INT64_FORMAT, eq_id(query, item));
			break;
		case EQ_IN_ID:
			appendStringInfo(out, "in:#" INT64_FORMAT, eq_id(query, item));
			break;
		default:
			appendStringInfo(out, "%s:%c%c", item->type == EQ_IN ? "in" : "country",
							 item->arg >> 8, item->arg & 0xff);
			if (item->namelen)
			{
				appendStringInfoChar(out, '-');
				appendBinaryStringInfo(out, eq_name(query, item), item->namelen);
			}
			break;
	}
	entityquery_append_conditions(out, item);
}

uint32 *
entityquery_starts(const EntityQuery *query)
{
	uint32	   *start = palloc_extended(mul_size(Max(query->count, 1), sizeof(uint32)), MCXT_ALLOC_HUGE);
	uint32		i;

	for (i = 0; i < query->count; i++)
	{
		const EqItem *item = &query->item[i];

		if (eq_is_leaf(item) || eq_is_jump(item))
			start[i] = i;
		else if (item->type == EQ_NOT)
			start[i] = start[i - 1];
		else
		{
			uint32		right = start[i - 1];
			uint32		left = right - 1;

			if (eq_is_jump(&query->item[left]))
				left--;
			start[i] = start[left];
		}
	}
	return start;
}

/* What is still to be printed: the operand that ends with an item, or a piece of text. */
typedef struct Task
{
	const char *text;			/* NULL: the operand */
	uint32		item;
	int			level;			/* an operator that binds less than this needs parentheses */
} Task;

static int
binding(uint8 type)
{
	return type == EQ_OR ? 1 : type == EQ_AND ? 2 : type == EQ_NEAR ? 3 : 4;
}

void
entityquery_print(StringInfo out, const EntityQuery *query, EqPrintLeaf print_leaf, void *context)
{
	uint32	   *start = entityquery_starts(query);
	Task	   *task;
	int			n = 1;
	int			room = 64;

	if (query->count == 0)
		return;
	task = palloc(room * sizeof(Task));
	task[0] = (Task) {NULL, query->count - 1, 0};
	while (n > 0)
	{
		Task		now = task[--n];
		const EqItem *item;
		int			level;
		bool		enclosed;

		CHECK_FOR_INTERRUPTS();
		if (now.text)
		{
			appendStringInfoString(out, now.text);
			continue;
		}
		item = &query->item[now.item];
		if (eq_is_leaf(item))
		{
			if (print_leaf == NULL || !print_leaf(context, out, query, item))
				append_leaf(out, query, item);
			continue;
		}
		if (n + 6 > room)
		{
			room *= 2;
			task = repalloc_huge(task, mul_size(room, sizeof(Task)));
		}
		level = binding(item->type);
		enclosed = level < now.level;
		if (enclosed)
		{
			appendStringInfoChar(out, '(');
			task[n++] = (Task) {")", 0, 0};
		}
		task[n++] = (Task) {NULL, now.item - 1, item->type == EQ_NOT ? level : level + 1};
		if (item->type == EQ_NOT)
			appendStringInfoChar(out, '!');
		else
		{
			uint32		left = start[now.item - 1] - 1;

			if (eq_is_jump(&query->item[left]))
				left--;
			task[n++] = (Task) {item->type == EQ_AND ? " & " : item->type == EQ_OR ? " | " :
				item->arg == 1 ? " <-> " : psprintf(" <%u> ", item->arg), 0, 0};
			task[n++] = (Task) {NULL, left, level};
		}
	}
}

PG_FUNCTION_INFO_V1(entityquery_out);
Datum
entityquery_out(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	initStringInfo(&out);
	entityquery_print(&out, PG_GETARG_ENTITYQUERY_P(0), NULL, NULL);
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(entityquery_send);
Datum
entityquery_send(PG_FUNCTION_ARGS)
{
	StringInfoData text;
	StringInfoData out;

	initStringInfo(&text);
	entityquery_print(&text, PG_GETARG_ENTITYQUERY_P(0), NULL, NULL);
	pq_begintypsend(&out);
	pq_sendint8(&out, SEND_FORMAT);
	pq_sendtext(&out, text.data, text.len);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

PG_FUNCTION_INFO_V1(entityquery_recv);
Datum
entityquery_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	int			format = pq_getmsgbyte(in);
	int			len;
	char	   *text;

	if (format != SEND_FORMAT)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("unsupported format of binary entityquery: %d", format),
				errdetail("The newest format that this version of news_extract reads is %d.", SEND_FORMAT),
				format > SEND_FORMAT ? errhint("Upgrade news_extract on this server.") : 0);
	text = pq_getmsgtext(in, in->len - in->cursor, &len);
	if (strlen(text) != (Size) len)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary representation of type %s", "entityquery"),
				errdetail("The text contains a zero byte."));
	PG_RETURN_POINTER(entityquery_parse(text, NULL));
}

/* As items hold no unused bytes, order of bytes is an order of queries: shorter ones first. */
static int
compare(const EntityQuery *a, const EntityQuery *b)
{
	int			c;

	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	if (VARSIZE(a) != VARSIZE(b))
		return VARSIZE(a) < VARSIZE(b) ? -1 : 1;
	c = memcmp(&a->head, &b->head, VARSIZE(a) - VARHDRSZ);
	return c < 0 ? -1 : c > 0;
}

#define COMPARISON(name, condition) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	EntityQuery *a = PG_GETARG_ENTITYQUERY_P(0); \
	EntityQuery *b = PG_GETARG_ENTITYQUERY_P(1); \
	int			c = compare(a, b); \
\
	PG_FREE_IF_COPY(a, 0); \
	PG_FREE_IF_COPY(b, 1); \
	PG_RETURN_BOOL(condition); \
}

COMPARISON(entityquery_eq, c == 0)
COMPARISON(entityquery_ne, c != 0)
COMPARISON(entityquery_lt, c < 0)
COMPARISON(entityquery_le, c <= 0)
COMPARISON(entityquery_gt, c > 0)
COMPARISON(entityquery_ge, c >= 0)

PG_FUNCTION_INFO_V1(entityquery_cmp);
Datum
entityquery_cmp(PG_FUNCTION_ARGS)
{
	EntityQuery *a = PG_GETARG_ENTITYQUERY_P(0);
	EntityQuery *b = PG_GETARG_ENTITYQUERY_P(1);
	int			c = compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	PG_RETURN_INT32(c);
}

PG_FUNCTION_INFO_V1(entityquery_hash);
Datum
entityquery_hash(PG_FUNCTION_ARGS)
{
	EntityQuery *query = PG_GETARG_ENTITYQUERY_P(0);
	Datum		hash = hash_any((unsigned char *) &query->head, VARSIZE(query) - VARHDRSZ);

	PG_FREE_IF_COPY(query, 0);
	return hash;
}

/* Names and operators, without the jumps of the stored form. */
PG_FUNCTION_INFO_V1(entityquery_numnode);
Datum
entityquery_numnode(PG_FUNCTION_ARGS)
{
	EntityQuery *query = PG_GETARG_ENTITYQUERY_P(0);
	uint32		i;
	int			n = 0;

	for (i = 0; i < query->count; i++)
		n += !eq_is_jump(&query->item[i]);
	PG_RETURN_INT32(n);
}
