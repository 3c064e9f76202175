"""
Waiting for what a danger is, and drafting the report.

Nothing of it passes through the conversation's state: its buttons carry its number, which only its author can use.
"""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.services import services
from actions.turn import Brought
from actions.who import Call, guarded
from mitra import enterprises, hazards
from mitra.hazards import Report
from mitra.stack import State
from mitra.store.models import Role
from nlu.grievance import grievance
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon

#: Words that only announce a report: "mau lapor bahaya dong".
_ANNOUNCING = frozenset(
    "mau saya lapor melapor laporan laporin bahaya ada nih dong pak bu kak tolong ini itu ingin pengen aku gue gw mitra"
    " soal tentang sesuatu kejadian cara bagaimana bisa ke di sini".split()
)
_MOST_WORDS = 200
_STEERING = frozenset(
    {"batal", "ga jadi", "gak jadi", "tidak jadi", "stop", "berhenti", "kembali", "nanti", "bantuan", "menu"}
)
#: With so few people in an enterprise, what is said can show who says it.
FEW = 10


class Reporting:
    """Waits for what the danger is."""

    name = "hazard"

    def knows(self, of: str) -> bool:
        """Return whether it is the one there is."""
        return of == "new"

    def title(self, _state: State) -> str:
        """Return what it is called."""
        return "Lapor bahaya"

    def question(self, _state: State) -> str:
        """Return the name of its only question."""
        return "text"

    def reads(self, _state: State, text: str) -> bool:
        """Return whether `text` may be the report: nearly anything is."""
        words = normalise(text)
        return " ".join(words) not in _STEERING and 0 < len(words) <= _MOST_WORDS

    def surely(self, state: State, text: str) -> bool:
        """Return True: words of danger are what it is about."""
        return self.reads(state, text)

    async def ask(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,  # noqa: ARG002 - who is asked does not matter
        state: State,  # noqa: ARG002
        *,
        lead: str = "",
    ) -> bool:
        """Ask what the danger is, and where."""
        dispatcher.utter_message(response="utter_hazard_ask", lead=lead)
        return True

    async def reply(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        state: State,  # noqa: ARG002
        text: str,
    ) -> State | None:
        """Draft the report; nothing more is asked by words."""
        await guarded(dispatcher, tracker, lambda call: draft(call, text))
        return None

    def back(self, _state: State) -> State | None:
        """Return None: there is but one question."""
        return None

    def may_skip(self, _state: State) -> bool:
        """Return False: without words nobody knows what to do."""
        return False

    def takes(self, _state: State) -> frozenset[str]:
        """Return that a photo can say what the danger is."""
        return frozenset({"photo"})

    async def take(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        state: State,  # noqa: ARG002
        brought: Brought,
    ) -> State | None:
        """Draft the report with the photo; its caption says what it shows."""
        text = brought.caption or "Lihat foto."
        await guarded(dispatcher, tracker, lambda call: draft(call, text, photo=brought.file_id))
        return None


def waiting() -> State:
    """Return the state of a report that waits for its text."""
    return {"name": Reporting.name, "of": "new", "values": {}}


def says_what(text: str) -> bool:
    """Return whether a text tells a danger, rather than that somebody wants to report one."""
    return bool(set(Speller(read_lexicon(), ()).correct(normalise(text))) - _ANNOUNCING)


def place_of(call: Call) -> int | None:
    """Return the enterprise that is meant: their own, or the first one they look after."""
    if call.actor.here is not None:
        return call.actor.here
    trained = [seat.enterprise_id for seat in call.actor.seats if seat.role == Role.TRAINER]
    return next((one for one in (*call.actor.enterprises, *trained) if one), None)


async def draft(call: Call, text: str, *, photo: str = "") -> None:
    """Keep what was written, and show what sending it means."""
    where = place_of(call)
    if where is None:
        call.say("hazard_stranger")
        return
    if kind := grievance(Speller(read_lexicon(), ()).correct(normalise(text))):
        call.say("grievance", kind=kind)
        return
    report = await hazards.draft(
        call.connection, call.actor, where, text, key=services().key, at=call.at, photo=photo
    )
    await preview(call, report, edit=False)


async def preview(call: Call, report: Report, *, edit: bool) -> None:
    """Show a draft, and the buttons that send it."""
    areas = await enterprises.areas_of(call.connection, report.enterprise_id)
    await say(call, "hazard_preview", report, edit=edit, areas=bool(areas))


async def say(call: Call, message: str, report: Report, **more: Any) -> None:
    """Say a message about a report."""
    size = await enterprises.people_in(call.connection, report.enterprise_id)
    view = {
        "id": report.id,
        "text": report.text,
        "area": report.area,
        "enterprise": report.enterprise,
        "photo": bool(report.photo),
        "severity": report.severity,
        "injury": report.injury,
        "named": report.name,
    }
    call.say(message, hazard=view, small=size < FEW, private=True, **more)
