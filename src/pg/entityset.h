/*-------------------------------------------------------------------------
 * entityset.h
 *	  The stored type entityset: what its bytes are and how to make and read them.
 *
 * An entityset holds sorted unique entities: to names what tsvector is to
 * words.  Two entities are the same when kind, folded name and id are equal.
 *
 * On disk (layout version 1; int alignment, as every type of variable length
 * needs, but every field is read byte by byte, so short values need no copy):
 *	 1) varlena header
 *	 2) uint32 head: bits 28-31 layout version, bit 24 WIDE, bits 0-23 count;
 *		other bits zero, readers refuse them
 *	 3) count offsets, uint16 each (uint32 if WIDE), ascending; they count from
 *		the end of the offsets.  The first is 0.
 *	 4) count records, in order of their offsets, sorted by (kind, name of a
 *		user's kind, folded name, id), with nothing between or after them
 *
 * A record:
 *	 a) uint8 head: bits 0-2 kind (1-5 built in, 7 a user's kind), bits 3-4
 *		count of positions (3: a count follows in f), bit 5 FOLD, bit 6
 *		MENTIONS, bit 7 PLACE
 *	 b) a user's kind only: uint8 length, name of the kind
 *	 c) varint length, name as shown (server encoding, 1 to ES_MAX_NAME bytes)
 *	 d) if FOLD: varint length, folded name (UTF-8, 1 to ES_MAX_FOLD bytes).
 *		Without FOLD the folded name is c) with A-Z in lower case
 *	 e) 3 bytes, low first: bits 0-3 sections, 4-13 salience, 14-23 confidence
 *		(both per thousand)
 *	 f) if the head says 3 positions: varint count - 3
 *	 g) if MENTIONS: varint mentions; else they are max(1, count of positions)
 *	 h) if PLACE: uint8 bits 0-2 count of ancestors, bit 3 id, bit 4 country,
 *		bit 5 admin1; then in this order what the bits name: varint of the
 *		zigzag id; 2 letters; 4 bytes of admin1 (zero-filled); varint of the
 *		zigzag id of each ancestor, nearest first
 *	 i) positions, ascending: varint of (difference to the one before, first
 *		from 0) * 4 + section (0 A headline, 1 B lead, 2 C body, 3 D caption)
 * A varint has 7 bits a byte, low first, high bit set on all but the last.
 * Equal sets have equal bytes.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_ENTITYSET_H
#define NEWS_ENTITYSET_H

#include "compat.h"
#include "lib/stringinfo.h"

#define ES_VERSION			1
#define ES_WIDE				0x01000000u
#define ES_COUNT_MASK		0x00ffffffu
#define ES_RESERVED_BITS	0x0e000000u

/* Limits; input names each of them when it is passed. */
#define ES_MAX_ENTITIES		((int) ES_COUNT_MASK)
#define ES_MAX_NAME			2047	/* bytes; as a lexeme of tsvector */
#define ES_MAX_FOLD			32767	/* bytes; folding makes at most 12 of 1, so no name comes near */
#define ES_MAX_KIND			63		/* bytes of a user's kind; as an identifier */
#define ES_MAX_ANCESTORS	7
#define ES_MAX_POSITION		0x3fffffffu
#define ES_MAX_MENTIONS		0x7fffffffu

/* Kinds in memory and in index keys.  User kinds all have code ES_KIND_USER. */
typedef enum EntityKind
{
	ES_KIND_ANY = 0,			/* queries only */
	ES_KIND_PERSON = 1,
	ES_KIND_ORG = 2,
	ES_KIND_PLACE = 3,
	ES_KIND_DEMONYM = 4,
	ES_KIND_MISC = 5,
	ES_KIND_USER = 16
} EntityKind;

/* Sections of an article: codes in positions, bits in masks. */
#define ES_SECTIONS			4	/* 0 A headline, 1 B lead, 2 C body, 3 D caption */
#define ES_SECTION_BIT(code)	(1 << (code))

