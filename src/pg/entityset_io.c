/*-------------------------------------------------------------------------
 * entityset_io.c
 *	  Text and binary forms of entityset.
 *
 * Text: entities separated by white space, each
 *		kind:"name" #id /CC-ADM ^id,id @A1,C57 *mentions ~salience =confidence
 * without the spaces; all after the name may be missing and may come in any
 * order.  Quotes are not needed around a name of letters.  A position is a
 * section (A headline, B lead, C body, D caption) and a character position; a
 * section without a number says that a mention stands there.  Left out: id,
 * country and ancestors if there are none, mentions if as many as positions
 * (or 1), salience 0, confidence 1.
 *
 * Binary: int8 format 1, int32 count, then for each entity
 *		int8 kind; if 16: int8 length, name of the kind
 *		int16 length, name in client encoding
 *		int8 sections, int16 salience, int16 confidence, int32 mentions
 *		int64 id, int16 country, 4 bytes admin1
 *		int8 count, int64 each ancestor
 *		int32 count, int32 each position: bits 0-29 position, 30-31 section
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "compat.h"
#include "entity_scan.h"
#include "entityset.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"

#define SEND_FORMAT		1
/* An entity takes at least this in the binary form; bounds what a count may claim. */
#define SEND_LEAST		32

/* What may not stand in a name without quotes. */
#define NAME_STOPS		"\"#/^@*~=:,\\"

/* Growing list of positions of one entity. */
typedef struct PositionList
{
	uint32	   *position;
	uint8	   *section;
	int			n;
	int			room;
} PositionList;

static void
add_position(PositionList *list, uint32 position, uint8 section)
{
	if (list->n == list->room)
	{
		list->room = list->room ? list->room * 2 : 4;
		if (list->position)
		{
			list->position = repalloc_huge(list->position, mul_size(list->room, sizeof(uint32)));
			list->section = repalloc_huge(list->section, list->room);
		}
		else
		{
			list->position = palloc(list->room * sizeof(uint32));
			list->section = palloc(list->room);
		}
	}
	list->position[list->n] = position;
	list->section[list->n++] = section;
}

/* After "@": A1,C57 or A,C. */
static bool
read_positions(EntityScanner *scan, EntityItem *item)
{
	PositionList list = {0};

	for (;;)
	{
		char		letter = pg_ascii_toupper(*scan->at);
		int64		position;

		if (letter < 'A' || letter > 'D')
			return entity_scan_error(scan, "a section A, B, C or D");
		item->sections |= ES_SECTION_BIT(letter - 'A');
		scan->at++;
		if (*scan->at >= '0' && *scan->at <= '9')
		{
			if (!entity_scan_int64(scan, 1, ES_MAX_POSITION, &position))
				return false;
			add_position(&list, (uint32) position, letter - 'A');
		}
		if (*scan->at != ',')
			break;
		scan->at++;
	}
	item->positions = list.position;
	item->position_sections = list.section;
	item->npositions = list.n;
	return true;
}

static bool
read_ancestors(EntityScanner *scan, EntityItem *item)
{
	for (;;)
	{
		if (item->nancestors == ES_MAX_ANCESTORS)
			return entity_scan_error(scan, "no more than 7 ancestors");
		if (!entity_scan_int64(scan, PG_INT64_MIN, PG_INT64_MAX, &item->ancestors[item->nancestors++]))
			return false;
		if (*scan->at != ',')
			return true;
		scan->at++;
	}
}

