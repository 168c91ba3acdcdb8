"""Those who read: chats with their language and time zone, what they asked, what they follow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, insert, select, update

from index.conversation import Turn
from index.errors import LimitReached
from index.schema import chats, outbox, questions, subscriptions
from index.store import Store
from index.text import Language

Rhythm: TypeAlias = Literal["at_once", "daily", "weekly"]
MOST_SUBSCRIPTIONS = 30
# A chat's last questions, for the buttons under their answers.
KEPT_QUESTIONS = 30
KEPT_DAYS = 30


@dataclass(frozen=True)
class Chat:
    """A chat and how it wants to be spoken to.

    Attributes:
        language: as chosen, or None.
        time_zone: IANA name, or "" when it was not said yet.
        paused: whether nothing is to be sent unasked.
    """

    id: int
    language: Language | None = None
    time_zone: str = ""
    paused: bool = False


@dataclass(frozen=True)
class Subscription:
    """What a chat follows (see `index.subjects`) and how often it is told.

    Attributes:
        hour: of the day in the chat's time zone, when daily or weekly.
        weekday: 0 is Monday, when weekly.
        since: earlier calls are not sent.
    """

    id: int
    chat: int
    subject: str
    rhythm: Rhythm
    hour: int
    weekday: int
    since: datetime


class People:
    """The chats of a store.

    Raises:
        StoreError: by every method, when the database cannot be reached or written.
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    # --- chats -------------------------------------------------------------------------------

    def chat(self, chat: int) -> Chat:
        """A chat; one that never said anything has the defaults."""
        with self._store.reading() as connection:
            row = connection.execute(select(chats).where(chats.c.id == chat)).first()
        return _chat(row) if row else Chat(chat)

    def settle(self, chat: int, **choices: str) -> None:
        """Keep a chat's `language` or `time_zone`."""
        self._keep(chat, choices)

    def resume(self, chat: int) -> None:
        """Send new calls to a chat again."""
        self._keep(chat, {"paused": False})

    def pause(self, chat: int) -> None:
        """Send nothing unasked to a chat; what waited for it is dropped."""
        self._keep(chat, {"paused": True})
        waiting = (outbox.c.chat_id == chat) & (outbox.c.state == "waiting")
        with self._store.writing() as connection:
            connection.execute(delete(outbox).where(waiting))

    def _keep(self, chat: int, choices: Mapping[str, str | bool]) -> None:
        with self._store.writing() as connection:
            self._know(connection, chat)
            connection.execute(update(chats).where(chats.c.id == chat).values(**choices))

    def forget(self, chat: int) -> bool:
        """Delete all that is known of a chat; whether anything was."""
        with self._store.writing() as connection:
            return connection.execute(delete(chats).where(chats.c.id == chat)).rowcount > 0

    def moved(self, old: int, new: int) -> None:
        """A group has got another id: all that it has follows, unless the new one is known."""
        with self._store.writing() as connection:
            if not connection.scalar(select(exists().where(chats.c.id == new))):
                connection.execute(update(chats).where(chats.c.id == old).values(id=new))
            connection.execute(delete(chats).where(chats.c.id == old))

    def count(self) -> tuple[int, int]:
        """How many chats are known, and how many of them follow something and are not paused."""
        following = select(func.count(subscriptions.c.chat_id.distinct())).select_from(
            subscriptions.join(chats)
        )
        with self._store.reading() as connection:
            known = connection.scalar(select(func.count()).select_from(chats)) or 0
            return known, connection.scalar(following.where(~chats.c.paused)) or 0

    # --- questions ---------------------------------------------------------------------------

    def remember(self, chat: int, turn: Turn) -> int:
        """Keep what was asked and answered, for a while; its number, for buttons."""
        with self._store.writing() as connection:
            self._know(connection, chat)
            row = {"text": turn.question, "call": turn.call, "asked_at": self._now()}
            kept = insert(questions).values(chat_id=chat, **row).returning(questions.c.id)
            number: int = connection.scalars(kept).one()
            old = select(questions.c.id).where(questions.c.chat_id == chat)
            old = old.order_by(questions.c.id.desc()).offset(KEPT_QUESTIONS)
            long_ago = self._now() - timedelta(days=KEPT_DAYS)
            connection.execute(
                delete(questions).where(
                    questions.c.id.in_(list(connection.scalars(old)))
                    | ((questions.c.chat_id == chat) & (questions.c.asked_at < long_ago))
                )
            )
        return number

    def question(self, chat: int, number: int) -> Turn | None:
        """What a chat asked, by its number."""
        return self._turn(questions.c.id == number, questions.c.chat_id == chat)

    def last_question(self, chat: int) -> Turn | None:
        """What a chat asked last, for its follow-ups."""
        return self._turn(questions.c.chat_id == chat)

    def _turn(self, *conditions: ColumnElement[bool]) -> Turn | None:
        statement = select(questions.c.text, questions.c.call).where(*conditions)
        with self._store.reading() as connection:
            row = connection.execute(statement.order_by(questions.c.id.desc()).limit(1)).first()
        return Turn(*row) if row else None

    # --- subscriptions -----------------------------------------------------------------------

    def subscribe(self, chat: int, subject: str, weekday: int = 0) -> tuple[Subscription, bool]:
        """Follow a subject, at once at first; the subscription, and whether it is new.

        Raises:
            LimitReached: the chat follows `MOST_SUBSCRIPTIONS` already.
        """
        with self._store.writing() as connection:
            self._know(connection, chat)
            mine = subscriptions.c.chat_id == chat
            same = select(subscriptions).where(mine, subscriptions.c.subject == subject)
            if known := connection.execute(same).first():
                return _subscription(known), False
            count = connection.scalar(select(func.count()).where(mine)) or 0
            if count >= MOST_SUBSCRIPTIONS:
                raise LimitReached(f"a chat follows {count} subjects at most: remove one first")
            values = {"chat_id": chat, "subject": subject, "rhythm": "at_once"}
            values |= {"hour": 8, "weekday": weekday, "since": self._now()}
            connection.execute(insert(subscriptions).values(values))
            made = connection.execute(same).one()
        return _subscription(made), True

    def subscribe_all(self, chats_: Iterable[int], subject: str) -> None:
        """Let many new chats follow a subject, in one transaction."""
        now = self._now()
        settled = {"language": "en", "time_zone": "", "paused": False, "since": now}
        follows = {"subject": subject, "rhythm": "at_once", "hour": 8, "weekday": 0, "since": now}
        ids = list(chats_)
        with self._store.writing() as connection:
            connection.execute(insert(chats), [{"id": chat, **settled} for chat in ids])
            connection.execute(insert(subscriptions), [{"chat_id": c, **follows} for c in ids])

    def subscriptions(self, chat: int) -> list[Subscription]:
        """What a chat follows, in the order in which it began to."""
        statement = select(subscriptions).where(subscriptions.c.chat_id == chat)
        with self._store.reading() as connection:
            rows = connection.execute(statement.order_by(subscriptions.c.id))
            return [_subscription(row) for row in rows]

    def subscription(self, chat: int, number: int) -> Subscription | None:
        """One of a chat's subscriptions."""
        return next((s for s in self.subscriptions(chat) if s.id == number), None)

    def change(self, chat: int, number: int, **values: str | int) -> Subscription | None:
        """Change the `rhythm`, `hour` or `weekday` of one; None when it is gone."""
        mine = (subscriptions.c.id == number) & (subscriptions.c.chat_id == chat)
        with self._store.writing() as connection:
            connection.execute(update(subscriptions).where(mine).values(**values))
        return self.subscription(chat, number)

    def unsubscribe(self, chat: int, number: int | None = None) -> int:
        """End one subscription of a chat, or all; how many ended.

        What waits in the outbox for the last of them is not sent.
        """
        mine = subscriptions.c.chat_id == chat
        gone = mine if number is None else mine & (subscriptions.c.id == number)
        with self._store.writing() as connection:
            ended = connection.execute(delete(subscriptions).where(gone)).rowcount
            if not connection.scalar(select(exists().where(mine))):
                waiting = (outbox.c.chat_id == chat) & (outbox.c.state != "sent")
                calls = ~outbox.c.about.startswith("broadcast:")
                connection.execute(delete(outbox).where(waiting & calls))
        return ended

    def _know(self, connection: Connection, chat: int) -> None:
        if not connection.scalar(select(exists().where(chats.c.id == chat))):
            row = {"id": chat, "time_zone": "", "paused": False, "since": self._now()}
            connection.execute(insert(chats).values(row))


def _chat(row: Row[Any]) -> Chat:
    fields = row._mapping
    return Chat(fields["id"], fields["language"], fields["time_zone"], fields["paused"])


def _subscription(row: Row[Any]) -> Subscription:
    fields = row._mapping
    names = ("id", "chat_id", "subject", "rhythm", "hour", "weekday", "since")
    return Subscription(*(fields[name] for name in names))
