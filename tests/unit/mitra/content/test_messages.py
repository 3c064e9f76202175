"""What the bot says: every message with sample values, within Telegram's limits, and nothing typed taken for HTML."""

import datetime as dt

import pytest
from hypothesis import given

from mitra.content import telegram_html
from mitra.content.library import read_library
from mitra.content.messages import Button, Messages, Text, tanggal
from mitra.errors import ContentError
from mitra.notifications import KINDS
from tests.strategies import typed_texts
from tests.unit.mitra.content import (
    kpi_samples,
    operator_samples,
    plan_samples,
    prompt_samples,
    quiz_samples,
    suggestion_samples,
    teach_samples,
    visit_samples,
)

MESSAGES = Messages()
_LONGEST_ID = "m5-petugas-ruang-p3k"
_NASTY = "<b>5 & 6</i> {{ topic }} \"'"
_TOPICS = [{"id": _LONGEST_ID, "title": f"Topik {number}"} for number in range(3)]
_TOPIC = {
    "id": _LONGEST_ID,
    "title": "Panitia & APAR",
    "short": "Pasang <b>125 cm</b> dari lantai.",
    "detail": "Cek:\n\n• segel\n• tekanan",
    "notices": ["Aturan ini mungkin sudah berubah."],
    "sources": ["Permenaker 4/1980", "ILO & SCORE"],
    "checked": "23 Nov 2026",
    "calculator": {"id": "lembur", "title": "Hitung upah lembur"},
    "related": _TOPICS,
}
_TASK = {
    "title": "Hitung upah & lembur",
    "intro": "Mari hitung.",
    "key": "calculate.lembur",
    "kind": "calculate",
}
_QUESTION = {
    "name": "scrap_cost",
    "text": "Upah < 1 juta?",
    "number": 2,
    "count": None,
    "choices": [{"value": "workday", "label": "Hari kerja"}, {"value": "rest", "label": "Libur"}],
    "skip": False,
}
_LEADS = ("", "start", "begun", "resume", "back", "first", "needed", "out_of_date")
_MODULE = {"number": 5, "icon": "⛑️", "title": "Keselamatan & kesehatan kerja (K3)", "topics": 41}
_ANSWER = {"topic": _TOPIC, "place": f"{_LONGEST_ID}@2", "back": "5:2", "rated": "down"}
_CALCULATION = {
    "calculator": "lembur",
    "total": "Upah lembur: Rp30.000",
    "steps": [
        {"label": "Jam ke-1", "working": "1 jam × 1,5 × Rp20.000", "value": "Rp30.000"},
        {"label": "Retur & komplain", "working": "", "value": "Rp0"},
    ],
    "rule": "Dasarnya PP 35/2021, Pasal 31.",
    "notes": ["Kalau < 75% & tidak tetap, pakai 75%."],
    "topic": _LONGEST_ID,
    "is_wage": True,
}
_KINDS = (
    "large",
    "large_sheet",
    "voice",
    "photo",
    "sticker",
    "location",
    "contact",
    "file",
    "long",
    "long_voice",
    "command",
    "dice",
)

