"""Which names of a place are worth having, and which of them are weak."""

import difflib
import os
import re
import unicodedata

from admin1 import fold

# Languages whose own names of places news in English takes over, by country.
LOCAL = {
    "de": "DE AT CH LI LU", "fr": "FR BE CH LU MC SN CI CM MA DZ TN HT CA ML BF NE", "it": "IT SM VA CH",
    "es": "ES MX AR CO CL PE VE EC BO PY UY CR PA GT HN SV NI CU DO PR", "pt": "PT BR AO MZ CV",
    "nl": "NL BE SR", "sv": "SE FI", "da": "DK", "nb": "NO", "fi": "FI", "pl": "PL", "cs": "CZ", "sk": "SK",
    "hu": "HU", "ro": "RO MD", "hr": "HR BA", "sl": "SI", "tr": "TR CY", "id": "ID", "ms": "MY", "vi": "VN",
    "ca": "ES", "eu": "ES", "gl": "ES", "sq": "AL XK", "lt": "LT", "lv": "LV", "et": "EE", "is": "IS",
    "mt": "MT", "cy": "GB", "ga": "IE", "az": "AZ", "uz": "UZ", "sr": "RS ME BA XK", "fil": "PH", "tl": "PH",
    "sw": "KE TZ", "af": "ZA", "so": "SO", "ha": "NG NE",
}
FOREIGN = ["de", "fr", "it", "es", "pt", "nl", "sv", "da", "nb", "nn", "fi", "pl", "cs", "sk", "hu", "ro", "hr", "sl",
           "tr", "id", "ms", "vi", "ca", "eu", "gl", "sq", "lt", "lv", "et", "is", "mt", "cy", "ga", "az", "uz",
           "eo", "oc", "an", "ast", "br", "la", "sw", "af", "ia", "io", "lb", "li", "nds", "vec", "war", "ceb",
           "bs", "sr", "fy", "gd", "gv", "kw", "rm", "sc", "scn", "szl", "csb", "hsb", "dsb", "se", "fo", "wa"]

LATIN = re.compile(r"^[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ'’ʻʼ‘.\-/ ()&,]*$")


def latin(name):
    return bool(LATIN.match(unicodedata.normalize("NFC", name)))


CYRILLIC = dict(zip("абвгдезијклмнопрстуфхцыэљњѓќ", "abvgdezijklmnoprstufhcyelngk"), ж="zh", ч="ch", ш="sh", щ="shch",
                ю="yu", я="ya", й="y", ё="yo", и="i", ь="", ъ="", џ="dz", ѕ="dz")


def tidy(name):
    """One spelling of apostrophes and spaces, NFC; the few names in Cyrillic in Latin."""
    name = unicodedata.normalize("NFC", name)
    if any("\u0400" <= c < "\u0500" for c in name):
        name = "".join(CYRILLIC.get(c.lower(), c).capitalize() if c.isupper() else CYRILLIC.get(c, c) for c in name)
    name = re.sub("[’ʻʼ‘`´]", "'", name)
    return re.sub(r"\s+", " ", name).strip(" ,'")


def plausible(name):
    """A name that news could print: Latin letters, a capital, no code, no list."""
    if not latin(name) or re.search("[þðÞÐəƏ]", name) or len(name) < 2 or len(name) > 60:
        return False
    if not name[0].isupper() or "," in name or "(" in name or "/" in name:
        return False
    if name.isupper() and len(name) <= 4:
        return False                       # airport and UN/LOCODE codes
    return True


def likeness(a, b):
    return difflib.SequenceMatcher(None, a, b).ratio()


