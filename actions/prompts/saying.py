"""What is said about prompts: themselves, that an answer has come, what went wrong."""

from zoneinfo import ZoneInfo

from actions.who import Call
from mitra import enterprises
from mitra.access import RefusedError
from mitra.errors import MitraError
from mitra.prompts import answers, kinds, showing, template, variables
from mitra.prompts.answers import Taken
from mitra.prompts.variables import About, Reader
from mitra.prompts.writing import Prompt


async def say_prompt(call: Call, number: int, *, lead: str = "") -> bool:
    """Show somebody a prompt they have got, filled in as things stand now; return False when it cannot be any more."""
    try:
        prompt, mine = await answers.received(call.connection, call.actor, number)
    except RefusedError:
        return False
    reader = await reader_of(call, mine.enterprise_id, prompt)
    text = await filled(call, prompt, reader)
    trainer = await showing.trainer_name(call.connection, prompt.trainer_id)
    call.say("prompt", **(showing.shown(prompt, text, trainer=trainer) | {"lead": lead}))
    return True


async def reader_of(call: Call, enterprise_id: int, prompt: Prompt) -> Reader:
    """Return who asks as the reader of a prompt in an enterprise."""
    held = {seat.role for seat in call.actor.seats if seat.enterprise_id == enterprise_id}
    role = next((role for role in prompt.audience.roles if role in held), kinds.ROLES[-1])
    return Reader(
        person_id=call.actor.person_id or 0,
        name=await showing.trainer_name(call.connection, call.actor.person_id),
        role=role.value,
        enterprise_id=enterprise_id,
        enterprise=await enterprises.name_of(call.connection, enterprise_id),
        zone=await enterprises.zone_of(call.connection, enterprise_id),
    )


async def filled(call: Call, prompt: Prompt, reader: Reader) -> str:
    """Return a prompt's text as somebody reads it."""
    about = About(
        names=template.names_in(prompt.template), module=prompt.module, trainer_id=prompt.trainer_id
    )
    values = await variables.values_of(call.connection, [reader], about, at=call.at)
    return template.render(prompt.template, values[reader.person_id])


def say_taken(call: Call, taken: Taken, *, listens: bool = False) -> None:
    """Thank for an answer; one that a person reads can be taken back. `listens` says that more can be typed at once."""
    prompt, given = taken.prompt, taken.given
    is_button = prompt.answer == kinds.BUTTONS and given.answer.isdigit()
    label = prompt.options[int(given.answer)] if is_button else ""
    call.say(
        "prompt_thanks",
        answer=taken.id,
        # Words beside what a prompt asks for are a letter.
        kind=kinds.TEXT if given.answer == kinds.TEXT else prompt.answer,
        said=label or (given.answer if prompt.answer == kinds.SCALE else given.text),
        figure=showing.figure_of(prompt),
        number=given.number,
        help=label.startswith(kinds.HELP) and not given.text,
        listens=listens,
        words=given.text if label else "",
        changed=taken.changed,
        same=not taken.id,
        reported=taken.reported,
    )


def say_problem(call: Call, error: MitraError) -> None:
    """Say what is wrong in a sentence; what is refused is told where all of it is (actions/who.py)."""
    if isinstance(error, RefusedError):
        raise error
    call.say("cannot", reason=str(error))


async def local(call: Call, enterprise_id: int) -> ZoneInfo:
    """Return an enterprise's time zone."""
    return ZoneInfo(await enterprises.zone_of(call.connection, enterprise_id))
