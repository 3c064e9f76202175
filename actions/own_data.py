"""/privasi: what is kept about somebody, to see, to take along, to erase."""

from actions import turn
from actions.profile import forget
from actions.services import services
from actions.turn import Events
from actions.who import Call, Personal
from mitra import audit, personal_data
from mitra.access import Act, RefusedError


class Privacy(Personal):
    """Show, hand out or erase: the value is empty, `export`, `erase` or `erased`."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_privacy"

    async def act(self, call: Call) -> Events:
        """Do what the value says."""
        verb = turn.value(call.tracker)
        if verb == "erased":
            return await forget(call, "erased")
        if verb == "export":
            await _hand_out(call)
        elif verb in {"", "erase"}:
            await _show(call, asks=verb == "erase")
        else:
            raise RefusedError(Act.USE_BUTTON)
        return turn.understood()


async def _show(call: Call, *, asks: bool) -> None:
    known = services()
    data = await personal_data.of(
        call.connection, call.actor.telegram_id, key=known.key, topics=known.library.topics
    )
    call.say("erase" if asks else "privacy", data=data, edit=True)


async def _hand_out(call: Call) -> None:
    """Send two files: one to read, one for programs. They are made when they are sent, and kept nowhere."""
    for form in ("html", "json"):
        call.say(
            f"export_{form}",
            file={
                "method": "send_document",
                "make": "personal_data",
                "values": {"form": form, "telegram_id": call.actor.telegram_id},
            },
        )
    await audit.note(call.connection, call.actor, Act.EXPORT_DATA, at=call.at)
