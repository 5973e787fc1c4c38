/*-------------------------------------------------------------------------
 * html_lines.c
 *	  What a short block says of itself: html_lines.h.
 *-------------------------------------------------------------------------
 */
#include "html_lines.h"

#include <string.h>

#include "block_kind.h"
#include "byline.h"
#include "credit.h"
#include "data.h"
#include "lines.h"
#include "timestamp.h"

_Static_assert(NX_HTML_LINE_CLASSES == NX_BLOCK_CUES && NX_HTML_LINE_PROMO == NX_CUE_PROMO &&
			   NX_HTML_LINE_SHARE == NX_CUE_SHARE && NX_HTML_LINE_RELATED == NX_CUE_RELATED &&
			   NX_HTML_LINE_BIO == NX_CUE_BIO && NX_HTML_LINE_BEGINS == NX_HIT_START, "classes of phrases");

struct NxHtmlLineReader
{
	NxArena    *arena;
	const NxData *data;
	NxBlockWords words;
	NxLines		lines;			/* of the last block only */
};

NxHtmlLineReader *
nx_html_line_reader(NxArena *arena, const NxData *data)
{
	NxHtmlLineReader *reader = nx_new(arena, NxHtmlLineReader);

	reader->arena = arena;
	reader->data = data;
	return data && nx_open_block_words(data, &reader->words) ? reader : NULL;
}

static inline uint8_t
tenths(uint32_t thousandths)
{
	return (uint8_t) (thousandths >= 1000 ? 10 : thousandths / 100);
}

void
nx_html_line(NxHtmlLineReader *reader, NxText text, NxHtmlLine *line)
{
	NxSpan		all = {0, text.len};
	const NxLine *measured;

	memset(line, 0, sizeof(*line));
	if (reader == NULL || text.len > NX_HTML_LINE_SEARCHED)
		return;
	reader->lines.line.n = 0;
	reader->lines.words.n = 0;
	nx_measure_line(reader->arena, &reader->words, text, all, &reader->lines);
	measured = &reader->lines.line.item[0];
	memcpy(line->hit, measured->hit, sizeof(line->hit));
	line->stops = (uint8_t) (measured->words ? (measured->stops > measured->words ? 63 :
												measured->stops * 63 / measured->words) : 0);
	line->tail = (uint8_t) ((measured->tail_credit != 0) | (measured->tail_date != 0) << 1);
	line->glued = (uint8_t) (measured->glued > 255 ? 255 : measured->glued);
	/* Without the lexicon nobody's name is known. */
	if (text.len > NX_HTML_LINE_PARSED || reader->data->lexicon.word == NULL)
		return;
	line->byline = tenths(nx_is_byline_line(reader->arena, reader->data, text));
	line->credit = tenths(nx_is_credit_line(reader->arena, reader->data, text));
	line->stamp = tenths(nx_is_timestamp_line(reader->arena, reader->data, text));
}
