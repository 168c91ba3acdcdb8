"""The sources that are watched: where each publishes, which of it are calls, and its terms."""

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from index.errors import FetchError, SettingsError
from index.gazetteer import Gazetteer
from index.readout import Readout
from index.resources import data_folder
from index.terms import EXCERPT, Quoting, Terms
from index.text import Language, normalise
from index.web.address import checked as web_address

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_ANYTHING = re.compile("")
# From the freest to the strictest: where two sources share a site, the stricter one's holds.
_STRICTNESS: tuple[Quoting, ...] = ("full", "excerpt", "link-only")


def _address(value: str) -> str:
    try:
        return str(web_address(value, ports=range(1, 65_536)))
    except FetchError as error:
        raise ValueError(str(error)) from error


def _folded(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Patterns are looked for in normalised text, where nothing else could be found."""
    letters = re.sub(r"\\.", "", pattern.pattern)
    if letters != normalise(letters):
        raise ValueError(f"must be written like {normalise(letters)!r}: lower case, ی, ک, no ZWNJ")
    return pattern


Address = Annotated[str, AfterValidator(_address)]
Pattern = Annotated[re.Pattern[str], AfterValidator(_folded)]


@dataclass(frozen=True)
class Outlet:
    """One address at which a publisher's news appear.

    Attributes:
        id: short, never changed: the database knows the source by it.
        en: its name in English; `fa` in Persian.
        checked: when and how it was last looked at, and what was found.
        publisher: id in the gazetteer, or "".
        form: an RSS or Atom feed, or a page that lists links.
        links: of a listing, what the addresses of its articles match.
        language: of its texts; `other` cannot be read and is never watched.
        kind: what its texts are, official readouts or news of calls.
        title: what the titles of possible call readouts match, normalised.
        text: or else their summaries; where neither is given, all are looked at.
        licence: of its texts, "" where none was found.
        terms: the address of its terms of use, or "".
        quote: how much of a text may be shown; `excerpt` characters of it where that is the word.
        every: minutes between two looks.
        hosts: further hosts that its articles lie on.
        watched: whether it is looked at by itself.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,60}$")]
    en: Annotated[str, Field(min_length=1)]
    fa: Annotated[str, Field(min_length=1)]
    address: Address
    form: Literal["feed", "listing"]
    language: Language | Literal["other"]
    checked: Annotated[str, Field(min_length=1)]
    publisher: str = ""
    links: re.Pattern[str] = _ANYTHING
    kind: Literal["readout", "news"] = "readout"
    title: Pattern = _ANYTHING
    text: Pattern = _ANYTHING
    licence: str = ""
    terms: Address | Literal[""] = ""
    quote: Quoting = "link-only"
    excerpt: Annotated[int, Field(ge=50, le=2000)] = EXCERPT
    every: Annotated[int, Field(ge=5, le=10_080)] = 60
    hosts: tuple[str, ...] = ()
    watched: bool = True

    def __post_init__(self) -> None:
        if (self.form == "listing") != bool(self.links.pattern):
            raise ValueError("links: a listing needs them, a feed has none")
        if self.quote == "full" and not (self.licence and self.terms):
            raise ValueError("quote: full needs a licence and the address of its terms")
        if self.language == "other" and self.watched:
            raise ValueError("watched: texts in other languages cannot be read; write false")

    @cached_property
    def sites(self) -> frozenset[str]:
        """The hosts, with all below them, that its pages may come from."""
        own = web_address(self.address, ports=range(1, 65_536)).host
        return frozenset(host.removeprefix("www.") for host in (own, *self.hosts))

    def label(self, language: Language) -> str:
        """Its name in a language."""
        return self.fa if language == "fa" else self.en

    def may_tell_of_calls(self, title: str, summary: str) -> bool:
        """Whether an article is worth fetching, by what is known before."""
        patterns = [p for p in ((self.title, title), (self.text, summary)) if p[0].pattern]
        return not patterns or any(pattern.search(normalise(text)) for pattern, text in patterns)


