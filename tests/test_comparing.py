"""Comparing the sides in the chat; old buttons of a text that its source has changed."""

from collections.abc import Iterator

import pytest

from bot.render import LONGEST_MESSAGE, utf16_length
from bot.wording import Wording
from index.archive import Archive
from index.gazetteer import Gazetteer
from index.linking import Linker
from tests.botapi import Message, User
from tests.bots import opened, toast, with_button
from tests.calls import CALLS, GAZA_EN, LIBYA_EN, UKRAINE_EN
from tests.test_browse import ask, press
from tests.test_compare import ANKARA

NEW = UKRAINE_EN.text.replace("in detail", "at length") + " They will speak again."


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("bot"), linker, [*CALLS, ANKARA]) as made:
        yield made


def card_of(user: User, words: str, first: str = "1") -> Message:
    return press(user, ask(user, f"/calls {words}"), first)


def test_the_sides_of_a_call_are_compared(sara: User, say: Wording) -> None:
    card = card_of(sara, "Libya")
    compared = press(sara, card, say("compare"))
    assert compared.id != card.id
    assert "Only in the account of Presidency of Türkiye" in compared.text
    assert utf16_length(compared.text) <= LONGEST_MESSAGE
    assert compared.quotes
    told = [readout.text for readout in (*CALLS, ANKARA)]
    assert all(any(quote in text for text in told) for quote in compared.quotes)
    whole = press(sara, compared, "Full Persian text · Presidency of Türkiye")
    assert whole.quotes == [ANKARA.text]
    assert say("compare") in whole.button_texts


def test_a_persian_reader_compares_in_persian(maryam: User, gazetteer: Gazetteer) -> None:
    fa = Wording("fa", gazetteer)
    card = card_of(maryam, "لیبی", "۱")
    compared = press(maryam, card, fa("compare"))
    assert "تنها در روایت کرملین" in compared.text
    assert fa("compare-shared", count=3) in compared.text
    assert not set("0123456789") & set(compared.text)


def test_a_call_that_one_side_tells_of_offers_no_comparison(sara: User, say: Wording) -> None:
    assert say("compare") not in card_of(sara, "Gaza").button_texts


@pytest.mark.parametrize(
    ("digest", "message"), [(GAZA_EN.digest[:16], "compare-one"), ("0" * 16, "gone")]
)
def test_an_old_button_says_why_there_is_no_comparison(
    digest: str, message: str, sara: User, say: Wording
) -> None:
    old = with_button(ask(sara, "/latest"), f"compare:en:{digest}")
    assert toast(sara, old, "Old") == say(message)


def test_buttons_of_a_text_that_was_changed_show_the_text_they_mean(
    archive: Archive, sara: User, say: Wording
) -> None:
    answer = ask(sara, "evacuation of civilians from Ukraine")
    card = card_of(sara, "Ukraine 2022")
    assert archive.revise(UKRAINE_EN.id, NEW)
    archive.refresh()
    paragraph = press(sara, answer, "The whole paragraph")
    assert paragraph.quotes == [UKRAINE_EN.text]
    assert paragraph.text.endswith(say("earlier-version"))
    whole = press(sara, card, "Full English text · Kremlin")
    assert whole.quotes == [UKRAINE_EN.text]
    assert whole.text.endswith(say("earlier-version"))
    now = press(sara, whole, "Full English text · Kremlin")
    assert now.quotes == [NEW]
    assert say("earlier-version") not in now.text
    assert press(sara, card, "Ask about this call").text.startswith("What would you like to know")
    assert "at length" in ask(sara, "evacuation of civilians from Ukraine").quotes[0]
    again = with_button(card, f"call:en:{UKRAINE_EN.digest[:16]}")
    assert press(sara, again, "Old").text.startswith("Vladimir Putin and Emmanuel Macron")


def test_a_text_that_was_not_changed_is_not_marked(sara: User, say: Wording) -> None:
    whole = press(sara, card_of(sara, "Libya"), "Full English text · Kremlin")
    assert whole.quotes == [LIBYA_EN.text]
    assert say("earlier-version") not in whole.text
