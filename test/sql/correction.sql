-- Corrections as data: suppress, retype, rename, merge and split, each by name, kind, profile and publisher; what queries do about renames.
\set SHOW_CONTEXT never
\pset format unaligned
CREATE TABLE wire AS SELECT $$LAGOS, Nigeria, March 3 (Reuters) - Amina Okoro, the governor of Lagos, met Bello Adeyemi and others on Tuesday. Okoro said the port would open. Adeyemi left for Abuja.

The Zenith Bank lawyer Grace Eze said Okoro and Adeyemi had signed in Abuja. Big Blue and IBM sent no one. A QuickShip drone flew over.$$::text AS article;
-- what is found, in one line: of one profile, for one publisher
CREATE FUNCTION found(profile text, publisher text, asked text) RETURNS text LANGUAGE sql AS
    $$ SELECT string_agg(kind || ':' || name || '=' || mentions, ', ' ORDER BY kind COLLATE "C", name COLLATE "C")
    FROM wire, unnest(news_entities(article, news_dictionary(profile), publisher => publisher)) WHERE name ~ asked $$;
-- a correction in a profile of its own: without it, with it for two publishers, in another profile
CREATE FUNCTION tried(asked text) RETURNS TABLE (plain text, gazette text, post text, other text) LANGUAGE sql AS
    $$ SELECT found('none', 'The Gazette', asked), found('p', 'The Gazette', asked), found('p', 'The Post', asked), found('none', NULL, asked) $$;
