/* Unicode: kinds, folding, hashing, broken UTF-8. */
#include "tap.h"
#include "unicode.h"

static void
fold_is(const char *from, const char *want)
{
	char		out[256];
	NxText		got = {out, nx_fold(text_of_string(from), out)};

	same(got, want, from);
}

/* A folded text folds to itself, for every code point. */
static void
fold_is_stable(void)
{
	uint32_t	cp;
	uint32_t	wrong = 0;

	for (cp = 1; cp <= 0x10ffff; cp++)
	{
		char		utf8[4],
					once[16],
					twice[64];
		NxText		text = {utf8, 0};

		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		text.len = nx_encode(cp, utf8);
		text.len = nx_fold(text, once);
		text.data = once;
		wrong += nx_fold(text, twice) != text.len || memcmp(once, twice, text.len) != 0;
	}
	ok(wrong == 0, "a folded text folds to itself: %u code points do not", wrong);
}

int
main(void)
{
	uint32_t	size;
	const char	broken[] = {'\xe2', '\x82', 'x', '\xff', '\xf4', '\x90', '\x80', '\x80'};
	const char *p = broken;
	int			n = 0;

	fold_is("São Paulo", "sao paulo");
	fold_is("ŁÓDŹ", "lodz");
	fold_is("Straße", "strasse");
	fold_is("Æsir Œuvre", "aesir oeuvre");
	fold_is("N’Djamena", "n'djamena");
	fold_is("ＮＨＫ", "nhk");
	fold_is("Αθήνα", "αθηνα");
	fold_is("co\xc2\xadoperate\xe2\x80\x8b", "cooperate");
	fold_is("e\xcc\x81t\xc3\xa9", "ete");
	fold_is("東京", "東京");
	ok(nx_fold_hash(NX_TEXT("U.S.")) == nx_fold_hash(NX_TEXT("us")), "periods do not count in the hash");
	ok(nx_fold_hash(NX_TEXT("Al-Jazeera")) == nx_fold_hash(NX_TEXT("al jazeera")), "nor hyphens and spaces");
	ok(nx_fold_hash(NX_TEXT("Zürich")) == nx_fold_hash(NX_TEXT("zurich")), "nor accents");
	ok(nx_fold_hash(NX_TEXT("Rome")) == UINT64_C(0xba87205788bc51c0), "same value everywhere");
	while (p < broken + sizeof(broken))
	{
		nx_decode(p, broken + sizeof(broken), &size);
		p += size;
		n++;
	}
	ok(p == broken + sizeof(broken) && n >= 5, "broken UTF-8 never runs past the end");
	ok(nx_cp_kind(0x10ffff + 1) == NX_CP_OTHER, "beyond Unicode there is nothing");
	ok(nx_cp_kind('a') == NX_CP_LOWER && nx_cp_kind(0xc9) == NX_CP_UPPER && nx_cp_kind(0x5b57) == NX_CP_LETTER &&
	   nx_cp_kind(0xa0) == NX_CP_SPACE && nx_cp_kind(0x200b) == NX_CP_IGNORABLE && nx_cp_kind('7') == NX_CP_DIGIT,
	   "kinds of common code points");
	ok(nx_cp_info(0x2014)->flags & NX_CP_HYPHEN, "an em dash is a dash");
	ok(nx_count_chars("añb", 4) == 3, "characters are counted, not bytes");
	fold_is_stable();
	return done_testing();
}
