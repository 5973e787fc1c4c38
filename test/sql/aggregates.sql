--
-- aggregates: union and counts over many articles, alike with and without workers
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

SELECT entityset_union(e), entityset_count(e) FROM (VALUES ('person:a@C1,C2'::entityset), ('person:a*3=0.5 org:b@A4~0.3'), ('person:A'), (NULL), ('')) v(e);
SELECT entityset_union(e), entityset_count(e) FROM (SELECT 'person:a'::entityset WHERE false) v(e);
SELECT entityset_union(e) FROM (SELECT NULL::entityset) v(e);
SELECT i, entityset_union(e) OVER (ORDER BY i) FROM (VALUES (1, 'person:a'::entityset), (2, 'person:b'), (3, 'person:a')) v(i, e);

CREATE TABLE agg_row AS
SELECT i AS id, (SELECT string_agg(format('%s:"Name %s"@C%s', CASE (i * k) % 3 WHEN 0 THEN 'person' WHEN 1 THEN 'org' ELSE 'ticker' END, (i * k * k) % 3001, k), ' ')
				 FROM generate_series(1, 12) k)::entityset AS e
FROM generate_series(1, 3000) i;
ALTER TABLE agg_row SET (parallel_workers = 2);
CREATE TABLE agg_result (how text, all_mentions entityset, row_counts entityset);
SET max_parallel_workers_per_gather = 0;
INSERT INTO agg_result SELECT 'alone', entityset_union(e), entityset_count(e) FROM agg_row;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TABLE agg_parallel AS SELECT entityset_union(e) AS u, entityset_count(e) AS c FROM agg_row;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SELECT length(u), u = all_mentions AS same_union, c = row_counts AS same_count FROM agg_parallel, agg_result;

-- the same counts as from rows, and as news_stat
SELECT count(*), count(*) FILTER (WHERE s.documents = x.documents AND s.mentions = x.mentions AND c.mentions = x.documents AND u.mentions = x.mentions) AS same
FROM news_stat('SELECT e FROM agg_row') s
JOIN (SELECT kind, name, count(*) AS documents, sum(mentions) AS mentions FROM agg_row, unnest(e) GROUP BY 1, 2) x USING (kind, name)
JOIN (SELECT t.* FROM agg_result, unnest(row_counts) t) c USING (kind, name)
JOIN (SELECT t.* FROM agg_result, unnest(all_mentions) t) u USING (kind, name);
SELECT kind, count(*) FROM news_stat('SELECT e FROM agg_row', '{ticker,org}') GROUP BY kind ORDER BY kind;
SELECT * FROM news_stat($$SELECT e FROM (VALUES ('place:Paris#1/FR person:José@C1,C2'::entityset), ('person:JOSE place:paris#2/US'), (NULL)) v(e)$$) ORDER BY kind, name, place_id;
SELECT * FROM news_stat('SELECT 1');
SELECT * FROM news_stat('SELECT e, e FROM agg_row');
SELECT * FROM news_stat('SELECT e FROM agg_row', '{nobody:}');
SELECT * FROM news_stat('SELECT e FROM agg_row', '{person,NULL}');

-- what occurs together with a name
SELECT kind, name, mentions FROM unnest((SELECT entityset_count(e) FROM agg_row WHERE e @@ 'person:"Name 3"') - 'person:"Name 3"') ORDER BY mentions DESC, kind, name LIMIT 3;

-- similarity: of itself 1, of nothing shared 0; rare entities count more
SELECT entityset_similarity(a, a) AS itself, entityset_similarity(a, b) AS half, a <~> b AS distance, b <~> a AS turned, a <~> '' AS "empty",
	entityset_similarity(a, b, 'person:a*99 org:b*2', 100) < 0.1 AS common_counts_less, entityset_similarity(a, 'place:x#1', a, 10) AS none
FROM (SELECT 'person:a org:b'::entityset a, 'person:a org:c'::entityset b) s;
SELECT entityset_similarity('person:a', 'person:a', '', 0);

DROP TABLE agg_row, agg_result, agg_parallel;
