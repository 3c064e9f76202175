"""Sums in chat: what is asked, what replies mean, and that every figure is the one worked out by hand in content/."""

import json
import re
from dataclasses import asdict
from decimal import Decimal
from itertools import product

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mitra.amounts import MOST_LETTERS
from mitra.calculators import CALCULATORS, LABEL_LIMIT, TITLE_LIMIT, Step, read, read_calculators
from mitra.content import telegram_html
from mitra.content.library import CONTENT_DIR, read_library
from mitra.content.lint import _ENGLISH, _INFORMAL
from mitra.content.messages import Button, Messages
from mitra.errors import ContentError
from tests.strategies import typed_texts

MESSAGES = Messages()
LIBRARY = read_library()
WORDS = (CONTENT_DIR / "calculators.yml").read_text("utf-8")


def answers(calculator, *replies):
    """Answer one question after the other as typed; return what the slot then holds."""
    values = {}
    for reply in replies:
        field = CALCULATORS[calculator].missing(values)
        reading = read(field, reply)
        assert reading.problem is None, (field.name, reply, reading)
        values[field.name] = reading.value
    return json.loads(json.dumps(values))


def worked_out(calculator, *replies):
    return CALCULATORS[calculator].result(answers(calculator, *replies))


def shown(result):
    """Render a result as the chat will."""
    topic = LIBRARY.topics[result.topic]
    fields = {"id": topic.id, "title": topic.title, "notices": LIBRARY.notices(topic)}
    return MESSAGES.render("calculation", result=asdict(result), topic=fields)


def asked(calculator, *replies):
    """Return the name of the question that follows these replies, None when all is answered."""
    field = CALCULATORS[calculator].missing(answers(calculator, *replies))
    return field.name if field else None


def field_of(calculator, name):
    """Return a question, with bounds as after the answers of EXAMPLES."""
    values = {}
    for reply in EXAMPLES[calculator]:
        field = CALCULATORS[calculator].missing(values)
        if field.name == name:
            return field
        values[field.name] = read(field, reply).value
    raise AssertionError(name)


def note_of(calculator, name):
    return yaml.safe_load(WORDS)[calculator]["notes"][name]


#: Replies to every question, each calculator's longest way.
EXAMPLES = {
    "lembur": ("3,46 jt", "tanggal merah", "5 hari", "10 jam"),
    "thr": ("3,6 jt", "8 bulan"),
    "pkwt": ("3,6 jt", "18 bulan"),
    "copq": ("60", "35 rb", "80", "15 rb", "1,9 jt", "100 jt"),
    "oee": ("400 menit", "40 menit", "12 detik", "1.440", "1.368"),
}


# The sums


@pytest.mark.parametrize(
    ("replies", "total", "topic"),
    [
        # content/modules/m4-sdm/lembur-hari-kerja.md
        (("3.460.000", "hari kerja", "3 jam"), "Rp110.000", "m4-lembur-hari-kerja"),
        # the first hour only, and a part of it
        (("3.460.000", "hari kerja", "1 jam"), "Rp30.000", "m4-lembur-hari-kerja"),
        (("3.460.000", "hari kerja", "30 menit"), "Rp15.000", "m4-lembur-hari-kerja"),
        # lembur-harian-borongan.md: 138.400 a day, six days a week
        (("3.460.000", "hari biasa", "2 jam"), "Rp70.000", "m4-lembur-hari-kerja"),
        # lembur-hari-libur.md, five days a week: 8, 10 and all 12 hours
        (("3.460.000", "libur", "5", "8 jam"), "Rp320.000", "m4-lembur-hari-libur"),
        (("3.460.000", "libur", "5", "10 jam"), "Rp460.000", "m4-lembur-hari-libur"),
        (("3.460.000", "libur", "5", "12 jam"), "Rp620.000", "m4-lembur-hari-libur"),
        # six days a week: 8 hours, then 9 and 11
        (("3.460.000", "libur", "6", "8 jam"), "Rp340.000", "m4-lembur-hari-libur"),
        (("3.460.000", "libur", "6", "9 jam"), "Rp420.000", "m4-lembur-hari-libur"),
        (("3.460.000", "libur", "6", "11 jam"), "Rp580.000", "m4-lembur-hari-libur"),
        # the holiday on the shortest day: 6 hours, then 9
        (("3.460.000", "hari terpendek", "6 jam"), "Rp260.000", "m4-lembur-hari-libur"),
        (("3.460.000", "hari terpendek", "9 jam"), "Rp500.000", "m4-lembur-hari-libur"),
    ],
)
def test_overtime_is_what_the_answers_work_out(replies, total, topic):
    result = worked_out("lembur", *replies)
    assert result.total == f"Upah lembur: {total}"
    assert result.topic == topic


