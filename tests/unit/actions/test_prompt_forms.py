"""What trainers type, and what receivers type: days gone by, hours, labels; answers, and what is none."""

import datetime as dt

import pytest

from actions.clocks import read_hour
from actions.prompts import task
from actions.prompts.forms import Labels, Participants, Text, read_length, read_past
from actions.prompts.task import Prompting
from actions.services import Services, provided
from mitra import stack
from mitra.content.library import read_library
from mitra.prompts import kinds

TODAY = dt.date(2026, 11, 27)
NOW = dt.datetime.fromisoformat("2026-11-27T10:00:00+07:00")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hari ini", "2026-11-27"),
        ("Kemarin", "2026-11-26"),
        ("3 hari lalu", "2026-11-24"),
        ("2 minggu yang lalu", "2026-11-13"),
        ("12 November", "2026-11-12"),
        ("tgl 12 nov", "2026-11-12"),
        ("12-11-2026", "2026-11-12"),
        ("5/10/26", "2026-10-05"),
        # The year before, where this year's lies too far ahead.
        ("20 Maret", "2026-03-20"),
        ("3 desember", "2026-12-03"),
        ("2026-11-01", "2026-11-01"),
    ],
)
def test_the_day_of_a_workshop_lies_mostly_behind(typed, day):
    assert read_past(typed, TODAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("typed", ["31 Februari", "12 foo", "", "pelatihan", "99-99-2026"])
def test_what_is_no_day_is_asked_back(typed):
    assert read_past(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("8", 480),
        ("08.30", 510),
        ("jam 2 siang", 840),
        ("pukul 16.00 WIB", 960),
        ("9 pagi", 540),
        ("jam 25", None),
        ("nanti", None),
    ],
)
def test_hours(typed, minute):
    assert read_hour(typed) == minute


def test_labels_are_two_to_four_and_differ():
    assert kinds.read_labels("Sudah, Belum") == ["Sudah", "Belum"]
    assert kinds.read_labels("Sudah\nBelum;🆘 Bantuan") == ["Sudah", "Belum", "🆘 Bantuan"]
    assert kinds.read_labels("Sudah") is None
    assert kinds.read_labels("Ya, ya") is None
    assert kinds.read_labels("a,b,c,d,e") is None
    assert kinds.read_labels("x" * 31 + ", y") is None
    assert Labels().read("labels", "yes") == ["👍 Ya", "👎 Tidak"]


def test_a_wrong_text_is_explained_with_its_place():
    problem = Text().unclear("text", "Halo\n{{ perusahan }}, apa kabar?", {})
    assert "Baris 2, huruf ke-4" in problem.problem
    assert "Maksud Anda {{ perusahaan }}?" in problem.problem
    assert Text().unclear("text", "Halo {{ nama }}", {}) is None


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("14", 14),
        ("dua minggu", 14),
        ("2 mgg sesudah pelatihan", 14),
        ("sebulan", 30),
        ("1 bulan", 30),
        ("nanti", None),
        ("10 atau 20", None),
    ],
)
def test_how_long_after_the_workshop(typed, days):
    assert read_length(typed) == days


def test_participants_are_numbers():
    assert Participants().read("women", "8 orang") == 8
    assert Participants().read("women", "tidak ada") == 0
    assert Participants().read("women", "8 atau 9") is None


@pytest.fixture
def clock(database):
    with provided(Services(library=read_library(), database=database, key=b"kunci", clock=lambda: NOW)):
        yield


def listening(answer, *options, until="2026-11-30", soft=True):
    values = {"answer": answer, "options": list(options), "title": "x", "module": None, "until": until}
    state = {"name": "prompt", "of": "7", "values": values}
    return state | ({"soft": True} if soft else {})


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("state", "typed", "reads"),
    [
        (listening("buttons", "✅ Sudah", "⏳ Belum"), "sudah", True),
        (listening("buttons", "✅ Sudah", "⏳ Belum"), "Belum!", True),
        (listening("buttons", "✅ Sudah", "⏳ Belum"), "udh bu", True),
        (listening("buttons", "✅ Sudah", "⏳ Belum"), "blm sempat, operator sakit", True),
        (listening("buttons", "✅ Sudah", "⏳ Belum"), "operator sakit", False),
        (listening("buttons", "✅ Sudah", "⏳ Belum"), "sudah boleh lembur berapa jam", False),
        (listening("buttons", "✅ Sudah", "⏳ Belum"), "sudah kebakaran gudangnya", False),
        (listening("buttons", "⏳ Minggu ini", "⏳ Minggu depan"), "minggu", False),
        (listening("scale"), "4", True),
        (listening("scale"), "6", False),
        (listening("kpi", "defect_rate"), "12 dari 400", True),
        (listening("kpi", "defect_rate"), "banyak", False),
        (listening("text"), "Rak belum ada", True),
        (listening("text"), "nanti", False),
        (listening("text"), "batal", False),
        (listening("text"), "x", False),
        (listening("photo"), "ini fotonya", False),
        # After some days only buttons count; who has just tapped "Tulis jawaban" is listened to all the same.
        (listening("text", until="2026-11-26"), "Rak belum ada", False),
        (listening("text", until="2026-11-26", soft=False), "Rak belum ada", True),
    ],
)
def test_what_is_typed_answers_or_not(state, typed, reads):
    assert Prompting().reads(state, typed) is reads


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("typed", "answer", "words"),
    [
        ("sudah", "0", ""),
        ("udah bu", "0", ""),
        ("blm pak, ya", "1", ""),
        ("sudah bu, kemarin", "0", "sudah bu, kemarin"),
        ("belum sempat, operator sakit", "1", "belum sempat, operator sakit"),
    ],
)
def test_a_button_is_also_said_in_words_and_what_is_said_with_it_is_not_lost(typed, answer, words):
    given = task._given(listening("buttons", "✅ Sudah", "⏳ Belum")["values"], typed)
    assert (given.answer, given.text) == (answer, words)


@pytest.mark.usefixtures("clock")
def test_more_than_a_label_may_be_about_something_else():
    state = listening("buttons", "✅ Sudah", "⏳ Belum")
    assert Prompting().surely(state, "udah bu")
    assert not Prompting().surely(state, "sudah makan siang")


def test_only_words_may_be_about_something_else():
    assert Prompting().surely(listening("scale"), "4")
    assert not Prompting().surely(listening("text"), "Rak belum ada")
    assert Prompting().takes(listening("photo")) == {"photo"}
    assert Prompting().takes(listening("text")) == frozenset()
    assert stack.is_soft(listening("text"))
