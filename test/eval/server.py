"""What the evaluation runners share: rows into the private server, answers of our functions out of it.

The connection is psql's, told by the environment that eval.sh sets.  Python 3 standard library only.
"""
import gzip
import json
import os
import subprocess
import sys

PSQL = ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1']


def read_lines(path):
    opener = gzip.open if path.endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8') as file:
        for line in file:
            yield line.rstrip('\n')


def read_json(path):
    return [json.loads(line) for line in read_lines(path) if line.strip()]


def write_json(path, records):
    with open(path, 'w', encoding='utf-8') as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + '\n')


def run_sql(command, text=None):
    """Runs one command; text is its standard input (for \\copy ... from pstdin)."""
    done = subprocess.run(PSQL + ['-c', command], input=text, stdout=subprocess.PIPE, encoding='utf-8', check=False)
    if done.returncode:
        sys.exit('psql failed')
    return done.stdout


def run_script(commands):
    """Several commands with psql's own (\\gset) among them, in one session."""
    done = subprocess.run(PSQL + ['-f', '-'], input=commands, stdout=subprocess.PIPE, encoding='utf-8', check=False)
    if done.returncode:
        sys.exit('psql failed')
    return done.stdout


def escape(text):
    return (text.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n').replace('\r', '\\r').replace('\0', ''))


def load(table, rows):
    """A new table (id text, body text) with these rows; bodies are taken exactly as they are."""
    run_sql(f'DROP TABLE IF EXISTS {table}')
    run_sql(f'CREATE UNLOGGED TABLE {table} (id text, body text)')
    run_sql(f'\\copy {table} from pstdin', ''.join(f'{escape(i)}\t{escape(body)}\n' for i, body in rows))


CPU = "split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::numeric / 1e9"


def answers(select):
    """Rows of a query whose only column is json, and the CPU seconds that its backend took."""
    out = run_script(f'''
        SELECT {CPU} AS began \\gset
        CREATE TEMP TABLE answer AS {select};
        SELECT {CPU} - :began;
        SELECT * FROM answer;''')
    lines = out.split('\n')
    return [json.loads(line) for line in lines[1:] if line], float(lines[0])


def has_function(name):
    return run_sql(f"SELECT count(*) > 0 FROM pg_proc WHERE proname = '{name}'").strip() == 't'


def speed(what, seconds, characters, count=None, unit='tokens'):
    parts = [f'{what}: {seconds:.2f} s of CPU time']
    if seconds > 0:
        if count:
            parts.append(f'{count / seconds:,.0f} {unit}/s')
        parts.append(f'{characters / seconds / 1e6:.2f} MB/s')
    print(', '.join(parts))


def scorer(corpora, name, *arguments):
    """Runs CORPORA/score_<name>.py and gives what it prints."""
    sys.stdout.flush()
    done = subprocess.run([sys.executable, os.path.join(corpora, f'score_{name}.py'), *arguments],
                          stdout=subprocess.PIPE, encoding='utf-8', check=False)
    if done.returncode:
        sys.exit(f'score_{name}.py failed')
    return done.stdout
