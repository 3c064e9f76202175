"""Whether somebody tells how far they are with what they were asked to do: "udah beres pak", "baru 50%", "nunggu barang"."""

import re
from collections.abc import Sequence

#: Kinds: finished; under way; held up; put off to another day; not one's own.
DONE, RUNNING, BLOCKED, LATER, REFUSED = "done", "running", "blocked", "later", "refused"
#: Longer, it is a story about something else.
_MOST_WORDS = 20

#: Words come normalised: "udah" is "sudah", "kelar" is "selesai", "%" is gone.
_START = (
    r"^(?:(?:(?:(?:yang|tugas|tindakan)\s+)?(?:nomor|nomer|no|tugas|tindakan)\s+\d{1,6}|iya|ya|oke|ok|siap|sip|alhamdulillah|maaf|tolong|mohon|minta|bisa|boleh|mau|pak|bu|bos|mas|mbak|kak|min|itu|yang itu|ini|tugas(?:nya)?|"
    r"tindakan(?:nya)?|pekerjaan(?:nya)?|kerjaan(?:nya)?|saya|kami)\s+)*"
)
_DEED = r"(?:kerjakan|pasang|ganti|perbaiki|bersihkan|rapikan|lakukan|buat|tempel|cat|betulkan|bereskan|selesaikan)"
_FINISHED = rf"(?:selesai|beres|rampung|tuntas|done|jadi|terpasang|di\s?{_DEED}|diperbaiki)"
_NOT_YET = re.compile(
    r"\b(?:belum|hampir|dikit lagi|sedikit lagi|tinggal|kecuali|sebagian|setengah|separuh|baru|kok|tapi|masih|malah)\b"
)
_DONE = re.compile(
    _START
    + rf"(?:(?:sudah|telah|barusan|baru saja)\s+(?:\w+\s+){{0,3}}?{_FINISHED}|sudah\s+(?:saya|kami)\s+{_DEED}|(?:selesai|beres|rampung|tuntas|done))\b"
)
_RUNNING = re.compile(
    _START
    + r"(?:(?:lagi|sedang|masih|terus|tetap|mulai|sudah mulai|baru mulai)\s+(?:di)?(?:kerja\w*|proses\w*|jalan\w*|garap\w*|pasang\w*|buat\w*|urus\w*)"
    r"|on progress|otw|(?:sudah|baru|masih|kira kira|sekitar|hampir)\s+(?:selesai\s+)?\d{1,2}(?:\s+persen\b|$)|\d{1,2}\s+persen"
    r"|(?:sudah|baru)\s+(?:setengah|separuh|sebagian)|setengah jalan|hampir\s+(?:selesai|beres|jadi|rampung)"
    r"|tinggal\s+\w+|sudah\s+(?:pesan|beli|mulai))\b"
)
_BLOCKED = re.compile(
    _START
    + r"(?:belum\s+(?:bisa|sempat|selesai|beres|jadi|mulai|dikerjakan|jalan|ada\s+(?:dana|uang|waktu|orang|barang|biaya)(?:nya)?)"
    r"|(?:masih|lagi)\s+(?:menunggu|tunggu)|menunggu\s+(?:barang|dana|uang|tukang|bahan|izin|bos|pimpinan|acc|teknisi)"
    r"|(?:barang|bahan|alat|sparepart|tukang|teknisi|dana|uang)(?:nya)?\s+(?:belum|masih|habis|tidak ada)"
    r"|terkendala|kendala(?:nya)?|terhambat|mandek|mentok|stuck|gagal)\b"
)
_REFUSED = re.compile(_START + r"(?:bukan|salah)\s+(?:tugas|kerjaan|pekerjaan|urusan|bagian|orang)\w*\b")
_DAY = r"(?:besok|lusa|minggu depan|bulan depan|senin|selasa|rabu|kamis|jumat|sabtu)"
_LATER = re.compile(
    _START
    + rf"(?:tunda|ditunda|tertunda|undur|diundur|mundur|dimundurkan|pending|{_DAY}\s+(?:ya|saja|saya|kami|baru)|(?:nanti|lanjut|dilanjut)\s+(?:hari\s+)?{_DAY})\b"
)


#: In the order in which they are looked for: "tinggal nunggu tukang" is held up.
_SIGNS = ((_REFUSED, REFUSED), (_LATER, LATER), (_BLOCKED, BLOCKED), (_RUNNING, RUNNING))


def read_progress(words: Sequence[str]) -> str:
    """Return the kind of progress that a message's words tell, one of ours; empty when it is about something else."""
    text = " ".join(words)
    if not words or len(words) > _MOST_WORDS:
        return ""
    kind = next((kind for pattern, kind in _SIGNS if pattern.search(text)), "")
    return kind or (DONE if _DONE.search(text) and not _NOT_YET.search(text) else "")
