-- news_attach with a profile: kept by a trigger, by backfill, or frozen in generated columns; stale rows of an older dictionary.
\set SHOW_CONTEXT never
\pset format unaligned
SET client_min_messages = warning;
INSERT INTO news_term (profile, kind, term, name) VALUES ('wire', 'org', 'Big Blue', 'IBM'), ('wire', 'product', 'Falcon 9', NULL);
INSERT INTO news_term (profile, kind, term) VALUES ('o''ther "\000é', 'product', 'Falcon 9');
INSERT INTO news_stop (profile, publisher, name) VALUES ('wire', 'The Gazette', 'Oslo');
INSERT INTO news_publisher_line (profile, publisher, line, kind) VALUES ('wire', 'The Gazette', 'Read us every day', 'promo');
CREATE SCHEMA post;
CREATE TABLE post.inbox (id int PRIMARY KEY, "The paper" varchar(80), body text);
INSERT INTO post.inbox VALUES (1, 'The Gazette', E'OSLO, Norway (AP) -- Big Blue bought a Falcon 9 in Oslo.\n\nRead us every day');

-- rows that are there are stale, new ones are filled as they are written
SET client_min_messages = notice;
SELECT news_attach('post.inbox', 'body', profile => 'wire', publisher_column => 'The paper');
SET client_min_messages = warning;
INSERT INTO post.inbox VALUES (2, 'The Post', E'OSLO, Norway (AP) -- Big Blue bought a Falcon 9 in Oslo.\n\nRead us every day'), (3, 'The Post', NULL), (4, NULL, '');
CREATE VIEW post.right AS SELECT count(*) AS rows, count(entities) AS extracted, bool_and(body IS NULL OR entities = news_entities(body, news_dictionary('wire'), publisher => "The paper")
    AND dateline IS NOT DISTINCT FROM news_dateline(body, news_dictionary('wire')) AND clean_body = news_clean(body, news_dictionary('wire'), publisher => "The paper")
    AND headline IS NOT DISTINCT FROM (news_article(body, news_dictionary('wire'))).headline
    AND extracted_by = news_extract_version(news_dictionary('wire'))) AS right FROM post.inbox;
SELECT * FROM news_stale('post.inbox');
CALL news_backfill('post.inbox');
TABLE post.right;
SELECT id, entities @@ 'org:ibm & product:"falcon 9"' AS terms, entities @@ 'place:oslo' AS oslo, clean_body LIKE '%every day' AS line FROM post.inbox ORDER BY id;
SELECT split_part(extracted_by, ' ', 4) AS what, length(split_part(extracted_by, ' ', 5)) AS hash, split_part(extracted_by, ' ', 6) AS profile FROM post.inbox WHERE id = 1;

-- a changed publisher or article is extracted at once, other columns may change without it
UPDATE post.inbox SET "The paper" = 'the gazette' WHERE id = 2;
UPDATE post.inbox SET body = 'KYIV, Ukraine (AP) -- Snow.' WHERE id = 4;
UPDATE post.inbox SET body = NULL WHERE id = 1;
UPDATE post.inbox SET extracted_by = 'x' WHERE id = 2;
UPDATE post.inbox SET id = id + 10 WHERE id = 2;
SELECT id, entities @@ 'place:oslo' AS oslo, dateline_place(dateline) AS place, extracted_by = 'x' AS mine FROM post.inbox ORDER BY id;

-- an edit of the dictionary makes rows stale, and those only; one of another profile does not
CALL news_backfill('post.inbox');
INSERT INTO news_term (profile, kind, term) VALUES ('another', 'product', 'Zeta Beam');
SELECT count(*) FROM news_stale('post.inbox');
BEGIN;
INSERT INTO news_alias (profile, alias, name) VALUES ('wire', 'Oslo', 'Kristiania');
INSERT INTO post.inbox VALUES (5, 'The Post', 'OSLO, Norway (AP) -- Rain fell in Oslo.');
SELECT entities @@ 'place:kristiania' AS renamed FROM post.inbox WHERE id = 5;
COMMIT;
SELECT article_key, extracted_by = news_extract_version(news_dictionary('wire')) AS current FROM news_stale('post.inbox') ORDER BY article_key->>'id';
CALL news_backfill('post.inbox', batch => 1);
TABLE post.right;
SELECT rows_total, rows_done FROM news_progress WHERE relation = 'post.inbox'::regclass ORDER BY started_at DESC LIMIT 1;
DELETE FROM news_alias WHERE profile = 'wire';

