--
-- io_errors: wrong literals and wrong bytes of entityset and entityquery give clear errors
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- What an expression gives or how it fails.
CREATE FUNCTION try(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE 'SELECT ' || expression INTO answer;
	RETURN left(answer, 60);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, CASE WHEN message NOT LIKE 'invalid input syntax%' THEN left(message, 80) END, nullif(detail, ''), nullif(hint, ''));
END $$;

SELECT v, try(format('%L::entityset', v)) FROM unnest(ARRAY['person', 'person:', 'person: x', ':x', 'Rubio', 'person:"Rubio', 'person:""', 'person:" "', 'person:"\', 'person:a@',
	'person:a@E1', 'person:a@A0', 'person:a@A1073741823', 'person:a@A1073741824', 'person:a@A1,', 'person:a@A1,C5 @C6', 'person:a*0', 'person:a@C1,C2*1', 'person:a*2147483648', 'person:a*99999999999999999999',
	'person:a~1.1', 'person:a~.5', 'person:a~0.1234', 'person:a~x', 'person:a=-1', 'person:a#', 'person:a#x', 'person:a#9223372036854775808', 'person:a/M', 'person:a/MEX', 'person:a/MX-', 'person:a/MX-ABCDE',
	'person:a/mx-cmx', 'person:a^', 'person:a^1,2,3,4,5,6,7', 'person:a^1,2,3,4,5,6,7,8', 'person:a#1#2', 'person:a@A1@B2', 'person:a:b', 'person:a"b"', 'country:MX', 'in:x', '1kind:x', 'kind-x:y', 'Kind_2:y', 'são:x']) v;
SELECT try(format('%L::entityset', 'person:' || repeat('x', 2047))) = left('person:"' || repeat('x', 2047), 60) AS longest, try(format('%L::entityset', 'person:' || repeat('x', 2048)));
SELECT try(format('%L::entityset', repeat('k', 63) || ':x')) LIKE 'kkk%' AS longest, try(format('%L::entityset', repeat('k', 64) || ':x'));
SELECT try($$entityset('nobody:', '{a}')$$), try($$entityset('person', '{a,NULL}')$$), try($$entityset('person', '{a,""}')$$), try($$entityset('person', ARRAY[repeat('x', 2048)])$$);
SELECT try($$entityset_filter('person:a', '{x-y}')$$), try($$entityset_filter('person:a', NULL, '{E}')$$), try($$entityset_filter('person:a', NULL, NULL, 1.5)$$), try($$setweight('person:a'::entityset, 'all')$$);

SELECT v, try(format('%L::entityquery', v)) FROM unnest(ARRAY['a b', 'a &', '& a', 'a & & b', '(a', 'a)', '()', '!', 'a !b', 'a |', '"a', '""', 'a""', 'a"b"', 'person:', 'nobody-:x', 'person:&', 'a:b:c', '*', 'person:**',
	'place:#', 'place:#x', 'place:#0', 'in:', 'in:M', 'in:MEX', 'in:MX-', 'in:#', 'country:MX-CMX', 'country:#1', 'in:MX-ABCDE', 'a@', 'a@top', 'a@headline,', 'a@headline@lead', 'a>', 'a>2', 'a>0.1234', 'a>0.5>0.6', 'a>0.5@lead',
	'a <0> b', 'a <99999> b', 'a <-', 'a <- b', 'a <3 b', 'a <x> b', 'a <-> !b', 'a <-> (b & c)', '(a | !b) <2> c', 'a <->', '#5', 'a#5']) v;
SELECT try(format('%L::entityquery', repeat('x', 2048))), try(format('%L::entityquery', '"  "'));
SELECT try(format('%L::entityquery', repeat('(', 100000) || 'a')) AS unclosed, try(format('%L::entityquery', repeat('a & ', 100000))) AS unfinished;

