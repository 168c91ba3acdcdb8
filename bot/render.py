"""Answers as Telegram messages: text, entities, buttons. No markup strings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.wording import Wording
from index.answer import Answer
from index.errors import QuoteError
from index.facts import Fact
from index.quoting import Quote, widened
from index.readout import Readout

LONGEST_MESSAGE = 4096
MOST_CALLS = 3
MOST_LISTED = 10
LONG_QUOTE = 500
NEAR = 0.02
QUOTATIONS = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)


def utf16_length(text: str) -> int:
    """The length that Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def covered(text: str, entity: MessageEntity) -> str:
    """The part of a text that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


@dataclass(frozen=True)
class Message:
    """A message ready to be sent."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons, one a row."""
        if not self.buttons:
            return None
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(text, callback_data=data)] for text, data in self.buttons]
        )


@dataclass
class Draft:
    """A message in the making: runs of text with at most one entity each."""

    text: str = ""
    entities: list[MessageEntity] = field(default_factory=list)

    def add(self, text: str, kind: str = "", url: str | None = None) -> "Draft":
        """Append text, as an entity of a kind if one is given."""
        if kind and text:
            self.entities.append(
                MessageEntity(kind, utf16_length(self.text), utf16_length(text), url=url)
            )
        self.text += text
        return self

    def extend(self, other: "Draft") -> None:
        """Append another draft."""
        offset = utf16_length(self.text)
        self.entities += MessageEntity.shift_entities(offset, other.entities)
        self.text += other.text

    def done(self, buttons: Iterable[tuple[str, str]] = ()) -> Message:
        """The finished message."""
        return Message(self.text, tuple(self.entities), tuple(buttons))


def render_answer(answer: Answer, say: Wording) -> Message:
    """An answer: its best quotes call by call, or what was looked for and what is near."""
    if answer.question.is_empty:
        return Message(say("too-short", example=say("example-1")))
    return _found(answer, say) if answer.found else _nothing(answer, say)


def render_quote(quote: Quote, say: Wording) -> Message:
    """One quotation under the heading of its call."""
    draft = _heading(quote.readout, say)
    draft.extend(_quotation(quote, say))
    return proven(draft.done(), [quote])


def _found(answer: Answer, say: Wording) -> Message:
    calls = _by_call(answer.quotes)
    draft, shown, buttons = Draft(), 0, []
    told = answer.fact is not None
    if answer.fact:
        # The fact names the calls; one quotation proves it.
        draft.add(_fact(answer.fact, say) + "\n\n")
        calls = calls[:1]
    for quotes in calls[:MOST_CALLS]:
        part = _heading(quotes[0].readout, say)
        part.extend(_quotation(quotes[0], say))
        tail = say("more-calls", count=len(calls))
        if utf16_length(draft.text + part.text + tail) + 4 > LONGEST_MESSAGE:
            break
        draft.add("\n\n" if shown else "").extend(part)
        shown += 1
        buttons += [_offer(quote, say, dated=len(calls) > 1) for quote in quotes[1:]]
    buttons += [_offer_passage(quotes[0], say) for quotes in calls[:1] if _is_part(quotes[0])]
    if len(calls) > shown and not told:
        draft.add("\n\n" + say("more-calls", count=len(calls) - shown))
    return proven(draft.done(buttons), [quotes[0] for quotes in calls[:shown]])


def _fact(fact: Fact, say: Wording) -> str:
    """What the calls themselves answer, and which they are."""
    latest = fact.calls[0][0]
    line = say(
        f"fact-{fact.kind.replace('_', '-')}"
        if len(fact.calls) == 1 or fact.kind != "when"
        else "fact-list",
        who=say.who(latest),
        when=say.when(latest.date),
        others=say.names(fact.others),
        count=len(fact.others) if fact.kind == "who" else len(fact.calls),
    )
    if len(fact.calls) == 1 and fact.kind != "list":
        return line
    listed = [
        say("fact-call", who=say.who(call[0]), when=say.when(call[0].date))
        for call in fact.calls[:MOST_LISTED]
    ]
    more = len(fact.calls) - len(listed)
    return "\n".join([line, *listed, *([say("fact-more", count=more)] if more else [])])


