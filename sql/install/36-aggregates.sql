--
-- Over many articles: union, counts, similarity
--
CREATE FUNCTION entityset_union_transfn(internal, entityset) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION entityset_union_transfn(internal, entityset) IS 'aggregate support';

CREATE FUNCTION entityset_count_transfn(internal, entityset) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION entityset_count_transfn(internal, entityset) IS 'aggregate support';

CREATE FUNCTION entityset_union_combinefn(internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION entityset_union_combinefn(internal, internal) IS 'aggregate support';

CREATE FUNCTION entityset_union_serialfn(internal) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_union_serialfn(internal) IS 'aggregate support';

CREATE FUNCTION entityset_union_deserialfn(bytea, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_union_deserialfn(bytea, internal) IS 'aggregate support';

CREATE FUNCTION entityset_union_finalfn(internal) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION entityset_union_finalfn(internal) IS 'aggregate support';

CREATE AGGREGATE entityset_union(entities entityset) (
    SFUNC = entityset_union_transfn, STYPE = internal,
    FINALFUNC = entityset_union_finalfn, COMBINEFUNC = entityset_union_combinefn,
    SERIALFUNC = entityset_union_serialfn, DESERIALFUNC = entityset_union_deserialfn,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE entityset_union(entityset) IS 'all entities with all their mentions, without positions';

CREATE AGGREGATE entityset_count(entities entityset) (
    SFUNC = entityset_count_transfn, STYPE = internal,
    FINALFUNC = entityset_union_finalfn, COMBINEFUNC = entityset_union_combinefn,
    SERIALFUNC = entityset_union_serialfn, DESERIALFUNC = entityset_union_deserialfn,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE entityset_count(entityset) IS 'all entities; their mentions are the number of rows that have them';

-- Not strict: without kinds it counts all
CREATE FUNCTION news_stat(query text, kinds text[] DEFAULT NULL,
                          OUT kind text, OUT name text, OUT place_id bigint, OUT country text,
                          OUT documents bigint, OUT mentions bigint) RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 10000 COST 100;
COMMENT ON FUNCTION news_stat(text, text[]) IS 'rows and mentions of each entity in the one column that the query gives';

CREATE FUNCTION entityset_similarity(entityset, entityset) RETURNS real
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_similarity(entityset, entityset) IS 'how much two articles are about the same, 0 to 1';

CREATE FUNCTION entityset_similarity(a entityset, b entityset, frequencies entityset, documents bigint) RETURNS real
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_similarity(entityset, entityset, entityset, bigint) IS 'the same; what few of the documents have counts more (frequencies from entityset_count)';

CREATE FUNCTION entityset_distance(entityset, entityset) RETURNS real
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_distance(entityset, entityset) IS 'implementation of <~> operator';

CREATE OPERATOR <~> (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_distance, COMMUTATOR = <~>
);
COMMENT ON OPERATOR <~> (entityset, entityset) IS '1 - similarity';