def test_overtime_shows_each_step_so_that_it_can_be_checked_by_hand():
    result = worked_out("lembur", "3.460.000", "hari kerja", "2,5 jam")
    assert result.steps == [
        Step(label="Upah sejam", working="Rp3.460.000 : 173", value="Rp20.000"),
        Step(label="Jam ke-1", working="1 jam × 1,5 × Rp20.000", value="Rp30.000"),
        Step(label="Jam 2–3", working="1,5 jam × 2 × Rp20.000", value="Rp60.000"),
    ]
    assert "PP 35/2021, Pasal 31" in result.rule


def test_an_hours_wage_is_rounded_before_one_goes_on():
    """lembur-hari-kerja.md: 3.000.000 : 173 is about 17.341."""
    result = worked_out("lembur", "3 juta", "hari kerja", "2 jam")
    assert [step.value for step in result.steps] == ["Rp17.341", "Rp26.012", "Rp34.682"]
    assert result.total == "Upah lembur: Rp60.694"


def test_a_time_that_is_no_round_decimal_is_shown_in_minutes():
    result = worked_out("lembur", "3.460.000", "hari kerja", "2 jam 20 menit")
    assert result.steps[-1].working == "1 jam 20 menit × 2 × Rp20.000"
    assert result.steps[-1].value == "Rp53.333"


@pytest.mark.parametrize(
    ("day", "hours", "over"),
    [
        # four hours are allowed; rest days are not counted in the limit but have a table that ends
        (("hari kerja",), "4 jam", None),
        (("hari kerja",), "4,5 jam", "over_limit"),
        (("hari kerja",), "19 jam", "over_limit"),
        (("libur", "5"), "12 jam", None),
        (("libur", "5"), "12,5 jam", "past_table"),
        (("libur", "6"), "11 jam", None),
        (("libur", "6"), "12 jam", "past_table"),
        (("hari terpendek",), "9 jam", None),
        (("hari terpendek",), "10 jam", "past_table"),
    ],
)
def test_beyond_the_limits_the_sum_goes_on_and_says_so(day, hours, over):
    notes = worked_out("lembur", "3.460.000", *day, hours).notes
    limits = [name for name in ("over_limit", "past_table") if note_of("lembur", name) in notes]
    assert limits == ([over] if over else [])


def test_hours_beyond_the_table_count_as_its_last_row():
    assert worked_out("lembur", "3.460.000", "libur", "5", "13 jam").total == "Upah lembur: Rp700.000"


@pytest.mark.parametrize(("hours", "fed"), [("3,9 jam", False), ("4 jam", True)])
def test_from_four_hours_on_there_is_a_meal(hours, fed):
    assert (note_of("lembur", "meal") in worked_out("lembur", "4 jt", "hari kerja", hours).notes) is fed


@pytest.mark.parametrize(("wage", "daily"), [("138.400", True), ("499.999", True), ("500.000", False)])
@pytest.mark.parametrize(
    ("calculator", "rest"), [("lembur", ("hari kerja", "2")), ("thr", ("8",)), ("pkwt", ("8",))]
)
def test_a_wage_that_looks_like_a_days_is_asked_about(calculator, rest, wage, daily):
    notes = worked_out(calculator, wage, *rest).notes
    assert (note_of(calculator, "daily_wage") in notes) is daily


