# readme.pl SCRIPT PAGE ...: run the SQL blocks of the pages and write what they print into the blocks below them.
# Names each block whose output changed.  Ends with status 1 if a block fails whose output is not shown.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../t";
use ReadmeBlocks;

my ($script, @files) = @ARGV;
my @pages = map { read_page($_) } @files;
$_->{runs} = readme_runs($_) for @pages;
my @runs = map { @{ $_->{runs} } } @pages;
run_blocks(\@runs, $script);

my ($changed, $failed) = (0, 0);
for my $run (@runs)
{
	if (defined $run->{want})
	{
		$run->{differs} = plain($run->{want}) ne $run->{got};
		next unless $run->{differs};
		print "changed: $run->{page}, output below line $run->{line}\n";
		$changed++;
	}
	elsif ($run->{got} =~ $FAILED)
	{
		print "fails: $run->{page}, block that ends at line $run->{line}\n$run->{got}\n";
		$failed++;
	}
}
for my $page (@pages)
{
	my @new = reverse grep { $_->{differs} } @{ $page->{runs} } or next;	# from the end: lines above stay where they are
	splice @{ $page->{lines} }, $_->{from} - 1, $_->{to} - $_->{from} + 1, $_->{got} eq '' ? () : "$_->{got}\n" for @new;
	open my $out, '>', $page->{file} or die "$page->{file}: $!\n";
	print $out @{ $page->{lines} };
	close $out or die "$page->{file}: $!\n";
}
print scalar(@runs) . " blocks run, $changed outputs changed, $failed failed\n";
exit($failed ? 1 : 0);
