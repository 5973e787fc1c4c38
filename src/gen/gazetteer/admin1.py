"""First-level divisions: GeoNames codes to ISO 3166-2, points and names."""

import difflib
import re
import unicodedata

# Words that say what kind of division a name is; they carry no identity.
KIND_WORDS = set("""
 province provincia provincie provinz region regione regiao comunidad autonoma autonomous autonoma state of the
 oblast oblasti kray krai respublika republic republika prefecture ken to fu governorate governorates muhafazat
 district districts department departement departamento county judetul municipality municipio gorod city special
 capital territory federal distrito national division canton kanton canton de del da do du des la le el al ash as
 ad an ar at az l ilce ili il voivodeship wojewodztwo kraj okres zupanija zhupanija uyezd sheng shi zizhiqu zhuangzu
 huizu uygur uyghur hui zhuang area parish wilaya wilayat vilayet viloyati velayat aimag aymag union community
 ostan ostane changwat tinh fylke lan laani maakunta lyn okrug avtonomnyy rayon sub prefectorat principado
 and y et e i
""".split())

# GeoNames CC.code -> ISO 3166-2 code where names do not meet.
FIXED = {
    "CN.14": "XZ", "CN.20": "NM", "CN.16": "GX", "CN.13": "XJ", "CN.21": "NX", "CN.26": "SN", "CN.24": "SX",
    "CN.22": "BJ", "CN.23": "SH", "CN.28": "TJ", "CN.33": "CQ", "IN.12": "JK", "IN.07": "DL", "IN.39": "UT",
    "IN.21": "OR", "IN.22": "PY", "IN.05": "CH", "IN.52": "DH", "IN.41": "LA", "IN.40": "TG", "IN.37": "CT",
    "IN.38": "JH", "IN.34": "BR", "MX.09": "CMX", "MX.15": "MEX", "MX.30": "VER", "MX.05": "CHP", "MX.06": "CHH",
    "MX.07": "COA", "MX.16": "MIC", "MX.22": "QUE", "MX.02": "BCN", "MX.03": "BCS", "CA.03": "MB",
    "ES.29": "MD", "ES.32": "NC", "ES.51": "AN", "ES.58": "GA", "ES.60": "VC",
    "ES.07": "IB", "ES.39": "CB", "ES.31": "MC", "ES.27": "RI", "ES.34": "AS", "ES.57": "EX", "ES.52": "AR",
    "ES.53": "CN", "ES.54": "CM", "ES.55": "CL", "ES.56": "CT", "ES.59": "PV", "ES.CE": "CE", "ES.ML": "ML",
    "IT.01": "65", "IT.02": "77", "IT.03": "78", "IT.04": "72", "IT.05": "45", "IT.06": "36", "IT.07": "62",
    "IT.08": "42", "IT.09": "25", "IT.10": "57", "IT.11": "67", "IT.12": "21", "IT.13": "75", "IT.14": "88",
    "IT.15": "82", "IT.16": "52", "IT.17": "32", "IT.18": "55", "IT.19": "23", "IT.20": "34",
    "RU.48": "MOW", "RU.47": "MOS", "RU.66": "SPE", "RU.42": "LEN", "RU.12": "CE", "RU.03": "AL", "RU.04": "ALT",
    "RU.63": "SA", "RU.68": "SE", "RU.19": "IN", "RU.17": "DA", "RU.22": "KB", "RU.27": "KC", "RU.73": "TA",
    "UA.12": "30", "UA.13": "32", "UA.11": "43", "UA.20": "40", "UA.05": "14", "UA.14": "09",
    "FR.11": "IDF", "FR.24": "CVL", "FR.27": "BFC", "FR.28": "NOR", "FR.32": "HDF", "FR.44": "GES", "FR.52": "PDL",
    "FR.53": "BRE", "FR.75": "NAQ", "FR.76": "OCC", "FR.84": "ARA", "FR.93": "PAC", "FR.94": "20R",
    "DE.01": "BW", "DE.02": "BY", "DE.03": "HB", "DE.04": "HH", "DE.05": "HE", "DE.06": "NI", "DE.07": "NW",
    "DE.08": "RP", "DE.09": "SL", "DE.10": "SH", "DE.11": "BB", "DE.12": "MV", "DE.13": "SN", "DE.14": "ST",
    "DE.15": "TH", "DE.16": "BE", "GB.ENG": "ENG", "GB.SCT": "SCT", "GB.WLS": "WLS", "GB.NIR": "NIR",
    "AU.01": "ACT", "AU.02": "NSW", "AU.03": "NT", "AU.04": "QLD", "AU.05": "SA", "AU.06": "TAS", "AU.07": "VIC",
    "AU.08": "WA", "BE.BRU": "BRU", "BE.VLG": "VLG", "BE.WAL": "WAL", "PK.02": "BA", "PK.03": "KP", "PK.04": "PB",
    "PK.05": "SD", "PK.06": "JK", "PK.07": "GB", "PK.08": "IS", "PK.01": "TA", "KR.11": "11", "KR.10": "26",
    "BR.07": "DF", "BR.21": "RJ", "BR.27": "SP", "AR.07": "C", "AR.01": "B", "CO.34": "DC", "CO.33": "CUN",
    "PE.15": "LIM", "PE.LMA": "LMA", "VE.25": "A", "VE.26": "X", "CL.12": "RM", "KR.12": "28",
    "KR.15": "27", "KR.18": "29", "KR.19": "30", "KR.20": "48", "KR.21": "31", "KR.22": "50", "KR.01": "49",
    "TH.40": "10", "ID.04": "JK", "ID.10": "YO", "ID.01": "AC", "VN.44": "HN", "VN.20": "SG", "TR.34": "34",
    "EG.11": "C", "EG.06": "ALX", "IR.26": "23", "IQ.07": "BG", "SA.10": "01", "SY.13": "DI", "SY.08": "RD",
    "IL.05": "TA", "IL.06": "JM", "JP.40": "13", "JP.22": "26", "JP.32": "27", "TW.03": "TPE", "AT.09": "9",
    "IN.06": "DH", "IN.32": "DH", "RU.05": "AMU", "RU.21": "IVA", "RU.25": "KLU", "RU.29": "KEM", "RU.32": "KHM",
    "RU.33": "KIR", "RU.40": "KGN", "RU.43": "LIP", "RU.50": "NEN", "RU.51": "NIZ", "RU.56": "ORL", "RU.57": "PNZ",
    "UA.19": "56", "UA.21": "59", "PL.72": "02", "PL.73": "04", "PL.74": "10", "PL.75": "06", "PL.76": "08",
    "PL.77": "12", "PL.78": "14", "PL.79": "16", "PL.80": "18", "PL.81": "20", "PL.82": "22", "PL.83": "24",
    "PL.84": "26", "PL.85": "28", "PL.86": "30", "PL.87": "32", "ID.07": "JT", "ID.08": "JI", "ID.12": "KS",
    "ID.13": "KT", "ID.14": "KI", "ID.18": "NT", "ID.17": "NB", "ID.21": "ST", "ID.22": "SG", "ID.24": "SB",
    "ID.26": "SU", "ID.30": "JB", "ID.31": "SA", "ID.32": "SS", "ID.11": "KB", "ID.38": "SN", "PH.15": "15",
    "MY.09": "07", "MY.14": "14", "MY.15": "15", "MY.17": "16", "BD.84": "B", "IR.33": "03", "IR.42": "09",
    "SY.02": "LA", "SY.03": "QU", "SY.07": "DY", "SY.09": "HL", "EG.02": "BA", "EG.26": "JS", "EG.28": "LX",
    "SA.06": "04", "SA.14": "02", "SA.15": "08", "IL.01": "D", "IL.02": "M", "IL.03": "Z", "IL.04": "HA",
    "ZA.03": "FS", "KE.47": "39", "ET.49": "GA", "ET.50": "HA", "SD.38": "GZ", "SD.39": "GD", "CD.08": "BC",
    "CD.14": "HK", "PE.01": "AMA", "CL.02": "AI", "CL.08": "LI", "CH.BS": "BS", "CH.GR": "GR", "AT.01": "1",
    "AT.02": "2", "AT.03": "3", "AT.04": "4", "AT.05": "5", "AT.06": "6", "AT.07": "7", "AT.08": "8",
    "FI.09": "02", "FI.10": "04", "FI.11": "15", "FI.12": "13", "FI.13": "08", "FI.14": "03", "FI.15": "12",
    "FI.16": "07", "FI.17": "14", "DK.17": "84", "DK.18": "82", "DK.19": "81", "DK.20": "85", "DK.21": "83",
    "CZ.52": "10", "CZ.78": "64", "CZ.88": "20", "GR.ESYE11": "A", "GR.ESYE12": "B", "GR.ESYE13": "C",
    "GR.ESYE14": "E", "GR.ESYE21": "D", "GR.ESYE22": "F", "GR.ESYE23": "G", "GR.ESYE24": "H", "GR.ESYE25": "J",
    "GR.ESYE31": "I", "GR.ESYE41": "K", "GR.ESYE42": "L", "GR.ESYE43": "M", "GR.736572": "69", "PT.23": "20",
    "PT.10": "30", "RU.24": "KL",
    "RU.60": "PSK", "RU.61": "ROS", "RU.62": "RYA", "RU.64": "SAK", "RU.72": "TAM", "RU.76": "TUL", "RU.78": "TYU",
    "RU.80": "UD", "RU.86": "VOR", "RU.87": "YAN", "RU.89": "YEV", "RU.90": "PER", "ID.35": "BB", "ID.39": "PB",
    "ID.40": "KR", "KP.12": "01", "MM.17": "06", "NG.11": "FC", "KE.05": "30", "ZA.06": "GP", "CD.06": "KN",
}


