#!/usr/bin/env python3
"""Development pages (clean/text/*.jsonl.gz) -> the plain form that train_blocks reads.

Usage: train_blocks_pages.py FILE... > pages.txt
Each page is written four times: as a whole dump; as the slice a careless scraper takes; as a slice a
little longer in another scraper's manner (blank lines where there were none, or none); and cut short,
because many stories have three paragraphs and few pages of the development sets do:
    page <id> <site> <full|main|more|short>
    line <1 body | 0 not | -1 unsure> <text>
Standard library only.
"""
import gzip
import json
import sys
import zlib


def write_page(record, name, first, last):
    print('page', record['id'], record['site'], name, sep='\t')
    for text, label in zip(record['lines'][first:last], record['labels'][first:last]):
        print('line', label, text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' '), sep='\t')


def vary(record):
    """The page in another manner, with some lines before and after the slice."""
    first, last = record.get('main') or (0, len(record['lines']))
    turn = zlib.crc32(record['id'].encode())
    first = max(0, first - turn % 23)
    last = min(len(record['lines']), last + turn // 23 % 47)
    pairs = list(zip(record['lines'][first:last], record['labels'][first:last]))
    blank = record['style'] in ('blank', 'bullet')
    lines, labels = [], []
    for text, label in pairs:
        if blank:
            if not text.strip():
                continue
            text = text.replace('\u2022', ' ', 1).strip() if text.lstrip().startswith('\u2022') else text
        lines.append(text)
        labels.append(label)
        if not blank:
            lines.append('')
            labels.append(-1)
    return {'id': record['id'], 'site': record['site'], 'lines': lines, 'labels': labels}


def shorten(record):
    """The slice with its first few body lines and the last one, and a dozen lines after it."""
    first, last = record.get('main') or (0, len(record['lines']))
    turn = zlib.crc32(record['id'].encode()) // 7
    lines, labels, body, after = [], [], 0, 0
    most = 2 + turn % 6
    total = sum(label == 1 for label in record['labels'][first:last])
    seen = 0
    for text, label in zip(record['lines'][first:last], record['labels'][first:last]):
        seen += label == 1
        if most <= body and seen < total or after > 12:
            continue
        body += label == 1
        after += seen >= total and bool(text.strip())
        lines.append(text)
        labels.append(label)
    return {'id': record['id'], 'site': record['site'], 'lines': lines, 'labels': labels}


def main():
    sys.stdout.reconfigure(encoding='utf-8', newline='\n')
    for path in sys.argv[1:]:
        with gzip.open(path, 'rt', encoding='utf-8') as lines:
            for line in lines:
                record = json.loads(line)
                first, last = record.get('main') or (0, len(record['lines']))
                write_page(record, 'full', 0, len(record['lines']))
                write_page(record, 'main', first, last)
                more = vary(record)
                write_page(more, 'more', 0, len(more['lines']))
                short = shorten(record)
                write_page(short, 'short', 0, len(short['lines']))


main()
