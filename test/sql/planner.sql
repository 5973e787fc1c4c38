--
-- planner: estimates are within twice of the truth, and plans follow them
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- 20,000 articles of 12 names each; the r-th name is about 1/r as frequent as the first.
CREATE TABLE plan_row (id integer PRIMARY KEY, published timestamp NOT NULL, entities entityset);
INSERT INTO plan_row
SELECT a, timestamp '2024-01-01' + a * interval '1 minute', CASE WHEN a % 10 > 0 THEN (SELECT string_agg(CASE r % 3
		WHEN 0 THEN format('person:"%s %s"', chr(97 + r % 7) || 'na', chr(97 + r % 26) || chr(97 + r / 26 % 26) || chr(97 + r / 676) || 'son')
		WHEN 1 THEN format('org:"%s Group"@A%s', chr(97 + r % 26) || chr(97 + r / 26 % 26) || chr(97 + r / 676) || 'co', k)
		ELSE format('place:"%s"#%s/%s-%s^%s@C%s', chr(97 + r % 26) || chr(97 + r / 26 % 26) || chr(97 + r / 676) || 'ville', r, 'X' || chr(65 + r % 11), r % 5, 100000 + r % 11, k * 50) END, ' ')
	FROM (SELECT k, floor(exp((('x' || substr(md5((a * 50 + k)::text), 1, 7))::bit(28)::integer / 268435456.0) * ln(9000)))::integer AS r FROM generate_series(1, 12) k) n)::entityset END
FROM generate_series(1, 20000) a;
-- a surname that many bear, each of them in one article
INSERT INTO plan_row SELECT 20000 + a, timestamp '2024-02-01', format('person:"%s ngason"', left(translate(md5(a::text), '0123456789', 'ghijklmnop'), 8))::entityset FROM generate_series(1, 40) a;
CREATE INDEX plan_row_entities ON plan_row USING gin (entities);
CREATE INDEX plan_row_published ON plan_row (published);
SET default_statistics_target = 100;
VACUUM ANALYZE plan_row;

CREATE FUNCTION estimate(condition text, OUT expected float8, OUT actual bigint) LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	EXECUTE 'EXPLAIN SELECT * FROM plan_row WHERE ' || condition INTO line;
	expected := substring(line, 'rows=(\d+)')::float8;
	EXECUTE 'SELECT count(*) FROM plan_row WHERE ' || condition INTO actual;
END $$;
CREATE FUNCTION uses(query text, what text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
		IF line LIKE '%' || what || '%' THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END $$;

-- frequent, less frequent and rare names; surnames, prefixes, places, combinations
SELECT q, actual > 0 AS found, expected BETWEEN actual / 2.0 AND actual * 2.0 AS within_twice, CASE WHEN NOT expected BETWEEN actual / 2.0 AND actual * 2.0 THEN format('%s for %s', expected, actual) END AS off
FROM unnest(ARRAY['org:"baaco group"', 'org:"kaaco group"', 'org:"zdaco group"', 'person:daason', 'person:"dna daason"', 'person:jaason', 'person:ngason', 'daason', 'place:caaville', 'place:#2', 'place:#20', 'place:#200',
	'in:XC', 'in:XD', 'in:XC-2', 'country:XE', 'in:#100002', 'person:d*', 'person:da*', 'person:daas*', 'org:b*', 'org:ba*', 'org:c*', 'place:m*', 'place:m* & in:XC', 'person:*',
	'org:"baaco group" & place:caaville', 'org:"baaco group" | place:caaville', '!org:"baaco group"', 'org:"baaco group" & !in:XC', 'b*']) q, estimate(format('entities @@ %L', q));
SELECT c, actual > 0 AS found, expected BETWEEN actual / 2.0 AND actual * 2.0 AS within_twice
FROM unnest(ARRAY['entities @> ''org:"baaco group"''', 'entities @> ''org:"baaco group" place:caaville''', 'entities && ''org:"baaco group" place:caaville''', 'entities @> ''place:anything#2''',
	'''org:"baaco group"'' <@ entities', '''org:"baaco group"'' @@ entities', 'entityset_matches(entities, ''org:"baaco group"'')', 'entityset_contained(''org:"baaco group"'', entities)']) c, estimate(c);
-- of the rare ones together
SELECT sum(expected) BETWEEN sum(actual) / 2.0 AND sum(actual) * 2 AS within_twice
FROM generate_series(5000, 8998, 43) r, estimate(format('entities @@ %L', 'place:#' || r / 3 * 3 + 2));
-- nothing known, nothing asked
SELECT actual, expected <= 100 AS few FROM unnest(ARRAY['entities @@ ''''', 'entities @@ NULL::entityquery', 'entities @@ ''nobody''']) c, estimate(c);

-- rare: the index; nearly all rows: none
SELECT uses($$SELECT * FROM plan_row WHERE entities @@ 'place:#200'$$, 'plan_row_entities') AS rare,
	uses($$SELECT * FROM plan_row WHERE entities @@ 'org:*'$$, 'plan_row_entities') AS nearly_all,
	uses($$SELECT * FROM plan_row WHERE entities @@ '!place:#200'$$, 'plan_row_entities') AS negated,
	uses($$SELECT * FROM plan_row WHERE entityset_matches(entities, 'place:#200')$$, 'plan_row_entities') AS function_form,
	uses($$SELECT * FROM plan_row WHERE entityquery_matched('place:#200', entities) AND entityset_contains(entities, 'place:x#200')
		AND entityset_overlaps('place:x#200', entities) AND entityset_contained('place:x#200', entities)$$, 'entities @> ') AS function_forms;

-- newest first: of a frequent name the index on the date, of a rare one GIN and a sort
SELECT uses($$SELECT * FROM plan_row WHERE entities @@ 'org:"baaco group"' ORDER BY published DESC LIMIT 10$$, 'plan_row_published') AS frequent,
	uses($$SELECT * FROM plan_row WHERE entities @@ 'place:#2000' ORDER BY published DESC LIMIT 10$$, 'plan_row_entities') AS rare;

-- an expression index
CREATE FUNCTION plan_entities(integer) RETURNS entityset LANGUAGE sql IMMUTABLE AS $$ SELECT public.entityset('org', ARRAY['org ' || $1 % 100]) $$;
CREATE INDEX plan_row_expression ON plan_row USING gin (plan_entities(id));
ANALYZE plan_row;
SELECT uses($$SELECT * FROM plan_row WHERE plan_entities(id) @@ 'org:"org 7"'$$, 'plan_row_expression') AS used,
	expected BETWEEN actual / 2.0 AND actual * 2.0 AS within_twice FROM estimate($$plan_entities(id) @@ 'org:"org 7"'$$);

-- what people see of it
SELECT count(*) > 500 AS common_keys, array_length(most_common_elem_freqs, 1) - 2 = count(*) AS a_share_for_each
FROM pg_stats, unnest(most_common_elems::text::bytea[]) e WHERE tablename = 'plan_row' AND attname = 'entities' GROUP BY most_common_elem_freqs;

RESET default_statistics_target;
DROP TABLE plan_row;
DROP FUNCTION estimate, uses, plan_entities;
