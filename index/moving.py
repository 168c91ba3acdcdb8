"""All that a database knows, as JSON Lines: out of one, into another, nothing twice.

A line is an object with one name and its row: `{"readout": {"id": …, "text": …}}`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Boolean, Column, Connection, Date, Integer, Table, insert, select
from sqlalchemy.exc import IntegrityError

from index.errors import ReadoutError
from index.outbox import BROADCAST
from index.people import Rhythm
from index.readout import Readout, day, digest_of
from index.schema import Moment, chats, items, outbox, readouts, sources, subscriptions, versions
from index.store import FIELDS, Store, row_of
from index.text import Language

_T = TypeVar("_T")
_LINES_AT_ONCE = 500
_LARGEST = 2**63 - 1
_NUMBERED = (subscriptions, outbox)
# In the order in which they need each other.
_KNOWLEDGE: dict[str, Table] = {
    "readout": readouts,
    "version": versions,
    "source": sources,
    "item": items,
}
_USERS: dict[str, Table] = {"chat": chats, "subscription": subscriptions, "message": outbox}
_TABLES = _KNOWLEDGE | _USERS
_CHOICES: dict[str, tuple[object, ...]] = {
    "language": (*get_args(Language), None),
    "rhythm": get_args(Rhythm),
    "state": ("waiting", "sending", "sent", "stale", "failed"),
    "hour": tuple(range(24)),
    "weekday": tuple(range(7)),
}
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Refused:
    """A line that is not taken, by its number, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Moved:
    """What an import has done.

    Attributes:
        new: how many rows of each name were put in.
        known: how many were there.
    """

    new: Counter[str]
    known: Counter[str]
    refused: tuple[Refused, ...]


# --- out ----------------------------------------------------------------------------------------


def export(store: Store, path: Path, *, users: bool = False) -> Counter[str]:
    """Write all that a store knows into a file, as it is at one moment; how much of each.

    Vectors are left out: they are made again.

    Args:
        users: also chats, what they follow, and which messages they had. Only the owner of the
            file can read it then.

    Raises:
        OSError: the file cannot be written; one that was there stays.
    """
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600 if users else 0o644)
    counts: Counter[str] = Counter()
    with store.reading() as connection, part.open("w", encoding="utf-8") as file:
        for name, row in _rows(connection, _TABLES if users else _KNOWLEDGE):
            file.write(json.dumps({name: row}, ensure_ascii=False, default=_plain) + "\n")
            counts[name] += 1
    part.replace(path)
    return counts


def _rows(connection: Connection, tables: Mapping[str, Table]) -> Iterator[tuple[str, Row]]:
    for name, table in tables.items():
        statement = select(*_columns(table)).order_by(*table.primary_key)
        if table is outbox:
            # Broadcasts are told apart by numbers, which another database gives again.
            statement = statement.where(~outbox.c.about.startswith(BROADCAST))
        for row in connection.execute(statement):
            yield name, dict(row._mapping)


