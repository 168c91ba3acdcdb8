"""The text of a page: all of the article, letter for letter, and nothing that stands around it."""

from datetime import date

import pytest

from index.article import article_of
from index.errors import ReadoutError
from index.web import Page
from tests.press import CALL, PAGES, html

TITLE = "Telephone conversation with Recep Tayyip Erdogan"
PERSIAN = "گفت‌وگوی تلفنی اردوغان و پوتین"
PARAGRAPHS = (
    "رجب طیب اردوغان، رئیس‌جمهور ترکیه، روز یکشنبه با ولادیمیر پوتین تلفنی گفت‌وگو کرد.",
    "در این تماس درباره سوریه و انتقال گاز رایزنی شد و اردوغان گفت: «گفت‌وگوها ادامه می‌یابد».",
)


def page(markup: str | bytes, content_type: str = "text/html") -> Page:
    content = markup if isinstance(markup, bytes) else markup.encode()
    return Page("https://gov.example/1", 200, content, content_type, "utf-8")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("title", "paragraphs"), [(TITLE, CALL), (PERSIAN, PARAGRAPHS)])
def test_only_the_article_is_left(name: str, title: str, paragraphs: tuple[str, ...]) -> None:
    article = article_of(page(PAGES[name](title, paragraphs)), title)
    assert article.text.split("\n") == list(paragraphs)
    assert title in article.title


@pytest.mark.parametrize(
    "line",
    [
        "23 November 2026, 10:00",
        "Monday, 23 Nov 2026",
        "۲ آذر ۱۴۰۵ - ۱۰:۳۰",
        "کد خبر: 85123456 · ۱۴۰۵/۰۹/۰۲ ۱۰:۳۰",
    ],
)
def test_the_line_below_the_headline_says_when(line: str) -> None:
    article = article_of(page(html(TITLE, ["Print", line, *CALL])))
    assert article.posted == date(2026, 11, 23)
    assert article.text == "\n".join(CALL)


def test_a_day_that_is_told_in_the_text_is_not_that_of_publication() -> None:
    article = article_of(page(html(TITLE, ["On 4 May 2024 the two presidents spoke by phone."])))
    assert article.posted is None


@pytest.mark.parametrize("joiner", ["\u200c", "&zwnj;", "&ZWNJ;", "&#8204;", "&#x200C;"])
def test_half_spaces_are_kept(joiner: str) -> None:
    markup = html(PERSIAN, PARAGRAPHS).decode().replace("\u200c", joiner)
    article = article_of(page(markup))
    assert article.title == PERSIAN
    assert article.text == "\n".join(PARAGRAPHS)


def test_signs_that_stand_for_half_spaces_are_not_taken_from_the_page() -> None:
    odd = f"⸼⸾ {PARAGRAPHS[0]} ⸿"
    assert article_of(page(html(PERSIAN, [odd, PARAGRAPHS[1]]))).text.startswith(odd)


def test_a_short_closing_sentence_is_kept() -> None:
    article = article_of(page(html(TITLE, [*CALL, "They will speak again."])))
    assert article.text.endswith("\nThey will speak again.")


def test_a_list_that_ends_a_text_is_kept() -> None:
    closing = ["They also discussed:", "the supply of gas", "air links"]
    article = article_of(page(html(TITLE, [*CALL, *closing])))
    assert article.text.split("\n") == [*CALL, *closing]


def test_a_text_of_short_lines_alone_is_kept_whole() -> None:
    lines = ["Call with Erdogan on gas and on Syria", "Call with Macron on nuclear power stations"]
    assert article_of(page(html(TITLE, lines))).text.split("\n")[-2:] == lines


@pytest.mark.parametrize(
    ("markup", "content_type", "message"),
    [
        (b"%PDF-1.7", "application/pdf", "is application/pdf, no page of text"),
        ("<html><body></body></html>", "text/html", "has no article that can be read"),
        ("", "text/html", "has no article that can be read"),
    ],
)
def test_what_is_no_article(markup: str | bytes, content_type: str, message: str) -> None:
    with pytest.raises(ReadoutError, match=message):
        article_of(page(markup, content_type))
