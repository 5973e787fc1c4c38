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

CREATE FUNCTION news_attach_columns(relation regclass) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found jsonb;
    number smallint;
    generated boolean;
    article name;
    format text;
BEGIN
    SELECT jsonb_object_agg(substring(description FROM '\[news_attach (\w+)\]$'), attname) INTO found
    FROM pg_description JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND NOT attisdropped
    WHERE classoid = 'pg_class'::regclass AND objoid = relation AND description ~ '\[news_attach (\w+)\]$';
    IF found IS NULL THEN
        RETURN NULL;
    END IF;
    -- any of them tells how they are kept: the owner may have dropped some
    SELECT attnum, attgenerated <> '' INTO number, generated
    FROM pg_attribute JOIN jsonb_each_text(found) ON value = attname
    WHERE attrelid = relation ORDER BY key = 'extracted_by', attnum LIMIT 1;
    IF generated THEN
        -- the dependency is the default's from 15 on, the column's before
        SELECT attname INTO article
        FROM pg_attrdef AS e
            JOIN pg_depend AS d ON (d.classid, d.objid, d.objsubid)
                    IN (('pg_attrdef'::regclass, e.oid, 0), ('pg_class'::regclass, relation, number))
                AND d.refclassid = 'pg_class'::regclass AND d.refobjid = relation AND d.refobjsubid NOT IN (0, number)
            JOIN pg_attribute AS a ON a.attrelid = relation AND a.attnum = d.refobjsubid
        WHERE e.adrelid = relation AND e.adnum = number;
        SELECT substring(pg_get_expr(adbin, relation) FROM '''(\w+)''::text\)') INTO format
        FROM pg_attrdef WHERE adrelid = relation AND adnum = number;
    ELSE
        SELECT attname, split_part(encode(tgargs, 'escape'), '\000', 2) INTO article, format
        FROM pg_trigger AS t JOIN pg_attribute AS a ON a.attrelid = relation AND a.attnum = t.tgattr[0]
        WHERE tgrelid = relation AND tgfoid = '@extschema@.news_attach_changed()'::regprocedure;
    END IF;
    RETURN found || jsonb_build_object('article', article, 'format', format,
        'keep', CASE WHEN generated THEN 'generated' ELSE 'backfill' END);
END $$;
COMMENT ON FUNCTION news_attach_columns(regclass) IS 'for news_attach: the columns of an attached table by their roles; null if it is not attached';

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

-- A changed article makes its row stale; news_backfill extracts it again.
CREATE FUNCTION news_attach_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NOT to_jsonb(NEW) ? TG_ARGV[0] THEN
        RAISE EXCEPTION 'table % has no column "%"', TG_RELID::regclass, TG_ARGV[0]
            USING ERRCODE = 'undefined_column', HINT = 'Call news_attach again: it adapts to a renamed column.';
    END IF;
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NULL));
END $$;
COMMENT ON FUNCTION news_attach_changed() IS 'trigger of tables attached with keep => backfill: a changed article is to be extracted again';

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

CREATE FUNCTION news_attach(relation regclass, article_column name,
        keep text DEFAULT 'generated', format text DEFAULT 'auto', column_prefix text DEFAULT '',
        date_column name DEFAULT NULL, carry name[] DEFAULT '{}',
        views boolean DEFAULT true, view_schema name DEFAULT NULL, view_prefix text DEFAULT NULL,
        reader name DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    target record;
    attached jsonb;
    part record;
    new_name text;
    adds text[] := '{}';
    comments text[] := '{}';
    extract text;
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
    IF keep IS NULL OR keep NOT IN ('generated', 'backfill') THEN
        RAISE EXCEPTION 'unrecognized value of keep: "%"', keep
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Allowed are generated and backfill.';
    END IF;
    carry := coalesce(carry, '{}');
    PERFORM @extschema@.news_clean('', format);     -- an unrecognized format is an error here, not at the first row

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
    SELECT count(*) INTO nkeys FROM @extschema@.news_attach_key(relation);
    IF nkeys = 0 THEN
        RAISE EXCEPTION 'table % has no key', relation
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Add a primary key, or a unique index over columns that are not null.';
    END IF;

    attached := @extschema@.news_attach_columns(relation);
    IF attached IS NULL THEN
        attached := '{}';
    ELSIF attached->>'keep' <> keep OR attached->>'article' <> article_column OR attached->>'format' <> format THEN
        RAISE EXCEPTION 'table % is attached already', relation
            USING ERRCODE = 'duplicate_object',
                DETAIL = pg_catalog.format('Its article column is "%s", keep is %s, format is %s.', attached->>'article', attached->>'keep', attached->>'format'),
                HINT = 'Call news_detach first.';
    END IF;

    -- columns: all that are missing in one command, so that the table is written once
    FOR part IN
        SELECT * FROM (VALUES
            (1, 'entities', '@extschema@.entityset', '@extschema@.news_entities(%1$s, %2$L)', 'entities of the article'),
            (2, 'dateline', '@extschema@.dateline', '@extschema@.news_dateline(%1$s, %2$L)', 'dateline of the article'),
            (3, 'headline', 'text', '(@extschema@.news_article(%1$s, %2$L)).headline', 'headline of the article'),
            (4, 'published', 'timestamp', '(@extschema@.news_article(%1$s, %2$L)).published', 'time of publication as printed'),
            (5, 'body', 'text', '(@extschema@.news_article(%1$s, %2$L)).body', 'body of the article, cleaned'),
            (6, 'extracted_by', 'text COLLATE "C"', 'CASE WHEN %1$s IS NOT NULL THEN @extschema@.news_extract_version() END',
                'version of news_extract that filled the columns')) AS v(no, role, type, expression, description)
        ORDER BY no
    LOOP
        CONTINUE WHEN attached ? part.role;
        -- the cleaned body cannot be called as the article is, and articles are often called body
        new_name := column_prefix || CASE WHEN part.role = article_column THEN 'clean_' ELSE '' END || part.role;
        IF new_name IS NULL OR octet_length(new_name) > 63 THEN
            RAISE EXCEPTION 'column prefix is null or too long' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND attname = new_name AND NOT attisdropped) THEN
            RAISE EXCEPTION 'column "%" of table % exists already', new_name, relation
                USING ERRCODE = 'duplicate_column', HINT = 'Give a column_prefix, for example ''news_''.';
        END IF;
        extract := pg_catalog.format(part.expression, quote_ident(article_column), format);
        adds := adds || (pg_catalog.format('ADD COLUMN %I %s', new_name, part.type)
            || CASE WHEN keep = 'generated' THEN pg_catalog.format(' GENERATED ALWAYS AS (%s) STORED', extract) ELSE '' END);
        comments := comments || pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', relation, new_name,
            pg_catalog.format('%s [news_attach %s]', part.description, part.role));
        attached := attached || jsonb_build_object(part.role, new_name);
    END LOOP;
    IF adds <> '{}' THEN
        EXECUTE pg_catalog.format('ALTER TABLE %s %s', relation, array_to_string(adds, ', '));
        EXECUTE array_to_string(comments, '; ');
    END IF;

    IF keep = 'backfill' THEN
        EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER news_attach_changed BEFORE UPDATE OF %1$I ON %2$s FOR EACH ROW '
            'WHEN (OLD.%1$I IS DISTINCT FROM NEW.%1$I) EXECUTE FUNCTION @extschema@.news_attach_changed(%3$L, %4$L)',
            article_column, relation, attached->>'extracted_by', format);
    END IF;

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
    -- who reads a view reads the one that takes its place
    SELECT jsonb_agg(DISTINCT jsonb_build_object('role', v.role, 'grantee', x.grantee::bigint)) INTO readers
    FROM @extschema@.news_attach_views(relation) AS v JOIN pg_class AS c ON c.oid = v.view_name CROSS JOIN aclexplode(c.relacl) AS x
    WHERE x.privilege_type = 'SELECT' AND x.grantee <> c.relowner;
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
        pg_catalog.format('SELECT %s, e.no::int AS entity_no, %s, left(g.feature, 8)::varchar(8) AS feature, g.latitude, g.longitude, g.population, '
            'e.mentions, round(e.salience::numeric, 3)::float8 AS salience, round(e.confidence::numeric, 3)::float8 AS confidence '
            'FROM %s AS a CROSS JOIN @extschema@.unnest(a.%I) WITH ORDINALITY AS '
            'e(kind, name, place_id, country, admin1, mentions, sections, positions, salience, confidence, no) '
            'LEFT JOIN @extschema@.news_gazetteer_places() AS g ON g.place_id = e.place_id WHERE e.kind = ''place''',
            head, columns, relation, attached->>'entities'),
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
                ('extracted_by', 'version of news_extract that filled the row'),
                ('kind', 'person, org, place, demonym, misc'), ('name', 'name as told within the article'),
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
COMMENT ON FUNCTION news_attach(regclass, name, text, text, text, name, name[], boolean, name, text, name) IS
    'give a table of articles columns, indexes and derived views';

