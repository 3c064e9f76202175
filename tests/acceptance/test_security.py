"""Attacks on the real road: what strangers, old buttons, other web pages and neighbours on the same computer get. The review: docs/security.md."""

import asyncio
import contextlib
import socket
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot import webhook
from bot.training import ROOT
from bot.webhook import SECRET_HEADER, Endpoints
from mitra import people, personal_data
from mitra.access import CONSOLE
from mitra.store.models import Membership
from mitra.store.suggestion_models import Suggestion
from simulator.client import Phone
from simulator.server import serve
from tests.acceptance.people import add_enterprise, join
from tests.acceptance.process import start

READY = "siap melayani"
SECRET = "only-telegram-knows-it"
ASK, ANSWER = "apar dipasang setinggi apa", "1,2 m"
TOKEN = "77:a-token-nobody-may-read"
KEY = "a-key-nobody-may-read"
#: What Rasa's own server would answer to.
RASA_PATHS = (
    "/",
    "/status",
    "/version",
    "/model",
    "/conversations/1/tracker",
    "/webhooks/rest/webhook",
    "/webhook",
)
#: Packages in the lock with known weaknesses (docs/dependencies.md), by the names under which they are imported.
NOT_SERVING = {
    "tensorflow", "keras", "tensorboard", "google", "grpc", "h5py", "sklearn", "joblib", "skops", "sklearn_crfsuite", "pycrfsuite",
    "sanic", "sanic_cors", "sanic_jwt", "websockets", "socketio", "engineio", "aiogram", "pymongo", "bson", "dns", "boto3", "botocore",
    "psycopg2", "confluent_kafka", "kafka", "sentry_sdk", "structlog_sentry", "twilio", "slack_sdk", "rocketchat_API", "webexteamssdk",
    "fbmessenger", "mattermostwrapper", "cachecontrol", "msgpack", "werkzeug", "markdown", "networkx", "pydot", "setuptools", "wheel",
    "pkg_resources", "lxml", "docx", "playwright",
}  # fmt: skip


# --- the webhook and its neighbours


@pytest.fixture
async def http(mitra):
    """Whoever reaches the port."""
    endpoints = Endpoints(
        bot=mitra.application.bot,
        road=mitra.road,
        order=mitra.order,
        database=mitra.database,
        valkey=None,
        clock=mitra.clock,
    )
    app = endpoints.app(webhook_url="https://mitra.example/telegram", secret=SECRET)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mitra") as client:
        yield client


@pytest.mark.parametrize(
    "shown", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "é", "\x00", " ", "x" * 5_000]
)
async def test_who_does_not_know_the_secret_is_not_even_read(http, shown):
    read = []

    async def body():
        read.append(1)
        yield b"{}"

    headers = [(SECRET_HEADER.encode(), shown.encode("latin-1"))] if shown is not None else []
    answer = await http.post("/telegram", content=body(), headers=headers)
    assert (answer.status_code, answer.content, read) == (403, b"", [])


async def test_who_knows_the_secret_is_read(http):
    assert (await http.post("/telegram", content=b"{}", headers={SECRET_HEADER: SECRET})).status_code == 200


