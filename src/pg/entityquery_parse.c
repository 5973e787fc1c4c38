/*-------------------------------------------------------------------------
 * entityquery_parse.c
 *	  From the text of an entityquery to its items.
 *
 *		query	: leaf | ! query | query <N> query | query & query
 *				| query "|" query | ( query )
 *		leaf	: [kind:]name[*] | kind:* | kind:#id | country:CC
 *				| in:CC[-ADM] | in:#id, then [@section{,section}] [>|>=|<|<= confidence]
 *
 * ! binds most, then <N>, & and |.  Operators wait on a stack of our own, so
 * nesting costs memory, not C stack.  The operands of <N> have positions: they
 * are leaves, alternatives of such in parentheses, or <N> again.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "compat.h"
#include "entity_scan.h"
#include "entityquery.h"
#include "mb/pg_wchar.h"

#define NAME_STOPS		"\"&|!()<>@:*#"

/* An operator or "(" that waits for its right operand. */
typedef struct Waiting
{
	uint8		type;			/* EqType, 0 for "(" */
	uint32		arg;
	uint32		jump;			/* its jump item */
	const char *at;				/* where it stands, for messages */
} Waiting;

/* A finished operand. */
typedef struct Operand
{
	uint32		first;			/* item */
	bool		has_positions;
	const char *at;
} Operand;

typedef struct Parser
{
	EntityScanner scan;
	EqItem	   *item;
	int			count;
	int			item_room;
	Waiting    *waiting;
	int			nwaiting;
	int			waiting_room;
	Operand    *operand;
	int			noperands;
	int			operand_room;
	int			depth;
	StringInfoData pool;
	StringInfoData fold;
	int		   *near_edge;		/* +1 where an operand of <N> begins, -1 after its end */
	int			near_room;
} Parser;

#define MAKE_ROOM(array, used, room) \
	do { \
		if ((used) == (room)) \
		{ \
			(room) *= 2; \
			(array) = repalloc_huge((array), mul_size((room), sizeof(*(array)))); \
		} \
	} while (0)

static EqItem *
new_item(Parser *p, EqType type)
{
	EqItem	   *item;

	MAKE_ROOM(p->item, p->count, p->item_room);
	if (p->count >= p->near_room - 1)
	{
		int			room = p->near_room;

		p->near_room *= 2;
		p->near_edge = repalloc_huge(p->near_edge, mul_size(p->near_room, sizeof(int)));
		memset(p->near_edge + room, 0, room * sizeof(int));
	}
	item = &p->item[p->count++];
	memset(item, 0, sizeof(*item));
	item->type = type;
	return item;
}

static int
precedence(uint8 type)
{
	switch (type)
	{
		case EQ_NOT:
			return 4;
		case EQ_NEAR:
			return 3;
		case EQ_AND:
			return 2;
		case EQ_OR:
			return 1;
		default:
			return 0;
	}
}

/* Move the newest waiting operator behind its operands. */
static bool
finish_operator(Parser *p)
{
	Waiting		op = p->waiting[--p->nwaiting];
	Operand    *right = &p->operand[p->noperands - 1];
	Operand    *left = right - 1;
	EqItem	   *item;

	if (op.type == EQ_NEAR)
	{
		if (!left->has_positions || !right->has_positions)
			return entity_scan_error_at(&p->scan, left->has_positions ? right->at : left->at,
								 "a name or alternatives of names beside <N>",
								 "Operands of <N> cannot contain & or !.");
		/* The left operand ends where the right one begins. */
		p->near_edge[left->first]++;
		p->near_edge[p->count]--;
	}
	item = new_item(p, (EqType) op.type);
	item->arg = op.arg;
	if (op.type == EQ_NOT)
		right->has_positions = false;
	else
	{
		if (op.type == EQ_AND)
			left->has_positions = false;
		else
			left->has_positions = left->has_positions && right->has_positions;
		p->noperands--;
		if (op.type != EQ_NEAR)
			p->item[op.jump].arg = p->count - 1;
	}
	return true;
}

