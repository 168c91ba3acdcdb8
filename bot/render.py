"""Telegram messages in the making: text, entities, buttons. No markup strings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.wording import Wording
from index.errors import QuoteError
from index.quoting import Quote, allowed
from index.readout import Readout

LONGEST_MESSAGE = 4096
LONGEST_DATA = 64
LONG_QUOTE = 500
QUOTATIONS = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)


def utf16_length(text: str) -> int:
    """The length that Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def covered(text: str, entity: MessageEntity) -> str:
    """The part of a text that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


Button: TypeAlias = tuple[str, str]
"""The text of a button and its data."""


@dataclass(frozen=True)
class Message:
    """A message ready to be sent, with rows of buttons below."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons."""
        return tuple(button for row in self.rows for button in row)

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram takes them."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(text, callback_data=data) for text, data in row]
                for row in self.rows
            ]
        )

    def with_rows(self, *rows: Sequence[Button]) -> "Message":
        """The message with further rows; empty ones are left out."""
        return replace(self, rows=(*self.rows, *(tuple(row) for row in rows if row)))


@dataclass
class Draft:
    """A message in the making: runs of text with at most one entity each.

    Attributes:
        quotes: what its quotation blocks quote, in their order.
    """

    text: str = ""
    entities: list[MessageEntity] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)

    def add(self, text: str, kind: str = "", url: str | None = None) -> "Draft":
        """Append text, as an entity of a kind if one is given."""
        if kind and text:
            self.entities.append(
                MessageEntity(kind, utf16_length(self.text), utf16_length(text), url=url)
            )
        self.text += text
        return self

    def quote(self, quote: Quote) -> "Draft":
        """Append a quotation's words as a block, folded when they are many."""
        long = utf16_length(quote.text) > LONG_QUOTE
        kind = MessageEntity.EXPANDABLE_BLOCKQUOTE if long else MessageEntity.BLOCKQUOTE
        self.quotes.append(quote)
        return self.add(quote.text, kind).add("\n")

    def extend(self, other: "Draft") -> "Draft":
        """Append another draft."""
        offset = utf16_length(self.text)
        self.entities += MessageEntity.shift_entities(offset, other.entities)
        self.text += other.text
        self.quotes += other.quotes
        return self

    def done(self, buttons: Iterable[Button] = ()) -> Message:
        """The finished message, with buttons one a row.

        Raises:
            QuoteError: a block says something that does not stand in its readout, or more than
                its publisher allows.
        """
        self._prove()
        return Message(self.text, tuple(self.entities), tuple((button,) for button in buttons))

    def _prove(self) -> None:
        shown = [covered(self.text, e) for e in self.entities if e.type in QUOTATIONS]
        for text, quote in zip(shown, self.quotes, strict=True):
            if text != quote.readout.text[quote.start : quote.end] or not text.strip():
                raise QuoteError(f"{quote.readout.id}: «{text[:60]}» does not stand in the readout")
        if [len(quote.text) for quote in allowed(self.quotes)] != list(map(len, shown)):
            ids = ", ".join(sorted({quote.readout.id for quote in self.quotes}))
            raise QuoteError(f"{ids}: the publisher does not allow so much to be quoted")


def render_quote(quote: Quote, say: Wording) -> Message:
    """One quotation under the heading of its call."""
    return heading(quote.readout, say).extend(quotation(quote, say)).done()


def heading(readout: Readout, say: Wording) -> Draft:
    """Who and when."""
    return Draft().add(say.who(readout), MessageEntity.BOLD).add(f"\n{say.when(readout.date)}\n")


def quotation(quote: Quote, say: Wording) -> Draft:
    """As much of a quotation as may be shown, with its source below."""
    return quotations(quote.readout, [quote], say)


def quotations(readout: Readout, quotes: Sequence[Quote], say: Wording) -> Draft:
    """Quotations of a readout with their source; where none may be shown, a word about that.

    A quotation that may not be shown to its end is said to be shortened.
    """
    draft, shown = Draft(), allowed(quotes)
    for quote in shown:
        draft.quote(quote)
    if quotes and not shown:
        draft.add(say("link-only") + "\n")
    draft.extend(source_line(readout, say))
    shortened = any(quote not in quotes for quote in shown)
    return draft.add(" " + say("shortened")) if shortened else draft


def source_line(readout: Readout, say: Wording) -> Draft:
    """Whose readout it is, with its address behind it; texts of this project are called so."""
    text = say("source-unknown")
    if readout.source:
        message = "source-summary" if readout.kind == "summary" else "source"
        text = say(message, source=say.source(readout))
    link = MessageEntity.TEXT_LINK if readout.source_url else ""
    return Draft().add(text, link, readout.source_url or None)


def button_data(verb: str, say: Wording, *values: object) -> str:
    """The data of a button. It holds all that is needed to act on it, also after a restart.

    The language is the message's, so that the next one speaks it too.
    """
    return ":".join([verb, say.language, *map(str, values)])


def mark(readout: Readout) -> str:
    """What a button names a readout by."""
    return readout.digest[:16]


def text_buttons(readouts: Iterable[Readout], say: Wording) -> list[Button]:
    """Buttons that open the whole of readouts, of those that may be shown so."""
    return [_text_button(readout, say) for readout in readouts if readout.terms.allow_all]


def _text_button(readout: Readout, say: Wording) -> Button:
    label = say(
        "whole-readout",
        language=say(f"language-{readout.language}"),
        source=say.source(readout) or say("source-unknown"),
    )
    return label, button_data("text", say, mark(readout), 0)


def call_button(readout: Readout, say: Wording) -> Button:
    """A button that opens a call, named by who and when."""
    label = say("call-line", who=say.who(readout), day=say.day(readout.date))
    return label, button_data("call", say, mark(readout))
