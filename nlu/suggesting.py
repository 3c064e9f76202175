"""What a suggestion is, without what announces it; which module it belongs to; or whether one asks what became of it."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import yaml

from mitra.content.library import CONTENT_DIR
from nlu.normaliser import normalise
from nlu.stemmer import stem

_WHO = r"(?:saya|aku|ak|gw|gue|gua|kami|kita|abdi|kulo|sy)"
_WANT = r"(?:mau|lapor|mo|pengen|ingin|arep|bade|hendak|boleh|bisa|coba|tolong)"
_GIVE = r"(?:kasih|ngasih|masihan|beri|memberi|kirim|ngirim|tulis|buat|bikin|sampaikan|menyampaikan|nyampein|nyumbang|catet|catat|daftarin|daftarkan|ada|punya|duwe|gaduh)"
_IDEA = r"(?:usul(?:an|in|ku|kan)?|ngusul(?:in|kan)?|mengusulkan|saran(?:in|ku)?|masukan|ide|uneg2?|unek2?|unek-unek|keluhan|komplain|ngeluh|ngadu)"
_TO = (
    r"(?:(?:ke|kepada|buat|kanggo|ka|untuk|bagi)\s+(?:panitia|komite|kantor|manajemen|pabrik|perusahaan|lks))"
)
_TAIL = r"(?:dong|deh|nih|ya|yah|nya|sih|baru|anonim|tanpa\s+nama|" + _WHO + r")"
#: "mau kasih saran ke panitia nih," or "ide nih:" before what is suggested.
_START = re.compile(
    rf"^\W*(?:(?:{_WHO}|{_WANT}|{_GIVE})\s+)*{_IDEA}\b(?:\s+{_TAIL})*(?:\s+{_TO})?(?:\s+{_TAIL})*(?:\s+(?:bahwa|yaitu|soal|tentang|kalau|kalo))?(?:\s*[,:;.–-]+\s*|\s+|$)",
    re.IGNORECASE,
)
#: What is left when somebody only says that they want to, perhaps how.
_NOTHING = re.compile(
    r"^\W*(?:(?:tapi|tp|jangan|jgn|ga|gak|nggak|tanpa|pake|pakai|nama|sebut|disebut|anonim|lewat|sini|dong|ya|nih|saya|aku|mau|kirim|ke|"
    r"panitia|komite|boleh|bisa|gimana|caranya|cara|dulu|sekarang|baru|buat|pabrik|perusahaan)\W*)*$",
    re.IGNORECASE,
)
_STATUS = frozenset(
    "status kabar kabarnya dijawab jawaban dibales dibalas ditanggapi tanggapan diterima diproses".split()
)
#: "cabut saran saya yang kemarin": it is found on the same list.
_TAKE_BACK = frozenset("cabut tarik batalkan batalin hapus ubah ganti".split())
_HOW_FAR = (
    "sampe mana",
    "sampai mana",
    "gimana kabar",
    "gimana nasib",
    "piye kabar",
    "kumaha kabar",
    "udah belum",
    "sudah belum",
)
_OWN = frozenset("saranku usulku usulanku".split())


def without_announcement(text: str) -> str:
    """Return the suggestion as typed, without what only announces it; empty when nothing else was said."""
    rest = _START.sub("", text.strip(), count=1)
    return "" if _NOTHING.match(rest) else rest.strip()


def asks_for_status(words: list[str]) -> bool:
    """Return whether somebody asks what became of their suggestion."""
    said = " ".join(words)
    idea = any(stem(word) in {"usul", "saran"} for word in words)
    own = bool({"saya", "aku", "gw", "gue", "ku", "nomor"} & set(words)) or bool(_OWN & set(words))
    asked = (
        bool((_STATUS | _TAKE_BACK) & set(words[:2]))
        or bool(_STATUS & set(words))
        or any(phrase in said for phrase in _HOW_FAR)
    )
    return idea and own and asked and len(words) <= 12  # noqa: PLR2004 - a question, no suggestion


@cache
def _modules(path: Path = CONTENT_DIR / "suggestion_words.yml") -> dict[int, frozenset[str]]:
    kept = yaml.safe_load(path.read_text("utf-8"))
    return {
        int(module): frozenset(stem(one) for word in words for one in normalise(word))
        for module, words in kept.items()
    }


def guess_module(words: list[str]) -> int:
    """Return the module whose words a suggestion has most of; the first one where it has none, the later one in a tie."""
    stems = list(map(stem, words))
    hits = Counter({module: sum(one in known for one in stems) for module, known in _modules().items()})
    best = max(hits.values(), default=0)
    return max((module for module, count in hits.items() if count == best), default=1) if best else 1
