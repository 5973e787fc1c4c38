-- Type dateline: input, output, parts, comparison, hashing, indexes, binary form; and every opening of
-- test/cases/dateline.tsv through news_dateline.

SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;
SET datestyle = ISO;

-- input and canonical output
SELECT 'KYIV, Ukraine, Jan. 19 (AP) --'::dateline;
SELECT 'MEXICO CITY (Reuters) -'::dateline;
SELECT 'BRUSSELS/PARIS, March 3 -'::dateline;
SELECT 'SAN MATEO, Calif. and BERLIN, Dec. 5, 2026 /PRNewswire/ --'::dateline;
SELECT 'New Delhi [India], January 19 (ANI):'::dateline;
SELECT '(ANSA) - ROMA, 28 LUG -'::dateline;
SELECT '(CNN) --'::dateline;
SELECT 'Sept 14 (Reuters) -'::dateline;
SELECT 'Paris'::dateline;

-- all that a value holds
SELECT jsonb_pretty('TROY, N.C., May 3, 2025 (AP) --'::dateline::jsonb - 'places');
SELECT place - 'place_id' FROM jsonb_array_elements('ROME/MILAN (Reuters) -'::dateline::jsonb -> 'places') AS place;

-- parts
SELECT dateline_place(d), dateline_country(d), dateline_places(d), dateline_agency(d), dateline_date(d)
FROM (VALUES ('PARIS, Texas (AP) --'::dateline), ('PARIS (AFP) -'), ('ROME/MILAN, July 4, 2025 (Reuters) -'),
             ('(CNN) --'), ('MORDOR --')) AS v(d);

-- a day without a year: the nearest not after the reference
SELECT dateline_date('OSLO, Dec 31 (Reuters) -', '2026-01-02'), dateline_date('OSLO, Jan 2 (Reuters) -', '2026-01-02'),
       dateline_date('OSLO, Jan 3 (Reuters) -', '2026-01-02'), dateline_date('OSLO, Feb 29 (Reuters) -', '2026-01-02');
SELECT dateline_date('OSLO, Jan 2 (Reuters) -') IS NULL, dateline_date('OSLO (Reuters) -', '2026-01-02') IS NULL,
       dateline_date(NULL, '2026-01-02') IS NULL, dateline_date('OSLO, Jan 2 (Reuters) -', 'infinity') IS NULL;

-- equality: letter case, periods, brackets, dashes and the form of the date do not count
SELECT 'OSLO, Jan 21 (Reuters) -'::dateline = 'Oslo, Jan. 21 (REUTERS) --',
       'TROY, NC (AP) --'::dateline = 'TROY, N.C. (AP) -',
       'TROY, N.C. (AP) --'::dateline = 'TROY, N.Y. (AP) --',
       'OSLO, Jan 21 (Reuters) -'::dateline = 'OSLO, Jan 22 (Reuters) -';
SELECT 'BERN -'::dateline < 'OSLO -', 'BERN -'::dateline <= 'BERN --', 'OSLO -'::dateline > 'BERN -',
       'BERN -'::dateline >= 'OSLO -', 'BERN -'::dateline <> 'OSLO -',
       dateline_cmp('BERN -', 'OSLO -'), dateline_cmp('BERN -', 'Bern --');
SELECT dateline_hash('OSLO, Jan 21 (Reuters) -') = dateline_hash('Oslo, Jan. 21 (REUTERS) --'),
       dateline_hash_extended('OSLO -', 7) = dateline_hash_extended('Oslo --', 7),
       dateline_hash_extended('OSLO -', 7) = dateline_hash_extended('OSLO -', 8);

-- groups, order, indexes
CREATE TEMP TABLE story (id int, d dateline);
INSERT INTO story SELECT n, (ARRAY['OSLO (AP) --', 'Oslo (AP) -', 'BERN -', 'LIMA, Peru --']::dateline[])[n % 4 + 1]
FROM generate_series(1, 1000) n;
SELECT min(upper(d::text)) AS dateline, count(*) FROM story GROUP BY d ORDER BY d;
SELECT count(DISTINCT d) FROM story;
CREATE INDEX story_btree ON story (d);
CREATE INDEX story_hash ON story USING hash (d);
SET enable_seqscan = off;
SELECT count(*) FROM story WHERE d = 'OSLO (AP) -';
SELECT count(*) FROM story WHERE d > 'LIMA -' AND d < 'OSLO -';
SET enable_seqscan = on;
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*) FROM story a JOIN story b USING (d) WHERE b.id <= 4;
RESET enable_mergejoin;
RESET enable_nestloop;
RESET enable_seqscan;

-- binary form: what goes out comes back, with the raw text
\! mkdir -p results
CREATE TEMP TABLE copied (LIKE story);
INSERT INTO story VALUES (0, 'SAN MATEO, Calif. and BERLIN, Dec. 5, 2026 /PRNewswire/ --'), (0, '(CNN) --'), (0, 'MORDOR --');
\copy story TO 'results/dateline.copy' (FORMAT binary)
\copy copied FROM 'results/dateline.copy' (FORMAT binary)
SELECT count(*) FROM (SELECT id, d::text, d::jsonb FROM story EXCEPT ALL SELECT id, d::text, d::jsonb FROM copied) AS lost;
SELECT count(*) = (SELECT count(*) FROM story) FROM copied;

