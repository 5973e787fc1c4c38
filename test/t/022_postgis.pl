# news_extract_postgis: geometry and geography from entityset, dateline, article and gazetteer; schemas of any name; dump and restore.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $node = new_node('main');
plan skip_all => 'note: PostGIS is not installed, news_extract_postgis is not tested'
  unless ask($node, 'postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'}) eq '1';

# every extension in a schema of its own, one with a name to quote, none of them in the path
$node->safe_psql('postgres', 'CREATE DATABASE maps');
is(ask($node, 'maps', q{
	CREATE SCHEMA "Geo GIS"; CREATE SCHEMA news; CREATE SCHEMA bridge;
	CREATE EXTENSION postgis SCHEMA "Geo GIS";
	CREATE EXTENSION news_extract SCHEMA news;
	CREATE EXTENSION news_extract_postgis SCHEMA bridge}), '', 'created with every extension in its own schema');

my $path = q{SET search_path = "Geo GIS", news, bridge, public; };
my $article = q{'LAGOS, Nigeria, March 3 (AP) -- Rain closed roads in Lagos, and ferries to Cotonou, Benin, stopped.'};
is(ask($node, 'maps', "SELECT bridge.entityset_geometry(news.news_entities($article)) IS NOT NULL"), 't', 'works without a search_path');
is(ask($node, 'maps', $path . qq{SELECT ST_AsText(news_dateline($article)::geometry), ST_SRID(news_dateline($article)::geometry),
	GeometryType(news_entities($article)::geometry), ST_NumGeometries(news_entities($article)::geometry) >= 2}),
	'POINT(3.3947 6.4541)|4326|MULTIPOINT|t', 'casts: longitude first, WGS 84');
is(ask($node, 'maps', $path . q{SELECT round(ST_Distance('LAGOS (AP) --'::dateline::geography, 'COTONOU (AP) --'::dateline::geography) / 1000)}),
	'108', 'geography: kilometres from Lagos to Cotonou');
is(ask($node, 'maps', $path . q{SELECT 'person:"Elena Ruiz"'::entityset::geometry IS NULL, ''::entityset::geography IS NULL, NULL::entityset::geometry IS NULL, news_dateline('no')::geometry IS NULL}),
	't|t|t|t', 'no place, no geometry');
is(ask($node, 'maps', $path . qq{SELECT count(*), count(*) FILTER (WHERE ST_X(g.geom) = p.longitude AND ST_Y(g.geom) = p.latitude)
	FROM news_places_geometry($article) AS g JOIN news_places($article) AS p USING (place_id) WHERE p.latitude IS NOT NULL HAVING count(*) >= 2 AND count(*) = count(g.geom)}
	) =~ /^(\d+)\|(\d+)$/ && $1 == $2, 1, 'places of an article with points');
is(ask($node, 'maps', $path . q{INSERT INTO news_term (profile, kind, term, latitude, longitude) VALUES ('desk', 'place', 'Camp Sorrel', -1.5, 36.9);
	SELECT name, ST_AsText(geom) FROM news_places_geometry('Rain fell at Camp Sorrel.', news_dictionary('desk'))}), 'Camp Sorrel|POINT(36.9 -1.5)', 'and a place of one\'s own');
is(ask($node, 'maps', $path . q{SELECT count(*) = count(geom), (SELECT count(*) FROM news_gazetteer) = count(*) FROM news_gazetteer_geometry}), 't|t', 'the gazetteer with points');
is(ask($node, 'maps', q{SELECT type, srid, coord_dimension FROM "Geo GIS".geometry_columns WHERE f_table_name = 'news_gazetteer_geometry'}), 'POINT|4326|2', 'known to geometry_columns');

# a generated column with a GiST index, asked for what lies within a box
is(ask($node, 'maps', $path . qq{
	CREATE TABLE public.story (id int PRIMARY KEY, body text,
		geom geometry(MultiPoint, 4326) GENERATED ALWAYS AS (entityset_geometry(news_entities(body))) STORED);
	CREATE INDEX ON public.story USING gist (geom);
	INSERT INTO public.story VALUES (1, $article), (2, 'OSLO, Norway (AP) -- Snow fell in Oslo.'), (3, NULL);
	SET enable_seqscan = off;
	SELECT id FROM public.story WHERE geom && ST_MakeEnvelope(0, 0, 10, 10, 4326)}), '1', 'a generated column with an index');
like(ask($node, 'maps', $path . q{SET enable_seqscan = off; EXPLAIN (COSTS OFF) SELECT id FROM public.story WHERE geom && ST_MakeEnvelope(0, 0, 10, 10, 4326)}),
	qr/Index Scan/, 'the index is used');

# what it needs cannot be dropped from below it; every object has a comment
like(ask($node, 'maps', 'DROP EXTENSION postgis'), qr/other objects depend on it/, 'postgis is held');
like(ask($node, 'maps', 'DROP EXTENSION news_extract'), qr/other objects depend on it/, 'news_extract is held');
is(ask($node, 'maps', q{SELECT count(*) FROM pg_depend AS d JOIN pg_extension AS e ON d.refobjid = e.oid
	WHERE extname = 'news_extract_postgis' AND deptype = 'e' AND classid <> 'pg_type'::regclass AND classid <> 'pg_rewrite'::regclass
	AND obj_description(objid, classid::regclass::name) IS NULL}), '0', 'every object has a comment');

my $dump = $node->basedir . '/maps.sql';
$node->command_ok([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-f', $dump, 'maps' ], 'dump');
$node->safe_psql('postgres', 'CREATE DATABASE maps_again');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-h', $node->host, '-p', $node->port, '-d', 'maps_again', '-f', $dump ], 'restore');
my $same = $path . 'SELECT id, ST_AsText(geom) FROM public.story ORDER BY id';
is(ask($node, 'maps_again', $same), ask($node, 'maps', $same), 'the same rows');
is(ask($node, 'maps_again', 'DROP EXTENSION news_extract_postgis CASCADE'), '', 'dropped again');

$node->safe_psql('postgres', 'CREATE DATABASE cascade');
is(ask($node, 'cascade', q{SET client_min_messages = warning; CREATE EXTENSION news_extract_postgis CASCADE; SELECT ST_AsText('LAGOS (AP) --'::dateline::geometry)}), 'POINT(3.3947 6.4541)', 'CASCADE creates all three');

$node->stop;
done_testing();
