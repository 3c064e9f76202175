"""Whether somebody tells how far they are with what they were asked to do."""

import pytest

from nlu.normaliser import normalise
from nlu.progress import BLOCKED, DONE, LATER, REFUSED, RUNNING, read_progress
from nlu.spelling import Speller, read_lexicon

SPELLER = Speller(read_lexicon(), ())
SAID = {
    DONE: """udah beres pak · beres · sudah selesai bu · udh kelar · udah dipasang semua · sudah saya bersihkan · udah di cat ·
        sdh diganti lampunya · rampung kabeh · siap, sudah dikerjakan · wis rampung mas · alhamdulillah selesai · tugas 5 udh kelar · yg no 6 udah beres""",
    RUNNING: """baru 50% · 80 persen · udah 80 persen bu, tinggal ngelem · lg dikerjain · sedang proses · masih 30% · hampir selesai ·
        tinggal ngecat · otw · sudah beli barangnya · baru separuh pak · udah mulai""",
    BLOCKED: """masih nunggu tukang · belum sempat · blm bisa, barangnya blm dateng · uangnya belum ada · gagal, alatnya rusak ·
        mandek bu, ga ada dana · masih nunggu acc bos · yang nomor 7 blm ada duitnya bos""",
    LATER: """tunda minggu depan · besok ya · nanti jumat · mundur seminggu · besok saya kerjakan · minggu depan aja ya · lanjut besok ·
        tertunda hujan · senin aja · tolong tunda 3 hari""",
    REFUSED: """bukan kerjaan gue · ini bukan tugas saya · maaf pak salah orang""",
    "": """belum · udah · udah ganti jarum kok masih loncat · mesinnya macet terus · gmn cara nolong org kesetrum · besok libur ga ·
        apar dipasang setinggi apa · baru masuk kerja seminggu · helm · lembur 3 jam sehari · makasih ya · jadi gimana dong ·
        selesai kerja jam 8 malam terus dapat makan apa tidak dan siapa yang bayar kalau lewat jam 9 malam di hari libur nasional""",
}  # fmt: skip
LINES = [(text.strip(), kind) for kind, texts in SAID.items() for text in texts.split("·")]


@pytest.mark.parametrize(("text", "kind"), LINES)
def test_how_far_somebody_is(text, kind):
    assert read_progress(SPELLER.correct(normalise(text))) == kind


def test_nothing_is_nothing():
    assert read_progress([]) == ""