/* Finish operators that bind at least as much as 'level', down to a "(". */
static bool
finish_down_to(Parser *p, int level)
{
	while (p->nwaiting > 0 && p->waiting[p->nwaiting - 1].type != 0 &&
		   precedence(p->waiting[p->nwaiting - 1].type) >= level)
		if (!finish_operator(p))
			return false;
	return true;
}

static Waiting *
wait(Parser *p, uint8 type)
{
	Waiting    *w;

	MAKE_ROOM(p->waiting, p->nwaiting, p->waiting_room);
	w = &p->waiting[p->nwaiting++];
	w->type = type;
	w->arg = 0;
	w->jump = 0;
	w->at = p->scan.at;
	return w;
}

/* After "@": headline, lead, body, caption or A, B, C, D, separated by commas. */
static bool
read_sections(EntityScanner *scan, EqItem *item)
{
	static const char *const names[] = {"headline", "lead", "body", "caption"};

	do
	{
		const char *start = ++scan->at;
		int			len = 0;
		int			i;

		while (isalpha((unsigned char) scan->at[len]))
			len++;
		for (i = 0; i < ES_SECTIONS; i++)
			if ((len == (int) strlen(names[i]) && pg_strncasecmp(names[i], start, len) == 0) ||
				(len == 1 && pg_ascii_toupper(*start) == 'A' + i))
				break;
		if (i == ES_SECTIONS)
			return entity_scan_error(scan, "a section: headline, lead, body or caption");
		item->sections |= ES_SECTION_BIT(i);
		scan->at += len;
	} while (*scan->at == ',');
	return true;
}

/* Of "<" the rest tells: a number and ">", or "-" and ">", make it <N>. */
static bool
is_near(const char *at)
{
	if (at[1] == '-')
		return true;
	for (at++; *at >= '0' && *at <= '9'; at++)
		;
	return *at == '>';
}

static bool
read_conditions(EntityScanner *scan, EqItem *item)
{
	if (*scan->at == '@' && !read_sections(scan, item))
		return false;
	if (*scan->at == '>' || (*scan->at == '<' && !is_near(scan->at)))
	{
		bool		greater = *scan->at++ == '>';

		item->compare = greater ? EQ_CMP_GT : EQ_CMP_LT;
		if (*scan->at == '=')
		{
			scan->at++;
			item->compare = greater ? EQ_CMP_GE : EQ_CMP_LE;
		}
		if (!entity_scan_permille(scan, &item->confidence))
			return false;
	}
	if (*scan->at == '@')
		return entity_scan_error(scan, "the section before the confidence");
	return true;
}

/* True if a word and ":" come next. */
static bool
kind_follows(const char *at)
{
	while (isalnum((unsigned char) *at) || *at == '_')
		at++;
	return *at == ':';
}

/* After "#".  Zero stands for no id in a set, so nothing can be asked with it. */
static bool
read_id(Parser *p)
{
	const char *start = p->scan.at;
	int64		id;

	if (!entity_scan_int64(&p->scan, PG_INT64_MIN, PG_INT64_MAX, &id))
		return false;
	if (id == 0)
		return entity_scan_error_at(&p->scan, start, "an id other than 0", NULL);
	appendBinaryStringInfo(&p->pool, (char *) &id, sizeof(id));
	return true;
}

static bool
read_place_condition(Parser *p, bool is_in)
{
	EntityScanner *scan = &p->scan;
	EqItem	   *item = new_item(p, is_in ? EQ_IN : EQ_COUNTRY);
	char		admin1[4];
	uint16		country;

	item->kind = is_in ? ES_KIND_PLACE : ES_KIND_ANY;
	item->at = p->pool.len;
	if (is_in && *scan->at == '#')
	{
		scan->at++;
		item->type = EQ_IN_ID;
		return read_id(p);
	}
	if (!entity_scan_country(scan, &country, admin1))
		return false;
	if (!is_in && admin1[0])
		return entity_scan_error(scan, "a country without division, or in: before it");
	item->arg = country;
	item->namelen = strnlen(admin1, sizeof(admin1));
	appendBinaryStringInfo(&p->pool, admin1, item->namelen);
	return true;
}

