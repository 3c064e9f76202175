"""The style sheet of docs/bahasa.md, as far as a machine can read it: words and marks decided against."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mitra.content.library import CONTENT_DIR

#: What must not be said → what to write instead.
SLIPS = {
    # Who is spoken to, and what is done with a button.
    r"\b(kamu|kau|kalian|gue|lu)\b|\banda\b": "Anda",
    r"(?i)\b(klik|ketuk|pencet)\b": "tekan",
    # One word for one thing.
    r"(?i)\b(bila|apabila|bilamana|jika|jikalau)\b": "kalau",
    r"(?i)\bagar\b": "supaya",
    r"(?i)\bsetelah\b": "sesudah",
    r"(?i)\bsif\b": "shift",
    r"(?i)\bskor\b": "nilai",
    r"(?i)\bwakil (pimpinan|manajemen)\b": "wakil pengusaha",
    r"(?i)\b(bagian|divisi) SDM\b": "personalia (HRD)",
    r"(?i)\barea kerja\b(?= Anda|,| dan jam)": "bagian",
    r"(?i)\bberkas\b": "file",
    r"(?i)\bpenghematan\b": "hemat",
    # Spelling.
    r"(?i)\b(silahkan|merubah|dirubah|resiko|analisa|ijin|nasehat|praktek|jaman|hapal|antri|trampil|sistim)\b": "KBBI",
    r"(?i)\b(dimana|kemana|darimana|disini|disana|disitu|didalam|diluar|diatas|dibawah|didepan|dibelakang)\b": "di … apart",
    r"(?i)\bdi (isi|kirim|hapus|simpan|ubah|pakai|cek|jawab|tutup|buka|lihat|baca|catat|tulis|pilih|tekan)\b": "di… together",
    # Officialese, and sentences that were thought in another language.
    r"(?i)\b(merupakan|dikarenakan|sehubungan|dalam rangka|dengan hormat|diharapkan|dimohon)\b": "say it plainly",
    r"(?i)\b(tempat|bagian|keadaan|saat|hal) di mana\b": "yang, tempat",
    r"(?i)\b(user|email|login|password|link|download|upload|update|deadline|feedback|meeting|checklist|dashboard)\b": "Bahasa",
    # Marks and figures.
    r"(?<=\S)  +(?=\S)": "one space",
    r" ([,?!;]|\.(?!\w))": "no space before it",
    r"!!|\?\?|\?!": "one mark",
    r"\.\.\.": "…",
    r'"': "“ and ”",
    r"Rp \d": "Rp1.250.000",
    r"\b\d{1,2}:\d\d\b|(?i:\bjam) \d{1,2}\.\d\d": "pukul 13.00",
    r"\d x \d": "×",
    # One picture for one meaning.
    r"🔎": "🔍",
    r"🕑": "🕓",
    r"◀️": "⬅️",
    r"[🗑🖨🖼✏⏸](?!️)": "the coloured one, with its variation selector",
}
#: Keys of content/*.yml whose values are what people type, or names for the machine.
UNSAID = {"synonyms", "refused", "absent", "id", "topic", "icon", "topics", "kpi", "checklist", "example"}
#: Messages for who runs the server, who knows a file as "berkas".
FOR_OPERATORS = "operator_"
#: Strings inside are read as one, since they may hold braces of their own.
_JINJA = re.compile(r'\{#.*?#\}|\{%(?:"[^"]*"|[^"])*?%\}|\{\{(?:"[^"]*"|[^"])*?\}\}', re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"')
#: A button whose label is written out, and what counts as a letter of it.
_LABEL = re.compile(r'button\("([^"]+)"[,)]')
_LETTERS = re.compile(r"[\w .,()/–…?&]")
_LONGEST_LABEL = 30
_TAG = re.compile(r"<style>.*?</style>|<!?/?[a-z][^<>]*>", re.DOTALL)


def said_in_template(text: str) -> Iterator[str]:
    """Yield the lines of a template as they are said: without tags and Jinja, but with the sentences inside Jinja."""
    for found in _JINJA.findall(text):
        if not found.startswith("{#"):
            yield from (one for one in _LITERAL.findall(found) if " " in one.strip() or not one.isascii())
    yield from _TAG.sub("", _JINJA.sub("…", text)).splitlines()


def said_in_yaml(value: Any) -> Iterator[str]:
    """Yield every text in what a YAML file holds that people read."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in UNSAID:
                yield from said_in_yaml(one)
    elif isinstance(value, list):
        for one in value:
            yield from said_in_yaml(one)
    elif isinstance(value, str):
        yield from said_in_template(value)


