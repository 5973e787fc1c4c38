# pg_cancel_backend at random moments of calls with a very long article, a long literal, an index build: how long the backend
# works on.  Its CPU time tells, which other programs on the machine do not lengthen.  In it is the time in which the kernel takes
# back the memory of the call, 70 ms a gigabyte, after the client has got its error.
#   NX_MOMENTS=100: so many moments for each call, over all of its time; NX_MOMENTS_MB=100: megabytes; NX_VERBOSE=1: the figures
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;
use IPC::Run;
use Time::HiRes 'usleep';

# Most seconds that a backend may work on; a machine may be slow.
use constant LATEST => 0.25;
# Without NX_MOMENTS: few moments, in the first seconds of a call.
use constant FEW => 4;
use constant FIRST_SECONDS => 1.5;

my $size = ($ENV{NX_MOMENTS_MB} // 20) * 1000 * 1000;
my $node = new_node('main', 'max_parallel_workers_per_gather = 0', 'max_parallel_maintenance_workers = 0', 'jit = off', 'autovacuum = off', 'fsync = off',
	'max_wal_size = 4GB', 'maintenance_work_mem = 256MB');
load_samples($node, 1);
my $file = $node->basedir . '/sets.copy';
$node->safe_psql(
	'postgres', qq{
	CREATE TABLE long (what text, article text);
	ALTER TABLE long ALTER article SET STORAGE EXTERNAL;
	INSERT INTO long SELECT 'text', repeat(t, $size / octet_length(t)) FROM (SELECT string_agg(body, e'\\n\\n') AS t FROM article WHERE file LIKE '%.txt') AS s;
	INSERT INTO long SELECT 'page', '<html>' || repeat(t, $size / octet_length(t)) FROM (SELECT string_agg(body, ' ') AS t FROM article WHERE file LIKE '%.html') AS s;
	INSERT INTO long SELECT 'literal', (SELECT string_agg('person:"Ann Lee ' || n || '"#' || n % 9 + 1 || '\@A' || n % 1000 + 1, ' ') FROM generate_series(1, $size / 50) AS n);
	INSERT INTO news_term (profile, kind, term, match) VALUES ('moments', 'vessel', '(MV|SS) [A-Z][a-z]+', 'regex'), ('moments', 'case', '[A-Z]+-[0-9]+', 'regex'),
		('moments', 'org', 'World Bank', 'smart'), ('moments', 'word', 'the', 'any');
	CREATE TABLE sets (entities entityset);
	INSERT INTO sets SELECT article::entityset FROM long WHERE what = 'literal';
	COPY sets TO '$file' (FORMAT binary);
	TRUNCATE sets;
	CREATE TABLE story (entities entityset);
	INSERT INTO story SELECT string_agg('person:"Ann Lee ' || (n * 7919 + k * 104729) % 400000 || '" place:P' || (n * k) % 9973, ' ')::entityset
		FROM generate_series(1, $size / 2000) AS n, generate_series(1, 15) AS k GROUP BY n;
	CREATE FUNCTION cpu(pid int) RETURNS float8 LANGUAGE sql AS \$\$ SELECT split_part(pg_read_file('/proc/' || pid || '/schedstat'), ' ', 1)::float8 / 1e9 \$\$;
	CREATE FUNCTION cancel_after(worker int, tag text, seconds float8, OUT used float8, OUT at float8) LANGUAGE plpgsql AS \$\$
	DECLARE
		began float8;
		turn int := 0;
	BEGIN
		LOOP
			PERFORM pg_stat_clear_snapshot();
			EXIT WHEN (SELECT query LIKE '%' || tag || '%' AND state = 'active' FROM pg_stat_activity WHERE pid = worker);
			turn := turn + 1;
			IF turn > 5000 THEN RETURN; END IF;
			PERFORM pg_sleep(0.001);
		END LOOP;
		began := cpu(worker);
		LOOP
			used := cpu(worker) - began;
			EXIT WHEN used >= seconds;
			PERFORM pg_stat_clear_snapshot();
			EXIT WHEN NOT (SELECT query LIKE '%' || tag || '%' AND state = 'active' FROM pg_stat_activity WHERE pid = worker);
			PERFORM pg_sleep(greatest(0.0005, least(0.05, (seconds - used) / 2)));
		END LOOP;
		used := cpu(worker);
		at := extract(epoch FROM clock_timestamp());
		PERFORM pg_cancel_backend(worker);
	END \$\$});
my $has_cpu = ask($node, 'postgres', 'SELECT cpu(pg_backend_pid()) > 0') eq 't';
plan skip_all => 'no CPU times of processes here' unless $has_cpu;

my @calls = (
	[ 'news_clean, text' => q{SELECT news_clean(article) FROM long WHERE what = 'text'} ],
	[ 'news_clean, page' => q{SELECT news_clean(article) FROM long WHERE what = 'page'} ],
	[ 'news_entities, text' => q{SELECT news_entities(article) FROM long WHERE what = 'text'} ],
	[ 'news_entities, page' => q{SELECT news_entities(article) FROM long WHERE what = 'page'} ],
	[ 'news_entities, dictionary' => q{SELECT news_entities(article, news_dictionary('moments')) FROM long WHERE what = 'text'} ],
	[ 'news_dateline' => q{SELECT news_dateline(article) FROM long} ],
	[ 'news_mentions' => q{SELECT count(*) FROM long, news_mentions(article) WHERE what = 'text'} ],
	[ 'news_places' => q{SELECT count(*) FROM long, news_places(article) WHERE what = 'text'} ],
	[ 'news_highlight' => q{SELECT news_highlight(article) FROM long WHERE what = 'text'} ],
	[ 'news_learn_lines' => q{SELECT news_learn_lines('The Gazette', article) FROM long WHERE what <> 'literal'} ],
	[ 'news_learn_lines, many' => q{SELECT news_learn_lines('The Gazette ' || n % 100, body || n) FROM article, generate_series(1, 20000) AS n} ],
	[ 'entityset_in' => q{SELECT length(article::entityset) FROM long WHERE what = 'literal'} ],
	[ 'entityset_recv' => qq{COPY sets FROM '$file' (FORMAT binary)} ],
	[ 'gin' => 'CREATE INDEX ON story USING gin (entities)' ]);

# A psql that is written to and read from until it says 'end'.
sub session
{
	my %s = (in => '', out => '', err => '');
	$s{run} = IPC::Run::start([ 'psql', '-XqAt', '-d', $node->connstr('postgres') ], '<', \$s{in}, '>', \$s{out}, '2>', \$s{err}, IPC::Run::timeout(900));
	return \%s;
}

sub request { my ($s, $sql) = @_; $s->{$_} = '' for qw(out err); $s->{in} .= "$sql\n\\echo end\n"; $s->{run}->pump_nb; return; }

my ($worker, $watch) = (session(), session());

# Both are served while one is waited for.
sub answer
{
	my ($s) = @_;
	until ($s->{out} =~ /^end\n/m)
	{
		$_->{run}->pump_nb for $worker, $watch;
		usleep(500);
	}
	return $s->{out} =~ s/^end\n//mr;
}

request($worker, 'SELECT pg_backend_pid();');
chomp(my $pid = answer($worker));
srand($ENV{NX_SEED} // 1);
my $n = 0;
for my $call (@calls)
{
	my ($name, $sql) = @$call;
	my ($most, $moments) = (FIRST_SECONDS, $ENV{NX_MOMENTS} // FEW);
	my (@late, @clock, @errors);
	if ($ENV{NX_MOMENTS})
	{
		# the whole time of the call
		request($worker, "SELECT cpu($pid) AS began \\gset\n$sql \\g /dev/null\nSELECT cpu($pid) - :began;");
		$most = 0 + answer($worker);
	}
	for (1 .. $moments)
	{
		my $tag = '/* moment ' . ++$n . ' */';
		request($watch, sprintf(q{SELECT * FROM cancel_after(%d, '%s', %.4f);}, $pid, $tag, rand($most)));
		# COPY and CREATE INDEX are undone where they come to their end
		request($worker, "BEGIN;\n$sql $tag \\g /dev/null\nROLLBACK;\nSELECT cpu($pid), extract(epoch FROM clock_timestamp());");
		my ($used, $at) = split /\|/, answer($watch);
		my ($now, $ended) = split /\|/, answer($worker);
		my $error = $worker->{err};
		next unless defined $ended && $error =~ s/ERROR:  canceling statement due to user request\n//;	# it was over before
		push @errors, $error if $error =~ /ERROR|FATAL|terminated/;
		push @late, $now - $used;
		push @clock, $ended - $at;
	}
	@late = sort { $a <=> $b } @late;
	@clock = sort { $a <=> $b } @clock;
	diag(sprintf '%-26s %3d of %d moments in %.1f s: CPU median %.1f ms, 9 of 10 %.1f, at most %.1f; clock median %.0f, at most %.0f', $name, scalar(@late), $moments, $most,
		map { 1000 * $_ } $late[ @late / 2 ], $late[ @late * 0.9 ], $late[-1], $clock[ @clock / 2 ], $clock[-1]) if $ENV{NX_VERBOSE} && @late;
	is("@errors", '', "$name: no error but the cancel");
	cmp_ok($late[-1] // 0, '<', LATEST, "$name: ends soon after a cancel");
}
for my $s ($worker, $watch) { $s->{in} .= "\\q\n"; $s->{run}->finish; }
is(ask($node, 'postgres', q{SELECT length(news_clean(body)) > 0 FROM article LIMIT 1}), 't', 'the server goes on');
$node->stop;
done_testing();
