"""One look at a source: what it lists, what of it is new, and what becomes of that."""

import logging
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from threading import Event

from index.archive import Archive
from index.errors import FetchError, LeaderCallsError, StoreError
from index.feeds import Entry, feed_entries, listed_entries
from index.polls import Known, Polls
from index.readout import Readout
from index.sifting import Found, Judge, Outcome, Sieve
from index.sources import Outlet
from index.web import Page, Web

log = logging.getLogger(__name__)

# Articles that are fetched at one look; the rest at the next ones. A second or more apart.
MOST_ARTICLES = 40
# Calls of earlier days are no news: subscribers are not told when a source is watched first.
NEWS_DAYS = 3
# Where a source does not say that an article was changed, a readout is looked at again so often and
# so long after the call.
LOOK_AGAIN = timedelta(days=1)
LOOK_AGAIN_DAYS = 7
_UNFINISHED = frozenset({"waiting", "later", "failed"})


@dataclass(frozen=True)
class Look:
    """A look at a source and what was found.

    Attributes:
        problem: why it ended early, or "".
        retry_after: seconds that the server asks us to stay away.
        told: whether the operators knew before it that the source fails.
    """

    outlet: Outlet
    found: tuple[Found, ...] = ()
    problem: str = ""
    retry_after: float | None = None
    told: bool = False

    def those(self, *outcomes: Outcome) -> list[Found]:
        """What became one of these."""
        return [found for found in self.found if found.outcome in outcomes]


class Harvest:
    """Takes in what sources publish.

    Args:
        judge: says whether an article tells of a call, and what of it.
        now: the current time.
    """

    def __init__(
        self, archive: Archive, web: Web, judge: Judge, now: Callable[[], datetime]
    ) -> None:
        self.polls = Polls(archive.store, now)
        self._archive, self._web, self._now = archive, web, now
        self._sieve = Sieve(archive.linker, web, judge, now)
        self._stopped = Event()

    def stop(self) -> None:
        """End a look that is under way in another thread after its present article."""
        self._stopped.set()

    def look(self, outlet: Outlet, since: date | None = None, *, dry_run: bool = False) -> Look:
        """Read a source, and store what is new and surely a call.

        Articles for a person to decide on are in `found` until `settle` says that one was asked.

        Args:
            since: what was published before this day is left out.
            dry_run: nothing is stored, not even that the source was looked at.

        Raises:
            StoreError: the database cannot be reached or written. All else is in the `Look`.
        """
        told, found = self.polls.state(outlet.id).told, list[Found]()
        wait: float | None = None
        try:
            page = self._page(outlet, again=since is None)
            for one in self._found(page, outlet, since):
                found.append(one if dry_run else self._take_in(one, outlet))
            if not dry_run:
                self._note(outlet, page, found)
            return Look(outlet, tuple(found), told=told)
        except FetchError as error:
            problem, wait = str(error), error.retry_after
        except LeaderCallsError:
            raise
        except Exception as error:
            # Strangers' pages pass through parsers of HTML, XML and dates. Whatever one of them
            # trips over must not keep the other sources from being read.
            log.exception("source %s", outlet.id)
            problem = f"{outlet.address} cannot be parsed ({type(error).__name__}); see the log"
        if not dry_run:
            self.polls.failed(outlet.id, problem)
        return Look(outlet, tuple(found), problem, wait, told)

    def settle(self, found: Found, outlet: Outlet) -> None:
        """Note that a person was asked to decide on an article."""
        self.polls.settle(found.entry.url, outlet.id, "waiting")

    def _page(self, outlet: Outlet, *, again: bool) -> Page:
        """The feed or listing; with `again`, only if it has changed since the last good look."""
        state = self.polls.state(outlet.id)
        etag, modified = (state.etag, state.modified) if again else ("", "")
        return self._web.get(outlet.address, etag=etag, modified=modified, hosts=outlet.sites)

    def _found(self, page: Page, outlet: Outlet, since: date | None) -> Iterator[Found]:
        if page.status == HTTPStatus.NOT_MODIFIED:
            return
        entries = _entries(page, outlet)
        known = self.polls.known(entry.url for entry in entries)
        recent, left = self._recent(), MOST_ARTICLES
        for entry in entries:
            before = known.get(entry.url)
            if outcome := self._passed_over(entry, outlet, before, recent, since):
                yield Found(entry, outcome)
            elif not left or self._stopped.is_set():
                yield Found(entry, "later")
            else:
                left -= 1
                instead = before.readout if before else None
                yield self._sieve.examine(entry, outlet, instead or "")

    def _passed_over(
        self,
        entry: Entry,
        outlet: Outlet,
        before: Known | None,
        recent: Container[str | None],
        since: date | None,
    ) -> Outcome | None:
        """Why an article need not be fetched; None when it has to be."""
        if since and entry.published and entry.published.date() < since:
            return "older"
        if before and not self._may_have_changed(entry, before, recent):
            return "known"
        return None if outlet.may_tell_of_calls(entry.title, entry.summary) else "other title"

    def _may_have_changed(self, entry: Entry, before: Known, recent: Container[str | None]) -> bool:
        """Whether a readout has to be looked at again."""
        if entry.updated:
            return bool(before.readout) and before.seen < entry.updated <= self._now()
        return before.readout in recent and before.seen + LOOK_AGAIN <= self._now()

    def _recent(self) -> frozenset[str | None]:
        """The ids of the readouts of late."""
        today = self._now().date()
        first, last = today - timedelta(days=LOOK_AGAIN_DAYS), today + timedelta(days=1)
        return frozenset(readout.id for readout in self._archive.store.between(first, last))

    def _take_in(self, found: Found, outlet: Outlet) -> Found:
        """Store what was found, and what became of it."""
        if found.outcome == "no call" and not found.instead:
            self.polls.settle(found.entry.url, outlet.id, "other")
        if found.readout is None:
            return found
        if found.instead:
            return self._revise(found, found.readout, outlet)
        quietly = self._is_old(found.readout)
        (placed,) = self._archive.take_in([found.readout], quietly=quietly)
        self.polls.settle(found.entry.url, outlet.id, "readout", placed.id)
        if placed.is_new:
            return found
        return replace(found, outcome="known", reason=f"the text of {placed.id}")

    def _revise(self, found: Found, readout: Readout, outlet: Outlet) -> Found:
        try:
            changed = self._archive.revise(found.instead, readout.text, readout.title)
        except StoreError as error:
            return replace(found, outcome="failed", reason=str(error))
        self.polls.settle(found.entry.url, outlet.id, "readout", found.instead)
        return found if changed else replace(found, outcome="known")

    def _is_old(self, readout: Readout) -> bool:
        return readout.date < self._now().date() - timedelta(days=NEWS_DAYS)

    def _note(self, outlet: Outlet, page: Page, found: Sequence[Found]) -> None:
        """Note a good look. What is unfinished is asked for again, changed or not."""
        done = not any(one.outcome in _UNFINISHED for one in found)
        etag, modified = (page.etag, page.modified) if done else ("", "")
        self.polls.succeeded(outlet.id, etag, modified)


def _entries(page: Page, outlet: Outlet) -> list[Entry]:
    return listed_entries(page, outlet.links) if outlet.form == "listing" else feed_entries(page)
