-- news_byline, news_credit, news_timestamps, news_attribution on the lines of test/cases; news_dates.

SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;
SET datestyle = ISO;

SELECT jsonb_pretty(news_byline('By Maria Lund and Peter Ott, Associated Press'));
SELECT jsonb_pretty(news_credit('Workers leave the pier. (Maria Lund/AFP via Getty Images)'));
SELECT jsonb_pretty(news_timestamps('Published 9 May 2026 | Updated: 5:02 PM EST, Mon May 11, 2026'));
SELECT news_byline('By signing up, you agree to our terms.'), news_credit('Workers leave the pier.'),
       news_timestamps('The ferry left.');
SELECT news_timestamps('2 hours ago') -> 'relative';
SELECT news_byline(''), news_credit(''), news_timestamps(''), news_byline(NULL), news_credit(NULL), news_timestamps(NULL);

-- every line of the lists
CREATE FUNCTION pg_temp.joined(list jsonb) RETURNS text LANGUAGE sql
AS $$ SELECT coalesce(string_agg(e, ';' ORDER BY n), '-') FROM jsonb_array_elements_text(list) WITH ORDINALITY AS x(e, n) $$;
CREATE TEMP TABLE byline (id serial, line text, authors text, org text, agency text, place text);
\copy byline (line, authors, org, agency, place) FROM PROGRAM 'grep -v "^#" test/cases/byline.tsv'
SELECT count(*) >= 50 AS enough FROM byline;
SELECT id, line, b FROM (SELECT *, news_byline(line) AS b FROM byline) x
WHERE (b IS NULL) <> (authors = '') OR
  (b IS NOT NULL AND (authors, org, agency, place) <>
   (pg_temp.joined(b -> 'authors'), coalesce(b ->> 'org', '-'), coalesce(b ->> 'agency', '-'), coalesce(b ->> 'place', '-')))
ORDER BY id;
CREATE TEMP TABLE credit (id serial, line text, names text, agencies text, notes text);
\copy credit (line, names, agencies, notes) FROM PROGRAM 'grep -v "^#" test/cases/credit.tsv'
SELECT count(*) >= 40 AS enough FROM credit;
SELECT id, line, c FROM (SELECT *, news_credit(line) AS c FROM credit) x
WHERE (c IS NULL) <> (names = '') OR
  (c IS NOT NULL AND (names, agencies, notes) <>
   (pg_temp.joined(c -> 'names'), pg_temp.joined(c -> 'agencies'), pg_temp.joined(c -> 'notes')))
ORDER BY id;
CREATE TEMP TABLE stamp (id serial, line text, stamps text);
\copy stamp (line, stamps) FROM PROGRAM 'grep -v "^#" test/cases/timestamp.tsv'
SELECT count(*) >= 50 AS enough FROM stamp;
SELECT id, line, s FROM (SELECT *, news_timestamps(line) AS s FROM stamp WHERE stamps !~ 'ago') x
WHERE stamps <> coalesce((
  SELECT string_agg(concat_ws(' ', t ->> 'date', left(t ->> 'time', 5), t ->> 'tz', left(t ->> 'role', 1)), ';' ORDER BY n)
  FROM jsonb_array_elements(s -> 'stamps') WITH ORDINALITY AS e(t, n)), '')
ORDER BY id;

-- who informs, said in the text
CREATE TEMP TABLE attribution (id serial, body text, agency text, via text, raw text);
\copy attribution (body, agency, via, raw) FROM PROGRAM 'grep -v "^#" test/cases/attribution.tsv'
SELECT count(*) >= 40 AS enough FROM attribution;
SELECT id, body, a FROM (SELECT *, news_attribution(body, 'clean') AS a FROM attribution) x
WHERE (a IS NULL) <> (raw = '') OR
  (a IS NOT NULL AND (agency, via, raw) <> (coalesce(a ->> 'agency', '-'), coalesce(a ->> 'via', '-'), a ->> 'raw'))
ORDER BY id;
SELECT news_attribution('Two boats sank overnight, Harbour News reports citing Interfax.');
SELECT news_attribution(''), news_attribution(NULL);
-- the agency of an article: of its dateline, else of its byline, else the one that its text names
SELECT agency FROM (VALUES
  (1, E'OSLO, May 3 (AP) -- The ferry company said it would add two boats, Xinhua reported.'),
  (2, E'By Maria Lund, Associated Press\n\nThe ferry company said on Tuesday that it would add two boats to the island route, Xinhua reported.'),
  (3, E'The ferry company said on Tuesday that it would add two boats to the island route, Trend reports citing Xinhua.'),
  (4, E'The ferry company said on Tuesday that it would add two boats to the island route, BelTA has learned.'),
  (5, E'The ferry company said on Tuesday that it would add two boats to the island route.')) AS v(n, body), news_article(body) ORDER BY n;
-- the byline above a dateline is the dateline's
SELECT news_dateline(E'Ferry company adds two boats\nBy Maria Lund\n\nLONDON, March 3 (Reuters) - The ferry company said on Tuesday it would add two boats to the island route.')::jsonb ->> 'byline';

-- dates in a text: with a reference, with the story's own day, and with none
SELECT surface, first, last, granularity, relative FROM news_dates(
  'The pilots said Thursday that talks would go on next week. They began in late January, after the strike of Dec. 27, and may end in 2027.',
  '2026-02-05');
SELECT surface, first, last, granularity FROM news_dates(
  E'OSLO, Feb. 5, 2026 (AP) -- The pilots of the ferry company said yesterday that the talks with the harbour board would go on.');
SELECT surface, first, last, granularity FROM news_dates(
  'The pilots said on Thursday that the contract of 3 May 2019 was still in force.', 'infinity');
SELECT bool_and(substr(a, start, length) = surface) FROM (VALUES ('Zürich, 3. Mai 2019: Am 4. Mai 2019 schneit es — and on 5 May 2019 it rains.')) v(a), news_dates(a, '2019-05-03');
SELECT count(*) FROM news_dates(NULL);
SELECT count(*) FROM news_dates('');