@pytest.mark.parametrize(
    ("wage", "months", "total"),
    [
        # content/modules/m4-sdm/thr.md
        ("3,6 jt", "8 bulan", "THR: Rp2.400.000"),
        ("3,6 jt", "6 bulan", "THR: Rp1.800.000"),
        ("3,6 jt", "sebulan", "THR: Rp300.000"),
        ("3,6 jt", "3 tahun", "THR: Rp3.600.000"),
        ("2,5 jt", "6 bulan", "THR: Rp1.250.000"),
        # the borders: a month less a day, eleven months, a year
        ("3,6 jt", "29 hari", "Belum ada hak THR"),
        ("3,6 jt", "belum sebulan", "Belum ada hak THR"),
        ("3,6 jt", "11 bulan", "THR: Rp3.300.000"),
        ("3,6 jt", "setahun", "THR: Rp3.600.000"),
        # thirds of a rupiah are rounded
        ("3.500.000", "7 bulan", "THR: Rp2.041.667"),
    ],
)
def test_thr_is_what_the_answers_work_out(wage, months, total):
    assert worked_out("thr", wage, months).total == total


@pytest.mark.parametrize(
    ("months", "total"),
    [
        # content/modules/m4-sdm/pkwt-kompensasi.md
        ("8 bulan", "Uang kompensasi: Rp2.400.000"),
        ("12 bulan", "Uang kompensasi: Rp3.600.000"),
        # beyond a year all of it counts, other than with THR
        ("18 bulan", "Uang kompensasi: Rp5.400.000"),
        ("2 tahun", "Uang kompensasi: Rp7.200.000"),
        ("1 bulan", "Uang kompensasi: Rp300.000"),
        ("3 minggu", "Belum ada hak uang kompensasi"),
    ],
)
def test_contract_pay_is_what_the_answer_works_out(months, total):
    assert worked_out("pkwt", "3,6 jt", months).total == total


@pytest.mark.parametrize(("months", "too_long"), [("60 bulan", False), ("61 bulan", True)])
def test_a_contract_beyond_five_years_gets_a_note(months, too_long):
    notes = worked_out("pkwt", "3,6 jt", months).notes
    assert (note_of("pkwt", "over_five_years") in notes) is too_long


@pytest.mark.parametrize(("months", "part"), [("6 bulan", False), ("6 bulan 10 hari", True)])
@pytest.mark.parametrize("calculator", ["thr", "pkwt"])
def test_days_beyond_whole_months_get_a_note_and_can_be_checked_by_hand(calculator, months, part):
    result = worked_out(calculator, "3,6 jt", months)
    assert (note_of(calculator, "part_month") in result.notes) is part
    if part:
        assert result.steps[0].working == "6,33 : 12 × Rp3.600.000"
        assert result.steps[0].value == "Rp1.899.000"


def test_the_cost_of_poor_quality_is_the_clothing_workshops():
    """content/modules/m2-mutu/biaya-mutu.md: cloth, rework, and returns with sending again."""
    result = worked_out("copq", "60 m", "Rp35.000", "80", "15 rb", "1,9 jt", "100 jt")
    assert result.total == "Biaya mutu buruk: Rp5.200.000 sebulan"
    assert [step.value for step in result.steps] == [
        *("Rp2.100.000", "Rp1.200.000", "Rp1.900.000"),
        *("Rp62.400.000", "5,2%"),
    ]


def test_nothing_scrapped_is_not_asked_for_its_price():
    assert asked("copq", "0") == "rework"
    assert asked("copq", "60") == "scrap_cost"
    assert asked("copq", "tidak ada", "0") == "returns"
    assert asked("copq", "tidak ada", "80") == "rework_cost"


def test_no_costs_at_all_are_no_error():
    result = worked_out("copq", "tidak ada", "ga ada", "0", "lewati")
    assert result.total == "Biaya mutu buruk: Rp0 sebulan"
    assert result.steps == []
    assert result.notes == [note_of("copq", "nothing")]


