-- demo.sql: what `make demo` prints.  Standard input: rows "file <tab> article" in COPY's format.
-- psql variables: width (columns of the terminal), colour (true or false).
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
SET client_min_messages = warning;
CREATE EXTENSION news_extract;
SELECT set_config('demo.width', :'width', false), set_config('demo.colour', :'colour', false) \g /dev/null

CREATE TABLE article (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, file text, body text, ms numeric);
\copy article (file, body) from pstdin

-- Text in a colour of the terminal: 1 bold, 2 faint, 31 to 36 colours.
CREATE FUNCTION paint(t text, code text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN current_setting('demo.colour')::bool THEN e'\x1b[' || code || 'm' || t || e'\x1b[0m' ELSE t END
$$;

CREATE FUNCTION columns() RETURNS int LANGUAGE sql AS $$ SELECT current_setting('demo.width')::int $$;

-- One line, cut to n characters.
CREATE FUNCTION cut(t text, n int) RETURNS text LANGUAGE sql AS $$
	SELECT rpad(CASE WHEN length(s) > n THEN left(s, greatest(n, 1) - 1) || '…' ELSE s END, greatest(n, 1))
	FROM (SELECT btrim(regexp_replace(coalesce(t, ''), '\s+', ' ', 'g')) AS s) AS one
$$;

-- Paragraphs wrapped to the terminal; escape sequences take no room.  What follows a first line is indented by "hang".
CREATE FUNCTION wrap(t text, indent text, hang text DEFAULT '  ') RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	para text;
	word text;
	line text;
	used int;
	size int;
	lead text;
	room int := columns() - length(hang);
BEGIN
	FOREACH para IN ARRAY regexp_split_to_array(coalesce(t, ''), '\n')
	LOOP
		line := '';
		used := 0;
		lead := indent;
		FOREACH word IN ARRAY regexp_split_to_array(para, ' ')
		LOOP
			size := length(regexp_replace(word, e'\x1b\\[[0-9;]*m', '', 'g'));
			IF used > 0 AND used + 1 + size > room THEN
				RETURN NEXT lead || line;
				lead := hang;
				line := word;
				used := size;
			ELSE
				line := CASE WHEN used > 0 THEN line || ' ' ELSE '' END || word;
				used := used + CASE WHEN used > 0 THEN 1 ELSE 0 END + size;
			END IF;
		END LOOP;
		RETURN NEXT rtrim(lead || line);
	END LOOP;
END
$$;

CREATE FUNCTION heading(t text) RETURNS text LANGUAGE sql AS $$ SELECT e'\n' || paint(t, '1;36') $$;

CREATE FUNCTION kind_colour(kind text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE kind WHEN 'paragraph' THEN '32' WHEN 'dateline' THEN '32' WHEN 'subhead' THEN '1;32' WHEN 'quote' THEN '32'
		WHEN 'list' THEN '32' WHEN 'table' THEN '32' WHEN 'headline' THEN '1;33' WHEN 'caption' THEN '35' WHEN 'credit' THEN '35'
		WHEN 'byline' THEN '33' WHEN 'timestamp' THEN '33' WHEN 'kicker' THEN '33' ELSE '2' END
$$;

CREATE FUNCTION field(label text, value text) RETURNS text LANGUAGE sql AS $$
	SELECT '  ' || rpad(label, 11) || value WHERE value <> ''
$$;

-- One article as lines of text.
CREATE FUNCTION story(which int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	a article;
	r record;
	room int;
BEGIN
	SELECT * INTO a FROM article WHERE id = which;
	RETURN NEXT e'\n' || paint(rpad('━━ ' || a.file || ' ', columns() - 34, '━'), '1')
		|| paint(lpad(' ' || length(a.body) || ' characters, ' || coalesce(a.ms::text, '?') || ' ms', 34), '2');

	SELECT * INTO r FROM news_article(a.body);
	RETURN QUERY SELECT f FROM unnest(ARRAY[
		field('headline', paint(r.headline, '1')), field('section', r.section),
		field('byline', array_to_string(r.byline, ', ')), field('agency', r.agency),
		field('published', concat_ws(' ', r.published::text, r.published_zone)),
		field('dateline', r.dateline::text)]) AS f WHERE f IS NOT NULL;

	RETURN NEXT heading('Blocks');
	room := columns() - 52;
	FOR r IN SELECT * FROM news_blocks(a.body) ORDER BY block
	LOOP
		RETURN NEXT format('  %s %s  %s  %s', paint(rpad(r.kind, 10), kind_colour(r.kind)), lpad(r.start::text, 6),
			cut(r.content, least(room, 60)), paint(btrim(cut(r.reason, 28)), '2'));
	END LOOP;

	IF to_regproc('news_captions') IS NOT NULL THEN
		FOR r IN EXECUTE 'SELECT row_number() OVER (ORDER BY start) AS n, * FROM news_captions($1)' USING a.body
		LOOP
			IF r.n = 1 THEN
				RETURN NEXT heading('Pictures');
			END IF;
			RETURN NEXT format('  %s  %s', cut(r.caption, columns() - 42), paint(cut(concat_ws(' / ', r.photographer, r.agency), 36), '35'));
		END LOOP;
	END IF;

	RETURN NEXT heading('Body');
	RETURN QUERY SELECT wrap(news_clean(a.body), '  ');

	RETURN NEXT heading('Entities');
	RETURN QUERY
		SELECT line FROM (
			SELECT kind, format('%s  %s', paint(rpad(kind, 8), '1'),
				string_agg(name || coalesce(' [' || country || ']', '') || CASE WHEN n > 1 THEN ' ×' || n ELSE '' END, ', '
					ORDER BY n DESC, name)) AS names
			FROM (SELECT kind, name, country, mentions AS n FROM unnest(news_entities(a.body))) AS e
			GROUP BY kind) AS l, wrap(names, '  ', repeat(' ', 12)) WITH ORDINALITY AS w (line, n)
		ORDER BY array_position('{person,org,place,demonym,misc}', kind), n;

	RETURN NEXT heading('Places');
	RETURN QUERY
		SELECT format('  %s %s %s  %s', rpad(cut(name, 30), 30), rpad(coalesce(country, ''), 3),
			lpad(coalesce(round(latitude::numeric, 2) || ', ' || round(longitude::numeric, 2), ''), 16),
			paint(concat_ws('  ', feature, admin1, '×' || mentions), '2'))
		FROM news_places(a.body) ORDER BY salience DESC NULLS LAST, mentions DESC, name;

	IF current_setting('demo.colour')::bool AND to_regproc('news_highlight') IS NOT NULL THEN
		RETURN NEXT heading('Marked');
		RETURN QUERY EXECUTE 'SELECT wrap(news_highlight($1, ''ansi''), ''  '')' USING a.body;
	END IF;
END
$$;

-- Time of a whole pass: the best of five, after a first call that does not count.
DO $$
DECLARE
	a record;
	text text;
	began timestamptz;
	best numeric;
BEGIN
	PERFORM news_entities('Warm up.');
	FOR a IN SELECT id, body FROM article
	LOOP
		best := NULL;
		FOR i IN 1 .. 5
		LOOP
			text := a.body || repeat(' ', i);	-- another text each time: the last one is remembered
			began := clock_timestamp();
			PERFORM news_entities(text);
			best := least(best, extract(epoch FROM clock_timestamp() - began)::numeric * 1000);
		END LOOP;
		UPDATE article SET ms = round(best, 2) WHERE id = a.id;
	END LOOP;
END
$$;

\pset tuples_only on
\pset format unaligned
SELECT story(id) FROM article ORDER BY id;

SELECT e'\n' || paint(rpad('━━ All articles, indexed ', columns(), '━'), '1');
\echo
\echo '  CREATE TABLE story (file text, body text,'
\echo '      entities entityset GENERATED ALWAYS AS (news_entities(body)) STORED);'
\echo '  CREATE INDEX ON story USING gin (entities);'
CREATE TABLE story (file text, body text, entities entityset GENERATED ALWAYS AS (news_entities(body)) STORED);
INSERT INTO story SELECT file, body FROM article ORDER BY id;
CREATE INDEX ON story USING gin (entities);
ANALYZE story;

-- The question: the place that most articles name, and the person or organisation.
SELECT string_agg(format('%s:"%s"', kind, replace(name, '"', '')), ' | ' ORDER BY kind DESC) AS query
FROM (
	SELECT DISTINCT ON (kind = 'place') kind, name
	FROM article, unnest(news_entities(body)) WHERE kind IN ('place', 'person', 'org')
	GROUP BY kind, name ORDER BY kind = 'place', count(*) DESC, name) AS top \gset
SELECT coalesce(:'query', '') = '' AS nothing \gset
\if :nothing
\echo '  No person, organisation or place in these articles: nothing to ask the index for.'
\else
SELECT e'\n' || '  SELECT file FROM story WHERE entities @@ ' || quote_literal(:'query') || ';';
SET enable_seqscan = off;
\pset format aligned
\pset border 0
EXPLAIN (COSTS OFF) SELECT file FROM story WHERE entities @@ :'query';
\pset format unaligned
\echo
SELECT '  ' || cut(file, 30) || '  ' || coalesce((
	SELECT string_agg(name, ', ') FROM (
		SELECT name FROM unnest(entities) WHERE kind IN ('person', 'org') ORDER BY salience DESC, name LIMIT 3) AS e), '')
FROM story WHERE entities @@ :'query' ORDER BY file;
RESET enable_seqscan;
\endif

\echo
SELECT '  ' || count(*) || ' articles, ' || round(avg(ms), 2) || ' ms an article for news_entities: cleaning, dateline, names, places and links in one pass.'
FROM article;