_MOST = 9_999_999_999_999_999  # no number in a button is longer
_TOKEN = "NC0L1QWktxuKeaNomndUwg"
_NAME = "PT Industri Garmen Nusantara & Sejahtera Abadi Bersama Putra Putri Indonesia Raya"
_PLACE = {"id": _MOST, "name": _NAME}
_ROLES = (
    ("worker", ""),
    ("manager", ""),
    ("committee", "workers"),
    ("committee", "management"),
    ("trainer", ""),
    ("operator", ""),
)
_INVITATION = {
    "id": 99_999_999,
    "token": _TOKEN,
    "link": f"https://t.me/MitraScoreBot?start={_TOKEN}",
    "enterprise": _NAME,
    "role": "worker",
    "side": "",
    "invited_by": "Bu Rina & Co",
    "sees_names": True,
    "expires": dt.date(2027, 2, 24),
}
_MEMBER = {
    "id": _MOST,
    "name": "Siti & Nur'aini",
    "role": "committee",
    "side": "workers",
    "area": "Potong & jahit",
    "safety": True,
    "enterprise": _PLACE,
}
_ENTERPRISE = _PLACE | {
    "code": "KM7P4X",
    "zone": "WITA",
    "province": "Sulawesi Selatan",
    "areas": ["Potong", "Jahit"],
    "people": {"worker": 12, "manager": 1},
}
_SEAT = {"id": _MOST, "enterprise": _NAME, "roles": ["worker", "committee"], "leads": True, "belongs": True}
_PROFILE = {
    "looks_after": 0,
    "name": "Siti & Nur'aini",
    "seats": [_SEAT, _SEAT | {"id": 0, "enterprise": "", "roles": ["trainer"], "belongs": False}],
    "here": _MOST,
    "several": True,
    "quiet": "08.00–16.00",
    "remind": "16.00",
    "muted": 1,
    "low_data": True,
}
_DATA = {
    "person": {"name": "Siti"},
    "memberships": [
        {"enterprise": _NAME, "area": "Jahit", "ended_at": None},
        {"enterprise": None, "area": None, "ended_at": "2026-11-26"},
    ],
    "conversation": [{}],
    "checks": [{}],
    "check_notes": [],
    "check_photos": [],
    "alerts": [],
    "hazards": [],
    "actions": [],
    "suggestions": {"own": [{}], "backed": 2, "liked": 0},
    "decisions": [{}],
    "ratings": [{}, {}],
    "audit": [],
}
_PROBLEMS = (
    "unknown",
    "expired",
    "used_up",
    "already",
    "wait",
    "too_many",
    "other_account",
    "removed",
    "withdrawn",
)

# --- self-checks

#: Several numbers share a button's data there: ten million enterprises and areas have room.
_ID = 9_999_999
_OWN = f"own-{_ID}-abcdef12"
_LIST = {
    "id": _OWN,
    "title": "Cek oven & tungku",
    "icon": "📋",
    "intro": "Lihat < jawab.",
    "count": 25,
    "short": 10,
}
_WHERE = {"id": _ID, "name": _NAME}
_DAY = dt.date(2026, 11, 26)
_AREA = {
    "id": _ID, "name": "Jahit & obras lantai dua barat", "check": _MOST, "percent": 64, "on": _DAY, "change": -6,
    "mine": True, "late": True, "next": _DAY, "who": ["Siti & Nur"], "people": 2,
}  # fmt: skip
_UNCHECKED = _AREA | {
    "check": 0,
    "percent": None,
    "on": None,
    "change": None,
    "mine": False,
    "late": False,
    "next": None,
}
_RUN = {
    "id": _MOST, "check": _MOST, "key": f"check.{_MOST}", "title": "Cek 5R", "icon": "🧹", "area": "Jahit & obras",
    "pillar": "Ringkas (Seiri)", "place": 6, "number": 7, "count": 25, "bar": "▓▓░░░░░░░░", "scored": True, "team": True,
}  # fmt: skip
_ITEM = {
    "text": "Apakah kabel < rapi?", "hint": "Ikuti & lihat.", "why": "Supaya aman.", "anchors": [[0, "Kotor"], [4, "<"]],
    "applies": "Ada mesin", "critical": True, "now": "Menjauh.", "photo": True, "value": 3, "note": "kabel <b>",
    "photos": 2, "after": True,
}  # fmt: skip
_BARE = _ITEM | {
    "why": "",
    "anchors": [],
    "applies": "",
    "critical": False,
    "value": None,
    "note": "",
    "photos": 0,
}
_DANGER = {"now": "Matikan < menjauh.", "told": 1, "names": ["Ibu <Rina>"], "own": False, "seen": False}
_DANGERS = (
    None, _DANGER, _DANGER | {"names": []}, _DANGER | {"own": True}, _DANGER | {"seen": True}, _DANGER | {"told": 0},
)  # fmt: skip
_ITEM_LEADS = ("", "start", "resume", "go_on", "change", "first", "back", "out_of_date", "unclear", "why", "note",
               "note_kept", "photo_kept", "too_many_photos")  # fmt: skip