def test_without_sales_there_is_no_share():
    result = worked_out("copq", "60", "35 rb", "0", "0", "kurang tau")
    assert [step.label for step in result.steps] == ["Terbuang", "Kalau tiap bulan sama, setahun"]


def test_costs_above_sales_are_asked_about():
    result = worked_out("copq", "60", "35 rb", "0", "0", "1 jt")
    assert result.steps[-1].value == "210%"
    assert note_of("copq", "more_than_sales") in result.notes
    assert note_of("copq", "benchmark") not in result.notes


def test_oee_is_the_crisp_machines():
    """content/modules/m3-produktivitas/oee.md: five bags a minute are twelve seconds each."""
    result = worked_out("oee", "400", "40 menit", "12 detik", "1.440", "1.368")
    assert result.total == "OEE: 68,4%"
    assert {step.label: step.value for step in result.steps} == {
        "Waktu jalan": "360 menit",
        "Ketersediaan": "90%",
        "Kinerja": "80%",
        "Mutu": "95%",
    }
    assert "Yang paling rendah: kinerja. Mulai cari sebabnya dari situ." in result.notes


def test_a_machine_faster_than_its_best_has_a_wrong_best():
    result = worked_out("oee", "8 jam", "jalan terus", "45 detik", "1.200", "1.100")
    assert result.steps[2].value == "187,5%"
    assert result.notes == [note_of("oee", "too_fast")]


def test_a_perfect_machine_has_no_weakest_part():
    result = worked_out("oee", "400", "0", "12", "2.000", "2.000")
    assert result.total == "OEE: 100%"
    assert not any("paling rendah" in note for note in result.notes)


def test_nothing_good_is_an_answer_too():
    assert worked_out("oee", "400", "40", "12", "1.440", "0").total == "OEE: 0%"


# What is asked


@pytest.mark.parametrize(
    ("day", "next_question"),
    [("hari kerja", "hours"), ("tanggal merah", "week"), ("hari terpendek", "hours")],
)
def test_days_a_week_matter_on_rest_days_only(day, next_question):
    assert asked("lembur", "4 jt", day) == next_question


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_when_all_is_answered_nothing_is_asked(calculator):
    assert asked(calculator, *EXAMPLES[calculator]) is None


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_a_sum_waits_for_its_last_answer(calculator):
    values = answers(calculator, *EXAMPLES[calculator][:-1])
    with pytest.raises(ValueError, match="not answered yet"):
        CALCULATORS[calculator].result(values)


@pytest.mark.parametrize(
    "junk", ["", "abc", "NaN", "-Infinity", "1e99", "-1", "99999999999999999999", "ok; drop"]
)
@pytest.mark.parametrize("calculator", CALCULATORS)
def test_a_stored_answer_that_cannot_be_right_is_asked_again(calculator, junk):
    whole = answers(calculator, *EXAMPLES[calculator])
    for name in whole:
        assert CALCULATORS[calculator].missing(whole | {name: junk}).name == name


def test_an_answer_that_no_longer_fits_an_earlier_one_is_asked_again():
    values = answers("oee", *EXAMPLES["oee"])
    assert CALCULATORS["oee"].missing(values | {"total": "1000"}).name == "good"
    assert CALCULATORS["oee"].missing(values | {"planned": "40"}).name == "stopped"


# What replies mean


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        # tapped
        ("day", "workday", "workday"),
        ("day", "short", "short"),
        ("week", "6", "6"),
        # typed, formal and not
        ("day", "hari libur", "rest"),
        ("day", "minggu", "rest"),
        ("day", "Hari Minggu kemarin", "rest"),
        ("day", "tgl merah!!", "rest"),
        ("day", "hari kerja biasa", "workday"),
        ("day", "Libur di hari kerja terpendek", "short"),
        ("day", "libur pas hari pendek", "short"),
        ("week", "5 hari", "5"),
        ("week", "6 hr kerja", "6"),
        ("week", "6hari", "6"),
        ("week", "senin-jumat", "5"),
        ("week", "senin s/d sabtu", "6"),
        # not one of them, both of them, or the opposite
        ("day", "sabtu", None),
        ("day", "hari kerja atau libur", None),
        ("day", "bukan hari libur", None),
        ("day", "hari libur itu apa", None),
        ("day", "seminggu", None),
        ("day", "", None),
        ("week", "5 atau 6", None),
        ("week", "56", None),
        ("week", "7", None),
    ],
)
def test_choices_may_be_tapped_or_typed(name, text, value):
    reading = read(field_of("lembur", name), text)
    assert (reading.value, reading.problem) == (value, None if value else "unreadable")


