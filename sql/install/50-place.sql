
-- Places: the built-in gazetteer, and what a story is about

CREATE FUNCTION news_lookup_place(name text,
        OUT place_id bigint, OUT name text, OUT feature text, OUT country text, OUT admin1 text,
        OUT latitude float8, OUT longitude float8, OUT population bigint)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10;
COMMENT ON FUNCTION news_lookup_place(text) IS 'places of the built-in gazetteer that bear a name, the most likely first';

CREATE FUNCTION news_lookup_place(place_id bigint,
        OUT place_id bigint, OUT name text, OUT feature text, OUT country text, OUT admin1 text,
        OUT latitude float8, OUT longitude float8, OUT population bigint)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'news_lookup_place_id' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 ROWS 1;
COMMENT ON FUNCTION news_lookup_place(bigint) IS 'place of the built-in gazetteer that has an id';

CREATE FUNCTION news_gazetteer_places(
        OUT place_id bigint, OUT name text, OUT feature text, OUT country text, OUT admin1 text,
        OUT latitude float8, OUT longitude float8, OUT population bigint)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100000 ROWS 160000;
COMMENT ON FUNCTION news_gazetteer_places() IS 'all places of the built-in gazetteer';

CREATE VIEW news_gazetteer AS
    SELECT place_id, name, feature, country, admin1, latitude, longitude, population
    FROM @extschema@.news_gazetteer_places();
GRANT SELECT ON news_gazetteer TO PUBLIC;
COMMENT ON VIEW news_gazetteer IS 'the built-in gazetteer as a relation';

CREATE FUNCTION news_country_iso3(country text) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION news_country_iso3(text) IS 'ISO 3166 code of three letters for one of two; null if there is no such country';

CREATE FUNCTION news_focus(article text, format text DEFAULT 'auto',
        OUT country text, OUT admin1 text, OUT score real)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 5;
COMMENT ON FUNCTION news_focus(text, text) IS 'countries and states that a story is about, with shares; admin1 is null for a country as a whole';

CREATE FUNCTION news_focus(article text, dictionary newsdictionary, format text DEFAULT 'auto',
        publisher text DEFAULT NULL,
        OUT country text, OUT admin1 text, OUT score real)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 5;
COMMENT ON FUNCTION news_focus(text, newsdictionary, text, text) IS 'countries and states that a story is about, with shares, with a dictionary and for a publisher';
