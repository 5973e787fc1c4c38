#!/usr/bin/env bash
# Install what is missing, and only that: deps.sh build|check|eval
#   NO_APT=1   only say what is missing
# Exit status 1 if something is missing in the end that we cannot do without.  What only some tests
# use (clang's fuzzer, Perl's IPC::Run, Python) is installed too, but its tests are left out without it.
# Any Debian or Ubuntu; elsewhere it names what to install by hand.
set -u
what=${1:-build}
packages=() reasons=() must=

need() { packages+=("$1"); reasons+=("$1: $2"); must=1; }
want() { packages+=("$1"); reasons+=("$1: $2"); }
have() { command -v "$1" >/dev/null 2>&1; }
installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok'; }

# The server version: of the build system found, of a server found, or the distribution's own.
version_found() {
	local v
	if [ -x "${PG_CONFIG:-}" ] || have "${PG_CONFIG:-pg_config}"; then
		if [ -f "$("${PG_CONFIG:-pg_config}" --pgxs 2>/dev/null)" ]; then
			"${PG_CONFIG:-pg_config}" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/'
			return
		fi
	fi
	v=$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sed 's,.*/postgresql/\([0-9]*\)/.*,\1,' | sort -n | tail -n 1)
	[ -n "$v" ] || v=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
	echo "$v"
}

refreshed=
refresh_lists() {
	[ -z "$refreshed" ] && [ -z "${NO_APT:-}" ] && have apt-get || return 0
	refreshed=1
	echo 'Refreshing the list of packages (apt-get update).'
	$sudo apt-get update -q >/dev/null || :
}

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo

have "${CC:-gcc}" || need gcc 'C compiler'
[ -f /usr/include/stdlib.h ] || need libc6-dev 'C library headers'
have pkg-config || need pkg-config 'finds ICU'
{ have pkg-config && pkg-config --exists icu-uc icu-i18n 2>/dev/null; } || need libicu-dev 'Unicode library'
have perl || need perl 'loads articles'

v=$(version_found)
if [ -z "$v" ]; then
	refresh_lists
	v=$(version_found)
fi
pgc=${PG_CONFIG:-pg_config}
if have "$pgc" && [ -f "$("$pgc" --pgxs 2>/dev/null)" ]; then
	bin=$("$pgc" --bindir)
else
	bin=/usr/lib/postgresql/$v/bin
	need "postgresql-server-dev-${v:-15}" 'PostgreSQL build system'
fi
[ -x "$bin/postgres" ] || need "postgresql-${v:-15}" 'PostgreSQL server'

if [ "$what" = check ]; then
	perl -MIPC::Run -e1 2>/dev/null || want libipc-run-perl "PostgreSQL's TAP tests"
	have prove || want perl "PostgreSQL's TAP tests"
	# clients that read the derived views; JDBC, node-postgres and PostGIS are tested where they are
	python3 -c 'import psycopg2' 2>/dev/null || /usr/bin/python3 -c 'import psycopg2' 2>/dev/null || want python3-psycopg2 'test of the views with psycopg2'
	have isql || want unixodbc 'test of the views with ODBC'
	ls /usr/lib/*/odbc/psqlodbcw.so >/dev/null 2>&1 || want odbc-postgresql 'test of the views with ODBC'
	# Fuzzing needs clang and its run-time library; their names differ between releases.
	clang=$(command -v clang || ls /usr/bin/clang-[0-9]* 2>/dev/null | grep -E '/clang-[0-9]+$' | sort -V | tail -n 1)
	if [ -z "$clang" ]; then
		refresh_lists
		want clang 'fuzzing'
		! apt-cache show libclang-rt-dev >/dev/null 2>&1 || want libclang-rt-dev 'fuzzing'
	else
		probe=$(mktemp -d)
		echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d && n > 9 ? 0 : 0; }' >"$probe/x.c"
		if ! "$clang" -fsanitize=fuzzer,address,undefined -o "$probe/x" "$probe/x.c" 2>/dev/null; then
			cv=$("$clang" --version | sed -n 's/.*clang version \([0-9]*\).*/\1/p')
			refresh_lists
			for p in "libclang-rt-$cv-dev" "libclang-common-$cv-dev"; do
				if apt-cache show "$p" >/dev/null 2>&1 && ! installed "$p"; then want "$p" 'fuzzing'; fi
			done
		fi
		rm -rf "$probe"
	fi
fi
if [ "$what" = eval ] || { [ "$what" = check ] && ls src/gen/*/check.py >/dev/null 2>&1; }; then
	have python3 || if [ "$what" = eval ]; then need python3 'evaluation'; else want python3 'checks of the data'; fi
fi

[ ${#packages[@]} -gt 0 ] || exit 0

echo 'Missing here:'
printf '  %s\n' "${reasons[@]}"
if [ -n "${NO_APT:-}" ]; then
	echo 'NO_APT is set: nothing is installed.'
	[ -z "$must" ]
	exit
fi
if ! have apt-get; then
	echo 'No apt-get here: please install the like of these with your own package manager.' >&2
	[ -z "$must" ]
	exit
fi
refresh_lists
echo "Installing: ${packages[*]}"
log=$(mktemp)
if ! $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "apt-get install failed; its output: $log" >&2
	[ -z "$must" ] || exit 1
	echo 'Going on without.' >&2
	exit 0
fi
rm -f "$log"
