"""The Bot API server for tests, with a real bot on one side and readers on the other."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN, call, png, refusal, updates

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("بیشتر", callback_data="more:1")]])


Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, context: Context) -> None:
    assert update.message
    text = "نقل قول:\n😀 he said\nso"
    quote = MessageEntity(MessageEntity.BLOCKQUOTE, 9, 13)
    await update.message.reply_text(text, entities=[quote], reply_markup=KEYBOARD, do_quote=True)


async def more(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer("باشد")
    await query.edit_message_text(f"pressed {query.data}")


async def find(update: Update, context: Context) -> None:
    assert update.inline_query
    query = update.inline_query.query
    text = telegram.InputTextMessageContent(f"found {query}")
    await update.inline_query.answer([telegram.InlineQueryResultArticle("1", query, text)])


async def read(update: Update, context: Context) -> None:
    assert update.message
    assert update.message.document
    file = await update.message.document.get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_document(bytes(content[::-1]), filename="back.txt", caption="رسید")


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message
    await message.reply_text(f"{message.text or 'no text'}")


def build(api: BotApi) -> Application[Any, Any, Any, Any, Any, Any]:
    """Return a bot as its author would build one."""
    builder = ApplicationBuilder().token(TOKEN).base_url(api.base_url)
    app = builder.base_file_url(api.base_file_url).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(more))
    app.add_handler(InlineQueryHandler(find))
    app.add_handler(MessageHandler(filters.Document.ALL, read))
    app.add_handler(MessageHandler(filters.ALL, echo))
    return app


@pytest.fixture
def polling(api: BotApi) -> Iterator[Application[Any, Any, Any, Any, Any, Any]]:
    """A bot that polls in a thread of its own, as one in another process would."""
    app = build(api)
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        app.run_polling(stop_signals=None, timeout=20, poll_interval=0)

    thread = threading.Thread(target=run)
    thread.start()
    api.wait_for_call("getUpdates")
    yield app
    loop.call_soon_threadsafe(app.stop_running)
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.usefixtures("polling")
def test_conversation(api: BotApi, sara: User) -> None:
    asked = sara.say("/start")
    answer = sara.next_message()
    assert answer.reply_to == asked.id
    assert answer.quotes == ["😀 he said\nso"]
    assert answer.button_texts == ["بیشتر"]
    pressed = sara.press(answer, "بیشتر")
    assert pressed
    assert pressed["text"] == "باشد"
    edited = sara.wait_for("pressed more:1")
    assert (edited.id, edited.buttons) == (answer.id, [])
    assert not [c for c in api.calls() if "parse_mode" in c.params]
    sara.expect_silence(0.1)


@pytest.mark.usefixtures("polling")
def test_transcript_shows_quotes_entities_and_buttons(api: BotApi, sara: User) -> None:
    sara.say("/start")
    sara.next_message()
    assert api.transcript(sara).splitlines()[1:] == [
        "Sara #1",
        "  /start",
        "  entities: bot_command",
        "Leader Calls #2 (answers #1)",
        "  نقل قول:",
        "  ▌ 😀 he said",
        "  ▌ so",
        "  entities: blockquote",
        "  [بیشتر]",
    ]


@pytest.mark.usefixtures("polling")
def test_inline_query(sara: User) -> None:
    answer = sara.inline("لیبی")
    assert answer["results"][0]["input_message_content"]["message_text"] == "found لیبی"


@pytest.mark.usefixtures("polling")
def test_document_travels_both_ways(api: BotApi, sara: User) -> None:
    sara.send_document("call.txt", b"abc", caption="متن")
    back = sara.next_message()
    assert (back.text, back.raw["document"]["file_name"]) == ("رسید", "back.txt")
    path = call(api, "getFile", file_id=back.raw["document"]["file_id"])["result"]["file_path"]
    assert httpx.get(f"{api.base_file_url}{TOKEN}/{path}").content == b"cba"
    assert httpx.get(f"{api.base_file_url}{TOKEN}/other").status_code == 404
    assert refusal(api, "getFile", file_id="x") == "Bad Request: invalid file_id"


@pytest.mark.usefixtures("polling")
def test_users_send_all_kinds_of_messages(sara: User) -> None:
    for send in (sara.send_sticker, sara.send_voice):
        send()
        assert sara.next_message().text == "no text"
    sara.send_photo(png(), caption="عکس")
    assert sara.next_message().text == "no text"
    post = sara.forward_channel_post("Read-out https://example.org/1", channel="Kremlin")
    assert post.raw["forward_origin"]["chat"]["title"] == "Kremlin"
    assert post.marked("url") == ["https://example.org/1"]
    assert sara.next_message().text == post.text
    edited = sara.edit(sara.say("یک"), "دو")
    assert sara.wait_for("دو").text == edited.text == "دو"


@pytest.mark.usefixtures("polling")
def test_silence_and_absence_fail_with_the_conversation(sara: User) -> None:
    sara.say("hello")
    with pytest.raises(AssertionError, match="was to be silent, but said 'hello'"):
        sara.expect_silence(5)
    with pytest.raises(AssertionError, match=r"no message with 'bye' came in 0.1 s\n=== Sara"):
        sara.wait_for("bye", timeout=0.1)


@pytest.mark.usefixtures("polling")
def test_repeated_and_disordered_updates(api: BotApi, sara: User) -> None:
    api.duplicate_next_update()
    sara.say("twice")
    assert [sara.next_message().text for _ in range(2)] == ["twice", "twice"]
    api.duplicate_next_update(after_confirmed=True)
    sara.say("again")
    assert [sara.next_message().text for _ in range(2)] == ["again", "again"]
    api.reorder_next_updates(3)
    for text in "abc":
        sara.say(text)
    assert [sara.next_message().text for _ in range(3)] == ["c", "b", "a"]
    sara.expect_silence(0.3)


def test_held_updates_can_be_released(api: BotApi, sara: User) -> None:
    api.reorder_next_updates(3)
    sara.say("a")
    sara.say("b")
    assert updates(api) == []
    api.release_updates()
    assert [update["message"]["text"] for update in updates(api)] == ["b", "a"]


async def test_faulty_polling_is_survived(api: BotApi, sara: User) -> None:
    app = build(api)
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(timeout=5)
        for how in ("answer", "cut"):
            api.fault("getUpdates", 502, how=how)
            sara.say(how)
            assert (await asyncio.to_thread(sara.next_message)).text == how
        await app.updater.stop()
        await app.stop()


def test_many_messages_are_quick(api: BotApi, sara: User) -> None:
    """10,000 took 5 s on 2 slow cores, client and all; the time a message takes does not grow."""
    url, count = f"{api.base_url}{TOKEN}/sendMessage", 2000
    began = time.monotonic()
    with httpx.Client() as client:
        for n in range(count):
            client.post(url, data={"chat_id": sara.id, "text": f"پیام {n}"}).raise_for_status()
    assert time.monotonic() - began < 30
    assert len(api.calls("sendMessage")) == len(sara.messages) == count
    assert sara.wait_for(f"پیام {count - 1}").text.endswith("1999")


def test_many_threads_talk_at_once(api: BotApi) -> None:
    people = [api.user(f"User {n}") for n in range(8)]

    def talk(user: User) -> None:
        for n in range(50):
            user.say(str(n))

    threads = [threading.Thread(target=talk, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    got: list[dict[str, Any]] = []
    with contextlib.suppress(IndexError):
        while len(got) < 400:
            got += updates(api, offset=got[-1]["update_id"] + 1 if got else 0, timeout=5)
    for thread in threads:
        thread.join()
    assert len({update["update_id"] for update in got}) == 400
    for user in people:
        said = [u["message"]["text"] for u in got if u["message"]["from"]["id"] == user.id]
        assert said == [str(n) for n in range(50)]
