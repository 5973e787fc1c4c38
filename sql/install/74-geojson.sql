--
-- GeoJSON: places as a FeatureCollection
--

CREATE FUNCTION news_geojson_feature(place_id bigint, latitude float8, longitude float8, properties jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    -- a place of one's own may have no id, and then the feature has none
    SELECT jsonb_build_object('type', 'Feature', 'geometry', jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(longitude, latitude)),
        'properties', properties) || CASE WHEN place_id IS NULL THEN '{}' ELSE jsonb_build_object('id', place_id) END
    $$;
COMMENT ON FUNCTION news_geojson_feature(bigint, float8, float8, jsonb) IS 'for news_geojson: a place as a Feature';

CREATE FUNCTION news_geojson(article text, format text DEFAULT 'auto') RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(
        @extschema@.news_geojson_feature(place_id, latitude, longitude, jsonb_build_object('name', name, 'country', country, 'admin1', admin1,
            'feature', feature, 'mentions', mentions, 'salience', round(salience::numeric, 3)))
        ORDER BY salience DESC, name COLLATE "C", place_id), '[]'))
    FROM @extschema@.news_places(article, format) WHERE latitude IS NOT NULL
    $$;
COMMENT ON FUNCTION news_geojson(text, text) IS 'places of an article as a GeoJSON FeatureCollection; places without sure coordinates are left out';

-- As the other functions with a dictionary: the publisher may be null
CREATE FUNCTION news_geojson(article text, dictionary newsdictionary, format text DEFAULT 'auto', publisher text DEFAULT NULL) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(
        @extschema@.news_geojson_feature(place_id, latitude, longitude, jsonb_build_object('name', name, 'country', country, 'admin1', admin1,
            'feature', feature, 'mentions', mentions, 'salience', round(salience::numeric, 3)))
        ORDER BY salience DESC, name COLLATE "C", place_id), '[]'))
    FROM @extschema@.news_places(article, dictionary, format, publisher) WHERE latitude IS NOT NULL
    HAVING article IS NOT NULL AND dictionary IS NOT NULL AND format IS NOT NULL
    $$;
COMMENT ON FUNCTION news_geojson(text, newsdictionary, text, text) IS 'places of an article as a GeoJSON FeatureCollection, with a dictionary and for a publisher';

-- Not strict: a null condition asks nothing
CREATE FUNCTION news_geojson_table(relation regclass, query entityquery DEFAULT NULL,
        first date DEFAULT NULL, last date DEFAULT NULL, max_places int DEFAULT 10000) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    view_name regclass := (SELECT v.view_name FROM @extschema@.news_attach_views(relation) AS v WHERE role = 'places');
    answer jsonb;
BEGIN
    IF view_name IS NULL THEN
        RAISE EXCEPTION 'table % has no view of places', relation
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call news_attach first.';
    END IF;
    EXECUTE format($query$
        SELECT jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(
            @extschema@.news_geojson_feature(place_id, latitude, longitude, jsonb_build_object('name', name, 'country', country,
                'subdivision', subdivision, 'feature', feature, 'articles', articles, 'mentions', mentions))
            ORDER BY articles DESC, name COLLATE "C", place_id), '[]'))
        FROM (SELECT place_id, min(name) AS name, min(country_iso2) AS country, min(subdivision_iso) AS subdivision, min(feature) AS feature,
                min(latitude) AS latitude, min(longitude) AS longitude, count(DISTINCT article_id) AS articles, sum(mentions) AS mentions
            FROM %s AS p
            WHERE latitude IS NOT NULL AND ($2 IS NULL OR published_on >= $2) AND ($3 IS NULL OR published_on <= $3) AND %s
            GROUP BY place_id, CASE WHEN place_id IS NULL THEN p.name END
            ORDER BY count(DISTINCT article_id) DESC, place_id, min(name) LIMIT $4) AS p
        $query$, view_name,
        CASE WHEN query IS NULL THEN 'true' ELSE
            format('article_id IN (SELECT %s FROM %s AS a WHERE a.%I OPERATOR(@extschema@.@@) $1)',
                (SELECT CASE WHEN count(*) = 1 AND bool_and(is_integer) THEN format('a.%I::bigint', min(column_name))
                    ELSE format('hash_record_extended(ROW(%s), 0)', string_agg(format('a.%I', column_name), ', ')) END
                    FROM @extschema@.news_attach_key(relation)),
                relation, @extschema@.news_attach_columns(relation)->>'entities') END)
    INTO answer USING query, first, last, max_places;
    RETURN answer;
END $$;
COMMENT ON FUNCTION news_geojson_table(regclass, entityquery, date, date, int) IS
    'places of the articles of an attached table, each once with its counts, as a GeoJSON FeatureCollection';
