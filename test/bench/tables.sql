-- tables.sql: what the bench reads besides the articles as they are: their bodies alone, their first 100 characters,
-- and the same articles as HTML pages with what such pages have around a story.
CREATE TABLE clean AS SELECT news_clean(body) AS body, left(news_clean(body), 100) AS head FROM bench WHERE news_clean(body) <> '';
CREATE TABLE page AS
SELECT '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>' || split_part(body, E'\n', 1) || '</title><style>body { margin: 0 } .nav li { float: left }</style>'
	|| '<script type="application/ld+json">{"@type": "NewsArticle", "headline": ' || to_jsonb(split_part(body, E'\n', 1)) || '}</script>'
	|| '<script>' || repeat('window.data = window.data || []; data.push({ slot: "top", size: [728, 90] });', 20) || '</script></head><body><ul class="nav">'
	|| repeat('<li class="item"><a href="/section/world?from=top&amp;page=1" data-track="nav">World &amp; Politics</a></li>', 25)
	|| '</ul><div class="page"><main><article class="story"><h1>' || replace(body, E'\n\n', '</p>' || E'\n' || '<p class="text">')
	|| '</p></article><aside class="more"><h3>Most read</h3>' || repeat('<div class="card"><a href="/story/12345"><img src="/i/1.jpg" alt=""><span>A headline of some other story</span></a></div>', 15)
	|| '</aside></main><footer><p>&copy; 2024 The Daily. All rights reserved.</p></footer></div></body></html>' AS body
FROM bench;
VACUUM ANALYZE;
