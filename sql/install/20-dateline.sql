-- Type dateline: places, day and agency of a story

CREATE TYPE dateline;

CREATE FUNCTION dateline_in(cstring) RETURNS dateline
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_in(cstring) IS 'I/O';

CREATE FUNCTION dateline_out(dateline) RETURNS cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_out(dateline) IS 'I/O';

CREATE FUNCTION dateline_recv(internal) RETURNS dateline
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_recv(internal) IS 'I/O';

CREATE FUNCTION dateline_send(dateline) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_send(dateline) IS 'I/O';

CREATE TYPE dateline (
    INPUT = dateline_in,
    OUTPUT = dateline_out,
    RECEIVE = dateline_recv,
    SEND = dateline_send,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE dateline IS 'dateline of a news story: places, day, agency; the raw text is kept but not compared';

-- Parts

CREATE FUNCTION dateline_place(dateline dateline) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_place(dateline) IS 'name of the first place, as printed if the gazetteer does not have it; null if there is none';

CREATE FUNCTION dateline_country(dateline dateline) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_country(dateline) IS 'ISO 3166 country code of the first place, or null';

CREATE FUNCTION dateline_places(dateline dateline) RETURNS text[]
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_places(dateline) IS 'names of all places in printed order';

CREATE FUNCTION dateline_date(dateline dateline, reference date DEFAULT NULL) RETURNS date
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dateline_date(dateline, date) IS 'day of the dateline; without a printed year the nearest one not after the reference, null without a reference';

CREATE FUNCTION dateline_agency(dateline dateline) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_agency(dateline) IS 'canonical name of the agency, or null';

CREATE FUNCTION dateline_text(dateline) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_text(dateline) IS 'canonical text of a dateline';

CREATE FUNCTION dateline_jsonb(dateline) RETURNS jsonb
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_jsonb(dateline) IS 'all that a dateline holds';

-- Functions behind operators

CREATE FUNCTION dateline_eq(dateline, dateline) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_eq(dateline, dateline) IS 'implementation of = operator';

CREATE FUNCTION dateline_ne(dateline, dateline) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_ne(dateline, dateline) IS 'implementation of <> operator';

CREATE FUNCTION dateline_lt(dateline, dateline) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_lt(dateline, dateline) IS 'implementation of < operator';

CREATE FUNCTION dateline_le(dateline, dateline) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_le(dateline, dateline) IS 'implementation of <= operator';

CREATE FUNCTION dateline_gt(dateline, dateline) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_gt(dateline, dateline) IS 'implementation of > operator';

CREATE FUNCTION dateline_ge(dateline, dateline) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_ge(dateline, dateline) IS 'implementation of >= operator';

CREATE FUNCTION dateline_cmp(dateline, dateline) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_cmp(dateline, dateline) IS 'less-equal-greater';

CREATE FUNCTION dateline_hash(dateline) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_hash(dateline) IS 'hash';

CREATE FUNCTION dateline_hash_extended(dateline, bigint) RETURNS bigint
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dateline_hash_extended(dateline, bigint) IS 'hash with a seed';

-- Operators

CREATE OPERATOR = (
    FUNCTION = dateline_eq, LEFTARG = dateline, RIGHTARG = dateline,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (dateline, dateline) IS 'same places, day and agency';

CREATE OPERATOR <> (
    FUNCTION = dateline_ne, LEFTARG = dateline, RIGHTARG = dateline,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (dateline, dateline) IS 'not equal';

CREATE OPERATOR < (
    FUNCTION = dateline_lt, LEFTARG = dateline, RIGHTARG = dateline,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (dateline, dateline) IS 'less than: by places, then day, then agency';

CREATE OPERATOR <= (
    FUNCTION = dateline_le, LEFTARG = dateline, RIGHTARG = dateline,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (dateline, dateline) IS 'less than or equal';

CREATE OPERATOR > (
    FUNCTION = dateline_gt, LEFTARG = dateline, RIGHTARG = dateline,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (dateline, dateline) IS 'greater than';

CREATE OPERATOR >= (
    FUNCTION = dateline_ge, LEFTARG = dateline, RIGHTARG = dateline,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (dateline, dateline) IS 'greater than or equal';

CREATE OPERATOR CLASS dateline_ops DEFAULT FOR TYPE dateline USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 dateline_cmp(dateline, dateline);
COMMENT ON OPERATOR CLASS dateline_ops USING btree IS 'order of datelines: places, day, agency';
COMMENT ON OPERATOR FAMILY dateline_ops USING btree IS 'order of datelines: places, day, agency';

CREATE OPERATOR CLASS dateline_ops DEFAULT FOR TYPE dateline USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 dateline_hash(dateline), FUNCTION 2 dateline_hash_extended(dateline, bigint);
COMMENT ON OPERATOR CLASS dateline_ops USING hash IS 'equality of datelines';
COMMENT ON OPERATOR FAMILY dateline_ops USING hash IS 'equality of datelines';

-- Casts

CREATE CAST (dateline AS text) WITH FUNCTION dateline_text(dateline) AS ASSIGNMENT;
COMMENT ON CAST (dateline AS text) IS 'canonical text';

CREATE CAST (dateline AS jsonb) WITH FUNCTION dateline_jsonb(dateline) AS ASSIGNMENT;
COMMENT ON CAST (dateline AS jsonb) IS 'all that a dateline holds';
