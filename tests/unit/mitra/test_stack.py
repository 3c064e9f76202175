"""The stack of tasks: what is on top, what rests, what comes back."""

import pytest

from mitra import stack

LEMBUR = {"name": "calculate", "of": "lembur", "values": {"hours": "3"}}
THR = {"name": "calculate", "of": "thr", "values": {}}
OEE = {"name": "calculate", "of": "oee", "values": {}}
PKWT = {"name": "calculate", "of": "pkwt", "values": {}}


@pytest.mark.parametrize("slot", [None, "lembur", 3, [], [{"name": "calculate"}], [None, {"of": "thr"}]])
def test_a_slot_that_holds_no_task_is_an_empty_stack(slot):
    assert stack.read(slot) == []
    assert stack.active(stack.read(slot)) is None


def test_the_last_one_begun_is_active_and_the_one_before_comes_back():
    known = stack.with_on_top(stack.with_on_top([], LEMBUR), THR)
    assert stack.active(known) == THR
    assert stack.active(stack.without_top(known)) == LEMBUR


def test_a_task_begun_again_stands_there_once():
    known = stack.with_on_top([LEMBUR, THR], LEMBUR | {"values": {}})
    assert known == [THR, LEMBUR | {"values": {}}]


def test_whoever_opens_a_fourth_loses_the_first():
    assert stack.with_on_top([LEMBUR, THR, OEE], PKWT) == [THR, OEE, PKWT]


def test_a_stopped_task_rests_below_and_can_be_brought_back():
    stopped = stack.with_top_stopped([LEMBUR, THR])
    assert stack.active(stopped) == LEMBUR
    assert stack.active(stack.continued(stopped, "calculate.thr")) == THR
    assert stack.continued(stopped, "calculate.oee") is None


def test_only_the_last_stop_can_be_undone():
    stopped = stack.with_top_stopped(stack.with_top_stopped([LEMBUR, THR]))
    assert [one["of"] for one in stopped] == ["lembur"]


def test_a_pause_is_for_all_and_so_is_going_on():
    paused = stack.all_paused([LEMBUR, THR])
    assert (stack.active(paused), stack.resting(paused)["of"]) == (None, "thr")
    assert stack.continued(paused) == [LEMBUR, THR]


def test_what_only_listens_goes_on_listening_through_a_pause():
    soft = {"name": "prompt", "of": "7", "values": {}, "soft": True}
    asking = {"name": "calculate", "of": "lembur", "values": {}}
    assert stack.all_paused([asking, soft]) == [asking | {"rest": "paused"}, soft]


def test_going_on_means_what_was_paused_not_what_listens():
    soft = {"name": "prompt", "of": "7", "values": {}, "soft": True}
    paused = {"name": "calculate", "of": "lembur", "values": {}, "rest": "paused"}
    assert stack.continued([paused, soft])[-1] == {"name": "calculate", "of": "lembur", "values": {}}
    assert stack.continued([soft]) is None