INSERT INTO news_term (profile, kind, term) VALUES ('none', 'product', 'Nothing Of This'), ('p', 'product', 'Nothing Of This');
BEGIN;
-- suppress: for all, for a publisher, for a kind
SAVEPOINT one; INSERT INTO news_stop (profile, name) VALUES ('p', 'ABUJA'); SELECT * FROM tried('Abuja'); ROLLBACK TO one;
INSERT INTO news_stop (profile, publisher, name) VALUES ('p', 'the gazette', 'Abuja'); SELECT * FROM tried('Abuja'); ROLLBACK TO one;
INSERT INTO news_stop (profile, kind, name) VALUES ('p', 'person', 'Abuja'), ('p', 'person', 'Grace Eze'); SELECT * FROM tried('Abuja|Eze'); ROLLBACK TO one;
-- retype
INSERT INTO news_alias (profile, alias, to_kind) VALUES ('p', 'Zenith Bank', 'lender'); SELECT * FROM tried('Zenith'); ROLLBACK TO one;
INSERT INTO news_alias (profile, publisher, kind, alias, to_kind) VALUES ('p', 'The Post', 'org', 'Zenith Bank', 'misc'); SELECT * FROM tried('Zenith'); ROLLBACK TO one;
INSERT INTO news_alias (profile, kind, alias, to_kind) VALUES ('p', 'person', 'Zenith Bank', 'misc'); SELECT * FROM tried('Zenith'); ROLLBACK TO one;
-- rename
INSERT INTO news_alias (profile, alias, name) VALUES ('p', 'Amina Okoro', 'Amina Okoro-Bassey'); SELECT * FROM tried('Okoro'); ROLLBACK TO one;
INSERT INTO news_alias (profile, publisher, alias, name) VALUES ('p', 'The Gazette', 'Amina Okoro', 'A. Okoro'); SELECT * FROM tried('Okoro'); ROLLBACK TO one;
-- merge: two names become one entity, whose mentions add up
INSERT INTO news_term (profile, kind, term) VALUES ('none', 'org', 'Big Blue'), ('p', 'org', 'Big Blue');
SAVEPOINT one;
INSERT INTO news_alias (profile, alias, name) VALUES ('p', 'Big Blue', 'IBM'); SELECT * FROM tried('Big Blue|IBM'); ROLLBACK TO one;
INSERT INTO news_alias (profile, publisher, kind, alias, name) VALUES ('p', 'The Post', 'org', 'Big Blue', 'IBM'); SELECT * FROM tried('Big Blue|IBM'); ROLLBACK TO one;
-- rename and retype in one, and a chain: the name given is corrected in its turn
INSERT INTO news_alias (profile, alias, to_kind, name) VALUES ('p', 'Zenith Bank', 'lender', 'Zenith'), ('p', 'Zenith', NULL, 'Apex'); SELECT * FROM tried('Zenith|Apex'); ROLLBACK TO one;
-- split: a part stands for itself
INSERT INTO news_split (profile, name, part) VALUES ('p', 'Amina Okoro', 'Okoro'); SELECT * FROM tried('Okoro'); ROLLBACK TO one;
INSERT INTO news_split (profile, publisher, kind, name, part) VALUES ('p', 'The Post', 'person', 'Amina Okoro', 'Okoro'); SELECT * FROM tried('Okoro'); ROLLBACK TO one;
-- the one for a publisher, or for a kind, goes before the one for all
INSERT INTO news_alias (profile, publisher, kind, alias, name) VALUES ('p', NULL, NULL, 'IBM', 'All'), ('p', NULL, 'org', 'IBM', 'Of kind'), ('p', 'The Gazette', NULL, 'IBM', 'Of publisher');
SELECT * FROM tried('^All|^Of |IBM'); ROLLBACK TO one;
-- a correction of a term, which says where it comes from
INSERT INTO news_term (profile, kind, term, name, context) VALUES ('p', 'drone', 'QuickShip', 'QuickShip Mark 1', '{drone}'), ('p', 'crime', 'signed', NULL, '{robbery}');
INSERT INTO news_stop (profile, publisher, kind, name) VALUES ('p', 'The Gazette', 'drone', 'QuickShip Mark 1');
SELECT * FROM tried('QuickShip|signed');
SELECT p, kind, entity, kept, reason, correction FROM wire, unnest('{The Gazette,The Post}'::text[]) AS p, news_explain_entity(article, news_dictionary('p'), 'QuickShip', publisher => p) ORDER BY 1;
-- every function sees the same
SELECT (SELECT string_agg(DISTINCT kind, ' ') FROM news_mentions(article, d, publisher => 'The Post') WHERE surface = 'QuickShip') AS mentions,
    news_highlight(article, d, publisher => 'The Gazette') ~ 'QuickShip Mark 1' AS gazette, news_highlight(article, d, publisher => 'The Post') ~ 'QuickShip' AS post,
    news_entities(article, d, publisher => 'The Post') @@ 'drone:"quickship mark 1"' AS query FROM wire, news_dictionary('p') AS d;
ROLLBACK;

-- Kinds of one's own in a set: order, index, ranking, statistics, JSON
INSERT INTO news_term (profile, kind, term, match) VALUES ('own', 'ticker', '\((?:NYSE|NASDAQ): ?(?<entity>[A-Z]{1,5})\)', 'regex'), ('own', 'product', 'Falcon 9', 'smart'), ('own', 'crime', 'money laundering', 'smart');
CREATE TABLE filed AS SELECT i AS id, news_entities('A Falcon 9 of Zenith (NYSE: Z' || chr(65 + i % 26) || ') flew. ' || CASE WHEN i % 9 = 0 THEN 'Money Laundering was charged.' ELSE '' END, news_dictionary('own')) AS entities
    FROM generate_series(1, 200) AS i;
