#!/usr/bin/env bash
# make bench-index: entityset and its GIN index beside text[], tsvector and bigint[] with the same keys.
#   BENCH_ROWS=100000 BENCH_NAMES=500000 BENCH_ROUNDS=5 BENCH_BUILDS=3 (of each index)
. "$(dirname "$0")/../run/lib.sh"
pick_server
open_work bench-index
close_at_exit
stage
# All tables and indexes in shared memory: what is compared is the work of the types, not of the disk.
rows=${BENCH_ROWS:-100000}
start_server max_parallel_workers_per_gather=0 max_parallel_maintenance_workers=0 jit=off autovacuum=off \
	shared_buffers=$((512 + rows / 200))MB maintenance_work_mem=256MB work_mem=64MB
sql -c 'CREATE EXTENSION news_extract' || exit
sql -v rows="$rows" -v names="${BENCH_NAMES:-500000}" -v rounds="${BENCH_ROUNDS:-5}" \
	-v builds="${BENCH_BUILDS:-3}" -f test/bench/index.sql
