#!/usr/bin/env bash
# make bench-dictionary: a dictionary of many terms: loading, the first call of a backend, memory, what matching costs, names in queries, attached tables.
#   BENCH_TERMS=1000000 BENCH_ARTICLES=1000 BENCH_ROUNDS=5
. "$(dirname "$0")/../run/lib.sh"
pick_server
open_work bench-dictionary
close_at_exit
stage
start_server max_parallel_workers_per_gather=0 jit=off autovacuum=off shared_buffers=256MB
sql -c 'CREATE EXTENSION news_extract' -c 'CREATE TABLE bench (file text, body text)' || exit
perl test/bench/corpus.pl "${BENCH_ARTICLES:-1000}" >"$WORK/tmp/rows"
sql -c '\copy bench from pstdin' <"$WORK/tmp/rows" || exit
sql -v terms="${BENCH_TERMS:-1000000}" -v rounds="${BENCH_ROUNDS:-5}" -f test/bench/dictionary.sql