CREATE FUNCTION news_detach(relation regclass, drop_columns boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    attached jsonb := @extschema@.news_attach_columns(relation);
    part record;
    drops text;
BEGIN
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND tgname = 'news_attach_changed') THEN
        EXECUTE format('DROP TRIGGER news_attach_changed ON %s', relation);
    END IF;
    IF attached IS NULL THEN
        RAISE NOTICE 'table % is not attached, skipping', relation;
        RETURN;
    END IF;
    FOR part IN SELECT * FROM @extschema@.news_attach_views(relation) ORDER BY role <> 'daily'
    LOOP
        EXECUTE format('DROP MATERIALIZED VIEW %s', part.view_name);
    END LOOP;
    IF drop_columns THEN
        SELECT string_agg(format('DROP COLUMN %I', value), ', ') INTO drops
        FROM jsonb_each_text(attached) WHERE key NOT IN ('article', 'format', 'keep');
        EXECUTE format('ALTER TABLE %s %s', relation, drops);
    ELSE
        FOR part IN SELECT value AS name, regexp_replace(col_description(relation, attnum), ' \[news_attach \w+\]$', '') AS description
            FROM jsonb_each_text(attached) JOIN pg_attribute ON attrelid = relation AND attname = value
            WHERE key NOT IN ('article', 'format', 'keep')
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