#define ES_R_POSITIONS_SHIFT	3
#define ES_R_FOLD			0x20
#define ES_R_MENTIONS		0x40
#define ES_R_PLACE			0x80
#define ES_R_USER_KIND		7

#define ES_P_ANCESTORS		0x07
#define ES_P_ID				0x08
#define ES_P_COUNTRY		0x10
#define ES_P_ADMIN1			0x20

typedef struct varlena EntitySet;

#define DatumGetEntitySetP(X)		((EntitySet *) PG_DETOAST_DATUM_PACKED(X))
#define PG_GETARG_ENTITYSET_P(n)	DatumGetEntitySetP(PG_GETARG_DATUM(n))
#define PG_RETURN_ENTITYSET_P(x)	PG_RETURN_POINTER(x)

/*
 * One entity to be stored.  Zero every field that is not known (memset), and
 * set 'confidence' (1000 is certain).  The builder copies what it keeps.
 */
typedef struct EntityItem
{
	uint8		kind;			/* EntityKind, not ES_KIND_ANY */
	const char *kind_name;		/* ES_KIND_USER only: lower-case identifier, NUL-terminated */
	const char *name;			/* server encoding, need not be NUL-terminated */
	int			namelen;		/* bytes; white space is collapsed by the builder */
	int64		place_id;		/* or another id; 0 none */
	uint16		country;		/* two capital letters, first in the high byte; 0 none */
	char		admin1[4];		/* letters and digits, zero-filled: "CMX", "TX" */
	int64		ancestors[ES_MAX_ANCESTORS];	/* ids, nearest first */
	int			nancestors;
	uint32		mentions;		/* raised to max(1, npositions) */
	uint8		sections;		/* ES_SECTION_BIT mask; those of positions are added */
	const uint32 *positions;	/* characters into the stored article, from 1; any order */
	const uint8 *position_sections; /* code of each position; NULL: all C */
	int			npositions;
	uint16		salience;		/* per thousand */
	uint16		confidence;		/* per thousand */
	/* For the builder: */
	const char *fold;			/* folded name; NULL: the builder folds */
	int			foldlen;
} EntityItem;

/*
 * A palloc'ed entityset of 'n' items, sorted, equal entities merged (mentions
 * add up, positions and sections unite, the higher salience and confidence
 * stay).  Items whose name is empty after folding or longer than ES_MAX_NAME
 * are left out and positions above ES_MAX_POSITION too: text must never raise
 * an error here.  Reorders 'items'.
 */
extern EntitySet *entityset_build(EntityItem *items, int n);

/*
 * The name as compared: white space collapsed and trimmed, folded, punctuation
 * taken off both ends (unless nothing else is there).  UTF-8 in *buf, which is
 * reset.  False if nothing is left.  If 'shown' is not NULL it gets the name
 * with white space collapsed and trimmed, in server encoding.
 */
extern bool entity_fold_name(const char *name, int namelen, StringInfo buf, StringInfo shown);

/* Code of a kind's name: built in, ES_KIND_USER for any other identifier, ES_KIND_ANY if it is none. */
extern EntityKind entity_kind_code(const char *name, int len);
/* Name of a built-in kind. */
extern const char *entity_kind_name(EntityKind kind);

/* What stands first in a record and orders it. */
typedef struct EntityKey
{
	uint8		kind;			/* EntityKind */
	uint8		kindlen;		/* ES_KIND_USER only */
	bool		ascii;			/* 'fold' still has capitals A-Z, which count as a-z */
	const char *kind_name;
	const char *fold;
	int			foldlen;
	int64		id;				/* 0 none; set by entity_record_view only */
} EntityKey;

