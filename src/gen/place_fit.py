#!/usr/bin/env python3
"""Fit the weights of src/core/place_score.c: the bearer meant should score best among all bearers of a name.

  place_fit.py OUT.inc [--leave K/N] [--rounds R] [--l2 X] DUMP:GOLD[:WEIGHT] ...

DUMP  one mention a line: document, start, end (characters), then for each bearer a field of id, latitude, longitude
      and feature numbers, separated by blanks
GOLD  the annotated documents (JSON lines, perhaps gzipped) with "toponyms" of "start", "end", "lat", "lon", "geonameid"
A bearer within 50 km of the annotated point, or with its id, is right (161 km if none is nearer); mentions without a
right bearer teach nothing.  Conditional logistic regression in a fixed order; weights in 1/100 logit.
"""
import argparse
import gzip
import json
import math
import zlib


def km(a, b, c, d):
    p, q, r = math.radians(a), math.radians(c), math.radians(b - d)
    h = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(r / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def read_gold(path):
    opener = gzip.open if path.endswith(".gz") else open
    gold = {}
    with opener(path, "rt", encoding="utf8") as f:
        for line in f:
            d = json.loads(line)
            for t in d["toponyms"]:
                if t.get("lat") is not None:
                    gold[d["id"], t["start"], t["end"]] = t
    return gold


def read_examples(spec, leave):
    parts = spec.split(":")
    weight = float(parts[2]) if len(parts) > 2 else 1.0
    gold = read_gold(parts[1])
    with open(parts[0], encoding="utf8") as f:
        for line in f:
            fields = line.rstrip("\n").split("\t")
            if leave and zlib.crc32(fields[0].encode()) % leave[1] == leave[0]:
                continue
            t = gold.get((fields[0], int(fields[1]), int(fields[2])))
            if t is None:
                continue
            bearers, far = [], []
            for b in fields[3:]:
                n = b.split(" ")
                same = t.get("geonameid") is not None and int(n[0]) == t["geonameid"]
                far.append(0 if same else km(float(n[1]), float(n[2]), t["lat"], t["lon"]))
                bearers.append(tuple(map(int, n[3:])))
            limit = 0 if min(far) == 0 else 50 if min(far) <= 50 else 161
            right = [x <= limit for x in far]
            if any(right) and not all(right):
                yield weight, right, bearers


def fit(examples, rounds, l2):
    n = 1 + max(max(f) for _, _, bearers in examples for f in bearers)
    w, g2 = [0.0] * n, [1e-6] * n
    order = sorted(range(len(examples)), key=lambda i: (i * 7919) % 104729)
    for r in range(rounds):
        rate = 0.3 / (1 + 0.3 * r)
        for i in order:
            weight, right, bearers = examples[i]
            scores = [sum(w[f] for f in b) for b in bearers]
            top = max(scores)
            e = [math.exp(max(-40, s - top)) for s in scores]
            z, zr = sum(e), sum(x for x, ok in zip(e, right) if ok) + 1e-30
            grad = {}
            for x, ok, b in zip(e, right, bearers):
                g = weight * (x / z - (x / zr if ok else 0))
                if abs(g) > 1e-6:
                    for f in b:
                        grad[f] = grad.get(f, 0) + g
            for f, g in grad.items():
                g += l2 * w[f]
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
    o = ap.parse_args()
    leave = tuple(map(int, o.leave.split("/"))) if o.leave else None
    examples = [e for s in o.sets for e in read_examples(s, leave)]
    weights = fit(examples, o.rounds, o.l2)
    with open(o.out, "w") as f:
        f.write("/* made by src/gen/place_fit.py: weights of the features, in 1/100 logit */\n")
        numbers = [str(max(-2000, min(2000, round(x * 100)))) for x in weights]
        for i in range(0, len(numbers), 16):
            f.write(", ".join(numbers[i:i + 16]) + ",\n")


if __name__ == "__main__":
    main()
