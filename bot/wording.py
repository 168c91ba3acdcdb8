"""What the bot says, in the reader's language: messages, names, dates and lists."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jdatetime
from babel.dates import format_date
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource

from index.gazetteer import Gazetteer
from index.readout import Readout
from index.text import Language, normalise

_LOCALES = Path(__file__).parent / "locales"
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
    """Messages of one language; placeables are isolated in Persian, where Latin runs may stand."""

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
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise ValueError(f"message {message!r} ({self.language}): {errors[0]}")
        return str(text)

    def names(self, people: Iterable[str]) -> str:
        """People by their ids (or names as written): "A and B", «A و B»."""
        return format_list([self._name(person) for person in people], locale=self.language)

    def concepts(self, keys: Iterable[frozenset[str]]) -> str:
        """Concepts by their keys: "Emmanuel Macron, Syria"."""
        labels = [self._concept(some) for some in keys]
        comma = "، " if self.language == "fa" else ", "
        return comma.join(dict.fromkeys(labels))

    def who(self, readout: Readout) -> str:
        """The participants of a call."""
        return self.names(readout.participants) or readout.title or self("call-unnamed")

    def when(self, day: date) -> str:
        """A day in both calendars, the reader's own first."""
        gregorian = format_date(day, "d MMMM y", locale=self.language)
        jalali = jalali_date(day, self.language)
        if self.language == "fa":
            return f"{jalali} ({gregorian.translate(_PERSIAN_DIGITS)})"
        return f"{gregorian} ({jalali})"

    def source(self, readout: Readout) -> str:
        """The office that published a readout, in the reader's language where known."""
        plain = normalise(readout.source)
        for source in self._gazetteer.sources.values():
            names = (source.en, source.fa, *source.terms)
            if plain and any(normalise(name) == plain for name in names):
                return source.label(self.language)
        return readout.source or self("source-unknown")

    def _concept(self, keys: frozenset[str]) -> str:
        """One name; of an office that several held, up to three."""
        kind = min(keys).partition(":")[0]
        same = sorted(key for key in keys if key.startswith(kind))[: 3 if kind == "person" else 1]
        return " / ".join(self._gazetteer.concept(key).label(self.language) for key in same)

    def _name(self, person: str) -> str:
        known = self._gazetteer.people.get(person)
        return known.label(self.language) if known else person


def jalali_date(day: date, language: Language) -> str:
    """A day of the Jalali calendar: 20 Farvardin 1400, «۲۰ فروردین ۱۴۰۰»."""
    jalali = jdatetime.date.fromgregorian(date=day)
    text = f"{jalali.day} {_JALALI_MONTHS[language][jalali.month - 1]} {jalali.year}"
    return text.translate(_PERSIAN_DIGITS) if language == "fa" else text


@cache
def _bundle(language: Language) -> FluentBundle:
    # Babel writes Persian numbers in ASCII digits.
    digits: dict[str, Any] = {"DIGITS": lambda number: str(number).translate(_PERSIAN_DIGITS)}
    bundle = FluentBundle([language], functions=digits, use_isolating=language == "fa")
    source = (_LOCALES / language / "messages.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(source))
    return bundle
