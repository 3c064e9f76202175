"""deploy/ fits what Mitra really reads, serves and measures; what can be checked without an engine is checked."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import prometheus_client
import pytest
import yaml

from bot import metrics
from bot.training import ROOT
from mitra.settings import Settings

DEPLOY = ROOT / "deploy"
KNOWN = {f"MITRA_{name.upper()}" for name in Settings.model_fields}
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))


def variables_in(text: str) -> set[str]:
    return set(re.findall(r"\bMITRA_[A-Z_]+", text))


@pytest.mark.parametrize(
    "name", ["mitra.service", "mitra-backup.service", "mitra.env.example", "Dockerfile", "compose.yml"]
)
def test_every_setting_named_is_one_that_is_read(name):
    named = variables_in((DEPLOY / name).read_text("utf-8"))
    assert named
    assert named <= KNOWN


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", ["mitra.service", "mitra-backup.service", "mitra-backup.timer"])
def test_systemd_understands_the_units(name, tmp_path):
    """As `systemd-analyze verify` sees them, with this folder in the place of the one on the server."""
    for unit in DEPLOY.glob("mitra*.service"):
        text = unit.read_text("utf-8").replace("/opt/mitra", str(ROOT))
        (tmp_path / unit.name).write_text(text, "utf-8")
    shutil.copy(DEPLOY / "mitra-backup.timer", tmp_path)
    checked = subprocess.run(  # noqa: S603
        [shutil.which("systemd-analyze"), "verify", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    # Other units of the machine may have their own trouble.
    said = [line for line in checked.stderr.splitlines() if "mitra" in line]
    assert said == []


def test_what_compose_asks_for_is_in_the_example():
    text = (DEPLOY / "compose.yml").read_text("utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    given = set(re.findall(r"^(\w+)=", (DEPLOY / "compose.env.example").read_text("utf-8"), re.MULTILINE))
    assert asked == given


def test_the_proxy_opens_the_webhooks_path_and_nothing_else():
    url = COMPOSE["services"]["mitra"]["environment"]["MITRA_WEBHOOK_URL"]
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert re.findall(r"^\s*path (\S+)", caddy, re.MULTILINE) == ["/" + url.rpartition("/")[2]]
    assert "respond 404" in caddy
    port = re.search(r"dynamic a mitra (\d+)", caddy)[1]
    assert f"MITRA_HTTP_PORT={port}" in (DEPLOY / "Dockerfile").read_text("utf-8")


def test_the_proxy_ends_connections_that_send_nothing():
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    limits = dict(re.findall(r"^\s*(read_header|read_body|idle) (\S+)", caddy, re.MULTILINE))
    assert limits == {"read_header": "10s", "read_body": "10s", "idle": "2m"}


def test_database_and_valkey_are_reached_from_inside_only():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "valkey"):
        assert COMPOSE["services"][name]["networks"] == ["inside"]
        assert "ports" not in COMPOSE["services"][name]
    open_ports = {port for one in COMPOSE["services"].values() for port in one.get("ports", [])}
    assert open_ports == {"80:80", "443:443", "127.0.0.1:3000:3000"}


def test_secrets_are_on_no_command_line():
    for name, service in COMPOSE["services"].items():
        # "$$" is left to the shell inside; "${…}" would be written out by compose.
        assert "${" not in str(service.get("command", "")), name
    for unit in DEPLOY.glob("*.service"):
        assert not variables_in(re.search(r"ExecStart=.*", unit.read_text("utf-8"))[0])


def test_files_that_compose_hands_over_are_there():
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            if volume.startswith("./"):
                assert (DEPLOY / volume.split(":")[0]).is_file()
        build = service.get("build")
        assert not build or (DEPLOY / build["context"] / build["dockerfile"]).is_file()


def measured() -> set[str]:
    """Return the names under which our figures are read."""
    ours = {id(one) for one in vars(metrics).values()}
    names = set()
    for collector, its_names in prometheus_client.REGISTRY._collector_to_names.items():
        if id(collector) in ours:
            names |= set(its_names)
    return names


def test_the_dashboard_shows_what_is_measured_and_all_of_it():
    board = json.loads((DEPLOY / "grafana" / "mitra.json").read_text("utf-8"))
    shown = set()
    for panel in board["panels"]:
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "mitra-prometheus"
            shown |= set(re.findall(r"\bmitra_\w+", target["expr"]))
    assert shown <= measured()
    kinds = {name for name in vars(metrics) if hasattr(getattr(metrics, name), "_name")}
    bases = {getattr(metrics, name)._name for name in kinds}
    assert {base for base in bases if not any(name.startswith(base) for name in shown)} == set()


def test_panels_do_not_lie_on_each_other():
    board = json.loads((DEPLOY / "grafana" / "mitra.json").read_text("utf-8"))
    taken = set()
    for place in (panel["gridPos"] for panel in board["panels"]):
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken
        taken |= cells


def test_what_the_image_leaves_out_is_not_needed_to_serve():
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split("\n")
    needed = {"bot", "mitra", "actions", "nlu", "content", "data", "migrations", "scripts", "simulator"}
    assert not needed & set(left_out)
    assert {"var", ".git", "deploy/.env"} <= set(left_out)
    assert all(Path(ROOT / name).exists() for name in needed)
