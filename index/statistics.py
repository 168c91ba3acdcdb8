"""The calls of a snapshot in numbers: month by month, who with whom, and one subject over time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import TypeAlias

import jdatetime

from index.dates import Calendar, DateRange, jalali
from index.gazetteer import Gazetteer
from index.snapshot import Snapshot

MOST_PAIRS = 8
RECENT = timedelta(days=3 * 365)
MONTHS, QUARTERS = 12, 4
# Thanks and invitations are part of almost every call, and no subject that comes and goes.
_COURTESY = "protocol"
_Days: TypeAlias = Mapping[str, date]


@dataclass(frozen=True)
class Count:
    """The calls of one month or quarter: of all its days, with or without calls."""

    dates: DateRange
    calls: int


@dataclass(frozen=True)
class Pair:
    """Two people, by participant, and how many calls both took part in."""

    people: tuple[str, str]
    calls: int


@dataclass(frozen=True)
class Statistics:
    """What can be counted in a corpus. A call counts once, however many readouts tell of it.

    Attributes:
        days: the first and the last day of a call, or None when there is no call.
        months: every month from the first call's to the last one's.
        pairs: at most `MOST_PAIRS`, the most frequent first, of equals the latest.
        subject: concept keys; a call that mentions any of them counts. Empty: there was none.
        quarters: the calls that mention the subject, for every quarter as for `months`.
    """

    calls: int
    readouts: int
    days: DateRange | None
    months: tuple[Count, ...]
    pairs: tuple[Pair, ...]
    subject: frozenset[str]
    quarters: tuple[Count, ...]

    @property
    def busiest(self) -> Count | None:
        """The month with the most calls, the latest of equals."""
        return max(reversed(self.months), key=lambda month: month.calls, default=None)

    @property
    def mentions(self) -> int:
        """How many calls mention the subject."""
        return sum(quarter.calls for quarter in self.quarters)


def statistics(
    snapshot: Snapshot,
    gazetteer: Gazetteer,
    calendar: Calendar,
    subject: frozenset[str] = frozenset(),
) -> Statistics:
    """Count the calls of a snapshot.

    Args:
        calendar: whose months and quarters are counted.
        subject: concept keys (`place:libya`); without any, the most frequent topic of late.
    """
    days = {readout.call: readout.date for readout in snapshot.readouts}
    mentions = _mentions(snapshot)
    subject = subject or _topic_of_late(mentions, days, gazetteer)
    about = {call: days[call] for key in subject for call in mentions.get(key, ())}
    return Statistics(
        calls=len(days),
        readouts=len(snapshot.readouts),
        days=DateRange(min(days.values()), max(days.values())) if days else None,
        months=_series(days, days, calendar, MONTHS),
        pairs=_pairs(snapshot),
        subject=subject,
        quarters=_series(about, days, calendar, QUARTERS),
    )


def _mentions(snapshot: Snapshot) -> dict[str, set[str]]:
    """For each concept key, the calls that mention it."""
    found: dict[str, set[str]] = defaultdict(set)
    for readout, page in zip(snapshot.readouts, snapshot.layout.pages, strict=True):
        for key in page.everything:
            found[key].add(readout.call)
    return dict(found)


def _topic_of_late(
    mentions: Mapping[str, set[str]], days: _Days, gazetteer: Gazetteer
) -> frozenset[str]:
    """The topic that most calls of the last `RECENT` years mention; courtesies are none."""
    since = max(days.values(), default=date.max) - RECENT
    recent = {
        key: sum(days[call] >= since for call in calls)
        for key, calls in mentions.items()
        if key.startswith("topic:") and gazetteer.concept(key).kind != _COURTESY
    }
    return frozenset([max(sorted(recent), key=lambda key: recent[key])] if recent else [])


def _pairs(snapshot: Snapshot) -> tuple[Pair, ...]:
    calls = {readout.call: readout for readout in snapshot.readouts}.values()
    counts: Counter[tuple[str, str]] = Counter()
    latest: dict[tuple[str, str], date] = {}
    for call in sorted(calls, key=lambda readout: readout.date):
        for one, other in combinations(sorted(set(call.participants)), 2):
            counts[one, other] += 1
            latest[one, other] = call.date
    order = sorted(counts, key=lambda pair: (-counts[pair], -latest[pair].toordinal(), pair))
    return tuple(Pair(pair, counts[pair]) for pair in order[:MOST_PAIRS])


def _series(counted: _Days, every: _Days, calendar: Calendar, parts: int) -> tuple[Count, ...]:
    """The counted calls in each of the `parts` of a year, from the first to the last of all."""
    if not every:
        return ()
    calls = Counter(_numbers(counted.values(), calendar, parts))
    numbers = _numbers((min(every.values()), max(every.values())), calendar, parts)
    return tuple(
        Count(_days_of(number, calendar, parts), calls[number])
        for number in range(numbers[0], numbers[-1] + 1)
    )


def _numbers(days: Iterable[date], calendar: Calendar, parts: int) -> list[int]:
    """The number, counted through all years, of the part of the year that each day is in."""
    split = [
        jalali(day) if calendar == "jalali" else (day.year, day.month, day.day) for day in days
    ]
    return [year * parts + (month - 1) * parts // 12 for year, month, _ in split]


def _days_of(number: int, calendar: Calendar, parts: int) -> DateRange:
    first, after = (_first_day(n, calendar, parts) for n in (number, number + 1))
    return DateRange(first, after - timedelta(days=1))


def _first_day(number: int, calendar: Calendar, parts: int) -> date:
    year, month = number // parts, number % parts * 12 // parts + 1
    if calendar == "gregorian":
        return date(year, month, 1)
    first: date = jdatetime.date(year, month, 1).togregorian()
    return first
