#!/usr/bin/env bash
# fuzz_seeds.sh FOLDER: what fuzzing begins with, in FOLDER/TARGET: test/fuzz/seeds, and the texts of test/cases and
# test/samples, so that a case written for a test is a seed too.
. "$(dirname "$0")/lib.sh"
OUT=${1:?folder}
rm -rf "$OUT"
mkdir -p "$OUT"
cp -R test/fuzz/seeds/. "$OUT"

# lines TARGET NAME HOW-MANY PREFIX <FILE: first columns, HOW-MANY to a seed, each seed with the byte PREFIX before it.
lines() {
	mkdir -p "$OUT/$1"
	LC_ALL=C awk -F '\t' -v to="$OUT/$1/$2-" -v most="$3" -v prefix="$4" '
		/^#/ || /^$/ { next }
		n++ % most == 0 { if (file) close(file); file = sprintf("%s%04d", to, n); printf "%s", prefix >file }
		{ text = $1; gsub(/\\n/, "\n", text); printf "%s%s", text, (most > 1 ? "\n\n" : "") >file }'
}
# whole TARGET PREFIX FILE...: whole files.
whole() {
	local target=$1 prefix=$2 file
	shift 2
	mkdir -p "$OUT/$target"
	for file; do
		{ printf '%b' "$prefix"; cat "$file"; } >"$OUT/$target/$(basename "$file")"
	done
}

CASES=test/cases
BLOCKS=$OUT/.blocks
mkdir -p "$BLOCKS"
for file in "$CASES"/blocks/*.txt; do # "kind <tab> text", "&kind <tab> text" goes on in the line before
	awk -F '\t' '/^&/ { printf "%s", $2; next } { printf "%s%s", (NR > 1 ? "\n" : ""), $2 } END { print "" }' \
		"$file" >"$BLOCKS/$(basename "$file")"
done
for name in dateline byline credit timestamp attribution; do
	lines dateline "$name" 1 '' <"$CASES/$name.tsv"
done
lines dateline_value dateline 1 "$(printf '\004')" <"$CASES/dateline.tsv"
for target in place tagger token; do
	lines "$target" places 8 '' <"$CASES/places.tsv"
	lines "$target" links 8 '' <"$CASES/links.txt"
done
lines article places 30 "$(printf '\003')" <"$CASES/places.tsv"
lines article links 30 "$(printf '\003')" <"$CASES/links.txt"
lines article dateline 12 "$(printf '\001')" <"$CASES/dateline.tsv"
whole blocks '' "$BLOCKS"/*.txt test/samples/*.txt
whole article '\001' "$BLOCKS"/*.txt test/samples/*.txt
whole publisher_line '\0377' "$BLOCKS"/*.txt test/samples/*.html
whole html '' "$CASES"/html/*.html test/samples/*.html
whole article '\002' "$CASES"/html/*.html test/samples/*.html
rm -r "$BLOCKS"
