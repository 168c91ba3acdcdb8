"""A message to all chats: shown as it will look, and sent once when it is confirmed."""

import asyncio

from telegram import Message as TelegramMessage
from telegram import MessageEntity, Update
from telegram.ext import ContextTypes

from bot.operators import Body, body_of, draft_pressed, drafts_of, press_of_operator, rewrite, tell
from bot.render import LONGEST_MESSAGE, Message, button_data, utf16_length
from bot.telling import Desk, Press, desk_of, say_to
from bot.wording import Wording
from index.drafts import Draft
from index.reading import Part

BROADCAST = r"^broadcast:(fa|en):\d+:(send|cancel)$"


async def on_broadcast(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """`/broadcast` and a text: show it, and ask whether it is to be sent."""
    asked, say = update.effective_message, await say_to(update, context)
    assert asked is not None
    body = body_of(asked)
    if refusal := refused(body, say):
        await tell(asked, Message(refusal))
    else:
        await _ask(asked, body, context, say)


async def on_broadcast_decided(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send a message to all, or not."""
    press = await press_of_operator(update, context, 2)
    if press is None:
        return
    number, what = int(press.values[0]), press.values[1]
    draft = await asyncio.to_thread(draft_pressed, press, number, context)
    await press.query.answer(None if draft else press.say("gone-broadcast"))
    if draft and what == "send":
        await _send(draft, press, desk_of(context))
    elif draft:
        await asyncio.to_thread(drafts_of(context).take, press.chat, number)
        await rewrite(press.query.message, Message(press.say("dismissed")))


def refused(body: Body, say: Wording) -> str:
    """Why a text cannot be sent to all; "" when it can."""
    if not body.text:
        return say("broadcast-how")
    length = utf16_length(body.text)
    return say("broadcast-long", count=length) if length > LONGEST_MESSAGE else ""


async def _ask(
    asked: TelegramMessage, body: Body, context: ContextTypes.DEFAULT_TYPE, say: Wording
) -> None:
    """The message as all will see it, and below it how many they are, with buttons."""
    part = Part("", body.text, {"entities": list(body.entities)})
    draft = await asyncio.to_thread(drafts_of(context).keep, asked.chat_id, [part], "broadcast")
    count = await asyncio.to_thread(desk_of(context).outbox.audience)
    await tell(asked, Message(body.text, tuple(MessageEntity(**e) for e in body.entities)))
    send = (say("broadcast-send"), button_data("broadcast", say, draft.id, "send"))
    cancel = (say("cancel"), button_data("broadcast", say, draft.id, "cancel"))
    shown = await tell(asked, Message(say("broadcast-ask", count=count)).with_rows([send, cancel]))
    await asyncio.to_thread(drafts_of(context).show, draft, shown.message_id)


async def _send(draft: Draft, press: Press, desk: Desk) -> None:
    (part,) = draft.parts
    entities = part.head["entities"]
    count = await asyncio.to_thread(desk.outbox.broadcast, part.text, entities, draft.id)
    desk.new_calls.set()
    # None: it was confirmed twice, and the other press says how many.
    if count is not None:
        await rewrite(press.query.message, Message(press.say("broadcast-sent", count=count)))
