"""A message as a terminal shows it: quotations behind a bar, links written out."""

from telegram import MessageEntity

from bot.render import Message, utf16_length

_QUOTES = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
BAR = "▌ "


def as_text(message: Message) -> str:
    """The message's text with `▌` before quoted lines and addresses behind their links."""
    text, shown, at = message.text, "", 0
    for entity in sorted(message.entities, key=lambda e: e.offset):
        start = _index(text, entity.offset)
        end = _index(text, entity.offset + entity.length)
        part = text[start:end]
        if entity.type in _QUOTES:
            part = "\n".join(BAR + line for line in part.split("\n"))
        elif entity.type == MessageEntity.TEXT_LINK:
            part = f"{part} <{entity.url}>"
        shown += text[at:start] + part
        at = end
    return shown + text[at:]


def _index(text: str, units: int) -> int:
    """The index of a character by its offset in UTF-16 units."""
    count = 0
    for index, character in enumerate(text):
        if count >= units:
            return index
        count += utf16_length(character)
    return len(text)
