"""The outbox: one row a chat and call. What is to be sent, what was, and nothing twice.

waiting → sending → sent; a further readout of a call that was sent makes it stale, and it is
sending again until the message is brought up to date. Only one message is ever in state
`sending` for each process that sends: it is the one in doubt after a crash.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, delete, func, insert, select, true, update

from index.people import Chat, Rhythm
from index.schema import broadcasts, chats, drafts, outbox, readouts, subscriptions
from index.store import Store
from index.subjects import Call

MOST_IN_DIGEST = 8
BROADCAST = "broadcast:"
LEASE = timedelta(minutes=5)
_SOME = 500


@dataclass(frozen=True)
class Parcel:
    """What one message is made of.

    Attributes:
        rows: of the outbox.
        about: the calls of a summary or digest by their ids, or a broadcast.
        message: the id of the message that is to be brought up to date; None for a new one.
        attempts: how often it was tried before.
    """

    rows: tuple[int, ...]
    chat: Chat
    about: tuple[str, ...]
    digest: bool
    message: int | None
    attempts: int


@dataclass(frozen=True)
class Depth:
    """How much is due, and for how many seconds the oldest of it has been."""

    due: int
    oldest: float


class Outbox:
    """The outbox of a store.

    Raises:
        StoreError: by every method, when the database cannot be reached or written.
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    # --- putting in --------------------------------------------------------------------------

    def unannounced(self) -> list[str]:
        """The ids of readouts that subscribers were not told of."""
        with self._store.reading() as connection:
            return list(connection.scalars(_unannounced()))

    def announce(self, calls: Sequence[Call]) -> int:
        """Put the new readouts of calls in, for each chat that follows them; how many rows.

        All in one transaction, so that a crash leaves each of them announced to all or to nobody.
        Those who had the call already get a new version of that message.
        """
        with self._store.writing() as connection:
            new = set(connection.scalars(_unannounced().with_for_update()))
            due = [call for call in calls if any(r.id in new for r in call.readouts)]
            put = sum(self._announce(connection, call, new) for call in due)
            ids = [r.id for call in due for r in call.readouts if r.id in new]
            for some in _parts(ids):
                told = update(readouts).where(readouts.c.id.in_(some))
                connection.execute(told.values(announced_at=self._now()))
        return put

    def _announce(self, connection: Connection, call: Call, new: set[str]) -> int:
        ids = [readout.id for readout in call.readouts if readout.id in new]
        added = select(func.max(readouts.c.added_at)).where(readouts.c.id.in_(ids))
        newest = connection.scalar(added)
        wanted = _followers(connection, call, newest) if newest else {}
        about = outbox.c.about == call.id
        known = connection.execute(select(outbox.c.chat_id, outbox.c.state).where(about))
        before = {chat: state for chat, state in known}
        again = [chat for chat in wanted if before.get(chat) == "sent"]
        for some in _parts(again):
            stale = update(outbox).where(about, outbox.c.chat_id.in_(some))
            connection.execute(stale.values(state="stale", due_at=self._now(), attempts=0))
        rows = [self._row(c, call.id, *due) for c, due in wanted.items() if c not in before]
        if rows:
            connection.execute(insert(outbox), rows)
        return len(rows) + len(again)

    def broadcast(
        self, text: str, entities: list[dict[str, Any]], draft: int | None = None
    ) -> int | None:
        """Put a message to all chats in that have not paused; how many.

        Args:
            draft: the number of what was confirmed. It ends with this; when it had ended already
                nothing is put in and None returned, so that confirming twice sends once.
        """
        with self._store.writing() as connection:
            ended = delete(drafts).where(drafts.c.id == draft)
            if draft is not None and not connection.execute(ended).rowcount:
                return None
            row = {"text": text, "entities": entities, "written_at": self._now()}
            kept = insert(broadcasts).values(row).returning(broadcasts.c.id)
            number = connection.scalars(kept).one()
            everyone = connection.scalars(_everyone()).all()
            about = f"{BROADCAST}{number}"
            rows = [self._row(chat, about, self._now(), digest=False) for chat in everyone]
            if rows:
                connection.execute(insert(outbox), rows)
        return len(rows)

    def broadcast_text(self, about: str) -> tuple[str, list[dict[str, Any]]] | None:
        """The text and entities of a broadcast."""
        number = int(about.removeprefix(BROADCAST))
        statement = select(broadcasts.c.text, broadcasts.c.entities)
        with self._store.reading() as connection:
            row = connection.execute(statement.where(broadcasts.c.id == number)).first()
        return (row.text, row.entities) if row else None

    def _row(self, chat: int, about: str, due: datetime, digest: bool) -> dict[str, Any]:
        row = {"chat_id": chat, "about": about, "digest": digest, "state": "waiting"}
        return row | {"due_at": due, "attempts": 0, "changed_at": self._now()}

    # --- taking out --------------------------------------------------------------------------

    def take(self) -> Parcel | None:
        """The next message that is due, marked as being sent; None when nothing is."""
        with self._store.writing() as connection:
            first = self._first(connection, "stale") or self._first(connection, "waiting")
            if first is None:
                return None
            rows = [first, *self._with(connection, first)]
            ids = tuple(row["id"] for row in rows)
            self._mark(connection, ids, state="sending")
        chat = Chat(first["chat_id"], first["language"], first["time_zone"], first["paused"])
        about = tuple(row["about"] for row in rows)
        digest = first["digest"]
        return Parcel(ids, chat, about, digest, first["message_id"], first["attempts"])

    def _first(self, connection: Connection, state: str) -> dict[str, Any] | None:
        settings = (chats.c.language, chats.c.time_zone, chats.c.paused)
        statement = (
            select(outbox, *settings)
            .join(chats)
            .where(outbox.c.state == state, outbox.c.due_at <= self._now())
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=outbox)
        )
        row = connection.execute(statement).first()
        return dict(row._mapping) if row else None

    def _with(self, connection: Connection, first: dict[str, Any]) -> list[dict[str, Any]]:
        """The further rows of the same message."""
        if not first["digest"]:
            return []
        same = [outbox.c.chat_id == first["chat_id"], outbox.c.id != first["id"], outbox.c.digest]
        if first["state"] == "stale":
            same.append(outbox.c.message_id == first["message_id"])
        else:
            same += [outbox.c.state == "waiting", outbox.c.due_at <= self._now()]
        statement = select(outbox).where(*same).order_by(outbox.c.id).limit(MOST_IN_DIGEST - 1)
        return [dict(row._mapping) for row in connection.execute(statement)]

    def sent(self, parcel: Parcel, message: int | None) -> None:
        """Telegram has taken it."""
        with self._store.writing() as connection:
            self._mark(connection, parcel.rows, state="sent", message_id=message)

    def postpone(self, parcel: Parcel, seconds: float) -> None:
        """It is to be tried again after some seconds."""
        state = "waiting" if parcel.message is None else "stale"
        due = self._now() + timedelta(seconds=seconds)
        later = {"due_at": due, "attempts": parcel.attempts + 1}
        with self._store.writing() as connection:
            self._mark(connection, parcel.rows, state=state, **later)

    def fail(self, parcel: Parcel) -> None:
        """It will never be taken; it is not tried again."""
        with self._store.writing() as connection:
            self._mark(connection, parcel.rows, state="failed")

    def end(self, chat: int) -> None:
        """A chat is closed to the bot: it follows nothing any more, and nothing waits for it."""
        with self._store.writing() as connection:
            for table in (subscriptions, outbox):
                mine = table.c.chat_id == chat
                unsent = mine & (outbox.c.state != "sent") if table is outbox else mine
                connection.execute(delete(table).where(unsent))

    def recover(self) -> int:
        """What was being sent when a process died is sent again; how many messages.

        A SQLite file has one process that sends, and it begins with this. Elsewhere others may
        be at work: what they took is theirs for `LEASE`.
        """
        alone = self._store.engine.dialect.name == "sqlite"
        before = self._now() - (timedelta() if alone else LEASE)
        lost = (outbox.c.state == "sending") & (outbox.c.changed_at <= before)
        with self._store.writing() as connection:
            count = connection.scalar(select(func.count(outbox.c.chat_id.distinct())).where(lost))
            for state, had in (("stale", outbox.c.message_id.is_not(None)), ("waiting", true())):
                connection.execute(update(outbox).where(lost, had).values(state=state))
        return count or 0

    # --- looking -----------------------------------------------------------------------------

    def depth(self) -> Depth:
        """What is due."""
        now = self._now()
        due = outbox.c.state.in_(("waiting", "stale")) & (outbox.c.due_at <= now)
        statement = select(func.count(), func.min(outbox.c.due_at)).where(due)
        with self._store.reading() as connection:
            count, oldest = connection.execute(statement).one()
        return Depth(count, (now - oldest).total_seconds() if oldest else 0.0)

    def audience(self) -> int:
        """How many chats a message to all goes to."""
        with self._store.reading() as connection:
            return len(connection.scalars(_everyone()).all())

    def reach(self, call: str) -> int:
        """How many chats have had a message about a call, or are to get one."""
        told = select(func.count()).where(outbox.c.about == call, outbox.c.state != "failed")
        with self._store.reading() as connection:
            return connection.scalar(told) or 0

    def states(self) -> dict[str, int]:
        """How many rows are in each state."""
        statement = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        with self._store.reading() as connection:
            return {state: count for state, count in connection.execute(statement)}

    def _mark(self, connection: Connection, rows: Iterable[int], **values: object) -> None:
        marked = update(outbox).where(outbox.c.id.in_(list(rows)))
        connection.execute(marked.values(changed_at=self._now(), **values))