@pytest.mark.parametrize(
    ("calculator", "name", "text", "problem"),
    [
        # wages
        ("lembur", "wage", "4.500", "too_low"),
        ("lembur", "wage", "99.999", "too_low"),
        ("lembur", "wage", "100.000", None),
        ("lembur", "wage", "500 jt", None),
        ("lembur", "wage", "501 jt", "too_high"),
        ("lembur", "wage", "lembur itu apa", "unreadable"),
        ("lembur", "wage", "4-5 jt", "unreadable"),
        # another amount than a month's wage
        ("lembur", "wage", "150rb/hari", "unreadable"),
        ("thr", "wage", "150 ribu sehari", "unreadable"),
        ("pkwt", "wage", "48 juta setahun", "unreadable"),
        ("lembur", "wage", "4,5 juta sebulan", None),
        # hours of one day
        ("lembur", "hours", "0", "too_low"),
        ("lembur", "hours", "24 jam", None),
        ("lembur", "hours", "26 jam", "too_high"),
        ("lembur", "hours", "15 jam seminggu", "unreadable"),
        # a year instead of a time
        ("thr", "months", "2020", "too_high"),
        ("thr", "months", "-3", "unreadable"),
        # a short cut beside an unclear amount is not taken
        ("copq", "scrap", "0-5", "unreadable"),
        ("copq", "scrap", "sekitar 5, tidak ada 6", "unreadable"),
        ("copq", "scrap_cost", "0", "too_low"),
        ("copq", "sales", "1,2 M setahun", "unreadable"),
        # bounds that earlier answers set: planned 400 minutes, 1.440 pieces made
        ("oee", "planned", "0", "too_low"),
        ("oee", "planned", "2 bulan", "unreadable"),
        ("oee", "stopped", "399 menit", None),
        ("oee", "stopped", "400 menit", "too_high"),
        ("oee", "ideal", "0", "too_low"),
        ("oee", "ideal", "5 per menit", "unreadable"),
        ("oee", "total", "0", "too_low"),
        ("oee", "good", "1.440", None),
        ("oee", "good", "1.441", "too_high"),
    ],
)
def test_an_absurd_reply_is_asked_back(calculator, name, text, problem):
    reading = read(field_of(calculator, name), text)
    assert reading.problem == problem
    assert bool(reading.text) is bool(problem)
    assert (reading.value is None) is bool(problem)


@pytest.mark.parametrize(
    ("calculator", "name", "text", "said"),
    [
        ("lembur", "wage", "4.500", "Upah sebulan Rp4.500?"),
        ("lembur", "wage", "4,5", "Upah sebulan Rp4,5?"),
        ("lembur", "hours", "26 jam", "26 jam dalam satu hari? Paling lama 24 jam."),
        ("thr", "months", "2020", "Masa kerja 2.020 bulan?"),
        ("oee", "good", "1.500", "Yang baik 1.500? Padahal yang dibuat 1.440."),
    ],
)
def test_the_question_back_says_what_was_understood(calculator, name, text, said):
    assert read(field_of(calculator, name), text).text.startswith(said)


@given(typed_texts, st.sampled_from([(name, place) for name in EXAMPLES for place in range(2)]))
def test_whatever_is_typed_is_an_answer_or_a_question_back(text, question):
    calculator, place = question
    values = answers(calculator, *EXAMPLES[calculator][:place])
    field = CALCULATORS[calculator].missing(values)
    reading = read(field, text)
    assert (reading.value is None) == (reading.problem is not None) == bool(reading.text)
    if reading.value is not None:
        following = CALCULATORS[calculator].missing(values | {field.name: reading.value})
        assert following is None or following.name != field.name


