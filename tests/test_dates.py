"""Dates of two calendars in two languages: to the day in readouts, as ranges in questions."""

from datetime import date, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import (
    GREGORIAN_MONTHS,
    JALALI_MONTHS,
    DateRange,
    date_range,
    find_dates,
    find_weekday,
    iterate_years,
    jalali,
)
from index.text import language_of

TODAY = date(2026, 11, 23)  # a Monday, 2 Azar 1405
DAYS = st.dates(date(2000, 3, 21), date(2060, 12, 31))
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def names(months: dict[str, int], number: int) -> list[str]:
    return [name for name, month in months.items() if month == number]


def asked(question: str) -> tuple[str, str] | None:
    found = date_range(question, TODAY, language_of(question))
    return (found.first.isoformat(), found.last.isoformat()) if found else None


@given(DAYS, st.data())
def test_a_gregorian_day_is_found_in_every_format(day: date, data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(names(GREGORIAN_MONTHS, day.month)))
    form = data.draw(
        st.sampled_from(
            ["{d} {m} {y}", "{m} {d}, {y}", "{d}th of {m}, {y}", "{d} {m} سال {y}", "{d} {m}، {y}"]
            if month.isascii()
            else ["{d} {m} {y}", "{d} {m} سال {y}", "{d} ماه {m} {y}", "{d}{m} {y}"]
        )
    )
    written = form.replace("،", ",").format(d=day.day, m=month, y=day.year)
    for text in (written, written.upper(), f"({written.translate(PERSIAN_DIGITS)})."):
        assert [found.exact for found in find_dates(text)] == [day]


@given(DAYS, st.data())
def test_a_jalali_day_is_found_in_every_format(day: date, data: st.DataObject) -> None:
    year, number, number_of_day = jalali(day)
    month = data.draw(st.sampled_from(names(JALALI_MONTHS, number)))
    forms = ["{d} {m} {y}", "{d} {m}‌ماه {y}", "{d} {m}ماه سال {y}", "{d} {m} سال {y}"]
    written = data.draw(st.sampled_from(forms)).format(d=number_of_day, m=month, y=year)
    for text in (written, f"«{written.translate(PERSIAN_DIGITS)}»"):
        assert [found.exact for found in find_dates(text)] == [day]


@given(DAYS, st.sampled_from("-/"))
def test_a_day_in_numbers_is_found_in_both_calendars(day: date, mark: str) -> None:
    for numbers in ((day.year, day.month, day.day), jalali(day)):
        text = mark.join(map(str, numbers))
        assert [found.exact for found in find_dates(text)] == [day]
        assert [found.exact for found in find_dates(text.translate(PERSIAN_DIGITS))] == [day]


@given(st.text())
def test_no_text_breaks_the_search_for_dates(text: str) -> None:
    date_range(text, TODAY, language_of(text))
    find_weekday(text)


@given(DAYS)
def test_the_jalali_year_of_a_day_is_that_of_the_calendar(day: date) -> None:
    assert jdatetime.date(*jalali(day)).togregorian() == day


@pytest.mark.parametrize(
    "text",
    [
        "31 April 2021",
        "30 February 2020",
        "29 Feb 2021",
        "May 32 2021",
        "2021-13-01",
        "۳۱ مهر ۱۴۰۰",
        "۳۰ اسفند ۱۴۰۰",
        "۳۲ فروردین",
        "1400/7/31",
    ],
)
def test_a_day_that_no_calendar_has_is_left_out(text: str) -> None:
    assert not [found for found in find_dates(text) if found.day]


@pytest.mark.parametrize(
    "text",
    [
        "May I ask?",
        "in March on Rome",
        "او می گوید",
        "مهر و محبت",
        "تیر خورد",
        "دی",
        "version 3.2021",
        "سال ۱۲۳۴۵",
        "1936",
        "call 20210409",
        "it may be",
        "Sep",
    ],
)
def test_ordinary_words_and_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text) == []


def test_the_year_of_an_old_day_is_not_lost() -> None:
    assert [found.exact for found in find_dates("9 May 1945 and April 10, 1998")] == [
        date(1945, 5, 9),
        date(1998, 4, 10),
    ]


