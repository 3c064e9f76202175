"""How a prompt is answered, to whom it may go, and what becomes of people who are in the middle of something."""

import re
from collections.abc import Sequence

from mitra.errors import MitraError
from mitra.kpis.catalogue import Kind, catalogue
from mitra.store.models import Role

#: Answers: one tap on a label; 1 to 5; a figure; words; a photo; a self-check; a quiz; nothing.
BUTTONS, SCALE, KPI, TEXT, PHOTO, CHECK, QUIZ, NONE = (
    *("buttons", "scale", "kpi", "text"),
    *("photo", "check", "quiz", "none"),
)
KINDS = (BUTTONS, SCALE, TEXT, PHOTO, KPI, CHECK, QUIZ, NONE)
#: Those that are typed or sent in the chat, and so open a question there.
TYPED = frozenset({BUTTONS, SCALE, KPI, TEXT, PHOTO})
#: Those that the trainer reads one by one.
READ = frozenset({TEXT, PHOTO})
SCALE_VALUES = range(1, 6)
#: Buttons of one prompt, and letters of one.
FEWEST_LABELS, MOST_LABELS, LONGEST_LABEL = 2, 4, 30
#: A label that begins so asks the trainer for help: it goes to the inbox, as words do.
HELP = "🆘"
CHECKLISTS = ("5s", "k3")
#: Roles that prompts are for.
ROLES = (Role.MANAGER, Role.COMMITTEE, Role.WORKER)
#: Who is in the middle of something gets it when they are done (the rule), not at all, or at once.
WAIT, SKIP, INTERRUPT = "wait", "skip", "interrupt"
BUSY = (WAIT, SKIP, INTERRUPT)
MOST_REMINDERS = 2
LONGEST_TITLE = 40


def figures() -> dict[str, str]:
    """Return code and name of the figures that people can be asked for."""
    return {code: known.name for code, known in catalogue().items() if known.kind is not Kind.AUTO}


def check_options(answer: str, options: Sequence[str]) -> None:
    """Raise MitraError with a sentence when an answer of this kind cannot have these options."""
    if answer not in KINDS:
        raise MitraError(f"Cara menjawab {answer!r} tidak dikenal: pilih {', '.join(KINDS)}.")
    if answer == BUTTONS:
        _check_labels(options)
    elif answer == KPI and (len(options) != 1 or options[0] not in figures()):
        raise MitraError("Angka itu tidak ada di daftar: pilih kode dari content/kpis.yml.")
    elif answer == CHECK and (len(options) != 1 or options[0] not in CHECKLISTS):
        raise MitraError("Pilih cek 5s atau k3.")
    elif answer not in {BUTTONS, KPI, CHECK} and options:
        raise MitraError("Cara menjawab ini tidak memakai pilihan.")


def _check_labels(labels: Sequence[str]) -> None:
    if not FEWEST_LABELS <= len(labels) <= MOST_LABELS:
        raise MitraError(f"Tombolnya {FEWEST_LABELS} sampai {MOST_LABELS}.")
    for label in labels:
        if not 1 <= len(label.strip()) <= LONGEST_LABEL:
            raise MitraError(f"Tulisan satu tombol 1 sampai {LONGEST_LABEL} huruf.")
    if len({label.strip().casefold() for label in labels}) < len(labels):
        raise MitraError("Ada dua tombol yang sama.")


def read_labels(text: str) -> list[str] | None:
    """Return the labels in "Sudah, Belum, Butuh bantuan", or a line each; None when they cannot be used."""
    labels = [" ".join(part.split()) for part in re.split(r"[,;\n/]", text)]
    labels = [label for label in labels if label]
    try:
        _check_labels(labels)
    except MitraError:
        return None
    return labels
