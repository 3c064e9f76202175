"""What a message means depends on what was said before it."""

import pytest

from bot.hearing import Listener
from mitra.content.library import read_library

WAGE = [{"name": "calculate", "of": "lembur", "values": {}}]
HOURS = [{"name": "calculate", "of": "lembur", "values": {"wage": "4000000", "day": "workday"}}]
PAUSED = [WAGE[0] | {"rest": "paused"}]


def parse(kind, *, topics=(), operation=None, danger=False, shares=()):
    decided = {"kind": kind, "topics": list(topics), "also": [], "operation": operation, "danger": danger}
    return {
        "text": "?",
        "intent": {"name": operation or "ask"},
        "entities": [],
        "decision": decided | {"confidence": 0.9},
        "intent_ranking": [{"name": f"ask/{name}", "confidence": share} for name, share in shares],
    }


FALLBACK = parse("fallback")
ANSWER = parse("answer", topics=["m5-apar-pasang"], shares=[("m5-apar-pasang", 0.9)])


async def hear(text, *, tasks=None, last=None, alone=FALLBACK, context=FALLBACK):
    """Return (intent, value) of `text`, when the ranker makes `alone` of it, and `context` after the last title."""
    asked = []

    async def read(typed):
        asked.append(typed)
        return alone if typed == text else context

    found = await Listener(read_library(), read).hear(text, {"tasks": tasks, "last_topic": last})
    value = next((entity["value"] for entity in found["entities"]), "")
    return found["intent"]["name"], value, asked


@pytest.mark.parametrize("text", ["4,5 jt", "rp 4.500.000", "4500rb"])
async def test_a_readable_reply_needs_no_ranker(text):
    assert await hear(text, tasks=WAGE) == ("reply", "", [])


@pytest.mark.parametrize(
    ("text", "alone", "intent"),
    [
        # An attempt that cannot be read, nonsense: the task asks back.
        ("150rb sehari", ANSWER, "reply"),
        ("krompyang", FALLBACK, "reply"),
        # A question, with or without a number, an operation, a danger: not for the task.
        ("apar dipasang setinggi apa", ANSWER, "ask"),
        ("zonk itu apa", FALLBACK, "ask"),
        ("halo", parse("operation", operation="greeting"), "greeting"),
        ("ada yang pingsan 2 orang", parse("choices", danger=True), "ask"),
    ],
)
async def test_what_is_not_readable_goes_where_it_belongs(text, alone, intent):
    assert (await hear(text, tasks=WAGE, alone=alone))[0] == intent


async def test_a_sure_question_wins_over_a_number_in_it():
    text = "lembur 3 jam dibayar berapa"
    assert (await hear(text, tasks=HOURS, alone=ANSWER))[0] == "ask"
    assert (await hear("kira-kira 3 jam", tasks=HOURS, alone=parse("choices")))[0] == "reply"


@pytest.mark.parametrize(
    ("text", "operation", "tasks", "intent"),
    [
        ("lanjut", "go_on", PAUSED, "continue_task"),
        ("lanjut", "go_on", WAGE, "continue_task"),
        ("lanjut", "go_on", None, "go_on"),
        ("batal", "stop", WAGE, "stop"),
        ("jangan dibatalkan", "stop", WAGE, "no"),
    ],
)
async def test_an_operation_means_what_the_conversation_makes_of_it(text, operation, tasks, intent):
    assert (await hear(text, tasks=tasks, alone=parse("operation", operation=operation)))[0] == intent


async def test_a_request_for_a_sum_names_its_calculator():
    assert (await hear("hitungin thr saya", alone=ANSWER))[:2] == ("calculate", "thr")


async def test_a_follow_up_is_read_after_the_last_title():
    last, meant = "m4-lembur-hari-kerja", "m4-lembur-hari-libur"
    alone, context = (
        parse("choices", shares=[(meant, 0.6)]),
        parse("answer", shares=[(meant, 0.9), (last, 0.9)]),
    )
    intent, _, asked = await hear("kalau libur?", last=last, alone=alone, context=context)
    assert intent == "ask"
    assert asked == ["kalau libur?", f"{read_library().topics[last].title} kalau libur?"]


async def test_a_number_in_a_cry_for_help_is_no_reply():
    count = [{"name": "calculate", "of": "copq", "values": {}}]
    assert (await hear("2 orang", tasks=count))[0] == "reply"
    assert (await hear("2 orang pingsan", tasks=count, alone=parse("answer", danger=True)))[0] == "ask"


async def test_without_a_last_answer_nothing_is_read_twice():
    assert len((await hear("kalau libur?", alone=FALLBACK))[2]) == 1
    assert len((await hear("apar dipasang setinggi apa", last="m4-thr", alone=ANSWER))[2]) == 1
