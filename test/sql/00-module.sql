-- The module: it installs, says its version, and every object of it is described.
CREATE EXTENSION news_extract;
SELECT news_extract_version() ~ '^\d+\.\d+\.\d+ data [0-9a-f]{16}$' AS version;

-- every object has a comment
SELECT pg_describe_object(classid, objid, 0) AS without_comment
FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'news_extract')
  AND classid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass,
                  'pg_opclass'::regclass, 'pg_class'::regclass)
  AND obj_description(objid, classid::regclass::text) IS NULL
  AND NOT (classid = 'pg_type'::regclass AND EXISTS
           (SELECT FROM pg_type t WHERE t.oid = objid AND (t.typelem <> 0 OR t.typrelid <> 0)))
ORDER BY pg_describe_object(classid, objid, 0) COLLATE "C";

-- functions over an article are immutable, strict and parallel safe
SELECT proname, provolatile, proparallel, proisstrict
FROM pg_proc
WHERE proname IN ('news_clean', 'news_blocks', 'news_article', 'news_dateline', 'news_captions',
                  'news_mentions', 'news_entities', 'news_places', 'news_highlight', 'news_debug')
  AND NOT (provolatile = 'i' AND proparallel = 's' AND (proisstrict OR 'publisher' = ANY (proargnames)));

-- operator classes are what they claim
SELECT opcname, amvalidate(opc.oid)
FROM pg_opclass opc JOIN pg_depend d ON d.classid = 'pg_opclass'::regclass AND d.objid = opc.oid AND d.deptype = 'e'
  JOIN pg_extension e ON e.oid = d.refobjid AND extname = 'news_extract'
ORDER BY opcname::text COLLATE "C";
