"""The operator at the terminal, while the bot runs; and the first one, who finds a link there."""

import asyncio
import json
import re

from simulator.client import Phone
from tests.acceptance.process import start
from tests.acceptance.test_crashes import READY, environment, telegram  # noqa: F401 - fixtures


async def mitra(settings, *arguments, code=0):
    """Return what `mitra …` prints."""
    async with start(*arguments, **settings) as process:
        printed, said = await process.process.communicate()
    assert process.process.returncode == code, said.decode()
    return printed.decode() if code == 0 else said.decode()


async def test_from_an_empty_database_to_a_worker(telegram, environment, tmp_path):  # noqa: F811
    """The link printed at the start makes an operator; enterprise and invitation are made while the bot runs."""
    async with Phone.connect(telegram.url) as phones, start("run", **environment) as bot:
        await bot.prints(READY)
        token = re.search(r"start=([\w-]{22})", bot.printed)[1]
        dewi, budi = await phones.person("Dewi"), await phones.person("Budi")
        await dewi.says(f"/start {token}")
        assert "pengelola program" in (await dewi.hears(timeout=15)).text
        await dewi.taps("✅")
        assert "pengelola program" in (await dewi.hears()).text

        added = await mitra(
            environment, "enterprise", "add", "CV Maju", "--timezone", "Asia/Makassar", "--json"
        )
        number = str(json.loads(added)["id"])
        issued = json.loads(
            await mitra(environment, "invite", "--enterprise", number, "--role", "worker", "--json")
        )
        assert sorted(issued) == ["expires", "link", "token"]
        assert issued["link"] == f"https://t.me/MitraScoreBot?start={issued['token']}"
        assert sorted(path.suffix for path in (tmp_path / "posters").iterdir()) == [".pdf", ".png"]

        await budi.says(f"/start {issued['token']}")
        assert "CV Maju" in (await budi.hears(timeout=15)).text
        await budi.taps("✅")
        await budi.hears()
        await budi.hears()
        await budi.says("Budi Paper")
        await budi.hears()
        shown = await mitra(environment, "export", "Budi Paper", "--folder", str(tmp_path / "out"))
        assert "Budi Paper" in (tmp_path / "out" / shown.split("/")[-1].strip()).read_text("utf-8")
        shown = await mitra(environment, "export", "--folder", str(tmp_path / "me"))
        assert "enterprises 1" in shown
        assert "CV Maju" in next((tmp_path / "me").glob("mitra-me-*/enterprises.csv")).read_text("utf-8-sig")
        assert "--yes" in await _printed_with_code_1(environment, "erase", "paper")
        assert "sudah dihapus" in await mitra(environment, "erase", "paper", "--yes")
        await budi.says("/profil")
        assert "belum terdaftar di sini" in (await budi.hears()).text


async def _printed_with_code_1(settings, *arguments):
    async with start(*arguments, **settings) as process:
        printed, _ = await asyncio.wait_for(process.process.communicate(), 60)
    assert process.process.returncode == 1
    return printed.decode()


async def test_what_does_not_fit_is_said_in_one_sentence(tmp_path):
    settings = {"MITRA_DATA_DIR": str(tmp_path)}
    said = await mitra(settings, "invite", "--enterprise", "9", "--role", "worker", code=2)
    assert "Perusahaan itu tidak ada" in said
    assert "Traceback" not in said
    said = await mitra(settings, "erase", "Budi", code=2)
    assert "Tidak ada orang yang cocok" in said


async def test_without_a_known_bot_there_is_a_token_but_no_link(tmp_path):
    settings = {"MITRA_DATA_DIR": str(tmp_path)}
    issued = await mitra(settings, "invite", "--role", "trainer")
    assert re.search(r"/start [\w-]{22}\n", issued)
