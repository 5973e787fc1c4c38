# The locale of a database changes no answer: the same bytes in C, in UTF-8 locales, in Turkish, and with ICU.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;

my $node = new_node('main');
my $answers = q{
	SELECT md5(string_agg(concat_ws('|', file, news_clean(body), news_entities(body), news_dateline(body)), '#' ORDER BY id)) FROM article;
	SELECT md5(string_agg(m::text, '#' ORDER BY id, m.start, m.length)) FROM article, news_mentions(body) AS m;
	SELECT md5(string_agg(b::text, '#' ORDER BY id, b.start)) FROM article, news_blocks(body) AS b;
	SELECT md5(string_agg(p::text, '#' ORDER BY id, p::text COLLATE "C")) FROM article, news_places(body) AS p;
	SELECT 'person:"JOSEPHINE WANJALA OTIENO" & place:istanbul'::entityquery;
	SELECT news_entities('ISTANBUL (AP) - The minister of IZMIR, Isik Yildiz, spoke in DIYARBAKIR.');
	SELECT count(*) FROM article WHERE news_entities(body) @@ 'place:KENYA | person:i*'};
my %locale = map { $_ => "LOCALE '$_'" } grep { /^(C\.(utf8|UTF-8)|tr_TR.*utf-?8|en_US.*utf-?8|de_DE.*utf-?8)$/i } split /\n/, `locale -a`;
my $icu = $node->safe_psql('postgres', q{SELECT count(*) FROM pg_collation WHERE collprovider = 'i' AND collname = 'tr-x-icu'});
$locale{'ICU Turkish'} = q{LOCALE_PROVIDER icu ICU_LOCALE 'tr' LOCALE 'C'} if $icu && $node->safe_psql('postgres', 'SHOW server_version_num') >= 150000;

load_samples($node, 1);
my $expected = ask($node, 'postgres', $answers);
like($expected, qr/^[0-9a-f]{32}\n/, 'the samples have answers in C');
my $n = 0;
for my $name (sort keys %locale)
{
	my $db = 'locale_' . $n++;
	$node->safe_psql('postgres', "CREATE DATABASE $db ENCODING 'UTF8' $locale{$name} TEMPLATE template0");
	load_samples($node, 1, $db);
	is(ask($node, $db, $answers), $expected, "$name: the same bytes");
}

# LC_NUMERIC and the like belong to the session.
for my $setting ("lc_numeric = 'tr_TR.UTF-8'", "datestyle = 'German'", 'extra_float_digits = 0', 'jit = on; SET jit_above_cost = 0')
{
	my $set = ask($node, 'postgres', "SET $setting; SELECT 'set'");
	next if $set !~ /set$/;		# this machine has no such locale
	is(ask($node, 'postgres', "SET $setting; SELECT md5(string_agg(concat_ws('|', news_clean(body), news_entities(body)), '#' ORDER BY id)) FROM article"),
		ask($node, 'postgres', q{SELECT md5(string_agg(concat_ws('|', news_clean(body), news_entities(body)), '#' ORDER BY id)) FROM article}),
		"$setting: the same bytes");
}

$node->stop;
done_testing();
