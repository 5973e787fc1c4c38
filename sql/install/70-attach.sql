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

CREATE FUNCTION news_attach_view(relation regclass, role text, view_schema name, view_name text, query text, key text, description text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    wanted text := left(md5(view_schema || '.' || view_name || query), 12);
    present record;
    qualified text := format('%I.%I', view_schema, view_name);
BEGIN
    IF octet_length(view_name) > 63 THEN
        RAISE EXCEPTION 'name of view is too long: "%"', view_name
            USING ERRCODE = 'name_too_long', HINT = 'Give a shorter view_prefix.';
    END IF;
    SELECT v.view_name AS name, v.mark INTO present FROM @extschema@.news_attach_views(relation) AS v WHERE v.role = news_attach_view.role;
    IF present.mark = wanted THEN
        RETURN;
    END IF;
    IF present.name IS NOT NULL THEN
        IF role = 'entities' THEN       -- the daily view reads it
            EXECUTE coalesce((SELECT format('DROP MATERIALIZED VIEW %s', v.view_name)
                FROM @extschema@.news_attach_views(relation) AS v WHERE v.role = 'daily'), 'SELECT');
        END IF;
        EXECUTE format('DROP MATERIALIZED VIEW %s', present.name);
    END IF;
    IF to_regclass(qualified) IS NOT NULL THEN
        RAISE EXCEPTION 'relation % exists and is not of news_attach', qualified
            USING ERRCODE = 'duplicate_table', HINT = 'Give another view_prefix or view_schema.';
    END IF;
    EXECUTE format('CREATE MATERIALIZED VIEW %s AS %s', qualified, query);
    EXECUTE format('CREATE UNIQUE INDEX ON %s (%s)', qualified, key);
    EXECUTE format('COMMENT ON MATERIALIZED VIEW %s IS %L', qualified, format('%s [news_attach %s %s]', description, role, wanted));
END $$;
COMMENT ON FUNCTION news_attach_view(regclass, text, name, text, text, text, text) IS 'for news_attach: make a derived view unless it is there';

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

CREATE FUNCTION news_attach(relation regclass, article_column name,
        keep text DEFAULT NULL, format text DEFAULT 'auto', column_prefix text DEFAULT '',
        date_column name DEFAULT NULL, carry name[] DEFAULT '{}',
        views boolean DEFAULT true, view_schema name DEFAULT NULL, view_prefix text DEFAULT NULL,
        reader name DEFAULT NULL, profile text DEFAULT NULL, publisher_column name DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    target record;
    attached jsonb;
    part record;
    stale boolean;
    nkeys int;
    head text;
    columns text;
    reference text;
    bad text;
    readers jsonb;
BEGIN
    IF relation IS NULL OR article_column IS NULL OR format IS NULL THEN
        RAISE EXCEPTION 'table, article column and format must not be null' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    -- generated columns cannot read tables, so a profile is kept by a trigger
    keep := coalesce(keep, CASE WHEN profile IS NULL THEN 'generated' ELSE 'trigger' END);
    IF keep NOT IN ('generated', 'trigger', 'backfill') THEN
        RAISE EXCEPTION 'unrecognized value of keep: "%"', keep
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Allowed are generated, trigger and backfill.';
    ELSIF publisher_column IS NOT NULL AND profile IS NULL THEN
        RAISE EXCEPTION 'publisher_column is given without a profile'
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Only rows of a dictionary are for one publisher.',
                HINT = 'Give profile => ''default'', or another, too.';
    END IF;
    carry := coalesce(carry, '{}');
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

    -- two calls at once: the second waits here and then finds everything done
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
    SELECT count(*) INTO nkeys FROM @extschema@.news_attach_key(relation);
    IF nkeys = 0 THEN
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
    -- who reads a view reads the one that takes its place
    SELECT jsonb_agg(DISTINCT jsonb_build_object('role', v.role, 'grantee', x.grantee::bigint)) INTO readers
    FROM @extschema@.news_attach_views(relation) AS v JOIN pg_class AS c ON c.oid = v.view_name CROSS JOIN aclexplode(c.relacl) AS x
    WHERE x.privilege_type = 'SELECT' AND x.grantee <> c.relowner;
    attached := @extschema@.news_attach_keep(relation, article_column, keep, format, column_prefix, profile, publisher_column,
        coalesce(attached, '{}'));

    -- indexes: unless the column has one of that kind
    FOR part IN
        SELECT v.role, v.method, v.opclass, a.attnum
        FROM (VALUES ('entities', 'gin', '@extschema@.gin_entityset_ops'), ('published', 'btree', ''), ('extracted_by', 'btree', ''))
                AS v(role, method, opclass)
            JOIN pg_attribute AS a ON a.attrelid = relation AND a.attname = attached->>v.role
    LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS m ON m.oid = c.relam
            WHERE i.indrelid = relation AND i.indkey[0] = part.attnum AND m.amname = part.method AND i.indpred IS NULL);
        EXECUTE pg_catalog.format('CREATE INDEX ON %s USING %s (%I %s)', relation, part.method, attached->>part.role, part.opclass);
    END LOOP;

    IF keep <> 'generated' THEN
        EXECUTE pg_catalog.format('SELECT EXISTS (SELECT FROM %s AS a WHERE %s)', relation, @extschema@.news_backfill_condition(relation)) INTO stale;
        IF stale THEN
            RAISE NOTICE 'table % has rows to extract', relation
                USING HINT = pg_catalog.format('CALL news_backfill(%L) extracts them.', relation);
        END IF;
    END IF;

    IF NOT coalesce(views, false) THEN
        RETURN;
    END IF;

    -- views: what every one of them begins with, then its own columns
    SELECT CASE WHEN nkeys = 1 AND bool_and(k.is_integer) THEN pg_catalog.format('a.%I::bigint', min(k.column_name))
            ELSE pg_catalog.format('hash_record_extended(ROW(%s), 0)', string_agg(pg_catalog.format('a.%I', k.column_name), ', ')) END
        || ' AS article_id, left('
        || CASE WHEN nkeys = 1 THEN pg_catalog.format('to_jsonb(a.%I) #>> ''{}''', min(k.column_name))
            ELSE pg_catalog.format('jsonb_build_array(%s)::text', string_agg(pg_catalog.format('a.%I', k.column_name), ', ')) END
        || ', 300)::varchar(300) AS article_key'
    INTO head FROM @extschema@.news_attach_key(relation) AS k;

    SELECT string_agg(pg_catalog.format('%I', c.name), ', ') INTO bad
    FROM (SELECT unnest(carry) AS name UNION ALL SELECT date_column WHERE date_column IS NOT NULL) AS c
    WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND attname = c.name AND attnum > 0 AND NOT attisdropped);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'table % has no column %', relation, bad USING ERRCODE = 'undefined_column', HINT = 'See date_column and carry.';
    END IF;
    SELECT string_agg(pg_catalog.format('%I', attname), ', ') INTO bad
    FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid
    WHERE attrelid = relation AND (attname = ANY (carry) AND (typtype NOT IN ('b', 'd', 'e') OR typcategory NOT IN ('B', 'D', 'E', 'N', 'S', 'T')));
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'cannot carry column % into the views', bad
            USING ERRCODE = 'datatype_mismatch', DETAIL = 'The views have only columns that BI tools read: text, numbers, dates, booleans.';
    END IF;
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND attname = date_column
            AND atttypid NOT IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)) THEN
        RAISE EXCEPTION 'column "%" is not a date or a timestamp', date_column USING ERRCODE = 'datatype_mismatch';
    END IF;

    reference := coalesce('a.' || quote_ident(date_column) || '::date', 'NULL::date');
    head := head || coalesce((SELECT string_agg(pg_catalog.format(', a.%I', c.name), '' ORDER BY c.n) FROM unnest(carry) WITH ORDINALITY AS c(name, n)), '')
        || pg_catalog.format(', coalesce(a.%1$I::date, @extschema@.dateline_date(a.%2$I, %3$s), %3$s) AS published_on'
            ', a.%1$I AS published_at, left(a.%4$I, 100)::varchar(100) AS extracted_by',
            attached->>'published', attached->>'dateline', reference, attached->>'extracted_by');
    columns := 'left(e.name, 300)::varchar(300) AS name, e.place_id, left(e.country, 2)::char(2) AS country_iso2, '
        '@extschema@.news_country_iso3(e.country)::char(3) AS country_iso3, '
        'left(e.country || ''-'' || e.admin1, 16)::varchar(16) AS subdivision_iso';
    view_schema := coalesce(view_schema, target.nspname);
    view_prefix := coalesce(view_prefix, target.relname);

    PERFORM @extschema@.news_attach_view(relation, 'entities', view_schema, view_prefix || '_entities',
        pg_catalog.format('SELECT %s, e.no::int AS entity_no, left(e.kind, 32)::varchar(32) AS kind, %s, e.mentions, '
            'strpos(e.sections, ''A'') > 0 AS in_headline, strpos(e.sections, ''B'') > 0 AS in_lead, '
            'round(e.salience::numeric, 3)::float8 AS salience, round(e.confidence::numeric, 3)::float8 AS confidence '
            'FROM %s AS a, @extschema@.unnest(a.%I) WITH ORDINALITY AS '
            'e(kind, name, place_id, country, admin1, mentions, sections, positions, salience, confidence, no)',
            head, columns, relation, attached->>'entities'),
        'article_id, entity_no', 'entities of the articles: one row an article and entity');
    PERFORM @extschema@.news_attach_view(relation, 'places', view_schema, view_prefix || '_places',
        pg_catalog.format('SELECT %s, e.no::int AS entity_no, %s, left(g.feature, 8)::varchar(8) AS feature, %s, g.population, '
            'e.mentions, round(e.salience::numeric, 3)::float8 AS salience, round(e.confidence::numeric, 3)::float8 AS confidence '
            'FROM %s AS a CROSS JOIN @extschema@.unnest(a.%I) WITH ORDINALITY AS '
            'e(kind, name, place_id, country, admin1, mentions, sections, positions, salience, confidence, no) '
            'LEFT JOIN @extschema@.news_gazetteer_places() AS g ON g.place_id = e.place_id%s WHERE e.kind = ''place''',
            head, columns, CASE WHEN profile IS NULL THEN 'g.latitude, g.longitude'
                ELSE 'coalesce(g.latitude, t.latitude) AS latitude, coalesce(g.longitude, t.longitude) AS longitude' END,
            relation, attached->>'entities',
            -- places of one's own: by their id, or by their name if they have none
            ' LEFT JOIN (SELECT DISTINCT ON (1) coalesce(id::text, @extschema@.news_fold_name(coalesce(name, term))) AS place, latitude, longitude '
                'FROM @extschema@.news_term WHERE kind = ''place'' AND latitude IS NOT NULL AND profile = ' || quote_literal(profile)
                || ' ORDER BY 1, term) AS t ON t.place = coalesce(e.place_id::text, @extschema@.news_fold_name(e.name))'),
        'article_id, entity_no', 'places of the articles: one row an article and place; coordinates where the place is sure');
    PERFORM @extschema@.news_attach_view(relation, 'datelines', view_schema, view_prefix || '_datelines',
        pg_catalog.format('SELECT %1$s, left(@extschema@.dateline_text(a.%2$I), 300)::varchar(300) AS dateline, '
            'left(@extschema@.dateline_place(a.%2$I), 300)::varchar(300) AS place, '
            '@extschema@.dateline_country(a.%2$I)::char(2) AS country_iso2, '
            '@extschema@.news_country_iso3(@extschema@.dateline_country(a.%2$I))::char(3) AS country_iso3, '
            'left(g.country || ''-'' || g.admin1, 16)::varchar(16) AS subdivision_iso, g.place_id, g.latitude, g.longitude, '
            '@extschema@.dateline_date(a.%2$I, coalesce(a.%3$I::date, %4$s)) AS dateline_on, '
            'left(@extschema@.dateline_agency(a.%2$I), 300)::varchar(300) AS agency '
            'FROM %5$s AS a LEFT JOIN @extschema@.news_gazetteer_places() AS g '
            'ON g.place_id = (@extschema@.dateline_jsonb(a.%2$I) #>> ''{places,0,place_id}'')::bigint WHERE a.%2$I IS NOT NULL',
            head, attached->>'dateline', attached->>'published', reference, relation),
        'article_id', 'datelines of the articles: one row an article that has one');
    PERFORM @extschema@.news_attach_view(relation, 'daily', view_schema, view_prefix || '_daily',
        pg_catalog.format('SELECT hash_record_extended(ROW(e.published_on, e.kind, e.name, e.place_id, e.country_iso2), 0) AS daily_id, '
            'e.published_on, e.kind, e.name, e.place_id, e.country_iso2, e.country_iso3, count(*) AS articles, sum(e.mentions)::bigint AS mentions '
            'FROM %I.%I AS e GROUP BY e.published_on, e.kind, e.name, e.place_id, e.country_iso2, e.country_iso3',
            view_schema, view_prefix || '_entities'),
        'daily_id', 'articles and mentions of each entity by day');

    IF reader IS NOT NULL AND NOT has_schema_privilege(reader, view_schema, 'USAGE') THEN
        EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I', view_schema, reader);
    END IF;
    FOR part IN
        SELECT v.view_name, x.grantee
        FROM (SELECT r.role, CASE WHEN r.grantee = 0 THEN 'PUBLIC' ELSE r.grantee::regrole::text END AS grantee
                FROM jsonb_to_recordset(readers) AS r(role text, grantee oid)
                UNION SELECT v.role, quote_ident(reader) FROM @extschema@.news_attach_views(relation) AS v WHERE reader IS NOT NULL) AS x
            JOIN @extschema@.news_attach_views(relation) AS v USING (role)
        WHERE x.grantee IS NOT NULL
    LOOP
        EXECUTE pg_catalog.format('GRANT SELECT ON %s TO %s', part.view_name, part.grantee);
    END LOOP;

    FOR part IN
        SELECT v.view_name, a.attname, CASE WHEN a.attname = ANY (carry)
                THEN coalesce(col_description(relation, b.attnum), pg_catalog.format('column %I of %s', a.attname, relation))
                ELSE d.description END AS description
        FROM @extschema@.news_attach_views(relation) AS v JOIN pg_attribute AS a ON a.attrelid = v.view_name
            LEFT JOIN pg_attribute AS b ON b.attrelid = relation AND b.attname = a.attname AND b.attnum > 0
            LEFT JOIN (VALUES ('article_id', 'key of the article, or a hash of a key that is not one integer'),
                ('article_key', 'key of the article as text'), ('entity_no', 'number of the entity within its article'),
                ('published_on', 'day of publication: as printed, else of the dateline, else of date_column'),
                ('published_at', 'time of publication as printed, in the zone of the page'),
                ('extracted_by', 'version of news_extract that filled the row, and of the dictionary'),
                ('kind', 'person, org, place, demonym, misc, or a kind of the dictionary'), ('name', 'name as told within the article'),
                ('place_id', 'place in news_gazetteer'), ('country_iso2', 'ISO 3166-1 code of the country, two letters'),
                ('country_iso3', 'ISO 3166-1 code of the country, three letters'),
                ('subdivision_iso', 'ISO 3166-2 code of country and state; in: of an entityquery takes it'),
                ('feature', 'kind of place, GeoNames code'), ('latitude', 'degrees north'), ('longitude', 'degrees east'),
                ('population', 'inhabitants'), ('mentions', 'number of mentions'), ('in_headline', 'is it named in the headline'),
                ('in_lead', 'is it named in the first paragraph'), ('salience', 'how central it is, 0 to 1'),
                ('confidence', 'how sure the tagger is, 0 to 1'), ('dateline', 'dateline in canonical form'),
                ('place', 'first place of the dateline'), ('dateline_on', 'day of the dateline'), ('agency', 'agency of the dateline'),
                ('daily_id', 'hash of day and entity'), ('articles', 'number of articles')) AS d(name, description) ON d.name = a.attname
        WHERE a.attnum > 0 AND col_description(a.attrelid, a.attnum) IS NULL
            AND (d.name IS NOT NULL OR a.attname = ANY (carry))
    LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', part.view_name, part.attname, part.description);
    END LOOP;
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
