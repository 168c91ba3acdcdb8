"""Looking around in the chat: the latest calls, lists, whole readouts, links, old buttons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.render import LONGEST_MESSAGE, utf16_length
from bot.wording import Wording
from index.archive import Archive
from index.gazetteer import Gazetteer
from index.linking import Linker
from tests.botapi import BotApi, Message, User
from tests.bots import chatting, opened, polling, toast, with_button
from tests.calls import CALLS, GAZA_EN, LIBYA_EN, LIBYA_FA, UKRAINE_EN
from tests.conftest import make_readout

LONG = replace(
    UKRAINE_EN,
    id="long.en",
    text="\n\n".join(f"Paragraph {n} 🕊. " + "They went on speaking of it. " * 9 for n in range(30)),
    date=date(2020, 2, 2),
)
OTHERS = [
    make_readout(year, date=date(year, 5, 9), text=f"They spoke of grain in the year {year}.")
    for year in range(2005, 2016)
]
ALL_CALLS = 4 + 1 + len(OTHERS)


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("bot"), linker, [*CALLS, LONG, *OTHERS]) as made:
        yield made


def ask(user: User, text: str) -> Message:
    user.say(text)
    return user.next_message()


def press(user: User, message: Message, button: str) -> Message:
    """Press a button and read what comes of it."""
    assert toast(user, message, button) == ""
    return user.wait_for()


def test_the_latest_call_is_shown_by_its_sentences(sara: User) -> None:
    card = ask(sara, "/latest")
    assert card.text.startswith("Joe Biden and Benjamin Netanyahu\n4 April 2024")
    assert card.quotes
    assert all(quote in GAZA_EN.text for quote in card.quotes)
    assert card.text.endswith("Source: White House\nOne more readout tells of this call.")
    assert card.button_texts == [
        "Full English text · White House",
        "Full Persian text · White House",
        "Ask about this call",
    ]


def test_a_persian_reader_gets_the_persian_readout(maryam: User) -> None:
    card = ask(maryam, "/latest")
    assert card.text.startswith("جو بایدن و بنیامین نتانیاهو\n۱۶ فروردین ۱۴۰۳")
    assert card.button_texts[0] == "متن کامل فارسی · کاخ سفید"


def test_all_calls_are_listed_page_by_page(sara: User) -> None:
    page = ask(sara, "/calls")
    assert page.text.startswith("The latest calls\nPage 1 of 3\n\n1. Joe Biden and Benjamin")
    assert page.button_texts[:7] == ["1", "2", "3", "4", "5", "6", "Older ›"]
    second = press(sara, page, "Older ›")
    assert second.id == page.id
    assert "Page 2 of 3" in second.text
    assert {"‹ Newer", "Older ›"} <= set(second.button_texts)
    last = press(sara, second, "Older ›")
    assert "‹ Newer" in last.button_texts
    assert "Older ›" not in last.button_texts
    assert last.text.count("\n\n") == ALL_CALLS - 12
    assert press(sara, last, "‹ Newer").text == second.text


def test_a_number_opens_the_call(sara: User) -> None:
    page = ask(sara, "/calls")
    opened_call = press(sara, page, "2")
    assert opened_call.id != page.id
    assert opened_call.text.startswith("Vladimir Putin and Emmanuel Macron\n3 March 2022")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Libya", "Libya: one call"),
        ("Putin 2022", "Vladimir Putin, 2022: one call"),
        ("Putin and Erdogan", "Vladimir Putin, Recep Tayyip Erdogan: 12 calls"),
        ("ceasefire", "Ceasefire: 2 calls"),
        ("1403", "1403: one call"),
        ("مکرون", "Emmanuel Macron: 3 calls"),
        ("Macron 2015", "No call here fits: Emmanuel Macron, 2015"),
        ("bread", "No call here fits: bread"),
    ],
)
def test_calls_are_picked_out_by_words(words: str, title: str, sara: User) -> None:
    assert ask(sara, f"/calls {words}").text.splitlines()[0] == title


def test_a_list_in_persian_has_persian_digits_only(maryam: User) -> None:
    page = ask(maryam, "/calls پوتین و اردوغان")
    assert page.text.startswith("ولادیمیر پوتین، رجب طیب اردوغان: ۱۲ تماس\nصفحه ۱ از ۲\n\n۱. ")
    assert page.button_texts[0] == "۱"
    assert page.text.isascii() is False
    assert not set("0123456789") & set(page.text)


def test_pages_of_calls_picked_by_words(sara: User) -> None:
    page = ask(sara, "/calls Putin Erdogan")
    second = press(sara, page, "Older ›")
    assert second.text.startswith("Vladimir Putin, Recep Tayyip Erdogan: 12 calls\nPage 2 of 2")


@pytest.mark.parametrize(
    ("kind", "option", "title"),
    [
        ("Leaders", "Emmanuel Macron", "Emmanuel Macron: 3 calls"),
        ("Countries", "Libya", "Libya: one call"),
        ("Topics", "Ceasefire", "Ceasefire: 2 calls"),
        ("Years", "2024", "2024: one call"),
    ],
)
def test_calls_are_picked_out_by_buttons(kind: str, option: str, title: str, sara: User) -> None:
    page = ask(sara, "/calls")
    picks = press(sara, page, kind)
    assert picks.text == f"Which {'country' if kind == 'Countries' else kind[:-1].lower()}?"
    assert picks.id == page.id
    assert press(sara, picks, option).text.splitlines()[0] == title


def test_persian_years_are_picked_in_persian(maryam: User) -> None:
    picks = press(maryam, ask(maryam, "/calls"), "سال‌ها")
    assert picks.button_texts[0] == "۱۴۰۳"
    assert press(maryam, picks, "۱۴۰۳").text.startswith("۱۴۰۳: یک تماس")


def test_there_is_more_than_one_page_to_pick_from(sara: User) -> None:
    picks = press(sara, ask(sara, "/calls"), "Years")
    more = press(sara, picks, "Next ›")
    assert more.text == picks.text
    assert "2005" in more.button_texts
    assert "2005" not in picks.button_texts
    assert press(sara, more, "‹ Back").button_texts == picks.button_texts


def test_courtesies_are_no_topic_to_pick(sara: User, gazetteer: Gazetteer) -> None:
    picks = press(sara, ask(sara, "/calls"), "Topics")
    kinds = {topic.en: topic.kind for topic in gazetteer.topics.values()}
    assert "protocol" not in {kinds.get(text) for text in picks.button_texts}


def test_a_whole_readout_is_read_page_by_page(sara: User) -> None:
    card = press(sara, ask(sara, "/calls 2020"), "1")
    page = press(sara, card, "Full English text · Kremlin")
    assert page.id != card.id
    first = page.id
    pages = [page]
    while "Next ›" in pages[-1].button_texts:
        pages.append(press(sara, pages[-1], "Next ›"))
    assert len(pages) == 3
    assert {page.id for page in pages} == {first}
    assert [page.text.splitlines()[2] for page in pages] == [f"Page {n} of 3" for n in (1, 2, 3)]
    read = "".join(page.quotes[0] for page in pages)
    assert "".join(read.split()) == "".join(LONG.text.split())
    assert all(utf16_length(page.text) <= LONGEST_MESSAGE for page in pages)
    assert press(sara, pages[-1], "‹ Back").text == pages[-2].text


def test_the_other_sides_readout_is_one_press_away(sara: User) -> None:
    card = press(sara, ask(sara, "/calls Libya"), "1")
    whole = press(sara, card, "Full English text · Kremlin")
    assert whole.quotes == [LIBYA_EN.text]
    assert press(sara, whole, "Full Persian text · Kremlin").quotes == [LIBYA_FA.text]


def test_the_next_question_is_about_the_chosen_call(sara: User) -> None:
    card = press(sara, ask(sara, "/calls Ukraine 2022"), "1")
    asks = press(sara, card, "Ask about this call")
    assert asks.text.startswith("What would you like to know about this call: Vladimir Putin and")
    assert asks.reply_to == card.id
    answer = ask(sara, "What was said about a ceasefire?")
    assert answer.text.startswith("Vladimir Putin and Emmanuel Macron\n3 March 2022")
    assert "Benjamin" not in answer.text


def test_a_link_opens_a_call(sara: User) -> None:
    assert ask(sara, f"/start call_{LIBYA_EN.call}").text.startswith("Vladimir Putin and Recep")


@pytest.mark.parametrize(
    ("name", "title", "follow"),
    [
        ("topic_ceasefire", "Ceasefire: 2 calls", "🔔 Follow Ceasefire"),
        ("topic_libya", "Libya: one call", "🔔 Follow Libya"),
        ("topic_joe-biden", "Joe Biden: one call", "🔔 Follow Joe Biden"),
    ],
)
def test_a_link_opens_a_list(name: str, title: str, follow: str, sara: User) -> None:
    page = ask(sara, f"/start {name}")
    assert page.text.startswith(title)
    assert page.button_texts[-1] == follow


@pytest.mark.parametrize("name", ["call_", "call_2", "call_2021-04-09", "topic_", "topic_atlantis"])
def test_a_link_to_nothing_greets(name: str, sara: User, say: Wording) -> None:
    assert ask(sara, f"/start {name}").text == say("start")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("call:en:0000000000000000", "gone"),
        ("text:en:0000000000000000:0", "gone"),
        (f"page:en:{GAZA_EN.digest[:16]}:7", "gone"),
        ("about:en:0000000000000000", "gone"),
        ("more:en:999999999:3", "gone-question"),
        ("calls:en:1:q999999999", "gone-list"),
        ("calls:en:1:topic:atlantis", "gone-list"),
        ("calls:en:1:person:nobody", "gone-list"),
        ("calls:en:1:z", "gone-button"),
        (f"more:en:{10**30}:3", "gone-button"),
        ("dance:en", "gone-button"),
    ],
)
def test_a_button_whose_thing_is_gone_says_so(
    data: str, message: str, sara: User, say: Wording
) -> None:
    card = ask(sara, "/latest")
    assert toast(sara, with_button(card, data), "Old") == say(message)
    sara.expect_silence(0.2)


def test_buttons_work_after_a_restart(archive: Archive) -> None:
    with BotApi("123456:TEST-TOKEN") as api:
        sara = api.user("Sara", language_code="en")
        with polling(api, archive):
            page = ask(sara, "/calls Putin Erdogan")
            answer = ask(sara, "foreign fighters in Libya")
            whole = press(
                sara, press(sara, ask(sara, "/calls 2020"), "1"), "Full English text · Kremlin"
            )
        with polling(api, archive):
            assert "Page 2 of 2" in press(sara, page, "Older ›").text
            assert press(sara, answer, "The whole paragraph").quotes[0] in LIBYA_EN.text
            assert "Page 2 of 3" in press(sara, whole, "Next ›").text
            assert "9 April 2021" in ask(sara, "when was that?").text


@pytest.mark.parametrize("button", ["Leaders", "1"])
def test_a_message_out_of_reach_is_answered_below(button: str, sara: User) -> None:
    page = ask(sara, "/calls")
    lost = Message({**page.raw, "message_id": 999_999})
    below = press(sara, lost, button)
    assert below.id not in {page.id, lost.id}
    assert below.reply_to is None


def test_a_press_that_is_late_still_works(api: BotApi, sara: User) -> None:
    page = ask(sara, "/calls")
    why = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.fault("answerCallbackQuery", 400, description=why)
    assert sara.press(page, "1", timeout=0.1) is None
    assert sara.next_message().quotes


def test_two_quick_presses_are_no_trouble(api: BotApi, sara: User) -> None:
    page = ask(sara, "/calls")
    why = "Bad Request: message is not modified: specified new message content is the same"
    api.fault("editMessageText", 400, description=why)
    assert toast(sara, page, "Older ›") == ""
    sara.expect_silence(0.3)


def test_an_empty_archive_has_no_calls(
    linker: Linker, tmp_path_factory: pytest.TempPathFactory, say: Wording
) -> None:
    with opened(tmp_path_factory.mktemp("empty"), linker, []) as empty, chatting(empty) as api:
        sara = api.user("Sara", language_code="en")
        assert ask(sara, "/latest").text == say("no-calls")
        assert ask(sara, "/calls").text == say("no-calls")
        assert ask(sara, "/about").text == say("about-empty")
        assert sara.inline("")["results"] == []
