-- server.sql: a server at work: bulk load, backfill, parallel query.  psql variable: rounds.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
CREATE TABLE server_result (place int, what text, figure numeric, unit text);

-- Bulk load into a generated column with its index, beside the same with tsvector; pending list emptied.
CREATE FUNCTION load(type text, expression text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	began numeric;
BEGIN
	EXECUTE format('CREATE TABLE filled (body text, value %s GENERATED ALWAYS AS (%s) STORED)', type, expression);
	CREATE INDEX filled_value ON filled USING gin (value);
	began := cpu();
	INSERT INTO filled SELECT body FROM bench;
	PERFORM gin_clean_pending_list('filled_value');
	began := cpu() - began;
	DROP TABLE filled;
	RETURN began;
END
$$;
CREATE TABLE loads AS
SELECT load('entityset', 'news_entities(body)') AS ours, load('tsvector', $$to_tsvector('english', body)$$) AS theirs FROM generate_series(1, :rounds);
INSERT INTO server_result
SELECT 1, 'bulk load with GIN, x tsvector', percentile_cont(0.5) WITHIN GROUP (ORDER BY ours / theirs), 'CPU' FROM loads
UNION ALL SELECT 2, 'bulk load with GIN, rows/s', (SELECT count(*) FROM bench) / percentile_cont(0.5) WITHIN GROUP (ORDER BY ours), 'CPU' FROM loads;

-- Backfill of a table that is there.
CREATE TABLE kept AS SELECT row_number() OVER () AS id, body FROM bench;
ALTER TABLE kept ADD PRIMARY KEY (id);
SELECT news_attach('kept', 'body', keep => 'backfill') \g /dev/null
SELECT cpu() AS began \gset
CALL news_backfill('kept');
INSERT INTO server_result SELECT 3, 'news_backfill, rows/s', (SELECT count(*) FROM kept) / (cpu() - :began), 'CPU';

-- Two workers beside none, by the clock: 1 would be no gain, 2 or 3 all that two workers can give.
CREATE FUNCTION took(workers int, OUT seconds numeric) LANGUAGE plpgsql AS $$
DECLARE
	began timestamptz;
BEGIN
	PERFORM set_config('max_parallel_workers_per_gather', workers::text, true), set_config('parallel_setup_cost', '0', true), set_config('min_parallel_table_scan_size', '0', true);
	began := clock_timestamp();
	-- planned anew each time, and not with INTO, which fetches a row at a time and so keeps workers out
	EXECUTE 'SELECT count(news_entities(body)) FROM bench';
	seconds := extract(epoch FROM clock_timestamp() - began);
END
$$;
ALTER TABLE bench SET (parallel_workers = 2);
INSERT INTO server_result
SELECT 4, 'parallel query, two workers, speed-up', percentile_cont(0.5) WITHIN GROUP (ORDER BY took(0) / took(2)), 'clock' FROM generate_series(1, :rounds);
ALTER TABLE bench RESET (parallel_workers);

-- Cost by length: bodies joined to long articles, four megabytes or more of each length.
CREATE FUNCTION cost(letters int, OUT us_per_kb numeric) LANGUAGE plpgsql AS $$
DECLARE
	long text := (SELECT string_agg(body, E'\n\n') FROM clean);
	began numeric;
	times int := greatest(1, 4000000 / letters);
BEGIN
	long := repeat(long, 1 + letters / length(long));
	CREATE TEMP TABLE piece AS SELECT substr(long, 1 + (n * 397) % greatest(1, length(long) - letters), letters) AS body FROM generate_series(1, times) AS n;
	began := cpu();
	PERFORM count(news_entities(body)) FROM piece;
	us_per_kb := (cpu() - began) * 1e6 / (SELECT sum(octet_length(body)) / 1000.0 FROM piece);
	DROP TABLE piece;
END
$$;
INSERT INTO server_result
SELECT 4 + row_number() OVER (), 'news_entities, us/KB of articles of ' || letters / 1000 || ' KB', cost(letters), 'CPU' FROM unnest(ARRAY[1000, 10000, 100000, 1000000, 10000000]) AS letters;
SELECT what, round(figure, 2) AS figure, unit AS "by" FROM server_result ORDER BY place;
