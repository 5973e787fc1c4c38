# readme.pl FILE SCRIPT: run the SQL blocks of FILE and write what they print into the blocks below them.
# Names each block whose output changed.  Ends with status 1 if a block fails whose output is not shown.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../t";
use ReadmeBlocks;

my ($readme, $script) = @ARGV;
open my $in, '<', $readme or die "$readme: $!\n";
my @lines = <$in>;
close $in;

my $runs = readme_runs(\@lines);
run_blocks($runs, $script);

my ($changed, $failed) = (0, 0);
for my $run (reverse @$runs)
{
	if (defined $run->{want})
	{
		next if plain($run->{want}) eq $run->{got};
		print "changed: the output below line $run->{line}\n";
		splice @lines, $run->{from} - 1, $run->{to} - $run->{from} + 1, $run->{got} eq '' ? () : "$run->{got}\n";
		$changed++;
	}
	elsif ($run->{got} =~ /^(?:ERROR|FATAL|invalid|\\\w+:)/m)
	{
		print "fails: the block that ends at line $run->{line}\n$run->{got}\n";
		$failed++;
	}
}
if ($changed)
{
	open my $out, '>', $readme or die "$readme: $!\n";
	print $out @lines;
	close $out or die "$readme: $!\n";
}
print scalar(@$runs) . " blocks run, $changed outputs changed, $failed failed\n";
exit($failed ? 1 : 0);
