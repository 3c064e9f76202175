"""Answers to a checklist's items as people type them."""

import pytest

from actions.checks.typed import DONT_KNOW, UNCLEAR, asks_why, ends, note_in, read
from mitra.checks.checklist import Answers, Item
from mitra.checks.scoring import Mark

NA = Mark.NOT_APPLICABLE
GUARD = Item(id="x", text="Apakah bagian berputar mesin tertutup pelindung?", absent=("mesin/bahan kimia",))


@pytest.mark.parametrize(
    ("typed", "score", "yes_no"),
    [
        ("udah", 4, 1), ("Udah beres kok", 4, 1), ("iya", 4, 1), ("y", 4, 1), ("ada", 4, 1), ("rapi", 4, 1), ("oke", 4, 1),
        ("blm", 0, 0), ("kagak", 0, 0), ("ga ada", 0, 0), ("ga rapi", 0, 0), ("msh kotor", 0, 0), ("blm pernah", 0, 0),
        ("tidak rusak", 4, 1), ("ga ada yg rusak", 4, 1), ("ga ada debu", 4, 1),
        # part of the way: points, but no clear yes or no
        ("lumayan", 2, UNCLEAR), ("blm semua", 2, UNCLEAR), ("kurang rapi", 1, UNCLEAR), ("hampir semua", 3, UNCLEAR),
        ("sebagian besar udah", 3, UNCLEAR), ("udah tapi kotor", 2, UNCLEAR), ("kadang2", 2, UNCLEAR),
        ("3", 3, UNCLEAR), ("nilainya 3", 3, UNCLEAR), ("nol", 0, UNCLEAR), ("empat", 4, UNCLEAR),
        ("5", UNCLEAR, UNCLEAR), ("gatau", DONT_KNOW, DONT_KNOW), ("ada yg kesetrum!!", UNCLEAR, UNCLEAR),
        ("ga ada listriknya", UNCLEAR, UNCLEAR), ("kyknya aman deh", 4, 1), ("mesinnya udah ditutup", 4, 1),
        # it does not apply only where the checklist says so
        ("ga ada mesinnya", NA, NA), ("ga pake mesin", NA, NA), ("ga ada bahan kimia", NA, NA), ("tdk berlaku", NA, NA),
        ("n/a", NA, NA), ("ga ada pelindungnya", 0, 0),
        # no answers at all
        ("halo", None, None), ("makasih ya", None, None), ("udah makan belum pak", None, None),
        ("apar dipasang dimana", None, None), ("saya mau tanya dong", None, None), ("", None, None), ("😀", None, None),
    ],
)  # fmt: skip
def test_what_people_type(typed, score, yes_no):
    assert read(typed, Answers.SCORE, GUARD) == score
    assert read(typed, Answers.YES_NO, GUARD) == yes_no


@pytest.mark.parametrize(
    ("typed", "reading"), [("ga ada silo", UNCLEAR), ("ga ada tangki silo", NA), ("ga ada izinnya", 0)]
)
def test_one_of_several_things_missing_leaves_the_others_open(typed, reading):
    item = Item(id="x", text="Apakah masuk tangki atau silo selalu dengan izin?", absent=("tangki", "silo"))
    assert read(typed, Answers.YES_NO, item) == reading


def test_without_the_item_what_would_need_it_is_asked_back():
    assert read("ga ada mesinnya", Answers.YES_NO) == UNCLEAR


@pytest.mark.parametrize(
    "typed",
    [
        "kenapa?",
        "knp",
        "maksudnya?",
        "gmn caranya",
        "bingung",
        "ini maksudnya apa sih",
        "gw bingung",
        "ga paham",
        "yg ini gimana ngeceknya",
        "tolong jelasin dong",
        "gmn nih",
        "contohnya apa",
    ],
)
def test_asking_what_an_item_means(typed):
    assert asks_why(typed)


@pytest.mark.parametrize(
    "typed", ["kenapa apar merah?", "apa itu seiri?", "udah", "gimana cara lembur dihitung"]
)
def test_asking_something_else(typed):
    assert not asks_why(typed)


def test_without_the_item_only_what_is_plain_is_an_answer():
    """What is heard before anything else must not swallow what is about something else."""
    assert read("ada yg kesetrum", Answers.YES_NO) is None
    assert read("mesinnya udah ditutup", Answers.YES_NO) is None
    assert read("udah rapi kok", Answers.YES_NO) == 1


@pytest.mark.parametrize(
    ("typed", "over"),
    [
        ("selesai", True),
        ("udah selesai", True),
        ("kelar", True),
        ("selesai dibersihkan", False),
        ("udah", False),
    ],
)
def test_having_had_enough(typed, over):
    assert ends(typed) is over


def test_a_note_keeps_what_was_typed():
    assert note_in("Catatan: Kabel <dekat> pintu: awas") == "Kabel <dekat> pintu: awas"
    assert note_in("ga ada catatan") == ""
