"""Chats, what they asked and what they follow, in a real database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from index.conversation import Turn
from index.errors import LimitReached
from index.people import KEPT_DAYS, KEPT_QUESTIONS, MOST_SUBSCRIPTIONS, Chat, People, Subscription
from index.schema import outbox, questions
from index.store import Store

SARA, MARYAM = 11, -1_002_000_000_012
NOW = datetime(2024, 4, 5, 12, 30, tzinfo=UTC)


class Clock:
    """A time that a test sets."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(store: Store, clock: Clock) -> People:
    return People(store, clock)


def put_into_outbox(store: Store, chat: int, about: str, state: str = "waiting") -> None:
    row = {"chat_id": chat, "about": about, "digest": False, "state": state, "attempts": 0}
    with store.writing() as connection:
        connection.execute(insert(outbox).values(row | {"due_at": NOW, "changed_at": NOW}))


def in_outbox(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.scalars(select(outbox.c.about).order_by(outbox.c.id)))


def test_a_chat_that_never_spoke_has_the_defaults(people: People) -> None:
    assert people.chat(SARA) == Chat(SARA, None, "", False)
    assert people.count() == (0, 0)


def test_choices_are_kept_one_by_one(people: People) -> None:
    people.settle(SARA, language="fa")
    people.settle(SARA, time_zone="Asia/Tehran")
    people.pause(SARA)
    assert people.chat(SARA) == Chat(SARA, "fa", "Asia/Tehran", True)
    people.resume(SARA)
    assert people.chat(SARA) == Chat(SARA, "fa", "Asia/Tehran", False)
    assert people.chat(MARYAM) == Chat(MARYAM)


def test_a_subscription_is_made_once(people: People) -> None:
    made = people.subscribe(SARA, "place:libya", weekday=5)
    assert made == (Subscription(1, SARA, "place:libya", "at_once", 8, 5, NOW), True)
    assert people.subscribe(SARA, "place:libya") == (made[0], False)
    assert people.subscriptions(SARA) == [made[0]]
    assert people.subscriptions(MARYAM) == []


def test_a_subscription_is_changed_by_its_own_chat_only(people: People) -> None:
    made, _ = people.subscribe(SARA, "all")
    changed = people.change(SARA, made.id, rhythm="weekly", hour=20, weekday=3)
    assert changed == Subscription(made.id, SARA, "all", "weekly", 20, 3, NOW)
    assert people.change(MARYAM, made.id, hour=1) is None
    assert people.subscription(SARA, made.id) == changed
    assert people.subscription(MARYAM, made.id) is None


def test_nobody_follows_more_than_can_be_kept(people: People) -> None:
    for number in range(MOST_SUBSCRIPTIONS):
        people.subscribe(SARA, f"topic:{number}")
    with pytest.raises(LimitReached, match=f"{MOST_SUBSCRIPTIONS} subjects"):
        people.subscribe(SARA, "topic:more")
    assert people.subscribe(SARA, "topic:0")[1] is False
    assert people.subscribe(MARYAM, "topic:more")[1] is True


def test_with_the_last_subscription_ends_what_waits(people: People, store: Store) -> None:
    first, _ = people.subscribe(SARA, "all")
    second, _ = people.subscribe(SARA, "place:libya")
    people.subscribe(MARYAM, "all")
    put_into_outbox(store, SARA, "a-call")
    put_into_outbox(store, SARA, "old-call", state="sent")
    put_into_outbox(store, SARA, "broadcast:1")
    put_into_outbox(store, MARYAM, "a-call")
    assert people.unsubscribe(SARA, first.id) == 1
    assert people.unsubscribe(SARA, first.id) == 0
    assert in_outbox(store) == ["a-call", "old-call", "broadcast:1", "a-call"]
    assert people.unsubscribe(SARA, second.id) == 1
    assert in_outbox(store) == ["old-call", "broadcast:1", "a-call"]
    assert people.subscriptions(MARYAM)


