/*-------------------------------------------------------------------------
 * unicode.c
 *	  What a code point is, and its folded form; the same on every system.
 *
 * build/unicode_tables.inc (from src/data/unicode.tsv by src/gen/mkunicode.c)
 * defines a two-stage table: the high bits of a code point pick a page of
 * 256 numbers, each the index of an NxCpInfo.
 *-------------------------------------------------------------------------
 */
#include "unicode.h"

#include <string.h>

#include "unicode_tables.inc"

const NxCpInfo *
nx_cp_info(uint32_t cp)
{
	if (cp > 0x10ffff)
		return &cp_record[0];
	return &cp_record[cp_page[cp_stage[cp >> 8]][cp & 0xff]];
}

uint32_t
nx_decode_slow(const unsigned char *p, const unsigned char *end, uint32_t *size)
{
	uint32_t	cp;
	uint32_t	i;
	uint32_t	n;

	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		n = 2, cp = p[0] & 0x1f;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		n = 3, cp = p[0] & 0x0f;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		n = 4, cp = p[0] & 0x07;
	else
		n = 1, cp = p[0] < 0x80 ? p[0] : 0xfffd;
	*size = 1;
	if ((size_t) (end - p) < n)
		return 0xfffd;
	for (i = 1; i < n; i++)
	{
		if ((p[i] & 0xc0) != 0x80)
			return 0xfffd;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	*size = n;
	return cp;
}

uint32_t
nx_encode(uint32_t cp, char *out)
{
	if (cp < 0x80)
	{
		out[0] = (char) cp;
		return 1;
	}
	if (cp < 0x800)
	{
		out[0] = (char) (0xc0 | cp >> 6);
		out[1] = (char) (0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000)
	{
		out[0] = (char) (0xe0 | cp >> 12);
		out[1] = (char) (0x80 | (cp >> 6 & 0x3f));
		out[2] = (char) (0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char) (0xf0 | cp >> 18);
	out[1] = (char) (0x80 | (cp >> 12 & 0x3f));
	out[2] = (char) (0x80 | (cp >> 6 & 0x3f));
	out[3] = (char) (0x80 | (cp & 0x3f));
	return 4;
}

uint32_t
nx_count_chars(const char *data, uint32_t len)
{
	uint32_t	n = 0;
	uint32_t	i;

	for (i = 0; i < len; i++)
		n += ((unsigned char) data[i] & 0xc0) != 0x80;
	return n;
}

uint32_t
nx_fold(NxText text, char *out)
{
	const char *p = text.data;
	const char *end = p + text.len;
	char	   *w = out;

	while (p < end)
	{
		unsigned char c = (unsigned char) *p;
		uint32_t	size;
		uint32_t	cp;
		const NxCpInfo *info;
		int			i;

		if (c < 0x80)
		{
			*w++ = (char) ((unsigned) (c - 'A') < 26 ? c | 0x20 : c);
			p++;
			continue;
		}
		cp = nx_decode(p, end, &size);
		info = nx_cp_info(cp);
		/* A byte that is no character must not become part of another one. */
		if (info->nfold == 0xff && cp != 0xfffd)
		{
			memcpy(w, p, size);
			w += size;
		}
		else if (info->nfold == 0xff)
			w += nx_encode(cp, w);
		else
			for (i = 0; i < info->nfold; i++)
				w += nx_encode(info->fold[i], w);
		p += size;
	}
	return (uint32_t) (w - out);
}

/* One folded code point into the hash, if it is part of a name. */
static inline uint64_t
hash_cp(uint64_t hash, uint32_t cp)
{
	char		bytes[4];
	uint32_t	n;
	uint32_t	i;
	NxCpKind	kind = nx_cp_kind(cp);

	if (!nx_is_letter(kind) && kind != NX_CP_DIGIT)
		return hash;
	n = nx_encode(cp, bytes);
	for (i = 0; i < n; i++)
		hash = nx_hash_byte(hash, (unsigned char) bytes[i]);
	return hash;
}

uint64_t
nx_fold_hash(NxText text)
{
	const char *p = text.data;
	const char *end = p + text.len;
	uint64_t	hash = NX_HASH_SEED;

	while (p < end)
	{
		unsigned char c = (unsigned char) *p;
		uint32_t	size;
		uint32_t	cp;
		const NxCpInfo *info;
		int			i;

		if (c < 0x80)
		{
			if (nx_is_letter((NxCpKind) nx_ascii_kind[c]))
				hash = nx_hash_byte(hash, c | 0x20);
			else if ((unsigned) (c - '0') < 10)
				hash = nx_hash_byte(hash, c);
			p++;
			continue;
		}
		cp = nx_decode(p, end, &size);
		info = nx_cp_info(cp);
		if (info->nfold == 0xff)
			hash = hash_cp(hash, cp);
		else
			for (i = 0; i < info->nfold; i++)
				hash = hash_cp(hash, info->fold[i]);
		p += size;
	}
	return nx_hash_mix(hash);
}

uint64_t
nx_hash_bytes(const char *data, uint32_t len)
{
	uint64_t	hash = NX_HASH_SEED;
	uint32_t	i;

	for (i = 0; i < len; i++)
		hash = nx_hash_byte(hash, (unsigned char) data[i]);
	return nx_hash_mix(hash);
}
