--
-- gin: the index gives the same rows as reading all of them
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- A number from a formula, so that every version has the same rows.
CREATE FUNCTION pick(seed integer, choices text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT choices[1 + (('x' || substr(md5(seed::text), 1, 7))::bit(28)::integer % array_length(choices, 1))] $$;

CREATE TABLE gin_part (part text);
INSERT INTO gin_part VALUES
	('person:"Marco Rubio"@A1,C57'), ('person:"Donald Trump"@C40=0.7'), ('person:"Melania Trump"=0.95'), ('person:Trump@D3'),
	('person:"Robert Downey, Jr."'), ('person:"Marcos Rubiales"'), ('person:"Marc Rubin"@B7'), ('person:"Trump-Smith"'),
	('person:"José Raúl Mulino"#77'), ('person:"Xi Jinping"'), ('person:"Kim Jong Un"'), ('person:"Jong Un Kim"@C9'), ('person:"Kim Basinger"'), ('org:NATO'), ('org:"Nato Summit"@C90'), ('org:"State Department"@A30'), ('org:"São Paulo FC"'),
	('place:Paris#2988507/FR-IDF^3017382'), ('place:Paris#4717560/US-TX^6252001'), ('place:Paris'),
	('place:Mexico#3996063/MX'), ('place:"Mexico City"#3530597/MX-CMX^3527646,3996063@C120'), ('place:Kyiv'),
	('demonym:Mexican/MX'), ('misc:"World Cup"'), ('ticker:TRUMP@C50'), ('ticker:NATO'), ('product:"Nato Knife"'), ('tick:trump'),
	('misc:"' || repeat('long ', 80) || '"'), ('person:"' || repeat('long ', 80) || ' Trump"'), ('person:"Trump ' || repeat('long ', 80) || '"');

CREATE TABLE gin_row (id integer PRIMARY KEY, entities entityset NOT NULL);
INSERT INTO gin_row
SELECT a, coalesce((SELECT string_agg(pick(a * 100 + e, (SELECT array_agg(part ORDER BY part COLLATE "C") FROM gin_part)), ' ')
					FROM generate_series(1, a % 7) e), '')::entityset
FROM generate_series(1, 2000) a;

-- Half of the rows come through the pending list.
CREATE INDEX gin_row_entities ON gin_row USING gin (entities);
INSERT INTO gin_row SELECT id + 2000, entities FROM gin_row WHERE id % 2 = 0;

-- Rows found with the index, and whether reading all rows finds the same.
CREATE FUNCTION gin_agrees(condition text, OUT n bigint, OUT used boolean, OUT same boolean) LANGUAGE plpgsql AS $$
DECLARE
	query text := 'SELECT coalesce(array_agg(id ORDER BY id), ''{}'') FROM gin_row WHERE ' || condition;
	with_index integer[];
	without integer[];
	line text;
BEGIN
	PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'on', true);
	used := false;
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
		used := used OR line LIKE '%Bitmap Index Scan on gin_row_entities%';
	END LOOP;
	EXECUTE query INTO with_index;
	PERFORM set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true), set_config('enable_bitmapscan', 'off', true);
	EXECUTE query INTO without;
	n := cardinality(with_index);
	same := with_index = without;
END $$;

SELECT q, a.* FROM unnest(ARRAY[
	'person:trump', 'trump', 'person:"Donald Trump"', 'person:rubio', 'person:rub*', 'person:"marco rub"*',
	'person:"robert downey jr"', 'person:downey', 'person:"robert downey"', 'person:trum*', 'nato', 'org:nato', 'org:nato*', 'nato*',
	'ticker:trump', 'tick:trump', 'ticker:*', 'tick:tr*', 'person:*', 'demonym:*', 'place:paris', 'place:#2988507', 'place:#1', 'person:#77',
	'in:FR', 'in:US-TX', 'in:MX', 'in:MX-CMX', 'in:MX-JAL', 'country:MX', 'in:#3996063', 'in:#3017382', 'org:"sao paulo fc"', 'person:mulino',
	'trump@caption', 'person:trump@body,caption', 'person:trump>0.8', 'person:trump<=0.7', 'in:MX@body', 'rubio <-> trump', 'trump <20> rubio',
	'person:xi', 'person:kim', 'person:"jong un kim"', 'person:"kim jong un"', 'person:ki*', 'person:"jong u"*', 'person:kim <9> rubio',
	'place:paris & !in:US', '!place:paris', '!person:* & !org:*', '(rubio | trump) & (in:MX | nato)', '!(rubio | trump) | kyiv', '']) q, gin_agrees(format('entities @@ %L', q)) a;

