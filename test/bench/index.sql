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

-- What commands cost each, in seconds, planning included, and the first one's ratio to each: medians over rounds, by
-- turns, so that a machine that slows down slows all.  A round runs each 'times' times.
CREATE FUNCTION beside(commands text[], times integer, rounds integer, OUT costs numeric[], OUT ratios numeric[]) LANGUAGE plpgsql AS $$
DECLARE
	command text;
	one_round numeric[];
	all_rounds numeric[] := '{}';
BEGIN
	FOR round IN 0 .. rounds LOOP
		one_round := '{}';
		FOREACH command IN ARRAY commands LOOP
			one_round := one_round || once(command, CASE round WHEN 0 THEN 1 ELSE times END);
		END LOOP;
		IF round > 0 THEN
			all_rounds := all_rounds || ARRAY[one_round];
		END IF;
	END LOOP;
	SELECT array_agg(cost ORDER BY i), array_agg(ratio ORDER BY i) INTO costs, ratios
	FROM (SELECT i, percentile_cont(0.5) WITHIN GROUP (ORDER BY all_rounds[round][i])::numeric AS cost,
			  percentile_cont(0.5) WITHIN GROUP (ORDER BY all_rounds[round][1] / nullif(all_rounds[round][i], 0))::numeric AS ratio
		  FROM generate_series(1, rounds) round, generate_subscripts(commands, 1) i GROUP BY i) medians;
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
-- The floor: the cheapest keys there are in rows as wide as those of entityset.  A bitmap scan reads every page that has
-- a row it found (from 15.13 on also for count(*) of an all-visible page), so the width of rows decides what queries cost.
CREATE TABLE floor_row AS SELECT hashes, repeat('x', greatest(pg_column_size(entities) - pg_column_size(hashes) - 1, 0)) AS filler FROM corpus;
CREATE TABLE lexeme_row AS SELECT lexemes AS lexeme_keys FROM corpus;
VACUUM ANALYZE;

\echo stored size of a row, bytes
SELECT round(avg(pg_column_size(entities))) AS entityset, round(avg(pg_column_size(lexemes))) AS "tsvector with positions",
	round(avg(pg_column_size(entities)) / avg(pg_column_size(lexemes)), 2) AS ratio, round(avg(pg_column_size(texts))) AS "text[]", round(avg(length(entities)), 1) AS entities FROM corpus;
SELECT round(pg_relation_size('entityset_row') / 1e6) AS "entityset table, MB", round(pg_relation_size('lexeme_row') / 1e6) AS "tsvector table", round(pg_relation_size('text_row') / 1e6) AS "text[] table",
	round(pg_relation_size('hash_row') / 1e6) AS "bigint[] table", round(pg_relation_size('floor_row') / 1e6) AS "bigint[] in rows of that width";

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
CREATE INDEX ON floor_row USING gin (hashes);
SELECT b.what, round(b.s, 2) AS seconds, round(b.s / t.s, 2) AS "of text[]", round(b.mb, 1) AS mb, round(b.mb / t.mb, 2) AS "of text[]"
FROM (SELECT what, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s, max(mb) AS mb FROM built GROUP BY what) b,
	(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s, max(mb) AS mb FROM built WHERE what = 'text[]') t ORDER BY b.s;

-- of these ranks: a literal of entityset or entityquery, keys of the other types
CREATE FUNCTION entities_of(ranks integer[], glue text DEFAULT ' ') RETURNS text LANGUAGE sql AS $$ SELECT string_agg(format('%s:"%s"', kind, name), glue) FROM name WHERE r = ANY (ranks) $$;
CREATE FUNCTION texts_of(ranks integer[]) RETURNS text[] LANGUAGE sql AS $$ SELECT array_agg(left(kind, 1) || lower(name)) FROM name WHERE r = ANY (ranks) $$;
CREATE FUNCTION hashes_of(ranks integer[]) RETURNS bigint[] LANGUAGE sql AS $$ SELECT array_agg(hashtextextended(t, 0)) FROM unnest(texts_of(ranks)) t $$;
CREATE FUNCTION lexemes_of(ranks integer[], glue text) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(quote_literal(t), glue) FROM unnest(texts_of(ranks)) t $$;

CREATE TABLE asked (number serial, what text, commands text[]);
-- 'one' is in 5 % of the rows, 'other' in 77 %, 'often' in 36 %, 'rare' in one of a hundred thousand.
INSERT INTO asked (what, commands)
SELECT format('%s of rows, %s', share, operator), ARRAY[format('entityset_row WHERE entities %s %L', operator, entities_of(ranks)), format('text_row WHERE texts %s %L', operator, texts_of(ranks)),
	format('hash_row WHERE hashes %s %L', operator, hashes_of(ranks)), format('floor_row WHERE hashes %s %L', operator, hashes_of(ranks))]
FROM (VALUES (1, '45 %', '@>', '{3}'::integer[]), (2, '28 % (two keys)', '@>', '{1,4}'), (3, '10 %', '@>', '{20}'), (4, '1 %', '@>', '{205}'), (5, 'few', '@>', ARRAY[:names / 2 + 1]),
	(6, '45 %', '&&', '{4,13}'), (7, '10 %', '&&', '{40,41}'), (8, '1 %', '&&', '{410,411}'), (9, 'few', '&&', ARRAY[:names / 2 + 1, :names / 2 + 2])) q (place, share, operator, ranks)
