"""Messages, names and dates in both languages."""

import re
from datetime import date
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.wording import Wording, jalali_date
from index.dates import DateRange
from index.gazetteer import Gazetteer
from index.text import Language
from tests.calls import LIBYA_EN, LIBYA_FA
from tests.conftest import make_readout

LOCALES = Path(bot.__file__).parent / "locales"
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")


class Variables(Visitor):
    """Collects the names of the variables of a message."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.found.add(node.id.name)


def messages(language: str) -> dict[str, ast.Message]:
    files = sorted((LOCALES / language).glob("*.ftl"))
    parts = [part for file in files for part in FluentParser().parse(file.read_text("utf-8")).body]
    assert not [part for part in parts if isinstance(part, ast.Junk)]
    named = [part for part in parts if isinstance(part, ast.Message)]
    assert len(named) == len({part.id.name for part in named})
    return {part.id.name: part for part in named}


def variables(message: ast.Message) -> set[str]:
    visitor = Variables()
    visitor.visit(message)
    return visitor.found


@pytest.fixture(params=["en", "fa"])
def say(request: pytest.FixtureRequest, gazetteer: Gazetteer) -> Wording:
    return Wording(request.param, gazetteer)


@pytest.fixture
def persian(gazetteer: Gazetteer) -> Wording:
    return Wording("fa", gazetteer)


@pytest.fixture
def english(gazetteer: Gazetteer) -> Wording:
    return Wording("en", gazetteer)


def test_both_languages_have_the_same_messages_and_variables() -> None:
    english, persian = messages("en"), messages("fa")
    assert list(english) == list(persian)
    for name, message in english.items():
        assert variables(message) == variables(persian[name]), name


@pytest.mark.parametrize("name", messages("en"))
def test_every_message_can_be_said(name: str, say: Wording) -> None:
    values: dict[str, str | int] = dict.fromkeys(variables(messages("en")[name]), "…")
    text = say(name, **(values | ({"count": 2} if "count" in values else {})))
    assert text.strip() == text != ""
    assert "{" not in text


@pytest.mark.parametrize("name", messages("fa"))
def test_persian_has_no_latin_letters_but_commands(name: str, persian: Wording) -> None:
    values: dict[str, str | int] = dict.fromkeys(variables(messages("fa")[name]), "…")
    text = persian(name, **(values | ({"count": 2} if "count" in values else {})))
    for line in re.sub(r"/[a-z]+", "", text).splitlines():
        assert not re.search(r"[A-Za-z0-9يك]", line)
        assert not line or re.match(r"[\W\d]*[آ-ی]|…|[\W]*$", line)


def test_what_is_put_into_persian_is_isolated(persian: Wording, english: Wording) -> None:
    assert persian("source", source="Kremlin") == "منبع: \u2068Kremlin\u2069"
    assert english("source", source="کرملین") == "Source: کرملین"
    assert not re.search("[A-Za-z]", ISOLATED.sub("", persian("source", source="White House")))


def test_a_missing_message_or_value_is_an_error(say: Wording) -> None:
    with pytest.raises(LookupError):
        say("no-such-message")
    with pytest.raises(ValueError, match="message 'source'"):
        say("source")


@pytest.mark.parametrize(
    ("count", "text"), [(1, "One more call says"), (2, "2 more calls say"), (12, "12 more calls")]
)
def test_english_counts(count: int, text: str, english: Wording) -> None:
    assert english("more-calls", count=count).startswith(text)


@pytest.mark.parametrize(("count", "text"), [(1, "یک تماس"), (2, "۲"), (12, "۱۲")])
def test_persian_counts_in_persian_digits(count: int, text: str, persian: Wording) -> None:
    said = persian("more-calls", count=count)
    assert text in said
    assert not re.search("[0-9]", said)


@pytest.mark.parametrize(
    ("day", "english_text", "persian_text"),
    [
        (date(2021, 4, 9), "9 April 2021 (20 Farvardin 1400)", "۲۰ فروردین ۱۴۰۰ (۹ آوریل ۲۰۲۱)"),
        (date(2024, 3, 20), "20 March 2024 (1 Farvardin 1403)", "۱ فروردین ۱۴۰۳ (۲۰ مارس ۲۰۲۴)"),
        (date(2021, 3, 20), "20 March 2021 (30 Esfand 1399)", "۳۰ اسفند ۱۳۹۹ (۲۰ مارس ۲۰۲۱)"),
    ],
)
def test_a_day_is_told_in_both_calendars(
    day: date, english_text: str, persian_text: str, english: Wording, persian: Wording
) -> None:
    assert english.when(day) == english_text
    assert persian.when(day) == persian_text


@given(st.dates(date(1925, 4, 1), date(2100, 1, 1)))
def test_persian_days_have_persian_digits_only(day: date) -> None:
    text = jalali_date(day, "fa")
    assert re.fullmatch(r"[۰-۹]{1,2} [آ-ی]+ [۰-۹]{4}", text)
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", jalali_date(day, "en"))


def test_people_have_the_names_of_the_language(english: Wording, persian: Wording) -> None:
    assert english.who(LIBYA_FA) == "Vladimir Putin and Recep Tayyip Erdogan"
    assert persian.who(LIBYA_EN) == "ولادیمیر پوتین و رجب طیب اردوغان"


def test_a_name_that_is_not_known_stands_as_written(say: Wording) -> None:
    assert say.names(["Jane Doe"]) == "Jane Doe"


def test_a_call_without_people_has_its_title_or_a_word(say: Wording) -> None:
    assert say.who(make_readout(participants=(), title="Call")) == "Call"
    assert say.who(make_readout(participants=(), title="")) == say("call-unnamed")


@pytest.mark.parametrize(
    ("source", "english_name", "persian_name"),
    [
        ("Kremlin", "Kremlin", "کرملین"),
        ("کرملین", "Kremlin", "کرملین"),
        ("Daily News", "Daily News", "Daily News"),
        ("", "", ""),
    ],
)
def test_sources_have_the_names_of_the_language(
    source: str, english_name: str, persian_name: str, english: Wording, persian: Wording
) -> None:
    readout = make_readout(source=source)
    assert (english.source(readout), persian.source(readout)) == (english_name, persian_name)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Vladimir Putin, Libya"), ("fa", "ولادیمیر پوتین، لیبی")]
)
def test_concepts_are_named_once(language: Language, text: str, gazetteer: Gazetteer) -> None:
    keys = [frozenset({"person:vladimir-putin"}), frozenset({"place:libya"})]
    assert Wording(language, gazetteer).concepts(keys + keys) == text


@pytest.mark.parametrize(
    ("first", "last", "language", "text"),
    [
        ("2023-01-01", "2023-12-31", "en", "2023"),
        ("2022-03-21", "2023-03-20", "fa", "۱۴۰۱"),
        ("2022-03-21", "2023-03-20", "en", "1401"),
        ("2021-04-01", "2021-04-30", "en", "April 2021"),
        ("2021-12-01", "2021-12-31", "fa", "دسامبر ۲۰۲۱"),
        ("2021-11-22", "2021-12-21", "fa", "آذر ۱۴۰۰"),
        ("2022-02-20", "2022-03-20", "en", "Esfand 1400"),
        ("2021-04-09", "2021-04-09", "en", "9 April 2021"),
        ("2025-12-22", "2025-12-28", "en", "22 December 2025 – 28 December 2025"),
    ],
)
def test_a_period_is_named_as_it_was_asked_for(
    first: str, last: str, language: Language, text: str, gazetteer: Gazetteer
) -> None:
    days = DateRange(date.fromisoformat(first), date.fromisoformat(last))
    assert Wording(language, gazetteer).period(days) == text