async def test_a_body_that_does_not_end_is_given_up(http, monkeypatch):
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.05)
    slowly = asyncio.Event()

    async def body():
        yield b'{"update_id": '
        await slowly.wait()

    answer = await http.post("/telegram", content=body(), headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 400


async def test_rasas_own_server_is_not_there(http):
    for path in RASA_PATHS:
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert (await http.request(method, path, headers={SECRET_HEADER: SECRET})).status_code == 404


async def test_what_a_monitor_reads_is_about_nobody(http, mitra, phones):
    somebody = await phones.person("Wiratmoko")
    await somebody.says("kata sandi saya bolalampu")
    await somebody.hears()
    told = "".join([(await http.get(path)).text for path in ("/metrics", "/readyz", "/healthz")]).lower()
    assert "mitra_updates_total" in told
    for secret in ("wiratmoko", "bolalampu", str(somebody.id), mitra.application.bot.token, "cv "):
        assert secret.lower() not in told


# --- buttons that were somebody's right once


async def end_roles(mitra, phone):
    async with mitra.database.transaction() as connection:
        actor = await people.actor_of(connection, phone.id)
        ended = sa.update(Membership).where(Membership.person_id == actor.person_id)
        await connection.execute(ended.values(ended_at=mitra.clock(), removed=True))


@pytest.mark.parametrize("role", ["manager", "trainer"])
async def test_who_leads_no_more_sees_nothing_by_old_buttons(mitra, rina, role):
    """Trainers lose an enterprise, managers leave: their chats still have the pages with all the buttons."""
    number = await add_enterprise(mitra, "CV Pernah Dipimpin", "Jahit")
    await join(rina, mitra, role, number, name="Rina")
    await rina.says("/profil" if role == "manager" else "/pelatih")
    page = await rina.hears()
    await end_roles(mitra, rina)
    for data in (
        "lead:see:",
        "lead:members:",
        "lead:areas:",
        "plan:list:",
        "kpi:menu:",
        "summary:see:",
        "committee:",
    ):
        await rina.taps_data(f"{data}{number}", page.message_id, rina.id, forged=True)
        said = await rina.hears(timeout=15)
        assert "CV Pernah Dipimpin" not in said.text, data
        assert not any(str(number) in button.data for row in said.buttons for button in row), data


async def test_erased_in_the_middle_of_a_suggestion_nothing_of_it_is_sent(mitra, budi):
    """Somebody asks on paper to be forgotten while a draft is open in the chat: its button finds nobody."""
    await join(budi, mitra, "worker", await add_enterprise(mitra, "CV Lupa"), name="Budi")
    await budi.says("/saran")
    await budi.hears()
    await budi.says("tolong lampu gudang diganti, gelap sekali")
    draft = await budi.hears()
    async with mitra.database.transaction() as connection:
        before = await connection.scalar(sa.select(sa.func.count()).select_from(Suggestion))
        erased = await personal_data.erase(
            connection,
            CONSOLE,
            budi.id,
            key=mitra.settings.key,
            topics=mitra.library.topics,
            at=mitra.clock(),
        )
    assert erased
    await budi.taps("📨 Kirim", on=draft)
    assert "terkirim" not in (await budi.hears()).text.lower()
    async with mitra.database.transaction() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(Suggestion)) == before
        assert (await people.actor_of(connection, budi.id)).person_id is None


@pytest.mark.parametrize(
    "typed",
    [
        "/privasi",
        "/profil",
        "/saran_saya",
        "/panitia",
        "/rencana",
        "/tugas",
        "/angka",
        "/ringkasan",
        "/saran",
        "/lapor",
        "/cek5s",
        "/cekk3",
        "/pelatih",
    ],
)
async def test_in_a_group_nothing_personal_is_said(mitra, phones, typed):
    """All members of the group would read it, and people who join it later."""
    somebody = await phones.person("Dewi")
    await join(somebody, mitra, "worker", await add_enterprise(mitra, "CV Rahasia Dewi"), name="Dewi")
    group = await phones.group("Satu pabrik", somebody)
    await somebody.hears()  # introduces itself
    await somebody.says(f"{typed}@{mitra.application.bot.username}", chat_id=group)
    said = await somebody.hears()
    assert "CV Rahasia Dewi" not in said.text
    assert "chat saya langsung" in said.text


# --- texts made to do harm


@pytest.mark.parametrize(
    "text", ["kode" + " " * 4_000 + "xx", "jam" + " " * 4_000 + "x", "\n" * 4_000 + "a-", "1" * 4_096]
)
async def test_a_text_made_to_keep_mitra_busy_does_not(mitra, phones, text):
    """While a pattern tries, nobody else is answered."""
    attacker, budi = await phones.person("Penyerang"), await phones.person("Budi")
    await attacker.says(text)
    await budi.says(ASK)
    async with asyncio.timeout(5):
        assert ANSWER in (await budi.hears()).text


@pytest.mark.parametrize("blank", ["\xa0", "\u2003", "\x85", "\r", "/ /", "\u200b\xa0"])
async def test_nobody_names_an_intent_to_rasa(mitra, budi, blank):
    """Rasa takes "/poll{…}" for an intent and its values, whatever blanks stand before: it would be a button nobody was shown."""
    await budi.says(f"/{blank}/modules")
    assert "belum paham" in (await budi.hears()).text


async def test_a_text_of_which_nothing_can_be_seen_gets_an_answer_too(mitra, budi):
    await budi.says("\u202e\u2066\u200b\u3164")
    assert (await budi.hears()).text


# --- the page to try things out


