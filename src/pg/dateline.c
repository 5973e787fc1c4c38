/*-------------------------------------------------------------------------
 * dateline.c
 *	  Type dateline: places, day and agency of a story.
 *
 * A value keeps what the story printed (places, regions, agency, the raw
 * text) and what it means (place ids, countries, the agency's name).  Text
 * output is canonical: "KYIV, Ukraine, Jan. 19 (The Associated Press) --".
 * Two values are equal when they say the same: places and regions without
 * regard to letter case and periods, day, agency.  Raw text, byline, and
 * where the story begins are carried along, not compared and not written.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "bridge.h"
#include "compat.h"
#include "dateline.h"
#include "dates.h"

static const char *const month_name[] = {
	"", "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."
};

static bool
is_country(uint16 country)
{
	unsigned	first = country >> 8;
	unsigned	second = country & 0xff;

	return country == 0 || (first >= 'A' && first <= 'Z' && second >= 'A' && second <= 'Z');
}

/*
 * Returns a stored value if its numbers are in range and its texts fill it
 * exactly: a damaged one must not lead its readers outside.
 */
NewsDateline *
dateline_check(NewsDateline *d)
{
	Size		size = VARSIZE(d);
	Size		want = offsetof(NewsDateline, place);
	bool		good = size >= want;
	int			i;

	if (good && d->version > DATELINE_V1)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("dateline has layout version %d, which this version of news_extract cannot read", d->version),
				errdetail("The newest layout it reads is %d.", DATELINE_V1),
				errhint("Upgrade news_extract on this server."));
	good = good && d->version == DATELINE_V1 && d->nplaces <= NX_DATELINE_PLACES && d->month <= 12 && d->day <= 31 &&
		(d->month == 0) == (d->day == 0) && d->year >= 0 && d->body_start >= 0 && is_country(d->agency_country);
	if (good)
		want += d->nplaces * sizeof(DatelinePlace);
	good = good && size >= want;
	for (i = 0; good && i < d->nplaces; i++)
	{
		want += d->place[i].printed_len + d->place[i].region_len + d->place[i].name_len;
		good = is_country(d->place[i].country);
	}
	if (good)
		want += d->agency_len + d->agency_printed_len + d->byline_len + d->raw_len;
	if (!good || want != size)
		ereport(ERROR,
				errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("stored dateline is broken"));
	return d;
}

static DatelinePiece
next_piece(const char **at, int len)
{
	DatelinePiece		piece = {*at, len};

	*at += len;
	return piece;
}

void
dateline_texts(const NewsDateline *d, DatelineTexts *texts)
{
	const char *at = (const char *) &d->place[d->nplaces];
	int			i;

	for (i = 0; i < d->nplaces; i++)
	{
		texts->printed[i] = next_piece(&at, d->place[i].printed_len);
		texts->region[i] = next_piece(&at, d->place[i].region_len);
		texts->name[i] = next_piece(&at, d->place[i].name_len);
	}
	texts->agency = next_piece(&at, d->agency_len);
	texts->agency_printed = next_piece(&at, d->agency_printed_len);
	texts->byline = next_piece(&at, d->byline_len);
	texts->raw = next_piece(&at, d->raw_len);
}

/*
 * Building
 */

/* Appends a text of the core in the database's encoding; its length. */
static uint16
add_text(StringInfo pool, NxText utf8)
{
	char	   *text;
	int			len;

	if (utf8.len == 0)
		return 0;
	text = bridge_cstring(utf8);
	len = strlen(text);
	/* the core reads a few kilobytes, but encodings may be longer than UTF-8 */
	if (len > PG_UINT16_MAX)
		len = pg_mbcliplen(text, len, PG_UINT16_MAX);
	appendBinaryStringInfo(pool, text, len);
	return (uint16) len;
}

static NewsDateline *
make_dateline(const NewsDateline *fixed, const DatelinePlace *places, const StringInfoData *pool)
{
	Size		head = offsetof(NewsDateline, place) + fixed->nplaces * sizeof(DatelinePlace);
	NewsDateline *d = palloc0(head + pool->len);

	memcpy(d, fixed, offsetof(NewsDateline, place));
	if (fixed->nplaces)
		memcpy(d->place, places, fixed->nplaces * sizeof(DatelinePlace));
	memcpy((char *) d + head, pool->data, pool->len);
	SET_VARSIZE(d, head + pool->len);
	return d;
}

