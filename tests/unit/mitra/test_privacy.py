"""What leads to a person goes, what the question needs stays."""

import re

import pytest
from hypothesis import assume, example, given

from mitra.content.library import read_library
from mitra.privacy import LONGEST, prepare, without_traces
from tests.strategies import typed_texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # Telephone numbers, however they are written.
        ("hubungi 081234567890 ya", "hubungi … ya"),
        ("0812-3456-7890", "…"),
        ("wa +62 812-3456-7890", "wa …"),
        ("6281234567890", "…"),
        ("0812.3456.7890", "…"),
        ("(0812) 3456 7890 pak", "… pak"),
        ("08 12 34 56 78 90", "…"),
        ("0812 2024 2025", "…"),
        ("０８１２ ３４５６ ７８９０", "…"),
        ("0\u200b8\u200b1\u200b2 3456 7890", "…"),
        ("0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "…"),
        ("O812 3456 7890", "…"),
        ("hub 812-345-6789", "hub …"),
        ("kantor (021) 555-1234", "kantor …"),
        ("nol delapan satu dua tiga empat lima enam tujuh delapan", "…"),
        ("wa kosong lapan satu 345 678 901", "wa …"),
        # Cards and accounts.
        ("nik 3201.1234.5678.0001", "nik …"),
        ("ktp saya 3201 1234 5678 0001 hilang", "ktp saya … hilang"),
        ("NPWP 09.254.294.3-407.000", "NPWP …"),
        ("rekening bca 1234567890 an Sutrisno", "rekening bca … an …"),
        ("no bpjs 0001234567890", "no bpjs …"),
        ("nip 45678", "nip …"),
        # Plates.
        ("B 1234 XYZ nabrak gerbang", "… nabrak gerbang"),
        ("b 1234 xyz nabrak", "… nabrak"),
        ("motor saya plat AB 12 CD ilang", "motor saya plat … ilang"),
        # Where somebody lives.
        ("alamat Jl. Melati no 5 RT 3 RW 2 boleh pasang mesin", "alamat … boleh pasang mesin"),
        ("rumah di jalan sudirman no 12 kena debu", "rumah di … kena debu"),
        ("tinggal di jl melati, deket pabrik", "tinggal di …, deket pabrik"),
        ("perumahan griya indah blok c no 7", "…"),
        ("gang mawar rt 02/05", "…"),
        ("desa Sukamaju RT 01 RW 02", "…"),
        ("rt3/rw4 protes bau", "… protes bau"),
        # When somebody was born.
        ("saya lahir 12-03-1990 bisa pensiun kapan", "saya lahir … bisa pensiun kapan"),
        ("tgl lahir: 17/8/85", "tgl lahir: …"),
        ("lahir di Klaten tanggal 5 Mei 1988", "lahir di Klaten tanggal …"),
        # Accounts and addresses on the net.
        ("tanya @budi_s dulu", "tanya … dulu"),
        ("ig budi_s92 sama telegram saya: wagino77", "ig … sama telegram saya: …"),
        ("kirim ke budi.s@pabrik.co.id", "kirim ke …"),
        ("kirim ke budi at gmail dot com", "kirim ke …"),
        ("lihat https://t.me/budi?x=1 ini", "lihat … ini"),
        ("www.pabrik.co.id/a", "…"),
        # All of it at once.
        ("saya Budi, @budi_s, 081234567890: boleh pulang?", "saya …, …, …: boleh pulang?"),
        ("x" * 400, "x" * LONGEST),
        ("  satu\n\n dua\t", "satu dua"),
        ("", ""),
    ],
)
def test_what_leads_to_a_person_is_blanked(typed, kept):
    assert without_traces(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "berapa tinggi apar",
        # Money.
        "gaji 4.500.000 kena pajak ga",
        "rp 4500rb cukup umr ga",
        "rp 4500000 sebulan",
        "gaji 4500000 dipotong",
        "Rp4.453.935,99 umk bandung",
        "10.000-20.000 per hari, rp 50.000 - 100.000",
        "upah 2.000.000 x 12 = 24.000.000",
        # Laws, standards and their days.
        "UU 13/2003 pasal 93 ayat 2",
        "UU No. 13 Tahun 2003 tanggal 25 maret 2003",
        "PP 35 tahun 2021 pasal 16",
        "Permenaker 5/2018 sama PER.04/MEN/1980",
        "putusan 168/PUU-XXI/2023",
        "SNI 03-1746-2000 dan ISO 9001:2015",
        # Times, days, measures.
        "kerja 08.00-17.00 istirahat 12.00-13.00",
        "shift 22.00 - 06.00 aman ga",
        "dari 12/11/2026 sampai 20-11-2026",
        "tahun 2024 2025 naik berapa",
        "kebisingan 85 dBA selama 8 jam",
        "karung 50 kg, 2 meter, 1.000 buah",
        "rasio 1 10 30 600",
        "ukuran 1200x2400 mm, P 120 cm L 60 cm",
        "suhu 25-30 35-40",
        # What only looks like a plate, a street or a birth.
        "limbah B3 dan APD K3 P3K",
        "N 2026 dan K 300 KG",
        "mesin jalan no 3 mati",
        "jalan keluar darurat berapa",
        "jln pelan2 di gudang",
        "gang antara mesin 80 cm cukup ga",
        "istri melahirkan tgl 12 maret 2026",
    ],
)
def test_what_a_question_needs_stays(typed):
    assert without_traces(typed) == typed


def test_no_question_of_the_content_loses_more_than_its_names():
    """Laws, measures and slang as people type them: 14,700 wordings, of which these few name somebody."""
    topics = read_library().topics.values()
    lines = {" ".join(line.split()) for topic in topics for line in topic.wordings()}
    changed = {line for line in lines if len(line) <= LONGEST and without_traces(line) != line}
    assert len(changed) <= len(lines) / 1000, sorted(changed)


@given(typed_texts)
@example("Rp 081234567890 12")
def test_no_long_number_and_no_handle_is_ever_left(typed):
    """Only an amount may have six digits in a row."""
    assume(not re.search(r"rp|idr", typed, re.IGNORECASE) or typed.startswith("Rp"))
    kept = without_traces(typed)
    assert re.findall(r"\d{6,}|@\w+", kept) == []
    assert len(kept) <= LONGEST


@given(typed_texts)
@example("Aa Budi Bb Cc. Zorgo 0812")
@example("lahir 1 mei 1990, 2 mei 1991, 3 mei 1992, 4 mei 1993")
def test_blanking_twice_blanks_no_more(typed):
    kept = without_traces(typed)
    assert without_traces(kept) == kept


def test_preparing_changes_nothing():
    prepare()
    assert without_traces("berapa tinggi apar") == "berapa tinggi apar"