def slips_in(lines: Iterator[str] | list[str]) -> list[str]:
    """Return every slip as `words: what to write instead (line)`."""
    return [
        f"{found[0]!r}: {instead} ({line.strip()})"
        for line in lines
        for pattern, instead in SLIPS.items()
        for found in [re.search(pattern, line)]
        if found
    ]


def _files() -> list[Path]:
    templates = [
        path for name in ("messages", "documents") for path in sorted((CONTENT_DIR / name).rglob("*.j2"))
    ]
    written = [CONTENT_DIR / f"{name}.yml" for name in ("calculators", "commands", "forms", "kpis")]
    for name in ("checklists", "prompts", "quizzes"):
        written += sorted((CONTENT_DIR / name).glob("*.yml"))
    return [path for path in (*templates, *written) if not path.name.startswith(FOR_OPERATORS)]


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_the_bot_says_keeps_to_the_style_sheet(path):
    """Each sentence is written as docs/bahasa.md asks."""
    text = path.read_text("utf-8")
    lines = said_in_template(text) if path.suffix == ".j2" else said_in_yaml(yaml.safe_load(text))
    assert slips_in(lines) == []


def test_a_button_fits_a_small_screen():
    """At most thirty letters beside the picture."""
    labels = [one for path in _files() for one in _LABEL.findall(path.read_text("utf-8"))]
    assert len(labels) > 200
    assert [one for one in labels if len("".join(_LETTERS.findall(one)).strip()) > _LONGEST_LABEL] == []


@pytest.mark.parametrize(
    ("sentence", "instead"),
    [
        ("Klik tombol di bawah.", "tekan"),
        ("Apakah anda setuju?", "Anda"),
        ("Silahkan tulis.", "KBBI"),
        ("Jawab bila sempat.", "kalau"),
        ("Kode dimana?", "di … apart"),
        ("Sudah di isi semua.", "di… together"),
        ("Ini merupakan laporan.", "say it plainly"),
        ("Biaya Rp 500.000.", "Rp1.250.000"),
        ("Datang jam 13.00, ya.", "pukul 13.00"),
        ("Terima kasih!!", "one mark"),
        ("Tulis , lalu kirim.", "no space before it"),
        ("Satu  spasi.", "one space"),
        ('{% if done %}{{ "Jawab jika sempat" }}{% endif %}', "kalau"),
        ('Tekan "Kirim".', "“ and ”"),
    ],
)
def test_a_slip_is_found(sentence, instead):
    """Also inside Jinja, where half of the sentences live."""
    found = slips_in(said_in_template(sentence))
    assert len(found) == 1
    assert f": {instead} (" in found[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada bahaya apa, dan di mana?",
        "{{ row(button('📋 Rencana', 'plan', 'list:' ~ enterprise.id)) }}",
        "<b>Nilai {{ outcome.percent }} dari 100</b>, biaya Rp1.250.000, pukul 13.00.",
        "Tulis seperti <i>22-6</i> atau <i>jam 8 sampai 16</i>.",
        '<a href="https://contoh.id">di sini</a>',
    ],
)
def test_what_is_well_written_is_left_alone(sentence):
    """A slip that is none would make people stop believing the test."""
    assert slips_in(said_in_template(sentence)) == []
