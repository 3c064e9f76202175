"""What a suggestion is, without what announces it; which module it belongs to; or whether one asks what became of it."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from nlu.normaliser import normalise
from nlu.stemmer import stem

_GREETING = r"(?:halo+|hallo|hai|hi|permisi|assalamualaikum|min|mimin|kak|pak|bu|bos|mas|mbak|selamat\s+(?:pagi|siang|sore|malam)|dengan\s+hormat)"
_WHO = r"(?:saya|aku|ak|gw|gue|gua|kami|kita|abdi|kulo|kula|sy|sya|i)"
_LEAD = (
    r"(?:mau|mo|pengen|pengin|ingin|arep|bade|badhe|hendak|boleh|bisa|coba|tolong|minta|ini|izin|ijin|numpang|lapor|kasih|ngasih|masihan|beri|"
    r"memberi|memberikan|kirim|ngirim|tulis|nulis|buat|bikin|sampaikan|menyampaikan|nyampein|nyampaikan|nyumbang|mengajukan|ngajuin|"
    r"catet|catat|daftarin|daftarkan|ada|punya|duwe|gaduh|titip|tambahan|sekedar|sekadar|cuma)"
)
_IDEA = r"(?:usul(?:an|in|ku|anku|kan)?|ngusul(?:in|ke|keun|kan)?|mengusulkan|menyarankan|nyaranin|saran(?:in|ku)?|ide(?:ku)?)"
#: These are often what a suggestion is about: they announce only with somebody, or a mark, beside them.
_COMPLAINT = r"(?:masukan|uneg2?|unek2?|une[gk]-une[gk]|keluhan|komplain|ngeluh|ngadu|aspirasi|pesen|pesan)"
_BOARD = r"(?:panitia|komite|kantor|manajemen|pabrik|perusahaan|lks|tim|bos)"
_TO = rf"(?:(?:ke|kepada|buat|kanggo|ka|untuk|bagi|dari)\s+(?:{_BOARD}|{_WHO})\b)"
_TAIL = rf"(?:dong|deh|nih|ni|ya|yah|nya|sih|baru|anonim|dikit|sedikit|min|kak|pak|bu|gini|cuma\s+satu|\d+\s+hal|tanpa\s+nama|{_WHO})"
_AFTER = rf"(?:\s+(?:{_TAIL}\b|{_TO}))*(?:\s+(?:bahwa|yaitu|soal|tentang|agar|supaya|biar))?"
_MARK = r"\s*[,:;.!?–—-]+\s*"
#: After these an announcement would be the sentence itself: "saran dan keluhan ditempel", "usulan yang lama dijawab".
_SENTENCE = (
    r"(?!\s+(?:dan|atau|sama|yang|yg|bagus|lama|kemarin|kemaren|tersebut|karyawan|pekerja|teman|temen)\b)"
)
#: "mau kasih saran ke panitia nih," or "tolong sampaikan ke tim bahwa" before what is suggested.
_ANNOUNCEMENT = re.compile(
    rf"^\W*(?:{_GREETING}\b[\s,.!]*)*(?:"
    rf"(?:(?:{_WHO}|{_LEAD})\s+)*{_IDEA}\b{_SENTENCE}{_AFTER}(?:{_MARK}|\s+|$)"
    rf"|(?:(?:{_WHO}|{_LEAD})\s+)+{_COMPLAINT}\b{_AFTER}(?:{_MARK}|\s+|$)"
    rf"|{_COMPLAINT}(?:\s+(?:{_TAIL}\b|{_TO}))+(?:{_MARK}|\s+|$)"
    rf"|{_COMPLAINT}\s*[:,]\s*"
    rf"|(?:(?:tolong|tlg|tulung|mohon|minta\s+tolong)\s+)?(?:di)?(?:sampaikan|sampein|sampekan|aturke)\s+{_TO}{_AFTER}(?:{_MARK}|\s+|$)"
    rf")",
    re.IGNORECASE,
)
#: What is left when somebody only says that they want to, perhaps how.
_NOTHING = re.compile(
    r"(?:(?:tapi|tp|jangan|jgn|ga|gak|nggak|tidak|tanpa|pake|pakai|nama|sebut|disebut|ditulis|anonim|lewat|sini|dong|ya|nih|min|"
    r"saya|aku|gw|mau|kirim|ke|panitia|komite|boleh|bisa|gimana|caranya|cara|dulu|sekarang|baru|buat|pabrik|perusahaan|apa|kah)\b|[\W_])*",
    re.IGNORECASE,
)

_IDEAS = frozenset(map(stem, "usul usulan mengusulkan saran ide masukan keluhan".split()))
_OWN_IDEAS = frozenset("usulku usulanku saranku ideku".split())
#: Before the idea they ask for it: "cek saran saya"; one that is taken back stands on the same list.
_LOOK = frozenset(
    "cek lihat melihat status daftar cabut tarik batalkan batalin hapus ubah kabar jawaban".split()
)
_DONE = frozenset(
    map(stem, "dijawab dibalas dibaca ditanggapi diterima ditolak diproses disetujui ditindaklanjuti".split())
)
_NEWS = frozenset(map(stem, "status kabar kabare jawaban balasan tanggapan nasib hasil".split()))
_ASKING = frozenset("bagaimana apa apakah sudah belum ada mana kapan mengapa".split())
#: More words tell a suggestion.
_MOST_ASKING = 12
#: What a word in the list with "!" counts.
_TELLING = 3


def without_announcement(text: str) -> str:
    """Return the suggestion as typed, without what only announces it; empty when nothing else was said."""
    rest = _ANNOUNCEMENT.sub("", text.strip(), count=1)
    return "" if _NOTHING.fullmatch(rest) else rest.strip()


def announces(text: str) -> bool:
    """Return whether a text begins by announcing a suggestion, and then makes one: "usul, pintunya jangan dikunci"."""
    return _ANNOUNCEMENT.match(text.strip()) is not None and bool(without_announcement(text))


def asks_for_status(words: list[str]) -> bool:
    """Return whether somebody asks, in these words (put right), what became of their suggestion."""
    at = next((at for at, word in enumerate(words) if _is_idea(word)), None)
    if at is None or len(words) > _MOST_ASKING:
        return False
    if at and not _LOOK.isdisjoint(words[: min(at, 2)]):
        return True
    return _is_own(words[at : at + 2]) and _asks(words[:at], words[at + 1 :])


def _is_idea(word: str) -> bool:
    return word in _OWN_IDEAS or stem(word) in _IDEAS


def _is_own(words: list[str]) -> bool:
    return words[0] in _OWN_IDEAS or not {"saya", "kami", "nomor"}.isdisjoint(words)


def _asks(before: list[str], after: list[str]) -> bool:
    """Return whether the words around "usul saya" ask for an answer to it."""
    if "sampai mana" in " ".join(after) or after[-1:] == ["bagaimana"]:
        return True
    if not _DONE.isdisjoint(map(stem, after)):
        return True
    asking = not _ASKING.isdisjoint([*before, *after])
    return not _NEWS.isdisjoint(map(stem, before)) or (asking and not _NEWS.isdisjoint(map(stem, after)))


def guess_module(words: list[str]) -> int:
    """
    Return the module whose words weigh most in a suggestion, 1 where none is known.

    In a tie the later module: who asks for a lamp because it is dark asks for safety before order.
    """
    stems = tuple(map(stem, words))
    said = Counter(stems[at : at + size] for size in (1, 2) for at in range(len(stems) - size + 1))
    weights = {
        module: sum(known[one] * count for one, count in said.items() if one in known)
        for module, known in _modules().items()
    }
    best = max(weights, key=lambda module: (weights[module], module), default=1)
    return best if weights.get(best) else 1


@cache
def _modules(path: Path = CONTENT_DIR / "suggestion_words.yml") -> dict[int, dict[tuple[str, ...], int]]:
    """Return each module's words, as stems, and what they weigh."""
    kept = read_yaml(path)
    with shaped(path):
        return {
            int(module): {
                tuple(map(stem, normalise(word))): _TELLING if word.startswith("!") else 1
                for word in map(str, words)
            }
            for module, words in kept["modules"].items()
        }
