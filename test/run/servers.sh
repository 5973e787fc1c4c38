#!/usr/bin/env bash
# The server tests with each PostgreSQL here, one after the other: servers.sh [version | pg_config ...]
# Without arguments, those below /usr/lib/postgresql that have a server and its development files.
# On Debian and Ubuntu, PostgreSQL's own package source has every version beside the others:
#   apt-get install postgresql-14 postgresql-server-dev-14 postgresql-18 postgresql-server-dev-18
. "$(dirname "$0")/lib.sh"
# STEPS: which tests of check.sh
STEPS=${STEPS:-werror build regress isolation tap}
failed=0 ran=0
if [ $# = 0 ]; then
	for pgxs in $(ls -d /usr/lib/postgresql/*/lib/pgxs/src/makefiles/pgxs.mk 2>/dev/null | sort -V); do
		bin=${pgxs%/lib/pgxs/*}/bin
		[ ! -x "$bin/postgres" ] || set -- "$@" "$bin/pg_config"
	done
fi
[ $# != 0 ] || die 'no PostgreSQL with development files here'
for version; do
	case $version in */*) config=$version ;; *) config=/usr/lib/postgresql/$version/bin/pg_config ;; esac
	[ -x "$config" ] || die "no such pg_config: $config"
	echo "== $("$config" --version)"
	ran=$((ran + 1))
	# shellcheck disable=SC2086
	PG_CONFIG=$config test/run/check.sh $STEPS || failed=$((failed + 1))
done
echo "$((ran - failed)) of $ran versions passed"
[ "$failed" = 0 ]
