"""What the speed of Mitra is judged by is computed as the document says, and never typed."""

import asyncio
import itertools
from dataclasses import replace

import pytest

from benchmarks.processes import memory
from benchmarks.speed.figures import ECHO, MITRA, STOCK, WEBHOOK, Bench, Load, Result, judge, percentile
from benchmarks.speed.load import Plan, ask_all, tap_all
from benchmarks.speed.report import HEAD, facts, goal_rows, markdown, rows, write


def make_load(people=1, *, per_s=10.0, p50_ms=20.0, **more):
    return Load(people=people, count=100, per_s=per_s, p50_ms=p50_ms, p95_ms=50, harness_ms=1, **more)


def make_result(name, **overrides):
    given = {
        "starts_s": [9.0, 4.0, 5.0], "questions": [make_load()], "taps": [make_load()], "chat": 1_000,
        "first_ms": 20, "last_ms": 20, "pss_mb": 400, "rss_mb": 500,
    }  # fmt: skip
    return Result(name=name, **given | overrides)


def make_bench(*results, **overrides):
    given = {"date": "2026-11-28", "machine": {"cores": "2", "Rasa": "3.6.21"}, "quick": False}
    return Bench(results=list(results), **given | overrides)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7], 0.95, 7),
        ([3, 1, 2], 0.5, 2),
        ([1, 2], 0.5, 1.5),
        (range(101), 0.95, 95),  # not the 96th
        ([0, 10], 0.95, 9.5),
        ([4, 8, 6], 1.0, 8),
    ],
)
def test_percentiles_lie_between_neighbours(values, share, expected):
    assert percentile(values, share) == pytest.approx(expected)


def test_a_load_counts_answers_a_second_of_all_people_together():
    load = Load.of(8, [0.1, 0.3, 0.2], seconds=0.5, harness_s=0.003)
    assert (load.per_s, load.p50_ms, load.harness_ms) == pytest.approx((6, 200, 1))


def test_a_start_is_the_median_of_all():
    assert make_result(MITRA).start_s == 5


def names_met(bench, name=MITRA):
    return {one.name: one.met for one in judge(bench, name)}


def test_a_goal_is_met_at_its_limit_and_missed_beyond():
    stock = make_result(
        STOCK, questions=[make_load(per_s=4)], taps=[make_load(per_s=5)], starts_s=[10.0], pss_mb=1_000
    )
    echo = make_result(ECHO, questions=[make_load(p50_ms=8)], taps=[make_load(p50_ms=15)])
    just = make_result(
        MITRA,
        questions=[make_load(per_s=10)],
        taps=[make_load(per_s=40)],
        starts_s=[5.0],
        pss_mb=600,
        last_ms=22,
    )
    judged = names_met(make_bench(stock, just, echo))
    assert len(judged) == 7
    assert all(judged.values())
    worse = replace(
        just, questions=[make_load(per_s=9.9, p50_ms=20.1)], taps=[make_load(per_s=39, p50_ms=20.1)],
        starts_s=[5.1], pss_mb=601, last_ms=22.1,
    )  # fmt: skip
    assert not any(names_met(make_bench(stock, worse, echo)).values())


def test_each_number_of_people_is_judged_by_itself():
    stock = make_result(STOCK, questions=[make_load(1, per_s=4), make_load(8, per_s=1)])
    ours = make_result(MITRA, questions=[make_load(1, per_s=8), make_load(8, per_s=3)])
    judged = names_met(make_bench(stock, ours))
    assert (judged["questions a second, 1 person"], judged["questions a second, 8 people"]) == (False, True)


def test_without_stock_or_echo_only_what_needs_neither_is_judged():
    assert list(names_met(make_bench(make_result(MITRA)))) == ["a chat's last questions, beside its first"]
    assert judge(make_bench(make_result(STOCK)), MITRA) == []


