# news_backfill: a killed backend, two at once, timeouts, locked rows, older versions; news_attach twice at once; dump by the owner.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;
use IPC::Run;

my $node = new_node('main', 'restart_after_crash = on', 'autovacuum = off');
load_samples($node, 10);
# The trigger counts how often a row was written, and makes each take a while.
$node->safe_psql(
	'postgres', q{
	CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN PERFORM pg_sleep(0.005); NEW.written := NEW.written + 1; RETURN NEW; END $$;
	CREATE FUNCTION fresh() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
		DROP TABLE IF EXISTS story CASCADE;
		CREATE TABLE story AS SELECT id, body, 0 AS written FROM article;
		ALTER TABLE story ADD PRIMARY KEY (id);
		PERFORM news_attach('story', 'body', keep => 'backfill', views => false);
		CREATE TRIGGER slow BEFORE UPDATE ON story FOR EACH ROW EXECUTE FUNCTION slow();
		RETURN (SELECT count(*) FROM story);
	END $$;
});
my $total = ask($node, 'postgres', 'SELECT fresh()');
cmp_ok($total, '>', 50, 'there is something to do');
my $version = ask($node, 'postgres', 'SELECT news_extract_version()');
my $right = 'SELECT count(*) FROM story WHERE written = 1 AND entities = news_entities(body) AND clean_body = news_clean(body)'
  . ' AND dateline IS NOT DISTINCT FROM news_dateline(body) AND extracted_by = news_extract_version()';

# A session that runs on its own: [handle, reference to what it said].
sub session
{
	my @sql = @_;
	my $said = '';
	my $run = IPC::Run::start([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), map { ('-c', $_) } @sql ],
		'<', \undef, '>&', \$said);
	return [ $run, \$said ];
}

sub wait_for
{
	my ($query, $what) = @_;
	ok($node->poll_query_until('postgres', $query), $what);
	return;
}

# kill -9 in the middle
my $one = session(q{CALL news_backfill('story', batch => 5)});
wait_for(q{SELECT coalesce(max(rows_done), 0) >= 10 FROM news_progress}, 'some batches are committed');
my $pid = ask($node, 'postgres', q{SELECT pid FROM news_progress WHERE state = 'running'});
like($pid, qr/^\d+$/, 'the run is seen running');
my $seen = ask($node, 'postgres', 'SELECT time_left IS NOT NULL AND rows_per_second > 0 FROM news_progress');
is($seen, 't', 'with rate and time left');
is(ask($node, 'postgres', 'SELECT count(*) FROM story'), $total, 'a reader is not held up');
kill 'KILL', $pid;
$one->[0]->finish;
wait_for('SELECT true', 'the server is up again');
my $done = ask($node, 'postgres', 'SELECT count(*) FROM story WHERE extracted_by IS NOT NULL');
cmp_ok($done, '<', $total, 'not all was done');
is(ask($node, 'postgres', 'SELECT state, rows_done FROM news_progress'), "interrupted|$done", 'the killed run tells what it committed');
is(ask($node, 'postgres', q{SELECT count(*) FROM news_stale('story')}), $total - $done, 'the rest is stale');
ask($node, 'postgres', q{CALL news_backfill('story', batch => 50)});
is(ask($node, 'postgres', $right), $total, 'the next run does the rest: nothing lost, nothing twice');
is(ask($node, 'postgres', 'SELECT sum(rows_done) FROM news_progress'), $total, 'and the runs add up');

# two at once
ask($node, 'postgres', 'SELECT fresh()');
my @two = map { session(q{SET default_transaction_isolation = '} . $_ . q{'}, q{CALL news_backfill('story', batch => 7)}) } 'serializable', 'read committed';
$_->[0]->finish for @two;
is(ask($node, 'postgres', $right), $total, 'two at once: every row once');
is(ask($node, 'postgres', q{SELECT sum(rows_done), bool_and(rows_done > 0), count(*), bool_and(state = 'finished') FROM news_progress WHERE relation = 'story'::regclass}),
	"$total|t|2|t", 'both had their share, whatever their isolation level');

# statement_timeout and cancel end a run, not its committed batches
ask($node, 'postgres', 'SELECT fresh()');
my $error = ask($node, 'postgres', q{SET statement_timeout = '400ms'; CALL news_backfill('story', batch => 5)});
like($error, qr/statement timeout/, 'statement_timeout ends a run');
$done = ask($node, 'postgres', 'SELECT count(*) FROM story WHERE extracted_by IS NOT NULL');
ok($done < $total && $done % 5 == 0, "whole batches stay ($done rows)");
my $left = session(q{CALL news_backfill('story', batch => 5)});
wait_for(q{SELECT count(*) = 1 FROM news_progress WHERE relation = 'story'::regclass AND state = 'running' AND rows_done > 0}, 'another run');
ask($node, 'postgres', q{SELECT pg_cancel_backend(pid) FROM news_progress WHERE state = 'running'});
$left->[0]->finish;
like(${ $left->[1] }, qr/canceling statement due to user request/, 'cancel ends a run');
ask($node, 'postgres', q{CALL news_backfill('story', batch => 50)});
is(ask($node, 'postgres', $right), $total, 'and the rest is done later');
like(ask($node, 'postgres', q{SELECT string_agg(state, ' ' ORDER BY started_at) FROM news_progress WHERE relation = 'story'::regclass}),
	qr/^interrupted interrupted finished$/, 'as the view tells');

