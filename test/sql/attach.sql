-- news_attach: columns, indexes and views for a table of articles; idempotent, with the caller's rights; and what it refuses.
\set SHOW_CONTEXT never
\pset format unaligned
SET client_min_messages = warning;
SET datestyle = ISO;
CREATE SCHEMA desk;
CREATE TABLE desk."Sto ry" (id int PRIMARY KEY, "The ""body""" text, publisher text, fetched timestamptz, tags text[]);
INSERT INTO desk."Sto ry" VALUES
(1, 'PARIS, Texas, March 3 (AP) -- A storm closed schools in Dallas, Mayor Dale Hutchins said.', 'A', '2026-03-05 12:00+00', NULL),
(2, 'GUADALAJARA, Mexico (Reuters) - Mayor Dale Hutchins met ministers of Mexico.', 'B', '2026-03-06 12:00+00', NULL),
(3, NULL, 'B', NULL, NULL), (4, '', 'B', '2026-03-07 12:00+00', NULL);

-- one call, and again: nothing is left to do
SELECT news_attach('desk."Sto ry"', 'The "body"', date_column => 'fetched', carry => '{publisher}');
CREATE TABLE before AS SELECT oid, relname FROM pg_class WHERE relname LIKE 'Sto ry%';
SELECT news_attach('desk."Sto ry"', 'The "body"', date_column => 'fetched', carry => '{publisher}');
SELECT count(*) FILTER (WHERE b.oid = c.oid) AS same, count(*) AS now FROM before AS b FULL JOIN (SELECT oid FROM pg_class WHERE relname LIKE 'Sto ry%') AS c USING (oid);
SELECT id, entities @@ 'person:hutchins' AS hutchins, dateline_place(dateline) AS place, extracted_by = news_extract_version() AS current FROM desk."Sto ry" ORDER BY id;
SELECT amname, a.attname FROM pg_index AS i JOIN pg_class AS c ON c.oid = indexrelid JOIN pg_am AS m ON m.oid = relam
    JOIN pg_attribute AS a ON attrelid = indrelid AND attnum = indkey[0]
WHERE indrelid = 'desk."Sto ry"'::regclass ORDER BY 1, 2;

-- the views: only plain columns, every one described, unique, bigint key first
SELECT c.relname, string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
FROM pg_class AS c JOIN pg_attribute AS a ON attrelid = c.oid AND attnum > 0
WHERE relkind = 'm' AND relnamespace = 'desk'::regnamespace GROUP BY c.relname ORDER BY c.relname COLLATE "C";
SELECT c.relname, attname FROM pg_class AS c JOIN pg_attribute AS a ON attrelid = c.oid AND attnum > 0
WHERE relkind = 'm' AND relnamespace = 'desk'::regnamespace AND col_description(c.oid, attnum) IS NULL ORDER BY 1, 2;
SELECT obj_description(oid) ~ '^\w.* \[news_attach \w+ \w+\]$' AS described FROM pg_class WHERE relkind = 'm' AND relnamespace = 'desk'::regnamespace;
SELECT article_id, article_key, publisher, published_on, name, in_lead FROM desk."Sto ry_entities" WHERE kind = 'person' ORDER BY 1;
SELECT article_id, name, country_iso2, country_iso3, subdivision_iso, round(latitude) AS latitude FROM desk."Sto ry_places" WHERE name IN ('Dallas', 'Mexico') ORDER BY 1, 2;
SELECT article_id, place, country_iso2, round(longitude) AS longitude, dateline_on, agency FROM desk."Sto ry_datelines" ORDER BY 1;
SELECT published_on, kind, name, articles FROM desk."Sto ry_daily" WHERE kind = 'person' ORDER BY 1;
-- who reads a view reads it when it was made anew
CREATE ROLE "nx reader";
SELECT news_attach('desk."Sto ry"', 'The "body"', date_column => 'fetched', carry => '{publisher}', reader => 'nx reader');
SELECT has_schema_privilege('nx reader', 'desk', 'USAGE') AS usage;
GRANT SELECT ON desk."Sto ry_daily" TO PUBLIC;
SELECT news_attach('desk."Sto ry"', 'The "body"', date_column => 'fetched', carry => '{}');
SELECT relname, count(*) FILTER (WHERE x.grantee = '"nx reader"'::regrole) AS reader, count(*) FILTER (WHERE x.grantee = 0) AS public
FROM pg_class AS c, aclexplode(relacl) AS x WHERE relkind = 'm' AND relnamespace = 'desk'::regnamespace AND privilege_type = 'SELECT' GROUP BY relname ORDER BY relname COLLATE "C";
SELECT news_attach('desk."Sto ry"', 'The "body"', reader => 'nx nobody');
SELECT news_attach('desk."Sto ry"', 'The "body"', date_column => 'fetched', carry => '{publisher}');
DROP OWNED BY "nx reader";
DROP ROLE "nx reader";
UPDATE desk."Sto ry" SET "The ""body""" = 'LAGOS, Nigeria (AP) -- Rain closed roads in Lagos.' WHERE id = 2;
SELECT news_refresh('desk."Sto ry"');
SELECT article_id, place FROM desk."Sto ry_datelines" ORDER BY 1;

