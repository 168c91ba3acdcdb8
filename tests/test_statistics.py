"""Calls counted: by month, by pair, by subject."""

from datetime import date

import pytest

from index.archive import Archive
from index.dates import DateRange
from index.snapshot import empty_snapshot
from index.statistics import MOST_PAIRS, Count, Pair, Statistics, statistics
from tests.conftest import make_readout

UKRAINE = frozenset({"place:ukraine"})


@pytest.fixture(scope="module")
def counted(small: Archive) -> Statistics:
    return statistics(small.snapshot, small.linker.gazetteer, "gregorian")


def month(year: int, number: int, last: int, calls: int) -> Count:
    return Count(DateRange(date(year, number, 1), date(year, number, last)), calls)


def test_several_readouts_are_one_call(counted: Statistics) -> None:
    assert (counted.calls, counted.readouts) == (4, 7)
    assert counted.days == DateRange(date(2019, 7, 6), date(2024, 4, 4))


def test_every_month_is_there_with_its_calls(counted: Statistics) -> None:
    assert len(counted.months) == 58
    assert counted.months[0] == month(2019, 7, 31, 1)
    assert counted.months[7] == month(2020, 2, 29, 0)
    assert counted.months[-1] == month(2024, 4, 30, 1)
    assert [m.dates.first.isoformat() for m in counted.months if m.calls] == [
        "2019-07-01", "2021-04-01", "2022-03-01", "2024-04-01",
    ]  # fmt: skip


def test_persian_readers_get_jalali_months_and_quarters(small: Archive) -> None:
    counted = statistics(small.snapshot, small.linker.gazetteer, "jalali", UKRAINE)
    # From Tir 1398 to Farvardin 1403, a leap year's spring among them.
    assert counted.months[0] == Count(DateRange(date(2019, 6, 22), date(2019, 7, 22)), 1)
    assert counted.months[-1] == Count(DateRange(date(2024, 3, 20), date(2024, 4, 19)), 1)
    assert len(counted.months) == 58
    assert len(counted.quarters) == 20
    # 3 March 2022 is 12 Esfand 1400: in its winter.
    assert [q.dates for q in counted.quarters if q.calls] == [
        DateRange(date(2021, 12, 22), date(2022, 3, 20))
    ]


def test_of_equal_months_and_pairs_the_latest_comes_first(counted: Statistics) -> None:
    assert counted.busiest == month(2024, 4, 30, 1)
    assert counted.pairs == (
        Pair(("benjamin-netanyahu", "joe-biden"), 1),
        Pair(("emmanuel-macron", "vladimir-putin"), 1),
        Pair(("recep-tayyip-erdogan", "vladimir-putin"), 1),
        Pair(("emmanuel-macron", "hassan-rouhani"), 1),
    )


@pytest.mark.parametrize(
    ("subject", "calls"),
    [
        ({"place:libya"}, 1),
        ({"place:ukraine"}, 1),
        ({"place:libya", "place:ukraine"}, 2),
        ({"person:vladimir-putin"}, 2),
        ({"place:japan"}, 0),
        ({"place:nowhere"}, 0),
    ],
)
def test_a_subject_is_counted_by_quarter(subject: set[str], calls: int, small: Archive) -> None:
    keys = frozenset(subject)
    counted = statistics(small.snapshot, small.linker.gazetteer, "gregorian", keys)
    assert counted.subject == keys
    assert counted.mentions == calls
    assert len(counted.quarters) == 20
    assert counted.quarters[0].dates == DateRange(date(2019, 7, 1), date(2019, 9, 30))


def test_without_a_subject_a_topic_of_late_is_taken(counted: Statistics) -> None:
    # Both calls of the last three years ask for a ceasefire.
    assert counted.subject == {"topic:ceasefire"}
    assert counted.mentions == 2


def test_courtesies_are_no_topic_of_late(archive: Archive) -> None:
    archive.add(make_readout(text="They thanked each other. Thanks! Sanctions were discussed."))
    archive.add(make_readout(2, text="He thanked the President.", date=date(2021, 5, 1)))
    archive.add(make_readout(3, text="They spoke of the grain deal.", date=date(2001, 1, 1)))
    counted = statistics(archive.snapshot, archive.linker.gazetteer, "gregorian")
    assert any("topic:thanks" in page.everything for page in archive.snapshot.layout.pages)
    assert counted.subject == {"topic:sanctions"}


def test_a_call_of_three_counts_for_each_pair(archive: Archive) -> None:
    people = ("vladimir-putin", "emmanuel-macron", "angela-merkel")
    archive.add(make_readout(participants=people))
    archive.add(make_readout(2, participants=people, date=date(2021, 5, 1)))
    archive.add(make_readout(3, participants=people[1:], date=date(2021, 6, 1)))
    counted = statistics(archive.snapshot, archive.linker.gazetteer, "gregorian")
    assert counted.pairs == (
        Pair(("angela-merkel", "emmanuel-macron"), 3),
        Pair(("angela-merkel", "vladimir-putin"), 2),
        Pair(("emmanuel-macron", "vladimir-putin"), 2),
    )


def test_only_the_most_frequent_pairs_are_named(archive: Archive) -> None:
    archive.add(make_readout(participants=tuple(f"Leader {n}" for n in range(6))))
    counted = statistics(archive.snapshot, archive.linker.gazetteer, "gregorian")
    assert len(counted.pairs) == MOST_PAIRS


def test_nothing_is_counted_in_nothing(small: Archive) -> None:
    counted = statistics(empty_snapshot(), small.linker.gazetteer, "gregorian")
    assert counted == Statistics(0, 0, None, (), (), frozenset(), ())
    assert counted.busiest is None
    assert counted.mentions == 0