_OUTCOME = {
    "id": _MOST, "title": "Cek 5R", "icon": "🧹", "area": "Jahit & obras", "on": _DAY, "short": True, "people": 3,
    "team": True, "open": True, "percent": 64, "band": "Baik & jaga", "bar": "▓▓▓▓▓▓░░░░",
    "pillars": [{"name": f"Pilar {n}", "percent": n or None} for n in range(10)],
}  # fmt: skip
_FINDING = {
    "place": 44, "text": "Apakah kabel < rapi?" * 6, "answer": "2,5 dari 4", "critical": True, "action": "Ganti & rapikan.",
    "now": "Menjauh.", "topic": _LONGEST_ID,
}  # fmt: skip
_COMPARED = {"change": 6, "items": 22, "partly": True, "on": _DAY}
_RESULT = {
    "outcome": _OUTCOME, "comparison": _COMPARED, "others": 58, "worst": [_FINDING] * 3, "failed": 7, "run": _MOST,
    "low_data": True, "manages": True,
}  # fmt: skip
_ALERT = {
    "enterprise": _NAME,
    "area": "Jahit",
    "item": "Apakah < rapi?",
    "now": "Menjauh.",
    "action": "Ganti.",
}
_HAZARD = {
    "id": _ID, "text": "Kabel <b>ngelupas</b> & basah " * 30, "enterprise": _NAME, "photo": True, "severity": 3, "injury": "hurt",
    "named": "", "area": "Jahit & potong",
}  # fmt: skip
_REMINDER = {
    "title": "Cek 5R", "list": _OWN, "enterprise": _ID, "area": _WHERE, "day": "2026-11-26", "rhythm": "tiap hari Senin",
}  # fmt: skip
_PEOPLE = [{"id": _ID, "name": "Siti & Nur'aini Rahmawati Putri", "role": "worker"}] * 6
_CHECK_SAMPLES = {
    "check_stranger": [{"module": 1}],
    "check_enterprises": [{"list": _OWN, "enterprises": [_WHERE], "more": more} for more in (True, False)],
    "check_menu": [
        {"list": _LIST, "enterprise": _WHERE, "areas": [_AREA, _UNCHECKED], "unfinished": [_RUN], "own": [_LIST], "manages": True},
        {"list": _LIST, "enterprise": _WHERE, "areas": [_UNCHECKED], "unfinished": [], "own": [], "manages": False},
    ],
    "check_area": [
        {"list": _LIST, "enterprise": _ID, "area": _AREA, "full": {"items": 25, "minutes": 6}, "short": short, "team": team}
        for short in (None, {"items": 10, "minutes": 2})
        for team in ({"open": True, "people": 2}, {"open": True, "people": 0}, {"open": False, "people": 0})
    ],
    "check_item": [
        *({"run": _RUN, "item": _ITEM, "lead": lead, "danger": None} for lead in _ITEM_LEADS),
        *({"run": _RUN | {"scored": False, "area": "", "team": False}, "item": _BARE, "lead": "unclear", "danger": one} for one in _DANGERS),
        {"run": _RUN | {"place": 0}, "item": _ITEM | {"value": "na"}, "lead": "", "danger": None},
    ],
    "check_end": [
        {"run": _RUN | {"place": 25}, "left": left, "lead": lead, "danger": _DANGER}
        for left, lead in ((3, ""), (25, "nothing_answered"))
    ],
    "check_done": [{"run": _RUN, "danger": danger} for danger in _DANGERS],
    "check_picture": [{"outcome": _OUTCOME, "kind": kind} for kind in ("radar", "trend")],
    "check_report": [{"outcome": _OUTCOME}],
    "check_result": [
        _RESULT,
        *(_RESULT | {"comparison": _COMPARED | {"change": change, "partly": False}} for change in (-6, 0, None)),
        _RESULT | {"outcome": _OUTCOME | {"percent": None, "band": ""}, "comparison": None, "others": None, "worst": [], "failed": 0, "run": 0},
        _RESULT | {"outcome": _OUTCOME | {"team": False, "open": False, "short": False}, "worst": [], "failed": 0, "low_data": False},
    ],
    "check_findings": [
        {"outcome": _OUTCOME, "findings": [_FINDING] * 6, "first": 1, "count": 18, "page": page, "pages": pages}
        for page, pages in ((1, 3), (2, 3), (3, 3), (1, 1))
    ],
    "check_finding": [
        {"outcome": _OUTCOME, "finding": _FINDING, "notes": ["a <b>"], "photos": 2, "topic": _TOPICS[0], "planned": planned, "changeable": changeable}
        for planned, changeable in ((None, False), (plan_samples.ACTION, True), (plan_samples.BARE, False))
    ],
    "check_planned": [{"outcome": _OUTCOME, "fresh": fresh, "known": 2, "enterprise": _ID} for fresh in (0, 3)],
    "check_overview": [
        {"list": _LIST, "enterprise": _WHERE, "areas": [_AREA] * 12, "edits": True, "adds": True},
        {"list": _LIST, "enterprise": _WHERE, "areas": [_UNCHECKED, _AREA | {"change": 6, "who": []}], "edits": False, "adds": False},
    ],
    "check_schedules": [
        {"list": _LIST, "enterprise": _ID, "areas": [_WHERE | {"rhythm": "tiap hari Senin", "next": _DAY}, _WHERE | {"rhythm": "", "next": None}]}
    ],
    "check_schedule": [
        {"list": _LIST, "enterprise": _ID, "area": _AREA, "presets": [{"id": "month--1-0", "words": "tiap hari Senin"}], "rhythm": rhythm}
        for rhythm in ("", "tiap hari Senin")
    ],
    "check_rhythm_set": [{"rhythm": "tiap hari Senin", "first": _DAY, "list": _OWN, "enterprise": _ID}],
    "check_pillars": [
        {"list": _LIST, "enterprise": _ID, "pillars": [{"place": 11, "title": "Ringkas & rapi", "count": 5, "on": 4}] * 12}
    ],
    "check_items": [
        {
            "list": _LIST, "enterprise": _ID, "pillar": "Rapi & bersih", "refused": refused,
            "items": [{"place": 44, "text": "Apakah < rapi?" * 9, "on": on, "critical": True} for on in (True, False)] * 5,
        }
        for refused in (True, False)
    ],
    "check_lists": [
        {"enterprise": _WHERE, "lists": [_LIST] * 8, "room": False},
        {"enterprise": _WHERE, "lists": [], "room": True},
    ],
    "checklist_template": [{}],
    "sheet_problems": [{"problems": ["Baris 5: <b>"] * 12, "count": 14}, {"problems": ["Baris 5"], "count": 1}],
    "sheet_taken": [{"list": _LIST, "pillars": ["Oven & <b>"], "enterprise": _ID}],
    "sheet_missing": [{}],
    "check_reminder": [_REMINDER, _REMINDER | {"area": {"id": 0, "name": ""}}],
    "check_late": [_REMINDER],
    "check_unfinished": [{"run": _MOST, "title": "Cek 5R", "area": area, "done": 6, "count": 25} for area in ("", "Jahit & obras")],
    "alert_check": [_ALERT | {"alert": _MOST, "waited": waited} for waited in (0, 15)],
    "alert_seen": [_ALERT | {"name": name} for name in ("", "Ibu <Rina>")],
    "alert_withdrawn": [_ALERT],
    "alert_noted": [
        {"alert": _ALERT | {"hazard": 0 if own else _ID}, "enterprise": _ID, "seen": seen, "own": own, "by": "Ibu <Rina>", "withdrawn": withdrawn}
        for seen, own, withdrawn in ((False, False, False), (True, False, False), (True, True, False), (True, False, True))
    ],
    "alert_hazard": [
        _ALERT | {"hazard": _ID, "alert": _MOST, "severity": severity, "name": name, "waited": waited}
        for severity, name, waited in ((3, "Siti & <b>", 0), (2, "", 15), (1, "", 0))
    ],
    "alert_injury": [{"text": "Kabel < 3 & <b>", "enterprise": _NAME, "hazard": _ID}],
    "hazard_where": [{"hazard": _HAZARD, "small": True, "areas": [{"id": _ID, "name": "Jahit & potong"}]}],
    "accident_sheet": [{}],
    "hazard_ask": [{"lead": lead} for lead in ("", "resume")],
    "hazard_stranger": [{}],
    "hazard_preview": [
        {"hazard": _HAZARD | {"named": named, "area": named}, "small": small, "areas": small} for named in ("", "Siti & <b>") for small in (True, False)
    ],
    "hazard_limit": [{"most": 20}],
    "invitation_withdrawn": [{"enterprise": "CV <Maju>"}, {"enterprise": ""}],
    "hazard_sent": [{"hazard": _HAZARD, "small": True, "told": told} for told in _DANGERS[1:]],
    "hazard_injury": [{"hazard": _HAZARD | {"injury": injury}, "small": False} for injury in ("hurt", "near", "none")],
    "hazard_dropped": [{"told": told} for told in (True, False)],
    "hazard_photo": [{"hazard": _MOST}],
    "hazard_seen": [{"text": 'Kabel <b> & "basah"'}],
    "hazard_handled": [{"text": 'Kabel <b> & "basah"'}],
    "hazard_done": [{"report": "Kabel <b> & basah", "already": already} for already in (True, False)],
}  # fmt: skip

