"""Who may do what: the one table that every command, tap and typed answer is checked against."""

import enum
from dataclasses import dataclass

from mitra.errors import MitraError
from mitra.store.models import Role, Side


class Act(enum.Enum):
    """What can be done to an enterprise or to other people. The audit holds the values, so they never change."""

    SEE_ENTERPRISE = "see_enterprise"
    SEE_MEMBERS = "see_members"
    EDIT_AREAS = "edit_areas"
    INVITE_WORKER = "invite_worker"
    INVITE_COMMITTEE = "invite_committee"
    INVITE_MANAGER = "invite_manager"
    INVITE_TRAINER = "invite_trainer"
    INVITE_OPERATOR = "invite_operator"
    DECIDE_REQUEST = "decide_request"
    REMOVE_MEMBER = "remove_member"
    REMOVE_MANAGER = "remove_manager"
    REMOVE_TRAINER = "remove_trainer"
    ADD_ENTERPRISE = "add_enterprise"
    SEE_ALL_ENTERPRISES = "see_all_enterprises"
    RUN_CHECK = "run_check"
    REPORT_HAZARD = "report_hazard"
    SEE_CHECKS = "see_checks"
    EDIT_CHECKS = "edit_checks"
    ADD_CHECKLIST = "add_checklist"
    SEE_ALERT = "see_alert"
    MAKE_ACTION = "make_action"
    ASSIGN_ACTION = "assign_action"
    SEE_SUMMARY = "see_summary"
    GIVE_SUGGESTION = "give_suggestion"
    SEE_SUGGESTIONS = "see_suggestions"
    DECIDE_SUGGESTION = "decide_suggestion"
    EDIT_COMMITTEE_RULES = "edit_committee_rules"
    SEE_KPIS = "see_kpis"
    EDIT_KPIS = "edit_kpis"
    REPORT_KPI = "report_kpi"
    FOLLOW_UP = "follow_up"
    WRITE_PROMPT = "write_prompt"
    VISIT = "visit"
    ANSWER_QUESTION = "answer_question"
    REVIEW_ANSWER = "review_answer"
    EXPORT_PROGRAMME = "export_programme"
    # What everybody may do, noted when it is done or goes wrong.
    JOIN = "join"
    LEAVE = "leave"
    MOVE_ACCOUNT = "move_account"
    EXPORT_DATA = "export_data"
    ERASE_DATA = "erase_data"
    USE_BUTTON = "use_button"


_LEADS = frozenset({Role.MANAGER, Role.TRAINER})
_ALL = frozenset({Role.WORKER, Role.MANAGER, Role.COMMITTEE, Role.TRAINER})
#: Roles in the enterprise at hand that allow an act; operators may do everything, everywhere.
ALLOWED: dict[Act, frozenset[Role]] = {
    Act.SEE_ENTERPRISE: _LEADS,
    Act.SEE_MEMBERS: _LEADS,
    Act.EDIT_AREAS: _LEADS,
    Act.INVITE_WORKER: _LEADS,
    Act.INVITE_COMMITTEE: _LEADS,
    Act.DECIDE_REQUEST: _LEADS,
    Act.REMOVE_MEMBER: _LEADS,
    Act.INVITE_MANAGER: frozenset({Role.TRAINER}),
    Act.REMOVE_MANAGER: frozenset({Role.TRAINER}),
    Act.INVITE_TRAINER: frozenset(),
    Act.REMOVE_TRAINER: frozenset(),
    Act.INVITE_OPERATOR: frozenset(),
    Act.SEE_ALL_ENTERPRISES: frozenset(),
    Act.RUN_CHECK: _ALL,
    Act.REPORT_HAZARD: _ALL,
    Act.SEE_CHECKS: _ALL - {Role.WORKER},
    Act.EDIT_CHECKS: _LEADS,
    Act.ADD_CHECKLIST: frozenset({Role.TRAINER}),
    Act.SEE_ALERT: _ALL - {Role.WORKER},
    Act.MAKE_ACTION: _ALL,
    Act.ASSIGN_ACTION: _ALL - {Role.WORKER},
    Act.SEE_SUMMARY: _ALL - {Role.WORKER},
    Act.GIVE_SUGGESTION: _ALL - {Role.TRAINER},
    Act.SEE_SUGGESTIONS: _ALL - {Role.WORKER},
    # Trainers only where nobody of the committee may: mitra/suggestions/committee.py.
    Act.DECIDE_SUGGESTION: _ALL - {Role.WORKER},
    Act.EDIT_COMMITTEE_RULES: frozenset({Role.MANAGER}),
    # Workers see and report those they are responsible for: mitra/kpis/indicators.py.
    Act.SEE_KPIS: _ALL - {Role.WORKER},
    Act.EDIT_KPIS: _LEADS,
    Act.REPORT_KPI: _ALL - {Role.WORKER},
    Act.FOLLOW_UP: frozenset({Role.TRAINER}),
    Act.VISIT: frozenset({Role.TRAINER}),
    # Operators only.
    Act.EXPORT_PROGRAMME: frozenset(),
}
#: The same for acts that belong to no enterprise: roles held anywhere.
ALLOWED_ANYWHERE: dict[Act, frozenset[Role]] = {
    Act.ADD_ENTERPRISE: frozenset({Role.TRAINER}),
    # Whom it may go to is FOLLOW_UP's, enterprise by enterprise.
    Act.WRITE_PROMPT: frozenset({Role.TRAINER}),
    Act.ANSWER_QUESTION: frozenset({Role.TRAINER}),
    Act.REVIEW_ANSWER: frozenset({Role.TRAINER}),
}

