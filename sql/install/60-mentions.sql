-- Mentions, entities and places of an article

CREATE FUNCTION news_mentions(article text, format text DEFAULT 'auto',
        OUT kind text, OUT name text, OUT surface text, OUT start int, OUT length int,
        OUT section text, OUT place_id bigint, OUT country text, OUT confidence real, OUT source text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 40;
COMMENT ON FUNCTION news_mentions(text, text) IS 'every mention of a person, organization, place, demonym or other name';

CREATE FUNCTION news_mentions(article text, dictionary newsdictionary, format text DEFAULT 'auto',
        publisher text DEFAULT NULL,
        OUT kind text, OUT name text, OUT surface text, OUT start int, OUT length int,
        OUT section text, OUT place_id bigint, OUT country text, OUT confidence real, OUT source text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 40;
COMMENT ON FUNCTION news_mentions(text, newsdictionary, text, text) IS 'every mention of a person, organization, place, demonym or other name, with a dictionary and for a publisher';

CREATE FUNCTION news_debug(article text, format text DEFAULT 'auto',
        OUT kind text, OUT name text, OUT surface text, OUT start int, OUT length int,
        OUT section text, OUT place_id bigint, OUT country text, OUT confidence real, OUT source text,
        OUT kept boolean, OUT nested boolean, OUT reason text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 50;
COMMENT ON FUNCTION news_debug(text, text) IS 'every candidate for a mention, which step made it and why it was kept or dropped';

CREATE FUNCTION news_debug(article text, dictionary newsdictionary, format text DEFAULT 'auto',
        publisher text DEFAULT NULL,
        OUT kind text, OUT name text, OUT surface text, OUT start int, OUT length int,
        OUT section text, OUT place_id bigint, OUT country text, OUT confidence real, OUT source text,
        OUT kept boolean, OUT nested boolean, OUT reason text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 50;
COMMENT ON FUNCTION news_debug(text, newsdictionary, text, text) IS 'every candidate for a mention, which step made it and why it was kept or dropped, with a dictionary and for a publisher';

CREATE FUNCTION news_entities(article text, format text DEFAULT 'auto') RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION news_entities(text, text) IS 'entities of an article, to store and to index';

CREATE FUNCTION news_entities(article text, dictionary newsdictionary, format text DEFAULT 'auto',
        publisher text DEFAULT NULL)
    RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION news_entities(text, newsdictionary, text, text) IS 'entities of an article, to store and to index, with a dictionary and for a publisher';

CREATE FUNCTION news_persons(article text, format text DEFAULT 'auto',
        OUT name text, OUT role text, OUT role_country text,
        OUT mentions int, OUT salience real, OUT confidence real)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 10;
COMMENT ON FUNCTION news_persons(text, text) IS 'persons of an article, each once, with the title or role that the text gives';

CREATE FUNCTION news_persons(article text, dictionary newsdictionary, format text DEFAULT 'auto',
        publisher text DEFAULT NULL,
        OUT name text, OUT role text, OUT role_country text,
        OUT mentions int, OUT salience real, OUT confidence real)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 10;
COMMENT ON FUNCTION news_persons(text, newsdictionary, text, text) IS 'persons of an article, each once, with the title or role that the text gives, with a dictionary and for a publisher';

CREATE FUNCTION news_places(article text, format text DEFAULT 'auto',
        OUT name text, OUT place_id bigint, OUT feature text, OUT country text, OUT admin1 text,
        OUT latitude float8, OUT longitude float8, OUT population bigint,
        OUT mentions int, OUT salience real, OUT confidence real)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 10;
COMMENT ON FUNCTION news_places(text, text) IS 'places of an article; coordinates only where the place is sure';

CREATE FUNCTION news_places(article text, dictionary newsdictionary, format text DEFAULT 'auto',
        publisher text DEFAULT NULL,
        OUT name text, OUT place_id bigint, OUT feature text, OUT country text, OUT admin1 text,
        OUT latitude float8, OUT longitude float8, OUT population bigint,
        OUT mentions int, OUT salience real, OUT confidence real)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000 ROWS 10;
COMMENT ON FUNCTION news_places(text, newsdictionary, text, text) IS 'places of an article, with a dictionary and for a publisher';

CREATE FUNCTION news_highlight(article text, output text DEFAULT 'html', format text DEFAULT 'auto') RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION news_highlight(text, text, text) IS 'article with every entity marked, as HTML fragment, HTML page or terminal colours';

CREATE FUNCTION news_highlight(article text, dictionary newsdictionary, output text DEFAULT 'html', format text DEFAULT 'auto',
        publisher text DEFAULT NULL)
    RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000;
COMMENT ON FUNCTION news_highlight(text, newsdictionary, text, text, text) IS 'article with every entity marked, as HTML fragment, HTML page or terminal colours, with a dictionary and for a publisher';
