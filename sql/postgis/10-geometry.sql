--
-- Geometry: places of articles, datelines and the gazetteer for PostGIS
--
-- An extension of its own, so that news_extract needs no PostGIS and pg_dump knows which comes first.
-- Before PostgreSQL 16 a script cannot name the schema of an extension that it requires, so the
-- schemas are looked up and the whole is one block.  %1$I is news_extract's, %2$I PostGIS's.
--

DO $script$
DECLARE
    news name := (SELECT n.nspname FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'news_extract');
    gis name := (SELECT n.nspname FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'postgis');
BEGIN
EXECUTE pg_catalog.format($sql$

CREATE FUNCTION news_point(latitude float8, longitude float8) RETURNS %2$I.geometry
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10
    AS $$ SELECT %2$I.ST_SetSRID(%2$I.ST_MakePoint(longitude, latitude), 4326) $$;
COMMENT ON FUNCTION news_point(float8, float8) IS 'point of WGS 84; null if a coordinate is null';

CREATE FUNCTION entityset_geometry(entities %1$I.entityset) RETURNS %2$I.geometry
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 500
    AS $$
    SELECT %2$I.ST_Multi(%2$I.ST_Collect(@extschema@.news_point(p.latitude, p.longitude) ORDER BY p.place_id))
    FROM (SELECT DISTINCT e.place_id FROM %1$I.unnest(entities) AS e WHERE e.kind OPERATOR(pg_catalog.=) 'place') AS e,
        LATERAL %1$I.news_lookup_place(e.place_id) AS p
    $$;
COMMENT ON FUNCTION entityset_geometry(%1$I.entityset) IS 'places of an entityset as a MultiPoint of WGS 84; null if it has none with coordinates';

CREATE FUNCTION entityset_geography(entities %1$I.entityset) RETURNS %2$I.geography
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 500
    AS $$ SELECT %2$I.geography(@extschema@.entityset_geometry(entities)) $$;
COMMENT ON FUNCTION entityset_geography(%1$I.entityset) IS 'places of an entityset as a geography';

CREATE FUNCTION dateline_geometry(dateline %1$I.dateline) RETURNS %2$I.geometry
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
    AS $$
    SELECT @extschema@.news_point(p.latitude, p.longitude)
    FROM %1$I.news_lookup_place((%1$I.dateline_jsonb(dateline) OPERATOR(pg_catalog.#>>) '{places,0,place_id}')::pg_catalog.int8) AS p
    $$;
COMMENT ON FUNCTION dateline_geometry(%1$I.dateline) IS 'first place of a dateline as a Point of WGS 84';

CREATE FUNCTION dateline_geography(dateline %1$I.dateline) RETURNS %2$I.geography
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
    AS $$ SELECT %2$I.geography(@extschema@.dateline_geometry(dateline)) $$;
COMMENT ON FUNCTION dateline_geography(%1$I.dateline) IS 'first place of a dateline as a geography';

CREATE FUNCTION news_places_geometry(article text, format text DEFAULT 'auto',
        OUT name text, OUT place_id bigint, OUT feature text, OUT country text, OUT admin1 text,
        OUT mentions int, OUT salience real, OUT confidence real, OUT geom %2$I.geometry)
    RETURNS SETOF record
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 10
    AS $$
    SELECT p.name, p.place_id, p.feature, p.country, p.admin1, p.mentions, p.salience, p.confidence,
        @extschema@.news_point(p.latitude, p.longitude)
    FROM %1$I.news_places(article, format) AS p
    $$;
COMMENT ON FUNCTION news_places_geometry(text, text) IS 'places of an article with a Point of WGS 84, null where the place is not sure';

CREATE FUNCTION news_places_geometry(article text, dictionary %1$I.newsdictionary, format text DEFAULT 'auto', publisher text DEFAULT NULL,
        OUT name text, OUT place_id bigint, OUT feature text, OUT country text, OUT admin1 text,
        OUT mentions int, OUT salience real, OUT confidence real, OUT geom %2$I.geometry)
    RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 ROWS 10
    AS $$
    SELECT p.name, p.place_id, p.feature, p.country, p.admin1, p.mentions, p.salience, p.confidence,
        @extschema@.news_point(p.latitude, p.longitude)
    FROM %1$I.news_places(article, dictionary, format, publisher) AS p
    $$;
COMMENT ON FUNCTION news_places_geometry(text, %1$I.newsdictionary, text, text) IS 'places of an article with a Point of WGS 84, with a dictionary and for a publisher';

CREATE VIEW news_gazetteer_geometry AS
    SELECT g.place_id, g.name, g.feature, g.country, g.admin1, g.population,
        @extschema@.news_point(g.latitude, g.longitude)::%2$I.geometry(Point, 4326) AS geom
    FROM %1$I.news_gazetteer_places() AS g;
GRANT SELECT ON news_gazetteer_geometry TO PUBLIC;
COMMENT ON VIEW news_gazetteer_geometry IS 'the built-in gazetteer with points';

CREATE CAST (%1$I.entityset AS %2$I.geometry) WITH FUNCTION entityset_geometry(%1$I.entityset);
COMMENT ON CAST (%1$I.entityset AS %2$I.geometry) IS 'places as a MultiPoint';
CREATE CAST (%1$I.entityset AS %2$I.geography) WITH FUNCTION entityset_geography(%1$I.entityset);
COMMENT ON CAST (%1$I.entityset AS %2$I.geography) IS 'places as a MultiPoint';
CREATE CAST (%1$I.dateline AS %2$I.geometry) WITH FUNCTION dateline_geometry(%1$I.dateline);
COMMENT ON CAST (%1$I.dateline AS %2$I.geometry) IS 'first place as a Point';
CREATE CAST (%1$I.dateline AS %2$I.geography) WITH FUNCTION dateline_geography(%1$I.dateline);
COMMENT ON CAST (%1$I.dateline AS %2$I.geography) IS 'first place as a Point';

$sql$, news, gis);
END $script$;
