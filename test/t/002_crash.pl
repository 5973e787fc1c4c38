# After a crash the GIN index answers as the table does, with fastupdate's pending list too.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $node = new_node('main', 'fsync = on', 'autovacuum = off');
load_samples($node, 2);
$node->safe_psql(
	'postgres', q{
	CREATE TABLE story (id int PRIMARY KEY, entities entityset);
	CREATE INDEX story_fast ON story USING gin (entities) WITH (fastupdate = on);
	INSERT INTO story SELECT id, news_entities(body) FROM article;
	CHECKPOINT;
	INSERT INTO story SELECT id + 1000, news_entities(body) FROM article;
	DELETE FROM story WHERE id % 5 = 0;
	UPDATE story SET entities = (SELECT entities FROM story AS other WHERE other.id = 1) WHERE id % 7 = 0;
});
$node->stop('immediate');
$node->start;

my $count = $node->safe_psql('postgres', 'SELECT count(*) FROM story');
cmp_ok($count, '>', 20, 'committed rows are there');
for my $question (@QUESTIONS)
{
	(my $quoted = $question) =~ s/'/''/g;
	my $query = "SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM story WHERE entities @@ '$quoted'";
	my $by_index = ask($node, 'postgres', "SET enable_seqscan = off; $query");
	my $by_table = ask($node, 'postgres', "SET enable_indexscan = off; SET enable_bitmapscan = off; $query");
	is($by_index, $by_table, "index = table after a crash: $question");
}
$node->safe_psql('postgres', 'VACUUM story; REINDEX INDEX story_fast');
is( ask($node, 'postgres', "SET enable_seqscan = off; SELECT count(*) FROM story WHERE entities @@ 'place:Kenya'"),
	$node->safe_psql('postgres', "SET enable_bitmapscan = off; SELECT count(*) FROM story WHERE entities @@ 'place:Kenya'"),
	'and after VACUUM and REINDEX');

$node->stop;
done_testing();
