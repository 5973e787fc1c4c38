-- Dictionaries of many terms.  CPU time of this backend in ms; psql variables terms, rounds.
\set QUIET on
\pset footer off
SET client_min_messages = warning;

CREATE FUNCTION cpu() RETURNS float8 LANGUAGE sql AS
	$$ SELECT 10 * (split_part(f, ' ', 12)::float8 + split_part(f, ' ', 13)::float8)
	   FROM split_part(pg_read_file('/proc/' || pg_backend_pid() || '/stat'), ') ', 2) AS f $$;
CREATE FUNCTION cpu_of(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE began float8 := cpu();
BEGIN
	EXECUTE query;
	RETURN cpu() - began;
END $$;
CREATE FUNCTION memory(what text) RETURNS text LANGUAGE sql AS
	$$ SELECT round(substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM what || ':\s*(\d+)')::numeric / 1024) || ' MB' $$;

-- names of one to four invented words, and the words of the articles themselves as beginnings of terms that never end
CREATE TABLE term AS
	SELECT DISTINCT ON (news_fold_name(term)) (ARRAY['org', 'person', 'product', 'ticker'])[1 + i % 4] AS kind, term FROM (
		SELECT i, initcap(substr(md5(i::text), 1, 3 + i % 5)) || CASE WHEN i % 3 > 0 THEN ' ' || initcap(substr(md5((i * 7)::text), 3, 3 + i % 4)) ELSE 'x' || i END
			|| CASE WHEN i % 5 = 0 THEN ' Corp ' || i ELSE '' END AS term FROM generate_series(1, :terms * 9 / 10) AS i
		UNION ALL
		(SELECT i, word || ' Zq' || i FROM (SELECT row_number() OVER () AS i, word FROM (
			SELECT DISTINCT word FROM bench, regexp_split_to_table(body, '[^[:alnum:]]+') AS word WHERE word <> '') AS w,
			generate_series(1, 100)) AS x LIMIT :terms / 10)) AS made;
SELECT count(*) AS terms, pg_size_pretty(sum(octet_length(term))) AS "their text" FROM term;
SELECT cpu_of('INSERT INTO news_term (profile, kind, term) SELECT ''big'', kind, term FROM term') AS "INSERT, ms";
INSERT INTO news_term (kind, term) VALUES ('product', 'Zq Falcon');
VACUUM ANALYZE news_term;
\c
SELECT news_extract_version() IS NULL AS warm \gset
SELECT cpu_of($$SELECT news_dictionary_stat(news_dictionary('big'))$$) AS "first call, ms",
	cpu_of($$SELECT news_dictionary_stat(news_dictionary('big'))$$) AS "second, ms",
	cpu_of($$SELECT news_dictionary_stat(news_dictionary())$$) AS "first call of a small profile, ms",
	cpu_of($$SELECT count(news_dictionary('big')) FROM generate_series(1, 1000000)$$) / 1000 AS "passing it, µs a row",
	(SELECT pg_size_pretty(bytes) FROM news_dictionary_stat(news_dictionary('big'))) AS "the value", memory('VmHWM') AS "most memory";

CREATE TEMP TABLE took (what text, ms float8);
SELECT format('INSERT INTO took SELECT %L, cpu_of(%L)', what, query) FROM generate_series(1, :rounds), (VALUES
	('no dictionary', 'SELECT count(news_entities(body)) FROM bench'),
	('one term', 'SELECT count(news_entities(body, news_dictionary())) FROM bench'),
	('many terms', 'SELECT count(news_entities(body, news_dictionary(''big''))) FROM bench')) AS v(what, query)
\gexec
SELECT what, median AS "ms", round((median / min(median) FILTER (WHERE what = 'no dictionary') OVER ())::numeric, 2) AS "of no dictionary"
FROM (SELECT what, percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS median FROM took GROUP BY what) AS m
ORDER BY what COLLATE "C" DESC;

-- names in a query: every term has another name; the second statement is of many rows
INSERT INTO news_term (profile, kind, term, name) SELECT 'named', kind, term, 'Name ' || row_number() OVER () / 3 FROM term;
SELECT news_dictionary_stat(news_dictionary('named')) IS NULL AS warm \gset
SELECT cpu_of($$SELECT entityquery_expand('org:"name 7"', news_dictionary('named'))$$) AS "entityquery_expand, ms",
	cpu_of($$SELECT entityquery_expand('org:"name 7"', news_dictionary('named')) FROM generate_series(1, 10000)$$) AS "for 10000 rows, ms";

-- writing rows of an attached table: the columns generated, by the trigger, by the trigger with a small profile
CREATE TABLE generated (id int PRIMARY KEY, body text);
CREATE TABLE triggered (LIKE generated INCLUDING ALL);
CREATE TABLE profiled (LIKE generated INCLUDING ALL);
SELECT news_attach('generated', 'body', views => false), news_attach('triggered', 'body', keep => 'trigger', views => false),
	news_attach('profiled', 'body', profile => 'default', views => false) \g /dev/null
TRUNCATE took;
SELECT format('INSERT INTO took SELECT %L, cpu_of(%L)', tab, format('INSERT INTO %I SELECT row_number() OVER () + %s, body FROM bench', tab, round * 1000000))
FROM generate_series(1, :rounds) AS round, unnest('{generated,triggered,profiled}'::text[]) AS tab
\gexec
SELECT what AS "INSERT into columns", median AS "ms", round((median / min(median) FILTER (WHERE what = 'generated') OVER ())::numeric, 2) AS "of generated"
FROM (SELECT what, percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS median FROM took GROUP BY what) AS m
ORDER BY what COLLATE "C";
