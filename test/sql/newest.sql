--
-- newest: the newest articles about something, three ways
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- A frequent entity, one in every four rows, and a rare one.
CREATE TABLE newest (id integer PRIMARY KEY, fetched timestamptz NOT NULL, entities entityset NOT NULL);
INSERT INTO newest
SELECT n, timestamptz '2025-01-01 00:00+00' + n * interval '5 minutes',
	entityset('person', ARRAY['Reporter ' || n % 997]) || entityset('org', ARRAY['Desk ' || n % 53])
		|| CASE WHEN n % 4 = 0 THEN entityset('org', ARRAY['NATO']) ELSE '' END
		|| CASE WHEN n % 2000 = 7 THEN entityset('org', ARRAY['Rare Earths Board']) ELSE '' END
FROM generate_series(1, 20000) n;
CREATE INDEX newest_fetched ON newest (fetched);
CREATE INDEX newest_entities ON newest USING gin (entities);
ANALYZE newest;

-- What a plan reads: names of its indexes, whether it sorts.
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	seen text[] := '{}';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
		IF line ~ 'Index Scan|^ *(-> *)?(Incremental )?Sort$' THEN
			seen := seen || regexp_replace(line, '^[ >-]*', '');
		END IF;
	END LOOP;
	RETURN array_to_string(seen, ', ');
END $$;

-- 1. An index on the time and one on the entities: estimates decide which is read.  A frequent entity is met
--    soon on the way back from the newest article; of a rare one all articles are found and sorted.
SELECT plan_of($$SELECT id FROM newest WHERE entities @@ 'org:nato' ORDER BY fetched DESC LIMIT 10$$);
SELECT plan_of($$SELECT id FROM newest WHERE entities @@ 'org:"rare earths board"' ORDER BY fetched DESC LIMIT 10$$);
SELECT id FROM newest WHERE entities @@ 'org:nato' ORDER BY fetched DESC LIMIT 3;
SELECT id FROM newest WHERE entities @@ 'org:"rare earths board"' ORDER BY fetched DESC LIMIT 3;

-- 2. Both conditions: both indexes are read and their rows intersected, or one is read and the other condition checked.
SELECT count(*) FROM newest WHERE entities @@ 'org:nato' AND fetched >= '2025-03-01 00:00+00' AND fetched < '2025-03-08 00:00+00';

-- 3. One index for both, where the contrib module btree_gin is installed: a time range within one entity's rows.
DO $do$
DECLARE
	query text := $$SELECT count(*) FROM newest WHERE entities @@ 'org:nato' AND fetched >= '2025-03-01 00:00+00' AND fetched < '2025-03-08 00:00+00'$$;
	plan text;
	with_both bigint;
	without bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gin') THEN
		RETURN;
	END IF;
	SET LOCAL client_min_messages = warning;
	CREATE EXTENSION btree_gin;
	CREATE INDEX newest_both ON newest USING gin (entities, fetched);
	DROP INDEX newest_entities, newest_fetched;
	SET LOCAL enable_seqscan = off;
	plan := plan_of(query);
	EXECUTE query INTO with_both;
	SET LOCAL enable_seqscan = on;
	SET LOCAL enable_bitmapscan = off;
	EXECUTE query INTO without;
	IF plan <> 'Bitmap Index Scan on newest_both' OR with_both <> without THEN
		RAISE EXCEPTION 'with btree_gin: plan %, % rows, without the index % rows', plan, with_both, without;
	END IF;
	DROP EXTENSION btree_gin CASCADE;
END $do$;

DROP TABLE newest;
DROP FUNCTION plan_of;
