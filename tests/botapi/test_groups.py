"""Groups: who is in, what the bot sees."""

from __future__ import annotations

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
)

from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN, call, updates


async def test_group_life(api: BotApi, bot: Bot, sara: User) -> None:
    ali = api.user("Ali", username="ali_k")
    group = api.group("اخبار", [sara])
    joined, made = await bot.get_updates()
    assert joined.my_chat_member
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert made.message
    assert made.message.group_chat_created
    assert (await bot.get_chat(group.id)).title == "اخبار"
    assert (await bot.get_chat_member(group.id, sara.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, ali.id)).status == "left"
    assert (await bot.get_chat_member(group.id, bot.id)).status == "member"
    group.add(ali.id)
    await bot.send_message(group.id, "to all")
    assert ali.next_message(chat=group).text == sara.next_message(chat=group).text == "to all"
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 5)
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "a")
    with pytest.raises(BadRequest, match="can't be changed in private chats"):
        await bot.leave_chat(sara.id)


async def test_bot_thrown_out_is_forbidden(api: BotApi, bot: Bot, sara: User) -> None:
    group = api.group("اخبار", [sara])
    group.kick_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "a")
    sara.say("/start", group)
    assert (await bot.get_updates())[-1].my_chat_member


async def test_migration_names_the_new_chat(api: BotApi, bot: Bot, sara: User) -> None:
    group = api.group("اخبار", [sara])
    supergroup = group.migrate()
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "a")
    assert caught.value.new_chat_id == supergroup.id
    sent = await bot.send_message(supergroup.id, "a")
    assert sent.chat.type == "supergroup"
    services = [u.message for u in await bot.get_updates() if u.message][1:]
    assert [m.migrate_to_chat_id for m in services] == [supergroup.id, None]
    assert [m.migrate_from_chat_id for m in services] == [None, group.id]


@pytest.mark.parametrize("privacy", [True, False])
def test_privacy_hides_what_is_not_for_the_bot(privacy: bool) -> None:
    with BotApi(TOKEN, privacy=privacy) as api:
        sara = api.user("Sara")
        group = api.group("اخبار", [sara])
        updates(api, offset=-1)
        sent = call(api, "sendMessage", chat_id=group.id, text="a")["result"]
        bots = sara.next_message()
        assert bots.id == sent["message_id"]
        heard = ["/start", "/start@leader_calls_bot", "سلام @Leader_Calls_Bot"]
        unheard = ["just talk", "/start@other_bot", "@other_bot hi"]
        for text in heard + unheard:
            sara.say(text, group)
        sara.say("answer", group, reply_to=bots)
        texts = [u["message"].get("text") for u in updates(api)][1:]
        assert texts == [*heard, *([] if privacy else unheard), "answer"]


def test_entities_of_users_count_utf16_units(sara: User) -> None:
    said = sara.say("😀 /ask@leader_calls_bot لیبی @leader_calls_bot #خبر https://a.org/b?c")
    found = [(e["type"], said.marked(e["type"])[0]) for e in said.entities]
    assert said.entities[0]["offset"] == 3
    assert found == [
        ("bot_command", "/ask@leader_calls_bot"),
        ("mention", "@leader_calls_bot"),
        ("hashtag", "#خبر"),
        ("url", "https://a.org/b?c"),
    ]
    with pytest.raises(ValueError, match="this has 4098"):
        sara.say("😀" * 2049)
