-- The whole pipeline on sample articles of different publishers' shapes.
\set s1 `cat test/samples/01-wire.txt`
\set s2 `cat test/samples/02-state-dateline.txt`
\set s3 `cat test/samples/03-captions.txt`
\set s4 `cat test/samples/04-paywall.txt`
\set s5 `cat test/samples/05-headline-after.txt`
\set s6 `cat test/samples/06-live-blog.txt`
\set s7 `cat test/samples/07-link-lists.txt`
\set s8 `cat test/samples/08-page.html`
\set s9 `cat test/samples/09-old-page.html`
\set s10 `cat test/samples/10-spanish.html`
\set s11 `cat test/samples/11-transcript.txt`
\set s12 `cat test/samples/12-correction.txt`
CREATE TEMP TABLE article (id int PRIMARY KEY, body text);
INSERT INTO article VALUES (1, :'s1'), (2, :'s2'), (3, :'s3'), (4, :'s4'), (5, :'s5'), (6, :'s6'),
  (7, :'s7'), (8, :'s8'), (9, :'s9'), (10, :'s10'), (11, :'s11'), (12, :'s12');

-- fields
SELECT id, (news_article(body)).headline FROM article ORDER BY id;
SELECT id, a.section, a.byline, a.agency, a.published, a.published_zone, a.dateline
FROM article, news_article(body) a ORDER BY id;

-- blocks: kinds in order
SELECT id, block, kind, left(regexp_replace(content, '\s+', ' ', 'g'), 50) AS content
FROM article, news_blocks(body) ORDER BY id, block;

-- captions as data
SELECT id, left(caption, 40) AS caption, photographer, agency FROM article, news_captions(body) ORDER BY id, start;

-- places
SELECT id, name, place_id, country, admin1, mentions FROM article, news_places(body)
ORDER BY id, mentions DESC, name COLLATE "C";

-- persons and organizations
SELECT id, kind, name, count(*) AS mentions FROM article, news_mentions(body)
WHERE kind IN ('person', 'org') GROUP BY 1, 2, 3 ORDER BY 1, 2, 4 DESC, name COLLATE "C";

-- every position counts in the article as stored
SELECT count(*) AS mentions, count(*) FILTER (WHERE substr(body, start, length) <> surface) AS wrong
FROM article, news_mentions(body) \gset
SELECT :mentions > 100 AS enough, :wrong AS wrong;
SELECT id, count(*) AS overlapping FROM
  (SELECT id, start, lag(start + length) OVER (PARTITION BY id ORDER BY block) AS last FROM article, news_blocks(body)) b
WHERE start < last GROUP BY id;

-- nothing of a dropped block gets into the entities
SELECT id, surface FROM article, news_mentions(body) m
WHERE NOT EXISTS (SELECT FROM news_blocks(body) b
  WHERE m.start >= b.start AND m.start + m.length <= b.start + b.length
    AND b.kind IN ('headline', 'dateline', 'paragraph', 'subhead', 'quote', 'list', 'table', 'caption'));

-- the set holds the same entities as the mentions
SELECT id FROM article WHERE
  (SELECT count(*) FROM unnest(news_entities(body))) <>
  (SELECT count(DISTINCT (kind, name, place_id, country)) FROM news_mentions(body));

-- generated column, index, and the same rows with and without it
CREATE TABLE stored (id int PRIMARY KEY, body text,
  entities entityset GENERATED ALWAYS AS (news_entities(body)) STORED,
  dateline dateline GENERATED ALWAYS AS (news_dateline(body)) STORED);
INSERT INTO stored SELECT * FROM article;
CREATE INDEX ON stored USING gin (entities);
SELECT id, dateline_place(dateline), dateline_country(dateline) FROM stored WHERE dateline IS NOT NULL ORDER BY id;
DROP TABLE stored;

-- highlighting
SELECT left(news_highlight('Ada Lovelace lived in London. <Not a tag> & more.', 'html', 'clean'), 300);
SELECT news_highlight('', 'page') LIKE '<!DOCTYPE html>%';
SELECT length(news_highlight(body, 'ansi')) > length(news_clean(body)) FROM article WHERE id = 1;
