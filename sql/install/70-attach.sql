--
-- Attach: columns, indexes and derived views for a table of articles, in one call
--
-- What belongs to an attachment is told by a mark in the comments of its columns and views,
-- "[news_attach entities]": comments follow a column that is renamed, vanish with what is dropped,
-- are dumped, and only the owner can write them.  So there is no table of attachments.  All
-- functions here run with the rights of the caller.
--

-- Not STRICT functions below: they refuse a null with a message of their own.

CREATE FUNCTION news_attach_key(relation regclass,
        OUT column_name name, OUT type_name text, OUT is_integer boolean, OUT lt text, OUT eq text, OUT gt text)
    RETURNS SETOF record
    LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 2
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH key AS (
        SELECT indkey, indclass, indnkeyatts FROM pg_index AS i
        WHERE indrelid = relation AND indisunique AND indisvalid AND indimmediate
            AND indpred IS NULL AND indexprs IS NULL
            AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND NOT attnotnull
                AND attnum IN (SELECT indkey[n] FROM generate_series(0, indnkeyatts - 1) AS n))
        ORDER BY indisprimary DESC, indnkeyatts, indexrelid LIMIT 1)
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype),
        o.operators[1], o.operators[2], o.operators[3]
    FROM key, generate_series(0, indnkeyatts - 1) AS n
        JOIN pg_attribute AS a ON a.attrelid = relation
        JOIN pg_opclass AS c ON true
        CROSS JOIN LATERAL (SELECT array_agg(format('OPERATOR(%I.%s)', ns.nspname, op.oprname) ORDER BY amopstrategy) AS operators
            FROM pg_amop JOIN pg_operator AS op ON op.oid = amopopr JOIN pg_namespace AS ns ON ns.oid = op.oprnamespace
            WHERE amopfamily = c.opcfamily AND amoplefttype = c.opcintype AND amoprighttype = c.opcintype
                AND amopstrategy IN (1, 3, 5)) AS o
    WHERE a.attnum = indkey[n] AND c.oid = indclass[n]
    ORDER BY n
    $$;
COMMENT ON FUNCTION news_attach_key(regclass) IS 'for news_attach: columns of the key of a table, with their types and operators';

CREATE FUNCTION news_attach_views(relation regclass,
        OUT role text, OUT view_name regclass, OUT mark text)
    RETURNS SETOF record
    LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 4
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH RECURSIVE reader AS (
        SELECT relation::oid AS oid
        UNION
        SELECT r.ev_class FROM reader
            JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = reader.oid AND d.classid = 'pg_rewrite'::regclass
            JOIN pg_rewrite AS r ON r.oid = d.objid
            JOIN pg_class AS c ON c.oid = r.ev_class AND c.relkind = 'm'
        WHERE obj_description(r.ev_class, 'pg_class') ~ '\[news_attach \w+ \w+\]$')
    SELECT m.part[1], reader.oid::regclass, m.part[2]
    FROM reader, regexp_match(obj_description(reader.oid, 'pg_class'), '\[news_attach (\w+) (\w+)\]$') AS m(part)
    WHERE reader.oid <> relation AND m.part IS NOT NULL
    ORDER BY array_position('{entities,places,datelines,daily}', m.part[1])
    $$;
COMMENT ON FUNCTION news_attach_views(regclass) IS 'for news_attach: the derived views of a table, in the order to refresh them';

