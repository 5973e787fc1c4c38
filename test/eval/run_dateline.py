#!/usr/bin/env python3
"""run_dateline.py CORPORA OUT: news_dateline, and news_byline, news_credit, news_timestamps, against CORPORA/dateline.

  EVAL_ERRORS=20    show errors      EVAL_OPTIONS='--by source'    for the scorer
"""
import os
import sys

import server

META = {'byline': 'news_byline', 'credit': 'news_credit', 'timestamp': 'news_timestamps'}


def datelines(corpora, out, name, options):
    path = os.path.join(corpora, 'dateline', name + '.jsonl.gz')
    gold = server.read_json(path)
    server.load('opening', [(str(number), record['text']) for number, record in enumerate(gold)])
    rows, seconds = server.answers("SELECT json_build_object('id', id, 'found', news_dateline(body)::jsonb, 'attribution', "
                                   'news_attribution(body)) FROM opening')
    prediction = []
    for row in rows:
        found = row['found']
        record = {'id': gold[int(row['id'])]['id'], 'has_dateline': found is not None}
        if found:
            record['places'] = [{'name': place.get('printed') or place.get('name'), 'region': place.get('region')}
                                for place in found.get('places') or []]
            for key in ('month', 'day', 'year', 'agency', 'byline', 'body_start'):
                record[key] = found.get(key)
        elif row['attribution']:
            record.update(agency=row['attribution']['agency'], via=row['attribution']['via'])
        prediction.append(record)
    where = os.path.join(out, name + '.jsonl')
    server.write_json(where, prediction)
    print(f'--- {name}')
    print(server.scorer(corpora, 'dateline', path, where, *options), end='')
    server.speed('news_dateline', seconds, sum(len(record['text'].encode()) for record in gold), len(gold), 'openings')


def meta(corpora, out, options):
    missing = [function for function in META.values() if not server.has_function(function)]
    if missing:
        print('--- dev_meta: not scored, there is no ' + ', '.join(missing))
        return
    path = os.path.join(corpora, 'dateline', 'dev_meta.jsonl.gz')
    gold = server.read_json(path)
    prediction = []
    for kind, function in META.items():
        part = [record for record in gold if record['kind'] == kind]
        server.load('line', [(str(number), record['text']) for number, record in enumerate(part)])
        rows, _ = server.answers(f"SELECT json_build_object('id', id, 'found', {function}(body)::jsonb) FROM line")
        for row in rows:
            found = row['found']
            if isinstance(found, list):
                found = {'stamps': found}
            prediction.append(dict(found or {}, id=part[int(row['id'])]['id']))
    where = os.path.join(out, 'dev_meta.jsonl')
    server.write_json(where, prediction)
    print('--- dev_meta')
    print(server.scorer(corpora, 'dateline', path, where, *options), end='')


def main():
    corpora, out = sys.argv[1:3]
    options = os.environ.get('EVAL_OPTIONS', '').split()
    if os.environ.get('EVAL_ERRORS'):
        options += ['--errors', os.environ['EVAL_ERRORS']]
    for name in ('dev', 'dev_made'):
        datelines(corpora, out, name, options)
    meta(corpora, out, [option for option in options if option not in ('--by', 'source', 'lang')])


if __name__ == '__main__':
    main()
