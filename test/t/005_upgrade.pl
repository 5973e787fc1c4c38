# A database that was upgraded is a database that was newly installed, object by object.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my @scripts = glob "$FindBin::RealBin/../../sql/upgrade/news_extract--*--*.sql";
plan skip_all => 'no version to upgrade from yet' unless @scripts;

my $node = new_node('main');
my $objects = q{
	SELECT string_agg(line, e'\n' ORDER BY line COLLATE "C") FROM (
		SELECT pg_describe_object(d.classid, d.objid, 0) || coalesce(' ' || obj_description(d.objid, d.classid::regclass::name), '') || coalesce((
			SELECT concat_ws(' ', '', p.provolatile, p.proparallel, p.proisstrict, p.procost, p.prorows, p.prosrc, p.probin, p.proacl,
				pg_get_function_arguments(p.oid), pg_get_function_result(p.oid))
			FROM pg_proc AS p WHERE d.classid = 'pg_proc'::regclass AND p.oid = d.objid), '') AS line
		FROM pg_depend AS d JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		WHERE e.extname = 'news_extract' AND d.deptype = 'e') AS x};

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION news_extract');
my $walked = 0;
my $target = $node->safe_psql('fresh', q{SELECT extversion FROM pg_extension WHERE extname = 'news_extract'});
for my $from ($node->safe_psql('postgres', qq{SELECT DISTINCT source FROM pg_extension_update_paths('news_extract')
	WHERE target = '$target' AND path IS NOT NULL}) =~ /(\S+)/g)
{
	(my $db = "from_$from") =~ s/\W/_/g;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	my ($rc) = $node->psql($db, "CREATE EXTENSION news_extract VERSION '$from'");
	next if $rc;	# an intermediate version that cannot be installed any more
	$node->safe_psql($db, 'ALTER EXTENSION news_extract UPDATE');
	$walked++;
	is(ask($node, $db, $objects), ask($node, 'fresh', $objects), "upgraded from $from = newly installed");
}
ok($walked > 0, "upgrade paths were walked: $walked");

$node->stop;
done_testing();
