"""Dates in two languages and two calendars: in readouts, to the day; in questions, as ranges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

import jdatetime

from index.text import Language, Span, normalise

Calendar: TypeAlias = Literal["gregorian", "jalali"]

_ENGLISH = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
    "|september sept sep|october oct|november nov|december dec"
)
_PERSIAN = "ژانویه|فوریه|مارس|آوریل|مه می|ژوئن|ژوئیه جولای|اوت آگوست|سپتامبر|اکتبر|نوامبر|دسامبر"
_JALALI = "فروردین|اردیبهشت|خرداد|تیر|مرداد امرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
_JALALI_LATIN = (
    "farvardin|ordibehesht|khordad|tir|mordad amordad|shahrivar|mehr|aban|azar|dey|bahman|esfand"
)
_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6, "دوشنبه": 0, "دو شنبه": 0, "سه شنبه": 1, "سهشنبه": 1, "چهارشنبه": 2,
    "چهار شنبه": 2, "پنجشنبه": 3, "پنج شنبه": 3, "جمعه": 4, "شنبه": 5, "یکشنبه": 6, "یک شنبه": 6,
}  # fmt: skip


def _months(names: str) -> dict[str, int]:
    return {normalise(n): i for i, group in enumerate(names.split("|"), 1) for n in group.split()}


GREGORIAN_MONTHS = _months(_ENGLISH) | _months(_PERSIAN)
JALALI_MONTHS = _months(_JALALI) | _months(_JALALI_LATIN)
# Ordinary words too ("may", «می», «مهر», «تیر», «دی»): a month only beside a day or a year.
_AMBIGUOUS = {"may", "march", "mar", "jan", "sep", "dec", "مه", "می", "مهر", "تیر", "دی", "اذر"} | {
    "tir", "mehr", "aban", "azar", "dey",
}  # fmt: skip
# «تیر ۹۸», «سال ۰۳»: a year of this or the last Jalali century.
_SHORT = r"[5-9]\d|0\d"
_MONTH = "|".join(sorted(GREGORIAN_MONTHS | JALALI_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"(?<![\w.])(?:"
    rf"(?P<iso_year>1[3489]\d\d|20\d\d)[-/](?P<iso_month>\d\d?)[-/](?P<iso_day>\d\d?)"
    r"|(?P<first>\d\d?)[-/.](?P<second>\d\d?)[-/.](?P<last_year>1[34]\d\d|20\d\d)"
    rf"|(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of| ماه)? ?(?P<month>{_MONTH})\.?(?: ?ماه)?,?"
    rf"(?: سال)? ?(?P<year>1[3489]\d\d|20\d\d|{_SHORT})?"
    rf"|(?P<month2>{_MONTH})\.? (?P<day2>[0-3]?\d)(?:st|nd|rd|th)?"
    r"(?:,? (?P<year2>1[3489]\d\d|20\d\d))?"
    rf"|(?P<month3>{_MONTH})(?: ?ماه)?,?(?: of| سال)? ?(?P<year3>1[3489]\d\d|20\d\d|{_SHORT})"
    rf"|(?P<month4>{_MONTH})(?: ?ماه)?"
    rf"|سال (?P<year6>{_SHORT})"
    r"|(?P<year5>1[34]\d\d|20\d\d)"
    r")(?!\w|\.\d)"
)
_WEEKDAY = re.compile(r"(?<!\w)(" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")(?!\w)")


@dataclass(frozen=True)
class DateRange:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class PartialDate:
    """A date as written: any of day, month and year may be missing.

    `span` points into the normalised text it was found in.
    """

    calendar: Calendar
    year: int | None
    month: int | None
    day: int | None
    span: Span

    def in_year(self, year: int) -> date | None:
        """The day this date falls on in `year` of its calendar; None if there is none."""
        if not self.month or not self.day:
            return None
        try:
            if self.calendar == "jalali":
                return _gregorian(year, self.month, self.day)
            return date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def exact(self) -> date | None:
        """The day, when day, month and year are all written."""
        return self.in_year(self.year) if self.year else None

    def range(self) -> DateRange | None:
        """The days that a date with a year covers: one day, a month or a year."""
        if not self.year:
            return None
        if self.day:
            return DateRange(self.exact, self.exact) if self.exact else None
        return _month(self.calendar, self.year, self.month or 1, 1 if self.month else 12)


def find_dates(text: str) -> list[PartialDate]:
    """The dates written in a text, in order; impossible ones (31 April) are left out."""
    return [found for m in _DATE.finditer(normalise(text)) if (found := _partial(m))]


def find_weekday(text: str) -> int | None:
    """The first weekday named, 0 = Monday."""
    match = _WEEKDAY.search(normalise(text))
    return _WEEKDAYS[match[1]] if match else None


def _partial(match: re.Match[str]) -> PartialDate | None:
    part = match.groupdict()
    if part["last_year"]:
        return _day_first(part, match.span())
    year = _number(part, "iso_year", "year", "year2", "year3", "year5", "year6")
    day = _number(part, "iso_day", "day", "day2")
    name = part["month"] or part["month2"] or part["month3"] or part["month4"]
    if name in _AMBIGUOUS and not (day or year or match[0].endswith("ماه")):
        return None
    month = _number(part, "iso_month")
    if name:
        month = JALALI_MONTHS.get(name) or GREGORIAN_MONTHS[name]
    if year is not None and year < 100:
        if name in GREGORIAN_MONTHS:
            return PartialDate("gregorian", None, month, day, match.span())
        year += 1300 if year >= 50 else 1400
    jalali = name in JALALI_MONTHS if name else bool(year and year < 1500)
    found = PartialDate("jalali" if jalali else "gregorian", year, month, day, match.span())
    if year and jalali != (year < 1500):
        # «۲۰ فروردین 2021»: the year of the other calendar says nothing to the day.
        return PartialDate(found.calendar, None, month, day, match.span()) if day else None
    possible = found.in_year(year or (1399 if jalali else 2020)) if day else True
    return found if possible else None


def _day_first(part: dict[str, str | None], span: Span) -> PartialDate | None:
    """20/1/1400 and 18/3/2025; 3/4/2025 can be March or April and stays a year."""
    year, first, second = (int(part[name] or 0) for name in ("last_year", "first", "second"))
    calendar: Calendar = "jalali" if year < 1500 else "gregorian"
    sure = calendar == "jalali" or first > 12
    found = PartialDate(calendar, year, second if sure else None, first if sure else None, span)
    return found if found.exact or not sure else None


def _number(part: dict[str, str | None], *names: str) -> int | None:
    return next((int(text) for name in names if (text := part[name])), None)


def _gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Jalali one; ValueError when there is no such day."""
    found: date = jdatetime.date(year, month, day).togregorian()
    return found


