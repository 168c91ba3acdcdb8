"""Leaders in a text: by name, by office, in lists, and those that the gazetteer does not know."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeAlias

from index.dates import DateRange
from index.linking import Linker, Mention
from index.news.leaders import Offices, is_leader
from index.news.strangers import strangers
from index.news.unnamed import at_home, in_lists, of_unions, princes
from index.text import WORD, Span

Linked: TypeAlias = tuple[Mention, Span]

# "Adviser to Iran's Supreme Leader": not the leader is meant.
_SERVES = re.compile(
    r"\b(?:advis[eo]r|aide|spokes\w+|envoy|representative|deputy|(?<!prime )minister|wife|son"
    r"|daughter|ambassador|predecessor|greetings|message|letter)s? (?:to|of|for|from) (?:the )?"
    r"(?:\w+ )?$"
    r"|(?<!\w)(?:مشاور|فرستاده|نماینده|همسر|پیام|نامه|سلام) $",
    re.IGNORECASE,
)

# «نخست‌وزیر جدید عراق», "Iraq's new prime minister": in the way between an office and its country.
_NEW = re.compile(
    r"(?<= )(?:new|acting|interim|incoming|outgoing|caretaker|جدید|تازه|کنونی|موقت)(?= )",
    re.IGNORECASE,
)
_HOUSE_OF = {
    "kremlin": "RU", "elysee": "FR", "white house": "US", "downing street": "GB",
    "کرملین": "RU", "الیزه": "FR", "کاخ سفید": "US",
}  # fmt: skip
_HOUSES = re.compile("|".join(_HOUSE_OF), re.IGNORECASE)


@dataclass(frozen=True)
class Caller:
    """A leader named at characters `start` to `end` of a folded text."""

    id: str
    start: int
    end: int


@dataclass(frozen=True)
class Switchboard:
    """Finds leaders in texts.

    Attributes:
        day: on which they lead.
        home: the country of "the President", an ISO 3166 code; "" where that is open.
        elect: whether the text tells of somebody elected who has not taken office.
    """

    linker: Linker
    day: date
    home: str = ""
    elect: bool = False
    offices: Offices = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "offices", Offices(self.linker.gazetteer, self.day))

    def names(self, text: str) -> list[str]:
        """The ids of the leaders named in a folded text, in order, each once."""
        return list(dict.fromkeys(caller.id for caller in self.callers(text)))

    def callers(self, text: str) -> list[Caller]:
        """The leaders named in a folded text, with the places of their names."""
        text = _NEW.sub(lambda match: " " * len(match[0]), text)
        linked = list(self._linked(text))
        places = [(self._country(mention), span) for mention, span in linked if mention.is_place]
        taken = [span for mention, span in linked if mention.kind == "person" or mention.is_place]
        known = chain(
            self._by_name(linked),
            at_home(text, taken, self.offices, self.home),
            in_lists(text, places, self.offices),
            princes(text, places, self.offices),
            of_unions(text, self.offices),
        )
        sure = [Caller(name, *span) for name, span in known]
        sure += self._several(linked, sure)
        sure += [Caller(name, *span) for name, span in strangers(text, places, self.offices)]
        served = (caller for caller in sure if not _SERVES.search(text[: caller.start]))
        return sorted(served, key=lambda caller: caller.start)

    def side(self, text: str, people: Sequence[str]) -> str | None:
        """Whoever of `people` is named first, by name or by country: "the Turkish side"."""
        named = {caller.start: caller.id for caller in self.callers(text) if caller.id in people}
        for match in _HOUSES.finditer(text):
            country = _HOUSE_OF[match[0].lower()]
            of = [p for p in people if country in self.offices.countries(p)]
            named |= {match.start(): of[0]} if of else {}
        for mention, (start, _) in self._linked(text):
            country = self._country(mention)
            of = [p for p in people if country and country in self.offices.countries(p)]
            named |= {start: of[0]} if of and start not in named else {}
        return named[min(named)] if named else None

    def country(self, person: str) -> str:
        """What a person leads: a country or an organisation; the person itself when unknown."""
        return min(self.offices.countries(person), default=person)

    def sides(self, people: Iterable[str]) -> int:
        """How many countries and organisations people lead together."""
        return len({self.country(person) for person in people})

    def lower(self, text: str) -> Iterator[int]:
        """Where people are named who hold an office and lead nothing."""
        for mention, (start, _) in self._linked(text):
            people = [self.linker.gazetteer.people[name] for name in _ids(mention)]
            serving = any(person.offices_on(self.day) for person in people)
            if serving and not self._leaders(mention):
                yield start

    def _linked(self, text: str) -> Iterator[Linked]:
        spans = [match.span() for match in WORD.finditer(text)]
        for mention in self.linker.link(text, DateRange(self.day, self.day)):
            yield mention, (spans[mention.start][0], spans[mention.end - 1][1])

    def _leaders(self, mention: Mention) -> list[str]:
        people = self.linker.gazetteer.people
        return [
            name for name in _ids(mention) if is_leader(people[name], self.day, elect=self.elect)
        ]

    def _by_name(self, linked: Sequence[Linked]) -> Iterator[tuple[str, Span]]:
        for mention, span in linked:
            if len(leaders := self._leaders(mention)) == 1:
                yield leaders[0], span

    def _several(self, linked: Sequence[Linked], sure: Sequence[Caller]) -> list[Caller]:
        """Names of several leaders: whose office is like the others', or who leads the country."""
        kinds = {kind for caller in sure for kind in self.offices.kinds(caller.id)}
        known = {caller.id for caller in sure}
        found = []
        for mention, span in linked:
            leaders = self._leaders(mention)
            if len(leaders) < 2 or known.intersection(leaders):
                continue
            equals = [person for person in leaders if self.offices.kinds(person) & kinds]
            found.append(Caller(self._chosen(equals or leaders), *span))
        return found

    def _chosen(self, leaders: Sequence[str]) -> str:
        countries = {country for person in leaders for country in self.offices.countries(person)}
        chiefs = {self.offices.principal(country) for country in countries}
        return next((person for person in leaders if person in chiefs), leaders[0])

    def _country(self, mention: Mention) -> str:
        places = self.linker.gazetteer.places
        names = (key.removeprefix("place:") for key in sorted(mention.keys) if "place:" in key)
        return next((code for name in names if (code := places[name].country)), "")


def _ids(mention: Mention) -> list[str]:
    return sorted(k.removeprefix("person:") for k in mention.keys if k.startswith("person:"))
