# More than one machine: partitions on two foreign servers; @@ is answered there, results are those of one table.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $main = new_node('main');
plan skip_all => 'note: postgres_fdw is not installed' unless ask($main, 'postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'}) eq '1';
my @shards = map { new_node("shard$_") } 1, 2;
load_samples($main, 2);

# on each shard: an ordinary table with the extracted columns, and its index
for my $shard (@shards)
{
	$shard->safe_psql('postgres', q{
		CREATE EXTENSION news_extract;
		CREATE TABLE story (id int PRIMARY KEY, body text, entities entityset GENERATED ALWAYS AS (news_entities(body)) STORED);
		CREATE INDEX story_entities ON story USING gin (entities)});
}

# on the coordinator: a partitioned table; extensions => the operators of news_extract are shipped
my $setup = 'CREATE EXTENSION postgres_fdw;'
  . ' CREATE TABLE story (id int, body text, entities entityset GENERATED ALWAYS AS (news_entities(body)) STORED) PARTITION BY HASH (id);';
for my $n (0, 1)
{
	my $shard = $shards[$n];
	$setup .= sprintf q{
		CREATE SERVER s%1$d FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '%2$s', port '%3$s', dbname 'postgres', extensions 'news_extract', async_capable 'true', use_remote_estimate 'true');
		CREATE USER MAPPING FOR CURRENT_USER SERVER s%1$d;
		CREATE FOREIGN TABLE story_%1$d PARTITION OF story FOR VALUES WITH (MODULUS 2, REMAINDER %1$d) SERVER s%1$d OPTIONS (table_name 'story');},
	  $n, $shard->host, $shard->port;
}
$main->safe_psql('postgres', $setup);
$main->safe_psql('postgres', 'CREATE TABLE whole AS SELECT id, body, news_entities(body) AS entities FROM article; INSERT INTO story (id, body) SELECT id, body FROM article');
$_->safe_psql('postgres', 'ANALYZE story') for @shards;

my @counts = map { $_->safe_psql('postgres', 'SELECT count(*) FROM story') } @shards;
ok($counts[0] > 0 && $counts[1] > 0, "both shards have rows: @counts");
is(ask($main, 'postgres', 'SELECT count(*) FROM story JOIN whole USING (id) WHERE story.entities = whole.entities'),
	ask($main, 'postgres', 'SELECT count(*) FROM whole'), 'the shards computed the same values');
for my $query (@QUESTIONS)
{
	is(ask($main, 'postgres', qq{SELECT array_agg(id ORDER BY id) FROM story WHERE entities @@ '$query'}),
		ask($main, 'postgres', qq{SELECT array_agg(id ORDER BY id) FROM whole WHERE entities @@ '$query'}), "same rows: $query");
}

# Remote SQL of a plan
sub remote { return ask($main, 'postgres', 'EXPLAIN (VERBOSE, COSTS OFF) ' . shift) }

my $plan = remote(q{SELECT id FROM story WHERE entities @@ 'place:Kenya'});
is($plan, join("\n", 'Append', map({ my $n = $_ + 1;
	("  ->  Async Foreign Scan on public.story_$_ story_$n", "        Output: story_$n.id",
	 qq{        Remote SQL: SELECT id FROM public.story WHERE ((entities OPERATOR(public.\@\@) 'place:"kenya"'::public.entityquery))}) } 0, 1)),
	'@@ is asked on both shards at once, and not again here');
like(remote(q{SELECT id FROM story WHERE entities && 'place:Kenya'::entityset}), qr/Remote SQL: .*&&/, '&& is shipped');
like(remote(q{SELECT id FROM story WHERE entities @> 'place:Kenya'::entityset}), qr/Remote SQL: .*\@>/, '@> is shipped');
like(remote(q{SELECT count(*) FROM story_0 WHERE entities @@ 'place:Kenya'}), qr/Remote SQL: SELECT count\(\*\)/, 'so is a count over one partition');
$shards[0]->safe_psql('postgres', 'ALTER DATABASE postgres SET enable_seqscan = off');
like($shards[0]->safe_psql('postgres', q{EXPLAIN (COSTS OFF) SELECT id FROM story WHERE entities OPERATOR(public.@@) 'place:Kenya'::entityquery}),
	qr/Bitmap Index Scan on story_entities/, 'what is shipped uses the index there');

# without the option nothing of ours is shipped
$main->safe_psql('postgres', 'ALTER SERVER s0 OPTIONS (DROP extensions)');
unlike(remote(q{SELECT id FROM story_0 WHERE entities @@ 'place:Kenya'}), qr/Remote SQL: .*\@\@/, 'without "extensions" the rows come here first');
is(ask($main, 'postgres', q{SELECT count(*) FROM story WHERE entities @@ 'place:Kenya'}),
	ask($main, 'postgres', q{SELECT count(*) FROM whole WHERE entities @@ 'place:Kenya'}), 'and the answer is the same');

# a changed article is extracted where it lies; a row of another shard moves
$main->safe_psql('postgres', q{UPDATE story SET body = 'OSLO, Norway (AP) -- Snow fell in Oslo.' WHERE id = 1});
is(ask($main, 'postgres', q{SELECT id FROM story WHERE entities @@ 'place:Oslo'}), '1', 'an update is extracted on its shard');

# views over all for BI
is(ask($main, 'postgres', q{CREATE MATERIALIZED VIEW story_places AS
	SELECT s.id::bigint AS article_id, e.name::varchar(300) AS name, e.country::char(2) AS country_iso2 FROM story AS s, unnest(s.entities) AS e WHERE e.kind = 'place';
	SELECT count(*) > 10 FROM story_places}), 't', 'a view over the shards');

# news_attach tells that such a table has no key, and attaches to a shard
like(ask($main, 'postgres', q{SELECT news_attach('story', 'body')}), qr/table public\.story has no key/, 'attach where the rows are');

$_->stop for $main, @shards;
done_testing();
