"""Writing a suggestion, as a task: waits for words, a photo or a voice note, then for the tap that sends it."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.suggesting import drafts, own
from actions.suggesting.state import CODE, DRAFT, KINDS, NAME, NEW, REPLY, RETYPE, REWRITE
from actions.turn import Brought
from actions.who import Call, guarded
from mitra.stack import State
from mitra.suggestions.giving import LONGEST
from nlu.normaliser import normalise

_STEERING = frozenset(
    {"batal", "ga jadi", "gak jadi", "tidak jadi", "stop", "berhenti", "kembali", "nanti", "bantuan", "menu"}
)
#: What people type instead of tapping "Kirim".
_SENDING = frozenset(
    {
        "kirim",
        "kirim aja",
        "kirim saja",
        "ya kirim",
        "iya kirim",
        "oke kirim",
        "ok kirim",
        "sudah kirim",
        "ya",
    }
    | {"iya", "ok", "oke", "sip", "setuju", "sudah", "udah", "langsung kirim", "kirimkan"}
)
_TITLES = {
    NEW: "Saran",
    DRAFT: "Saran",
    RETYPE: "Saran",
    REWRITE: "Ubah saran",
    REPLY: "Jawaban untuk panitia",
    CODE: "Kode bukti",
}


class Suggesting:
    """A suggestion that somebody is writing."""

    name = NAME

    def knows(self, of: str) -> bool:
        """Return whether there is such a thing to write."""
        return of in KINDS

    def title(self, state: State) -> str:
        """Return what it is called."""
        return _TITLES[state["of"]]

    def question(self, _state: State) -> str:
        """Return the name of its only question."""
        return "text"

    def reads(self, state: State, text: str) -> bool:
        """Return whether `text` is what is waited for: nearly anything is, but a draft waits for a yes."""
        typed = " ".join(normalise(text[:200]))
        if state["of"] == DRAFT:
            return typed in _SENDING
        return bool(typed) and typed not in _STEERING and len(text) <= LONGEST

    def surely(self, state: State, text: str) -> bool:
        """Return the same: "gimana kalau rak dipindah" asks nothing."""
        return self.reads(state, text)

    async def ask(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, *, lead: str = ""
    ) -> bool:
        """Ask for the words, or show the draft again."""

        async def show(call: Call) -> bool:
            if state["of"] == DRAFT:
                return await drafts.show(call, state, edit=False)
            if state["of"] == NEW:
                await drafts.ask(call, lead=lead)
            else:
                own.ask_for(call, state["of"])
            return True

        return await guarded(dispatcher, tracker, show) or False

    async def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, text: str
    ) -> State | None:
        """Draft a suggestion, send it, change one, or answer the committee."""
        takers = {
            NEW: drafts.begin_with,
            DRAFT: drafts.send_typed if self.reads(state, text) else drafts.typed_beside,
            RETYPE: drafts.retyped,
            REWRITE: own.rewritten,
            REPLY: own.replied,
            CODE: own.shown_by_code,
        }
        return await guarded(dispatcher, tracker, lambda call: takers[state["of"]](call, state, text))

    def back(self, _state: State) -> State | None:
        """Return None: there is but one question."""
        return None

    def may_skip(self, _state: State) -> bool:
        """Return False: without words there is no suggestion."""
        return False

    def takes(self, state: State) -> frozenset[str]:
        """Return that a photo or a voice note can be a suggestion, or be sent along with one."""
        return frozenset({"photo", "voice"} if state["of"] in {NEW, DRAFT, RETYPE} else ())

    async def take(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        state: State,
        brought: Brought,
    ) -> State | None:
        """Put a photo or voice note beside the words."""
        return await guarded(dispatcher, tracker, lambda call: drafts.attached(call, state, brought))
