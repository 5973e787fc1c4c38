# A database that was upgraded is a database that was newly installed, object by object.
#
# Every version that sql/upgrade leads from and whose script lies there too is walked.  Whether or not there
# is one, the walk itself is tested: with older versions made up from the script of this one.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;
use File::Path qw(make_path);
use File::Copy qw(copy);

# Each object of the extension with all that tells it apart, one a line.
my $objects = q{
	SELECT string_agg(line, e'\n' ORDER BY line COLLATE "C") FROM (
		SELECT concat_ws(' ', pg_describe_object(d.classid, d.objid, 0), obj_description(d.objid, d.classid::regclass::name),
			(SELECT concat_ws(' ', p.provolatile, p.proparallel, p.proisstrict, p.procost, p.prorows, p.prosrc, p.probin, p.proconfig, p.proacl,
					p.prosupport, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid))
				FROM pg_proc AS p WHERE d.classid = 'pg_proc'::regclass AND p.oid = d.objid),
			(SELECT concat_ws(' ', c.relkind, c.relacl, c.relrowsecurity, c.reloptions, CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
					(SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(c.oid, a.attnum),
						(SELECT pg_get_expr(e.adbin, e.adrelid) FROM pg_attrdef AS e WHERE e.adrelid = c.oid AND e.adnum = a.attnum)), ', ' ORDER BY a.attname)
						FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
					(SELECT string_agg(pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname) FROM pg_constraint AS k WHERE k.conrelid = c.oid),
					(SELECT string_agg(concat_ws(' ', k.polname, pg_get_expr(k.polqual, c.oid)), ', ' ORDER BY k.polname) FROM pg_policy AS k WHERE k.polrelid = c.oid))
				FROM pg_class AS c WHERE d.classid = 'pg_class'::regclass AND c.oid = d.objid),
			(SELECT concat_ws(' ', o.oprcanmerge, o.oprcanhash, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcode)
				FROM pg_operator AS o WHERE d.classid = 'pg_operator'::regclass AND o.oid = d.objid),
			(SELECT concat_ws(' ', t.typlen, t.typalign, t.typstorage, t.typcategory, t.typinput, t.typoutput, t.typreceive, t.typsend, t.typanalyze, t.typacl)
				FROM pg_type AS t WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid),
			(SELECT concat_ws(' ', c.castcontext, c.castmethod, c.castfunc::regprocedure) FROM pg_cast AS c WHERE d.classid = 'pg_cast'::regclass AND c.oid = d.objid),
			(SELECT concat_ws(' ', c.opcdefault, c.opckeytype::regtype) FROM pg_opclass AS c WHERE d.classid = 'pg_opclass'::regclass AND c.oid = d.objid)) AS line
		FROM pg_depend AS d JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		WHERE e.extname = 'news_extract' AND d.deptype = 'e') AS x};

