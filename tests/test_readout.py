"""What a readout must have, and what follows from what it has."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadoutError
from index.readout import as_language, day
from tests.conftest import make_readout


@pytest.mark.parametrize(
    "identifier", ["a", "2021-04-09-putin-erdogan.fa", "call (1)", "تماس ۱", "a" * 200]
)
def test_an_id_may_be_the_name_of_any_file(identifier: str) -> None:
    assert make_readout(id=identifier).id == identifier


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "", "write 1 to 200 characters"),
        ("id", "a" * 201, "write 1 to 200 characters"),
        ("id", " a", "no space in front"),
        ("id", "a\nb", "no line break"),
        ("text", "", "the text is empty"),
        ("text", " … !\n", "the text is empty"),
        ("text", "They \0 spoke", "NUL"),
        ("language", "de", "'de' is not one of: fa, en"),
        ("kind", "opinion", "'opinion' is not one of: readout, news, summary"),
        ("source_url", "javascript:alert(1)", "is no http(s) address"),
        ("source_url", "en.kremlin.ru", "is no http(s) address"),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_name(field: str, value: str, reason: str) -> None:
    with pytest.raises(ReadoutError) as refusal:
        make_readout(1, **{field: value})
    assert reason in str(refusal.value)


@given(st.permutations(["vladimir-putin", "recep-tayyip-erdogan", "xi-jinping"]))
def test_both_sides_tell_of_one_call(people: list[str]) -> None:
    assert make_readout(1, participants=tuple(people)).call == (
        "2021-04-09_recep-tayyip-erdogan_vladimir-putin_xi-jinping"
    )


def test_another_day_is_another_call() -> None:
    assert make_readout().call != make_readout(date=date(2021, 4, 10)).call


@given(st.text("abc پت\u200c", min_size=1).map(lambda text: f"x{text}x"))
def test_the_digest_is_of_the_text_alone(text: str) -> None:
    one = make_readout(1, text=text)
    assert one.digest == make_readout(2, text=f"\n{text} \n", language="fa").digest
    assert one.digest != make_readout(1, text=text + "y").digest
    assert one.text == text


@given(st.dates(date(1900, 1, 1)))
def test_a_day_is_read_as_it_is_written(written: date) -> None:
    moment = datetime(written.year, written.month, written.day, 10, 30)  # noqa: DTZ001 - YAML gives such
    for value in (written, moment, written.isoformat(), moment.isoformat(), f"{written} 10:30"):
        assert day(value) == written


@pytest.mark.parametrize(
    "value",
    ["9 April 2021", "2021-04-31", "2021-13-01", "", "۲۰ فروردین", "09/04/2021", None, 5, []],
)
def test_what_is_no_day_is_refused_with_an_example(value: object) -> None:
    with pytest.raises(ReadoutError, match="is no day: write it as 2021-04-09"):
        day(value)


@pytest.mark.parametrize("value", ["1400-01-20", date(1400, 1, 20)])
def test_a_jalali_day_is_not_taken_for_the_middle_ages(value: object) -> None:
    with pytest.raises(ReadoutError, match="is no Gregorian day"):
        day(value)


@pytest.mark.parametrize(
    ("written", "language"), [("fa-IR", "fa"), (" EN ", "en"), ("en_US", "en"), ("fa", "fa")]
)
def test_a_language_is_known_without_its_region(written: str, language: str) -> None:
    assert as_language(written) == language