/* A name, folded, and as words of a person if it may be one. */
static bool
read_name(Parser *p, EqItem *item)
{
	EntityScanner *scan = &p->scan;
	const char *start = scan->at;
	int			before;

	if (!entity_scan_name(scan, NAME_STOPS, item->kind == ES_KIND_ANY ? "a name, \"!\" or \"(\"" :
						  "a name, \"*\" or \"#\" and an id"))
		return false;
	if (!entity_fold_name(scan->word.data, scan->word.len, &p->fold, NULL))
		return entity_scan_error_at(scan, start, "a name with at least one letter, digit or sign", NULL);
	/* Output shows the folded name, and must be read back. */
	if (p->fold.len > ES_MAX_NAME)
		ereturn(scan->escontext, false,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("entity name is too long: %d bytes when folded", p->fold.len),
				errdetail("Names are limited to %d bytes; this one begins at character %d.", ES_MAX_NAME,
						  pg_mbstrlen_with_len(scan->text, start - scan->text) + 1));
	item->namelen = p->fold.len;
	appendBinaryStringInfo(&p->pool, p->fold.data, p->fold.len);
	if (item->kind == ES_KIND_ANY || item->kind == ES_KIND_PERSON)
	{
		before = p->pool.len;
		entity_person_key(p->fold.data, p->fold.len, false, &p->pool);
		item->personlen = p->pool.len - before;
	}
	if (*scan->at == '*')
	{
		scan->at++;
		item->flags |= EQ_PREFIX;
	}
	return true;
}

static bool
read_leaf(Parser *p)
{
	EntityScanner *scan = &p->scan;
	Operand    *operand;
	const char *start = scan->at;
	int			first = p->count;
	bool		good;

	if (pg_strncasecmp(start, "in:", 3) == 0 || pg_strncasecmp(start, "country:", 8) == 0)
	{
		bool		is_in = pg_ascii_tolower(*start) == 'i';

		scan->at += is_in ? 3 : 8;
		good = read_place_condition(p, is_in);
	}
	else
	{
		EqItem	   *item = new_item(p, EQ_NAME);
		EntityKind	kind = ES_KIND_ANY;
		char	   *kind_name = NULL;

		item->at = p->pool.len;
		if (kind_follows(start) && !entity_scan_kind(scan, &kind, &kind_name))
			return false;
		item->kind = kind;
		if (kind_name)
		{
			item->kindlen = strlen(kind_name);
			appendStringInfoString(&p->pool, kind_name);
		}
		if (kind != ES_KIND_ANY && *scan->at == '*')
		{
			scan->at++;
			item->type = EQ_KIND;
			good = true;
		}
		else if (kind != ES_KIND_ANY && *scan->at == '#')
		{
			scan->at++;
			item->type = EQ_ID;
			good = read_id(p);
		}
		else
			good = read_name(p, item);
	}
	if (!good || !read_conditions(scan, &p->item[first]))
		return false;
	if (*scan->at == ':')
		return entity_scan_error_at(scan, scan->at, "an operator",
							 "Put a name that contains a colon into double quotes.");

	MAKE_ROOM(p->operand, p->noperands, p->operand_room);
	operand = &p->operand[p->noperands++];
	operand->first = first;
	operand->has_positions = true;
	operand->at = start;
	p->depth = Max(p->depth, p->noperands);
	return true;
}

