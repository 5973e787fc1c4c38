--
-- The derived views of an attached table: materialized, with plain columns only, every one described
--

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

-- Columns that views may begin with: those of the caller's table must be there, and of types that BI tools read.
CREATE FUNCTION news_attach_check_columns(relation regclass, date_column name, carry name[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    bad text;
BEGIN
    SELECT string_agg(format('%I', c.name), ', ') INTO bad
    FROM (SELECT unnest(carry) AS name UNION ALL SELECT date_column WHERE date_column IS NOT NULL) AS c
    WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND attname = c.name AND attnum > 0 AND NOT attisdropped);
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'table % has no column %', relation, bad USING ERRCODE = 'undefined_column', HINT = 'See date_column and carry.';
    END IF;
    SELECT string_agg(format('%I', attname), ', ') INTO bad
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
END $$;
COMMENT ON FUNCTION news_attach_check_columns(regclass, name, name[]) IS 'for news_attach: raise what is wrong with date_column and carry';

-- Who read the views before, and the new reader, read them; columns have comments, which BI tools show.
CREATE FUNCTION news_attach_finish_views(relation regclass, carry name[], view_schema name, reader name, readers jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part record;
BEGIN
    IF reader IS NOT NULL AND NOT has_schema_privilege(reader, view_schema, 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', view_schema, reader);
    END IF;
    FOR part IN
        SELECT v.view_name, x.grantee
        FROM (SELECT r.role, CASE WHEN r.grantee = 0 THEN 'PUBLIC' ELSE r.grantee::regrole::text END AS grantee
                FROM jsonb_to_recordset(readers) AS r(role text, grantee oid)
                UNION SELECT v.role, quote_ident(reader) FROM @extschema@.news_attach_views(relation) AS v WHERE reader IS NOT NULL) AS x
            JOIN @extschema@.news_attach_views(relation) AS v USING (role)
        WHERE x.grantee IS NOT NULL
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO %s', part.view_name, part.grantee);
    END LOOP;

    FOR part IN
        SELECT v.view_name, a.attname, CASE WHEN a.attname = ANY (carry)
                THEN coalesce(col_description(relation, b.attnum), format('column %I of %s', a.attname, relation))
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
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', part.view_name, part.attname, part.description);
    END LOOP;
END $$;
COMMENT ON FUNCTION news_attach_finish_views(regclass, name[], name, name, jsonb) IS 'for news_attach: grants and comments of the derived views';

CREATE FUNCTION news_attach_make_views(relation regclass, attached jsonb, date_column name, carry name[],
        view_schema name, view_prefix text, reader name, readers jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    head text;          -- what every view begins with
    columns text;       -- of an entity or place
    reference text := coalesce('a.' || quote_ident(date_column) || '::date', 'NULL::date');
    own_places text;    -- places of one's own: by their id, or by their name if they have none
BEGIN
    PERFORM @extschema@.news_attach_check_columns(relation, date_column, carry);
    SELECT CASE WHEN count(*) = 1 AND bool_and(k.is_integer) THEN format('a.%I::bigint', min(k.column_name))
            ELSE format('hash_record_extended(ROW(%s), 0)', string_agg(format('a.%I', k.column_name), ', ')) END
        || ' AS article_id, left('
        || CASE WHEN count(*) = 1 THEN format('to_jsonb(a.%I) #>> ''{}''', min(k.column_name))
            ELSE format('jsonb_build_array(%s)::text', string_agg(format('a.%I', k.column_name), ', ')) END
        || ', 300)::varchar(300) AS article_key'
    INTO head FROM @extschema@.news_attach_key(relation) AS k;
    head := head || coalesce((SELECT string_agg(format(', a.%I', c.name), '' ORDER BY c.n) FROM unnest(carry) WITH ORDINALITY AS c(name, n)), '')
        || format(', coalesce(a.%1$I::date, @extschema@.dateline_date(a.%2$I, %3$s), %3$s) AS published_on'
            ', a.%1$I AS published_at, left(a.%4$I, 100)::varchar(100) AS extracted_by',
            attached->>'published', attached->>'dateline', reference, attached->>'extracted_by');
    columns := 'left(e.name, 300)::varchar(300) AS name, e.place_id, left(e.country, 2)::char(2) AS country_iso2, '
        '@extschema@.news_country_iso3(e.country)::char(3) AS country_iso3, '
        'left(e.country || ''-'' || e.admin1, 16)::varchar(16) AS subdivision_iso';
    own_places := ' LEFT JOIN (SELECT DISTINCT ON (1) coalesce(id::text, @extschema@.news_fold_name(coalesce(name, term))) AS place, latitude, longitude '
        'FROM @extschema@.news_term WHERE kind = ''place'' AND latitude IS NOT NULL AND profile = ' || quote_literal(attached->>'profile')
        || ' ORDER BY 1, term) AS t ON t.place = coalesce(e.place_id::text, @extschema@.news_fold_name(e.name))';

    PERFORM @extschema@.news_attach_view(relation, 'entities', view_schema, view_prefix || '_entities',
        format('SELECT %s, e.no::int AS entity_no, left(e.kind, 32)::varchar(32) AS kind, %s, e.mentions, '
            'strpos(e.sections, ''A'') > 0 AS in_headline, strpos(e.sections, ''B'') > 0 AS in_lead, '
            'round(e.salience::numeric, 3)::float8 AS salience, round(e.confidence::numeric, 3)::float8 AS confidence '
            'FROM %s AS a, @extschema@.unnest(a.%I) WITH ORDINALITY AS '
            'e(kind, name, place_id, country, admin1, mentions, sections, positions, salience, confidence, no)',
            head, columns, relation, attached->>'entities'),
        'article_id, entity_no', 'entities of the articles: one row an article and entity');
    PERFORM @extschema@.news_attach_view(relation, 'places', view_schema, view_prefix || '_places',
        format('SELECT %s, e.no::int AS entity_no, %s, left(g.feature, 8)::varchar(8) AS feature, %s, g.population, '
            'e.mentions, round(e.salience::numeric, 3)::float8 AS salience, round(e.confidence::numeric, 3)::float8 AS confidence '
            'FROM %s AS a CROSS JOIN @extschema@.unnest(a.%I) WITH ORDINALITY AS '
            'e(kind, name, place_id, country, admin1, mentions, sections, positions, salience, confidence, no) '
            'LEFT JOIN @extschema@.news_gazetteer_places() AS g ON g.place_id = e.place_id%s WHERE e.kind = ''place''',
            head, columns, CASE WHEN own_places IS NULL THEN 'g.latitude, g.longitude'
                ELSE 'coalesce(g.latitude, t.latitude) AS latitude, coalesce(g.longitude, t.longitude) AS longitude' END,
            relation, attached->>'entities', own_places),
        'article_id, entity_no', 'places of the articles: one row an article and place; coordinates where the place is sure');
    PERFORM @extschema@.news_attach_view(relation, 'datelines', view_schema, view_prefix || '_datelines',
        format('SELECT %1$s, left(@extschema@.dateline_text(a.%2$I), 300)::varchar(300) AS dateline, '
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
        format('SELECT hash_record_extended(ROW(e.published_on, e.kind, e.name, e.place_id, e.country_iso2), 0) AS daily_id, '
            'e.published_on, e.kind, e.name, e.place_id, e.country_iso2, e.country_iso3, count(*) AS articles, sum(e.mentions)::bigint AS mentions '
            'FROM %I.%I AS e GROUP BY e.published_on, e.kind, e.name, e.place_id, e.country_iso2, e.country_iso3',
            view_schema, view_prefix || '_entities'),
        'daily_id', 'articles and mentions of each entity by day');
    PERFORM @extschema@.news_attach_finish_views(relation, carry, view_schema, reader, readers);
END $$;
COMMENT ON FUNCTION news_attach_make_views(regclass, jsonb, name, name[], name, text, name, jsonb) IS 'for news_attach: make the derived views';
