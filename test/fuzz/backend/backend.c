/*-------------------------------------------------------------------------
 * backend.c
 *	  As much of a server as input, output and matching of values need.
 *
 * Same prototypes as the server's own (its headers are included), so that
 * src/pg is compiled unchanged.
 * Strings and encodings come from the server's libpgcommon and libpgport.
 *-------------------------------------------------------------------------
 */
#include "backend.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

volatile sig_atomic_t InterruptPending = false;
MemoryContext CurrentMemoryContext = NULL;
MemoryContext TopMemoryContext = NULL;
MemoryContext CacheMemoryContext = NULL;

static int	database_encoding = PG_UTF8;
static jmp_buf *handler = NULL;

/*
 * Memory: a doubly linked list of blocks
 */
typedef struct Chunk
{
	struct Chunk *prev;
	struct Chunk *next;
} Chunk;

static Chunk chunks = {&chunks, &chunks};

/* Where the block before 'pointer' stands. */
#define CHUNK_OF(pointer)	((Chunk *) (pointer) - 1)

static void *
allocate(Size size, bool zero)
{
	/* Within fuzzing's limits of size nothing may ask for more. */
	Chunk	   *chunk = malloc(sizeof(Chunk) + size);

	require(chunk != NULL);
	chunk->prev = &chunks;
	chunk->next = chunks.next;
	chunks.next->prev = chunk;
	chunks.next = chunk;
	/* Memory is not zero by chance. */
	memset(chunk + 1, zero ? 0 : 0x7e, size);
	return chunk + 1;
}

void
pfree(void *pointer)
{
	Chunk	   *chunk = CHUNK_OF(pointer);

	chunk->prev->next = chunk->next;
	chunk->next->prev = chunk->prev;
	free(chunk);
}

void *
repalloc(void *pointer, Size size)
{
	Chunk	   *chunk = CHUNK_OF(pointer);
	Chunk	   *moved = realloc(chunk, sizeof(Chunk) + size);

	require(moved != NULL);
	moved->prev->next = moved;
	moved->next->prev = moved;
	return moved + 1;
}

void *
repalloc_huge(void *pointer, Size size)
{
	return repalloc(pointer, size);
}

void *
palloc(Size size)
{
	if (size > MaxAllocSize)
		ereport(ERROR, errmsg("invalid memory alloc request size %zu", size));
	return allocate(size, false);
}

void *
palloc0(Size size)
{
	if (size > MaxAllocSize)
		ereport(ERROR, errmsg("invalid memory alloc request size %zu", size));
	return allocate(size, true);
}

void *
palloc_extended(Size size, int flags)
{
	return allocate(size, (flags & MCXT_ALLOC_ZERO) != 0);
}

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	(void) context;
	return palloc(size);
}

void *
MemoryContextAllocHuge(MemoryContext context, Size size)
{
	(void) context;
	return allocate(size, false);
}

char *
pstrdup(const char *text)
{
	return pnstrdup(text, strlen(text));
}

