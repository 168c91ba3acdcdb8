"""Answers as messages: quotations call by call, what the calls are, or what was looked for."""

from collections.abc import Sequence

from bot.render import (
    LONGEST_DATA,
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
from index.answer import Answer
from index.facts import Fact
from index.question import Question
from index.quoting import Quote, widened
from index.subjects import pair_key
from index.text import normalise, words

MOST_CALLS = 3
MOST_LISTED = 10
# Below this probability what comes nearest is not near.
NEAR = 0.02
# What people say to a bot that is no question, though some of it names a topic: gratitude.
COURTESIES = frozenset(
    normalise(said)
    for said in (
        "hello", "hi", "hey", "thanks", "thank you", "many thanks", "ok", "okay", "bye", "goodbye",
        "سلام", "درود", "ممنون", "ممنونم", "مرسی", "متشکرم", "سپاس", "تشکر", "خداحافظ", "باشه",
    )
)  # fmt: skip
_FEW_WORDS = 2


def render_answer(answer: Answer, say: Wording, number: int = 0) -> Message:
    """An answer: its best quotes call by call, or what was looked for and what is near.

    Args:
        number: under which the question is remembered, for a button with more; 0 is not at all.
    """
    if answer.question.is_empty or (not answer.found and _says_little(answer)):
        return Message(say("too-short", example=say("example-1")))
    return _found(answer, say, number) if answer.found else _nothing(answer, say)


def render_more(answer: Answer, say: Wording, number: int, shown: int) -> Message | None:
    """Further calls of an answer, after those shown already; None when there are none.

    For `shown` 0 it is what else the readout says that was quoted first.
    """
    calls = _by_call(answer.quotes)[shown:]
    if not shown and answer.further:
        return _further(answer.further, say)
    if not calls:
        return None
    draft, count = _calls(calls, say, "")
    rest = len(calls) - count
    return draft.done().with_rows(*_more(rest, say, number, shown + count))


def _further(quotes: Sequence[Quote], say: Wording) -> Message:
    """Several sentences of one readout."""
    readout = quotes[0].readout
    return heading(readout, say).extend(quotations(readout, quotes, say)).done()


def _found(answer: Answer, say: Wording, number: int) -> Message:
    calls = _by_call(answer.quotes)
    # A fact names its calls itself; one quotation proves it.
    told = _fact(answer.fact, say) + "\n\n" if answer.fact else ""
    draft, shown = _calls(calls[:1] if told else calls, say, told)
    rest = 0 if told else len(calls) - shown
    if rest:
        draft.add("\n\n" + say("more-calls", count=rest))
    others = [_offer(q, say, dated=len(calls) > 1) for c in calls[:shown] for q in c[1:]]
    best = calls[0][0]
    further = len(answer.further) if best.readout.terms.allow_all else 0
    return draft.done(others).with_rows(
        [_offer_passage(best, say)] if _is_part(best) else [],
        text_buttons([best.readout], say),
        *_more(rest or further, say, number, shown if rest else 0),
        *_follow(answer.question, say),
    )


def _calls(calls: Sequence[list[Quote]], say: Wording, begun: str) -> tuple[Draft, int]:
    """The best quote of each of the first calls, as many as fit; and how many did."""
    draft, shown = Draft(begun), 0
    for quotes in calls[:MOST_CALLS]:
        part = heading(quotes[0].readout, say)
        part.extend(quotation(quotes[0], say))
        tail = say("more-calls", count=len(calls))
        if utf16_length(draft.text + part.text + tail) + 4 > LONGEST_MESSAGE:
            break
        draft.add("\n\n" if shown else "").extend(part)
        shown += 1
    return draft, shown


def _more(rest: int, say: Wording, number: int, shown: int) -> list[list[Button]]:
    if not rest or not number:
        return []
    return [[(say("more-passages"), button_data("more", say, number, shown))]]


def _follow(question: Question, say: Wording) -> list[list[Button]]:
    """Buttons to follow what was asked about: its first subject, and its leader or pair."""
    people = [next(iter(keys)) for keys in question.people if len(keys) == 1]
    names = [person.removeprefix("person:") for person in people]
    wanted = [min(keys) for keys in question.subjects[:1]]
    wanted += [pair_key(names)] if len(names) == 2 else people[:1]
    offers = [
        (say("follow", subject=say.subject(subject)), button_data("follow", say, subject))
        for subject in wanted
    ]
    return [[offer] for offer in offers if len(offer[1]) <= LONGEST_DATA]


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


def _offer(quote: Quote, say: Wording, *, dated: bool) -> tuple[str, str]:
    """A button for a further readout of the same call."""
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
    return quote.readout.terms.allow_all and widened(quote) != quote


def _offer_passage(quote: Quote, say: Wording) -> tuple[str, str]:
    """A button for the paragraph that a quotation stands in."""
    whole = widened(quote)
    return say("passage"), _place(whole, say)


def _place(quote: Quote, say: Wording) -> str:
    """The data of a button that quotes."""
    return button_data("quote", say, mark(quote.readout), quote.start, quote.end)


def _says_little(answer: Answer) -> bool:
    """Whether it is a greeting or a few words that nothing can be made of."""
    asked = words(answer.question.text)
    return " ".join(asked) in COURTESIES or (len(asked) <= _FEW_WORDS and _is_strange(answer))


def _is_strange(answer: Answer) -> bool:
    """Nothing recognised and nothing alike: any call would be as near as any other."""
    question = answer.question
    named = question.people or question.subjects or question.dates
    return not named and answer.probability < NEAR


def _nothing(answer: Answer, say: Wording) -> Message:
    draft = Draft().add(say("nothing-found"))
    question = answer.question
    sought = say.concepts([*question.people, *question.subjects])
    if question.dates:
        sought = say.listed(filter(None, (sought, say.period(question.dates))))
    if sought:
        draft.add("\n" + say("looked-for", what=sought))
    if _is_strange(answer):
        return draft.add("\n" + say("too-short", example=say("example-1"))).done()
    if answer.nearest:
        draft.add("\n\n" + say("nearest"))
    for readout in answer.nearest:
        draft.add("\n" + say("nearest-call", who=say.who(readout), when=say.when(readout.date)))
    return draft.done(call_button(readout, say) for readout in answer.nearest)
