# Our types arrive at a logical subscriber as they left, as text and in binary.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $publisher = new_node('publisher', 'wal_level = logical', 'max_wal_senders = 8', 'max_replication_slots = 8');
my $subscriber = new_node('subscriber', 'wal_level = logical', 'max_wal_senders = 8', 'max_replication_slots = 8');
load_samples($publisher, 1);
$subscriber->safe_psql('postgres', 'CREATE EXTENSION news_extract');

my @tables = ('by_text', 'by_binary');
for my $node ($publisher, $subscriber)
{
	$node->safe_psql('postgres', qq{
		CREATE TABLE $_ (id int PRIMARY KEY, entities entityset, line dateline, q entityquery);
		CREATE INDEX ON $_ USING gin (entities)}) for @tables;
}
my $conninfo = $publisher->connstr . ' dbname=postgres';
for my $table (@tables)
{
	# Half of the rows go with the first copy.
	$publisher->safe_psql('postgres', qq{
		CREATE PUBLICATION $table FOR TABLE $table;
		INSERT INTO $table SELECT id, news_entities(body), news_dateline(body), 'person:xi | in:KE' FROM article WHERE id % 2 = 0});
	$subscriber->safe_psql('postgres', qq{CREATE SUBSCRIPTION $table CONNECTION '$conninfo' PUBLICATION $table}
		  . ($table eq 'by_binary' ? ' WITH (binary = true)' : ''));
	$subscriber->poll_query_until('postgres',
		qq{SELECT count(*) = 0 FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')}) or die 'first copy timed out';
}
for my $table (@tables)
{
	$publisher->safe_psql('postgres', qq{
		INSERT INTO $table SELECT id, news_entities(body), news_dateline(body), 'org:*' FROM article WHERE id % 2 = 1;
		UPDATE $table SET entities = entities || 'person:"Xi Jinping"#1/CN^2\@A3=0.5 ticker:AAPL' WHERE id % 3 = 0;
		DELETE FROM $table WHERE id % 5 = 0});
	$publisher->wait_for_catchup($table);
	my $all = qq{SELECT md5(string_agg(concat_ws(' ', id, entities, line, q), '|' ORDER BY id)), count(*) FROM $table};
	is(ask($subscriber, 'postgres', $all), ask($publisher, 'postgres', $all), "$table: same rows");
	my $found = qq{SET enable_seqscan = off; SELECT count(*) FROM $table WHERE entities \@\@ 'person:xi'};
	is(ask($subscriber, 'postgres', $found), ask($publisher, 'postgres', $found), "$table: the subscriber's index answers");
}
isnt(ask($subscriber, 'postgres', q{SELECT count(*) FROM by_text WHERE entities @@ 'person:xi'}), '0', 'and finds something');

$subscriber->safe_psql('postgres', "DROP SUBSCRIPTION $_") for @tables;
$subscriber->stop;
$publisher->stop;
done_testing();
