# Ten backends killed in the middle of inserts, updates, index builds and backfill: index and table agree each time.
# A standby reads the index that it got by replaying the log; REINDEX CONCURRENTLY beside it.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;
use IPC::Run;
use Time::HiRes 'usleep';

my $node = new_node('main', 'restart_after_crash = on', 'autovacuum = off', 'wal_level = replica', 'max_wal_senders = 4',
	'hot_standby = on', 'fsync = on');
load_samples($node, 2);
$node->safe_psql(
	'postgres', q{
	CREATE TABLE story (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text, entities entityset);
	CREATE INDEX story_entities ON story USING gin (entities);
	CREATE INDEX story_names ON story USING gin (entities gin_entityset_name_ops);
	INSERT INTO story (body, entities) SELECT body, news_entities(body) FROM article;
	CREATE TABLE other (id int PRIMARY KEY, body text);
	INSERT INTO other SELECT id, body FROM article;
});
$node->safe_psql('postgres', q{SELECT news_attach('other', 'body', keep => 'backfill', views => false)});

# What is done again and again until it is killed.
my @work = (
	q{INSERT INTO story (body, entities) SELECT body, news_entities(body) FROM article WHERE id % 3 = 0;},
	q{UPDATE story SET entities = entities || 'place:Atlantis'::entityset WHERE id % 5 = 0; DELETE FROM story WHERE id % 7 = 0 AND id > 50; VACUUM story;},
	q{REINDEX INDEX story_entities; REINDEX INDEX story_names;},
	q{REINDEX INDEX CONCURRENTLY story_entities;},
	q{UPDATE other SET extracted_by = NULL; CALL news_backfill('other', 5);});

# The answers to all questions, by the indexes and by the table.
sub answers
{
	my ($server, $how) = @_;
	my $queries = join ' UNION ALL ', map { (my $q = $_) =~ s/'/''/g;
		"SELECT '$q: ' || coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM story WHERE entities @@ '$q'" } @QUESTIONS;
	return ask($server, 'postgres', "SET enable_seqscan = $how; SET enable_indexscan = off; SET enable_bitmapscan = "
		  . ($how eq 'off' ? 'on' : 'off') . "; $queries");
}

# Ends a backend as the kernel would, once it is well into its work; the server comes back by itself.
sub kill_worker
{
	my ($work, $after) = @_;
	my $in = "$work\n" x 400;
	my ($out, $err) = ('', '');
	local $ENV{PGAPPNAME} = 'worker';
	my $psql = IPC::Run::start([ 'psql', '-XqAt', '-d', $node->connstr('postgres') ], '<', \$in, '>', \$out, '2>', \$err);
	my $pid = '';
	for (1 .. 500)
	{
		$pid = ask($node, 'postgres', q{SELECT pid FROM pg_stat_activity WHERE application_name = 'worker' AND pid <> pg_backend_pid()});
		last if $pid =~ /^\d+$/;
		usleep(10_000);
	}
	return 0 unless $pid =~ /^\d+$/;
	usleep($after * 1000);
	my $killed = kill 'KILL', $pid;
	$psql->finish;
	$node->poll_query_until('postgres', 'SELECT true') or die 'the server did not come back';
	return $killed;
}

for my $round (0 .. 9)
{
	my $killed = kill_worker($work[ $round % @work ], 60 + 45 * $round);
	ok($killed, "round $round: a backend was killed at its work");
	is(answers($node, 'off'), answers($node, 'on'), "round $round: index = table");
}
like(ask($node, 'postgres', q{CALL news_backfill('other'); SELECT count(*) FROM news_stale('other')}), qr/^0$/m,
	'the killed backfill is brought to its end');
$node->safe_psql('postgres', 'REINDEX TABLE CONCURRENTLY story');
is(ask($node, 'postgres', q{SELECT count(*) FROM pg_index WHERE indrelid = 'story'::regclass AND indisvalid AND indisready}), 3,
	'valid indexes after REINDEX CONCURRENTLY');
is(answers($node, 'off'), answers($node, 'on'), 'index = table after REINDEX CONCURRENTLY');

$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->safe_psql('postgres', "$work[0] $work[1] REINDEX INDEX CONCURRENTLY story_entities;");
$node->wait_for_catchup($standby, 'replay');
is(answers($standby, 'off'), answers($node, 'on'), 'the index of the standby says what the table of the primary does');
is(answers($standby, 'off'), answers($standby, 'on'), 'and what its own table does');

$standby->stop;
$node->stop;
done_testing();
