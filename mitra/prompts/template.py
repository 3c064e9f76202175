"""
Trainers' texts: Jinja2, cut down to what a message needs, and explained in Bahasa where it is wrong.

Trainers are not programmers, and what they type comes from outside. So only names that are known, `if` with comparisons, and
plain text are let through: no loop, call, attribute, filter or arithmetic, hence no way to a file, to an object's inside, or to an endless
loop, and a text as long as what is put in. Jinja2's sandbox is the second fence.
"""

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mitra.errors import MitraError

#: Letters of a text as typed, and as it is shown at its longest: more does not fit a small screen.
LONGEST, LONGEST_SHOWN = 1_500, 1_000
#: Letters under the least likely values, all of them at once: what Telegram takes, less what stands around it.
LONGEST_EVER = 3_000
#: Letters that a value may add: words, and figures ("belum ada").
LONGEST_VALUE, LONGEST_FIGURE = 80, 9
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
#: What is not let through → the sign by which it is found in the text, and what is said.
_WHAT_IS_NOT: dict[type[nodes.Node], tuple[str, str]] = {
    nodes.For: ("for", "Pengulangan (for) tidak bisa dipakai di sini."),
    nodes.Getattr: (".", "Tanda titik di dalam {{ }} tidak bisa dipakai. Tulis namanya saja."),
    nodes.Getitem: ("[", "Tanda kurung siku di dalam {{ }} tidak bisa dipakai. Tulis namanya saja."),
    nodes.Call: ("(", "Tanda kurung di dalam {{ }} tidak bisa dipakai. Tulis namanya saja."),
    nodes.Filter: ("|", "Tanda | di dalam {{ }} tidak bisa dipakai. Tulis namanya saja."),
}
_NOT_HERE = "Di dalam {{ }} dan {% %} hanya nama, if, dan perbandingan yang bisa dipakai."
_NO_WRITING = "Ada huruf yang tidak bisa dikirim. Ketik ulang bagian yang disalin dari tempat lain."
_NOT_ALIKE = "Kata tidak bisa dibandingkan dengan angka. Periksa bagian {% if %}."
#: Where Jinja2 begins a new line.
_BREAK = r"\r\n|\r|\n"
#: Parts of a text that Jinja2 reads.
_MARKED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Variable:
    """Something trainers may put into a text."""

    #: What it stands for, as trainers read it.
    about: str
    #: What the example shows.
    sample: str | int
    #: Whether there may be none, as a score where nothing was checked.
    optional: bool = False


#: Name → what it is; values come from mitra/prompts/variables.py.
VARIABLES: dict[str, Variable] = {
    "nama": Variable(about="nama panggilan penerima", sample="Siti"),
    "perusahaan": Variable(about="nama perusahaan", sample="CV Maju Bersama"),
    "modul": Variable(about="nama modul", sample="Produktivitas"),
    "pelatih": Variable(about="nama Anda", sample="Bu Sari"),
    "peran": Variable(about="worker, manager, atau committee; hanya untuk if", sample="worker"),
    "hari": Variable(about="hari sejak pelatihan", sample=14, optional=True),
    "tanggal_pelatihan": Variable(about="tanggal pelatihan", sample="3 Nov 2026", optional=True),
    "skor_5s": Variable(about="nilai cek 5R terakhir, dari 100", sample=72, optional=True),
    "skor_k3": Variable(about="nilai cek K3 terakhir, dari 100", sample=80, optional=True),
    "tugas_terlambat": Variable(about="tindakan yang lewat tanggal di perusahaan", sample=2),
    "tugas_terbuka": Variable(about="tindakan yang belum selesai di perusahaan", sample=5),
    "tugas_selesai": Variable(about="tindakan yang sudah selesai di perusahaan", sample=3),
    "tugas_saya": Variable(about="tugas penerima sendiri yang belum selesai", sample=1),
    "saran": Variable(about="saran sejak pelatihan", sample=4, optional=True),
}


#: What was meant to be filled in and would not be.
_HALF_MARKED = re.compile(rf"\{{\s*(?P<name>{'|'.join(VARIABLES)})\s*\}}|\{{\{{|\}}\}}|\{{%|%\}}")


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

    def __contains__(self, _other: object) -> bool:
        """Return False: there is nothing in it."""
        return False

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
    """Return the variables a checked text uses: only these have to be looked up; raises TemplateProblem."""
    try:
        return frozenset(find_undeclared_variables(_ENVIRONMENT.parse(text)))
    except (TemplateSyntaxError, RecursionError):
        raise TemplateProblem("Pesan ini tidak bisa dibaca.") from None


