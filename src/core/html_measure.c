/*-------------------------------------------------------------------------
 * html_measure.c
 *	  What the attributes of a tag say: cues for the body, fields, scripts.
 *
 * Names of classes are cut into words ("article-body__text", "articleBody")
 * and looked up one by one and as a whole; html_cues.tsv holds only words
 * that are in general use.
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "html_cut.h"

#define N8(a, b, c, d, e, f, g, h) \
	((NxHtmlName) (a) | (NxHtmlName) (b) << 8 | (NxHtmlName) (c) << 16 | (NxHtmlName) (d) << 24 | \
	 (NxHtmlName) (e) << 32 | (NxHtmlName) (f) << 40 | (NxHtmlName) (g) << 48 | (NxHtmlName) (h) << 56)

#define N_CLASS			N8('c', 'l', 'a', 's', 's', 0, 0, 0)
#define N_ID			N8('i', 'd', 0, 0, 0, 0, 0, 0)
#define N_ITEMPROP		N8('i', 't', 'e', 'm', 'p', 'r', 'o', 'p')
#define N_ROLE			N8('r', 'o', 'l', 'e', 0, 0, 0, 0)
#define N_STYLE			N8('s', 't', 'y', 'l', 'e', 0, 0, 0)
#define N_HIDDEN		N8('h', 'i', 'd', 'd', 'e', 'n', 0, 0)
#define N_ARIA_HIDDEN	N8('a', 'r', 'i', 'a', '-', 'h', 'i', 'd')
#define N_DATA			N8('d', 'a', 't', 'a', '-', 0, 0, 0)
#define N_DATA_MASK		N8(0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0)
#define N_TYPE			N8('t', 'y', 'p', 'e', 0, 0, 0, 0)
#define N_NAME			N8('n', 'a', 'm', 'e', 0, 0, 0, 0)
#define N_PROPERTY		N8('p', 'r', 'o', 'p', 'e', 'r', 't', 'y')
#define N_CONTENT		N8('c', 'o', 'n', 't', 'e', 'n', 't', 0)
#define N_DATETIME		N8('d', 'a', 't', 'e', 't', 'i', 'm', 'e')
#define N_LANG			N8('l', 'a', 'n', 'g', 0, 0, 0, 0)

/* Longer names of data-* values are data, not names. */
#define DATA_LONGEST	48

/* At most so many bytes of one class attribute are read. */
#define NAMES_LONGEST	512

static inline bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline uint64_t
cue_bits(const NxHtmlData *data, uint64_t hash)
{
	const struct NxHtmlCueSlot *cue = nx_html_cue(data, hash);

	return cue ? cue->in_name : 0;
}

uint64_t
nx_html_name_cues(const NxHtmlData *data, NxText name)
{
	uint64_t	bits = 0;
	uint32_t	i = 0;
	uint32_t	len = name.len > NAMES_LONGEST ? NAMES_LONGEST : name.len;

	while (i < len)
	{
		uint64_t	whole = NX_WORD_SEED,
					word = NX_WORD_SEED;
		uint32_t	words = 0,
					letters = 0;

		for (; i < len && (unsigned char) name.data[i] > ' '; i++)
		{
			char		c = name.data[i];

			if (!is_lower(c) && !is_upper(c))
			{
				if (letters)
					bits |= cue_bits(data, word), words++;
				word = NX_WORD_SEED;
				letters = 0;
				continue;
			}
			if (is_upper(c))
			{
				if (letters && i && is_lower(name.data[i - 1]))
				{
					bits |= cue_bits(data, word), words++;
					word = NX_WORD_SEED;
					letters = 0;
				}
				c = (char) (c + 32);
			}
			word = nx_html_word_hash(word, (unsigned char) c);
			whole = nx_html_word_hash(whole, (unsigned char) c);
			letters++;
		}
		if (letters)
			bits |= cue_bits(data, word), words++;
		if (words > 1)
			bits |= cue_bits(data, whole);
		while (i < len && (unsigned char) name.data[i] <= ' ')
			i++;
	}
	return bits;
}

static NxText
value_of(const Cut *cut, const NxHtmlAttribute *attribute)
{
	return nx_slice(cut->scanner.source, attribute->value.start, attribute->value.end);
}

static bool
text_is(NxText text, const char *word)
{
	size_t		n = strlen(word);

	return text.len == n && memcmp(text.data, word, n) == 0;
}

/* Does a style attribute take the element away? */
static bool
style_hides(NxText style)
{
	uint32_t	i;

	for (i = 0; i + 12 <= style.len && i < 300; i++)
		if (memcmp(style.data + i, "display:", 8) == 0)
		{
			i += 8;
			while (i < style.len && style.data[i] == ' ')
				i++;
			return i + 4 <= style.len && memcmp(style.data + i, "none", 4) == 0;
		}
	return false;
}

