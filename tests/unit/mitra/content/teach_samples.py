"""Sample values for the messages about open questions and trainers' answers."""

_MOST = 2**53
_LONG = "Kain & benang lembap terus, <gimana> caranya biar ga bau apek pak? " * 5
_GROUP = {
    "id": _MOST, "title": _LONG, "times": 12, "count": 20, "questions": [_LONG] * 8, "about": "Simpan kain & benang",
    "topic": "m3-fifo",
}  # fmt: skip
_BARE = _GROUP | {"title": "kain apek", "count": 1, "questions": ["kain apek"], "about": "", "topic": ""}
_DRAFT = {
    "id": _MOST, "status": "draft", "title": "Simpan kain di musim <hujan> & angin", "module": 3, "questions": [_LONG] * 12,
    "answer": _LONG * 5, "source": "Permenaker 5/2018 & pengalaman", "author": "Bu Sari & co",
}  # fmt: skip
_STATUSES = ("draft", "sent", "approved", "declined", "published")
_PAGE = {"page": 2, "pages": 3, "count": 15}
SAMPLES = {
    "teach_list": [
        *({"groups": [_GROUP, _BARE] * 3, "first": 6, "waiting": 3, "approved": True, "lead": lead} | _PAGE for lead in ("", "gone", "dropped")),
        *({"groups": [], "first": 0, "count": 0, "page": 1, "pages": 1, "waiting": 0, "approved": approved, "lead": ""}
        for approved in (True, False)),
    ],
    "teach_group": [{"group": group} for group in (_GROUP, _BARE)],
    "teach_drop": [{"group": _GROUP}],
    "teach_draft": [
        {"draft": _DRAFT | {"status": status, "module": module}, "mine": mine, "reviews": not mine, "lacking": 24 * (module == 0)}
        for status in _STATUSES for module in (0, 3) for mine in (True, False)
    ],
    "teach_drafts": [{"drafts": [_DRAFT, _DRAFT | {"author": "", "status": "approved"}]} | _PAGE, {"drafts": [], "count": 0, "page": 1, "pages": 1}],
    "teach_sent": [{"draft": _DRAFT}],
    "teach_reviewed": [{"title": "Simpan <kain>", "good": good} for good in (True, False)],
    "question_answered": [{"question": _LONG, "answer": _LONG * 4, "source": "Permenaker 5/2018 & pengalaman"}],
}  # fmt: skip
