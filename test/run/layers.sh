#!/usr/bin/env bash
# The layers of DESIGN: who may include what.  Prints each offending line; exit status 1 if any.
#   src/core    plain C: no header of the server, no other layer, no file or terminal I/O
#   src/gen     programs of the build: no header of the server
#   src/pg      public headers of the core only
# Where the core has been compiled, also what its objects ask of the C library, and that they keep no state.
cd "$(dirname "$0")/../.." || exit 1
bad=0

refuse() { # why, pattern, files ...
	local why=$1 pattern=$2 hits
	shift 2
	[ $# -gt 0 ] || return 0
	hits=$(grep -nHE "$pattern" "$@" 2>/dev/null)
	if [ -n "$hits" ]; then
		printf '%s\n' "$hits" | sed "s/\$/    <- $why/"
		bad=1
	fi
}
shopt -s nullglob globstar

server='^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"](postgres|postgres_ext|postgres_fe|c|fmgr|funcapi|miscadmin|varatt|pgstat|pg_config[a-z_]*|pg_trace|libpq-fe|windowapi|port)\.h[>"]'
server_dir='^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"](access|archive|backup|bootstrap|catalog|commands|common|executor|foreign|jit|lib|libpq|mb|nodes|optimizer|parser|partitioning|port|portability|postmaster|regex|replication|rewrite|snowball|statistics|storage|tcop|tsearch|utils|varatt)/'

refuse 'the core includes no server header' "$server" src/core/*.[ch]
refuse 'the core includes no server header' "$server_dir" src/core/*.[ch]
refuse 'the core includes its own headers only' '#[[:space:]]*include[[:space:]]*"(\.\./|.*(pg|gen)/)' src/core/*.[ch]
refuse 'the core reads and writes no files' '#[[:space:]]*include[[:space:]]*<(fcntl|unistd|sys/.*|locale|pthread|signal)\.h>' src/core/*.[ch]
refuse 'build programs include no server header' "$server" src/gen/**/*.[ch]
refuse 'build programs include no server header' "$server_dir" src/gen/**/*.[ch]
refuse 'the glue uses public headers of the core only' '#[[:space:]]*include[[:space:]]*"[^"]*_internal\.h"' src/pg/*.[ch]
refuse 'the glue uses public headers of the core only' '#[[:space:]]*include[[:space:]]*"[^"]*\.(c|inc)"' src/pg/*.[ch]
refuse 'only compat.h asks for the server version' 'PG_VERSION_NUM' $(ls src/pg/*.[ch] 2>/dev/null | grep -v '/compat\.h$')

# The core asks the C library for memory and bytes, not for files, the environment, the locale, time or chance.  __cpu_model: what the
# processor can do, for one step that has two forms with the same answer.
allowed='^(nx_|_nx_|__stack_chk_fail|__cpu_model$|_GLOBAL_OFFSET_TABLE_|_?_?(mem|str|stp)(cmp|cpy|set|move|chr|rchr|len|ncmp|str|mem|nlen|spn|cspn|pbrk)(_chk)?$|qsort$|bsearch$|malloc$|calloc$|realloc$|free$|abort$|u_|unorm2_|ucsdet_|udat_|ucal_|ubrk_|u?regex_|u[a-z]+_[A-Za-z0-9]+_[0-9]+$|uregex)'
objects=$(ls -d build/pg*/core 2>/dev/null | tail -n 1)
if [ -n "$objects" ] && command -v nm >/dev/null; then
	for source in src/core/*.c; do
		object=$objects/$(basename "$source" .c).o
		[ -f "$object" ] || continue
		for symbol in $(nm -u "$object" | sed -n 's/.* U //p' | grep -vE "$allowed"); do
			echo "$source: calls $symbol    <- the core asks nothing of the system but memory"
			bad=1
		done
		for symbol in $(nm "$object" | sed -n 's/.* [BbCG] //p'); do
			echo "$source: $symbol    <- the core keeps no state that changes"
			bad=1
		done
		if [ "$(size -A "$object" | sed -n 's/^\.data  *\([0-9]*\).*/\1/p' | head -n 1)" != 0 ] && size -A "$object" | grep -q '^\.data '; then
			echo "$source: has writable data    <- the core keeps no state that changes"
			bad=1
		fi
	done
fi

[ $bad = 0 ] && echo 'layers: clean'
exit $bad
