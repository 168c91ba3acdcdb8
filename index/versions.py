"""Texts that a source has changed since they were published: quotes of them stay true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from index.errors import StoreError
from index.readout import Readout
from index.schema import readouts, versions
from index.store import FIELDS, Store, readout_of

_AS_IT_WAS = [versions.c.text if column.name == "text" else column for column in FIELDS]


def utc_now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


class Versions:
    """The texts that readouts of a store had before. They are kept and shown, not searched.

    Raises:
        StoreError: by every method, when the database cannot be reached or written.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store, self._now = store, now

    def revise(self, readout_id: str, text: str, title: str = "") -> bool:
        """Let a new text, and a title with it, take the place of a readout's; whether it is new.

        Raises:
            ReadoutError: the new text is none.
            StoreError: there is no such readout, or the text is that of another.
        """
        with self._store.writing() as connection:
            old = _stored(connection, readout_id)
            new = replace(old, text=text, title=title or old.title)
            if new.digest == old.digest:
                return False
            self._keep(connection, old, new)
            changed = {"text": new.text, "title": new.title, "digest": new.digest}
            connection.execute(update(readouts).where(readouts.c.id == readout_id).values(changed))
        return True

    def _keep(self, connection: Connection, old: Readout, new: Readout) -> None:
        other = connection.scalar(select(readouts.c.id).where(readouts.c.digest == new.digest))
        if other:
            raise StoreError(f"{old.id}: its new text is that of {other}: remove one of them")
        # A source that takes a change back: the text is no earlier one any more.
        again = versions.c.digest.in_((old.digest, new.digest))
        connection.execute(delete(versions).where(again))
        row = {"digest": old.digest, "readout_id": old.id, "text": old.text}
        connection.execute(insert(versions).values(row | {"replaced_at": self._now()}))

    def find(self, digest: str) -> Readout | None:
        """The readout as it was when its text had a hash that begins so."""
        statement = (
            select(*_AS_IT_WAS)
            .join(versions, versions.c.readout_id == readouts.c.id)
            .where(versions.c.digest.startswith(digest, autoescape=True))
        )
        with self._store.reading() as connection:
            row = connection.execute(statement.limit(1)).first()
        return readout_of(row) if row else None


def _stored(connection: Connection, readout_id: str) -> Readout:
    row = connection.execute(select(*FIELDS).where(readouts.c.id == readout_id)).first()
    if row is None:
        raise StoreError(f"{readout_id}: there is no such readout: look with leader-calls list")
    return readout_of(row)
