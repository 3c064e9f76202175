"""Who may do what: one table, by role and enterprise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.access import ALLOWED, ALLOWED_ANYWHERE, CONSOLE, Act, Actor, RefusedError, Seat, demand, may
from mitra.store.models import Role

HERE, THERE = 1, 2
#: Acts that are nobody's right over others: they are only noted in the audit.
OWN = {Act.JOIN, Act.LEAVE, Act.MOVE_ACCOUNT, Act.EXPORT_DATA, Act.ERASE_DATA, Act.USE_BUTTON}
GUARDED = [act for act in Act if act not in OWN]


def somebody(role, enterprise_id=HERE):
    return Actor(telegram_id=42, person_id=7, seats=(Seat(id=1, enterprise_id=enterprise_id, role=role),))


def allowed(role):
    return {act for act in GUARDED if may(somebody(role), act, HERE)}


def test_each_act_stands_in_the_table_or_is_ones_own():
    assert {*ALLOWED, *ALLOWED_ANYWHERE, *OWN, Act.INVITE_OPERATOR} == set(Act)


def test_who_may_do_what():
    leads = {
        Act.SEE_ENTERPRISE,
        Act.SEE_MEMBERS,
        Act.EDIT_AREAS,
        Act.INVITE_WORKER,
        Act.INVITE_COMMITTEE,
        Act.DECIDE_REQUEST,
        Act.REMOVE_MEMBER,
    }
    member = {Act.RUN_CHECK, Act.REPORT_HAZARD, Act.MAKE_ACTION}
    decides = member | {Act.SEE_CHECKS, Act.ASSIGN_ACTION, Act.SEE_ALERT}
    decides |= {Act.SEE_SUGGESTIONS, Act.DECIDE_SUGGESTION, Act.SEE_KPIS, Act.REPORT_KPI, Act.SEE_SUMMARY}
    leads |= decides | {Act.EDIT_CHECKS, Act.EDIT_KPIS}
    trains = {Act.INVITE_MANAGER, Act.REMOVE_MANAGER, Act.ADD_ENTERPRISE, Act.ADD_CHECKLIST}
    trains |= {Act.FOLLOW_UP, Act.WRITE_PROMPT, Act.VISIT, Act.ANSWER_QUESTION, Act.REVIEW_ANSWER}
    gives, rules = {Act.GIVE_SUGGESTION}, {Act.EDIT_COMMITTEE_RULES}
    assert allowed(Role.WORKER) == member | gives
    assert allowed(Role.COMMITTEE) == decides | gives
    assert allowed(Role.MANAGER) == leads | gives | rules
    assert allowed(Role.TRAINER) == leads | trains
    assert allowed(Role.OPERATOR) == set(GUARDED)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_a_role_in_one_enterprise_is_none_in_another(role):
    elsewhere = somebody(role, THERE)
    assert [act for act in ALLOWED if may(elsewhere, act, HERE)] == []


@given(st.sampled_from(GUARDED), st.one_of(st.none(), st.integers()))
def test_a_stranger_may_nothing(act, enterprise_id):
    assert not may(Actor(telegram_id=1), act, enterprise_id)


def test_the_terminal_is_an_operator():
    assert all(may(CONSOLE, act, HERE) for act in GUARDED)


def test_what_is_refused_says_what_and_about_what():
    with pytest.raises(RefusedError) as refused:
        demand(somebody(Role.WORKER), Act.REMOVE_MEMBER, HERE, subject="membership:3")
    assert (refused.value.act, refused.value.subject) == (Act.REMOVE_MEMBER, "membership:3")


def seats(*pairs):
    return tuple(Seat(id=n, enterprise_id=e, role=role) for n, (e, role) in enumerate(pairs))


@pytest.mark.parametrize(
    ("held", "chosen", "here"),
    [
        ((), None, None),
        (((HERE, Role.WORKER),), None, HERE),
        # Two roles in one enterprise are one enterprise.
        (((HERE, Role.WORKER), (HERE, Role.COMMITTEE)), None, HERE),
        # Two enterprises: only the person knows which one is meant.
        (((HERE, Role.WORKER), (THERE, Role.WORKER)), None, None),
        (((HERE, Role.WORKER), (THERE, Role.WORKER)), THERE, THERE),
        # A trainer's enterprises are looked after, not belonged to.
        (((HERE, Role.TRAINER), (THERE, Role.WORKER)), None, THERE),
        # What was chosen long ago and left since does not count.
        (((HERE, Role.WORKER), (THERE, Role.WORKER)), 9, None),
    ],
)
def test_which_enterprise_is_meant(held, chosen, here):
    assert Actor(telegram_id=1, seats=seats(*held), chosen=chosen).here == here
