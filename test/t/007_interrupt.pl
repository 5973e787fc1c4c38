# A statement_timeout ends every function within a moment, whatever the article; and the memory of a backend stays flat.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;
use Time::HiRes qw(time);

# Most seconds that a cancel may take on a loaded machine; alone it takes a tenth.
use constant LATEST => 1.5;
use constant TIMEOUT => 0.2;

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

# Each call under a timeout; a call that ends before it is as good.
my @calls = (
	'news_clean(article)', "news_clean(article, 'clean')", '(SELECT count(*) FROM news_blocks(article))',
	'(SELECT count(*) FROM news_article(article))', 'news_dateline(article)',
	'(SELECT count(*) FROM news_mentions(article))', "(SELECT count(*) FROM news_mentions(article, 'clean'))",
	'news_entities(article)', "news_entities(article, 'clean')", '(SELECT count(*) FROM news_places(article))',
	'(SELECT count(*) FROM news_captions(article))', 'news_highlight(article)');
my @shapes = split /\n/, $node->safe_psql('postgres', 'SELECT what FROM bad ORDER BY what');
my $psql = $node->background_session;
for my $call (@calls)
{
	my ($slowest, $where, $wrong) = (0, '', '');
	for my $shape (@shapes)
	{
		my $began = time;
		my ($rc, $out, $err) = $node->psql('postgres',
			'SET statement_timeout = ' . int(TIMEOUT * 1000) . "; SELECT count($call) FROM bad WHERE what = '$shape'");
		my $took = time - $began - TIMEOUT;
		($slowest, $where) = ($took, $shape) if $took > $slowest;
		$wrong .= "$shape: $err\n" if $rc != 0 && $err !~ /canceling statement due to statement timeout/;
	}
	is($wrong, '', "$call: no error but the timeout");
	ok($slowest < LATEST, sprintf('%s: ends within %.0f ms of the timeout (%s)', $call, $slowest * 1000, $where));
}

$node->stop;
done_testing();
