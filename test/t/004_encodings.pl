# Databases that are not in UTF-8: positions count characters of the stored text, and answers are the same.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Encode;
use Test::More;

my $node = new_node('main');
load_samples($node, 1);
my $positions = q{SELECT count(*) FILTER (WHERE substr(body, m.start, m.length) IS DISTINCT FROM m.surface), count(*) > 20
	FROM article, news_mentions(body) AS m};
my $blocks = q{SELECT count(*) FILTER (WHERE b.start < 1 OR b.length < 1 OR b.start + b.length > length(body) + 1), count(*) > 20
	FROM article, news_blocks(body) AS b};
is(ask($node, 'postgres', $positions), '0|t', 'UTF8: substr gives every surface');
is(ask($node, 'postgres', $blocks), '0|t', 'UTF8: every block lies in its article');

# Names whose usual form no Latin or Asian set of characters holds, said without accents.
my $story = "'NAIROBI, May 14 (Reuters) - Kenya and Turkey agreed on Tuesday, said Josephine Otieno of the World Bank in Nairobi. Reykjavik, Sao Tome and Istanbul were named.'";
# What a dateline holds, out of a story and back from its own text.  Names of places that have accents in
# the gazetteer are left out: an encoding says them as it can.
my $datelines = q{SELECT d, dateline_place(d), dateline_country(d), dateline_agency(d), dateline_date(d, '2026-06-01'), d::jsonb ->> 'body_start',
	d::text::dateline = d, (SELECT count(*) FROM (SELECT DISTINCT v FROM (VALUES (d), (d::text::dateline)) AS two(v)) AS one)
	FROM news_dateline('NAIROBI, May 14 (Reuters) - Kenya and Turkey agreed on Tuesday, the World Bank said in Nairobi.') AS d};
# A profile frozen in generated columns, and the same one read by the trigger.
my $attached = q{SET client_min_messages = warning; INSERT INTO news_term (profile, kind, term, name) VALUES ('desk', 'org', 'Norwegian Council', 'Council');
	CREATE TABLE a (id serial PRIMARY KEY, body text); CREATE TABLE b (LIKE a INCLUDING ALL);
	DO $$ BEGIN PERFORM news_attach('a', 'body', keep => 'generated', profile => 'desk'), news_attach('b', 'body', profile => 'desk'); END $$;
	INSERT INTO a (body) SELECT body FROM article UNION ALL SELECT 'OSLO, Norway (AP) -- The Norwegian Council agreed on Monday.'; INSERT INTO b SELECT id, body FROM a;
	SELECT (SELECT count(*) > 0 FROM b WHERE entities @@ 'org:council'), bool_and(a.* = b.*) FROM a JOIN b USING (id)};
my %codec = (LATIN1 => 'iso-8859-1', WIN1252 => 'cp1252', LATIN9 => 'iso-8859-15', EUC_JP => 'euc-jp', EUC_KR => 'euc-kr');
for my $encoding (sort keys %codec)
{
	my $db = lc "in_$encoding";
	$node->safe_psql('postgres', "CREATE DATABASE $db ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
	$node->safe_psql($db, 'CREATE EXTENSION news_extract; CREATE TABLE article (file text, body text)');
	my $rows = '';
	my @kept;
	for my $article (sample_articles())
	{
		my ($name, $text) = @$article;
		# only what the encoding can hold, said as it can
		$text =~ tr/\x{2018}\x{2019}\x{201c}\x{201d}\x{2013}\x{2014}\x{2022}/''""\-\-*/ if $encoding !~ /WIN/;
		next unless eval { Encode::encode($codec{$encoding}, my $copy = $text, Encode::FB_CROAK); 1 };
		push @kept, $name;
		$text =~ s/\\/\\\\/g;
		$text =~ s/\t/\\t/g;
		$text =~ s/\r/\\r/g;
		$text =~ s/\n/\\n/g;
		$rows .= encode('UTF-8', "$name\t$text\n");
	}
	$node->safe_psql($db, "SET client_encoding = 'UTF8';\nCOPY article FROM stdin;\n$rows\\.\n");
	is(ask($node, $db, $positions), '0|t', "$encoding: substr gives every surface (" . scalar(@kept) . ' articles)');
	is(ask($node, $db, $blocks), '0|t', "$encoding: every block lies in its article");
	is(ask($node, $db, "SELECT news_entities($story) @@ 'place:Nairobi & country:KE'"), 't', "$encoding: finds places");
	is(ask($node, $db, $datelines), ask($node, 'postgres', $datelines), "$encoding: datelines are read, written and compared as in UTF8");
	is(ask($node, $db, "SELECT news_attribution('Two boats sank, Harbour News reports citing Interfax.') ->> 'via'"), 'Interfax', "$encoding: attributions");
	is(ask($node, $db, "SELECT news_entities($story)::text::entityset = news_entities($story)"), 't', "$encoding: text form reads back");
	is(ask($node, $db, $attached), 't|t', "$encoding: columns kept by a trigger are those that are generated");
}

# SQL_ASCII holds any bytes: no answer is promised but no crash.
$node->safe_psql('postgres', "CREATE DATABASE in_ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
$node->safe_psql('in_ascii', 'CREATE EXTENSION news_extract');
is(ask($node, 'in_ascii', q{SELECT news_entities(e'Zo\xeb met Rubio in Paris. \xff\xfe' || repeat(e'\xc3', 1000)) IS NOT NULL}), 't',
	'SQL_ASCII: bytes of no encoding are read');
is(ask($node, 'in_ascii', q{SET client_min_messages = warning; CREATE TABLE a (id int PRIMARY KEY, body text); DO $$ BEGIN PERFORM news_attach('a', 'body', keep => 'trigger'); END $$;
	INSERT INTO a VALUES (1, e'Zo\xeb met Rubio in Paris. \xff\xfe' || repeat(e'\xc3', 1000)); SELECT entities = news_entities(body) FROM a}), 't', 'SQL_ASCII: by a trigger, too');

$node->stop;
done_testing();
