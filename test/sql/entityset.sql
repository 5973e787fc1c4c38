--
-- entityset: text form, operators, and functions that take it apart
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- text form: sorted, unique, only what is known
SELECT 'person:"Marco Rubio"@A1,C57*3~0.412=0.95 place:"Mexico City"#3530597/MX-CMX^3527646,3996063@C120 org:NATO ticker:MSFT@B3'::entityset;
SELECT 'org:b person:B org:B org:a person:"  two   words "'::entityset;
SELECT 'person:"José" person:jose person:JOSE'::entityset AS one_person;
SELECT 'place:Paris#1 place:Paris#2 place:Paris'::entityset AS three_places;
SELECT E'person:"a \\"b\\" \\\\ c" person:x\u00a0y'::entityset;
SELECT 'person:a@C9,A1,C2,B~0.5=0 person:a@D4,C2*7=1'::entityset AS merged;
SELECT 'person:a*1 person:b@C1*1 person:c=1.000 person:d~0'::entityset AS nothing_to_say;
SELECT '"'::entityset;
SELECT ''::entityset = ' '::entityset AS empty, length(''::entityset);

-- round trips
CREATE TABLE es_value (id serial, e entityset);
INSERT INTO es_value (e) VALUES (''), ('person:a'), ('person:"Marco Rubio"#-5/US-TX^1,-2@A1,C57,D*9~0.412=0.95 org:NATO ticker:MSFT@B3 zzz_1:"x"'),
	(NULL), ('org:"São Paulo FC"@C1073741823 person:"José \"Pepe\" Ñandú"#9223372036854775807 place:x#-9223372036854775808'),
	(entityset('misc', ARRAY(SELECT 'name ' || i FROM generate_series(1, 5000) i))),
	((SELECT string_agg('person:p@C' || i * 1000, ' ') FROM generate_series(1, 9000) i)::entityset);
SELECT id, length(e), e::text::entityset = e AS text, e::jsonb::entityset = e AS json, entityset_version(e),
	(SELECT sum(u.mentions) FROM unnest(e) u) AS mentions
FROM es_value ORDER BY id;
CREATE TABLE es_copy (LIKE es_value);
\copy es_value TO 'results/es_value.copy' (FORMAT binary)
\copy es_copy FROM 'results/es_value.copy' (FORMAT binary)
SELECT count(*) AS same FROM es_value v JOIN es_copy c USING (id) WHERE v.e = c.e OR (v.e IS NULL AND c.e IS NULL);
DROP TABLE es_value, es_copy;

-- order and equality
SELECT count(*) AS pairs,
	count(*) FILTER (WHERE (a < b)::int + (a = b)::int + (a > b)::int <> 1) AS not_one_of_three,
	count(*) FILTER (WHERE (a <= b) <> (a < b OR a = b) OR (a >= b) <> (a > b OR a = b) OR (a <> b) = (a = b)) AS odd,
	count(*) FILTER (WHERE a = b AND entityset_hash(a) <> entityset_hash(b)) AS hash_differs,
	count(*) FILTER (WHERE entityset_cmp(a, b) <> - entityset_cmp(b, a) AND sign(entityset_cmp(a, b)) <> - sign(entityset_cmp(b, a))) AS asymmetric
FROM unnest(ARRAY['', 'person:a', 'person:A', 'person:a@C1', 'person:a@C2', 'person:a org:b', 'org:b', 'place:a#1', 'place:a#2', 'place:a', 'x:a']::entityset[]) a,
	unnest(ARRAY['', 'person:a', 'person:A', 'person:a@C1', 'person:a@C2', 'person:a org:b', 'org:b', 'place:a#1', 'place:a#2', 'place:a', 'x:a']::entityset[]) b;
SELECT e FROM unnest(ARRAY['x:a', 'org:b', 'person:b', '', 'person:a org:b', 'person:a']::entityset[]) e ORDER BY e;
SELECT e, count(*) FROM unnest(ARRAY['org:b', '', 'org:b', '']::entityset[]) e GROUP BY e ORDER BY e;

-- containment: an id is the thing itself, without it the folded name counts
SELECT a, b, a @> b AS "@>", b <@ a AS "<@", a && b AS "&&", b && a AS "&& turned" FROM (VALUES
	('person:"Marco Rubio"@C1 org:NATO', 'person:"MARCO RUBIO"'), ('person:"Marco Rubio"', 'org:"Marco Rubio"'), ('person:Rubio', 'person:"Marco Rubio"'),
	('place:Paris#1', 'place:Paris'), ('place:Paris', 'place:Paris#1'), ('place:Paris#2', 'place:Paris#1'), ('place:Lutetia#1', 'place:Paris#1'),
	('person:a', ''), ('', ''), ('person:a person:b', 'person:a person:c'), ('ticker:a', 'tick:a'), ('ticker:a', 'ticker:A')) v(x, y),
	LATERAL (SELECT x::entityset, y::entityset) c(a, b);

-- union and difference
SELECT 'person:a*2@C1'::entityset || 'person:A@C5 org:x' AS "union", 'person:a org:b place:c#1 place:c#2'::entityset - 'org:B place:c#2 person:z' AS difference,
	'place:c#1 place:c'::entityset - 'place:c' AS by_name;

-- functions
SELECT * FROM unnest('person:"Marco Rubio"@A1,C57,D*9~0.412=0.95 place:"São Paulo"#3448439/BR-SP^3469034@C9 ticker:MSFT'::entityset);
SELECT entityset('Person', ARRAY['b', 'a', 'B']), entityset('ticker', '{}');
SELECT entityset_filter(e, '{org,ticker}') AS kinds, entityset_filter(e, NULL, '{headline,D}') AS sections, entityset_filter(e, min_confidence => 0.5) AS sure,
	entityset_filter(e, '{person}', '{A}', 1) AS all_three, entityset_filter(e) = e AS none, entityset_filter(NULL) AS "null"
FROM (SELECT 'person:a@A1,C4 org:b@C3=0.4 ticker:c@D9=0.5'::entityset e) s;
SELECT entityset_delete('person:José person:b org:jose place:x#1 place:x#2', 'person', 'JOSE'), entityset_delete('place:x#1 place:x#2 place:y', 'place', 'x');
SELECT setweight('person:a@A1,C4 org:b'::entityset, 'D'), setweight('person:a'::entityset, 'headline');
SELECT entityset_names('person:a org:"B c"'), entityset_names('person:a org:"B c"', 'org'), entityset_names('person:a', 'ticker'), entityset_names(NULL);
SELECT * FROM entityset_pairs('person:a person:b org:c');
SELECT * FROM entityset_pairs('person:a person:b org:c', 'org', 'person');

-- jsonb
SELECT jsonb_pretty('person:"Marco Rubio"@A1,C57,C60,D*9~0.412=0.95 place:"São Paulo"#3448439/BR-SP^3469034'::entityset::jsonb);
SELECT '[{"kind": "org", "name": "NATO"}, {"kind": "place", "name": "x", "country": "MX", "unused": null, "positions": {"C": [9, 3]}}]'::jsonb::entityset;

-- limits
SELECT length(entityset('person', ARRAY[repeat('x', 2047)])), length(entityset('person', ARRAY(SELECT i::text FROM generate_series(1, 100000) i)));
SELECT (entityset_build).mentions FROM (SELECT unnest('person:a*2147483647'::entityset || 'person:a') AS entityset_build) s;