-- wrong bytes, as a client would send them: a file of COPY
CREATE TEMP TABLE got (d dateline);
CREATE FUNCTION pg_temp.receive(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file oid;
	detail text;
BEGIN
	file := lo_from_bytea(0, '\x5047434f50590aff0d0a00'::bytea || int4send(0) || int4send(0) || int2send(1::smallint) ||
		int4send(length(bytes)) || bytes || int2send((-1)::smallint));
	PERFORM lo_export(file, 'dateline.copy'), lo_unlink(file);
	DELETE FROM got;
	COPY got FROM 'dateline.copy' (FORMAT binary);
	RETURN (SELECT d::text FROM got);
EXCEPTION WHEN invalid_binary_representation OR protocol_violation OR character_not_in_repertoire THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''));
END $$;
CREATE TEMP TABLE sent AS SELECT dateline_send('TROY, N.C. and OSLO, May 3, 2025 (AP) --') AS b;
SELECT pg_temp.receive(b) FROM sent;
SELECT what, pg_temp.receive(overlay(b PLACING new FROM at + 1)) FROM sent, (VALUES
  ('version', 0, '\xff'::bytea), ('too many places', 1, '\x09'), ('no place', 1, '\x00'), ('month', 2, '\x0d'), ('day', 3, '\x20'),
  ('day of no month', 2, '\x00'), ('year', 4, '\xffff'), ('country', 6, '\x0001'), ('body_start', 8, '\xffffffff'),
  ('place id', 12, '\xff'), ('text that is too long', 22, '\x7fffffff'), ('negative length', 22, '\xffffffff'),
  ('empty name', 22, '\x00000000'), ('text of no dateline', 26, '\x2929'), ('zero byte', 26, '\x00'), ('not UTF-8', 26, '\xff')) AS v(what, at, new);
-- cut at every length: an error each time, and the same with a byte too many
SELECT count(*) FILTER (WHERE answer ~ '^(22P03|08P01|22021) '), count(*) FILTER (WHERE answer !~ '^(22P03|08P01|22021) ')
FROM sent, generate_series(0, length(b) - 1) AS n, pg_temp.receive(substr(b, 1, n)) AS answer;
SELECT pg_temp.receive(b || '\x00'::bytea) FROM sent;
-- one byte changed at every place: an error, or a value that reads back
CREATE FUNCTION pg_temp.reads_back(bytes bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	answer text := pg_temp.receive(bytes);
BEGIN
	RETURN answer ~ '^(22P03|08P01|22021) ' OR
		(SELECT dateline_send(d) = bytes AND d::text::dateline IS NOT NULL AND d::jsonb IS NOT NULL AND d = d FROM got);
END $$;
SELECT n, x FROM sent, generate_series(0, length(b) - 1) AS n, unnest(ARRAY[0, 1, 127, 128, 255]) AS x
WHERE pg_temp.reads_back(set_byte(b, n, x)) IS NOT TRUE;

-- errors
SELECT 'Hello'::dateline;
SELECT ''::dateline;
SELECT 'MOSCOW CONFIRMS TALKS WITH ANKARA'::dateline;
SELECT 'IRAN - what next?'::dateline;

-- every opening of the list
CREATE TEMP TABLE opening (id serial, body text, place text, day text, agency text, byline text, body_start text);
\copy opening (body, place, day, agency, byline, body_start) FROM PROGRAM 'grep -v "^#" test/cases/dateline.tsv'
SELECT count(*) >= 200 AS enough FROM opening;
CREATE TEMP TABLE seen AS SELECT *, news_dateline(body) AS d FROM opening;
SELECT id, body FROM seen WHERE (d IS NULL) <> (place = '') ORDER BY id;
SELECT id, body, d FROM seen
WHERE d IS NOT NULL AND place <> coalesce((
  SELECT string_agg(p ->> 'printed' || coalesce('~' || (p ->> 'region'), ''), ';' ORDER BY n)
  FROM jsonb_array_elements(d::jsonb -> 'places') WITH ORDINALITY AS e(p, n)), '-')
ORDER BY id;
SELECT id, body, d FROM seen
WHERE d IS NOT NULL AND (agency <> coalesce(dateline_agency(d), '-') OR body_start <> (d::jsonb ->> 'body_start') OR
  day <> coalesce(coalesce(lpad(d::jsonb ->> 'year', 4, '0'), '-') || '-' ||
                  lpad(d::jsonb ->> 'month', 2, '0') || '-' || lpad(d::jsonb ->> 'day', 2, '0'), '-'))
ORDER BY id;

-- text written is text read back
SELECT id, d FROM seen WHERE d IS NOT NULL AND d::text::dateline IS DISTINCT FROM d ORDER BY id;
