"""Sending, answering, editing and deleting messages and files."""

from __future__ import annotations

import struct

import httpx
import pytest
import telegram
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import (
    BadRequest,
    Forbidden,
)

from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN, png, refusal

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("بیشتر", callback_data="more:1")]])


async def test_chat_has_to_be_known_and_open(api: BotApi, bot: Bot, sara: User) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "a")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message("@nowhere", "a")
    assert refusal(api, "sendMessage", text="a") == "Bad Request: chat_id is empty"
    stranger = api.user("Ali", started=False)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "a")
    stranger.say("/start")
    await bot.send_message(stranger.id, "a")


async def test_blocked_bot_is_forbidden(bot: Bot, sara: User) -> None:
    sara.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(sara.id, "a")
    with pytest.raises(AssertionError, match="Sara has blocked the bot"):
        sara.say("hello?")
    sara.unblock()
    await bot.send_message(sara.id, "a")
    statuses = [
        (u.my_chat_member.old_chat_member.status, u.my_chat_member.new_chat_member.status)
        for u in await bot.get_updates()
        if u.my_chat_member
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_answering_a_missing_message(bot: Bot, sara: User) -> None:
    gone = telegram.ReplyParameters(99)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(sara.id, "a", reply_parameters=gone)
    anyway = telegram.ReplyParameters(99, allow_sending_without_reply=True)
    sent = await bot.send_message(sara.id, "a", reply_parameters=anyway)
    assert sent.reply_to_message is None
    quoting = telegram.ReplyParameters(sara.say("hello world").id, quote="world")
    sent = await bot.send_message(sara.id, "b", reply_parameters=quoting)
    assert sent.reply_to_message
    misquoting = telegram.ReplyParameters(sent.message_id, quote="moon")
    with pytest.raises(BadRequest, match="Quote_text_invalid"):
        await bot.send_message(sara.id, "c", reply_parameters=misquoting)


async def test_editing(api: BotApi, bot: Bot, sara: User) -> None:
    sent = await bot.send_message(sara.id, "a", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message"):
        await sent.edit_text("a", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(KEYBOARD)
    await sent.edit_reply_markup(None)
    await sent.edit_text("b", entities=[MessageEntity("bold", 0, 1)])
    assert sara.wait_for("b").marked("bold") == ["b"]
    assert "edit_date" in api.transcript(sara)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("b", sara.id, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("b", sara.id, sara.say("mine").id)
    assert "identifier is not specified" in refusal(api, "editMessageText", text="a")
    force = {"chat_id": sara.id, "message_id": 1, "reply_markup": {"force_reply": True}}
    assert "inline keyboard expected" in refusal(api, "editMessageReplyMarkup", **force)


async def test_deleting(api: BotApi, bot: Bot, sara: User) -> None:
    sent = await bot.send_message(sara.id, "a")
    await sent.delete()
    assert "(deleted)" in api.transcript(sara)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()
    assert await bot.delete_message(sara.id, sara.say("mine").id)
    group = api.group("اخبار", [sara])
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, sara.say("/mine", group).id)


async def test_photo_and_document(bot: Bot, sara: User) -> None:
    sent = await bot.send_photo(sara.id, png(40, 30), caption="نمودار", reply_markup=KEYBOARD)
    assert [(p.width, p.height) for p in sent.photo] == [(40, 30)]
    again = await bot.send_photo(sara.id, sent.photo[0])
    assert again.photo[0].file_id == sent.photo[0].file_id
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("a")
    for wrong, reason in (
        (b"GIF89a", "Image_process_failed"),
        (png(210, 10), "Photo_invalid_dimensions"),
        ("https://example.org/a.png", "Wrong file identifier/http url specified"),
    ):
        with pytest.raises(BadRequest, match=f"(?i){reason}"):
            await bot.send_photo(sara.id, wrong)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(sara.id, b"abc", caption="x" * 1025)
    attached = telegram.InputFile(b"abc", filename="a.pdf", attach=True)
    document = (await bot.send_document(sara.id, attached, caption="x" * 1024)).document
    assert document
    assert (document.file_name, document.mime_type) == ("a.pdf", "application/pdf")


async def test_jpeg_is_measured(bot: Bot, sara: User) -> None:
    app0, frame = b"\xff\xe0\x00\x04ab", b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 30, 40)
    sent = await bot.send_photo(sara.id, b"\xff\xd8" + app0 + frame + bytes(6))
    assert [(p.width, p.height) for p in sent.photo] == [(40, 30)]
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(sara.id, b"\xff\xd8" + app0)


async def test_files_too_big_are_refused(
    bot: Bot, sara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("files.PHOTO_BYTES", "files.DOCUMENT_BYTES", "about.DOWNLOAD_BYTES"):
        monkeypatch.setattr(f"tests.botapi.{name}", 50)
    for send in (bot.send_photo, bot.send_document):
        with pytest.raises(BadRequest, match="File is too big"):
            await send(sara.id, png() + bytes(50))
    big = sara.send_document("a.bin", bytes(51)).raw["document"]["file_id"]
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(big)


def test_unknown_fields_of_options_are_refused(api: BotApi, sara: User) -> None:
    given: dict[str, object] = {"chat_id": sara.id, "text": "a"}
    wrong = refusal(api, "sendMessage", **given, link_preview_options={"colour": 1})
    assert wrong == 'Bad Request: unknown field "colour" of link_preview_options'
    wrong = refusal(api, "sendMessage", **given, reply_parameters={"colour": 1})
    assert wrong == 'Bad Request: unknown field "colour" of reply_parameters'


def test_missing_photo_and_odd_upload_are_refused(api: BotApi, sara: User) -> None:
    missing = refusal(api, "sendPhoto", chat_id=sara.id)
    assert missing == "Bad Request: there is no photo in the request"
    url = f"{api.base_url}{TOKEN}/sendPhoto"
    answer = httpx.post(url, data={"chat_id": sara.id}, files={"picture": png()}).json()
    assert answer["description"] == 'Bad Request: unknown parameter "picture" of sendPhoto'


async def test_chat_action(api: BotApi, bot: Bot, sara: User) -> None:
    assert await bot.send_chat_action(sara.id, "typing")
    assert api.wait_for_call("sendChatAction").params["action"] == "typing"
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(sara.id, "thinking")
