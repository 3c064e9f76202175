"""What people type into forms."""

import pytest

from actions import forms
from actions.filling import Filling, opened
from mitra import stack

forms.register()


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22-6", (22 * 60, 6 * 60)),
        ("jam 8 sampai 16", (8 * 60, 16 * 60)),
        ("08.00-16.00", (8 * 60, 16 * 60)),
        ("dari jam 10 malam sampe jam 6.30 pagi", (22 * 60, 6 * 60 + 30)),
        ("jam 11 siang sampai 3 sore", (11 * 60, 15 * 60)),
        ("24 - 7", (0, 7 * 60)),
        ("25-6", None),
        ("22.75-6", None),
        ("7-7", None),
        ("jam 10 malam", None),
        ("", None),
    ],
)
def test_hours_as_people_type_them(typed, hours):
    assert forms.read_hours(typed) == hours


@pytest.mark.parametrize(
    ("form", "typed", "is_reply"),
    [
        ("my_name", "Siti Aminah", True),
        # Names that are words too, or stand in the content: nobody is asked for their name twice.
        *(("my_name", name, True) for name in ("Wati", "slamet", "Tono", "Mbak Sri", "Kang Asep", "Wulan")),
        ("my_name", "gaji bu wati belum dibayar juga", False),
        # A word of the trade may be a question; the ranker decides.
        ("my_name", "lembur", False),
        ("my_name", "batal", False),
        ("my_name", "ga jadi", False),
        ("join_code", "km7p4x", True),
        ("join_code", "lembur", False),
        ("area", "potong, jahit", True),
        ("area", "nanti aja", False),
        ("enterprise", "CV Maju Bersama", True),
        ("quiet_hours", "22-6", True),
        ("quiet_hours", "berapa sih", False),
    ],
)
def test_a_reply_is_told_from_what_is_said_to_us(form, typed, is_reply):
    assert Filling().reads(opened(form), typed) is is_reply


def test_choices_count_by_value_and_by_label():
    state = opened("my_area", choices={"area": [["7", "Jahit"], ["8", "Potong"]]})
    assert Filling().reads(state, "JAHIT")
    assert Filling().reads(state, "7")
    assert not Filling().reads(state, "gudang")


def test_going_back_forgets_the_last_value_only():
    state = opened("enterprise") | {"values": {"given": {}, "name": "CV", "sector": None}}
    assert Filling().back(state)["values"] == {"given": {}, "name": "CV"}
    assert Filling().back(opened("enterprise")) is None


def test_a_button_of_one_action_s_question_is_none_of_another_s():
    first, second = [opened("action_later", action=number, zone="Asia/Jakarta") for number in (1, 2)]
    assert stack.key_of(first) == "fill.action_later-1"
    both = stack.with_on_top(stack.with_on_top([], first), second)
    assert [stack.key_of(state) for state in both] == ["fill.action_later-1", "fill.action_later-2"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("si Budi aja", "#7"),
        ("budi", "#7"),
        ("Budi Santoso", "#7"),
        ("pak joko", "#9"),
        ("4", "#9"),
        ("yang nomor 4", "#9"),
        ("7", None),  # a number of the database, seen by nobody
        ("#7", "#7"),  # tapped
        ("9", None),
        ("siapa aja", None),
        ("budi atau joko", None),
        ("ganti jarum tiap senin", None),
    ],
)
def test_a_choice_is_named_by_its_words_and_never_by_what_stands_behind_it(typed, meant):
    offered = [["#7", "3. Budi Santoso"], ["#9", "4. Joko Widodo"], ["#11", "5. Ani Lestari"]]
    state = opened("away", choices={"stand_in": offered}) | {"about": 1}
    state["values"]["day"] = "2026-12-01"
    value = None if meant is None else int(meant[1:])
    assert Filling().reads(state, typed) is (value is not None)