ORDER BY place;
INSERT INTO asked (what, commands)
SELECT what || ', @@', ARRAY[format('entityset_row WHERE entities @@ %L', entities_of(ranks, ' & ')), format('lexeme_row WHERE lexeme_keys @@ %L', lexemes_of(ranks, ' & '))]
FROM (VALUES (1, 'one', '{40}'::integer[]), (2, 'other and often', '{1,4}'), (3, 'rare', ARRAY[:names / 2 + 1])) q (place, what, ranks) ORDER BY place;
INSERT INTO asked (what, commands)
SELECT what || ', name_ops beside text[]', ARRAY[format('name_row WHERE entities %s %L', operator, entities_of(ranks)), format('text_row WHERE texts %s %L', operator, texts_of(ranks))]
FROM (VALUES (1, 'one, @>', '@>', '{40}'::integer[]), (2, 'often or one, &&', '&&', '{4,40}')) q (place, what, operator, ranks) ORDER BY place;
INSERT INTO asked (what, commands)
SELECT what || ', @@, beside name_ops', ARRAY[format('entityset_row WHERE entities @@ %L', query), format('name_row WHERE entities @@ %L', query)]
FROM (SELECT 1, 'surname', 'person:' || split_part(name, ' ', 2) FROM name WHERE r = 300
	  UNION ALL SELECT letters, 'prefix of ' || letters, 'org:' || lower(left(name, letters)) || '*' FROM name, unnest('{3,4,5,6}'::integer[]) letters WHERE r = 400) q (place, what, query) ORDER BY place;
CREATE FUNCTION rows_of(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE 'SELECT count(*) FROM ' || condition INTO n;
	RETURN n;
END $$;
CREATE FUNCTION counting(conditions text[]) RETURNS text[] LANGUAGE sql AS $$ SELECT array_agg('SELECT count(*) FROM ' || c ORDER BY place) FROM unnest(conditions) WITH ORDINALITY u (c, place) $$;
SET enable_seqscan = off;
\echo queries with the index, CPU microseconds with planning; the last: bigint[] in rows as wide as those of entityset, the least that a GIN index can take
CREATE TABLE answered AS
SELECT number, what, n, same, costs, ratios
FROM (SELECT number, what, commands, rows_of(commands[1]) AS n, (SELECT bool_and(rows_of(c) = rows_of(commands[1])) FROM unnest(commands) c) AS same FROM asked ORDER BY number OFFSET 0) a,
	LATERAL beside(counting(commands), least(2000, greatest(1, 50000 / greatest(1, n)))::integer, :rounds * 3);
SELECT what, n AS rows, same, round(costs[1] * 1e6, 1) AS entityset, round(costs[2] * 1e6, 1) AS "text[]", round(costs[3] * 1e6, 1) AS "bigint[]", round(costs[4] * 1e6, 1) AS floor,
	round(ratios[2], 2) AS "/ text[]", round(ratios[3], 2) AS "/ bigint[]", round(ratios[4], 2) AS "/ floor"
FROM answered WHERE cardinality(costs) = 4 ORDER BY number;
SELECT what, n AS rows, same, round(costs[1] * 1e6, 1) AS entityset, round(costs[2] * 1e6, 1) AS other, round(ratios[2], 2) AS ratio
FROM answered WHERE cardinality(costs) = 2 ORDER BY number;
RESET enable_seqscan;

\echo without index, CPU milliseconds over all rows
SET enable_bitmapscan = off;
SELECT what, round(costs[1] * 1000, 1) AS entityset, round(costs[2] * 1000, 1) AS tsvector, round(ratios[2], 2) AS ratio
FROM (SELECT * FROM asked WHERE what LIKE '%, @@' OFFSET 0) a, beside(counting(commands), 5, :rounds * 2)
ORDER BY number;
SELECT 'surname, beside the tsvector of a whole name' AS what, round(costs[1] * 1000, 1) AS entityset, round(costs[2] * 1000, 1) AS tsvector, round(ratios[2], 2) AS ratio
FROM beside(counting(ARRAY[format('entityset_row WHERE entities @@ %L', 'person:' || (SELECT split_part(name, ' ', 2) FROM name WHERE r = 3)),
	(SELECT commands[2] FROM asked WHERE what = 'rare, @@')]), 5, :rounds * 2);
RESET enable_bitmapscan;

\echo news_stat and ts_stat, CPU seconds
SELECT round(costs[1], 2) AS news_stat, round(costs[2], 2) AS ts_stat, round(ratios[2], 2) AS ratio
FROM beside(ARRAY[$$SELECT count(*) FROM news_stat('SELECT entities FROM entityset_row')$$, $$SELECT count(*) FROM ts_stat('SELECT lexeme_keys FROM lexeme_row')$$], 1, :builds);

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
SELECT i.what, round(i.s, 2) AS seconds, round((SELECT count(*) FROM corpus) / 10 / nullif(i.s, 0)) AS "rows/s", round(i.s / nullif(t.s, 0), 2) AS "of text[]"
FROM (SELECT what, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s FROM inserted GROUP BY what) i,
	(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS s FROM inserted WHERE what = 'text[]') t ORDER BY i.s;
