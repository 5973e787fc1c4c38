#!/usr/bin/env bash
# Run the tests: check.sh [step ...]; without names, all of them in the order of ALL below.
# A line a step, what failed below it, and in the end one line "N passed, N failed".
# Logs of the steps: .run/logs.  Exit status 1 if anything failed.
. "$(dirname "$0")/lib.sh"
ALL='werror versions threats unit build layers regress isolation tap data train fuzz demo web'
LOGS=$TOP/.run/logs
mkdir -p "$LOGS"
total_passed=0 total_failed=0
export MAKEFLAGS='' JOBS=${JOBS:-$(nproc)} FUZZ_SECONDS=${FUZZ_SECONDS:-} FUZZ_RUNS=${FUZZ_RUNS:-3000}

submake() { make --no-print-directory -s -j"$JOBS" "$@"; }

# report STEP PASSED FAILED LOG: the line of a step, and the end of its log if it failed
report() {
	total_passed=$((total_passed + $2)) total_failed=$((total_failed + $3))
	if [ "$3" = 0 ]; then
		printf 'ok    %-14s %4d tests %5d s\n' "$1" "$2" $((SECONDS - began))
	else
		printf 'FAIL  %-14s %4d of %d failed %5d s   (%s)\n' "$1" "$3" $(($2 + $3)) $((SECONDS - began)) "${4#"$TOP"/}"
		grep -hE '^not ok|runtime error:|ERROR: AddressSanitizer|FAILED|warning:|error:|<- ' "$4" | head -n 30 | sed 's/^/      /'
		tail -n 15 "$4" | sed 's/^/      | /'
	fi
}

# A step that passes or fails as one: single STEP COMMAND ...
single() {
	local name=$1
	shift
	began=$SECONDS
	if "$@" >"$LOGS/$name.log" 2>&1; then report "$name" 1 0; else report "$name" 0 1 "$LOGS/$name.log"; fi
}

# Lines "ok ..." and "not ok ..." at the start of a line, as TAP has them.
count_ok() { grep -cE '^ok( |$)' "$1"; }
count_not_ok() { grep -cE '^not ok( |$)' "$1"; }

step_werror() {
	local cc
	for cc in "${CC:-gcc}" "$(find_clang)"; do
		[ -n "$cc" ] || continue
		single "werror-$(basename "$cc")" submake -k werror WERROR_CC="$cc"
	done
}

step_layers() { single layers test/run/layers.sh; }
step_versions() { single versions test/run/versions.sh; }
step_threats() { single threats test/run/threats.sh; }

