"""The outbox: each call once to each chat that follows it, whatever happens in between."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from index.outbox import LEASE, MOST_IN_DIGEST, Outbox, Parcel, next_due
from index.people import People
from index.readout import Readout
from index.schema import chats, subscriptions
from index.schema import outbox as table
from index.schema import readouts as readouts_table
from index.store import Store
from index.subjects import Call
from tests.calls import GAZA_EN, GAZA_FA, LIBYA_EN, LIBYA_FA, NUCLEAR_EN
from tests.conftest import make_readout

START = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


class Clock:
    """A time that is set by hand; the store's own stamps are older than it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) - timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(store: Store, clock: Clock) -> People:
    return People(store, clock)


@pytest.fixture
def outbox(store: Store, people: People, clock: Clock) -> Outbox:
    """An outbox; readers who came before the calls follow from an hour ago."""
    return Outbox(store, clock)


def call_of(*readouts: Readout, keys: tuple[str, ...] = ()) -> Call:
    people = {f"person:{person}" for person in readouts[0].participants}
    return Call(readouts[0].call, readouts, frozenset(people | set(keys)))


def publish(store: Store, outbox: Outbox, *readouts: Readout, keys: tuple[str, ...] = ()) -> int:
    store.add_all(readouts)
    outbox_clock_now(outbox)
    return outbox.announce([call_of(*readouts, keys=keys)])


def outbox_clock_now(outbox: Outbox) -> None:
    """Let the clock catch up with the store's stamps."""
    clock = outbox._now
    assert isinstance(clock, Clock)
    clock.now = max(clock.now, datetime.now(UTC))


def take(outbox: Outbox) -> Parcel:
    parcel = outbox.take()
    assert parcel is not None
    return parcel


def drain(outbox: Outbox) -> list[tuple[int, tuple[str, ...]]]:
    found = []
    while parcel := outbox.take():
        outbox.sent(parcel, 100 + parcel.rows[0])
        found.append((parcel.chat.id, parcel.about))
    return found


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("all", True),
        ("person:vladimir-putin", True),
        ("pair:recep-tayyip-erdogan+vladimir-putin", True),
        ("place:libya", True),
        ("person:joe-biden", False),
        ("pair:joe-biden+vladimir-putin", False),
        ("place:syria", False),
    ],
)
def test_a_call_goes_to_those_who_follow_it(
    subject: str, told: bool, store: Store, people: People, outbox: Outbox
) -> None:
    people.subscribe(7, subject)
    assert publish(store, outbox, LIBYA_EN, keys=("place:libya",)) == int(told)
    assert drain(outbox) == ([(7, (LIBYA_EN.call,))] if told else [])


def test_a_chat_that_follows_a_call_in_many_ways_is_told_once(
    store: Store, people: People, outbox: Outbox
) -> None:
    for subject in ("all", "person:vladimir-putin", "place:libya"):
        people.subscribe(7, subject)
    assert publish(store, outbox, LIBYA_EN, LIBYA_FA, keys=("place:libya",)) == 1
    assert drain(outbox) == [(7, (LIBYA_EN.call,))]
    assert outbox.announce([call_of(LIBYA_EN, LIBYA_FA)]) == 0
    assert drain(outbox) == []


def test_what_was_there_before_is_no_news(
    store: Store, people: People, outbox: Outbox, clock: Clock
) -> None:
    store.add(LIBYA_EN, quietly=True)
    store.add(GAZA_EN)
    clock.now = datetime.now(UTC) + timedelta(seconds=1)
    people.subscribe(7, "all")
    assert outbox.unannounced() == [GAZA_EN.id]
    assert outbox.announce([call_of(LIBYA_EN), call_of(GAZA_EN)]) == 0
    assert outbox.unannounced() == []


def test_those_who_paused_are_not_told(store: Store, people: People, outbox: Outbox) -> None:
    people.subscribe(7, "all")
    people.pause(7)
    assert publish(store, outbox, LIBYA_EN) == 0
    people.resume(7)
    assert publish(store, outbox, GAZA_EN) == 1


def test_what_waits_when_someone_pauses_or_leaves_is_dropped(
    store: Store, people: People, outbox: Outbox
) -> None:
    for chat in (7, 8, 9):
        people.subscribe(chat, "all")
    assert publish(store, outbox, LIBYA_EN) == 3
    people.pause(7)
    people.unsubscribe(8)
    assert [chat for chat, _ in drain(outbox)] == [9]


def test_another_readout_of_a_call_is_no_second_alarm(
    store: Store, people: People, outbox: Outbox
) -> None:
    people.subscribe(7, "all")
    publish(store, outbox, GAZA_EN)
    parcel = take(outbox)
    assert (parcel.message, parcel.digest) == (None, False)
    outbox.sent(parcel, 55)
    assert publish(store, outbox, GAZA_FA) == 1
    again = take(outbox)
    assert (again.message, again.rows) == (55, parcel.rows)
    outbox.sent(again, 55)
    assert outbox.take() is None


