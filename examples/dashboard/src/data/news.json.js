// What the page shows, from the derived views of one attached table; PGHOST, PGDATABASE ... say where.
// DASHBOARD_TABLE (default story) has columns id and article, and the views of news_attach.
import pg from "pg";

const table = process.env.DASHBOARD_TABLE ?? "story";
const client = new pg.Client();
await client.connect();
const rows = async (sql) => (await client.query(sql)).rows;
const id = (suffix = "") => pg.escapeIdentifier(table + suffix);

const answer = {
  places: await rows(`
    SELECT place_id::text, min(name) AS name, min(country_iso2) AS country, min(latitude) AS latitude, min(longitude) AS longitude,
      count(*)::int AS stories FROM ${id("_places")} WHERE latitude IS NOT NULL GROUP BY place_id ORDER BY stories DESC, place_id`),
  weeks: await rows(`
    SELECT to_char(published_on, 'IYYY-"W"IW') AS week, name, sum(articles)::int AS stories, sum(mentions)::int AS mentions
    FROM ${id("_daily")} WHERE kind = 'person' AND published_on IS NOT NULL
      AND name IN (SELECT name FROM ${id("_entities")} WHERE kind = 'person' GROUP BY name ORDER BY count(*) DESC, sum(mentions) DESC, name LIMIT 14)
    GROUP BY 1, 2 ORDER BY 1, 2`),
  pairs: await rows(`
    WITH people AS (
      SELECT name FROM ${id("_entities")} WHERE kind = 'person' GROUP BY name ORDER BY count(*) DESC, sum(mentions) DESC, name LIMIT 14)
    SELECT a.name AS first, b.name AS second, count(*)::int AS stories
    FROM ${id("_entities")} AS a JOIN ${id("_entities")} AS b USING (article_id)
    WHERE a.kind = 'person' AND b.kind = 'person' AND a.name <> b.name
      AND a.name IN (SELECT name FROM people) AND b.name IN (SELECT name FROM people) GROUP BY 1, 2 ORDER BY 1, 2`),
  articles: await rows(`
    SELECT id::text, coalesce(headline, left(regexp_replace(article, '\\s+', ' ', 'g'), 70)) AS headline, published::date::text AS published,
      news_highlight(article) AS html FROM ${id()} WHERE article IS NOT NULL ORDER BY id LIMIT 200`),
};
await client.end();
process.stdout.write(JSON.stringify(answer));
