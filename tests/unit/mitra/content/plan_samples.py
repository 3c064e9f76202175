"""Sample values for the messages of the plan, one's tasks and the summary."""

import datetime as dt

_NAME = "CV Maju & <b>Bersama</b> Sejahtera Abadi Nusantara"
_MOST = 2**53
_DAY = dt.date(2026, 12, 4)
_LONG = "Ganti & rapikan <kabel> di dekat mesin cuci. " * 6
ACTION = {
    "id": _MOST, "number": 9_999, "action": _LONG, "problem": _LONG, "cause": _LONG, "area": "Jahit & potong",
    "enterprise": _NAME, "module": 5, "owner": "Siti & Nur'aini", "owned": True, "mine": True, "due": _DAY, "days": -3,
    "cost": "Rp750.000", "kpi": "2 < 3", "priority": 1, "status": "open", "unfinished": True, "postponed": 5,
    "too_often": True, "result": _LONG, "saving": "Rp500.000", "photos": 2, "changeable": True,
}  # fmt: skip
BARE = ACTION | {
    "action": "Cat garis.", "problem": "", "cause": "", "area": "", "owner": "", "owned": False, "mine": False, "due": None,
    "days": None, "cost": "", "kpi": "", "priority": 3, "too_often": False, "postponed": 0, "result": "", "saving": "",
    "photos": 0, "changeable": False,
}  # fmt: skip
_ENDED = {"unfinished": False, "days": None, "too_often": False}
_STATUSES = ("open", "running", "postponed", "done", "cancelled")
_LEADS = (
    "", "made", "done", "running", "postponed", "reopened", "cancelled", "refused", "taken", "given", "help", "no_help",
    "helping", "passed", "no_trainer", "progress", "blocked", "until", "refuse", "not_yours", "result", "cause", "saved",
)  # fmt: skip
_CARD = {
    "action": ACTION, "assigns": True, "enterprise": _MOST, "origin": {}, "lead": "", "about": None,
}  # fmt: skip
_NEWS = {
    "id": _MOST, "number": 12, "action": _LONG, "area": "Jahit", "enterprise": _NAME, "owner": "Siti & Nur",
    "due": "2026-12-04", "postponed": 5,
}  # fmt: skip
_COUNTS = {"all": 120, "late": 12, "none": 3}
_PAGE = {"actions": [ACTION, BARE] * 3, "page": 2, "pages": 3, "count": 18, "first": 6}
_NOTHING = {"actions": [], "page": 1, "pages": 1, "count": 0, "first": 0}
_WHERE = {"id": _MOST, "name": _NAME}
_PLAN = {"enterprise": _WHERE, "counts": _COUNTS, "which": "all", "owner": "", "assigns": True} | _PAGE
_ACTS = (
    "made", "given", "taken", "refused", "due", "running", "postponed", "progress", "help", "helping", "done", "cancelled",
    "reopened", "edited", "photo",
)  # fmt: skip
_TOLD = _NEWS | {"days": -3, "owned": True, "mine": False, "due": "2026-12-04", "status": "postponed"}
_SECTION = {
    "enterprise": {"id": _MOST, "name": _NAME},
    "tasks": [_TOLD] * 5, "tasks_count": 9, "tasks_ids": [1], "overdue": 3,
    "late": [_TOLD] * 5, "late_count": 7, "late_ids": [2],
    "orphans": [_TOLD | {"owner": "", "owned": False, "days": 3}] * 5, "orphans_count": 5, "orphans_ids": [],
    "asks": [{"id": _MOST, "name": "Reject & cacat", "period": "minggu 23–29 November"}] * 2,
    "digest": {
        "done": 3, "unfinished": 12, "late": 4, "coming": 2, "latest": [_TOLD | {"owner": ""}] * 4,
        "next": [_TOLD | {"days": 0}] * 4,
    },
    "month": None,
    "hidden": False,
}  # fmt: skip
_QUIET = {"tasks": [], "late": [], "orphans": [], "asks": [], "digest": None}
_SUMMARY = {
    "enterprise": _NAME, "on": _DAY, "unfinished": 12, "overdue": 4, "running": 2, "done": 3, "done_ever": 40, "in_time": 71,
    "late": [{"number": 12, "action": _LONG, "owner": "", "owned": True}] * 2,
    "figures": [{"name": "Reject & cacat", "now": "3%", "baseline": "5%", "target": "2%"}] * 3, "figures_more": 4,
    "checks": [{"name": "5R", "percent": 62, "change": 6}, {"name": "K3", "percent": 70, "change": -3}],
    "suggestions": {"given": 20, "done": 4}, "hazards": 2, "savings": "Rp1.500.000", "photos": 3,
}  # fmt: skip
_EMPTY = {
    "unfinished": 0, "overdue": 0, "running": 0, "done": 0, "done_ever": 0, "in_time": None, "late": [],
    "figures": [{"name": "Reject", "now": "", "baseline": "", "target": ""}], "figures_more": 0, "checks": [],
    "suggestions": None, "hazards": 0, "savings": "", "photos": 0,
}  # fmt: skip