def _month(calendar: Calendar, year: int, month: int, count: int = 1) -> DateRange:
    """`count` whole months from the first of `month`."""
    after = year + (month - 1 + count) // 12, (month - 1 + count) % 12 + 1
    if calendar == "jalali":
        first, end = _gregorian(year, month, 1), _gregorian(*after, 1)
    else:
        first, end = date(year, month, 1), date(*after, 1)
    return DateRange(first, end - timedelta(days=1))


# --- relative dates and seasons, in questions -----------------------------------------------

_RELATIVE = {
    "day": r"\b(?:today|امروز)\b",
    "yesterday": r"\b(?:yesterday|دیروز|روز گذشته)\b",
    "this week": r"\b(?:this week|این هفته|هفته(?: ی)? جاری)\b",
    "last week": r"\b(?:last week|past week|(?<!دو )(?<!چند )هفته(?: ی)? (?:گذشته|پیش|قبل))\b",
    "this month": r"\b(?:this month|این ماه|ماه جاری)\b",
    "last month": r"\b(?:last month|past month|ماه گذشته|ماه پیش|ماه قبل)\b",
    "this year": r"\b(?:this year|امسال|سال جاری)\b",
    "last year": r"\b(?:last year|پارسال|سال گذشته|سال پیش|سال قبل)\b",
}
# By how many years ago: "in April last year", «فروردین امسال».
_YEARS_AGO = ("this year", "last year")
_SEASON = re.compile(
    r"\b(?P<name>spring|summer|autumn|fall|winter|بهار|تابستان|پاییز|زمستان)"
    r"(?: of| سال)? (?P<year>1[34]\d\d|20\d\d)\b"
)
# First months: in the Gregorian year, in the Jalali year.
_SEASONS = {
    "spring": (3, 1), "summer": (6, 4), "autumn": (9, 7), "fall": (9, 7), "winter": (12, 10),
    "بهار": (3, 1), "تابستان": (6, 4), "پاییز": (9, 7), "زمستان": (12, 10),
}  # fmt: skip