/* What follows a name: each suffix at most once. */
static bool
read_suffixes(EntityScanner *scan, EntityItem *item)
{
	static const char marks[] = "#/^@*~=";
	const char *mark;
	unsigned	seen = 0;
	int64		v;

	item->confidence = 1000;
	while (*scan->at && (mark = strchr(marks, *scan->at)) != NULL)
	{
		unsigned	bit = 1u << (mark - marks);
		const char *start = scan->at;
		bool		good = true;

		if (seen & bit)
			return entity_scan_error(scan, "white space, as this part was given before");
		seen |= bit;
		scan->at++;
		switch (*mark)
		{
			case '#':
				good = entity_scan_int64(scan, PG_INT64_MIN, PG_INT64_MAX, &item->place_id);
				break;
			case '/':
				good = entity_scan_country(scan, &item->country, item->admin1);
				break;
			case '^':
				good = read_ancestors(scan, item);
				break;
			case '@':
				good = read_positions(scan, item);
				break;
			case '*':
				good = entity_scan_int64(scan, 1, ES_MAX_MENTIONS, &v);
				if (good)
					item->mentions = (uint32) v;
				break;
			case '~':
				good = entity_scan_permille(scan, &item->salience);
				break;
			case '=':
				good = entity_scan_permille(scan, &item->confidence);
				break;
		}
		if (!good)
			return false;
		if (item->mentions > 0 && item->mentions < (uint32) item->npositions)
			return entity_scan_error_at(scan, start, "at least as many mentions as positions", NULL);
	}
	return true;
}

static bool
read_entity(EntityScanner *scan, EntityItem *item, StringInfo fold)
{
	EntityKind	kind;
	char	   *kind_name;
	const char *name_at;

	memset(item, 0, sizeof(*item));
	if (!entity_scan_kind(scan, &kind, &kind_name))
		return false;
	item->kind = kind;
	item->kind_name = kind_name;
	name_at = scan->at;
	if (!entity_scan_name(scan, NAME_STOPS, "a name"))
		return false;
	if (!entity_fold_name(scan->word.data, scan->word.len, fold, NULL))
		return entity_scan_error_at(scan, name_at, "a name with at least one letter, digit or sign", NULL);
	item->name = pnstrdup(scan->word.data, scan->word.len);
	item->namelen = scan->word.len;
	if (!read_suffixes(scan, item))
		return false;
	if (*scan->at && !isspace((unsigned char) *scan->at))
		return entity_scan_error(scan, "white space or one of # / ^ @ * ~ =");
	return true;
}

PG_FUNCTION_INFO_V1(entityset_in);
Datum
entityset_in(PG_FUNCTION_ARGS)
{
	EntityScanner scan;
	EntityItem *items;
	StringInfoData fold;
	int			room = 16;
	int			n = 0;

	entity_scan_init(&scan, PG_GETARG_CSTRING(0), "entityset", fcinfo->context);
	initStringInfo(&fold);
	items = palloc(sizeof(EntityItem) * room);
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		entity_scan_spaces(&scan);
		if (*scan.at == '\0')
			break;
		if (n == room)
		{
			room *= 2;
			items = repalloc_huge(items, mul_size(room, sizeof(EntityItem)));
		}
		if (!read_entity(&scan, &items[n], &fold))
			PG_RETURN_NULL();
		n++;
	}
	PG_RETURN_ENTITYSET_P(entityset_build(items, n));
}

/* Positions, and sections that have none. */
static void
append_positions(StringInfo out, const EntityView *view)
{
	EntityPositions it;
	uint8		seen = 0;
	int			i;
	char		before = '@';

	if (view->sections == 0)
		return;
	for (entity_positions_init(&it, view); entity_positions_next(&it);)
	{
		appendStringInfo(out, "%c%c%u", before, 'A' + it.section, it.position);
		seen |= ES_SECTION_BIT(it.section);
		before = ',';
	}
	for (i = 0; i < ES_SECTIONS; i++)
		if (view->sections & ~seen & ES_SECTION_BIT(i))
		{
			appendStringInfo(out, "%c%c", before, 'A' + i);
			before = ',';
		}
}

static void
append_entity(StringInfo out, const EntityView *view)
{
	int			i;

	if (view->key.kind == ES_KIND_USER)
		appendBinaryStringInfo(out, view->key.kind_name, view->key.kindlen);
	else
		appendStringInfoString(out, entity_kind_name(view->key.kind));
	appendStringInfoChar(out, ':');
	entity_quote_name(out, view->name, view->namelen);
	if (view->key.id)
		appendStringInfo(out, "#" INT64_FORMAT, view->key.id);
	if (view->country)
	{
		appendStringInfo(out, "/%c%c", view->country >> 8, view->country & 0xff);
		if (view->admin1[0])
			appendStringInfo(out, "-%s", view->admin1);
	}
	for (i = 0; i < view->nancestors; i++)
		appendStringInfo(out, "%c" INT64_FORMAT, i == 0 ? '^' : ',', view->ancestors[i]);
	append_positions(out, view);
	if (view->mentions != Max(view->npositions, 1))
		appendStringInfo(out, "*%u", view->mentions);
	if (view->salience)
	{
		appendStringInfoChar(out, '~');
		entity_append_permille(out, view->salience);
	}
	if (view->confidence != 1000)
	{
		appendStringInfoChar(out, '=');
		entity_append_permille(out, view->confidence);
	}
}

