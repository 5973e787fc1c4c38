-- Cleaning: the body, the blocks and the fields of an article

CREATE FUNCTION news_clean(article text, format text DEFAULT 'auto', focus text DEFAULT 'balanced')
    RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION news_clean(text, text, text) IS 'body of an article: paragraphs separated by blank lines';

CREATE FUNCTION news_clean(article text, dictionary newsdictionary, format text DEFAULT 'auto', focus text DEFAULT 'balanced',
        publisher text DEFAULT NULL)
    RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION news_clean(text, newsdictionary, text, text, text) IS 'body of an article: paragraphs separated by blank lines, with a dictionary and for a publisher';

CREATE FUNCTION news_blocks(article text, format text DEFAULT 'auto', focus text DEFAULT 'balanced',
        OUT block int, OUT kind text, OUT content text, OUT start int, OUT length int,
        OUT confidence real, OUT reason text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 30;
COMMENT ON FUNCTION news_blocks(text, text, text) IS 'every block of an article in order, with its kind and why';

CREATE FUNCTION news_blocks(article text, dictionary newsdictionary, format text DEFAULT 'auto', focus text DEFAULT 'balanced',
        publisher text DEFAULT NULL,
        OUT block int, OUT kind text, OUT content text, OUT start int, OUT length int,
        OUT confidence real, OUT reason text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 30;
COMMENT ON FUNCTION news_blocks(text, newsdictionary, text, text, text) IS 'every block of an article in order, with its kind and why, with a dictionary and for a publisher';

CREATE FUNCTION news_article(article text, format text DEFAULT 'auto', focus text DEFAULT 'balanced',
        OUT headline text, OUT section text, OUT byline text[], OUT agency text,
        OUT published timestamp, OUT published_zone text, OUT dateline dateline, OUT body text)
    RETURNS record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION news_article(text, text, text) IS 'fields and body of an article, in one row';

CREATE FUNCTION news_article(article text, dictionary newsdictionary, format text DEFAULT 'auto', focus text DEFAULT 'balanced',
        publisher text DEFAULT NULL,
        OUT headline text, OUT section text, OUT byline text[], OUT agency text,
        OUT published timestamp, OUT published_zone text, OUT dateline dateline, OUT body text)
    RETURNS record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION news_article(text, newsdictionary, text, text, text) IS 'fields and body of an article, in one row, with a dictionary and for a publisher';

CREATE FUNCTION news_captions(article text, format text DEFAULT 'auto', focus text DEFAULT 'balanced',
        OUT caption text, OUT photographer text, OUT agency text, OUT place text, OUT date date,
        OUT start int, OUT length int)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 3;
COMMENT ON FUNCTION news_captions(text, text, text) IS 'picture captions of an article with their credits';

CREATE FUNCTION news_captions(article text, dictionary newsdictionary, format text DEFAULT 'auto', focus text DEFAULT 'balanced',
        publisher text DEFAULT NULL,
        OUT caption text, OUT photographer text, OUT agency text, OUT place text, OUT date date,
        OUT start int, OUT length int)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 3;
COMMENT ON FUNCTION news_captions(text, newsdictionary, text, text, text) IS 'picture captions of an article with their credits, with a dictionary and for a publisher';

CREATE FUNCTION news_dateline(article text, format text DEFAULT 'auto') RETURNS dateline
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION news_dateline(text, text) IS 'dateline of an article, or null if it has none';

CREATE FUNCTION news_dateline(article text, dictionary newsdictionary, format text DEFAULT 'auto',
        publisher text DEFAULT NULL)
    RETURNS dateline
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 300;
COMMENT ON FUNCTION news_dateline(text, newsdictionary, text, text) IS 'dateline of an article, or null if it has none, with a dictionary and for a publisher';