-- renamed columns are followed, other options make the views anew, a dropped column comes back
ALTER TABLE desk."Sto ry" RENAME "The ""body""" TO text;
ALTER TABLE desk."Sto ry" RENAME entities TO names;
SELECT news_attach('desk."Sto ry"', 'text');
SELECT count(*) FROM pg_attribute WHERE attrelid = 'desk."Sto ry_entities"'::regclass AND attname = 'publisher';
ALTER TABLE desk."Sto ry" DROP headline;
SELECT news_attach('desk."Sto ry"', 'text', views => false);
ALTER TABLE desk."Sto ry" DROP extracted_by CASCADE, DROP headline;
SELECT news_stale('desk."Sto ry"');
SELECT news_attach('desk."Sto ry"', 'text');
SELECT count(headline), count(extracted_by) FROM desk."Sto ry";

-- refused: another column, way or format than it has; what a view of one's own reads stays
SELECT news_attach('desk."Sto ry"', 'publisher');
SELECT news_attach('desk."Sto ry"', 'text', keep => 'backfill');
SELECT news_attach('desk."Sto ry"', 'text', format => 'html');
CREATE VIEW desk.mine AS SELECT article_id FROM desk."Sto ry_places";
SELECT news_detach('desk."Sto ry"');
DROP VIEW desk.mine;
SELECT news_detach('desk."Sto ry"');
SET client_min_messages = notice;
SELECT news_detach('desk."Sto ry"');
SET client_min_messages = warning;
SELECT attname FROM pg_attribute WHERE attrelid = 'desk."Sto ry"'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
SELECT relname FROM pg_class WHERE relnamespace = 'desk'::regnamespace ORDER BY relname COLLATE "C";

-- errors
SELECT news_attach('desk.nothing', 'body');
SELECT news_attach(NULL, 'body');
SELECT news_attach('desk."Sto ry"', NULL);
SELECT news_attach(1::oid::regclass, 'body');
SELECT news_attach('desk."Sto ry"', 'body');
SELECT news_attach('desk."Sto ry"', 'fetched');
SELECT news_attach('desk."Sto ry"', 'text', keep => 'hourly');
SELECT news_attach('desk."Sto ry"', 'text', format => 'pdf');
SELECT news_attach('desk."Sto ry"', 'text', format => NULL);
SELECT news_attach('desk."Sto ry"', 'text', date_column => 'publisher');
SELECT news_attach('desk."Sto ry"', 'text', date_column => 'nothing');
SELECT news_attach('desk."Sto ry"', 'text', carry => '{tags}');
SELECT news_attach('desk."Sto ry"', 'text', carry => '{publisher,nothing}');
SELECT news_attach('desk."Sto ry"', 'text', view_prefix => repeat('x', 60));
SELECT news_attach('desk."Sto ry"', 'text', view_schema => 'nowhere');
CREATE VIEW desk.view AS SELECT * FROM desk."Sto ry";
SELECT news_attach('desk.view', 'text');
CREATE TEMP TABLE passing (id int PRIMARY KEY, body text);
SELECT news_attach('passing', 'body');
CREATE TABLE desk.bare (id int UNIQUE, body text, entities int);
SELECT news_attach('desk.bare', 'body');
ALTER TABLE desk.bare ALTER id SET NOT NULL;
SELECT news_attach('desk.bare', 'body');
CREATE TABLE desk.bare_places ();
SELECT news_attach('desk.bare', 'body', column_prefix => 'n_');
SELECT news_attach('desk.bare', 'body', column_prefix => 'n_', view_prefix => 'other');
CREATE TABLE desk.made (id int PRIMARY KEY, raw text, body text GENERATED ALWAYS AS (upper(raw)) STORED);
SELECT news_attach('desk.made', 'body');
SELECT news_refresh('desk.made');
SELECT news_stale('desk.made');

