#!/usr/bin/env python3
"""Label the blocks of pages as body or not, for html_train.

usage: html_labels.py --pages GOLD.jsonl.gz ... > PAGES
       html_labels.py BLOCKS GOLD.jsonl.gz ... > LABELS

PAGES gets the pages alone, for html_train.  BLOCKS has one JSON object a
line, {"id", "blocks": [text, ...]}, as `html_train --blocks` prints them.
GOLD are the article-cleaning sets: {"id", "site", "source", "gold", "html"}
and, where the set marks optional paragraphs, "paragraphs" and "optional".

A block is body if its words stand in the gold in one run, in the order of the
other body blocks; a second copy of a paragraph is not.  Optional paragraphs
get weight 0, doubtful blocks a small one.  Standard library only.
"""
import collections
import gzip
import json
import re
import sys

SPACELESS = r'\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af'
TOKEN = re.compile(r'[%s]|[^\W%s]+' % (SPACELESS, SPACELESS))
LOOK_BACK = 400         # candidates that one may follow in the chain


def tokens(text):
    return TOKEN.findall(text.lower())


class Gold:
    """Tokens of the gold with an index of where each three in a row stand."""

    def __init__(self, record):
        optional = set(record.get('optional') or ())
        self.words, self.optional = [], []
        self.whole = collections.defaultdict(list)
        for i, paragraph in enumerate(record.get('paragraphs') or record['gold'].split('\n')):
            words = tokens(paragraph)
            if words:
                self.whole[' '.join(words)].append(len(self.words))
                self.words += words
                self.optional += [i in optional] * len(words)
        self.index = collections.defaultdict(list)
        for i in range(len(self.words) - 2):
            self.index[tuple(self.words[i:i + 3])].append(i)

    def is_optional(self, start, end):
        last = len(self.words) - 1
        return self.optional[min(start, last)] and self.optional[min((start + end) // 2, last)]


def find_places(gold, block, words):
    """(share of the words found, [(block, start, end, share)]) of one block."""
    if not words:
        return 0.0, []
    if len(words) < 3:
        places = gold.whole.get(' '.join(words), [])[:3]
        return float(bool(places)), [(block, p, p + len(words), 1.0) for p in places]
    votes = collections.Counter()
    found = [0] * len(words)
    for i in range(len(words) - 2):
        places = gold.index.get(tuple(words[i:i + 3]), ())
        if places:
            found[i] = found[i + 1] = found[i + 2] = 1
        for place in places[:8]:
            votes[place - i] += 1
    share = sum(found) / len(words)
    if share < 0.4:
        return share, []
    return share, [(block, max(0, d), max(0, d) + len(words), share)
                   for d, v in votes.most_common(2) if v * 3 >= sum(found) - 2 or v >= 20]


def best_chain(places):
    """The places, increasing in page and gold, that hold most words."""
    best, before = [], []
    for j, (block, start, end, share) in enumerate(places):
        weight = min(end - start, 80) * share
        best.append(weight)
        before.append(-1)
        for k in range(max(0, j - LOOK_BACK), j):
            other, _, other_end, _ = places[k]
            if (other < block and other_end <= start + min(3, (end - start) // 2)
                    and best[k] + weight > best[j]):
                best[j], before[j] = best[k] + weight, k
    j = max(range(len(places)), key=best.__getitem__) if places else -1
    while j >= 0:
        yield places[j]
        j = before[j]


def label_page(gold, blocks):
    """(share of the gold found, [(label, weight, words)])."""
    words = [tokens(block) for block in blocks]
    shares, places = [], []
    for block, w in enumerate(words):
        share, found = find_places(gold, block, w)
        shares.append(share)
        places += found
    used = bytearray(len(gold.words) + 1)
    label, copy = [0] * len(blocks), [False] * len(blocks)

    def take(block, start, end):
        label[block] = 1
        for i in range(start, min(end, len(gold.words))):
            used[i] = 1

    for block, start, end, _ in best_chain(places):
        take(block, start, end)
    for block, start, end, _ in sorted(places, key=lambda p: p[1] - p[2]):
        if not label[block]:
            if sum(used[start:end]) < 0.3 * (end - start):
                take(block, start, end)
            else:
                copy[block] = True
    first = {}
    for place in places:
        first.setdefault(place[0], place)
    out = []
    for block, w in enumerate(words):
        y, weight = label[block], 1.0 if w else 0.05
        if y and 0.25 < shares[block] < 0.75:
            y, weight = int(shares[block] >= 0.5), 0.3
        if copy[block]:
            weight = 0.3
        if y and gold.is_optional(*first[block][1:3]):
            weight = 0.6
        out.append((y, weight, len(w)))
    return sum(used) / max(1, len(gold.words)), out


def read_gold(paths):
    for path in paths:
        with gzip.open(path, 'rt', encoding='utf8') as lines:
            for line in lines:
                yield json.loads(line)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if sys.argv[1] == '--pages':
        for record in read_gold(sys.argv[2:]):
            print(json.dumps({key: record[key] for key in ('id', 'html')}, ensure_ascii=False))
        return
    records = {}
    for record in read_gold(sys.argv[2:]):
        record.pop('html', None)
        records[record['id']] = record
    with open(sys.argv[1], encoding='utf8') as pages:
        for line in pages:
            page = json.loads(line)
            record = records[page['id']]
            found, labels = label_page(Gold(record), page['blocks'])
            print(page['id'], record['site'], record['source'], len(labels), '%.3f' % found)
            for label, weight, n in labels:
                print(label, '%.2f' % weight, n)


if __name__ == '__main__':
    main()
