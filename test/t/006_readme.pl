# What README promises is what the server says.
#
# Every block marked ```sql is run, in order, in one session of psql.  Where a block without a mark follows,
# it must be what psql printed.  A block marked "```sql skip" (installation, other extensions, times) is not run.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $readme = "$FindBin::RealBin/../../README.md";
plan skip_all => 'no README.md here' unless -f $readme;

my (@blocks, $kind, $lines);
open my $in, '<', $readme or die "$readme: $!";
while (my $line = <$in>)
{
	if (defined $kind)
	{
		if ($line =~ /^```\s*$/)
		{
			push @blocks, { kind => $kind, text => $lines, line => $. };
			undef $kind;
			next;
		}
		$lines .= $line;
	}
	elsif ($line =~ /^```\s*(.*?)\s*$/)
	{
		($kind, $lines) = ($1, '');
	}
	elsif ($line =~ /\S/ && @blocks)
	{
		push @blocks, { kind => 'prose' } unless $blocks[-1]{kind} eq 'prose';
	}
}
close $in;

my $script = '';
my @runs;
for my $n (0 .. $#blocks)
{
	next unless $blocks[$n]{kind} eq 'sql';
	my $next = $blocks[ $n + 1 ];
	push @runs, { %{ $blocks[$n] }, want => ($next && $next->{kind} eq '' ? $next->{text} : undef) };
	$script .= "\\echo \@\@\@ $#runs\n$blocks[$n]{text}\n";
}
plan skip_all => 'README.md has no sql block' unless @runs;

my $node = new_node('main');
my $file = $node->basedir . '/readme.sql';
open my $out, '>', $file or die "$file: $!";
print $out $script;
close $out;
local $ENV{PGDATABASE} = 'postgres';
local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;
local $ENV{PGCLIENTENCODING} = 'UTF8';
my $printed = qx{psql -X -q -P pager=off -f "$file" 2>&1};

sub plain
{
	my $text = shift;
	$text =~ s/^psql:[^ ]*: //mg;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\A\n+|\n+\z//g;
	return $text;
}

my %got = $printed =~ /^\@\@\@ (\d+)\n(.*?)(?=^\@\@\@ \d+\n|\z)/gms;
for my $n (0 .. $#runs)
{
	my $said = plain($got{$n} // '');
	if (defined $runs[$n]{want})
	{
		is($said, plain($runs[$n]{want}), "README.md, block ending at line $runs[$n]{line}");
	}
	else
	{
		unlike($said, qr/^ERROR:/m, "README.md, block ending at line $runs[$n]{line} runs") or diag($said);
	}
}

$node->stop;
done_testing();