async def test_another_web_page_neither_reads_nor_acts_in_the_demo(simulator):
    """A page open in the same browser can send forms here, and have a name of its own lead to this computer."""
    async with httpx.AsyncClient(base_url=simulator.url, trust_env=False) as browser:
        port = simulator.url.rpartition(":")[2]
        for headers in (
            {"Origin": "https://penipu.example"},
            {"Origin": "null"},
            {"Host": f"penipu.example:{port}"},
            {"Host": f"127.0.0.1.penipu.example:{port}"},
            {"Host": ""},
            {"Host": "[penipu"},
        ):
            for method, path in (("GET", "/sim/state"), ("POST", "/sim/people"), ("GET", "/")):
                assert (await browser.request(method, path, headers=headers)).status_code == 403, headers
        for headers in ({}, {"Origin": simulator.url}, {"Host": f"localhost:{port}"}):
            assert (await browser.get("/sim/state", headers=headers)).status_code == 200


# --- the process, as neighbours on the same computer see it


@contextlib.asynccontextmanager
async def running_mitra(folder, **more):
    (folder / "models").symlink_to(ROOT / "var" / "models")
    async with serve() as telegram, Phone.connect(telegram.url) as phones:
        environment = {
            "MITRA_TELEGRAM_TOKEN": TOKEN,
            "MITRA_TELEGRAM_API": telegram.url,
            "MITRA_DATA_DIR": str(folder),
            "MITRA_SECRET_KEY": KEY,
            "MITRA_LOG_LEVEL": "DEBUG",
        }
        async with start("run", **environment | more) as process:
            await process.prints(READY)
            yield process, telegram, phones


def listening(process):
    """Return the ports at which a process listens."""
    sockets = {str(one.readlink()) for one in Path(f"/proc/{process}/fd").iterdir() if one.is_symlink()}
    lines = "".join(Path(f"/proc/{process}/net/{name}").read_text("ascii") for name in ("tcp", "tcp6"))
    rows = [line.split() for line in lines.splitlines()]
    mine = [row for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]
    return {int(row[1].rpartition(":")[2], 16) for row in mine}


def seen_by_neighbours(process, folder):
    """Return a process's command line and ports, and who may read its database."""
    arguments = Path(f"/proc/{process}/cmdline").read_text("utf-8")
    modes = {stat.S_IMODE(one.stat().st_mode) for one in folder.glob("mitra.sqlite*")}
    return arguments, listening(process), modes


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_token_key_and_words_stay_inside(model, tmp_path):
    """Not in the process list, not in the log at its most talkative, not even when Telegram fails in every way."""
    port = free_port()
    async with running_mitra(tmp_path, MITRA_HTTP_PORT=str(port)) as (mitra, telegram, phones):
        budi = await phones.person("Wiratmoko")
        for kind in ("error_500", "bad_gateway", "drop_before", "drop_after", "retry_after"):
            telegram.world.fail(kind, method="sendMessage", times=1, seconds=1)
        for _ in range(5):
            await budi.says("bolalampu " + ASK)
            await budi.hears(timeout=30)
        arguments, ports, modes = seen_by_neighbours(mitra.process.pid, tmp_path)
        await mitra.is_asked_to_stop()
        await mitra.ends()
    assert (ports, modes) == ({port}, {0o600})
    for secret in ("a-token", KEY, "bolalampu", "Wiratmoko"):
        assert secret not in mitra.printed
        assert secret not in arguments


async def test_unless_asked_for_no_port_is_open(model, tmp_path):
    async with running_mitra(tmp_path) as (mitra, _telegram, _phones):
        assert listening(mitra.process.pid) == set()


SERVING = f"""
import asyncio, sys
from bot.environment import prepare
prepare()
from mitra.log import configure
configure("ERROR")
from rich.console import Console
import bot.cli, bot.service, bot.webhook
from bot.asking import answer_all
from bot.training import ROOT, ensure_model
from mitra.content.library import read_library
model = ensure_model(ROOT / "var" / "models", Console(stderr=True))
asyncio.run(answer_all([{ASK!r}], read_library(), model, as_json=True))
empty = {{"_EmptyModule"}}
print(*(name for name, module in sys.modules.items() if type(module).__name__ not in empty))
"""


def test_what_has_known_weaknesses_is_not_loaded_by_a_serving_process(model):
    """Rasa would import nearly all of it (bot/lean.py); who answers a question loads none."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SERVING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    answer, names = done.stdout.splitlines()
    loaded = {name.partition(".")[0] for name in names.split()}
    assert ANSWER in answer
    assert {"rasa", "mitra", "bot"} <= loaded
    assert loaded & NOT_SERVING == set()
