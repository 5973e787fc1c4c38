-- index.sql: run by index.sh with rows, names and rounds set.  CPU time of the backend, medians.
\set QUIET on
\pset footer off
SET client_min_messages = warning;

-- nanoseconds of CPU that this backend has used
CREATE FUNCTION cpu() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::bigint $$;

-- median over rounds of the microseconds that one execution costs, planning included
CREATE FUNCTION cost(query text, times integer, rounds integer) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	began bigint;
	seen numeric[] := '{}';
	nothing bigint;
BEGIN
	EXECUTE query INTO nothing;
	FOR round IN 1 .. rounds LOOP
		began := cpu();
		FOR turn IN 1 .. times LOOP
			EXECUTE query INTO nothing;
		END LOOP;
		seen := seen || (cpu() - began) / 1000.0 / times;
	END LOOP;
	RETURN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY s) FROM unnest(seen) s);
END $$;

-- seconds of CPU that a command costs
CREATE FUNCTION once(command text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	began bigint := cpu();
BEGIN
	EXECUTE command;
	RETURN (cpu() - began) / 1e9;
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
	string_agg(format('%s:%s', quote_literal(lower(name)), p), ' ')::tsvector AS lexemes,
	string_agg(format('place:"%s"#%s/%s-%s^%s,%s@C%s', name, r, chr(65 + r % 13) || chr(65 + r % 17), r % 20, 900000 + r % 400, 990000 + r % 200, p), ' ')
		FILTER (WHERE kind = 'misc')::entityset || string_agg(format('%s:"%s"@C%s', kind, name, p), ' ') FILTER (WHERE kind <> 'misc')::entityset AS placed
FROM (SELECT DISTINCT ON (a, n.r) a, k * 150 + (a * k) % 97 AS p, n.* FROM generate_series(1, :rows) a, generate_series(1, 27) k
	  CROSS JOIN LATERAL (SELECT floor(exp(random() * ln(:names)))::integer AS rank WHERE a + k > 0) z JOIN name n ON n.r = rank) d
GROUP BY a;
-- a table for each, so that none is pushed out of the row by the others
CREATE TABLE entityset_row AS SELECT entities FROM corpus;
CREATE TABLE id_row AS SELECT entities FROM corpus;
CREATE TABLE placed_row AS SELECT placed FROM corpus;
CREATE TABLE text_row AS SELECT texts FROM corpus;
CREATE TABLE hash_row AS SELECT hashes FROM corpus;
CREATE TABLE lexeme_row AS SELECT array_to_tsvector(texts) AS lexeme_keys FROM corpus;
VACUUM ANALYZE;

\echo stored size of a row, bytes
SELECT round(avg(pg_column_size(entities))) AS entityset, round(avg(pg_column_size(lexemes))) AS "tsvector with positions",
	round(avg(pg_column_size(entities)) / avg(pg_column_size(lexemes)), 2) AS ratio, round(avg(pg_column_size(texts))) AS "text[]", round(avg(length(entities)), 1) AS entities FROM corpus;

\echo index build, CPU seconds, and size, MB
CREATE TABLE built (what text, seconds numeric, mb numeric);
CREATE FUNCTION build(what text, target text, columns text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	took numeric := once(format('CREATE INDEX %I ON %s USING gin (%s)', what, target, columns));
BEGIN
	INSERT INTO built VALUES (what, took, pg_relation_size(quote_ident(what)::regclass) / 1e6);
END $$;
SELECT build('text[]', 'text_row', 'texts'), build('entityset', 'entityset_row', 'entities'), build('tsvector', 'lexeme_row', 'lexeme_keys'),
	build('bigint[]', 'hash_row', 'hashes'), build('entityset, id_ops', 'id_row', 'entities gin_entityset_id_ops'), build('entityset with places', 'placed_row', 'placed') \g /dev/null
SELECT b.what, round(b.seconds, 2) AS seconds, round(b.seconds / t.seconds, 2) AS "of text[]", round(b.mb, 1) AS mb, round(b.mb / t.mb, 2) AS "of text[]"
FROM built b, built t WHERE t.what = 'text[]' ORDER BY b.seconds;

\echo queries with the index, CPU microseconds with planning
SELECT kind || ':"' || name || '"' AS one, left(kind, 1) || lower(name) AS one_text FROM name WHERE r = 40 \gset
SELECT kind || ':"' || name || '"' AS other, left(kind, 1) || lower(name) AS other_text FROM name WHERE r = 1 \gset
SELECT kind || ':"' || name || '"' AS often, left(kind, 1) || lower(name) AS often_text FROM name WHERE r = 4 \gset
SELECT kind || ':"' || name || '"' AS rare, left(kind, 1) || lower(name) AS rare_text FROM name WHERE r = :names / 2 + 1 \gset
SET enable_seqscan = off;
CREATE TABLE asked (n serial, what text, ours text, theirs text);
INSERT INTO asked (what, ours, theirs) VALUES
	('one key, @>', format('entityset_row WHERE entities @> %L', :'one'), format('text_row WHERE texts @> ARRAY[%L]', :'one_text')),
	('one key, @@', format('entityset_row WHERE entities @@ %L', :'one'), format('lexeme_row WHERE lexeme_keys @@ %L', quote_literal(:'one_text'))),
	('two frequent keys, @>', format('entityset_row WHERE entities @> %L', :'other' || ' ' || :'often'), format('text_row WHERE texts @> ARRAY[%L, %L]', :'other_text', :'often_text')),
	('two frequent keys, @@', format('entityset_row WHERE entities @@ %L', :'other' || ' & ' || :'often'), format('lexeme_row WHERE lexeme_keys @@ %L', quote_literal(:'other_text') || ' & ' || quote_literal(:'often_text'))),
	('any of two, &&', format('entityset_row WHERE entities && %L', :'one' || ' ' || :'rare'), format('text_row WHERE texts && ARRAY[%L, %L]', :'one_text', :'rare_text')),
	('any of two frequent, &&', format('entityset_row WHERE entities && %L', :'often' || ' ' || :'one'), format('text_row WHERE texts && ARRAY[%L, %L]', :'often_text', :'one_text')),
	('one key, @>, id_ops', format('id_row WHERE entities @> %L', :'one'), format('text_row WHERE texts @> ARRAY[%L]', :'one_text')),
	('any of two frequent, &&, id_ops', format('id_row WHERE entities && %L', :'often' || ' ' || :'one'), format('text_row WHERE texts && ARRAY[%L, %L]', :'often_text', :'one_text')),
	('rare key, @>', format('entityset_row WHERE entities @> %L', :'rare'), format('text_row WHERE texts @> ARRAY[%L]', :'rare_text')),
	('rare key, @@', format('entityset_row WHERE entities @@ %L', :'rare'), format('lexeme_row WHERE lexeme_keys @@ %L', quote_literal(:'rare_text')));
CREATE FUNCTION rows_of(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE 'SELECT count(*) FROM ' || condition INTO n;
	RETURN n;
END $$;
SELECT what, rows_of(ours) AS rows, rows_of(ours) = rows_of(theirs) AS same, round(o, 1) AS entityset, round(t, 1) AS other, round(o / t, 2) AS ratio
FROM (SELECT *, greatest(5, 200000 / greatest(1, rows_of(ours)))::integer AS times FROM asked) a,
	LATERAL (SELECT cost('SELECT count(*) FROM ' || ours, least(times, 2000), :rounds) AS o, cost('SELECT count(*) FROM ' || theirs, least(times, 2000), :rounds) AS t) c
ORDER BY n;
RESET enable_seqscan;

\echo without index, CPU milliseconds over all rows
SET enable_bitmapscan = off;
SELECT what, round(o / 1000) AS entityset, round(t / 1000) AS tsvector, round(o / t, 2) AS ratio
FROM (SELECT what, cost('SELECT count(*) FROM ' || ours, 5, :rounds) AS o, cost('SELECT count(*) FROM ' || theirs, 5, :rounds) AS t
	  FROM asked WHERE what LIKE '%@@') c;
SELECT 'surname' AS what, round(cost(format('SELECT count(*) FROM entityset_row WHERE entities @@ %L', 'person:' || split_part(name, ' ', 2)), 5, :rounds) / 1000) AS entityset FROM name WHERE r = 3;

\echo news_stat and ts_stat, CPU seconds
SELECT round(o, 2) AS news_stat, round(t, 2) AS ts_stat, round(o / t, 2) AS ratio
FROM (SELECT once('SELECT count(*) FROM news_stat(''SELECT entities FROM entityset_row'')') AS o, once('SELECT count(*) FROM ts_stat(''SELECT lexeme_keys FROM lexeme_row'')') AS t) s;

\echo bulk insert through the pending list, CPU seconds for a tenth of the rows
CREATE FUNCTION inserted(source text, target text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	took numeric;
BEGIN
	EXECUTE format('CREATE TABLE filled AS SELECT %I FROM %I LIMIT 0', target, source);
	EXECUTE format('CREATE INDEX ON filled USING gin (%I)', target);
	took := once(format('INSERT INTO filled SELECT %I FROM %I LIMIT (SELECT count(*) / 10 FROM corpus)', target, source));
	DROP TABLE filled;
	RETURN took;
END $$;
SELECT round(o, 2) AS entityset, round(t, 2) AS "text[]", round(v, 2) AS tsvector, round(o / t, 2) AS "of text[]"
FROM (SELECT inserted('entityset_row', 'entities') AS o, inserted('text_row', 'texts') AS t, inserted('lexeme_row', 'lexeme_keys') AS v) s;
