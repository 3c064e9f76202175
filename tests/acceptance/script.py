"""Conversations written as YAML: who does what, and what must come back."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openpyxl import load_workbook
from PIL import Image

from bot.service import Service
from mitra.checks import sheet
from simulator.client import Message, Phone, Phones
from tests.acceptance import people

FOLDER = Path(__file__).with_name("conversations")


@dataclass
class Script:
    """One conversation."""

    name: str
    steps: list[dict[str, Any]]


def picture() -> bytes:
    """Return a small, real photo."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(file, "JPEG")
    return file.getvalue()


def checklist_sheet(title: str, rows: list[list[str]]) -> bytes:
    """Return a filled template with yes-or-no items."""
    book = load_workbook(io.BytesIO(sheet.template()))
    page = book.active
    page["B1"] = title
    page.delete_rows(5, 10)
    for group, item in rows:
        page.append([group, item, "", "", "Bereskan."])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_scripts() -> list[Script]:
    """Return all conversations under conversations/, in the order of their files."""
    scripts = []
    for path in sorted(FOLDER.glob("*.yml")):
        for name, steps in yaml.safe_load(path.read_text("utf-8")).items():
            scripts.append(Script(f"{path.stem}: {name}", steps))
    return scripts


class Stage:
    """Plays a script; each step has one verb, and may have conditions on what comes back."""

    def __init__(self, phones: Phones, mitra: Service) -> None:
        self._phones = phones
        self._mitra = mitra
        #: Enterprises of this conversation by name, and the last invitation's token.
        self._enterprises: dict[str, int] = {}
        self._token = ""
        self._people: dict[str, Phone] = {}
        self._said: Message | None = None
        self._heard: list[Message] = []
        self._group: int | None = None

    async def play(self, steps: list[dict[str, Any]]) -> None:
        for step in steps:
            person = await self._person(step.get("who", "Budi"))
            verb = next(iter(step))
            if verb == "mitra":
                await self._listen(person, step)
            else:
                await getattr(self, f"_{verb}")(person, step[verb])

    async def _person(self, name: str) -> Phone:
        if name not in self._people:
            self._people[name] = await self._phones.person(name)
        return self._people[name]

    async def _enterprise(self, name: str) -> int:
        if name not in self._enterprises:
            self._enterprises[name] = await people.add_enterprise(self._mitra, name, "Potong", "Jahit")
        return self._enterprises[name]

    # --- what people do

    async def _joined(self, person: Phone, seat: dict[str, str]) -> None:
        """Be in an enterprise already: {role, enterprise, side}."""
        number = await self._enterprise(seat["enterprise"]) if "enterprise" in seat else None
        await people.join(
            person, self._mitra, seat["role"], number, side=seat.get("side", ""), name=person.name
        )

    async def _invited(self, person: Phone, seat: dict[str, Any]) -> None:
        """Open a fresh link: {role, enterprise, side, uses}."""
        number = await self._enterprise(seat["enterprise"]) if "enterprise" in seat else None
        more = {name: seat[name] for name in ("uses", "days") if name in seat}
        self._token = await people.invite(self._mitra, seat["role"], number, seat.get("side", ""), **more)
        await person.says(f"/start {self._token}")

    async def _opens_same_link(self, person: Phone, _: object) -> None:
        await person.says(f"/start {self._token}")

    async def _opens_link_in_last_message(self, person: Phone, teller: str) -> None:
        last = (await self._person(teller)).chat()[-1]
        await person.says("/start " + re.search(r"start=([\w-]+)", last.text)[1])

    async def _says_code_of(self, person: Phone, name: str) -> None:
        await person.says(f"kode {await people.code_of(self._mitra, await self._enterprise(name))}")

    async def _taps_forged_for(self, person: Phone, data: dict[str, str]) -> None:
        """Tap what another enterprise's page would offer: {data: "lead:see:", enterprise: …}."""
        number = await self._enterprise(data["enterprise"])
        await self._taps_forged(person, f"{data['data']}{number}")

    async def _says(self, person: Phone, text: str) -> None:
        self._said = await person.says(text)

    async def _taps(self, person: Phone, text: str) -> None:
        await person.taps(text)

    async def _taps_twice(self, person: Phone, text: str) -> None:
        await person.taps(text)
        await person.taps(text)

    async def _taps_first_message(self, person: Phone, text: str) -> None:
        await person.taps(text, on=self._heard[0])

    async def _taps_forged(self, person: Phone, data: str) -> None:
        last = self._heard[-1]
        await person.taps_data(data, last.message_id, last.chat_id, forged=True)

    async def _edits(self, person: Phone, text: str) -> None:
        await person.edits(self._said, text)

    async def _forwards(self, person: Phone, text: str) -> None:
        await person.forwards(text)

    async def _sends(self, person: Phone, what: str | dict[str, Any]) -> None:
        samples = {
            "sticker": person.sends_sticker,
            "voice": person.sends_voice,
            "location": person.sends_location,
        }
        if isinstance(what, str):
            await samples[what]()
        elif "photo" in what:
            await person.sends_photo(picture(), caption=what.get("caption"))
        else:
            await person.sends(**what)

    async def _sends_sheet(self, person: Phone, what: dict[str, Any]) -> None:
        """Send a checklist as a spreadsheet: {title, rows: [[group, item], …]}."""
        await person.sends_document(checklist_sheet(what["title"], what["rows"]), "daftar.xlsx")

    async def _opens_group(self, person: Phone, title: str) -> None:
        self._group = await self._phones.group(title, person)

    async def _says_in_group(self, person: Phone, text: str) -> None:
        self._said = await person.says(text, chat_id=self._group)

    async def _replies_in_group(self, person: Phone, text: str) -> None:
        await person.says(text, chat_id=self._group, reply_to=self._heard[-1])

    # --- what comes back

    async def _listen(self, person: Phone, step: dict[str, Any]) -> None:
        heard = await person.hears(timeout=15)
        self._heard.append(heard)
        said = step["mitra"]
        for words in [said] if isinstance(said, str) else said:
            assert words in heard.text, f"{words!r} is not in:\n{heard.text}"
        for words in step.get("not", []):
            assert words not in heard.text, f"{words!r} is in:\n{heard.text}"
        for label in step.get("buttons", []):
            assert any(label in shown for shown in heard.labels), f"no button {label!r}: {heard.labels}"
        if "edited" in step:
            assert heard.edited is step["edited"], f"edited: {heard.edited}"
        if step.get("new_words"):
            earlier = [message.text for message in self._heard[:-1]]
            assert heard.text not in earlier, f"said before:\n{heard.text}"

    async def _hears_nothing(self, person: Phone, seconds: float) -> None:
        await person.hears_nothing(seconds)

    async def _sees_toast(self, person: Phone, words: str) -> None:
        assert any(words in toast for toast in person.toasts()), person.toasts()
