#!/usr/bin/env bash
# make bench-core: CPU time and instructions of each stage of the core, without a server.
#   BENCH_ARTICLES=1000  BENCH_ROUNDS=5  ARTICLES=folder   BASE=rev: the same for that commit first (make bench-compare)
# Ends with one line of JSON for each commit.  Instructions are counted by callgrind, if it is installed, on 100
# articles; they do not depend on what else the machine does.
. "$(dirname "$0")/../run/lib.sh"
count=${BENCH_ARTICLES:-1000} rounds=${BENCH_ROUNDS:-5}
work=build/bench
mkdir -p "$work"
if [ -n "${ARTICLES:-}" ]; then
	mapfile -t files < <(article_files)
	[ ${#files[@]} -gt 0 ] || die "no articles in $ARTICLES"
	articles_as_rows "${files[@]}" >"$work/rows"
else
	perl test/bench/corpus.pl "$count" >"$work/rows"
fi
head -n 100 "$work/rows" >"$work/rows.100"

# The functions of the stages, in the order in which they run.
stages='read:nx_article_read dateline:nx_article_dateline tokens:nx_tokenize mentions:nx_find_mentions
	toponyms:nx_find_toponyms places:nx_resolve_places link:nx_link_mentions'

instructions() { # program -> "stage": instructions a byte, ...
	local bytes stage cost all
	command -v valgrind >/dev/null || return 0
	valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" "$1" 1 <"$work/rows.100" >"$work/counted" 2>/dev/null || return 0
	bytes=$(sed 's/.*"bytes": \([0-9]*\).*/\1/' "$work/counted")
	callgrind_annotate --inclusive=yes --threshold=100 "$work/callgrind.out" >"$work/functions"
	for stage in $stages; do
		cost=$(grep -m1 "[:/]${stage#*:}[ ']\|:${stage#*:} \[" "$work/functions" | sed 's/(.*//; s/[ ,]//g')
		[ -n "$cost" ] || continue
		all="${all:+$all, }\"${stage%:*}\": $(awk "BEGIN { printf \"%.2f\", $cost / $bytes }")"
	done
	echo "$all"
}

measure() { # source folder, name of the commit -> a line of JSON
	local program=$1/build/core_bench
	make -s -C "$1" build/mkimage build/gen/core/image_embed.o >/dev/null || die "$2 does not build"
	${CC:-gcc} -std=gnu11 -O2 -g -DNX_STANDALONE -I"$1/src/core" -I"$1/build" -o "$program" "$1/test/bench/core_bench.c" \
		"$1/build/gen/core/image_embed.o" "$1/build/gen/libcore.a" $(pkg-config --libs icu-uc icu-i18n 2>/dev/null || echo -licui18n -licuuc) -lm ||
		die "core_bench does not build with the core of $2"
	echo "{\"commit\": \"$2\", \"instructions_per_byte\": {$(instructions "$program")}, \"time\": $("$program" "$rounds" <"$work/rows")}"
}

if [ -n "${BASE:-}" ]; then
	base=$(git rev-parse --short "$BASE") || die "no such commit: $BASE"
	rm -rf "$work/base"
	mkdir -p "$work/base"
	git archive "$base" | tar xf - -C "$work/base"
	measure "$work/base" "$base" | tee "$work/result"
	measure . "$(git describe --always --dirty)" | tee -a "$work/result"
else
	measure . "$(git describe --always --dirty)" | tee "$work/result"
fi
