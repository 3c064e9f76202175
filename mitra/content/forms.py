"""The words of what is filled in question by question (content/forms.yml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from mitra.calculators.model import LABEL_LIMIT, TITLE_LIMIT
from mitra.content.files import shaped
from mitra.content.library import CONTENT_DIR
from mitra.content.text_page import TextPage


@dataclass(frozen=True, kw_only=True)
class FieldWords:
    """What is asked, and what is said when the reply cannot be used; both Telegram HTML."""

    question: Markup
    problem: Markup
    skip: bool
    #: Value → label.
    choices: Mapping[str, str]
    #: Words are asked for: as many as people like, and also such as read like a question.
    long: bool = False
    #: A photo is asked for.
    photo: bool = False


@dataclass(frozen=True, kw_only=True)
class FormWords:
    """One form: its title and its fields in the order in which they are asked."""

    title: str
    fields: Mapping[str, FieldWords]


def read_forms(names: set[str], content_dir: Path = CONTENT_DIR) -> dict[str, FormWords]:
    """Return the words of the forms `names`; raises ContentError naming file and line."""
    page = TextPage(content_dir / "forms.yml")
    page.check((), names)
    with shaped(content_dir / "forms.yml"):
        return {name: _form(page, name) for name in page.at()}


def _form(page: TextPage, name: str) -> FormWords:
    page.check((name,), {"title", "fields"})
    page.check_text((name, "title"), limit=TITLE_LIMIT)
    fields = {field: _field(page, (name, "fields", field)) for field in page.at(name, "fields")}
    return FormWords(title=page.at(name, "title"), fields=fields)


def _field(page: TextPage, place: tuple[str, ...]) -> FieldWords:
    page.check(place, {"question", "problem"}, optional={"skip", "choices", "long", "photo"})
    page.check_text((*place, "question"))
    page.check_text((*place, "problem"))
    choices = page.at(*place, "choices") or {}
    for value in choices:
        page.check_text((*place, "choices", value), limit=LABEL_LIMIT)
    return FieldWords(
        # Written by us in content/, so taken for HTML as messages are.
        question=Markup(page.at(*place, "question")),  # noqa: S704
        problem=Markup(page.at(*place, "problem")),  # noqa: S704
        skip=bool(page.at(*place, "skip")),
        choices=choices,
        long=bool(page.at(*place, "long")),
        photo=bool(page.at(*place, "photo")),
    )
