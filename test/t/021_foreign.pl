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

# A dictionary is a value: tables of the extension are local to a node, and those of the shards are empty here.  As a
# literal it goes along to where the rows lie, and the update is done there; read from the tables, it is a function that
# is only STABLE, and the rows come here first.  This is also what Citus asks for: functions over columns are IMMUTABLE.
$_->safe_psql('postgres', 'CREATE TABLE note (id int PRIMARY KEY, body text, entities entityset, extracted_by text)') for @shards;
$main->safe_psql('postgres', q{
	INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Falcon 9');
	ALTER SERVER s0 OPTIONS (ADD extensions 'news_extract');
	CREATE TABLE note (id int, body text, entities entityset, extracted_by text) PARTITION BY HASH (id);
	CREATE FOREIGN TABLE note_0 PARTITION OF note FOR VALUES WITH (MODULUS 2, REMAINDER 0) SERVER s0 OPTIONS (table_name 'note');
	CREATE FOREIGN TABLE note_1 PARTITION OF note FOR VALUES WITH (MODULUS 2, REMAINDER 1) SERVER s1 OPTIONS (table_name 'note');
	INSERT INTO note SELECT n, 'A Falcon 9 flew on day ' || n || '.' FROM generate_series(1, 20) AS n});
my $literal = ask($main, 'postgres', q{SELECT quote_literal(news_dictionary('desk')) || '::newsdictionary'});
my $refresh = 'UPDATE note SET entities = news_entities(body, %1$s), extracted_by = news_extract_version(%1$s) WHERE extracted_by IS DISTINCT FROM news_extract_version(%1$s)';
like(remote(sprintf $refresh, $literal), qr/Foreign Update on public\.note_0[^\n]*\n\s*Remote SQL: UPDATE .*news_entities\(body, '.*'::public\.newsdictionary/,
	'with the dictionary as a literal the rows are extracted where they lie');
is(ask($main, 'postgres', sprintf "WITH u AS ($refresh RETURNING 1) SELECT count(*) FROM u", $literal), '20', 'all rows are');
for my $shard (@shards)
{
	is($shard->safe_psql('postgres', q{SELECT bool_and(entities @@ 'product:"falcon 9"'), (SELECT count(*) FROM news_term) FROM note}), 't|0', 'also where the tables of dictionaries are empty');
}
is(ask($main, 'postgres', sprintf "WITH u AS ($refresh RETURNING 1) SELECT count(*) FROM u", q{news_dictionary('desk')}), '0', 'and none again, as the dictionary is the same');
is(ask($main, 'postgres', q{INSERT INTO news_term (profile, kind, term) VALUES ('desk', 'product', 'Zeta Beam'); } . sprintf("WITH u AS ($refresh RETURNING 1) SELECT count(*) FROM u", q{news_dictionary('desk')})), '20',
	'after an edit all are stale');
is(ask($main, 'postgres', q{SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	WHERE refobjid = (SELECT oid FROM pg_extension WHERE extname = 'news_extract') AND proargnames[1] = 'article' AND provolatile <> 'i' AND prokind = 'f'}), '',
	'every function of an article is IMMUTABLE');
is($shards[0]->safe_psql('postgres', qq{CREATE TABLE frozen (id bigint PRIMARY KEY, body text, entities entityset GENERATED ALWAYS AS (news_entities(body, $literal)) STORED);
	INSERT INTO frozen VALUES (1, 'A Falcon 9 flew.'); SELECT entities @@ 'product:*' FROM frozen}), 't', 'frozen in a generated column it needs neither tables nor trigger');

# views over all for BI
is(ask($main, 'postgres', q{CREATE MATERIALIZED VIEW story_places AS
	SELECT s.id::bigint AS article_id, e.name::varchar(300) AS name, e.country::char(2) AS country_iso2 FROM story AS s, unnest(s.entities) AS e WHERE e.kind = 'place';
	SELECT count(*) > 10 FROM story_places}), 't', 'a view over the shards');

# news_attach tells that such a table has no key, and attaches to a shard
like(ask($main, 'postgres', q{SELECT news_attach('story', 'body')}), qr/table public\.story has no key/, 'attach where the rows are');

$_->stop for $main, @shards;
done_testing();
