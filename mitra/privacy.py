"""What leads to a person is taken out of a question before it is kept."""

import re
from collections.abc import Callable, Iterable

from mitra.names import BLANK, is_place, ordinary_words, without_firms, without_people

#: No question needs more characters.
LONGEST = 300
#: As much is looked at: what is blanked makes room for more, but nobody's message may take long.
_READ = 2 * LONGEST
#: Invisible marks that would tear a number or a name apart, and the frame around an emoji digit.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff\u20e3]|(?<=[0-9])\ufe0f")

_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|\S+@\S+|@\w+"
    r"|\b[\w.+-]+\s?(?:\(at\)|\[at\]|\bat\b)\s?[\w-]+\s?(?:\.|\(dot\)|\bdot\b|\btitik\b)\s?(?:com|co|id|net|org)\b"
    r"|\b[\w.-]+\.(?:me|com|co|id|net|org|info|biz|xyz|link|ly|app|go|ac)\b(?:[/.?]\S*)?",
    re.IGNORECASE,
)
#: "ig: budi_s92": the name of an account, known by a mark or digit in it, or by what stands before.
_ACCOUNT = re.compile(
    r"\b((?:ig|instagram|fb|facebook|tiktok|telegram|tele|twitter|username|akun)(?:\s*(?:[:=]|\b(?:saya|aku|gw|nya)\b))*\s+)"
    r"(?=[\w.]*[a-z])(?=[\w.]*[\d_])[\w.]{4,}",
    re.IGNORECASE,
)

_RT = r"\brt[\s.:/]*\d+(?:[\s,/]*(?:rw)?[\s.:/]*\d+)?"
_HOUSE = rf"(?:(?:[\s,]*(?:\b(?:no|nomor|nmr|blok|lt|kav|kavling|km)\b[\s.:]*[a-z]{{0,2}}\d+[a-z]?(?:/\d+)?|\bblok\s[a-z]{{1,2}}\b|{_RT}))+)"
_STREET_WORD = r"(?:\s+[^\W\d_][\w'’.-]*)"
#: "Jl." is always a street; "jalan", "gang" or "desa" is one when a name or a house's number follows.
_ADDRESS = re.compile(
    rf"\b(?P<kind>jl|jln|jalan|gang|gg|komplek|kompleks|perum|perumahan|dusun|kampung|kp|desa|kelurahan|kel|kecamatan|kec|blok)\b\.?"
    rf"(?:(?P<numbered>{_STREET_WORD}{{0,3}}?(?:\s+\d{{1,3}}\b)?{_HOUSE})|(?P<named>{_STREET_WORD}(?-i:\s+[A-Z][a-z][\w'’-]*)*(?:\s+\d{{1,3}}\b)?))"
    rf"|(?P<rt>{_RT})",
    re.IGNORECASE,
)

_MONTH = r"(?:jan|feb|mar|apr|mei|jun|jul|agu|agt|ags|sep|okt|nov|nop|des)[a-z]*"
_DATE = rf"(?:\d{{1,2}}\s?[-/.\s]\s?(?:\d{{1,2}}|{_MONTH})\s?[-/.\s]\s?\d{{2,4}}|\d{{4}}-\d\d-\d\d|(?:\d{{1,2}}\s)?{_MONTH}(?:\s\d{{4}})?|(?:19|20)\d\d)"
_BORN = re.compile(
    rf"(\b(?:lahir\w*|kelahiran|ttl|tgl\s?lahir)\b(?:(?!\d)[^.?!\n]){{0,40}}?)\b{_DATE}\b", re.IGNORECASE
)

_HOUSE_WORD = re.compile(r"\d|\b(?:no|nomor|nmr|blok)\b", re.IGNORECASE)
_REGIONS = "A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNPRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[AB]?|R|S|T|W|Z"
_VEHICLE = r"plat\w*|nopol|no\.?\s?pol\w*|nomor\s?pol\w*|polisi|motor|mobil|truk|truck|pickup|kendaraan"
_PLATE = re.compile(
    rf"(?P<cue>\b(?:{_VEHICLE})\b(?:\s+(?:saya|nya|nomor|no|kantor|perusahaan|[a-z]+))?[\s.:]*)?"
    rf"\b(?P<region>{_REGIONS})(?P<gap>[\s.-]?)(?P<number>[1-9]\d{{0,3}})[\s.-]?(?P<series>[A-Z]{{0,3}})\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    "cm|mm|km|kg|gr|gram|ml|m|l|w|kw|kva|kwh|v|va|a|ah|db|dba|jt|rb|th|thn|hp|pk|pcs|bar|psi|rpm|hz|lux|led|ppm|org"
    "|jam|hr|bln|bh|lbr|x",
    re.IGNORECASE,
)

