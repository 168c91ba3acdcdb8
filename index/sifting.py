"""An article that a source lists: fetched, read, and weighed whether it tells of a call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Literal, TypeAlias

from index.article import Article, article_of
from index.errors import FetchError, ReadoutError
from index.feeds import Entry
from index.linking import Linker
from index.news import Item, Verdict
from index.reading import Part
from index.readout import Readout
from index.recognise import make_id
from index.sources import Outlet
from index.text import Language
from index.web import Web

Judge: TypeAlias = Callable[[Item, Linker], Verdict]
Outcome: TypeAlias = Literal[
    "new", "changed", "known", "waiting", "no call", "other title", "older", "later", "failed"
]
# What is less probably a call than this is not put to anybody. The probability from which on a text
# goes in by itself was fitted: it stands beside the recognition's weights.
DOUBTFUL = 0.3
_LEADERS = 2
_ASKS_TO_WAIT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True)
class Found:
    """What became of one article.

    Attributes:
        reason: why, where there is something to say.
        part: the article and what was recognised, when a person has to decide.
        readout: what it becomes; `instead` the id of the readout whose text it replaces.
    """

    entry: Entry
    outcome: Outcome
    reason: str = ""
    part: Part | None = None
    readout: Readout | None = None
    instead: str = ""


@dataclass(frozen=True)
class Sieve:
    """Reads articles and says what each is.

    Attributes:
        judge: says whether an article tells of a call, and what of it.
        now: the current time.
    """

    linker: Linker
    web: Web
    judge: Judge
    now: Callable[[], datetime]

    def examine(self, entry: Entry, outlet: Outlet, instead: str = "") -> Found:
        """Fetch an article and judge it.

        Args:
            instead: the id of the readout that it was before it changed.

        Raises:
            FetchError: the server asks us to wait. All else is in the `Found`.
        """
        try:
            item = self._item(entry, outlet)
        except ReadoutError as error:
            return Found(entry, "no call", str(error), instead=instead)
        except FetchError as error:
            if error.status in _ASKS_TO_WAIT:
                raise
            return Found(entry, "failed", str(error))
        verdict = self.judge(item, self.linker)
        if not verdict.is_call and verdict.confidence < DOUBTFUL:
            return Found(entry, "no call", "; ".join(verdict.reasons), instead=instead)
        head = self._head(item, outlet, verdict)
        if doubt := _doubt(verdict, self.now().date()):
            return Found(entry, "waiting", doubt, Part(item.url, item.text, head))
        try:
            readout = _readout(item, verdict, head)
        except ReadoutError as error:
            return Found(entry, "failed", str(error))
        return Found(entry, "changed" if instead else "new", readout=readout, instead=instead)

    def _item(self, entry: Entry, outlet: Outlet) -> Item:
        """The whole article; where its page holds none, what the feed says of it."""
        page = self.web.get(entry.url, hosts=outlet.sites)
        try:
            article = article_of(page, entry.title)
        except ReadoutError:
            if not entry.summary:
                raise
            article = Article("", entry.summary, "")
        return Item(
            title=entry.title or article.title,
            text=article.text,
            url=page.url,
            published=self._past(entry.published or entry.updated or _noon(article.posted)),
            source=outlet.id,
            language=None if outlet.language == "other" else outlet.language,
        )

    def _past(self, moment: datetime | None) -> datetime | None:
        """A moment unless it is yet to come: then whoever wrote it was mistaken."""
        return moment if moment and moment < self.now() + timedelta(days=1) else None

    def _head(self, item: Item, outlet: Outlet, verdict: Verdict) -> dict[str, object]:
        """What is known of an article, by the names of a readout's fields."""
        known: dict[str, object] = {
            "title": item.title,
            "participants": list(verdict.participants),
            "language": verdict.language,
            "source": self._publisher(outlet, verdict.language),
            "source_url": item.url,
            "licence": outlet.licence,
            "kind": outlet.kind,
        }
        return known | ({"date": verdict.date.isoformat()} if verdict.date else {})

    def _publisher(self, outlet: Outlet, language: Language) -> str:
        known = self.linker.gazetteer.sources.get(outlet.publisher)
        return known.label(language) if known else outlet.label(language)


def _doubt(verdict: Verdict, today: date) -> str:
    """Why a person has to decide; "" when nobody has to."""
    if not verdict.is_call:
        return f"a call with a probability of {verdict.confidence:.2f}"
    if verdict.date is None:
        return "the day of the call is not known"
    if verdict.date > today + timedelta(days=1):
        return f"the day of the call would be {verdict.date}"
    return "" if len(verdict.participants) >= _LEADERS else "who took part is not known"


def _readout(item: Item, verdict: Verdict, head: Mapping[str, object]) -> Readout:
    assert verdict.date is not None
    people = list(verdict.participants)
    return Readout(
        id=make_id(verdict.date, people, verdict.language, item.text),
        title=item.title,
        text=item.text,
        date=verdict.date,
        participants=tuple(people),
        language=verdict.language,
        source=str(head["source"]),
        source_url=item.url,
        licence=str(head["licence"]),
        kind="news" if head["kind"] == "news" else "readout",
    )


def _noon(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), UTC) if day else None
