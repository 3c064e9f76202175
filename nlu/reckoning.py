"""Telling that somebody wants a sum worked out, and not to learn how: "hitungin lembur saya dong"."""

from collections.abc import Sequence

#: Words that ask for it by themselves.
_DO = frozenset(
    "hitungin itungin hitungkan itungkan hitungkeun itungkeun itungno hitungno ngitungin menghitungkan".split()
)
_REQUEST = frozenset(
    "bantu bantuin tolong mau pengen ingin minta yuk ayo coba pingin kepengen arep hayang hoyong bisa".split()
)
_RECKON = frozenset("hitung itung ngitung menghitung hitungan itungan".split())
_CALCULATOR = frozenset("kalkulator calculator kalkulasi penghitung".split())
#: "hitung thr" is told, a longer sentence that begins like this may be anything.
_SHORT = 3
#: How-questions get the answer, which has a button to the calculator.
_HOW = frozenset("cara bagaimana rumus apa mengapa siapa kapan apakah boleh benar".split())
#: What can be worked out: words → the calculator's name.
_SUMS = {
    "lembur": "lembur lemburan overtime ot",
    "thr": "thr tehaer",
    "pkwt": "kompensasi pkwt kontrak",
    "copq": "cacat reject rework scrap mutu afkir",
    "oee": "oee oe",
}
_BY_WORD = {word: name for name, words in _SUMS.items() for word in words.split()}


def wanted_sum(typed: Sequence[str], right: Sequence[str] = ()) -> str | None:
    """
    Return the name of the calculator that a message of these words (as typed, and put right) asks for.

    Empty when it asks for a calculator without saying for what, None when it does not ask for one.
    """
    words = {*typed, *right}
    told = len(typed) <= _SHORT and typed[0] in _RECKON if typed else False
    asked = told or words & _DO or words & _CALCULATOR or (words & _REQUEST and words & _RECKON)
    if words & _HOW or not asked:
        return None
    sums = sorted(_BY_WORD[word] for word in words if word in _BY_WORD)
    if sums:
        return sums[0]
    return "" if words & _CALCULATOR else None
