/*-------------------------------------------------------------------------
 * html_json.c
 *	  The JSON that pages carry: html_json.h.
 *-------------------------------------------------------------------------
 */
#include "html_json.h"

#include <string.h>

#include "unicode.h"

#define POLL_BYTES	4096

/* Objects nested deeper than this are read over. */
#define DEPTH_MOST	48

/* Authors of one article; further ones are passed over. */
#define AUTHORS_MOST	16

NxJsonKind
nx_json_next(NxJsonReader *reader)
{
	const char *text = reader->text.data;
	uint32_t	n = reader->text.len;

	if (reader->at - reader->polled >= POLL_BYTES)
	{
		nx_arena_poll(reader->arena);
		reader->polled = reader->at;
	}
	while (reader->at < n)
	{
		uint32_t	start = reader->at;
		char		c = text[reader->at++];

		reader->span.start = start;
		reader->span.end = reader->at;
		switch (c)
		{
			case '{':
			case '[':
				return NX_JSON_OPEN;
			case '}':
			case ']':
				return NX_JSON_CLOSE;
			case ':':
				return NX_JSON_COLON;
			case ',':
				return NX_JSON_COMMA;
			case '"':
				reader->escaped = false;
				while (reader->at < n && text[reader->at] != '"')
				{
					if (reader->at - reader->polled >= POLL_BYTES)
					{
						nx_arena_poll(reader->arena);
						reader->polled = reader->at;
					}
					if (text[reader->at] == '\\')
					{
						reader->escaped = true;
						if (reader->at + 1 < n)
							reader->at++;
					}
					reader->at++;
				}
				reader->span.start = start + 1;
				reader->span.end = reader->at;
				if (reader->at < n)
					reader->at++;
				return NX_JSON_STRING;
			default:
				if ((c >= '0' && c <= '9') || c == '-' || (c >= 'a' && c <= 'z'))
				{
					while (reader->at < n && ((text[reader->at] >= '0' && text[reader->at] <= '9') ||
											  (text[reader->at] >= 'a' && text[reader->at] <= 'z') ||
											  text[reader->at] == '.' || text[reader->at] == '+' ||
											  text[reader->at] == '-' || text[reader->at] == 'E'))
						reader->at++;
					reader->span.end = reader->at;
					return NX_JSON_SCALAR;
				}
		}
	}
	return NX_JSON_END;
}

