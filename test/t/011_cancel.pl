# Cancel within a moment, at many moments, of what is long and is no article: literals, queries, dictionaries.  And no memory
# in the middle of an article: an error, and the backend goes on.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

# Most seconds late at the median of the moments; alone it takes a few thousandths.
use constant LATEST => 0.1;
use constant RETRIES => 3;

my $node = new_node('main', 'max_parallel_workers_per_gather = 0', 'jit = off');
$node->safe_psql('postgres', q{CREATE EXTENSION news_extract;
	CREATE TABLE long (what text PRIMARY KEY, value text);
	INSERT INTO long VALUES
		('set', (SELECT string_agg('person:"Ann Lee ' || n || '"#' || n || '@A' || n, ' ') FROM generate_series(1, 400000) AS n)),
		('same', repeat('person:"Ann Lee"@B7 ', 500000)),
		('positions', 'person:ann@' || (SELECT string_agg('B' || n, ',') FROM generate_series(1, 1000000) AS n)),
		('query', (SELECT string_agg('person:"ann lee ' || n || '"', ' & ') FROM generate_series(1, 300000) AS n)),
		('nots', repeat('!', 1000000) || 'ann'),
		('websearch', repeat('ann "lee kim" -no or ', 300000));
	INSERT INTO news_term (profile, kind, term, name) SELECT 'many', 'person', 'Ann Lee ' || n, 'Ann' FROM generate_series(1, 100000) AS n});

my %call = (
	(map { ("entityset_in: $_" => "SELECT length(value::entityset) FROM long WHERE what = '$_'") } qw(set same positions)),
	(map { ("entityquery_in: $_" => "SELECT numnode(value::entityquery) FROM long WHERE what = '$_'") } qw(query nots)),
	'websearch_to_entityquery' => q{SELECT numnode(websearch_to_entityquery(value)) FROM long WHERE what = 'websearch'},
	'entityset_send' => q{SELECT length(entityset_send(value::entityset)) FROM long WHERE what = 'set'},
	'news_dictionary' => q{SELECT length(news_dictionary('many')::text)});

for my $name (sort keys %call)
{
	my $late = 9;
	for my $try (1 .. RETRIES)
	{
		my $script = '';
		for my $ms (3, 10, 25, 50, 80, 120, 170, 250, 350)
		{
			$script .= "SELECT extract(epoch FROM clock_timestamp()) AS began \\gset\nSET statement_timeout = '${ms}ms';\n"
			  . "$call{$name} \\g /dev/null\nSET statement_timeout = 0;\n"
			  . "SELECT extract(epoch FROM clock_timestamp()) - :began - $ms / 1000.0;\n";
		}
		my ($rc, $out, $err) = $node->psql('postgres', $script, on_error_stop => 0);
		my @errors = grep { /ERROR|FATAL|PANIC|terminated/ && !/canceling statement due to statement timeout/ } split /\n/, $err;
		is("@errors", '', "$name: no error but the timeout") if $try == 1;
		my @late = sort { $a <=> $b } split /\n/, $out;
		is(scalar(@late), 9, "$name: every call ended") if $try == 1;
		$late = $late[int(@late / 2)];
		diag(sprintf '%s: median %.0f ms late, at most %.0f', $name, $late * 1000, $late[-1] * 1000) if $ENV{NX_VERBOSE};
		last if $late < LATEST;
	}
	cmp_ok($late, '<', LATEST, "$name: ends soon after the timeout");
}

# A backend of little address space: its server is started so.
my $limit = $node->safe_psql('postgres', q{SELECT setting::bigint * 8 / 1024 + 600 FROM pg_settings WHERE name = 'shared_buffers'});
$node->stop;
my $log = $node->logfile;
my $rc = system('sh', '-c', 'ulimit -v ' . ($limit * 1024) . '; exec pg_ctl -w -D "$0" -l "$1" start >/dev/null', $node->data_dir, $log);
is($rc, 0, 'a server of little memory starts');
my $pid = ask($node, 'postgres', 'SELECT pg_postmaster_start_time()');
my ($code, $out, $err) = $node->psql('postgres', q{
	SELECT length(news_clean(repeat('<p>The council of Oslo met on Monday, said John Smith.</p>', 2000000)));
	SELECT length(news_entities(repeat('John Smith of Oslo met Ann Lee. ', 3000000)));
	SELECT length(news_entities('OSLO (AP) -- John Smith of Oslo met Ann Lee.'))}, on_error_stop => 0);
like($err, qr/out of memory/, 'an article that is too long for it: out of memory');
unlike($err, qr/terminated|PANIC|FATAL/, 'and nothing worse');
like($out, qr/^[1-9]\d*$/m, 'the same backend reads the next article');
is(ask($node, 'postgres', 'SELECT pg_postmaster_start_time()'), $pid, 'the server has not restarted');
system('pg_ctl', '-w', '-m', 'fast', '-D', $node->data_dir, 'stop');
done_testing();
