/*-------------------------------------------------------------------------
 * repair.c
 *	  Put right what scrapers and editors do to the characters of a text.
 *
 * - mojibake: UTF-8 that was read as Windows-1252 ("â€™" for an apostrophe);
 *   only sequences that no language writes are taken for it
 * - HTML character references left in text ("&amp;", "&#8217;")
 * - soft hyphens, zero-width and bidi controls, other control characters: gone
 * - NFC, through ICU, only where a character asks for it
 *
 * A text without any of these is not copied.  Every repair leaves a run in
 * the map, so positions still lead to the article as stored.
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "document.h"
#include "html.h"
#include "masks.h"
#include "repair.h"
#include "unicode.h"

/* Longest stretch normalised at once, in code points; longer ones are cut. */
#define NFC_STRETCH		32

/* Windows-1252, bytes 0x80 to 0x9f; 0 where it leaves a C1 control alone. */
static const uint16_t cp1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178
};

/* The byte that Windows-1252 writes for cp, or 0 if it has none above 0x7f. */
static unsigned
cp1252_byte(uint32_t cp)
{
	unsigned	i;

	if (cp >= 0x80 && cp <= 0xff)
		return cp;
	for (i = 0; i < 32; i++)
		if (cp1252[i] == cp && cp)
			return 0x80 + i;
	return 0;
}

/*
 * Does a code point misread as several begin at p?  Its bytes go to out[4];
 * returns the bytes of the article it takes, or 0.  *nout gets its length.
 */
uint32_t
nx_mojibake_at(const char *p, const char *end, char *out, uint32_t *nout)
{
	uint32_t	size;
	uint32_t	cp = nx_decode(p, end, &size);
	uint32_t	taken = size;
	uint32_t	i;
	unsigned	lead;

	/* only these leads; any other could begin a word that somebody wrote */
	if (cp == 0xc2 || cp == 0xc3)
		lead = cp, *nout = 2;
	else if (cp == 0xe2)
		lead = cp, *nout = 3;
	else if (cp == 0xf0)
		lead = cp, *nout = 4;
	else
		return 0;
	out[0] = (char) lead;
	for (i = 1; i < *nout; i++)
	{
		unsigned	byte;

		if (p + taken >= end)
			return 0;
		cp = nx_decode(p + taken, end, &size);
		byte = cp1252_byte(cp);
		if (byte < 0x80 || byte > 0xbf)
			return 0;
		if (lead == 0xc3 && byte >= 0x91 && byte <= 0x97)
			return 0;			/* a closing quote or dash after a capital A with tilde */
		if (lead == 0xe2 && i == 1 && byte != 0x80 && byte != 0x82 && byte != 0x84 && byte != 0x86 && byte != 0x88)
			return 0;
		if (lead == 0xf0 && i == 1 && byte != 0x9f)
			return 0;
		out[i] = (char) byte;
		taken += size;
	}
	nx_decode(out, out + *nout, &size);
	return size == *nout ? taken : 0;
}

bool
nx_is_invisible(uint32_t cp)
{
	if (cp < 0x20)
		return cp != '\t' && cp != '\n' && cp != '\r' && cp != '\f' && cp != '\v';
	return cp == 0x7f || (cp >= 0x80 && cp < 0xa0 && cp != 0x85) || cp == 0xad || cp == 0x200b ||
		cp == 0x200e || cp == 0x200f || (cp >= 0x202a && cp <= 0x202e) ||
		(cp >= 0x2060 && cp <= 0x2069) || cp == 0xfeff || cp == 0xfffe || cp == 0xffff;
}

uint32_t
nx_normalize(const char *p, uint32_t len, char *out, uint32_t room)
{
	UErrorCode	status = U_ZERO_ERROR;
	UChar		wide[NFC_STRETCH * 2],
				composed[NFC_STRETCH * 4];
	int32_t		n,
				written = 0;

	u_strFromUTF8(wide, (int32_t) NX_COUNT(wide), &n, p, (int32_t) len, &status);
	n = unorm2_normalize(unorm2_getNFCInstance(&status), wide, n, composed, (int32_t) NX_COUNT(composed), &status);
	u_strToUTF8(out, (int32_t) room, &written, composed, n, &status);
	return U_FAILURE(status) ? 0 : (uint32_t) written;
}

typedef struct Repair
{
	NxArena    *arena;
	NxDocument *document;
	const NxImageHead *image;	/* where the names of references are; NULL: none is read */
	NxHtmlData	html;			/* opened at the first '&' */
	bool		opened;
	NxBuffer	out;
	uint32_t	copied;			/* bytes of the article already in 'out' */
} Repair;

/*
 * Character reference at p ('&'): its text goes to out[8] and its length to
 * *nout; returns the bytes it takes, 0 if there is none.  Text is no HTML:
 * the semicolon is demanded.
 */
static uint32_t
reference_at(Repair *repair, const char *p, const char *end, char *out, uint32_t *nout)
{
	uint32_t	taken;
	uint32_t	size;
	uint32_t	cp;

	if (repair->image == NULL)
		return 0;
	if (!repair->opened)
		nx_html_open(&repair->html, repair->image);
	repair->opened = true;
	taken = nx_html_reference(&repair->html, p, end, false, out, nout);
	if (taken == 0 || p[taken - 1] != ';')
		return 0;
	cp = nx_decode(out, out + *nout, &size);
	if (cp == 0xfffd)			/* of a number that is no character */
		return 0;
	if (nx_is_invisible(cp))
		*nout = 0;
	return taken;
}