def alternates(city, main, english, foreign, local):
    """Names among GeoNames' untagged alternates that English news may write.

    A spelling close to the main name is kept unless only another language
    uses it; a different name is kept only if the country's language has it.
    """
    keys = {fold(main)}
    out = []
    for name in city["alternates"] + local:
        name = tidy(name)
        if not plausible(name):
            continue
        key = fold(name)
        if key in keys or not key:
            continue
        if name in local:
            keep = True
        elif key in foreign:
            keep = False
        else:
            ratio = likeness(key, fold(main))
            keep = ratio >= 0.75 or (english and likeness(key, fold(english)) >= 0.75)
            # endings that only Baltic, Esperanto and Latin versions have
            if keep and re.search(r"(as|is|us|o|um|a)$", key) and fold(main) == re.sub(r"(as|is|us|o|um|a)$", "", key):
                keep = False
        if keep:
            keys.add(key)
            out.append(name)
    return out


# The short forms of Saint, Fort and Mount are made where the image is made.
SAINT = [(re.compile(r"^St\.? (?=[A-Z])"), "Saint "), (re.compile(r"^Ft\.? (?=[A-Z])"), "Fort "),
         (re.compile(r"^Mt\.? (?=[A-Z])"), "Mount ")]


def written_forms(name, country):
    """Other ways to write the same words."""
    out = []
    for pattern, other in SAINT:
        if pattern.match(name) and country in ("US", "CA", "GB", "AU", "NZ", "IE", "ZA", "JM", ""):
            out.append(pattern.sub(other, name))
    if country in ("DE", "AT", "CH") and re.search("[äöüÄÖÜ]", name):
        for a, b in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
            name = name.replace(a, b)
        out.append(name)
    elif country in ("DK", "NO", "SE") and re.search("[øåæØÅÆ]", name):
        out.append(name.replace("Ø", "O").replace("ø", "o").replace("æ", "ae").replace("Æ", "Ae"))
    elif country == "PL" and re.search("[łŁ]", name):
        out.append(name.replace("ł", "l").replace("Ł", "L"))
    return out


# Countries whose names English news prints without the marks of the transliteration ...
PLAIN = set("AE AF AM AZ BD BH BY DZ EG ER ET GE IL IN IQ IR JO KG KW KZ LB LK LY MD MM MR NP OM PK PS QA RU SA SD SO SY TJ "
            "TM UA UZ YE".split())

# ... and without its signs of soft and of throaty consonants
SIGNS = re.compile("['’‘`ʻʼ]")


def plain_name(name, country):
    """Name as news prints it: Ahvaz for Ahvāz, Norilsk for Noril'sk."""
    if country not in PLAIN:
        return name
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return SIGNS.sub("", bare.replace("ı", "i").replace("ǝ", "a").replace("ə", "a"))


class Weak:
    """Words that are something else first: ordinary words, names of persons."""

    def __init__(self, data):
        self.words = self._counts(os.path.join(data, "common_words.tsv"))
        self.given = self._counts(os.path.join(data, "given_names.tsv"))
        self.family = self._counts(os.path.join(data, "surnames.tsv"))
        self.stops = set(self._counts(os.path.join(data, "name_stops.tsv")))
        self.peoples = set(self._counts(os.path.join(data, "demonyms.tsv")))
        self.hand, self.never = set(), set()
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hand_weak.tsv"), encoding="utf-8") as f:
            for line in f:
                if not line.startswith("#"):
                    into = self.never if line.startswith("-") else self.hand
                    into.update(fold(w) for w in line.lstrip("-").strip().split(";"))

    @staticmethod
    def _counts(path):
        out = {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as f:
                for line in f:
                    if not line.startswith("#"):
                        out.setdefault(fold(line.split("\t")[0].rstrip("\n")), len(out))
        return out

    def is_weak(self, name, importance):
        key = fold(name)
        parts = key.split()
        if not parts:
            return False
        if key in self.never:
            return False
        if key in self.stops or (key in self.peoples and importance < 100) or (key in self.hand and importance < 150):
            return True
        rank = self.words.get(key)
        if rank is not None and importance < (190 if rank < 3000 else 135):
            return True
        if len(parts) > 1:
            return importance < 60 and all(self.words.get(p, 99999) < 4000 for p in parts)
        if self.given.get(key, 99999) < 1600 and importance < 105:
            return True
        rank = self.family.get(key, 99999)
        return importance < (100 if rank < 300 else 88 if rank < 2000 else 0)
