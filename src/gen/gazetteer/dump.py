#!/usr/bin/env python3
"""Add the places of a GeoNames dump to src/data/places.tsv and place_names.tsv.

    dump.py allCountries.txt [--least N] [--features STM,LK,...] [--data DIR]
    make gazetteer GEONAMES=allCountries.txt        the same, then `make` builds with them

For those who need hamlets, creeks and hills; the committed tables have towns from about 1,000 people.  The dump is
the tab-separated file of geonames.org (allCountries.txt, or one country's).  Taken are populated places with at
least N people (default 1) and the feature codes named; places that are there stay as they are.  First-level codes
are learnt from the places that both have.  An image holds 16 MB of names: take one country, or raise N, if it says
that these are too many.  To go back: git checkout src/data.  GeoNames is CC BY 4.0: name it where you pass it on.
"""
import argparse
import os
import sys
from collections import Counter, defaultdict

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import names  # noqa: E402
from gazetteer import city_importance, fold  # noqa: E402

# Places other than towns, which have no population to tell how well they are known.
OTHER_IMPORTANCE = 10


def read_table(path):
    """Comment lines and rows of a TSV file."""
    head, rows = [], []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("#"):
                head.append(line)
            else:
                rows.append(line.rstrip("\n").split("\t"))
    return head, rows


def write_table(path, head, rows):
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.writelines(head)
        for row in rows:
            f.write("\t".join(row) + "\n")
    os.replace(path + ".new", path)


def read_dump(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            row = line.rstrip("\n").split("\t")
            if len(row) >= 15:
                yield row


def learn_divisions(path, places):
    """(country, GeoNames admin1) -> our code, by most places that both have."""
    counts = defaultdict(Counter)
    for row in read_dump(path):
        known = places.get(row[0])
        if known and known[3] == row[8] and known[4]:
            counts[row[8], row[10]][known[4]] += 1
    return {key: count.most_common(1)[0][0] for key, count in counts.items()}


def wanted(row, least, features):
    return (row[6] == "P" and int(row[14] or 0) >= least) or row[7] in features


def new_rows(path, places, least, features):
    divisions = learn_divisions(path, places)
    for row in read_dump(path):
        name = names.tidy(row[1])
        if row[0] in places or not wanted(row, least, features) or not names.plausible(name):
            continue
        city = {"population": int(row[14] or 0), "feature": row[7], "country": row[8]}
        importance = city_importance(city) if row[6] == "P" else OTHER_IMPORTANCE
        place = [row[0], name, row[7], row[8], divisions.get((row[8], row[10]), ""), "", "%.4f" % float(row[4]),
                 "%.4f" % float(row[5]), str(min(city["population"], 2 ** 32 - 1)), str(importance)]
        plain = names.tidy(row[2])
        other = [[row[0], plain, ""]] if fold(plain) != fold(name) and names.plausible(plain) else []
        yield place, [[row[0], name, "p"]] + other


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("dump")
    ap.add_argument("--least", type=int, default=1)
    ap.add_argument("--features", default="")
    ap.add_argument("--data", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data"))
    o = ap.parse_args()
    place_head, places = read_table(os.path.join(o.data, "places.tsv"))
    name_head, listed = read_table(os.path.join(o.data, "place_names.tsv"))
    before = len(places)
    known = {p[0]: p for p in places}
    for place, its_names in new_rows(o.dump, known, o.least, set(filter(None, o.features.split(",")))):
        places.append(place)
        listed.extend(its_names)
    places.sort(key=lambda p: int(p[0]))
    listed.sort(key=lambda n: int(n[0]))
    write_table(os.path.join(o.data, "places.tsv"), place_head, places)
    write_table(os.path.join(o.data, "place_names.tsv"), name_head, listed)
    print("%d places added to %d" % (len(places) - before, before))


if __name__ == "__main__":
    main()