def check(text: str) -> None:
    """Raise TemplateProblem, saying where, when `text` cannot be sent: what passes can be filled in, whatever the values."""
    if not text.strip():
        raise TemplateProblem("Tulis dulu pesannya.")
    if len(text) > LONGEST:
        raise TemplateProblem(f"Pesannya {len(text)} huruf. Paling panjang {LONGEST}.")
    if not _is_writing(text):
        raise TemplateProblem(_NO_WRITING)
    try:
        _check_tree(text, _ENVIRONMENT.parse(text))
    except TemplateSyntaxError as error:
        raise TemplateProblem(_syntax(text, error)) from None
    except RecursionError:
        raise TemplateProblem("Terlalu banyak if di dalam if. Buat lebih sederhana.") from None
    shown = max(len(_tried(text, values)) for values in _extremes())
    if not shown:
        raise TemplateProblem("Pesannya kosong kalau sudah diisi. Tulis juga kata-katanya.")
    if shown > LONGEST_SHOWN:
        raise TemplateProblem(
            f"Kalau semua sudah diisi, pesannya bisa {shown} huruf: terlalu panjang untuk layar HP. "
            f"Paling panjang {LONGEST_SHOWN}."
        )


def _is_writing(text: str) -> bool:
    """Return whether a text has only what can be shown: no half of a letter, no control character."""
    return not any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\r\t" for letter in text)


