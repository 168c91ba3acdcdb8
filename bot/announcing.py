"""New calls as messages: one as a summary, several as a digest."""

from collections.abc import Sequence

from telegram import MessageEntity

from bot.render import (
    LONGEST_MESSAGE,
    Button,
    Draft,
    Message,
    button_data,
    call_button,
    heading,
    mark,
    quotation,
    quotations,
    text_buttons,
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
    draft.extend(quotations(summary.readouts[0], _fitting(summary.quotes, draft), say))
    others = summary.readouts[1:]
    if others:
        draft.add("\n" + say("told-by-others", count=len(others)))
    return draft.done([*text_buttons(summary.readouts[:4], say), _ask(summary, say)])


def render_digest(summaries: Sequence[Summary], say: Wording) -> Message:
    """Several calls: of each who, when, topics and its weightiest sentence."""
    draft = Draft().add(say("digest", count=len(summaries)), MessageEntity.BOLD).add("\n")
    buttons: list[Button] = []
    for number, summary in enumerate(summaries, 1):
        part = Draft().add("\n").extend(_head(summary, say))
        part.extend(quotation(summary.quotes[0], say)).add("\n")
        if utf16_length(draft.text + part.text) > LONGEST_MESSAGE - 100:
            draft.add("\n" + say("digest-more", count=len(summaries) - number + 1))
            break
        draft.extend(part)
        buttons.append(call_button(summary.readouts[0], say))
    return draft.done(buttons)


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


def _ask(summary: Summary, say: Wording) -> Button:
    return say("ask-about"), button_data("about", say, mark(summary.readouts[0]))
