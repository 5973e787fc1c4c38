# Parallel plans give what serial plans give.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $node = new_node('main', 'max_parallel_workers_per_gather = 0');
load_samples($node, 20);
$node->safe_psql(
	'postgres', q{
	CREATE TABLE story AS SELECT id, file, body, news_entities(body) AS entities FROM article;
	ALTER TABLE article SET (parallel_workers = 3);
	ALTER TABLE story SET (parallel_workers = 3);
	ANALYZE});

my $serial = 'SET max_parallel_workers_per_gather = 0; ';
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;'
  . ' SET max_parallel_workers_per_gather = 3; ';

my @queries = (
	q{SELECT sum(hashtextextended(id || news_clean(body), 0)::numeric) FROM article},
	q{SELECT sum(hashtextextended(id || news_entities(body)::text, 0)::numeric) FROM article},
	q{SELECT sum(hashtextextended(id || coalesce(news_dateline(body)::text, ''), 0)::numeric) FROM article},
	q{SELECT count(*), sum(m.start), sum(m.place_id) FROM article, news_mentions(body) AS m},
	q{SELECT count(*), count(latitude) FROM article, news_places(body)},
	q{SELECT count(*), sum(id) FROM story WHERE entities @@ 'place:Kenya | person:*'},
	q{SELECT count(DISTINCT entities) FROM story});

for my $query (@queries)
{
	is(ask($node, 'postgres', $parallel . $query), ask($node, 'postgres', $serial . $query), "parallel = serial: $query");
}
for my $n (0, 1, 2, 5)
{
	like(ask($node, 'postgres', "${parallel}EXPLAIN (COSTS OFF) $queries[$n]"), qr/Workers Planned/, "is planned in parallel: $queries[$n]");
}
is(ask($node, 'postgres', q{
	SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.deptype = 'e'
		JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'news_extract'
	WHERE p.proname IN ('news_clean', 'news_blocks', 'news_article', 'news_dateline', 'news_mentions', 'news_entities', 'news_places')
		AND (p.provolatile, p.proparallel) <> ('i', 's')}), '', 'what reads articles is immutable and parallel safe');

$node->stop;
done_testing();
