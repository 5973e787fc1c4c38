#!/usr/bin/env python3
"""Fit the weights of src/core/toponym_features.c by logistic regression.

  toponym_fit.py OUT.inc [--leave K/N] [--rounds R] [--l2 X] DUMP:GOLD[:WEIGHT[:own]] ...

DUMP  one candidate a line: document, start, end (characters), kind, feature numbers separated by blanks
GOLD  the annotated documents (JSON lines, perhaps gzipped) with "id" and "toponyms" of "start", "end";
      candidates inside the spans of an "unsure" list, where a corpus does not say, teach nothing
"own" gives a set a second weight for every feature, which is thrown away in the end: what its annotators and the
tagger (which has seen the training text of the name-tagged corpora) do differently stays with the set.
Writes the weights in 1/100 logit, one number for each feature.  --leave K/N leaves out every N-th document
from the K-th, for cross-validation.  The order of the input alone decides the result: no random numbers.
"""
import argparse
import gzip
import json
import math
import zlib


# A set's own features begin at OWN; the model has MOST (FEATURES_MOST of toponym_features.c).
OWN = 8192
MOST = 6144


def read_gold(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf8") as f:
        for line in f:
            d = json.loads(line)
            yes = {(t["start"], t["end"]) for t in d["toponyms"] if t.get("form") != "demonym" and not t.get("optional")}
            neutral = {(t["start"], t["end"]) for t in d["toponyms"]} - yes
            yield d["id"], yes, neutral, [tuple(u) for u in d.get("unsure", [])]


def read_examples(spec, leave):
    parts = spec.split(":")
    weight = float(parts[2]) if len(parts) > 2 else 1.0
    own = len(parts) > 3 and parts[3] == "own"
    gold = {i: rest for i, *rest in read_gold(parts[1])}
    with open(parts[0], encoding="utf8") as f:
        for line in f:
            ident, start, end, _, features = line.rstrip("\n").split("\t")
            if leave and zlib.crc32(ident.encode()) % leave[1] == leave[0]:
                continue
            span = (int(start), int(end))
            if ident not in gold:
                continue
            yes, neutral, unsure = gold[ident]
            if span in neutral or (span not in yes and any(a <= span[0] and span[1] <= b for a, b in unsure)):
                continue
            features = tuple(map(int, features.split()))
            yield weight, span in yes, features + tuple(f + OWN for f in features) if own else features


def fit(examples, rounds, l2, own_l2):
    n = 1 + max(max(f) for _, _, f in examples)
    w, g2 = [0.0] * n, [1e-6] * n
    # a fixed order that mixes documents
    order = sorted(range(len(examples)), key=lambda i: (i * 7919) % 104729)
    for r in range(rounds):
        rate = 0.5 / (1 + 0.3 * r)
        for i in order:
            weight, label, features = examples[i]
            s = sum(w[f] for f in features)
            p = 1 / (1 + math.exp(-max(-30, min(30, s))))
            e = weight * (p - label)
            for f in features:
                g = e + (l2 if f < OWN else own_l2) * w[f]
                g2[f] += g * g
                w[f] -= rate * g / math.sqrt(g2[f])
    return w


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("sets", nargs="+")
    ap.add_argument("--leave")
    ap.add_argument("--rounds", type=int, default=12)
    ap.add_argument("--l2", type=float, default=0.02)
    ap.add_argument("--own-l2", type=float, default=0.1)
    o = ap.parse_args()
    leave = tuple(map(int, o.leave.split("/"))) if o.leave else None
    examples = [e for s in o.sets for e in read_examples(s, leave)]
    weights = fit(examples, o.rounds, o.l2, o.own_l2)
    with open(o.out, "w") as f:
        f.write("/* made by src/gen/toponym_fit.py: weights of the features, in 1/100 logit */\n")
        numbers = [str(max(-2000, min(2000, round(x * 100)))) for x in weights[:MOST]]
        for i in range(0, len(numbers), 16):
            f.write(", ".join(numbers[i:i + 16]) + ",\n")


if __name__ == "__main__":
    main()
