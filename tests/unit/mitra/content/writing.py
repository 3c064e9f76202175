"""A small content folder to break one thing at a time."""

import json
from pathlib import Path

#: Lines of a topic without a fault; `None` as an override leaves a field out.
_FIELDS = {
    "id": "m5-apar",
    "title": "APAR",
    "module": 5,
    "audience": "pekerja",
    "questions": [
        "[tinggi|jarak|isi] apar [berapa|brp|apa] (sih)",
        "apar [dipasang|ditaruh|digantung] di mana (ya)",
        "[siapa|kapan] cek apar (dong)",
    ],
    "sources": ["Permenaker 4/1980"],
    "regulations": ["permenaker-4-1980"],
    "checked": "2026-11-23",
    "related": ["m5-alarm"],
}
REGULATION = "- {id: permenaker-4-1980, name: Permenaker 4/1980, status: berlaku, checked: 2026-11-23}\n"
SHORT = "Pasang APAR **125 cm** dari lantai, sesuai Permenaker 4/1980."
DETAIL = "Cek tiap 6 bulan:\n\n- segel\n- tekanan"


def topic_text(*, short: str = SHORT, detail: str = DETAIL, **overrides: object) -> str:
    """Return a topic's file; `overrides` replace front matter as written in YAML."""
    fields = {name: value for name, value in (_FIELDS | overrides).items() if value is not None}
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", short, "", "## Selengkapnya", "", detail, ""])


def line_of(text: str, beginning: str) -> int:
    """Return the number, from 1, of the line that begins so."""
    return next(
        number for number, line in enumerate(text.split("\n"), 1) if line.lstrip().startswith(beginning)
    )


def write_content(folder: Path, **overrides: object) -> Path:
    """Write two good topics of module 5 into `folder`, m5-apar with `overrides`; return the file of that one."""
    (folder / "modules" / "m5-k3").mkdir(parents=True, exist_ok=True)
    (folder / "modules.yml").write_text(
        "- {number: 0, folder: m0-program, icon: '🧭', title: Program SCORE}\n"
        "- {number: 5, folder: m5-k3, icon: '⛑️', title: Keselamatan kerja}\n",
        "utf-8",
    )
    (folder / "regulations.yml").write_text(REGULATION, "utf-8")
    other = {"questions": [line.replace("apar", "alarm") for line in _FIELDS["questions"]]}
    write_topic(folder, "alarm", id="m5-alarm", title="Alarm", related=["m5-apar"], **other)
    return write_topic(folder, "apar", **overrides)


def write_topic(folder: Path, name: str, **overrides: object) -> Path:
    """Write one more topic of module 5."""
    path = folder / "modules" / "m5-k3" / f"{name}.md"
    path.write_text(topic_text(**overrides), "utf-8")
    return path


def _yaml(value: object) -> str:
    if isinstance(value, list):
        return "".join(f"\n- {json.dumps(item)}" for item in value) or "[]"
    return str(value)
