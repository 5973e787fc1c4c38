--
-- Dictionaries: tables, the value made from them, terms and corrections in articles and queries
--
CREATE TABLE wire AS SELECT $$NAIROBI, March 3 (Reuters) - Kenya and Uganda will share the cost of a railway to Lake Victoria, Transport Minister Josephine Otieno said on Tuesday.

Traders in Kampala pay more to move a container from Mombasa than from Shanghai, Otieno said at Camp Sorrel. A Falcon 9 rocket and Big Blue (NYSE: QXZ) were named in a Money Laundering case. Maria Lund, a lawyer, said IBM had not been asked. Mercury has a spaceport.$$::text AS article;

INSERT INTO news_term (profile, kind, term, name) VALUES
    ('desk', 'product', 'Falcon 9', NULL), ('desk', 'crime', 'money laundering', NULL), ('desk', 'org', 'Big Blue', 'IBM');
INSERT INTO news_term (profile, kind, term, match) VALUES ('desk', 'ticker', '(?:NYSE|NASDAQ): ?(?<entity>[A-Z]{1,5})', 'regex');
INSERT INTO news_term (profile, kind, term, context) VALUES ('desk', 'place', 'Mercury', '{spaceport, orbit}');
INSERT INTO news_term (profile, kind, term, id, country, latitude, longitude) VALUES ('desk', 'place', 'Camp Sorrel', 7000001, 'KE', -1.5, 36.9);
INSERT INTO news_alias (profile, publisher, kind, alias, to_kind, name) VALUES
    ('desk', NULL, 'person', 'Maria Lund', NULL, 'Maria Lund-Berg'),
    ('desk', NULL, NULL, 'Lake Victoria', 'misc', NULL),
    ('desk', 'The Gazette', NULL, 'Kenya', NULL, 'Republic of Kenya');
INSERT INTO news_stop (profile, name) VALUES ('desk', 'shanghai');
INSERT INTO news_split (profile, name, part) VALUES ('desk', 'Josephine Otieno', 'Otieno');

SELECT kind, name, surface, country, source FROM wire, news_mentions(article, news_dictionary('desk'));
SELECT kind, name, place_id, country, mentions FROM wire, unnest(news_entities(article, news_dictionary('desk')))
WHERE kind IN ('product', 'crime', 'ticker', 'org') OR name IN ('Camp Sorrel', 'Mercury') ORDER BY kind COLLATE "C", name COLLATE "C";
SELECT name, place_id, country, latitude, longitude, confidence FROM wire, news_places(article, news_dictionary('desk'))
WHERE name IN ('Camp Sorrel', 'Mercury', 'Republic of Kenya');
SELECT name FROM wire, news_places(article, news_dictionary('desk'), publisher => 'the gazette') WHERE country = 'KE' ORDER BY 1;
SELECT name FROM wire, news_persons(article, news_dictionary('desk')) ORDER BY 1;

-- kinds of one's own in queries and the index
CREATE TABLE story AS SELECT i AS id, news_entities(article || CASE WHEN i % 10 = 0 THEN ' A Zeta Beam fell.' ELSE '' END, news_dictionary('desk')) AS entities
FROM wire, generate_series(1, 20) AS i;
CREATE INDEX ON story USING gin (entities);
SET enable_seqscan = off;
SELECT count(*) FROM story WHERE entities @@ 'product:"falcon 9" & ticker:qxz & crime:* & !gadget:*';
RESET enable_seqscan;

-- where a name comes from
SELECT kind, entity, surface, kept, source, reason, correction FROM wire, news_explain_entity(article, news_dictionary('desk'), 'IBM');
SELECT kind, entity, surface, kept, source, reason, correction FROM wire, news_explain_entity(article, news_dictionary('desk'), 'Shanghai');
SELECT kind, entity, surface, kept, source, reason, correction FROM wire, news_explain_entity(article, news_dictionary('desk'), 'Maria Lund');
SELECT kind, entity, surface, kept, source, reason, correction FROM wire, news_explain_entity(article, news_dictionary('desk'), 'Otieno');
SELECT kind, entity, surface, kept, source FROM wire, news_explain_entity(article, 'Shanghai');
SELECT count(*) FROM wire, news_explain_entity(article, 'Nobody');

