# Dictionaries over sessions and servers: who sees a change when, dump and restore, rights, workers, replication.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $node = new_node('main', 'wal_level = logical', 'max_wal_senders = 8', 'max_replication_slots = 8');
load_samples($node, 3);

# A psql that stays connected: send a command, get its output.
sub session
{
	my ($db) = @_;
	my $timer = IPC::Run::timer(180);
	my ($in, $out) = ('', '');
	my $h = IPC::Run::start([ 'psql', '-XAtq', '-h', $node->host, '-p', $node->port, '-d', $db ], '<', \$in, '>', \$out, '2>&1', $timer);
	return sub {
		my ($command) = @_;
		if (!defined $command)
		{
			$in .= "\\q\n";
			return $h->finish;
		}
		$out = '';
		$in .= "$command;\n\\echo done\n";
		$h->pump until $out =~ /^done$/m;
		$out =~ s/^done\n//m;
		chomp $out;
		return $out;
	};
}

my $seen = q{SELECT news_entities('A Falcon 9 flew.', news_dictionary('desk')) @@ 'product:"falcon 9"'};
$node->safe_psql('postgres', q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Zeta Beam')});
my ($a, $b, $old) = (session('postgres'), session('postgres'), session('postgres'));

# A change is seen at once by its own session, by others when it commits.
is($b->($seen), 'f', 'not there yet');
$old->('BEGIN ISOLATION LEVEL REPEATABLE READ');
is($old->($seen), 'f', 'nor for a transaction of repeatable reads');
$a->('BEGIN');
$a->(q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Falcon 9')});
is($a->($seen), 't', 'seen by the session that made it, before it commits');
is($b->($seen), 'f', 'not by another');
$a->('COMMIT');
is($b->($seen), 't', 'seen by another after the commit');
is($old->($seen), 'f', 'not by a transaction that reads as before');
is($old->($seen), 'f', 'however often it asks');
$old->('COMMIT');
is($old->($seen), 't', 'but after its end');
$a->('BEGIN');
$a->(q{DELETE FROM news_term WHERE term = 'Falcon 9'});
is($a->($seen), 'f', 'deleted');
$a->('ROLLBACK');
is($a->($seen), 't', 'and not deleted after all');
is($b->($seen), 't', 'which nobody else noticed');

# A cursor goes on with the rows that it began with; the next statement sees the change.
$b->('BEGIN');
$b->(q{DECLARE c CURSOR FOR SELECT news_entities('A Falcon 9 flew.' || i, news_dictionary('desk')) @@ 'product:"falcon 9"' FROM generate_series(1, 50) AS i});
is($b->('FETCH 2 FROM c'), "t\nt", 'a cursor begins');
$a->(q{DELETE FROM news_term WHERE term = 'Falcon 9'});
like($b->('FETCH 2 FROM c'), qr/^[tf]\n[tf]$/, 'it goes on after a change');
$b->('CLOSE c');
is($b->($seen), 'f', 'the next statement sees the change');
$b->('COMMIT');
is($b->($seen), 'f', 'and the next transaction');
$a->(q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Falcon 9')});

# Many sessions, many changes: what is committed is what is seen.
my $wrong = 0;
for my $i (1 .. 50)
{
	$a->(q{INSERT INTO news_term (profile, kind, term) VALUES ('many', 'product', 'Zeta} . $i . q{')});
	$wrong++ if $b->(q{SELECT terms FROM news_dictionary_stat(news_dictionary('many'))}) ne $i;
	$wrong++ if $old->(q{SELECT terms FROM news_dictionary_stat(news_dictionary('many'))}) ne $i;
}
is($wrong, 0, 'fifty changes, each seen by two other sessions at once');

# A statement that fails in the middle leaves what was there.
like($b->(q{SELECT news_dictionary('nope')}), qr/does not exist/, 'a profile that is not there');
is($b->($seen), 't', 'and all is as before');
$_->() for $a, $b, $old;

# Parallel workers make the value for themselves, and it is the same.
is(ask($node, 'postgres', q{
	ALTER TABLE article SET (parallel_workers = 2); ANALYZE article;
	SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
	SELECT sum(hashtextextended(news_entities(body || ' A Falcon 9 flew.', news_dictionary('desk'))::text, 0)::numeric) FROM article}),
	ask($node, 'postgres', q{SET max_parallel_workers_per_gather = 0;
	SELECT sum(hashtextextended(news_entities(body || ' A Falcon 9 flew.', news_dictionary('desk'))::text, 0)::numeric) FROM article}),
	'parallel = serial');

# The value is a value: as a literal, and in binary.
my $literal = $node->safe_psql('postgres', q{SELECT news_dictionary('desk')});
is($node->safe_psql('postgres', qq{SELECT news_entities('A Falcon 9 flew.', '$literal'::newsdictionary) \@\@ 'product:"falcon 9"'}), 't', 'as a literal');
my $binary = $node->basedir . '/dictionary.bin';
$node->safe_psql('postgres', qq{CREATE TABLE frozen (d newsdictionary); CREATE TABLE again (d newsdictionary);
	INSERT INTO frozen SELECT news_dictionary('desk'); COPY frozen TO '$binary' (FORMAT binary); COPY again FROM '$binary' (FORMAT binary)});
is($node->safe_psql('postgres', 'SELECT count(*) FROM frozen JOIN again USING (d)'), '1', 'and through binary COPY');
$node->safe_psql('postgres', q{CREATE TABLE kept (id int, body text, e entityset GENERATED ALWAYS AS (news_entities(body, '} . $literal . q{'::newsdictionary)) STORED);
	INSERT INTO kept VALUES (1, 'A Falcon 9 flew.')});

# Rows of every table are dumped and restored, by an owner who is no superuser.
$node->safe_psql('postgres', q{
	INSERT INTO news_alias (profile, alias, name) VALUES ('desk', 'Big Blue', 'IBM');
	INSERT INTO news_stop (profile, publisher, name) VALUES ('desk', 'The Gazette', 'Oslo');
	INSERT INTO news_split (profile, name, part) VALUES ('desk', 'Ann Lee', 'Lee');
	CREATE ROLE keeper LOGIN; CREATE DATABASE kept OWNER keeper});
my $hash = q{SELECT hash FROM news_dictionary_stat(news_dictionary('desk'))};
for my $format ('c', 'p')
{
	my $file = $node->basedir . "/dump.$format";
	my $db = "restored_$format";
	$node->command_ok([ 'pg_dump', '-F', $format, '-f', $file, 'postgres' ], "dump, format $format");
	$node->safe_psql('postgres', "CREATE DATABASE $db TEMPLATE template0");
	$node->command_ok($format eq 'p' ? [ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', $file ] :
		[ 'pg_restore', '--exit-on-error', '-d', $db, $file ], "restore, format $format");
	is(ask($node, $db, $hash), ask($node, 'postgres', $hash), 'the dictionary is the same after restore');
	is(ask($node, $db, q{SELECT e @@ 'product:"falcon 9"' FROM kept}), 't', 'a generated column with a literal dictionary too');
	is(ask($node, $db, q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Eta');
		SELECT count(*) FROM news_term WHERE profile = 'desk'}), '3', 'and its rows can be edited');
}
is(ask($node, 'kept', q{SET SESSION AUTHORIZATION keeper; CREATE EXTENSION news_extract;
	INSERT INTO news_term (kind, term) VALUES ('product', 'Eta'); SELECT terms FROM news_dictionary_stat(news_dictionary())}), '1',
	'who created the extension may write its dictionaries');
$node->command_ok([ 'pg_dump', '-U', 'keeper', '-f', $node->basedir . '/dump.keeper', 'kept' ], 'and dump them');
is(ask($node, 'kept', q{CREATE ROLE editor; CREATE ROLE reader; GRANT INSERT, UPDATE, DELETE ON news_term, news_alias, news_stop, news_split TO editor;
	SET ROLE editor; INSERT INTO news_stop (name) VALUES ('Oslo'); SELECT corrections FROM news_dictionary_stat(news_dictionary())}), '1',
	'a role may be granted to edit');
like(ask($node, 'kept', q{SET ROLE reader; INSERT INTO news_stop (name) VALUES ('Bergen')}), qr/permission denied/, 'others only read');

# Row security: each sees its own rows, also where another's value is cached.
is(ask($node, 'kept', q{INSERT INTO news_term (profile, kind, term) VALUES ('default', 'product', 'Theta');
	ALTER TABLE news_term ENABLE ROW LEVEL SECURITY;
	CREATE POLICY few ON news_term FOR SELECT TO reader USING (term = 'Theta');
	SELECT terms FROM news_dictionary_stat(news_dictionary()); SET ROLE reader;
	SELECT terms FROM news_dictionary_stat(news_dictionary()); RESET ROLE;
	SELECT terms FROM news_dictionary_stat(news_dictionary())}), "2\n1\n2", 'row security counts');

# Another schema, and a drop in between.
is(ask($node, 'postgres', q{CREATE DATABASE other}), '', 'a third database');
is(ask($node, 'other', q{SET client_min_messages = warning; CREATE SCHEMA "odd one"; CREATE EXTENSION news_extract SCHEMA "odd one";
	INSERT INTO "odd one".news_term (kind, term) VALUES ('product', 'Eta');
	SELECT terms FROM "odd one".news_dictionary_stat("odd one".news_dictionary());
	DROP EXTENSION news_extract; CREATE EXTENSION news_extract SCHEMA "odd one";
	SELECT terms FROM "odd one".news_dictionary_stat("odd one".news_dictionary())}), "1\n0", 'in another schema, and made again');

is(ask($node, 'other', q{SET client_min_messages = warning; INSERT INTO "odd one".news_term (profile, kind, term) VALUES ('Ä ''"desk"', 'product', 'Falcon 9');
	CREATE TABLE a (id int PRIMARY KEY, "by" text, body varchar(500)); CREATE TABLE b (LIKE a INCLUDING ALL); CREATE TABLE c (LIKE a INCLUDING ALL);
	SELECT "odd one".news_attach(t, 'body', keep => k, profile => 'Ä ''"desk"', publisher_column => 'by') FROM (VALUES ('a'::regclass, 'generated'), ('b', 'trigger'), ('c', 'backfill')) AS v(t, k);
	INSERT INTO a VALUES (1, 'The Post', 'A Falcon 9 flew.'); INSERT INTO b SELECT id, "by", body FROM a; INSERT INTO c SELECT id, "by", body FROM a;
	CALL "odd one".news_backfill('c');
	SELECT bool_and(entities::text LIKE 'product:"Falcon 9"%' AND extracted_by LIKE '%"desk"') FROM (TABLE a UNION ALL TABLE b UNION ALL TABLE c) AS e;
	SELECT count(*) FROM unnest('{a,b,c}'::regclass[]) AS t, "odd one".news_stale(t);
	DELETE FROM "odd one".news_term WHERE term = 'Eta';
	INSERT INTO "odd one".news_term (profile, kind, term) VALUES ('Ä ''"desk"', 'product', 'Zeta');
	SELECT count(*) FROM unnest('{a,b,c}'::regclass[]) AS t, "odd one".news_stale(t)}), "\n\n\nt\n0\n3", 'attached there, with a profile of any name');

# Replayed changes invalidate too.
my $sub = new_node('subscriber', 'wal_level = logical', 'max_wal_senders = 8', 'max_replication_slots = 8');
$sub->safe_psql('postgres', 'CREATE EXTENSION news_extract');
$node->safe_psql('postgres', 'CREATE PUBLICATION terms FOR TABLE news_term');
$sub->safe_psql('postgres', q{CREATE SUBSCRIPTION terms CONNECTION '} . $node->connstr . q{ dbname=postgres' PUBLICATION terms});
$sub->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')});
my $timer = IPC::Run::timer(180);
my ($in, $out) = ('', '');
my $h = IPC::Run::start([ 'psql', '-XAtq', '-h', $sub->host, '-p', $sub->port, '-d', 'postgres' ], '<', \$in, '>', \$out, '2>&1', $timer);
$in .= "SELECT 'before', terms FROM news_dictionary_stat(news_dictionary('desk'));\n";
$h->pump until $out =~ /before\|(\d+)/;
my ($before) = $out =~ /before\|(\d+)/;
$node->safe_psql('postgres', q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Iota')});
$node->wait_for_catchup('terms');
$in .= "SELECT 'after', terms FROM news_dictionary_stat(news_dictionary('desk'));\n";
$h->pump until $out =~ /after\|(\d+)/;
my ($after) = $out =~ /after\|(\d+)/;
is($after, $before + 1, 'a replayed row is seen by a session of the subscriber');
$in .= "\\q\n";
$h->finish;

$sub->stop;
$node->stop;
done_testing();
