-- bench.sql: CPU time of each function over the table "bench", beside to_tsvector in the same run.
-- psql variable: rounds.  The functions take turns within a round; what is printed are medians.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
SET jit = off;

CREATE TABLE IF NOT EXISTS subject (place int, name text, query text, times int);
TRUNCATE subject;
INSERT INTO subject
SELECT place, name, query, 1 FROM (VALUES
	(1, 'to_tsvector', $$SELECT count(to_tsvector('english', body)) FROM bench$$),
	(2, 'news_clean', $$SELECT count(news_clean(body)) FROM bench$$),
	(3, 'news_blocks', $$SELECT count(*) FROM bench, news_blocks(body)$$),
	(4, 'news_dateline', $$SELECT count(news_dateline(body)) FROM bench$$),
	(5, 'news_article', $$SELECT count(*) FROM bench, news_article(body)$$),
	(6, 'news_mentions', $$SELECT count(*) FROM bench, news_mentions(body)$$),
	(7, 'news_entities', $$SELECT count(news_entities(body)) FROM bench$$),
	(8, 'news_places', $$SELECT count(*) FROM bench, news_places(body)$$),
	(9, 'news_highlight', $$SELECT count(news_highlight(body, 'html')) FROM bench$$)) AS s (place, name, query)
WHERE EXISTS (SELECT FROM pg_proc WHERE proname = s.name);

-- CPU seconds of this backend; the wall clock where the kernel does not tell.
CREATE OR REPLACE FUNCTION cpu() RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	told := split_part(pg_read_file('/proc/self/schedstat'), ' ', 1);
	IF told::numeric > 0 THEN
		RETURN told::numeric / 1e9;
	END IF;
	RETURN extract(epoch FROM clock_timestamp());
EXCEPTION WHEN OTHERS THEN
	RETURN extract(epoch FROM clock_timestamp());
END
$$;

CREATE TABLE IF NOT EXISTS measured (name text, round int, seconds numeric);
TRUNCATE measured;
SELECT set_config('bench.rounds', :'rounds', false) \g /dev/null
DO $$
DECLARE
	s record;
	began numeric;
	used numeric;
	times int;
	n bigint;
BEGIN
	-- A first round warms up and says how often to repeat what is fast: the clock moves in steps of some milliseconds.
	FOR r IN 0 .. current_setting('bench.rounds')::int
	LOOP
		FOR s IN SELECT * FROM subject ORDER BY place
		LOOP
			times := CASE WHEN r = 0 THEN 1 ELSE s.times END;
			began := cpu();
			FOR i IN 1 .. times
			LOOP
				EXECUTE s.query INTO n;
			END LOOP;
			used := cpu() - began;
			IF r = 0 THEN
				UPDATE subject SET times = least(50, greatest(1, ceil(0.3 / greatest(used, 0.004)))) WHERE name = s.name;
			ELSE
				INSERT INTO measured VALUES (s.name, r, used / times);
			END IF;
		END LOOP;
	END LOOP;
END
$$;

CREATE OR REPLACE VIEW result AS
SELECT s.place, s.name, m.us / n AS us, bytes / m.us AS mb_s, m.us / first_value(m.us) OVER (ORDER BY s.place) AS ratio
FROM subject AS s
JOIN (SELECT name, percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(seconds * 1e6, 1))::numeric AS us FROM measured WHERE round > 0 GROUP BY name) AS m USING (name)
CROSS JOIN (SELECT count(*) AS n, sum(octet_length(body)) AS bytes FROM bench) AS b;

\pset footer off
SELECT name AS function, round(us, 1) AS "us/article", round(mb_s, 1) AS "MB/s", round(ratio, 2) AS "x to_tsvector" FROM result ORDER BY place;
