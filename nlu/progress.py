"""Whether somebody tells how far they are with what they were asked to do: "udah beres pak", "baru 50%", "nunggu barang"."""

import re
from collections.abc import Sequence

#: Kinds: finished; under way; held up; put off to another day.
DONE, RUNNING, BLOCKED, LATER = "done", "running", "blocked", "later"
#: Longer, it is a story about something else.
_MOST_WORDS = 20

_START = (
    r"^(?:(?:iya|ya|oke|ok|siap|sip|alhamdulillah|maaf|sori|pak|bu|bos|mas|mbak|kak|min|itu|yang itu|ini|tugas(?:nya)?|"
    r"tindakan(?:nya)?|kerjaan(?:nya)?|pekerjaan(?:nya)?|saya|aku|kami)\s+)*"
)
_FINISHED = r"(?:selesai|beres|kelar|rampung|tuntas|rebes|done|jadi|terpasang|dipasang|diganti|diperbaiki|dibersihkan|dirapikan|dikerjakan|dilakukan|dibuat|ditempel|dicat)"
_NOT_YET = re.compile(
    r"\b(?:belum|blm|blum|hampir|dikit lagi|sedikit lagi|tinggal|kecuali|sebagian|setengah|separuh|baru)\b"
)
_DONE = re.compile(
    _START
    + rf"(?:(?:sudah|udah|dah|wis|wes|telah|barusan|baru saja)\s+(?:\w+\s+){{0,3}}?{_FINISHED}|(?:selesai|beres|kelar|rampung|tuntas|done))\b"
)
_RUNNING = re.compile(
    _START
    + r"(?:(?:lagi|sedang|masih|terus|tetap|mulai|sudah mulai|udah mulai|baru mulai)\s+(?:di)?(?:kerja\w*|proses\w*|jalan\w*|garap\w*|pasang\w*|buat\w*|urus\w*|bikin\w*)"
    r"|on progress|otw|(?:sudah|udah|baru|kira kira|sekitar|hampir)\s+(?:selesai\s+)?\d{1,3}\s*(?:%|persen)|\d{1,3}\s*(?:%|persen)\s+(?:selesai|beres|jadi)"
    r"|(?:sudah|udah|baru)\s+(?:setengah|separuh|sebagian)|setengah jalan|hampir\s+(?:selesai|beres|kelar|jadi|rampung)"
    r"|tinggal\s+\w+|sudah\s+(?:pesan|pesen|beli|mulai)|udah\s+(?:pesan|pesen|beli|mulai))\b"
)
_BLOCKED = re.compile(
    _START
    + r"(?:(?:belum|blm|blum)\s+(?:bisa|sempat|sempet|selesai|beres|kelar|jadi|mulai|dikerjakan|dikerjain|jalan|ada\s+(?:dana|uang|waktu|orang|barang|biaya))"
    r"|(?:masih|lagi)\s+(?:nunggu|menunggu|tunggu)|nunggu\s+(?:barang|dana|uang|tukang|bahan|izin|ijin|bos|pimpinan|acc|teknisi)"
    r"|(?:barang|bahan|alat|sparepart|tukang|teknisi|dana|uang)(?:nya)?\s+(?:belum|blm|masih|habis|tidak ada|ga ada|gak ada)"
    r"|terkendala|kendala(?:nya)?|terhambat|mandek|macet|mentok|stuck)\b"
)
_LATER = re.compile(
    _START
    + r"(?:tunda|ditunda|undur|diundur|mundur|dimundurin|pending|besok ya|besok aja|lusa ya|lusa aja|minggu depan (?:ya|aja)|nanti (?:hari )?(?:senin|selasa|rabu|kamis|jumat|sabtu))\b"
)


def read_progress(words: Sequence[str]) -> str:
    """Return the kind of progress that a message's words tell, one of ours; empty when it is about something else."""
    text = " ".join(words)
    if not words or len(words) > _MOST_WORDS:
        return ""
    if _LATER.search(text):
        return LATER
    if _BLOCKED.search(text):
        return BLOCKED
    if _RUNNING.search(text):
        return RUNNING
    if _DONE.search(text) and not _NOT_YET.search(text):
        return DONE
    return ""
