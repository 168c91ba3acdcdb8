"""Adding readouts in the chat: sent, looked at, corrected, confirmed."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from telegram import Message as TelegramMessage
from telegram import MessageOriginChannel, Update
from telegram.ext import ContextTypes

from bot import ask
from bot.delivery import announce
from bot.operators import body_of, draft_pressed, drafts_of, press_of_operator, rewrite, tell
from bot.proposal import failed, proposal, readable
from bot.render import Message
from bot.sending import patiently
from bot.telling import Desk, Press, desk_of, say_to
from bot.wording import Wording
from index.article import Article, article_of
from index.corrections import Unusable, read_corrections
from index.drafts import Draft, Drafts
from index.errors import FetchError, ReadoutError, StoreError
from index.gazetteer import Gazetteer
from index.news import Item, judge
from index.reading import SUFFIXES, Failure, Part, check_size, decoded, parts_of
from index.readout import Readout
from index.recognise import source_in
from index.text import language_of

DRAFT = r"^draft:(fa|en):\d+:(add|quietly|cancel)$"
_LINK = re.compile(r"https?://\S+")
_Parts = Sequence[Part | Failure]


async def on_add(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """`/add` and a text, or the address of one."""
    asked = update.effective_message
    assert asked is not None
    text, desk = body_of(asked).text, desk_of(context)
    if not text:
        await tell(asked, Message((await say_to(update, context))("add-how")))
    elif _LINK.fullmatch(text):
        await _propose(update, context, lambda: _linked(text, desk))
    else:
        await _propose(update, context, lambda: list(map(_news, parts_of(text, ""))))


async def on_document(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A file with one readout, or with one a line."""
    asked = update.effective_message
    assert asked is not None
    assert asked.document is not None
    name, size = asked.document.file_name or "", asked.document.file_size or 0
    if not name.lower().endswith(SUFFIXES):
        await tell(asked, Message((await say_to(update, context))("add-how")))
        return
    try:
        check_size(size)
    except ReadoutError as error:
        await _refuse(asked, str(error), await say_to(update, context))
        return
    file = await patiently(asked.document.get_file)
    content = bytes(await patiently(file.download_as_bytearray))
    await _propose(update, context, lambda: list(map(_news, parts_of(decoded(content), name))))


