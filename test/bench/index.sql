-- index.sql: run by index.sh with rows, names, rounds and builds set.  CPU time of the backend, medians.
\set QUIET on
\pset footer off
SET client_min_messages = warning;

-- nanoseconds of CPU that this backend has used
CREATE FUNCTION cpu() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::bigint $$;

-- seconds of CPU that a command costs
CREATE FUNCTION once(command text, times integer DEFAULT 1) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	began bigint := cpu();
BEGIN
	FOR turn IN 1 .. times LOOP
		EXECUTE command;
	END LOOP;
	RETURN (cpu() - began) / 1e9 / times;
END $$;

-- What two commands cost each, in seconds, planning included, and the ratio: medians over rounds, by turns, so
-- that a machine that slows down slows both.  A round runs each 'times' times.
CREATE FUNCTION beside(ours text, theirs text, times integer, rounds integer, OUT o numeric, OUT t numeric, OUT ratio numeric) LANGUAGE plpgsql AS $$
DECLARE
	our_costs numeric[] := '{}';
	their_costs numeric[] := '{}';
BEGIN
	PERFORM once(ours), once(theirs);
	FOR round IN 1 .. rounds LOOP
		our_costs := our_costs || once(ours, times);
		their_costs := their_costs || once(theirs, times);
	END LOOP;
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY c.ours), percentile_cont(0.5) WITHIN GROUP (ORDER BY c.theirs),
		percentile_cont(0.5) WITHIN GROUP (ORDER BY c.ours / c.theirs)
	INTO o, t, ratio FROM unnest(our_costs, their_costs) AS c(ours, theirs);
END $$;

-- names of about 14 letters; the r-th is about 1/r as frequent as the first
CREATE TABLE name AS
SELECT r, CASE r % 3 WHEN 0 THEN 'person' WHEN 1 THEN 'org' ELSE 'misc' END AS kind,
	initcap(translate(substr(md5(r::text), 1, 5 + r % 3) || ' ' || substr(md5(r::text), 9, 6 + r % 3), '0123456789abcdef', 'bcdfglmnprstvaei')) AS name
FROM generate_series(1, :names) r;
ALTER TABLE name ADD PRIMARY KEY (r);
CREATE TABLE corpus AS
SELECT a, array_agg(left(kind, 1) || lower(name) ORDER BY kind, name) AS texts,
	array_agg(hashtextextended(left(kind, 1) || lower(name), 0) ORDER BY kind, name) AS hashes,
	string_agg(format('%s:"%s"@C%s', kind, name, p), ' ')::entityset AS entities,
	string_agg(format('%s:%s', quote_literal(left(kind, 1) || lower(name)), p), ' ')::tsvector AS lexemes,
	string_agg(format('place:"%s"#%s/%s-%s^%s,%s@C%s', name, r, chr(65 + r % 13) || chr(65 + r % 17), r % 20, 900000 + r % 400, 990000 + r % 200, p), ' ')
		FILTER (WHERE kind = 'misc')::entityset || string_agg(format('%s:"%s"@C%s', kind, name, p), ' ') FILTER (WHERE kind <> 'misc')::entityset AS placed
FROM (SELECT DISTINCT ON (a, n.r) a, k * 150 + (a * k) % 97 AS p, n.* FROM generate_series(1, :rows) a, generate_series(1, 27) k
	  CROSS JOIN LATERAL (SELECT floor(exp(random() * ln(:names)))::integer AS rank WHERE a + k > 0) z JOIN name n ON n.r = rank) d
GROUP BY a;
-- a table for each, so that none is pushed out of the row by the others
CREATE TABLE entityset_row AS SELECT entities FROM corpus;
CREATE TABLE name_row AS SELECT entities FROM corpus;
CREATE TABLE placed_row AS SELECT placed FROM corpus;
CREATE TABLE text_row AS SELECT texts FROM corpus;
CREATE TABLE hash_row AS SELECT hashes FROM corpus;
CREATE TABLE lexeme_row AS SELECT lexemes AS lexeme_keys FROM corpus;
VACUUM ANALYZE;

\echo stored size of a row, bytes
SELECT round(avg(pg_column_size(entities))) AS entityset, round(avg(pg_column_size(lexemes))) AS "tsvector with positions",
	round(avg(pg_column_size(entities)) / avg(pg_column_size(lexemes)), 2) AS ratio, round(avg(pg_column_size(texts))) AS "text[]", round(avg(length(entities)), 1) AS entities FROM corpus;
