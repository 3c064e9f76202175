"""What an enterprise has when people have worked with Mitra for a while, one of everything: to be seen, changed and tapped on."""

import datetime as dt

import sqlalchemy as sa

from mitra import enterprises, hazards, open_questions, people
from mitra.askers import Asker
from mitra.checks import lists, runs, schedules
from mitra.kpis import indicators, readings
from mitra.kpis.periods import latest
from mitra.plan import actions as plan
from mitra.prompts import answers, kinds, sending, series, writing
from mitra.prompts.answers import Given
from mitra.prompts.audience import Audience
from mitra.store.models import Person, Role
from mitra.store.prompt_models import PromptReceiver
from mitra.suggestions import giving, rules
from mitra.suggestions.deciding import Desk
from mitra.suggestions.giving import Draft
from mitra.teaching import drafts, open_groups
from mitra.visits import report, visits
from tests.unit.mitra.checks.lists import make_list
from tests.unit.mitra.make import NOW

ROLES = ("worker", "manager", "committee", "trainer")


async def look_around(connection, number, base, *, key=b"kunci"):
    """Leave a finished check, one in the middle, an action, an alert, a schedule and a list of one's own."""
    every = {role: await people.actor_of(connection, base + n) for n, role in enumerate(ROLES, 1)}
    await lists.publish(connection, [make_list(critical={"rapi-1"})], at=NOW)
    area = (await enterprises.areas_of(connection, number))[0][0]
    run = await runs.begin(connection, every["worker"], number, area, "5s", at=NOW)
    for value in (0, 1, 2, 3, 0):
        run = (await runs.answer(connection, every["worker"], run, value, at=NOW)).run
    await runs.finish(connection, run, at=NOW)
    await runs.begin(connection, every["worker"], number, area, "5s", at=NOW)
    await plan.add(
        connection, every["worker"], number, problem="p", action=f"Tugas {base}", module=1,
        origin=f"check:{run.check_id}:ringkas-0", at=NOW,
    )  # fmt: skip
    await schedules.set_rhythm(connection, every["manager"], number, area, "5s", wanted="week:0", at=NOW)
    report = await hazards.draft(connection, every["worker"], number, f"Bahaya {base}", key=key, at=NOW)
    await hazards.send(connection, every["worker"], report, 2, at=NOW)
    for text, named in ((f"Usul {base}", True), (f"Ide {base}", False)):
        draft = Draft(text=text, module=1, named=named)
        sent = await giving.send(connection, every["worker"], number, draft, key=key, at=NOW)
    await Desk(connection, every["committee"], key=key, at=NOW).accept(sent.card.id, sent.card.version)
    await rules.change(connection, every["manager"], number, "ranking", at=NOW)
    await watch_figures(connection, every, number, base)
    await visit(connection, every["trainer"], number, base)
    await answer_question(connection, every["trainer"], base, key=key)
    own = make_list(lists.own_name(number, f"Daftar {base}"), title=f"Daftar {base}")
    await lists.add_own(connection, every["trainer"], number, own, at=NOW)


async def watch_figures(connection, every, number, base):
    """Leave two figures, one that a worker reports and one of their own, with a value each."""
    manager = every["manager"]
    first = await indicators.add_known(connection, manager, number, "defect_rate", at=NOW)
    first = await indicators.give(connection, manager, first, every["worker"].person_id, at=NOW)
    own = await indicators.add_own(
        connection, manager, number, name=f"Ukuran {base}", unit="", higher=True, rhythm="week", at=NOW
    )
    period = latest("week", NOW.date()).first
    for kpi in (first, own):
        amount = readings.plain_amount(kpi, 77.0 if kpi is first else 77_000.0 + base)
        await readings.report(connection, manager, kpi, period, amount, seen="", at=NOW)


async def visit(connection, trainer, number, base):
    """Leave a visit that was held, with notes, and one to come."""
    held = await visits.plan(connection, trainer, number, NOW.date(), at=NOW)
    await visits.note(connection, trainer, held.id, f"Catatan {base}", at=NOW)
    await report.close(connection, trainer, held.id, at=NOW)
    await visits.plan(connection, trainer, number, NOW.date() + dt.timedelta(days=5), at=NOW)


async def answer_question(connection, trainer, base, *, key=b"kunci"):
    """Leave a question, and an answer to it that its trainer has not sent."""
    asker = Asker(telegram_id=base + 1, key=key)
    await open_questions.note(connection, f"semprul kwaci {base}", on=NOW.date(), asker=asker)
    (group, *_) = await open_groups.groups(connection, trainer)
    await drafts.write(
        connection, trainer, group.questions[0].id, title=f"Jawab {base}", module=3, answer="Belum jadi", source="",
        at=NOW,
    )  # fmt: skip


async def follow_up(connection, people, number, base):
    trainer, worker = people["trainer"], people["worker"]
    for answer, options in ((kinds.TEXT, ()), (kinds.BUTTONS, ("Ya", "Tidak"))):
        made = await writing.begin(
            connection, trainer, title=f"Judul {base}", text=f"Pertanyaan {base}", at=NOW, answer=answer, options=options
        )  # fmt: skip
        everybody = Audience(enterprises=(number,), roles=(Role.WORKER, Role.MANAGER))
        await writing.edit(connection, trainer, made.id, audience=everybody)
        await writing.start(connection, trainer, made.id, at=NOW)
    await connection.execute(sa.update(Person).values(prompted=[]))
    await sending.look_due(connection, at=NOW)
    await connection.execute(sa.update(PromptReceiver).values(sent_at=NOW))
    await answers.answer(
        connection, worker, made.id - 1, Given(answer="text", text=f"Rahasia {base}"), at=NOW
    )
    await writing.begin(connection, trainer, title=f"Draf {base}", text=f"Belum {base}", at=NOW)
    await series.start(connection, trainer, number, 3, dt.date(2026, 11, 20), at=NOW)
    await series.look_due(connection, at=NOW)
