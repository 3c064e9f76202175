"""Sample values for the messages about suggestions: as long, as strange and as empty as they can be."""

import datetime as dt
from typing import Any

_ID = 9_999_999
_DAY = dt.date(2026, 11, 28)
_NAME = "PT Industri Garmen Nusantara & Sejahtera Abadi Bersama Putra Putri Indonesia Raya"
_NASTY = 'Kipas <b>rusak</b> & "panas" 🪭 مروحة '
_LONG = (_NASTY * 40)[:700] + "…"
#: Where a suggestion can stand.
STATUSES = ("new", "asked", "accepted", "trial", "deferred", "declined", "done", "withdrawn", "merged")
ACTS = (
    *(
        "sent",
        "edited",
        "replied",
        "withdrawn",
        "read",
        "asked",
        "accepted",
        "deferred",
        "declined",
        "trial",
        "kept",
    ),
    *(
        "done",
        "merged",
        "reopened",
        "propose_declined",
        "propose_done",
        "objected",
        "shown",
        "hidden",
        "diverted",
    ),
)
CARD: dict[str, Any] = {
    "id": _ID,
    "number": 12_345,
    "enterprise": _NAME,
    "body": _LONG,
    "short": _NASTY,
    "long": True,
    "photo": True,
    "voice": True,
    "name": "",
    "public": True,
    "module": "⚙️ Produktivitas & produksi bersih",
    "status": "new",
    "version": 999,
    "on": _DAY,
    "days": 3,
    "answered": False,
    "answer_due": _DAY,
    "decide_due": _DAY,
    "hours": 20,
    "proposed": "",
    "trial": "",
    "trial_until": None,
    "trial_result": "",
    "result": "",
    "benefit": None,
    "after": False,
    "supports": 7,
}
_EMPTY = CARD | {"body": "", "short": "", "photo": False, "voice": False, "long": False, "supports": 0}
_CARDS = [
    *(CARD | {"status": status} for status in STATUSES),
    CARD | {"answered": True, "hours": -5, "name": "Siti & <i>"},
    CARD | {"status": "trial", "trial": _NASTY * 3, "trial_until": _DAY, "trial_result": _NASTY},
    CARD | {"status": "done", "name": "Siti", "result": _NASTY, "after": True, "public": False},
    CARD | {"proposed": "declined", "result": _NASTY * 8},
    CARD | {"proposed": "done", "result": _NASTY, "photo": False},
    _EMPTY | {"status": "withdrawn"},
]
_STEPS = [
    {"on": _DAY, "name": name, "act": act, "text": text, "committee": True}
    for act in ACTS
    for name, text in (("Ani <b>", _NASTY * 4), ("", ""))
]
_CAN = dict.fromkeys(
    ("decide", "thank", "carry_out", "try_out", "end_trial", "reopen", "agree", "object", "publish"), True
)
_CANNOT = dict.fromkeys(_CAN, False)
_PROPOSER = {"name": "Tono & <b>", "side": "management", "alone": False}
_LEADS = (
    *(
        "",
        "changed",
        "proposed",
        "read",
        "asked",
        "deferred",
        "trial",
        "tried",
        "closed",
        "objected",
        "reopened",
    ),
    *("published", "merged", "diverted"),
)
_DRAFT = {
    "nonce": "a1b2c3",
    "body": _NASTY * 100,
    "photo": True,
    "voice": True,
    "named": False,
    "public": True,
    "about": [],
    "module": "⛑️ Keselamatan & kesehatan kerja (K3)",
}
_PLACE = {"id": _ID, "name": _NAME}
_MEMBERS = [
    {"id": _ID, "name": "Tono & <b> yang namanya panjang sekali", "side": side, "on": side == "workers"}
    for side in ("workers", "management")
]
_SEE = {
    "enterprise": _ID,
    "decides": True,
    "can": _CAN,
    "proposer": _PROPOSER,
    "concerns": [],
    "steps": _STEPS[:3],
    "more": True,
    "lead": "",
    "by": "",
}
_COUNTS = dict.fromkeys(("new", "asked", "accepted", "trial", "deferred", "done", "declined", "agree"), 3)
_RULES = {"answer_hours": 48, "decide_days": 7, "ranking": True, "both_sides": True, "thanks": True}
_FIGURES = {
    "given": 40,
    "answered": 38,
    "answer_days": "1,5",
    "in_time": 92,
    "accepted": 60,
    "done": 35,
    "done_count": 14,
    "savings": "Rp12.500.000",
    "people": 57,
    "per_person": "0,7",
    "modules": [{"name": "Keselamatan & K3", "count": 20}, {"name": "Lainnya", "count": 20}],
}
_NEWS = {"id": _ID, "number": 12, "text": _NASTY, "enterprise": _NAME, "module": 5, "reason": _NASTY * 10}
_EVENTS = (
    "read",
    "asked",
    "accepted",
    "deferred",
    "declined",
    "trial",
    "kept",
    "done",
    "merged",
    "reopened",
    "diverted",
)
_TOLD = ("new", "edited", "withdrawn", "replied", "objected", "propose_declined", "propose_done")
_REASONS = ("answer", "unanswered", "decide", "agree", "trial", "asked", "deferred")

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "grievance": [{"kind": kind} for kind in ("violence", "retaliation")],
    "suggestion_ask": [
        {"lead": lead, "enterprise": _ID, "given": given}
        for lead in ("", "resume")
        for given in (True, False)
    ],
    "suggestion_stranger": [{}],
    "suggestion_alike": [
        {"suggestions": [CARD | {"status": one} for one in ("new", "asked", "trial")], "nonce": "a1b2c3"},
        {"suggestions": [CARD | {"status": one} for one in ("accepted", "deferred")], "nonce": "a1b2c3"},
    ],
    "suggestion_joined": [{"suggestion": CARD}],
    "suggestion_preview": [
        {
            "draft": _DRAFT | change,
            "enterprise": _NAME,
            "small": small,
            "danger": small,
            "lead": "unsent" if small else "",
        }
        for small in (True, False)
        for change in (
            {},
            {"named": True, "public": False},
            {"about": ["Tono & <b>"]},
            {"body": "", "photo": False},
        )
    ],
    "suggestion_module": [
        {"modules": [{"number": 5, "title": "Keselamatan & K3", "icon": "⛑️"}], "nonce": "a1b2c3"}
    ],
    "suggestion_about": [{"members": members, "nonce": "a1b2c3"} for members in ([], _MEMBERS * 10)],
    "suggestion_type": [
        {"kind": kind, "lead": lead}
        for kind in ("code", "reply", "rewrite", "retype")
        for lead in ("", "unknown", "wait")
    ],
    "suggestion_sent": [
        {"suggestion": CARD, "code": "KM7P-4X2Q", "rules": _RULES, "heard": heard} for heard in (0, 3)
    ],
    "suggestion_dropped": [{}],
    "suggestion_mine": [
        {"suggestions": _CARDS[:6], "page": 2, "pages": 3},
        {"suggestions": _CARDS[6:9], "page": 1, "pages": 1},
        {"suggestions": [], "page": 1, "pages": 1},
    ],
    "suggestion_own": [
        {
            "suggestion": card,
            "steps": _STEPS[-6:],
            "which": which,
            "open": by_code,
            "asked": by_code,
            "thanks": False,
            "by_code": by_code,
            "lead": lead,
        }
        for card in _CARDS
        for which, by_code, lead in (
            ("KM7P4X2Q", True, "edited"),
            (str(_ID), False, "over"),
            (str(_ID), True, "replied"),
        )
    ],
    "suggestion_withdraw": [{"suggestion": CARD, "which": "KM7P4X2Q"}],
    "suggestion_withdrawn": [{"number": 12}],
    "suggestion_list": [
        {"suggestions": _CARDS[:5], "enterprise": _PLACE, "page": 200, "pages": 200},
        {"suggestions": [], "enterprise": _PLACE, "page": 1, "pages": 1},
    ],
    "suggestion_look": [
        {"suggestion": card, "backed": backed, "own": not backed, "enterprise": _ID, "page": 200}
        for card in _CARDS
        for backed in (True, False)
    ],
    "suggestion_gallery": [
        {"suggestion": None, "enterprise": _ID, "place": 0, "count": 0},
        *(
            {
                "suggestion": CARD | {"status": "done", "result": result, "name": name},
                "likes": 3,
                "liked": liked,
                "own": not liked,
                "enterprise": _ID,
                "place": 199,
                "count": 200,
            }
            for result, name, liked in ((_NASTY, "Siti & <b>", True), ("", "", False))
        ),
    ],
    "suggestion_picture": [{"suggestion": CARD}],
    "suggestion_news": [
        _NEWS | {"event": event, "mine": mine, "by": by, "reason": reason}
        for event in _EVENTS
        for mine, by, reason in ((True, ["Ani <b>", "Tono"], _NASTY * 10), (False, [], ""))
    ],
    "committee_stranger": [{"member": member} for member in (True, False)],
    "committee_enterprises": [{"enterprises": [_PLACE] * 8}],
    "committee_menu": [
        {
            "enterprise": _PLACE,
            "counts": _COUNTS,
            "oldest": oldest,
            "late": late,
            "rules": _RULES,
            "edits": True,
        }
        for oldest, late in ((CARD, True), (CARD, False), (CARD | {"hours": 90}, False), (None, False))
    ]
    + [
        {
            "enterprise": _PLACE,
            "counts": dict.fromkeys(_COUNTS, 0),
            "oldest": None,
            "late": False,
            "rules": _RULES | {"ranking": False},
            "edits": False,
        }
    ],
    "committee_list": [
        {"bucket": bucket, "suggestions": shown, "enterprise": _ID, "page": 200, "pages": 200}
        for bucket in ("new", "asked", "accepted", "trial", "deferred", "done", "declined", "agree")
        for shown in ([], _CARDS[:5], [CARD | {"hours": -1, "answered": True}, CARD | {"hours": -1}])
    ],
    "committee_see": [
        *(_SEE | {"suggestion": card} for card in _CARDS),
        *(_SEE | {"suggestion": CARD, "lead": lead, "by": by} for lead in _LEADS for by in ("Ani <b>", "")),
        *(
            _SEE | {"suggestion": CARD, "can": _CANNOT, "more": False, "concerns": ["Tono & <b>"]}
            for _ in "x"
        ),
        *(
            _SEE
            | {"suggestion": CARD | {"proposed": "done"}, "can": _CANNOT | {"object": True}, "proposer": one}
            for one in (_PROPOSER, {"name": "", "side": "workers", "alone": True})
        ),
        _SEE
        | {
            "suggestion": CARD,
            "decides": False,
            "steps": _STEPS[:0],
            "lead": "proposed",
            "proposer": _PROPOSER | {"alone": True},
        },
    ],
    "committee_text": [{"body": _NASTY * 50, "number": 3}, {"body": "", "number": 3}],
    "committee_history": [{"suggestion": CARD, "steps": _STEPS[at : at + 20]} for at in (0, 18)],
    "committee_media": [{"number": 12, "kind": kind} for kind in ("photo", "voice", "after")],
    "committee_accept": [{"suggestion": CARD}],
    "committee_divert": [{"suggestion": CARD}],
    "committee_accepted": [{"suggestion": CARD}],
    "committee_merge": [
        {"suggestion": CARD, "others": others, "alike": alike}
        for others, alike in (([], False), ([CARD] * 3, True), ([CARD] * 5, False))
    ],
    "committee_figures": [
        {"enterprise": _PLACE, "figures": _FIGURES},
        {
            "enterprise": _PLACE,
            "figures": _FIGURES
            | {"modules": None, "savings": "", "in_time": None, "answer_days": "", "per_person": ""},
        },
        {"enterprise": _PLACE, "figures": _FIGURES | {"given": 0}},
    ],
    "committee_chart": [{"enterprise": _NAME}],
    "committee_minutes": [{"form": form} for form in ("pdf", "docx")],
    "committee_ranking": [
        {"ranking": ranking, "enterprise": _ID} for ranking in ([], [["Siti & <b>", 3], ["Budi", 1]])
    ],
    "committee_thanks": [{"name": "Siti & <b>"}],
    "committee_rules": [
        {
            "enterprise": _PLACE,
            "rules": dict.fromkeys(("both_sides", "thanks", "ranking"), on)
            | {"answer_hours": 24, "decide_days": 30},
        }
        for on in (True, False)
    ],
    "committee_news": [
        _NEWS | {"event": event, "by": by, "name": by} for event in _TOLD for by in ("Ani <b>", "")
    ],
    "committee_reminder": [
        {
            "suggestions": [
                {
                    "id": _ID,
                    "number": 12,
                    "text": _NASTY,
                    "enterprise": _NAME,
                    "module": 5,
                    "why": why,
                    "hours": hours,
                }
                for why in shown
            ],
            "count": count,
            "enterprise": _NAME,
        }
        for shown, count, hours in (
            (_REASONS[:5], 9, 20),
            (_REASONS[5:], 2, -3),
            (("decide",), 1, -3),
            (("decide",), 1, 40),
        )
    ],
}
