--
-- entityquery: what is asked of an entityset
--
CREATE TYPE entityquery;

CREATE FUNCTION entityquery_in(cstring) RETURNS entityquery
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_in(cstring) IS 'I/O';

CREATE FUNCTION entityquery_out(entityquery) RETURNS cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_out(entityquery) IS 'I/O';

CREATE FUNCTION entityquery_recv(internal) RETURNS entityquery
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_recv(internal) IS 'I/O';

CREATE FUNCTION entityquery_send(entityquery) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_send(entityquery) IS 'I/O';

CREATE TYPE entityquery (
    INPUT = entityquery_in,
    OUTPUT = entityquery_out,
    RECEIVE = entityquery_recv,
    SEND = entityquery_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4,
    STORAGE = extended
);
COMMENT ON TYPE entityquery IS 'names, kinds and places combined by & | ! and <N>';

-- For users

CREATE FUNCTION numnode(query entityquery) RETURNS integer
    AS 'MODULE_PATHNAME', 'entityquery_numnode' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION numnode(entityquery) IS 'number of names and operators';

CREATE FUNCTION querytree(query entityquery) RETURNS text
    AS 'MODULE_PATHNAME', 'entityquery_tree' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION querytree(entityquery) IS 'part of the query that an index can answer, T if all';

CREATE FUNCTION websearch_to_entityquery(search text) RETURNS entityquery
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION websearch_to_entityquery(text) IS 'query from what people type into a search field; never fails';

CREATE FUNCTION news_rank(entities entityset, query entityquery) RETURNS real
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_rank(entityset, entityquery) IS 'how well the entities answer the query, 0 to 1';

CREATE FUNCTION news_rank(entities entityset, query entityquery, weights real[]) RETURNS real
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_rank(entityset, entityquery, real[]) IS 'the same with weights of headline, lead, body and caption';

-- Behind operators

CREATE FUNCTION entityquery_and(entityquery, entityquery) RETURNS entityquery
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_and(entityquery, entityquery) IS 'implementation of && operator';

CREATE FUNCTION entityquery_or(entityquery, entityquery) RETURNS entityquery
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_or(entityquery, entityquery) IS 'implementation of || operator';

CREATE FUNCTION entityquery_not(entityquery) RETURNS entityquery
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_not(entityquery) IS 'implementation of !! operator';

CREATE FUNCTION entityset_matches(entityset, entityquery) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT entityset_support;
COMMENT ON FUNCTION entityset_matches(entityset, entityquery) IS 'implementation of @@ operator';

CREATE FUNCTION entityquery_matched(entityquery, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT entityset_support;
COMMENT ON FUNCTION entityquery_matched(entityquery, entityset) IS 'implementation of @@ operator';

CREATE FUNCTION entityquery_eq(entityquery, entityquery) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_eq(entityquery, entityquery) IS 'implementation of = operator';

CREATE FUNCTION entityquery_ne(entityquery, entityquery) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_ne(entityquery, entityquery) IS 'implementation of <> operator';

CREATE FUNCTION entityquery_lt(entityquery, entityquery) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_lt(entityquery, entityquery) IS 'implementation of < operator';

CREATE FUNCTION entityquery_le(entityquery, entityquery) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_le(entityquery, entityquery) IS 'implementation of <= operator';

CREATE FUNCTION entityquery_gt(entityquery, entityquery) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_gt(entityquery, entityquery) IS 'implementation of > operator';

CREATE FUNCTION entityquery_ge(entityquery, entityquery) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_ge(entityquery, entityquery) IS 'implementation of >= operator';

CREATE FUNCTION entityquery_cmp(entityquery, entityquery) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_cmp(entityquery, entityquery) IS 'less-equal-greater, for B-tree';

CREATE FUNCTION entityquery_hash(entityquery) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityquery_hash(entityquery) IS 'hash';

-- Operators

CREATE OPERATOR && (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_and
);
COMMENT ON OPERATOR && (entityquery, entityquery) IS 'both queries';

CREATE OPERATOR || (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_or
);
COMMENT ON OPERATOR || (entityquery, entityquery) IS 'either query';

CREATE OPERATOR !! (
    RIGHTARG = entityquery, FUNCTION = entityquery_not
);
COMMENT ON OPERATOR !! (NONE, entityquery) IS 'not the query';

CREATE OPERATOR @@ (
    LEFTARG = entityset, RIGHTARG = entityquery, FUNCTION = entityset_matches,
    COMMUTATOR = @@, RESTRICT = entityset_sel, JOIN = entityset_joinsel
);
COMMENT ON OPERATOR @@ (entityset, entityquery) IS 'answers the query';

CREATE OPERATOR @@ (
    LEFTARG = entityquery, RIGHTARG = entityset, FUNCTION = entityquery_matched,
    COMMUTATOR = @@, RESTRICT = entityset_sel, JOIN = entityset_joinsel
);
COMMENT ON OPERATOR @@ (entityquery, entityset) IS 'is answered by';

CREATE OPERATOR = (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (entityquery, entityquery) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (entityquery, entityquery) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (entityquery, entityquery) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (entityquery, entityquery) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (entityquery, entityquery) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = entityquery, RIGHTARG = entityquery, FUNCTION = entityquery_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (entityquery, entityquery) IS 'greater than or equal';

CREATE OPERATOR CLASS entityquery_ops DEFAULT FOR TYPE entityquery USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 entityquery_cmp(entityquery, entityquery);
COMMENT ON OPERATOR CLASS entityquery_ops USING btree IS 'order of entityquery';
COMMENT ON OPERATOR FAMILY entityquery_ops USING btree IS 'order of entityquery';

CREATE OPERATOR CLASS entityquery_ops DEFAULT FOR TYPE entityquery USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 entityquery_hash(entityquery);
COMMENT ON OPERATOR CLASS entityquery_ops USING hash IS 'equality of entityquery';
COMMENT ON OPERATOR FAMILY entityquery_ops USING hash IS 'equality of entityquery';
