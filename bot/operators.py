"""What the handlers of those who run the bot share."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from telegram import Message as TelegramMessage
from telegram import MessageEntity, MessageOrigin, Update
from telegram.ext import ContextTypes, filters

from bot.render import Button, Message, button_data, utf16_length
from bot.sending import patiently
from bot.telling import Press, desk_of, pressed
from bot.wording import Wording
from index.drafts import Draft, Drafts

DISMISS = r"^dismiss:(fa|en)$"


def from_operators(ids: Collection[int]) -> filters.BaseFilter:
    """New messages of operators in their own chats with the bot; of nobody when there are none."""
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    return private & filters.User(ids)


class ChannelPost(filters.MessageFilter):
    """A post of a channel, forwarded."""

    def filter(self, message: TelegramMessage) -> bool:
        """Whether a message is one."""
        origin = message.forward_origin
        return origin is not None and origin.type == MessageOrigin.CHANNEL


@dataclass(frozen=True)
class Body:
    """What stands after a command, with its formatting as plain data."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


def body_of(message: TelegramMessage) -> Body:
    """What stands after the command that a message begins with."""
    text = message.text or ""
    command = message.entities[0].length
    body = text[command:].lstrip()
    cut = command + utf16_length(text[command:]) - utf16_length(body)
    return Body(body, tuple(found for e in message.entities if (found := _after(e, cut))))


def _after(entity: MessageEntity, cut: int) -> dict[str, Any] | None:
    """What is left of an entity when so many units before it are gone."""
    start, end = max(entity.offset - cut, 0), entity.offset + entity.length - cut
    return entity.to_dict() | {"offset": start, "length": end - start} if end > start else None


def drafts_of(context: ContextTypes.DEFAULT_TYPE) -> Drafts:
    """What operators have not yet confirmed. Call its methods with `asyncio.to_thread`."""
    desk = desk_of(context)
    return Drafts(desk.archive.store, desk.now)


async def press_of_operator(
    update: Update, context: ContextTypes.DEFAULT_TYPE, values: int
) -> Press | None:
    """A press of a button; None, and said so, by somebody who is no operator any more."""
    press = pressed(update, context, values)
    if press.query.from_user.id in desk_of(context).settings.admins:
        return press
    await press.query.answer(press.say("gone"))
    return None


def draft_pressed(press: Press, number: int, context: ContextTypes.DEFAULT_TYPE) -> Draft | None:
    """The draft of a button, by its number; None when it is gone."""
    said = press.query.message
    return drafts_of(context).get(press.chat, number, said.message_id) if said else None


async def on_dismiss(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Nothing is to be done after all."""
    press = pressed(update, context, 0)
    await press.query.answer()
    await rewrite(press.query.message, Message(press.say("dismissed")))


def dismiss_button(say: Wording) -> Button:
    """A button that ends a question without doing anything."""
    return say("cancel"), button_data("dismiss", say)


async def tell(to: TelegramMessage, message: Message) -> TelegramMessage:
    """Send a message to the chat of another."""
    return await patiently(
        lambda: to.reply_text(
            message.text,
            entities=message.entities,
            reply_markup=message.keyboard,
            disable_web_page_preview=True,
        )
    )


async def rewrite(said: object, message: Message) -> None:
    """Put a message in the place of one of the bot's, unless it is out of reach or the same."""
    if not isinstance(said, TelegramMessage):
        return
    if (said.text, said.reply_markup) != (message.text, message.keyboard):
        await patiently(
            lambda: said.edit_text(
                message.text,
                entities=message.entities,
                reply_markup=message.keyboard,
                disable_web_page_preview=True,
            )
        )
