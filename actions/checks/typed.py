"""
Answers to a checklist's items as people type them: "udah", "blm semua", "lumayan", "ga ada mesinnya", "3".

What could hide a danger is asked back rather than guessed: half a yes is no clear answer to a yes-or-no item, and "ga ada
…nya" means that an item does not apply only for the things its checklist names.
"""

from functools import cache

from mitra.checks.checklist import Answers, Item
from mitra.checks.scoring import Mark
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon

#: What a typed answer may mean besides points and that an item does not apply.
UNCLEAR, DONT_KNOW = "unclear", "dont_know"
Reading = int | Mark | str

_FILLERS = frozenset(
    "kok lah sih dong deh nih aja saja sekali banget pak bu mas mbak min kak bang mitra kayaknya sepertinya mungkin"
    " nilai nilainya skor skornya angka angkanya jawab jawabannya jawabanku itu ini yang di sini situ mah kalau untuk"
    " saya kami menurut rata rata-rata kira kira-kira semuanya".split()
)
_NUMBERS = {"nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4}
_NEGATIONS = frozenset("tidak belum bukan jangan tanpa g".split())
_GOOD = frozenset(
    "sudah ada beres aman bagus bersih rapi lengkap ok oke okee sip selalu baik siap mantap betul benar rutin tertib"
    " cukup jelas tersedia terpasang sesuai lancar dong pasti iya".split()
)
_BAD = frozenset(
    "kosong rusak kotor berantakan jelek buruk hilang parah kacau terhalang menumpuk licin bocor berserakan"
    " debu asap bau oli genangan percikan hambatan kebocoran masalah keluhan".split()
)
_YES = "ya"
#: Part of the way, and the points that is worth.
_PARTLY = {
    "lumayan": 2, "sebagian": 2, "setengah": 2, "separuh": 2, "kadang": 2, "kadang-kadang": 2, "sedang": 2,
    "hampir": 3, "kebanyakan": 3, "mayoritas": 3, "sedikit": 1, "jarang": 1, "kurang": 1,
}  # fmt: skip
_BUT = frozenset("tapi tetapi cuma hanya kecuali namun meski walaupun".split())
_HAVE = frozenset("ada memakai pakai punya menggunakan".split())
#: Said to us, or to nobody, with words of an answer in it.
_TALK = frozenset(
    "terima kasih terimakasih makasih halo hai tolong mohon maaf selamat assalamualaikum tahu".split()
)
_NOT_KNOWING = {"tidak tahu", "saya tidak tahu", "belum tahu", "kurang tahu", "entah", "tidak tahu saya"}
_DOES_NOT_APPLY = ("tidak berlaku", "tidak relevan", "tidak perlu", "tidak termasuk", "n a")
#: "ini maksudnya apa sih": one of the first, and nothing but these.
_ASKS_WHY = frozenset(
    "mengapa maksud maksudnya hint petunjuk caranya bingung paham mengerti contoh contohnya jelaskan menjelaskan"
    " ngeceknya mengeceknya ceknya periksanya".split()
)
_AROUND_WHY = frozenset(
    "apa apanya sih ini itu yang bagaimana gimana cara cek mengecek ngecek tidak belum tolong dong coba saya kurang pak bu"
    " kak min kok ya bagian pertanyaan pertanyaannya butir soal soalnya begitu ditanya harus perlu dulu nih deh".split()
)
_ENDS = frozenset("selesai kelar rampung tamat udahan sekian".split())
_AROUND_ENDS = frozenset("sudah dulu sampai sini segini saja ya dong deh ceknya cek".split())
_NOTE = ("catatan", "catat", "note")
_MOST_WORDS, _MOST_UNKNOWN = 7, 2


@cache
def _speller() -> Speller:
    return Speller(read_lexicon(), ())


def _words(text: str) -> list[str]:
    return _speller().correct(normalise(text))


def asks_why(text: str) -> bool:
    """Return whether somebody wants to know what an item means, and nothing else."""
    words = set(_words(text))
    how = {"bagaimana", "gimana"} & words  # "gimana?" alone, or "gimana ini"
    return bool(words & _ASKS_WHY or how) and words <= _ASKS_WHY | _AROUND_WHY


def ends(text: str) -> bool:
    """Return whether somebody has had enough: "selesai", "udah cukup"."""
    words = set(_words(text))
    return bool(words & _ENDS) and words <= _ENDS | _AROUND_ENDS


def note_in(text: str) -> str:
    """Return the note in "catatan: kabel dekat pintu"; empty when there is none."""
    head, _, rest = text.strip().partition(":")
    return rest.strip() if head.strip().casefold() in _NOTE else ""


def read(text: str, answers: Answers, item: Item | None = None) -> Reading | None:
    """
    Return the answer in a text: points, that the item does not apply, UNCLEAR; None when it is no answer at all.

    Without the item, what would need it is UNCLEAR.
    """
    words = _words(text)
    said = " ".join(words)
    if not words or len(words) > _MOST_WORDS or not _TALK.isdisjoint(words):
        return DONT_KNOW if said in _NOT_KNOWING else None
    if said in _DOES_NOT_APPLY:
        return Mark.NOT_APPLICABLE
    bare = [word for word in words if word not in _FILLERS] or words
    if (number := _number(bare)) is not None:
        return number if number <= answers.most and answers is Answers.SCORE else UNCLEAR
    if bare[0] in _NEGATIONS and len(bare) > 2 and bare[1] in _HAVE:  # noqa: PLR2004 - "ga ada …"
        return _absent(bare[2:], answers, item)
    return _polarity(bare, answers, item)


def _number(words: list[str]) -> int | None:
    """Return the one number among few words."""
    numbers = [int(word) if word.isdigit() else _NUMBERS.get(word) for word in words]
    found = [number for number in numbers if number is not None]
    return found[0] if len(found) == 1 and len(words) <= 2 and found[0] < 10 else None  # noqa: PLR2004


def _absent(things: list[str], answers: Answers, item: Item | None) -> Reading:
    """Read "ga ada mesinnya": it does not apply if the checklist says so, else what is asked for is not there."""
    if item is None:
        return UNCLEAR
    missing = _forms(things)
    named = [any(set(word.split()) <= missing for word in thing.split("/")) for thing in item.absent]
    if any(named):  # "ga ada silo" leaves open whether there is a well
        return Mark.NOT_APPLICABLE if all(named) else UNCLEAR
    if not _BAD.isdisjoint(missing):  # "ga ada yang rusak"
        return answers.most
    return 0 if missing & _forms(_words(item.text)) else UNCLEAR


def _forms(words: list[str]) -> set[str]:
    """Return the words that say something, with and without "-nya"."""
    bare = (word for word in words if word not in _FILLERS)
    return {form for word in bare for form in (word, word.removesuffix("nya"))}


def _polarity(words: list[str], answers: Answers, item: Item | None) -> Reading | None:
    """Read "udah", "belum rapi", "sudah tapi belum semua"; None where too much is about something else."""
    asked = _forms(_words(item.text)) if item else set()
    known = _GOOD | _BAD | _NEGATIONS | _BUT | set(_PARTLY) | {_YES, "semua", "besar", "masih"} | asked
    unknown = [word for word in words if word not in known and word.removesuffix("nya") not in known]
    asking = {"sudah", "belum"} <= set(words) and words[-1] == "belum"  # "udah makan belum"
    if asking or len(unknown) > (_MOST_UNKNOWN if item else 0):  # without the item, only what is plain
        return None
    reading = _plain(words, answers)
    # "ada yang kesetrum" is no yes.
    return UNCLEAR if unknown and "ada" in words and reading == answers.most else reading


def _plain(words: list[str], answers: Answers) -> Reading | None:
    """Read words that are all about the item."""
    good, negated = not _GOOD.isdisjoint(words) or words[0] == _YES, not _NEGATIONS.isdisjoint(words)
    bad = not _BAD.isdisjoint(words)
    partly = _share(words)
    if partly is not None or (not _BUT.isdisjoint(words) and (good or negated or bad)):
        return UNCLEAR if answers is Answers.YES_NO else (partly or 2)
    if negated:
        return answers.most if bad else 0
    if bad:
        return UNCLEAR if good else 0
    return answers.most if good else None


def _share(words: list[str]) -> int | None:
    """Return the points of part of the way, if that is what is said."""
    if "sebagian" in words and "besar" in words:
        return 3
    if "semua" in words and not _NEGATIONS.isdisjoint(words):  # "belum semua"
        return 2
    if words[0] in _NEGATIONS:
        return None
    return next((points for word, points in _PARTLY.items() if word in words), None)
