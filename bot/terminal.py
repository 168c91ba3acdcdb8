"""A message as a terminal shows it: quotations behind a bar, links written out."""

from telegram import MessageEntity

from bot.render import QUOTATIONS, Message, covered

BAR = "▌ "


def as_text(message: Message) -> str:
    """The message's text with `▌` before quoted lines and addresses behind their links."""
    units, shown, at = message.text.encode("utf-16-le"), "", 0
    for entity in sorted(message.entities, key=lambda e: e.offset):
        part = covered(message.text, entity)
        if entity.type in QUOTATIONS:
            part = "\n".join(BAR + line for line in part.split("\n"))
        elif entity.type == MessageEntity.TEXT_LINK:
            part = f"{part} <{entity.url}>"
        shown += units[2 * at : 2 * entity.offset].decode("utf-16-le") + part
        at = entity.offset + entity.length
    return shown + units[2 * at :].decode("utf-16-le")
