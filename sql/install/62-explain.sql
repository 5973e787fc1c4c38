-- Why a name is what it is, and queries that know a dictionary's renames

CREATE FUNCTION news_explain_entity(article text, name text, format text DEFAULT 'auto',
        OUT kind text, OUT entity text, OUT surface text, OUT start int, OUT length int, OUT section text,
        OUT kept boolean, OUT source text, OUT reason text, OUT correction text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 5;
COMMENT ON FUNCTION news_explain_entity(text, text, text) IS 'where a name in an article comes from: every mention of it, who made it, why it was kept or dropped';

CREATE FUNCTION news_explain_entity(article text, dictionary newsdictionary, name text, format text DEFAULT 'auto',
        publisher text DEFAULT NULL,
        OUT kind text, OUT entity text, OUT surface text, OUT start int, OUT length int, OUT section text,
        OUT kept boolean, OUT source text, OUT reason text, OUT correction text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 5;
COMMENT ON FUNCTION news_explain_entity(text, newsdictionary, text, text, text) IS 'the same with a dictionary: which term made it, which correction renamed or suppressed it';

CREATE FUNCTION entityquery_expand(query entityquery, dictionary newsdictionary) RETURNS entityquery
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION entityquery_expand(entityquery, newsdictionary) IS 'query with every name joined by its other names in news_alias and news_term, for rows stored without them';
