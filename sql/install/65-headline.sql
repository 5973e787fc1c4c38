--
-- Pieces of an article around what a query found in it
--
CREATE FUNCTION news_headline(article text, entities entityset, query entityquery, options text DEFAULT '') RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION news_headline(text, entityset, entityquery, text) IS 'pieces of an article around the mentions that answer a query, from its stored entities';

CREATE FUNCTION news_headline(article text, dictionary newsdictionary, entities entityset, query entityquery,
        options text DEFAULT '', publisher text DEFAULT NULL) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION news_headline(text, newsdictionary, entityset, entityquery, text, text) IS 'the same for entities that were extracted with a dictionary';

CREATE FUNCTION news_headline(article text, query entityquery, options text DEFAULT '') RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
    AS $$ SELECT @extschema@.news_headline(article, @extschema@.news_entities(article), query, options) $$;
COMMENT ON FUNCTION news_headline(text, entityquery, text) IS 'pieces of an article around the mentions that answer a query';
