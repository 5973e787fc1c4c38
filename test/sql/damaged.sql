-- Stored values damaged in any byte: readers give an error or another answer, never a crash.
CREATE EXTENSION IF NOT EXISTS news_extract;
SET client_min_messages = warning;

-- A type of raw bytes, as a stand-in for a disk that changes them.
CREATE TYPE damaged_bytes;
CREATE FUNCTION damaged_in(cstring) RETURNS damaged_bytes AS 'byteain' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION damaged_out(damaged_bytes) RETURNS cstring AS 'byteaout' LANGUAGE internal IMMUTABLE STRICT;
CREATE TYPE damaged_bytes (INPUT = damaged_in, OUTPUT = damaged_out, ALIGNMENT = double, STORAGE = plain);
CREATE TYPE damaged_bytes4;
CREATE FUNCTION damaged_in4(cstring) RETURNS damaged_bytes4 AS 'byteain' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION damaged_out4(damaged_bytes4) RETURNS cstring AS 'byteaout' LANGUAGE internal IMMUTABLE STRICT;
CREATE TYPE damaged_bytes4 (INPUT = damaged_in4, OUTPUT = damaged_out4, ALIGNMENT = int4, STORAGE = plain);
CREATE CAST (damaged_bytes4 AS entityset) WITHOUT FUNCTION;
CREATE CAST (entityset AS damaged_bytes4) WITHOUT FUNCTION;
CREATE CAST (damaged_bytes4 AS entityquery) WITHOUT FUNCTION;
CREATE CAST (entityquery AS damaged_bytes4) WITHOUT FUNCTION;
CREATE CAST (damaged_bytes AS dateline) WITHOUT FUNCTION;
CREATE CAST (dateline AS damaged_bytes) WITHOUT FUNCTION;
CREATE CAST (damaged_bytes AS newsdictionary) WITHOUT FUNCTION;
CREATE CAST (newsdictionary AS damaged_bytes) WITHOUT FUNCTION;

/*
 * Each byte of a value set to each of some values, and the value cut at each length; each reader called.
 * Only these errors may come: data corrupted, a newer layout, and text that is none.  What else came, if anything.
 */
CREATE FUNCTION damage(value bytea, raw text, type text, readers text[], step int DEFAULT 1)
RETURNS TABLE (error text, message text) LANGUAGE plpgsql AS $$
DECLARE
	bad bytea;
	reader text;
	at int;
	mask int;
BEGIN
	FOREACH reader IN ARRAY readers LOOP	-- as it was, each reads it
		EXECUTE format('SELECT %s FROM (SELECT $1::text::%I::%I AS v OFFSET 0) AS s', reader, raw, type) USING value;
	END LOOP;
	FOR at IN 0 .. length(value) - 1 BY step LOOP
		FOREACH mask IN ARRAY '{0,1,255,128,64,-1}'::int[] LOOP
			IF mask = 0 THEN bad := substr(value, 1, at);
			ELSIF mask < 0 THEN bad := set_byte(value, at, 0);
			ELSE bad := set_byte(value, at, get_byte(value, at) # mask);
			END IF;
			FOREACH reader IN ARRAY readers LOOP
				BEGIN
					EXECUTE format('SELECT %s FROM (SELECT $1::text::%I::%I AS v OFFSET 0) AS s', reader, raw, type) USING bad;
				EXCEPTION
					WHEN data_corrupted OR feature_not_supported OR character_not_in_repertoire OR untranslatable_character THEN NULL;
					WHEN invalid_text_representation OR out_of_memory OR program_limit_exceeded THEN NULL;
					WHEN OTHERS THEN error := SQLSTATE; message := reader || ': ' || SQLERRM; RETURN NEXT;
				END;
			END LOOP;
		END LOOP;
	END LOOP;
END $$;

SELECT DISTINCT d.* FROM damage((
	'person:"Marco Rubio"@A3,B40,C50,C60*9~0.5=0.9 place:"Mexico City"#3530597/MX-CMX^3527646,3996063@B12 org:"Nestle SA" ship:"Ever Given"@D7'::entityset
		)::damaged_bytes4::text::bytea, 'damaged_bytes4', 'entityset', '{v::text, entityset_send(v),
	"v @@ ''person:rubio & in:MX | ship:* & !org:x''::entityquery", "v || v", "v @> v", "v = v", v::jsonb, "length(v)",
	"(SELECT count(u) FROM unnest(v) AS u)", "entityset_filter(v, ARRAY[''person''])"}') AS d ORDER BY 1, 2 LIMIT 20;

SELECT DISTINCT d.* FROM damage('KYIV, Ukraine, Jan. 19 (AP) --'::dateline::damaged_bytes::text::bytea, 'damaged_bytes', 'dateline',
	'{v::text, dateline_send(v), v::jsonb, v = v, dateline_hash(v), dateline_places(v), "dateline_date(v, ''2026-01-01'')"}') AS d
	ORDER BY 1, 2 LIMIT 20;

SELECT DISTINCT d.* FROM damage('person:"Marco Rubio"@headline & (in:MX-CMX | ship:ever* <3> org:x) & !place:#3996063'::entityquery::damaged_bytes4::text::bytea,
	'damaged_bytes4', 'entityquery', '{v::text, v = v, numnode(v), "''person:rubio@A3 place:x#3996063''::entityset @@ v"}') AS d
	ORDER BY 1, 2 LIMIT 20;

INSERT INTO news_term (profile, kind, term, name) VALUES ('damaged', 'ship', 'Ever Given', 'Ever Given'), ('damaged', 'org', 'Big Blue', 'IBM');
CREATE TABLE damaged_dictionary AS SELECT news_dictionary('damaged')::damaged_bytes::text::bytea AS value;
SELECT DISTINCT d.* FROM damaged_dictionary, damage(value, 'damaged_bytes', 'newsdictionary',
	'{"news_entities(''The Ever Given of Big Blue sank near Suez.'', v)"}', 3) AS d ORDER BY 1, 2 LIMIT 20;

-- The server has lived through it.
SELECT 'person:rubio'::entityset @@ 'person:rubio' AS alive;
DELETE FROM news_term WHERE profile = 'damaged';
DROP TABLE damaged_dictionary;
DROP FUNCTION damage;
DROP TYPE damaged_bytes CASCADE;
DROP TYPE damaged_bytes4 CASCADE;