static NewsDateline *
from_core(const NxDateline *found, int32 body_start)
{
	const NxData *data = bridge_data();
	NewsDateline fixed;
	DatelinePlace places[NX_DATELINE_PLACES];
	StringInfoData pool;
	uint32		i;

	memset(&fixed, 0, sizeof(fixed));
	memset(places, 0, sizeof(places));
	initStringInfo(&pool);
	fixed.version = DATELINE_V1;
	fixed.nplaces = (uint8) found->nplaces;
	fixed.month = found->month;
	fixed.day = found->day;
	fixed.year = found->year;
	fixed.agency_country = found->agency_country;
	fixed.body_start = body_start;
	for (i = 0; i < found->nplaces; i++)
	{
		const NxDatelinePlace *from = &found->places[i];
		NxText		name = {"", 0};

		if (from->place != NX_NO_PLACE)
		{
			places[i].id = nx_place_id(&data->gazetteer.place[from->place]);
			name = nx_place_name(&data->gazetteer, from->place);
		}
		places[i].country = from->country;
		places[i].printed_len = add_text(&pool, from->printed);
		places[i].region_len = add_text(&pool, from->region);
		places[i].name_len = add_text(&pool, name);
	}
	fixed.agency_len = add_text(&pool, found->agency);
	fixed.agency_printed_len = add_text(&pool, found->agency_printed);
	fixed.byline_len = add_text(&pool, found->byline);
	fixed.raw_len = add_text(&pool, found->raw);
	return make_dateline(&fixed, places, &pool);
}

/*
 * Comparison
 */

/* Next byte that counts of a text, letters made small; 0 at its end. */
static inline unsigned char
next_byte(DatelinePiece *piece)
{
	while (piece->len > 0)
	{
		unsigned char c = (unsigned char) *piece->data++;

		piece->len--;
		if (c == '.')
			continue;
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	}
	return 0;
}

static int
compare_pieces(DatelinePiece a, DatelinePiece b)
{
	for (;;)
	{
		unsigned char x = next_byte(&a);
		unsigned char y = next_byte(&b);

		if (x != y)
			return x < y ? -1 : 1;
		if (x == 0)
			return 0;
	}
}

/* All but the agency. */
static int
compare_head(const NewsDateline *a, const NewsDateline *b)
{
	DatelineTexts		ta,
				tb;
	int			i;
	int			order;

	dateline_texts(a, &ta);
	dateline_texts(b, &tb);
	for (i = 0; i < a->nplaces && i < b->nplaces; i++)
		if ((order = compare_pieces(ta.printed[i], tb.printed[i])) != 0 ||
			(order = compare_pieces(ta.region[i], tb.region[i])) != 0)
			return order;
	if (a->nplaces != b->nplaces)
		return a->nplaces < b->nplaces ? -1 : 1;
	if (a->year != b->year)
		return a->year < b->year ? -1 : 1;
	if (a->month != b->month)
		return a->month < b->month ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return 0;
}

static int
compare(const NewsDateline *a, const NewsDateline *b)
{
	DatelineTexts		ta,
				tb;
	int			order = compare_head(a, b);

	if (order != 0)
		return order;
	dateline_texts(a, &ta);
	dateline_texts(b, &tb);
	return compare_pieces(ta.agency, tb.agency);
}

/*
 * Text
 */

static void
append_piece(StringInfo out, DatelinePiece piece)
{
	appendBinaryStringInfo(out, piece.data, piece.len);
}

static void
append_places(StringInfo out, const NewsDateline *d, const DatelineTexts *texts)
{
	bool		regions = false;
	int			i;

	for (i = 0; i < d->nplaces; i++)
		regions |= texts->region[i].len > 0;
	for (i = 0; i < d->nplaces; i++)
	{
		if (i > 0)
			appendStringInfoString(out, regions ? " and " : "/");
		append_piece(out, texts->printed[i]);
		if (texts->region[i].len)
		{
			appendStringInfoString(out, ", ");
			append_piece(out, texts->region[i]);
		}
	}
}

/* Canonical text, NUL-terminated. */
static char *
canonical(const NewsDateline *d)
{
	StringInfoData out;
	DatelineTexts		texts;

	dateline_texts(d, &texts);
	initStringInfo(&out);
	append_places(&out, d, &texts);
	if (d->month)
	{
		appendStringInfo(&out, "%s%s %d", out.len ? ", " : "", month_name[d->month], d->day);
		if (d->year)
			appendStringInfo(&out, ", %d", d->year);
	}
	if (texts.agency.len)
	{
		appendStringInfoString(&out, out.len ? " (" : "(");
		append_piece(&out, texts.agency);
		appendStringInfoChar(&out, ')');
	}
	appendStringInfoString(&out, " --");
	return out.data;
}