def test_a_further_readout_before_the_first_was_sent_changes_nothing(
    store: Store, people: People, outbox: Outbox
) -> None:
    people.subscribe(7, "all")
    publish(store, outbox, GAZA_EN)
    assert publish(store, outbox, GAZA_FA) == 0
    assert drain(outbox) == [(7, (GAZA_EN.call,))]


def test_a_crash_loses_nothing_and_leaves_one_in_doubt(
    store: Store, people: People, outbox: Outbox, clock: Clock
) -> None:
    for chat in (7, 8, 9):
        people.subscribe(chat, "all")
    publish(store, outbox, LIBYA_EN)
    first = take(outbox)
    assert outbox.states() == {"sending": 1, "waiting": 2}
    clock.forward(seconds=1)
    after = Outbox(store, clock)
    assert after.recover() == 1
    assert after.recover() == 0
    assert sorted(chat for chat, _ in drain(after)) == [7, 8, 9]
    assert first.chat.id == 7


def test_what_is_being_sent_is_taken_by_nobody_else(
    store: Store, people: People, outbox: Outbox
) -> None:
    people.subscribe(7, "all")
    publish(store, outbox, LIBYA_EN)
    take(outbox)
    assert outbox.take() is None
    assert timedelta(minutes=1) < LEASE


def test_a_crash_while_a_message_is_brought_up_to_date_edits_it_again(
    store: Store, people: People, outbox: Outbox, clock: Clock
) -> None:
    people.subscribe(7, "all")
    publish(store, outbox, GAZA_EN)
    outbox.sent(take(outbox), 55)
    publish(store, outbox, GAZA_FA)
    take(outbox)
    clock.forward(seconds=1)
    assert outbox.recover() == 1
    assert take(outbox).message == 55


def test_what_is_postponed_comes_when_it_is_time(
    store: Store, people: People, outbox: Outbox, clock: Clock
) -> None:
    people.subscribe(7, "all")
    publish(store, outbox, LIBYA_EN)
    outbox.postpone(take(outbox), 30)
    assert outbox.take() is None
    clock.forward(seconds=31)
    parcel = take(outbox)
    assert parcel.attempts == 1
    outbox.fail(parcel)
    assert outbox.take() is None
    assert outbox.states() == {"failed": 1}


def test_a_closed_chat_follows_nothing(store: Store, people: People, outbox: Outbox) -> None:
    people.subscribe(7, "all")
    people.subscribe(8, "all")
    publish(store, outbox, LIBYA_EN)
    outbox.end(7)
    assert people.subscriptions(7) == []
    assert [chat for chat, _ in drain(outbox)] == [8]
    assert publish(store, outbox, GAZA_EN) == 1


def test_a_group_that_moves_takes_its_rows_along(
    store: Store, people: People, outbox: Outbox
) -> None:
    people.subscribe(-7, "all")
    people.settle(-7, language="fa")
    publish(store, outbox, LIBYA_EN)
    people.moved(-7, -1007)
    assert take(outbox).chat.id == -1007
    assert people.chat(-1007).language == "fa"
    assert [s.subject for s in people.subscriptions(-1007)] == ["all"]
    assert people.subscriptions(-7) == []


def test_a_digest_holds_all_that_is_due(
    store: Store, people: People, outbox: Outbox, clock: Clock
) -> None:
    made, _ = people.subscribe(7, "all")
    people.change(7, made.id, rhythm="daily", hour=8)
    publish(store, outbox, LIBYA_EN)
    publish(store, outbox, GAZA_EN)
    assert outbox.take() is None
    clock.forward(days=1)
    parcel = take(outbox)
    assert parcel.digest
    assert parcel.about == (LIBYA_EN.call, GAZA_EN.call)
    outbox.sent(parcel, 55)
    assert outbox.take() is None
    assert publish(store, outbox, GAZA_FA) == 1
    again = take(outbox)
    assert (set(again.about), again.message) == ({LIBYA_EN.call, GAZA_EN.call}, 55)


def test_a_long_digest_comes_in_parts(
    store: Store, people: People, outbox: Outbox, clock: Clock
) -> None:
    made, _ = people.subscribe(7, "all")
    people.change(7, made.id, rhythm="weekly", hour=8, weekday=2)
    count = MOST_IN_DIGEST + 3
    for number in range(count):
        day = START.date() - timedelta(days=number)
        publish(store, outbox, make_readout(number, date=day))
    clock.forward(days=8)
    assert [len(about) for _, about in drain(outbox)] == [MOST_IN_DIGEST, 3]


def test_at_once_wins_over_a_digest(store: Store, people: People, outbox: Outbox) -> None:
    daily, _ = people.subscribe(7, "all")
    people.change(7, daily.id, rhythm="daily", hour=8)
    people.subscribe(7, "person:vladimir-putin")
    publish(store, outbox, LIBYA_EN)
    assert not take(outbox).digest
    publish(store, outbox, GAZA_EN)
    assert outbox.take() is None


