"""Small checklists to check with."""

from mitra.checks.checklist import Answers, Band, Checklist, Item, Pillar


def make_list(  # noqa: PLR0913
    name="5s", *, pillars=None, answers=Answers.SCORE, critical=frozenset(), short=frozenset(), title="Cek 5R"
) -> Checklist:
    """Return a list with so many items a pillar, called <pillar>-0, <pillar>-1, …"""
    return Checklist(
        id=name,
        title=title,
        icon="🧹",
        module=1,
        answers=answers,
        intro="Lihat langsung.",
        bands=(Band(start=0, label="Mulai"), Band(start=60, label="Baik")),
        pillars=tuple(
            Pillar(
                id=pillar,
                title=pillar.title(),
                short=pillar[:12],
                items=tuple(
                    Item(
                        id=f"{pillar}-{place}",
                        text=f"Apakah {pillar} {place} baik?",
                        action=f"Bereskan {pillar} {place}.",
                        critical=f"{pillar}-{place}" in critical,
                        now="Menjauh." if f"{pillar}-{place}" in critical else "",
                        short=f"{pillar}-{place}" in short,
                    )
                    for place in range(count)
                ),
            )
            for pillar, count in (pillars or {"ringkas": 3, "rapi": 2}).items()
        ),
    )