# What is shown


def longest_replies():
    """Replies that bring out the longest steps and all notes that can stand together."""
    yield from product(["lembur"], ["499.999.999", "499.999"], ["hari kerja"], ["23 jam 40 menit"])
    yield from product(["lembur"], ["499.999.999", "499.999"], ["libur"], ["5", "6"], ["23 jam 40 menit"])
    yield from product(["lembur"], ["499.999.999", "499.999"], ["short"], ["23 jam 40 menit"])
    yield from product(["thr", "pkwt"], ["499.999.999", "499.999"], ["11 bulan 10 hari", "59 thn", "5 hari"])
    money = ["999.999.999"]
    yield from product(
        ["copq"], ["99.999.999"], money, ["99.999.999"], money, ["9.999 miliar"], ["1", "9.999 miliar"]
    )
    yield from product(["oee"], ["44640"], ["39.999,5"], ["0,01", "86.400"], ["99.999.999"], ["99.999.998"])


@pytest.mark.parametrize("replies", [*longest_replies(), *((name, *rest) for name, rest in EXAMPLES.items())])
def test_a_result_fits_a_small_screen(replies):
    result = worked_out(*replies)
    text = shown(result)
    assert telegram_html.visible_length(text.html) < 900
    assert list(telegram_html.problems(text.html)) == []
    # Total first, and in bold.
    assert text.html.startswith(f"<b>{result.total}</b>\n\n")
    assert "None" not in text.html
    assert "E+" not in text.html


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_a_result_leads_on_to_another_try_and_to_the_rule(calculator):
    result = worked_out(calculator, *EXAMPLES[calculator])
    topic = LIBRARY.topics[result.topic]
    assert shown(result).rows == (
        (Button("🔁 Hitung lagi", f"calculate:{calculator}"),),
        (Button(topic.title, f"open_topic:{topic.id}"),),
    )


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_only_wages_may_differ_from_a_slip(calculator):
    html = shown(worked_out(calculator, *EXAMPLES[calculator])).html
    assert ("Kalau berbeda dengan slip" in html) is (calculator in {"lembur", "thr", "pkwt"})


def test_a_law_in_doubt_is_said_under_the_sum():
    assert (
        "⚠️ Undang-undang ketenagakerjaan yang baru" in shown(worked_out("lembur", *EXAMPLES["lembur"])).html
    )


def test_the_steps_stand_one_a_line():
    html = shown(worked_out("copq", "60", "35 rb", "0", "1 jt", "0")).html
    assert "• Terbuang: 60 × Rp35.000 = Rp2.100.000\n• Retur dan komplain: Rp1.000.000\n" in html


# The words


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_every_topic_that_is_named_exists(calculator):
    assert CALCULATORS[calculator].topic in LIBRARY.topics


def test_every_regulation_that_is_named_stands_in_the_list():
    named = set(re.findall(r"\b(?:PP|UU|Permenaker) \d+/\d{4}", WORDS))
    assert named == {"PP 35/2021", "Permenaker 6/2016"}
    assert named <= {regulation.name for regulation in LIBRARY.regulations.values()}


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_questions_are_short_and_show_how_to_type(calculator):
    values = {}
    assert len(CALCULATORS[calculator].title) <= TITLE_LIMIT
    for reply in EXAMPLES[calculator]:
        field = CALCULATORS[calculator].missing(values)
        assert len(field.question) <= 160
        assert "etik" in field.question
        assert all(len(choice.label) <= LABEL_LIMIT for choice in field.choices)
        # What a question gives as an example must be readable.
        example = re.search(r"(?:misalnya|etik): ([^.,]*(?:[.,]\d+)*[^.,]*)", field.question)[1]
        assert read(field, example.split(" atau ")[0]).problem is None, example
        values[field.name] = read(field, reply).value


