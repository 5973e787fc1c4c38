# What README and the cookbook promise is what the server says: see ReadmeBlocks.pm.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use ReadmeBlocks;
use Test::More;

my @pages = grep { -f } map { "$FindBin::RealBin/../../$_" } 'README.md', 'docs/cookbook.md';
plan skip_all => 'no README.md here' unless @pages;

my $node = new_node('main');
local $ENV{PGDATABASE} = 'postgres';
local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;

# One session for all pages: the cookbook goes on where README ends.
my @runs = map { @{ readme_runs(read_page($_)) } } @pages;
run_blocks(\@runs, $node->basedir . '/readme.sql');
for my $run (@runs)
{
	my $name = "$run->{page}, block ending at line $run->{line}";
	if (defined $run->{want})
	{
		is($run->{got}, plain($run->{want}), $name);
	}
	else
	{
		unlike($run->{got}, $FAILED, "$name runs") or diag($run->{got});
	}
}

$node->stop;
done_testing();