CREATE INDEX filed_entities ON filed USING gin (entities);
ANALYZE filed;
SET enable_seqscan = off;
SELECT count(*) FROM filed WHERE entities @@ 'ticker:zb & product:*';
SELECT count(*) FROM filed WHERE entities @@ 'crime:"money laundering" & ticker:z*';
SELECT count(*) FROM filed WHERE entities @@ 'gadget:* | !product:"falcon 9"';
EXPLAIN (COSTS OFF) SELECT count(*) FROM filed WHERE entities @@ 'crime:*';
RESET enable_seqscan;
SELECT * FROM news_stat('SELECT entities FROM filed', '{crime,product}') ORDER BY kind;
SELECT entities::jsonb::entityset = entities AS json, entities::text::entityset = entities AS text FROM filed WHERE id = 9;
SELECT kind FROM unnest((SELECT entities FROM filed WHERE id = 9)) GROUP BY kind ORDER BY kind COLLATE "C";
DROP TABLE filed;

-- renames, merges and terms in queries: names of one entity, both ways, for prefixes and last words of persons too
INSERT INTO news_term (profile, kind, term, name, context, match) VALUES ('q', 'org', 'Big Blue', 'IBM', NULL, 'smart'), ('q', 'org', 'International Business Machines', 'IBM', NULL, 'any'),
    ('q', 'org', 'Shell', 'Shell plc', '{oil}', 'smart'), ('q', 'product', 'F9', 'Falcon 9', NULL, 'exact'), ('q', 'org', 'I.?B.?M', 'IBM', NULL, 'regex');
INSERT INTO news_alias (profile, publisher, kind, alias, to_kind, name) VALUES ('q', NULL, 'person', 'Little Marco', NULL, 'Marco Rubio'), ('q', NULL, NULL, 'Peking', NULL, 'Beijing'),
    ('q', 'The Post', NULL, 'Beijing', NULL, 'Jing'), ('q', NULL, 'org', 'Lake Victoria', 'place', NULL), ('q', NULL, 'person', 'Bob Dole', NULL, 'Robert Dole');
SELECT asked, entityquery_expand(asked::entityquery, news_dictionary('q')) AS expanded
FROM string_to_table('org:ibm; "big blue"; misc:"big blue"; org:big*; "international bus"*; org:shell; org:"shell plc"; product:f9; product:fal*; person:rubio; person:rub*; person:marco*; rub*; place:pek*; beijing; org:"lake victoria"; place:"lake victoria"; person:dole; person:"bob dole"; !org:ibm@headline>0.5; ibm <3> beijing; org:*; place:#5; in:CN; nothing*', '; ') AS asked;
SELECT news_entities('Big Blue and Peking were named.') @@ 'org:ibm' AS stored, bool_and(e @@ entityquery_expand('org:ibm | place:beijing', news_dictionary('q'))) AS expanded
FROM unnest(ARRAY['org:"Big Blue"', 'org:IBM', 'place:Peking', 'place:Beijing']::entityset[]) AS e;
-- not more names than can be asked for at once
INSERT INTO news_term (profile, kind, term, name) SELECT 'many', 'org', 'Alpha ' || i, 'Omega' FROM generate_series(1, 2000) AS i;
SELECT length(entityquery_expand('org:omega', news_dictionary('many'))::text) - length(replace(entityquery_expand('org:omega', news_dictionary('many'))::text, 'org:', '123')) AS names;
SELECT entityquery_expand('org:alp*', news_dictionary('many'));

SELECT publishers, publisher_lines, terms, rules, corrections FROM news_dictionary_stat(news_dictionary('q'));
INSERT INTO news_publisher_line (profile, publisher, line, kind) VALUES ('q', 'A', 'Read us', 'promo'), ('q', 'A', 'Follow us', 'promo'), ('q', 'B', 'Read us', 'promo');
SELECT publishers, publisher_lines FROM news_dictionary_stat(news_dictionary('q'));
SELECT news_extract_version(news_dictionary('q')) = news_extract_version() || ' dictionary ' || hash || ' q' AS version FROM news_dictionary_stat(news_dictionary('q'));
SELECT news_extract_version(NULL) IS NULL AS null;

DROP FUNCTION tried, found;
DROP TABLE wire;
DELETE FROM news_term;
DELETE FROM news_alias;
DELETE FROM news_publisher_line;