/* A record as read; pointers go into the value. */
typedef struct EntityView
{
	EntityKey	key;
	const char *name;
	int			namelen;
	uint8		sections;
	uint16		salience;
	uint16		confidence;
	uint32		mentions;
	uint16		country;
	char		admin1[5];		/* NUL-terminated */
	int			nancestors;
	int64		ancestors[ES_MAX_ANCESTORS];
	uint32		npositions;
	const unsigned char *positions; /* encoded; read with EntityPositions */
	const unsigned char *end;	/* of the value */
} EntityView;

/* The value's parts, found once. */
typedef struct EntityReader
{
	uint32		count;
	bool		wide;
	const unsigned char *offsets;
	const unsigned char *records;
	const unsigned char *end;
} EntityReader;

/*
 * Opens a stored value for reading.  Throws for a layout of a newer version.
 * Every way in goes through entityset_build, so order and contents are
 * trusted; but readers look at no byte outside of a value and at no number out
 * of its range, whatever a damaged disk has made of it.
 */
extern void entity_reader_init(EntityReader *reader, const EntitySet *set);

/*
 * A table's page fills from its end, so a scan finds the next row in front of
 * this one.  Begin to read it while this one is looked at: waiting for memory
 * is most of the cost of a sequential scan.  Only a guess; it may be anything.
 */
static inline void
entity_prefetch_next_row(const EntitySet *set)
{
#ifdef __GNUC__
	uintptr_t	at = (uintptr_t) set;
	Size		ahead = Min(VARSIZE_ANY(set) + 128, 1024);
	Size		i;

	for (i = 64; i <= ahead; i += 64)
		__builtin_prefetch((const void *) (at - i));
#else
	(void) set;
#endif
}

/* Reports a value whose bytes do not hold together: never from this code, so the storage is to blame. */
extern void entityset_broken(void) pg_attribute_noreturn() pg_attribute_cold;

static inline uint32
entry_offset(const EntityReader *reader, uint32 i)
{
	if (reader->wide)
	{
		uint32		offset;

		memcpy(&offset, reader->offsets + (Size) i * 4, 4);
		return offset;
	}
	else
	{
		uint16		offset;

		memcpy(&offset, reader->offsets + (Size) i * 2, 2);
		return offset;
	}
}

static inline const unsigned char *
entry_at(const EntityReader *reader, uint32 i)
{
	uint32		offset = entry_offset(reader, i);

	if (unlikely(offset >= (Size) (reader->end - reader->records)))
		entityset_broken();
	return reader->records + offset;
}

/* 'end' is that of the value: nothing is read beyond it, whatever the bytes say. */
static inline uint64
es_varint(const unsigned char **at, const unsigned char *end)
{
	const unsigned char *p = *at;
	uint64		value = 0;
	int			shift = 0;

	do
	{
		if (unlikely(p >= end || shift > 63))
			entityset_broken();
		value |= (uint64) (*p & 0x7f) << shift;
		shift += 7;
	} while (*p++ & 0x80);
	*at = p;
	return value;
}

/* A length of bytes that follow, from 1 to 'most'. */
static inline int
es_length(const unsigned char **at, const unsigned char *end, int most)
{
	uint64		len = es_varint(at, end);

	if (unlikely(len == 0 || len > (uint64) most || len > (uint64) (end - *at)))
		entityset_broken();
	return (int) len;
}

static inline int64
es_unzigzag(uint64 v)
{
	return (int64) (v >> 1) ^ -(int64) (v & 1);
}

static inline uint64
es_zigzag(int64 v)
{
	return ((uint64) v << 1) ^ (uint64) (v >> 63);
}

static inline EntityKind
entry_kind(const unsigned char *record)
{
	uint8		kind = *record & 7;

	return kind == ES_R_USER_KIND ? ES_KIND_USER : (EntityKind) kind;
}

/*
 * The key of a record without its id; returns the byte after name and fold.
 * Here and below 'end' is that of the value (EntityReader).
 */
extern const unsigned char *entity_record_key(const unsigned char *record, const unsigned char *end, EntityKey *key);

