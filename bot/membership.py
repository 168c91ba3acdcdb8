"""Chats that close, open again, or get another id."""

import asyncio

from telegram import ChatMember, Update
from telegram.ext import ContextTypes

from bot.telling import desk_of, people_of


async def on_membership(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A person who blocks the bot, or a group that throws it out, follows nothing any more."""
    change = update.my_chat_member
    assert change is not None
    if change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}:
        await asyncio.to_thread(desk_of(context).outbox.end, change.chat.id)


async def on_moved(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A group that became a supergroup has another id: what it follows goes with it."""
    message = update.effective_message
    assert message is not None
    if message.migrate_to_chat_id:
        people = people_of(context)
        await asyncio.to_thread(people.moved, message.chat_id, message.migrate_to_chat_id)
