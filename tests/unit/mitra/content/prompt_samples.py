"""Sample values for the messages of trainers' follow-up."""

import datetime as dt

_NAME = "CV Maju & <b>Bersama</b> Sejahtera Abadi Nusantara"
_MOST = 2**53
_DAY = dt.date(2026, 12, 4)
_LONG = "Siti & <Rina>, apakah 5R di bagian Anda sudah dimulai? Ceritakan sedikit, ya. " * 5
_LABELS = ["✅ Sudah & beres", "⏳ Belum", "🆘 Butuh bantuan", "Yang lain"]
_FIGURE = {"name": "Reject & cacat", "unit": "%", "example": "12 dari 400"}
_KINDS = ("buttons", "scale", "kpi", "text", "photo", "check", "quiz", "none")
PROMPT = {
    "id": _MOST, "words": _LONG, "trainer": "Bu Sari & co", "module": 3, "answer": "buttons", "options": _LABELS, "figure": {},
    "lead": "",
}  # fmt: skip
_VIEW = {
    "id": _MOST, "title": "Apa kabar 5R & <gudang>?", "status": "draft", "names": [_NAME] * 3, "roles": ["manager", "worker"],
    "module": 3, "attended": 3, "only": "late", "answer": "buttons", "options": _LABELS, "figure": {}, "busy": "wait",
    "when": "", "after_days": None, "reminders": 1,
}  # fmt: skip
_OTHER = _VIEW | {
    "names": [], "roles": ["committee"], "attended": None, "only": "silent", "answer": "kpi", "options": ["defect_rate"],
    "figure": _FIGURE, "busy": "interrupt", "when": "Senin, 7 Des 2026 pukul 09.00 WIB", "reminders": 0, "module": None,
}  # fmt: skip
_SHORT = {"id": _MOST, "title": "Apa kabar 5R & <gudang>?", "status": "running"}
_PAGE = {"page": 2, "pages": 3, "count": 30}
_RESULTS = {
    "meant": 120, "planned": 3, "sent": 100, "reached": 98, "answered": 61, "percent": 61, "silent": 39,
    "skipped": dict.fromkeys(("muted", "unreachable", "busy", "left", "capped", "foreign", "cancelled", "text"), 2),
    "shares": [{"label": label, "count": count} for label, count in zip(_LABELS, (40, 20, 1, 0), strict=True)], "mean": None,
}  # fmt: skip
_NONE = _RESULTS | {
    "sent": 0,
    "answered": 0,
    "silent": 0,
    "shares": [],
    "skipped": {},
    "planned": 0,
    "mean": 3.456,
}
_LETTER = {
    "id": _MOST, "prompt": _MOST, "title": "Apa kabar 5R & <gudang>?", "name": "Siti & Nur", "enterprise": _NAME,
    "on": "4 Des 2026", "text": _LONG, "photo": False, "waiting": True, "reply": "", "gone": False,
}  # fmt: skip
_NAMELESS = _LETTER | {"name": "", "text": "", "photo": True, "waiting": False, "reply": _LONG, "gone": True}
_NEXT = {
    "id": "m3-langkah-panjang-sekali-ini",
    "title": "Langkah pertama sesudah pelatihan",
    "on": _DAY,
}
_RUN = {
    "id": _MOST, "enterprise": _NAME, "enterprise_id": _MOST, "module": 3, "title": "Seri Produktivitas & 5R",
    "status": "running", "held_on": _DAY, "sent": 2, "count": 7, "next": _NEXT, "training": _MOST,
}  # fmt: skip
_ENDED = _RUN | {"status": "ended", "next": None}
_TURNS = [
    {
        "title": "Langkah pertama & <5R>",
        "on": _DAY,
        "outcome": outcome,
        "prompt": _MOST if outcome == "sent" else None,
    }
    for outcome in ("sent", "done", "missed", "", "")
]
_SERIES = {"module": 3, "title": "Seri Produktivitas & 5R", "about": _LONG, "count": 7}
_MODULES = [(1, "Kerja sama"), (2, "Mutu"), (3, "Produktivitas"), (4, "Tenaga kerja"), (5, "K3")]
_THANKS = {
    "answer": _MOST, "kind": "text", "said": _LONG, "figure": _FIGURE, "number": 3.25, "help": False, "changed": False,
    "same": False, "reported": True, "words": "", "listens": False,
}  # fmt: skip
SAMPLES = {
    "prompt": [
        *(PROMPT | {"answer": kind, "options": ["5s"] if kind == "check" else _LABELS, "figure": _FIGURE} for kind in _KINDS),
        *(PROMPT | {"lead": lead, "trainer": ""} for lead in ("test", "reminder", "resume")),
        *(PROMPT | {"answer": kind, "lead": "test", "options": ["k3"]} for kind in ("scale", "text", "check", "quiz")),
    ],
    "prompt_thanks": [
        *(_THANKS | {"kind": kind, "said": "✅ Sudah & beres"} for kind in ("buttons", "scale")),
        *(_THANKS | {"kind": kind} for kind in ("text", "photo", "kpi")),
        _THANKS | {"kind": "buttons", "said": "⏳ Belum", "words": "belum sempat <operator> sakit & libur"},
        *(_THANKS | {"kind": "buttons", "said": "⏳ Belum"} | change for change in ({"help": True}, {"help": True, "listens": True}, {"changed": True}, {"same": True})),
    ],
    "prompt_write": [{"id": _MOST, "kind": kind, "figure": _FIGURE if kind == "kpi" else {}, "again": again} for kind in _KINDS[:5] for again in (True, False)],
    "prompt_later": [{"asked": asked} for asked in (True, False)],
    "prompt_test": [{}],
    "prompt_undone": [{"id": _MOST, "typed": typed} for typed in (True, False)],
    "prompt_stop": [{"id": _MOST, "module": module} for module in (3, None)],
    "prompt_stopped": [{"module": module, "on": on} for module in (3, None) for on in (True, False)],
    "prompt_waiting": [{}],
    "prompt_reply": [{"id": _MOST, "trainer": trainer, "asked": asked, "text": _LONG} for trainer in ("Bu Sari & co", "") for asked in (_LONG, "")],
    "prompt_menu": [
        {"waiting": 12, "drafts": [_SHORT] * 5, "sent": [_SHORT, _SHORT | {"status": "cancelled"}], "runs": 30},
        {"waiting": 0, "drafts": [], "sent": [], "runs": 0},
    ],
    "prompt_new": [{"modules": _MODULES, "singles": singles} for singles in (True, False)],
    "prompt_ready": [{"module": module, "steps": [_NEXT] * 8} for module in (0, 3)],
    "prompt_vars": [{"variables": {"nama": "nama panggilan penerima", "skor_5s": "nilai cek 5R & lainnya"}}],
    "prompt_draft": [
        {"prompt": view, "sample": _LONG, "people": people, "enterprises": 3} for view in (_VIEW, _OTHER) for people in (42, 0)
    ],
    "prompt_who": [
        {
            "prompt": view, "enterprises": [{"id": _MOST, "name": _NAME, "on": on} for on in (True, False)], "people": 42,
            "earlier": [_SHORT] * 3,
        } | _PAGE
        for view in (_VIEW, _OTHER)
    ],
    "prompt_attended": [{"id": _MOST, "chosen": chosen, "modules": _MODULES} for chosen in (3, None)],
    "prompt_how": [{"prompt": _VIEW | {"answer": kind, "options": ["5s"], "figure": _FIGURE}} for kind in _KINDS],
    "prompt_figures": [{"id": _MOST, "figures": [("defect_rate", "Reject & cacat"), ("energy", "Listrik")]}],
    "prompt_quiz": [{"id": _MOST, "modules": _MODULES}],
    "prompt_when": [{"prompt": view} for view in (_VIEW, _OTHER, _VIEW | {"after_days": 14})],
    "prompt_look": [{"prompt": _VIEW, "role": "worker", "words": _LONG, "place": place} for place in (_NAME, "")],
    "prompt_confirm": [
        {"prompt": view, "sample": _LONG, "people": 42, "enterprises": 3, "meant": 5, "dated": 2} for view in (_VIEW, _OTHER, _VIEW | {"after_days": 14})
    ],
    "prompt_started": [{"prompt": view, "people": 42} for view in (_VIEW, _OTHER, _VIEW | {"after_days": 14})],
    "prompt_results": [
        {"prompt": _VIEW, "results": found, "running": running, "answerable": True, "lead": lead, "count": count}
        for found in (_RESULTS, _NONE)
        for running in (True, False)
        for lead, count in (("", 0), ("reminded", 12), ("reminded", 0), ("cancelled", 3))
    ],
    "prompt_silent": [
        {"id": _MOST, "people": [{"name": name, "enterprise": _NAME, "sent": _DAY} for name in ("Siti & Nur", "")]} | _PAGE,
        {"id": _MOST, "people": [], "page": 1, "pages": 1},
    ],
    "prompt_cancel": [{"prompt": _SHORT, "sent": 12, "planned": planned} for planned in (30, 0)],
    "prompt_picture": [{"title": "Apa kabar 5R & <gudang>?"}],
    "prompt_sheet": [{"title": "Apa kabar 5R & <gudang>?"}],
    "prompt_inbox": [{"letters": [_LETTER, _NAMELESS] * 3, "count": 12}, {"letters": [], "count": 0}],
    "prompt_letter": [{"letter": letter, "lead": lead} for letter in (_LETTER, _NAMELESS) for lead in ("", "replied")],
    "series_choose": [{"series": [_SERIES | {"about": "Tujuh pesan singkat tentang 5R & aliran."}] * 5}],
    "series_places": [
        {
            "series": _SERIES, "day": _DAY, "code": "20261204", "started": started,
            "ahead": [{"on": "4 Des 2026", "title": "Langkah pertama & <5R>"}] * 8,
            "enterprises": [{"id": _MOST, "name": _NAME, "run": run} for run in (_MOST, 0)],
        } | _PAGE
        for started in (0, 12)
    ],
    "series_runs": [{"runs": [_RUN, _ENDED]} | _PAGE, {"runs": [], "count": 0, "page": 1, "pages": 1}],
    "series_run": [
        {"run": run, "turns": _TURNS, "lead": lead}
        for run in (_RUN, _ENDED, _RUN | {"status": "paused"}, _RUN | {"status": "stopped"})
        for lead in ("", "paused", "on", "out", "ended")
    ],
    "series_end": [{"run": run} for run in (_RUN, _RUN | {"status": "paused"})],
    "trainings": [
        {
            "enterprise": {"id": _MOST, "name": _NAME},
            "trainings": [{"module": "K3", "on": _DAY, "women": women, "men": 12} for women in (8, None)], "runs": [_RUN],
        },
        {"enterprise": {"id": _MOST, "name": _NAME}, "trainings": [], "runs": []},
    ],
    "participants_noted": [{"women": 8, "men": 0, "run": _MOST}],
}  # fmt: skip
