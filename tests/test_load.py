"""A real bot process, really killed while it delivers."""

import pytest

from bot.load import BLOCKED, Load, drain, kill_steps, print_drained
from index.cli import output


def test_a_killed_bot_leaves_nobody_out() -> None:
    load = Load(subscribers=100, rate=30, kills=1)
    reports: list[tuple[int, int]] = []
    found = drain(load, lambda done, total: reports.append((done, total)))
    assert found.blocked == round(BLOCKED * load.subscribers) == found.unsubscribed
    assert found.missed == 0
    # The one message that was under way when the bot was killed may come twice.
    assert found.twice <= load.kills
    assert found.impatient == 0
    assert found.answers
    assert 0 < found.down < found.seconds
    assert reports[0][1] == load.subscribers - found.blocked
    with output.capture() as shown:
        print_drained(found)
    assert "killed" in shown.get()


@pytest.mark.parametrize("kills", [0, 20])
def test_kills_are_spread_over_the_drain(kills: int) -> None:
    steps = kill_steps(kills, 970)
    assert len(steps) == kills
    assert all(0 < step < 970 for step in steps)
    assert steps == sorted(set(steps))
