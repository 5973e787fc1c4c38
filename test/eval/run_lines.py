#!/usr/bin/env python3
"""run_lines.py CORPORA OUT: what publisher lines gain on CORPORA/clean/text, before and after.

Only sites with several pages count.  For each page lines are learnt from the other pages of its site, never from itself,
kept in a dictionary of its own, and used with publisher => site.  A site has two pages as a rule, so a line is learnt
from one story on (LINES_STORIES=1); with a real collection three are asked for.
"""
import collections
import glob
import os
import sys

import server
from run_clean import kept_lines


def page_rows(gold, part):
    for number, record in enumerate(gold):
        a, b = (record.get('main') or [0, len(record['lines'])]) if part == 'main' else (0, len(record['lines']))
        yield number, record['lines'][a:b]


def load(gold):
    server.load('page', [(str(number), '\n'.join(lines)) for number, lines in page_rows(gold, 'full')])
    server.run_sql('ALTER TABLE page ADD site text')
    server.load('site', [(str(number), record['site']) for number, record in enumerate(gold)])
    server.run_sql('UPDATE page SET site = site.body FROM site WHERE site.id = page.id')


def learn(stories):
    server.run_sql('TRUNCATE news_publisher_line')
    server.run_sql(f'''
        INSERT INTO news_publisher_line
        SELECT 'page ' || p.id, l.publisher, l.line, l.kind, l.articles, l.articles_read
        FROM page AS p, LATERAL (SELECT news_learn_lines(o.site, o.body, {stories}) FROM page AS o
                                 WHERE o.site = p.site AND o.id <> p.id) AS a(lines), unnest(a.lines) AS l
        ON CONFLICT DO NOTHING''')
    print(server.run_sql('''SELECT count(*) || ' lines learnt for ' || count(DISTINCT profile) || ' pages' FROM news_publisher_line''').strip())


def predict(gold, part, call):
    """Bodies and kept lines; 'call' is what follows the article in a call."""
    lines_of = dict(page_rows(gold, part))
    server.load('part', [(str(number), '\n'.join(lines)) for number, lines in lines_of.items()])
    answers, _ = server.answers(f'''
        SELECT json_build_object('id', part.id, 'text', news_clean(part.body{call}),
            'blocks', (SELECT json_agg(json_build_object('kind', kind, 'start', start, 'length', length) ORDER BY start)
                       FROM news_blocks(part.body{call})))
        FROM part JOIN site ON site.id = part.id''')
    prediction = []
    for answer in answers:
        number = int(answer['id'])
        keep, kinds = kept_lines(lines_of[number], answer['blocks'] or [])
        prediction.append({'id': gold[number]['id'], 'text': answer['text'] or '', 'keep': keep, 'kinds': kinds})
    return prediction


def main():
    corpora, out = sys.argv[1:3]
    stories = int(os.environ.get('LINES_STORIES', '1'))
    gold = [record for path in sorted(glob.glob(os.path.join(corpora, 'clean', 'text', '*.jsonl.gz'))) for record in server.read_json(path)]
    pages = collections.Counter(record['site'] for record in gold)
    gold = [record for record in gold if pages[record['site']] > 1]
    gold_path = os.path.join(out, 'lines-gold.jsonl')
    server.write_json(gold_path, gold)
    load(gold)
    print(f'{len(gold)} pages of {len(set(record["site"] for record in gold))} sites')
    learn(stories)
    dictionary = ", news_dictionary(CASE WHEN EXISTS (SELECT FROM news_publisher_line AS l WHERE l.profile = 'page ' || part.id) " \
                 "THEN 'page ' || part.id ELSE 'default' END), publisher => site.body"
    for part in ('full', 'main'):
        for name, call in (('before', ''), ('after', dictionary)):
            path = os.path.join(out, f'lines-{part}-{name}.jsonl')
            server.write_json(path, predict(gold, part, call))
            print(f'--- text-{part}, {name}')
            print(server.scorer(corpora, 'clean', gold_path, '--part', part, '--', path), end='')
    server.run_sql('TRUNCATE news_publisher_line')


if __name__ == '__main__':
    main()