-- Takes views and columns away; gives what is left of "attached".
CREATE FUNCTION news_attach_drop(relation regclass, attached jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part record;
    roles text[] := ARRAY(SELECT role FROM @extschema@.news_attach_expressions('', '', NULL, NULL) WHERE attached ? role);
BEGIN
    FOR part IN SELECT * FROM @extschema@.news_attach_views(relation) ORDER BY role <> 'daily'
    LOOP
        EXECUTE format('DROP MATERIALIZED VIEW %s', part.view_name);
    END LOOP;
    EXECUTE format('ALTER TABLE %s %s', relation, (SELECT string_agg(format('DROP COLUMN %I', attached->>role), ', ') FROM unnest(roles) AS role));
    RETURN attached - roles;
END $$;
COMMENT ON FUNCTION news_attach_drop(regclass, jsonb) IS 'for news_attach and news_detach: drop views and columns';

-- The columns, and the trigger that keeps them.  Gives what news_attach_columns gives then.
CREATE FUNCTION news_attach_keep(relation regclass, article_column name, keep text, format text, column_prefix text,
        profile text, publisher_column name, attached jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    dictionary text := @extschema@.news_dictionary(profile)::text;
    names jsonb := attached;        -- a column that is made anew keeps its name
    part record;
    new_name text;
    adds text[] := '{}';
    comments text[] := '{}';
    watched text := concat_ws(', ', quote_ident(article_column), quote_ident(publisher_column));
BEGIN
    IF keep = 'generated' AND length(dictionary) > 350000 THEN
        RAISE EXCEPTION 'dictionary is too large for generated columns'
            USING ERRCODE = 'program_limit_exceeded', DETAIL = 'Each statement that writes rows reads it from its literal.',
                HINT = 'Attach with keep => ''trigger'' or keep => ''backfill''.';
    ELSIF keep = 'generated' AND attached->>'keep' = 'generated'
        AND (attached->>'dictionary', attached->>'publisher') IS DISTINCT FROM (dictionary, publisher_column::text) THEN
        attached := @extschema@.news_attach_drop(relation, attached);     -- another dictionary is another expression
    END IF;

    -- all columns that are missing in one command, so that the table is written once
    FOR part IN
        SELECT * FROM @extschema@.news_attach_expressions(quote_ident(article_column), quote_literal(format),
            quote_literal(dictionary) || '::text::@extschema@.newsdictionary', quote_ident(publisher_column))
    LOOP
        CONTINUE WHEN attached ? part.role;
        -- the cleaned body cannot be called as the article is, and articles are often called body
        new_name := coalesce(names->>part.role, column_prefix || CASE WHEN part.role = article_column THEN 'clean_' ELSE '' END || part.role);
        IF new_name IS NULL OR octet_length(new_name) > 63 THEN
            RAISE EXCEPTION 'column prefix is null or too long' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND attname = new_name AND NOT attisdropped) THEN
            RAISE EXCEPTION 'column "%" of table % exists already', new_name, relation
                USING ERRCODE = 'duplicate_column', HINT = 'Give a column_prefix, for example ''news_''.';
        END IF;
        adds := adds || (pg_catalog.format('ADD COLUMN %I %s', new_name, part.type)
            || CASE WHEN keep = 'generated' THEN pg_catalog.format(' GENERATED ALWAYS AS (%s) STORED', part.expression) ELSE '' END);
        comments := comments || pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', relation, new_name,
            pg_catalog.format('%s [news_attach %s]', part.description, part.role));
        attached := attached || jsonb_build_object(part.role, new_name);
    END LOOP;
    IF adds <> '{}' THEN
        EXECUTE pg_catalog.format('ALTER TABLE %s %s', relation, array_to_string(adds, ', '));
        EXECUTE array_to_string(comments, '; ');
    END IF;

    attached := attached || jsonb_build_object('keep', keep, 'article', article_column, 'publisher', publisher_column, 'format', format, 'profile', profile);
    IF keep = 'backfill' THEN
        EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER news_attach_changed BEFORE UPDATE OF %s ON %s FOR EACH ROW '
            'WHEN (%s) EXECUTE FUNCTION @extschema@.news_attach_changed(%L, %L, %L)', watched, relation,
            (SELECT string_agg(pg_catalog.format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', c), ' OR ')
                FROM unnest(ARRAY[article_column, publisher_column]) AS c WHERE c IS NOT NULL),
            attached->>'extracted_by', format, coalesce(profile, ''));
    ELSIF keep = 'trigger' THEN
        EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER news_attach_changed BEFORE INSERT OR UPDATE OF %s ON %s FOR EACH ROW '
            'EXECUTE FUNCTION @extschema@.news_attach_fill(%L, %L, %L, %L)', watched, relation,
            attached->>'extracted_by', format, coalesce(profile, ''), @extschema@.news_attach_statement(attached));
    END IF;
    RETURN attached;
END $$;
COMMENT ON FUNCTION news_attach_keep(regclass, name, text, text, text, text, name, jsonb) IS 'for news_attach: make the columns and the trigger that keeps them';

-- What news_attach refuses.  Locks the table: two calls at once, and the second waits here and then finds everything done.
CREATE FUNCTION news_attach_check(relation regclass, article_column name, keep text, format text, profile text, publisher_column name) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    target record;
    attached jsonb;
    part record;
