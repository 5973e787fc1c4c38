-- bench.sql: CPU time of each function over the table "bench", beside to_tsvector in the same run.
-- psql variable: rounds.  The functions take turns within a round; what is printed are medians.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
SET jit = off;

-- What is timed, and what each is set beside.  "clean" holds the bodies alone, "page" the articles as HTML pages.
CREATE TABLE IF NOT EXISTS subject (place int, name text, query text, rival text, times int);
TRUNCATE subject;
INSERT INTO subject
SELECT place, name, query, rival, 1 FROM (VALUES
	(1, 'to_tsvector', 'to_tsvector', NULL, $$SELECT count(to_tsvector('english', body)) FROM bench$$),
	(2, 'news_clean', 'news_clean', 'to_tsvector', $$SELECT count(news_clean(body)) FROM bench$$),
	(3, 'news_blocks', 'news_blocks', 'to_tsvector', $$SELECT count(*) FROM bench, news_blocks(body)$$),
	(4, 'news_dateline', 'news_dateline', 'to_tsvector', $$SELECT count(news_dateline(body)) FROM bench$$),
	(5, 'news_article', 'news_article', 'to_tsvector', $$SELECT count(*) FROM bench, news_article(body)$$),
	(6, 'news_mentions', 'news_mentions', 'to_tsvector', $$SELECT count(*) FROM bench, news_mentions(body)$$),
	(7, 'news_entities', 'news_entities', 'to_tsvector', $$SELECT count(news_entities(body)) FROM bench$$),
	(8, 'news_places', 'news_places', 'to_tsvector', $$SELECT count(*) FROM bench, news_places(body)$$),
	(9, 'news_highlight', 'news_highlight', 'to_tsvector', $$SELECT count(news_highlight(body, 'html')) FROM bench$$),
	(20, 'to_tsvector of the body', 'to_tsvector', NULL, $$SELECT count(to_tsvector('english', body)) FROM clean$$),
	(21, 'news_entities of the body, clean', 'news_entities', 'to_tsvector of the body', $$SELECT count(news_entities(body, 'clean')) FROM clean$$),
	(22, 'to_tsvector of 100 characters', 'to_tsvector', NULL, $$SELECT count(to_tsvector('english', head)) FROM clean$$),
	(23, 'news_entities of 100 characters', 'news_entities', 'to_tsvector of 100 characters', $$SELECT count(news_entities(head)) FROM clean$$),
	(24, 'regexp_replace of white space', 'news_clean', NULL, $$SELECT count(regexp_replace(body, '\s+', ' ', 'g')) FROM bench$$),
	(25, 'news_clean beside it', 'news_clean', 'regexp_replace of white space', $$SELECT count(news_clean(body)) FROM bench$$),
	(26, 'length', 'news_dateline', NULL, $$SELECT count(length(body)) FROM bench$$),
	(27, 'news_dateline beside it', 'news_dateline', 'length', $$SELECT count(news_dateline(body)) FROM bench$$),
	(28, 'four regular expressions on HTML', 'news_clean', NULL,
		$$SELECT count(regexp_replace(regexp_replace(regexp_replace(regexp_replace(body, '<(script|style)[^>]*>.*?</\1>', ' ', 'gi'),
			'<[^>]+>', ' ', 'g'), '&[a-z#0-9]+;', ' ', 'gi'), '\s+', ' ', 'g')) FROM page$$),
	(29, 'news_clean of HTML', 'news_clean', 'four regular expressions on HTML', $$SELECT count(news_clean(body)) FROM page$$)) AS s (place, name, called, rival, query)
WHERE EXISTS (SELECT FROM pg_proc WHERE proname = s.called);

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
WITH m AS (SELECT name, percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(seconds * 1e6, 1))::numeric AS us FROM measured WHERE round > 0 GROUP BY name),
	size AS (SELECT 'bench' AS source, count(*) AS n, sum(octet_length(body)) AS bytes FROM bench
		UNION ALL SELECT 'clean', count(*), sum(octet_length(body)) FROM clean UNION ALL SELECT 'page', count(*), sum(octet_length(body)) FROM page
		UNION ALL SELECT 'head', count(*), sum(octet_length(head)) FROM clean)
SELECT s.place, s.name, s.rival, m.us / size.n AS us, size.bytes / m.us AS mb_s, m.us / r.us AS ratio
FROM subject AS s JOIN m USING (name) LEFT JOIN m AS r ON r.name = s.rival
JOIN size ON size.source = CASE WHEN s.query LIKE '%head%' THEN 'head' WHEN s.query LIKE '%FROM clean' THEN 'clean' WHEN s.query LIKE '%FROM page' THEN 'page' ELSE 'bench' END;

\pset footer off
\pset null ''
SELECT name AS function, round(us, 1) AS "us/article", round(mb_s, 1) AS "MB/s", round(ratio, 2) AS "x rival", rival FROM result ORDER BY place;
