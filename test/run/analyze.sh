#!/usr/bin/env bash
# What analysers say about the core, the glue and the programs of the build; fails if they say anything.
# cppcheck (the core; what is uninitialised the other knows better) and clang's analyzer, each if it is here.
. "$(dirname "$0")/lib.sh"
OUT=$TOP/.run/analyze
mkdir -p "$OUT"
failed=0 ran=0
flags="-Isrc/core -Isrc/pg -Isrc/gen -Ibuild -D_GNU_SOURCE"
make --no-print-directory -s build/unicode_tables.inc
if command -v cppcheck >/dev/null; then
	ran=1
	# shellcheck disable=SC2086
	cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --suppress=missingIncludeSystem \
		--suppress=uninitvar --error-exitcode=1 -j "$(nproc)" $flags src/core >"$OUT/cppcheck.txt" 2>&1 ||
		{ failed=1; cat "$OUT/cppcheck.txt"; }
fi
clang=$(find_clang)
if [ -n "$clang" ]; then
	ran=1
	server=$("${PG_CONFIG:-pg_config}" --includedir-server)
	# shellcheck disable=SC2086
	printf '%s\n' src/core/*.c src/gen/[!u]*.c src/pg/*.c | grep -v image_embed | xargs -P "$(nproc)" -I{} "$clang" --analyze \
		--analyzer-output text -Xclang -analyzer-disable-checker=deadcode.DeadStores -std=gnu11 -O2 \
		$flags -isystem "$server" {} >"$OUT/clang.txt" 2>&1 || failed=1
	[ ! -s "$OUT/clang.txt" ] || { failed=1; cat "$OUT/clang.txt"; }
fi
[ $ran = 1 ] || die "neither cppcheck nor clang is here"
[ $failed = 0 ] && echo 'the analysers have nothing to say'