PG_FUNCTION_INFO_V1(entityset_out);
Datum
entityset_out(PG_FUNCTION_ARGS)
{
	EntityReader reader;
	StringInfoData out;
	uint32		i;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	initStringInfo(&out);
	for (i = 0; i < reader.count; i++)
	{
		EntityView	view;

		CHECK_FOR_INTERRUPTS();
		entity_record_view(entry_at(&reader, i), reader.end, &view);
		if (i > 0)
			appendStringInfoChar(&out, ' ');
		append_entity(&out, &view);
	}
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(entityset_send);
Datum
entityset_send(PG_FUNCTION_ARGS)
{
	EntityReader reader;
	StringInfoData out;
	uint32		i;
	int			j;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	pq_begintypsend(&out);
	pq_sendint8(&out, SEND_FORMAT);
	pq_sendint32(&out, reader.count);
	for (i = 0; i < reader.count; i++)
	{
		EntityView	view;
		EntityPositions it;
		int			len;
		char	   *name;

		CHECK_FOR_INTERRUPTS();
		entity_record_view(entry_at(&reader, i), reader.end, &view);
		pq_sendint8(&out, view.key.kind);
		if (view.key.kind == ES_KIND_USER)
		{
			pq_sendint8(&out, view.key.kindlen);
			pq_sendbytes(&out, view.key.kind_name, view.key.kindlen);
		}
		name = pg_server_to_client(view.name, view.namelen);
		len = name == view.name ? view.namelen : (int) strlen(name);
		pq_sendint16(&out, len);
		pq_sendbytes(&out, name, len);
		pq_sendint8(&out, view.sections);
		pq_sendint16(&out, view.salience);
		pq_sendint16(&out, view.confidence);
		pq_sendint32(&out, view.mentions);
		pq_sendint64(&out, view.key.id);
		pq_sendint16(&out, view.country);
		pq_sendbytes(&out, view.admin1, 4);
		pq_sendint8(&out, view.nancestors);
		for (j = 0; j < view.nancestors; j++)
			pq_sendint64(&out, view.ancestors[j]);
		pq_sendint32(&out, view.npositions);
		for (entity_positions_init(&it, &view); entity_positions_next(&it);)
			pq_sendint32(&out, it.position | (uint32) it.section << 30);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* Every wrong byte ends here, with what is wrong with it. */
static void
refuse(const char *why, int64 value)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary representation of type %s", "entityset"),
			errdetail("%s: " INT64_FORMAT ".", why, value));
}

static void
receive_kind(StringInfo in, EntityItem *item)
{
	item->kind = pq_getmsgbyte(in);
	if (item->kind == ES_KIND_USER)
	{
		int			len = pq_getmsgbyte(in);
		const char *name = pq_getmsgbytes(in, len);

		if (entity_kind_code(name, len) != ES_KIND_USER)
			refuse("The name of a kind is not a lower-case identifier, length", len);
		item->kind_name = pnstrdup(name, len);
	}
	else if (item->kind < ES_KIND_PERSON || item->kind > ES_KIND_MISC)
		refuse("The kind is not one of 1 to 5 and 16", item->kind);
}

static void
receive_place(StringInfo in, EntityItem *item)
{
	int			i;
	bool		ended = false;

	item->place_id = pq_getmsgint64(in);
	item->country = pq_getmsgint(in, 2);
	pq_copymsgbytes(in, item->admin1, 4);
	if (item->country != 0 &&
		((item->country >> 8) < 'A' || (item->country >> 8) > 'Z' ||
		 (item->country & 0xff) < 'A' || (item->country & 0xff) > 'Z'))
		refuse("The country is not two capital letters", item->country);
	for (i = 0; i < 4; i++)
	{
		char		c = item->admin1[i];

		if (c == '\0')
			ended = true;
		else if (ended || item->country == 0 || !((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
			refuse("The first-level division is not capital letters and digits after a country, byte", (unsigned char) c);
	}
	item->nancestors = pq_getmsgbyte(in);
	if (item->nancestors > ES_MAX_ANCESTORS)
		refuse("There are more than 7 ancestors", item->nancestors);
	for (i = 0; i < item->nancestors; i++)
		item->ancestors[i] = pq_getmsgint64(in);
}

static void
receive_positions(StringInfo in, EntityItem *item)
{
	uint32		n = pq_getmsgint(in, 4);
	uint32		before = 0;
	uint32	   *positions;
	uint8	   *sections;
	uint32		i;

	if (n > (uint32) (in->len - in->cursor) / 4)
		refuse("There is no room for that many positions", n);
	if (n == 0)
		return;
	positions = palloc_extended(mul_size(n, sizeof(uint32)), MCXT_ALLOC_HUGE);
	sections = palloc_extended(n, MCXT_ALLOC_HUGE);
	for (i = 0; i < n; i++)
	{
		uint32		v = pq_getmsgint(in, 4);

		positions[i] = v & ES_MAX_POSITION;
		sections[i] = v >> 30;
		if (positions[i] <= before)
			refuse("Positions are not ascending from 1 at", positions[i]);
		if ((item->sections & ES_SECTION_BIT(sections[i])) == 0)
			refuse("The sections lack that of the position", positions[i]);
		before = positions[i];
	}
	if (item->mentions < n)
		refuse("There are more positions than mentions", n);
	item->positions = positions;
	item->position_sections = sections;
	item->npositions = n;
}

static void
receive_entity(StringInfo in, EntityItem *item, StringInfo fold)
{
	int			len;

	memset(item, 0, sizeof(*item));
	receive_kind(in, item);
	len = pq_getmsgint(in, 2);
	item->name = pq_getmsgtext(in, len, &len);
	item->namelen = len;
	if (len < 1 || len > ES_MAX_NAME || strlen(item->name) != (Size) len)
		refuse("The length of a name is not from 1 to 2047 bytes", len);
	if (!entity_fold_name(item->name, len, fold, NULL))
		refuse("A name has no letter, digit or sign, length", len);
	item->sections = pq_getmsgbyte(in);
	if (item->sections > 0x0f)
		refuse("Sections are not within 0 to 15", item->sections);
	item->salience = pq_getmsgint(in, 2);
	item->confidence = pq_getmsgint(in, 2);
	if (item->salience > 1000 || item->confidence > 1000)
		refuse("Salience or confidence is above 1000", Max(item->salience, item->confidence));
	item->mentions = pq_getmsgint(in, 4);
	if (item->mentions < 1 || item->mentions > ES_MAX_MENTIONS)
		refuse("Mentions are not within 1 to 2147483647", item->mentions);
	receive_place(in, item);
	receive_positions(in, item);
}

PG_FUNCTION_INFO_V1(entityset_recv);
Datum
entityset_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	int			format = pq_getmsgbyte(in);
	uint32		n;
	uint32		i;
	EntityItem *items;
	StringInfoData fold;

	if (format > SEND_FORMAT)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("unsupported format of binary entityset: %d", format),
				errdetail("The newest format that this version of news_extract reads is %d.", SEND_FORMAT),
				errhint("Upgrade news_extract on this server."));
	if (format != SEND_FORMAT)
		refuse("The format is not 1", format);
	n = pq_getmsgint(in, 4);
	if (n > (uint32) (in->len - in->cursor) / SEND_LEAST)
		refuse("There is no room for that many entities", n);
	initStringInfo(&fold);
	items = palloc_extended(mul_size(Max(n, 1), sizeof(EntityItem)), MCXT_ALLOC_HUGE);
	for (i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		receive_entity(in, &items[i], &fold);
	}
	PG_RETURN_ENTITYSET_P(entityset_build(items, n));
}
