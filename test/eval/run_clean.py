#!/usr/bin/env python3
"""run_clean.py CORPORA OUT: news_clean and news_blocks against CORPORA/clean, both forms, the text form full and main.

  EVAL_SETS=ned,fun    only these files      EVAL_OPTIONS='--lang en'    for the scorer
"""
import glob
import os
import sys

import server

BODY = {'dateline', 'paragraph', 'subhead', 'quote', 'list', 'table'}
# The gold files know fewer kinds.
GOLD_KIND = {'dateline': 'body', 'paragraph': 'body', 'quote': 'body', 'list': 'body', 'table': 'body'}


def kept_lines(lines, blocks):
    """1 for each line of which more than half lies in blocks of the body, and the kind of most of it."""
    keep, kinds, at = [], [], 0
    spans = [(b['start'] - 1, b['start'] - 1 + b['length'], b['kind']) for b in blocks]
    first = 0
    for line in lines:
        start, end = at, at + len(line)
        at = end + 1
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        shares, number = {}, first
        while number < len(spans) and spans[number][0] < end:
            overlap = min(end, spans[number][1]) - max(start, spans[number][0])
            shares[spans[number][2]] = shares.get(spans[number][2], 0) + max(0, overlap)
            number += 1
        body = sum(share for kind, share in shares.items() if kind in BODY)
        keep.append(1 if line.strip() and 2 * body > sum(shares.values()) else 0)
        kind = max(shares, key=shares.get) if shares else ''
        kinds.append(GOLD_KIND.get(kind, kind))
    return keep, kinds


def main():
    corpora, out = sys.argv[1:3]
    wanted = [name for name in os.environ.get('EVAL_SETS', '').split(',') if name]
    options = os.environ.get('EVAL_OPTIONS', '').split()
    seconds = characters = 0
    for form, part in (('html', None), ('text', 'full'), ('text', 'main')):
        paths = [path for path in sorted(glob.glob(os.path.join(corpora, 'clean', form, '*.jsonl.gz')))
                 if not wanted or os.path.basename(path).split('.')[0] in wanted]
        gold = [record for path in paths for record in server.read_json(path)]
        if not gold:
            continue
        rows, lines_of = [], {}
        for number, record in enumerate(gold):
            if form == 'html':
                body = record['html']
            else:
                a, b = (record.get('main') or [0, len(record['lines'])]) if part == 'main' else (0, len(record['lines']))
                lines_of[record['id']] = record['lines'][a:b]
                body = '\n'.join(record['lines'][a:b])
            rows.append((str(number), body))
        server.load('page', rows)
        answers, spent = server.answers("SELECT json_build_object('id', id, 'text', news_clean(body)) FROM page")
        seconds += spent
        characters += sum(len(body.encode()) for _, body in rows)
        prediction = [{'id': gold[int(answer['id'])]['id'], 'text': answer['text'] or ''} for answer in answers]
        if form == 'text':
            blocks, _ = server.answers('''
                SELECT json_build_object('id', id, 'blocks', (
                    SELECT json_agg(json_build_object('kind', kind, 'start', start, 'length', length) ORDER BY start)
                    FROM news_blocks(body))) FROM page''')
            of = {gold[int(row['id'])]['id']: row['blocks'] or [] for row in blocks}
            for record in prediction:
                record['keep'], record['kinds'] = kept_lines(lines_of[record['id']], of[record['id']])
        name = form + ('-' + part if part else '')
        path = os.path.join(out, name + '.jsonl')
        server.write_json(path, prediction)
        choice = (['--part', part] if part else []) + options
        print(f'--- {name}: {len(gold)} pages')
        print(server.scorer(corpora, 'clean', *paths, *choice, '--', path), end='')
        for source in paths:
            short = [line for line in server.scorer(corpora, 'clean', source, *choice, '--boot', '1', '--', path).split('\n')
                     if line.startswith(('shingle', 'lines'))]
            print(f'  {os.path.basename(source).split(".")[0]}: ' + '; '.join(short))
    server.speed('news_clean', seconds, characters)


if __name__ == '__main__':
    main()
