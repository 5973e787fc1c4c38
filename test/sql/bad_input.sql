-- Whatever an article contains: an empty or partial answer, never an error.
CREATE TEMP TABLE bad (id int, what text, article text);
INSERT INTO bad VALUES
  (1, 'empty', ''),
  (2, 'white space', E' \n\t \r\n '),
  (3, 'one word', 'Rain'),
  (4, 'one mark', '.'),
  (5, 'control characters', E'\x01\x02\x03 \x1b[31m \x7f'),
  (6, 'no spaces', repeat('abcdefghij', 100000)),
  (7, 'one line', repeat('The council met in Oslo. ', 40000)),
  (8, 'nested tags', repeat('<div>', 100000) || 'Rain fell in Oslo on Monday.'),
  (9, 'unclosed tags', repeat('<p><a href="x"', 20000)),
  (10, 'only links', repeat('<a href="/x">More news</a> ', 5000)),
  (11, 'quotes', repeat('"', 100000)),
  (12, 'brackets', repeat('([{', 50000)),
  (13, 'dashes', repeat('- ', 50000)),
  (14, 'capitals', repeat('A. B. C. ', 30000)),
  (15, 'names without end', repeat('John Smith Paris ', 20000)),
  (16, 'combining marks', 'a' || repeat(U&'\0301', 50000)),
  (17, 'bidi marks', repeat(U&'\202E\202C\200F', 20000) || 'Oslo'),
  (18, 'references', repeat('&amp;&#8217;&', 30000)),
  (19, 'mojibake', repeat(U&'\00E2\20AC\2122', 20000)),
  (20, 'commas', repeat('Paris, ', 30000)),
  (21, 'newlines', repeat(E'\n', 100000)),
  (22, 'lines of one letter', repeat(E'a\n', 50000)),
  (23, 'private use', repeat(U&'\E000', 20000)),
  (24, 'Chinese', repeat(U&'\6771\4EAC', 30000)),
  (25, 'script without end', '<html><script>' || repeat('x', 100000)),
  (26, 'comment without end', '<html><!-- ' || repeat('x', 100000)),
  (27, 'times', repeat(E'19 January, 2026 / 21:48\n', 5000));

-- every function answers, and every surface stands where it is said to stand; in plain ASCII the bytes
-- are looked at, because substr of a long text counts its characters from the start each time
SELECT id, what,
  news_clean(article) IS NOT NULL AS clean,
  (SELECT count(*) FILTER (WHERE start < 1 OR length < 1) FROM news_blocks(article)) AS bad_blocks,
  (SELECT count(*) FILTER (WHERE CASE WHEN is_ascii
     THEN substr(bytes, start, length) <> convert_to(surface, 'UTF8') ELSE substr(article, start, length) <> surface END)
   FROM news_mentions(article)) AS bad_surfaces,
  news_entities(article) IS NOT NULL AS entities,
  (SELECT count(*) FILTER (WHERE latitude IS NULL <> (longitude IS NULL)) FROM news_places(article)) AS bad_places,
  news_dateline(article) IS NOT NULL AND id <> 0 AS dateline,
  (SELECT count(*) FROM news_article(article)) AS rows
FROM bad, LATERAL (SELECT convert_to(article, 'UTF8') AS bytes, octet_length(article) = length(article) AS is_ascii OFFSET 0) AS b ORDER BY id;

-- null gives null
SELECT news_clean(NULL), news_dateline(NULL), news_entities(NULL), news_highlight(NULL);
SELECT count(*) FROM news_blocks(NULL);
SELECT count(*) FROM news_mentions(NULL);
SELECT count(*) FROM news_places(NULL);

-- arguments that are no formats
SELECT news_clean('x', 'pdf');
SELECT news_clean('x', 'text', 'speed');
SELECT news_entities('x', '');
SELECT news_highlight('x', 'rtf');
SELECT news_mentions('x', NULL);
