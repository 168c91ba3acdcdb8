"""The database: the one place that nothing may be lost from. SQLAlchemy Core, any URL."""

import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    create_engine,
    delete,
    event,
    exists,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from index.errors import StoreError
from index.readout import Readout
from index.schema import readouts, vectors, versions

_DERIVED = {"digest", "call", "added_at", "announced_at"}
FIELDS = [column for column in readouts.c if column.name not in _DERIVED]
"""The columns that a readout is made of."""
_MIGRATIONS = Path(__file__).parent / "migrations"
_MOST_VARIABLES = 500
LOCK_SECONDS = 30.0
_PASSWORD = re.compile(r":.*@", re.DOTALL)


class Store:
    """Readouts and vectors in a database, and the connections that chats and outbox share.

    Raises:
        StoreError: by every method, when the database cannot be reached or written.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)

    @classmethod
    def open(cls, url: str) -> "Store":
        """Connect to a database and bring its tables up to date."""
        try:
            store = cls(_engine(url))
            store._upgrade()
        except (SQLAlchemyError, CommandError, OSError, ImportError) as error:
            raise _store_error(url, error) from error
        return store

    def add(self, readout: Readout, *, quietly: bool = False) -> str:
        """Add a readout, once. Returns the id under which its text is stored.

        Args:
            quietly: subscribers are not told of it.

        Raises:
            StoreError: the id belongs to another text.
        """
        with self.writing() as connection:
            return self._add(connection, readout, quietly)

    def add_all(self, new: Iterable[Readout], *, quietly: bool = False) -> list[str]:
        """Add readouts in one transaction: all of them, or none when one is refused."""
        with self.writing() as connection:
            return [self._add(connection, readout, quietly) for readout in new]

    def remove(self, ids: Sequence[str]) -> int:
        """Remove readouts by their ids, with their earlier texts; how many there were."""
        with self.writing() as connection:
            connection.execute(delete(versions).where(versions.c.readout_id.in_(ids)))
            removed = connection.execute(delete(readouts).where(readouts.c.id.in_(ids)))
            return removed.rowcount

    def readouts(self) -> list[Readout]:
        """All readouts, the oldest call first."""
        return self._select()

    def between(self, first: date, last: date) -> list[Readout]:
        """The readouts of calls on some days, the oldest first."""
        return self._select(readouts.c.date.between(first, last))

    def _select(self, *conditions: ColumnElement[bool]) -> list[Readout]:
        statement = select(*FIELDS).where(*conditions).order_by(readouts.c.date, readouts.c.id)
        with self.reading() as connection:
            return [readout_of(row) for row in connection.execute(statement)]

    def holder(self, digest: str) -> str | None:
        """The id of the readout whose text has a hash, or had before its source changed it."""
        now = select(readouts.c.id).where(readouts.c.digest == digest)
        before = select(versions.c.readout_id).where(versions.c.digest == digest)
        with self.reading() as connection:
            return connection.scalar(now) or connection.scalar(before)

    def is_empty(self) -> bool:
        """Whether there is no readout at all."""
        with self.reading() as connection:
            return not connection.scalar(select(exists().select_from(readouts)))

    def state(self) -> tuple[int, str]:
        """Changes whenever a readout is added or its text changed: number, and times of both."""
        statement = select(func.count(), func.max(readouts.c.added_at)).select_from(readouts)
        changed = select(func.max(versions.c.replaced_at))
        with self.reading() as connection:
            count, newest = connection.execute(statement).one()
            return int(count), f"{newest} {connection.scalar(changed)}"

    def vectors(self, model: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float16]]:
        """The stored vectors of a model for text hashes; missing ones are left out."""
        found: dict[str, NDArray[np.float16]] = {}
        with self.reading() as connection:
            for start in range(0, len(hashes), _MOST_VARIABLES):
                some = hashes[start : start + _MOST_VARIABLES]
                statement = select(vectors.c.text_hash, vectors.c.vector).where(
                    vectors.c.model == model, vectors.c.text_hash.in_(some)
                )
                for text_hash, blob in connection.execute(statement):
                    found[text_hash] = np.frombuffer(blob, dtype=np.float16)
        return found

    def keep_vectors(self, model: str, new: dict[str, NDArray[np.float16]]) -> None:
        """Store vectors of a model by text hash; those already there stay as they are."""
        known = self.vectors(model, list(new))
        rows = [
            {"model": model, "text_hash": text_hash, "vector": vector.tobytes()}
            for text_hash, vector in new.items()
            if text_hash not in known
        ]
        if not rows:
            return
        try:
            with self.writing() as connection:
                connection.execute(insert(vectors), rows)
        except StoreError:
            # Another process has just stored the same vectors: they are equal.
            if len(self.vectors(model, list(new))) < len(new):
                raise

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def _add(self, connection: Connection, readout: Readout, quietly: bool) -> str:
        same_text = select(readouts.c.id).where(readouts.c.digest == readout.digest)
        if known := connection.scalar(same_text):
            return str(known)
        if connection.scalar(select(readouts.c.id).where(readouts.c.id == readout.id)):
            raise StoreError(
                f"{readout.id}: this id belongs to another text: give the new readout another id"
            )
        row = row_of(readout)
        if quietly:
            row |= {"announced_at": row["added_at"]}
        connection.execute(insert(readouts).values(row))
        return readout.id

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _store_error(str(self.engine.url), error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are all kept, or none when the block is left by an error."""
        try:
            with self._writer.begin() as connection:
                yield connection
        except IntegrityError as error:
            raise StoreError(f"the database refused the change: {error.orig}") from error
        except SQLAlchemyError as error:
            raise _store_error(str(self.engine.url), error) from error

    def _upgrade(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        head = ScriptDirectory.from_config(config).get_current_head()
        with self._writer.begin() as connection:
            if MigrationContext.configure(connection).get_current_revision() != head:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            f"database {_PASSWORD.sub(':***@', url)!r} is no URL: write "
            "sqlite:////folder/leader-calls.db or postgresql+psycopg://user@host/name"
        ) from error
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": LOCK_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    # sqlite3 begins transactions by itself, too late for DDL and locks: switch that off.
    connection.isolation_level = None
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL. The switch alone does not wait for a lock, however long the time-out."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _on_begin(connection: Connection) -> None:
    # A writer takes the lock at once and waits for it, instead of failing half-way.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def row_of(readout: Readout) -> dict[str, Any]:
    """A readout as a row of its table, added now."""
    return {column.name: getattr(readout, column.name) for column in FIELDS} | {
        "participants": list(readout.participants),
        "digest": readout.digest,
        "call": readout.call,
        "added_at": datetime.now(UTC),
    }


def readout_of(row: Row[Any]) -> Readout:
    """The readout of a row of `FIELDS`."""
    fields = dict(row._mapping)
    return Readout(**(fields | {"participants": tuple(fields["participants"])}))


def _store_error(url: str, error: Exception) -> StoreError:
    shown = make_url(url).render_as_string(hide_password=True)
    reason = str(getattr(error, "orig", None) or error).split("\n")[0]
    return StoreError(f"{shown}: {reason}; look at LEADER_CALLS_DATABASE and LEADER_CALLS_HOME")