@pytest.mark.parametrize(
    ("rhythm", "zone", "now", "due"),
    [
        ("at_once", "Asia/Tehran", "2026-11-30T12:00", "2026-11-30T12:00"),
        # 08:00 in Tehran is 04:30 UTC.
        ("daily", "Asia/Tehran", "2026-11-30T04:29", "2026-11-30T04:30"),
        ("daily", "Asia/Tehran", "2026-11-30T04:30", "2026-12-01T04:30"),
        ("daily", "", "2026-11-30T07:59", "2026-11-30T08:00"),
        # The clocks of New York go forward on 14 March 2027: 08:00 is 13:00 UTC, then 12:00.
        ("daily", "America/New_York", "2027-03-12T14:00", "2027-03-13T13:00"),
        ("daily", "America/New_York", "2027-03-13T14:00", "2027-03-14T12:00"),
        # 30 November 2026 is a Monday; the week's day is Saturday.
        ("weekly", "Europe/London", "2026-11-30T12:00", "2026-12-05T08:00"),
        ("weekly", "Europe/London", "2026-12-05T08:00", "2026-12-12T08:00"),
        ("weekly", "Pacific/Auckland", "2026-12-04T18:59", "2026-12-04T19:00"),
    ],
)
def test_a_digest_is_due_at_its_hour_there(rhythm: str, zone: str, now: str, due: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = next_due(rhythm, 8, 5, zone, at)  # type: ignore[arg-type]
    assert found.astimezone(UTC) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_broadcast_goes_to_all_who_did_not_pause(
    store: Store, people: People, outbox: Outbox
) -> None:
    for chat in (7, 8, 9):
        people.settle(chat, language="fa")
    people.pause(8)
    bold = [{"type": "bold", "offset": 0, "length": 5}]
    assert outbox.broadcast("Hello all", bold) == 2
    sent = drain(outbox)
    assert [chat for chat, _ in sent] == [7, 9]
    assert outbox.broadcast_text(sent[0][1][0]) == ("Hello all", bold)


def test_the_depth_is_what_is_due(
    store: Store, people: People, outbox: Outbox, clock: Clock
) -> None:
    assert (outbox.depth().due, outbox.depth().oldest) == (0, 0.0)
    people.subscribe(7, "all")
    people.subscribe(8, "all")
    publish(store, outbox, LIBYA_EN)
    clock.forward(seconds=90)
    assert outbox.depth().due == 2
    assert outbox.depth().oldest >= 90


def test_an_announcement_that_is_cut_short_is_made_again_whole(
    store: Store, people: People, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chat in range(5):
        people.subscribe(chat, "all")
    store.add_all([LIBYA_EN, GAZA_EN])
    outbox_clock_now(outbox)
    calls = [call_of(LIBYA_EN), call_of(GAZA_EN)]

    real = Outbox._announce
    announced: list[Call] = []

    def dies_at_the_second(self: Outbox, connection: Connection, call: Call, new: set[str]) -> int:
        if announced:
            raise KeyboardInterrupt
        announced.append(call)
        return real(self, connection, call, new)

    monkeypatch.setattr(Outbox, "_announce", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        outbox.announce(calls)
    monkeypatch.undo()
    assert len(outbox.unannounced()) == 2
    assert outbox.announce(calls) == 10


def test_two_processes_announce_a_call_once(store: Store, people: People, clock: Clock) -> None:
    people.subscribe(7, "all")
    store.add(LIBYA_EN)
    clock.now = datetime.now(UTC)
    one, other = Outbox(store, clock), Outbox(Store.open(str(store.engine.url)), clock)
    assert one.announce([call_of(LIBYA_EN)]) + other.announce([call_of(LIBYA_EN)]) == 1


def test_ten_thousand_subscribers_are_put_in_at_once(store: Store, clock: Clock) -> None:
    number = 10_000
    with store.writing() as connection:
        known = {"time_zone": "", "paused": False, "since": clock()}
        connection.execute(insert(chats), [{"id": n, **known} for n in range(number)])
        follows = {"subject": "all", "rhythm": "at_once", "hour": 8, "weekday": 0}
        rows = [{"chat_id": n, "since": clock(), **follows} for n in range(number)]
        connection.execute(insert(subscriptions), rows)
    outbox = Outbox(store, clock)
    assert publish(store, outbox, LIBYA_EN) == number
    with store.reading() as connection:
        due = connection.scalars(select(table.c.chat_id)).all()
    assert sorted(due) == list(range(number))


def test_moments_come_back_in_utc(store: Store, tmp_path: Path) -> None:
    there = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    store.add(NUCLEAR_EN)
    with store.writing() as connection:
        connection.execute(update(readouts_table).values(announced_at=there))
    with store.reading() as connection:
        assert connection.scalar(select(readouts_table.c.announced_at)) == there
