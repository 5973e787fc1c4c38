-- The articles and the profile of "hard.sh soak": every second article becomes a page, all end with a line of their publisher.
\set ON_ERROR_STOP on
UPDATE article SET body = body || E'\n\nSign up for The Gazette''s morning letter.\n\n';
WITH half AS (SELECT ctid, row_number() OVER () AS n FROM article)
UPDATE article SET body = '<html><head><title>Story</title></head><body><nav><a href="/a">Home</a> <a href="/b">World</a></nav><article><p>'
    || regexp_replace(body, E'\n\n+', '</p><p>', 'g') || '</p></article><footer><p>All rights reserved.</p></footer></body></html>'
FROM half WHERE article.ctid = half.ctid AND n % 2 = 0;
INSERT INTO news_term (profile, kind, term, name, match) VALUES
    ('soak', 'org', 'Northern Power Co', 'Northern Power', 'smart'), ('soak', 'vessel', '(MV|SS) [A-Z][a-z]+', NULL, 'regex');
INSERT INTO news_stop (profile, name) VALUES ('soak', 'Supreme Court');
INSERT INTO news_alias (profile, alias, name) VALUES ('soak', 'IMF', 'International Monetary Fund');
INSERT INTO news_publisher_line (profile, publisher, line, kind, articles, articles_read)
SELECT 'soak', l.publisher, l.line, l.kind, l.articles, l.articles_read
FROM unnest((SELECT news_learn_lines('The Gazette', body) FROM article)) AS l;
VACUUM (FULL, ANALYZE) article;
