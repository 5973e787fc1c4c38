#!/usr/bin/env python3
"""Turn name-tagged corpora (CoNLL columns, BIO) into the annotated documents that fit_places.sh learns from.

  fit_documents.py NAME:FILE.conll[.gz] ... > documents.jsonl

The words are set together as a newspaper would print them.  LOC is a place; whether a place stands inside an
organisation or in MISC, these corpora do not say: such spans become "unsure", and nothing is learnt from them.
A corpus without -DOCSTART- lines is cut every 20 sentences.
"""
import gzip
import json
import sys

SENTENCES = 20
NO_SPACE_BEFORE = set(", . ; : ? ! ) ] } % ... 's n't 're 've 'll 'd 'm ' ’s ’".split())
NO_SPACE_AFTER = set("( [ { $ £ €".split())
QUOTES = {'"': None, "``": True, "“": True, "''": False, "”": False}


def read_documents(path):
    """Documents as lists of sentences of (word, tag)."""
    opener = gzip.open if path.endswith(".gz") else open
    documents, sentences, sentence = [], [], []
    with opener(path, "rt", encoding="utf8") as f:
        for line in f:
            fields = line.rstrip("\n").split("\t")
            starts_document = fields[0].startswith("-DOCSTART-")
            if sentence and (starts_document or not fields[0]):
                sentences.append(sentence)
                sentence = []
            if starts_document and sentences:
                documents.append(sentences)
                sentences = []
            if fields[0] and not starts_document:
                sentence.append((fields[0], fields[1]))
    if sentence:
        sentences.append(sentence)
    if sentences:
        documents.append(sentences)
    if len(documents) == 1:
        whole = documents[0]
        documents = [whole[i:i + SENTENCES] for i in range(0, len(whole), SENTENCES)]
    return documents


class Page:
    def __init__(self):
        self.text = ""
        self.places = []
        self.unsure = []

    def close(self, span):
        if span and span[0] == "LOC":
            self.places.append({"start": span[1], "end": span[2], "form": "name"})
        elif span and span[0] in ("ORG", "MISC"):
            self.unsure.append([span[1], span[2]])

    def put(self, word, glued, opens):
        """Append one word; returns where it starts and whether the next is glued to it."""
        if word in QUOTES:
            if opens and not glued:
                self.text += " "
            self.text += '"'
            return len(self.text) - 1, opens
        if not glued and word not in NO_SPACE_BEFORE and word not in ("-", "–"):
            self.text += " "
        start = len(self.text)
        self.text += word
        return start, word in NO_SPACE_AFTER or word in ("-", "–")

    def add(self, sentence):
        span, glued, quoted = None, True, False
        for word, tag in sentence:
            opens = QUOTES.get(word)
            opens = not quoted if opens is None else opens
            if word in QUOTES:
                quoted = opens
            start, glued = self.put(word, glued, opens)
            if tag[0] != "I":
                self.close(span)
                span = [tag[2:], start, len(self.text)] if tag[0] == "B" else None
            elif span:
                span[2] = len(self.text)
        self.close(span)
        self.text += " " if sentence[-1][0] in '.?!"' else "\n"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for spec in sys.argv[1:]:
        name, path = spec.split(":", 1)
        for number, sentences in enumerate(read_documents(path)):
            page = Page()
            for sentence in sentences:
                page.add(sentence)
            print(json.dumps({"id": "%s-%d" % (name, number), "text": page.text, "toponyms": page.places,
                              "unsure": page.unsure}))


if __name__ == "__main__":
    main()
