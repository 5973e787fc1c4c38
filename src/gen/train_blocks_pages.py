#!/usr/bin/env python3
"""Development pages (clean/text/*.jsonl.gz) -> the plain form that train_blocks reads.

Usage: train_blocks_pages.py FILE... > pages.txt
Each page is written twice, as a whole dump and as the slice a careless scraper takes:
    page <id> <site> <full|main>
    line <1 body | 0 not | -1 unsure> <text>
Standard library only.
"""
import gzip
import json
import sys


def write_page(record, name, first, last):
    print('page', record['id'], record['site'], name, sep='\t')
    for text, label in zip(record['lines'][first:last], record['labels'][first:last]):
        print('line', label, text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' '), sep='\t')


def main():
    sys.stdout.reconfigure(encoding='utf-8', newline='\n')
    for path in sys.argv[1:]:
        with gzip.open(path, 'rt', encoding='utf-8') as lines:
            for line in lines:
                record = json.loads(line)
                first, last = record.get('main') or (0, len(record['lines']))
                write_page(record, 'full', 0, len(record['lines']))
                write_page(record, 'main', first, last)


main()
