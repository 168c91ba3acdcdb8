"""What the bot says, in the reader's language: messages, names, dates and lists."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jdatetime
from babel.dates import format_date, get_day_names, get_month_names, get_timezone_location
from fluent.runtime import FluentBundle, FluentResource

from index.dates import DateRange, whole_period
from index.gazetteer import Gazetteer, Office, Person
from index.readout import Readout
from index.subjects import EVERYTHING, people_of
from index.text import Language

_LOCALES = Path(__file__).parent / "locales"
_LATIN = re.compile(r"[A-Za-z]")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_JALALI_MONTHS = {
    "en": (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
        "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ),
    "fa": (
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
        "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ),
}  # fmt: skip


class Wording:
    """Messages of one language. In Persian, values with Latin letters are isolated (U+2068…2069).

    Persian values are not: an isolate at the start of a line would leave the line without a
    first strong letter, and it would run from left to right.
    """

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.language = language
        self._gazetteer = gazetteer
        self._bundle = _bundle(language)

    def __call__(self, message: str, **values: str | int) -> str:
        """A message by its id.

        Raises:
            KeyError: there is no such message.
            ValueError: a value that it needs is missing.
        """
        pattern = self._bundle.get_message(message).value
        assert pattern is not None
        shown = {name: self._isolated(value) for name, value in values.items()}
        text, errors = self._bundle.format_pattern(pattern, shown)
        if errors:
            raise ValueError(f"message {message!r} ({self.language}): {errors[0]}")
        return str(text)

    @property
    def _comma(self) -> str:
        return "، " if self.language == "fa" else ", "

    def _isolated(self, value: str | int) -> str | int:
        if self.language == "en" or not isinstance(value, str) or "\u2068" in value:
            return value
        return f"\u2068{value}\u2069" if _LATIN.search(value) else value

    def in_language(self, language: Language) -> "Wording":
        """The same in another language."""
        return Wording(language, self._gazetteer)

    def names(self, people: Iterable[str]) -> str:
        """People by their ids (or names as written): "A, B and C", «A، B و C»."""
        *most, last = [self._name(person) for person in people] or [""]
        both = " و " if self.language == "fa" else " and "
        return both.join(filter(None, (self._comma.join(most), last)))

    def concepts(self, keys: Iterable[frozenset[str]]) -> str:
        """Concepts by their keys: "Emmanuel Macron, Syria"."""
        labels = [self._concept(some) for some in keys]
        return self._comma.join(dict.fromkeys(labels))

    def subjects(self, keys: Iterable[str]) -> str:
        """What is followed or talked about, by keys (see `index.subjects`): "Libya, Ceasefire"."""
        return self.listed(self.subject(key) for key in keys)

    def listed(self, names: Iterable[str]) -> str:
        """Names one after the other: "Libya, Ceasefire", «لیبی، آتش‌بس»; in Persian isolated."""
        return self._comma.join(str(self._isolated(name)) for name in names)

    def subject(self, key: str) -> str:
        """A subject by its key: "Libya", "Vladimir Putin and Recep Tayyip Erdogan"."""
        if key == EVERYTHING:
            return self("everything")
        people = people_of(key)
        return self.names(people) if people else self._gazetteer.concept(key).label(self.language)

    def who(self, readout: Readout) -> str:
        """The participants of a call."""
        return self.names(readout.participants) or readout.title or self("call-unnamed")

    def when(self, day: date) -> str:
        """A day in both calendars, the reader's own first."""
        gregorian = format_date(day, "d LLLL y", locale=self.language)
        if self.language == "fa":
            return f"{self.day(day)} ({gregorian.translate(_PERSIAN_DIGITS)})"
        return f"{self.day(day)} ({jalali_date(day, 'en')})"

    def day(self, day: date) -> str:
        """A day in the reader's own calendar."""
        if self.language == "fa":
            return jalali_date(day, "fa")
        return format_date(day, "d LLLL y", locale="en")

    def number(self, count: int) -> str:
        """A number in the reader's digits."""
        return str(count).translate(_PERSIAN_DIGITS) if self.language == "fa" else str(count)

    def hour(self, hour: int) -> str:
        """A full hour: "08:00", «۰۸:۰۰»."""
        text = f"{hour:02}:00"
        return text.translate(_PERSIAN_DIGITS) if self.language == "fa" else text

    def weekday(self, day: int) -> str:
        """A day of the week; 0 is Monday."""
        return str(get_day_names("wide", locale=self.language)[day])

    def zone(self, name: str) -> str:
        """The city that a time zone is named after."""
        return str(get_timezone_location(name, locale=self.language, return_city=True))

    def period(self, dates: DateRange) -> str:
        """Days asked about, as they were asked for: a day, month or year of either calendar."""
        whole = whole_period(dates)
        if whole is None:
            first, last = self.day(dates.first), self.day(dates.last)
            return first if first == last else f"{first} – {last}"
        calendar, year, month = whole
        if calendar == "jalali":
            name = f"{_JALALI_MONTHS[self.language][month - 1]} " if month else ""
        else:
            name = f"{get_month_names(locale=self.language)[month]} " if month else ""
        text = f"{name}{year}"
        return text.translate(_PERSIAN_DIGITS) if self.language == "fa" else text

    def source(self, readout: Readout) -> str:
        """The office that published a readout, in the reader's language where known."""
        known = self._gazetteer.source_called(readout.source)
        return known.label(self.language) if known else readout.source

    def _concept(self, keys: frozenset[str]) -> str:
        """The name of a concept; of an office that several held, the office."""
        people = [self._gazetteer.people[k.removeprefix("person:")] for k in keys if "person:" in k]
        if len(people) > 1 and (office := shared_office(people)):
            return office.office_fa if self.language == "fa" else office.office_en
        return self._gazetteer.concept(min(keys)).label(self.language)

    def _name(self, person: str) -> str:
        known = self._gazetteer.people.get(person)
        return known.label(self.language) if known else person


def shared_office(people: Iterable[Person]) -> Office | None:
    """The office that all of some people have held, one after the other."""
    first, *others = sorted(people, key=lambda person: person.id)
    for office in first.offices:
        of = (office.country, office.kind)
        if all(any((o.country, o.kind) == of for o in other.offices) for other in others):
            return office
    return None


def jalali_date(day: date, language: Language) -> str:
    """A day of the Jalali calendar: 20 Farvardin 1400, «۲۰ فروردین ۱۴۰۰»."""
    jalali = jdatetime.date.fromgregorian(date=day)
    text = f"{jalali.day} {_JALALI_MONTHS[language][jalali.month - 1]} {jalali.year}"
    return text.translate(_PERSIAN_DIGITS) if language == "fa" else text


@cache
def _bundle(language: Language) -> FluentBundle:
    # Babel writes Persian numbers in ASCII digits.
    digits: dict[str, Any] = {"DIGITS": lambda number: str(number).translate(_PERSIAN_DIGITS)}
    bundle = FluentBundle([language], functions=digits, use_isolating=False)
    for file in sorted((_LOCALES / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
