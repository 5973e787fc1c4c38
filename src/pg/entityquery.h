/*-------------------------------------------------------------------------
 * entityquery.h
 *	  The type entityquery: what is asked of an entityset.
 *
 * Stored (layout version 1; int alignment):
 *	 1) varlena header
 *	 2) uint32: bits 28-31 layout version, others zero
 *	 3) uint32 count of items; 4) uint32 most operands waiting at a time
 *	 5) items in postfix order, 20 bytes each
 *	 6) pool: for each name the name of a user's kind, the folded name, and its
 *		words last first (entity_person_key) if it may be a person's; for an
 *		id 8 bytes.  Items tell offset and lengths.
 *
 * Postfix means evaluation is a loop over the items with a stack, never a
 * recursion.  After the left operand of & and | stands a jump to the operator,
 * taken when the left operand decides.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_ENTITYQUERY_H
#define NEWS_ENTITYQUERY_H

#include "entityset.h"

#define EQ_VERSION			1
#define EQ_MAX_ITEMS		(16 * 1024 * 1024)
#define EQ_MAX_DISTANCE		16384	/* words; as tsquery's <N> */

/* A word with the space after it, in characters: news English has 5.1 letters and some signs. */
#define EQ_WORD_CHARS		6

typedef enum EqType
{
	EQ_NAME = 1,				/* kind:name, name, prefix with EQ_PREFIX */
	EQ_KIND,					/* kind:* */
	EQ_ID,						/* kind:#id */
	EQ_COUNTRY,					/* country:MX, any kind */
	EQ_IN,						/* in:MX, in:MX-CMX, places */
	EQ_IN_ID,					/* in:#id, the place or one in it */
	EQ_NOT,
	EQ_NEAR,
	EQ_AND,
	EQ_OR,
	EQ_JUMP_IF_NO,				/* after the left operand of EQ_AND */
	EQ_JUMP_IF_YES				/* after the left operand of EQ_OR */
} EqType;

#define EQ_PREFIX		0x01
#define EQ_IN_NEAR		0x02	/* part of an operand of <N>: gives positions */

typedef enum EqCompare
{
	EQ_CMP_NONE = 0,
	EQ_CMP_GT,
	EQ_CMP_GE,
	EQ_CMP_LT,
	EQ_CMP_LE
} EqCompare;

typedef struct EqItem
{
	uint8		type;			/* EqType */
	uint8		kind;			/* EntityKind of a leaf; ES_KIND_ANY for a name alone */
	uint8		flags;
	uint8		sections;		/* mask, 0 all */
	uint8		compare;		/* EqCompare with confidence */
	uint8		kindlen;		/* ES_KIND_USER */
	uint16		confidence;		/* per thousand */
	uint32		at;				/* offset into the pool */
	uint16		namelen;		/* folded name */
	uint16		personlen;		/* entity_person_key of it, 0 if no person is meant */
	uint32		arg;			/* EQ_NEAR distance; jumps: item to go to; EQ_IN, EQ_COUNTRY: country */
} EqItem;

StaticAssertDecl(sizeof(EqItem) == 20, "part of the stored layout");

typedef struct EntityQuery
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint32		head;
	uint32		count;
	uint32		depth;
	EqItem		item[FLEXIBLE_ARRAY_MEMBER];
} EntityQuery;

#define EQ_HEADER_SIZE				offsetof(EntityQuery, item)
#define eq_pool(q)					((const char *) &(q)->item[(q)->count])

#define DatumGetEntityQueryP(X)		entityquery_check((EntityQuery *) PG_DETOAST_DATUM(X))
#define PG_GETARG_ENTITYQUERY_P(n)	DatumGetEntityQueryP(PG_GETARG_DATUM(n))

static inline bool
eq_is_leaf(const EqItem *item)
{
	return item->type <= EQ_IN_ID;
}

static inline bool
eq_is_jump(const EqItem *item)
{
	return item->type >= EQ_JUMP_IF_NO;
}

