#!/usr/bin/env perl
# corpus.pl COUNT: invented news articles as rows "file <tab> body" of COPY's text format.
#
# The same COUNT gives the same bytes on every machine: own random numbers, own lists.  Shape after real
# scraped news: 150 to 900 words, one name in about nine words, common words as frequent as in English,
# a headline, a byline, a dateline, captions with credits now and then, and a list of other stories.
use strict;
use warnings;

my $state = 20240514;
sub draw { $state = ($state * 1103515245 + 12345) % 2147483648; return int(($state >> 8) / 8388608 * $_[0]); }
sub pick { my $list = shift; return $list->[ draw(scalar @$list) ]; }

# Like the words of a text, the first of a list come much more often than the last.
sub often { my $list = shift; my $r = draw(1000) / 1000; return $list->[ int($r * $r * @$list) ]; }

my @given = qw(Maria James Fatima Wei Olga Carlos Ahmed Grace Hiroshi Priya John Elena Kwame Ingrid Luis Sarah Omar Yuki
  Anna David Chioma Pedro Nadia Thomas Mei Ivan Leila Robert Ana Samuel Aisha Peter Rosa Daniel Lin Katarzyna Michael Zanele Juan Emma);
my @family = qw(Okafor Lindqvist Hernandez Tanaka Mueller Petrov Delgado Osei Karlsson Ibrahim Novak Chen Fernandes Haddad Moreau Kimani
  Johansson Park Rahman Silva Walsh Kovacs Nakamura Mensah Rossi Dlamini Yilmaz Sato Brennan Castillo Gupta Larsen Abebe Nguyen Torres
  Whitcomb Achebe Morales Schneider Jansen Bondarenko Farouk Reyes Dubois Hughes Popescu Lam Adeyemi Costa Weber);
my @towns = (
	[ 'Nairobi', 'Kenya' ], [ 'Lagos', 'Nigeria' ], [ 'Mexico City', 'Mexico' ], [ 'Manila', 'Philippines' ], [ 'Kyiv', 'Ukraine' ],
	[ 'Lima', 'Peru' ], [ 'Warsaw', 'Poland' ], [ 'Hanoi', 'Vietnam' ], [ 'Cairo', 'Egypt' ], [ 'Santiago', 'Chile' ], [ 'Ankara', 'Turkey' ],
	[ 'Dhaka', 'Bangladesh' ], [ 'Geneva', 'Switzerland' ], [ 'Oslo', 'Norway' ], [ 'Jakarta', 'Indonesia' ], [ 'Rabat', 'Morocco' ],
	[ 'Kampala', 'Uganda' ], [ 'Athens', 'Greece' ], [ 'Bogota', 'Colombia' ], [ 'Seoul', 'South Korea' ], [ 'Paris', 'France' ],
	[ 'Tokyo', 'Japan' ], [ 'Berlin', 'Germany' ], [ 'Nicosia', 'Cyprus' ], [ 'Quito', 'Ecuador' ], [ 'Panama City', 'Panama' ], [ 'Accra', 'Ghana' ],
	[ 'Springfield', 'Ill.' ], [ 'Helena', 'Mont.' ], [ 'Fresno', 'Calif.' ], [ 'Austin', 'Texas' ], [ 'Cape Town', 'South Africa' ]);
my @demonyms = qw(Kenyan Mexican Polish Chinese American French Egyptian Peruvian Turkish Norwegian Indian British Japanese Brazilian);
my @orgs = ('World Bank', 'European Union', 'United Nations', 'Ministry of Finance', 'World Health Organization', 'Transport Workers Union',
	'Central Bank', 'African Union', 'NATO', 'University of Salamanca', 'Northern Power Co', 'Atlas Mining Corp', 'Green River Holdings Ltd',
	'Supreme Court', 'Red Cross', 'National Assembly', 'IMF', 'Nordic Shipping Inc.');
my @titles = ('President', 'Prime Minister', 'Foreign Minister', 'Mayor', 'Dr.', 'Sen.', 'Gov.', 'Gen.', 'Judge', 'spokeswoman', 'analyst', '', '', '', '');
my @nouns = qw(government people country year company state police city party percent law court plan school group week water report market
  group talks border price power work minister election money trade law office deal security health home group family region bank budget
  energy road farm worker village river harvest strike tax vote policy hospital train port ship drought oil gas copper storm bridge
  teacher student army rebel ceasefire aid refugee camp protest street square parliament bill reform debt loan rate inflation growth
  export import tariff car factory union wage contract airline airport flight engine crash fire flood quake rescue dam forest mine
  laboratory vaccine virus patient doctor nurse clinic trial judge lawyer prison sentence crime gang drug weapon missile drone radar);
