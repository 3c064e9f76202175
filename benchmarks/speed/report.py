"""The figures as tables: on the terminal, and in docs/performance.md."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table

from benchmarks.speed.figures import MITRA, WEBHOOK, Bench, Load, Result, judge, people

#: What stands above the measures: how a cell of questions or taps is read.
HEAD = "answers a second · median / 95th percentile, ms"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
Row = tuple[str, ...]


def rows(bench: Bench) -> list[Row]:
    """Return the head (the contenders) and a row for each measure."""
    results = bench.results
    return [
        (HEAD, *(result.name for result in results)),
        *_load_rows("questions", [result.questions for result in results]),
        *_load_rows("taps", [result.taps for result in results]),
        ("start-up, s", *(f"{result.start_s:.1f}" for result in results)),
        ("memory, MB", *(f"{result.pss_mb:.0f}" for result in results)),
        *_chat_rows(results),
    ]


def _load_rows(what: str, loads: Sequence[Sequence[Load]]) -> Iterable[Row]:
    """Yield one row for each number of people: answers a second, median and 95th percentile."""
    for side_by_side in zip(*loads, strict=True):
        yield (f"{what}, {people(side_by_side[0].people)}", *map(_cell, side_by_side))


def _cell(load: Load) -> str:
    lost = f", {load.unanswered} unanswered" if load.unanswered else ""
    return f"{load.per_s:.1f}/s · {_ms(load.p50_ms)} / {_ms(load.p95_ms)}{lost}"


def _ms(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _chat_rows(results: Sequence[Result]) -> Iterable[Row]:
    chat = results[0].chat
    yield ("one chat, first questions, median ms", *(_ms(result.first_ms) for result in results))
    yield (f"one chat, last of {chat:,}, median ms", *(_ms(result.last_ms) for result in results))
    yield (
        "measuring itself, ms a question",
        *(f"{result.questions[0].harness_ms:.1f}" for result in results),
    )


def goal_rows(bench: Bench) -> list[Row]:
    """Return the head and a row for each goal: what was wanted, and how each way of running Mitra stands."""
    names = [name for name in (MITRA, WEBHOOK) if bench.of(name)]
    judged = [judge(bench, name) for name in names]
    return [
        ("goal", "wanted", *names),
        *(
            (
                one[0].name,
                one[0].goal,
                *(f"{each.measured}, {'met' if each.met else 'missed'}" for each in one),
            )
            for one in zip(*judged, strict=True)
        ),
    ]


def terminal(bench: Bench) -> RenderableType:
    """Return both tables for the terminal."""
    return Group(_table(rows(bench), facts(bench)), _table(goal_rows(bench), "goals"))


def _table(found: Sequence[Row], title: str) -> Table:
    table = Table(title=title)
    for place, name in enumerate(found[0]):
        table.add_column(name, justify="right" if place else "left")
    for row in found[1:]:
        table.add_row(*row)
    return table


def facts(bench: Bench) -> str:
    """Return when and where it was measured, in one line."""
    return "; ".join([bench.date, *(f"{name} {value}" for name, value in bench.machine.items())])


def markdown(bench: Bench) -> str:
    """Return the part of the document that is made of figures."""
    return f"Measured {facts(bench)}.\n\n{_markdown(rows(bench))}\n\n{_markdown(goal_rows(bench))}"


def _markdown(found: Sequence[Row]) -> str:
    head, *body = found
    lines = [head, ("---", *["---:"] * (len(head) - 1)), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(bench: Bench, path: Path) -> None:
    """Put the figures between the document's markers; raises ValueError where it has none."""
    before, begin, rest = path.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{path} has no {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n\n{markdown(bench)}\n\n{END}{after}", "utf-8")
