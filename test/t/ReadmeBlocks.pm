# ReadmeBlocks.pm: the SQL blocks of README.md and docs/*.md, and what psql prints for them.
#
# A block marked ```sql is run, all of them in order in one session of psql.  A block without a mark that
# follows at once is what it prints.  A block marked "```sql skip" (installation, other extensions, times)
# is not run.  006_readme.pl compares; test/run/readme.pl writes what is printed into the pages.
package ReadmeBlocks;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(read_page readme_runs run_blocks plain $FAILED);

# A block that failed, where no output is shown.
our $FAILED = qr/^(?:ERROR|FATAL|invalid command|\\\w+:)/m;

# { name, lines }
sub read_page
{
	my $file = shift;
	open my $in, '<', $file or die "$file: $!\n";
	my ($name) = $file =~ m{([^/]+)$};
	return { name => $name, file => $file, lines => [<$in>] };
}

# [{ page, text, line (of the end), want (undef if nothing follows), from, to (lines of what is wanted, from 1) }]
sub readme_runs
{
	my $page = shift;
	my (@runs, $kind, $first, $text, $last);
	my $n = 0;
	for my $line (@{ $page->{lines} })
	{
		$n++;
		if (defined $kind)
		{
			if ($line !~ /^```\s*$/)
			{
				$text .= $line;
				next;
			}
			if ($kind eq 'sql')
			{
				push @runs, { page => $page->{name}, text => $text, line => $n };
				$last = $runs[-1];
			}
			else
			{
				@$last{qw(want from to)} = ($text, $first + 1, $n - 1) if $last && $kind eq '';
				undef $last;
			}
			undef $kind;
		}
		elsif ($line =~ /^```\s*(.*?)\s*$/)
		{
			($kind, $first, $text) = ($1, $n, '');
		}
		elsif ($line =~ /\S/)
		{
			undef $last;	# prose between: what follows is no output
		}
	}
	return \@runs;
}

# Runs all blocks in the server that the environment names; sets {got} of each.
sub run_blocks
{
	my ($runs, $file) = @_;
	open my $out, '>', $file or die "$file: $!\n";
	print $out "\\echo \@\@\@ $_\n$runs->[$_]{text}\n" for 0 .. $#$runs;
	close $out;
	local $ENV{PGCLIENTENCODING} = 'UTF8';
	my $printed = qx{psql -X -q -P pager=off -f "$file" 2>&1};
	my %got = $printed =~ /^\@\@\@ (\d+)\n(.*?)(?=^\@\@\@ \d+\n|\z)/gms;
	$runs->[$_]{got} = plain($got{$_} // '') for 0 .. $#$runs;
	return;
}

# Without blanks at the ends of lines, empty lines around, and psql's own "psql:file:line:".
sub plain
{
	my $text = shift;
	$text =~ s/^psql:[^ ]*: //mg;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\A\n+|\n+\z//g;
	return $text;
}

1;
