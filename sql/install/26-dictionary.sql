--
-- Dictionaries: the type, the tables behind it, and what keeps them right
--
CREATE TYPE newsdictionary;

CREATE FUNCTION newsdictionary_in(cstring) RETURNS newsdictionary
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_in(cstring) IS 'I/O';

CREATE FUNCTION newsdictionary_out(newsdictionary) RETURNS cstring
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_out(newsdictionary) IS 'I/O';

CREATE FUNCTION newsdictionary_recv(internal) RETURNS newsdictionary
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_recv(internal) IS 'I/O';

CREATE FUNCTION newsdictionary_send(newsdictionary) RETURNS bytea
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_send(newsdictionary) IS 'I/O';

CREATE TYPE newsdictionary (
    INPUT = newsdictionary_in, OUTPUT = newsdictionary_out,
    RECEIVE = newsdictionary_recv, SEND = newsdictionary_send,
    INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE newsdictionary IS 'terms, corrections and publisher lines of a profile, as one value';

-- For people

CREATE FUNCTION news_dictionary(profile text DEFAULT 'default') RETURNS newsdictionary
    AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION news_dictionary(text) IS 'a profile as it stands in news_term, news_alias, news_stop, news_split and news_publisher_line';

CREATE FUNCTION news_dictionary_stat(dictionary newsdictionary,
        OUT profile text, OUT terms bigint, OUT rules bigint, OUT corrections bigint,
        OUT publishers bigint, OUT publisher_lines bigint, OUT bytes bigint, OUT portable_bytes bigint, OUT hash text)
    RETURNS record
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_dictionary_stat(newsdictionary) IS 'what is in a dictionary, its size in memory and as text, and the hash of its contents';

CREATE FUNCTION news_extract_version(dictionary newsdictionary) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION news_extract_version(newsdictionary) IS 'version of code, built-in data and a dictionary that answers come from';

CREATE FUNCTION news_fold_name(name text) RETURNS text
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_fold_name(text) IS 'name as names are compared: without case, accents, width, and punctuation at its ends';

-- Behind the tables

CREATE FUNCTION news_check_name(what text, name text) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION news_check_name(text, text) IS 'for tables of dictionaries: true, or an error that says what is wrong with a name';

CREATE FUNCTION news_check_term(term text, match text, context text[]) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;   -- not STRICT: context may be null
COMMENT ON FUNCTION news_check_term(text, text, text[]) IS 'for news_term: true, or an error that says what is wrong with a term';

CREATE FUNCTION news_dictionary_changed() RETURNS trigger
    AS 'MODULE_PATHNAME' LANGUAGE C;
COMMENT ON FUNCTION news_dictionary_changed() IS 'trigger of tables of dictionaries: values made from them are to be made anew';

CREATE FUNCTION news_dictionary_watch(relation regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER news_dictionary_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.news_dictionary_changed()', relation);
    -- replay of replicated changes fires triggers of rows only
    EXECUTE format('CREATE TRIGGER news_dictionary_replayed BEFORE INSERT OR UPDATE OR DELETE ON %s '
        'FOR EACH ROW EXECUTE FUNCTION @extschema@.news_dictionary_changed()', relation);
    EXECUTE format('ALTER TABLE %s ENABLE REPLICA TRIGGER news_dictionary_replayed', relation);
    EXECUTE format('GRANT SELECT ON %s TO PUBLIC', relation);
    EXECUTE format('GRANT ALL ON %s TO @extowner@', relation);
    PERFORM pg_extension_config_dump(relation, '');
END $$;
COMMENT ON FUNCTION news_dictionary_watch(regclass) IS 'for the script of the extension: makes a table part of dictionaries';

-- Order and equality

CREATE FUNCTION newsdictionary_eq(newsdictionary, newsdictionary) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_eq(newsdictionary, newsdictionary) IS 'implementation of = operator';

CREATE FUNCTION newsdictionary_ne(newsdictionary, newsdictionary) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_ne(newsdictionary, newsdictionary) IS 'implementation of <> operator';

CREATE FUNCTION newsdictionary_lt(newsdictionary, newsdictionary) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_lt(newsdictionary, newsdictionary) IS 'implementation of < operator';

CREATE FUNCTION newsdictionary_le(newsdictionary, newsdictionary) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_le(newsdictionary, newsdictionary) IS 'implementation of <= operator';

CREATE FUNCTION newsdictionary_gt(newsdictionary, newsdictionary) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_gt(newsdictionary, newsdictionary) IS 'implementation of > operator';

CREATE FUNCTION newsdictionary_ge(newsdictionary, newsdictionary) RETURNS boolean
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_ge(newsdictionary, newsdictionary) IS 'implementation of >= operator';

CREATE FUNCTION newsdictionary_cmp(newsdictionary, newsdictionary) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_cmp(newsdictionary, newsdictionary) IS 'less-equal-greater, for B-tree';

CREATE FUNCTION newsdictionary_hash(newsdictionary) RETURNS integer
    AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newsdictionary_hash(newsdictionary) IS 'hash';

CREATE OPERATOR = (
    LEFTARG = newsdictionary, RIGHTARG = newsdictionary, FUNCTION = newsdictionary_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (newsdictionary, newsdictionary) IS 'equal contents';

CREATE OPERATOR <> (
    LEFTARG = newsdictionary, RIGHTARG = newsdictionary, FUNCTION = newsdictionary_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (newsdictionary, newsdictionary) IS 'other contents';

CREATE OPERATOR < (
    LEFTARG = newsdictionary, RIGHTARG = newsdictionary, FUNCTION = newsdictionary_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (newsdictionary, newsdictionary) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = newsdictionary, RIGHTARG = newsdictionary, FUNCTION = newsdictionary_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (newsdictionary, newsdictionary) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = newsdictionary, RIGHTARG = newsdictionary, FUNCTION = newsdictionary_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (newsdictionary, newsdictionary) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = newsdictionary, RIGHTARG = newsdictionary, FUNCTION = newsdictionary_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (newsdictionary, newsdictionary) IS 'greater than or equal';

CREATE OPERATOR CLASS newsdictionary_ops DEFAULT FOR TYPE newsdictionary USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 newsdictionary_cmp(newsdictionary, newsdictionary);
COMMENT ON OPERATOR CLASS newsdictionary_ops USING btree IS 'order of newsdictionary';
COMMENT ON OPERATOR FAMILY newsdictionary_ops USING btree IS 'order of newsdictionary';

CREATE OPERATOR CLASS newsdictionary_ops DEFAULT FOR TYPE newsdictionary USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 newsdictionary_hash(newsdictionary);
COMMENT ON OPERATOR CLASS newsdictionary_ops USING hash IS 'equality of newsdictionary';
COMMENT ON OPERATOR FAMILY newsdictionary_ops USING hash IS 'equality of newsdictionary';
