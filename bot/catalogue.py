"""Lists of calls and what they can be picked by, as messages with buttons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import jdatetime
from telegram import MessageEntity

from bot.render import LONGEST_DATA, Button, Draft, Message, button_data, mark
from bot.wording import Wording
from index.archive import Archive
from index.gazetteer import Gazetteer
from index.subjects import Call, calls_of, is_known
from index.summary import topics_of_call

PAGE_CALLS = 6
PICKED = 8
KINDS = ("person", "place", "topic", "year")
"""By what calls can be picked out; a year cannot be followed."""
_TOPICS = 3


@dataclass(frozen=True)
class Choice:
    """Which calls are wanted.

    Attributes:
        words: a description, as a question is read.
        mark: what stands for it in a button: `q` and a number for words, a concept key, `y` and a
            year, or "" for all.
    """

    words: str = ""
    mark: str = ""


def is_choice(choice: Choice, gazetteer: Gazetteer) -> bool:
    """Whether there still is what a choice stands for."""
    if choice.mark.startswith("q"):
        return bool(choice.words)
    return choice.mark[:1] in {"", "y"} or is_known(choice.mark, gazetteer)


def list_message(archive: Archive, choice: Choice, say: Wording, page: int) -> Message:
    """A page of the calls that fit, the newest first: numbered, with a button for each number."""
    calls, title = _chosen(archive, choice, say)
    if not calls and not title:
        return Message(say("no-calls"))
    if not calls:
        return Message(say("no-such-calls", what=title)).with_rows(_kinds("calls", say))
    count = -(-len(calls) // PAGE_CALLS)
    page = min(page, count - 1)
    shown = calls[page * PAGE_CALLS : (page + 1) * PAGE_CALLS]
    head = say("calls-about", what=title, count=len(calls)) if title else say("calls-all")
    draft = Draft().add(head, MessageEntity.BOLD)
    if count > 1:
        draft.add("\n" + say("page", page=page + 1, count=count))
    for number, call in enumerate(shown, 1):
        draft.extend(_line(number, call, archive, say))
    opens = [
        (say.number(number), button_data("call", say, mark(call.readouts[0])))
        for number, call in enumerate(shown, 1)
    ]
    return draft.done().with_rows(opens, _turns(choice, page, count, say), _kinds("calls", say))


def picks_message(archive: Archive, purpose: str, kind: str, say: Wording, page: int) -> Message:
    """Leaders, countries, topics or years to pick from, those of most calls first."""
    keys = _options(archive, kind, say)
    count = max(1, -(-len(keys) // PICKED))
    page = min(page, count - 1)
    rows = _in_pairs([_pick(key, purpose, say) for key in keys[page * PICKED :][:PICKED]])
    turns = [
        (say(f"page-{way}"), button_data("pick", say, purpose, kind, n))
        for n, way in ((page - 1, "before"), (page + 1, "after"))
        if 0 <= n < count
    ]
    return Message(say(f"pick-{kind}")).with_rows(*rows, turns, _kinds(purpose, say))


def _kinds(purpose: str, say: Wording) -> list[Button]:
    kinds = KINDS if purpose == "calls" else KINDS[:-1]
    return [(say(f"kind-{kind}"), button_data("pick", say, purpose, kind, 0)) for kind in kinds]


def kinds_to_follow(say: Wording) -> list[Button]:
    """Buttons to leaders, countries and topics that can be followed."""
    return _kinds("follow", say)


def _chosen(archive: Archive, choice: Choice, say: Wording) -> tuple[list[Call], str]:
    """The calls that fit, and what they are called by."""
    calls = calls_of(archive.snapshot)
    if choice.words:
        return described(calls, choice.words, archive, say)
    if choice.mark.startswith("y"):
        year = int(choice.mark[1:])
        return [call for call in calls if _year(call, year < 1700) == year], say.number(year)
    if choice.mark:
        return [call for call in calls if choice.mark in call.keys], say.subject(choice.mark)
    return calls, ""


def described(
    calls: Sequence[Call], words: str, archive: Archive, say: Wording
) -> tuple[list[Call], str]:
    """The calls that words describe, as a question is read, and what was understood."""
    asked = archive.understand(words)
    wanted = [*asked.people, *asked.subjects]
    period = say.period(asked.dates) if asked.dates else ""
    if not wanted and not period:
        return [], words[:100]
    fitting = [
        call
        for call in calls
        if all(keys & call.keys for keys in wanted)
        and (asked.dates is None or call.day in asked.dates)
    ]
    return fitting, say.listed(filter(None, (say.concepts(wanted), period)))


def _year(call: Call, jalali: bool) -> int:
    return int(jdatetime.date.fromgregorian(date=call.day).year) if jalali else call.day.year


def _line(number: int, call: Call, archive: Archive, say: Wording) -> Draft:
    topics = topics_of_call(call.readouts, archive.snapshot, archive.linker.gazetteer)[:_TOPICS]
    first = call.readouts[0]
    line = say("call-listed", number=number, who=say.who(first), when=say.when(first.date))
    return Draft().add(f"\n\n{line}" + (f"\n{say.subjects(topics)}" if topics else ""))


def _turns(choice: Choice, page: int, count: int, say: Wording) -> list[Button]:
    return [
        (say(f"calls-{way}"), button_data("calls", say, n, choice.mark))
        for n, way in ((page - 1, "newer"), (page + 1, "older"))
        if 0 <= n < count
    ]


def _options(archive: Archive, kind: str, say: Wording) -> list[str]:
    calls = calls_of(archive.snapshot)
    if kind == "year":
        jalali = say.language == "fa"
        return [f"y{year}" for year in sorted({_year(c, jalali) for c in calls}, reverse=True)]
    gazetteer = archive.linker.gazetteer
    counts = Counter(key for call in calls for key in call.keys if key.startswith(f"{kind}:"))
    fitting = [key for key in counts if _can_be_picked(key, gazetteer)]
    return sorted(fitting, key=lambda key: (-counts[key], key))


def _can_be_picked(key: str, gazetteer: Gazetteer) -> bool:
    """Countries, not towns and regions; topics, not the courtesies of every call."""
    if len(f"follow:fa:{key}") > LONGEST_DATA or not is_known(key, gazetteer):
        return False
    kind = gazetteer.concept(key).kind
    return kind == "country" if key.startswith("place:") else kind != "protocol"


def _pick(key: str, purpose: str, say: Wording) -> Button:
    if key.startswith("y"):
        return say.number(int(key[1:])), button_data("calls", say, 0, key)
    data = button_data("follow", say, key) if purpose == "follow" else None
    return say.subject(key), data or button_data("calls", say, 0, key)


def _in_pairs(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
