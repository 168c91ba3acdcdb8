"""Callback and inline queries, commands and descriptions."""

from __future__ import annotations

import pytest
import telegram
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
)

from tests.botapi import BotApi, User
from tests.botapi.client import refusal, updates

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("بیشتر", callback_data="more:1")]])


async def test_callback_queries(api: BotApi, bot: Bot, sara: User) -> None:
    await bot.send_message(sara.id, "a", reply_markup=KEYBOARD)
    message = sara.next_message()
    assert sara.press(message, "more:1", timeout=0.05) is None
    with pytest.raises(AssertionError, match="no button 'less'"):
        sara.press(message, "less")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query
    with pytest.raises(BadRequest, match="Message_too_long"):
        await query.answer("x" * 201)
    with pytest.raises(BadRequest, match="Url_invalid"):
        await query.answer(url="https://example.org")
    await query.answer("ok")
    api.expire_queries()
    for stale in (query.id, "1"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
            await bot.answer_callback_query(stale)


async def test_pressing_a_deleted_message(bot: Bot, sara: User) -> None:
    sent = await bot.send_message(sara.id, "a", reply_markup=KEYBOARD)
    message = sara.next_message()
    await sent.delete()
    sara.press(message, "more:1", timeout=0.05)
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert update.callback_query.message
    assert not update.callback_query.message.is_accessible


def article(number: int, **more: object) -> dict[str, object]:
    content = {"message_text": "a"}
    base = {"type": "article", "id": str(number), "title": "t", "input_message_content": content}
    return {**base, **more}


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"results": [article(n) for n in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(1), article(1)]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article(1, id="")]}, "RESULT_ID_INVALID"),
        ({"results": [article(1, id="ب" * 33)]}, "RESULT_ID_INVALID"),
        ({"results": [article(1, title="")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(1, type="song")]}, 'type "song" is unsupported'),
        ({"results": [article(1, colour="x")]}, 'unknown field "colour"'),
        ({"results": [article(1, url="x")]}, "url 'x' is invalid"),
        ({"results": [article(1, input_message_content={})]}, "must be an InputTextMessageContent"),
        (
            {"results": [article(1, input_message_content={"message_text": "x" * 4097})]},
            "message is too long",
        ),
        (
            {"results": [article(1, reply_markup={"inline_keyboard": [[{"text": "a"}]]})]},
            "Text buttons are unallowed",
        ),
        ({"results": ["a"]}, "expected an Object"),
        ({"results": [{"type": "article", "id": "1", "title": "t"}]}, "input_message_content"),
        ({"results": [article(1, type="photo", caption="x" * 1025)]}, "caption is too long"),
        (
            {"results": [article(1, input_message_content={"message_text": "a", "colour": 1})]},
            'unknown field "colour" of input_message_content',
        ),
        ({"results": [], "button": {"text": "", "start_parameter": "a"}}, "text must be non-empty"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "a", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({"results": "a"}, 'can\'t parse parameter "results"'),
    ],
)
def test_inline_answers_refused(
    api: BotApi, sara: User, params: dict[str, object], reason: str
) -> None:
    with pytest.raises(AssertionError, match="no answer to the inline query 'x'"):
        sara.inline("x", timeout=0.01)
    query_id = updates(api)[0]["inline_query"]["id"]
    assert reason in refusal(api, "answerInlineQuery", inline_query_id=query_id, **params)
    api.expire_queries()
    late = refusal(api, "answerInlineQuery", inline_query_id=query_id, results=[])
    assert "query is too old" in late


async def test_commands(bot: Bot) -> None:
    scope = telegram.BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("start", "آغاز")], scope=scope, language_code="fa")
    assert [c.command for c in await bot.get_my_commands(scope, "fa")] == ["start"]
    assert await bot.get_my_commands() == ()
    await bot.delete_my_commands(scope, "fa")
    assert await bot.get_my_commands(scope, "fa") == ()


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([{"command": "Start", "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "a", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "a"}], "can't parse BotCommand"),
        ([{"command": "a", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
def test_commands_refused(api: BotApi, commands: list[object], reason: str) -> None:
    assert reason in refusal(api, "setMyCommands", commands=commands)
    language = refusal(api, "setMyCommands", commands=[], language_code="fas")
    assert language == "Bad Request: invalid language code specified"
    assert "Unsupported type" in refusal(api, "getMyCommands", scope={"type": "moon"})


async def test_descriptions(bot: Bot) -> None:
    await bot.set_my_description("calls")
    await bot.set_my_description("گفت‌وگوها", language_code="fa")
    await bot.set_my_short_description("x" * 120)
    assert (await bot.get_my_description("fa")).description == "گفت‌وگوها"
    assert (await bot.get_my_description("de")).description == "calls"
    assert (await bot.get_my_short_description()).short_description == "x" * 120
    with pytest.raises(BadRequest, match="Description is too long: 513 of at most 512"):
        await bot.set_my_description("x" * 513)
    with pytest.raises(BadRequest, match="Short_description is too long"):
        await bot.set_my_short_description("x" * 121)
