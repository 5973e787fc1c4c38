--
-- publisher lines: what a publisher repeats is learnt, kept in a table, and used by the cleaner
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

CREATE TABLE pl_story (id int, publisher text, article text);
INSERT INTO pl_story
SELECT i, 'The Courier', format(E'Council of %1$s votes on harbour\n\nBy %2$s\nMarch %3$s, 2026\n%3$s min read\n\n'
	'The council of %1$s voted on Monday to close the old harbour for %3$s weeks, its clerk %2$s said in a statement to reporters.\n\n'
	'Fishermen of %1$s said they had not been asked, and that %4$s boats would have to lie elsewhere until the work at the pier is done.\n\n'
	'Nobody has promised them money, they told the meeting.\n\n'
	'%2$s covers coastal towns for The Courier and writes about %1$s.\n\n'
	'Help us keep local reporting alive along the coast\n'
	'Our rules: The Courier corrects what it got wrong within the day.', town, writer, i + 2, i * 7)
FROM unnest('{Vestbridge,Osmere,Kaldara,Port Amsel,Lund}'::text[], '{Maria Lund,Peter Ott,Elena Moore,James Ferrel,Susan Brand}'::text[]) WITH ORDINALITY AS t(town, writer, i);

SELECT publisher, line, kind, articles, articles_read FROM unnest((SELECT news_learn_lines(publisher, article) FROM pl_story)) AS l;
-- fewer stories: what two say in the body is learnt too, if it is said by no one
SELECT line, kind, articles FROM unnest((SELECT news_learn_lines(publisher, article, 2) FROM pl_story WHERE id <= 2)) AS l;
-- one article repeats nothing, unless one story is enough
SELECT news_learn_lines(publisher, article) FROM pl_story WHERE id = 1;
SELECT line, kind FROM unnest((SELECT news_learn_lines(publisher, article, 1) FROM pl_story WHERE id = 1)) AS l WHERE kind IN ('bio', 'notice', 'promo');
-- copies of one story are one story
SELECT line, articles FROM unnest((SELECT news_learn_lines(publisher, article) FROM pl_story, generate_series(1, 4) WHERE id = 1)) AS l;
SELECT line, articles FROM unnest((SELECT news_learn_lines(publisher, article, 1) FROM pl_story, generate_series(1, 4) WHERE id = 1)) AS l WHERE kind = 'bio';

-- the table: reviewed and edited, and used through a dictionary
INSERT INTO news_publisher_line SELECT l.* FROM unnest((SELECT news_learn_lines(publisher, article) FROM pl_story)) AS l;
INSERT INTO news_publisher_line SELECT l.* FROM unnest((SELECT news_learn_lines(publisher, article) FROM pl_story)) AS l ON CONFLICT DO NOTHING;
SELECT count(*) FROM news_publisher_line;
UPDATE news_publisher_line SET kind = 'promo' WHERE line LIKE 'Help us%';
INSERT INTO news_publisher_line (publisher, line, kind) VALUES
	('the courier', 'Nobody has promised them money, they told the meeting', 'notice'),
	('The Courier', '<name> covers coastal towns for The Courier and writes about Lund', 'bio'),
	('The Courier', '# min read', 'kicker')
	ON CONFLICT DO NOTHING;
CREATE FUNCTION pl_kinds(article text, publisher text) RETURNS TABLE (kind text, content text, reason text) LANGUAGE sql AS
	$$ SELECT kind, left(content, 50), reason FROM news_blocks(article, news_dictionary(), publisher => publisher) WHERE reason LIKE '%publisher%' $$;
SELECT k.* FROM pl_story, pl_kinds(article, 'The Courier') AS k WHERE id = 5;
SELECT k.* FROM pl_story, pl_kinds(article, 'THE COURIER.') AS k WHERE id = 4;
-- another publisher, none, an empty one, none in the dictionary
SELECT count(*) FROM pl_story, pl_kinds(article, 'Daily Post');
SELECT count(*) FROM pl_story, pl_kinds(article, NULL);
SELECT count(*) FROM pl_story, pl_kinds(article, '');
SELECT news_clean(article) = news_clean(article, news_dictionary(), publisher => 'Daily Post') AS same,
	news_clean(article, news_dictionary(), publisher => 'The Courier') LIKE '%promised%' AS promised FROM pl_story WHERE id = 5;
-- a line that is body in the table stays in the body
UPDATE news_publisher_line SET kind = 'paragraph' WHERE line LIKE 'Help us%';
SELECT news_clean(article, news_dictionary(), publisher => 'The Courier') LIKE '%Help us keep%' AS kept, news_clean(article) LIKE '%Help us keep%' AS plain FROM pl_story WHERE id = 2;
-- a page names its publisher itself
SELECT kind, content, reason FROM news_blocks('<html><head><meta property="og:site_name" content="The Courier"></head><body><article><h1>Harbour of Lund to close</h1>'
	'<p>The harbour of Lund will close for two weeks in June, the council said, and reopen with a new pier for ferries to the islands.</p>'
	'<p>NOBODY has promised them money; they told the meeting!</p></article></body></html>', news_dictionary()) WHERE block > 1;
