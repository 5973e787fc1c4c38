/*-------------------------------------------------------------------------
 * image_html.c
 *	  Build the sections for HTML: tags, cues, references, the block model.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>

#include "../core/html_blocks.h"
#include "../core/html_model.h"
#include "../core/unicode.h"
#include "image_writer.h"

extern void build_html(ImageWriter *writer);

static const char *const tag_names[NX_TAGS] = {
	"other", "a", "inline", "bold", "italic", "br", "hr", "media", "void",
	"p", "div", "h1", "h2", "h3", "h4", "h5", "h6",
	"list", "li", "dl", "dt", "quote", "pre",
	"table", "tbody", "tr", "td", "tcaption",
	"article", "main", "section", "aside", "nav", "header", "footer",
	"figure", "figcaption", "address", "time", "form", "button", "label",
	"details", "dialog", "html", "head", "body",
	"meta", "title", "script", "raw", "skip",
};

static const char *const flag_names[] = {"block", "void", "raw", "skip", "barrier", "close_p", NULL};

#define X(name) #name,
static const char *const cue_names[NX_CUES] = {NX_HTML_CUES(X)};
#undef X

/* Number of 'word' in 'names', in either case. */
static uint32_t
number_of(const char *const *names, uint32_t n, const char *word, const Tsv *tsv)
{
	uint32_t	i;

	for (i = 0; i < n && names[i]; i++)
	{
		const char *a = names[i],
				   *b = word;

		while (*a && (*a | 32) == (*b | 32))
			a++, b++;
		if (*a == '\0' && *b == '\0')
			return i;
	}
	fail("%s:%u: unrecognized word \"%s\"", tsv->path, tsv->number, word);
}

/* Slots for n entries: a power of two, at most half full. */
static uint32_t
slots_for(uint32_t n)
{
	uint32_t	slots = 64;

	while (slots < n * 2)
		slots *= 2;
	return slots;
}

static void
build_tags(ImageWriter *writer)
{
	uint32_t	slots = slots_for(160);
	struct NxHtmlTagSlot *table = nx_arena_zero(writer->arena, slots * sizeof(*table));
	Tsv			tsv;

	tsv_open(&tsv, writer->dir, "html_tags.tsv", false);
	while (tsv_next(&tsv, 2))
	{
		uint32_t	length = (uint32_t) strlen(tsv.field[0]);
		struct NxHtmlTagSlot slot = {0};
		char	   *word;
		uint32_t	i;

		slot.name = nx_html_name(tsv.field[0], length);
		slot.length = (uint8_t) length;
		slot.tag = (uint8_t) number_of(tag_names, NX_TAGS, tsv.field[1], &tsv);
		for (word = strtok(tsv.field[2], " "); word; word = strtok(NULL, " "))
			slot.flags |= (uint8_t) (1 << number_of(flag_names, 6, word, &tsv));
		i = (uint32_t) ((slot.name * UINT64_C(0x9e3779b97f4a7c15)) >> 40) & (slots - 1);
		while (table[i].name)
			i = (i + 1) & (slots - 1);
		table[i] = slot;
	}
	add_section(writer, "html_tags", table, slots * sizeof(*table));
}

static void
build_cues(ImageWriter *writer)
{
	uint32_t	slots = 4096,
				n = 0;
	struct NxHtmlCueSlot *table = nx_arena_zero(writer->arena, slots * sizeof(*table));
	Tsv			tsv;

	tsv_open(&tsv, writer->dir, "html_cues.tsv", false);
	while (tsv_next(&tsv, 3))
	{
		uint64_t	bit = UINT64_C(1) << number_of(cue_names, NX_CUES, tsv.field[1], &tsv);
		bool		in_text = strcmp(tsv.field[0], "text") == 0;
		char	   *word;

		for (word = strtok(tsv.field[2], " "); word; word = strtok(NULL, " "))
		{
			uint64_t	hash = NX_WORD_SEED;
			const char *p;
			uint32_t	i;

			for (p = word; *p; p++)
				hash = nx_html_word_hash(hash, (unsigned char) *p);
			i = (uint32_t) (hash >> 24) & (slots - 1);
			while (table[i].hash && table[i].hash != hash)
				i = (i + 1) & (slots - 1);
			if (table[i].hash == 0 && ++n > slots / 2)
				fail("%s: too many words", tsv.path);
			table[i].hash = hash;
			if (in_text)
				table[i].in_text |= bit;
			else
				table[i].in_name |= bit;
		}
	}
	add_section(writer, "html_cues", table, slots * sizeof(*table));
}

