--
-- Backfill: extract the rows of an attached table in batches
--
-- A row says itself whether it is done: its column extracted_by names the running version.  So a
-- run may end in any way, and the next one goes on with what is left.  The tables here only tell
-- people about runs and refused rows; each user sees and writes his own.  They are not dumped.
--

CREATE TABLE news_backfill_run (
    run uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    relation regclass NOT NULL,
    run_by name NOT NULL DEFAULT CURRENT_USER,
    pid int NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
    started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    rows_total bigint NOT NULL,
    rows_done bigint NOT NULL DEFAULT 0,
    rows_failed bigint NOT NULL DEFAULT 0,
    finished boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE news_backfill_run IS 'runs of news_backfill; read the view news_progress';
COMMENT ON COLUMN news_backfill_run.rows_total IS 'rows to do when the run began';

CREATE TABLE news_backfill_error (
    relation regclass NOT NULL,
    key jsonb NOT NULL,
    recorded_by name NOT NULL DEFAULT CURRENT_USER,
    sqlstate text NOT NULL,
    message text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    attempts int NOT NULL DEFAULT 1,
    PRIMARY KEY (relation, recorded_by, key)
);
COMMENT ON TABLE news_backfill_error IS 'rows that news_backfill could not write; gone when a later run writes them';
COMMENT ON COLUMN news_backfill_error.key IS 'key of the row: column names and values as text';

ALTER TABLE news_backfill_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE news_backfill_error ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON news_backfill_run USING (run_by = CURRENT_USER);
CREATE POLICY own ON news_backfill_error USING (recorded_by = CURRENT_USER);
GRANT SELECT, INSERT, UPDATE, DELETE ON news_backfill_run, news_backfill_error TO PUBLIC;

-- A run is alive as long as the statement that began it: a later statement of its session began later.
CREATE VIEW news_progress WITH (security_barrier) AS
    SELECT r.relation, r.pid, r.run_by,
        CASE WHEN r.finished THEN 'finished' WHEN a.pid IS NULL THEN 'interrupted' ELSE 'running' END AS state,
        r.rows_total, r.rows_done, r.rows_failed,
        CASE WHEN r.rows_total > 0
            THEN pg_catalog.round(100.0 * (r.rows_done + r.rows_failed) / r.rows_total, 1) END AS percent_done,
        pg_catalog.round((r.rows_done + r.rows_failed) / nullif(s.seconds, 0), 1) AS rows_per_second,
        CASE WHEN NOT r.finished AND a.pid IS NOT NULL AND r.rows_done + r.rows_failed > 0 THEN pg_catalog.make_interval(secs =>
            pg_catalog.round(greatest(r.rows_total - r.rows_done - r.rows_failed, 0) * s.seconds / (r.rows_done + r.rows_failed))::float8)
            END AS time_left,
        r.started_at, r.updated_at
    FROM @extschema@.news_backfill_run AS r
        CROSS JOIN LATERAL (SELECT extract(epoch FROM r.updated_at - r.started_at)::numeric) AS s(seconds)
        LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = r.pid AND a.state = 'active' AND a.query_start <= r.started_at
    WHERE pg_catalog.pg_has_role(r.run_by, 'USAGE') OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE');
COMMENT ON VIEW news_progress IS 'runs of news_backfill: rows, rate, time left';
GRANT SELECT ON news_progress TO PUBLIC;

CREATE FUNCTION news_backfill_condition(relation regclass) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    attached jsonb := @extschema@.news_attach_columns(relation);
    profile text := attached->>'profile';
BEGIN
    IF attached IS NULL OR attached->>'article' IS NULL OR NOT attached ?& '{entities,extracted_by}' THEN
        RAISE EXCEPTION 'table % is not attached', relation
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call news_attach first.';
    END IF;
    -- in pieces that an index on the column can answer
    RETURN format('(a.%1$I OPERATOR(pg_catalog.<) %2$L OR a.%1$I OPERATOR(pg_catalog.>) %2$L '
        'OR a.%1$I IS NULL AND (a.%3$I IS NOT NULL OR a.%4$I IS NOT NULL))',
        attached->>'extracted_by',
        CASE WHEN profile IS NULL THEN @extschema@.news_extract_version()
            ELSE @extschema@.news_extract_version(@extschema@.news_dictionary(profile)) END,
        attached->>'article', attached->>'entities');
END $$;
COMMENT ON FUNCTION news_backfill_condition(regclass) IS 'for news_backfill: which rows "a" of a table are to be extracted';

CREATE FUNCTION news_stale(relation regclass, OUT article_key jsonb, OUT extracted_by text) RETURNS SETOF record
    LANGUAGE plpgsql STABLE ROWS 1000
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    condition text := @extschema@.news_backfill_condition(relation);
BEGIN
    RETURN QUERY EXECUTE format('SELECT jsonb_build_object(%s), a.%I::text FROM %s AS a WHERE %s',
        (SELECT string_agg(format('%L, a.%I', column_name, column_name), ', ') FROM @extschema@.news_attach_key(relation)),
        @extschema@.news_attach_columns(relation)->>'extracted_by', relation, condition);
END $$;
COMMENT ON FUNCTION news_stale(regclass) IS 'rows of an attached table that were extracted by another version or with an older dictionary, or not at all';

-- One batch.  Keys travel as jsonb arrays of text: any type of key has a text form, and with these settings one that reads back.
CREATE FUNCTION news_backfill_batch(relation regclass, batch int, after jsonb, on_error text, failed_since timestamptz,
        OUT done int, OUT failed int, OUT last jsonb)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET datestyle = 'ISO, YMD'
    SET intervalstyle = postgres
    SET extra_float_digits = 1
    AS $$
DECLARE
    condition text;
    attached jsonb;
    keys jsonb;         -- of the batch
    key_text text;      -- the key of a row "a" as an array
    key_object text;    -- the key of an array "k.v" as people read it
    key_equal text;     -- row "a" is that of "k.v"
    key_after text;     -- row "a" comes after the last batch
    key_order text;
    dictionary text;
    write text;
    one jsonb;
    message text;
    code text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE oid = relation) THEN
        RAISE EXCEPTION 'relation with OID % does not exist', relation::oid USING ERRCODE = 'undefined_table';
    END IF;
    -- whoever renames a column waits from here on, so that the names read now are those that are written
    EXECUTE format('LOCK TABLE %s IN ROW EXCLUSIVE MODE', relation);
    condition := @extschema@.news_backfill_condition(relation);
    attached := @extschema@.news_attach_columns(relation);
    IF attached->>'keep' = 'generated' AND attached->>'dictionary' <> @extschema@.news_dictionary(attached->>'profile')::text THEN
        RAISE EXCEPTION 'generated columns of table % hold profile "%" as it was', relation, attached->>'profile'
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call news_attach again: it makes the columns anew.';
    END IF;
    SELECT format('jsonb_build_array(%s)', string_agg(format('a.%I::text', column_name), ', ' ORDER BY n)),
        format('jsonb_build_object(%s)', string_agg(format('%L, k.v->>%s', column_name, n - 1), ', ' ORDER BY n)),
        string_agg(format('a.%I %s (k.v->>%s)::%s', column_name, eq, n - 1, type_name), ' AND ' ORDER BY n),
        string_agg(format('a.%I USING %s', column_name, lt), ', ' ORDER BY n),
        CASE WHEN after IS NULL THEN 'true'
            -- a row comparison uses the index of the key, but has one operator for all columns
            WHEN bool_and(gt = 'OPERATOR(pg_catalog.>)') THEN format('ROW(%s) OPERATOR(pg_catalog.>) ROW(%s)',
                string_agg(format('a.%I', column_name), ', ' ORDER BY n),
                string_agg(format('%L::%s', after->>(n - 1)::int, type_name), ', ' ORDER BY n))
            ELSE '(' || string_agg(format('%s a.%I %s %L::%s', equal_before, column_name, gt, after->>(n - 1)::int, type_name), ' OR ' ORDER BY n) || ')' END
    INTO key_text, key_object, key_equal, key_order, key_after
    FROM (SELECT k.*, coalesce((SELECT string_agg(format('a.%I %s %L::%s AND ', b.column_name, b.eq, after->>(b.n - 1)::int, b.type_name), '')
                FROM @extschema@.news_attach_key(relation) WITH ORDINALITY AS b(column_name, type_name, is_integer, lt, eq, gt, n) WHERE b.n < k.n), '') AS equal_before
        FROM @extschema@.news_attach_key(relation) WITH ORDINALITY AS k(column_name, type_name, is_integer, lt, eq, gt, n)) AS k;
    IF key_text IS NULL THEN
        RAISE EXCEPTION 'table % has no key', relation
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Add a primary key, or a unique index over columns that are not null.';
    END IF;

    -- rows that other sessions hold are theirs: another run, or someone who writes them
    EXECUTE format('SELECT jsonb_agg(k) FROM (SELECT %s AS k FROM %s AS a WHERE %s AND %s AND %s ORDER BY %s LIMIT %s FOR UPDATE OF a SKIP LOCKED) AS s',
        key_text, relation, condition, key_after,
        CASE WHEN failed_since IS NULL THEN 'true' ELSE format('NOT EXISTS (SELECT FROM @extschema@.news_backfill_error AS e, '
            'LATERAL (SELECT %s) AS k(v) WHERE e.relation = %s AND e.recorded_by = CURRENT_USER AND e.key = %s AND e.failed_at >= %L)',
            key_text, relation::oid, key_object, failed_since) END,
        key_order, batch) INTO keys;
    done := 0;
    failed := 0;
    last := keys->-1;
    IF keys IS NULL THEN
        RETURN;
    END IF;

    IF attached->>'keep' = 'generated' THEN
        write := format('%1$I = a.%1$I', attached->>'article');     -- computes the generated columns
    ELSE
        dictionary := '@extschema@.news_dictionary(' || quote_literal(attached->>'profile') || ')';
        SELECT string_agg(format('%I = %s', attached->>role, expression), ', ') FILTER (WHERE role IN ('entities', 'extracted_by'))
            || coalesce(format(', (%s) = (SELECT %s FROM @extschema@.news_article(a.%I%s, format => %L%s) AS f)',
                string_agg(format('%I', attached->>role), ', ') FILTER (WHERE role NOT IN ('entities', 'extracted_by')),
                string_agg(format('f.%I', role), ', ') FILTER (WHERE role NOT IN ('entities', 'extracted_by')),
                attached->>'article', coalesce(', ' || dictionary, ''), attached->>'format',
                coalesce(', publisher => a.' || quote_ident(attached->>'publisher'), '')), '')
        INTO write
        FROM @extschema@.news_attach_expressions('a.' || quote_ident(attached->>'article'), quote_literal(attached->>'format'),
            dictionary, 'a.' || quote_ident(attached->>'publisher')) WHERE attached ? role;
    END IF;
    write := format('UPDATE %s AS a SET %s FROM jsonb_array_elements($1) AS k(v) WHERE %s', relation, write, key_equal);

    BEGIN
        EXECUTE write USING keys;
        GET DIAGNOSTICS done = ROW_COUNT;
    EXCEPTION WHEN OTHERS THEN
        done := 0;
        -- not the fault of a row: the call itself, conflicts, resources, an operator's hand
        IF on_error = 'stop' OR left(SQLSTATE, 2) IN ('25', '40', '42', '53', '55', '57', '58') THEN
            RAISE;
        END IF;
        FOR one IN SELECT v FROM jsonb_array_elements(keys) AS k(v)
        LOOP
            BEGIN
                EXECUTE write USING jsonb_build_array(one);
                done := done + 1;
            EXCEPTION WHEN OTHERS THEN
                IF left(SQLSTATE, 2) IN ('25', '40', '42', '53', '55', '57', '58') THEN
                    RAISE;
                END IF;
                GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, code = RETURNED_SQLSTATE;
                failed := failed + 1;
                EXECUTE format('INSERT INTO @extschema@.news_backfill_error AS e (relation, key, sqlstate, message) SELECT %s, %s, $2, $3 FROM (SELECT $1) AS k(v) '
                    'ON CONFLICT (relation, recorded_by, key) DO UPDATE SET sqlstate = excluded.sqlstate, message = excluded.message, '
                    'failed_at = excluded.failed_at, attempts = e.attempts + 1', relation::oid, key_object) USING one, code, message;
            END;
        END LOOP;
    END;

    IF EXISTS (SELECT FROM @extschema@.news_backfill_error AS e WHERE e.relation = news_backfill_batch.relation AND e.recorded_by = CURRENT_USER) THEN
        EXECUTE format('DELETE FROM @extschema@.news_backfill_error AS e USING jsonb_array_elements($1) AS k(v) '
            'WHERE e.relation = %s AND e.recorded_by = CURRENT_USER AND e.key = %s AND e.failed_at < transaction_timestamp()',
            relation::oid, key_object) USING keys;
    END IF;
