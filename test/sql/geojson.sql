-- news_geojson: places of an article, or of an attached table, as a FeatureCollection of RFC 7946.
\set SHOW_CONTEXT never
\pset format unaligned
SET client_min_messages = warning;
\set article 'LAGOS, Nigeria, March 3 (AP) -- Rain closed roads in Lagos, and ferries to Cotonou, Benin, stopped.'

-- longitude first; the most salient place first
SELECT jsonb_path_query_array(news_geojson(:'article'), '$.features[*].properties.name');
SELECT (news_geojson(:'article') #> '{features,0}') - 'properties' AS feature;
SELECT jsonb_object_keys(news_geojson(:'article') #> '{features,0,properties}');
SELECT news_geojson(''), news_geojson(NULL), news_geojson('Nothing that has a place.');
SELECT news_geojson('Lagos', 'pdf');
-- only places that news_places is sure of
SELECT jsonb_array_length(news_geojson(:'article')->'features') = (SELECT count(*) FROM news_places(:'article') WHERE latitude IS NOT NULL) AS same;

CREATE TABLE mapped (id int PRIMARY KEY, body text);
INSERT INTO mapped VALUES (1, :'article'), (2, 'LAGOS, Nigeria, March 4 (AP) -- Mayor Dale Hutchins visited Lagos.'), (3, NULL);
SELECT news_geojson_table('mapped');
SELECT news_attach('mapped', 'body');
SELECT f.value#>>'{properties,name}' AS name, f.value#>>'{properties,articles}' AS articles, f.value#>>'{geometry,type}' AS type
FROM jsonb_array_elements(news_geojson_table('mapped')->'features') WITH ORDINALITY AS f(value, n) ORDER BY n;
SELECT jsonb_path_query_array(news_geojson_table('mapped', 'person:hutchins'), '$.features[*].properties.name');
SELECT jsonb_path_query_array(news_geojson_table('mapped', 'person:hutchins & !place:lagos'), '$.features[*].properties.name');
SELECT jsonb_array_length(news_geojson_table('mapped', max_places => 1)->'features');
SELECT jsonb_array_length(news_geojson_table('mapped', first => '2031-01-01')->'features');
SELECT news_geojson_table(NULL);
SELECT news_detach('mapped');

-- places of one's own: with an id, with a name only, and one of the gazetteer, whose coordinates count
INSERT INTO news_term (profile, kind, term, name, id, country, latitude, longitude) VALUES ('map', 'place', 'Camp Sorrel', NULL, 7000001, 'KE', -1.5, 36.9),
    ('map', 'place', 'Fort Zed', 'Zed', NULL, 'KE', -2.5, 37.9), ('map', 'place', 'Quarry Nine', NULL, NULL, NULL, NULL, NULL), ('map', 'place', 'Oslo', NULL, 3143244, NULL, 1, 1), ('other', 'place', 'Oslo', NULL, NULL, NULL, 2, 2);
INSERT INTO news_stop (profile, publisher, name) VALUES ('map', 'The Post', 'Camp Sorrel');
\set own 'Rain fell at Camp Sorrel and Fort Zed and Quarry Nine, and in Oslo.'
SELECT f->>'id' AS id, f#>>'{properties,name}' AS name, f#>'{geometry,coordinates}' AS point FROM jsonb_array_elements(news_geojson(:'own', news_dictionary('map'))->'features') AS f;
SELECT jsonb_path_query_array(news_geojson(:'own', news_dictionary('map'), publisher => 'The Post'), '$.features[*].properties.name');
SELECT news_geojson(NULL, news_dictionary('map')) IS NULL AND news_geojson('x', NULL::newsdictionary) IS NULL AS nulls, news_geojson('', news_dictionary('map'));
INSERT INTO mapped VALUES (4, :'own'), (5, 'They left Fort Zed.');
SELECT news_attach('mapped', 'body', profile => 'map');
CALL news_backfill('mapped');
SELECT news_refresh('mapped');
SELECT article_id, name, place_id, country_iso2, latitude, longitude FROM mapped_places WHERE article_id > 3 ORDER BY 1, 2;
SELECT f->>'id' AS id, f#>>'{properties,name}' AS name, f#>>'{properties,articles}' AS articles FROM jsonb_array_elements(news_geojson_table('mapped', 'place:zed')->'features') AS f;
SELECT news_detach('mapped');
DELETE FROM news_term;
DELETE FROM news_stop;
DROP TABLE mapped;
