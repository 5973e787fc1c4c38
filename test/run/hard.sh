#!/usr/bin/env bash
# The regression tests in servers that are hard to live in: hard.sh [round ...]; the same answers are expected.
#   caches     the caches forgotten at every chance (only a server with assertions can)
#   jit        every expression compiled
#   inline     compiled, inlined and optimised: minutes for a function in plpgsql, so only some of the tests
#   parallel   every query in a parallel worker where that is allowed
#   memory     little memory for sorts and hashes, all of it clobbered when freed where the server does so
#   asan       the extension under AddressSanitizer and UBSan
#   valgrind   the server under valgrind's memcheck
#   soak       no regression tests: SOAK_ARTICLES (1000000) articles in one backend, whose memory stays what it was
# Without names: jit, parallel, memory, and caches where the server can.  NAMES='test ...': these tests only.
. "$(dirname "$0")/lib.sh"
pick_server
HERE=$TOP/test/run
LOGS=$TOP/.run/logs
mkdir -p "$LOGS"
export REGRESS_NAMES=${NAMES:-} REGRESS_ROUND REGRESS_CONF REGRESS_ENV REGRESS_BIN
failed=0

# round NAME CONF: one run in this tree
round() {
	REGRESS_ROUND=$1 REGRESS_CONF=$2
	"$HERE/check.sh" regress | sed '$d' || return 1
	return "${PIPESTATUS[0]}"
}

has_assertions() { "$PG_CONFIG" --configure | grep -q -e '--enable-cassert'; }

round_jit() { round jit $'jit = on\njit_above_cost = 0\njit_inline_above_cost = -1\njit_optimize_above_cost = -1'; }

round_inline() (
	REGRESS_NAMES=${NAMES:-aggregates article dateline entityset entityquery gin read_back}
	round inline $'jit = on\njit_above_cost = 0\njit_inline_above_cost = 0\njit_optimize_above_cost = 0'
)

round_parallel() {
	local name=debug_parallel_query
	[ "$VER" -ge 16 ] || name=force_parallel_mode
	round parallel "$name = regress"$'\nmax_worker_processes = 16'
}

round_memory() { round memory $'work_mem = 64kB\nmaintenance_work_mem = 1MB\nhash_mem_multiplier = 1\nlogical_decoding_work_mem = 64kB\ntemp_buffers = 800kB\nshared_buffers = 1MB'; }

round_caches() {
	has_assertions || { echo "note: this server cannot discard its caches (it has no assertions); PG_CONFIG= another" >&2; return 0; }
	round caches 'debug_discard_caches = 1'
}

# Our objects with sanitizers, in a copy of the tree: an ordinary build stays as it is.  Objects are not shared, so the
# runtime library is preloaded; so is a symbol that gcc's looks up in vain, which hangs programs that link libp11-kit.
round_asan() {
	local copy=$TOP/.run/asan libs rc
	rm -rf "$copy/log"
	mkdir -p "$copy/build"
	tar cf - --exclude=./.run --exclude=./.git --exclude='./build/pg*' --exclude=./build/unit --exclude='./build/fuzz*' \
		--exclude=./build/linked . | tar xf - -C "$copy"
	echo 'char *swift_demangle(const char *s, unsigned long n, char *o, unsigned long *on, unsigned f) { return 0; }' |
		${CC:-gcc} -shared -fPIC -w -x c -o "$copy/build/shim.so" - || return 1
	cp "$copy/build/shim.so" /tmp/nx-shim.$$.so
	chmod 755 /tmp/nx-shim.$$.so
	libs=$(${CC:-gcc} -print-file-name=libasan.so):$(${CC:-gcc} -print-file-name=libubsan.so):/tmp/nx-shim.$$.so
	REGRESS_ENV="LD_PRELOAD=$libs ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
	(cd "$copy" && COPT='-fsanitize=address,undefined -fno-omit-frame-pointer' HERE=$copy/test/run round asan $'jit = off\nmax_stack_depth = 4MB')
	rc=$?
	cp "$copy"/.run/logs/regress-asan* "$LOGS/" 2>/dev/null
	rm -f /tmp/nx-shim.$$.so
	REGRESS_ENV=
	# the log of the server is where reports go
	[ -f "$LOGS/regress-asan.server.log" ] || return $rc
	reports asan 'AddressSanitizer|runtime error:' "$LOGS/regress-asan.server.log" && [ $rc = 0 ]
}

