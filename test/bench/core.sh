#!/usr/bin/env bash
# make bench-core: CPU time and instructions of each stage of the core, without a server.
#   BENCH_ARTICLES=1000  BENCH_ROUNDS=5  ARTICLES=folder   BASE=rev: the same for that commit first (make bench-compare);
#   the two then take turns, and the least time of each stage counts, because the machine does other things too
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

build() { # source folder, name of the commit -> build/core_bench in it; each core has the program of its own commit
	make -s -C "$1" build/mkimage build/gen/core/image_embed.o >/dev/null || die "$2 does not build"
	${CC:-gcc} -std=gnu11 -O2 -g -DNX_STANDALONE -I"$1/src/core" -I"$1/build" -o "$1/build/core_bench" "$1/test/bench/core_bench.c" \
		"$1/build/gen/core/image_embed.o" "$1/build/gen/libcore.a" $(pkg-config --libs icu-uc icu-i18n 2>/dev/null || echo -licui18n -licuuc) -lm ||
		die "core_bench does not build with the core of $2"
}

report() { # source folder, name of the commit, its time -> a line of JSON
	echo "{\"commit\": \"$2\", \"instructions_per_byte\": {$(instructions "$1/build/core_bench")}, \"time\": $3}"
}

# The lines of core_bench, one a round, made one: of each stage the least.
least() {
	perl -ne 'print STDERR $_ unless /"ns"/; ($head) = /^(.*"ns": \{)/; $n++;
		while (/"(\w+)": (\d+)/g) { next unless pos > length $head; push @stages, $1 unless exists $ns{$1}; $ns{$1} = $2 unless exists $ns{$1} && $ns{$1} < $2 }
		END { $head =~ s/"rounds": 1/"rounds": $n/; print $head, join(", ", map { "\"$_\": $ns{$_}" } @stages), "}}" }'
}

now=$(git describe --always --dirty)
if [ -n "${BASE:-}" ]; then
	base=$(git rev-parse --short "$BASE") || die "no such commit: $BASE"
	rm -rf "$work/base"
	mkdir -p "$work/base"
	git archive "$base" | tar xf - -C "$work/base"
	build "$work/base" "$base"
	build . "$now"
	rm -f "$work/before" "$work/after"
	for ((round = 0; round < rounds; round++)); do
		"$work/base/build/core_bench" 1 <"$work/rows" >>"$work/before" || die "core_bench of $base fails"
		build/core_bench 1 <"$work/rows" >>"$work/after" || die "core_bench of $now fails"
	done
	report "$work/base" "$base" "$(least <"$work/before")" | tee "$work/result"
	report . "$now" "$(least <"$work/after")" | tee -a "$work/result"
else
	build . "$now"
	report . "$now" "$(build/core_bench "$rounds" <"$work/rows")" | tee "$work/result"
fi