SELECT v, try(format('%L::jsonb::entityset', v)) FROM unnest(ARRAY['1', '{}', '[1]', '[{}]', '[{"kind": "x-y", "name": "a"}]', '[{"kind": "person"}]', '[{"kind": "person", "name": ""}]', '[{"kind": "person", "name": "a", "id": 1.5}]',
	'[{"kind": "person", "name": "a", "country": "mx"}]', '[{"kind": "person", "name": "a", "admin1": "TX"}]', '[{"kind": "person", "name": "a", "ancestors": [1, "2"]}]', '[{"kind": "person", "name": "a", "positions": {"A": [0]}}]',
	'[{"kind": "person", "name": "a", "positions": {"E": [1]}}]', '[{"kind": "person", "name": "a", "positions": [1]}]', '[{"kind": "person", "name": "a", "mentions": 1, "positions": {"A": [1, 2]}}]', '[{"kind": "person", "name": "a", "mentions": 1e20}]',
	'[{"kind": "person", "name": "a", "sections": "AE"}]', '[{"kind": "person", "name": "a", "confidence": 2}]', '[{"kind": "person", "name": "a"}]']) v;

-- Bytes as a client would send them: as a file of COPY.
CREATE TEMP TABLE io_set (v entityset);
CREATE TEMP TABLE io_query (v entityquery);
CREATE FUNCTION receive(kind text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file oid;
	answer text;
BEGIN
	file := lo_from_bytea(0, '\x5047434f50590aff0d0a00'::bytea || int4send(0) || int4send(0) || int2send(1::smallint) || int4send(length(bytes)) || bytes || int2send((-1)::smallint));
	PERFORM lo_export(file, 'io_errors.copy'), lo_unlink(file);
	EXECUTE format('DELETE FROM %I', kind);
	EXECUTE format('COPY %I FROM ''io_errors.copy'' (FORMAT binary)', kind);
	EXECUTE format('SELECT v::text FROM %I', kind) INTO answer;
	RETURN answer;
EXCEPTION WHEN invalid_binary_representation OR protocol_violation OR character_not_in_repertoire OR invalid_text_representation OR numeric_value_out_of_range OR program_limit_exceeded THEN
	RETURN NULL;
END $$;
SELECT receive('io_set', entityset_send('person:"Marco Rubio"@A1,C57'::entityset)), receive('io_set', entityset_send('')), receive('io_query', entityquery_send('a & !b'));

-- truncated at every length
SELECT count(*), count(receive('io_set', substr(bytes, 1, n))) AS accepted
FROM (SELECT entityset_send('person:"Marco Rubio"#-5/US-TX^1,2@A1,C57,D*9~0.412=0.95 ticker:"São"@B3 org:b'::entityset) bytes) s, generate_series(0, length(bytes) - 1) n;
SELECT receive('io_set', entityset_send('person:a') || '\x00'::bytea) AS too_long;

-- each byte changed: refused, or a value that reads back equal
SELECT count(*) > 500 AS many, count(r) > 0 AS some_accepted, count(*) FILTER (WHERE r IS NULL) > 0 AS some_refused, count(*) FILTER (WHERE r::entityset::text <> r) AS differ
FROM (SELECT receive('io_set', set_byte(bytes, n, (get_byte(bytes, n) + change) % 256)) AS r
	  FROM (SELECT entityset_send('person:"Marco Rubio"#-5/US-TX^1,2@A1,C57,D*9~0.412=0.95 ticker:"São"@B3 org:b'::entityset) bytes) s,
		generate_series(0, length(bytes) - 1) n, unnest(ARRAY[1, 16, 64, 128]) change OFFSET 0) t;
SELECT count(*), count(receive('io_query', substr(bytes, 1, n))) < count(*) AS some_refused
FROM (SELECT entityquery_send('person:"Marco Rubio"@lead & !(in:MX | b <3> c)') bytes) s, generate_series(0, length(bytes) - 1) n;
SELECT receive('io_query', '\x02'::bytea || 'a') AS newer_query, receive('io_set', '\x02'::bytea || int4send(0)) AS newer_set;

DROP TABLE io_set, io_query;
DROP FUNCTION try, receive;
