"""How often a person may ask."""

from bot.limits import WINDOW_SECONDS, Limits, Verdict

SARA, MARYAM = 1, 2


class Clock:
    """Seconds that a test lets pass."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_first_over_the_limit_is_told_and_the_others_are_not() -> None:
    limits = Limits(2, Clock())
    verdicts = [limits.ask(SARA) for _ in range(5)]
    assert verdicts == [Verdict.ANSWER] * 2 + [Verdict.SAY_SLOWER] + [Verdict.IGNORE] * 2
    assert limits.ask(MARYAM) is Verdict.ANSWER


def test_after_the_wait_that_was_told_a_person_is_answered() -> None:
    clock = Clock()
    limits = Limits(2, clock)
    for _ in range(2):
        limits.ask(SARA)
        clock.now += 10.3
    assert limits.ask(SARA) is Verdict.SAY_SLOWER
    wait = limits.wait(SARA)
    assert wait == 40  # 60 - 20.6, rounded up
    clock.now += wait - 1
    assert limits.ask(SARA) is Verdict.IGNORE
    clock.now += 1
    assert limits.ask(SARA) is Verdict.ANSWER
    assert limits.ask(SARA) is Verdict.SAY_SLOWER


def test_a_pause_of_a_minute_forgives_all() -> None:
    clock = Clock()
    limits = Limits(3, clock)
    for _ in range(9):
        limits.ask(SARA)
    clock.now += WINDOW_SECONDS
    assert [limits.ask(SARA) for _ in range(3)] == [Verdict.ANSWER] * 3


def test_nobody_waits_before_asking() -> None:
    assert Limits(1, Clock()).wait(SARA) == 1
