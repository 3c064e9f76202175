"""A broadcast while Telegram fails and the power goes: everybody hears, and next to nobody twice."""

from benchmarks.broadcast import broadcast
from bot.application import CONNECTIONS
from bot.sender import MOST_UNNOTED


async def test_nobody_is_forgotten_and_only_what_was_on_the_wire_comes_twice(tmp_path):
    """Real processes, killed with -9; one call in fifty goes wrong, one person in fifty has blocked the bot."""
    outcome = await broadcast(2_000, rate=2_000, kills=3, folder=tmp_path)

    assert outcome.lost == 0
    assert len(outcome.in_flight) == 3
    assert sum(outcome.faults.values()) > 0
    # A dropped answer cannot be told from a dropped call; the rest was being sent, or noted, at a kill.
    assert outcome.repeated <= sum(outcome.in_flight) + outcome.faults["drop_after"]
    assert max(outcome.in_flight) <= CONNECTIONS + MOST_UNNOTED + outcome.faults["drop_after"]