static int
hex4(const char *p, const char *end)
{
	int			value = 0,
				i;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++)
	{
		char		c = p[i];
		int			digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
			c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* The escape at p ('\\'); returns the bytes it takes. */
static uint32_t
escape(const char *p, const char *end, char *out, uint32_t *nout)
{
	static const char from[] = "nrtbf\"\\/'";
	static const char to[] = "\n\r\t  \"\\/'";
	const char *found;
	int			unit;

	*nout = 1;
	if (end - p < 2)
	{
		out[0] = ' ';
		return 1;
	}
	if (p[1] == 'u' && (unit = hex4(p + 2, end)) >= 0)
	{
		uint32_t	cp = (uint32_t) unit,
					taken = 6;
		int			low;

		if (cp >= 0xd800 && cp <= 0xdbff && end - p >= 12 && p[6] == '\\' && p[7] == 'u' &&
			(low = hex4(p + 8, end)) >= 0xdc00 && low <= 0xdfff)
		{
			cp = 0x10000 + ((cp - 0xd800) << 10) + ((uint32_t) low - 0xdc00);
			taken = 12;
		}
		else if (cp >= 0xd800 && cp <= 0xdfff)
			cp = 0xfffd;
		if (cp == 0)
			cp = ' ';
		*nout = nx_encode(cp, out);
		return taken;
	}
	found = p[1] ? strchr(from, p[1]) : NULL;
	if (found == NULL)
	{
		out[0] = ' ';			/* the backslash alone; what follows stands for itself */
		*nout = 0;
		return 1;
	}
	out[0] = to[found - from];
	return 2;
}

NxText
nx_json_string(NxArena *arena, NxText text, NxSpan string, uint32_t offset, NxMap *map)
{
	NxBuffer	buffer;
	const char *p = text.data + string.start;
	const char *end = text.data + string.end;

	nx_buffer_init(&buffer, arena, string.end - string.start + 1);
	while (p < end)
	{
		const char *stop = memchr(p, '\\', (size_t) (end - p));
		uint32_t	at = (uint32_t) (p - text.data) + offset;

		nx_arena_poll(arena);
		if (stop == NULL)
			stop = end;
		if (stop > p)
		{
			if (map)
				nx_map_verbatim(arena, map, buffer.len, at);
			nx_buffer_add(&buffer, p, (uint32_t) (stop - p));
			p = stop;
		}
		else
		{
			char		out[8];
			uint32_t	nout;
			uint32_t	taken = escape(p, end, out, &nout);

			if (map && nout)
				nx_map_replaced(arena, map, buffer.len, at, at + taken);
			nx_buffer_add(&buffer, out, nout);
			p += taken;
		}
	}
	return nx_buffer_text(&buffer);
}

/* ---- JSON-LD ---- */

typedef enum Key
{
	KEY_NONE = 0, KEY_TYPE, KEY_ID, KEY_HEADLINE, KEY_NAME, KEY_BODY, KEY_SECTION, KEY_PUBLISHED,
	KEY_MODIFIED, KEY_DATELINE, KEY_AUTHOR, KEY_PUBLISHER, KEY_LANGUAGE, KEYS
} Key;

static const char *const key_names[KEYS] = {"", "@type", "@id", "headline", "name", "articleBody",
	"articleSection", "datePublished", "dateModified", "dateline", "author", "publisher", "inLanguage"};

typedef struct Record
{
	bool		is_array;
	uint8_t		key;			/* Key under which it stands in the record above */
	uint8_t		rank;
	uint8_t		nauthors;
	NxSpan		field[KEYS];
	NxText		author[AUTHORS_MOST];	/* a name, or an id that begins with ESC */
	NxText		publisher;
} Record;

typedef struct Named
{
	NxSpan		id;
	NxSpan		name;
} Named;

typedef struct Linked
{
	NxArena    *arena;
	const NxHtmlData *data;
	NxText		text;			/* of the script */
	uint32_t	offset;			/* of it in the source */
	NxHtmlLinked *best;
	Record		record[DEPTH_MOST];
	uint32_t	depth;
	NX_LIST(Named) named;
} Linked;

static bool
same(NxText text, NxSpan span, const char *word)
{
	size_t		n = strlen(word);

	return span.end - span.start == n && memcmp(text.data + span.start, word, n) == 0;
}

static bool
ends_with(NxText text, NxSpan span, const char *word)
{
	size_t		n = strlen(word);

	return span.end - span.start >= n && memcmp(text.data + span.end - n, word, n) == 0;
}

/* How surely an object of this type is the page's article. */
static uint8_t
type_rank(NxText text, NxSpan type)
{
	if (ends_with(text, type, "Article") || ends_with(text, type, "BlogPosting"))
		return 3;
	if (ends_with(text, type, "Report") || ends_with(text, type, "Posting") || ends_with(text, type, "Review"))
		return 2;
	return 0;
}

static NxText
field_text(Linked *l, NxSpan span)
{
	return nx_html_decode(l->arena, l->data, nx_json_string(l->arena, l->text, span, 0, NULL));
}

static void
add_author(Linked *l, Record *record, NxSpan span, bool is_id)
{
	NxText		name = field_text(l, span);

	if (name.len == 0 || record->nauthors == AUTHORS_MOST)
		return;
	if (is_id)
	{
		char	   *copy = nx_arena_alloc(l->arena, name.len + 1);

		copy[0] = '\033';
		memcpy(copy + 1, name.data, name.len);
		name.data = copy;
		name.len++;
	}
	else if (name.len > 4 && memcmp(name.data, "http", 4) == 0)
		return;
	record->author[record->nauthors++] = name;
}

/* The innermost object at or above 'depth', and the key that leads to it. */
static Record *
object_above(Linked *l, uint32_t depth)
{
	while (depth && l->record[depth - 1].is_array)
		depth--;
	return depth ? &l->record[depth - 1] : NULL;
}

static void
take_value(Linked *l, uint32_t depth, Key key, NxSpan span)
{
	Record	   *record = object_above(l, depth);

	if (record == NULL || key == KEY_NONE)
		return;
	if (key == KEY_TYPE)
	{
		uint8_t		rank = type_rank(l->text, span);

		if (rank > record->rank)
			record->rank = rank;
	}
	else if (key == KEY_AUTHOR)
		add_author(l, record, span, false);
	else if (key == KEY_PUBLISHER && record->publisher.len == 0)
		record->publisher = field_text(l, span);
	if (record->field[key].end == 0)
		record->field[key] = span;
}

static NxSpan
moved(NxSpan span, uint32_t offset)
{
	if (span.end)
	{
		span.start += offset;
		span.end += offset;
	}
	return span;
}

static void
keep_article(Linked *l, const Record *record)
{
	NxHtmlLinked *best = l->best;
	NxBuffer	authors;
	uint32_t	i,
				j,
				rank = record->rank * 4u;

	rank += (record->field[KEY_HEADLINE].end != 0) + 2u * (record->field[KEY_BODY].end != 0);
	if (rank <= best->rank)
		return;
	best->rank = rank;
	best->headline = moved(record->field[record->field[KEY_HEADLINE].end ? KEY_HEADLINE : KEY_NAME], l->offset);
	best->section = moved(record->field[KEY_SECTION], l->offset);
	best->published = moved(record->field[KEY_PUBLISHED], l->offset);
	best->modified = moved(record->field[KEY_MODIFIED], l->offset);
	best->dateline = moved(record->field[KEY_DATELINE], l->offset);
	best->body = moved(record->field[KEY_BODY], l->offset);
	best->language = moved(record->field[KEY_LANGUAGE], l->offset);
	best->publisher = record->publisher;
	nx_buffer_init(&authors, l->arena, 64);
	for (i = 0; i < record->nauthors; i++)
	{
		NxText		name = record->author[i];

		if (name.data[0] == '\033')
		{
			NxText		id = nx_slice(name, 1, name.len);

			name.len = 0;
			for (j = 0; j < l->named.n && name.len == 0; j++)
				if (l->named.item[j].id.end - l->named.item[j].id.start == id.len &&
					memcmp(l->text.data + l->named.item[j].id.start, id.data, id.len) == 0)
					name = field_text(l, l->named.item[j].name);
		}
		if (name.len == 0)
			continue;
		if (authors.len)
			nx_buffer_byte(&authors, '\n');
		nx_buffer_add(&authors, name.data, name.len);
	}
	best->author = nx_buffer_text(&authors);
}

static void
close_record(Linked *l, uint32_t pass)
{
	Record	   *record = &l->record[l->depth - 1];
	Record	   *above = object_above(l, l->depth - 1);

	if (!record->is_array)
	{
		NxSpan		name = record->field[KEY_NAME];
		NxSpan		id = record->field[KEY_ID];

		if (above && record->key == KEY_AUTHOR && name.end)
			add_author(l, above, name, false);
		else if (above && record->key == KEY_AUTHOR && id.end)
			add_author(l, above, id, true);
		else if (above && record->key == KEY_PUBLISHER && name.end && above->publisher.len == 0)
			above->publisher = field_text(l, name);
		if (pass == 0 && name.end && id.end)
		{
			Named	   *named = nx_push(l->arena, &l->named);

			named->id = id;
			named->name = name;
		}
		if (pass == 1 && record->rank)
			keep_article(l, record);
	}
	l->depth--;
}

static Key
key_of(NxText text, NxSpan span)
{
	int			key;

	for (key = 1; key < KEYS; key++)
		if (same(text, span, key_names[key]))
			return (Key) key;
	return KEY_NONE;
}

/* Pass 0 collects who has which @id, pass 1 the articles. */
static void
read_pass(Linked *l, uint32_t pass)
{
	NxJsonReader reader = {l->arena, l->text, 0, 0, {0, 0}, false};
	uint32_t	deeper = 0;
	Key			key = KEY_NONE;
	NxSpan		last = {0, 0};
	NxJsonKind	kind;

	l->depth = 0;
	while ((kind = nx_json_next(&reader)) != NX_JSON_END)
	{
		Record	   *record = l->depth ? &l->record[l->depth - 1] : NULL;

		switch (kind)
		{
			case NX_JSON_OPEN:
				if (l->depth == DEPTH_MOST)
				{
					deeper++;
					break;
				}
				memset(&l->record[l->depth], 0, sizeof(Record));
				l->record[l->depth].is_array = l->text.data[reader.span.start] == '[';
				l->record[l->depth].key = (uint8_t) (record && record->is_array ? record->key : key);
				l->depth++;
				key = KEY_NONE;
				break;
			case NX_JSON_CLOSE:
				if (deeper)
					deeper--;
				else if (l->depth)
					close_record(l, pass);
				key = KEY_NONE;
				break;
			case NX_JSON_STRING:
				last = reader.span;
				if (record && !deeper && (record->is_array || key != KEY_NONE))
					take_value(l, l->depth, record->is_array ? (Key) record->key : key, last);
				break;
			case NX_JSON_COLON:
				key = deeper || record == NULL || record->is_array ? KEY_NONE : key_of(l->text, last);
				break;
			case NX_JSON_COMMA:
				key = KEY_NONE;
				break;
			default:
				break;
		}
	}
	while (l->depth)
		close_record(l, pass);
}

void
nx_html_linked(NxArena *arena, const NxHtmlData *data, NxText source, const NxSpan *script, uint32_t n,
			   NxHtmlLinked *linked)
{
	Linked	   *l = nx_new(arena, Linked);	/* one for all: a page may have a million scripts */
	uint32_t	i;

	l->arena = arena;
	l->data = data;
	l->best = linked;
	for (i = 0; i < n; i++)
	{
		nx_arena_poll(arena);
		l->text = nx_slice(source, script[i].start, script[i].end);
		l->offset = script[i].start;
		l->named.n = 0;
		read_pass(l, 0);
		read_pass(l, 1);
	}
}
