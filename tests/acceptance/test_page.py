"""The demo's page in a real browser, as somebody who tries Mitra for the first time sees it."""

import shutil

import pytest
from playwright.async_api import async_playwright, expect

from bot.service import open_service
from bot.training import ROOT
from mitra import menus
from simulator.server import seed_demo, serve
from tests.acceptance.conftest import make_settings, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: No talk with the outside: on a closed network Chromium would wait for it.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1000, "height": 960}
PICTURE = ROOT / "docs" / "mitra.png"


@pytest.fixture(scope="module")
async def demo(library, model, tmp_path_factory):
    """What `make run` shows without a token."""
    async with serve() as simulator:
        seed_demo(simulator.world)
        settings = make_settings(simulator.url, tmp_path_factory.mktemp("demo"))
        async with open_service(settings, library, model) as service, running(service):
            await service.application.bot.set_my_commands(menus.menu(frozenset()))
            yield simulator


@pytest.fixture
async def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: .ci/run installs Debian's")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


async def open_page(browser, url, size):
    page = await browser.new_page(viewport=size, device_scale_factor=1.25)
    page.set_default_timeout(15_000)
    await page.goto(url)
    return page


async def ask(phone, question):
    await phone.get_by_role("textbox").fill(question)
    await phone.get_by_role("textbox").press("Enter")


async def test_a_question_is_asked_answered_and_read_on(browser, demo, tmp_path):
    """Type, read, tap; the picture that is taken is the README's."""
    page = await open_page(browser, demo.url, DESK)
    budi = page.locator(".phone", has=page.get_by_role("heading", name="Budi"))
    rina = page.locator(".phone", has=page.get_by_role("heading", name="Ibu Rina"))

    await ask(budi, "tabung pemadam dipasang setinggi apa ya")
    await expect(budi.get_by_text("1,2 m").last).to_be_visible()
    await ask(rina, "/modul")
    await rina.get_by_role("button", name="Keselamatan & kesehatan").last.click()
    await expect(rina.get_by_text("halaman 1 dari").last).to_be_visible()
    await page.screenshot(path=tmp_path / "mitra.png")
    await budi.get_by_role("button", name="Selengkapnya").click()
    await expect(budi.get_by_text("Cara memasang").last).to_be_visible()

    assert (tmp_path / "mitra.png").stat().st_size > 20_000
    keep_picture(tmp_path / "mitra.png")


async def test_the_page_fits_a_phone(browser, demo):
    """At 360 px nothing sticks out, and every control is big enough for a thumb."""
    page = await open_page(browser, demo.url, PHONE)

    width = await page.evaluate("document.documentElement.scrollWidth")
    heights = await page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.offsetParent).map(b => b.getBoundingClientRect().height)"
    )

    assert width <= PHONE["width"]
    assert min(heights) >= 40


def keep_picture(taken):
    """Make it the README's picture where there is none yet; delete that one to have it taken anew."""
    if not PICTURE.exists():
        PICTURE.parent.mkdir(exist_ok=True)
        shutil.copy(taken, PICTURE)
