"""A message as a test looks at it, and a conversation as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.botapi.cleaning import utf16_length
from tests.botapi.wire import Json

_MARKS = (
    "photo",
    "document",
    "sticker",
    "voice",
    "forward_origin",
    "edit_date",
    "group_chat_created",
    "new_chat_members",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Return the part of ``text`` at an offset and length in UTF-16 units."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


@dataclass(frozen=True)
class Message:
    """One version of a message: an edit makes another one. ``raw`` is Telegram's object."""

    raw: Json

    @property
    def id(self) -> int:
        """The ``message_id``."""
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat it is in."""
        return int(self.raw["chat"]["id"])

    @property
    def text(self) -> str:
        """The text or caption; empty where there is neither."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """The entities of the text or caption."""
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def reply_to(self) -> int | None:
        """The ``message_id`` that it answers."""
        replied = self.raw.get("reply_to_message")
        return int(replied["message_id"]) if replied else None

    @property
    def buttons(self) -> list[list[Json]]:
        """The rows of the inline keyboard."""
        return list(self.raw.get("reply_markup", {}).get("inline_keyboard", []))

    @property
    def button_texts(self) -> list[str]:
        """The texts of the inline keyboard, row by row."""
        return [button["text"] for row in self.buttons for button in row]

    @property
    def quotes(self) -> list[str]:
        """The texts inside blockquotes."""
        return self.marked("blockquote") + self.marked("expandable_blockquote")

    def marked(self, kind: str) -> list[str]:
        """Return the parts of the text under entities of this kind."""
        return [
            utf16_slice(self.text, entity["offset"], entity["length"])
            for entity in self.entities
            if entity["type"] == kind
        ]

    def button(self, label: str) -> Json:
        """Return the inline button with this text or callback data.

        Raises:
            AssertionError: there is none; the message names those there are.
        """
        for row in self.buttons:
            for button in row:
                if label in (button["text"], button.get("callback_data")):
                    return button
        raise AssertionError(f"no button {label!r} among {self.buttons} of {self.text!r}")


def transcript(title: str, messages: Iterable[Json], deleted: Iterable[int]) -> str:
    """Return a conversation as text: who, what (quoted lines after ``▌``), entities, buttons."""
    gone = set(deleted)
    lines = [f"=== {title}"]
    for raw in messages:
        lines.extend(_shown(Message(raw), raw["message_id"] in gone))
    return "\n".join(lines)


def _shown(message: Message, deleted: bool) -> list[str]:
    lines = [_heading(message, deleted)]
    lines += [f"  {line}" for line in _text_lines(message)]
    kinds = sorted({entity["type"] for entity in message.entities})
    lines += [f"  entities: {', '.join(kinds)}"] if kinds else []
    lines += [
        "  " + " ".join(f"[{button['text']}]" for button in row) for row in message.buttons if row
    ]
    return lines


def _heading(message: Message, deleted: bool) -> str:
    raw = message.raw
    notes = [f"answers #{message.reply_to}"] if message.reply_to else []
    notes += [mark for mark in _MARKS if mark in raw]
    notes += ["deleted"] if deleted else []
    who = f"{raw['from']['first_name']} #{message.id}"
    return f"{who} ({', '.join(notes)})" if notes else who


def _text_lines(message: Message) -> list[str]:
    """Split the text into lines; mark those that lie in a blockquote."""
    spans = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in message.entities
        if "blockquote" in entity["type"]
    ]
    lines, start = [], 0
    for line in message.text.split("\n") if message.text else []:
        end = start + utf16_length(line)
        quoted = any(begin < end and start < stop for begin, stop in spans)
        lines.append(f"▌ {line}" if quoted else line)
        start = end + 1
    return lines
