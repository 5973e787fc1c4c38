#!/usr/bin/env bash
# What analysers say about the core, the glue and the programs of the build; fails if they say anything.
# cppcheck (not the glue: it does not know the server's macros; what is uninitialised the others know better),
# clang-tidy with the checks of .clang-tidy, and clang's analyzer, each if it is here.
. "$(dirname "$0")/lib.sh"
OUT=$TOP/.run/analyze
mkdir -p "$OUT"
failed=0 ran=
# With the server's and our own assertions: they say what the code relies on.
flags="-Isrc/core -Isrc/pg -Isrc/gen -Ibuild -D_GNU_SOURCE -DUSE_ASSERT_CHECKING"
make --no-print-directory -s build/unicode_tables.inc

# verdict NAME STATUS: what the analyser wrote, if it wrote anything
verdict() {
	ran="$ran $1"
	if [ "$2" != 0 ] || [ -s "$OUT/$1.txt" ]; then
		failed=1
		cat "$OUT/$1.txt"
	fi
}

# Files of C but what needs the image or ICU's own headers.
sources() { printf '%s\n' src/core/*.c src/gen/*.c src/pg/*.c | grep -v 'image_embed\|unicode_icu'; }

if command -v cppcheck >/dev/null; then
	# shellcheck disable=SC2086
	cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --suppress=missingIncludeSystem \
		--suppress=uninitvar --error-exitcode=1 -j "$(nproc)" $flags src/core src/gen >"$OUT/cppcheck.txt" 2>&1
	verdict cppcheck $?
fi
clang=$(find_clang)
if [ -n "$clang" ]; then
	server=$("${PG_CONFIG:-pg_config}" --includedir-server)
	# shellcheck disable=SC2086
	sources | xargs -P "$(nproc)" -I{} "$clang" --analyze \
		--analyzer-output text -Xclang -analyzer-disable-checker=deadcode.DeadStores -std=gnu11 -O2 \
		$flags -isystem "$server" {} >"$OUT/clang.txt" 2>&1
	verdict clang $?
	tidy=$(command -v clang-tidy || ls "${clang%/*}/clang-tidy${clang#"${clang%/*}/clang"}" 2>/dev/null)
	if [ -n "$tidy" ]; then
		# shellcheck disable=SC2086
		sources | xargs -P "$(nproc)" -I{} "$tidy" --quiet --warnings-as-errors='*' {} -- \
			-std=gnu11 $flags -isystem "$server" 2>/dev/null >"$OUT/clang-tidy.txt"
		verdict clang-tidy $?
	fi
fi
[ -n "$ran" ] || die "neither cppcheck nor clang is here"
[ $failed = 0 ] && echo "nothing to say:$ran"