def date_range(question: str, today: date, language: Language) -> DateRange | None:
    """The days a question is about, or None when it names none.

    «پارسال» is the Jalali year before, "last year" the Gregorian one.
    """
    text = normalise(question)
    if season := _SEASON.search(text):
        return _season(season["name"], int(season["year"]))
    ago = next((n for n, name in enumerate(_YEARS_AGO) if re.search(_RELATIVE[name], text)), None)
    ranges = [found for partial in find_dates(text) if (found := _around(partial, today, ago))]
    if ranges:
        return DateRange(min(r.first for r in ranges), max(r.last for r in ranges))
    for name, pattern in _RELATIVE.items():
        if re.search(pattern, text):
            return _relative(name, today, "jalali" if language == "fa" else "gregorian")
    return None


def _season(name: str, year: int) -> DateRange:
    gregorian, persian = _SEASONS[name]
    if year < 1500:
        return _month("jalali", year, persian, 3)
    return _month("gregorian", year, gregorian, 3)


def _around(partial: PartialDate, today: date, ago: int | None) -> DateRange | None:
    """A range for a written date; without a year, `ago` years back or its latest up to today."""
    if partial.year:
        return partial.range()
    if not partial.month:
        return None
    year = _year_and_month(today, partial.calendar)[0]
    if ago is not None:
        return replace(partial, year=year - ago).range()
    candidates = (
        PartialDate(partial.calendar, y, partial.month, partial.day, partial.span).range()
        for y in (year, year - 1, year - 2, year - 3, year - 4)
    )
    return next((c for c in candidates if c and c.first <= today), None)


def _relative(name: str, today: date, calendar: Calendar) -> DateRange:
    if name == "day":
        return DateRange(today, today)
    if name == "yesterday":
        return DateRange(today - timedelta(days=1), today - timedelta(days=1))
    which, unit = name.split()
    if unit == "week":
        # Weeks begin on Saturday in Iran, on Monday in English use.
        since = (today.weekday() + (2 if calendar == "jalali" else 0)) % 7
        start = today - timedelta(days=since + (7 if which == "last" else 0))
        return DateRange(start, start + timedelta(days=6))
    year, month = _year_and_month(today, calendar)
    if unit == "year":
        return _month(calendar, year - (which == "last"), 1, 12)
    back = year * 12 + month - 1 - (which == "last")
    return _month(calendar, back // 12, back % 12 + 1)


def _year_and_month(day: date, calendar: Calendar) -> tuple[int, int]:
    if calendar == "jalali":
        jalali = jdatetime.date.fromgregorian(date=day)
        return jalali.year, jalali.month
    return day.year, day.month


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of `day` in the Jalali calendar."""
    found = jdatetime.date.fromgregorian(date=day)
    return found.year, found.month, found.day


def whole_period(dates: DateRange) -> tuple[Calendar, int, int | None] | None:
    """The calendar, year and month of a range that is one whole month, or year (month None)."""
    first, end = dates.first, dates.last + timedelta(days=1)
    ways: dict[Calendar, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
        "gregorian": ((first.year, first.month, first.day), (end.year, end.month, end.day)),
        "jalali": (jalali(first), jalali(end)),
    }
    for calendar, ((year, month, day), after) in ways.items():
        if day == 1 and after == (year + 1, 1, 1) and month == 1:
            return calendar, year, None
        if day == 1 and after == (year + month // 12, month % 12 + 1, 1):
            return calendar, year, month
    return None


def iterate_years(partial: PartialDate, start: date, end: date) -> Iterator[date]:
    """The days from `start` to `end` on which a date without a year can fall."""
    first, last = (_year_and_month(day, partial.calendar)[0] for day in (start, end))
    for year in range(first, last + 1):
        day = partial.in_year(year)
        if day and start <= day <= end:
            yield day
