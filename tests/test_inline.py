"""Inline mode: quotations to share in any chat."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.inline import MOST_CARDS
from bot.wording import Wording
from index.archive import Archive
from index.gazetteer import Gazetteer
from index.linking import Linker
from tests.botapi import BotApi, User
from tests.botapi.message import utf16_slice
from tests.bots import opened
from tests.calls import CALLS, LIBYA_EN
from tests.conftest import make_readout

GRAIN = [
    make_readout(n, date=date(2010, 1, n), text=f"They spoke on day {n}. Grain was topic {n}.")
    for n in range(1, 13)
]


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("bot"), linker, [*CALLS, *GRAIN]) as made:
        yield made


def cards(user: User, query: str) -> list[dict[str, Any]]:
    return list(user.inline(query)["results"])


def quotation(card: dict[str, Any]) -> str:
    content = card["input_message_content"]
    (quoted,) = [e for e in content["entities"] if e["type"].endswith("blockquote")]
    return utf16_slice(content["message_text"], quoted["offset"], quoted["length"])


def test_a_few_words_offer_quotations_to_share(sara: User) -> None:
    first, *_ = cards(sara, "libya foreign fighters")
    assert first["title"] == "Vladimir Putin and Recep Tayyip Erdogan · 9 April 2021"
    assert quotation(first) in LIBYA_EN.text
    assert first["description"] in quotation(first)
    text = first["input_message_content"]["message_text"]
    assert text.startswith("Vladimir Putin and Recep Tayyip Erdogan\n9 April 2021")
    assert text.endswith("\nSource: Kremlin")
    assert first["input_message_content"]["link_preview_options"] == {"is_disabled": True}


def test_cards_are_in_the_language_of_the_words(sara: User) -> None:
    first, *_ = cards(sara, "جنگجویان خارجی در لیبی")
    assert first["title"].startswith("ولادیمیر پوتین و رجب طیب اردوغان · ۲۰ فروردین")


def test_there_are_no_more_cards_than_fit(sara: User) -> None:
    assert len(cards(sara, "grain")) == MOST_CARDS
    assert len({card["id"] for card in cards(sara, "grain")}) == MOST_CARDS


@pytest.mark.parametrize("query", ["", "  "])
def test_without_words_the_latest_calls_are_offered(query: str, sara: User) -> None:
    latest = cards(sara, query)
    assert len(latest) == MOST_CARDS
    assert [card["title"].rpartition(" · ")[2] for card in latest[:3]] == [
        "4 April 2024",
        "3 March 2022",
        "9 April 2021",
    ]


def test_they_are_offered_in_the_readers_language(maryam: User, sara: User) -> None:
    assert cards(maryam, "")[0]["title"] == "جو بایدن و بنیامین نتانیاهو · ۱۶ فروردین ۱۴۰۳"
    sara.say("/language")
    sara.press(sara.next_message(), "فارسی")
    assert cards(sara, "")[0]["title"] == "جو بایدن و بنیامین نتانیاهو · ۱۶ فروردین ۱۴۰۳"


@pytest.mark.parametrize("query", ["xyzzy", "?", "😀", "bread " * 40])
def test_where_nothing_answers_there_is_a_way_to_the_chat(
    query: str, sara: User, gazetteer: Gazetteer
) -> None:
    answer = sara.inline(query)
    assert answer["results"] == []
    say = Wording("en", gazetteer)
    assert answer["button"] == {"text": say("inline-ask"), "start_parameter": "inline"}
    sara.say("/start inline")
    assert sara.next_message().text == say("start")


def test_an_answer_that_comes_too_late_is_no_trouble(api: BotApi, sara: User) -> None:
    why = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.fault("answerInlineQuery", 400, description=why)
    with pytest.raises(AssertionError, match="no answer"):
        sara.inline("libya", timeout=0.2)
    assert cards(sara, "libya foreign fighters")
    sara.expect_silence(0.1)