async def on_channel_post(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A post of a channel, forwarded."""
    asked = update.effective_message
    assert asked is not None
    origin, text = asked.forward_origin, asked.text or asked.caption or ""
    assert isinstance(origin, MessageOriginChannel)
    gazetteer = desk_of(context).archive.linker.gazetteer
    named = _source(text, text, gazetteer) or origin.chat.title or ""
    link = f"https://t.me/{origin.chat.username}/{origin.message_id}"
    head = {"kind": "news", "source": named, "source_url": link if origin.chat.username else ""}
    await _propose(update, context, lambda: [Part("", text, head)])


async def on_reply(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A reply to a proposal corrects it; any other is a question."""
    asked = update.effective_message
    assert asked is not None
    assert asked.reply_to_message is not None
    said = asked.reply_to_message
    draft = await asyncio.to_thread(drafts_of(context).under, asked.chat_id, said.message_id)
    if draft is None or draft.purpose != "add":
        await ask.on_question(update, context)
    else:
        await _correct(draft, asked, context, await say_to(update, context))


async def on_draft(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Add what was proposed, or not, or change whether subscribers are told."""
    press = await press_of_operator(update, context, 2)
    if press is None:
        return
    number, what = int(press.values[0]), press.values[1]
    draft = await asyncio.to_thread(draft_pressed, press, number, context)
    if draft and what == "quietly":
        # Before the answer: whoever sees it may press the next button.
        draft = await asyncio.to_thread(drafts_of(context).change, draft, _toggled)
    await press.query.answer(None if draft else press.say("gone-draft"))
    if draft and what == "add":
        await _add(draft, press, context)
    elif draft and what == "quietly":
        await _show(draft, press.query.message, context, press.say)
    elif draft:
        await asyncio.to_thread(drafts_of(context).take, press.chat, number)
        await rewrite(press.query.message, Message(press.say("dismissed")))


# --- sent ----------------------------------------------------------------------------------------


async def _propose(
    update: Update, context: ContextTypes.DEFAULT_TYPE, read: Callable[[], _Parts]
) -> None:
    """Read what was sent, keep it, and show what was understood."""
    asked, say = update.effective_message, await say_to(update, context)
    assert asked is not None
    try:
        found = await asyncio.to_thread(read)
        parts = [part for part in found if isinstance(part, Part)]
        failures = [part for part in found if isinstance(part, Failure)]
        if failures:
            await tell(asked, Message(failed(failures, say)))
        if parts:
            await _present(asked, parts, context, say)
    except (ReadoutError, FetchError) as error:
        await _refuse(asked, str(error), say)


async def _present(
    asked: TelegramMessage, parts: Sequence[Part], context: ContextTypes.DEFAULT_TYPE, say: Wording
) -> None:
    archive, drafts = desk_of(context).archive, drafts_of(context)
    # What cannot be understood at all is refused before it is kept.
    await asyncio.to_thread(proposal, Draft(0, asked.chat_id, tuple(parts)), archive, say)
    draft = await asyncio.to_thread(drafts.keep, asked.chat_id, parts)
    shown = await tell(asked, await asyncio.to_thread(proposal, draft, archive, say))
    await asyncio.to_thread(drafts.show, draft, shown.message_id)


async def _refuse(asked: TelegramMessage, reason: str, say: Wording) -> None:
    await tell(asked, Message(say("add-refused", reason=reason)))


def _news(part: Part | Failure) -> Part | Failure:
    """A text of which nothing is said is news, not an official readout."""
    if isinstance(part, Part) and not part.head:
        return replace(part, head={"kind": "news"})
    return part


def _linked(address: str, desk: Desk) -> _Parts:
    """The article at an address; an office known by it publishes official readouts."""
    page = desk.web.get(address)
    article = article_of(page)
    official = _source(page.url, article.text, desk.archive.linker.gazetteer)
    head = {
        "title": article.title,
        "source": official or article.site,
        "source_url": page.url,
        "kind": "readout" if official else "news",
    }
    return [Part(page.url, article.text, head | _day_of_call(article, page.url, desk))]


def _day_of_call(article: Article, url: str, desk: Desk) -> dict[str, str]:
    """The day of the call on a page that says when it appeared: "yesterday" is told by that."""
    if article.posted is None:
        return {}
    published = datetime.combine(article.posted, time(12), UTC)
    verdict = judge(Item(article.title, article.text, url, published, ""), desk.archive.linker)
    known = verdict.is_call and verdict.date
    return {"date": known.isoformat()} if known else {}


def _source(evidence: str, text: str, gazetteer: Gazetteer) -> str:
    """The office that something names, called as in the text's language; "" when none."""
    known = source_in(evidence, gazetteer)
    return known.label(language_of(text)) if known else ""


# --- corrected -----------------------------------------------------------------------------------


async def _correct(
    draft: Draft, asked: TelegramMessage, context: ContextTypes.DEFAULT_TYPE, say: Wording
) -> None:
    said = read_corrections(asked.text or "", desk_of(context).archive.today())
    if len(draft.parts) > 1:
        await tell(asked, Message(say("correction-several")))
    elif isinstance(said, Unusable):
        await tell(asked, _unusable(said, say))
    else:
        await _change(draft, said, asked, context, say)


async def _change(
    draft: Draft,
    said: dict[str, str],
    asked: TelegramMessage,
    context: ContextTypes.DEFAULT_TYPE,
    say: Wording,
) -> None:
    """Keep what was said, unless no readout can be made of it, and show it."""

    def how(before: Draft) -> Draft:
        (part,) = before.parts
        head = {name: value for name, value in {**part.head, **said}.items() if value}
        return replace(before, parts=(replace(part, head=head),))

    try:
        await asyncio.to_thread(proposal, how(draft), desk_of(context).archive, say)
    except ReadoutError as error:
        await _refuse(asked, str(error), say)
        return
    changed = await asyncio.to_thread(drafts_of(context).change, draft, how)
    if changed:
        await _show(changed, asked.reply_to_message, context, say)


def _toggled(draft: Draft) -> Draft:
    return replace(draft, quietly=not draft.quietly)


def _unusable(said: Unusable, say: Wording) -> Message:
    hint = {"date": "date", "language": "language", "kind": "kind", "source_url": "url"}
    line = say("correction-unusable", line=said.line[:200])
    return Message(f"{line}\n{say('correction-' + hint.get(said.field, 'fields'))}")


async def _show(
    draft: Draft, said: object, context: ContextTypes.DEFAULT_TYPE, say: Wording
) -> None:
    """Show a changed draft in the place of what it was."""
    message = await asyncio.to_thread(proposal, draft, desk_of(context).archive, say)
    await rewrite(said, message)


# --- confirmed -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Added:
    """The readouts that were not here before, and how many chats are told of their calls."""

    readouts: tuple[Readout, ...]
    told: int


async def _add(draft: Draft, press: Press, context: ContextTypes.DEFAULT_TYPE) -> None:
    desk, said = desk_of(context), press.query.message
    try:
        added = await asyncio.to_thread(_store, draft, desk, drafts_of(context))
    except StoreError as error:
        if isinstance(said, TelegramMessage):
            await _refuse(said, str(error), press.say)
        return
    desk.new_calls.set()
    await rewrite(said, _outcome(added, draft.quietly, press.say))


def _store(draft: Draft, desk: Desk, drafts: Drafts) -> _Added:
    """Add a draft's readouts, search them from now on, and put messages of them into the outbox.

    Raises:
        StoreError: the id of one belongs to another text.
    """
    archive = desk.archive
    readouts, _ = readable(draft.parts, archive)
    placed = archive.take_in(readouts, quietly=draft.quietly)
    new = tuple(one.readout for one in placed if one.is_new)
    drafts.take(draft.chat, draft.id)
    archive.refresh()
    announce(desk)
    return _Added(new, sum(desk.outbox.reach(call) for call in {r.call for r in new}))


def _outcome(added: _Added, quietly: bool, say: Wording) -> Message:
    if not added.readouts:
        return Message(say("added-nothing"))
    first, more = added.readouts[0], len(added.readouts) - 1
    line = say("added", who=say.who(first), when=say.when(first.date))
    rest = [say("added-more", count=more)] if more else []
    told = say("added-quietly") if quietly else say("added-told", count=added.told)
    return Message("\n".join([line, *rest, told]))
