--
-- How the columns of an attached table are kept: the expressions that fill them, and the triggers
--

-- Expressions of SQL, as are the arguments.  No dictionary: null.
CREATE FUNCTION news_attach_expressions(article text, format text, dictionary text, publisher text,
        OUT no int, OUT role text, OUT type text, OUT expression text, OUT description text)
    RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT v.* FROM (SELECT article || coalesce(', ' || dictionary, '') || ', format => ' || format
            || CASE WHEN dictionary IS NOT NULL AND publisher IS NOT NULL THEN ', publisher => ' || publisher ELSE '' END) AS a(arguments),
        LATERAL (VALUES
        (1, 'entities', '@extschema@.entityset', format('@extschema@.news_entities(%s)', arguments), 'entities of the article'),
        (2, 'dateline', '@extschema@.dateline', format('@extschema@.news_dateline(%s)', arguments), 'dateline of the article'),
        (3, 'headline', 'text', format('(@extschema@.news_article(%s)).headline', arguments), 'headline of the article'),
        (4, 'published', 'timestamp', format('(@extschema@.news_article(%s)).published', arguments), 'time of publication as printed'),
        (5, 'body', 'text', format('(@extschema@.news_article(%s)).body', arguments), 'body of the article, cleaned'),
        (6, 'extracted_by', 'text COLLATE "C"', format('CASE WHEN %s IS NOT NULL THEN @extschema@.news_extract_version(%s) END', article, dictionary),
            'version of news_extract that filled the columns, and of the dictionary')) AS v
    ORDER BY 1
    $$;
COMMENT ON FUNCTION news_attach_expressions(text, text, text, text) IS 'for news_attach: what the columns are called, and the expressions that fill them';

-- keep => 'backfill': a changed article makes its row stale; news_backfill extracts it again.
CREATE FUNCTION news_attach_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    -- arguments: extracted_by, format, profile; news_attach_fill has a fourth
    IF NOT to_jsonb(NEW) ? TG_ARGV[0] THEN
        RAISE EXCEPTION 'table % has no column "%"', TG_RELID::regclass, TG_ARGV[0]
            USING ERRCODE = 'undefined_column', HINT = 'Call news_attach again: it adapts to a renamed column.';
    END IF;
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NULL));
END $$;
COMMENT ON FUNCTION news_attach_changed() IS 'trigger of tables attached with keep => backfill: a changed article is to be extracted again';

