--
-- entityset: the entities of an article
--
CREATE TYPE entityset;

CREATE FUNCTION entityset_in(cstring) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_in(cstring) IS 'I/O';

CREATE FUNCTION entityset_out(entityset) RETURNS cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_out(entityset) IS 'I/O';

CREATE FUNCTION entityset_recv(internal) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_recv(internal) IS 'I/O';

CREATE FUNCTION entityset_send(entityset) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_send(entityset) IS 'I/O';

CREATE FUNCTION entityset_typanalyze(internal) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_typanalyze(internal) IS 'statistics of entityset: the most common index keys';

CREATE TYPE entityset (
    INPUT = entityset_in,
    OUTPUT = entityset_out,
    RECEIVE = entityset_recv,
    SEND = entityset_send,
    ANALYZE = entityset_typanalyze,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4,
    STORAGE = extended
);
COMMENT ON TYPE entityset IS 'sorted unique entities with kind, name, place, mentions, sections and positions';

-- For users

CREATE FUNCTION entityset(kind text, names text[]) RETURNS entityset
    AS 'MODULE_PATHNAME', 'entityset_make' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset(text, text[]) IS 'entities of one kind from their names';

CREATE FUNCTION unnest(entities entityset,
                       OUT kind text, OUT name text, OUT place_id bigint, OUT country text, OUT admin1 text,
                       OUT mentions integer, OUT sections text, OUT positions integer[],
                       OUT salience real, OUT confidence real) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'entityset_unnest' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 27;
COMMENT ON FUNCTION unnest(entityset) IS 'one row per entity';

CREATE FUNCTION length(entities entityset) RETURNS integer
    AS 'MODULE_PATHNAME', 'entityset_length' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION length(entityset) IS 'number of entities';

CREATE FUNCTION entityset_version(entities entityset) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_version(entityset) IS 'version of the stored layout';