def test_every_label_and_synonym_means_its_own_choice():
    for calculator, replies in EXAMPLES.items():
        values = {}
        for reply in replies:
            field = CALCULATORS[calculator].missing(values)
            for choice in field.choices:
                for text in (choice.value, choice.label, *choice.synonyms):
                    assert read(field, text).value == choice.value, (calculator, field.name, text)
            values[field.name] = read(field, reply).value


def test_the_words_are_bahasa_and_polite():
    words = WORDS.partition("units:")[2].replace("weekend", "").replace("skip", "")
    texts = re.findall(r'(?:question|unreadable|too_\w+|intro|\w+): "?([^"\n]+)', words)
    assert [text for text in texts if _ENGLISH.search(text) or _INFORMAL.search(text)] == []


def broken(folder, old, new):
    """Write the real words with one change into a folder of their own."""
    assert old in WORDS
    (folder / "calculators.yml").write_text(WORDS.replace(old, new, 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        # a calculator, a question, a note left out
        ("\nthr:\n", "\nthr_lama:\n", 1, "berkas belum memuat thr"),
        ("      question: ", "      tanya: ", "    wage:", "wage belum memuat question"),
        ("    meal: ", "    makan: ", "  notes:", "notes belum memuat meal"),
        # an unknown gap, a bracket left open
        ("{value}? Kalau maksudnya 4,5", "{nilai}? Kalau maksudnya 4,5", "      too_low:", "'nilai'"),
        ('total: "Upah lembur: {value}"', 'total: "Upah lembur: {value"', "    total:", "kurung kurawal"),
        # not a text, too long for a button, empty
        ("title: Hitung upah lembur", "title: 7", "  title:", "harus teks"),
        ("title: Hitung upah lembur", f"title: {'a' * 41}", "  title:", "41 huruf"),
        ("label: Hari kerja biasa", f"label: {'a' * 31}", "          label:", "31 huruf"),
        ("title: Hitung upah lembur", 'title: " "', "  title:", "harus teks"),
        # a number among the words
        ("synonyms: [5 hari,", "synonyms: [5,", "          synonyms: [5,", "daftar teks"),
        # something nobody knows
        (
            "  intro: Mari hitung upah",
            "  warna: biru\n  intro: Mari hitung upah",
            "lembur:",
            "tidak dikenal: warna",
        ),
        # no YAML
        ("\nthr:\n", "\n thr: [\n", None, "calculators.yml"),
    ],
)
def test_a_mistake_names_file_line_and_what_is_wrong(tmp_path, old, new, line, problem):
    folder = broken(tmp_path, old, new)
    with pytest.raises(ContentError, match=re.escape(problem)) as wrong:
        read_calculators(folder)
    found = re.match(rf"{re.escape(str(folder / 'calculators.yml'))}:(\d+): ", str(wrong.value))
    lines = (folder / "calculators.yml").read_text("utf-8").split("\n")
    if isinstance(line, str):
        assert lines[int(found[1]) - 1].startswith(line)
    elif line:
        assert int(found[1]) == line


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"calculators\.yml:1: berkas tidak bisa dibaca"):
        read_calculators(tmp_path)


def test_an_endless_reply_is_not_read():
    assert read(field_of("lembur", "wage"), "4,5 jt " * MOST_LETTERS).problem == "unreadable"


@given(
    st.decimals(Decimal("0.01"), 24, places=2),
    st.sampled_from(["workday", "rest", "short"]),
    st.sampled_from("56"),
)
def test_more_hours_never_pay_less(hours, day, week):
    """Whatever the table, the bands join without a gap or an overlap."""
    values = {"wage": "3460000", "day": day, "week": week}
    pay = [CALCULATORS["lembur"].result(values | {"hours": str(time)}) for time in (hours, Decimal(24))]
    less, most = (int(re.sub(r"\D", "", result.total)) for result in pay)
    assert less <= most
    assert 1.5 * 20_000 * float(hours) - 1 <= less <= 4 * 20_000 * float(hours) + 1
