"""Whether the database and the sources work: looked at for `leader-calls doctor`."""

from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from index.errors import StoreError
from index.schema import sources
from index.store import Store


@dataclass(frozen=True)
class DatabaseHealth:
    """What a database holds: the migration it is at, and how many readouts."""

    migration: str
    readouts: int


def database_health(url: str) -> DatabaseHealth:
    """Look at a database; like every command this creates it or brings it up to date first.

    Raises:
        StoreError: it cannot be reached, is of a newer version, or cannot be written.
    """
    store = Store.open(url)
    try:
        _write(store)
        with store.engine.connect() as connection:
            migration = MigrationContext.configure(connection).get_current_revision()
        return DatabaseHealth(migration or "", store.state()[0])
    finally:
        store.close()


def failing_sources(url: str) -> dict[str, str]:
    """The sources whose last look failed, by id, and why.

    Raises:
        StoreError: the database cannot be reached or is of a newer version.
    """
    store = Store.open(url)
    try:
        with store.reading() as connection:
            failing = select(sources.c.id, sources.c.problem).where(sources.c.failures > 0)
            return {row.id: row.problem for row in connection.execute(failing)}
    finally:
        store.close()


def _write(store: Store) -> None:
    """Write something and take it back."""
    writer = store.engine.execution_options(writes=True)
    try:
        with writer.connect() as connection:
            connection.execute(text("CREATE TABLE doctor (number INTEGER)"))
            connection.rollback()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).split("\n")[0]
        raise StoreError(
            f"the database cannot be written: {reason}; let the bot's user write to it"
        ) from error