-- renames at query time, without touching what is stored
SELECT entityquery_expand('person:"Maria Lund" & !x', news_dictionary('desk'));
SELECT entityquery_expand('person:"maria lund-berg"@lead>0.5 <-> "Lake Victoria"', news_dictionary('desk'));
SELECT entityquery_expand('person:mar* | misc:"lake victoria" | place:#5 | in:KE | org:"maria lund"', news_dictionary('desk'));
SELECT entityquery_expand('', news_dictionary('desk')) = '' AS empty;
SELECT news_entities('Maria Lund spoke.') @@ 'person:"Maria Lund-Berg"' AS plain,
       news_entities('Maria Lund spoke.') @@ entityquery_expand('person:"Maria Lund-Berg"', news_dictionary('desk')) AS expanded;

-- the functions with a dictionary: null arguments, no publisher, an empty profile
SELECT news_clean(article, news_dictionary()) = news_clean(article) AS clean, news_entities(article, news_dictionary()) = news_entities(article) AS entities,
    news_dateline(article, news_dictionary()) = news_dateline(article) AS dateline, news_highlight(article, news_dictionary()) = news_highlight(article) AS highlight,
    news_article(article, news_dictionary()) = news_article(article) AS article,
    (SELECT count(*) FROM news_blocks(article, news_dictionary())) = (SELECT count(*) FROM news_blocks(article)) AS blocks FROM wire;
SELECT news_entities(NULL, news_dictionary()) IS NULL AND news_entities('x', NULL) IS NULL AND news_clean('x', news_dictionary(), NULL) IS NULL
    AND news_clean('x', news_dictionary(), publisher => NULL) = 'x' AS nulls, (SELECT count(*) FROM news_mentions(NULL, news_dictionary())) AS rows;
SELECT news_clean('x', 'text', 'balanced'), news_entities('Paris is in France.', 'text') @@ 'place:paris' AS unknown;
SELECT news_highlight('Falcon 9 flew.', news_dictionary('desk'));

-- edits are seen by the next statement of the same transaction, and taken back with it
BEGIN;
DELETE FROM news_stop WHERE profile = 'desk';
SELECT news_entities(article, news_dictionary('desk')) @@ 'place:shanghai' AS seen FROM wire;
SAVEPOINT a;
UPDATE news_term SET kind = 'rocket' WHERE term = 'Falcon 9';
SELECT news_entities(article, news_dictionary('desk')) @@ 'rocket:"falcon 9"' AS seen FROM wire;
ROLLBACK TO a;
SELECT news_entities(article, news_dictionary('desk')) @@ 'rocket:"falcon 9"' AS seen FROM wire;
TRUNCATE news_term;
SELECT news_entities(article, news_dictionary('desk')) @@ 'product:"falcon 9"' AS seen FROM wire;
ROLLBACK;
SELECT news_entities(article, news_dictionary('desk')) @@ 'product:"falcon 9" & !place:shanghai' AS seen FROM wire;
DO $$
DECLARE seen text := '';
BEGIN
    FOR i IN 1..3 LOOP
        INSERT INTO news_term (profile, kind, term) VALUES ('loop', 'product', 'Zeta' || i);
        seen := seen || (SELECT terms FROM news_dictionary_stat(news_dictionary('loop'))) || ' ';
    END LOOP;
    RAISE NOTICE '%', seen;
END $$;

-- the value: text and binary forms, equality, contents
SELECT profile, terms, rules, corrections, bytes > portable_bytes AS bytes FROM news_dictionary_stat(news_dictionary('desk'));
SELECT news_dictionary('desk')::text::newsdictionary = news_dictionary('desk') AS same, news_dictionary('desk') <> news_dictionary() AS differs;
CREATE TABLE frozen (d newsdictionary PRIMARY KEY);
INSERT INTO frozen SELECT news_dictionary('desk') UNION SELECT news_dictionary() UNION SELECT news_dictionary('desk');
SELECT count(*) FROM frozen;
SELECT news_entities(article, d) = news_entities(article, news_dictionary('desk')) AS same FROM wire, frozen WHERE d = news_dictionary('desk');
-- stored out of line it is used all the same
INSERT INTO news_term (profile, kind, term) SELECT 'long', 'product', 'Zeta' || i || md5(i::text) FROM generate_series(1, 2000) AS i;
CREATE TABLE long AS SELECT news_dictionary('long') AS d;
SELECT length(news_entities('A Zeta7' || md5('7') || ' flew.', d)) FROM long;
DROP TABLE frozen, long;
DELETE FROM news_term WHERE profile = 'long';