# Each unit test is a program that prints ok and not ok lines; one that dies counts as one failure.
step_unit() {
	local log=$LOGS/unit.log test rc passed failed
	began=$SECONDS
	if ! sanitizers_work; then
		echo "note: no sanitizers for ${CC:-gcc} here; unit tests run without" >&2
		export SANITIZE=
	fi
	if ! submake -k unit-tests >"$log" 2>&1; then echo 'not ok - some unit tests do not build' >>"$log"; fi
	for test in build/unit/bin/*; do
		case $test in *.d | *'*') continue ;; esac
		[ -f "test/unit/$(basename "$test").c" ] || continue
		echo "# $test" >>"$log"
		UBSAN_OPTIONS=print_stacktrace=1 timeout 900 "$test" >"$log.one" 2>&1
		rc=$?
		cat "$log.one" >>"$log"
		if [ $rc != 0 ] && [ "$(count_not_ok "$log.one")" = 0 ]; then echo "not ok - $test ended with status $rc" >>"$log"; fi
		if [ $rc = 0 ] && [ "$(count_ok "$log.one")" = 0 ]; then echo "ok - $test" >>"$log"; fi
	done
	rm -f "$log.one"
	passed=$(count_ok "$log") failed=$(count_not_ok "$log")
	report unit "$passed" "$failed" "$log"
}

sanitizers_work() {
	local probe rc
	probe=$(mktemp -d)
	echo 'int main(void) { return 0; }' >"$probe/x.c"
	${CC:-gcc} -fsanitize=address,undefined -o "$probe/x" "$probe/x.c" 2>/dev/null && "$probe/x" 2>/dev/null
	rc=$?
	rm -rf "$probe"
	return $rc
}

fuzzer_works() {
	local probe rc
	[ -n "$1" ] || return 1
	probe=$(mktemp -d)
	echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d && n > 9 ? 0 : 0; }' >"$probe/x.c"
	"$1" -fsanitize=fuzzer,address,undefined -o "$probe/x" "$probe/x.c" 2>/dev/null
	rc=$?
	rm -rf "$probe"
	return $rc
}

step_build() { single build submake all; }

# What the server's owner needs: its own copy of tests and answers, and a staged installation.
prepare_server_tests() {
	[ -z "${prepared:-}" ] || return 0
	pick_server
	open_work check
	trap close_work EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	submake all || return 1
	stage || return 1
	rm -rf "$WORK/src"
	mkdir -p "$WORK/src"
	tar cf - --exclude=test/eval --exclude=test/fuzz README.md docs test expected news_extract.control sql/install sql/upgrade \
		2>/dev/null | tar xf - -C "$WORK/src"
	{ echo 'fsync = off'; cat "$WORK/stage.conf"; } >"$WORK/temp.conf"
	own "$WORK/src" "$WORK/temp.conf"
	prepared=1
}

# Counts of pg_regress and pg_isolation_regress: "name ... ok" to 15, TAP from 16.
report_regress() { # step, log, names
	local passed failed
	passed=$(grep -cE '^ok |\.\.\. ok( |$)' "$2") failed=$(grep -cE '^not ok |\.\.\. FAILED' "$2")
	if [ $((passed + failed)) -lt "$3" ]; then failed=$(($3 - passed)); fi
	if [ "$failed" != 0 ] && [ -f "$WORK/src/regression.diffs" ]; then
		cp "$WORK/src/regression.diffs" "$LOGS/$1.diffs"
		head -n 200 "$LOGS/$1.diffs" >>"$2"
	fi
	report "$1" "$passed" "$failed" "$2"
	rm -f "$WORK/src/regression.diffs"
}

# test/run/hard.sh runs this step again and again, in a server that is made hard to live in: REGRESS_ROUND names
# the round, REGRESS_CONF has settings, REGRESS_BIN another folder of programs, REGRESS_ENV variables of the server,
# REGRESS_NAMES some of the tests.
step_regress() {
	local round=regress${REGRESS_ROUND:+-$REGRESS_ROUND} log names
	log=$LOGS/$round.log
	began=$SECONDS
	names=${REGRESS_NAMES:-$(cd test/sql 2>/dev/null && ls -- *.sql 2>/dev/null | sed 's/\.sql$//' | sort)}
	[ -n "$names" ] || return 0
	prepare_server_tests >"$log" 2>&1 || { report "$round" 0 1 "$log"; return; }
	[ -z "${REGRESS_CONF:-}" ] || printf '%s\n' "$REGRESS_CONF" >>"$WORK/temp.conf"
	# shellcheck disable=SC2086
	as_owner sh -c 'cd "$1" && shift && exec "$@"' - "$WORK/src" env ${REGRESS_ENV:-} \
		"$PGTEST/regress/pg_regress" --temp-instance="$WORK/src/tmp_check" --temp-config="$WORK/temp.conf" \
		--bindir="${REGRESS_BIN:-$BIN}" --inputdir=test --outputdir=. --encoding=UTF8 --no-locale --dbname=contrib_regression \
		$names >>"$log" 2>&1
	report_regress "$round" "$log" "$(echo "$names" | wc -w)"
	# what the server itself said
	rm -f "$LOGS/$round.server.log"
	[ ! -f "$WORK/src/log/postmaster.log" ] || cp "$WORK/src/log/postmaster.log" "$LOGS/$round.server.log"
}

step_isolation() {
	local log=$LOGS/isolation.log names
	began=$SECONDS
	names=$(cd test/isolation/specs 2>/dev/null && ls -- *.spec 2>/dev/null | sed 's/\.spec$//' | sort)
	[ -n "$names" ] || return 0
	prepare_server_tests >"$log" 2>&1 || { report isolation 0 1 "$log"; return; }
	# shellcheck disable=SC2086
	as_owner sh -c 'cd "$1" && shift && exec "$@"' - "$WORK/src" \
		"$PGTEST/isolation/pg_isolation_regress" --temp-instance="$WORK/src/tmp_check_iso" --temp-config="$WORK/temp.conf" \
		--bindir="$BIN" --inputdir=test/isolation --outputdir=output_iso --encoding=UTF8 --no-locale \
		--dbname=isolation_regression $names >>"$log" 2>&1
	[ ! -f "$WORK/src/output_iso/regression.diffs" ] || mv "$WORK/src/output_iso/regression.diffs" "$WORK/src/regression.diffs"
	report_regress isolation "$log" "$(echo "$names" | wc -w)"
}

step_tap() {
	local log=$LOGS/tap.log rc
	began=$SECONDS
	ls test/t/*.pl >/dev/null 2>&1 || return 0
	perl -MIPC::Run -e1 2>/dev/null || { echo 'note: no IPC::Run here, the TAP tests are not run' >&2; return 0; }
	prepare_server_tests >"$log" 2>&1 || { report tap 0 1 "$log"; return; }
	# shellcheck disable=SC2016
	as_owner sh -c 'cd "$1" && shift && mkdir -p tmp_tap && exec "$@" test/t/*.pl' - "$WORK/src" \
		env PATH="$BIN:$PATH" TESTDIR="$WORK/src" TESTDATADIR="$WORK/src/tmp_tap" TESTLOGDIR="$WORK/src/tmp_tap/log" \
		PGPORT=65432 PG_REGRESS="$PGTEST/regress/pg_regress" TEMP_CONFIG="$WORK/temp.conf" \
		prove -v -I "$PGTEST/perl" -I test/t >>"$log" 2>&1
	rc=$?
	if [ $rc != 0 ] && [ "$(count_not_ok "$log")" = 0 ]; then echo "not ok - prove ended with status $rc" >>"$log"; fi
	report tap "$(count_ok "$log")" "$(count_not_ok "$log")" "$log"
}

# Checks that the data files carry with them.
step_data() {
	local check
	for check in src/gen/*/check.py src/gen/check*.py; do
		[ -f "$check" ] || continue
		command -v python3 >/dev/null || { echo "note: no python3 here, $check is not run" >&2; return 0; }
		single "data-$(basename "$(dirname "$check")")" env PYTHONDONTWRITEBYTECODE=1 python3 "$check"
	done
}

