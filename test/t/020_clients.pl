# The derived views as clients see them: psycopg2, ODBC, JDBC, node-postgres. Only plain types, nothing cut off.
# A client that is not installed is left out with a note.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use NewsTest;
use Test::More;
use IPC::Run;

my $node = new_node('main', q{listen_addresses = '127.0.0.1'});		# JDBC knows no unix sockets
my $port = $node->port;
load_samples($node, 1);
$node->safe_psql('postgres', q{
	ALTER TABLE article ADD fetched date NOT NULL DEFAULT '2026-03-09', ADD publisher varchar(80) NOT NULL DEFAULT 'Desk';
	SELECT news_attach('article', 'body', date_column => 'fetched', carry => '{publisher}', reader => 'postgres')});
my @views = map { "article_$_" } qw(entities places datelines daily);

# What each view has, in the words of this test: column type, sorted by column.
my %plain = ('bigint' => 'int', 'integer' => 'int', 'date' => 'date', 'timestamp without time zone' => 'time', 'double precision' => 'float',
	'boolean' => 'bool', 'numeric' => 'number');
my (%want, %rows);
for my $view (@views)
{
	my @columns = split /\n/, ask($node, 'postgres', qq{SELECT attname || ' ' || format_type(atttypid, atttypmod)
		FROM pg_attribute WHERE attrelid = '$view'::regclass AND attnum > 0 ORDER BY attname COLLATE "C"});
	$want{$view} = join '', map { my ($name, $type) = /^(\S+) (.*)/; "$view $name " . ($plain{$type} // ($type =~ /^character/ ? 'text' : "not plain: $type")) . "\n" } @columns;
	$rows{$view} = ask($node, 'postgres', "SELECT count(*) FROM $view");
	cmp_ok($rows{$view}, '>', 2, "$view has rows");
}
unlike(join('', values %want), qr/not plain/, 'only plain types');
my $want = join '', map { "$_ rows $rows{$_}\n" . $want{$_} } @views;

# A program's output, or undef and a note.
sub run_client
{
	my ($name, @command) = @_;
	my ($out, $err) = ('', '');
	my $ok = eval { IPC::Run::run(\@command, '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(60)) };
	$err = $@ if $@;
	return $out if $ok;
	return undef if !defined $name;
	fail("$name runs");
	diag($err);
	return '';
}

sub write_file
{
	my ($name, $text) = @_;
	my $file = $node->basedir . "/$name";
	open my $out, '>', $file or die "$file: $!";
	print $out $text;
	close $out;
	return $file;
}

SKIP:
{
	# the distribution's package is the distribution's Python's, which need not be the first in PATH
	my ($python) = grep { defined run_client(undef, $_, '-c', 'import psycopg2') } 'python3', '/usr/bin/python3';
	skip 'note: psycopg2 is not installed (python3-psycopg2)', 1 unless $python;
	my $script = write_file('client.py', <<'PYTHON');
import sys, datetime, decimal, psycopg2
names = {int: 'int', str: 'text', float: 'float', bool: 'bool', datetime.date: 'date', datetime.datetime: 'time', decimal.Decimal: 'number'}
cursor = psycopg2.connect(host='127.0.0.1', port=sys.argv[1], user=sys.argv[2], dbname='postgres').cursor()
for view in sys.argv[3:]:
    cursor.execute('SELECT * FROM ' + view)
    rows = cursor.fetchall()
    print(view, 'rows', len(rows))
    for column, n in sorted((d.name, n) for n, d in enumerate(cursor.description)):
        kinds = {names.get(type(row[n]), str(type(row[n]))) for row in rows if row[n] is not None}
        oid = {16: 'bool', 20: 'int', 23: 'int', 701: 'float', 1042: 'text', 1043: 'text', 1082: 'date', 1114: 'time'}.get(cursor.description[n].type_code, '?')
        print(view, column, oid if kinds <= {oid} else ' '.join(sorted(kinds)))
PYTHON
	is(run_client('psycopg2', $python, $script, $port, $ENV{USER} // getpwuid($<), @views), $want, 'psycopg2');
}

# isql's "help" shows what SQLColumns says of a table: name, number of the type, name of the type, size.
SKIP:
{
	my ($driver) = grep { -f } glob '/usr/lib/*/odbc/psqlodbcw.so';
	skip 'note: ODBC is not installed (unixodbc, odbc-postgresql)', 1 unless $driver && defined run_client(undef, 'isql', '--version');
	local $ENV{ODBCINI} = write_file('odbc.ini', "[news]\nDriver=$driver\nServername=127.0.0.1\nPort=$port\nDatabase=postgres\nUsername="
		  . scalar(getpwuid($<)) . "\nBoolsAsChar=0\nMaxVarcharSize=500\n");
	my %odbc = (-5 => 'int', 4 => 'int', 5 => 'int', 6 => 'float', 8 => 'float', 91 => 'date', 9 => 'date', 93 => 'time', 11 => 'time', -7 => 'bool', 1 => 'text', 12 => 'text', -8 => 'text', -9 => 'text');
	my ($got, $cut) = ('', '');
	for my $view (@views)
	{
		my ($in, $out) = ("SELECT count(*) FROM $view\nhelp $view\n", '');
		eval { IPC::Run::run([ 'isql', 'news', '-b', '-d|' ], '<', \$in, '>', \$out, '2>&1', IPC::Run::timeout(60)) };
		my @lines = split /\n/, $out;
		$got .= "$view rows $lines[0]\n";
		my @columns;
		for (@lines[ 1 .. $#lines ])
		{
			my @field = split /\|/;
			next unless @field > 6 && $field[2] eq $view;
			push @columns, "$view $field[3] " . ($odbc{ $field[4] } // "$field[4] $field[5]") . "\n";
			$cut .= "$field[3] $field[6] " if $field[5] =~ /char/ && $field[6] != ask($node, 'postgres', qq{SELECT atttypmod - 4 FROM pg_attribute WHERE attrelid = '$view'::regclass AND attname = '$field[3]'});
		}
		$got .= join '', sort @columns;
	}
	is($got, $want, 'ODBC');
	is($cut, '', 'ODBC knows the length of every label: nothing is cut off');
}

SKIP:
{
	my ($jar) = grep { -f } '/usr/share/java/postgresql.jar', glob '/usr/share/java/postgresql-jdbc*.jar';
	skip 'note: JDBC is not installed (libpostgresql-jdbc-java, default-jdk-headless)', 1 unless $jar && defined run_client(undef, 'javac', '-version');
	my $script = write_file('Client.java', <<'JAVA');
import java.sql.*;
import java.util.*;
class Client {
	public static void main(String[] args) throws Exception {
		Map<Integer, String> names = Map.of(Types.BIGINT, "int", Types.INTEGER, "int", Types.DOUBLE, "float", Types.CHAR, "text", Types.VARCHAR, "text",
			Types.DATE, "date", Types.TIMESTAMP, "time", Types.BIT, "bool", Types.BOOLEAN, "bool", Types.NUMERIC, "number");
		Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + args[0] + "/postgres", args[1], "");
		for (int i = 2; i < args.length; i++) {
			ResultSet rows = connection.createStatement().executeQuery("SELECT * FROM " + args[i]);
			ResultSetMetaData meta = rows.getMetaData();
			SortedSet<String> lines = new TreeSet<>();
			int n = 0;
			for (int c = 1; c <= meta.getColumnCount(); c++)
				lines.add(args[i] + " " + meta.getColumnName(c) + " " + names.getOrDefault(meta.getColumnType(c), meta.getColumnTypeName(c)));
			while (rows.next()) n++;
			System.out.println(args[i] + " rows " + n);
			for (String line : lines) System.out.println(line);
		}
	}
}
JAVA
	is(run_client('JDBC', 'java', '-cp', $jar, $script, $port, scalar getpwuid($<), @views), $want, 'JDBC');
}

SKIP:
{
	local $ENV{NODE_PATH} = join ':', grep { defined && $_ ne '' } $ENV{NODE_PATH}, '/usr/share/nodejs', '/usr/lib/node_modules';
	skip 'note: node-postgres is not installed (node-pg, or npm install pg and NODE_PATH)', 1 unless defined run_client(undef, 'node', '-e', 'require("pg")');
	my $script = write_file('client.js', <<'JAVASCRIPT');
const { Client } = require('pg');
const [port, user, ...views] = process.argv.slice(2);
const names = { 16: 'bool', 20: 'int', 23: 'int', 701: 'float', 1042: 'text', 1043: 'text', 1082: 'date', 1114: 'time' };
const fits = { bool: ['boolean'], int: ['number', 'string'], float: ['number'], text: ['string'], date: ['object'], time: ['object'] };   // int8 is a string
(async () => {
	const client = new Client({ host: '127.0.0.1', port, user, database: 'postgres' });
	await client.connect();
	for (const view of views) {
		const { rows, fields } = await client.query('SELECT * FROM ' + view);
		console.log(`${view} rows ${rows.length}`);
		for (const { name, dataTypeID } of fields.sort((a, b) => a.name < b.name ? -1 : 1)) {
			const type = names[dataTypeID] ?? `oid ${dataTypeID}`;
			const wrong = rows.find((row) => row[name] !== null && !fits[type]?.includes(typeof row[name]));
			console.log(view, name, wrong ? typeof wrong[name] : type);
		}
	}
	await client.end();
})();
JAVASCRIPT
	is(run_client('node-postgres', 'node', $script, $port, scalar getpwuid($<), @views), $want, 'node-postgres');
}

$node->stop;
done_testing();