/* The article's bytes from 'start' to 'end' become 'n' bytes at 'with'. */
static void
replace(Repair *repair, uint32_t start, uint32_t end, const char *with, uint32_t n)
{
	NxDocument *document = repair->document;

	if (repair->out.data == NULL)
	{
		nx_buffer_init(&repair->out, repair->arena, document->source.len + 64);
		nx_map_verbatim(repair->arena, &document->map, 0, 0);
	}
	nx_buffer_add(&repair->out, document->source.data + repair->copied, start - repair->copied);
	if (n)
	{
		nx_map_replaced(repair->arena, &document->map, repair->out.len, start, end);
		nx_buffer_add(&repair->out, with, n);
	}
	repair->copied = end;
	nx_map_verbatim(repair->arena, &document->map, repair->out.len, end);
}

/* Normalises the stretch of code points around 'at' that NFC may join; returns its end. */
static uint32_t
repair_stretch(Repair *repair, uint32_t at)
{
	NxText		source = repair->document->source;
	const char *limit = source.data + source.len;
	uint32_t	start = at,
				end = at,
				chars = 0,
				n;
	char		out[NFC_STRETCH * 12];

	/* the character before is the starter that a mark goes to */
	while (start > repair->copied && start > 0)
	{
		start--;
		if (((unsigned char) source.data[start] & 0xc0) != 0x80)
			break;
	}
	while (end < source.len && chars < NFC_STRETCH - 2)
	{
		uint32_t	size;
		uint32_t	cp = nx_decode(source.data + end, limit, &size);

		if (!(nx_cp_info(cp)->flags & NX_CP_NFC_CHECK))
			break;
		end += size;
		chars++;
	}
	n = nx_normalize(source.data + start, end - start, out, sizeof(out));
	if (n && (n != end - start || memcmp(out, source.data + start, n) != 0))
		replace(repair, start, end, out, n);
	return end;
}

/* Handles the byte at 'at', which is not plain; returns where to go on. */
static uint32_t
repair_at(Repair *repair, uint32_t at)
{
	NxText		source = repair->document->source;
	const char *p = source.data + at;
	const char *end = source.data + source.len;
	char		out[8];
	uint32_t	size,
				n,
				cp;

	if (*p == '&')
	{
		size = reference_at(repair, p, end, out, &n);
		if (size == 0)
			return at + 1;
		replace(repair, at, at + size, out, n);
		return at + size;
	}
	cp = nx_decode(p, end, &size);
	if (cp == 0xc2 || cp == 0xc3 || cp == 0xe2 || cp == 0xf0)
	{
		uint32_t	taken = nx_mojibake_at(p, end, out, &n);

		if (taken)
		{
			replace(repair, at, at + taken, out, n);
			return at + taken;
		}
	}
	if (nx_is_invisible(cp))
		replace(repair, at, at + size, NULL, 0);
	else if (cp >= 0x300 && nx_cp_info(cp)->flags & NX_CP_NFC_CHECK)
		return repair_stretch(repair, at);
	return at + size;
}

/* At least so many of the bytes at p are plain: printable ASCII but '&', and white space. */
#ifdef __SSE2__
static inline uint32_t
count_plain(const char *p, uint32_t len)
{
	uint32_t	n;

	for (n = 0; len - n >= 16; n += 16)
	{
		__m128i		bytes = _mm_loadu_si128((const __m128i *) (p + n));
		__m128i		printed = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1f));	/* as signed numbers */
		__m128i		odd = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('&')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
		__m128i		space = _mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(0x80 - '\t')), _mm_set1_epi8(-128 + 5));
		uint32_t	plain = (uint32_t) _mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(odd, printed), space));

		if (plain != 0xffff)
			return n + nx_first_bit(~plain);
	}
	return n;
}
#else
/* In each byte of a word the top bit comes up when it is below 0x20, equal to '&' or 0x7f, or has it set itself. */
static inline uint32_t
count_plain(const char *p, uint32_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t tops = UINT64_C(0x8080808080808080);
	uint32_t	n;

	for (n = 0; len - n >= 8; n += 8)
	{
		uint64_t	word = nx_load_word(p + n);
		uint64_t	amp = word ^ ones * '&';

		if ((word | (word - ones * 0x20) | (word + ones) | ((amp - ones) & ~amp)) & tops)
			break;
	}
	return n;
}
#endif

/* First byte at or after 'at' that is no plain ASCII: control, '&', DEL or above. */
static uint32_t
skip_plain(NxText text, uint32_t at)
{
	for (;;)
	{
		uint32_t	some;

		at += count_plain(text.data + at, text.len - at);
		for (some = 0; some < 16; some++, at++)
		{
			unsigned char c;

			if (at >= text.len)
				return at;
			c = (unsigned char) text.data[at];
			if ((c < 0x20 || c >= 0x7f || c == '&') && !(c >= '\t' && c <= '\r'))
				return at;
		}
	}
}

void
nx_repair_text(NxArena *arena, NxDocument *document, const NxImageHead *references)
{
	NxText		source = document->source;
	Repair		repair;
	uint32_t	at = 0,
				asked = 0;

	memset(&repair, 0, sizeof(repair));
	repair.arena = arena;
	repair.document = document;
	repair.image = references;

	while (at < source.len)
	{
		at = skip_plain(source, at);
		if (at < source.len)
			at = repair_at(&repair, at);
		if (at - asked >= 65536)
		{
			nx_arena_poll(arena);
			asked = at;
		}
	}
	document->text = source;
	if (repair.out.data == NULL)
		return;
	nx_buffer_add(&repair.out, source.data + repair.copied, source.len - repair.copied);
	document->text = nx_buffer_text(&repair.out);
}
