#!/usr/bin/env bash
# make demo: articles cleaned and tagged in a private server, then an indexed query over them.
# ARTICLES=folder of .txt, .html, .htm files (default test/samples).
. "$(dirname "$0")/lib.sh"
pick_server
files=$(article_files)
[ -n "$files" ] || die "no .txt, .html or .htm file in ${ARTICLES:-test/samples}"
mapfile -t files <<<"$files"

colour=false width=100
if [ -t 1 ]; then
	[ -n "${NO_COLOR:-}" ] || colour=true
	width=$(tput cols 2>/dev/null || echo 100)
fi
[ "$width" -ge 60 ] || width=60
[ "$width" -le 120 ] || width=120

open_work demo
close_at_exit
stage
start_server
articles_as_rows "${files[@]}" | sql -v width="$width" -v colour="$colour" -f test/demo.sql