# Programs beside postgres as they are, and postgres under memcheck.  initdb finds the real one by the link.
round_valgrind() {
	local bin rc program
	command -v valgrind >/dev/null || die 'no valgrind here'
	bin=$(mktemp -d /tmp/nx-valgrind.XXXXXX)
	chmod 777 "$bin"
	for program in "$BIN"/*; do ln -s "$program" "$bin/"; done
	cp "$HERE/valgrind.supp" "$bin/supp"
	rm "$bin/postgres"
	printf '#!/bin/sh\nexec valgrind --quiet --trace-children=yes --leak-check=no --num-callers=30 --suppressions=%s --log-file=%s "%s" "$@"\n' \
		"$bin/supp" "$bin/report.%p" "$BIN/postgres" >"$bin/postgres"
	chmod 755 "$bin/postgres"
	chmod 644 "$bin/supp"
	REGRESS_BIN=$bin REGRESS_ENV="PGCTLTIMEOUT=300"
	round valgrind $'jit = off\nautovacuum = off'
	rc=$?
	REGRESS_BIN='' REGRESS_ENV=''
	cat "$bin"/report.* 2>/dev/null | grep -v '^$' >"$LOGS/regress-valgrind.reports"
	rm -rf "$bin"
	reports valgrind . "$LOGS/regress-valgrind.reports" && [ $rc = 0 ]
}

# Invented articles and pages of them, each another text, with a profile of terms, an expression and publisher lines.
# Private memory may grow by SOAK_MOST kB after the first hundredth: four bytes an article would be too many.
SOAK_MOST=4096
round_soak() (
	articles=${SOAK_ARTICLES:-1000000}
	open_work soak
	close_at_exit
	make --no-print-directory -s all || exit 1
	stage
	start_server max_parallel_workers_per_gather=0 jit=off autovacuum=off shared_buffers=64MB
	sql -c 'CREATE EXTENSION news_extract' -c 'CREATE TABLE article (file text, body text)'
	perl test/bench/corpus.pl 1000 | sql -c '\copy article from stdin' || exit 1
	sql -f test/run/soak.sql || exit 1
	soak_script "$articles" | sql -At -v ON_ERROR_STOP=1 >"$LOGS/soak.log" || exit 1
	awk -F '|' -v most=$SOAK_MOST '
		{ printf "      %8d articles: %d kB private, %d kB in contexts\n", $1, $2, $3; if (NR == 1) { first = $2; used = $3 } rss = $2; now = $3 }
		END { bad = NR < 2 || rss > first + most || now > used + most / 8
			printf "%s  soak: %+d kB private, %+d kB in contexts\n", bad ? "FAIL" : "ok  ", rss - first, now - used; exit bad }' "$LOGS/soak.log"
)

# One statement for 1000 articles, a line "articles|private kB|kB in contexts" now and then.
soak_script() {
	local n percent last=0
	for ((n = 1; n * 1000 <= $1; n++)); do
		echo "SELECT count(news_entities(body || $n)) + count(news_clean(body || $n, news_dictionary('soak'), publisher => 'The Gazette')) FROM article \g /dev/null"
		percent=$((n * 100000 / $1))
		[ $percent != $last ] || continue
		last=$percent
		case $percent in
		1 | ?0 | 100) echo "SELECT $n * 1000, substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s*(\d+)'), (sum(used_bytes) / 1024)::int FROM pg_backend_memory_contexts;" ;;
		esac
	done
}

# reports ROUND PATTERN FILE: none may be there
reports() {
	local n
	[ -f "$3" ] || { echo "FAIL  $1: no $3"; return 1; }
	n=$(grep -cE "$2" "$3")
	if [ "$n" != 0 ]; then
		echo "FAIL  $1: $n lines of reports in ${3#"$TOP"/}"
		grep -E -A 12 "$2" "$3" | head -n 40 | sed 's/^/      /'
		return 1
	fi
	echo "ok    $1: no reports"
}

for name in ${*:-jit parallel memory caches}; do
	case $name in
	caches | jit | inline | parallel | memory | asan | valgrind | soak) "round_$name" || failed=1 ;;
	*) die "no such round: $name" ;;
	esac
done
exit $failed
