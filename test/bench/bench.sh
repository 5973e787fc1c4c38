#!/usr/bin/env bash
# make bench: every function beside its rival in the same run, the first call of a new backend, memory, and a server at work.
#   ARTICLES=folder   that text instead of the made corpus      BENCH_ARTICLES=1000, BENCH_ROUNDS=5
# Ends with one line of JSON.
. "$(dirname "$0")/../run/lib.sh"
pick_server
count=${BENCH_ARTICLES:-1000} rounds=${BENCH_ROUNDS:-5}
open_work bench
close_at_exit
stage
start_server max_parallel_workers_per_gather=0 jit=off autovacuum=off shared_buffers=256MB

sql -c 'CREATE EXTENSION news_extract' -c 'CREATE TABLE loaded (file text, body text)' -c 'CREATE TABLE bench (file text, body text)' || exit
if [ -n "${ARTICLES:-}" ]; then
	mapfile -t files < <(article_files)
	[ ${#files[@]} -gt 0 ] || die "no articles in $ARTICLES"
	articles_as_rows "${files[@]}" >"$WORK/tmp/rows"
else
	perl test/bench/corpus.pl "$count" >"$WORK/tmp/rows"
fi
sql -c '\copy loaded from pstdin' <"$WORK/tmp/rows" || exit
# few articles: as often as it takes to have two megabytes, no two of them equal, because an answer may be remembered
sql -c "INSERT INTO bench SELECT file, body || repeat(' ', n::int - 1) FROM loaded, generate_series(1, (SELECT greatest(1, 2000000 / sum(octet_length(body))) FROM loaded)) AS n ORDER BY n, file" \
	-f test/bench/tables.sql || exit

echo "$(sql -At -c "SELECT count(*) || ' articles, ' || round(sum(octet_length(body)) / 1e6, 2) || ' MB, ' || round(avg(octet_length(body))) || ' bytes on average; PostgreSQL ' || current_setting('server_version') FROM bench"); CPU time of the backend, medians of $rounds rounds"
echo
sql -v rounds="$rounds" -f test/bench/bench.sql || exit

# What a new backend pays.  Each figure from a connection of its own; another backend that has read the same
# data stays connected, so that pages of the shared library count as shared, which they are in a live server.
first_call() { # call -> milliseconds, the median of seven backends
	local i
	for i in 1 2 3 4 5 6 7; do
		sql -At <<-Q
		SELECT body FROM bench ORDER BY file LIMIT 1 \gset
		SELECT clock_timestamp() AS began \gset
		SELECT $1 IS NULL AS nothing \gset
		SELECT round(extract(epoch FROM clock_timestamp() - :'began'::timestamptz)::numeric * 1000, 3);
		Q
	done | sort -n | sed -n 4p
}
memory() { # call, articles -> kilobytes of private memory more than before: dirty and all
	sql -At <<-Q
	CREATE OR REPLACE FUNCTION pg_temp.private_kb(what text) RETURNS int LANGUAGE sql AS \$\$
		SELECT sum((m)[1]::int)::int FROM regexp_matches(pg_read_file('/proc/self/smaps_rollup'), what || ':\s+(\d+)', 'g') AS m \$\$;
	SELECT count(length(body)), pg_temp.private_kb('Private_Dirty') AS d, pg_temp.private_kb('Private_(?:Dirty|Clean)') AS a FROM bench \gset
	SELECT pg_temp.private_kb('Private_Dirty') AS d, pg_temp.private_kb('Private_(?:Dirty|Clean)') AS a \gset
	SELECT count($1) FROM (SELECT body FROM bench LIMIT $2) AS b \g /dev/null
	SELECT pg_temp.private_kb('Private_Dirty') - :d, pg_temp.private_kb('Private_(?:Dirty|Clean)') - :a;
	Q
}

mkfifo "$WORK/tmp/hold"
psql -X -q -At <"$WORK/tmp/hold" >/dev/null 2>&1 &
exec 9>"$WORK/tmp/hold"
echo 'SELECT count(news_entities(body)) FROM bench; ' >&9
sql -At -c 'SELECT pg_sleep(2)' >/dev/null

first_ours=$(first_call "news_entities(:'body')")
first_theirs=$(first_call "to_tsvector('english', :'body')")
IFS='|' read -r dirty1 all1 < <(memory 'news_entities(body)' 1)
IFS='|' read -r dirtyn alln < <(memory 'news_entities(body)' 1000000)
IFS='|' read -r dirtyt allt < <(memory "to_tsvector('english', body)" 1000000)
exec 9>&-
wait
echo "first call in a new backend:  news_entities $first_ours ms, to_tsvector $first_theirs ms"
echo "private memory of a backend:  after one article +$dirty1 kB dirty (+$all1 kB with clean pages), after all +$dirtyn kB (+$alln kB); to_tsvector, all: +$dirtyt kB (+$allt kB)"

# Fifty backends at once that have read articles: what the library's pages cost all of them together (Pss).
for i in $(seq 50); do
	sql -c "SET application_name = 'fifty'" -c 'SELECT count(news_entities(body)) FROM (SELECT body FROM bench LIMIT 20) AS b' \
		-c 'SELECT pg_sleep(600)' >/dev/null 2>&1 &
done
fifty=$(sql -At -f test/bench/fifty.sql)
wait
echo "fifty backends:  $fifty MB of proportional memory for the library in all"
echo
sql -v rounds="$rounds" -f test/bench/server.sql || exit
size=$(stat -c %s "$WORK"/root/"$("$PG_CONFIG" --pkglibdir)"/news_extract.so 2>/dev/null || echo 0)
sql -At -c "SELECT jsonb_build_object('version', news_extract_version()::text, 'server_version', current_setting('server_version_num')::int,
	'articles', (SELECT count(*) FROM bench), 'bytes', (SELECT sum(octet_length(body)) FROM bench), 'rounds', $rounds,
	'functions', (SELECT jsonb_object_agg(name, jsonb_build_object('us_per_article', round(us, 2), 'mb_per_s', round(mb_s, 3), 'ratio', round(ratio, 3))) FROM result),
	'first_call_ms', jsonb_build_object('news_entities', ${first_ours:-null}::numeric, 'to_tsvector', ${first_theirs:-null}::numeric),
	'private_kb', jsonb_build_object('one_dirty', ${dirty1:-null}::int, 'one', ${all1:-null}::int, 'all_dirty', ${dirtyn:-null}::int, 'all', ${alln:-null}::int, 'to_tsvector', ${allt:-null}::int),
	'fifty_mb', ${fifty:-null}::numeric, 'server', (SELECT jsonb_object_agg(what, figure) FROM server_result),
	'library_bytes', $size)"