/* Conditions that index keys do not know. */
static inline bool
eq_has_condition(const EqItem *item)
{
	return item->sections != 0 || item->compare != EQ_CMP_NONE || (item->flags & EQ_IN_NEAR) != 0;
}

static inline const char *
eq_kind_name(const EntityQuery *q, const EqItem *item)
{
	return eq_pool(q) + item->at;
}

static inline const char *
eq_name(const EntityQuery *q, const EqItem *item)
{
	return eq_pool(q) + item->at + item->kindlen;
}

static inline const char *
eq_person(const EntityQuery *q, const EqItem *item)
{
	return eq_name(q, item) + item->namelen;
}

static inline int64
eq_id(const EntityQuery *q, const EqItem *item)
{
	int64		id;

	memcpy(&id, eq_pool(q) + item->at + item->kindlen, sizeof(id));
	return id;
}

extern Datum entityquery_out(PG_FUNCTION_ARGS);

/* Refuses layouts of newer versions, returns its argument. */
extern EntityQuery *entityquery_check(EntityQuery *query);

/* NULL after a soft error. */
extern EntityQuery *entityquery_parse(const char *text, Node *escontext);

/* Prints a leaf in a way of its own and returns true, or leaves it to the usual way. */
typedef bool (*EqPrintLeaf) (void *context, StringInfo out, const EntityQuery *query, const EqItem *item);

/* The canonical text of a query; 'print_leaf' may be NULL. */
extern void entityquery_print(StringInfo out, const EntityQuery *query, EqPrintLeaf print_leaf, void *context);

/* The sections and the confidence that a leaf asks for. */
extern void entityquery_append_conditions(StringInfo out, const EqItem *item);

/* A query that is one or more names joined by | or &; for building without parsing. */
extern EntityQuery *entityquery_make(const EqItem *items, int count, const char *pool, int poollen, int depth);

/* First item of the operand or operator that ends with each item; palloc'ed. */
extern uint32 *entityquery_starts(const EntityQuery *query);

/* For each item whether it stands under an even number of "!"; palloc'ed. */
extern bool *entityquery_wanted(const EntityQuery *query);

/* Positions of mentions, for <N>. */
typedef struct EqPositions
{
	uint32		n;
	uint32	   *start;			/* ascending */
	uint32	   *end;			/* where the name would end if written in full */
} EqPositions;

typedef enum EqTruth
{
	EQ_NO = 0,
	EQ_MAYBE,
	EQ_YES
} EqTruth;

/* What a leaf is; if positions is not NULL and the answer is EQ_YES it is filled in. */
typedef EqTruth (*EqLeaf) (void *context, uint32 item, EqPositions *positions);

/*
 * The truth of a query from the truth of its leaves: the only evaluator.  With
 * 'exact' leaves answer yes or no and <N> compares positions; without, <N> is
 * at most maybe.
 */
extern EqTruth entityquery_evaluate(const EntityQuery *query, EqLeaf leaf, void *context, bool exact);

extern bool entityquery_matches(const EntityQuery *query, const EntityReader *reader);

/* Walks through the entities of a set that one leaf accepts. */
typedef bool (*EqVisit) (void *context, uint32 entity, const unsigned char *record, const unsigned char *end);
extern void entityquery_visit(const EntityQuery *query, const EqItem *item, const EntityReader *reader,
							  EqVisit visit, void *context);

/*
 * Whether a person's key (entity_person_key) answers a leaf: it begins with the
 * leaf's words, the first of which may be incomplete with EQ_PREFIX.
 * 1 yes; 0 no, but a later key may; -1 no, and no later key in byte order does.
 */
extern int	entityquery_person_matches(const char *words, int len, bool prefix,
									   const char *key, int keylen);

/* Does an entity of this kind and folded name answer a leaf for names?  Its kind is not looked at again. */
extern bool entityquery_name_answers(const EntityQuery *query, const EqItem *item, const EntityKey *key);

#endif							/* NEWS_ENTITYQUERY_H */
