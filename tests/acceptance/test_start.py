"""What keeps Mitra from starting is said in one sentence, with exit code 2 and no traceback."""

import shutil
import socket

import pytest

from bot.training import ROOT
from tests.acceptance.process import start

CANNOT_START = 2
CODE = (
    "mitra",
    "bot",
    "actions",
    "nlu",
    "simulator",
    "content",
    "config.yml",
    "domain.yml",
    "requirements.lock",
)


async def refusal(*arguments, root=ROOT, **environment):
    """Return what is printed by a Mitra that refuses to start."""
    async with start(*arguments, root=root, **environment) as mitra:
        printed, said = await mitra.process.communicate()
    assert mitra.process.returncode == CANNOT_START, said.decode()
    assert printed == b""
    assert b"Traceback" not in said
    return said.decode()


@pytest.fixture
def copy(tmp_path):
    """A copy of the project whose content may be broken."""
    for name in CODE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / "copy" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / "copy" / name)
    return tmp_path / "copy"


async def test_a_token_telegram_does_not_know(simulator, tmp_path):
    settings = {
        "MITRA_TELEGRAM_TOKEN": "123",
        "MITRA_TELEGRAM_API": simulator.url,
        "MITRA_DATA_DIR": str(tmp_path),
    }

    said = await refusal("run", **settings)

    assert "MITRA_TELEGRAM_TOKEN" in said
    assert said.count("\n") == 1


async def test_a_server_that_cannot_be_reached(tmp_path):
    settings = {"MITRA_TELEGRAM_TOKEN": "7:some-secret-token", "MITRA_TELEGRAM_API": "http://127.0.0.1:9"}

    said = await refusal("run", **settings, MITRA_DATA_DIR=str(tmp_path))

    assert "http://127.0.0.1:9 tidak bisa dihubungi" in said
    assert "some-secret-token" not in said


async def test_a_port_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = await refusal("demo", MITRA_HTTP_PORT=str(port), MITRA_DATA_DIR=str(tmp_path))

    assert f"Port {port} tidak bisa dipakai" in said
    assert "MITRA_HTTP_PORT" in said


async def test_a_data_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")

    said = await refusal("run", MITRA_DATA_DIR=str(tmp_path / "file" / "var"))

    assert "MITRA_DATA_DIR" in said


async def test_a_setting_of_the_wrong_kind(tmp_path):
    said = await refusal("run", MITRA_SEND_RATE="cepat", MITRA_DATA_DIR=str(tmp_path))

    assert said.startswith("MITRA_SEND_RATE")


async def test_a_broken_answer_names_file_and_line(copy, tmp_path):
    broken = copy / "content" / "modules" / "m5-k3" / "apar-pasang.md"
    text = broken.read_text("utf-8")
    broken.write_text(text.replace("module: 5", "module: lima"), "utf-8")

    said = await refusal("run", root=copy, MITRA_DATA_DIR=str(tmp_path))

    assert f"apar-pasang.md:{text[: text.index('module: 5')].count(chr(10)) + 1}:" in said


async def test_a_broken_message_names_file_and_line(copy, tmp_path):
    broken = copy / "content" / "messages" / "help.html.j2"
    broken.write_text("<b>Cara</b>\n{{ row(button( }}\n", "utf-8")

    said = await refusal("run", root=copy, MITRA_DATA_DIR=str(tmp_path))

    assert "help.html.j2:2:" in said
