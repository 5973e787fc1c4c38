#!/usr/bin/env python3
"""run_geo.py CORPORA OUT: places of news_mentions, with coordinates of news_gazetteer, against CORPORA/geo.

  EVAL_SETS=lgl    only this file      EVAL_ERRORS=20    show errors      EVAL_OPTIONS=--names-only    for the scorer
"""
import glob
import os
import sys

import server


def main():
    corpora, out = sys.argv[1:3]
    wanted = [name for name in os.environ.get('EVAL_SETS', '').split(',') if name]
    options = os.environ.get('EVAL_OPTIONS', '').split()
    if os.environ.get('EVAL_ERRORS'):
        options += ['--errors', os.environ['EVAL_ERRORS']]
    seconds = characters = 0
    for path in sorted(glob.glob(os.path.join(corpora, 'geo', '*.jsonl.gz'))):
        name = os.path.basename(path).split('.')[0]
        if wanted and name not in wanted:
            continue
        gold = server.read_json(path)
        server.load('doc', [(str(number), record['text']) for number, record in enumerate(gold)])
        rows, spent = server.answers('''
            SELECT json_build_object('id', d.id, 'start', m.start, 'length', m.length, 'kind', m.kind, 'country', m.country,
                'place', m.place_id, 'lat', g.latitude, 'lon', g.longitude)
            FROM doc AS d CROSS JOIN LATERAL news_mentions(d.body, format => 'clean') AS m
            LEFT JOIN news_gazetteer AS g ON g.place_id = m.place_id
            WHERE m.kind IN ('place', 'demonym')''')
        seconds += spent
        characters += sum(len(record['text'].encode()) for record in gold)
        found = {record['id']: [] for record in gold}
        for row in rows:
            found[gold[int(row['id'])]['id']].append({
                'start': row['start'] - 1, 'end': row['start'] - 1 + row['length'], 'lat': row['lat'], 'lon': row['lon'],
                'country': row['country'], 'geonameid': row['place'], 'kind': row['kind']})
        prediction = os.path.join(out, name + '.jsonl')
        server.write_json(prediction, [{'id': key, 'toponyms': value} for key, value in found.items()])
        print(f'--- {name}')
        print(server.scorer(corpora, 'geo', path, prediction, *options), end='')
    server.speed('news_mentions with the gazetteer', seconds, characters)


if __name__ == '__main__':
    main()