SELECT left(q, 30) AS q, a.* FROM (VALUES
	('misc:"' || repeat('long ', 80) || '"'), ('"' || repeat('long ', 79) || '"'), ('"' || repeat('long ', 79) || '"*'),
	('"' || repeat('long ', 80) || 'trump"'), ('"trump ' || repeat('long ', 80) || '"'), ('person:"trump ' || repeat('long ', 80) || 'l"*')) v(q),
	gin_agrees(format('entities @@ %L', q)) a;

-- containment, overlap and equality
SELECT left(part, 40) AS part, a.*, b.*, c.*
FROM gin_part, gin_agrees(format('entities @> %L', part)) a, gin_agrees(format('entities && %L', part)) b,
	gin_agrees(format('entities = %L', part)) c ORDER BY part COLLATE "C";

-- empty
SELECT c, a.* FROM unnest(ARRAY['@> ''''', '&& ''''', '= ''''', '<@ ''place:Paris org:NATO''']) c, gin_agrees('entities ' || c) a;

-- random queries: none may differ
CREATE FUNCTION random_query(seed integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	leaves text[] := ARRAY['rubio', 'person:trump', 'person:tru*', 'nato', 'org:nato*', 'in:MX', 'country:MX', 'place:paris', 'in:US-TX',
		'place:#2988507', 'ticker:*', 'trump@caption', 'person:trump>0.8', 'demonym:*', '"marc rubin"', 'in:#3996063', 'nobody', 'person:kim', 'person:jinp*'];
	q text := pick(seed, leaves);
BEGIN
	FOR step IN 1 .. 1 + seed % 5 LOOP
		q := CASE (seed / 7 + step * 3) % 6
			WHEN 0 THEN '!(' || q || ')'
			WHEN 1 THEN q || ' & ' || pick(seed * 31 + step, leaves)
			WHEN 2 THEN '(' || q || ') & !' || pick(seed * 31 + step, leaves)
			WHEN 3 THEN q || ' | ' || pick(seed * 31 + step, leaves)
			WHEN 4 THEN pick(seed * 31 + step, leaves) || ' & (' || q || ')'
			ELSE q || ' | (' || pick(seed * 31 + step, leaves) || ' <9> ' || pick(seed * 17 + step, leaves) || ')'
		END;
	END LOOP;
	RETURN q;
END $$;
SELECT count(*), count(*) FILTER (WHERE (a).used) > 0 AS used, count(*) FILTER (WHERE NOT (a).same) AS differ
FROM (SELECT gin_agrees(format('entities @@ %L', random_query(s))) AS a FROM generate_series(1, 200) s OFFSET 0) r;
SELECT count(*), count(*) FILTER (WHERE NOT (a).same) AS differ
FROM (SELECT gin_agrees(format('entities %s %L', CASE WHEN s % 2 = 0 THEN '@>' ELSE '&&' END,
		(SELECT string_agg(pick(s * 50 + e, (SELECT array_agg(part ORDER BY part COLLATE "C") FROM gin_part)), ' ')
		 FROM generate_series(1, 1 + s % 3) e))) AS a FROM generate_series(1, 100) s OFFSET 0) r;

-- the class with names in their order
ALTER INDEX gin_row_entities RENAME TO gin_row_default;
CREATE INDEX gin_row_entities ON gin_row USING gin (entities gin_entityset_name_ops);
DROP INDEX gin_row_default;
SELECT q, a.* FROM unnest(ARRAY[
	'person:trump', 'trump', 'person:"Donald Trump"', 'person:rubio', 'person:rub*', 'person:"marco rub"*',
	'person:"robert downey jr"', 'person:downey', 'person:"robert downey"', 'person:trum*', 'nato', 'org:nato', 'org:nato*', 'nato*',
	'ticker:trump', 'tick:trump', 'ticker:*', 'tick:tr*', 'person:*', 'demonym:*', 'place:paris', 'place:#2988507', 'place:#1', 'person:#77',
	'in:FR', 'in:US-TX', 'in:MX', 'in:MX-CMX', 'in:MX-JAL', 'country:MX', 'in:#3996063', 'in:#3017382', 'org:"sao paulo fc"', 'person:mulino',
	'trump@caption', 'person:trump@body,caption', 'person:trump>0.8', 'person:trump<=0.7', 'in:MX@body', 'rubio <-> trump', 'trump <20> rubio',
	'person:xi', 'person:kim', 'person:"jong un kim"', 'person:"kim jong un"', 'person:ki*', 'person:"jong u"*', 'person:kim <9> rubio',
	'place:paris & !in:US', '!place:paris', '!person:* & !org:*', '(rubio | trump) & (in:MX | nato)', '!(rubio | trump) | kyiv', '']) q, gin_agrees(format('entities @@ %L', q)) a;

SELECT left(q, 30) AS q, a.* FROM (VALUES
	('misc:"' || repeat('long ', 80) || '"'), ('"' || repeat('long ', 79) || '"'), ('"' || repeat('long ', 79) || '"*'),
	('"' || repeat('long ', 80) || 'trump"'), ('"trump ' || repeat('long ', 80) || '"'), ('person:"trump ' || repeat('long ', 80) || 'l"*')) v(q),
	gin_agrees(format('entities @@ %L', q)) a;

SELECT left(part, 40) AS part, a.*, b.*, c.*
FROM gin_part, gin_agrees(format('entities @> %L', part)) a, gin_agrees(format('entities && %L', part)) b,
	gin_agrees(format('entities = %L', part)) c WHERE part ~ '^place|long|Rubio|Jong|^tick' ORDER BY part COLLATE "C";
SELECT c, a.* FROM unnest(ARRAY['@> ''''', '&& ''''', '= ''''']) c, gin_agrees('entities ' || c) a;
SELECT count(*), count(*) FILTER (WHERE NOT (a).same) AS differ
FROM (SELECT gin_agrees(format('entities %s %L', CASE WHEN s % 2 = 0 THEN '@>' ELSE '&&' END,
		(SELECT string_agg(pick(s * 70 + e, (SELECT array_agg(part ORDER BY part COLLATE "C") FROM gin_part)), ' ')
		 FROM generate_series(1, 1 + s % 3) e))) AS a FROM generate_series(1, 60) s OFFSET 0) r;
SELECT count(*), count(*) FILTER (WHERE NOT (a).same) AS differ
FROM (SELECT gin_agrees(format('entities @@ %L', random_query(s))) AS a FROM generate_series(301, 400) s OFFSET 0) r;
DROP INDEX gin_row_entities;
CREATE INDEX gin_row_default ON gin_row USING gin (entities);

-- typed queries are answered by the keys alone
CREATE FUNCTION rows_removed_by_recheck(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	line text;
	removed bigint := 0;
BEGIN
	SET LOCAL enable_seqscan = off;
	SET LOCAL enable_bitmapscan = on;
	FOR line IN EXECUTE format('EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) SELECT id FROM gin_row WHERE entities @@ %L', query) LOOP
		IF line LIKE '%Removed by Index Recheck%' THEN
			removed := removed + substring(line, '\d+')::bigint;
		END IF;
	END LOOP;
	RETURN removed;
END $$;
SELECT q, rows_removed_by_recheck(q) FROM unnest(ARRAY['person:trump', 'org:nato', 'in:MX-CMX', 'place:#2988507', 'person:rub*',
	'org:nato & !in:US', 'nato', 'country:MX', 'person:kim']) q;

SELECT opcname, amvalidate(oid) FROM pg_opclass WHERE opcname IN ('gin_entityset_ops', 'gin_entityset_name_ops', 'entityset_ops', 'entityquery_ops') ORDER BY 1, opcmethod;

DROP TABLE gin_row, gin_part;
DROP FUNCTION pick, gin_agrees, random_query, rows_removed_by_recheck;
