"""What a message says it is not about: "bukan lembur tapi cuti", "jangan dibatalkan"."""

import itertools
import re
from collections.abc import Sequence

from nlu.stemmer import stem

#: "bukan (soal) lembur tapi cuti": what follows counts. "bukannya" is no negation but doubt.
_NOT_THIS = re.compile(
    r"\b(?:bukan|bkn|bukn|dudu|sanes)\s+(?:(?:soal|tentang|masalah|mslh|yg|yang|mau|tanya|nanya)\s+)*"
    r"[^,.;?!]{1,40}?\s*(?:,\s*(?:tapi|tp|melainkan|cuma)?|\b(?:tapi|tp|melainkan|cuma|nanging|tapina)\b)\s*",
    re.IGNORECASE,
)
#: Fewer words than this are no question of their own.
_FEWEST = 2
#: "tidak" alone negates wishes only with one of these: "tidak usah", "tidak jadi".
_WISHES = frozenset("usah jadi perlu".split())
#: How far before the word it negates a "jangan" may stand.
_REACH = 2
#: Words that ask for an operation, by operation.
_ASKED_BY = {
    "stop": "batal stop henti setop udah",
    "suggestion": "saran usul masukan ide",
    "hazard": "lapor bahaya",
    "human": "orang admin manusia petugas",
    "privacy": "hapus privasi",
    "check_5s": "cek nilai periksa audit isi mulai",
    "check_k3": "cek nilai periksa audit isi mulai",
    "plan": "rencana",
    "trainer": "pelatih",
    "committee": "panitia",
}


def without_negated(text: str) -> str:
    """Return `text` without the part it says it is not about; as it was when nothing would be left to understand."""
    rest = " ".join(_NOT_THIS.sub(" ", text).split())
    return rest if len(rest.split()) >= _FEWEST else text


def is_negated(operation: str, words: Sequence[str]) -> bool:
    """Return whether these words (put right) ask NOT to do `operation`: "jangan dibatalkan" does not ask to stop."""
    asked = {stem(word) for word in _ASKED_BY.get(operation, "").split()}
    stems = [stem(word) for word in words]
    places = [at for at, one in enumerate(stems) if one in asked]
    return any(_denies(words[max(0, at - _REACH - 1) : at]) for at in places)


def _denies(before: Sequence[str]) -> bool:
    near = list(before[-_REACH:])
    if "jangan" in near or "bukan" in near:
        return True
    return any(first == "tidak" and second in _WISHES for first, second in itertools.pairwise(before))
