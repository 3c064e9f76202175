"""
The guides in docs/panduan, and the pictures in them: every picture is taken here, from a short story.

A story whose words no longer are those beside its picture fails; `make guides` takes all pictures anew.
"""

import os

import pytest
import yaml
from playwright.async_api import async_playwright

from bot import cli
from mitra.content.library import CONTENT_DIR
from mitra.papers.wall_poster import wall_poster_pdf
from tests.acceptance import guides_papers as papers
from tests.acceptance.guides_camera import GUIDES, PICTURES, STYLE, WIDTH, Camera
from tests.acceptance.guides_world import found_workshop, open_stage, taps, told
from tests.acceptance.people import invite
from tests.acceptance.test_page import CHROMIUM, QUIET

WRITES = bool(os.environ.get("MITRA_WRITE_GUIDES"))
POSTER, POSTER_WORDS = GUIDES / "poster-pekerja.pdf", GUIDES / "poster.yml"
GUIDE = pytest.mark.parametrize("guide", [*papers.guides(), POSTER_WORDS], ids=lambda path: path.stem)


@pytest.fixture(scope="module")
async def stage(library, model, tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: .ci/run installs Debian's")
    async with open_stage(library, model, tmp_path_factory.mktemp("guides")) as opened:
        yield opened


@pytest.fixture(scope="module")
async def camera(stage):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(
            viewport={"width": WIDTH, "height": 400},
            device_scale_factor=1.5,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            bypass_csp=True,  # the camera looks at one phone, the page allows no styles but its own
        )
        page.set_default_timeout(15_000)
        await page.goto(stage.url)
        await page.add_style_tag(content=STYLE)
        yield Camera(page, writes=WRITES)
        await browser.close()


@pytest.fixture
async def workshop(stage):
    return await found_workshop(stage)


@pytest.fixture
def poster():
    """What hangs on the wall; what it tells people to type is what they type here."""
    return yaml.safe_load(POSTER_WORDS.read_text("utf-8"))


# --- for workers


async def test_somebody_joins_by_a_link(stage, camera, workshop):
    siti = await stage.phones.person("Siti")
    await siti.says(f"/start {await invite(stage.mitra, 'worker', workshop.number)}")
    await camera.takes("gabung", siti, await told(siti, "mengundang Anda"))


async def test_slang_is_answered(camera, workshop, poster):
    asked = await workshop.budi.says(poster["cards"][0]["says"])
    await camera.takes("tanya", workshop.budi, asked, await told(workshop.budi, "listrik"))


async def test_a_self_check_item_by_item_and_its_result(camera, workshop):
    budi = workshop.budi
    await budi.says("/cek5s")
    await told(budi, "Bagian mana")
    await taps(budi, "Jahit", "Pilih caranya")
    item = await taps(budi, "⚡ Singkat", "1/")
    await camera.takes("cek-butir", budi, item)
    for answer in "3421":
        item = await taps(budi, answer)
    while "selesai" not in item.text:
        item = await taps(budi, "4")
    picture, result = await budi.hears(30), await told(budi, "Nilai")
    await camera.takes("cek-hasil", budi, picture, result)


async def test_a_suggestion_without_a_name_is_shown_before_it_is_sent(camera, workshop):
    budi = workshop.budi
    said = await budi.says("usul dong, kipas di ruang jahit ditambah")
    preview = await told(budi, "Saran Anda", "tanpa nama")
    await camera.takes("saran", budi, said, preview)
    await camera.takes("saran-terkirim", budi, await taps(budi, "📨 Kirim ke panitia", "Kode bukti"))


async def test_danger_is_reported_by_one_tap_and_reaches_the_manager(camera, workshop, poster):
    budi, rina = workshop.budi, workshop.rina
    begun = await budi.says(poster["emergency"]["says"])
    asked = await told(budi, "Ada bahaya apa")
    said = await budi.says("kabel terkelupas di mesin jahit")
    await camera.takes("lapor", budi, begun, asked, said, await told(budi, "Seberapa bahaya"))
    await camera.takes("lapor-terkirim", budi, await taps(budi, "🔴 Bisa mematikan", "terkirim"))
    await camera.takes("bahaya", rina, await told(rina, "Laporan bahaya", "bisa mematikan"))


async def test_what_is_kept_about_somebody(camera, workshop):
    asked = await workshop.budi.says("/privasi")
    await camera.takes("privasi", workshop.budi, asked, await told(workshop.budi, "Data Anda"))


# --- for managers


async def test_a_reminder_is_answered_by_one_tap(stage, camera):
    await camera.takes("pengingat", await stage.person("Budi"), stage.reminder)


async def test_the_plan_its_figures_and_its_summary(stage, camera):
    rina = await stage.person("Ibu Rina")
    asked = await rina.says("/rencana")
    await camera.takes("rencana", rina, asked, await told(rina, "Rencana perbaikan"))
    asked = await rina.says("/angka")
    await camera.takes("angka", rina, asked, await told(rina, "Angka (KPI)"))
    asked = await rina.says("/ringkasan")
    picture = await rina.hears(30)
    await camera.takes("ringkasan", rina, asked, picture, await told(rina, "Ringkasan"))


async def test_workers_are_invited_with_a_poster(camera, workshop):
    rina = workshop.rina
    await rina.says("/profil")
    await told(rina, "Profil Anda")
    await camera.takes("kelola", rina, await taps(rina, "🏭 Kelola", "Kode untuk"))
    await taps(rina, "➕ Undang orang", "Undang siapa")
    link = await taps(rina, "👷 Pekerja", "Undangan untuk")
    await camera.takes("undang", rina, link, await rina.hears(30))


async def test_somebody_is_away_and_has_a_stand_in(camera, workshop):
    rina = workshop.rina
    await rina.says("/tugas")
    await told(rina, "Tugas Anda")
    await taps(rina, "🏖️ Saya tidak masuk", "Sampai hari apa")
    said = await rina.says("Jumat depan")
    await told(rina, "Siapa yang menerima pengingat")
    await camera.takes("tidak-masuk", rina, said, await taps(rina, "Budi", "Tercatat"))


async def test_the_plan_goes_out_as_a_spreadsheet(stage, camera):
    rina = await stage.person("Ibu Rina")
    await rina.says("/rencana")
    listed = await told(rina, "Rencana perbaikan")
    await camera.takes("excel", rina, await taps(rina, "📗 Unduh Excel", "untuk Excel"))
    await rina.taps("7", on=listed)
    await camera.takes("tindakan", rina, await told(rina, "Tindakan 7"))


# --- for the committee


async def test_the_committee_sees_what_waits_and_decides(stage, camera):
    joko, rina = await stage.person("Pak Joko"), await stage.person("Ibu Rina")
    asked = await joko.says("/panitia")
    await camera.takes("panitia", joko, asked, await told(joko, "saran menunggu keputusan"))
    listed = await taps(joko, "🆕 Baru", "Saran baru")
    await camera.takes("panitia-saran", joko, await taps(joko, listed.labels[0], "Tanpa nama"))
    asked = await taps(joko, "🙏 Tolak", "Apa alasannya")
    said = await joko.says("Anggaran kipas baru ada bulan depan, ventilasi dibuka dulu.")
    await camera.takes("panitia-usul", joko, asked, said, await told(joko, "menunggu persetujuan pihak lain"))
    await camera.takes("panitia-setuju", rina, await told(rina, "mengusulkan saran"))


# --- for trainers


async def test_a_trainer_sees_who_is_stuck_and_who_is_silent(stage, camera):
    sari = await stage.person("Bu Sari")
    asked = await sari.says("/pelatih")
    await camera.takes("pelatih", sari, asked, await told(sari, "Perusahaan binaan Anda"))
    await camera.takes("tindak-lanjut", sari, await taps(sari, "📣 Tindak lanjut", "Tindak lanjut"))
    await camera.takes("hasil", sari, await taps(sari, "📊 Papan 5R", "Terkirim"))
    await camera.takes("belum-menjawab", sari, await taps(sari, "⏳ Belum menjawab", "Yang belum menjawab"))


async def test_a_trainer_has_series_letters_and_visits(stage, camera):
    sari = await stage.person("Bu Sari")
    await sari.says("/pelatih")
    await told(sari, "Perusahaan binaan Anda")
    await taps(sari, "📣 Tindak lanjut", "Tindak lanjut")
    letters = await taps(sari, "📨 Kotak jawaban", "Kotak jawaban")
    await camera.takes("kotak-jawaban", sari, await taps(sari, letters.labels[0], "CV Maju Bersama"))
    await taps(sari, "⬅️ Kotak jawaban")
    await taps(sari, "⬅️ Tindak lanjut")
    runs = await taps(sari, "🗓️ Seri yang berjalan", "Seri di perusahaan")
    await camera.takes("seri", sari, await taps(sari, runs.labels[0], "pelatihan"))


async def test_what_mitra_did_not_know_is_answered_by_a_trainer(stage, camera, workshop):
    asked = await workshop.budi.says("mesin obras muncul kode e12 kenapa ya")
    await camera.takes("belum-paham", workshop.budi, asked, await told(workshop.budi, "belum paham"))
    sari = await stage.person("Bu Sari")
    await sari.says("/pelatih")
    await told(sari, "Perusahaan binaan Anda")
    await taps(sari, "❓ Belum terjawab", "obras")
    await camera.takes("belum-terjawab", sari, await taps(sari, "1", "ditanyakan"))


async def test_a_visit_has_an_agenda(stage, camera):
    sari = await stage.person("Bu Sari")
    await sari.says("/pelatih")
    await told(sari, "Perusahaan binaan Anda")
    await taps(sari, "🔴 CV Maju Bersama", "Kode untuk")
    await taps(sari, "📍 Kunjungan", "Kunjungan ·")
    await taps(sari, "➕ Rencanakan kunjungan")
    await sari.says("minggu depan hari Selasa")
    await camera.takes("kunjungan", sari, await told(sari, "Kunjungan tercatat"))


# --- for operators


async def test_an_operator_sees_all_enterprises_and_invites_trainers(stage, camera):
    await camera.takes("pengelola", stage.dewi, *stage.overview)
    await camera.takes("gangguan", stage.dewi, stage.warning)
    await camera.takes("undang-pelatih", stage.dewi, await taps(stage.dewi, "🎓 Undang pelatih", "Undangan"))


# --- for everybody


async def test_who_is_stuck_finds_help_and_their_profile(camera, workshop):
    budi = workshop.budi
    asked = await budi.says("/bantuan")
    await camera.takes("bantuan", budi, asked, await told(budi, "Cara memakai Mitra"))
    asked = await budi.says("/profil")
    await camera.takes("profil", budi, asked, await told(budi, "Profil Anda"))


# --- what the guides say


def test_the_poster_is_drawn_from_its_words(poster):
    drawn = wall_poster_pdf(poster)
    if WRITES or not POSTER.exists():
        POSTER.write_bytes(drawn)

    assert POSTER.read_bytes() == drawn, "docs/panduan/poster-pekerja.pdf is out of date: run `make guides`"


def test_every_picture_is_shown_and_there():
    """With the words beside it; none is left over from a story that is no longer told."""
    shown = {name for guide in papers.guides() for name in papers.pictures_in(guide.read_text("utf-8"))}

    assert shown == {f"gambar/{path.name}" for path in PICTURES.glob("*.png")}
    assert {path.stem for path in PICTURES.glob("*.txt")} == {path.stem for path in PICTURES.glob("*.png")}


@GUIDE
def test_every_link_leads_somewhere(guide):
    missing = [link for link in papers.links_in(guide.read_text("utf-8")) if not (GUIDES / link).exists()]

    assert missing == []


@GUIDE
def test_every_command_and_button_is_in_the_chat(guide):
    text, written = guide.read_text("utf-8"), papers.labels()
    known = {one["command"] for one in yaml.safe_load((CONTENT_DIR / "commands.yml").read_text("utf-8"))}

    strange = {button for button in papers.buttons_in(text) if not papers.is_label(button, written)}

    assert (papers.commands_in(text) - known) | strange == set()


def test_every_command_line_can_be_typed():
    typed = list(papers.command_lines_in((GUIDES / "pengelola.md").read_text("utf-8")))
    for arguments in typed:
        cli._parsed(arguments)  # ends the test where the command line would end the program

    assert len(typed) > 10