def _columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that are not made from others."""
    if table is readouts:
        return [*FIELDS, readouts.c.added_at, readouts.c.announced_at]
    made = {"id"} if table in _NUMBERED else {"digest"} if table is versions else set()
    return [column for column in table.c if column.name not in made]


def _plain(value: date | datetime) -> str:
    return value.isoformat()


# --- in -----------------------------------------------------------------------------------------


def take_over(store: Store, path: Path) -> Moved:
    """Put the lines of an exported file into a store; what is there stays as it is.

    Nothing is announced that was announced. A line that cannot be taken is refused, the others go
    in.

    Raises:
        OSError: the file cannot be read.
        StoreError: the database cannot be reached or written; lines before may have gone in.
    """
    moved = Moved(Counter(), Counter(), ())
    refused: list[Refused] = []
    with path.open("rb") as file:
        lines = enumerate(file, 1)
        while some := list(islice(lines, _LINES_AT_ONCE)):
            with store.writing() as connection:
                refused += _take_lines(connection, some, moved)
    return Moved(moved.new, moved.known, tuple(refused))


def _take_lines(
    connection: Connection, lines: Iterable[tuple[int, bytes]], moved: Moved
) -> Iterator[Refused]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            name, row = _read(line)
            is_new = _put(connection, _TABLES[name], row)
        except ReadoutError as error:
            yield Refused(number, str(error))
        else:
            (moved.new if is_new else moved.known)[name] += 1


def _read(line: bytes) -> tuple[str, Row]:
    """The name and the row of a line.

    Raises:
        ReadoutError: it is none.
    """
    try:
        found = json.loads(line.decode())
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise ReadoutError(f"no JSON: {error}") from error
    name = next(iter(found), None) if isinstance(found, dict) and len(found) == 1 else None
    if name not in _TABLES or not isinstance(found[name], dict):
        raise ReadoutError(f"no object with one of: {', '.join(_TABLES)}")
    row = {column.name: _value(column, found[name]) for column in _columns(_TABLES[name])}
    return name, _completed(_TABLES[name], row)


def _completed(table: Table, row: Row) -> Row:
    """A row with what is made from its values."""
    if table is readouts:
        people = tuple(row["participants"])
        fields = {column.name: row[column.name] for column in FIELDS}
        readout = Readout(**(fields | {"participants": people}))
        return row_of(readout) | {name: row[name] for name in ("added_at", "announced_at")}
    return row | {"digest": digest_of(row["text"])} if table is versions else row


def _put(connection: Connection, table: Table, row: Row) -> bool:
    """Put a row in unless it is there; whether it was not.

    Raises:
        ReadoutError: it contradicts what is there, or lacks what it belongs to.
    """
    if _is_there(connection, table, row):
        return False
    try:
        with connection.begin_nested():
            connection.execute(insert(table).values(row))
    except IntegrityError as error:
        raise ReadoutError(f"chat {row.get('chat_id')} is not here: {error.orig}") from error
    return True


def _is_there(connection: Connection, table: Table, row: Row) -> bool:
    if table is readouts:
        return _is_text_there(connection, row, row["id"])
    if table is versions:
        owner = select(readouts.c.id).where(readouts.c.id == row["readout_id"])
        if connection.scalar(owner) is None:
            raise ReadoutError(f"readout {row['readout_id']!r} is not here")
        return _is_text_there(connection, row, None)
    keys = list(table.primary_key)
    if table in _NUMBERED:
        keys = [table.c.chat_id, table.c.subject if table is subscriptions else table.c.about]
    same = [key == row[key.name] for key in keys]
    return connection.scalar(select(keys[0]).where(*same)) is not None


def _is_text_there(connection: Connection, row: Row, readout_id: str | None) -> bool:
    """Whether a text is there, as a readout's own or an earlier one."""
    for table in (readouts, versions):
        if connection.scalar(select(table.c.digest).where(table.c.digest == row["digest"])):
            return True
    if connection.scalar(select(readouts.c.id).where(readouts.c.id == readout_id)):
        raise ReadoutError(f"{readout_id}: this id belongs to another text: that one stays")
    return False


# --- values -------------------------------------------------------------------------------------


def _value(column: Column[Any], row: Row) -> object:
    """The value of a column, as the database takes it.

    Raises:
        ReadoutError: there is none, or it is another kind of thing.
    """
    name, value = column.name, row.get(column.name)
    if value is None and (column.nullable or column.server_default is not None):
        return None if column.nullable else ""
    try:
        found = _converted(column, value)
        if name in _CHOICES and found not in _CHOICES[name]:
            raise ValueError
        if name == "time_zone" and found:
            ZoneInfo(str(found))
    except (ValueError, TypeError, OverflowError, OSError, ZoneInfoNotFoundError) as error:
        raise ReadoutError(f"{name} {json.dumps(value)[:80]} cannot be used") from error
    return found


def _converted(column: Column[Any], value: object) -> object:
    kind = column.type
    if isinstance(kind, Moment):
        moment = datetime.fromisoformat(_checked(value, str))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    if isinstance(kind, Date):
        return day(value)
    if column.name == "participants":
        return [_checked(name, str) for name in _checked(value, list)]
    if isinstance(kind, Boolean):
        return _checked(value, bool)
    if isinstance(kind, Integer):
        return _fitting(_checked(value, int), _LARGEST)
    text = _checked(value, str)
    _fitting(len(text), getattr(kind, "length", None) or _LARGEST)
    return text


def _fitting(number: int, most: int) -> int:
    if abs(number) > most:
        raise ValueError
    return number


def _checked(value: object, kind: type[_T]) -> _T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError
    return value