_ID = re.compile(
    r"(\b(?:nik|ktp|kk|npwp|kpj|rekening|rek|norek|sim|paspor|passport|nip|nrp|nuptk|pin|otp|absen|badge|id\s?card"
    r"|(?:no|nomor|nmr|id)\.?\s?(?:ktp|kk|induk|karyawan|pegawai|anggota|peserta|absen|badge|rekening|rek|hp|wa|telp\w*))"
    r"(?:\s*(?:[:=.#]|\b(?:saya|aku|gw|nya|ku|adalah|itu|no|nomor)\b))*\s*)(?!(?:19|20)\d\d\b)\d(?:[\s.-]?\d){3,}",
    re.IGNORECASE,
)

_MONEY = (
    r"(?:rp|idr|gaji\w*|upah\w*|umr|umk|ump|thr|harga\w*|biaya\w*|denda\w*|bonus\w*|iuran\w*"
    r"|potongan\w*|omzet|omset|modal|tunjangan\w*|uang|pesangon\w*|bayar\w*|dibayar\w*|dipotong|cicilan|santunan)"
)
_LAW = (
    r"\b(?:UU|PP|PER|KEP|SE|SK|HS|SNI|ISO|IEC|OHSAS|KBLI|Permen\w*|Kepmen\w*|Kepdir\w*|Perpres|Keppres|Perda|Perppu|Pergub)\b"
    r"(?:[\s.:-]*\b(?:no|nomor|nmr|RI|ISO|IEC|th|thn|tahun)\b)*[\s.:-]*(?!0\d\d)\d{1,5}(?:[-/.:](?:[A-Z]+[-/.])?\d{1,4}){0,3}(?!\d)"
)
_THOUSANDS = r"[1-9]\d{0,2}(?:\.\d{3}){1,3}(?:,\d{1,2})?"
_CLOCK = r"(?<![\d.])(?:[01]?\d|2[0-4])[.:][0-5]\d(?![.:]?\d)"
_DIGIT = r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|siji|loro|telu|papat|limo|enem|pitu|wolu|songo)"
_MARK = r"[\s().\-‐‑–—_/*|,~]{0,3}"
#: Read from left to right: what comes first in a place decides, so what stays is named before what goes.
_NUMBER = re.compile(
    rf"(?P<clock>{_CLOCK}\s*(?:-|–|s/?d|sampai|sampe)\s*{_CLOCK}|{_CLOCK}(?![\s-]*\d{{3}}))"
    rf"|(?P<phone>(?<!\d)(?:[(+]{{0,2}}62|\(?[0oO]){_MARK}8(?:{_MARK}\d){{6,12}}(?!\d))"
    rf"|(?P<law>{_LAW}|\b\d{{1,3}}/(?:[A-Z]+[./])*(?:19|20)\d\d\b)"
    rf"|(?P<amount>\b(?:rp|idr)[\s.:]*[1-9](?:\d{{0,9}}|\d{{0,2}}(?:[.,]\d{{3}}){{1,4}})(?![.]?\d)"
    rf"|\b{_MONEY}(?:\s+[^\W\d_]+)?[\s.:=]+[1-9]\d{{3,7}}(?!\d|[\s.-]{{0,2}}\d)"
    rf"|(?<![\d.,+(-])(?!8\d\d\.\d{{3}}[.-]\d{{3}}){_THOUSANDS}(?:\s*[-–]\s*{_THOUSANDS})?(?!\d|[.-]\d))"
    r"|(?P<date>(?<!\d)(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])[-/.](?:(?:19|20)\d\d|\d\d)(?!\d|[-/.]\d)"
    r"|(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-[0-3]\d(?!\d|-\d))"
    r"|(?P<years>(?<![\d.-])(?:19|20)\d\d(?:[\s-]+(?:19|20)\d\d)*(?![\s.-]*\d))"
    rf"|(?P<spelled>\b(?:nol|kosong|[oO0])(?:[\s,.-]+(?:{_DIGIT}|belas|puluh|\d{{1,4}})\b){{5,}}|\b{_DIGIT}(?:[\s,.-]+(?:{_DIGIT}|\d)\b){{7,}})"
    r"|(?P<run>[(+]{0,2}\d(?:[\s().\-‐‑–—_/*]{0,3}\d)*)",
    re.IGNORECASE,
)
#: Fewest digits that could be a telephone or card.
_FEW = 6
#: Digits of a plate as most have them.
_WHOLE = 4