static uint64_t
attribute_cues(const Cut *cut, const NxHtmlToken *token, uint32_t *style)
{
	const NxHtmlData *data = cut->scanner.data;
	uint64_t	bits = 0;
	uint32_t	i;

	for (i = 0; i < token->nattributes; i++)
	{
		const NxHtmlAttribute *attribute = &token->attribute[i];
		NxText		value = value_of(cut, attribute);

		if (attribute->name == N_CLASS)
		{
			uint32_t	j;

			bits |= nx_html_name_cues(data, value);
			/* Digits tell one instance from the next, not one style from another. */
			for (j = 0; j < value.len && j < NAMES_LONGEST; j++)
				if (value.data[j] < '0' || value.data[j] > '9')
					*style = (*style ^ (unsigned char) value.data[j]) * UINT32_C(0x01000193);
		}
		else if (attribute->name == N_ID || attribute->name == N_ITEMPROP || attribute->name == N_ROLE)
			bits |= nx_html_name_cues(data, value);
		else if (attribute->name == N_STYLE)
			bits |= style_hides(value) ? UINT64_C(1) << NX_CUE_UNSEEN : 0;
		else if (attribute->name == N_HIDDEN)
			bits |= UINT64_C(1) << NX_CUE_UNSEEN;
		else if (attribute->name == N_ARIA_HIDDEN)
			bits |= text_is(value, "true") ? UINT64_C(1) << NX_CUE_UNSEEN : 0;
		else if ((attribute->name & N_DATA_MASK) == N_DATA && value.len <= DATA_LONGEST)
			bits |= nx_html_name_cues(data, value);
	}
	return bits;
}

/* Distance that an element itself stands for, or 0. */
static const uint8_t tag_far[NX_TAGS] = {
	[NX_TAG_A] = NX_FAR_A, [NX_TAG_BOLD] = NX_FAR_BOLD, [NX_TAG_P] = NX_FAR_P,
	[NX_TAG_H1] = NX_FAR_H1, [NX_TAG_H2] = NX_FAR_H2, [NX_TAG_H3] = NX_FAR_H3,
	[NX_TAG_H4] = NX_FAR_H3, [NX_TAG_H5] = NX_FAR_H3, [NX_TAG_H6] = NX_FAR_H3,
	[NX_TAG_LIST] = NX_FAR_LIST, [NX_TAG_LI] = NX_FAR_LI, [NX_TAG_DL] = NX_FAR_DL, [NX_TAG_DT] = NX_FAR_DL,
	[NX_TAG_QUOTE] = NX_FAR_QUOTE, [NX_TAG_PRE] = NX_FAR_PRE, [NX_TAG_TABLE] = NX_FAR_TD,
	[NX_TAG_TD] = NX_FAR_TD, [NX_TAG_TR] = NX_FAR_TD,
	[NX_TAG_ARTICLE] = NX_FAR_ARTICLE, [NX_TAG_MAIN] = NX_FAR_MAIN, [NX_TAG_SECTION] = NX_FAR_SECTION,
	[NX_TAG_ASIDE] = NX_FAR_ASIDE, [NX_TAG_NAV] = NX_FAR_NAV, [NX_TAG_HEADER] = NX_FAR_HEADER,
	[NX_TAG_FOOTER] = NX_FAR_FOOTER, [NX_TAG_FIGURE] = NX_FAR_FIGURE, [NX_TAG_FIGCAPTION] = NX_FAR_FIGCAPTION,
	[NX_TAG_ADDRESS] = NX_FAR_ADDRESS, [NX_TAG_FORM] = NX_FAR_FORM, [NX_TAG_LABEL] = NX_FAR_FORM,
	[NX_TAG_BUTTON] = NX_FAR_BUTTON, [NX_TAG_TIME] = NX_CUE_DATE, [NX_TAG_DIALOG] = NX_CUE_MODAL,
	[NX_TAG_TCAPTION] = NX_CUE_CAPTION,
};

void
nx_cut_measure(Cut *cut, const NxHtmlToken *token, OpenElement *open)
{
	uint32_t	style = UINT32_C(0x811c9dc5) ^ token->tag;
	uint64_t	bits = token->nattributes ? attribute_cues(cut, token, &style) : 0;
	uint32_t	i;

	open->style = style;
	if (cut->depth == 0)
		memset(open->far, NX_FAR_NEVER, NX_FARS);
	else if (!open->is_container)
		memcpy(open->far, cut->stack[cut->depth - 1].far, NX_FARS);
	else
	{
		const uint8_t *above = cut->stack[cut->depth - 1].far;

		for (i = 0; i < NX_FARS; i++)
			open->far[i] = (uint8_t) (above[i] + (above[i] < NX_FAR_NEVER));
	}
	for (i = 0; bits; bits >>= 1, i++)
		if (bits & 1)
			open->far[i] = 0;
	if (tag_far[token->tag])
		open->far[tag_far[token->tag]] = 0;
}