def fold(text):
    """Lower case, no accents, no marks: the key under which names meet."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O")
    text = text.replace("đ", "d").replace("Đ", "D").replace("ı", "i").replace("ß", "ss").replace("æ", "ae")
    return re.sub(r"[^a-z0-9 ]+", " ", text.lower().replace("'", "").replace("’", "").replace("ʼ", "")).strip()


def core(text):
    words = [w for w in fold(re.sub(r"\[.*?\]|\(.*?\)", " ", text)).split() if w not in KIND_WORDS]
    return " ".join(words) or fold(text)


def map_codes(codes, names_of, iso):
    """{CC.code: ISO 3166-2 code or ''}; names_of(key) gives all known names."""
    out = {}
    by_country = {}
    for key in codes:
        by_country.setdefault(key[:2], []).append(key)
    for cc, keys in sorted(by_country.items()):
        rows = iso.get(cc, [])
        top = [r for r in rows if not r[3]] or rows
        targets, free = {}, set()
        for code, name, _, _ in top:
            free.add(code)
            for part in re.split(r"[/]| \[|\]", name):
                if part.strip():
                    targets.setdefault(core(part), code)
        lower = {}
        for code, name, _, parent in rows:
            if parent:
                for part in re.split(r"[/]| \[|\]", name):
                    if part.strip():
                        lower.setdefault(core(part), code)
        left = []
        for key in sorted(keys):
            code = FIXED.get(key)
            if code is None and cc in ("US", "PR") and key[3:].isalpha():
                code = key[3:]
            if code is None:
                for name in names_of(key):
                    if core(name) in targets:
                        code = targets[core(name)]
                        break
            if code:
                out[key] = code
                free.discard(code)
            else:
                left.append(key)
        # what is left meets by likeness, best first, each code once
        pairs = []
        for key in left:
            for name in names_of(key):
                for target, code in targets.items():
                    if code in free:
                        likeness = difflib.SequenceMatcher(None, core(name), target).ratio()
                        if likeness >= 0.72:
                            pairs.append((-likeness, key, code))
        done = set()
        for _, key, code in sorted(pairs):
            if key not in done and code in free:
                out[key] = code
                free.discard(code)
                done.add(key)
        for key in left:
            if key not in done:
                code = ""
                for name in names_of(key):
                    if core(name) in lower:
                        code = lower[core(name)]
                        break
                out[key] = code
    return out
