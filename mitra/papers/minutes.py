"""What stands in the agenda and minutes form of the committee; texts are ready-made, in Bahasa, and not yet escaped."""

from collections.abc import Sized
from dataclasses import dataclass

#: Rows and letters of a text that are printed, so that the form stays one that a meeting can get through.
MOST_ROWS, LONGEST = 60, 600
#: Letters of a name, a date, a status.
LONGEST_WORD = 80


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A suggestion to talk about."""

    number: int
    text: str
    module: str
    #: How long it has waited: "3 hari".
    waiting: str
    supports: int
    status: str
    #: What a try-out showed; or empty.
    note: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A suggestion that was decided since the last meeting."""

    number: int
    text: str
    outcome: str
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """An action of the plan that is not done yet."""

    action: str
    owner: str
    due: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """The form of one month."""

    enterprise: str
    month: str
    made_on: str
    #: Name and side: "wakil pekerja", "wakil pengusaha".
    members: list[tuple[str, str]]
    topics: list[Topic]
    decisions: list[Decision]
    tasks: list[Task]
    #: Label and value.
    figures: list[tuple[str, str]]
    #: A PNG; None for none.
    chart: bytes | None


TITLE = "Agenda dan notulen rapat"
COMMITTEE = "Tim perbaikan / LKS Bipartit"
#: What is filled in by hand.
BLANKS = ("Hari, tanggal", "Jam", "Tempat", "Pemimpin rapat", "Pencatat")
NO_TOPICS = "Tidak ada saran yang menunggu. Ajak rekan memberi saran: tulis /saran kepada Mitra."
NO_DECISIONS = "Belum ada keputusan sejak rapat yang lalu."
NO_TASKS = "Tidak ada tindakan yang terbuka."
NO_MEMBERS = "Anggota panitia belum bergabung di Mitra. Tulis siapa yang hadir:"
NO_FIGURES = "Belum ada angka, karena belum ada saran."
NO_OWNER = "belum ada"
NEXT = "Rapat berikutnya (hari, jam, tempat):"
#: Heads of the tables.
ATTENDANCE = ("Nama", "Wakil", "Tanda tangan")
AGENDA = ("No.", "Saran", "Keputusan", "Penanggung jawab", "Tenggat")
DECIDED = ("No.", "Saran", "Hasil", "Alasan", "Oleh")
TO_DO = ("Tindakan", "Penanggung jawab", "Tenggat")
MEASURED = ("Ukuran", "Nilai")
#: Who signs.
SIDES = ("Wakil pekerja", "Wakil pengusaha")


def about(topic: Topic) -> str:
    """Return the line below a suggestion: module, how long it waits, supporters, where it stands."""
    parts = [
        shortened(topic.module, LONGEST_WORD),
        f"menunggu {shortened(topic.waiting, LONGEST_WORD)}" if topic.waiting.strip() else "",
        f"{topic.supports} mendukung" if topic.supports else "",
        shortened(topic.status, LONGEST_WORD),
    ]
    return " · ".join(part for part in parts if part)


def shortened(text: str, most: int = LONGEST) -> str:
    """Return at most so many letters of `text`."""
    text = text.strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def more(rows: Sized) -> str:
    """Return how many rows are left out, in words; empty when all are shown."""
    return f"… dan {len(rows) - MOST_ROWS} lainnya" if len(rows) > MOST_ROWS else ""


def due(task: Task) -> str:
    """Return by when something is to be done, and whether it is late."""
    words = [shortened(task.due, LONGEST_WORD), "(terlambat)" if task.late else ""]
    return " ".join(word for word in words if word)
