"""New calls as messages: one as a summary, several as a digest."""

from collections.abc import Sequence

from telegram import MessageEntity

from bot.render import (
    LONGEST_MESSAGE,
    Button,
    Draft,
    Message,
    block,
    button_data,
    call_button,
    heading,
    mark,
    proven,
    source_line,
    text_button,
    utf16_length,
)
from bot.wording import Wording
from index.quoting import Quote
from index.summary import Summary


def render_summary(summary: Summary, say: Wording, *, new: bool = True) -> Message:
    """A call: who, when, which topics, its key sentences quoted, where they come from.

    Args:
        new: whether it is announced, not looked up.
    """
    draft = Draft().add(say("new-call") + "\n") if new else Draft()
    draft.extend(_head(summary, say))
    quotes = _fitting(summary.quotes, draft)
    for quote in quotes:
        draft.extend(block(quote).add("\n"))
    draft.extend(source_line(summary.readouts[0], say))
    others = summary.readouts[1:]
    if others:
        draft.add("\n" + say("told-by-others", count=len(others)))
    rows = [(button,) for button in (*_texts(summary, say), _ask(summary, say))]
    return proven(draft.done(), quotes).with_rows(*rows)


def render_digest(summaries: Sequence[Summary], say: Wording) -> Message:
    """Several calls: of each who, when, topics and its weightiest sentence."""
    draft = Draft().add(say("digest", count=len(summaries)), MessageEntity.BOLD).add("\n")
    shown: list[Quote] = []
    rows: list[tuple[Button, ...]] = []
    for number, summary in enumerate(summaries, 1):
        part = Draft().add("\n")
        part.extend(_head(summary, say))
        part.extend(block(summary.quotes[0]).add("\n"))
        part.extend(source_line(summary.readouts[0], say).add("\n"))
        if utf16_length(draft.text + part.text) > LONGEST_MESSAGE - 100:
            draft.add("\n" + say("digest-more", count=len(summaries) - number + 1))
            break
        draft.extend(part)
        shown.append(summary.quotes[0])
        rows.append((call_button(summary.readouts[0], say),))
    return proven(draft.done(), shown).with_rows(*rows)


def _head(summary: Summary, say: Wording) -> Draft:
    draft = heading(summary.readouts[0], say)
    if summary.topics:
        draft.add(say("topics", topics=say.subjects(summary.topics)) + "\n")
    return draft


def _fitting(quotes: Sequence[Quote], draft: Draft) -> list[Quote]:
    """As many of the quotations as one message holds, with room for what stands below them."""
    kept: list[Quote] = []
    room = LONGEST_MESSAGE - 400 - utf16_length(draft.text)
    for quote in quotes:
        room -= utf16_length(quote.text) + 1
        if room < 0:
            break
        kept.append(quote)
    return kept


def _texts(summary: Summary, say: Wording) -> list[Button]:
    return [text_button(readout, say) for readout in summary.readouts[:4]]


def _ask(summary: Summary, say: Wording) -> Button:
    return say("ask-about"), button_data("about", say, mark(summary.readouts[0]))
