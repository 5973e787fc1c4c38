--
-- Lines that publishers repeat: the table, and the aggregate that learns them
--
CREATE FUNCTION news_check_line(line text) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_check_line(text) IS 'for news_publisher_line: true, or an error that says what is wrong with a line';

CREATE TABLE news_publisher_line (
    profile text COLLATE "C" NOT NULL DEFAULT 'default',
    publisher text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    articles int,
    articles_read int,
    CONSTRAINT news_publisher_line_profile CHECK (@extschema@.news_check_name('profile', profile)),
    CONSTRAINT news_publisher_line_publisher CHECK (@extschema@.news_check_name('publisher', publisher)),
    CONSTRAINT news_publisher_line_line CHECK (@extschema@.news_check_line(line)),
    CONSTRAINT news_publisher_line_kind CHECK (kind IN ('headline', 'kicker', 'byline', 'timestamp', 'dateline', 'paragraph', 'subhead',
        'quote', 'list', 'table', 'caption', 'credit', 'related', 'promo', 'share', 'notice', 'bio', 'correction'))
);
CREATE UNIQUE INDEX news_publisher_line_key ON news_publisher_line
    (profile, @extschema@.news_fold_name(publisher) COLLATE "C", hashtextextended(@extschema@.news_fold_name(line) COLLATE "C", 0));
COMMENT ON INDEX news_publisher_line_key IS 'a line is of one kind, for each profile and publisher';
COMMENT ON TABLE news_publisher_line IS 'lines and shapes of lines that a publisher repeats, and what they are; made by news_learn_lines and by hand';
COMMENT ON COLUMN news_publisher_line.profile IS 'dictionary that the row belongs to';
COMMENT ON COLUMN news_publisher_line.publisher IS 'publisher whose articles it is for';
COMMENT ON COLUMN news_publisher_line.line IS 'line without regard to case and punctuation; # is any number, <date> a date, <name> the name of a person';
COMMENT ON COLUMN news_publisher_line.kind IS 'what it is, a kind of block as in news_blocks; paragraph, subhead, list and their like keep it in the body';
COMMENT ON COLUMN news_publisher_line.articles IS 'articles that it was found in; null: not learnt';
COMMENT ON COLUMN news_publisher_line.articles_read IS 'articles of the publisher that were read then';

SELECT @extschema@.news_dictionary_watch('@extschema@.news_publisher_line');

CREATE FUNCTION news_learn_lines_transfn(internal, text, text) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION news_learn_lines_transfn(internal, text, text) IS 'aggregate support';

CREATE FUNCTION news_learn_lines_transfn(internal, text, text, int) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION news_learn_lines_transfn(internal, text, text, int) IS 'aggregate support';

CREATE FUNCTION news_learn_lines_combinefn(internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION news_learn_lines_combinefn(internal, internal) IS 'aggregate support';

CREATE FUNCTION news_learn_lines_serialfn(internal) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_learn_lines_serialfn(internal) IS 'aggregate support';

CREATE FUNCTION news_learn_lines_deserialfn(bytea, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_learn_lines_deserialfn(bytea, internal) IS 'aggregate support';

CREATE FUNCTION news_learn_lines_finalfn(internal) RETURNS news_publisher_line[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION news_learn_lines_finalfn(internal) IS 'aggregate support';

CREATE AGGREGATE news_learn_lines(publisher text, article text) (
    SFUNC = news_learn_lines_transfn, STYPE = internal, SSPACE = 1000000,
    FINALFUNC = news_learn_lines_finalfn, COMBINEFUNC = news_learn_lines_combinefn,
    SERIALFUNC = news_learn_lines_serialfn, DESERIALFUNC = news_learn_lines_deserialfn,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE news_learn_lines(text, text) IS 'lines that publishers repeat in three stories or more, as rows of news_publisher_line';

CREATE AGGREGATE news_learn_lines(publisher text, article text, min_stories int) (
    SFUNC = news_learn_lines_transfn, STYPE = internal, SSPACE = 1000000,
    FINALFUNC = news_learn_lines_finalfn, COMBINEFUNC = news_learn_lines_combinefn,
    SERIALFUNC = news_learn_lines_serialfn, DESERIALFUNC = news_learn_lines_deserialfn,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE news_learn_lines(text, text, int) IS 'lines that publishers repeat in at least so many stories, 1 to 8';
