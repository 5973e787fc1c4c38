# A statement_timeout ends every function within a moment, whatever the article; and the memory of a backend stays flat.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

# Most seconds that a cancel may come late on a loaded machine; alone it takes a few thousandths.
use constant LATEST => 1.5;
use constant TIMEOUT => 0.1;

my $node = new_node('main', 'max_parallel_workers_per_gather = 0', 'jit = off');
$node->safe_psql('postgres', 'CREATE EXTENSION news_extract; CREATE TABLE bad (what text, article text)');
$node->safe_psql(
	'postgres', q{
	INSERT INTO bad SELECT what, repeat(unit, bytes / octet_length(unit)) FROM (VALUES
		('prose', e'The council of Oslo met on Monday, said John Smith of the World Bank.\n', 20e6::int),
		('one line', 'the council met again and nothing came of it ', 30e6::int),
		('no spaces', 'abcdefghij', 30e6::int),
		('commas', ',', 20e6::int),
		('names', 'John Smith Maria Lopez ', 20e6::int),
		('places', 'Paris, Texas, ', 20e6::int),
		('datelines', e'PARIS, Jan 3 (Reuters) -\n', 20e6::int),
		('bylines', e'By John Smith\n', 20e6::int),
		('newlines', e'\n', 20e6::int),
		('marks', U&'\0301', 20e6::int),
		('mojibake', U&'\00E2\20AC\2122', 20e6::int),
		('Chinese', U&'\6771\4EAC', 20e6::int),
		('nested tags', '<div>x', 20e6::int),
		('paragraphs', '<p>The council of Oslo met on Monday.</p>', 20e6::int),
		('attributes', '<p a="1" b', 20e6::int),
		('less-than', '<', 20e6::int),
		('references', '&amp;&#8217;', 20e6::int)) AS s (what, unit, bytes);
	INSERT INTO bad SELECT 'page ' || what, '<html>' || article FROM bad WHERE what IN ('one line', 'less-than');
	INSERT INTO bad VALUES ('comment', '<html><!-- ' || repeat('- ', 10000000)), ('script', '<html><script>' || repeat('</', 10000000));
	ALTER TABLE bad ALTER article SET STORAGE EXTERNAL});

# Each call on each article in one session; a call that ends before its timeout is as good.
my @calls = (
	'news_clean(article)', '(SELECT count(*) FROM news_blocks(article))', '(SELECT count(*) FROM news_article(article))',
	'news_dateline(article)', '(SELECT count(*) FROM news_mentions(article))', 'news_entities(article)',
	"news_entities(article, 'clean')", '(SELECT count(*) FROM news_places(article))',
	'(SELECT count(*) FROM news_captions(article))', 'news_highlight(article)');
my @shapes = split /\n/, $node->safe_psql('postgres', 'SELECT what FROM bad ORDER BY what');
for my $call (@calls)
{
	my $script = '';
	my ($slowest, $where, $answers) = (0, 'nowhere', 0);
	for my $shape (@shapes)
	{
		$script .= "SELECT extract(epoch FROM clock_timestamp()) AS began \\gset\n"
		  . "SET statement_timeout = '${\(TIMEOUT * 1000)}ms';\n"
		  . "SELECT count($call) FROM bad WHERE what = '$shape' \\g /dev/null\n"
		  . "SET statement_timeout = 0;\n"
		  . "SELECT '$shape', extract(epoch FROM clock_timestamp()) - :began;\n";
	}
	my ($rc, $out, $err) = $node->psql('postgres', $script, on_error_stop => 0);
	my @errors = grep { /ERROR|FATAL|PANIC|terminated/ && !/canceling statement due to statement timeout/ } split /\n/, $err;
	is("@errors", '', "$call: no error but the timeout");
	for my $line (split /\n/, $out)
	{
		my ($shape, $took) = split /\|/, $line;
		$answers++;
		($slowest, $where) = ($took - TIMEOUT, $shape) if $took - TIMEOUT > $slowest;
	}
	is($answers, scalar(@shapes), "$call: every article has an answer");
	ok($slowest < LATEST, "$call: ends soon after the timeout");
	diag(sprintf '%s: at most %.0f ms after the timeout (%s)', $call, $slowest * 1000, $where) if $slowest > 0.3 || $ENV{NX_VERBOSE};
}

# 20,000 articles in one backend: what it holds in the end is what it held after the first ones.
load_samples($node, 1, 'postgres');
my $memory = q{SELECT coalesce(sum(used_bytes), 0) FROM pg_backend_memory_contexts};
my $round = q{SELECT sum(length(news_clean(body || n)) + length(news_entities(body || n)::text)) IS NOT NULL
	FROM article, generate_series(1, %d) AS n;};
my $out = ask($node, 'postgres', sprintf("$round\n$memory;\n$round\n$memory;\nSELECT count(*) FROM article", 20, 20000 / 12));
my (undef, $before, undef, $after, $files) = split /\n/, $out;
cmp_ok($after, '<', $before + 512 * 1024, "memory after 20,000 articles: $after bytes, after 240: $before");

$node->stop;
done_testing();
