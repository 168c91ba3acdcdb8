"""What a text and a keyboard may be."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest

from tests.botapi import BotApi, User
from tests.botapi.client import refusal

EMOJI = "😀"


def entity(
    kind: str = "bold", offset: int = 0, length: int = 1, **more: object
) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("text", "entities", "reason"),
    [
        ("abc", [entity("text_link", url="http://[")], "URL 'http://[' is invalid"),
        ("", [], "message text is empty"),
        (" \n ", [], "message text is empty"),
        ("x" * 4097, [], "message is too long"),
        (EMOJI * 2049, [], "message is too long"),
        ("abc", [entity(offset=2, length=2)], "ends after the end of the text at UTF-16 offset 4"),
        ("abc", [entity(offset=-1)], "entity has offset -1 and length 1"),
        ("abc", [entity(length=0)], "entity has offset 0 and length 0"),
        (EMOJI, [entity(length=1)], "ends in a middle of a UTF-16 symbol"),
        (EMOJI, [entity(offset=1)], "begins in a middle of a UTF-16 symbol"),
        ("abc", [entity("glow")], "Unsupported type specified: 'glow'"),
        ("abc", ["bold"], "expected an Object"),
        ("abc", [{"type": "bold", "offset": 0}], 'Can\'t find Integer field "length"'),
        ("abc", [entity(colour="red")], 'unknown field "colour"'),
        ("abc", [entity("text_link")], 'Can\'t find field "url"'),
        ("abc", [entity("text_link", url="nowhere")], "URL 'nowhere' is invalid"),
        ("abc", [entity("text_mention")], 'Can\'t find field "user"'),
        ("abc", [entity("text_mention", user={"name": "x"})], 'Can\'t find field "id"'),
        ("abc", [entity()] * 101, "entities too long: 101 of at most 100"),
        (
            "abcd",
            [entity("blockquote", 0, 4), entity("expandable_blockquote", 1, 2)],
            "blockquote entities can't be nested",
        ),
    ],
)
def test_texts_refused(
    api: BotApi, sara: User, text: str, entities: list[object], reason: str
) -> None:
    params = {"chat_id": sara.id, "text": text, "entities": entities}
    assert reason in refusal(api, "sendMessage", **params)
    assert api.calls("sendMessage") == []
    assert [c.method for c in api.refused()] == ["sendMessage"]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("x" * 4096, []),
        (EMOJI * 2048, [entity("blockquote", 0, 4096)]),
        (f"a{EMOJI}b", [entity("expandable_blockquote", 1, 2), entity("blockquote", 3, 1)]),
        ("abc", [entity("text_link", url="https://t.me/x"), entity("italic", 0, 3)]),
        ("abc", [entity("text_mention", user={"id": 7, "is_bot": False, "first_name": "x"})]),
        ("⁨Putin⁩ گفت", [entity("bold", 1, 5)]),
    ],
)
async def test_texts_taken(bot: Bot, sara: User, text: str, entities: list[dict[str, Any]]) -> None:
    given = MessageEntity.de_list(entities, bot)
    sent = await bot.send_message(sara.id, text, entities=given)
    assert (sent.text, sent.entities) == (text, given)


async def test_white_space_around_a_text_is_cut_and_entities_move(bot: Bot, sara: User) -> None:
    entities = [MessageEntity("bold", 0, 6), MessageEntity("code", 6, 2)]
    sent = await bot.send_message(sara.id, "\n  abc \n", entities=entities)
    assert (sent.text, sent.entities) == ("abc", (MessageEntity("bold", 0, 3),))


async def test_characters_that_telegram_changes(bot: Bot, sara: User) -> None:
    given = [("bold", 0, 4), ("code", 4, 3), ("italic", 3, 2)]
    entities = [MessageEntity(*ends) for ends in given]
    sent = await bot.send_message(sara.id, "a😀\u202b\u202cb\tc", entities=entities)
    assert sent.text == "a😀b c"
    assert sent.entities == (MessageEntity("bold", 0, 3), MessageEntity("code", 3, 2))
    sent = await bot.send_message(sara.id, "می\u200cرود \u200e\u200f\u200e⁦x⁩\r\n.")
    assert sent.text == "می\u200cرود \u200c\u200c\u200e⁦x⁩\n."
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(sara.id, "\u200b\u200f\xa0 \ufeff")


async def test_parse_mode_is_known_and_recorded(api: BotApi, bot: Bot, sara: User) -> None:
    sent = await bot.send_message(sara.id, f"<b>{'x' * 4094}</b>&lt;", parse_mode="HTML")
    assert sent.text == "x" * 4094 + "<"
    assert [c for c in api.calls() if "parse_mode" in c.params]
    both = {"chat_id": sara.id, "text": "*a*", "parse_mode": "MarkdownV2", "entities": [entity()]}
    assert "can't be used together" in refusal(api, "sendMessage", **both)
    wrong = refusal(api, "sendMessage", chat_id=sara.id, text="a", parse_mode="BBCode")
    assert wrong == "Bad Request: unsupported parse_mode"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ({"inline_keyboard": [[{"text": "a", "callback_data": ""}]]}, "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "ب" * 33}]]}, "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "a"}]]}, "Text buttons are unallowed"),
        ({"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}, "non-empty String"),
        ({"inline_keyboard": [["a"]]}, "InlineKeyboardButton must be an Object"),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": "x", "url": "https://a.org"}]]},
            "exactly one action is allowed",
        ),
        ({"inline_keyboard": [[{"text": "a", "url": "a b"}]]}, "Wrong HTTP URL"),
        ({"inline_keyboard": [[{"text": "a", "url": "ftp://a.org"}]]}, "Wrong HTTP URL"),
        ({"inline_keyboard": [[{"text": "a", "url": "http://localhost"}]]}, "Wrong HTTP URL"),
        ({"inline_keyboard": [[{"text": "a", "web_app": {"url": "http://a.org"}}]]}, "Web App URL"),
        ({"inline_keyboard": [[{"text": "a", "copy_text": {"text": ""}}]]}, "1-256 characters"),
        ({"inline_keyboard": [[{"text": "a", "switch_inline_query": 1}]]}, "must be a String"),
        ({"inline_keyboard": [[{"text": "a", "login_url": "x"}]]}, "expected an Object"),
        ({"inline_keyboard": [[{"text": "a", "colour": "x"}]]}, 'unknown field "colour"'),
        ({"inline_keyboard": {}}, "must be an Array of Arrays"),
        ({"inline_keyboard": [{"text": "a"}]}, "must be an Array of Arrays"),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": "x"}]] * 101},
            "reply markup is too long",
        ),
        ({"keyboard": [[{"text": ""}]]}, "text must be a non-empty String"),
        ({"buttons": []}, "object expected as reply markup"),
        ({"force_reply": True, "colour": 1}, 'unknown field "colour" of the reply markup'),
    ],
)
def test_keyboards_refused(api: BotApi, sara: User, markup: dict[str, object], reason: str) -> None:
    params = {"chat_id": sara.id, "text": "a", "reply_markup": markup}
    assert reason in refusal(api, "sendMessage", **params)


async def test_keyboards_taken(bot: Bot, sara: User) -> None:
    inline = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("a", callback_data="ب" * 32)],
            [InlineKeyboardButton("b", url="t.me/x"), InlineKeyboardButton("c", url="tg://user")],
            [InlineKeyboardButton("d", switch_inline_query_current_chat="")],
            [InlineKeyboardButton("e", copy_text=telegram.CopyTextButton("x"))],
        ]
    )
    assert (await bot.send_message(sara.id, "a", reply_markup=inline)).reply_markup == inline
    for markup in (
        telegram.ReplyKeyboardMarkup([["a", "b"]], resize_keyboard=True),
        telegram.ReplyKeyboardRemove(),
        telegram.ForceReply(input_field_placeholder="؟"),
    ):
        assert (await bot.send_message(sara.id, "a", reply_markup=markup)).reply_markup is None