#: What each message may be given. A new template needs a row here.
SAMPLES = (
    _CHECK_SAMPLES
    | suggestion_samples.SAMPLES
    | kpi_samples.SAMPLES
    | operator_samples.SAMPLES
    | plan_samples.SAMPLES
    | prompt_samples.SAMPLES
    | teach_samples.SAMPLES
    | quiz_samples.SAMPLES
    | visit_samples.SAMPLES
    | {
        "answer": [
            _ANSWER,
            _ANSWER | {"rated": "up"},
            {
                "topic": _TOPIC | {"related": [], "calculator": {}},
                "place": _LONGEST_ID,
                "back": "",
                "rated": "",
            },
        ],
        "calculation": [
            {"result": _CALCULATION, "topic": _TOPIC},
            {
                "result": _CALCULATION | {"steps": [], "notes": [], "is_wage": False},
                "topic": _TOPIC | {"notices": []},
            },
        ],
        "calculators": [{"calculators": [{"id": "oee", "title": "Hitung OEE mesin"}]}],
        "cancel": [{}],
        "choices": [
            {"topics": _TOPICS, "operation": operation, "danger": operation == ""}
            for operation in ("", "modules", "help", "human", "hazard")
        ],
        "clearer": [{"topic": ""}, {"topic": _LONGEST_ID}],
        "crisis": [{}],
        "goodbye": [{}],
        "greeting": [{}],
        "group_welcome": [{"username": "mitra_score_bot"}],
        "help": [{}],
        "human": [{}],
        "identity": [{}],
        "insult": [{}],
        "lost_1": [{"topics": []}],
        "lost_2": [{"topics": []}, {"topics": _TOPICS}],
        "lost_3": [{"topics": []}],
        "lost_4": [{"topics": []}],
        "module": [
            {"module": _MODULE, "topics": _TOPICS, "page": page, "pages": pages}
            for page, pages in ((1, 1), (1, 6), (3, 6), (6, 6))
        ],
        "modules": [{"modules": [_MODULE] * 6}],
        "more": [{"topic": _TOPIC}],
        "nothing_open": [
            {"intent": intent} for intent in ("yes", "no", "later", "skip", "back", "continue_task")
        ],
        "not_helpful": [{"topics": []}, {"topics": _TOPICS}],
        "other_language": [{}],
        "paused": [{"task": _TASK}],
        "question": [
            *({"task": _TASK, "question": _QUESTION, "lead": lead} for lead in _LEADS),
            *(
                {"task": _TASK | {"kind": "fill"}, "question": _QUESTION | {"skip": True}, "lead": lead}
                for lead in _LEADS
            ),
            {"task": _TASK, "question": _QUESTION | {"number": 1, "count": 4, "choices": []}, "lead": ""},
        ],
        "rated": [{}],
        "areas": [
            {"enterprise": _PLACE, "areas": areas}
            for areas in ([], [{"id": _MOST, "name": "Jahit & potong"}])
        ],
        "areas_added": [{"enterprise": _MOST}],
        "ask_to_join": [
            {"enterprise": _NAME, "code": "KM7P4X", "consent": consent} for consent in (True, False)
        ],
        "cannot": [{"reason": "Nama perusahaan harus 3 sampai 80 huruf."}],
        "cannot_rejoin": [{}],
        "choose_enterprise": [{"enterprises": [_PLACE, _PLACE]}],
        "chosen": [{"enterprise": _NAME}],
        "decided": [{"name": "Budi", "let_in": let_in, "enterprise": _PLACE} for let_in in (True, False)],
        "decided_already": [{}],
        "enterprise": [
            {"enterprise": _ENTERPRISE, "waiting": 3, "trains": False, "light": None},
            {
                "enterprise": _ENTERPRISE | {"province": "", "areas": [], "people": {}},
                "waiting": 0,
                "trains": True,
                "light": visit_samples.LIGHT,
            },
            *(
                {"enterprise": _ENTERPRISE, "waiting": 0, "trains": True, "light": light}
                for light in visit_samples.LIGHTS
            ),
        ],
        "enterprise_added": [{"enterprise": _PLACE}],
        "enterprises": [
            {
                "enterprises": [visit_samples.LIGHT | _PLACE] * 8,
                "count": 30,
                "page": page,
                "pages": 4,
                "all": page == 1,
                "colours": {"red": 3, "green": 27} if page < 4 else {},
            }
            for page in (1, 2, 4)
        ]
        + [{"enterprises": [], "count": 0, "page": 1, "pages": 1, "all": False, "colours": {}}],
        "erase": [{"data": _DATA}],
        "erased": [{}],
        "export_html": [{}],
        "export_json": [{}],
        "hand_over": [{}],
        "handed_over": [{}],
        "invitation": [
            {
                "invitation": _INVITATION | {"role": role, "side": side},
                "token": _TOKEN,
                "consent": role == "worker",
            }
            for role, side in (*_ROLES, ("move", ""))
        ]
        + [
            {
                "invitation": _INVITATION | {"enterprise": "", "invited_by": "", "sees_names": False},
                "token": _TOKEN,
                "consent": True,
            }
        ],
        "invite": [
            {"enterprise": _PLACE, "offered": {"manager": given, "trainer": given}} for given in (True, False)
        ],
        "invited": [
            {"invitation": _INVITATION | {"role": role, "side": side}, "low_data": role == "worker"}
            for role, side in _ROLES
        ],
        "join_problem": [{"reason": reason} for reason in _PROBLEMS],
        "join_request": [{"name": "Siti & Co", "enterprise": _NAME, "request": _MOST}],
        "joined": [{"invitation": _INVITATION | {"role": role}} for role in ("worker", "move")],
        "leave": [{"enterprise": _PLACE}],
        "left": [{"enterprise": _PLACE}],
        "let_in": [{"enterprise": _NAME}],
        "member": [{"member": _MEMBER, "oneself": oneself} for oneself in (True, False)],
        "member_removed": [{"member": _MEMBER}, {"member": _MEMBER | {"name": ""}}],
        "members": [
            {"enterprise": _PLACE, "members": [_MEMBER] * 8, "page": page, "pages": 3} for page in (1, 2, 3)
        ]
        + [{"enterprise": _PLACE, "members": [], "page": 1, "pages": 1}],
        "move_link": [{"link": _INVITATION["link"]}],
        "no_areas": [{}],
        "no_trainer": [{}],
        "poster_pdf": [{"invitation": _INVITATION}],
        "poster_png": [{"invitation": _INVITATION}],
        "privacy": [{"data": _DATA}, {"data": _DATA | {"person": None, "memberships": []}}],
        "private": [{"bot": "MitraScoreBot"}],
        "profile": [
            _PROFILE,
            _PROFILE
            | {
                "name": "",
                "seats": [],
                "quiet": "",
                "remind": "",
                "muted": 0,
                "low_data": False,
                "several": False,
            },
            _PROFILE | {"seats": [], "looks_after": 30},
        ],
        "profile_account": [{}],
        "profile_kinds": [{"kinds": [{"id": kind, "on": kind == "requests"} for kind in KINDS]}],
        "profile_quiet": [{"own": own} for own in ("", "22.00–06.00")],
        "profile_stranger": [{}],
        "refused": [{}],
        "rejoined": [{"enterprise": _NAME}],
        "removed": [{"enterprise": _NAME, "membership": 3}],
        "requested": [{"enterprise": _NAME}],
        "requests": [
            {"enterprise": _PLACE, "requests": requests}
            for requests in ([], [{"id": _MOST, "name": "Siti & Co"}])
        ],
        "saved": [{}],
        "put_off": [{}],
        "slowly": [{}],
        "turned_down": [{"enterprise": _NAME}],
        "welcome": [
            {"enterprise": _NAME, "manages": 0, "committee": False, "trains": False, "worker": True},
            {"enterprise": _NAME, "manages": _MOST, "committee": False, "trains": False, "worker": False},
            {"enterprise": _NAME, "manages": 0, "committee": True, "trains": False, "worker": False},
            {"enterprise": "", "manages": 0, "committee": False, "trains": True, "worker": False},
        ],
        "something_else": [{}],
        "stale": [{}],
        "start": [{}],
        "stopped": [{"task": _TASK}],
        "thanks": [{}],
        "trouble": [{}],
        "violence": [{}],
        "unsupported": [{"kind": kind} for kind in _KINDS],
    }
)
_ALL = [(name, sample) for name, samples in SAMPLES.items() for sample in samples]