/* A binary operator; the scanner stands on it. */
static bool
read_operator(Parser *p)
{
	EntityScanner *scan = &p->scan;
	const char *start = scan->at;
	uint8		type;
	int64		distance = 1;
	Waiting    *w;

	switch (*scan->at)
	{
		case '&':
			type = EQ_AND;
			break;
		case '|':
			type = EQ_OR;
			break;
		case '<':
			type = EQ_NEAR;
			scan->at++;
			if (*scan->at == '-')
				scan->at++;
			else if (!entity_scan_int64(scan, 1, EQ_MAX_DISTANCE, &distance))
				return false;
			if (*scan->at != '>')
				return entity_scan_error(scan, "\">\" of <N>");
			break;
		default:
			return entity_scan_error_at(scan, scan->at, "an operator: &, |, <-> or <N>",
								 isalnum((unsigned char) *scan->at) || *scan->at == '"' || IS_HIGHBIT_SET(*scan->at) ?
								 "Put a name of several words into double quotes." : NULL);
	}
	if (!finish_down_to(p, precedence(type)))
		return false;
	w = wait(p, type);
	w->at = start;
	w->arg = type == EQ_NEAR ? (uint32) distance : 0;
	if (type != EQ_NEAR)
	{
		w->jump = p->count;
		(void) new_item(p, type == EQ_AND ? EQ_JUMP_IF_NO : EQ_JUMP_IF_YES);
	}
	scan->at++;
	return true;
}

/* After an operand: ")" as often as they come.  False only after an error. */
static bool
close_parentheses(Parser *p)
{
	for (;;)
	{
		entity_scan_spaces(&p->scan);
		if (*p->scan.at != ')')
			return true;
		if (!finish_down_to(p, 1))
			return false;
		if (p->nwaiting == 0)
			return entity_scan_error(&p->scan, "an operator or the end, as no parenthesis is open");
		p->nwaiting--;
		p->scan.at++;
	}
}

static bool
parse(Parser *p)
{
	entity_scan_spaces(&p->scan);
	if (*p->scan.at == '\0')
		return true;
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		entity_scan_spaces(&p->scan);
		if (*p->scan.at == '!' || *p->scan.at == '(')
		{
			wait(p, *p->scan.at == '!' ? EQ_NOT : 0);
			p->scan.at++;
			continue;
		}
		if (!read_leaf(p) || !close_parentheses(p))
			return false;
		if (p->count > EQ_MAX_ITEMS)
			ereturn(p->scan.escontext, false,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("entityquery is too long"),
					errdetail("Queries are limited to %d names and operators.", EQ_MAX_ITEMS));
		if (*p->scan.at == '\0')
			break;
		if (!read_operator(p))
			return false;
	}
	if (!finish_down_to(p, 1))
		return false;
	if (p->nwaiting > 0)
		return entity_scan_error(&p->scan, "\")\" or an operator");
	return true;
}

EntityQuery *
entityquery_make(const EqItem *items, int count, const char *pool, int poollen, int depth)
{
	Size		size = add_size(EQ_HEADER_SIZE, add_size(mul_size(count, sizeof(EqItem)), poollen));
	EntityQuery *query;

	if (size > MaxAllocSize)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("entityquery is too long: %zu bytes", size));
	query = palloc0(size);
	SET_VARSIZE(query, size);
	query->head = (uint32) EQ_VERSION << 28;
	query->count = count;
	query->depth = depth;
	memcpy(query->item, items, count * sizeof(EqItem));
	memcpy(&query->item[count], pool, poollen);
	return query;
}

EntityQuery *
entityquery_parse(const char *text, Node *escontext)
{
	Parser		p = {0};
	int			near = 0;
	int			i;

	entity_scan_init(&p.scan, text, "entityquery", escontext);
	p.item_room = p.waiting_room = p.operand_room = 8;
	p.near_room = 16;
	p.item = palloc(p.item_room * sizeof(EqItem));
	p.waiting = palloc(p.waiting_room * sizeof(Waiting));
	p.operand = palloc(p.operand_room * sizeof(Operand));
	p.near_edge = palloc0(p.near_room * sizeof(int));
	initStringInfo(&p.pool);
	initStringInfo(&p.fold);
	if (!parse(&p))
		return NULL;
	for (i = 0; i < p.count; i++)
	{
		near += p.near_edge[i];
		if (near > 0)
			p.item[i].flags |= EQ_IN_NEAR;
	}
	return entityquery_make(p.item, p.count, p.pool.data, p.pool.len, p.depth);
}