/* Order of kinds, with the names of users' kinds. */
extern int	entity_kind_cmp(const EntityKey *a, const EntityKey *b);
/* All of a record. */
extern void entity_record_view(const unsigned char *record, const unsigned char *end, EntityView *view);
/* Only the id, 0 if none. */
extern int64 entity_record_id(const unsigned char *record, const unsigned char *end);

/* A byte of a folded name. */
extern const unsigned char entity_lower[256];

static inline unsigned char
key_byte(const EntityKey *key, int i)
{
	return key->ascii ? entity_lower[(unsigned char) key->fold[i]] : (unsigned char) key->fold[i];
}

/* Order of records; ids count last. */
extern int	entity_key_cmp(const EntityKey *a, const EntityKey *b);

/* True and the record's number if an entity of this kind and folded name is there (the first such). */
extern bool entity_find(const EntityReader *reader, const EntityKey *key, uint32 *where);
/* Numbers [*first, *last) of the records of one kind; of a user's kind by name if kind_name is given. */
extern void entity_kind_range(const EntityReader *reader, EntityKind kind,
							  const char *kind_name, int kindlen, uint32 *first, uint32 *last);
/*
 * True if the entity with this key stands in the set: by id where the key has
 * one (an id names the thing itself), else by kind and folded name.
 */
extern bool entity_contained(const EntityReader *reader, const EntityKey *key);

/* The key of a record with its id. */
static inline void
entry_identity(const unsigned char *record, const unsigned char *end, EntityKey *key)
{
	entity_record_key(record, end, key);
	key->id = entity_record_id(record, end);
}

/* Reading positions one by one. */
typedef struct EntityPositions
{
	const unsigned char *at;
	const unsigned char *end;
	uint32		left;
	uint32		position;
	uint8		section;
} EntityPositions;

static inline void
entity_positions_init(EntityPositions *it, const EntityView *view)
{
	it->at = view->positions;
	it->end = view->end;
	it->left = view->npositions;
	it->position = 0;
	it->section = 0;
}

static inline bool
entity_positions_next(EntityPositions *it)
{
	uint64		v;

	if (it->left == 0)
		return false;
	v = es_varint(&it->at, it->end);
	if (unlikely(v < 4 || v >> 2 > ES_MAX_POSITION - it->position))
		entityset_broken();
	it->position += (uint32) (v >> 2);
	it->section = v & 3;
	it->left--;
	return true;
}

/* A palloc'ed copy with only the records whose 'keep' is true. */
extern EntitySet *entityset_subset(const EntityReader *reader, const bool *keep);

/* An item that, built again, gives the record back; positions are palloc'ed. */
extern void entity_item_from_view(EntityItem *item, const EntityView *view);

/*
 * Words of a person's folded name, last first, joined by ES_WORD_SEPARATOR; a
 * generational suffix (jr, sr, ii-iv) goes to the end.  So a person's names
 * sort by surname, and "ends with these words" is "begins with these bytes".
 * Appends to 'out'.
 */
#define ES_WORD_SEPARATOR	'\001'
extern void entity_person_key(const char *fold, int foldlen, bool ascii, StringInfo out);

/*
 * The key of a name that begins with the surname ("kim jong un") as if it stood
 * last ("jong un kim"), and ES_SURNAME_FIRST, which tells it from the name so
 * written.  False and nothing appended for other names.
 */
#define ES_SURNAME_FIRST	'\002'
extern bool entity_surname_first_key(const char *fold, int foldlen, bool ascii, StringInfo out);

/* Appends a name quoted as the text forms of both types want it. */
extern void entity_quote_name(StringInfo out, const char *name, int len);

/* A kind given as an argument, an error if it is none; user kinds leave their name in *name, others NULL. */
extern EntityKind entity_kind_argument(text *arg, char **name);

/* Columns of rows: text values. */
extern Datum entity_kind_datum(const EntityKey *key);
extern Datum entity_name_datum(const EntityView *view);

#endif							/* NEWS_ENTITYSET_H */
