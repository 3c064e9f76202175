"""Pictures of one phone's chat for the guides, with their words beside them, so that a picture that is out of date is noticed."""

import difflib
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image
from playwright.async_api import Page

from bot.training import ROOT
from simulator.client import Message, Phone

GUIDES = ROOT / "docs" / "panduan"
PICTURES = GUIDES / "gambar"
LARGEST = 60_000
#: Colours that are most of a picture stay as they are; how many others there may be, fewer for those with many words.
_COMMON, _OTHERS = 48, (128, 48, 16)
WIDTH = 360
_SMALL = {"width": WIDTH, "height": 240}
#: The rest of the page is no part of a phone, and a picture in a chat is shown whole.
STYLE = """
.top, .tabs, .composer, .banner, .toast, .service, .more { display: none !important; }
.photo img { max-height: none; }
"""

_CHOOSE = """([person, ids]) => {
  document.getElementById(`tab-${person}`).click();
  const log = document.querySelector(`#phone-${person} .log`);
  for (const node of log.children) node.hidden = !ids.includes(Number(node.dataset.id));
}"""
_THERE = """([person, ids]) => ids.every((id) => {
  const node = document.querySelector(`#phone-${person} [data-id="${id}"]`);
  return node && [...node.querySelectorAll("img")].every((image) => image.complete && image.naturalWidth);
})"""
_MISSING = """(person) => {
  const log = document.querySelector(`#phone-${person} .log`);
  return log.scrollHeight - log.clientHeight;
}"""
_READ = """([person, ids]) => ids.map((id) => {
  const node = document.querySelector(`#phone-${person} [data-id="${id}"]`);
  const texts = (within) => [...node.querySelectorAll(within)].map((one) => one.innerText.trim());
  return {
    mine: node.classList.contains("mine"),
    photo: Boolean(node.querySelector(".photo")),
    files: texts(".file-words strong"),
    text: [...texts(".poll"), ...texts(".text")].join("\\n"),
    rows: [...node.querySelectorAll(".button-row")].map((row) =>
      [...row.querySelectorAll(".key")].map((key) => key.innerText.replace(" ↗", "").trim())),
  };
})"""

_MONTHS = (
    "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Agu|Sep|Okt|Nov|Des"
)
#: What differs from run to run, or when a source is looked at again, says nothing about a picture's age.
_BLANKED = (
    (re.compile(rf"\d{{1,2}} (?:{_MONTHS})\b(?: \d{{4}})?"), "‹tanggal›"),
    (re.compile(r"https?://\S+"), "‹tautan›"),
    (re.compile(r"(Kode bukti: )\S+"), r"\1‹kode›"),
    (re.compile(r"(memindai: )\S+"), r"\1‹kode›"),
    (re.compile(r"(/start )\S+"), r"\1‹kode›"),
)


class Camera:
    """Takes pictures of phones on the simulator's page."""

    def __init__(self, page: Page, *, writes: bool) -> None:
        self._page = page
        self._writes = writes

    async def takes(self, name: str, phone: Phone, *messages: Message) -> None:
        """
        Compare what `messages` say on this phone with the words kept beside the picture of that name.

        Writes both when told so, or where there are none. AssertionError when the words differ.
        """
        shown = [phone.id, [message.message_id for message in messages]]
        await self._page.wait_for_function(_THERE, arg=shown)
        await self._page.evaluate(_CHOOSE, shown)
        said = words(phone.name, await self._page.evaluate(_READ, shown))
        picture, kept = PICTURES / f"{name}.png", PICTURES / f"{name}.txt"
        if self._writes or not (picture.exists() and kept.exists()):
            PICTURES.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(small(await self._shot(phone)))
            kept.write_text(said, "utf-8")
        changes = "\n".join(difflib.ndiff(kept.read_text("utf-8").splitlines(), said.splitlines()))
        assert said == kept.read_text("utf-8"), (
            f"docs/panduan/gambar/{name}.png no longer shows what Mitra says: run `make guides`, "
            f"look at the picture, and read the guides that show it again.\n{changes}"
        )

    async def _shot(self, phone: Phone) -> bytes:
        """Return the phone as PNG, as high as its chat is long."""
        await self._page.set_viewport_size(_SMALL)
        missing = await self._page.evaluate(_MISSING, phone.id)
        await self._page.set_viewport_size(_SMALL | {"height": _SMALL["height"] + missing})
        return await self._page.locator(".phone.chosen").screenshot()


def words(name: str, shown: Sequence[Mapping[str, Any]]) -> str:
    """Return messages as lines to read and to compare: who says it, the buttons in brackets."""
    return "\n".join(_lines(name, one) for one in shown)


def _lines(name: str, shown: Mapping[str, Any]) -> str:
    lines = [f"— {name if shown['mine'] else 'Mitra'}"]
    if shown["photo"]:
        lines.append("(gambar)")
    lines += [f"(berkas {file})" for file in shown["files"]]
    text = shown["text"]
    for pattern, blank in _BLANKED:
        text = pattern.sub(blank, text)
    lines += [line.rstrip() for line in text.splitlines() if line.strip()]
    lines += [" ".join(f"[{label}]" for label in row) for row in shown["rows"]]
    return "\n".join(lines) + "\n"


def small(png: bytes) -> bytes:
    """Return a picture with few colours; AssertionError when that is still too much for a cheap phone."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    for others in _OTHERS:
        file = io.BytesIO()
        few = whole.quantize(palette=_palette(whole, others), dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True)
        if file.tell() <= LARGEST:
            return file.getvalue()
    raise AssertionError(f"a picture of {file.tell()} bytes: show fewer messages")


def _palette(whole: Image.Image, others: int) -> Image.Image:
    """Return the colours that are seen most, and some that keep small things apart, such as 🟠 from 🔴."""
    counted = sorted(whole.getcolors(whole.width * whole.height) or [], reverse=True)
    common = [part for _, colour in counted[:_COMMON] for part in colour]
    spread = whole.quantize(others, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*common, *spread[: others * 3]])
    return palette
