#!/usr/bin/env bash
# Which lines of src/core the fuzz targets reach: seeds (fuzz_seeds.sh), and what earlier runs kept in
# .run/fuzz or in the folders named TARGET below FUZZ_CORPUS.  A line a file, least reached first.
. "$(dirname "$0")/lib.sh"
CLANG=$(find_clang)
[ -n "$CLANG" ] || die "no clang here"
tool() { # llvm-profdata or llvm-cov of the same version as clang
	local dir
	dir=$(dirname "$(readlink -f "$CLANG")")
	if [ -x "$dir/$1" ]; then echo "$dir/$1"; else command -v "$1" || ls /usr/bin/"$1"-[0-9]* | sort -V | tail -n 1; fi
}
OUT=$TOP/.run/coverage
rm -rf "$OUT"
mkdir -p "$OUT"
# Without sanitizers: the same inputs, only faster.
make --no-print-directory -s fuzz-targets FUZZ_DIR=build/fuzzcov FUZZ_CC="$CLANG" FUZZ_SANITIZE=undefined \
	FUZZ_MORE='-fprofile-instr-generate -fcoverage-mapping' >"$OUT/build.log" 2>&1 || { tail -n 20 "$OUT/build.log"; exit 1; }
SEEDS=$OUT/seeds
test/run/fuzz_seeds.sh "$SEEDS"
objects=()
for target in build/fuzzcov/bin/*; do
	name=$(basename "$target")
	[ -f "test/fuzz/$name.c" ] || continue
	folders=()
	for folder in "$SEEDS/$name" ".run/fuzz/$name" "${FUZZ_CORPUS:-/nowhere}/$name"; do
		[ ! -d "$folder" ] || folders+=("$folder")
	done
	LLVM_PROFILE_FILE="$OUT/$name.profraw" "$target" -runs=0 -rss_limit_mb=4000 "${folders[@]}" >"$OUT/$name.log" 2>&1 ||
		echo "note: $name did not end well: ${OUT#"$TOP"/}/$name.log" >&2
	[ ${#objects[@]} = 0 ] || objects+=(-object)
	objects+=("$target")
done
"$(tool llvm-profdata)" merge -o "$OUT/all.profdata" "$OUT"/*.profraw
"$(tool llvm-cov)" report -instr-profile "$OUT/all.profdata" "${objects[@]}" src/core >"$OUT/report.txt" 2>"$OUT/report.log" ||
	die "$(cat "$OUT/report.log")"
# Columns 8 to 10 of the report: lines, lines missed, lines reached in per cent.
awk '$8 > 0 && /\.[ch] / { printf "%7.2f %% of %5d lines  %s\n", $10, $8, $1 }' "$OUT/report.txt" | sort -n
awk '/^TOTAL/ { printf "%s of %d lines of src/core are reached\n", $10, $8 }' "$OUT/report.txt"