/* NULL if the text is no dateline. */
static NewsDateline *
parse_text(const char *str)
{
	NxText		utf8 = bridge_utf8(cstring_to_text(str));
	NxDateline	found;

	if (!nx_parse_dateline(bridge_arena(CurrentMemoryContext), bridge_data(), utf8, &found))
		return NULL;
	return from_core(&found, (int32) nx_count_chars(utf8.data, found.body_start));
}

/*
 * True if the text of a value is read as the same places and day: what is
 * stored must come back from a dump.  The agency's name is not compared; another
 * version or encoding may write it otherwise.
 */
static bool
reads_back(const NewsDateline *d)
{
	NewsDateline *again = parse_text(canonical(d));

	return again != NULL && compare_head(d, again) == 0 && (d->agency_len > 0) == (again->agency_len > 0);
}

Datum
dateline_from_core(const NxDateline *found, int32 body_start)
{
	NewsDateline *d = from_core(found, body_start);

	return PointerGetDatum(reads_back(d) ? d : NULL);
}

PG_FUNCTION_INFO_V1(dateline_in);
Datum
dateline_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	NewsDateline *d = parse_text(str);

	if (d == NULL || !reads_back(d))
		ereturn(fcinfo->context, (Datum) 0,
				errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s: \"%s\"", "dateline", str),
				errhint("A dateline has a place or an agency, for example \"KYIV, Ukraine, Jan. 19 (AP) --\"."));
	PG_RETURN_POINTER(d);
}

PG_FUNCTION_INFO_V1(dateline_out);
Datum
dateline_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(canonical(PG_GETARG_DATELINE(0)));
}

PG_FUNCTION_INFO_V1(dateline_text);
Datum
dateline_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(canonical(PG_GETARG_DATELINE(0))));
}

/*
 * Binary: version, numbers, then each text with its length, in the client's
 * encoding.
 */

static void
send_piece(StringInfo out, DatelinePiece piece)
{
	char	   *text = pg_server_to_client(piece.data, piece.len);
	int			len = text != piece.data ? (int) strlen(text) : piece.len;

	pq_sendint32(out, len);
	pq_sendbytes(out, text, len);
}

PG_FUNCTION_INFO_V1(dateline_send);
Datum
dateline_send(PG_FUNCTION_ARGS)
{
	NewsDateline *d = PG_GETARG_DATELINE(0);
	StringInfoData out;
	DatelineTexts		texts;
	int			i;

	dateline_texts(d, &texts);
	pq_begintypsend(&out);
	pq_sendint8(&out, d->version);
	pq_sendint8(&out, d->nplaces);
	pq_sendint8(&out, d->month);
	pq_sendint8(&out, d->day);
	pq_sendint16(&out, d->year);
	pq_sendint16(&out, d->agency_country);
	pq_sendint32(&out, d->body_start);
	for (i = 0; i < d->nplaces; i++)
	{
		pq_sendint64(&out, d->place[i].id);
		pq_sendint16(&out, d->place[i].country);
		send_piece(&out, texts.printed[i]);
		send_piece(&out, texts.region[i]);
		send_piece(&out, texts.name[i]);
	}
	send_piece(&out, texts.agency);
	send_piece(&out, texts.agency_printed);
	send_piece(&out, texts.byline);
	send_piece(&out, texts.raw);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

static void
refuse(const char *why)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary representation of type %s", "dateline"),
			errdetail_internal("%s", why));
}

static uint16
receive_text(StringInfo message, StringInfo pool)
{
	int			len = (int) pq_getmsgint(message, 4);
	char	   *text;

	if (len < 0 || len > PG_UINT16_MAX || len > message->len - message->cursor)
		refuse("A text is longer than the message.");
	text = pq_getmsgtext(message, len, &len);
	if (len > PG_UINT16_MAX)
		refuse("A text is too long.");
	if (memchr(text, '\0', len) != NULL)
		refuse("A text has a zero byte.");
	appendBinaryStringInfo(pool, text, len);
	return (uint16) len;
}