INVITES = {
    Role.WORKER: Act.INVITE_WORKER,
    Role.COMMITTEE: Act.INVITE_COMMITTEE,
    Role.MANAGER: Act.INVITE_MANAGER,
    Role.TRAINER: Act.INVITE_TRAINER,
    Role.OPERATOR: Act.INVITE_OPERATOR,
}
REMOVALS = {
    Role.WORKER: Act.REMOVE_MEMBER,
    Role.COMMITTEE: Act.REMOVE_MEMBER,
    Role.MANAGER: Act.REMOVE_MANAGER,
    Role.TRAINER: Act.REMOVE_TRAINER,
}
#: Roles whose holders belong to an enterprise, rather than look after it.
MEMBERS = frozenset({Role.WORKER, Role.MANAGER, Role.COMMITTEE})


class RefusedError(MitraError):
    """Somebody asked for what is not theirs to do, or not there: the two must look alike."""

    def __init__(self, act: Act, *, subject: str = "", enterprise_id: int | None = None) -> None:
        super().__init__(f"{act.value} {subject}".strip())
        self.act = act
        self.subject = subject
        self.enterprise_id = enterprise_id


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One role of somebody, in one enterprise or (None) in the programme."""

    id: int
    enterprise_id: int | None
    role: Role
    side: Side | None = None
    area_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who is asking. A stranger has no person_id and no seats; the command line acts as an operator."""

    telegram_id: int
    person_id: int | None = None
    seats: tuple[Seat, ...] = ()
    #: The enterprise they have chosen, if there was a choice.
    chosen: int | None = None
    low_data: bool = False

    def has(self, role: Role, enterprise_id: int | None = None) -> bool:
        """Return whether they hold `role`: in that enterprise, or anywhere."""
        return any(seat.role == role and enterprise_id in {None, seat.enterprise_id} for seat in self.seats)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles they hold, wherever."""
        return frozenset(seat.role for seat in self.seats)

    @property
    def enterprises(self) -> tuple[int, ...]:
        """The enterprises they belong to, as worker, manager or on the committee."""
        mine = {seat.enterprise_id for seat in self.seats if seat.role in MEMBERS}
        return tuple(sorted(number for number in mine if number is not None))

    @property
    def here(self) -> int | None:
        """The enterprise meant when none is named: the only one, or the chosen one; None when that is open."""
        mine = self.enterprises
        if len(mine) == 1:
            return mine[0]
        return self.chosen if self.chosen in mine else None


#: The operator at the server's terminal.
CONSOLE = Actor(telegram_id=0, seats=(Seat(id=0, enterprise_id=None, role=Role.OPERATOR),))


def may(actor: Actor, act: Act, enterprise_id: int | None = None) -> bool:
    """Return whether `actor` may do `act`, in this enterprise if it concerns one."""
    if actor.has(Role.OPERATOR):
        return True
    if act in ALLOWED_ANYWHERE:
        return bool(actor.roles & ALLOWED_ANYWHERE[act])
    if enterprise_id is None:
        return False
    held = {seat.role for seat in actor.seats if seat.enterprise_id == enterprise_id}
    return bool(held & ALLOWED[act])


def demand(actor: Actor, act: Act, enterprise_id: int | None = None, *, subject: str = "") -> None:
    """Raise RefusedError unless `actor` may do `act`."""
    if not may(actor, act, enterprise_id):
        raise RefusedError(act, subject=subject, enterprise_id=enterprise_id)