-- again, with another profile, by backfill, with none: the columns stay, rows become stale, views too
SELECT news_attach('post.inbox', 'body', profile => 'wire', publisher_column => 'The paper');
SELECT news_attach_columns('post.inbox') = news_attach_columns('post.inbox') AS same, news_attach_columns('post.inbox')->>'publisher' AS publisher, news_attach_columns('post.inbox')->>'keep' AS keep;
SELECT news_attach('post.inbox', 'body', profile => 'o''ther "\000é');
SELECT news_attach_columns('post.inbox')->>'profile' AS profile, news_attach_columns('post.inbox')->>'publisher' AS publisher;
INSERT INTO post.inbox VALUES (6, 'The Post', 'A Falcon 9 flew.');
SELECT entities, right(extracted_by, 11) AS profile FROM post.inbox WHERE id = 6;
SELECT count(*) FROM news_stale('post.inbox');
SELECT news_attach('post.inbox', 'body', keep => 'backfill', profile => 'wire', publisher_column => 'The paper');
INSERT INTO post.inbox (id, "The paper", body) VALUES (7, 'The Gazette', 'A Falcon 9 flew over Oslo in Norway.');
CALL news_backfill('post.inbox');
TABLE post.right;
UPDATE post.inbox SET "The paper" = 'The Post' WHERE id = 7;
SELECT * FROM news_stale('post.inbox');
CALL news_backfill('post.inbox');
SELECT news_refresh('post.inbox');
SELECT article_id, kind, name, mentions FROM post.inbox_entities WHERE kind = 'product' OR name = 'Oslo' ORDER BY 1, 2;
SELECT news_attach('post.inbox', 'body', keep => 'trigger', views => false);
SELECT count(*) FROM news_stale('post.inbox');
CALL news_backfill('post.inbox');
SELECT count(*) FROM post.inbox WHERE entities <> news_entities(body) OR extracted_by <> news_extract_version();

DROP VIEW post.right;
-- renamed columns: told at once, mended by attaching again; a dropped trigger is put back
SELECT news_attach('post.inbox', 'body', profile => 'wire', publisher_column => 'The paper');
ALTER TABLE post.inbox RENAME body TO article;
INSERT INTO post.inbox (id, article) VALUES (8, 'KYIV, Ukraine (AP) -- Snow.');
SELECT news_attach('post.inbox', 'article', profile => 'wire', publisher_column => 'The paper');
ALTER TABLE post.inbox RENAME entities TO names;
INSERT INTO post.inbox (id, article) VALUES (8, 'KYIV, Ukraine (AP) -- Snow.');
SELECT news_attach('post.inbox', 'article', profile => 'wire', publisher_column => 'The paper');
ALTER TABLE post.inbox RENAME "The paper" TO paper;
INSERT INTO post.inbox (id, article) VALUES (8, 'KYIV, Ukraine (AP) -- Snow.');
DROP TRIGGER news_attach_changed ON post.inbox;
SELECT news_stale('post.inbox');
SELECT news_attach('post.inbox', 'article', profile => 'wire', publisher_column => 'paper');
INSERT INTO post.inbox (id, article) VALUES (8, 'KYIV, Ukraine (AP) -- Snow.');
ALTER TABLE post.inbox DROP headline;
INSERT INTO post.inbox (id, article) VALUES (9, 'KYIV, Ukraine (AP) -- Snow.');
SELECT news_attach('post.inbox', 'article', profile => 'wire', publisher_column => 'paper');
INSERT INTO post.inbox (id, article) VALUES (9, 'KYIV, Ukraine (AP) -- Snow.');
SELECT id, names @@ 'place:kyiv' AS kyiv FROM post.inbox WHERE id > 7 ORDER BY id;

-- errors
SELECT news_attach('post.inbox', 'article', profile => 'nope');
SELECT news_attach('post.inbox', 'article', publisher_column => 'paper');
SELECT news_attach('post.inbox', 'article', profile => 'wire', publisher_column => 'nothing');
SELECT news_attach('post.inbox', 'article', profile => 'wire', publisher_column => 'id');
SELECT news_attach('post.inbox', 'article', profile => 'wire', publisher_column => 'article');
SELECT news_attach('post.inbox', 'article', keep => 'generated', profile => 'wire', publisher_column => 'paper');

-- detached, nothing is left of it
SELECT news_detach('post.inbox');
SELECT attname FROM pg_attribute WHERE attrelid = 'post.inbox'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'post.inbox'::regclass;
SELECT relname FROM pg_class WHERE relnamespace = 'post'::regnamespace ORDER BY relname COLLATE "C";

-- without a trigger: the dictionary is frozen in generated columns
ALTER TABLE post.inbox RENAME paper TO "The paper";
SELECT news_attach('post.inbox', 'article', keep => 'generated', profile => 'wire', publisher_column => 'The paper');
SELECT news_attach_columns('post.inbox')->>'article' AS article, news_attach_columns('post.inbox')->>'publisher' AS publisher, news_attach_columns('post.inbox')->>'profile' AS profile,
    (news_attach_columns('post.inbox')->>'dictionary')::newsdictionary = news_dictionary('wire') AS frozen;