-- keep => 'trigger': the columns are filled as the row is written, with the profile as it is then.  The statement
-- to fill them is made once, by news_attach, and is an argument of the trigger: a row costs one plan of it.
CREATE FUNCTION news_attach_statement(attached jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT format('SELECT jsonb_build_object(%s) FROM (SELECT %s) AS a%s, @extschema@.news_article(%s) AS f',
        string_agg(format('%L, (%s)::text', attached->>role, CASE WHEN no BETWEEN 3 AND 5 THEN 'f.' || role ELSE expression END), ', ' ORDER BY no),
        concat_ws(', ', format('($1).%I', attached->>'article'), '($1).' || quote_ident(attached->>'publisher'),
            string_agg(format('($1).%I', attached->>role), ', ' ORDER BY no)),      -- those must be there, too
        ', (SELECT @extschema@.news_dictionary(' || quote_literal(attached->>'profile') || ') OFFSET 0) AS d(dictionary)',
        concat_ws(', ', min(article), min(dictionary), format('format => %L', attached->>'format'), 'publisher => ' || min(publisher)))
    FROM (SELECT 'a.' || quote_ident(attached->>'article'), CASE WHEN attached->>'profile' IS NOT NULL THEN 'd.dictionary' END,
            'a.' || quote_ident(attached->>'publisher')) AS v(article, dictionary, publisher),
        LATERAL @extschema@.news_attach_expressions(article, quote_literal(attached->>'format'), dictionary, publisher) AS e
    WHERE attached ? role
    $$;
COMMENT ON FUNCTION news_attach_statement(jsonb) IS 'for news_attach: the statement that fills the columns of a row';

CREATE FUNCTION news_attach_fill() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    filled jsonb;
BEGIN
    EXECUTE TG_ARGV[3] INTO filled USING NEW;
    RETURN jsonb_populate_record(NEW, filled);
EXCEPTION
    WHEN undefined_column THEN
        RAISE EXCEPTION 'table % lacks a column of its attachment: %', TG_RELID::regclass, SQLERRM
            USING ERRCODE = 'undefined_column', HINT = 'Call news_attach again: it adapts to a renamed column.';
END $$;
COMMENT ON FUNCTION news_attach_fill() IS 'trigger of tables attached with keep => trigger: extracts the article of a row as it is written';

-- Beside the columns by their roles, how they are kept: keep (null: its trigger is gone), article, publisher,
-- format, profile, and for generated columns the dictionary that is frozen in them.
CREATE FUNCTION news_attach_columns(relation regclass) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found jsonb;
    number smallint;
    generated boolean;
    kept record;
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
        SELECT max(c.attname) FILTER (WHERE NOT c.is_publisher) AS article, max(c.attname) FILTER (WHERE c.is_publisher) AS publisher,
            min(c.format) AS format, min(c.dictionary) AS dictionary, 'generated' AS keep,
            (@extschema@.news_dictionary_stat(min(c.dictionary)::@extschema@.newsdictionary)).profile AS profile
        INTO kept
        FROM (SELECT a.attname, strpos(t.expression, 'publisher => ' || quote_ident(a.attname) || ')') > 0
                    OR strpos(t.expression, 'publisher => (' || quote_ident(a.attname) || ')::') > 0 AS is_publisher,
                substring(t.expression FROM 'format => ''(\w+)''::text') AS format,
                substring(t.expression FROM '''([\w+/=]+)''::text\)::') AS dictionary
            FROM pg_attrdef AS e CROSS JOIN LATERAL (SELECT pg_get_expr(e.adbin, relation)) AS t(expression)
                JOIN pg_depend AS d ON (d.classid, d.objid, d.objsubid)
                        IN (('pg_attrdef'::regclass, e.oid, 0), ('pg_class'::regclass, relation, number))
                    AND d.refclassid = 'pg_class'::regclass AND d.refobjid = relation AND d.refobjsubid NOT IN (0, number)
                JOIN pg_attribute AS a ON a.attrelid = relation AND a.attnum = d.refobjsubid
            WHERE e.adrelid = relation AND e.adnum = number) AS c;
    ELSE
        SELECT a.attname AS article, p.attname AS publisher, g.argument[2] AS format,
            CASE t.tgfoid WHEN '@extschema@.news_attach_fill()'::regprocedure THEN 'trigger' ELSE 'backfill' END AS keep,
            nullif(g.argument[3], '') AS profile
        INTO kept
        FROM pg_trigger AS t JOIN pg_attribute AS a ON a.attrelid = relation AND a.attnum = t.tgattr[0]
            LEFT JOIN pg_attribute AS p ON p.attrelid = relation AND p.attnum = t.tgattr[1]
            CROSS JOIN LATERAL (SELECT array_agg(convert_from(decode(x, 'escape'), getdatabaseencoding()) ORDER BY n)
                FROM unnest(string_to_array(replace(encode(t.tgargs, 'escape'), '\\', '\134'), '\000')) WITH ORDINALITY AS u(x, n)) AS g(argument)
        WHERE tgrelid = relation AND tgfoid IN ('@extschema@.news_attach_changed()'::regprocedure, '@extschema@.news_attach_fill()'::regprocedure);
    END IF;
    RETURN found || coalesce(to_jsonb(kept), '{}');
END $$;
COMMENT ON FUNCTION news_attach_columns(regclass) IS 'for news_attach: the columns of an attached table by their roles, and how they are kept; null if it is not attached';
