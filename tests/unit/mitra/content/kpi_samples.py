"""Sample values for the messages about figures: as long, as strange and as empty as they can be."""

import datetime as dt
from typing import Any

_ID = 9_999_999_999_999_999
_NAME = "PT Industri Garmen Nusantara & Sejahtera Abadi Bersama Putra Putri Indonesia Raya"
_DAY = dt.date(2027, 3, 31)
_WEEK = {"first": "2026-11-30", "name": "minggu 30 November–6 Desember", "short": "30 Nov–6 Des"}
_MONTH = {"first": "2026-11-01", "name": "November 2026", "short": "Nov 2026"}
KPI: dict[str, Any] = {
    "id": _ID,
    "version": 999,
    "icon": "❌",
    "name": "Reject <b> & 'jahitan' lepas yang panjang",
    "rhythm": "week",
    "unit": "%",
    "own": False,
    "fed": False,
    "retired": False,
    "owner": "Siti & <i>",
    "owned": True,
    "mine": False,
    "target": "2%",
    "target_on": _DAY,
    "worth": "Rp15.000",
    "per": "tiap reject",
    "money": True,
    "edits": True,
    "reports": True,
    "enterprise": _ID,
    "value": "3,25%",
    "period": _WEEK["name"],
    "baseline": "4,2%",
    "set_baseline": True,
    "change": "turun 1,2 dari awal",
    "moved": -1,
    "better": True,
    "reached": False,
    "saved": "Rp1.250.000.000",
    "missing": [_WEEK["name"]] * 3,
    "missing_count": 9,
    "due": True,
    "latest": _WEEK,
    "filled": False,
    "drawn": 5,
}
#: Nothing set, nothing reported.
_BARE = KPI | {
    "owner": "",
    "owned": False,
    "target": "",
    "target_on": None,
    "worth": "",
    "value": "",
    "period": "",
    "baseline": "",
    "set_baseline": False,
    "change": "",
    "moved": 0,
    "better": None,
    "reached": None,
    "saved": "",
    "missing": [],
    "missing_count": 0,
    "edits": False,
    "reports": False,
}
_FED = KPI | {
    "fed": True,
    "icon": "✨",
    "name": "Nilai 5R",
    "unit": "dari 100",
    "value": "70 dari 100",
    "rhythm": "month",
    "reports": False,
    "missing": [],
    "missing_count": 0,
    "money": False,
    "reached": True,
    "change": "sama seperti awal",
    "moved": 0,
    "better": None,
}
_WORSE = KPI | {
    "moved": 1,
    "better": False,
    "change": "naik 0,5 dari awal",
    "filled": True,
    "set_baseline": False,
}
_GONE = KPI | {"retired": True, "reports": False, "owner": "", "rhythm": "month", "latest": _MONTH}
ALL = [KPI, _BARE, _FED, _WORSE, _GONE, _BARE | {"missing_count": 2, "missing": [_MONTH["name"]]}]
_PLACE = {"id": _ID, "name": _NAME}

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "kpi_menu": [
        {"enterprise": _PLACE, "kpis": kpis, "due": due, "sees": sees, "edits": sees, "lead": lead}
        for kpis, due, lead in ((ALL * 2, [KPI] * 4, ""), ([], [], "retired"), ([KPI], [], ""))
        for sees in (True, False)
    ],
    "kpi_see": [
        {"kpi": kpi, "amount": amount, "lead": lead}
        for kpi in ALL
        for amount, lead in (
            ("3,25% (13 dari 400)", "already"),
            ("", "left"),
            (kpi["value"], "undone"),
            ("", "changed"),
            ("", ""),
        )
    ],
    "kpi_settings": [
        {"kpi": kpi, "rhythms": rhythms, "lead": lead}
        for kpi in [*ALL, KPI | {"mine": True}, KPI | {"owner": ""}]
        for rhythms, lead in (
            (["week", "month"], "added"),
            ([], "given"),
            (["month"], "saved"),
            ([], "changed"),
            ([], ""),
        )
    ],
    "kpi_owner": [
        {"kpi": kpi, "people": people, "page": page, "pages": pages, "lead": lead}
        for kpi in (KPI, KPI | {"rhythm": "month"})
        for people, page, pages, lead in (
            (
                [{"id": _ID, "name": "Siti & <b>", "role": role} for role in ("manager", "worker")] * 4,
                9,
                50,
                "",
            ),
            ([], 1, 1, "added"),
        )
    ],
    "kpi_add": [
        {"enterprise": _PLACE, "offered": offered, "retired": retired, "room": room}
        for offered, retired, room in (
            (
                [{"code": "suggestions_per_worker", "icon": "💡", "name": "Saran per orang"}] * 11,
                [_GONE] * 9,
                12,
            ),
            ([{"code": "lost_days", "icon": "🛌", "name": "Hari kerja hilang karena kecelakaan"}], [], 1),
            ([], [], 0),
        )
    ],
    "kpi_gaps": [
        {"kpi": kpi, "periods": [one | {"value": value} for value in ("", "1.234,56 kWh/produk")] * 6}
        for kpi, one in ((KPI, _WEEK), (_GONE, _MONTH))
    ]
    + [{"kpi": KPI, "periods": [_WEEK | {"value": ""}] * 13}],
    "kpi_reported": [
        {
            "kpi": kpi,
            "amount": "3,25% (13 dari 400)",
            "period": _WEEK,
            "newest": newest,
            "began": began,
            "stamp": "1763888400",
            "fresh": newest,
            "following": KPI if newest else None,
        }
        for kpi in [*ALL, KPI | {"reached": True}]
        for newest in (True, False)
        for began in (True, False)
    ],
    "kpi_about": [
        {"kpi": kpi, "known": known, "topic": topic}
        for kpi in ALL
        for known, topic in (
            (
                {"explain": "Barang <rusak>.", "formula": "a : b × 100%", "source": "Rumus & umum"},
                {"id": "m2-hitung-tingkat-cacat", "title": "Menghitung tingkat cacat"},
            ),
            (None, None),
        )
    ],
    "kpi_retire": [{"kpi": KPI}],
    "kpi_given": [{"kpi": KPI | {"rhythm": rhythm, "enterprise": _NAME}} for rhythm in ("week", "month")],
    "kpi_chart": [{"kpi": kpi} for kpi in ALL],
    "kpi_enterprises": [{"enterprises": [_PLACE] * 8}],
    "kpi_stranger": [{"member": member} for member in (True, False)],
}