SELECT round(pg_relation_size('entityset_row') / 1e6) AS "entityset table, MB", round(pg_relation_size('lexeme_row') / 1e6) AS "tsvector table", round(pg_relation_size('text_row') / 1e6) AS "text[] table";

\echo index build, CPU seconds (median of all builds), and size, MB
CREATE TABLE built (what text, seconds numeric, mb numeric);
CREATE FUNCTION build(what text, target text, columns text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	took numeric;
BEGIN
	EXECUTE format('DROP INDEX IF EXISTS %I', what);
	took := once(format('CREATE INDEX %I ON %s USING gin (%s)', what, target, columns));
	INSERT INTO built VALUES (what, took, pg_relation_size(quote_ident(what)::regclass) / 1e6);
END $$;
SELECT build('text[]', 'text_row', 'texts'), build('entityset', 'entityset_row', 'entities'), build('tsvector', 'lexeme_row', 'lexeme_keys'),
	build('bigint[]', 'hash_row', 'hashes'), build('entityset, name_ops', 'name_row', 'entities gin_entityset_name_ops'), build('entityset with places', 'placed_row', 'placed')
FROM generate_series(1, :builds) \g /dev/null
SELECT b.what, round(b.s, 2) AS seconds, round(b.s / t.s, 2) AS "of text[]", round(b.mb, 1) AS mb, round(b.mb / t.mb, 2) AS "of text[]"
FROM (SELECT what, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s, max(mb) AS mb FROM built GROUP BY what) b,
	(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s, max(mb) AS mb FROM built WHERE what = 'text[]') t ORDER BY b.s;

\echo queries with the index, CPU microseconds with planning
SELECT kind || ':"' || name || '"' AS one, left(kind, 1) || lower(name) AS one_text FROM name WHERE r = 40 \gset
SELECT kind || ':"' || name || '"' AS other, left(kind, 1) || lower(name) AS other_text FROM name WHERE r = 1 \gset
SELECT kind || ':"' || name || '"' AS often, left(kind, 1) || lower(name) AS often_text FROM name WHERE r = 4 \gset
SELECT kind || ':"' || name || '"' AS rare, left(kind, 1) || lower(name) AS rare_text FROM name WHERE r = :names / 2 + 1 \gset
SELECT 'person:' || split_part(name, ' ', 2) AS surname FROM name WHERE r = 300 \gset
SELECT 'org:' || lower(left(name, 3)) || '*' AS prefix3, 'org:' || lower(left(name, 5)) || '*' AS prefix5 FROM name WHERE r = 400 \gset
SET enable_seqscan = off;
CREATE TABLE asked (n serial, what text, ours text, theirs text);
INSERT INTO asked (what, ours, theirs) VALUES
	('one key, @>', format('entityset_row WHERE entities @> %L', :'one'), format('text_row WHERE texts @> ARRAY[%L]', :'one_text')),
	('one key, @@', format('entityset_row WHERE entities @@ %L', :'one'), format('lexeme_row WHERE lexeme_keys @@ %L', quote_literal(:'one_text'))),
	('two frequent keys, @>', format('entityset_row WHERE entities @> %L', :'other' || ' ' || :'often'), format('text_row WHERE texts @> ARRAY[%L, %L]', :'other_text', :'often_text')),
	('two frequent keys, @@', format('entityset_row WHERE entities @@ %L', :'other' || ' & ' || :'often'), format('lexeme_row WHERE lexeme_keys @@ %L', quote_literal(:'other_text') || ' & ' || quote_literal(:'often_text'))),
	('any of two, &&', format('entityset_row WHERE entities && %L', :'one' || ' ' || :'rare'), format('text_row WHERE texts && ARRAY[%L, %L]', :'one_text', :'rare_text')),
	('any of two frequent, &&', format('entityset_row WHERE entities && %L', :'often' || ' ' || :'one'), format('text_row WHERE texts && ARRAY[%L, %L]', :'often_text', :'one_text')),
	('one key, @>, name_ops', format('name_row WHERE entities @> %L', :'one'), format('text_row WHERE texts @> ARRAY[%L]', :'one_text')),
	('any of two frequent, &&, name_ops', format('name_row WHERE entities && %L', :'often' || ' ' || :'one'), format('text_row WHERE texts && ARRAY[%L, %L]', :'often_text', :'one_text')),
	('surname, @@, beside name_ops', format('entityset_row WHERE entities @@ %L', :'surname'), format('name_row WHERE entities @@ %L', :'surname')),
	('prefix of 3, @@, beside name_ops', format('entityset_row WHERE entities @@ %L', :'prefix3'), format('name_row WHERE entities @@ %L', :'prefix3')),
	('prefix of 5, @@, beside name_ops', format('entityset_row WHERE entities @@ %L', :'prefix5'), format('name_row WHERE entities @@ %L', :'prefix5')),
	('rare key, @>', format('entityset_row WHERE entities @> %L', :'rare'), format('text_row WHERE texts @> ARRAY[%L]', :'rare_text')),
	('rare key, @@', format('entityset_row WHERE entities @@ %L', :'rare'), format('lexeme_row WHERE lexeme_keys @@ %L', quote_literal(:'rare_text')));
CREATE FUNCTION rows_of(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE 'SELECT count(*) FROM ' || condition INTO n;
	RETURN n;
END $$;
SELECT what, n AS rows, same, round(o * 1e6, 1) AS entityset, round(t * 1e6, 1) AS other, round(ratio, 2) AS ratio
FROM (SELECT n AS number, what, ours, theirs, rows_of(ours) AS n, rows_of(ours) = rows_of(theirs) AS same FROM asked OFFSET 0) a,
	LATERAL beside('SELECT count(*) FROM ' || ours, 'SELECT count(*) FROM ' || theirs, least(500, greatest(1, 50000 / greatest(1, n)))::integer, :rounds * 3)
ORDER BY number;
RESET enable_seqscan;

\echo without index, CPU milliseconds over all rows
SET enable_bitmapscan = off;
SELECT what, round(o * 1000, 1) AS entityset, round(t * 1000, 1) AS tsvector, round(ratio, 2) AS ratio
FROM (SELECT * FROM asked WHERE what LIKE '%@@' OFFSET 0) a, beside('SELECT count(*) FROM ' || ours, 'SELECT count(*) FROM ' || theirs, 5, :rounds * 2)
ORDER BY n;
SELECT 'surname, beside the tsvector of a whole name' AS what, round(o * 1000, 1) AS entityset, round(t * 1000, 1) AS tsvector, round(ratio, 2) AS ratio
FROM beside(format('SELECT count(*) FROM entityset_row WHERE entities @@ %L', 'person:' || (SELECT split_part(name, ' ', 2) FROM name WHERE r = 3)),
	(SELECT 'SELECT count(*) FROM ' || theirs FROM asked WHERE what = 'rare key, @@'), 5, :rounds * 2);
RESET enable_bitmapscan;

\echo news_stat and ts_stat, CPU seconds
SELECT round(o, 2) AS news_stat, round(t, 2) AS ts_stat, round(ratio, 2) AS ratio
FROM beside($$SELECT count(*) FROM news_stat('SELECT entities FROM entityset_row')$$, $$SELECT count(*) FROM ts_stat('SELECT lexeme_keys FROM lexeme_row')$$, 1, :builds);

\echo bulk insert of a tenth of the rows through the pending list, until it is empty, CPU seconds
CREATE TABLE inserted (what text, seconds numeric);
CREATE FUNCTION insert_rows(what text, source text, target text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	took numeric;
BEGIN
	EXECUTE format('CREATE TABLE filled AS SELECT %I FROM %I LIMIT 0', target, source);
	EXECUTE format('CREATE INDEX filled_index ON filled USING gin (%I)', target);
	took := once(format('INSERT INTO filled SELECT %I FROM %I LIMIT (SELECT count(*) / 10 FROM corpus)', target, source))
		+ once($q$SELECT gin_clean_pending_list('filled_index')$q$);
	INSERT INTO inserted VALUES (what, took);
	DROP TABLE filled;
END $$;
SELECT insert_rows('entityset', 'entityset_row', 'entities'), insert_rows('text[]', 'text_row', 'texts'), insert_rows('tsvector', 'lexeme_row', 'lexeme_keys'),
	insert_rows('bigint[]', 'hash_row', 'hashes')
FROM generate_series(1, :rounds) \g /dev/null
SELECT i.what, round(i.s, 2) AS seconds, round((SELECT count(*) FROM corpus) / 10 / i.s) AS "rows/s", round(i.s / t.s, 2) AS "of text[]"
FROM (SELECT what, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s FROM inserted GROUP BY what) i,
	(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s FROM inserted WHERE what = 'text[]') t ORDER BY i.s;
