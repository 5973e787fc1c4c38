--
-- How right predicted names are: precision, recall and F1 by kind
--
CREATE TYPE news_score AS (
    kind text, tp bigint, fp bigint, fn bigint, "precision" real, recall real, f1 real
);
COMMENT ON TYPE news_score IS 'counts of names and how right they are, for one kind or for all (*)';

CREATE FUNCTION news_evaluate_span_transfn(internal, text, text) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION news_evaluate_span_transfn(internal, text, text) IS 'aggregate support';

CREATE FUNCTION news_evaluate_set_transfn(internal, entityset, entityset) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION news_evaluate_set_transfn(internal, entityset, entityset) IS 'aggregate support';

CREATE FUNCTION news_evaluate_combinefn(internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION news_evaluate_combinefn(internal, internal) IS 'aggregate support';

CREATE FUNCTION news_evaluate_serialfn(internal) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_evaluate_serialfn(internal) IS 'aggregate support';

CREATE FUNCTION news_evaluate_deserialfn(bytea, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_evaluate_deserialfn(bytea, internal) IS 'aggregate support';

CREATE FUNCTION news_evaluate_finalfn(internal) RETURNS news_score[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION news_evaluate_finalfn(internal) IS 'aggregate support';

CREATE AGGREGATE news_evaluate(gold text, predicted text) (
    SFUNC = news_evaluate_span_transfn, STYPE = internal,
    FINALFUNC = news_evaluate_finalfn, COMBINEFUNC = news_evaluate_combinefn,
    SERIALFUNC = news_evaluate_serialfn, DESERIALFUNC = news_evaluate_deserialfn,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE news_evaluate(text, text) IS 'scores by kind from a full join of mentions: the kinds of a span in gold and predicted, null where it is not there';

CREATE AGGREGATE news_evaluate(gold entityset, predicted entityset) (
    SFUNC = news_evaluate_set_transfn, STYPE = internal,
    FINALFUNC = news_evaluate_finalfn, COMBINEFUNC = news_evaluate_combinefn,
    SERIALFUNC = news_evaluate_serialfn, DESERIALFUNC = news_evaluate_deserialfn,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE news_evaluate(entityset, entityset) IS 'scores by kind from the entities of articles';
