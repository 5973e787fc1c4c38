#!/usr/bin/env python3
"""Expand hand_demonyms.tsv into src/data/demonyms.tsv.

    demonyms.py [DATA]

Run after build.py: it looks up places in DATA/places.tsv.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from admin1 import fold  # noqa: E402


def rows(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield line.split("\t")


def plural(word):
    if word.endswith(("ese", "ois", "ais", "miut", "gush", "Vanuatu")):
        return word
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "yz", "haz")):
        return word
    return word + "s"


def main():
    data = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "data")
    country, division, city, named = {}, {}, {}, {}
    for r in rows(os.path.join(data, "places.tsv")):
        if not r[2].startswith("PPL"):
            key = (r[3], r[1])
            if key not in named or named[key][2] < int(r[9]):
                named[key] = (r[0], r[3], int(r[9]))
        if r[2] in ("PCLI", "TERR") and r[3]:
            country.setdefault(r[3], r[0])
        elif r[2] == "ADM1" and r[4]:
            division.setdefault(r[3] + "-" + r[4], (r[0], r[3]))
        elif r[2].startswith("PPL"):
            key = (r[3], fold(r[1]))
            if key not in city or city[key][1] < int(r[9]):
                city[key] = (r[0], int(r[9]))
    special = {}
    for word, target in rows(os.path.join(HERE, "hand_demonym_places.tsv")):
        iso2, name = target.split("=")
        special[word] = named[(iso2, name)]
    out = {}
    for r in rows(os.path.join(HERE, "hand_demonyms.tsv")):
        r += [""] * (5 - len(r))
        target = r[0]
        if target == "@":
            iso2 = place = ""
        elif target.isdigit():
            iso2, place = "", target
        elif ":" in target:
            iso2, name = target.split(":")
            if (iso2, fold(name)) not in city:
                raise SystemExit("hand_demonyms.tsv: no place for " + target)
            place = city[(iso2, fold(name))][0]
        elif target in division:
            place, iso2 = division[target]
        elif target in country:
            iso2, place = target, country[target]
        else:
            raise SystemExit("hand_demonyms.tsv: no place for " + target)

        def put(word, form, single=None):
            known = special.get(single or word) if target == "@" else None
            out.setdefault((word,) + ((known[1], known[0]) if known else (iso2, place)), form)

        for w in filter(None, r[1].split(";")):
            put(w, "both")
            if plural(w) != w:
                put(plural(w), "plural", w)
        for w in filter(None, r[2].split(";")):
            put(w, "adj")
        for w in filter(None, r[3].split(";")):
            put(w, "noun")
        for w in filter(None, r[4].split(";")):
            if (w, iso2, place) in out:
                out[(w, iso2, place)] = "both"
            put(w, "plural")
    path = os.path.join(data, "demonyms.tsv")
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write("# source: own work\n# licence: PostgreSQL licence\n"
                "# note: country is empty for a people or region of more than one country; place_id is the country's or "
                "the region's\n# columns: word\tcountry\tplace_id\tform\n")
        for (word, iso2, place), form in sorted(out.items()):
            f.write("\t".join((word, iso2, place, form)) + "\n")
    print("demonyms.tsv", len(out), "rows")


if __name__ == "__main__":
    main()
