#!/usr/bin/env python3
"""run_ner.py CORPORA OUT: named entities of news_mentions against CORPORA/ner, exact span and type.

Each document is one text: tokens of a sentence joined by spaces, sentences by newlines, given to
news_mentions(text, format => 'clean').  Corpora without document marks: each sentence is a document.
Mentions become tags by the rule below; where they nest or overlap the longest wins.
  EVAL_SETS=gum,ewt    only these corpora      EVAL_SPLIT=train    another split      EVAL_ERRORS=20    show errors
"""
import glob
import json
import os
import sys

import server

TAG = {'person': 'PER', 'org': 'ORG', 'place': 'LOC', 'demonym': 'MISC', 'misc': 'MISC'}
# These corpora mark no or hardly any MISC (see their README).
TYPES = {'btc': 'PER,ORG,LOC', 'wnut17': 'PER,ORG,LOC', 'ewt': 'PER,ORG,LOC'}


def read_documents(path):
    """[[ [token, ...] of each sentence ], ...] and whether the file marks documents."""
    documents, sentences, tokens, marked = [], [], [], False

    def end_sentence():
        nonlocal tokens
        if tokens:
            sentences.append(tokens)
            tokens = []

    def end_document():
        nonlocal sentences
        end_sentence()
        if sentences:
            documents.append(sentences)
            sentences = []

    for line in server.read_lines(path):
        if line.startswith('-DOCSTART-'):
            marked = True
            end_document()
        elif not line.strip():
            end_sentence()
        else:
            tokens.append(line.split('\t')[0])
    end_document()
    if not marked:
        documents = [[sentence] for document in documents for sentence in document]
    return documents


def text_of(sentences):
    """The text, and (first, last) character of each token of it."""
    spans, at = [], 0
    for sentence in sentences:
        row = []
        for token in sentence:
            row.append((at, at + len(token)))
            at += len(token) + 1
        spans.append(row)
    return '\n'.join(' '.join(sentence) for sentence in sentences), spans


def tags_of(spans, mentions):
    """BIO tags of each sentence: a mention takes the tokens that it covers by more than half."""
    flat = [(start, end, row, column) for row, sentence in enumerate(spans) for column, (start, end) in enumerate(sentence)]
    tags = [['O'] * len(sentence) for sentence in spans]
    first_of = {}
    for number, (start, end, _, _) in enumerate(flat):
        for position in range(start, end + 1):
            first_of[position] = number
    for mention in sorted(mentions, key=lambda m: (-m['length'], m['start'])):
        tag = TAG.get(mention['kind'])
        start = mention['start'] - 1
        end = start + mention['length']
        number = first_of.get(start)
        taken = []
        while tag and number is not None and number < len(flat) and flat[number][0] < end:
            token_start, token_end, row, column = flat[number]
            if 2 * (min(end, token_end) - max(start, token_start)) > token_end - token_start:
                taken.append((row, column))
            number += 1
        if not taken or any(tags[row][column] != 'O' for row, column in taken):
            continue
        row = taken[0][0]
        for place, (other, column) in enumerate(taken):
            if other == row:
                tags[row][column] = ('I-' if place else 'B-') + tag
    return tags


def main():
    corpora, out = sys.argv[1:3]
    split = os.environ.get('EVAL_SPLIT', 'dev')
    wanted = [name for name in os.environ.get('EVAL_SETS', '').split(',') if name]
    print(f'{"corpus":12} {"types":12} {"precision":>9} {"recall":>7} {"F1":>6}   PER   ORG   LOC   MISC')
    total_seconds = total_characters = total_tokens = 0
    f1 = []
    for path in sorted(glob.glob(os.path.join(corpora, 'ner', '*', f'{split}.conll.gz'))):
        name = os.path.basename(os.path.dirname(path))
        if wanted and name not in wanted:
            continue
        documents = read_documents(path)
        texts = [text_of(document) for document in documents]
        server.load('doc', [(str(number), text) for number, (text, _) in enumerate(texts)])
        rows, seconds = server.answers('''
            SELECT json_build_object('id', id, 'mentions', (
                SELECT json_agg(json_build_object('kind', kind, 'start', start, 'length', length))
                FROM news_mentions(body, format => 'clean'))) FROM doc''')
        found = {row['id']: row['mentions'] or [] for row in rows}
        prediction = os.path.join(out, f'{name}.{split}.conll')
        with open(prediction, 'w', encoding='utf-8') as file:
            for number, (document, (_, spans)) in enumerate(zip(documents, texts)):
                for sentence, tags in zip(document, tags_of(spans, found.get(str(number), []))):
                    file.write(''.join(f'{token}\t{tag}\n' for token, tag in zip(sentence, tags)) + '\n')
        types = TYPES.get(name, '')
        choice = ['--types', types] if types else []
        score = json.loads(server.scorer(corpora, 'ner', path, prediction, '--json', *choice))
        overall, by_type = pick(score)
        print(f'{name:12} {types or "all":12} {100 * overall[0]:9.1f} {100 * overall[1]:7.1f} {100 * overall[2]:6.1f} '
              + ' '.join(f'{100 * by_type[t]:5.1f}' if t in by_type else '    -' for t in ('PER', 'ORG', 'LOC', 'MISC')))
        f1.append(overall[2])
        if os.environ.get('EVAL_ERRORS'):
            print(server.scorer(corpora, 'ner', path, prediction, '--errors', os.environ['EVAL_ERRORS'], *choice))
        total_seconds += seconds
        total_characters += sum(len(text.encode()) for text, _ in texts)
        total_tokens += sum(len(sentence) for document in documents for sentence in document)
    if f1:
        server.speed('news_mentions', total_seconds, total_characters, total_tokens)
        print(f'eval-ner: mean F1 {100 * sum(f1) / len(f1):.1f} over {len(f1)} corpora ({split})')


def pick(score):
    """(precision, recall, F1) overall and F1 of each type, as fractions, from the scorer's JSON."""
    def of(part):
        values = [part[key] for key in ('precision', 'recall', 'f1')]
        return [v / 100 if max(values) > 1.0001 else v for v in values]
    overall = of(score.get('overall') or score.get('micro') or score)
    types = score.get('types') or score.get('by_type') or {}
    return overall, {name: of(part)[2] for name, part in types.items()}


if __name__ == '__main__':
    main()