def next_due(rhythm: Rhythm, hour: int, weekday: int, time_zone: str, now: datetime) -> datetime:
    """When a message is due: now, or the next time that it is that hour (of that day) there."""
    if rhythm == "at_once":
        return now
    there = now.astimezone(ZoneInfo(time_zone or "UTC"))
    due = there.replace(hour=hour, minute=0, second=0, microsecond=0)
    days = (weekday - due.weekday()) % 7 if rhythm == "weekly" else 0
    due += timedelta(days=days)
    if due <= there:
        due += timedelta(days=7 if rhythm == "weekly" else 1)
    return due


def _everyone() -> Select[Any]:
    return select(chats.c.id).where(~chats.c.paused)


def _unannounced() -> Select[Any]:
    return select(readouts.c.id).where(readouts.c.announced_at.is_(None))


def _followers(
    connection: Connection, call: Call, newest: datetime
) -> dict[int, tuple[datetime, bool]]:
    """For each chat that follows a call: when it is due, and whether in a digest."""
    found: dict[int, tuple[datetime, bool]] = {}
    for some in _parts(list(call.subjects())):
        statement = (
            select(subscriptions, chats.c.time_zone)
            .join(chats)
            .where(subscriptions.c.subject.in_(some), ~chats.c.paused)
            .where(subscriptions.c.since < newest)
        )
        for row in connection.execute(statement):
            due = next_due(row.rhythm, row.hour, row.weekday, row.time_zone, newest)
            wanted = (due, row.rhythm != "at_once")
            found[row.chat_id] = min(found.get(row.chat_id, wanted), wanted)
    return found


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Values in parts that fit into one statement."""
    return (values[start : start + _SOME] for start in range(0, len(values), _SOME))
