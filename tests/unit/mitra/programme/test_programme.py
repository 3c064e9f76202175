"""The programme's data: what it counts, as of a day, the same bytes each time, and nothing personal unless asked for."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import sqlalchemy as sa

from bot import cli
from mitra import people, trainings
from mitra.access import CONSOLE, RefusedError
from mitra.checks import lists, runs
from mitra.errors import MitraError
from mitra.kpis import indicators, readings
from mitra.kpis.periods import latest
from mitra.plan import actions as plan
from mitra.plan import answers
from mitra.programme import writing
from mitra.programme.gather import gather
from mitra.programme.tables import Scope
from mitra.store.models import AuditEntry, Membership, Person
from mitra.suggestions import giving
from mitra.suggestions.deciding import Desk
from mitra.suggestions.giving import Draft
from mitra.summary import gather as summary
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.make import NOW, make_enterprise, make_person

KEY = b"kunci"
TODAY, YESTERDAY = dt.date(2026, 11, 26), dt.date(2026, 11, 25)
EVENING = NOW.replace(hour=20)


@pytest.fixture
async def factory(connection):
    """An enterprise with a plan, a figure, a check, suggestions and a workshop; and one where nothing has happened."""
    number = await make_enterprise(connection, "=CV Maju", areas=["Jahit"])
    other = await make_enterprise(connection, "CV Sepi", zone="Asia/Jayapura")
    worker = await make_person(connection, 41, (number, "worker"), name="Budi")
    manager = await make_person(connection, 42, (number, "manager"), name="Rina")
    member = await make_person(connection, 43, (number, "committee"), name="Joko")
    trainer = await make_person(connection, 44, (number, "trainer"), (other, "trainer"), name="Sari")
    for due, ends in ((dt.date(2026, 11, 20), False), (dt.date(2026, 12, 20), True)):
        made = await plan.add(
            connection,
            manager,
            number,
            problem="p",
            action="Cat garis",
            module=1,
            at=NOW,
            more={"due_on": due},
        )
        if ends:
            await answers.finish(connection, manager, made.id, at=NOW)
            await answers.result(connection, manager, made.id, at=NOW, text="Beres", saving=250_000)
    kpi = await indicators.add_known(
        connection, manager, number, "defect_rate", at=NOW - dt.timedelta(days=30)
    )
    kpi = await indicators.set_baseline(connection, manager, kpi, 5.0, at=NOW)
    kpi = await indicators.set_target(connection, manager, kpi, 2.0, on=None, at=NOW)
    kpi = await indicators.set_worth(connection, manager, kpi, 1_000, at=NOW)
    first = latest(kpi.rhythm, TODAY).first
    await readings.report(connection, manager, kpi, first, readings.amount_of(kpi, 12, 400), seen="", at=NOW)
    await lists.publish(connection, [make_list()], at=NOW)
    for value in (1, 3):
        run = await runs.begin(connection, worker, number, None, "5s", at=NOW)
        while run.item:
            run = (await runs.answer(connection, worker, run, value, at=NOW)).run
        await runs.finish(connection, run, at=NOW)
    for text in ("Rak dua tingkat", "Lampu lebih terang"):
        sent = await giving.send(connection, worker, number, Draft(text=text, module=3), key=KEY, at=NOW)
    await Desk(connection, member, key=KEY, at=NOW).accept(sent.card.id, sent.card.version)
    held = await trainings.record(connection, trainer, number, 3, dt.date(2026, 11, 20), at=NOW)
    await trainings.count(connection, trainer, held.id, women=8, men=12)
    await trainings.record(connection, trainer, number, 3, dt.date(2026, 11, 24), at=NOW)
    return number, other, manager


async def tables(connection, on=TODAY, **more):
    made = await gather(connection, CONSOLE, on, at=EVENING, **more)
    return {
        table.name: [dict(zip([c.name for c in table.columns], row, strict=True)) for row in table.rows]
        for table in made
    }


async def test_what_it_counts(connection, factory):
    number, other, _manager = factory
    found = await tables(connection)
    mine, quiet = found["enterprises"]
    assert (mine["workers"], mine["managers"], mine["committee_workers"]) == (1, 1, 1)
    assert (quiet["enterprise"], quiet["workers"]) == ("CV Sepi", 0)
    assert found["participants"] == [
        {"enterprise_id": number, "enterprise": "=CV Maju", "module": 3, "women": 8, "men": 12, "workshops": 2, "workshops_not_told": 1}
    ]  # fmt: skip
    (kpi,) = found["kpis"]
    assert (kpi["baseline"], kpi["latest"], kpi["change"], kpi["on_target"]) == (5.0, 3.0, -2.0, 0)
    assert kpi["saving"] == 8_000  # (5 % − 3 %) of 400 pieces at a thousand rupiah
    (check,) = found["checks"]
    assert (check["checks"], check["change"] > 0) == (2, True)
    assert [row["given"] for row in found["suggestions"]] == [2, 0]
    actions = {row["enterprise_id"]: row for row in found["actions"]}
    # The suggestion that was accepted is an action too.
    assert (actions[number]["unfinished"], actions[number]["overdue"], actions[number]["done"]) == (2, 1, 1)
    assert (actions[number]["done_in_time_percent"], actions[number]["saving"]) == (100, 250_000)
    assert actions[other]["made"] == 0
    assert "people" not in found


async def test_it_says_what_the_summary_says(connection, factory):
    number, _other, manager = factory
    found = await tables(connection, enterprise_id=number)
    shown = await summary.gather(connection, manager, number, at=EVENING)
    (actions,), (suggestions,), (check,) = found["actions"], found["suggestions"], found["checks"]
    assert (actions["unfinished"], actions["overdue"], actions["done"]) == (
        shown.plan.unfinished, shown.plan.overdue, shown.plan.done,
    )  # fmt: skip
    assert (suggestions["given"], suggestions["answered"], suggestions["done"]) == (
        shown.suggestions.given, shown.suggestions.answered, shown.suggestions.done,
    )  # fmt: skip
    assert check["latest_percent"] == shown.checks[0].percent


async def test_a_day_earlier_nothing_of_it_was_there(connection, factory):
    with pytest.raises(MitraError, match="belum ada perusahaan"):
        await tables(connection, YESTERDAY)


async def test_who_has_left_since_counts_on_the_days_before(connection, factory):
    number, _other, _manager = factory
    tomorrow = NOW + dt.timedelta(days=1)
    mine = sa.update(Membership).where(Membership.enterprise_id == number)
    await connection.execute(mine.values(ended_at=tomorrow))
    assert (await tables(connection))["enterprises"][0]["workers"] == 1
    assert (await tables(connection, TODAY + dt.timedelta(days=1)))["enterprises"][0]["workers"] == 0


async def test_the_same_data_and_day_give_the_same_bytes(connection, factory):
    first = await gather(connection, CONSOLE, TODAY, at=EVENING)
    second = await gather(connection, CONSOLE, TODAY, at=EVENING + dt.timedelta(days=40))
    assert writing.as_xlsx(first, on=TODAY) == writing.as_xlsx(second, on=TODAY)
    assert [writing.as_csv(one) for one in first] == [writing.as_csv(one) for one in second]


async def test_the_spreadsheet_tells_no_moment_of_making(connection, factory):
    data = writing.as_xlsx(await gather(connection, CONSOLE, TODAY, at=EVENING), on=TODAY)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(dt.datetime.now(dt.UTC).year).encode() not in packed.read("docProps/core.xml")


async def test_the_day_ends_by_each_enterprises_own_clock(connection, factory):
    """At 23.00 in Jakarta it is already tomorrow in Jayapura: who leaves then was there all day in the east, not in the west."""
    number, other, _manager = factory
    await make_person(connection, 51, (other, "worker"))
    late = dt.datetime.combine(TODAY, dt.time(23), NOW.tzinfo)
    await connection.execute(sa.update(Membership).values(ended_at=late))
    west, east = (await tables(connection))["enterprises"]
    assert (west["enterprise_id"], west["workers"]) == (number, 0)
    assert (east["enterprise_id"], east["workers"]) == (other, 1)


async def test_no_cell_is_a_formula_and_all_can_be_read_back(connection, factory, tmp_path):
    made = await gather(connection, CONSOLE, TODAY, with_people=True, at=EVENING)
    paths = writing.write(made, tmp_path, on=TODAY)
    assert {path.name for path in paths} >= {"mitra-me-2026-11-26.xlsx", "enterprises.csv", "people.csv"}
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames[0] == "Baca dulu"
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    text = (paths[0].parent / "enterprises.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["enterprise"] == "'=CV Maju"


async def test_nothing_personal_without_people_and_never_accounts_or_words(connection, factory, tmp_path):
    accounts = sa.update(Person).values(telegram_id=Person.telegram_id + 5_550_000_000)
    await connection.execute(accounts)
    words = {"Budi", "Rina", "Joko", "Sari", "Cat garis", "Rak dua tingkat", "Lampu lebih terang", "Beres"}
    for with_people, allowed in ((False, set()), (True, {"Budi", "Rina", "Joko", "Sari"})):
        made = await gather(connection, CONSOLE, TODAY, with_people=with_people, at=EVENING)
        paths = writing.write(made, tmp_path / str(with_people), on=TODAY)
        texts = [path.read_text("utf-8-sig") for path in paths[1:]]
        with zipfile.ZipFile(paths[0]) as packed:
            texts += [packed.read(name).decode() for name in packed.namelist()]
        found = "".join(texts)
        assert {word for word in words if word in found} == allowed
        assert "55500000" not in found


@pytest.mark.sqlite
async def test_statements_do_not_grow_with_enterprises_and_go_by_an_index(connection, factory, statements):
    await tables(connection, with_people=True)
    few = len(statements)
    for number in range(30):
        await make_enterprise(connection, f"CV {number}")
    statements.clear()
    await tables(connection, with_people=True)
    assert len(statements) == few
    large = {
        "memberships",
        "kpis",
        "kpi_values",
        "checks",
        "suggestions",
        "suggestion_steps",
        "action_items",
        "action_steps",
    }
    large |= {"visits", "trainings", "prompt_receivers", "prompt_answers", "persons"}
    for statement, values in [one for one in statements if one[0].startswith("SELECT")]:
        plan_of = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        scanned = {row[3].split()[1] for row in plan_of if row[3].startswith("SCAN")}
        assert not scanned & large, (scanned, statement)


async def test_more_enterprises_than_are_gathered_at_once_come_in_order(connection, factory, monkeypatch):
    whole = await gather(connection, CONSOLE, TODAY, at=EVENING, with_people=True)
    monkeypatch.setattr(Scope.parts, "__defaults__", (1,))
    assert await gather(connection, CONSOLE, TODAY, at=EVENING, with_people=True) == whole


async def test_people_only_where_asked_for_and_noted(connection, factory):
    found = await tables(connection, with_people=True)
    assert {row["name"] for row in found["people"]} == {"Budi", "Rina", "Joko", "Sari"}
    noted = await connection.scalars(
        sa.select(AuditEntry.subject).where(AuditEntry.act == "export_programme")
    )
    assert list(noted) == ["people"]


async def test_only_who_runs_the_programme_may(connection, factory):
    _number, _other, manager = factory
    trainer = await people.actor_of(connection, 44)
    for somebody in (manager, trainer):
        with pytest.raises(RefusedError):
            await gather(connection, somebody, TODAY, at=EVENING)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--people"], "--reason"),
        (["--people", "--reason", "  "], "--reason"),
        (["--on", "2999-01-01"], "belum terjadi"),
        (["--enterprise", "9"], "belum ada perusahaan nomor 9"),
        (["Budi", "--people", "--reason", "audit"], "tanpa nama orang"),
    ],
)
def test_the_command_line_explains_itself(tmp_path, monkeypatch, capsys, options, said):
    monkeypatch.setenv("MITRA_DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        cli.main(["export", "--folder", str(tmp_path), *options])
    assert ended.value.code == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert len(shown.splitlines()) == 1


def test_the_command_line_tells_files_and_rows(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MITRA_DATA_DIR", str(tmp_path))
    _run(capsys, "enterprise", "add", "CV Maju", "--timezone", "Asia/Makassar")
    shown = _run(capsys, "export", "--folder", str(tmp_path / "out"), "--people", "--reason", "audit donor")
    folder = next((tmp_path / "out").glob("mitra-me-*"))
    assert {line for line in shown.splitlines() if line.startswith("/")} == {
        str(path) for path in folder.iterdir()
    }
    assert "enterprises 1" in shown
    assert "audit donor" in shown
    assert (folder / "people.csv").stat().st_mode & 0o077 == 0
    _run(capsys, "export", "--folder", str(tmp_path / "out"))
    assert not (folder / "people.csv").exists()
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SystemExit):
        cli.main(["export", "--folder", str(tmp_path / "file")])
    assert "tidak bisa ditulis: periksa" in capsys.readouterr().err


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    assert ended.value.code == 0
    return capsys.readouterr().out
