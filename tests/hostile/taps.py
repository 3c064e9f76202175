"""Taps for Hypothesis: what buttons may carry, with values of other buttons, of nobody, and far too large; and buttons that were shown."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from actions import (
    checking,
    hazarding,
    kpi,
    leading,
    panel,
    planning,
    profile,
    prompting,
    suggestion,
    teaching,
    visiting,
)
from bot.handlers.taps import TAPS
from bot.training import ROOT
from mitra.content.library import CONTENT_DIR, read_library
from tests.hostile.junk import EDGES, SPITEFUL, short_texts, texts
from tests.hostile.updates import BOT, Json, fresh, valid_updates

#: Intent → the first parts of its values.
VERBS: dict[str, tuple[str, ...]] = {
    "check": tuple(checking._PAGES),
    "hazard": tuple(hazarding._PAGES),
    "kpi": (*kpi._PAGES, kpi.WAITING),
    "lead": tuple(leading._PAGES),
    "committee": (*panel._PAGES,),
    "plan": tuple(planning._PAGES),
    "profile": tuple(profile._PAGES),
    "prompt": tuple(prompting._PAGES),
    "suggestion": (
        *suggestion.own.PAGES,
        *suggestion.colleagues.PAGES,
        "receipt",
        "send",
        "name",
        "join",
        "about",
    ),
    "teach": tuple(teaching._PAGES),
    "visit": tuple(visiting._PAGES),
    "privacy": ("export", "erase"),
    "summary": ("see", "pdf", "excel", "picture"),
    "trainer": ("add", "invite", "picture", "page"),
    "ask_to_join": ("yes",),
    "rate": ("up", "down"),
}
_LISTS = ("5s", "k3", "own-1-1a6a5ff3", "x")
_PARTS = (
    *("worker", "manager", "committee", "trainer", "operator", "workers", "management", "all", "late", "done", "none", "m1", "o2"),
    *("new", "asked", "accepted", "trial", "deferred", "declined", "agree", "full", "short", "team", "own", "week-0", "week:0"),
    *("defect_rate", "accidents", "pdf", "docx", "radar", "trend", "before", "after", "module", "priority", "area_id", "cause"),
    *("2026-11-26", "2026-11-16", "20261120", "2026-02-30", "9999-12-31", "0000-00-00", "scale", "buttons", "text", "kpi:defect_rate"),
    *("KM7P4X2Q", "AAAAAA", "A" * 22, "silent", "undo", "1:1", "2:2", "1500000000", "99999999999", "usual", "day", "evening"),
)  # fmt: skip


@cache
def _quoted() -> tuple[str, ...]:
    """Return what stands in quotes in the actions and beside the buttons of content/messages: names of values."""
    sources = [*(ROOT / "actions").rglob("*.py"), *(CONTENT_DIR / "messages").glob("*.j2")]
    found = {
        word
        for path in sources
        for word in re.findall(r"[\"']([a-z0-9_.:-]{1,24})[\"']", path.read_text("utf-8"))
    }
    return tuple(sorted(found))


@cache
def intents() -> tuple[str, ...]:
    """Return all intents of the domain, whether a tap may carry them or not."""
    rows = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
    return tuple(sorted({*TAPS, *(next(iter(row)) if isinstance(row, dict) else row for row in rows)}))


#: Numbers of things that are there (few), of others, of none, and beyond what a database keeps.
ids = st.one_of(
    st.integers(1, 6).map(str),
    st.integers(1, 6).map(str),
    st.integers(0, 40).map(str),
    st.sampled_from(EDGES).map(str),
    st.integers().map(str),
    st.sampled_from(
        ["9" * 15, "9" * 16, "9" * 19, "9" * 40, "007", "+1", "1.0", "\u0661", "\u00b2", "1e3", " 1", ""]
    ),
)
_parts = st.one_of(
    ids,
    ids,
    st.sampled_from(_LISTS),
    st.sampled_from(_PARTS),
    st.deferred(lambda: st.sampled_from(_quoted())),
    short_texts,
)
_rests = st.lists(_parts, max_size=4).map(":".join)
_verbs = st.sampled_from([(intent, verb) for intent, verbs in VERBS.items() for verb in verbs])
_topics = st.deferred(lambda: st.sampled_from([*read_library().topics]))
#: What a button's data may look like: 64 bytes are what Telegram lets through.
datas = st.one_of(
    st.builds(lambda known, number, rest: f"{known[0]}:{known[1]}:{number}:{rest}", _verbs, ids, _rests),
    st.builds(lambda known, number, rest: f"{known[0]}:{known[1]}:{number}:{rest}", _verbs, ids, _rests),
    st.builds(lambda known, number: f"{known[0]}:{known[1]}:{number}", _verbs, ids),
    st.builds(lambda known, rest: f"{known[0]}:{known[1]}:{rest}", _verbs, _rests),
    st.builds("{}:{}".format, st.sampled_from(sorted(TAPS)), _rests),
    st.builds("{}:{}".format, st.deferred(lambda: st.sampled_from(intents())), _rests),
    st.builds("{}:{}@{}".format, st.sampled_from(["open_topic", "more", "rate"]), _topics, _rests),
    st.builds("reply:{}.{}={}".format, st.sampled_from(["calculate.lembur", "fill.my_name", "check.1", "prompt.1", "kpi.1", "report.x", "suggest.x"]), _parts, _rests),
    st.sampled_from(SPITEFUL),
    short_texts,
).map(lambda data: data.encode("utf-8", "ignore")[:64].decode("utf-8", "ignore"))  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A tap on a button that was just shown: which one, and what was done to its data."""

    which: int
    #: As in `spoilt`; None for nothing.
    damage: tuple[str, int, str] | None = None