END $$;
COMMENT ON FUNCTION news_backfill_batch(regclass, int, jsonb, text, timestamptz) IS 'for news_backfill: extract the next rows after a key';

-- A procedure that commits cannot have SET search_path.  So it sets the path itself, first thing in each
-- transaction, and names types with their schema, because those are looked up before.  READ COMMITTED, whatever
-- the session's default: a row that another run has done meanwhile is then looked at again, not an error.
CREATE PROCEDURE news_backfill(relation regclass, batch int DEFAULT 500, max_rows bigint DEFAULT NULL,
        max_time interval DEFAULT NULL, on_error text DEFAULT 'record')
    LANGUAGE plpgsql
    AS $$
DECLARE
    this_run pg_catalog.uuid;
    this record;
    after pg_catalog.jsonb;
    began pg_catalog.timestamptz;
    told pg_catalog.timestamptz;
    total pg_catalog.int8;
    done pg_catalog.int8;
    failed pg_catalog.int8;
    done_before pg_catalog.int8;
    take pg_catalog.int4;
    seconds pg_catalog.numeric;
    pass pg_catalog.int4;
BEGIN
    COMMIT;         -- within a transaction block: an error now, not after the first batch
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    IF relation IS NULL THEN
        RAISE EXCEPTION 'table must not be null' USING ERRCODE = 'null_value_not_allowed';
    ELSIF batch IS NULL OR batch NOT BETWEEN 1 AND 100000 THEN
        RAISE EXCEPTION 'batch must be between 1 and 100000' USING ERRCODE = 'invalid_parameter_value';
    ELSIF on_error IS NULL OR on_error NOT IN ('record', 'stop') THEN
        RAISE EXCEPTION 'unrecognized value of on_error: "%"', on_error
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Allowed are record and stop.';
    END IF;
    EXECUTE format('SELECT count(*) FROM %s AS a WHERE %s', relation, @extschema@.news_backfill_condition(relation)) INTO total;
    total := least(total, max_rows);
    DELETE FROM @extschema@.news_backfill_run AS r
    WHERE r.run_by = CURRENT_USER AND (r.updated_at < now() - interval '30 days' OR NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = r.relation));
    DELETE FROM @extschema@.news_backfill_error AS e
    WHERE e.recorded_by = CURRENT_USER AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = e.relation);
    INSERT INTO @extschema@.news_backfill_run (relation, rows_total) VALUES (relation, total) RETURNING run, started_at INTO this_run, began;
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);

    done := 0;
    failed := 0;
    pass := 0;
    told := began;
    <<passes>>
    LOOP
        -- in the order of the key, and again for rows that others held or changed meanwhile, until a pass finds nothing
        pass := pass + 1;
        done_before := done + failed;
        after := NULL;
        LOOP
            take := least(batch, max_rows - done - failed);
            EXIT passes WHEN take <= 0 OR clock_timestamp() >= began + max_time;
            SELECT * INTO this FROM @extschema@.news_backfill_batch(relation, take, after, on_error, CASE WHEN pass > 1 THEN began END);
            EXIT WHEN this.last IS NULL;
            after := this.last;
            done := done + this.done;
            failed := failed + this.failed;
            UPDATE @extschema@.news_backfill_run AS r
            SET rows_done = done, rows_failed = failed, updated_at = clock_timestamp() WHERE r.run = this_run;
            COMMIT;
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
            PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            IF clock_timestamp() >= told + interval '5 seconds' THEN
                told := clock_timestamp();
                seconds := extract(epoch FROM told - began);
                RAISE NOTICE '% of % rows, % a second, % left', done + failed, total, round((done + failed) / seconds, 1),
                    make_interval(secs => round(greatest(total - done - failed, 0) * seconds / greatest(done + failed, 1))::float8);
            END IF;
        END LOOP;
        EXIT WHEN done + failed = done_before;
    END LOOP;

    UPDATE @extschema@.news_backfill_run AS r SET finished = true, updated_at = clock_timestamp() WHERE r.run = this_run;
    COMMIT;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    seconds := extract(epoch FROM clock_timestamp() - began);
    RAISE NOTICE '% rows extracted, % failed, % a second', done, failed, round(done / greatest(seconds, 0.001), 1);
END $$;
COMMENT ON PROCEDURE news_backfill(regclass, int, bigint, interval, text) IS
    'extract the stale rows of an attached table in batches, with a commit after each';