BEGIN
    IF relation IS NULL OR article_column IS NULL OR format IS NULL THEN
        RAISE EXCEPTION 'table, article column and format must not be null' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF keep NOT IN ('generated', 'trigger', 'backfill') THEN
        RAISE EXCEPTION 'unrecognized value of keep: "%"', keep
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Allowed are generated, trigger and backfill.';
    ELSIF publisher_column IS NOT NULL AND profile IS NULL THEN
        RAISE EXCEPTION 'publisher_column is given without a profile'
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Only rows of a dictionary are for one publisher.',
                HINT = 'Give profile => ''default'', or another, too.';
    END IF;
    -- an unrecognized format and a profile that is not there are errors here, not at the first row
    PERFORM @extschema@.news_clean('', format), @extschema@.news_dictionary(profile);

    SELECT c.oid, relname, nspname, relkind, relpersistence, relispartition INTO target
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace WHERE c.oid = relation;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'relation with OID % does not exist', relation::oid USING ERRCODE = 'undefined_table';
    ELSIF target.relkind NOT IN ('r', 'p') OR target.relpersistence = 't' THEN
        RAISE EXCEPTION 'cannot attach to %', relation
            USING ERRCODE = 'wrong_object_type', DETAIL = 'It is not an ordinary or partitioned table that stays.';
    ELSIF target.relispartition THEN
        RAISE EXCEPTION 'cannot attach to partition %', relation
            USING ERRCODE = 'wrong_object_type',
                HINT = pg_catalog.format('Attach to the partitioned table %s.', pg_partition_root(relation));
    END IF;
    EXECUTE pg_catalog.format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', relation);

    SELECT attname, attgenerated, coalesce(nullif(typbasetype, 0), atttypid)::regtype AS type INTO part
    FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid
    WHERE attrelid = relation AND attname = article_column AND attnum > 0 AND NOT attisdropped;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'column "%" of table % does not exist', article_column, relation USING ERRCODE = 'undefined_column';
    ELSIF part.type NOT IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN
        RAISE EXCEPTION 'column "%" of table % is of type %', article_column, relation, part.type
            USING ERRCODE = 'datatype_mismatch', HINT = 'An article column is of type text or varchar; bytea is decoded with convert_from.';
    ELSIF part.attgenerated <> '' THEN
        RAISE EXCEPTION 'column "%" of table % is a generated column', article_column, relation
            USING ERRCODE = 'wrong_object_type', HINT = 'Attach to the column that it is generated from.';
    END IF;
    IF publisher_column IS NOT NULL THEN
        SELECT attgenerated, coalesce(nullif(typbasetype, 0), atttypid)::regtype AS type INTO part
        FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid
        WHERE attrelid = relation AND attname = publisher_column AND attnum > 0 AND NOT attisdropped;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'column "%" of table % does not exist', publisher_column, relation USING ERRCODE = 'undefined_column';
        ELSIF part.type NOT IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) OR part.attgenerated <> '' OR publisher_column = article_column THEN
            RAISE EXCEPTION 'column "%" of table % cannot be the publisher''s', publisher_column, relation
                USING ERRCODE = 'datatype_mismatch', DETAIL = 'It must be of type text or varchar, not generated, and not the article''s.';
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM @extschema@.news_attach_key(relation)) THEN
        RAISE EXCEPTION 'table % has no key', relation
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Add a primary key, or a unique index over columns that are not null.';
    END IF;

    attached := @extschema@.news_attach_columns(relation);
    IF attached->>'article' <> article_column OR attached->>'format' <> format
        OR (attached->>'keep' <> keep AND 'generated' IN (attached->>'keep', keep)) THEN
        RAISE EXCEPTION 'table % is attached already', relation
            USING ERRCODE = 'duplicate_object',
                DETAIL = pg_catalog.format('Its article column is "%s", keep is %s, format is %s.', attached->>'article', attached->>'keep', attached->>'format'),
                HINT = 'Call news_detach first.';
    END IF;
END $$;
COMMENT ON FUNCTION news_attach_check(regclass, name, text, text, text, name) IS 'for news_attach: raise what is wrong with its arguments, lock the table';

CREATE FUNCTION news_attach_index(relation regclass, attached jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part record;
BEGIN
    -- unless the column has an index of that kind
    FOR part IN
        SELECT v.role, v.method, v.opclass, a.attnum
        FROM (VALUES ('entities', 'gin', '@extschema@.gin_entityset_ops'), ('published', 'btree', ''), ('extracted_by', 'btree', ''))
                AS v(role, method, opclass)
            JOIN pg_attribute AS a ON a.attrelid = relation AND a.attname = attached->>v.role
    LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS m ON m.oid = c.relam
            WHERE i.indrelid = relation AND i.indkey[0] = part.attnum AND m.amname = part.method AND i.indpred IS NULL);
        EXECUTE format('CREATE INDEX ON %s USING %s (%I %s)', relation, part.method, attached->>part.role, part.opclass);
    END LOOP;
