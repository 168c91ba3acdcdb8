"""Removing readouts in the chat: named by an id or by words, looked at, confirmed."""

import asyncio
from collections.abc import Sequence

from telegram import Update
from telegram.ext import ContextTypes

from bot.browse import call_named
from bot.catalogue import described
from bot.operators import body_of, dismiss_button, press_of_operator, rewrite, tell
from bot.render import Button, Draft, Message, button_data, heading, mark
from bot.telling import Press, archive_of, say_to
from bot.wording import Wording
from index.archive import Archive
from index.readout import Readout
from index.subjects import Call, calls_of

# Shows a call (0), or removes a readout (1) or all of a call's so many.
REMOVE = r"^remove:(fa|en):\d+:[0-9a-f]+$"
MOST_CALLS = 8
_SHOW, _ONE = 0, 1


async def on_remove(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """`/remove` and the id of a call or readout, or words that describe calls."""
    asked, say = update.effective_message, await say_to(update, context)
    assert asked is not None
    words = body_of(asked).text
    if not words:
        await tell(asked, Message(say("remove-how")))
        return
    calls = await asyncio.to_thread(_meant, words, archive_of(context), say)
    await tell(asked, _choice(calls, words, say))


async def on_removal(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the call that was chosen, or remove what was confirmed."""
    press = await press_of_operator(update, context, 2)
    if press is None:
        return
    count, digest = int(press.values[0]), press.values[1]
    archive = archive_of(context)
    call = await asyncio.to_thread(call_named, archive, digest)
    await press.query.answer(None if call else press.say("gone"))
    if call is None:
        return
    wanted = _wanted(call, count, digest)
    if wanted:
        await _remove(wanted, archive, press)
    else:
        await rewrite(press.query.message, _card(call, press.say))


async def _remove(readouts: Sequence[Readout], archive: Archive, press: Press) -> None:
    await asyncio.to_thread(archive.store.remove, [readout.id for readout in readouts])
    await asyncio.to_thread(archive.refresh)
    first, say = readouts[0], press.say
    message = say("removed", count=len(readouts), who=say.who(first), when=say.when(first.date))
    await rewrite(press.query.message, Message(message))


def _wanted(call: Call, count: int, digest: str) -> Sequence[Readout]:
    """What a button removes; nothing when the call has other readouts than it had."""
    if count == _ONE:
        return [readout for readout in call.readouts if readout.digest.startswith(digest)]
    return call.readouts if count == len(call.readouts) else ()


def _meant(words: str, archive: Archive, say: Wording) -> list[Call]:
    """The call or readout with that id, else the calls that words describe."""
    calls = calls_of(archive.snapshot)
    named = [c for c in calls if words == c.id or any(words == r.id for r in c.readouts)]
    return named or described(calls, words, archive, say)[0]


def _choice(calls: Sequence[Call], words: str, say: Wording) -> Message:
    """The call that is meant, or those to choose from."""
    if not calls:
        return Message(say("no-such-calls", what=words[:100]))
    if len(calls) == 1:
        return _card(calls[0], say)
    lines = [say("remove-which")]
    for number, call in enumerate(calls[:MOST_CALLS], 1):
        who, when = say.who(call.readouts[0]), say.when(call.day)
        lines.append(say("call-listed", number=number, who=who, when=when))
    if len(calls) > MOST_CALLS:
        lines.append(say("remove-more", count=len(calls) - MOST_CALLS))
    numbers = [
        (say.number(number), _button_data(_SHOW, call.readouts[0], say))
        for number, call in enumerate(calls[:MOST_CALLS], 1)
    ]
    return Message("\n".join(lines)).with_rows(numbers, [dismiss_button(say)])


def _card(call: Call, say: Wording) -> Message:
    """A call with its readouts, and a button to remove each, or all."""
    draft = Draft()
    draft.extend(heading(call.readouts[0], say))
    for number, readout in enumerate(call.readouts, 1):
        text = say("remove-line", number=number, title=readout.title[:200], id=readout.id)
        draft.add(f"\n{text}")
    rows = [[_one(number, r, say)] for number, r in enumerate(call.readouts[:MOST_CALLS], 1)]
    count = len(call.readouts)
    everything = (say("remove-all", count=count), _button_data(count, call.readouts[0], say))
    return draft.done().with_rows(*rows, [everything] if count > 1 else [], [dismiss_button(say)])


def _one(number: int, readout: Readout, say: Wording) -> Button:
    label = say(
        "remove-one",
        number=number,
        language=say(f"language-{readout.language}"),
        source=say.source(readout) or say("source-unknown"),
    )
    return label, _button_data(_ONE, readout, say)


def _button_data(count: int, readout: Readout, say: Wording) -> str:
    return button_data("remove", say, count, mark(readout))