def test_all_subscriptions_end_at_once(people: People) -> None:
    for subject in ("all", "place:libya", "topic:ceasefire"):
        people.subscribe(SARA, subject)
    assert people.unsubscribe(SARA) == 3
    assert people.subscriptions(SARA) == []


def test_a_pause_drops_what_waits(people: People, store: Store) -> None:
    people.subscribe(SARA, "all")
    put_into_outbox(store, SARA, "a-call")
    people.pause(SARA)
    assert in_outbox(store) == []
    assert len(people.subscriptions(SARA)) == 1


def test_those_who_follow_are_counted(people: People) -> None:
    people.subscribe(SARA, "all")
    people.subscribe(SARA, "place:libya")
    people.subscribe(MARYAM, "all")
    people.settle(13, language="en")
    assert people.count() == (3, 2)
    people.pause(MARYAM)
    assert people.count() == (3, 1)


def test_the_last_question_is_remembered(people: People) -> None:
    first = people.remember(SARA, Turn("Libya?", "a-call"))
    second = people.remember(SARA, Turn("Syria?"))
    assert people.question(SARA, first) == Turn("Libya?", "a-call")
    assert people.last_question(SARA) == Turn("Syria?", "")
    assert people.question(MARYAM, second) is None
    assert people.last_question(MARYAM) is None


def test_only_the_last_questions_are_kept(people: People, store: Store) -> None:
    numbers = [people.remember(SARA, Turn(f"question {n}")) for n in range(KEPT_QUESTIONS + 2)]
    assert people.question(SARA, numbers[1]) is None
    assert people.question(SARA, numbers[2]) == Turn("question 2")
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(questions)) == KEPT_QUESTIONS


def test_old_questions_are_forgotten_at_the_next(people: People, clock: Clock) -> None:
    old = people.remember(SARA, Turn("old"))
    clock.now += timedelta(days=KEPT_DAYS, seconds=1)
    people.remember(SARA, Turn("new"))
    assert people.question(SARA, old) is None
    assert people.last_question(SARA) == Turn("new")


def test_all_that_is_known_of_a_chat_can_be_deleted(people: People, store: Store) -> None:
    people.settle(SARA, language="fa", time_zone="Asia/Tehran")
    people.subscribe(SARA, "all")
    people.remember(SARA, Turn("Libya?"))
    put_into_outbox(store, SARA, "a-call")
    people.subscribe(MARYAM, "all")
    assert people.forget(SARA) is True
    assert people.forget(SARA) is False
    assert people.chat(SARA) == Chat(SARA)
    assert people.subscriptions(SARA) == []
    assert people.last_question(SARA) is None
    assert in_outbox(store) == []
    assert people.subscriptions(MARYAM)


def test_a_group_keeps_all_under_its_new_id(people: People) -> None:
    people.settle(SARA, language="fa")
    people.subscribe(SARA, "all")
    people.remember(SARA, Turn("Libya?"))
    people.moved(SARA, MARYAM)
    assert people.chat(MARYAM) == Chat(MARYAM, "fa")
    assert [s.subject for s in people.subscriptions(MARYAM)] == ["all"]
    assert people.last_question(MARYAM) == Turn("Libya?")
    assert people.chat(SARA) == Chat(SARA)


def test_a_new_id_that_is_known_already_stays_as_it_is(people: People) -> None:
    people.subscribe(SARA, "all")
    people.subscribe(MARYAM, "place:libya")
    people.moved(SARA, MARYAM)
    assert [s.subject for s in people.subscriptions(MARYAM)] == ["place:libya"]
    assert people.subscriptions(SARA) == []


def test_what_was_kept_is_there_after_a_restart(people: People, store: Store) -> None:
    people.settle(SARA, language="fa")
    people.subscribe(SARA, "all")
    number = people.remember(SARA, Turn("Libya?", "a-call"))
    again = People(store, lambda: NOW)
    assert again.chat(SARA).language == "fa"
    assert again.question(SARA, number) == Turn("Libya?", "a-call")
    assert again.subscriptions(SARA) == people.subscriptions(SARA)
