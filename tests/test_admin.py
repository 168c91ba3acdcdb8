"""Operators look after the bot in the chat: how it stands, removing, messages to all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Chat, MessageEntity
from telegram import Message as Sent

from bot.broadcasting import refused
from bot.operators import Body, body_of
from index.linking import Linker
from tests import bots
from tests.botapi import Message
from tests.calls import (
    CALLS,
    GAZA_EN,
    GAZA_FA,
    LIBYA_EN,
    LIBYA_FA,
    LIBYA_SUMMARY,
    NUCLEAR_EN,
    UKRAINE_EN,
)
from tests.conftest import make_readout
from tests.operators import House, eventually, opened, shown_again


@pytest.fixture(scope="module")
def house(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house"), linker) as house, house.running():
        yield house


@pytest.fixture
def corpus(house: House) -> Iterator[None]:
    """What a test removes comes back."""
    yield
    house.archive.store.add_all(CALLS, quietly=True)
    house.archive.refresh()


def ids(house: House) -> set[str]:
    return {readout.id for readout in house.archive.snapshot.readouts}


def asked(house: House, words: str) -> Message:
    house.ann.say(words)
    return house.ann.next_message()


def button(shown: Message, data: str) -> str:
    """The data of the button that begins so."""
    texts = [str(b["callback_data"]) for row in shown.buttons for b in row]
    return next(text for text in texts if text.startswith(data))


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "fa"])
@pytest.mark.parametrize("command", ["/admin", "/add Text", "/remove Libya", "/broadcast Hello"])
def test_for_others_these_commands_are_unknown(command: str, code: str, house: House) -> None:
    reader = house.api.user("Reader", language_code=code)
    reader.say(command)
    say = house.say_fa if code == "fa" else house.say
    assert reader.next_message().text == say("unknown-command")


def test_others_cannot_send_files(house: House) -> None:
    reader = house.api.user("Reader", language_code="en")
    reader.send_document("call.txt", b"Putin called Erdogan on 3 May 2023.")
    assert reader.next_message().text == house.say("only-text")


def test_in_groups_operators_are_like_others(house: House) -> None:
    group = house.api.group("Readers", [house.ann])
    house.ann.say("/admin", chat=group)
    house.ann.expect_silence(0.3)


def test_buttons_of_operators_are_theirs_alone(house: House) -> None:
    reader = house.api.user("Reader", language_code="en")
    reader.say("/help")
    told = reader.next_message()
    for data in (
        f"remove:en:1:{LIBYA_EN.digest[:16]}",
        "draft:en:1:add",
        "broadcast:en:1:send",
    ):
        keyboard = {"inline_keyboard": [[{"text": "Forged", "callback_data": data}]]}
        answer = reader.press(Message({**told.raw, "reply_markup": keyboard}), "Forged")
        assert answer
        assert answer["text"] == house.say("gone")
    assert LIBYA_EN.id in ids(house)


# --- how it stands ------------------------------------------------------------------------------


def test_the_overview_counts(tmp_path: Path, linker: Linker) -> None:
    with opened(tmp_path, linker) as house, house.running():
        shown = asked(house, "/admin").text
        assert shown == "\n".join(
            [
                "The bot at a glance",
                "",
                "Calls: 4, told in readouts: 7",
                "The newest call: Joe Biden and Benjamin Netanyahu, 4 April 2024 "
                "(16 Farvardin 1403)",
                "Chats known: 1, following something: 1",
                "Outbox: empty",
                "",
                house.say("admin-commands"),
            ]
        )
        house.outbox.broadcast("Hello", [])
        eventually(lambda: house.outbox.states().get("sent"))
        house.omid.say("/admin")
        told = house.omid.next_message().text
        assert "تماس‌ها: ۴، در ۷ متن" in told
        assert "صندوق ارسال: ارسال‌شده ۱" in told


# --- removing -----------------------------------------------------------------------------------


def test_one_readout_of_a_call_is_removed(house: House, corpus: None) -> None:
    shown = asked(house, "/remove Putin Erdogan April 2021")
    assert shown.text.startswith("Vladimir Putin and Recep Tayyip Erdogan\n9 April 2021")
    assert all(r.id in shown.text for r in (LIBYA_EN, LIBYA_FA, LIBYA_SUMMARY))
    house.ann.press(shown, button(shown, f"remove:en:1:{LIBYA_FA.digest[:16]}"))
    assert shown_again(house.ann, shown).text.startswith("Removed: a readout of the call of Vla")
    assert ids(house) == {readout.id for readout in CALLS} - {LIBYA_FA.id}
    answer = house.ann.press(shown, button(shown, f"remove:en:1:{LIBYA_FA.digest[:16]}"))
    assert answer
    assert answer["text"] == house.say("gone")


@pytest.mark.parametrize("words", [GAZA_EN.id, GAZA_EN.call, "نتانیاهو غزه"])
def test_a_whole_call_is_removed(words: str, house: House, corpus: None) -> None:
    shown = asked(house, f"/remove {words}")
    house.ann.press(shown, house.say("remove-all", count=2))
    assert "Removed: 2 readouts of the call of Joe Biden" in shown_again(house.ann, shown).text
    assert ids(house) == {readout.id for readout in CALLS} - {GAZA_EN.id, GAZA_FA.id}


RAFAH = "The leaders also went over the crossing at Rafah, the hostages, and their next talk."


def test_a_call_that_has_grown_is_shown_again(house: House, corpus: None) -> None:
    shown = asked(house, f"/remove {GAZA_EN.id}")
    other = replace(GAZA_EN, id="gaza.third", text=RAFAH)
    house.archive.add(other, quietly=True)
    house.archive.refresh()
    house.ann.press(shown, house.say("remove-all", count=2))
    again = shown_again(house.ann, shown)
    assert other.id in again.text
    assert {GAZA_EN.id, GAZA_FA.id, other.id} < ids(house)
    house.archive.store.remove([other.id])


def test_of_several_calls_one_is_chosen(house: House, corpus: None) -> None:
    shown = asked(house, "/remove Putin")
    assert shown.text.startswith(house.say("remove-which"))
    house.ann.press(shown, button(shown, f"remove:en:0:{UKRAINE_EN.digest[:16]}"))
    card = shown_again(house.ann, shown)
    assert UKRAINE_EN.id in card.text
    house.ann.press(card, house.say("cancel"))
    assert shown_again(house.ann, card).text == house.say("dismissed")
    assert UKRAINE_EN.id in ids(house)


@pytest.mark.parametrize("words", ["xyzzy", "Biden and Erdogan", "7"])
def test_what_fits_nothing_is_said(words: str, house: House) -> None:
    assert asked(house, f"/remove {words}").text == house.say("no-such-calls", what=words)


def test_a_bare_command_is_explained(house: House) -> None:
    for command in ("add", "remove", "broadcast"):
        assert asked(house, f"/{command}").text == house.say(f"{command}-how")


def test_a_removal_beside_an_addition_is_noticed(tmp_path: Path, linker: Linker) -> None:
    with bots.opened(tmp_path, linker) as archive:
        assert LIBYA_EN.id in archive.snapshot.by_id
        archive.store.remove([LIBYA_EN.id])
        archive.add(make_readout(1, text="Putin told Erdogan of a bridge over the Volga."))
        assert archive.refresh()
        assert len(archive.snapshot.readouts) == len(CALLS)
        assert LIBYA_EN.id not in archive.snapshot.by_id
        (quote,) = archive.ask("What did Putin say about the Volga bridge?").quotes
        assert "Volga" in quote.text


# --- messages to all ----------------------------------------------------------------------------


def test_a_broadcast_looks_as_it_was_written_and_goes_out_once(house: House) -> None:
    text = "😀 Hello all!\nSee https://example.org/ #news"
    shown = asked(house, f"/broadcast  {text}")
    question = house.ann.next_message()
    assert shown.text == text
    assert shown.marked("url") == ["https://example.org/"]
    assert shown.marked("hashtag") == ["#news"]
    count = house.outbox.audience()
    assert question.text == house.say("broadcast-ask", count=count)
    house.sara.expect_silence(0.2)
    house.ann.press(question, house.say("broadcast-send"))
    sent = shown_again(house.ann, question)
    assert sent.text == house.say("broadcast-sent", count=count)
    again = house.ann.press(question, house.say("broadcast-send"))
    assert again
    assert again["text"] == house.say("gone-broadcast")
    got = house.sara.next_message()
    assert (got.text, got.entities) == (shown.text, shown.entities)
    house.sara.expect_silence(0.3)
    house.ann.wait_for("Hello all!")


def test_a_broadcast_can_be_cancelled(house: House) -> None:
    asked(house, "/broadcast Never mind")
    question = house.ann.next_message()
    house.ann.say("foreign fighters in Libya", reply_to=question)
    assert house.ann.next_message().quotes
    house.ann.press(question, house.say("cancel"))
    assert shown_again(house.ann, question).text == house.say("dismissed")
    house.sara.expect_silence(0.3)


def test_too_long_a_broadcast_is_refused(house: House) -> None:
    assert refused(Body("😀" * 2048), house.say) == ""
    assert refused(Body("😀" * 2048 + "a"), house.say) == house.say("broadcast-long", count=4097)


def test_formatting_moves_with_the_text() -> None:
    entities = [
        MessageEntity("bot_command", 0, 10),
        MessageEntity("bold", 0, 15),
        MessageEntity("italic", 13, 2),
        MessageEntity("text_link", 16, 3, url="https://example.org"),
    ]
    chat, day = Chat(1, "private"), datetime(2026, 11, 30, tzinfo=UTC)
    body = body_of(Sent(1, day, chat, text="/broadcast \n😀 abc", entities=entities))
    assert body == Body(
        "😀 abc",
        (
            {"type": "bold", "offset": 0, "length": 3},
            {"type": "italic", "offset": 1, "length": 2},
            {"type": "text_link", "offset": 4, "length": 3, "url": "https://example.org"},
        ),
    )


# --- after a restart ----------------------------------------------------------------------------


def test_buttons_work_after_a_restart(tmp_path: Path, linker: Linker) -> None:
    with opened(tmp_path, linker) as house:
        with house.running():
            proposal = asked(house, "/add Putin and Erdogan on 3 May 2023\n\nThey spoke of grain.")
            asked(house, "/broadcast Hello")
            question = house.ann.next_message()
            removal = asked(house, f"/remove {NUCLEAR_EN.id}")
        with house.running():
            house.ann.press(removal, button(removal, "remove:en:1:"))
            assert shown_again(house.ann, removal).text.startswith("Removed")
            house.ann.press(proposal, house.say("add"))
            assert shown_again(house.ann, proposal).text.startswith("Added")
            assert "grain" in house.sara.next_message().text
            house.ann.press(question, house.say("broadcast-send"))
            house.ann.wait_for(house.say("broadcast-sent", count=2))
            assert house.sara.next_message().text == "Hello"
