"""
Trainers' texts: Jinja2, cut down to what a message needs, and explained in Bahasa where it is wrong.

Trainers are not programmers, and what they type comes from outside. So only names that are known, `if` with comparisons, and
plain text are let through: no loop, call, attribute, filter or arithmetic, hence no way to a file, to an object's inside, or to an endless
loop, and a text as long as what is put in. Jinja2's sandbox is the second fence.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mitra.errors import MitraError

#: Letters of a text as typed, and as it is shown at its longest: more does not fit a small screen.
LONGEST, LONGEST_SHOWN = 1_500, 1_000
#: Letters that a value may add.
LONGEST_VALUE = 80
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
_WHAT_IS_NOT: dict[type[nodes.Node], str] = {
    nodes.For: "Pengulangan (for) tidak bisa dipakai di sini.",
    nodes.Getattr: "Tanda titik di dalam {{ }} tidak bisa dipakai. Tulis namanya saja.",
    nodes.Getitem: "Tanda kurung siku di dalam {{ }} tidak bisa dipakai. Tulis namanya saja.",
    nodes.Call: "Tanda kurung di dalam {{ }} tidak bisa dipakai. Tulis namanya saja.",
    nodes.Filter: "Tanda | di dalam {{ }} tidak bisa dipakai. Tulis namanya saja.",
}
_NOT_HERE = "Di dalam {{ }} dan {% %} hanya nama, if, dan perbandingan yang bisa dipakai."
#: Parts of a text that Jinja2 reads.
_MARKED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_KEYWORDS = {"if", "elif", "else", "endif", "and", "or", "not", "in", "is", "true", "false", "none"}


@dataclass(frozen=True, kw_only=True)
class Variable:
    """Something trainers may put into a text."""

    #: What it stands for, as trainers read it.
    about: str
    #: What the example shows.
    sample: str | int


#: Name → what it is; values come from mitra/prompts/variables.py.
VARIABLES: dict[str, Variable] = {
    "nama": Variable(about="nama panggilan penerima", sample="Siti"),
    "perusahaan": Variable(about="nama perusahaan", sample="CV Maju Bersama"),
    "modul": Variable(about="nama modul", sample="Produktivitas"),
    "pelatih": Variable(about="nama Anda", sample="Bu Sari"),
    "peran": Variable(about="worker, manager, atau committee; hanya untuk if", sample="worker"),
    "hari": Variable(about="hari sejak pelatihan", sample=14),
    "tanggal_pelatihan": Variable(about="tanggal pelatihan", sample="3 Nov 2026"),
    "skor_5s": Variable(about="skor cek 5R terakhir, persen", sample=72),
    "skor_k3": Variable(about="skor cek K3 terakhir, persen", sample=80),
    "tugas_terlambat": Variable(about="tindakan yang lewat tanggal di perusahaan", sample=2),
    "tugas_terbuka": Variable(about="tindakan yang belum selesai di perusahaan", sample=5),
    "tugas_selesai": Variable(about="tindakan yang sudah selesai di perusahaan", sample=3),
    "tugas_saya": Variable(about="tugas penerima sendiri yang belum selesai", sample=1),
    "saran": Variable(about="saran sejak pelatihan", sample=4),
}


class Missing:
    """A figure that is not there: false in an `if`, smaller and larger than nothing, "belum ada" in a text."""

    def __bool__(self) -> bool:
        """Return False."""
        return False

    def __str__(self) -> str:
        """Return what a text shows."""
        return "belum ada"

    def __eq__(self, _other: object) -> bool:
        """Return False: what is not there equals nothing."""
        return False

    def __hash__(self) -> int:
        """Return the same for all."""
        return 0

    def _no(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no


MISSING = Missing()


class TemplateProblem(MitraError):  # noqa: N818 - a trainer reads it: a problem to solve, no crash
    """What is wrong with a text, where, and what to do; one or two sentences in Bahasa."""


class _Environment(ImmutableSandboxedEnvironment):
    """No globals, filters, tests: nothing to call."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.globals, self.filters, self.tests = {}, {}, {}


_ENVIRONMENT = _Environment()


def names_in(text: str) -> frozenset[str]:
    """Return the variables a checked text uses: only these have to be looked up."""
    return frozenset(find_undeclared_variables(_ENVIRONMENT.parse(text)))


def check(text: str) -> None:
    """Raise TemplateProblem, saying where, when `text` cannot be sent."""
    if not text.strip():
        raise TemplateProblem("Tulis dulu pesannya.")
    if len(text) > LONGEST:
        raise TemplateProblem(f"Pesannya {len(text)} huruf. Paling panjang {LONGEST}.")
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        raise TemplateProblem(_syntax(text, error)) from None
    except RecursionError:
        raise TemplateProblem("Terlalu banyak if di dalam if. Buat lebih sederhana.") from None
    _check_nodes(text, tree)
    _check_names(text, tree)
    shown = max(len(_tried(text, values)) for values in _extremes())
    if shown > LONGEST_SHOWN:
        raise TemplateProblem(
            f"Kalau semua sudah diisi, pesannya bisa {shown} huruf: terlalu panjang untuk layar HP. "
            f"Paling panjang {LONGEST_SHOWN}."
        )