PG_FUNCTION_INFO_V1(dateline_recv);
Datum
dateline_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	NewsDateline fixed;
	DatelinePlace places[NX_DATELINE_PLACES];
	StringInfoData pool;
	NewsDateline *d;
	int			i;

	memset(&fixed, 0, sizeof(fixed));
	memset(places, 0, sizeof(places));
	initStringInfo(&pool);
	fixed.version = (uint8) pq_getmsgbyte(message);
	if (fixed.version != DATELINE_V1)
		refuse("The version is not supported.");
	fixed.nplaces = (uint8) pq_getmsgbyte(message);
	if (fixed.nplaces > NX_DATELINE_PLACES)
		refuse("There are too many places.");
	fixed.month = (uint8) pq_getmsgbyte(message);
	fixed.day = (uint8) pq_getmsgbyte(message);
	fixed.year = (int16) pq_getmsgint(message, 2);
	fixed.agency_country = (uint16) pq_getmsgint(message, 2);
	fixed.body_start = (int32) pq_getmsgint(message, 4);
	if (fixed.month > 12 || (fixed.month == 0) != (fixed.day == 0) ||
		(fixed.month && fixed.day > nx_month_days(fixed.year ? fixed.year : 2000, fixed.month)) ||
		fixed.year < 0 || (fixed.year && fixed.month == 0))
		refuse("The date is out of range.");
	if (fixed.body_start < 0 || !is_country(fixed.agency_country))
		refuse("A number is out of range.");
	for (i = 0; i < fixed.nplaces; i++)
	{
		places[i].id = pq_getmsgint64(message);
		places[i].country = (uint16) pq_getmsgint(message, 2);
		if (places[i].id < 0 || !is_country(places[i].country))
			refuse("A number is out of range.");
		places[i].printed_len = receive_text(message, &pool);
		places[i].region_len = receive_text(message, &pool);
		places[i].name_len = receive_text(message, &pool);
		if (places[i].printed_len == 0)
			refuse("A place has no name.");
	}
	fixed.agency_len = receive_text(message, &pool);
	fixed.agency_printed_len = receive_text(message, &pool);
	fixed.byline_len = receive_text(message, &pool);
	fixed.raw_len = receive_text(message, &pool);
	if (fixed.nplaces == 0 && fixed.agency_len == 0)
		refuse("There is neither a place nor an agency.");
	d = make_dateline(&fixed, places, &pool);
	if (!reads_back(d))
		refuse("Its text would be read as another dateline.");
	PG_RETURN_POINTER(d);
}

static int
compare_arguments(FunctionCallInfo fcinfo)
{
	NewsDateline *a = PG_GETARG_DATELINE(0);
	NewsDateline *b = PG_GETARG_DATELINE(1);
	int			order = compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

PG_FUNCTION_INFO_V1(dateline_cmp);
Datum
dateline_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

PG_FUNCTION_INFO_V1(dateline_eq);
Datum
dateline_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(dateline_ne);
Datum
dateline_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(dateline_lt);
Datum
dateline_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(dateline_le);
Datum
dateline_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(dateline_gt);
Datum
dateline_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(dateline_ge);
Datum
dateline_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) >= 0);
}

/* Bytes that compare() looks at, in its order. */
static void
append_key(StringInfo key, DatelinePiece piece)
{
	unsigned char c;

	while ((c = next_byte(&piece)) != 0)
		appendStringInfoCharMacro(key, (char) c);
	appendStringInfoCharMacro(key, '\0');
}

static char *
hash_key(const NewsDateline *d, int *len)
{
	StringInfoData key;
	DatelineTexts		texts;
	int			i;

	dateline_texts(d, &texts);
	initStringInfo(&key);
	for (i = 0; i < d->nplaces; i++)
	{
		append_key(&key, texts.printed[i]);
		append_key(&key, texts.region[i]);
	}
	appendStringInfo(&key, "%d %d %d", d->year, d->month, d->day);
	append_key(&key, texts.agency);
	*len = key.len;
	return key.data;
}

PG_FUNCTION_INFO_V1(dateline_hash);
Datum
dateline_hash(PG_FUNCTION_ARGS)
{
	int			len;
	char	   *key = hash_key(PG_GETARG_DATELINE(0), &len);

	return hash_any((unsigned char *) key, len);
}

PG_FUNCTION_INFO_V1(dateline_hash_extended);
Datum
dateline_hash_extended(PG_FUNCTION_ARGS)
{
	int			len;
	char	   *key = hash_key(PG_GETARG_DATELINE(0), &len);

	return hash_any_extended((unsigned char *) key, len, PG_GETARG_INT64(1));
}