def test_every_message_has_a_sample_here():
    assert sorted(SAMPLES) == MESSAGES.names()


@pytest.mark.parametrize(("name", "values"), _ALL, ids=[name for name, _ in _ALL])
def test_a_message_is_whole_and_within_telegrams_limits(name, values):
    text = MESSAGES.render(name, **values)
    assert list(telegram_html.problems(text.html)) == []
    assert 1 <= telegram_html.visible_length(text.html) <= telegram_html.MESSAGE_LIMIT
    assert text.html == text.html.strip()
    # Rows and conditions leave no holes behind.
    assert "\n\n\n" not in text.html
    assert "{" not in text.html or name == "prompt_vars"  # which is about them
    buttons = [button for row in text.rows for button in row]
    assert [button for button in buttons if not 1 <= len(button.data.encode()) <= 64] == []
    assert [button for button in buttons if not button.text.strip() or "&amp;" in button.text] == []
    assert [row for row in text.rows if not 1 <= len(row) <= 8] == []


def test_a_toast_fits_its_small_window():
    """Telegram shows at most 200 characters above the chat, and no formatting."""
    toast = MESSAGES.render("rated").html
    assert len(toast) <= 200
    assert toast == telegram_html.plain(toast)


def test_every_kind_of_attachment_gets_words_of_its_own():
    assert len({MESSAGES.render("unsupported", kind=kind).html for kind in _KINDS}) == len(_KINDS)


