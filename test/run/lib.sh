# shellcheck shell=bash
# lib.sh: a private PostgreSQL inside the checkout; sourced by the scripts beside it.
#
#   pick_server            sets BIN, VER, PGTEST (the server's test programs)
#   open_work NAME         sets WORK, a folder that the server's owner can write; $WORK/tmp is ours
#   stage                  installs the extension below $WORK/root, not into the system
#   start_server [guc=value ...], stop_server
#   close_work             stops the server and deletes $WORK/data, $WORK/tmp and the socket
#
# PostgreSQL refuses to run as root: root hands everything of the server to PGOWNER (postgres).
# That user may be unable to reach the checkout (below /root, say): then WORK is a folder of
# mktemp's, and .run/NAME/elsewhere says which.  Only a unix socket, in a short mktemp folder
# (its path is limited to 107 bytes); no port.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$TOP" || exit 1
umask 022
export LC_ALL=C.UTF-8
unset PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGOPTIONS PGSERVICE PGPASSWORD PGSSLMODE TZ

die() { printf '%s\n' "$*" >&2; exit 1; }

if [ -z "${PGOWNER:-}" ]; then
	PGOWNER=postgres
	id "$PGOWNER" >/dev/null 2>&1 || PGOWNER=nobody
fi

# Run a command as the server's owner.  From / because that user may not see the checkout.
as_owner() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && exec runuser -u "$PGOWNER" -- "$@")
	else
		"$@"
	fi
}

own() { [ "$(id -u)" != 0 ] || chown -R "$PGOWNER" "$@"; }

pick_server() {
	PG_CONFIG=${PG_CONFIG:-pg_config}
	BIN=$("$PG_CONFIG" --bindir) || die "no pg_config: run \"make deps\" or set PG_CONFIG"
	VER=$("$PG_CONFIG" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
	PGTEST=$(dirname "$("$PG_CONFIG" --pgxs)")/../test
	[ -x "$BIN/postgres" ] || die "no server beside $PG_CONFIG: $BIN/postgres is missing"
	export PG_CONFIG
}

open_work() {
	local home=$TOP/.run/$1
	mkdir -p "$home"
	[ ! -f "$home/elsewhere" ] || [ -d "$(cat "$home/elsewhere")" ] || rm -f "$home/elsewhere"
	if [ -f "$home/elsewhere" ]; then
		WORK=$(cat "$home/elsewhere")
	else
		WORK=$home
		[ "$(id -u)" != 0 ] || chown "$PGOWNER" "$home"
		if ! as_owner test -w "$home" 2>/dev/null; then
			WORK=$(mktemp -d /tmp/nx-run.XXXXXX)
			chmod 755 "$WORK"
			own "$WORK"
			echo "$WORK" >"$home/elsewhere"
		fi
	fi
	HOME_OF_WORK=$home
	stop_server		# of a run that was killed
	rm -rf "$WORK/data" "$WORK/tmp"
	mkdir "$WORK/tmp"
}

# The extension in a folder of its own; the server is told where it lies.
stage() {
	rm -rf "$WORK/root"
	make --no-print-directory -s install DESTDIR="$WORK/root" >"$WORK/install.log" 2>&1 ||
		{ cat "$WORK/install.log" >&2; die "could not install into $WORK/root"; }
	chmod -R a+rX "$WORK/root"
	stage_settings >"$WORK/stage.conf"
}

stage_settings() {
	if "$BIN/postgres" --describe-config 2>/dev/null | grep -q '^extension_destdir'; then
		echo "extension_destdir = '$WORK/root'"		# Debian's and Ubuntu's packages, 13 to 17
	elif [ "$VER" -ge 18 ]; then
		echo "extension_control_path = '$WORK/root$("$PG_CONFIG" --sharedir):\$system'"
		echo "dynamic_library_path = '$WORK/root$("$PG_CONFIG" --pkglibdir):\$libdir'"
	elif [ ! -f "$("$PG_CONFIG" --sharedir)/extension/news_extract.control" ]; then
		die "PostgreSQL $VER cannot load an extension from a folder; run \"make install\" first"
	fi
}

start_server() {
	local g
	as_owner "$BIN/initdb" -D "$WORK/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
		>"$WORK/initdb.log" 2>&1 || { cat "$WORK/initdb.log" >&2; die "could not create a server in $WORK/data"; }
	PGHOST=$(mktemp -d /tmp/nxs.XXXXXX)
	echo "$PGHOST" >"$HOME_OF_WORK/socket"
	own "$PGHOST"
	{
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$PGHOST'"
		echo "fsync = off"
		echo "max_wal_size = 4GB"
		cat "$WORK/stage.conf"
		for g; do echo "${g%%=*} = '${g#*=}'"; done
	} | as_owner tee -a "$WORK/data/postgresql.conf" >/dev/null
	as_owner "$BIN/pg_ctl" -D "$WORK/data" -l "$WORK/data/server.log" -w -t 60 start >/dev/null ||
		{ tail -20 "$WORK/data/server.log" >&2; die "could not start a server in $WORK/data"; }
	export PGHOST PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
	PATH=$BIN:$PATH
}

stop_server() {
	if [ -f "$WORK/data/postmaster.pid" ]; then
		as_owner "$BIN/pg_ctl" -D "$WORK/data" -w -m immediate stop >/dev/null 2>&1 || :
	fi
	if [ -f "$HOME_OF_WORK/socket" ]; then
		rm -rf "$(cat "$HOME_OF_WORK/socket")"
		rm -f "$HOME_OF_WORK/socket"
	fi
}

close_work() {
	stop_server
	rm -rf "$WORK/data" "$WORK/tmp"
	if [ "$WORK" != "$HOME_OF_WORK" ]; then
		rm -rf "$WORK" "$HOME_OF_WORK/elsewhere"
	fi
}

# Whatever ends the script ends the server.
close_at_exit() {
	trap 'close_work' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# clang under the name that this system gives it, or nothing.
find_clang() {
	command -v clang || ls /usr/bin/clang-[0-9]* 2>/dev/null | grep -E '/clang-[0-9]+$' | sort -V | tail -n 1
}

sql() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }

# Files of text or HTML as rows "file <tab> body" of COPY's text format.  What is not UTF-8 is
# read as Windows-1252, byte order marks and NULs go: psql must be able to load any file.
articles_as_rows() {
	perl -MEncode -e '
		binmode STDOUT;
		for my $file (@ARGV) {
			open my $in, "<:raw", $file or die "$file: $!\n";
			local $/; my $body = <$in>;
			$body =~ s/\A\xef\xbb\xbf//; $body =~ tr/\0//d;
			if (!eval { decode("UTF-8", my $copy = $body, Encode::FB_CROAK); 1 }) {
				$body = encode("UTF-8", decode("cp1252", $body));
			}
			my ($name) = $file =~ m{([^/]+)$};
			for ($name, $body) { s/\\/\\\\/g; s/\t/\\t/g; s/\n/\\n/g; s/\r/\\r/g; }
			print "$name\t$body\n";
		}' "$@"
}

# The articles that ARTICLES names, or our own samples: one path a line.
article_files() {
	local dir=${ARTICLES:-test/samples}
	[ -d "$dir" ] || die "no such folder of articles: $dir"
	find -L "$dir" -maxdepth 1 -type f \( -name '*.txt' -o -name '*.html' -o -name '*.htm' \) | sort
}
