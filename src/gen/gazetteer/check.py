#!/usr/bin/env python3
"""Check the lists of src/data: shape, keys, references, ranges, size.

    check.py [DATA]

Runs in a few seconds; prints what is wrong and exits 1, else one line.
"""

import glob
import os
import re
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 20 << 20
FEATURE = re.compile(r"^[A-Z][A-Z0-9]{1,5}$")
FLAGS = re.compile(r"^[pahlw]*$")
CODES = {
    "titles.tsv": {"class": {"honorific", "political", "military", "religious", "royal", "academic", "role"},
                   "attach": {"before", "after", "before,after"}},
    "org_words.tsv": {"position": {"head", "suffix", "prefix"}},
    "demonyms.tsv": {"form": {"adj", "noun", "plural", "both"}},
    "given_names.tsv": {"gender": {"f", "m", ""}},
}
UNIQUE = {"places.tsv": ["id"], "place_names.tsv": ["id", "name"], "countries.tsv": ["iso2"],
          "states.tsv": ["country", "code"], "demonyms.tsv": ["word", "country", "place_id"],
          "given_names.tsv": ["name"], "surnames.tsv": ["name"], "common_words.tsv": ["word"],
          "stopwords.tsv": ["word", "language"], "organizations.tsv": ["name"], "titles.tsv": ["title", "class"],
          "name_stops.tsv": ["word"], "name_particles.tsv": ["word"], "abbreviations.tsv": ["word"],
          "speech_verbs.tsv": ["word"], "facility_words.tsv": ["word"], "events.tsv": ["name"],
          "months.tsv": ["token", "language"], "weekdays.tsv": ["token", "language"]}
# what other lists of this folder are like is their own programs' business
MINE = set(UNIQUE) | set(CODES) | {"agencies.tsv", "nicknames.tsv"}
errors = []


def wrong(path, line, text):
    errors.append("%s:%d: %s" % (os.path.basename(path), line, text))


def read(path):
    """Rows as dictionaries with the line number; complains about the shape."""
    columns, rows, head = None, [], set()
    with open(path, "rb") as f:
        raw = f.read()
    if b"\r" in raw or not raw.endswith(b"\n"):
        wrong(path, 0, "carriage return, or no newline at the end")
    for number, line in enumerate(raw.decode("utf-8").split("\n")[:-1], 1):
        if line.startswith("# ") and columns is None or line.startswith("#") and number < 9:
            head.add(line[2:].split(":")[0])
            if line.startswith("# columns: "):
                columns = line[len("# columns: "):].split("\t")
            continue
        fields = line.split("\t")
        if columns is None or len(fields) != len(columns):
            wrong(path, number, "%d fields" % len(fields))
            continue
        if any(x != x.strip() for x in fields):
            wrong(path, number, "white space around a field")
        rows.append((number, dict(zip(columns, fields))))
    for name in ("source", "licence", "columns"):
        if name not in head:
            wrong(path, 1, "no head line # %s:" % name)
    return rows


def check_keys(path, rows, columns):
    seen = {}
    for number, r in rows:
        key = tuple(r.get(c, "") for c in columns)
        if not key[-1] and columns[-1] in ("name", "word", "id", "title"):
            wrong(path, number, "empty " + columns[-1])
        if key in seen:
            wrong(path, number, "same %s as line %d: %s" % (", ".join(columns), seen[key], key))
        seen[key] = number


