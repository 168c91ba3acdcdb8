"""Text as it is compared: one form for every way of writing Persian and Latin letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import Language, fold, language_of, normalise, terms, words

WRITTEN = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("يكةۀئآأ‌ـًّ٣۳éğıİﷲﻻ‘’"))
)
LETTERS = st.text("ابپتجچیکگهوآئأ abcXYZ")


@given(WRITTEN)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(WRITTEN)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(WRITTEN)
def test_words_are_found_again_in_their_own_words(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found


@given(LETTERS)
def test_an_arabic_keyboard_writes_the_same_words(text: str) -> None:
    assert normalise(text.translate(str.maketrans("یک", "يك"))) == normalise(text)


@given(st.integers(0, 10**9))
def test_digits_of_three_scripts_are_the_same(number: int) -> None:
    ascii_digits = str(number)
    for zero in "۰٠":
        shifted = "".join(chr(ord(zero) + int(digit)) for digit in ascii_digits)
        assert normalise(shifted) == ascii_digits


@given(LETTERS, st.sampled_from("\u064e\u0651\u0640\u200f\u202b\u2068\u00ad"))
def test_vowel_signs_and_invisible_marks_do_not_count(text: str, mark: str) -> None:
    assert normalise("".join(letter + mark for letter in text)) == normalise(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("می‌گوید", "می گوید"),
        ("رئیسي", "رئیسی"),
        ("رئیس", "رییس"),
        ("مسألهٔ", "مسالۀ"),
        ("آمریکا", "امریکا"),
        ("گفتـــگو", "گفتگو"),
        ("مُذاکِره", "مذاکره"),
        ("Erdoğan", "erdogan"),
        ("IŞIK", "isik"),
        ("Løkke", "lokke"),
        ("Wałęsa", "walesa"),
        ("Putin’s", "putin's"),
        ("São Tomé", "Sao Tome"),
        ("ﷲ", "الله"),
    ],
)
def test_spellings_of_one_word_are_compared_as_equal(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("قره‌باغ", "قرهباغ"), ("سوریه", "سوری"), ("5", "15")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_case_is_kept_by_folding_alone() -> None:
    assert fold("Türkiye and the US") == "Turkiye and the US"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("درباره لیبی چی گفتن؟", "fa"),
        ("what about Libya?", "en"),
        ("درباره S-400 چه گفتند", "fa"),
        ("Putin said «سلام» to Erdogan", "en"),
        ("JCPOA چی شد؟", "fa"),
        ("۱۴۰۰", "fa"),
        ("2021", "en"),
        ("", "en"),
        ("👋", "en"),
        ("هذا نص عربي", "fa"),
        ("Что сказал Путин?", "en"),
    ],
)
def test_the_language_is_that_of_most_letters(text: str, language: Language) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "they discussed sanctions", "the sanction"),
        ("en", "Turkey's vaccines", "Turkey vaccine"),
        ("en", "borders", "border"),
        ("fa", "تحریم‌ها", "تحریم"),
        ("fa", "درباره واکسن‌های روسی", "واکسن روسی"),
    ],
)
def test_forms_of_a_word_share_a_term(language: Language, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What did they say about it?"),
        ("en", "Who talked to whom and when"),
        ("fa", "درباره‌ی آن چه گفتند؟"),
        ("fa", "چی گفتن و کی با هم حرف زدند"),
    ],
)
def test_words_of_every_question_carry_no_meaning(language: Language, question: str) -> None:
    assert terms(question, language) == []


@pytest.mark.parametrize("name", ["تهران", "ایران", "پوتین", "لیبی", "کرملین"])
def test_a_persian_name_is_not_cut(name: str) -> None:
    assert terms(name, "fa") == [name]
