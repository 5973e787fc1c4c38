--
-- GIN operator classes of entityset
--
CREATE FUNCTION entityset_extract_value(entityset, internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_extract_value(entityset, internal, internal) IS 'GIN support: keys of a value';

CREATE FUNCTION entityset_extract_query(entityset, internal, smallint, internal, internal, internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_extract_query(entityset, internal, smallint, internal, internal, internal, internal) IS 'GIN support: keys of a query';

CREATE FUNCTION entityset_consistent(internal, smallint, entityset, integer, internal, internal, internal, internal) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_consistent(internal, smallint, entityset, integer, internal, internal, internal, internal) IS 'GIN support';

CREATE FUNCTION entityset_triconsistent(internal, smallint, entityset, integer, internal, internal, internal) RETURNS "char"
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_triconsistent(internal, smallint, entityset, integer, internal, internal, internal) IS 'GIN support';

CREATE FUNCTION entityset_compare_partial(bigint, bigint, smallint, internal) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_compare_partial(bigint, bigint, smallint, internal) IS 'GIN support: prefixes';

CREATE OPERATOR CLASS gin_entityset_ops DEFAULT FOR TYPE entityset USING gin AS
    OPERATOR 1 @>,
    OPERATOR 2 &&,
    OPERATOR 3 @@ (entityset, entityquery),
    OPERATOR 4 =,
    FUNCTION 1 pg_catalog.btint8cmp(bigint, bigint),
    FUNCTION 2 entityset_extract_value(entityset, internal, internal),
    FUNCTION 3 entityset_extract_query(entityset, internal, smallint, internal, internal, internal, internal),
    FUNCTION 4 entityset_consistent(internal, smallint, entityset, integer, internal, internal, internal, internal),
    FUNCTION 5 entityset_compare_partial(bigint, bigint, smallint, internal),
    FUNCTION 6 entityset_triconsistent(internal, smallint, entityset, integer, internal, internal, internal),
    STORAGE bigint;
COMMENT ON OPERATOR CLASS gin_entityset_ops USING gin IS 'entities by kind and name, id, country and place';
COMMENT ON OPERATOR FAMILY gin_entityset_ops USING gin IS 'entities by kind and name, id, country and place';

CREATE FUNCTION entityset_name_key_cmp(bytea, bytea) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_name_key_cmp(bytea, bytea) IS 'GIN support: order of names as keys';

CREATE FUNCTION entityset_name_extract_value(entityset, internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_name_extract_value(entityset, internal, internal) IS 'GIN support: names of a value as keys';

CREATE FUNCTION entityset_name_extract_query(entityset, internal, smallint, internal, internal, internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_name_extract_query(entityset, internal, smallint, internal, internal, internal, internal) IS 'GIN support: names of a query as keys';

CREATE FUNCTION entityset_name_compare_partial(bytea, bytea, smallint, internal) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_name_compare_partial(bytea, bytea, smallint, internal) IS 'GIN support: prefixes and surnames in the order of names';

CREATE OPERATOR CLASS gin_entityset_name_ops FOR TYPE entityset USING gin AS
    OPERATOR 1 @>,
    OPERATOR 2 &&,
    OPERATOR 3 @@ (entityset, entityquery),
    OPERATOR 4 =,
    FUNCTION 1 entityset_name_key_cmp(bytea, bytea),
    FUNCTION 2 entityset_name_extract_value(entityset, internal, internal),
    FUNCTION 3 entityset_name_extract_query(entityset, internal, smallint, internal, internal, internal, internal),
    FUNCTION 4 entityset_consistent(internal, smallint, entityset, integer, internal, internal, internal, internal),
    FUNCTION 5 entityset_name_compare_partial(bytea, bytea, smallint, internal),
    FUNCTION 6 entityset_triconsistent(internal, smallint, entityset, integer, internal, internal, internal),
    STORAGE bytea;
COMMENT ON OPERATOR CLASS gin_entityset_name_ops USING gin IS 'the same, with names in their order: for long prefixes';
COMMENT ON OPERATOR FAMILY gin_entityset_name_ops USING gin IS 'the same, with names in their order: for long prefixes';
