# What is stored survives dump and restore: a generated column, plain columns of our types, the index.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $node = new_node('main');
load_samples($node, 1);
$node->safe_psql(
	'postgres', q{
	CREATE TABLE story (id int PRIMARY KEY, body text,
		entities entityset GENERATED ALWAYS AS (news_entities(body)) STORED,
		kept entityset, line dateline);
	INSERT INTO story (id, body, kept, line) SELECT id, body, news_entities(body), news_dateline(body) FROM article;
	CREATE INDEX story_entities ON story USING gin (entities);
	CREATE INDEX story_kept ON story USING gin (kept gin_entityset_name_ops);
	CREATE INDEX story_line ON story ((kept @@ 'person:*'), kept);
	CREATE VIEW mentions AS SELECT id, m.* FROM article, news_mentions(body) AS m;
	CREATE TABLE asked (q entityquery);
	CREATE UNIQUE INDEX asked_q ON asked (q);
	INSERT INTO asked VALUES ('person:"Moses Byaruhanga Kato" & !org:*'), ('country:KE | place:rwanda@headline');
});

my @digests = (
	q{SELECT md5(string_agg(id || ' ' || entities::text, '|' ORDER BY id)) FROM story},
	q{SELECT md5(string_agg(id || ' ' || kept::text, '|' ORDER BY id)) FROM story},
	q{SELECT md5(string_agg(id || ' ' || coalesce(line::text, '-'), '|' ORDER BY id)) FROM story},
	q{SELECT md5(string_agg(m::text, '|' ORDER BY id, start, length)) FROM mentions AS m},
	q{SELECT string_agg(q::text, ' ; ' ORDER BY q::text COLLATE "C") FROM asked},
	q{SELECT string_agg(pg_get_indexdef(indexrelid), ';' ORDER BY indexrelid::regclass::text COLLATE "C") FROM pg_index
		WHERE indrelid IN ('story'::regclass, 'asked'::regclass)},
	q{SELECT count(*) FROM story WHERE entities = kept});

my $dir = $node->basedir;
for my $format ('c', 'p')
{
	my $file = "$dir/dump.$format";
	my $db = "restored_$format";
	$node->command_ok([ 'pg_dump', '-F', $format, '-f', $file, 'postgres' ], "dump, format $format");
	$node->safe_psql('postgres', "CREATE DATABASE $db TEMPLATE template0");
	if ($format eq 'p')
	{
		$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', $file ], 'restore, format p');
	}
	else
	{
		$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $db, $file ], 'restore, format c');
	}
	for my $query (@digests)
	{
		is(ask($node, $db, $query), ask($node, 'postgres', $query), "same after restore: $query");
	}
	is(ask($node, $db, 'SET enable_seqscan = off; SELECT count(*) FROM story WHERE entities @@ \'place:Kenya\''),
		$node->safe_psql('postgres', 'SET enable_indexscan = off; SET enable_bitmapscan = off; SELECT count(*) FROM story WHERE entities @@ \'place:Kenya\''),
		'the restored index answers');
}

# Binary COPY out and in again.
my $binary = "$dir/story.bin";
$node->safe_psql('postgres', qq{
	COPY (SELECT id, kept, line FROM story ORDER BY id) TO '$binary' (FORMAT binary);
	CREATE TABLE again (id int, kept entityset, line dateline);
	COPY again FROM '$binary' (FORMAT binary);
	COPY asked TO '$binary.q' (FORMAT binary);
	CREATE TABLE asked_again (LIKE asked);
	COPY asked_again FROM '$binary.q' (FORMAT binary);});
is(ask($node, 'postgres', q{SELECT count(*) FROM story JOIN again USING (id)
	WHERE story.kept = again.kept AND story.line IS NOT DISTINCT FROM again.line}),
	ask($node, 'postgres', 'SELECT count(*) FROM story'), 'binary COPY gives equal values');
is(ask($node, 'postgres', 'SELECT count(*) FROM asked JOIN asked_again USING (q)'), '2', 'and equal queries');

$node->stop;
done_testing();
