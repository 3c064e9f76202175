"""Sample values for the messages of the trainer's overview and visits."""

import datetime as dt
import itertools

from mitra.overview import Facts, light_of

_MOST = 9_999_999_999_999_999
_NAME = "PT Industri Garmen Nusantara & Sejahtera Abadi Bersama Putra Putri Indonesia Raya"
_DAY = dt.date(2026, 12, 1)
#: Everything is wrong that can be.
LIGHT = light_of(
    _MOST,
    _NAME,
    Facts(
        age=400, people=30, silent=90, percent=40, change=-30, checked=99, unfinished=60, late=50, longest=300, done=1,
        waiting=20, waited=90, judged=30, in_time=2, figures=12, behind=12, missed=12, unseen=3, dangers=9, danger_days=60,
        prompted=400, answered=3,
    ),
).view()  # fmt: skip
_LIGHTS = [
    light_of(1, "CV", facts).view()
    for facts in (
        Facts(age=0),
        Facts(age=90),
        Facts(age=90, people=3, silent=0, percent=60, change=4, checked=1, unfinished=2, done=1, judged=3, in_time=3,
              figures=2, prompted=9, answered=9, dangers=1),
        Facts(age=90, people=3, silent=1, percent=60, checked=80, unfinished=9),
    )
]  # fmt: skip
_LINES = [f"Tugas {number} (Siti & Nur'aini) terlambat <b>12</b> hari: {'x' * 100}" for number in range(12)]
_VISIT = {
    "id": _MOST,
    "enterprise": {"id": _MOST, "name": _NAME},
    "trainer": "Tari & Co",
    "mine": False,
    "on": _DAY,
    "day": "Selasa, 1 Desember",
    "days": 4,
    "status": "planned",
    "notes": "",
    "edited": True,
    "shared": False,
}
_VISITS = [
    _VISIT | {"status": status, "days": days, "day": day, "notes": notes, "mine": bool(notes)}
    for status, (days, day), notes in itertools.product(
        ("planned", "done", "cancelled"), ((4, "Selasa, 1 Desember"), (1, "besok"), (0, "hari ini"), (-3, "Senin, 23 November")),
        ("", "Sepakat:\n- rak <baru> & cat\n" + "panjang " * 240),
    )
]  # fmt: skip
_LEADS = ("", "planned", "moved", "noted", "done", "sent", "sent_before")

SAMPLES = {
    "overview_picture": [{}],
    "visit": [
        {"visit": visit, "agenda": agenda, "before": before, "changes": changes, "lead": lead}
        for visit, lead in zip(_VISITS, itertools.cycle(_LEADS))
        for agenda, before, changes in ((_LINES, _DAY, ["Cek 5R: 58% → 70%"] * 11), ([], None, []), (_LINES[:1], None, []))
    ],
    "visit_edit": [
        {"visit": _VISIT | {"edited": edited}, "lines": lines, "lead": lead}
        for edited, lead in ((True, ""), (False, "fresh"))
        for lines in ([{"text": line, "mark": "0f3ab2c4d5e6"} for line in _LINES], [{"text": "x", "mark": "0f3ab2c4d5e6"}])
    ],
    "visit_list": [
        {"visits": visits, "enterprise": _VISIT["enterprise"], "page": 1, "pages": pages}
        for visits, pages in (([], 1), (_VISITS[:6], 3), (_VISITS[8:14], 1))
    ],
    "visit_mine": [{"visits": visits, "page": 2, "pages": pages} for visits, pages in (([], 1), (_VISITS[:6], 3), (_VISITS[6:8], 1))],
    "visit_cancelled": [{"visit": _VISIT}],
    "visit_reminder": [{"visit": _MOST, "enterprise": _NAME, "day": "2026-12-01"}],
    "visit_report": [{"visit": _VISIT}],
    "visit_news": [{"visit": _MOST, "enterprise": _NAME, "day": "2026-12-01", "trainer": trainer} for trainer in ("", "Tari")],
}  # fmt: skip
#: For the page of an enterprise.
LIGHTS = [LIGHT, *_LIGHTS]