# A row that someone holds is left alone, readers are not held up; the article that he writes is extracted later.
ask($node, 'postgres', 'SELECT fresh()');
my $holder = session(q{BEGIN; UPDATE story SET body = 'OSLO, Norway (AP) -- Snow fell in Oslo.' WHERE id = 3; SELECT pg_sleep(3); COMMIT});
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'BEGIN; UPDATE%' AND wait_event = 'PgSleep'}, 'a row is held');
ask($node, 'postgres', q{CALL news_backfill('story', batch => 20)});
is(ask($node, 'postgres', q{SELECT article_key FROM news_stale('story')}), '{"id": 3}', 'only that row is left');
$holder->[0]->finish;
ask($node, 'postgres', q{CALL news_backfill('story')});
is(ask($node, 'postgres', q{SELECT dateline_place(dateline) FROM story WHERE id = 3}), 'Oslo', 'and is done when it is free');

# A column renamed in the middle is followed; a table dropped in the middle ends the run with an error.
ask($node, 'postgres', 'SELECT fresh()');
my $running = q{SELECT count(*) = 1 FROM news_progress WHERE relation = 'story'::regclass AND state = 'running' AND rows_done > 0};
my $renamed = session(q{CALL news_backfill('story', batch => 5)});
wait_for($running, 'a run before the renaming');
ask($node, 'postgres', 'ALTER TABLE story RENAME body TO article; ALTER TABLE story RENAME clean_body TO cleaned');
$renamed->[0]->finish;
ask($node, 'postgres', 'ALTER TABLE story RENAME article TO body; ALTER TABLE story RENAME cleaned TO clean_body');
is(ask($node, 'postgres', $right), $total, 'renamed columns are followed');
ask($node, 'postgres', 'SELECT fresh()');
my $dropped = session(q{CALL news_backfill('story', batch => 5)});
wait_for($running, 'a run before the dropping');
ask($node, 'postgres', 'DROP TABLE story');
$dropped->[0]->finish;
like(${ $dropped->[1] }, qr/ERROR:  relation .* does not exist/, 'a dropped table ends the run');