def test_being_lost_is_never_said_twice_in_the_same_words():
    told = {MESSAGES.render(f"lost_{number}", topics=[]).html for number in (1, 2, 3, 4)}
    assert len(told) == 4


def test_every_real_answer_fits_a_message_and_its_buttons():
    library = read_library()
    for topic in library.topics.values():
        fields = _TOPIC | {
            "id": topic.id,
            "title": topic.title,
            "short": topic.short,
            "detail": topic.detail,
            "sources": list(topic.sources),
            "notices": library.notices(topic),
        }
        answer = MESSAGES.render("answer", **_ANSWER | {"topic": fields, "place": f"{topic.id}@99"})
        more = MESSAGES.render("more", topic=fields)
        assert max(map(telegram_html.visible_length, (answer.html, more.html))) <= telegram_html.MESSAGE_LIMIT
        assert max(len(button.data.encode()) for row in answer.rows for button in row) <= 64


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("group_welcome", {"username": _NASTY}),
        ("profile", _PROFILE | {"name": _NASTY}),
        ("join_request", {"name": _NASTY, "enterprise": _NAME, "request": 1}),
        ("member", {"member": _MEMBER | {"name": _NASTY}, "oneself": False}),
        (
            "invitation",
            {"invitation": _INVITATION | {"enterprise": _NASTY}, "token": _TOKEN, "consent": True},
        ),
        ("more", {"topic": _TOPIC | {"title": _NASTY}}),
        ("more", {"topic": _TOPIC | {"sources": [_NASTY]}}),
        ("answer", _ANSWER | {"topic": _TOPIC | {"sources": [_NASTY]}}),
        ("module", {"module": _MODULE | {"title": _NASTY}, "topics": [], "page": 1, "pages": 1}),
    ],
)
def test_what_is_put_in_shows_as_typed(name, values):
    """Only an answer's own text, made by mitra.content.markup, is taken for HTML."""
    html = MESSAGES.render(name, **values).html
    assert list(telegram_html.problems(html)) == []
    assert _NASTY in telegram_html.plain(html)


