-- The module itself

CREATE FUNCTION news_extract_version() RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_extract_version() IS 'version of code and built-in data that answers come from';
