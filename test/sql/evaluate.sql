--
-- news_evaluate: precision, recall and F1 by kind, of spans and of entitysets
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

CREATE TABLE ev_gold (id int, start int, length int, kind text);
CREATE TABLE ev_found (LIKE ev_gold);
INSERT INTO ev_gold VALUES (1, 1, 4, 'person'), (1, 9, 3, 'place'), (1, 20, 5, 'org'), (2, 1, 4, 'person'), (2, 30, 6, 'ticker');
INSERT INTO ev_found VALUES (1, 1, 4, 'person'), (1, 9, 3, 'org'), (1, 20, 7, 'org'), (2, 1, 4, 'person'), (2, 30, 6, 'ticker'), (2, 50, 2, 'misc');

-- spans: joined by place alone, or by place and kind, the counts are the same
SELECT s.* FROM unnest((SELECT news_evaluate(g.kind, f.kind) FROM ev_gold g FULL JOIN ev_found f USING (id, start, length))) AS s;
SELECT (SELECT news_evaluate(g.kind, f.kind) FROM ev_gold g FULL JOIN ev_found f USING (id, start, length))
     = (SELECT news_evaluate(g.kind, f.kind) FROM ev_gold g FULL JOIN ev_found f USING (id, start, length, kind)) AS same;

-- a group of articles each
SELECT id, (s).tp, (s).fp, (s).fn, (s).f1
FROM (SELECT id, unnest(news_evaluate(g.kind, f.kind)) AS s FROM ev_gold g FULL JOIN ev_found f USING (id, start, length) GROUP BY id) AS e
WHERE (s).kind = '*' ORDER BY id;

-- entitysets: case and accents do not count, nor do mentions and scores
SELECT s.* FROM unnest((SELECT news_evaluate(gold, found) FROM (VALUES
	('person:"Elena Saldívar"*3 org:OECD'::entityset, 'person:"elena saldivar" org:"Banxico"'::entityset),
	('place:Paris', 'place:Paris demonym:French'),
	('ticker:MSFT', 'ticker:MSFT crime:fraud')) AS v(gold, found))) AS s;
-- ids: equal ids are equal under any name, different ids differ, one without an id is compared by name
SELECT gold, found, (s).tp, (s).fp, (s).fn
FROM (SELECT gold, found, unnest(news_evaluate(gold, found)) AS s FROM (VALUES
	('place:US#1/US'::entityset, 'place:"United States"#1/US'::entityset),
	('place:Paris#1', 'place:Paris#2'),
	('place:Paris', 'place:Paris#2'),
	('place:Paris#1', 'place:Paris'),
	('place:Paris', 'place:Paris#1 place:Paris#2'),
	('place:Paris place:Paris#1', 'place:Paris place:Paris#2'),
	('place:Paris place:Paris#1', 'place:Paris#1'),
	('place:US#1', 'org:US#1'),
	('', '')) AS v(gold, found) GROUP BY gold, found) AS e
WHERE (s).kind = '*' ORDER BY gold, found;

-- empty, and null: an article without an answer key is not judged, one without an answer misses all
SELECT news_evaluate(g.kind, f.kind) FROM ev_gold g FULL JOIN ev_found f USING (id, start, length) WHERE false;
SELECT news_evaluate(NULL::text, NULL::text);
SELECT news_evaluate(NULL, 'person:a'::entityset), news_evaluate('person:a'::entityset, NULL);

-- as a window it goes on counting
SELECT i, (news_evaluate(g, f) OVER (ORDER BY i))[1] FROM (VALUES (1, 'org', 'org'), (2, 'org', NULL), (3, NULL, 'org')) AS v(i, g, f);

-- with workers as without
CREATE TABLE ev_many AS SELECT i, CASE i % 5 WHEN 0 THEN NULL ELSE 'k' || i % 7 END AS g, CASE i % 4 WHEN 0 THEN NULL ELSE 'k' || i % 9 END AS f,
	('person:"n ' || i % 3 || '" org:"m ' || i % 2 || '"')::entityset AS a, ('person:"n ' || i % 5 || '" org:m')::entityset AS b FROM generate_series(1, 3000) AS i;
ALTER TABLE ev_many SET (parallel_workers = 2);
SET max_parallel_workers_per_gather = 0;
CREATE TABLE ev_alone AS SELECT news_evaluate(g, f) AS spans, news_evaluate(a, b) AS sets FROM ev_many;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TABLE ev_parallel AS SELECT news_evaluate(g, f) AS spans, news_evaluate(a, b) AS sets FROM ev_many;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SELECT p.spans = a.spans AS same_spans, p.sets = a.sets AS same_sets FROM ev_alone a, ev_parallel p;
SELECT s.* FROM ev_alone, unnest(sets) AS s;

-- limits and errors
SELECT (unnest(news_evaluate('k' || i, NULL))).* FROM generate_series(1, 1000) i ORDER BY fn DESC, kind LIMIT 2;
SELECT news_evaluate('k' || i, NULL) FROM generate_series(1, 1001) i;
SELECT news_evaluate('', 'org');
SELECT news_evaluate('org', '*');
SELECT news_evaluate('org', repeat('x', 64));
SELECT (news_evaluate('org', repeat('x', 63)))[2];

DROP TABLE ev_gold, ev_found, ev_many, ev_alone, ev_parallel;
