--
-- headline: pieces of the stored article around what a query found
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

CREATE TABLE headline_row (article text);
INSERT INTO headline_row VALUES (E'Ministers of Spain and Portugal meet in Lisbon\n\nLISBON, March 3 (Reuters) - Ministers of Spain and Portugal met in Lisbon on Monday to talk about "water & power" <again>. The talks went on until late in the evening, officials said.\n\nPortugal will host the next round of talks in May, when the rivers are low and tempers tend to be short.\n\nFishermen who had come from Spain waited outside.');

-- marked, escaped, each piece a piece of the article
SELECT q, h LIKE '%<b>%</b>%' AS marked, (SELECT bool_and(position(regexp_replace(replace(replace(replace(replace(replace(p, '<b>', ''), '</b>', ''), '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&amp;', '&', 'g')
	IN regexp_replace(article, '\s+', ' ', 'g')) > 0) FROM regexp_split_to_table(h, ' # ') p) AS of_the_article
FROM headline_row, unnest(ARRAY['spain', 'place:portugal | spain', 'in:PT', 'lisbon & !in:FR', 'spain@lead,body,caption']) q,
	news_headline(article, q::entityquery, 'MaxWords=12, MaxFragments=3, FragmentDelimiter=" # "') h;
SELECT news_headline(article, 'spain', 'MaxWords=4, MaxFragments=1, StartSel="[", StopSel="]"') ~ '\[Spain\]' AS own_marks,
	news_headline(article, news_entities(article), 'spain') = news_headline(article, 'spain') AS stored_entities,
	position('<again>' IN news_headline(article, 'spain', 'MaxWords=100, MaxFragments=10')) AS markup_left
FROM headline_row;

-- nothing found: the beginning of the body; nothing there: nothing
SELECT news_headline(article, 'org:nobody', 'MaxWords=3') LIKE 'LISBON%' AS beginning, news_headline(article, '!spain') LIKE '%<b>%' AS negated, news_headline('', 'spain') AS empty,
	news_headline(NULL, 'spain') IS NULL AS "null" FROM headline_row;

-- errors
SELECT news_headline(article, 'spain', 'MaxWord=3') FROM headline_row;
SELECT news_headline(article, 'spain', 'MaxWords=0') FROM headline_row;
SELECT news_headline(article, 'spain', 'MaxWords') FROM headline_row;

DROP TABLE headline_row;
