-- fifty.sql: megabytes of proportional memory (Pss) that the pages of our library cost all backends called "fifty".
DO $$
BEGIN
	FOR turn IN 1 .. 600 LOOP
		PERFORM pg_stat_clear_snapshot();
		EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'fifty' AND query LIKE '%pg_sleep%') >= 50;
		PERFORM pg_sleep(0.1);
	END LOOP;
END
$$;
SELECT round(sum((m)[1]::bigint) / 1024.0, 1)
FROM pg_stat_activity, regexp_matches(pg_read_file('/proc/' || pid || '/smaps'), '^[0-9a-f]+-[0-9a-f]+ [^\n]*news_extract[.]so\n(?:[A-Z][^\n]*\n)*?Pss: +(\d+)', 'gn') AS m
WHERE application_name = 'fifty';
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'fifty' \g /dev/null
