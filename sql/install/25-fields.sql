-- Parsers of single lines, and the dates in a text

CREATE FUNCTION news_byline(line text) RETURNS jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_byline(text) IS 'authors, organization and place of a byline; null if the line is none';

CREATE FUNCTION news_credit(caption text) RETURNS jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_credit(text) IS 'names, agencies and notes of the picture credit in a caption; null if it has none';

CREATE FUNCTION news_timestamps(line text) RETURNS jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_timestamps(text) IS 'publication times of a line, with their roles and zones; null if it has none';

CREATE FUNCTION news_attribution(article text, format text DEFAULT 'auto') RETURNS jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION news_attribution(text, text) IS 'who informs of an article and which agency it comes from, as its text says; null if it does not';

CREATE FUNCTION news_dates(article text, reference date DEFAULT NULL, format text DEFAULT 'auto',
        OUT surface text, OUT start int, OUT length int,
        OUT first date, OUT last date, OUT granularity text, OUT relative boolean)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION news_dates(text, date, text) IS 'dates in an article, resolved with the reference or, without one, the day of the dateline or of publication';