def test_rows_have_a_column_for_each_contender():
    found = rows(make_bench(make_result(STOCK, questions=[make_load(unanswered=3)]), make_result(MITRA)))
    assert found[0] == (HEAD, STOCK, MITRA)
    assert found[1] == (
        "questions, 1 person",
        "10.0/s · 20.0 / 50.0, 3 unanswered",
        "10.0/s · 20.0 / 50.0",
    )
    assert ("start-up, s", "5.0", "5.0") in found
    assert {len(row) for row in found} == {3}


def test_goals_say_met_or_missed_for_each_way_of_running_mitra():
    bench = make_bench(make_result(MITRA), make_result(WEBHOOK, last_ms=40))
    head, flat = goal_rows(bench)
    assert head == ("goal", "wanted", MITRA, WEBHOOK)
    assert flat == ("a chat's last questions, beside its first", "≤ 1.1 ×", "1.00 ×, met", "2.00 ×, missed")


def test_markdown_has_date_machine_and_both_tables():
    text = markdown(make_bench(make_result(STOCK), make_result(MITRA)))
    assert text.startswith(
        "Measured 2026-11-28; cores 2; Rasa 3.6.21.\n\n| answers a second · median / 95th percentile, ms | stock Rasa | Mitra |\n| --- | ---: | ---: |\n"
    )
    assert "\n\n| goal | wanted | Mitra |\n| --- | ---: | ---: |\n" in text
    assert facts(make_bench()) == "2026-11-28; cores 2; Rasa 3.6.21"


def test_only_what_is_between_the_markers_is_written(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text("# Speed\n\n<!-- bench -->\nold\n<!-- /bench -->\n\nafter\n")
    bench = make_bench(make_result(MITRA))
    write(bench, path)
    once = path.read_text()
    write(bench, path)
    assert path.read_text() == once
    assert "old" not in once
    assert once.startswith("# Speed\n\n<!-- bench -->\n\nMeasured ")
    assert once.endswith("\n\n<!-- /bench -->\n\nafter\n")


def test_a_document_without_markers_is_left_alone(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text("<!-- bench --> never ends")
    with pytest.raises(ValueError, match="has no <!-- bench -->"):
        write(make_bench(make_result(MITRA)), path)
    assert path.read_text() == "<!-- bench --> never ends"


def test_kept_figures_are_read_as_they_were(tmp_path):
    bench = make_bench(make_result(STOCK), make_result(MITRA, questions=[make_load(1), make_load(64)]))
    bench.save(tmp_path / "var" / "bench.json")
    assert Bench.load(tmp_path / "var" / "bench.json") == bench


class Patient:
    """Somebody whose answers take a hundredth of a second; counts who is answered at the same time."""

    unanswered = 1

    def __init__(self, crowd):
        self.crowd = crowd
        self.said = []

    async def _answered(self, what):
        self.said.append(what)
        self.crowd.append(1)
        await asyncio.sleep(0.01)
        self.crowd.append(-1)

    async def ask(self, question):
        await self._answered(question)

    async def begin(self):
        self.said.append("begin")

    async def tap(self):
        await self._answered("tap")


async def test_everybody_asks_at_the_same_time_and_each_one_thing_after_the_other():
    crowd = []
    people = [Patient(crowd) for _ in range(5)]
    load = await ask_all(people, Plan(seconds=0, fewest=3))
    assert (load.people, load.count, load.unanswered) == (5, 15, 5)
    assert max(itertools.accumulate(crowd)) == 5
    assert [len(person.said) for person in people] == [3] * 5
    assert people[0].said[0] != people[1].said[0]


async def test_beginning_a_check_is_no_tap():
    person = Patient([])
    load = await tap_all([person], Plan(seconds=0.4, fewest=1))
    assert load.count == person.said.count("tap")
    # After the last but one item of a check the next check is begun.
    assert person.said[:26] == ["begin", *["tap"] * 24, "begin"]


async def test_memory_counts_children_and_what_they_share_once():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = bytearray(30_000_000); print(1, flush=True); input()'])"
    process = await asyncio.create_subprocess_exec(
        "python3", "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    await process.stdout.readline()
    kept = memory([process])
    process.stdin.write(b"\n")
    await process.communicate()
    assert kept.pss_mb > 30
    assert kept.rss_mb > kept.pss_mb
