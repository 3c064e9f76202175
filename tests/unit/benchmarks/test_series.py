"""Weeks of series in a few enterprises: each prompt as the rules have it (`make series`: ninety days, thirty enterprises)."""

from collections import Counter

from benchmarks.series import simulate


async def test_weeks_of_series_give_each_prompt_its_turn_once():
    result = await simulate(6, 30, edits=8, downtimes={9: 5})
    assert result.wrong == []
    outcomes = Counter(outcome for _, _, outcome, _ in result.given)
    # Enough has happened to mean something.
    assert (outcomes["sent"] > 20, outcomes["missed"] > 0, outcomes["done"] > 0) == (True, True, True)
    assert sum(result.sent.values()) > 40
    assert result.reminders > 5