@given(typed_texts)
def test_whatever_somebody_is_called_the_message_stays_whole(name):
    assert list(telegram_html.problems(MESSAGES.render("group_welcome", username=name).html)) == []


def test_a_name_beside_a_role_shows_as_typed_on_a_button():
    """The role comes from a macro, whose result Jinja takes for HTML."""
    text = MESSAGES.render("members", enterprise=_PLACE, members=[_MEMBER], page=1, pages=1)
    assert text.rows[0][0].text == "Siti & Nur'aini · panitia · Potong & jahit"


def test_buttons_carry_text_as_it_is():
    """A button is no HTML: an ampersand escaped there would be seen."""
    text = MESSAGES.render("choices", topics=[{"id": "m5-a", "title": _NASTY}], operation="", danger=False)
    assert text.rows[0] == (Button(text=_NASTY, data="open_topic:m5-a"),)


@pytest.mark.parametrize("operation", ["modules", "help", "human"])
def test_what_may_be_meant_besides_topics_is_a_choice_too(operation):
    plain, more = (
        MESSAGES.render("choices", topics=_TOPICS, operation=meant, danger=False) for meant in ("", operation)
    )
    assert [row[0].data for row in more.rows if row not in plain.rows] == [f"{operation}:"]


def test_pages_go_round():
    first, last = (
        MESSAGES.render("module", module=_MODULE, topics=[], page=page, pages=6).rows[0] for page in (1, 6)
    )
    assert [button.data for button in first] == ["open_module:5:6", "open_module:5:1", "open_module:5:2"]
    assert [button.data for button in last] == ["open_module:5:5", "open_module:5:6", "open_module:5:1"]