-- Not strict: without a kind it gives the names of all
CREATE FUNCTION entityset_names(entities entityset, kind text DEFAULT NULL) RETURNS text[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION entityset_names(entityset, text) IS 'names of the entities of a kind, or of all';

-- not strict: a null condition asks nothing
CREATE FUNCTION entityset_filter(entities entityset, kinds text[] DEFAULT NULL, sections text[] DEFAULT NULL,
                                 min_confidence real DEFAULT NULL) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION entityset_filter(entityset, text[], text[], real) IS 'entities of these kinds, in these sections, at least as sure';

CREATE FUNCTION entityset_delete(entities entityset, kind text, name text) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_delete(entityset, text, text) IS 'without the entity of this kind and name';

CREATE FUNCTION setweight(entities entityset, section text) RETURNS entityset
    AS 'MODULE_PATHNAME', 'entityset_setweight' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION setweight(entityset, text) IS 'all mentions counted as of one section';

-- Not strict: a null kind is any kind
CREATE FUNCTION entityset_pairs(entities entityset, kind_a text DEFAULT NULL, kind_b text DEFAULT NULL,
                                OUT first_kind text, OUT first_name text, OUT second_kind text, OUT second_name text) RETURNS SETOF record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION entityset_pairs(entityset, text, text) IS 'each two entities of an article, to count what occurs together';

-- Behind operators

CREATE FUNCTION entityset_support(internal) RETURNS internal
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_support(internal) IS 'planner support: functions behind operators use the same indexes';

CREATE FUNCTION entityset_contains(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT entityset_support;
COMMENT ON FUNCTION entityset_contains(entityset, entityset) IS 'implementation of @> operator';

CREATE FUNCTION entityset_contained(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT entityset_support;
COMMENT ON FUNCTION entityset_contained(entityset, entityset) IS 'implementation of <@ operator';

CREATE FUNCTION entityset_overlaps(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT entityset_support;
COMMENT ON FUNCTION entityset_overlaps(entityset, entityset) IS 'implementation of && operator';

CREATE FUNCTION entityset_concat(entityset, entityset) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_concat(entityset, entityset) IS 'implementation of || operator';

CREATE FUNCTION entityset_subtract(entityset, entityset) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_subtract(entityset, entityset) IS 'implementation of - operator';

CREATE FUNCTION entityset_eq(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_eq(entityset, entityset) IS 'implementation of = operator';

CREATE FUNCTION entityset_ne(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_ne(entityset, entityset) IS 'implementation of <> operator';

CREATE FUNCTION entityset_lt(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_lt(entityset, entityset) IS 'implementation of < operator';

CREATE FUNCTION entityset_le(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_le(entityset, entityset) IS 'implementation of <= operator';

CREATE FUNCTION entityset_gt(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_gt(entityset, entityset) IS 'implementation of > operator';

CREATE FUNCTION entityset_ge(entityset, entityset) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_ge(entityset, entityset) IS 'implementation of >= operator';

CREATE FUNCTION entityset_cmp(entityset, entityset) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_cmp(entityset, entityset) IS 'less-equal-greater, for B-tree';

CREATE FUNCTION entityset_hash(entityset) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_hash(entityset) IS 'hash';

CREATE FUNCTION entityset_hash_extended(entityset, bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_hash_extended(entityset, bigint) IS 'hash with a seed';

CREATE FUNCTION entityset_sel(internal, oid, internal, integer) RETURNS double precision
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_sel(internal, oid, internal, integer) IS 'restriction selectivity of @>, <@, && and @@ of entityset';

CREATE FUNCTION entityset_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of @>, <@, && and @@ of entityset';

-- Operators

CREATE OPERATOR @> (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_contains,
    COMMUTATOR = <@, RESTRICT = entityset_sel, JOIN = entityset_joinsel
);
COMMENT ON OPERATOR @> (entityset, entityset) IS 'contains all entities of';

CREATE OPERATOR <@ (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_contained,
    COMMUTATOR = @>, RESTRICT = entityset_sel, JOIN = entityset_joinsel
);
COMMENT ON OPERATOR <@ (entityset, entityset) IS 'all entities are contained in';

CREATE OPERATOR && (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_overlaps,
    COMMUTATOR = &&, RESTRICT = entityset_sel, JOIN = entityset_joinsel
);
COMMENT ON OPERATOR && (entityset, entityset) IS 'has an entity in common with';

CREATE OPERATOR || (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_concat
);
COMMENT ON OPERATOR || (entityset, entityset) IS 'union; mentions add up';

CREATE OPERATOR - (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_subtract
);
COMMENT ON OPERATOR - (entityset, entityset) IS 'without the entities of';

CREATE OPERATOR = (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (entityset, entityset) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (entityset, entityset) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (entityset, entityset) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (entityset, entityset) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (entityset, entityset) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = entityset, RIGHTARG = entityset, FUNCTION = entityset_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (entityset, entityset) IS 'greater than or equal';

CREATE OPERATOR CLASS entityset_ops DEFAULT FOR TYPE entityset USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 entityset_cmp(entityset, entityset);
COMMENT ON OPERATOR CLASS entityset_ops USING btree IS 'order of entityset';
COMMENT ON OPERATOR FAMILY entityset_ops USING btree IS 'order of entityset';

CREATE OPERATOR CLASS entityset_ops DEFAULT FOR TYPE entityset USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 entityset_hash(entityset),
    FUNCTION 2 entityset_hash_extended(entityset, bigint);
COMMENT ON OPERATOR CLASS entityset_ops USING hash IS 'equality of entityset';
COMMENT ON OPERATOR FAMILY entityset_ops USING hash IS 'equality of entityset';

-- Casts

CREATE FUNCTION entityset_to_jsonb(entities entityset) RETURNS jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_to_jsonb(entityset) IS 'an array with one object per entity';

CREATE FUNCTION entityset_from_jsonb(entities jsonb) RETURNS entityset
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entityset_from_jsonb(jsonb) IS 'from an array of objects with kind and name';

CREATE CAST (entityset AS jsonb) WITH FUNCTION entityset_to_jsonb(entityset);
COMMENT ON CAST (entityset AS jsonb) IS 'an array with one object per entity';

CREATE CAST (jsonb AS entityset) WITH FUNCTION entityset_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS entityset) IS 'from an array of objects with kind and name';