def check_places(path, rows):
    for number, r in rows:
        if not r["id"].isdigit() or not 0 < int(r["id"]) < 1 << 62:
            wrong(path, number, "bad id " + r["id"])
        if not FEATURE.match(r["feature"]):
            wrong(path, number, "bad feature " + r["feature"])
        if not re.fullmatch(r"(?:[A-Z]{2})?", r["country"]) or not re.fullmatch(r"[A-Z0-9]{0,4}", r["admin1"]) or \
                not re.fullmatch(r"(?:\d{5})?", r["admin2"]):
            wrong(path, number, "bad country, admin1 or admin2")
        try:
            ok = -90 <= float(r["latitude"]) <= 90 and -180 <= float(r["longitude"]) <= 180
        except ValueError:
            ok = False
        if not ok or not re.fullmatch(r"-?\d+\.\d{4}", r["latitude"]):
            wrong(path, number, "bad coordinates")
        if not r["population"].isdigit() or not r["importance"].isdigit() or int(r["importance"]) > 255:
            wrong(path, number, "bad population or importance")
        if unicodedata.normalize("NFC", r["name"]) != r["name"]:
            wrong(path, number, "name is not NFC")
    order = [int(r["id"]) for _, r in rows if r["id"].isdigit()]
    if order != sorted(order):
        wrong(path, 0, "not sorted by id")


def check_references(lists, folder):
    places = {r["id"]: r for _, r in lists.get("places.tsv", [])}
    if not places:
        return
    preferred = set()
    path = os.path.join(folder, "place_names.tsv")
    for number, r in lists["place_names.tsv"]:
        if r["id"] not in places:
            wrong(path, number, "no place " + r["id"])
        if not FLAGS.match(r["flags"]):
            wrong(path, number, "bad flags " + r["flags"])
        if "p" in r["flags"]:
            if r["id"] in preferred or places.get(r["id"], {}).get("name") != r["name"]:
                wrong(path, number, "second or other preferred name " + r["name"])
            preferred.add(r["id"])
        if unicodedata.normalize("NFC", r["name"]) != r["name"]:
            wrong(path, number, "name is not NFC")
    for ident in places:
        if ident not in preferred:
            wrong(path, 0, "place without preferred name: " + ident)
    countries = {r["iso2"] for _, r in lists["countries.tsv"]}
    for name, column in (("countries.tsv", "place_id"), ("demonyms.tsv", "place_id")):
        for number, r in lists.get(name, []):
            if r[column] and r[column] not in places:
                wrong(os.path.join(folder, name), number, "no place " + r[column])
    for name in ("places.tsv", "states.tsv", "demonyms.tsv", "agencies.tsv"):
        for number, r in lists.get(name, []):
            if r["country"] and r["country"] not in countries:
                wrong(os.path.join(folder, name), number, "no country " + r["country"])
    divisions = {(r["country"], r["admin1"]) for _, r in lists["places.tsv"] if r["feature"] == "ADM1"}
    for number, r in lists.get("states.tsv", []):
        if (r["country"], r["code"]) not in divisions and r["country"] in ("US", "CA", "AU", "GB", "IN", "DE", "MX", "BR") \
                and r["code"] not in ("PR", "GU", "VI", "AS", "MP"):
            wrong(os.path.join(folder, "states.tsv"), number, "no division %s-%s" % (r["country"], r["code"]))


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "data")
    lists, size = {}, 0
    for path in sorted(glob.glob(os.path.join(folder, "*.tsv"))):
        name = os.path.basename(path)
        size += os.path.getsize(path)
        if name not in MINE:
            continue
        rows = lists[name] = read(path)
        if name in UNIQUE:
            check_keys(path, rows, UNIQUE[name])
        for column, allowed in CODES.get(name, {}).items():
            for number, r in rows:
                if r.get(column) not in allowed:
                    wrong(path, number, "bad %s: %s" % (column, r.get(column)))
    check_places(os.path.join(folder, "places.tsv"), lists.get("places.tsv", []))
    check_references(lists, folder)
    for name in sorted(MINE - set(lists)):
        errors.append("missing: " + name)
    if size > LIMIT:
        errors.append("the lists together have %d bytes, more than %d" % (size, LIMIT))
    for line in errors[:100]:
        print(line)
    print("%d lists, %d rows, %d bytes, %d errors" %
          (len(lists), sum(map(len, lists.values())), size, len(errors)))
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