@dataclass(frozen=True)
class Outlets:
    """All sources, in the order of their file."""

    all: tuple[Outlet, ...] = ()
    _by_id: Mapping[str, Outlet] = field(init=False, repr=False, compare=False)
    _terms_at: dict[str, Terms] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {outlet.id: outlet for outlet in self.all})

    @classmethod
    def load(cls, path: Path, publishers: Container[str]) -> Self:
        """The sources of a TOML file of `[[source]]` tables.

        Raises:
            SettingsError: some cannot be used; a line for each mistake.
        """
        rows = _rows(path)
        try:
            outlets = TypeAdapter(tuple[Outlet, ...]).validate_python(rows)
        except ValidationError as error:
            lines = [_line(detail, rows) for detail in error.errors()]
            raise SettingsError("\n".join(f"{path.name}: {line}" for line in lines)) from error
        if mistakes := list(_mistakes(outlets, publishers)):
            raise SettingsError("\n".join(f"{path.name}: {line}" for line in mistakes))
        return cls(outlets)

    @property
    def watched(self) -> tuple[Outlet, ...]:
        """Those that are looked at by themselves."""
        return tuple(outlet for outlet in self.all if outlet.watched)

    def named(self, ids: Iterable[str]) -> tuple[Outlet, ...]:
        """Sources by their ids; all that are watched when there are none.

        Raises:
            SettingsError: there is no such source.
        """
        wanted = list(ids)
        if unknown := [name for name in wanted if name not in self._by_id]:
            raise SettingsError(
                f"source {unknown[0]!r} is not known: `leader-calls sources` lists them"
            )
        return tuple(self._by_id[name] for name in wanted) or self.watched

    def with_terms(self, readout: Readout) -> Readout:
        """A readout that knows how much of it may be shown."""
        terms = self.terms_of(readout)
        return readout if terms == readout.terms else replace(readout, terms=terms)

    def terms_of(self, readout: Readout) -> Terms:
        """How much of a readout may be shown: all of it, unless it is of a source that limits it.

        Texts in this project's own words are its own.
        """
        if readout.kind == "summary" or not readout.source_url:
            return Terms()
        host = urlsplit(readout.source_url).netloc
        if host not in self._terms_at:
            self._terms_at[host] = self._strictest(readout.source_url)
        return self._terms_at[host]

    def _strictest(self, url: str) -> Terms:
        """The terms of the sources that an address may belong to."""
        found = [outlet for outlet in self.all if _lies_on(url, outlet.sites)]
        if not found:
            return Terms()
        outlet = max(found, key=lambda outlet: _STRICTNESS.index(outlet.quote))
        return Terms(outlet.quote, outlet.excerpt, outlet.terms)


def open_outlets(path: Path | None, gazetteer: Gazetteer) -> Outlets:
    """The sources of a file; the project's own when there is none.

    Raises:
        SettingsError: some cannot be used; a line for each mistake.
    """
    return Outlets.load(path or data_folder() / "sources.toml", gazetteer.sources)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is no TOML: {error}") from error
    rows = content.get("source")
    if not isinstance(rows, list) or not rows or set(content) != {"source"}:
        raise SettingsError(f"{path.name}: write each source as a [[source]] table, nothing else")
    return rows


def _line(detail: "ErrorDetails", rows: list[dict[str, Any]]) -> str:
    number, *rest = detail["loc"]
    row = rows[int(number)]
    place = ".".join(str(part) for part in rest if isinstance(part, int) or part in row)
    name = row.get("id", f"source {int(number) + 1}") if isinstance(row, dict) else number
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "missing":
        return f"{name}: {rest[0]} is missing"
    shown = f" {str(detail['input'])[:80]!r}" if rest else ""
    return f"{name}: {place}{shown}{': ' if rest else ''}{message[0].lower()}{message[1:]}"


def _mistakes(outlets: Iterable[Outlet], publishers: Container[str]) -> Iterator[str]:
    """What only all of them together show."""
    ids: set[str] = set()
    for outlet in outlets:
        if outlet.id in ids:
            yield f"{outlet.id}: stands there twice; give one of them another id"
        if outlet.publisher and outlet.publisher not in publishers:
            yield f"{outlet.id}: publisher {outlet.publisher!r} is not in the gazetteer; add it"
        ids.add(outlet.id)


def _lies_on(url: str, sites: frozenset[str]) -> bool:
    try:
        return bool(web_address(url, sites))
    except FetchError:
        return False