# Where the extension lies: the folder of the test's settings, or the system's.
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
my $conf = PostgreSQL::Test::Utils::slurp_file($node->data_dir . '/postgresql.conf');
chomp(my $sharedir = qx{pg_config --sharedir});
my ($set) = $conf =~ /^extension_destdir\s*=\s*'(.*)'/m;
my ($control) = $conf =~ /^extension_control_path\s*=\s*'(.*?):/m;
my $from = defined $control ? "$control/extension" : ($set // '') . "$sharedir/extension";
my ($version) = PostgreSQL::Test::Utils::slurp_file("$from/news_extract.control") =~ /^default_version\s*=\s*'(.*)'/m;

# A copy of it that the tests may add versions to; the library stays where it is.
my $root = $node->basedir . '/root';
my $to = "$root$sharedir/extension";
make_path($to);
copy($_, $to) or die "$_: $!" for glob "$from/news_extract*";
if (defined $control)
{
	$node->append_conf('postgresql.conf', "extension_control_path = '$root$sharedir:\$system'\n");
}
elsif (defined $set)
{
	chomp(my $libdir = qx{pg_config --pkglibdir});
	make_path("$root$libdir");
	symlink "$set$libdir/news_extract.so", "$root$libdir/news_extract.so" or die "symlink: $!";
	$node->append_conf('postgresql.conf', "extension_destdir = '$root'\n");
}
my $may_add = defined $control || defined $set;
$node->start;

sub write_file
{
	my ($name, $text) = @_;
	open my $out, '>', "$to/$name" or die "$to/$name: $!";
	print $out $text;
	close $out;
	return;
}

# What an older version with all its objects is after the update.
my $dbs = 0;
sub upgraded
{
	my ($old) = @_;
	my $db = 'upgrade_' . ++$dbs;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	my ($rc, $out, $err) = $node->psql($db, "CREATE EXTENSION news_extract VERSION '$old'");
	return "could not install $old: $err" if $rc;
	($rc, $out, $err) = $node->psql($db, 'ALTER EXTENSION news_extract UPDATE');
	return "could not update from $old: $err" if $rc;
	return ask($node, $db, $objects);
}

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION news_extract');
my $fresh = ask($node, 'fresh', $objects);
cmp_ok(scalar(split /\n/, $fresh), '>', 100, 'a new installation has many objects');

# Released versions.  A version whose script is gone can only be updated through, not installed.
my @released = grep { -f "$from/news_extract--$_.sql" }
  split /\n/, $node->safe_psql('postgres', qq{SELECT source FROM pg_extension_update_paths('news_extract') WHERE target = '$version' AND path IS NOT NULL ORDER BY 1});
is(upgraded($_), $fresh, "upgraded from $_ = newly installed") for @released;
note('no released version to upgrade from yet') unless @released;
for my $script (glob "$FindBin::RealBin/../../sql/upgrade/news_extract--*--*.sql")
{
	my ($old) = $script =~ /news_extract--(.*?)--/;
	ok((grep { $_ eq $old } @released), "sql/upgrade has news_extract--$old.sql too, so that $script is tested");
}

SKIP:
{
	skip 'note: the extension lies in the system, no versions are made up', 6 unless $may_add;
	my $script = PostgreSQL::Test::Utils::slurp_file("$to/news_extract--$version.sql");

	# 0.0.1 lacks the last parts; the update adds them, in two steps
	my ($first, $second, $third) = $script =~ /\A(.*?)(^--\n-- Backfill:.*?)(^--\n-- GeoJSON:.*)\z/ms;
	ok(defined $third, 'the script has the parts that the made-up versions lack');
	(my $head) = $script =~ /\A(.*?\\quit\n)/s;
	write_file('news_extract--0.0.1.sql', $first);
	write_file('news_extract--0.0.1--0.0.2.sql', $head . $second);
	write_file("news_extract--0.0.2--$version.sql", $head . $third);
	is(upgraded('0.0.1'), $fresh, 'an update that adds what is missing: the same as a new installation');

	# an object with another body, cost and comment, brought up to date by CREATE OR REPLACE
	my ($function) = $script =~ /^(CREATE FUNCTION news_geojson\(.*?^COMMENT ON FUNCTION news_geojson\(.*?;\n)/ms;
	(my $older = $function) =~ s/'FeatureCollection'/'Collection'/;
	$older =~ s/COST 5000/COST 1/;
	$older =~ s/IS 'places/IS 'older places/;
	(my $replace = $function) =~ s/CREATE FUNCTION/CREATE OR REPLACE FUNCTION/;
	(my $whole = $script) =~ s/\Q$function\E/$older/;
	write_file('news_extract--0.0.3.sql', $whole);
	write_file("news_extract--0.0.3--$version.sql", $head . $replace);
	is(upgraded('0.0.3'), $fresh, 'an update that replaces a function: the same');

	# updates that forget something are noticed
	my %forgets = ('the body of a function' => $head, 'a comment' => $head . $replace =~ s/^COMMENT.*//msr, 'a cost' => $head . $replace =~ s/COST 5000/COST 6/r);
	for my $what (sort keys %forgets)
	{
		write_file("news_extract--0.0.3--$version.sql", $forgets{$what});
		isnt(upgraded('0.0.3'), $fresh, "an update that forgets $what is noticed");
	}
}

$node->stop;
done_testing();
