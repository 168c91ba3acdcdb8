"""What is a readout of a call between leaders, who took part, when, and who rang up."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.linking import Linker
from index.news import Item, Verdict, judge

FRIDAY = datetime(2021, 4, 9, 18, tzinfo=UTC)
KREMLIN = "http://en.kremlin.ru/"
DOWNING_STREET = "https://www.gov.uk/"
TITLE = "Telephone conversation with President of Turkey Recep Tayyip Erdogan"
CALL = "Vladimir Putin had a telephone conversation with Recep Tayyip Erdogan {when}."
CALL_FA = "ولادیمیر پوتین {when} با رجب طیب اردوغان تلفنی گفت‌وگو کرد."


def item(title: str, text: str, url: str = KREMLIN, published: datetime | None = FRIDAY) -> Item:
    return Item(title, text, url, published, "")


@pytest.fixture
def verdict(linker: Linker) -> Verdict:
    return judge(item(TITLE, CALL.format(when="at the initiative of the Turkish side")), linker)


def test_a_readout_is_recognised(verdict: Verdict) -> None:
    assert verdict.is_call
    assert verdict.confidence > 0.9
    assert verdict.participants == ("vladimir-putin", "recep-tayyip-erdogan")
    assert verdict.initiative == "recep-tayyip-erdogan"
    assert verdict.language == "en"
    assert any("phone" in reason for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Meeting with President of Turkey Recep Tayyip Erdogan",
            "Vladimir Putin met with Recep Tayyip Erdogan. They will stay in touch by phone.",
        ),
        (
            "Greetings to President of Turkey Recep Tayyip Erdogan",
            "Vladimir Putin sent a telegram to Recep Tayyip Erdogan on Republic Day.",
        ),
        (
            "Sergei Lavrov and Mevlut Cavusoglu discuss Libya by phone",
            "Foreign Minister Sergei Lavrov had a telephone conversation with Mevlut Cavusoglu.",
        ),
        (
            "Putin and Erdogan to speak by phone tomorrow",
            "Vladimir Putin and Recep Tayyip Erdogan will have a phone conversation on Saturday.",
        ),
        (
            "Kremlin denies phone call of Putin and Erdogan",
            "No telephone conversation between Vladimir Putin and Recep Tayyip Erdogan took place.",
        ),
        (
            "Interview with the Anadolu Agency",
            "Vladimir Putin recalled a recent telephone conversation with Recep Tayyip Erdogan.",
        ),
        (
            "تماس تلفنی اردوغان با سرمربی تیم ملی فوتبال",
            "رجب طیب اردوغان در تماسی تلفنی با سرمربی ترکیه پیروزی تیم را تبریک گفت.",
        ),
        (
            "گفت‌وگوی تلفنی ظریف و لاوروف",
            "وزیران امور خارجه ایران و روسیه تلفنی درباره برجام گفت‌وگو کردند.",
        ),
        (
            "پوتین و اردوغان به‌زودی تلفنی گفت‌وگو می‌کنند",
            "سخنگوی کرملین گفت گفت‌وگوی تلفنی دو رهبر در روزهای آینده برگزار خواهد شد.",
        ),
        ("", ""),
    ],
)
def test_other_news_is_not(linker: Linker, title: str, text: str) -> None:
    assert not judge(item(title, text), linker).is_call


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("today", date(2021, 4, 9)),
        ("this morning", date(2021, 4, 9)),
        ("last night", date(2021, 4, 8)),
        ("on Tuesday evening", date(2021, 4, 6)),
        ("on Friday", date(2021, 4, 9)),
        ("on 30 March", date(2021, 3, 30)),
        ("on April 7, 2021", date(2021, 4, 7)),
        ("two days ago", date(2021, 4, 7)),
        ("after the summit of 2 April", date(2021, 4, 9)),
        ("", date(2021, 4, 9)),
    ],
)
def test_the_day_is_that_of_the_call(linker: Linker, when: str, day: date) -> None:
    assert judge(item(TITLE, CALL.format(when=when)), linker).date == day


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("امروز", date(2021, 4, 9)),
        ("روز گذشته", date(2021, 4, 8)),
        ("شامگاه دوشنبه", date(2021, 4, 5)),
        ("پنج‌شنبه‌شب", date(2021, 4, 8)),
        ("روز ۱۸ فروردین", date(2021, 4, 7)),
        ("جمعه پنجم فروردین", date(2021, 3, 25)),
        ("در تاریخ ۱۴۰۰/۱/۱۵", date(2021, 4, 4)),
        ("روز ۲ آوریل", date(2021, 4, 2)),
    ],
)
def test_persian_days(linker: Linker, when: str, day: date) -> None:
    found = judge(item("رایزنی تلفنی پوتین و اردوغان", CALL_FA.format(when=when)), linker)
    assert found.date == day


def test_a_date_that_closes_the_title_is_that_of_the_call(linker: Linker) -> None:
    title = "PM call with President Zelenskyy of Ukraine: 22 November 2026"
    text = "The Prime Minister spoke to President Zelenskyy this evening. They will speak again."
    morning = datetime(2026, 11, 23, 8, tzinfo=UTC)
    item = Item(title, text, "https://www.gov.uk/1", morning, "uk-prime-minister", "en")
    assert judge(item, linker).date == date(2026, 11, 22)


def test_an_evening_ends_after_midnight(linker: Linker) -> None:
    late = datetime(2021, 4, 10, 0, 30, tzinfo=UTC)
    found = judge(item(TITLE, CALL.format(when="this evening"), published=late), linker)
    assert found.date == date(2021, 4, 9)


def test_without_any_date_there_is_none(linker: Linker) -> None:
    found = judge(item(TITLE, CALL.format(when=""), published=None), linker)
    assert found.is_call
    assert found.date is None


@pytest.mark.parametrize(
    ("text", "caller"),
    [
        ("Vladimir Putin telephoned Recep Tayyip Erdogan.", "vladimir-putin"),
        ("Vladimir Putin received a call from Recep Tayyip Erdogan.", "recep-tayyip-erdogan"),
        ("Recep Tayyip Erdogan made a phone call to Vladimir Putin.", "recep-tayyip-erdogan"),
        ("Vladimir Putin and Recep Tayyip Erdogan spoke by phone.", None),
        ("ولادیمیر پوتین با رجب طیب اردوغان تماس گرفت.", "vladimir-putin"),
        ("ولادیمیر پوتین در تماس رجب طیب اردوغان از لیبی گفت.", "recep-tayyip-erdogan"),
        ("رجب طیب اردوغان به ولادیمیر پوتین تلفن زد.", "recep-tayyip-erdogan"),
        ("پوتین و اردوغان به ابتکار طرف ترکیه‌ای تلفنی گفت‌وگو کردند.", "recep-tayyip-erdogan"),
        ("ولادیمیر پوتین در گفت‌وگوی تلفنی با اردوغان از لیبی گفت.", None),
    ],
)
def test_who_rang_up(linker: Linker, text: str, caller: str | None) -> None:
    assert judge(item("", text), linker).initiative == caller


def test_who_the_prime_minister_is_depends_on_the_source(linker: Linker) -> None:
    text = "The Prime Minister spoke to President Zelenskyy by phone this evening."
    title = "PM call with President Zelenskyy: 9 April 2021"
    found = judge(item(title, text, DOWNING_STREET), linker)
    assert found.participants == ("boris-johnson", "volodymyr-zelenskyy")


def test_the_other_side_need_not_be_named(linker: Linker) -> None:
    found = judge(item(TITLE, "Libya and Syria were discussed."), linker)
    assert found.participants == ("vladimir-putin", "recep-tayyip-erdogan")


def test_who_is_only_spoken_about_does_not_take_part(linker: Linker) -> None:
    text = CALL.format(when="and told him about his talks with Joe Biden")
    assert "joe-biden" not in judge(item(TITLE, text), linker).participants


def test_a_leader_whom_the_gazetteer_lacks_keeps_the_name(linker: Linker) -> None:
    text = "Scott Morrison called the Prime Minister of Tonga Pōhiva Tuʻiʻonetoa this morning."
    found = judge(item("Call with the Prime Minister of Tonga", text, ""), linker)
    assert found.participants[0] == "scott-morrison"
    assert found.participants[1].startswith("Pōhiva")


def test_several_leaders(linker: Linker) -> None:
    text = "Vladimir Putin spoke by phone with Angela Merkel and Emmanuel Macron about Ukraine."
    found = judge(item("Telephone conversation in the Normandy format", text), linker)
    assert set(found.participants) == {"vladimir-putin", "angela-merkel", "emmanuel-macron"}


@given(title=st.text(max_size=60), text=st.text(max_size=300))
def test_any_text_is_judged(linker: Linker, title: str, text: str) -> None:
    found = judge(item(title, text), linker)
    assert 0 <= found.confidence <= 1
    assert len(set(found.participants)) == len(found.participants)
    assert found.initiative is None or found.initiative in found.participants