def render(text: str, values: Mapping[str, Any]) -> str:
    """Return a checked text with `values` put in: plain text, not yet escaped; raises TemplateProblem."""
    try:
        shown = _compiled(text).render(**{name: _fitted(value) for name, value in values.items()})
    except Exception as error:  # noqa: BLE001 - whatever a text does, it is the text's fault
        raise TemplateProblem(f"Pesan ini tidak bisa diisi: {type(error).__name__}.") from None
    return _tidy(shown)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def _fitted(value: Any) -> Any:
    if value is None:
        return MISSING
    return value[:LONGEST_VALUE] if isinstance(value, str) else value


def _tidy(shown: str) -> str:
    """Return a text without the empty lines that an `if` leaves behind."""
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", shown).strip()


# --- what is wrong


def _check_nodes(text: str, tree: nodes.Template) -> None:
    for node in _all(tree):
        if not isinstance(node, _ALLOWED):
            raise TemplateProblem(f"{_line(text, node.lineno or 1)}{_WHAT_IS_NOT.get(type(node), _NOT_HERE)}")
        if isinstance(node, nodes.Name) and node.ctx != "load":
            raise TemplateProblem(f"{_line(text, node.lineno)}{_NOT_HERE}")


def _all(tree: nodes.Node) -> list[nodes.Node]:
    """Return all nodes below, without recursion: how deep they lie is up to who typed."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += node.iter_child_nodes()
    return sorted(found, key=lambda node: node.lineno or 0)


def _check_names(text: str, tree: nodes.Template) -> None:
    unknown = {node.name: node.lineno for node in tree.find_all(nodes.Name) if node.name not in VARIABLES}
    for name, line in unknown.items():
        near = difflib.get_close_matches(name.lower(), VARIABLES, n=1)
        meant = f"Maksud Anda {{{{ {near[0]} }}}}?" if near else f"Yang bisa dipakai: {', '.join(VARIABLES)}."
        raise TemplateProblem(f"{_place(text, name, line)}{{{{ {name} }}}} belum saya kenal. {meant}")


def _syntax(text: str, error: TemplateSyntaxError) -> str:
    """Return what is wrong, in the words of who typed it."""
    said, where = (error.message or "").lower(), _line(text, error.lineno)
    opened, closed = text.count("{{"), text.count("}}")
    if opened != closed or "end of print statement" in said or "unexpected '}'" in said:
        return f"{where}Kurung {{{{ dan }}}} tidak berpasangan. Tulis seperti {{{{ nama }}}}."
    if text.count("{%") != text.count("%}"):
        return (
            f"{where}Tanda {{% dan %}} tidak berpasangan. Tulis seperti {{% if skor_5s %}} … {{% endif %}}."
        )
    if "unexpected end of template" in said or "endif" in said:
        return f"{where}Ada {{% if %}} yang belum ditutup. Tambahkan {{% endif %}} di akhirnya."
    if "unknown tag" in said:
        return f"{where}{_NOT_HERE}"
    return f"{where}Isi di dalam {{{{ }}}} atau {{% %}} tidak bisa dibaca. Tulis seperti {{{{ nama }}}}."


def _line(text: str, line: int) -> str:
    return f"Baris {line}: " if "\n" in text.strip() else ""


def _place(text: str, name: str, line: int) -> str:
    """Return line and letter at which a name stands."""
    here = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
    found = next(
        (part.start() + at.start() + 1 for part in _MARKED.finditer(here)
         if (at := re.search(rf"\b{re.escape(name)}\b", part[0]))),
        None,
    )  # fmt: skip
    return f"Baris {line}, huruf ke-{found}: " if found else f"Baris {line}: "


def _extremes() -> list[dict[str, Any]]:
    """Return values under which a text must work: usual ones, none at all, the longest."""
    usual: dict[str, Any] = {name: one.sample for name, one in VARIABLES.items()}
    words = {name: "m" * 40 for name, one in VARIABLES.items() if isinstance(one.sample, str)}
    roles: list[dict[str, Any]] = [{"peran": role} for role in ("worker", "manager", "committee")]
    return [
        *(usual | role for role in roles),
        usual | dict.fromkeys(("hari", "tanggal_pelatihan", "skor_5s", "skor_k3")),
        usual | words,
        usual | {name: 0 for name, value in usual.items() if isinstance(value, int)},
    ]


def _tried(text: str, values: dict[str, Any]) -> str:
    try:
        return _tidy(_compiled(text).render(**{name: _fitted(value) for name, value in values.items()}))
    except TypeError:
        raise TemplateProblem("Kata tidak bisa dibandingkan dengan angka. Periksa bagian {% if %}.") from None
    except RecursionError:
        raise TemplateProblem("Terlalu banyak if di dalam if. Buat lebih sederhana.") from None
    except Exception as error:  # noqa: BLE001 - a text of strangers: whatever it is, it cannot be sent
        raise TemplateProblem(f"Pesan ini tidak bisa diisi: {type(error).__name__}.") from None


def title_of(text: str) -> str:
    """Return what a text can be called: its first line, without what is filled in."""
    first = next((line for line in _MARKED.sub("…", text).splitlines() if line.strip("… ")), "Pesan")
    return " ".join(first.split())


def sample(text: str) -> str:
    """Return a checked text filled with examples."""
    return render(text, {name: one.sample for name, one in VARIABLES.items()})