def _by_call(quotes: Sequence[Quote]) -> list[list[Quote]]:
    calls: dict[str, list[Quote]] = {}
    for quote in quotes:
        calls.setdefault(quote.readout.call, []).append(quote)
    return list(calls.values())


def _heading(readout: Readout, say: Wording) -> Draft:
    return Draft().add(say.who(readout), MessageEntity.BOLD).add(f"\n{say.when(readout.date)}\n")


def _quotation(quote: Quote, say: Wording) -> Draft:
    long = utf16_length(quote.text) > LONG_QUOTE
    kind = MessageEntity.EXPANDABLE_BLOCKQUOTE if long else MessageEntity.BLOCKQUOTE
    source = _source(quote.readout, say)
    link = MessageEntity.TEXT_LINK if quote.readout.source_url else ""
    return (
        Draft().add(quote.text, kind).add("\n").add(source, link, quote.readout.source_url or None)
    )


def _source(readout: Readout, say: Wording) -> str:
    if not readout.source:
        return say("source-unknown")
    message = "source-summary" if readout.kind == "summary" else "source"
    return say(message, source=say.source(readout))


def proven(message: Message, quotes: Iterable[Quote]) -> Message:
    """The message itself, when its quotation blocks are the quotes, letter for letter.

    Raises:
        QuoteError: a block says something that does not stand in its readout.
    """
    shown = [covered(message.text, e) for e in message.entities if e.type in QUOTATIONS]
    for text, quote in zip(shown, quotes, strict=True):
        if text != quote.readout.text[quote.start : quote.end] or not text.strip():
            raise QuoteError(f"{quote.readout.id}: «{text[:60]}» does not stand in the readout")
    return message


def _offer(quote: Quote, say: Wording, *, dated: bool) -> tuple[str, str]:
    """A button for a further readout of the same call; its data survives a restart.

    The data holds the language of the answer, so that the next message speaks it too.
    """
    readout = quote.readout
    text = say(
        "other-readout-dated" if dated else "other-readout",
        day=say.day(readout.date),
        language=say(f"language-{readout.language}"),
        source=say.source(readout) or say("source-unknown"),
    )
    return text, _place(quote, say)


def _is_part(quote: Quote) -> bool:
    """Whether a quotation can be shown with more of its paragraph."""
    return widened(quote) != quote


def _offer_passage(quote: Quote, say: Wording) -> tuple[str, str]:
    """A button for the paragraph that a quotation stands in."""
    whole = widened(quote)
    return say("passage"), _place(whole, say)


def _place(quote: Quote, say: Wording) -> str:
    """The data of a button that quotes: it holds the language of the answer, and what to quote."""
    return f"quote:{say.language}:{quote.readout.digest[:16]}:{quote.start}:{quote.end}"


def _nothing(answer: Answer, say: Wording) -> Message:
    draft = Draft().add(say("nothing-found"))
    question = answer.question
    sought = say.concepts([*question.people, *question.subjects])
    if question.dates:
        comma = "، " if say.language == "fa" else ", "
        sought = comma.join(filter(None, (sought, say.period(question.dates))))
    if sought:
        draft.add("\n" + say("looked-for", what=sought))
    # Nothing recognised and nothing alike: any call would be as near as any other.
    if not sought and answer.probability < NEAR:
        return draft.add("\n" + say("too-short", example=say("example-1"))).done()
    if answer.nearest:
        draft.add("\n\n" + say("nearest"))
    for readout in answer.nearest:
        draft.add("\n" + say("nearest-call", who=say.who(readout), when=say.when(readout.date)))
    return draft.done()