my @adjectives = qw(new last first national local public former senior high large foreign major early economic political military
  international central recent likely possible official central strong small poor rural northern southern eastern western record
  annual joint global federal private social regional nuclear financial legal deadly heavy sharp);
my @verbs = qw(said announced approved rejected signed discussed opened closed built cut raised reached asked told warned expected
  planned agreed began ended visited met blamed urged accused arrested killed wounded moved offered paid sold bought won lost led);
my @small = qw(of to in and for on with that at by from as after before over under against between about into during while);
my @days = qw(Monday Tuesday Wednesday Thursday Friday Saturday Sunday);
my @months = ('January', 'Feb.', 'March', 'April', 'May', 'June', 'July', 'Aug.', 'Sept.', 'October', 'Nov.', 'Dec.');
my @agencies = ('Reuters', 'AP', 'AFP', 'dpa');

my (@people, $place);
sub person
{
	my $p = pick(\@people);
	return $p->[2] if $p->[3]++;
	return join ' ', grep { $_ ne '' } $p->[0], $p->[1], $p->[2];
}

sub plural
{
	my ($noun, $one) = @_;
	return $noun if $one || $noun =~ /(people|police|aid|health|gas|oil|men)$/;
	return $noun =~ /[^aeo]y$/ ? substr($noun, 0, -1) . 'ies' : $noun =~ /(s|sh|ch|x)$/ ? $noun . 'es' : $noun . 's';
}

sub phrase
{
	my $r = draw(100);
	return person() if $r < 9;
	return pick(\@orgs) if $r < 13;
	return $place->[ draw(2) ] if $r < 17;
	return pick(\@towns)->[ draw(2) ] if $r < 20;
	return 'the ' . pick(\@demonyms) . ' ' . often(\@nouns) if $r < 23;
	return ('the ', 'a ', 'the ', 'its ', '')[ draw(5) ] . (draw(2) ? often(\@adjectives) . ' ' : '') . plural(often(\@nouns), draw(3));
}

sub sentence
{
	my @words = (phrase(), often(\@verbs), phrase());
	for (1 .. 1 + draw(4)) { push @words, often(\@small), phrase(); }
	push @words, 'on', pick(\@days) if draw(5) == 0;
	push @words, often(\@small), draw(2) ? 2 + draw(98) . ' ' . plural(often(\@nouns)) : '$' . (1 + draw(900)) . ' million' if draw(4) == 0;
	my $text = join ' ', @words;
	$text =~ s/^"?(\w)/\u$1/;
	$text .= ', said ' . person() if draw(6) == 0;
	$text = "\"$text,\" " . person() . ' said' if draw(7) == 0;
	return ucfirst($text) . '.';
}

sub title_case { return ucfirst join ' ', map { length > 3 ? ucfirst : $_ } split / /, shift; }

my $count = shift || 1000;
for my $n (1 .. $count)
{
	$place = pick(\@towns);
	@people = map { [ pick(\@titles), pick(\@given), pick(\@family), 0 ] } 1 .. 3 + draw(5);
	my ($t, $c) = @$place;
	my @body = (title_case(phrase() . ' ' . often(\@verbs) . ' ' . phrase() . ' in ' . $c));
	push @body, 'By ' . pick(\@given) . ' ' . pick(\@family);
	push @body, (1 + draw(28)) . ' ' . pick([qw(January March April May June July October)]) . ' ' . (2010 + draw(15)) . ', ' . draw(24) . ':' . (10 + draw(50));
	my $agency = pick(\@agencies);
	my $words = 150 + draw(300) + draw(300) + draw(150);
	my $first = 1;
	while ($words > 0)
	{
		my $para = join ' ', map { sentence() } 1 .. 1 + draw(3);
		$para = uc($t) . ", $c, " . pick(\@months) . ' ' . (1 + draw(28)) . " ($agency) - $para" if $first;
		$first = 0;
		push @body, $para;
		$words -= scalar(my @w = split / /, $para);
		push @body, ucfirst(phrase()) . " near $t, $c, " . pick(\@months) . ' ' . (1 + draw(28)) . ', 2023. '
		  . uc($agency) . '/' . pick(\@given) . ' ' . pick(\@family) if draw(12) == 0;
	}
	push @body, 'Related stories', map { title_case(phrase() . ' ' . often(\@verbs) . ' ' . phrase()) } 1 .. 4 if draw(3) == 0;
	my $text = join "\n\n", @body;
	$text =~ s/\n/\\n/g;
	print "made-$n\t$text\n";
}