-- errors
SELECT news_dictionary('nope');
SELECT news_dictionary(NULL) IS NULL AS null;
SELECT 'TlhE'::newsdictionary;
SELECT 'desk'::newsdictionary;
SELECT 'no base64'::newsdictionary;
SELECT ''::newsdictionary;
SELECT overlay(news_dictionary('desk')::text placing 'zz' from 40)::newsdictionary;
INSERT INTO news_term (kind, term) VALUES ('product', '');
INSERT INTO news_term (kind, term) VALUES ('product', 'x ');
INSERT INTO news_term (kind, term) VALUES ('product', E'x\ny');
INSERT INTO news_term (kind, term) VALUES ('product', '?!');
INSERT INTO news_term (kind, term) VALUES ('product', repeat('x', 501));
INSERT INTO news_term (kind, term) VALUES ('product', repeat('x ', 32) || 'x');
INSERT INTO news_term (kind, term) VALUES ('Product', 'x');
INSERT INTO news_term (kind, term) VALUES ('in', 'x');
INSERT INTO news_term (kind, term, match) VALUES ('product', 'x', 'fuzzy');
INSERT INTO news_term (kind, term, match) VALUES ('product', '(x', 'regex');
INSERT INTO news_term (kind, term, match) VALUES ('product', repeat('x', 1001), 'regex');
INSERT INTO news_term (kind, term, context) VALUES ('product', 'x', '{two words}');
INSERT INTO news_term (kind, term, context) VALUES ('product', 'x', '{x,NULL}');
INSERT INTO news_term (kind, term, context) VALUES ('product', 'x', '{}');
INSERT INTO news_term (kind, term, latitude) VALUES ('place', 'x', 1);
INSERT INTO news_term (kind, term, latitude, longitude) VALUES ('place', 'x', 91, 0);
INSERT INTO news_term (kind, term, country) VALUES ('place', 'x', 'Ke');
INSERT INTO news_term (kind, term) VALUES ('product', 'Kappa'), ('product', 'KAPPA');
INSERT INTO news_term (kind, term, match) VALUES ('product', 'Kappa', 'exact'), ('product', 'KAPPA', 'exact');
INSERT INTO news_alias (alias, name) VALUES ('A', 'b'), ('a', 'c');
INSERT INTO news_alias (alias) VALUES ('A');
INSERT INTO news_split (name, part) VALUES ('Ann Lee', 'ann lee');
-- an expression that takes exponential time finds nothing and ends
INSERT INTO news_term (kind, term, match) VALUES ('product', '(a+)+$', 'regex'), ('product', '(?:(x|xx)*)*y', 'regex');
SELECT news_entities(repeat('a', 3000) || '! ' || repeat('x', 3000), news_dictionary()) AS none;

-- who may
CREATE ROLE regress_news_reader;
SET ROLE regress_news_reader;
SELECT terms FROM news_dictionary_stat(news_dictionary('desk'));
INSERT INTO news_term (kind, term) VALUES ('product', 'x');
RESET ROLE;
GRANT INSERT, UPDATE, DELETE ON news_term TO regress_news_reader;
SET ROLE regress_news_reader;
INSERT INTO news_term (profile, kind, term) VALUES ('reader', 'product', 'x');
SELECT terms FROM news_dictionary_stat(news_dictionary('reader'));
RESET ROLE;
REVOKE SELECT ON news_term FROM PUBLIC;
SET ROLE regress_news_reader;
\set VERBOSITY terse
SELECT news_dictionary('desk');
\set VERBOSITY default
RESET ROLE;
GRANT SELECT ON news_term TO PUBLIC;
REVOKE ALL ON news_term FROM regress_news_reader;
DROP ROLE regress_news_reader;

DROP TABLE wire, story;
DELETE FROM news_term;
DELETE FROM news_alias;
DELETE FROM news_stop;
DELETE FROM news_split;