/* ---- fields ---- */

static bool
name_in(NxText name, const char *const *words)
{
	for (; *words; words++)
	{
		size_t		n = strlen(*words);
		uint32_t	i;

		if (name.len != n)
			continue;
		for (i = 0; i < n; i++)
			if ((is_upper(name.data[i]) ? name.data[i] + 32 : name.data[i]) != (*words)[i])
				break;
		if (i == n)
			return true;
	}
	return false;
}

static const char *const headline_names[] = {"og:title", "twitter:title", "dc.title", "headline", NULL};
static const char *const section_names[] = {"article:section", "og:section", "parsely-section", "section",
"articlesection", NULL};
static const char *const author_names[] = {"author", "article:author", "parsely-author", "sailthru.author",
"dc.creator", "byl", NULL};
static const char *const published_names[] = {"article:published_time", "og:published_time",
"datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date", "pubdate", "publish-date", "date", NULL};
static const char *const modified_names[] = {"article:modified_time", "og:updated_time", "datemodified",
"last-modified", "lastmod", NULL};
static const char *const description_names[] = {"og:description", "description", "twitter:description",
"dc.description", "sailthru.description", NULL};
static const char *const publisher_names[] = {"og:site_name", "application-name", "dc.publisher", NULL};

static void
take(Cut *cut, NxText *field, NxText value)
{
	if (field->len == 0)
		*field = nx_html_decode(cut->arena, cut->scanner.data, value);
}

void
nx_cut_meta(Cut *cut, const NxHtmlToken *token)
{
	NxMeta	   *meta = &cut->page->meta;
	const NxHtmlAttribute *name = nx_html_attribute(token, N_PROPERTY);
	const NxHtmlAttribute *content = nx_html_attribute(token, N_CONTENT);
	NxText		key,
				value;

	if (token->tag == NX_TAG_HTML)
	{
		name = nx_html_attribute(token, N_LANG);
		if (name)
			take(cut, &meta->language, value_of(cut, name));
		return;
	}
	if (name == NULL)
		name = nx_html_attribute(token, N_NAME);
	if (name == NULL)
		name = nx_html_attribute(token, N_ITEMPROP);
	if (token->tag == NX_TAG_TIME)
		content = nx_html_attribute(token, N_DATETIME);
	if (name == NULL || content == NULL)
		return;
	key = value_of(cut, name);
	value = value_of(cut, content);
	if (name_in(key, headline_names))
		take(cut, &meta->headline, value);
	else if (name_in(key, section_names))
		take(cut, &meta->section, value);
	else if (name_in(key, author_names))
	{
		/* Some give the address of a page about the author. */
		if (value.len < 4 || memcmp(value.data, "http", 4) != 0)
			take(cut, &meta->author, value);
	}
	else if (name_in(key, published_names))
		take(cut, &meta->published, value);
	else if (name_in(key, modified_names))
		take(cut, &meta->modified, value);
	else if (name_in(key, publisher_names))
		take(cut, &meta->publisher, value);
	else if (name_in(key, description_names) && token->tag == NX_TAG_META)
	{
		NxText		description = nx_html_decode(cut->arena, cut->scanner.data, value);

		/* Of several the longest: some are cut short. */
		if (description.len > cut->page->description.len)
			cut->page->description = description;
	}
}

/* ---- scripts ---- */

/* A script shorter than this holds no story. */
#define SCRIPT_SHORTEST	600

static bool
text_has(NxText text, const char *word)
{
	size_t		n = strlen(word);
	uint32_t	i;

	for (i = 0; i + n <= text.len; i++)
		if (memcmp(text.data + i, word, n) == 0)
			return true;
	return false;
}

void
nx_cut_script(Cut *cut, const NxHtmlToken *token)
{
	const NxHtmlAttribute *type = nx_html_attribute(token, N_TYPE);

	cut->is_json = type && type->value.end - type->value.start < 64 &&
		text_has(value_of(cut, type), "ld+json");
}

void
nx_cut_raw(Cut *cut, const NxHtmlToken *token)
{
	NxHtmlPage *page = cut->page;

	if (token->tag == NX_TAG_TITLE)
	{
		if (cut->skips == 0 && page->title.len == 0)
			page->title = nx_html_decode(cut->arena, cut->scanner.data,
										 nx_slice(cut->scanner.source, token->span.start, token->span.end));
	}
	else if (token->tag == NX_TAG_SCRIPT)
	{
		if (cut->is_json)
			*nx_push(cut->arena, &page->json) = token->span;
		else if (token->span.end - token->span.start >= SCRIPT_SHORTEST)
			*nx_push(cut->arena, &page->scripts) = token->span;
		cut->is_json = false;
	}
}
