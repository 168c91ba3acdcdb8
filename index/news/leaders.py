"""Who counts as a leader, and which leader an office without a name means.

Leaders are heads of state and of government, crown princes, the supreme leaders of Iran and the
heads of ruling parties, the Secretaries-General of the UN and NATO and the presidents of the
European Council and Commission. Vice presidents, ministers, advisers, speakers of parliaments and
heads of movements are officials.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from index.gazetteer import Gazetteer, Office, OfficeKind, Person
from index.news.item import Item

EXECUTIVE: tuple[OfficeKind, ...] = ("head_of_state", "head_of_government")
_OTHERS = re.compile(
    r"Crown Prince of|Secretary-General of the United Nations|Secretary General of NATO"
    r"|President of the European (?:Council|Commission)|Supreme Leader of Iran"
    r"|General Secretary of the Communist Party"
)
# From an election to taking office, a president-elect is called like a president.
_ELECT = timedelta(days=160)
# … and in the last days before it without being called elect.
_EVE = timedelta(days=5)
# Where a prime minister serves under a head of state who makes foreign policy.
_HEAD_OF_STATE_LEADS = (
    "AE AO AZ BF BH BY CD CG CI CM CN CU CY DZ EG FR GA GN JO KG KP KR KW KZ LB LT MA ML MM MR MZ "
    "NE NI OM PE PL QA RO RU RW SN SO SS SY TD TG TJ TM TN TZ UA UG UZ VE VN YE"
)
_HOMES = {
    "uk": "GB", "whitehouse.gov": "US", "state.gov": "US", "archives.gov": "US",
    "europa.eu": "", "un.org": "", "mehrnews.com": "IR", "tasnimnews.com": "IR",
    "presstv.com": "IR", "news.cn": "CN",
}  # fmt: skip


def is_leader(person: Person, day: date, *, elect: bool = False) -> bool:
    """Whether a person leads a country or a union on a day, or has been elected to."""
    until = day + (_ELECT if elect else _EVE)
    return any(
        _leads(office) and (office.start or date.min) <= until and day <= (office.end or date.max)
        for office in person.offices
    )


def _leads(office: Office) -> bool:
    return office.kind in EXECUTIVE or bool(_OTHERS.match(office.office_en))


@dataclass(frozen=True)
class Offices:
    """The leaders of one day."""

    gazetteer: Gazetteer
    day: date

    def holder(self, country: str, kind: OfficeKind) -> str | None:
        """The id of the one person who holds an office in a country."""
        held = self.gazetteer.holders(country, (kind,))
        return _only(person for person, office in held if office.held_on(self.day))

    def crown_prince(self, country: str) -> str | None:
        """The id of a country's crown prince."""
        held = self.gazetteer.holders(country, ("other",))
        return _only(
            person
            for person, office in held
            if office.held_on(self.day) and office.office_en.startswith("Crown Prince of")
        )

    def principal(self, country: str) -> str | None:
        """The id of whoever speaks for a country with other leaders."""
        kinds = EXECUTIVE if country in _HEAD_OF_STATE_LEADS.split() else EXECUTIVE[::-1]
        return next((found for kind in kinds if (found := self.holder(country, kind))), None)

    def kinds(self, person: str) -> frozenset[OfficeKind]:
        """What kinds of executive office a person holds."""
        known = self.gazetteer.people.get(person)
        held = known.offices_on(self.day) if known else []
        return frozenset(office.kind for office in held if office.kind in EXECUTIVE)

    def countries(self, person: str) -> frozenset[str]:
        """The countries that a person leads."""
        known = self.gazetteer.people.get(person)
        held = known.offices if known else ()
        until = self.day + _ELECT
        return frozenset(
            office.country
            for office in held
            if _leads(office)
            and (office.start or date.min) <= until
            and self.day <= (office.end or date.max)
        )


def _only(people: Iterable[Person]) -> str | None:
    found = {person.id for person in people}
    return found.pop() if len(found) == 1 else None


def home_of(item: Item, gazetteer: Gazetteer) -> str:
    """The country whose leader an item means by "the President"; "" where that is open."""
    known = gazetteer.sources.get(item.source)
    host = (urlsplit(item.url or (known.url if known else "")).hostname or "").lower()
    for end, country in _HOMES.items():
        if host == end or host.endswith("." + end):
            return country
    top = host.rpartition(".")[2]
    if len(top) == 2 and top != "eu":
        return top.upper()
    return "IR" if item.written_in == "fa" else ""
