"""Whether somebody begins by announcing a report of danger: "lapor, kabel terkelupas di mesin jahit"."""

import re

from nlu.clauses import asks

_GREETING = r"(?:halo+|hallo|hai|hi|permisi|assalamualaikum|min|mimin|kak|pak|bu|bos|mas|mbak|selamat\s+(?:pagi|siang|sore|malam))"
_WANTING = r"(?:saya|aku|ak|gw|gue|gua|kami|kita|sy|mau|mo|pengen|pengin|ingin|izin|ijin|numpang|tolong|tlg|minta|bantu)"
_REPORT = r"(?:lapor(?:kan|in|ken|an)?|ngelapor(?:in|kan)?|nglapor(?:in|ke)?|melapor(?:kan)?|report)"
#: The announcement, and behind it at least two words about what.
_ANNOUNCED = re.compile(
    rf"^\W*(?:{_GREETING}\b\W*)*(?:{_WANTING}\s+)*{_REPORT}\b(?:\s+bahaya\b)?(?:\s+(?:ada|nih|ini|soal|dong|ya|pak|bu))*\W+(?=\w+\W+\w)",
    re.IGNORECASE,
)
#: Nobody reports these to the workshop's committee: "lapor diri", "lapor pajak", "laporan keuangan bulanan".
_OTHER_REPORTS = re.compile(
    rf"{_REPORT}\s+(?:diri|pajak|spt|keuangan|bulanan|mingguan|harian|tahunan|produksi|penjualan|kerja|kemajuan|hasil)\b",
    re.IGNORECASE,
)


def announces_report(text: str, words: list[str]) -> bool:
    """
    Return whether `text` begins as a report and then says of what; `words` are the same, normalised and put right.

    A question is none: "lapor kecelakaan kerja ke mana".
    """
    return not asks(words) and bool(_ANNOUNCED.match(text)) and not _OTHER_REPORTS.search(text)
