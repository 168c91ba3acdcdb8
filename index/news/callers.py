"""Leaders in a text: by name, by office, in lists, and those that the gazetteer does not know."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from index.dates import DateRange
from index.gazetteer import OfficeKind
from index.linking import Linker, Mention
from index.news.leaders import Offices, is_leader
from index.text import WORD, Span, normalise, words

Head: TypeAlias = Literal["head_of_state", "head_of_government", "crown_prince"]
Linked: TypeAlias = tuple[Mention, Span]

_OPEN_OFFICES: tuple[tuple[Head, str], ...] = (
    (
        "head_of_government",
        r"(?:the |our |hon'?ble )?(?<!deputy )(?<!vice )(?:prime minister|pm|premier|chancellor)",
    ),
    (
        "head_of_state",
        r"(?:the |hh the |hm the |h\.?h\.? )?(?<!vice )(?<!vice-)"
        r"(?:president|head of state|amir|emir|king|sultan)(?: of the republic)?",
    ),
    ("crown_prince", r"(?:hrh |h\.?r\.?h\.? )?(?:the )?crown prince"),
    ("head_of_state", r"رییس ?جمهور(?:ی)?(?: (?:کشورمان|ایران|ما))?"),
    ("head_of_government", r"نخست وزیر(?: کشورمان)?"),
)
_OPEN = [(kind, re.compile(rf"(?<!\w){p}(?!\w)", re.IGNORECASE)) for kind, p in _OPEN_OFFICES]
_CROWN = re.compile(r"(?<!\w)(?:crown prince|ولیعهد)(?!\w)", re.IGNORECASE)
_UNION = (
    (r"european council president|president of the european council|رییس شورای اروپا"
     r"|رییس شورای اتحادیه اروپا", "EU", "President of the European Council"),
    (r"(?:european )?commission president|president of the european commission"
     r"|رییس کمیسیون اروپا", "EU", "President of the European Commission"),
    (r"custodian of the two holy mosques|خادم حرمین شریفین", "SA", "King of Saudi Arabia"),
)  # fmt: skip
_PLURAL = re.compile(
    r"\b(?:presidents|prime ministers|leaders|heads of (?:state|government)|emirs|kings)"
    r"(?: and (?:prime ministers|chancellor))? of (?:the )?"
    r"|(?<!\w)(?:روسای ?جمهور(?:ی)?|رهبران|سران|نخست وزیران)"
    r"(?: (?:سه |چهار |دو )?کشور(?:های)?)? ",
    re.IGNORECASE,
)
_PLURAL_KINDS: dict[str, OfficeKind] = {
    "presidents": "head_of_state", "روسای": "head_of_state", "emirs": "head_of_state",
    "kings": "head_of_state", "prime": "head_of_government", "نخست": "head_of_government",
}  # fmt: skip
_BETWEEN_LISTED = re.compile(r"(?:,|و|and|the|،|;|\s|همچنین|نیز|as|well|of)*", re.IGNORECASE)
_HEAD_WORD = (
    r"(?:president|prime minister|premier|king|queen|sultan|emir|chancellor"
    r"|رییس ?جمهور(?:ی)?|نخست وزیر|پادشاه|صدراعظم|امیر)"
)
_HEAD_BEFORE = re.compile(
    rf"(?<!vice )(?<!deputy ){_HEAD_WORD}(?: of(?: the)?(?: [a-z]+){{0,3}})? $", re.IGNORECASE
)
_HEAD_AFTER = re.compile(rf"[' s]{{0,3}}{_HEAD_WORD}(?= )", re.IGNORECASE)
_NAME = re.compile(r" ,?\s?((?:[A-Z][\w'-]+\.?)(?: (?:bin|al|de|da|von|[A-Z][\w'-]+)){1,3})")
_NAME_FA = re.compile(r" ((?:[^\W\d_a-z]+)(?: [^\W\d_a-z]+){0,3})")
_NO_NAME = frozenset(
    words(
        "با در به از و که را روز امروز دیروز شب عصر صبح ظهر شامگاه بامداد گفت تلفنی تماس این آن "
        "بعدازظهر شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه نیز هم ضمن طی برای وی او تا بر "
        "گفت‌وگو است شد کرد دو درباره پس پیش خود"
    )
)

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
        sure = [
            Caller(found[0], *span)
            for mention, span in linked
            if len(found := self._leaders(mention)) == 1
        ]
        sure += self._by_office(text, linked) + self._in_list(text, linked)
        sure += self._princes(text, linked) + self._of_unions(text)
        sure += self._several(linked, sure)
        sure += self._strangers(text, linked)
        served = (c for c in sure if not _SERVES.search(text[: c.start]))
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

    def _by_office(self, text: str, linked: Sequence[Linked]) -> list[Caller]:
        """The home country's leader behind "the Prime Minister", «رئیس‌جمهور»."""
        if not self.home:
            return []
        taken = [span for mention, span in linked if mention.kind == "person" or mention.is_place]
        return [
            Caller(holder, *match.span())
            for kind, pattern in _OPEN
            for match in pattern.finditer(text)
            if _is_open(text, match.span(), taken) and (holder := self._at_home(kind))
        ]

    def _at_home(self, kind: Head) -> str | None:
        if kind == "crown_prince":
            return self.offices.crown_prince(self.home)
        return self.offices.holder(self.home, kind)

    def _in_list(self, text: str, linked: Sequence[Linked]) -> list[Caller]:
        """Everybody in "the presidents of Russia and Turkey", «رهبران آلمان، فرانسه و بریتانیا»."""
        found = []
        for match in _PLURAL.finditer(text):
            kind, at = _PLURAL_KINDS.get(words(match[0])[0]), match.end()
            for mention, (start, end) in linked:
                if start < at or not mention.is_place:
                    continue
                if not _BETWEEN_LISTED.fullmatch(text[at:start]):
                    break
                at = end
                country = self._country(mention)
                holder = self.offices.holder(country, kind) if kind else None
                if holder := holder or self.offices.principal(country):
                    found.append(Caller(holder, start, end))
        return found

    def _princes(self, text: str, linked: Sequence[Linked]) -> list[Caller]:
        """The crown prince of a country that stands beside the words."""
        return [
            Caller(prince, *match.span())
            for match in _CROWN.finditer(text)
            for mention, (start, end) in linked
            if mention.is_place and (0 <= start - match.end() <= 4 or 0 <= match.start() - end <= 3)
            if (prince := self.offices.crown_prince(self._country(mention)))
        ]

    def _of_unions(self, text: str) -> list[Caller]:
        return [
            Caller(person.id, *match.span())
            for pattern, country, title in _UNION
            for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
            for person, office in self.linker.gazetteer.titled(country, title)
            if office.held_on(self.day)
        ]

    def _strangers(self, text: str, linked: Sequence[Linked]) -> list[Caller]:
        """Leaders of countries whose leaders the gazetteer lacks, by the name that follows."""
        found = []
        for mention, (start, end) in linked:
            country = self._country(mention) if mention.is_place else ""
            if not country or self.offices.principal(country):
                continue
            after = _HEAD_AFTER.match(text, end)
            at = end if _HEAD_BEFORE.search(text[:start]) else after.end() if after else None
            name = _name_at(text, at) if at is not None else ""
            if name:
                found.append(Caller(name, start, end))
        return found

    def _country(self, mention: Mention) -> str:
        places = self.linker.gazetteer.places
        names = (key.removeprefix("place:") for key in sorted(mention.keys) if "place:" in key)
        return next((code for name in names if (code := places[name].country)), "")


def _ids(mention: Mention) -> list[str]:
    return sorted(k.removeprefix("person:") for k in mention.keys if k.startswith("person:"))


def _name_at(text: str, at: int) -> str:
    """The name that begins at a place of a text: capitals, or Persian words up to a common one."""
    if match := _NAME.match(text, at):
        return match[1]
    if match := _NAME_FA.match(text, at):
        name: list[str] = []
        for word in match[1].split():
            if normalise(word) in _NO_NAME:
                break
            name.append(word)
        return " ".join(name) if len(name) >= 2 else ""
    return ""


def _is_open(text: str, span: Span, taken: Sequence[Span]) -> bool:
    """Whether an office word has neither a country nor a name beside it."""
    start, end = span
    for left, right in taken:
        overlaps = left < end and start < right
        follows = 0 <= left - end <= 3 and not text[end:left].strip(" (")
        precedes = 0 <= start - right <= 2 and text[start].isascii()
        if overlaps or follows or precedes:
            return False
    if re.search(r"(?:دو|سه|چهار|each|both|two) $", text[:start], re.IGNORECASE):
        return False
    return not re.match(r" (?:of|for)\b|[- ]elect\b| منتخب| این| ان ", text[end:], re.IGNORECASE)