def test_a_leap_day_exists_in_leap_years_only() -> None:
    (leap,) = find_dates("۳۰ اسفند")
    days = list(iterate_years(leap, date(2019, 1, 1), TODAY))
    assert days == [date(2021, 3, 20), date(2025, 3, 20)]


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("Friday, 9 April", 4),
        ("on Sunday", 6),
        ("روز شنبه", 5),
        ("دوشنبه", 0),
        ("دو\u200cشنبه", 0),
        ("سه\u200cشنبه", 1),
        ("چهارشنبه", 2),
        ("چهار شنبه", 2),
        ("پنج\u200cشنبه", 3),
        ("پنجشنبه", 3),
        ("جمعه", 4),
        ("یک\u200cشنبه", 6),
        ("یکشنبه", 6),
        ("no day", None),
    ],
)
def test_weekdays_are_read_in_every_spelling(text: str, weekday: int | None) -> None:
    assert find_weekday(text) == weekday


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("what happened in April 2021?", "2021-04-01", "2021-04-30"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("calls in 2020", "2020-01-01", "2020-12-31"),
        ("between 2019 and 2021", "2019-01-01", "2021-12-31"),
        ("from March 2021 to May 2021", "2021-03-01", "2021-05-31"),
        ("on 9 April 2021", "2021-04-09", "2021-04-09"),
        ("on March 3", "2026-03-03", "2026-03-03"),
        ("on December 3", "2025-12-03", "2025-12-03"),
        ("in April last year", "2025-04-01", "2025-04-30"),
        ("در فروردین ۱۴۰۰ چه گفتند؟", "2021-03-21", "2021-04-20"),
        ("اسفندماه ۱۳۹۹", "2021-02-19", "2021-03-20"),
        ("دیماه ۱۳۹۸", "2019-12-22", "2020-01-20"),
        ("سال ۱۴۰۰", "2021-03-21", "2022-03-20"),
        ("از فروردین ۱۴۰۰ تا خرداد ۱۴۰۰", "2021-03-21", "2021-06-21"),
        ("۹ آوریل ۲۰۲۱", "2021-04-09", "2021-04-09"),
        ("در ماه مه ۲۰۲۱", "2021-05-01", "2021-05-31"),
        ("۲۲ بهمن", "2026-02-11", "2026-02-11"),
        ("مهرماه", "2026-09-23", "2026-10-22"),
        ("فروردین پارسال", "2025-03-21", "2025-04-20"),
        ("اردیبهشت امسال", "2026-04-21", "2026-05-21"),
        ("spring 2021", "2021-03-01", "2021-05-31"),
        ("in the fall of 2021", "2021-09-01", "2021-11-30"),
        ("winter 2021", "2021-12-01", "2022-02-28"),
        ("زمستان ۱۴۰۰", "2021-12-22", "2022-03-20"),
        ("تابستان سال ۱۴۰۱", "2022-06-22", "2022-09-22"),
        ("پاییز ۲۰۲۲", "2022-09-01", "2022-11-30"),
        ("today", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("دیروز", "2026-11-22", "2026-11-22"),
        ("این هفته", "2026-11-21", "2026-11-27"),
        ("هفته‌ی گذشته", "2026-11-14", "2026-11-20"),
        ("هفتهٔ پیش", "2026-11-14", "2026-11-20"),
        ("ماه گذشته", "2026-10-23", "2026-11-21"),
        ("پارسال", "2025-03-21", "2026-03-20"),
        ("امسال", "2026-03-21", "2027-03-20"),
    ],
)
def test_a_question_names_a_range_of_days(question: str, first: str, last: str) -> None:
    assert asked(question) == (first, last)


@pytest.mark.parametrize(
    "question",
    ["what about Libya?", "درباره لیبی چه گفتند؟", "May we ask?", "دو هفته پیش", "بهار عربی"],
)
def test_a_question_may_name_no_day(question: str) -> None:
    assert asked(question) is None


@given(DAYS, st.integers(0, 3000))
def test_both_ends_of_a_range_are_inside(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    days = DateRange(first, last)
    assert first in days
    assert last in days
    assert first - timedelta(days=1) not in days
    assert last + timedelta(days=1) not in days


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("10 Tir 1404", date(2025, 7, 1), date(2025, 7, 1)),
        ("Farvardin 20, 1400", date(2021, 4, 9), date(2021, 4, 9)),
        ("in Mehr 1402", date(2023, 9, 23), date(2023, 10, 22)),
        ("۲۰/۱/۱۴۰۰", date(2021, 4, 9), date(2021, 4, 9)),
        ("18/3/2025", date(2025, 3, 18), date(2025, 3, 18)),
        ("3/4/2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("در تیرماه ۹۸", date(2019, 6, 22), date(2019, 7, 22)),
        ("سال ۹۸", date(2019, 3, 21), date(2020, 3, 19)),
        ("۱۰ تیر ۰۴", date(2025, 7, 1), date(2025, 7, 1)),
    ],
)
def test_dates_as_people_type_them(written: str, first: date, last: date) -> None:
    assert date_range(written, date(2026, 11, 23), "fa") == DateRange(first, last)