SELECT count(*), count(*) FILTER (WHERE entities = news_entities(article, news_dictionary('wire'), publisher => "The paper")) FROM post.inbox WHERE article IS NOT NULL;
SELECT 'post.inbox_daily'::regclass::oid AS before, xmin AS version FROM post.inbox WHERE id = 7 \gset
SELECT news_attach('post.inbox', 'article', keep => 'generated', profile => 'wire', publisher_column => 'The paper');
SELECT 'post.inbox_daily'::regclass::oid = :before AND xmin = :version AS same FROM post.inbox WHERE id = 7;
-- an edit: rows are stale, and attaching again makes the columns anew, under the names that they have
CREATE ROLE nx_dash;
GRANT SELECT ON post.inbox_places TO nx_dash;
ALTER TABLE post.inbox RENAME entities TO names;
DELETE FROM news_term WHERE profile = 'wire' AND term = 'Falcon 9';
SELECT count(*) > 0 AS stale FROM news_stale('post.inbox');
CALL news_backfill('post.inbox');
SELECT news_attach('post.inbox', 'article', keep => 'generated', profile => 'wire', publisher_column => 'The paper');
SELECT count(*) FROM news_stale('post.inbox');
SELECT count(*) FILTER (WHERE names @@ 'product:*') AS products, count(*) FILTER (WHERE names @@ 'place:oslo') AS oslo FROM post.inbox;
SELECT has_table_privilege('nx_dash', 'post.inbox_places', 'SELECT') AS reads;
DROP OWNED BY nx_dash;
DROP ROLE nx_dash;
ALTER TABLE post.inbox DROP extracted_by CASCADE;
SELECT news_attach_columns('post.inbox')->>'article' AS article, news_attach_columns('post.inbox')->>'publisher' AS publisher;
SELECT news_attach('post.inbox', 'article', keep => 'generated', profile => 'wire');
SELECT news_attach_columns('post.inbox')->>'publisher' AS publisher, count(extracted_by) FROM post.inbox;
INSERT INTO news_term (profile, kind, term) SELECT 'huge', 'product', 'Zeta' || i || md5(i::text) FROM generate_series(1, 10000) AS i;
SELECT news_detach('post.inbox');
SELECT news_attach('post.inbox', 'article', keep => 'generated', profile => 'huge');
SELECT news_attach('post.inbox', 'article', profile => 'huge');
-- a profile that loses its last row: writing is refused rather than done without it
DELETE FROM news_term WHERE profile = 'huge';
INSERT INTO post.inbox (id, article) VALUES (10, 'KYIV, Ukraine (AP) -- Snow.');
CALL news_backfill('post.inbox');

-- partitions, and a key of several columns
CREATE TABLE post.log (day date, id int, paper text, body text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE post.log_1 PARTITION OF post.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
SELECT news_attach('post.log', 'body', profile => 'wire', publisher_column => 'paper');
CREATE TABLE post.log_2 (body text, day date NOT NULL, id int NOT NULL, extra int, paper text, entities entityset, dateline dateline, headline text, published timestamp, clean_body text, extracted_by text COLLATE "C");
ALTER TABLE post.log_2 DROP extra;
ALTER TABLE post.log ATTACH PARTITION post.log_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO post.log (day, id, paper, body) SELECT day, 1, paper, 'OSLO, Norway (AP) -- Big Blue left Oslo.' FROM (VALUES (date '2026-01-05', 'The Gazette'), ('2026-02-05', 'The Post')) AS v(day, paper);
SELECT day, entities @@ 'org:ibm' AS ibm, entities @@ 'place:oslo' AS oslo, dateline_place(dateline) AS place FROM post.log ORDER BY day;
UPDATE post.log SET day = '2026-02-06', paper = 'The Post' WHERE day = '2026-01-05';
SELECT tableoid::regclass, day, entities @@ 'place:oslo' AS oslo FROM post.log ORDER BY day;
SELECT count(*) FROM news_stale('post.log');
DELETE FROM news_stop WHERE profile = 'wire';
SELECT count(*) FROM news_stale('post.log');
CALL news_backfill('post.log', batch => 1);
SELECT count(*) FROM news_stale('post.log');

-- who writes rows needs no right on the dictionary but to read it, as everybody may
CREATE ROLE nx_writer;
GRANT USAGE ON SCHEMA post TO nx_writer;
GRANT SELECT, INSERT ON post.log TO nx_writer;
SET ROLE nx_writer;
SET search_path = post;
INSERT INTO log (day, id, body) VALUES ('2026-01-07', 7, 'OSLO, Norway (AP) -- Big Blue left Oslo.');
RESET search_path;
SELECT entities @@ 'org:ibm' AS ibm FROM post.log WHERE id = 7;
RESET ROLE;

SET client_min_messages = error;
DROP SCHEMA post CASCADE;
DROP ROLE nx_writer;
DELETE FROM news_term;
DELETE FROM news_stop;
DELETE FROM news_publisher_line;
DELETE FROM news_backfill_run;
DELETE FROM news_backfill_error;