def without_traces(text: str) -> str:
    """
    Return `text` with what leads to a person blanked ("…"), at most 300 characters.

    Links, e-mail, accounts, telephone and card numbers, plates, addresses, days of birth, names of people and firms
    go; amounts, laws, times, dates and measures stay. Doing it twice changes nothing.
    """
    kept = _once(text[:_READ])
    # Each round only blanks more, so this ends: a name may come to stand beside another by what went between.
    while (again := _once(kept)) != kept:
        kept = again
    return kept


def prepare() -> None:
    """Read the words that are no names, so that nobody's question waits for it."""
    ordinary_words()
    without_traces("saya Budi")


def _once(text: str) -> str:
    for blank in _BLANKERS:
        text = blank(text)
    text = re.sub(rf"{BLANK}(?:\s*{BLANK})+", BLANK, " ".join(text.split()))
    return text[:LONGEST].rstrip()


def _blank_address(match: re.Match[str]) -> str:
    """Return "…" for "jalan sudirman no 12" or "Gang Mawar", but "jalan keluar" and "mesin jalan no 3" as they were."""
    numbered, named = match["numbered"] or "", match["named"] or ""
    if match["rt"] or re.search(_RT, numbered, re.IGNORECASE):
        return BLANK
    if named and match["kind"].casefold() != "jl" and not named.lstrip()[0].isupper():
        return match.group()
    name = _HOUSE_WORD.split(numbered or named, maxsplit=1)[0].split()
    return BLANK if is_place(name if numbered else name[:1]) else match.group()


def _blank_plate(match: re.Match[str]) -> str:
    """Return a vehicle's cue with its plate blanked, or what is no plate as it was ("P 120 cm", "B3")."""
    cue, series, number = match["cue"] or "", match["series"], match["number"]
    if _UNIT.fullmatch(series):
        return match.group()
    ordinary = series.casefold() in ordinary_words()
    shown = match["region"].isupper() and series.isupper()
    if cue:
        year = number.startswith(("19", "20")) and not series
        certain = (bool(series) and not ordinary) or (len(number) == _WHOLE and not year)
    else:
        # Only four digits and two letters make a plate by themselves: "n 2026 dan" is none.
        certain = len(number) == _WHOLE and len(series) > 1 and (shown or not ordinary)
    return cue + BLANK if certain else match.group()


def _blank_number(match: re.Match[str]) -> str:
    if match.lastgroup in {"phone", "spelled"}:
        return BLANK
    if match.lastgroup == "run":
        return BLANK if _is_private(match.group()) else match.group()
    return match.group()


def _is_private(run: str) -> bool:
    """Return whether digits and marks between them could be a telephone, card or account: "0812-345", "3201 …"."""
    groups = re.findall(r"\d+", run)
    digits = sum(map(len, groups))
    if max(map(len, groups)) >= _FEW:
        return True
    if groups[0][0] == "0" or "+" in run:
        return digits > _FEW
    # Short numbers are measures in a row ("25-30 35 40") unless there are as many as on a card.
    return digits >= (8 if digits / len(groups) >= 2.5 else 14)  # noqa: PLR2004


def _keep_cue(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """Return what blanks all of a match but its first group."""
    return lambda text: pattern.sub(lambda match: match.group(1) + BLANK, text)


_BLANKERS: Iterable[Callable[[str], str]] = (
    lambda text: _INVISIBLE.sub("", text),
    lambda text: _LINK.sub(BLANK, text),
    _keep_cue(_ACCOUNT),
    lambda text: _ADDRESS.sub(_blank_address, text),
    _keep_cue(_BORN),
    lambda text: _PLATE.sub(_blank_plate, text),
    _keep_cue(_ID),
    lambda text: _NUMBER.sub(_blank_number, text),
    without_firms,
    without_people,
)
