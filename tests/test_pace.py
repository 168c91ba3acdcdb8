"""The pace of messages that can wait."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Places


@given(
    rate=st.floats(1, 30),
    pauses=st.lists(st.floats(0, 2), min_size=1, max_size=200),
)
def test_no_second_has_more_messages_than_the_rate(rate: float, pauses: list[float]) -> None:
    places, now, taken = Places(rate), 0.0, list[float]()
    for pause in pauses:
        now += pause
        taken.append(now + places.take(now))
    assert taken == sorted(taken)
    many = max(1, int(rate))
    spans = [last - first for first, last in zip(taken, taken[many:], strict=False)]
    assert all(span >= many / rate - 1e-9 for span in spans)
    gaps = [later - before for before, later in pairwise(taken)]
    assert all(gap >= 1 / (1.2 * rate) - 1e-9 for gap in gaps)


def test_time_lost_is_made_up_for() -> None:
    places, now = Places(25), 0.0
    for number in range(250):
        now += 0.4 if number % 25 == 24 else 0.0  # an answer that goes first, once a second
        now += places.take(now)
    assert now < 250 / 25 * 1.25
