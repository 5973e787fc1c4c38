-- What SQL functions of the extension may not be: ways in.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
CREATE TEMP VIEW own AS
SELECT p.oid, p.oid::regprocedure::text AS name, p.prosecdef, p.proconfig, p.prolang, p.prokind, p.proacl, p.prosqlbody, p.prosrc
FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'news_extract';

SELECT name AS security_definer FROM own WHERE prosecdef ORDER BY name COLLATE "C";

-- functions in SQL and PL/pgSQL fix their search path, or name the schema so that they can be inlined; procedures that
-- commit cannot have the clause and set it in their body
SELECT name AS search_path_of_the_caller
FROM own JOIN pg_language AS l ON l.oid = prolang
WHERE lanname IN ('sql', 'plpgsql') AND prosqlbody IS NULL
  AND NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%search_path=pg_catalog, pg_temp%'
  AND NOT (prokind = 'p' AND prosrc LIKE '%search_path%')
  AND NOT (lanname = 'sql' AND prosrc LIKE '% public.news_%')
ORDER BY name COLLATE "C";

-- a caller's schema in front of pg_catalog changes no answer
CREATE SCHEMA trap;
CREATE FUNCTION trap.length(text) RETURNS int LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'trapped'; END$$;
CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'trapped'; END$$;
CREATE FUNCTION trap.substr(text, int, int) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'trapped'; END$$;
SET search_path = trap, pg_catalog, public;
SELECT news_clean('Rain fell in Oslo on Monday, the council said.', 'clean');
SELECT news_entities('Rain fell in Oslo on Monday, the council said.', 'clean') @@ 'place:Oslo' AS oslo;
RESET search_path;
DROP SCHEMA trap CASCADE;

-- markup of an article does not come through
SELECT news_highlight('Rain fell in <script>alert(1)</script> Oslo & "Bergen" <img src=x onerror=alert(1)> on Monday.', 'html', 'clean') ~ '<(script|img)' AS markup;
