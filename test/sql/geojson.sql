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
DROP TABLE mapped;
