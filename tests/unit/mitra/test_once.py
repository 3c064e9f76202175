"""Doing a thing once, however often it is asked for."""

import contextlib
import datetime as dt

import sqlalchemy as sa

from mitra import once
from mitra.store.models import Handled

at = dt.datetime.fromisoformat
NOW = at("2026-11-24T09:00:00+07:00")
AGAIN = dt.timedelta(seconds=2)


async def test_the_first_to_claim_has_it(database):
    async with database.transaction() as connection:
        assert await once.claim(connection, "update:7:1", at=NOW) is True
        assert await once.claim(connection, "update:7:1", at=NOW) is False
        assert await once.claim(connection, "update:7:2", at=NOW) is True


async def test_a_claim_holds_in_later_transactions(database):
    async with database.transaction() as connection:
        await once.claim(connection, "update:7:1", at=NOW)
    async with database.transaction() as connection:
        assert await once.claim(connection, "update:7:1", at=NOW + dt.timedelta(hours=24)) is False


async def test_a_transaction_that_fails_frees_its_claim(database):
    with contextlib.suppress(RuntimeError):
        async with database.transaction() as connection:
            await once.claim(connection, "update:7:1", at=NOW)
            raise RuntimeError
    async with database.transaction() as connection:
        assert await once.claim(connection, "update:7:1", at=NOW) is True


async def test_a_double_tap_counts_once_and_a_later_tap_again(database):
    async with database.transaction() as connection:
        claims = [
            await once.claim(connection, "tap:42", at=NOW + dt.timedelta(seconds=seconds), again_after=AGAIN)
            # Two seconds count from the tap that was taken, not from the one that was not.
            for seconds in (0, 1, 1.9, 2.1, 4, 4.2)
        ]
    assert claims == [True, False, False, True, False, True]


async def test_the_same_moment_in_another_zone_is_the_same_moment(database):
    async with database.transaction() as connection:
        await once.claim(connection, "tap:42", at=at("2026-11-24T09:00:00+07:00"), again_after=AGAIN)
        one_second_later = at("2026-11-24T02:00:01+00:00")
        assert await once.claim(connection, "tap:42", at=one_second_later, again_after=AGAIN) is False


async def test_old_claims_are_forgotten_and_those_telegram_may_repeat_are_kept(database):
    async with database.transaction() as connection:
        await once.claim(connection, "old", at=NOW - once.KEPT - dt.timedelta(seconds=1))
        await once.claim(connection, "day", at=NOW - dt.timedelta(hours=24))
        await once.claim(connection, "new", at=NOW)
        await once.forget_old(connection, at=NOW)
        kept = list(await connection.scalars(sa.select(Handled.key).order_by(Handled.key)))
    assert kept == ["day", "new"]
