-- news_backfill: batches with commits, bounded, refused rows recorded, stale rows found and done again.
\set SHOW_CONTEXT never
\pset format unaligned
SET client_min_messages = warning;
CREATE SCHEMA press;
CREATE TABLE press.story (id int PRIMARY KEY, body text);
INSERT INTO press.story SELECT n, 'LAGOS, Nigeria (AP) -- Rain closed road ' || n || ' in Lagos.' FROM generate_series(1, 25) AS n;
INSERT INTO press.story VALUES (26, NULL), (27, '');
SELECT news_attach('press.story', 'body', keep => 'backfill');
SELECT count(*), min(extracted_by) FROM news_stale('press.story');

-- bounded by rows, then the rest; a second call has nothing to do
CALL news_backfill('press.story', batch => 4, max_rows => 10);
SELECT count(*) FROM news_stale('press.story');
SELECT max(id) FROM press.story WHERE extracted_by IS NOT NULL;
CALL news_backfill('press.story', max_time => '0 s');
SELECT count(*) FROM news_stale('press.story');
CALL news_backfill('press.story', batch => 7);
SELECT count(*) FROM news_stale('press.story');
SELECT count(*) FROM press.story WHERE entities @@ 'place:Lagos' AND dateline_place(dateline) = 'Lagos' AND body LIKE '%' || id || '%'
    AND entities = news_entities(body) AND dateline = news_dateline(body) AND headline IS NOT DISTINCT FROM (news_article(body)).headline;
SELECT id, extracted_by = news_extract_version() AS current, entities IS NULL AS none FROM press.story WHERE id > 25 ORDER BY id;
CREATE TABLE press.versions AS SELECT id, xmin AS version FROM press.story;
CALL news_backfill('press.story');
SELECT count(*) FROM press.story JOIN press.versions USING (id) WHERE story.xmin = versions.version;
SELECT state, rows_total, rows_done, rows_failed, percent_done FROM news_progress WHERE relation = 'press.story'::regclass ORDER BY started_at;

-- stale: extracted by another version, changed, emptied; those and no other
UPDATE press.story SET extracted_by = '0.0.1 data 0' WHERE id IN (3, 5);
UPDATE press.story SET body = 'KYIV, Ukraine (AP) -- Snow fell.' WHERE id = 7;
UPDATE press.story SET body = NULL WHERE id = 9;
UPDATE press.story SET body = body WHERE id = 11;
UPDATE press.story SET body = 'OSLO, Norway (AP) -- Snow fell.' WHERE id = 26;
SELECT * FROM news_stale('press.story') ORDER BY (article_key->>'id')::int;
CALL news_backfill('press.story');
SELECT id, dateline_place(dateline), entities IS NULL AS none FROM press.story WHERE id IN (7, 9, 26) ORDER BY id;
SELECT count(*) FROM news_stale('press.story');

-- generated columns of an older version are computed again
CREATE TABLE press.made (id int PRIMARY KEY, body text);
INSERT INTO press.made SELECT id, body FROM press.story;
SELECT news_attach('press.made', 'body', views => false);
CALL news_backfill('press.made');
SELECT rows_total FROM news_progress WHERE relation = 'press.made'::regclass;

-- rows that the table refuses: recorded, the others done; a later run tries again
CREATE TABLE press.picky (a text, b int, body text, n int DEFAULT 0, PRIMARY KEY (b, a));
INSERT INTO press.picky SELECT 'k"' || n, n % 3, 'LAGOS, Nigeria (AP) -- Rain closed road ' || n || ' in Lagos.' FROM generate_series(1, 12) AS n;
SELECT news_attach('press.picky', 'body', keep => 'backfill', column_prefix => 'x_');
CREATE FUNCTION press.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.a IN ('k"4', 'k"5') THEN RAISE 'no % here', NEW.a USING ERRCODE = 'check_violation'; END IF;
    NEW.n := NEW.n + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON press.picky FOR EACH ROW EXECUTE FUNCTION press.refuse();