# A dictionary edited in the middle of a run: its earlier rows are done again, and none is left with the older one.
ask($node, 'postgres', q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Zeta Beam')});
ask($node, 'postgres', q{SELECT fresh(); SELECT news_attach('story', 'body', keep => 'backfill', profile => 'desk', views => false)});
my $edited = session(q{CALL news_backfill('story', batch => 5)});
wait_for($running, 'a run before the edit');
ask($node, 'postgres', q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Falcon 9')});
$edited->[0]->finish;
is(ask($node, 'postgres', q{SELECT count(*) FROM news_stale('story')}), '0', 'a dictionary edited in the middle: no row of the older one is left');
is(ask($node, 'postgres', q{SELECT count(*), bool_and(extracted_by = news_extract_version(news_dictionary('desk'))), max(written) FROM story}), "$total|t|2", 'and none was written in vain');

# The trigger of a profile: several sessions write while the dictionary is edited; each row says which state it knows.
ask($node, 'postgres', q{CREATE TABLE fed (id int PRIMARY KEY, body text); SELECT news_attach('fed', 'body', profile => 'desk', views => false)});
my @feeds = map { session(qq{SET client_min_messages = warning}, map { qq{INSERT INTO fed VALUES ($_, 'A Falcon 9 flew, a Zeta Beam fell.')} } $_ * 100 + 1 .. $_ * 100 + 60) } 1 .. 2;
ask($node, 'postgres', qq{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Eta $_')}) for 1 .. 10;
$_->[0]->finish for @feeds;
is(join('', map { ${ $_->[1] } } @feeds), '', 'writers are not disturbed');
is(ask($node, 'postgres', q{SELECT count(*) = (SELECT count(*) FROM news_stale('fed')) FROM fed WHERE extracted_by <> news_extract_version(news_dictionary('desk'))}), 't', 'rows of older states are stale');
ask($node, 'postgres', q{CALL news_backfill('fed')});
is(ask($node, 'postgres', q{SELECT count(*), bool_and(entities = news_entities(body, news_dictionary('desk'))) FROM fed}), '120|t', 'and done again');

# Generated columns of an older version are computed again, and no other row is written.
my $restore = ask($node, 'postgres', q{SELECT pg_get_functiondef('news_extract_version()'::regprocedure)});
ask($node, 'postgres', q{
	CREATE TABLE made (id int PRIMARY KEY, body text);
	INSERT INTO made SELECT id, body FROM article WHERE id <= 10;
	SELECT news_attach('made', 'body', views => false)});
ask($node, 'postgres', q{
	CREATE OR REPLACE FUNCTION news_extract_version() RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT 'older'::text $$});
ask($node, 'postgres', q{INSERT INTO made SELECT id, body FROM article WHERE id BETWEEN 11 AND 15});
ask($node, 'postgres', $restore);
ask($node, 'postgres', q{CREATE TABLE made_before AS SELECT id, xmin AS version FROM made});
is(ask($node, 'postgres', q{SELECT count(*), min(extracted_by), max(extracted_by) FROM news_stale('made')}), '5|older|older', 'rows of an older version are stale');
ask($node, 'postgres', q{CALL news_backfill('made', batch => 2)});
is(ask($node, 'postgres', qq{SELECT count(*), count(*) FILTER (WHERE made.xmin = version), min(extracted_by) FROM made JOIN made_before USING (id)}),
	"15|10|$version", 'those are written again');

# two attaches at once
ask($node, 'postgres', 'CREATE TABLE twice (id int PRIMARY KEY, body text); INSERT INTO twice SELECT id, body FROM article');
@two = map { session(q{SELECT news_attach('twice', 'body')}) } 1, 2;
$_->[0]->finish for @two;
is(${ $two[0]->[1] } . ${ $two[1]->[1] }, "\n\n", 'two attaches at once: neither fails');
is(ask($node, 'postgres', q{SELECT count(*) FROM news_attach_views('twice')}), 4, 'one set of views');

# An ordinary owner of a database installs, attaches, backfills, dumps and restores.
$node->safe_psql('postgres', q{
	CREATE ROLE editor LOGIN CREATEDB;
	CREATE DATABASE paper OWNER editor;
	CREATE DATABASE paper_again OWNER editor;
	CREATE TABLE copied (id int, body text);});
my @as = ('-U', 'editor', '-h', $node->host, '-p', $node->port);
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', @as, '-d', 'paper', '-c', q{
	CREATE SCHEMA tools; CREATE EXTENSION news_extract SCHEMA tools},
	'-c', q{CREATE TABLE a (id int PRIMARY KEY, body text)},
	'-c', q{CREATE TABLE b (x text, y date, body text, PRIMARY KEY (x, y))},
	'-c', q{INSERT INTO a SELECT n, 'LAGOS, Nigeria (AP) -- Rain.' FROM generate_series(1, 9) AS n},
	'-c', q{INSERT INTO b SELECT 'x' || n, '2026-01-01', 'LAGOS, Nigeria (AP) -- Rain.' FROM generate_series(1, 9) AS n},
	'-c', q{SELECT tools.news_attach('a', 'body'), tools.news_attach('b', 'body', keep => 'backfill')},
	'-c', q{INSERT INTO tools.news_term (profile, kind, term) VALUES ('desk', 'product', 'Falcon 9');
		CREATE TABLE c (id int PRIMARY KEY, paper text, body text); CREATE TABLE d (LIKE c INCLUDING ALL)},
	'-c', q{SELECT tools.news_attach('c', 'body', profile => 'desk', publisher_column => 'paper'),
		tools.news_attach('d', 'body', keep => 'generated', profile => 'desk', publisher_column => 'paper')},
	'-c', q{INSERT INTO c VALUES (1, 'The Post', 'A Falcon 9 flew.'); INSERT INTO d VALUES (1, 'The Post', 'A Falcon 9 flew.')},
	'-c', q{CALL tools.news_backfill('b')},
	'-c', q{SELECT tools.news_refresh('b')} ], 'the owner of a database installs, attaches and backfills');
my $dump = $node->basedir . '/paper.sql';
$node->command_ok([ 'pg_dump', @as, '-f', $dump, 'paper' ], 'and dumps');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', @as, '-d', 'paper_again', '-f', $dump ], 'and restores');
for my $query (
	q{SELECT tools.news_attach_columns(t) FROM unnest('{a,b,c,d}'::regclass[]) AS t},
	q{SELECT t, v.role, v.view_name FROM unnest('{a,b,c,d}'::regclass[]) AS t, tools.news_attach_views(t) AS v},
	q{SELECT (SELECT count(*) FROM a_places), (SELECT count(*) FROM b_daily), (SELECT count(*) FROM tools.news_stale('b'))},
	q{SELECT t, count(s) FROM unnest('{c,d}'::regclass[]) AS t LEFT JOIN LATERAL tools.news_stale(t) AS s ON true GROUP BY t ORDER BY t},
	q{SET search_path = tools, public; INSERT INTO c VALUES (2, 'The Post', 'Another Falcon 9 flew.'); INSERT INTO d SELECT id, paper, body FROM c WHERE id = 2;
		SELECT bool_and(entities @@ 'product:"falcon 9"') FROM (SELECT entities FROM c UNION ALL SELECT entities FROM d) AS e})
{
	is(ask($node, 'paper_again', $query), ask($node, 'paper', $query), "same after restore: $query");
}
is(ask($node, 'paper_again', q{SELECT tools.news_attach('a', 'body'); SELECT tools.news_detach('b');
	SELECT count(*) FROM pg_attribute WHERE attrelid = 'b'::regclass AND attnum > 0 AND NOT attisdropped}), "\n\n3", 'and it can be detached there');

$node->stop;
done_testing();