END $$;
COMMENT ON FUNCTION news_attach_index(regclass, jsonb) IS 'for news_attach: make the indexes of the columns';

CREATE FUNCTION news_attach(relation regclass, article_column name,
        keep text DEFAULT NULL, format text DEFAULT 'auto', column_prefix text DEFAULT '',
        date_column name DEFAULT NULL, carry name[] DEFAULT '{}',
        views boolean DEFAULT true, view_schema name DEFAULT NULL, view_prefix text DEFAULT NULL,
        reader name DEFAULT NULL, profile text DEFAULT NULL, publisher_column name DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    attached jsonb;
    stale boolean;
    readers jsonb;
BEGIN
    -- generated columns cannot read tables, so a profile is kept by a trigger
    keep := coalesce(keep, CASE WHEN profile IS NULL THEN 'generated' ELSE 'trigger' END);
    PERFORM @extschema@.news_attach_check(relation, article_column, keep, format, profile, publisher_column);
    -- who reads a view reads the one that takes its place
    SELECT jsonb_agg(DISTINCT jsonb_build_object('role', v.role, 'grantee', x.grantee::bigint)) INTO readers
    FROM @extschema@.news_attach_views(relation) AS v JOIN pg_class AS c ON c.oid = v.view_name CROSS JOIN aclexplode(c.relacl) AS x
    WHERE x.privilege_type = 'SELECT' AND x.grantee <> c.relowner;
    attached := @extschema@.news_attach_keep(relation, article_column, keep, format, column_prefix, profile, publisher_column,
        coalesce(@extschema@.news_attach_columns(relation), '{}'));
    PERFORM @extschema@.news_attach_index(relation, attached);
    IF keep <> 'generated' THEN
        EXECUTE pg_catalog.format('SELECT EXISTS (SELECT FROM %s AS a WHERE %s)', relation, @extschema@.news_backfill_condition(relation)) INTO stale;
        IF stale THEN
            RAISE NOTICE 'table % has rows to extract', relation
                USING HINT = pg_catalog.format('CALL news_backfill(%L) extracts them.', relation);
        END IF;
    END IF;
    IF views THEN
        SELECT coalesce(view_schema, nspname), coalesce(view_prefix, relname) INTO view_schema, view_prefix
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace WHERE c.oid = relation;
        PERFORM @extschema@.news_attach_make_views(relation, attached, date_column, coalesce(carry, '{}'), view_schema, view_prefix, reader, readers);
    END IF;
END $$;
COMMENT ON FUNCTION news_attach(regclass, name, text, text, text, name, name[], boolean, name, text, name, text, name) IS
    'give a table of articles columns, indexes and derived views';

CREATE FUNCTION news_detach(relation regclass, drop_columns boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    attached jsonb := @extschema@.news_attach_columns(relation);
    part record;
BEGIN
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND tgname = 'news_attach_changed') THEN
        EXECUTE format('DROP TRIGGER news_attach_changed ON %s', relation);
    END IF;
    IF attached IS NULL THEN
        RAISE NOTICE 'table % is not attached, skipping', relation;
    ELSIF drop_columns THEN
        PERFORM @extschema@.news_attach_drop(relation, attached);
    ELSE
        FOR part IN SELECT * FROM @extschema@.news_attach_views(relation) ORDER BY role <> 'daily'
        LOOP
            EXECUTE format('DROP MATERIALIZED VIEW %s', part.view_name);
        END LOOP;
        FOR part IN SELECT attname AS name, regexp_replace(col_description(relation, attnum), ' \[news_attach \w+\]$', '') AS description
            FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND col_description(relation, attnum) ~ '\[news_attach \w+\]$'
        LOOP
            EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', relation, part.name, part.description);
        END LOOP;
    END IF;
END $$;
COMMENT ON FUNCTION news_detach(regclass, boolean) IS 'drop the derived views, trigger and, unless told otherwise, columns of news_attach';

CREATE FUNCTION news_refresh(relation regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part record;
BEGIN
    IF @extschema@.news_attach_columns(relation) IS NULL THEN
        RAISE EXCEPTION 'table % is not attached', relation
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call news_attach first.';
    END IF;
    FOR part IN SELECT * FROM @extschema@.news_attach_views(relation)
    LOOP
        EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY %s', part.view_name);
    END LOOP;
END $$;
COMMENT ON FUNCTION news_refresh(regclass) IS 'refresh the derived views of an attached table while they are read';