CALL news_backfill('press.picky', batch => 5, on_error => 'stop');
CALL news_backfill('press.picky', batch => 5);
SELECT n, count(*), count(x_entities) FROM press.picky GROUP BY n ORDER BY n;
SELECT relation, key, sqlstate, message, attempts FROM news_backfill_error ORDER BY message;
SELECT state, rows_done, rows_failed FROM news_progress WHERE relation = 'press.picky'::regclass ORDER BY started_at DESC LIMIT 1;
CALL news_backfill('press.picky');
SELECT message, attempts FROM news_backfill_error ORDER BY message;
ALTER TABLE press.picky DISABLE TRIGGER refuse;
CALL news_backfill('press.picky');
SELECT count(*) FROM news_backfill_error;
SELECT count(*) FROM news_stale('press.picky');

-- a key that has operators of its own, and one column more
CREATE TABLE press.pattern (a text NOT NULL, b int NOT NULL, body text);
CREATE UNIQUE INDEX ON press.pattern (a text_pattern_ops, b);
INSERT INTO press.pattern SELECT chr(65 + n % 3), n, 'LAGOS, Nigeria (AP) -- Rain.' FROM generate_series(1, 20) AS n;
SELECT news_attach('press.pattern', 'body', keep => 'backfill');
CALL news_backfill('press.pattern', batch => 3, max_rows => 17);
SELECT a, b FROM press.pattern WHERE extracted_by IS NULL ORDER BY b;
CALL news_backfill('press.pattern', batch => 3);
SELECT count(*) FROM news_stale('press.pattern');

-- a key of an enum and a time, partitions
CREATE TYPE press.day AS ENUM ('sat', 'sun', 'mon');
CREATE TABLE press.parts (day press.day, at timestamptz, body text, PRIMARY KEY (day, at)) PARTITION BY LIST (day);
CREATE TABLE press.part_1 PARTITION OF press.parts FOR VALUES IN ('sat', 'mon');
CREATE TABLE press.part_2 PARTITION OF press.parts FOR VALUES IN ('sun');
INSERT INTO press.parts SELECT d, '2026-01-01 00:00+00'::timestamptz + n * interval '1 h', 'LAGOS, Nigeria (AP) -- Rain.' FROM unnest('{mon,sat,sun}'::press.day[]) AS d, generate_series(1, 7) AS n;
SELECT news_attach('press.parts', 'body', keep => 'backfill');
CALL news_backfill('press.parts', batch => 4);
SELECT tableoid::regclass, count(*), count(entities) FROM press.parts GROUP BY 1 ORDER BY 1;
UPDATE press.parts SET body = 'KYIV, Ukraine (AP) -- Snow.' WHERE day = 'sun';
SELECT count(*) FROM news_stale('press.parts');

-- a user's own runs and errors, and no one else's
CREATE ROLE nx_reader;
GRANT USAGE ON SCHEMA press TO nx_reader;
GRANT SELECT ON press.story TO nx_reader;
UPDATE press.story SET extracted_by = '0.0.1 data 0' WHERE id IN (3, 5);
INSERT INTO news_backfill_error (relation, key, sqlstate, message) VALUES ('press.story', '{}', '00000', 'secret');
SET ROLE nx_reader;
SELECT count(*) FROM news_progress;
SELECT count(*) FROM news_backfill_error;
DELETE FROM news_backfill_run;
INSERT INTO news_backfill_error (relation, key, sqlstate, message, recorded_by) VALUES ('press.story', '{}', '00000', 'forged', 'postgres');
CALL news_backfill('press.story');
RESET ROLE;
SELECT count(*) > 0 AS kept FROM news_progress;
DELETE FROM news_backfill_error;

-- errors
CALL news_backfill(NULL);
CALL news_backfill('press.versions');
CALL news_backfill('press.story', batch => 0);
CALL news_backfill('press.story', on_error => 'ignore');
BEGIN;
CALL news_backfill('press.story');
ROLLBACK;
-- a renamed column of ours is told at once and mended by attaching again
ALTER TABLE press.story RENAME extracted_by TO version;
UPDATE press.story SET body = 'OSLO, Norway (AP) -- Rain fell.' WHERE id = 26;
SELECT news_attach('press.story', 'body', keep => 'backfill');
UPDATE press.story SET body = 'OSLO, Norway (AP) -- Rain fell.' WHERE id = 26;
SELECT count(*) FROM news_stale('press.story');
-- a run over a table that is gone
DROP TABLE press.picky CASCADE;
CALL news_backfill('press.story');
SELECT count(*) FROM news_progress AS p WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = p.relation);

SET client_min_messages = error;
DROP SCHEMA press CASCADE;
DROP OWNED BY nx_reader;
DROP ROLE nx_reader;
DELETE FROM news_backfill_run;