SAMPLES = {
    "action": [
        *(_CARD | {"lead": lead, "about": _DAY} for lead in _LEADS),
        *(_CARD | {"action": ACTION | {"status": status}} for status in _STATUSES[:3]),
        *(_CARD | {"action": ACTION | _ENDED | {"status": status}} for status in _STATUSES[3:]),
        _CARD | {"action": BARE, "assigns": False, "origin": {"intent": "check", "value": f"item:{_MOST}:44"}},
        _CARD | {"action": ACTION | {"mine": False}, "assigns": True},
        _CARD | {"action": ACTION | {"mine": False, "owned": False, "owner": ""}, "assigns": True},
    ],
    "action_due": [{"action": ACTION}],
    "action_edit": [{"action": ACTION, "assigns": assigns} for assigns in (True, False)],
    "action_pick": [
        {"action": ACTION, "name": name, "areas": [{"id": _MOST, "name": "Jahit & potong"}] * 12}
        for name in ("priority", "module", "area_id")
    ],
    "action_who": [
        {"action": ACTION, "people": people}
        for people in ([], [{"id": _MOST, "name": "Siti & Nur'aini Rahmawati Putri", "role": "worker"}] * 10)
    ],
    "action_steps": [
        {
            "action": ACTION,
            "steps": [
                {"on": _DAY, "act": act, "name": name, "text": "2026-12-04" if act in {"due", "postponed"} else "a <b>"}
                for act, name in zip(_ACTS, ["Siti & Nur", ""] * 8, strict=False)
            ],
        },
        {"action": BARE, "steps": []},
    ],
    "action_photos": [{"action": ACTION}, {"action": BARE}],
    "action_news": [
        {"action": action, "event": event, "text": text, "by": "", "said": said}
        for event in ("help", "helping", "refused", "postponed", "done")
        for action, text, said in ((_NEWS, _LONG, [_LONG] * 3), (_NEWS | {"owner": "", "area": "", "due": ""}, "", []))
    ],
    "action_given": [{"actions": [_NEWS], "count": 1}, {"actions": [_NEWS | {"due": "", "area": ""}], "count": 1}, {"actions": [_NEWS] * 6, "count": 12}],
    "plan": [
        *(_PLAN | {"which": which, "owner": "Siti & Nur"} for which in ("all", "late", "done", "none", "m5", "o7")),
        *(_PLAN | _NOTHING | {"which": which, "assigns": False} for which in ("all", "late")),
        _PLAN | {"actions": [ACTION | _ENDED | {"status": "done"}] * 6, "which": "done"},
    ],
    "plan_filter": [
        {"enterprise": _MOST, "counts": _COUNTS, "owners": owners}
        for owners in ([], [{"id": _MOST, "name": "Siti & Nur", "count": 12}] * 12)
    ],
    "plan_stranger": [{"intent": intent} for intent in ("plan", "tasks")],
    "plan_enterprises": [{"enterprises": [_WHERE] * 8, "intent": intent} for intent in ("plan", "tasks")],
    "tasks": [
        {"enterprise": _WHERE, "away": ""} | _PAGE,
        {"enterprise": _WHERE, "away": "2026-12-04"} | _NOTHING,
        {"enterprise": _WHERE, "away": ""} | _PAGE | {"page": 1, "pages": 1, "first": 0},
    ],
    "away_noted": [{"until": _DAY, "stand_in": name, "enterprise": _MOST} for name in ("", "Siti & Nur")],
    "stand_in": [{"name": name, "until": "2026-12-04", "enterprise": _MOST} for name in ("", "Siti & Nur")],
    "sheet_where": [{"enterprise": enterprise} for enterprise in (0, _MOST)],
    "plan_sheet": [{"enterprise": _MOST}],
    "plan_taken": [
        {"added": 3, "changed": 2, "same": 7, "kept": kept, "enterprise": _MOST} for kept in ([], [12, 15])
    ],
    "plan_month": [{"month": "2026-11-01", "enterprise": _MOST}, {"month": "2026-01-01", "enterprise": _MOST}],
    "plan_morning": [
        {"sections": [_SECTION]},
        {"sections": [_SECTION | _QUIET | {"tasks": [_TOLD], "tasks_count": 1}]},
        {"sections": [_SECTION | _QUIET | {"tasks": [_TOLD] * 3, "tasks_count": 3}]},
        *({"sections": [_SECTION | _QUIET | {name: _SECTION[name]}]} for name in _QUIET),
        {"sections": [_SECTION | _QUIET | {"late": [_TOLD | {"action": "Cat garis."}] * 2, "late_count": 2}] * 8 + [_SECTION | {"hidden": True}] * 20},
    ],
    "remind_quiet": [{"clock": "07.00"}],
    "progress_nothing": [{}],
    "profile_remind": [
        {"own": own, "hours": [{"minute": 60 * hour, "clock": f"{hour:02}.00"} for hour in range(10)]}
        for own in ("", "16.00")
    ],
    "summary": [
        {"summary": _SUMMARY, "enterprise": _MOST, "low_data": True},
        {"summary": _SUMMARY | _EMPTY, "enterprise": _MOST, "low_data": False},
    ],
    "summary_file": [{"kind": kind} for kind in ("pdf", "excel", "picture")],
    "summary_stranger": [{"member": member} for member in (True, False)],
    "summary_enterprises": [{"enterprises": [_WHERE] * 8}],
}  # fmt: skip
