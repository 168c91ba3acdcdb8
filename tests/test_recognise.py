"""A plain text says who spoke, when and whose readout it is, or what is missing."""

from datetime import date

import pytest

from index.errors import DateUnknown
from index.linking import Linker
from index.recognise import recognise
from tests.calls import TODAY

PERSIAN = """رایزنی تلفنی پوتین و اردوغان
به گزارش وبگاه کرملین، ولادیمیر پوتین، رئیس‌جمهور روسیه، و رجب طیب اردوغان،
همتای ترک او، روز ۲۰ فروردین تلفنی گفت‌وگو کردند.
دو طرف از اجرای توافق مورخ ۱۱ ژانویه ۲۰۲۱ درباره قره‌باغ خرسند بودند.
قرار شد آتش‌بس تا ۳۰ دسامبر ۲۰۲۵ بماند.
"""
ENGLISH = """Readout of the call between Emmanuel Macron and Vladimir Putin

On Thursday, March 3 the two presidents spoke by telephone. They discussed Ukraine.
Mr. Macron recalled their meeting in Moscow on 7 February 2022.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_year_of_persian_news_is_concluded(linker: Linker, end: str) -> None:
    text = PERSIAN.replace("\n", end)
    found = recognise(text, linker, TODAY)
    assert found.readout.date == date(2021, 4, 9)
    assert found.readout.title == "رایزنی تلفنی پوتین و اردوغان"
    assert found.readout.participants == ("vladimir-putin", "recep-tayyip-erdogan")
    assert (found.readout.language, found.readout.source) == ("fa", "کرملین")
    assert found.readout.text == text
    assert "۲۰ فروردین" in found.reasons[0]
    assert "2021-01-11" in found.reasons[0]


def test_the_year_of_english_news_is_concluded(linker: Linker) -> None:
    found = recognise(ENGLISH, linker, TODAY).readout
    assert found.date == date(2022, 3, 3)
    assert found.title == "Readout of the call between Emmanuel Macron and Vladimir Putin"
    assert found.participants == ("emmanuel-macron", "vladimir-putin")
    assert (found.language, found.kind) == ("en", "news")


@pytest.mark.parametrize(
    "day",
    [
        "on 9 April 2021",
        "on April 9, 2021",
        "on Friday, 9 April 2021",
        "on 2021-04-09",
        "روز ۲۰ فروردین ۱۴۰۰",
        "روز جمعه ۲۰ فروردین‌ماه ۱۴۰۰",
        "در ۱۴۰۰/۱/۲۰",
        "روز ۹ آوریل ۲۰۲۱",
    ],
)
def test_a_full_date_needs_no_conclusion(linker: Linker, day: str) -> None:
    found = recognise(f"Putin and Erdogan spoke {day}. They agreed.", linker, TODAY)
    assert found.readout.date == date(2021, 4, 9)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Putin called Erdogan.\nThey spoke of Libya.", "do not date it"),
        ("پوتین با اردوغان تلفنی صحبت کرد.", "do not date it"),
        ("Putin called Erdogan on March 3.", "«March 3» has no year"),
        ("پوتین روز ۲۰ فروردین با اردوغان صحبت کرد.", "«۲۰ فروردین» has no year"),
        ("Putin called Erdogan in April 2021.", "only «April 2021» is known of its date"),
        ("Putin will call Erdogan on 9 May 2035.", "only «9 May 2035» is known of its date"),
        ("Putin called Xi to mark the victory on 9 May 1945.", "only «9 May 1945» is known"),
        (ENGLISH.replace("Thursday", "Saturday"), "«March 3» has no year"),
        (PERSIAN.replace("مورخ ۱۱ ژانویه ۲۰۲۱", "پیشین"), "«۲۰ فروردین» has no year"),
    ],
)
def test_a_day_that_nothing_decides_is_asked_for(linker: Linker, text: str, reason: str) -> None:
    with pytest.raises(DateUnknown) as refusal:
        recognise(text, linker, TODAY)
    assert reason in str(refusal.value)
    assert "--date 2021-04-09" in str(refusal.value)
    assert recognise(text, linker, TODAY, date(2021, 4, 10)).readout.date == date(2021, 4, 10)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("پوتین با رئیس‌جمهور ترکیه گفت‌وگو کرد.", ("vladimir-putin", "recep-tayyip-erdogan")),
        ("Xi Jinping called the French president.", ("xi-jinping", "emmanuel-macron")),
        ("پادشاه اردن با سیسی صحبت کرد.", ("abdullah-ii", "abdel-fattah-el-sisi")),
        ("Assad and Putin spoke.", ("bashar-al-assad", "vladimir-putin")),
    ],
)
def test_the_people_of_a_call_are_named_or_in_office(
    linker: Linker, text: str, people: tuple[str, ...]
) -> None:
    assert recognise(text, linker, TODAY, date(2021, 4, 9)).readout.participants == people


def test_the_same_text_always_has_the_same_id(linker: Linker) -> None:
    one, other = (recognise(ENGLISH + end, linker, TODAY).readout.id for end in ("", "\n\n"))
    assert one == other
    assert one.startswith("2022-03-03-macron-putin.en.")
