"""The figures that an enterprise can choose from (content/kpis.yml): what they mean, how they are asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from mitra.calculators.model import TITLE_LIMIT
from mitra.content.files import shaped
from mitra.content.library import CONTENT_DIR
from mitra.content.text_page import TextPage
from mitra.errors import ContentError
from mitra.kpis.periods import RHYTHMS

FILE = "kpis.yml"
#: Letters that fit: one line of a small screen.
LINE_LIMIT, UNIT_LIMIT = 120, 20
_ALWAYS = {
    *("icon", "name", "module", "topic", "kind", "better", "unit", "usual", "explain", "formula", "source"),
}
_BETTER = {"lower": False, "higher": True}


class Kind(Enum):
    """How a figure comes about; the values stand in content/kpis.yml."""

    SHARE = "share"  #: so many of so many, in percent
    RATIO = "ratio"  #: one number divided by another
    NUMBER = "number"
    AUTO = "auto"  #: worked out by Mitra (mitra/kpis/feeds.py)


#: Worked out by Mitra: codes that mitra/kpis/feeds.py knows.
FED = ("five_s", "suggestions_per_worker")
#: Kinds that are a part of a whole, or divided by one.
DIVIDED = frozenset({Kind.SHARE, Kind.RATIO})


@dataclass(frozen=True, kw_only=True)
class Known:
    """One figure of the catalogue."""

    code: str
    icon: str
    name: str
    module: int
    #: Id of the topic that explains it.
    topic: str
    kind: Kind
    higher: bool
    unit: str
    #: Rhythm → question with {period}; the first rhythm is the usual one. Empty where Mitra works it out.
    questions: Mapping[str, str]
    #: What is asked when somebody has given the first number only.
    whole_question: str
    example: str
    #: Outside these it is asked back.
    low: float
    high: float
    #: Whether only whole numbers make sense.
    count: bool
    explain: str
    formula: str
    source: str
    #: What one unit is worth in rupiah: the question, and its unit; empty where money makes no sense.
    worth: str
    per: str

    @property
    def rhythms(self) -> tuple[str, ...]:
        """Return how often it can be asked for, the usual one first; what Mitra works out is monthly."""
        return tuple(self.questions) or ("month",)


def read_catalogue(content_dir: Path = CONTENT_DIR) -> dict[str, Known]:
    """Return the figures by code, in the order of the file; raises ContentError naming file and line."""
    page = TextPage(content_dir / FILE)
    if not isinstance(page.at(), dict):
        raise ContentError(f"{content_dir / FILE}:1: harus berisi baris 'nama: isi'")
    with shaped(content_dir / FILE):
        return {code: _known(page, code) for code in page.at()}


def _known(page: TextPage, code: str) -> Known:
    kind, divided = _kind(page, code), False
    needed = set(_ALWAYS)
    if kind is not Kind.AUTO:
        needed |= {"question", "example"}
        divided = kind in DIVIDED
    page.check((code,), needed | ({"whole_question"} if divided else set()), {"count", "worth", "per"})
    for name in ("icon", "unit"):
        page.check_text((code, name), limit=UNIT_LIMIT)
    page.check_text((code, "name"), limit=TITLE_LIMIT)
    for name in sorted({"explain", "formula", "source", "worth", "per"} & set(page.at(code))):
        page.check_text((code, name), limit=LINE_LIMIT)
    found = page.at(code)
    _check_values(page, code, found)
    low, high = found["usual"]
    return Known(
        code=code,
        icon=found["icon"],
        name=found["name"],
        module=found["module"],
        topic=found["topic"],
        kind=kind,
        higher=_BETTER[found["better"]],
        unit=found["unit"],
        questions=_questions(page, code),
        whole_question=found.get("whole_question", ""),
        example=found.get("example", ""),
        low=float(low),
        high=float(high),
        count=bool(found.get("count")),
        explain=found["explain"],
        formula=found["formula"],
        source=found["source"],
        worth=found.get("worth", ""),
        per=found.get("per", ""),
    )


def _kind(page: TextPage, code: str) -> Kind:
    page.check((code,), {"kind"}, set(page.at(code)) if isinstance(page.at(code), dict) else None)
    values = [kind.value for kind in Kind]
    if page.at(code, "kind") not in values:
        raise page.error((code, "kind"), f"harus salah satu dari {', '.join(values)}")
    kind = Kind(page.at(code, "kind"))
    if (kind is Kind.AUTO) != (code in FED):
        raise page.error((code, "kind"), f"auto hanya untuk {', '.join(FED)}")
    return kind


def _check_values(page: TextPage, code: str, found: Mapping[str, Any]) -> None:
    page.check_text((code, "topic"))
    if type(found["module"]) is not int:
        raise page.error((code, "module"), "harus angka")
    if found["better"] not in _BETTER:
        raise page.error((code, "better"), "harus lower atau higher")
    usual = found["usual"]
    pair = isinstance(usual, list) and len(usual) == 2 and all(isinstance(one, int | float) for one in usual)  # noqa: PLR2004
    if not (pair and 0 <= usual[0] < usual[1]):
        raise page.error((code, "usual"), "harus dua angka, yang kecil dulu: [0, 30]")
    if ("worth" in found) != ("per" in found):
        raise page.error((code, "worth" if "worth" in found else "per"), "worth dan per harus ada berdua")


def _questions(page: TextPage, code: str) -> dict[str, str]:
    questions: dict[str, str] = page.at(code, "question") or {}
    if not questions:
        return {}
    page.check((code, "question"), set(), set(RHYTHMS))
    for rhythm, text in questions.items():
        page.check_text((code, "question", rhythm), {"period"}, limit=LINE_LIMIT * 2)
        if "{period}" not in text:
            raise page.error((code, "question", rhythm), "harus memuat {period}")
    page.check_text((code, "example"))
    if page.at(code, "whole_question") is not None:
        page.check_text((code, "whole_question"), limit=LINE_LIMIT)
    return dict(questions)


def problems_in(content_dir: Path, topics: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the catalogue, as `file:line: problem`."""
    if not (content_dir / FILE).exists():
        return
    try:
        found = read_catalogue(content_dir)
    except ContentError as error:
        yield str(error)
        return
    known, page = set(topics), TextPage(content_dir / FILE)
    for one in found.values():
        if one.topic not in known:
            yield str(page.error((one.code, "topic"), f"{one.topic} tidak ada: betulkan"))


@cache
def catalogue() -> Mapping[str, Known]:
    """Return the figures of this checkout, read once."""
    return read_catalogue()
