"""The calculators with their words: rules from this package, sentences from content/calculators.yml."""

from pathlib import Path

from mitra.amounts import Unit
from mitra.calculators import production, wages
from mitra.calculators.model import LABEL_LIMIT, TITLE_LIMIT, Ask, Calculator, Plan, Words, problems_of
from mitra.content.files import shaped
from mitra.content.library import CONTENT_DIR
from mitra.content.text_page import TextPage

_PLANS = wages.PLANS | production.PLANS


def read_calculators(content_dir: Path = CONTENT_DIR) -> dict[str, Calculator]:
    """Return the calculators with their words; raises ContentError naming file and line."""
    page = TextPage(content_dir / "calculators.yml")
    page.check((), {"units", *_PLANS})
    page.check(("units",), {unit.value for unit in Unit})
    for unit in Unit:
        page.check_text(("units", unit.value), {"number"})
    with shaped(content_dir / "calculators.yml"):
        return {name: _calculator(page, name, plan) for name, plan in _PLANS.items()}


def _calculator(page: "TextPage", name: str, plan: Plan) -> Calculator:
    page.check((name,), {"title", "intro", "fields", "totals", "steps", "rules", "notes"})
    page.check_text((name, "title"), limit=TITLE_LIMIT)
    page.check_text((name, "intro"))
    page.check_texts((name, "totals"), plan.totals, {"value"})
    page.check_texts((name, "steps"), plan.steps, {"first", "last"})
    page.check_texts((name, "rules"), plan.rules)
    page.check_texts((name, "notes"), plan.notes, {"part"})
    page.check((name, "fields"), {ask.name for ask in plan.fields})
    for ask in plan.fields:
        _check_field(page, (name, "fields", ask.name), ask)
    words = Words(**page.at(name), units=page.at("units"))
    return Calculator(
        id=name, topic=plan.topic, title=words.title, intro=words.intro, _plan=plan, _words=words
    )


def _check_field(page: "TextPage", place: tuple[str, ...], ask: Ask) -> None:
    needed = {"question", *problems_of(ask), *(("choices",) if ask.choices else ())}
    page.check(place, needed, optional={"refused"} if ask.unit else set())
    page.check_text((*place, "question"))
    for problem in problems_of(ask):
        page.check_text((*place, problem), set() if problem == "unreadable" else {"value", "low", "high"})
    page.check_list((*place, "refused"))
    if ask.choices:
        page.check((*place, "choices"), set(ask.choices))
    for choice in ask.choices:
        page.check((*place, "choices", choice), {"label", "synonyms"})
        page.check_text((*place, "choices", choice, "label"), limit=LABEL_LIMIT)
        page.check_list((*place, "choices", choice, "synonyms"))


#: All calculators, read once.
CALCULATORS = read_calculators()
