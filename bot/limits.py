"""How often a person may ask."""

from collections import OrderedDict, deque
from collections.abc import Callable
from enum import Enum, auto
from math import ceil

WINDOW_SECONDS = 60.0
_MOST_PEOPLE = 10_000


class Verdict(Enum):
    """What becomes of a request."""

    ANSWER = auto()
    SAY_SLOWER = auto()
    IGNORE = auto()


class Limits:
    """At most so many requests a person within a minute; the first one over is told so.

    Args:
        most: requests a minute.
        clock: seconds that only grow.
    """

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = most, clock
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()
        self._told: set[int] = set()

    def ask(self, person: int) -> Verdict:
        """Count a request and judge it."""
        now = self._clock()
        times = self._asked.setdefault(person, deque())
        self._asked.move_to_end(person)
        while len(self._asked) > _MOST_PEOPLE:
            self._told.discard(self._asked.popitem(last=False)[0])
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
        if len(times) < self._most:
            self._told.discard(person)
            times.append(now)
            return Verdict.ANSWER
        # Those over the limit do not prolong the wait.
        if person in self._told:
            return Verdict.IGNORE
        self._told.add(person)
        return Verdict.SAY_SLOWER

    def wait(self, person: int) -> int:
        """In how many seconds a person may ask again."""
        times = self._asked.get(person, deque())
        return max(1, ceil(WINDOW_SECONDS - (self._clock() - times[0]))) if times else 1
