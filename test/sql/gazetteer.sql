--
-- gazetteer: places by name, the gazetteer as a relation, places and focus of an article
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- by name: letter case and accents do not count, abbreviations only as written
SELECT place_id, name, feature, country, admin1 FROM news_lookup_place('paris') LIMIT 1;
SELECT name, country, admin1 FROM news_lookup_place('SAO PAULO') LIMIT 1;
SELECT name, country FROM news_lookup_place('US') LIMIT 1;
SELECT count(*) FROM news_lookup_place('us') WHERE name = 'United States';
SELECT name, country, admin1 FROM news_lookup_place('W.Va.');
SELECT name, feature FROM news_lookup_place('the Bahamas') LIMIT 1;
SELECT count(*) > 20 AS many FROM news_lookup_place('Springfield');
SELECT count(*) = count(DISTINCT place_id) AS each_once FROM news_lookup_place('Georgia');

-- empty
SELECT count(*) FROM news_lookup_place('');
SELECT count(*) FROM news_lookup_place('no such place at all');
SELECT count(*) FROM news_lookup_place(NULL);
SELECT count(*) FROM news_lookup_place(repeat('x', 100000));
SELECT count(*) FROM news_lookup_place(', . ;');

-- the relation
SELECT count(*) > 150000 AS many, count(*) = count(DISTINCT place_id) AS ids_differ,
       bool_and(latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180) AS on_earth,
       bool_and(name <> '') AS named, bool_and(country ~ '^[A-Z]{2}$') AS countries
FROM news_gazetteer;
SELECT name, feature, country, admin1, round(latitude::numeric) AS latitude, round(longitude::numeric) AS longitude
FROM news_gazetteer WHERE place_id IN (2988507, 6252001, 4736286, 3996063) ORDER BY place_id;
SELECT count(DISTINCT country) BETWEEN 240 AND 260 AS countries FROM news_gazetteer;

-- codes of three letters: for every country of the gazetteer, for nothing else
SELECT news_country_iso3('US'), news_country_iso3('XK'), news_country_iso3('us'), news_country_iso3('ZZ'), news_country_iso3('USA'), news_country_iso3(''), news_country_iso3(NULL);
SELECT string_agg(DISTINCT country, ' ') FROM news_gazetteer WHERE news_country_iso3(country) IS NULL;
SELECT count(DISTINCT country) = count(DISTINCT news_country_iso3(country)) AS one_each FROM news_gazetteer;

-- places of an article
SELECT name, feature, country, admin1 FROM news_places('A tornado hit Paris, Texas, on Monday night.', 'clean')
ORDER BY name COLLATE "C";
SELECT surface, kind, country FROM news_mentions('Russian jets bombed Aleppo, Syria, on Monday.', 'clean')
WHERE kind IN ('place', 'demonym') ORDER BY start;

-- focus: a country as a whole, then its parts; shares of the whole
SELECT country, admin1, score > 0.5 AS most
FROM news_focus('Dallas and Houston, Texas, lost power on Monday. The Texas governor said the outage in Austin, Texas, was over.', 'clean');
SELECT count(*) FROM news_focus('');
SELECT count(*) FROM news_focus('Nobody was anywhere.');
SELECT count(*) FROM news_focus(NULL);

-- any text at all gives an answer
SELECT count(*) >= 0 AS answered
FROM generate_series(1, 200) i, news_focus(substr(repeat('Paris, (Texas and County of "U.S. ', 20), i, i * 3));

-- by id: that place, or nothing
SELECT name, country FROM news_lookup_place(2988507);
SELECT count(*) FROM unnest(ARRAY[0, -1, NULL]::bigint[]) AS id, news_lookup_place(id);