-- keys: of several columns, of a domain and an enum, uuid, text; each article has its own bigint
CREATE TYPE edition AS ENUM ('morning', 'evening');
CREATE DOMAIN paper AS text CHECK (value <> '');
CREATE TABLE desk.composite (paper paper, day date, edition edition, body text, PRIMARY KEY (paper, edition, day));
INSERT INTO desk.composite SELECT 'P"' || n % 3, date '2026-01-01' + n, 'evening', 'LAGOS, Nigeria (AP) -- Rain closed roads in Lagos.' FROM generate_series(1, 20) AS n;
SELECT news_attach('desk.composite', 'body');
SELECT count(*), count(DISTINCT article_id), count(DISTINCT article_key), min(article_key COLLATE "C") FROM desk.composite_datelines;
CREATE TABLE desk.by_url (url text PRIMARY KEY, body varchar(2000));
INSERT INTO desk.by_url SELECT 'https://example.org/' || n, 'LAGOS, Nigeria (AP) -- Rain closed roads in Lagos.' FROM generate_series(1, 20) AS n;
SELECT news_attach('desk.by_url', 'body', keep => 'backfill');
SELECT count(*) FROM news_stale('desk.by_url');
-- a trigger that was dropped is put back
DROP TRIGGER news_attach_changed ON desk.by_url;
SELECT news_attach('desk.by_url', 'body', keep => 'backfill', carry => NULL);
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'desk.by_url'::regclass;

-- partitions: to the whole, not to one
CREATE TABLE desk.log (day date, id uuid DEFAULT gen_random_uuid(), body text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE desk.log_1 PARTITION OF desk.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
SELECT news_attach('desk.log_1', 'body');
SELECT news_attach('desk.log', 'body');
CREATE TABLE desk.log_2 PARTITION OF desk.log FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO desk.log (day, body) SELECT day, 'LAGOS, Nigeria (AP) -- Rain closed roads in Lagos.' FROM unnest('{2026-01-05,2026-02-05}'::date[]) AS day;
SELECT news_refresh('desk.log');
SELECT count(*) FROM desk.log_datelines;
SELECT count(*) FROM pg_index AS i JOIN pg_class AS c ON c.oid = indexrelid JOIN pg_am AS m ON m.oid = relam
WHERE indrelid IN ('desk.log_1'::regclass, 'desk.log_2'::regclass) AND amname = 'gin';

-- the caller's rights: the owner may, another may not
CREATE ROLE nx_owner;
CREATE ROLE nx_other;
GRANT USAGE, CREATE ON SCHEMA desk TO nx_owner, nx_other;
SET ROLE nx_owner;
CREATE TABLE desk.owned (id bigint PRIMARY KEY, body text);
RESET ROLE;
SET ROLE nx_other;
SELECT news_attach('desk.owned', 'body');
RESET ROLE;
GRANT ALL ON desk.owned TO nx_other;
SET ROLE nx_other;
SELECT news_attach('desk.owned', 'body');
SET ROLE nx_owner;
SELECT news_attach('desk.owned', 'body');
SELECT relname, pg_get_userbyid(relowner) FROM pg_class WHERE relname LIKE 'owned%' AND relkind = 'm' ORDER BY relname COLLATE "C";
SELECT news_refresh('desk.owned');
SELECT news_detach('desk.owned', drop_columns => false);
SELECT attname, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'desk.owned'::regclass AND attnum > 2 ORDER BY attnum;
RESET ROLE;

-- what stands before pg_catalog in the caller's path is not called
CREATE SCHEMA trap;
CREATE FUNCTION trap.quote_ident(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
CREATE FUNCTION trap.format(text, VARIADIC text[]) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
CREATE FUNCTION trap.trap(int8, int8) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
CREATE OPERATOR trap.= (LEFTARG = int8, RIGHTARG = int8, FUNCTION = trap.trap);
CREATE OPERATOR trap.<= (LEFTARG = int8, RIGHTARG = int8, FUNCTION = trap.trap);
CREATE TABLE desk.plain (id bigint PRIMARY KEY, body text);
INSERT INTO desk.plain VALUES (1, 'LAGOS, Nigeria (AP) -- Rain closed roads in Lagos.'), (2, 'Nothing here.');
SET search_path = trap, pg_catalog;
SELECT public.news_attach('desk.plain', 'body', keep => 'backfill');
CALL public.news_backfill('desk.plain', batch => 1);
SELECT public.news_refresh('desk.plain');
SELECT state, rows_done FROM public.news_progress WHERE relation OPERATOR(pg_catalog.=) 'desk.plain'::regclass;
SELECT public.news_stale('desk.plain');
SELECT public.news_detach('desk.plain');
RESET search_path;

DROP SCHEMA trap CASCADE;
DROP TABLE before;
DROP SCHEMA desk CASCADE;
DROP TYPE edition;
DROP DOMAIN paper;
DROP ROLE nx_owner, nx_other;
