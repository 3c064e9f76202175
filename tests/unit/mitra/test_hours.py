"""When people may be disturbed."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.hours import Quiet, next_allowed

at = dt.datetime.fromisoformat
MAKASSAR = Quiet(zone="Asia/Makassar")
#: Sleeps by day.
NIGHT_SHIFT = Quiet(start=8 * 60, end=16 * 60)


@pytest.mark.parametrize(
    ("moment", "allowed", "quiet"),
    [
        ("2026-11-24T09:00:00+07:00", "2026-11-24T09:00:00+07:00", Quiet()),
        ("2026-11-24T19:59:59+07:00", "2026-11-24T19:59:59+07:00", Quiet()),
        ("2026-11-24T20:00:00+07:00", "2026-11-25T07:00:00+07:00", Quiet()),
        ("2026-11-25T06:59:00+07:00", "2026-11-25T07:00:00+07:00", Quiet()),
        # An hour later in Makassar: night has fallen there.
        ("2026-11-24T19:30:00+07:00", "2026-11-25T06:00:00+07:00", MAKASSAR),
        ("2026-11-24T09:00:00+07:00", "2026-11-24T16:00:00+07:00", NIGHT_SHIFT),
        ("2026-11-24T22:00:00+07:00", "2026-11-24T22:00:00+07:00", NIGHT_SHIFT),
        # Christmas is a Friday; the joint leave of the 24th is a working day for many.
        ("2026-12-24T12:00:00+07:00", "2026-12-24T12:00:00+07:00", Quiet()),
        ("2026-12-24T21:00:00+07:00", "2026-12-26T07:00:00+07:00", Quiet()),
        ("2026-12-25T12:00:00+07:00", "2026-12-26T07:00:00+07:00", Quiet()),
        # Two days of Idulfitri in a row, and New Year's Eve.
        ("2026-03-21T09:00:00+07:00", "2026-03-23T07:00:00+07:00", Quiet()),
        ("2026-12-31T21:00:00+07:00", "2027-01-02T07:00:00+07:00", Quiet()),
        # Equal hours: never quiet.
        ("2026-11-24T23:00:00+07:00", "2026-11-24T23:00:00+07:00", Quiet(start=0, end=0)),
    ],
)
def test_the_first_moment_at_which_people_may_be_disturbed(moment, allowed, quiet):
    assert next_allowed(at(moment), quiet) == at(allowed)


moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
minutes = st.integers(0, 24 * 60 - 1)
quiets = st.builds(
    Quiet,
    zone=st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
    start=minutes,
    end=minutes,
)


@given(moments, quiets)
def test_it_is_never_earlier_never_quiet_and_stays_where_it_is(moment, quiet):
    allowed = next_allowed(moment, quiet)
    assert allowed >= moment
    assert next_allowed(allowed, quiet) == allowed
    local = allowed.astimezone(ZoneInfo(quiet.zone))
    minute = local.hour * 60 + local.minute
    if quiet.start < quiet.end:
        assert not quiet.start <= minute < quiet.end
    elif quiet.start > quiet.end:
        assert quiet.end <= minute < quiet.start


@given(moments, quiets)
def test_how_the_moment_is_written_does_not_matter(moment, quiet):
    assert next_allowed(moment.astimezone(ZoneInfo("Asia/Tokyo")), quiet) == next_allowed(moment, quiet)