# The tagger's trainer on a few sentences.
step_train() {
	local log=$LOGS/train.log
	began=$SECONDS
	submake build/train >"$log" 2>&1 && test/run/train.sh >>"$log" 2>&1
	if [ "$(count_ok "$log")" = 0 ]; then echo 'not ok - the trainer does not build' >>"$log"; fi
	report train "$(count_ok "$log")" "$(count_not_ok "$log")" "$log"
}

# Each target from its seeds.  In "make check" always the same inputs, FUZZ_RUNS of them, so that the run can be repeated;
# with FUZZ_SECONDS (make fuzz) that long, on from what earlier runs found.  What breaks stays in .run/fuzz.
step_fuzz() {
	local log=$LOGS/fuzz.log clang target name
	began=$SECONDS
	ls test/fuzz/*.c >/dev/null 2>&1 || return 0
	clang=$(find_clang)
	fuzzer_works "$clang" || { echo 'note: no clang with a fuzzer here, nothing is fuzzed' >&2; return 0; }
	submake -k fuzz-targets FUZZ_CC="$clang" >"$log" 2>&1 || echo 'not ok - some fuzz targets do not build' >>"$log"
	test/run/fuzz_seeds.sh .run/fuzz/seeds || echo 'not ok - there are no seeds' >>"$log"
	for target in build/fuzz/bin/*; do
		name=$(basename "$target")
		[ -f "test/fuzz/$name.c" ] || continue
		echo "$name"
	done | xargs -P "$JOBS" -I{} sh -c '
		name=$1; found=.run/fuzz/$name
		if [ -n "$FUZZ_SECONDS" ]; then bound="-max_total_time=$FUZZ_SECONDS"
		else bound="-runs=$FUZZ_RUNS -seed=1"; found=.run/fuzz/check-$name; rm -rf "$found"; fi
		mkdir -p "$found"
		seeds=; [ ! -d ".run/fuzz/seeds/$name" ] || seeds=.run/fuzz/seeds/$name
		dict=; [ ! -f "test/fuzz/$name.dict" ] || dict=-dict=test/fuzz/$name.dict
		if build/fuzz/bin/$name $bound -timeout=25 -rss_limit_mb=2500 -max_len=20000 $dict \
			-artifact_prefix=".run/fuzz/$name-" -print_final_stats=1 "$found" $seeds >".run/logs/fuzz-$name.log" 2>&1
		then echo "ok - fuzz $name, $(sed -n "s/.*number_of_executed_units: *//p" ".run/logs/fuzz-$name.log") inputs"
		else echo "not ok - fuzz $name: .run/logs/fuzz-$name.log"
			grep -E "ERROR|runtime error:|#[0-9]+ 0x.*[ /](src/core|test/fuzz)/" ".run/logs/fuzz-$name.log" |
				head -n 8 | sed "s/^/<- /"
			sed -n "s/^Base64: /<- input in base64: /p" ".run/logs/fuzz-$name.log" | cut -c1-2000; fi' - {} >>"$log"
	report fuzz "$(count_ok "$log")" "$(count_not_ok "$log")" "$log"
}

# The demo runs to its end.
step_demo() {
	single demo env -u ARTICLES test/run/demo.sh
}

# The dashboard is built and looked at in a browser: where "make demo-web" has fetched its packages.
step_web() {
	[ -d examples/dashboard/node_modules ] || { echo 'note: no packages of the dashboard here ("make demo-web" fetches them), it is not built' >&2; return 0; }
	command -v "${CHROMIUM:-chromium}" >/dev/null || { echo 'note: no chromium here, the dashboard is not opened' >&2; return 0; }
	single web env -u ARTICLES -u PICTURE test/run/demo_web.sh check
}

for step in ${*:-$ALL}; do
	case " $ALL " in
	*" $step "*) "step_$step" ;;
	*) die "no such step: $step; there are: $ALL" ;;
	esac
done
echo "$total_passed passed, $total_failed failed"
[ "$total_failed" = 0 ]
