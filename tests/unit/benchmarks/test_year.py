"""A part of the simulated year, with Christmas, New Year and a weekend or two; the whole one is `make year`."""

from benchmarks.year import simulate


async def test_every_reminder_is_sent_once_at_the_right_local_hour_and_no_other():
    result = await simulate(3, 12, 50)
    assert result.missing == []
    assert result.extra == []
    assert sum(result.expected.values()) > 60
    assert result.taps > 30