def _check_tree(text: str, tree: nodes.Template) -> None:
    _check_nodes(text, tree)
    _check_names(text, tree)
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            _check_shown(text, part)
    for branch in tree.find_all(nodes.If):
        _kinds(text, branch.test)
    if (longest := _longest(tree.body)) > LONGEST_EVER:
        raise TemplateProblem(
            f"Kalau semua sudah diisi, pesannya bisa sampai {longest} huruf: terlalu panjang. "
            "Kurangi yang di dalam {{ }}."
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
            sign, problem = _WHAT_IS_NOT.get(type(node), ("", _NOT_HERE))
            raise TemplateProblem(f"{_sign(text, sign, node.lineno or 1)}{problem}")
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


# --- what the parts of a text can be, under whatever values

_TEXT, _NUMBER, _TRUTH, _NOTHING, _MISSING = "text", "number", "truth", "nothing", "missing"
_Kinds = frozenset[str]
_ORDER = {"lt", "lteq", "gt", "gteq"}


def _check_shown(text: str, node: nodes.Node) -> None:
    """Raise TemplateProblem when what stands in {{ }} could show something that is no word of a message, as "True"."""
    if isinstance(node, nodes.TemplateData):
        _check_words(text, node.data)
    elif _kinds(text, node) & {_TRUTH, _NOTHING}:
        raise TemplateProblem(
            f"{_line(text, node.lineno)}Di dalam {{{{ }}}} tulis namanya saja. Perbandingan ditulis di dalam {{% if %}}."
        )


def _check_words(text: str, words: str) -> None:
    """Raise TemplateProblem when plain words have what was meant to be filled in: "{nama}", "nama }}"."""
    if found := _HALF_MARKED.search(words):
        name = found["name"] or "nama"
        line = len(re.split(_BREAK, text[: text.find(found[0])]))
        raise TemplateProblem(
            f"{_line(text, line)}{found[0]} tidak akan diisi. Tulis dua kurung di depan dan dua di belakang: {{{{ {name} }}}}."
        )


def _kinds(text: str, node: nodes.Node) -> _Kinds:
    """Return what an expression can be; raises TemplateProblem where it compares what cannot be compared."""
    if isinstance(node, nodes.Name):
        known = VARIABLES[node.name]
        plain = _TEXT if isinstance(known.sample, str) else _NUMBER
        return frozenset({plain, _MISSING} if known.optional else {plain})
    if isinstance(node, nodes.Const):
        return frozenset({_of_constant(text, node)})
    if isinstance(node, nodes.Compare):
        return _of_comparison(text, node)
    if isinstance(node, nodes.Not):
        _kinds(text, node.node)
        return frozenset({_TRUTH})
    if isinstance(node, nodes.CondExpr):
        _kinds(text, node.test)
        if node.expr2 is None:
            raise TemplateProblem(
                f"{_line(text, node.lineno)}if di dalam {{{{ }}}} butuh else: {{{{ … if … else … }}}}."
            )
        return _kinds(text, node.expr1) | _kinds(text, node.expr2)
    if isinstance(node, nodes.And | nodes.Or):
        return _kinds(text, node.left) | _kinds(text, node.right)
    raise TemplateProblem(f"{_line(text, node.lineno)}{_NOT_HERE}")


def _of_constant(text: str, node: nodes.Const) -> str:
    value = node.value
    if value is None or isinstance(value, bool):
        return _NOTHING if value is None else _TRUTH
    if isinstance(value, str) and not _is_writing(value):
        raise TemplateProblem(f"{_line(text, node.lineno)}{_NO_WRITING}")
    if isinstance(value, float) and not math.isfinite(value):
        raise TemplateProblem(f"{_line(text, node.lineno)}Angkanya terlalu besar.")
    return _TEXT if isinstance(value, str) else _NUMBER


def _of_comparison(text: str, node: nodes.Compare) -> _Kinds:
    left = _kinds(text, node.expr)
    for operand in node.ops:
        right = _kinds(text, operand.expr)
        if not _go_together(operand.op, left, right):
            raise TemplateProblem(f"{_line(text, node.lineno)}{_NOT_ALIKE}")
        left = right
    return frozenset({_TRUTH})


def _go_together(operator: str, left: _Kinds, right: _Kinds) -> bool:
    """Return whether a comparison works whatever its two sides are."""
    if operator in _ORDER:
        sides = (left - {_MISSING}) | (right - {_MISSING})
        return sides <= {_TEXT} or sides <= {_NUMBER, _TRUTH}
    if operator in {"in", "notin"}:
        return right <= {_TEXT, _MISSING} and (left <= {_TEXT} or right <= {_MISSING})
    return True


def _longest(body: Iterable[nodes.Node]) -> int:
    """Return how many letters a checked text can have, under whatever values."""
    found = 0
    for node in body:
        if isinstance(node, nodes.If):
            branches = [node.body, *(other.body for other in node.elif_), node.else_]
            found += max(_longest(branch) for branch in branches)
        elif isinstance(node, nodes.Output):
            found += sum(_letters(part) for part in node.nodes)
    return found


def _letters(node: nodes.Node) -> int:
    """Return how many letters an expression can show."""
    if isinstance(node, nodes.TemplateData):
        return len(node.data)
    if isinstance(node, nodes.Const):
        return len(str(node.value))
    if isinstance(node, nodes.Name):
        return LONGEST_VALUE if isinstance(VARIABLES[node.name].sample, str) else LONGEST_FIGURE
    shown = [node.expr1, node.expr2] if isinstance(node, nodes.CondExpr) else node.iter_child_nodes()
    return max((_letters(part) for part in shown if part is not None), default=0)


# --- in the words of who typed it


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
    if "unknown tag" in said:
        alone = next((tag for tag in ("endif", "elif", "else") if f"'{tag}'" in said.partition(".")[0]), "")
        return (
            f"{where}{{% {alone} %}} ini tidak punya {{% if … %}} di depannya."
            if alone
            else f"{where}{_NOT_HERE}"
        )
    if "unexpected end of template" in said or "endif" in said:
        return f"{where}Ada {{% if %}} yang belum ditutup. Tambahkan {{% endif %}} di akhirnya."
    return f"{where}Isi di dalam {{{{ }}}} atau {{% %}} tidak bisa dibaca. Tulis seperti {{{{ nama }}}}."


def _line(text: str, line: int) -> str:
    return f"Baris {line}: " if "\n" in text.strip() else ""


def _place(text: str, name: str, line: int) -> str:
    """Return line and letter at which a name stands."""
    found = _letter(text, rf"\b{re.escape(name)}\b", line)
    return f"Baris {line}, huruf ke-{found}: " if found else f"Baris {line}: "


def _sign(text: str, sign: str, line: int) -> str:
    """Return line and letter at which a sign stands that is not let through; empty for a text of one line without it."""
    found = _letter(text, rf"\b{sign}\b" if sign.isalpha() else re.escape(sign), line) if sign else None
    return f"Baris {line}, huruf ke-{found}: " if found else _line(text, line)


def _letter(text: str, pattern: str, line: int) -> int | None:
    """Return which letter of a line begins what matches within {{ }} or {% %}; None where it is not found."""
    lines = re.split(_BREAK, text)
    here = lines[line - 1] if line <= len(lines) else ""
    marked = ((part.start(), re.search(pattern, part[0])) for part in _MARKED.finditer(here))
    return next((start + at.start() + 1 for start, at in marked if at), None)


def _extremes() -> list[dict[str, Any]]:
    """Return values under which a text must work: usual ones, none at all, the longest."""
    usual: dict[str, Any] = {name: one.sample for name, one in VARIABLES.items()}
    words = {name: "m" * 40 for name, one in VARIABLES.items() if isinstance(one.sample, str)}
    roles: list[dict[str, Any]] = [{"peran": role} for role in ("worker", "manager", "committee")]
    return [
        *(usual | role for role in roles),
        usual | dict.fromkeys(name for name, one in VARIABLES.items() if one.optional),
        usual | words,
        usual | {name: 0 for name, value in usual.items() if isinstance(value, int)},
    ]


def _tried(text: str, values: dict[str, Any]) -> str:
    try:
        return _tidy(_compiled(text).render(**{name: _fitted(value) for name, value in values.items()}))
    except TypeError:
        raise TemplateProblem(_NOT_ALIKE) from None
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