static int
by_name(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static void
build_references(ImageWriter *writer)
{
	NX_LIST(struct NxHtmlReference) list = {NULL, 0, 0};
	Tsv			tsv;

	tsv_open(&tsv, writer->dir, "html_references.tsv", false);
	while (tsv_next(&tsv, 2))
	{
		struct NxHtmlReference *entry = nx_push(writer->arena, &list);
		size_t		length = strlen(tsv.field[0]);
		char	   *p = tsv.field[1];

		memset(entry, 0, sizeof(*entry));
		if (length > sizeof(entry->name))
			fail("%s:%u: name is too long", tsv.path, tsv.number);
		memcpy(entry->name, tsv.field[0], length);
		entry->length = (uint8_t) length;
		while (*p)
		{
			uint32_t	cp = (uint32_t) strtoul(p, &p, 16);
			char		bytes[4];
			uint32_t	n = nx_encode(cp, bytes);

			if (entry->nbytes + n > sizeof(entry->text))
				fail("%s:%u: text is too long", tsv.path, tsv.number);
			memcpy(entry->text + entry->nbytes, bytes, n);
			entry->nbytes = (uint8_t) (entry->nbytes + n);
			while (*p == ' ')
				p++;
		}
	}
	if (list.n == 0)
		fail("%s: no references", tsv.path);
	qsort(list.item, list.n, sizeof(*list.item), by_name);
	add_section(writer, "html_references", list.item, list.n * sizeof(*list.item));
}

/* Lines "stage bias", then "tree" lines: depth features, depth thresholds, leaves. */
static void
build_model(ImageWriter *writer)
{
	NxBuffer	bytes;
	NxHtmlModel head = {0};
	Tsv			tsv;

	nx_buffer_init(&bytes, writer->arena, 1 << 16);
	nx_buffer_add(&bytes, (const char *) &head, sizeof(head));
	if (!tsv_open(&tsv, writer->dir, "html_model.tsv", true))
		return;
	while (tsv_next(&tsv, 2))
	{
		NxHtmlTree	tree = {{0}, {0}, {0}};
		char	   *p = tsv.field[1];
		uint32_t	stage,
					i;

		if (strcmp(tsv.field[0], "bias") == 0)
		{
			head.features = (uint32_t) strtoul(p, &p, 10);
			for (i = 0; i < NX_HTML_STAGES; i++)
				head.bias[i] = (int32_t) strtol(p, &p, 10);
			continue;
		}
		stage = (uint32_t) strtoul(tsv.field[0], NULL, 10);
		if (stage >= NX_HTML_STAGES || (head.trees[NX_HTML_STAGES - 1] && stage == 0))
			fail("%s:%u: trees must stand in order of stages", tsv.path, tsv.number);
		for (i = 0; i < NX_HTML_DEPTH; i++)
		{
			tree.feature[i] = (uint16_t) strtoul(p, &p, 10);
			if (tree.feature[i] >= head.features)
				fail("%s:%u: unrecognized feature", tsv.path, tsv.number);
		}
		for (i = 0; i < NX_HTML_DEPTH; i++)
			tree.threshold[i] = (uint8_t) strtoul(p, &p, 10);
		for (i = 0; i < NX_HTML_LEAVES; i++)
			tree.leaf[i] = (int16_t) strtol(p, &p, 10);
		nx_buffer_add(&bytes, (const char *) &tree, sizeof(tree));
		head.trees[stage]++;
	}
	memcpy(bytes.data, &head, sizeof(head));
	add_section(writer, "html_model", bytes.data, bytes.len);
}

void
build_html(ImageWriter *writer)
{
	build_tags(writer);
	build_cues(writer);
	build_references(writer);
	build_model(writer);
}
