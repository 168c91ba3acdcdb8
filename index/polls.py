"""How the looks at sources went, and what each listed: kept, so that nothing is taken in twice."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import Row, Table, insert, select, update

from index.schema import items, sources
from index.store import Store

# What became of an article: a readout, an article for a person to decide on, or no call.
Fate: TypeAlias = Literal["readout", "waiting", "other"]
LONGEST_WAIT = timedelta(days=1)
_MOST_DOUBLINGS = 10
_LONGEST_PROBLEM = 500
_MOST_VARIABLES = 500


@dataclass(frozen=True)
class State:
    """How it stands with a source.

    Attributes:
        etag: what to ask with the next time; `modified` too.
        checked_at: the last look; `succeeded_at` the last good one.
        failures: in a row; 0 when the last look was good.
        problem: what was wrong at the last look.
        told: whether the operators know that it fails.
    """

    id: str
    etag: str = ""
    modified: str = ""
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    problem: str = ""
    told: bool = False

    def due_at(self, every: int) -> datetime | None:
        """When to look again, by the minutes between two looks; None is now.

        Each failure in a row doubles the wait, up to a day.
        """
        if self.checked_at is None:
            return None
        doubled: int = 2 ** min(self.failures, _MOST_DOUBLINGS)
        wait = timedelta(minutes=every) * doubled
        return self.checked_at + min(wait, max(LONGEST_WAIT, timedelta(minutes=every)))


@dataclass(frozen=True)
class Known:
    """An article that was looked at.

    Attributes:
        seen: when it was, the first time or after it had changed.
        readout: the id of the readout that it became, or None.
    """

    fate: Fate
    seen: datetime
    readout: str | None = None


class Polls:
    """The looks of a store.

    Raises:
        StoreError: by every method, when the database cannot be reached or written.
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def state(self, source: str) -> State:
        """How it stands with a source; one that was never looked at has the defaults."""
        return self.states().get(source, State(source))

    def states(self) -> dict[str, State]:
        """How it stands with every source that was looked at, by id."""
        with self._store.reading() as connection:
            rows = connection.execute(select(sources))
            return {row.id: State(**row._mapping) for row in rows}

    def succeeded(self, source: str, etag: str, modified: str) -> None:
        """Note a good look, and what to ask with the next time."""
        now = self._now()
        values = {"etag": etag, "modified": modified, "checked_at": now, "succeeded_at": now}
        self._keep(source, **values, failures=0, problem="", told=False)

    def failed(self, source: str, problem: str) -> None:
        """Note that a look failed, and why."""
        failures = self.state(source).failures + 1
        problem = problem[:_LONGEST_PROBLEM]
        self._keep(source, checked_at=self._now(), failures=failures, problem=problem)

    def tell(self, source: str) -> None:
        """Note that the operators know that a source fails."""
        self._keep(source, told=True)

    def known(self, urls: Iterable[str]) -> dict[str, Known]:
        """Those of some articles that were looked at, by address."""
        by_hash = {_hash(url): url for url in urls}
        hashes = list(by_hash)
        found: dict[str, Known] = {}
        with self._store.reading() as connection:
            for start in range(0, len(hashes), _MOST_VARIABLES):
                some = items.c.url_hash.in_(hashes[start : start + _MOST_VARIABLES])
                for row in connection.execute(select(items).where(some)):
                    found[by_hash[row.url_hash]] = _known(row)
        return found

    def settle(self, url: str, source: str, fate: Fate, readout: str | None = None) -> None:
        """Note what became of an article."""
        values = {"source": source, "first_seen": self._now(), "outcome": fate, "readout": readout}
        self._put(items, "url_hash", _hash(url), values)

    def _keep(self, source: str, **values: object) -> None:
        first = {"etag": "", "modified": "", "failures": 0, "problem": "", "told": False}
        self._put(sources, "id", source, values, first)

    def _put(
        self,
        table: Table,
        key: str,
        name: str,
        values: dict[str, Any],
        first: dict[str, Any] | None = None,
    ) -> None:
        """Change a row, or write it where there is none."""
        with self._store.writing() as connection:
            changed = connection.execute(update(table).where(table.c[key] == name).values(values))
            if not changed.rowcount:
                connection.execute(insert(table).values({key: name, **(first or {}), **values}))


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _known(row: Row[Any]) -> Known:
    fields = row._mapping
    return Known(fields["outcome"], fields["first_seen"], fields["readout"])
