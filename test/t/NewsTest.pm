# NewsTest.pm: what the TAP tests share: a node, the sample articles as rows, questions to ask.
package NewsTest;
use strict;
use warnings;
use Exporter 'import';
use FindBin;
use Encode;
our @EXPORT = qw(new_node sample_articles load_samples ask @QUESTIONS);

BEGIN
{
	# Minors of 14 before the renaming have no such module: skip, do not fail.
	eval { require PostgreSQL::Test::Cluster; require PostgreSQL::Test::Utils; 1 }
	  or do { print "1..0 # SKIP this server has no PostgreSQL::Test\n"; exit 0; };
}

# Things that the samples do and do not say.
our @QUESTIONS = (
	'person:"Josephine Wanjala Otieno"', 'org:*', 'person:*', 'place:Kenya', 'country:KE | country:UG',
	'place:* & !person:*', 'person:rub*', 'place:Nairobi & org:*', '!place:Oman', 'in:MX', 'demonym:*', 'place:Atlantis');

sub new_node
{
	my ($name, @settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
	$node->append_conf('postgresql.conf', "$_\n") for @settings;
	$node->start;
	return $node;
}

# The answer to a query, or the error that it raised: a test that fails should not end the file.
sub ask
{
	my ($node, $db, $query) = @_;
	my ($rc, $out, $err) = $node->psql($db, $query, on_error_stop => 1);
	return $rc == 0 ? $out : $err;
}

# [file, text] of every sample article
sub sample_articles
{
	my @found;
	for my $file (sort glob "$FindBin::RealBin/../samples/*.{txt,html}")
	{
		open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
		local $/;
		my ($name) = $file =~ m{([^/]+)$};
		push @found, [ $name, scalar <$in> ];
	}
	die 'no samples' unless @found;
	return @found;
}

# A table "article" with the samples, $copies times, through psql's standard input.
sub load_samples
{
	my ($node, $copies, $db) = @_;
	my $rows = '';
	for my $n (1 .. $copies)
	{
		for my $article (sample_articles())
		{
			my ($name, $text) = @$article;
			$text =~ s/\\/\\\\/g;
			$text =~ s/\t/\\t/g;
			$text =~ s/\r/\\r/g;
			$text =~ s/\n/\\n/g;
			$rows .= encode('UTF-8', "$name\t$text\n");
		}
	}
	$db //= 'postgres';
	$node->safe_psql($db, 'CREATE EXTENSION IF NOT EXISTS news_extract');
	$node->safe_psql($db, 'CREATE TABLE article (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, file text, body text)');
	$node->safe_psql($db, "SET client_encoding = 'UTF8';\nCOPY article (file, body) FROM stdin;\n$rows\\.\n");
	return;
}

1;