def spoilt(data: str, damage: tuple[str, int, str] | None) -> str:
    """Return a button's data with one thing changed about it."""
    if damage is None:
        return data
    what, place, other = damage
    parts = data.split(":")
    place %= len(parts)
    match what:
        case "cut":
            return data[: damage[1] % (len(data) + 1)]
        case "replace":
            parts[place] = other
        case "drop":
            del parts[place]
        case "double":
            parts.insert(place, parts[place])
        case "swap":
            parts[place], parts[-1] = parts[-1], parts[place]
        case "more":
            parts.append(other)
    return ":".join(parts)


_damages = st.tuples(
    st.sampled_from(["cut", "replace", "replace", "replace", "drop", "double", "swap", "more"]),
    st.integers(0, 64),
    _parts,
)
#: On what was just shown, mostly as it is: so that taps come deep.
shown = st.builds(Shown, st.integers(0, 30), st.one_of(st.none(), st.none(), _damages))


def tap(account: int, data: str) -> Json:
    """Return somebody's tap on a message of their chat."""
    person = {"id": account, "is_bot": False, "first_name": "Orang"}
    chat = {"id": account, "type": "private", "first_name": "Orang"}
    message = {"message_id": 5, "date": 1_790_000_000, "chat": chat, "from": BOT, "text": "-"}
    query = {"id": str(fresh()), "from": person, "chat_instance": "1", "message": message, "data": data}
    return {"update_id": fresh(), "callback_query": query}


def message_of(account: int) -> Json:
    """Return a message that somebody sends in their chat, without anything in it."""
    person = {"id": account, "is_bot": False, "first_name": "Orang"}
    chat = {"id": account, "type": "private", "first_name": "Orang"}
    return {"message_id": 6, "date": 1_790_000_000, "chat": chat, "from": person}


def says(account: int, text: str) -> Json:
    """Return what somebody types in their chat."""
    return {"update_id": fresh(), "message": message_of(account) | {"text": text}}


#: One step of somebody: a button that was shown, a button from anywhere, words, anything else.
def steps(account: int) -> st.SearchStrategy[list[Any]]:
    """Return what one person does in a row: taps on what is shown, taps from nowhere, words, and anything else."""
    one = st.one_of(
        shown,
        shown,
        shown,
        datas,
        datas,
        datas,
        texts.map(lambda text: says(account, text or "-")),
        valid_updates((account,), data=datas),
    )
    return st.lists(one, min_size=1, max_size=8)


def walks(accounts: tuple[int, ...]) -> st.SearchStrategy[tuple[int, list[Any]]]:
    """Return an account and its steps."""
    return st.one_of([st.tuples(st.just(account), steps(account)) for account in accounts])