char *
pnstrdup(const char *text, Size len)
{
	char	   *copy;

	len = strnlen(text, len);
	copy = palloc(len + 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

Size
add_size(Size a, Size b)
{
	require(a + b >= a);
	return a + b;
}

Size
mul_size(Size a, Size b)
{
	require(b == 0 || a <= SIZE_MAX / b);
	return a * b;
}

/*
 * Errors: messages are formatted, as that reads their arguments, and forgotten
 */
static int
format(const char *fmt, va_list args)
{
	char		text[64];

	require(vsnprintf(text, sizeof(text), fmt, args) >= 0);
	return 0;
}

#define MESSAGE(name) \
int \
name(const char *fmt, ...) \
{ \
	va_list		args; \
\
	va_start(args, fmt); \
	(void) format(fmt, args); \
	va_end(args); \
	return 0; \
}

MESSAGE(errmsg)
MESSAGE(errmsg_internal)
MESSAGE(errdetail)
MESSAGE(errdetail_internal)
MESSAGE(errhint)

int
errcode(int code)
{
	/* Never an internal error. */
	require(code != ERRCODE_INTERNAL_ERROR);
	return 0;
}

bool
errstart(int level, const char *domain)
{
	(void) domain;
	require(level == ERROR);
	return true;
}

bool
errstart_cold(int level, const char *domain)
{
	return errstart(level, domain);
}

void
errfinish(const char *file, int line, const char *function)
{
	(void) file;
	(void) line;
	(void) function;
	require(handler != NULL);
	longjmp(*handler, 1);
}

#if PG_VERSION_NUM >= 160000
bool
errsave_start(struct Node *context, const char *domain)
{
	(void) context;
	return errstart(ERROR, domain);
}

void
errsave_finish(struct Node *context, const char *file, int line, const char *function)
{
	(void) context;
	errfinish(file, line, function);
}
#endif

/*
 * Encodings: UTF-8, or bytes of no encoding; the client has the database's
 */
int
GetDatabaseEncoding(void)
{
	return database_encoding;
}

int
pg_mblen(const char *text)
{
	return pg_encoding_mblen(database_encoding, text);
}

int
pg_mbstrlen_with_len(const char *text, int limit)
{
	int			len = 0;

	while (limit > 0 && *text)
	{
		int			size = pg_mblen(text);

		limit -= size;
		text += size;
		len++;
	}
	return len;
}

int
pg_mbcliplen(const char *text, int len, int limit)
{
	int			clipped = 0;

	while (len > 0 && *text)
	{
		int			size = pg_mblen(text);

		if (clipped + size > limit)
			break;
		clipped += size;
		len -= size;
		text += size;
	}
	return clipped;
}

static char *
checked(const char *text, int len)
{
	if (pg_encoding_verifymbstr(database_encoding, text, len) != len)
		ereport(ERROR, errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE), errmsg("invalid byte sequence"));
	return (char *) text;
}

char *
pg_server_to_client(const char *text, int len)
{
	(void) len;
	return (char *) text;
}

char *
pg_server_to_any(const char *text, int len, int encoding)
{
	(void) len;
	(void) encoding;
	return (char *) text;
}

char *
pg_any_to_server(const char *text, int len, int encoding)
{
	(void) encoding;
	return checked(text, len);
}

/*
 * Values
 */
struct varlena *
pg_detoast_datum_packed(struct varlena *datum)
{
	require(!VARATT_IS_COMPRESSED(datum) && !VARATT_IS_EXTERNAL(datum));
	return datum;
}

struct varlena *
pg_detoast_datum(struct varlena *datum)
{
	struct varlena *copy;

	datum = pg_detoast_datum_packed(datum);
	if (!VARATT_IS_SHORT(datum))
		return datum;
	copy = palloc(VARSIZE_ANY_EXHDR(datum) + VARHDRSZ);
	SET_VARSIZE(copy, VARSIZE_ANY_EXHDR(datum) + VARHDRSZ);
	memcpy(VARDATA(copy), VARDATA_ANY(datum), VARSIZE_ANY_EXHDR(datum));
	return copy;
}

text *
cstring_to_text_with_len(const char *data, int len)
{
	text	   *result = palloc(VARHDRSZ + len);

	SET_VARSIZE(result, VARHDRSZ + len);
	memcpy(VARDATA(result), data, len);
	return result;
}

text *
cstring_to_text(const char *data)
{
	return cstring_to_text_with_len(data, (int) strlen(data));
}

char *
text_to_cstring(const text *value)
{
	return pnstrdup(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

/*
 * Messages of the binary protocol, as libpq/pqformat.c has them
 */
const char *
pq_getmsgbytes(StringInfo message, int len)
{
	const char *result = message->data + message->cursor;

	if (len < 0 || len > message->len - message->cursor)
		ereport(ERROR, errcode(ERRCODE_PROTOCOL_VIOLATION), errmsg("insufficient data left in message"));
	message->cursor += len;
	return result;
}

void
pq_copymsgbytes(StringInfo message, char *out, int len)
{
	memcpy(out, pq_getmsgbytes(message, len), len);
}

int
pq_getmsgbyte(StringInfo message)
{
	return (unsigned char) *pq_getmsgbytes(message, 1);
}

unsigned int
pq_getmsgint(StringInfo message, int size)
{
	const unsigned char *p = (const unsigned char *) pq_getmsgbytes(message, size);
	unsigned int value = 0;

	while (size-- > 0)
		value = value << 8 | *p++;
	return value;
}

int64
pq_getmsgint64(StringInfo message)
{
	uint64		high = pq_getmsgint(message, 4);

	return (int64) (high << 32 | pq_getmsgint(message, 4));
}

char *
pq_getmsgtext(StringInfo message, int rawbytes, int *len)
{
	const char *raw = pq_getmsgbytes(message, rawbytes);
	char	   *copy = palloc(rawbytes + 1);

	(void) checked(raw, rawbytes);
	memcpy(copy, raw, rawbytes);
	copy[rawbytes] = '\0';
	*len = rawbytes;
	return copy;
}

void
pq_begintypsend(StringInfo message)
{
	initStringInfo(message);
	appendBinaryStringInfo(message, "\0\0\0\0", VARHDRSZ);
}

#if PG_VERSION_NUM >= 160000
void
pq_sendbytes(StringInfo message, const void *data, int len)
#else
void
pq_sendbytes(StringInfo message, const char *data, int len)
#endif
{
	appendBinaryStringInfo(message, data, len);
}

void
pq_sendtext(StringInfo message, const char *text, int len)
{
	appendBinaryStringInfo(message, text, len);
}

bytea *
pq_endtypsend(StringInfo message)
{
	SET_VARSIZE(message->data, message->len);
	return (bytea *) message->data;
}

/*
 * What targets call
 */
void
backend_begin(int encoding)
{
	database_encoding = encoding;
}

void
backend_end(void)
{
	while (chunks.next != &chunks)
		pfree(chunks.next + 1);
}

static Datum
call(PGFunction function, int nargs, const Datum *args, bool *isnull)
{
	LOCAL_FCINFO(fcinfo, 4);
	Datum		result;
	int			i;

	InitFunctionCallInfoData(*fcinfo, NULL, nargs, InvalidOid, NULL, NULL);
	for (i = 0; i < nargs; i++)
	{
		fcinfo->args[i].value = args[i];
		fcinfo->args[i].isnull = false;
	}
	result = function(fcinfo);
	*isnull = fcinfo->isnull;
	return result;
}

bool
backend_call(PGFunction function, Datum *result, int nargs, const Datum *args)
{
	jmp_buf		here;
	bool		isnull;

	if (setjmp(here) != 0)
	{
		handler = NULL;
		return false;
	}
	handler = &here;
	*result = call(function, nargs, args, &isnull);
	handler = NULL;
	return !isnull;
}

Datum
backend_must(PGFunction function, int nargs, const Datum *args)
{
	bool		isnull;
	Datum		result = call(function, nargs, args, &isnull);

	require(!isnull);
	return result;
}

bool
backend_receive(PGFunction function, Datum *result, const void *bytes, int len)
{
	StringInfoData message;
	Datum		arg = PointerGetDatum(&message);

	initStringInfo(&message);
	appendBinaryStringInfo(&message, bytes, len);
	return backend_call(function, result, 1, &arg) && message.cursor == message.len;
}

char *
backend_literal(const uint8_t *bytes, size_t size)
{
	char	   *literal = palloc(size + 1);
	const char *p = (const char *) bytes;
	size_t		n = 0;

	while (size > 0)
	{
		int			len = Min(pg_encoding_mblen(database_encoding, p), (int) size);

		if (*p != '\0' && pg_encoding_verifymbstr(database_encoding, p, len) == len)
		{
			memcpy(literal + n, p, len);
			n += len;
		}
		else
			len = 1;
		p += len;
		size -= len;
	}
	literal[n] = '\0';
	return literal;
}
