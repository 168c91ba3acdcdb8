"""What an operator has sent and not yet confirmed; kept, so that buttons work after a restart."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, insert, select, update

from index.reading import Part
from index.schema import chats, drafts
from index.store import Store

Purpose: TypeAlias = Literal["add", "broadcast"]
KEPT_DAYS = 30


@dataclass(frozen=True)
class Draft:
    """Readouts to be added, or a message to be sent to all.

    Attributes:
        parts: the texts and what is said of each; of a message one, with `entities` in its head.
        purpose: what is to become of it.
        quietly: whether subscribers are not to be told.
        message: the id of the message that shows it, once it was sent.
    """

    id: int
    chat: int
    parts: tuple[Part, ...]
    purpose: Purpose = "add"
    quietly: bool = False
    message: int | None = None


class Drafts:
    """The drafts of a store; one that is gone is None.

    Raises:
        StoreError: by every method, when the database cannot be reached or written.
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def keep(self, chat: int, parts: Sequence[Part], purpose: Purpose = "add") -> Draft:
        """Keep what a chat has sent; what nobody confirmed in `KEPT_DAYS` is dropped."""
        plain = _plain(Draft(0, chat, tuple(parts), purpose))
        row = {"chat_id": chat, "readout": plain, "written_at": self._now()}
        long_ago = self._now() - timedelta(days=KEPT_DAYS)
        with self._store.writing() as connection:
            self._know(connection, chat)
            connection.execute(delete(drafts).where(drafts.c.written_at < long_ago))
            kept = connection.execute(insert(drafts).values(row).returning(drafts))
            return _draft(kept.one())

    def get(self, chat: int, number: int, message: int) -> Draft | None:
        """The draft of a number under a message.

        Numbers are given again: a button of an old message must not act on a new draft.
        """
        found = self._find(drafts.c.chat_id == chat, drafts.c.id == number)
        return found if found and found.message in {None, message} else None

    def under(self, chat: int, message: int) -> Draft | None:
        """The draft that a message shows."""
        return self._find(drafts.c.chat_id == chat, drafts.c.message_id == message)

    def show(self, draft: Draft, message: int) -> None:
        """A message shows it from now on."""
        shown = update(drafts).where(drafts.c.id == draft.id).values(message_id=message)
        with self._store.writing() as connection:
            connection.execute(shown)

    def change(self, draft: Draft, how: Callable[[Draft], Draft]) -> Draft | None:
        """Change parts or `quietly` of a draft as it is now, whoever else is changing it."""
        mine = drafts.c.id == draft.id
        with self._store.writing() as connection:
            row = connection.execute(select(drafts).where(mine).with_for_update()).first()
            if row is None:
                return None
            changed = how(_draft(row))
            connection.execute(update(drafts).where(mine).values(readout=_plain(changed)))
        return changed

    def take(self, chat: int, number: int) -> Draft | None:
        """End a draft; only the first who does gets it."""
        mine = (drafts.c.chat_id == chat) & (drafts.c.id == number)
        with self._store.writing() as connection:
            row = connection.execute(delete(drafts).where(mine).returning(drafts)).first()
        return _draft(row) if row else None

    def _find(self, *conditions: ColumnElement[bool]) -> Draft | None:
        with self._store.reading() as connection:
            row = connection.execute(select(drafts).where(*conditions)).first()
        return _draft(row) if row else None

    def _know(self, connection: Connection, chat: int) -> None:
        """A draft belongs to a chat that is known."""
        if not connection.scalar(select(exists().where(chats.c.id == chat))):
            row = {"id": chat, "time_zone": "", "paused": False, "since": self._now()}
            connection.execute(insert(chats).values(row))


def _plain(draft: Draft) -> dict[str, Any]:
    """A draft as JSON; a date from a front matter becomes text, as it is read again."""
    parts = [[part.name, part.text, dict(part.head)] for part in draft.parts]
    plain = {"parts": parts, "purpose": draft.purpose, "quietly": draft.quietly}
    found: dict[str, Any] = json.loads(json.dumps(plain, default=str, skipkeys=True))
    return found


def _draft(row: Row[Any]) -> Draft:
    fields = row._mapping
    plain = fields["readout"]
    parts = tuple(Part(*part) for part in plain["parts"])
    return Draft(
        fields["id"],
        fields["chat_id"],
        parts,
        plain["purpose"],
        plain["quietly"],
        fields["message_id"],
    )