-- the names of a dropped line are gone
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('The Courier', 'Our rules: Maria Vance corrects what she got wrong.', 'notice');
SELECT 'Maria Vance' = ANY (entityset_names(news_entities(article))) AS plain, 'Maria Vance' = ANY (entityset_names(news_entities(article, news_dictionary(), publisher => 'The Courier'))) AS with_lines
FROM (SELECT E'Harbour of Lund to close\n\nThe harbour of Lund will close for two weeks in June, the council said on Monday after a long debate.\n\n'
	'Our rules: Maria Vance corrects what she got wrong.\n\nThe ferries to the islands will leave from the north quay in the meantime, it said.' AS article) AS a;
-- the value keeps them
SELECT d = d::text::newsdictionary AS text_form, length(newsdictionary_send(d)) > 200 AS long FROM (SELECT news_dictionary() AS d) AS t;
SELECT news_blocks(article, news_dictionary()::text::newsdictionary, publisher => 'The Courier') = news_blocks(article, news_dictionary(), publisher => 'The Courier') AS same FROM pl_story WHERE id = 1 LIMIT 1;

-- several publishers at once; none, null, empty
SELECT publisher, count(*) AS lines, min(articles_read) AS articles_read FROM unnest((SELECT news_learn_lines(name, article)
	FROM pl_story, unnest('{B,A,"",NULL}'::text[]) AS name)) AS l GROUP BY publisher ORDER BY publisher;
SELECT news_learn_lines(publisher, article) FROM pl_story WHERE false;
SELECT news_learn_lines(NULL, article) FROM pl_story;
SELECT news_learn_lines(publisher, NULL) FROM pl_story;
SELECT news_learn_lines('A', a) FROM unnest('{"","\n\n\n"," "}'::text[]) AS a;
-- long lines, many lines
SELECT length(line), kind, articles FROM unnest((SELECT news_learn_lines('A', format(E'Storm %1$s closes the port\n\nA storm closed the port of town number %1$s on Monday and sent all of its %1$s ships out to sea, the harbour master said.\n\n%2$s\n\n%3$s',
	i, 'We keep ' || repeat('cookies and ', 150) || 'so on.', 'We keep ' || repeat('cookies and ', 200) || 'so on.')) FROM generate_series(1, 5) AS i)) AS l;
-- more lines than are kept: what is frequent stays
SELECT line, kind, articles, articles_read FROM unnest((SELECT news_learn_lines('A', a) FROM (
	SELECT string_agg('Item ' || translate(to_hex(i * 60 + k), '0123456789', 'ghijklmnop'), E'\n\n') || E'\n\nSign up for the morning letter of A' AS a
	FROM generate_series(1, 2500) AS i, generate_series(1, 60) AS k GROUP BY i) AS t)) AS l;
-- of a very long page both ends are read
SELECT line, articles FROM unnest((SELECT news_learn_lines('A', format(E'Sign up for the morning letter\n\nTown %s\n\n', i) || a || E'Follow us everywhere you like') FROM generate_series(1, 3) AS i, (
	SELECT string_agg('Item ' || translate(to_hex(k), '0123456789', 'ghijklmnop') || E'\n\n', '') AS a FROM generate_series(1, 4000) AS k) AS t)) AS l
WHERE line !~ '^Item';

-- alike with workers and in any order
CREATE TABLE pl_many AS SELECT 'P' || i % 3 AS publisher, replace(article, 'harbour', 'harbour ' || chr(97 + i % 26)) AS article FROM pl_story, generate_series(1, 40) AS i;
ALTER TABLE pl_many SET (parallel_workers = 2);
SET max_parallel_workers_per_gather = 0;
CREATE TABLE pl_alone AS SELECT news_learn_lines(publisher, article) AS lines FROM pl_many;
CREATE TABLE pl_turned AS SELECT news_learn_lines(publisher, article) AS lines FROM (SELECT * FROM pl_many ORDER BY md5(article || publisher)) AS t;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TABLE pl_parallel AS SELECT news_learn_lines(publisher, article) AS lines FROM pl_many;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SELECT a.lines = p.lines AS parallel, a.lines = t.lines AS turned, cardinality(a.lines) > 5 AS some FROM pl_alone a, pl_parallel p, pl_turned t;

-- errors
SELECT news_learn_lines(publisher, article, 0) FROM pl_story;
SELECT news_learn_lines(publisher, article, 9) FROM pl_story;
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('A', '', 'promo');
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('A', '--- | ---', 'promo');
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('A', E'one\ntwo', 'promo');
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('A', repeat('long ', 401), 'promo');
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('A', 'Read more', 'advert');
INSERT INTO news_publisher_line (publisher, line, kind) VALUES (NULL, 'Read more', 'related');
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('', 'Read more', 'related');
INSERT INTO news_publisher_line (publisher, line, kind) VALUES ('A', 'Read more', 'related'), ('a', 'READ MORE', 'share');
SELECT news_check_line('#') AS masks_only, news_check_line(repeat('x', 2000)) AS long;
TRUNCATE news_publisher_line;
DROP FUNCTION pl_kinds;
DROP TABLE pl_story, pl_many, pl_alone, pl_turned, pl_parallel;
