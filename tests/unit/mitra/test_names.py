"""Names of people and firms, told from ordinary words."""

import pytest

from mitra.names import is_place, listed, ordinary_words, without_firms, without_people


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # Listed names wherever they stand, with family name and initial.
        ("budi jatuh dari tangga gimana", "… jatuh dari tangga gimana"),
        ("pak budi marah2", "pak … marah2"),
        ("Pak Budi Santoso marah", "Pak … marah"),
        ("bu siti nur aisyah ga kasih cuti", "bu … ga kasih cuti"),
        ("bosnya Bu Endah Lestari, S.E.", "bosnya Bu …, S.E."),
        ("Pak Budi S marah", "Pak … marah"),
        ("Reza dan Rizky berantem", "… dan … berantem"),
        ("BERAPA TINGGI APAR DI PABRIK PAK BUDI", "BERAPA TINGGI APAR DI PABRIK PAK …"),
        # Words nobody knows, after what names follow.
        ("bernama Xaverius Wogu", "bernama …"),
        ("mbak wagsinah jatuh", "mbak … jatuh"),
        ("si kasdul kejepit", "si … kejepit"),
        ("nama saya Trimo mau tanya lembur", "nama saya … mau tanya lembur"),
        ("mandor kasdi galak", "mandor … galak"),
        ("supervisor Jumbrot nyuruh lembur", "supervisor … nyuruh lembur"),
        ("disuruh sama wagsiyo lembur", "disuruh sama … lembur"),
        ("saya tukiyem dari bagian las mau tanya", "saya … dari bagian las mau tanya"),
        ("halo pak saya tukiyem, mau tanya", "halo pak saya …, mau tanya"),
        ("aku tarkiyo mau tanya lembur", "aku … mau tanya lembur"),
        # Capitals inside a sentence.
        ("kemarin Wagsimin jatuh dari tangga", "kemarin … jatuh dari tangga"),
        ("assalamualaikum pak, saya Sumarkiyah", "assalamualaikum pak, saya …"),
        # Names that are words too, after a title or in capitals.
        ("bu sari ga adil", "bu … ga adil"),
        ("mbak melati pingsan", "mbak … pingsan"),
        ("Pak Bagus marah", "Pak … marah"),
        ("kata Titik tidak boleh", "kata … tidak boleh"),
    ],
)
def test_a_name_is_blanked(typed, kept):
    assert without_people(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        # Ordinary words after the same beginnings.
        "pak gmn cara angkat karung",
        "bu kesetrum diapain",
        "mas gw kepeleset",
        "ibu menyusui boleh istirahat",
        "mandor galak, supervisor baru, atasan marah",
        "mandor ngeblengin terus",
        "nama saya dicoret",
        "kata Pak RT gak boleh",
        "saya ngantuk terus",
        "saya keseleo boleh pulang",
        "anak saya kecebluk, boleh izin",
        "aku ora ngerti",
        # What people compare are just the words nobody taught Mitra.
        "beda nib sama siup apa",
        "alat namanya torsimeter",
        # Names that are words too.
        "pak bagus mana helm merah atau biru",
        "titik kumpul di mana",
        "tinggi bunga di taman pabrik",
        # Capitals that tell nothing.
        "Bagaimana Cara Memakai Apar Yang Benar",
        "CARA LAPOR KE DISNAKER GIMANA",
        "apa itu FMEA dan KUHPerdata",
        "Zorgo itu apa. Kenapa",
        # Places, days, tools.
        "UMK Karawang bulan November",
        "pakai Excel atau WhatsApp",
        "",
    ],
)
def test_an_ordinary_word_stays(typed):
    assert without_people(typed) == typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("PT Maju Jaya belum bayar lembur", "PT … belum bayar lembur"),
        ("pt sinar abadi ga bayar thr", "pt … ga bayar thr"),
        ("UD. Sumber Rejeki", "UD. …"),
        (
            "kerja di PT. Indofood Sukses Makmur Tbk bagian packing",
            "kerja di PT. … bagian packing",
        ),
        ("PT saya kecil", "PT saya kecil"),
        ("pt kami wajib lks ga", "pt kami wajib lks ga"),
        ("bikin pt atau cv", "bikin pt atau cv"),
        # "ud" is "udah", "pd" is "pada".
        ("ud lapor pd manggut", "ud lapor pd manggut"),
    ],
)
def test_the_name_of_a_firm_is_blanked(typed, kept):
    assert without_firms(typed) == kept


def test_a_street_is_named_by_a_name():
    assert is_place(["Sudirman"])
    assert not is_place(["keluar", "darurat"])
    assert not is_place([])


def test_words_are_read_once():
    assert ordinary_words() is ordinary_words()
    assert ordinary_words()["apar"] > 10


def test_no_word_stands_in_two_lists():
    """It would be unclear which one decides."""
    names, words, never = (listed(name) for name in ("names", "also words", "never"))
    assert names & words == names & never == words & never == frozenset()
    assert len(names) > 600
