#!/usr/bin/env bash
# The same article gives the same bytes: the core's golden hashes (test/unit/golden.c) for other compilers, levels of
# optimisation and machines than those of "make unit".  Each in a tree of its own below .run/platforms; a line each.
#
#   platforms.sh [NAME ...]     names as below, e.g. gcc-O3 or s390x-linux-gnu; without: all that can be had here
#
# A cross compiler counts when ICU is there for its machine and qemu's user emulation can run what it makes, on Debian:
#   dpkg --add-architecture s390x; apt-get update
#   apt-get install gcc-s390x-linux-gnu libicu-dev:s390x qemu-user-static
# s390x is the one that is big-endian; i386 (gcc -m32: gcc-multilib, libicu-dev:i386) has pointers of 32 bits.
. "$(dirname "$0")/lib.sh"
passed=0 failed=0 skipped=()
clang=$(find_clang)

# Can what this compiles with ICU be run?  runs EMULATOR COMPILER FLAGS
runs() {
	local probe rc
	command -v "$2" >/dev/null || return 1
	[ -z "$1" ] || command -v "$1" >/dev/null || return 1
	probe=$(mktemp -d)
	printf '%s\n' '#include <unicode/uversion.h>' 'int main(void) { UVersionInfo v; u_getVersion(v); return v[0] == 0; }' >"$probe/x.c"
	# shellcheck disable=SC2086
	"$2" $3 -o "$probe/x" "$probe/x.c" -licuuc 2>/dev/null && $1 "$probe/x" 2>/dev/null
	rc=$?
	rm -rf "$probe"
	return $rc
}

# platform NAME COMPILER FLAGS [EMULATOR]
platform() {
	local name=$1 cc=$2 flags=$3 emulator=${4:-} tree=$TOP/.run/platforms/$1 count
	case " $wanted " in *" $name "* | '  ') ;; *) return 0 ;; esac
	if ! runs "$emulator" "$cc" "$flags"; then
		skipped+=("$name")
		return 0
	fi
	began=$SECONDS
	mkdir -p "$tree"
	ln -sfn "$TOP/src" "$tree/src"
	ln -sfn "$TOP/test" "$tree/test"
	cp Makefile news_extract.control "$tree/"
	if build_golden >"$tree/log" 2>&1 && (cd "$tree" && $emulator build/golden) >>"$tree/log" 2>&1; then
		passed=$((passed + 1))
		count=$(grep -c '^ok' "$tree/log")
		printf 'ok    %-24s %4d hashes %5d s   image %s\n' "$name" "$count" $((SECONDS - began)) "$(image_of "$tree")"
		rm -rf "$tree"
	else
		failed=$((failed + 1))
		printf 'FAIL  %-24s (%s)\n' "$name" "${tree#"$TOP"/}/log"
		grep -A1 -E '^not ok|error:' "$tree/log" | head -n 20 | sed 's/^/      /'
	fi
}

# The core and its image as the build makes them, and the test with them.
build_golden() {
	nice -n 10 make --no-print-directory -s -C "$tree" -j"${JOBS:-1}" CC="$cc $flags" WERROR_CC="$cc" EMULATOR="$emulator" \
		GEN_CFLAGS='-std=gnu11 -g' build/gen/libcore.a build/gen/core/image_embed.o &&
		(cd "$tree" && $cc $flags -std=gnu11 -DNX_STANDALONE -Isrc/core -Ibuild -Itest/unit -o build/golden \
			test/unit/golden.c build/gen/core/image_embed.o build/gen/libcore.a -licui18n -licuuc -lm)
}

# Little-endian images are to be the same to the byte.
image_of() { sha256sum <"$1/build/news_extract.image" | cut -c1-16; }

wanted=$*
for cc in gcc "${clang:-clang}"; do
	for level in -O0 -O2 -O3; do
		platform "$(basename "$cc")$level" "$cc" "$level"
	done
	platform "$(basename "$cc")-unsigned-char" "$cc" '-O2 -funsigned-char'
done
platform gcc-native gcc '-O3 -march=native'
platform i386 gcc '-O2 -m32'
for machine in aarch64-linux-gnu s390x-linux-gnu riscv64-linux-gnu powerpc64le-linux-gnu; do
	qemu=${machine%%-*}
	qemu=qemu-${qemu/powerpc/ppc}
	platform "$machine" "$machine-gcc" -O2 "$(command -v "$qemu-static" || echo "$qemu")"
done
[ ${#skipped[@]} = 0 ] || echo "note: not to be had here: ${skipped[*]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