def test_a_value_that_is_missing_is_an_error_not_an_empty_spot():
    with pytest.raises(ContentError, match=r"group_welcome\.html\.j2:\d+: .*username"):
        MESSAGES.render("group_welcome")


def test_a_message_that_does_not_exist_is_an_error_that_names_it():
    with pytest.raises(ContentError, match=r"nowhere\.html\.j2:1: "):
        MESSAGES.render("nowhere")


def test_a_row_leaves_no_hole_where_it_stood(tmp_path):
    (tmp_path / "messages").mkdir()
    template = 'Satu.\n{{ row(button("Dua", "two", 2)) }}\n\n  \nTiga.\n'
    (tmp_path / "messages" / "hello.html.j2").write_text(template, "utf-8")
    text = Messages(tmp_path).render("hello")
    assert text == Text(html="Satu.\n\nTiga.", rows=((Button(text="Dua", data="two:2"),),))


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("Halo\n{% if kind %}\n", 2),
        ("Halo\n\n{{ nama|besar }}", 3),
        ("{{ nama", 1),
    ],
)
def test_a_template_that_is_wrong_is_named_before_anybody_reads_it(tmp_path, template, line):
    path = tmp_path / "messages" / "hello.html.j2"
    path.parent.mkdir()
    path.write_text(template, "utf-8")
    with pytest.raises(ContentError) as wrong:
        Messages(tmp_path).check()
    assert str(wrong.value).startswith(f"{path}:{line}: ")


def test_the_real_templates_compile():
    MESSAGES.check()


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2026-11-23", "23 Nov 2026"),
        # No leading nought; months as Indonesians shorten them.
        ("2026-05-01", "1 Mei 2026"),
        ("2027-08-17", "17 Agu 2027"),
        ("2027-10-31", "31 Okt 2027"),
        ("2027-12-09", "9 Des 2027"),
        ("2027-01-09", "9 Jan 2027"),
    ],
)
def test_a_date_is_written_as_people_write_it(day, written):
    assert tanggal(dt.date.fromisoformat(day)) == written
